package main

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/audit"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/provider"
)

func newProvisionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "provision",
		Short: "Check a provisioning request, and say what happens next",
		Long: `provision is about requests to connect SIP domains with public services, as the
provisioning site took them until 2019-08-14.

A request is a JSON object with the members Agreement (of Program, Number, Start,
End), AcceptedProductUseRights, Edges (groups of Fqdns and SipDomains), Contacts
(of SipDomain and Email), Services and Submitted.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newProvisionCheckCommand(), newProvisionNextCommand(), newProvisionStepsCommand())
	return cmd
}

func newProvisionCheckCommand() *cobra.Command {
	var holdingsFile, earlierFile, format string
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Say what is wrong with a request before it is submitted",
		Long: `check says what is missing or wrong in a request, by the rules of the day on
which it is submitted. With --holdings it also says what the licenses lack for
it, and with --earlier what is different from an earlier request, and what
follows from that.

The exit status is 0 if nothing of severity error is found, 1 if the command could
not run, and 2 if there are errors.`,
		Example: `  lyncfed provision check request.json --holdings holdings.json`,
		Args:    oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			var earlier licensing.ProvisioningRequest
			r, unread, err := loadRequest(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			if earlierFile != "" {
				if err := decodeFile(earlierFile, cmd.InOrStdin(), &earlier); err != nil {
					return err
				}
			}
			findings := append(r.Findings(), r.Conditions()...)
			if holdingsFile != "" {
				h, inHoldings, err := loadHoldings(holdingsFile, cmd.InOrStdin())
				if err != nil {
					return err
				}
				for _, f := range inHoldings {
					fmt.Fprintf(cmd.ErrOrStderr(), "%s: %v\n", holdingsFile, f)
				}
				findings = r.Check(h, r.Submitted)
			}
			findings = append(unread, without(findings, unread)...)
			checked := findingReport{Result: audit.Result{On: r.Submitted, Findings: findings}, least: diag.Notice}
			slices.SortStableFunc(checked.Findings, func(f, g *diag.Finding) int { return f.Severity.Compare(g.Severity) })
			out := cmd.OutOrStdout()
			if err := checked.print(out, format, append(diag.Findings{}, checked.Findings...)); err != nil {
				return err
			}
			if earlierFile != "" {
				w := cmd.ErrOrStderr() // beside what is for machines
				if format == "text" {
					w = out
				}
				if err := printChanges(w, r.Changes(earlier)); err != nil {
					return err
				}
			}
			if checked.count(diag.Error) > 0 {
				return errRefused
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&holdingsFile, "holdings", "", "`file` with what the organization holds, as lyncfed eligible takes it")
	cmd.Flags().StringVar(&earlierFile, "earlier", "", "`file` with an earlier request, to compare with")
	cmd.Flags().StringVar(&format, "format", "text", "text, json or markdown")
	return cmd
}

// loadRequest reads a request, with a finding for each part that cannot be read.
func loadRequest(name string, stdin io.Reader) (licensing.ProvisioningRequest, diag.Findings, error) {
	text, err := readJSON(name, stdin)
	if err != nil {
		return licensing.ProvisioningRequest{}, nil, err
	}
	if err := isElsewhere(name, text, requestInput); err != nil {
		return licensing.ProvisioningRequest{}, nil, err
	}
	r, findings, err := licensing.DecodeRequest(text)
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return r, findings, err
}

// without returns the findings that are not about what could not be read.
func without(findings, unread diag.Findings) diag.Findings {
	return slices.DeleteFunc(findings, func(f *diag.Finding) bool {
		return slices.ContainsFunc(unread, func(u *diag.Finding) bool {
			at := listed(u.Path)
			return f.Path == at || strings.HasPrefix(string(f.Path), string(at)+"/")
		})
	})
}

// listed returns the path that a part of a single group or contact, without
// brackets around it, has in the list of a request.
func listed(at diag.Path) diag.Path {
	for _, list := range []string{"/Edges/", "/Contacts/"} {
		if rest, within := strings.CutPrefix(string(at), list); within && (rest[0] < '0' || rest[0] > '9') {
			return diag.Path(list + "0/" + rest)
		}
	}
	return at
}

func oneFile(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("%s takes one file with a request, or - for the standard input", title(cmd))
	}
	return nil
}

// printChanges says what is different from an earlier request.
func printChanges(w io.Writer, changes []licensing.Change) error {
	p := &printer{w: w}
	p.printf("\n")
	if len(changes) == 0 {
		p.printf("Nothing is different from the earlier request.\n")
	}
	for _, c := range changes {
		p.paragraph("", diag.Printable(difference(c))+":")
		p.paragraph("    ", fmt.Sprintf("%s (%s)", c.Consequence.Text, c.Consequence.Source))
	}
	return p.err
}

// difference says what is different, in words.
func difference(c licensing.Change) string {
	what := strings.ReplaceAll(strings.TrimPrefix(string(c.Field), "/"), "/", " ")
	if c.Of != "" {
		what += " of " + c.Of
	}
	switch {
	case c.Before == "":
		return fmt.Sprintf("%s: %s is new", what, c.After)
	case c.After == "":
		return fmt.Sprintf("%s: %s is gone", what, c.Before)
	}
	return fmt.Sprintf("%s is %s, and was %s", what, c.After, c.Before)
}

func newProvisionNextCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "next FILE",
		Short: "Say what happens after a request was submitted",
		Long: `next says when a request that was submitted should be complete, whom to ask if it
is not, and what there is to do until then, for its services and on its day.`,
		Example: `  lyncfed provision next request.json`,
		Args:    oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, unread, err := loadRequest(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			for _, f := range unread {
				fmt.Fprintf(cmd.ErrOrStderr(), "%s: %v\n", args[0], f)
			}
			if r.Submitted.IsZero() {
				return fmt.Errorf("%s: no day is given in Submitted, so that it is not known what happens next", args[0])
			}
			o := licensing.CompletionOf(r.Submitted)
			p := &printer{w: cmd.OutOrStdout()}
			p.item("Submitted", r.Submitted.String())
			if !o.Latest.IsZero() {
				p.item("Complete", "from "+dayOr(o.Earliest, "any day")+" to "+o.Latest.String())
			}
			p.item("", fmt.Sprintf("%s (%s)", o.Text, o.Source))
			if !o.Latest.IsZero() {
				p.item("If it is not", fmt.Sprintf("%s (%s)", o.Overdue.Text, o.Overdue.Source))
			}
			p.steps(r.Next(), false)
			return p.err
		},
	}
}

func dayOr(d date.Date, other string) string {
	if d.IsZero() {
		return other
	}
	return d.String()
}

func newProvisionStepsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "steps",
		Short: "List what there is to do to get connected to Skype, in order",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p := &printer{w: cmd.OutOrStdout()}
			p.steps(licensing.Steps(), true)
			p.printf("\n")
			var closings []date.Date
			for s := range licensing.Steps() {
				if o := licensing.CompletionOf(s.Until.AddDays(1)); o.Latest.IsZero() {
					closings = append(closings, s.Until.AddDays(1))
				}
			}
			slices.SortFunc(closings, date.Date.Compare)
			for _, d := range slices.Compact(closings) {
				o := licensing.CompletionOf(d)
				p.item("From "+d.String(), fmt.Sprintf("%s (%s)", o.Text, o.Source))
			}
			return p.err
		},
	}
}

var stageTitles = map[licensing.Stage]string{
	licensing.Preparing:   "Before",
	licensing.AtTheSite:   "At the provisioning site",
	licensing.Waiting:     "While waiting",
	licensing.BothSides:   "If a domain is split",
	licensing.AtTheServer: "On the server",
	licensing.WithUsers:   "With users",
}

// steps prints steps, numbered within each stage, with the days of those that
// did not always hold.
func (p *printer) steps(steps iter.Seq[licensing.ProcessStep], days bool) {
	n := 0
	var last licensing.Stage
	for s := range steps {
		title, when := "", ""
		n++
		if s.Stage != last {
			last, n, title = s.Stage, 1, stageTitles[s.Stage]
			p.printf("\n")
		}
		if days {
			when = span(s)
		}
		p.item(title, fmt.Sprintf("%d. %s%s (%s)", n, when, s.Text, s.Source))
	}
}

// span says on which days a step is done, as far as these are not all from
// Skype's first to the end of the provisioning site or of Skype.
func span(s licensing.ProcessStep) string {
	skype, _ := provider.LookupService(provider.Skype)
	from := skype.History.On(s.From.AddDays(-1)) == provider.Available
	until := !licensing.CompletionOf(s.Until.AddDays(1)).Latest.IsZero()
	switch {
	case from && until:
		return fmt.Sprintf("From %v until %v: ", s.From, s.Until)
	case from:
		return fmt.Sprintf("From %v on: ", s.From)
	case until:
		return fmt.Sprintf("Until %v: ", s.Until)
	}
	return ""
}

package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/audit"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/licensing"
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
		Args: cobra.NoArgs,
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
			var r, earlier licensing.ProvisioningRequest
			if err := decodeFile(args[0], cmd.InOrStdin(), &r); err != nil {
				return err
			}
			if earlierFile != "" {
				if err := decodeFile(earlierFile, cmd.InOrStdin(), &earlier); err != nil {
					return err
				}
			}
			findings := r.Findings()
			if holdingsFile != "" {
				h, err := loadHoldings(holdingsFile, cmd.InOrStdin())
				if err != nil {
					return err
				}
				findings = r.Check(h, r.Submitted)
			}
			checked := auditReport{Result: audit.Result{On: r.Submitted, Findings: findings}, least: diag.Notice}
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

func oneFile(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("%s takes one file with a request, or - for the standard input", cmd.CommandPath())
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
		Use:     "next FILE",
		Short:   "Say what happens after a request was submitted",
		Example: `  lyncfed provision next request.json`,
		Args:    oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			var r licensing.ProvisioningRequest
			if err := decodeFile(args[0], cmd.InOrStdin(), &r); err != nil {
				return err
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
			p.steps(func(s licensing.ProcessStep) bool {
				return !r.Submitted.After(s.Until) && (s.Stage == licensing.Waiting || s.Stage == licensing.AtTheServer || s.Stage == licensing.WithUsers)
			})
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
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p := &printer{w: cmd.OutOrStdout()}
			p.steps(func(licensing.ProcessStep) bool { return true })
			p.printf("\n")
			var closings []date.Date
			for s := range licensing.Steps() {
				closings = append(closings, s.Until.AddDays(1))
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
	licensing.AtTheServer: "On the server",
	licensing.WithUsers:   "With users",
}

// steps prints the steps that are chosen, numbered within each stage.
func (p *printer) steps(chosen func(licensing.ProcessStep) bool) {
	n := 0
	var last licensing.Stage
	for s := range licensing.Steps() {
		if !chosen(s) {
			continue
		}
		title := ""
		n++
		if s.Stage != last {
			last, n, title = s.Stage, 1, stageTitles[s.Stage]
			p.printf("\n")
		}
		p.item(title, fmt.Sprintf("%d. %s (%s)", n, s.Text, s.Source))
	}
}

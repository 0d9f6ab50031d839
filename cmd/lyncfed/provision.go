package main

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/report"
)

func newProvisionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "provision",
		Short: "Check a provisioning request, and list the next steps",
		Long: `provision checks requests to connect SIP domains with public services. The
provisioning site accepted these requests until 2019-08-14.

A request is a JSON object with the members Agreement (of Program, Number, Start,
End), AcceptedProductUseRights, Edges (groups of Fqdns and SipDomains), Contacts
(of SipDomain and Email), Services and Submitted.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newProvisionCheckCommand(), newProvisionNextCommand(), newProvisionStepsCommand())
	return cmd
}

// A provisionForm is the JSON form of the result of provision check: docs/formats.md.
type provisionForm struct {
	Format int
	report.Origin
	On       date.Date
	Findings diag.Findings      // the most severe first
	Changes  []licensing.Change `json:",omitzero"` // with --earlier
}

func newProvisionCheckCommand() *cobra.Command {
	var holdingsFile, earlierFile, format string
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Check a request before it is submitted",
		Long: `check lists what is missing or wrong in a request, by the rules of the day on
which it is submitted. With --holdings it also lists the missing licenses. With
--earlier it lists the differences from an earlier request and their consequences.
lyncfed provision --help lists the members of a request.

The exit status is 0 without errors, 1 if the command could not run, and 2 if there
are errors or other findings that --fail-on names.`,
		Example: `  lyncfed provision check request.json --holdings holdings.json
  lyncfed provision check request.json --format html -o request.html`,
		Args: oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			t, err := threshold(cmd)
			if err != nil {
				return err
			}
			if err := onlyOneStdin([]string{args[0], holdingsFile, earlierFile}); err != nil {
				return err
			}
			r, err := loadRequest(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			form := provisionForm{Format: 1, On: r.Submitted}
			var parts []report.Part
			files := []powershell.File{r.file}
			if earlierFile != "" {
				var earlier licensing.ProvisioningRequest
				file, err := decodeFile(earlierFile, cmd.InOrStdin(), &earlier)
				if err != nil {
					return err
				}
				files = append(files, file)
				form.Changes = append([]licensing.Change{}, r.Changes(earlier)...)
				parts = append(parts, report.Part{Heading: "Different from the earlier request", Lines: differences(form.Changes)})
			}
			findings := append(r.Findings(), r.Conditions()...)
			read := report.FilesOf(files)
			var platform product.Platform
			if holdingsFile != "" {
				h, err := loadHoldings(holdingsFile, cmd.InOrStdin())
				if err != nil {
					return err
				}
				platform, read = h.Platform, append(read, h.files...)
				for _, f := range h.unread {
					fmt.Fprintf(cmd.ErrOrStderr(), "%s: %v\n", diag.Printable(inputName(holdingsFile)), f)
				}
				findings = r.Check(h.Holdings, r.Submitted)
			}
			findings = append(slices.Clone(r.unread), without(findings, r.unread)...)
			r.place(findings)
			checked := report.NewFindings("a provisioning request", findings, originOf(platform, read), r.Submitted)
			checked.Parts, form.Origin = parts, checked.Origin
			form.Findings = append(diag.Findings{}, checked.Findings...)
			if err := writeFindings(cmd.OutOrStdout(), checked, format, t, form); err != nil {
				return err
			}
			if checked.Fails(t) {
				return errRefused
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&holdingsFile, "holdings", "", "`file` with the holdings, in the form of lyncfed eligible")
	cmd.Flags().StringVar(&earlierFile, "earlier", "", "`file` with an earlier request, to compare with")
	cmd.Flags().StringVar(&format, "format", "text", findingFormats)
	return cmd
}

// A loadedRequest is a request with its file.
type loadedRequest struct {
	licensing.ProvisioningRequest
	file   powershell.File
	places jsonPlaces
	unread diag.Findings // one for each unreadable part
}

// loadRequest reads a request.
func loadRequest(name string, stdin io.Reader) (*loadedRequest, error) {
	file, text, err := readJSONFile(name, stdin)
	if err != nil {
		return nil, err
	}
	if err := isElsewhere(name, text, requestInput); err != nil {
		return nil, err
	}
	r := &loadedRequest{file: file, places: newJSONPlaces(text)}
	if r.ProvisioningRequest, r.unread, err = licensing.DecodeRequest(text); err != nil {
		return nil, fmt.Errorf("%s: %w", file.Name, err)
	}
	return r, nil
}

// place sets the positions and the subjects of findings.
func (r *loadedRequest) place(findings diag.Findings) {
	for _, f := range findings {
		f.Pos = r.places.find(r.file.Name, f.Path)
		if f.Subject.IsZero() {
			f.Subject = r.partAt(f.Path, slices.Contains(r.unread, f))
		}
	}
}

// partAt returns the part of the request at a path. It has the part's name if that could
// be read.
func (r *loadedRequest) partAt(path diag.Path, isUnread bool) diag.Subject {
	tokens := slices.Collect(path.Tokens())
	part := diag.Subject{Kind: "Request"}
	if len(tokens) > 0 {
		part.Kind = tokens[0]
	}
	if isUnread {
		return part
	}
	index := func(token int) int {
		if token < len(tokens) {
			if n, err := strconv.Atoi(tokens[token]); err == nil {
				return n
			}
		}
		return math.MaxInt
	}
	switch i, j := index(1), index(3); {
	case part.Kind == "Services" && i < len(r.Services):
		service, _ := provider.LookupService(r.Services[i])
		part.Identity = cmp.Or(service.Name, string(r.Services[i]))
	case part.Kind == "Contacts" && i < len(r.Contacts):
		part.Identity = r.Contacts[i].SIPDomain.String()
	case part.Kind != "Edges" || i >= len(r.Edges) || len(tokens) < 3:
	case tokens[2] == "SipDomains" && j < len(r.Edges[i].SIPDomains):
		part = diag.Subject{Kind: federation.SIPDomains.String(), Identity: r.Edges[i].SIPDomains[j].String()}
	case tokens[2] == "Fqdns" && j < len(r.Edges[i].FQDNs):
		part.Identity = r.Edges[i].FQDNs[j].String()
	}
	return part
}

// without returns the findings that are not about an unreadable part.
func without(findings, unread diag.Findings) diag.Findings {
	return slices.DeleteFunc(findings, func(f *diag.Finding) bool {
		return slices.ContainsFunc(unread, func(u *diag.Finding) bool {
			at := listed(u.Path)
			return f.Path == at || strings.HasPrefix(string(f.Path), string(at)+"/")
		})
	})
}

// listed returns a path with the index of its list. A file may have a single edge or
// contact without brackets, and its path then lacks the index.
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

// differences returns sentences on the differences from an earlier request, with their
// consequences.
func differences(changes []licensing.Change) []string {
	if len(changes) == 0 {
		return []string{"Nothing is different from the earlier request."}
	}
	var lines []string
	for _, c := range changes {
		lines = append(lines, fmt.Sprintf("%s: %s (%s)", difference(c), c.Consequence.Text, c.Consequence.Source))
	}
	return lines
}

// difference returns a sentence on a difference.
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

// A processForm is the JSON form of the steps of a request: docs/formats.md.
type processForm struct {
	Format int
	report.Origin
	Submitted  date.Date             `json:",omitzero"`
	Completion *licensing.Completion `json:",omitempty"`
	Steps      []licensing.ProcessStep
}

func newProvisionNextCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "next FILE",
		Short: "List the steps after a request was submitted",
		Long: `next shows the day by which a submitted request should be complete, whom to ask if it
is not, and the steps until then. The steps are those of its services on its day.`,
		Example: `  lyncfed provision next request.json`,
		Args:    oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := loadRequest(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			for _, f := range r.unread {
				fmt.Fprintf(cmd.ErrOrStderr(), "%s: %v\n", diag.Printable(inputName(args[0])), f)
			}
			if r.Submitted.IsZero() {
				return fmt.Errorf("%s: no day is given in Submitted, so that it is not known what happens next", args[0])
			}
			return formatted(format, map[string]func() error{
				"text": func() error { return nextText(cmd.OutOrStdout(), r.ProvisioningRequest) },
				"json": func() error {
					o := licensing.CompletionOf(r.Submitted)
					return writeJSON(cmd.OutOrStdout(), processForm{1, originOf(product.Platform(0), report.FilesOf([]powershell.File{r.file})), r.Submitted, &o, slices.AppendSeq([]licensing.ProcessStep{}, r.Next())})
				},
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

// nextText prints the steps after a request was submitted.
func nextText(w io.Writer, r licensing.ProvisioningRequest) error {
	o := licensing.CompletionOf(r.Submitted)
	p := newPrinter(w)
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
}

func newProvisionStepsCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "steps",
		Short: "List the steps to connect to Skype, in order",
		Long: `steps lists the steps that connected an organization to Skype, in order. A step that
did not always hold has its days. The rules since the end of the provisioning site
follow.`,
		Example: `  lyncfed provision steps`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return formatted(format, map[string]func() error{
				"text": func() error { return stepsText(cmd.OutOrStdout()) },
				"json": func() error {
					return writeJSON(cmd.OutOrStdout(), processForm{Format: 1, Origin: originOf(product.Platform(0)), Steps: slices.Collect(licensing.Steps())})
				},
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

// stepsText lists all steps, and the rules afterwards.
func stepsText(w io.Writer) error {
	p := newPrinter(w)
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
}

var stageTitles = map[licensing.Stage]string{
	licensing.Preparing:   "Before",
	licensing.AtTheSite:   "At the provisioning site",
	licensing.Waiting:     "While waiting",
	licensing.BothSides:   "If a domain is split",
	licensing.AtTheServer: "On the server",
	licensing.WithUsers:   "With users",
}

// steps prints steps, numbered within each stage. With days, it adds the days of a step
// that did not always hold.
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

// span returns the days of a step as text. It is empty for a step that held from the
// first day of Skype to the end of the provisioning site or of Skype.
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

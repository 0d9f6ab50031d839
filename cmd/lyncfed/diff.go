package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/report"
)

func newDiffCommand() *cobra.Command {
	var (
		on      date.Date
		format  string
		assumed assumptions
	)
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Compare two configurations",
		Long: `diff lists the records and members that differ between two configurations, as a
server sees them, and the findings of an audit that are new or gone. Letter case,
the order of records and lists, and the form of the export do not count.

OLD and NEW are each a file that the shell wrote, a directory of such files, a
script, or - for the standard input. A script without an export has only the records
that its commands create. Use lyncfed whatif to see its effect on a configuration.
` + configurationHelp + `
A kind or member that only one of the two gives is not compared, and listed. It
counts as neither new nor removed.

The exit status is 0 if nothing differs, 1 if the command could not run, and 2 if
something differs. Otherwise it is 3 if something was not compared, or 2 with
--fail-on not-known.`,
		Example: `  lyncfed diff export-2019 export-2020
  lyncfed diff before.json after.json --on 2020-01-01 --format markdown > change.md`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return errors.New("give two configurations: lyncfed diff OLD NEW")
			}
			if args[0] == "-" && args[1] == "-" {
				return errors.New("only one of the two can be the standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if on.IsZero() {
				on = date.Of(time.Now())
			}
			var sides [2]federation.Configuration
			var files []report.File
			for i, name := range args {
				export, err := load([]string{name}, cmd.InOrStdin(), cmd.ErrOrStderr())
				if err != nil {
					return err
				}
				printErrors(cmd.ErrOrStderr(), export.Findings)
				files = append(files, export.files...)
				if sides[i], err = assumed.completed(export.Document.Configuration); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
			done := whileBusy(cmd.ErrOrStderr(), "comparing")
			r := diffOf(sides[0], sides[1], on)
			done()
			r.Origin = originOf(cmp.Or(sides[1].Platform, sides[0].Platform), files)
			r.Old, r.New = inputName(args[0]), inputName(args[1])
			if err := formatted(format, map[string]func() error{
				"text":     func() error { return r.text(cmd.OutOrStdout(), colored(cmd.OutOrStdout())) },
				"json":     func() error { return writeJSON(cmd.OutOrStdout(), r) },
				"markdown": func() error { return r.markdown(cmd.OutOrStdout()) },
			}); err != nil {
				return err
			}
			return r.Outcome.err()
		},
	}
	cmd.Flags().TextVar(&on, "on", date.Date{}, "`day` to audit both for, as 2014-06-30 (default today)")
	cmd.Flags().StringVar(&format, "format", "text", "text, json or markdown")
	addAssumedFlags(cmd.Flags(), &assumed)
	return cmd
}

// A diffOutcome is the result of a comparison as a whole.
type diffOutcome string

const (
	diffSame    diffOutcome = "same"
	diffDiffers diffOutcome = "differs"
	diffUnknown diffOutcome = "not-known" // no difference was found, and not everything was compared
)

func (o diffOutcome) err() error {
	switch o {
	case diffDiffers:
		return errRefused
	case diffUnknown:
		return errUnknown
	}
	return nil
}

// A diffReport lists the differences between two configurations.
type diffReport struct {
	Format int // of this form: docs/formats.md
	report.Origin
	Old, New string // the names of the files
	On       date.Date
	Outcome  diffOutcome
	federation.Differences
	Summary  []kindCount `json:",omitempty"`
	Findings findingChanges
}

func diffOf(before, after federation.Configuration, on date.Date) *diffReport {
	r := &diffReport{Format: 1, On: on, Outcome: diffSame, Differences: federation.Compare(before, after)}
	r.Findings = compareFindings(audit.Run(before, on), audit.Run(after, on), r.Gaps)
	r.Summary = countByKind(r.Records)
	for _, g := range r.Gaps {
		if g.Old != g.New || g.Incomplete {
			r.Outcome = diffUnknown
		}
	}
	if len(r.Findings.Unsure) > 0 {
		r.Outcome = diffUnknown
	}
	if len(r.Records)+len(r.Findings.New)+len(r.Findings.Gone) > 0 {
		r.Outcome = diffDiffers
	}
	return r
}

// verdict returns the result of the comparison, in a sentence.
func (r *diffReport) verdict() string {
	switch r.Outcome {
	case diffSame:
		return "Nothing differs."
	case diffUnknown:
		return "Nothing differs in what was compared."
	}
	var total kindCount
	for _, c := range r.Summary {
		total.New, total.Changed, total.Removed = total.New+c.New, total.Changed+c.Changed, total.Removed+c.Removed
	}
	text := "No record differs"
	if len(r.Records) > 0 {
		text = count(len(r.Records), "record") + " differ"
		if len(r.Records) == 1 {
			text += "s"
		}
		text += ": " + total.String()
	}
	return fmt.Sprintf("%s. On %s, %s new and %s gone.", text, r.On, areFindings(len(r.Findings.New)), number(len(r.Findings.Gone)))
}

func areFindings(n int) string {
	if n == 1 {
		return "1 finding is"
	}
	return number(n) + " findings are"
}

// text writes the differences for a person.
func (r *diffReport) text(w io.Writer, color bool) error {
	p := newPrinter(w)
	p.printf("OLD  %s\nNEW  %s\n\n", diag.Printable(r.Old), diag.Printable(r.New))
	if len(r.Records) > 0 {
		p.printf("RECORDS (%s)\n", number(len(r.Records)))
		p.differences(r.Records, color)
		p.printf("\n")
	}
	p.findingChanges(r.Findings)
	gaps, neither := r.gaps()
	if len(gaps) > 0 {
		p.printf("NOT COMPARED (%d)\n", len(gaps))
		for _, g := range gaps {
			p.paragraph("  ", gapText(g))
		}
		p.printf("\n")
	}
	for _, c := range r.Summary {
		p.printf("%-25s %s\n", c.Kind.Title(), c)
	}
	p.paragraph("", r.verdict())
	if neither != "" {
		p.paragraph("", neither)
	}
	return p.err
}

// gaps returns the members that only one of the two configurations gives, and a
// sentence on the members that neither gives.
func (r *diffReport) gaps() (gaps []federation.Gap, neither string) {
	var all []string
	for _, g := range r.Gaps {
		if g.Members == nil || !g.Old || !g.New {
			gaps = append(gaps, g)
			continue
		}
		of := "the " + g.Kind.Title()
		if g.Records > 1 {
			of = count(g.Records, g.Kind.Title())
		}
		all = append(all, strings.Join(g.Members, ", ")+" of "+of)
	}
	if all != nil {
		neither = "Neither gives " + strings.Join(all, "; ") + "."
	}
	return gaps, neither
}

// findingChanges prints the findings that two audits do not share.
func (p *printer) findingChanges(c findingChanges) {
	for _, part := range c.parts() {
		p.printf("%s (%s)\n", strings.ToUpper(part.title), number(len(part.findings)))
		for _, f := range part.findings {
			if part.title != sameFindings {
				p.paragraph("  ", fmt.Sprintf("%s [%s]", findingText(f), f.Rule))
			}
		}
		p.printf("\n")
	}
}

// markdown writes the differences for a ticket or a wiki.
func (r *diffReport) markdown(w io.Writer) error {
	p := &printer{w: w}
	gaps, neither := r.gaps()
	p.printf("# Federation configurations compared\n\nOLD is %s, NEW is %s. %s\n", report.MarkdownCode(r.Old), report.MarkdownCode(r.New), report.MarkdownText(strings.TrimSpace(r.verdict()+" "+neither)))
	if len(r.Records) > 0 {
		p.printf("\n## Records\n\n| | record | member | old | new |\n|---|---|---|---|---|\n")
		for _, d := range r.Records {
			mark, subject := "`"+opMarks[d.Op]+"`", report.MarkdownText(subjectText(d.Subject))
			if d.Members == nil {
				p.printf("| %s | %s | | | |\n", mark, subject)
			}
			for _, m := range d.Members {
				was, is := valueText(m.Old), valueText(m.New)
				if d.Op == diag.OpSet && (m.Added != nil || m.Removed != nil) {
					was, is = prefixed("- ", m.Removed), prefixed("+ ", m.Added)
				}
				switch d.Op {
				case diag.OpNew:
					was = ""
				case diag.OpRemove:
					is = ""
				}
				p.printf("| %s | %s | %s | %s | %s |\n", mark, subject, report.MarkdownText(m.Name), report.MarkdownText(was), report.MarkdownText(is))
				mark, subject = "", ""
			}
		}
		p.printf("\n| kind | new | changed | removed |\n|---|---|---|---|\n")
		for _, c := range r.Summary {
			p.printf("| %s | %d | %d | %d |\n", c.Kind.Title(), c.New, c.Changed, c.Removed)
		}
	}
	for _, part := range r.Findings.parts() {
		p.printf("\n## %s\n\n", part.title)
		for _, f := range part.findings {
			p.printf("- %s (`%s`)\n", report.MarkdownText(findingText(f)), f.Rule)
		}
	}
	if len(gaps) > 0 {
		p.printf("\n## Not compared\n\n")
		for _, g := range gaps {
			p.printf("- %s\n", report.MarkdownText(gapText(g)))
		}
	}
	p.printf("%s", r.Origin.Markdown())
	return p.err
}

package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/report"
)

func newLintCommand() *cobra.Command {
	var (
		on       date.Date
		platform product.Platform
		format   string
		least    = diag.Notice
	)
	cmd := &cobra.Command{
		Use:   "lint SCRIPT|DIRECTORY|-...",
		Short: "Find faults in scripts for the shell before they run",
		Long: `lint reads scripts with New-Cs…, Set-Cs…, Enable-Cs…, Disable-Cs…, Remove-Cs… and
Grant-Cs… commands of a federation configuration. It reports the faults
of each command, the refusals of the server, and the findings of an audit of the
records that the script makes. It runs nothing.

Several scripts are read in order, as they would run, and those of a directory in the
order of their names. - is the standard input. A value from a variable or from another
command is not checked, and reported. Other commands are skipped. If it is clear what
was meant, the remedy ends with the corrected command.

The exit status is 0 without errors, 1 if the command could not run, and 2 if there
are errors or other findings that --fail-on names.`,
		Example: `  lyncfed lint partners.ps1
  lyncfed lint partners.ps1 --platform LyncServer2010 --severity error`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("nothing to lint: give scripts, or - for the standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			failOn, err := threshold(cmd)
			if err != nil {
				return err
			}
			if on.IsZero() {
				on = date.Of(time.Now())
			}
			files, err := loadScripts(args, cmd.InOrStdin(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			script, err := powershell.ReadScript(platform, files...)
			if err != nil {
				return err
			}
			done := whileBusy(cmd.ErrOrStderr(), "trying the scripts")
			r := lintReport{Format: 1, Origin: originOf(platform, report.FilesOf(files)), On: on, Platform: platform, Changes: len(script.Changes), Findings: lint(script, platform, on), Corrections: script.Corrections}
			done()
			failed := isSevere(r.Findings, failOn)
			r.Findings = slices.DeleteFunc(r.Findings, func(f *diag.Finding) bool { return f.Severity.Compare(least) > 0 })
			if err := formatted(format, map[string]func() error{
				"text": func() error { return r.text(cmd.OutOrStdout()) },
				"json": func() error { return writeJSON(cmd.OutOrStdout(), r) },
			}); err != nil {
				return err
			}
			if failed {
				return errRefused
			}
			return nil
		},
	}
	cmd.Flags().TextVar(&on, "on", date.Date{}, "`day` to audit for, as 2014-06-30 (default today)")
	cmd.Flags().TextVar(&platform, "platform", product.Platform(0), "server `product` that the script is for, such as SfBServer2019 (default the newest)")
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	cmd.Flags().TextVar(&least, "severity", diag.Notice, "the least `severity` to show: error, warning or notice")
	return cmd
}

// A lintReport has the findings on scripts.
type lintReport struct {
	Format int // of this form: docs/formats.md
	report.Origin
	On       date.Date
	Platform product.Platform `json:",omitzero"`
	Changes  int              // how many commands change a record
	Findings diag.Findings
	// Corrections has the wrong commands, each as it was most likely meant.
	Corrections []powershell.Correction `json:",omitempty"`
}

// lint returns the faults of a script, the refusals of a server, and the findings of an
// audit on the records that the script makes. They are sorted by position.
func lint(script *powershell.Script, platform product.Platform, on date.Date) diag.Findings {
	after, refusals := script.Apply(federation.Configuration{Platform: platform})
	findings := slices.Concat(script.Findings, refusals)
	refused := map[diag.Pos]bool{}
	for _, f := range refusals {
		refused[f.Pos] = true
	}
	places := map[diag.Subject]diag.Pos{}
	for _, change := range script.Changes {
		if change.Known && !change.Refused && !refused[change.Pos] {
			places[named(change.Edit.Subject)] = change.Pos
		}
	}
	for _, f := range audit.Run(after, on).Findings {
		if place, made := places[named(f.Subject)]; made {
			placed := *f
			placed.Pos = place
			findings = append(findings, &placed)
		}
	}
	sortByPosition(findings)
	return findings
}

// sortByPosition sorts findings by file, line and column.
func sortByPosition(findings diag.Findings) {
	slices.SortStableFunc(findings, func(f, g *diag.Finding) int {
		return cmp.Or(strings.Compare(f.Pos.File, g.Pos.File), cmp.Compare(f.Pos.Line, g.Pos.Line), cmp.Compare(f.Pos.Column, g.Pos.Column))
	})
}

// text writes the findings for a person.
func (r lintReport) text(w io.Writer) error {
	p := newPrinter(w)
	count := map[diag.Severity]int{}
	for _, f := range r.Findings {
		count[f.Severity]++
		p.printf("%s: %s", diag.Printable(f.Pos.String()), f.Severity)
		if f.Subject.Identity != "" {
			kind, err := federation.ParseKind(f.Subject.Kind)
			if err == nil {
				p.printf(": %s (%s)", diag.Printable(f.Subject.Identity), kind.Title())
			}
		}
		p.printf("\n")
		p.paragraph("    ", parameterDetail(f))
		if f.Detail != "" {
			p.paragraph("    Rule: ", fmt.Sprintf("%s [%s]", f.Summary, f.Rule))
		}
		p.paragraph("    Do:   ", f.Remedy)
		p.paragraph("    See:  ", fmt.Sprintf("%s, %s", f.Source.ID, f.Source.Title))
		p.printf("\n")
	}
	p.printf("commands that change records: %d, errors: %d, warnings: %d, notices: %d\n", r.Changes, count[diag.Error], count[diag.Warning], count[diag.Notice])
	return p.err
}

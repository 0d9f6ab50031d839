package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/report"
)

// auditFlags are the flags of an audit.
type auditFlags struct {
	on      date.Date
	assumed assumptions

	format, output string
	least          diag.Severity
	details        bool
	threshold      report.Threshold

	since                       string
	suppress, writeSuppressions string
	reason                      string
	expires                     date.Date
}

func newAuditCommand() *cobra.Command {
	flags := auditFlags{least: diag.Notice}
	cmd := &cobra.Command{
		Use:   "audit FILE|DIRECTORY|-...",
		Short: "Report the problems of a federation configuration on a day",
		Long: `audit reports the problems of a configuration on a day: what is broken and for
whom, what to do first, and the documents.
` + configurationHelp + `
An export has every member of a record. If a record lacks a member, the value is not
known, and checks that need it are not made. With --defaults it has the documented
default.

The formats are text for a terminal, html for a browser or a printer (one file that
runs and loads nothing), json, markdown, csv for a spreadsheet, sarif 2.1.0 for
GitHub, and junit for a CI server. The text shortens notices, and has one entry for
many findings with the same cause. --details shows everything.

A suppression file is a JSON array of objects with the members Rule, Path, Reason
and Expires. The report leaves out the findings that it names, until the day in
Expires. A path has the name of the record: /PublicProviders/Skype/Enabled. Write a
name with a slash, or a number, as [Identity=NAME]. * stands for any name. An expired
suppression is reported, and so is one without a finding. --write-suppressions
writes a file with a suppression for each finding. If the file exists, its suppressions
keep their reasons and last days. Those that expired or are no longer needed are removed.

The exit status is 0 without errors, 1 if the command could not run, and 2 if there
are errors or other findings that --fail-on names. With --exit-zero it is 0 whatever
is found.`,
		Example: `  lyncfed audit federation.json
  lyncfed audit federation.json --on 2014-06-30 --severity warning
  lyncfed audit exports --format html -o audit.html
  lyncfed audit federation.json --format sarif -o audit.sarif --exit-zero
  lyncfed audit exports --fail-on warning,not-checked --suppress accepted.json
  lyncfed audit exports --write-suppressions accepted.json --reason 'before the move' --expires 2027-03-31`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("nothing to audit: give files that the shell wrote, as by the script of lyncfed export-script, a directory of them, or - for the standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := refuseEmpty(cmd.Flags()); err != nil {
				return err
			}
			var err error
			if flags.threshold, err = threshold(cmd); err != nil {
				return err
			}
			return flags.run(args, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.TextVar(&flags.on, "on", date.Date{}, "`day` to audit for, as 2014-06-30 (default today)")
	f.StringVar(&flags.format, "format", "text", "text, html, json, markdown, csv, sarif or junit")
	f.StringVar(&flags.since, "since", "", "`file` of an earlier report in JSON, to show the findings that are new and gone")
	f.StringVarP(&flags.output, "output", "o", "", "`file` to write to, whole or not at all")
	f.TextVar(&flags.least, "severity", diag.Notice, "the least `severity` to show: error, warning or notice")
	f.BoolVar(&flags.details, "details", false, "show everything in the text")
	addAssumedFlags(f, &flags.assumed)
	f.StringVar(&flags.suppress, "suppress", "", "`file` of findings to leave out")
	f.StringVar(&flags.writeSuppressions, "write-suppressions", "", "`file` to write with a suppression for each finding, in place of a report")
	f.StringVar(&flags.reason, "reason", "", "`why` the findings are accepted, for --write-suppressions")
	f.TextVar(&flags.expires, "expires", date.Date{}, "last `day` of the suppressions, for --write-suppressions")
	cmd.MarkFlagsRequiredTogether("write-suppressions", "reason", "expires")
	return cmd
}

// refuseEmpty returns an error for a flag that was given without a value.
func refuseEmpty(flags *pflag.FlagSet) error {
	var err error
	flags.Visit(func(f *pflag.Flag) {
		if strings.TrimSpace(f.Value.String()) == "" {
			err = errors.Join(err, fmt.Errorf("--%s: give a value", f.Name))
		}
	})
	return err
}

func (flags *auditFlags) run(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	if flags.on.IsZero() {
		flags.on = date.Of(time.Now())
	}
	if err := onlyOneStdin(append(slices.Clone(args), flags.suppress, flags.since)); err != nil {
		return err
	}
	suppressions, accepted, err := loadSuppressions(flags.suppress, stdin)
	if err != nil {
		return err
	}
	earlier, since, err := loadEarlier(flags.since, stdin)
	if err != nil {
		return err
	}
	e, err := load(args, stdin, stderr)
	if err != nil {
		return err
	}
	c := &e.Document.Configuration
	if *c, err = flags.assumed.completed(*c); err != nil {
		return err
	}
	done := whileBusy(stderr, "auditing")
	a := report.NewAudit(e.Export, e.files, flags.on)
	done()
	a.Version, a.Files = release(), slices.Concat(a.Files, accepted, since)
	if flags.format == "sarif" {
		relative(a)
	}
	if err := a.Suppress(suppressions); err != nil {
		return err
	}
	if earlier != nil {
		unlike(inputName(flags.since), earlier, a, stderr)
		a.Compare(earlier)
	}
	if flags.writeSuppressions != "" {
		return flags.baseline(a, stdout, stderr)
	}
	fails := a.Fails(flags.threshold)
	a.Least(flags.least)
	text, err := flags.render(a, *c, stdout)
	if err != nil {
		return err
	}
	if err := writeWhole(flags.output, text, stdout, stderr); err != nil {
		return err
	}
	if fails {
		return errRefused
	}
	return nil
}

// render returns the report in the format of --format.
func (flags *auditFlags) render(a *report.Audit, c federation.Configuration, stdout io.Writer) ([]byte, error) {
	var text []byte
	err := formatted(flags.format, map[string]func() error{
		"text": func() error {
			o := report.TextOptions{Details: flags.details}
			if flags.output == "" || flags.output == "-" {
				o.Width, o.Color = width(stdout), colored(stdout)
			}
			if !flags.details {
				o.More = "More: --details. To mend it: lyncfed fix. A rule: lyncfed rules explain."
			}
			text = a.Text(o)
			return nil
		},
		"html":     func() error { text = a.HTML(page(c, flags.on)); return nil },
		"json":     func() (err error) { text, err = a.JSON(); return },
		"markdown": func() error { text = a.Markdown(); return nil },
		"csv":      func() error { text = a.CSV(); return nil },
		"sarif":    func() (err error) { text, err = a.SARIF(); return },
		"junit":    func() (err error) { text, err = a.JUnit(flags.threshold); return },
	})
	return text, err
}

// loadEarlier reads an earlier report, and returns its file too. It returns nil for an
// empty name.
func loadEarlier(name string, stdin io.Reader) (*report.Earlier, []report.File, error) {
	if name == "" {
		return nil, nil, nil
	}
	file, text, err := readTextFile(name, stdin)
	if err != nil {
		return nil, nil, err
	}
	earlier, err := report.ReadEarlier(text)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", inputName(name), err)
	}
	return earlier, report.FilesOf([]powershell.File{file}), nil
}

// unlike warns of an earlier report that is of a later day, or has none of the SIP
// domains of the audit.
func unlike(name string, earlier *report.Earlier, a *report.Audit, stderr io.Writer) {
	if earlier.On.Compare(a.On) > 0 {
		fmt.Fprintf(stderr, "lyncfed: %s: the earlier report is of %v, which is after the day of this audit, %v\n", diag.Printable(name), earlier.On, a.On)
	}
	shared := slices.ContainsFunc(earlier.SIPDomains, func(d string) bool { return slices.Contains(a.Domains, d) })
	if !shared && len(earlier.SIPDomains) > 0 && len(a.Domains) > 0 {
		fmt.Fprintf(stderr, "lyncfed: %s: the earlier report has other SIP domains: %s\n", diag.Printable(name), diag.Printable(strings.Join(earlier.SIPDomains, ", ")))
	}
}

// loadSuppressions reads a suppression file, and returns the file too. It returns nil for
// an empty name.
func loadSuppressions(name string, stdin io.Reader) ([]report.Suppression, []report.File, error) {
	if name == "" {
		return nil, nil, nil
	}
	file, text, err := readTextFile(name, stdin)
	if err != nil {
		return nil, nil, err
	}
	all, err := report.ReadSuppressions(file.Name, text)
	return all, report.FilesOf([]powershell.File{file}), err
}

// baseline writes a suppression for every finding. It keeps those of an existing file that
// still apply.
func (flags *auditFlags) baseline(a *report.Audit, stdout, stderr io.Writer) error {
	if flags.expires.Compare(flags.on) < 0 {
		return fmt.Errorf("--expires %v: that is before the day of the audit, %v", flags.expires, flags.on)
	}
	var earlier []report.Suppression
	info, err := os.Stat(flags.writeSuppressions)
	isUpdate := err == nil && info.Mode().IsRegular() && info.Size() > 0
	if isUpdate {
		if earlier, _, err = loadSuppressions(flags.writeSuppressions, nil); err != nil {
			return fmt.Errorf("--write-suppressions: %s is not a file of suppressions, and was not changed:\n%w", flags.writeSuppressions, err)
		}
	}
	kept, expired, err := stillApply(a, earlier)
	if err != nil {
		return err
	}
	a.Least(flags.least)
	added := a.Baseline(flags.reason, flags.expires)
	text, err := report.MarshalSuppressions(slices.Concat(kept, added))
	if err != nil {
		return err
	}
	if err := writeWhole(flags.writeSuppressions, text, stdout, stderr); err != nil {
		return err
	}
	if !isUpdate {
		fmt.Fprintf(stderr, "%d suppressions through %v\n", len(added), flags.expires)
		return nil
	}
	fmt.Fprintf(stderr, "%s: %d suppressions added, %d kept, %d removed as no longer needed, %d as expired\n",
		diag.Printable(flags.writeSuppressions), len(added), len(kept), len(earlier)-len(kept)-expired, expired)
	return nil
}

// stillApply applies suppressions to an audit. It returns those that are needed or whose
// rules were not checked, and the number of the expired ones. The audit then has only the
// findings without any of them.
func stillApply(a *report.Audit, all []report.Suppression) (kept []report.Suppression, expired int, err error) {
	before := len(a.Suppressed)
	if err := a.Suppress(all); err != nil {
		return nil, 0, err
	}
	a.Suppressed = a.Suppressed[:before]
	notNeeded, notChecked := map[diag.Pos]diag.Rule{}, map[diag.Rule]bool{}
	for _, f := range a.Findings {
		if f.Rule == report.RuleSuppressionUnmatched || f.Rule == report.RuleSuppressionExpired {
			notNeeded[f.Pos] = f.Rule
		}
	}
	for _, c := range a.Checks {
		for _, r := range c.Rules {
			notChecked[r] = notChecked[r] || c.Status == audit.NotChecked
		}
	}
	for _, s := range all {
		switch rule := notNeeded[s.Pos]; {
		case a.On.After(s.Expires), rule == report.RuleSuppressionExpired:
			expired++
		case rule == "" || notChecked[s.Rule]:
			kept = append(kept, s)
		}
	}
	return kept, expired, nil
}

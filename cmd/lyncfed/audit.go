package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
)

func newAuditCommand() *cobra.Command {
	var (
		on           date.Date
		platform     product.Platform
		format       string
		least        = diag.Notice
		suppressFile string
		defaults     bool
	)
	cmd := &cobra.Command{
		Use:   "audit FILE|DIRECTORY|-...",
		Short: "Say what is wrong with a federation configuration, on a day",
		Long: `audit says what is wrong with a configuration on a day: where, what, what to do,
and which document says so.
` + configurationHelp + `
An export has every member of a record. What a record does not have is not known,
and what rests on it is not checked: --defaults takes it as the documented default.

A suppression file is a JSON array of objects with the members Rule, Path, Reason
and Expires: what it names is left out, through the day in Expires. In a path, *
stands for any index. A suppression that has run out, or that nothing matches, is
reported.

The exit status is 0 if nothing of severity error is found, 1 if the command
could not run, and 2 if there are errors.`,
		Example: `  lyncfed audit federation.json
  lyncfed audit federation.json --on 2014-06-30 --severity warning
  lyncfed audit federation.json --format markdown > audit.md`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("nothing to audit: give files that the shell wrote, as by the script of lyncfed export-script, a directory of them, or - for the standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if on.IsZero() {
				on = date.Of(time.Now())
			}
			suppressions, err := loadSuppressions(suppressFile)
			if err != nil {
				return err
			}
			c, err := load(args, cmd.InOrStdin(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			if !platform.IsZero() {
				c.Document.Configuration.Platform = platform
			}
			if c.Document.Configuration, err = withDefaults(c.Document.Configuration, defaults); err != nil {
				return err
			}
			r := reportOn(c, on, suppressions)
			r.least = least
			shown := r.Result
			shown.Findings = r.shown()
			if err := r.print(cmd.OutOrStdout(), format, shown); err != nil {
				return err
			}
			if r.count(diag.Error) > 0 {
				return errRefused
			}
			return nil
		},
	}
	cmd.Flags().TextVar(&on, "on", date.Date{}, "`day` to audit for, as 2014-06-30 (default today)")
	cmd.Flags().TextVar(&platform, "platform", product.Platform(0), "server `product` to audit for, such as SfBServer2019, whatever the file says")
	cmd.Flags().StringVar(&format, "format", "text", "text, json or markdown")
	cmd.Flags().TextVar(&least, "severity", diag.Notice, "the least `severity` to show: error, warning or notice")
	addDefaultsFlag(cmd.Flags(), &defaults)
	cmd.Flags().StringVar(&suppressFile, "suppress", "", "`file` of findings to leave out")
	return cmd
}

// A auditReport is the result of an audit, with what was found on reading and without
// what was suppressed.
type auditReport struct {
	audit.Result
	suppressed int
	least      diag.Severity
}

func reportOn(c *powershell.Export, on date.Date, suppressions []suppression) auditReport {
	r := auditReport{Result: audit.Run(c.Document.Configuration, on)}
	c.Document.Place(r.Findings)
	r.Findings, r.suppressed = suppress(slices.Concat(notSaidTwice(c.Findings, r.Findings), r.Findings), suppressions, on)
	slices.SortStableFunc(r.Findings, func(f, g *diag.Finding) int { return f.Severity.Compare(g.Severity) })
	return r
}

// shown returns the findings that are bad enough to be shown.
func (r auditReport) shown() diag.Findings {
	var shown diag.Findings
	for _, f := range r.Findings {
		if f.Severity.Compare(r.least) <= 0 {
			shown = append(shown, f)
		}
	}
	return shown
}

func (r auditReport) count(s diag.Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// summary counts the findings in a sentence.
func (r auditReport) summary() string {
	plural := func(n int, noun string) string {
		if n != 1 {
			noun += "s"
		}
		return fmt.Sprintf("%d %s", n, noun)
	}
	s := fmt.Sprintf("On %s: %s, %s, %s", dayOr(r.On, "no day"), plural(r.count(diag.Error), "error"), plural(r.count(diag.Warning), "warning"), plural(r.count(diag.Notice), "notice"))
	if hidden := len(r.Findings) - len(r.shown()); hidden > 0 {
		s += fmt.Sprintf("; %d not shown", hidden)
	}
	if r.suppressed > 0 {
		s += fmt.Sprintf("; %d suppressed", r.suppressed)
	}
	return s
}

// what returns the case, or else what must hold.
func what(f *diag.Finding) string {
	return inferred(f.Inferred) + diag.Printable(cmp.Or(f.Detail, f.Summary))
}

// inferred returns what stands before a statement that no document makes.
func inferred(is bool) string {
	if is {
		return "inferred: "
	}
	return ""
}

// where is the path, or what stands for the whole.
func where(f *diag.Finding) string {
	return diag.Printable(cmp.Or(string(f.Path), "the whole configuration"))
}

var severityColors = map[diag.Severity]string{diag.Error: "\x1b[31;1m", diag.Warning: "\x1b[33;1m", diag.Notice: "\x1b[36;1m"}

const plainColor = "\x1b[0m"

// print writes the findings in the format that was asked for: the JSON form of a
// value that has them.
func (r auditReport) print(w io.Writer, format string, forJSON any) error {
	return formatted(format, map[string]func() error{
		"text":     func() error { return r.text(w, colored(w)) },
		"json":     func() error { return writeJSON(w, forJSON) },
		"markdown": func() error { return r.markdown(w) },
	})
}

// text writes the findings for a person.
func (r auditReport) text(w io.Writer, color bool) error {
	p := &printer{w: w}
	var last diag.Severity
	for _, f := range r.shown() {
		if f.Severity != last {
			last = f.Severity
			heading := fmt.Sprintf("%s (%d)", strings.ToUpper(f.Severity.String())+"S", r.count(f.Severity))
			if color {
				heading = severityColors[f.Severity] + heading + plainColor
			}
			p.printf("%s\n\n", heading)
		}
		p.printf("  %s", where(f))
		if pos := f.Pos.String(); pos != "" {
			p.printf("  (%s)", pos)
		}
		p.printf("\n")
		p.paragraph("    ", what(f))
		if f.Detail != "" && f.Summary != "" {
			p.paragraph("    Rule: ", fmt.Sprintf("%s [%s]", f.Summary, f.Rule))
		}
		p.paragraph("    Do:   ", f.Remedy)
		p.paragraph("    See:  ", fmt.Sprintf("%s, %s", f.Source.ID, f.Source.Title))
		p.printf("          %s\n\n", f.Source.URL)
	}
	p.printf("%s\n", r.summary())
	return p.err
}

// markdown writes the findings for a ticket or a wiki.
func (r auditReport) markdown(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Federation audit\n\n%s.\n", r.summary())
	var last diag.Severity
	for _, f := range r.shown() {
		if f.Severity != last {
			last = f.Severity
			p.printf("\n## %ss\n\n", strings.ToUpper(last.String()[:1])+last.String()[1:])
		}
		p.printf("- `%s`", strings.ReplaceAll(where(f), "`", "'"))
		if pos := f.Pos.String(); pos != "" {
			p.printf(" (%s)", markdown(pos))
		}
		// Two blanks at the end of a line keep it a line of its own.
		p.printf("  \n  %s  \n  **Do:** %s  \n  **Rule:** `%s`. **Source:** [%s](%s)\n", markdown(what(f)), markdown(f.Remedy), f.Rule, markdown(f.Source.Title), f.Source.URL)
	}
	return p.err
}

// markdown escapes what would be markup.
func markdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "<", `\<`, "[", `\[`, "]", `\]`, "\n", " ").Replace(s)
}

// colored reports whether to write in color: to a terminal, unless NO_COLOR
// says not to, or anywhere if CLICOLOR_FORCE says so.
func colored(w io.Writer) bool {
	if os.Getenv("NO_COLOR") != "" {
		return false
	}
	if force := os.Getenv("CLICOLOR_FORCE"); force != "" && force != "0" {
		return true
	}
	f, isFile := w.(*os.File)
	return isFile && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

// A suppression names findings that are known and accepted until a day.
type suppression struct {
	Rule    diag.Rule
	Path    diag.Path
	Reason  string
	Expires date.Date
}

// The rules on suppressions, which are the command's own.
var suppressionRules = diag.Catalog{
	{
		Rule:     "lyncfed.suppression.expired",
		Severity: diag.Warning,
		Summary:  "A suppression must not have run out.",
		Remedy:   "Mend what it names, or give it another day and say why.",
		Source:   diag.OwnSource(),
	},
	{
		Rule:     "lyncfed.suppression.unmatched",
		Severity: diag.Warning,
		Summary:  "A suppression must name a finding that exists.",
		Remedy:   "Remove it, or correct its rule or path.",
		Source:   diag.OwnSource(),
	},
}

// loadSuppressions reads a suppression file; there are none without a name.
func loadSuppressions(name string) ([]suppression, error) {
	if name == "" {
		return nil, nil
	}
	text, err := readText(name, nil)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.DisallowUnknownFields()
	var all []suppression
	if err := dec.Decode(&all); err != nil {
		return nil, fmt.Errorf("%s: %w; it should be an array of objects with Rule, Path, Reason and Expires", name, err)
	}
	for i, s := range all {
		switch {
		case s.Rule == "":
			return nil, fmt.Errorf("%s: suppression %d names no Rule", name, i+1)
		case strings.TrimSpace(s.Reason) == "":
			return nil, fmt.Errorf("%s: suppression %d, of %s, gives no Reason", name, i+1, s.Rule)
		case s.Expires.IsZero():
			return nil, fmt.Errorf("%s: suppression %d, of %s, has no day in Expires", name, i+1, s.Rule)
		}
	}
	return all, nil
}

// notSaidTwice returns the findings on the reading of the files without those on
// absent members that the audit has too, for a kind.
func notSaidTwice(reading, audited diag.Findings) diag.Findings {
	return slices.DeleteFunc(slices.Clone(reading), func(f *diag.Finding) bool {
		return f.Rule == powershell.RuleMemberAbsent && slices.ContainsFunc(audited, func(g *diag.Finding) bool {
			return g.Rule == audit.RuleMemberAbsent && g.Subject.Kind == f.Subject.Kind
		})
	})
}

// suppress leaves out the findings that suppressions name, and reports those
// suppressions that have run out or that nothing matches.
func suppress(findings diag.Findings, suppressions []suppression, on date.Date) (kept diag.Findings, n int) {
	matched := make([]bool, len(suppressions))
	for _, f := range findings {
		hidden := false
		for i, s := range suppressions {
			if s.Rule == f.Rule && matches(s.Path, f.Path) {
				matched[i] = true
				hidden = hidden || !on.After(s.Expires)
			}
		}
		if hidden {
			n++
		} else {
			kept = append(kept, f)
		}
	}
	for i, s := range suppressions {
		switch {
		case !matched[i]:
			kept = append(kept, suppressionRules.Finding("lyncfed.suppression.unmatched", s.Path, fmt.Sprintf("%s is not found there (%s)", s.Rule, s.Reason)))
		case on.After(s.Expires):
			kept = append(kept, suppressionRules.Finding("lyncfed.suppression.expired", s.Path, fmt.Sprintf("that of %s ran out on %v (%s)", s.Rule, s.Expires, s.Reason)))
		}
	}
	return kept, n
}

// matches reports whether a path is the one that a suppression names, in which
// * stands for any index or name.
func matches(pattern, path diag.Path) bool {
	want, got := slices.Collect(pattern.Tokens()), slices.Collect(path.Tokens())
	return slices.EqualFunc(want, got, func(w, g string) bool { return w == "*" || w == g })
}

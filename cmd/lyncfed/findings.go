package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
)

// A findingReport is what was found in something other than a configuration, such as
// SRV records or a request.
type findingReport struct {
	audit.Result
	least diag.Severity
}

// shown returns the findings that are bad enough to be shown.
func (r findingReport) shown() diag.Findings {
	var shown diag.Findings
	for _, f := range r.Findings {
		if f.Severity.Compare(r.least) <= 0 {
			shown = append(shown, f)
		}
	}
	return shown
}

func (r findingReport) count(s diag.Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// summary counts the findings in a sentence.
func (r findingReport) summary() string {
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
func (r findingReport) print(w io.Writer, format string, forJSON any) error {
	return formatted(format, map[string]func() error{
		"text":     func() error { return r.text(w, colored(w)) },
		"json":     func() error { return writeJSON(w, forJSON) },
		"markdown": func() error { return r.markdown(w) },
	})
}

// text writes the findings for a person.
func (r findingReport) text(w io.Writer, color bool) error {
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
func (r findingReport) markdown(w io.Writer) error {
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

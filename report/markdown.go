package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/audit"
)

// A markdownWriter writes Markdown. Every text goes through [MarkdownText] or
// [MarkdownCode].
type markdownWriter struct{ bytes.Buffer }

// printf writes a line. Its arguments must be escaped.
func (w *markdownWriter) printf(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// Markdown returns the audit for a ticket or a wiki.
func (a *Audit) Markdown() []byte {
	w, n := &markdownWriter{}, a.Counts()
	w.printf("# %s\n\n%s: %s.\n\n**%s**", MarkdownText(a.kindOfReport()), MarkdownText(a.title()), n.summary(), MarkdownText(a.headline()))
	for _, part := range a.Parts {
		w.part(part)
	}
	if a.Since != nil {
		w.printf("\n%s.", MarkdownText(a.Since.tally()))
		for _, part := range a.Since.parts() {
			w.part(part)
		}
	}
	for _, s := range a.sections() {
		w.printf("\n## %s", s.heading)
		for _, it := range s.items {
			w.printf("\n### %s\n", MarkdownText(it.heading()))
			for _, e := range it.entries {
				w.entry(e)
			}
		}
	}
	w.unchecked(a)
	if len(a.Suppressed) > 0 {
		w.printf("\n## Suppressed\n\n| Record | Rule | Until | Reason |\n|---|---|---|---|")
		for _, s := range a.Suppressed {
			w.printf("| %s | %s | %v | %s |", MarkdownText(record(s.Finding)), MarkdownCode(string(s.Rule)), s.Expires, MarkdownText(s.Reason))
		}
	}
	w.printf("%s Inferred: %s.", strings.TrimSuffix(a.Origin.Markdown(), "\n"), counted(n.Inferred, "finding"))
	return w.Bytes()
}

// part writes a heading and its lines.
func (w *markdownWriter) part(p Part) {
	w.printf("\n## %s\n", MarkdownText(p.Heading))
	for _, line := range p.Lines {
		w.printf("- %s", MarkdownText(line))
	}
}

func (w *markdownWriter) entry(e *entry) {
	w.printf("- **%s**: %s", e.Severity, MarkdownText(e.text))
	w.printf("  - Do: %s", MarkdownRemedy(e.Remedy))
	for _, f := range e.settles {
		w.printf("  - Also settles: %s (%s)", MarkdownText(statement(f)), MarkdownCode(string(f.Rule)))
	}
	if at := place(e.Finding); at != "" {
		more := ""
		if len(e.all) > 1 {
			more = fmt.Sprintf(" and %s more", number(len(e.all)-1))
		}
		w.printf("  - At: %s%s", MarkdownCode(at), more)
	}
	if e.Source.URL == "" {
		w.printf("  - Rule: %s", MarkdownCode(string(e.Rule)))
		return
	}
	w.printf("  - Rule: %s. Source: [%s](%s)", MarkdownCode(string(e.Rule)), MarkdownText(e.Source.Title), e.Source.URL)
}

// MarkdownRemedy returns a remedy as Markdown, with its commands as code.
func MarkdownRemedy(text string) string {
	var parts []string
	for p := range pieces(text) {
		if p.command {
			parts = append(parts, MarkdownCode(p.text))
		} else {
			parts = append(parts, MarkdownText(p.text))
		}
	}
	return strings.Join(parts, " ")
}

// unchecked writes the missing kinds and the checks that were not made.
func (w *markdownWriter) unchecked(a *Audit) {
	var lines []string
	for _, f := range a.Findings {
		if isNotExported(f) {
			lines = append(lines, fmt.Sprintf("%s: %s", record(f), statement(f)))
		}
	}
	for _, c := range a.Checks {
		if c.Status == audit.NotChecked {
			lines = append(lines, checkText(c))
		}
	}
	if len(lines) > 0 {
		w.printf("\n## Not checked\n")
	}
	for _, line := range lines {
		w.printf("- %s", MarkdownText(line))
	}
}

package report

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
)

// TextOptions are the options of text for people. The zero TextOptions are for a
// file.
type TextOptions struct {
	Width   int    // of a line; 0 is 80
	Color   bool   // with the color sequences of a terminal
	Details bool   // adds the rules of notices, each of many findings, all checks, the URLs of documents
	More    string // a sentence for the end, such as how to get the details
}

// The color sequences of a terminal.
const (
	noColor = "\x1b[0m"
	bold    = "\x1b[1m"
	faint   = "\x1b[2m"
)

var severityColors = map[diag.Severity]string{diag.Error: "\x1b[31;1m", diag.Warning: "\x1b[33;1m", diag.Notice: "\x1b[36;1m"}

// A textWriter writes text for a terminal. It passes everything through [plainText].
type textWriter struct {
	bytes.Buffer
	TextOptions
	sources []diag.Source // in the order of their citation
}

// line writes one line without wrapping.
func (w *textWriter) line(color, text string) {
	if text = plainText(text); w.Color && color != "" {
		text = color + text + noColor
	}
	w.WriteString(text + "\n")
}

// paragraph writes a label and a text, and wraps the text with an indent. Text without a
// label has a hanging indent, so that no part of a name can look like a heading or label.
func (w *textWriter) paragraph(color, label, text string) {
	under := utf8.RuneCountInString(label)
	if strings.TrimSpace(label) == "" {
		under += 2
	}
	w.lines(color, label, strings.Repeat(" ", under), words(plainText(text)))
}

// remedy writes a remedy. Each command has its own line.
func (w *textWriter) remedy(text string) {
	w.lines("", indent+"Do: ", indent+"  ", pieces(plainText(text)))
}

// advice writes a text with a hanging indent. Each command has its own line.
func (w *textWriter) advice(label, text string) {
	w.lines("", label, label+"  ", pieces(plainText(text)))
}

func (w *textWriter) lines(color, label, under string, of iter.Seq[piece]) {
	for line := range wrap(of, w.Width-max(len(label), len(under))) {
		w.line(color, label+line.text)
		label = under
	}
}

// Text returns the audit for a person at a terminal.
func (a *Audit) Text(o TextOptions) []byte {
	o.Width = cmp.Or(o.Width, 80)
	w := &textWriter{TextOptions: o}
	n := a.Counts()
	w.paragraph(bold, "", a.title())
	w.paragraph("", "", a.files()+": "+n.summary())
	w.line("", "")
	w.paragraph(bold, "", a.headline())
	for _, part := range a.Parts {
		w.part(part, len(part.Lines))
	}
	w.since(a.Since)
	number := 0
	for _, s := range a.sections() {
		w.line("", "")
		w.line(severityColors[s.severity], capitals(s.heading))
		for _, it := range s.items {
			number++
			w.item(number, it)
		}
	}
	w.unchecked(a)
	w.suppressed(a)
	w.cited()
	w.end(a, n)
	return w.Bytes()
}

// part writes the first lines of a part.
func (w *textWriter) part(p Part, most int) {
	w.line("", "")
	w.section(capitals(p.Heading))
	for i, line := range p.Lines {
		if i == most && len(p.Lines) > most+1 {
			w.paragraph("", indent, number(len(p.Lines)-most)+" more")
			return
		}
		w.paragraph("", indent, line)
	}
}

// since writes the comparison with an earlier report.
func (w *textWriter) since(c *Comparison) {
	if c == nil {
		return
	}
	w.line("", "")
	w.paragraph("", "", c.tally()+".")
	for _, p := range c.parts() {
		most := 10
		if w.Details {
			most = len(p.Lines)
		}
		w.part(p, most)
	}
}

// capitals returns a heading in capitals.
func capitals(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}, s)
}

// section writes a heading.
func (w *textWriter) section(heading string) {
	w.line(bold, heading)
	w.line("", "")
}

// item writes the findings about one record, or about many.
func (w *textWriter) item(number int, it *item) {
	w.line("", "")
	severity := it.severity().String()
	heading := fmt.Sprintf("%2d  %s", number, plainText(it.heading()))
	gap := w.Width - utf8.RuneCountInString(heading) - len(severity)
	if w.Color {
		heading = bold + heading + noColor
		severity = severityColors[it.severity()] + severity + noColor
	}
	w.WriteString(heading + strings.Repeat(" ", max(2, gap)) + severity + "\n")
	for i, e := range it.entries {
		if i > 0 {
			w.line("", "")
		}
		w.entry(it, e)
	}
}

const indent = "    "

func (w *textWriter) entry(it *item, e *entry) {
	text := e.text
	if e.Severity != it.severity() {
		text = e.Severity.String() + ": " + text
	}
	w.paragraph("", indent, text+w.mark(e.Finding))
	if e.Detail != "" && (w.Details || e.Severity != diag.Notice) {
		w.paragraph("", indent+"Rule: ", e.Summary)
	}
	w.remedy(e.Remedy)
	for _, f := range e.settles {
		w.paragraph("", indent, "Also settles: "+statement(f)+w.mark(f))
	}
	at := place(e.Finding)
	if len(e.all) > 1 && !w.Details {
		at += fmt.Sprintf(" and %s more", number(len(e.all)-1))
	}
	if at != "" {
		w.paragraph(faint, indent+"at ", at)
	}
	if !w.Details {
		return
	}
	for _, f := range e.all[1:] {
		w.paragraph("", indent, statement(f))
		if f.Remedy != e.Remedy {
			w.remedy(f.Remedy)
		}
		w.paragraph(faint, indent+"at ", place(f))
	}
}

// mark returns the rule of a finding in brackets and the number of its document.
func (w *textWriter) mark(f *diag.Finding) string {
	s := " [" + string(f.Rule) + "]"
	if f.Source.IsZero() || f.Source == diag.OwnSource() {
		return s
	}
	i := slices.Index(w.sources, f.Source)
	if i < 0 {
		w.sources = append(w.sources, f.Source)
		i = len(w.sources) - 1
	}
	return fmt.Sprintf("%s[%d]", s, i+1)
}

// unchecked writes the missing kinds and the checks that were not made.
func (w *textWriter) unchecked(a *Audit) {
	var parts []string
	var findings diag.Findings
	for _, f := range a.Findings {
		if !isNotExported(f) {
			continue
		}
		findings.Add(f)
		parts = append(parts, notExported(f))
	}
	if len(findings) == 0 && a.Counts().NotChecked == 0 {
		return
	}
	w.line("", "")
	w.section("NOT CHECKED")
	switch {
	case w.Details || len(parts) == 0:
	case len(parts) == 1 || !strings.Contains(strings.Join(parts, ""), ": "):
		w.advice(indent, "Not exported: "+strings.Join(parts, ", "))
	default:
		w.line("", indent+"Not exported:")
		for _, part := range parts {
			w.advice(indent+"  ", part)
		}
	}
	if n := a.Counts().NotChecked; n > 0 && !w.Details {
		w.paragraph("", indent, fmt.Sprintf("%s could not be made in full: %s", counted(n, "check"), a.uncheckedNames(3)))
	}
	if !w.Details {
		return
	}
	for _, f := range findings {
		w.paragraph("", indent, record(f)+": "+statement(f)+w.mark(f))
		w.remedy(f.Remedy)
		w.paragraph(faint, indent+"at ", place(f))
	}
	for _, c := range a.Checks {
		if c.Status == audit.NotChecked {
			w.paragraph("", indent, checkText(c))
		}
	}
}

// notExported returns the missing kind or member.
func notExported(f *diag.Finding) string {
	k, err := federation.ParseKind(f.Subject.Kind)
	if err != nil {
		return statement(f)
	}
	name := k.Title()
	if hasNames(k) {
		name = char.Plural(2, name)
	}
	if f.Rule != federation.RuleKindMissing {
		return name + ": " + statement(f)
	}
	if noun := k.Row().Table().About().Noun; noun != "" {
		name += " (Get-" + noun + ")"
	}
	return name
}

// suppressed writes the accepted findings with their reasons.
func (w *textWriter) suppressed(a *Audit) {
	if len(a.Suppressed) == 0 {
		return
	}
	w.line("", "")
	w.section("SUPPRESSED")
	const most = 5
	for i, s := range a.Suppressed {
		if i == most && len(a.Suppressed) > most+1 && !w.Details {
			w.paragraph("", indent, number(len(a.Suppressed)-most)+" more")
			return
		}
		w.paragraph("", indent, fmt.Sprintf("%s: %s, until %v: %s", record(s.Finding), s.Rule, s.Expires, s.Reason))
	}
}

// cited writes the cited documents as numbered notes.
func (w *textWriter) cited() {
	if len(w.sources) == 0 {
		return
	}
	w.line("", "")
	for i, s := range w.sources {
		label := fmt.Sprintf("%-5s", fmt.Sprintf("[%d]", i+1))
		w.paragraph(faint, label, s.ID+": "+s.Title)
		if w.Details {
			w.line(faint, "     "+s.URL)
		}
	}
}

// end writes the counts, the files and the version.
func (w *textWriter) end(a *Audit, n Counts) {
	w.line("", "")
	if w.Details {
		if len(a.Checks) > 0 {
			w.section("CHECKS")
		}
		for _, c := range a.Checks {
			if c.Status != audit.NotChecked {
				w.paragraph("", indent, checkText(c))
			}
		}
		if len(a.Checks) > 0 {
			w.line("", "")
		}
		w.section("FILES, WITH THEIR SHA-256")
		for _, f := range a.Files {
			w.paragraph("", indent, f.Name+":")
			w.line("", indent+"  "+f.SHA256)
		}
		w.line("", "")
	}
	text := a.Made()
	if n.Inferred > 0 {
		text += "; inferred, not stated explicitly in a document: " + counted(n.Inferred, "finding")
	}
	w.paragraph("", "", text+".")
	if w.More != "" {
		w.paragraph("", "", w.More)
	}
}

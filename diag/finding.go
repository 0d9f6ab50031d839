package diag

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Pos is a place in a file. The zero Pos is unknown. Line and Column count
// from 1, Column in characters; zero means that it is not known.
type Pos struct {
	File         string
	Line, Column int
}

// IsZero reports whether p is unknown.
func (p Pos) IsZero() bool { return p == Pos{} }

// String returns "file:line:column" without the parts that are not known.
func (p Pos) String() string {
	parts := make([]string, 0, 3)
	if p.File != "" {
		parts = append(parts, p.File)
	}
	if p.Line > 0 {
		parts = append(parts, strconv.Itoa(p.Line))
		if p.Column > 0 {
			parts = append(parts, strconv.Itoa(p.Column))
		}
	}
	return strings.Join(parts, ":")
}

// A ValueError says why a text is not a value: what every Parse function of
// this module returns. It unwraps to its Rule.
type ValueError struct {
	Type    string // what the text should have been: "SIP domain"
	Input   string // the whole text; Error shows a part of a long one
	Offset  int    // the byte of Input at which it goes wrong; len(Input) if something is missing at the end
	Rule    Rule
	Detail  string // what is wrong there
	Summary string // what must hold, from the rule catalog
	Remedy  string // what to do, from the rule catalog
	Source  Source
}

// Error returns the reason on one line.
func (e *ValueError) Error() string {
	return Printable(e.Type + " " + e.place() + ": " + statement(e.Detail, e.Summary) + ending(e.Rule, e.Remedy, e.Source))
}

// place is the input and where in it.
func (e *ValueError) place() string {
	return fmt.Sprintf("%s, byte %d", excerpt(e.Input, e.Offset), e.Offset)
}

// Unwrap returns the rule.
func (e *ValueError) Unwrap() error { return e.Rule }

// finding is e as a finding about a whole value.
func (e *ValueError) finding() *Finding {
	return &Finding{
		RuleInfo: RuleInfo{Rule: e.Rule, Severity: Error, Summary: e.Summary, Remedy: e.Remedy, Source: e.Source},
		Detail:   e.place() + ": " + statement(e.Detail, e.Summary),
		Err:      e,
	}
}

// A Finding is a rule that a value breaks, or something in it worth knowing.
// It is an error whatever its severity, and unwraps to its Rule and its Err.
type Finding struct {
	RuleInfo
	Path   Path   // of the member, relative to the value that was checked
	Detail string // this case: what is there, and why it is wrong
	Pos    Pos    // in the file it was read from, if it was read from one
	Err    error  // the cause, if that is an error of its own
}

// Error returns the finding on one line.
func (f *Finding) Error() string {
	var b strings.Builder
	if !f.Pos.IsZero() {
		b.WriteString(f.Pos.String() + ": ")
	}
	b.WriteString(f.Severity.String())
	if f.Path != "" {
		b.WriteString(" " + string(f.Path))
	}
	b.WriteString(": " + statement(f.Detail, f.Summary) + ending(f.Rule, f.Remedy, f.Source))
	return Printable(b.String())
}

// Unwrap returns the rule and, if there is one, the cause.
func (f *Finding) Unwrap() []error {
	if f.Err == nil {
		return []error{f.Rule}
	}
	return []error{f.Rule, f.Err}
}

// A Reason is one step of a decision: a rule that took part in it.
type Reason struct {
	Rule   Rule
	Passed bool
	Path   Path   // of the record or member that decided
	Detail string // this case
	Source Source
}

// statement says what is wrong: the case at hand, or else what must hold.
func statement(detail, summary string) string {
	if detail == "" {
		return strings.TrimSuffix(summary, ".")
	}
	return detail
}

// ending is what closes every message: the remedy, the rule and its document.
func ending(r Rule, remedy string, src Source) string {
	s := ""
	if remedy != "" {
		s = ". " + strings.TrimSuffix(remedy, ".")
	}
	if r != "" {
		s += " [" + string(r) + "]"
	}
	if !src.IsZero() {
		s += " (" + src.ID + ")"
	}
	return s
}

// excerptBytes is how much of a long input a message shows on either side of
// the place that it is about.
const excerptBytes = 32

// excerpt quotes s, cut to what stands around the byte at offset.
func excerpt(s string, offset int) string {
	from, to := max(0, min(offset, len(s))-excerptBytes), min(len(s), max(offset, 0)+excerptBytes)
	if from <= excerptBytes/2 {
		from = 0
	}
	if len(s)-to <= excerptBytes/2 {
		to = len(s)
	}
	// Not within a character, if these bytes are characters.
	for range utf8.UTFMax - 1 {
		if from > 0 && !utf8.RuneStart(s[from]) {
			from--
		}
		if to < len(s) && !utf8.RuneStart(s[to]) {
			to++
		}
	}
	quoted := strconv.Quote(s[from:to])
	if from > 0 {
		quoted = "…" + quoted
	}
	if to < len(s) {
		quoted += "…"
	}
	return quoted
}

// Printable returns s with what would break a line, hide a part of it or steer a
// terminal written as escapes: control characters, line separators, and those
// that turn the direction of text. Messages are printable; a program that shows
// paths or details by themselves uses it.
func Printable(s string) string {
	hides := func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) }
	if strings.IndexFunc(s, hides) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hides(r) {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

package diag

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// A ValueError reports a text that is not a value of a type. Every Parse
// function of this module returns one. It unwraps to its Rule.
type ValueError struct {
	RuleInfo
	Type   string // the wanted type: "SIP domain"
	Input  string // the whole text; Error shows a part of a long text
	Offset int    // the byte of Input at fault; len(Input) if something is missing at the end
	Detail string // the fault
}

// Error returns the error on one line: the type, the input, the fault, the
// remedy, the rule and its document.
func (e *ValueError) Error() string {
	return Printable(e.Type + " " + e.position() + ": " + statement(e.Detail, e.Summary) + ending(e.RuleInfo))
}

// position returns the input and the offset of the fault.
func (e *ValueError) position() string {
	return fmt.Sprintf("%s, byte %d", excerpt(e.Input, e.Offset), e.Offset)
}

// Unwrap returns the rule.
func (e *ValueError) Unwrap() error { return e.Rule }

// finding returns e as a finding about a whole value.
func (e *ValueError) finding() *Finding {
	f := &Finding{RuleInfo: e.RuleInfo, Detail: e.position() + ": " + statement(e.Detail, e.Summary), Err: e}
	f.Severity = Error
	return f
}

// excerptBytes is the length of the excerpt of a long input, on each side of the
// fault.
const excerptBytes = 32

// excerpt quotes s, truncated to the bytes around offset.
func excerpt(s string, offset int) string {
	offset = max(0, min(offset, len(s)))
	from, to := max(0, offset-excerptBytes), min(len(s), offset+excerptBytes)
	if from <= excerptBytes/2 {
		from = 0
	}
	if len(s)-to <= excerptBytes/2 {
		to = len(s)
	}
	// Do not split a UTF-8 sequence.
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

package diag

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lyncfed/lyncfed/internal/char"
)

// A Severity says how bad a finding is. The zero Severity is not set.
// Severities compare with ==.
type Severity uint8

const (
	Error   Severity = iota + 1 // it cannot be, or it does not work
	Warning                     // it works, and is likely not what was meant
	Notice                      // worth knowing, or worth a check
)

var severityNames = [...]string{Error: "error", Warning: "warning", Notice: "notice"}

// IsZero reports whether s is not set.
func (s Severity) IsZero() bool { return s == 0 }

// Compare returns -1, 0 or +1: worse comes first, and the zero Severity before
// all others.
func (s Severity) Compare(t Severity) int { return cmp.Compare(s, t) }

// String returns "error", "warning" or "notice", and "" for the zero Severity.
func (s Severity) String() string {
	if int(s) >= len(severityNames) {
		return fmt.Sprintf("Severity(%d)", uint8(s))
	}
	return severityNames[s]
}

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// none of the constants.
func (s Severity) AppendText(b []byte) ([]byte, error) {
	if int(s) >= len(severityNames) {
		return b, catalog.ValueError(RuleSeverityUnknown, "severity", s.String(), 0, "no such severity")
	}
	return append(b, severityNames[s]...), nil
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (s Severity) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes the names in
// any letter case, and empty text for the zero Severity. Its error is a
// [*ValueError].
func (s *Severity) UnmarshalText(text []byte) error {
	i := slices.IndexFunc(severityNames[:], func(name string) bool { return char.EqualFold(name, string(text)) })
	if i < 0 {
		return catalog.ValueError(RuleSeverityUnknown, "severity", string(text), 0, "no such severity")
	}
	*s = Severity(i)
	return nil
}

package diag

import (
	"cmp"

	"github.com/lyncfed/lyncfed/internal/enum"
)

// A Severity is how bad a finding is. The zero Severity is not valid.
// Severities compare with ==.
type Severity uint8

// The severities, the worst first.
const (
	Error   Severity = iota + 1 // cannot exist, or does not work
	Warning                     // works, and is probably not intended
	Notice                      // worth knowing, or worth a check
)

var severityNames = [...]string{Error: "error", Warning: "warning", Notice: "notice"}

func badSeverity(text string) error {
	return catalog.ValueError(RuleSeverityUnknown, "severity", text, 0, "not a severity")
}

// ParseSeverity returns the severity with the given name, in any letter case. The
// error is a [*ValueError].
func ParseSeverity(s string) (Severity, error) {
	return enum.Parse[Severity](s, severityNames[:], badSeverity)
}

// IsZero reports whether s is not set.
func (s Severity) IsZero() bool { return s == 0 }

// Compare returns -1, 0 or +1. A worse severity comes first, and the zero Severity
// before all others.
func (s Severity) Compare(t Severity) int { return cmp.Compare(s, t) }

// String returns "error", "warning" or "notice", and "" for the zero Severity.
func (s Severity) String() string { return enum.String(s, severityNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (s Severity) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, s, severityNames[:], badSeverity)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (s Severity) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the names in any
// letter case, and empty text for the zero Severity. Its error is a [*ValueError].
func (s *Severity) UnmarshalText(text []byte) error {
	return enum.Unmarshal(s, text, severityNames[:], badSeverity)
}

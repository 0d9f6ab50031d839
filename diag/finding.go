package diag

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/internal/char"
)

// A Finding reports a broken rule, or a fact about a value that is worth knowing.
// It is a Go error at any severity. It unwraps to its Rule and to its Err.
//
// Fix is the one change that certainly mends the finding, according to a document
// or to the rule itself. It is empty if a person has a choice, if the remedy is
// outside the configuration, or if the right value is not known. Its edits are in
// an order that a server accepts. Each is one of
//
//   - [OpSet], with the members that change. The Set- cmdlet may lack a parameter
//     for a member, such as the list of a public provider. A plan then removes the
//     record and creates it again with all its members. Findings about the same
//     members of a record have the same edit.
//   - [OpNew], with all members of the new record.
//   - [OpRemove], [OpEnable] and [OpDisable], without members.
//   - [OpGrant] of a policy to a user.
//
// Findings of package audit have the commands of the Fix in their Remedy, and no
// Fix that the product's cmdlets cannot make.
type Finding struct {
	RuleInfo
	Path     Path    // of the member, relative to the value that was checked
	Subject  Subject `json:",omitzero"` // the record
	Cause    Subject `json:",omitzero"` // the other record involved, if there is one
	Detail   string  // the case, in lower case and without a full stop
	Inferred bool    `json:",omitzero"`  // a conclusion that no document states
	Fix      []Edit  `json:",omitempty"` // the change that certainly mends it, if there is one
	Pos      Pos     `json:",omitzero"`  // position in the file that the value was read from
	Err      error   `json:"-"`          // the underlying error, if any
}

// Error returns the finding on one line: position, severity, path, detail, remedy,
// rule and document.
func (f *Finding) Error() string {
	var b strings.Builder
	if !f.Pos.IsZero() {
		b.WriteString(f.Pos.String() + ": ")
	}
	b.WriteString(f.Severity.String())
	if f.Path != "" {
		b.WriteString(" " + string(f.Path))
	}
	b.WriteString(": ")
	if f.Inferred {
		b.WriteString("inferred: ")
	}
	b.WriteString(statement(f.Detail, f.Summary) + ending(f.RuleInfo))
	return Printable(b.String())
}

// Unwrap returns the rule and, if there is one, the cause.
func (f *Finding) Unwrap() []error {
	if f.Err == nil {
		return []error{f.Rule}
	}
	return []error{f.Rule, f.Err}
}

// statement returns the detail. Without a detail, it returns the summary of the
// rule.
func statement(detail, summary string) string {
	if detail == "" {
		return strings.TrimSuffix(summary, ".")
	}
	return detail
}

// ending returns the end of every message: the remedy, the rule, the document.
func ending(r RuleInfo) string {
	s := ""
	if r.Remedy != "" {
		s = ". " + strings.TrimSuffix(r.Remedy, ".")
	}
	if r.Rule != "" {
		s += " [" + string(r.Rule) + "]"
	}
	if !r.Source.IsZero() {
		s += " (" + r.Source.ID + ")"
	}
	return s
}

// Printable returns s with escapes for characters that break a line, hide text or
// steer a terminal. These are control characters, line separators, bidirectional
// controls, invisible characters, and bytes that are not UTF-8. Error messages are
// printable. Use Printable to print a path or a detail by itself.
func Printable(s string) string {
	if char.Hidden(s) < 0 {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch _, size := utf8.DecodeRuneInString(s[i:]); {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case !char.IsHidden(r):
			b.WriteRune(r)
		case size == 1:
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		case size == utf8.UTFMax:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

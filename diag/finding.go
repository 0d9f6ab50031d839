package diag

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/internal/char"
)

// A Finding reports a rule that a value breaks, or something in it worth
// knowing. It is an error whatever its severity. It unwraps to its Rule and to
// its Err.
//
// Fix is the one change that certainly mends what is found, as a document or the
// rule itself has it. It is empty where a person has a choice, where what mends it is
// outside the configuration, and where the right value is not known. Its edits
// are in the order in which a server takes them. Each is one of
//
//   - [OpSet], with the members that change. A member may be one that the Set-
//     cmdlet has no parameter for, such as the list of a public provider: the record
//     is then removed and created again with all its members, which is for a plan to
//     do, together with what else changes in it. Findings about the same members of
//     a record have the same edit.
//   - [OpNew], with all members of the new record.
//   - [OpRemove], [OpEnable] and [OpDisable], without members.
//   - [OpGrant] of a policy to a user.
//
// In what package audit returns, the commands of the Fix are in the Remedy, and a Fix
// that the product's cmdlets cannot make is left out.
type Finding struct {
	RuleInfo
	Path     Path    // of the member, relative to the value that was checked
	Subject  Subject `json:",omitzero"` // the record
	Cause    Subject `json:",omitzero"` // the other record that the finding is about, if there is one
	Detail   string  // what is wrong in this case, in lower case and without a full stop
	Inferred bool    `json:",omitzero"`  // no document says it in so many words
	Fix      []Edit  `json:",omitempty"` // what mends it, if one change certainly does
	Pos      Pos     `json:",omitzero"`  // in the file that the value was read from
	Err      error   `json:"-"`          // the cause, if that is an error of its own
}

// Error returns the finding on one line: the position, the severity, the path,
// the case, the remedy, the rule and its document.
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

// statement returns the case at hand, or else the rule.
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

// Printable returns s with the characters escaped that would break a line, hide
// text or steer a terminal: control characters, line separators, bidirectional
// controls, characters that cannot be seen, and bytes that are not UTF-8. Error
// messages are printable. A program that prints a path or a detail by itself uses
// Printable.
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
		case r < 0x80:
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

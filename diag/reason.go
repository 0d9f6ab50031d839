package diag

import (
	"cmp"
	"fmt"

	"github.com/lyncfed/lyncfed/internal/enum"
)

// An Outcome is the result of a rule or of a whole decision. The zero Outcome is
// not valid. Outcomes compare with ==.
type Outcome uint8

// The outcomes of a rule and of a decision.
const (
	Passed   Outcome = iota + 1 // the rule is kept; the decision allows
	Refused                     // the rule is broken; the decision refuses
	NotKnown                    // a needed value is not known
)

var outcomeNames = [...]string{Passed: "passed", Refused: "refused", NotKnown: "not-known"}

func badOutcome(text string) error {
	return catalog.ValueError(RuleOutcomeUnknown, "outcome", text, 0, "not an outcome")
}

// OutcomeOf returns [Passed] for true and [Refused] for false.
func OutcomeOf(passed bool) Outcome {
	if passed {
		return Passed
	}
	return Refused
}

// ParseOutcome returns the outcome with the given name, in any letter case. The
// error is a [*ValueError].
func ParseOutcome(s string) (Outcome, error) {
	return enum.Parse[Outcome](s, outcomeNames[:], badOutcome)
}

// IsZero reports whether o is not set.
func (o Outcome) IsZero() bool { return o == 0 }

// Compare returns -1, 0 or +1, in the order of the constants.
func (o Outcome) Compare(p Outcome) int { return cmp.Compare(o, p) }

// String returns "passed", "refused" or "not-known", and "" for the zero
// Outcome.
func (o Outcome) String() string { return enum.String(o, outcomeNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (o Outcome) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, o, outcomeNames[:], badOutcome)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (o Outcome) MarshalText() ([]byte, error) { return o.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the names in any
// letter case, and empty text for the zero Outcome. Its error is a [*ValueError].
func (o *Outcome) UnmarshalText(text []byte) error {
	return enum.Unmarshal(o, text, outcomeNames[:], badOutcome)
}

// A Reason is one step of a decision: a rule that took part, and its outcome. Severity
// and Remedy are those of the rule. They matter only if it did not pass, or for a
// Condition.
type Reason struct {
	RuleInfo
	Outcome  Outcome
	Path     Path    // path of the record or member that decided
	Subject  Subject `json:",omitzero"` // the record
	Detail   string  // what was found, in lower case and without a full stop
	Inferred bool    `json:",omitzero"` // a conclusion that no document states

	// Condition is set if the rule is assumed to pass and no input proves it. A
	// permission depends on it.
	Condition bool   `json:",omitzero"`
	Fix       []Edit `json:",omitempty"` // the change that certainly removes the refusal, if there is one
}

// String returns the outcome, the detail, and the rule in brackets. It marks an inferred
// reason. It is for logs.
func (r Reason) String() string {
	inferred := ""
	if r.Inferred {
		inferred = "inferred: "
	}
	return fmt.Sprintf("%v: %s%s [%s]", r.Outcome, inferred, r.Detail, r.Rule)
}

package provider

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/enum"
)

// A Phase is a phase in the life of a public service. The zero Phase is
// [Unrecorded]: no document reports that the service could be used on that day.
// Phases compare with ==.
type Phase uint8

// The phases of a service, in order.
const (
	Unrecorded Phase = iota
	Available        // for everybody with the license
	Closing          // works for existing customers, accepts no new ones
	Ended
)

var phaseNames = [...]string{Available: "available", Closing: "closing", Ended: "ended"}

func badPhase(text string) error {
	return catalog.ValueError(RulePhaseUnknown, "phase", text, 0, "not a known phase")
}

// ParsePhase returns the phase with the given name, in any letter case. It also
// accepts "unrecorded". The error is a [*diag.ValueError].
func ParsePhase(s string) (Phase, error) {
	if char.EqualFold(s, "unrecorded") {
		return Unrecorded, nil
	}
	return enum.Parse[Phase](s, phaseNames[:], badPhase)
}

// IsZero reports whether p is [Unrecorded].
func (p Phase) IsZero() bool { return p == Unrecorded }

// Compare returns -1, 0 or +1, in the order of the constants.
func (p Phase) Compare(q Phase) int { return cmp.Compare(p, q) }

// String returns "available", "closing" or "ended", and "" for [Unrecorded].
func (p Phase) String() string { return enum.String(p, phaseNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (p Phase) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, p, phaseNames[:], badPhase)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (p Phase) MarshalText() ([]byte, error) { return p.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]: [ParsePhase], and empty
// text for [Unrecorded].
func (p *Phase) UnmarshalText(text []byte) error {
	return unmarshal(p, text, ParsePhase)
}

// A Fact is a statement with the document that makes it. The zero Fact means "no
// statement". Facts compare with ==.
type Fact struct {
	Text   string
	Source diag.Source
}

// A Stage is one part of a service's history. It ends when the next stage begins.
type Stage struct {
	Phase        Phase
	From         date.Date // the first day
	AtLatest     bool      // the stage had begun by From, but its first day is not documented
	Inferred     bool      // no document states it; Text gives the reason
	NoNewDomains bool      // a document says that new SIP domains are not accepted. A closing service may still accept them, as Yahoo! did
	Fact
	Conflict Fact // the statement of another document; zero: none
}

// An Event is an event that changed neither the phase of a service nor its
// capabilities.
type Event struct {
	On date.Date
	Fact
}

// A History is the stages of a service in order. The zero History is empty.
type History struct{ stages []Stage }

// All returns the stages in order.
func (h History) All() iter.Seq[Stage] { return slices.Values(h.stages) }

// Stage returns the stage on a day. It returns false before the first stage.
func (h History) Stage(d date.Date) (Stage, bool) {
	for _, s := range slices.Backward(h.stages) {
		if !d.Before(s.From) {
			return s, true
		}
	}
	return Stage{}, false
}

// On returns the phase on a day: [Unrecorded] before the first stage, and for
// the zero Date.
func (h History) On(d date.Date) Phase {
	s, _ := h.Stage(d)
	return s.Phase
}

// LastDay returns the last day on which the service could be used. It returns false
// if no end is known.
func (h History) LastDay() (date.Date, bool) {
	for _, s := range h.stages {
		if s.Phase == Ended {
			return s.From.AddDays(-1), true
		}
	}
	return date.Date{}, false
}

// A Capability is a set of the four things that people on two sides of a federation
// can do: exchange messages and presence, call, and call with video. The zero
// Capability is empty. Capabilities compare with ==.
type Capability uint8

// The single capabilities.
const (
	IM Capability = 1 << iota
	Presence
	Audio
	Video

	allCapabilities = IM | Presence | Audio | Video
)

var capabilityNames = [...]string{"IM", "Presence", "Audio", "Video"}

// Has reports whether c contains all capabilities of c2.
func (c Capability) Has(c2 Capability) bool { return c&c2 == c2 }

// All returns the single capabilities in c, in the order of the constants.
func (c Capability) All() iter.Seq[Capability] {
	return func(yield func(Capability) bool) {
		for one := IM; one <= Video; one <<= 1 {
			if c.Has(one) && !yield(one) {
				return
			}
		}
	}
}

// IsZero reports whether c is empty.
func (c Capability) IsZero() bool { return c == 0 }

// String returns the names, separated by commas: "IM,Presence". The empty set gives
// "".
func (c Capability) String() string {
	if c&^allCapabilities != 0 {
		return fmt.Sprintf("Capability(%d)", uint8(c))
	}
	var names []string
	for i, name := range capabilityNames {
		if c.Has(IM << i) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

// AppendText implements [encoding.TextAppender]. It fails for a value with bits of
// no constant.
func (c Capability) AppendText(b []byte) ([]byte, error) {
	if c&^allCapabilities != 0 {
		return b, catalog.ValueError(RuleCapabilityUnknown, "capability", c.String(), 0, "not a capability")
	}
	return append(b, c.String()...), nil
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (c Capability) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// ParseCapability returns the capabilities whose names s lists, separated by
// commas, in any letter case and order. The error is a [*diag.ValueError].
func ParseCapability(s string) (Capability, error) {
	var read Capability
	offset := 0
	for field := range strings.SplitSeq(s, ",") {
		i := slices.IndexFunc(capabilityNames[:], func(name string) bool { return char.EqualFold(name, strings.TrimSpace(field)) })
		if i < 0 {
			return 0, catalog.ValueError(RuleCapabilityUnknown, "capability", s, offset, "not a capability")
		}
		read |= IM << i
		offset += len(field) + len(",")
	}
	return read, nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]: [ParseCapability], and empty
// text for the empty set.
func (c *Capability) UnmarshalText(text []byte) error {
	return unmarshal(c, text, ParseCapability)
}

// unmarshal sets a value to the parsed text, or to its zero value for empty text.
func unmarshal[V any](v *V, text []byte, parse func(string) (V, error)) error {
	var read V
	if len(text) > 0 {
		var err error
		if read, err = parse(string(text)); err != nil {
			return err
		}
	}
	*v = read
	return nil
}

package product

import (
	"cmp"

	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/enum"
)

// A Switch is a Boolean setting that may also be absent. The zero Switch is
// [Unset], which differs from [Off]. The meaning of an unset switch depends on
// where it is used: a server, a cmdlet and a reader have different defaults.
// Switches compare with ==.
type Switch uint8

// The states of a setting.
const (
	Unset Switch = iota
	Off
	On
)

// The names are the shell's: what a console prints for $false and $true.
var switchNames = [...]string{Off: "False", On: "True"}

func badSwitch(text string) error {
	return catalog.ValueError(RuleSwitchUnknown, "switch", text, 0, "neither true nor false")
}

// SwitchOf returns [On] for true and [Off] for false.
func SwitchOf(on bool) Switch {
	if on {
		return On
	}
	return Off
}

// IsOn reports whether s is [On].
func (s Switch) IsOn() bool { return s == On }

// IsOff reports whether s is [Off]. An unset Switch is not off.
func (s Switch) IsOff() bool { return s == Off }

// Or returns s, or the given value if s is unset.
func (s Switch) Or(unset Switch) Switch {
	if s == Unset {
		return unset
	}
	return s
}

// IsZero reports whether s is [Unset]. The JSON option omitzero leaves out such a
// switch.
func (s Switch) IsZero() bool { return s == Unset }

// Compare returns -1, 0 or +1: [Unset], then [Off], then [On].
func (s Switch) Compare(t Switch) int { return cmp.Compare(s, t) }

// String returns "True" or "False" as the shell prints them, and "" for
// [Unset].
func (s Switch) String() string { return enum.String(s, switchNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (s Switch) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, s, switchNames[:], badSwitch)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (s Switch) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// ParseSwitch returns the switch for "true" or "false" in any letter case, or for
// "1" or "0", which documented commands use. The error is a [*diag.ValueError].
func ParseSwitch(s string) (Switch, error) {
	if s == "" {
		return Unset, badSwitch(s)
	}
	var read Switch
	err := read.UnmarshalText([]byte(s))
	return read, err
}

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the texts of
// [ParseSwitch], and empty text for [Unset].
func (s *Switch) UnmarshalText(text []byte) error {
	switch {
	case len(text) == 0:
		*s = Unset
	case string(text) == "1" || char.EqualFold(string(text), "true"):
		*s = On
	case string(text) == "0" || char.EqualFold(string(text), "false"):
		*s = Off
	default:
		return badSwitch(string(text))
	}
	return nil
}

// MarshalJSON implements [encoding/json.Marshaler]: true, false, or null for [Unset].
func (s Switch) MarshalJSON() ([]byte, error) {
	switch s {
	case On:
		return []byte("true"), nil
	case Off:
		return []byte("false"), nil
	case Unset:
		return []byte("null"), nil
	}
	return s.AppendText(nil)
}

// UnmarshalJSON implements [encoding/json.Unmarshaler]: true, false, null for
// [Unset], and the texts of UnmarshalText as a string or a number, because exports
// have those too. Its error is a [*diag.ValueError].
func (s *Switch) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*s = Unset
		return nil
	}
	if len(data) >= 2 && data[0] == '"' {
		data = data[1 : len(data)-1]
	}
	return s.UnmarshalText(data)
}

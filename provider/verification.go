package provider

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/internal/enum"
	"github.com/lyncfed/lyncfed/product"
)

// A VerificationLevel decides how far a server trusts the senders of a provider.
// The zero VerificationLevel is not set: the cmdlet that creates a provider then
// uses [AlwaysVerifiable]. Levels compare with ==.
type VerificationLevel uint8

// The verification levels, with their numbers in the shell.
const (
	AlwaysVerifiable      VerificationLevel = iota + 1 // 0
	AlwaysUnverifiable                                 // 1
	UseSourceVerification                              // 2
)

var levelNames = [...]string{
	AlwaysVerifiable:      "AlwaysVerifiable",
	AlwaysUnverifiable:    "AlwaysUnverifiable",
	UseSourceVerification: "UseSourceVerification",
}

func badVerificationLevel(text string) error {
	return catalog.ValueError(RuleVerificationLevelUnknown, "verification level", text, 0, "not a known level")
}

// Meaning returns one or two sentences on how messages from a public or hosting
// provider of this level are handled (PS-PUBLIC). It returns "" for the zero level.
func (v VerificationLevel) Meaning() string {
	switch v {
	case AlwaysVerifiable:
		return "Messages are accepted as from a verified sender. The header for it is added if it is missing."
	case AlwaysUnverifiable:
		return "Messages count as from an unverified sender. They are delivered only if the sender is on the recipient's contact list, unless the user chooses otherwise."
	case UseSourceVerification:
		return "The header of the message is trusted. A message without it is rejected."
	}
	return ""
}

// DeprecatedFor reports whether the documents call the level deprecated for public
// providers of a platform. UseSourceVerification is deprecated from Lync Server
// 2013 on (PS-PUBLIC). For Subscription Edition this is inferred.
func (v VerificationLevel) DeprecatedFor(p product.Platform) bool {
	return v == UseSourceVerification && p.IsServer() && p >= product.LyncServer2013
}

// Number returns the number of the level in the shell, where -VerificationLevel 2
// is UseSourceVerification (TEAMS-MODULE). It returns false for the zero level.
func (v VerificationLevel) Number() (int, bool) {
	if v.IsZero() || int(v) >= len(levelNames) {
		return 0, false
	}
	return int(v) - 1, true
}

// IsZero reports whether v is not set.
func (v VerificationLevel) IsZero() bool { return v == 0 }

// Compare returns -1, 0 or +1, in the order of the shell's numbers. The zero level
// comes first.
func (v VerificationLevel) Compare(w VerificationLevel) int { return cmp.Compare(v, w) }

// String returns the name, and "" for the zero level.
func (v VerificationLevel) String() string { return enum.String(v, levelNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (v VerificationLevel) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, v, levelNames[:], badVerificationLevel)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (v VerificationLevel) MarshalText() ([]byte, error) { return v.AppendText(nil) }

// ParseVerificationLevel returns the level with the given name, in any letter case,
// or with the given number of the shell. The error is a [*diag.ValueError].
func ParseVerificationLevel(s string) (VerificationLevel, error) {
	if s == "" {
		return 0, badVerificationLevel(s)
	}
	var read VerificationLevel
	err := read.UnmarshalText([]byte(s))
	return read, err
}

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the texts of
// [ParseVerificationLevel], and empty text for the zero level.
func (v *VerificationLevel) UnmarshalText(text []byte) error {
	if n, err := strconv.ParseUint(string(text), 10, 8); err == nil && n < uint64(len(levelNames)-1) {
		*v = VerificationLevel(n + 1)
		return nil
	}
	return enum.Unmarshal(v, text, levelNames[:], badVerificationLevel)
}

// UnmarshalJSON implements [encoding/json.Unmarshaler]: the texts of UnmarshalText,
// as text or as a number, and null for the zero level.
func (v *VerificationLevel) UnmarshalJSON(data []byte) error {
	s := string(data)
	if s == "null" {
		*v = 0
		return nil
	}
	return v.UnmarshalText([]byte(strings.TrimSuffix(strings.TrimPrefix(s, `"`), `"`)))
}

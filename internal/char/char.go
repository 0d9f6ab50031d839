// Package char compares names without regard to case, describes invalid characters,
// and writes numbers for people.
package char

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// EqualFold reports whether two texts are equal without regard to the case of ASCII
// letters. [strings.EqualFold] also equates the long s with s, and the kelvin sign
// with k.
func EqualFold(s, t string) bool {
	if len(s) != len(t) {
		return false
	}
	for i := range len(s) {
		if lower(s[i]) != lower(t[i]) {
			return false
		}
	}
	return true
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		b += 'a' - 'A'
	}
	return b
}

// Fold returns a key for [Same]: names that a server does not distinguish have the
// same key.
func Fold(s string) string { return strings.ToLower(s) }

// Same reports whether a server treats two names as the same. It is for the names of
// providers, policies, sites and users. Keywords of the server are compared with
// [EqualFold].
func Same(a, b string) bool { return a == b || Fold(a) == Fold(b) }

// Flat returns a text in lower case, with one blank in place of blanks and line breaks. A
// phrase in a copy from a console is found in it, because a console breaks lines anywhere
// between words.
func Flat(s string) string { return Fold(strings.Join(strings.Fields(s), " ")) }

// CutPrefix returns s without a prefix, in any case of its ASCII letters, and
// whether s has the prefix.
func CutPrefix(s, prefix string) (rest string, found bool) {
	if len(s) < len(prefix) || !EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// HasPrefix reports whether s begins with prefix, in any letter case.
func HasPrefix(s, prefix string) bool {
	_, found := CutPrefix(s, prefix)
	return found
}

// IsHidden reports whether a character is invisible in print or changes the
// characters around it: a control character, a line separator, a filler, a
// variation selector, or the rest of broken UTF-8. Format characters such as a zero
// width space, a soft hyphen, a tag or a bidirectional control are hidden too.
func IsHidden(r rune) bool {
	if r < unicode.MaxASCII { // most text
		return r < ' '
	}
	return r == unicode.ReplacementChar || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// Hidden returns the offset of the first character in s that [IsHidden], or -1.
func Hidden(s string) int { return strings.IndexFunc(s, IsHidden) }

// Unprintable returns the offset of the first hidden character in s that a name cannot
// have, or -1. Names in some scripts have joiners and variation selectors.
func Unprintable(s string) int {
	return strings.IndexFunc(s, func(r rune) bool {
		return IsHidden(r) && !unicode.In(r, unicode.Join_Control, unicode.Variation_Selector)
	})
}

// Describe returns a description of the character at the byte s[i] for an
// administrator. Many such characters are invisible.
func Describe(s string, i int) string {
	r, size := utf8.DecodeRuneInString(s[i:])
	switch {
	case r == utf8.RuneError && size <= 1:
		return fmt.Sprintf("an invalid UTF-8 byte (0x%02X)", s[i])
	case r == ' ':
		return "a space"
	case r == '\t':
		return "a tab"
	case r == 0:
		return "a NUL byte"
	case r == '\\':
		return "a backslash"
	case r == '*':
		return "a wildcard *"
	case r == '"':
		return `a quotation mark (")`
	case r == 0xFEFF:
		return "a byte order mark (U+FEFF)"
	case unicode.IsSpace(r):
		return fmt.Sprintf("a blank other than a space (U+%04X)", r)
	case 0xFF01 <= r && r <= 0xFF5E:
		return fmt.Sprintf("a full-width %c (U+%04X)", r-0xFF01+'!', r)
	case r == '‘' || r == '’' || r == '“' || r == '”':
		return fmt.Sprintf("a typographic quotation mark %c (U+%04X)", r, r)
	case r == '–' || r == '—':
		return fmt.Sprintf("a dash %c (U+%04X)", r, r)
	case !unicode.IsPrint(r):
		return fmt.Sprintf("an invisible character (U+%04X)", r)
	case utf8.RuneLen(r) > 1:
		return fmt.Sprintf("the non-ASCII character %c (U+%04X)", r, r)
	default:
		return "the character " + string(r)
	}
}

// JSONOffset returns the offset of the character at which a text is not JSON. Package json
// counts this character in its own offset, and does not if it is built on v2.
func JSONOffset(e *json.SyntaxError) int {
	var any json.RawMessage
	first, ok := errors.AsType[*json.SyntaxError](json.Unmarshal([]byte("]"), &any))
	if !ok {
		return int(e.Offset)
	}
	return max(int(e.Offset-first.Offset), 0)
}

// NotJSON describes the character of a text at which it is not JSON.
func NotJSON(text []byte, offset int) string {
	if offset >= len(text) {
		return "it ends in the middle"
	}
	c, _ := utf8.DecodeRune(text[offset:])
	return fmt.Sprintf("%s is not expected here: the text is not JSON from here on", strconv.QuoteRune(c))
}

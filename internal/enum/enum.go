// Package enum has what all enumerations of the module do with their names. A
// list of names is indexed by value; the zero value's name is empty.
package enum

import (
	"fmt"
	"slices"

	"github.com/lyncfed/lyncfed/internal/char"
)

// String returns the name of e, or "Type(9)" for a value that has none.
func String[E ~uint8](e E, names []string) string {
	if int(e) >= len(names) {
		typ := fmt.Sprintf("%T", e)
		return fmt.Sprintf("%s(%d)", typ[lastDot(typ)+1:], uint8(e))
	}
	return names[e]
}

func lastDot(s string) int {
	i := len(s) - 1
	for i >= 0 && s[i] != '.' {
		i--
	}
	return i
}

// Append appends the name of e. Bad makes the error for a value that has none.
func Append[E ~uint8](b []byte, e E, names []string, bad func(text string) error) ([]byte, error) {
	if int(e) >= len(names) {
		return b, bad(String(e, names))
	}
	return append(b, names[e]...), nil
}

// Unmarshal sets e to the value of a name in any letter case. Bad makes the
// error for a text that is no name.
func Unmarshal[E ~uint8](e *E, text []byte, names []string, bad func(text string) error) error {
	i := slices.IndexFunc(names, func(name string) bool { return char.EqualFold(name, string(text)) })
	if i < 0 {
		return bad(string(text))
	}
	*e = E(i)
	return nil
}

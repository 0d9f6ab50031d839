// Package enum converts the enumerations of the module to their names and back.
// A list of names is indexed by value. The name of the zero value is empty.
package enum

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/internal/char"
)

// String returns the name of e, and "Type(9)" for a value without a name.
func String[E ~uint8](e E, names []string) string {
	if int(e) >= len(names) {
		typ := fmt.Sprintf("%T", e)
		return fmt.Sprintf("%s(%d)", typ[strings.LastIndexByte(typ, '.')+1:], uint8(e))
	}
	return names[e]
}

// Append appends the name of e. It calls bad for the error if e has no name.
func Append[E ~uint8](b []byte, e E, names []string, bad func(text string) error) ([]byte, error) {
	if int(e) >= len(names) {
		return b, bad(String(e, names))
	}
	return append(b, names[e]...), nil
}

// Parse returns the value with a name, in any letter case. It calls bad for the error
// if no value has the name.
func Parse[E ~uint8](text string, names []string, bad func(text string) error) (E, error) {
	for i, name := range names {
		if name != "" && char.EqualFold(name, text) {
			return E(i), nil
		}
	}
	return 0, bad(text)
}

// Unmarshal sets e to the value with a name, as [Parse] does, and to zero for empty
// text.
func Unmarshal[E ~uint8](e *E, text []byte, names []string, bad func(text string) error) error {
	if len(text) == 0 {
		*e = 0
		return nil
	}
	parsed, err := Parse[E](string(text), names, bad)
	if err != nil {
		return err
	}
	*e = parsed
	return nil
}

package cmdlet

import (
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/internal/char"
)

// quotes are the characters that the shell takes for a single quotation mark.
const quotes = "'\u2018\u2019\u201a\u201b"

// Quote returns a text in single quotation marks, as the shell reads it: nothing
// in it is expanded. The error is a [*diag.ValueError] for a text with a control
// character, or one that turns the direction of text: what is pasted would not
// be what is seen.
func Quote(s string) (string, error) {
	b, err := appendQuoted(nil, s)
	return string(b), err
}

func appendQuoted(b []byte, s string) ([]byte, error) {
	if i := char.Unprintable(s); i >= 0 {
		return b, catalog.ValueError(RuleTextUnprintable, "text", s, i, char.Describe(s, i))
	}
	b = append(b, '\'')
	for _, r := range s {
		if strings.ContainsRune(quotes, r) {
			b = utf8.AppendRune(b, r)
		}
		b = utf8.AppendRune(b, r)
	}
	return append(b, '\''), nil
}

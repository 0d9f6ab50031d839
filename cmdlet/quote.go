package cmdlet

import (
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/internal/char"
)

// quotes are the characters that the shell accepts as a single quotation mark.
const quotes = "'\u2018\u2019\u201a\u201b"

// Quote returns s as a PowerShell single-quoted string, in which the shell expands
// nothing. It also doubles the four Unicode quotes that PowerShell accepts. The
// error is a [*diag.ValueError] for a text with a control character or a direction
// mark, because the pasted text would differ from the visible one.
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

package powershell

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
)

// hasHalfPair reports whether a JSON string has the escape of half a pair of
// UTF-16, which is no character.
func hasHalfPair(value []byte) bool {
	if !bytes.Contains(value, []byte(`\u`)) {
		return false
	}
	var first rune // of a pair that has begun
	for i := 0; i < len(value); i++ {
		var r rune
		if value[i] == '\\' {
			if i++; value[i] == 'u' {
				unit, _ := strconv.ParseUint(string(value[i+1:i+5]), 16, 16)
				r = rune(unit)
				i += 4
			}
		}
		switch {
		case first != 0:
			if utf16.DecodeRune(first, r) == utf8.RuneError {
				return true
			}
			first = 0
		case utf16.IsSurrogate(r):
			first = r
		}
	}
	return first != 0
}

// printed returns what the shell prints for an object that is a value, if that
// is known: Windows PowerShell may convert an enumeration to an object with the
// members value, its number, and Value, its name.
func (d *document) printed(m record.RawField) (text string, found bool) {
	if m.Value[0] != '{' {
		return "", false
	}
	if text, found = d.strings[m.Offset]; found {
		return text, true
	}
	n := 0
	for e := range elements(m) {
		switch n++; {
		case string(e.Name) == "Value" && e.Value[0] == '"':
			text, found = unquote(e.Value), true
		case string(e.Name) != "value":
			return "", false
		}
	}
	return text, found && n == 2
}

// unquote returns the text that a value is, or "" for another value.
func unquote(value []byte) string {
	if value[0] != '"' {
		return ""
	}
	return string(record.Unquote(value))
}

// summaries are how a text begins that stands for what was cut: objects and
// types as the shell prints them.
var summaries = []string{"@{", "System.", "Microsoft.Rtc.", "Deserialized.", "Selected.", "Domain="}

// isCut reports whether a text is a summary of what was cut. Those of several
// objects are joined by blanks.
func isCut(text []byte, summary byte) bool {
	if len(text) == 0 || text[0] != summary && bytes.IndexByte([]byte("@SMD"), text[0]) < 0 {
		return false
	}
	if text[0] == summary || bytes.HasPrefix(text, []byte("@{")) || bytes.HasPrefix(text, []byte("Domain=")) {
		return true
	}
	for word := range bytes.SplitSeq(text, []byte(" ")) {
		if !slices.ContainsFunc(summaries, func(s string) bool { return bytes.HasPrefix(word, []byte(s)) }) {
			return false
		}
	}
	return true
}

// isEllipsis reports whether a JSON string ends in dots that stand for the rest.
func isEllipsis(value []byte) bool {
	text := bytes.TrimRight(bytes.TrimSuffix(value, []byte(`"`)), " ")
	if !bytes.HasSuffix(text, []byte("...")) && !bytes.HasSuffix(text, []byte("…")) && !bytes.HasSuffix(text, []byte(`\u2026`)) {
		return false
	}
	return len(text) > 1
}

// standsIn reports whether a value is a text that stands for one that was taken out.
func standsIn(value []byte) bool {
	const starts = "xX*#<[rR\xe2\\" // of such texts, or of an escape
	return value[0] == '"' && strings.IndexByte(starts, value[1]) >= 0 && isPlaceholder(unquote(value))
}

// isPlaceholder reports whether a text stands for one that was taken out before
// it was shown: xxxxx, ***, <redacted>.
func isPlaceholder(s string) bool {
	if len(s) < 3 {
		return false
	}
	switch {
	case strings.Trim(s, "xX") == "":
		return len(s) > 3
	case strings.Trim(s, "*") == "", strings.Trim(s, "#") == "", strings.Trim(s, "█") == "":
		return true
	case s[0] == '<' && s[len(s)-1] == '>', s[0] == '[' && s[len(s)-1] == ']':
		return isIdentifier([]byte(strings.NewReplacer(" ", "", "-", "").Replace(s[1 : len(s)-1])))
	}
	return char.EqualFold(s, "redacted") || char.EqualFold(s, "removed")
}

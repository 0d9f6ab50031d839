package powershell

import (
	"bytes"
	"strings"

	"github.com/lyncfed/lyncfed/internal/record"
)

// printed returns what the shell prints for an object that is a value, if that
// is known: Windows PowerShell may convert an enumeration to an object with the
// members value, its number, and Value, its name.
func printed(v record.Value) (text []byte, found bool) {
	if text := v.Parts().Printed; text != "" {
		return []byte(text), true
	}
	fields := object(v).Fields
	for _, m := range fields {
		switch {
		case string(m.Name) == "Value" && m.Value.Kind == record.Text:
			text, found = m.Value.Text(), true
		case string(m.Name) != "value":
			return nil, false
		}
	}
	return text, found && len(fields) == 2
}

// summaries are how a text begins that stands for what was cut: objects and
// types as the shell prints them.
var summaries = []string{"@{", "System.", "Microsoft.Rtc.", "Deserialized.", "Selected.", "Domain="}

// isCut reports whether a text is a summary of what was cut. Those of several
// objects are joined by blanks.
func isCut(text []byte, summary byte) bool {
	if len(text) == 0 || text[0] != summary && strings.IndexByte(summaryStarts, text[0]) < 0 {
		return false
	}
	if text[0] == summary || bytes.HasPrefix(text, []byte("@{")) || bytes.HasPrefix(text, []byte("Domain=")) {
		return true
	}
	for {
		if !hasAnyPrefix(text, summaries...) {
			return false // as most texts at once
		}
		i := bytes.IndexByte(text, ' ')
		if i < 0 {
			return true
		}
		text = text[i+1:]
	}
}

// isEllipsis reports whether a text ends in dots that stand for the rest.
func isEllipsis(text []byte) bool {
	for len(text) > 0 && text[len(text)-1] == ' ' {
		text = text[:len(text)-1]
	}
	return bytes.HasSuffix(text, []byte("...")) || bytes.HasSuffix(text, []byte("…"))
}

// mayStandFor reports whether a text begins or ends as one for which isCut, isEllipsis
// or isPlaceholder may be true.
func mayStandFor(text []byte, summary byte) bool {
	if len(text) == 0 {
		return false
	}
	first, last := text[0], text[len(text)-1]
	return !isWord(last) || first == summary || strings.IndexByte(summaryStarts+placeholderStarts, first) >= 0
}

// How a text begins for which isCut or isPlaceholder may be true.
const (
	summaryStarts     = "@SMD"
	placeholderStarts = "xX*#<[(rR\xe2nNuU$"
)

// placeholders are words that stand for a value or for no value. The shell
// prints nothing then. A bare none is not among them: a policy may have that name.
var placeholders = []string{"redacted", "removed", "null", "(null)", "$null", "(none)", "nil", "undefined", "n/a"}

// isPlaceholder reports whether a text stands for one that was taken out before
// it was shown: xxxxx, ***, <redacted>, null.
func isPlaceholder(text []byte) bool {
	if len(text) < 3 || strings.IndexByte(placeholderStarts, text[0]) < 0 {
		return false
	}
	s := string(text)
	switch {
	case strings.Trim(s, "xX") == "":
		return len(s) > 3
	case strings.Trim(s, "*") == "", strings.Trim(s, "#") == "", strings.Trim(s, "█") == "":
		return true
	case s[0] == '<' && s[len(s)-1] == '>', s[0] == '[' && s[len(s)-1] == ']':
		return isIdentifier([]byte(strings.NewReplacer(" ", "", "-", "").Replace(s[1 : len(s)-1])))
	}
	return has(placeholders, s)
}

package powershell

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
)

// printed returns the printed text of an object that stands for a value, and whether it
// is known. Windows PowerShell may convert an enumeration to an object with the members
// value, its number, and Value, its name.
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

// summaries has the beginnings of texts that PowerShell prints in place of truncated
// values: objects and types.
var summaries = []string{"@{", "System.", "Microsoft.Rtc.", "Deserialized.", "Selected.", "Domain="}

// isCut reports whether a text is the summary of a truncated value. The summaries of
// several objects are joined by blanks.
func isCut(text []byte, summary byte) bool {
	if len(text) == 0 || text[0] != summary && strings.IndexByte(summaryStarts, text[0]) < 0 {
		return false
	}
	if text[0] == summary || bytes.HasPrefix(text, []byte("@{")) || bytes.HasPrefix(text, []byte("Domain=")) {
		return true
	}
	for {
		if !hasAnyPrefix(text, summaries...) {
			return false // most texts end here
		}
		i := bytes.IndexByte(text, ' ')
		if i < 0 {
			return true
		}
		text = text[i+1:]
	}
}

// isEllipsis reports whether a text ends in dots in place of a truncated rest.
func isEllipsis(text []byte) bool {
	for len(text) > 0 && text[len(text)-1] == ' ' {
		text = text[:len(text)-1]
	}
	return bytes.HasSuffix(text, []byte("...")) || bytes.HasSuffix(text, []byte("…"))
}

// mayStandFor is a fast test before isCut, isEllipsis and isPlaceholder. If it returns
// false, so do these.
func mayStandFor(text []byte, summary byte) bool {
	if len(text) == 0 {
		return false
	}
	first, last := text[0], text[len(text)-1]
	return !isWord(last) || first == summary || strings.IndexByte(summaryStarts+placeholderStarts, first) >= 0
}

// The first bytes of texts for which isCut or isPlaceholder may be true.
const (
	summaryStarts     = "@SMD"
	placeholderStarts = "xX*#<[(rR\xe2nNuU$"
)

// placeholders has words that stand for a value or for no value. PowerShell prints no
// such word. The word none is not among them, because a policy may have that name.
var placeholders = []string{"redacted", "removed", "null", "(null)", "$null", "(none)", "nil", "undefined", "n/a"}

// hosts has the ends of the names, in lower case, of properties that have hosts or URLs.
var hosts = []string{"fqdn", "url", "domain", "domains", "domainlist", "registrarpool"}

// isHost reports whether a property has hosts or URLs.
func isHost(name string) bool {
	name = char.Fold(name)
	return slices.ContainsFunc(hosts, func(end string) bool { return strings.HasSuffix(name, end) })
}

// noHosts has words that persons write for no host. Each is a single label, and the name
// of a host has several.
var noHosts = []string{"none", "n.a.", "na", "tbd", "unknown", "empty", "blank", "unset", "leer", "keine", "aucun", "ninguno", "nessuno"}

// isNoHost reports whether a text stands for a removed host or URL, or for none. Most such
// texts have no letter and no digit: a hyphen, or quotation marks with nothing between.
func isNoHost(text []byte) bool {
	const longest = 16
	if len(text) == 0 || text[0] == '{' || string(text) == "[" { // what may go on below
		return false
	}
	isEmpty := !hasWord(text) && bytes.IndexByte(text, '*') < 0 // a * stands for any host
	return isPlaceholder(text) || len(text) <= longest && (has(noHosts, string(text)) || isEmpty)
}

// hasWord reports whether a text has a letter or a digit.
func hasWord(text []byte) bool {
	return bytes.ContainsFunc(text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) })
}

// isPlaceholder reports whether a text stands for a removed value: xxxxx, ***,
// <redacted>, null.
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

package powershell

import (
	"bytes"
	"encoding/hex"
	"html"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/internal/char"
)

// A copy of the source of a page has its escapes: &amp; for &, and &#39; for an apostrophe.
// A copy of a URL has others: %20 for a blank.

// unescaped returns a text without the escapes of HTML.
func unescaped(text []byte) []byte {
	if bytes.IndexByte(text, '&') < 0 {
		return text // as most
	}
	var plain []byte
	for len(text) > 0 {
		if c, n := escapeOf(text); n > 0 {
			plain, text = append(plain, c...), text[n:]
			continue
		}
		plain, text = append(plain, text[0]), text[1:]
	}
	return plain
}

// unlinked returns a text without the link to itself that a mail program or a chat adds:
// a.com<http://a.com>, <http://a.com|a.com>, or the link of Markdown.
func unlinked(text []byte) []byte {
	trimmed := text
	for len(trimmed) > 0 && trimmed[len(trimmed)-1] == ' ' {
		trimmed = trimmed[:len(trimmed)-1]
	}
	if len(trimmed) < 2 || trimmed[len(trimmed)-1] != '>' && trimmed[len(trimmed)-1] != ')' {
		return text // as most
	}
	s := string(trimmed[:len(trimmed)-1])
	var shown, target string
	switch {
	case s[0] == '[':
		shown, target, _ = strings.Cut(s[1:], "](")
	case s[0] == '<' && strings.Contains(s, "|"):
		target, shown, _ = strings.Cut(s[1:], "|")
	default:
		shown, target, _ = strings.Cut(s, "<")
	}
	shown = strings.TrimSpace(shown)
	for _, scheme := range []string{"", "http://", "https://", "mailto:", "sip:"} {
		if rest, found := char.CutPrefix(target, scheme); found && shown != "" && char.EqualFold(strings.TrimSuffix(rest, "/"), strings.TrimSuffix(shown, "/")) {
			return []byte(shown)
		}
	}
	return text
}

// escapeOf returns the character whose escape of HTML a text begins with, and the length
// of the escape, or 0.
func escapeOf(text []byte) (c string, n int) {
	const longest = len("&#x10FFFF;")
	if text[0] != '&' {
		return "", 0
	}
	end := bytes.IndexByte(text[:min(len(text), longest)], ';')
	if end < 0 {
		return "", 0
	}
	escape := string(text[:end+1])
	c = html.UnescapeString(escape)
	if c == escape || c == "\uFFFD" || strings.HasSuffix(c, ";") { // html also decodes &ampx; to &x;
		return "", 0
	}
	return strings.ReplaceAll(c, noBreak, " "), len(escape)
}

// escapeIn returns the first escape of HTML or of a URL in a text, or "". A URL keeps its
// own, unless it has another URL within it: some mail programs replace links.
func escapeIn(text []byte, isURL bool) string {
	for i := bytes.IndexByte(text, '&'); i >= 0 && i < len(text); i++ {
		if _, n := escapeOf(text[i:]); n > 0 {
			return string(text[i : i+n])
		}
	}
	for i := bytes.IndexByte(text, '%'); i >= 0 && i < len(text)-2; i++ {
		var b [1]byte
		if text[i] != '%' || isURL && !hasAnyPrefix(text[i:], "%3A%2F%2F", "%3a%2f%2f") {
			continue
		}
		if _, err := hex.Decode(b[:], text[i+1:i+3]); err == nil && (b[0] >= ' ' && b[0] < utf8.RuneSelf-1 || hasAnyPrefix(text[i+3:], "%8", "%9", "%A", "%B", "%a", "%b")) {
			return string(text[i : i+3])
		}
	}
	return ""
}

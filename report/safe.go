package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
)

// Each format has one function that escapes every text. All of them escape invisible
// characters as [diag.Printable] does.

// plainText escapes a text for a terminal or a log.
func plainText(s string) string { return diag.Printable(s) }

// MarkdownText escapes a text for Markdown or for a cell of its tables.
func MarkdownText(s string) string { return markup.Replace(diag.Printable(s)) }

// markup escapes Markdown. Backslashes keep hosts and URLs from becoming links.
var markup = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "[", `\[`, "]", `\]`,
	"|", `\|`, "~", `\~`, "#", `\#`, "!", `\!`, "$", `\$`, "://", `\://`, "www.", `www\.`,
)

// MarkdownCode returns a text as code for Markdown. In the cell of a table it is
// [MarkdownCodeCell].
func MarkdownCode(s string) string {
	s = diag.Printable(s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 || strings.HasPrefix(s, " ") && strings.HasSuffix(s, " ") { // Markdown strips one blank at each end
		s = " " + s + " "
	}
	return fence + s + fence
}

// MarkdownCodeCell returns a text as code for the cell of a table in Markdown.
func MarkdownCodeCell(s string) string { return strings.ReplaceAll(MarkdownCode(s), "|", `\|`) }

// Cell escapes a text for a cell of CSV. If a spreadsheet would run the text as a formula,
// even after leading blanks, Cell puts an apostrophe before it.
func Cell(s string) string {
	s = diag.Printable(s)
	if rest := strings.TrimLeft(s, " "); rest != "" && strings.ContainsRune("=+-@＝＋－＠\t\r'", []rune(rest)[0]) {
		return "'" + s
	}
	return s
}

// xmlText escapes invisible characters for XML. Package encoding/xml escapes the markup.
func xmlText(s string) string { return diag.Printable(s) }

// JSON returns the indented JSON form of a value. Invisible characters are written as
// JSON escapes, so that the values do not change. The error is that of
// [encoding/json.Marshal].
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return escapeJSON(b.Bytes()), nil
}

// JSONLine returns the JSON form of a value on one line, with the escapes of [JSON].
// The error is that of [encoding/json.Marshal].
func JSONLine(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	return escapeJSON(text), err
}

// escapeJSON escapes the invisible characters of a JSON text. Outside strings the only
// ones are line ends.
func escapeJSON(text []byte) []byte {
	if !slices.ContainsFunc(text, func(b byte) bool { return b >= 0x7F }) || bytes.IndexFunc(text, hiddenInJSON) < 0 {
		return text
	}
	out := make([]byte, 0, len(text)+64)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case !hiddenInJSON(r):
			out = append(out, text[:size]...)
		case r > 0xFFFF:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		text = text[size:]
	}
	return out
}

func hiddenInJSON(r rune) bool { return r != '\n' && char.IsHidden(r) }

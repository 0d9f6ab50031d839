package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
)

// Each kind of output has one function through which every text goes. All of them
// escape the characters that cannot be seen, as [diag.Printable] does.

// plainText returns a text for a terminal or a log.
func plainText(s string) string { return diag.Printable(s) }

// markdownText returns a text for Markdown, without a meaning as markup.
func markdownText(s string) string { return markup.Replace(diag.Printable(s)) }

// markup escapes what Markdown reads as markup. Backslashes keep the names of hosts
// and pages from being links.
var markup = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "[", `\[`, "]", `\]`,
	"|", `\|`, "~", `\~`, "#", `\#`, "!", `\!`, "$", `\$`, "://", `\://`, "www.", `www\.`,
)

// markdownCode returns a text as code for Markdown.
func markdownCode(s string) string {
	s = diag.Printable(s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		s = " " + s + " "
	}
	return fence + s + fence
}

// Cell returns a text for a cell of CSV. A text that a spreadsheet would run as a
// formula has an apostrophe in front, whatever blanks it begins with.
func Cell(s string) string {
	s = diag.Printable(s)
	if rest := strings.TrimLeft(s, " "); rest != "" && strings.ContainsRune("=+-@＝＋－＠\t\r'", []rune(rest)[0]) {
		return "'" + s
	}
	return s
}

// xmlText returns a text for XML. Package encoding/xml escapes what is markup.
func xmlText(s string) string { return diag.Printable(s) }

// JSON returns the indented JSON form of a value. Characters that cannot be seen have
// their escapes, so that the values stay the same. The error is that of
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

// escapeJSON escapes the characters of a JSON text that cannot be seen. Outside of
// strings there are none but line ends.
func escapeJSON(text []byte) []byte {
	if bytes.IndexFunc(text, hiddenInJSON) < 0 {
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

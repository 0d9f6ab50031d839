package clixml_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyncfed/lyncfed/internal/clixml"
)

// rawTokens are the tokens that package xml returns.
func rawTokens(text []byte) (tokens []string) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = clixml.Charset
	for {
		token, err := d.RawToken()
		if err != nil {
			return append(tokens, fmt.Sprint(d.InputOffset(), " ", clixml.Reason(err)))
		}
		tokens = append(tokens, clixml.TokenLine(int(d.InputOffset()), token))
	}
}

// xmlTexts are what package xml has to read, each beside what it need not.
var xmlTexts = []string{
	"", "x", "<", "</", "<a", "<a ", "<a b", `<a b=`, `<a b="`, `<a b="c`, `<a b="c"`, `<a b="c"/`, "</a", "</a ", "&", "a&", "<a>&",
	`<a b="c" d="e"/>x`, `<a b="c"d="e"/>`, `<a b = "c"/>`, `<a b='c'/>`, `<a b=c/>`, `<a b/>`, "<a\tb=\"c\"/>", "<a\r\nb=\"c\"/>", `<a b="c" />`, `<a / >`, `<a></a >`, `< a/>`, `</ a>`,
	`<a b="]]>"/>`, `<a b="&amp;"/>`, `<a b="<"/>`, "<a b=\"c\td\ne\"/>", "<a b=\"c\r\nd\"/>", `<a b="é"/>`, "<a b=\"\x00\"/>", `<a b="" b=""/>`,
	`<a:b c:d="e"/>`, `<a.b/>`, `<a-b/>`, `<_a/>`, `<1a/>`, `<é/>`, `<aé/>`, `<a:b:c/>`, `<:a/>`, `</a:b>`, `<a1/>`,
	`<a>b]]>c</a>`, `<a>b]]&gt;c]</a>`, `<a>]</a>`, "<a>b\r\nc\rd\r\r\n</a>", "<a>\r</a>", `<a>"'</a>`, `<a>é😀</a>`, "<a>\xff</a>", "<a>\ufffe</a>", "<a>\ufffd</a>", "<a>\x00</a>", "<a>\x0b</a>", "<a>\x7f</a>", "<a>\xed\xa0\x80</a>",
	`<a>&amp;&lt;&gt;&quot;&apos;</a>`, `<a>&#65;&#x41;</a>`, `<a>&nbsp;</a>`, `<a>&amp</a>`, `<a>&#0;</a>`, `<a>&;</a>`, "<a>x&amp;\r\n</a>",
	`<!-- a --><a/>`, `<!-- a -- b -->`, `<![CDATA[a]]><a/>`, `<!DOCTYPE a><a/>`, `<?xml version="1.0"?><a/>`, `<?xml version="1.0" encoding="utf-16"?><a/>`, `<?xml version="1.0" encoding="x"?><a/>`, `<?xml version="2.0"?>`, `<?a b?><a/>`, `<?`, `<!`, `<![`, `<!-`,
	strings.Repeat("<!---->", 70) + "<a/>" + strings.Repeat("<a:b/>", 40) + "<a/>x", strings.Repeat("<a:b/>", 31) + "<a:b>" + strings.Repeat("<a:b/>", 31) + "<a/>",
}

// TestTokens: the tokens and errors are those of package xml.
func TestTokens(t *testing.T) {
	for _, text := range xmlTexts {
		checkTokens(t, []byte(text))
	}
	for name, text := range samples(t) {
		if n := checkTokens(t, []byte(text)); n < 9*strings.Count(text, "<")/10 {
			t.Errorf("%s: of %d elements, package xml reads all but %d tokens", name, strings.Count(text, "<"), n)
		}
	}
}

func checkTokens(t *testing.T, text []byte) (by int) {
	t.Helper()
	got, by := clixml.Tokens(text)
	if diff := cmp.Diff(rawTokens(text), got); diff != "" {
		t.Errorf("%.300q: (-want +got):\n%s", text, diff)
	}
	return by
}

func FuzzTokens(f *testing.F) {
	for _, text := range xmlTexts {
		f.Add([]byte(text))
	}
	for _, text := range samples(f) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) { checkTokens(t, text) })
}

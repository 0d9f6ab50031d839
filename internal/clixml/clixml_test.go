package clixml_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/internal/clixml"
	"github.com/lyncfed/lyncfed/internal/testkit"
)

// objs returns a document with values.
func objs(values string) string {
	return `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">` + values + `</Objs>`
}

// show writes a value on one line, or, if indent is a line's end, on many:
//
//	Obj <type, type> "what it prints" = I32 "2" {Name: S "x"} [S "y"] {{S "key" -> Nil}} @stream
func show(v *clixml.Value, indent string) string {
	text := v.Element
	group := func(open, end string, n int, item func(int) string) {
		var items []string
		for i := range n {
			items = append(items, item(i))
		}
		switch inner := indent + "  "; {
		case indent == "" || n == 0:
			text += " " + open + strings.Join(items, ", ") + end
		default:
			text += " " + open + inner + strings.Join(items, inner) + indent + end
		}
	}
	deeper := indent
	if indent != "" {
		deeper += "  "
	}
	if v.Types != nil {
		text += " <" + strings.Join(v.Types, ", ") + ">"
	}
	if v.Text != "" || v.Kind == clixml.Text {
		text += " " + strconv.Quote(v.Text)
	}
	if v.Primitive != nil {
		text += " = " + show(v.Primitive, deeper)
	}
	if v.Properties != nil {
		group("{", "}", len(v.Properties), func(i int) string {
			return v.Properties[i].Name + ": " + show(v.Properties[i].Value, deeper)
		})
	}
	if v.Items != nil {
		group("[", "]", len(v.Items), func(i int) string { return show(v.Items[i], deeper) })
	}
	if v.Entries != nil {
		group("{{", "}}", len(v.Entries), func(i int) string {
			return show(v.Entries[i].Key, deeper) + " -> " + show(v.Entries[i].Value, deeper)
		})
	}
	if v.Stream != "" {
		text += " @" + v.Stream
	}
	return text
}

// all returns each value that can be reached, once.
func all(values []*clixml.Value) map[*clixml.Value]bool {
	seen := map[*clixml.Value]bool{}
	var visit func(v *clixml.Value)
	visit = func(v *clixml.Value) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		visit(v.Primitive)
		for _, p := range v.Properties {
			visit(p.Value)
		}
		for _, item := range v.Items {
			visit(item)
		}
		for _, e := range v.Entries {
			visit(e.Key)
			visit(e.Value)
		}
	}
	for _, v := range values {
		visit(v)
	}
	return seen
}

var flat = []struct {
	in      string
	kind    clixml.Kind
	element string
	text    string
}{
	{`<S>contoso.com</S>`, clixml.Text, "S", "contoso.com"},
	{`<S></S>`, clixml.Text, "S", ""},
	{`<S/>`, clixml.Text, "S", ""},
	{`<S> a b </S>`, clixml.Text, "S", " a b "},
	{"<S>a\r\nb\rc</S>", clixml.Text, "S", "a\nb\nc"},
	{`<S>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;</S>`, clixml.Text, "S", `<>&"'A😀`},
	{`<S>a<!-- b -->c<![CDATA[<d>&e;]]><?f g?></S>`, clixml.Text, "S", "ac<d>&e;"},
	{`<S>a_x000D__x000A_b</S>`, clixml.Text, "S", "a\r\nb"},
	{`<S>_x<!-- cut -->000D_</S>`, clixml.Text, "S", "\r"},
	{`<S xml:space="preserve"> </S>`, clixml.Text, "S", " "},
	{`<C>65</C>`, clixml.Text, "C", "A"},
	{`<C>233</C>`, clixml.Text, "C", "é"},
	{`<C>55357</C>`, clixml.Text, "C", "\uFFFD"}, // half of a character
	{`<B>true</B>`, clixml.Bool, "B", "true"},
	{`<B>false</B>`, clixml.Bool, "B", "false"},
	{`<By>255</By>`, clixml.Number, "By", "255"},
	{`<SB>-128</SB>`, clixml.Number, "SB", "-128"},
	{`<I16>-32768</I16>`, clixml.Number, "I16", "-32768"},
	{`<U16>65535</U16>`, clixml.Number, "U16", "65535"},
	{`<I32>-2147483648</I32>`, clixml.Number, "I32", "-2147483648"},
	{`<U32>4294967295</U32>`, clixml.Number, "U32", "4294967295"},
	{`<I64>-9223372036854775808</I64>`, clixml.Number, "I64", "-9223372036854775808"},
	{`<U64>18446744073709551615</U64>`, clixml.Number, "U64", "18446744073709551615"},
	{`<Sg>1.5</Sg>`, clixml.Number, "Sg", "1.5"},
	{`<Db>NaN</Db>`, clixml.Number, "Db", "NaN"},
	{`<D>79228162514264337593543950335</D>`, clixml.Number, "D", "79228162514264337593543950335"},
	{`<I32>five</I32>`, clixml.Number, "I32", "five"}, // what a number means is for others
	{`<DT>2026-02-03T04:05:06.7890123+01:00</DT>`, clixml.Text, "DT", "2026-02-03T04:05:06.7890123+01:00"},
	{`<TS>P1DT2H</TS>`, clixml.Text, "TS", "P1DT2H"},
	{`<G>792e5b37-4505-47ef-b7d2-8711bb7affa8</G>`, clixml.Text, "G", "792e5b37-4505-47ef-b7d2-8711bb7affa8"},
	{`<URI>https://contoso.com/?a=b&amp;c</URI>`, clixml.Text, "URI", "https://contoso.com/?a=b&c"},
	{`<Version>6.4.0.1</Version>`, clixml.Text, "Version", "6.4.0.1"},
	{`<SemanticVersion>7.4.1-rc.1</SemanticVersion>`, clixml.Text, "SemanticVersion", "7.4.1-rc.1"},
	{`<BA>3q2+7w==</BA>`, clixml.Text, "BA", "3q2+7w=="},
	{`<XD>&lt;a b="c"&gt;d&lt;/a&gt;</XD>`, clixml.Text, "XD", `<a b="c">d</a>`},
	{`<Nil/>`, clixml.Nil, "Nil", ""},
	{`<Nil>text</Nil>`, clixml.Nil, "Nil", ""},
	{`<SS>01000000d08c</SS>`, clixml.Skipped, "SS", ""},
	{`<SBK>Remove-Item *</SBK>`, clixml.Skipped, "SBK", ""},
	{`<PR><AV>Preparing modules</AV><AI>0</AI><Nil/><PI>-1</PI></PR>`, clixml.Skipped, "PR", ""},
	{`<unheard-of><S>a</S></unheard-of>`, clixml.Skipped, "unheard-of", ""},
	{`<s>a</s>`, clixml.Skipped, "s", ""},
}

func TestDecodeFlat(t *testing.T) {
	for _, tt := range flat {
		in := objs("\n  " + tt.in + "\n")
		want := []*clixml.Value{{Kind: tt.kind, Element: tt.element, Text: tt.text, Offset: strings.Index(in, tt.in), Contents: &clixml.Contents{}}}
		got, end, err := clixml.Decode([]byte(in))
		if diff := cmp.Diff(want, got); diff != "" || err != nil || end != len(in) {
			t.Errorf("Decode(%s) ends at %d of %d, %v (-want +got):\n%s", tt.in, end, len(in), err, diff)
		}
	}
}

var documents = []struct{ in, want string }{
	{``, ``},
	{`<S>a</S><I32>1</I32><Nil/>`, `S "a"; I32 "1"; Nil`},
	{`text <!-- and a comment --> between<?and more?><S>a</S>&amp;`, `S "a"`},

	// Objects.
	{`<Obj/>`, `Obj`},
	{`<Obj RefId="0"><TN RefId="0"><T>A.B</T><T>System.Object</T></TN><ToString>shown</ToString></Obj>`, `Obj <A.B, System.Object> "shown"`},
	{`<Obj><TN RefId="0"><T>A</T></TN></Obj><Obj><TNRef RefId="0"/></Obj><Obj><TN RefId="1"><T>B</T></TN></Obj><Obj><TNRef RefId="0">x</TNRef></Obj>`, `Obj <A>; Obj <A>; Obj <B>; Obj <A>`},
	{`<Obj><Obj><TN RefId="0"><T>A</T></TN></Obj></Obj><Obj><TNRef RefId="0"/></Obj>`, `Obj = Obj <A>; Obj <A>`},
	{`<Obj><Props><S N="a">1</S><Nil N="b"/></Props><MS><S N="c">2</S></MS></Obj>`, `Obj {a: S "1", b: Nil, c: S "2"}`},
	{`<Obj><Props/></Obj>`, `Obj`},
	{`<Obj><MS><S>unnamed</S><S N="a">1</S><S N="a">2</S></MS></Obj>`, `Obj {: S "unnamed", a: S "1", a: S "2"}`},
	{`<Obj><MS><MS N="set"><S N="a">1</S></MS><MS N="empty"/></MS></Obj>`, `Obj {set: MS {a: S "1"}, empty: MS}`},
	{`<Obj><LST><S>a</S><Obj><LST/></Obj><Nil/></LST></Obj>`, `Obj [S "a", Obj [], Nil]`},
	{`<Obj><IE><S>a</S></IE></Obj><Obj><QUE><S>b</S></QUE></Obj><Obj><STK><S>c</S></STK></Obj>`, `Obj [S "a"]; Obj [S "b"]; Obj [S "c"]`},
	{`<Obj><LST><S>a</S></LST><Props><I32 N="Count">1</I32></Props></Obj>`, `Obj {Count: I32 "1"} [S "a"]`},
	{`<Obj><DCT><En><S N="Key">a</S><I32 N="Value">1</I32></En><En><Nil N="Value"/><I32 N="Key">2</I32></En></DCT></Obj>`, `Obj {{S "a" -> I32 "1", I32 "2" -> Nil}}`},
	{`<Obj><DCT/></Obj>`, `Obj {{}}`},
	{`<Obj><ToString>UseSourceVerification</ToString><I32>2</I32></Obj>`, `Obj "UseSourceVerification" = I32 "2"`},
	{`<Obj><S>text</S><MS><S N="Note">n</S></MS></Obj>`, `Obj = S "text" {Note: S "n"}`},
	{`<Obj><Nil/></Obj><Obj><SS>00</SS></Obj>`, `Obj = Nil; Obj = SS`},
	{`<Obj><MS><PR N="Record"><AV>a</AV></PR><SBK N="f">g</SBK></MS></Obj>`, `Obj {Record: PR, f: SBK}`},

	// References.
	{`<Obj RefId="0"><Props><S N="a">1</S></Props></Obj><Ref RefId="0"/>`, `Obj {a: S "1"}; Obj {a: S "1"}`},
	{`<Obj RefId="0"><LST><Obj RefId="1"/><Ref RefId="1">x</Ref></LST></Obj>`, `Obj [Obj, Obj]`},
	{`<Obj><MS><MS N="set"><Obj N="a" RefId="1"><TN RefId="5"><T>T</T></TN></Obj></MS><Ref N="b" RefId="1"/><Obj N="c"><TNRef RefId="5"/></Obj></MS></Obj>`, `Obj {set: MS {a: Obj <T>}, b: Obj <T>, c: Obj <T>}`},
	{`<Obj RefId=""/><Obj RefId=""/>`, `Obj; Obj`},

	// References to what they are within.
	{`<Obj RefId="0"><LST><Ref RefId="0"/><Nil/></LST></Obj><Ref RefId="0"/>`, `Obj [Ref, Nil]; Obj [Ref, Nil]`},
	{`<Obj RefId="0"><Props><Obj N="a" RefId="1"><Props><Ref N="b" RefId="0"/></Props></Obj></Props><MS><Ref N="c" RefId="1"/></MS></Obj>`, `Obj {a: Obj {b: Ref}, c: Obj {b: Ref}}`},
	{`<Obj RefId="0"><Ref RefId="0"/></Obj>`, `Obj = Ref`},
	{`<Obj RefId="0"><DCT><En><S N="Key">self</S><Ref N="Value" RefId="0"/></En></DCT></Obj>`, `Obj {{S "self" -> Ref}}`},

	// Streams.
	{`<S S="Error">a_x000D__x000A_</S><S S="output">b</S><S S="Output">c</S><S S="">d</S><Obj S="progress" RefId="0"><MS><S N="S" S="Error">e</S></MS></Obj>`,
		`S "a\r\n" @Error; S "b"; S "c"; S "d"; Obj {S: S "e"} @progress`},
	{`<Obj RefId="0"/><Ref S="Error" RefId="0"/><Ref RefId="0"/>`, `Obj; Obj @Error; Obj`},
	{`<Obj S="Error" RefId="0"/><Ref RefId="0"/><Obj><LST><Ref RefId="0"/></LST></Obj>`, `Obj @Error; Obj; Obj [Obj]`},
	{`<S xmlns:S="Error">a</S>`, `S "a"`},

	// Escapes.
	{`<Obj><TN RefId="0"><T>A_x000D_B</T></TN><ToString>_x0009_</ToString><MS><S N="_x0041__x005F_x">_xd83d__xde00_</S></MS></Obj>`,
		`Obj <A` + "\r" + `B> "\t" {A_x: S "😀"}`},

	// What is given twice: the last counts, and nothing else changes.
	{`<Obj><TN RefId="0"><T>A</T><T>B</T><T>C</T></TN></Obj><Obj><TNRef RefId="0"/><TN><T>D</T></TN></Obj><Obj><TNRef RefId="0"/><TN><T>E</T></TN></Obj>`, `Obj <A, B, C>; Obj <D>; Obj <E>`},
	{`<Obj><S>a</S><I32>1</I32><LST><Nil/></LST><IE><S>b</S></IE></Obj>`, `Obj = I32 "1" [S "b"]`},
}

func TestDecode(t *testing.T) {
	for _, tt := range documents {
		in := objs(tt.in)
		values, end, err := clixml.Decode([]byte(in))
		var got []string
		for _, v := range values {
			got = append(got, show(v, ""))
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" || err != nil || end != len(in) {
			t.Errorf("Decode(%s) ends at %d of %d, %v (-want +got):\n%s", tt.in, end, len(in), err, diff)
		}
		for v := range all(values) {
			if !strings.HasPrefix(in[v.Offset:], "<"+v.Element) {
				t.Errorf("Decode(%s) places %s at %.20q", tt.in, show(v, ""), in[v.Offset:])
			}
		}
		check(t, []byte(in))
	}
}

// TestDecodeShares: a reference is the value, and not one that is like it.
func TestDecodeShares(t *testing.T) {
	values, _, err := clixml.Decode([]byte(objs(`<Obj RefId="0"><LST><Obj RefId="7"/><Ref RefId="7"/></LST></Obj><Ref RefId="0"/><Obj><DCT><En><Ref N="Key" RefId="7"/><Ref N="Value" RefId="7"/></En></DCT></Obj>`)))
	require.NoError(t, err)
	inner := values[0].Items[0]
	if values[1] != values[0] || values[0].Items[1] != inner || values[2].Entries[0] != (clixml.Entry{Key: inner, Value: inner}) {
		t.Error("references are not the values that they refer to")
	}
}

// TestDecodeAround: text before and after a document.
func TestDecodeAround(t *testing.T) {
	document := objs(`<S>a</S>`)
	for _, before := range []string{"", " \t\r\n", "#< CLIXML\r\n", "\r\n\t #< CLIXML\r\n", "#< CLIXML", "\ufeff", "\r\n\ufeff", `<?xml version="1.0"?>`, "text ", "<!-- a -->",
		`<?xml version="1.0" encoding="utf-8"?>`, `<?xml version="1.0" encoding="UTF-16"?>`, `<?xml version="1.0" encoding="utf-16le"?>`,
		`<?xml version="1.0" encoding="us-ascii"?>`, `<?xml version="1.0" encoding="Unicode"?>`} {
		for _, behind := range []string{"", "\r\n", "<Objs>", "not <XML> & \x00\xff", "</Objs>", document} {
			values, end, err := clixml.Decode([]byte(before + document + behind))
			if err != nil || end != len(before+document) || len(values) != 1 || values[0].Offset != len(before)+strings.Index(document, "<S>") {
				t.Errorf("%q before and %q behind: %v, end %d, %v", before, behind, values, end, err)
			}
		}
	}
	for _, in := range []string{`<Objs/>x`, `<Objs></Objs>x`, `<p:Objs xmlns:p="a"></p:Objs>x`} {
		if values, end, err := clixml.Decode([]byte(in)); len(values) > 0 || end != len(in)-1 || err != nil {
			t.Errorf("Decode(%s) = %v, %d, %v", in, values, end, err)
		}
	}
}

const bomb = `<!DOCTYPE Objs [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>`

// broken is what is refused where ¦ stands, or, if there is none, wherever
// package xml finds it.
var broken = []string{
	``,
	` `,
	`#< CLIXML`,
	`text`,
	`</Objs>`,
	`<`,
	`¦<Obj/>`,
	`¦<html><Objs/></html>`,
	`¦<objs/>`,
	`#< CLIXML ¦<S/>`,

	// Entities and encodings.
	`¦` + bomb + `<Objs><S>&c;</S></Objs>`,
	`¦<!DOCTYPE Objs SYSTEM "http://contoso.com/evil.dtd"><Objs/>`,
	`<Objs>¦<!DOCTYPE Objs [<!ENTITY x SYSTEM "file:///etc/passwd">]><S>&x;</S></Objs>`,
	`<Objs><S>a¦<!ENTITY b "c"></S></Objs>`,
	`<Objs><SS>a¦<!ENTITY b "c"></SS></Objs>`,
	`<Objs><S>&undefined;</S></Objs>`,
	`<Objs><S>&nbsp;</S></Objs>`,
	`<Objs><S N="&undefined;"/></Objs>`,
	`<Objs><S>&#0;</S></Objs>`,
	`<Objs><S>&</S></Objs>`,
	`<?xml version="1.0" encoding="windows-1252"?><Objs/>`,
	`<?xml version="1.0" encoding=""?><Objs><?xml version="1.0" encoding="ebcdic"?></Objs>`,
	`<?xml version="1.1"?><Objs/>`,
	"<Objs><S>\x00</S></Objs>",
	"<Objs><S>\x07</S></Objs>",
	"<Objs><S>\xff</S></Objs>",
	"<Objs><S>\xed\xa0\x80</S></Objs>",
	"<Objs><S N=\"\xc3\"/></Objs>",
	"<Objs><\xff/></Objs>",
	"\xff\xfe<\x00O\x00b\x00j\x00s\x00/\x00>\x00",
	`<` + "\x00" + `Objs/>`,

	// References.
	`<Objs>¦<Ref RefId="0"/><Obj RefId="0"/></Objs>`,
	`<Objs>¦<Ref/></Objs>`,
	`<Objs><Obj RefId=""/>¦<Ref RefId=""/></Objs>`,
	`<Objs><S RefId="0"/>¦<Ref RefId="0"/></Objs>`,
	`<Objs><PR><Obj RefId="0"/></PR>¦<Ref RefId="0"/></Objs>`,
	`<Objs><Obj>¦<TNRef RefId="0"/></Obj></Objs>`,
	`<Objs><Obj><TN RefId="0"><T>A</T></TN></Obj><Obj>¦<TNRef RefId="1"/></Obj></Objs>`,
	`<Objs><Obj RefId="0"/>¦<Obj RefId="0"/></Objs>`,
	`<Objs><Obj RefId="0"><LST>¦<Obj RefId="0"/></LST></Obj></Objs>`,

	// Elements where they do not belong.
	`<Objs><S>a¦<S>b</S></S></Objs>`,
	`<Objs><I32>¦<b/>5</I32></Objs>`,
	`<Objs><C>¦<b/></C></Objs>`,
	`<Objs>¦<C></C></Objs>`,
	`<Objs>¦<C>A</C></Objs>`,
	`<Objs>¦<C>65536</C></Objs>`,
	`<Objs>¦<C>-1</C></Objs>`,
	`<Objs><Obj><ToString>¦<S/></ToString></Obj></Objs>`,
	`<Objs><Obj><TN><T>¦<T/></T></TN></Obj></Objs>`,
	`<Objs><Obj><DCT>¦<S/></DCT></Obj></Objs>`,
	`<Objs><Obj><DCT><En><S N="Key"/>¦<S N="Other"/></En></DCT></Obj></Objs>`,
	`<Objs><Obj><DCT><En>¦<S/></En></DCT></Obj></Objs>`,
	`<Objs><Obj><DCT>¦<En/></DCT></Obj></Objs>`,
	`<Objs><Obj><DCT>¦<En><S N="Key"/></En></DCT></Obj></Objs>`,
	`<Objs><Obj><DCT>¦<En><S N="Value"/></En></DCT></Obj></Objs>`,

	// What package xml finds.
	`<Objs><S></Objs>`,
	`<Objs><S></T></Objs>`,
	`<Objs><Obj><TNRef RefId="0></Obj></Objs>`,
	`<Objs><S N=a/></Objs>`,
	`<Objs><S N/></Objs>`,
	`<Objs><S>]]></S></Objs>`,
	`<Objs><!-- -- --></Objs>`,
	`<Objs><Obj RefId="0"/><Ref RefId="0"><`,
	`<Objs><Obj><TN><T/></TN><TNRef><`,
	`<Objs><Nil><`,
	`<Objs><a><b></a></b></Objs>`,
}

// refused returns the error, which must be of its type and within the text.
func refused(t *testing.T, in string) *clixml.Error {
	t.Helper()
	values, end, err := clixml.Decode([]byte(in))
	bad, ok := err.(*clixml.Error) // not one that wraps it
	if !ok || bad.Offset < 0 || bad.Offset > len(in) || bad.Reason == "" || len(bad.Reason) > 1000 || values != nil || end != 0 {
		t.Fatalf("Decode(%.300q) = %v, %d, %v", in, values, end, err)
	}
	return bad
}

func TestDecodeErrors(t *testing.T) {
	for _, marked := range broken {
		before, after, found := strings.Cut(marked, "¦")
		in := before + after
		bad := refused(t, in)
		if found && bad.Offset != len(before) {
			t.Errorf("Decode(%q) finds %q at %d, want %d", in, bad.Reason, bad.Offset, len(before))
		}
	}
	require.EqualError(t, &clixml.Error{Offset: 7, Reason: "it is bad"}, "byte 7: it is bad")
	for _, in := range []string{"<Objs><" + strings.Repeat("a", 1<<20) + "></b>", `<?xml version="1.0" encoding="` + strings.Repeat("é", 1<<20) + `"?>`,
		"<" + strings.Repeat("a", 1<<20) + "/>", `<Objs><Ref RefId="` + strings.Repeat("a", 1<<20) + `"/></Objs>`} {
		refused(t, in) // and the reason is not as long as they are
	}
}

// TestDecodeDepth: as deep as may be, and one deeper.
func TestDecodeDepth(t *testing.T) {
	const start = "#< CLIXML\n<Objs>"
	for _, open := range []string{"<a>", "<SS>", "<Obj>", "<Obj><LST>", "<Obj><MS>", "<Obj><Props><MS>", `<Obj N="Value"><DCT><En>`, "<Obj><LST><Obj><MS>"} {
		in := start + strings.Repeat(open, 10000)
		at := len(start) - 1
		for range clixml.MaxDepth {
			at += 1 + strings.IndexByte(in[at+1:], '<')
		}
		if bad := refused(t, in); bad.Offset != at {
			t.Errorf("%s nested: %q at %d, want %d", open, bad.Reason, bad.Offset, at)
		}
	}
	const levels = (clixml.MaxDepth - 2) / 2
	in := objs(strings.Repeat("<Obj><LST>", levels) + "<S>a</S>" + strings.Repeat("</LST></Obj>", levels))
	values, _, err := clixml.Decode([]byte(in))
	require.NoError(t, err)
	if n := len(all(values)); n != levels+1 {
		t.Errorf("%d values, want %d", n, levels+1)
	}
	siblings := strings.Repeat("<S>a</S><Obj><TN><T/></TN><ToString/><DCT/><C>65</C><SS><b/></SS></Obj>", 1000)
	if values, _, err := clixml.Decode([]byte(objs(siblings))); err != nil || len(values) != 2000 {
		t.Errorf("siblings: %d values, %v, want 2000", len(values), err)
	}
}

// samples returns the documents in testdata, which are what Export-Clixml
// writes, by name.
func samples(t testing.TB) map[string]string {
	t.Helper()
	names, err := filepath.Glob("testdata/*.xml")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	texts := map[string]string{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		texts[name] = strings.ReplaceAll(string(data), "\r\n", "\n")
	}
	return texts
}

func TestDecodeSamples(t *testing.T) {
	for name, text := range samples(t) {
		values, end, err := clixml.Decode([]byte(text))
		require.NoError(t, err, name)
		require.Equal(t, len(strings.TrimRight(text, "\n")), end, name)
		var got strings.Builder
		for _, v := range values {
			fmt.Fprintln(&got, show(v, "\n"))
		}
		testkit.Golden(t, strings.TrimSuffix(name, ".xml")+".golden", got.String())
		check(t, []byte(text))
		check(t, []byte(strings.ReplaceAll(text, "\n", "\r\n")))
		for n := range end { // cut anywhere
			refused(t, text[:n])
		}
	}
}

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestDecodeMemory: no text takes more memory than its length accounts for.
func TestDecodeMemory(t *testing.T) {
	const size = 1 << 16
	for _, unit := range []string{`<a/>`, `<S/>`, `<Obj/>`, `<C>1</C>`, `<Nil/>`, `<S>_x</S>`, `<!---->`, `<?a?>`, `&lt;`, `_x_`, ` `,
		`<Obj><LST/></Obj>`, `<Obj><DCT/></Obj>`, `<Obj><TN><T/><T/></TN></Obj>`, `<Ref RefId="a"/>`, `<S a=""/>`, `<S S="a"/>`} {
		for _, form := range []string{objs(`<Obj RefId="a"/>¦`), objs(`<Obj><LST>¦</LST></Obj>`), objs(`<S>¦</S>`), objs(`<SS>¦</SS>`), `<Objs>¦`, `¦`, bomb + `¦`} {
			decode(t, []byte(strings.Replace(form, "¦", strings.Repeat(unit, size/len(unit)), 1)))
		}
	}
	for _, form := range []string{`<Objs><S ¦/></Objs>`, `<Objs ¦>`} {
		var attributes strings.Builder
		for i := range size / 20 {
			fmt.Fprintf(&attributes, ` xmlns:a%d="b%d"`, i, i)
		}
		decode(t, []byte(strings.Replace(form, "¦", attributes.String(), 1)))
	}
	var ids strings.Builder
	for i := range size / 20 {
		fmt.Fprintf(&ids, `<Obj RefId="%d"><TN RefId="%d"/></Obj>`, i, i)
	}
	decode(t, []byte(objs(ids.String())))
}

// decode reads a text, with no more memory than its length accounts for.
func decode(t *testing.T, text []byte) (values []*clixml.Value, end int, err error) {
	t.Helper()
	used := allocated(func() { values, end, err = clixml.Decode(text) })
	if used > 1<<16+uint64(len(text))*256 {
		t.Fatalf("%d bytes of text take %d bytes: %.300q", len(text), used, text)
	}
	return values, end, err
}

// check has what is true of every text, and of what is read from it: a slow
// reader finds the same.
func check(t *testing.T, text []byte) {
	t.Helper()
	values, end, err := decode(t, text)
	if err != nil {
		refused(t, string(text))
		return
	}
	if end < 1 || end > len(text) || text[end-1] != '>' {
		t.Fatalf("%.300q: ends at %d", text, end)
	}
	reached := all(values)
	if n := bytes.Count(text[:end], []byte("<")); len(reached) > n {
		t.Fatalf("%.300q: %d values of %d elements", text, len(reached), n)
	}
	got := map[int]string{}
	for v := range reached {
		if v.Offset < 0 || v.Offset >= end || text[v.Offset] != '<' {
			t.Fatalf("%.300q: a value at %d", text, v.Offset)
		}
		switch v.Element {
		case "Obj":
			got[v.Offset] = "an object"
		case "S":
			got[v.Offset] = "text " + v.Text
		}
	}
	want, twice := slowly(t, text)
	if twice { // so that some are lost
		maps.DeleteFunc(want, func(at int, _ string) bool { return got[at] == "" })
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%.300q: objects and texts by offset (-want +got):\n%s", text, diff)
	}
	again, _, err := clixml.Decode(text[:end])
	if err != nil || len(again) != len(values) {
		t.Fatalf("%.300q: up to its end it is %d values, %v, want %d", text, len(again), err, len(values))
	}
}

// A node is an element of any XML.
type node struct {
	at   int
	name string
	text string
	kids []*node
}

// slowly finds the objects and texts of a document that is right, by their
// offset, from its tree, and whether an object gives anything twice.
func slowly(t *testing.T, text []byte) (found map[int]string, twice bool) {
	t.Helper()
	start := bytes.IndexByte(text, '<')
	if bytes.HasPrefix(text[start:], []byte("< CLIXML")) {
		start += len("< CLIXML")
	}
	x := xml.NewDecoder(bytes.NewReader(text[start:]))
	x.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	open := []*node{{}}
	for len(open) > 1 || len(open[0].kids) == 0 {
		at := start + int(x.InputOffset())
		token, err := x.Token()
		require.NoError(t, err)
		last := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{at: at, name: token.Name.Local}
			last.kids = append(last.kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			last.text += string(token)
		}
	}
	found = map[int]string{}
	var value func(n *node)
	values := func(n *node) {
		for _, kid := range n.kids {
			value(kid)
		}
	}
	value = func(n *node) {
		switch n.name {
		case "S":
			found[n.at] = "text " + slowUnescape(n.text)
		case "MS":
			values(n)
		case "Obj":
			found[n.at] = "an object"
			given := map[string]bool{}
			for _, kid := range n.kids {
				part := kid.name
				switch part {
				case "TN", "TNRef", "ToString":
					continue
				case "Props", "MS":
					values(kid)
					continue
				case "LST", "IE", "QUE", "STK":
					part = "list"
					values(kid)
				case "DCT":
					for _, entry := range kid.kids {
						values(entry)
						twice = twice || len(entry.kids) != 2
					}
				default:
					part = "primitive"
					value(kid)
				}
				twice = twice || given[part]
				given[part] = true
			}
		}
	}
	values(open[0].kids[0])
	return found, twice
}

func FuzzDecode(f *testing.F) {
	for _, tt := range flat {
		f.Add([]byte(objs(tt.in)))
	}
	for _, tt := range documents {
		f.Add([]byte(objs(tt.in)))
	}
	for _, in := range broken {
		f.Add([]byte(strings.Replace(in, "¦", "", 1)))
	}
	for _, in := range samples(f) {
		f.Add([]byte(in))
	}
	f.Fuzz(check)
}

var escapes = []struct{ in, want string }{
	{"", ""},
	{"contoso.com", "contoso.com"},
	{"_x000D_", "\r"},
	{"_x000D__x000A_", "\r\n"},
	{"a_x0009_b_x0000_", "a\tb\x00"},
	{"_x005F_x000D_", "_x000D_"},
	{"_x005F__x000D_", "_\r"},
	{"_x005F_xD83D_", "_xD83D_"},
	{"__x000D_", "_\r"},
	{"_x_x000D_", "_x\r"},
	{"_x00_x000D_", "_x00\r"},
	{"_x00e9__x00E9_", "éé"},
	{"_xFFFD_", "\uFFFD"},
	{"_xffff_", "\uffff"},

	// Pairs, and halves, which stay.
	{"_xD83D__xDE00_", "😀"},
	{"_xd83d__xde00_", "😀"},
	{"a_xDBFF__xDFFF__x0041_", "a\U0010FFFFA"},
	{"_xD83D_", "_xD83D_"},
	{"_xDE00_", "_xDE00_"},
	{"_xDE00__xD83D_", "_xDE00__xD83D_"},
	{"_xDE00__xD83D__xDE00_", "_xDE00_😀"},
	{"_xD83D__xD83D__xDE00_", "_xD83D_😀"},
	{"_xD83D__x0041_", "_xD83D_A"},
	{"_xD83D__xFFFD_", "_xD83D_\uFFFD"},
	{"_xD83D_ _xDE00_", "_xD83D_ _xDE00_"},
	{"_xD83D_x000D_", "_xD83D_x000D_"}, // half of a character, and a text that only looks like an escape
	{"_xD83D__xDE0", "_xD83D__xDE0"},

	// No escapes.
	{"_X000D_", "_X000D_"},
	{"_x000D", "_x000D"},
	{"_x000_", "_x000_"},
	{"_x0000D_", "_x0000D_"},
	{"_x000G_", "_x000G_"},
	{"_x+00D_", "_x+00D_"},
	{"_x-00D_", "_x-00D_"},
	{"_x0_0D_", "_x0_0D_"},
	{"_x0x0D_", "_x0x0D_"},
	{"_x", "_x"},
	{"_", "_"},
	{"_x\uff10\uff10_", "_x\uff10\uff10_"},
	{"\xff_x0041_\xff", "\xffA\xff"},
}

func TestUnescape(t *testing.T) {
	for _, tt := range escapes {
		if got := clixml.Unescape(tt.in); got != tt.want {
			t.Errorf("Unescape(%q) = %q, want %q", tt.in, got, tt.want)
		}
		checkUnescape(t, tt.in)
	}
	for unit := range 0x10000 {
		if r := rune(unit); utf8.ValidRune(r) {
			checkUnescape(t, string(r)+"x_")
			checkUnescape(t, fmt.Sprintf("_x%04x_", unit))
		}
	}
	long := strings.Repeat("_xD83D_x_", 1<<17) // in time that grows with the length
	require.True(t, long == clixml.Unescape(long), "an escape that is none is changed")
}

// escape writes a text as the shell does: controls, and all that UTF-16 has in
// two units, by their numbers, and a _ that would begin an escape as well.
func escape(s string) string {
	var b strings.Builder
	units := utf16.Encode([]rune(s))
	for i, unit := range units {
		begins := unit == '_' && i+1 < len(units) && (units[i+1] == 'x' || units[i+1] == 'X')
		if begins || unit < 0x20 || unit >= 0x7F && unit < 0xA0 || unit >= 0xD800 && unit < 0xE000 {
			fmt.Fprintf(&b, "_x%04X_", unit)
		} else {
			b.WriteRune(rune(unit))
		}
	}
	return b.String()
}

var slowEscape = regexp.MustCompile(`_x([Dd][89ABab][0-9A-Fa-f]{2})__x([Dd][C-Fc-f][0-9A-Fa-f]{2})_|_x([0-9A-Fa-f]{4})_`)

// slowUnescape finds escapes with a regular expression.
func slowUnescape(s string) string {
	return slowEscape.ReplaceAllStringFunc(s, func(match string) string {
		var units [3]int64 // a pair, or one
		for i, digits := range slowEscape.FindStringSubmatch(match)[1:] {
			units[i], _ = strconv.ParseInt(digits, 16, 32)
		}
		switch {
		case units[0] != 0:
			return string(rune(0x10000 + (units[0]-0xD800)<<10 + (units[1] - 0xDC00)))
		case units[2] >= 0xD800 && units[2] < 0xE000:
			return match
		}
		return string(rune(units[2]))
	})
}

func checkUnescape(t *testing.T, s string) {
	t.Helper()
	got := clixml.Unescape(s)
	if want := slowUnescape(s); got != want {
		t.Fatalf("Unescape(%q) = %q, want %q", s, got, want)
	}
	if utf8.ValidString(s) && !utf8.ValidString(got) {
		t.Fatalf("Unescape(%q) = %q, which is no UTF-8", s, got)
	}
	if !strings.Contains(s, "_x") && got != s {
		t.Fatalf("Unescape(%q) = %q, and it has no escape", s, got)
	}
	if utf8.ValidString(s) {
		if escaped := escape(s); clixml.Unescape(escaped) != s {
			t.Fatalf("Unescape(%q) = %q, want %q", escaped, clixml.Unescape(escaped), s)
		}
	}
}

func FuzzUnescape(f *testing.F) {
	for _, tt := range escapes {
		f.Add(tt.in)
		f.Add(tt.want)
	}
	f.Fuzz(checkUnescape)
}

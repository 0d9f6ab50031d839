package pwsh_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/lyncfed/lyncfed/internal/pwsh"
	_ "github.com/lyncfed/lyncfed/internal/testkit" // for the flag -update of go test ./...
)

// show returns a token as "kind value", with * for a value that depends on a
// variable and ! for one without an end. Blanks are left out.
func show(text string) string {
	var all []string
	for _, t := range pwsh.Lex(text) {
		if t.Is(pwsh.Space) {
			continue
		}
		s := t.Kind.String()
		switch {
		case t.Is(pwsh.Word, pwsh.String, pwsh.Variable, pwsh.Splat, pwsh.Parameter):
			s += "<" + t.Value + ">"
		case t.Is(pwsh.Group, pwsh.Redirection, pwsh.Operator):
			s += "<" + t.Text + ">"
		}
		if t.Is(pwsh.String, pwsh.Word, pwsh.Variable) && !t.Literal {
			s += "*"
		}
		if t.Unclosed {
			s += "!"
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

var lexed = []struct{ text, want string }{
	{"", ""},
	{"New-CsX -Identity Skype", "word<New-CsX> parameter<Identity> word<Skype>"},
	{"New-CsX \u2013identity a\u2014b \u2015Enabled $True", "word<New-CsX> parameter<identity> word<a\u2014b> parameter<Enabled> variable<True>"},
	{"x -EnableX:$false `\r\n -Y: 1", "word<x> parameter<EnableX> variable<false> parameter<Y> word<1>"},
	{"x `\n\t`\n y", "word<x> word<y>"},
	{"x ` \ny", "word<x> word< > newline word<y>"},
	{"a;b|c||d&&e\r\nf\rg", "word<a> semicolon word<b> pipe word<c> operator<||> word<d> operator<&&> word<e> newline word<f> newline word<g>"},
	{`x 'it''s' "a ""b"" $c" "plain"`, `word<x> string<it's> string<a "b" >* string<plain>`},
	{"x \u2018a\u2019\u2019b\u201b \u201ca\u201d \u201ea\"", "word<x> string<a\u2019b> string<a> string<a>"},
	{"x \"tab`t`\"`$y\" a` b 'a`t'", "word<x> string<tab\t\"$y> word<a b> string<a`t>"},
	{`x a"b c"'d' "a"b "a""b`, `word<x> word<ab cd> string<a> word<b> string<a"b>!`},
	{`x "$(Get-X "y" ) z" $(a) "$"`, `word<x> string< z>* group<$(a)> string<$>`},
	{"x $a.B $c[1].D $env:e ${f g} $true. $_.Domain $:", "word<x> variable<a>* variable<c>* variable<env:e> variable<f g> variable<true> word<.> variable<_>* word<$:>"},
	{`x a$b a$(c)d`, "word<x> word<a>* word<ad>*"},
	{"x @p @(1, '2)') @{a = 1; b = \"}\"} ($y) {z}", "word<x> splat<p> group<@(1, '2)')> group<@{a = 1; b = \"}\"}> group<($y)> group<{z}>"},
	{"x 3>$null 2>&1 >> f *>g <h 2x", "word<x> redirection<3>> variable<null> redirection<2>&1> redirection<>>> word<f> redirection<*>> word<g> redirection<<> word<h> word<2x>"},
	{"x 0>a 1>b 6>c 7>d *>e 3<f *<g 2>&2 1>&3", "word<x> word<0> redirection<>> word<a> redirection<1>> word<b> redirection<6>> word<c> word<7> redirection<>> word<d> redirection<*>> word<e> word<3> redirection<<> word<f> word<*> redirection<<> word<g> redirection<2>&2> redirection<1>> operator<&> word<3>"},
	{"x # a 'b\ny <# c ' # #> z a#b", "word<x> comment newline word<y> comment word<z> word<a#b>"},
	{"x @'\na ' $b\n'@ @\"\na$b`t\"\r\n\"@ @'\n'@ z", "word<x> string<a ' $b> string<a\t\">* string<> word<z>"},
	{"x a,b , c", "word<x> word<a> comma word<b> comma word<c>"},
	{"x [identity] <identity-name> -1 --y -", "word<x> word<[identity]> redirection<<> word<identity-name> redirection<>> word<-1> word<--y> word<->"},
	{"} ) \x00", "stray stray stray"},
	{`x "a`, "word<x> string<a>!"},
	{"x {a 'b}", "word<x> group<{a 'b}>!"},
	{"x {a # }\n} y", "word<x> group<{a # }\n}> word<y>"},
	{"x <# y", "word<x> comment!"},
	{"x @'\ny", "word<x> string<y>!"},
	{"\ufeffx\u00a0-y", "word<x> parameter<y>"},
	{"x\u200b -y", "word<x\u200b> parameter<y>"},
	{"$x = New-CsY", "variable<x> word<=> word<New-CsY>"},
	{"x {a # }\r} y", "word<x> group<{a # }\r}> word<y>"},
	{"a;$x=@{b=1}\n $y.z+=New-CsY\nw $x =b", "word<a> semicolon variable<x> word<=> group<@{b=1}> newline variable<y>* word<+=> word<New-CsY> newline word<w> variable<x> word<=b>"},
}

func TestLex(t *testing.T) {
	for _, tt := range lexed {
		if diff := cmp.Diff(tt.want, show(tt.text)); diff != "" {
			t.Errorf("Lex(%q) (-want +got):\n%s", tt.text, diff)
		}
	}
}

// TestCharacters: the characters that the shell takes for a hyphen, a quote or a
// blank, among all of the first plane.
func TestCharacters(t *testing.T) {
	const dashes, singles, doubles = "-\u2013\u2014\u2015", "'\u2018\u2019\u201a\u201b", "\"\u201c\u201d\u201e"
	const blanks = " \t\v\f\u0085\ufeff\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
	for r := range rune(0xffff) {
		if got := [3]bool{pwsh.IsDash(r), pwsh.IsSingle(r), pwsh.IsDouble(r)}; got != [3]bool{strings.ContainsRune(dashes, r), strings.ContainsRune(singles, r), strings.ContainsRune(doubles, r)} {
			t.Errorf("%U: %v", r, got)
		}
		isBlank := strings.ContainsRune(blanks, r)
		if tokens := pwsh.Lex(string(r)); tokens[0].Is(pwsh.Space) != isBlank {
			t.Errorf("%U is %v", r, tokens)
		}
		if tokens := pwsh.Lex("x" + string(r) + "y"); (len(tokens) == 3 && tokens[1].Is(pwsh.Space)) != isBlank {
			t.Errorf("x%Uy is %v", r, tokens)
		}
	}
}

func TestInside(t *testing.T) {
	outer := pwsh.Lex("x\n @{ä = 'b'\n c}")
	g := outer[len(outer)-1]
	for _, inner := range g.Inside() {
		if inner.Value == "c" && (inner.Line != 3 || inner.Column != 2 || inner.Offset != 15) {
			t.Errorf("c is at %d:%d, byte %d", inner.Line, inner.Column, inner.Offset)
		}
	}
	if tokens := pwsh.Lex("(a")[0].Inside(); len(tokens) != 1 || tokens[0].Text != "a" {
		t.Errorf("an open group has %+v inside", tokens)
	}
}

// TestLinear: of a text that is as bad as can be, each character is looked at a few
// times at the most, however long the text is.
func TestLinear(t *testing.T) {
	const n, most = 1 << 18, 5
	for _, piece := range []string{"`", "(", "{", "[", ")", "\"$(", "'", "@\"\n", "<#", "$x[", "a", "@", "#", "\x00", "$", "{[", "-", "\u2018", "\"", "`\n", "@' "} {
		text := strings.Repeat(piece, n/len(piece))
		if looks := pwsh.Looks(text); looks > most*len(text) {
			t.Errorf("%d bytes of %q are looked at %d times", len(text), piece, looks)
		}
	}
}

// quote is the shell's rule for a text in quotes that is taken as it is.
func quote(s string) string {
	for _, q := range "'\u2018\u2019\u201a\u201b" {
		s = strings.ReplaceAll(s, string(q), string(q)+string(q))
	}
	return "'" + s + "'"
}

// position returns the line and the column after a text. A line ends with CR LF, LF
// or CR.
func position(before string) (line, column int) {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(before), "\n")
	n := 0
	for _, b := range []byte(lines[len(lines)-1]) {
		if utf8.RuneStart(b) {
			n++
		}
	}
	return len(lines), n + 1
}

// FuzzLex: the tokens are the text, each where it says it is. Each is the same
// token by itself, and a text in quotes is one literal that is equal to it.
func FuzzLex(f *testing.F) {
	for _, tt := range lexed {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var b bytes.Buffer
		for _, token := range pwsh.Lex(text) {
			line, column := position(b.String())
			if token.Offset != b.Len() || token.Line != line || token.Column != column {
				t.Fatalf("%q: %+v is at %d:%d, byte %d", text, token, line, column, b.Len())
			}
			if token.Text == "" {
				t.Fatalf("%q: an empty token at %d", text, token.Offset)
			}
			b.WriteString(token.Text)
			if alone := pwsh.Lex(token.Text); len(alone) != 1 || alone[0].Kind != token.Kind || alone[0].Value != token.Value {
				t.Fatalf("%q: %+v is %+v by itself", text, token, alone)
			}
			if token.Is(pwsh.Group) {
				var inside strings.Builder
				for _, inner := range token.Inside() {
					inside.WriteString(inner.Text)
				}
				if !strings.Contains(token.Text, inside.String()) || len(token.Text)-len(inside.String()) > 3 {
					t.Fatalf("%q: %q is inside %q", text, inside.String(), token.Text)
				}
			}
		}
		if b.String() != text {
			t.Fatalf("the tokens of %q are %q", text, b.String())
		}
		tokens := pwsh.Lex(quote(text))
		if len(tokens) != 1 || !tokens[0].Is(pwsh.String) || tokens[0].Value != text || !tokens[0].Literal || tokens[0].Unclosed {
			t.Fatalf("%q in quotes is %+v", text, tokens)
		}
	})
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
)

// lyncfed runs the command and returns its output and exit status.
func lyncfed(stdin io.Reader, args ...string) (stdout, stderr string, status int) {
	var out, report bytes.Buffer
	status = run(args, stdin, &out, &report)
	return out.String(), report.String(), status
}

// unsigned returns an answer as a terminal shows it: without the mark at its end.
func unsigned(t *testing.T, text string) string {
	t.Helper()
	answer, isSigned := strings.CutSuffix(text, "\n"+madeBy()+"\n")
	if !isSigned {
		t.Errorf("no mark at the end of %s", text)
	}
	return answer
}

// encode returns s in UTF-16 with a byte order mark.
func encode(s string, bigEndian bool) string {
	var b bytes.Buffer
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		low, high := byte(u), byte(u>>8)
		if bigEndian {
			low, high = high, low
		}
		b.Write([]byte{low, high})
	}
	return b.String()
}

func TestEncodings(t *testing.T) {
	const text, want = "ted@contoso.com\r\nx@bücher.example\r\n", "ted(contoso.com)@msn.com\r\nx(xn--bcher-kva.example)@msn.com\r\n"
	for name, in := range map[string]string{
		"UTF-8":                text,
		"UTF-8 with BOM":       "\ufeff" + text,
		"UTF-16 little-endian": encode(text, false),
		"UTF-16 big-endian":    encode(text, true),
	} {
		out, report, status := lyncfed(iotest.OneByteReader(strings.NewReader(in)), "decorate", "-")
		if out != want || status != statusOK {
			t.Errorf("%s: %q, status %d, want %q; %s", name, out, status, want, report)
		}
	}
}

// TestHostileLists has lists that are none: each ends with a report.
func TestHostileLists(t *testing.T) {
	long := strings.Repeat("a", 10<<20)
	for name, tt := range map[string]struct{ in, out, report string }{
		"empty":             {"", "", ""},
		"NUL bytes":         {"ted\x00@contoso.com\nann@contoso.com", "ann(contoso.com)@msn.com", "stdin:1:4: error: \"ted\\x00@contoso.com\", byte 3: a NUL byte"},
		"not UTF-8":         {"ted\xff@contoso.com\n", "", "stdin:1:4: error: \"ted\\xff@contoso.com\", byte 3: an invalid UTF-8 byte (0xFF)"},
		"UTF-16, no mark":   {"t\x00e\x00d\x00@\x00c\x00", "", "it is UTF-16 without a byte order mark"},
		"10 MB line":        {long + "\nted@contoso.com\n", "ted(contoso.com)@msn.com\n", "stdin:1:1280: error: "},
		"10 MB, no newline": {long, "", "[address.text.long]"},
		"10 MB of spaces":   {strings.Repeat(" ", 10<<20), "", "[address.text.long]"},
		"10 MB behind sip:": {"sip:" + long, "", "[address.text.long]"},
	} {
		out, report, status := lyncfed(strings.NewReader(tt.in), "decorate", "-")
		want := statusRefused
		switch {
		case tt.report == "":
			want = statusOK
		case name == "UTF-16, no mark": // said once, and not of each line
			want = statusFailed
		}
		if out != tt.out || status != want || !strings.Contains(report, tt.report) || len(report) > 1000 {
			t.Errorf("%s: %q, status %d, report %.300q; want %q, status %d, report %q", name, out, status, report, tt.out, want, tt.report)
		}
	}
}

func TestReadError(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("ted@contoso.com\nann@contoso.co"), iotest.ErrReader(errors.New("cable pulled")))
	out, report, status := lyncfed(broken, "decorate", "-")
	if out != "ted(contoso.com)@msn.com\n" || status != statusFailed || !strings.Contains(report, "reading stdin: cable pulled") {
		t.Errorf("%q, status %d, report %q", out, status, report)
	}
}

// TestManyRefused: refused lines, which all cores explain, are reported in their
// order, each with its own number and text.
func TestManyRefused(t *testing.T) {
	const n = 5000
	var list strings.Builder
	for i := range n {
		fmt.Fprintf(&list, "ann%d@contoso.com\nan n%d@contoso.com\n", i, i)
	}
	_, stderr, _ := lyncfed(strings.NewReader(list.String()), "decorate", "-")
	reports := strings.Split(strings.TrimSpace(stderr), "\n")
	if len(reports) != n+1 {
		t.Fatalf("%d lines are reported, want %d: %.300s", len(reports)-1, n, stderr)
	}
	for i, line := range reports[:n] {
		if want := fmt.Sprintf("stdin:%d:3: error", 2*i+2); !strings.HasPrefix(line, want) {
			t.Fatalf("report %d is %q, want %q", i, line, want)
		}
	}
}

// TestUnicode has a domain for each check that is not to be done without.
func TestUnicode(t *testing.T) {
	for in, want := range map[string]string{
		"bücher.example":                    "xn--bcher-kva.example",
		"BÜCHER.Example":                    "xn--bcher-kva.example",
		"例え。example":                        "xn--r8jz45g.example", // an ideographic full stop
		"bü..example":                       "",                    // an empty label
		"bücher." + strings.Repeat("a", 64): "",                    // a long one
		"bü_cher.example":                   "",                    // no letter, digit or hyphen
		"-bücher.example":                   "",                    // a hyphen at the edge
		"ab--cd.bücher.example":             "",                    // hyphens where only xn-- has them
		"bü\u200ccher.example":              "",                    // a joiner where none belongs
		"אabc.bücher.example":               "",                    // two directions in one label
		"con\u00adtoso.com":                 "",                    // a soft hyphen in an ASCII domain
		"ｃontoso.com":                       "",                    // a full-width letter
		"msn．com":                           "",                    // a full-width dot
		"（contoso.com）":                     "",
	} {
		got, err := toASCII(in)
		if (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("toASCII(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

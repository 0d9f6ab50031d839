package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
)

// maxLine is how much of a line is kept. No address is nearly that long.
const maxLine = 64 << 10

// A rewriter writes addresses as decorate or undecorate makes them, and keeps
// count.
type rewriter struct {
	verb      string // for the summary: "decorated"
	rewrite   func(address.Decorator, address.Address) address.Address
	decorator address.Decorator
	alone     domain.Set // the domains whose addresses are left alone
	out       *bufio.Writer
	report    io.Writer

	lists  int // inputs that were not a single address
	counts struct{ rewritten, unchanged, alone, refused int }
}

// A place is a line of an input.
type place struct {
	file string
	line int
}

// list rewrites a file of lines.
func (r *rewriter) list(name string, file io.Reader) error {
	r.lists++
	text := transform.NewReader(file, unicode.BOMOverride(transform.Nop))
	lines := bufio.NewReaderSize(text, maxLine)
	for n := 1; ; n++ {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			line = bytes.Clone(line)
			for errors.Is(err, bufio.ErrBufferFull) {
				_, err = lines.ReadSlice('\n')
			}
		}
		if err != nil && err != io.EOF {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		if len(line) > 0 {
			content, end := cutLineEnd(line)
			r.line(place{name, n}, content, end)
		}
		if err == io.EOF {
			return nil
		}
	}
}

// cutLineEnd returns a line without and with what ends it. The last line of a
// file gets the end that it may lack.
func cutLineEnd(line []byte) (content []byte, end string) {
	if content, found := bytes.CutSuffix(line, []byte("\r\n")); found {
		return content, "\r\n"
	}
	return bytes.TrimSuffix(line, []byte("\n")), "\n"
}

// line rewrites one line. What is wrong with it is reported, and it is left
// out; errors in writing show up when out is flushed.
func (r *rewriter) line(at place, line []byte, end string) {
	if len(bytes.TrimSpace(line)) == 0 && len(line) < maxLine {
		r.out.Write(line)
		r.out.WriteString(end)
		return
	}
	prefix, text := cutScheme(string(line))
	a, err := parse(text)
	if err != nil {
		r.counts.refused++
		r.complain(at, len(prefix), string(line), err)
		return
	}
	result := a
	if r.alone.Contains(a.Domain()) {
		r.counts.alone++
	} else if result = r.rewrite(r.decorator, a); result != a {
		r.counts.rewritten++
	} else {
		r.counts.unchanged++
		if doubt := r.decorator.Check(a); doubt != nil {
			r.complain(at, len(prefix), string(line), doubt)
		}
	}
	r.out.WriteString(prefix)
	r.out.WriteString(result.String())
	r.out.WriteString(end)
}

// cutScheme returns the sip: that may stand before an address, as it is, and
// the address.
func cutScheme(s string) (scheme, text string) {
	const n = len("sip:")
	if len(s) >= n && strings.EqualFold(s[:n], "sip:") {
		return s[:n], s[n:]
	}
	return "", s
}

// strict is how Unicode domains are written in ASCII: by UTS 46 as for a
// look-up, with every check that the package has.
var strict = idna.New(
	idna.MapForLookup(),
	idna.Transitional(false),
	idna.StrictDomainName(true),
	idna.ValidateLabels(true),
	idna.CheckHyphens(true),
	idna.CheckJoiners(true),
	idna.BidiRule(),
	idna.VerifyDNSLength(true),
)

// parse returns the address in s, whose domain may be in Unicode.
func parse(s string) (address.Address, error) {
	a, err := address.Parse(s)
	v, ok := errors.AsType[*diag.ValueError](err)
	if !ok || v.Rule != domain.RuleLabelNonASCII {
		return a, err
	}
	at := strings.LastIndex(s, "@")
	ascii, convertErr := strict.ToASCII(strings.TrimSuffix(s[at+1:], "."))
	if convertErr != nil {
		v.Detail += fmt.Sprintf(", and the domain has no xn-- form (%v)", convertErr)
		return address.Address{}, v
	}
	a, err = address.Parse(s[:at+1] + ascii)
	if v, ok := errors.AsType[*diag.ValueError](err); ok {
		v.Detail = fmt.Sprintf("%s is written as %s: %s", s[at+1:], ascii, v.Detail)
		v.Input, v.Offset = s, at+1
	}
	return a, err
}

// complain reports what is wrong with a line, or doubtful. The address begins
// at byte skipped of the line.
func (r *rewriter) complain(at place, skipped int, line string, err error) {
	for f := range diag.All(err) {
		offset, detail := skipped, f.Detail
		if v, ok := errors.AsType[*diag.ValueError](f); ok {
			offset, detail = skipped+v.Offset, v.Detail
		}
		pos := diag.Pos{File: at.file, Line: at.line, Column: utf8.RuneCountInString(line[:offset]) + 1}
		fmt.Fprintf(r.report, "%s: %s: %s: %s. %s [%s] (%s)\n", pos, f.Severity, shown(line), detail, f.Remedy, f.Rule, f.Source)
	}
}

// shown is a line as a message shows it: quoted, and cut if it is long.
func shown(line string) string {
	const limit = 80
	if len(line) > limit {
		return fmt.Sprintf("%q…", line[:limit])
	}
	return fmt.Sprintf("%q", line)
}

// summarize reports the counts, unless they are plain to see.
func (r *rewriter) summarize() {
	c := r.counts
	if r.lists == 0 && c.alone == 0 {
		return
	}
	total := c.rewritten + c.unchanged + c.alone + c.refused
	noun := "addresses"
	if total == 1 {
		noun = "address"
	}
	fmt.Fprintf(r.report, "lyncfed: %d %s: %d %s, %d unchanged, %d left alone, %d refused\n",
		total, noun, c.rewritten, r.verb, c.unchanged, c.alone, c.refused)
}

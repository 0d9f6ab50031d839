package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

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
	prefix, a, err := parse(string(line))
	if err != nil {
		r.counts.refused++
		r.complain(at, string(line), err)
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
			r.complain(at, string(line), doubt)
		}
	}
	text := result.String()
	if prefix != "" {
		text = prefix + result.URI()[len(prefix):]
	}
	r.out.WriteString(text)
	r.out.WriteString(end)
}

// parse returns the address in a line, whose domain may be in Unicode, and the
// sip: that may stand before it, as it is written there. Behind sip: it is a
// URI, but one without port and parameters, which would be lost.
func parse(line string) (prefix string, a address.Address, err error) {
	const scheme = "sip:"
	read := address.Parse
	if len(line) >= len(scheme) && len(line) < maxLine && strings.EqualFold(line[:len(scheme)], scheme) {
		prefix, read = line[:len(scheme)], address.ParseURI
	}
	at := strings.LastIndex(line, "@")
	if host := line[at+1:]; at >= 0 && prefix != "" && strings.ContainsAny(host, ":;?") {
		read = func(string) (address.Address, error) { return address.Parse(line[len(prefix):]) }
	}
	a, err = read(line)
	v, ok := errors.AsType[*diag.ValueError](err)
	if !ok {
		return prefix, a, err
	}
	if v.Input != line { // behind the prefix
		v.Input, v.Offset = line, v.Offset+len(prefix)
	}
	if v.Rule != domain.RuleLabelNonASCII {
		return prefix, a, v
	}
	ascii, err := toASCII(line[at+1:])
	if err != nil {
		v.Detail += fmt.Sprintf(", and %q has no xn-- form: %v", line[at+1:], err)
		return prefix, a, v
	}
	a, err = read(line[:at+1] + ascii)
	if v, ok := errors.AsType[*diag.ValueError](err); ok {
		v.Detail = fmt.Sprintf("%s is written as %s: %s", line[at+1:], ascii, v.Detail)
		v.Input, v.Offset = line, at+1
	}
	return prefix, a, err
}

// complain reports what is wrong with a line, or doubtful.
func (r *rewriter) complain(at place, line string, err error) {
	for f := range diag.All(err) {
		offset := 0
		if v, ok := errors.AsType[*diag.ValueError](f); ok {
			offset = v.Offset
		}
		located := *f
		located.Pos = diag.Pos{File: at.file, Line: at.line, Column: utf8.RuneCountInString(line[:offset]) + 1}
		fmt.Fprintln(r.report, &located)
	}
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

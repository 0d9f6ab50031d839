package main

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/report"
)

// printableLines returns a text of several lines with what cannot be seen escaped.
func printableLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = diag.Printable(line)
	}
	return strings.Join(lines, "\n")
}

// A printer writes text for people and keeps the first error.
type printer struct {
	w     io.Writer
	err   error
	width int // of a line
}

// newPrinter returns the printer for an output, with lines as wide as its terminal.
func newPrinter(w io.Writer) *printer { return &printer{w: w, width: cmp.Or(width(w), terminalWidth)} }

func (p *printer) Write(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	n, err := p.w.Write(b)
	p.err = err
	return n, err
}

func (p *printer) printf(format string, args ...any) { fmt.Fprintf(p, format, args...) }

const (
	labelWidth    = 30 // of what stands before the text of an item, with its indent
	terminalWidth = 80 // of a terminal whose width is not known
)

// item prints a label and a text beside it, wrapped.
func (p *printer) item(label, text string) {
	indent := "  " + label
	for line := range wrap(text, p.width-labelWidth) {
		p.printf("%-*s%s\n", labelWidth, indent, line)
		indent = ""
	}
}

// wrap yields text in lines of no more than width characters, where its words
// allow.
func wrap(text string, width int) iter.Seq[string] { return report.Wrap(text, width) }

// paragraph prints a text behind an indent or label, wrapped under itself.
func (p *printer) paragraph(label, text string) {
	indent := label
	for line := range wrap(text, p.width-utf8.RuneCountInString(label)) {
		p.printf("%s%s\n", indent, line)
		indent = strings.Repeat(" ", utf8.RuneCountInString(label))
	}
}

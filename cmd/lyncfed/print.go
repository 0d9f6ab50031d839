package main

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

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

// item prints a label and a text beside it, wrapped; below it, where the screen is
// too narrow for both.
func (p *printer) item(label, text string) {
	if p.width < 2*labelWidth {
		if label = strings.TrimRight(label, " "); label != "" {
			p.printf("  %s\n", label)
		}
		p.paragraph("    ", text)
		return
	}
	indent := "  " + label
	for line := range wrap(text, p.width-labelWidth) {
		p.printf("%-*s%s\n", labelWidth, indent, line)
		indent = ""
	}
}

// fits reports whether no line of a text is wider than a width.
func fits(text string, width int) bool {
	for line := range strings.Lines(text) {
		if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > width {
			return false
		}
	}
	return true
}

// wrap yields text in lines of no more than width characters, where its words
// allow.
func wrap(text string, width int) iter.Seq[string] { return report.Wrap(text, width) }

// paragraph prints a text after an indent or label, wrapped under itself.
func (p *printer) paragraph(label, text string) {
	indent := label
	for line := range wrap(text, p.width-utf8.RuneCountInString(label)) {
		p.printf("%s%s\n", indent, line)
		indent = strings.Repeat(" ", utf8.RuneCountInString(label))
	}
}

// formatted writes the output in the format that was asked for.
func formatted(format string, write map[string]func() error) error {
	f, known := write[format]
	if !known {
		var names []string
		for name := range write {
			names = append(names, name)
		}
		slices.Sort(names)
		return fmt.Errorf("--format %s: %w", diag.Printable(format), unknownWord("format", format, names))
	}
	return f()
}

// writeJSON writes the JSON form of a value.
func writeJSON(w io.Writer, v any) error {
	text, err := report.JSON(v)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// width returns how wide a terminal is, or 0 if that is not known.
func width(w io.Writer) int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return max(n, minWidth)
	}
	if f, isFile := w.(*os.File); isFile {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return max(n, minWidth)
		}
	}
	return 0
}

// minWidth is how wide a line is at the least.
const minWidth = 40

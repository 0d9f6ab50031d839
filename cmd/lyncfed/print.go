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

// printableLines returns a text with its unprintable characters escaped. It keeps the
// line breaks.
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
	width int // of a line, in characters
}

// newPrinter returns a printer whose lines are as wide as the terminal of an output.
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
	labelWidth    = 30 // the width of an item's label, with its indent
	terminalWidth = 80 // the width of a terminal that does not report one
)

// item prints a label and a wrapped text next to it. On a narrow screen it prints the
// text below the label.
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

// formatted calls the function for a format. An unknown format is an error.
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

// width returns the width of a terminal in characters, or 0 if it is not known.
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

// minWidth is the smallest width of a line.
const minWidth = 40

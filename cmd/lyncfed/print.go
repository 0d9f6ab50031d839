package main

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"
	"unicode/utf8"
)

// A printer writes text for people and keeps the first error.
type printer struct {
	w     io.Writer
	err   error
	width int // of a line; 0: lineWidth
}

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
	labelWidth = 30 // of what stands before the text of an item, with its indent
	lineWidth  = 100
)

// item prints a label and a text beside it, wrapped.
func (p *printer) item(label, text string) {
	indent := "  " + label
	for line := range wrap(text, lineWidth-labelWidth) {
		p.printf("%-*s%s\n", labelWidth, indent, line)
		indent = ""
	}
}

// wrap yields text in lines of no more than width characters, where its words
// allow.
func wrap(text string, width int) func(func(string) bool) {
	return func(yield func(string) bool) {
		line := ""
		for word := range wordsOf(text) {
			isCommand := strings.Contains(word, " ")
			if line != "" && (isCommand || utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width) {
				if !yield(line) {
					return
				}
				line = ""
			}
			if line != "" {
				line += " "
			}
			line += word
			if isCommand {
				if !yield(line) {
					return
				}
				line = ""
			}
		}
		if line != "" || text == "" {
			yield(line)
		}
	}
}

// command finds a command of the shell: its cmdlet and its parameters, with values
// as package cmdlet writes them.
var command = regexp.MustCompile(`\b(New|Set|Grant|Remove|Enable|Disable|Get)-Cs\w+( -\w+( ('([^']|'')*'(,'([^']|'')*')*|\$\w+|\d+))?)+`)

// correction stands before the corrected command of a script, at the end of a
// remedy.
const correction = " Write: "

// wordsOf returns the words of a text. A command is one, without the full stop or
// comma behind it, so that it can be pasted.
func wordsOf(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		text, corrected, isCorrected := strings.Cut(text, correction)
		for text != "" {
			from, to := len(text), len(text)
			if at := command.FindStringIndex(text); at != nil {
				from, to = at[0], at[1]
			}
			for word := range strings.FieldsSeq(text[:from]) {
				if !yield(word) {
					return
				}
			}
			end := to
			for end < len(text) && text[end] != ' ' {
				end++ // the full stop behind it
			}
			if from < to && !yield(strings.TrimRight(text[from:end], ".,")) { // marks that are not the shell's
				return
			}
			text = text[end:]
		}
		if isCorrected && yield(strings.TrimSpace(correction)) {
			yield(corrected)
		}
	}
}

// paragraph prints a text behind an indent or label, wrapped under itself.
func (p *printer) paragraph(label, text string) {
	indent := label
	for line := range wrap(text, cmp.Or(p.width, lineWidth)-utf8.RuneCountInString(label)) {
		p.printf("%s%s\n", indent, line)
		indent = strings.Repeat(" ", utf8.RuneCountInString(label))
	}
}

package report

import (
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/internal/char"
)

// Wrap yields a text in lines of at most width characters, if its words are short enough.
// It divides no word, and keeps blanks within a value. A command of the shell gets its
// own line, without the punctuation after it.
func Wrap(text string, width int) iter.Seq[string] {
	return func(yield func(string) bool) {
		if text == "" {
			yield("")
		}
		for line := range wrap(pieces(text), width) {
			if !yield(line.text) {
				return
			}
		}
	}
}

// wrap yields lines of words, and commands.
func wrap(of iter.Seq[piece], width int) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		line := ""
		for p := range of {
			fits := utf8.RuneCountInString(line)+1+utf8.RuneCountInString(p.text) <= width
			if line != "" && (p.command || !fits) {
				if !yield(piece{text: line}) {
					return
				}
				line = ""
			}
			switch {
			case p.command:
				if !yield(p) {
					return
				}
			case line == "":
				line = p.text
			default:
				line += " " + p.text
			}
		}
		if line != "" {
			yield(piece{text: line})
		}
	}
}

// A piece is a word of a text, or a command.
type piece struct {
	text    string
	command bool
}

// correction precedes the corrected command of a script at the end of a remedy.
const correction = " Write: "

// pieces yields the words and the commands of a text.
func pieces(text string) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		text, corrected, isCorrected := strings.Cut(text, correction)
		for text != "" {
			from, to := findCommand(text)
			for word := range words(text[:from]) {
				if !yield(word) {
					return
				}
			}
			for to < len(text) && text[to] != ' ' {
				to++ // skip the full stop after it
			}
			if from < to && !yield(piece{strings.TrimRight(text[from:to], ".,;"), true}) { // drop punctuation of the sentence
				return
			}
			text = text[to:]
		}
		if isCorrected && yield(piece{text: strings.TrimSpace(correction)}) {
			yield(piece{corrected, true})
		}
	}
}

// words yields the words of a text. Words with more than one blank between them are one
// word, because that is a value.
func words(text string) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		text = strings.Trim(text, " ")
		for start, i := 0, 0; i <= len(text); i++ {
			if i == len(text) || text[i] == ' ' && text[i+1] != ' ' && text[i-1] != ' ' {
				if i > start && !yield(piece{text: text[start:i]}) {
					return
				}
				start = i + 1
			}
		}
	}
}

// findCommand returns the range of the first command in a text, or the length of the
// text twice.
func findCommand(text string) (from, to int) {
	for from = 0; from < len(text); from++ {
		if from > 0 && isWord(text[from-1]) {
			continue
		}
		if n := commandLen(text[from:]); n > 0 {
			return from, from + n
		}
	}
	return len(text), len(text)
}

// listed is how package cmdlet begins a command with a list of domains: it makes the
// list, and adds each domain.
const listed = " = New-Object Collections.Generic.List[String]; "

// listLen returns the length of the commands that make a list for the command after
// them, or 0.
func listLen(text string) int {
	name := text[:1+wordLen(text[1:])]
	if !strings.HasPrefix(text[len(name):], listed) {
		return 0
	}
	n := len(name) + len(listed)
	for add := name + ".Add("; strings.HasPrefix(text[n:], add); {
		end := n + len(add) + quotedLen(text[n+len(add):])
		if !strings.HasPrefix(text[end:], "); ") {
			return 0
		}
		n = end + len("); ")
	}
	return n
}

// pipeLen returns the length of what a command hands its records to, or 0.
func pipeLen(text string) (n int) {
	for strings.HasPrefix(text[n:], " | ") {
		end := n + len(" | ")
		verb := wordLen(text[end:])
		if verb == 0 || !strings.HasPrefix(text[end+verb:], "-") {
			return n
		}
		end += verb + 1
		end += wordLen(text[end:])
		for strings.HasPrefix(text[end:], " -") && wordLen(text[end+2:]) > 0 {
			end += 2 + wordLen(text[end+2:])
			if strings.HasPrefix(text[end:], " ") {
				if value := valueLen(text[end+1:]); value > 0 {
					end += 1 + value
				}
			}
		}
		n = end
	}
	return n
}

// commandLen returns the length of the command that a text begins with: its cmdlet
// and at least one parameter or a pipe, with values as package cmdlet writes them; or 0.
func commandLen(text string) int {
	if text == "" || !strings.ContainsRune("NSGRED$", rune(text[0])) {
		return 0 // most words
	}
	if text[0] == '$' {
		if list := listLen(text); list > 0 {
			if n := commandLen(text[list:]); n > 0 {
				return list + n
			}
		}
		return 0
	}
	verb, rest, _ := strings.Cut(text, "-")
	switch verb {
	case "New", "Set", "Grant", "Remove", "Enable", "Disable", "Get":
	default:
		return 0
	}
	if _, isCs := char.CutPrefix(rest, "Cs"); !isCs {
		return 0
	}
	n := len(verb) + 1 + wordLen(rest)
	parameters := 0
	for strings.HasPrefix(text[n:], " -") && wordLen(text[n+2:]) > 0 {
		name := text[n+2 : n+2+wordLen(text[n+2:])]
		n += 2 + len(name)
		parameters++
		value := 0
		if strings.HasPrefix(text[n:], " ") {
			value = valueLen(text[n+1:])
		}
		switch {
		case value > 0:
			n += 1 + value
		case name == "Identity": // in prose, its value is described in words
			return 0
		}
	}
	pipe := pipeLen(text[n:])
	if parameters == 0 && pipe == 0 {
		return 0
	}
	return n + pipe
}

// valueLen returns the length of the value at the beginning of a text, or 0.
func valueLen(text string) int {
	switch {
	case text == "":
		return 0
	case text[0] == '$':
		return 1 + wordLen(text[1:])
	case text[0] == '(': // a command without parameters
		if inner, _, closes := strings.Cut(text[1:], ")"); closes && !strings.ContainsAny(inner, " (") {
			return len(inner) + len("()")
		}
		return 0
	case '0' <= text[0] && text[0] <= '9':
		return len(text) - len(strings.TrimLeft(text, "0123456789"))
	}
	n := 0
	for { // a list of quoted texts
		quoted := quotedLen(text[n:])
		if quoted == 0 {
			return max(0, n-1)
		}
		n += quoted
		if !strings.HasPrefix(text[n:], ",") {
			return n
		}
		n++
	}
}

// quotedLen returns the length of the quoted text at the beginning of a text, or 0. A
// doubled quotation mark in it stands for one.
func quotedLen(text string) int {
	if !strings.HasPrefix(text, "'") {
		return 0
	}
	for i := 1; i < len(text); i++ {
		if text[i] != '\'' {
			continue
		}
		if i+1 == len(text) || text[i+1] != '\'' {
			return i + 1
		}
		i++
	}
	return 0
}

// wordLen returns the length of the word at the beginning of a text.
func wordLen(text string) int {
	for i := range len(text) {
		if !isWord(text[i]) {
			return i
		}
	}
	return len(text)
}

func isWord(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

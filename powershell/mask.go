package powershell

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A copy of a list may have marks that the shell did not print: a mail program's
// quotation, line numbers, a fence, other blanks. Where the reading is certain,
// they are made blanks in the text, byte for byte, so that every position stays.

// blank overwrites a part of the text with blanks.
func (s *input) blank(from, to int) {
	if from >= to {
		return
	}
	if s.raw == nil {
		s.raw, s.text = s.text, bytes.Clone(s.text)
	}
	for i := from; i < to; i++ {
		s.text[i] = ' '
	}
}

// clean makes marks in the line at a byte blanks, and those of the lines below it
// that have the same.
func (r *reader) clean(at int) {
	line, _ := r.line(at)
	text := line
	for len(text) > 0 && text[0] == ' ' {
		text = text[1:]
	}
	if len(text) == 0 || at < r.cleaned {
		return
	}
	start := at + len(line) - len(text)
	switch b := text[0]; {
	case b == '>' || b == '|' || b == '+' || '0' <= b && b <= '9':
		r.cleanRun(at)
	case b == '`' || b == '~':
		if isFence(text) {
			r.blank(start, at+len(line))
		}
	case b == '<':
		r.cleanTags(start, text)
	case b == '{' || b == '[':
		if isFence(text) {
			r.blank(start, at+len(line))
		}
	case b == '\f': // the end of a page of paper
		r.blank(start, start+1)
		r.clean(at)
	case b == '*':
		r.cleanBold(start, text)
	case b == '\t' || b >= utf8.RuneSelf:
		other := len(text) - len(bytes.TrimLeftFunc(text, isUnseen))
		if other == len(text) {
			r.blank(start, start+other)
		} else if text[other] != '{' {
			r.blank(start, start+other)
			r.cleanPadding(start+other, text[other:])
		}
	case isWord(b):
		if !r.plain {
			r.cleanPadding(start, text)
			text, _ = r.line(start)
		}
		if !bytes.HasSuffix(text, []byte(">")) {
			return
		}
		if _, ok := r.label(text); ok {
			if n := len(untagged(text)); n < len(text) {
				r.page = true
				r.blank(start+n, start+len(text))
			}
		}
	}
}

// noBreak is a blank at which lines are not broken.
const noBreak = "\u00a0"

// isBlank reports whether a character is a blank of any width.
func isBlank(c rune) bool { return c == '\t' || c != '\u0085' && unicode.Is(unicode.Zs, c) }

// isUnseen reports whether a character is invisible between words. Pages and mail
// programs insert such characters.
func isUnseen(c rune) bool { return isBlank(c) || unicode.Is(unicode.Cf, c) }

// isFence reports whether a line is the fence around a block of Markdown, or of a ticket:
// {code}, {noformat}, {panel}, [code].
func isFence(line []byte) bool {
	if hasAnyPrefix(line, "{", "[") {
		if len(line) > maxName {
			return false
		}
		name := strings.Trim(string(bytes.TrimRight(line, " ")), "{}[]/")
		name, _, _ = strings.Cut(name, ":")
		return has([]string{"code", "noformat", "panel", "quote", "pre"}, name)
	}
	return hasAnyPrefix(line, "```", "~~~") && len(line) < 40 && bytes.IndexByte(line, ':') < 0
}

func isASCII(text []byte) bool {
	const high = 0x8080808080808080
	if len(text) < 8 {
		for _, b := range text {
			if b >= utf8.RuneSelf {
				return false
			}
		}
		return true
	}
	for i := 0; i < len(text)-8; i += 8 {
		if binary.LittleEndian.Uint64(text[i:])&high != 0 {
			return false
		}
	}
	return binary.LittleEndian.Uint64(text[len(text)-8:])&high == 0
}

// cleanPadding makes blanks of another kind around the colon, and at the end of the
// line, ordinary ones.
func (r *reader) cleanPadding(start int, text []byte) {
	if bytes.IndexByte(text, '\t') < 0 && isASCII(text) {
		return
	}
	end := 0
	for end < len(text) && isWord(text[end]) {
		end++
	}
	rest := text[end:]
	padding := len(rest) - len(bytes.TrimLeftFunc(rest, isUnseen))
	if end == 0 || padding == len(rest) || rest[padding] != ':' {
		return
	}
	after := rest[padding+1:]
	behind := len(after) - len(bytes.TrimLeftFunc(after, isUnseen))
	last := len(bytes.TrimRightFunc(text, isUnseen))
	for _, zone := range [][2]int{{end, end + padding}, {end + padding + 1, end + padding + 1 + behind}, {last, len(text)}} {
		if len(bytes.Trim(text[zone[0]:zone[1]], " ")) > 0 {
			r.blank(start+zone[0], start+zone[1])
		}
	}
}

// pageTags are the elements that a page has around lines, and that CLIXML has not.
var pageTags = []string{"a", "br", "code", "details", "div", "hr", "li", "ol", "p", "pre", "samp", "span", "summary", "ul"}

// tagAt returns the length of the tag of a page with which a text begins, or 0.
func tagAt(text []byte) int {
	end := bytes.IndexByte(text, '>')
	if end < 0 || text[0] != '<' {
		return 0
	}
	name := bytes.TrimPrefix(text[1:end], []byte("/"))
	n := 0
	for n < len(name) && isWord(name[n]) {
		n++
	}
	if rest := name[n:]; len(rest) > 0 && rest[0] != ' ' && rest[0] != '/' || !has(pageTags, string(name[:n])) {
		return 0
	}
	return end + 1
}

// untagged returns a line without the tags of a page at its end: breaks, and those that
// close an element.
func untagged(line []byte) []byte {
	for {
		start := bytes.LastIndexByte(line, '<')
		if start < 0 || !hasAnyPrefix(line[start:], "</", "<br") || tagAt(line[start:]) != len(line)-start {
			return line
		}
		line = line[:start]
	}
}

// cleanTags makes the tags of a page blanks at the beginning of a line, and those at its
// end.
func (r *reader) cleanTags(start int, text []byte) {
	n := tagAt(text)
	if n == 0 {
		return
	}
	r.page = true
	r.blank(start, start+n)
	line, _ := r.line(start)
	r.clean(start + len(line) - len(bytes.TrimLeft(line, " ")))
}

// cleanBold makes the stars around a property's name blanks.
func (r *reader) cleanBold(start int, text []byte) {
	name, rest, found := bytes.Cut(bytes.TrimPrefix(text, []byte("**")), []byte("**"))
	glued := bytes.TrimRight(name, ": ")
	if !found || !bytes.HasPrefix(text, []byte("**")) || !isIdentifier(glued) {
		return
	}
	colon := len(glued) < len(bytes.TrimRight(name, " "))
	if !colon && !bytes.HasPrefix(bytes.TrimLeft(rest, " "), []byte(":")) {
		return
	}
	// A label begins at the margin. The lines wrapped below it begin after its
	// colon.
	r.blank(start, start+2)
	r.blank(start+2+len(name), start+4+len(name))
}

// cleanRun makes the marks before lines blanks: > of a mail, | or + of a listing,
// or numbers that count. They are marks if all lines up to one without them have
// them, and one of these lines has the name of a property after the mark.
func (r *reader) cleanRun(at int) {
	marked := 0 // lines
	property, first, previous := false, byte(0), 0
	end := at
	for end < len(r.text) {
		line, next := r.line(end)
		indent := len(line) - len(bytes.TrimLeft(line, " "))
		n, number := markLength(line[indent:])
		if n == 0 || first != 0 && (line[indent] != first && number == 0 || number != 0 && number != previous+1) || first != 0 && (number == 0) != (previous == 0) {
			break
		}
		first, previous = line[indent], number
		if number != 0 {
			first = '0'
		}
		rest := line[indent+n:]
		if first == '|' && bytes.HasSuffix(bytes.TrimRight(rest, " "), []byte("|")) {
			r.cleaned = end // a table
			return
		}
		text := bytes.TrimLeftFunc(rest, isBlank)
		e, ok := r.label(text)
		isData := beginsData(text) || r.isCSV(text)
		if name, _ := r.namedIn(rest); isData || ok && r.isProperty(e.label) || name != "" && !has(common, name) {
			property = true
		}
		if isPrompt(line) && first == '>' && !ok && !isData && len(bytes.TrimSpace(rest)) > 0 && n == len(">>") && marked == 0 {
			break // a command that goes on
		}
		marked++
		end = next
	}
	// Beside lines without marks it is not known what the marks mean.
	after, _ := r.line(min(end, len(r.text)))
	before, _ := r.line(bytes.LastIndexByte(r.text[:max(at-1, 0)], '\n') + 1)
	beside := end < len(r.text) && r.mayBeProperty(after) || at > 0 && r.mayBeProperty(before)
	if !property || beside {
		r.cleaned = max(end, at+1)
		return
	}
	for begin := at; begin < end; {
		line, next := r.line(begin)
		indent := len(line) - len(bytes.TrimLeft(line, " "))
		n, _ := markLength(line[indent:])
		r.blank(begin, begin+indent+n)
		begin = next
	}
	r.clean(at)
}

// mayBeProperty reports whether a line is one of a list, or nearly.
func (v *vocabulary) mayBeProperty(line []byte) bool {
	_, ok := v.label(line)
	name, _ := v.namedIn(line)
	return ok || name != ""
}

// markLength returns how long the mark is that a text begins with, and its
// number if it is one.
func markLength(text []byte) (n, number int) {
	for n < len(text) && '0' <= text[n] && text[n] <= '9' && n < 9 {
		number = 10*number + int(text[n]-'0')
		n++
	}
	if n > 0 {
		end := n
		for n < len(text) && bytes.IndexByte([]byte(":.|) \t"), text[n]) >= 0 {
			n++
		}
		if n == end && n < len(text) || number == 0 {
			return 0, 0
		}
		return n, number
	}
	for n < len(text) && (text[n] == '>' || n > 0 && text[n] == ' ' && n+1 < len(text) && text[n+1] == '>') {
		n++
	}
	if n == 0 && len(text) > 0 && (text[0] == '|' || text[0] == '+') {
		n = 1
	}
	return n, 0
}

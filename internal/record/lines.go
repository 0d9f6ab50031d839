package record

import (
	"bytes"
	"encoding/binary"
	"sort"
	"unicode/utf8"
)

// Lines tells the line and column of each byte of a text.
type Lines struct {
	text   []byte
	starts []int // the offset of each line
	runes  []int // how many characters stand before each block
}

// runeBlock is how many bytes are counted at the most to tell a column.
const runeBlock = 4096

// NewLines returns the lines of a text.
func NewLines(text []byte) *Lines {
	l := &Lines{text: text, starts: make([]int, 1, 1+bytes.Count(text, []byte("\n")))}
	n := 0
	for i := 0; i < len(text); i += runeBlock {
		l.runes = append(l.runes, n)
		n += characters(text[i:min(i+runeBlock, len(text))])
	}
	for i := 0; ; {
		end := bytes.IndexByte(text[i:], '\n')
		if end < 0 {
			return l
		}
		i += end + 1
		l.starts = append(l.starts, i)
	}
}

// Position returns the line and the column of a byte, counted from 1 and the
// column in characters.
func (l *Lines) Position(offset int) (line, column int) {
	line = sort.SearchInts(l.starts, offset+1)
	return line, l.count(offset) - l.count(l.starts[line-1]) + 1
}

// Offset returns where a line begins, counted from 1.
func (l *Lines) Offset(line int) int { return l.starts[min(max(line, 1), len(l.starts))-1] }

// count returns how many characters stand before a byte.
func (l *Lines) count(offset int) int {
	block := offset / runeBlock
	if block >= len(l.runes) { // the end of a text of whole blocks
		if block = len(l.runes) - 1; block < 0 {
			return 0
		}
	}
	return l.runes[block] + characters(l.text[block*runeBlock:offset])
}

// characters counts the bytes that begin a character, so that one which stands
// across two blocks counts once.
func characters(text []byte) int {
	n := 0
	for len(text) >= 8 && binary.LittleEndian.Uint64(text)&0x8080808080808080 == 0 {
		text, n = text[8:], n+8
	}
	for _, b := range text {
		if utf8.RuneStart(b) {
			n++
		}
	}
	return n
}

package record

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// Lines returns the line and column of any byte of a text. Its size does not depend on
// the number of lines.
type Lines struct {
	text   []byte
	blocks []block
}

// A block counts the lines and characters before a part of a text.
type block struct {
	line  int // the line that the part begins in, from 0
	start int // where that line begins
	runes int // the characters from there to the part
}

// blockSize is the number of bytes between blocks. Position reads at most twice as many.
const blockSize = 4096

// NewLines returns the lines of a text.
func NewLines(text []byte) *Lines {
	l := &Lines{text: text, blocks: make([]block, 0, len(text)/blockSize+1)}
	var b block
	for i := 0; ; i += blockSize {
		l.blocks = append(l.blocks, b)
		if i+blockSize > len(text) {
			return l
		}
		b = b.after(text[i:i+blockSize], i)
	}
}

// after returns the block after a part of a text that begins at byte at.
func (b block) after(part []byte, at int) block {
	n := bytes.Count(part, []byte("\n"))
	if n == 0 {
		b.runes += characters(part)
		return b
	}
	last := bytes.LastIndexByte(part, '\n') + 1
	return block{line: b.line + n, start: at + last, runes: characters(part[last:])}
}

// Position returns the line and the column of a byte, counted from 1 and the
// column in characters.
func (l *Lines) Position(offset int) (line, column int) {
	i := offset / blockSize
	b := l.blocks[i].after(l.text[i*blockSize:offset], i*blockSize)
	return b.line + 1, b.runes + 1
}

// characters counts the bytes that begin a character. A character across two blocks
// counts once.
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

package record

import (
	"bytes"
	"encoding/json"
	"iter"
	"unicode/utf8"
)

// This file walks JSON that json.Valid has passed, so it checks nothing. It does
// not recurse, however deep the text is nested.

// The classes of bytes outside of a text.
const (
	literal = iota // of a number, true, false or null
	blank          // white space, commas and colons
	quote
	opening
	closing
)

var classes = [256]uint8{
	' ': blank, '\t': blank, '\r': blank, '\n': blank, ',': blank, ':': blank,
	'"': quote, '{': opening, '[': opening, '}': closing, ']': closing,
}

// A cursor stands at a byte of valid JSON.
type cursor struct {
	data    []byte
	i       int
	deepest int // how deep the values were that it has moved past
}

// over moves past bytes of one class.
func (c *cursor) over(class uint8) {
	i := c.i
	for i < len(c.data) && classes[c.data[i]] == class {
		i++
	}
	c.i = i
}

// value moves past the next value and returns it.
func (c *cursor) value() []byte {
	c.over(blank)
	start, depth := c.i, 0
	for c.i < len(c.data) {
		switch class := classes[c.data[c.i]]; class {
		case quote:
			c.text()
		case opening:
			depth++
			c.deepest = max(c.deepest, depth)
			c.i++
		case closing:
			depth--
			c.i++
		default: // within an object or array also blanks
			c.over(class)
		}
		if depth == 0 {
			break
		}
	}
	return c.data[start:c.i:c.i]
}

// text moves past a string.
func (c *cursor) text() {
	i := c.i + 1
	for ; c.data[i] != '"'; i++ {
		if c.data[i] == '\\' {
			i++
		}
	}
	c.i = i + 1
}

// blanks are the characters of JSON's white space.
const blanks = " \t\r\n"

// Members returns the names and values of a JSON object, in order, with those
// that are given twice. The text must be valid.
func Members(object []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		c := inside(object)
		for c.more() {
			if name := string(Unquote(c.value())); !yield(name, c.value()) {
				return
			}
		}
	}
}

// Elements returns the values in a JSON array, in order. The text must be
// valid.
func Elements(array []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		c := inside(array)
		for n := 0; c.more(); n++ {
			if !yield(n, c.value()) {
				return
			}
		}
	}
}

// A RawField is a member of a JSON object or an element of an array, which has no
// name.
type RawField struct {
	Name   []byte
	Offset int // of the value in the text of the object or array
	Value  []byte
	Depth  int // how many objects and arrays are within one another in the value
}

// RawFields returns the members of a JSON object or the elements of an array, in
// order. The text must be valid.
func RawFields(text []byte) iter.Seq[RawField] {
	return func(yield func(RawField) bool) {
		c := inside(text)
		object := text[c.i-1] == '{'
		for c.more() {
			var f RawField
			if object {
				f.Name = Unquote(c.value())
				c.over(blank)
			}
			f.Offset, c.deepest = c.i, 0
			f.Value = c.value()
			f.Depth = c.deepest
			if !yield(f) {
				return
			}
		}
	}
}

// inside returns the cursor behind the bracket that opens an object or array.
func inside(text []byte) *cursor {
	c := &cursor{data: text}
	c.over(blank)
	c.i++
	return c
}

// more reports whether another value follows before the closing bracket.
func (c *cursor) more() bool {
	c.over(blank)
	return c.i < len(c.data) && c.data[c.i] != '}' && c.data[c.i] != ']'
}

// Unquote returns what a JSON string says, as a part of the text if it can.
func Unquote(text []byte) []byte {
	plain := text[1 : len(text)-1 : len(text)-1]
	if bytes.IndexByte(plain, '\\') < 0 && utf8.Valid(plain) {
		return plain
	}
	var s string
	_ = json.Unmarshal(text, &s) // it is valid
	return []byte(s)
}

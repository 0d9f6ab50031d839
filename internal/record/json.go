package record

import (
	"bytes"
	"encoding/json"
	"iter"
	"strings"
	"unicode/utf8"
)

// What follows walks JSON that json.Valid has passed, so there is nothing left
// to check. It does not recurse, however deep the text is nested.

// A cursor stands at a byte of valid JSON.
type cursor struct {
	data []byte
	i    int
}

// blanks moves past white space, commas and colons.
func (c *cursor) blanks() {
	for c.i < len(c.data) && strings.IndexByte(" \t\r\n,:", c.data[c.i]) >= 0 {
		c.i++
	}
}

// value moves past the next value and returns it.
func (c *cursor) value() []byte {
	c.blanks()
	start, depth := c.i, 0
	for c.i < len(c.data) {
		switch c.data[c.i] {
		case '"':
			c.text()
		case '{', '[':
			depth++
			c.i++
		case '}', ']':
			depth--
			c.i++
		case ' ', '\t', '\r', '\n', ',', ':':
			c.i++
			continue
		default:
			for c.i < len(c.data) && strings.IndexByte(" \t\r\n,:]}", c.data[c.i]) < 0 {
				c.i++
			}
		}
		if depth == 0 {
			break
		}
	}
	return c.data[start:c.i:c.i]
}

// text moves past a string.
func (c *cursor) text() {
	for c.i++; c.data[c.i] != '"'; c.i++ {
		if c.data[c.i] == '\\' {
			c.i++
		}
	}
	c.i++
}

// Members returns the names and values of a JSON object, in order, with those
// that are given twice. The text must be valid.
func Members(object []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		c := inside(object)
		for c.more() {
			if name := unquote(c.value()); !yield(name, c.value()) {
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

// inside returns the cursor behind the bracket that opens an object or array.
func inside(text []byte) *cursor {
	c := &cursor{data: text}
	c.blanks()
	c.i++
	return c
}

// more reports whether another value follows before the closing bracket.
func (c *cursor) more() bool {
	c.blanks()
	return c.i < len(c.data) && c.data[c.i] != '}' && c.data[c.i] != ']'
}

// unquote returns what a JSON string says.
func unquote(text []byte) string {
	plain := text[1 : len(text)-1]
	if bytes.IndexByte(plain, '\\') < 0 && utf8.Valid(plain) {
		return string(plain)
	}
	var s string
	_ = json.Unmarshal(text, &s) // it is valid
	return s
}

// Kind says what a JSON value is: "an object", "text", "null".
func Kind(value []byte) string {
	switch value[0] {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "text"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}

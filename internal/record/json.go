package record

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// This file walks valid JSON, so it checks nothing. It does not recurse, so deep
// nesting is safe.

// The classes of bytes outside a string.
const (
	literal = iota // a byte of a number, true, false or null
	blank          // white space, commas and colons
	quote
	opening
	closing
)

var classes = [256]uint8{
	' ': blank, '\t': blank, '\r': blank, '\n': blank, ',': blank, ':': blank,
	'"': quote, '{': opening, '[': opening, '}': closing, ']': closing,
}

// A cursor is a position in valid JSON.
type cursor struct {
	data    []byte
	i       int
	deepest int32 // the greatest depth of the values that it has passed
}

// over moves past all bytes of one class.
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
	start, depth := c.i, int32(0)
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
		default: // in an object or array, skip blanks too
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

// next returns the next value. start is the position of the text.
func (c *cursor) next(start int) Value {
	c.over(blank)
	at := c.i
	c.deepest = 0
	text := c.value()
	return Value{Kind: kindOf(text), json: true, depth: c.deepest, At: start + at, text: text}
}

// object moves past an object and returns it. It reuses into for the members. start
// is the position of the text.
func (c *cursor) object(start int, into []Field, most int) Object {
	o := Object{Value: Value{Kind: Nested, json: true, At: start + c.i}, Fields: into[:0]}
	from := c.i
	c.i++
	for c.more() {
		name := c.value()
		v := c.next(start)
		o.depth = max(o.depth, v.depth)
		if most == 0 || len(o.Fields) < most {
			o.Fields = append(o.Fields, Field{Unquote(name), v})
		}
	}
	c.i++
	o.depth++
	o.text = c.data[from:c.i:c.i]
	return o
}

// inside returns a cursor after the opening bracket of an object or array.
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

// Unquote returns the value of a JSON string. The result shares memory with text if the
// string has no escapes.
func Unquote(text []byte) []byte {
	plain := text[1 : len(text)-1 : len(text)-1]
	if bytes.IndexByte(plain, '\\') < 0 && utf8.Valid(plain) {
		return plain
	}
	var s string
	_ = json.Unmarshal(text, &s) // it is valid
	return []byte(s)
}

// HasHalfPair reports whether a JSON string has the escape of an unpaired UTF-16
// surrogate.
func (v Value) HasHalfPair() bool { return v.json && v.Kind == Text && hasHalfPair(v.text) }

func hasHalfPair(value []byte) bool {
	if !bytes.Contains(value, []byte(`\u`)) {
		return false
	}
	var first rune // the first surrogate of a pair
	for i := 0; i < len(value); i++ {
		var r rune
		if value[i] == '\\' {
			if i++; value[i] == 'u' {
				unit, _ := strconv.ParseUint(string(value[i+1:i+5]), 16, 16)
				r = rune(unit)
				i += 4
			}
		}
		switch {
		case first != 0:
			if utf16.DecodeRune(first, r) == utf8.RuneError {
				return true
			}
			first = 0
		case utf16.IsSurrogate(r):
			first = r
		}
	}
	return first != 0
}

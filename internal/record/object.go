package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
)

// A Kind is the kind of a value in a text. Zero is not valid.
type Kind uint8

const (
	Null Kind = iota + 1
	Bool
	Number
	Text
	List
	Nested // an object
)

var kindNames = [...]string{Null: "null", Bool: "true or false", Number: "a number", Text: "text", List: "an array", Nested: "an object"}

// String returns the kind in prose: "a number".
func (k Kind) String() string { return kindNames[k] }

// KindOf returns the kind of a JSON value.
func KindOf(value []byte) Kind {
	switch value[0] {
	case '{':
		return Nested
	case '[':
		return List
	case '"':
		return Text
	case 't', 'f':
		return Bool
	case 'n':
		return Null
	}
	return Number
}

// A Value is a value as a text has it, with its position: a byte offset, or
// whatever number a reader's positions are.
type Value struct {
	Kind Kind
	At   int
	json []byte
}

// JSON returns the value of a JSON text that is known to be valid. Its position
// is that of the text's first byte.
func JSON(text []byte, at int) Value {
	trimmed := bytes.TrimLeft(text, blanks)
	return Value{Kind: KindOf(trimmed), At: at + len(text) - len(trimmed), json: bytes.TrimRight(trimmed, blanks)}
}

// Text returns the text of a Text, and of a Boolean or a number as it is
// written.
func (v Value) Text() []byte {
	if v.Kind == Text {
		return Unquote(v.json)
	}
	return v.json
}

// Elements returns the elements of a List.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		c := inside(v.json)
		for c.more() {
			at := c.i
			value := c.value()
			if !yield(Value{Kind: KindOf(value), At: v.At + at, json: value}) {
				return
			}
		}
	}
}

// A Field is a member of an object.
type Field struct {
	Name  []byte
	Value Value
}

// An Object is what a text has of a record: its members in order, with those
// that it gives twice. Kind is [Nested], or the kind of what is there instead of
// a record.
type Object struct {
	Kind   Kind
	At     int
	Fields []Field
}

// asObject returns the value as an object.
func (v Value) asObject() Object {
	o := Object{Kind: v.Kind, At: v.At}
	if v.Kind == Nested {
		o.Fields = v.fields(nil)
	}
	return o
}

// fields returns the members of a Nested value, in the room of into.
func (v Value) fields(into []Field) []Field {
	c := &cursor{data: v.json}
	return c.object(v.At, into)
}

// object moves past an object and returns its members, in the room of into. The
// text begins at a position.
func (c *cursor) object(start int, into []Field) []Field {
	into = into[:0]
	c.i++
	for c.more() {
		name := Unquote(c.value())
		c.over(blank)
		at := c.i
		value := c.value()
		into = append(into, Field{name, Value{Kind: KindOf(value), At: start + at, json: value}})
	}
	c.i++
	return into
}

// objects returns the records in a value: the elements of a list, or the single
// record that it is. Windows PowerShell may convert a list to an object with the
// members value and Count; base is then the path of that list. An object's
// members are there until the next one. It reports whether the value is one of
// these.
func (v Value) objects(into []Field) (objects iter.Seq[Object], base diag.Path, ok bool) {
	switch v.Kind {
	case List:
		return v.elements(into), "", true
	case Nested:
		fields := v.fields(into)
		if name, list, ok := wrapped(fields); ok {
			return list.elements(nil), diag.Path("").Member(name), true
		}
		return func(yield func(Object) bool) { yield(Object{Nested, v.At, fields}) }, "", true
	case Null, Bool, Number, Text:
	}
	return nil, "", false
}

// elements returns the elements of a list as objects.
func (v Value) elements(into []Field) iter.Seq[Object] {
	return func(yield func(Object) bool) {
		c := inside(v.json)
		for c.more() {
			o := Object{Kind: KindOf(c.data[c.i:]), At: v.At + c.i}
			if o.Kind == Nested {
				into = c.object(v.At, into)
				o.Fields = into
			} else {
				c.value()
			}
			if !yield(o) {
				return
			}
		}
	}
}

// wrapped returns the list in an object with the members value and Count.
func wrapped(fields []Field) (name string, list Value, ok bool) {
	if len(fields) != 2 {
		return "", Value{}, false
	}
	for _, m := range fields {
		if char.EqualFold(string(m.Name), "value") && m.Value.Kind == List {
			list, name = m.Value, string(m.Name)
		} else if !char.EqualFold(string(m.Name), "Count") {
			return "", Value{}, false
		}
	}
	return name, list, list.Kind == List
}

// notRecords is the error for a value that is neither a record nor a list.
func notRecords(v Value) error {
	return diag.MemberFinding(diag.RuleMemberType, "", fmt.Sprintf("%s where a record or an array of them is needed", v.Kind))
}

// AppendText appends a text as a JSON string.
func AppendText(dst []byte, s string) []byte {
	for i := range len(s) {
		if b := s[i]; b < ' ' || b == '"' || b == '\\' || b >= utf8.RuneSelf {
			quoted, _ := json.Marshal(s) // which cannot fail
			return append(dst, quoted...)
		}
	}
	return append(append(append(dst, '"'), s...), '"')
}

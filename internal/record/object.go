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
	Nested     // an object
	Unreadable // a value that cannot be read
)

var kindNames = [...]string{Null: "null", Bool: "true or false", Number: "a number", Text: "text", List: "an array", Nested: "an object", Unreadable: "no value"}

// String returns the kind in prose: "a number".
func (k Kind) String() string { return kindNames[k] }

// kindOf returns the kind of a JSON value.
func kindOf(value []byte) Kind {
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

// A Value is a value in a text, with its position: a byte offset, or another number
// that the reader maps to a position. Objects and lists are parsed on demand.
type Value struct {
	Kind  Kind
	json  bool // whether text is JSON
	depth int32
	At    int
	text  []byte
	parts *Parts
}

// Parts are the parts of a value that is not JSON.
type Parts struct {
	Fields   func(into []Field) []Field // of an object: appends its members
	Elements iter.Seq[Value]            // of a list
	Type     string                     // the name of an object's type
	Printed  string                     // what the shell prints for an object; "": not known
	bad      *diag.Finding
}

// JSON returns the value of a valid JSON text. at is the position of its first byte.
func JSON(text []byte, at int) Value {
	c := &cursor{data: bytes.TrimRight(text, blanks)}
	c.over(blank)
	return Value{Kind: kindOf(c.data[c.i:]), json: true, At: at + c.i, text: c.data[c.i:]}
}

// Plain returns the value of a text in a form without types, such as CSV. Empty text
// is null, because such a form writes both alike.
func Plain(text []byte, at int) Value {
	if len(text) == 0 {
		return Value{Kind: Null, At: at}
	}
	return Value{Kind: Text, At: at, text: text}
}

// Of returns an object or list with the given parts.
func Of(kind Kind, at int, parts *Parts) Value { return Value{Kind: kind, At: at, parts: parts} }

// Bad returns an unreadable value. A record with this value gets the finding.
func Bad(at int, why *diag.Finding) Value { return Of(Unreadable, at, &Parts{bad: why}) }

// Parts returns the parts of a value that is not JSON.
func (v Value) Parts() Parts {
	if v.parts == nil {
		return Parts{}
	}
	return *v.parts
}

// Depth returns the depth of nested objects and arrays in a JSON value that is part of
// another.
func (v Value) Depth() int { return int(v.depth) }

// Text returns the text of a Text, and the literal of a Boolean or a number.
func (v Value) Text() []byte {
	if v.Kind == Text && v.json {
		return Unquote(v.text)
	}
	return v.text
}

// Elements returns the elements of a List.
func (v Value) Elements() iter.Seq[Value] {
	if v.parts != nil {
		return v.parts.Elements
	}
	return func(yield func(Value) bool) {
		c := inside(v.text)
		for c.more() && yield(c.next(v.At)) {
		}
	}
}

// Objects returns the elements of a List as objects. It reuses the fields for the next
// object. It reads at most most fields of each; 0: all.
func (v Value) Objects(into []Field, most int) iter.Seq[Object] {
	if v.parts != nil {
		return func(yield func(Object) bool) {
			for e := range v.parts.Elements {
				o := e.Object(into, most)
				if into = o.Fields; !yield(o) {
					return
				}
			}
		}
	}
	return func(yield func(Object) bool) {
		c := inside(v.text)
		for c.more() {
			var o Object
			if c.data[c.i] == '{' {
				o = c.object(v.At, into, most)
				into = o.Fields
			} else {
				o.Value = c.next(v.At)
			}
			if !yield(o) {
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

// An Object is a value that should be a record, with its members in order, duplicates
// included. A value of another kind has no members.
type Object struct {
	Value
	Fields []Field
}

// Object returns the value as an object. It reuses into for the members, and reads at
// most most of them; 0: all.
func (v Value) Object(into []Field, most int) Object {
	switch {
	case v.Kind != Nested:
		return Object{v, into[:0]}
	case v.parts != nil:
		return Object{v, v.parts.Fields(into[:0])}
	}
	c := &cursor{data: v.text}
	return c.object(v.At, into, most)
}

// List returns the list that an object represents. Windows PowerShell may convert a
// list to an object with the members value and Count; name is then that of the member.
func (o Object) List() (name string, list Value, ok bool) {
	if o.Kind == List || len(o.Fields) != 2 {
		return "", o.Value, o.Kind == List
	}
	for _, m := range o.Fields {
		if char.EqualFold(string(m.Name), "value") && m.Value.Kind == List {
			list, name = m.Value, string(m.Name)
		} else if !char.EqualFold(string(m.Name), "Count") {
			return "", o.Value, false
		}
	}
	return name, list, list.Kind == List
}

// records returns the records in a value: the elements of a list, or the value itself.
// base is the path of the list if an object represents it. ok is false for other
// values.
func (v Value) records() (records iter.Seq[Object], base diag.Path, ok bool) {
	o := v.Object(nil, 0)
	name, list, isList := o.List()
	switch {
	case isList && name != "":
		return list.Objects(nil, 0), diag.Path("").Member(name), true
	case isList:
		return list.Objects(nil, 0), "", true
	}
	return func(yield func(Object) bool) { yield(o) }, "", v.Kind == Nested || v.Kind == Unreadable
}

// notRecords returns the error for a value that is neither a record nor a list.
func notRecords(v Value) error {
	return diag.MemberFinding(diag.RuleMemberType, "", fmt.Sprintf("%s where a record or an array of them is needed", v.Kind))
}

// AppendText appends a text as a JSON string, as package json writes it.
func AppendText(dst []byte, s string) []byte {
	if !isPlain(s) {
		quoted, _ := json.Marshal(s) // cannot fail
		return append(dst, quoted...)
	}
	return append(append(append(dst, '"'), s...), '"')
}

// isPlain reports whether a text needs no escapes in JSON.
func isPlain[T ~string | ~[]byte](s T) bool {
	for i := range len(s) {
		if b := s[i]; b < ' ' || b == '"' || b == '\\' || b == '<' || b == '>' || b == '&' || b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

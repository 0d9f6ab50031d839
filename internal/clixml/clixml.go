// Package clixml reads CLIXML, the form in which Export-Clixml of PowerShell writes
// objects ([MS-PSRP] 2.2.5). It uses only the standard library.
//
// It reads the contents of objects without interpreting them. Nothing is expanded,
// fetched or run. A document type is rejected, so only the entities of XML itself
// exist. Secure strings, script blocks and references to an enclosing value are
// skipped. Any other reference is the value that it refers to, which is not copied.
package clixml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/lyncfed/lyncfed/internal/char"
)

// A Kind is what a [Value] is.
type Kind uint8

const (
	Nil     Kind = iota
	Text         // text, and what is written as such: dates, identifiers, versions
	Number       // whole or not
	Bool         // true or false
	Object       // what has properties, a list, entries or a type
	Skipped      // what is never read: secure strings, scripts, references to what they are within, and elements that are not known
)

// A Value is one value. Values that are referred to are shared.
type Value struct {
	Kind      Kind
	Element   string // the name of its XML element: "S", "I32", "Obj"
	Stream    string // of a value that stands alone, the stream it was sent to: "Error"; "" is the output
	Text      string // what is in it; of an Object what the shell prints for it, if that was written
	Offset    int    // of its element in the text, in bytes
	*Contents        // which only an Object has any of; never nil
}

// Contents are what an object has.
type Contents struct {
	Types      []string   // its type and those that it is made from
	Primitive  *Value     // what an enumeration or another extended primitive is; nil: none
	Properties []Property // those of the object and those that were added to it, in order
	Items      []*Value   // of a list, which is not nil if it is empty
	Entries    []Entry    // of a dictionary, likewise
}

// A Property is a value with its name.
type Property struct {
	Name string
	*Value
}

// An Entry is an entry of a dictionary.
type Entry struct{ Key, Value *Value }

// An Error is a syntax error of CLIXML with its position.
type Error struct {
	Offset int // in bytes
	Reason string
}

func (e *Error) Error() string { return fmt.Sprintf("byte %d: %s", e.Offset, e.Reason) }

// MaxDepth is how deep elements may be within one another. The shell writes no
// more than two levels of objects if it is not told otherwise.
const MaxDepth = 256

// A value and an object take room, however short their elements are. The shell
// writes longer ones: with a name or a type.
const (
	minValue  = 12   // bytes of the text for each value
	minObject = 48   // and for each object
	budget    = 1000 // that a short text may have
)

// Decode reads the first document of a text, and returns its values and the offset
// of the text after it. Blanks and the line #< CLIXML may come before it. The error
// is an [*Error].
func Decode(text []byte) (values []*Value, end int, err error) {
	begin := len(text) - len(bytes.TrimLeft(text, " \t\r\n"))
	if rest, cut := bytes.CutPrefix(text[begin:], []byte("#< CLIXML")); cut {
		begin = len(text) - len(rest)
	}
	d := &decoder{
		scanner: scanner{text: text, at: begin, words: map[string]string{}},
		types:   map[string][]string{},
		known:   map[string]*Value{},
		open:    map[*Value]bool{},
	}
	d.values, d.objects = budget+len(text)/minValue, budget+len(text)/minObject
	values, err = d.document()
	if err != nil {
		if _, ours := errors.AsType[*Error](err); !ours {
			err = &Error{d.scanner.at, reason(err)}
		}
		return nil, 0, err
	}
	return values, d.scanner.at, nil
}

// reason returns what package xml finds wrong, without the line, which is that
// within this document.
func reason(err error) string {
	text := err.Error()
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		text = syntax.Msg
	} else if inner := errors.Unwrap(err); inner != nil { // ours, of the encoding
		text = inner.Error()
	} else if err == io.EOF {
		text = "it ends in the middle"
	}
	return fmt.Sprintf("%.200s", text) // it may hold a name, which may be as long as the text
}

// charset takes the text as it is: whatever its first line says, it has been
// made UTF-8 by the one who has it.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch char.Fold(label) {
	case "utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "unicode":
		return in, nil
	}
	return nil, fmt.Errorf("the encoding %.40q is not read", label)
}

type decoder struct {
	scanner scanner
	at      int                 // of the last element
	names   []xml.Name          // of the elements that are open
	types   map[string][]string // by the RefId of TN
	known   map[string]*Value   // by the RefId of Obj
	open    map[*Value]bool     // those that are being read
	buf     []byte              // for text
	none    Contents            // what other values than objects have
	free    []Value             // for values to come, which are made many at a time
	values  int                 // how many may come
	objects int                 // and how many objects
}

func (d *decoder) fail(format string, args ...any) error {
	return &Error{d.at, fmt.Sprintf(format, args...)}
}

// token returns the next token, and holds that elements end in the order in
// which they began. Names are as they are written, since CLIXML has one
// namespace.
func (d *decoder) token() (tokenKind, error) {
	at := d.scanner.at
	token, err := d.scanner.next()
	if err != nil {
		return 0, err
	}
	switch token {
	case start:
		d.at = at
		if d.names = append(d.names, d.scanner.element.Name); len(d.names) > MaxDepth {
			return 0, d.fail("elements are more than %d deep", MaxDepth)
		}
	case end:
		last := len(d.names) - 1
		if last < 0 || d.names[last] != d.scanner.name {
			d.at = at
			return 0, d.fail("%.40s ends, and is not the element that began last", d.scanner.name.Local)
		}
		d.names = d.names[:last]
	case directive:
		d.at = at
		return 0, d.fail("a document type, which may define entities, is not read")
	}
	return token, nil
}

// next returns the next element, or none at the end of the one that it is
// within. Text between elements is passed over. The element is there until the
// next call.
func (d *decoder) next() (*xml.StartElement, error) {
	for {
		token, err := d.token()
		switch {
		case err != nil:
			return nil, err
		case token == start:
			return &d.scanner.element, nil
		case token == end:
			return nil, nil
		}
	}
}

// text returns the text of the element that was opened last, to its end.
func (d *decoder) text() (string, error) {
	d.buf = d.buf[:0]
	for {
		token, err := d.token()
		switch {
		case err != nil:
			return "", err
		case token == chars:
			d.buf = append(d.buf, d.scanner.chars...)
		case token == end:
			return Unescape(string(d.buf)), nil
		case token == start:
			return "", d.fail("an element %.40s within text", d.scanner.element.Name.Local)
		}
	}
}

// skip passes over the element that was opened last, to its end.
func (d *decoder) skip() error {
	for level := 1; level > 0; {
		e, err := d.next()
		if err != nil {
			return err
		}
		if e != nil {
			level++
		} else {
			level--
		}
	}
	return nil
}

// each calls f for each element within the one that was opened last.
func (d *decoder) each(f func(*xml.StartElement) error) error {
	for {
		e, err := d.next()
		if err != nil || e == nil {
			return err
		}
		if err := f(e); err != nil {
			return err
		}
	}
}

func attribute(e *xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

func (d *decoder) document() ([]*Value, error) {
	root, err := d.next()
	if err != nil {
		return nil, err
	}
	if root.Name.Local != "Objs" { // package xml lets nothing end that has not begun
		return nil, d.fail("the root is %.40s, and not Objs", root.Name.Local)
	}
	var values []*Value
	err = d.each(func(e *xml.StartElement) error {
		stream := attribute(e, "S")
		v, err := d.value(e)
		if err != nil {
			return err
		}
		if stream != "" && !char.EqualFold(stream, "output") {
			sent := *v // what is shared with a reference may be sent elsewhere
			sent.Stream = stream
			v = &sent
		}
		values = append(values, v)
		return nil
	})
	return values, err
}

// value reads the value of an element that has been opened.
func (d *decoder) value(e *xml.StartElement) (v *Value, err error) {
	if d.values--; e.Name.Local == "Obj" || e.Name.Local == "MS" {
		d.objects--
	}
	if d.values < 0 || d.objects < 0 {
		return nil, d.fail("its values are shorter than those that Export-Clixml writes")
	}
	if len(d.free) == 0 {
		d.free = make([]Value, 64)
	}
	v, d.free = &d.free[0], d.free[1:]
	v.Element, v.Offset, v.Contents = e.Name.Local, d.at, &d.none
	switch v.Element {
	case "Obj":
		v.Kind, v.Contents = Object, new(Contents)
		return v, d.object(v, attribute(e, "RefId"))
	case "MS": // a set of members with a name, among others; what is in it may be referred to
		v.Kind, v.Contents = Object, new(Contents)
		return v, d.properties(v)
	case "Ref":
		return d.reference(v, attribute(e, "RefId"))
	case "Nil":
		return v, d.skip()
	case "B":
		v.Kind = Bool
	case "By", "SB", "I16", "U16", "I32", "U32", "I64", "U64", "Sg", "Db", "D":
		v.Kind = Number
	case "S", "DT", "TS", "G", "URI", "Version", "SemanticVersion", "BA", "XD":
		v.Kind = Text
	case "C":
		v.Kind = Text
		if v.Text, err = d.text(); err != nil {
			return nil, err
		}
		unit, err := strconv.ParseUint(v.Text, 10, 16)
		if err != nil {
			return nil, &Error{v.Offset, "a character is not given by its number"}
		}
		v.Text = string(rune(unit))
		return v, nil
	default:
		v.Kind = Skipped
		return v, d.skip()
	}
	v.Text, err = d.text()
	return v, err
}

// reference returns the value that a Ref refers to, or the Ref if it is within
// that: the shell writes what refers to its parent, and values have no cycles.
func (d *decoder) reference(ref *Value, id string) (*Value, error) {
	v := d.known[id]
	if v == nil {
		return nil, d.fail("it refers to object %.40q, which is not before it", id)
	}
	if d.open[v] {
		ref.Kind = Skipped
		v = ref
	}
	return v, d.skip()
}

// unread are the elements that may stand for an object and are not read.
var unread = []string{"Ref", "SS", "SBK", "PR"}

// object reads what is in an Obj.
func (d *decoder) object(v *Value, id string) error {
	if id != "" {
		if d.known[id] != nil {
			return d.fail("there are two objects %.40q", id)
		}
		d.known[id] = v
	}
	d.open[v] = true
	defer delete(d.open, v)
	return d.each(func(e *xml.StartElement) (err error) {
		switch name := e.Name.Local; name {
		case "TN":
			id := attribute(e, "RefId")
			v.Types = nil // not those of a TNRef, which are shared
			err = d.each(func(e *xml.StartElement) error {
				text, err := d.text()
				v.Types = append(v.Types, text)
				return err
			})
			d.types[id] = v.Types
		case "TNRef":
			types, found := d.types[attribute(e, "RefId")]
			if !found {
				return d.fail("it refers to type %.40q, which is not before it", attribute(e, "RefId"))
			}
			v.Types = types
			err = d.skip()
		case "ToString":
			v.Text, err = d.text()
		case "Props", "MS":
			err = d.properties(v)
		case "LST", "IE", "QUE", "STK":
			v.Items = []*Value{}
			err = d.each(func(e *xml.StartElement) error {
				item, err := d.value(e)
				v.Items = append(v.Items, item)
				return err
			})
		case "DCT":
			v.Entries = []Entry{}
			err = d.each(d.entry(v))
		default:
			v.Primitive, err = d.value(e)
			if err == nil && v.Primitive.Kind == Skipped && !slices.Contains(unread, name) {
				err = d.fail("%.40q in an object, which Export-Clixml does not write", name)
			}
		}
		return err
	})
}

// properties reads the properties within the element that was opened last.
func (d *decoder) properties(v *Value) error {
	return d.each(func(e *xml.StartElement) error {
		name := Unescape(attribute(e, "N"))
		p, err := d.value(e)
		v.Properties = append(v.Properties, Property{name, p})
		return err
	})
}

// entry returns the function that reads an entry of a dictionary.
func (d *decoder) entry(v *Value) func(*xml.StartElement) error {
	return func(e *xml.StartElement) error {
		if e.Name.Local != "En" {
			return d.fail("%.40s in a dictionary, and not En", e.Name.Local)
		}
		at := d.at
		var entry Entry
		err := d.each(func(e *xml.StartElement) (err error) {
			switch name := attribute(e, "N"); name {
			case "Key":
				entry.Key, err = d.value(e)
			case "Value":
				entry.Value, err = d.value(e)
			default:
				err = d.fail("%.40q in an entry of a dictionary, and not Key or Value", name)
			}
			return err
		})
		if err != nil {
			return err
		}
		if entry.Key == nil || entry.Value == nil {
			return &Error{at, "an entry of a dictionary without a key or a value"}
		}
		v.Entries = append(v.Entries, entry)
		return nil
	}
}

// Unescape returns a text with its escapes decoded: _x000D_ is a return. Invalid
// escapes, and those of half a character, stay as they are.
func Unescape(s string) string {
	i := strings.Index(s, "_x")
	if i < 0 {
		return s
	}
	var b strings.Builder
	for ; i >= 0; i = strings.Index(s, "_x") {
		b.WriteString(s[:i])
		s = s[i:]
		var units []uint16
		for n := 0; len(units) < 2; n += escapeLen {
			unit, ok := escape(s[n:])
			if !ok {
				break
			}
			units = append(units, unit)
			if !utf16.IsSurrogate(rune(unit)) {
				break
			}
		}
		runes := utf16.Decode(units)
		switch {
		case len(units) == 0:
			b.WriteString(s[:2])
			s = s[2:]
			continue
		case slices.Contains(runes, '\uFFFD') && units[0] != 0xFFFD:
			b.WriteString(s[:escapeLen]) // with the _ at its end, which begins no other
			s = s[escapeLen:]
			continue
		}
		b.WriteString(string(runes))
		s = s[escapeLen*len(units):]
	}
	b.WriteString(s)
	return b.String()
}

const escapeLen = len("_x000D_")

// escape returns the UTF-16 code unit of the escape that s begins with.
func escape(s string) (uint16, bool) {
	if len(s) < escapeLen || s[:2] != "_x" || s[escapeLen-1] != '_' {
		return 0, false
	}
	unit, err := strconv.ParseUint(s[2:escapeLen-1], 16, 16)
	return uint16(unit), err == nil
}

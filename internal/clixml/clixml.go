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

// A Kind is the kind of a [Value].
type Kind uint8

const (
	Nil     Kind = iota
	Text         // text, and what is written as text: dates, identifiers, versions
	Number       // an integer or a fraction
	Bool         // true or false
	Object       // a value with properties, a list, entries or a type
	Skipped      // a value that is not read: a secure string, a script, a reference to an enclosing value, an unknown element
)

// A Value is one value. All references to a value share it.
type Value struct {
	Kind      Kind
	Element   string // the name of its XML element: "S", "I32", "Obj"
	Stream    string // the stream that a top-level value was sent to: "Error"; "" is the output
	Text      string // its text; for an Object the text that the shell prints for it, if the file has it
	Offset    int    // of its element, in bytes from the beginning of the text
	*Contents        // empty except in an Object; never nil
}

// Contents are the parts of an object.
type Contents struct {
	Types      []string   // its type and the base types
	Primitive  *Value     // the value of an enumeration or another extended primitive; nil: none
	Properties []Property // the object's own properties and added ones, in order
	Items      []*Value   // of a list; not nil if the list is empty
	Entries    []Entry    // of a dictionary; not nil if it is empty
}

// A Property is a name and its value.
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

// MaxDepth is the maximum depth of nested elements. By default the shell writes at
// most two levels of objects.
const MaxDepth = 256

// These bound the memory for values whose elements are very short. The shell writes
// longer elements, with a name or a type.
const (
	minValue  = 12   // minimum bytes of text for each value
	minObject = 48   // minimum bytes of text for each object
	budget    = 1000 // values and objects that a short text may have anyway
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

// reason returns the text of an error of package xml without its line number, which
// counts from the beginning of this document.
func reason(err error) string {
	text := err.Error()
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		text = syntax.Msg
	} else if inner := errors.Unwrap(err); inner != nil { // charset's error
		text = inner.Error()
	} else if err == io.EOF {
		text = "the text is truncated"
	}
	return fmt.Sprintf("%.200s", text) // the error may quote a name as long as the text
}

// charset returns the text unchanged. The caller has converted it to UTF-8, whatever
// the XML declaration says.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch char.Fold(label) {
	case "utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "unicode":
		return in, nil
	}
	return nil, fmt.Errorf("the encoding %.40q is not supported", label)
}

type decoder struct {
	scanner scanner
	at      int                 // offset of the last element
	names   []xml.Name          // of the open elements
	types   map[string][]string // by the RefId of TN
	known   map[string]*Value   // by the RefId of Obj
	open    map[*Value]bool     // objects that are being read
	buf     []byte              // reused for text
	none    Contents            // shared by all values that are not objects
	free    []Value             // values allocated in advance
	values  int                 // how many more values are permitted
	objects int                 // how many more objects are permitted
}

func (d *decoder) fail(format string, args ...any) error {
	return &Error{d.at, fmt.Sprintf(format, args...)}
}

// token returns the next token. It rejects elements that are not nested properly.
// Names are not resolved to namespaces, since CLIXML has only one.
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
			return 0, d.fail("elements are nested more than %d deep", MaxDepth)
		}
	case end:
		last := len(d.names) - 1
		if last < 0 || d.names[last] != d.scanner.name {
			d.at = at
			return 0, d.fail("unexpected end of element %.40s", d.scanner.name.Local)
		}
		d.names = d.names[:last]
	case directive:
		d.at = at
		return 0, d.fail("a document type is not supported, because it may define entities")
	}
	return token, nil
}

// next returns the next child element, or nil at the end of the parent. It skips text
// between elements. The element is valid until the next call.
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

// text reads the element that was opened last to its end, and returns its text.
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
			return "", d.fail("element %.40s within text", d.scanner.element.Name.Local)
		}
	}
}

// skip reads the element that was opened last to its end.
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
	if root.Name.Local != "Objs" { // package xml rejects an end without a start
		return nil, d.fail("the root element is %.40s instead of Objs", root.Name.Local)
	}
	var values []*Value
	err = d.each(func(e *xml.StartElement) error {
		stream := attribute(e, "S")
		v, err := d.value(e)
		if err != nil {
			return err
		}
		if stream != "" && !char.EqualFold(stream, "output") {
			sent := *v // a shared value may be sent to another stream
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
		return nil, d.fail("too many values for the length of the text")
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
	case "MS": // a member set; other elements may refer to values in it
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
			return nil, &Error{v.Offset, "a Char element has no character number"}
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

// reference returns the value that a Ref refers to, or the Ref itself if it refers to
// an enclosing value: the shell writes such references, and values have no cycles.
func (d *decoder) reference(ref *Value, id string) (*Value, error) {
	v := d.known[id]
	if v == nil {
		return nil, d.fail("reference to object %.40q, which is not defined before it", id)
	}
	if d.open[v] {
		ref.Kind = Skipped
		v = ref
	}
	return v, d.skip()
}

// unread are the elements in place of an object that are not read.
var unread = []string{"Ref", "SS", "SBK", "PR"}

// object reads the contents of an Obj element.
func (d *decoder) object(v *Value, id string) error {
	if id != "" {
		if d.known[id] != nil {
			return d.fail("duplicate object %.40q", id)
		}
		d.known[id] = v
	}
	d.open[v] = true
	defer delete(d.open, v)
	return d.each(func(e *xml.StartElement) (err error) {
		switch name := e.Name.Local; name {
		case "TN":
			id := attribute(e, "RefId")
			v.Types = nil // do not append to the shared types of a TNRef
			err = d.each(func(e *xml.StartElement) error {
				text, err := d.text()
				v.Types = append(v.Types, text)
				return err
			})
			d.types[id] = v.Types
		case "TNRef":
			types, found := d.types[attribute(e, "RefId")]
			if !found {
				return d.fail("reference to type %.40q, which is not defined before it", attribute(e, "RefId"))
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
				err = d.fail("unexpected element %.40q in an object", name)
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
			return d.fail("element %.40s in a dictionary instead of En", e.Name.Local)
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
				err = d.fail("element %.40q in a dictionary entry instead of Key or Value", name)
			}
			return err
		})
		if err != nil {
			return err
		}
		if entry.Key == nil || entry.Value == nil {
			return &Error{at, "a dictionary entry has no key or no value"}
		}
		v.Entries = append(v.Entries, entry)
		return nil
	}
}

// Unescape returns a text with its escapes decoded: _x000D_ is a carriage return. It
// leaves invalid escapes and unpaired surrogates as they are.
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
			b.WriteString(s[:escapeLen]) // its final _ does not begin another escape
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

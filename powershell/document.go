package powershell

import (
	"encoding/json"
	"slices"
	"sort"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/internal/record"
)

// A document is one thing that the shell printed, as the JSON that
// ConvertTo-Json would have made of it: what comes after has only one form to
// understand.
type document struct {
	*input
	json []byte
	// How to come from a byte of json to the text: for what was JSON already it
	// is base bytes further on, and otherwise the last mark before it tells.
	base  int
	marks []mark
	// What JSON has no place for, by the offset of the object.
	typ     string         // the name of the type of all objects; "": that in types
	types   map[int]string // the name of its type
	strings map[int]string // what the shell prints for it
	parts   bool           // whether objects before these were taken already
	summary byte           // what a text begins with, besides, that stands for another: { on a console, $ in a script
}

// A mark says where in the text what is at a byte of the JSON comes from.
type mark struct{ json, text int }

// typeOf returns the name of the type of the object at an offset, or "".
func (d *document) typeOf(at int) string {
	if d.typ != "" {
		return d.typ
	}
	return d.types[at]
}

// offset returns where in the text a byte of the JSON comes from.
func (d *document) offset(at int) int {
	if d.marks == nil {
		return d.base + at
	}
	i := sort.Search(len(d.marks), func(i int) bool { return d.marks[i].json > at })
	if i == 0 {
		return d.base
	}
	return d.marks[i-1].text
}

// mark says that what is written next comes from a byte of the text.
func (d *document) mark(text int) {
	// To double is less work than what append does for what is large.
	if cap(d.marks) == len(d.marks) {
		d.marks = slices.Grow(d.marks, max(64, len(d.marks)))
	}
	if cap(d.json)-len(d.json) < 256 {
		d.json = slices.Grow(d.json, max(1024, len(d.json)))
	}
	d.marks = append(d.marks, mark{len(d.json), text})
}

// open begins an object or an array that comes from a byte of the text.
func (d *document) open(bracket byte, text int) {
	d.mark(text)
	d.json = append(d.json, bracket)
}

// close ends it.
func (d *document) close(bracket byte) { d.json = append(trimComma(d.json), bracket, ',') }

// maxPart is how long the JSON becomes of which the objects are taken, so that
// those which are not kept take no room.
const maxPart = 1 << 20

// part takes the objects of a document that is being written, if they are many, and
// returns the document for those to come.
func (a *assembler) part(d *document) (*document, error) {
	if len(d.json) < maxPart {
		return d, nil
	}
	next := &document{input: d.input, summary: d.summary, parts: true, typ: d.typ}
	next.json, next.marks = make([]byte, 0, len(d.json)+maxPart/16), make([]mark, 0, len(d.marks)+len(d.marks)/16)
	next.open('[', d.marks[0].text)
	return next, a.objects(d, d.array())
}

// whole takes the objects of a document that was written.
func (a *assembler) whole(d *document) error {
	a.documents++
	if d.parts && len(d.json) == 1 {
		return nil
	}
	return a.objects(d, d.array())
}

// array returns the document's array, which it ends.
func (d *document) array() record.RawField {
	d.close(']')
	d.json = trimComma(d.json)
	return record.RawField{Value: d.json}
}

func trimComma(text []byte) []byte {
	if n := len(text); n > 0 && text[n-1] == ',' {
		return text[:n-1]
	}
	return text
}

// name writes the name of a member.
func (d *document) name(name string) {
	d.json = append(appendText(d.json, name), ':')
}

// value writes a value that comes from a byte of the text; an empty one is null,
// since most forms cannot tell the two apart.
func (d *document) value(value string, text int) {
	d.mark(text)
	if value == "" {
		d.json = append(d.json, "null,"...)
		return
	}
	d.json = append(appendText(d.json, value), ',')
}

// literal writes what is JSON already.
func (d *document) literal(value string, text int) {
	d.mark(text)
	d.json = append(append(d.json, value...), ',')
}

// appendText appends a text as JSON.
func appendText(dst []byte, s string) []byte {
	for i := range len(s) {
		if b := s[i]; b < ' ' || b == '"' || b == '\\' || b >= utf8.RuneSelf {
			quoted, _ := json.Marshal(s) // which cannot fail
			return append(dst, quoted...)
		}
	}
	return append(append(append(dst, '"'), s...), '"')
}

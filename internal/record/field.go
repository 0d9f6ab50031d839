package record

import (
	"encoding"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/product"
)

// A Textual is a field whose value has a text form. If it is also an
// [encoding/json.Unmarshaler], it accepts Booleans and numbers.
type Textual interface {
	IsZero() bool
	encoding.TextAppender
	encoding.TextUnmarshaler
}

// A Shaped is a field whose value has many forms in exports, such as a domain list of
// a tenant. It reads every form itself, including null. After an error the field is
// unknown, and the record keeps its other members.
type Shaped interface {
	IsZero() bool  // whether it is empty, and is written as null
	IsList() bool  // whether it is a list rather than a text
	IsKnown() bool // whether it is known; an unknown field is not written
	ReadValue(v Value) error
	AppendJSON(dst []byte) []byte
	Value() diag.Value
	Entries() iter.Seq[string]
}

// A nested field is one that [Records], [One] or [Texts] returns.
type nested interface {
	IsZero() bool
	read(rd *Reader, v Value) error
	append(dst []byte) ([]byte, error)
	within() (of Table, isList bool)
}

// set sets a field to a value. Null leaves it as it is.
func (rd *Reader) set(field any, v Value) error {
	switch v.Kind {
	case Null:
		if shaped, isShaped := field.(Shaped); isShaped {
			return shaped.ReadValue(v)
		}
		return nil
	case Unreadable:
		return v.parts.bad
	}
	wrong := func(wanted string) error {
		return diag.MemberFinding(diag.RuleMemberType, "", fmt.Sprintf("%s where %s is needed", v.Kind, wanted))
	}
	switch field := field.(type) {
	case *string:
		if v.Kind != Text {
			return wrong("text")
		}
		*field = string(v.Text())
		return nil
	case *uint64:
		if v.Kind == Text && len(v.Text()) == 0 {
			return nil
		}
		n, err := strconv.ParseUint(string(v.Text()), 10, 64)
		if v.Kind != Text && v.Kind != Number || err != nil || n == 0 {
			return wrong("a whole number above zero")
		}
		*field = n
		return nil
	case *bool:
		on, err := toSwitch(v)
		*field = on.IsOn()
		return err
	case *product.Switch:
		on, err := toSwitch(v)
		*field = on
		return err
	case nested:
		return field.read(rd, v)
	case Shaped:
		return field.ReadValue(v)
	case Textual:
		if v.Kind == Text {
			return field.UnmarshalText(v.Text())
		}
		literal, ok := field.(json.Unmarshaler)
		if !ok {
			return wrong("text")
		}
		if v.Kind == List || v.Kind == Nested {
			return wrong("a single value")
		}
		return literal.UnmarshalJSON(v.Text())
	}
	panic(fmt.Sprintf("record: a schema has a field of type %T", field))
}

// toSwitch converts a value to a switch.
func toSwitch(v Value) (product.Switch, error) {
	var s product.Switch
	if v.Kind == List || v.Kind == Nested {
		return s, diag.MemberFinding(diag.RuleMemberType, "", fmt.Sprintf("%s where a single value is needed", v.Kind))
	}
	err := s.UnmarshalText(v.Text())
	return s, err
}

// isZero reports whether a field is not set. A Boolean is always set.
func isZero(field any) bool {
	switch field := field.(type) {
	case *string:
		return *field == ""
	case *uint64:
		return *field == 0
	case *bool:
		return false
	case interface{ IsZero() bool }:
		return field.IsZero()
	}
	panic(fmt.Sprintf("record: a schema has a field of type %T", field))
}

// appendField appends a field as JSON: null if it is not set.
func appendField(dst []byte, field any) ([]byte, error) {
	if isZero(field) {
		return append(dst, "null"...), nil
	}
	switch field := field.(type) {
	case *string:
		return AppendText(dst, *field), nil
	case *uint64:
		return strconv.AppendUint(dst, *field, 10), nil
	case *bool:
		return strconv.AppendBool(dst, *field), nil
	case *product.Switch:
		if *field > product.On {
			return field.AppendText(nil) // returns the error
		}
		return strconv.AppendBool(dst, field.IsOn()), nil
	case nested:
		return field.append(dst)
	case Shaped:
		return field.AppendJSON(dst), nil
	case Textual:
		dst = append(dst, '"')
		n := len(dst)
		dst, err := field.AppendText(dst)
		if err != nil {
			return nil, err
		}
		if isPlain(dst[n:]) {
			return append(dst, '"'), nil
		}
		return AppendText(dst[:n-1], string(dst[n:])), nil
	}
	panic(fmt.Sprintf("record: a schema has a field of type %T", field))
}

// text returns the text of a key field.
func text(field any) string {
	if s, isString := field.(*string); isString {
		return *s
	}
	return string(appendText(nil, field))
}

// appendText appends the text of a key field.
func appendText(dst []byte, field any) []byte {
	switch field := field.(type) {
	case *string:
		return append(dst, *field...)
	case Textual:
		dst, _ = field.AppendText(dst)
		return dst
	}
	panic(fmt.Sprintf("record: a schema has a key of type %T", field))
}

// value returns a field as the value of an edit: null if it is not set.
func value(field any) diag.Value {
	if isZero(field) {
		return diag.Null()
	}
	switch field := field.(type) {
	case *bool:
		return diag.Bool(*field)
	case *uint64:
		return diag.Number(*field)
	case *product.Switch:
		return diag.Bool(field.IsOn())
	case nested:
		return diag.Value{} // nested records cannot be edited
	case Shaped:
		return field.Value()
	}
	return diag.Text(text(field))
}

// A lister is a field whose text is a list.
type lister interface{ Entries() iter.Seq[string] }

// entries returns the entries of a list member, and whether the member is a list.
func (s *Schema[R]) entries(r *R, name string) ([]string, bool) {
	i, _, _, found := s.member([]byte(name), 0)
	if !found {
		return nil, false
	}
	switch field := s.Members[i].Field(r).(type) {
	case lister:
		if of, is := field.(interface{ IsList() bool }); is && !of.IsList() {
			return nil, false
		}
		all := slices.Sorted(field.Entries())
		return slices.Compact(all), true
	case interface{ texts() []string }:
		return field.texts(), true
	}
	return nil, false
}

// line returns a record as one line of text: the members that are set.
func (s *Schema[R]) line(r *R) string {
	var all []string
	for p := range s.SetMembers(r) {
		all = append(all, p.Name+"="+s.value(r, p.Name).String())
	}
	return strings.Join(all, ", ")
}

// Records returns the field of a [Member] that is an array of records. A single record
// is read as an array of one.
func Records[R any](into *[]R, of *Schema[R]) any { return recordList[R]{into, of} }

type recordList[R any] struct {
	into *[]R
	of   *Schema[R]
}

func (l recordList[R]) within() (Table, bool) { return l.of, true }

func (l recordList[R]) IsZero() bool { return *l.into == nil }

// partial is implemented by fields that can be read in part.
type partial interface{ marked() bool }

// marked reports whether the list was read and its records mark their unreadable
// members.
func (l recordList[R]) marked() bool { return *l.into != nil && l.of.Unread != nil }

func (l recordList[R]) append(dst []byte) ([]byte, error) { return appendList(dst, *l.into, l.of, nil) }

func (l recordList[R]) texts() []string {
	var all []string
	for i := range *l.into {
		all = append(all, l.of.line(&(*l.into)[i]))
	}
	slices.Sort(all)
	return all
}

func (l recordList[R]) read(rd *Reader, v Value) error {
	list, base, ok := v.records()
	if !ok {
		return notRecords(v)
	}
	read := []R{}
	var problems diag.Findings
	for e := range list {
		at := base
		if v.Kind == List || base != "" {
			at = base.Index(len(read))
		}
		var r R
		fs, _ := l.of.read(rd, e, &r)
		problems.AttachAll(at, fs)
		read = append(read, r)
	}
	*l.into = read
	return problems.Err()
}

// One returns the field of a [Member] that is a single record.
func One[R any](into *R, of *Schema[R]) any { return oneRecord[R]{into, of} }

type oneRecord[R any] struct {
	into *R
	of   *Schema[R]
}

func (o oneRecord[R]) within() (Table, bool) { return o.of, false }

func (o oneRecord[R]) IsZero() bool { return false }

func (o oneRecord[R]) marked() bool { return o.of.Unread != nil }

func (o oneRecord[R]) append(dst []byte) ([]byte, error) { return o.of.Append(dst, o.into) }

func (o oneRecord[R]) texts() []string { return []string{o.of.line(o.into)} }

func (o oneRecord[R]) read(rd *Reader, v Value) error {
	fs, _ := o.of.read(rd, v.Object(nil, 0), o.into)
	return fs.Err()
}

// Texts returns the field of a [Member] that is an array of texts. A single text is
// read as an array of one.
func Texts[V any, P interface {
	*V
	Textual
}](into *[]V) any {
	return textList[V, P]{into}
}

type textList[V any, P interface {
	*V
	Textual
}] struct{ into *[]V }

func (textList[V, P]) within() (Table, bool) { return nil, true }

func (l textList[V, P]) IsZero() bool { return *l.into == nil }

func (l textList[V, P]) append(dst []byte) ([]byte, error) {
	dst = append(dst, '[')
	for i := range *l.into {
		if i > 0 {
			dst = append(dst, ',')
		}
		text, err := P(&(*l.into)[i]).AppendText(nil)
		if err != nil {
			return nil, err
		}
		dst = AppendText(dst, string(text))
	}
	return append(dst, ']'), nil
}

func (l textList[V, P]) texts() []string {
	var all []string
	for i := range *l.into {
		all = append(all, char.Fold(text(P(&(*l.into)[i]))))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (l textList[V, P]) read(rd *Reader, v Value) error {
	read := []V{}
	var problems diag.Findings
	one := func(at diag.Path, v Value) {
		var element V
		problems.Attach(at, rd.set(P(&element), v))
		read = append(read, element)
	}
	if v.Kind == List {
		i := 0
		for e := range v.Elements() {
			one(diag.Path("").Index(i), e)
			i++
		}
	} else {
		one("", v)
	}
	*l.into = read
	return problems.Err()
}

// describe returns a path within a record as prose: "Licenses 2: Product" for
// /Licenses/1/Product.
func describe(at diag.Path) string {
	var parts []string
	for token := range at.Tokens() {
		if n, err := strconv.Atoi(token); err == nil && len(parts) > 0 {
			parts[len(parts)-1] += " " + strconv.Itoa(n+1)
			continue
		}
		parts = append(parts, token)
	}
	return strings.Join(parts, ": ")
}

package record

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/product"
)

// A Type is the type of the parameter for a member. Zero is for a nested record, which
// no parameter sets.
type Type uint8

const (
	TextType   Type = iota + 1
	BoolType        // $true, $false
	NumberType      // a whole number
	NameType        // the name or the number of a constant
	ListType        // a list in any form
)

// TypeOf implements [Table].
func (s *Schema[R]) TypeOf(name string) Type {
	i, _, _, found := s.member([]byte(name), 0)
	if !found {
		return 0
	}
	switch field := s.Members[i].Field(new(R)).(type) {
	case *string:
		return TextType
	case *bool, *product.Switch:
		return BoolType
	case *uint64:
		return NumberType
	case Shaped:
		if field.IsList() {
			return ListType
		}
		return TextType
	case Textual:
		if _, isName := field.(json.Unmarshaler); isName {
			return NameType
		}
		return TextType
	}
	return 0
}

// Constants implements [Table].
func (s *Schema[R]) Constants(name string) []string {
	i, _, _, found := s.member([]byte(name), 0)
	if s.TypeOf(name) != NameType || !found {
		return nil
	}
	var names []string
	field := s.Members[i].Field(new(R)).(Textual)
	for n := range 256 {
		if err := field.UnmarshalText(strconv.AppendInt(nil, int64(n), 10)); err != nil {
			break
		}
		text, err := field.AppendText(nil)
		if err != nil {
			break
		}
		names = append(names, string(text))
	}
	return names
}

// Within implements [Table].
func (s *Schema[R]) Within(name string) (of Table, isList bool) {
	i, _, _, found := s.member([]byte(name), 0)
	if !found {
		return nil, false
	}
	within, ok := s.Members[i].Field(new(R)).(nested)
	if !ok {
		return nil, false
	}
	return within.within()
}

// put sets a member to the value of an edit, and null to nothing.
func (s *Schema[R]) put(r *R, name string, v diag.Value) error {
	i, _, _, found := s.member([]byte(name), 0)
	if !found {
		return diag.MemberFinding(diag.RuleMemberUnknown, "", "unknown member")
	}
	text, err := v.MarshalJSON()
	if err != nil {
		return err
	}
	field := s.Members[i].Field(r)
	unset(field)
	if err := new(Reader).set(field, JSON(text, 0)); err != nil {
		return err
	}
	if s.Absent != nil {
		absent := s.Absent(r)
		*absent = absent.Without(product.Absent(0).With(i))
	}
	return nil
}

// unset clears a field.
func unset(field any) {
	switch field := field.(type) {
	case *string:
		*field = ""
	case *uint64:
		*field = 0
	case *bool:
		*field = false
	case *product.Switch:
		*field = product.Unset
	case Textual:
		// Every textual type reads empty text as its zero value.
		_ = field.UnmarshalText(nil)
	}
}

// know marks all members as known, except those with the given names.
func (s *Schema[R]) know(r *R, but []string) {
	if s.Absent == nil {
		return
	}
	*s.Absent(r) = 0
	for _, name := range but {
		if i, _, _, found := s.member([]byte(name), 0); found {
			*s.Absent(r) = s.Absent(r).With(i)
		}
	}
}

// blank returns a record whose members are all unknown.
func (s *Schema[R]) blank() R {
	var r R
	if s.Absent != nil {
		*s.Absent(&r) = product.AllAbsent(len(s.Members))
	}
	return r
}

func (p pointer[R]) Put(name string, v diag.Value) error { return schemaOf[R]().put(p.r, name, v) }
func (p pointer[R]) Know(but ...string)                  { schemaOf[R]().know(p.r, but) }

// Edit implements [Row].
func (s Slice[C, R]) Edit(c *C, i int, change func(Record) error) error {
	records := *s(c)
	var r R
	if i < len(records) {
		r = records[i]
	} else {
		r = schemaOf[R]().blank()
	}
	if err := change(pointer[R]{&r}); err != nil {
		return err
	}
	if i < len(records) {
		records[i] = r
	} else {
		*s(c) = append(records, r)
	}
	return nil
}

// Remove implements [Row].
func (s Slice[C, R]) Remove(c *C, i int) { *s(c) = slices.Delete(*s(c), i, i+1) }

// Edit implements [Row].
func (s Single[C, R]) Edit(c *C, _ int, change func(Record) error) error {
	r := schemaOf[R]().blank()
	if *s(c) != nil {
		r = **s(c)
	}
	if err := change(pointer[R]{&r}); err != nil {
		return err
	}
	*s(c) = &r
	return nil
}

// Remove implements [Row].
func (s Single[C, R]) Remove(c *C, _ int) { *s(c) = nil }

// Edit implements [Row]. A Scalar has no records.
func (s Scalar[C]) Edit(*C, int, func(Record) error) error { return nil }

// Remove implements [Row].
func (s Scalar[C]) Remove(*C, int) {}

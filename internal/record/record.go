// Package record reads and writes the settings of a server, member by member,
// in the JSON form that the shell gives them. All of a record that cannot be
// read is reported, each member with its path, and not only the first.
package record

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/product"
)

// A Member is a member of a record: the name that the cmdlets give it, a
// pointer to the field that holds it, and the first server that knows it. The
// field is a string, a bool, a uint64 or a value of this module.
type Member struct {
	Name  string
	Field any
	Since product.Platform // zero: it is read, and never printed
	Note  string           // on Since
}

// Settings returns the members that are printed, as what they are to a server.
func Settings(members []Member) iter.Seq[product.Member] {
	return func(yield func(product.Member) bool) {
		for _, m := range members {
			if !m.Since.IsZero() && !yield(product.Member{Name: m.Name, Since: m.Since, Note: m.Note}) {
				return
			}
		}
	}
}

// shell has the members that the shell adds to what it prints, and the Name
// that repeats the Identity. They are of no interest.
var shell = []string{
	"Anchor", "ConfigMetadata", "DataSource", "Element", "Key", "Name", "PSComputerName", "PSShowComputerName",
	"RunspaceId", "ScopeClass", "XsAnyAttributes", "XsAnyElements",
}

// IsShell reports whether a member is one that the shell adds.
func IsShell(name string) bool {
	return slices.ContainsFunc(shell, func(s string) bool { return char.EqualFold(s, name) })
}

// Decode sets the fields of a record from a JSON object. Names match in any
// letter case. Other is called for each member that is neither of the record
// nor of the shell; it may be nil. The error is [SyntaxError],
// or a [*multierror.Error] of a finding for each bad member; fields have then
// been set all the same, and the record is of no use.
func Decode(object []byte, members []Member, other func(name string)) error {
	if !json.Valid(object) {
		return SyntaxError(object)
	}
	return decode(&cursor{data: object}, members, other)
}

// Unmarshal reads one record as [Decode] does. Members that are absent are not
// set; on error the record is as it was. As for every type, null changes
// nothing.
func Unmarshal[R any](data []byte, into *R, members func(*R) []Member) error {
	if string(bytes.TrimSpace(data)) == "null" {
		return nil
	}
	var read R
	if err := Decode(data, members(&read), nil); err != nil {
		return err
	}
	*into = read
	return nil
}

// UnmarshalStrict is Unmarshal for records that people write: a member that is
// not known is an error, since it may be one that is misspelled.
func UnmarshalStrict[R any](data []byte, into *R, members func(*R) []Member) error {
	if string(bytes.TrimSpace(data)) == "null" {
		return nil
	}
	var read R
	fields := members(&read)
	var problems diag.Findings
	err := Decode(data, fields, func(name string) { problems.Add(strict(name, fields)) })
	problems.Attach("", err)
	if err := problems.Err(); err != nil {
		return err
	}
	*into = read
	return nil
}

// strict is the finding for a member that is not known, as an error.
func strict(name string, members []Member) *diag.Finding {
	f := unknown(name, members)
	f.Path, f.Severity = diag.Path("").Member(name), diag.Error
	return f
}

// decode is Decode for the value at c, and moves past it.
func decode(c *cursor, members []Member, other func(name string)) error {
	c.over(blank)
	if c.data[c.i] != '{' {
		return diag.MemberFinding(diag.RuleMemberType, "", fmt.Sprintf("%s where a record is needed", Kind(c.value())))
	}
	c.i++
	var problems diag.Findings
	seen := make([]bool, len(members))
	next := 0
	for c.more() {
		name, value := unquote(c.value()), c.value()
		i := index(members, name, next)
		var err error
		switch {
		case i < 0:
			if other != nil && !IsShell(string(name)) {
				other(string(name))
			}
			continue
		case seen[i]:
			err = diag.MemberFinding(diag.RuleMemberRepeated, "", fmt.Sprintf("%s is given more than once", name))
		default:
			seen[i] = true
			err = Set(members[i].Field, value)
		}
		if err != nil && len(problems) < maxFindings {
			problems.Attach(diag.Path("").Member(string(name)), err)
		}
		next = i + 1
	}
	c.i++
	return problems.Err()
}

// index returns the index of the member with a name, or -1. It tries the next
// one first, since most records have theirs in the order of the table.
func index(members []Member, name []byte, next int) int {
	if next < len(members) && members[next].Name == string(name) {
		return next
	}
	return slices.IndexFunc(members, func(m Member) bool { return char.EqualFold(m.Name, string(name)) })
}

// A nested field holds records of its own.
type nested interface{ decode(value []byte) error }

// Records returns the field of a [Member] that is an array of records, or a
// single one. Bad members are reported with their paths, unknown ones too.
func Records[R any](into *[]R, members func(*R) []Member) any {
	return recordList[R]{into, members}
}

type recordList[R any] struct {
	into    *[]R
	members func(*R) []Member
}

func (l recordList[R]) IsZero() bool { return *l.into == nil }

func (l recordList[R]) MarshalJSON() ([]byte, error) {
	dst := []byte{'['}
	for i := range *l.into {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = Append(dst, l.members(&(*l.into)[i])); err != nil {
			return nil, err
		}
	}
	return append(dst, ']'), nil
}

func (l recordList[R]) decode(value []byte) error {
	fields := l.members(new(R))
	records, findings, err := DecodeValid(value, l.members, func(name string) *diag.Finding {
		f := strict(name, fields)
		f.Path = ""
		return f
	})
	if err != nil {
		return err
	}
	if records == nil {
		records = []R{}
	}
	*l.into = records
	return findings.Err()
}

// One returns the field of a [Member] that is a record of its own.
func One[R any](into *R, members func(*R) []Member) any { return oneRecord[R]{into, members} }

type oneRecord[R any] struct {
	into    *R
	members func(*R) []Member
}

func (o oneRecord[R]) MarshalJSON() ([]byte, error) { return Append(nil, o.members(o.into)) }

func (o oneRecord[R]) decode(value []byte) error {
	fields := o.members(o.into)
	var problems diag.Findings
	problems.Attach("", decode(&cursor{data: value}, fields, func(name string) { problems.Add(strict(name, fields)) }))
	return problems.Err()
}

// Texts returns the field of a [Member] that is an array of texts, or a single
// one.
func Texts[V encoding.TextMarshaler, P interface {
	*V
	encoding.TextUnmarshaler
}](into *[]V) any {
	return textList[V, P]{into}
}

type textList[V encoding.TextMarshaler, P interface {
	*V
	encoding.TextUnmarshaler
}] struct{ into *[]V }

func (l textList[V, P]) IsZero() bool { return *l.into == nil }

func (l textList[V, P]) MarshalJSON() ([]byte, error) { return json.Marshal(*l.into) }

func (l textList[V, P]) decode(value []byte) error {
	var problems diag.Findings
	var read []V
	one := func(at diag.Path, value []byte) {
		var v V
		problems.Attach(at, Set(P(&v), value))
		read = append(read, v)
	}
	if value[0] == '[' {
		read = []V{}
		for i, element := range Elements(value) {
			one(diag.Path("").Index(i), element)
		}
	} else {
		one("", value)
	}
	*l.into = read
	return problems.Err()
}

// SyntaxError returns the error of JSON that is not valid: a finding with the
// line and column, and with the [*json.SyntaxError] as its cause.
func SyntaxError(data []byte) error {
	var any json.RawMessage
	err := json.Unmarshal(data, &any)
	f := diag.MemberFinding(diag.RuleJSONSyntax, "", err.Error())
	f.Err = err
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		end := max(int(syntax.Offset)-1, 0) // the offset counts the character that is wrong
		if strings.HasPrefix(err.Error(), "unexpected end") {
			end = len(data)
		}
		before := data[:min(end, len(data))]
		f.Pos.Line = bytes.Count(before, []byte("\n")) + 1
		f.Pos.Column = utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	}
	return f
}

// Set sets a field, which is a pointer as in a [Member], to a JSON value; null
// leaves it as it is.
func Set(field any, value []byte) error {
	if value[0] == 'n' {
		return nil
	}
	wrong := func(wanted string) error {
		return diag.MemberFinding(diag.RuleMemberType, "", fmt.Sprintf("%s where %s is needed", Kind(value), wanted))
	}
	switch field := field.(type) {
	case *string:
		if value[0] != '"' {
			return wrong("text")
		}
		*field = string(unquote(value))
		return nil
	case *uint64:
		if string(value) == `""` {
			return nil
		}
		n, err := strconv.ParseUint(strings.Trim(string(value), `"`), 10, 64)
		if err != nil || n == 0 {
			return wrong("a whole number above zero")
		}
		*field = n
		return nil
	case *bool:
		var s product.Switch
		if err := Set(&s, value); err != nil {
			return err
		}
		*field = s.IsOn()
		return nil
	case nested:
		return field.decode(value)
	case json.Unmarshaler:
		if text, ok := field.(encoding.TextUnmarshaler); ok && value[0] == '"' {
			return text.UnmarshalText(unquote(value))
		}
		if value[0] == '{' || value[0] == '[' {
			return wrong("a single value")
		}
		return field.UnmarshalJSON(value)
	case encoding.TextUnmarshaler:
		if value[0] != '"' {
			return wrong("text")
		}
		return field.UnmarshalText(unquote(value))
	}
	panic(fmt.Sprintf("record: no way to read a %T", field))
}

// Append appends the record as a JSON object, its members in the given order.
// Members that are not set are left out.
func Append(dst []byte, members []Member) ([]byte, error) {
	dst = append(dst, '{')
	for _, m := range members {
		if zero, ok := m.Field.(interface{ IsZero() bool }); ok && zero.IsZero() {
			continue
		}
		switch field := m.Field.(type) {
		case *string:
			if *field == "" {
				continue
			}
		case *uint64:
			if *field == 0 {
				continue
			}
		}
		value, err := json.Marshal(m.Field)
		if err != nil {
			return nil, err
		}
		if dst[len(dst)-1] != '{' {
			dst = append(dst, ',')
		}
		dst = strconv.AppendQuote(dst, m.Name)
		dst = append(dst, ':')
		dst = append(dst, value...)
	}
	return append(dst, '}'), nil
}

// DecodeAll reads an array of records, or a single one. A record that cannot
// be read is left out with its findings. An unknown member is a finding of
// severity Notice: what other returns for its name, none if that is [Skip], or if
// it is nil, one that has the nearest known name. Paths begin with the index in an array. The error
// is for text that is no JSON, or neither array nor object.
func DecodeAll[R any](data []byte, members func(*R) []Member, other func(name string) *diag.Finding) ([]R, diag.Findings, error) {
	if !json.Valid(data) {
		return nil, nil, SyntaxError(data)
	}
	return DecodeValid(data, members, other)
}

// DecodeValid is DecodeAll for JSON that is known to be valid.
func DecodeValid[R any](data []byte, members func(*R) []Member, other func(name string) *diag.Finding) ([]R, diag.Findings, error) {
	data = trimLeft(data)
	list, base := unwrapped(data)
	if list == nil && data[0] != '{' {
		return nil, nil, diag.MemberFinding(diag.RuleMemberType, "", fmt.Sprintf("%s where a record or an array of them is needed", Kind(data)))
	}
	var records []R
	var findings diag.Findings
	var r, zero R // r is each record in turn, so that its members are listed once
	fields := members(&r)
	bad, left, unlisted := 0, 0, 0
	one := func(c *cursor, at func() diag.Path) {
		r = zero
		err := decode(c, fields, func(name string) {
			f := other(name)
			switch {
			case f == Skip:
				return
			case len(findings) >= maxFindings:
				unlisted++
				return
			case f == nil:
				f = unknown(name, fields)
			}
			findings.Attach(at().Member(name), f)
		})
		if err != nil {
			findings.Attach(at(), err)
			bad++
		} else {
			records = append(records, r)
		}
	}
	if list == nil {
		one(&cursor{data: data}, func() diag.Path { return "" })
		list = []byte("[]")
	}
	c := inside(list)
	for i := 0; c.more(); i++ {
		if bad >= maxFindings {
			left++
			c.value()
			continue
		}
		one(c, func() diag.Path { return base.Index(i) })
	}
	if left > 0 {
		findings.Add(diag.MemberFinding(diag.RuleMemberMore, base, fmt.Sprintf("%d records were not read", left)))
	}
	if unlisted > 0 { // but the records were read
		f := diag.MemberFinding(diag.RuleMemberMore, base, fmt.Sprintf("%d more members are not known", unlisted))
		f.Severity = diag.Notice
		findings.Add(f)
	}
	return records, findings, nil
}

// maxFindings bounds what a text that is something else altogether costs.
const maxFindings = 10_000

// unwrapped returns the array of records in a value and its path there, or nil
// for a value that is none. Windows PowerShell may convert an array to an
// object with the members value and Count.
func unwrapped(value []byte) (list []byte, at diag.Path) {
	if value[0] == '[' {
		return value, ""
	}
	if value[0] != '{' {
		return nil, ""
	}
	n := 0
	for name, inner := range Members(value) {
		n++
		if strings.EqualFold(name, "value") && inner[0] == '[' {
			list, at = inner, diag.Path("").Member(name)
		} else if !strings.EqualFold(name, "Count") {
			return nil, ""
		}
	}
	if n != 2 {
		return nil, ""
	}
	return list, at
}

// unknown is the finding for a member that is not known.
func unknown(name string, members []Member) *diag.Finding {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.Name
	}
	detail := fmt.Sprintf("%s is not a member of this record, and was not read", name)
	if nearest, found := near.Name(name, names); found {
		detail += "; the nearest name is " + nearest
	}
	return diag.MemberFinding(diag.RuleMemberUnknown, "", detail)
}

// Skip is the finding that says that a member is known and of no interest.
var Skip = new(diag.Finding)

// NoOther is for records all of whose members are modeled.
func NoOther(string) *diag.Finding { return nil }

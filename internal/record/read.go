package record

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/product"
)

// A Reader reads objects as records. The findings of the zero Reader have no
// positions.
type Reader struct {
	pos   func(at int) diag.Pos // nil: findings get no position
	end   int                   // the offset at which the text ends; 0: not known
	at    []int                 // the offsets of the members of the current record; -1: absent
	text  []byte
	found Tally  // findings about the records of a container
	of    any    // the schema of the previous record
	met   []name // the names of its members, in order
}

// A name caches the entry of a schema for a member's name. Most records have the names
// of the previous record.
type name struct {
	text      []byte // a part of the text that is read
	member, n int    // the results of Schema.member
	alias     int    // the index among the aliases of the member, or -1
	known     bool
	silent    bool // unknown and not reported
}

// maxMet bounds the names that a Reader caches.
const maxMet = 512

// name returns the entry of the schema for a name.
func (s *Schema[R]) name(text []byte, next int) name {
	i, n, alias, known := s.member(text, next)
	met := name{text: text, member: i, n: n, alias: -1, known: known, silent: !known && s.other(string(text)) == nil}
	for j := range s.Members[i].Aliases {
		if alias == &s.Members[i].Aliases[j] {
			met.alias = j
		}
	}
	return met
}

// place returns the position of an offset.
func (rd *Reader) place(at int) diag.Pos {
	if rd.pos == nil {
		return diag.Pos{}
	}
	return rd.pos(at)
}

// read reads a record from an object. The paths of the findings are relative to the
// record. The record is valid only if ok, or if the schema has Unread.
func (s *Schema[R]) read(rd *Reader, o Object, r *R) (findings diag.Findings, ok bool) {
	if o.Kind != Nested {
		f := o.Parts().bad
		if f == nil {
			f = s.notRecord(o.Kind)
		}
		f.Pos = rd.place(o.At)
		if s.Unread != nil {
			*s.Unread(r) = product.AllAbsent(len(s.Members))
		}
		return diag.Findings{f}, false
	}
	ok = true
	var unread product.Absent
	misspelled := false // an unknown member may be a missing one
	positions := rd.at[:0]
	rd.at = nil // a nested record needs its own
	for range s.Members {
		positions = append(positions, -1)
	}
	var given, names product.Absent // the members, and the members and aliases, that the text has
	next := 0
	met := rd.met[:0:cap(rd.met)]
	if rd.of == any(s) {
		met = rd.met
	}
	rd.of, rd.met = nil, nil // as above
	for j, m := range o.Fields {
		var name name
		switch {
		case j < len(met) && bytes.Equal(met[j].text, m.Name):
			name = met[j]
		case j < len(met):
			name = s.name(m.Name, next)
			met[j] = name
		default:
			if name = s.name(m.Name, next); j < maxMet {
				met = append(met, name)
			}
		}
		i, n := name.member, name.n
		if !name.known {
			if name.silent {
				continue
			}
			f := s.other(string(m.Name))
			if f != nil && s.Others != nil {
				s.keep(r, m)
			}
			misspelled = misspelled || f != nil && f.Severity == diag.Error
			if f != nil && len(findings) < maxFindings {
				ok = ok && f.Severity != diag.Error
				f.Path, f.Pos = diag.Path("").Member(string(m.Name)), rd.place(m.Value.At)
				findings.Add(f)
			}
			continue
		}
		field := s.Members[i].Field
		if name.alias >= 0 && s.Members[i].Aliases[name.alias].Field != nil {
			field = s.Members[i].Aliases[name.alias].Field
		}
		var err error
		if names.Has(n) {
			err = diag.MemberFinding(diag.RuleMemberRepeated, "", fmt.Sprintf("%s is given more than once", m.Name))
		} else {
			err = s.set(rd, m.Value, i, field, r, given.Has(i))
		}
		if err != nil {
			ok = ok && s.isShapeless(r, i)
			again := ""
			f, isOne := err.(*diag.Finding)
			if _, isShaped := field(r).(Shaped); isShaped { // its shape is lost unless it is exported as JSON
				again = fmt.Sprintf("Export the records again: Get-%s | ConvertTo-Json -Depth 5 | Out-File -FilePath '%s.json'.", s.Noun, s.Kind)
			} else if s.Strict && isOne && f.Rule == diag.RuleMemberType && f.Remedy == diag.MemberFinding(f.Rule, "", "").Remedy {
				// The remedy of the catalog is for exports, and no cmdlet prints this record.
				again = "Write the kind of value that is needed."
			}
			findings = rd.add(findings, string(m.Name), m.Value.At, err, again)
			if part, _ := field(r).(partial); names.Has(n) || part == nil || !part.marked() {
				unread = unread.With(i)
			}
		}
		if names = names.With(n); !s.isShapeless(r, i) {
			given = given.With(i)
		}
		if positions[i] < 0 {
			positions[i] = m.Value.At
		}
		next = i + 1
	}
	rd.at, rd.of, rd.met = positions, s, met
	if s.Absent != nil {
		*s.Absent(r) = product.AllAbsent(len(s.Members)).Without(given)
	}
	if s.Unread != nil {
		if misspelled {
			unread = unread.Union(product.AllAbsent(len(s.Members)).Without(given))
		}
		*s.Unread(r) = unread
	}
	return findings, ok
}

// notRecord returns the finding on a value in place of a record.
func (s *Schema[R]) notRecord(k Kind) *diag.Finding {
	f := diag.MemberFinding(diag.RuleMemberType, "", fmt.Sprintf("%s where a record is needed", k))
	if s.Strict {
		f.Remedy = fmt.Sprintf("Write an object with the members %s.", strings.Join(s.Names(), ", "))
	}
	return f
}

// add adds the findings in an error about a member, with another remedy if one is
// given. It is separate so that only records with an error pay for it.
func (rd *Reader) add(findings diag.Findings, name string, at int, err error, remedy string) diag.Findings {
	for f := range diag.All(err) {
		if len(findings) >= maxFindings {
			break
		}
		moved := *f
		moved.Path = diag.Path("").Member(name).Join(f.Path)
		moved.Remedy = cmp.Or(remedy, f.Remedy)
		if moved.Pos.IsZero() {
			moved.Pos = rd.place(at)
		}
		findings.Add(&moved)
	}
	return findings
}

// set sets member i through its own field or that of an alias. If the text has the
// member under two names, both must have the same value.
func (s *Schema[R]) set(rd *Reader, v Value, i int, field func(*R) any, r *R, given bool) error {
	if !given {
		return rd.set(field(r), v)
	}
	if before, ok := s.Members[i].Field(r).(Textual); ok && v.Kind == Text {
		if rd.text, _ = before.AppendText(rd.text[:0]); bytes.Equal(rd.text, v.Text()) {
			return nil // the common case
		}
	}
	var other R
	if err := rd.set(field(&other), v); err != nil {
		return err
	}
	here, before := s.Members[i].Field(&other), s.Members[i].Field(r)
	switch {
	case isZero(here):
	case isZero(before):
		return rd.set(field(r), v)
	case !value(here).Equal(value(before)):
		return diag.MemberFinding(diag.RuleMemberMismatch, "", fmt.Sprintf("%s is %s here, and %s by another name", s.Members[i].Name, value(here), value(before)))
	}
	return nil
}

// other returns the finding for a member that the schema does not have, or nil.
func (s *Schema[R]) other(name string) *diag.Finding {
	if IsShell(name) || has(s.Ignored, name) {
		return nil
	}
	if s.Foreign != nil {
		if f := s.Foreign(name); f != nil {
			return f
		}
	}
	if s.Partial {
		return nil
	}
	f := Unknown("member of this record", name, s.Names())
	if s.Strict {
		f.Severity = diag.Error
		f.Remedy += fmt.Sprintf(" The members are %s.", strings.Join(s.Names(), ", "))
	}
	return f
}

// Unknown returns the finding for an unknown name.
func Unknown(what, name string, known []string) *diag.Finding {
	detail := fmt.Sprintf("%s is not a %s, and was not read", name, what)
	if nearest, found := near.Name(name, known); found {
		detail += "; the nearest name is " + nearest
	}
	return diag.MemberFinding(diag.RuleMemberUnknown, "", detail)
}

// maxFindings bounds the findings of an object that is not a record at all.
const maxFindings = 10_000

// Unmarshal reads one record from a JSON object. Members that the text lacks are not
// set. On error, and for null, the record does not change. The error is that of
// [SyntaxError], or one whose findings [diag.All] yields: one for each bad member.
func (s *Schema[R]) Unmarshal(data []byte, into *R) error {
	if !json.Valid(data) {
		return SyntaxError(data)
	}
	v := JSON(data, 0)
	if v.Kind == Null {
		return nil
	}
	var r R
	fs, _ := s.read(new(Reader), v.Object(nil, 0), &r)
	if err := fs.Err(); err != nil {
		return err
	}
	*into = r
	return nil
}

// UnmarshalPartly is Unmarshal that keeps all readable members. The findings report
// the others, and [Schema.Unread] marks them. The error is that of [SyntaxError], or a
// [*diag.Finding] for text that is not an object.
func (s *Schema[R]) UnmarshalPartly(data []byte, into *R) (diag.Findings, error) {
	if !json.Valid(data) {
		return nil, SyntaxError(data)
	}
	v := JSON(data, 0)
	if v.Kind != Nested {
		return nil, s.notRecord(v.Kind)
	}
	var r R
	findings, _ := s.read(new(Reader), v.Object(nil, 0), &r)
	*into = r
	return findings, nil
}

// Append appends the record as a JSON object, its members in the order of the
// schema. A member that is not set is null, and an absent member is left out. Without
// [Schema.Absent] both are left out. Append refuses a record with an unreadable member,
// because its JSON would be that of a different record.
func (s *Schema[R]) Append(dst []byte, r *R) ([]byte, error) {
	if s.Unread != nil && !s.Unread(r).IsZero() {
		return nil, diag.MemberFinding(diag.RuleMemberType, "", "the record has members that could not be read")
	}
	dst = append(dst, '{')
	var absent product.Absent
	if s.Absent != nil {
		absent = *s.Absent(r)
	}
	for i := range s.Members {
		m := &s.Members[i]
		field := m.Field(r)
		if absent.Has(i) || s.Absent == nil && isZero(field) || s.isShapeless(r, i) {
			continue
		}
		dst = appendName(dst, m.Name)
		value := len(dst)
		var err error
		if dst, err = appendField(dst, field); err != nil {
			return nil, err
		}
		end := len(dst)
		for _, a := range m.Aliases {
			if a.Printed {
				dst = appendName(dst, a.Name)
				dst = append(dst, dst[value:end]...)
			}
		}
	}
	if s.Others == nil || *s.Others(r) == "" {
		return append(dst, '}'), nil
	}
	others := *s.Others(r)
	if !json.Valid([]byte(others)) || others[0] != '{' {
		return nil, diag.MemberFinding(diag.RuleMemberType, "", "the members that are not known are not a JSON object")
	}
	if dst[len(dst)-1] != '{' {
		dst = append(dst, ',')
	}
	return append(dst, others[1:]...), nil
}

// maxOthers bounds the unknown members that a record keeps.
const maxOthers = 1 << 16

// keep adds an unknown member to the others of a record.
func (s *Schema[R]) keep(r *R, m Field) {
	others := s.Others(r)
	if len(*others) > maxOthers {
		return
	}
	dst := []byte("{")
	if *others != "" {
		dst = []byte((*others)[:len(*others)-1])
	}
	*others = string(append(m.Value.appendJSON(appendName(dst, string(m.Name))), '}'))
}

// appendJSON appends a value as JSON.
func (v Value) appendJSON(dst []byte) []byte {
	switch v.Kind {
	case Bool, Number:
		return append(dst, v.Text()...)
	case Text:
		return AppendText(dst, string(v.Text()))
	case List:
		dst = append(dst, '[')
		for e := range v.Elements() {
			if dst[len(dst)-1] != '[' {
				dst = append(dst, ',')
			}
			dst = e.appendJSON(dst)
		}
		return append(dst, ']')
	case Nested:
		dst = append(dst, '{')
		for _, m := range v.Object(nil, 0).Fields {
			dst = m.Value.appendJSON(appendName(dst, string(m.Name)))
		}
		return append(dst, '}')
	case Null, Unreadable:
	}
	return append(dst, "null"...)
}

func appendName(dst []byte, name string) []byte {
	if dst[len(dst)-1] != '{' {
		dst = append(dst, ',')
	}
	return append(AppendText(dst, name), ':')
}

// appendList appends records as a JSON array, and calls flush after each record.
func appendList[R any](dst []byte, records []R, s *Schema[R], flush func(dst []byte) ([]byte, error)) ([]byte, error) {
	dst = append(dst, '[')
	for i := range records {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = s.Append(dst, &records[i]); err == nil && flush != nil {
			dst, err = flush(dst)
		}
		if err != nil {
			return nil, err
		}
	}
	return append(dst, ']'), nil
}

// SyntaxError returns the error for invalid JSON: a finding with the line and column,
// and the [*json.SyntaxError] as its cause.
func SyntaxError(data []byte) error {
	var any json.RawMessage
	err := json.Unmarshal(data, &any)
	f := diag.MemberFinding(diag.RuleJSONSyntax, "", char.NotJSON(data, len(data)))
	f.Err = err
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		end := char.JSONOffset(syntax)
		if strings.HasPrefix(err.Error(), "unexpected end") {
			end = len(data)
		}
		f.Detail = char.NotJSON(data, end)
		before := data[:min(end, len(data))]
		f.Pos.Line = bytes.Count(before, []byte("\n")) + 1
		f.Pos.Column = utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	}
	return f
}

package record

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/product"
)

// A Row has the records of one kind in a container of type C, such as a
// configuration. The kinds of a container are an array of rows, in the order in
// which they are written.
type Row[C any] interface {
	// Table returns the schema of the kind.
	Table() Table
	// Given reports whether the container has the kind, even with no records.
	Given(c *C) bool
	// Len returns the number of records.
	Len(c *C) int
	// Path returns the path of record i, and of the kind for a negative i.
	Path(i int) diag.Path
	// Record returns record i.
	Record(c *C, i int) Record
	// Repeats yields the index of the first record with a name and that of each later
	// record with the same name.
	Repeats(c *C) iter.Seq2[int, int]
	// Own makes the records the container's own, by copying them.
	Own(c *C)
	// Edit changes record i of a container that owns its records. If no record has
	// index i, Edit adds one whose members are all unknown. If change fails, the
	// container does not change.
	Edit(c *C, i int, change func(Record) error) error
	// Remove removes record i of a container that owns its records.
	Remove(c *C, i int)

	give(c *C, f *filling)
	add(c *C, rd *Reader, f *filling, o Object)
	done(c *C, f *filling)
	append(dst []byte, c *C, flush func(dst []byte) ([]byte, error)) ([]byte, error)
	repeats(c *C) []repeat
	drop(c *C, again []repeat)
}

// A Table is a [Schema] without the type of its records.
type Table interface {
	// About returns the facts about the kind as a whole.
	About() Info
	// Properties returns the members.
	Properties() iter.Seq[Property]
	// Names returns the names of the members, aliases included.
	Names() []string
	// KeyNames returns the names of the key in the output of cmdlets; none for a kind
	// with a single record.
	KeyNames() []string
	// TypeOf returns the type of the parameter for a member.
	TypeOf(name string) Type
	// Constants returns the names of the constants of a NameType member, indexed by
	// number.
	Constants(name string) []string
	// Within returns the table of the records in a member without a Type, or nil for
	// texts, and whether the member is a list.
	Within(name string) (of Table, isList bool)

	isScalar() bool
}

// A Record is a record without its type.
type Record interface {
	// Identity returns its name, or "" for a kind with a single record.
	Identity() string
	// IsNameless reports whether its name is not set.
	IsNameless() bool
	// Findings returns the findings about the record alone.
	Findings() diag.Findings
	// Absent returns the members that the text lacks.
	Absent() product.Absent
	// Lacks returns the member with a name if the text lacks it.
	Lacks(name string) (Property, bool)
	// Set returns the members that are set.
	Set() iter.Seq[Property]
	// Value returns a member as the value of an edit. The value is absent if the member
	// does not exist or the text lacks it.
	Value(name string) diag.Value
	// Entries returns the entries of a list member as text, and whether the member is a
	// list. The entries of a list of names are in lower case, sorted and without
	// duplicates.
	Entries(name string) ([]string, bool)
	// Default sets the absent members that have a default on a platform.
	Default(p product.Platform)
	// Put sets a member to the value of an edit; null clears it. After an error the
	// record is invalid.
	Put(name string, v diag.Value) error
	// Know marks every member as known, except those with the given names.
	Know(but ...string)
	// Same reports whether a server treats another record as the same. It ignores absent
	// members.
	Same(other Record) bool
	// Clone returns a copy.
	Clone() Record
}

// A Recorder is a record that has a schema.
type Recorder[R any] interface {
	Schema() *Schema[R]
	Equal(R) bool
	Findings() diag.Findings
}

func schemaOf[R Recorder[R]]() *Schema[R] {
	var r R
	return r.Schema()
}

// pointer is a [Record].
type pointer[R Recorder[R]] struct{ r *R }

func (p pointer[R]) Identity() string        { return schemaOf[R]().key(p.r) }
func (p pointer[R]) IsNameless() bool        { return schemaOf[R]().isNameless(p.r) }
func (p pointer[R]) Findings() diag.Findings { return (*p.r).Findings() }
func (p pointer[R]) Absent() product.Absent  { return schemaOf[R]().absent(p.r) }
func (p pointer[R]) Lacks(name string) (Property, bool) {
	return schemaOf[R]().lacks(p.r, name)
}
func (p pointer[R]) Set() iter.Seq[Property]      { return schemaOf[R]().SetMembers(p.r) }
func (p pointer[R]) Value(name string) diag.Value { return schemaOf[R]().value(p.r, name) }
func (p pointer[R]) Entries(name string) ([]string, bool) {
	return schemaOf[R]().entries(p.r, name)
}
func (p pointer[R]) Default(on product.Platform) { schemaOf[R]().setDefaults(p.r, on) }
func (p pointer[R]) Same(other Record) bool {
	q, isSuch := other.(pointer[R])
	return isSuch && (*p.r).Equal(*q.r)
}
func (p pointer[R]) Clone() Record {
	r := *p.r
	return pointer[R]{&r}
}

// maxBad is the maximum number of unreadable records of a kind. Later records are not
// read: a text that is not an export has one in every other byte.
const maxBad = 10_000

// Slice is the row of a kind with any number of records.
type Slice[C any, R Recorder[R]] func(*C) *[]R

// Table implements [Row].
func (s Slice[C, R]) Table() Table { return schemaOf[R]() }

// Given implements [Row].
func (s Slice[C, R]) Given(c *C) bool { return *s(c) != nil }

// Len implements [Row].
func (s Slice[C, R]) Len(c *C) int { return len(*s(c)) }

// Path implements [Row].
func (s Slice[C, R]) Path(i int) diag.Path {
	at := diag.Path("").Member(schemaOf[R]().Kind)
	if i < 0 {
		return at
	}
	return at.Index(i)
}

// Record implements [Row].
func (s Slice[C, R]) Record(c *C, i int) Record { return pointer[R]{&(*s(c))[i]} }

// Own implements [Row].
func (s Slice[C, R]) Own(c *C) { *s(c) = slices.Clone(*s(c)) }

func (s Slice[C, R]) give(c *C, f *filling) {
	*s(c) = []R{}
	f.records, f.thin = new(pile[R]), firstThin
}

func (s Slice[C, R]) add(c *C, rd *Reader, f *filling, o Object) {
	if f.bad == maxBad {
		f.left++
		return
	}
	schema, records := schemaOf[R](), f.records.(*pile[R])
	r := records.next(f.total(rd.end))
	fs, readable := schema.read(rd, o, r)
	if fs != nil {
		subject := diag.Subject{Kind: schema.Kind, Identity: schema.key(r)}
		if readable {
			rd.attach(s.Path(f.places.n), subject, fs)
		} else {
			rd.leaveOut(s.Path(-1), subject, fs)
		}
	}
	if !readable {
		f.bad++
		records.undo()
		return
	}
	f.places.add(o.At, rd.at)
	if f.places.n >= f.thin && o.At-f.places.at < f.read*shortRecord {
		s.thin(c, f)
	}
	f.read++
}

// A text may repeat a few short records without end. After firstThin records of fewer
// than shortRecord bytes, at most maxRepeats records with a repeated name are kept.
const (
	firstThin   = 1 << 15
	shortRecord = 16
	maxRepeats  = 10_000
)

// thin drops repeats. It counts those that differ from the first as not read.
func (s Slice[C, R]) thin(c *C, f *filling) {
	records := f.records.(*pile[R])
	if n := f.places.n; n-records.names(n) > maxRepeats {
		*s(c) = records.all()
		again := s.repeats(c)
		again = again[min(maxRepeats, len(again)):]
		s.drop(c, again)
		f.places.drop(again)
		for _, r := range again {
			if !r.same {
				f.left++
			}
		}
		records.records = *s(c)
	}
	f.thin = max(firstThin, 2*f.places.n)
}

func (s Slice[C, R]) done(c *C, f *filling) {
	if f.places.n > 0 {
		*s(c) = f.records.(*pile[R]).all()
	}
}

// A pile collects an unknown number of records.
type pile[R Recorder[R]] struct{ records []R }

// perGrowth is how many times as many records a pile has room for after it grew.
const perGrowth = 4

// next adds a zero record and returns it. total is about how many records the text has.
// The pile grows by steps to a quarter of total and then to total, so that few records
// are there twice while they are moved.
func (p *pile[R]) next(total int) *R {
	n := len(p.records)
	if n == cap(p.records) {
		for total > perGrowth*n && total > perGrowth {
			total /= perGrowth
		}
		if total <= n {
			total = 2*n + perGrowth
		}
		grown := make([]R, n, total)
		copy(grown, p.records)
		p.records = grown
	}
	p.records = p.records[:n+1]
	return &p.records[n]
}

// undo removes the last record.
func (p *pile[R]) undo() {
	n := len(p.records) - 1
	clear(p.records[n:])
	p.records = p.records[:n]
}

// names returns the number of names of n records, or less if hashes collide. Each
// record without a name counts as one.
func (p *pile[R]) names(n int) int {
	schema, seed := schemaOf[R](), maphash.MakeSeed()
	hashes := make([]uint64, 0, n)
	var key []byte
	nameless := 0
	for i := range p.records {
		if key = schema.appendKey(key[:0], &p.records[i]); len(key) == 0 {
			nameless++
			continue
		}
		hashes = append(hashes, maphash.Bytes(seed, key))
	}
	slices.Sort(hashes)
	return len(slices.Compact(hashes)) + nameless
}

// all returns the records, with little room left over.
func (p *pile[R]) all() []R {
	if n := len(p.records); cap(p.records)-n > n/32 {
		return slices.Clone(p.records)
	}
	return slices.Clip(p.records)
}

func (s Slice[C, R]) append(dst []byte, c *C, flush func(dst []byte) ([]byte, error)) ([]byte, error) {
	return appendList(dst, *s(c), schemaOf[R](), flush)
}

// join merges two records with the same name and different members. It reports whether
// the members that both have are the same.
func join[R Recorder[R]](s *Schema[R], a, b *R) (joined R, same bool) {
	if s.Absent == nil || *s.Absent(a) == *s.Absent(b) {
		return *a, (*a).Equal(*b)
	}
	x, y := *a, *b
	lackA, lackB := *s.Absent(a), *s.Absent(b)
	for i := range s.Members {
		switch field := s.Members[i].Field; {
		case lackA.Has(i) && !lackB.Has(i):
			same = assign(field(&x), field(b))
		case lackB.Has(i) && !lackA.Has(i):
			same = assign(field(&y), field(a))
		default:
			continue
		}
		if !same {
			return joined, false
		}
	}
	*s.Absent(&x) = lackA & lackB
	return x, x.Equal(y)
}

// assign copies a field to another of its type, and reports whether that field can be
// written.
func assign(to, from any) bool {
	text, err := appendField(nil, from)
	return err == nil && new(Reader).set(to, JSON(text, 0)) == nil
}

// Repeats implements [Row].
func (s Slice[C, R]) Repeats(c *C) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		schema, records := schemaOf[R](), *s(c)
		names := NewNames(len(records))
		var key, other []byte
		has := func(j int) bool {
			other = schema.appendKey(other[:0], &records[j])
			return bytes.Equal(key, other)
		}
		for i := range records {
			if key = schema.appendKey(key[:0], &records[i]); len(key) == 0 {
				continue
			}
			if j, again := names.Add(key, i, has); again && !yield(j, i) {
				return
			}
		}
	}
}

// repeats returns the records whose name an earlier record has. It joins those that do
// not differ with the earlier record.
func (s Slice[C, R]) repeats(c *C) (again []repeat) {
	schema, records := schemaOf[R](), *s(c)
	for j, i := range s.Repeats(c) {
		joined, same := join(schema, &records[j], &records[i])
		if same {
			records[j] = joined
		}
		again = append(again, repeat{first: j, second: i, same: same})
	}
	return again
}

func (s Slice[C, R]) drop(c *C, again []repeat) {
	records := *s(c)
	kept := records[:0:0]
	for i := range records {
		if len(again) > 0 && again[0].second == i {
			again = again[1:]
			continue
		}
		kept = append(kept, records[i])
	}
	*s(c) = kept
}

// Single is the row of a kind with a single record.
type Single[C any, R Recorder[R]] func(*C) **R

// Table implements [Row].
func (s Single[C, R]) Table() Table { return schemaOf[R]() }

// Given implements [Row].
func (s Single[C, R]) Given(c *C) bool { return *s(c) != nil }

// Len implements [Row].
func (s Single[C, R]) Len(c *C) int {
	if *s(c) == nil {
		return 0
	}
	return 1
}

// Path implements [Row].
func (s Single[C, R]) Path(int) diag.Path { return diag.Path("").Member(schemaOf[R]().Kind) }

// Record implements [Row].
func (s Single[C, R]) Record(c *C, _ int) Record { return pointer[R]{*s(c)} }

// Own implements [Row].
func (s Single[C, R]) Own(c *C) {
	if r := *s(c); r != nil {
		own := *r
		*s(c) = &own
	}
}

func (s Single[C, R]) give(*C, *filling) {}
func (s Single[C, R]) done(*C, *filling) {}

func (s Single[C, R]) add(c *C, rd *Reader, f *filling, o Object) {
	schema := schemaOf[R]()
	f.places.single = true
	r := new(R)
	fs, readable := schema.read(rd, o, r)
	subject := diag.Subject{Kind: schema.Kind}
	switch {
	case !readable:
		rd.leaveOut(s.Path(-1), subject, fs)
	case *s(c) == nil:
		rd.attach(s.Path(-1), subject, fs)
		*s(c) = r
		f.places.fields = slices.Clone(o.Fields)
		f.places.add(o.At, rd.at)
	default:
		if joined, same := join(schema, *s(c), r); same {
			**s(c) = joined
			break
		}
		d := diag.MemberFinding(diag.RuleRecordDiffers, s.Path(-1), "it differs from the previous one")
		d.Subject, d.Pos = subject, rd.place(o.At)
		rd.found.Add(schema.Kind, d)
		readable = false
	}
	if !readable {
		f.bad++
	}
}

func (s Single[C, R]) append(dst []byte, c *C, _ func([]byte) ([]byte, error)) ([]byte, error) {
	return schemaOf[R]().Append(dst, *s(c))
}

// Repeats implements [Row]. A Single has no repeats.
func (s Single[C, R]) Repeats(*C) iter.Seq2[int, int] { return func(func(int, int) bool) {} }

func (s Single[C, R]) repeats(*C) []repeat { return nil }
func (s Single[C, R]) drop(*C, []repeat)   {}

// Scalar is the row of a single value that is not a record.
type Scalar[C any] struct {
	Schema *Schema[struct{}] // without members
	Field  func(*C) Textual
}

// Table implements [Row].
func (s Scalar[C]) Table() Table { return s.Schema }

// Given implements [Row].
func (s Scalar[C]) Given(c *C) bool { return !s.Field(c).IsZero() }

// Len implements [Row].
func (s Scalar[C]) Len(*C) int { return 0 }

// Path implements [Row].
func (s Scalar[C]) Path(int) diag.Path { return diag.Path("").Member(s.Schema.Kind) }

// Record implements [Row]. A Scalar has no records.
func (s Scalar[C]) Record(*C, int) Record { return nil }

// Own implements [Row].
func (s Scalar[C]) Own(*C) {}

func (s Scalar[C]) give(*C, *filling) {}
func (s Scalar[C]) done(*C, *filling) {}

func (s Scalar[C]) add(c *C, rd *Reader, f *filling, o Object) {
	for d := range diag.All(rd.set(s.Field(c), o.Value)) {
		moved := *d
		moved.Path, moved.Subject, moved.Pos = s.Path(-1).Join(d.Path), diag.Subject{Kind: s.Schema.Kind}, rd.place(o.At)
		rd.found.Add(s.Schema.Kind, &moved)
		f.bad++
	}
}

func (s Scalar[C]) append(dst []byte, c *C, _ func([]byte) ([]byte, error)) ([]byte, error) {
	return appendField(dst, s.Field(c))
}

// Repeats implements [Row]. A Scalar has no records.
func (s Scalar[C]) Repeats(*C) iter.Seq2[int, int] { return func(func(int, int) bool) {} }

func (s Scalar[C]) repeats(*C) []repeat { return nil }
func (s Scalar[C]) drop(*C, []repeat)   {}

// attach adds the findings of a record that was read.
func (rd *Reader) attach(at diag.Path, subject diag.Subject, of diag.Findings) {
	for _, f := range of {
		moved := *f
		moved.Path, moved.Subject = at.Join(f.Path), subject
		rd.found.Add(subject.Kind, &moved)
	}
}

// leaveOut adds the findings of an unreadable record. The record is not in the
// container, so their path is that of its kind, and the detail names the member.
func (rd *Reader) leaveOut(kind diag.Path, subject diag.Subject, of diag.Findings) {
	for _, f := range of {
		moved := *f
		if f.Path != "" {
			moved.Detail = describe(f.Path) + ": " + f.Detail
		}
		moved.Path, moved.Subject = kind, subject
		rd.found.Add(subject.Kind, &moved)
	}
}

// About implements [Table].
func (s *Schema[R]) About() Info { return s.Info }

func (s *Schema[R]) isScalar() bool { return len(s.Members) == 0 }

// Properties implements [Table].
func (s *Schema[R]) Properties() iter.Seq[Property] {
	return func(yield func(Property) bool) {
		for i := range s.Members {
			if !yield(s.Members[i].property()) {
				return
			}
		}
	}
}

func (s *Schema[R]) absent(r *R) product.Absent {
	if s.Absent == nil {
		return 0
	}
	return *s.Absent(r)
}

func (s *Schema[R]) lacks(r *R, name string) (Property, bool) {
	absent := s.absent(r)
	if absent.IsZero() && !s.Shapes {
		return Property{}, false
	}
	i, _, _, found := s.member([]byte(name), 0)
	if !found || !absent.Has(i) && !s.isShapeless(r, i) {
		return Property{}, false
	}
	return s.Members[i].property(), true
}

// SetMembers returns the members of a record that are set.
func (s *Schema[R]) SetMembers(r *R) iter.Seq[Property] {
	return func(yield func(Property) bool) {
		for i := range s.Members {
			if !isZero(s.Members[i].Field(r)) && !yield(s.Members[i].property()) {
				return
			}
		}
	}
}

func (s *Schema[R]) value(r *R, name string) diag.Value {
	i, _, _, found := s.member([]byte(name), 0)
	if !found || s.absent(r).Has(i) || s.isShapeless(r, i) {
		return diag.Value{}
	}
	return value(s.Members[i].Field(r))
}

// setDefaults gives the absent members their defaults on a platform. Absent members
// that the platform does not have become known and have no value.
func (s *Schema[R]) setDefaults(r *R, p product.Platform) {
	if s.Absent == nil {
		return
	}
	absent := s.Absent(r)
	for i := range s.Members {
		m := &s.Members[i]
		unknown := !m.Since.IsZero() && !p.Knows(m.Since)
		if !absent.Has(i) || m.Default == "" && !unknown {
			continue
		}
		if !unknown {
			m.setDefault(r)
		}
		*absent = absent.Without(product.Absent(0).With(i))
	}
}

// SetUnset gives every member without a value its default.
func (s *Schema[R]) SetUnset(r *R) {
	for i := range s.Members {
		if m := &s.Members[i]; m.Default != "" && isZero(m.Field(r)) {
			m.setDefault(r)
		}
	}
}

func (m *Member[R]) setDefault(r *R) {
	if m.Default != None {
		// A test reads every default.
		_ = new(Reader).set(m.Field(r), Plain([]byte(m.Default), 0))
	}
}

// None is the [Property.Default] of a member that has no value by default.
const None = "(none)"

// A repeat is a record whose name an earlier record has.
type repeat struct {
	first, second int
	same          bool // a server treats both as the same
}

// rowPlaces has the positions of the records of a kind in a text.
type rowPlaces struct {
	table  Table
	known  bool    // the text has the kind
	at     int     // the position of the kind as a whole
	single bool    // the kind has a single record without an index
	fields []Field // the fields of a single record, to find values in its members

	// The positions of each record and its members. Each is stored as the distance from
	// the one before it, which takes few bytes because most are near.
	n      int // the number of records
	packed []byte
	starts []start // one for every 64th record
	last   int     // the position of the last record
}

// A start is the offset of a record in the packed positions, and the position of the
// record before it.
type start struct{ from, before int }

const perStart = 64

// add adds the positions of a record and of its members. That of a missing member is
// -1.
func (p *rowPlaces) add(at int, members []int) {
	if p.n%perStart == 0 {
		p.starts = append(p.starts, start{len(p.packed), p.last})
	}
	p.packed = binary.AppendVarint(p.packed, int64(at-p.last))
	before := at
	for _, m := range members {
		if m < 0 {
			p.packed = append(p.packed, 0)
			continue
		}
		// Zero is for a missing member.
		d := int64(m - before)
		p.packed = binary.AppendUvarint(p.packed, uint64(d)<<1^uint64(d>>63)+1)
		before = m
	}
	p.n, p.last = p.n+1, at
}

// each calls f for the records from index i on, until f returns false. It reuses
// members for the next record.
func (p *rowPlaces) each(i int, f func(i, at int, members []int) bool) {
	s := p.starts[i/perStart]
	packed, at := p.packed[s.from:], s.before
	members := make([]int, p.width())
	for n := i - i%perStart; n < p.n; n++ {
		d, size := binary.Varint(packed)
		packed, at = packed[size:], at+int(d)
		before := at
		for m := range members {
			z, size := binary.Uvarint(packed)
			packed = packed[size:]
			if members[m] = -1; z > 0 {
				z--
				before += int(z>>1) ^ -int(z&1)
				members[m] = before
			}
		}
		if n >= i && !f(n, at, members) {
			return
		}
	}
}

// width returns how many members a record has.
func (p *rowPlaces) width() int {
	n := 0
	for range p.table.Properties() {
		n++
	}
	return n
}

// member returns the position of a member of a record, or that of the record if the
// member is missing.
func (p *rowPlaces) member(i, member int) (place int) {
	p.each(i, func(_, at int, members []int) bool {
		if place = at; member >= 0 && members[member] >= 0 {
			place = members[member]
		}
		return false
	})
	return place
}

func (p *rowPlaces) drop(again []repeat) {
	if p.n == 0 {
		return
	}
	kept := *p
	kept.n, kept.packed, kept.starts, kept.last = 0, nil, nil, 0
	p.each(0, func(i, at int, members []int) bool {
		if len(again) > 0 && again[0].second == i {
			again = again[1:]
		} else {
			kept.add(at, members)
		}
		return true
	})
	*p = kept
}

package record

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
)

// A Reading is the result of reading a container, except the container itself.
type Reading struct {
	Findings   diag.Findings
	Incomplete []int  // the rows with a record that could not be read, in order
	Known      bool   // whether the text has a member of the container
	Places     Places // the positions of the records
}

// A Builder fills a container with records that it reads from objects.
type Builder[C any] struct {
	rows     []Row[C]
	into     *C
	reader   Reader
	fillings []filling
}

// A filling is the state of one row while its records are read.
type filling struct {
	places  rowPlaces
	records any // the records of a row with several
	bad     int // unreadable records
	left    int // records that were skipped: after too many unreadable ones, or repeats
	read    int // records read
	thin    int // the number of records from which on thin looks for repeats
}

// total returns about how many records the text has, by those that were read.
func (f *filling) total(end int) int {
	read := f.places.last - f.places.at
	if read <= 0 {
		return 0
	}
	n := int(int64(f.read) * int64(end-f.places.at) / int64(read))
	return n + n/64
}

// NewBuilder returns a builder for an empty container. pos returns the position of an
// offset; nil: positions are not known.
func NewBuilder[C any](rows []Row[C], pos func(at int) diag.Pos, into *C) *Builder[C] {
	b := &Builder[C]{rows: rows, into: into, reader: Reader{pos: pos}, fillings: make([]filling, len(rows))}
	for i, row := range rows {
		b.fillings[i].places.table = row.Table()
	}
	return b
}

// Text sets the position at which the text of the next records ends.
func (b *Builder[C]) Text(end int) { b.reader.end = end }

// Give marks the kind of a row as given, even if it has no records, and sets its
// position. It changes nothing if the kind is given already.
func (b *Builder[C]) Give(i, at int) {
	if p := &b.fillings[i].places; !p.known {
		p.known, p.at = true, at
		b.rows[i].give(b.into, &b.fillings[i])
	}
}

// Add reads an object as a record of a row. If the object cannot be read, Add adds
// its findings and no record.
func (b *Builder[C]) Add(i int, o Object) {
	b.Give(i, o.At)
	b.rows[i].add(b.into, &b.reader, &b.fillings[i], o)
}

// Set adds the records in a value to a row, or sets the value of a [Scalar].
func (b *Builder[C]) Set(i int, v Value) {
	b.Give(i, v.At)
	if b.rows[i].Table().isScalar() {
		b.Add(i, Object{Value: v})
		return
	}
	list, _, ok := v.records()
	if !ok {
		f := notRecords(v).(*diag.Finding)
		f.Path, f.Pos = b.rows[i].Path(-1), b.reader.place(v.At)
		b.finds(i, f)
		return
	}
	for o := range list {
		b.Add(i, o)
	}
}

// finds adds a finding about a row as a whole, and marks the row as incomplete.
func (b *Builder[C]) finds(i int, f *diag.Finding) {
	f.Subject.Kind = b.rows[i].Table().About().Kind
	b.reader.found.Add(f.Subject.Kind, f)
	b.fillings[i].bad++
}

// Reading returns the findings about the text that was read.
func (b *Builder[C]) Reading() Reading {
	r := Reading{Places: Places{pos: b.reader.pos, rows: make([]rowPlaces, len(b.rows))}}
	for i := range b.fillings {
		f := &b.fillings[i]
		b.rows[i].done(b.into, f)
		if f.left > 0 {
			more := diag.MemberFinding(diag.RuleMemberMore, b.rows[i].Path(-1), fmt.Sprintf("%s %s not read", thousands(f.left), char.Plural(f.left, "record")))
			more.Pos = b.reader.place(f.places.at)
			b.finds(i, more)
		}
		if f.bad > 0 {
			r.Incomplete = append(r.Incomplete, i)
		}
		r.Known = r.Known || f.places.known
		f.places.packed = bytes.Clone(f.places.packed) // without the room left over
		r.Places.rows[i] = f.places
	}
	r.Findings = b.reader.found.Findings()
	return r
}

// ReadContainer reads a container from a valid JSON object. The object has a member
// for each kind, with an array of records or a single record. Names match in any
// letter case. A null means that the kind is not given. An unreadable record is left
// out, and its findings are reported. pos returns the position of a byte.
func ReadContainer[C any](rows []Row[C], data []byte, pos func(at int) diag.Pos, into *C) Reading {
	b := NewBuilder(rows, pos, into)
	b.Text(len(data))
	given := make([]bool, len(rows))
	for _, m := range JSON(data, 0).Object(nil, 0).Fields {
		name := string(m.Name)
		switch i := indexOf(rows, name); {
		case i < 0 && IsShell(name):
		case i < 0:
			f := Unknown("member of a configuration", name, Kinds(rows))
			f.Path, f.Pos = diag.Path("").Member(name), b.reader.place(m.Value.At)
			b.reader.found.Add("", f)
		case given[i]:
			f := diag.MemberFinding(diag.RuleMemberRepeated, rows[i].Path(-1), fmt.Sprintf("%s is given more than once", name))
			f.Pos = b.reader.place(m.Value.At)
			b.finds(i, f)
		default:
			given[i] = true
			if m.Value.Kind != Null { // null: not given
				b.Set(i, m.Value)
			}
		}
	}
	r := b.Reading()
	r.Known = slices.Contains(given, true)
	return r
}

// Kinds returns the names of the rows.
func Kinds[C any](rows []Row[C]) []string {
	var names []string
	for _, row := range rows {
		names = append(names, row.Table().About().Kind)
	}
	return names
}

func indexOf[C any](rows []Row[C], name string) int {
	for i, row := range rows {
		if char.EqualFold(row.Table().About().Kind, name) {
			return i
		}
	}
	return -1
}

// AppendContainer appends a container as a JSON object: the form that
// [ReadContainer] reads. Kinds that are not given are left out.
func AppendContainer[C any](dst []byte, rows []Row[C], c *C) ([]byte, error) {
	return appendContainer(dst, rows, c, nil)
}

// WriteContainer writes a container as [AppendContainer] appends it, piece by piece.
func WriteContainer[C any](w io.Writer, rows []Row[C], c *C) error {
	const piece = 1 << 16
	rest, err := appendContainer(nil, rows, c, func(dst []byte) ([]byte, error) {
		if len(dst) < piece {
			return dst, nil
		}
		last := len(dst) - 1 // the last character written
		_, err := w.Write(dst[:last])
		return append(dst[:0], dst[last]), err
	})
	if err == nil {
		_, err = w.Write(rest)
	}
	return err
}

// appendContainer appends a container, and calls flush after each record.
func appendContainer[C any](dst []byte, rows []Row[C], c *C, flush func(dst []byte) ([]byte, error)) ([]byte, error) {
	dst = append(dst, '{')
	for _, row := range rows {
		if !row.Given(c) {
			continue
		}
		dst = appendName(dst, row.Table().About().Kind)
		var err error
		if dst, err = row.append(dst, c, flush); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// A Conflict is two records with one name that a server would treat as different.
type Conflict struct {
	Row         int
	Name        string
	First       int      // the index of the record that was kept
	FirstPlace  diag.Pos // the position of that record
	SecondPlace diag.Pos // the position of the other record
}

// Distinct removes each record whose name an earlier record has, and its positions.
// It returns a conflict for each removed record that differs from the earlier one.
// It keeps records without a name.
func Distinct[C any](rows []Row[C], c *C, places *Places) []Conflict {
	var conflicts []Conflict
	for i, row := range rows {
		again := row.repeats(c)
		if again == nil {
			continue
		}
		for _, r := range again {
			if r.same {
				continue
			}
			left := 0 // records removed before the first of the two
			for left < len(again) && again[left].second < r.first {
				left++
			}
			conflicts = append(conflicts, Conflict{
				Row: i, Name: row.Record(c, r.second).Identity(), First: r.first - left,
				FirstPlace: places.record(i, r.first), SecondPlace: places.record(i, r.second),
			})
		}
		row.drop(c, again)
		if places.pos != nil {
			places.rows[i].drop(again)
		}
	}
	return conflicts
}

// Lone returns the kinds that the members of a value fit. The value is a record or an
// array of records.
func Lone[C any](rows []Row[C], v Value) []string {
	if v.Kind == List {
		for e := range v.Elements() {
			v = e
			break
		}
	}
	if v.Kind != Nested {
		return nil
	}
	var names []string
	for _, m := range v.Object(nil, 0).Fields {
		names = append(names, string(m.Name))
	}
	tables := make([]Table, len(rows))
	for i, row := range rows {
		tables[i] = row.Table()
	}
	var kinds []string
	for _, i := range Fitting(tables, names) {
		kinds = append(kinds, tables[i].About().Kind)
	}
	return kinds
}

// Fitting returns the indices of the tables that fit an object with these members. A
// table fits if one of its marks is among them. Without a mark, it must have all of
// them.
func Fitting(tables []Table, members []string) []int {
	var marked, fit []int
	for i, t := range tables {
		isMarked, own := false, 0
		names := t.Names()
		for p := range t.Properties() {
			isMarked = isMarked || p.Mark && has(members, p.Name)
		}
		for _, m := range members {
			if IsShell(m) || has(names, m) {
				own++
			}
		}
		if isMarked {
			marked = append(marked, i)
		}
		if own == len(members) && own > 0 {
			fit = append(fit, i)
		}
	}
	if marked != nil {
		return marked
	}
	return fit
}

// Places has the positions of the records of a container in a text.
type Places struct {
	pos  func(at int) diag.Pos
	rows []rowPlaces
}

// Find returns the position of the value at a path of the container. If the text lacks
// the value, Find returns the position of its nearest parent in the text, or zero.
func (p *Places) Find(path diag.Path) diag.Pos {
	if p.pos == nil {
		return diag.Pos{}
	}
	var tokens []string
	for token := range path.Tokens() {
		tokens = append(tokens, token)
	}
	if len(tokens) == 0 {
		return diag.Pos{}
	}
	for i := range p.rows {
		if row := &p.rows[i]; row.known && char.EqualFold(row.table.About().Kind, tokens[0]) {
			return p.pos(row.find(tokens[1:]))
		}
	}
	return diag.Pos{}
}

// record returns the position of a record, or zero if the text does not have it.
func (p *Places) record(row, i int) diag.Pos {
	if p.pos == nil || i >= p.rows[row].n {
		return diag.Pos{}
	}
	return p.pos(p.rows[row].member(i, -1))
}

func (p *rowPlaces) find(tokens []string) int {
	i := 0
	if !p.single {
		if len(tokens) == 0 {
			return p.at
		}
		var err error
		if i, err = strconv.Atoi(tokens[0]); err != nil {
			return p.at
		}
		tokens = tokens[1:]
	}
	if i < 0 || i >= p.n {
		return p.at
	}
	if len(tokens) == 0 {
		return p.member(i, -1)
	}
	if len(tokens) > 1 {
		if at, found := p.within(tokens); found {
			return at
		}
	}
	member, n := -1, 0
	for m := range p.table.Properties() {
		if char.EqualFold(m.Name, tokens[0]) {
			member = n
		}
		n++
	}
	return p.member(i, member)
}

// within returns the position of a value in a member of a single record.
func (p *rowPlaces) within(tokens []string) (int, bool) {
	for _, f := range p.fields {
		if !char.EqualFold(string(f.Name), tokens[0]) {
			continue
		}
		v := f.Value
		for _, token := range tokens[1:] {
			next, found := v.child(token)
			if !found {
				break
			}
			v = next
		}
		return v.At, true
	}
	return 0, false
}

// child returns the member or element of a value with a token of a path.
func (v Value) child(token string) (Value, bool) {
	switch v.Kind {
	case Nested:
		for _, m := range v.Object(nil, 0).Fields {
			if char.EqualFold(string(m.Name), token) {
				return m.Value, true
			}
		}
	case List:
		n, err := strconv.Atoi(token)
		if err != nil {
			return Value{}, false
		}
		for e := range v.Elements() {
			if n == 0 {
				return e, true
			}
			n--
		}
	case Null, Bool, Number, Text, Unreadable:
	}
	return Value{}, false
}

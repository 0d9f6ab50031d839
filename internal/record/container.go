package record

import (
	"fmt"
	"strconv"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
)

// A Reading is what reading the text of a container gives besides the
// container.
type Reading struct {
	Findings   diag.Findings
	Incomplete []int  // the rows of which a record could not be read, in order
	Known      bool   // whether the text has a member of the container
	Places     Places // where in the text the records are
}

// ReadContainer reads a container from JSON that is known to be valid and an object: a
// member for each kind, with an array of records or a single one. Names match
// in any letter case; null is a kind that is not given. A record that cannot be
// read is left out, with its findings. pos returns the position of a byte.
func ReadContainer[C any](rows []Row[C], data []byte, pos func(at int) diag.Pos, c *C) Reading {
	rd := &Reader{pos: pos}
	r := Reading{Places: Places{pos: pos, rows: make([]rowPlaces, len(rows)), tables: make([]Table, len(rows))}}
	for i, row := range rows {
		r.Places.tables[i] = row.Table()
	}
	given := make([]bool, len(rows))
	incomplete := make([]bool, len(rows))
	for _, m := range JSON(data, 0).fields(nil) {
		name := string(m.Name)
		i := indexOf(rows, name)
		if i < 0 {
			if !IsShell(name) {
				f := Unknown("member of a configuration", name, Kinds(rows))
				f.Path, f.Pos = diag.Path("").Member(name), rd.place(m.Value.At)
				rd.found.Add("", f)
			}
			continue
		}
		r.Known = true
		if given[i] {
			f := diag.MemberFinding(diag.RuleMemberRepeated, rows[i].Path(-1), fmt.Sprintf("%s is given more than once", name))
			f.Subject, f.Pos = diag.Subject{Kind: rows[i].Table().About().Kind}, rd.place(m.Value.At)
			rd.found.Add(f.Subject.Kind, f)
			incomplete[i] = true
			continue
		}
		given[i] = true
		if m.Value.Kind == Null {
			continue // as if it were not given
		}
		places, complete := rows[i].read(c, rd, m.Value)
		places.known = true
		r.Places.rows[i] = places
		incomplete[i] = !complete
	}
	for i, is := range incomplete {
		if is {
			r.Incomplete = append(r.Incomplete, i)
		}
	}
	r.Findings = rd.found.Findings()
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
	dst = append(dst, '{')
	for _, row := range rows {
		if !row.Given(c) {
			continue
		}
		dst = appendName(dst, row.Table().About().Kind)
		var err error
		if dst, err = row.append(dst, c); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// A Conflict is two records of one name that are not the same to a server.
type Conflict struct {
	Row         int
	Name        string
	First       int      // the number of the record that was kept
	FirstPlace  diag.Pos // of that record
	SecondPlace diag.Pos // of the other
}

// Distinct leaves out each record that has the name of one before it, and its
// places. It returns those that are not the same as the record which was kept.
// Records without a name are kept.
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
			left := 0 // records left out before the first of the two
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

// Lone returns the kinds that a JSON value may be a record of, or an array of
// such records, by the names of its members.
func Lone[C any](rows []Row[C], data []byte) []string {
	v := JSON(data, 0)
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
	for _, m := range v.fields(nil) {
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

// Fitting returns which of the tables may be of an object with such members:
// those that it has a mark of, or else those that have all its members.
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

// Places is where in a text the records of a container are.
type Places struct {
	pos    func(at int) diag.Pos
	rows   []rowPlaces
	tables []Table
}

// Find returns the position of what is at a path of the container, or of what
// should have it if it is missing there. It is zero for a path of which the
// text has nothing.
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
	for i, t := range p.tables {
		if char.EqualFold(t.About().Kind, tokens[0]) && p.rows[i].known {
			return p.pos(p.rows[i].find(t, tokens[1:]))
		}
	}
	return diag.Pos{}
}

// record returns the position of a record, or zero if the text did not have it.
func (p *Places) record(row, i int) diag.Pos {
	if p.pos == nil || i >= len(p.rows[row].records) {
		return diag.Pos{}
	}
	return p.pos(p.rows[row].records[i])
}

func (p *rowPlaces) find(t Table, tokens []string) int {
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
	if i < 0 || i >= len(p.records) {
		return p.at
	}
	if len(tokens) == 0 {
		return p.records[i]
	}
	if len(tokens) > 1 {
		if at, found := p.within(tokens); found {
			return at
		}
	}
	member, n := -1, 0
	for m := range t.Properties() {
		if char.EqualFold(m.Name, tokens[0]) {
			member = n
		}
		n++
	}
	return p.member(i, member)
}

// within returns the position of what is within a member of a single record.
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

// child returns the member or element of a value.
func (v Value) child(token string) (Value, bool) {
	switch v.Kind {
	case Nested:
		for _, m := range v.fields(nil) {
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
	case Null, Bool, Number, Text:
	}
	return Value{}, false
}

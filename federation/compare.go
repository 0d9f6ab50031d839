package federation

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/record"
)

// Differences is the result of [Compare]: the differences between two
// configurations, and the gaps where they could not be compared. The zero
// Differences means that the configurations are equal.
type Differences struct {
	Records []Difference `json:",omitempty"` // by kind and name
	Gaps    []Gap        `json:",omitempty"` // by kind
}

// A Difference is a record that differs. Members has the members that differ,
// without the name of the record. For a new or removed record, it has all members
// that are set.
type Difference struct {
	Op      diag.Op            // OpNew, OpSet or OpRemove
	Subject diag.Subject       // as the new configuration names it, if it has the record
	Members []MemberDifference `json:",omitempty"` // in the order of the record's members
}

// A MemberDifference is a member that differs. Old is absent for a new record, and
// New for a removed one. A list of records has one text for each record. Package
// cmdlet cannot write an edit of such a list.
type MemberDifference struct {
	diag.MemberEdit
	Added   []string `json:",omitempty"` // of a list: the entries that only New has
	Removed []string `json:",omitempty"` // of a list: the entries that only Old has
}

// Edit returns the difference as an edit. The server may need several commands for
// it, or may have none.
func (d Difference) Edit() diag.Edit {
	e := diag.Edit{Op: d.Op, Subject: d.Subject}
	for _, m := range d.Members {
		e.Members = append(e.Members, m.MemberEdit)
	}
	return e
}

// A Gap is a part that could not be compared because it is missing from one or both
// configurations. With Members, these members are missing from records that both
// configurations have. Otherwise records of the kind are missing: all of them, or
// only some if Incomplete is set.
type Gap struct {
	Kind       Kind
	Old, New   bool     // which configuration lacks it
	Incomplete bool     `json:",omitzero"`  // not all records could be read
	Members    []string `json:",omitempty"` // in the order of the record's members
	Records    int      // how many records were not compared
}

// Compare returns the differences between two configurations as a server sees them.
// It ignores the letter case of names and the order of lists and records. A switch
// that is null equals one that is off, unless its default is on. A member that the
// platform of a configuration does not support is ignored there.
//
// A missing value is never a difference. A kind that only one configuration gives
// is a [Gap], and so are members missing from the text of a record. If some records
// of one configuration could not be read, then records that only the other one has
// are a Gap too. A member that is absent in one configuration and null in the other
// is neither a difference nor a Gap.
func Compare(before, after Configuration) Differences {
	var d Differences
	for k := range AllKinds() {
		p := comparison{kind: k, old: &before, new: &after}
		p.run()
		for _, k := range p.differences {
			d.Records = append(d.Records, k.Difference)
		}
		d.Gaps = append(d.Gaps, p.gaps()...)
	}
	return d
}

// A comparison compares the records of one kind.
type comparison struct {
	kind        Kind
	old, new    *Configuration
	key         recordKey // of the records that are compared now
	differences []keyed
	whole       []Gap
	lacking     [inBoth + 1]lacking
}

// Where a member is absent: in the old configuration, in the new one, or in both.
const (
	inOld = iota
	inNew
	inBoth
)

// A keyed difference is in the order of its record's key.
type keyed struct {
	key recordKey
	Difference
}

// lacking collects the members that were not compared.
type lacking struct {
	names   map[string]bool
	records int
}

func (p *comparison) run() {
	row := p.kind.Row()
	oldIncomplete, newIncomplete := p.old.Incomplete.Has(p.kind), p.new.Incomplete.Has(p.kind)
	hasOld, hasNew := row.Given(p.old), row.Given(p.new)
	if oldIncomplete || newIncomplete {
		gap := Gap{Kind: p.kind, Old: oldIncomplete || !hasOld, New: newIncomplete || !hasNew, Incomplete: true}
		if isSingle := len(row.Table().KeyNames()) == 0; isSingle || !hasOld || !hasNew {
			gap.Records = max(row.Len(p.old), row.Len(p.new))
			p.whole = append(p.whole, gap)
			return
		}
		p.records(&gap, oldIncomplete, newIncomplete)
		p.whole = append(p.whole, gap)
		return
	}
	switch {
	case hasOld != hasNew:
		p.whole = append(p.whole, Gap{Kind: p.kind, Old: !hasOld, New: !hasNew, Records: row.Len(p.old) + row.Len(p.new)})
	case !hasOld:
	case p.kind == Platform:
		p.platform()
	default:
		p.records(nil, false, false)
	}
}

func (p *comparison) platform() {
	if was, is := p.old.Platform.String(), p.new.Platform.String(); was != is {
		p.add(diag.OpSet, diag.Subject{Kind: p.kind.String()}, []MemberDifference{
			{MemberEdit: diag.MemberEdit{Name: p.kind.String(), Old: diag.Text(was), New: diag.Text(is)}},
		})
	}
}

// records compares the records. A record that only one side has goes into the gap
// if the other side may have it too.
func (p *comparison) records(gap *Gap, oldIncomplete, newIncomplete bool) {
	was, is := p.byKey(p.old), p.byKey(p.new)
	for key, i := range was {
		p.key = key
		j, found := is[key]
		switch {
		case found:
			p.pair(i, j)
		case newIncomplete:
			gap.Records++
		default:
			p.add(diag.OpRemove, p.old.Subject(p.kind, i), p.set(p.old, i, func(m *MemberDifference, v diag.Value, entries []string) { m.Old, m.Removed = v, entries }))
		}
	}
	for key, i := range is {
		p.key = key
		_, found := was[key]
		switch {
		case found:
		case oldIncomplete:
			gap.Records++
		default:
			p.add(diag.OpNew, p.new.Subject(p.kind, i), p.set(p.new, i, func(m *MemberDifference, v diag.Value, entries []string) { m.New, m.Added = v, entries }))
		}
	}
	slices.SortFunc(p.differences, func(d, e keyed) int { return d.key.compare(e.key) })
}

func (p *comparison) add(op diag.Op, subject diag.Subject, members []MemberDifference) {
	p.differences = append(p.differences, keyed{p.key, Difference{Op: op, Subject: subject, Members: members}})
}

// A recordKey is the name of a record. A server has no two records with one name. If
// a configuration has, they are numbered in the order of their values.
type recordKey struct {
	name   string
	number int
}

func (k recordKey) compare(l recordKey) int {
	return cmp.Or(strings.Compare(k.name, l.name), cmp.Compare(k.number, l.number))
}

// byKey returns the indexes of the records by name.
func (p *comparison) byKey(c *Configuration) map[recordKey]int {
	row := p.kind.Row()
	all := make(map[recordKey]int, row.Len(c))
	repeated := map[string][]int{}
	for i := range row.Len(c) {
		key := recordKey{name: p.kind.Key(row.Record(c, i).Identity())}
		first, found := all[key]
		switch {
		case !found:
			all[key] = i
		case repeated[key.name] == nil:
			repeated[key.name] = []int{first, i}
		default:
			repeated[key.name] = append(repeated[key.name], i)
		}
	}
	for name, indexes := range repeated {
		slices.SortStableFunc(indexes, func(i, j int) int { return strings.Compare(p.line(c, i), p.line(c, j)) })
		for number, i := range indexes {
			all[recordKey{name, number}] = i
		}
	}
	return all
}

// line returns a text that is the same for equal records.
func (p *comparison) line(c *Configuration, i int) string {
	r := p.kind.Row().Record(c, i)
	var b strings.Builder
	for property := range p.kind.Row().Table().Properties() {
		b.WriteString(p.kind.Key(r.Value(property.Name).String()))
		b.WriteByte(0)
	}
	return b.String()
}

// set returns the members of a record that are set, without its name.
func (p *comparison) set(c *Configuration, i int, put func(*MemberDifference, diag.Value, []string)) []MemberDifference {
	r := p.kind.Row().Record(c, i)
	var all []MemberDifference
	for property := range p.kind.Row().Table().Properties() {
		v, entries := valueOf(r, property)
		if property.Key || v.IsZero() || v.IsNull() {
			continue
		}
		m := MemberDifference{MemberEdit: diag.MemberEdit{Name: property.Name}}
		put(&m, v, entries)
		all = append(all, m)
	}
	return all
}

// valueOf returns a member, and its entries if it is a list.
func valueOf(r record.Record, p record.Property) (v diag.Value, entries []string) {
	v = r.Value(p.Name)
	entries, isList := r.Entries(p.Name)
	if _, lacks := r.Lacks(p.Name); isList && v.IsZero() && !lacks {
		v = diag.Texts(entries...)
	}
	if isList && len(entries) == 0 && !v.IsZero() {
		v = diag.Null()
	}
	return v, entries
}

// pair compares two records with the same name.
func (p *comparison) pair(i, j int) {
	row := p.kind.Row()
	was, is := row.Record(p.old, i), row.Record(p.new, j)
	if was.Absent().IsZero() && is.Absent().IsZero() && was.Same(is) {
		return
	}
	var members []MemberDifference
	var lacks [inBoth + 1]bool
	for property := range row.Table().Properties() {
		if property.Key || p.kind == AccessEdge && property.Name == "Identity" { // there is one, Global
			continue
		}
		m := MemberDifference{MemberEdit: diag.MemberEdit{Name: property.Name}}
		m.Old, m.Removed = p.known(p.old, i, property)
		m.New, m.Added = p.known(p.new, j, property)
		switch {
		case m.Old.IsZero() && m.New.IsZero():
			if p.old.IsUnknown(p.kind, i, property.Name) || p.new.IsUnknown(p.kind, j, property.Name) {
				p.lack(&lacks, inBoth, property.Name)
			}
		case m.Old.IsZero():
			if !m.New.IsNull() {
				p.lack(&lacks, inOld, property.Name)
			}
		case m.New.IsZero():
			if !m.Old.IsNull() {
				p.lack(&lacks, inNew, property.Name)
			}
		case same(was, property, m):
		default:
			m.Added, m.Removed = without(m.Added, m.Removed), without(m.Removed, m.Added)
			members = append(members, m)
		}
	}
	for side, lacks := range lacks {
		if lacks {
			p.lacking[side].records++
		}
	}
	if members != nil {
		p.add(diag.OpSet, p.new.Subject(p.kind, j), members)
	}
}

func (p *comparison) lack(of *[inBoth + 1]bool, side int, name string) {
	of[side] = true
	if p.lacking[side].names == nil {
		p.lacking[side].names = map[string]bool{}
	}
	p.lacking[side].names[name] = true
}

// known returns a member and its entries. The value is absent if it is not known.
// It is null if the platform does not support the member, or if the other members
// exclude it.
func (p *comparison) known(c *Configuration, i int, property record.Property) (diag.Value, []string) {
	r := p.kind.Row().Record(c, i)
	v, entries := valueOf(r, property)
	if !v.IsZero() {
		return v, entries
	}
	if p.kind == AccessEdge && property.Name == "RoutingMethod" {
		if method := c.AccessEdge.Routing(); !method.IsZero() {
			return diag.Text(method.String()), nil
		}
	}
	if !c.Platform.IsZero() && !c.Platform.Knows(property.Since) || p.kind == AccessEdge && c.AccessEdge.implies(property) {
		return diag.Null(), nil
	}
	return diag.Value{}, nil
}

// same reports whether the values of a member are the same to a server.
func same(was record.Record, p record.Property, m MemberDifference) bool {
	if m.Old.Equal(m.New) || isOff(m.Old, p) && isOff(m.New, p) {
		return true
	}
	if _, isList := was.Entries(p.Name); isList {
		return slices.Equal(m.Removed, m.Added)
	}
	if m.Old.IsNull() || m.New.IsNull() {
		on := diag.Bool(true)
		return p.Default == "True" && (m.Old.IsNull() && m.New.Equal(on) || m.New.IsNull() && m.Old.Equal(on))
	}
	moved := was.Clone()
	return moved.Put(p.Name, m.New) == nil && moved.Same(was)
}

// isOff reports whether a value means that a switch is off.
func isOff(v diag.Value, p record.Property) bool {
	return v.IsNull() && p.Default != "True" || v.Equal(diag.Bool(false))
}

// without returns the entries of a sorted list that another sorted list lacks. It
// counts repeated entries.
func without(list, other []string) []string {
	var rest []string
	for _, entry := range list {
		for len(other) > 0 && other[0] < entry {
			other = other[1:]
		}
		if len(other) > 0 && other[0] == entry {
			other = other[1:]
			continue
		}
		rest = append(rest, entry)
	}
	return rest
}

// gaps returns the parts that were not compared.
func (p *comparison) gaps() []Gap {
	all := p.whole
	for side, l := range p.lacking {
		if l.records == 0 {
			continue
		}
		gap := Gap{Kind: p.kind, Old: side != inNew, New: side != inOld, Records: l.records}
		for property := range p.kind.Row().Table().Properties() {
			if l.names[property.Name] {
				gap.Members = append(gap.Members, property.Name)
			}
		}
		all = append(all, gap)
	}
	slices.SortStableFunc(all, func(g, h Gap) int { return cmp.Compare(len(g.Members), len(h.Members)) })
	return all
}

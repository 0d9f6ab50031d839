package powershell

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/product"
)

// An assembler puts what documents have under the members of a configuration.
type assembler struct {
	shapes
	documents  int
	listings   []listing // of kinds
	single     []member  // Platform and Holdings
	found      record.Tally
	absences   []absence
	incomplete federation.Kinds
}

// A member is one that is not of a kind.
type member struct {
	name     string
	doc      *document
	from, to int
}

func (m member) text() []byte { return m.doc.json[m.from:m.to] }

// known reports whether there is anything of a configuration.
func (a *assembler) known() bool {
	given := func(l listing) bool { return l.given != nil }
	return len(a.single) > 0 || slices.ContainsFunc(a.listings, given)
}

// give returns where the records of a kind go, which a document gives.
func (a *assembler) give(k *kind, d *document) *listing {
	i := slices.Index(a.kinds, k)
	into := &a.listings[i]
	if into.given == nil {
		into.given = d
	}
	return into
}

// document adds what a document has.
func (a *assembler) document(d *document) error {
	a.documents++
	return a.objects(d, record.RawField{Value: d.json})
}

// maxDepth is how deep ConvertTo-Json goes at the most.
const maxDepth = 100

func (d *document) tooDeep(v record.RawField) error {
	return d.finding(RuleValueDeep, "", d.offset(v.Offset), "objects and arrays are %d deep within one another here", v.Depth)
}

// objects adds an object, or those of an array.
func (a *assembler) objects(d *document, v record.RawField) error {
	list, ok := array(v)
	if !ok {
		return a.object(d, v)
	}
	if !a.counted(d, v, list) {
		for e := range elements(list) {
			if e.Value[0] != '{' {
				continue
			}
			if s, _ := a.of(e); s != nil {
				for _, k := range s.fits {
					a.incomplete = a.incomplete.With(k.kind)
				}
			}
		}
	}
	if isEmpty(list.Value) {
		a.report(d.input, RuleObjectUnknown, "", d.offset(list.Offset), "an empty list, which does not say what there is none of")
	}
	for e := range elements(list) {
		if e.Depth > maxDepth {
			return d.tooDeep(e)
		}
		if e.Value[0] != '{' {
			a.report(d.input, RuleObjectUnknown, "", d.offset(e.Offset), "%s, and not an object", record.KindOf(e.Value))
			continue
		}
		if err := a.object(d, e); err != nil {
			return err
		}
	}
	return nil
}

// elements returns the elements of an array or the members of an object, with
// their offsets in the document.
func elements(v record.RawField) func(func(record.RawField) bool) {
	return func(yield func(record.RawField) bool) {
		for f := range record.RawFields(v.Value) {
			f.Offset += v.Offset
			if !yield(f) {
				return
			}
		}
	}
}

// array returns the array that a value is, or that it holds: Windows PowerShell
// may convert one to an object with the members value and Count.
func array(v record.RawField) (record.RawField, bool) {
	if v.Value[0] != '{' {
		return v, v.Value[0] == '['
	}
	var list record.RawField
	n := 0
	for m := range elements(v) {
		if n++; char.EqualFold(string(m.Name), "value") && m.Value[0] == '[' {
			list = m
		} else if !char.EqualFold(string(m.Name), "Count") {
			return v, false
		}
	}
	return list, n == 2 && list.Value != nil
}

// counted reports whether an array that an object holds has as many elements as
// the object's Count says, and says so if not.
func (a *assembler) counted(d *document, v, list record.RawField) bool {
	if v.Value[0] != '{' {
		return true
	}
	count, n := -1, 0
	for m := range elements(v) {
		if char.EqualFold(string(m.Name), "Count") {
			count, _ = strconv.Atoi(string(m.Value))
		}
	}
	for range elements(list) {
		n++
	}
	if count != n {
		a.report(d.input, RuleValueCut, "", d.offset(v.Offset), "Count is %d, and there are %d", count, n)
	}
	return count == n
}

// object adds an object that stands alone: what it is comes from its type or
// its properties, or else it holds others.
func (a *assembler) object(d *document, v record.RawField) error {
	s, members := a.of(v)
	if s == nil {
		a.report(d.input, RuleObjectUnknown, "", d.offset(v.Offset), "an object with more than %d members is none of the records that are read", maxMembers)
		return nil
	}
	for _, m := range members {
		if m.Depth > maxDepth {
			return d.tooDeep(m)
		}
	}
	fits := s.fits
	if k := a.typed(d.typeOf(v.Offset)); k != nil {
		fits = []*kind{k}
	}
	switch {
	case len(fits) == 1 && !(fits[0].kind == 0 && s.bundle):
		a.add(d, v, s, fits[0], members)
	case len(fits) == 2 && fits[0].kind == federation.AllowedDomains && fits[1].kind == federation.BlockedDomains &&
		s.has("Identity") && s.has("Domain") && (s.has("Comment") || d.summary != 0):
		// An allowed domain always has MarkForMonitoring, and on the console of
		// some servers a blocked one has no Comment. What has less was selected.
		if !s.has("Comment") {
			path := diag.Path("").Member(fits[1].name)
			a.report(d.input, RuleObjectBlocked, path, d.offset(v.Offset), "an object with %s is taken for a blocked domain", shorten(s.names))
		}
		a.add(d, v, s, fits[1], members)
	case len(fits) > 1:
		a.ambiguous(d, v, s.names, fits)
	case a.isTenant(s.names):
		a.report(d.input, RuleObjectTenant, "", d.offset(v.Offset), "tenant configuration, not read")
	default:
		return a.container(d, v, s.names, slices.Clone(members))
	}
	return nil
}

func (a *assembler) ambiguous(d *document, v record.RawField, names []string, fits []*kind) {
	var may []string
	for _, k := range fits {
		may = append(may, k.describe())
		a.incomplete = a.incomplete.With(k.kind)
	}
	what := strings.Join(may, " or of ")
	if len(may) > 3 {
		what = fmt.Sprintf("any of %d kinds", len(may))
	}
	a.report(d.input, RuleObjectAmbiguous, "", d.offset(v.Offset), "an object with %s may be of %s", shorten(names), what)
}

// shorten joins names, and not more than a line has room for.
func shorten(names []string) string {
	var short []string
	for i, name := range names {
		if i == 6 {
			short = append(short, "…")
			break
		}
		short = append(short, fmt.Sprintf("%.60s", name))
	}
	return strings.Join(short, ", ")
}

// container adds what the members of an object hold.
func (a *assembler) container(d *document, v record.RawField, names []string, members []record.RawField) error {
	var held []record.RawField
	known := false
	for _, m := range members {
		name := string(m.Name)
		k := a.kindUnder(name)
		if m.Value[0] != '{' && m.Value[0] != '[' && a.kindOfMember(name) == nil {
			k = nil // a property that is called as a cmdlet is
		}
		switch {
		case k != nil:
			known = true
			a.kind(d, m, k)
		case char.EqualFold(name, "Platform"), char.EqualFold(name, "Holdings"):
			known = true
			if err := a.one(d, m); err != nil {
				return err
			}
		case a.holds(d, m):
			known = true
			if err := a.objects(d, m); err != nil {
				return err
			}
		default:
			held = append(held, m)
		}
	}
	if !known {
		severity, more := diag.Warning, ""
		if a.isPart(names) {
			severity, more = diag.Error, ", and has properties that they have"
		}
		if a.found.Counts("", RuleObjectUnknown, severity) {
			return nil
		}
		what := "an object without properties"
		if len(names) > 0 {
			what = "an object with " + shorten(names)
		}
		f := d.finding(RuleObjectUnknown, "", d.offset(v.Offset), "%s is none of the records that are read%s", what, more)
		f.Severity = severity
		a.finds(f)
		return nil
	}
	for _, m := range held {
		if !record.IsShell(string(m.Name)) && !a.found.Counts("", diag.RuleMemberUnknown, diag.Notice) {
			f := record.Unknown("member of a configuration", string(m.Name), kindNames())
			f.Path, f.Pos = diag.Path("").Member(string(m.Name)), d.pos(d.offset(m.Offset))
			a.found.Add("", f)
		}
	}
	return nil
}

// isTenant reports whether an object is the settings of a tenant: it has lists of
// domains, which a server has as records of their own, beside properties.
func (a *assembler) isTenant(names []string) bool {
	lists, properties := false, false
	for _, name := range names {
		k := a.kindOfMember(name)
		lists = lists || k != nil && (k.kind == federation.AllowedDomains || k.kind == federation.BlockedDomains)
		properties = properties || k == nil && a.isProperty(name)
	}
	return lists && properties
}

// common are properties that many objects have which are none of the records.
var common = []string{"Comment", "Description", "Enabled", "Identity", "Site"}

// isPart reports whether an object may be a part of a record: it has two
// properties or more that only records have, or all but one of its properties
// are of records.
func (a *assembler) isPart(names []string) bool {
	n, known := 0, 0
	for _, name := range names {
		if !a.isProperty(name) && !record.IsShell(name) {
			continue
		}
		if known++; !has(common, name) {
			n++
		}
	}
	return n > 1 || known > 1 && n > 0 && known+1 >= len(names)
}

// holds reports whether a value is a record, or an array with one.
func (a *assembler) holds(d *document, v record.RawField) bool {
	if list, ok := array(v); ok {
		for e := range elements(list) {
			if e.Value[0] == '{' && a.isRecord(d, e) {
				return true
			}
		}
		return false
	}
	return v.Value[0] == '{' && a.isRecord(d, v)
}

// isRecord reports whether an object is a record, of a kind that its type or its
// properties tell, or nearly.
func (a *assembler) isRecord(d *document, v record.RawField) bool {
	s, _ := a.of(v)
	return a.typed(d.typeOf(v.Offset)) != nil || s != nil && len(s.fits) > 0 && len(s.fits) <= 3
}

// one adds a member that there is one of.
func (a *assembler) one(d *document, m record.RawField) error {
	if string(m.Value) == "null" {
		return nil
	}
	name := string(m.Name)
	for _, other := range a.single {
		if !char.EqualFold(other.name, name) {
			continue
		}
		if other.doc == d || !sameMember(name, other.text(), m.Value) {
			return d.finding(RuleRecordConflict, diag.Path("").Member(name), d.offset(m.Offset),
				"%s is at %v too, and not the same", name, other.doc.pos(other.doc.offset(other.from)))
		}
		return nil
	}
	a.single = append(a.single, member{name, d, m.Offset, m.Offset + len(m.Value)})
	return nil
}

// sameMember reports whether two values of Platform or Holdings are the same.
func sameMember(name string, a, b []byte) bool {
	if char.EqualFold(name, "Platform") {
		var p, q product.Platform
		return json.Unmarshal(a, &p) == nil && json.Unmarshal(b, &q) == nil && p == q
	}
	var h, i licensing.Holdings
	return json.Unmarshal(a, &h) == nil && json.Unmarshal(b, &i) == nil && h.Equal(i)
}

// kind adds the records under a member of a configuration.
func (a *assembler) kind(d *document, v record.RawField, k *kind) {
	if string(v.Value) == "null" {
		return
	}
	list, ok := array(v)
	if !ok && (k.kind == federation.AccessEdge || v.Value[0] != '{' || !isEmpty(v.Value)) {
		a.record(d, v, k)
		return
	}
	a.give(k, d) // though it may be empty
	if !ok {
		return
	}
	if !a.counted(d, v, list) {
		a.incomplete = a.incomplete.With(k.kind)
	}
	for e := range elements(list) {
		a.record(d, e, k)
	}
}

// isEmpty reports whether a value is brackets without anything in them.
func isEmpty(value []byte) bool {
	return len(value) > 1 && value[0] != '"' && len(bytes.TrimSpace(value[1:len(value)-1])) == 0
}

// record adds what is under a member of a configuration as one of a kind.
func (a *assembler) record(d *document, v record.RawField, k *kind) {
	if v.Value[0] == '{' {
		if s, members := a.of(v); s != nil {
			// What has marks of what is never read is that, whatever it is under.
			if len(s.fits) == 1 && s.fits[0].kind == 0 {
				k = s.fits[0]
			}
			a.add(d, v, s, k, members)
			return
		}
	}
	into := a.give(k, d)
	into.begin(d, v.Offset)
	if text := unquote(v.Value); isCut([]byte(text), d.summary) {
		into.cut(text, "0", d, v.Offset)
		return
	}
	into.copy(d, v.Offset, v.Offset+len(v.Value)) // for package federation to refuse
}

// add adds a record with its members, or says that it is not read.
func (a *assembler) add(d *document, v record.RawField, s *shape, k *kind, members []record.RawField) {
	if k.kind == 0 {
		a.report(d.input, k.rule, "", d.offset(v.Offset), "%s, not read", k.foreign)
		return
	}
	r := a.role(s, k)
	into := a.give(k, d)
	nameless := len(k.key) > 0
	for i := 0; nameless && i < len(members); i++ {
		value := members[i].Value
		nameless = !r.key[i] || string(value) == "null" || string(value) == `""` || standsIn(value)
	}
	if nameless {
		a.miss(d, v.Offset, k)
		return // it would be a record that nothing can name
	}
	into.begin(d, v.Offset)
	from, end, kept := v.Offset, v.Offset+1, 0 // end: of the member before
	for i, m := range members {
		before := end
		end = m.Offset + len(m.Value)
		kept++
		if !r.own[i] || m.Value[0] != '"' && m.Value[0] != '{' {
			continue
		}
		printed, found := d.printed(m)
		switch {
		case !r.prose[i] && standsIn(m.Value):
			a.report(d.input, RuleValuePlaceholder, diag.Path("").Member(k.name), d.offset(m.Offset), "%s: %.60s stands for a value that was taken out", m.Name, unquote(m.Value))
			// The member goes, with one of the commas beside it.
			if kept--; kept > 0 {
				into.copy(d, from, before)
				from = end
				continue
			}
			if from == v.Offset {
				into.copy(d, from, from+1)
			}
			from = v.Offset + len(v.Value) - 1
			if rest := bytes.TrimLeft(d.json[end:], " \t\r\n"); rest[0] == ',' {
				from = len(d.json) - len(rest) + 1
			}
			continue
		case m.Value[0] == '"' && !r.prose[i] && isEllipsis(m.Value):
			into.copy(d, from, m.Offset)
			into.cut(unquote(m.Value), "{}", d, m.Offset)
		case m.Value[0] == '"' && hasHalfPair(m.Value):
			path := diag.Path("").Member(k.name)
			a.report(d.input, RuleTextEncoding, path, d.offset(m.Offset), "half a pair of UTF-16")
			a.incomplete = a.incomplete.With(k.kind)
			continue
		case r.prose[i] && bytes.HasPrefix(m.Value, []byte(`"Domain=`)), r.prose[i] && d.summary != 0 && m.Value[0] == '"' && m.Value[1] == d.summary:
			continue // it may say so
		case m.Value[0] == '"' && isCut(m.Value[1:len(m.Value)-1], d.summary):
			into.copy(d, from, m.Offset)
			into.cut(unquote(m.Value), "{}", d, m.Offset)
		case found && isCut([]byte(printed), d.summary):
			into.copy(d, from, m.Offset)
			into.cut(printed, "{}", d, m.Offset)
		case found:
			into.copy(d, from, m.Offset)
			into.write(string(appendText(nil, printed)), d, m.Offset)
		default:
			continue
		}
		from = m.Offset + len(m.Value)
	}
	into.copy(d, from, v.Offset+len(v.Value))
}

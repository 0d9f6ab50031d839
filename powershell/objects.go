package powershell

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
)

// An assembler makes a configuration of what documents have.
type assembler struct {
	shapes
	sources    *sources
	builder    *federation.Builder
	documents  int
	single     []member // Platform and Holdings
	found      record.Tally
	absences   []absence
	incomplete federation.Kinds
	above      output // the output that the last prompt began
	awaited    *kind  // what the cmdlet at that prompt prints, until one of its records is read; nil: not known
	hasOther   bool   // whether that output has something that was not read
}

// A member is one of which there is one: Platform or Holdings.
type member struct {
	kind  federation.Kind
	doc   *document
	value record.Value
}

// document adds what a document has.
func (a *assembler) document(d *document, v record.Value) error {
	a.documents++
	return a.objects(d, v)
}

const (
	maxDepth   = 100  // how deep ConvertTo-Json goes at the most
	maxMembers = 4096 // of an object that is looked at
)

// object returns a value as an object, with one member more than is looked at.
func object(v record.Value) record.Object { return v.Object(nil, maxMembers+1) }

func objects(list record.Value) iter.Seq[record.Object] { return list.Objects(nil, maxMembers+1) }

func (d *document) tooDeep(v record.Value) error {
	return d.finding(RuleValueDeep, "", d.offset(v), "objects and arrays are %d deep within one another here", v.Depth())
}

// objects adds an object, or those of an array.
func (a *assembler) objects(d *document, v record.Value) error {
	o := object(v)
	_, list, ok := o.List()
	if !ok {
		return a.object(d, o)
	}
	if !a.counted(d, o, list) {
		for e := range objects(list) {
			if s := a.of(e.Fields); s != nil {
				for _, k := range s.fits {
					a.incomplete = a.incomplete.With(k.kind)
				}
			}
		}
	}
	none, isOdd := true, false
	var host *record.Value // the first text with domains or addresses alone
	for e := range objects(list) {
		none = false
		if e.Depth() > maxDepth {
			return d.tooDeep(e.Value)
		}
		if e.Kind == record.List { // the output of a cmdlet among those of others
			if err := a.objects(d, e.Value); err != nil {
				return err
			}
			continue
		}
		if e.Kind != record.Nested {
			isOdd = isOdd || e.Kind != record.Null
			if e.Kind == record.Text && hostsIn(e.Value.Text()) > 0 {
				if host == nil {
					host = new(e.Value)
				}
				continue
			}
			a.isLost(d, e.Value)
			a.report(d.input, RuleObjectUnknown, "", d.offset(e.Value), "%s, and not an object", e.Kind)
			continue
		}
		if err := a.object(d, e); err != nil {
			return err
		}
	}
	if none {
		a.nothing(d, d.offset(list))
	}
	if !isOdd {
		return nil
	}
	var kinds federation.Kinds // it may stand for a record such as the others
	for e := range objects(list) {
		kinds = kinds.Union(a.kindsOf(d, e))
	}
	a.incomplete = a.incomplete.Union(kinds)
	if host != nil {
		if kinds.IsZero() {
			kinds = listed
		}
		a.mayBeAny(d, kinds, *host, "texts, which may be a list of domains or users: export the records themselves, without -ExpandProperty")
	}
	return nil
}

// mayBeAny reports a value that is not a record, in place of records of some kinds.
func (a *assembler) mayBeAny(d *document, kinds federation.Kinds, v record.Value, detail string) {
	a.incomplete = a.incomplete.Union(kinds)
	f := d.finding(RuleObjectUnknown, "", d.offset(v), "%s", detail)
	f.Severity = diag.Error
	a.finds(f)
}

// nothing reports a list without objects that is under no member.
func (a *assembler) nothing(d *document, at int) {
	a.report(d.input, RuleObjectUnknown, "", at, "an empty list: its kind is not known")
}

// counted reports whether an array in an object has as many elements as the
// object's Count, and adds a finding if not.
func (a *assembler) counted(d *document, o record.Object, list record.Value) bool {
	if o.Kind != record.Nested {
		return true
	}
	count, n := -1, 0
	for _, m := range o.Fields {
		if char.EqualFold(string(m.Name), "Count") {
			count, _ = strconv.Atoi(string(m.Value.Text()))
		}
	}
	for range list.Elements() {
		n++
	}
	if count != n {
		a.report(d.input, RuleValueCut, "", d.offset(o.Value), "Count is %d, and there are %d", count, n)
	}
	return count == n
}

// object adds an object that stands alone: what it is comes from its type or
// its properties, or else it holds others.
func (a *assembler) object(d *document, v record.Object) error {
	return a.shaped(d, v, a.of(v.Fields))
}

// shaped is object for an object whose shape is known, or nil if it has too many
// members.
func (a *assembler) shaped(d *document, v record.Object, s *shape) error {
	if s == nil {
		a.report(d.input, RuleObjectUnknown, "", d.offset(v.Value), "an object with more than %d members is not a record of a kind that is read", maxMembers)
		return nil
	}
	for i := 0; v.Depth() > maxDepth && i < len(v.Fields); i++ {
		if m := &v.Fields[i].Value; m.Depth() > maxDepth {
			return d.tooDeep(*m)
		}
	}
	fits := s.fits
	if k := a.typed(d.typeOf(v.Value)); k != nil && !isOver(fits, k) {
		fits = []*kind{k}
	}
	if printed := a.printed(fits); len(printed) == 1 {
		fits = printed
	}
	if s.told != nil && a.above.isOf(s.told) && !a.above.apart {
		fits = []*kind{s.told}
	}
	switch {
	case len(fits) == 1 && !(fits[0].kind == 0 && s.bundle):
		a.add(d, v, s, fits[0])
	case isAllowedOrBlocked(fits) && s.has("Identity") && s.has("Domain") && a.isBlocked(s):
		a.add(d, v, s, fits[1])
	case len(fits) > 1:
		a.ambiguous(d, v, s.names, fits)
	case a.isTenant(s.names):
		a.add(d, v, s, a.kindOfMember(federation.TenantFederationConfiguration.String()))
	default:
		return a.container(d, v, s.names)
	}
	return nil
}

// isAllowedOrBlocked reports whether an object may be an allowed domain or a blocked
// one, and nothing else.
func isAllowedOrBlocked(fits []*kind) bool {
	return len(fits) == 2 && fits[0].kind == federation.AllowedDomains && fits[1].kind == federation.BlockedDomains
}

// isBlocked reports whether a domain without MarkForMonitoring is a blocked one. With a
// Comment it has all that Get-CsBlockedDomain prints. Lync Server 2013 may print no
// Comment, and then the domain looks like a selection of an allowed one.
func (a *assembler) isBlocked(s *shape) bool {
	isOutput := func(k federation.Kind) bool { return !a.above.apart && a.above.isOf(a.kindOfMember(k.String())) }
	return isOutput(federation.BlockedDomains) || s.has("Comment") && !isOutput(federation.AllowedDomains)
}

// printed returns those of some kinds that the cmdlet at the prompt prints, if it
// prints selected properties: all properties tell the kind by themselves.
func (a *assembler) printed(kinds []*kind) (by []*kind) {
	for _, k := range kinds {
		if a.above.selects && !a.above.apart && a.above.isOf(k) {
			by = append(by, k)
		}
	}
	return by
}

func (a *assembler) ambiguous(d *document, v record.Object, names []string, fits []*kind) {
	var may []string
	for _, k := range fits {
		may = append(may, k.describe())
		a.incomplete = a.incomplete.With(k.kind)
	}
	what := strings.Join(may, " or of ")
	if len(may) > 3 {
		what = fmt.Sprintf("any of %d kinds", len(may))
	}
	a.report(d.input, RuleObjectAmbiguous, "", d.offset(v.Value), "an object with %s may be of %s", shorten(names), what)
}

// isOver reports whether the properties of an object show that it belongs to
// another kind, whose records have all members of this kind and more.
func isOver(fits []*kind, k *kind) bool {
	return len(fits) == 1 && k.kind != 0 && fits[0].over == k.kind
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
func (a *assembler) container(d *document, v record.Object, names []string) error {
	var held []record.Field
	known := false
	for _, m := range v.Fields {
		name := string(m.Name)
		k := a.kindUnder(name)
		if m.Value.Kind != record.Nested && m.Value.Kind != record.List && a.kindOfMember(name) == nil {
			k = nil // a property that is called as a cmdlet is
		}
		switch single, _ := federation.ParseKind(name); {
		case k != nil:
			known = true
			a.kind(d, m.Value, k)
		case single == federation.Platform, single == federation.Holdings:
			known = true
			if err := a.one(d, single, m.Value); err != nil {
				return err
			}
		case a.holds(d, m.Value):
			known = true
			if err := a.objects(d, m.Value); err != nil {
				return err
			}
		default:
			known = a.isLost(d, m.Value) || a.isHidden(d, m) || known
			held = append(held, m)
		}
	}
	if !known {
		if form := exported(names); form != "" {
			if !a.found.Counts("", RuleObjectUnknown, diag.Error) {
				a.mayBeAny(d, a.anyKind(), v.Value, form)
			}
			return nil
		}
		a.hasOther = a.hasOther || !a.above.makes
		severity, more := diag.Warning, ""
		names = a.restored(names)
		entry := a.entry(v)
		if entry != "" {
			names = []string{entry}
		}
		if entry != "" || a.isPart(names) {
			severity, more = diag.Error, ", but has properties of such records"
			a.incomplete = a.incomplete.Union(a.mayBe(names))
		}
		if k := a.toldBy(names); k != nil && slices.ContainsFunc(v.Fields, func(m record.Field) bool { return hostsIn(m.Value.Text()) == 1 }) {
			severity, more = diag.Error, ", but may be of "+k.describe()+": put it under "+k.name
			a.incomplete = a.incomplete.With(k.kind)
		}
		if a.found.Counts("", RuleObjectUnknown, severity) {
			return nil
		}
		what := "an object without properties"
		if len(names) > 0 {
			what = "an object with " + shorten(names)
		}
		f := d.finding(RuleObjectUnknown, "", d.offset(v.Value), "%s is not a record of a kind that is read%s", what, more)
		f.Severity = severity
		a.finds(f)
		return nil
	}
	for _, m := range held {
		if !record.IsShell(string(m.Name)) && !a.found.Counts("", diag.RuleMemberUnknown, diag.Notice) {
			f := record.Unknown("member of a configuration", string(m.Name), kindNames())
			f.Path, f.Pos = diag.Path("").Member(string(m.Name)), d.pos(d.offset(m.Value))
			a.found.Add("", f)
		}
	}
	return nil
}

// exported returns what an object with such members is, if the shell wrote it in place of
// records, or "".
func exported(names []string) string {
	switch {
	case has(names, formatData):
		return "objects of Format-Table or Format-List, which were exported in place of the records: run the command without it"
	case len(names) == 1 && names[0] == "Length":
		return "the lengths of texts, which were exported in place of the texts: export the records themselves"
	}
	return ""
}

// formatData is a member of each object that Format-Table or Format-List makes.
const formatData = "ClassId2e4f51ef21dd47e99d3c952918aff9cd"

// entry returns the known property whose name and value an object has as its two members,
// as the entries of a hashtable have them, or "".
func (a *assembler) entry(v record.Object) string {
	if len(v.Fields) != 2 || !has([]string{"Name", "Key"}, string(v.Fields[0].Name)) || !has([]string{"Value"}, string(v.Fields[1].Name)) || v.Fields[0].Value.Kind != record.Text {
		return ""
	}
	if name := string(v.Fields[0].Value.Text()); a.isProperty(name) && !has(common, name) && !record.IsShell(name) {
		return name
	}
	return ""
}

// isLost reports whether a value is a text with records in it, which are not read. It
// adds a finding.
func (a *assembler) isLost(d *document, v record.Value) bool {
	if v.Kind != record.Text {
		return false
	}
	if k := a.kindOfType(string(v.Text())); k != nil && isCut(v.Text(), d.summary) {
		a.report(d.input, RuleValueCut, "", d.offset(v), "the object was truncated: %s", v.Text())
		a.incomplete = a.incomplete.With(k.kind)
		return true
	}
	var l lost
	for line := range bytes.Lines(v.Text()) {
		names := slices.Collect(a.mentions(line))
		if name, _ := a.namedIn(line); name != "" && !has(names, name) {
			names = append(names, name)
		}
		for _, name := range names {
			l.add(&a.vocabulary, name)
		}
	}
	l.end(&a.vocabulary)
	if !l.isRecord() {
		return false
	}
	a.incomplete = a.incomplete.Union(l.kinds)
	f := d.finding(RuleLinesSkipped, "", d.offset(v), "a text was not read, and has %s: export the records themselves", shorten(l.names))
	f.Severity = diag.Error
	a.finds(f)
	return true
}

// isHidden reports whether a member has records too deep within it to be read. It adds a
// finding.
func (a *assembler) isHidden(d *document, m record.Field) bool {
	kinds := a.kindsIn(d, m.Value, maxDepth)
	if kinds.IsZero() {
		return false
	}
	a.incomplete = a.incomplete.Union(kinds)
	f := d.finding(RuleLinesSkipped, "", d.offset(m.Value), "%.60s has records within other objects, which were not read: export them by themselves", m.Name)
	f.Severity = diag.Error
	a.finds(f)
	return true
}

// kindsIn returns the kinds of the records at any depth in a value.
func (a *assembler) kindsIn(d *document, v record.Value, depth int) federation.Kinds {
	var kinds federation.Kinds
	switch {
	case depth == 0:
	case v.Kind == record.List:
		for e := range v.Elements() {
			kinds = kinds.Union(a.kindsIn(d, e, depth-1))
		}
	case v.Kind == record.Nested:
		o := object(v)
		kinds = a.kindsOf(d, o)
		for _, m := range o.Fields {
			if m.Value.Kind != record.List && m.Value.Kind != record.Nested {
				continue
			}
			if k := a.kindOfMember(string(m.Name)); k != nil {
				kinds = kinds.With(k.kind)
			}
			kinds = kinds.Union(a.kindsIn(d, m.Value, depth-1))
		}
	}
	return kinds
}

// kindsOf returns the kinds that an object is a record of by itself.
func (a *assembler) kindsOf(d *document, v record.Object) federation.Kinds {
	var kinds federation.Kinds
	if !a.isRecord(d, v) {
		return kinds
	}
	if k := a.typed(d.typeOf(v.Value)); k != nil {
		return kinds.With(k.kind)
	}
	for _, k := range a.of(v.Fields).fits {
		kinds = kinds.With(k.kind)
	}
	return kinds
}

// isTenant reports whether an object is the settings of a tenant: it has lists of
// domains, which a server has as records of their own, beside properties.
func (a *assembler) isTenant(names []string) bool {
	lists, properties := false, false
	settings := a.kindOfMember(federation.TenantFederationConfiguration.String())
	for _, name := range names {
		k := a.kindOfMember(name)
		lists = lists || k != nil && (k.kind == federation.AllowedDomains || k.kind == federation.BlockedDomains)
		properties = properties || k == nil && settings.isMember(name)
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
func (a *assembler) holds(d *document, v record.Value) bool {
	o := object(v)
	if _, list, ok := o.List(); ok {
		for e := range objects(list) {
			if a.isRecord(d, e) {
				return true
			}
		}
		return false
	}
	return a.isRecord(d, o)
}

// isRecord reports whether an object is a record, of a kind that its type or its
// properties tell, or nearly.
func (a *assembler) isRecord(d *document, v record.Object) bool {
	if v.Kind != record.Nested {
		return false
	}
	s := a.of(v.Fields)
	return a.typed(d.typeOf(v.Value)) != nil || s != nil && len(s.fits) > 0 && len(s.fits) <= 3
}

// one adds a member that there is one of.
func (a *assembler) one(d *document, k federation.Kind, v record.Value) error {
	if v.Kind == record.Null {
		return nil
	}
	for _, other := range a.single {
		if other.kind != k {
			continue
		}
		if other.doc == d || !same(k, other.value, v) {
			return d.finding(RuleRecordConflict, diag.Path("").Member(k.String()), d.offset(v),
				"%s is also at %v, with different values", k, a.sources.pos(other.value.At))
		}
		return nil
	}
	a.single = append(a.single, member{k, d, v})
	a.builder.Set(k, v)
	return nil
}

// same reports whether two values of Platform or Holdings are the same.
func same(k federation.Kind, v, w record.Value) bool {
	var of [2]federation.Configuration
	for i, v := range [...]record.Value{v, w} {
		b := federation.NewBuilder(nil)
		b.Set(k, v)
		d, findings, _ := b.Document()
		if findings.Err() != nil {
			return false
		}
		of[i] = d.Configuration
	}
	h, i := of[0].Holdings, of[1].Holdings
	return of[0].Platform == of[1].Platform && (h == i || h != nil && i != nil && h.Equal(*i))
}

// kind adds the records under a member of a configuration.
func (a *assembler) kind(d *document, v record.Value, k *kind) {
	if v.Kind == record.Null {
		return
	}
	o := object(v)
	_, list, ok := o.List()
	switch {
	case ok:
		if !a.counted(d, o, list) {
			a.incomplete = a.incomplete.With(k.kind)
		}
		for e := range objects(list) {
			a.record(d, e, k)
		}
	case k.kind == federation.AccessEdge || v.Kind != record.Nested || len(o.Fields) > 0:
		a.record(d, o, k)
	}
	a.builder.Give(k.kind, v.At) // though it may be empty
}

// record adds what is under a member of a configuration as one of a kind.
func (a *assembler) record(d *document, v record.Object, k *kind) {
	if v.Kind == record.Nested {
		if s := a.of(v.Fields); s != nil {
			// What has marks of what is never read is that, whatever it is under. Only the
			// settings of a tenant may have those of its parts too.
			if len(s.fits) == 1 && s.fits[0].kind == 0 && k.kind != federation.TenantFederationConfiguration {
				k = s.fits[0]
			}
			a.add(d, v, s, k)
			return
		}
	}
	// It is for package federation to refuse, with all its members.
	v = v.Object(nil, 0)
	if v.Kind == record.Text && isCut(v.Text(), d.summary) {
		v.Value = cut(v.Value, v.Text())
	}
	a.builder.Add(k.kind, v)
}

// cut returns the value that replaces one that was truncated.
func cut(v record.Value, summary []byte) record.Value {
	return record.Bad(v.At, catalog.Finding(RuleValueCut, "", fmt.Sprintf("the value was truncated: %s", summary)))
}

// add adds a record with its members, or a finding that it is not read.
func (a *assembler) add(d *document, v record.Object, s *shape, k *kind) {
	if k.kind == 0 {
		a.report(d.input, k.rule, "", d.offset(v.Value), "%s, not read", k.foreign)
		return
	}
	a.reportLeftOut(d.input, k)
	if a.awaited == k {
		a.awaited = nil
	}
	r := a.role(s, k)
	nameless := len(k.key) > 0
	for i := 0; nameless && i < len(v.Fields); i++ {
		value := v.Fields[i].Value
		nameless = !r.parts[i].key || value.Kind == record.Null || value.Kind == record.Text && (len(value.Text()) == 0 || r.parts[i].isPlaceholder(value.Text()))
	}
	if nameless {
		a.builder.Give(k.kind, v.At)
		a.miss(d, v.Value, k)
		return // it would be a record that nothing can name
	}
	if f := d.otherName(v, k); f != nil {
		a.builder.Give(k.kind, v.At)
		a.incomplete = a.incomplete.With(k.kind)
		a.finds(f)
		return
	}
	left := 0
	for i := range v.Fields {
		p, m := r.parts[i], &v.Fields[i]
		if m.Value.Kind == record.Text && p.known {
			text := m.Value.Text()
			if bytes.IndexByte(text, '&') >= 0 || bytes.IndexByte(text, '%') >= 0 {
				a.escaped(d, *m, k, p)
			}
			if !m.Value.HasHalfPair() && !mayStandFor(text, d.summary) && !(p.host && isNoHost(text)) {
				continue // as most
			}
		}
		if p.whole && !a.whole(d, m, k, p) || p.host && a.isRemoved(d, *m, k, p) {
			m.Name = nil
			left++
		}
	}
	if left > 0 {
		v.Fields = slices.DeleteFunc(v.Fields, func(m record.Field) bool { return m.Name == nil })
	}
	a.builder.Add(k.kind, v)
}

// otherName returns the finding on a provider whose Name is not its Identity, or nil. The
// cmdlets print both, and they are the same, so a part of the record is damaged or is of
// another provider.
func (d *document) otherName(v record.Object, k *kind) *diag.Finding {
	if k.kind != federation.PublicProviders && k.kind != federation.HostingProviders {
		return nil
	}
	var identity, name record.Value
	for _, m := range v.Fields {
		switch {
		case m.Value.Kind != record.Text:
		case char.EqualFold(string(m.Name), "Identity"):
			identity = m.Value
		case char.EqualFold(string(m.Name), "Name"):
			name = m.Value
		}
	}
	if identity.Kind == 0 || name.Kind == 0 || char.Same(string(identity.Text()), string(name.Text())) {
		return nil
	}
	f := diag.MemberFinding(diag.RuleMemberMismatch, diag.Path("").Member(k.name), fmt.Sprintf("Identity is %.60s here, and Name is %.60s", identity.Text(), name.Text()))
	f.Subject, f.Pos = diag.Subject{Kind: k.name, Identity: string(identity.Text())}, d.pos(d.offset(name))
	return f
}

// escaped reports a text with an escape of a page or a URL. Of a name it is not known
// whether the server has it so. No server has such a URL.
func (a *assembler) escaped(d *document, m record.Field, k *kind, p part) {
	text := m.Value.Text()
	isURL := char.HasPrefix(string(text), "sip:") || char.HasPrefix(string(text), "http")
	escape := escapeIn(text, isURL)
	if escape == "" {
		return
	}
	f := d.finding(RuleValueEscaped, diag.Path("").Member(k.name), d.offset(m.Value), "%s: %.60s has %s, as the source of a page or a URL has", m.Name, text, escape)
	if isURL && !p.prose {
		f.Severity = diag.Error
		a.incomplete = a.incomplete.With(k.kind)
	}
	if isURL && escape[0] == '%' {
		f.Detail = fmt.Sprintf("%s: another URL is within %.60s, as a mail program that checks links writes it", m.Name, text)
	}
	a.finds(f)
}

// isRemoved reports whether the value of a member is a placeholder, and adds a finding.
func (a *assembler) isRemoved(d *document, m record.Field, k *kind, p part) bool {
	if m.Value.Kind != record.Text || !p.isPlaceholder(m.Value.Text()) {
		return false
	}
	a.report(d.input, RuleValuePlaceholder, diag.Path("").Member(k.name), d.offset(m.Value), "%s: %.60s is a placeholder, so the value is not known", m.Name, m.Value.Text())
	return true
}

// whole makes the value of a member what stands for one that was cut, if it was. It
// returns false for a placeholder, which replaces a value that was removed.
func (a *assembler) whole(d *document, m *record.Field, k *kind, p part) bool {
	if a.isRemoved(d, *m, k, p) {
		return false
	}
	switch v := &m.Value; v.Kind {
	case record.Nested:
		if printed, found := printed(*v); found {
			*v = record.Plain(printed, v.At)
			if isCut(printed, d.summary) {
				*v = cut(*v, printed)
			}
		}
	case record.Text:
		text := v.Text()
		path := func() diag.Path { return diag.Path("").Member(k.name) }
		switch {
		case !p.prose && isEllipsis(text):
			*v = cut(*v, text)
		case v.HasHalfPair():
			a.report(d.input, RuleTextEncoding, path(), d.offset(*v), "half a pair of UTF-16")
			a.incomplete = a.incomplete.With(k.kind)
		case p.prose && (bytes.HasPrefix(text, []byte("Domain=")) || d.summary != 0 && len(text) > 0 && text[0] == d.summary):
			// The object may have it.
		case isCut(text, d.summary):
			*v = cut(*v, text)
		}
	default:
	}
	return true
}

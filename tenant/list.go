package tenant

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
)

// MaxDomains is the maximum number of domains on a list of a tenant (PS-TENANT).
const MaxDomains = 4000

// A List is a list of domains of a tenant. The zero List is not known, which differs
// from empty. Lists compare with == as written, and with [List.Equal] as a tenant
// compares them.
type List struct {
	known bool
	s     string // the entries joined by commas: host names in lower case, other entries as written
}

// ListOf returns the list of the given names, in their order.
func ListOf(names ...domain.Name) List {
	entries := make([]string, len(names))
	for i, name := range names {
		entries[i] = name.String()
	}
	return listOf(entries)
}

// ParseList returns the list in a text in one of the forms that the shell prints:
// a.com,b.com or {Domain=a.com, Domain=b.com}. Empty text is an empty list. The error is
// a [*diag.Finding] for a list that was truncated.
func ParseList(s string) (List, error) {
	entries, err := split(s)
	if err != nil {
		return List{}, err
	}
	return listOf(entries), nil
}

func listOf(entries []string) List { return List{true, strings.Join(entries, ",")} }

// IsKnown reports whether the entries of the list are known.
func (l List) IsKnown() bool { return l.known }

// IsList returns true.
func (l List) IsList() bool { return true }

// IsZero reports whether the list has no entry, or is not known.
func (l List) IsZero() bool { return l.s == "" }

// Len returns the number of entries.
func (l List) Len() int {
	if l.s == "" {
		return 0
	}
	return strings.Count(l.s, ",") + 1
}

// Entries returns the entries in order, in lower case. Entries that are not host names
// match nothing.
func (l List) Entries() iter.Seq[string] {
	return func(yield func(string) bool) {
		if l.s == "" {
			return
		}
		for entry := range strings.SplitSeq(l.s, ",") {
			if !yield(entry) {
				return
			}
		}
	}
}

// All returns the entries that are host names, in order.
func (l List) All() iter.Seq[domain.Name] {
	return func(yield func(domain.Name) bool) {
		for entry := range l.Entries() {
			if name, err := domain.ParseName(entry); err == nil && !yield(name) {
				return
			}
		}
	}
}

// Has reports whether a name is on the list. A subdomain of an entry is not.
func (l List) Has(name domain.Name) bool {
	for other := range l.All() {
		if other == name {
			return true
		}
	}
	return false
}

// Equal reports whether both lists have the same entries, in whatever order and
// number. A list that is not known equals only another such list.
func (l List) Equal(m List) bool {
	return l.known == m.known && slices.Equal(slices.Compact(slices.Sorted(l.Entries())), slices.Compact(slices.Sorted(m.Entries())))
}

// String returns the entries joined by commas, and "" for a list that is not known.
func (l List) String() string { return l.s }

// ReadValue reads a list in each of its forms: see [AllowedDomains.ReadValue]. Null and
// an empty object are an empty list.
func (l *List) ReadValue(v record.Value) error {
	*l = List{}
	o := v.Object(nil, 0)
	if _, list, isList := o.List(); isList {
		v = list
	} else if v.Kind == record.Null || v.Kind == record.Nested && len(o.Fields) == 0 && v.Parts().Printed == "" {
		*l = listOf(nil)
		return nil
	}
	entries, err := read(v)
	if err != nil {
		return err
	}
	*l = listOf(entries)
	return nil
}

// AppendJSON appends the list as a JSON array of names.
func (l List) AppendJSON(dst []byte) []byte {
	dst = append(dst, '[')
	for entry := range l.Entries() {
		if dst[len(dst)-1] != '[' {
			dst = append(dst, ',')
		}
		dst = record.AppendText(dst, entry)
	}
	return append(dst, ']')
}

// Value returns the list as the value of an edit: null if it is empty.
func (l List) Value() diag.Value {
	if l.IsZero() {
		return diag.Null()
	}
	return diag.Texts(slices.Collect(l.Entries())...)
}

// findings returns the findings about a list alone.
func (l List) findings(member string) diag.Findings {
	var found diag.Findings
	at := diag.Path("").Member(member)
	if n := l.Len(); n > MaxDomains {
		found.Add(catalog.Finding(RuleListLong, at, fmt.Sprintf("%s has %d domains, and a tenant accepts at most %d", member, n, MaxDomains)))
	}
	var wrong []string
	for entry := range l.Entries() {
		if _, err := domain.ParseName(entry); err != nil {
			wrong = append(wrong, entry)
		}
	}
	if wrong != nil {
		found.Add(catalog.Finding(RuleDomainName, at, fmt.Sprintf("%s has %s, which matches nobody", member, shorten(wrong))))
	}
	return found
}

// shorten joins texts for a sentence, and counts those after the first three.
func shorten(texts []string) string {
	more := ""
	if len(texts) > 3 {
		texts, more = texts[:3], fmt.Sprintf(" and %d more", len(texts)-3)
	}
	for i, s := range texts {
		texts[i] = diag.Printable(fmt.Sprintf("%.100s", s))
	}
	return strings.Join(texts, ", ") + more
}

// AllKnown is what the shell prints for all known domains.
const AllKnown = "AllowAllKnownDomains"

// AllowedDomains is the allowed domains of a tenant: all known domains, a list, or
// nobody. The zero AllowedDomains is not known. Values compare with == as they are
// written, and with [AllowedDomains.Equal] as a tenant compares them.
type AllowedDomains struct {
	state allowed
	list  List
}

type allowed uint8

const (
	allKnown allowed = iota + 1
	listed
	nobody
)

// AllKnownDomains returns the value that allows every domain that is not blocked.
func AllKnownDomains() AllowedDomains { return AllowedDomains{state: allKnown} }

// Nobody returns the value that allows no domain: $null in the shell.
func Nobody() AllowedDomains { return AllowedDomains{state: nobody} }

// Allow returns the value that allows the domains on a list. It returns [Nobody] for an
// empty list, and the zero AllowedDomains for an unknown one.
func Allow(l List) AllowedDomains {
	switch {
	case !l.known:
		return AllowedDomains{}
	case l.IsZero():
		return Nobody()
	}
	return AllowedDomains{listed, l}
}

// IsKnown reports whether the allowed domains are known.
func (d AllowedDomains) IsKnown() bool { return d.state != 0 }

// IsList returns true.
func (d AllowedDomains) IsList() bool { return true }

// IsAllKnown reports whether every domain that is not blocked is allowed.
func (d AllowedDomains) IsAllKnown() bool { return d.state == allKnown }

// IsNobody reports whether no domain is allowed.
func (d AllowedDomains) IsNobody() bool { return d.state == nobody }

// IsZero reports whether d is not known or allows nobody.
func (d AllowedDomains) IsZero() bool { return d.state == 0 || d.state == nobody }

// List returns the list of the allowed domains, and whether there is one.
func (d AllowedDomains) List() (List, bool) { return d.list, d.state == listed }

// Allows reports whether a domain is allowed. It ignores the blocked domains.
func (d AllowedDomains) Allows(name domain.Name) bool {
	return d.state == allKnown || d.list.Has(name)
}

// Equal reports whether both are the same to a tenant.
func (d AllowedDomains) Equal(e AllowedDomains) bool {
	return d.state == e.state && d.list.Equal(e.list)
}

// String returns "AllowAllKnownDomains", the domains joined by commas, "$null" for
// nobody, and "" if it is not known.
func (d AllowedDomains) String() string {
	switch d.state {
	case allKnown:
		return AllKnown
	case nobody:
		return "$null"
	}
	return d.list.String()
}

// Entries returns the entries of the list. For all known domains it returns their name.
func (d AllowedDomains) Entries() iter.Seq[string] {
	if d.state == allKnown {
		return slices.Values([]string{AllKnown})
	}
	return d.list.Entries()
}

// Value returns d as the value of an edit: a text for all known domains, null for
// nobody.
func (d AllowedDomains) Value() diag.Value {
	if d.state == allKnown {
		return diag.Text(AllKnown)
	}
	return d.list.Value()
}

// AppendJSON appends d as JSON: the name of all known domains, or an array of names.
func (d AllowedDomains) AppendJSON(dst []byte) []byte {
	if d.state == allKnown {
		return record.AppendText(dst, AllKnown)
	}
	return d.list.AppendJSON(dst)
}

// ReadValue reads allowed domains in each of their forms. An object of the shell has the
// list in its member AllowedDomain, and is empty for all known domains. A list has such
// objects, or names with or without Domain= before them. A text is the printed form of
// any of these. Null is nobody.
//
// The error is a [*diag.Finding] for an ambiguous form: a truncated list, the name of a
// type, or an empty list. An empty list may mean nobody, or all known domains that a tool
// lost. The value is then not known.
func (d *AllowedDomains) ReadValue(v record.Value) error {
	*d = AllowedDomains{}
	o := v.Object(nil, 0)
	_, list, isList := o.List()
	printed := v.Parts().Printed
	switch {
	case v.Kind == record.Null:
		*d = Nobody()
		return nil
	case isList:
		v = list
	case v.Kind == record.Nested:
		inner, found := member(o, "AllowedDomain")
		switch {
		case found && inner.Kind == record.Null:
			return unknown("AllowedDomain is null, so the list is missing")
		case found:
			var of List
			err := of.ReadValue(inner)
			*d = Allow(of)
			return err
		case char.EqualFold(printed, AllKnown), isAllKnownType(v.Parts().Type):
			*d = AllKnownDomains()
			return nil
		case len(o.Fields) == 0 && printed == "" && v.Parts().Type == "":
			*d = AllKnownDomains() // the object of all known domains has no member
			return nil
		}
	}
	entries, err := read(v)
	switch {
	case err != nil:
		return err
	case len(entries) == 0:
		return unknown("the list is empty, so it is not known whether nobody or every known domain is allowed")
	case len(entries) == 1 && char.EqualFold(entries[0], AllKnown):
		*d = AllKnownDomains()
	case slices.ContainsFunc(entries, func(e string) bool { return char.EqualFold(e, AllKnown) }):
		return unknown("it has all known domains and other entries")
	default:
		*d = Allow(listOf(entries))
	}
	return nil
}

// isAllKnownType reports whether a type is that of the object for all known domains.
func isAllKnownType(name string) bool {
	return char.EqualFold(name[strings.LastIndexByte(name, '.')+1:], AllKnown)
}

// unknown returns the error for an unknown list.
func unknown(why string) error { return catalog.Finding(RuleListUnknown, "", why) }

// emptyEntry returns the error for a list with an entry of which nothing is left.
func emptyEntry() error { return unknown("an entry is empty, so the list is not known") }

// member returns a member of an object.
func member(o record.Object, name string) (record.Value, bool) {
	for _, m := range o.Fields {
		if char.EqualFold(string(m.Name), name) {
			return m.Value, true
		}
	}
	return record.Value{}, false
}

// read returns the entries of a list in one of its forms.
func read(v record.Value) ([]string, error) {
	switch v.Kind {
	case record.Text:
		return split(string(v.Text()))
	case record.List:
		var all []string
		for e := range v.Elements() {
			if e.Kind == record.Null || e.Kind == record.Text && len(e.Text()) == 0 {
				return nil, emptyEntry()
			}
			entries, err := read(e)
			if err != nil {
				return nil, err
			}
			all = append(all, entries...)
		}
		return all, nil
	case record.Nested:
		if inner, found := member(v.Object(nil, 0), "Domain"); found && inner.Kind == record.Text {
			if len(inner.Text()) == 0 {
				return nil, emptyEntry()
			}
			return split(string(inner.Text()))
		}
		if printed := v.Parts().Printed; printed != "" {
			return split(printed)
		}
	case record.Null, record.Bool, record.Number, record.Unreadable:
	}
	return nil, unknown(fmt.Sprintf("%s instead of domains", v.Kind))
}

// split returns the entries of a list that is one text: {Domain=a, Domain=b}, a,b or
// Domain=a Domain=b, as the shell joins what it prints of several.
func split(s string) ([]string, error) {
	s = strings.TrimSpace(s)
	if inner, opens := strings.CutPrefix(s, "{"); opens {
		whole, closes := strings.CutSuffix(inner, "}")
		if !closes {
			return nil, unknown(fmt.Sprintf("the list was truncated: %.60s", s))
		}
		s = whole
	}
	entries := []string{}
	// An entry that a line break joined to the one before it begins with Domain= too.
	parted := strings.NewReplacer("@{Domain=", " @{Domain=", "Domain=", " Domain=").Replace(s)
	if part, isDivided := dividedPart(parted); isDivided {
		return nil, unknown(fmt.Sprintf("%.60q is among the domains, and a domain has no blank", part))
	}
	for entry := range strings.FieldsFuncSeq(parted, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		if inner, opens := char.CutPrefix(entry, "@{Domain="); opens && strings.HasSuffix(inner, "}") {
			entry = strings.TrimSuffix(inner, "}")
		}
		name, isDomain := char.CutPrefix(entry, "Domain=")
		if isDomain {
			entry = name
		}
		switch {
		case entry == "":
			return nil, emptyEntry()
		case strings.Contains(entry, "..."), strings.Contains(entry, "…"):
			return nil, unknown(fmt.Sprintf("the list was truncated: %.60s", s))
		case !isDomain && isTypeName(entry), strings.HasPrefix(entry, "@{"):
			return nil, unknown(fmt.Sprintf("%.60s stands in place of the domains", entry))
		case strings.ContainsAny(entry, "={}()[]<>|;$\"'`"):
			return nil, unknown(fmt.Sprintf("%.60q is among the domains", entry))
		}
		if name, err := domain.ParseName(entry); err == nil && !char.EqualFold(entry, AllKnown) {
			entry = name.String()
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// dividedPart returns the part of a list that may have a blank within a domain, and whether
// there is one. The shell joins domains by blanks or by commas, and not by both. A name
// without a point is not a domain that the shell joined.
func dividedPart(list string) (part string, isDivided bool) {
	for part := range strings.SplitSeq(list, ",") {
		names := strings.Fields(part)
		isMixed := len(part) < len(list) && !strings.Contains(part, "Domain=")
		if len(names) > 1 && (isMixed || slices.ContainsFunc(names, func(name string) bool { return !strings.Contains(name, ".") })) {
			return strings.TrimSpace(part), true
		}
	}
	return "", false
}

// isTypeName reports whether a text is the name of a type. The shell prints it for an
// object without another printed form.
func isTypeName(s string) bool {
	return slices.ContainsFunc([]string{"System.Object", "System.Collections.", "Microsoft.Rtc.", "Microsoft.Teams.", "Deserialized.", "Selected."}, func(prefix string) bool {
		return strings.HasPrefix(s, prefix)
	})
}

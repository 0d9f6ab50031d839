// Package record reads and writes the records of a server's configuration,
// member by member. A [Schema] describes the records of one kind, a [Row] how a
// container such as a configuration has them, and an [Object] what a text has
// of one. All members of a record that cannot be read are reported, each with
// its position.
//
// A schema is static data. What a container, a reader of exports or an audit
// needs to know of a kind derives from it, so that a new member is one line.
package record

import (
	"slices"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/product"
)

// Info has the facts of a schema about a kind as a whole.
type Info struct {
	Kind   string      // the member of a container that has such records: "PublicProviders"; "" for a part of other records
	Title  string      // one of them, in prose: "public provider"
	Noun   string      // of its cmdlets: "CsPublicProvider"
	Ops    []diag.Op   // what its cmdlets do, Get- aside
	Types  []string    // the names of its types in the shell, without what varies
	Source diag.Source // of its members
	Tells  string      // what is known only with it: "who is granted access"

	// Unique is the rule that no two records have the same name; "" for kinds of
	// which there is one. Kinds with one Namespace share their names.
	Unique    diag.Rule
	Namespace string

	// Strict is for records that people write: an unknown member may be a
	// misspelled one, and is an error.
	Strict bool

	// Partial is for records of which few members are of interest: unknown
	// members are skipped without a word.
	Partial bool

	// Over is the kind whose marks these records may have too: a record with a mark
	// of its own is of this kind, whatever else it has.
	Over string

	// Told is for records that nothing but the member or the cmdlet tells from others.
	Told bool

	Ignored []string                        // members that are known and of no interest
	Foreign func(name string) *diag.Finding // the finding for a member of something else; nil, or returns nil, for others
}

// A Member is a member of records of type R.
type Member[R any] struct {
	Name    string           // as the cmdlets print it
	Field   func(*R) any     // its field: *string, *bool, *uint64, a [Textual], or what Records, One and Texts return
	Aliases []Alias[R]       // its other names
	Since   product.Platform // the first server that knows it; zero for what is not a server's
	Update  bool             // it came to that server with an update, so that one of its exports may lack it
	Dropped product.Platform // the first server whose tools may no longer print it; zero: all print it
	Note    string           // on Since
	Default string           // what the documents have it be where it is not given, as the shell prints it; [None] for nothing, "" where they do not say
	Key     bool             // it names the record
	Idle    bool             // it decides nothing, so that nothing is asked of an export without it
	Always  bool             // the store requires it, so every export has it
	Mark    bool             // no other kind has it

	Set      bool   // its Set- cmdlet has a parameter for it
	With     string // the switch that must stand beside that parameter
	Required bool   // the shell asks for it if New-, or the switch in With, stands without it
}

// A Property is a member without the type of its record.
type Property struct {
	Name              string
	Since, Dropped    product.Platform
	Update            bool
	Note, Default     string
	Key, Always, Mark bool
	Idle              bool
	Set, Required     bool
	With              string
}

// An Alias is another name of a member.
type Alias[R any] struct {
	Name    string
	Field   func(*R) any // how it is read; nil: as the member is
	Printed bool         // the cmdlets print it too, so it is written too
}

// A Schema describes the records of type R.
type Schema[R any] struct {
	Info
	Members []Member[R]
	Absent  func(*R) *product.Absent // the members that the text did not have; nil for records of which absent and not set are the same
	Unread  func(*R) *product.Absent // the members that the text has and that could not be read; nil for records that are of no use then
	Others  func(*R) *string         // the members that are not known, as a JSON object; nil: they are not kept
	Shapes  bool                     // some fields are [Shaped], and may not be known whatever Absent has
}

// shell has the members that the shell adds to what it prints, and the Name
// that repeats the Identity. They are of no interest.
var shell = []string{
	"Anchor", "ConfigMetadata", "DataSource", "Element", "Key", "Name", "PSComputerName", "PSShowComputerName",
	"RunspaceId", "ScopeClass", "XsAnyAttributes", "XsAnyElements",
}

// IsShell reports whether a member is one that the shell adds.
func IsShell(name string) bool { return has(shell, name) }

// has reports whether a list of names has one, in any letter case.
func has(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return char.EqualFold(n, name) })
}

// Names implements [Table].
func (s *Schema[R]) Names() []string {
	var names []string
	for _, m := range s.Members {
		names = append(names, m.Name)
		for _, a := range m.Aliases {
			names = append(names, a.Name)
		}
	}
	return names
}

// KeyNames implements [Table].
func (s *Schema[R]) KeyNames() []string {
	var names []string
	for _, m := range s.Members {
		if !m.Key {
			continue
		}
		names = append(names, m.Name)
		for _, a := range m.Aliases {
			if a.Printed {
				names = append(names, a.Name)
			}
		}
	}
	return names
}

// member returns the number of the member that has a name, or that of the alias
// by that name too, and whether there is one. Aliases are numbered after the
// members; n is the member's own number if it is not an alias. It tries the
// member at next first, since most records have theirs in the order of the
// schema.
func (s *Schema[R]) member(name []byte, next int) (i, n int, alias *Alias[R], found bool) {
	if next < len(s.Members) && s.Members[next].Name == string(name) {
		return next, next, nil, true
	}
	n = len(s.Members)
	for i := range s.Members {
		m := &s.Members[i]
		if char.EqualFold(m.Name, string(name)) {
			return i, i, nil, true
		}
		for j := range m.Aliases {
			if char.EqualFold(m.Aliases[j].Name, string(name)) {
				return i, n, &m.Aliases[j], true
			}
			n++
		}
	}
	return 0, 0, nil, false
}

// key returns the name of a record, and "" for a kind of which there is one.
func (s *Schema[R]) key(r *R) string {
	for i := range s.Members {
		if s.Members[i].Key {
			return text(s.Members[i].Field(r))
		}
	}
	return ""
}

// isNameless reports whether the name of a record is not set.
func (s *Schema[R]) isNameless(r *R) bool {
	for i := range s.Members {
		if s.Members[i].Key {
			return isZero(s.Members[i].Field(r))
		}
	}
	return false
}

// appendKey appends the name of a record, the same for names that are the same to a
// server.
func (s *Schema[R]) appendKey(dst []byte, r *R) []byte {
	n := len(dst)
	for i := range s.Members {
		if s.Members[i].Key {
			dst = appendText(dst, s.Members[i].Field(r))
			break
		}
	}
	for i, b := range dst[n:] {
		if b >= utf8.RuneSelf {
			return append(dst[:n], char.Fold(string(dst[n:]))...)
		}
		if 'A' <= b && b <= 'Z' {
			dst[n+i] = b + 'a' - 'A' // as Fold does
		}
	}
	return dst
}

// property returns the member as a [Property].
func (m *Member[R]) property() Property {
	return Property{Name: m.Name, Since: m.Since, Dropped: m.Dropped, Update: m.Update, Note: m.Note, Default: m.Default, Key: m.Key, Always: m.Always, Mark: m.Mark, Idle: m.Idle, Set: m.Set, Required: m.Required, With: m.With}
}

// MayLack reports whether an export of a platform may be without the member: the
// platform does not know it, or its tools do not print it. If the platform is
// not given, it may be one that does not know it.
func (p Property) MayLack(of product.Platform) bool {
	switch {
	case p.Since.IsZero():
		return false
	case of.IsZero():
		return p.Since > product.LyncServer2010
	case !of.Knows(p.Since):
		return true
	case !p.Dropped.IsZero() && of.Knows(p.Dropped):
		return true
	}
	return p.Update && of == p.Since
}

// Known reports whether the member of a name is known of a record: there is
// such a member, the text had it, and it could be read.
func (s *Schema[R]) Known(r *R, name string) bool {
	i, _, _, found := s.member([]byte(name), 0)
	return found && !s.isShapeless(r, i) && (s.Absent == nil || !s.Absent(r).Has(i)) && (s.Unread == nil || !s.Unread(r).Has(i))
}

// isShapeless reports whether member i is a [Shaped] that is not known.
func (s *Schema[R]) isShapeless(r *R, i int) bool {
	if !s.Shapes {
		return false
	}
	shaped, isShaped := s.Members[i].Field(r).(Shaped)
	return isShaped && !shaped.IsKnown()
}

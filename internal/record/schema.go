// Package record reads and writes the records of a server's configuration, member by
// member. A [Schema] describes the records of one kind. A [Row] connects the kind to a
// container such as a configuration. An [Object] is the source of a record in a text.
// Every unreadable member is reported with its position.
//
// A schema is static data. Containers, readers of exports and audits derive all facts
// about a kind from it, so that a new member is one line.
package record

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/product"
)

// Info has the facts of a schema about a kind as a whole.
type Info struct {
	Kind   string      // the member of a container that has such records: "PublicProviders"; "" for a part of other records
	Title  string      // the name of one record in prose: "public provider"
	Noun   string      // the noun of its cmdlets: "CsPublicProvider"
	Ops    []diag.Op   // the operations of its cmdlets, except Get-
	Types  []string    // the names of its types in the shell, without the varying parts
	Source diag.Source // the document of its members
	Tells  string      // what cannot be known without the kind: "who is granted access"

	// Unique is the rule that no two records have the same name; "" for a kind with a
	// single record. Kinds with the same Namespace share their names.
	Unique    diag.Rule
	Namespace string

	// Strict is for records that people write: an unknown member may be a
	// misspelled one, and is an error.
	Strict bool

	// Partial is for records with few members of interest: unknown members are skipped
	// silently.
	Partial bool

	// Over is the kind whose marks these records may have too. A record with a mark of
	// this kind is of this kind, even if it has marks of that one.
	Over string

	// Told is for records that only the member or the cmdlet distinguishes from others.
	Told bool

	Ignored []string                        // known members that are skipped
	Foreign func(name string) *diag.Finding // returns the finding for a member of another kind of object, or nil; may be nil
}

// A Member is a member of records of type R.
type Member[R any] struct {
	Name    string           // its name in the output of cmdlets
	Field   func(*R) any     // its field: *string, *bool, *uint64, a [Textual], or the result of Records, One or Texts
	Aliases []Alias[R]       // its other names
	Since   product.Platform // the first server that has it; zero if it is not a server's
	Update  bool             // it came to that server with an update, so an export of that server may lack it
	Dropped product.Platform // the first server whose tools may no longer print it; zero: all print it
	Note    string           // about Since
	Default string           // the documented default as the shell prints it; [None] for no value, "" if not documented
	Key     bool             // it is the name of the record
	Idle    bool             // no decision depends on it, so an export may lack it
	Always  bool             // the store requires it, so every export has it
	Mark    bool             // only this kind has it

	Set      bool   // its Set- cmdlet has a parameter for it
	With     string // the switch that must accompany that parameter
	Required bool   // the shell prompts for it if New-, or the switch in With, is given without it
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
	Field   func(*R) any // its field; nil: that of the member
	Printed bool         // the cmdlets print it, so it is written too
}

// A Schema describes the records of type R.
type Schema[R any] struct {
	Info
	Members []Member[R]
	Absent  func(*R) *product.Absent // the members that the text lacks; nil if absent and not set mean the same
	Unread  func(*R) *product.Absent // the unreadable members; nil if such a record is rejected
	Others  func(*R) *string         // the unknown members, as a JSON object; nil: they are not kept
	Shapes  bool                     // some fields are [Shaped], and may be unknown although they are not absent
}

// shell has the members that the shell adds to its output, and the Name that repeats
// the Identity. They are skipped.
var shell = []string{
	"Anchor", "ConfigMetadata", "DataSource", "Element", "Key", "Name", "PSComputerName", "PSShowComputerName",
	"RunspaceId", "ScopeClass", "XsAnyAttributes", "XsAnyElements",
}

// IsShell reports whether the shell adds a member with this name.
func IsShell(name string) bool { return has(shell, name) }

// has reports whether a list has a name, in any letter case.
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

// member finds the member or alias with a name. i is the index of the member, and n
// that of the name: aliases are numbered after the members. It tries the member at next
// first, since most records have their members in the order of the schema.
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

// key returns the name of a record, or "" for a kind with a single record.
func (s *Schema[R]) key(r *R) string {
	for i := range s.Members {
		if s.Members[i].Key {
			field := s.Members[i].Field(r)
			if is, ok := field.(fmt.Stringer); ok { // without a copy
				return is.String()
			}
			return text(field)
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

// appendKey appends the name of a record. Names that a server does not distinguish give
// the same key.
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

// MayLack reports whether an export of a platform may lack the member, because the
// platform does not have it or its tools do not print it. An unknown platform may be
// one that does not have it.
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

// Known reports whether a record's member with a name is known: the member exists,
// the text had it, and it could be read.
func (s *Schema[R]) Known(r *R, name string) bool {
	i, _, _, found := s.member([]byte(name), 0)
	return found && !s.isShapeless(r, i) && (s.Absent == nil || !s.Absent(r).Has(i)) && (s.Unread == nil || !s.Unread(r).Has(i))
}

// isShapeless reports whether member i is a [Shaped] that is unknown.
func (s *Schema[R]) isShapeless(r *R, i int) bool {
	if !s.Shapes {
		return false
	}
	shaped, isShaped := s.Members[i].Field(r).(Shaped)
	return isShaped && !shaped.IsKnown()
}

package powershell

import (
	"slices"

	"github.com/lyncfed/lyncfed/internal/record"
)

// A shape is the names of the members of an object, and what follows from them.
// Most objects of a text have one of a few.
type shape struct {
	names  []string
	fits   []*kind // what the object may be, by its properties alone
	bundle bool    // whether it has two members or more, each of them a kind
	as     []*role
}

// A role is what the members are if the object is of a kind.
type role struct {
	*kind
	parts []part // of each member
}

// A part is what a member is to a kind.
type part struct {
	key   bool // it has the record's name
	prose bool // it is a text that people write
	whole bool // it must be a whole value: it is one of the kind's, and does not read every shape of a list by itself
}

// prose are the properties that have what people wrote, and may say anything.
var prose = []string{"Comment", "Description"}

// role returns the role of a shape as objects of a kind.
func (v *vocabulary) role(s *shape, k *kind) *role {
	for _, r := range s.as {
		if r.kind == k {
			return r
		}
	}
	r := &role{kind: k}
	for _, name := range s.names {
		r.parts = append(r.parts, part{key: has(k.key, name), prose: has(prose, name), whole: k.isMember(name) && !has(k.lists, name)})
	}
	s.as = append(s.as, r)
	return r
}

// has reports whether there is a member, in any letter case.
func (s *shape) has(name string) bool { return has(s.names, name) }

// maxShapes is how many shapes are kept.
const maxShapes = 1024

// shapes are those that were met, by their names, and the last of them.
type shapes struct {
	vocabulary
	known map[string]*shape
	types map[string]*kind
	last  *shape
	key   []byte

	// The type that was asked for last, and its kind.
	lastType string
	lastKind *kind
}

// of returns the shape of an object with such members. It is nil if there are too
// many.
func (s *shapes) of(members []record.Field) *shape {
	if s.last != nil && slices.EqualFunc(s.last.names, members, func(name string, m record.Field) bool { return name == string(m.Name) }) {
		return s.last
	}
	if len(members) > maxMembers {
		return nil
	}
	s.key = s.key[:0]
	for _, m := range members {
		s.key = append(append(s.key, m.Name...), 0)
	}
	if s.last = s.known[string(s.key)]; s.last != nil {
		return s.last
	}
	met := &shape{}
	for _, m := range members {
		met.names = append(met.names, string(m.Name))
	}
	met.fits = s.fitting(met.names)
	met.bundle = len(met.names) > 1 && !slices.ContainsFunc(met.names, func(name string) bool { return s.kindUnder(name) == nil })
	if s.known == nil || len(s.known) == maxShapes {
		s.known = map[string]*shape{}
	}
	s.known[string(s.key)], s.last = met, met
	return met
}

// typed returns the kind of the objects of a type, or nil.
func (s *shapes) typed(name string) *kind {
	if name == "" {
		return nil
	}
	if name == s.lastType {
		return s.lastKind
	}
	k, known := s.types[name]
	if !known {
		if s.types == nil || len(s.types) == maxShapes {
			s.types = map[string]*kind{}
		}
		k = s.kindOfType(name)
		s.types[name] = k
	}
	s.lastType, s.lastKind = name, k
	return k
}

// fitting returns the kinds that an object with such properties may be: those
// that it has a mark of, or else those that have all its properties.
func (v *vocabulary) fitting(properties []string) []*kind {
	own := make([]int, len(v.kinds))
	mark := make([]bool, len(v.kinds))
	shell := 0
	kinds := true // every property is called as a kind is, so that the object holds records
	for _, p := range properties {
		kinds = kinds && (record.IsShell(p) || v.kindOfMember(p) != nil)
		if record.IsShell(p) {
			shell++
		}
		if !v.isProperty(p) {
			continue
		}
		for i, k := range v.kinds {
			if k.isMember(p) && !record.IsShell(p) {
				own[i]++
			}
			mark[i] = mark[i] || has(k.marks, p)
		}
	}
	var marked, fit []*kind
	for i, k := range v.kinds {
		if mark[i] {
			marked = append(marked, k)
		}
		if own[i] > 0 && own[i]+shell == len(properties) && !k.told && !kinds {
			fit = append(fit, k)
		}
	}
	for _, f := range marked {
		if f.over != 0 {
			marked = slices.DeleteFunc(marked, func(k *kind) bool { return k.kind == f.over })
			break
		}
	}
	if len(marked) > 0 {
		return marked
	}
	return fit
}

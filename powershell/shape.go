package powershell

import (
	"slices"

	"github.com/lyncfed/lyncfed/internal/record"
)

// A shape has the names of the members of an object, and the facts that follow from them.
// The objects of a text have only a few shapes, so that they are cached.
type shape struct {
	names  []string
	fits   []*kind // the kinds that the object may be of, by its properties alone
	told   *kind   // the kind that has all members, if only a cmdlet or a member name identifies its records; nil: none
	bundle bool    // whether it has at least two members, and each has the name of a kind
	as     []*role
}

// A role has the meanings of the members of a shape in a record of a kind.
type role struct {
	*kind
	parts []part // one for each member
}

// A part is the meaning of a member in a record of a kind.
type part struct {
	known bool // the kind has the member
	key   bool // it is the name of the record
	prose bool // it is a text written by people
	host  bool // it has hosts or URLs
	whole bool // it must be a complete value: a member of the kind that does not check the form of a list itself
}

// isPlaceholder reports whether a text stands for a removed value of the member.
func (p part) isPlaceholder(text []byte) bool {
	return p.host && isNoHost(text) || !p.prose && isPlaceholder(text)
}

// prose has the properties whose text people write. The text may be anything.
var prose = []string{"Comment", "Description"}

// role returns the role of a shape for a kind.
func (v *vocabulary) role(s *shape, k *kind) *role {
	for _, r := range s.as {
		if r.kind == k {
			return r
		}
	}
	r := &role{kind: k}
	for _, name := range s.names {
		r.parts = append(r.parts, part{known: k.isMember(name), key: has(k.key, name), prose: has(prose, name), host: k.isHost(name), whole: k.isMember(name) && !has(k.lists, name)})
	}
	s.as = append(s.as, r)
	return r
}

// has reports whether the shape has a member, in any letter case.
func (s *shape) has(name string) bool { return has(s.names, name) }

// maxShapes is the largest number of cached shapes.
const maxShapes = 1024

// shapes caches the shapes by the names of their members, and the last shape.
type shapes struct {
	vocabulary
	known map[string]*shape
	types map[string]*kind
	last  *shape
	key   []byte

	// The last argument of typed, and its result.
	lastType string
	lastKind *kind
}

// of returns the shape of an object with the given members, or nil if there are too many.
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
	met.fits, met.told = s.fitting(met.names), s.toldBy(met.names)
	met.bundle = len(met.names) > 1 && !slices.ContainsFunc(met.names, func(name string) bool { return s.kindUnder(name) == nil })
	if s.known == nil || len(s.known) == maxShapes {
		s.known = map[string]*shape{}
	}
	s.known[string(s.key)], s.last = met, met
	return met
}

// toldBy returns the kind that has all names, and whose records only a cmdlet or the name of
// a member identifies, or nil.
func (v *vocabulary) toldBy(names []string) *kind {
	i := slices.IndexFunc(v.kinds, func(k *kind) bool {
		return k.told && !slices.ContainsFunc(names, func(name string) bool { return !k.isMember(name) && !record.IsShell(name) })
	})
	if i < 0 || len(names) == 0 {
		return nil
	}
	return v.kinds[i]
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

// fitting returns the kinds that an object may be of, by its properties. These are the
// kinds with a mark among the properties, or else the kinds that have all properties.
func (v *vocabulary) fitting(properties []string) []*kind {
	own := make([]int, len(v.kinds))
	mark := make([]bool, len(v.kinds))
	shell := 0
	kinds := true // every property has the name of a kind, so that the object holds records
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

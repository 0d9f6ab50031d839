package domain

import (
	"iter"
	"slices"
)

// maxFew is the number of domains up to which features are faster than a map. The
// bound also limits the time that hostile domains can cost.
const maxFew = 64

// A Set is an immutable set of SIP domains. The zero Set is empty. Sets are
// compared with [Set.Equal].
type Set struct {
	_   [0]func()
	set *set
}

type set struct {
	sorted []SIPDomain
	names  map[string]struct{} // for more than maxFew domains

	// For at most maxFew domains, first maps a feature to the index in sorted of
	// its first domain, counted from 1. Then next has for each domain the index of
	// the next one. For more domains, first only marks the features that occur.
	first [256]uint8
	next  [maxFew]uint8
}

// SetOf returns the set of the given domains. It leaves out zero domains.
func SetOf(ds ...SIPDomain) Set {
	sorted := slices.DeleteFunc(slices.Clone(ds), SIPDomain.IsZero)
	if len(sorted) == 0 {
		return Set{}
	}
	slices.SortFunc(sorted, SIPDomain.Compare)
	s := &set{sorted: slices.Clip(slices.Compact(sorted))}
	if len(s.sorted) > maxFew {
		s.names = make(map[string]struct{}, len(s.sorted))
	}
	for i, d := range s.sorted {
		f := feature(d.s)
		if s.names != nil {
			s.names[d.s] = struct{}{}
			s.first[f] = 1
		} else {
			s.first[f], s.next[i] = uint8(i+1), s.first[f]
		}
	}
	return Set{set: s}
}

// feature returns a number that differs for most domains, from the length and the
// first two letters.
func feature[T text](s T) uint8 {
	if len(s) < 2 {
		return 0
	}
	return s[0]*7 + s[1] + uint8(len(s))*32
}

// Contains reports whether d is in the set.
func (s Set) Contains(d SIPDomain) bool {
	return s.set != nil && s.set.first[feature(d.s)] != 0 && contains(s.set, d.s)
}

// ContainsText reports whether the domain that prints as text is in the set. It
// does not allocate. The text must be in lower case and without a final dot.
func (s Set) ContainsText(text []byte) bool {
	return s.set != nil && s.set.first[feature(text)] != 0 && contains(s.set, text)
}

// contains reports whether a name is in the set, which has the feature of the name.
func contains[T text](s *set, name T) bool {
	if s.names != nil {
		_, found := s.names[string(name)]
		return found
	}
	for i := s.first[feature(name)]; i != 0; i = s.next[i-1] {
		if s.sorted[i-1].s == string(name) {
			return true
		}
	}
	return false
}

// Len returns the number of domains.
func (s Set) Len() int { return len(s.list()) }

// All returns the domains, sorted.
func (s Set) All() iter.Seq[SIPDomain] { return slices.Values(s.list()) }

// Equal reports whether both sets have the same domains.
func (s Set) Equal(t Set) bool { return slices.Equal(s.list(), t.list()) }

func (s Set) list() []SIPDomain {
	if s.set == nil {
		return nil
	}
	return s.set.sorted
}

package domain

import (
	"iter"
	"slices"
)

// maxFew is how many domains are looked up faster one after the other than by
// their hash. The documented list of excluded domains has four.
const maxFew = 8

// A Set is a set of SIP domains. It does not change. The zero Set is empty.
// Sets are compared with [Set.Equal].
type Set struct {
	sorted []SIPDomain
	hashed map[string]struct{} // nil for maxFew domains or less
}

// SetOf returns the set of the given domains. It leaves out zero domains.
func SetOf(ds ...SIPDomain) Set {
	sorted := slices.DeleteFunc(slices.Clone(ds), SIPDomain.IsZero)
	slices.SortFunc(sorted, SIPDomain.Compare)
	sorted = slices.Clip(slices.Compact(sorted))
	if len(sorted) <= maxFew {
		return Set{sorted: sorted}
	}
	hashed := make(map[string]struct{}, len(sorted))
	for _, d := range sorted {
		hashed[d.s] = struct{}{}
	}
	return Set{sorted: sorted, hashed: hashed}
}

// Contains reports whether d is in the set.
func (s Set) Contains(d SIPDomain) bool {
	if s.hashed != nil {
		_, found := s.hashed[d.s]
		return found
	}
	return slices.Contains(s.sorted, d)
}

// ContainsText reports whether the domain that prints as text is in the set.
// It saves those who have the canonical text as bytes an allocation.
func (s Set) ContainsText(text []byte) bool {
	if s.hashed != nil {
		_, found := s.hashed[string(text)]
		return found
	}
	for _, d := range s.sorted {
		if d.s == string(text) {
			return true
		}
	}
	return false
}

// Len returns the number of domains.
func (s Set) Len() int { return len(s.sorted) }

// All returns the domains, sorted.
func (s Set) All() iter.Seq[SIPDomain] { return slices.Values(s.sorted) }

// Equal reports whether both sets have the same domains.
func (s Set) Equal(t Set) bool { return slices.Equal(s.sorted, t.sorted) }

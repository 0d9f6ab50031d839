package product

import "math/bits"

// An Absent is the set of members that the text of a record lacked, or that could
// not be read. Such a member is not known: it is neither off nor the default. Bit i
// stands for the i-th member in the order of the record's JSON form. The zero
// Absent is empty, so all members of a record that a program makes are known. Sets
// compare with ==.
type Absent uint64

// AllAbsent returns the set of the first n members.
func AllAbsent(n int) Absent { return 1<<n - 1 }

// Has reports whether the set has member i.
func (a Absent) Has(i int) bool { return a&(1<<i) != 0 }

// With returns the set with member i added.
func (a Absent) With(i int) Absent { return a | 1<<i }

// Without returns the set without the members of b.
func (a Absent) Without(b Absent) Absent { return a &^ b }

// Union returns the members of either set.
func (a Absent) Union(b Absent) Absent { return a | b }

// Len returns the number of members in the set.
func (a Absent) Len() int { return bits.OnesCount64(uint64(a)) }

// IsZero reports whether the set is empty.
func (a Absent) IsZero() bool { return a == 0 }

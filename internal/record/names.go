package record

import "hash/maphash"

// Names finds the indices of records by their names. It stores hashes instead of names,
// in twelve bytes for each record. The zero Names is empty.
type Names struct {
	seed maphash.Seed
	// Half of the hash of a name, and the number of the record from 1; 0: a free slot.
	// The other half of the hash is the slot at which a search begins.
	slots []uint64
}

// NewNames returns empty Names with room for n.
func NewNames(n int) Names {
	return Names{seed: maphash.MakeSeed(), slots: make([]uint64, n+n/2+1)}
}

// Add adds the name of record i. If a record already has the name, Add returns its
// index and true. has reports whether record j has the name.
func (x *Names) Add(name []byte, i int, has func(j int) bool) (first int, again bool) {
	at, half, j := x.find(name, has)
	if j < 0 {
		x.slots[at] = half | uint64(i+1)
	}
	return j, j >= 0
}

// Find returns the index of the record with a name, and whether one exists.
func (x *Names) Find(name []byte, has func(j int) bool) (i int, found bool) {
	if len(x.slots) == 0 {
		return -1, false
	}
	_, _, j := x.find(name, has)
	return j, j >= 0
}

// find returns the slot of a name, half of its hash and the index of its record. The
// index is negative, and the slot free, if no record has the name.
func (x *Names) find(name []byte, has func(j int) bool) (at int, half uint64, j int) {
	const low = 1<<32 - 1
	h := maphash.Bytes(x.seed, name)
	half = h &^ low
	at = int((h & low) * uint64(len(x.slots)) >> 32)
	for {
		slot := x.slots[at]
		if slot == 0 {
			return at, half, -1
		}
		if j := int(slot&low) - 1; slot&^low == half && has(j) {
			return at, half, j
		}
		if at++; at == len(x.slots) {
			at = 0
		}
	}
}

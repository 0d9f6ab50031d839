package record

import "hash/maphash"

// Names finds the numbers of records by their names. It takes twelve bytes for each
// record, since it does not have the names. The zero Names has none.
type Names struct {
	seed maphash.Seed
	// Half of the hash of a name, and the number of the record from 1; 0: none. A
	// name is searched for from the slot that the other half gives.
	slots []uint64
}

// NewNames returns Names of nothing, with room for n.
func NewNames(n int) Names {
	return Names{seed: maphash.MakeSeed(), slots: make([]uint64, n+n/2+1)}
}

// Add adds the name of record i. If a record has the name already, Add returns the
// number of that record, and true. The function reports whether a record has the name.
func (x *Names) Add(name []byte, i int, has func(j int) bool) (first int, again bool) {
	at, half, j := x.find(name, has)
	if j < 0 {
		x.slots[at] = half | uint64(i+1)
	}
	return j, j >= 0
}

// Find returns the number of the record that has a name, and whether there is one.
func (x *Names) Find(name []byte, has func(j int) bool) (i int, found bool) {
	if len(x.slots) == 0 {
		return -1, false
	}
	_, _, j := x.find(name, has)
	return j, j >= 0
}

// find returns the number of the record with a name and its slot, or a negative number
// and the slot that is free for it. It returns half of the hash as well.
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

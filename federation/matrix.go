package federation

import (
	"iter"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
)

// A Pair is two people and the verdict on them.
type Pair struct {
	From, To address.Address // as they were asked for
	Verdict  Verdict
}

// Matrix answers a query for each of from with each of to: what [Index.Decide]
// says of each pair. From and To of the query do not count. The pairs come in
// the order of from, and within that in the order of to.
func (x *Index) Matrix(q Query, from, to []address.Address) iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		m := matrix{Index: x, users: map[address.Address]member{}, others: map[otherKey]part{}}
		for _, a := range from {
			for _, b := range to {
				q.From, q.To = a, b
				if !yield(Pair{a, b, m.decide(q)}) {
					return
				}
			}
		}
	}
}

// A matrix is an Index that does no work twice.
type matrix struct {
	*Index
	users  map[address.Address]member
	others map[otherKey]part
}

type otherKey struct {
	a        address.Address
	incoming bool
}

func (m *matrix) decide(q Query) Verdict {
	asked := q
	if _, bad := m.ask(&q); bad || q.From.IsZero() {
		return m.Decide(asked)
	}
	from, to := m.isOwn(q.From), m.isOwn(q.To)
	switch {
	case to && !from:
		return m.join(q, m.user(q.To), m.outside(q, q.From, true))
	case from && !to:
		return m.join(q, m.user(q.From), m.outside(q, q.To, false))
	}
	return m.Decide(asked)
}

func (m *matrix) user(a address.Address) member {
	u, known := m.users[a]
	if !known {
		u = m.Index.user(a)
		m.users[a] = u
	}
	return u
}

func (m *matrix) outside(q Query, a address.Address, incoming bool) part {
	key := otherKey{a, incoming}
	p, known := m.others[key]
	if !known {
		p = m.Index.outside(q, a, incoming)
		m.others[key] = p
	}
	return p
}

// A Change is a pair whose verdict is another: who gains, and who loses.
type Change struct {
	Before, After Pair
	Rule          diag.Rule // the first that refuses, on the side that is refused
}

// Gained reports whether what was refused is allowed.
func (c Change) Gained() bool { return c.After.Verdict.Outcome == diag.Passed }

// Changes returns the pairs that are allowed on one side and refused on the
// other, of two matrices of the same people: on two days, or of two
// configurations.
func Changes(before, after iter.Seq[Pair]) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		next, stop := iter.Pull(after)
		defer stop()
		for b := range before {
			a, more := next()
			if !more {
				return
			}
			if a.Verdict.Outcome == b.Verdict.Outcome {
				continue
			}
			refused := b.Verdict
			if b.Verdict.Outcome == diag.Passed {
				refused = a.Verdict
			}
			c := Change{Before: b, After: a}
			for r := range refused.Refusals() {
				c.Rule = r.Rule
				break
			}
			if !yield(c) {
				return
			}
		}
	}
}

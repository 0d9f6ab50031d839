package reach

import (
	"iter"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
)

// A Pair is two people with the verdict about them, or with the error of an invalid
// query.
type Pair struct {
	From, To address.Address // as given
	Verdict  Verdict         // invalid if Err is not nil
	Err      error           // the error of [Index.Decide]
}

// Allowed reports whether From may reach To. It is false if Err is not nil.
func (p Pair) Allowed() bool { return p.Err == nil && p.Verdict.Allowed() }

// Matrix decides every pair of from and to, as [Index.Decide] does. It ignores
// q.From and q.To. The pairs are in the order of from, and within that in the order
// of to.
func (x *Index) Matrix(q Query, from, to []address.Address) iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		m := newMatrix(x, q)
		for _, a := range from {
			for _, b := range to {
				if !yield(m.pair(a, b)) {
					return
				}
			}
		}
	}
}

// A matrix decides pairs, and computes each user and each contact once.
type matrix struct {
	x        *Index
	query    Query
	users    map[address.Address]user
	contacts map[contactKey]*contact
}

func newMatrix(x *Index, q Query) matrix {
	return matrix{x: x, query: q, users: map[address.Address]user{}, contacts: map[contactKey]*contact{}}
}

func (m *matrix) pair(from, to address.Address) Pair {
	q := m.query
	q.From, q.To = from, to
	v, err := m.decide(q)
	return Pair{from, to, v, err}
}

type contactKey struct {
	address  address.Address
	incoming bool
}

func (m *matrix) decide(q Query) (Verdict, error) {
	r, err := m.x.resolve(q)
	if err != nil {
		return Verdict{}, err
	}
	from, to := m.x.IsOwn(r.From), m.x.IsOwn(r.To)
	if !r.unreadable.isNone() || from == to || r.From.IsZero() {
		u, c := m.x.sides(r)
		return m.x.verdict(q, u, c), nil
	}
	own, key := r.From, contactKey{r.To, false}
	if to {
		own, key = r.To, contactKey{r.From, true}
	}
	u, known := m.users[own]
	if !known {
		u = m.x.user(own, &userKnown)
		m.users[own] = u
	}
	c, known := m.contacts[key]
	if !known {
		c = m.x.outside(r, key.address, key.incoming)
		m.contacts[key] = c
	}
	return m.x.verdict(q, u, c), nil
}

// A Change is a pair that is allowed on one side and not on the other.
type Change struct {
	Before, After Pair
	Rule          diag.Rule // the first rule that refuses, on the side that does not allow
}

// Gained reports whether From may reach To only after the change.
func (c Change) Gained() bool { return c.After.Allowed() }

// Changes returns the pairs of from and to that are allowed on one side and not on
// the other. Index before answers q, and index after answers r, so the sides may
// differ in the configuration or in the day. A pair for which the query is invalid
// counts as not allowed.
func Changes(before, after *Index, q, r Query, from, to []address.Address) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		one, other := newMatrix(before, q), newMatrix(after, r)
		for _, a := range from {
			for _, b := range to {
				c := Change{Before: one.pair(a, b), After: other.pair(a, b)}
				if c.Before.Allowed() == c.After.Allowed() {
					continue
				}
				if c.Rule = c.Before.firstRefusal(); c.Before.Allowed() {
					c.Rule = c.After.firstRefusal()
				}
				if !yield(c) {
					return
				}
			}
		}
	}
}

// firstRefusal returns the first rule that refuses, or the rule of the error.
func (p Pair) firstRefusal() diag.Rule {
	for f := range diag.All(p.Err) {
		return f.Rule
	}
	for r := range p.Verdict.Refusals() {
		return r.Rule
	}
	return ""
}

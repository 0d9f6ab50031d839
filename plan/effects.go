package plan

import (
	"cmp"
	"maps"
	"slices"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/reach"
)

// An Effect is the change by a plan for users with equal records. Its domains are
// the domains that a list, a provider or a known public service has, and
// [Elsewhere] for all others.
type Effect struct {
	Users    []address.Address `json:",omitempty"` // in the order of the configuration; empty if users were not given
	Policy   policy.Identity   `json:",omitzero"`  // without Users: the policy of the users
	Incoming bool              `json:",omitzero"`  // who may reach them, if that changes differently
	Gains    []string          `json:",omitempty"` // the domains that they may reach after the plan, and may not before
	Loses    []string          `json:",omitempty"` // the domains that they may reach before the plan, and not after
	NotKnown []string          `json:",omitempty"` // the domains for which it is not known before or after
}

// Elsewhere stands for all other domains among the domains of an [Effect].
const Elsewhere = "*"

// Effects returns who gains and who loses access by a plan, on a day. Users with
// the same policy, home and state share an entry. If users were not given, each
// policy has an entry, and one is for users without a grant. The error is that of
// [reach.NewIndex].
func (p Plan) Effects(on date.Date) ([]Effect, error) {
	before, err := reach.NewIndex(p.have)
	if err != nil {
		return nil, err
	}
	after, err := reach.NewIndex(p.result)
	if err != nil {
		return nil, err
	}
	e := effects{before: before, after: after, on: on}
	all := map[address.Address]bool{}
	for _, x := range []*reach.Index{before, after} {
		outsiders := x.Outsiders()
		e.elsewhere = append(e.elsewhere, outsiders[len(outsiders)-1].Domain())
		for _, a := range outsiders {
			all[a] = true
		}
	}
	for _, a := range slices.SortedFunc(maps.Keys(all), address.Address.Compare) {
		if !before.IsOwn(a) && !after.IsOwn(a) {
			e.outsiders = append(e.outsiders, a)
		}
	}
	for _, of := range p.classes(&e) {
		e.decide(of)
	}
	return e.all, nil
}

// classes returns the users. Users with the same decisions share an entry.
func (p Plan) classes(e *effects) []Effect {
	if p.have.Users == nil {
		all := []Effect{{}}
		ids := map[policy.Identity]bool{}
		for _, c := range [...]federation.Configuration{p.have, p.result} {
			for _, e := range c.ExternalAccessPolicies {
				if id := e.Identity; id.Scope() == policy.Tag && !ids[id] {
					ids[id] = true
					all = append(all, Effect{Policy: id})
				}
			}
		}
		slices.SortFunc(all, func(a, b Effect) int { return a.Policy.Compare(b.Policy) })
		return all
	}
	// Users who are alike both before and after.
	after := map[address.Address]int{} // 0: not a user
	for i, g := range e.after.Groups() {
		for _, a := range g.Users {
			after[a] = i + 1
		}
	}
	var all []Effect
	for _, g := range e.before.Groups() {
		numbers := map[int]int{}
		for _, a := range g.Users {
			n, found := numbers[after[a]]
			if !found {
				n = len(all)
				numbers[after[a]] = n
				all = append(all, Effect{})
			}
			all[n].Users = append(all[n].Users, a)
		}
	}
	return all
}

// effects collects the effects of a plan.
type effects struct {
	before, after *reach.Index
	outsiders     []address.Address
	elsewhere     []domain.SIPDomain // domains that stand for all others
	on            date.Date
	all           []Effect
}

// decide adds the changes for users who are alike.
func (e *effects) decide(of Effect) {
	out, in := of, of
	in.Incoming = true
	for _, o := range e.outsiders {
		name := o.Domain().String()
		if slices.Contains(e.elsewhere, o.Domain()) {
			name = Elsewhere
		}
		q := reach.Query{To: o, On: e.on, Assignment: policy.Assignment{Granted: of.Policy}}
		if of.Users != nil {
			q.From = of.Users[0]
			e.ask(&in, name, q.From, reach.Query{From: o, To: q.From, On: e.on})
		}
		e.ask(&out, name, q.From, q)
	}
	for _, effect := range []*Effect{&out, &in} {
		for _, names := range []*[]string{&effect.Gains, &effect.Loses, &effect.NotKnown} {
			*names = lastElsewhere(*names)
		}
	}
	if out.changes() {
		e.all = append(e.all, out)
	}
	if in.changes() && !(slices.Equal(in.Gains, out.Gains) && slices.Equal(in.Loses, out.Loses) && slices.Equal(in.NotKnown, out.NotKnown)) {
		e.all = append(e.all, in)
	}
}

func (e *Effect) changes() bool { return e.Gains != nil || e.Loses != nil || e.NotKnown != nil }

// ask adds the changes between a user and an outsider. The user is zero if users
// were not given.
func (e *effects) ask(effect *Effect, name string, user address.Address, q reach.Query) {
	was, errBefore := outcome(e.before, user, q)
	will, errAfter := outcome(e.after, user, q)
	switch {
	case errBefore != nil || errAfter != nil || was == will:
	case was == diag.NotKnown || will == diag.NotKnown:
		effect.NotKnown = append(effect.NotKnown, name)
	case will == diag.Passed:
		effect.Gains = append(effect.Gains, name)
	default:
		effect.Loses = append(effect.Loses, name)
	}
}

// outcome returns whether a user and an outsider may reach each other. They may not
// if the user is not in one of your own domains, for which the index has no answer.
func outcome(x *reach.Index, user address.Address, q reach.Query) (diag.Outcome, error) {
	if !user.IsZero() && !x.IsOwn(user) {
		return diag.Refused, nil
	}
	v, err := x.Decide(q)
	return v.Outcome, err
}

// lastElsewhere sorts names, with [Elsewhere] once and last.
func lastElsewhere(names []string) []string {
	slices.SortFunc(names, func(a, b string) int {
		if (a == Elsewhere) != (b == Elsewhere) {
			return cmp.Compare(b, a)
		}
		return cmp.Compare(a, b)
	})
	return slices.Compact(names)
}

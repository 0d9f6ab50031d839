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
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/tenant"
)

// An Effect is the change by a plan for users with equal records. Its domains are
// the domains that a list, a provider or a known public service has, and
// [Elsewhere] for all others.
type Effect struct {
	Users    []address.Address `json:",omitempty"` // in the order of the configuration; empty if users were not given
	Policy   policy.Identity   `json:",omitzero"`  // without Users: the policy of the users
	Incoming bool              `json:",omitzero"`  // the domains are those that may reach the users; set if they change differently
	Gains    []string          `json:",omitempty"` // the domains that they may reach after the plan, and may not before
	Loses    []string          `json:",omitempty"` // the domains that they may reach before the plan, and not after
	NotKnown []string          `json:",omitempty"` // the domains for which the answer before or after is not known, such as a domain of an ended public service that a list allows
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
	e := effects{before: before, after: after, on: on, named: map[string]bool{}}
	namedIn(e.named, p.have)
	namedIn(e.named, p.result)
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
	all := p.tenantClasses()
	switch {
	case p.have.Users != nil:
		return append(p.serverClasses(e), all...)
	case all != nil && p.have.IsTenantAlone():
		return all // only the tenant has users
	}
	ids := map[policy.Identity]bool{{}: true}
	for _, c := range [...]federation.Configuration{p.have, p.result} {
		for _, e := range c.ExternalAccessPolicies {
			ids[e.Identity] = ids[e.Identity] || e.Identity.Scope() == policy.Tag
		}
		if !p.have.IsTenantAlone() {
			continue
		}
		for _, e := range c.Tenant.ExternalAccessPolicies {
			ids[e.Identity] = ids[e.Identity] || e.Identity.Scope() == policy.Tag
		}
	}
	var assumed []Effect
	for _, id := range slices.SortedFunc(maps.Keys(ids), policy.Identity.Compare) {
		if ids[id] {
			assumed = append(assumed, Effect{Policy: id})
		}
	}
	return append(assumed, all...)
}

// tenantClasses returns the users that only the tenant has. Users with the same policy
// and home share an entry.
func (p Plan) tenantClasses() []Effect {
	type key struct {
		before, after policy.Identity
		host          string
		unknown       bool
	}
	onServers := map[string]bool{}
	for _, u := range p.have.Users {
		onServers[federation.Users.Key(u.SIPAddress.String())] = true
	}
	after := map[string]policy.Identity{}
	for _, u := range p.result.Tenant.Users {
		after[federation.TenantUsers.Key(u.SIPAddress.String())] = u.ExternalAccessPolicy
	}
	numbers := map[key]int{}
	var all []Effect
	for i, u := range p.have.Tenant.Users {
		name := federation.TenantUsers.Key(u.SIPAddress.String())
		if onServers[name] || u.SIPAddress.IsZero() {
			continue
		}
		k := key{u.ExternalAccessPolicy, after[name], char.Fold(u.HostingProvider), p.have.IsUnknown(federation.TenantUsers, i, "ExternalAccessPolicy")}
		n, found := numbers[k]
		if !found {
			n = len(all)
			numbers[k] = n
			all = append(all, Effect{})
		}
		all[n].Users = append(all[n].Users, u.SIPAddress)
	}
	return all
}

// serverClasses returns the users of the servers. Users who have the same decisions
// before and after the plan share an entry.
func (p Plan) serverClasses(e *effects) []Effect {
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
	named         map[string]bool    // domains that are allowed by name
	on            date.Date
	all           []Effect
}

// decide adds the changes for the users of an entry.
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
	isUnnamed := (was.onService || will.onService) && !e.named[name]
	switch {
	case errBefore != nil || errAfter != nil || was == will || isUnnamed:
	case was.onService || will.onService || was.Outcome == diag.NotKnown || will.Outcome == diag.NotKnown:
		effect.NotKnown = append(effect.NotKnown, name)
	case will.Outcome == diag.Passed:
		effect.Gains = append(effect.Gains, name)
	default:
		effect.Loses = append(effect.Loses, name)
	}
}

// A result is the outcome of a decision. onService is set if the outcome allows, and
// depends on the domain of a public service federating directly.
type result struct {
	diag.Outcome
	onService bool
}

// outcome returns whether a user and an outsider may reach each other. They may not
// if the user is not in one of your own domains, for which the index has no answer.
func outcome(x *reach.Index, user address.Address, q reach.Query) (result, error) {
	if !user.IsZero() && !x.IsOwn(user) {
		return result{Outcome: diag.Refused}, nil
	}
	v, err := x.Decide(q)
	r := result{Outcome: v.Outcome}
	if v.Outcome == diag.Passed {
		for c := range v.Conditions() {
			r.onService = r.onService || c.Rule == reach.RuleConsumerDomainPartner || c.Rule == reach.RuleConsumerDomainAllowed && isOver(q)
		}
	}
	return r, err
}

// isOver reports whether the outsider of a query is in a domain of a public service that
// has ended, and whose substitutes have ended too.
func isOver(q reach.Query) bool {
	over := false
	for _, a := range [...]address.Address{q.From, q.To} {
		for s := range provider.Services() {
			if _, owns := s.Owns(a.Domain()); !owns {
				continue
			}
			if over = s.History.On(q.On) == provider.Ended; !over {
				return false
			}
			for instead := range s.Substitutes() {
				if instead.Until.IsZero() || !q.On.After(instead.Until) {
					return false
				}
			}
		}
	}
	return over
}

// namedIn adds the domains that the lists of a configuration allow by name.
func namedIn(all map[string]bool, c federation.Configuration) {
	for _, d := range c.AllowedDomains {
		all[d.Domain.String()] = true
	}
	lists := []tenant.List{}
	if s := c.Tenant.FederationConfiguration; s != nil {
		allowed, _ := s.AllowedDomains.List()
		lists = append(lists, allowed)
	}
	for _, p := range c.Tenant.ExternalAccessPolicies {
		lists = append(lists, p.AllowedExternalDomains)
	}
	for _, l := range lists {
		for name := range l.All() {
			all[name.String()] = true
		}
	}
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

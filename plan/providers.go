package plan

import (
	"slices"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
)

// providers orders the changes of providers. A new provider may take the host of
// another one that is removed or created again.
func (p *planner) providers() {
	var made []*change
	for _, c := range p.changesOf(federation.PublicProviders, federation.HostingProviders) {
		was, is := p.wasEnabled(c), p.willBeEnabled(c)
		switch {
		case c.replaces() || c.op == diag.OpNew || c.op == diag.OpRemove && was && p.isTaken(c.kind, p.hostBefore(c)):
			made = append(made, c)
		case c.op == diag.OpRemove:
			u := p.add(closeProviders, c, step(c, c.op))
			u.order = "" // to free its name and host
		case was && !is:
			p.add(closeProviders, c, step(c, c.op))
		case is && !was:
			p.add(openProviders, c, step(c, c.op))
		default:
			p.add(setRecords, c, step(c, c.op))
		}
	}
	for _, c := range p.changesOf(federation.PublicProviders, federation.HostingProviders) {
		was, is := p.wasEnabled(c), p.willBeEnabled(c)
		if p.claims(c) && (was || is) && (c.op != diag.OpSet || c.replaces() || was != is) {
			p.rerouted(c)
		}
	}
	for _, group := range p.clashes(made) {
		if len(group) == 1 {
			p.make(group[0])
		} else {
			p.makeTogether(group)
		}
	}
}

func (p *planner) wasEnabled(c *change) bool {
	i, found := p.present[recordKey{c.kind, c.key()}]
	return found && enabled(&p.have, c.kind, i)
}

func (p *planner) willBeEnabled(c *change) bool {
	for _, m := range slices.Concat(c.fresh, c.members) {
		if on, isBool := m.New.Bool(); m.Name == "Enabled" && isBool {
			return on
		}
	}
	return c.op != diag.OpRemove && p.wasEnabled(c)
}

// clashes returns groups of new records. In a group one record takes the host or
// the name of another. Public and hosting providers share their names.
func (p *planner) clashes(made []*change) [][]*change {
	group := make([]int, len(made))
	hosts, names := map[string]int{}, map[string]int{} // with the indexes of their new owners in made
	for i, c := range made {
		group[i] = i
		if c.op != diag.OpRemove {
			hosts[hostOf(c.fresh)], names[c.key()] = i, i
		}
	}
	join := func(from, to int) {
		for n := range group {
			if group[n] == from {
				group[n] = to
			}
		}
	}
	for i, c := range made {
		if j, taken := hosts[p.hostBefore(c)]; taken {
			join(group[j], group[i])
		}
		if j, taken := names[c.key()]; taken && c.op == diag.OpRemove {
			join(group[j], group[i])
		}
	}
	all := make([][]*change, len(made))
	for i, c := range made {
		all[group[i]] = append(all[group[i]], c)
	}
	return slices.DeleteFunc(all, func(g []*change) bool { return g == nil })
}

// hostBefore returns the former host of a provider, and "" for a new one.
func (p *planner) hostBefore(c *change) string {
	i, found := p.present[recordKey{c.kind, c.key()}]
	if !found {
		return ""
	}
	host, _ := c.kind.Row().Record(&p.have, i).Value("ProxyFqdn").Text()
	return char.Fold(host)
}

// isTaken reports whether an enabled new provider of a kind has a host.
func (p *planner) isTaken(k federation.Kind, host string) bool {
	return slices.ContainsFunc(p.changesOf(k), func(c *change) bool {
		return c.op == diag.OpNew && p.willBeEnabled(c) && hostOf(c.fresh) == host
	})
}

func hostOf(members []diag.MemberEdit) string {
	for _, m := range members {
		if host, isText := m.New.Text(); m.Name == "ProxyFqdn" && isText {
			return char.Fold(host)
		}
	}
	return ""
}

// make creates a provider at the stage of its opening or closing.
func (p *planner) make(c *change) {
	was, is := p.wasEnabled(c), p.willBeEnabled(c)
	at := replaceRecords
	switch {
	case was && !is:
		at = closeProviders
	case is && !was:
		at = openProviders
	}
	if c.replaces() {
		u := p.add(at, c, pair(c, c, cmdlet.RuleParameterUnknown, unclearable(c))...)
		p.outage(u, c, was && is)
		if at == replaceRecords {
			p.early(c)
		}
		return
	}
	p.add(at, c, step(c, c.op))
}

// makeTogether removes all providers of a group before it creates any. Newly
// enabled providers are created when providers are opened, except a replacement of
// an enabled one.
func (p *planner) makeTogether(group []*change) {
	var steps []Step
	var gone *change
	freed := map[string]bool{}
	for _, c := range group {
		if c.op == diag.OpNew {
			continue
		}
		gone = c
		s := step(c, diag.OpRemove)
		s.Rule, s.Why, s.Replaced = federation.RuleProxyFQDNRepeated, "another provider takes its host", c.replaces()
		if !slices.ContainsFunc(group, func(other *change) bool { return hostOf(other.fresh) == p.hostBefore(c) }) {
			s.Rule, s.Why = federation.RuleIdentityRepeated, "another provider takes its name"
		}
		steps = append(steps, s)
		if c.op == diag.OpRemove { // an enabled provider that is replaced
			freed[p.hostBefore(c)] = true
		}
	}
	for _, c := range group {
		s := step(c, diag.OpNew)
		switch {
		case c.op == diag.OpRemove:
			continue
		case c.replaces():
			s.Rule, s.Why, s.Replaced = cmdlet.RuleParameterUnknown, unclearable(c), true
		}
		switch isFreed := freed[hostOf(c.fresh)]; {
		case c.op == diag.OpNew && isFreed:
			s.Rule, s.Why = federation.RuleProxyFQDNRepeated, "it takes the host that is now free"
		case p.willBeEnabled(c) && !p.wasEnabled(c) && !isFreed:
			p.add(openProviders, c, s)
			continue
		}
		p.early(c)
		steps = append(steps, s)
	}
	u := p.add(replaceRecords, gone, steps...)
	p.outage(u, gone, true)
}

// early records that a provider with other contacts is created before all users
// have changed their policies.
func (p *planner) early(c *change) {
	isOther := c.op == diag.OpNew || !p.wasEnabled(c) || slices.ContainsFunc(c.forced, func(name string) bool { return slices.Contains(claiming, name) })
	if isOther && p.willBeEnabled(c) {
		p.windows = append(p.windows, window{from: replaceRecords, to: otherGrants, early: true, exception: Exception{Opens: true, Subject: c.subject, Detail: "it exists before users change to a policy with fewer rights"}})
	}
}

// claims reports whether a provider has contacts that a partner or another provider
// may also have. These are contacts in its routing domain, in its excluded domains,
// and in an allowed domain with its host.
func (p *planner) claims(c *change) bool {
	for _, of := range [...]*federation.Configuration{&p.have, &p.goal} {
		for _, provider := range of.PublicProviders {
			if federation.PublicProviders.Key(provider.Identity) == c.key() && !provider.NameDecorationRoutingDomain.IsZero() {
				return true
			}
		}
		for _, d := range of.AllowedDomains {
			if !d.ProxyFQDN.IsZero() && p.hosts(c)[d.ProxyFQDN.String()] {
				return true
			}
		}
	}
	return false
}

// hosts returns the hosts that a provider had and will have.
func (p *planner) hosts(c *change) map[string]bool {
	return map[string]bool{hostOf(c.fresh): true, p.hostBefore(c): true}
}

// claiming has the members of a provider that determine its contacts.
var claiming = []string{"ProxyFqdn", "NameDecorationDomain", "NameDecorationRoutingDomain", "NameDecorationExcludedDomainList"}

// outage records that a provider does not exist between two steps.
func (p *planner) outage(u *unit, c *change, interrupts bool) {
	opens := c.op == diag.OpRemove || slices.ContainsFunc(c.forced, func(name string) bool { return slices.Contains(claiming, name) }) || open(&p.have) || open(&p.goal)
	switch {
	case opens:
		u.excepted(true, "the provider is missing: its contacts are reached by another route, or not at all")
	case interrupts:
		u.excepted(false, "the provider is missing: messages through it fail")
	}
}

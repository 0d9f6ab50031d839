package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
)

// A stage is a part of the order. Steps that remove access come before steps that
// add it, so that halfway only access that both configurations allow is open. Other
// steps come in between.
type stage uint8

const (
	newSIPDomains stage = iota
	defaultSIPDomain
	closeEdge
	newPolicies
	tighterGrants // also the creation or removal of a site policy, which holds for its site
	tighterPolicies
	block
	allowWhileOpen
	closeRouting
	disallow
	closeProviders
	replaceRecords
	tenantPolicies
	tenantGrants
	otherGrants
	setRecords
	openProviders
	allow
	openRouting
	disallowWhileOpen
	unblock
	looserPolicies
	looserGrants
	openEdge
	removePolicies
	removeSIPDomains
)

// why has the reason for the position of each stage.
var why = [...]string{
	newSIPDomains:     "your own domains come first",
	defaultSIPDomain:  "a domain must not be the default when it is removed",
	closeEdge:         "closing comes before opening",
	newPolicies:       "a policy must exist before it is granted",
	tighterGrants:     "a user loses access before anything is opened",
	tighterPolicies:   "a policy is tightened before anything is opened",
	block:             "a domain is blocked before anything is opened",
	allowWhileOpen:    "the domain stays a partner when discovery is off",
	closeRouting:      "closing comes before opening",
	disallow:          "a partner is removed before anything is opened",
	closeProviders:    "a provider is closed before anything is opened",
	replaceRecords:    "a record is created again after all closing steps",
	tenantPolicies:    "the lists of a tenant's policy change between closing and opening",
	tenantGrants:      "a user of the tenant gets another policy between closing and opening",
	otherGrants:       "a user who gains and loses access changes between closing and opening",
	setRecords:        "this step neither opens nor closes anything",
	openProviders:     "a provider is opened after all closing steps",
	openRouting:       "discovery and the default route open after domains are blocked",
	allow:             "a partner is allowed after all closing steps",
	disallowWhileOpen: "the domain stays a partner, by discovery",
	unblock:           "a domain is unblocked after all closing steps",
	looserPolicies:    "a policy is loosened after all closing steps",
	looserGrants:      "a user gains access last",
	openEdge:          "federation opens when everything else is in place",
	removePolicies:    "a policy is removed when nobody has it any more",
	removeSIPDomains:  "a domain is removed when nobody is in it any more",
}

// A unit is a group of steps that stay together.
type unit struct {
	stage     stage
	order     string // the sort key within the stage
	steps     []Step
	exception *Exception // its steps are counted within the unit, from 1
}

// A window is an exception that lasts from one stage to another.
type window struct {
	from, to  stage
	rerouted  bool // contacts change their route: a user who gains and loses may have both
	early     bool // opened before [otherGrants]: an exception only if there are such grants
	exception Exception
}

func (p *planner) add(s stage, c *change, steps ...Step) *unit {
	for i := range steps {
		if steps[i].Why == "" {
			steps[i].Why = why[s]
		}
	}
	p.units = append(p.units, unit{stage: s, order: fmt.Sprintf("%02d %s", c.kind, c.key()), steps: steps})
	return &p.units[len(p.units)-1]
}

// step returns the step that makes a change, or one of the two steps that make it.
func step(c *change, op diag.Op) Step {
	switch op {
	case diag.OpNew:
		return part(c, op, c.fresh)
	case diag.OpRemove:
		return part(c, op, nil)
	}
	return part(c, op, c.members)
}

// part returns the step that changes some members.
func part(c *change, op diag.Op, members []diag.MemberEdit) Step {
	return Step{Edit: c.edit(op, members)}
}

// pair returns the steps that remove a record, and then create another one or the same
// one again. r is the rule that forces the order.
func pair(removed, made *change, r diag.Rule, why string) []Step {
	steps := []Step{step(removed, diag.OpRemove), step(made, diag.OpNew)}
	for i := range steps {
		steps[i].Rule, steps[i].Why, steps[i].Replaced = r, why, removed == made
	}
	return steps
}

// excepted records an exception between the first and the last step.
func (u *unit) excepted(opens bool, format string, args ...any) {
	u.exception = &Exception{From: 1, To: len(u.steps), Opens: opens, Subject: u.steps[0].Subject, Detail: fmt.Sprintf(format, args...)}
}

// order puts the changes in units.
func (p *planner) order() {
	special := named(&p.have, &p.goal)
	sites := p.sites()
	p.siteStages, p.rightsOf = map[string]stage{}, map[inForce]switches{}
	for _, c := range p.changesOf(slices.Collect(federation.AllKinds())...) {
		switch c.kind {
		case federation.SIPDomains:
			p.sipDomain(c)
		case federation.AccessEdge:
			p.edge(c)
		case federation.AllowedDomains, federation.BlockedDomains:
			name, _ := domain.ParseName(c.subject.Identity)
			p.listed(c, special[name])
		case federation.ExternalAccessPolicies:
			p.policy(c)
		case federation.Users:
			p.user(c, sites)
		case federation.TenantFederationConfiguration:
			p.tenant(c)
		case federation.TenantExternalAccessPolicies:
			p.tenantPolicy(c)
		case federation.TenantUsers:
			p.tenantUser(c)
		default:
		}
	}
	p.providers()
	p.tenantWindows()
}

// changesOf returns the changes of some kinds, by kind and name.
func (p *planner) changesOf(kinds ...federation.Kind) []*change {
	var all []*change
	for key, c := range p.changes {
		if slices.Contains(kinds, key.kind) {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *change) int {
		return cmp.Or(a.kind.Compare(b.kind), strings.Compare(a.key(), b.key()))
	})
	return all
}

func (p *planner) sipDomain(c *change) {
	switch {
	case c.op == diag.OpNew:
		p.add(newSIPDomains, c, step(c, c.op))
	case c.op == diag.OpRemove:
		p.add(removeSIPDomains, c, step(c, c.op))
	case len(c.members) > 0:
		p.add(defaultSIPDomain, c, step(c, c.op))
	}
}

// edge splits the change of the Edge. The routing members have a separate parameter set
// (PS-EDGE), and the members that close come long before those that open.
func (p *planner) edge(c *change) {
	table := c.kind.Row().Table()
	goal := c.kind.Row().Record(&p.goal, 0)
	method := p.goal.AccessEdge.Routing()
	var closes, opens, routing []diag.MemberEdit
	for _, m := range c.members {
		on, isBool := m.New.Bool()
		switch property := propertyOf(table, m.Name); {
		case m.Name == "RoutingMethod" || property.With != "":
			routing = append(routing, m)
		case isBool && !on:
			closes = append(closes, m)
		default:
			opens = append(opens, m)
		}
	}
	if closes != nil {
		p.add(closeEdge, c, part(c, c.op, closes))
	}
	if opens != nil {
		p.add(openEdge, c, part(c, c.op, opens))
	}
	if routing == nil {
		return
	}
	for property := range table.Properties() { // members that the switch needs
		needed := property.With == method.String() && property.Required
		if isThere := slices.ContainsFunc(routing, func(m diag.MemberEdit) bool { return m.Name == property.Name }); needed && !isThere {
			v := goal.Value(property.Name)
			if v.IsNull() || v.IsZero() {
				v = diag.Bool(false)
			}
			routing = append(routing, diag.MemberEdit{Name: property.Name, Old: v, New: v})
		}
	}
	was := p.have.AccessEdge.Routing()
	s := part(c, c.op, routing)
	at := closeRouting
	switch {
	case was != method:
		s.Rule, s.Why = federation.RuleDefaultRouteProviders, "a default route and providers exclude each other"
		if method == federation.UseDefaultRouting {
			at = openRouting
		}
		p.rerouted(c)
	case open(&p.goal):
		at = openRouting
	}
	p.add(at, c, s)
}

// listed orders an allowed or a blocked domain. special means that the domain also
// belongs to a provider or a public service.
func (p *planner) listed(c *change, special bool) {
	wasOpen, willBeOpen := open(&p.have), open(&p.goal)
	const lists = "a domain is on one list only"
	isAllowed := c.kind == federation.AllowedDomains
	otherKind := federation.AllowedDomains
	if isAllowed {
		otherKind = federation.BlockedDomains
	}
	other := p.changes[recordKey{otherKind, c.key()}]
	moves := other != nil && (c.op == diag.OpRemove && other.op == diag.OpNew || c.op == diag.OpNew && other.op == diag.OpRemove)
	switch {
	case c.op == diag.OpSet && !c.replaces():
		p.add(setRecords, c, step(c, c.op))
	case moves && c.op == diag.OpRemove:
		return // the change of the other list makes both steps
	case moves && !isAllowed:
		u := p.add(block, c, pair(other, c, federation.RuleDomainOnBothLists, lists)...)
		if wasOpen || special {
			u.excepted(true, "the domain is on neither list, so the Edge treats it like any domain without an entry")
		}
	case moves:
		u := p.add(allow, c, pair(other, c, federation.RuleDomainOnBothLists, lists)...)
		if wasOpen && willBeOpen && special {
			u.excepted(true, "the domain is on neither list, so the Edge treats it like any domain without an entry")
		}
	case c.replaces() && isAllowed:
		p.again(c, wasOpen, willBeOpen, special)
	case c.replaces():
		u := p.add(disallow, c, pair(c, c, cmdlet.RuleParameterUnknown, unclearable(c))...)
		if wasOpen && willBeOpen || special {
			u.excepted(true, "the domain is not blocked")
		}
	case c.op == diag.OpNew && isAllowed && wasOpen && !special:
		p.add(allowWhileOpen, c, step(c, c.op))
	case c.op == diag.OpNew && isAllowed:
		p.add(allow, c, step(c, c.op))
	case c.op == diag.OpNew:
		p.add(block, c, step(c, c.op))
	case isAllowed && p.isOwn(c):
		s := step(c, c.op)
		s.Why = "your own domains are not partners"
		p.add(disallow, c, s)
	case isAllowed && willBeOpen && !special:
		p.add(disallowWhileOpen, c, step(c, c.op))
	case isAllowed:
		p.add(disallow, c, step(c, c.op))
	default:
		p.add(unblock, c, step(c, c.op))
	}
	if isAllowed && special && !moves {
		p.rerouted(c)
	}
}

// isOwn reports whether a domain was and will be a SIP domain of the organization.
func (p *planner) isOwn(c *change) bool {
	for _, of := range [...]*federation.Configuration{&p.have, &p.goal} {
		if !slices.ContainsFunc(of.SIPDomains, func(d federation.SIPDomain) bool {
			return federation.SIPDomains.Key(d.Identity.String()) == c.key()
		}) {
			return false
		}
	}
	return true
}

// rerouted records that the plan changes the route of contacts, who may have no route in
// between.
func (p *planner) rerouted(c *change) {
	p.windows = append(p.windows, window{from: tighterGrants, to: openEdge, rerouted: true, exception: Exception{Subject: c.subject, Detail: "its contacts change their route, and may not be reachable in between"}})
}

func unclearable(c *change) string {
	return fmt.Sprintf("%s cannot be changed in place", strings.Join(c.forced, ", "))
}

// again removes an allowed domain and creates it again, if possible while discovery finds
// the domain.
func (p *planner) again(c *change, wasOpen, willBeOpen, special bool) {
	at := replaceRecords
	switch {
	case special:
	case wasOpen:
		at = allowWhileOpen
	case willBeOpen:
		at = disallowWhileOpen
	}
	u := p.add(at, c, pair(c, c, cmdlet.RuleParameterUnknown, unclearable(c))...)
	if at == replaceRecords {
		u.excepted(wasOpen && willBeOpen, "the domain is not on the list")
	}
}

// narrow records a period in which somebody reaches less than both configurations
// allow.
func (p *planner) narrow(from, to stage, c *change, detail string) {
	p.windows = append(p.windows, window{from: from, to: to, exception: Exception{Subject: c.subject, Detail: detail}})
}

// steps puts the units in order.
func (p *planner) steps() ([]Step, []Exception) {
	slices.SortStableFunc(p.units, func(a, b unit) int {
		return cmp.Or(cmp.Compare(a.stage, b.stage), strings.Compare(a.order, b.order))
	})
	var steps []Step
	var exceptions []Exception
	ends := make([]span, len(why)) // the steps of each stage
	var reach span                 // the steps that may change who reaches whom
	changing := 0
	for _, u := range p.units {
		if e := u.exception; e != nil {
			moved := *e
			moved.From, moved.To = len(steps)+e.From, len(steps)+e.To
			exceptions = append(exceptions, moved)
		}
		of := span{len(steps) + 1, len(steps) + len(u.steps)}
		ends[u.stage] = ends[u.stage].with(of)
		if !u.isNeutral() {
			reach = reach.with(of)
			changing++
		}
		steps = append(steps, u.steps...)
	}
	mixed := ends[otherGrants] != span{}
	rerouted := 0
	for _, w := range p.windows {
		if w.rerouted {
			rerouted++
		}
	}
	for _, w := range p.windows {
		e := w.exception
		var of span
		for _, end := range ends[w.from : w.to+1] {
			of = of.with(end)
		}
		if w.early && !mixed {
			continue
		}
		if w.rerouted {
			if changing <= 1 {
				continue // nothing else is between the old route and the new one
			}
			of = span{max(of.from, reach.from), min(of.to, reach.to)}
		}
		if w.rerouted && (mixed || rerouted > 1) {
			e.Opens, e.Detail = true, "its contacts and others change their route: in between they may have a third route, or none"
		}
		e.From, e.To = of.from, of.to
		exceptions = append(exceptions, e)
	}
	slices.SortStableFunc(exceptions, func(a, b Exception) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	if isClosed(&p.have) || isClosed(&p.goal) { // the Edge is closed during all other changes of the servers
		exceptions = slices.DeleteFunc(exceptions, func(e Exception) bool {
			key, valid := keyOf(e.Subject)
			return !valid || !key.kind.IsTenant()
		})
	}
	return steps, exceptions
}

// A span is a range of steps, counted from 1. The zero span is empty.
type span struct{ from, to int }

// with returns the smallest span that includes both.
func (s span) with(t span) span {
	if s == (span{}) || t == (span{}) {
		return span{max(s.from, t.from), max(s.to, t.to)}
	}
	return span{min(s.from, t.from), max(s.to, t.to)}
}

// isNeutral reports whether a unit leaves unchanged who reaches whom.
func (u *unit) isNeutral() bool {
	switch u.stage {
	case newPolicies, removePolicies, defaultSIPDomain:
		return true
	case setRecords:
		return !slices.ContainsFunc(u.steps[0].Members, func(m diag.MemberEdit) bool { return !slices.Contains(remarks, m.Name) })
	}
	return false
}

// remarks has the members that do not change what a server does.
var remarks = []string{"Comment", "Description", "IconUrl", "MarkForMonitoring"}

// isClosed reports whether the Edge reaches nobody outside.
func isClosed(c *federation.Configuration) bool {
	return c.AccessEdge != nil && c.AccessEdge.AllowFederatedUsers.IsOff()
}

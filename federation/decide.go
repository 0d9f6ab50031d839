package federation

import (
	"iter"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/provider"
)

// A step is a rule that took part in a verdict, as little of it as tells what to
// say when that is asked for.
type step struct {
	rule    diag.Rule
	passed  bool
	kind    Kinds // of the record that decided; 0: none
	i       int32 // of the record; -1: the kind as a whole
	member  string
	problem *diag.Finding // what is wrong with the record
}

// licenseSteps stands for the reasons of the license decision.
const licenseSteps diag.Rule = "licensing"

// A part is what a verdict says of the one outside, or of the other user within.
type part struct {
	route    Route
	public   int32 // in PublicProviders; -1 for none
	hosting  int32 // in HostingProviders; -1 for none
	service  provider.ServiceID
	can      provider.Capability
	address  address.Address
	incoming bool
	delivery Delivery
	steps    []step
	license  []diag.Reason
}

func (p *part) add(s step) { p.steps = append(p.steps, s) }

func (p *part) check(passed bool, r diag.Rule, k Kinds, i int32, member string) bool {
	p.add(step{rule: r, passed: passed, kind: k, i: i, member: member})
	return passed
}

const everything = provider.IM | provider.Presence | provider.Audio | provider.Video

// Decide answers a query. It never allows because something is missing: what is
// not known is refused, and says what it is. In which order a server makes its
// checks is not documented, and the one here is inferred.
func (x *Index) Decide(q Query) Verdict {
	if s, bad := x.ask(&q); bad {
		return x.unanswered(q, s)
	}
	from, to := x.isOwn(q.From) || q.From.IsZero(), x.isOwn(q.To)
	switch {
	case from && to:
		return x.join(q, x.sender(q), x.within(q))
	case to:
		return x.join(q, x.user(q.To), x.outside(q, q.From, true))
	case from:
		return x.join(q, x.sender(q), x.outside(q, q.To, false))
	}
	return x.unanswered(q, x.strangers())
}

// unanswered is the verdict on a query that a single step refuses.
func (x *Index) unanswered(q Query, s step) Verdict {
	return Verdict{Outcome: diag.Refused, index: x, query: q, user: member{i: -1, policy: -1, steps: []step{s}}, other: part{public: -1, hosting: -1}}
}

// ask completes a query with the address of a provider's contact, or returns the
// step for one that cannot be answered.
func (x *Index) ask(q *Query) (step, bool) {
	switch {
	case q.On.IsZero():
		return step{rule: RuleQueryDay}, true
	case q.To.IsZero():
		return step{rule: RuleQuerySides}, true
	case q.Provider == "":
		return step{}, false
	}
	i := x.providerNamed(q.Provider)
	if i < 0 {
		s := step{rule: RuleQueryProvider, kind: PublicProviders, i: -1}
		if x.c.Incomplete.Has(PublicProviders) {
			s.rule = RuleKindIncomplete
		}
		return s, true
	}
	if q.From.IsZero() || x.isOwn(q.From) {
		q.To = x.via[i].Decorate(q.To)
	} else {
		q.From = x.via[i].Decorate(q.From)
	}
	return step{}, false
}

func (x *Index) providerNamed(identity string) int32 {
	for i, p := range x.c.PublicProviders {
		if sameName(p.Identity, identity) {
			return int32(i)
		}
	}
	return -1
}

func (x *Index) isOwn(a address.Address) bool {
	_, own := x.own[a.Domain()]
	return own
}

// strangers is the step for two who are both outside.
func (x *Index) strangers() step {
	s := step{rule: RuleQuerySides, kind: SIPDomains, i: -1}
	if x.c.Incomplete.Has(SIPDomains) {
		s.rule = RuleKindIncomplete
	}
	return s
}

// sender returns the user that a query is from.
func (x *Index) sender(q Query) member {
	if !q.From.IsZero() {
		return x.user(q.From)
	}
	m := x.resolve(q.Assignment)
	m.steps = []step{{rule: RuleQuerySides, passed: true}}
	return m
}

// user returns the user of an address in one of the own SIP domains.
func (x *Index) user(a address.Address) member {
	if i, known := x.users[keyOf(a)]; known {
		m := x.members[i]
		m.steps = x.userSteps(i)
		if x.broken[recordKey{Users, i}] != nil {
			m.policy = -1
		}
		return m
	}
	if x.c.Users == nil {
		m := x.anybody
		m.address = a
		m.steps = []step{{rule: RuleUserKnown, passed: true, kind: Users, i: -1}}
		return m
	}
	s := step{rule: RuleUserKnown, kind: Users, i: -1}
	if x.c.Incomplete.Has(Users) {
		s.rule = RuleKindIncomplete
	}
	return member{address: a, i: -1, policy: -1, steps: []step{s}}
}

func (x *Index) userSteps(i int32) []step {
	if f := x.broken[recordKey{Users, i}]; f != nil {
		return []step{{rule: RuleRecordBroken, kind: Users, i: i, problem: f}}
	}
	if x.c.Users[i].Enabled.IsOff() {
		return []step{{rule: RuleUserEnabled, kind: Users, i: i, member: "Enabled"}}
	}
	return knownUser
}

// knownUser says what needs no saying, so that it is said once for all.
var knownUser = []step{{rule: RuleUserKnown, passed: true, kind: Users, i: ofUser, member: "SipAddress"}}

const (
	ofUser  int32 = -2 // stands for the index of the verdict's user
	ofOther int32 = -3 // for the kind as a whole, where it is about the other user within
)

// within returns the part of a user of the organization who is reached by
// another.
func (x *Index) within(q Query) part {
	p := part{route: Internal, public: -1, hosting: -1, can: everything, address: q.To, steps: make([]step, 0, 4)}
	p.check(true, RuleQuerySides, SIPDomains, x.own[q.To.Domain()], "Identity")
	for _, s := range x.user(q.To).steps {
		switch s.i {
		case ofUser:
			s.i = x.users[keyOf(q.To)]
		case -1:
			s.i = ofOther
		}
		p.add(s)
	}
	i, known := x.users[keyOf(q.To)]
	if !known {
		return p
	}
	n, hosted := x.hostedAt(&p, x.c.Users[i].RegistrarPool)
	if !hosted {
		return p
	}
	x.reliable(&p, HostingProviders, n)
	if !x.c.HostingProviders[n].EnabledSharedAddressSpace.IsOn() {
		return p
	}
	// A split domain: the way goes through the Edge (PS-EDGE, PS-HOSTING).
	p.route, p.hosting = Hosting, n
	x.edgeOpen(&p)
	x.hosted(&p, n)
	return p
}

// hostedAt returns the hosting provider with a host, and whether there is one. A
// host that is nobody's may be that of a provider that could not be read.
func (x *Index) hostedAt(p *part, host domain.Name) (int32, bool) {
	n, found := x.hosts[host]
	if !found && !host.IsZero() && !x.others[host] {
		x.complete(p, HostingProviders, x.c.HostingProviders != nil)
	}
	return n, found
}

// hosted adds the steps for the use of a hosting provider.
func (x *Index) hosted(p *part, n int32) {
	p.check(x.c.HostingProviders[n].Enabled, RuleProviderEnabled, HostingProviders, n, "Enabled")
	p.check(x.edge.RoutingMethod == UseDNSSRVRouting, RuleProviderRouting, AccessEdge, x.edgeIndex(), "RoutingMethod")
}

// reliable adds the step for a record that is broken.
func (x *Index) reliable(p *part, k Kinds, i int32) {
	if f := x.broken[recordKey{k, i}]; f != nil {
		p.add(step{rule: RuleRecordBroken, kind: k, i: i, problem: f})
	}
}

// complete adds a step if not all records of a kind are there: one that refuses
// if some could not be read, and one that says so if none is given.
func (x *Index) complete(p *part, k Kinds, given bool) {
	switch {
	case x.c.Incomplete.Has(k):
		p.check(false, RuleKindIncomplete, k, -1, "")
	case !given:
		p.check(true, RuleKindMissing, k, -1, "")
	}
}

// edgeOpen adds the steps for the Access Edge as a whole.
func (x *Index) edgeOpen(p *part) {
	i := int32(0)
	if x.c.AccessEdge == nil {
		i = -1
	}
	x.complete(p, AccessEdge, x.c.AccessEdge != nil)
	x.reliable(p, AccessEdge, 0)
	p.check(x.edge.AllowFederatedUsers.IsOn(), RuleEdgeFederation, AccessEdge, i, "AllowFederatedUsers")
}

// outside returns the part of someone outside the organization.
func (x *Index) outside(q Query, a address.Address, incoming bool) part {
	p := part{public: -1, hosting: -1, address: a, incoming: incoming, steps: make([]step, 0, 16)}
	d := a.Domain()
	x.complete(&p, SIPDomains, x.c.SIPDomains != nil)
	x.edgeOpen(&p)

	x.complete(&p, BlockedDomains, x.c.BlockedDomains != nil)
	if i, blocked := x.blocked[d.Name()]; blocked {
		p.check(false, RuleDomainBlocked, BlockedDomains, i, "Identity")
	} else {
		p.check(true, RuleDomainBlocked, BlockedDomains, -1, "")
		x.parent(&p, BlockedDomains, d, x.blocked)
	}

	if x.claimed(&p, q, d) {
		x.public(&p, q)
	} else {
		x.partner(&p, d)
	}
	return p
}

// parent adds a step for a parent of the domain on a list: that it does not
// cover the domain is inferred: the store has plain names, and the vendor's own diagnostics compare
// for equality (TEAMS-MODULE, DIAG).
func (x *Index) parent(p *part, k Kinds, d domain.SIPDomain, list map[domain.Name]int32) {
	if len(list) == 0 {
		return
	}
	for parent, found := d.Name().Parent(); found; parent, found = parent.Parent() {
		if i, listed := list[parent]; listed {
			p.check(true, RuleDomainParent, k, i, "Identity")
			return
		}
	}
}

// claimed finds the public provider whose the domain is, and adds the steps for
// that.
func (x *Index) claimed(p *part, q Query, d domain.SIPDomain) bool {
	x.complete(p, PublicProviders, x.c.PublicProviders != nil)
	named := int32(-1)
	if q.Provider != "" {
		named = x.providerNamed(q.Provider)
	}
	disabled := int32(-1)
	for _, c := range x.claims[d] {
		record := x.c.PublicProviders[c.provider]
		if c.by == byService {
			if id, _ := record.Service(q.On); id != c.service {
				continue
			}
		}
		if named >= 0 && c.provider != named {
			continue
		}
		if !record.Enabled && named < 0 {
			if disabled < 0 {
				disabled = c.provider
			}
			continue
		}
		p.public = c.provider
		s := step{rule: RuleProviderClaims, passed: true, kind: PublicProviders, i: c.provider}
		switch c.by {
		case byRoutingDomain:
			s.member = "NameDecorationRoutingDomain"
		case byExcludedList:
			s.member = "NameDecorationExcludedDomainList"
		case byAllowedDomain:
			s.kind, s.i, s.member = AllowedDomains, c.allowed, "ProxyFqdn"
			x.reliable(p, AllowedDomains, c.allowed)
		}
		p.add(s)
		return true
	}
	if named >= 0 {
		p.public = named
		p.check(false, RuleProviderClaims, PublicProviders, named, "")
		return true
	}
	if disabled >= 0 {
		// It takes no part: the other ways remain.
		p.check(true, RuleProviderEnabled, PublicProviders, disabled, "Enabled")
	}
	return false
}

// public adds the steps for a public provider.
func (x *Index) public(p *part, q Query) {
	p.route = Public
	i := p.public
	record := x.c.PublicProviders[i]
	x.reliable(p, PublicProviders, i)
	p.check(record.Enabled, RuleProviderEnabled, PublicProviders, i, "Enabled")
	p.check(x.edge.RoutingMethod == UseDNSSRVRouting, RuleProviderRouting, AccessEdge, x.edgeIndex(), "RoutingMethod")

	id, known := record.Service(q.On)
	p.service = id
	if !p.check(known, RuleServiceKnown, PublicProviders, i, "Identity") {
		return
	}
	s, _ := provider.LookupService(id)
	phase := s.Life.On(q.On)
	if !p.check(phase == provider.Available || phase == provider.Closing, RuleServiceDay, PublicProviders, i, "Enabled") {
		return
	}
	p.can = s.Capabilities(q.On)
	if !x.c.Platform.IsZero() {
		p.can = s.CapabilitiesFor(x.c.Platform, q.On)
	}
	p.check(p.can.Has(q.What), RuleServiceCapability, PublicProviders, i, "")
	if x.c.Holdings != nil {
		p.license = x.c.Holdings.Decide(licensing.Question{Service: id, On: q.On}).Reasons
		p.add(step{rule: licenseSteps, passed: allPassed(p.license)})
	}
	if p.incoming {
		p.deliver(record.VerificationLevel, provider.AlwaysVerifiable, PublicProviders, i, "VerificationLevel")
	}
}

func (x *Index) edgeIndex() int32 {
	if x.c.AccessEdge == nil {
		return -1
	}
	return 0
}

func allPassed(reasons []diag.Reason) bool {
	for _, r := range reasons {
		if r.Outcome != diag.Passed {
			return false
		}
	}
	return true
}

// partner adds the steps for a federated organization.
func (x *Index) partner(p *part, d domain.SIPDomain) {
	p.can = everything
	x.complete(p, AllowedDomains, x.c.AllowedDomains != nil)
	i, listed := x.allowed[d.Name()]
	if !listed {
		x.parent(p, AllowedDomains, d, x.allowed)
		discovers := x.edge.EnablePartnerDiscovery.IsOn() && x.edge.RoutingMethod == UseDNSSRVRouting
		member := "EnablePartnerDiscovery"
		if x.edge.RoutingMethod != UseDNSSRVRouting {
			member = "RoutingMethod"
		}
		if p.check(discovers, RulePartnerKnown, AccessEdge, x.edgeIndex(), member) {
			p.route = Partner
			if p.incoming {
				p.deliver(x.edge.DiscoveredPartnerVerificationLevel, 0, AccessEdge, 0, "DiscoveredPartnerVerificationLevel")
			}
		}
		return
	}
	p.route = Partner
	record := x.c.AllowedDomains[i]
	p.check(true, RulePartnerKnown, AllowedDomains, i, "Identity")
	x.reliable(p, AllowedDomains, i)
	level := record.VerificationLevel
	k, at := AllowedDomains, i
	if n, hosted := x.hostedAt(p, record.ProxyFQDN); hosted {
		// A hosting provider is bound by the list of allowed domains (PLAN13).
		p.route, p.hosting = Hosting, n
		x.reliable(p, HostingProviders, n)
		x.hosted(p, n)
		level, k, at = x.c.HostingProviders[n].VerificationLevel, HostingProviders, n
	}
	if p.incoming {
		unset := provider.UseSourceVerification // PS-ALLOWED
		if k == HostingProviders {
			unset = provider.AlwaysVerifiable // PS-HOSTING
		}
		p.deliver(level, unset, k, at, "VerificationLevel")
	}
}

// deliver adds the step for what comes in, by the level of who it comes from.
func (p *part) deliver(level, unset provider.VerificationLevel, k Kinds, i int32, member string) {
	if level.IsZero() {
		level = unset
	}
	switch level {
	case provider.AlwaysVerifiable:
		p.delivery = Delivered
	case provider.AlwaysUnverifiable:
		p.delivery = ContactsOnly
	case provider.UseSourceVerification:
		p.delivery = IfMarked
	default:
		p.delivery = DeliveryUnknown
	}
	p.check(true, RuleSenderVerified, k, i, member)
}

// join makes the verdict of its two parts.
func (x *Index) join(q Query, m member, p part) Verdict {
	v := Verdict{index: x, query: q, user: m, other: p, Route: p.route, Address: p.address, Delivery: p.delivery}
	switch {
	case p.public >= 0:
		v.Provider = x.c.PublicProviders[p.public].Identity
	case p.hosting >= 0:
		v.Provider = x.c.HostingProviders[p.hosting].Identity
	}
	can := p.can
	if !p.route.IsZero() && m.policy >= 0 && !x.isOwn(p.address) {
		record := x.c.ExternalAccessPolicies[m.policy]
		v.Policy = record.Identity
		if p.route == Public && !record.EnablePublicCloudAudioVideoAccess.IsOn() {
			can &^= provider.Audio | provider.Video
		}
	}
	v.Outcome = diag.Passed
	refuse := func(r diag.Rule) {
		if v.Outcome == diag.Passed {
			v.Diagnostic = diagnostic(r)
		}
		v.Outcome = diag.Refused
	}
	for i := range m.steps {
		if !m.steps[i].passed {
			refuse(m.steps[i].rule)
		}
	}
	for i := range p.steps {
		if !p.steps[i].passed {
			refuse(p.steps[i].rule)
		}
	}
	for s := range v.policySteps() {
		if !s.passed {
			refuse(s.rule)
		}
	}
	if v.Outcome == diag.Passed {
		v.Capabilities = can
	}
	return v
}

// diagnostic returns the ms-diagnostics id that a trace has for a refusal by a
// rule, or 0 if none is documented (MS-OCER; that a miss of the allowed list looks
// like a user without the right: the vendor's support articles).
func diagnostic(r diag.Rule) int {
	switch r {
	case RulePolicyPublic:
		return 1001
	case RulePolicyPartners, RulePartnerKnown:
		return 1002
	}
	return 0
}

// policySteps are the last steps: what the user's policy says of the route.
func (v Verdict) policySteps() iter.Seq[step] {
	return func(yield func(step) bool) {
		m, p := v.user, v.other
		if p.route.IsZero() || v.index.isOwn(p.address) {
			return
		}
		if len(m.steps) > 0 && !m.steps[0].passed {
			return // there is no user whose policy it could be
		}
		if m.problem != nil || m.policy < 0 {
			yield(step{rule: RuleRecordBroken, kind: ExternalAccessPolicies, i: -1, problem: m.problem})
			return
		}
		record := v.index.c.ExternalAccessPolicies[m.policy]
		at := func(r diag.Rule, on bool, member string) bool {
			return yield(step{rule: r, passed: on, kind: ExternalAccessPolicies, i: m.policy, member: member})
		}
		if p.route != Public {
			at(RulePolicyPartners, record.EnableFederationAccess.IsOn(), "EnableFederationAccess")
			return
		}
		if !at(RulePolicyPublic, record.EnablePublicCloudAccess.IsOn(), "EnablePublicCloudAccess") {
			return
		}
		if v.query.What&(provider.Audio|provider.Video) != 0 {
			at(RulePolicyAudioVideo, record.EnablePublicCloudAudioVideoAccess.IsOn(), "EnablePublicCloudAudioVideoAccess")
		}
	}
}

// reason returns what there is to say of a step.
func (v Verdict) reason(s step) diag.Reason {
	r := diag.Reason{Outcome: diag.OutcomeOf(s.passed), Inferred: s.rule == RuleDomainParent}
	if s.problem != nil && s.kind == ExternalAccessPolicies {
		// The policy's own rule says it best.
		r.RuleInfo, r.Detail = s.problem.RuleInfo, s.problem.Detail
		r.Path = "/ExternalAccessPolicies"
		switch {
		case r.Rule == RuleKindIncomplete:
			r.Path = s.problem.Path
		case v.user.i >= 0:
			r.Path = v.index.path(Users, v.user.i, "")
		}
		return r
	}
	if s.kind != 0 {
		i := s.i
		if i == ofUser {
			i = v.user.i
		}
		r.Path = v.index.path(s.kind, i, s.member)
	}
	r.Detail = v.detail(s)
	r.RuleInfo = catalog.Info(s.rule)
	if src := v.source(s); !src.IsZero() {
		r.RuleInfo = catalog.InfoFrom(src, s.rule)
	}
	return r
}

// source returns the document of a step, if it is another than the rule's.
func (v Verdict) source(s step) diag.Source {
	switch {
	case s.rule == RuleServiceDay:
		s, _ := provider.LookupService(v.other.service)
		stage, _ := s.Life.Stage(v.query.On)
		return stage.Source
	case s.problem != nil:
		return diag.Source{}
	case s.kind == HostingProviders && s.i >= 0:
		return source.NewHostingProvider
	case s.kind == AllowedDomains && s.rule == RuleSenderVerified:
		return source.NewAllowedDomain
	case s.kind == AccessEdge && s.rule == RuleSenderVerified:
		return source.AccessEdge
	}
	return diag.Source{}
}

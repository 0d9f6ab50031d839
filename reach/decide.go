package reach

import (
	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/provider"
)

// A step records one rule check. Its text is built later, by Verdict.reasons.
type step struct {
	rule    *rule // nil: license or problem has the reasons, by rules of other packages
	outcome diag.Outcome
	at      ref
	member  string
	absent  bool                // the member is missing from the text, so the outcome is not known
	problem *diag.Finding       // the fault of a record, or the reason why the policy is not known
	license *licensing.Decision // the decision by the holdings
}

// A contact is the other person, outside or in the organization, with the route to
// them.
type contact struct {
	x        *Index
	on       date.Date
	what     provider.Capability
	address  address.Address
	incoming bool
	online   online // the tenant's data on the user, if the tenant decides

	route    Route
	provider ref // the public or hosting provider on the route
	named    bool
	service  provider.ServiceID
	can      provider.Capability
	delivery Delivery
	until    date.Date
	steps    []step
	room     [16]step // avoids an allocation for most contacts
}

const everything = provider.IM | provider.Presence | provider.Audio | provider.Video

func (x *Index) newContact(q resolved, a address.Address) *contact {
	c := new(contact)
	c.reset(x, q, a)
	return c
}

// reset makes c a new contact.
func (c *contact) reset(x *Index, q resolved, a address.Address) {
	*c = contact{x: x, on: q.On, what: q.What, address: a}
	c.steps = c.room[:0]
}

// check tests a rule, adds the step, and reports whether the rule passed. If
// member, which the test reads, is missing from the text, the outcome is not known.
func (c *contact) check(r *rule, at ref, member string) bool {
	s := step{rule: r, at: at, member: member}
	if c.x.isUnknown(at, member) {
		s.absent, s.outcome = true, diag.NotKnown
	} else {
		s.outcome = r.test(c.x, c, s)
	}
	c.steps = append(c.steps, s)
	return s.outcome == diag.Passed
}

// Decide answers a query. A missing value neither allows nor refuses. If it is
// needed, the outcome is [diag.NotKnown], and a reason names the value. No document
// gives the order of a server's checks: the order here is inferred.
//
// The error is a [*diag.Finding] for an invalid query. A query is invalid without a
// day or a person to reach, with an unknown public provider or capability, or if
// both people are outside. It is also invalid if it names a provider and both
// people are in your own SIP domains.
func (x *Index) Decide(q Query) (Verdict, error) {
	r, err := x.resolve(q)
	if err != nil {
		return Verdict{}, err
	}
	u, c := x.sides(r)
	return x.verdict(q, u, c), nil
}

// sides returns the user whose policy decides, and the other person.
func (x *Index) sides(q resolved) (user, *contact) {
	switch {
	case !q.unreadable.isNone():
		c := x.newContact(q, address.Address{})
		c.check(&kindIncomplete, q.unreadable, "")
		return user{step: step{rule: &sides, outcome: diag.Passed}}, c
	case !x.IsOwn(q.To):
		return x.sender(q), x.outside(q, q.To, false)
	case q.From.IsZero() || x.IsOwn(q.From):
		return x.sender(q), x.colleague(q)
	}
	return x.user(q.To, &userKnown), x.outside(q, q.From, true)
}

// sender returns the user who begins.
func (x *Index) sender(q resolved) user {
	if !q.From.IsZero() {
		return x.user(q.From, &userKnown)
	}
	u := x.assigned(q.Assignment)
	u.step = step{rule: &sides, outcome: diag.Passed}
	if x.tenantAlone {
		u.online.is = true
		x.grantOnline(&u.online, q.Assignment.Granted)
	}
	return u
}

// user returns the user with an address in one of your own SIP domains. isUser is
// the rule for the step on whether the user exists.
func (x *Index) user(a address.Address, isUser *rule) user {
	here := x.userAt(a)
	if here.isNone() {
		u := user{address: a}
		if x.c.Users == nil {
			u = x.anybody
			u.address = a
		}
		if u.online = x.online(a, ref{}); u.online.record.isRecord() {
			u.step = step{rule: isUser, outcome: diag.Passed, at: u.online.record, member: "SipAddress"}
			return u
		}
		r := isUser
		if u.online.is {
			u.step = step{rule: r, at: wholeKind(federation.TenantUsers)}
			if x.c.Incomplete.Has(federation.TenantUsers) {
				u.step.rule = &kindIncomplete
			}
			u.step.outcome = u.step.rule.test(x, nil, u.step)
			return u
		}
		if x.c.Incomplete.Has(federation.Users) && x.c.Users != nil {
			r = &kindIncomplete
		}
		u.step = step{rule: r, at: wholeKind(federation.Users)}
		u.step.outcome = r.test(x, nil, u.step)
		return u
	}
	u := x.known(here)
	u.online = x.online(a, here)
	switch {
	case x.broken[here] != nil:
		u.policy = ref{}
		u.step = step{rule: &recordBroken, outcome: diag.NotKnown, at: here, problem: x.broken[here]}
	case x.isUnknown(here, "Enabled"):
		u.step = step{rule: &userEnabled, outcome: diag.NotKnown, at: here, member: "Enabled", absent: true}
	case x.c.Users[here.index()].Enabled.IsOff():
		u.step = step{rule: &userEnabled, outcome: diag.Refused, at: here, member: "Enabled"}
	default:
		u.step = step{rule: isUser, outcome: diag.Passed, at: here, member: "SipAddress"}
	}
	return u
}

// colleague returns the other user if both are in the organization.
func (x *Index) colleague(q resolved) *contact {
	c := x.newContact(q, q.To)
	c.route, c.can = Internal, everything
	c.check(&sides, x.own[q.To.Domain()], "Identity")
	to := x.user(q.To, &contactKnown)
	c.steps = append(c.steps, to.step)
	from := x.sender(q)
	if to.online.is && from.online.is {
		return c // both are in the tenant
	}
	if to.online.is != from.online.is && !q.From.IsZero() {
		c.split(to, from, q)
	}
	if to.home.state == hosted && from.home == to.home && !c.x.mayShare(to.home.at) {
		return c // both are at the provider
	}
	host := c.checkHome(q.To)
	if host.isNone() && !q.From.IsZero() {
		host = c.checkHome(q.From)
	}
	if !host.isNone() {
		// A split domain: the route passes through the Edge (PS-EDGE, PS-HOSTING).
		c.route, c.provider = Hosting, host
		c.checkEdge()
		c.checkProvider(host)
		c.check(&otherSide, host, "")
	}
	return c
}

// split adds the steps for a user on the servers and a user in Microsoft 365.
func (c *contact) split(to, from user, q resolved) {
	cloud := q.To
	if from.online.is {
		cloud = q.From
	}
	c.checkKind(federation.TenantFederationConfiguration)
	c.checkKind(federation.SIPDomains)
	if c.x.c.Knows(federation.SIPDomains) {
		c.check(&tenantTopology, c.x.own[cloud.Domain()], "")
	}
	c.check(&tenantShares, c.x.settingsRef(), "SharedSipAddressSpace")
}

// checkHome returns the hosting provider at which a user is homed if it shares the
// address space, and none for a user on the servers. It adds a step for each unknown
// value.
func (c *contact) checkHome(a address.Address) ref {
	here := c.x.userAt(a)
	if here.isNone() {
		return ref{}
	}
	home := c.x.known(here).home
	switch home.state {
	case onServers:
		return ref{}
	case notExported:
		c.check(&homeKnown, here, "HostingProvider")
		return ref{}
	case inNoPool:
		c.checkKind(federation.HostingProviders)
		return ref{}
	case unknownHost:
		if c.x.c.Incomplete.Has(federation.HostingProviders) {
			c.checkKind(federation.HostingProviders)
		} else {
			c.check(&homeKnown, here, "HostingProvider")
		}
		return ref{}
	}
	host := home.at
	c.checkRecord(host)
	if c.x.isUnknown(host, "EnabledSharedAddressSpace") {
		c.check(&homeKnown, host, "EnabledSharedAddressSpace")
		return ref{}
	}
	if c.x.broken[host] == nil && !c.check(&homeUnshared, here, "") || !c.x.mayShare(host) {
		return ref{}
	}
	return host
}

// hostOf returns the hosting provider with a host. A host without a provider may belong
// to a provider that could not be read.
func (c *contact) hostOf(host domain.Name) (ref, bool) {
	r, found := c.x.hosting[host]
	if !found && !host.IsZero() && !c.x.otherHosts[host] {
		c.checkKind(federation.HostingProviders)
	}
	return r, found
}

// checkRecord adds a step if a record is not reliable.
func (c *contact) checkRecord(at ref) {
	if f := c.x.broken[at]; f != nil {
		c.steps = append(c.steps, step{rule: &recordBroken, outcome: diag.NotKnown, at: at, problem: f})
	}
}

// checkKind adds a step if a kind is incomplete or missing.
func (c *contact) checkKind(k federation.Kind) {
	switch {
	case c.x.c.Incomplete.Has(k):
		c.check(&kindIncomplete, wholeKind(k), "")
	case !c.x.isGiven(k):
		c.check(&kindGiven, wholeKind(k), "")
	}
}

// checkEdge adds the steps for the Access Edge as a whole.
func (c *contact) checkEdge() {
	edge := c.x.edgeRef()
	if c.x.c.Incomplete.Has(federation.AccessEdge) {
		c.check(&kindIncomplete, wholeKind(federation.AccessEdge), "")
	}
	c.checkRecord(edge)
	c.check(&edgeOpen, edge, "AllowFederatedUsers")
}

// checkProvider adds the steps for the use of a public or hosting provider.
func (c *contact) checkProvider(r ref) {
	c.check(&providerEnabled, r, "Enabled")
	c.check(&providerRouting, c.x.edgeRef(), "RoutingMethod")
}

// outside returns someone outside the organization.
func (x *Index) outside(q resolved, a address.Address, incoming bool) *contact {
	c := x.newContact(q, a)
	c.outside(q, incoming)
	return c
}

// outside adds the steps for someone outside the organization.
func (c *contact) outside(q resolved, incoming bool) {
	x, a := c.x, c.address
	c.incoming, c.named = incoming, !q.provider.isNone()
	if c.named && x.broken[q.provider] != nil {
		c.route, c.provider = Public, q.provider
		c.checkRecord(q.provider)
		return
	}
	d := a.Domain()
	c.checkKind(federation.SIPDomains)
	c.checkEdge()
	c.checkKind(federation.BlockedDomains)
	if entry, blocked := x.blocked[d.Name()]; blocked {
		c.check(&domainBlocked, entry, "Identity")
	} else {
		c.check(&domainBlocked, wholeKind(federation.BlockedDomains), "")
		c.checkParents(x.blocked)
	}
	_, listed := x.allowed[d.Name()]
	switch {
	case c.claimed(q.provider):
		c.public()
	case len(x.services[d]) > 0 && !listed && x.edge.RoutingMethod != federation.UseDefaultRouting:
		c.consumer()
	default:
		c.partner()
	}
}

// checkParents adds a step if a parent of the contact's domain is on a list.
func (c *contact) checkParents(list map[domain.Name]ref) {
	if len(list) == 0 {
		return
	}
	name := c.address.Domain().Name()
	for parent, found := name.Parent(); found; parent, found = parent.Parent() {
		if entry, listed := list[parent]; listed {
			c.check(&domainParent, entry, "Identity")
			return
		}
	}
}

// claimed finds the public provider to which the contact's domain belongs, and adds
// the steps for it. If the query names a provider, no other provider counts.
func (c *contact) claimed(named ref) bool {
	x := c.x
	c.checkKind(federation.PublicProviders)
	if member := x.unknownClaim(named); member != "" {
		c.provider = named
		c.check(&providerClaims, named, member)
		return true
	}
	var disabled ref
	for _, claim := range x.claims[c.address.Domain()] {
		enabled := x.public(claim.provider).Enabled || x.isUnknown(claim.provider, "Enabled")
		switch {
		case !claim.holds(x, c.on), !named.isNone() && claim.provider != named:
			continue
		case !enabled && named.isNone():
			if disabled.isNone() {
				disabled = claim.provider
			}
			continue
		}
		c.provider = claim.provider
		switch claim.by {
		case byRoutingDomain:
			c.check(&providerClaims, claim.provider, "NameDecorationRoutingDomain")
		case byExcludedList:
			c.check(&providerClaims, claim.provider, "NameDecorationExcludedDomainList")
		case byAllowedDomain:
			c.checkRecord(claim.allowed)
			c.check(&providerClaims, claim.allowed, "ProxyFqdn")
		case byService:
			c.check(&providerClaims, claim.provider, "")
		}
		return true
	}
	if !named.isNone() {
		c.provider = named
		c.check(&providerClaims, named, "")
		return true
	}
	if !disabled.isNone() {
		c.check(&providerPassedOver, disabled, "Enabled")
		c.provider = disabled // until another route is found
	}
	if len(x.unclear) > 0 {
		r := x.unclear[0]
		c.check(&providerClaims, r, x.unknownClaim(r))
	}
	if x.presumes {
		c.checkKind(federation.Platform)
	}
	return false
}

// public adds the steps for a public provider.
func (c *contact) public() {
	x, r := c.x, c.provider
	c.route = Public
	c.checkRecord(r)
	c.checkProvider(r)
	id, _ := x.public(r).Service(c.on)
	c.service = id
	if !c.check(&serviceKnown, r, "Identity") || !c.check(&serviceDay, r, "Identity") {
		return
	}
	s, _ := provider.LookupService(id)
	c.until, _ = s.History.LastDay()
	c.checkKind(federation.Platform)
	c.can = s.Capabilities(c.on)
	if !x.c.Platform.IsZero() {
		c.can = s.CapabilitiesFor(x.c.Platform, c.on)
	}
	c.check(&serviceCapability, r, "")
	c.license(id)
	if c.incoming {
		c.deliver(x.public(r).VerificationLevel, provider.AlwaysVerifiable, r, "VerificationLevel") // PS-PUBLIC
	}
	c.check(&otherSide, r, "")
}

// license adds the steps for the licenses.
func (c *contact) license(id provider.ServiceID) {
	c.checkKind(federation.Holdings)
	h, given := c.x.c.License()
	if !given || c.x.c.Incomplete.Has(federation.Holdings) {
		return
	}
	decision := h.Decide(licensing.Question{Service: id, On: c.on})
	if !decision.Until.IsZero() && (c.until.IsZero() || decision.Until.Before(c.until)) {
		c.until = decision.Until
	}
	c.steps = append(c.steps, step{outcome: decision.Outcome, license: &decision})
}

// consumer adds the steps for a domain of a public service that has no enabled provider
// and is not allowed by name. Such a domain is never a partner's.
func (c *contact) consumer() {
	c.route = Public
	id := serviceOn(c.x.services[c.address.Domain()], c.on)
	c.service = id
	at := c.provider
	if at.isNone() {
		at = wholeKind(federation.PublicProviders)
	}
	if c.check(&serviceDay, at, "") && !c.x.c.Incomplete.Has(federation.PublicProviders) {
		c.check(&consumerProvider, at, "")
	}
}

// serviceOn returns the service that owns a domain on a day. If two services do, it
// returns the successor.
func serviceOn(ids []provider.ServiceID, on date.Date) provider.ServiceID {
	best, bestScore := provider.ServiceID(""), -1
	for _, id := range ids {
		s, _ := provider.LookupService(id)
		score := 0
		switch s.History.On(on) {
		case provider.Available, provider.Closing:
			score = 2
		case provider.Ended:
			score = 1
		}
		if score > bestScore || score == bestScore && score > 0 && isSuccessor(best, id) {
			best, bestScore = id, score
		}
	}
	return best
}

func isSuccessor(of, id provider.ServiceID) bool {
	s, _ := provider.LookupService(of)
	return s.Successor == id
}

// partner adds the steps for a federated organization.
func (c *contact) partner() {
	x := c.x
	c.can, c.provider = everything, ref{}
	if x.edge.RoutingMethod == federation.UseDefaultRouting {
		c.defaultRoute()
		return
	}
	c.checkKind(federation.AllowedDomains)
	entry, listed := x.allowed[c.address.Domain().Name()]
	if !listed {
		c.checkParents(x.allowed)
		c.discovered()
		return
	}
	c.route = Partner
	c.check(&partnerKnown, entry, "Identity")
	c.checkRecord(entry)
	if ids := x.services[c.address.Domain()]; len(ids) > 0 {
		c.service = serviceOn(ids, c.on)
		c.check(&consumerAllowed, entry, "Identity")
	}
	record := x.c.AllowedDomains[entry.index()]
	host, hosted := c.hostOf(record.ProxyFQDN)
	switch {
	case x.isUnknown(entry, "ProxyFqdn"):
		c.check(&directPartner, entry, "ProxyFqdn")
	case hosted:
		// The list of allowed domains also restricts hosting providers (PLAN13).
		c.route, c.provider = Hosting, host
		c.checkRecord(host)
		c.checkProvider(host)
	case record.ProxyFQDN.IsZero():
		c.found(entry)
	default:
		c.check(&directPartner, entry, "ProxyFqdn")
	}
	switch {
	case !c.incoming:
	case hosted:
		c.deliver(x.host(host).VerificationLevel, provider.AlwaysVerifiable, host, "VerificationLevel") // PS-HOSTING
	default:
		c.deliver(record.VerificationLevel, provider.UseSourceVerification, entry, "VerificationLevel") // PS-ALLOWED
	}
	c.check(&otherSide, entry, "")
}

// found adds the steps for a partner that the Edge finds by DNS.
func (c *contact) found(at ref) {
	c.check(&partnerSRV, at, "")
	if c.x.lacksMicrosoft365 && !c.on.Before(fromMicrosoft365) {
		c.check(&partnerMicrosoft365, wholeKind(federation.HostingProviders), "")
	}
}

// discovered adds the steps for a domain that is not allowed by name.
func (c *contact) discovered() {
	edge := c.x.edgeRef()
	member := "EnablePartnerDiscovery"
	if c.x.isUnknown(edge, "RoutingMethod") {
		member = "RoutingMethod"
	}
	if !c.check(&partnerKnown, edge, member) {
		return
	}
	c.route = Partner
	if !c.incoming && len(c.x.c.PublicProviders) > 0 {
		c.check(&plainContact, edge, "")
	}
	c.found(edge)
	if c.incoming {
		c.deliver(c.x.edge.DiscoveredPartnerVerificationLevel, 0, edge, "DiscoveredPartnerVerificationLevel")
	}
	c.check(&otherSide, edge, "")
}

// defaultRoute adds the steps for default routing.
func (c *contact) defaultRoute() {
	edge := c.x.edgeRef()
	c.route = Partner
	c.check(&defaultRouted, edge, "DefaultRouteFqdn")
	if id := serviceOn(c.x.services[c.address.Domain()], c.on); isEnded(id, c.on) {
		c.checkConsumer(edge)
	}
	if c.incoming {
		c.deliver(c.x.edge.VerificationLevel, 0, edge, "VerificationLevel")
	}
	c.check(&otherSide, edge, "")
}

// checkConsumer adds a step if the domain of a public service is reached as a
// partner.
func (c *contact) checkConsumer(at ref) {
	if ids := c.x.services[c.address.Domain()]; len(ids) > 0 {
		c.service = serviceOn(ids, c.on)
		c.check(&consumerPartner, at, "")
	}
}

// deliver adds the step for the delivery of incoming messages, by their
// verification level.
func (c *contact) deliver(level, unset provider.VerificationLevel, at ref, member string) {
	unknown := c.x.isUnknown(at, member)
	if level.IsZero() && !unknown {
		level = unset
	}
	switch level {
	case provider.AlwaysVerifiable:
		c.delivery = Delivered
	case provider.AlwaysUnverifiable:
		c.delivery = ContactsOnly
	case provider.UseSourceVerification:
		c.delivery = IfMarked
	default:
		c.delivery = DeliveryUnknown
	}
	// The level does not decide whether messages are let in.
	c.steps = append(c.steps, step{rule: &senderVerified, outcome: diag.Passed, at: at, member: member, absent: unknown})
}

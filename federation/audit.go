package federation

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// Validate returns nil, or a [*multierror.Error] of the findings that are of
// severity Error and need no day: states that a server cannot be in.
func (c Configuration) Validate() error { return c.Findings().Err() }

// Findings returns all that there is to say of the configuration whatever the
// day: what is not given, the findings of each record, and what records say
// together.
func (c Configuration) Findings() diag.Findings {
	a := newAuditor(c, date.Date{})
	a.findings()
	return a.l
}

// Audit returns all that there is to say of the configuration on a day: its
// Findings, and what depends on the day or is wrong though a server can be so.
// Of an enabled provider whose service has ended on that day it says just that,
// and no longer what would mend it. The zero
// Date is not today: it gives a finding that asks for a day.
func (c Configuration) Audit(on date.Date) diag.Findings {
	a := newAuditor(c, on)
	a.findings()
	a.grants()
	if on.IsZero() {
		a.add(RuleDayMissing, "", "no day is given, so that nothing is said of the public services")
		return a.l
	}
	a.services()
	a.skypeTasks()
	return a.withoutAdviceOnEnded()
}

// withoutAdviceOnEnded leaves out what there is to mend in a provider that is
// to be removed.
func (a *auditor) withoutAdviceOnEnded() diag.Findings {
	var under []string
	for i, p := range a.PublicProviders {
		if p.Enabled && a.ended(p) {
			under = append(under, string(a.record("PublicProviders", i))+"/")
		}
	}
	return slices.DeleteFunc(a.l, func(f *diag.Finding) bool {
		of := func(prefix string) bool { return strings.HasPrefix(string(f.Path), prefix) }
		return f.Severity != diag.Error && slices.ContainsFunc(under, of)
	})
}

// An auditor goes through a configuration and collects findings.
type auditor struct {
	Configuration
	on   date.Date               // zero: whatever the day
	edge AccessEdgeConfiguration // with defaults
	held map[string]bool         // the policies that are granted to a user, folded; nil: not known
	l    diag.Findings
}

func newAuditor(c Configuration, on date.Date) *auditor {
	a := &auditor{Configuration: c, on: on}
	if c.Holdings != nil && c.Holdings.Platform.IsZero() {
		held := *c.Holdings
		held.Platform = c.Platform // it need not be said twice
		a.Holdings = &held
	}
	if c.knows(Users) {
		a.held = map[string]bool{}
		for _, u := range c.Users {
			a.held[char.Fold(u.ExternalAccessPolicy.String())] = true
		}
	}
	if c.AccessEdge != nil {
		a.edge = c.AccessEdge.WithDefaults()
	}
	return a
}

func (a *auditor) add(r diag.Rule, at diag.Path, detail string, args ...any) {
	if len(args) > 0 {
		detail = fmt.Sprintf(detail, args...)
	}
	a.l.Add(catalog.Finding(r, at, detail))
}

// at returns the path of a member of record i of a kind.
func (a *auditor) at(kind string, i int, member string) diag.Path {
	return a.record(kind, i).Member(member)
}

// record returns the path of record i of a kind.
func (a *auditor) record(kind string, i int) diag.Path {
	return a.origin(kindNamed(kind), kind, i)
}

// atEdge returns the path of a member of the Access Edge.
func (a *auditor) atEdge(member string) diag.Path {
	return a.origin(AccessEdge, "AccessEdgeConfiguration", 0).Member(member)
}

func (a *auditor) findings() {
	a.completeness()
	for _, k := range a.kinds() {
		if k.given() {
			k.check(&a.l)
		}
	}
	a.providers()
	a.sipDomains()
	a.domainLists()
	a.policies()
	a.repeatedUsersAndPools()
	a.edgeAndPolicies()
	a.microsoft365()
	a.platform()
	if a.Holdings != nil {
		a.l.AttachAll("/Holdings", a.Holdings.Findings())
	}
}

// completeness says what is not there to be checked.
func (a *auditor) completeness() {
	if a.Platform.IsZero() {
		a.add(RulePlatformMissing, "/Platform", "the server product is not given, so that nothing is said of which settings it knows")
	}
	for _, k := range a.kinds() {
		switch {
		case a.Incomplete.Has(k.kind):
			a.add(RuleKindIncomplete, diag.Path("").Member(k.name), "not all records could be read: %s is not checked in full", k.note)
		case !k.given():
			a.add(RuleKindMissing, diag.Path("").Member(k.name), "it is not given: %s is not checked", k.note)
		}
	}
}

// A seen tells names that were there before, letter case aside.
type seen map[string]diag.Path

func (s seen) before(name string, here diag.Path) (diag.Path, bool) {
	key := char.Fold(name)
	first, found := s[key]
	if !found {
		s[key] = here
	}
	return first, found
}

// providers: names and hosts are unique among public and hosting providers
// together (PS-PUBLIC, PS-HOSTING, SA-DUPLICATE), and there are none with
// default routing (PS-EDGE).
func (a *auditor) providers() {
	identities, hosts := seen{}, seen{}
	check := func(kind string, i int, identity string, host domain.Name) {
		if first, again := identities.before(identity, a.at(kind, i, "Identity")); again && identity != "" {
			a.add(RuleIdentityRepeated, a.at(kind, i, "Identity"), "%q is the name of the provider at %s too", identity, first)
		}
		if first, again := hosts.before(host.String(), a.at(kind, i, "ProxyFqdn")); again && !host.IsZero() {
			a.add(RuleProxyRepeated, a.at(kind, i, "ProxyFqdn"), "%s is the host of the provider at %s too", host, first)
		}
		a.wellKnownHost(a.at(kind, i, "ProxyFqdn"), host)
	}
	for i, p := range a.PublicProviders {
		check("PublicProviders", i, p.Identity, p.ProxyFQDN)
	}
	for i, p := range a.HostingProviders {
		check("HostingProviders", i, p.Identity, p.ProxyFQDN)
		a.wellKnownURL(a.at("HostingProviders", i, "AutodiscoverUrl"), p.AutodiscoverURL)
	}
	if n := len(a.PublicProviders) + len(a.HostingProviders); n > 0 && a.edge.RoutingMethod == UseDefaultRouting {
		a.add(RuleDefaultRouteProviders, a.atEdge("RoutingMethod"), "there are %d providers", n)
	}
}

// The hosts and the page that documents give for providers: SITE-19, SFB-HYBRID,
// and the pages on Skype Meeting Broadcast and hosted voice mail.
const (
	messengerHost    = "federation.messenger.msn.com"
	microsoft365Host = "sipfed.online.lync.com"
	autodiscoverPage = "https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root"
)

var wellKnownHosts = []struct {
	name   string
	source diag.Source
}{
	{messengerHost, source.Site19},
	{microsoft365Host, source.Hybrid},
	{"sipfed.resources.lync.com", source.Broadcast},
	{"exap.um.outlook.com", source.ExchangeOnline},
}

// wellKnownHost finds hosts that are one slip away from a known one.
func (a *auditor) wellKnownHost(at diag.Path, host domain.Name) {
	for _, known := range wellKnownHosts {
		if near.Distance(host.String(), known.name, 1) == 1 {
			a.l.Add(catalog.FindingFrom(known.source, RuleHostMisspelled, at, fmt.Sprintf("%s is one character away from %s", host, known.name)))
		}
	}
}

func (a *auditor) wellKnownURL(at diag.Path, url string) {
	if near.Distance(strings.ToLower(url), strings.ToLower(autodiscoverPage), 1) == 1 && !matches(otherWebdir, url) {
		a.add(RuleHostMisspelled, at, "%s is one character away from %s", url, autodiscoverPage)
	}
}

// sipDomains: exactly one is the default (PS-SIPDOMAIN).
func (a *auditor) sipDomains() {
	names := seen{}
	var defaults []string
	for i, d := range a.SIPDomains {
		if first, again := names.before(d.Identity.String(), a.at("SipDomains", i, "Identity")); again && !d.Identity.IsZero() {
			a.l.Add(catalog.FindingFrom(source.NewSIPDomain, RuleDomainRepeated, a.at("SipDomains", i, "Identity"), fmt.Sprintf("%s is at %s too", d.Identity, first)))
		}
		if d.IsDefault {
			defaults = append(defaults, d.Identity.String())
		}
	}
	switch {
	case len(defaults) > 1:
		a.add(RuleSIPDomainDefault, "/SipDomains", "%s are all default", strings.Join(defaults, ", "))
	case len(defaults) == 0 && a.knows(SIPDomains):
		a.add(RuleSIPDomainDefault, "/SipDomains", "of %d domains none is the default", len(a.SIPDomains))
	}
}

// domainLists: a domain is on one list, once (PS-BLOCKED, JJ619176), and one's
// own on neither.
func (a *auditor) domainLists() {
	own := make(map[domain.Name]bool, len(a.SIPDomains))
	for _, d := range a.SIPDomains {
		own[d.Identity.Name()] = true
	}
	allowed := make(map[domain.Name]int, len(a.AllowedDomains))
	blocked := make(map[domain.Name]int, len(a.BlockedDomains))
	list := func(kind string, i int, d domain.Name, on map[domain.Name]int) {
		if d.IsZero() {
			return
		}
		if first, again := on[d]; again {
			a.add(RuleDomainRepeated, a.at(kind, i, "Identity"), "%s is at %s too", d, a.at(kind, first, "Identity"))
			return
		}
		on[d] = i
		if own[d] {
			a.add(RuleOwnDomainListed, a.at(kind, i, "Identity"), "%s is one of the organization's own SIP domains", d)
		}
	}
	for i, d := range a.AllowedDomains {
		list("AllowedDomains", i, d.Domain, allowed)
	}
	for i, d := range a.BlockedDomains {
		list("BlockedDomains", i, d.Domain, blocked)
	}
	for i, d := range a.BlockedDomains {
		if j, both := allowed[d.Domain]; both && !d.Domain.IsZero() {
			a.add(RuleDomainOnBothLists, a.at("BlockedDomains", i, "Identity"), "%s is allowed at %s", d.Domain, a.at("AllowedDomains", j, "Identity"))
		}
		a.parents("BlockedDomains", i, d.Domain, "AllowedDomains", allowed)
	}
	for i, d := range a.AllowedDomains {
		a.parents("AllowedDomains", i, d.Domain, "BlockedDomains", blocked)
	}
}

// parents finds a domain one of whose parents is on the other list: it is not
// documented which of the two holds for it, and inferred that entries match
// exactly.
func (a *auditor) parents(kind string, i int, d domain.Name, otherKind string, other map[domain.Name]int) {
	if len(other) == 0 {
		return
	}
	for parent, found := d.Parent(); found; parent, found = parent.Parent() {
		if j, listed := other[parent]; listed {
			f := catalog.Finding(RuleDomainParent, a.at(kind, i, "Identity"), fmt.Sprintf("%s is below %s at %s, whose entry does not cover it", d, parent, a.at(otherKind, j, "Identity")))
			f.Inferred = true
			a.l.Add(f)
		}
	}
}

// policies: what they say together, and who holds them.
func (a *auditor) policies() {
	names := seen{}
	hasGlobal := false
	for i, p := range a.ExternalAccessPolicies {
		here := a.at("ExternalAccessPolicies", i, "Identity")
		hasGlobal = hasGlobal || p.Identity.Scope() == policy.Global
		if p.Identity.IsZero() {
			continue // which the record has said of itself
		}
		if first, again := names.before(p.Identity.String(), here); again {
			a.add(RulePolicyRepeated, here, "%s is at %s too", p.Identity, first)
			continue
		}
		if a.held != nil && p.Identity.Scope() == policy.Tag && !a.held[char.Fold(p.Identity.String())] {
			a.add(RulePolicyUnheld, here, "%s is granted to none of %d users", p.Identity, len(a.Users))
		}
	}
	if a.knows(ExternalAccessPolicies) && !hasGlobal {
		a.add(RulePolicyGlobal, "/ExternalAccessPolicies", "none of %d policies is Global", len(a.ExternalAccessPolicies))
	}
}

// grants: a policy that is granted exists. A server can be without it, after
// the policy was removed.
func (a *auditor) grants() {
	if !a.knows(ExternalAccessPolicies) {
		return
	}
	there := map[string]bool{"": true} // no grant
	for _, p := range a.ExternalAccessPolicies {
		there[char.Fold(p.Identity.String())] = true
	}
	for i, u := range a.Users {
		if !there[char.Fold(u.ExternalAccessPolicy.String())] {
			a.add(RuleGrantMissing, a.at("Users", i, "ExternalAccessPolicy"), "%s is granted %s, and there is no such policy", u.SIPAddress, u.ExternalAccessPolicy)
		}
	}
}

func (a *auditor) repeatedUsersAndPools() {
	users, pools := seen{}, seen{}
	for i, u := range a.Users {
		if first, again := users.before(u.SIPAddress.String(), a.at("Users", i, "SipAddress")); again && !u.SIPAddress.IsZero() {
			a.add(RuleUserRepeated, a.at("Users", i, "SipAddress"), "%s is at %s too", u.SIPAddress, first)
		}
	}
	for i, p := range a.Pools {
		if first, again := pools.before(p.Identity.String(), a.at("Pools", i, "Identity")); again && !p.Identity.IsZero() {
			a.add(RulePoolRepeated, a.at("Pools", i, "Identity"), "%s is at %s too", p.Identity, first)
		}
	}
}

// granting returns the policies with a switch on, but for per-user policies
// that are known to be held by nobody.
func (a *auditor) granting(on func(policy.ExternalAccessPolicy) product.Switch) []string {
	var names []string
	for _, p := range a.ExternalAccessPolicies {
		unheld := a.held != nil && p.Identity.Scope() == policy.Tag && !a.held[char.Fold(p.Identity.String())]
		if on(p).IsOn() && !unheld {
			names = append(names, p.Identity.String())
		}
	}
	return names
}

func federated(p policy.ExternalAccessPolicy) product.Switch { return p.EnableFederationAccess }
func public(p policy.ExternalAccessPolicy) product.Switch    { return p.EnablePublicCloudAccess }
func outside(p policy.ExternalAccessPolicy) product.Switch   { return p.EnableOutsideAccess }

// ended reports whether a provider's service has ended on the day of the audit.
func (a *auditor) ended(p provider.PublicProvider) bool {
	id, known := p.Service(a.on)
	s, _ := provider.LookupService(id)
	return known && s.Life.On(a.on) == provider.Ended
}

// noServiceLeft reports whether all public services have ended on the day.
func (a *auditor) noServiceLeft() bool {
	for s := range provider.Services() {
		if s.Life.On(a.on) != provider.Ended {
			return false
		}
	}
	return true
}

// enabled returns the public providers that are enabled, and whose service has
// not ended.
func (a *auditor) enabled() []string {
	var names []string
	for _, p := range a.PublicProviders {
		if p.Enabled && !a.ended(p) {
			names = append(names, p.Identity)
		}
	}
	return names
}

// edgeAndPolicies: federation is switched on for the organization first, and
// then granted by policies (PS-POLICY-GET, GG520946).
func (a *auditor) edgeAndPolicies() {
	grantFederation, grantPublic, grantOutside := a.granting(federated), a.granting(public), a.granting(outside)
	enabled := a.enabled()
	if a.knows(ExternalAccessPolicies | PublicProviders) {
		for i, p := range a.PublicProviders {
			if p.Enabled && !a.ended(p) && len(grantPublic) == 0 {
				a.add(RulePublicNobody, a.at("PublicProviders", i, "Enabled"), "%s is enabled, and no policy that anyone has grants public access, of %d policies", p.Identity, len(a.ExternalAccessPolicies))
			}
		}
		endedEnabled := slices.ContainsFunc(a.PublicProviders, func(p provider.PublicProvider) bool { return p.Enabled && a.ended(p) })
		if len(grantPublic) > 0 && len(enabled) == 0 && !endedEnabled {
			f := catalog.Finding(RulePublicNoProvider, "/PublicProviders", fmt.Sprintf("public access is granted by %s, and no public provider is enabled whose service there is, of %d providers", strings.Join(grantPublic, ", "), len(a.PublicProviders)))
			if a.noServiceLeft() {
				f.Severity, f.Remedy = diag.Notice, "Take the grants back: no public service is left."
			}
			a.l.Add(f)
		}
	}
	if !a.knows(AccessEdge) {
		return
	}
	wanted := slices.Concat(grantFederation, grantPublic)
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	// The same switch governs split domains (PS-EDGE).
	for _, p := range a.HostingProviders {
		if p.Enabled {
			enabled = append(enabled, p.Identity)
		}
	}
	on := a.edge.AllowFederatedUsers.IsOn()
	switch {
	case !on && len(wanted) > 0:
		a.add(RuleEdgeOff, a.atEdge("AllowFederatedUsers"), "federation is off, and granted by %s", strings.Join(wanted, ", "))
	case !on && len(enabled) > 0:
		a.add(RuleEdgeOff, a.atEdge("AllowFederatedUsers"), "federation is off, and there are providers that are enabled: %s", strings.Join(enabled, ", "))
	case on && len(wanted) == 0 && a.knows(ExternalAccessPolicies|HostingProviders) && len(enabled) == 0:
		a.add(RuleEdgeUnused, a.atEdge("AllowFederatedUsers"), "federation is on, and no policy that anyone has grants it, of %d policies", len(a.ExternalAccessPolicies))
	}
	if !on && a.edge.EnablePartnerDiscovery.IsOn() {
		a.add(RuleLatentDiscovery, a.atEdge("EnablePartnerDiscovery"), "discovery is on behind federation that is off")
	}
	if a.edge.AllowOutsideUsers.IsOff() && len(grantOutside) > 0 {
		a.add(RuleOutsideOff, a.atEdge("AllowOutsideUsers"), "access from outside is off, and granted by %s", strings.Join(grantOutside, ", "))
	}
	if on && (len(grantFederation) > 0 || !a.knows(ExternalAccessPolicies)) && a.edge.RoutingMethod == UseDNSSRVRouting &&
		!a.edge.EnablePartnerDiscovery.IsOn() && a.knows(AllowedDomains) && len(a.AllowedDomains) == 0 {
		a.add(RuleNoPartners, "/AllowedDomains", "discovery is off and no domain is allowed: no federated partner can be reached")
	}
}

// otherWebdir is the same page at another host of the vendor's.
const otherWebdir = `(?i)^https://webdir\w*\.online\.lync\.com/Autodiscover/AutodiscoverService\.svc/root$`

const autodiscoverForm = `(?i)^https://webdir\w*\.`

// matches compiles its pattern at each use, which is rare, and not at import.
func matches(pattern, s string) bool { return regexp.MustCompile(pattern).MatchString(s) }

// microsoft365: what the hybrid documents and the vendor's own diagnostics
// expect of the provider for Microsoft 365 (SFB-HYBRID, DIAG). They hold for
// this host only: another one of the vendor's has other values.
func (a *auditor) microsoft365() {
	for i, p := range a.HostingProviders {
		if p.ProxyFQDN.String() != microsoft365Host {
			continue
		}
		if p.VerificationLevel != provider.UseSourceVerification {
			a.add(RuleMicrosoft365Level, a.at("HostingProviders", i, "VerificationLevel"), "%s has the level %s", p.Identity, cmp.Or(p.VerificationLevel.String(), "that the cmdlet takes, AlwaysVerifiable"))
		}
		shares := p.EnabledSharedAddressSpace.IsOn()
		if (shares || p.AutodiscoverURL != "") && !matches(autodiscoverForm, p.AutodiscoverURL) {
			a.add(RuleMicrosoft365Autodiscover, a.at("HostingProviders", i, "AutodiscoverUrl"), "%s has %s", p.Identity, cmp.Or(p.AutodiscoverURL, "none"))
		}
		if shares && !p.HostsOCSUsers.IsOn() {
			a.add(RuleMicrosoft365Hosts, a.at("HostingProviders", i, "HostsOCSUsers"), "%s shares the address space and hosts no users", p.Identity)
		}
		if !p.Enabled {
			a.add(RuleMicrosoft365Disabled, a.at("HostingProviders", i, "Enabled"), "%s is not enabled", p.Identity)
		}
	}
}

// platform: settings that the server does not know, and levels that it no
// longer recommends.
func (a *auditor) platform() {
	if a.Platform.IsZero() {
		return
	}
	if a.AccessEdge != nil {
		a.settings(a.origin(AccessEdge, "AccessEdgeConfiguration", 0), *a.AccessEdge, AccessEdgeMembers(), source.AccessEdge)
	}
	for i, p := range a.PublicProviders {
		a.settings(a.record("PublicProviders", i), p, provider.PublicProviderMembers(), source.NewPublicProvider)
		if p.VerificationLevel.DeprecatedFor(a.Platform) {
			a.add(RuleLevelDeprecated, a.at("PublicProviders", i, "VerificationLevel"),
				"%s has UseSourceVerification, which the cmdlet's page calls deprecated for public providers (PS-PUBLIC), though the command documented for Lync Server 2013 sets it (SITE-19: -VerificationLevel 2)", p.Identity)
		}
	}
	for i, p := range a.HostingProviders {
		a.settings(a.record("HostingProviders", i), p, provider.HostingProviderMembers(), source.NewHostingProvider)
	}
	for i, p := range a.ExternalAccessPolicies {
		a.settings(a.record("ExternalAccessPolicies", i), p, policy.Members(), source.NewExternalAccessPolicy)
	}
	for i, d := range a.AllowedDomains {
		// All that servers differ in; a list may be long.
		if !d.VerificationLevel.IsZero() {
			a.settings(a.record("AllowedDomains", i), d, AllowedDomainMembers(), source.NewAllowedDomain)
		}
	}
}

// settings finds the members that are set in a record and not known to the
// platform.
func (a *auditor) settings(at diag.Path, r json.Marshaler, members iter.Seq[product.Member], src diag.Source) {
	if !a.Platform.IsServer() {
		return
	}
	data, err := r.MarshalJSON()
	if err != nil {
		return // an enumeration with an invalid value, which the record has said
	}
	since := map[string]product.Member{}
	for m := range members {
		since[m.Name] = m
	}
	for name := range record.Members(data) {
		if m := since[name]; !m.KnownTo(a.Platform) {
			a.l.Add(catalog.FindingFrom(src, RuleSettingUnknown, at.Member(name), fmt.Sprintf("%s came with %s, and this is %s", name, m.Since.Title(), a.Platform.Title())))
		}
	}
}

// services: what the day makes of each public provider.
func (a *auditor) services() {
	for i, p := range a.PublicProviders {
		id, known := p.Service(a.on)
		if !known {
			continue
		}
		s, _ := provider.LookupService(id)
		stage, _ := s.Life.Stage(a.on)
		if p.Enabled {
			a.phase(i, p, s, stage)
		}
		if stage.Phase != provider.Ended {
			a.foreignDomains(i, p, s)
			a.recreate(i, p, s)
			a.licensed(i, p, s)
		}
	}
}

func (a *auditor) phase(i int, p provider.PublicProvider, s provider.Service, stage provider.Stage) {
	here := a.at("PublicProviders", i, "Enabled")
	switch stage.Phase {
	case provider.Ended:
		last, _ := s.Life.LastDay()
		detail := fmt.Sprintf("%s could be used until %v. %s", s.Name, last, stage.Text)
		if char.Unprintable(p.Identity) < 0 {
			detail += " Remove it: Remove-CsPublicProvider -Identity " + quote(p.Identity)
		}
		f := catalog.FindingFrom(stage.Source, RuleServiceEnded, here, detail)
		f.Inferred = stage.Inferred
		a.l.Add(f)
	case provider.Closing:
		last, _ := s.Life.LastDay()
		f := catalog.FindingFrom(stage.Source, RuleServiceClosing, here, fmt.Sprintf("%s can be used until %v. %s", s.Name, last, stage.Text))
		f.Inferred = stage.Inferred
		a.l.Add(f)
	case provider.Unrecorded:
		a.add(RuleServiceUnrecorded, here, "no document says that %s could be federated with on that day", s.Name)
	}
}

// quote returns a name as the shell reads it, to whom all of these are single
// quotation marks.
func quote(name string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range name {
		if strings.ContainsRune("'\u2018\u2019\u201a\u201b", r) {
			b.WriteRune(r)
		}
		b.WriteRune(r)
	}
	b.WriteByte('\'')
	return b.String()
}

// licensed finds an enabled provider that the holdings give no right to.
func (a *auditor) licensed(i int, p provider.PublicProvider, s provider.Service) {
	if a.Holdings == nil || !p.Enabled {
		return
	}
	decision := a.Holdings.Decide(licensing.Question{Service: s.ID, On: a.on})
	for _, r := range decision.Reasons {
		if r.Outcome != diag.Passed {
			f := catalog.FindingFrom(r.Source, RuleUnlicensed, a.at("PublicProviders", i, "Enabled"), fmt.Sprintf("%s: %s [%s]", s.Name, r.Detail, r.Rule))
			f.Inferred = r.Inferred
			a.l.Add(f)
		}
	}
}

// foreignDomains finds excluded domains that are not among those known of the
// service.
func (a *auditor) foreignDomains(i int, p provider.PublicProvider, s provider.Service) {
	owned := map[domain.SIPDomain]bool{}
	for d := range s.Domains() {
		owned[d.Domain] = true
	}
	for d := range p.NameDecorationExcludedDomainList.Set().All() {
		if !owned[d] && d != p.NameDecorationRoutingDomain {
			a.add(RuleExcludedForeign, a.at("PublicProviders", i, "NameDecorationExcludedDomainList"),
				"%s is not among the domains that are known to be of %s (a second-hand list, which may lack some)", d, s.Name)
		}
	}
}

// recreate finds a provider that works and lacks what the server's documents
// give it: members that can only be set by making it anew (SFB-SKYPE).
func (a *auditor) recreate(i int, p provider.PublicProvider, s provider.Service) {
	recommended, found := s.Recommended(a.Platform)
	if !found || p.ProxyFQDN != recommended.ProxyFQDN {
		return
	}
	var lacks []string
	if p.NameDecorationRoutingDomain.IsZero() {
		lacks = append(lacks, "name decoration")
	}
	if p.IconURL == "" {
		lacks = append(lacks, "an icon")
	}
	if recommended.EnableSkypeDirectorySearch.IsOn() && !p.EnableSkypeDirectorySearch.IsOn() && !p.EnableSkypeIDRouting.IsOn() {
		lacks = append(lacks, "the search for Skype contacts")
	}
	if len(lacks) > 0 {
		a.add(RuleRecreate, a.record("PublicProviders", i), "%s works, and lacks %s; create it again as documented for %s",
			p.Identity, strings.Join(lacks, " and "), a.Platform.Title())
	}
}

// skypeTasks: the three tasks on the server that the provisioning guide has
// for Skype, when some are done and some are not (SITE-19, SFB-SKYPE).
func (a *auditor) skypeTasks() {
	skype, _ := provider.LookupService(provider.Skype)
	if skype.Life.On(a.on) != provider.Available || !a.knows(AccessEdge|ExternalAccessPolicies|PublicProviders) {
		return
	}
	hasProvider := slices.ContainsFunc(a.PublicProviders, func(p provider.PublicProvider) bool {
		id, _ := p.Service(a.on)
		return id == provider.Skype && p.Enabled
	})
	tasks := []struct {
		what string
		done bool
	}{
		{"federation at the Access Edge", a.edge.AllowFederatedUsers.IsOn()},
		{"a policy that grants public access", len(a.granting(public)) > 0},
		{"an enabled provider for Skype", hasProvider},
	}
	var done, lacking []string
	for _, t := range tasks {
		if t.done {
			done = append(done, t.what)
		} else {
			lacking = append(lacking, t.what)
		}
	}
	// Federation alone is no sign that Skype is wanted.
	if len(lacking) > 0 && (tasks[1].done || tasks[2].done) {
		a.add(RuleSkypeTasks, "", "there is %s; still to do: %s", strings.Join(done, " and "), strings.Join(lacking, ", "))
	}
}

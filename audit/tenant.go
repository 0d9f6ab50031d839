package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/tenant"
)

// The rules on settings that the servers and a tenant must share, and on the
// tenant.
const (
	RuleTenantAddressSpaceOff diag.Rule = "audit.tenant.address-space-off"
	RuleTenantAddressSpaceOn  diag.Rule = "audit.tenant.address-space-on"
	RuleTenantAllowedDiffers  diag.Rule = "audit.tenant.allowed-differs"
	RuleTenantBlockedDiffers  diag.Rule = "audit.tenant.blocked-differs"
	RuleTenantBlockedIdle     diag.Rule = "audit.tenant.blocked-idle"
	RuleTenantCloudOnly       diag.Rule = "audit.tenant.cloud-only"
	RuleTenantDiscovery       diag.Rule = "audit.tenant.discovery"
	RuleTenantFederationOff   diag.Rule = "audit.tenant.federation-off"
	RuleTenantNobody          diag.Rule = "audit.tenant.nobody"
	RuleTenantPublicUsers     diag.Rule = "audit.tenant.public-users"
	RuleTenantSIPDomains      diag.Rule = "audit.tenant.sip-domains"
	RuleTenantSubdomains      diag.Rule = "audit.tenant.subdomains"
	RuleTenantUnshared        diag.Rule = "audit.tenant.unshared"
	RuleTenantUsers           diag.Rule = "audit.tenant.users"
)

// The kinds and members that these checks read.
var (
	ofTenant     = []federation.Kind{federation.TenantFederationConfiguration}
	tenantSwitch = of(federation.TenantFederationConfiguration, "AllowFederatedUsers")
	tenantShares = of(federation.TenantFederationConfiguration, "SharedSipAddressSpace")
	tenantLists  = of(federation.TenantFederationConfiguration, "AllowedDomains", "BlockedDomains")
	tenantAllows = of(federation.TenantFederationConfiguration, "AllowedDomains")
)

// isTenantGiven reports whether the configuration has anything of a tenant.
func (a *auditor) isTenantGiven() bool {
	for k := range a.c.Incomplete.All() {
		if k.IsTenant() {
			return true
		}
	}
	return !a.c.Tenant.IsZero()
}

// settings returns the federation configuration of the tenant, for a check that
// needs it.
func (a *auditor) settings() *tenant.FederationConfiguration {
	return a.c.Tenant.FederationConfiguration
}

// setTenant returns the edit of the tenant's federation configuration.
func (a *auditor) setTenant(members ...diag.MemberEdit) diag.Edit {
	return a.edit(diag.OpSet, federation.TenantFederationConfiguration, 0, members...)
}

// addTenant adds a finding about a member of the tenant's federation configuration.
func (a *auditor) addTenant(r diag.Rule, member, format string, args ...any) *diag.Finding {
	return a.add(r, federation.TenantFederationConfiguration, 0, member, format, args...)
}

// homes counts the users of the servers by their homes.
func (a *auditor) homes() (cloud, servers, unknown int) {
	for i := range a.c.Users {
		switch a.home(i) {
		case inCloud:
			cloud++
		case onServers:
			servers++
		default:
			unknown++
		}
	}
	return cloud, servers, unknown
}

// isCloudOnly reports whether the servers have users, and each is homed in the cloud.
func (a *auditor) isCloudOnly() bool {
	cloud, servers, unknown := a.homes()
	return cloud > 0 && servers+unknown == 0
}

// splits returns how the servers share their SIP domains with the tenant, in words,
// and "" if they do not.
func (a *auditor) splits() string {
	if i, shares := a.sharedMicrosoft365(); shares {
		return fmt.Sprintf("%s shares the address space on the servers", a.c.HostingProviders[i].Identity)
	}
	if cloud, servers, _ := a.homes(); cloud > 0 && servers > 0 {
		return isOrAre(cloud, "user of the servers") + " homed in Microsoft 365"
	}
	return ""
}

var tenantFederationOff = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantFederationOff,
		Severity: diag.Error,
		Summary:  "Federation must be on in a tenant if its servers federate or share the address space.",
		Remedy:   "Turn AllowFederatedUsers on in the tenant.",
		Source:   source.TenantFederation,
		Also:     "DIAG SFB-HYBRID-PLAN",
	}},
	tenant: true,
	needs:  ofTenant,
	reads:  []members{tenantSwitch},
	when:   func(a *auditor) bool { return !a.settings().AllowFederatedUsers.IsOn() },
	seeks:  []members{federationSwitch, hostingSharing, homesOfUsers},
	wants:  []federation.Kind{federation.AccessEdge, federation.HostingProviders, federation.Users},
	urgent: true,
	whole: func(a *auditor) {
		asks := a.splits()
		if asks == "" && a.isOpen() {
			asks = "federation is on at the Access Edge"
		}
		if asks == "" {
			return
		}
		f := a.addTenant(RuleTenantFederationOff, "AllowFederatedUsers", "federation is off in the tenant, but %s: users who are homed in Microsoft 365 reach nobody outside, whatever the lists and policies say", asks)
		a.advise(f, "Turn it on in the tenant: ", a.setTenant(turn("AllowFederatedUsers", true)))
	},
}

var tenantAddressSpaceOff = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantAddressSpaceOff,
		Severity: diag.Error,
		Summary:  "A tenant must share the SIP address space as long as the servers share it and have users.",
		Remedy:   "Turn SharedSipAddressSpace on in the tenant.",
		Source:   source.Hybrid,
		Also:     "DIAG",
	}},
	tenant: true,
	needs:  ofTenant,
	reads:  []members{tenantShares, homesOfUsers},
	when:   func(a *auditor) bool { return !a.settings().SharedSIPAddressSpace.IsOn() && !a.isCloudOnly() },
	seeks:  []members{hostingSharing},
	wants:  []federation.Kind{federation.HostingProviders, federation.Users},
	urgent: true,
	whole: func(a *auditor) {
		asks := a.splits()
		if asks == "" {
			return
		}
		f := a.addTenant(RuleTenantAddressSpaceOff, "SharedSipAddressSpace", "the tenant does not share the address space, but %s: users in Microsoft 365 and users on the servers cannot reach each other", asks)
		on := []diag.Edit{a.setTenant(turn("SharedSipAddressSpace", true))}
		if _, servers, _ := a.homes(); servers == 0 { // the hybrid may have ended
			a.advise(f, "Turn it on in the tenant: ", on)
			return
		}
		a.mend(f, "Turn it on in the tenant: ", on, "")
	},
}

var tenantAddressSpaceOn = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantAddressSpaceOn,
		Severity: diag.Notice,
		Summary:  "A tenant must share the SIP address space only while users are on the servers.",
		Remedy:   "Turn SharedSipAddressSpace off in the tenant, after the DNS records point to Microsoft 365.",
		Source:   source.HybridOff,
	}},
	tenant: true,
	needs:  []federation.Kind{federation.TenantFederationConfiguration, federation.Users},
	reads:  []members{tenantShares, homesOfUsers},
	when:   func(a *auditor) bool { return a.settings().SharedSIPAddressSpace.IsOn() && a.isCloudOnly() },
	whole: func(a *auditor) {
		f := a.addTenant(RuleTenantAddressSpaceOn, "SharedSipAddressSpace", "the tenant shares the address space, but 0 of %s users are on the servers: a message to an address that Microsoft 365 does not know goes to the servers", char.Number(len(a.c.Users)))
		a.advise(f, "After the DNS records point to Microsoft 365, turn it off in the tenant: ", a.setTenant(turn("SharedSipAddressSpace", false)))
	},
}

var tenantDiscovery = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantDiscovery,
		Severity: diag.Warning,
		Summary:  "Discovery at the Access Edge must be on if the tenant is open to all known domains, and off if the tenant has a list of allowed domains.",
		Remedy:   "Open both sides, or close both to the same list.",
		Source:   source.HybridPlan,
	}},
	tenant: true,
	needs:  []federation.Kind{federation.TenantFederationConfiguration, federation.AccessEdge},
	reads:  []members{tenantAllows, waysOut},
	when:   func(a *auditor) bool { return a.isOpen() && a.usesDNS() && a.settings().AllowFederatedUsers.IsOn() },
	whole: func(a *auditor) {
		isOpen := a.settings().AllowedDomains.IsAllKnown()
		discover := a.setEdge(to("RoutingMethod", diag.Text(federation.UseDNSSRVRouting.String())), turn("EnablePartnerDiscovery", isOpen))
		switch {
		case isOpen && !a.discovers():
			f := a.add(RuleTenantDiscovery, federation.AccessEdge, 0, "EnablePartnerDiscovery", "discovery is off at the Access Edge, but the tenant is open to all known domains: users in Microsoft 365 reach partners that users on the servers cannot reach")
			a.advise(f, slices.Concat([]any{"Open the Access Edge: ", discover, ". Or close the tenant to the allowed domains of the servers"}, a.tenantList("AllowedDomains", a.serverDomains(federation.AllowedDomains)))...)
		case !isOpen && a.discovers():
			f := a.add(RuleTenantDiscovery, federation.AccessEdge, 0, "EnablePartnerDiscovery", "discovery is on at the Access Edge, but the tenant is closed%s: users on the servers reach partners that users in Microsoft 365 cannot reach", a.allowedByTenant())
			a.advise(f, "Close the Access Edge: ", discover, ". Or open the tenant: ", a.setTenant(to("AllowedDomains", diag.Text(tenant.AllKnown))))
		}
	},
}

// allowedByTenant returns the number of domains that a closed tenant allows, in
// words, and "" for none.
func (a *auditor) allowedByTenant() string {
	allowed, _ := a.settings().AllowedDomains.List()
	if allowed.Len() == 0 {
		return ""
	}
	return " except for " + plural(allowed.Len(), "domain")
}

// consumers are the names of Microsoft's consumer domains. Microsoft's own checker
// calls them preconfigured, and leaves them out of the comparison (DIAG).
var consumers = [...]string{"hotmail", "live", "messenger", "msn", "passport", "sympatico", "webtv"}

// isConsumer reports whether a domain is a consumer domain, such as hotmail.com or
// live.co.uk.
func isConsumer(name string) bool {
	first, rest, _ := strings.Cut(name, ".")
	second, country, _ := strings.Cut(rest, ".")
	isSuffix := country == "" || (second == "co" || second == "com") && !strings.Contains(country, ".")
	return name == "outlook.com" || isSuffix && slices.Contains(consumers[:], first)
}

// partners returns the names without consumer domains.
func partners(names []string) []string { return slices.DeleteFunc(names, isConsumer) }

// onlyIn returns the names that others does not have, sorted.
func onlyIn(names, others []string) []string {
	has := make(map[string]bool, len(others))
	for _, name := range others {
		has[name] = true
	}
	only := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return has[name] })
	slices.Sort(only)
	return slices.Compact(only)
}

// mostNames is how many names a finding or a remedy shows.
const mostNames = 20

// differences returns the names that only one side has, and the same in words.
func differences(servers, cloud []string) (onlyServers, onlyTenant []string, said string) {
	onlyServers, onlyTenant = onlyIn(servers, cloud), onlyIn(cloud, servers)
	var sides []string
	if len(onlyServers) > 0 {
		sides = append(sides, fmt.Sprintf("only the servers have %s", listOf(onlyServers, mostNames)))
	}
	if len(onlyTenant) > 0 {
		sides = append(sides, fmt.Sprintf("only the tenant has %s", listOf(onlyTenant, mostNames)))
	}
	return onlyServers, onlyTenant, strings.Join(sides, ", and ")
}

var tenantAllowed = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantAllowedDiffers,
		Severity: diag.Warning,
		Summary:  "The servers and a tenant with a list of allowed domains must have the same allowed domains.",
		Remedy:   "Give both sides the same list.",
		Source:   source.HybridPlan,
		Also:     "DIAG",
	}},
	tenant: true,
	needs:  []federation.Kind{federation.TenantFederationConfiguration, federation.AllowedDomains},
	reads:  []members{tenantAllows, of(federation.AllowedDomains, "Identity")},
	when:   func(a *auditor) bool { return !a.settings().AllowedDomains.IsAllKnown() },
	whole: func(a *auditor) {
		allowed, _ := a.settings().AllowedDomains.List()
		l := a.compare(federation.AllowedDomains, allowed)
		if l.said != "" {
			f := a.addTenant(RuleTenantAllowedDiffers, "AllowedDomains", "the allowed domains differ: %s. Users who are homed on the other side cannot reach them", l.said)
			a.adviseLists(f, l)
		}
	},
}

var tenantBlocked = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantBlockedDiffers,
		Severity: diag.Warning,
		Summary:  "The servers and a tenant that is open to all known domains must have the same blocked domains.",
		Remedy:   "Give both sides the same list.",
		Source:   source.HybridPlan,
		Also:     "DIAG",
	}},
	tenant: true,
	needs:  []federation.Kind{federation.TenantFederationConfiguration, federation.BlockedDomains},
	reads:  []members{tenantLists, of(federation.BlockedDomains, "Identity")},
	when:   func(a *auditor) bool { return a.settings().AllowedDomains.IsAllKnown() },
	whole: func(a *auditor) {
		l := a.compare(federation.BlockedDomains, a.settings().BlockedDomains)
		if l.said != "" {
			f := a.addTenant(RuleTenantBlockedDiffers, "BlockedDomains", "the blocked domains differ: %s. Users who are homed on the other side may reach them", l.said)
			a.adviseLists(f, l)
		}
	},
}

// lists is one list of domains on both sides.
type lists struct {
	kind                    federation.Kind // of the servers
	cloud                   []string        // the whole list of the tenant
	onlyServers, onlyTenant []string
	said                    string // the differences in words; "": none
}

// compare compares the list of a kind with that of the tenant, without consumer
// domains.
func (a *auditor) compare(k federation.Kind, cloud tenant.List) lists {
	l := lists{kind: k, cloud: slices.Collect(cloud.Entries())}
	l.onlyServers, l.onlyTenant, l.said = differences(partners(a.serverDomains(k)), partners(slices.Clone(l.cloud)))
	return l
}

// serverDomains returns the domains of a list of the servers, and nothing for a list
// that is not known.
func (a *auditor) serverDomains(k federation.Kind) []string {
	if !a.c.Knows(k) {
		return nil // a partial list cannot be compared
	}
	names := make([]string, k.Row().Len(&a.c))
	for i := range names {
		names[i] = k.Row().Record(&a.c, i).Identity()
	}
	return names
}

// adviseLists sets a remedy that gives each side the domains that only the other
// side has.
func (a *auditor) adviseLists(f *diag.Finding, l lists) {
	var parts []any
	var edits []diag.Edit
	for _, name := range l.onlyTenant {
		if isName(name) {
			edits = append(append(edits, a.unlisted(l.kind, name)...), create(l.kind, name))
		}
	}
	switch {
	case len(edits) > mostNames:
		parts = append(parts, "Add the domains that only the tenant has to the servers with New-"+l.kind.Row().Table().About().Noun+". ")
	case edits != nil:
		parts = append(parts, "Add the domains that only the tenant has to the servers: ", edits, ". ")
	}
	if len(l.onlyServers) > 0 {
		parts = append(parts, "Add the domains that only the servers have to the tenant")
		parts = append(parts, a.tenantList(l.kind.String(), slices.Concat(l.cloud, l.onlyServers))...)
		parts = append(parts, ". ")
	}
	a.advise(f, append(parts, "Or remove them from the side that has them")...)
}

// unlisted returns the edit that removes a domain from the other list of the servers: a
// domain is on one list only.
func (a *auditor) unlisted(k federation.Kind, name string) []diag.Edit {
	other := federation.AllowedDomains
	if k == other {
		other = federation.BlockedDomains
	}
	i := slices.IndexFunc(a.serverDomains(other), func(d string) bool { return char.EqualFold(d, name) })
	if i < 0 {
		return nil
	}
	return []diag.Edit{a.edit(diag.OpRemove, other, i)}
}

// isName reports whether a text is the name of a domain.
func isName(s string) bool {
	_, err := domain.ParseName(s)
	return err == nil
}

// tenantList returns the end of a remedy: the command that sets a whole list of the
// tenant, or only the name of the cmdlet if the list is long or empty. A text that is
// not a domain name is left out, because it matches nobody.
func (a *auditor) tenantList(member string, names []string) []any {
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !isName(name) })
	if len(names) == 0 || len(names) > mostNames {
		return []any{" with Set-CsTenantFederationConfiguration"}
	}
	return []any{": ", a.setTenant(to(member, diag.Texts(names...)))}
}

var tenantBlockedIdle = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantBlockedIdle,
		Severity: diag.Notice,
		Summary:  "A tenant with a list of allowed domains must not rely on its blocked domains. They count only if the tenant is open to all known domains.",
		Remedy:   "Nothing needs to be done while the allowed domains are a list.",
		Source:   source.TenantFederation,
	}},
	tenant: true,
	needs:  ofTenant,
	reads:  []members{tenantLists},
	whole: func(a *auditor) {
		if t := a.settings(); !t.AllowedDomains.IsAllKnown() && t.BlockedDomains.Len() > 0 {
			a.addTenant(RuleTenantBlockedIdle, "BlockedDomains", "the tenant has %s, without effect because it has a list of allowed domains", plural(t.BlockedDomains.Len(), "blocked domain"))
		}
	},
}

var tenantSubdomains = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantSubdomains,
		Severity: diag.Notice,
		Summary:  "Subdomains that a tenant blocks with BlockAllSubdomains must be on the blocked list of the servers by name. Inferred: the Access Edge blocks exact names only.",
		Remedy:   "Block each known subdomain on the servers.",
		Source:   source.TenantFederation,
		Also:     "TEAMS-MODULE",
	}},
	tenant: true,
	needs:  []federation.Kind{federation.TenantFederationConfiguration, federation.BlockedDomains},
	reads:  []members{tenantLists, of(federation.TenantFederationConfiguration, "BlockAllSubdomains")},
	whole: func(a *auditor) {
		t := a.settings()
		if !t.BlockAllSubdomains.IsOn() || !t.AllowedDomains.IsAllKnown() || t.BlockedDomains.IsZero() {
			return
		}
		f := a.addTenant(RuleTenantSubdomains, "BlockAllSubdomains", "the tenant also blocks all subdomains of %s, but the Access Edge blocks exact names only: users on the servers reach these subdomains", list(slices.Collect(t.BlockedDomains.Entries())))
		f.Inferred = true
	},
}

var tenantNobody = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantNobody,
		Severity: diag.Error,
		Summary:  "A tenant must allow domains, or have a policy that allows domains, for its users to reach anybody outside.",
		Remedy:   "Allow all known domains, or a list of domains.",
		Source:   source.TenantFederation,
	}},
	tenant: true,
	needs:  ofTenant,
	reads:  []members{tenantAllows, tenantSwitch},
	when: func(a *auditor) bool {
		return a.settings().AllowedDomains.IsNobody() && a.settings().AllowFederatedUsers.IsOn()
	},
	seeks:  []members{federationSwitch},
	wants:  []federation.Kind{federation.AccessEdge},
	urgent: true,
	whole: func(a *auditor) {
		isAlone := a.c.IsTenantAlone()
		if !isAlone && !a.isOpen() {
			return
		}
		for _, p := range a.c.Tenant.ExternalAccessPolicies {
			switch p.CommunicationWithExternalOrgs {
			case tenant.AllowAllExternalDomains, tenant.AllowSpecificExternalDomains, tenant.BlockSpecificExternalDomains:
				return // the documented way to allow domains for some users
			default:
			}
		}
		f := a.addTenant(RuleTenantNobody, "AllowedDomains", "federation is on in the tenant, but neither the tenant ($null) nor a policy allows a domain: users in Microsoft 365 reach nobody outside")
		if isAlone { // nothing asks for federation
			f.Severity = diag.Notice
		}
		a.advise(f, "Allow all known domains: ", a.setTenant(to("AllowedDomains", diag.Text(tenant.AllKnown))), ". Or allow a list of domains with the same cmdlet")
	},
}

var tenantUnshared = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantUnshared,
		Severity: diag.Warning,
		Summary:  "If a tenant shares the address space, the servers must have an enabled hosting provider for Microsoft 365 that shares it too.",
		Remedy:   "Create the provider with EnabledSharedAddressSpace and HostsOCSUsers on.",
		Source:   source.Hybrid,
		Also:     "DIAG",
	}},
	tenant: true,
	needs:  []federation.Kind{federation.TenantFederationConfiguration, federation.HostingProviders},
	reads:  []members{tenantShares, hostingSharing, homesOfUsers},
	when:   func(a *auditor) bool { return a.settings().SharedSIPAddressSpace.IsOn() && !a.isCloudOnly() },
	whole: func(a *auditor) {
		if _, shares := a.sharedMicrosoft365(); shares {
			return
		}
		i := slices.IndexFunc(a.c.HostingProviders, func(p provider.HostingProvider) bool { return isMicrosoft365(p.ProxyFQDN) })
		const lost = "users on the servers cannot reach users in Microsoft 365"
		if i < 0 {
			f := a.add(RuleTenantUnshared, federation.HostingProviders, -1, "", "the tenant shares the address space, but the servers have no hosting provider for Microsoft 365: %s", lost)
			edits, _ := a.createMicrosoft365(true)
			a.advise(f, "Create it, with the host of your cloud: ", edits)
			return
		}
		p := a.c.HostingProviders[i]
		f := a.add(RuleTenantUnshared, federation.HostingProviders, i, "EnabledSharedAddressSpace", "the tenant shares the address space, but %s is not enabled or does not share it: %s", p.Identity, lost)
		edits := a.setHosting(i, turn("EnabledSharedAddressSpace", true), turn("HostsOCSUsers", true))
		if !p.Enabled {
			edits = append(edits, a.edit(diag.OpEnable, federation.HostingProviders, i))
		}
		a.advise(f, "Share it on the servers too: ", edits)
	},
}

// isTenantsOwn reports whether a SIP domain is one that Microsoft 365 gives every
// tenant. Microsoft's own checks skip it.
func isTenantsOwn(d domain.SIPDomain) bool {
	return d.Name().IsWithin(domain.MustParseName("onmicrosoft.com"))
}

var tenantSIPDomains = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantSIPDomains,
		Severity: diag.Warning,
		Summary:  "The servers and a tenant that share the address space must have the same SIP domains.",
		Remedy:   "Add each missing domain to the other side.",
		Source:   source.SplitDomain,
	}},
	tenant: true,
	needs:  []federation.Kind{federation.SIPDomains, federation.TenantSIPDomains},
	reads:  []members{of(federation.SIPDomains, "Identity"), of(federation.TenantSIPDomains, "Name", "Status")},
	when:   (*auditor).isShared,
	whole: func(a *auditor) {
		var servers, cloud []string
		for _, d := range a.c.SIPDomains {
			servers = append(servers, d.Identity.String())
		}
		for _, d := range a.c.Tenant.SIPDomains {
			if d.IsEnabled() && !isTenantsOwn(d.Name) {
				cloud = append(cloud, d.Name.String())
			}
		}
		onlyServers, onlyTenant, said := differences(servers, cloud)
		if said == "" {
			return
		}
		f := a.add(RuleTenantSIPDomains, federation.TenantSIPDomains, -1, "", "the address space is shared, but the SIP domains differ: %s. Messages between the two sides fail there (ms-diagnostics 1017)", said)
		var parts []any
		if len(onlyTenant) > 0 {
			var edits []diag.Edit
			for _, name := range onlyTenant {
				edits = append(edits, create(federation.SIPDomains, name))
			}
			parts = append(parts, "Add to the topology: ", edits, ". ")
		}
		if len(onlyServers) > 0 {
			parts = append(parts, "Add to the tenant as verified domains, enabled for SIP: "+listOf(onlyServers, mostNames))
		}
		a.advise(f, parts...)
	},
}

// isShared reports whether either side shares the address space.
func (a *auditor) isShared() bool {
	_, shares := a.sharedMicrosoft365()
	t := a.settings()
	return shares || t != nil && t.SharedSIPAddressSpace.IsOn()
}

var tenantUsers = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantUsers,
		Severity: diag.Warning,
		Summary:  "Each user in a shared SIP domain must exist on both sides.",
		Remedy:   "Enable the users on the servers, and synchronize the directory with the tenant.",
		Source:   source.HybridPlan,
		Also:     "PS-ENABLE-USER",
	}},
	tenant: true,
	needs:  []federation.Kind{federation.Users, federation.TenantUsers, federation.SIPDomains},
	reads:  []members{of(federation.Users, "SipAddress"), of(federation.TenantUsers, "SipAddress"), of(federation.SIPDomains, "Identity")},
	when:   (*auditor).isShared,
	whole: func(a *auditor) {
		own := map[domain.SIPDomain]bool{}
		for _, d := range a.c.SIPDomains {
			own[d.Identity] = true
		}
		var servers, cloud []string
		for _, u := range a.c.Users {
			servers = append(servers, char.Fold(u.SIPAddress.String()))
		}
		for _, u := range a.c.Tenant.Users {
			if own[u.SIPAddress.Domain()] {
				cloud = append(cloud, char.Fold(u.SIPAddress.String()))
			}
		}
		if only := onlyIn(cloud, servers); len(only) > 0 {
			f := a.add(RuleTenantUsers, federation.TenantUsers, -1, "", "the servers lack %s of the tenant in the shared SIP domains (%s): users on the servers cannot reach them", plural(len(only), "user"), list(only))
			f.Remedy = "Enable each on the servers first" + a.enabling(only)
		}
		if only := onlyIn(servers, cloud); len(only) > 0 {
			f := a.add(RuleTenantUsers, federation.Users, -1, "", "the tenant lacks %s of the servers (%s): users in Microsoft 365 cannot reach them", plural(len(only), "user"), list(only))
			f.Remedy = "Synchronize them to the tenant with Microsoft Entra Connect, or export all users of the tenant"
		}
	},
}

// enabling returns the end of a remedy: the commands that enable users of the tenant on
// the servers, or only the name of the cmdlet. The page of the cmdlet enables a user
// who is homed in Microsoft 365 in this way (PS-ENABLE-USER).
func (a *auditor) enabling(addresses []string) string {
	const alone = " with Enable-CsUser"
	if len(addresses) > mostNames {
		return alone
	}
	var commands []string
	for _, u := range a.c.Tenant.Users {
		if !slices.Contains(addresses, char.Fold(u.SIPAddress.String())) {
			continue
		}
		var line strings.Builder
		line.WriteString("Enable-CsUser")
		for _, p := range [...][2]string{{"Identity", u.UserPrincipalName}, {"SipAddress", "sip:" + u.SIPAddress.String()}, {"HostingProviderProxyFqdn", u.HostingProvider}} {
			value, err := cmdlet.Quote(p[1])
			if err != nil || p[1] == "" || !homedOnline(u.HostingProvider) {
				return alone
			}
			line.WriteString(" -" + p[0] + " " + value)
		}
		commands = append(commands, line.String())
	}
	return ": " + strings.Join(commands, "; ")
}

// homedOnline reports whether a HostingProvider is a host of Microsoft 365.
func homedOnline(at string) bool {
	host, _ := domain.ParseName(at)
	return isMicrosoft365(host)
}

// cloudOnly lists the remaining steps after all users have moved, in the documented
// order (SFB-HYBRID-OFF). DNS comes first, and no export shows its state.
var cloudOnly = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantCloudOnly,
		Severity: diag.Notice,
		Summary:  "An organization whose users are all in Microsoft 365 must end the hybrid in this order: DNS, the tenant, the hosting providers.",
		Remedy:   "Point the DNS records to Microsoft 365, turn SharedSipAddressSpace off in the tenant, and disable the hosting providers.",
		Source:   source.HybridOff,
	}},
	tenant: true,
	needs:  []federation.Kind{federation.TenantFederationConfiguration, federation.Users, federation.HostingProviders},
	reads:  []members{tenantShares, homesOfUsers, hostingSharing},
	when:   (*auditor).isCloudOnly,
	whole: func(a *auditor) {
		steps := []string{"1 (to check) the record _sipfederationtls._tcp of each SIP domain points to " + provider.Microsoft365Host + ", port 5061"}
		tick := func(n int, done bool, what string) {
			state := "to do"
			if done {
				state = "done"
			}
			steps = append(steps, fmt.Sprintf("%d (%s) %s", n, state, what))
		}
		shares := a.settings().SharedSIPAddressSpace.IsOn()
		tick(2, !shares, "SharedSipAddressSpace is off in the tenant")
		var left []string
		parts := []any{"In this order, after DNS: "}
		if shares {
			parts = append(parts, a.setTenant(turn("SharedSipAddressSpace", false)), "; ")
		}
		for i, p := range a.c.HostingProviders {
			if p.Enabled && isMicrosoft365(p.ProxyFQDN) {
				left = append(left, p.Identity)
				parts = append(parts, a.edit(diag.OpDisable, federation.HostingProviders, i), "; ")
			}
		}
		tick(3, left == nil, "the hosting providers for Microsoft 365 are disabled")
		if left == nil && !shares {
			return
		}
		who := "all " + plural(len(a.c.Users), "user") + " are"
		if len(a.c.Users) == 1 {
			who = "the only user is"
		}
		f := a.add(RuleTenantCloudOnly, federation.Users, -1, "", "%s homed in Microsoft 365. Steps to end the hybrid: %s", who, strings.Join(steps, ". "))
		a.advise(f, parts[:len(parts)-1]...) // without the last "; "
	},
}

// skypeEnded is the first day on which AllowPublicUsers has no effect (PS-TENANT).
var skypeEnded = date.MustParse("2025-05-05")

var tenantPublicUsers = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleTenantPublicUsers,
		Severity: diag.Notice,
		Summary:  "A tenant must not rely on AllowPublicUsers, which was withdrawn with the end of Skype on 2025-05-05.",
		Remedy:   "Nothing needs to be done. AllowTeamsConsumer is the switch for personal Teams accounts.",
		Source:   source.TenantFederation,
	}},
	dated:   true,
	applies: func(on date.Date) bool { return !on.Before(skypeEnded) },
	tenant:  true,
	needs:   ofTenant,
	whole: func(a *auditor) {
		if a.settings().AllowPublicUsers.IsOn() {
			a.addTenant(RuleTenantPublicUsers, "AllowPublicUsers", "AllowPublicUsers is on, but has had no effect since %v: users cannot reach Skype consumers", skypeEnded)
		}
	},
}

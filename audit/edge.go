package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// An organization first turns federation on at the Edge, and then grants it to
// users by policies (PS-POLICY-GET, GG520946).

// The rules on how the Access Edge, policies and providers fit together.
const (
	RuleAllowedListOpen        diag.Rule = "audit.allowed-list.open"
	RuleEdgeClosed             diag.Rule = "audit.edge.closed"
	RuleEdgeOff                diag.Rule = "audit.edge.off"
	RuleEdgeUnused             diag.Rule = "audit.edge.unused"
	RuleEdgeUserReplicator     diag.Rule = "audit.edge.user-replicator"
	RuleLatentDiscovery        diag.Rule = "audit.latent.discovery"
	RuleOutsideOff             diag.Rule = "audit.outside.off"
	RulePartnersNone           diag.Rule = "audit.partners.none"
	RulePublicAccessNobody     diag.Rule = "audit.public-access.nobody"
	RulePublicAccessNoProvider diag.Rule = "audit.public-access.no-provider"
)

// The members of the Access Edge, of policies and of providers that checks read.
var (
	federationSwitch  = of(federation.AccessEdge, "AllowFederatedUsers")
	waysOut           = of(federation.AccessEdge, "AllowFederatedUsers", "EnablePartnerDiscovery", "RoutingMethod")
	federationGrants  = of(federation.ExternalAccessPolicies, "EnableFederationAccess")
	publicGrants      = of(federation.ExternalAccessPolicies, "EnablePublicCloudAccess")
	outsideGrants     = of(federation.ExternalAccessPolicies, "EnableOutsideAccess")
	publicServices    = of(federation.PublicProviders, "Identity", "ProxyFqdn", "Enabled")
	hostingEnabled    = of(federation.HostingProviders, "Enabled")
	hostingHosts      = of(federation.HostingProviders, "ProxyFqdn", "Enabled")
	hostingSharing    = of(federation.HostingProviders, "ProxyFqdn", "Enabled", "EnabledSharedAddressSpace")
	hostingNames      = of(federation.HostingProviders, "ProxyFqdn")
	grantedPolicies   = of(federation.Users, "ExternalAccessPolicy")
	homesOfUsers      = of(federation.Users, "HostingProvider")
	allowedProxyFQDNs = of(federation.AllowedDomains, "ProxyFqdn")
)

var publicNobody = check{
	rules: []diag.RuleInfo{{
		Rule:     RulePublicAccessNobody,
		Severity: diag.Warning,
		Summary:  "If a public provider is enabled, a policy must grant public access to somebody.",
		Remedy:   "Grant public access in the policies of the users who should have it, or disable the provider.",
		Source:   source.Site19,
	}},
	needs: []federation.Kind{federation.ExternalAccessPolicies, federation.PublicProviders},
	reads: []members{publicServices, publicGrants},
	of:    federation.PublicProviders,
	record: func(a *auditor, i int) {
		p := a.c.PublicProviders[i]
		if p.Enabled && len(a.mayGrant(publicAccess)) == 0 {
			f := a.add(RulePublicAccessNobody, federation.PublicProviders, i, "Enabled", "%s is enabled, but no policy in use grants public access (of %s): nobody can reach its contacts", p.Identity, plural(len(a.c.ExternalAccessPolicies), "policy"))
			a.advise(f, "Grant it to those who may: ", a.grantTo(publicAccess, "EnablePublicCloudAccess"), ". Or disable the provider: ", a.edit(diag.OpDisable, federation.PublicProviders, i))
		}
	},
}

var publicNoProvider = check{
	rules: []diag.RuleInfo{{
		Rule:     RulePublicAccessNoProvider,
		Severity: diag.Warning,
		Summary:  "If a policy grants public access, a public provider must be enabled.",
		Remedy:   "Create or enable the provider, or withdraw the grant.",
		Source:   source.Site19,
	}},
	needs: []federation.Kind{federation.ExternalAccessPolicies, federation.PublicProviders},
	reads: []members{publicServices},
	seeks: []members{publicGrants, grantedPolicies},
	wants: []federation.Kind{federation.Users},
	whole: func(a *auditor) {
		granted := a.granting(publicAccess)
		// If the service of an enabled provider has ended, the provider must be removed first.
		enabled := slices.ContainsFunc(a.c.PublicProviders, func(p provider.PublicProvider) bool { return p.Enabled })
		if len(granted) == 0 || enabled || a.edge.RoutingMethod == federation.UseDefaultRouting { // the default route may serve them
			return
		}
		f := a.add(RulePublicAccessNoProvider, federation.PublicProviders, -1, "", "public access is granted by %s, but no public provider is enabled: these users reach no public contact", list(granted))
		back := a.takeBack(publicAccess, "EnablePublicCloudAccess")
		if a.noServiceLeft() {
			f.Severity = diag.Notice
			a.advise(f, "No public service is left. Withdraw the grants, if the shell still has the parameter: ", back)
			return
		}
		var enable []diag.Edit
		for i, p := range a.c.PublicProviders {
			if _, stage, known := a.service(p); known && stage.Phase == provider.Available {
				enable = append(enable, a.edit(diag.OpEnable, federation.PublicProviders, i))
			}
		}
		if enable == nil && !a.on.IsZero() {
			a.advise(f, "Create the documented provider: ", a.skypeProvider(), ". Or withdraw the grants: ", back)
		} else {
			a.advise(f, "Enable the provider: ", enable, ". Or withdraw the grants: ", back)
		}
	},
}

// enabledPublic returns the enabled public providers whose service has not ended.
func (a *auditor) enabledPublic() []string {
	var names []string
	for _, p := range a.c.PublicProviders {
		if p.Enabled && !a.ended(p) {
			names = append(names, p.Identity)
		}
	}
	return names
}

// enabled returns all enabled providers whose service has not ended. It includes
// hosting providers, because the main switch at the Edge also governs split domains
// (PS-EDGE).
func (a *auditor) enabled() []string {
	names := a.enabledPublic()
	for _, p := range a.c.HostingProviders {
		if p.Enabled {
			names = append(names, p.Identity)
		}
	}
	return names
}

// A grantsOf returns the policies that have a switch on. It is granting for
// policies that are in use, and mayGrant for those that may be.
type grantsOf func(func(policy.ExternalAccessPolicy) product.Switch) []string

// wanted returns the policies that grant access for which federation must be on.
func (a *auditor) wanted(grants grantsOf) []string {
	names := grants(federationAccess)
	if !a.noServiceLeft() {
		names = append(names, grants(publicAccess)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// asks returns the reasons why federation should be on, in words.
func (a *auditor) asks(grants grantsOf) []string {
	var asks []string
	if names := a.wanted(grants); len(names) > 0 {
		asks = append(asks, "policies grant it ("+list(names)+")")
	}
	if names := a.enabled(); len(names) > 0 {
		asks = append(asks, "providers are enabled ("+list(names)+")")
	}
	var names []string
	for _, d := range a.c.AllowedDomains {
		names = append(names, d.Domain.String())
	}
	if len(names) > 0 {
		asks = append(asks, "domains are allowed ("+list(names)+")")
	}
	return asks
}

// isOpen reports whether federation is on at the Edge.
func (a *auditor) isOpen() bool { return a.edge.AllowFederatedUsers.IsOn() }

// usesDNS reports whether the Edge finds partners by DNS SRV records.
func (a *auditor) usesDNS() bool { return a.edge.RoutingMethod == federation.UseDNSSRVRouting }

// discovers reports whether partners that are on no list are found by DNS.
func (a *auditor) discovers() bool { return a.usesDNS() && a.edge.EnablePartnerDiscovery.IsOn() }

var edgeOff = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleEdgeOff,
		Severity: diag.Error,
		Summary:  "Federation must be on at the Access Edge if policies, providers or allowed domains need it.",
		Remedy:   "Turn federation on at the Access Edge, or remove the records that need it.",
		Source:   source.GetExternalAccessPolicy,
		Also:     "PS-EDGE",
	}},
	needs:  []federation.Kind{federation.AccessEdge},
	reads:  []members{federationSwitch},
	when:   func(a *auditor) bool { return !a.isOpen() },
	seeks:  []members{federationGrants, publicGrants, grantedPolicies, publicServices, hostingEnabled},
	wants:  []federation.Kind{federation.PublicProviders, federation.HostingProviders, federation.AllowedDomains, federation.ExternalAccessPolicies, federation.Users},
	urgent: true,
	whole: func(a *auditor) {
		if asks := a.asks(a.granting); len(asks) > 0 {
			f := a.add(RuleEdgeOff, federation.AccessEdge, 0, "AllowFederatedUsers", "federation is off at the Access Edge, but %s: nobody can exchange messages or presence with anyone outside", strings.Join(asks, ", "))
			a.advise(f, "Turn it on: ", a.setEdge(turn("AllowFederatedUsers", true)), ". Or, if nobody should reach anyone outside, remove the records that need it")
		}
	},
}

// edgeClosed gives one notice for an organization that does not use federation.
var edgeClosed = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleEdgeClosed,
		Severity: diag.Notice,
		Summary:  "Federation must be on before anyone outside can be reached.",
		Remedy:   "Nothing needs to be done while nobody should reach anyone outside.",
		Source:   source.AccessEdge,
	}},
	needs: []federation.Kind{federation.AccessEdge, federation.PublicProviders, federation.HostingProviders, federation.AllowedDomains, federation.ExternalAccessPolicies},
	reads: []members{of(federation.AccessEdge, "AllowFederatedUsers", "EnablePartnerDiscovery")},
	when: func(a *auditor) bool { // latentDiscovery reports discovery
		return !a.isOpen() && !a.edge.EnablePartnerDiscovery.IsOn() && len(a.asks(a.mayGrant)) == 0
	},
	seeks: []members{federationGrants, publicGrants, publicServices, hostingEnabled},
	whole: func(a *auditor) {
		for _, m := range []members{federationGrants, publicGrants, publicServices, hostingEnabled} {
			if len(a.lackingAny(m)) > 0 {
				return
			}
		}
		f := a.add(RuleEdgeClosed, federation.AccessEdge, 0, "AllowFederatedUsers", "federation is off, and no policy, provider or allowed domain needs it: nobody reaches anyone outside")
		a.advise(f, "Nothing needs to be done, unless federation is wanted: ", a.setEdge(turn("AllowFederatedUsers", true)))
	},
}

var edgeUnused = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleEdgeUnused,
		Severity: diag.Warning,
		Summary:  "If federation is on at the Access Edge, a policy must grant it.",
		Remedy:   "Grant it in the policies of the users who should have it, or turn it off at the Access Edge.",
		Source:   source.GetExternalAccessPolicy,
	}},
	needs: []federation.Kind{federation.AccessEdge, federation.ExternalAccessPolicies, federation.PublicProviders, federation.HostingProviders},
	reads: []members{federationSwitch, federationGrants, publicGrants, publicServices, hostingEnabled, of(federation.HostingProviders, "EnabledSharedAddressSpace")},
	whole: func(a *auditor) {
		// With an enabled public provider, publicNobody reports it.
		if !a.isOpen() || len(a.wanted(a.mayGrant)) > 0 || len(a.enabledPublic()) > 0 {
			return
		}
		f := a.add(RuleEdgeUnused, federation.AccessEdge, 0, "AllowFederatedUsers", "federation is on, but no policy in use grants it (of %s): nobody can reach a partner", plural(len(a.c.ExternalAccessPolicies), "policy"))
		grant := a.grantTo(federationAccess, "EnableFederationAccess")
		if sharing := a.sharing(); len(sharing) > 0 {
			f.Detail += fmt.Sprintf(". It serves only the address space that is shared with %s", list(sharing))
			a.advise(f, "Grant it to those who may: ", grant, ". Do not turn it off at the Access Edge: the shared address space needs it")
			return
		}
		a.advise(f, "Grant it to those who may: ", grant, ". Or turn it off: ", a.setEdge(turn("AllowFederatedUsers", false)))
	},
}

var latentDiscovery = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleLatentDiscovery,
		Severity: diag.Notice,
		Summary:  "Discovery must be off while federation is off. As soon as federation is on, it opens the organization to every domain that is not blocked.",
		Remedy:   "Turn discovery off before federation is turned on, unless you want that.",
		Source:   source.AccessEdge,
	}},
	needs: []federation.Kind{federation.AccessEdge},
	reads: []members{waysOut},
	whole: func(a *auditor) {
		if !a.isOpen() && a.edge.EnablePartnerDiscovery.IsOn() {
			f := a.add(RuleLatentDiscovery, federation.AccessEdge, 0, "EnablePartnerDiscovery", "discovery is on while federation is off: once federation is on, every domain that is not blocked can be reached")
			a.advise(f, "Turn it off first, unless you want that: ", a.setEdge(turn("EnablePartnerDiscovery", false)))
		}
	},
}

var outsideOff = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleOutsideOff,
		Severity: diag.Warning,
		Summary:  "If a policy grants access from outside, it must be on at the Access Edge.",
		Remedy:   "Turn it on at the Access Edge, or withdraw the grants.",
		Source:   source.AccessEdge,
	}},
	needs: []federation.Kind{federation.AccessEdge},
	reads: []members{of(federation.AccessEdge, "AllowOutsideUsers")},
	when:  func(a *auditor) bool { return a.edge.AllowOutsideUsers.IsOff() },
	seeks: []members{outsideGrants, grantedPolicies},
	wants: []federation.Kind{federation.ExternalAccessPolicies, federation.Users},
	whole: func(a *auditor) {
		if granted := a.granting(outsideAccess); len(granted) > 0 {
			f := a.add(RuleOutsideOff, federation.AccessEdge, 0, "AllowOutsideUsers", "access from outside is off, but granted by %s: these users cannot sign in from outside", list(granted))
			a.advise(f, "Turn it on: ", a.setEdge(turn("AllowOutsideUsers", true)), ". Or withdraw the grants: ", a.takeBack(outsideAccess, "EnableOutsideAccess"))
		}
	},
}

// noPartners finds a closed Edge with an empty list. That stops federation except
// with public contacts and with users of a shared address space.
var noPartners = check{
	rules: []diag.RuleInfo{{
		Rule:     RulePartnersNone,
		Severity: diag.Error,
		Summary:  "Federated partners must be discovered or allowed by name.",
		Remedy:   "Allow partners by name, or turn discovery on.",
		Source:   source.AccessEdge,
	}},
	needs: []federation.Kind{federation.AccessEdge, federation.AllowedDomains, federation.ExternalAccessPolicies, federation.PublicProviders, federation.HostingProviders},
	reads: []members{waysOut, publicServices, publicGrants, hostingSharing},
	when: func(a *auditor) bool {
		return a.isOpen() && a.usesDNS() && !a.discovers() && len(a.c.AllowedDomains) == 0
	},
	seeks:  []members{federationGrants, grantedPolicies},
	wants:  []federation.Kind{federation.Users},
	urgent: true,
	whole: func(a *auditor) {
		granted := a.granting(federationAccess)
		if len(granted) == 0 {
			return
		}
		f := a.add(RulePartnersNone, federation.AllowedDomains, -1, "", "discovery is off and no domain is allowed, but federation is granted by %s: no federated partner can be reached", list(granted))
		if public := a.enabledPublic(); len(public) > 0 && len(a.mayGrant(publicAccess)) > 0 {
			f.Severity = diag.Notice
			f.Detail += fmt.Sprintf(", only contacts of %s", list(public))
		} else if shared := a.sharing(); len(shared) > 0 {
			f.Severity = diag.Notice
			f.Detail += fmt.Sprintf(", only users of the address space that is shared with %s", list(shared))
		}
		a.advise(f, "Allow each partner by name with New-CsAllowedDomain. Or let every domain that is not blocked be reached: ", a.setEdge(turn("EnablePartnerDiscovery", true)))
	},
}

// sharing returns the enabled hosting providers that share the address space.
func (a *auditor) sharing() []string {
	var names []string
	for _, p := range a.c.HostingProviders {
		if p.Enabled && p.EnabledSharedAddressSpace.IsOn() {
			names = append(names, p.Identity)
		}
	}
	return names
}

// openList finds an allowed list that restricts nobody: with discovery on, an entry
// only lifts limits (PS-EDGE).
var openList = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleAllowedListOpen,
		Severity: diag.Notice,
		Summary:  "Discovery must be off for the list of allowed domains to restrict who can be reached.",
		Remedy:   "Turn discovery off, if only the allowed domains should be reached.",
		Source:   source.AccessEdge,
		Also:     "SFB-1254",
	}},
	needs: []federation.Kind{federation.AccessEdge},
	reads: []members{waysOut},
	when:  func(a *auditor) bool { return a.isOpen() && a.discovers() },
	wants: []federation.Kind{federation.AllowedDomains},
	whole: func(a *auditor) {
		n := len(a.c.AllowedDomains)
		if n == 0 {
			return
		}
		f := a.add(RuleAllowedListOpen, federation.AccessEdge, 0, "EnablePartnerDiscovery", "discovery is on, so the list of %s restricts nobody: every domain that is not blocked can be reached. An entry only lifts the limits on discovered partners", plural(n, "allowed domain"))
		f.Source = source.OpenFederation
		a.advise(f, "If only the allowed domains should be reached: ", a.setEdge(turn("EnablePartnerDiscovery", false)), ". A tenant that shares the address space must then have the same list")
	},
}

var userReplicator = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleEdgeUserReplicator,
		Severity: diag.Warning,
		Summary:  "EnableUserReplicator must be off at the Access Edge.",
		Remedy:   "Turn it off, replicate the configuration and restart the Edge Servers.",
		Source:   source.UserReplicator,
	}},
	needs: []federation.Kind{federation.AccessEdge},
	reads: []members{of(federation.AccessEdge, "EnableUserReplicator")},
	whole: func(a *auditor) {
		if a.edge.EnableUserReplicator.IsOn() {
			f := a.add(RuleEdgeUserReplicator, federation.AccessEdge, 0, "EnableUserReplicator", "EnableUserReplicator is on, and is off by default: the Access Edge service does not start, or stops responding, and then nobody outside can be reached")
			a.mend(f, "Turn it off: ", []diag.Edit{a.setEdge(turn("EnableUserReplicator", false))}, ". Then run Invoke-CsManagementStoreReplication and restart the Edge Servers")
		}
	},
}

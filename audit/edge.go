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

// Federation is switched on for the organization first, and then granted by
// policies (PS-POLICY-GET, GG520946).

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

// What checks read of the Access Edge, of policies and of providers.
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
		Summary:  "An enabled public provider must be for somebody: a policy must grant public access.",
		Remedy:   "Grant public access in the policies of those who may, or disable the provider.",
		Source:   source.Site19,
	}},
	needs: []federation.Kind{federation.ExternalAccessPolicies, federation.PublicProviders},
	reads: []members{publicServices, publicGrants},
	of:    federation.PublicProviders,
	record: func(a *auditor, i int) {
		p := a.c.PublicProviders[i]
		if p.Enabled && len(a.mayGrant(publicAccess)) == 0 {
			f := a.add(RulePublicAccessNobody, federation.PublicProviders, i, "Enabled", "%s is enabled, and no policy that anyone has grants public access, of %s: nobody can reach its contacts", p.Identity, plural(len(a.c.ExternalAccessPolicies), "policy"))
			a.advise(f, "Grant it to those who may: ", a.grantTo(publicAccess, "EnablePublicCloudAccess"), ". Or disable the provider: ", a.edit(diag.OpDisable, federation.PublicProviders, i))
		}
	},
}

var publicNoProvider = check{
	rules: []diag.RuleInfo{{
		Rule:     RulePublicAccessNoProvider,
		Severity: diag.Warning,
		Summary:  "Public access that a policy grants must have an enabled public provider.",
		Remedy:   "Create or enable the provider, or take the grant back.",
		Source:   source.Site19,
	}},
	needs: []federation.Kind{federation.ExternalAccessPolicies, federation.PublicProviders},
	reads: []members{publicServices},
	seeks: []members{publicGrants, grantedPolicies},
	wants: []federation.Kind{federation.Users},
	whole: func(a *auditor) {
		granted := a.granting(publicAccess)
		// An enabled one whose service has ended is to be removed first.
		enabled := slices.ContainsFunc(a.c.PublicProviders, func(p provider.PublicProvider) bool { return p.Enabled })
		if len(granted) == 0 || enabled {
			return
		}
		f := a.add(RulePublicAccessNoProvider, federation.PublicProviders, -1, "", "public access is granted by %s, and no public provider is enabled: those users reach no public contact", list(granted))
		back := a.takeBack(publicAccess, "EnablePublicCloudAccess")
		if a.noServiceLeft() {
			f.Severity = diag.Notice
			a.advise(f, "No public service is left. Take the grants back, if the shell still has the parameter: ", back)
			return
		}
		var enable []diag.Edit
		for i, p := range a.c.PublicProviders {
			if _, stage, known := a.service(p); known && stage.Phase == provider.Available {
				enable = append(enable, a.edit(diag.OpEnable, federation.PublicProviders, i))
			}
		}
		if enable == nil && !a.on.IsZero() {
			a.advise(f, "Create the documented provider: ", a.skypeProvider(), ". Or take the grants back: ", back)
		} else {
			a.advise(f, "Enable the provider: ", enable, ". Or take the grants back: ", back)
		}
	},
}

// enabledPublic returns the public providers that are enabled and whose service
// has not ended.
func (a *auditor) enabledPublic() []string {
	var names []string
	for _, p := range a.c.PublicProviders {
		if p.Enabled && !a.ended(p) {
			names = append(names, p.Identity)
		}
	}
	return names
}

// enabled returns all providers that are enabled and whose service has not
// ended. Federation at the Edge also governs split domains (PS-EDGE).
func (a *auditor) enabled() []string {
	names := a.enabledPublic()
	for _, p := range a.c.HostingProviders {
		if p.Enabled {
			names = append(names, p.Identity)
		}
	}
	return names
}

// A grantsOf returns the policies with a switch on: granting those that are in
// force, mayGrant those that may be.
type grantsOf func(func(policy.ExternalAccessPolicy) product.Switch) []string

// wanted returns the policies that grant anything that needs federation.
func (a *auditor) wanted(grants grantsOf) []string {
	names := grants(federationAccess)
	if !a.noServiceLeft() {
		names = append(names, grants(publicAccess)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// asks returns what asks for federation, in words.
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

// discovers reports whether partners that are not allowed by name are reached.
func (a *auditor) discovers() bool { return a.usesDNS() && a.edge.EnablePartnerDiscovery.IsOn() }

var edgeOff = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleEdgeOff,
		Severity: diag.Error,
		Summary:  "Federation must be on for the organization where policies, providers or allowed domains ask for it.",
		Remedy:   "Turn federation on at the Access Edge, or remove what asks for it.",
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
			f := a.add(RuleEdgeOff, federation.AccessEdge, 0, "AllowFederatedUsers", "federation is off at the Access Edge, and %s: nobody can exchange messages or presence with anyone outside", strings.Join(asks, ", "))
			a.advise(f, "Turn it on: ", a.setEdge(turn("AllowFederatedUsers", true)), ". Or, if nobody is to reach anyone outside, remove what asks for it")
		}
	},
}

// edgeClosed is for an organization that asks for nothing: one notice.
var edgeClosed = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleEdgeClosed,
		Severity: diag.Notice,
		Summary:  "Federation must be on before anyone outside is reached.",
		Remedy:   "Nothing needs to be done while nobody is to reach anyone outside.",
		Source:   source.AccessEdge,
	}},
	needs: []federation.Kind{federation.AccessEdge, federation.PublicProviders, federation.HostingProviders, federation.AllowedDomains, federation.ExternalAccessPolicies},
	reads: []members{of(federation.AccessEdge, "AllowFederatedUsers", "EnablePartnerDiscovery")},
	when: func(a *auditor) bool { // of discovery more is said
		return !a.isOpen() && !a.edge.EnablePartnerDiscovery.IsOn() && len(a.asks(a.mayGrant)) == 0
	},
	seeks: []members{federationGrants, publicGrants, publicServices, hostingEnabled},
	whole: func(a *auditor) {
		for _, m := range []members{federationGrants, publicGrants, publicServices, hostingEnabled} {
			if len(a.lackingAny(m)) > 0 {
				return
			}
		}
		f := a.add(RuleEdgeClosed, federation.AccessEdge, 0, "AllowFederatedUsers", "federation is off, and no policy, provider or allowed domain asks for it: nobody reaches anyone outside")
		a.advise(f, "Nothing needs to be done, unless federation is wanted: ", a.setEdge(turn("AllowFederatedUsers", true)))
	},
}

var edgeUnused = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleEdgeUnused,
		Severity: diag.Warning,
		Summary:  "Federation that is on for the organization must be granted by a policy.",
		Remedy:   "Grant it in the policies of those who may, or turn it off at the Access Edge.",
		Source:   source.GetExternalAccessPolicy,
	}},
	needs: []federation.Kind{federation.AccessEdge, federation.ExternalAccessPolicies, federation.PublicProviders, federation.HostingProviders},
	reads: []members{federationSwitch, federationGrants, publicGrants, publicServices, hostingEnabled, of(federation.HostingProviders, "EnabledSharedAddressSpace")},
	whole: func(a *auditor) {
		// If nobody is granted public access, the finding is about the provider.
		if !a.isOpen() || len(a.wanted(a.mayGrant)) > 0 || len(a.enabledPublic()) > 0 {
			return
		}
		f := a.add(RuleEdgeUnused, federation.AccessEdge, 0, "AllowFederatedUsers", "federation is on, and no policy that anyone has grants it, of %s: nobody can reach a partner", plural(len(a.c.ExternalAccessPolicies), "policy"))
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
		Summary:  "Discovery must not be on while federation is off: it opens the organization to every domain that is not blocked as soon as federation is on.",
		Remedy:   "Turn discovery off before federation is turned on, unless that is meant.",
		Source:   source.AccessEdge,
	}},
	needs: []federation.Kind{federation.AccessEdge},
	reads: []members{waysOut},
	whole: func(a *auditor) {
		if !a.isOpen() && a.edge.EnablePartnerDiscovery.IsOn() {
			f := a.add(RuleLatentDiscovery, federation.AccessEdge, 0, "EnablePartnerDiscovery", "discovery is on while federation is off: once federation is on, every domain that is not blocked can be reached")
			a.advise(f, "Turn it off first, unless that is meant: ", a.setEdge(turn("EnablePartnerDiscovery", false)))
		}
	},
}

var outsideOff = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleOutsideOff,
		Severity: diag.Warning,
		Summary:  "Access from outside that policies grant must be on for the organization.",
		Remedy:   "Turn it on at the Access Edge, or take the grants back.",
		Source:   source.AccessEdge,
	}},
	needs: []federation.Kind{federation.AccessEdge},
	reads: []members{of(federation.AccessEdge, "AllowOutsideUsers")},
	when:  func(a *auditor) bool { return a.edge.AllowOutsideUsers.IsOff() },
	seeks: []members{outsideGrants, grantedPolicies},
	wants: []federation.Kind{federation.ExternalAccessPolicies, federation.Users},
	whole: func(a *auditor) {
		if granted := a.granting(outsideAccess); len(granted) > 0 {
			f := a.add(RuleOutsideOff, federation.AccessEdge, 0, "AllowOutsideUsers", "access from outside is off, and granted by %s: those users cannot sign in from outside", list(granted))
			a.advise(f, "Turn it on: ", a.setEdge(turn("AllowOutsideUsers", true)), ". Or take the grants back: ", a.takeBack(outsideAccess, "EnableOutsideAccess"))
		}
	},
}

// noPartners: the list is closed, and nobody is on it. That stops federation, but
// for public contacts and for users of a shared address space.
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
		f := a.add(RulePartnersNone, federation.AllowedDomains, -1, "", "discovery is off and no domain is allowed, and %s grants federation: no federated partner can be reached", list(granted))
		if public := a.enabledPublic(); len(public) > 0 && len(a.mayGrant(publicAccess)) > 0 {
			f.Severity = diag.Notice
			f.Detail += fmt.Sprintf(", only the contacts of %s", list(public))
		} else if shared := a.sharing(); len(shared) > 0 {
			f.Severity = diag.Notice
			f.Detail += fmt.Sprintf(", only the users of the address space that is shared with %s", list(shared))
		}
		a.advise(f, "Allow each partner by name with New-CsAllowedDomain -Identity and its domain. Or let every domain that is not blocked be reached: ", a.setEdge(turn("EnablePartnerDiscovery", true)))
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

// openList: with discovery on, an allowed entry only lifts limits (PS-EDGE).
var openList = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleAllowedListOpen,
		Severity: diag.Notice,
		Summary:  "Discovery must be off where the list of allowed domains is to restrict who can be reached.",
		Remedy:   "Turn discovery off, if only the allowed domains are to be reached.",
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
		f := a.add(RuleAllowedListOpen, federation.AccessEdge, 0, "EnablePartnerDiscovery", "discovery is on, so the list of %s restricts nobody: every domain that is not blocked can be reached, and an allowed domain is only free of the limits on discovered ones", plural(n, "allowed domain"))
		f.Source = source.OpenFederation
		a.advise(f, "If only the allowed domains are to be reached: ", a.setEdge(turn("EnablePartnerDiscovery", false)), ". A tenant that shares the address space must then have the same list")
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
			f := a.add(RuleEdgeUserReplicator, federation.AccessEdge, 0, "EnableUserReplicator", "EnableUserReplicator is on, and it is off by default: the Access Edge service does not start, or stops responding, and then nobody outside is reached")
			a.mend(f, "Turn it off: ", []diag.Edit{a.setEdge(turn("EnableUserReplicator", false))}, ". Then run Invoke-CsManagementStoreReplication and restart the Edge Servers")
		}
	},
}

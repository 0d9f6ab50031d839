package audit

import (
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/provider"
)

// Federation is switched on for the organization first, and then granted by
// policies (PS-POLICY-GET, GG520946).

// The rules on how the Access Edge, policies and providers fit together.
const (
	RuleEdgeOff                diag.Rule = "audit.edge.off"
	RuleEdgeUnused             diag.Rule = "audit.edge.unused"
	RuleLatentDiscovery        diag.Rule = "audit.latent.discovery"
	RuleOutsideOff             diag.Rule = "audit.outside.off"
	RulePartnersNone           diag.Rule = "audit.partners.none"
	RulePublicAccessNobody     diag.Rule = "audit.public-access.nobody"
	RulePublicAccessNoProvider diag.Rule = "audit.public-access.no-provider"
)

var publicNobody = check{
	rules: []diag.RuleInfo{{
		Rule:     RulePublicAccessNobody,
		Severity: diag.Warning,
		Summary:  "An enabled public provider must be for somebody: a policy must grant public access.",
		Remedy:   "Set-CsExternalAccessPolicy -EnablePublicCloudAccess $true for those who may, or disable the provider.",
		Source:   source.Site19,
	}},
	needs: []federation.Kind{federation.ExternalAccessPolicies, federation.PublicProviders},
	of:    federation.PublicProviders,
	record: func(a *auditor, i int) {
		p := a.c.PublicProviders[i]
		if p.Enabled && !a.ended(p) && len(a.granting(publicAccess)) == 0 {
			a.add(RulePublicAccessNobody, federation.PublicProviders, i, "Enabled", "%s is enabled, and no policy that anyone has grants public access, of %d policies", p.Identity, len(a.c.ExternalAccessPolicies))
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
	whole: func(a *auditor) {
		granted := a.granting(publicAccess)
		removes := slices.ContainsFunc(a.c.PublicProviders, func(p provider.PublicProvider) bool { return p.Enabled && a.ended(p) })
		if len(granted) == 0 || len(a.enabledPublic()) > 0 || removes {
			return
		}
		f := a.add(RulePublicAccessNoProvider, federation.PublicProviders, -1, "", "public access is granted by %s, and none of %d public providers is enabled with a service that exists", strings.Join(granted, ", "), len(a.c.PublicProviders))
		if a.noServiceLeft() {
			f.Severity, f.Remedy = diag.Notice, "Take the grants back: no public service is left."
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

// wanted returns the policies that grant anything that needs federation.
func (a *auditor) wanted() []string {
	names := slices.Concat(a.granting(federationAccess), a.granting(publicAccess))
	slices.Sort(names)
	return slices.Compact(names)
}

var edgeOff = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleEdgeOff,
		Severity: diag.Warning,
		Summary:  "What policies grant and providers offer must have federation on for the organization.",
		Remedy:   "Set-CsAccessEdgeConfiguration -AllowFederatedUsers $true, or take the grants back.",
		Source:   source.GetExternalAccessPolicy,
	}},
	needs: []federation.Kind{federation.AccessEdge},
	whole: func(a *auditor) {
		if a.edge.AllowFederatedUsers.IsOn() {
			return
		}
		if wanted := a.wanted(); len(wanted) > 0 {
			a.add(RuleEdgeOff, federation.AccessEdge, 0, "AllowFederatedUsers", "federation is off, and granted by %s", strings.Join(wanted, ", "))
		} else if enabled := a.enabled(); len(enabled) > 0 {
			a.add(RuleEdgeOff, federation.AccessEdge, 0, "AllowFederatedUsers", "federation is off, and providers are enabled: %s", strings.Join(enabled, ", "))
		}
	},
}

var edgeUnused = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleEdgeUnused,
		Severity: diag.Warning,
		Summary:  "Federation that is on for the organization must be granted by a policy.",
		Remedy:   "Grant it with Set-CsExternalAccessPolicy -EnableFederationAccess $true, or turn it off at the Edge.",
		Source:   source.GetExternalAccessPolicy,
	}},
	needs: []federation.Kind{federation.AccessEdge, federation.ExternalAccessPolicies, federation.HostingProviders},
	whole: func(a *auditor) {
		if a.edge.AllowFederatedUsers.IsOn() && len(a.wanted()) == 0 && len(a.enabled()) == 0 {
			a.add(RuleEdgeUnused, federation.AccessEdge, 0, "AllowFederatedUsers", "federation is on, and no policy that anyone has grants it, of %d policies", len(a.c.ExternalAccessPolicies))
		}
	},
}

var latentDiscovery = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleLatentDiscovery,
		Severity: diag.Notice,
		Summary:  "Discovery must not be on while federation is off: it opens the organization to every domain that is not blocked as soon as federation is on.",
		Remedy:   "Turn EnablePartnerDiscovery off before federation is turned on, unless that is meant.",
		Source:   source.AccessEdge,
	}},
	needs: []federation.Kind{federation.AccessEdge},
	whole: func(a *auditor) {
		if !a.edge.AllowFederatedUsers.IsOn() && a.edge.EnablePartnerDiscovery.IsOn() {
			a.add(RuleLatentDiscovery, federation.AccessEdge, 0, "EnablePartnerDiscovery", "discovery is on while federation is off")
		}
	},
}

var outsideOff = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleOutsideOff,
		Severity: diag.Warning,
		Summary:  "Access from outside that policies grant must be on for the organization.",
		Remedy:   "Set-CsAccessEdgeConfiguration -AllowOutsideUsers $true, or take the grants back.",
		Source:   source.AccessEdge,
	}},
	needs: []federation.Kind{federation.AccessEdge},
	whole: func(a *auditor) {
		if granted := a.granting(outsideAccess); a.edge.AllowOutsideUsers.IsOff() && len(granted) > 0 {
			a.add(RuleOutsideOff, federation.AccessEdge, 0, "AllowOutsideUsers", "access from outside is off, and granted by %s", strings.Join(granted, ", "))
		}
	},
}

var noPartners = check{
	rules: []diag.RuleInfo{{
		Rule:     RulePartnersNone,
		Severity: diag.Warning,
		Summary:  "Federated partners must be discovered or allowed by name.",
		Remedy:   "Allow partners with New-CsAllowedDomain, or turn EnablePartnerDiscovery on.",
		Source:   source.AccessEdge,
	}},
	needs: []federation.Kind{federation.AccessEdge, federation.AllowedDomains},
	whole: func(a *auditor) {
		wanted := len(a.granting(federationAccess)) > 0 || !a.c.Knows(federation.ExternalAccessPolicies)
		if wanted && a.edge.AllowFederatedUsers.IsOn() && a.edge.RoutingMethod == federation.UseDNSSRVRouting && !a.edge.EnablePartnerDiscovery.IsOn() && len(a.c.AllowedDomains) == 0 {
			a.add(RulePartnersNone, federation.AllowedDomains, -1, "", "discovery is off and no domain is allowed: no federated partner can be reached")
		}
	},
}

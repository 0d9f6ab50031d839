package plan

import (
	"fmt"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/tenant"
)

// unsafe returns the steps that a person must agree to first.
func (p *planner) unsafe() diag.Findings {
	var all diag.Findings
	add := func(r diag.Rule, k federation.Kind, identity, format string, args ...any) *diag.Finding {
		f := catalog.Finding(r, "", fmt.Sprintf(format, args...))
		f.Subject = diag.Subject{Kind: k.String(), Identity: identity}
		all.Add(f)
		return f
	}
	had, has := p.have.AccessEdge, p.goal.AccessEdge
	if had != nil && had.AllowFederatedUsers.IsOn() && !has.AllowFederatedUsers.IsOn() {
		add(RuleFederationClosed, federation.AccessEdge, "Global", "AllowFederatedUsers is turned off")
	}
	p.unsafeOfTenant(add)
	if had != nil && !had.EnablePartnerDiscovery.IsOn() && has.EnablePartnerDiscovery.IsOn() {
		add(RuleDiscoveryOpened, federation.AccessEdge, "Global", "EnablePartnerDiscovery is turned on")
	}
	if had != nil && had.Routing() != federation.UseDefaultRouting && has.Routing() == federation.UseDefaultRouting {
		add(RuleDiscoveryOpened, federation.AccessEdge, "Global", "the default route is turned on")
	}
	if was := enabledProviders(&p.have); was > 0 && enabledProviders(&p.goal) == 0 {
		add(RuleProviderLast, federation.PublicProviders, "", "of %s, none stays enabled", count(was, "enabled public provider"))
	}
	removed := map[federation.Kind]int{}
	for key, c := range p.changes {
		if c.op != diag.OpRemove || p.movesToOtherList(key) {
			continue
		}
		removed[key.kind]++
	}
	for k := range federation.AllKinds() {
		n, of := removed[k], k.Row().Len(&p.have)
		if isMany(n, of) {
			add(RuleRemovalMany, k, "", "%d of %d are removed", n, of)
		}
		if k == federation.TenantExternalAccessPolicies && n > 0 {
			p.removedOfTenant(add)
		}
		if k == federation.ExternalAccessPolicies && n > 0 && !p.have.Knows(federation.Users) {
			for _, gone := range p.have.ExternalAccessPolicies {
				if c := p.changes[recordKey{k, k.Key(gone.Identity.String())}]; c != nil && c.op == diag.OpRemove && gone.Identity.Scope() == policy.Tag {
					add(RuleGrantsUnknown, k, gone.Identity.String(), "its users are not known")
				}
			}
		}
	}
	return all
}

// unsafeOfTenant adds the unsafe changes of the federation configuration of a tenant.
func (p *planner) unsafeOfTenant(add func(diag.Rule, federation.Kind, string, string, ...any) *diag.Finding) {
	const k = federation.TenantFederationConfiguration
	had, has := p.have.Tenant.FederationConfiguration, p.goal.Tenant.FederationConfiguration
	if had == nil {
		return
	}
	if had.AllowFederatedUsers.IsOn() && !has.AllowFederatedUsers.IsOn() {
		add(RuleFederationClosed, k, "", "AllowFederatedUsers is turned off in the tenant")
	}
	if !had.AllowedDomains.IsNobody() && has.AllowedDomains.IsNobody() {
		add(RuleFederationClosed, k, "", "the tenant is closed to all domains")
	}
	if !had.AllowedDomains.IsAllKnown() && has.AllowedDomains.IsAllKnown() {
		add(RuleDiscoveryOpened, k, "", "the tenant is opened to all known domains")
	}
	hadAllowed, _ := had.AllowedDomains.List()
	allowed, isList := has.AllowedDomains.List()
	if n := removedFrom(hadAllowed, allowed); isList && isMany(n, hadAllowed.Len()) {
		add(RuleRemovalMany, k, "", "%d of %d domains are removed from AllowedDomains", n, hadAllowed.Len())
	}
	if n := removedFrom(had.BlockedDomains, has.BlockedDomains); isMany(n, had.BlockedDomains.Len()) {
		add(RuleRemovalMany, k, "", "%d of %d domains are removed from BlockedDomains", n, had.BlockedDomains.Len())
	}
}

// removedFrom returns the number of entries of had that has lacks.
func removedFrom(had, has tenant.List) (n int) {
	stays := map[string]bool{}
	for entry := range has.Entries() {
		stays[entry] = true
	}
	for entry := range had.Entries() {
		if !stays[entry] {
			n++
		}
	}
	return n
}

// isMany reports whether n of the entries of a list are so many that their removal may be
// an accident.
func isMany(n, of int) bool { return n >= 5 && 10*n > 3*of }

// removedOfTenant adds the removed policies of a tenant. Such a policy may be granted to a
// group, which no export shows.
func (p *planner) removedOfTenant(add func(diag.Rule, federation.Kind, string, string, ...any) *diag.Finding) {
	const k = federation.TenantExternalAccessPolicies
	for _, c := range p.changesOf(k) {
		if c.op != diag.OpRemove {
			continue
		}
		why := "its users and groups are not known"
		if p.have.Knows(federation.TenantUsers) {
			why = "no user of the export has it, and which groups have it is not known"
		}
		f := add(RuleGrantsUnknown, k, c.subject.Identity, "%s", why)
		f.Remedy = "Look the groups up in the tenant: Get-CsGroupPolicyAssignment -PolicyType 'ExternalAccessPolicy'. Take the policy back from each by hand before the plan, or confirm the unsafe steps."
	}
}

// movesToOtherList reports whether a domain that is removed from one list is added
// to the other.
func (p *planner) movesToOtherList(r recordKey) bool {
	for _, k := range [...]federation.Kind{federation.AllowedDomains, federation.BlockedDomains} {
		if c := p.changes[recordKey{k, r.key}]; k != r.kind && c != nil && c.op == diag.OpNew {
			return r.kind == federation.AllowedDomains || r.kind == federation.BlockedDomains
		}
	}
	return false
}

func enabledProviders(c *federation.Configuration) (n int) {
	for _, p := range c.PublicProviders {
		if p.Enabled {
			n++
		}
	}
	return n
}

// count returns a number with a noun.
func count(n int, noun string) string { return char.Number(n) + " " + char.Plural(n, noun) }

package audit

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
)

// RulePolicyUnheld is broken by a per-user policy that nobody is granted.
const RulePolicyUnheld diag.Rule = "audit.policy.unheld"

var unheldPolicies = check{
	rules: []diag.RuleInfo{{
		Rule:     RulePolicyUnheld,
		Severity: diag.Notice,
		Summary:  "A per-user policy must be granted to somebody.",
		Remedy:   "Grant it, or remove it with Remove-CsExternalAccessPolicy.",
		Source:   source.GrantExternalAccessPolicy,
	}},
	needs: []federation.Kind{federation.Users},
	whole: func(a *auditor) {
		seen := map[string]bool{}
		for i, p := range a.c.ExternalAccessPolicies {
			name := char.Fold(p.Identity.String())
			if !seen[name] && a.isUnheld(p) {
				a.add(RulePolicyUnheld, federation.ExternalAccessPolicies, i, "Identity", "%s is granted to none of %d users", p.Identity, len(a.c.Users))
			}
			seen[name] = true
		}
	},
}

// isUnheld reports whether a policy is a per-user policy that nobody is known to
// be granted.
func (a *auditor) isUnheld(p policy.ExternalAccessPolicy) bool {
	return a.held != nil && p.Identity.Scope() == policy.Tag && !a.held[char.Fold(p.Identity.String())]
}

// grants finds the grants of policies that do not exist. A server can be in this
// state after a policy was removed.
var grants = check{
	shared: []diag.Rule{policy.RuleGrantMissing},
	needs:  []federation.Kind{federation.ExternalAccessPolicies},
	whole: func(a *auditor) {
		exists := map[string]bool{"": true} // no grant
		for _, p := range a.c.ExternalAccessPolicies {
			exists[char.Fold(p.Identity.String())] = true
		}
		for i, u := range a.c.Users {
			if !exists[char.Fold(u.ExternalAccessPolicy.String())] {
				f := a.add(policy.RuleGrantMissing, federation.Users, i, "ExternalAccessPolicy", "%s is granted %s, which does not exist", u.SIPAddress, u.ExternalAccessPolicy)
				f.Cause = diag.Subject{Kind: federation.ExternalAccessPolicies.String(), Identity: u.ExternalAccessPolicy.String()}
			}
		}
	},
}

// granting returns the policies with a switch on, without the per-user policies
// that nobody is known to be granted.
func (a *auditor) granting(on func(policy.ExternalAccessPolicy) product.Switch) []string {
	var names []string
	for _, p := range a.c.ExternalAccessPolicies {
		if on(p).IsOn() && !a.isUnheld(p) {
			names = append(names, p.Identity.String())
		}
	}
	return names
}

func federationAccess(p policy.ExternalAccessPolicy) product.Switch { return p.EnableFederationAccess }
func publicAccess(p policy.ExternalAccessPolicy) product.Switch     { return p.EnablePublicCloudAccess }
func outsideAccess(p policy.ExternalAccessPolicy) product.Switch    { return p.EnableOutsideAccess }

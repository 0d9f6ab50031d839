package audit

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
)

// RulePolicyUnheld is broken by a per-user policy that is granted to nobody.
const RulePolicyUnheld diag.Rule = "audit.policy.unheld"

var unheldPolicies = check{
	rules: []diag.RuleInfo{{
		Rule:     RulePolicyUnheld,
		Severity: diag.Notice,
		Summary:  "A per-user policy must be granted to somebody.",
		Remedy:   "Grant it, or remove it.",
		Source:   source.GrantExternalAccessPolicy,
	}},
	needs: []federation.Kind{federation.ExternalAccessPolicies, federation.Users},
	reads: []members{grantedPolicies},
	whole: func(a *auditor) {
		seen := map[string]bool{}
		for i, p := range a.c.ExternalAccessPolicies {
			name := char.Fold(p.Identity.String())
			if !seen[name] && a.isUnheld(p) {
				f := a.add(RulePolicyUnheld, federation.ExternalAccessPolicies, i, "Identity", "%s is granted to 0 of %s users", p.Identity, char.Number(len(a.c.Users)))
				a.advise(f, "Grant it to the users it is meant for, or remove it: ", a.edit(diag.OpRemove, federation.ExternalAccessPolicies, i))
			}
			seen[name] = true
		}
	},
}

// isUnheld reports whether a policy is a per-user policy that is known to be
// granted to nobody.
func (a *auditor) isUnheld(p policy.ExternalAccessPolicy) bool {
	return a.held != nil && p.Identity.Scope() == policy.Tag && !a.held[char.Fold(p.Identity.String())]
}

// grants finds grants of policies that do not exist. A server can be in this state
// after a policy was removed.
var grants = check{
	shared: []diag.Rule{policy.RuleGrantMissing},
	needs:  []federation.Kind{federation.ExternalAccessPolicies},
	wants:  []federation.Kind{federation.Users},
	seeks:  []members{grantedPolicies},
	whole: func(a *auditor) {
		exists := map[string]bool{"": true} // no grant
		var tags []string
		for _, p := range a.c.ExternalAccessPolicies {
			exists[char.Fold(p.Identity.String())] = true
			if p.Identity.Scope() == policy.Tag {
				tags = append(tags, p.Identity.Name())
			}
		}
		isMissing := map[policy.Identity]bool{} // few differ
		nearest := map[policy.Identity]string{} // the policy that is likely meant, or ""
		for i, u := range a.c.Users {
			missing, met := isMissing[u.ExternalAccessPolicy]
			if !met {
				missing = !exists[char.Fold(u.ExternalAccessPolicy.String())]
				isMissing[u.ExternalAccessPolicy] = missing
			}
			if missing {
				f := a.add(policy.RuleGrantMissing, federation.Users, i, "ExternalAccessPolicy", "%s is granted %s, which does not exist", u.SIPAddress, u.ExternalAccessPolicy)
				f.Cause = diag.Subject{Kind: federation.ExternalAccessPolicies.String(), Identity: u.ExternalAccessPolicy.String()}
				meant, known := nearest[u.ExternalAccessPolicy]
				if !known {
					if name, found := near.Name(u.ExternalAccessPolicy.Name(), tags); found {
						meant = "Tag:" + name
					}
					nearest[u.ExternalAccessPolicy] = meant
				}
				grant := func(v diag.Value) diag.Edit {
					return a.edit(diag.OpGrant, federation.Users, i, to("ExternalAccessPolicy", v))
				}
				if meant != "" {
					f.Detail += "; the nearest is " + meant
					a.advise(f, "Grant the policy that is meant: ", grant(diag.Text(meant)), ". Or create the missing one, or withdraw the grant: ", grant(diag.Null()))
				} else {
					a.advise(f, "Create the policy, or withdraw the grant: ", grant(diag.Null()))
				}
			}
		}
	},
}

// granting returns the policies in use that have a switch on: Global, those of
// sites, and those that are known to be granted to a user.
func (a *auditor) granting(on func(policy.ExternalAccessPolicy) product.Switch) []string {
	return a.withSwitch(on, func(p policy.ExternalAccessPolicy) bool {
		return !p.Identity.IsZero() && (p.Identity.Scope() != policy.Tag || a.held[char.Fold(p.Identity.String())])
	})
}

// mayGrant returns the policies of granting, and those that may be granted to a
// user.
func (a *auditor) mayGrant(on func(policy.ExternalAccessPolicy) product.Switch) []string {
	return a.withSwitch(on, func(p policy.ExternalAccessPolicy) bool { return !a.isUnheld(p) })
}

func (a *auditor) withSwitch(on func(policy.ExternalAccessPolicy) product.Switch, counts func(policy.ExternalAccessPolicy) bool) []string {
	var names []string
	for _, p := range a.c.ExternalAccessPolicies {
		if on(p).IsOn() && counts(p) {
			names = append(names, p.Identity.String())
		}
	}
	return names
}

func federationAccess(p policy.ExternalAccessPolicy) product.Switch { return p.EnableFederationAccess }
func publicAccess(p policy.ExternalAccessPolicy) product.Switch     { return p.EnablePublicCloudAccess }
func outsideAccess(p policy.ExternalAccessPolicy) product.Switch    { return p.EnableOutsideAccess }

// grantTo returns edits that turn a switch on in policies that are or may be in
// use. It returns at most three, because a person must choose among them.
func (a *auditor) grantTo(on func(policy.ExternalAccessPolicy) product.Switch, member string) []diag.Edit {
	return a.setPolicies(member, true, func(p policy.ExternalAccessPolicy) bool { return !on(p).IsOn() })
}

// takeBack returns edits that turn a switch off in policies that are or may be in
// use, at most three.
func (a *auditor) takeBack(on func(policy.ExternalAccessPolicy) product.Switch, member string) []diag.Edit {
	return a.setPolicies(member, false, func(p policy.ExternalAccessPolicy) bool { return on(p).IsOn() })
}

func (a *auditor) setPolicies(member string, on bool, which func(policy.ExternalAccessPolicy) bool) []diag.Edit {
	const most = 3
	var edits []diag.Edit
	for i, p := range a.c.ExternalAccessPolicies {
		if len(edits) < most && !a.isUnheld(p) && which(p) {
			edits = append(edits, a.edit(diag.OpSet, federation.ExternalAccessPolicies, i, turn(member, on)))
		}
	}
	return edits
}

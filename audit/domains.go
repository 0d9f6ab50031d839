package audit

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules on your own SIP domains.
const (
	RuleOwnDomainListed diag.Rule = "audit.own-domain.listed"
	RuleUserDomain      diag.Rule = "audit.user.domain"
)

var ownDomains = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleOwnDomainListed,
		Severity: diag.Warning,
		Summary:  "A list of partners must not contain one of your own SIP domains.",
		Remedy:   "Remove the entry.",
		Source:   source.Lyncfed,
	}},
	needs: []federation.Kind{federation.SIPDomains},
	wants: []federation.Kind{federation.AllowedDomains, federation.BlockedDomains},
	whole: func(a *auditor) {
		own := make(map[domain.Name]bool, len(a.c.SIPDomains))
		for _, d := range a.c.SIPDomains {
			own[d.Identity.Name()] = true
		}
		if len(own) == 0 {
			return
		}
		seen := map[domain.Name]bool{}
		list := func(k federation.Kind, i int, d domain.Name) {
			if own[d] && !d.IsZero() && !seen[d] {
				seen[d] = true
				f := a.add(RuleOwnDomainListed, k, i, "Identity", "%s is one of your own SIP domains: the list is for the domains of others", d)
				a.mend(f, "Remove the entry: ", []diag.Edit{a.edit(diag.OpRemove, k, i)}, "")
			}
		}
		for i, d := range a.c.AllowedDomains {
			list(federation.AllowedDomains, i, d.Domain)
		}
		clear(seen)
		for i, d := range a.c.BlockedDomains {
			list(federation.BlockedDomains, i, d.Domain)
		}
	},
}

// userDomains finds users at domains that are not in the topology. Enable-CsUser and
// Set-CsUser do not check the domain of an address.
var userDomains = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleUserDomain,
		Severity: diag.Warning,
		Summary:  "A user must have an address in one of your own SIP domains.",
		Remedy:   "Correct the address, or add the domain with New-CsSipDomain.",
		Source:   source.MistypedDomain,
		Also:     source.NewSIPDomain.ID,
	}},
	needs: []federation.Kind{federation.SIPDomains, federation.Users},
	reads: []members{of(federation.SIPDomains, "Identity")},
	when:  func(a *auditor) bool { return len(a.c.SIPDomains) > 0 },
	whole: func(a *auditor) {
		own := map[domain.SIPDomain]bool{{}: true} // an address that could not be read
		var names []string
		for _, d := range a.c.SIPDomains {
			own[d.Identity] = true
			names = append(names, d.Identity.String())
		}
		var foreign []string
		at, member := -1, ""
		for i, u := range a.c.Users {
			if !own[u.SIPAddress.Domain()] {
				at, member = i, "SipAddress"
				foreign = append(foreign, u.SIPAddress.String())
			}
		}
		switch len(foreign) {
		case 0:
			return
		case 1:
		default:
			at, member = -1, ""
		}
		a.add(RuleUserDomain, federation.Users, at, member, "%s in none of your own SIP domains (%s): %s. The cmdlets do not check the domain of an address", isOrAre(len(foreign), "user"), list(names), listOf(foreign, 10))
	},
}

// parentDomains finds a domain whose parent is on the other list. No document says
// which entry applies to it. It is inferred that entries match exactly.
var parentDomains = check{
	shared: []diag.Rule{federation.RuleDomainParent},
	wants:  []federation.Kind{federation.AllowedDomains, federation.BlockedDomains},
	whole: func(a *auditor) {
		blocked := firsts(a.c.BlockedDomains, func(d federation.BlockedDomain) domain.Name { return d.Domain })
		for i, d := range a.c.AllowedDomains {
			a.parents(federation.AllowedDomains, i, d.Domain, federation.BlockedDomains, blocked)
		}
		allowed := firsts(a.c.AllowedDomains, func(d federation.AllowedDomain) domain.Name { return d.Domain })
		for i, d := range a.c.BlockedDomains {
			a.parents(federation.BlockedDomains, i, d.Domain, federation.AllowedDomains, allowed)
		}
	},
}

// firsts returns the index of the first record of each domain.
func firsts[R any](records []R, name func(R) domain.Name) map[domain.Name]int {
	first := make(map[domain.Name]int, len(records))
	for i, r := range records {
		if _, again := first[name(r)]; !again {
			first[name(r)] = i
		}
	}
	return first
}

func (a *auditor) parents(k federation.Kind, i int, d domain.Name, otherKind federation.Kind, other map[domain.Name]int) {
	for parent, found := d.Parent(); found; parent, found = parent.Parent() {
		if j, listed := other[parent]; listed {
			f := a.add(federation.RuleDomainParent, k, i, "Identity", "%s is below %s at %s, whose entry does not cover it", d, parent, otherKind.Row().Path(j).Member("Identity"))
			f.Inferred, f.Cause = true, a.c.Subject(otherKind, j)
		}
	}
}

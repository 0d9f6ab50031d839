package policy

import (
	"fmt"
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
)

// A Table is an immutable collection of external access policies, no two with the
// same Identity. The zero Table is empty.
type Table struct {
	policies []ExternalAccessPolicy
	byKey    map[Identity]int
}

// NewTable returns the table of the given policies. The error has a finding for
// each policy without an Identity or with the Identity of an earlier policy.
// [diag.All] yields them. Their paths begin with the index of the policy.
func NewTable(ps ...ExternalAccessPolicy) (Table, error) {
	var problems diag.Findings
	byKey := make(map[Identity]int, len(ps))
	for i, p := range ps {
		at := func() diag.Path { return diag.Path("").Index(i).Member("Identity") }
		first, twice := byKey[p.Identity.key()]
		switch {
		case p.Identity.IsZero():
			problems.Add(catalog.Finding(RuleIdentityMissing, at(), "no Identity is given"))
		case twice:
			problems.Add(catalog.Finding(RuleIdentityRepeated, at(), fmt.Sprintf("%s is also at /%d/Identity", p.Identity, first)))
		default:
			byKey[p.Identity.key()] = i
		}
	}
	if err := problems.Err(); err != nil {
		return Table{}, err
	}
	return Table{slices.Clone(ps), byKey}, nil
}

// All returns the policies in the order in which they were given.
func (t Table) All() iter.Seq[ExternalAccessPolicy] { return slices.Values(t.policies) }

// Lookup returns the policy with an identity, in any letter case, and whether it
// exists.
func (t Table) Lookup(id Identity) (ExternalAccessPolicy, bool) {
	i, found := t.byKey[id.key()]
	if !found {
		return ExternalAccessPolicy{}, false
	}
	return t.policies[i], true
}

// Findings returns the findings about the policies as a whole: every server has a
// Global policy.
func (t Table) Findings() diag.Findings {
	var l diag.Findings
	if _, found := t.Lookup(Identity{scope: Global}); !found {
		l.Add(catalog.Finding(RuleGlobalMissing, "", "the Global policy is missing"))
	}
	return l
}

// An Assignment is the two facts about a user that decide which policy applies.
type Assignment struct {
	Granted Identity // the granted per-user policy; zero: no grant
	Site    SiteName // the user's site; zero: not known
}

// Resolve returns the policy that applies to a user: the granted policy, else the
// policy of the user's site, else Global (PS-GRANT, GG520946). It never replaces a
// missing policy by the next one. The error is a [*diag.Finding] if the granted
// policy does not exist, or if Global is needed and missing. So it is if the site is not
// known and some site has a policy.
func (t Table) Resolve(a Assignment) (ExternalAccessPolicy, error) {
	switch {
	case !a.Granted.IsZero() && a.Granted.scope != Tag:
		return ExternalAccessPolicy{}, catalog.Finding(RuleAssignmentScope, "/Granted", fmt.Sprintf("%s is not a per-user policy", a.Granted))
	case !a.Granted.IsZero():
		if p, found := t.Lookup(a.Granted); found {
			return p, nil
		}
		return ExternalAccessPolicy{}, catalog.Finding(RuleGrantMissing, "/Granted", fmt.Sprintf("%s is granted but does not exist", a.Granted))
	case !a.Site.IsZero():
		if p, found := t.Lookup(a.Site.Identity()); found {
			return p, nil
		}
	default:
		for _, p := range t.policies {
			if p.Identity.scope == Site {
				return ExternalAccessPolicy{}, catalog.Finding(RuleSiteUnknown, "/Site", fmt.Sprintf("the user's site is not known, and %s may apply", p.Identity))
			}
		}
	}
	if p, found := t.Lookup(Identity{scope: Global}); found {
		return p, nil
	}
	return ExternalAccessPolicy{}, catalog.Finding(RuleGlobalMissing, "", "the Global policy applies here, and is missing")
}

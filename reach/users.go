package reach

import (
	"fmt"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/policy"
)

// A userKey is the same for addresses that are the same to a server.
type userKey struct {
	name   string
	domain domain.SIPDomain
}

func keyOf(a address.Address) userKey { return userKey{char.Fold(a.User()), a.Domain()} }

// A user is a user of the organization, with the policy that holds.
type user struct {
	address address.Address // zero: of an assignment
	record  ref             // in Users; none if the user is not among them
	policy  ref             // none if it is not known
	problem *diag.Finding   // why the policy is not known, or cannot be relied on
	home    home
	online  online
	step    step // whether it is a user
}

func (x *Index) indexUsers() {
	x.indexPolicies()
	sites := make(map[domain.Name]ref, len(x.c.Pools))
	for i, p := range x.c.Pools {
		here := recordAt(federation.Pools, i)
		first, again := sites[p.Identity]
		switch {
		case !again:
			sites[p.Identity] = here
		case !p.Equal(x.c.Pools[first.index()]):
			x.ambiguous(here, first, federation.RulePoolRepeated, p.Identity.String())
		}
		x.otherHosts[p.Identity] = true
	}
	known := map[policy.Assignment]user{} // few of them differ
	x.anybody = x.assigned(policy.Assignment{})
	x.users = make(map[userKey]ref, len(x.c.Users))
	x.userInfos = make([]user, len(x.c.Users))
	for i, u := range x.c.Users {
		here := recordAt(federation.Users, i)
		key := keyOf(u.SIPAddress)
		first, again := x.users[key]
		switch {
		case !again:
			x.users[key] = here
		case !u.Equal(x.c.Users[first.index()]):
			x.ambiguous(here, first, federation.RuleUserRepeated, u.SIPAddress.String())
		}
		x.userInfos[i] = x.userInfo(here, u, sites, known)
	}
}

// indexPolicies makes the table of policies, with the first of each name.
func (x *Index) indexPolicies() {
	first := map[policy.Identity]ref{}
	x.policyRefs = map[policy.Identity]ref{}
	var unique []policy.ExternalAccessPolicy
	for i, p := range x.c.ExternalAccessPolicies {
		if p.Identity.IsZero() {
			continue
		}
		here, key := recordAt(federation.ExternalAccessPolicies, i), foldIdentity(p.Identity)
		if j, again := first[key]; again {
			x.ambiguous(here, j, policy.RuleIdentityRepeated, p.Identity.String())
			continue
		}
		first[key] = here
		x.policyRefs[p.Identity] = here
		unique = append(unique, p)
	}
	x.policies, _ = policy.NewTable(unique...) // which have an Identity, and none twice
}

// foldIdentity is the same for identities that are the same to a server.
func foldIdentity(id policy.Identity) policy.Identity {
	folded, err := policy.ParseIdentity(char.Fold(id.String()))
	if err != nil {
		return id
	}
	return folded
}

// userInfo returns a user with the policy that holds by grant and site.
func (x *Index) userInfo(here ref, u federation.User, sites map[domain.Name]ref, known map[policy.Assignment]user) user {
	a := policy.Assignment{Granted: u.ExternalAccessPolicy}
	var siteUnknown *diag.Finding
	switch pool, found := sites[u.RegistrarPool]; {
	case u.RegistrarPool.IsZero():
	case found:
		if siteUnknown = x.broken[pool]; siteUnknown == nil {
			a.Site = x.c.Pools[pool.index()].Site
		}
	case x.c.Incomplete.Has(federation.Pools):
		siteUnknown = unread(federation.Pools)
	}
	info, found := known[a]
	if !found {
		info = x.assigned(a)
		known[a] = info
	}
	info.record, info.address, info.home = here, u.SIPAddress, x.homeOf(here, u)
	if siteUnknown != nil && info.problem != nil && info.problem.Rule == policy.RuleSiteUnknown {
		info.problem = siteUnknown
	}
	return info
}

// assigned returns the user of an assignment, with its policy or why it is not
// known.
func (x *Index) assigned(a policy.Assignment) user {
	var u user
	p, err := x.policies.Resolve(a)
	for f := range diag.All(err) {
		u.problem = f
	}
	if err == nil {
		u.policy = x.policyRefs[p.Identity]
		u.problem = x.broken[u.policy]
	}
	// A policy that could not be read may be the one granted, or the site's. None
	// mends an assignment that is wrong by itself.
	nearest := !u.policy.isNone() && p.Identity.Scope() != policy.Global
	misfit := u.problem != nil && u.problem.Rule == policy.RuleAssignmentScope
	if x.c.Incomplete.Has(federation.ExternalAccessPolicies) && !nearest && !misfit {
		u.problem = unread(federation.ExternalAccessPolicies)
	}
	return u
}

// unread is why it is not known which policy holds, for a kind of which not all
// records could be read.
func unread(k federation.Kind) *diag.Finding {
	info := shared(federation.RuleKindIncomplete)
	return &diag.Finding{RuleInfo: info, Path: wholeKind(k).path(""), Subject: diag.Subject{Kind: k.String()}, Detail: fmt.Sprintf("which policy holds is not known: not all of %s could be read", k)}
}

// nearestUser returns the known address that is most like a, for a message, and
// "" if none is like it.
func (x *Index) nearestUser(a address.Address) string {
	names := make([]string, 0, len(x.c.Users))
	for _, u := range x.c.Users {
		names = append(names, u.SIPAddress.String())
	}
	nearest, _ := near.Name(a.String(), names)
	return nearest
}

// The rules on the user.
const (
	RuleQuerySides   diag.Rule = "reach.query.sides"
	RuleGrantUnknown diag.Rule = "reach.grant.unknown"
	RuleUserDisabled diag.Rule = "reach.user.disabled"
	RuleUserUnknown  diag.Rule = "reach.user.unknown"
)

// sides refuses nothing: a query of two who are outside cannot be asked.
var sides = rule{
	info: catalog.Info(RuleQuerySides),
	test: passes,
	explain: func(v *Verdict, s step) string {
		switch {
		case s.at.isNone():
			return "a user of the organization asks"
		case v.contact.route == Hosting:
			return fmt.Sprintf("%s is in one of your own SIP domains, and has a home at a hosting provider", v.query.To)
		}
		return fmt.Sprintf("%s is in one of your own SIP domains: the route is internal, without federation", v.query.To)
	},
}

var userKnown = rule{
	info: diag.RuleInfo{
		Rule:     RuleUserUnknown,
		Severity: diag.Error,
		Summary:  "An address in one of your own SIP domains must be a user's.",
		Remedy:   "Check the address, or export all users.",
		Source:   source.Lyncfed,
	},
	condition: isAnybody,
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		if s.at.kind == federation.TenantUsers {
			return diag.OutcomeOf(s.at.isRecord() || x.c.Tenant.Users == nil)
		}
		return diag.OutcomeOf(s.at.isRecord() || x.c.Users == nil)
	},
	explain: func(v *Verdict, s step) string { return v.index.userDetail(s, v.user.address) },
}

// contactKnown is userKnown for the other, where that is a user too.
var contactKnown = rule{
	info:      userKnown.info,
	condition: isAnybody,
	test:      userKnown.test,
	explain:   func(v *Verdict, s step) string { return v.index.userDetail(s, v.contact.address) },
}

// isAnybody: users are not given, so that any address counts as a user's.
func isAnybody(_ *Verdict, s step) bool { return !s.at.isRecord() }

// userDetail returns a text on whether an address is a user's.
func (x *Index) userDetail(s step, a address.Address) string {
	switch {
	case s.at.isRecord() && s.at.kind == federation.TenantUsers:
		return fmt.Sprintf("%s is a user of the tenant", a)
	case s.at.isRecord():
		return fmt.Sprintf("%s is a user", x.c.Users[s.at.index()].SIPAddress)
	case s.outcome == diag.Passed:
		return fmt.Sprintf("%s is a user without a granted policy: users are not given", a)
	}
	detail := fmt.Sprintf("%s is not one of your users", a)
	if nearest := x.nearestUser(a); nearest != "" {
		detail += "; the nearest is " + nearest
	}
	return detail
}

var userEnabled = rule{
	info: diag.RuleInfo{
		Rule:     RuleUserDisabled,
		Severity: diag.Error,
		Summary:  "A user must be enabled to take part.",
		Remedy:   "Enable-CsUser, or ask for another user.",
		Source:   source.Lyncfed,
	},
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		return diag.OutcomeOf(!x.c.Users[s.at.index()].Enabled.IsOff())
	},
	explain: func(v *Verdict, s step) string {
		return fmt.Sprintf("%s is not enabled", v.index.c.Users[s.at.index()].SIPAddress)
	},
}

// grantKnown is put to its test where a policy decides.
var grantKnown = rule{
	info: diag.RuleInfo{
		Rule:     RuleGrantUnknown,
		Severity: diag.Error,
		Summary:  "Which policy a user is granted must be known.",
		Remedy:   "Export the users with ExternalAccessPolicy.",
		Source:   source.GrantExternalAccessPolicy,
	},
	test: func(*Index, *contact, step) diag.Outcome { return diag.NotKnown },
	explain: func(v *Verdict, _ step) string {
		return fmt.Sprintf("which policy %s is granted is not known", v.user.address)
	},
}

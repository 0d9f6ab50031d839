package reach

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
)

// A userKey is a key for addresses. Addresses that a server does not distinguish have
// the same key.
type userKey struct {
	name   string
	domain domain.SIPDomain
}

func keyOf(a address.Address) userKey { return userKey{char.Fold(a.User()), a.Domain()} }

// appendTo appends a text that is unique to the key.
func (k userKey) appendTo(dst []byte) []byte {
	dst, _ = k.domain.AppendText(append(append(dst, k.name...), '@'))
	return dst
}

// userAt returns the ref of the user with an address, or none.
func (x *Index) userAt(a address.Address) ref {
	key := keyOf(a)
	var room [64]byte
	i, found := x.users.Find(key.appendTo(room[:0]), func(j int) bool { return keyOf(x.c.Users[j].SIPAddress) == key })
	if !found {
		return ref{}
	}
	return recordAt(federation.Users, i)
}

// A userGroup has the common data of users who differ only in their addresses.
type userGroup struct {
	grant  policy.Identity
	pool   domain.Name
	host   string
	absent product.Absent
}

// A user is a user of the organization, with the policy that applies.
type user struct {
	address address.Address // zero for an assignment
	record  ref             // the record in Users; none if they lack the user
	policy  ref             // none if it is not known
	problem *diag.Finding   // why the policy is not known or not reliable
	home    home
	online  online
	step    step // the step on whether the address is a user's
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
	known := map[policy.Assignment]user{} // few differ
	x.anybody = x.assigned(policy.Assignment{})
	x.users = record.NewNames(len(x.c.Users))
	x.userOf = make([]int32, len(x.c.Users))
	groups := map[userGroup]int32{}
	var key userKey
	var text []byte
	has := func(j int) bool { return keyOf(x.c.Users[j].SIPAddress) == key }
	for i := range x.c.Users {
		u := &x.c.Users[i]
		here := recordAt(federation.Users, i)
		key = keyOf(u.SIPAddress)
		text = key.appendTo(text[:0])
		if j, again := x.users.Add(text, i, has); again && !u.Equal(x.c.Users[j]) {
			x.ambiguous(here, recordAt(federation.Users, j), federation.RuleUserRepeated, u.SIPAddress.String())
		}
		g := userGroup{u.ExternalAccessPolicy, u.RegistrarPool, u.HostingProvider, u.Absent}
		n, met := groups[g]
		if !met {
			n = int32(len(x.userInfos))
			groups[g] = n
			x.userInfos = append(x.userInfos, x.userInfo(here, *u, sites, known))
		}
		x.userOf[i] = n
	}
}

// known returns a user in Users, with the policy that applies.
func (x *Index) known(here ref) user {
	u := x.userInfos[x.userOf[here.index()]]
	u.record, u.address = here, x.c.Users[here.index()].SIPAddress
	return u
}

// indexPolicies builds the table of policies from the first policy of each name.
func (x *Index) indexPolicies() {
	all := x.c.ExternalAccessPolicies
	x.policyNames = record.NewNames(len(all))
	var key policy.Identity
	var text []byte
	has := func(j int) bool { return foldIdentity(all[j].Identity) == key }
	unique := all[:0:0] // a part of all until one is left out, and then a copy
	for i, p := range all {
		if p.Identity.IsZero() {
			continue
		}
		key = foldIdentity(p.Identity)
		text, _ = key.AppendText(text[:0]) // never fails
		if j, again := x.policyNames.Add(text, i, has); again {
			x.ambiguous(recordAt(federation.ExternalAccessPolicies, i), recordAt(federation.ExternalAccessPolicies, j), policy.RuleIdentityRepeated, p.Identity.String())
			continue
		}
		if len(unique) == i {
			unique = all[: i+1 : i+1]
		} else {
			unique = append(unique, p)
		}
	}
	x.policies, _ = policy.NewTable(unique...) // cannot fail: each has an Identity, and none is duplicate
}

// policyAt returns the ref of the policy with an identity, or none.
func (x *Index) policyAt(id policy.Identity) ref {
	key := foldIdentity(id)
	text, _ := key.AppendText(nil) // never fails
	i, found := x.policyNames.Find(text, func(j int) bool { return foldIdentity(x.c.ExternalAccessPolicies[j].Identity) == key })
	if !found {
		return ref{}
	}
	return recordAt(federation.ExternalAccessPolicies, i)
}

// foldIdentity returns a key for identities. Identities that a server does not
// distinguish have the same key.
func foldIdentity(id policy.Identity) policy.Identity {
	folded, err := policy.ParseIdentity(char.Fold(id.String()))
	if err != nil {
		return id
	}
	return folded
}

// userInfo returns the common data of a user and its likes, with the policy that applies
// by grant and site.
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
	info.home = x.homeOf(here, u)
	if siteUnknown != nil && info.problem != nil && info.problem.Rule == policy.RuleSiteUnknown {
		info.problem = siteUnknown
	}
	return info
}

// assigned returns the user of an assignment, with the policy or the reason why it is
// not known.
func (x *Index) assigned(a policy.Assignment) user {
	var u user
	p, err := x.policies.Resolve(a)
	for f := range diag.All(err) {
		u.problem = f
		if f.Rule == policy.RuleSiteUnknown {
			f.Remedy = x.siteRemedy(f.Remedy)
		}
	}
	if err == nil {
		u.policy = x.policyAt(p.Identity)
		u.problem = x.broken[u.policy]
	}
	// An unreadable policy may be the granted one or the site's. It does not excuse an
	// invalid assignment.
	nearest := !u.policy.isNone() && p.Identity.Scope() != policy.Global
	misfit := u.problem != nil && u.problem.Rule == policy.RuleAssignmentScope
	if x.c.Incomplete.Has(federation.ExternalAccessPolicies) && !nearest && !misfit {
		u.problem = unread(federation.ExternalAccessPolicies)
	}
	return u
}

// siteRemedy returns the remedy for an unknown site: the exports that are missing, or
// otherwise the given remedy.
func (x *Index) siteRemedy(otherwise string) string {
	var exports []string
	if x.c.Users == nil {
		exports = append(exports, cmdlet.Export(federation.Users))
	}
	if x.c.Pools == nil {
		exports = append(exports, cmdlet.Export(federation.Pools))
	}
	if exports == nil {
		return otherwise
	}
	return "Export what is missing: " + strings.Join(exports, "; ")
}

// unread returns the finding that the policy is not known because not all records of a
// kind could be read.
func unread(k federation.Kind) *diag.Finding {
	info := shared(federation.RuleKindIncomplete)
	return &diag.Finding{RuleInfo: info, Path: wholeKind(k).path(""), Subject: diag.Subject{Kind: k.String()}, Detail: fmt.Sprintf("the policy that applies is not known: not all of %s could be read", k)}
}

// nearestUser returns the known address nearest to a for a message, or "".
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

// sides never refuses: a query about two people outside is invalid.
var sides = rule{
	info: catalog.Info(RuleQuerySides),
	test: passes,
	explain: func(v *Verdict, s step) string {
		switch {
		case s.at.isNone():
			return "a user of the organization asks"
		case v.contact.route == Hosting:
			return fmt.Sprintf("%s is in one of your own SIP domains, and is homed at a hosting provider", v.query.To)
		}
		return fmt.Sprintf("%s is in one of your own SIP domains: the route is internal, without federation", v.query.To)
	},
}

var userKnown = rule{
	info: diag.RuleInfo{
		Rule:     RuleUserUnknown,
		Severity: diag.Error,
		Summary:  "An address in one of your own SIP domains must belong to a user.",
		Remedy:   "Check the address, and check that all users are exported.",
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

// contactKnown is userKnown for the other person, if that is a user too.
var contactKnown = rule{
	info:      userKnown.info,
	condition: isAnybody,
	test:      userKnown.test,
	explain:   func(v *Verdict, s step) string { return v.index.userDetail(s, v.contact.address) },
}

// isAnybody reports whether an address counts as a user's because no users are given.
func isAnybody(_ *Verdict, s step) bool { return !s.at.isRecord() }

// userDetail explains whether an address is a user's.
func (x *Index) userDetail(s step, a address.Address) string {
	switch {
	case s.at.isRecord() && s.at.kind == federation.TenantUsers:
		return fmt.Sprintf("%s is a user of the tenant", a)
	case s.at.isRecord():
		return fmt.Sprintf("%s is a user", x.c.Users[s.at.index()].SIPAddress)
	case s.outcome == diag.Passed:
		return fmt.Sprintf("%s counts as a user without a granted policy (users are not given)", a)
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
		Summary:  "A user must be enabled to send or receive messages.",
		Remedy:   "Enable the user with Set-CsUser, or ask about another user.",
		Source:   source.Lyncfed,
	},
	remedy: func(v *Verdict, s step) string {
		name, err := cmdlet.Quote(v.index.subject(s.at).Identity)
		if err != nil {
			return ""
		}
		return fmt.Sprintf("Enable the user, or ask about another one: Set-CsUser -Identity %s -Enabled $true", name)
	},
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		return diag.OutcomeOf(!x.c.Users[s.at.index()].Enabled.IsOff())
	},
	explain: func(v *Verdict, s step) string {
		return fmt.Sprintf("%s is not enabled", v.index.c.Users[s.at.index()].SIPAddress)
	},
}

// grantKnown is checked on routes on which a policy decides.
var grantKnown = rule{
	info: diag.RuleInfo{
		Rule:     RuleGrantUnknown,
		Severity: diag.Error,
		Summary:  "The granted policy of a user must be known.",
		Remedy:   "Export the users with ExternalAccessPolicy.",
		Source:   source.GrantExternalAccessPolicy,
	},
	test: func(*Index, *contact, step) diag.Outcome { return diag.NotKnown },
	explain: func(v *Verdict, _ step) string {
		return fmt.Sprintf("the policy that is granted to %s is not known", v.user.address)
	},
}

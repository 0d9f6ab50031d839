package reach

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A UserGroup is a group of users with the same outcomes for everybody outside.
type UserGroup struct {
	Users       []address.Address // in the order of the configuration
	Policy      policy.Identity   // the policy that applies; zero if it is not known
	Granted     policy.Identity   // the granted policy if Policy is zero
	Problem     string            // why the policy is not known, or its fault
	Home        string            // the Identity of the hosting provider that decides for them; "" for none
	HomeUnknown bool              // whether a hosting provider decides for them is not known
	Online      bool              // the given tenant decides for them: Route and Provider of contact groups do not apply
	Disabled    bool
	Foreign     bool // their domain is not one of your known SIP domains
}

// Groups returns the given users in groups, in the order of their first users. A
// repeated address counts once.
func (x *Index) Groups() []UserGroup {
	exact := x.exactGroups()
	groups := make([]UserGroup, len(exact))
	for i, g := range exact {
		groups[i] = x.userGroup(g)
	}
	return groups
}

// A groupHead is a [UserGroup] without its users.
type groupHead struct {
	policy, granted policy.Identity
	problem         string
	home            ref
	homeUnknown     bool
	online          bool
	disabled        bool
	foreign         bool
}

// An exactKey has all data of a user that a verdict depends on.
type exactKey struct {
	groupHead
	rule          *rule // the rule of the step about the user
	outcome       diag.Outcome
	absent        bool
	problemRule   diag.Rule
	homeState     homeState
	grantUnknown  bool
	federationOff bool
	cloud         online
}

// An exactGroup is the users with one key.
type exactGroup struct {
	head    groupHead
	records []int32 // their indices in Users
}

func (x *Index) exactGroups() []exactGroup {
	numbers := map[exactKey]int{}
	var groups []exactGroup
	for i := range x.c.Users {
		u := &x.c.Users[i]
		if u.SIPAddress.IsZero() || x.userAt(u.SIPAddress).index() != i {
			continue
		}
		key := x.exactKey(i, u)
		n, known := numbers[key]
		if !known {
			n = len(groups)
			numbers[key] = n
			groups = append(groups, exactGroup{head: key.groupHead})
		}
		groups[n].records = append(groups[n].records, int32(i))
	}
	return groups
}

func (x *Index) exactKey(i int, u *federation.User) exactKey {
	info := x.user(u.SIPAddress, &userKnown)
	key := exactKey{
		rule: info.step.rule, outcome: info.step.outcome, absent: info.step.absent,
		grantUnknown: x.isUnknown(info.record, "ExternalAccessPolicy"), federationOff: u.EnabledForFederation.IsOff(),
	}
	if key.cloud = info.online; key.cloud.is { // the tenant decides, not the record
		key.online, key.cloud.record = true, wholeKind(federation.TenantUsers)
	}
	key.disabled, key.foreign = u.Enabled.IsOff(), !x.IsOwn(u.SIPAddress)
	switch info.home.state {
	case notExported, unknownHost:
		key.homeState, key.homeUnknown = info.home.state, true
	case hosted:
		key.homeState, key.home = hosted, info.home.at
	}
	if info.online.is {
		key.homeState, key.homeUnknown, key.policy = onServers, false, x.tenantPolicy(info.online.policy).Identity
	}
	switch {
	case x.broken[info.record] != nil:
		key.problem = "the user's record is not reliable"
	case info.online.is:
	case key.grantUnknown:
		key.problem = "ExternalAccessPolicy was not exported"
	case info.problem != nil:
		key.problem, key.problemRule = info.problem.Detail, info.problem.Rule
	}
	switch {
	case key.grantUnknown:
	case info.online.is:
	case !info.policy.isNone():
		key.policy = x.policy(info.policy).Identity
	case info.problem != nil:
		key.granted = foldIdentity(u.ExternalAccessPolicy)
	}
	return key
}

func (x *Index) userGroup(g exactGroup) UserGroup {
	h := g.head
	group := UserGroup{
		Users: make([]address.Address, len(g.records)), Policy: h.policy, Granted: h.granted, Problem: h.problem,
		Home: x.subject(h.home).Identity, HomeUnknown: h.homeUnknown, Online: h.online, Disabled: h.disabled, Foreign: h.foreign,
	}
	for i, n := range g.records {
		group.Users[i] = x.c.Users[n].SIPAddress
	}
	if !h.granted.IsZero() {
		group.Granted = x.c.Users[g.records[0]].ExternalAccessPolicy
	}
	return group
}

// Assume returns an index that has users, and reports whether it assumes them. If
// users are not given, it assumes one user for each policy and one without a grant,
// at each possible home. If only a tenant is given, it uses the users of the tenant
// and assumes nothing.
func (x *Index) Assume() (y *Index, assumed bool) {
	if x.c.Users != nil || x.c.Incomplete.Has(federation.Users) {
		return x, false
	}
	if x.tenantAlone && x.c.Tenant.Users != nil {
		if y, err := NewIndex(x.ofTenant()); err == nil {
			return y, false
		}
	}
	y, err := NewIndex(x.assumption())
	if err != nil { // the configuration has no record
		return x, false
	}
	return y, true
}

// ofTenant returns a configuration that has only a tenant, with the tenant's users as
// its users.
func (x *Index) ofTenant() federation.Configuration {
	c := x.c
	c.Users = make([]federation.User, len(c.Tenant.Users))
	for i, u := range c.Tenant.Users {
		home := provider.Microsoft365Host
		if isOwnServers(u.HostingProvider) {
			home = u.HostingProvider
		}
		c.Users[i] = federation.User{SIPAddress: u.SIPAddress, HostingProvider: home, Enabled: product.On}
	}
	return c
}

// assumption returns the configuration with one assumed user for each policy at
// each home.
func (x *Index) assumption() federation.Configuration {
	c := x.c
	c.Users = []federation.User{}
	i := slices.IndexFunc(c.SIPDomains, func(d federation.SIPDomain) bool { return !d.Identity.IsZero() })
	if i < 0 {
		return c
	}
	homes := []string{"SRV:"}
	for i, p := range c.HostingProviders {
		if x.mayShare(recordAt(federation.HostingProviders, i)) && !p.HostsOCSUsers.IsOff() {
			homes = append(homes, p.ProxyFQDN.String())
		}
	}
	c.Pools = slices.Clone(c.Pools)
	add := func(granted policy.Identity, pool domain.Name) {
		for _, home := range homes {
			a, err := address.From(fmt.Sprintf("user%d", len(c.Users)), c.SIPDomains[i].Identity)
			if err != nil {
				panic(err) // cannot happen: the user part is valid
			}
			c.Users = append(c.Users, federation.User{SIPAddress: a, ExternalAccessPolicy: granted, RegistrarPool: pool, HostingProvider: home, Enabled: product.On})
		}
	}
	newPool := func(n int) domain.Name { return domain.MustParseName(fmt.Sprintf("pool%d.any-site.example", n)) }
	elsewhere := newPool(len(c.ExternalAccessPolicies))
	c.Pools = append(c.Pools, federation.Pool{Identity: elsewhere, Site: policy.MustParseSiteName("any other site")})
	add(policy.Identity{}, elsewhere)
	for i, p := range c.ExternalAccessPolicies {
		switch p.Identity.Scope() {
		case policy.Tag:
			add(p.Identity, elsewhere)
		case policy.Site:
			c.Pools = append(c.Pools, federation.Pool{Identity: newPool(i), Site: policy.MustParseSiteName(p.Identity.String())})
			add(policy.Identity{}, newPool(i))
		default: // Global: the user without a grant has it
		}
	}
	return c
}

// compareHeads orders groups of users by their policy, groups without one last.
func compareHeads(x *Index, a, b groupHead) int {
	last := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	return cmp.Or(
		last(a.policy.IsZero())-last(b.policy.IsZero()), last(a.disabled)-last(b.disabled),
		a.policy.Compare(b.policy), a.granted.Compare(b.granted), cmp.Compare(a.problem, b.problem),
		last(a.foreign)-last(b.foreign), last(a.online)-last(b.online), last(a.homeUnknown)-last(b.homeUnknown),
		cmp.Compare(x.subject(a.home).Identity, x.subject(b.home).Identity),
	)
}

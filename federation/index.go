package federation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/provider"
)

// An Index answers queries on a configuration. It does not change, and may be
// used from several goroutines; the configuration must not be changed while it
// is used. The zero Index refuses everything.
type Index struct {
	c       Configuration
	edge    AccessEdgeConfiguration // with defaults
	own     map[domain.SIPDomain]int32
	blocked map[domain.Name]int32
	allowed map[domain.Name]int32
	users   map[userKey]int32
	members []member // of Users, in their order
	table   policy.Table
	claims  map[domain.SIPDomain][]claim
	via     []address.Decorator         // of PublicProviders, in their order
	hosts   map[domain.Name]int32       // HostingProviders, by ProxyFqdn
	others  map[domain.Name]bool        // hosts that are no hosting provider's
	broken  map[recordKey]*diag.Finding // why a record cannot be relied on
	anybody member                      // of whom only the address is known
}

type recordKey struct {
	kind Kinds
	i    int32
}

// A userKey is the same for addresses that are the same to a server.
type userKey struct {
	user string
	dom  domain.SIPDomain
}

func keyOf(a address.Address) userKey { return userKey{char.Fold(a.User()), a.Domain()} }

// A claim is a reason why a domain's addresses are a public provider's.
type claim struct {
	provider int32
	by       claimBy
	allowed  int32              // the allowed domain that names the provider's host
	service  provider.ServiceID // whose domain it is known to be
}

type claimBy uint8

// In the order in which they are preferred.
const (
	byRoutingDomain claimBy = iota
	byAllowedDomain
	byExcludedList
	byService
)

// NewIndex returns the index of a configuration. What is wrong in records is not
// an error: a query that needs such a record is refused with what is wrong. The
// error is a [*diag.Finding] for a configuration without any record.
func NewIndex(c Configuration) (*Index, error) {
	all := Kinds(0)
	for _, k := range c.kinds() {
		all |= k.kind
	}
	if c.Missing() == all && c.Incomplete == 0 {
		return nil, catalog.Finding(RuleIndexEmpty, "", "no kind of record is given")
	}
	x := &Index{
		c:       c,
		edge:    cmp.Or(c.AccessEdge, &AccessEdgeConfiguration{}).WithDefaults(),
		own:     make(map[domain.SIPDomain]int32, len(c.SIPDomains)),
		blocked: make(map[domain.Name]int32, len(c.BlockedDomains)),
		allowed: make(map[domain.Name]int32, len(c.AllowedDomains)),
		hosts:   make(map[domain.Name]int32, len(c.HostingProviders)),
		others:  make(map[domain.Name]bool, len(c.PublicProviders)+len(c.Pools)),
		broken:  map[recordKey]*diag.Finding{},
	}
	if c.Holdings != nil && c.Holdings.Platform.IsZero() {
		held := *c.Holdings
		held.Platform = c.Platform
		x.c.Holdings = &held
	}
	for i, d := range c.SIPDomains {
		if !d.Identity.IsZero() {
			x.own[d.Identity] = int32(i)
		}
	}
	for i, d := range c.BlockedDomains {
		x.blocked[d.Domain] = int32(i)
	}
	x.findBroken()
	for i, d := range c.AllowedDomains {
		j, again := x.allowed[d.Domain]
		switch {
		case !again:
			x.allowed[d.Domain] = int32(i)
		case !d.Equal(c.AllowedDomains[j]):
			x.ambiguous(recordKey{AllowedDomains, int32(i)}, recordKey{AllowedDomains, j}, RuleDomainRepeated, d.Domain.String())
		}
	}
	x.indexProviders()
	x.indexUsers()
	return x, nil
}

// Decide is [Index.Decide] for a single query. For an empty configuration it
// refuses.
func (c Configuration) Decide(q Query) Verdict {
	x, err := NewIndex(c)
	if err != nil {
		x = new(Index)
	}
	return x.Decide(q)
}

// decides reports whether decisions are made by a member. What is wrong with
// others plays no part.
func decides(member string) bool {
	switch member {
	case "Identity", "Domain", "ProxyFqdn", "Enabled", "VerificationLevel",
		"NameDecorationRoutingDomain", "EnabledSharedAddressSpace", "HostsOCSUsers",
		"AllowFederatedUsers", "EnablePartnerDiscovery", "DiscoveredPartnerVerificationLevel",
		"RoutingMethod", "DefaultRouteFqdn", "IsPublicProvider",
		"SipAddress", "ExternalAccessPolicy", "RegistrarPool", "Site":
		return true
	}
	return false
}

// isNameless reports whether a rule is broken by a record that lacks what it is
// found by: it may be the one that decides, as if it could not be read.
func isNameless(k Kinds, r diag.Rule) bool {
	switch r {
	case RuleDomainMissing, RulePoolIdentity, RuleUserAddress, policy.RuleIdentityMissing:
		return true
	case provider.RuleIdentityMissing:
		return k == PublicProviders
	case provider.RuleProxyMissing:
		return k == HostingProviders
	}
	return false
}

// findBroken takes up what is wrong with each record by itself.
func (x *Index) findBroken() {
	bad := map[diag.Path]*diag.Finding{}
	for _, k := range x.c.kinds() {
		if !k.given() {
			continue
		}
		var l diag.Findings
		k.check(&l)
		for f := range l.All() {
			if isNameless(k.kind, f.Rule) {
				x.c.Incomplete |= k.kind
			}
			i := strings.LastIndexByte(string(f.Path), '/')
			if f.Severity == diag.Error && i > 0 && decides(string(f.Path[i+1:])) {
				bad[f.Path[:i]] = f
			}
		}
	}
	if len(bad) == 0 {
		return
	}
	for kind, n := range x.counts() {
		for i := range n {
			if f := bad[x.path(kind, int32(i), "")]; f != nil {
				x.broken[recordKey{kind, int32(i)}] = f
			}
		}
	}
}

// counts returns how many records there are of each kind.
func (x *Index) counts() map[Kinds]int {
	c := &x.c
	counts := map[Kinds]int{
		SIPDomains: len(c.SIPDomains), PublicProviders: len(c.PublicProviders), HostingProviders: len(c.HostingProviders),
		AllowedDomains: len(c.AllowedDomains), BlockedDomains: len(c.BlockedDomains),
		ExternalAccessPolicies: len(c.ExternalAccessPolicies), Users: len(c.Users), Pools: len(c.Pools),
	}
	if c.AccessEdge != nil {
		counts[AccessEdge] = 1
	}
	return counts
}

// path returns the path of a member of a record, or of the record, or of its
// kind for a negative index.
func (x *Index) path(k Kinds, i int32, member string) diag.Path {
	name := k.member()
	if i < 0 {
		return diag.Path("").Member(name)
	}
	at := x.c.origin(k, name, int(i))
	if member != "" {
		at = at.Member(member)
	}
	return at
}

// ambiguous marks two records that a server cannot have both: which of them
// holds is not known.
func (x *Index) ambiguous(a, b recordKey, r diag.Rule, name string) {
	for _, pair := range [][2]recordKey{{a, b}, {b, a}} {
		here, other := pair[0], pair[1]
		if x.broken[here] == nil {
			x.broken[here] = catalog.Finding(r, x.path(here.kind, here.i, ""), fmt.Sprintf("%s is at %s too", name, x.path(other.kind, other.i, "")))
		}
	}
}

func (x *Index) indexProviders() {
	seen := map[string]recordKey{}
	unique := func(k Kinds, i int, r diag.Rule, name string) {
		key, here := string(r)+char.Fold(name), recordKey{k, int32(i)}
		if first, again := seen[key]; again {
			x.ambiguous(here, first, r, name)
		} else if name != "" {
			seen[key] = here
		}
	}
	for i, p := range x.c.HostingProviders {
		unique(HostingProviders, i, RuleIdentityRepeated, p.Identity)
		unique(HostingProviders, i, RuleProxyRepeated, p.ProxyFQDN.String())
		if j, again := x.hosts[p.ProxyFQDN]; !p.ProxyFQDN.IsZero() && (!again || char.Fold(p.Identity) < char.Fold(x.c.HostingProviders[j].Identity)) {
			x.hosts[p.ProxyFQDN] = int32(i) // the order of records plays no part
		}
	}
	byHost := make(map[domain.Name]int32, len(x.c.PublicProviders))
	x.claims = map[domain.SIPDomain][]claim{}
	for i, p := range x.c.PublicProviders {
		unique(PublicProviders, i, RuleIdentityRepeated, p.Identity)
		unique(PublicProviders, i, RuleProxyRepeated, p.ProxyFQDN.String())
		x.via = append(x.via, p.Decorator())
		if !p.ProxyFQDN.IsZero() {
			byHost[p.ProxyFQDN] = int32(i)
			x.others[p.ProxyFQDN] = true
		}
		x.indexClaims(int32(i), p)
	}
	for i, d := range x.c.AllowedDomains {
		n, listed := byHost[d.ProxyFQDN]
		if of, ok := d.Domain.SIPDomain(); ok && listed {
			x.claims[of] = append(x.claims[of], claim{provider: n, by: byAllowedDomain, allowed: int32(i)})
		}
	}
	// The order of records plays no part.
	for _, claims := range x.claims {
		slices.SortStableFunc(claims, func(a, b claim) int {
			p, q := x.c.PublicProviders[a.provider], x.c.PublicProviders[b.provider]
			return cmp.Or(cmp.Compare(a.by, b.by), cmp.Compare(char.Fold(p.Identity), char.Fold(q.Identity)), p.ProxyFQDN.Compare(q.ProxyFQDN), cmp.Compare(a.service, b.service))
		})
	}
}

// lastMessengerDay is the last day on which the Messenger host was not yet
// Skype's: which of the two a provider is depends on the day.
var lastMessengerDay = date.MustParse("2013-05-22")

func (x *Index) indexClaims(i int32, p provider.PublicProvider) {
	add := func(d domain.SIPDomain, c claim) {
		c.provider = i
		x.claims[d] = append(x.claims[d], c)
	}
	if !p.NameDecorationRoutingDomain.IsZero() {
		add(p.NameDecorationRoutingDomain, claim{by: byRoutingDomain})
		for d := range p.NameDecorationExcludedDomainList.Set().All() {
			add(d, claim{by: byExcludedList})
		}
	}
	var last provider.ServiceID
	for _, day := range [...]date.Date{lastMessengerDay, lastMessengerDay.AddDays(1)} {
		id, known := p.Service(day)
		if !known || id == last {
			continue
		}
		last = id
		s, _ := provider.LookupService(id)
		for d := range s.Domains() {
			add(d.Domain, claim{by: byService, service: id})
		}
	}
}

// A member is a user of the organization, with the policy that holds.
type member struct {
	address address.Address
	i       int32 // in Users; -1 for a user who is not among them
	policy  int32 // in ExternalAccessPolicies; -1 if none was found
	problem *diag.Finding
	steps   []step
}

func (x *Index) indexUsers() {
	c := &x.c
	first := map[policy.Identity]int{}
	var unique []policy.ExternalAccessPolicy
	for i, p := range c.ExternalAccessPolicies {
		if p.Identity.IsZero() {
			continue
		}
		key := foldIdentity(p.Identity)
		if j, again := first[key]; again {
			x.ambiguous(recordKey{ExternalAccessPolicies, int32(i)}, recordKey{ExternalAccessPolicies, int32(j)}, RulePolicyRepeated, p.Identity.String())
			continue
		}
		first[key] = i
		unique = append(unique, p)
	}
	x.table, _ = policy.NewTable(unique...) // which have an Identity, and none twice

	sites := make(map[domain.Name]int, len(c.Pools))
	for i, p := range c.Pools {
		j, again := sites[p.Identity]
		switch {
		case !again:
			sites[p.Identity] = i
		case !p.Equal(c.Pools[j]):
			x.ambiguous(recordKey{Pools, int32(i)}, recordKey{Pools, int32(j)}, RulePoolRepeated, p.Identity.String())
		}
		x.others[p.Identity] = true
	}
	x.anybody = x.resolve(policy.Assignment{})
	x.users = make(map[userKey]int32, len(c.Users))
	x.members = make([]member, len(c.Users))
	for i, u := range c.Users {
		key := keyOf(u.SIPAddress)
		j, again := x.users[key]
		switch {
		case !again:
			x.users[key] = int32(i)
		case !u.Equal(c.Users[j]):
			x.ambiguous(recordKey{Users, int32(i)}, recordKey{Users, j}, RuleUserRepeated, u.SIPAddress.String())
		}
		a := policy.Assignment{Granted: u.ExternalAccessPolicy}
		var pool *diag.Finding // why the site is not known
		switch n, found := sites[u.RegistrarPool]; {
		case u.RegistrarPool.IsZero():
		case found:
			if pool = x.broken[recordKey{Pools, int32(n)}]; pool == nil {
				a.Site = c.Pools[n].Site
			}
		case x.c.Incomplete.Has(Pools):
			pool = x.unread(Pools)
		}
		m := x.resolve(a)
		m.i, m.address = int32(i), u.SIPAddress
		if pool != nil && m.problem != nil && m.problem.Rule == policy.RuleSiteUnknown {
			m.problem = pool
		}
		x.members[i] = m
	}
}

// foldIdentity is the same for identities that are the same to a server.
func foldIdentity(id policy.Identity) policy.Identity {
	folded, err := policy.ParseIdentity(char.Fold(id.String()))
	if err != nil {
		return id
	}
	return folded
}

// resolve returns the policy of an assignment, or why it is not known.
func (x *Index) resolve(a policy.Assignment) member {
	m := member{i: -1, policy: -1}
	p, err := x.table.Resolve(a)
	switch f, isFinding := err.(*diag.Finding); {
	case isFinding:
		m.problem = f
	default:
		for i, other := range x.c.ExternalAccessPolicies {
			if other.Identity == p.Identity {
				m.policy = int32(i)
				m.problem = x.broken[recordKey{ExternalAccessPolicies, int32(i)}]
				break
			}
		}
	}
	// A policy that could not be read may be the one granted, or the site's; none
	// mends an assignment that is wrong by itself.
	nearest := m.policy >= 0 && p.Identity.Scope() != policy.Global
	misfit := m.problem != nil && m.problem.Rule == policy.RuleAssignmentScope
	if x.c.Incomplete.Has(ExternalAccessPolicies) && !nearest && !misfit {
		m.problem = x.unread(ExternalAccessPolicies)
	}
	return m
}

// unread is why it is not known which policy holds, for a kind of which not all
// records could be read.
func (x *Index) unread(k Kinds) *diag.Finding {
	return catalog.Finding(RuleKindIncomplete, x.path(k, -1, ""), fmt.Sprintf("which policy holds is not known: not all of %s could be read", k.member()))
}

// nearestUser returns the known address that is most like a, for a message.
func (x *Index) nearestUser(a address.Address) string {
	names := make([]string, 0, len(x.c.Users))
	for _, u := range x.c.Users {
		names = append(names, u.SIPAddress.String())
	}
	if nearest, found := near.Name(a.String(), names); found {
		return nearest
	}
	return ""
}

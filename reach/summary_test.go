package reach_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
)

// pick returns one of several.
func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// crowd adds users, domains and gaps to a configuration, so that each thing that a
// decision reads is there in some.
func crowd(r *rand.Rand, c federation.Configuration) federation.Configuration {
	grants := []policy.Identity{{}, {}, policy.MustParseIdentity("Tag:Missing"), policy.MustParseIdentity("Global")}
	for _, p := range c.ExternalAccessPolicies {
		grants = append(grants, p.Identity)
	}
	pools := []domain.Name{{}, domain.MustParseName("unknown.contoso.com")}
	for _, p := range c.Pools {
		pools = append(pools, p.Identity)
	}
	homes := []string{"", "SRV:", "nobodys.example"}
	for _, p := range c.HostingProviders {
		if !p.ProxyFQDN.IsZero() {
			homes = append(homes, p.ProxyFQDN.String())
		}
	}
	own := []string{"contoso.com", "contoso.com", "not-own.example"}
	for _, d := range c.SIPDomains {
		own = append(own, d.Identity.String())
	}
	c.Users = slices.Clone(c.Users)
	for i := range r.IntN(16) {
		a, err := address.Parse(fmt.Sprintf("User%d@%s", i%12, pick(r, own...)))
		if err != nil {
			continue // the SIP domain is missing in its record
		}
		u := federation.User{SIPAddress: a, ExternalAccessPolicy: pick(r, grants...), RegistrarPool: pick(r, pools...), HostingProvider: pick(r, homes...), Enabled: product.On}
		if r.IntN(5) == 0 {
			u.Enabled = product.Off
		}
		if r.IntN(5) == 0 {
			u.EnabledForFederation = product.Off
		}
		if r.IntN(4) == 0 {
			switch member := pick(r, 1, 3, 4); member { // as in the schema row
			case 1:
				u.ExternalAccessPolicy, u.Absent = policy.Identity{}, u.Absent.With(member)
			case 3:
				u.HostingProvider, u.Absent = "", u.Absent.With(member)
			default:
				u.Enabled, u.Absent = 0, u.Absent.With(member)
			}
		}
		c.Users = append(c.Users, u)
	}
	c.AllowedDomains, c.BlockedDomains = slices.Clone(c.AllowedDomains), slices.Clone(c.BlockedDomains)
	for i := range r.IntN(12) {
		name := domain.MustParseName(pick(r, fmt.Sprintf("partner%d.example", i), "aol.com", "sub.fabrikam.com", "live.com", "yahoo.com"))
		if r.IntN(2) == 0 {
			c.BlockedDomains = append(c.BlockedDomains, federation.BlockedDomain{Domain: name})
			continue
		}
		d := federation.AllowedDomain{Domain: name}
		if r.IntN(3) == 0 {
			d.ProxyFQDN = domain.MustParseName(pick(r, slices.Concat(homes[2:], []string{"sip.aol.example", "edge.direct.example"})...))
		}
		c.AllowedDomains = append(c.AllowedDomains, d)
	}
	switch r.IntN(6) {
	case 0:
		c.Users = nil
	case 1:
		all := slices.Collect(federation.AllKinds())
		c.Incomplete = c.Incomplete.With(pick(r, all...))
	case 2:
		c.Holdings = &licensing.Holdings{Licenses: []licensing.License{{Product: licensing.PICUSL, Purchased: date.MustParse("2009-06-06"), Expires: date.MustParse("2012-06-06")}}}
	}
	return c
}

// want returns what an [reach.Answer] should be, from the text of the reasons.
func want(p reach.Pair) reach.Answer {
	for f := range diag.All(p.Err) {
		return reach.Answer{Outcome: diag.NotKnown, Rule: f.Rule}
	}
	a := reach.Answer{Outcome: p.Verdict.Outcome}
	kind := func(r diag.Reason) (of federation.Kind) {
		for k := range federation.AllKinds() {
			if k.String() == r.Subject.Kind {
				of = k
			}
		}
		return of
	}
	for r := range p.Verdict.Refusals() {
		if r.Outcome == a.Outcome {
			a.Rule, a.Kind, a.Inferred = r.Rule, kind(r), r.Inferred
			if member, _, absent := strings.Cut(r.Detail, " of "); absent && strings.HasSuffix(strings.TrimSuffix(r.Detail, " in full"), " was not exported") {
				a.Absent = member
			}
			return a
		}
	}
	for r := range p.Verdict.Conditions() {
		a.Inferred = a.Inferred || r.Inferred
		if c := (reach.Condition{Rule: r.Rule, Kind: kind(r)}); !slices.Contains(a.Conditions, c) {
			a.Conditions = append(a.Conditions, c)
		}
	}
	return a
}

// TestSummary: a summary and a matrix give the same answer for each user and
// outsider, with the same conditions.
func TestSummary(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var all []federation.Configuration
	configurations := readDecisions(t).Configurations
	for _, name := range slices.Sorted(maps.Keys(configurations)) {
		if read, _, err := federation.Decode(configurations[name]); err == nil {
			all = append(all, read.Configuration)
			if c, err := read.Configuration.WithDefaults(); err == nil {
				all = append(all, c)
			}
		}
	}
	all = append(all, rich(t))
	for range 25 {
		c, _ := generated(r.Uint64())
		all = append(all, c)
	}
	pairs, outcomes, kinds := 0, map[diag.Outcome]int{}, map[string]bool{}
	for i, c := range all {
		for try := range 2 {
			if r.IntN(4) > 0 || testing.Short() && i%8 != 0 {
				continue // a quarter of them is enough
			}
			if try > 0 {
				c = crowd(r, all[i])
			}
			x, err := reach.NewIndex(c)
			if err != nil {
				continue
			}
			on := date.MustParse("2005-01-01").AddDays(r.IntN(8000))
			s := x.Summary(on)
			pairs += checkSummary(t, x, c, s)
			for _, u := range s.Users {
				for _, a := range slices.Concat(u.Reaches, u.ReachedBy) {
					outcomes[a.Outcome]++
					kinds[string(a.Rule)] = true
				}
			}
		}
	}
	if !testing.Short() && (pairs < 50_000 || len(outcomes) != 3 || len(kinds) < 15) {
		t.Errorf("%d pairs, outcomes %v, refused by %v", pairs, outcomes, kinds)
	}
}

func checkSummary(t *testing.T, x *reach.Index, c federation.Configuration, s reach.Summary) (pairs int) {
	t.Helper()
	on := s.On
	y, assumed := x.Assume()
	if !assumed && c.Users == nil {
		for _, u := range c.Tenant.Users { // of a tenant alone
			c.Users = append(c.Users, federation.User{SIPAddress: u.SIPAddress})
		}
	}
	if wantAssumed := c.Users == nil && !c.Incomplete.Has(federation.Users); assumed != wantAssumed || s.Assumed != wantAssumed {
		t.Errorf("assumed %v, and in the summary %v", assumed, s.Assumed)
	}
	groupOf := map[address.Address]int{}
	for i, u := range s.Users {
		for _, a := range u.Users {
			if _, again := groupOf[a]; again {
				t.Errorf("%v is in two groups", a)
			}
			groupOf[a] = i
		}
		if len(u.Users) == 0 || len(u.Reaches) != len(s.Contacts) || len(u.ReachedBy) != len(s.Contacts) {
			t.Errorf("%+v", u)
		}
	}
	var users []address.Address
	known := map[string]bool{}
	for _, u := range c.Users {
		if name := strings.ToLower(u.SIPAddress.String()); name != "" && !known[name] {
			known[name] = true
			users = append(users, u.SIPAddress)
		}
	}
	if assumed {
		for _, g := range y.Groups() {
			users = append(users, g.Users...)
		}
	}
	if len(users) != len(groupOf) {
		t.Errorf("%d users, and in groups %d", len(users), len(groupOf))
	}
	contactOf, others := map[domain.SIPDomain]int{}, -1
	for i, c := range s.Contacts {
		for _, d := range c.Domains {
			contactOf[d] = i
		}
		if c.Others {
			others = i
		}
	}
	outsiders := x.Outsiders()
	last := outsiders[len(outsiders)-1]
	if contactOf[last.Domain()] = others; len(contactOf) != len(outsiders) || others < 0 {
		t.Errorf("%d domains, and in groups %d", len(outsiders), len(contactOf))
	}
	got := make([][2][]reach.Answer, len(s.Users)) // joined from all pairs
	for i := range got {
		got[i] = [2][]reach.Answer{make([]reach.Answer, len(s.Contacts)), make([]reach.Answer, len(s.Contacts))}
	}
	take := func(p reach.Pair, user, outsider address.Address, way int) {
		pairs++
		u, found := groupOf[user]
		if !found {
			t.Errorf("%v is in no group", user)
		}
		c := contactOf[outsider.Domain()]
		is := s.Users[u].Reaches[c]
		if way == 1 {
			is = s.Users[u].ReachedBy[c]
		}
		a := want(p)
		if !a.IsLike(is) {
			t.Errorf("%v to %v on %v: %+v, and in the summary %+v (%+v)", p.From, p.To, on, a, is, s.Contacts[c])
		}
		into := &got[u][way][c]
		into.Inferred = into.Inferred || a.Inferred
		for _, r := range a.Conditions {
			if !slices.Contains(into.Conditions, r) {
				into.Conditions = append(into.Conditions, r)
			}
		}
		if p.Err != nil {
			return
		}
		if id := s.Users[u].Policy; !p.Verdict.Policy.IsZero() && id != p.Verdict.Policy && !s.Users[u].Disabled && s.Users[u].Home == "" {
			t.Errorf("%v: %v holds, and in the summary %v", p.From, p.Verdict.Policy, id)
		}
		if g := s.Contacts[c]; g.List != federation.BlockedDomains && (g.Route != p.Verdict.Route || g.Provider != p.Verdict.Provider) && !s.Users[u].Foreign && !s.Users[u].Online {
			t.Errorf("%v to %v: %v %q, and in the summary %v %q", p.From, p.To, p.Verdict.Route, p.Verdict.Provider, g.Route, g.Provider)
		}
	}
	q := reach.Query{On: on}
	i := 0
	for p := range y.Matrix(q, users, outsiders) {
		take(p, users[i/len(outsiders)], outsiders[i%len(outsiders)], 0)
		i++
	}
	i = 0
	for p := range y.Matrix(q, outsiders, users) {
		take(p, users[i%len(users)], outsiders[i/len(users)], 1)
		i++
	}
	for i, u := range s.Users {
		for way, answers := range [][]reach.Answer{u.Reaches, u.ReachedBy} {
			for j, a := range answers {
				for _, conditions := range [][]reach.Condition{a.Conditions, got[i][way][j].Conditions} {
					slices.SortFunc(conditions, func(a, b reach.Condition) int {
						return cmp.Or(cmp.Compare(a.Rule, b.Rule), a.Kind.Compare(b.Kind))
					})
				}
				if !slices.Equal(a.Conditions, got[i][way][j].Conditions) || a.Inferred != got[i][way][j].Inferred {
					t.Errorf("%+v and %+v: the answer rests on %v, %v, and those of all pairs on %v, %v", u.UserGroup, s.Contacts[j], a.Conditions, a.Inferred, got[i][way][j].Conditions, got[i][way][j].Inferred)
				}
			}
		}
	}
	return pairs
}

// many returns a configuration with users of 20 policies and with domains of four
// kinds.
func many(t testing.TB, users, domains int) federation.Configuration {
	t.Helper()
	c := rich2015(t)
	c.Users = make([]federation.User, 0, users)
	for i := range 20 {
		p := policy.ExternalAccessPolicy{Identity: policy.MustParseIdentity(fmt.Sprintf("Tag:Policy%d", i)), EnableFederationAccess: product.SwitchOf(i%2 == 0), EnablePublicCloudAccess: product.SwitchOf(i%3 == 0), EnableOutsideAccess: product.On, EnablePublicCloudAudioVideoAccess: product.Off}
		c.ExternalAccessPolicies = append(c.ExternalAccessPolicies, p)
	}
	for i := range users {
		u := federation.User{SIPAddress: address.MustParse(fmt.Sprintf("first.last%d@contoso.com", i)), RegistrarPool: c.Pools[0].Identity, HostingProvider: "SRV:", Enabled: product.On, EnabledForFederation: product.On}
		if i%40 < 20 {
			u.ExternalAccessPolicy = policy.MustParseIdentity(fmt.Sprintf("Tag:Policy%d", i%40))
		}
		c.Users = append(c.Users, u)
	}
	for i := range domains {
		name := domain.MustParseName(fmt.Sprintf("partner%d.example", i))
		switch i % 4 {
		case 0, 1:
			c.AllowedDomains = append(c.AllowedDomains, federation.AllowedDomain{Domain: name})
		case 2:
			c.AllowedDomains = append(c.AllowedDomains, federation.AllowedDomain{Domain: name, ProxyFQDN: domain.MustParseName("edge." + name.String())})
		default:
			c.BlockedDomains = append(c.BlockedDomains, federation.BlockedDomain{Domain: name})
		}
	}
	return c
}

func rich2015(t testing.TB) federation.Configuration {
	t.Helper()
	c := rich(t)
	c.Platform = product.SfBServer2015
	return c
}

// TestSummaryCost: what a summary decides is in proportion to the groups, and not to
// the users and the domains.
func TestSummaryCost(t *testing.T) {
	on := date.MustParse("2013-01-01")
	var decided []int
	for _, n := range []int{200, 2000} {
		x, err := reach.NewIndex(many(t, n, n))
		require.NoError(t, err)
		decided = append(decided, reach.SummaryDecisions(x, on))
		if s := x.Summary(on); len(s.Users) != 21 || len(s.Contacts) > 8 {
			t.Errorf("%d groups of users, %d of contacts", len(s.Users), len(s.Contacts))
		}
	}
	if decided[0] != decided[1] || decided[0] > 2*21*20 {
		t.Errorf("%d decisions, and for ten times the users and domains %d", decided[0], decided[1])
	}
}

func BenchmarkSummary(b *testing.B) {
	on := date.MustParse("2013-01-01")
	x, err := reach.NewIndex(many(b, 300_000, 100_000))
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		x.Summary(on)
	}
}

// BenchmarkSummaryMatrix is what BenchmarkSummary saves: the same by Matrix, for one
// user in a thousand and one domain in a thousand.
func BenchmarkSummaryMatrix(b *testing.B) {
	q := reach.Query{On: date.MustParse("2013-01-01")}
	x, err := reach.NewIndex(many(b, 300_000, 100_000))
	require.NoError(b, err)
	var users, outsiders []address.Address
	for _, g := range x.Groups() {
		users = append(users, g.Users...)
	}
	users, outsiders = users[:300], x.Outsiders()[:100]
	for b.Loop() {
		for range x.Matrix(q, users, outsiders) {
		}
		for range x.Matrix(q, outsiders, users) {
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*2*len(users)*len(outsiders)), "ns/pair")
}

// TestSummaryOfTenant: the users of a tenant alone are those of the tenant.
func TestSummaryOfTenant(t *testing.T) {
	all := readDecisions(t)
	d, _, err := federation.Decode(all.Configurations["tenant"])
	require.NoError(t, err)
	x, err := reach.NewIndex(d.Configuration)
	require.NoError(t, err)
	s := x.Summary(date.MustParse("2026-06-01"))
	require.False(t, s.Assumed)
	require.Len(t, s.Users, 2)
	for _, u := range s.Users {
		reaches := u.Policy.String() != "Tag:None"
		if !u.Online || (u.Reach() == diag.Passed) != reaches || (u.Reached() == diag.Passed) != reaches {
			t.Errorf("%v: %v, %v", u.UserGroup, u.Reach(), u.Reached())
		}
	}
}

// TestSummaryAssumesHomes: without the users, a home is assumed only at a provider that
// shares the address space and may host users. One for Exchange Online hosts none.
func TestSummaryAssumesHomes(t *testing.T) {
	for hosts, homes := range map[string]int{"true": 1, "false": 0} {
		d, _, err := federation.Decode([]byte(`{"SipDomains":[{"Identity":"contoso.com","IsDefault":true}],"ExternalAccessPolicies":[{"Identity":"Global"}],
			"HostingProviders":[{"Identity":"Exchange Online","ProxyFqdn":"exap.um.outlook.com","Enabled":true,"EnabledSharedAddressSpace":true,"HostsOCSUsers":` + hosts + `}]}`))
		require.NoError(t, err)
		x, err := reach.NewIndex(d.Configuration)
		require.NoError(t, err)
		found := 0
		for _, u := range x.Summary(date.MustParse("2020-01-01")).Users {
			if u.Home != "" {
				found++
			}
		}
		require.Equal(t, homes, found, hosts)
	}
}

// TestGroups: a group has the policy of its users, or else the granted one in its
// letter case.
func TestGroups(t *testing.T) {
	c := rich(t)
	for i, granted := range []string{"Tag:Sales", "Tag:Gone"} {
		c.Users = append(c.Users, federation.User{SIPAddress: address.MustParse(fmt.Sprintf("user%d@contoso.com", i)), ExternalAccessPolicy: policy.MustParseIdentity(granted), RegistrarPool: c.Pools[0].Identity, HostingProvider: "SRV:", Enabled: product.On})
	}
	c.ExternalAccessPolicies = append(c.ExternalAccessPolicies, policy.ExternalAccessPolicy{Identity: policy.MustParseIdentity("Tag:Sales")})
	x, err := reach.NewIndex(c)
	require.NoError(t, err)
	var got []string
	for _, g := range x.Groups() {
		got = append(got, fmt.Sprintf("%v %v %v %t", g.Users, g.Policy, g.Granted, g.Problem != ""))
	}
	require.Equal(t, []string{"[ken@contoso.com] Global  false", "[user0@contoso.com] Tag:Sales  false", "[user1@contoso.com]  Tag:Gone true"}, got)
}

// TestSummaryAssumesPolicies: without the users, one is assumed for each policy.
func TestSummaryAssumesPolicies(t *testing.T) {
	c := rich(t)
	c.Users = nil
	for _, identity := range []string{"Tag:Sales", "Site:Dublin"} {
		c.ExternalAccessPolicies = append(c.ExternalAccessPolicies, policy.ExternalAccessPolicy{Identity: policy.MustParseIdentity(identity)})
	}
	x, err := reach.NewIndex(c)
	require.NoError(t, err)
	var got []string
	for _, u := range x.Summary(date.MustParse("2013-01-01")).Users {
		got = append(got, u.Policy.String())
	}
	slices.Sort(got)
	require.Equal(t, []string{"Global", "Site:Dublin", "Tag:Sales"}, got)
}

// TestSummaryLists: an entry of a list counts for partners, and not for the domain of a
// public provider.
func TestSummaryLists(t *testing.T) {
	c := rich(t)
	c.HostingProviders = append(c.HostingProviders, provider.HostingProvider{Identity: "Hoster", ProxyFQDN: domain.MustParseName("edge.hoster.example"), Enabled: true})
	c.AllowedDomains = append(c.AllowedDomains, federation.AllowedDomain{Domain: domain.MustParseName("aol.com")},
		federation.AllowedDomain{Domain: domain.MustParseName("hosted.example"), ProxyFQDN: domain.MustParseName("edge.hoster.example")})
	c.BlockedDomains = append(c.BlockedDomains, federation.BlockedDomain{Domain: domain.MustParseName("blocked.example")})
	x, err := reach.NewIndex(c)
	require.NoError(t, err)
	got := map[string]string{}
	var order []string
	for _, g := range x.Summary(date.MustParse("2013-01-01")).Contacts {
		order = append(order, strings.TrimSpace(fmt.Sprintf("%v %v %s", g.List, g.Route, g.Provider)))
		for _, d := range g.Domains {
			got[d.String()] = strings.TrimSpace(g.Route.String() + " " + g.List.String())
		}
	}
	for name, want := range map[string]string{"fabrikam.com": "partner AllowedDomains", "hosted.example": "hosting AllowedDomains", "blocked.example": "BlockedDomains", "aol.com": "public", "msn.com": "public"} {
		require.Equal(t, want, got[name], name)
	}
	require.Equal(t, []string{"AllowedDomains partner", "AllowedDomains hosting Hoster", "public AOL", "public Messenger", "public Yahoo!", "public", "BlockedDomains", ""}, order)
}

// TestSummaryJoins: the policy of a disabled user does not decide, so disabled users are
// one group.
func TestSummaryJoins(t *testing.T) {
	c := rich(t)
	c.ExternalAccessPolicies = append(c.ExternalAccessPolicies, policy.ExternalAccessPolicy{Identity: policy.MustParseIdentity("Tag:Sales")})
	c.Users[0].Enabled = product.Off
	c.Users = append(c.Users, federation.User{SIPAddress: address.MustParse("ann@contoso.com"), ExternalAccessPolicy: policy.MustParseIdentity("Tag:Sales"), RegistrarPool: c.Pools[0].Identity, HostingProvider: "SRV:", Enabled: product.Off})
	x, err := reach.NewIndex(c)
	require.NoError(t, err)
	users := x.Summary(date.MustParse("2013-01-01")).Users
	require.Len(t, users, 1)
	require.Len(t, users[0].Users, 2)
}

// TestGrantRemedy: another policy is granted only if it permits what is refused.
func TestGrantRemedy(t *testing.T) {
	for global, want := range map[product.Switch]bool{product.On: true, product.Off: false} {
		c := rich(t)
		c.ExternalAccessPolicies[0].EnableFederationAccess = global
		c.ExternalAccessPolicies = append(c.ExternalAccessPolicies, policy.ExternalAccessPolicy{Identity: policy.MustParseIdentity("Tag:Sales"), EnableFederationAccess: product.Off})
		c.Users[0].ExternalAccessPolicy = policy.MustParseIdentity("Tag:Sales")
		x, err := reach.NewIndex(c)
		require.NoError(t, err)
		v, err := x.Decide(reach.Query{From: c.Users[0].SIPAddress, To: address.MustParse("joe@fabrikam.com"), On: date.MustParse("2013-01-01")})
		require.NoError(t, err)
		refused := 0
		for r := range v.Refusals() {
			if r.Outcome != diag.Refused {
				continue // the members of the partner's entry are not known
			}
			refused++
			require.Equal(t, want, strings.Contains(r.Remedy, "Grant-CsExternalAccessPolicy"), r.Remedy)
		}
		require.Equal(t, 1, refused)
	}
}

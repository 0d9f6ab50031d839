package plan_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
)

var (
	names   = []string{"fabrikam.com", "litware.com", "msn.com", "aol.com", "routing.example", "excluded.example", "partner.example"}
	hosts   = []string{"one.example", "two.example", "three.example", "sipfed.online.lync.com"}
	tags    = []string{"Tag:Sales", "Tag:Research"}
	privacy = []provider.VerificationLevel{provider.AlwaysVerifiable, provider.UseSourceVerification}
)

// A maker makes configurations that a server can have.
type maker struct {
	*rand.Rand
	c     federation.Configuration
	taken map[string]bool // the hosts that are in use
}

func (m *maker) coin(percent int) bool { return m.IntN(100) < percent }

func (m *maker) onOff(percent int) product.Switch {
	if m.coin(percent) {
		return product.On
	}
	return product.Off
}

func pick[T any](m *maker, of []T) T { return of[m.IntN(len(of))] }

// configuration returns a random configuration. All configurations have the same users.
func configuration(r *rand.Rand, p product.Platform) federation.Configuration {
	m := &maker{Rand: r, taken: map[string]bool{}}
	m.c = federation.Configuration{
		Platform:         p,
		PublicProviders:  []provider.PublicProvider{},
		HostingProviders: []provider.HostingProvider{},
		AllowedDomains:   []federation.AllowedDomain{},
		BlockedDomains:   []federation.BlockedDomain{},
		SIPDomains:       []federation.SIPDomain{{Identity: domain.MustParseSIPDomain("contoso.com")}},
		Pools:            []federation.Pool{{Identity: domain.MustParseName("pool.contoso.com"), Site: policy.MustParseSiteName("Redmond")}},
	}
	if m.coin(40) {
		m.c.SIPDomains = append(m.c.SIPDomains, federation.SIPDomain{Identity: domain.MustParseSIPDomain("contoso.net")})
	}
	m.c.SIPDomains[m.IntN(len(m.c.SIPDomains))].IsDefault = true
	m.edge()
	m.policies()
	m.lists()
	for i, name := range []string{"ken", "ann", "tim", "eve"} {
		u := federation.User{SIPAddress: address.MustParse(name + "@contoso.com"), HostingProvider: "SRV:", Enabled: product.On, EnabledForFederation: product.On}
		if i%2 == 0 {
			u.RegistrarPool = m.c.Pools[0].Identity
		}
		if granted := pick(m, append([]string{""}, tags...)); granted != "" {
			if id := policy.MustParseIdentity(granted); slices.ContainsFunc(m.c.ExternalAccessPolicies, func(p policy.ExternalAccessPolicy) bool { return p.Identity == id }) {
				u.ExternalAccessPolicy = id
			}
		}
		m.c.Users = append(m.c.Users, u)
	}
	return m.c
}

func (m *maker) edge() {
	e := federation.AccessEdgeConfiguration{Identity: "Global", AllowFederatedUsers: m.onOff(80), AllowOutsideUsers: m.onOff(50), OutgoingTLSCountForFederatedPartners: uint64(1 + m.IntN(4))}
	if m.coin(15) {
		e.RoutingMethod, e.DefaultRouteFQDN = federation.UseDefaultRouting, domain.MustParseName("edge.contoso.com")
		e.VerificationLevel = pick(m, privacy)
	} else {
		e.RoutingMethod, e.EnablePartnerDiscovery = federation.UseDNSSRVRouting, m.onOff(50)
		m.providers()
	}
	m.c.AccessEdge = &e
}

func (m *maker) host() (domain.Name, bool) {
	h := pick(m, hosts)
	if m.taken[h] {
		return domain.Name{}, false
	}
	m.taken[h] = true
	return domain.MustParseName(h), true
}

func (m *maker) providers() {
	for _, name := range []string{"Skype", "Own"} {
		host, free := m.host()
		if !free || m.coin(30) {
			continue
		}
		p := provider.PublicProvider{Identity: name, ProxyFQDN: host, Enabled: m.coin(60), VerificationLevel: pick(m, privacy)}
		if m.coin(50) {
			p.NameDecorationRoutingDomain = domain.MustParseSIPDomain(pick(m, []string{"routing.example", "msn.com"}))
			p.NameDecorationExcludedDomainList = domain.ListOf(p.NameDecorationRoutingDomain, domain.MustParseSIPDomain("excluded.example"))
		}
		m.c.PublicProviders = append(m.c.PublicProviders, p)
	}
	for _, name := range []string{"Microsoft365", "Host"} {
		host, free := m.host()
		if !free || m.coin(50) {
			continue
		}
		p := provider.HostingProvider{Identity: name, ProxyFQDN: host, Enabled: m.coin(60), VerificationLevel: pick(m, privacy), EnabledSharedAddressSpace: m.onOff(50), SIPClientPort: 443}
		if p.EnabledSharedAddressSpace.IsOn() {
			p.HostsOCSUsers = m.onOff(50)
		} else {
			p.HostsOCSUsers = product.Off
		}
		p.IsLocal = product.Off
		m.c.HostingProviders = append(m.c.HostingProviders, p)
	}
}

func (m *maker) policies() {
	for _, id := range append([]string{"Global", "Site:Redmond"}, tags...) {
		if id != "Global" && m.coin(35) {
			continue
		}
		p := policy.ExternalAccessPolicy{Identity: policy.MustParseIdentity(id), EnableFederationAccess: m.onOff(50), EnablePublicCloudAccess: m.onOff(50), EnablePublicCloudAudioVideoAccess: m.onOff(50), EnableOutsideAccess: m.onOff(50), EnableXMPPAccess: product.Off}
		m.c.ExternalAccessPolicies = append(m.c.ExternalAccessPolicies, p)
	}
}

func (m *maker) lists() {
	for _, name := range names {
		d := domain.MustParseName(name)
		comment := pick(m, []string{"", "a ticket", "another ticket"})
		switch m.IntN(4) {
		case 0:
			a := federation.AllowedDomain{Domain: d, Comment: comment, MarkForMonitoring: m.coin(50)}
			if m.coin(30) {
				a.ProxyFQDN = domain.MustParseName(pick(m, append([]string{"edge.partner.example"}, hosts...)))
			}
			m.c.AllowedDomains = append(m.c.AllowedDomains, a)
		case 1:
			m.c.BlockedDomains = append(m.c.BlockedDomains, federation.BlockedDomain{Domain: d, Comment: comment})
		}
	}
}

// A pair is a sender and a receiver.
type pair struct{ from, to address.Address }

func (p pair) String() string { return fmt.Sprintf("%s to %s", p.from, p.to) }

// pairs returns the outcome for each user and each outsider, in both directions.
func pairs(t *testing.T, c federation.Configuration, outsiders []address.Address, on date.Date) map[pair]diag.Outcome {
	t.Helper()
	x, err := reach.NewIndex(c)
	require.NoError(t, err)
	users := make([]address.Address, len(c.Users))
	for i, u := range c.Users {
		users[i] = u.SIPAddress
	}
	return outcomesOf(x, users, outsiders, on)
}

// outcomesOf returns who reaches whom among users and outsiders, in both directions.
func outcomesOf(x *reach.Index, users, outsiders []address.Address, on date.Date) map[pair]diag.Outcome {
	all := make(map[pair]diag.Outcome, 2*len(users)*len(outsiders))
	for _, way := range [][2][]address.Address{{users, outsiders}, {outsiders, users}} {
		for p := range x.Matrix(reach.Query{On: on}, way[0], way[1]) {
			if p.Err == nil {
				all[pair{p.From, p.To}] = p.Verdict.Outcome
			}
		}
	}
	return all
}

func lines(p plan.Plan) (all []string) {
	for i, s := range p.Steps {
		line, err := cmdlet.Command(s.Edit, p.Platform)
		all = append(all, fmt.Sprint(i+1, " ", line, err))
	}
	for _, e := range p.Exceptions {
		all = append(all, fmt.Sprint("exception ", e))
	}
	return all
}

// outsidersOf returns addresses that stand for everybody outside two configurations. It
// has only some domains of each public service, because the decisions are the same.
func outsidersOf(t *testing.T, a, b federation.Configuration) []address.Address {
	t.Helper()
	all := map[address.Address]bool{}
	for _, c := range []federation.Configuration{a, b} {
		x, err := reach.NewIndex(c)
		require.NoError(t, err)
		for _, o := range x.Outsiders() {
			d := o.Domain().String()
			if slices.Contains(names, d) || strings.HasPrefix(d, "any-") || d == "hotmail.com" || d == "yahoo.com" {
				all[o] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(all), address.Address.Compare)
}

// checkPlan checks the properties of every plan.
func checkPlan(t *testing.T, have, want federation.Configuration) {
	t.Helper()
	p, err := plan.New(have, want)
	require.NoError(t, err)
	for _, s := range p.Steps {
		if _, err := cmdlet.Command(s.Edit, p.Platform); err != nil {
			t.Errorf("%v: %v", s.Edit, err)
		}
	}
	after, err := plan.Apply(have, p.Steps...)
	require.NoError(t, err)
	if d := federation.Compare(after, want); len(d.Records) > 0 || len(d.Gaps) > 0 {
		t.Errorf("the result differs: %v", d)
	}
	checkWidth(t, p, have, want)

	back, err := p.Rollback()
	require.NoError(t, err)
	restored, err := plan.Apply(after, back.Steps...)
	require.NoError(t, err)
	if d := federation.Compare(restored, have); len(d.Records) > 0 || len(d.Gaps) > 0 {
		t.Errorf("the rollback differs: %v", d)
	}
}

// checkWidth checks the access after each step. Nobody reaches more than one of the two
// configurations allows, and access that both allow is not interrupted, except in the
// exceptions of the plan.
func checkWidth(t *testing.T, p plan.Plan, have, want federation.Configuration) {
	t.Helper()
	on := date.MustParse("2016-06-01")
	outsiders := outsidersOf(t, have, want)
	before, after := pairs(t, have, outsiders, on), pairs(t, want, outsiders, on)
	s := cmdlet.NewServer(have, p.Platform)
	for n, step := range p.Steps {
		require.NoError(t, s.Apply(step.Edit))
		now := pairs(t, s.Configuration(), outsiders, on)
		excused := func(asked pair, opens bool) bool {
			return slices.ContainsFunc(p.Exceptions, func(e plan.Exception) bool {
				return e.From <= n+1 && n+1 < e.To && (e.Opens || !opens) && (concerns(e.Subject, asked.String()) || isOutage(e))
			})
		}
		for asked, outcome := range now {
			was, will := before[asked], after[asked]
			wider := outcome == diag.Passed && was == diag.Refused && will == diag.Refused
			narrower := outcome == diag.Refused && was == diag.Passed && will == diag.Passed
			if wider && !excused(asked, true) || narrower && !excused(asked, false) {
				t.Errorf("after step %d %s is %v, and was %v and will be %v:\n%s", n+1, asked, outcome, was, will, strings.Join(lines(p), "\n"))
				return
			}
		}
	}
}

// concerns reports whether an exception can be about two people.
func concerns(about diag.Subject, pair string) bool {
	switch about.Kind {
	case "AllowedDomains", "BlockedDomains":
		return strings.Contains(pair+" ", "anyone@"+about.Identity+" ")
	case "Users":
		return strings.Contains(" "+pair+" ", " "+strings.TrimPrefix(about.Identity, "sip:")+" ")
	case "PublicProviders", "HostingProviders": // the provider may have contacts at any name
		return slices.ContainsFunc(append([]string{"hotmail.com", "yahoo.com"}, names...), func(name string) bool { return concerns(diag.Subject{Kind: "AllowedDomains", Identity: name}, pair) })
	}
	return true
}

// isOutage reports whether an exception lasts only from the removal of providers to their
// creation.
func isOutage(e plan.Exception) bool {
	return e.To-e.From <= 3 && (e.Subject.Kind == "PublicProviders" || e.Subject.Kind == "HostingProviders")
}

var platforms = []product.Platform{product.LyncServer2013, product.SfBServer2015, product.SfBServer2019}

func pairOf(seed uint64) (have, want federation.Configuration) {
	r := rand.New(rand.NewPCG(seed, 1))
	on := platforms[r.IntN(len(platforms))]
	have, want = configuration(r, on), configuration(r, on)
	return have, want
}

// TestProperties checks a fixed set of pairs. FuzzNew checks others.
func TestProperties(t *testing.T) {
	for seed := range uint64(200) {
		if testing.Short() && seed%8 != 0 {
			continue
		}
		have, want := pairOf(seed)
		require.NoError(t, have.Validate())
		if !t.Run(fmt.Sprint(seed), func(t *testing.T) { checkPlan(t, have, want) }) {
			return
		}
	}
}

func FuzzNew(f *testing.F) {
	for _, seed := range []uint64{6, 10, 38, 57, 63, 113, 200, 262, 328, 840, 1214, 1313, 427} { // these seeds have shown faults of the order
		f.Add(seed, false)
	}
	f.Add(uint64(1000), true)
	f.Fuzz(func(t *testing.T, seed uint64, ofTenant bool) {
		if ofTenant {
			have, want := tenantPairOf(seed)
			checkTenantPlan(t, have, want)
			return
		}
		have, want := pairOf(seed)
		checkPlan(t, have, want)
	})
}

// TestSame: a plan between equal configurations is empty. The order of records does not
// change a plan.
func TestSame(t *testing.T) {
	for seed := range uint64(50) {
		have, want := pairOf(seed)
		p, err := plan.New(have, have)
		require.NoError(t, err)
		if len(p.Steps) > 0 {
			t.Error(lines(p))
		}
		p, err = plan.New(have, want)
		require.NoError(t, err)
		q, err := plan.New(reversed(have), reversed(want))
		require.NoError(t, err)
		if diff := cmp.Diff(lines(p), lines(q)); diff != "" {
			t.Error(diff)
		}
		require.Equal(t, p.Fingerprint, q.Fingerprint)
		require.NoError(t, p.Check(reversed(have)))
	}
}

// reversed returns a configuration with its records in the opposite order.
func reversed(c federation.Configuration) federation.Configuration {
	c.SIPDomains, c.PublicProviders, c.HostingProviders = slices.Clone(c.SIPDomains), slices.Clone(c.PublicProviders), slices.Clone(c.HostingProviders)
	c.AllowedDomains, c.BlockedDomains = slices.Clone(c.AllowedDomains), slices.Clone(c.BlockedDomains)
	c.ExternalAccessPolicies, c.Users = slices.Clone(c.ExternalAccessPolicies), slices.Clone(c.Users)
	slices.Reverse(c.SIPDomains)
	slices.Reverse(c.PublicProviders)
	slices.Reverse(c.HostingProviders)
	slices.Reverse(c.AllowedDomains)
	slices.Reverse(c.BlockedDomains)
	slices.Reverse(c.ExternalAccessPolicies)
	slices.Reverse(c.Users)
	return c
}

// BenchmarkNew plans over lists of 10,000 domains, of which a tenth differ.
func BenchmarkNew(b *testing.B) {
	have, _ := pairOf(1)
	have.AllowedDomains, have.BlockedDomains = []federation.AllowedDomain{}, []federation.BlockedDomain{}
	want := have
	for i := range 10_000 {
		d := federation.AllowedDomain{Domain: domain.MustParseName(fmt.Sprintf("partner%d.example", i))}
		if i%20 != 0 {
			want.AllowedDomains = append(want.AllowedDomains, d)
		}
		if i%20 != 10 {
			have.AllowedDomains = append(have.AllowedDomains, d)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		p, err := plan.New(have, want)
		if err != nil || len(p.Steps) != 1000 {
			b.Fatal(len(p.Steps), err)
		}
	}
}

// BenchmarkApply makes 10,000 partners and removes them again.
func BenchmarkApply(b *testing.B) {
	have, _ := pairOf(1)
	have.AllowedDomains, have.BlockedDomains = []federation.AllowedDomain{}, []federation.BlockedDomain{}
	want := have
	for i := range 10_000 {
		want.AllowedDomains = append(want.AllowedDomains, federation.AllowedDomain{Domain: domain.MustParseName(fmt.Sprintf("partner%d.example", i))})
	}
	p, err := plan.New(have, want)
	require.NoError(b, err)
	back, err := p.Rollback()
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := plan.Apply(have, append(slices.Clone(p.Steps), back.Steps...)...); err != nil {
			b.Fatal(err)
		}
	}
}

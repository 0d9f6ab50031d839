package plan_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/tenant"
)

// tenantPairOf returns two random tenants with the same users.
func tenantPairOf(seed uint64) (have, want federation.Configuration) {
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 2))}
	return federation.Configuration{Tenant: m.tenant()}, federation.Configuration{Tenant: m.tenant()}
}

// someOf returns a list with some of the names, and at least one.
func (m *maker) someOf() tenant.List {
	all := []domain.Name{domain.MustParseName(pick(m, names))}
	for _, name := range names {
		if d := domain.MustParseName(name); d != all[0] && m.coin(40) {
			all = append(all, d)
		}
	}
	return tenant.ListOf(all...)
}

func (m *maker) tenant() tenant.Tenant {
	settings := tenant.FederationConfiguration{
		Identity: "Global", BlockedDomains: m.someOf(), AllowFederatedUsers: m.onOff(80), AllowTeamsConsumer: m.onOff(50), AllowTeamsConsumerInbound: m.onOff(50),
		SharedSIPAddressSpace: m.onOff(50), BlockAllSubdomains: m.onOff(50), TreatDiscoveredPartnersAsUnverified: m.onOff(50), ExternalAccessWithTrialTenants: "Allowed",
		AllowedTrialTenantDomains: tenant.ListOf(),
	}
	switch m.IntN(5) {
	case 0:
		settings.AllowedDomains = tenant.Nobody()
	case 1, 2:
		settings.AllowedDomains = tenant.Allow(m.someOf())
	default:
		settings.AllowedDomains = tenant.AllKnownDomains()
	}
	if m.coin(20) {
		settings.BlockedDomains = tenant.ListOf()
	}
	t := tenant.Tenant{FederationConfiguration: &settings, ExternalAccessPolicies: []tenant.ExternalAccessPolicy{}, SIPDomains: []tenant.SIPDomain{{Name: domain.MustParseSIPDomain("contoso.com"), Status: "Enabled"}}}
	granted := []string{""}
	for _, id := range append([]string{"Global"}, tags...) {
		if id != "Global" && m.coin(30) {
			continue
		}
		p := tenant.ExternalAccessPolicy{
			Identity: policy.MustParseIdentity(id), EnableFederationAccess: m.onOff(70), EnableTeamsConsumerAccess: m.onOff(50), EnableTeamsConsumerInbound: m.onOff(50), EnableOutsideAccess: m.onOff(50),
			EnableACSFederationAccess: m.onOff(50), EnableXMPPAccess: product.Off, EnableTeamsSMSAccess: product.On, RestrictTeamsConsumerAccessToExternalUserProfiles: m.onOff(50), FederatedBilateralChats: product.Off,
			EnablePublicCloudAudioVideoAccess: product.Off,
			CommunicationWithExternalOrgs:     tenant.Communication(1 + m.IntN(5)), AllowedExternalDomains: m.someOf(), BlockedExternalDomains: m.someOf(),
		}
		if id == "Global" { // the member cannot be changed in Global
			p.CommunicationWithExternalOrgs = tenant.OrganizationDefault
		}
		t.ExternalAccessPolicies = append(t.ExternalAccessPolicies, p)
		if id != "Global" {
			granted = append(granted, id)
		}
	}
	for _, name := range []string{"ken", "ann", "tim", "eve"} {
		u := tenant.User{SIPAddress: address.MustParse(name + "@contoso.com"), UserPrincipalName: name + "@contoso.com", HostingProvider: "sipfed.online.lync.com"}
		if id := pick(m, granted); id != "" {
			u.ExternalAccessPolicy = policy.MustParseIdentity(id)
		}
		t.Users = append(t.Users, u)
	}
	return t
}

// tenantPairs is [pairs] for the users of a tenant.
func tenantPairs(t *testing.T, c federation.Configuration, outsiders []address.Address) map[pair]diag.Outcome {
	t.Helper()
	x, err := reach.NewIndex(c)
	require.NoError(t, err)
	users := make([]address.Address, len(c.Tenant.Users))
	for i, u := range c.Tenant.Users {
		users[i] = u.SIPAddress
	}
	return outcomesOf(x, users, outsiders, date.MustParse("2026-06-01"))
}

// checkTenantPlan checks the properties of every plan of a tenant. Each step applies, the
// steps lead to the wanted configuration, and the rollback leads back. Except in the
// exceptions, nobody reaches more after a step than one of the two configurations allows,
// or less than both allow.
func checkTenantPlan(t *testing.T, have, want federation.Configuration) (opened, narrowed int) {
	t.Helper()
	p, err := plan.New(have, want)
	require.NoError(t, err)
	outsiders := outsidersOf(t, have, want)
	before, after := tenantPairs(t, have, outsiders), tenantPairs(t, want, outsiders)
	s := cmdlet.NewServer(have, p.Platform)
	for n, step := range p.Steps {
		_, err := cmdlet.Command(step.Edit, p.Platform)
		require.NoError(t, err)
		require.NoError(t, s.Apply(step.Edit))
		for asked, outcome := range tenantPairs(t, s.Configuration(), outsiders) {
			was, will := before[asked], after[asked]
			opens, narrows := outcome == diag.Passed && was == diag.Refused && will == diag.Refused, outcome == diag.Refused && was == diag.Passed && will == diag.Passed
			if !opens && !narrows {
				continue
			}
			opened, narrowed = opened+count(opens), narrowed+count(narrows)
			if !slices.ContainsFunc(p.Exceptions, func(e plan.Exception) bool { return e.From <= n+1 && n+1 < e.To && (e.Opens || !opens) }) {
				t.Fatalf("after step %d %v is %v, and was %v and will be %v:\n%s", n+1, asked, outcome, was, will, strings.Join(lines(p), "\n"))
			}
		}
	}
	if d := federation.Compare(s.Configuration(), want); len(d.Records) > 0 {
		t.Fatalf("the result differs: %v", d)
	}
	back, err := p.Rollback()
	require.NoError(t, err)
	require.Empty(t, back.NotPlanned)
	restored, err := plan.Apply(s.Configuration(), back.Steps...)
	require.NoError(t, err)
	if d := federation.Compare(restored, have); len(d.Records) > 0 {
		t.Fatalf("the rollback differs: %v", d)
	}
	return opened, narrowed
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// TestTenantProperties checks a fixed set of pairs. FuzzNew checks others.
func TestTenantProperties(t *testing.T) {
	var narrowed int
	for seed := range uint64(200) {
		have, want := tenantPairOf(seed)
		require.NoError(t, have.Validate())
		_, n := checkTenantPlan(t, have, want)
		narrowed += n
	}
	require.NotZero(t, narrowed) // otherwise the exceptions are not needed
}

// TestTenantScriptReadsBack: the script of a plan for a tenant or a hybrid, applied to the
// export, gives the wanted configuration.
func TestTenantScriptReadsBack(t *testing.T) {
	steps := 0
	for seed := range uint64(100) {
		have, want := tenantPairOf(seed)
		if seed%2 == 1 {
			servers, wanted := pairOf(seed)
			servers.Tenant, wanted.Tenant = have.Tenant, want.Tenant
			have, want = servers, wanted
		}
		p, err := plan.New(have, want)
		require.NoError(t, err)
		steps += len(p.Steps)
		script, err := p.AppendScript(nil, plan.ScriptOptions{})
		require.NoError(t, err)
		export, err := have.MarshalJSON()
		require.NoError(t, err)
		read, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "have.json", Data: export}, powershell.File{Name: "plan.ps1", Data: script})
		require.NoError(t, err)
		require.NoError(t, read.Findings.Err())
		if d := federation.Compare(read.Document.Configuration, want); len(d.Records) > 0 || !read.Document.Configuration.Incomplete.IsZero() {
			t.Fatalf("%d: %+v\n%s", seed, d, script)
		}
	}
	require.NotZero(t, steps)
}

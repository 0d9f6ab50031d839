package plan_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/tenant"
)

// hybrid returns the documented hybrid.
func hybrid(t *testing.T) federation.Configuration {
	t.Helper()
	data, err := os.ReadFile("../audit/testdata/hybrid.json")
	require.NoError(t, err)
	d, _, err := federation.Decode(data)
	require.NoError(t, err)
	return d.Configuration
}

// changed returns a configuration with changed settings of the tenant.
func changed(c federation.Configuration, change func(*tenant.FederationConfiguration)) federation.Configuration {
	settings := *c.Tenant.FederationConfiguration
	change(&settings)
	c.Tenant.FederationConfiguration = &settings
	return c
}

func listed(s ...string) tenant.List {
	var all []domain.Name
	for _, name := range s {
		all = append(all, domain.MustParseName(name))
	}
	return tenant.ListOf(all...)
}

// commands returns the steps as commands.
func commands(t *testing.T, p plan.Plan) []string {
	t.Helper()
	var all []string
	for _, s := range p.Steps {
		line, err := cmdlet.Command(s.Edit, p.Platform)
		require.NoError(t, err)
		all = append(all, line)
	}
	return all
}

// TestTenant: closing steps on both sides come before opening steps on both sides.
func TestTenant(t *testing.T) {
	have := hybrid(t)
	for _, tt := range []struct {
		change func(*tenant.FederationConfiguration)
		want   []string
	}{
		{func(f *tenant.FederationConfiguration) {}, nil},
		{func(f *tenant.FederationConfiguration) { f.BlockedDomains = listed("TailspinToys.com") }, nil},
		{func(f *tenant.FederationConfiguration) { f.AllowTeamsConsumer = product.Off }, []string{"Set-CsTenantFederationConfiguration -Identity 'Global' -AllowTeamsConsumer $false"}},
		{func(f *tenant.FederationConfiguration) { f.AllowedDomains = tenant.Nobody() }, []string{"Set-CsTenantFederationConfiguration -Identity 'Global' -AllowedDomains $null"}},
		{func(f *tenant.FederationConfiguration) { f.BlockedDomains = listed() }, []string{"Set-CsTenantFederationConfiguration -Identity 'Global' -BlockedDomains $null"}},
		{func(f *tenant.FederationConfiguration) {
			f.AllowedDomains = tenant.Allow(listed("a.example", "b.example"))
		}, []string{
			"$listAllowedDomains = New-Object Collections.Generic.List[String]; $listAllowedDomains.Add('a.example'); $listAllowedDomains.Add('b.example'); Set-CsTenantFederationConfiguration -Identity 'Global' -AllowedDomainsAsAList $listAllowedDomains",
		}},
	} {
		want := changed(have, tt.change)
		p, err := plan.New(have, want)
		require.NoError(t, err)
		if diff := cmp.Diff(tt.want, commands(t, p)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := p.Result().Tenant.FederationConfiguration; !got.Equal(*want.Tenant.FederationConfiguration) {
			t.Errorf("the result is %+v", got)
		}
		back, err := p.Rollback()
		require.NoError(t, err)
		if got := back.Result().Tenant.FederationConfiguration; !got.Equal(*have.Tenant.FederationConfiguration) {
			t.Errorf("the way back leads to %+v", got)
		}
	}

	want := changed(have, func(f *tenant.FederationConfiguration) {
		f.AllowedDomains, f.AllowTeamsConsumerInbound, f.TreatDiscoveredPartnersAsUnverified = tenant.Allow(listed("fabrikam.com")), product.Off, product.On
	})
	want.AllowedDomains = []federation.AllowedDomain{{Domain: domain.MustParseName("fabrikam.com")}}
	opened, err := plan.New(want, changed(want, func(f *tenant.FederationConfiguration) {
		f.AllowedDomains, f.AllowTeamsConsumerInbound, f.TreatDiscoveredPartnersAsUnverified = tenant.AllKnownDomains(), product.On, product.Off
	}))
	require.NoError(t, err)
	require.Equal(t, []string{"Set-CsTenantFederationConfiguration -Identity 'Global' -AllowedDomains (New-CsEdgeAllowAllKnownDomains) -AllowTeamsConsumerInbound $true -TreatDiscoveredPartnersAsUnverified $false"}, commands(t, opened))
	p, err := plan.New(have, want)
	require.NoError(t, err)
	got := commands(t, p)
	require.Len(t, got, 2)
	if !strings.Contains(got[0], "CsTenant") || !strings.HasPrefix(got[1], "New-CsAllowedDomain") {
		t.Errorf("the tenant closes after the servers open: %q", got)
	}
}

// TestTenantPolicies: policies of a tenant are created before they are granted, and
// removed after nobody has them. Other differences are not planned, because no cmdlet of
// federation changes them.
func TestTenantPolicies(t *testing.T) {
	have := hybrid(t)
	want := have
	want.Tenant.Users = slices.Clone(have.Tenant.Users)[:1]
	want.Tenant.Users[0].ExternalAccessPolicy = policy.MustParseIdentity("Some")
	some := tenant.ExternalAccessPolicy{
		Identity: policy.MustParseIdentity("Tag:Some"), EnableFederationAccess: product.On, EnableTeamsConsumerAccess: product.Off, CommunicationWithExternalOrgs: tenant.AllowSpecificExternalDomains,
		AllowedExternalDomains: listed("a.example", "b.example"), BlockedExternalDomains: listed(),
	}
	want.Tenant.ExternalAccessPolicies = append(slices.Clone(have.Tenant.ExternalAccessPolicies), some)
	want.Tenant.SIPDomains = append(slices.Clone(have.Tenant.SIPDomains), tenant.SIPDomain{Name: domain.MustParseSIPDomain("new.example")})
	p, err := plan.New(have, want)
	require.NoError(t, err)
	if diff := cmp.Diff([]string{
		"New-CsExternalAccessPolicy -Identity 'Tag:Some' -EnableFederationAccess $true -EnableTeamsConsumerAccess $false -CommunicationWithExternalOrgs 'AllowSpecificExternalDomains' -AllowedExternalDomains 'a.example','b.example'",
		"Grant-CsExternalAccessPolicy -Identity 'sip:ken@contoso.com' -PolicyName 'Some'",
	}, commands(t, p)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	require.Len(t, p.NotPlanned, 1)
	require.Contains(t, p.NotPlanned[0].Detail, "no cmdlet of federation creates it")
	require.Empty(t, p.Unsafe)
	back, err := p.Rollback()
	require.NoError(t, err)
	require.Equal(t, []string{"Grant-CsExternalAccessPolicy -Identity 'sip:ken@contoso.com' -PolicyName $null", "Remove-CsExternalAccessPolicy -Identity 'Tag:Some'"}, commands(t, back))
	require.Len(t, back.Unsafe, 1)
	require.Equal(t, plan.RuleGrantsUnknown, back.Unsafe[0].Rule)
	require.Contains(t, back.Unsafe[0].Remedy, "Get-CsGroupPolicyAssignment -PolicyType 'ExternalAccessPolicy'")
	testkit.CheckRemedy(t, back.Unsafe[0].Rule, back.Unsafe[0].Remedy)

	// A list changes together with the member that uses it. Closing steps come first.
	other := want
	other.Tenant.ExternalAccessPolicies = slices.Clone(want.Tenant.ExternalAccessPolicies)
	last := &other.Tenant.ExternalAccessPolicies[len(other.Tenant.ExternalAccessPolicies)-1]
	last.EnableFederationAccess, last.EnableTeamsConsumerAccess = product.Off, product.On
	last.CommunicationWithExternalOrgs, last.BlockedExternalDomains = tenant.BlockSpecificExternalDomains, listed("c.example")
	p, err = plan.New(want, other)
	require.NoError(t, err)
	if diff := cmp.Diff([]string{
		"Set-CsExternalAccessPolicy -Identity 'Tag:Some' -EnableFederationAccess $false",
		"Set-CsExternalAccessPolicy -Identity 'Tag:Some' -CommunicationWithExternalOrgs 'BlockSpecificExternalDomains' -BlockedExternalDomains 'c.example'",
		"Set-CsExternalAccessPolicy -Identity 'Tag:Some' -EnableTeamsConsumerAccess $true",
	}, commands(t, p)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	// A granted policy is not removed, and a missing policy is not granted.
	gone := want
	gone.Tenant.ExternalAccessPolicies = have.Tenant.ExternalAccessPolicies
	_, err = plan.New(want, gone)
	require.Error(t, err)
	missing := have
	missing.Tenant.Users = want.Tenant.Users
	_, err = plan.New(have, missing)
	require.ErrorIs(t, err, policy.RuleGrantMissing)
}

// TestLeaveHybrid: the plan changes DNS first, then the tenant, then the servers.
func TestLeaveHybrid(t *testing.T) {
	have := hybrid(t)
	_, err := plan.LeaveHybrid(have)
	require.ErrorIs(t, err, plan.RuleHybridUsers)
	_, err = plan.LeaveHybrid(federation.Configuration{})
	require.ErrorIs(t, err, plan.RuleKindUnknown)

	have.Users = slices.Clone(have.Users)
	for i := range have.Users {
		have.Users[i].HostingProvider = "sipfed.online.lync.com"
	}
	p, err := plan.LeaveHybrid(have)
	require.NoError(t, err)
	want := []string{
		"Set-CsTenantFederationConfiguration -Identity 'Global' -SharedSipAddressSpace $false",
		"Disable-CsHostingProvider -Identity 'Office365'",
	}
	if got := commands(t, p); !slices.Equal(got, want) && !slices.Equal(got, []string{want[0], "Set-CsHostingProvider -Identity 'Office365' -Enabled $false"}) {
		t.Errorf("%q, want %q", got, want)
	}
	require.Len(t, p.NotPlanned, 1)
	require.Equal(t, plan.RuleHybridDNS, p.NotPlanned[0].Rule)
	script, err := p.AppendScript(nil, plan.ScriptOptions{})
	require.NoError(t, err)
	text := string(script)
	dns, first := strings.Index(text, "Read-Host -Prompt 'By hand, before the first step, point _sipfederationtls._tcp of each SIP domain (contoso.com, emea.contoso.com) to sipfed.online.lync.com"), strings.Index(text, "# 1 of 2")
	if dns < 0 || first < dns {
		t.Errorf("DNS does not come before the first step:\n%s", text)
	}
	asks := strings.Index(text, "Request-TenantCommand 'Set-CsTenantFederationConfiguration -Identity ''Global'' -SharedSipAddressSpace $false")
	if asks < 0 || asks > strings.Index(text, "CsHostingProvider -Identity 'Office365'  ") && strings.Contains(text, "CsHostingProvider -Identity 'Office365'  ") || strings.Contains(text, "Get-CsTenant") {
		t.Errorf("the script:\n%s", text)
	}
}

// TestTakeOver: the tenant gets the lists, policies and grants of the servers, and keeps
// the records and members that only a tenant has.
func TestTakeOver(t *testing.T) {
	have := hybrid(t)
	edge := *have.AccessEdge
	edge.EnablePartnerDiscovery = product.Off
	have.AccessEdge = &edge
	have.AllowedDomains = []federation.AllowedDomain{{Domain: domain.MustParseName("fabrikam.com")}}
	have.Users = slices.Clone(have.Users)
	have.Tenant.ExternalAccessPolicies = slices.Clone(have.Tenant.ExternalAccessPolicies)
	for i := range have.Tenant.ExternalAccessPolicies {
		have.Tenant.ExternalAccessPolicies[i].EnableTeamsConsumerAccess = product.Off
	}
	for i := range have.Users {
		if have.Users[i].HostingProvider == "sipfed.online.lync.com" {
			have.Users[i].ExternalAccessPolicy = policy.MustParseIdentity("Federation")
		}
	}
	p, err := plan.TakeOver(have)
	require.NoError(t, err)
	if diff := cmp.Diff([]string{
		"$listAllowedDomains = New-Object Collections.Generic.List[String]; $listAllowedDomains.Add('fabrikam.com'); Set-CsTenantFederationConfiguration -Identity 'Global' -AllowedDomainsAsAList $listAllowedDomains",
		"New-CsExternalAccessPolicy -Identity 'Tag:Federation' -EnableFederationAccess $true -EnableOutsideAccess $true -CommunicationWithExternalOrgs 'OrganizationDefault'",
		"Grant-CsExternalAccessPolicy -Identity 'sip:ann@emea.contoso.com' -PolicyName 'Federation'",
	}, commands(t, p)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	after := p.Result().Tenant
	require.True(t, after.FederationConfiguration.SharedSIPAddressSpace.IsOn())
	for _, was := range have.Tenant.ExternalAccessPolicies {
		require.True(t, slices.ContainsFunc(after.ExternalAccessPolicies, func(is tenant.ExternalAccessPolicy) bool { return is.Equal(was) }), was.Identity)
	}
	require.NotEmpty(t, p.NotPlanned)
	require.Equal(t, plan.RuleTenantInexpressible, p.NotPlanned[0].Rule)
	_, err = plan.TakeOver(federation.Configuration{AccessEdge: have.AccessEdge, AllowedDomains: have.AllowedDomains})
	require.ErrorIs(t, err, plan.RuleKindUnknown)
}

// TestTakeOverLacks: a plan over both sides needs both, and names the missing kind.
func TestTakeOverLacks(t *testing.T) {
	both := hybrid(t)
	for name, tt := range map[string]struct {
		have federation.Configuration
		want []string // the kinds that are needed
	}{
		"no tenant": {withoutTenant(both), []string{"TenantFederationConfiguration", "TenantExternalAccessPolicies", "TenantUsers"}},
		"no server": {federation.Configuration{Tenant: both.Tenant}, []string{"AccessEdgeConfiguration"}},
		"nothing":   {federation.Configuration{}, []string{"AccessEdgeConfiguration"}},
	} {
		_, err := plan.TakeOver(tt.have)
		var kinds []string
		for f := range diag.All(err) {
			require.Equal(t, plan.RuleKindUnknown, f.Rule)
			require.NotContains(t, f.Remedy, "wanted", name) // TakeOver has no such argument
			require.Contains(t, f.Remedy, "Get-Cs", name)
			kinds = append(kinds, f.Subject.Kind)
		}
		require.Equal(t, tt.want, kinds, name)
	}
	_, err := plan.LeaveHybrid(withoutTenant(both))
	for f := range diag.All(err) {
		require.NotContains(t, f.Remedy, "wanted")
	}

	// The tenant keeps the kinds that the servers lack, and the plan reports them.
	part := both
	part.BlockedDomains, part.Users = nil, nil
	p, err := plan.TakeOver(part)
	require.NoError(t, err)
	require.True(t, p.Result().Tenant.FederationConfiguration.BlockedDomains.Equal(both.Tenant.FederationConfiguration.BlockedDomains))
	var kept []string
	for _, f := range p.NotPlanned {
		if f.Rule == plan.RuleKindUnknown {
			require.Equal(t, diag.Warning, f.Severity)
			kept = append(kept, f.Subject.Kind)
		}
	}
	require.Equal(t, []string{"BlockedDomains", "Users"}, kept)
}

// withoutTenant returns the servers of a hybrid.
func withoutTenant(c federation.Configuration) federation.Configuration {
	c.Tenant = tenant.Tenant{}
	return c
}

// TestUnsafeTenant: the steps for a tenant that a person must agree to.
func TestUnsafeTenant(t *testing.T) {
	names := make([]string, 20)
	for i := range names {
		names[i] = fmt.Sprintf("d%02d.example", i)
	}
	have := changed(hybrid(t), func(f *tenant.FederationConfiguration) {
		f.AllowedDomains, f.BlockedDomains = tenant.Allow(listed(names...)), listed(names...)
	})
	for _, tt := range []struct {
		says   string
		change func(*tenant.FederationConfiguration)
		want   []diag.Rule
	}{
		{"nothing", func(f *tenant.FederationConfiguration) {}, nil},
		{"off", func(f *tenant.FederationConfiguration) { f.AllowFederatedUsers = product.Off }, []diag.Rule{plan.RuleFederationClosed}},
		{"nobody", func(f *tenant.FederationConfiguration) { f.AllowedDomains = tenant.Nobody() }, []diag.Rule{plan.RuleFederationClosed}},
		{"all known", func(f *tenant.FederationConfiguration) { f.AllowedDomains = tenant.AllKnownDomains() }, []diag.Rule{plan.RuleDiscoveryOpened}},
		{"six fewer", func(f *tenant.FederationConfiguration) { f.AllowedDomains = tenant.Allow(listed(names[6:]...)) }, nil},
		{"seven fewer", func(f *tenant.FederationConfiguration) { f.AllowedDomains = tenant.Allow(listed(names[7:]...)) }, []diag.Rule{plan.RuleRemovalMany}},
		{"seven fewer are blocked", func(f *tenant.FederationConfiguration) { f.BlockedDomains = listed(names[7:]...) }, []diag.Rule{plan.RuleRemovalMany}},
		{"others", func(f *tenant.FederationConfiguration) { f.BlockedDomains = listed(append(names, "other.example")...) }, nil},
	} {
		p, err := plan.New(have, changed(have, tt.change))
		require.NoError(t, err, tt.says)
		var got []diag.Rule
		for _, f := range p.Unsafe {
			require.Equal(t, "TenantFederationConfiguration", f.Subject.Kind)
			got = append(got, f.Rule)
		}
		require.Equal(t, tt.want, got, tt.says)
	}
}

// TestCheckTenant: a plan is stale if the tenant has changed. A changed order of a list
// does not make it stale.
func TestCheckTenant(t *testing.T) {
	have := changed(hybrid(t), func(f *tenant.FederationConfiguration) { f.BlockedDomains = listed("a.example", "b.example") })
	p, err := plan.New(have, have)
	require.NoError(t, err)
	require.NoError(t, p.Check(changed(have, func(f *tenant.FederationConfiguration) {
		f.BlockedDomains = listed("b.example", "a.example", "b.example")
	})))
	for name, change := range map[string]func(*tenant.Tenant){
		"a list":   func(of *tenant.Tenant) { of.FederationConfiguration.BlockedDomains = listed("a.example") },
		"a switch": func(of *tenant.Tenant) { of.FederationConfiguration.AllowFederatedUsers = product.Off },
		"nobody":   func(of *tenant.Tenant) { of.FederationConfiguration.AllowedDomains = tenant.Nobody() },
		"a policy": func(of *tenant.Tenant) { of.ExternalAccessPolicies[0].EnableFederationAccess = product.Off },
		"a grant":  func(of *tenant.Tenant) { of.Users[1].ExternalAccessPolicy = policy.MustParseIdentity("NoFederation") },
		"a user":   func(of *tenant.Tenant) { of.Users = of.Users[:1] },
	} {
		now := changed(have, func(*tenant.FederationConfiguration) {})
		now.Tenant.ExternalAccessPolicies, now.Tenant.Users = slices.Clone(now.Tenant.ExternalAccessPolicies), slices.Clone(now.Tenant.Users)
		change(&now.Tenant)
		require.ErrorIs(t, p.Check(now), plan.RuleHaveStale, name)
	}
}

// TestMendTenant: fixes in a tenant are commands of the tenant. They are planned in one
// order with those of the servers.
func TestMendTenant(t *testing.T) {
	have := changed(hybrid(t), func(f *tenant.FederationConfiguration) { f.SharedSIPAddressSpace = product.Off })
	p, left := plan.Mend(have, audit.Run(have, today).Findings)
	require.Empty(t, left)
	require.Equal(t, []string{"Set-CsTenantFederationConfiguration -Identity 'Global' -SharedSipAddressSpace $true"}, commands(t, p))
	require.Len(t, p.Steps[0].Findings, 1)
	require.Equal(t, audit.RuleTenantAddressSpaceOff, p.Steps[0].Findings[0].Rule)
	require.Empty(t, audit.Run(p.Result(), today).Findings.Err())

	edit := func(op diag.Op, k federation.Kind, identity, member string, v diag.Value) []diag.Edit {
		return []diag.Edit{{Op: op, Subject: diag.Subject{Kind: k.String(), Identity: identity}, Members: []diag.MemberEdit{{Name: member, New: v}}}}
	}
	settings := func(member string, v diag.Value) []diag.Edit {
		return edit(diag.OpSet, federation.TenantFederationConfiguration, "Global", member, v)
	}
	for _, tt := range []struct {
		says  string
		fixes [][]diag.Edit
		want  []string
		left  []diag.Rule
	}{
		{"two of one record", [][]diag.Edit{settings("AllowTeamsConsumer", diag.Bool(false)), settings("BlockedDomains", diag.Null())}, []string{
			"Set-CsTenantFederationConfiguration -Identity 'Global' -AllowTeamsConsumer $false",
			"Set-CsTenantFederationConfiguration -Identity 'Global' -BlockedDomains $null",
		}, nil},
		{"two that contradict each other", [][]diag.Edit{settings("AllowedDomains", diag.Null()), settings("AllowedDomains", diag.Text(tenant.AllKnown))}, []string{
			"Set-CsTenantFederationConfiguration -Identity 'Global' -AllowedDomains $null",
		}, []diag.Rule{plan.RuleFixContradicts}},
		{"a policy and a grant", [][]diag.Edit{
			edit(diag.OpGrant, federation.TenantUsers, "sip:ann@emea.contoso.com", "ExternalAccessPolicy", diag.Text("New")),
			edit(diag.OpNew, federation.TenantExternalAccessPolicies, "Tag:New", "EnableFederationAccess", diag.Bool(true)),
		}, []string{
			"New-CsExternalAccessPolicy -Identity 'Tag:New'",
			"Grant-CsExternalAccessPolicy -Identity 'sip:ann@emea.contoso.com' -PolicyName 'New'",
		}, nil},
		{"policies of one name on both sides", [][]diag.Edit{
			edit(diag.OpSet, federation.ExternalAccessPolicies, "Global", "EnableOutsideAccess", diag.Bool(false)),
			edit(diag.OpSet, federation.TenantExternalAccessPolicies, "Global", "EnableFederationAccess", diag.Bool(false)),
		}, []string{
			"Set-CsExternalAccessPolicy -Identity 'Global' -EnableOutsideAccess $false",
			"Set-CsExternalAccessPolicy -Identity 'Global' -EnableFederationAccess $false",
		}, nil},
		{"a grant of a policy that is not there", [][]diag.Edit{
			edit(diag.OpGrant, federation.TenantUsers, "sip:ann@emea.contoso.com", "ExternalAccessPolicy", diag.Text("Ghost")),
			settings("AllowTeamsConsumer", diag.Bool(false)),
		}, []string{"Set-CsTenantFederationConfiguration -Identity 'Global' -AllowTeamsConsumer $false"}, []diag.Rule{policy.RuleGrantMissing}},
	} {
		var findings diag.Findings
		for _, fix := range tt.fixes {
			findings.Add(&diag.Finding{Fix: fix})
		}
		p, left := plan.Mend(hybrid(t), findings)
		got := commands(t, p)
		require.Len(t, got, len(tt.want), tt.says)
		for i, want := range tt.want {
			require.True(t, strings.HasPrefix(got[i], want), "%s: %q, want %q", tt.says, got[i], want)
		}
		var rules []diag.Rule
		for _, l := range left {
			for f := range diag.All(l.Err) {
				rules = append(rules, f.Rule)
			}
		}
		require.Equal(t, tt.left, rules, tt.says)
	}
}

// TestTenantScript: the script of a plan for a tenant runs its commands in the shell of
// the tenant, and has no command of a server. A script for the servers asks for the
// commands of the tenant, and runs none of them.
func TestTenantScript(t *testing.T) {
	have := hybrid(t)
	alone := federation.Configuration{Tenant: have.Tenant}
	close := func(f *tenant.FederationConfiguration) { f.AllowFederatedUsers = product.Off }
	want := changed(have, close)
	want.AccessEdge = new(federation.AccessEdgeConfiguration)
	*want.AccessEdge = *have.AccessEdge
	want.AccessEdge.AllowFederatedUsers = product.Off
	const command = "Set-CsTenantFederationConfiguration -Identity 'Global' -AllowFederatedUsers $false"
	for _, tt := range []struct {
		have, want federation.Configuration
		has, lacks []string
	}{
		{alone, changed(alone, close), []string{
			"\n" + command + " -WhatIf:$WhatIfPreference -ErrorAction Stop", "Import-Module -Name 'MicrosoftTeams'", "connected with Connect-MicrosoftTeams",
			"Assert-Member 'Get-CsTenantFederationConfiguration' 'Global' 'AllowFederatedUsers' 'True'", "Get-CsTenantFederationConfiguration | ConvertTo-Json -Depth 5",
		}, []string{"Request-TenantCommand", "Management Shell", "Get-CsManagementStoreReplicationStatus"}},
		{have, want, []string{
			"\nRequest-TenantCommand '" + strings.ReplaceAll(command, "'", "''") + "'", "Run it in the Management Shell", "connected with Connect-MicrosoftTeams",
			"Set-CsAccessEdgeConfiguration -Identity 'Global' -AllowFederatedUsers $false -WhatIf:$WhatIfPreference", "Get-CsManagementStoreReplicationStatus",
		}, []string{"\n" + command, "Import-Module", "Get-CsTenantFederationConfiguration"}},
		{withoutTenant(have), withoutTenant(want), []string{"Run it in the Management Shell"}, []string{"Tenant", "MicrosoftTeams"}},
	} {
		p, err := plan.New(tt.have, tt.want)
		require.NoError(t, err)
		script, err := p.AppendScript(nil, plan.ScriptOptions{})
		require.NoError(t, err)
		text := strings.ReplaceAll(string(script), "\r\n", "\n")
		for _, part := range tt.has {
			require.Contains(t, text, part)
		}
		for _, part := range tt.lacks {
			require.NotContains(t, text, part)
		}
	}
}

// TestTenantOf: the records of the servers as a tenant, and the settings that a tenant
// cannot have.
func TestTenantOf(t *testing.T) {
	c := hybrid(t)
	made, findings := plan.TenantOf(c)
	require.Empty(t, findings)
	if s := made.FederationConfiguration; !s.AllowedDomains.IsAllKnown() || s.BlockedDomains.String() != "tailspintoys.com" || !s.AllowFederatedUsers.IsOn() {
		t.Errorf("%+v", s)
	}
	require.Len(t, made.ExternalAccessPolicies, 2)
	require.Len(t, made.Users, 1)
	if u := made.Users[0]; u.SIPAddress.String() != "ann@emea.contoso.com" {
		t.Errorf("%+v", u)
	}
	require.NoError(t, federation.Configuration{Tenant: made}.Validate())

	edge := *c.AccessEdge
	edge.EnablePartnerDiscovery = product.Off
	c.AccessEdge = &edge
	c.AllowedDomains = []federation.AllowedDomain{{Domain: domain.MustParseName("fabrikam.com"), ProxyFQDN: domain.MustParseName("sip.fabrikam.com")}}
	for i := range 4000 {
		c.AllowedDomains = append(c.AllowedDomains, federation.AllowedDomain{Domain: domain.MustParseName(fmt.Sprintf("d%d.example", i))})
	}
	c.ExternalAccessPolicies = append(slices.Clone(c.ExternalAccessPolicies), policy.ExternalAccessPolicy{Identity: policy.MustParseIdentity("Site:Redmond")})
	made, findings = plan.TenantOf(c)
	want := []string{
		"warning /AllowedDomains plan.tenant.inexpressible",           // over 4,000
		"warning /AllowedDomains/0 plan.tenant.inexpressible",         // its host
		"warning /BlockedDomains plan.tenant.inexpressible",           // two lists at once
		"warning /ExternalAccessPolicies/2 plan.tenant.inexpressible", // of a site
	}
	got := testkit.Findings(testkit.Join(findings))
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if allowed, isList := made.FederationConfiguration.AllowedDomains.List(); !isList || allowed.Len() != 4001 {
		t.Errorf("%d allowed domains", allowed.Len())
	}
	require.ErrorIs(t, federation.Configuration{Tenant: made}.Validate(), tenant.RuleListLong)

	empty, findings := plan.TenantOf(federation.Configuration{Incomplete: federation.KindsOf(federation.AccessEdge)})
	if !empty.IsZero() || findings != nil {
		t.Errorf("of nothing: %+v, %v", empty, findings)
	}
	lost := c
	lost.AllowedDomains, lost.Incomplete = c.AllowedDomains[:1], federation.KindsOf(federation.AllowedDomains, federation.BlockedDomains)
	made, _ = plan.TenantOf(lost)
	if s := made.FederationConfiguration; s.AllowedDomains.IsKnown() || s.BlockedDomains.IsKnown() {
		t.Errorf("lists that could not all be read are %v and %v", s.AllowedDomains, s.BlockedDomains)
	}
}

// TestEffectsOfTenant: a plan that opens a tenant to everybody gains no access to the
// domains of public services. If a list names the domain of an ended service, the answer
// is not known.
func TestEffectsOfTenant(t *testing.T) {
	tenantAlone := hybrid(t)
	tenantAlone = federation.Configuration{Tenant: tenantAlone.Tenant}
	off := changed(tenantAlone, func(f *tenant.FederationConfiguration) { f.AllowFederatedUsers = product.Off })
	for _, tt := range []struct {
		on       string
		change   func(*tenant.FederationConfiguration)
		gains    []string
		notKnown []string
	}{
		{"2026-11-27", func(f *tenant.FederationConfiguration) {}, []string{plan.Elsewhere}, nil},
		{"2012-11-27", func(f *tenant.FederationConfiguration) {}, []string{plan.Elsewhere}, nil},
		{"2026-11-27", func(f *tenant.FederationConfiguration) {
			f.AllowedDomains = tenant.Allow(listed("fabrikam.com", "yahoo.com"))
		}, []string{"fabrikam.com"}, []string{"yahoo.com"}},
	} {
		p, err := plan.New(off, changed(tenantAlone, tt.change))
		require.NoError(t, err)
		effects, err := p.Effects(date.MustParse(tt.on))
		require.NoError(t, err)
		require.NotEmpty(t, effects)
		for _, e := range effects {
			require.NotEmpty(t, e.Users)
			if diff := cmp.Diff(tt.gains, e.Gains); diff != "" {
				t.Errorf("%s: gains (-want +got):\n%s", tt.on, diff)
			}
			if diff := cmp.Diff(tt.notKnown, e.NotKnown); diff != "" {
				t.Errorf("%s: not known (-want +got):\n%s", tt.on, diff)
			}
		}
		back, err := p.Rollback()
		require.NoError(t, err)
		effects, err = back.Effects(date.MustParse(tt.on))
		require.NoError(t, err)
		for _, e := range effects {
			require.Equal(t, tt.gains, e.Loses)
		}
	}
}

package audit_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/tenant"
)

// hybrid returns the documented configuration of a hybrid with some members replaced. A
// null member is removed.
func hybrid(t *testing.T, changes string) federation.Configuration {
	t.Helper()
	data, err := os.ReadFile("testdata/hybrid.json")
	require.NoError(t, err)
	merged, with := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	require.NoError(t, json.Unmarshal(data, &merged))
	require.NoError(t, json.Unmarshal([]byte(changes), &with))
	for name, text := range with {
		var was, is map[string]json.RawMessage
		switch {
		case string(text) == "null":
			delete(merged, name)
		case text[0] == '{' && json.Unmarshal(merged[name], &was) == nil: // replace only some members of the record
			require.NoError(t, json.Unmarshal(text, &is))
			maps.Copy(was, is)
			merged[name], err = json.Marshal(was)
			require.NoError(t, err)
		default:
			merged[name] = text
		}
	}
	data, err = json.Marshal(merged)
	require.NoError(t, err)
	d, findings, err := federation.Decode(data)
	require.NoError(t, err)
	require.Empty(t, findings)
	return d.Configuration
}

// worse returns the findings that are not notices.
func worse(c federation.Configuration, on string) []string {
	findings := slices.DeleteFunc(audit.Run(c, date.MustParse(on)).Findings, func(f *diag.Finding) bool { return f.Severity == diag.Notice })
	return testkit.Findings(testkit.Join(findings))
}

// TestHybrid: the documented hybrid has only notices, and every check of the tenant runs.
func TestHybrid(t *testing.T) {
	c := hybrid(t, `{}`)
	require.NoError(t, c.Validate())
	if got := worse(c, "2026-11-27"); got != nil {
		t.Errorf("%q", got)
	}
	for _, check := range audit.Run(c, date.MustParse("2026-11-27")).Checks {
		if strings.HasPrefix(string(check.Rules[0]), "audit.tenant.") && check.Status != audit.Passed {
			t.Errorf("%v is %v: %v %v", check.Rules, check.Status, check.Lacks, check.Absent)
		}
	}
}

const (
	home   = `{"SipAddress":"ken@contoso.com","ExternalAccessPolicy":null,"RegistrarPool":"pool01.contoso.com","HostingProvider":"SRV:","Enabled":true,"EnabledForFederation":true}`
	online = `{"SipAddress":"ann@emea.contoso.com","ExternalAccessPolicy":null,"RegistrarPool":null,"HostingProvider":"sipfed.online.lync.com","Enabled":true,"EnabledForFederation":true}`
)

// office365 returns the hosting provider of the hybrid with some members replaced.
func office365(members string) string {
	all := map[string]any{}
	for _, text := range []string{`"Identity":"Office365","ProxyFqdn":"sipfed.online.lync.com","VerificationLevel":2,"Enabled":true,"EnabledSharedAddressSpace":true,"HostsOCSUsers":true,"IsLocal":false,"SipClientPort":null,"AutodiscoverUrl":"https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root"`, members} {
		if err := json.Unmarshal([]byte("{"+text+"}"), &all); err != nil {
			panic(err)
		}
	}
	text, err := json.Marshal([]any{all})
	if err != nil {
		panic(err)
	}
	return `"HostingProviders":` + string(text)
}

// listedOn returns a closed hybrid with a list of partners on each side.
func listedOn(servers, cloud string) string {
	var allowed []string
	for name := range strings.FieldsSeq(servers) {
		allowed = append(allowed, `{"Identity":"`+name+`","VerificationLevel":null,"ProxyFqdn":null,"Comment":null,"MarkForMonitoring":false}`)
	}
	return `{"AccessEdgeConfiguration":{"EnablePartnerDiscovery":false},"AllowedDomains":[` + strings.Join(allowed, ",") +
		`],"TenantFederationConfiguration":{"BlockedDomains":[],"AllowedDomains":["` + strings.Join(strings.Fields(cloud), `","`) + `"]}}`
}

// TestHybridRows has the cases about the provider, and cases about differences between
// the sides in both directions: only the servers have a value, or only the tenant has.
func TestHybridRows(t *testing.T) {
	const own = `"SipDomains":[{"Identity":"contoso.com","IsDefault":true},{"Identity":"emea.contoso.com","IsDefault":false}`
	var many []string
	for i := range tenant.MaxDomains + 1 {
		many = append(many, fmt.Sprintf("d%d.example", i))
	}
	for _, tt := range []struct {
		says, changes string
		want          []string
		detail        string // of the first finding
	}{
		{"the provider does not share, and users are on both sides", `{"TenantFederationConfiguration":{"SharedSipAddressSpace":false},` + office365(`"EnabledSharedAddressSpace":false,"HostsOCSUsers":false`) + `}`, []string{"error audit.tenant.address-space-off"}, "1 user of the servers is homed"},
		{"nobody shares, and nobody is online", `{"TenantFederationConfiguration":{"SharedSipAddressSpace":false},"Users":[` + home + `],` + office365(`"EnabledSharedAddressSpace":false,"HostsOCSUsers":false`) + `}`, nil, ""},
		{"users on the servers", `{"Users":[` + home + "," + online + `]}`, nil, ""},

		{"the same partners", listedOn("a.example b.example", "b.example a.example"), nil, ""},
		{"a partner of the servers", listedOn("a.example b.example", "a.example"), []string{"warning audit.tenant.allowed-differs"}, "only the servers have b.example"},
		{"a partner of the tenant", listedOn("a.example", "a.example b.example"), []string{"warning audit.tenant.allowed-differs"}, "only the tenant has b.example"},
		{"a consumer domain of the tenant", listedOn("a.example", "a.example hotmail.com live.co.uk outlook.com"), nil, ""},
		{"a consumer domain of the servers", listedOn("a.example msn.com", "a.example"), nil, ""},
		{"what only looks like a consumer domain", listedOn("a.example", "a.example hotmail.contoso.com"), []string{"warning audit.tenant.allowed-differs"}, "only the tenant has hotmail.contoso.com"},
		{"blocked by the servers", `{"BlockedDomains":[{"Identity":"tailspintoys.com","Comment":null},{"Identity":"a.example","Comment":null}]}`, []string{"warning audit.tenant.blocked-differs"}, "only the servers have a.example"},
		{"blocked by the tenant", `{"TenantFederationConfiguration":{"BlockedDomains":["tailspintoys.com","a.example"]}}`, []string{"warning audit.tenant.blocked-differs"}, "only the tenant has a.example"},
		{"blocked by neither", `{"BlockedDomains":[],"TenantFederationConfiguration":{"BlockedDomains":[]}}`, nil, ""},

		{"as many domains as a tenant takes", listedOn(strings.Join(many[1:], " "), strings.Join(many[1:], " ")), nil, ""},
		{"more domains than a tenant takes", listedOn(strings.Join(many, " "), strings.Join(many, " ")), []string{"error tenant.list.long"}, "4001 domains"},
		{"a wildcard", `{"TenantFederationConfiguration":{"BlockedDomains":["tailspintoys.com","*.a.example"]}}`, []string{"warning tenant.domain.name", "warning audit.tenant.blocked-differs"}, "*.a.example, which matches nobody"},

		{"the level", `{` + office365(`"VerificationLevel":0`) + `}`, []string{"warning audit.microsoft365.level"}, "AlwaysVerifiable"},
		{"hosts nobody", `{` + office365(`"HostsOCSUsers":false`) + `}`, []string{"warning audit.microsoft365.hosts-users"}, "HostsOCSUsers is not on"},
		{"no page", `{` + office365(`"AutodiscoverUrl":null`) + `}`, []string{"warning audit.microsoft365.autodiscover"}, "no AutodiscoverUrl"},
		{"a page at another webdir", `{` + office365(`"AutodiscoverUrl":"https://webdir_0aA9zZ.online.lync.com/Autodiscover/AutodiscoverService.svc/root"`) + `}`, nil, ""},
		{"another page", `{` + office365(`"AutodiscoverUrl":"https://www.contoso.com/"`) + `}`, []string{"warning audit.microsoft365.autodiscover"}, "not the documented one"},
		{"disabled", `{` + office365(`"Enabled":false`) + `}`, []string{"warning audit.microsoft365.disabled", "warning audit.tenant.unshared"}, "is disabled"},
		{"the US Government", `{` + office365(`"ProxyFqdn":"sipfed.online.gov.skypeforbusiness.us","AutodiscoverUrl":"https://webdir.online.gov.skypeforbusiness.us/Autodiscover/AutodiscoverService.svc/root"`) + `}`, nil, ""},
		{"the US Government, not shared", `{` + office365(`"ProxyFqdn":"sipfed.online.gov.skypeforbusiness.us","EnabledSharedAddressSpace":false,"HostsOCSUsers":false,"AutodiscoverUrl":"https://webdir.online.gov.skypeforbusiness.us/Autodiscover/AutodiscoverService.svc/root"`) + `}`, []string{"warning audit.tenant.unshared"}, "does not share it"},
		{"China", `{` + office365(`"ProxyFqdn":"sipfed.online.partner.lync.cn","AutodiscoverUrl":"https://webdir.online.partner.lync.cn/Autodiscover/AutodiscoverService.svc/root"`) + `}`, nil, ""},
		{"China, the level", `{` + office365(`"ProxyFqdn":"sipfed.online.partner.lync.cn","VerificationLevel":1,"AutodiscoverUrl":"https://webdir.online.partner.lync.cn/Autodiscover/AutodiscoverService.svc/root"`) + `}`, []string{"warning audit.microsoft365.level"}, "AlwaysUnverifiable"},

		{"a SIP domain of the servers", `{` + own + `,{"Identity":"contoso.net","IsDefault":false}]}`, []string{"warning audit.tenant.sip-domains"}, "only the servers have contoso.net"},
		{"a SIP domain of the tenant", `{"TenantSipDomains":[{"Name":"contoso.com","Status":"Enabled"},{"Name":"emea.contoso.com","Status":"Enabled"},{"Name":"contoso.net","Status":"Enabled"}]}`, []string{"warning audit.tenant.sip-domains"}, "only the tenant has contoso.net"},
		{"a SIP domain of the tenant, and only the servers share", `{"TenantFederationConfiguration":{"SharedSipAddressSpace":false},"TenantSipDomains":[{"Name":"contoso.com","Status":"Enabled"},{"Name":"emea.contoso.com","Status":"Enabled"},{"Name":"contoso.net","Status":"Enabled"}]}`, []string{"error audit.tenant.address-space-off", "warning audit.tenant.sip-domains"}, ""},
		{"a user of the servers", `{"TenantUsers":[{"SipAddress":"ann@emea.contoso.com","HostingProvider":"sipfed.online.lync.com","ExternalAccessPolicy":null}]}`, []string{"warning audit.tenant.users"}, "the tenant lacks 1 user of the servers (ken@contoso.com)"},
		{"a user of the tenant", `{"Users":[` + home + `]}`, []string{"warning audit.tenant.users"}, "the servers lack 1 user of the tenant"},
	} {
		c := hybrid(t, tt.changes)
		var got []string
		var first string
		for _, f := range audit.Run(c, date.MustParse("2026-11-27")).Findings {
			if f.Severity == diag.Notice {
				continue
			}
			if got == nil {
				first = f.Detail
			}
			got = append(got, fmt.Sprintf("%v %s", f.Severity, f.Rule))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || !strings.Contains(first, tt.detail) {
			t.Errorf("%s: %q (-want +got):\n%s", tt.says, first, diff)
		}
	}
}

// TestHybridBroken breaks each rule on a hybrid once, and checks the findings.
func TestHybridBroken(t *testing.T) {
	for _, tt := range []struct {
		changes string
		want    []string
	}{
		{`{"TenantFederationConfiguration":{"AllowFederatedUsers":false}}`, []string{"error /TenantFederationConfiguration/AllowFederatedUsers audit.tenant.federation-off"}},
		{`{"TenantFederationConfiguration":{"SharedSipAddressSpace":false}}`, []string{"error /TenantFederationConfiguration/SharedSipAddressSpace audit.tenant.address-space-off"}},
		{`{"Users":[` + online + `],"TenantUsers":[{"SipAddress":"ann@emea.contoso.com","HostingProvider":"sipfed.online.lync.com","ExternalAccessPolicy":null}]}`, []string{
			"notice /TenantFederationConfiguration/SharedSipAddressSpace audit.tenant.address-space-on", "notice /Users audit.tenant.cloud-only"}},
		{`{"TenantFederationConfiguration":{"AllowedDomains":["fabrikam.com"],"BlockedDomains":[]},"AllowedDomains":[{"Identity":"fabrikam.com","VerificationLevel":null,"ProxyFqdn":null,"Comment":null,"MarkForMonitoring":false}]}`, []string{
			"warning /AccessEdgeConfiguration/EnablePartnerDiscovery audit.tenant.discovery"}},
		{`{"AccessEdgeConfiguration":{"EnablePartnerDiscovery":false},"AllowedDomains":[{"Identity":"fabrikam.com","VerificationLevel":null,"ProxyFqdn":null,"Comment":null,"MarkForMonitoring":false}]}`, []string{
			"warning /AccessEdgeConfiguration/EnablePartnerDiscovery audit.tenant.discovery"}},
		{`{"AccessEdgeConfiguration":{"AllowFederatedUsers":false,"EnablePartnerDiscovery":false}}`, nil},
		{`{"AccessEdgeConfiguration":{"EnablePartnerDiscovery":false},"TenantFederationConfiguration":{"AllowFederatedUsers":false}}`, []string{"error /TenantFederationConfiguration/AllowFederatedUsers audit.tenant.federation-off"}},
		{`{"AccessEdgeConfiguration":{"EnablePartnerDiscovery":false},"TenantFederationConfiguration":{"AllowedDomains":["litware.com","hotmail.com"],"BlockedDomains":[]},"AllowedDomains":[{"Identity":"fabrikam.com","VerificationLevel":null,"ProxyFqdn":null,"Comment":null,"MarkForMonitoring":false}]}`, []string{
			"warning /TenantFederationConfiguration/AllowedDomains audit.tenant.allowed-differs"}},
		{`{"TenantFederationConfiguration":{"BlockedDomains":["tailspintoys.com","a.example"]}}`, []string{
			"warning /TenantFederationConfiguration/BlockedDomains audit.tenant.blocked-differs"}},
		{`{"AccessEdgeConfiguration":{"EnablePartnerDiscovery":false},"TenantFederationConfiguration":{"AllowedDomains":["fabrikam.com"]},"AllowedDomains":[{"Identity":"fabrikam.com","VerificationLevel":null,"ProxyFqdn":null,"Comment":null,"MarkForMonitoring":false}]}`, []string{
			"notice /TenantFederationConfiguration/BlockedDomains audit.tenant.blocked-idle"}},
		{`{"TenantFederationConfiguration":{"BlockAllSubdomains":true}}`, []string{"notice /TenantFederationConfiguration/BlockAllSubdomains audit.tenant.subdomains"}},
		{`{"AccessEdgeConfiguration":{"EnablePartnerDiscovery":false},"AllowedDomains":[],"TenantFederationConfiguration":{"AllowedDomains":null,"BlockedDomains":[]}}`, []string{
			"error /TenantFederationConfiguration/AllowedDomains audit.tenant.nobody"}},
		{`{"HostingProviders":[]}`, []string{"warning /HostingProviders audit.tenant.unshared"}},
		{`{"HostingProviders":[{"Identity":"Office365","ProxyFqdn":"sipfed.online.lync.com","VerificationLevel":2,"Enabled":true,"EnabledSharedAddressSpace":false,"HostsOCSUsers":false,"IsLocal":false,"AutodiscoverUrl":null,"SipClientPort":null}]}`, []string{
			"warning /HostingProviders/0/EnabledSharedAddressSpace audit.tenant.unshared"}},
		{`{"TenantSipDomains":[{"Name":"contoso.com","Status":"Enabled"},{"Name":"fabrikam.com","Status":"Enabled"},{"Name":"litware.com","Status":"Disabled"}]}`, []string{
			"warning /TenantSipDomains audit.tenant.sip-domains"}},
		{`{"TenantUsers":[{"SipAddress":"new@contoso.com","HostingProvider":"sipfed.online.lync.com","ExternalAccessPolicy":null}]}`, []string{
			"warning /TenantUsers audit.tenant.users", "warning /Users audit.tenant.users"}},
		{`{"TenantFederationConfiguration":{"AllowPublicUsers":true}}`, []string{"notice /TenantFederationConfiguration/AllowPublicUsers audit.tenant.public-users"}},
	} {
		var got []string
		for _, line := range testkit.Findings(testkit.Join(audit.Run(hybrid(t, tt.changes), date.MustParse("2026-11-27")).Findings)) {
			if strings.Contains(line, "audit.tenant.") {
				got = append(got, line)
			}
		}
		slices.Sort(got)
		slices.Sort(tt.want)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.changes, diff)
		}
	}
}

// TestOneSide audits a tenant without servers, and servers without a tenant.
func TestOneSide(t *testing.T) {
	servers := hybrid(t, `{"TenantFederationConfiguration":null,"TenantSipDomains":null,"TenantExternalAccessPolicies":null,"TenantUsers":null}`)
	cloud := federation.Configuration{Tenant: hybrid(t, `{}`).Tenant}
	for _, check := range audit.Run(servers, date.MustParse("2026-11-27")).Checks {
		if strings.HasPrefix(string(check.Rules[0]), "audit.tenant.") && check.Status != audit.NotApplicable {
			t.Errorf("without a tenant, %v is %v", check.Rules, check.Status)
		}
	}
	for _, f := range audit.Run(cloud, date.MustParse("2026-11-27")).Findings {
		if f.Rule == federation.RuleKindMissing || f.Rule == federation.RulePlatformMissing {
			t.Errorf("of a tenant alone, a kind of the servers is missing: %v", f)
		}
	}
	if got := worse(cloud, "2026-11-27"); got != nil {
		t.Errorf("a tenant alone: %q", got)
	}
	made := 0
	for _, check := range audit.Run(cloud, date.MustParse("2026-11-27")).Checks {
		switch check.Status {
		case audit.Passed:
			made++
		case audit.NotChecked, audit.Found:
			t.Errorf("of a tenant alone, %v is %v: %v", check.Rules, check.Status, check.Lacks)
		}
	}
	require.NotZero(t, made)

	// A tenant alone that allows nobody gets a notice, unless a policy allows somebody.
	nobody := hybrid(t, `{"TenantFederationConfiguration":{"AllowedDomains":null,"BlockedDomains":[]}}`).Tenant
	found := audit.Run(federation.Configuration{Tenant: nobody}, date.MustParse("2026-11-27")).Findings
	require.Equal(t, []string{"notice /TenantFederationConfiguration/AllowedDomains audit.tenant.nobody"}, testkit.Findings(testkit.Join(found)))
	nobody.ExternalAccessPolicies = slices.Clone(nobody.ExternalAccessPolicies)
	nobody.ExternalAccessPolicies[1].CommunicationWithExternalOrgs = tenant.AllowAllExternalDomains
	require.Empty(t, audit.Run(federation.Configuration{Tenant: nobody}, date.MustParse("2026-11-27")).Findings)
}

// TestHybridCommands: the commands of a remedy change only what differs. A server refuses
// a domain that is on its other list, so the remedy removes it there first.
func TestHybridCommands(t *testing.T) {
	command := regexp.MustCompile(`[A-Z]\w+-Cs\w+ -Identity '[^']*'|Add to the (?:tenant|topology)`)
	for _, tt := range []struct {
		rule    diag.Rule
		changes string
		want    []string
	}{
		{audit.RuleTenantBlockedDiffers, `{"AllowedDomains":[{"Identity":"fabrikam.com","VerificationLevel":null,"ProxyFqdn":null,"Comment":null,"MarkForMonitoring":false}],"TenantFederationConfiguration":{"BlockedDomains":["tailspintoys.com","Fabrikam.com"]}}`, []string{
			"Remove-CsAllowedDomain -Identity 'fabrikam.com'", "New-CsBlockedDomain -Identity 'fabrikam.com'"}},
		{audit.RuleTenantBlockedDiffers, `{"TenantFederationConfiguration":{"BlockedDomains":["tailspintoys.com","a.example"]}}`, []string{"New-CsBlockedDomain -Identity 'a.example'"}},
		{audit.RuleTenantBlockedDiffers, `{"TenantFederationConfiguration":{"BlockedDomains":["a.example"]}}`, []string{
			"New-CsBlockedDomain -Identity 'a.example'", "Set-CsTenantFederationConfiguration -Identity 'Global'"}},
		{audit.RuleTenantUnshared, `{` + office365(`"Enabled":false`) + `}`, []string{"Set-CsHostingProvider -Identity 'Office365'", "Enable-CsHostingProvider -Identity 'Office365'"}},
		{audit.RuleTenantUnshared, `{` + office365(`"EnabledSharedAddressSpace":false,"HostsOCSUsers":false`) + `}`, []string{"Set-CsHostingProvider -Identity 'Office365'"}},
		{audit.RuleTenantSIPDomains, `{"TenantSipDomains":[{"Name":"contoso.com","Status":"Enabled"}]}`, []string{"Add to the tenant"}},
		{audit.RuleTenantSIPDomains, `{"SipDomains":[{"Identity":"contoso.com","IsDefault":true}]}`, []string{"Add to the topology", "New-CsSipDomain -Identity 'emea.contoso.com'"}},
		{audit.RuleTenantNobody, `{"Platform":"OCS2007R2","TenantFederationConfiguration":{"AllowedDomains":null,"BlockedDomains":[]}}`, []string{
			"Set-CsTenantFederationConfiguration -Identity 'Global'"}}, // a tenant has cmdlets beside any server
		{audit.RuleTenantUsers, `{"Users":[` + home + `]}`, []string{"Enable-CsUser -Identity 'ann@emea.contoso.com'"}},
		{audit.RuleTenantUsers, `{"Users":[` + home + `],"TenantUsers":[{"SipAddress":"ann@emea.contoso.com","HostingProvider":"sipfed.online.lync.com","ExternalAccessPolicy":null}]}`, nil},
		{audit.RuleTenantUsers, `{"Users":[` + home + `],"TenantUsers":[{"SipAddress":"ann@emea.contoso.com","UserPrincipalName":"ann@emea.contoso.com","HostingProvider":"edge.hoster.example","ExternalAccessPolicy":null}]}`, nil},
	} {
		var got []string
		for _, f := range audit.Run(hybrid(t, tt.changes), date.MustParse("2026-11-27")).Findings {
			if f.Rule == tt.rule {
				got = append(got, command.FindAllString(f.Remedy, -1)...)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.changes, diff)
		}
	}
}

// TestAbsentList: a list of a tenant may be truncated, so its finding is about the whole
// list.
func TestAbsentList(t *testing.T) {
	data, err := os.ReadFile("testdata/hybrid.json")
	require.NoError(t, err)
	for member, inFull := range map[string]bool{"SharedSipAddressSpace": false, "BlockedDomains": true} {
		text := regexp.MustCompile(`"`+member+`": (true|\[[^\]]*\]),`).ReplaceAllLiteral(data, nil)
		require.NotEqual(t, len(data), len(text))
		found := false
		for _, f := range audit.Run(decoded(t, text), date.MustParse("2026-11-27")).Findings {
			if f.Rule == audit.RuleMemberAbsent && strings.HasPrefix(f.Detail, member+" of ") {
				found = true
				require.Equal(t, inFull, strings.Contains(f.Detail, "not exported in full"), f.Detail)
			}
		}
		require.True(t, found, member)
	}
}

package audit_test

import (
	"encoding/json"
	"maps"
	"os"
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
)

// hybrid returns the configuration of a hybrid that is right by the documents, with
// other members put in. A member that is null is taken out.
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
		case text[0] == '{' && json.Unmarshal(merged[name], &was) == nil: // some members of the one record
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

// TestHybrid: a hybrid that is right by the documents has no finding but notices, and
// every check of a tenant is made.
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
	online = `{"SipAddress":"ann@emea.contoso.com","ExternalAccessPolicy":null,"RegistrarPool":null,"HostingProvider":"sipfed.online.lync.com","Enabled":true,"EnabledForFederation":true}`
)

// TestHybridBroken: each row broken once, and what is found.
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

// TestOneSide: a tenant without servers, and servers without a tenant.
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
}

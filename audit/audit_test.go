package audit_test

import (
	"encoding/json"
	"fmt"
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

// audited returns the right configuration with other members put in, as text,
// and all that is found in it on the day in the member On.
func audited(t *testing.T, changes json.RawMessage) (text []byte, findings error) {
	t.Helper()
	var on date.Date
	text, d, notices := testkit.Changed(t, changes, "On", &on)
	return text, testkit.Join(append(notices, audit.Run(d.Configuration, on).Findings...))
}

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, audit.Rules(), map[string]testkit.Check{
		"Audit": func(in json.RawMessage) error {
			text, err := audited(t, in)
			for f := range diag.All(err) {
				if !testkit.Resolves(text, f.Path) {
					t.Errorf("%s: path %s is not in the configuration", f.Rule, f.Path)
				}
			}
			return testkit.Unplaced(err)
		},
		"SRV":         checkSRV(t),
		"Certificate": checkCertificate(t),
		"Home":        func(in json.RawMessage) error { return json.Unmarshal(in, new(audit.SRVHome)) },
		"Status":      func(in json.RawMessage) error { return json.Unmarshal(in, new(audit.Status)) },
	})
}

// TestRight: nothing is wrong with what the documents say to set up, until
// Skype ends.
func TestRight(t *testing.T) {
	for on, want := range map[string][]string{
		"2016-01-01": nil,
		"2025-05-04": nil,
		"2026-01-01": {"error /PublicProviders/0/Enabled audit.service.ended"},
	} {
		_, err := audited(t, json.RawMessage(`{"On":"`+on+`"}`))
		if diff := cmp.Diff(want, testkit.Findings(err)); diff != "" {
			t.Errorf("on %s (-want +got):\n%s", on, diff)
		}
		for f := range diag.All(err) {
			want := []diag.Edit{{Op: diag.OpRemove, Subject: diag.Subject{Kind: "PublicProviders", Identity: "Skype"}}}
			if diff := cmp.Diff(want, f.Fix); diff != "" {
				t.Errorf("on %s, the fix (-want +got):\n%s", on, diff)
			}
		}
	}
}

// TestNoServiceLeft: nobody is told to create a provider when none has a service.
func TestNoServiceLeft(t *testing.T) {
	_, err := audited(t, json.RawMessage(`{"On":"2026-01-01","PublicProviders":[]}`))
	want := []string{"notice /PublicProviders audit.public-access.no-provider"}
	if diff := cmp.Diff(want, testkit.Findings(err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, usual := audited(t, json.RawMessage(`{"On":"2016-01-01","PublicProviders":[]}`))
	for f := range diag.All(usual) {
		for ended := range diag.All(err) {
			if f.Rule == ended.Rule && f.Remedy == ended.Remedy {
				t.Errorf("what to do: %s", f.Remedy)
			}
		}
	}
}

// TestHoldingsPlatform: the platform need not be said twice.
func TestHoldingsPlatform(t *testing.T) {
	const in = `{"Platform":"LyncServer2013","PublicProviders":{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","Enabled":true},"Holdings":{%s"Licenses":{"Product":"StandardCAL2013"}}}`
	for platform, want := range map[string]bool{"": false, `"Platform":"OCS2007",`: true} {
		d, findings, err := federation.Decode(fmt.Appendf(nil, in, platform))
		require.NoError(t, err)
		require.Empty(t, findings)
		refused := false
		for _, f := range audit.Run(d.Configuration, date.MustParse("2016-01-01")).Findings {
			refused = refused || f.Rule == audit.RuleServiceUnlicensed || strings.HasPrefix(string(f.Path), "/Holdings")
		}
		if refused != want {
			t.Errorf("holdings with %q: refused %t", platform, refused)
		}
	}
}

// TestMissing: what is not given is not guessed, and an export of one kind
// alone is not blamed for the others.
func TestMissing(t *testing.T) {
	d, _, err := federation.Decode([]byte(`{"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","Enabled":true}]}`))
	require.NoError(t, err)
	result := audit.Run(d.Configuration, date.MustParse("2016-01-01"))
	for _, f := range result.Findings {
		if f.Severity != diag.Notice {
			t.Errorf("of one kind alone it is said: %v", f)
		}
	}
	var kinds []string
	for _, f := range result.Findings {
		if f.Rule == federation.RuleKindMissing {
			kinds = append(kinds, string(f.Path))
		}
	}
	if want := []string{"/SipDomains", "/AccessEdgeConfiguration", "/HostingProviders", "/AllowedDomains", "/BlockedDomains", "/ExternalAccessPolicies", "/Users", "/Pools"}; !slices.Equal(kinds, want) {
		t.Errorf("missing: %v, want %v", kinds, want)
	}
}

// TestWrong has findings that need several records, and their paths.
func TestWrong(t *testing.T) {
	for _, tt := range []struct {
		changes string
		want    []string
	}{
		{`{"SipDomains":[{"Identity":"contoso.com","IsDefault":false},{"Identity":"contoso.com","IsDefault":false}]}`, []string{
			"error /SipDomains/1/Identity federation.domain.repeated",
			"error /SipDomains federation.sip-domain.default",
		}},
		{`{"SipDomains":[]}`, []string{"error /SipDomains federation.sip-domain.default"}},
		{`{"BlockedDomains":[{"Identity":"contoso.com"},{"Identity":"it.fabrikam.com"}]}`, []string{
			"warning /BlockedDomains/0/Identity audit.own-domain.listed",
			"notice /BlockedDomains/1/Identity federation.domain.parent",
		}},
		{`{"ExternalAccessPolicies":[{"Identity":"Tag:FederationAndPIC","EnableFederationAccess":true,"EnablePublicCloudAccess":true},{"Identity":"site:Redmond"},{"Identity":"Site:REDMOND"}]}`, []string{
			"error /ExternalAccessPolicies/2/Identity policy.identity.repeated",
			"error /ExternalAccessPolicies policy.global.missing",
		}},
		{`{"ExternalAccessPolicies":[{"Identity":"Tag:FederationAndPIC","EnableFederationAccess":true,"EnablePublicCloudAccess":true}]}`, []string{
			"error /ExternalAccessPolicies policy.global.missing",
		}},
		{`{"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"EnablePublicCloudAccess":true},{"Identity":"Tag:FederationAndPIC"}]}`, []string{
			"error /ExternalAccessPolicies/1/Identity policy.identity.missing",
		}},
		{`{"HostingProviders":[{"Identity":"skype","ProxyFqdn":"federation.mesenger.msn.com","Enabled":true},{"Identity":"x","ProxyFqdn":"x.example","AutodiscoverUrl":"https://webdir.online.lync.com/Autodiscover/AutodiscoverServic.svc/root"}]}`, []string{
			"error /HostingProviders/0/Identity federation.identity.repeated",
			"warning /HostingProviders/0/ProxyFqdn audit.host.misspelled",
			"warning /HostingProviders/1/AutodiscoverUrl audit.host.misspelled",
		}},
		{`{"AccessEdgeConfiguration":{"AllowFederatedUsers":false},"ExternalAccessPolicies":[{"Identity":"Global"},{"Identity":"Tag:FederationAndPIC","EnablePublicCloudAccess":true}]}`, []string{
			"warning /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.off",
			"notice audit.skype.tasks",
		}},
		{`{"AccessEdgeConfiguration":{"AllowFederatedUsers":false},"ExternalAccessPolicies":[{"Identity":"Global"},{"Identity":"Tag:FederationAndPIC"}]}`, []string{
			"warning /PublicProviders/0/Enabled audit.public-access.nobody",
			"warning /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.off",
			"notice audit.skype.tasks",
		}},
		{`{"Platform":"LyncServer2010"}`, []string{
			"warning /AccessEdgeConfiguration/DiscoveredPartnerVerificationLevel audit.setting.unknown",
			"warning /AccessEdgeConfiguration/EnableUserReplicator audit.setting.unknown",
			"warning /AccessEdgeConfiguration/DnsSrvCacheRecordCount audit.setting.unknown",
			"warning /AccessEdgeConfiguration/DiscoveredPartnerStandardRate audit.setting.unknown",
			"warning /AccessEdgeConfiguration/EnableDiscoveredPartnerContactsLimit audit.setting.unknown",
			"warning /AccessEdgeConfiguration/MaxContactsPerDiscoveredPartner audit.setting.unknown",
			"warning /AccessEdgeConfiguration/DiscoveredPartnerReportPeriodMinutes audit.setting.unknown",
			"warning /AccessEdgeConfiguration/EnablePartnerMonitoringCosmosOutput audit.setting.unknown",
			"warning /AccessEdgeConfiguration/EnablePartnerMonitoringIfxLog audit.setting.unknown",
			"warning /AccessEdgeConfiguration/MaxAcceptedCertificatesStored audit.setting.unknown",
			"warning /AccessEdgeConfiguration/MaxRejectedCertificatesStored audit.setting.unknown",
			"warning /AccessEdgeConfiguration/CertificatesDeletedPercentage audit.setting.unknown",
			"warning /AccessEdgeConfiguration/SkypeSearchUrl audit.setting.unknown",
			"warning /PublicProviders/0/IconUrl audit.setting.unknown",
			"warning /PublicProviders/0/NameDecorationRoutingDomain audit.setting.unknown",
			"warning /PublicProviders/0/NameDecorationExcludedDomainList audit.setting.unknown",
			"warning /PublicProviders/0/EnableSkypeIdRouting audit.setting.unknown",
			"warning /PublicProviders/0/EnableSkypeDirectorySearch audit.setting.unknown",
			"warning /HostingProviders/0/AutodiscoverUrl audit.setting.unknown",
			"warning /ExternalAccessPolicies/0/EnableXmppAccess audit.setting.unknown",
			"warning /ExternalAccessPolicies/1/EnableXmppAccess audit.setting.unknown",
		}},
		{`{"Platform":"LyncServer2013","AccessEdgeConfiguration":{"AllowFederatedUsers":true,"EnablePartnerDiscovery":true},"PublicProviders":[],"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"Identity":"FederationAndPIC"}],"AllowedDomains":[{"Identity":"a.b","VerificationLevel":1}]}`, []string{
			"warning /AllowedDomains/0/VerificationLevel audit.setting.unknown",
		}},
		{`{"On":"2014-06-30","PublicProviders":[{"Identity":"AIM","ProxyFqdn":"a.b","Enabled":true},{"Identity":"Yahoo!","ProxyFqdn":"a.c","Enabled":true},{"Identity":"Fabrikam","ProxyFqdn":"a.d","Enabled":true}]}`, []string{
			"notice /PublicProviders/0/Enabled audit.service.closing",
			"notice /PublicProviders/1/Enabled audit.service.closing",
			"notice audit.skype.tasks",
		}},
		{`{"On":"2014-07-01","PublicProviders":[{"Identity":"AIM","ProxyFqdn":"a.b","Enabled":true},{"Identity":"Yahoo!","ProxyFqdn":"a.c","Enabled":false}]}`, []string{
			"error /PublicProviders/0/Enabled audit.service.ended",
			"notice audit.skype.tasks",
		}},
		{`{"PublicProviders":[{"Identity":"Messenger","ProxyFqdn":"federation.messenger.msn.com","Enabled":true}]}`, []string{
			"notice /PublicProviders/0 audit.provider.recreate",
		}},
	} {
		changes := tt.changes
		if !strings.Contains(changes, `"On"`) {
			changes = `{"On":"2016-01-01",` + changes[1:]
		}
		text, err := audited(t, json.RawMessage(changes))
		if diff := cmp.Diff(tt.want, testkit.Findings(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.changes, diff)
		}
		for f := range diag.All(err) {
			if !testkit.Resolves(text, f.Path) {
				t.Errorf("%s: there is no %s", tt.changes, f.Path)
			}
		}
	}
}

// TestChecks: every check passes, finds something, lacks a kind and has nothing
// to check where that can be, and says so.
func TestChecks(t *testing.T) {
	var empty, full federation.Configuration
	none := audit.Run(empty, date.Date{})
	var on date.Date
	_, d, _ := testkit.Changed(t, json.RawMessage(`{"On":"2016-01-01"}`), "On", &on)
	full = d.Configuration
	all := audit.Run(full, on)
	require.Len(t, all.Checks, len(none.Checks))
	for i, c := range all.Checks {
		if c.Status != audit.Passed && !slices.Equal(c.Lacks, []federation.Kind{federation.Holdings}) || len(c.Rules) == 0 {
			t.Errorf("of what is right it is said: %+v", c)
		}
		if lacks := none.Checks[i].Lacks; lacks == nil && none.Checks[i].Status == audit.NotApplicable {
			t.Errorf("%v: %+v without a day", c.Rules, none.Checks[i])
		}
	}
	ended := audit.Run(full, date.MustParse("2026-01-01"))
	statuses := map[audit.Status]int{}
	for _, c := range slices.Concat(none.Checks, all.Checks, ended.Checks) {
		statuses[c.Status]++
	}
	for s := audit.Passed; s <= audit.NotApplicable; s++ {
		testkit.CheckText(t, s)
		if statuses[s] == 0 {
			t.Errorf("no check is %s", s)
		}
	}
	// What a finding says is by a rule of the check that found it.
	for _, r := range []audit.Result{none, all, ended} {
		for _, f := range r.Findings {
			found := slices.ContainsFunc(r.Checks, func(c audit.CheckOutcome) bool {
				return c.Status == audit.Found && slices.Contains(c.Rules, f.Rule)
			})
			if _, own := federation.LookupRule(f.Rule); !found && !own {
				t.Errorf("%s is found by no check", f.Rule)
			}
		}
	}
}

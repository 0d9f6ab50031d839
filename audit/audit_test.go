package audit_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/policy"
)

// quiet replaces the members of the right configuration that cause notices: a partner
// with a server, and a shared address space.
const quiet = `{
	"AllowedDomains": [],
	"HostingProviders": [{"Identity":"Office365","ProxyFqdn":"sipfed.online.lync.com","VerificationLevel":2,"Enabled":true,"EnabledSharedAddressSpace":false,"HostsOCSUsers":false,"IsLocal":false,"AutodiscoverUrl":null}]
}`

// given returns the right configuration with some members replaced, as text, and its
// findings on the day in the member On.
func given(t *testing.T, changes json.RawMessage) (text []byte, findings diag.Findings) {
	return auditOf(t, changes, func(c federation.Configuration) federation.Configuration { return c })
}

// audited is [given] for records that a person wrote: absent members have their defaults.
func audited(t *testing.T, changes json.RawMessage) (text []byte, findings diag.Findings) {
	return auditOf(t, changes, func(c federation.Configuration) federation.Configuration {
		if with, err := c.WithDefaults(); err == nil {
			return with
		}
		return c
	})
}

func auditOf(t *testing.T, changes json.RawMessage, read func(federation.Configuration) federation.Configuration) (text []byte, findings diag.Findings) {
	t.Helper()
	merged := map[string]json.RawMessage{}
	require.NoError(t, json.Unmarshal([]byte(quiet), &merged))
	require.NoError(t, json.Unmarshal(changes, &merged))
	changes, err := json.Marshal(merged)
	require.NoError(t, err)
	var on date.Date
	text, d, notices := testkit.Changed(t, changes, "On", &on)
	return text, append(notices, audit.Run(read(d.Configuration), on).Findings...)
}

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, audit.Rules(), map[string]testkit.Check{
		"Audit":       func(in json.RawMessage) error { return placed(t, in, audited) },
		"Given":       func(in json.RawMessage) error { return placed(t, in, given) },
		"SRV":         checkSRV(t),
		"Certificate": checkCertificate(t),
		"Home":        func(in json.RawMessage) error { return json.Unmarshal(in, new(audit.SRVHome)) },
		"Status":      func(in json.RawMessage) error { return json.Unmarshal(in, new(audit.Status)) },
	})
}

// placed checks that the paths of findings are in the configuration, and returns
// the findings without them.
func placed(t *testing.T, in json.RawMessage, run func(*testing.T, json.RawMessage) ([]byte, diag.Findings)) error {
	text, findings := run(t, in)
	for _, f := range findings {
		if !testkit.Resolves(text, f.Path) {
			t.Errorf("%s: path %s is not in the configuration", f.Rule, f.Path)
		}
	}
	return testkit.Unplaced(testkit.Join(findings))
}

// TestManyFindings: 10,000 findings of one check, rule, kind and severity are listed, and
// the others are counted. So a text that repeats one record has a bounded number of
// findings. The status of the check is found all the same.
func TestManyFindings(t *testing.T) {
	const n = 25_001
	var c federation.Configuration
	for range n {
		c.Users = append(c.Users, federation.User{SIPAddress: address.MustParse("ann@contoso.com"), ExternalAccessPolicy: policy.MustParseIdentity("Tag:Gone")})
	}
	c.ExternalAccessPolicies = []policy.ExternalAccessPolicy{}
	r := audit.Run(c, date.MustParse("2014-01-01"))
	listed, more := map[diag.Rule]int{}, map[diag.Rule]string{}
	for _, f := range r.Findings {
		if f.Subject.Identity != "" {
			listed[f.Rule]++
		} else if f.Subject.Kind == "Users" && f.Severity == diag.Error {
			more[f.Rule] = string(f.Path) + ": " + f.Detail
		}
	}
	require.Equal(t, map[diag.Rule]int{federation.RuleUserRepeated: 10_000, policy.RuleGrantMissing: 10_000}, listed)
	require.Equal(t, map[diag.Rule]string{
		federation.RuleUserRepeated: "/Users: and 15,000 more, which are not listed",
		policy.RuleGrantMissing:     "/Users: and 15,001 more, which are not listed",
	}, more)
	for _, c := range r.Checks {
		if slices.Contains(c.Rules, policy.RuleGrantMissing) {
			require.Equal(t, audit.Found, c.Status)
		}
	}
}

// TestRight: the documented configuration has only notices until support or Skype ends.
func TestRight(t *testing.T) {
	notices := []string{
		"notice /AccessEdgeConfiguration/EnablePartnerDiscovery audit.allowed-list.open",
		"notice /HostingProviders/0/EnabledSharedAddressSpace audit.microsoft365.homed",
		"notice /HostingProviders/0/EnabledSharedAddressSpace audit.microsoft365.topology",
		"notice /AllowedDomains/0/ProxyFqdn audit.allowed-domain.proxy",
	}
	for on, want := range map[string][]string{
		"2016-01-01": notices,
		"2024-10-13": notices,
		"2025-05-04": slices.Concat(notices, []string{"notice /Platform audit.support.ending"}),
		"2026-01-01": slices.Concat([]string{"error /PublicProviders/0/Enabled audit.service.ended", "warning /Platform audit.support.ended"}, notices),
	} {
		var day date.Date
		_, d, left := testkit.Changed(t, json.RawMessage(`{"On":"`+on+`"}`), "On", &day)
		require.Empty(t, left)
		findings := audit.Run(d.Configuration, day).Findings
		if diff := cmp.Diff(want, testkit.Findings(testkit.Join(findings))); diff != "" {
			t.Errorf("on %s (-want +got):\n%s", on, diff)
		}
		for _, f := range findings {
			want := []diag.Edit{{Op: diag.OpRemove, Subject: diag.Subject{Kind: "PublicProviders", Identity: "Skype"}}}
			if diff := cmp.Diff(want, f.Fix); f.Severity == diag.Error && diff != "" {
				t.Errorf("on %s, the fix (-want +got):\n%s", on, diff)
			}
		}
	}
}

// TestNoServiceLeft: once all services have ended, no remedy creates a provider.
func TestNoServiceLeft(t *testing.T) {
	remedy := map[diag.Severity]string{}
	for on, want := range map[string]diag.Severity{"2016-01-01": diag.Warning, "2026-01-01": diag.Notice} {
		_, findings := audited(t, json.RawMessage(`{"On":"`+on+`","PublicProviders":[]}`))
		i := slices.IndexFunc(findings, func(f *diag.Finding) bool { return f.Rule == audit.RulePublicAccessNoProvider })
		if i < 0 || findings[i].Severity != want {
			t.Fatalf("on %s: %v", on, findings)
		}
		remedy[want] = findings[i].Remedy
	}
	if remedy[diag.Warning] == remedy[diag.Notice] {
		t.Errorf("what to do: %s", remedy[diag.Notice])
	}
}

// TestHomedInferred: the home of a user is inferred from the pool if HostingProvider is
// not exported.
func TestHomedInferred(t *testing.T) {
	for host, want := range map[string]bool{`"HostingProvider":"SRV:",`: false, "": true} {
		_, findings := given(t, json.RawMessage(`{"On":"2016-01-01",`+shared+`,"Users":[{`+host+`"SipAddress":"ken@contoso.com","ExternalAccessPolicy":null,"RegistrarPool":"pool01.contoso.com"}]}`))
		i := slices.IndexFunc(findings, func(f *diag.Finding) bool { return f.Rule == audit.RuleMicrosoft365Homed })
		require.NotEqual(t, -1, i)
		require.Equal(t, want, findings[i].Inferred, host)
	}
}

// TestProxyRemedy: the remedy has the commands for one entry, and mentions others only if
// others exist.
func TestProxyRemedy(t *testing.T) {
	const entry = `{"Identity":%q,"ProxyFqdn":"access.fabrikam.com","VerificationLevel":null,"Comment":null,"MarkForMonitoring":null}`
	remedy := func(names ...string) string {
		var entries []string
		for _, name := range names {
			entries = append(entries, fmt.Sprintf(entry, name))
		}
		_, findings := given(t, json.RawMessage(`{"On":"2016-01-01","AllowedDomains":[`+strings.Join(entries, ",")+`]}`))
		i := slices.IndexFunc(findings, func(f *diag.Finding) bool { return f.Rule == audit.RuleAllowedDomainProxy })
		require.NotEqual(t, -1, i)
		require.Len(t, commandsIn(t, findings[i].Remedy), 2)
		return findings[i].Remedy
	}
	if one, two := remedy("a.example"), remedy("a.example", "b.example"); one == two || !strings.HasPrefix(two, one) {
		t.Errorf("the remedies are %q and %q", one, two)
	}
}

// TestHoldingsPlatform: holdings without a platform have the platform of the
// configuration.
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

// TestMissing: the audit does not guess missing values. An export of one kind has no
// findings about the records of other kinds.
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
		{`{"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDefaultRouting","DefaultRouteFqdn":"edge.contoso.com"},"PublicProviders":[],"HostingProviders":[]}`, nil},
		{`{"SipDomains":[{"Identity":"contoso.com","IsDefault":false},{"Identity":"contoso.com","IsDefault":false}]}`, []string{
			"error /SipDomains/1/Identity federation.domain.repeated",
			"error /SipDomains federation.sip-domain.default",
			"warning /Users/1/SipAddress audit.user.domain",
		}},
		{`{"SipDomains":[]}`, []string{"error /SipDomains federation.sip-domain.default"}},
		{`{"AllowedDomains":[{"Identity":"fabrikam.com"}],"BlockedDomains":[{"Identity":"contoso.com"},{"Identity":"it.fabrikam.com"}]}`, []string{
			"warning /BlockedDomains/0/Identity audit.own-domain.listed",
			"notice /BlockedDomains/1/Identity federation.domain.parent",
			"notice /AccessEdgeConfiguration/EnablePartnerDiscovery audit.allowed-list.open",
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
		{`{"HostingProviders":[{"Identity":"Office365","ProxyFqdn":"sipfed.online.lync.com","VerificationLevel":2,"Enabled":true},{"Identity":"skype","ProxyFqdn":"federation.mesenger.msn.com","Enabled":true},{"Identity":"x","Enabled":false,"ProxyFqdn":"x.example","AutodiscoverUrl":"https://webdir.online.lync.com/Autodiscover/AutodiscoverServic.svc/root"}]}`, []string{
			"error /HostingProviders/1/Identity federation.identity.repeated",
			"warning /HostingProviders/1/ProxyFqdn audit.host.misspelled",
			"warning /HostingProviders/2/AutodiscoverUrl audit.host.misspelled",
		}},
		{`{"AccessEdgeConfiguration":{"AllowFederatedUsers":false},"ExternalAccessPolicies":[{"Identity":"Global"},{"Identity":"Tag:FederationAndPIC","EnablePublicCloudAccess":true}]}`, []string{
			"error /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.off",
			"notice audit.skype.tasks",
		}},
		{`{"AccessEdgeConfiguration":{"AllowFederatedUsers":false},"ExternalAccessPolicies":[{"Identity":"Global"},{"Identity":"Tag:FederationAndPIC"}]}`, []string{
			"error /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.off",
			"warning /PublicProviders/0/Enabled audit.public-access.nobody",
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
			"warning /AccessEdgeConfiguration/MaxAcceptedCertificatesStored audit.setting.unknown",
			"warning /AccessEdgeConfiguration/MaxRejectedCertificatesStored audit.setting.unknown",
			"warning /AccessEdgeConfiguration/CertificatesDeletedPercentage audit.setting.unknown",
			"warning /AccessEdgeConfiguration/SkypeSearchUrl audit.setting.unknown",
			"warning /PublicProviders/0/IconUrl audit.setting.unknown",
			"warning /PublicProviders/0/NameDecorationRoutingDomain audit.setting.unknown",
			"warning /PublicProviders/0/NameDecorationExcludedDomainList audit.setting.unknown",
			"warning /PublicProviders/0/EnableSkypeIdRouting audit.setting.unknown",
			"warning /PublicProviders/0/EnableSkypeDirectorySearch audit.setting.unknown",
			"warning /ExternalAccessPolicies/0/EnableXmppAccess audit.setting.unknown",
			"warning /ExternalAccessPolicies/1/EnableXmppAccess audit.setting.unknown",
		}},
		{`{"Platform":"LyncServer2013","AccessEdgeConfiguration":{"AllowFederatedUsers":true,"EnablePartnerDiscovery":true},"PublicProviders":[],"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"Identity":"FederationAndPIC"}],"AllowedDomains":[{"Identity":"a.b","VerificationLevel":1}]}`, []string{
			"warning /AllowedDomains/0/VerificationLevel audit.setting.unknown",
			"notice /AccessEdgeConfiguration/EnablePartnerDiscovery audit.allowed-list.open",
		}},
		{`{"On":"2014-06-30","PublicProviders":[{"Identity":"AIM","ProxyFqdn":"a.b","Enabled":true,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":null},{"Identity":"Yahoo!","ProxyFqdn":"a.c","Enabled":true,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":null},{"Identity":"Fabrikam","ProxyFqdn":"a.d","Enabled":true}]}`, []string{
			"notice /PublicProviders/0/Enabled audit.service.closing",
			"notice /PublicProviders/1/Enabled audit.service.closing",
			"notice audit.skype.tasks",
		}},
		{`{"On":"2014-07-01","PublicProviders":[{"Identity":"AIM","ProxyFqdn":"a.b","Enabled":true,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":null},{"Identity":"Yahoo!","ProxyFqdn":"a.c","Enabled":false,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":null}]}`, []string{
			"error /PublicProviders/0/Enabled audit.service.ended",
			"notice audit.skype.tasks",
		}},
		{`{"PublicProviders":[{"Identity":"Messenger","ProxyFqdn":"federation.messenger.msn.com","Enabled":true,"IconUrl":null,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":null,"EnableSkypeIdRouting":null,"EnableSkypeDirectorySearch":null}]}`, []string{
			"notice /PublicProviders/0 audit.provider.recreate",
		}},
		{`{"On":"2025-05-05","PublicProviders":[{"Identity":"Messenger","ProxyFqdn":"federation.messenger.msn.com","Enabled":true,"IconUrl":null,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":null,"EnableSkypeIdRouting":null,"EnableSkypeDirectorySearch":null}]}`, []string{
			"error /PublicProviders/0/Enabled audit.service.ended",
			"notice /Platform audit.support.ending",
		}},
		{`{"AccessEdgeConfiguration":{"AllowFederatedUsers":false},"SipDomains":[{"Identity":"contoso.com","IsDefault":false},{"Identity":"emea.contoso.com","IsDefault":false}]}`, []string{
			"error /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.off",
			"error /SipDomains federation.sip-domain.default",
			"notice audit.skype.tasks",
		}},
		{`{"AccessEdgeConfiguration":{"AllowFederatedUsers":true,"EnablePartnerDiscovery":false},"PublicProviders":[],"BlockedDomains":[]}`, []string{
			"error /AllowedDomains audit.partners.none",
			"warning /PublicProviders audit.public-access.no-provider",
			"notice /AllowedDomains audit.push.not-allowed",
			"notice audit.skype.tasks",
		}},
		{`{"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","Enabled":false},{"Identity":"Fabrikam","ProxyFqdn":"a.d","Enabled":true}],"Holdings":{"Platform":"OCS2007","Licenses":{"Product":"StandardCAL2013"}}}`, []string{
			"notice audit.skype.tasks",
			"notice /PublicProviders audit.member.absent",
		}},
		{`{"HostingProviders":[{"Identity":"Office365","ProxyFqdn":"sipfed.online.lync.com","VerificationLevel":2,"Enabled":true},{"Identity":"China","ProxyFqdn":"sipfed.online.partner.lync.cn","VerificationLevel":2,"Enabled":true}],"Users":[{"SipAddress":"ken@contoso.com","ExternalAccessPolicy":"FederationAndPIC","RegistrarPool":"pool01.contoso.com","HostingProvider":"SRV:"},{"SipAddress":"ann@contoso.com","HostingProvider":"sipfed.online.lync.com"}]}`, []string{
			"error /HostingProviders/0/EnabledSharedAddressSpace audit.microsoft365.unshared",
		}},
	} {
		changes := tt.changes
		if !strings.Contains(changes, `"On"`) {
			changes = `{"On":"2016-01-01",` + changes[1:]
		}
		text, findings := audited(t, json.RawMessage(changes))
		if diff := cmp.Diff(tt.want, testkit.Findings(testkit.Join(findings))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.changes, diff)
		}
		for _, f := range findings {
			if !testkit.Resolves(text, f.Path) {
				t.Errorf("%s: there is no %s", tt.changes, f.Path)
			}
		}
	}
}

// TestStatements: findings are inferred, and cite documents, as the same statement does
// elsewhere.
func TestStatements(t *testing.T) {
	for rule, want := range map[diag.Rule]struct {
		inferred bool
		source   string
	}{
		audit.RuleMicrosoft365Unshared: {true, "SFB-HYBRID"}, // as reach.home.unshared
		audit.RuleUserDomain:           {false, "CSPS-10"},
	} {
		text, err := os.ReadFile("testdata/rules/" + string(rule) + ".json")
		require.NoError(t, err)
		var example struct{ Breaks json.RawMessage }
		require.NoError(t, json.Unmarshal(text, &example))
		_, findings := given(t, example.Breaks)
		i := slices.IndexFunc(findings, func(f *diag.Finding) bool { return f.Rule == rule })
		require.GreaterOrEqual(t, i, 0, "%s: %v", rule, findings)
		if f := findings[i]; f.Inferred != want.inferred || f.Source.ID != want.source {
			t.Errorf("%s is inferred: %t, by %s; want %t, %s", rule, f.Inferred, f.Source.ID, want.inferred, want.source)
		}
	}
}

// TestChecks: every check passes, finds something, lacks a kind or has nothing to
// check, where that is possible, and its outcome is right.
func TestChecks(t *testing.T) {
	var empty, full federation.Configuration
	none := audit.Run(empty, date.Date{})
	var on date.Date
	_, d, _ := testkit.Changed(t, json.RawMessage(`{"On":"2016-01-01",`+quiet[1:]), "On", &on)
	full = d.Configuration
	all := audit.Run(full, on)
	require.Len(t, all.Checks, len(none.Checks))
	for i, c := range all.Checks {
		if isTenants := strings.HasPrefix(string(c.Rules[0]), "audit.tenant."); isTenants { // the configuration has no tenant
			require.Equal(t, audit.NotApplicable, c.Status, c.Rules)
			require.Equal(t, audit.NotApplicable, none.Checks[i].Status, c.Rules)
			continue
		}
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
	// The rule of a finding is one of the rules of its check.
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

// TestRunAllocations: users cost no allocation each, and allowed domains at most one.
func TestRunAllocations(t *testing.T) {
	allocations := func(users, domains int) float64 {
		var text strings.Builder
		text.WriteString(`{"Platform":"SfBServer2015","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],"ExternalAccessPolicies":[{"Identity":"Global"},{"Identity":"Tag:Sales"}],"Users":[`)
		for i := range users {
			if i > 0 {
				text.WriteByte(',')
			}
			fmt.Fprintf(&text, `{"SipAddress":"sip:ken%d@contoso.com","ExternalAccessPolicy":"Tag:Sales","RegistrarPool":"pool01.contoso.com","HostingProvider":"SRV:","Enabled":true}`, i)
		}
		text.WriteString(`],"PublicProviders":[],"HostingProviders":[],"AllowedDomains":[`)
		for i := range domains {
			if i > 0 {
				text.WriteByte(',')
			}
			fmt.Fprintf(&text, `{"Identity":"partner%d.example","ProxyFqdn":null,"VerificationLevel":"UseSourceVerification","Comment":"","MarkForMonitoring":false}`, i)
		}
		text.WriteString(`]}`)
		d, _, err := federation.Decode([]byte(text.String()))
		require.NoError(t, err)
		return testing.AllocsPerRun(2, func() { audit.Run(d.Configuration, date.MustParse("2016-01-01")) })
	}
	few := allocations(100, 100)
	if many := allocations(1100, 100); many > few+50 {
		t.Errorf("%v allocations for 100 users, and %v for 1,100", few, many)
	}
	if many := allocations(100, 1100); many > few+1050 {
		t.Errorf("%v allocations for 100 domains, and %v for 1,100", few, many)
	}
}

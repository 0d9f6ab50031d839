package federation_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// withoutOrigins leaves out where in a text a configuration was read from.
var withoutOrigins = cmpopts.IgnoreUnexported(federation.Configuration{})

// right returns the configuration of the documents for Skype for Business
// Server 2015, complete and right, as its JSON members.
func right(t *testing.T) map[string]json.RawMessage {
	t.Helper()
	data, err := os.ReadFile("testdata/right.json")
	require.NoError(t, err)
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(data, &members))
	return members
}

// changed returns the right configuration with other members put in, as text and
// decoded, and reads the member that is none of its own.
func changed(t *testing.T, changes json.RawMessage, own string, into any) (text []byte, c federation.Configuration, notices diag.Findings) {
	t.Helper()
	members := right(t)
	var other map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(changes, &other))
	require.NoError(t, json.Unmarshal(other[own], into))
	delete(other, own)
	maps.Copy(members, other)
	text, err := json.Marshal(members)
	require.NoError(t, err)
	c, notices, err = federation.Decode(text)
	require.NoError(t, err)
	return text, c, notices
}

// audited returns the right configuration with other members put in, as text,
// and all that is said of it on the day in the member On.
func audited(t *testing.T, changes json.RawMessage) (text []byte, findings error) {
	t.Helper()
	var on date.Date
	text, c, notices := changed(t, changes, "On", &on)
	return text, testkit.Join(append(notices, c.Audit(on)...))
}

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, federation.OwnRules(), map[string]testkit.Check{
		"Audit": func(in json.RawMessage) error {
			text, err := audited(t, in)
			for f := range diag.All(err) {
				if !testkit.Resolves(text, f.Path) {
					t.Errorf("%s: path %s is not in the configuration", f.Rule, f.Path)
				}
			}
			return unplaced(err)
		},
		"Decode": func(in json.RawMessage) error {
			_, findings, err := federation.Decode(in)
			return errors.Join(err, testkit.Join(findings))
		},
		"Decide":   func(in json.RawMessage) error { return decided(t, in) },
		"Index":    func(in json.RawMessage) error { return indexed(t, in) },
		"Route":    func(in json.RawMessage) error { return json.Unmarshal(in, new(federation.Route)) },
		"Delivery": func(in json.RawMessage) error { return json.Unmarshal(in, new(federation.Delivery)) },
	})
}

// unplaced takes the paths away: they are those of the whole configuration,
// and have been checked.
func unplaced(err error) error {
	var findings diag.Findings
	for f := range diag.All(err) {
		moved := *f
		moved.Path = ""
		findings = append(findings, &moved)
	}
	return testkit.Join(findings)
}

// TestRight: nothing is wrong with what the documents say to set up, until
// Skype ends.
func TestRight(t *testing.T) {
	for on, want := range map[string][]string{
		"2016-01-01": nil,
		"2025-05-04": nil,
		"2026-01-01": {"error /PublicProviders/0/Enabled federation.service.ended"},
	} {
		_, err := audited(t, json.RawMessage(`{"On":"`+on+`"}`))
		if diff := cmp.Diff(want, testkit.Findings(err)); diff != "" {
			t.Errorf("on %s (-want +got):\n%s", on, diff)
		}
		for f := range diag.All(err) {
			if !strings.Contains(f.Detail, "2025-05-04") || !strings.Contains(f.Detail, "Remove-CsPublicProvider -Identity 'Skype'") {
				t.Errorf("on %s: %s does not say until when, and what to remove", on, f.Detail)
			}
		}
	}
}

func fullEdge() federation.AccessEdgeConfiguration {
	e := federation.AccessEdgeConfiguration{
		AllowAnonymousUsers:                    product.On,
		DefaultRouteFQDN:                       domain.MustParseName("atl-edge-001.litwareinc.com"),
		DiscoveredPartnerVerificationLevel:     provider.UseSourceVerification,
		EnableDiscoveredPartnerResponseMonitor: product.On,
		EnablePartnerMonitoringCosmosOutput:    product.Off,
		EnablePartnerMonitoringIfxLog:          product.Off,
		IsPublicProvider:                       product.On,
		RoutingMethod:                          federation.UseDefaultRouting,
		SkypeSearchURL:                         "https://skypegraph.skype.com/search/v1.0",
		VerificationLevel:                      provider.AlwaysVerifiable,
	}
	return e.WithDefaults()
}

func TestRecords(t *testing.T) {
	contoso := domain.MustParseName("contoso.com")
	testkit.CheckRecord(t, federation.SIPDomain{Identity: domain.MustParseSIPDomain("contoso.com"), IsDefault: true}, federation.SIPDomainMembers())
	testkit.CheckRecord(t, fullEdge(), federation.AccessEdgeMembers())
	testkit.CheckRecord(t, federation.User{SIPAddress: address.MustParse("ken%@contoso.com"), ExternalAccessPolicy: policy.MustParseIdentity("Sales"), RegistrarPool: contoso, Enabled: product.On}, federation.UserMembers())
	testkit.CheckRecord(t, federation.Pool{Identity: contoso, Site: policy.MustParseIdentity("Site:Redmond")}, federation.PoolMembers())

	testkit.CheckRecord(t, federation.AllowedDomain{Domain: contoso, ProxyFQDN: contoso, VerificationLevel: provider.AlwaysVerifiable, Comment: "x", MarkForMonitoring: true}, federation.AllowedDomainMembers())
	testkit.CheckRecord(t, federation.BlockedDomain{Domain: contoso, Comment: "x"}, federation.BlockedDomainMembers())
}

func TestEdgeDefaults(t *testing.T) {
	e := federation.AccessEdgeConfiguration{}.WithDefaults()
	data, err := json.Marshal(e)
	require.NoError(t, err)
	const want = `{"Identity":"Global","AllowAnonymousUsers":false,"AllowFederatedUsers":false,"AllowOutsideUsers":true,"BeClearingHouse":false,"EnablePartnerDiscovery":false,"EnableArchivingDisclaimer":false,"EnableUserReplicator":false,"KeepCrlsUpToDateForPeers":true,"MarkSourceVerifiableOnOutgoingMessages":true,"OutgoingTlsCountForFederatedPartners":4,"DnsSrvCacheRecordCount":131072,"DiscoveredPartnerStandardRate":20,"EnableDiscoveredPartnerContactsLimit":true,"MaxContactsPerDiscoveredPartner":1000,"DiscoveredPartnerReportPeriodMinutes":60,"MaxAcceptedCertificatesStored":1000,"MaxRejectedCertificatesStored":500,"CertificatesDeletedPercentage":20,"RoutingMethod":"UseDnsSrvRouting"}`
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
	if err := e.Validate(); err != nil || !e.Equal(e.WithDefaults()) {
		t.Errorf("the defaults are not valid: %v", err)
	}
	off := federation.AccessEdgeConfiguration{AllowOutsideUsers: product.Off, OutgoingTLSCountForFederatedPartners: 1}.WithDefaults()
	if off.AllowOutsideUsers != product.Off || off.OutgoingTLSCountForFederatedPartners != 1 {
		t.Error("defaults overwrite what is set")
	}
}

// TestEdge: the switches of the cmdlet, and the bounds of each number.
func TestEdge(t *testing.T) {
	for in, want := range map[string]federation.RoutingMethod{
		`{"RoutingMethod":"UseDefaultRouting"}`: federation.UseDefaultRouting,
		`{"UseDefaultRouting":true}`:            federation.UseDefaultRouting,
		`{"UseDnsSrvRouting":"True"}`:           federation.UseDNSSRVRouting,
		`{"UseDnsSrvRouting":false}`:            0,
		`{"RoutingMethod":null}`:                0,
	} {
		var e federation.AccessEdgeConfiguration
		if err := json.Unmarshal([]byte(in), &e); err != nil || e.RoutingMethod != want {
			t.Errorf("%s: %v, %v, want %v", in, e.RoutingMethod, err, want)
		}
	}
	var e federation.AccessEdgeConfiguration
	require.Error(t, json.Unmarshal([]byte(`{"UseDnsSrvRouting":"sometimes"}`), &e))
	for _, tt := range []struct {
		member string
		good   []int
		bad    []int
	}{
		{"OutgoingTlsCountForFederatedPartners", []int{1, 4}, []int{5}},
		{"DnsSrvCacheRecordCount", []int{1024, 1 << 30}, []int{1023}},
		{"DiscoveredPartnerStandardRate", []int{20, 15000}, []int{19, 15001}},
		{"DiscoveredPartnerReportPeriodMinutes", []int{30, 1440}, []int{29, 1441}},
		{"MaxRejectedCertificatesStored", []int{500, 20000}, []int{499, 20001}},
		{"CertificatesDeletedPercentage", []int{10, 90}, []int{9, 91}},
		{"MaxContactsPerDiscoveredPartner", []int{1}, nil},
		{"MaxAcceptedCertificatesStored", []int{1}, nil},
	} {
		check := func(n int, want []string) {
			var e federation.AccessEdgeConfiguration
			require.NoError(t, json.Unmarshal(fmt.Appendf(nil, `{%q:%d}`, tt.member, n), &e))
			if diff := cmp.Diff(want, testkit.Findings(e.Validate())); diff != "" {
				t.Errorf("%s %d (-want +got):\n%s", tt.member, n, diff)
			}
		}
		for _, n := range tt.good {
			check(n, nil)
		}
		for _, n := range tt.bad {
			check(n, []string{"error /" + tt.member + " federation.edge.range"})
		}
	}
	invalid := federation.AccessEdgeConfiguration{RoutingMethod: 9, VerificationLevel: 9, DiscoveredPartnerVerificationLevel: 9}
	want := []string{
		"error /DiscoveredPartnerVerificationLevel provider.verification-level.unknown",
		"error /RoutingMethod federation.routing-method.unknown",
		"error /VerificationLevel provider.verification-level.unknown",
	}
	if diff := cmp.Diff(want, testkit.Findings(invalid.Validate())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRoutingMethod(t *testing.T) {
	methods := []federation.RoutingMethod{0, federation.UseDNSSRVRouting, federation.UseDefaultRouting}
	testkit.CheckOrder(t, methods...)
	for _, m := range methods {
		testkit.CheckText(t, m)
	}
	if federation.RoutingMethod(9).String() != "RoutingMethod(9)" {
		t.Error("an invalid method prints as a valid one")
	}
}

func TestDecode(t *testing.T) {
	data, err := os.ReadFile("testdata/right.json")
	require.NoError(t, err)
	c, notices, err := federation.Decode(data)
	require.NoError(t, err)
	if len(notices) != 0 || c.Missing() != 0 || c.Incomplete != 0 || c.Platform != product.SfBServer2015 || len(c.SIPDomains) != 2 || c.AccessEdge == nil || len(c.Users) != 2 {
		t.Errorf("read %+v with %v", c, notices)
	}
	require.NoError(t, c.Validate())

	out, err := json.Marshal(c)
	require.NoError(t, err)
	var back federation.Configuration
	require.NoError(t, json.Unmarshal(out, &back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	if diff := cmp.Diff(string(out), string(again)); diff != "" {
		t.Errorf("written, read and written again (-first +second):\n%s", diff)
	}
	if diff := cmp.Diff(c, back, testkit.Options, withoutOrigins); diff != "" {
		t.Errorf("written and read (-want +got):\n%s", diff)
	}

	// Nil is not empty, on the way in and out.
	for in, want := range map[string]string{
		`{"PublicProviders":[]}`:                                                            `{"PublicProviders":[]}`,
		`{"holdings":{"licenses":{"Product":"OCSCAL"}}}`:                                    `{"Holdings":{"Licenses":[{"Product":"OCSCAL","Trial":false}]}}`,
		`{"publicproviders":null,"Users":[]}`:                                               `{"Users":[]}`,
		`{"SipDomains":{"Identity":"a.b"}}`:                                                 `{"SipDomains":[{"Identity":"a.b","IsDefault":false}]}`,
		`{"AccessEdgeConfiguration":[{"Identity":"Global"}],"Platform":"lync server 2013"}`: `{"Platform":"LyncServer2013","AccessEdgeConfiguration":{"Identity":"Global"}}`,
	} {
		c, _, err := federation.Decode([]byte(in))
		require.NoError(t, err)
		out, err := json.Marshal(c)
		require.NoError(t, err)
		if string(out) != want {
			t.Errorf("%s is written as %s, want %s", in, out, want)
		}
	}
}

func TestDecodeFindings(t *testing.T) {
	for _, tt := range []struct {
		in         string
		want       []string
		incomplete federation.Kinds
	}{
		{`{"PublicProviders":[{"Identity":"a","ProxyFqdn":"a b"},{"Identity":"b"}]}`, []string{"error /PublicProviders/0/ProxyFqdn domain.label.character"}, federation.PublicProviders},
		{`{"PublicProvider":[],"Users":[]}`, []string{"notice /PublicProvider diag.member.unknown"}, 0},
		{`{"Users":[{"SipAddress":"a@b.c","DisplayName":"A","Identity":"x"}],"Pools":[{"Identity":"p.c","Site":"Site:R","Services":[]}]}`, nil, 0},
		{`{"Users":[],"USERS":[]}`, []string{"error /USERS diag.member.repeated"}, federation.Users},
		{`{"Platform":"Lync","Users":[]}`, []string{"error /Platform product.platform.unknown"}, 0},
		{`{"Holdings":{"Platform":"x","Licenses":[{"Product":"y"}]},"Users":[]}`, []string{"error /Holdings/Platform product.platform.unknown", "error /Holdings/Licenses/0/Product licensing.product.unknown"}, 0},
		{`{"Holdings":{},"HOLDINGS":{},"Users":[]}`, []string{"error /HOLDINGS diag.member.repeated"}, 0},
		{`{"Users":7}`, []string{"error /Users diag.member.type"}, federation.Users},
		{`{"AccessEdgeConfiguration":[{},{"AllowFederatedUsers":true}]}`, []string{"error /AccessEdgeConfiguration/1 federation.edge.identity"}, federation.AccessEdge},
		{`{"ExternalAccessPolicies":[{"Identity":"Global","EnableAcsFederationAccess":true}]}`, []string{"notice /ExternalAccessPolicies/0/EnableAcsFederationAccess policy.member.teams"}, 0},
		{`{"Users":[{"SipAddress":"sip:a b@c.d"}]}`, []string{"error /Users/0/SipAddress address.user.character"}, federation.Users},
	} {
		c, findings, err := federation.Decode([]byte(tt.in))
		require.NoError(t, err)
		if diff := cmp.Diff(tt.want, testkit.Findings(testkit.Join(findings))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
		if c.Incomplete != tt.incomplete {
			t.Errorf("%s: incomplete %b, want %b", tt.in, c.Incomplete, tt.incomplete)
		}
		hasErrors := slices.ContainsFunc(findings, func(f *diag.Finding) bool { return f.Severity == diag.Error })
		kept := federation.Configuration{Platform: product.OCS2007}
		if err := json.Unmarshal([]byte(tt.in), &kept); (err != nil) != hasErrors || err != nil && kept.Platform != product.OCS2007 {
			t.Errorf("%s: json.Unmarshal gives %v and %+v", tt.in, err, kept)
		}
	}
}

func TestNoConfiguration(t *testing.T) {
	for in, word := range map[string]string{
		``:                                "",
		`{`:                               "",
		`{}`:                              "an object",
		`[]`:                              "an array",
		`"x"`:                             "text",
		`7`:                               "a number",
		`{"a":1}`:                         "an object",
		`[{"IconUrl":null}]`:              "PublicProviders",
		`{"EnableFederationAccess":true}`: "ExternalAccessPolicies",
		`[{"AllowFederatedUsers":true}]`:  "AccessEdgeConfiguration",
		`[{"Identity":"a","Domain":"a"}]`: "AllowedDomains or BlockedDomains",
		"\xff\xfe{\x00}\x00":              "",
	} {
		c, findings, err := federation.Decode([]byte(in))
		if err == nil || findings != nil || c.Missing() == 0 {
			t.Fatalf("%q is read as %+v with %v", in, c, findings)
		}
		rule := federation.RuleUnrecognized
		if word == "" {
			rule = diag.RuleJSONSyntax
		}
		require.ErrorIs(t, err, rule, in)
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q: %v does not say %s", in, err, word)
		}
	}
	var c federation.Configuration
	require.NoError(t, json.Unmarshal([]byte(" null"), &c))
	require.Error(t, c.UnmarshalJSON([]byte("[")))
}

// TestMissing: what is not given is not guessed, and an export of one kind
// alone is not blamed for the others.
func TestMissing(t *testing.T) {
	c, _, err := federation.Decode([]byte(`{"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","Enabled":true}]}`))
	require.NoError(t, err)
	for _, f := range c.Audit(date.MustParse("2016-01-01")) {
		if f.Severity != diag.Notice {
			t.Errorf("of one kind alone it is said: %v", f)
		}
	}
	var kinds []string
	for _, f := range c.Findings() {
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
			"warning /BlockedDomains/0/Identity federation.own-domain.listed",
			"notice /BlockedDomains/1/Identity federation.domain.parent",
		}},
		{`{"ExternalAccessPolicies":[{"Identity":"Tag:FederationAndPIC","EnableFederationAccess":true,"EnablePublicCloudAccess":true},{"Identity":"site:Redmond"},{"Identity":"Site:REDMOND"}]}`, []string{
			"error /ExternalAccessPolicies/2/Identity federation.policy.repeated",
			"error /ExternalAccessPolicies federation.policy.global",
		}},
		{`{"ExternalAccessPolicies":[{"Identity":"Tag:FederationAndPIC","EnableFederationAccess":true,"EnablePublicCloudAccess":true}]}`, []string{
			"error /ExternalAccessPolicies federation.policy.global",
		}},
		{`{"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"EnablePublicCloudAccess":true},{"Identity":"Tag:FederationAndPIC"}]}`, []string{
			"error /ExternalAccessPolicies/1/Identity policy.identity.missing",
		}},
		{`{"HostingProviders":[{"Identity":"skype","ProxyFqdn":"federation.mesenger.msn.com","Enabled":true},{"Identity":"x","ProxyFqdn":"x.example","AutodiscoverUrl":"https://webdir.online.lync.com/Autodiscover/AutodiscoverServic.svc/root"}]}`, []string{
			"error /HostingProviders/0/Identity federation.identity.repeated",
			"warning /HostingProviders/0/ProxyFqdn federation.host.misspelled",
			"warning /HostingProviders/1/AutodiscoverUrl federation.host.misspelled",
		}},
		{`{"AccessEdgeConfiguration":{"AllowFederatedUsers":false},"ExternalAccessPolicies":[{"Identity":"Global"},{"Identity":"Tag:FederationAndPIC","EnablePublicCloudAccess":true}]}`, []string{
			"warning /AccessEdgeConfiguration/AllowFederatedUsers federation.edge.off",
			"notice federation.skype.tasks",
		}},
		{`{"AccessEdgeConfiguration":{"AllowFederatedUsers":false},"ExternalAccessPolicies":[{"Identity":"Global"},{"Identity":"Tag:FederationAndPIC"}]}`, []string{
			"warning /PublicProviders/0/Enabled federation.public-access.nobody",
			"warning /AccessEdgeConfiguration/AllowFederatedUsers federation.edge.off",
			"notice federation.skype.tasks",
		}},
		{`{"Platform":"LyncServer2010"}`, []string{
			"warning /AccessEdgeConfiguration/DiscoveredPartnerVerificationLevel federation.setting.unknown",
			"warning /AccessEdgeConfiguration/EnableUserReplicator federation.setting.unknown",
			"warning /AccessEdgeConfiguration/DnsSrvCacheRecordCount federation.setting.unknown",
			"warning /AccessEdgeConfiguration/DiscoveredPartnerStandardRate federation.setting.unknown",
			"warning /AccessEdgeConfiguration/EnableDiscoveredPartnerContactsLimit federation.setting.unknown",
			"warning /AccessEdgeConfiguration/MaxContactsPerDiscoveredPartner federation.setting.unknown",
			"warning /AccessEdgeConfiguration/DiscoveredPartnerReportPeriodMinutes federation.setting.unknown",
			"warning /AccessEdgeConfiguration/EnablePartnerMonitoringCosmosOutput federation.setting.unknown",
			"warning /AccessEdgeConfiguration/EnablePartnerMonitoringIfxLog federation.setting.unknown",
			"warning /AccessEdgeConfiguration/MaxAcceptedCertificatesStored federation.setting.unknown",
			"warning /AccessEdgeConfiguration/MaxRejectedCertificatesStored federation.setting.unknown",
			"warning /AccessEdgeConfiguration/CertificatesDeletedPercentage federation.setting.unknown",
			"warning /AccessEdgeConfiguration/SkypeSearchUrl federation.setting.unknown",
			"warning /PublicProviders/0/IconUrl federation.setting.unknown",
			"warning /PublicProviders/0/NameDecorationRoutingDomain federation.setting.unknown",
			"warning /PublicProviders/0/NameDecorationExcludedDomainList federation.setting.unknown",
			"warning /PublicProviders/0/EnableSkypeIdRouting federation.setting.unknown",
			"warning /PublicProviders/0/EnableSkypeDirectorySearch federation.setting.unknown",
			"warning /HostingProviders/0/AutodiscoverUrl federation.setting.unknown",
			"warning /ExternalAccessPolicies/0/EnableXmppAccess federation.setting.unknown",
			"warning /ExternalAccessPolicies/1/EnableXmppAccess federation.setting.unknown",
		}},
		{`{"Platform":"LyncServer2013","AccessEdgeConfiguration":{"AllowFederatedUsers":true,"EnablePartnerDiscovery":true},"PublicProviders":[],"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"Identity":"FederationAndPIC"}],"AllowedDomains":[{"Identity":"a.b","VerificationLevel":1}]}`, []string{
			"warning /AllowedDomains/0/VerificationLevel federation.setting.unknown",
		}},
		{`{"On":"2014-06-30","PublicProviders":[{"Identity":"AIM","ProxyFqdn":"a.b","Enabled":true},{"Identity":"Yahoo!","ProxyFqdn":"a.c","Enabled":true},{"Identity":"Fabrikam","ProxyFqdn":"a.d","Enabled":true}]}`, []string{
			"notice /PublicProviders/0/Enabled federation.service.closing",
			"notice /PublicProviders/1/Enabled federation.service.closing",
			"notice federation.skype.tasks",
		}},
		{`{"On":"2014-07-01","PublicProviders":[{"Identity":"AIM","ProxyFqdn":"a.b","Enabled":true},{"Identity":"Yahoo!","ProxyFqdn":"a.c","Enabled":false}]}`, []string{
			"error /PublicProviders/0/Enabled federation.service.ended",
			"notice federation.skype.tasks",
		}},
		{`{"PublicProviders":[{"Identity":"Messenger","ProxyFqdn":"federation.messenger.msn.com","Enabled":true}]}`, []string{
			"notice /PublicProviders/0 federation.provider.recreate",
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

// TestNoServiceLeft: nobody is told to create a provider when none has a service.
func TestNoServiceLeft(t *testing.T) {
	_, err := audited(t, json.RawMessage(`{"On":"2026-01-01","PublicProviders":[]}`))
	want := []string{"notice /PublicProviders federation.public-access.no-provider"}
	if diff := cmp.Diff(want, testkit.Findings(err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for f := range diag.All(err) {
		if !strings.HasPrefix(f.Remedy, "Take the grants back") {
			t.Errorf("what to do: %s", f.Remedy)
		}
	}
}

// TestHostileName: what is shown to be pasted into a shell is one word of it.
func TestHostileName(t *testing.T) {
	for name, want := range map[string]string{
		"Skype":              "-Identity 'Skype'",
		"Sky'pe; rm":         "-Identity 'Sky''pe; rm'",
		"a\u2018b\u2019c":    "-Identity 'a\u2018\u2018b\u2019\u2019c'",
		"a\u201ab\u201bc $x": "-Identity 'a\u201a\u201ab\u201b\u201bc $x'",
		"two\nlines":         "",
	} {
		c := federation.Configuration{PublicProviders: []provider.PublicProvider{{Identity: name, ProxyFQDN: domain.MustParseName("federation.messenger.msn.com"), Enabled: true}}}
		for _, f := range c.Audit(date.MustParse("2026-01-01")) {
			if f.Rule == federation.RuleServiceEnded && (want != "" && !strings.HasSuffix(f.Detail, want) || want == "" && strings.Contains(f.Detail, "Identity")) {
				t.Errorf("%q: %s", name, f.Detail)
			}
		}
	}
}

// TestValidate: Validate is what Findings has of severity Error, and Audit has
// all of Findings.
func TestValidate(t *testing.T) {
	c, _, err := federation.Decode([]byte(`{"AllowedDomains":[{"Identity":"a.b"},{"Identity":"A.b"}],"BlockedDomains":[{"Identity":"a.b"}],"Users":[{"SipAddress":"a@a.b","ExternalAccessPolicy":"Gone"}],"ExternalAccessPolicies":[{"Identity":"Global"}],"PublicProviders":[{"Identity":"AOL","ProxyFqdn":"a.b","Enabled":true}]}`))
	require.NoError(t, err)
	want := []string{"error /AllowedDomains/1/Identity federation.domain.repeated", "error /BlockedDomains/0/Identity federation.domain.on-both-lists"}
	if diff := cmp.Diff(want, testkit.Findings(c.Validate())); diff != "" {
		t.Errorf("Validate (-want +got):\n%s", diff)
	}
	all := testkit.Lines(c.Audit(date.MustParse("2016-01-01")))
	earlier := testkit.Lines(c.Audit(date.MustParse("2013-01-01")))
	for _, f := range c.Findings() {
		if !slices.Contains(earlier, testkit.Line(f)) {
			t.Errorf("Audit lacks %s", testkit.Line(f))
		}
	}
	for _, line := range []string{"error /Users/0/ExternalAccessPolicy federation.grant.missing", "error /PublicProviders/0/Enabled federation.service.ended"} {
		if !slices.Contains(all, line) {
			t.Errorf("Audit lacks %s", line)
		}
	}
}

func TestPlaces(t *testing.T) {
	const text = "{\n  \"PublicProviders\": [\n    {\"Identity\": \"AOL\"}\n  ]\n}"
	places := federation.NewPlaces([]byte(text))
	for path, want := range map[diag.Path]string{
		"":                             "1:1",
		"/PublicProviders":             "2:22",
		"/PublicProviders/0":           "3:5",
		"/PublicProviders/0/Identity":  "3:18",
		"/PublicProviders/0/ProxyFqdn": "3:5",
		"/Users":                       "1:1",
		"/PublicProviders/7/Identity":  "2:22",
	} {
		line, column, found := places.Locate(path)
		if got := fmt.Sprintf("%d:%d", line, column); got != want || !found {
			t.Errorf("Locate(%s) = %s, %v, want %s", path, got, found, want)
		}
	}
}

// TestOrigins: paths are those of the text, whatever was left out of it and
// however it is wrapped.
func TestOrigins(t *testing.T) {
	const skype = `{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","Enabled":true}`
	for in, want := range map[string]diag.Path{
		`[` + skype + `]`: "/PublicProviders/0/Enabled",
		skype:             "/PublicProviders/Enabled",
		`[{"Identity":"bad","ProxyFqdn":"a b"},7,` + skype + `]`: "/PublicProviders/2/Enabled",
		`{"value":[{"Enabled":[]},` + skype + `],"Count":2}`:     "/PublicProviders/value/1/Enabled",
	} {
		text := []byte(`{"PublicProviders":` + in + `}`)
		c, _, err := federation.Decode(text)
		require.NoError(t, err)
		c, conflicts := c.Distinct() // which keeps them
		require.Empty(t, conflicts)
		var got []diag.Path
		for _, f := range c.Audit(date.MustParse("2026-01-01")) {
			if f.Rule == federation.RuleServiceEnded {
				got = append(got, f.Path)
			}
		}
		if !slices.Equal(got, []diag.Path{want}) || !testkit.Resolves(text, want) {
			t.Errorf("%s: %v, want %s", in, got, want)
		}
	}
	for in, want := range map[string]diag.Path{
		`{"AllowFederatedUsers":true,"OutgoingTlsCountForFederatedPartners":9}`:   "/AccessEdgeConfiguration/OutgoingTlsCountForFederatedPartners",
		`[{"AllowFederatedUsers":true,"OutgoingTlsCountForFederatedPartners":9}]`: "/AccessEdgeConfiguration/0/OutgoingTlsCountForFederatedPartners",
	} {
		c, _, err := federation.Decode([]byte(`{"AccessEdgeConfiguration":` + in + `}`))
		require.NoError(t, err)
		if diff := cmp.Diff([]string{"error " + string(want) + " federation.edge.range"}, testkit.Findings(c.Validate())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

func TestDistinct(t *testing.T) {
	text := []byte(`{
		"SipDomains": [{"Identity":"a.b"},{"Identity":"A.B"},{"Identity":"a.b","IsDefault":true}],
		"AccessEdgeConfiguration": [{"AllowFederatedUsers":true},{"Identity":"","AllowFederatedUsers":true}],
		"PublicProviders": [{"Identity":7},{"Identity":"Skype","NameDecorationExcludedDomainList":"a.b,c.d"},{"Identity":"x"},{"Identity":"SKYPE","NameDecorationExcludedDomainList":"c.d,a.b"},{"Identity":"y"},{"Identity":"X","Enabled":true},{},{}],
		"Users": {"SipAddress":"ken@a.b"},
		"Pools": []
	}`)
	c, findings, err := federation.Decode(text)
	require.NoError(t, err)
	require.Len(t, findings, 1)
	d, conflicts := c.Distinct()
	want := []federation.Conflict{
		{Kind: federation.SIPDomains, Name: "a.b", First: "/SipDomains/0", Second: "/SipDomains/2"},
		{Kind: federation.PublicProviders, Name: "X", First: "/PublicProviders/2", Second: "/PublicProviders/5"},
	}
	if diff := cmp.Diff(want, conflicts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if d.Incomplete != federation.SIPDomains|federation.PublicProviders || c.Incomplete != federation.PublicProviders {
		t.Errorf("incomplete: %b, and before %b", d.Incomplete, c.Incomplete)
	}
	var names []string
	for _, p := range d.PublicProviders {
		names = append(names, p.Identity)
	}
	if !slices.Equal(names, []string{"Skype", "x", "y", "", ""}) || len(c.PublicProviders) != 7 || len(d.SIPDomains) != 1 || d.AccessEdge == nil || len(d.Users) != 1 || d.Pools == nil {
		t.Errorf("%q of %d, %+v", names, len(c.PublicProviders), d)
	}
	// Paths are still those of the text.
	var paths []diag.Path
	for f := range diag.All(d.Validate()) {
		if f.Rule == "provider.proxy-fqdn.missing" {
			paths = append(paths, f.Path)
		}
	}
	if !slices.Equal(paths, []diag.Path{"/PublicProviders/1/ProxyFqdn", "/PublicProviders/2/ProxyFqdn", "/PublicProviders/4/ProxyFqdn", "/PublicProviders/6/ProxyFqdn", "/PublicProviders/7/ProxyFqdn"}) {
		t.Errorf("paths %q", paths)
	}
	// One that was not read from a text, and nothing at all.
	made := federation.Configuration{BlockedDomains: []federation.BlockedDomain{{Domain: domain.MustParseName("a.b")}, {Domain: domain.MustParseName("a.b")}}}
	if d, conflicts := made.Distinct(); len(d.BlockedDomains) != 1 || conflicts != nil {
		t.Errorf("%v, %v", d.BlockedDomains, conflicts)
	}
	if d, conflicts := (federation.Configuration{}).Distinct(); d.Missing() != 511 || conflicts != nil {
		t.Errorf("%v, %v", d, conflicts)
	}
}

func FuzzDecode(f *testing.F) {
	data, err := os.ReadFile("testdata/right.json")
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(`{"Users":[{"SipAddress":"a"}],"AllowedDomains":{"Identity":"a.b","Domain":"c.d"},"X":1}`))
	on := date.MustParse("2016-01-01")
	f.Fuzz(func(t *testing.T, data []byte) {
		c, findings, err := federation.Decode(data)
		if err != nil {
			if rule, ok := errors.AsType[diag.Rule](err); !ok || rule == "" {
				t.Fatalf("%q: %v has no rule", data, err)
			}
			return
		}
		out, err := json.Marshal(c)
		require.NoError(t, err)
		back, again, err := federation.Decode(out)
		if c.Missing() == 511 && c.Platform.IsZero() && c.Holdings == nil {
			return // nothing was read, so that there is nothing to read back
		}
		require.NoError(t, err, "%s", out)
		back.Incomplete = c.Incomplete // which is not written
		if diff := cmp.Diff(c, back, testkit.Options, withoutOrigins); diff != "" || len(again) > 0 {
			t.Fatalf("%q is written as %s and read with %v (-want +got):\n%s", data, out, again, diff)
		}
		for _, finding := range c.Audit(on) {
			findings = append(findings, finding)
		}
		for _, finding := range findings {
			if !cites(finding.RuleInfo) {
				t.Fatalf("%q: %v does not explain itself", data, finding)
			}
		}
	})
}

// many returns a configuration of n allowed domains, as text.
func many(n int) []byte {
	var b strings.Builder
	b.WriteString(`{"Platform":"SfBServer2019","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],"BlockedDomains":[{"Identity":"tailspintoys.com"}],"AllowedDomains":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"Identity":"partner%d.example.com","Domain":"partner%d.example.com","ProxyFqdn":null,"VerificationLevel":null,"Comment":"","MarkForMonitoring":false}`, i, i)
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}

func BenchmarkManyDomains(b *testing.B) {
	data := many(100_000)
	c, _, err := federation.Decode(data)
	require.NoError(b, err)
	on := date.MustParse("2016-01-01")
	b.Run("Validate", func(b *testing.B) {
		for b.Loop() {
			_ = c.Validate()
		}
	})
	b.Run("Audit", func(b *testing.B) {
		for b.Loop() {
			for range c.Audit(on) {
			}
		}
	})
}

// TestHoldingsPlatform: the platform need not be said twice.
func TestHoldingsPlatform(t *testing.T) {
	const in = `{"Platform":"LyncServer2013","PublicProviders":{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","Enabled":true},"Holdings":{%s"Licenses":{"Product":"StandardCAL2013"}}}`
	for platform, want := range map[string]bool{"": false, `"Platform":"OCS2007",`: true} {
		c, findings, err := federation.Decode(fmt.Appendf(nil, in, platform))
		require.NoError(t, err)
		require.Empty(t, findings)
		refused := false
		for _, f := range c.Audit(date.MustParse("2016-01-01")) {
			refused = refused || f.Rule == federation.RuleUnlicensed || strings.HasPrefix(string(f.Path), "/Holdings")
		}
		if refused != want {
			t.Errorf("holdings with %q: refused %t", platform, refused)
		}
	}
}

// cites reports whether a finding cites a document that its rule's row names.
func cites(r diag.RuleInfo) bool {
	info, known := federation.LookupRule(r.Rule)
	return known && r.Remedy != "" && info.Cites(r.Source)
}

package federation_test

import (
	"encoding/json"
	"errors"
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
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/report"
	"github.com/lyncfed/lyncfed/tenant"
)

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, federation.Rules(), map[string]testkit.Check{
		"Audit": func(in json.RawMessage) error {
			var on date.Date
			_, d, notices := testkit.Changed(t, in, "On", &on)
			// The rules of package audit have examples of their own.
			findings := slices.DeleteFunc(append(notices, audit.Run(d.Configuration, on).Findings...), func(f *diag.Finding) bool {
				return strings.HasPrefix(string(f.Rule), "audit.")
			})
			return testkit.Unplaced(testkit.Join(findings))
		},
		"Decode": func(in json.RawMessage) error {
			_, findings, err := federation.Decode(in)
			return errors.Join(err, testkit.Join(findings))
		},
		"Decorator": func(in json.RawMessage) error {
			var identity string
			_, d, _ := testkit.Changed(t, in, "Provider", &identity)
			_, err := d.Configuration.Decorator(identity)
			return testkit.Unplaced(err)
		},
		"Kind": func(in json.RawMessage) error { return json.Unmarshal(in, new(federation.Kind)) },
	})
}

func TestFixes(t *testing.T) {
	testkit.CheckFixes(t, federation.Rules(), map[string]func(*testing.T, json.RawMessage) testkit.Case{
		"Audit": func(t *testing.T, in json.RawMessage) testkit.Case {
			var on date.Date
			_, d, _ := testkit.Changed(t, in, "On", &on)
			return testkit.Case{Configuration: d.Configuration, Findings: func(c federation.Configuration) diag.Findings {
				return audit.Run(c, on).Findings
			}}
		},
	})
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
	testkit.CheckRecord(t, federation.SIPDomain{Identity: domain.MustParseSIPDomain("contoso.com"), IsDefault: true})
	testkit.CheckRecord(t, fullEdge())
	testkit.CheckRecord(t, federation.User{SIPAddress: address.MustParse("ken%@contoso.com"), ExternalAccessPolicy: policy.MustParseIdentity("Sales"), RegistrarPool: contoso, HostingProvider: "SRV:", Enabled: product.On, EnabledForFederation: product.Off})
	testkit.CheckRecord(t, federation.Pool{Identity: contoso, Site: policy.MustParseSiteName("Redmond")})

	testkit.CheckRecord(t, federation.AllowedDomain{Domain: contoso, ProxyFQDN: contoso, VerificationLevel: provider.AlwaysVerifiable, Comment: "x", MarkForMonitoring: true})
	testkit.CheckRecord(t, federation.BlockedDomain{Domain: contoso, Comment: "x"})
}

func TestEdgeDefaults(t *testing.T) {
	e := federation.AccessEdgeConfiguration{}.WithDefaults()
	data, err := json.Marshal(e)
	require.NoError(t, err)
	const want = `{"Identity":"Global","AllowAnonymousUsers":false,"AllowFederatedUsers":false,"AllowOutsideUsers":true,"BeClearingHouse":false,"EnablePartnerDiscovery":false,"DiscoveredPartnerVerificationLevel":null,"DefaultRouteFqdn":null,"EnableArchivingDisclaimer":false,"EnableUserReplicator":false,"IsPublicProvider":null,"KeepCrlsUpToDateForPeers":true,"MarkSourceVerifiableOnOutgoingMessages":true,"OutgoingTlsCountForFederatedPartners":4,"DnsSrvCacheRecordCount":131072,"DiscoveredPartnerStandardRate":20,"EnableDiscoveredPartnerContactsLimit":true,"MaxContactsPerDiscoveredPartner":1000,"EnableDiscoveredPartnerResponseMonitor":null,"DiscoveredPartnerReportPeriodMinutes":60,"EnablePartnerMonitoringCosmosOutput":null,"EnablePartnerMonitoringIfxLog":null,"MaxAcceptedCertificatesStored":1000,"MaxRejectedCertificatesStored":500,"CertificatesDeletedPercentage":20,"SkypeSearchUrl":null,"RoutingMethod":"UseDnsSrvRouting","VerificationLevel":null}`
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
			// Only the bound of this member is in the documents of the server.
			for _, f := range e.Findings() {
				if isEdge := f.Source.ID == "PS-EDGE"; isEdge != (tt.member == "OutgoingTlsCountForFederatedPartners") && n > tt.good[len(tt.good)-1] {
					t.Errorf("%s %d: the bound is from %s", tt.member, n, f.Source)
				}
			}
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
	for level, want := range map[provider.VerificationLevel]bool{0: true, provider.UseSourceVerification: true, provider.UseSourceVerification + 1: false} {
		d := federation.AllowedDomain{Domain: domain.MustParseName("a.com"), VerificationLevel: level}
		if err := d.Validate(); (err == nil) != want {
			t.Errorf("verification level %d of an allowed domain: %v", level, err)
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

// TestRouting: the method is the one that is given, null included, or else that of the
// members.
func TestRouting(t *testing.T) {
	for in, want := range map[string]federation.RoutingMethod{
		`{"RoutingMethod":"UseDefaultRouting","EnablePartnerDiscovery":true}`: federation.UseDefaultRouting,
		`{"RoutingMethod":null,"EnablePartnerDiscovery":true}`:                0,
		`{"EnablePartnerDiscovery":true}`:                                     federation.UseDNSSRVRouting,
		`{"DefaultRouteFqdn":"a.b"}`:                                          federation.UseDefaultRouting,
		`{}`:                                                                  0,
	} {
		d, _, err := federation.Decode([]byte(`{"AccessEdgeConfiguration":` + in + `}`))
		require.NoError(t, err)
		if got := d.Configuration.AccessEdge.Routing(); got != want {
			t.Errorf("%s: %v, want %v", in, got, want)
		}
	}
}

// TestLicense: holdings without a platform have that of the configuration.
func TestLicense(t *testing.T) {
	for _, tt := range []struct {
		config, holdings, want product.Platform
	}{
		{product.LyncServer2013, 0, product.LyncServer2013},
		{product.LyncServer2013, product.SfBServer2015, product.SfBServer2015},
		{0, product.SfBServer2015, product.SfBServer2015},
	} {
		h, given := federation.Configuration{Platform: tt.config, Holdings: &licensing.Holdings{Platform: tt.holdings}}.License()
		if !given || h.Platform != tt.want {
			t.Errorf("%v, %v: %v, %t", tt.config, tt.holdings, h.Platform, given)
		}
	}
	if _, given := (federation.Configuration{Platform: product.LyncServer2013}).License(); given {
		t.Error("holdings are given that are not there")
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

// TestMissed: what of one side is given makes nothing of the other missed.
func TestMissed(t *testing.T) {
	settings := tenant.Tenant{FederationConfiguration: new(tenant.FederationConfiguration)}
	for _, tt := range []struct {
		c    federation.Configuration
		want federation.Kinds
	}{
		{federation.Configuration{Tenant: settings}, federation.KindsOf(federation.TenantSIPDomains, federation.TenantExternalAccessPolicies, federation.TenantUsers)},
		{federation.Configuration{Tenant: settings, Users: []federation.User{}}, new(federation.Configuration).Missing() &^ federation.KindsOf(federation.Users, federation.TenantFederationConfiguration)},
		{federation.Configuration{Users: []federation.User{}}, new(federation.Configuration).Missing() &^ federation.KindsOf(federation.Users, federation.TenantFederationConfiguration, federation.TenantSIPDomains, federation.TenantExternalAccessPolicies, federation.TenantUsers)},
		{federation.Configuration{}, new(federation.Configuration).Missing() &^ federation.KindsOf(federation.TenantFederationConfiguration, federation.TenantSIPDomains, federation.TenantExternalAccessPolicies, federation.TenantUsers)},
	} {
		if got := tt.c.Missed(); got != tt.want {
			t.Errorf("missed are %s, want %s", got, tt.want)
		}
	}
}

func TestDecode(t *testing.T) {
	data, err := os.ReadFile("testdata/right.json")
	require.NoError(t, err)
	d, notices, err := federation.Decode(data)
	require.NoError(t, err)
	c := d.Configuration
	if len(notices) != 0 || c.Missed() != federation.KindsOf(federation.Holdings) || c.Incomplete != 0 || c.Platform != product.SfBServer2015 || len(c.SIPDomains) != 2 || c.AccessEdge == nil || len(c.Users) != 2 {
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
	if diff := cmp.Diff(c, back, testkit.Options); diff != "" {
		t.Errorf("written and read (-want +got):\n%s", diff)
	}

	// Nil is not empty, on the way in and out.
	for in, want := range map[string]string{
		`{"PublicProviders":[]}`:                                                            `{"PublicProviders":[]}`,
		`{"holdings":{"licenses":{"Product":"OCSCAL"}}}`:                                    `{"Holdings":{"Licenses":[{"Product":"OCSCAL","Trial":false}]}}`,
		`{"publicproviders":null,"Users":[]}`:                                               `{"Users":[]}`,
		`{"SipDomains":{"Identity":"a.b"}}`:                                                 `{"SipDomains":[{"Identity":"a.b"}]}`,
		`{"AccessEdgeConfiguration":[{"Identity":"Global"}],"Platform":"lync server 2013"}`: `{"Platform":"LyncServer2013","AccessEdgeConfiguration":{"Identity":"Global"}}`,
	} {
		d, _, err := federation.Decode([]byte(in))
		require.NoError(t, err)
		out, err := json.Marshal(d.Configuration)
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
		{`{"PublicProviders":[{"Identity":"a","ProxyFqdn":"a b"},{"Identity":"b"}]}`, []string{"error /PublicProviders domain.label.character"}, federation.KindsOf(federation.PublicProviders)},
		{`{"PublicProvider":[],"Users":[]}`, []string{"notice /PublicProvider diag.member.unknown"}, 0},
		{`{"Users":[{"SipAddress":"a@b.c","DisplayName":"A","Identity":"x"}],"Pools":[{"Identity":"p.c","Site":"Site:R","Services":[]}]}`, nil, 0},
		{`{"Users":[],"USERS":[]}`, []string{"error /Users diag.member.repeated"}, federation.KindsOf(federation.Users)},
		{`{"Platform":"Lync","Users":[]}`, []string{"error /Platform product.platform.unknown"}, federation.KindsOf(federation.Platform)},
		{`{"Holdings":{"Platform":"x","Licenses":[{"Product":"y"}]},"Users":[]}`, []string{"error /Holdings product.platform.unknown", "error /Holdings licensing.product.unknown"}, federation.KindsOf(federation.Holdings)},
		{`{"Holdings":{},"HOLDINGS":{},"Users":[]}`, []string{"error /Holdings diag.member.repeated"}, federation.KindsOf(federation.Holdings)},
		{`{"Users":7}`, []string{"error /Users diag.member.type"}, federation.KindsOf(federation.Users)},
		{`{"AccessEdgeConfiguration":[{"AllowFederatedUsers":false},{"AllowFederatedUsers":true}]}`, []string{"error /AccessEdgeConfiguration diag.record.differs"}, federation.KindsOf(federation.AccessEdge)},
		{`{"ExternalAccessPolicies":[{"Identity":"Global","EnableAcsFederationAccess":true}]}`, []string{"notice /ExternalAccessPolicies/0/EnableAcsFederationAccess policy.member.teams"}, 0},
		{`{"Users":[{"SipAddress":"sip:a b@c.d"}]}`, []string{"error /Users address.user.character"}, federation.KindsOf(federation.Users)},
	} {
		d, findings, err := federation.Decode([]byte(tt.in))
		require.NoError(t, err)
		c := d.Configuration
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
	read := func(in string, rule diag.Rule) error {
		d, findings, err := federation.Decode([]byte(in))
		if err == nil || findings != nil || d != nil {
			t.Fatalf("%q is read as %+v with %v", in, d, findings)
		}
		require.ErrorIs(t, err, rule, in)
		return err
	}
	for _, in := range []string{"", "{", "\xff\xfe{\x00}\x00"} {
		_ = read(in, diag.RuleJSONSyntax)
	}
	var b strings.Builder
	for _, in := range []string{
		`{}`, `[]`, `"x"`, `7`, `{"a":1}`, `[{"IconUrl":null}]`, `{"EnableFederationAccess":true}`,
		`[{"AllowFederatedUsers":true}]`, `[{"Identity":"a","Domain":"a"}]`,
	} {
		fmt.Fprintf(&b, "%s: %v\n", in, read(in, federation.RuleTextUnrecognized))
	}
	testkit.Golden(t, "testdata/unrecognized.txt", b.String())
	var c federation.Configuration
	require.NoError(t, json.Unmarshal([]byte(" null"), &c))
	require.Error(t, c.UnmarshalJSON([]byte("[")))
}

// TestValidate: Validate is what Findings has of severity Error, and Audit has
// all of Findings.
func TestValidate(t *testing.T) {
	d, _, err := federation.Decode([]byte(`{"AllowedDomains":[{"Identity":"a.b"},{"Identity":"A.b"}],"BlockedDomains":[{"Identity":"a.b"}],"Users":[{"SipAddress":"a@a.b","ExternalAccessPolicy":"Gone"}],"ExternalAccessPolicies":[{"Identity":"Global"}],"PublicProviders":[{"Identity":"AOL","ProxyFqdn":"a.b","Enabled":true}]}`))
	require.NoError(t, err)
	c := d.Configuration
	want := []string{"error /AllowedDomains/1/Identity federation.domain.repeated", "error /BlockedDomains/0/Identity federation.domain.on-both-lists"}
	if diff := cmp.Diff(want, testkit.Findings(c.Validate())); diff != "" {
		t.Errorf("Validate (-want +got):\n%s", diff)
	}
	all := testkit.Lines(audit.Run(c, date.MustParse("2016-01-01")).Findings)
	earlier := testkit.Lines(audit.Run(c, date.MustParse("2013-01-01")).Findings)
	for _, f := range c.Findings() {
		if !slices.Contains(earlier, testkit.Line(f)) {
			t.Errorf("Audit lacks %s", testkit.Line(f))
		}
	}
	for _, line := range []string{"error /Users/0/ExternalAccessPolicy policy.grant.missing", "error /PublicProviders/0/Enabled audit.service.ended"} {
		if !slices.Contains(all, line) {
			t.Errorf("Audit lacks %s", line)
		}
	}
}

// TestPlace: a path is that of the configuration, even if parts of the text were
// left out. The position is that in the text, after any other text and in any
// wrapper.
func TestPlace(t *testing.T) {
	const skype = `{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","IconUrl":"x"}`
	for in, want := range map[string]string{
		`[` + skype + `]`: "/PublicProviders/0/IconUrl 1:94",
		skype:             "/PublicProviders/0/IconUrl 1:93",
		`[{"Identity":"bad","ProxyFqdn":"a b"},7,` + skype + `]`: "/PublicProviders/0/IconUrl 1:133",
		`{"value":[{"Enabled":[]},` + skype + `],"Count":2}`:     "/PublicProviders/0/IconUrl 1:118",
		"[\n " + skype + "]":   "/PublicProviders/0/IconUrl 2:75",
		`[{"Identity":"AOL"}]`: "/PublicProviders/0/ProxyFqdn 1:21",
	} {
		d, _, err := federation.Decode([]byte(`{"PublicProviders":` + in + `}`))
		require.NoError(t, err)
		require.Empty(t, d.Distinct()) // which keeps them
		findings := d.Configuration.Findings()
		d.Place(findings)
		var got []string
		for _, f := range findings {
			if f.Severity == diag.Error {
				got = append(got, fmt.Sprintf("%s %d:%d", f.Path, f.Pos.Line, f.Pos.Column))
			}
		}
		if diff := cmp.Diff([]string{want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
	for _, in := range []string{`{"OutgoingTlsCountForFederatedPartners":9}`, `[{"OutgoingTlsCountForFederatedPartners":9}]`} {
		d, _, err := federation.Decode([]byte(`{"AccessEdgeConfiguration":` + in + `}`))
		require.NoError(t, err)
		findings := d.Configuration.Findings()
		d.Place(findings)
		if diff := cmp.Diff([]string{"error /AccessEdgeConfiguration/OutgoingTlsCountForFederatedPartners federation.edge.range"}, testkit.Lines(findings)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
		if findings[0].Pos.Column != len(`{"AccessEdgeConfiguration":`)+strings.Index(in, "9")+1 {
			t.Errorf("%s: at %v", in, findings[0].Pos)
		}
	}
}

// TestPlaceAfterChange: once records are removed, no path names another record.
// TestPos: the position of a path is that of a finding with it, without a finding.
func TestPos(t *testing.T) {
	d, _, err := federation.Decode([]byte(`{"PublicProviders":[{"Identity":"AOL"},
{"Identity":"Skype","Enabled":true}]}`))
	require.NoError(t, err)
	for path, want := range map[diag.Path]diag.Pos{
		"/PublicProviders/1":           {Line: 2, Column: 1},
		"/PublicProviders/1/Enabled":   {Line: 2, Column: 31},
		"/PublicProviders/0/ProxyFqdn": {Line: 1, Column: 21},
	} {
		if got := d.Pos(path); got != want {
			t.Errorf("Pos(%s) = %v, want %v", path, got, want)
		}
	}
	if got := (*federation.Document)(nil).Pos("/PublicProviders/1"); !got.IsZero() {
		t.Errorf("a nil document has a position: %v", got)
	}
}

func TestPlaceAfterChange(t *testing.T) {
	d, _, err := federation.Decode([]byte(`{"PublicProviders":[{"Identity":"AOL","ProxyFqdn":"a.b"},{"Identity":"Skype"}]}`))
	require.NoError(t, err)
	c := d.Configuration
	c.PublicProviders = c.PublicProviders[1:]
	findings := c.Findings()
	if findings[0].Path != "/PublicProviders/0/ProxyFqdn" || findings[0].Subject.Identity != "Skype" {
		t.Errorf("%s of %v", findings[0].Path, findings[0].Subject)
	}
}

func TestDistinct(t *testing.T) {
	text := []byte(`{
		"SipDomains": [{"Identity":"a.b","IsDefault":false},{"Identity":"A.B"},{"Identity":"a.b","IsDefault":true}],
		"AccessEdgeConfiguration": [{"AllowFederatedUsers":true},{"Identity":"","AllowFederatedUsers":true}],
		"PublicProviders": [{"Identity":7},{"Identity":"Skype","NameDecorationExcludedDomainList":"a.b,c.d"},{"Identity":"x","Enabled":false},{"Identity":"SKYPE","NameDecorationExcludedDomainList":"c.d,a.b"},{"Identity":"y"},{"Identity":"X","Enabled":true},{},{}],
		"Users": {"SipAddress":"ken@a.b"},
		"Pools": []
	}`)
	d, findings, err := federation.Decode(text)
	require.NoError(t, err)
	require.Len(t, findings, 1)
	if d.Configuration.Incomplete != federation.KindsOf(federation.PublicProviders) {
		t.Errorf("incomplete: %v", d.Configuration.Incomplete)
	}
	want := []federation.Conflict{
		{Path: "/SipDomains/0", Subject: diag.Subject{Kind: "SipDomains", Identity: "a.b"}, First: diag.Pos{Line: 2, Column: 18}, Second: diag.Pos{Line: 2, Column: 74}},
		{Path: "/PublicProviders/1", Subject: diag.Subject{Kind: "PublicProviders", Identity: "X"}, First: diag.Pos{Line: 4, Column: 104}, Second: diag.Pos{Line: 4, Column: 220}},
	}
	if diff := cmp.Diff(want, d.Distinct()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c := d.Configuration
	if c.Incomplete != federation.KindsOf(federation.SIPDomains, federation.PublicProviders) {
		t.Errorf("incomplete: %v", c.Incomplete)
	}
	var names []string
	for _, p := range c.PublicProviders {
		names = append(names, p.Identity)
	}
	if !slices.Equal(names, []string{"Skype", "x", "y", "", ""}) || len(c.SIPDomains) != 1 || c.AccessEdge == nil || len(c.Users) != 1 || c.Pools == nil {
		t.Errorf("%q, %+v", names, c)
	}
	// Places are still those of the records.
	findings = c.Findings()
	d.Place(findings)
	var places []string
	for _, f := range findings {
		if f.Rule == provider.RuleProxyFQDNMissing {
			places = append(places, fmt.Sprint(f.Path, f.Pos.Column))
		}
	}
	if diff := cmp.Diff([]string{"/PublicProviders/0/ProxyFqdn38", "/PublicProviders/1/ProxyFqdn104", "/PublicProviders/2/ProxyFqdn203", "/PublicProviders/3/ProxyFqdn252", "/PublicProviders/4/ProxyFqdn255"}, places); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
}

func FuzzDecode(f *testing.F) {
	data, err := os.ReadFile("testdata/right.json")
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(`{"Users":[{"SipAddress":"a"}],"AllowedDomains":{"Identity":"a.b","Domain":"c.d"},"X":1}`))
	on := date.MustParse("2016-01-01")
	f.Fuzz(func(t *testing.T, data []byte) {
		d, findings, err := federation.Decode(data)
		if err != nil {
			if rule, ok := errors.AsType[diag.Rule](err); !ok || rule == "" {
				t.Fatalf("%q: %v has no rule", data, err)
			}
			return
		}
		c := d.Configuration
		out, err := json.Marshal(c)
		require.NoError(t, err)
		if string(out) == "{}" {
			return // nothing was read, and there is nothing to read back
		}
		again, notices, err := federation.Decode(out)
		require.NoError(t, err, "%s", out)
		back := again.Configuration
		back.Incomplete = c.Incomplete // which is not written
		if diff := cmp.Diff(c, back); diff != "" || len(notices) > 0 {
			t.Fatalf("%q is written as %s and read with %v (-want +got):\n%s", data, out, notices, diff)
		}
		for _, finding := range append(findings, audit.Run(c, on).Findings...) {
			testkit.CheckInferred(t, finding.Rule, finding.Inferred)
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

// TestIdentityAllocs: the name of a record that has it as text costs nothing.
func TestIdentityAllocs(t *testing.T) {
	c := federation.Configuration{AllowedDomains: []federation.AllowedDomain{{Domain: domain.MustParseName("fabrikam.com")}}}
	r := federation.AllowedDomains.Row().Record(&c, 0)
	if n := testing.AllocsPerRun(10, func() { r.Identity() }); n > 0 {
		t.Errorf("%q costs %v allocations", r.Identity(), n)
	}
}

func BenchmarkManyDomains(b *testing.B) {
	data := many(100_000)
	d, _, err := federation.Decode(data)
	require.NoError(b, err)
	c := d.Configuration
	on := date.MustParse("2016-01-01")
	b.Run("Validate", func(b *testing.B) {
		for b.Loop() {
			_ = c.Validate()
		}
	})
	b.Run("Audit", func(b *testing.B) {
		for b.Loop() {
			audit.Run(c, on)
		}
	})
}

// cites reports whether a finding cites a document that its rule's row names.
func cites(r diag.RuleInfo) bool {
	info, known := report.LookupRule(r.Rule)
	return known && r.Remedy != "" && info.Cites(r.Source)
}

// TestDistinctMade: records that a program puts in have no place.
func TestDistinctMade(t *testing.T) {
	blocked := federation.BlockedDomain{Domain: domain.MustParseName("a.b")}
	commented := federation.BlockedDomain{Domain: domain.MustParseName("a.b"), Comment: "x"}
	for _, in := range []string{"", `{"BlockedDomains":[{"Identity":"c.d"}]}`} {
		d := new(federation.Document)
		if in != "" {
			var err error
			d, _, err = federation.Decode([]byte(in))
			require.NoError(t, err)
		}
		n := len(d.Configuration.BlockedDomains)
		d.Configuration.BlockedDomains = append(d.Configuration.BlockedDomains, blocked, blocked, commented)
		conflicts := d.Distinct()
		if len(d.Configuration.BlockedDomains) != n+1 || len(conflicts) != 1 || !conflicts[0].First.IsZero() {
			t.Errorf("%v, %v", d.Configuration.BlockedDomains, conflicts)
		}
	}
}

// TestDecorator: what is reached without the provider is left alone, and what is
// not known is not decorated.
func TestDecorator(t *testing.T) {
	var identity string
	_, d, _ := testkit.Changed(t, json.RawMessage(`{"Provider":"skype","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],"AllowedDomains":[{"Identity":"fabrikam.com"},{"Identity":"host"}]}`), "Provider", &identity)
	c := d.Configuration
	decorator, err := c.Decorator(identity)
	require.NoError(t, err)
	for in, want := range map[string]string{
		"ann@contoso.com":   "ann@contoso.com",
		"bob@fabrikam.com":  "bob@fabrikam.com",
		"joe@live.com":      "joe@live.com",
		"x@skypeids.net":    "x@skypeids.net",
		"ted@adatum.com":    "ted(adatum.com)@msn.com",
		"a@it.fabrikam.com": "a(it.fabrikam.com)@msn.com",
	} {
		if got := decorator.Decorate(address.MustParse(in)); got.String() != want {
			t.Errorf("%s: %v, want %s", in, got, want)
		}
	}
	for name, change := range map[string]func(*federation.Configuration){
		"no own domains":         func(c *federation.Configuration) { c.SIPDomains = nil },
		"no allowed domains":     func(c *federation.Configuration) { c.AllowedDomains = nil },
		"own domains incomplete": func(c *federation.Configuration) { c.Incomplete = federation.KindsOf(federation.SIPDomains) },
		"allowed domains unread": func(c *federation.Configuration) { c.Incomplete = federation.KindsOf(federation.AllowedDomains) },
		"provider perhaps not read": func(c *federation.Configuration) {
			c.PublicProviders, c.Incomplete = nil, federation.KindsOf(federation.PublicProviders)
		},
		"broken list": func(c *federation.Configuration) {
			c.PublicProviders = slices.Clone(c.PublicProviders)
			require.NoError(t, c.PublicProviders[0].NameDecorationExcludedDomainList.UnmarshalText([]byte("msn.com;live.com")))
		},
	} {
		less := c
		change(&less)
		f, is := errors.AsType[*diag.Finding](func() error { _, err := less.Decorator(identity); return err }())
		if !is || f.Severity != diag.Error || f.Subject.Kind == "" {
			t.Errorf("%s: %v", name, f)
			continue
		}
		if isIncomplete := f.Rule == federation.RuleKindIncomplete; isIncomplete == less.Incomplete.IsZero() {
			t.Errorf("%s: %v", name, f)
		}
	}
}

// TestNoDocument: a document that is not there, or is zero, has no positions.
func TestNoDocument(t *testing.T) {
	for _, d := range []*federation.Document{nil, {}} {
		found := diag.Findings{{Path: "/PublicProviders/0"}}
		d.Place(found)
		if !found[0].Pos.IsZero() {
			t.Errorf("%v", found[0].Pos)
		}
	}
}

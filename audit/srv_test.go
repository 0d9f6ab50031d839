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
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
)

// A srvExample is an input of the rules on records and certificates.
type srvExample struct {
	On            date.Date
	Configuration json.RawMessage
	Records       []domain.SRV
	Certificate   audit.Certificate
}

func readSRV(t *testing.T, in json.RawMessage) (srvExample, federation.Configuration) {
	t.Helper()
	var ex srvExample
	require.NoError(t, json.Unmarshal(in, &ex))
	return ex, configuration(t, ex.Configuration)
}

func configuration(t *testing.T, text []byte) federation.Configuration {
	t.Helper()
	if len(text) == 0 {
		return federation.Configuration{}
	}
	d, findings, err := federation.Decode(text)
	require.NoError(t, err)
	require.NoError(t, findings.Err())
	return d.Configuration
}

func checkSRV(t *testing.T) testkit.Check {
	return func(in json.RawMessage) error {
		ex, c := readSRV(t, in)
		var all diag.Findings
		all.AttachAll("/Records", audit.CheckSRV(c, ex.Records, ex.On))
		return testkit.Join(all)
	}
}

func checkCertificate(t *testing.T) testkit.Check {
	return func(in json.RawMessage) error {
		ex, c := readSRV(t, in)
		var all diag.Findings
		all.AttachAll("/Certificate", audit.CheckCertificate(c, ex.Certificate, ex.On))
		return testkit.Join(all)
	}
}

func record(d, target string) domain.SRV {
	return domain.SRV{Name: "_sipfederationtls._tcp." + d, Target: domain.MustParseName(target), Port: 5061}
}

const (
	onServers  = `"SipDomains":[{"Identity":"contoso.com","IsDefault":true}]`
	skypeIsOn  = `"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","Enabled":true}]`
	skypeIsOff = `"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","Enabled":false}]`
	messenger  = `"PublicProviders":[{"Identity":"Messenger","ProxyFqdn":"federation.messenger.msn.com","Enabled":true}]`
	aolIsOn    = `"PublicProviders":[{"Identity":"AIM","ProxyFqdn":"a.example","Enabled":true}]`
	shared     = `"HostingProviders":[{"Identity":"O365","ProxyFqdn":"sipfed.online.lync.com","Enabled":true,"EnabledSharedAddressSpace":true,"HostsOCSUsers":true}]`
	direct     = `"HostingProviders":[{"Identity":"O365","ProxyFqdn":"sipfed.online.lync.com","Enabled":true,"EnabledSharedAddressSpace":false}]`
	ended365   = `"HostingProviders":[{"Identity":"O365","ProxyFqdn":"sipfed.online.lync.com","Enabled":false,"EnabledSharedAddressSpace":true}]`
	hosted     = `"HostingProviders":[{"Identity":"Hoster","ProxyFqdn":"edge.hoster.example","Enabled":true}]`
	inCloud    = `{"SipAddress":"ann@contoso.com","HostingProvider":"sipfed.online.lync.com"}`
	onPremises = `{"SipAddress":"ken@contoso.com","HostingProvider":"SRV:"}`
	inPool     = `{"SipAddress":"pat@contoso.com","RegistrarPool":"pool.contoso.com"}`
	noHome     = `{"SipAddress":"joe@contoso.com"}`
)

func users(records ...string) string { return `"Users":[` + strings.Join(records, ",") + `]` }

func join(parts ...string) string { return "{" + strings.Join(parts, ",") + "}" }

// TestSRV checks records of domains with different homes, on different days.
func TestSRV(t *testing.T) {
	const (
		target  = "error /0/Target domain.srv.target"
		home    = "notice /0/Target audit.srv.home"
		user    = "notice /0/Target audit.srv.consumer"
		ended   = "warning /0/Target audit.srv.ended"
		skype   = "error /0 audit.srv.skype"
		missing = "error /0 audit.srv.missing"
	)
	rules := map[diag.Rule]diag.RuleInfo{}
	for row := range audit.Rules() {
		rules[row.Rule] = row
	}
	none := domain.SRV{Domain: domain.MustParseSIPDomain("contoso.com")}
	edge, deep := record("contoso.com", "access.contoso.com"), record("contoso.com", "sip.it.contoso.com")
	cloud, consumer := record("contoso.com", "sipfed.online.lync.com"), record("contoso.com", "federation.messenger.msn.com")
	second := record("contoso.com", "sip2.contoso.com")
	at := func(r domain.SRV, priority uint16) domain.SRV {
		r.Priority = priority
		return r
	}
	named := func(names ...string) domain.SRV {
		r := edge
		r.Certificate = names
		return r
	}
	for i, tt := range []struct {
		configuration string
		on            string
		records       []domain.SRV
		want          []string
	}{
		// Without a configuration, the target decides the home.
		{"", "", []domain.SRV{edge}, nil},
		{"", "", []domain.SRV{deep}, []string{target}},
		{"", "", []domain.SRV{cloud}, nil},
		{"", "", []domain.SRV{record("contoso.com", "sipfed.online.gov.skypeforbusiness.us")}, nil},
		{"", "", []domain.SRV{consumer}, []string{user}},
		{"", "2025-05-04", []domain.SRV{consumer}, []string{user}},
		{"", "2025-05-05", []domain.SRV{consumer}, []string{user, ended}},
		{"", "2012-01-01", []domain.SRV{consumer}, []string{user}},
		{"", "", []domain.SRV{record("contoso.com", "sipfed.online.lync.co")}, []string{target}},
		{"", "", []domain.SRV{none}, []string{missing}},
		// Records with different targets do not point to a known service.
		{"", "", []domain.SRV{cloud, edge}, []string{target}},
		{"", "", []domain.SRV{cloud, cloud}, nil},
		{"", "", []domain.SRV{edge, record("contoso.com", "sip2.contoso.com")}, nil},
		// A SIP domain of the configuration is on its servers.
		{join(onServers), "", []domain.SRV{edge}, nil},
		{join(onServers), "", []domain.SRV{consumer}, []string{target}},
		{join(onServers), "", []domain.SRV{record("fabrikam.com", "sipfed.online.lync.com")}, nil},
		{join(onServers), "", []domain.SRV{record("fabrikam.com", "edge.contoso.com")}, []string{target}},
		// It may point to Microsoft 365 only if all of its users are there.
		{join(onServers), "", []domain.SRV{cloud}, []string{home}},
		{join(onServers, direct), "", []domain.SRV{cloud}, []string{target}},
		{join(onServers, `"HostingProviders":[]`), "", []domain.SRV{cloud}, []string{target}},
		{join(onServers, ended365), "", []domain.SRV{cloud}, []string{home}},
		{join(onServers, ended365, users(inCloud)), "", []domain.SRV{cloud}, nil},
		{join(onServers, shared), "", []domain.SRV{cloud}, []string{target}},
		{join(onServers, shared, users(inCloud)), "", []domain.SRV{cloud}, nil},
		{join(onServers, shared, users(inCloud)), "", []domain.SRV{edge}, nil},
		{join(onServers, users(inCloud, onPremises)), "", []domain.SRV{cloud}, []string{target}},
		{join(onServers, users(inPool)), "", []domain.SRV{cloud}, []string{target}},
		{join(onServers, users(inCloud, noHome)), "", []domain.SRV{cloud}, []string{home}},
		{join(onServers, users()), "", []domain.SRV{cloud}, []string{home}},
		// No rule covers the host of another provider.
		{join(onServers, hosted), "", []domain.SRV{record("fabrikam.com", "edge.hoster.example")}, []string{home}},
		// Skype's condition depends on the day. The Edge's match does not.
		{join(onServers, skypeIsOn), "2017-07-01", []domain.SRV{none}, []string{missing}},
		{join(onServers, skypeIsOn), "2017-07-02", []domain.SRV{none}, []string{missing, skype}},
		{join(onServers, skypeIsOn), "2019-08-14", []domain.SRV{deep}, []string{target}},
		{join(onServers, skypeIsOn), "2019-08-15", []domain.SRV{deep}, []string{target, skype}},
		{join(onServers, messenger), "2019-08-15", []domain.SRV{deep}, []string{target, skype}},
		{join(onServers, skypeIsOff), "2019-08-15", []domain.SRV{deep}, []string{target}},
		{join(onServers, skypeIsOn), "2025-05-05", []domain.SRV{deep}, []string{target}},
		{join(onServers, skypeIsOn), "", []domain.SRV{deep}, []string{target}},
		// Name and port are checked for every home, certificates only for servers.
		{"", "", []domain.SRV{{Name: "_sipfederationtls._tcp.contoso.com", Target: cloud.Target, Port: 443}}, []string{"error /0/Port domain.srv.port"}},
		{"", "", []domain.SRV{{Name: "_sip._tls.contoso.com", Target: cloud.Target, Port: 5061}}, []string{"error /0/Name domain.srv.name"}},
		{"", "", []domain.SRV{{Name: cloud.Name, Target: cloud.Target, Port: 5061, Certificate: []string{"*.online.lync.com"}}}, nil},
		{"", "", []domain.SRV{{Name: edge.Name, Target: edge.Target, Port: 5061, Certificate: []string{"sip.contoso.com", "*.contoso.com"}}}, []string{"error /0/Certificate domain.srv.certificate", "warning /0/Certificate/1 audit.srv.wildcard"}},
		{"", "", []domain.SRV{{Name: "_sipfederationtls", Target: edge.Target, Port: 5061}}, []string{"error /0/Name domain.srv.name"}},
		{"", "", []domain.SRV{edge, deep}, []string{"error /1/Target domain.srv.target"}},
		// Partners do not turn from one priority to the next.
		{"", "", []domain.SRV{at(edge, 20), at(second, 10)}, []string{"notice /0/Priority audit.srv.priority"}},
		{"", "", []domain.SRV{at(edge, 10), at(second, 10)}, nil},
		{"", "", []domain.SRV{at(edge, 10), at(edge, 20)}, nil},
		{"", "", []domain.SRV{at(edge, 10), at(record("fabrikam.com", "sip.fabrikam.com"), 20)}, nil},
		// A certificate has no name of a SIP domain that the servers do not have.
		{join(onServers), "", []domain.SRV{named("access.contoso.com", "SIP.fabrikam.com"), named("access.contoso.com", "sip.fabrikam.com")}, []string{"notice /0/Certificate/1 audit.certificate.domain"}},
		{join(onServers), "", []domain.SRV{named("access.contoso.com", "sip.contoso.com", "sip.it.contoso.com", "webcon.fabrikam.com")}, nil},
		{"", "", []domain.SRV{named("access.contoso.com", "sip.fabrikam.com")}, nil},
		{join(onServers, ended365, users(inCloud)), "", []domain.SRV{{Name: cloud.Name, Target: cloud.Target, Port: 5061, Certificate: []string{"*.online.lync.com", "sip.fabrikam.com"}}}, nil},
	} {
		var on date.Date
		require.NoError(t, on.UnmarshalText([]byte(tt.on)))
		got := audit.CheckSRV(configuration(t, []byte(tt.configuration)), tt.records, on)
		if diff := cmp.Diff(tt.want, testkit.Lines(got)); diff != "" {
			t.Errorf("%d: %s on %q, %v (-want +got):\n%s", i, tt.configuration, tt.on, tt.records, diff)
		}
		for _, f := range got {
			if f.Inferred != (f.Rule == audit.RuleSRVEnded) {
				t.Errorf("%d: %v is inferred: %t", i, f.Rule, f.Inferred)
			}
			if hoster := strings.Contains(tt.configuration, "hoster.example"); f.Rule == audit.RuleSRVHome && (f.Remedy != rules[f.Rule].Remedy) != hoster {
				t.Errorf("%d: the remedy of %v is %q", i, f.Rule, f.Remedy)
			}
			if f.Rule == audit.RuleSRVSkype && (f.Source != rules[f.Rule].Source) != on.Before(date.MustParse("2019-08-15")) {
				t.Errorf("%d: the source of %v is %v", i, f.Rule, f.Source)
			}
			if split := strings.Contains(tt.configuration, shared); strings.Contains(f.Detail, "split domain") != split {
				t.Errorf("%d: %v", i, f)
			}
			if f.Subject.IsZero() != (tt.records[0].Name == "_sipfederationtls") {
				t.Errorf("%d: the subject of %v is %v", i, f.Rule, f.Subject)
			}
		}
	}
}

func TestSRVHome(t *testing.T) {
	homes := []audit.SRVHome{0, audit.OnServers, audit.InMicrosoft365, audit.AtConsumer}
	for _, h := range homes {
		testkit.CheckText(t, h)
	}
	testkit.CheckOrder(t, homes...)
	d := domain.MustParseSIPDomain("contoso.com")
	for target, want := range map[string]audit.SRVHome{
		"sip.contoso.com":              audit.OnServers,
		"sipfed.online.lync.com":       audit.InMicrosoft365,
		"federation.messenger.msn.com": audit.AtConsumer,
	} {
		if got := audit.HomeOfSRV(federation.Configuration{}, d, record("contoso.com", target)); got != want {
			t.Errorf("%s: %v, want %v", target, got, want)
		}
	}
}

func TestCertificate(t *testing.T) {
	const (
		early  = "error /From audit.certificate.day"
		late   = "error /Until audit.certificate.day"
		server = "error /Server audit.certificate.server"
		client = "warning /Client audit.certificate.client"
	)
	for _, tt := range []struct {
		configuration, certificate, on string
		want                           []string
	}{
		{"", `{"From":"2016-01-01","Until":"2016-12-31"}`, "2015-12-31", []string{early}},
		{"", `{"From":"2016-01-01","Until":"2016-12-31"}`, "2016-01-01", nil},
		{"", `{"From":"2016-01-01","Until":"2016-12-31"}`, "2016-12-31", nil},
		{"", `{"From":"2016-01-01","Until":"2016-12-31"}`, "2017-01-01", []string{late}},
		{"", `{"From":"2016-01-01","Until":"2016-12-31"}`, "", nil},
		{"", `{}`, "2016-01-01", nil},
		{"", `{"Server":false}`, "", []string{server}},
		{"", `{"Client":false}`, "2010-01-01", nil},
		{join(aolIsOn), `{"Client":false}`, "2014-06-30", []string{client}},
		{join(aolIsOn), `{"Client":true}`, "2014-06-30", nil},
		{join(aolIsOn), `{}`, "2014-06-30", nil},
		{join(aolIsOn), `{"Client":false}`, "2014-07-01", nil},
		{join(aolIsOn), `{"Client":false}`, "", nil},
		{join(skypeIsOn), `{"Client":false}`, "2014-06-30", nil},
	} {
		var cert audit.Certificate
		require.NoError(t, json.Unmarshal([]byte(tt.certificate), &cert))
		var on date.Date
		require.NoError(t, on.UnmarshalText([]byte(tt.on)))
		got := audit.CheckCertificate(configuration(t, []byte(tt.configuration)), cert, on)
		if diff := cmp.Diff(tt.want, testkit.Lines(got)); diff != "" {
			t.Errorf("%s, %s on %q (-want +got):\n%s", tt.configuration, tt.certificate, tt.on, diff)
		}
	}
}

// The record of a split domain must not point to Microsoft 365.
func ExampleCheckSRV() {
	d, _, err := federation.Decode([]byte(`{
		"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
		"HostingProviders": [{"Identity": "Office365", "ProxyFqdn": "sipfed.online.lync.com", "Enabled": true, "EnabledSharedAddressSpace": true, "HostsOCSUsers": true}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	records := []domain.SRV{
		{Name: "_sipfederationtls._tcp.contoso.com", Target: domain.MustParseName("sipfed.online.lync.com"), Port: 5061},
		{Name: "_sipfederationtls._tcp.fabrikam.com", Target: domain.MustParseName("sipfed.online.lync.com"), Port: 5061},
	}
	for _, f := range slices.Collect(audit.CheckSRV(d.Configuration, records, date.MustParse("2021-01-01")).All()) {
		fmt.Println(f.Subject.Identity, f.Path, f.Rule)
	}
	// Output: contoso.com /0/Target domain.srv.target
}

// TestSRVMistaken: a target that is easily taken for the right one has its own explanation.
func TestSRVMistaken(t *testing.T) {
	for target, want := range map[string][2]string{
		"sipdir.online.lync.com":                {"_sip._tls", "the target is sipfed.online.lync.com, with port 5061"},
		"sipdir.online.gov.skypeforbusiness.us": {"_sip._tls", "the target is sipfed.online.gov.skypeforbusiness.us, with port 5061"},
		"sipdir.contoso-edge.com":               {"is not below contoso.com", "The target is your Access Edge"},
		"192.0.2.10":                            {"is an IP address", "The target is your Access Edge"},
	} {
		got := audit.CheckSRV(federation.Configuration{}, []domain.SRV{record("contoso.com", target)}, date.Date{})
		require.Len(t, got, 1, target)
		require.Contains(t, got[0].Detail, want[0], target)
		require.Contains(t, got[0].Remedy, want[1], target)
	}
}

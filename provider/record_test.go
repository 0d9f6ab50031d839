package provider_test

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

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, provider.Rules(), map[string]testkit.Check{
		"PublicProvider":  testkit.FindingsOf[provider.PublicProvider],
		"HostingProvider": testkit.FindingsOf[provider.HostingProvider],
		"Capability":      func(in json.RawMessage) error { var c provider.Capability; return json.Unmarshal(in, &c) },
		"Phase":           func(in json.RawMessage) error { var p provider.Phase; return json.Unmarshal(in, &p) },
		"Side":            func(in json.RawMessage) error { var s provider.Side; return json.Unmarshal(in, &s) },
		"Service":         func(in json.RawMessage) error { var id provider.ServiceID; return json.Unmarshal(in, &id) },
	})
}

func TestFixes(t *testing.T) {
	testkit.CheckFixes(t, provider.Rules(), map[string]func(*testing.T, json.RawMessage) testkit.Case{
		"PublicProvider":  testkit.RecordCase(federation.PublicProviders),
		"HostingProvider": testkit.RecordCase(federation.HostingProviders),
	})
}

// TestDecorationFix: what is wrong with the decoration has one edit for all findings
// about it, or none where what is right is not certain.
func TestDecorationFix(t *testing.T) {
	const skype = `"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com"`
	const other = `"Identity":"Fabrikam","ProxyFqdn":"sip.fabrikam.com"`
	const all = "msn.com,outlook.com,live.com,hotmail.com"
	for _, tt := range []struct {
		record  string
		routing string // what is set, "" for nothing
		list    string
	}{
		{skype + `,"NameDecorationRoutingDomain":"msn.com","NameDecorationExcludedDomainList":null`, "", all},
		{skype + `,"NameDecorationRoutingDomain":"msn.com","NameDecorationExcludedDomainList":";"`, "", all},
		{skype + `,"NameDecorationRoutingDomain":"msn.com","NameDecorationExcludedDomainList":"live.com"`, "", "live.com,msn.com"},
		{skype + `,"NameDecorationRoutingDomain":"msn.com","NameDecorationExcludedDomainList":"live.com;outlook.com,"`, "", "live.com,outlook.com,msn.com"},
		{skype + `,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":"msn.com,live.com"`, "msn.com", ""},
		{skype + `,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":"live.com;outlook.com"`, "msn.com", "live.com,outlook.com,msn.com"},
		{other + `,"NameDecorationRoutingDomain":"fabrikam.com","NameDecorationExcludedDomainList":"fabrikam.net"`, "", "fabrikam.net,fabrikam.com"},
		{other + `,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":"a.example;b.example"`, "", "a.example,b.example"},
		// Nothing to mend.
		{skype + `,"NameDecorationRoutingDomain":"msn.com","NameDecorationExcludedDomainList":"` + all + `"`, "", ""},
		{skype + `,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":null`, "", ""},
		// Not certain.
		{skype + `,"NameDecorationRoutingDomain":"msn.com"`, "", ""},
		{skype + `,"NameDecorationExcludedDomainList":"msn.com"`, "", ""},
		{skype + `,"NameDecorationRoutingDomain":"live.com","NameDecorationExcludedDomainList":null`, "", ""},
		{skype + `,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":";"`, "", ""},
		{skype + `,"NameDecorationRoutingDomain":"msn.com","NameDecorationExcludedDomainList":"live.com;*.outlook.com"`, "", ""},
		{other + `,"NameDecorationRoutingDomain":"msn.com","NameDecorationExcludedDomainList":null`, "", ""},
		{other + `,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":"msn.com,live.com"`, "", ""},
	} {
		var p provider.PublicProvider
		require.NoError(t, json.Unmarshal([]byte("{"+tt.record+"}"), &p))
		want := map[string]string{}
		if tt.routing != "" {
			want["NameDecorationRoutingDomain"] = tt.routing
		}
		if tt.list != "" {
			want["NameDecorationExcludedDomainList"] = tt.list
		}
		for _, f := range p.Findings() {
			got := map[string]string{}
			for _, e := range f.Fix {
				if e.Op != diag.OpSet || e.Subject != (diag.Subject{Kind: "PublicProviders", Identity: p.Identity}) {
					t.Errorf("%s: the fix is %v", tt.record, e)
				}
				for _, m := range e.Members {
					got[m.Name] = m.New.String()
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", tt.record, f.Rule, diff)
			}
		}
		if len(want) > 0 && p.Findings() == nil {
			t.Errorf("%s: nothing is found", tt.record)
		}
	}
}

// TestBackslashFix: only the backslash of the documented page is certain.
func TestBackslashFix(t *testing.T) {
	for url, want := range map[string]string{
		`https://a.example/Messenger\_16x16.png`: "https://a.example/Messenger_16x16.png",
		`https://a.example\Messenger.png`:        "",
		`https://a.example\x\_y.png`:             "",
	} {
		p := fullHosting
		p.AutodiscoverURL = url
		findings := p.Findings()
		require.Len(t, findings, 1)
		var edits []diag.Edit
		if want != "" {
			edits = []diag.Edit{{
				Op:      diag.OpSet,
				Subject: diag.Subject{Kind: "HostingProviders", Identity: p.Identity},
				Members: []diag.MemberEdit{{Name: "AutodiscoverUrl", Old: diag.Text(url), New: diag.Text(want)}},
			}}
		}
		if diff := cmp.Diff(edits, findings[0].Fix); diff != "" {
			t.Errorf("%s (-want +got):\n%s", url, diff)
		}
	}
}

func skypeList() domain.List {
	l, err := domain.ParseList("msn.com,outlook.com,live.com,hotmail.com")
	if err != nil {
		panic(err)
	}
	return l
}

var (
	fullPublic = provider.PublicProvider{
		Identity:                         "Skype & friends",
		ProxyFQDN:                        domain.MustParseName("federation.messenger.msn.com"),
		Enabled:                          true,
		VerificationLevel:                provider.UseSourceVerification,
		IconURL:                          "https://images.edge.messenger.live.com/Messenger_16x16.png",
		NameDecorationDomain:             "msn.com",
		NameDecorationRoutingDomain:      domain.MustParseSIPDomain("msn.com"),
		NameDecorationExcludedDomainList: skypeList(),
		EnableSkypeIDRouting:             product.On,
		EnableSkypeDirectorySearch:       product.Off,
	}
	fullHosting = provider.HostingProvider{
		Identity:                  "Office365",
		ProxyFQDN:                 domain.MustParseName("sipfed.online.lync.com"),
		VerificationLevel:         provider.UseSourceVerification,
		Enabled:                   true,
		EnabledSharedAddressSpace: product.On,
		HostsOCSUsers:             product.On,
		IsLocal:                   product.Off,
		AutodiscoverURL:           "https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root",
		SIPClientPort:             443,
	}
)

func TestRecords(t *testing.T) {
	testkit.CheckRecord(t, fullPublic)
	testkit.CheckRecord(t, fullHosting)

	public, hosting := fullPublic, fullHosting
	public.Identity, hosting.Identity = strings.ToUpper(public.Identity), strings.ToUpper(hosting.Identity)
	public.NameDecorationDomain = "MSN.com"
	require.NoError(t, public.NameDecorationExcludedDomainList.UnmarshalText([]byte("hotmail.com, LIVE.com,outlook.com,msn.com")))
	if !public.Equal(fullPublic) || !hosting.Equal(fullHosting) {
		t.Error("what is the same to a server is not equal")
	}
}

// TestMembers has the table of which server knows which setting.
func TestMembers(t *testing.T) {
	known := func(members []record.Property, p product.Platform) string {
		var names []string
		for _, m := range members {
			if p.Knows(m.Since) {
				names = append(names, m.Name)
			}
		}
		return strings.Join(names, " ")
	}
	public := slices.Collect(fullPublic.Schema().Properties())
	hosting := slices.Collect(fullHosting.Schema().Properties())
	const (
		l10 = "Identity ProxyFqdn VerificationLevel Enabled"
		l13 = "Identity ProxyFqdn IconUrl NameDecorationDomain NameDecorationRoutingDomain NameDecorationExcludedDomainList VerificationLevel Enabled"
		s15 = l13 + " EnableSkypeIdRouting EnableSkypeDirectorySearch"
		h10 = "Identity ProxyFqdn VerificationLevel Enabled EnabledSharedAddressSpace HostsOCSUsers IsLocal"
		h13 = h10 + " AutodiscoverUrl SipClientPort"
	)
	for p, want := range map[product.Platform][2]string{
		product.LCS2005SP1: {}, product.OCS2007: {}, product.OCS2007R2: {}, product.LyncOnline: {}, 0: {},
		product.LyncServer2010: {l10, h10},
		product.LyncServer2013: {l13, h13},
		product.SfBServer2015:  {s15, h13},
		product.SfBServer2019:  {s15, h13},
		product.SfBServerSE:    {s15, h13},
	} {
		if got := [2]string{known(public, p), known(hosting, p)}; got != want {
			t.Errorf("%v knows %q, want %q", p, got, want)
		}
	}
	for _, m := range public {
		if list := strings.HasSuffix(m.Name, "RoutingDomain") || strings.HasSuffix(m.Name, "DomainList"); list != (m.Note != "") {
			t.Errorf("%s has the note %q", m.Name, m.Note)
		}
	}
}

// TestExport reads a provider in the shape that ConvertTo-Json gives it.
func TestExport(t *testing.T) {
	const export = `{
		"Identity": "Skype",
		"Name": "Skype",
		"ProxyFqdn": "federation.messenger.msn.com",
		"IconUrl": "https://images.edge.messenger.live.com/Messenger_16x16.png",
		"NameDecorationDomain": null,
		"NameDecorationRoutingDomain": "msn.com",
		"NameDecorationExcludedDomainList": "msn.com,outlook.com,live.com,hotmail.com",
		"VerificationLevel": %s,
		"Enabled": true,
		"EnableSkypeIdRouting": true,
		"EnableSkypeDirectorySearch": true,
		"Anchor": {"Class": "x"}, "XsAnyElements": [], "PSComputerName": "edge01"
	}`
	skype, _ := provider.LookupService(provider.Skype)
	want, _ := skype.Recommended(product.SfBServer2019)
	for text, level := range map[string]provider.VerificationLevel{
		`0`: provider.AlwaysVerifiable, `1`: provider.AlwaysUnverifiable, `2`: provider.UseSourceVerification,
		`"2"`: provider.UseSourceVerification, `"alwaysverifiable"`: provider.AlwaysVerifiable,
		`"UseSourceVerification"`: provider.UseSourceVerification, `null`: 0, `""`: 0,
	} {
		var got provider.PublicProvider
		require.NoError(t, json.Unmarshal(fmt.Appendf(nil, export, text), &got))
		want.VerificationLevel = level
		if diff := cmp.Diff(want, got, testkit.Options); diff != "" {
			t.Errorf("level %s (-want +got):\n%s", text, diff)
		}
	}
	var h provider.HostingProvider
	require.NoError(t, json.Unmarshal([]byte(`{"Identity":"Skype For Business Online","Name":"Skype For Business Online","ProxyFqdn":"sipfed.online.lync.com","VerificationLevel":2,"Enabled":true,"EnabledSharedAddressSpace":true,"HostsOCSUsers":true,"IsLocal":false,"AutodiscoverUrl":"https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root"}`), &h))
	wantHosting := fullHosting
	wantHosting.Identity, wantHosting.SIPClientPort = "Skype For Business Online", 0
	if diff := cmp.Diff(wantHosting, h, testkit.Options); diff != "" {
		t.Errorf("hosting provider (-want +got):\n%s", diff)
	}
}

// TestFiveBadMembers: all of them are reported, in one error.
func TestFiveBadMembers(t *testing.T) {
	const bad = `{"Identity":"Skype","ProxyFqdn":"federation messenger","NameDecorationRoutingDomain":"msn","VerificationLevel":7,"Enabled":"maybe","EnableSkypeIdRouting":[1]}`
	p := fullPublic
	err := json.Unmarshal([]byte(bad), &p)
	want := []string{
		"error /ProxyFqdn domain.label.character",
		"error /NameDecorationRoutingDomain domain.label.single",
		"error /VerificationLevel provider.verification-level.unknown",
		"error /Enabled product.switch.unknown",
		"error /EnableSkypeIdRouting diag.member.type",
	}
	if diff := cmp.Diff(want, testkit.Findings(err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !p.Equal(fullPublic) {
		t.Errorf("the target was changed to %+v", p)
	}
}

// TestReadRecords: a provider that cannot be read is left out, and an unknown
// member is a notice.
func TestReadRecords(t *testing.T) {
	got, findings, err := testkit.ReadRecords[provider.PublicProvider]([]byte(`[{"Identity":"AIM"},{"Identity":"Skype","ProxyFqdn":"a b"},{"Identity":"Skype","ProxyFQDM":"x"}]`))
	require.NoError(t, err)
	if len(got) != 2 || got[0].Identity != "AIM" || got[1].Identity != "Skype" {
		t.Errorf("providers = %v", got)
	}
	want := []string{"error domain.label.character", "notice /1/ProxyFQDM diag.member.unknown"}
	if diff := cmp.Diff(want, testkit.Lines(findings)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if findings[0].Subject != (diag.Subject{Kind: "PublicProviders", Identity: "Skype"}) {
		t.Errorf("the subject is %v", findings[0].Subject)
	}
}

// TestFindings has records that break several rules, and the details of some.
func TestFindings(t *testing.T) {
	with := func(change func(*provider.PublicProvider)) provider.PublicProvider {
		p := fullPublic
		p.NameDecorationDomain, p.EnableSkypeDirectorySearch = "", product.On
		change(&p)
		return p
	}
	list := func(s string) provider.PublicProvider {
		return with(func(p *provider.PublicProvider) {
			require.NoError(t, p.NameDecorationExcludedDomainList.UnmarshalText([]byte(s)))
		})
	}
	const atList = " /NameDecorationExcludedDomainList "
	for _, tt := range []struct {
		p    provider.PublicProvider
		want []string
	}{
		{with(func(*provider.PublicProvider) {}), nil},
		{provider.PublicProvider{}, []string{"error /Identity provider.identity.missing", "error /ProxyFqdn provider.proxy-fqdn.missing"}},
		{list("msn.com;live.com"), []string{"error" + atList + "domain.list.separator", "warning" + atList + "provider.excluded-list.routing-domain"}},
		{list("msn.com, *.live.com,,x"), []string{"error" + atList + "domain.label.character", "error" + atList + "domain.list.empty-entry", "error" + atList + "domain.label.single"}},
		{with(func(p *provider.PublicProvider) { p.ProxyFQDN = domain.MustParseName("10.0.0.1") }), []string{"warning /ProxyFqdn provider.proxy-fqdn.host"}},
		{with(func(p *provider.PublicProvider) { p.IconURL = "https://" }), []string{"error /IconUrl provider.url.scheme"}},
		{with(func(p *provider.PublicProvider) { p.IconURL = "ftp://x" }), []string{"error /IconUrl provider.url.scheme"}},
		{with(func(p *provider.PublicProvider) { p.IconURL = "http://x" }), nil},
		{with(func(p *provider.PublicProvider) { p.NameDecorationDomain = "msn.com,live.com" }), []string{"error /NameDecorationDomain domain.label.character", "notice /NameDecorationDomain provider.decoration-domain.undocumented"}},
		{with(func(p *provider.PublicProvider) { p.EnableSkypeIDRouting = product.Unset }), []string{"warning /EnableSkypeIdRouting provider.skype-search.partial"}},
		{with(func(p *provider.PublicProvider) { p.EnableSkypeDirectorySearch = product.Off }), []string{"warning /EnableSkypeDirectorySearch provider.skype-search.partial"}},
		{with(func(p *provider.PublicProvider) { p.Identity = "  " }), []string{"error /Identity provider.identity.missing"}},
		{with(func(p *provider.PublicProvider) { p.Identity = "\u202eSkype" }), []string{"error /Identity provider.identity.text"}},
		{with(func(p *provider.PublicProvider) { p.Identity = "Sk\u202eype" }), []string{"error /Identity provider.identity.text"}},
		{with(func(p *provider.PublicProvider) { p.VerificationLevel = 9 }), []string{"error /VerificationLevel provider.verification-level.unknown"}},
	} {
		got := testkit.Lines(tt.p.Findings())
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.p, diff)
		}
		errs := slices.DeleteFunc(slices.Clone(tt.want), func(line string) bool { return !strings.HasPrefix(line, "error") })
		if diff := cmp.Diff(errs, testkit.Findings(tt.p.Validate())); len(errs) > 0 && diff != "" || (len(errs) == 0) != (tt.p.Validate() == nil) {
			t.Errorf("%+v: Validate (-want +got):\n%s", tt.p, diff)
		}
	}
}

func TestHostingFindings(t *testing.T) {
	with := func(change func(*provider.HostingProvider)) provider.HostingProvider {
		p := fullHosting
		change(&p)
		return p
	}
	for _, tt := range []struct {
		p    provider.HostingProvider
		want []string
	}{
		{fullHosting, nil},
		{provider.HostingProvider{}, []string{"error /Identity provider.identity.missing", "error /ProxyFqdn provider.proxy-fqdn.missing"}},
		{with(func(p *provider.HostingProvider) { p.AutodiscoverURL = "webdir.online.lync.com" }), []string{"error /AutodiscoverUrl provider.url.scheme"}},
		{with(func(p *provider.HostingProvider) { p.EnabledSharedAddressSpace = product.Unset }), []string{"warning /HostsOCSUsers provider.hosts-users.unshared"}},
		{with(func(p *provider.HostingProvider) { p.HostsOCSUsers = product.Off }), nil},
	} {
		if diff := cmp.Diff(tt.want, testkit.Lines(tt.p.Findings())); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.p, diff)
		}
	}
}

func TestVerificationLevel(t *testing.T) {
	levels := []provider.VerificationLevel{0, provider.AlwaysVerifiable, provider.AlwaysUnverifiable, provider.UseSourceVerification}
	testkit.CheckOrder(t, levels...)
	for i, v := range levels {
		testkit.CheckText(t, v)
		n, set := v.Number()
		if set != (i > 0) || set && n != i-1 || (v.Meaning() != "") != set {
			t.Errorf("%v: number %d, %v, meaning %q", v, n, set, v.Meaning())
		}
		for _, p := range product.Platforms() {
			want := v == provider.UseSourceVerification && p != product.LyncOnline && p >= product.LyncServer2013
			if got := v.DeprecatedFor(p); got != want {
				t.Errorf("%v deprecated for %v: %v, want %v", v, p, got, want)
			}
		}
	}
	for _, bad := range []string{"3", "-1", "+1", "verified", "256"} {
		v := provider.AlwaysVerifiable
		require.ErrorIs(t, v.UnmarshalText([]byte(bad)), provider.RuleVerificationLevelUnknown)
		if v != provider.AlwaysVerifiable {
			t.Errorf("%q changed the target to %v", bad, v)
		}
	}
	for in, want := range map[string]provider.VerificationLevel{"0": provider.AlwaysVerifiable, "usesourceverification": provider.UseSourceVerification, "": 0, "9": 0} {
		v, err := provider.ParseVerificationLevel(in)
		if v != want || (err == nil) != (want != 0) {
			t.Errorf("ParseVerificationLevel(%q) = %v, %v, want %v", in, v, err, want)
		}
	}
	invalid := provider.UseSourceVerification + 1
	_, err := invalid.MarshalText()
	require.ErrorIs(t, err, provider.RuleVerificationLevelUnknown)
	if n, set := invalid.Number(); n != 0 || set || invalid.String() != "VerificationLevel(4)" {
		t.Error("an invalid level is taken for a valid one")
	}
}

// TestMicrosoft365: the provider of each host of Microsoft 365 leads there, and no
// other.
func TestMicrosoft365(t *testing.T) {
	n := 0
	for host, document := range provider.Microsoft365Hosts() {
		if n++; !(provider.HostingProvider{ProxyFQDN: host}).IsMicrosoft365() || document.IsZero() {
			t.Errorf("%v is not a host of Microsoft 365, or has no document", host)
		}
	}
	for range provider.Microsoft365Hosts() {
		break
	}
	other := provider.HostingProvider{ProxyFQDN: domain.MustParseName("exap.um.outlook.com")}
	if n != 4 || other.IsMicrosoft365() || (provider.HostingProvider{}).IsMicrosoft365() {
		t.Errorf("%d hosts, or another host is taken for one", n)
	}
}

// TestRecommended compares each recommended provider with the documented
// command, parameter by parameter.
func TestRecommended(t *testing.T) {
	data, err := os.ReadFile("testdata/recommended.txt")
	require.NoError(t, err)
	skype, _ := provider.LookupService(provider.Skype)
	recommendations := slices.Collect(skype.Recommendations())
	i := 0
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		col := strings.Split(strings.TrimSpace(line), "\t")
		require.Less(t, i, len(recommendations))
		r := recommendations[i]
		i++
		if r.Platform.String() != col[0] || r.Era != col[1] || r.Source.ID != col[2] || r.Inferred != (col[0] == "SfBServerSE") {
			t.Errorf("recommendation %d is for %v, %q by %v, inferred: %v; want %v", i, r.Platform, r.Era, r.Source, r.Inferred, col[:3])
		}
		want := map[string]string{}
		words := strings.Fields(col[3])[1:]
		for ; len(words) > 0; words = words[2:] {
			want[strings.TrimPrefix(words[0], "-")] = words[1]
		}
		if diff := cmp.Diff(want, parameters(t, r.Provider)); diff != "" {
			t.Errorf("%v %s (-documented +recommended):\n%s", r.Platform, r.Era, diff)
		}
		if err := r.Provider.Validate(); err != nil {
			t.Errorf("%v %s: %v", r.Platform, r.Era, err)
		}
	}
	if i != len(recommendations) {
		t.Errorf("%d recommendations, want %d", len(recommendations), i)
	}
	for _, p := range product.Platforms() {
		for s := range provider.Services() {
			got, found := s.Recommended(p)
			want := s.ID == provider.Skype && p.IsServer() && p >= product.LyncServer2013
			if found != want || found != (got.Identity == "Skype") {
				t.Errorf("%v recommended for %v: %v, %v", s.ID, p, got, found)
			}
		}
	}
	latest, _ := skype.Recommended(product.LyncServer2013)
	if got := latest.Decorator().RoutingDomain().String(); got != "msn.com" || latest.Decorator().Excluded().Len() != 4 {
		t.Errorf("Lync Server 2013 is told to create a provider that decorates to %q", got)
	}
	if first := recommendations[0].Provider.Decorator(); !first.RoutingDomain().IsZero() {
		t.Error("the provider from before cumulative update 5 decorates")
	}
}

// parameters returns a record as the parameters of the cmdlet that makes it.
func parameters(t *testing.T, p provider.PublicProvider) map[string]string {
	t.Helper()
	data, err := json.Marshal(p)
	require.NoError(t, err)
	got := map[string]string{}
	for _, m := range record.JSON(data, 0).Object(nil, 0).Fields {
		name, text := string(m.Name), string(m.Value.Text())
		if m.Value.Kind == record.Null {
			continue
		}
		if text == "true" {
			text = "1"
		}
		if name == "VerificationLevel" {
			n, _ := p.VerificationLevel.Number()
			text = fmt.Sprint(n)
		}
		got[name] = text
	}
	return got
}

// TestService has which service a provider is, around the day that changes it.
func TestService(t *testing.T) {
	const before, after = "2013-05-22", "2013-05-23"
	for _, tt := range []struct {
		identity, proxy, on string
		want                provider.ServiceID
	}{
		{"Messenger", "federation.messenger.msn.com", before, provider.WLM},
		{"Messenger", "federation.messenger.msn.com", after, provider.Skype},
		{"Messenger", "federation.messenger.msn.com", "2025-05-04", provider.Skype},
		{"Skype", "Federation.Messenger.MSN.com", before, provider.WLM},
		{"AOL", "federation.messenger.msn.com", after, provider.Skype},
		{"Whatever", "federation.messenger.msn.com", after, provider.Skype},
		{"messenger", "", before, provider.WLM},
		{"MSN", "", after, provider.Skype},
		{"MSN", "im.example", before, provider.WLM},
		{"AOL", "", before, provider.AOL},
		{"aim", "sip.aol.example", after, provider.AOL},
		{"Yahoo!", "", before, provider.Yahoo},
		{"YAHOO", "", after, provider.Yahoo},
		{"skype", "", before, provider.Skype},
		{"Fabrikam", "proxyserver.fabrikam.com", after, ""},
		{"", "", after, ""},
		{"AOL", "", "", ""},
	} {
		p := provider.PublicProvider{Identity: tt.identity}
		require.NoError(t, p.ProxyFQDN.UnmarshalText([]byte(tt.proxy)))
		var on date.Date
		require.NoError(t, on.UnmarshalText([]byte(tt.on)))
		if got, known := p.Service(on); got != tt.want || known != (tt.want != "") {
			t.Errorf("%q at %q on %s is %q, %v, want %q", tt.identity, tt.proxy, tt.on, got, known, tt.want)
		}
	}
}

func TestErrorsWrapped(t *testing.T) {
	err := fmt.Errorf("contoso.json: %w", errors.Join(provider.PublicProvider{}.Validate(), provider.HostingProvider{}.Validate()))
	require.ErrorIs(t, err, provider.RuleProxyFQDNMissing)
	f, ok := errors.AsType[*diag.Finding](err)
	require.True(t, ok)
	if f.Path != "/Identity" || len(testkit.Findings(err)) != 4 {
		t.Errorf("findings %q, the first at %s", testkit.Findings(err), f.Path)
	}
}

func FuzzJSON(f *testing.F) {
	for _, p := range []json.Marshaler{fullPublic, fullHosting} {
		data, err := p.MarshalJSON()
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(`{"identity":"a","IDENTITY":"b","ProxyFqdn":"\u0061.b","VerificationLevel":2,"NameDecorationExcludedDomainList":"a;b"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		testkit.CheckJSON(t, data, fullPublic)
		testkit.CheckJSON(t, data, fullHosting)
	})
}

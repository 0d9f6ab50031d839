package licensing_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// group reads "sip.contoso.com sip2.contoso.com: contoso.com contoso.net".
func group(t *testing.T, s string) licensing.EdgeGroup {
	t.Helper()
	var g licensing.EdgeGroup
	edges, domains, _ := strings.Cut(s, ":")
	for name := range strings.FieldsSeq(edges) {
		g.FQDNs = append(g.FQDNs, domain.MustParseName(name))
	}
	for name := range strings.FieldsSeq(domains) {
		g.SIPDomains = append(g.SIPDomains, domain.MustParseSIPDomain(name))
	}
	return g
}

// request returns a request that is right on the day, for the given groups.
func request(t *testing.T, submitted string, groups ...string) licensing.ProvisioningRequest {
	t.Helper()
	r := licensing.ProvisioningRequest{
		Agreement:                licensing.Agreement{Program: licensing.VolumeLicensing, Number: "1234567"},
		AcceptedProductUseRights: true,
		Services:                 []provider.ServiceID{provider.Skype},
		Submitted:                date.MustParse(submitted),
	}
	for _, s := range groups {
		g := group(t, s)
		r.Edges = append(r.Edges, g)
		for _, d := range g.SIPDomains {
			if submitted <= "2019-03-31" {
				r.Contacts = append(r.Contacts, licensing.Contact{SIPDomain: d, Email: "admin@" + d.String()})
			}
		}
	}
	return r
}

// edges returns n names of Access Edges.
func edges(n int) string {
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("sip%d.contoso.com", i))
	}
	return strings.Join(names, " ")
}

func TestRequest(t *testing.T) {
	var eleven []string
	for i := range 11 {
		eleven = append(eleven, fmt.Sprintf("sip.d%d.example: d%d.example", i, i))
	}
	with := func(r licensing.ProvisioningRequest, change func(*licensing.ProvisioningRequest)) licensing.ProvisioningRequest {
		change(&r)
		return r
	}
	const one = "sip.contoso.com: contoso.com"
	for _, tt := range []struct {
		name string
		r    licensing.ProvisioningRequest
		want []string
	}{
		{"right", request(t, "2016-01-01", one), nil},
		{"right, later", request(t, "2019-08-14", one), nil},
		{"closed", request(t, "2019-08-15", one), []string{"error /Submitted licensing.request.closed"}},
		{"ten", request(t, "2019-03-21", edges(10)+": contoso.com"), nil},
		{"eleven", request(t, "2019-03-21", edges(11)+": contoso.com"), []string{"error /Edges licensing.request.edges"}},
		{"two, later", request(t, "2019-03-22", edges(2)+": contoso.com"), []string{"error /Edges/0/Fqdns licensing.request.edges"}},
		{"ten groups", request(t, "2019-03-22", eleven[:10]...), nil},
		{"eleven groups", request(t, "2019-03-22", eleven...), []string{"error /Edges licensing.request.edges"}},
		{"nothing", licensing.ProvisioningRequest{}, []string{
			"error /Agreement/Program licensing.program.missing",
			"error /Agreement/Number licensing.request.number",
			"error /AcceptedProductUseRights licensing.request.use-rights",
			"error /Submitted licensing.request.day",
			"error /Edges licensing.request.edges-missing",
			"error /Services licensing.request.services",
		}},
		{"half a group", request(t, "2016-01-01", "sip.contoso.com:"), []string{"error /Edges/0 licensing.request.edges-missing"}},
		{"edge as domain", request(t, "2016-01-01", "sip.contoso.com: contoso.com", "sip.x.com: sip.contoso.com"), []string{"error /Edges/1/SipDomains/0 licensing.request.sip-domain"}},
		{"suffix", request(t, "2016-01-01", "sip.fabrikam.com: example.fabrikam.com"), nil},
		{"bad contact", with(request(t, "2016-01-01", one), func(r *licensing.ProvisioningRequest) { r.Contacts[0].Email = "Ken Myer" }), []string{"error /Contacts/0/Email licensing.request.contact"}},
		{"records, before", request(t, "2017-07-01", "sip.it.contoso.com: contoso.com"), nil},
		{"records", request(t, "2017-07-02", "sip.it.contoso.com: contoso.com it.contoso.com"), []string{"notice /Edges/0/SipDomains/0 licensing.request.srv"}},
		{"records of what cannot be read", with(request(t, "2018-01-01", one), func(r *licensing.ProvisioningRequest) {
			r.Edges[0].SIPDomains = append(r.Edges[0].SIPDomains, domain.SIPDomain{})
			r.Edges[0].FQDNs = append(r.Edges[0].FQDNs, domain.Name{})
		}), []string{"error /Edges/0/Fqdns/1 licensing.request.host", "error /Edges/0/SipDomains/1 licensing.request.sip-domain", "error /Edges/0/SipDomains/1 licensing.request.contact"}},
		{"services", with(request(t, "2014-07-01", one), func(r *licensing.ProvisioningRequest) {
			r.Services = []provider.ServiceID{provider.AOL, provider.WLM, "icq", provider.Skype}
		}), []string{"error /Services/0 licensing.request.services", "error /Services/1 licensing.request.services", "error /Services/2 licensing.request.services"}},
		{"too early", request(t, "2013-05-22", one), []string{"error /Services/0 licensing.request.services"}},
		{"number", with(request(t, "2016-01-01", one), func(r *licensing.ProvisioningRequest) { r.Agreement.Number = "12-34567" }), []string{"notice /Agreement/Number licensing.request.number-shape"}},
		{"eight digits", with(request(t, "2016-01-01", one), func(r *licensing.ProvisioningRequest) { r.Agreement.Number = "12345678" }), nil},
		{"fifteen letters and digits", with(request(t, "2016-01-01", one), func(r *licensing.ProvisioningRequest) { r.Agreement.Number = "01E73456abc6789" }), nil},
		{"seven letters", with(request(t, "2016-01-01", one), func(r *licensing.ProvisioningRequest) { r.Agreement.Number = "abcdefg" }), []string{"notice /Agreement/Number licensing.request.number-shape"}},
		{"fifteen characters with a hyphen", with(request(t, "2016-01-01", one), func(r *licensing.ProvisioningRequest) { r.Agreement.Number = "01E73456-bc6789" }), []string{"notice /Agreement/Number licensing.request.number-shape"}},
		{"eight digits for a service provider", with(request(t, "2016-01-01", one), func(r *licensing.ProvisioningRequest) {
			r.Agreement = licensing.Agreement{Program: licensing.ServiceProvider, Number: "12345678"}
		}), []string{"notice /Agreement/Number licensing.request.number-shape"}},
		{"a number that cannot be printed", with(request(t, "2016-01-01", one), func(r *licensing.ProvisioningRequest) {
			r.Agreement = licensing.Agreement{Program: licensing.HighVolume, Number: "12\x1b[2J"}
		}), []string{"error /Agreement/Number licensing.request.number"}},
		{"a domain twice", request(t, "2019-03-21", one, "sip2.contoso.com: contoso.com"), nil},
		{"a domain twice, later", request(t, "2019-03-22", one, "sip2.contoso.com: contoso.com"), []string{"error /Edges/1/SipDomains/0 licensing.request.domain-repeated"}},
		{"ten, some twice", request(t, "2019-03-21", edges(10)+": contoso.com", "sip3.contoso.com: example.contoso.com"), []string{"notice /Edges/1/SipDomains/0 licensing.request.srv"}},
		{"a contact for another domain", with(request(t, "2016-01-01", one), func(r *licensing.ProvisioningRequest) {
			r.Contacts = append(r.Contacts, licensing.Contact{SIPDomain: domain.MustParseSIPDomain("contoso.net"), Email: "ken@contoso.net"})
		}), []string{"error /Contacts/1/SipDomain licensing.request.contact"}},
		{"number of another program", with(request(t, "2016-01-01", one), func(r *licensing.ProvisioningRequest) {
			r.Agreement = licensing.Agreement{Program: licensing.HighVolume, Number: "x-1"}
		}), nil},
	} {
		if diff := cmp.Diff(tt.want, testkit.Lines(tt.r.Findings())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		data, err := json.Marshal(tt.r)
		require.NoError(t, err)
		for _, f := range tt.r.Findings() {
			if !testkit.Resolves(data, f.Path) {
				t.Errorf("%s: there is no %s in %s", tt.name, f.Path, data)
			}
		}
		var back licensing.ProvisioningRequest
		if !tt.r.Equal(tt.r) || tt.r.Equal(with(tt.r, func(r *licensing.ProvisioningRequest) { r.AcceptedProductUseRights = !r.AcceptedProductUseRights })) {
			t.Errorf("%s: Equal is wrong", tt.name)
		}
		if tt.name != "services" {
			require.NoError(t, json.Unmarshal(data, &back), "%s", data)
			if again, err := json.Marshal(back); err != nil || string(again) != string(data) {
				t.Errorf("%s is read and written as %s, %v", data, again, err)
			}
		}
	}
}

func TestRequestJSON(t *testing.T) {
	const bad = `{"Agreement":{"Program":"Retail"},"Edges":[{"Fqdns":["a b","c.d"],"SipDomains":"x"}],"Contacts":{"SipDomain":7},"Services":["icq","skype"],"Submitted":"soon","AcceptProductUseRights":true}`
	var r licensing.ProvisioningRequest
	want := []string{
		"error /Agreement/Program licensing.program.unknown",
		"error /Edges/0/Fqdns/0 domain.label.character",
		"error /Edges/0/SipDomains domain.label.single",
		"error /Contacts/SipDomain diag.member.type",
		"error /Services/0 provider.service.unknown",
		"error /Submitted date.text.syntax",
		"error /AcceptProductUseRights diag.member.unknown",
	}
	if diff := cmp.Diff(want, testkit.Findings(json.Unmarshal([]byte(bad), &r))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCheck(t *testing.T) {
	r := request(t, "2013-06-01", "sip.contoso.com: contoso.com contoso.net")
	h := holds(t, product.LyncServer2013, "StandardCAL2013")
	got := testkit.Lines(r.Check(h, date.MustParse("2013-06-01")))
	if diff := cmp.Diff([]string{"notice /Edges licensing.request.live"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got = testkit.Lines(r.Check(licensing.Holdings{Platform: product.OCS2007}, date.MustParse("2013-06-01")))
	if diff := cmp.Diff([]string{"error /Services/0 licensing.platform.unsupported", "error /Services/0 licensing.license.missing", "notice /Edges licensing.request.live"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := testkit.Lines(r.Check(h, date.Date{})); !slices.Contains(got, "error /Services/0 licensing.question.day") {
		t.Errorf("without a day: %q", got)
	}
}

func TestChanges(t *testing.T) {
	r := request(t, "2016-01-01", "sip.contoso.com: contoso.com")
	if changes := r.Changes(r); changes != nil {
		t.Errorf("from itself a request differs by %v", changes)
	}
	later := request(t, "2016-01-30", "access.contoso.com: contoso.com contoso.net")
	later.Agreement.Number = "7654321"
	later.Services = append(later.Services, provider.Yahoo)
	var got []string
	consequences := map[string]provider.Fact{}
	for _, c := range later.Changes(r) {
		line := strings.TrimSpace(fmt.Sprintf("%s %s: %q, %q", c.Field, c.Of, c.Before, c.After))
		got = append(got, line)
		consequences[line] = c.Consequence
		if c.Consequence.Text == "" || c.Consequence.Source.IsZero() {
			t.Errorf("change %q has no consequence", line)
		}
	}
	want := []string{
		`/Agreement/Number : "1234567", "7654321"`,
		`/Edges contoso.com: "sip.contoso.com", "access.contoso.com"`,
		`/Edges contoso.net: "", "contoso.net"`,
		`/Services : "", "yahoo"`,
		`/Contacts contoso.net: "", "admin@contoso.net"`,
		`/Submitted : "2016-01-01", "2016-01-30"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// Of these, those of a new domain, service and contact are the same.
	different := map[provider.Fact]bool{}
	for _, c := range consequences {
		different[c] = true
	}
	if len(different) != 4 || consequences[want[2]] != consequences[want[3]] || consequences[want[3]] != consequences[want[4]] {
		t.Errorf("consequences %v", consequences)
	}
}

// TestChangesOnly has differences that are one change each.
func TestChangesOnly(t *testing.T) {
	const before = "sip.contoso.com: contoso.com"
	for _, tt := range []struct {
		change func(r *licensing.ProvisioningRequest)
		want   string // the fields, with what is in them before and after
	}{
		{func(r *licensing.ProvisioningRequest) { r.Submitted = date.MustParse("2016-03-01") }, ""},
		{func(r *licensing.ProvisioningRequest) { r.Edges = nil; r.Contacts = nil }, "/Edges contoso.com-; /Contacts admin@contoso.com-"},
		{func(r *licensing.ProvisioningRequest) { r.Edges[0].FQDNs = nil }, "/Edges sip.contoso.com-"},
		{func(r *licensing.ProvisioningRequest) { r.Edges = append(r.Edges, r.Edges[0]) }, ""},
		{func(r *licensing.ProvisioningRequest) {
			r.Edges = append(r.Edges, group(t, "sip.contoso.net: contoso.net"))
		}, "/Edges -contoso.net"},
		{func(r *licensing.ProvisioningRequest) { r.Agreement.Program = licensing.PartnerNetwork }, "/Agreement/Program VolumeLicensing-PartnerNetwork"},
		{func(r *licensing.ProvisioningRequest) { r.Submitted, r.Services = date.MustParse("2016-01-30"), nil }, "/Services skype-; /Submitted 2016-01-01-2016-01-30"},
		{func(r *licensing.ProvisioningRequest) { r.Submitted, r.Services = date.MustParse("2016-01-31"), nil }, "/Services skype-"},
		{func(r *licensing.ProvisioningRequest) { r.Submitted, r.Services = date.MustParse("2019-08-15"), nil }, "/Services skype-"},
	} {
		earlier, r := request(t, "2016-01-01", before), request(t, "2016-03-01", before)
		tt.change(&r)
		var got []string
		for _, c := range r.Changes(earlier) {
			got = append(got, fmt.Sprintf("%s %s-%s", c.Field, c.Before, c.After))
			if siteIsClosed := r.Submitted == date.MustParse("2019-08-15"); siteIsClosed != (c.Consequence == licensing.CompletionOf(r.Submitted).Fact) {
				t.Errorf("%s on %v: %v", c.Field, r.Submitted, c.Consequence)
			}
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("changes: %q, want %q", got, tt.want)
		}
	}
}

// TestEmail: an e-mail address of a request has the grammar of mail, which takes
// more than that of SIP.
func TestEmail(t *testing.T) {
	for email, want := range map[string]bool{
		"ken@contoso.com": true, `"ken myer"@contoso.com`: true, "ken..myer@contoso.com": true, "kén@contoso.com": true, "a@b@contoso.com": true, "k@contoso.com": true,
		"": false, "ken": false, "@contoso.com": false, "ken@contoso": false, "ken myer@contoso.com": false, "ken\n@contoso.com": false, "\nken@contoso.com": false, "\x00ken@contoso.com": false,
	} {
		r := request(t, "2016-01-01", "sip.contoso.com: contoso.com")
		r.Contacts[0].Email = email
		if got := r.Validate() == nil; got != want {
			t.Errorf("%q: %v, want %v", email, got, want)
		}
	}
}

func TestCompletion(t *testing.T) {
	for submitted, want := range map[string]string{
		"":           " to , notified: false",
		"2018-02-05": " to 2018-03-07, notified: true",
		"2018-02-06": " to 2018-03-08, notified: true",
		"2016-01-01": " to 2016-01-31, notified: true",
		"2019-03-31": " to 2019-04-30, notified: true",
		"2019-04-01": "2019-04-02 to 2019-04-03, notified: false",
		"2019-08-14": "2019-08-15 to 2019-08-16, notified: false",
		"2019-08-15": " to , notified: false",
	} {
		var on date.Date
		require.NoError(t, on.UnmarshalText([]byte(submitted)))
		o := licensing.CompletionOf(on)
		if got := fmt.Sprintf("%v to %v, notified: %v", o.Earliest, o.Latest, o.Notified); got != want {
			t.Errorf("%s: %s, want %s", submitted, got, want)
		}
		if (submitted == "") != (o.Text == "") || (o.Text == "") != o.Source.IsZero() {
			t.Errorf("%s: %+v does not explain itself", submitted, o)
		}
		if o.Latest.IsZero() != (o.Overdue == provider.Fact{}) {
			t.Errorf("%s: %+v has nobody to ask", submitted, o)
		}
	}
	for submitted, want := range map[string]string{"2014-01-15": "COLLABAGE-06", "2018-02-05": "COLLABAGE-06", "2018-02-06": "SFB-119", "2019-03-31": "SFB-119", "2019-04-01": "SITE-19", "2019-08-15": ""} {
		if got := licensing.CompletionOf(date.MustParse(submitted)).Overdue.Source.ID; got != want {
			t.Errorf("%s: whom to ask is from %q, want %q", submitted, got, want)
		}
	}
}

func TestSteps(t *testing.T) {
	order := []licensing.Stage{licensing.Preparing, licensing.AtTheSite, licensing.Waiting, licensing.BothSides, licensing.AtTheServer, licensing.WithUsers}
	last, count := 0, map[licensing.Stage]int{}
	for s := range licensing.Steps() {
		i := slices.Index(order, s.Stage)
		if i < last || s.Text == "" || s.Source.IsZero() || s.Until.Before(s.From) {
			t.Errorf("step %+v is out of order, or does not explain itself", s)
		}
		if !s.IsOn(s.Until) || s.IsOn(s.Until.AddDays(1)) || !s.From.IsZero() && (!s.IsOn(s.From) || s.IsOn(s.From.AddDays(-1))) {
			t.Errorf("step %+v is not bound by its days", s)
		}
		last = i
		count[s.Stage]++
	}
	for _, stage := range order {
		if count[stage] == 0 {
			t.Errorf("no step in stage %s", stage)
		}
	}
}

// TestNextSteps writes the steps after requests for each service, and for two.
func TestNextSteps(t *testing.T) {
	var b strings.Builder
	for _, services := range [][]provider.ServiceID{{provider.WLM}, {provider.AOL}, {provider.Yahoo}, {provider.Skype}, {provider.Skype, provider.AOL}, {provider.Yahoo, "icq"}} {
		for _, on := range []string{"2007-01-01", "2014-01-15", "2018-01-15"} {
			fmt.Fprintf(&b, "%v on %s\n", services, on)
			for s := range (licensing.ProvisioningRequest{Services: services, Submitted: date.MustParse(on)}).Next() {
				fmt.Fprintf(&b, "  %s, %v to %v: %s (%s)\n", s.Stage, s.From, s.Until, s.Text, s.Source)
			}
		}
	}
	testkit.Golden(t, "testdata/next.txt", b.String())
}

// TestNext: what there is to do after a request depends on its day and its
// services, and nothing of another day is said.
func TestNext(t *testing.T) {
	for _, tt := range []struct{ on, services, has, hasNot string }{
		{"2007-01-01", "yahoo", "FAQ-19 SITE-19", "BLOG-13 SFB-SKYPE SFB-HYBRID-PLAN PLAN13"},
		{"2012-01-01", "aol", "FAQ-19 SITE-19 PLAN13", "BLOG-13 SFB-SKYPE SFB-HYBRID-PLAN RRC-18"},
		{"2014-01-15", "skype", "FAQ-19 BLOG-13 SITE-19", "SFB-SKYPE RRC-18 SFB-HYBRID-PLAN PLAN13"},
		{"2014-01-15", "", "FAQ-19 BLOG-13 SITE-19", "SFB-SKYPE RRC-18 SFB-HYBRID-PLAN PLAN13"},
		{"2018-01-15", "skype", "FAQ-19 SFB-SKYPE RRC-18", "SFB-HYBRID-PLAN PLAN13"},
		{"2019-05-01", "skype", "FAQ-19 SFB-SKYPE SFB-HYBRID-PLAN", "PLAN13"},
		{"2019-08-15", "skype", "SFB-SKYPE SFB-HYBRID-PLAN FAQ-19", "PLAN13"},
		{"2014-07-01", "aol", "FAQ-19", "SITE-19 PLAN13"},
		{"2025-05-05", "skype", "", "FAQ-19 BLOG-13 SITE-19 SFB-SKYPE SFB-HYBRID-PLAN"},
		{"", "skype", "", "FAQ-19 BLOG-13 SITE-19 SFB-SKYPE SFB-HYBRID-PLAN"},
	} {
		var r licensing.ProvisioningRequest
		require.NoError(t, r.Submitted.UnmarshalText([]byte(tt.on)))
		if tt.services != "" {
			r.Services = []provider.ServiceID{provider.ServiceID(tt.services)}
		}
		said := map[string]bool{}
		for s := range r.Next() {
			said[s.Source.ID] = true
			if s.Stage == licensing.Preparing || s.Stage == licensing.AtTheSite || !s.IsOn(r.Submitted) {
				t.Errorf("%s on %s: %+v", tt.services, tt.on, s)
			}
		}
		for id := range strings.FieldsSeq(tt.has) {
			if !said[id] {
				t.Errorf("%s on %s: nothing of %s", tt.services, tt.on, id)
			}
		}
		for id := range strings.FieldsSeq(tt.hasNot) {
			if said[id] {
				t.Errorf("%s on %s: %s is of another day", tt.services, tt.on, id)
			}
		}
	}
	// The order of a split domain is said until the site closes, and of Skype only.
	split := func(on string, id provider.ServiceID) (n int) {
		r := licensing.ProvisioningRequest{Submitted: date.MustParse(on), Services: []provider.ServiceID{id}}
		for s := range r.Next() {
			if s.Stage == licensing.BothSides && s.Source.ID == "FAQ-19" {
				n++
			}
		}
		return n
	}
	if split("2015-01-01", provider.Skype) != 3 || split("2019-08-14", provider.Skype) != 3 || split("2019-08-15", provider.Skype) != 0 || split("2012-01-01", provider.AOL) != 0 {
		t.Error("the order of a split domain is said on other days")
	}
	// The purge of contacts is said around its day.
	purge := func(on string) bool {
		r := licensing.ProvisioningRequest{Submitted: date.MustParse(on)}
		for s := range r.Next() {
			if s.Stage == licensing.Waiting && s.Until == date.MustParse("2019-04-30") {
				return true
			}
		}
		return false
	}
	if purge("2019-03-21") || !purge("2019-03-22") || !purge("2019-04-30") || purge("2019-05-01") {
		t.Error("the purge of contacts is said on other days")
	}
	for range (licensing.ProvisioningRequest{Submitted: date.MustParse("2015-01-01")}).Next() {
		break // a loop may end early
	}
}

// TestReachable: names that nobody outside can look up.
func TestReachable(t *testing.T) {
	for edge, want := range map[string]string{
		"sip.contoso.com":       "",
		"sip.contoso.local":     "error /Edges/0/Fqdns/0 licensing.request.reachable",
		"sip.contoso.lan":       "error /Edges/0/Fqdns/0 licensing.request.reachable",
		"edge.corp":             "error /Edges/0/Fqdns/0 licensing.request.reachable",
		"edge.home.arpa":        "error /Edges/0/Fqdns/0 licensing.request.reachable",
		"edge.contoso.test":     "error /Edges/0/Fqdns/0 licensing.request.reachable",
		"edge.contoso.internal": "error /Edges/0/Fqdns/0 licensing.request.reachable",
		"sip.contoso.example":   "",
		"sip.local.contoso.com": "",
		"sip.contosolocal":      "",
		"EDGE01":                "error /Edges/0/Fqdns/0 licensing.request.host",
		"local":                 "error /Edges/0/Fqdns/0 licensing.request.host",
	} {
		if got := strings.Join(testkit.Lines(request(t, "2016-01-01", edge+": contoso.com").Findings()), "; "); got != want {
			t.Errorf("%s: %q, want %q", edge, got, want)
		}
	}
	for edge, want := range map[string]string{"edge.contoso.local": "RFC-6762", "edge.contoso.corp": "RFC-6762", "edge.contoso.test": "RFC-6761", "edge.contoso.invalid": "RFC-6761", "edge.contoso.localhost": "RFC-6761"} {
		if got := request(t, "2016-01-01", edge+": contoso.com").Findings()[0].Source.ID; got != want {
			t.Errorf("%s is refused by %s, want %s", edge, got, want)
		}
	}
	for sip, want := range map[string]string{
		"contoso.local": "error /Edges/0/SipDomains/0 licensing.request.reachable",
		"contoso.com":   "",
		"local.com":     "",
	} {
		if got := strings.Join(testkit.Lines(request(t, "2016-01-01", "sip.contoso.com: "+sip).Findings()), "; "); got != want {
			t.Errorf("%s: %q, want %q", sip, got, want)
		}
	}
}

// TestCheckWithoutDomains: the licenses are checked for a request without a SIP
// domain too, and once for a request with several.
// TestDecisions: the outcomes of a request separate a refusal from what is not known, and
// Check has a finding for each that is not passed.
func TestDecisions(t *testing.T) {
	on := date.MustParse("2014-01-15")
	r := licensing.ProvisioningRequest{
		Services: []provider.ServiceID{provider.Skype, provider.AOL},
		Edges:    []licensing.EdgeGroup{{SIPDomains: []domain.SIPDomain{domain.MustParseSIPDomain("contoso.com"), domain.MustParseSIPDomain("contoso.de")}}},
	}
	for _, tt := range []struct {
		holdings licensing.Holdings
		want     []string
	}{
		{licensing.Unreadable(), []string{"skype contoso.com not-known", "skype contoso.de not-known", "aol contoso.com not-known", "aol contoso.de not-known"}},
		{licensing.Holdings{}, []string{"skype contoso.com refused", "skype contoso.de refused", "aol contoso.com refused", "aol contoso.de refused"}},
	} {
		var got []string
		rules := map[diag.Rule]bool{}
		for q, d := range r.Decisions(tt.holdings, on) {
			require.Equal(t, on, q.On)
			got = append(got, fmt.Sprintf("%s %s %s", q.Service, q.NewDomain, d.Outcome))
			for _, reason := range d.Reasons {
				if reason.Outcome != diag.Passed {
					rules[reason.Rule] = true
				}
			}
		}
		require.Equal(t, tt.want, got)
		for rule := range rules {
			require.True(t, slices.ContainsFunc(r.Check(tt.holdings, on), func(f *diag.Finding) bool { return f.Rule == rule }), rule)
		}
	}
	for range r.Decisions(licensing.Holdings{}, on) {
		break // it ends
	}
}

func TestCheckWithoutDomains(t *testing.T) {
	for domains, want := range map[string]int{"": 1, "contoso.com": 1, "contoso.com fabrikam.com": 1} {
		r := request(t, "2016-01-01", "sip.contoso.com: contoso.com")
		r.Edges[0].SIPDomains = nil
		for name := range strings.FieldsSeq(domains) {
			r.Edges[0].SIPDomains = append(r.Edges[0].SIPDomains, domain.MustParseSIPDomain(name))
		}
		n := 0
		for _, f := range r.Check(holds(t, product.LyncServer2013), r.Submitted) {
			if f.Rule == licensing.RuleLicenseMissing {
				n++
			}
		}
		if n != want {
			t.Errorf("%q: %d times that there is no license", domains, n)
		}
	}
}

// TestDecodeRequest: what cannot be read is said, and the rest is kept.
func TestDecodeRequest(t *testing.T) {
	r, findings, err := licensing.DecodeRequest([]byte(`{"Edges":[{"Fqdns":["sip.contoso.com","?!"],"SipDomains":["CONTOSO","contoso.com"]}],"Services":["icq","skype"],"Submitted":"2016-01-01","Contact":[]}`))
	require.NoError(t, err)
	want := []string{
		"error /Edges/0/Fqdns/1 domain.label.character",
		"error /Edges/0/SipDomains/0 domain.label.single",
		"error /Services/0 provider.service.unknown",
		"error /Contact diag.member.unknown",
	}
	if diff := cmp.Diff(want, testkit.Lines(findings)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if r.Submitted.String() != "2016-01-01" || len(r.Services) != 2 || r.Services[1] != provider.Skype || r.Edges[0].SIPDomains[1].String() != "contoso.com" {
		t.Errorf("%+v", r)
	}
	for _, in := range []string{``, `{`, `null`, `[]`} {
		if _, _, err := licensing.DecodeRequest([]byte(in)); err == nil {
			t.Errorf("%q is read as a request", in)
		}
	}
}

// TestSplitDomain has every state, the wrong order, and its cure.
func TestSplitDomain(t *testing.T) {
	texts := map[string]string{}
	day := func(n int) time.Time { return time.Date(2015, 1, n, 12, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name  string
		s     licensing.SplitDomain
		step  string // the same for those that say the same
		done  bool
		wrong bool
		from  time.Time
	}{
		{"nothing", licensing.SplitDomain{}, "Submit", false, false, time.Time{}},
		{"submitted", licensing.SplitDomain{Submitted: day(1)}, "Wait until", false, false, time.Time{}},
		{"confirmed", licensing.SplitDomain{Submitted: day(1), Confirmed: day(2)}, "Turn external communications on", false, false, time.Time{}},
		{"done", licensing.SplitDomain{Submitted: day(1), Confirmed: day(2), OnlineOn: day(3)}, "Both", true, false, time.Time{}},
		{"off again", licensing.SplitDomain{Submitted: day(1), Confirmed: day(2), OnlineOn: day(3), OnlineOff: day(4)}, "Turn external communications on", false, false, time.Time{}},
		{"online first", licensing.SplitDomain{OnlineOn: day(1)}, "Turn external communications off", false, true, time.Time{}},
		{"too early", licensing.SplitDomain{Submitted: day(1), OnlineOn: day(2)}, "Turn external communications off", false, true, time.Time{}},
		{"confirmed later", licensing.SplitDomain{Submitted: day(1), OnlineOn: day(2), Confirmed: day(3)}, "Turn external communications off", false, true, time.Time{}},
		{"turned off", licensing.SplitDomain{Submitted: day(1), OnlineOn: day(2), OnlineOff: day(4)}, "Wait, and then start again", false, true, day(5)},
		{"started again too early", licensing.SplitDomain{OnlineOn: day(2), OnlineOff: day(4), Submitted: day(4).Add(time.Hour)}, "Wait, and then start again", false, true, day(5)},
		{"started again at once", licensing.SplitDomain{OnlineOn: day(2), OnlineOff: day(4), Submitted: day(5)}, "Wait until", false, false, time.Time{}},
		{"an older confirmation", licensing.SplitDomain{Submitted: day(3), Confirmed: day(2)}, "Wait until", false, false, time.Time{}},
		{"on with the confirmation", licensing.SplitDomain{Submitted: day(1), Confirmed: day(2), OnlineOn: day(2)}, "Both", true, false, time.Time{}},
		{"started again", licensing.SplitDomain{OnlineOn: day(2), OnlineOff: day(4), Submitted: day(6)}, "Wait until", false, false, time.Time{}},
		{"confirmed again", licensing.SplitDomain{OnlineOn: day(2), OnlineOff: day(4), Submitted: day(6), Confirmed: day(7)}, "Turn external communications on", false, false, time.Time{}},
		{"done at last", licensing.SplitDomain{OnlineOn: day(8), OnlineOff: day(4), Submitted: day(6), Confirmed: day(7)}, "Both", true, false, time.Time{}},
	} {
		got := tt.s.Next()
		if first, again := texts[tt.step]; again && first != got.Text {
			t.Errorf("%s says %q, and another %q", tt.name, got.Text, first)
		}
		texts[tt.step] = got.Text
		if got.Text == "" || got.Done != tt.done || got.WrongOrder != tt.wrong || !got.NotBefore.Equal(tt.from) || got.Source.IsZero() {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
	if different := slices.Compact(slices.Sorted(maps.Values(texts))); len(different) != len(texts) {
		t.Errorf("%d texts of %d steps: %q", len(different), len(texts), different)
	}
}

// checkRecord checks that a record is read as it was written, equals itself and
// not another, and refuses members that it does not know.
func checkRecord[R interface{ Equal(R) bool }](t *testing.T, v, other R) {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	var back R
	require.NoError(t, json.Unmarshal(data, &back))
	if !back.Equal(v) || back.Equal(other) {
		t.Errorf("%s is read as %+v", data, back)
	}
	if got := testkit.Findings(json.Unmarshal([]byte(`{"Nmber":1}`), &back)); len(got) != 1 || got[0] != "error /Nmber diag.member.unknown" || !back.Equal(v) {
		t.Errorf("%T with an unknown member: %q, %+v", v, got, back)
	}
}

func TestRecords(t *testing.T) {
	day := date.MustParse("2014-01-01")
	contoso := domain.MustParseSIPDomain("contoso.com")
	checkRecord(t, licensing.License{Product: licensing.PICUSL, Purchased: day, Expires: day}, licensing.License{Product: licensing.PICUSL})
	checkRecord(t, licensing.Agreement{Program: licensing.HighVolume, Number: "1", Start: day, End: day}, licensing.Agreement{Number: "1"})
	checkRecord(t, licensing.Provisioned{Service: provider.AOL, Domain: contoso, On: day}, licensing.Provisioned{Service: provider.AOL})
	checkRecord(t, group(t, "sip.contoso.com: contoso.com contoso.net"), group(t, "sip.contoso.com: contoso.net contoso.com"))
	checkRecord(t, licensing.Contact{SIPDomain: contoso, Email: "ken@contoso.com"}, licensing.Contact{SIPDomain: contoso})
	checkRecord(t, holdings, licensing.Holdings{Platform: holdings.Platform})
	checkRecord(t, request(t, "2016-01-01", "sip.contoso.com: contoso.com"), request(t, "2016-01-02", "sip.contoso.com: contoso.com"))

	for _, v := range []interface{ Validate() error }{
		licensing.License{}, licensing.Agreement{}, licensing.Provisioned{}, licensing.Holdings{}, licensing.ProvisioningRequest{},
	} {
		if v.Validate() == nil {
			t.Errorf("an empty %T is valid", v)
		}
	}
	for _, v := range []interface{ Validate() error }{
		licensing.License{Product: licensing.OCSCAL}, holdings.Agreements[0], holdings.Provisioned[0], holdings, request(t, "2016-01-01", "sip.contoso.com: contoso.com"),
	} {
		require.NoError(t, v.Validate())
	}
}

// TestCompletionAfterSkype: once Skype has ended there is nothing to wait for.
func TestCompletionAfterSkype(t *testing.T) {
	before, after := licensing.CompletionOf(date.MustParse("2025-05-04")), licensing.CompletionOf(date.MustParse("2025-05-05"))
	if before.Fact == after.Fact || !after.Latest.IsZero() || after.Source.IsZero() {
		t.Errorf("%+v, and after the end %+v", before, after)
	}
}

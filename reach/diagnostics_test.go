package reach_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/reach"
)

// open is a configuration that causes none of the diagnostics for a message from
// ken@contoso.com to joe@fabrikam.com, who is a partner with a ProxyFqdn.
const open = `{
	"Platform": "SfBServer2015",
	"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
	"AccessEdgeConfiguration": {"AllowFederatedUsers": true, "AllowOutsideUsers": true, "EnablePartnerDiscovery": false, "RoutingMethod": "UseDnsSrvRouting"},
	"PublicProviders": [], "HostingProviders": [], "BlockedDomains": [],
	"AllowedDomains": [{"Identity": "fabrikam.com", "Domain": "fabrikam.com", "ProxyFqdn": "edge.fabrikam.com"}],
	"ExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": true, "EnablePublicCloudAccess": true, "EnableOutsideAccess": true}],
	"Users": [{"SipAddress": "ken@contoso.com", "ExternalAccessPolicy": null, "RegistrarPool": "pool.contoso.com", "Enabled": true}],
	"Pools": [{"Identity": "pool.contoso.com", "Site": "Redmond"}]
}`

// changed returns the open configuration with other members.
func changed(t *testing.T, members string) federation.Configuration {
	t.Helper()
	text := open
	for change := range strings.SplitSeq(members, "\n") {
		change = strings.TrimSpace(change)
		if change == "" {
			continue
		}
		name, value, found := strings.Cut(change, ": ")
		require.True(t, found, change)
		at := strings.Index(text, `"`+name+`": `)
		require.GreaterOrEqual(t, at, 0, name)
		rest := text[at:]
		old := rest[:endOfValue(t, rest[len(name)+4:])+len(name)+4]
		if value == "absent" {
			text = strings.Replace(strings.Replace(text, old+",", "", 1), old, "", 1)
		} else {
			text = strings.Replace(text, old, `"`+name+`": `+value, 1)
		}
	}
	d, findings, err := federation.Decode([]byte(text))
	require.NoError(t, err, text)
	require.NoError(t, findings.Err())
	return d.Configuration
}

// endOfValue returns the length of the JSON value that a text begins with.
func endOfValue(t *testing.T, text string) int {
	t.Helper()
	depth := 0
	for i, c := range text {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
			if depth < 0 {
				return i
			}
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	t.Fatalf("no end of %s", text)
	return 0
}

func message(from, to string) reach.Message {
	var m reach.Message
	if from != "" {
		m.From = address.MustParse(from)
	}
	if to != "" {
		m.To = address.MustParse(to)
	}
	return m
}

// causeLines returns a line for each cause: outcome and path.
func causeLines(causes []reach.Cause) []string {
	var lines []string
	for _, c := range causes {
		lines = append(lines, strings.TrimSpace(c.Outcome.String()+" "+string(c.Path)))
	}
	return lines
}

const (
	policyPath    = "/ExternalAccessPolicies/0/"
	discovered    = "AllowedDomains: []\nEnablePartnerDiscovery: true"
	closedList    = "AllowedDomains: []"
	skypeProvider = `PublicProviders: [{"Identity": "Skype", "ProxyFqdn": "federation.messenger.msn.com", "Enabled": true, "NameDecorationRoutingDomain": "msn.com"}]`
	aolProvider   = `PublicProviders: [{"Identity": "AOL", "ProxyFqdn": "aol.example.com", "Enabled": true}]`
	withoutProxy  = `AllowedDomains: [{"Identity": "fabrikam.com", "Domain": "fabrikam.com", "ProxyFqdn": null}]`
	sharedCloud   = `HostingProviders: [{"Identity": "O365", "ProxyFqdn": "sipfed.online.lync.com", "Enabled": true, "EnabledSharedAddressSpace": true, "HostsOCSUsers": true}]`
	directCloud   = `HostingProviders: [{"Identity": "O365", "ProxyFqdn": "sipfed.online.lync.com", "Enabled": true, "EnabledSharedAddressSpace": false, "HostsOCSUsers": false}]`
	disabledCloud = `HostingProviders: [{"Identity": "O365", "ProxyFqdn": "sipfed.online.lync.com", "Enabled": false, "EnabledSharedAddressSpace": false, "HostsOCSUsers": false}]`
)

// TestCauses: for each diagnostic, configurations that can cause it and that
// cannot.
func TestCauses(t *testing.T) {
	const ken, joe = "ken@contoso.com", "joe@fabrikam.com"
	host := func(m reach.Message, name string) reach.Message {
		m.Host = domain.MustParseName(name)
		return m
	}
	on := func(m reach.Message, day string) reach.Message {
		m.On = date.MustParse(day)
		return m
	}
	of := func(m reach.Message, d string) reach.Message {
		m.Domain = domain.MustParseSIPDomain(d)
		return m
	}
	can, cannot := map[int]bool{}, map[int]bool{}
	for _, tt := range []struct {
		id      int
		changes string
		message reach.Message
		want    []string
	}{
		{1000, "", message(ken, joe), []string{"refused /AllowedDomains/0/ProxyFqdn"}},
		{1000, discovered, message(ken, joe), nil},

		{1001, `ExternalAccessPolicies: [{"Identity": "Global", "EnablePublicCloudAccess": false}]`, message(ken, ""), []string{"refused " + policyPath + "EnablePublicCloudAccess"}},
		{1001, "", message(ken, ""), nil},
		{1001, "ExternalAccessPolicies: absent", message(ken, ""), []string{"not-known /ExternalAccessPolicies"}},
		{1001, `ExternalAccessPolicies: [{"Identity": "Global"}]`, message(ken, ""), []string{"not-known " + policyPath + "EnablePublicCloudAccess"}},
		{1001, `ExternalAccessPolicies: [{"Identity": "Global", "EnablePublicCloudAccess": false}]`, message(joe, ken), []string{"not-known"}},
		{1001, "Pools: []\nExternalAccessPolicies: [{\"Identity\": \"Global\", \"EnablePublicCloudAccess\": true}, {\"Identity\": \"Site:Redmond\", \"EnablePublicCloudAccess\": false}]", message(ken, ""), []string{"refused /ExternalAccessPolicies/1/EnablePublicCloudAccess"}},
		// Another policy holds for the user: that of the site, and that which is granted.
		{1001, `ExternalAccessPolicies: [{"Identity": "Global", "EnablePublicCloudAccess": false}, {"Identity": "Site:Redmond", "EnablePublicCloudAccess": true}]`, message(ken, ""), nil},
		{1001, `ExternalAccessPolicies: [{"Identity": "Global", "EnablePublicCloudAccess": true}, {"Identity": "Site:Redmond", "EnablePublicCloudAccess": false}]`, message(ken, ""), []string{"refused /ExternalAccessPolicies/1/EnablePublicCloudAccess"}},
		{1001, "ExternalAccessPolicies: [{\"Identity\": \"Global\", \"EnablePublicCloudAccess\": false}, {\"Identity\": \"Tag:P\", \"EnablePublicCloudAccess\": true}]\nUsers: [{\"SipAddress\": \"ken@contoso.com\", \"ExternalAccessPolicy\": \"P\"}]", message("KEN@contoso.com", ""), nil},
		{1001, "ExternalAccessPolicies: [{\"Identity\": \"Global\", \"EnablePublicCloudAccess\": false}, {\"Identity\": \"Tag:P\", \"EnablePublicCloudAccess\": true}]\nUsers: [{\"SipAddress\": \"ann@contoso.com\", \"ExternalAccessPolicy\": null}, {\"SipAddress\": \"ken@contoso.com\", \"ExternalAccessPolicy\": \"P\"}]", message(ken, ""), nil},
		{1001, `Users: [{"SipAddress": "ken@contoso.com", "ExternalAccessPolicy": "Gone"}]`, message(ken, ""), []string{"not-known /Users/0/ExternalAccessPolicy"}},
		// Without a user, all that somebody holds.
		{1001, `ExternalAccessPolicies: [{"Identity": "Global", "EnablePublicCloudAccess": true}, {"Identity": "Tag:P", "EnablePublicCloudAccess": false}]`, reach.Message{}, nil},
		{1001, "Users: absent\nExternalAccessPolicies: [{\"Identity\": \"Global\", \"EnablePublicCloudAccess\": true}, {\"Identity\": \"Tag:P\", \"EnablePublicCloudAccess\": false}]", reach.Message{}, []string{"refused /ExternalAccessPolicies/1/EnablePublicCloudAccess"}},

		{1002, `ExternalAccessPolicies: [{"Identity": "Global", "EnableFederationAccess": false}]`, message(ken, joe), []string{"refused " + policyPath + "EnableFederationAccess"}},
		{1002, closedList, message(ken, joe), []string{"refused /AllowedDomains"}},
		{1002, "", message(ken, joe), nil},
		{1002, discovered, message(ken, joe), nil},
		{1002, "", message(ken, ""), []string{"refused /AccessEdgeConfiguration/EnablePartnerDiscovery"}},
		{1002, "AllowedDomains: absent", message(ken, joe), []string{"not-known /AllowedDomains"}},
		{1002, "AllowedDomains: []\nAccessEdgeConfiguration: absent", message(ken, joe), []string{"not-known /AccessEdgeConfiguration"}},

		{1003, "", message(joe, "pat@contoso.com"), []string{"refused /Users"}},
		{1003, `Users: [{"SipAddress": "ken@contoso.com", "Enabled": false}]`, message(joe, ken), []string{"refused /Users/0/Enabled"}},
		{1003, "", message(joe, ken), nil},
		{1003, "Users: absent", message(joe, ken), []string{"not-known /Users"}},
		{1003, "", message(ken, joe), []string{"not-known"}},
		{1003, "", reach.Message{}, []string{"not-known /Users"}},

		{1005, "AllowFederatedUsers: false", message(ken, joe), []string{"refused /AccessEdgeConfiguration/AllowFederatedUsers"}},
		{1005, "", message(ken, joe), nil},
		{1005, "AccessEdgeConfiguration: absent", message(ken, joe), []string{"not-known /AccessEdgeConfiguration"}},

		{1008, withoutProxy, message(ken, joe), []string{"refused /AllowedDomains/0/ProxyFqdn"}},
		{1008, discovered, message(ken, joe), []string{"refused /AccessEdgeConfiguration/EnablePartnerDiscovery"}},
		{1008, discovered, message(joe, ken), []string{"refused /AccessEdgeConfiguration/EnablePartnerDiscovery"}},
		{1008, "", message(ken, joe), nil},
		{1008, closedList, message(ken, joe), nil},
		{1008, discovered + "\n" + skypeProvider, message(ken, "ted(fabrikam.com)@msn.com"), nil},
		{1008, discovered + "\n" + skypeProvider, message(ken, "ted@hotmail.com"), nil},
		{1008, discovered + "\n" + strings.Replace(skypeProvider, "true", "false", 1), message(ken, "ted@hotmail.com"), []string{"refused /AccessEdgeConfiguration/EnablePartnerDiscovery"}},
		{1008, `AllowedDomains: [{"Identity": "fabrikam.com", "Domain": "fabrikam.com"}]`, message(ken, joe), []string{"not-known /AllowedDomains/0/ProxyFqdn"}},
		{1008, withoutProxy + "\nEnablePartnerDiscovery: true", reach.Message{}, []string{"refused /AccessEdgeConfiguration/EnablePartnerDiscovery", "refused /AllowedDomains/0/ProxyFqdn"}},

		{1009, discovered + "\n" + directCloud, message(ken, joe), []string{"refused /AccessEdgeConfiguration/EnablePartnerDiscovery"}},
		{1009, discovered, message(ken, joe), []string{"refused /AccessEdgeConfiguration/EnablePartnerDiscovery", "refused /HostingProviders"}},
		{1009, withoutProxy + "\n" + disabledCloud, host(message(ken, joe), "sipfed.online.lync.com"), []string{"refused /AllowedDomains/0/ProxyFqdn", "refused /HostingProviders/0/Enabled"}},
		{1009, discovered, host(message(ken, joe), "sip.it.fabrikam.com"), []string{"refused /AccessEdgeConfiguration/EnablePartnerDiscovery"}},
		{1009, discovered + "\n" + directCloud, of(message("", ""), "tailspin.com"), []string{"refused /AccessEdgeConfiguration/EnablePartnerDiscovery"}},
		{1009, discovered + "\n" + skypeProvider, message(ken, "ted@msn.com"), nil},
		{1009, "", message(ken, joe), nil},
		{1009, closedList, message(ken, joe), nil},

		{1010, "", message(ken, joe), []string{"refused /AllowedDomains/0/ProxyFqdn"}},
		{1010, skypeProvider + "\n" + closedList, message(ken, "ted@msn.com"), []string{"refused /PublicProviders/0/ProxyFqdn"}},
		{1010, directCloud + "\n" + closedList, host(message(ken, joe), "sipfed.online.lync.com"), []string{"refused /HostingProviders/0/ProxyFqdn"}},
		{1010, "", host(message("", ""), "edge.fabrikam.com"), []string{"refused /AllowedDomains/0/ProxyFqdn"}},
		{1010, "", host(message("", ""), "edge.tailspin.com"), nil},
		{1010, closedList, message(ken, joe), nil},
		{1010, directCloud + "\n" + closedList, message(ken, joe), nil},
		{1010, skypeProvider + "\n" + closedList, message(ken, joe), nil},
		{1010, directCloud + "\n" + closedList, host(message("", ""), "edge.tailspin.com"), nil},
		{1010, "", message(ken, "x@tailspin.com"), nil},

		{1012, `ExternalAccessPolicies: [{"Identity": "Global", "EnableOutsideAccess": false}]`, message(ken, joe), []string{"refused " + policyPath + "EnableOutsideAccess"}},
		{1012, "AllowOutsideUsers: false", message(ken, joe), []string{"refused /AccessEdgeConfiguration/AllowOutsideUsers"}},
		{1012, "AllowFederatedUsers: false", message(ken, joe), []string{"refused /AccessEdgeConfiguration/AllowFederatedUsers"}},
		{1012, "", message(ken, joe), nil},

		{1014, withoutProxy, message(ken, joe), []string{"refused /AllowedDomains/0/ProxyFqdn"}},
		{1014, closedList, message(ken, joe), nil},

		{1017, sharedCloud, message("ann@my.contoso.com", ken), []string{"refused /SipDomains"}},
		{1017, strings.Replace(sharedCloud, `"Enabled": true`, `"Enabled": false`, 1), message("ann@my.contoso.com", ken), nil},
		{1017, sharedCloud, message(ken, ""), []string{"refused /HostingProviders/0/EnabledSharedAddressSpace"}},
		{1017, "SipDomains: absent\n" + sharedCloud, message(ken, ""), []string{"not-known /SipDomains"}},
		{1017, "HostingProviders: absent", message(ken, joe), []string{"not-known /HostingProviders"}},
		{1017, directCloud, message("ann@my.contoso.com", ken), nil},
		{1017, "", message("ann@my.contoso.com", ken), nil},

		{1034, skypeProvider, on(message(ken, "ted@msn.com"), "2016-01-01"), []string{"refused /PublicProviders/0/Enabled"}},
		{1034, skypeProvider, on(message(ken, "ted@msn.com"), "2026-01-01"), []string{"refused /PublicProviders/0/Enabled"}},
		{1034, "", message(ken, joe), []string{"refused /AllowedDomains/0/ProxyFqdn"}},
		{1034, closedList, message(ken, joe), nil},

		{1047, "", message(ken, joe), []string{"refused /AllowedDomains/0/ProxyFqdn"}},
		{1047, closedList, message(ken, joe), nil},
		{1047, aolProvider + "\n" + closedList, on(message(ken, "joe@aol.com"), "2012-01-01"), []string{"refused /PublicProviders/0/ProxyFqdn", "not-known /PublicProviders/0"}},
		{1047, aolProvider + "\n" + closedList, on(message(ken, joe), "2012-01-01"), nil},
		{1047, strings.Replace(aolProvider, "true", "false", 1) + "\n" + closedList, on(message(ken, "joe@aol.com"), "2012-01-01"), nil},

		{4003, `ExternalAccessPolicies: [{"Identity": "Global", "EnableOutsideAccess": false}]`, message(ken, ""), []string{"refused " + policyPath + "EnableOutsideAccess"}},
		{4003, "AllowOutsideUsers: false", message(ken, ""), []string{"refused /AccessEdgeConfiguration/AllowOutsideUsers"}},
		{4003, "AllowOutsideUsers: absent", message(ken, ""), []string{"not-known /AccessEdgeConfiguration/AllowOutsideUsers"}},
		{4003, "", message(ken, ""), nil},
		{4005, "", message(joe, "pat@contoso.com"), []string{"refused /Users"}},
		{4005, "", message(joe, ken), nil},
	} {
		d, found := reach.LookupDiagnostic(tt.id)
		require.True(t, found, "%d", tt.id)
		c := changed(t, tt.changes)
		got := d.Causes(c, tt.message)
		if diff := cmp.Diff(tt.want, causeLines(got)); diff != "" {
			t.Errorf("%d with %s and %v (-want +got):\n%s", tt.id, tt.changes, tt.message, diff)
		}
		for _, cause := range got {
			if cause.Detail == "" || cause.Subject.IsZero() != (cause.Path == "") {
				t.Errorf("%d: %+v says nothing, or of nothing", tt.id, cause)
			}
			for _, fix := range cause.Fix {
				if _, err := cmdlet.Command(fix, product.SfBServer2015); err != nil {
					t.Errorf("%d: %v", tt.id, err)
				}
			}
			can[tt.id] = can[tt.id] || cause.Outcome == diag.Refused
		}
		cannot[tt.id] = cannot[tt.id] || got == nil
	}
	// These have no record that causes them.
	for _, id := range []int{1004, 1006, 1007, 1011, 1013, 1027} {
		d, _ := reach.LookupDiagnostic(id)
		for _, changes := range []string{"", closedList, "AllowFederatedUsers: false", "Users: absent"} {
			if got := d.Causes(changed(t, changes), message(ken, joe)); got != nil {
				t.Errorf("%d has causes: %+v", id, got)
			}
		}
		can[id], cannot[id] = true, true
	}
	for d := range reach.Diagnostics() {
		if !can[d.ID] || !cannot[d.ID] {
			t.Errorf("%d: no configuration that can cause it (%t), or none that cannot (%t)", d.ID, can[d.ID], cannot[d.ID])
		}
	}
}

// TestCausesInferred: what no document says is marked, and what mends it is there.
func TestCausesInferred(t *testing.T) {
	m := message("ken@contoso.com", "ted@msn.com")
	partner := message("ken@contoso.com", "joe@fabrikam.com")
	before, after := m, m
	before.On, after.On = date.MustParse("2016-01-01"), date.MustParse("2026-01-01")
	for _, tt := range []struct {
		id      int
		changes string
		message reach.Message
		want    []string
	}{
		{1001, `ExternalAccessPolicies: [{"Identity": "Global", "EnablePublicCloudAccess": false}]`, m, []string{"false Set"}},
		{1005, "AllowFederatedUsers: false", m, []string{"true Set"}},
		{1009, withoutProxy + "\n" + disabledCloud, partner, []string{"false ", "true Enable"}},
		{1009, withoutProxy, partner, []string{"false ", "true "}},
		{1034, skypeProvider, before, []string{"true "}},
		{1034, skypeProvider, after, []string{"true Remove"}},
		{1034, "", partner, []string{"true "}},
	} {
		d, _ := reach.LookupDiagnostic(tt.id)
		var got []string
		for _, c := range d.Causes(changed(t, tt.changes), tt.message) {
			var op strings.Builder
			for _, fix := range c.Fix {
				op.WriteString(fix.Op.String())
			}
			got = append(got, fmt.Sprint(c.Inferred, " ", op.String()))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%d with %s (-want +got):\n%s", tt.id, tt.changes, diff)
		}
	}
}

// TestCausesMoved: the server that answered shows that a partner has moved to Microsoft 365.
func TestCausesMoved(t *testing.T) {
	d, _ := reach.LookupDiagnostic(1010)
	for peer, moved := range map[string]bool{"sipfed.online.lync.com": true, "edge2.fabrikam.com": false, "": false} {
		m := message("ken@contoso.com", "joe@fabrikam.com")
		if peer != "" {
			m.Peer = domain.MustParseName(peer)
		}
		causes := d.Causes(changed(t, ""), m)
		require.Len(t, causes, 1)
		if got := strings.Contains(causes[0].Detail, "of Microsoft 365 answered"); got != moved {
			t.Errorf("%q: %s", peer, causes[0].Detail)
		}
	}
}

// TestEdgeEvents: the events are sorted, and each has its sentences and its document.
func TestEdgeEvents(t *testing.T) {
	last := 0
	for e := range reach.EdgeEvents() {
		if e.ID <= last || !strings.HasSuffix(e.Meaning, ".") || !strings.HasSuffix(e.Look, ".") || e.Source.IsZero() {
			t.Errorf("event %d after %d: %q, %q, %v", e.ID, last, e.Meaning, e.Look, e.Source)
		}
		last = e.ID
	}
	require.NotZero(t, last)
}

// TestCausesDecided: where a decision has a diagnostic, the configuration can
// cause it.
func TestCausesDecided(t *testing.T) {
	for _, tt := range []struct {
		changes, to string
		id          int
	}{
		{`ExternalAccessPolicies: [{"Identity": "Global", "EnableFederationAccess": false, "EnablePublicCloudAccess": true}]`, "joe@fabrikam.com", 1002},
		{closedList, "joe@fabrikam.com", 1002},
		{skypeProvider + "\n" + `ExternalAccessPolicies: [{"Identity": "Global", "EnableFederationAccess": true, "EnablePublicCloudAccess": false}]`, "ted@msn.com", 1001},
	} {
		c := changed(t, tt.changes)
		x, err := reach.NewIndex(c)
		require.NoError(t, err)
		m := message("ken@contoso.com", tt.to)
		v, err := x.Decide(reach.Query{From: m.From, To: m.To, On: date.MustParse("2016-01-01")})
		require.NoError(t, err)
		if v.Diagnostic != tt.id {
			t.Errorf("%s: the decision has %d, want %d", tt.changes, v.Diagnostic, tt.id)
		}
		d, _ := reach.LookupDiagnostic(tt.id)
		for r := range v.Refusals() {
			if !slices.Contains(slices.Collect(d.Rules()), r.Rule) {
				t.Errorf("%d does not name %s", tt.id, r.Rule)
			}
		}
		if got := d.Causes(c, m); len(got) != 1 || got[0].Outcome != diag.Refused {
			t.Errorf("%s: causes %+v", tt.changes, got)
		}
	}
}

// TestDiagnostics: the table is sorted and whole, and the rules of a decision have
// the ids that it has.
func TestDiagnostics(t *testing.T) {
	last := 0
	rules := map[diag.Rule]int{}
	for d := range reach.Diagnostics() {
		if d.ID <= last || d.Source.IsZero() || !strings.HasSuffix(d.Meaning, ".") || !strings.HasSuffix(d.Look, ".") {
			t.Errorf("%d does not come after %d, or lacks something: %+v", d.ID, last, d)
		}
		last = d.ID
		if _, known := reach.DiagnosticArea(d.ID); !known {
			t.Errorf("%d is of no part of the servers", d.ID)
		}
		for r := range d.Rules() {
			rules[r] = d.ID
		}
	}
	if diff := cmp.Diff(reach.DiagnosticIDs(), rules); diff != "" {
		t.Errorf("the ids of the rules (-decision +table):\n%s", diff)
	}
	for _, id := range []int{-1, 0, 999, 1015, 5000, 90000} {
		if d, found := reach.LookupDiagnostic(id); found {
			t.Errorf("there is a diagnostic %d: %+v", id, d)
		}
	}
	for id, want := range map[int]bool{-1: false, 0: true, 999: true, 17999: true, 18000: false, 90000: true, 90999: true, 91000: false} {
		if area, known := reach.DiagnosticArea(id); known != want || known != (area != "") {
			t.Errorf("DiagnosticArea(%d) = %q, %t", id, area, known)
		}
	}
	name := ""
	for r := range reach.EdgeResults() {
		if _, found := reach.LookupDiagnostic(r.Diagnostic); r.Name <= name || r.Source.IsZero() || r.Meaning == "" || found != (r.Diagnostic != 0) {
			t.Errorf("%+v", r)
		}
		name = r.Name
	}
}

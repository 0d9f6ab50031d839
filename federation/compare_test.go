package federation_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/product"
)

// decoded returns the configuration of a text, with what was not read of it.
func decoded(t testing.TB, text string) federation.Configuration {
	t.Helper()
	d, _, err := federation.Decode([]byte(text))
	require.NoError(t, err, "%s", text)
	return d.Configuration
}

// differenceLines returns differences, a line for each member, record and gap.
func differenceLines(d federation.Differences) []string {
	var all []string
	for _, r := range d.Records {
		head := fmt.Sprintf("%s %s %s", r.Op, r.Subject.Kind, r.Subject.Identity)
		if r.Members == nil {
			all = append(all, head)
		}
		for _, m := range r.Members {
			var line strings.Builder
			fmt.Fprintf(&line, "%s %s: %s > %s", head, m.Name, m.Old, m.New)
			for _, entry := range m.Added {
				line.WriteString(" +" + entry)
			}
			for _, entry := range m.Removed {
				line.WriteString(" -" + entry)
			}
			all = append(all, line.String())
		}
	}
	for _, g := range d.Gaps {
		line := fmt.Sprintf("gap %s old=%t new=%t", g.Kind, g.Old, g.New)
		if g.Incomplete {
			line += " incomplete"
		}
		all = append(all, fmt.Sprintf("%s %s %d", line, strings.Join(g.Members, ","), g.Records))
	}
	return all
}

var compareTests = []struct {
	name, before, after string
	want                []string
}{
	{"names in any case, lists in any order", `{"Platform":"SfBServer2015","PublicProviders":[{"Identity":"Skype","NameDecorationExcludedDomainList":"msn.com, Live.com","ProxyFqdn":"Federation.messenger.msn.com"}]}`,
		`{"Platform":"SfBServer2015","PublicProviders":[{"Identity":"SKYPE","NameDecorationExcludedDomainList":"live.com,msn.com,msn.com.","ProxyFqdn":"federation.messenger.msn.com"}]}`,
		[]string{"gap PublicProviders old=true new=true IconUrl,NameDecorationDomain,NameDecorationRoutingDomain,VerificationLevel,Enabled,EnableSkypeIdRouting,EnableSkypeDirectorySearch 1"}},
	{"the name of a policy, and of a user", `{"Users":[{"SipAddress":"sip:Ken@contoso.com","ExternalAccessPolicy":"Sales","RegistrarPool":null,"HostingProvider":null,"Enabled":true,"EnabledForFederation":true}]}`,
		`{"Users":[{"SipAddress":"ken@contoso.com","ExternalAccessPolicy":"tag:sales","RegistrarPool":null,"HostingProvider":"","Enabled":true,"EnabledForFederation":true}]}`, nil},
	{"entries of a list", `{"PublicProviders":[{"Identity":"Skype","NameDecorationExcludedDomainList":"msn.com,live.com"}]}`,
		`{"PublicProviders":[{"Identity":"Skype","NameDecorationExcludedDomainList":"outlook.com,MSN.com"}]}`,
		[]string{"Set PublicProviders Skype NameDecorationExcludedDomainList: msn.com,live.com > outlook.com,MSN.com +outlook.com -live.com",
			"gap PublicProviders old=true new=true ProxyFqdn,VerificationLevel,Enabled 1"}},
	{"records", `{"AllowedDomains":[{"Domain":"a.com","ProxyFqdn":"sip.a.com","VerificationLevel":null,"Comment":null,"MarkForMonitoring":false},{"Domain":"b.com","ProxyFqdn":"sip.b.com"}]}`,
		`{"AllowedDomains":[{"Domain":"c.com","Comment":"new","ProxyFqdn":null},{"Domain":"a.com","ProxyFqdn":"edge.a.com","VerificationLevel":null,"Comment":null,"MarkForMonitoring":true}]}`,
		[]string{"Set AllowedDomains a.com ProxyFqdn: sip.a.com > edge.a.com", "Set AllowedDomains a.com MarkForMonitoring: False > True",
			"Remove AllowedDomains b.com ProxyFqdn: sip.b.com > ", "New AllowedDomains c.com Comment:  > new"}},
	{"a kind that one does not give", `{"AllowedDomains":[{"Domain":"a.com"}],"Platform":"SfBServer2015"}`, `{"BlockedDomains":[]}`,
		[]string{"gap Platform old=false new=true  0", "gap AllowedDomains old=false new=true  1", "gap BlockedDomains old=true new=false  0"}},
	{"no records, and a kind that is not given by either", `{"AllowedDomains":[]}`, `{"AllowedDomains":[]}`, nil},
	{"a member that one does not have", `{"BlockedDomains":[{"Domain":"a.com","Comment":"x"},{"Domain":"b.com","Comment":"x"},{"Domain":"c.com","Comment":null}]}`,
		`{"BlockedDomains":[{"Domain":"a.com"},{"Domain":"b.com"},{"Domain":"c.com"}]}`,
		[]string{"gap BlockedDomains old=false new=true Comment 2"}},
	{"what a product does not know is none", `{"Platform":"LyncServer2010","AllowedDomains":[{"Domain":"a.com","ProxyFqdn":null,"Comment":null,"MarkForMonitoring":false}]}`,
		`{"Platform":"SfBServer2015","AllowedDomains":[{"Domain":"a.com","ProxyFqdn":null,"VerificationLevel":"AlwaysVerifiable","Comment":null,"MarkForMonitoring":false}]}`,
		[]string{"Set Platform  Platform: LyncServer2010 > SfBServer2015", "Set AllowedDomains a.com VerificationLevel: null > AlwaysVerifiable"}},
	{"a switch that is null", `{"AccessEdgeConfiguration":{"AllowAnonymousUsers":null,"AllowOutsideUsers":null,"KeepCrlsUpToDateForPeers":null}}`,
		`{"AccessEdgeConfiguration":{"AllowAnonymousUsers":false,"AllowOutsideUsers":true,"KeepCrlsUpToDateForPeers":false}}`,
		[]string{"Set AccessEdgeConfiguration  KeepCrlsUpToDateForPeers: null > False",
			"gap AccessEdgeConfiguration old=true new=true AllowFederatedUsers,BeClearingHouse,EnablePartnerDiscovery,DefaultRouteFqdn,EnableArchivingDisclaimer,IsPublicProvider,MarkSourceVerifiableOnOutgoingMessages,OutgoingTlsCountForFederatedPartners,RoutingMethod,VerificationLevel 1"}},
	{"the kind of routing", `{"AccessEdgeConfiguration":{"EnablePartnerDiscovery":true,"DiscoveredPartnerVerificationLevel":null,"BeClearingHouse":false}}`,
		`{"AccessEdgeConfiguration":{"DefaultRouteFqdn":"edge.a.com","VerificationLevel":null,"IsPublicProvider":null}}`,
		[]string{"Set AccessEdgeConfiguration  EnablePartnerDiscovery: True > null", "Set AccessEdgeConfiguration  DefaultRouteFqdn: null > edge.a.com",
			"Set AccessEdgeConfiguration  RoutingMethod: UseDnsSrvRouting > UseDefaultRouting",
			"gap AccessEdgeConfiguration old=true new=true AllowAnonymousUsers,AllowFederatedUsers,AllowOutsideUsers,EnableArchivingDisclaimer,KeepCrlsUpToDateForPeers,MarkSourceVerifiableOnOutgoingMessages,OutgoingTlsCountForFederatedPartners 1"}},
	{"records with one name", `{"BlockedDomains":[{"Domain":"a.com","Comment":"y"},{"Domain":"A.com","Comment":"x"},{"Domain":"b.com","Comment":"z"}]}`,
		`{"BlockedDomains":[{"Domain":"a.com","Comment":"x"},{"Domain":"b.com","Comment":"z"},{"Domain":"a.com","Comment":"y"}]}`, nil},
	{"more records with one name", `{"BlockedDomains":[{"Domain":"b.com","Comment":"z"},{"Domain":"a.com","Comment":"z"},{"Domain":"a.com","Comment":"y"},{"Domain":"a.com","Comment":"x"}]}`,
		`{"BlockedDomains":[{"Domain":"a.com","Comment":"x"}]}`,
		[]string{"Remove BlockedDomains a.com Comment: y > ", "Remove BlockedDomains a.com Comment: z > ", "Remove BlockedDomains b.com Comment: z > "}},
	{"licenses", `{"Holdings":{"Platform":"LyncServer2013","Licenses":[{"Product":"PICUSL"},{"Product":"OCSCAL"}],"Agreements":[]}}`,
		`{"Holdings":{"Platform":"LyncServer2013","Licenses":[{"Product":"ocscal"},{"Product":"PICUSL"}]}}`, nil},
	{"one of two domains could not be read", `{"BlockedDomains":[{"Domain":"a.com","Comment":null},{"Domain":7}]}`, `{"BlockedDomains":[{"Domain":"b.com","Comment":null}]}`,
		[]string{"Remove BlockedDomains a.com", "gap BlockedDomains old=true new=false incomplete  1"}},
	{"a kind that one could not read and the other does not give", `{"Platform":"SfBServer2015","BlockedDomains":[{"Domain":7},{"Domain":"a.com"}]}`, `{"Platform":"SfBServer2015"}`,
		[]string{"gap BlockedDomains old=true new=true incomplete  1"}},
	{"the Access Edge could not be read", `{"AccessEdgeConfiguration":{"AllowFederatedUsers":[]}}`, `{"AccessEdgeConfiguration":{"AllowFederatedUsers":true}}`,
		[]string{"gap AccessEdgeConfiguration old=true new=false incomplete  1"}},
}

func TestCompare(t *testing.T) {
	for _, tt := range compareTests {
		t.Run(tt.name, func(t *testing.T) {
			got := differenceLines(federation.Compare(decoded(t, tt.before), decoded(t, tt.after)))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			// The other way round, each gap is on the other side.
			gaps, back := federation.Compare(decoded(t, tt.before), decoded(t, tt.after)).Gaps, federation.Compare(decoded(t, tt.after), decoded(t, tt.before)).Gaps
			for i := range back {
				back[i].Old, back[i].New = back[i].New, back[i].Old
			}
			if diff := cmp.Diff(gaps, back); diff != "" {
				t.Errorf("gaps (-there +back):\n%s", diff)
			}
		})
	}
}

// FuzzCompare: a configuration does not differ from itself, in any order of its
// records. A new record in one direction is removed in the other. The differences
// applied to one configuration give the other.
func FuzzCompare(f *testing.F) {
	right, err := os.ReadFile("testdata/right.json")
	require.NoError(f, err)
	f.Add(string(right), string(right), uint64(1))
	for i, tt := range compareTests {
		f.Add(tt.before, tt.after, uint64(i))
		f.Add(string(right), tt.after, uint64(i))
	}
	f.Fuzz(func(t *testing.T, before, after string, seed uint64) {
		one, _, err := federation.Decode([]byte(before))
		if err != nil {
			return
		}
		other, _, err := federation.Decode([]byte(after))
		if err != nil {
			return
		}
		a, b := one.Configuration, other.Configuration
		if d := federation.Compare(a, a); len(d.Records) > 0 {
			t.Fatalf("%s differs from itself: %q", before, differenceLines(d))
		}
		want := differenceLines(federation.Compare(a, b))
		if diff := cmp.Diff(want, differenceLines(federation.Compare(shuffled(a, seed), shuffled(b, seed+1)))); diff != "" && distinct(a) && distinct(b) {
			t.Fatalf("another order of\n%s\n%s\n(-want +got):\n%s", before, after, diff)
		}
		back := federation.Compare(b, a)
		count := func(d federation.Differences, op diag.Op) (n int) {
			for _, r := range d.Records {
				if r.Op == op {
					n++
				}
			}
			return n
		}
		there := federation.Compare(a, b)
		if count(there, diag.OpNew) != count(back, diag.OpRemove) || count(there, diag.OpRemove) != count(back, diag.OpNew) || count(there, diag.OpSet) != count(back, diag.OpSet) {
			t.Fatalf("%q, and back %q", want, differenceLines(back))
		}
		if distinct(a) && distinct(b) && a.Incomplete.IsZero() && b.Incomplete.IsZero() {
			changed := applied(t, a, b, there)
			if d := federation.Compare(changed, b); len(d.Records) > 0 {
				t.Fatalf("%q applied leaves %q", want, differenceLines(d))
			}
		}
	})
}

// distinct reports whether no two records have one name.
func distinct(c federation.Configuration) bool {
	for k := range federation.AllKinds() {
		seen := map[string]bool{}
		for i := range k.Row().Len(&c) {
			name := k.Key(k.Row().Record(&c, i).Identity())
			if seen[name] {
				return false
			}
			seen[name] = true
		}
	}
	return true
}

// shuffled returns a configuration with its records in another order.
func shuffled(c federation.Configuration, seed uint64) federation.Configuration {
	r := rand.New(rand.NewPCG(seed, 1))
	mix := func(n int, swap func(i, j int)) { r.Shuffle(n, swap) }
	for k := range federation.AllKinds() {
		k.Row().Own(&c)
	}
	mix(len(c.SIPDomains), func(i, j int) { c.SIPDomains[i], c.SIPDomains[j] = c.SIPDomains[j], c.SIPDomains[i] })
	mix(len(c.PublicProviders), func(i, j int) {
		c.PublicProviders[i], c.PublicProviders[j] = c.PublicProviders[j], c.PublicProviders[i]
	})
	mix(len(c.AllowedDomains), func(i, j int) { c.AllowedDomains[i], c.AllowedDomains[j] = c.AllowedDomains[j], c.AllowedDomains[i] })
	mix(len(c.BlockedDomains), func(i, j int) { c.BlockedDomains[i], c.BlockedDomains[j] = c.BlockedDomains[j], c.BlockedDomains[i] })
	mix(len(c.Users), func(i, j int) { c.Users[i], c.Users[j] = c.Users[j], c.Users[i] })
	return c
}

// applied returns a configuration with the differences to another, member by
// member. Lists of records within a record are the other's.
func applied(t *testing.T, c, to federation.Configuration, d federation.Differences) federation.Configuration {
	t.Helper()
	for k := range federation.AllKinds() {
		k.Row().Own(&c)
	}
	for _, r := range d.Records {
		k, err := federation.ParseKind(r.Subject.Kind)
		require.NoError(t, err)
		if k == federation.Platform {
			c.Platform = to.Platform
			continue
		}
		row := k.Row()
		at := 0
		for at < row.Len(&c) && k.Key(row.Record(&c, at).Identity()) != k.Key(r.Subject.Identity) {
			at++
		}
		if r.Op == diag.OpRemove {
			row.Remove(&c, at)
			continue
		}
		require.NoError(t, row.Edit(&c, at, func(record record.Record) error {
			if names := row.Table().KeyNames(); r.Op == diag.OpNew && len(names) > 0 {
				if err := record.Put(names[0], diag.Text(r.Subject.Identity)); err != nil {
					return err
				}
			}
			for _, m := range r.Edit().Members {
				if err := record.Put(m.Name, m.New); err != nil && k != federation.Holdings {
					return err
				}
			}
			return nil
		}))
	}
	if c.Holdings != nil && to.Holdings != nil {
		c.Holdings = to.Holdings
	}
	return c
}

// TestCompareEveryMember: a member that is set in one and null in the other is a
// difference, whichever it is.
func TestCompareEveryMember(t *testing.T) {
	text, err := os.ReadFile("testdata/right.json")
	require.NoError(t, err)
	d := decoded(t, string(text))
	for k := range federation.AllKinds() {
		row := k.Row()
		if row.Len(&d) == 0 {
			continue
		}
		for p := range row.Table().Properties() {
			changed := d
			row.Own(&changed)
			r := row.Record(&changed, 0)
			if v := r.Value(p.Name); p.Key || v.IsZero() || v.IsNull() || k == federation.AccessEdge && p.Name == "Identity" {
				continue
			} else if on, isBool := v.Bool(); isBool {
				require.NoError(t, r.Put(p.Name, diag.Bool(!on)))
			} else {
				require.NoError(t, r.Put(p.Name, diag.Null()))
			}
			got := federation.Compare(d, changed).Records
			if len(got) != 1 || len(got[0].Members) != 1 || got[0].Members[0].Name != p.Name {
				t.Errorf("%s %s: %q", k, p.Name, differenceLines(federation.Compare(d, changed)))
			}
		}
	}
}

// TestCompareLicenses: two of a license are not one of it.
func TestCompareLicenses(t *testing.T) {
	license := licensing.License{Product: licensing.PICUSL}
	one := federation.Configuration{Holdings: &licensing.Holdings{Platform: product.LyncServer2010, Licenses: []licensing.License{license}}}
	two := federation.Configuration{Holdings: &licensing.Holdings{Platform: product.LyncServer2010, Licenses: slices.Repeat([]licensing.License{license}, 2)}}
	m := federation.Compare(one, two).Records[0].Members[0]
	if len(m.Added) != 1 || m.Removed != nil || !strings.Contains(m.Added[0], "PICUSL") {
		t.Errorf("%q %q", m.Added, m.Removed)
	}
}

package reach_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
)

// classIndexes returns an index of each configuration of the decisions, with a
// user of it to ask about.
func classIndexes(t *testing.T) map[string]*reach.Index {
	t.Helper()
	all := map[string]*reach.Index{}
	for name, text := range readDecisions(t).Configurations {
		var c federation.Configuration
		if err := json.Unmarshal(text, &c); err != nil {
			continue // of decisions on what could not be read
		}
		if x, err := reach.NewIndex(c); err == nil {
			all[name] = x
		}
	}
	require.Greater(t, len(all), 5)
	c := rich(t)
	c.Platform = product.SfBServer2015               // whose providers decorate
	c.AccessEdge.EnablePartnerDiscovery = product.On // but for what a provider claims, all are partners
	c.PublicProviders = append(c.PublicProviders, provider.PublicProvider{
		Identity: "Own", ProxyFQDN: domain.MustParseName("own.example"), Enabled: true, VerificationLevel: provider.AlwaysVerifiable,
		NameDecorationRoutingDomain: domain.MustParseSIPDomain("routing.example"), NameDecorationExcludedDomainList: domain.ListOf(domain.MustParseSIPDomain("routing.example"), domain.MustParseSIPDomain("excluded.example")),
	})
	x, err := reach.NewIndex(c)
	require.NoError(t, err)
	all["a provider of no known service"] = x
	return all
}

// outcomes returns how queries on an outsider come out, both ways.
func outcomes(x *reach.Index, who []address.Address, other address.Address, via string, on date.Date) string {
	var text strings.Builder
	for _, what := range []provider.Capability{0, provider.Video} {
		for _, a := range who {
			for _, q := range []reach.Query{{From: a, To: other}, {From: other, To: a}} {
				q.Provider, q.What, q.On = via, what, on
				v, err := x.Decide(q)
				fmt.Fprint(&text, v.Outcome, err != nil, " ")
			}
		}
	}
	return text.String()
}

var insiders = []address.Address{address.MustParse("ken@contoso.com"), address.MustParse("ann@contoso.com")}

// TestOutsiders: what is decided of somebody in no domain that is named, and of
// another user of a domain that is, is what is decided of whom Outsiders returns.
func TestOutsiders(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, x := range classIndexes(t) {
		outsiders := x.Outsiders()
		known := map[domain.SIPDomain]address.Address{}
		for _, a := range outsiders {
			known[a.Domain()] = a
		}
		last := outsiders[len(outsiders)-1]
		if slices.ContainsFunc(outsiders, x.IsOwn) || len(known) != len(outsiders) {
			t.Errorf("%s: %v", name, outsiders)
		}
		texts := []string{"x@hotmail.gr", "x@live.com.sg", "x@unheard.of.example", "x@contoso.co", "x@fabrikam.co", "x(fabrikam.com)@msn.com", "x(y)@aol.com", "x.y@yahoo.com", "x(a.b)@nowhere.org", "x@routing.example", "x@excluded.example"}
		for _, a := range outsiders {
			texts = append(texts, "jo.e@"+a.Domain().String(), "x@sub."+a.Domain().String())
		}
		for i, text := range texts {
			a, err := address.Parse(text)
			if err != nil || x.IsOwn(a) || testing.Short() && i%8 != 0 {
				continue
			}
			standing, named := known[a.Domain()]
			if !named {
				standing = last
				for above, found := a.Domain().Name().Parent(); found; above, found = above.Parent() {
					if below, err := domain.ParseSIPDomain("any-other." + above.String()); err == nil && !known[below].IsZero() {
						standing = known[below]
					}
				}
			}
			for _, via := range []string{"", "Skype", "AOL"} {
				on := date.MustParse("2004-01-01").AddDays(r.IntN(8500))
				if want, got := outcomes(x, insiders, standing, via, on), outcomes(x, insiders, a, via, on); got != want {
					t.Errorf("%s: %v via %q on %v: %s, and of %v %s", name, a, via, on, got, standing, want)
				}
			}
		}
	}
}

// TestDays: between the days that Days returns no outcome changes, and on some of
// them one does.
func TestDays(t *testing.T) {
	from, to := date.MustParse("2004-01-01"), date.MustParse("2027-01-01")
	indexes := classIndexes(t)
	right := date.MustParse("2011-03-01")
	for i, product := range []licensing.Product{licensing.PICUSL, licensing.StandardCAL2010, licensing.OCSCAL, licensing.LyncOnlinePlan2} {
		c := rich(t)
		c.Holdings = &licensing.Holdings{
			Licenses: []licensing.License{
				{Product: product, Purchased: right, Expires: right.AddDays(500 * (i + 1))},
				{Product: licensing.PICUSL, Purchased: right.AddDays(77), Expires: date.MustParse("2015-06-06")},
				{Product: licensing.OCSCAL, Purchased: date.MustParse("2007-02-02")},
			},
			Agreements: []licensing.Agreement{{Program: licensing.VolumeLicensing, Start: right.AddDays(9), End: right.AddDays(2000)}},
		}
		x, err := reach.NewIndex(c)
		require.NoError(t, err)
		indexes[product.String()] = x
	}
	for _, product := range []licensing.Product{licensing.OCSCAL, licensing.LyncOnlinePlan2} { // which the documents have days of their own for
		c := rich(t)
		c.Holdings = &licensing.Holdings{Licenses: []licensing.License{{Product: product, Purchased: date.MustParse("2007-02-02")}}}
		x, err := reach.NewIndex(c)
		require.NoError(t, err)
		indexes["only "+product.String()] = x
	}
	changed := 0
	for name, x := range indexes {
		days := x.Days(from, to)
		if days[0] != from || days[len(days)-1].After(to) || !slices.IsSortedFunc(days, date.Date.Compare) {
			t.Errorf("%s: %v", name, days)
		}
		var others []address.Address
		for _, a := range x.Outsiders() {
			switch a.Domain().String() {
			case "msn.com", "aol.com", "yahoo.com", "fabrikam.com", "hotmail.com", "any-other-domain.example":
				others = append(others, a)
			}
		}
		of := func(on date.Date) string {
			var text strings.Builder
			for _, a := range others {
				for _, via := range []string{"", "Skype", "AOL"} {
					text.WriteString(outcomes(x, insiders[:1], a, via, on))
				}
			}
			return text.String()
		}
		last := ""
		for i, day := range days {
			end := to
			if i+1 < len(days) {
				end = days[i+1].AddDays(-1)
			}
			want := of(day)
			if want != last && last != "" {
				changed++
			}
			last = want
			for _, other := range []date.Date{day.AddDays(1), day.AddDays(end.DaysSince(day) / 2), end} {
				if other.Before(day) || other.After(end) || testing.Short() && i%8 != 0 {
					continue
				}
				if got := of(other); got != want {
					t.Errorf("%s: the outcomes on %v differ from those on %v", name, other, day)
				}
			}
		}
	}
	if changed < 20 {
		t.Errorf("%d days changed anything", changed)
	}
	x := indexes[licensing.PICUSL.String()]
	if got := x.Days(to, from); len(got) != 0 {
		t.Errorf("backwards: %v", got)
	}
	if got := x.Days(date.MustParse("2025-05-04"), date.MustParse("2025-05-05")); len(got) != 2 {
		t.Errorf("the end of Skype: %v", got)
	}
}

// rich returns a configuration with a provider for each service.
func rich(t testing.TB) federation.Configuration {
	t.Helper()
	var c federation.Configuration
	require.NoError(t, json.Unmarshal([]byte(`{"Platform":"LyncServer2010","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],
		"AccessEdgeConfiguration":{"AllowFederatedUsers":true,"EnablePartnerDiscovery":false,"RoutingMethod":"UseDnsSrvRouting"},
		"PublicProviders":[
			{"Identity":"Messenger","ProxyFqdn":"federation.messenger.msn.com","VerificationLevel":"AlwaysVerifiable","Enabled":true},
			{"Identity":"AOL","ProxyFqdn":"sip.oscar.aol.com","VerificationLevel":"AlwaysVerifiable","Enabled":true},
			{"Identity":"Yahoo!","ProxyFqdn":"lcsap.msg.yahoo.com","VerificationLevel":"AlwaysVerifiable","Enabled":true}],
		"HostingProviders":[],"AllowedDomains":[{"Identity":"fabrikam.com"}],"BlockedDomains":[],
		"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true,"EnablePublicCloudAccess":true,"EnablePublicCloudAudioVideoAccess":true,"EnableOutsideAccess":true}],
		"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":null,"RegistrarPool":"pool.contoso.com","HostingProvider":"SRV:","Enabled":true}],
		"Pools":[{"Identity":"pool.contoso.com","Site":"Redmond"}]}`), &c))
	c.Platform = product.LyncServer2010
	return c
}

package report_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

// configurations returns those that other packages are tested with.
func configurations(t *testing.T) map[string]federation.Configuration {
	t.Helper()
	all := map[string]federation.Configuration{}
	files, err := filepath.Glob("../*/testdata/*.json")
	require.NoError(t, err)
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		if d, _, err := federation.Decode(data); err == nil {
			all[name] = d.Configuration
		}
		var decisions struct {
			Configurations map[string]json.RawMessage
		}
		if json.Unmarshal(data, &decisions) != nil {
			continue
		}
		for of, text := range decisions.Configurations {
			if d, _, err := federation.Decode(text); err == nil {
				all[name+" "+of] = d.Configuration
			}
		}
	}
	require.Greater(t, len(all), 10)
	return all
}

// TestNames: with other names the same is found and decided.
func TestNames(t *testing.T) {
	n := 0
	for name, c := range configurations(t) {
		if n++; testing.Short() && n%8 != 0 {
			continue
		}
		names := report.NewNames()
		replaced := names.Replace(c)
		for _, on := range []date.Date{date.MustParse("2013-06-01"), date.MustParse("2026-11-27")} {
			if diff := cmp.Diff(found(c, on), found(replaced, on)); diff != "" {
				t.Errorf("%s on %s: %s", name, on, diff)
			}
			if diff := cmp.Diff(decided(c, on), decided(replaced, on)); diff != "" {
				t.Errorf("%s on %s: %s", name, on, diff)
			}
		}
		again := report.NewNames(names.All()...)
		if diff := cmp.Diff(marshal(t, replaced), marshal(t, again.Replace(c))); diff != "" {
			t.Errorf("%s: another time: %s", name, diff)
		}
		require.Equal(t, names.All(), again.All(), name)
		text := strings.ToLower(marshal(t, replaced))
		for _, r := range names.All() {
			if from := strings.ToLower(r.From); r.Kind == report.DomainName && strings.Contains(text, `"`+from+`"`) {
				t.Errorf("%s: %s is there still", name, r.From)
			}
		}
	}
}

func marshal(t *testing.T, c federation.Configuration) string {
	t.Helper()
	text, err := json.MarshalIndent(c, "", " ")
	require.NoError(t, err)
	return string(text)
}

func found(c federation.Configuration, on date.Date) []string {
	var all []string
	for _, f := range audit.Run(c, on).Findings {
		all = append(all, fmt.Sprint(f.Severity, " ", f.Rule, " ", f.Path))
	}
	slices.Sort(all)
	return all
}

// decided returns how many decisions on users and those outside come out how.
func decided(c federation.Configuration, on date.Date) map[string]int {
	x, err := reach.NewIndex(c)
	if err != nil {
		return nil
	}
	all := map[string]int{}
	for _, u := range c.Users {
		for _, o := range x.Outsiders() {
			for _, q := range []reach.Query{{From: u.SIPAddress, To: o, On: on}, {From: o, To: u.SIPAddress, On: on}} {
				v, err := x.Decide(q)
				all[fmt.Sprint(v.Outcome, v.Route, err != nil)]++
			}
		}
	}
	return all
}

// TestNamesLeft: nothing of a text stays because it cannot be parsed, and its fault does.
func TestNamesLeft(t *testing.T) {
	for _, list := range []string{
		"outlook.com;secretpartner.com", "secretpartner.com msn.com", "secretpartner.com,,msn.com", "secretpartner.com,", "*.secretpartner.com,msn.com",
		"@secretpartner.com", "secretp\u00e4rtner.com,msn.com", "secretpartner.com/x,msn.com", "secretpartner", "secretpartner_1.com", "-secretpartner.com", "secretpartner..com",
	} {
		var c federation.Configuration
		require.NoError(t, json.Unmarshal([]byte(`{"Platform":"SfBServer2015","AccessEdgeConfiguration":{"Identity":"SecretEdge"},
			"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","IconUrl":"the secret one","Enabled":true,"VerificationLevel":2,"NameDecorationRoutingDomain":"msn.com","NameDecorationExcludedDomainList":"`+list+`"}],
			"Users":[{"SipAddress":"sip:ann@contoso.com","HostingProvider":"SRV:secret"}],
			"Pools":[{"Identity":"pool.contoso.com","Site":"SecretSite"}],
			"TenantUsers":[{"SipAddress":"sip:ann@contoso.com","UserPrincipalName":"ann@secret.example"},{"SipAddress":"sip:ken@contoso.com","UserPrincipalName":"the secret one"}],
			"Holdings":{"Agreements":[{"Program":"VolumeLicensing","Number":"SECRET-1"}]}}`), &c))
		replaced := report.NewNames().Replace(c)
		if text := marshal(t, replaced); strings.Contains(strings.ToLower(text), "secret") || strings.Contains(text, "rtner") {
			t.Errorf("%q: a name is there still:\n%s", list, text)
		}
		on := date.MustParse("2016-01-01")
		if diff := cmp.Diff(found(c, on), found(replaced, on)); diff != "" {
			t.Errorf("%q: %s", list, diff)
		}
	}
}

// TestNamesOfTenantUser: a UserPrincipalName stays an address.
func TestNamesOfTenantUser(t *testing.T) {
	var c federation.Configuration
	require.NoError(t, json.Unmarshal([]byte(`{"TenantUsers":[{"SipAddress":"sip:ann@contoso.com","UserPrincipalName":"ann@contoso.com"}]}`), &c))
	u := report.NewNames().Replace(c).Tenant.Users[0]
	require.Equal(t, u.SIPAddress.String(), u.UserPrincipalName)
}

package tenant_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/tenant"
)

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, tenant.Rules(), map[string]testkit.Check{
		"Configuration": testkit.FindingsOf[tenant.FederationConfiguration],
		"Policy":        testkit.FindingsOf[tenant.ExternalAccessPolicy],
		"SIPDomain":     testkit.FindingsOf[tenant.SIPDomain],
		"User":          testkit.FindingsOf[tenant.User],
		"Long": func(in json.RawMessage) error { // so many domains
			var n int
			if err := json.Unmarshal(in, &n); err != nil {
				return err
			}
			f := tenant.FederationConfiguration{AllowedDomains: tenant.Allow(list(n))}.Findings()
			for _, found := range f {
				found.Path = ""
			}
			return testkit.Join(f)
		},
		"Validate": func(in json.RawMessage) error {
			var c federation.Configuration
			if err := json.Unmarshal(in, &c); err != nil {
				return err
			}
			return c.Validate()
		},
	})
}

func TestFixes(t *testing.T) {
	testkit.CheckFixes(t, tenant.Rules(), map[string]func(*testing.T, json.RawMessage) testkit.Case{})
}

func names(s ...string) tenant.List {
	var all []domain.Name
	for _, name := range s {
		all = append(all, domain.MustParseName(name))
	}
	return tenant.ListOf(all...)
}

func list(n int) tenant.List {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("d%d.example", i)
	}
	return names(all...)
}

func TestRecords(t *testing.T) {
	testkit.CheckRecord(t, tenant.FederationConfiguration{
		Identity: "Global", AllowedDomains: tenant.Allow(names("contoso.com", "fabrikam.com")), BlockedDomains: names("a.example"),
		AllowFederatedUsers: product.On, AllowPublicUsers: product.On, AllowTeamsConsumer: product.Off, AllowTeamsConsumerInbound: product.On,
		TreatDiscoveredPartnersAsUnverified: product.On, SharedSIPAddressSpace: product.On, RestrictTeamsConsumerToExternalUserProfiles: product.Off,
		BlockAllSubdomains: product.On, ExternalAccessWithTrialTenants: "Blocked", AllowedTrialTenantDomains: names("b.example"),
		SecurityTeamAllowBlockListDelegation: "Enabled", DomainBlockingForMDOAdminsInTeams: "Disabled",
		EnableExternalAccessRestrictionsForChatParticipants: product.On, EnableMutualFederationForChatParticipants: product.Off,
		Others: `{"AllowTeamsSms":true}`,
	})
	testkit.CheckRecord(t, tenant.ExternalAccessPolicy{
		Identity: policy.MustParseIdentity("Tag:Sales"), Description: "Sales", EnableFederationAccess: product.On, EnableXMPPAccess: product.Off,
		EnablePublicCloudAccess: product.Off, EnablePublicCloudAudioVideoAccess: product.On, EnableOutsideAccess: product.On,
		EnableACSFederationAccess: product.On, EnableTeamsConsumerAccess: product.On, EnableTeamsConsumerInbound: product.Off,
		EnableTeamsSMSAccess: product.On, RestrictTeamsConsumerAccessToExternalUserProfiles: product.On, FederatedBilateralChats: product.On,
		CommunicationWithExternalOrgs: tenant.AllowSpecificExternalDomains,
		AllowedExternalDomains:        names("a.example"), BlockedExternalDomains: names("b.example"), Others: `{"X":[1,null,{"y":"z"}]}`,
	})
	testkit.CheckRecord(t, tenant.SIPDomain{Name: domain.MustParseSIPDomain("contoso.com"), Status: "Enabled"})
	testkit.CheckRecord(t, tenant.User{
		SIPAddress: address.MustParse("ann@contoso.com"), UserPrincipalName: "ann@contoso.com", HostingProvider: "SRV:",
		ExternalAccessPolicy: policy.MustParseIdentity("Sales"), InterpretedUserType: "HybridOnpremSfBUser", TeamsUpgradeEffective: "Islands", AccountType: "SfBOnPremUser",
	})
}

// TestShapes: each shape of the lists, and what it says by hand.
func TestShapes(t *testing.T) {
	for in, want := range map[string]string{
		`{}`:                               "AllowAllKnownDomains",
		`"AllowAllKnownDomains"`:           "AllowAllKnownDomains",
		`["allowallknowndomains"]`:         "AllowAllKnownDomains",
		`null`:                             "$null",
		`{"AllowedDomain":[]}`:             "$null",
		`{"AllowedDomain":"Domain=a.com"}`: "a.com",
		`{"AllowedDomain":"Domain=a.com Domain=B.com"}`:             "a.com,b.com",
		`{"AllowedDomain":[{"Domain":"a.com"},{"Domain":"b.com"}]}`: "a.com,b.com",
		`{"AllowedDomain":{"value":["a.com"],"Count":1}}`:           "a.com",
		`["Domain=a.com,Domain=b.com"]`:                             "a.com,b.com",
		`["a.com","b.com"]`:                                         "a.com,b.com",
		`"a.com"`:                                                   "a.com",
		`"{a.com, b.com}"`:                                          "a.com,b.com",
		`["*.a.com"]`:                                               "*.a.com",
		`[null,""]`:                                                 "",
		`["a.com",""]`:                                              "",
		`["a.com}"]`:                                                "",
		`["@{Domain=a.com"]`:                                        "",
		`["a.com","Domain="]`:                                       "",
		`"a.com,Domain="`:                                           "",
		`["a.com",{"Domain":""}]`:                                   "",
		`{"Count":1}`:                                               "",
		`[]`:                                                        "",
		`""`:                                                        "",
		`"{}"`:                                                      "",
		`{"AllowedDomain":null}`:                                    "",
		`{"AllowedDomain":"System.Object[]"}`:                       "",
		`{"AllowedDomain":["a.com","…"]}`:                           "",
		`"{Domain=a.com, Domain=b.com..."`:                          "",
		`"Domain=a.comDomain=b.com"`:                                "a.com,b.com",
		`"@{Domain=a.com}@{Domain=b.com}"`:                          "a.com,b.com",
		`"a.com=b.com"`:                                             "",
		`"$null"`:                                                   "",
		`"a.com;b.com"`:                                             "",
		`["{a.com}","'b.com'"]`:                                     "",
		`"{Domain=a.com, Domain=b.com...}"`:                         "",
		`["AllowAllKnownDomains","a.com"]`:                          "",
		`[["a.com"],{"Name":"b.com"}]`:                              "",
		`true`:                                                      "",
		`7`:                                                         "",
	} {
		var c tenant.FederationConfiguration
		err := json.Unmarshal([]byte(`{"AllowedDomains":`+in+`}`), &c)
		if got := c.AllowedDomains.String(); got != want || c.AllowedDomains.IsKnown() != (want != "") || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v, want %q", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		`[]`: "", `{}`: "", `null`: "", `"{}"`: "",
		`[{"Domain":"a.com"}]`: "a.com", `["Domain=a.com,Domain=b.com"]`: "a.com,b.com", `"a.com b.com"`: "a.com,b.com",
		`[null,""]`: "?", `["System.Object"]`: "?", `"@{Domain=System.Object}"`: "?", `{"Count":1}`: "?",
		`["a.com",""]`: "?", `[{"Domain":1}]`: "?",
		`"a.com bad b.com"`: "?", `["a.com","bad b.com"]`: "?", `"a.com, b.bad c.com"`: "?", `"Domain=a.com Domain=bad b.com"`: "?",
		`"{Domain=a.com, Domain=b.com Domain=c.com}"`: "a.com,b.com,c.com", `["bad"]`: "bad", `"a.com , b.com"`: "a.com,b.com",
	} {
		var c tenant.FederationConfiguration
		err := json.Unmarshal([]byte(`{"BlockedDomains":`+in+`}`), &c)
		if got := c.BlockedDomains; got.IsKnown() != (want != "?") || (err == nil) != (want != "?") || want != "?" && got.String() != want {
			t.Errorf("%s: %q, %v, want %q", in, got, err, want)
		}
	}
}

// TestPrinted: the shapes of objects that are not JSON, by what the shell prints for
// them and by their types.
func TestPrinted(t *testing.T) {
	none := func(into []record.Field) []record.Field { return into }
	one := func(name, value string) func([]record.Field) []record.Field {
		return func(into []record.Field) []record.Field {
			return append(into, record.Field{Name: []byte(name), Value: record.Plain([]byte(value), 0)})
		}
	}
	for _, tt := range []struct {
		parts                  record.Parts
		allowed, blocked, user string // "?": not known
	}{
		{record.Parts{Fields: none}, "AllowAllKnownDomains", "", "?"},
		{record.Parts{Fields: none, Printed: "AllowAllKnownDomains"}, "AllowAllKnownDomains", "AllowAllKnownDomains", "Tag:AllowAllKnownDomains"},
		{record.Parts{Fields: none, Type: "Deserialized.Microsoft.Rtc.AllowAllKnownDomains"}, "AllowAllKnownDomains", "", "?"},
		{record.Parts{Fields: none, Type: "Microsoft.Rtc.AllowList"}, "?", "", "?"},
		{record.Parts{Fields: none, Printed: "Domain=a.com"}, "a.com", "a.com", "Tag:Domain=a.com"},
		{record.Parts{Fields: one("Domain", "a.com"), Printed: "b.com"}, "a.com", "a.com", "Tag:b.com"},
		{record.Parts{Fields: one("Name", "Sales"), Printed: "b.com"}, "b.com", "b.com", "Tag:Sales"},
		{record.Parts{Fields: one("Name", "Sales")}, "?", "?", "Tag:Sales"},
	} {
		v := record.Of(record.Nested, 0, &tt.parts)
		var allowed tenant.AllowedDomains
		if err := allowed.ReadValue(v); allowed.IsKnown() != (err == nil) || allowed.IsKnown() != (tt.allowed != "?") || err == nil && allowed.String() != tt.allowed {
			t.Errorf("%+v: allowed %q, %v, want %q", tt.parts, allowed, err, tt.allowed)
		}
		var blocked tenant.List
		if err := blocked.ReadValue(v); blocked.IsKnown() != (err == nil) || blocked.IsKnown() != (tt.blocked != "?") || err == nil && blocked.String() != tt.blocked {
			t.Errorf("%+v: blocked %q, %v, want %q", tt.parts, blocked, err, tt.blocked)
		}
		var user tenant.User
		for _, m := range user.Schema().Members {
			if grant, is := m.Field(&user).(interface{ ReadValue(record.Value) error }); is && m.Name == "ExternalAccessPolicy" {
				if err := grant.ReadValue(v); (err == nil) != (tt.user != "?") || err == nil && user.ExternalAccessPolicy.String() != tt.user {
					t.Errorf("%+v: granted %q, %v, want %q", tt.parts, user.ExternalAccessPolicy, err, tt.user)
				}
			}
		}
	}
}

// TestChoices: what each choice of allowed domains is, and its forms.
func TestChoices(t *testing.T) {
	entries := func(s ...string) string { return fmt.Sprint(len(s), s) }
	for _, tt := range []struct {
		choice               tenant.AllowedDomains
		is, entries, value   string
		known, zero, nothing bool
	}{
		{tenant.AllowedDomains{}, "", entries(), "null", false, true, false},
		{tenant.Nobody(), "$null", entries(), "null", true, true, true},
		{tenant.AllKnownDomains(), tenant.AllKnown, entries(tenant.AllKnown), `"AllowAllKnownDomains"`, true, false, false},
		{tenant.Allow(names("a.com", "b.com")), "a.com,b.com", entries("a.com", "b.com"), `["a.com","b.com"]`, true, false, false},
	} {
		d := tt.choice
		value, err := json.Marshal(d.Value())
		require.NoError(t, err)
		if d.String() != tt.is || entries(slices.Collect(d.Entries())...) != tt.entries || string(value) != tt.value {
			t.Errorf("%+v: %q, %q, %s", d, d, slices.Collect(d.Entries()), value)
		}
		if d.IsKnown() != tt.known || d.IsZero() != tt.zero || d.IsNobody() != tt.nothing || d.IsAllKnown() != (tt.is == tenant.AllKnown) {
			t.Errorf("%+v: known %t, zero %t, nobody %t, all %t", d, d.IsKnown(), d.IsZero(), d.IsNobody(), d.IsAllKnown())
		}
	}
	for in, want := range map[string]int{"": 0, "a.com": 1, "{Domain=a.com, Domain=b.com}": 2, "{a.com...": -1} {
		l, err := tenant.ParseList(in)
		if (err == nil) != (want >= 0) || l.IsKnown() != (err == nil) || err == nil && l.Len() != want {
			t.Errorf("ParseList(%q) = %q, %v, want %d", in, l, err, want)
		}
	}
	for n := range 6 {
		l, err := tenant.ParseList(strings.Repeat("*.a.com,", n))
		require.NoError(t, err)
		found := tenant.FederationConfiguration{Identity: "Global", BlockedDomains: l}.Findings()
		if len(found) != min(n, 1) || n > 0 && strings.Contains(found[0].Detail, "more") != (n > 3) {
			t.Errorf("%d entries that are no names: %v", n, found)
		}
	}
}

// TestIsZero: a tenant with any kind given is not zero.
func TestIsZero(t *testing.T) {
	if !(tenant.Tenant{}).IsZero() {
		t.Error("the zero Tenant is not zero")
	}
	for i := range reflect.TypeFor[tenant.Tenant]().NumField() {
		var one tenant.Tenant
		f := reflect.ValueOf(&one).Elem().Field(i)
		if f.Kind() == reflect.Slice {
			f.Set(reflect.MakeSlice(f.Type(), 0, 0))
		} else {
			f.Set(reflect.New(f.Type().Elem()))
		}
		if one.IsZero() {
			t.Errorf("a tenant with field %d is zero", i)
		}
	}
}

// TestUserPolicy: the grant of a user in each shape, and as the value of an edit.
func TestUserPolicy(t *testing.T) {
	for in, want := range map[string]string{`null`: `null`, `""`: `null`, `"Sales"`: `"Tag:Sales"`, `{"Name":"Sales"}`: `"Tag:Sales"`, `{"Name":null}`: `null`, `{"Other":"Sales"}`: "", `7`: ""} {
		var user tenant.User
		err := json.Unmarshal([]byte(`{"SipAddress":"sip:a@contoso.com","ExternalAccessPolicy":`+in+`}`), &user)
		if (err == nil) != (want != "") {
			t.Errorf("%s: %v", in, err)
		}
		for _, m := range user.Schema().Members {
			if grant, is := m.Field(&user).(interface{ Value() diag.Value }); is && m.Name == "ExternalAccessPolicy" && want != "" {
				value, err := json.Marshal(grant.Value())
				require.NoError(t, err)
				if string(value) != want {
					t.Errorf("%s: %s, want %s", in, value, want)
				}
			}
		}
	}
}

// TestNotKnown: a list that is not known is neither written nor a list of nobody.
func TestNotKnown(t *testing.T) {
	data, err := json.Marshal(tenant.FederationConfiguration{AllowFederatedUsers: product.On})
	require.NoError(t, err)
	for _, name := range []string{"AllowedDomains", "BlockedDomains"} {
		if strings.Contains(string(data), name) {
			t.Errorf("a list that is not known is written: %s", data)
		}
	}
	c := federation.Configuration{Tenant: tenant.Tenant{FederationConfiguration: &tenant.FederationConfiguration{BlockedDomains: names()}}}
	if !c.IsUnknown(federation.TenantFederationConfiguration, 0, "AllowedDomains") || c.IsUnknown(federation.TenantFederationConfiguration, 0, "BlockedDomains") {
		t.Error("what is not known counts as known, or the reverse")
	}
	fabrikam := domain.MustParseName("fabrikam.com")
	if got := c.Tenant.FederationConfiguration.Allows(fabrikam); got != diag.NotKnown {
		t.Errorf("a list that is not known gives %v", got)
	}
}

// TestOthers: members that are not known are kept and written again.
func TestOthers(t *testing.T) {
	const text = `{"Identity":"Global","AllowTeamsSms":true,"Future":{"a":[1,"x"]}}`
	d, findings, err := federation.Decode([]byte(`{"TenantFederationConfiguration":` + text + `}`))
	require.NoError(t, err)
	require.Len(t, findings, 2)
	for _, f := range findings {
		if f.Rule != diag.RuleMemberUnknown || f.Severity != diag.Notice {
			t.Errorf("%v", f)
		}
	}
	data, err := json.Marshal(d.Configuration)
	require.NoError(t, err)
	if diff := cmp.Diff(`{"TenantFederationConfiguration":`+text+`}`, string(data)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err = json.Marshal(tenant.FederationConfiguration{Others: "x"})
	require.Error(t, err)
}

// TestAllows: the lists of the tenant, and those of a policy beside them.
func TestAllows(t *testing.T) {
	all, blocked := tenant.AllKnownDomains(), names("contoso.com")
	open := tenant.FederationConfiguration{AllowedDomains: all, BlockedDomains: blocked}
	below := open
	below.BlockAllSubdomains = product.On
	closed := tenant.FederationConfiguration{AllowedDomains: tenant.Allow(names("contoso.com", "fabrikam.com")), BlockedDomains: blocked}
	nobody := tenant.FederationConfiguration{AllowedDomains: tenant.Nobody(), BlockedDomains: names()}
	own := func(c tenant.Communication) tenant.ExternalAccessPolicy {
		return tenant.ExternalAccessPolicy{CommunicationWithExternalOrgs: c, AllowedExternalDomains: names("a.example"), BlockedExternalDomains: names("b.example")}
	}
	for _, tt := range []struct {
		name   string
		c      tenant.FederationConfiguration
		p      tenant.ExternalAccessPolicy
		domain string
		want   diag.Outcome
	}{
		{"blocked", open, own(0), "contoso.com", diag.Refused},
		{"below a blocked domain", open, own(0), "it.contoso.com", diag.Passed},
		{"below a blocked domain, with the switch", below, own(0), "it.contoso.com", diag.Refused},
		{"another name with the same end", below, own(0), "subcontoso.com", diag.Passed},
		{"open", open, own(tenant.OrganizationDefault), "fabrikam.com", diag.Passed},
		{"a blocked domain beside a list", closed, own(0), "contoso.com", diag.Passed},
		{"not on the list", closed, own(0), "b.example", diag.Refused},
		{"nobody", nobody, own(0), "fabrikam.com", diag.Refused},
		{"nobody, and a policy for all", nobody, own(tenant.AllowAllExternalDomains), "fabrikam.com", diag.Passed},
		{"a policy for nobody", open, own(tenant.BlockAllExternalDomains), "fabrikam.com", diag.Refused},
		{"the list of a policy", nobody, own(tenant.AllowSpecificExternalDomains), "a.example", diag.Passed},
		{"not on the list of a policy", open, own(tenant.AllowSpecificExternalDomains), "b.example", diag.Refused},
		{"blocked by a policy", open, own(tenant.BlockSpecificExternalDomains), "b.example", diag.Refused},
		{"not blocked by a policy", nobody, own(tenant.BlockSpecificExternalDomains), "a.example", diag.Passed},
		{"a list of a policy that is not known", open, tenant.ExternalAccessPolicy{CommunicationWithExternalOrgs: tenant.BlockSpecificExternalDomains}, "a.example", diag.NotKnown},
		{"blocked domains that are not known", tenant.FederationConfiguration{AllowedDomains: all}, own(0), "a.example", diag.NotKnown},
	} {
		if got := tt.p.Allows(tt.c, domain.MustParseName(tt.domain)); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestEqual(t *testing.T) {
	a, b := tenant.Allow(names("a.com", "b.com")), tenant.Allow(names("b.com", "a.com", "b.com"))
	if !a.Equal(b) || a == b || a.Equal(tenant.AllKnownDomains()) || tenant.Nobody().Equal(tenant.AllowedDomains{}) || names().Equal(tenant.List{}) {
		t.Error("lists are not compared as a tenant compares them")
	}
	if tenant.Allow(names()) != tenant.Nobody() || tenant.Allow(tenant.List{}).IsKnown() {
		t.Error("an empty list is somebody, or a list that is not known is known")
	}
}

// TestIsEnabled: only a status of disabled, in any letter case, takes a SIP domain out.
func TestIsEnabled(t *testing.T) {
	for status, want := range map[string]bool{"": true, "Enabled": true, "Disabled": false, "disabled": false, "DISABLED": false} {
		if d := (tenant.SIPDomain{Status: status}); d.IsEnabled() != want {
			t.Errorf("%q: IsEnabled() = %t", status, d.IsEnabled())
		}
	}
}

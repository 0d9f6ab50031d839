package reach_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/reach"
)

// details returns the reasons of the decision whether ken@contoso.com reaches
// ann@fabrikam.com.
func details(t *testing.T, config string) (all []string) {
	t.Helper()
	d, _, err := federation.Decode([]byte(config))
	require.NoError(t, err)
	v := answer(t, d.Configuration, reach.Query{From: address.MustParse("ken@contoso.com"), To: address.MustParse("ann@fabrikam.com"), On: date.MustParse("2026-01-31")})
	for r := range v.Reasons() {
		all = append(all, r.Detail)
	}
	return all
}

// TestAbsentOfTenant: only a list can be exported in part.
func TestAbsentOfTenant(t *testing.T) {
	const users = `"TenantSipDomains": [{"Name": "contoso.com", "Status": "Enabled"}], "TenantUsers": [{"SipAddress": "sip:ken@contoso.com", "HostingProvider": "sipfed.online.lync.com"}]`
	for settings, want := range map[string]string{
		`"AllowedDomains": "AllowAllKnownDomains", "BlockedDomains": []`: "ExternalAccessPolicy of ken@contoso.com was not exported",
		`"AllowedDomains": "AllowAllKnownDomains"`:                       "BlockedDomains of the federation configuration of the tenant was not exported in full",
	} {
		require.Contains(t, details(t, `{"TenantFederationConfiguration": {"Identity": "Global", "AllowFederatedUsers": true, `+settings+`}, `+users+`}`), want)
	}
}

// TestTrialTenants: the step on trial licenses has the setting that decides.
func TestTrialTenants(t *testing.T) {
	for settings, want := range map[string]string{
		`"ExternalAccessWithTrialTenants": "Allowed"`:                                                    "the tenant allows partners that have only trial licenses",
		`"ExternalAccessWithTrialTenants": "Blocked", "AllowedTrialTenantDomains": ["fabrikam.com"]`:     "AllowedTrialTenantDomains of the tenant has fabrikam.com",
		`"ExternalAccessWithTrialTenants": "Blocked", "AllowedTrialTenantDomains": ["tailspintoys.com"]`: "fabrikam.com is not a tenant with only trial licenses (your tenant blocks such a tenant unless it is allowed)",
	} {
		require.Contains(t, details(t, `{"TenantFederationConfiguration": {"Identity": "Global", "AllowFederatedUsers": true, "AllowedDomains": "AllowAllKnownDomains", "BlockedDomains": [], `+settings+`},
			"TenantSipDomains": [{"Name": "contoso.com", "Status": "Enabled"}], "TenantUsers": [{"SipAddress": "sip:ken@contoso.com", "HostingProvider": "sipfed.online.lync.com", "ExternalAccessPolicy": null}],
			"TenantExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": true, "CommunicationWithExternalOrgs": "OrganizationDefault"}]}`), want)
	}
}

// TestOutsidersOfTenant: each domain on a list of the tenant or of its policies has an
// address. So has one subdomain of each domain that is blocked with its subdomains.
func TestOutsidersOfTenant(t *testing.T) {
	const lists = `"AllowedDomains": ["allowed1.example", "allowed2.example"], "BlockedDomains": ["blocked1.example", "blocked2.example"]`
	for all, below := range map[string][]string{"false": nil, "true": {"anyone@any-other.blocked1.example", "anyone@any-other.blocked2.example"}} {
		d, _, err := federation.Decode([]byte(`{"TenantFederationConfiguration": {"Identity": "Global", ` + lists + `, "BlockAllSubdomains": ` + all + `},
			"TenantExternalAccessPolicies": [{"Identity": "Global", "CommunicationWithExternalOrgs": "AllowSpecificExternalDomains", "AllowedExternalDomains": ["policy1.example", "policy2.example"]}]}`))
		require.NoError(t, err)
		x, err := reach.NewIndex(d.Configuration)
		require.NoError(t, err)
		var got []string
		for _, a := range x.Outsiders() {
			if text := a.String(); strings.HasSuffix(text, "1.example") || strings.HasSuffix(text, "2.example") {
				got = append(got, text)
			}
		}
		want := append(below, "anyone@allowed1.example", "anyone@allowed2.example", "anyone@blocked1.example", "anyone@blocked2.example", "anyone@policy1.example", "anyone@policy2.example")
		require.ElementsMatch(t, want, got, all)
	}
}

// TestUnverifiedPartners: only the partners of a tenant that is open to all known domains
// are discovered.
func TestUnverifiedPartners(t *testing.T) {
	const users = `"TenantSipDomains": [{"Name": "contoso.com", "Status": "Enabled"}], "TenantUsers": [{"SipAddress": "sip:ken@contoso.com", "HostingProvider": "sipfed.online.lync.com", "ExternalAccessPolicy": null}]`
	for allowed, want := range map[string]reach.Delivery{`"AllowAllKnownDomains"`: reach.ContactsOnly, `["fabrikam.com"]`: reach.Delivered} {
		d, _, err := federation.Decode([]byte(`{"TenantFederationConfiguration": {"Identity": "Global", "AllowFederatedUsers": true, "AllowedDomains": ` + allowed + `, "BlockedDomains": [], "TreatDiscoveredPartnersAsUnverified": true}, ` + users + `}`))
		require.NoError(t, err)
		x, err := reach.NewIndex(d.Configuration)
		require.NoError(t, err)
		v, err := x.Decide(reach.Query{From: address.MustParse("ann@fabrikam.com"), To: address.MustParse("ken@contoso.com"), On: date.MustParse("2026-01-31")})
		require.NoError(t, err)
		require.Equal(t, want, v.Delivery, allowed)
	}
}

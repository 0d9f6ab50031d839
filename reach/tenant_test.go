package reach_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/reach"
)

// TestAbsentOfTenant: only a list can be exported in part.
func TestAbsentOfTenant(t *testing.T) {
	const users = `"TenantSipDomains": [{"Name": "contoso.com", "Status": "Enabled"}], "TenantUsers": [{"SipAddress": "sip:ken@contoso.com", "HostingProvider": "sipfed.online.lync.com"}]`
	for settings, want := range map[string]string{
		`"AllowedDomains": "AllowAllKnownDomains", "BlockedDomains": []`: "ExternalAccessPolicy of ken@contoso.com was not exported",
		`"AllowedDomains": "AllowAllKnownDomains"`:                       "BlockedDomains of the federation configuration of the tenant was not exported in full",
	} {
		d, _, err := federation.Decode([]byte(`{"TenantFederationConfiguration": {"Identity": "Global", "AllowFederatedUsers": true, ` + settings + `}, ` + users + `}`))
		require.NoError(t, err)
		x, err := reach.NewIndex(d.Configuration)
		require.NoError(t, err)
		v, err := x.Decide(reach.Query{From: address.MustParse("ken@contoso.com"), To: address.MustParse("ann@fabrikam.com"), On: date.MustParse("2026-01-31")})
		require.NoError(t, err)
		var details []string
		for r := range v.Reasons() {
			details = append(details, r.Detail)
		}
		require.Contains(t, details, want)
	}
}

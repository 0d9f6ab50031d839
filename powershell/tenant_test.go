package powershell_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
)

// TestTwoTenants: the exports of two tenants are refused, in every form, and the lists of
// neither are used. The same export given twice is read once.
func TestTwoTenants(t *testing.T) {
	const (
		some  = `{"Identity": "Global", "AllowFederatedUsers": true, "AllowedDomains": {"AllowedDomain": [{"Domain": "fabrikam.com"}]}, "BlockedDomains": []}`
		other = `{"Identity": "Global", "AllowFederatedUsers": true, "AllowedDomains": {"AllowedDomain": [{"Domain": "northwind.example"}]}, "BlockedDomains": []}`
		list  = "Identity            : Global\nAllowFederatedUsers : False\nAllowedDomains      : AllowAllKnownDomains\nBlockedDomains      : {}\nSharedSipAddressSpace : False\n"
	)
	for _, second := range []string{some, other, list} {
		export, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "one", Data: []byte(some)}, powershell.File{Name: "two", Data: []byte(second)})
		require.NoError(t, err)
		c := export.Document.Configuration
		isOne := second == some
		require.Equal(t, !isOne, c.Incomplete.Has(federation.TenantFederationConfiguration), second)
		require.Equal(t, !isOne, export.Findings.Worst() == diag.Error, second)
	}
}

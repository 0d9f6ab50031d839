package testkit

import "testing"

// TestFaultsOf: what can be pasted, and what cannot.
func TestFaultsOf(t *testing.T) {
	for remedy, want := range map[string]int{
		"Turn it on in the tenant.":                                                                                        0,
		"Allow the partner with New-CsAllowedDomain. Or leave it.":                                                         0,
		"Set the Edge with -UseDnsSrvRouting.":                                                                             0, // no cmdlet is named
		"Turn it on: Set-CsAccessEdgeConfiguration -Identity 'Global' -AllowFederatedUsers $true":                          0,
		"Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery $false. Or wait":                          0,
		"Export it: Get-CsTenantFederationConfiguration | ConvertTo-Json -Depth 5 | Out-File -FilePath 'a.json'":           0,
		"Open it: Set-CsTenantFederationConfiguration -Identity 'Global' -AllowedDomains (New-CsEdgeAllowAllKnownDomains)": 0,
		"New-CsExternalAccessPolicy -Identity 'Tag:A' -AllowedExternalDomains 'a.example','b.example'":                     0,
		"Give the list with Set-CsTenantFederationConfiguration -Identity and -AllowedDomainsAsAList":                      2,
		"Close it, with -AllowedDomainsAsAList of Set-CsTenantFederationConfiguration -Identity 'Global'":                  1,
		"Turn it on: Set-CsAccessEdgeConfiguration -AllowFederatedUsers $true":                                             1,
		"Make one the default: Set-CsSipDomain -Identity DOMAIN -IsDefault $true":                                          2,
		"Set-CsAccessEdgeConfiguration -UseDnsSrvRouting $true":                                                            1,
		"Set-CsExternalAccessPolicy -Identity -EnableOutsideAccess $true":                                                  1,
	} {
		if got := faultsOf(remedy); len(got) != want {
			t.Errorf("%q has the faults %q, want %d", remedy, got, want)
		}
	}
}

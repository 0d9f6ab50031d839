package powershell_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
)

const (
	set       = "Set-CsTenantFederationConfiguration "
	readBoth  = "?Set ExternalAccessPolicies ; ?Set TenantExternalAccessPolicies "
	readA     = "Set TenantFederationConfiguration Global AllowedDomains=a.example"
	readAB    = "Set TenantFederationConfiguration Global AllowedDomains=a.example,b.example"
	notKnown  = "notice powershell.script.unknown "
	configure = "?Set TenantFederationConfiguration Global"
)

// tenantLints has commands of a tenant, in documented forms and in forms with an unknown
// part.
var tenantLints = []lint{
	{"all known domains", set + "-AllowedDomains (New-CsEdgeAllowAllKnownDomains)", "Set TenantFederationConfiguration Global AllowedDomains=AllowAllKnownDomains"},
	{"all known domains in a variable", "$x = New-CsEdgeAllowAllKnownDomains\n" + set + "-AllowedDomains $x", "Set TenantFederationConfiguration Global AllowedDomains=AllowAllKnownDomains"},
	{"nobody", set + "-AllowedDomains $null", "Set TenantFederationConfiguration Global AllowedDomains=null"},
	{"an allow list", "$p = New-CsEdgeDomainPattern -Domain 'a.example'\n$l = New-CsEdgeAllowList -AllowedDomain $p\n" + set + "-AllowedDomains $l", readA},
	{"an allow list in one line", set + "-AllowedDomains (New-CsEdgeAllowList -AllowedDomain (New-CsEdgeDomainPattern a.example))", readA},
	{"a list of patterns", "$p = New-CsEdgeDomainPattern -Domain 'a.example'; $q = New-CsEdgeDomainPattern -Domain b.example\n" + set + "-AllowedDomains (New-CsEdgeAllowList -AllowedDomain $p,$q)", readAB},
	{"a generic list", "$list = New-Object Collections.Generic.List[String]\n$list.Add('a.example')\n[void]$list.Add(\"b.example\")\n" + set + "-AllowedDomainsAsAList $list", readAB},
	{"another generic list", "$list = [System.Collections.Generic.List[string]]::new()\n$null = $list.Add('a.example')\n$list += 'b.example'\n" + set + "-AllowedDomainsAsAList $list", readAB},
	{"an array", "$list = @('a.example', 'b.example')\n" + set + "-AllowedDomainsAsAList $list", readAB},
	{"two commands", "$l = @('a.example')\n" + set + "-AllowedDomainsAsAList $l\n$l = 'b.example'\n" + set + "-BlockedDomains $l", readA + "; Set TenantFederationConfiguration Global BlockedDomains=b.example"},
	{"replaced", "$x = New-CsEdgeDomainPattern 'a.example'\n" + set + "-BlockedDomains @{Replace=$x}", "Set TenantFederationConfiguration Global BlockedDomains=a.example"},
	{"added and removed", "$x = New-CsEdgeDomainPattern 'a.example'\n" + set + "-BlockedDomains @{Add=$x; Remove='b.example'}", "Set TenantFederationConfiguration Global BlockedDomains+a.example-b.example"},
	{"switches", set + "-Identity Global -AllowFederatedUsers $true -SharedSipAddressSpace 0", "Set TenantFederationConfiguration Global AllowFederatedUsers=True SharedSipAddressSpace=False"},
	{"a switch as text", set + "-AllowFederatedUsers 'True'", "error powershell.script.boolean 1:58; !" + configure[1:]},
	{"a variable that a block changes", "$l = @('a.example')\nforeach ($d in $more) { $l += $d }\n" + set + "-AllowedDomainsAsAList $l", notKnown + "3:60; " + configure},
	{"a variable that a block may change", "$l = @('a.example')\nif ($more) { $l += 'b.example' }\n" + set + "-AllowedDomainsAsAList $l", notKnown + "3:60; " + configure},
	{"a variable that a loop fills", "$l = New-Object Collections.Generic.List[String]\n$more | ForEach-Object { $l.Add($_) }\n" + set + "-AllowedDomainsAsAList $l", notKnown + "3:60; " + configure},
	{"a variable from elsewhere", set + "-AllowedDomainsAsAList $l", notKnown + "1:60; " + configure},
	{"a list that a method changes", "$l = @('a.example')\n$l.Clear()\n" + set + "-AllowedDomainsAsAList $l", notKnown + "3:60; " + configure},
	{"another operation on a list", set + "-BlockedDomains @{Push='a.example'}", notKnown + "1:53; " + configure},
	{"a parameter that no document here has", set + "-AllowSomethingNew $true", notKnown + "1:37; " + configure},
	{"in a condition", "if ($x) { " + set + "-AllowFederatedUsers $true }", "?Set TenantFederationConfiguration Global AllowFederatedUsers=True"},
	{"a policy, connected", "Connect-MicrosoftTeams\nNew-CsExternalAccessPolicy -Identity X -EnableFederationAccess $true\nGrant-CsExternalAccessPolicy -Identity ann@contoso.com -PolicyName X", "New TenantExternalAccessPolicies X EnableFederationAccess=True; Grant TenantUsers ann@contoso.com ExternalAccessPolicy=X"},
	{"a policy by its module", `MicrosoftTeams\Remove-CsExternalAccessPolicy -Identity X`, "Remove TenantExternalAccessPolicies X"},
	{"a policy of servers by its module", `Lync\Remove-CsExternalAccessPolicy -Identity X`, "Remove ExternalAccessPolicies X"},
	{"a policy, in a script for both", "Connect-MicrosoftTeams\nNew-CsAllowedDomain a.example\nSet-CsExternalAccessPolicy -Identity Global -EnableFederationAccess $true", notKnown + "3:1; New AllowedDomains a.example; " + readBoth},
	{"a grant to a group", "Connect-MicrosoftTeams\nGrant-CsExternalAccessPolicy -Group g -PolicyName X -Rank 1", notKnown + "2:30; ?Grant TenantUsers  ExternalAccessPolicy=X"},
	{"a grant to all", "Connect-MicrosoftTeams\nGrant-CsExternalAccessPolicy -Global -PolicyName X", notKnown + "2:30; ?Grant TenantUsers  ExternalAccessPolicy=X"},
	{"a policy assigned to a group", "Connect-MicrosoftTeams\nNew-CsGroupPolicyAssignment -GroupId g -PolicyType ExternalAccessPolicy -PolicyName X -Rank 1", notKnown + "2:1; ?Grant TenantUsers "},
	{"a policy of a type that is not in the text, assigned to a group", "Connect-MicrosoftTeams\nSet-CsGroupPolicyAssignment -GroupId g -PolicyType $t -PolicyName X", notKnown + "2:1; ?Grant TenantUsers "},
	{"a policy of another type, assigned to a group", "Connect-MicrosoftTeams\nNew-CsGroupPolicyAssignment -GroupId g -PolicyType TeamsMeetingPolicy -PolicyName X\n" + set + "-AllowedDomains $null", "Set TenantFederationConfiguration Global AllowedDomains=null"},
	{"what prints a tenant", "$t = 1\nGet-CsTenantFederationConfiguration | Out-Null\nGet-CsGroupPolicyAssignment\nGet-CsOnlineUser -Identity ann@contoso.com\n" + set + "-AllowedDomains $null", "Set TenantFederationConfiguration Global AllowedDomains=null"},
	{"asked for by a plan", "Request-TenantCommand '$listBlockedDomains = New-Object Collections.Generic.List[String]; $listBlockedDomains.Add(''a.example''); " + set + "-Identity ''Global'' -BlockedDomains $listBlockedDomains'", "Set TenantFederationConfiguration Global BlockedDomains=a.example"},
	{"a policy that a plan for both asks for", "New-CsAllowedDomain a.example\nRequest-TenantCommand 'Set-CsExternalAccessPolicy -Identity ''Global'' -EnableFederationAccess $true'\nSet-CsExternalAccessPolicy -Identity 'Global' -EnableFederationAccess $false", "New AllowedDomains a.example; Set TenantExternalAccessPolicies Global EnableFederationAccess=True; Set ExternalAccessPolicies Global EnableFederationAccess=False"},
	{"asked for, and not in the text", "Request-TenantCommand $x", notKnown + "1:1; ? TenantFederationConfiguration ; ? TenantExternalAccessPolicies ; ? TenantUsers "},
}

// TestReadTenantScript: the commands of a tenant are read like those of servers.
func TestReadTenantScript(t *testing.T) {
	for _, tt := range tenantLints {
		s := readScript(t, 0, tt.text)
		for _, f := range s.Findings {
			require.NotEmpty(t, f.Detail, tt.says)
			require.NotEmpty(t, f.Remedy, tt.says)
		}
		got := reading(s)
		for i, c := range s.Changes {
			for _, l := range c.Lists {
				got[len(s.Findings)+i] += fmt.Sprintf(" %s+%s-%s", l.Member, strings.Join(l.Added, ","), strings.Join(l.Removed, ","))
			}
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%s: %q (-want +got):\n%s", tt.says, tt.text, diff)
		}
		checkCorrections(t, s)
	}
}

// TestApplyTenantScript: entries are added to a list only if the list is known. Otherwise
// the kind becomes incomplete.
func TestApplyTenantScript(t *testing.T) {
	const open, some, lost = `{"TenantFederationConfiguration":{"Identity":"Global","AllowedDomains":"AllowAllKnownDomains","BlockedDomains":["x.example"],"AllowFederatedUsers":true}}`,
		`{"TenantFederationConfiguration":{"Identity":"Global","AllowedDomains":["x.example"],"BlockedDomains":[],"AllowFederatedUsers":true}}`,
		`{"TenantFederationConfiguration":{"Identity":"Global","AllowFederatedUsers":true}}`
	for _, tt := range []struct {
		export, script, allowed, blocked string
		incomplete                       bool
	}{
		{open, set + "-BlockedDomains @{Add='a.example'}", "AllowAllKnownDomains", "x.example,a.example", false},
		{open, set + "-BlockedDomains @{Add='X.example'}", "AllowAllKnownDomains", "x.example", false},
		{open, set + "-BlockedDomains @{Remove='X.example'}", "AllowAllKnownDomains", "", false},
		{open, "$l = @('a.example')\n" + set + "-AllowedDomainsAsAList @{Add=$l}", "AllowAllKnownDomains", "x.example", true},
		{some, "$l = @('a.example')\n" + set + "-AllowedDomainsAsAList @{Add=$l}", "x.example,a.example", "", false},
		{some, set + "-AllowedDomainsAsAList @{Remove='x.example'}", "$null", "", false},
		{some, set + "-AllowedDomainsAsAList $unknown", "x.example", "", true},
		{lost, set + "-BlockedDomains @{Add='a.example'}", "", "", true},
		{lost, set + "-BlockedDomains 'a.example' -AllowedDomains $null", "$null", "a.example", false},
	} {
		e, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "have.json", Data: []byte(tt.export)}, powershell.File{Name: "x.ps1", Data: []byte(tt.script)})
		require.NoError(t, err)
		require.NoError(t, e.Findings.Err(), tt.script)
		c := e.Document.Configuration
		s := c.Tenant.FederationConfiguration
		if s.AllowedDomains.String() != tt.allowed || s.BlockedDomains.String() != tt.blocked || c.Incomplete.Has(federation.TenantFederationConfiguration) != tt.incomplete {
			t.Errorf("%s: %v, %v, incomplete %v", tt.script, s.AllowedDomains, s.BlockedDomains, c.Incomplete)
		}
	}
	// A refusal of the tenant has the position of the command.
	e, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "have.json", Data: []byte(`{"TenantExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true,"CommunicationWithExternalOrgs":"OrganizationDefault"}]}`)},
		powershell.File{Name: "x.ps1", Data: []byte("Connect-MicrosoftTeams\nNew-CsExternalAccessPolicy -Identity Global")})
	require.NoError(t, err)
	var refused *diag.Finding
	for f := range diag.All(e.Findings.Err()) {
		refused = f
	}
	require.NotNil(t, refused)
	require.Equal(t, "x.ps1:2:1 tenant.policy.repeated", refused.Pos.String()+" "+string(refused.Rule))
}

// TestAllowedDomainsTable: -AllowedDomains takes no hash table, and the other parameters of
// domains do.
func TestAllowedDomainsTable(t *testing.T) {
	for text, want := range map[string]string{
		set + "-AllowedDomains @{Add='a.example'}":        "-AllowedDomains takes no hash table: write -AllowedDomainsAsAList @{Add='a.example'}",
		set + "-AllowedDomainsAsAList @{Add='a.example'}": "",
		set + "-BlockedDomains @{Add='a.example'}":        "",
	} {
		script, err := powershell.ReadScript(0, powershell.File{Name: "a.ps1", Data: []byte(text)})
		require.NoError(t, err)
		var got strings.Builder
		for _, f := range script.Findings {
			got.WriteString(f.Detail)
		}
		if got.String() != want {
			t.Errorf("%s: %q, want %q", text, got.String(), want)
		}
	}
}

// TestWithdrawn: the finding on a parameter that the module no longer has names the day.
func TestWithdrawn(t *testing.T) {
	for text, withdrawn := range map[string]bool{
		set + "-AllowPublicUsers $true": true,
		"Connect-MicrosoftTeams\nSet-CsExternalAccessPolicy -Identity Global -EnablePublicCloudAccess $true": true,
		set + "-AllowSomethingNew $true": false,
	} {
		script, err := powershell.ReadScript(0, powershell.File{Name: "a.ps1", Data: []byte(text)})
		require.NoError(t, err)
		require.Len(t, script.Findings, 1, text)
		if got := strings.Contains(script.Findings[0].Detail, "2025-05-05"); got != withdrawn {
			t.Errorf("%s: %s", text, script.Findings[0].Detail)
		}
	}
}

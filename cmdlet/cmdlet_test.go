package cmdlet_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// An input is an edit for a platform.
type input struct {
	diag.Edit
	Platform product.Platform
}

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, cmdlet.Rules(), map[string]testkit.Check{
		"Command": func(in json.RawMessage) error {
			var i input
			require.NoError(t, json.Unmarshal(in, &i))
			_, err := cmdlet.Command(i.Edit, i.Platform)
			return testkit.Unplaced(err)
		},
		"Apply": func(in json.RawMessage) error {
			var e diag.Edit
			_, d, _ := testkit.Changed(t, in, "Edit", &e)
			_, err := cmdlet.Apply(d.Configuration, e, 0)
			return testkit.Unplaced(err)
		},
		"Quote": testkit.Text(cmdlet.Quote),
	})
}

func TestCommand(t *testing.T) {
	about := func(kind federation.Kind, identity string) diag.Subject {
		return diag.Subject{Kind: kind.String(), Identity: identity}
	}
	set := func(name string, v diag.Value) diag.MemberEdit { return diag.MemberEdit{Name: name, New: v} }
	for _, tt := range []struct {
		edit diag.Edit
		on   product.Platform
		want string // the line, or the rule of the error
	}{
		{diag.Edit{Op: diag.OpRemove, Subject: about(federation.PublicProviders, "Skype")}, 0, "Remove-CsPublicProvider -Identity 'Skype'"},
		{diag.Edit{Op: diag.OpDisable, Subject: about(federation.HostingProviders, "Ken's")}, 0, "Disable-CsHostingProvider -Identity 'Ken''s'"},
		{diag.Edit{Op: diag.OpEnable, Subject: about(federation.PublicProviders, "AOL"), Members: []diag.MemberEdit{set("Enabled", diag.Bool(true))}}, 0, "Enable-CsPublicProvider -Identity 'AOL'"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.PublicProviders, "AOL"), Members: []diag.MemberEdit{set("enabled", diag.Bool(false)), set("VerificationLevel", diag.Text("AlwaysVerifiable"))}}, 0,
			"Set-CsPublicProvider -Identity 'AOL' -Enabled $false -VerificationLevel 'AlwaysVerifiable'"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.PublicProviders, "AOL"), Members: []diag.MemberEdit{set("ProxyFqdn", diag.Text("a.b"))}}, 0, "cmdlet.parameter.unknown"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.HostingProviders, "O365"), Members: []diag.MemberEdit{set("AutodiscoverUrl", diag.Null()), set("SipClientPort", diag.Number(443))}}, product.LyncServer2013,
			"Set-CsHostingProvider -Identity 'O365' -AutodiscoverUrl $null -SipClientPort 443"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.HostingProviders, "O365"), Members: []diag.MemberEdit{set("SipClientPort", diag.Number(443))}}, product.LyncServer2010, "cmdlet.parameter.unknown"},
		{diag.Edit{Op: diag.OpNew, Subject: about(federation.PublicProviders, "Skype"), Members: []diag.MemberEdit{
			set("Identity", diag.Text("Skype")), set("ProxyFqdn", diag.Text("federation.messenger.msn.com")), set("Enabled", diag.Bool(true)), set("IconUrl", diag.Null()), set("NameDecorationDomain", diag.Value{}),
		}}, 0, "New-CsPublicProvider -Identity 'Skype' -ProxyFqdn 'federation.messenger.msn.com' -Enabled $true"},
		{diag.Edit{Op: diag.OpNew, Subject: about(federation.PublicProviders, "Skype"), Members: []diag.MemberEdit{set("ProxyFqdn", diag.Text("a.b"))}}, 0, "cmdlet.parameter.missing"},
		{diag.Edit{Op: diag.OpNew, Subject: about(federation.AllowedDomains, "fabrikam.com")}, 0, "New-CsAllowedDomain -Identity 'fabrikam.com'"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.SIPDomains, "contoso.com"), Members: []diag.MemberEdit{set("IsDefault", diag.Bool(true))}}, 0, "Set-CsSipDomain -Identity 'contoso.com' -IsDefault $true"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.ExternalAccessPolicies, "Global"), Members: []diag.MemberEdit{set("EnablePublicCloudAccess", diag.Bool(true))}}, 0, "Set-CsExternalAccessPolicy -Identity 'Global' -EnablePublicCloudAccess $true"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.ExternalAccessPolicies, "")}, 0, "cmdlet.identity.missing"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.AccessEdge, ""), Members: []diag.MemberEdit{set("AllowFederatedUsers", diag.Bool(true))}}, 0, "Set-CsAccessEdgeConfiguration -Identity 'Global' -AllowFederatedUsers $true"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.AccessEdge, ""), Members: []diag.MemberEdit{set("EnablePartnerDiscovery", diag.Bool(true))}}, 0, "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery $true"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.AccessEdge, ""), Members: []diag.MemberEdit{set("BeClearingHouse", diag.Bool(true))}}, 0, "cmdlet.parameter.missing"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.AccessEdge, ""), Members: []diag.MemberEdit{set("RoutingMethod", diag.Text("usedefaultrouting")), set("DefaultRouteFqdn", diag.Text("a.b")), set("AllowFederatedUsers", diag.Bool(true))}}, 0,
			"Set-CsAccessEdgeConfiguration -UseDefaultRouting -DefaultRouteFqdn 'a.b' -AllowFederatedUsers $true"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.AccessEdge, ""), Members: []diag.MemberEdit{set("RoutingMethod", diag.Text("x; rm"))}}, 0, "cmdlet.parameter.missing"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.AccessEdge, ""), Members: []diag.MemberEdit{set("EnablePartnerDiscovery", diag.Bool(true)), set("DefaultRouteFqdn", diag.Text("a.b"))}}, 0, "cmdlet.parameter.mixed"},
		{diag.Edit{Op: diag.OpRemove, Subject: about(federation.AccessEdge, "")}, 0, "cmdlet.operation.unsupported"},
		{diag.Edit{Op: diag.OpRemove, Subject: about(federation.Platform, "x")}, 0, "cmdlet.operation.unsupported"},
		{diag.Edit{Op: diag.OpGrant, Subject: about(federation.Users, "ken@contoso.com"), Members: []diag.MemberEdit{set("ExternalAccessPolicy", diag.Text("Tag:Sales"))}}, 0, "Grant-CsExternalAccessPolicy -Identity 'sip:ken@contoso.com' -PolicyName 'Sales'"},
		{diag.Edit{Op: diag.OpGrant, Subject: about(federation.Users, "sip:ken@contoso.com"), Members: []diag.MemberEdit{set("ExternalAccessPolicy", diag.Null())}}, 0, "Grant-CsExternalAccessPolicy -Identity 'sip:ken@contoso.com' -PolicyName $null"},
		{diag.Edit{Op: diag.OpGrant, Subject: about(federation.Users, "ken@contoso.com"), Members: []diag.MemberEdit{set("ExternalAccessPolicy", diag.Null())}}, 0, "Grant-CsExternalAccessPolicy -Identity 'sip:ken@contoso.com' -PolicyName $null"},
		{diag.Edit{Op: diag.OpGrant, Subject: about(federation.Users, "ken@contoso.com"), Members: []diag.MemberEdit{set("ExternalAccessPolicy", diag.Value{})}}, 0, "cmdlet.parameter.missing"},
		{diag.Edit{Op: diag.OpGrant, Subject: about(federation.Users, "ken@contoso.com"), Members: []diag.MemberEdit{set("RegistrarPool", diag.Text("x"))}}, 0, "cmdlet.parameter.unknown"},
		{diag.Edit{Op: diag.OpGrant, Subject: about(federation.Users, "ken@contoso.com")}, 0, "cmdlet.parameter.missing"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.BlockedDomains, "a.b"), Members: []diag.MemberEdit{set("Comment", diag.Texts("one", "t'wo"))}}, 0, "Set-CsBlockedDomain -Identity 'a.b' -Comment 'one','t''wo'"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.BlockedDomains, "a.b"), Members: []diag.MemberEdit{set("Comment", diag.Text("one\u202etwo"))}}, 0, "cmdlet.text.unprintable"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.TenantFederationConfiguration, ""), Members: []diag.MemberEdit{set("AllowedDomains", diag.Text("allowallknowndomains"))}}, 0, "Set-CsTenantFederationConfiguration -Identity 'Global' -AllowedDomains (New-CsEdgeAllowAllKnownDomains)"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.TenantFederationConfiguration, ""), Members: []diag.MemberEdit{set("AllowedDomains", diag.Texts("a.b", "c'.d"))}}, product.LyncServer2010,
			"$listAllowedDomains = New-Object Collections.Generic.List[String]; $listAllowedDomains.Add('a.b'); $listAllowedDomains.Add('c''.d'); Set-CsTenantFederationConfiguration -Identity 'Global' -AllowedDomainsAsAList $listAllowedDomains"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.TenantFederationConfiguration, ""), Members: []diag.MemberEdit{set("BlockedDomains", diag.Text("a.b"))}}, 0,
			"$listBlockedDomains = New-Object Collections.Generic.List[String]; $listBlockedDomains.Add('a.b'); Set-CsTenantFederationConfiguration -Identity 'Global' -BlockedDomains $listBlockedDomains"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.BlockedDomains, "a.b"), Members: []diag.MemberEdit{set("Comment", diag.Texts())}}, 0, "Set-CsBlockedDomain -Identity 'a.b' -Comment $null"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.TenantFederationConfiguration, ""), Members: []diag.MemberEdit{set("BlockedDomains", diag.Text("AllowAllKnownDomains"))}}, 0,
			"$listBlockedDomains = New-Object Collections.Generic.List[String]; $listBlockedDomains.Add('AllowAllKnownDomains'); Set-CsTenantFederationConfiguration -Identity 'Global' -BlockedDomains $listBlockedDomains"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.TenantFederationConfiguration, ""), Members: []diag.MemberEdit{set("BlockedDomains", diag.Texts())}}, 0, "Set-CsTenantFederationConfiguration -Identity 'Global' -BlockedDomains $null"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.TenantFederationConfiguration, ""), Members: []diag.MemberEdit{set("BlockedDomains", diag.Null())}}, 0, "Set-CsTenantFederationConfiguration -Identity 'Global' -BlockedDomains $null"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.TenantFederationConfiguration, ""), Members: []diag.MemberEdit{set("BlockedDomains", diag.Bool(true))}}, 0, "cmdlet.parameter.missing"},
		{diag.Edit{Op: diag.OpSet, Subject: about(federation.TenantFederationConfiguration, ""), Members: []diag.MemberEdit{set("BlockedDomains", diag.Texts("a.b", "\u202ec.d"))}}, 0, "cmdlet.text.unprintable"},
		{diag.Edit{Op: diag.OpSet, Subject: diag.Subject{Kind: "Providers", Identity: "a.b"}}, 0, "federation.kind.unknown"},
	} {
		got, err := cmdlet.Command(tt.edit, tt.on)
		for f := range diag.All(err) {
			got += string(f.Rule)
			if f.Subject != tt.edit.Subject || f.Remedy == "" {
				t.Errorf("%v: %+v does not say which record, or what to do", tt.edit, f)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tt.edit, diff)
		}
	}
}

// TestReplaces: a Set of a member without a parameter removes the record and creates it
// again.
func TestReplaces(t *testing.T) {
	for line, want := range map[string]bool{
		"Set PublicProviders Skype proxyfqdn=a.b":                                     true,
		"Set PublicProviders Skype Enabled=true ProxyFqdn=a.b":                        true,
		"Set PublicProviders Skype Enabled=true":                                      false,
		"Set PublicProviders Skype Identity=Skype":                                    false,
		"Set PublicProviders Skype Nothing=1":                                         false,
		"New PublicProviders Skype ProxyFqdn=a.b Enabled=true":                        false,
		"Set AccessEdgeConfiguration Global RoutingMethod=UseDefaultRouting":          false,
		"Set AccessEdgeConfiguration Global EnableDiscoveredPartnerResponseMonitor=1": true,
		"Set Nothing Skype ProxyFqdn=a.b":                                             false,
	} {
		require.Equal(t, want, cmdlet.Replaces(edit(t, line)), line)
	}
}

// TestAgain: the new record has the known members of the old one, but for the changed.
func TestAgain(t *testing.T) {
	c := right(t)
	c.PublicProviders = []provider.PublicProvider{{Identity: "Skype", ProxyFQDN: domain.MustParseName("a.b"), Enabled: true}}
	got := cmdlet.Again(c, federation.PublicProviders, 0, diag.MemberEdit{Name: "proxyfqdn", New: diag.Text("c.d")})
	want := []diag.Edit{edit(t, "Remove PublicProviders Skype"), edit(t, "New PublicProviders Skype ProxyFqdn=c.d Enabled=true")}
	if diff := cmp.Diff(fmt.Sprint(want), fmt.Sprint(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestInPlaceUnknown: a record with an unknown member is not replaced.
func TestInPlaceUnknown(t *testing.T) {
	for members, want := range map[string]int{
		`"VerificationLevel": 0, "IconUrl": null, "NameDecorationDomain": null, "NameDecorationRoutingDomain": null, "NameDecorationExcludedDomainList": null, "EnableSkypeIdRouting": null, "EnableSkypeDirectorySearch": null`: 2,
		`"VerificationLevel": 0`: 0,
	} {
		d, _, err := federation.Decode([]byte(`{"PublicProviders": [{"Identity": "Skype", "ProxyFqdn": "a.b", "Enabled": true, ` + members + `}]}`))
		require.NoError(t, err)
		commands, replaces := cmdlet.InPlace(d.Configuration, edit(t, "Set PublicProviders Skype ProxyFqdn=c.d"))
		if len(commands) != want || !replaces {
			t.Errorf("%s: %v, %t", members, commands, replaces)
		}
	}
}

func TestExport(t *testing.T) {
	for k, want := range map[federation.Kind]string{
		federation.PublicProviders: "Get-CsPublicProvider | Export-Clixml -Path 'PublicProviders.xml'",
		federation.TenantUsers:     "Get-CsOnlineUser | ConvertTo-Json -Depth 5 | Out-File -FilePath 'TenantUsers.json'",
		federation.Platform:        "",
	} {
		require.Equal(t, want, cmdlet.Export(k))
	}
}

// TestSource: a refusal cites the page of the cmdlet.
func TestSource(t *testing.T) {
	for line, want := range map[string]string{
		"Set PublicProviders Skype ProxyFqdn=a.b":      "PS-PUBLIC",
		"Set HostingProviders Office365 ProxyFqdn=a.b": "PS-HOSTING",
		"New AllowedDomains fabrikam.com":              "PS-ALLOWED",
		"New SipDomains CONTOSO.com":                   "PS-SIPDOMAIN",
	} {
		_, err := cmdlet.Apply(right(t), edit(t, line), 0)
		var f *diag.Finding
		require.ErrorAs(t, err, &f)
		require.Equal(t, want, f.Source.ID, line)
	}
}

// TestOperations: each operation of each kind has a line, or an error.
func TestOperations(t *testing.T) {
	for k := range federation.AllKinds() {
		ops := k.Row().Table().About().Ops
		for op := diag.OpNew; op <= diag.OpGrant; op++ {
			line, err := cmdlet.Command(diag.Edit{Op: op, Subject: diag.Subject{Kind: k.String(), Identity: "x"}}, 0)
			has := false
			for _, o := range ops {
				has = has || o == op
			}
			if errors.Is(err, cmdlet.RuleOperationUnsupported) == has || err == nil && !strings.HasPrefix(line, op.String()+"-Cs") {
				t.Errorf("%v %v: %q, %v", op, k, line, err)
			}
		}
	}
}

// FuzzQuote: a quoted text reads back unchanged by PowerShell's rule, in which two
// quotation marks in a string stand for one.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "Skype", "Sky'pe; rm", "a\u2018b\u2019c", "a\u201ab\u201bc $x", "''", "'\u2019", "\u202eSkype"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quoted, err := cmdlet.Quote(s)
		if (err == nil) != (char.Unprintable(s) < 0) {
			t.Fatalf("%q: %v", s, err)
		}
		if err != nil || !utf8.ValidString(s) {
			return
		}
		var read []rune
		inside := []rune(quoted)[1 : utf8.RuneCountInString(quoted)-1]
		for i := 0; i < len(inside); i++ {
			read = append(read, inside[i])
			if strings.ContainsRune("'\u2018\u2019\u201a\u201b", inside[i]) {
				if i+1 == len(inside) || !strings.ContainsRune("'\u2018\u2019\u201a\u201b", inside[i+1]) {
					t.Fatalf("%q ends within %s", s, quoted)
				}
				i++
			}
		}
		if string(read) != s {
			t.Errorf("%q is quoted as %s, which reads as %q", s, quoted, string(read))
		}
	})
}

// TestMemberIsNamed: the text of an error names the member, not its path alone.
func TestMemberIsNamed(t *testing.T) {
	e := diag.Edit{Op: diag.OpNew, Subject: diag.Subject{Kind: "AllowedDomains", Identity: "a.example"}, Members: []diag.MemberEdit{{Name: "VerificationLevel", New: diag.Text("AlwaysVerifiable")}}}
	_, err := cmdlet.Command(e, product.LyncServer2010)
	var f *diag.Finding
	if !errors.As(err, &f) || !strings.HasPrefix(f.Detail, "VerificationLevel came with") {
		t.Errorf("Command(%v) = %v", e, err)
	}
}

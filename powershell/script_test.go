package powershell_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
)

func readScript(t testing.TB, p product.Platform, text string) *powershell.Script {
	t.Helper()
	s, err := powershell.ReadScript(p, powershell.File{Name: "x.ps1", Data: []byte(text)})
	require.NoError(t, err)
	return s
}

// A lint is a script and its reading.
type lint struct {
	says string
	text string
	want string
}

// lints has scripts as people write them, each with a description and the findings:
// rule and position, or the effect of the script.
var lints = []lint{
	// Correct scripts.
	{"plain", "New-CsAllowedDomain -Identity fabrikam.com", "New AllowedDomains fabrikam.com"},
	{"numbers for a Boolean and a level", "New-CsPublicProvider -ProxyFqdn a.example -Enabled 1 -Identity Skype  -VerificationLevel 2", "New PublicProviders Skype ProxyFqdn=a.example Enabled=True VerificationLevel=2"},
	{"other letter case, en dashes", "new-cSblockeddomain \u2013identity fabrikam.com \u2014Comment \u201cby Ken\u201d", "New BlockedDomains fabrikam.com Comment=by Ken"},
	{"a list of domains in quotes is a text", `New-CsPublicProvider -Identity S -ProxyFqdn a.example -NameDecorationExcludedDomainList "a.example,b.example" -Enabled $true`, "New PublicProviders S ProxyFqdn=a.example NameDecorationExcludedDomainList=a.example,b.example Enabled=True"},
	{"the Identity stands alone", "Set-CsExternalAccessPolicy Global -EnableOutsideAccess $true", "Set ExternalAccessPolicies Global EnableOutsideAccess=True"},
	{"backticks and colons", "Set-CsExternalAccessPolicy -Identity Global `\r\n  -EnableFederationAccess:$false `\r\n -ErrorAction Stop | Out-Null", "Set ExternalAccessPolicies Global EnableFederationAccess=False"},
	{"a hashtable of plain values", "$p = @{\n Identity = 'Global' # all\n EnableOutsideAccess=$true; Description = \"x y\"\n}\nSet-CsExternalAccessPolicy @p 3>$null", "Set ExternalAccessPolicies Global EnableOutsideAccess=True Description=x y"},
	{"a switch of the Edge is its routing", "Set-CsAccessEdgeConfiguration -AllowFederatedUsers 1 -EnablePartnerDiscovery 0 -UseDnsSrvRouting", "Set AccessEdgeConfiguration Global AllowFederatedUsers=True EnablePartnerDiscovery=False RoutingMethod=UseDnsSrvRouting"},
	{"three commands", "New-CsAllowedDomain a.example; New-CsAllowedDomain b.example\nRemove-CsAllowedDomain -Id a.example -Confirm:$false", "notice powershell.script.abbreviated 2:24; New AllowedDomains a.example; New AllowedDomains b.example; Remove AllowedDomains a.example"},
	{"a grant", "Grant-CsExternalAccessPolicy sip:ken@contoso.com -PolicyName $null", "Grant Users ken@contoso.com ExternalAccessPolicy=null"},
	{"an array of one in brackets", "New-CsBlockedDomain -Identity ('a.example')", "New BlockedDomains a.example"},
	{"other cmdlets are skipped", "Test-CsFederatedPartner -Domain a.example\nGet-CsTenant\nInvoke-Something -X", "warning powershell.script.empty 1:1"},
	{"the switch of the script", "Remove-CsAllowedDomain a.example -WhatIf:$WhatIfPreference", "Remove AllowedDomains a.example"},
	{"nothing is stored", "$x = New-CsAllowedDomain -Identity a.example -InMemory\nRemove-CsAllowedDomain a.example -WhatIf", ""},
	{"a text is no command", `"   New-CsAllowedDomain -Domain '" + $_.Domain`, "warning powershell.script.empty 1:1"},
	{"what is written is read: a Domain", "New-CsAllowedDomain -Domain a.example -Comment 'it''s'", "New AllowedDomains a.example Comment=it's"},

	{"an XMPP partner", "New-CsXmppAllowedPartner -Domain a.example -TlsNegotiation Optional -AdditionalDomains @{Add='b.example'} -ConnectionLimit 5", "notice powershell.script.unknown 1:1"},
	{"an XMPP partner that is wrong", "Set-CsXmppAllowedPartner a.example -EnableKeepAliv 'True' -Domain b.example -ConnectionLimit x", "notice powershell.script.abbreviated 1:36; error powershell.script.boolean 1:52; error powershell.script.parameter 1:59; error powershell.script.value 1:94; notice powershell.script.unknown 1:1"},
	{"an XMPP partner without a name, and with two", "Remove-CsXmppAllowedPartner; New-CsXmppAllowedPartner a.example -Domain b.example", "error cmdlet.parameter.missing 1:1; notice powershell.script.unknown 1:1; error cmdlet.parameter.mixed 1:73; notice powershell.script.unknown 1:30"},

	// Values that are not in the text.
	{"a pipe", "Get-CsAllowedDomain | Set-CsAllowedDomain -Comment x", "notice powershell.script.unknown 1:23; ?Set AllowedDomains  Comment=x"},
	{"a variable", "New-CsAllowedDomain -Identity $d", "notice powershell.script.unknown 1:31; ?New AllowedDomains "},
	{"a variable that nothing rests on", "Grant-CsExternalAccessPolicy sip:ken@contoso.com -PolicyName X -DomainController $dc", "Grant Users ken@contoso.com ExternalAccessPolicy=X"},
	{"a hashtable that is changed", "$p = @{Identity = 'Global'}\n$p.EnableOutsideAccess = $true\nSet-CsExternalAccessPolicy @p", "notice powershell.script.unknown 3:28; ?Set ExternalAccessPolicies "},
	{"a hashtable that is not there", "Set-CsExternalAccessPolicy @p", "notice powershell.script.unknown 1:28; ?Set ExternalAccessPolicies "},
	{"a condition", "if ($yes) {\n  New-CsAllowedDomain a.example\n}", "?New AllowedDomains a.example"},
	{"a display name", "Grant-CsExternalAccessPolicy 'Ken Myer' -PolicyName X", "?Grant Users Ken Myer ExternalAccessPolicy=X"},
	{"another command's result", "Set-CsAllowedDomain -Identity a.example -Comment (Get-Date)", "notice powershell.script.unknown 1:50; ?Set AllowedDomains a.example"},

	// Wrong commands.
	{"the link was lost", "New-CsPublicProvider -Identity Skype -ProxyFqdn -IconUrl \u201c\u201d -Enabled 1", "error powershell.script.value 1:38; !New PublicProviders Skype IconUrl= Enabled=True"},
	{"a placeholder in angle brackets", "Remove-CsPublicProvider -Identity <identity-name>", "error powershell.script.placeholder 1:35; !Remove PublicProviders "},
	{"a placeholder with quotes in it", "New-CsExternalAccessPolicy -Identity <name, prepend with 'site:'> -EnableOutsideAccess $true", "error powershell.script.placeholder 1:38; !New ExternalAccessPolicies  EnableOutsideAccess=True"},
	{"a placeholder in square brackets", "Set-CsHostingProvider -Identity [identity] -AutodiscoverUrl https://a.example/", "error powershell.script.placeholder 1:33; !Set HostingProviders [identity] AutodiscoverUrl=https://a.example/"},
	{"a placeholder in capitals", `Remove-CsHostingProvider -Identity "PROVIDER-NAME"`, "error powershell.script.placeholder 1:36; !Remove HostingProviders PROVIDER-NAME"},
	{"a hard line end", "New-CsHostingProvider -Identity P -Enabled\n$True -ProxyFqdn a.example", "error powershell.script.value 1:35; error powershell.script.argument 2:1; !New HostingProviders P"},
	{"a line that begins with a parameter", "New-CsAllowedDomain a.example\n -Comment x", "error powershell.script.argument 2:2; New AllowedDomains a.example"},
	{"a blank after the backtick", "New-CsAllowedDomain a.example ` \n", "error powershell.script.argument 1:31; !New AllowedDomains a.example"},
	{"no hyphen", "Set-CsExternalAccessPolicy -Identity X EnableXmppAccess $true", "error powershell.script.argument 1:40; !Set ExternalAccessPolicies X"},
	{"one word too many", "Remove-CsAllowedDomain a.example b.example", "error powershell.script.argument 1:34; !Remove AllowedDomains a.example"},
	{"no such parameter", "Set-CsExternalAccessPolicy -Identity Global -AllowGuestAccess $true", "error powershell.script.parameter 1:45; !Set ExternalAccessPolicies Global"},
	{"not in place", "Set-CsPublicProvider -Identity Skype -ProxyFqdn a.example", "error powershell.script.parameter 1:38; !Set PublicProviders Skype ProxyFqdn=a.example"},
	{"of Teams, and the server's page has it", "Set-CsExternalAccessPolicy -Identity Global -EnableTeamsConsumerAccess $false", "notice policy.member.teams 1:45; Set ExternalAccessPolicies Global"},
	{"of Teams alone", "Set-CsExternalAccessPolicy -Identity Global -AllowedExternalDomains a.example", "Set TenantExternalAccessPolicies Global AllowedExternalDomains=a.example"},
	{"of Teams, in a script for servers", "New-CsAllowedDomain b.example\nSet-CsExternalAccessPolicy -Identity Global -AllowedExternalDomains a.example", "error powershell.script.parameter 2:45; New AllowedDomains b.example; !Set ExternalAccessPolicies Global"},
	{"shortened by accident", "New-CsExternalAccessPolicy -Identity X -EnableFederationAcces $true", "notice powershell.script.abbreviated 1:40; New ExternalAccessPolicies X EnableFederationAccess=True"},
	{"too short", "New-CsPublicProvider -Identity X -ProxyFqdn a.example -En $true", "error powershell.script.ambiguous 1:55; !New PublicProviders X ProxyFqdn=a.example"},
	{"twice", "New-CsAllowedDomain -Identity a.example -Identity b.example", "error powershell.script.repeated 1:41; !New AllowedDomains a.example"},
	{"Global is meant, and not said", "Set-CsExternalAccessPolicy -EnableOutsideAccess $false", "warning powershell.script.global 1:1; Set ExternalAccessPolicies Global EnableOutsideAccess=False"},
	{"no Identity, and there is no Global", "Set-CsPublicProvider -Enabled $true", "error cmdlet.identity.missing 1:1; !Set PublicProviders  Enabled=True"},
	{"the shell asks", "New-CsPublicProvider -Identity X -ProxyFqdn a.example", "error cmdlet.parameter.missing 1:1; !New PublicProviders X ProxyFqdn=a.example"},
	{"the pages disagree", "New-CsHostingProvider -Identity X -ProxyFqdn a.example -Enabled $true -HostsOCSUsers $false", "notice powershell.script.disputed 1:1; New HostingProviders X ProxyFqdn=a.example Enabled=True HostsOCSUsers=False"},
	{"a Boolean as text", "Disable-CsPublicProvider X; Set-CsPublicProvider X -Enabled \"False\"", "error powershell.script.boolean 1:61; Disable PublicProviders X; !Set PublicProviders X"},
	{"a Boolean as a word", "Set-CsPublicProvider X -Enabled true", "error powershell.script.boolean 1:33; !Set PublicProviders X"},
	{"a full stop", "Set-CsAccessEdgeConfiguration -AllowFederatedUsers $true.", "error powershell.script.full-stop 1:57; !Set AccessEdgeConfiguration Global AllowFederatedUsers=True"},
	{"a full stop on a name", "Set-CsPublicProvider X -VerificationLevel AlwaysVerifiable.", "error powershell.script.full-stop 1:43; !Set PublicProviders X VerificationLevel=AlwaysVerifiable"},
	{"no end", "New-CsExternalAccessPolicy -Identity \"RedmondExternalAcc", "error powershell.script.unclosed 1:38; !New ExternalAccessPolicies "},
	{"nothing", " \n# x", "warning powershell.script.empty 1:1"},
	{"something else", "\nimport os\n\nfor x in range(3):\n  print(x)", "warning powershell.script.empty 2:1"},
	{"brackets too many", "New-CsAllowedDomain a.example }\n ) )\n}", "error powershell.script.stray 1:31; New AllowedDomains a.example"},
	{"a bracket too many", "New-CsAllowedDomain a.example }", "error powershell.script.stray 1:31; New AllowedDomains a.example"},
	{"both names", "New-CsAllowedDomain -Identity a.example -Domain a.example", "error cmdlet.parameter.mixed 1:49; !New AllowedDomains a.example"},
	{"both routings", "Set-CsAccessEdgeConfiguration -UseDefaultRouting -DefaultRouteFqdn a.example -EnablePartnerDiscovery $true", "error cmdlet.parameter.mixed 1:102; !Set AccessEdgeConfiguration Global RoutingMethod=UseDefaultRouting DefaultRouteFqdn=a.example EnablePartnerDiscovery=True"},
	{"discovery without its switch", "Set-CsAccessEdgeConfiguration -EnablePartnerDiscovery $true", "error cmdlet.parameter.missing 1:1; !Set AccessEdgeConfiguration Global EnablePartnerDiscovery=True"},
	{"Identity and a routing", "Set-CsAccessEdgeConfiguration -Identity Global -UseDnsSrvRouting -EnablePartnerDiscovery $true", "error cmdlet.parameter.mixed 1:41; !Set AccessEdgeConfiguration Global RoutingMethod=UseDnsSrvRouting EnablePartnerDiscovery=True"},
	{"no such cmdlet", "New-CsAllowedDomian a.example", "error powershell.script.cmdlet 1:1"},
	{"a minus sign", "New-CsAllowedDomain \u2212Identity a.example", "error powershell.script.typography 1:21; !New AllowedDomains "},
	{"a zero-width space", "New-CsAllowedDomain a.ex\u200bample", "error powershell.script.invisible 1:21; !New AllowedDomains a.ex\u200bample"},
	{"a level that there is not", "Set-CsPublicProvider X -VerificationLevel Always", "error provider.verification-level.unknown 1:43; !Set PublicProviders X"},
	{"a quoted word is a value, and no parameter", "Remove-CsAllowedDomain 'Confirm' x", "error powershell.script.argument 1:34; !Remove AllowedDomains Confirm"},
	{"a comma at the end", "New-CsAllowedDomain a.example,", "error powershell.script.value 1:21; !New AllowedDomains "},
	{"a list where one value goes", "New-CsAllowedDomain a.example, b.example", "error powershell.script.value 1:21; !New AllowedDomains "},
}

// reading returns a line for each finding and each change of a script. A refused change
// has the mark !, and a change that is not known the mark ?.
func reading(s *powershell.Script) []string {
	var all []string
	for _, f := range s.Findings {
		all = append(all, fmt.Sprintf("%v %s %d:%d", f.Severity, f.Rule, f.Pos.Line, f.Pos.Column))
	}
	for _, c := range s.Changes {
		line := fmt.Sprintf("%v %s %s", c.Edit.Op, c.Edit.Subject.Kind, c.Edit.Subject.Identity)
		for _, m := range c.Edit.Members {
			line += " " + m.Name + "=" + m.New.String()
		}
		switch {
		case c.Refused:
			line = "!" + line
		case !c.Known:
			line = "?" + line
		}
		all = append(all, line)
	}
	return all
}

// TestReadScript checks the rules and positions of findings, and the changes.
func TestReadScript(t *testing.T) {
	for _, tt := range lints {
		s := readScript(t, 0, tt.text)
		for _, f := range s.Findings {
			if f.Detail == "" || f.Remedy == "" || f.Source.IsZero() || f.Pos.File != "x.ps1" {
				t.Errorf("%s: %+v does not say what, or what to do, or where", tt.says, f)
			}
		}
		got := reading(s)
		if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%s: %q (-want +got):\n%s", tt.says, tt.text, diff)
		}
	}
}

// TestReadScriptPlatform: a parameter must exist in the product of the script.
func TestReadScriptPlatform(t *testing.T) {
	const text = "New-CsPublicProvider -Identity X -ProxyFqdn a.example -Enabled $true -IconUrl https://a.example/"
	require.Empty(t, readScript(t, product.LyncServer2013, text).Findings)
	require.ErrorIs(t, readScript(t, product.LyncServer2010, text).Findings.Err(), cmdlet.RuleParameterUnknown)
}

// TestReadScriptBad: a text that is not a script has an error with a position.
func TestReadScriptBad(t *testing.T) {
	utf16 := []byte{0xff, 0xfe}
	for _, c := range "New-CsAllowedDomain a.example" {
		utf16 = append(utf16, byte(c), 0)
	}
	s, err := powershell.ReadScript(0, powershell.File{Name: "x", Data: utf16})
	require.NoError(t, err)
	require.Len(t, s.Changes, 1)
	size := 1 << 16
	if testing.Short() {
		size = 1 << 13
	}
	for _, piece := range []string{"`", "{", "}", "(", "\"$(", "$x[", "'", "New-CsAllowedDomain ", "a,", "@p ", "-Id ", "{New-CsAllowedDomain ", "Set-CsSipDomain a=1;"} {
		readScript(t, 0, strings.Repeat(piece, size/len(piece)))
		readScript(t, 0, "$p = @{"+strings.Repeat(piece, size/len(piece))+"}\nSet-CsSipDomain @p")
	}
	many := readScript(t, 0, strings.Repeat("New-CsSipDomain -X 1\n", 20_000)).Findings
	require.Len(t, many, record.MaxListed+1)
	last := many[record.MaxListed]
	require.Equal(t, "error powershell.script.parameter: and 19,000 more, which are not listed", fmt.Sprint(last.Severity, " ", last.Rule, ": ", last.Detail))
	require.Len(t, readScript(t, 0, strings.Repeat("New-CsSipDomian a.example\n", record.MaxListed+1)).Corrections, record.MaxListed)
	require.ErrorIs(t, readScript(t, 0, strings.Repeat("{", 10000)).Findings.Err(), powershell.RuleScriptUnclosed)
}

// fresh returns a new server: only Global and the Access Edge, with their defaults.
func fresh(c federation.Configuration) federation.Configuration {
	global := policy.ExternalAccessPolicy{Identity: policy.MustParseIdentity("Global")}
	edge := federation.AccessEdgeConfiguration{}.WithDefaults()
	f := federation.Configuration{Platform: c.Platform, AccessEdge: &edge, ExternalAccessPolicies: []policy.ExternalAccessPolicy{global}, Pools: c.Pools}
	f.SIPDomains, f.AllowedDomains, f.BlockedDomains = []federation.SIPDomain{}, []federation.AllowedDomain{}, []federation.BlockedDomain{}
	f.PublicProviders, f.HostingProviders = c.PublicProviders[:0:0], c.HostingProviders[:0:0]
	f.PublicProviders, f.HostingProviders = append(f.PublicProviders, c.PublicProviders...)[:0], append(f.HostingProviders, c.HostingProviders...)[:0]
	for _, u := range c.Users {
		u.ExternalAccessPolicy = policy.Identity{}
		f.Users = append(f.Users, u)
	}
	return f
}

// exported returns the configuration of a file.
func exported(t *testing.T, name string) federation.Configuration {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	e, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "export", Data: data})
	require.NoError(t, err)
	return e.Document.Configuration
}

// scriptOf returns the script that makes a configuration from a fresh server.
func scriptOf(t *testing.T, want federation.Configuration) string {
	t.Helper()
	var lines []string
	for k := range federation.AllKinds() {
		row := k.Row()
		for i := range row.Len(&want) {
			r := row.Record(&want, i)
			edit := diag.Edit{Op: diag.OpNew, Subject: want.Subject(k, i)}
			switch {
			case k == federation.Pools || k == federation.Holdings:
				continue
			case k == federation.Users:
				edit.Op = diag.OpGrant
				edit.Members = []diag.MemberEdit{{Name: "ExternalAccessPolicy", New: r.Value("ExternalAccessPolicy")}}
			case k == federation.AccessEdge || edit.Subject.Identity == "Global":
				edit.Op = diag.OpSet
			}
			for p := range r.Set() {
				if edit.Op == diag.OpNew && !p.Key || edit.Op == diag.OpSet && p.Set || p.Name == "RoutingMethod" {
					edit.Members = append(edit.Members, diag.MemberEdit{Name: p.Name, New: r.Value(p.Name)})
				}
			}
			line, err := cmdlet.Command(edit, want.Platform)
			require.NoError(t, err)
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\r\n")
}

// TestScriptIsExport: an exported configuration and the one made by a script of
// cmdlet lines are the same and have the same findings.
func TestScriptIsExport(t *testing.T) {
	for _, name := range []string{testkit.RightPath, "testdata/contoso.json", "../cmd/lyncfed/testdata/explain/config.json"} {
		t.Run(name, func(t *testing.T) {
			// A script makes complete records. Members that the file lacks have their defaults.
			whole := exported(t, name)
			whole.Incomplete = 0
			if whole.Platform.IsZero() {
				whole.Platform = product.SfBServer2015
			}
			whole, err := whole.WithDefaults()
			require.NoError(t, err)
			scriptIsExport(t, whole)
		})
	}
}

func scriptIsExport(t *testing.T, want federation.Configuration) {
	s := readScript(t, want.Platform, scriptOf(t, want))
	require.NoError(t, s.Findings.Err())
	got, refusals := s.Apply(fresh(want))
	require.NoError(t, refusals.Err())
	for k := range federation.AllKinds() {
		row := k.Row()
		require.Equal(t, row.Len(&want), row.Len(&got), k)
		for i := range row.Len(&want) {
			for p := range row.Table().Properties() {
				if k == federation.AccessEdge && !p.Set && p.Name != "RoutingMethod" {
					continue // no cmdlet sets the member
				}
				w, g := row.Record(&want, i).Value(p.Name), row.Record(&got, i).Value(p.Name)
				if !w.Equal(g) && !(w.IsZero() || w.IsNull()) {
					t.Errorf("%v %s is %v in the export, and the script makes it %v", want.Subject(k, i), p.Name, w, g)
				}
			}
		}
	}
	day := date.MustParse("2016-06-01")
	if diff := cmp.Diff(testkit.Lines(audit.Run(want, day).Findings), testkit.Lines(audit.Run(got, day).Findings)); diff != "" {
		t.Errorf("findings of the export and of the script (-export +script):\n%s", diff)
	}
}

// TestScriptApply: the script is applied in order. A refusal has the position of its
// command, and a change that is not known makes its kind incomplete.
func TestScriptApply(t *testing.T) {
	s := readScript(t, 0, "New-CsBlockedDomain a.example\n\nNew-CsAllowedDomain a.example\nNew-CsPublicProvider $x -ProxyFqdn b.example -Enabled 1\nRemove-CsPublicProvider Skype\nNew-CsPublicProvider -Identity y")
	c, refusals := s.Apply(federation.Configuration{AllowedDomains: []federation.AllowedDomain{}, BlockedDomains: []federation.BlockedDomain{}})
	require.Len(t, refusals, 1)
	require.Equal(t, federation.RuleDomainOnBothLists, refusals[0].Rule)
	require.Equal(t, "x.ps1:3:1", refusals[0].Pos.String())
	require.Len(t, c.BlockedDomains, 1)
	require.Empty(t, c.AllowedDomains)
	require.Equal(t, federation.KindsOf(federation.PublicProviders), c.Incomplete)
}

// FuzzReadScript: a line of package cmdlet reads back as the edit that it was made from,
// with any texts in it. Any other text is read without a panic.
func FuzzReadScript(f *testing.F) {
	for _, tt := range lints {
		f.Add(tt.text, "x")
	}
	for _, tt := range corrections {
		f.Add(tt.text, "x")
	}
	f.Add("it's \u2018so\u2019", "$x `n \"q\" @{a} #")
	f.Fuzz(func(t *testing.T, text, comment string) {
		s, err := powershell.ReadScript(0, powershell.File{Name: "x", Data: []byte(text)})
		if err == nil {
			for _, finding := range s.Findings {
				if finding.Pos.Line < 1 || finding.Pos.Column < 1 {
					t.Fatalf("%q: %+v has no position", text, finding)
				}
			}
			s.Apply(federation.Configuration{})
			checkCorrections(t, s)
		}
		for _, e := range []diag.Edit{
			{Op: diag.OpNew, Subject: diag.Subject{Kind: "BlockedDomains", Identity: "a.example"}, Members: []diag.MemberEdit{{Name: "Comment", New: diag.Text(comment)}}},
			{Op: diag.OpSet, Subject: diag.Subject{Kind: "HostingProviders", Identity: comment}, Members: []diag.MemberEdit{{Name: "Enabled", New: diag.Bool(true)}, {Name: "SipClientPort", New: diag.Number(444)}}},
		} {
			line, err := cmdlet.Command(e, 0)
			if err != nil {
				continue
			}
			s, err := powershell.ReadScript(0, powershell.File{Name: "x", Data: []byte(line)})
			if err != nil || s.Findings.Err() != nil { // a placeholder, or a character that cannot be seen
				continue
			}
			if len(s.Changes) != 1 || !s.Changes[0].Known {
				t.Fatalf("%s: %+v", line, s.Changes)
			}
			want, _ := json.Marshal(e)
			got, _ := json.Marshal(s.Changes[0].Edit)
			if string(want) != string(got) {
				t.Fatalf("%s reads as %s", line, got)
			}
		}
	})
}

package powershell_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
)

// A wildCommand is a published command, with the judgement of a person and the result of
// ReadScript.
type wildCommand struct {
	text, says string
	want       []string
}

// wild returns the commands of testdata/wild.txt.
func wild(t testing.TB) []wildCommand {
	t.Helper()
	data, err := os.ReadFile("testdata/wild.txt")
	require.NoError(t, err)
	var all []wildCommand
	for block := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n\n") {
		var c wildCommand
		var text []string
		for line := range strings.SplitSeq(block, "\n") {
			if rest, isText := strings.CutPrefix(line, "> "); isText {
				text = append(text, rest)
			} else if rest, isReading := strings.CutPrefix(line, "says "); isReading {
				c.says = rest
			} else if !strings.HasPrefix(line, "#") {
				c.want = append(c.want, line)
			}
		}
		if c.text = strings.Join(text, "\n"); c.text != "" {
			require.NotEmpty(t, c.says, c.text)
			all = append(all, c)
		}
	}
	return all
}

// TestWild: each published command is read, or refused for the reason that a
// person would give.
func TestWild(t *testing.T) {
	commands := wild(t)
	require.Len(t, commands, 74)
	for _, c := range commands {
		s := readScript(t, 0, c.text)
		got := reading(s)
		for _, correction := range s.Corrections {
			got = append(got, "write "+correction.Command)
		}
		if diff := cmp.Diff(strings.Join(c.want, "\n"), strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s\n%s (-want +got):\n%s", c.text, c.says, diff)
		}
		checkCorrections(t, s)
	}
}

// checkCorrections checks each correction. It reads as one command, without the findings
// that it mends. Its only errors are placeholders. The remedies of the mended findings
// have it.
func checkCorrections(t testing.TB, s *powershell.Script) {
	t.Helper()
	for _, c := range s.Corrections {
		again := readScript(t, 0, c.Command)
		for _, f := range again.Findings {
			switch f.Rule {
			case powershell.RuleScriptPlaceholder, powershell.RuleScriptUnknown, powershell.RuleScriptDisputed, policy.RuleMemberTeams:
			default:
				t.Errorf("the correction %q has the finding %v", c.Command, f)
			}
		}
		if len(again.Corrections) > 0 {
			t.Errorf("the correction %q is corrected to %q", c.Command, again.Corrections[0].Command)
		}
		n := 0
		for _, f := range s.Findings {
			if strings.HasSuffix(f.Remedy, " "+c.Command) {
				n++
			}
		}
		if n == 0 {
			t.Errorf("no finding has the correction %q", c.Command)
		}
	}
}

// corrections has wrong commands with their corrections, or "" if what was meant is not
// clear.
var corrections = []struct{ text, want string }{
	{"New-CsBlockedDomain \u2013Identity a.example -Comment \u201cx\u201d", ""}, // a correct command
	{"New-CsBlockedDomain \u2212Identity a.example", "New-CsBlockedDomain -Identity a.example"},
	{"New\u2212CsBlockedDomain a.example", "New-CsBlockedDomain a.example"},
	{"New-CsBlockedDomain \u00aba.example\u00bb", `New-CsBlockedDomain "a.example"`},
	{"New-CsBlockedDomain \u00aba$b\u00bb", ""},
	{"New-CsBlockedDomain a.exam\u200bple -Comm\u00adent x", "New-CsBlockedDomain a.example -Comment x"},
	{"New-CsBlockedDomian a.example", "New-CsBlockedDomain a.example"},
	{"New-CsBlockedDomain a.example -Coment: x", "New-CsBlockedDomain a.example -Comment: x"},
	{"New-CsPublicProvider X a.example -En 1", ""}, // the host has no parameter
	{"New-CsPublicProvider X -Proxy a.example -En 1", "New-CsPublicProvider X -ProxyFqdn a.example -Enabled 1"},
	{"New-CsPublicProvider X -ProxyFqdn a.example -Enabled 1 -EnableSk 1", ""}, // one of two
	{"Set-CsPublicProvider X -Enabled:'FALSE'", "Set-CsPublicProvider X -Enabled:$false"},
	{"Set-CsPublicProvider X -Enabled 'yes'", ""},
	{"Set-CsPublicProvider X -Enabled $true .", "Set-CsPublicProvider X -Enabled $true"},
	{"Set-CsPublicProvider X Enabled $true", "Set-CsPublicProvider X -Enabled $true"},
	{"Set-CsPublicProvider X -Enabled $true -enabled $True", "Set-CsPublicProvider X -Enabled $true"},
	{"Set-CsPublicProvider X -Enabled $true -Enabled $false", ""},
	{"New-CsAllowedDomain -Identity a.example -Domain b.example", ""},
	{"Set-CsAccessEdgeConfiguration Global -UseDnsSrvRouting -EnablePartnerDiscovery 1", ""},
	{"Set-CsPublicProvider -Identity X `\n  -Enabled 'True' # why\n", "Set-CsPublicProvider -Identity X -Enabled $true"},
	{"Set-CsPublicProvider -Identity X `  \n  -Enabled $true", "Set-CsPublicProvider -Identity X -Enabled $true"},
	{"Set-CsPublicProvider -Identity\nX\n-Enabled\n$true", "Set-CsPublicProvider -Identity X -Enabled $true"},
	{"Set-CsPublicProvider X -Enabled\nGet-CsPublicProvider", ""},
	{"New-CsBlockedDomain 'a.example\n\nNew-CsBlockedDomain b.example", "New-CsBlockedDomain 'a.example'"},
	{"New-CsBlockedDomain 'a.example -Comment x", ""}, // the quote could be in two places
	{"New-CsPublicProvider X -ProxyFqdn a.example -Enabled 1 -NameDecorationExcludedDomainList b.example, 'c.example'", "New-CsPublicProvider X -ProxyFqdn a.example -Enabled 1 -NameDecorationExcludedDomainList 'b.example,c.example'"},
	{"$p = @{ Identity = 'X'; Enabled='True' # why\n}\nSet-CsPublicProvider @p -Confirm:$false", "Set-CsPublicProvider -Identity 'X' -Enabled $true -Confirm:$false"},
	{"$p = @{ Identity = 'X' }\nSet-CsPublicProvider @p -Enabled True", "Set-CsPublicProvider @p -Enabled $true"},
	{"Set-CsPublicProvider $x -Enabled 'True'", "Set-CsPublicProvider $x -Enabled $true"},
	{"Set-CsPublicProvider 'a\x1bb' -Enabled 'True'", ""}, // the pasted command would differ from the visible one
	{"if (1) { Set-CsPublicProvider X -Enabled 'True' }", "Set-CsPublicProvider X -Enabled $true"},

	// Several mistakes.
	{"New-CsBlockedDomian a.example -Coment x", "New-CsBlockedDomain a.example -Comment x"},
	{"Set-CsPublicProvidr X -Enabeld True.", "Set-CsPublicProvider X -Enabled $true"},
	{"Set-CsPublicProvider X -Enabled True.", "Set-CsPublicProvider X -Enabled $true"},
	{"Set-CsPublicProvider X \u2212Enabeld \u00abTrue\u00bb", "Set-CsPublicProvider X -Enabled $true"},
	{"New-CsBlockedDomain a.example -Com\u00admnt x", "New-CsBlockedDomain a.example -Comment x"},
	{"New-CsBlockedDomian a.example -Whatever x", ""},

	// The name of a constant.
	{"Set-CsPublicProvider X -VerificationLevel AlwaysVerified", "Set-CsPublicProvider X -VerificationLevel AlwaysVerifiable"},
	{"Set-CsPublicProvider X -VerificationLevel:'UseSourceVerificaton.'", "Set-CsPublicProvider X -VerificationLevel:UseSourceVerification"},
	{"Set-CsPublicProvider X -VerificationLevel AlwaysUverifiable", ""}, // one of two
	{"Set-CsPublicProvider X -VerificationLevel Never", ""},
	{"Set-CsPublicProvider X -VerificationLevel 7", ""},

	// Members that cannot be changed in place.
	{"New-CsPublicProvider X -ProxyFqdn a.example -Enabled 1\nSet-CsPublicProvider x -ProxyFqdn b.example -Enabled $false", "Remove-CsPublicProvider -Identity 'X'; New-CsPublicProvider -Identity 'X' -ProxyFqdn 'b.example' -VerificationLevel 'AlwaysVerifiable' -Enabled $false"},
	{"New-CsPublicProvider X -ProxyFqdn a.example -Enabled 1\n$p = @{ Identity = 'X'; IconUrl = 'https://a.example/' }\nSet-CsPublicProvider @p", "Remove-CsPublicProvider -Identity 'X'; New-CsPublicProvider -Identity 'X' -ProxyFqdn 'a.example' -IconUrl 'https://a.example/' -VerificationLevel 'AlwaysVerifiable' -Enabled $true"},
	{"New-CsPublicProvider X -ProxyFqdn a.example -Enabled 1\nif (1) { Set-CsPublicProvider X -ProxyFqdn b.example }", ""},
	{"Set-CsPublicProvider X -ProxyFqdn b.example", ""}, // the other members of the record are not known
	{"New-CsPublicProvider X -ProxyFqdn a.example -Enabled 1\nSet-CsPublicProvider X -ProxyFqdn $x", ""},
	{"New-CsPublicProvider X -ProxyFqdn a.example -Enabled $on\nSet-CsPublicProvider X -ProxyFqdn b.example", ""},
	{"New-CsPublicProvider X -ProxyFqdn a.example -Enabled 1\nSet-CsPublicProvider X -ProxyFqdn b.example -Enabled 'True'", ""},
}

func TestCorrections(t *testing.T) {
	for _, tt := range corrections {
		s := readScript(t, 0, tt.text)
		var got []string
		for _, c := range s.Corrections {
			got = append(got, c.Command)
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s%v", tt.text, diff, reading(s))
		}
		checkCorrections(t, s)
	}
	for _, tt := range lints {
		checkCorrections(t, readScript(t, 0, tt.text))
	}
}

// TestCorrectionPlatform: a correction is for the product of the script, and has the
// position of its command.
func TestCorrectionPlatform(t *testing.T) {
	const text = "\n  New-CsPublicProvider X -ProxyFqdn a.example -Enabled 1 -IconUr https://a.example/"
	s := readScript(t, product.LyncServer2013, text)
	require.Len(t, s.Corrections, 1)
	require.Equal(t, "x.ps1:2:3", s.Corrections[0].Pos.String())
	require.Empty(t, readScript(t, product.LyncServer2010, text).Corrections)
}

// TestCreatedAgain: a record whose member cannot be changed in place is created again
// with the members of the configuration, unless one of them is not known.
func TestCreatedAgain(t *testing.T) {
	const text = "New-CsAllowedDomain a.example\nSet-CsPublicProvider Skype -IconUrl https://b.example/"
	file := powershell.File{Name: "x.ps1", Data: []byte(text)}
	for _, tt := range []struct{ providers, want, remedy string }{
		{`{"Identity":"Skype","ProxyFqdn":"a.example","VerificationLevel":1,"Enabled":true,"IconUrl":"https://a.example/","NameDecorationDomain":null,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":null,"EnableSkypeIdRouting":true,"EnableSkypeDirectorySearch":null}`,
			"Remove-CsPublicProvider -Identity 'Skype'; New-CsPublicProvider -Identity 'Skype' -ProxyFqdn 'a.example' -IconUrl 'https://b.example/' -VerificationLevel 'AlwaysUnverifiable' -Enabled $true -EnableSkypeIdRouting $true", "with an outage"},
		{`{"Identity":"Skype","ProxyFqdn":"a.example","Enabled":true,"IconUrl":"https://a.example/"}`, "", "not all of its members are known"},
		{`{"Identity":"AOL","ProxyFqdn":"a.example"}`, "", "not all of its members are known"},
	} {
		var c federation.Configuration
		require.NoError(t, json.Unmarshal([]byte(`{"Platform":"SfBServer2019","AllowedDomains":[],"PublicProviders":[`+tt.providers+`]}`), &c))
		s, err := powershell.ReadScriptFor(c, file)
		require.NoError(t, err)
		var got []string
		for _, correction := range s.Corrections {
			got = append(got, correction.Command)
		}
		require.Equal(t, tt.want, strings.Join(got, "\n"))
		last := s.Findings[len(s.Findings)-1]
		require.Equal(t, powershell.RuleScriptParameter, last.Rule)
		require.Contains(t, last.Remedy, tt.remedy)
	}
}

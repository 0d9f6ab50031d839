package powershell_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/powershell"
)

// TestPromptTells: the cmdlet at the prompt identifies the kind of a selection, unless
// other text is in between.
func TestPromptTells(t *testing.T) {
	const (
		one   = "\n\nIdentity : a.com\n\n"
		two   = "\n\nIdentity : a.com\nDomain   : a.com\n\n"
		three = "\n\nIdentity : a.com\nDomain   : a.com\nComment  : x\n\n"
	)
	for text, want := range map[string]string{
		"PS C:\\> Get-CsAllowedDomain | fl Identity" + one:                                "+a.com",
		"PS C:\\> Get-CsBlockedDomain | fl Identity" + one:                                "-a.com",
		"[edge01.contoso.com]: PS C:\\> Get-CsAllowedDomain | select Identity | fl" + one: "+a.com",
		"PS C:\\> Get-CsAllowedDomain | fl Identity,Domain,Comment" + three:               "+a.com", // without the prompt it is a blocked domain
		"PS C:\\> Get-CsAllowedDomain" + three:                                            "",       // an allowed domain has MarkForMonitoring
		"PS C:\\> Get-CsAllowedDomain" + two:                                              "",
		"PS C:\\> Get-CsBlockedDomain" + three:                                            "-a.com",
		"PS C:\\> Get-CsBlockedDomain" + two:                                              "-a.com", // as Lync Server 2013 may print it
		"PS C:\\> Get-CsBlockedDomain\nand the others:\n" + two:                           "",
		"PS C:\\> Get-CsBlockedDomain\nPS C:\\> cls\n" + two:                              "",
		three: "-a.com", // all properties of a blocked domain
		two:   "",       // a blocked domain, or some properties of an allowed one
		"PS C:\\> Get-CsAllowedDomain | fl Identity\nWARNING: The store is old.\n" + one:      "+a.com",
		"PS C:\\> Get-CsAllowedDomain | fl Identity\nand the blocked ones:\n" + one:           "",
		"PS C:\\> Get-CsAllowedDomain | fl Identity\nPS C:\\> cls\n" + one:                    "",
		"PS C:\\> Get-CsAllowedDomain | fl Identity; Get-CsBlockedDomain | fl Identity" + one: "",
		"PS C:\\> Get-CsAllowedDomain; Get-CsBlockedDomain | fl Identity" + one:               "",
		"PS C:\\> $x = Get-CsAllowedDomain | fl Identity" + one:                               "",
		"PS C:\\> Get-CsAllowedDomain | select Identity | Export-Csv x.csv" + one:             "",
		"PS C:\\> Get-CsAllowedDomain | fl Identity > x.txt" + one:                            "",
		"PS C:\\> Get-CsAllowedDomain | fl *" + one:                                           "",
		"PS C:\\> Get-CsVoicePolicy | fl Identity" + one:                                      "", // these records are not read
		"Get-CsAllowedDomain | fl Identity" + one:                                             "",
	} {
		c, findings, err := decode("file", []byte(text))
		var got strings.Builder
		for _, d := range c.AllowedDomains {
			got.WriteString("+" + d.Domain.String())
		}
		for _, d := range c.BlockedDomains {
			got.WriteString("-" + d.Domain.String())
		}
		require.Equal(t, want, got.String(), text)
		isSaid := err != nil || findings.Worst() == diag.Error
		require.Equal(t, want == "", isSaid, "%s: %v", text, findings)
	}
}

// TestPromptLeavesOut: the output of a cmdlet with a filter makes its kind incomplete.
func TestPromptLeavesOut(t *testing.T) {
	const list = "\n\nIdentity : a.com\nDomain   : a.com\nComment  :\nMarkForMonitoring : False\nProxyFqdn :\nVerificationLevel :\n\n"
	for command, isPart := range map[string]bool{
		"": false, " | fl": false, " -LocalStore": false, " -l": false, " -ErrorAction SilentlyContinue | fl *": false, " -Verbose:$true": false,
		" *": false, " -Filter *": false, " -Filter:*": false, " | select *": false, " | sort Domain | Format-List": false, " # a.com": false,
		" | Select-Object Domain, Comment | fl": false, "; cls": false,
		" a.com": true, " -Identity a.com": true, " -id a.com": true, " -Filter *.com": true, " -Filter:*.com": true, " \"a.com\" -LocalStore": true,
		" | where Domain -like *.com": true, " | ? { $_.Comment }": true, " | Where-Object Comment": true, " | select -First 3": true,
		" | sort Domain -Unique": true, " | findstr a.com": true, " | Get-Random -Count 2": true, " | % { $_ }": true, ")[0]": true, " |\n>> ? Comment": true, " `\n>> -Filter *.com": true,
		" | Out-String -Width 400": false, " | Tee-Object x.txt": false, " | more": false, " |\n>> fl": false,
		" | Select-Object * -l 1": true, " | sort Domain | select -Skip 1 | fl": true, " $name": true, " (Get-Content x)": true,
	} {
		c, findings, err := decode("file", []byte("PS C:\\> Get-CsAllowedDomain"+command+list))
		require.NoError(t, err)
		require.Len(t, c.AllowedDomains, 1, command)
		var want []string
		if isPart {
			want = []string{"notice /AllowedDomains powershell.output.part"}
		}
		require.Equal(t, want, testkit.Findings(testkit.Join(findings)), command)
		require.Equal(t, isPart, c.Incomplete.Has(federation.AllowedDomains), command)
	}
	for prompt, isPart := range map[string]bool{
		"$d = Get-CsAllowedDomain; $d": false, "$d = Get-CsAllowedDomain; $d | select -First 2": true, "$d": false, "$d | ? Comment": true, ".\\export.ps1 | select -First 2": true,
		"'a.com' | Get-CsAllowedDomain": true, "get-csalloweddomain a.com": true, "Get-CsVoicePolicy | select -First 2": false,
	} {
		c, _, err := decode("file", []byte("PS C:\\> "+prompt+list))
		require.NoError(t, err)
		require.Equal(t, isPart, c.Incomplete.Has(federation.AllowedDomains), prompt)
	}
	// The Access Edge has a single record, so that the output is complete.
	c, findings, err := decode("file", []byte("PS C:\\> Get-CsAccessEdgeConfiguration -Identity Global\n\nAllowFederatedUsers : True\nRoutingMethod : UseDnsSrvRouting\n"))
	require.NoError(t, err)
	require.Zero(t, c.Incomplete)
	for _, f := range findings {
		require.NotEqual(t, powershell.RuleOutputPart, f.Rule)
	}
}

// TestPrompts: prompts of all forms are recognized, and the output after them is read.
func TestPrompts(t *testing.T) {
	const list = "\n\nIdentity : a.com\nDomain   : a.com\nComment  :\n\n"
	for _, prompt := range []string{
		"PS C:\\> ", "[PS] C:\\>", "PS>", "PS /home/ann> ", "PS HKLM:\\> ", "PS \\\\edge01\\c$> ", "C:\\>", "[edge01]: PS C:\\> ", "PS C:\\Benutzer\\Ann Müller> ",
		"❯ ", "➜ ", "ann@EDGE01> ", "lync> ", "(base) PS C:\\> ", "Administrator: PS C:\\> ", "10:02 PS C:\\> ", "$ ", "# ", "PS C:\\scripts\n> ", "└─PS> ",
	} {
		c, findings, err := decode("file", []byte(prompt+"Get-CsBlockedDomain | fl"+list+prompt+"Get-CsUser | select -ExpandProperty SipAddress\nsip:a@b.c\n"+prompt+"Get-CsPool a.b.c\n\nIdentity : a.b.c\nFqdn : a.b.c\nSite : Site:x\n"))
		require.NoError(t, err, prompt)
		require.Len(t, c.BlockedDomains, 1, prompt)
		require.Equal(t, federation.KindsOf(federation.Users, federation.Pools), c.Incomplete, "%s: %v", prompt, findings)
		require.Equal(t, 1, errorsIn(findings), "%s: %v", prompt, findings)
	}
	for text, want := range map[string]federation.Kinds{
		"PS C:\\> (Get-CsUser).Count\n12\n":                                      0,
		"PS C:\\> Get-CsUser | ? { ($_.A).Count -gt 1 }\nsip:a@b.c\n":            federation.KindsOf(federation.Users),
		"PS C:\\> Get-CsUser | ft -HideTableHeaders; (1, 2).Count\nsip:a@b.c\n":  federation.KindsOf(federation.Users),
		"\nTarget    : b.c\nResult    : Failure\nwith a reason\nLatency   : 0\n": 0,
		"PS C:\\> Get-Help Get-CsUser\n\nNAME\n    Get-CsUser\n":                 0,
		"PS C:\\> nslookup b.c\n\n  port = 5061\n  svr hostname = b.c\n":         0,
		"\nwww.contoso.com\nann@contoso.com\n":                                   0,
		"PS C:\\> TerminatingError(Get-CsUser): \"Access denied.\"\n":            federation.KindsOf(federation.Users),
		"We run > Set-CsUser here, and Get-CsUser there.\n":                      0,
		"PS C:\\> Get-CsUser\n>> TerminatingError(Get-CsUser): \"No.\"\n":        federation.KindsOf(federation.Users),
		"PS C:\\> Get-CsUser | ft -HideTableHeaders |\n>> Out-Host\nsip:a@b.c\n": federation.KindsOf(federation.Users),
	} {
		c, findings, err := decode("file", []byte(list+text))
		require.NoError(t, err, text)
		require.Equal(t, want, c.Incomplete, text)
		require.True(t, want != 0 || errorsIn(findings) == 0, "%s: %v", text, findings)
	}
}

// TestHeadings: a heading in brackets is not read as JSON.
func TestHeadings(t *testing.T) {
	const list = "Identity : a.com\nIsDefault : True\n"
	for text, want := range map[string]int{
		"[Get-CsSipDomain]\n" + list: 1, "[Domains] \n\n" + list: 1, "[12:31] domains\n" + list: 1,
		`[{"Identity":"a.com","IsDefault":true}]`: 1, "[\n{\"Identity\":\"a.com\",\"IsDefault\":true}\n]": 1,
		"[]": 0, "[null]": 0, "[true]\n": 0, "[1]": 0, "[a, b]": 0,
	} {
		c, _, err := decode("file", []byte(text))
		require.Len(t, c.SIPDomains, want, text)
		require.False(t, want == 1 && err != nil, text)
	}
}

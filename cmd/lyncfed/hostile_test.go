package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// hidden reports whether a character must not reach a terminal, a log or a file as it
// is: it moves the cursor, turns the direction of text, or cannot be seen.
func hidden(r rune) bool {
	switch {
	case r == '\n', r == '\r', r == '\t', r == '\ufeff': // a byte order mark, which is looked at apart
		return false
	case unicode.IsControl(r), '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069', 0xE0000 <= r && r <= 0xE007F:
		return true
	}
	return strings.ContainsRune("\u00ad\u061c\u200b\u200e\u200f\u2060", r)
}

// TestHostile: whatever records and files are called, no command prints what would
// not be seen, in any format.
func TestHostile(t *testing.T) {
	const evil = "a\x1b[2J\u0007\u009b1m\u202eb\u200bc\u2066d\u00ade\U000e0041"
	quoted := strings.NewReplacer("\x1b", `\u001b`, "\u0007", `\u0007`).Replace(evil)
	config := `{"Platform":"SfBServer2019","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],
 "AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":false,"SkypeSearchUrl":"EVIL"},
 "PublicProviders":[{"Identity":"EVIL","ProxyFqdn":"a.example","Enabled":true,"VerificationLevel":"AlwaysVerifiable","NameDecorationExcludedDomainList":"EVIL","IconUrl":"EVIL"}],
 "HostingProviders":[{"Identity":"EVIL2","ProxyFqdn":"b.example","Enabled":true,"AutodiscoverUrl":"EVIL"}],
 "AllowedDomains":[{"Identity":"fabrikam.com","Comment":"EVIL"}],"BlockedDomains":[{"Identity":"contoso.com","Comment":"EVIL"}],
 "ExternalAccessPolicies":[{"Identity":"Global","Description":"EVIL","EnableFederationAccess":true},{"Identity":"Tag:EVIL","EnableFederationAccess":false}],
 "Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:EVIL","HostingProvider":"EVIL"}],"EVIL":1}`
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(strings.ReplaceAll(text, "EVIL", quoted)), 0o600))
		return path
	}
	// A file name cannot have every character on every system.
	const known = `{"Platform":"SfBServer2019","AllowedDomains":[{"Identity":"fabrikam.com","Comment":"EVIL","ProxyFqdn":null,"VerificationLevel":null,"MarkForMonitoring":false}],"BlockedDomains":[{"Identity":"litware.com","Comment":"EVIL"}]}` // which a plan can be made for
	before, after := write("i\u202aj.json", known), write("k\u2060l.json", `{"AllowedDomains":[{"Identity":"litware.com","Comment":"new","MarkForMonitoring":false}],"BlockedDomains":[{"Identity":"fabrikam.com","Comment":"also new"}]}`)
	have, want := write("a\u202eb.json", config), write("c\u200bd.json", strings.ReplaceAll(config, `"AllowFederatedUsers":true`, `"AllowFederatedUsers":false`))
	script := write("e\u2066f.ps1", "Set-CsAllowedDomain -Identity fabrikam.com -Comment 'EVIL'\nNew-CsPublicProvider -Identity 'EVIL3' -ProxyFqdn 'c.example' -Enabled EVIL\n")
	promises := write("g\u200bh.txt", "ken@contoso.com may reach ann@fabrikam.com\nEVIL may reach EVIL\n")
	runs := 0
	for command, formats := range map[string]string{
		"audit HAVE":           "text html json markdown csv sarif junit",
		"audit HAVE --details": "text",
		"can ken@contoso.com reach a@fabrikam.com --config HAVE": "text json csv",
		"who HAVE":                         "text json csv markdown",
		"diff HAVE WANT":                   "text json markdown",
		"plan BEFORE AFTER --allow-unsafe": "text json markdown powershell",
		"fix HAVE --allow-unsafe":          "text json markdown powershell",
		"lint SCRIPT":                      "text json",
		"whatif HAVE SCRIPT":               "text json",
		"expect PROMISES --config HAVE":    "text json junit",
		"expect HAVE --config HAVE":        "text",
		"explain 1002 --config HAVE":       "text json",
	} {
		for format := range strings.FieldsSeq(formats) {
			args := append(strings.Fields(command), "--format", format)
			for i, a := range args {
				args[i] = strings.NewReplacer("HAVE", have, "WANT", want, "BEFORE", before, "AFTER", after, "SCRIPT", script, "PROMISES", promises).Replace(a)
			}
			if command == "diff HAVE WANT" || strings.HasPrefix(command, "audit") || strings.HasPrefix(command, "plan") || strings.HasPrefix(command, "fix") {
				args = append(args, "--on", "2026-11-22")
			}
			out, report, _ := lyncfed(nil, args...)
			runs++
			for name, text := range map[string]string{"stdout": out, "stderr": report} {
				text = strings.TrimPrefix(text, "\ufeff")
				if at := strings.IndexFunc(text, func(r rune) bool { return hidden(r) || r == '\ufeff' }); at >= 0 {
					t.Errorf("%s --format %s: %s has %q", command, format, name, text[max(0, at-60):min(len(text), at+40)])
				}
			}
			if strings.HasPrefix(command, "plan") && len(out) < 1000 {
				t.Errorf("no plan: %s", report)
			}
			if out+report == "" {
				t.Errorf("%s --format %s says nothing", command, format)
			}
		}
	}
	require.Greater(t, runs, 30)
}

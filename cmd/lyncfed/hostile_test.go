package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"
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
	srv := write("m\u202an.json", `{"Domain":"contoso.com","Records":[{"Name":"_sipfederationtls._tcp.contoso.com","Target":"sip.contoso.com","Port":5061,"Certificate":["EVIL"]}]}`)
	request := write("o\u202ap.json", `{"Agreement":{"Program":"PartnerNetwork","Number":"EVIL"},"Edges":{"Fqdns":"sip.contoso.com","SipDomains":"contoso.com"},"Contacts":[{"SipDomain":"contoso.com","Email":"EVIL"}],"Services":"skype","Submitted":"2019-05-01"}`)
	other := write("q\u202ar.json", `{"Agreement":{"Program":"PartnerNetwork","Number":"1EVIL"},"Edges":{"Fqdns":"sip.contoso.com","SipDomains":"contoso.com"},"Services":"skype","Submitted":"2019-05-01"}`)
	holdings := write("s\u202at.json", `{"Platform":"LyncServer2013","Agreements":[{"Program":"PartnerNetwork","Number":"EVIL"}],"Licenses":[{"Product":"EVIL"}]}`)
	trace := write("u\u202av.txt", "SIP/2.0 403 Forbidden\r\nFrom: <sip:ken@contoso.com>\r\nTo: <sip:a@fabrikam.com>\r\nms-diagnostics: 1002;reason=\"EVIL\";source=\"EVIL\";domain=\"EVIL\"\r\n\r\n")
	from, to := write("w.txt", "ken@contoso.com\n"), write("x.txt", "a@fabrikam.com\nb@a.example\n")
	earlier := filepath.Join(dir, "earlier.json")
	_, _, _ = lyncfed(nil, "audit", have, "--format", "json", "-o", earlier, "--on", "2020-01-01")
	names := strings.NewReplacer("HAVE", have, "WANT", want, "BEFORE", before, "AFTER", after, "SCRIPT", script, "PROMISES", promises, "SRV", srv,
		"REQUEST", request, "OTHER", other, "HOLDINGS", holdings, "TRACE", trace, "FROM", from, "TO", to, "EARLIER", earlier)
	runs := 0
	root := newCommand(io.Discard)
	var withFormats, covered []string
	forCommands(root, func(c *cobra.Command) {
		if c.Flags().Lookup("format") != nil {
			withFormats = append(withFormats, title(c))
		}
	})
	for _, command := range []string{
		"audit HAVE", "audit HAVE --details", "audit WANT --since EARLIER",
		"can ken@contoso.com reach a@fabrikam.com --config HAVE --why",
		"can --from FROM --to TO --config HAVE",
		"can --from FROM --to TO --config HAVE --compare-config WANT",
		"who HAVE", "diff HAVE WANT",
		"plan BEFORE AFTER --allow-unsafe", "fix HAVE --allow-unsafe",
		"lint SCRIPT", "whatif HAVE SCRIPT", "expect PROMISES --config HAVE", "expect HAVE --config HAVE",
		"explain 1002 --config HAVE", "explain TRACE --config HAVE",
		"eligible --holdings HOLDINGS --service all", "services", "rules", "rules explain audit.service.ended",
		"srv show HAVE", "srv check SRV --config HAVE",
		"provision check REQUEST --holdings HOLDINGS --earlier OTHER", "provision next REQUEST", "provision steps",
	} {
		cmd, _, err := root.Find(strings.Fields(command))
		require.NoError(t, err)
		covered = append(covered, title(cmd))
		formats := formatsOf(cmd.Flags().Lookup("format"))
		require.NotEmpty(t, formats, command)
		for _, format := range formats {
			args := append(strings.Fields(command), "--format", format)
			for i, a := range args {
				args[i] = names.Replace(a)
			}
			if cmd.Flags().Lookup("on") != nil {
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
			for line := range strings.Lines(out) {
				if isCSV := format == "csv"; isCSV != strings.HasSuffix(line, "\r\n") && format != "powershell" {
					t.Errorf("%s --format %s: a line ends in another way: %q", command, format, line)
					break
				}
			}
			if strings.HasPrefix(command, "plan") && len(out) < 300 {
				t.Errorf("no plan: %s", report)
			}
			if out+report == "" {
				t.Errorf("%s --format %s says nothing", command, format)
			}
		}
	}
	for _, args := range [][]string{{"audit", dir + "/none\x1b[2J\u202e.json"}, {"can", "a\u202eb@c.de", "reach", "x", "--config", have}, {"audit", have, "--on", "\x1b[2J"}, {"rules", "explain", "a\u202eb"}, {"\x1b[2J"}} {
		_, report, status := lyncfed(nil, args...)
		require.Equal(t, statusFailed, status, report)
		require.Less(t, strings.IndexFunc(report, hidden), 0, report)
	}
	for _, name := range withFormats {
		require.Contains(t, covered, name)
	}
	require.Greater(t, runs, 80)
}

// forCommands calls a function with a command and all below it.
func forCommands(c *cobra.Command, visit func(*cobra.Command)) {
	visit(c)
	for _, below := range c.Commands() {
		forCommands(below, visit)
	}
}

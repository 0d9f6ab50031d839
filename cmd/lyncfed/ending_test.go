package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestEndings: --fail-on decides what gives status 2, and no answer fails with
// --exit-zero. With --quiet there is a report only where a file is named for it.
func TestEndings(t *testing.T) {
	const unknown = `{"Platform": "SfBServer2019", "SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
		"AccessEdgeConfiguration": {"AllowFederatedUsers": true},
		"PublicProviders": [], "HostingProviders": [], "AllowedDomains": [],
		"BlockedDomains": [{"Identity": "blocked.example"}],
		"ExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": true}]}`
	dir := t.TempDir()
	for name, text := range map[string]string{
		"config.json":  unknown,
		"less.json":    `{"Platform": "SfBServer2019", "SipDomains": [{"Identity": "contoso.com", "IsDefault": true}]}`,
		"other.json":   strings.Replace(unknown, "blocked.example", "other.example", 1),
		"broken.txt":   "ken@contoso.com may reach x@blocked.example\n",
		"unknown.txt":  "ken@contoso.com may reach x@adatum.com\n",
		"kept.txt":     "ken@contoso.com may not reach x@blocked.example\n",
		"wrong.ps1":    "New-CsAllowedDomain -Identity .\n",
		"notice.ps1":   "New-CsAllowedDomain -Identity $d\n",
		"right.ps1":    "New-CsAllowedDomain -Identity fabrikam.com\n",
		"else.ps1":     "New-CsBlockedDomain -Identity $d\n",
		"warning.json": `{"Domain": "contoso.com", "Records": [{"Target": "sip.contoso.com", "Port": 5061, "Certificate": ["*.contoso.com"]}]}`,
		"right.json":   `{"Domain": "contoso.com", "Records": [{"Target": "sip.contoso.com", "Port": 5061, "Certificate": ["sip.contoso.com"]}]}`,
		"none.json":    `{"Platform": "LyncServer2010", "Licenses": [{"Product": "Some CAL"}]}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, tt := range []struct {
		args string
		want int
	}{
		{"can ken@contoso.com reach x@blocked.example --config config.json", statusRefused},
		{"can ken@contoso.com reach x@adatum.com --config config.json", statusUnknown},
		{"can ken@contoso.com reach x@adatum.com --config config.json --fail-on not-known", statusRefused},
		{"can ken@contoso.com reach x@blocked.example --config config.json --fail-on not-known", statusRefused},
		{"eligible --holdings none.json --service skype --on 2016-01-01", statusUnknown},
		{"eligible --holdings none.json --service skype --on 2016-01-01 --fail-on refused,not-known", statusRefused},
		{"expect broken.txt --config config.json", statusRefused},
		{"expect broken.txt --config config.json --fail-on broken", statusRefused},
		{"expect unknown.txt --config config.json", statusRefused},
		{"expect unknown.txt --config config.json --fail-on broken", statusUnknown},
		{"expect kept.txt --config config.json", statusOK},
		{"diff config.json other.json", statusRefused},
		{"diff config.json less.json", statusUnknown},
		{"diff config.json less.json --fail-on not-known", statusRefused},
		{"who config.json", statusOK},
		{"who config.json --fail-on nothing", statusOK},
		{"who config.json --fail-on not-known", statusRefused},
		{"plan config.json other.json", statusRefused},
		{"plan config.json config.json", statusOK},
		{"lint wrong.ps1", statusRefused},
		{"lint notice.ps1 --on 2016-01-01", statusOK},
		{"lint notice.ps1 --on 2016-01-01 --fail-on notice", statusRefused},
		{"lint notice.ps1 --on 2016-01-01 --fail-on notices --severity error", statusRefused},
		{"whatif config.json right.ps1", statusOK},
		{"whatif config.json else.ps1", statusOK},
		{"whatif config.json else.ps1 --fail-on not-known", statusRefused},
		{"srv check warning.json", statusRefused},
		{"srv check right.json --fail-on notice", statusOK},
	} {
		args := strings.Fields(tt.args)
		out, report, status := lyncfed(nil, args...)
		if status != tt.want || out == "" {
			t.Errorf("%s: status %d, want %d; %d bytes\n%s%s", tt.args, status, tt.want, len(out), out, report)
		}
		out, report, status = lyncfed(nil, append(args, "-q")...)
		if status != tt.want || out != "" {
			t.Errorf("%s -q: status %d, want %d; %s%s", tt.args, status, tt.want, out, report)
		}
		if _, report, status := lyncfed(nil, append(args, "--exit-zero")...); status != statusOK {
			t.Errorf("%s --exit-zero: status %d, %s", tt.args, status, report)
		}
		out, report, status = lyncfed(nil, append(args, "-q", "-o", "report.txt")...)
		if text, err := os.ReadFile("report.txt"); err != nil || len(text) == 0 || out != "" || status != tt.want {
			t.Errorf("%s -q -o: status %d, %d bytes, %v; %s%s", tt.args, status, len(text), err, out, report)
		}
		if err := os.Remove("report.txt"); err != nil {
			t.Error(err)
		}
	}
	for args, want := range map[string]string{
		"can ken@contoso.com reach x@adatum.com --config config.json --fail-on not-knwon": "lyncfed: --fail-on not-knwon: \"not-knwon\" is not one of refused or not-known. Did you mean not-known?\n",
		"diff config.json other.json --fail-on differs,":                                  "lyncfed: --fail-on differs,: \"\" is not one of differs or not-known.\n",
		"can ken@contoso.com reach x --config config.json --exit-zero":                    "",
		"plan config.json missing.json --exit-zero":                                       "",
	} {
		if _, report, status := lyncfed(nil, strings.Fields(args)...); status != statusFailed || want != "" && report != want {
			t.Errorf("%s: status %d, %q", args, status, report)
		}
	}
}

// TestEndingsComplete: each command whose help gives status 2 or 3 has the flags, but for
// those that write what the next command reads.
func TestEndingsComplete(t *testing.T) {
	others := []string{"convert", "decorate", "undecorate", "srv show"}
	seen := 0
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		for _, below := range c.Commands() {
			walk(below)
		}
		help := oneLine(c.Long)
		_, statuses, found := strings.Cut(help, "The exit status is")
		answers := found && (strings.Contains(statuses, "2 ") || strings.Contains(statuses, "3 "))
		_, has := endings[title(c)]
		if has {
			seen++
		}
		if answers != (has || slices.Contains(others, title(c))) {
			t.Errorf("%s: its help has status 2 or 3: %v; it has --exit-zero: %v", title(c), answers, has)
		}
		if has && !strings.Contains(c.Long, "The exit status is") {
			t.Errorf("%s does not list its exit statuses", title(c))
		}
	}
	walk(newCommand(io.Discard))
	if seen != len(endings) {
		t.Errorf("%d commands have flags, and the table has %d", seen, len(endings))
	}
}

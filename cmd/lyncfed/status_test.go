package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCanStatus: an answer that is not known has an exit status of its own, and a
// refusal goes before it.
func TestCanStatus(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	config := file("c.json", `{"Platform": "SfBServer2019", "SipDomains": [{"Identity": "contoso.com"}],
		"AccessEdgeConfiguration": {"AllowFederatedUsers": true},
		"PublicProviders": [], "HostingProviders": [], "AllowedDomains": [{"Identity": "fabrikam.com", "ProxyFqdn": null}],
		"BlockedDomains": [{"Identity": "blocked.example"}],
		"ExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": true}]}`)
	users := file("users.txt", "ken@contoso.com\n")
	for _, tt := range []struct {
		args string
		want int
	}{
		{"ken@contoso.com reach bob@fabrikam.com", statusOK},
		{"ken@contoso.com reach x@blocked.example", statusRefused},
		{"ken@contoso.com reach x@adatum.com", statusUnknown},
		{"ken@contoso.com reach x@adatum.com --defaults", statusRefused},
		{"x@adatum.com reach y@adatum.com", statusFailed},
		{"--from " + users + " --to " + file("known.txt", "bob@fabrikam.com\n"), statusOK},
		{"--from " + users + " --to " + file("unknown.txt", "bob@fabrikam.com\nx@adatum.com\n"), statusUnknown},
		{"--from " + file("strangers.txt", "ken@contoso.com\nx@adatum.com\n") + " --to " + file("blocked.txt", "x@blocked.example\n"), statusFailed},
		{"ken@contoso.com reach ann@contoso.com --via Skype", statusRefused},
		{"ken@contoso.com reach bob@fabrikam.com --via None", statusFailed},
		{"--from " + users + " --to " + file("mixed.txt", "x@adatum.com\nx@blocked.example\n"), statusRefused},
	} {
		var out, problems strings.Builder
		args := append([]string{"can", "--config", config, "--on", "2020-01-01"}, strings.Fields(tt.args)...)
		if got := run(args, strings.NewReader(""), &out, &problems); got != tt.want {
			t.Errorf("%s: exit status %d, want %d\n%s%s", tt.args, got, tt.want, out.String(), problems.String())
		}
	}
}

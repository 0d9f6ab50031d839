package main

import (
	"strings"
	"testing"
)

// TestRefusalIsFirst: without --why the reason that refuses stands before those that are
// not known. With --why the reasons are in the order of the checks.
func TestRefusalIsFirst(t *testing.T) {
	config := write(t, "c.json", `{"Platform":"SfBServer2015","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],"BlockedDomains":[{"Identity":"fabrikam.com"}],"AllowedDomains":[],"HostingProviders":[],"PublicProviders":[],"ExternalAccessPolicies":[{"Identity":"Global"}],"AccessEdgeConfiguration":{"AllowFederatedUsers":true,"EnablePartnerDiscovery":true},"Users":[{"SipAddress":"sip:ken@contoso.com"}]}`)
	for _, tt := range []struct {
		flag      string
		wantFirst bool
	}{{"--why=false", true}, {"--why", false}} {
		var out, problems strings.Builder
		run([]string{"can", "ken@contoso.com", "reach", "ted@fabrikam.com", "--config", config, "--on", "2018-01-01", tt.flag}, strings.NewReader(""), &out, &problems)
		no, unknown := strings.Index(out.String(), "\n  no "), strings.Index(out.String(), "\n  ?  ")
		if no < 0 || unknown < 0 || (no < unknown) != tt.wantFirst {
			t.Errorf("%s: \"no\" at %d, \"?\" at %d:\n%s%s", tt.flag, no, unknown, out.String(), problems.String())
		}
	}
}

package federation_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
)

const export = `{
	"Platform": "SfBServer2015",
	"PublicProviders": [
		{"Identity": "Skype", "ProxyFqdn": "federation.messenger.msn.com", "Enabled": true,
		 "NameDecorationRoutingDomain": "msn.com", "NameDecorationExcludedDomainList": "msn.com;live.com"}
	],
	"AllowedDomains": [{"Identity": "fabrikam.com"}, {"Identity": "*.fabrikam.com"}]
}`

// What cannot be read is reported and left out; the rest is there.
func ExampleDecode() {
	d, findings, err := federation.Decode([]byte(export))
	if err != nil {
		fmt.Println(err)
		return
	}
	c := d.Configuration
	fmt.Println(len(c.PublicProviders), len(c.AllowedDomains), c.Incomplete)
	for _, f := range findings {
		fmt.Println(f.Pos.Line, f.Pos.Column, f.Subject.Kind, f.Detail)
	}
	// Output:
	// 1 1 AllowedDomains
	// 7 64 AllowedDomains Identity: "*.fabrikam.com", byte 0: a wildcard *
}

func ExampleConfiguration_WithDefaults() {
	// A configuration that was written by hand has only the members that matter.
	d, _, err := federation.Decode([]byte(`{"Platform": "SfBServer2019", "AccessEdgeConfiguration": {"AllowFederatedUsers": true}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	c := d.Configuration
	fmt.Println(c.IsUnknown(federation.AccessEdge, 0, "EnablePartnerDiscovery"))
	c, err = c.WithDefaults()
	fmt.Println(c.IsUnknown(federation.AccessEdge, 0, "EnablePartnerDiscovery"), c.AccessEdge.EnablePartnerDiscovery, err)
	// Output:
	// true
	// false False <nil>
}

func ExampleConfiguration_Decorator() {
	d, _, err := federation.Decode([]byte(`{
		"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
		"AllowedDomains": [{"Identity": "fabrikam.com"}],
		"PublicProviders": [{"Identity": "Skype", "ProxyFqdn": "federation.messenger.msn.com", "Enabled": true,
			"NameDecorationRoutingDomain": "msn.com", "NameDecorationExcludedDomainList": "msn.com,outlook.com"}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	skype, err := d.Configuration.Decorator("skype")
	for _, text := range []string{"ted@example.com", "ann@fabrikam.com", "joe@outlook.com"} {
		fmt.Println(skype.Decorate(address.MustParse(text)), err)
	}
	// Output:
	// ted(example.com)@msn.com <nil>
	// ann@fabrikam.com <nil>
	// joe@outlook.com <nil>
}

func ExampleDescribe() {
	fmt.Println(federation.Describe(diag.Subject{Kind: "PublicProviders", Identity: "Skype"}))
	fmt.Println(federation.Describe(diag.Subject{Kind: "AccessEdgeConfiguration", Identity: "Global"}))
	// Output:
	// Skype (public provider)
	// Access Edge configuration
}

func ExampleDocument_Place() {
	d, _, err := federation.Decode([]byte("{\n  \"SipDomains\": [\n    {\"Identity\": \"contoso.com\"},\n    {\"Identity\": \"Contoso.com\"}\n  ]\n}"))
	if err != nil {
		fmt.Println(err)
		return
	}
	findings := d.Configuration.Findings()
	d.Place(findings)
	for _, f := range findings {
		fmt.Println(f.Pos, f.Path, f.Rule)
	}
	// Output:
	// 4:18 /SipDomains/1/Identity federation.domain.repeated
	// 2:17 /SipDomains federation.sip-domain.default
}

func ExampleKind_Key() {
	k := federation.ExternalAccessPolicies
	fmt.Println(k.Key("Sales") == k.Key("tag:SALES"), k.Key("Sales") == k.Key("Site:Sales"))
	// Output: true false
}

// The differences between two configurations as a server sees them.
func ExampleCompare() {
	before, _, err := federation.Decode([]byte(`{
		"AllowedDomains": [{"Identity": "fabrikam.com", "Comment": "old"}, {"Identity": "adatum.com"}],
		"BlockedDomains": []
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	after, _, err := federation.Decode([]byte(`{
		"AllowedDomains": [{"Identity": "Fabrikam.com", "Comment": "new"}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	differences := federation.Compare(before.Configuration, after.Configuration)
	for _, d := range differences.Records {
		fmt.Println(d.Op, d.Subject.Identity)
		for _, m := range d.Members {
			fmt.Printf("  %s: %v -> %v\n", m.Name, m.Old, m.New)
		}
	}
	for _, gap := range differences.Gaps {
		fmt.Println("not compared:", gap.Kind, gap.Members)
	}
	// Output:
	// Remove adatum.com
	// Set fabrikam.com
	//   Comment: old -> new
	// not compared: AllowedDomains [ProxyFqdn MarkForMonitoring]
	// not compared: BlockedDomains []
}

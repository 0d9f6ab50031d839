package federation_test

import (
	"fmt"

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

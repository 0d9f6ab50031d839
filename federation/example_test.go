package federation_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/date"
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
	c, findings, err := federation.Decode([]byte(export))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(c.PublicProviders), len(c.AllowedDomains), c.Incomplete.Has(federation.AllowedDomains))
	for _, f := range findings {
		line, column, _ := federation.NewPlaces([]byte(export)).Locate(f.Path)
		fmt.Println(line, column, f.Path, f.Detail)
	}
	// Output:
	// 1 1 true
	// 7 64 /AllowedDomains/1/Identity "*.fabrikam.com", byte 0: a wildcard *
}

// An audit is for a day: what is right today may be wrong tomorrow.
func ExampleConfiguration_Audit() {
	c, _, _ := federation.Decode([]byte(export))
	for _, day := range []string{"2016-01-01", "2026-01-01"} {
		fmt.Println(day)
		for f := range c.Audit(date.MustParse(day)) {
			if f.Severity == diag.Error {
				fmt.Println(" ", f.Path, f.Rule, f.Source)
			}
		}
	}
	// Output:
	// 2016-01-01
	//   /PublicProviders/0/NameDecorationExcludedDomainList domain.list.separator SITE-19
	// 2026-01-01
	//   /PublicProviders/0/NameDecorationExcludedDomainList domain.list.separator SITE-19
	//   /PublicProviders/0/Enabled federation.service.ended SKYPE-END
}

package federation_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/address"
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
		for _, f := range c.Audit(date.MustParse(day)) {
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

// Why a contact stays offline, on a day when its service was still there.
func ExampleIndex_Decide() {
	c, _, err := federation.Decode([]byte(`{
		"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
		"AccessEdgeConfiguration": {"AllowFederatedUsers": true},
		"PublicProviders": [{"Identity": "Skype", "ProxyFqdn": "federation.messenger.msn.com", "Enabled": true,
			"NameDecorationRoutingDomain": "msn.com", "NameDecorationExcludedDomainList": "msn.com,live.com"}],
		"ExternalAccessPolicies": [{"Identity": "Global", "EnablePublicCloudAccess": true}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := federation.NewIndex(c)
	if err != nil {
		fmt.Println(err)
		return
	}
	q := federation.Query{
		From: address.MustParse("ken@contoso.com"),
		To:   address.MustParse("ted@fabrikam.com"),
		On:   date.MustParse("2016-01-01"),
	}
	for r := range x.Decide(q).Refusals() {
		fmt.Println(r.Detail)
	}
	q.Provider = "Skype"
	v := x.Decide(q)
	fmt.Println(v.Allowed(), v.Route, v.Address, v.Capabilities)
	// Output:
	// fabrikam.com is not an allowed domain, and discovery is off; as a contact of Skype it would be ted(fabrikam.com)@msn.com
	// true public ted(fabrikam.com)@msn.com IM,Presence
}

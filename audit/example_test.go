package audit_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// An audit is for a day. On 2026-01-01 the service of the provider has ended.
func ExampleRun() {
	d, _, err := federation.Decode([]byte(`{
		"Platform": "SfBServer2015",
		"PublicProviders": [
			{"Identity": "Skype", "ProxyFqdn": "federation.messenger.msn.com", "Enabled": true,
			 "NameDecorationRoutingDomain": "msn.com", "NameDecorationExcludedDomainList": "msn.com;live.com"}
		]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, day := range []string{"2016-01-01", "2026-01-01"} {
		fmt.Println(day)
		for _, f := range audit.Run(d.Configuration, date.MustParse(day)).Findings {
			if f.Severity == diag.Error {
				fmt.Println(" ", f.Subject.Identity, f.Path, f.Rule, f.Source)
			}
		}
	}
	// Output:
	// 2016-01-01
	//   Skype /PublicProviders/0/NameDecorationExcludedDomainList domain.list.separator SITE-19
	// 2026-01-01
	//   Skype /PublicProviders/0/NameDecorationExcludedDomainList domain.list.separator SITE-19
	//   Skype /PublicProviders/0/Enabled audit.service.ended SKYPE-END
}

func ExampleHomeOfSRV() {
	c := federation.Configuration{SIPDomains: []federation.SIPDomain{{Identity: domain.MustParseSIPDomain("contoso.com"), IsDefault: true}}}
	cloud := domain.SRV{Target: domain.MustParseName(provider.Microsoft365Host), Port: 5061}
	fmt.Println(audit.HomeOfSRV(c, domain.MustParseSIPDomain("contoso.com")))
	fmt.Println(audit.HomeOfSRV(c, domain.MustParseSIPDomain("fabrikam.com"), cloud))
	// Output:
	// servers
	// microsoft-365
}

func ExampleCheckCertificate() {
	cert := audit.Certificate{From: date.MustParse("2024-01-01"), Until: date.MustParse("2025-01-01"), Server: product.On}
	for _, f := range audit.CheckCertificate(federation.Configuration{}, cert, date.MustParse("2026-01-01")) {
		fmt.Println(f.Path, f.Detail)
	}
	// Output: /Until the certificate has expired: it was valid until 2025-01-01
}

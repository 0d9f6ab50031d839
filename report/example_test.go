package report_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/report"
)

// An export is audited, one finding is accepted, and the rest is reported.
func ExampleNewAudit() {
	files := []powershell.File{{Name: "providers.json", Data: []byte(`{
	"Platform": "SfBServer2019",
	"PublicProviders": [{"Identity": "Skype", "ProxyFqdn": "federation.messenger.msn.com", "Enabled": true}]
}`)}}
	export, err := powershell.Read(powershell.DefaultLimit, files...)
	if err != nil {
		fmt.Println(err)
		return
	}
	accepted, err := report.ReadSuppressions("accepted.json", []byte(`[
	{"Rule": "audit.support.ended", "Path": "/Platform", "Reason": "the move is under way", "Expires": "2027-03-31"}
]`))
	if err != nil {
		fmt.Println(err)
		return
	}
	a := report.NewAudit(export, files, date.MustParse("2026-11-27"))
	if err := a.Suppress(accepted); err != nil {
		fmt.Println(err)
		return
	}
	n := a.Counts()
	fmt.Println(n.Errors, n.Suppressed, a.Fails(report.Threshold{}))
	// Output:
	// 1 1 true
}

// The names of an organization are replaced. Documented names are kept.
func ExampleNames_Replace() {
	var c federation.Configuration
	err := c.UnmarshalJSON([]byte(`{
		"SipDomains": [{"Identity": "corp.example", "IsDefault": true}],
		"PublicProviders": [{"Identity": "Skype", "ProxyFqdn": "federation.messenger.msn.com", "Enabled": true}],
		"AllowedDomains": [{"Identity": "supplier.example", "ProxyFqdn": "sip.supplier.example"}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	names := report.NewNames()
	c = names.Replace(c)
	fmt.Println(c.SIPDomains[0].Identity, c.PublicProviders[0].ProxyFQDN, c.AllowedDomains[0].ProxyFQDN)
	for _, r := range names.All() {
		fmt.Println(r.Kind, r.From, r.To)
	}
	// Output:
	// domain1.example federation.messenger.msn.com sub3.domain2.example
	// domain corp.example domain1.example
	// domain sip.supplier.example sub3.domain2.example
	// domain supplier.example domain2.example
}

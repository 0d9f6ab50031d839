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
	a := report.NewAudit(export, report.FilesOf(files), date.MustParse("2026-11-27"))
	if err := a.Suppress(accepted); err != nil {
		fmt.Println(err)
		return
	}
	n := a.Counts()
	fmt.Println(n.Errors, n.Suppressed, a.Fails(report.Threshold{}))
	// Output:
	// 1 1 true
}

// The report of the last audit is read from its JSON form, and compared with the audit of
// today. One finding is new, and one is gone.
func ExampleAudit_Compare() {
	auditOf := func(enabled, allowed string) *report.Audit {
		files := []powershell.File{{Name: "providers.json", Data: []byte(`{
	"Platform": "SfBServer2019",
	"PublicProviders": [{"Identity": "Skype", "ProxyFqdn": "federation.messenger.msn.com", "Enabled": ` + enabled + `}],
	"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
	"AllowedDomains": [{"Identity": "` + allowed + `"}]
}`)}}
		export, err := powershell.Read(powershell.DefaultLimit, files...)
		if err != nil {
			fmt.Println(err)
			return nil
		}
		return report.NewAudit(export, report.FilesOf(files), date.MustParse("2026-11-27"))
	}
	text, err := auditOf("true", "fabrikam.com").JSON() // the file of the last audit
	if err != nil {
		fmt.Println(err)
		return
	}
	earlier, err := report.ReadEarlier(text)
	if err != nil {
		fmt.Println(err)
		return
	}
	now := auditOf("false", "contoso.com")
	now.Compare(earlier)
	for _, f := range now.Since.New {
		fmt.Println("new:", f.Rule)
	}
	for _, f := range now.Since.Gone {
		fmt.Println("gone:", f.Rule)
	}
	fmt.Println("the earlier report is of", now.Since.On)
	// Output:
	// new: audit.own-domain.listed
	// gone: audit.service.ended
	// the earlier report is of 2026-11-27
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

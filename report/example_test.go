package report_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/date"
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

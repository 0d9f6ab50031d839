package powershell_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/powershell"
)

// Read accepts the text of a console window.
func ExampleRead_console() {
	console := `
PS C:\> Get-CsAllowedDomain

Identity          : fabrikam.com
Domain            : fabrikam.com
ProxyFqdn         :
VerificationLevel :
Comment           : Contact: Ken Myer (kenmyer@fab
                    rikam.com)
MarkForMonitoring : False
`
	export, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "console.txt", Data: []byte(console)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range export.Findings {
		fmt.Println(f)
	}
	d := export.Document.Configuration.AllowedDomains[0]
	fmt.Println(d.Domain, d.MarkForMonitoring)
	// Output: fabrikam.com false
}

func ExampleRead() {
	export, err := powershell.Read(powershell.DefaultLimit,
		powershell.File{Name: "providers.csv", Data: []byte(
			`"Identity";"ProxyFqdn";"IconUrl";"VerificationLevel";"Enabled"` + "\r\n" +
				`"Skype";"federation.messenger.msn.com";"";"AlwaysVerifiable";"True"` + "\r\n")},
		powershell.File{Name: "domains.json", Data: []byte(`{"Identity": "contoso.com", "IsDefault": true}`)},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	result := audit.Run(export.Document.Configuration, date.MustParse("2025-05-05"))
	export.Document.Place(result.Findings)
	for _, f := range result.Findings {
		if f.Rule == audit.RuleServiceEnded {
			fmt.Println(f.Pos, f.Rule)
		}
	}
	// Output: providers.csv:2:62 audit.service.ended
}

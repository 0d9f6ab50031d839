package powershell_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/powershell"
)

func ExampleDecode() {
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
	c, findings, err := powershell.Decode("console.txt", []byte(console))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range findings {
		fmt.Println(f)
	}
	fmt.Println(c.AllowedDomains[0].Domain, c.AllowedDomains[0].MarkForMonitoring)
	// Output: fabrikam.com false
}

func ExampleRead() {
	export, err := powershell.Read(
		powershell.File{Name: "providers.csv", Data: []byte(
			`"Identity";"ProxyFqdn";"IconUrl";"VerificationLevel";"Enabled"` + "\r\n" +
				`"Skype";"federation.messenger.msn.com";"";"AlwaysVerifiable";"True"` + "\r\n")},
		powershell.File{Name: "domains.json", Data: []byte(`{"Identity": "contoso.com", "IsDefault": true}`)},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range export.Configuration.Audit(date.MustParse("2025-05-05")) {
		if f.Rule == "federation.service.ended" {
			fmt.Println(export.Locate(f.Path), f.Rule)
		}
	}
	// Output: providers.csv:2:62 federation.service.ended
}

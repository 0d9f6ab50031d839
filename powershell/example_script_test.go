package powershell_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
)

// A script is read and checked before it runs.
func ExampleReadScript() {
	text := `New-CsAllowedDomain -Identity "fabrikam.com"
Set-CsPublicProvider -Identity Skype -Enabled "True"`
	s, err := powershell.ReadScript(product.SfBServer2019, powershell.File{Name: "partners.ps1", Data: []byte(text)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range s.Findings {
		fmt.Println(f.Pos, f.Rule, f.Detail)
	}
	after, refusals := s.Apply(federation.Configuration{AllowedDomains: []federation.AllowedDomain{}})
	fmt.Println(after.AllowedDomains[0].Domain, len(refusals))
	// Output:
	// partners.ps1:2:47 powershell.script.boolean "True" is a text: write -Enabled $true
	// fabrikam.com 0
}

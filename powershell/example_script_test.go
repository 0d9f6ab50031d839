package powershell_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
)

// The script has a mistake that ReadScript finds before the script runs.
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

// A script is applied to an exported configuration. The server refuses one of its
// commands, and another one depends on a variable, so that its effect is not known.
func ExampleScript_Apply() {
	var before federation.Configuration
	err := before.UnmarshalJSON([]byte(`{"AllowedDomains": [{"Identity": "fabrikam.com"}], "BlockedDomains": [], "PublicProviders": []}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	text := `New-CsAllowedDomain -Identity litwareinc.com
New-CsBlockedDomain -Identity fabrikam.com
Remove-CsPublicProvider -Identity $name`
	s, err := powershell.ReadScript(product.SfBServer2019, powershell.File{Name: "partners.ps1", Data: []byte(text)})
	if err != nil {
		fmt.Println(err)
		return
	}
	after, refusals := s.Apply(before)
	for _, d := range after.AllowedDomains {
		fmt.Println(d.Domain)
	}
	for _, f := range refusals {
		fmt.Println(f.Pos, f.Rule)
	}
	fmt.Println(after.Knows(federation.AllowedDomains), after.Knows(federation.PublicProviders))
	// Output:
	// fabrikam.com
	// litwareinc.com
	// partners.ps1:2:1 federation.domain.on-both-lists
	// true false
}

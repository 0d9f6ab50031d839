package cmdlet_test

import (
	"errors"
	"fmt"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// An edit is written as a line to paste.
func ExampleCommand() {
	edit := diag.Edit{
		Op:      diag.OpSet,
		Subject: diag.Subject{Kind: "ExternalAccessPolicies", Identity: "Site:Ken's"},
		Members: []diag.MemberEdit{{Name: "EnablePublicCloudAccess", New: diag.Bool(true)}},
	}
	line, err := cmdlet.Command(edit, product.SfBServer2015)
	fmt.Println(line, err)
	// Output: Set-CsExternalAccessPolicy -Identity 'Site:Ken''s' -EnablePublicCloudAccess $true <nil>
}

func ExampleQuote() {
	fmt.Println(cmdlet.Quote("O’Neill's $policy"))
	// Output: 'O’’Neill''s $policy' <nil>
}

func ExampleInPlace() {
	c := federation.Configuration{PublicProviders: []provider.PublicProvider{{Identity: "Skype", ProxyFQDN: domain.MustParseName(provider.MessengerHost), Enabled: true}}}
	// Set-CsPublicProvider has no parameter for the routing domain.
	edit := diag.Edit{
		Op:      diag.OpSet,
		Subject: diag.Subject{Kind: "PublicProviders", Identity: "Skype"},
		Members: []diag.MemberEdit{{Name: "NameDecorationRoutingDomain", New: diag.Text("msn.com")}},
	}
	commands, replaces := cmdlet.InPlace(c, edit)
	fmt.Println(replaces)
	for _, e := range commands {
		line, err := cmdlet.Command(e, product.SfBServer2015)
		fmt.Println(line, err)
	}
	// Output:
	// true
	// Remove-CsPublicProvider -Identity 'Skype' <nil>
	// New-CsPublicProvider -Identity 'Skype' -ProxyFqdn 'federation.messenger.msn.com' -NameDecorationRoutingDomain 'msn.com' -Enabled $true <nil>
}

func ExampleServer() {
	s := cmdlet.NewServer(federation.Configuration{BlockedDomains: []federation.BlockedDomain{}, AllowedDomains: []federation.AllowedDomain{}}, product.SfBServer2019)
	fabrikam := diag.Subject{Kind: "AllowedDomains", Identity: "fabrikam.com"}
	for _, e := range []diag.Edit{{Op: diag.OpNew, Subject: fabrikam}, {Op: diag.OpNew, Subject: fabrikam}, {Op: diag.OpRemove, Subject: fabrikam}} {
		err := s.Apply(e)
		fmt.Println(e.Op, len(s.Configuration().AllowedDomains), errors.Is(err, federation.RuleDomainRepeated))
	}
	// Output:
	// New 1 false
	// New 1 true
	// Remove 0 false
}

func ExampleCmdlet_Bind() {
	set, _ := cmdlet.Lookup("set-cspublicprovider")
	for _, name := range []string{"Ena", "Verb", "Ver", "Zoom"} {
		var names []string
		for _, p := range set.Bind(name) {
			names = append(names, p.Name)
		}
		fmt.Println(name, names)
	}
	// Output:
	// Ena [Enabled]
	// Verb [Verbose]
	// Ver [VerificationLevel]
	// Zoom []
}

package cmdlet_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/product"
)

// A server refuses to allow a domain that is blocked.
func ExampleApply() {
	c := federation.Configuration{
		AllowedDomains: []federation.AllowedDomain{},
		BlockedDomains: []federation.BlockedDomain{{Domain: domain.MustParseName("fabrikam.com")}},
	}
	blocked := diag.Subject{Kind: "BlockedDomains", Identity: "fabrikam.com"}
	allowed := diag.Subject{Kind: "AllowedDomains", Identity: "fabrikam.com"}

	_, err := cmdlet.Apply(c, diag.Edit{Op: diag.OpNew, Subject: allowed}, product.SfBServer2019)
	for f := range diag.All(err) {
		fmt.Println(f.Rule)
	}

	s := cmdlet.NewServer(c, product.SfBServer2019)
	fmt.Println(s.Apply(diag.Edit{Op: diag.OpRemove, Subject: blocked}), s.Apply(diag.Edit{Op: diag.OpNew, Subject: allowed}))
	fmt.Println(s.Configuration().AllowedDomains[0].Domain)
	// Output:
	// federation.domain.on-both-lists
	// <nil> <nil>
	// fabrikam.com
}

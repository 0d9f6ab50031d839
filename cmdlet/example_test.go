package cmdlet_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/product"
)

// The edits of a finding are lines to paste.
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

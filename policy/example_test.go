package policy_test

import (
	"encoding/json"
	"fmt"

	"github.com/lyncfed/lyncfed/policy"
)

func ExampleParseIdentity() {
	for _, s := range []string{"global", "site:Redmond", "Sales", "service:x"} {
		fmt.Println(policy.ParseIdentity(s))
	}
	// Output:
	// Global <nil>
	// Site:Redmond <nil>
	// Tag:Sales <nil>
	//  policy identity "service:x", byte 0: "service" is not a scope of these policies. Write Global, Site:NAME or Tag:NAME [policy.identity.scope] (PS-POLICY)
}

func ExampleTable_Resolve() {
	var policies []policy.ExternalAccessPolicy
	_ = json.Unmarshal([]byte(`[
		{"Identity": "Global"},
		{"Identity": "Site:Redmond", "EnableFederationAccess": true},
		{"Identity": "Tag:Sales", "EnableFederationAccess": true, "EnablePublicCloudAccess": true}
	]`), &policies)
	table, err := policy.NewTable(policies...)
	if err != nil {
		fmt.Println(err)
		return
	}
	redmond, sales := policy.MustParseSiteName("Redmond"), policy.MustParseIdentity("Sales")
	for _, a := range []policy.Assignment{
		{Granted: sales, Site: redmond},
		{Site: redmond},
		{Site: policy.MustParseSiteName("Paris")},
		{},
	} {
		p, err := table.Resolve(a)
		fmt.Println(p.Identity, p.EnablePublicCloudAccess.IsOn(), err)
	}
	// Output:
	// Tag:Sales true <nil>
	// Site:Redmond false <nil>
	// Global false <nil>
	//  false error /Site: the user's site is not known, and Site:Redmond may apply. Give the user's site, or the pools with their sites [policy.site.unknown] (PS-GRANT)
}

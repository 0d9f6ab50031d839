package tenant_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/tenant"
)

// The lists of a tenant decide, unless the user's policy has its own.
func ExampleFederationConfiguration_Allows() {
	var c tenant.FederationConfiguration
	if err := c.UnmarshalJSON([]byte(`{"Identity": "Global", "AllowedDomains": ["fabrikam.com"], "BlockedDomains": []}`)); err != nil {
		fmt.Println(err)
		return
	}
	var p tenant.ExternalAccessPolicy
	if err := p.UnmarshalJSON([]byte(`{"Identity": "Tag:Everyone", "CommunicationWithExternalOrgs": "AllowAllExternalDomains"}`)); err != nil {
		fmt.Println(err)
		return
	}
	for _, partner := range []string{"fabrikam.com", "litwareinc.com"} {
		name := domain.MustParseName(partner)
		fmt.Println(partner, c.Allows(name), p.Allows(c, name))
	}
	// Output:
	// fabrikam.com passed passed
	// litwareinc.com refused passed
}

// An empty list, null and a missing list are three different values.
func ExampleAllowedDomains() {
	for _, text := range []string{
		`{"AllowedDomains": "AllowAllKnownDomains"}`,
		`{"AllowedDomains": ["fabrikam.com"]}`,
		`{"AllowedDomains": null}`,
		`{}`,
	} {
		var c tenant.FederationConfiguration
		if err := c.UnmarshalJSON([]byte(text)); err != nil {
			fmt.Println(err)
			return
		}
		d := c.AllowedDomains
		fmt.Printf("all known domains %t, nobody %t, known %t\n", d.IsAllKnown(), d.IsNobody(), d.IsKnown())
	}
	// Output:
	// all known domains true, nobody false, known true
	// all known domains false, nobody false, known true
	// all known domains false, nobody true, known true
	// all known domains false, nobody false, known false
}

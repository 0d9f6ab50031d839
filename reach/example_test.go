package reach_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/reach"
)

// Why a contact stays offline, on a day when its service was still there.
func ExampleIndex_Decide() {
	d, _, err := federation.Decode([]byte(`{
		"Platform": "SfBServer2015",
		"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
		"AccessEdgeConfiguration": {"AllowFederatedUsers": true, "EnablePartnerDiscovery": false},
		"PublicProviders": [{"Identity": "Skype", "ProxyFqdn": "federation.messenger.msn.com", "Enabled": true,
			"NameDecorationRoutingDomain": "msn.com", "NameDecorationExcludedDomainList": "msn.com,live.com"}],
		"AllowedDomains": [],
		"ExternalAccessPolicies": [{"Identity": "Global", "EnablePublicCloudAccess": true, "EnableFederationAccess": true}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := reach.NewIndex(d.Configuration)
	if err != nil {
		fmt.Println(err)
		return
	}
	q := reach.Query{
		From: address.MustParse("ken@contoso.com"),
		To:   address.MustParse("ted@fabrikam.com"),
		On:   date.MustParse("2016-01-01"),
	}
	v, err := x.Decide(q)
	if err != nil {
		fmt.Println(err)
		return
	}
	for r := range v.Refusals() {
		fmt.Println(r.Detail)
	}
	q.Provider = "Skype"
	if v, err = x.Decide(q); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(v.Allowed(), v.Route, v.Address, v.Capabilities)
	// Output:
	// fabrikam.com is not an allowed domain, and discovery is off; an account of Skype must be added as ted(fabrikam.com)@msn.com, because it is not found by its domain
	// true public ted(fabrikam.com)@msn.com IM,Presence
}

// Which users may reach somebody outside at all, at the cost of the groups.
func ExampleIndex_Summary() {
	d, _, err := federation.Decode([]byte(`{
		"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
		"AccessEdgeConfiguration": {"AllowFederatedUsers": true, "EnablePartnerDiscovery": false, "RoutingMethod": "UseDnsSrvRouting"},
		"PublicProviders": [], "AllowedDomains": [{"Identity": "fabrikam.com", "ProxyFqdn": null}], "BlockedDomains": [],
		"ExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": false}, {"Identity": "Tag:Sales", "EnableFederationAccess": true}],
		"Users": [{"SipAddress": "ken@contoso.com", "ExternalAccessPolicy": null, "Enabled": true},
			{"SipAddress": "ann@contoso.com", "ExternalAccessPolicy": "Tag:Sales", "Enabled": true},
			{"SipAddress": "kim@contoso.com", "ExternalAccessPolicy": "Tag:Sales", "Enabled": true}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := reach.NewIndex(d.Configuration)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := x.Summary(date.MustParse("2016-01-01"))
	for _, u := range s.Users {
		fmt.Println(u.Policy, len(u.Users), u.Reach())
	}
	partners := s.Users[0].Reaches[0] // as Contacts[0] is
	fmt.Println(s.Contacts[0].Domains, partners.Outcome, partners.Rule)
	// Output:
	// Global 1 refused
	// Tag:Sales 2 passed
	// [fabrikam.com] refused reach.policy.partners
}

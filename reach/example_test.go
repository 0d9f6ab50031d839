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
	fmt.Println(v) // for a log, with its conditions
	// Output:
	// fabrikam.com is not an allowed domain, and discovery is off; an account of Skype must be added as ted(fabrikam.com)@msn.com, because it is not found by its domain
	// true public ted(fabrikam.com)@msn.com IM,Presence
	// passed by the route public
	// if ken@contoso.com counts as a user without a granted policy (users are not given) [reach.user.unknown]
	// if no record of BlockedDomains makes a difference here (the kind is not given) [federation.kind.missing]
	// if the organization is licensed for the service (licenses are not given) [federation.kind.missing]
	// if the contact exists and accepts (the service is not queried) [reach.other-side.unknown]
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

// Who gains and who loses when discovery is turned on.
func ExampleChanges() {
	read := func(discovery string) *reach.Index {
		d, _, err := federation.Decode([]byte(`{
			"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
			"AccessEdgeConfiguration": {"AllowFederatedUsers": true, "RoutingMethod": "UseDnsSrvRouting", "EnablePartnerDiscovery": ` + discovery + `},
			"PublicProviders": [], "BlockedDomains": [], "AllowedDomains": [{"Identity": "fabrikam.com"}],
			"ExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": true}]
		}`))
		if err != nil {
			panic(err)
		}
		x, err := reach.NewIndex(d.Configuration)
		if err != nil {
			panic(err)
		}
		return x
	}
	q := reach.Query{On: date.MustParse("2026-01-01")}
	from := []address.Address{address.MustParse("ken@contoso.com")}
	to := []address.Address{address.MustParse("ann@fabrikam.com"), address.MustParse("bob@litware.com")}
	for c := range reach.Changes(read("false"), read("true"), q, q, from, to) {
		fmt.Println(c.After.From, c.After.To, c.Gained(), c.Rule)
	}
	// Output: ken@contoso.com bob@litware.com true reach.partner.unknown
}

// The records that can cause the id in a trace.
func ExampleDiagnostic_Causes() {
	d, _, err := federation.Decode([]byte(`{
		"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
		"AccessEdgeConfiguration": {"AllowFederatedUsers": true, "EnablePartnerDiscovery": false, "RoutingMethod": "UseDnsSrvRouting"},
		"AllowedDomains": [],
		"ExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": false}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	id, _ := reach.LookupDiagnostic(1002)
	fmt.Println(id.Meaning)
	m := reach.Message{From: address.MustParse("ken@contoso.com"), To: address.MustParse("ted@fabrikam.com")}
	for _, c := range id.Causes(d.Configuration, m) {
		fmt.Println(c.Outcome, c.Path, c.Detail)
	}
	// Output:
	// The sender may not communicate with federated partners.
	// refused /ExternalAccessPolicies/0/EnableFederationAccess Global does not have EnableFederationAccess, and applies to ken@contoso.com
	// refused /AllowedDomains fabrikam.com is not on the allowed list (of 0), and discovery is off
}

// Every pair of two lists of people.
func ExampleIndex_Matrix() {
	d, _, err := federation.Decode([]byte(`{
		"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
		"AccessEdgeConfiguration": {"AllowFederatedUsers": true, "EnablePartnerDiscovery": false, "RoutingMethod": "UseDnsSrvRouting"},
		"PublicProviders": [],
		"AllowedDomains": [{"Identity": "fabrikam.com", "ProxyFqdn": null}],
		"BlockedDomains": [],
		"ExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": true}]
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
	from := []address.Address{address.MustParse("ken@contoso.com"), address.MustParse("ann@fabrikam.com")}
	to := []address.Address{address.MustParse("ted@fabrikam.com"), address.MustParse("ben@litwareinc.com")}
	for p := range x.Matrix(reach.Query{On: date.MustParse("2026-01-31")}, from, to) {
		if p.Err != nil {
			fmt.Println(p.From, p.To, "invalid query")
			continue
		}
		fmt.Println(p.From, p.To, p.Verdict.Outcome)
	}
	// Output:
	// ken@contoso.com ted@fabrikam.com passed
	// ken@contoso.com ben@litwareinc.com refused
	// ann@fabrikam.com ted@fabrikam.com invalid query
	// ann@fabrikam.com ben@litwareinc.com invalid query
}

func ExampleLookupDiagnostic() {
	d, found := reach.LookupDiagnostic(1009)
	fmt.Println(found, d.Meaning)
	// Output:
	// true The target of the federation SRV record does not match the domain.
}

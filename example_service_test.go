package lyncfed_test

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/reach"
)

// A gateway answers questions about one configuration. Its methods may be called from
// several goroutines at once.
type gateway struct {
	configuration federation.Configuration
	index         *reach.Index
}

// newGateway reads the text of an export and indexes it once.
func newGateway(name string, text []byte) (*gateway, error) {
	export, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: name, Data: text})
	if err != nil {
		return nil, err
	}
	if err := export.Findings.Err(); err != nil { // of severity Error: a record could not be read
		return nil, err
	}
	c := export.Document.Configuration
	index, err := reach.NewIndex(c)
	if err != nil {
		return nil, err
	}
	return &gateway{c, index}, nil
}

// mayReach returns the answer for a log or a user: allowed, refused or not known.
func (g *gateway) mayReach(from, to string, on date.Date) (string, error) {
	sender, err := address.Parse(from) // refuses an empty text: without a sender, a Query asks about anyone
	if err != nil {
		return "", err
	}
	receiver, err := address.Parse(to)
	if err != nil {
		return "", err
	}
	v, err := g.index.Decide(reach.Query{From: sender, To: receiver, On: on})
	if err != nil {
		return "", err
	}
	if v.Allowed() {
		return fmt.Sprintf("%v by the route %v", v.Outcome, v.Route), nil
	}
	lines := []string{v.Outcome.String()}
	for r := range v.Refusals() { // the rules that refuse, and those that lack a value
		lines = append(lines, "  "+r.String())
	}
	return strings.Join(lines, "\n"), nil
}

// contact returns an address as the contact list of a client needs it.
func (g *gateway) contact(provider, text string) (address.Address, error) {
	a, err := address.Parse(text)
	if err != nil {
		return address.Address{}, err
	}
	d, err := g.configuration.Decorator(provider)
	if err != nil {
		return address.Address{}, err
	}
	return d.Decorate(a), nil
}

// A service reads an export when it starts, and then answers for each request.
func Example_service() {
	g, err := newGateway("federation.json", []byte(`{
	"Platform": "SfBServer2015",
	"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
	"AccessEdgeConfiguration": {"AllowFederatedUsers": true, "EnablePartnerDiscovery": false, "RoutingMethod": "UseDnsSrvRouting"},
	"PublicProviders": [{"Identity": "Skype", "ProxyFqdn": "federation.messenger.msn.com", "Enabled": true, "VerificationLevel": "AlwaysVerifiable",
		"NameDecorationRoutingDomain": "msn.com", "NameDecorationExcludedDomainList": "msn.com,outlook.com,live.com,hotmail.com"}],
	"AllowedDomains": [{"Identity": "fabrikam.com", "ProxyFqdn": null}],
	"BlockedDomains": [],
	"ExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": true, "EnablePublicCloudAccess": true}]
}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	day := date.MustParse("2016-01-01")
	for _, to := range []string{"ann@fabrikam.com", "ann@litwareinc.com", "ann smith@fabrikam.com"} {
		answer, err := g.mayReach("ken@contoso.com", to, day)
		if err != nil {
			for f := range diag.All(err) {
				fmt.Printf("%s: not an address: %s\n", to, f.Rule)
			}
			continue
		}
		fmt.Printf("%s: %s\n", to, answer)
	}
	contact, err := g.contact("skype", "ann@litwareinc.com")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("as a contact of Skype:", contact)
	// Output:
	// ann@fabrikam.com: passed by the route partner
	// ann@litwareinc.com: refused
	//   refused: litwareinc.com is not an allowed domain, and discovery is off; an account of Skype must be added as ann(litwareinc.com)@msn.com, because it is not found by its domain [reach.partner.unknown]
	// ann smith@fabrikam.com: not an address: address.user.character
	// as a contact of Skype: ann(litwareinc.com)@msn.com
}

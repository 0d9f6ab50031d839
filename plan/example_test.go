package plan_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/product"
)

// The plan blocks a partner that was allowed, and allows another one.
func ExampleNew() {
	have := federation.Configuration{
		Platform:       product.SfBServer2019,
		AllowedDomains: []federation.AllowedDomain{{Domain: domain.MustParseName("fabrikam.com")}},
		BlockedDomains: []federation.BlockedDomain{},
	}
	want := federation.Configuration{
		AllowedDomains: []federation.AllowedDomain{{Domain: domain.MustParseName("litwareinc.com")}},
		BlockedDomains: []federation.BlockedDomain{{Domain: domain.MustParseName("fabrikam.com")}},
	}
	p, err := plan.New(have, want)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range p.Steps {
		line, err := cmdlet.Command(step.Edit, p.Platform)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s # %s\n", line, step.Why)
	}
	// Output:
	// Remove-CsAllowedDomain -Identity 'fabrikam.com' # a domain is on one list only
	// New-CsBlockedDomain -Identity 'fabrikam.com' # a domain is on one list only
	// New-CsAllowedDomain -Identity 'litwareinc.com' -MarkForMonitoring $false # a partner is allowed after all closing steps
}

// The plan removes the provider of a service that has ended. A finding that a person must
// decide is left.
func ExampleMend() {
	var have federation.Configuration
	err := have.UnmarshalJSON([]byte(`{
		"Platform": "SfBServer2019",
		"PublicProviders": [{"Identity": "AOL", "ProxyFqdn": "sip.oscar.aol.com", "VerificationLevel": "AlwaysVerifiable", "Enabled": true}],
		"Users": [{"SipAddress": "sip:ken@contoso.com", "ExternalAccessPolicy": "Tag:Partners"}],
		"ExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": true}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	p, left := plan.Mend(have, audit.Run(have, date.MustParse("2026-01-31")).Findings)
	for _, step := range p.Steps {
		line, err := cmdlet.Command(step.Edit, p.Platform)
		fmt.Println(line, err)
	}
	for _, l := range left {
		if l.Finding.Severity == diag.Error {
			fmt.Println("left:", l.Finding.Detail)
		}
	}
	// Output:
	// Remove-CsPublicProvider -Identity 'AOL' <nil>
	// left: ken@contoso.com is granted Tag:Partners, which does not exist
}

// The rollback of a plan, and who gains and who loses by the plan.
func ExamplePlan_Rollback() {
	var have, want federation.Configuration
	for text, c := range map[string]*federation.Configuration{
		`{
			"Platform": "SfBServer2019",
			"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
			"AccessEdgeConfiguration": {"AllowFederatedUsers": true, "EnablePartnerDiscovery": false, "RoutingMethod": "UseDnsSrvRouting"},
			"PublicProviders": [], "HostingProviders": [], "BlockedDomains": [],
			"AllowedDomains": [{"Identity": "fabrikam.com", "ProxyFqdn": null, "Comment": null, "MarkForMonitoring": false, "VerificationLevel": null}],
			"ExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": true}]
		}`: &have,
		`{"AllowedDomains": [{"Identity": "litwareinc.com"}]}`: &want,
	} {
		if err := c.UnmarshalJSON([]byte(text)); err != nil {
			fmt.Println(err)
			return
		}
	}
	p, err := plan.New(have, want)
	if err != nil {
		fmt.Println(err)
		return
	}
	effects, err := p.Effects(date.MustParse("2026-01-31"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range effects {
		fmt.Println("gains:", e.Gains, "loses:", e.Loses)
	}
	back, err := p.Rollback()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range back.Steps {
		line, err := cmdlet.Command(step.Edit, back.Platform)
		fmt.Println(line, err)
	}
	// Output:
	// gains: [litwareinc.com] loses: [fabrikam.com]
	// Remove-CsAllowedDomain -Identity 'litwareinc.com' <nil>
	// New-CsAllowedDomain -Identity 'fabrikam.com' -MarkForMonitoring $false <nil>
}

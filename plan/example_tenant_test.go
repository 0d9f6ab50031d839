package plan_test

import (
	"fmt"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
)

// hybridText is a hybrid: records of the servers, and of the tenant that shares their
// address space.
const hybridText = `{
	"Platform": "SfBServer2019",
	"SipDomains": [{"Identity": "contoso.com", "IsDefault": true}],
	"AccessEdgeConfiguration": {"AllowFederatedUsers": true, "EnablePartnerDiscovery": false, "RoutingMethod": "UseDnsSrvRouting"},
	"PublicProviders": [], "BlockedDomains": [],
	"HostingProviders": [{"Identity": "Microsoft365", "ProxyFqdn": "sipfed.online.lync.com", "Enabled": true, "EnabledSharedAddressSpace": true, "HostsOCSUsers": true, "VerificationLevel": "UseSourceVerification", "IsLocal": false, "AutodiscoverUrl": null}],
	"AllowedDomains": [{"Identity": "fabrikam.com", "ProxyFqdn": null, "Comment": null, "MarkForMonitoring": false, "VerificationLevel": null}],
	"ExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": true}],
	"Users": [],
	"TenantExternalAccessPolicies": [{"Identity": "Global", "EnableFederationAccess": true, "EnablePublicCloudAccess": false, "CommunicationWithExternalOrgs": "OrganizationDefault", "AllowedExternalDomains": [], "BlockedExternalDomains": []}], "TenantUsers": [],
	"TenantFederationConfiguration": {"Identity": "Global", "AllowFederatedUsers": true, "SharedSipAddressSpace": true, "AllowTeamsConsumer": false, "AllowTeamsConsumerInbound": false, "BlockAllSubdomains": false, "TreatDiscoveredPartnersAsUnverified": false, "AllowedDomains": "AllowAllKnownDomains", "BlockedDomains": []}
}`

func ExampleLeaveHybrid() {
	var have federation.Configuration
	if err := have.UnmarshalJSON([]byte(hybridText)); err != nil {
		fmt.Println(err)
		return
	}
	p, err := plan.LeaveHybrid(have)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range p.NotPlanned {
		fmt.Println("by hand:", f.Rule)
	}
	for _, step := range p.Steps {
		line, err := cmdlet.Command(step.Edit, p.Platform)
		fmt.Println(line, err)
	}
	// Output:
	// by hand: plan.hybrid.dns
	// Set-CsTenantFederationConfiguration -Identity 'Global' -SharedSipAddressSpace $false <nil>
	// Set-CsHostingProvider -Identity 'Microsoft365' -Enabled $false <nil>
}

func ExampleTakeOver() {
	var have federation.Configuration
	if err := have.UnmarshalJSON([]byte(hybridText)); err != nil {
		fmt.Println(err)
		return
	}
	p, err := plan.TakeOver(have)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range p.Steps {
		for _, m := range step.Edit.Members {
			fmt.Println(step.Edit.Subject.Kind, m.Name, m.Old, "->", m.New)
		}
	}
	// Output:
	// TenantFederationConfiguration AllowedDomains AllowAllKnownDomains -> fabrikam.com
}

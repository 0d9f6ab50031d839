package plan_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/plan"
)

// TestNamesOfBothKinds: a public provider gets the name of a hosting provider only after
// the removal of the hosting provider. That removal is in a group with another provider
// that takes its host.
func TestNamesOfBothKinds(t *testing.T) {
	const edge = `"Platform":"SfBServer2019","AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":false},"Users":[]`
	have := read(t, `{`+edge+`,"PublicProviders":[],"HostingProviders":[{"Identity":"THIRD","ProxyFqdn":"one.example","Enabled":true,"VerificationLevel":"AlwaysVerifiable","EnabledSharedAddressSpace":false,"HostsOCSUsers":false,"IsLocal":false}]}`)
	want := read(t, `{`+edge+`,"PublicProviders":[{"Identity":"Third","ProxyFqdn":"two.example","Enabled":false,"VerificationLevel":"AlwaysVerifiable"}],
		"HostingProviders":[{"Identity":"Zoom","ProxyFqdn":"one.example","Enabled":true,"VerificationLevel":"AlwaysVerifiable","EnabledSharedAddressSpace":false,"HostsOCSUsers":false,"IsLocal":false}]}`)
	p, err := plan.New(have, want)
	require.NoError(t, err)
	require.Len(t, p.Steps, 3, lines(p))
}

// TestProviderBeforeGrants: a provider that takes the host of another is created
// before a user changes to a policy without public access, and the plan has the
// exception.
func TestProviderBeforeGrants(t *testing.T) {
	const (
		edge     = `"Platform":"SfBServer2019","AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":false},"AllowedDomains":[],"BlockedDomains":[],"HostingProviders":[],"SipDomains":[{"Identity":"contoso.com","IsDefault":true}],"Pools":[]`
		policies = `"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":false,"EnablePublicCloudAccess":false,"EnablePublicCloudAudioVideoAccess":false,"EnableOutsideAccess":true},{"Identity":"Tag:Public","EnableFederationAccess":false,"EnablePublicCloudAccess":true,"EnablePublicCloudAudioVideoAccess":false,"EnableOutsideAccess":false}]`
		ken      = `"Users":[{"SipAddress":"sip:ken@contoso.com","HostingProvider":"SRV:","Enabled":true,"EnabledForFederation":true,"ExternalAccessPolicy":`
		members  = `,"ProxyFqdn":"one.example","Enabled":true,"VerificationLevel":"AlwaysVerifiable","IconUrl":null,"NameDecorationDomain":null,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":null}]`
	)
	have := read(t, `{`+edge+`,`+policies+`,"PublicProviders":[{"Identity":"Own"`+members+`,`+ken+`"Public"}]}`)
	want := read(t, `{`+edge+`,`+policies+`,"PublicProviders":[{"Identity":"Skype"`+members+`,`+ken+`null}]}`)
	p, err := plan.New(have, want)
	require.NoError(t, err)
	checkWidth(t, p, have, want)
	require.True(t, slices.ContainsFunc(p.Exceptions, func(e plan.Exception) bool { return e.Opens && e.Subject.Identity == "Skype" }), lines(p))
}

// TestDefaultRouteUnsafe: a default route reaches every domain that is not blocked, as
// discovery does. So a plan that sets one is unsafe.
func TestDefaultRouteUnsafe(t *testing.T) {
	have := read(t, `{"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":false},"PublicProviders":[],"HostingProviders":[]}`)
	want := read(t, `{"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDefaultRouting","DefaultRouteFqdn":"edge.contoso.com"}}`)
	p, err := plan.New(have, want)
	require.NoError(t, err)
	require.Len(t, p.Unsafe, 1)
	require.Equal(t, plan.RuleDiscoveryOpened, p.Unsafe[0].Rule)
	back, err := p.Rollback()
	require.NoError(t, err)
	require.Empty(t, back.Unsafe)
}

// TestDisabledProviderRemoved: a provider that was and stays without contacts changes
// nobody's route.
func TestDisabledProviderRemoved(t *testing.T) {
	const edge = `"Platform":"SfBServer2019","AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":false},"BlockedDomains":[],"HostingProviders":[],"Users":[]`
	const allowed = `,"AllowedDomains":[{"Identity":"fabrikam.com","ProxyFqdn":null,"VerificationLevel":null,"Comment":null,"MarkForMonitoring":false}]`
	for enabled, exceptions := range map[string]bool{"true": true, "false": false} {
		have := read(t, `{`+edge+allowed+`,"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","NameDecorationRoutingDomain":"msn.com","Enabled":`+enabled+`,"VerificationLevel":"AlwaysVerifiable"}]}`)
		want := read(t, `{`+edge+`,"AllowedDomains":[],"PublicProviders":[]}`)
		p, err := plan.New(have, want)
		require.NoError(t, err)
		require.Len(t, p.Steps, 2, lines(p))
		require.Equal(t, exceptions, slices.ContainsFunc(p.Exceptions, func(e plan.Exception) bool { return e.Subject.Identity == "Skype" }), lines(p))
	}
}

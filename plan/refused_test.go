package plan_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// read returns the configuration of a text, with its incomplete kinds.
func read(t *testing.T, text string) federation.Configuration {
	t.Helper()
	d, _, err := federation.Decode([]byte(text))
	require.NoError(t, err)
	return d.Configuration
}

// TestRefused has plans that are refused, with the rule and the record of the error.
func TestRefused(t *testing.T) {
	const (
		edge   = `"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":false}`
		a      = `{"Identity":"a.example","ProxyFqdn":null,"VerificationLevel":null,"Comment":null,"MarkForMonitoring":false}`
		skype  = `{"Identity":"Skype","ProxyFqdn":"one.example","IconUrl":null,"NameDecorationDomain":null,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":null,"VerificationLevel":"AlwaysVerifiable","Enabled":true,"EnableSkypeIdRouting":null,"EnableSkypeDirectorySearch":null}`
		other  = `{"Identity":"Skype","ProxyFqdn":"two.example","IconUrl":null,"NameDecorationDomain":null,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":null,"VerificationLevel":"AlwaysVerifiable","Enabled":true,"EnableSkypeIdRouting":null,"EnableSkypeDirectorySearch":null}`
		global = `{"Identity":"Global","Description":null,"EnableFederationAccess":true,"EnableXmppAccess":false,"EnablePublicCloudAccess":false,"EnablePublicCloudAudioVideoAccess":false,"EnableOutsideAccess":true}`
	)
	for _, tt := range []struct {
		name, have, want string
		rule             diag.Rule
		about            string // the kind and name; "" for any
	}{
		{"a name twice", `{"AllowedDomains":[` + a + `,` + a + `]}`, `{"AllowedDomains":[]}`, federation.RuleDomainRepeated, "AllowedDomains a.example"},
		{"a domain on both lists", `{"AllowedDomains":[` + a + `],"BlockedDomains":[{"Identity":"a.example"}]}`, `{"AllowedDomains":[]}`, federation.RuleDomainOnBothLists, "BlockedDomains a.example"},
		{"not the kind that is wanted", `{"AllowedDomains":[` + a + `,` + a + `]}`, `{"BlockedDomains":[]}`, federation.RuleDomainRepeated, "AllowedDomains a.example"},
		{"a record that could not be read", `{"AllowedDomains":[7]}`, `{"AllowedDomains":[]}`, plan.RuleKindUnknown, "AllowedDomains "},
		{"a wanted record that could not be read", `{"AllowedDomains":[]}`, `{"AllowedDomains":[7]}`, plan.RuleKindUnknown, "AllowedDomains "},
		{"the kind is not given", `{` + edge + `}`, `{"AllowedDomains":[` + a + `]}`, plan.RuleKindUnknown, "AllowedDomains "},
		{"a wanted record that is not valid", `{"PublicProviders":[]}`, `{"PublicProviders":[{"Identity":"X","Enabled":true}]}`, provider.RuleProxyFQDNMissing, ""},
		{"no Global policy is wanted", `{"ExternalAccessPolicies":[` + global + `]}`, `{"ExternalAccessPolicies":[]}`, policy.RuleGlobalMissing, ""},
		{"the product does not know the member", `{"Platform":"LyncServer2010","AllowedDomains":[]}`, `{"Platform":"LyncServer2010","AllowedDomains":[{"Identity":"a.example","VerificationLevel":"AlwaysVerifiable"}]}`, cmdlet.RuleParameterUnknown, "AllowedDomains a.example"},
		{"a member that was not exported", `{"AllowedDomains":[{"Identity":"a.example"}]}`, `{"AllowedDomains":[` + a + `]}`, plan.RuleMemberUnknown, "AllowedDomains "},
		{"a member that would be lost", `{"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"one.example","Enabled":true}]}`, `{"PublicProviders":[` + other + `]}`, plan.RuleMemberUnknown, ""},
		{"a policy without a member whose default is disputed", `{"ExternalAccessPolicies":[` + global + `]}`, `{"ExternalAccessPolicies":[` + global + `,{"Identity":"Tag:Sales"}]}`, plan.RuleMemberUnknown, "ExternalAccessPolicies Tag:Sales"},
		{"a SIP domain with users", `{"SipDomains":[{"Identity":"contoso.com","IsDefault":true},{"Identity":"contoso.net","IsDefault":false}],"Users":[{"SipAddress":"sip:ken@contoso.net"}]}`, `{"SipDomains":[{"Identity":"contoso.com","IsDefault":true}]}`, cmdlet.RuleSIPDomainUsed, "SipDomains contoso.net"},
		{"a default route beside a provider that stays", `{` + edge + `,"PublicProviders":[` + skype + `]}`, `{"AccessEdgeConfiguration":{"Identity":"Global","RoutingMethod":"UseDefaultRouting","DefaultRouteFqdn":"edge.contoso.com"}}`, federation.RuleDefaultRouteProviders, "AccessEdgeConfiguration "},
	} {
		_, err := plan.New(read(t, tt.have), read(t, tt.want))
		require.ErrorIs(t, err, tt.rule, tt.name)
		var about []string
		for f := range diag.All(err) {
			about = append(about, fmt.Sprint(f.Subject.Kind, " ", f.Subject.Identity))
		}
		if tt.about != "" {
			require.Contains(t, about, tt.about, tt.name)
		}
	}
}

// TestNotPlanned has changes that no cmdlet makes. The plan lists them, and has the steps
// for the other changes.
func TestNotPlanned(t *testing.T) {
	const ken = `{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":null,"HostingProvider":"SRV:"}`
	for _, tt := range []struct {
		name, have, want string
		about            string // the record
		steps            int
	}{
		{"another product", `{"Platform":"LyncServer2010","BlockedDomains":[]}`, `{"Platform":"LyncServer2013","BlockedDomains":[{"Identity":"a.example"}]}`, "Platform ", 1},
		{"a user who is not there", `{"Users":[]}`, `{"Users":[` + ken + `]}`, "Users sip:ken@contoso.com", 0},
		{"a user's home", `{"Users":[` + ken + `]}`, `{"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":null,"HostingProvider":"sipfed.online.lync.com"}]}`, "Users sip:ken@contoso.com", 0},
		{"a user's home and grant", `{"Users":[` + ken + `]}`, `{"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:Sales","HostingProvider":"sipfed.online.lync.com"}]}`, "Users sip:ken@contoso.com", 1},
		{"a description is cleared", `{"ExternalAccessPolicies":[{"Identity":"Global","Description":"a","EnableFederationAccess":true}]}`, `{"ExternalAccessPolicies":[{"Identity":"Global","Description":null,"EnableFederationAccess":false}]}`, "ExternalAccessPolicies Global", 1},
		{"a member of the Edge without a parameter", `{"AccessEdgeConfiguration":{"Identity":"Global","EnablePartnerMonitoringIfxLog":true,"AllowOutsideUsers":true}}`, `{"AccessEdgeConfiguration":{"Identity":"Global","EnablePartnerMonitoringIfxLog":false,"AllowOutsideUsers":false}}`, "AccessEdgeConfiguration ", 1},
		{"a port that the server sets", `{"HostingProviders":[]}`, `{"HostingProviders":[{"Identity":"Host","ProxyFqdn":"a.example","Enabled":true,"VerificationLevel":"AlwaysVerifiable","EnabledSharedAddressSpace":false,"HostsOCSUsers":false,"IsLocal":false,"AutodiscoverUrl":null,"SipClientPort":null}]}`, "HostingProviders Host", 1},
		{"a pool", `{"Pools":[]}`, `{"Pools":[{"Identity":"pool.contoso.com","Site":"Redmond"}]}`, "Pools pool.contoso.com", 0},
	} {
		have, want := read(t, tt.have), read(t, tt.want)
		p, err := plan.New(have, want)
		require.NoError(t, err, tt.name)
		require.Len(t, p.Steps, tt.steps, tt.name)
		require.Len(t, p.NotPlanned, 1, tt.name)
		f := p.NotPlanned[0]
		require.Equal(t, plan.RuleRecordFixed, f.Rule, tt.name)
		require.Equal(t, tt.about, f.Subject.Kind+" "+f.Subject.Identity, tt.name)
		back, err := p.Rollback()
		require.NoError(t, err, tt.name)
		after, err := plan.Apply(p.Result(), back.Steps...)
		require.NoError(t, err, tt.name)
		require.Empty(t, federation.Compare(after, have).Records, tt.name)
	}
}

// TestRouting: an Edge without EnablePartnerDiscovery that changes from a default route
// to DNS gets discovery off.
func TestRouting(t *testing.T) {
	p, err := plan.New(
		read(t, `{"AccessEdgeConfiguration":{"Identity":"Global","RoutingMethod":"UseDefaultRouting","DefaultRouteFqdn":"edge.contoso.com"}}`),
		read(t, `{"AccessEdgeConfiguration":{"Identity":"Global","RoutingMethod":"UseDnsSrvRouting"}}`))
	require.NoError(t, err)
	require.Len(t, p.Steps, 1)
	line, err := cmdlet.Command(p.Steps[0].Edit, 0)
	require.NoError(t, err)
	require.Equal(t, "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery $false", line)
}

// TestRollbackLeaves: the rollback lists the changes that the server would refuse in
// NotPlanned.
func TestRollbackLeaves(t *testing.T) {
	have := read(t, `{"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true}],"BlockedDomains":[],"Users":[
		{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:Gone"},{"SipAddress":"sip:ann@contoso.com","ExternalAccessPolicy":"Tag:Gone"}]}`)
	want := read(t, `{"BlockedDomains":[{"Identity":"a.example"}],"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":null},{"SipAddress":"sip:ann@contoso.com","ExternalAccessPolicy":null}]}`)
	p, err := plan.New(have, want)
	require.NoError(t, err)
	require.Len(t, p.Steps, 3)
	back, err := p.Rollback()
	require.NoError(t, err)
	require.Len(t, back.Steps, 1)
	require.Len(t, back.NotPlanned, 2)
	for _, f := range back.NotPlanned {
		require.Equal(t, policy.RuleGrantMissing, f.Rule)
	}
}

// TestPartial: kinds and members that the wanted configuration lacks are not changed.
func TestPartial(t *testing.T) {
	for _, tt := range []struct{ name, have, want string }{
		{"a kind", `{"AllowedDomains":[{"Identity":"a.example"}],"BlockedDomains":[]}`, `{"BlockedDomains":[]}`},
		{"a member", `{"AllowedDomains":[{"Identity":"a.example","ProxyFqdn":"edge.a.example","Comment":"a","MarkForMonitoring":false}]}`, `{"AllowedDomains":[{"Identity":"a.example","Comment":"a"}]}`},
		{"users", `{"Users":[{"SipAddress":"sip:ken@contoso.com"},{"SipAddress":"sip:ann@contoso.com"}]}`, `{"Users":[{"SipAddress":"sip:ann@contoso.com"}]}`},
		{"holdings", `{"Platform":"SfBServer2019"}`, `{"Platform":"SfBServer2019","Holdings":{"Licenses":[]}}`},
		{"an empty want", `{"AllowedDomains":[{"Identity":"a.example"}]}`, `{}`},
		{"a kind that could not be read and is not wanted", `{"AllowedDomains":[7],"BlockedDomains":[]}`, `{"BlockedDomains":[]}`},
	} {
		var have, want federation.Configuration
		if tt.have != "{}" {
			have = read(t, tt.have)
		}
		if tt.want != "{}" {
			want = read(t, tt.want)
		}
		p, err := plan.New(have, want)
		require.NoError(t, err, tt.name)
		require.Empty(t, p.Steps, tt.name)
	}
}

// TestNameless: kinds with nameless records are not planned, and do not prevent the plan
// of other kinds.
func TestNameless(t *testing.T) {
	have := federation.Configuration{Users: []federation.User{{}, {}}, BlockedDomains: []federation.BlockedDomain{}}
	_, err := plan.New(have, federation.Configuration{Users: []federation.User{}})
	require.ErrorIs(t, err, plan.RuleKindUnknown)
	have = federation.Configuration{HostingProviders: []provider.HostingProvider{{}, {}}, BlockedDomains: []federation.BlockedDomain{}}
	_, err = plan.New(have, federation.Configuration{HostingProviders: []provider.HostingProvider{}})
	require.ErrorIs(t, err, plan.RuleKindUnknown)
	want := federation.Configuration{BlockedDomains: []federation.BlockedDomain{{Domain: domain.MustParseName("a.example")}}}
	p, err := plan.New(have, want)
	require.NoError(t, err)
	require.Len(t, p.Steps, 1)
}

// TestRollbackOfPart: the rollback is for the same product, and does not need kinds that
// the plan does not change.
func TestRollbackOfPart(t *testing.T) {
	for _, have := range []string{
		`{"AllowedDomains":[7],"BlockedDomains":[]}`,
		`{"Platform":"LyncServer2010","AllowedDomains":[],"BlockedDomains":[]}`,
	} {
		p, err := plan.New(read(t, have), read(t, `{"Platform":"SfBServer2019","BlockedDomains":[{"Identity":"a.example"}]}`))
		require.NoError(t, err, have)
		back, err := p.Rollback()
		require.NoError(t, err, have)
		require.Len(t, back.Steps, 1, have)
		require.Empty(t, back.NotPlanned, have)
		require.Equal(t, product.SfBServer2019, back.Platform, have)
	}
}

// TestValidatePart: a wanted record may lack members that are not changed.
func TestValidatePart(t *testing.T) {
	have := read(t, `{"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"one.example","Enabled":true}],"SipDomains":[{"Identity":"contoso.com","IsDefault":true}],
		"AccessEdgeConfiguration":{"Identity":"Global","RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":false}}`)
	for _, tt := range []struct {
		name, want string
		steps      int
		rule       diag.Rule
	}{
		{"a provider is disabled", `{"PublicProviders":[{"Identity":"SKYPE","Enabled":false}]}`, 1, ""},
		{"a SIP domain", `{"SipDomains":[{"Identity":"contoso.com"}]}`, 0, ""},
		{"another provider", `{"PublicProviders":[{"Identity":"Other","Enabled":false}]}`, 0, provider.RuleProxyFQDNMissing},
		{"a value that is cleared", `{"PublicProviders":[{"Identity":"Skype","ProxyFqdn":null,"Enabled":false}]}`, 0, provider.RuleProxyFQDNMissing},
		{"a route without its host", `{"AccessEdgeConfiguration":{"RoutingMethod":"UseDefaultRouting"}}`, 0, federation.RuleDefaultRouteMissing},
	} {
		p, err := plan.New(have, read(t, tt.want))
		if tt.rule == "" {
			require.NoError(t, err, tt.name)
		} else {
			require.ErrorIs(t, err, tt.rule, tt.name)
		}
		require.Len(t, p.Steps, tt.steps, tt.name)
	}
}

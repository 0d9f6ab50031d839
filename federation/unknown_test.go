package federation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/federation"
)

func TestIsUnknown(t *testing.T) {
	const unknown, presumed = "unknown", "presumed"
	for _, tt := range []struct {
		name, config string
		kind         federation.Kind
		member       string
		want         string
	}{
		{"there", `{"Platform":"SfBServer2019","PublicProviders":[{"Identity":"a","Enabled":true}]}`, federation.PublicProviders, "Enabled", ""},
		{"null", `{"Platform":"SfBServer2019","ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":null}]}`, federation.ExternalAccessPolicies, "EnableFederationAccess", ""},
		{"absent", `{"Platform":"SfBServer2019","PublicProviders":[{"Identity":"a"}]}`, federation.PublicProviders, "Enabled", unknown},
		{"absent, any product has it", `{"PublicProviders":[{"Identity":"a"}]}`, federation.PublicProviders, "Enabled", unknown},
		{"no member", `{"PublicProviders":[{"Identity":"a"}]}`, federation.PublicProviders, "Color", ""},
		{"the product does not know it", `{"Platform":"LyncServer2013","PublicProviders":[{"Identity":"a"}]}`, federation.PublicProviders, "EnableSkypeIdRouting", ""},
		{"the product knows it", `{"Platform":"SfBServer2015","PublicProviders":[{"Identity":"a"}]}`, federation.PublicProviders, "EnableSkypeIdRouting", unknown},
		{"some products know it", `{"PublicProviders":[{"Identity":"a"}]}`, federation.PublicProviders, "EnableSkypeIdRouting", presumed},
		{"came with an update", `{"Platform":"LyncServer2013","PublicProviders":[{"Identity":"a"}]}`, federation.PublicProviders, "NameDecorationRoutingDomain", ""},
		{"after the update", `{"Platform":"SfBServer2015","PublicProviders":[{"Identity":"a"}]}`, federation.PublicProviders, "NameDecorationRoutingDomain", unknown},
		{"no longer printed", `{"Platform":"SfBServerSE","ExternalAccessPolicies":[{"Identity":"Global"}]}`, federation.ExternalAccessPolicies, "EnablePublicCloudAccess", ""},
		{"still printed", `{"Platform":"SfBServer2019","ExternalAccessPolicies":[{"Identity":"Global"}]}`, federation.ExternalAccessPolicies, "EnablePublicCloudAccess", unknown},
		{"the other routing", `{"Platform":"SfBServer2019","AccessEdgeConfiguration":{"RoutingMethod":"UseDefaultRouting"}}`, federation.AccessEdge, "EnablePartnerDiscovery", ""},
		{"this routing", `{"Platform":"SfBServer2019","AccessEdgeConfiguration":{"RoutingMethod":"UseDnsSrvRouting"}}`, federation.AccessEdge, "EnablePartnerDiscovery", unknown},
		{"told by a member", `{"Platform":"SfBServer2019","AccessEdgeConfiguration":{"EnablePartnerDiscovery":false}}`, federation.AccessEdge, "RoutingMethod", ""},
		{"told by nothing", `{"Platform":"SfBServer2019","AccessEdgeConfiguration":{"AllowFederatedUsers":true}}`, federation.AccessEdge, "RoutingMethod", unknown},
		{"told by both", `{"Platform":"SfBServer2019","AccessEdgeConfiguration":{"EnablePartnerDiscovery":false,"DefaultRouteFqdn":"a.b"}}`, federation.AccessEdge, "RoutingMethod", unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, _, err := federation.Decode([]byte(tt.config))
			require.NoError(t, err)
			got := ""
			if d.Configuration.IsUnknown(tt.kind, 0, tt.member) {
				got += unknown
			}
			if d.Configuration.IsPresumed(tt.kind, 0, tt.member) {
				got += presumed
			}
			require.Equal(t, tt.want, got)
		})
	}
}

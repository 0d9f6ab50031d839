package federation_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/federation"
)

// plain is what a program might read a configuration into without this module.
// It checks nothing.
type plain struct {
	Platform   string
	SipDomains []struct {
		Identity  string
		IsDefault bool
	}
	PublicProviders []struct {
		Identity, ProxyFqdn, IconUrl, NameDecorationDomain            string
		NameDecorationRoutingDomain, NameDecorationExcludedDomainList string
		VerificationLevel                                             any
		Enabled, EnableSkypeIdRouting, EnableSkypeDirectorySearch     bool
	}
	HostingProviders []struct {
		Identity, ProxyFqdn, AutodiscoverUrl                       string
		VerificationLevel                                          any
		Enabled, EnabledSharedAddressSpace, HostsOCSUsers, IsLocal bool
	}
	AllowedDomains []struct {
		Identity, Domain, ProxyFqdn string
		VerificationLevel           any
		Comment                     string
		MarkForMonitoring           bool
	}
	BlockedDomains         []struct{ Identity, Domain, Comment string }
	ExternalAccessPolicies []struct {
		Identity, Description                                             string
		EnableFederationAccess, EnableXmppAccess, EnablePublicCloudAccess bool
		EnablePublicCloudAudioVideoAccess, EnableOutsideAccess            bool
	}
	Users []struct {
		SipAddress, ExternalAccessPolicy, RegistrarPool string
		Enabled                                         bool
	}
	Pools []struct{ Identity, Site string }
}

// repeated returns testdata/right.json, indented as the shell does, with each
// array of records n times over.
func repeated(b *testing.B, n int) []byte {
	data, err := os.ReadFile("testdata/right.json")
	require.NoError(b, err)
	var c map[string]json.RawMessage
	require.NoError(b, json.Unmarshal(data, &c))
	all := map[string]any{}
	for name, value := range c {
		all[name] = value
		var records []json.RawMessage
		if json.Unmarshal(value, &records) != nil {
			continue
		}
		var many []json.RawMessage
		for i := range n {
			for _, r := range records {
				many = append(many, bytes.ReplaceAll(r, []byte(".com"), fmt.Appendf(nil, "%d.com", i)))
			}
		}
		all[name] = many
	}
	data, err = json.MarshalIndent(all, "", "    ")
	require.NoError(b, err)
	return data
}

// BenchmarkDecode reads large configurations, and for comparison the same into
// plain structs.
func BenchmarkDecode(b *testing.B) {
	for name, data := range map[string][]byte{"domains": many(100_000), "mixed": repeated(b, 25_000)} {
		b.Run(name+"/json.Unmarshal", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				var c plain
				_ = json.Unmarshal(data, &c)
			}
		})
		b.Run(name+"/Decode", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				_, _, _ = federation.Decode(data)
			}
		})
	}
}

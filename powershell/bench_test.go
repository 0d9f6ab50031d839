package powershell_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/internal/record"
)

// benchSize is how long the texts of the benchmark are.
const benchSize = 100 << 20

// large returns a configuration whose arrays have each record many times, with
// another name each time.
func large(t testing.TB, times int) []byte {
	config, err := os.ReadFile("testdata/contoso.json")
	require.NoError(t, err)
	var b bytes.Buffer
	b.WriteString("{")
	for i, l := range listings(t, config) {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "\n    %q:  [", l.kind)
		n := times
		if l.kind == "AccessEdgeConfiguration" {
			n = 1
		}
		for i := range n {
			for j, o := range l.objects {
				o = slices.DeleteFunc(slices.Clone(o), func(f record.RawField) bool { return string(f.Name) == "EnableAcsFederationAccess" })
				if l.kind == "PublicProviders" && j > 0 {
					continue // the one that cannot be read
				}
				var text strings.Builder
				object(&text, o)
				if i+j > 0 {
					b.WriteString(",")
				}
				b.WriteString("\n        " + strings.NewReplacer(".com", fmt.Sprintf("%d.com", i), "\n", "\n        ").Replace(text.String()))
			}
		}
		b.WriteString("\n    ]")
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}

// BenchmarkDecode reads 100 MB in each form, beside what the standard library
// takes for JSON into plain structs and for the tokens of XML.
func BenchmarkDecode(b *testing.B) {
	unit := large(b, 10)
	config := large(b, 10*benchSize/len(unit))
	run := func(name string, data []byte, f func([]byte) error) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if err := f(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	decode := func(data []byte) error {
		_, _, err := decode("file", data)
		return err
	}
	run("JSON/Decode", config, decode)
	run("JSON/Unmarshal", config, func(data []byte) error {
		return json.Unmarshal(data, new(plain))
	})
	run("JSON16/Decode", inUTF16(string(config), 0, 8), decode)
	// The other forms of a part that is as long in them.
	all := listings(b, large(b, 10))
	times := func(form func([]listing) string) int { return 10 * benchSize / len(form(all)) }
	clixml := func(all []listing) string { return clixmlBundle(all, false) }
	data := []byte(clixml(listings(b, large(b, times(clixml)))))
	run("CLIXML/Decode", data, decode)
	run("CLIXML/Tokens", data, func(data []byte) error {
		d := xml.NewDecoder(bytes.NewReader(data))
		for {
			if _, err := d.Token(); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	})
	onConsole := func(all []listing) string { return list(all, 119) }
	run("list/Decode", []byte(onConsole(listings(b, large(b, times(onConsole))))), decode)
	commas := func(all []listing) string { return csvText(all, ',', true) }
	run("CSV/Decode", []byte(commas(listings(b, large(b, times(commas))))), decode)
}

// plain is a configuration as plain structs.
type plain struct {
	SipDomains []struct {
		Identity, Name string
		IsDefault      bool
	}
	AccessEdgeConfiguration []map[string]any
	PublicProviders         []struct {
		Identity, Name, ProxyFqdn, IconUrl, NameDecorationDomain, NameDecorationRoutingDomain, NameDecorationExcludedDomainList string
		VerificationLevel                                                                                                       int
		Enabled                                                                                                                 bool
		EnableSkypeIdRouting, EnableSkypeDirectorySearch                                                                        *bool
	}
	HostingProviders []struct {
		Identity, Name, ProxyFqdn                                  string
		VerificationLevel                                          int
		Enabled, EnabledSharedAddressSpace, HostsOCSUsers, IsLocal bool
		AutodiscoverUrl                                            string
	}
	AllowedDomains []struct {
		Identity, Domain, ProxyFqdn string
		VerificationLevel           *int
		Comment                     string
		MarkForMonitoring           bool
	}
	BlockedDomains         []struct{ Identity, Domain, Comment string }
	ExternalAccessPolicies []struct {
		Identity, Description                                                                                                                                string
		EnableFederationAccess, EnableXmppAccess, EnablePublicCloudAccess, EnablePublicCloudAudioVideoAccess, EnableOutsideAccess, EnableAcsFederationAccess *bool
	}
	Users []struct {
		Identity, SipAddress, DisplayName, ExternalAccessPolicy, RegistrarPool string
		Enabled                                                                bool
	}
	Pools []struct{ Identity, Fqdn, Site string }
}

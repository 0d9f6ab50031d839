package powershell_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// benchSize is the size of the texts of the benchmark, in bytes.
const benchSize = 100 << 20

// large returns a configuration whose arrays have each record many times, under different
// names.
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
				o = slices.DeleteFunc(slices.Clone(o), func(f rawField) bool { return string(f.Name) == "EnableAcsFederationAccess" })
				if l.kind == "PublicProviders" && j > 0 {
					continue // the unreadable record
				}
				for f := range o {
					// Records must have different names.
					if name := string(o[f].Name); (name == "Identity" || name == "Name") && !bytes.Contains(o[f].Value, []byte(".co")) && l.kind != "AccessEdgeConfiguration" {
						text := bytes.Replace(o[f].Value, []byte("Global"), []byte("Tag:Global"), 1)
						o[f].Value = fmt.Appendf(nil, "%s%d\"", text[:len(text)-1], i)
					}
				}
				var text strings.Builder
				object(&text, o)
				if i+j > 0 {
					b.WriteString(",")
				}
				b.WriteString("\n        " + strings.NewReplacer(".com", fmt.Sprintf("%d.com", i), ".co.uk", fmt.Sprintf("%d.co.uk", i), "\n", "\n        ").Replace(text.String()))
			}
		}
		b.WriteString("\n    ]")
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}

// BenchmarkRead reads 100 MB in each form, and compares that with the least work on the
// form: JSON into plain structs, the tokens of XML, the fields of CSV, and the lines of a
// list split at the colon. -short takes 10 MB.
func BenchmarkRead(b *testing.B) {
	size := benchSize
	if testing.Short() {
		size /= 10
	}
	unit := listings(b, large(b, 10))
	forms := []struct {
		name string
		text func([]listing) string
		peer func([]byte) error
	}{
		{"JSON", nil, func(data []byte) error { return json.Unmarshal(data, new(plain)) }},
		{"CLIXML", func(all []listing) string { return clixmlBundle(all, false) }, xmlTokens},
		{"CSV", func(all []listing) string { return csvText(all, ',', true) }, csvFields},
		{"list", func(all []listing) string { return list(all, 119) }, listLines},
	}
	for _, form := range forms {
		var data []byte
		if form.text == nil {
			data = large(b, 10*size/len(large(b, 10)))
		} else {
			data = []byte(form.text(listings(b, large(b, 10*size/len(form.text(unit))))))
		}
		for _, run := range []struct {
			name string
			f    func([]byte) error
		}{{"Read", func(data []byte) error { _, _, err := decode("file", data); return err }}, {"peer", form.peer}} {
			b.Run(form.name+"/"+run.name, func(b *testing.B) {
				b.SetBytes(int64(len(data)))
				b.ReportAllocs()
				before := allocated()
				for b.Loop() {
					if err := run.f(data); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(allocated()-before)/float64(b.N)/float64(len(data)), "allocated/byte")
			})
		}
	}
}

func xmlTokens(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func csvFields(data []byte) error {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	for {
		if _, err := r.Read(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func listLines(data []byte) error {
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		bytes.Cut(lines.Bytes(), []byte(":"))
	}
	return lines.Err()
}

// plain has the records of a configuration as plain structs.
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

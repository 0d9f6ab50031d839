package audit_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
)

// TestNeeds writes the needs of each check for some configurations: the kinds without
// which the check does not run, and the members without which it skips a record.
func TestNeeds(t *testing.T) {
	const licensed = `,"Holdings":{"Licenses":{"Product":"StandardCAL2013"}}`
	bases := []struct{ name, in string }{
		{"open", `{"On":"2016-01-01"` + licensed + `}`},
		{"open, nobody may", `{"On":"2016-01-01",` + edgeOpen + `,` + noPublic + `,` + grantsNone + `}`},
		{"closed", `{"On":"2016-01-01",` + edgeShut + `,` + noPublic + `,` + noHosting + `,` + grantsNone + `}`},
		{"nobody on the list", `{"On":"2016-01-01",` + edgeListed + `,` + noPublic + `,` + grantsNone + `}`},
		{"somebody on the list", `{"On":"2016-01-01",` + edgeListed + `,"AllowedDomains":[{"Identity":"push.lync.com"},{"Identity":"noammeetings.lync.com"},{"Identity":"emeameetings.lync.com"},{"Identity":"apacmeetings.lync.com"},{"Identity":"resources.lync.com"}],` + providers(m365(""), hosting("x", "sipfed.resources.lync.com", ""), hosting("y", "exap.um.outlook.com", "")) + `}`},
		{"hybrid", `{"On":"2016-01-01",` + edgeOpen + `,` + serverUsers + `,` + providers(m365(sharing)) + `}`},
		{"without Microsoft 365", `{"On":"2016-01-01",` + edgeOpen + `,` + providers(hosting("x", "sip.example.com", "")) + `}`},
		{"without access from outside", `{"On":"2016-01-01","AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"AllowOutsideUsers":false,"EnablePartnerDiscovery":true},` + grantsFed + `}`},
	}
	var b strings.Builder
	b.WriteString("What each check cannot do without, in some configurations: kinds and members. Of\nthose after the first, only what differs from it.\n")
	first := map[string]string{}
	for n, base := range bases {
		fmt.Fprintf(&b, "\n# %s\n\n", base.name)
		var on struct{ On date.Date }
		require.NoError(t, json.Unmarshal([]byte(base.in), &on))
		var members map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(fullText(t, json.RawMessage(base.in)), &members))
		needs := map[string][]string{}
		add := func(kind string, changed json.RawMessage, lacks func(audit.CheckOutcome) []string) {
			all := maps.Clone(members)
			if changed == nil {
				delete(all, kind)
			} else {
				all[kind] = changed
			}
			text, err := json.Marshal(all)
			require.NoError(t, err)
			d, _, err := federation.Decode(text)
			require.NoError(t, err)
			for i, c := range audit.Run(d.Configuration, on.On).Checks {
				for _, lack := range lacks(c) {
					key := fmt.Sprintf("%02d %s", i, c.Rules[0])
					if !slices.Contains(needs[key], lack) {
						needs[key] = append(needs[key], lack)
					}
				}
			}
		}
		for _, kind := range slices.Sorted(maps.Keys(members)) {
			add(kind, nil, func(c audit.CheckOutcome) (lacks []string) {
				for _, k := range c.Lacks {
					if k.String() == kind {
						lacks = append(lacks, kind)
					}
				}
				return lacks
			})
			for _, without := range lessOne(members[kind]) {
				add(kind, without.text, func(c audit.CheckOutcome) (lacks []string) {
					for _, a := range c.Absent {
						for _, m := range a.Members {
							lacks = append(lacks, fmt.Sprintf("%s.%s", a.Kind, m))
						}
					}
					return lacks
				})
			}
		}
		for _, key := range slices.Sorted(maps.Keys(needs)) {
			slices.Sort(needs[key])
			all := strings.Join(needs[key], " ")
			if n == 0 {
				first[key] = all
			}
			if n == 0 || first[key] != all {
				fmt.Fprintf(&b, "%s: %s\n", key[3:], all)
			}
		}
	}
	testkit.Golden(t, "testdata/needs.txt", b.String())
}

// TestPartlyRead: if some records of a kind cannot be read, the checks of single records
// check the others. The outcome lists the kind.
func TestPartlyRead(t *testing.T) {
	c := decoded(t, []byte(`{"PublicProviders":[
		{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","Enabled":true,"VerificationLevel":2},
		{"Identity":"X","ProxyFqdn":"a..b","Enabled":true,"VerificationLevel":2}]}`))
	require.True(t, c.Incomplete.Has(federation.PublicProviders))
	for _, f := range audit.Run(c, date.MustParse("2016-01-01")).Findings {
		if tells := federation.PublicProviders.Row().Table().About().Tells; f.Rule == federation.RuleKindIncomplete && !strings.Contains(f.Detail, tells) {
			t.Errorf("%q does not name %s", f.Detail, tells)
		}
	}
	for on, want := range map[string]audit.Status{"2026-11-27": audit.Found, "2016-01-01": audit.NotChecked} {
		for _, o := range audit.Run(c, date.MustParse(on)).Checks {
			if slices.Contains(o.Rules, audit.RuleServiceEnded) {
				require.Equal(t, want, o.Status, on)
				require.Equal(t, []federation.Kind{federation.PublicProviders}, o.Lacks)
			}
		}
	}
}

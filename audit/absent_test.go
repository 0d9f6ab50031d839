package audit_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
)

// An exampleFile is an input of the audit in examples and tables.
type exampleFile struct {
	Check          string
	Breaks, Passes json.RawMessage
}

// examples returns the inputs of the examples that are audited, by name.
func examples(t *testing.T) map[string]json.RawMessage {
	t.Helper()
	names, err := filepath.Glob("testdata/rules/*.json")
	require.NoError(t, err)
	all := map[string]json.RawMessage{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		var ex exampleFile
		require.NoError(t, json.Unmarshal(data, &ex))
		if ex.Check == "Audit" || ex.Check == "Given" {
			rule := strings.TrimSuffix(filepath.Base(name), ".json")
			all[rule+" broken"], all[rule+" kept"] = ex.Breaks, ex.Passes
		}
	}
	require.NotEmpty(t, all)
	return all
}

// TestAbsentAddsNothing: if one member of a record is left out, the only new finding is
// that it is absent.
func TestAbsentAddsNothing(t *testing.T) {
	inputs := examples(t)
	maps.Copy(inputs, fieldCases())
	n := 0
	for name, in := range inputs {
		var on struct{ On date.Date }
		require.NoError(t, json.Unmarshal(in, &on))
		whole := fullText(t, in)
		before := rulesOf(auditText(t, whole, on.On))
		var members map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(whole, &members))
		for kind, text := range members {
			for _, without := range lessOne(text) {
				if n++; testing.Short() && n%8 != 0 {
					continue
				}
				changed := maps.Clone(members)
				changed[kind] = without.text
				data, err := json.Marshal(changed)
				require.NoError(t, err)
				c := decoded(t, data)
				if !isUnknown(t, c, kind, without) {
					continue // an export of that server may lack the member
				}
				for rule := range rulesOf(audit.Run(c, on.On).Findings) {
					if without.member == "HostingProvider" && rule == audit.RuleMicrosoft365Homed {
						continue // the home is then inferred from the pool
					}
					if !before[rule] && rule != audit.RuleMemberAbsent && strings.HasPrefix(string(rule), "audit.") {
						t.Errorf("%s: without %s of a record of %s, %s is found", name, without.member, kind, rule)
					}
				}
			}
		}
	}
}

// fullText returns the configuration of an example with its defaults, as text.
func fullText(t *testing.T, in json.RawMessage) []byte {
	t.Helper()
	var whole []byte
	auditOf(t, in, func(c federation.Configuration) federation.Configuration {
		if with, err := c.WithDefaults(); err == nil {
			c = with
		}
		var err error
		whole, err = json.Marshal(c)
		require.NoError(t, err)
		return c
	})
	return whole
}

func auditText(t *testing.T, text []byte, on date.Date) diag.Findings {
	t.Helper()
	return audit.Run(decoded(t, text), on).Findings
}

func decoded(t *testing.T, text []byte) federation.Configuration {
	t.Helper()
	d, _, err := federation.Decode(text)
	require.NoError(t, err)
	return d.Configuration
}

func rulesOf(findings diag.Findings) map[diag.Rule]bool {
	rules := map[diag.Rule]bool{}
	for _, f := range findings {
		rules[f.Rule] = true
	}
	return rules
}

type lacking struct {
	record int
	member string
	text   json.RawMessage
}

// isUnknown reports whether the configuration counts the left-out member as not known.
func isUnknown(t *testing.T, c federation.Configuration, kind string, l lacking) bool {
	t.Helper()
	k, err := federation.ParseKind(kind)
	require.NoError(t, err)
	return l.record < k.Row().Len(&c) && c.IsUnknown(k, l.record, l.member)
}

// lessOne returns every variant of the records of a kind in which one record lacks one
// member.
func lessOne(text json.RawMessage) []lacking {
	var list []map[string]json.RawMessage
	single := json.Unmarshal(text, &list) != nil
	if single {
		var one map[string]json.RawMessage
		if json.Unmarshal(text, &one) != nil {
			return nil
		}
		list = append(list, one)
	}
	var all []lacking
	for i := range list {
		for member := range list[i] {
			changed := slices.Clone(list)
			changed[i] = maps.Clone(list[i])
			delete(changed[i], member)
			var out []byte
			if single {
				out, _ = json.Marshal(changed[0])
			} else {
				out, _ = json.Marshal(changed)
			}
			all = append(all, lacking{i, member, out})
		}
	}
	return all
}

// TestAbsent: a missing member is reported once for its kind. The outcome of each check
// that needs the member lists it.
func TestAbsent(t *testing.T) {
	const policies = `"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true,"EnablePublicCloudAccess":true,"EnableOutsideAccess":true}]`
	for _, tt := range []struct {
		name, changes string
		findings      []string // the paths of audit.member.absent
		unchecked     map[diag.Rule]string
		found         []diag.Rule
	}{
		{"one of two providers", `{"Users":[],` + policies + `,"PublicProviders":[{"Identity":"AOL","ProxyFqdn":"a.b","Enabled":true,"NameDecorationRoutingDomain":null,"NameDecorationExcludedDomainList":null},{"Identity":"Yahoo!","ProxyFqdn":"c.d","VerificationLevel":1}]}`,
			[]string{"/PublicProviders"},
			map[diag.Rule]string{
				audit.RulePublicAccessNoProvider: "PublicProviders Enabled of 1",
				audit.RulePublicAccessNobody:     "PublicProviders Enabled of 1",
				audit.RuleExcludedListForeign:    "PublicProviders NameDecorationRoutingDomain,NameDecorationExcludedDomainList of 1",
				audit.RuleLevelDeprecated:        "PublicProviders VerificationLevel of 1",
			},
			[]diag.Rule{audit.RuleServiceClosing}},
		{"the switch of federation", `{"AccessEdgeConfiguration":{"AllowOutsideUsers":true,"EnablePartnerDiscovery":true,"EnableUserReplicator":false}}`,
			[]string{"/AccessEdgeConfiguration"},
			map[diag.Rule]string{audit.RuleEdgeOff: "AccessEdgeConfiguration AllowFederatedUsers of 1", audit.RuleAllowedListOpen: "AccessEdgeConfiguration AllowFederatedUsers of 1", audit.RuleEdgeUserReplicator: ""},
			nil},
		{"the grants of users", `{"Users":[{"SipAddress":"sip:ken@contoso.com","RegistrarPool":"pool01.contoso.com"}]}`,
			[]string{"/Users"},
			map[diag.Rule]string{audit.RulePolicyUnheld: "Users ExternalAccessPolicy of 1"}, nil},
		{"homes are asked for only with a shared address space", `{"HostingProviders":[{"Identity":"Office365","ProxyFqdn":"sipfed.online.lync.com","VerificationLevel":2,"Enabled":true,"EnabledSharedAddressSpace":true,"HostsOCSUsers":true,"AutodiscoverUrl":"https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root"}],"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC","RegistrarPool":null}]}`,
			[]string{"/Users"},
			map[diag.Rule]string{audit.RuleMicrosoft365Homed: "Users HostingProvider of 1"},
			[]diag.Rule{audit.RuleMicrosoft365Topology}},
		{"members of another provider are not needed", `{"HostingProviders":[{"Identity":"Office365","ProxyFqdn":"sipfed.online.lync.com","VerificationLevel":2,"Enabled":true,"EnabledSharedAddressSpace":false,"HostsOCSUsers":false,"AutodiscoverUrl":null},{"Identity":"x","ProxyFqdn":"sip.example.com","Enabled":true,"EnabledSharedAddressSpace":false}]}`,
			nil, map[diag.Rule]string{audit.RuleMicrosoft365Level: ""}, nil},
	} {
		changes := `{"On":"2014-01-01",` + tt.changes[1:]
		var result audit.Result
		auditOf(t, json.RawMessage(changes), func(c federation.Configuration) federation.Configuration {
			result = audit.Run(c, date.MustParse("2014-01-01"))
			return c
		})
		var at []string
		for _, f := range result.Findings {
			if f.Rule == audit.RuleMemberAbsent {
				at = append(at, string(f.Path))
			}
		}
		if diff := cmp.Diff(tt.findings, at); diff != "" {
			t.Errorf("%s: findings (-want +got):\n%s", tt.name, diff)
		}
		for _, c := range result.Checks {
			for _, rule := range c.Rules {
				want, asked := tt.unchecked[rule]
				if !asked {
					continue
				}
				var got []string
				for _, l := range c.Absent {
					got = append(got, fmt.Sprintf("%s %s of %d", l.Kind, strings.Join(l.Members, ","), l.Records))
				}
				if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
					t.Errorf("%s: %s (-want +got):\n%s", tt.name, rule, diff)
				}
				if status := audit.NotChecked; (want != "") != (c.Status == status) && c.Status != audit.Found {
					t.Errorf("%s: %s is %s", tt.name, rule, c.Status)
				}
			}
		}
		for _, rule := range tt.found {
			if !rulesOf(result.Findings)[rule] {
				t.Errorf("%s: %s is not found", tt.name, rule)
			}
		}
	}
}

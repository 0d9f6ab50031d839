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

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/powershell"
)

// caseOn returns the audit of a configuration on a day as a case.
func caseOn(c federation.Configuration, on date.Date) testkit.Case {
	return testkit.Case{Configuration: c, Findings: func(c federation.Configuration) diag.Findings {
		return audit.Run(c, on).Findings
	}}
}

// caseOf returns an input as a case: with defaults as [audited] reads it, and otherwise
// as [given] reads it.
func caseOf(t *testing.T, changes json.RawMessage, defaults bool) testkit.Case {
	t.Helper()
	var day struct{ On date.Date }
	require.NoError(t, json.Unmarshal(changes, &day))
	var c federation.Configuration
	auditOf(t, changes, func(read federation.Configuration) federation.Configuration {
		c = read
		return read
	})
	if with, err := c.WithDefaults(); defaults && err == nil {
		c = with
	}
	return caseOn(c, day.On)
}

func TestFixes(t *testing.T) {
	testkit.CheckFixes(t, audit.Rules(), map[string]func(*testing.T, json.RawMessage) testkit.Case{
		"Audit": func(t *testing.T, in json.RawMessage) testkit.Case { return caseOf(t, in, true) },
		"Given": func(t *testing.T, in json.RawMessage) testkit.Case { return caseOf(t, in, false) },
	})
}

// fixtures returns the configurations of the module's test data, by name.
func fixtures(t *testing.T) map[string]federation.Configuration {
	t.Helper()
	all := map[string]federation.Configuration{}
	add := func(name string, c federation.Configuration) {
		all[name] = c
		if with, err := c.WithDefaults(); err == nil {
			all[name+" with defaults"] = with
		}
	}
	inputs := examples(t)
	maps.Copy(inputs, fieldCases())
	maps.Copy(inputs, recordExamples(t))
	for name, in := range inputs {
		add(name, caseOf(t, in, false).Configuration)
	}
	var decisions struct {
		Configurations map[string]json.RawMessage
	}
	data, err := os.ReadFile("../reach/testdata/decisions.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &decisions))
	for name, in := range decisions.Configurations {
		if d, _, err := federation.Decode(in); err == nil {
			add("decisions "+name, d.Configuration)
		}
	}
	for _, pattern := range []string{"../examples/testdata/*.json", "../federation/testdata/*.json", "../cmd/lyncfed/testdata/*/*.json", "../powershell/testdata/*.json", "../powershell/testdata/*/*"} {
		names, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, names, "there are no files %s", pattern)
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil || strings.HasSuffix(name, ".want.json") {
				continue // a directory, or another kind of file
			}
			if export, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: name, Data: data}); err == nil {
				add(name, export.Document.Configuration)
			}
		}
	}
	return all
}

// recordExamples returns the examples of providers, and of lists in them, put into
// the right configuration as records that were exported with all members.
func recordExamples(t *testing.T) map[string]json.RawMessage {
	t.Helper()
	kinds := map[string]federation.Kind{"PublicProvider": federation.PublicProviders, "HostingProvider": federation.HostingProviders, "List": federation.PublicProviders}
	all := map[string]json.RawMessage{}
	for _, dir := range []string{"provider", "domain"} {
		names, err := filepath.Glob("../" + dir + "/testdata/rules/*.json")
		require.NoError(t, err)
		for _, name := range names {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			var ex exampleFile
			require.NoError(t, json.Unmarshal(data, &ex))
			kind := kinds[ex.Check]
			if kind.IsZero() {
				continue
			}
			members := map[string]any{}
			for p := range kind.Row().Table().Properties() {
				members[p.Name] = nil
			}
			if ex.Check == "List" {
				ex.Breaks = fmt.Appendf(nil, `{"Identity": "Skype", "ProxyFqdn": "federation.messenger.msn.com", "Enabled": true, "NameDecorationExcludedDomainList": %s}`, ex.Breaks)
			}
			require.NoError(t, json.Unmarshal(ex.Breaks, &members))
			record, err := json.Marshal(members)
			require.NoError(t, err)
			all[name] = fmt.Appendf(nil, `{"On": "2016-01-01", "HostingProviders": [], %q: [%s]}`, kind, record)
		}
	}
	require.NotEmpty(t, all)
	return all
}

// days has the days on which the findings of an audit change.
var days = []string{"2012-07-01", "2014-07-01", "2016-01-01", "2019-09-01", "2025-05-05", "2026-11-01"}

// TestFixesMend: the server accepts every fix. Afterwards its finding is gone, and no
// error is new. The remedy has the commands of the fix. Every rule with a fix has a case.
func TestFixesMend(t *testing.T) {
	made := map[diag.Rule]int{}
	n := 0
	for name, c := range fixtures(t) {
		if n++; testing.Short() && n%8 != 0 {
			continue
		}
		for _, day := range days {
			on := caseOn(c, date.MustParse(day))
			for _, f := range on.Findings(c) {
				if f.Fix == nil || damaged(c) {
					continue
				}
				if goes := f.Fix[0].Op == diag.OpRemove && !strings.HasPrefix(string(f.Rule), "audit."); !goes {
					made[f.Rule]++ // the removal of a provider does not mend its list
				}
				before := t.Failed()
				testkit.CheckFix(t, on, f)
				commands := commandsIn(t, f.Remedy)
				for _, e := range f.Fix {
					of := func(c diag.Edit) bool {
						return c.Subject.Kind == e.Subject.Kind && strings.EqualFold(c.Subject.Identity, e.Subject.Identity)
					}
					if e.Subject.Kind != federation.AccessEdge.String() && !slices.ContainsFunc(commands, of) {
						t.Errorf("the remedy %q does not have the fix %v", f.Remedy, e)
					}
				}
				if t.Failed() && !before {
					t.Logf("that was %s on %s", name, day)
				}
			}
		}
	}
	if testing.Short() {
		return // -short leaves out some cases
	}
	for _, dir := range []string{"audit", "domain", "federation", "policy", "provider"} {
		names, err := filepath.Glob("../" + dir + "/testdata/rules/*.json")
		require.NoError(t, err)
		for _, name := range names {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			var ex struct{ Fix string }
			require.NoError(t, json.Unmarshal(data, &ex))
			rule := diag.Rule(strings.TrimSuffix(filepath.Base(name), ".json"))
			if (ex.Fix == "fix") != (made[rule] > 0) {
				t.Errorf("%s says of its fix %q, and the test data has %d", rule, ex.Fix, made[rule])
			}
		}
	}
}

// TestFixesTogether: all fixes of a configuration can be made together. Equal edits are
// made once, and a record that one fix removes is not edited by another. Afterwards all
// findings with a fix are gone, and no error is new.
func TestFixesTogether(t *testing.T) {
	several, n := 0, 0
	for name, c := range fixtures(t) {
		if n++; testing.Short() && n%8 != 0 || damaged(c) {
			continue
		}
		for _, day := range days {
			on := caseOn(c, date.MustParse(day))
			before := on.Findings(c)
			var edits []diag.Edit
			removed := map[diag.Subject]bool{}
			had := map[string]bool{}
			for _, f := range before {
				had[fmt.Sprint(f.Severity, f.Rule, f.Subject)] = true
				for _, e := range f.Fix {
					removed[e.Subject] = removed[e.Subject] || e.Op == diag.OpRemove
				}
			}
			for _, f := range before {
				for _, e := range f.Fix {
					same := func(o diag.Edit) bool { return fmt.Sprint(o) == fmt.Sprint(e) }
					if !slices.ContainsFunc(edits, same) && (e.Op == diag.OpRemove || !removed[e.Subject]) {
						edits = append(edits, e)
					}
				}
			}
			after, err := testkit.Mend(c, edits)
			require.NoError(t, err, "%s on %s", name, day)
			if len(edits) > 1 {
				several++
			}
			findings := on.Findings(after)
			for _, f := range findings {
				if f.Severity == diag.Error && !had[fmt.Sprint(f.Severity, f.Rule, f.Subject)] {
					t.Errorf("%s on %s: after %v there is a new error: %v", name, day, edits, f)
				}
				for _, b := range before {
					if b.Fix != nil && b.Rule == f.Rule && b.Subject == f.Subject {
						t.Errorf("%s on %s: after %v it is still there: %v", name, day, edits, f)
					}
				}
			}
		}
	}
	require.NotZero(t, several)
}

// damaged reports whether a configuration is in a state that no server can be in. The
// text of a list of excluded domains does not count, because a server accepts any text.
func damaged(c federation.Configuration) bool {
	for f := range diag.All(c.Validate()) {
		if !strings.HasSuffix(string(f.Path), "/NameDecorationExcludedDomainList") {
			return true
		}
	}
	return false
}

// TestFixLeftOut: a finding has no fix if the product cannot make the change, or the
// change would lose an unknown member. The remedy is then that of the rule.
func TestFixLeftOut(t *testing.T) {
	const (
		rule  = domain.RuleListSeparator
		list  = `"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","VerificationLevel":0,"Enabled":true,"NameDecorationRoutingDomain":"msn.com","NameDecorationExcludedDomainList":"msn.com;live.com"`
		rest  = `,"IconUrl":null,"NameDecorationDomain":null`
		skype = `,"EnableSkypeIdRouting":null,"EnableSkypeDirectorySearch":null`
	)
	for _, tt := range []struct {
		platform, providers string
		ops                 []diag.Op
	}{
		{"SfBServer2015", `{` + list + rest + skype + `}`, []diag.Op{diag.OpSet}},
		{"", `{` + list + rest + skype + `}`, []diag.Op{diag.OpSet}},
		{"LyncServer2013", `{` + list + rest + `}`, []diag.Op{diag.OpSet}},
		{"SfBServer2015", `{` + list + rest + `}`, nil},
		{"", `{` + list + rest + `}`, nil},
		{"LyncServer2013", `{` + list + `}`, nil},
		{"LyncServer2010", `{` + list + rest + skype + `}`, nil},
		{"OCS2007R2", `{` + list + rest + skype + `}`, nil},
		{"SfBServer2015", `{` + list + rest + skype + `},{` + list + rest + skype + `}`, nil},
	} {
		text := fmt.Sprintf(`{"PublicProviders": [%s]}`, tt.providers)
		if tt.platform != "" {
			text = fmt.Sprintf(`{"Platform": %q, "PublicProviders": [%s]}`, tt.platform, tt.providers)
		}
		d, _, err := federation.Decode([]byte(text))
		require.NoError(t, err)
		found := 0
		for _, f := range audit.Run(d.Configuration, date.MustParse("2016-01-01")).Findings {
			if f.Rule != rule {
				continue
			}
			found++
			var ops []diag.Op
			for _, e := range f.Fix {
				ops = append(ops, e.Op)
			}
			if !slices.Equal(ops, tt.ops) {
				t.Errorf("%s: the fix is %v, want %v", text, f.Fix, tt.ops)
			}
			var commands []diag.Op
			for _, e := range commandsIn(t, f.Remedy) {
				commands = append(commands, e.Op)
			}
			if want := []diag.Op{diag.OpRemove, diag.OpNew}; tt.ops != nil && !slices.Equal(commands, want) || tt.ops == nil && commands != nil {
				t.Errorf("%s: the remedy is %q", text, f.Remedy)
			}
			if strings.Contains(f.Remedy, "outage") != (commands != nil) { // between the two commands
				t.Errorf("%s: the remedy is %q", text, f.Remedy)
			}
		}
		require.NotZero(t, found, text)
	}
	// The service has ended. The fix is to remove the provider, even if its list could be
	// mended.
	for _, text := range []string{list, strings.Replace(list, "live.com", "*.live.com", 1)} {
		d, _, err := federation.Decode([]byte(`{"Platform": "SfBServer2015", "PublicProviders": [{` + text + rest + skype + `}]}`))
		require.NoError(t, err)
		fixes := 0
		for _, f := range audit.Run(d.Configuration, date.MustParse("2025-05-05")).Findings {
			for _, e := range f.Fix {
				if fixes++; e.Op != diag.OpRemove {
					t.Errorf("%s of a provider whose service has ended: %v", f.Rule, e)
				}
			}
		}
		if fixes != 2 {
			t.Errorf("%s: the removal is the fix of %d findings, want 2", text, fixes)
		}
	}
}

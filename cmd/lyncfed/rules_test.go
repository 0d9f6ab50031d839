package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
)

// TestRuleExamples gathers the examples of all packages in one file, or checks
// it.
func TestRuleExamples(t *testing.T) {
	files, err := filepath.Glob("../../*/testdata/rules/*.json")
	if err != nil {
		t.Fatal(err)
	}
	examples := map[diag.Rule]ruleExample{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var ex ruleExample
		if err := json.Unmarshal(data, &ex); err != nil {
			t.Fatal(name, err)
		}
		rule := diag.Rule(strings.TrimSuffix(filepath.Base(name), ".json"))
		ex.Mended = mended(t, rule, ex.Breaks)
		examples[rule] = ex
	}
	text, err := json.MarshalIndent(examples, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "rule_examples.json", string(text)+"\n")
	for _, r := range allRules() {
		if _, found := examples[r.Rule]; !found && !strings.HasPrefix(string(r.Rule), "lyncfed.") {
			t.Errorf("%s has no example", r.Rule)
		}
	}
}

// mended returns the members of a configuration that breaks a rule, after the
// change in the findings of an audit. It returns nil without a change.
func mended(t *testing.T, rule diag.Rule, breaks json.RawMessage) json.RawMessage {
	t.Helper()
	var given, members map[string]json.RawMessage
	var day struct{ On date.Date }
	if json.Unmarshal(breaks, &given) != nil || given["On"] == nil || json.Unmarshal(breaks, &day) != nil {
		return nil
	}
	delete(given, "On")
	right, err := os.ReadFile("../../federation/testdata/right.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(right, &members); err != nil {
		t.Fatal(err)
	}
	maps.Copy(members, given)
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := federation.Decode(text)
	if err != nil {
		return nil
	}
	found := slices.DeleteFunc(audit.Run(d.Configuration, day.On).Findings, func(f *diag.Finding) bool { return f.Rule != rule || f.Fix == nil })
	if len(found) == 0 {
		return nil
	}
	p, left := plan.Mend(d.Configuration, found)
	if len(left) > 0 || len(p.Steps) == 0 {
		return nil
	}
	for _, f := range audit.Run(p.Result(), day.On).Findings {
		if f.Rule == rule && f.Fix != nil {
			t.Errorf("%s: it is still found when it is mended", rule)
		}
	}
	if text, err = json.Marshal(p.Result()); err != nil {
		t.Fatal(err)
	}
	var result map[string]json.RawMessage
	if err := json.Unmarshal(text, &result); err != nil {
		t.Fatal(err)
	}
	for _, s := range p.Steps {
		given[s.Subject.Kind] = nil
	}
	for name := range given {
		given[name] = result[name]
	}
	given["On"], _ = json.Marshal(day.On) // a day can be written
	if text, err = json.Marshal(given); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestRules(t *testing.T) {
	out, report, status := lyncfed(nil, "rules")
	if status != statusOK || report != "" {
		t.Errorf("status %d, %s", status, report)
	}
	for i, r := range allRules() {
		if !strings.Contains(out, string(r.Rule)+" ") {
			t.Errorf("%s is not listed", r.Rule)
		}
		if testing.Short() && i%8 != 0 {
			continue
		}
		explained, report, status := lyncfed(nil, "rules", "explain", string(r.Rule))
		if status != statusOK || !strings.Contains(explained, r.Source.URL) || len(explained) > 4000 {
			t.Errorf("explain %s: status %d, %d bytes, %s", r.Rule, status, len(explained), report)
		}
	}
	out, _, _ = lyncfed(nil, "rules", "explain", "audit.service.ended")
	golden(t, "testdata/golden/explain.txt", out)
	out, _, _ = lyncfed(nil, "rules", "explain", "audit.allowed-domain.hosted")
	if text := strings.Join(strings.Fields(out), " "); !strings.Contains(text, "It states that the Access Edge service does not start") {
		t.Errorf("what the document states: %s", out)
	}
}

// TestRulesKnown: every rule that the tests have a command print is one that rules
// explain explains.
func TestRulesKnown(t *testing.T) {
	known, n := ruleNames(), 0
	printed := regexp.MustCompile(`\[([a-z]+(?:\.[a-z-]+){2})\]|"Rule": "([a-z.-]+)"`)
	for _, pattern := range []string{"testdata/golden/*", "testdata/script/*"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range printed.FindAllSubmatch(text, -1) {
				n++
				if rule := string(found[1]) + string(found[2]); !slices.Contains(known, rule) {
					t.Errorf("%s: %s is not a rule", name, rule)
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("%d rules are printed", n)
	}
}

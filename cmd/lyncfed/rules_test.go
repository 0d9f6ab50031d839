package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lyncfed/lyncfed/diag"
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
		examples[diag.Rule(strings.TrimSuffix(filepath.Base(name), ".json"))] = ex
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

func TestRules(t *testing.T) {
	out, report, status := lyncfed(nil, "rules")
	if status != statusOK || report != "" {
		t.Errorf("status %d, %s", status, report)
	}
	for _, r := range allRules() {
		if !strings.Contains(out, string(r.Rule)+" ") {
			t.Errorf("%s is not listed", r.Rule)
		}
		explained, report, status := lyncfed(nil, "rules", "explain", string(r.Rule))
		if status != statusOK || !strings.Contains(explained, r.Source.URL) || len(explained) > 4000 {
			t.Errorf("explain %s: status %d, %d bytes, %s", r.Rule, status, len(explained), report)
		}
	}
	out, _, _ = lyncfed(nil, "rules", "explain", "audit.service.ended")
	golden(t, "testdata/golden/explain.txt", out)
}

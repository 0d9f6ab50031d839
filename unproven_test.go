package lyncfed_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/report"
)

// A doubtful is a fact of the catalog of services that no document states in so
// many words, or that another document contradicts.
type doubtful struct{ key, text, cited string }

// doubts adds a fact if it is inferred, second-hand or contradicted. It looks for
// the fields of these marks, so that new types of facts are included.
func doubts(all []doubtful, key, text string, fact any) []doubtful {
	v := reflect.ValueOf(fact)
	var marks []string
	for _, name := range []string{"Inferred", "PlatformInferred", "SecondHand"} {
		if f := v.FieldByName(name); f.IsValid() && f.Bool() {
			marks = append(marks, map[string]string{"Inferred": "inferred", "PlatformInferred": "inferred", "SecondHand": "second-hand"}[name])
		}
	}
	cited := []string{v.FieldByName("Source").Interface().(diag.Source).ID}
	if f := v.FieldByName("Conflict"); f.IsValid() {
		if against := f.Interface().(provider.Fact); against.Text != "" {
			marks = append(marks, "contradicted")
			cited = append(cited, against.Source.ID)
			text += " Against it: " + against.Text
		}
	}
	if marks == nil {
		return all
	}
	return append(all, doubtful{key, fmt.Sprintf("(%s) %s", strings.Join(marks, ", "), text), strings.Join(cited, " ")})
}

// doubtfulFacts returns the facts of the catalog that are in doubt.
func doubtfulFacts() []doubtful {
	var all []doubtful
	for s := range provider.Services() {
		key := string(s.ID) + " "
		for f := range s.History.All() {
			all = doubts(all, key+f.Phase.String(), fmt.Sprintf("%s: %s from %v on. %s", s.Name, f.Phase, f.From, f.Text), f)
		}
		for f := range s.Features() {
			all = doubts(all, key+f.Capabilities.String(), fmt.Sprintf("%s: %s from %v on. %s", s.Name, f.Capabilities, f.From, f.Text), f)
		}
		for f := range s.Substitutes() {
			all = doubts(all, key+"substitute", fmt.Sprintf("%s: until %v there is something instead. %s", s.Name, f.Until, f.Text), f)
		}
		for f := range s.Recommendations() {
			all = doubts(all, key+"recommendation "+f.Platform.String(), fmt.Sprintf("%s: the recommended provider for %s is that of the document, which does not name the server.", s.Name, f.Platform.Title()), f)
		}
		all = doubts(all, key+"license", s.License.Text, s.License)
		var names []string
		var first provider.ServiceDomain
		for d := range s.Domains() {
			if d.Inferred || d.SecondHand {
				if names == nil {
					first = d
				}
				names = append(names, d.Domain.String())
			}
		}
		if n := len(names) - 4; n > 0 {
			names = append(names[:4], fmt.Sprintf("and %d more domains of the list", n))
		}
		if names != nil {
			all = doubts(all, key+"domains", fmt.Sprintf("%s: its users are at %s.", s.Name, strings.Join(names, ", ")), first)
		}
	}
	return all
}

// TestUnproven writes docs/unproven.md, or checks it. Each doubtful fact of the
// catalog has a trial. Each trial is of such a fact, of a rule, or has a text and a
// document. The tests of each package require a trial of each rule with an inferred
// outcome.
func TestUnproven(t *testing.T) {
	facts := doubtfulFacts()
	var b strings.Builder
	b.WriteString("# What is not proven\n\nThis page lists statements on which outcomes depend, and that no document makes\nexplicitly or that documents dispute. Each has the rules that depend on it, the\nclosest documents by their ID in [sources.md](sources.md), and a test for a lab. The\npage is generated from the catalog of services and from `internal/source` by\n`go test . -update`.\n\n| statement | assumption | decides | source | how to test it |\n|---|---|---|---|---|\n")
	last := ""
	for trial := range source.Trials() {
		if trial.Of <= last {
			t.Errorf("the trial of %q does not come after that of %q", trial.Of, last)
		}
		last = trial.Of
		text, cited := trial.Text, trial.Source.ID
		i := slices.IndexFunc(facts, func(f doubtful) bool { return f.key == trial.Of })
		rule, isRule := report.LookupRule(diag.Rule(trial.Of))
		switch {
		case i >= 0:
			text, cited = facts[i].text, facts[i].cited
			facts = slices.Delete(facts, i, i+1)
		case isRule:
			cited = strings.TrimSpace(rule.Source.ID + " " + rule.Also)
		}
		if isFact := i >= 0; isFact == (trial.Text != "") || (isFact || isRule) != trial.Source.IsZero() {
			t.Errorf("the trial of %q is of no rule and of no fact in doubt, or lacks a text or a document", trial.Of)
		}
		if !strings.HasSuffix(trial.Try, ".") || !strings.HasSuffix(text, ".") || len(trial.Decides) == 0 || !slices.IsSorted(trial.Decides) {
			t.Errorf("the trial of %q is not complete, or its rules are not sorted", trial.Of)
		}
		var decides []string
		for _, r := range trial.Decides {
			if _, known := report.LookupRule(r); !known {
				t.Errorf("the trial of %q decides %s, which is no rule", trial.Of, r)
			}
			decides = append(decides, "`"+string(r)+"`")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", trial.Of, cell(text), strings.Join(decides, ", "), cited, cell(trial.Try))
	}
	for _, f := range facts {
		t.Errorf("%q is in doubt, and internal/source/trial.go has no test for it: %s", f.key, f.text)
	}
	testkit.Golden(t, "docs/unproven.md", b.String())
}

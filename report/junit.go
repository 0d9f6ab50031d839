package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
)

// The elements of JUnit that CI servers read.
type (
	junitSuites struct {
		XMLName xml.Name `xml:"testsuites"`
		junitCounts
		Suites []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name string `xml:"name,attr"`
		junitCounts
		Timestamp  string          `xml:"timestamp,attr,omitempty"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitCounts struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Class   string       `xml:"classname,attr"`
		Name    string       `xml:"name,attr"`
		File    string       `xml:"file,attr,omitempty"`
		Line    int          `xml:"line,attr,omitempty"`
		Failure *junitResult `xml:"failure"`
		Skipped *junitResult `xml:"skipped"`
		Out     string       `xml:"system-out,omitempty"`
	}
	junitResult struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// JUnit returns the audit as test results for CI servers, with a test case for each rule.
// The case fails if a finding fails by the threshold. Other findings are its output. The
// case of a check that was not made in full is skipped, or fails by the threshold. The
// class of a case is the package of the rule.
func (a *Audit) JUnit(t Threshold) ([]byte, error) {
	found := map[diag.Rule]diag.Findings{}
	for _, f := range a.Findings {
		found[f.Rule] = append(found[f.Rule], f)
	}
	suite := junitSuite{Name: xmlText(strings.TrimSpace(a.Tool + " " + cmp.Or(a.What, "audit"))), Properties: a.junitProperties()}
	if !a.On.IsZero() {
		suite.Timestamp = a.On.String() + "T00:00:00"
	}
	done := map[diag.Rule]bool{}
	for _, c := range a.Checks {
		for _, r := range c.Rules {
			if done[r] || c.Status == audit.NotApplicable {
				continue
			}
			done[r] = true
			test := newJUnitCase(r, found[r], t)
			if c.Status == audit.NotChecked && test.Failure == nil {
				result := &junitResult{Message: xmlText("not checked: " + lacking(c)), Type: "not-checked"}
				if t.NotChecked {
					test.Failure = result
				} else {
					test.Skipped = result
				}
			}
			suite.Cases = append(suite.Cases, test)
		}
	}
	for _, f := range a.Findings { // about reading the files, and about single records
		if !done[f.Rule] {
			done[f.Rule] = true
			suite.Cases = append(suite.Cases, newJUnitCase(f.Rule, found[f.Rule], t))
		}
	}
	for _, c := range suite.Cases {
		suite.Tests++
		switch {
		case c.Failure != nil:
			suite.Failures++
		case c.Skipped != nil:
			suite.Skipped++
		}
	}
	text, err := xml.MarshalIndent(junitSuites{junitCounts: suite.junitCounts, Suites: []junitSuite{suite}}, "", "  ")
	if err != nil {
		return nil, err
	}
	return slices.Concat([]byte(xml.Header), text, []byte("\n")), nil
}

// newJUnitCase returns the test case of a rule with its findings.
func newJUnitCase(r diag.Rule, findings diag.Findings, t Threshold) junitCase {
	class, name, _ := strings.Cut(string(r), ".")
	test := junitCase{Class: xmlText("lyncfed." + class), Name: xmlText(name)}
	var lines []string
	failed := false
	for _, f := range findings {
		failed = failed || t.fails(f)
		line := fmt.Sprintf("%s: %s: %s", f.Severity, record(f), statement(f))
		if at := place(f); at != "" {
			line += " (at " + at + ")"
		}
		lines = append(lines, xmlText(line+". Do: "+f.Remedy))
	}
	text := strings.Join(lines, "\n")
	if len(findings) > 0 {
		test.File, test.Line = xmlText(findings[0].Pos.File), findings[0].Pos.Line
	}
	if !failed {
		test.Out = text
		return test
	}
	first := findings[slices.IndexFunc(findings, t.fails)]
	message := record(first) + ": " + statement(first)
	if n := len(findings); n > 1 {
		message += fmt.Sprintf(" (and %s more)", number(n-1))
	}
	test.Failure = &junitResult{Message: xmlText(message), Type: first.Severity.String(), Text: text}
	return test
}

// junitProperties returns the day, the files and other facts about the audit.
func (a *Audit) junitProperties() []junitProperty {
	n := a.Counts()
	var properties []junitProperty
	for name, value := range a.Properties() {
		properties = append(properties, junitProperty{name, value})
	}
	properties = append(properties, []junitProperty{
		{"on", a.On.String()}, {"headline", a.headline()}, {"counts", n.summary()}, {"inferred", number(n.Inferred)},
	}...)
	if a.Since != nil {
		properties = append(properties, junitProperty{"since", a.Since.tally()})
		for _, part := range a.Since.parts() {
			for _, line := range part.Lines {
				properties = append(properties, junitProperty{strings.ReplaceAll(char.Fold(part.Heading), " ", "-"), line})
			}
		}
	}
	for _, s := range a.Suppressed {
		properties = append(properties, junitProperty{"suppressed", fmt.Sprintf("%s at %s until %v: %s", s.Rule, NamedPath(s.Finding), s.Expires, s.Reason)})
	}
	for i := range properties {
		properties[i].Name, properties[i].Value = xmlText(properties[i].Name), xmlText(properties[i].Value)
	}
	return properties
}

package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/policy"
)

// A findingChanges lists the differences between the findings of two audits.
type findingChanges struct {
	New, Gone diag.Findings
	Same      diag.Findings
	// Unsure has the findings of one audit whose rule the other audit could not check.
	Unsure diag.Findings `json:",omitempty"`
}

// A findingPart is a part of the findings with its title.
type findingPart struct {
	title    string
	findings diag.Findings
}

const sameFindings = "Findings that are the same"

// parts returns the parts that have findings.
func (c findingChanges) parts() []findingPart {
	all := []findingPart{
		{"Findings that are new", c.New}, {"Findings that are gone", c.Gone},
		{"Findings that only one side could check", c.Unsure}, {sameFindings, c.Same},
	}
	return slices.DeleteFunc(all, func(p findingPart) bool { return len(p.findings) == 0 })
}

// compareFindings compares two audits, of configurations with the given gaps.
func compareFindings(before, after audit.Result, gaps []federation.Gap) findingChanges {
	var c findingChanges
	known, _ := split(before.Findings, after.Findings)
	for _, f := range known {
		if lacks(f, before, after, gaps, func(g federation.Gap) bool { return g.New && !g.Old }) {
			c.Unsure = append(c.Unsure, f)
		} else {
			c.Gone = append(c.Gone, f)
		}
	}
	known, c.Same = split(after.Findings, before.Findings)
	for _, f := range known {
		if lacks(f, after, before, gaps, func(g federation.Gap) bool { return g.Old && !g.New }) {
			c.Unsure = append(c.Unsure, f)
		} else {
			c.New = append(c.New, f)
		}
	}
	return c
}

// split returns the findings that are not among others, and those that are. Two
// findings are the same if rule, record and member are. It leaves out findings on an
// export that are not about a configuration.
func split(findings, others diag.Findings) (only, both diag.Findings) {
	type key struct {
		rule    diag.Rule
		subject diag.Subject
		member  string
	}
	of := func(f *diag.Finding) key {
		member := string(f.Path)
		if i := strings.LastIndexByte(member, '/'); i >= 0 && f.Subject.Identity != "" {
			member = member[i:] // without the number of the record, which may differ
		}
		return key{f.Rule, named(f.Subject), member}
	}
	known := map[key]bool{}
	for _, f := range others {
		known[of(f)] = true
	}
	for _, f := range findings {
		switch {
		case f.Rule == federation.RuleKindIncomplete, f.Rule == federation.RuleKindMissing, f.Rule == federation.RulePlatformMissing, f.Rule == audit.RuleMemberAbsent:
		case known[of(f)]:
			both = append(both, f)
		default:
			only = append(only, f)
		}
	}
	return only, both
}

// lacks reports whether the other audit may lack a finding only because its
// configuration gives less.
func lacks(f *diag.Finding, has, other audit.Result, gaps []federation.Gap, isLess func(federation.Gap) bool) bool {
	for _, g := range gaps {
		if g.Kind.String() != f.Subject.Kind || !isLess(g) {
			continue
		}
		last := ""
		for token := range f.Path.Tokens() {
			last = token
		}
		if g.Members == nil || slices.Contains(g.Members, last) {
			return true
		}
	}
	for i, check := range other.Checks { // of the same table
		if !slices.Contains(check.Rules, f.Rule) {
			continue
		}
		for _, k := range check.Lacks {
			if !slices.Contains(has.Checks[i].Lacks, k) {
				return true
			}
		}
		for _, absent := range check.Absent {
			if !slices.ContainsFunc(has.Checks[i].Absent, func(a audit.AbsentMembers) bool {
				return a.Kind == absent.Kind && slices.Equal(a.Members, absent.Members) && a.Records >= absent.Records
			}) {
				return true
			}
		}
	}
	return false
}

// opMarks has the mark before a record that is new, changed or removed.
var opMarks = map[diag.Op]string{diag.OpNew: "+", diag.OpSet: "~", diag.OpRemove: "-"}

var opColors = map[diag.Op]string{diag.OpNew: "\x1b[32m", diag.OpSet: "\x1b[33m", diag.OpRemove: "\x1b[31m"}

// differences prints the records that differ, each with the members that differ.
func (p *printer) differences(records []federation.Difference, color bool) {
	for _, d := range records {
		line := opMarks[d.Op] + " " + subjectText(d.Subject)
		if color {
			line = opColors[d.Op] + line + plainColor
		}
		p.printf("  %s\n", line)
		if d.Op == diag.OpRemove {
			continue
		}
		for _, m := range d.Members {
			p.member(d.Op, m)
		}
	}
}

// member prints the difference in a member. For a list, it prints only the entries that
// differ.
func (p *printer) member(op diag.Op, m federation.MemberDifference) {
	p.memberAt("      ", op, m)
}

// memberAt is [printer.member] with an indent.
func (p *printer) memberAt(indent string, op diag.Op, m federation.MemberDifference) {
	label := indent + m.Name + ": "
	switch {
	case op == diag.OpSet && (m.Added != nil || m.Removed != nil):
		p.printf("%s%s:\n", indent, m.Name)
		for _, entry := range m.Added {
			p.printf("%s  + %s\n", indent, diag.Printable(entry))
		}
		for _, entry := range m.Removed {
			p.printf("%s  - %s\n", indent, diag.Printable(entry))
		}
	case op == diag.OpNew && m.Added != nil:
		p.paragraph(label, strings.Join(printable(m.Added), ", "))
	case op == diag.OpNew:
		p.printf("%s%s\n", label, valueText(m.New))
	default:
		was, is := valueText(m.Old), valueText(m.New)
		if len(label)+len(was)+len(is)+len(" -> ") > p.width {
			p.printf("%s%s\n%s  -> %s\n", label, was, indent, is)
			return
		}
		p.printf("%s%s -> %s\n", label, was, is)
	}
}

func printable(texts []string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, diag.Printable(text))
	}
	return all
}

// valueText returns a value for an administrator to read.
func valueText(v diag.Value) string {
	if v.IsNull() || v.IsZero() {
		return "none"
	}
	if items, isList := v.Texts(); isList {
		return strings.Join(printable(items), ", ")
	}
	return diag.Printable(v.String())
}

// gapText returns a sentence on a gap, which was not compared.
func gapText(g federation.Gap) string {
	lacking, giving := "OLD", "NEW"
	if g.New {
		lacking, giving = giving, lacking
	}
	records := count(g.Records, "record")
	switch {
	case g.Members != nil:
		return fmt.Sprintf("%s: %s given only in %s (%s)", g.Kind.Title(), strings.Join(g.Members, ", "), giving, records)
	case g.Incomplete && g.Old && g.New:
		return fmt.Sprintf("%s: neither is whole, and what only one has may be in the other (%s)", g.Kind.Title(), records)
	case g.Incomplete:
		return fmt.Sprintf("%s: %s is not whole, and may have what only %s has (%s)", g.Kind.Title(), lacking, giving, records)
	case g.Kind == federation.Platform:
		return fmt.Sprintf("%s: given only in %s", g.Kind.Title(), giving)
	}
	return fmt.Sprintf("%s: given only in %s (%s)", g.Kind.Title(), giving, records)
}

// count returns a number with a noun.
func count(n int, noun string) string {
	if n == 1 {
		return number(n) + " " + noun
	}
	head, of, found := strings.Cut(noun, " of ") // user of the tenant
	if found {
		of = " of " + of
	}
	if stem, isPolicy := strings.CutSuffix(head, "cy"); isPolicy {
		return number(n) + " " + stem + "cies" + of
	}
	return number(n) + " " + head + "s" + of
}

// number returns a decimal number with commas: 1,234,567.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// subjectText returns a record by the name that administrators use.
func subjectText(s diag.Subject) string {
	return cmp.Or(federation.Describe(s), "the script")
}

// findingText returns a finding of an audit in a sentence.
func findingText(f *diag.Finding) string {
	subject := "the configuration"
	if !f.Subject.IsZero() {
		subject = subjectText(f.Subject)
	}
	return fmt.Sprintf("%s: %s: %s", f.Severity, subject, detail(f))
}

// A kindCount counts the records of a kind that differ.
type kindCount struct {
	Kind                  federation.Kind
	New, Changed, Removed int
}

// countByKind returns how many records differ, by kind.
func countByKind(records []federation.Difference) []kindCount {
	var all []kindCount
	for _, d := range records {
		kind, err := federation.ParseKind(d.Subject.Kind)
		if err != nil {
			continue // differences are of known kinds only
		}
		if len(all) == 0 || all[len(all)-1].Kind != kind {
			all = append(all, kindCount{Kind: kind})
		}
		last := &all[len(all)-1]
		switch d.Op {
		case diag.OpNew:
			last.New++
		case diag.OpRemove:
			last.Removed++
		default:
			last.Changed++
		}
	}
	return all
}

// String returns the numbers that are not 0: "1 new, 2 changed".
func (c kindCount) String() string {
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{{c.New, "new"}, {c.Changed, "changed"}, {c.Removed, "removed"}} {
		if part.n > 0 {
			parts = append(parts, number(part.n)+" "+part.what)
		}
	}
	return strings.Join(parts, ", ")
}

func prefixed(prefix string, entries []string) string {
	var all []string
	for _, entry := range entries {
		all = append(all, prefix+entry)
	}
	return strings.Join(all, ", ")
}

// policyText returns the printable name of a policy.
func policyText(id policy.Identity) string { return diag.Printable(id.String()) }

// named returns a subject with its identity in the form that a server compares: in lower
// case, without the prefixes that commands and exports write differently.
func named(s diag.Subject) diag.Subject {
	s.Identity = strings.ToLower(s.Identity)
	for _, prefix := range []string{"sip:", "tag:"} {
		s.Identity = strings.TrimPrefix(s.Identity, prefix)
	}
	if s.Kind == federation.AccessEdge.String() {
		s.Identity = ""
	}
	return s
}

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
)

// An item of a report for people is about one record, or about many records that break
// one rule for one cause.
type item struct {
	title   string
	named   bool     // the title begins with a name
	entries []*entry // the worst severity first
}

// A section has the items of one severity.
type section struct {
	severity diag.Severity
	heading  string
	items    []*item
}

// sections returns the items by severity, the worst first. It omits severities without
// items.
func (a *Audit) sections() []section {
	all := []section{
		{diag.Error, "Do first", nil},
		{diag.Warning, "Then", nil},
		{diag.Notice, "Worth knowing", nil},
	}
	for _, it := range a.items() {
		for i := range all {
			if all[i].severity == it.severity() {
				all[i].items = append(all[i].items, it)
			}
		}
	}
	return slices.DeleteFunc(all, func(s section) bool { return s.items == nil })
}

// inSentence returns the title for the middle of a sentence.
func (it *item) inSentence() string {
	if it.named {
		return it.title
	}
	return withArticle(it.title)
}

// heading returns the title with a capital letter, unless it begins with a name.
func (it *item) heading() string {
	if it.named {
		return it.title
	}
	return sentence(it.title)
}

// severity returns the severity of the worst entry.
func (it *item) severity() diag.Severity { return it.entries[0].Severity }

// An entry is one finding, or many findings with one rule and cause.
type entry struct {
	*diag.Finding               // the first finding
	text          string        // the problem
	all           diag.Findings // all findings of the rule and cause
	settles       diag.Findings // findings that disappear when this one is mended
}

// items returns the findings in the order to act on, grouped by record. It omits those
// about missing exports.
func (a *Audit) items() []*item {
	settler := a.settlers()
	var items []*item
	records := map[string]*item{}
	for _, e := range a.entries(settler) {
		title := record(e.Finding)
		if len(e.all) > 1 {
			title = e.title()
		}
		it := records[title]
		if it == nil {
			it = &item{title: title, named: e.Subject.Identity != "" || title == e.Pos.File}
			records[title] = it
			items = append(items, it)
		}
		it.entries = append(it.entries, e)
	}
	return items
}

// entries returns the findings, and combines those with one rule and cause.
func (a *Audit) entries(settler map[*diag.Finding]*diag.Finding) []*entry {
	type member struct {
		group
		identity string
	}
	n, seen := map[group]int{}, map[member]bool{} // findings of each group; records of each rule
	for _, f := range a.Findings {
		if settler[f] != nil {
			continue
		}
		g := alike(f)
		if g.pattern != "" {
			n[g]++
		}
		if m := (member{g.ofRule(), f.Subject.Identity}); !seen[m] {
			seen[m] = true
			n[g.ofRule()]++
		}
	}
	var entries []*entry
	groups := map[group]*entry{}
	first := map[*diag.Finding]*entry{}
	for _, f := range a.Findings {
		if isNotExported(f) || settler[f] != nil {
			continue
		}
		g := alike(f)
		if n[g] < 2 {
			g = g.ofRule()
		}
		many := f.Subject.Identity != "" && (n[g] >= manyAlike || n[g] >= 2 && g.pattern != "")
		if e := groups[g]; e != nil && many {
			e.all.Add(f)
			continue
		}
		e := &entry{Finding: f, all: diag.Findings{f}}
		entries = append(entries, e)
		first[f] = e
		if many {
			groups[g] = e
		}
	}
	for _, f := range a.Findings {
		if by := settler[f]; by != nil {
			first[by].settles.Add(f)
		}
	}
	for _, e := range entries {
		e.text = e.statement()
	}
	return entries
}

// settlers maps a finding to the one that settles it: the removal of a provider whose
// service has ended.
func (a *Audit) settlers() map[*diag.Finding]*diag.Finding {
	ended := map[diag.Subject]*diag.Finding{}
	for _, f := range a.Findings {
		if f.Rule == audit.RuleServiceEnded && removes(f) {
			ended[f.Subject] = f
		}
	}
	settler := map[*diag.Finding]*diag.Finding{}
	for _, f := range a.Findings {
		if by := ended[f.Subject]; by != nil && by != f && removes(f) {
			settler[f] = by
		}
	}
	return settler
}

// removes reports whether a finding is mended by removing its record.
func removes(f *diag.Finding) bool {
	return len(f.Fix) == 1 && f.Fix[0].Op == diag.OpRemove && f.Fix[0].Subject == f.Subject
}

// manyAlike is the number of records from which on the findings of one rule are one
// entry, even if their details differ.
const manyAlike = 4

// A group identifies the findings of one entry.
type group struct {
	rule     diag.Rule
	severity diag.Severity
	kind     string
	pattern  string // the detail without the leading name; "" for all findings of a rule
}

func (g group) ofRule() group { g.pattern = ""; return g }

// alike returns the group of a finding.
func alike(f *diag.Finding) group {
	return group{f.Rule, f.Severity, f.Subject.Kind, cmp.Or(predicate(f), f.Detail)}
}

// predicate returns the part of a finding's detail after the name of its record, or
// "".
func predicate(f *diag.Finding) string {
	rest, found := strings.CutPrefix(f.Detail, nameOf(f.Subject)+" ")
	if !found {
		return ""
	}
	return rest
}

// names returns the names of the records.
func (e *entry) names() []string {
	var names []string
	for _, f := range e.all {
		if name := nameOf(f.Subject); len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return names
}

// title returns the title of an entry with many findings.
func (e *entry) title() string {
	k, err := federation.ParseKind(e.Subject.Kind)
	if err != nil {
		return counted(len(e.all), "record")
	}
	return counted(len(e.names()), k.Title())
}

// statement returns the problem. For many findings, it adds the names of their records.
func (e *entry) statement() string {
	if len(e.all) == 1 {
		return statement(e.Finding)
	}
	names := e.names()
	if len(names) == 1 {
		return fmt.Sprintf("%s; and %s more like it", statement(e.Finding), number(len(e.all)-1))
	}
	rest := predicate(e.all[0])
	for _, f := range e.all[1:] {
		if predicate(f) != rest {
			return fmt.Sprintf("%s; likewise %s", statement(e.Finding), firstOf(names[1:], 3))
		}
	}
	for _, verb := range [][2]string{{"is ", "are "}, {"has ", "have "}, {"lacks ", "lack "}} {
		if after, found := strings.CutPrefix(rest, verb[0]); found && !strings.Contains(after, ": ") {
			return fmt.Sprintf("%s%s %s%s: %s", inferred(e.Finding), e.title(), verb[1], after, firstOf(names, 2))
		}
	}
	return fmt.Sprintf("%s; likewise %s", statement(e.Finding), firstOf(names[1:], 3))
}

// isNotExported reports whether a finding is only about a missing export.
func isNotExported(f *diag.Finding) bool {
	switch f.Rule {
	case powershell.RuleMemberAbsent, audit.RuleMemberAbsent, federation.RuleKindMissing:
		return f.Severity == diag.Notice
	}
	return false
}

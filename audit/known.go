package audit

import (
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
)

// members is the members of a kind that a check reads.
type members struct {
	kind  federation.Kind
	names []string
}

func of(k federation.Kind, names ...string) members { return members{k, names} }

type memberOf struct {
	kind federation.Kind
	name string
}

// lacking returns the records of a kind in which a member is not known.
func (a *auditor) lacking(k federation.Kind, name string) []int {
	key := memberOf{k, name}
	if records, done := a.unknown[key]; done {
		return records
	}
	var records []int
	row := k.Row()
	for i := range row.Len(&a.c) {
		if a.c.IsUnknown(k, i, name) {
			records = append(records, i)
		}
	}
	a.unknown[key] = records
	return records
}

// lackingAny returns the records in which any of the members is not known.
func (a *auditor) lackingAny(m members) map[int]bool {
	any := map[int]bool{}
	for _, name := range m.names {
		for _, i := range a.lacking(m.kind, name) {
			any[i] = true
		}
	}
	return any
}

// skipped returns the records that a check should look at but cannot, because a
// member is not known.
func (a *auditor) skipped(c *check, own []members) map[int]bool {
	skip := map[int]bool{}
	for _, m := range own {
		for i := range a.lackingAny(m) {
			if c.about == nil || c.about(a, i) {
				skip[i] = true
			}
		}
	}
	return skip
}

// split returns the members that a check reads in the records that it checks, and
// those that it reads in other records.
func (c *check) split() (own, others []members) {
	for _, m := range c.reads {
		if c.record != nil && m.kind == c.of {
			own = append(own, m)
		} else {
			others = append(others, m)
		}
	}
	return own, others
}

// absentOf returns the members that are not known in some record, by kind.
func (a *auditor) absentOf(reads []members) []AbsentMembers {
	var all []AbsentMembers
	for _, m := range reads {
		all = append(all, a.absentFrom([]members{m}, a.lackingAny(m))...)
	}
	return all
}

// absentFrom returns the members that are not known in some of the given records.
func (a *auditor) absentFrom(reads []members, records map[int]bool) []AbsentMembers {
	var all []AbsentMembers
	for _, m := range reads {
		isAbsent := func(name string) bool {
			return slices.Contains(m.names, name) && slices.ContainsFunc(a.lacking(m.kind, name), func(i int) bool { return records[i] })
		}
		var names []string
		for p := range m.kind.Row().Table().Properties() {
			if isAbsent(p.Name) {
				names = append(names, p.Name)
			}
		}
		if names != nil {
			all = append(all, AbsentMembers{m.kind, names, len(records)})
		}
	}
	return all
}

// note records the members that a check lacked, for [absentMembers].
func (a *auditor) note(lacked []AbsentMembers) {
	for _, l := range lacked {
		if a.absent[l.Kind] == nil {
			a.absent[l.Kind] = map[string]bool{}
		}
		for _, name := range l.Members {
			a.absent[l.Kind][name] = true
		}
	}
}

// RuleMemberAbsent is broken by records without a member that checks read.
const RuleMemberAbsent diag.Rule = "audit.member.absent"

// absentMembers runs last. It reports the members that the other checks lacked,
// once for each kind.
var absentMembers = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleMemberAbsent,
		Severity: diag.Notice,
		Summary:  "An export must have all members that a check reads. A missing member is not known.",
		Remedy:   "Export the records again, with all members.",
		Source:   source.Lyncfed,
	}},
	whole: func(a *auditor) {
		for k := range federation.AllKinds() {
			names := a.absent[k]
			if names == nil {
				continue
			}
			table := k.Row().Table()
			var absent []string
			for p := range table.Properties() {
				if names[p.Name] {
					absent = append(absent, p.Name)
				}
			}
			about := table.About()
			whose := "the " + about.Title
			if len(table.KeyNames()) > 0 {
				whose = plural(len(a.lackingAny(of(k, absent...))), about.Title)
			}
			how := wasOrWere(len(absent)) + " not exported"
			if k.IsTenant() && slices.ContainsFunc(absent, func(name string) bool { return table.TypeOf(name) == record.ListType }) { // a list of a tenant may be truncated
				how += " in full"
			}
			f := a.add(RuleMemberAbsent, k, -1, "", "%s of %s %s, so checks that read %s are not made", strings.Join(absent, ", "), whose, how, itOrThem(len(absent)))
			f.Remedy = "Export all members: " + cmdlet.Export(k)
		}
	},
}

func itOrThem(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

func wasOrWere(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

package audit

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/policy"
)

// A Result is the result of an audit.
type Result struct {
	On       date.Date      // the day of the audit
	Findings diag.Findings  // the worst severity first
	Checks   []CheckOutcome // every check, in the order of the table
}

// Format is the number of the JSON form of a [Result].
const Format = 1

// MarshalJSON implements [encoding/json.Marshaler], as docs/formats.md describes.
func (r Result) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Format   int
		On       date.Date
		Findings diag.Findings
		Checks   []CheckOutcome
	}{Format, r.On, append(diag.Findings{}, r.Findings...), r.Checks})
}

// A CheckOutcome is the outcome of one check.
type CheckOutcome struct {
	Rules  []diag.Rule // the rules that the check may find broken
	Status Status
	Lacks  []federation.Kind `json:",omitempty"` // the kinds that are needed, but are missing or incomplete. A check with findings may have one too: it checked the readable records
	Absent []AbsentMembers   `json:",omitempty"` // the members that are needed but were not exported, by kind. Records without them were not checked
}

// An AbsentMembers is the members of a kind that are not known in some of its
// records.
type AbsentMembers struct {
	Kind    federation.Kind
	Members []string // in the order in which the cmdlet prints them
	Records int      // how many records lack at least one of them
}

// Run audits a configuration for a day. Without a day, it skips the checks that
// depend on the day, and a finding asks for one. For an enabled provider whose
// service has ended, it reports only errors, because the provider should be
// removed.
//
// A member that is absent from a record is not known (see
// [federation.Configuration.IsUnknown]). A check that looks at each record skips
// such a record. A check that looks at the whole configuration reports nothing that
// depends on the member. The outcome of the check lists the member, and one finding
// for each kind lists all such members.
//
// After 10,000 findings of a check with one rule, kind and severity, one more
// finding counts the others.
func Run(c federation.Configuration, on date.Date) Result {
	a := newAuditor(c, on)
	a.findings = c.Findings()
	for _, f := range a.findings {
		a.spellFix(f)
	}
	a.urgent = map[*diag.Finding]bool{}
	r := Result{On: on}
	for _, check := range checks {
		r.Checks = append(r.Checks, a.outcome(check))
	}
	if !on.IsZero() {
		a.dropAdviceOnEnded()
	}
	r.Findings = a.findings
	slices.SortStableFunc(r.Findings, func(f, g *diag.Finding) int {
		return cmp.Or(f.Severity.Compare(g.Severity), a.rank(f)-a.rank(g))
	})
	return r
}

// rank orders the findings of one severity: those that stop federation come first.
func (a *auditor) rank(f *diag.Finding) int {
	if f.Severity == diag.Error && a.urgent[f] {
		return 0
	}
	return 1
}

// outcome runs a check if it has everything that it needs, and returns its outcome.
func (a *auditor) outcome(c *check) CheckOutcome {
	o := CheckOutcome{Rules: c.names(), Lacks: a.lacks(c.needs)}
	var partly []federation.Kind // the kind with unreadable records: only the others are checked
	if c.record != nil && c.of.Row().Given(&a.c) {
		if i := slices.Index(o.Lacks, c.of); i >= 0 {
			partly = []federation.Kind{c.of}
			o.Lacks = slices.Delete(o.Lacks, i, i+1)
		}
	}
	own, others := c.split()
	switch {
	case c.tenant && !a.isTenantGiven():
		o.Status, o.Lacks = NotApplicable, nil
		return o
	case a.c.IsTenantAlone() && slices.ContainsFunc(o.Lacks, isOfServers):
		o.Status, o.Lacks = NotApplicable, nil // the configuration has no servers to check or to compare with
		return o
	case len(o.Lacks) > 0 || c.dated && a.on.IsZero():
		o.Status = NotChecked
		return o
	case c.applies != nil && !c.applies(a.on):
		o.Status = NotApplicable
		return o
	}
	if o.Absent = a.absentOf(others); len(o.Absent) > 0 {
		a.note(o.Absent)
		o.Status = NotChecked
		return o
	}
	if c.when != nil && !c.when(a) {
		o.Status = Passed
		if partly != nil {
			o.Status, o.Lacks = NotChecked, partly
		}
		return o
	}
	skip := a.skipped(c, own)
	a.found = record.Tally{Most: record.MaxFound}
	a.run(c, skip)
	found := a.found.Findings()
	a.findings = append(a.findings, found...)
	o.Absent = a.absentFrom(own, skip)
	o.Lacks = partly
	if len(found) == 0 {
		o.Absent = append(o.Absent, a.absentOf(c.seeks)...)
		wants := a.lacks(c.wants)
		if a.c.IsTenantAlone() {
			wants = slices.DeleteFunc(wants, isOfServers)
		}
		o.Lacks = append(o.Lacks, wants...)
	}
	a.note(o.Absent)
	switch {
	case len(found) > 0:
		o.Status = Found
	case len(o.Absent) > 0 || len(o.Lacks) > 0:
		o.Status = NotChecked
	default:
		o.Status = Passed
	}
	for _, f := range found {
		a.urgent[f] = c.urgent
	}
	return o
}

// isOfServers reports whether the records of a kind belong to servers.
func isOfServers(k federation.Kind) bool { return !k.IsTenant() }

// dropAdviceOnEnded removes warnings and notices about a provider that should be
// removed. The fix of an error in its list of excluded domains becomes its removal.
func (a *auditor) dropAdviceOnEnded() {
	removed := map[string]int{}
	for i, p := range a.c.PublicProviders {
		if p.Enabled && a.ended(p) {
			removed[string(federation.PublicProviders.Row().Path(i))] = i
		}
	}
	a.findings = slices.DeleteFunc(a.findings, func(f *diag.Finding) bool {
		parts := strings.SplitN(string(f.Path), "/", 4) // "", kind, number, member
		if len(parts) < 4 {
			return false
		}
		i, isRemoved := removed[strings.Join(parts[:3], "/")]
		if isRemoved && f.Severity != diag.Error {
			return true
		}
		if isRemoved && parts[3] == "NameDecorationExcludedDomainList" {
			a.mend(f, "Remove the provider, because its service has ended: ", []diag.Edit{a.edit(diag.OpRemove, federation.PublicProviders, i)}, "")
		}
		return false
	})
}

// An auditor runs the checks on a configuration.
type auditor struct {
	c        federation.Configuration
	on       date.Date                          // zero: no day given
	edge     federation.AccessEdgeConfiguration // with the defaults of members that are known to be unset
	held     map[string]bool                    // the policies that are granted to a user, in lower case; nil: not known
	unknown  map[memberOf][]int                 // the records in which a member is not known, in order
	absent   map[federation.Kind]map[string]bool
	check    *check       // the running check
	found    record.Tally // its findings
	findings diag.Findings
	urgent   map[*diag.Finding]bool
}

func newAuditor(c federation.Configuration, on date.Date) *auditor {
	a := &auditor{c: c, on: on, unknown: map[memberOf][]int{}, absent: map[federation.Kind]map[string]bool{}}
	if c.Knows(federation.Users) && len(a.lacking(federation.Users, "ExternalAccessPolicy")) == 0 {
		a.held = map[string]bool{}
		granted := map[policy.Identity]bool{} // few differ
		for i := range c.Users {
			if id := c.Users[i].ExternalAccessPolicy; !granted[id] {
				granted[id] = true
				a.held[char.Fold(id.String())] = true
			}
		}
	}
	if c.AccessEdge != nil {
		a.edge = c.AccessEdge.WithDefaults()
		a.edge.RoutingMethod = cmp.Or(c.AccessEdge.Routing(), a.edge.RoutingMethod)
	}
	return a
}

// lacks returns the kinds that are missing or incomplete.
func (a *auditor) lacks(kinds []federation.Kind) []federation.Kind {
	var lacks []federation.Kind
	for _, k := range kinds {
		if !a.c.Knows(k) {
			lacks = append(lacks, k)
		}
	}
	return lacks
}

// run runs a check that has everything that it needs. skip has the records that it
// cannot check.
func (a *auditor) run(c *check, skip map[int]bool) {
	a.check = c
	if c.whole != nil {
		c.whole(a)
	}
	if c.record != nil {
		for i := range c.of.Row().Len(&a.c) {
			if !skip[i] && (c.about == nil || c.about(a, i)) {
				c.record(a, i)
			}
		}
	}
}

// add adds a finding about a member of record i of a kind, or about the kind as
// a whole if i is negative. A zero kind is the whole configuration.
func (a *auditor) add(r diag.Rule, k federation.Kind, i int, member string, format string, args ...any) *diag.Finding {
	f := &diag.Finding{RuleInfo: a.check.info(r), Detail: strings.TrimSuffix(fmt.Sprintf(format, args...), ".")} // a fact at the end has a full stop
	if !k.IsZero() {
		f.Path = k.Row().Path(i)
		f.Subject = diag.Subject{Kind: k.String()}
	}
	if i >= 0 && !k.IsZero() {
		f.Subject = a.c.Subject(k, i)
		if member != "" {
			f.Path = f.Path.Member(member)
		}
	}
	a.found.Add(f.Subject.Kind, f)
	return f
}

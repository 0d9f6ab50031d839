package audit

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
)

// A Result is the result of an audit.
type Result struct {
	On       date.Date      // the day audited for
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

// A CheckOutcome is how one check came out.
type CheckOutcome struct {
	Rules  []diag.Rule // the rules that the check may find broken
	Status Status
	Lacks  []federation.Kind `json:",omitempty"` // the kinds that are needed and not given, or not whole
}

// Run audits a configuration for a day. Without a day, the checks that depend on
// it are not run, and a finding asks for one. An enabled provider whose service
// has ended is to be removed, so its lesser findings are left out.
func Run(c federation.Configuration, on date.Date) Result {
	a := newAuditor(c, on)
	a.findings = c.Findings()
	r := Result{On: on}
	for _, check := range checks {
		before := len(a.findings)
		outcome := CheckOutcome{Rules: check.names(), Lacks: a.lacks(check)}
		switch {
		case len(outcome.Lacks) > 0 || check.dated && on.IsZero():
			outcome.Status = NotChecked
		case check.applies != nil && !check.applies(on):
			outcome.Status = NotApplicable
		default:
			a.run(check)
			outcome.Status = Passed
			if len(a.findings) > before {
				outcome.Status = Found
			}
		}
		r.Checks = append(r.Checks, outcome)
	}
	if !on.IsZero() {
		a.dropAdviceOnEnded()
	}
	r.Findings = a.findings
	slices.SortStableFunc(r.Findings, func(f, g *diag.Finding) int { return f.Severity.Compare(g.Severity) })
	return r
}

// dropAdviceOnEnded leaves out what there is to mend in a provider that is to be
// removed.
func (a *auditor) dropAdviceOnEnded() {
	var removed []string
	for i, p := range a.c.PublicProviders {
		if p.Enabled && a.ended(p) {
			removed = append(removed, string(federation.PublicProviders.Row().Path(i))+"/")
		}
	}
	a.findings = slices.DeleteFunc(a.findings, func(f *diag.Finding) bool {
		return f.Severity != diag.Error && slices.ContainsFunc(removed, func(prefix string) bool { return strings.HasPrefix(string(f.Path), prefix) })
	})
}

// An auditor runs the checks on a configuration.
type auditor struct {
	c        federation.Configuration
	on       date.Date                          // zero: whatever the day
	edge     federation.AccessEdgeConfiguration // with defaults
	held     map[string]bool                    // the policies that are granted to a user, folded; nil: not known
	check    *check                             // that runs
	findings diag.Findings
}

func newAuditor(c federation.Configuration, on date.Date) *auditor {
	a := &auditor{c: c, on: on}
	if c.Knows(federation.Users) {
		a.held = map[string]bool{}
		for _, u := range c.Users {
			a.held[char.Fold(u.ExternalAccessPolicy.String())] = true
		}
	}
	if c.AccessEdge != nil {
		a.edge = c.AccessEdge.WithDefaults()
	}
	return a
}

// lacks returns the kinds that a check needs and that are not given, or not
// whole.
func (a *auditor) lacks(c *check) []federation.Kind {
	var lacks []federation.Kind
	for _, k := range c.needs {
		if !a.c.Knows(k) {
			lacks = append(lacks, k)
		}
	}
	return lacks
}

// run runs a check that lacks nothing.
func (a *auditor) run(c *check) {
	a.check = c
	if c.whole != nil {
		c.whole(a)
	}
	if c.record != nil {
		for i := range c.of.Row().Len(&a.c) {
			c.record(a, i)
		}
	}
}

// add adds a finding about a member of record i of a kind, or about the kind as
// a whole if i is negative. A zero kind is the whole configuration.
func (a *auditor) add(r diag.Rule, k federation.Kind, i int, member string, format string, args ...any) *diag.Finding {
	f := &diag.Finding{RuleInfo: a.check.info(r), Detail: fmt.Sprintf(format, args...)}
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
	a.findings.Add(f)
	return f
}

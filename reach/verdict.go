package reach

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/provider"
)

// A Verdict is the answer to a [Query]. It keeps a reference to the [Index]. The
// zero Verdict is not valid.
type Verdict struct {
	Outcome      diag.Outcome
	Route        Route               // also set for a refusal, if a route exists
	Provider     string              // the Identity of the public or hosting provider on the route
	Address      address.Address     // the other person's address in the form that the route needs
	Capabilities provider.Capability // what the two can do; empty unless allowed
	Policy       policy.Identity     // the policy that decides; zero if none does
	Delivery     Delivery            // the delivery of messages from outside
	Until        date.Date           // the last day of the service or license that a permission needs; zero: none
	Diagnostic   int                 // the ms-diagnostics id of the refusal in a trace of the user's client; 0: not documented

	index   *Index
	query   Query
	user    user
	contact *contact
}

// Allowed reports whether the query's From may reach To: the outcome is
// [diag.Passed].
func (v Verdict) Allowed() bool { return v.Outcome == diag.Passed }

// String returns the outcome and the route, and on a line of its own each reason that
// refuses and each condition. It is for logs: [Verdict.Reasons] has all rules.
func (v Verdict) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v by the route %v", v.Outcome, v.Route)
	for r := range v.Refusals() {
		b.WriteString("\n" + r.String())
	}
	for r := range v.Conditions() {
		fmt.Fprintf(&b, "\nif %s [%s]", r.Detail, r.Rule)
	}
	return b.String()
}

// verdict returns the verdict on a user and a contact.
func (x *Index) verdict(q Query, u user, c *contact) Verdict {
	if u.online.is && !c.address.IsZero() && !x.IsOwn(c.address) {
		c = x.cloudContact(u, c)
	}
	v := Verdict{index: x, query: q, user: u, contact: c, Route: c.route, Address: c.address, Delivery: c.delivery, Capabilities: c.can, Until: c.until}
	if !c.provider.isNone() {
		v.Provider = x.subject(c.provider).Identity
	}
	if u.online.is && v.needsPolicy() && u.online.policy.isRecord() {
		v.Policy = x.tenantPolicy(u.online.policy).Identity
	} else if !u.online.is && v.needsPolicy() && !u.policy.isNone() && !x.isUnknown(u.record, "ExternalAccessPolicy") {
		p := x.policy(u.policy)
		v.Policy = p.Identity
		if c.route == Public && !p.EnablePublicCloudAudioVideoAccess.IsOn() {
			v.Capabilities &^= provider.Audio | provider.Video
		}
	}
	v.Outcome = diag.Passed
	v.count(&v.user.step)
	steps, n := v.policySteps()
	// According to one report, a server checks the policy before the lists of the Edge.
	// The first refusal gives the id.
	for i := range n {
		v.count(&steps[i])
	}
	for i := range c.steps {
		v.count(&c.steps[i])
	}
	if v.Outcome != diag.Passed {
		v.Capabilities, v.Until = 0, date.Date{}
	}
	if v.Outcome == diag.NotKnown {
		v.Diagnostic = 0
	}
	return v
}

// count combines the outcome of a step with that of the verdict.
func (v *Verdict) count(s *step) {
	switch s.outcome {
	case diag.Refused:
		if v.Outcome != diag.Refused && s.rule != nil && !v.contact.incoming {
			v.Diagnostic = s.rule.id
		}
		v.Outcome = diag.Refused
	case diag.NotKnown:
		if v.Outcome == diag.Passed {
			v.Outcome = diag.NotKnown
		}
	}
}

// steps returns every step in the order of the checks.
func (v *Verdict) steps() iter.Seq[step] {
	return func(yield func(step) bool) {
		if !yield(v.user.step) {
			return
		}
		for _, s := range v.contact.steps {
			if !yield(s) {
				return
			}
		}
		steps, n := v.policySteps()
		for _, s := range steps[:n] {
			if !yield(s) {
				return
			}
		}
	}
}

// Reasons returns every rule that was checked, passed or not, in order. The verdict
// refuses if a rule refuses. Otherwise it is not known if the outcome of a rule is not
// known. The text of a reason is built when Reasons yields it.
func (v Verdict) Reasons() iter.Seq[diag.Reason] {
	return func(yield func(diag.Reason) bool) {
		if v.index == nil {
			return
		}
		for s := range v.steps() {
			if s.rule != nil && s.rule.assumes && s.outcome == diag.Passed && v.Outcome != diag.Passed {
				continue
			}
			for _, r := range v.reasons(s) {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// Conditions returns the reasons that a permission assumes and that the configuration
// does not prove.
func (v Verdict) Conditions() iter.Seq[diag.Reason] {
	return func(yield func(diag.Reason) bool) {
		for r := range v.Reasons() {
			if r.Condition && !yield(r) {
				return
			}
		}
	}
}

// Refusals returns the reasons that did not pass: those that refuse, and those
// whose outcome is not known.
func (v Verdict) Refusals() iter.Seq[diag.Reason] {
	return func(yield func(diag.Reason) bool) {
		for r := range v.Reasons() {
			if r.Outcome != diag.Passed && !yield(r) {
				return
			}
		}
	}
}

// reasons returns the reasons of a step. Those of another package replace its own.
func (v *Verdict) reasons(s step) []diag.Reason {
	switch {
	case s.license != nil:
		reasons := slices.Clone(s.license.Reasons)
		for i := range reasons {
			reasons[i].Path = diag.Path("").Member("Holdings").Join(reasons[i].Path)
			reasons[i].Subject = diag.Subject{Kind: "Holdings"}
			reasons[i].Condition = reasons[i].Condition && v.Outcome == diag.Passed
		}
		return reasons
	case s.rule == nil:
		at, path := v.problemAt(s)
		r := diag.Reason{RuleInfo: s.problem.RuleInfo, Outcome: s.outcome, Path: path, Subject: v.index.subject(at), Detail: s.problem.Detail}
		if r.Rule == policy.RuleGrantMissing && !v.user.address.IsZero() {
			r.Remedy = "Create the policy, or withdraw the grant: " + command(v, diag.Edit{
				Op:      diag.OpGrant,
				Subject: diag.Subject{Kind: federation.Users.String(), Identity: v.user.address.String()},
				Members: []diag.MemberEdit{{Name: "ExternalAccessPolicy", New: diag.Null()}},
			})
		}
		return []diag.Reason{r}
	}
	r := diag.Reason{
		RuleInfo: s.rule.info,
		Outcome:  s.outcome,
		Path:     s.at.path(s.member),
		Subject:  v.index.subject(s.at),
		Inferred: s.rule.inferred || s.rule.infers != nil && s.rule.infers(v, s),
	}
	if s.absent && s.outcome == diag.NotKnown {
		v.explainAbsent(&r, s)
		return []diag.Reason{r}
	}
	r.Detail = s.rule.explain(v, s)
	r.Condition = v.Outcome == diag.Passed && s.rule.condition != nil && s.rule.condition(v, s)
	if s.outcome != diag.Passed || r.Condition {
		v.mend(&r, s)
	}
	if s.rule.document != nil {
		if document := s.rule.document(v, s); r.Cites(document) {
			r.Source = document
		}
	}
	return []diag.Reason{r}
}

// problemAt returns the record and path of a step by a rule of another package.
func (v *Verdict) problemAt(s step) (ref, diag.Path) {
	switch {
	case s.problem.Path != "" && s.problem.Subject.Kind != "":
		return s.at, s.problem.Path
	case !v.user.record.isNone():
		return v.user.record, v.user.record.path("")
	}
	return s.at, s.at.path("")
}

// explainAbsent explains a rule that could not be checked.
func (v *Verdict) explainAbsent(r *diag.Reason, s step) {
	about := s.at.kind.Row().Table().About()
	of := cmp.Or(strings.TrimPrefix(r.Subject.Identity, "sip:"), "the "+about.Title)
	r.Detail = fmt.Sprintf("%s of %s was not exported", s.member, of)
	r.Remedy = "Export it with all its members: " + cmdlet.Export(s.at.kind)
	switch {
	case !s.at.kind.IsTenant():
		r.Remedy += ". Or use the documented defaults"
	case s.at.kind.Row().Table().TypeOf(s.member) == record.ListType: // it may have been truncated
		r.Detail += " in full"
	}
}

// mend adds the fix and the remedy of a refusal.
func (v *Verdict) mend(r *diag.Reason, s step) {
	if s.rule.fix != nil && s.outcome == diag.Refused {
		if edits := s.rule.fix(v, s); len(edits) > 0 {
			r.Fix = edits
			var lines []string
			for _, e := range edits {
				lines = append(lines, command(v, e))
			}
			r.Remedy = strings.Join(lines, "; ")
			return
		}
	}
	if s.rule.remedy != nil {
		r.Remedy = cmp.Or(s.rule.remedy(v, s), r.Remedy)
	}
}

// command returns an edit as a command, or "" if the platform has no command for it.
func command(v *Verdict, e diag.Edit) string {
	line, err := cmdlet.Command(e, v.index.c.Platform)
	if err != nil {
		return ""
	}
	return line
}

// MarshalJSON implements [encoding/json.Marshaler], as docs/formats.md describes.
func (v Verdict) MarshalJSON() ([]byte, error) {
	reasons := slices.AppendSeq([]diag.Reason{}, v.Reasons())
	return json.Marshal(struct {
		Format       int
		From         address.Address
		To           address.Address
		On           date.Date
		Outcome      diag.Outcome
		Allowed      bool
		Route        Route               `json:",omitzero"`
		Provider     string              `json:",omitzero"`
		Address      address.Address     `json:",omitzero"`
		Capabilities provider.Capability `json:",omitzero"`
		Policy       policy.Identity     `json:",omitzero"`
		Delivery     Delivery            `json:",omitzero"`
		Until        date.Date           `json:",omitzero"`
		Diagnostic   int                 `json:",omitzero"`
		Reasons      []diag.Reason
	}{
		Format, v.query.From, v.query.To, v.query.On, v.Outcome, v.Allowed(), v.Route, v.Provider, v.Address,
		v.Capabilities, v.Policy, v.Delivery, v.Until, v.Diagnostic, reasons,
	})
}

// Format is the number of the JSON form of a [Verdict].
const Format = 1

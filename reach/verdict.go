package reach

import (
	"encoding/json"
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/provider"
)

// A Verdict is the answer to a [Query]. It holds on to the [Index] that it came
// from. The zero Verdict is not valid.
type Verdict struct {
	Outcome      diag.Outcome
	Route        Route               // also of what is refused, if there is a way at all
	Provider     string              // the Identity of the public or hosting provider on the way
	Address      address.Address     // of the other person, as the route needs it
	Capabilities provider.Capability // what the two can do; nothing if refused
	Policy       policy.Identity     // the policy that decides; zero if none does
	Delivery     Delivery            // of what comes from outside
	Diagnostic   int                 // the ms-diagnostics id that a trace has for the refusal; 0 if none is documented

	index   *Index
	query   Query
	user    user
	contact *contact
}

// Allowed reports whether the one may reach the other: the outcome is
// [diag.Passed].
func (v Verdict) Allowed() bool { return v.Outcome == diag.Passed }

// verdict makes the verdict of its two sides.
func (x *Index) verdict(q Query, u user, c *contact) Verdict {
	v := Verdict{index: x, query: q, user: u, contact: c, Route: c.route, Address: c.address, Delivery: c.delivery, Capabilities: c.can}
	if !c.provider.isNone() {
		v.Provider = x.subject(c.provider).Identity
	}
	if v.needsPolicy() && !u.policy.isNone() {
		p := x.policy(u.policy)
		v.Policy = p.Identity
		if c.route == Public && !p.EnablePublicCloudAudioVideoAccess.IsOn() {
			v.Capabilities &^= provider.Audio | provider.Video
		}
	}
	v.Outcome = diag.Passed
	v.count(&v.user.step)
	for i := range c.steps {
		v.count(&c.steps[i])
	}
	steps, n := v.policySteps()
	for i := range n {
		v.count(&steps[i])
	}
	if v.Outcome != diag.Passed {
		v.Capabilities = 0
	}
	return v
}

// count takes the outcome of a step into that of the verdict.
func (v *Verdict) count(s *step) {
	if s.outcome == diag.Passed {
		return
	}
	if v.Outcome == diag.Passed && s.rule != nil {
		v.Diagnostic = s.rule.id
	}
	v.Outcome = diag.Refused
}

// steps returns every rule that took part, in the order in which they are looked
// at.
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

// Reasons returns every rule that took part, in the order in which they are
// looked at, passed or not. The verdict refuses wherever one did not pass. The
// text of a reason is made when it is asked for.
func (v Verdict) Reasons() iter.Seq[diag.Reason] {
	return func(yield func(diag.Reason) bool) {
		if v.index == nil {
			return
		}
		for s := range v.steps() {
			for _, r := range v.reasons(s) {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// Refusals returns the reasons that did not pass.
func (v Verdict) Refusals() iter.Seq[diag.Reason] {
	return func(yield func(diag.Reason) bool) {
		for r := range v.Reasons() {
			if r.Outcome != diag.Passed && !yield(r) {
				return
			}
		}
	}
}

// reasons returns what there is to say of a step: one reason, or those of
// another package that stand for it.
func (v *Verdict) reasons(s step) []diag.Reason {
	switch {
	case s.license != nil:
		reasons := slices.Clone(s.license.Reasons)
		for i := range reasons {
			reasons[i].Path = diag.Path("").Member("Holdings").Join(reasons[i].Path)
			reasons[i].Subject = diag.Subject{Kind: "Holdings"}
		}
		return reasons
	case s.rule == nil:
		at, path := s.at, s.at.path("")
		if s.problem.Path != "" && s.problem.Subject.Kind != "" {
			path = s.problem.Path
		} else if !v.user.record.isNone() {
			at, path = v.user.record, v.user.record.path("")
		}
		return []diag.Reason{{RuleInfo: s.problem.RuleInfo, Outcome: s.outcome, Path: path, Subject: v.index.subject(at), Detail: s.problem.Detail}}
	}
	r := diag.Reason{
		RuleInfo: s.rule.info,
		Outcome:  s.outcome,
		Path:     s.at.path(s.member),
		Subject:  v.index.subject(s.at),
		Detail:   s.rule.explain(v, s),
		Inferred: s.rule.inferred,
	}
	if s.rule.document != nil {
		if document := s.rule.document(v, s); r.Cites(document) {
			r.Source = document
		}
	}
	return []diag.Reason{r}
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
		Diagnostic   int                 `json:",omitzero"`
		Reasons      []diag.Reason
	}{
		Format, v.query.From, v.query.To, v.query.On, v.Outcome, v.Allowed(), v.Route, v.Provider, v.Address,
		v.Capabilities, v.Policy, v.Delivery, v.Diagnostic, reasons,
	})
}

// Format is the number of the JSON form of a [Verdict].
const Format = 1

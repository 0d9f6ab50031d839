package reach

import (
	"cmp"
	"fmt"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// The rules on the policy of the user.
const (
	RulePolicyAudioVideo diag.Rule = "reach.policy.audio-video"
	RulePolicyPartners   diag.Rule = "reach.policy.partners"
	RulePolicyPublic     diag.Rule = "reach.policy.public"
)

var policyPartners = rule{
	info: diag.RuleInfo{
		Rule:     RulePolicyPartners,
		Severity: diag.Error,
		Summary:  "The user's policy must grant access to federated organizations.",
		Remedy:   "Change the policy, or grant another one.",
		Source:   source.NewExternalAccessPolicy,
	},
	id:      1002, // MS-OCER
	remedy:  grantRemedy,
	test:    func(x *Index, _ *contact, s step) diag.Outcome { return grants(x.policy(s.at).EnableFederationAccess) },
	explain: func(v *Verdict, s step) string { return v.granted(s, "access to federated organizations") },
}

var policyPublic = rule{
	info: diag.RuleInfo{
		Rule:     RulePolicyPublic,
		Severity: diag.Error,
		Summary:  "The user's policy must grant access to public providers.",
		Remedy:   "Change the policy, or grant another one.",
		Source:   source.Policies13,
	},
	id:      1001, // MS-OCER
	remedy:  grantRemedy,
	test:    func(x *Index, _ *contact, s step) diag.Outcome { return grants(x.policy(s.at).EnablePublicCloudAccess) },
	explain: func(v *Verdict, s step) string { return v.granted(s, "access to public providers") },
}

var policyAudioVideo = rule{
	info: diag.RuleInfo{
		Rule:     RulePolicyAudioVideo,
		Severity: diag.Error,
		Summary:  "The user's policy must grant audio and video with public providers.",
		Remedy:   "Change the policy, or grant another one.",
		Source:   source.NewExternalAccessPolicy,
	},
	remedy: grantRemedy,
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		return grants(x.policy(s.at).EnablePublicCloudAudioVideoAccess)
	},
	explain: func(v *Verdict, s step) string { return v.granted(s, "audio and video with public providers") },
}

func grants(s product.Switch) diag.Outcome { return diag.OutcomeOf(s.IsOn()) }

// granted explains whether the policy of a step grants an access.
func (v *Verdict) granted(s step, what string) string {
	verb := "grants"
	if s.outcome != diag.Passed {
		verb = "does not grant"
	}
	holder := cmp.Or(v.user.address.String(), "this assignment")
	return fmt.Sprintf("%s, which applies to %s, %s %s", v.index.policy(s.at).Identity, holder, verb, what)
}

// grantRemedy returns the commands that change the policy, and that grant the user
// another one. Each has the Identity, without which the cmdlet changes Global.
func grantRemedy(v *Verdict, s step) string {
	if s.at.isNone() {
		return ""
	}
	holds := v.index.subject(s.at)
	set := command(v, diag.Edit{Op: diag.OpSet, Subject: holds, Members: []diag.MemberEdit{{Name: s.member, New: diag.Bool(true)}}})
	if v.user.address.IsZero() {
		return fmt.Sprintf("%s, for all who hold %s", set, holds.Identity)
	}
	grant := diag.Edit{Op: diag.OpGrant, Subject: diag.Subject{Kind: federation.Users.String(), Identity: v.user.address.String()}}
	for _, p := range v.index.c.ExternalAccessPolicies {
		other := v.index.subject(v.index.policyAt(p.Identity))
		on := policyMember(&p, s.member).IsOn()
		switch {
		case on && p.Identity.Scope() == policy.Tag:
			grant.Members = []diag.MemberEdit{{Name: "ExternalAccessPolicy", New: diag.Text(other.Identity)}}
			return fmt.Sprintf("%s, for all who hold %s; or, for %s alone, %s", set, holds.Identity, v.user.address, command(v, grant))
		case on && p.Identity.Scope() == policy.Global && v.index.policy(s.at).Identity.Scope() == policy.Tag && len(grant.Members) == 0:
			grant.Members = []diag.MemberEdit{{Name: "ExternalAccessPolicy", New: diag.Null()}}
		}
	}
	if len(grant.Members) > 0 {
		return fmt.Sprintf("%s, for all who hold %s; or, for %s alone, %s", set, holds.Identity, v.user.address, command(v, grant))
	}
	return fmt.Sprintf("%s, for all who hold %s", set, holds.Identity)
}

// policyMember returns the switch of a policy with a name.
func policyMember(p *policy.ExternalAccessPolicy, member string) product.Switch {
	switch member {
	case "EnableFederationAccess":
		return p.EnableFederationAccess
	case "EnablePublicCloudAccess":
		return p.EnablePublicCloudAccess
	}
	return p.EnablePublicCloudAudioVideoAccess
}

// policy returns the policy at a ref.
func (x *Index) policy(r ref) *policy.ExternalAccessPolicy {
	return &x.c.ExternalAccessPolicies[r.index()]
}

// policySteps returns the last n steps: the checks of the user's policy for the
// route.
func (v *Verdict) policySteps() (steps [3]step, n int) {
	add := func(s step) { steps[n], n = s, n+1 }
	switch x := v.index; {
	case v.user.online.is: // the steps for the tenant include the policy
		return steps, 0
	case !v.needsPolicy() || v.user.step.outcome != diag.Passed && !v.user.step.absent:
		return steps, 0 // no policy is needed
	case v.user.home.state == notExported || v.user.home.state == unknownHost:
		add(step{rule: &homeKnown, outcome: diag.NotKnown, at: v.user.record, member: "HostingProvider", absent: v.user.home.state == notExported})
		return steps, n
	case v.user.home.state == hosted:
		add(step{rule: &homeHosted, outcome: diag.NotKnown, at: v.user.record, member: "HostingProvider"})
		return steps, n
	case x.isUnknown(v.user.record, "ExternalAccessPolicy"):
		add(step{rule: &grantKnown, outcome: diag.NotKnown, at: v.user.record, member: "ExternalAccessPolicy", absent: true})
		return steps, n
	case v.user.problem != nil:
		add(step{outcome: outcomeOf(v.user.problem), at: wholeKind(federation.ExternalAccessPolicies), problem: v.user.problem})
		return steps, n
	case v.contact.route != Public:
		add(v.policyStep(&policyPartners, "EnableFederationAccess"))
	default:
		add(v.policyStep(&policyPublic, "EnablePublicCloudAccess"))
		if v.contact.what&(provider.Audio|provider.Video) != 0 {
			add(v.policyStep(&policyAudioVideo, "EnablePublicCloudAudioVideoAccess"))
		}
	}
	if r := v.user.record; r.isRecord() && v.index.c.Users[r.index()].EnabledForFederation.IsOff() {
		add(step{rule: &userFederation, outcome: diag.Passed, at: r, member: "EnabledForFederation"})
	}
	return steps, n
}

// outcomeOf returns NotKnown if the policy is not known, and Refused if no policy can
// apply.
func outcomeOf(problem *diag.Finding) diag.Outcome {
	switch problem.Rule {
	case policy.RuleGrantMissing, policy.RuleAssignmentScope:
		return diag.Refused
	}
	return diag.NotKnown
}

func (v *Verdict) policyStep(r *rule, member string) step {
	s := step{rule: r, at: v.user.policy, member: member}
	if v.index.isUnknown(s.at, member) {
		s.absent, s.outcome = true, diag.NotKnown
	} else {
		s.outcome = r.test(v.index, v.contact, s)
	}
	return s
}

// needsPolicy reports whether the user's policy decides on the route.
func (v *Verdict) needsPolicy() bool {
	return !v.contact.route.IsZero() && !v.index.IsOwn(v.contact.address)
}

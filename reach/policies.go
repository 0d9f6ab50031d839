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
		Remedy:   "Set-CsExternalAccessPolicy -EnableFederationAccess $true, or grant another policy.",
		Source:   source.NewExternalAccessPolicy,
	},
	id:      1002, // MS-OCER
	test:    func(x *Index, _ *contact, s step) diag.Outcome { return grants(x.policy(s.at).EnableFederationAccess) },
	explain: func(v *Verdict, s step) string { return v.granted(s, "access to federated organizations") },
}

var policyPublic = rule{
	info: diag.RuleInfo{
		Rule:     RulePolicyPublic,
		Severity: diag.Error,
		Summary:  "The user's policy must grant access to public providers.",
		Remedy:   "Set-CsExternalAccessPolicy -EnablePublicCloudAccess $true, or grant another policy.",
		Source:   source.Policies13,
	},
	id:      1001, // MS-OCER
	test:    func(x *Index, _ *contact, s step) diag.Outcome { return grants(x.policy(s.at).EnablePublicCloudAccess) },
	explain: func(v *Verdict, s step) string { return v.granted(s, "access to public providers") },
}

var policyAudioVideo = rule{
	info: diag.RuleInfo{
		Rule:     RulePolicyAudioVideo,
		Severity: diag.Error,
		Summary:  "The user's policy must grant audio and video with public providers.",
		Remedy:   "Set-CsExternalAccessPolicy -EnablePublicCloudAudioVideoAccess $true, or grant another policy.",
		Source:   source.NewExternalAccessPolicy,
	},
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		return grants(x.policy(s.at).EnablePublicCloudAudioVideoAccess)
	},
	explain: func(v *Verdict, s step) string { return v.granted(s, "audio and video with public providers") },
}

func grants(s product.Switch) diag.Outcome { return diag.OutcomeOf(s.IsOn()) }

// granted says whether the policy that a step is about grants something.
func (v *Verdict) granted(s step, what string) string {
	verb := "grants"
	if s.outcome != diag.Passed {
		verb = "does not grant"
	}
	holder := cmp.Or(v.user.address.String(), "this assignment")
	return fmt.Sprintf("%s, which holds for %s, %s %s", v.index.policy(s.at).Identity, holder, verb, what)
}

// policy returns the policy that a ref is.
func (x *Index) policy(r ref) *policy.ExternalAccessPolicy {
	return &x.c.ExternalAccessPolicies[r.index()]
}

// policySteps returns the last steps: what the user's policy says of the route.
// There are n.
func (v *Verdict) policySteps() (steps [2]step, n int) {
	switch {
	case !v.needsPolicy() || v.user.step.outcome != diag.Passed:
		return steps, 0 // there is no policy that could decide
	case v.user.problem != nil:
		steps[0] = step{outcome: diag.Refused, at: wholeKind(federation.ExternalAccessPolicies), problem: v.user.problem}
		return steps, 1
	case v.contact.route != Public:
		steps[0] = v.policyStep(&policyPartners, "EnableFederationAccess")
		return steps, 1
	}
	steps[0], n = v.policyStep(&policyPublic, "EnablePublicCloudAccess"), 1
	if v.contact.what&(provider.Audio|provider.Video) != 0 {
		steps[1], n = v.policyStep(&policyAudioVideo, "EnablePublicCloudAudioVideoAccess"), 2
	}
	return steps, n
}

func (v *Verdict) policyStep(r *rule, member string) step {
	s := step{rule: r, at: v.user.policy, member: member}
	s.outcome = r.test(v.index, v.contact, s)
	return s
}

// needsPolicy reports whether the route is one that a policy decides on.
func (v *Verdict) needsPolicy() bool {
	return !v.contact.route.IsZero() && !v.index.IsOwn(v.contact.address)
}

package policy

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules of this package. A record may break the rules on members of
// package diag too.
const (
	RuleAssignmentScope  diag.Rule = "policy.assignment.scope"
	RuleAudioVideoAlone  diag.Rule = "policy.audio-video.alone"
	RuleDescriptionLong  diag.Rule = "policy.description.long"
	RuleGlobalMissing    diag.Rule = "policy.global.missing"
	RuleGrantMissing     diag.Rule = "policy.grant.missing"
	RuleIdentityMissing  diag.Rule = "policy.identity.missing"
	RuleIdentityName     diag.Rule = "policy.identity.name"
	RuleIdentityRepeated diag.Rule = "policy.identity.repeated"
	RuleIdentityScope    diag.Rule = "policy.identity.scope"
	RuleMemberTeams      diag.Rule = "policy.member.teams"
	RuleSiteUnknown      diag.Rule = "policy.site.unknown"
)

// catalog is sorted by rule. A row added here needs a constant above and an
// example in testdata/rules; run go test ./... -update for docs/rules.md.
var catalog = diag.Catalog{
	{
		Rule:     RuleAssignmentScope,
		Severity: diag.Error,
		Summary:  "What is granted to a user is a per-user policy, and what a user is in is a site.",
		Remedy:   "Give the grant as Tag:NAME or NAME, and the site as Site:NAME.",
		Source:   source.GrantExternalAccessPolicy,
	},
	{
		Rule:     RuleAudioVideoAlone,
		Severity: diag.Warning,
		Summary:  "EnablePublicCloudAudioVideoAccess adds to EnablePublicCloudAccess; that it does nothing without it is inferred from the documented examples.",
		Remedy:   "Turn EnablePublicCloudAccess on too, or both off.",
		Source:   source.AudioVideo10,
	},
	{
		Rule:     RuleDescriptionLong,
		Severity: diag.Warning,
		Summary:  "The description of a policy has at most 1,040 characters.",
		Remedy:   "Shorten it.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleGlobalMissing,
		Severity: diag.Error,
		Summary:  "There is always a Global policy, which holds for users who have no other.",
		Remedy:   "Export all policies: Get-CsExternalAccessPolicy without -Identity and -Filter.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleGrantMissing,
		Severity: diag.Error,
		Summary:  "A policy that is granted to a user exists.",
		Remedy:   "Grant another policy, or $null for that of the site or the global one.",
		Source:   source.GrantExternalAccessPolicy,
	},
	{
		Rule:     RuleIdentityMissing,
		Severity: diag.Error,
		Summary:  "A policy has an Identity.",
		Remedy:   "Give it as Global, Site:NAME or Tag:NAME.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleIdentityName,
		Severity: diag.Error,
		Summary:  "The name of a policy or site is not empty and can be printed.",
		Remedy:   "Write the name behind the colon, as the shell prints it.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleIdentityRepeated,
		Severity: diag.Error,
		Summary:  "No two policies have the same Identity, letter case aside, and a site has one policy.",
		Remedy:   "Remove one of the two.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleIdentityScope,
		Severity: diag.Error,
		Summary:  "External access policies are global, of a site or per user; there are none of a service.",
		Remedy:   "Write Global, Site:NAME or Tag:NAME.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleMemberTeams,
		Severity: diag.Notice,
		Summary:  "Settings of Microsoft Teams have no meaning for a server of one's own.",
		Remedy:   "Nothing needs to be done if the policy is one of Teams.",
		Source:   source.TeamsPolicy,
	},
	{
		Rule:     RuleSiteUnknown,
		Severity: diag.Error,
		Summary:  "Which policy holds for a user without a grant depends on the user's site where a site has a policy.",
		Remedy:   "Give the user's site, or the pools with their sites.",
		Source:   source.GrantExternalAccessPolicy,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

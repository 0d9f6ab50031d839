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
	RuleSiteScope        diag.Rule = "policy.site.scope"
	RuleSiteUnknown      diag.Rule = "policy.site.unknown"
)

// catalog is sorted by rule. A row that is added needs a constant above and an
// example in testdata/rules; run go test ./... -update for docs/rules.md.
var catalog = diag.Catalog{
	{
		Rule:     RuleAssignmentScope,
		Severity: diag.Error,
		Summary:  "What is granted to a user must be a per-user policy.",
		Remedy:   "Give the grant as Tag:NAME or NAME.",
		Source:   source.GrantExternalAccessPolicy,
	},
	{
		Rule:     RuleAudioVideoAlone,
		Severity: diag.Warning,
		Summary:  "EnablePublicCloudAudioVideoAccess must have EnablePublicCloudAccess beside it; that it does nothing without is inferred from the documented examples.",
		Remedy:   "Turn EnablePublicCloudAccess on too, or both off.",
		Source:   source.AudioVideo10,
	},
	{
		Rule:     RuleDescriptionLong,
		Severity: diag.Warning,
		Summary:  "The description of a policy must have at most 1,040 characters.",
		Remedy:   "Shorten it.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleGlobalMissing,
		Severity: diag.Error,
		Summary:  "There must be a Global policy: it holds for users who have no other.",
		Remedy:   "Export all policies: Get-CsExternalAccessPolicy without -Identity and -Filter.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleGrantMissing,
		Severity: diag.Error,
		Summary:  "A policy that is granted to a user must exist.",
		Remedy:   "Grant another policy with Grant-CsExternalAccessPolicy, or $null for that of the site or the global one.",
		Source:   source.GrantExternalAccessPolicy,
	},
	{
		Rule:     RuleIdentityMissing,
		Severity: diag.Error,
		Summary:  "A policy must have an Identity.",
		Remedy:   "Give it as Global, Site:NAME or Tag:NAME.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleIdentityName,
		Severity: diag.Error,
		Summary:  "The name of a policy or site must not be empty, and must be printable.",
		Remedy:   "Write the name behind the colon, as the shell prints it.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleIdentityRepeated,
		Severity: diag.Error,
		Summary:  "No two policies must have the same Identity, letter case aside: a site has one policy.",
		Remedy:   "Remove one of the two.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleIdentityScope,
		Severity: diag.Error,
		Summary:  "The scope of an external access policy must be Global, Site or Tag: there are none of a service.",
		Remedy:   "Write Global, Site:NAME or Tag:NAME.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleMemberTeams,
		Severity: diag.Notice,
		Summary:  "A policy of a server must not have settings of Microsoft Teams: they have no meaning there.",
		Remedy:   "Nothing needs to be done if the policy is one of Teams.",
		Source:   source.TeamsPolicy,
	},
	{
		Rule:     RuleSiteScope,
		Severity: diag.Error,
		Summary:  "A site must be given by its name, with or without the scope of a site.",
		Remedy:   "Write Site:NAME or NAME.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleSiteUnknown,
		Severity: diag.Error,
		Summary:  "The site of a user without a grant must be known where a site has a policy: that policy may hold.",
		Remedy:   "Give the user's site, or the pools with their sites.",
		Source:   source.GrantExternalAccessPolicy,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

// LookupRule returns the row of a rule of this package, and whether there is one.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) { return catalog.Lookup(r) }

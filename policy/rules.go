package policy

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules of this package. A record may also break the rules on members of
// package diag.
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

// catalog is sorted by rule. A new row needs a constant above and an example in
// testdata/rules. Then run go test ./... -update.
var catalog = diag.Catalog{
	{
		Rule:     RuleAssignmentScope,
		Severity: diag.Error,
		Summary:  "A granted policy must be a per-user policy.",
		Remedy:   "Give the grant as Tag:NAME or NAME.",
		Source:   source.GrantExternalAccessPolicy,
	},
	{
		Rule:     RuleAudioVideoAlone,
		Severity: diag.Warning,
		Summary:  "EnablePublicCloudAudioVideoAccess must be on together with EnablePublicCloudAccess. Inferred from the documented examples: alone it has no effect.",
		Remedy:   "Turn EnablePublicCloudAccess on as well, or turn both off.",
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
		Summary:  "The Global policy must exist: it applies to users without another policy.",
		Remedy:   "Export all policies: run Get-CsExternalAccessPolicy without parameters.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleGrantMissing,
		Severity: diag.Error,
		Summary:  "A granted policy must exist.",
		Remedy:   "Grant another policy with Grant-CsExternalAccessPolicy, or grant $null to fall back to the policy of the site or to Global.",
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
		Summary:  "The name of a policy or site must be printable and not empty.",
		Remedy:   "Write the name after the colon, as the shell prints it.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleIdentityRepeated,
		Severity: diag.Error,
		Summary:  "Two policies must not have the same Identity, in any letter case.",
		Remedy:   "Remove one of the two.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleIdentityScope,
		Severity: diag.Error,
		Summary:  "The scope of an external access policy must be Global, Site or Tag. A service has no such policy.",
		Remedy:   "Write Global, Site:NAME or Tag:NAME.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleMemberTeams,
		Severity: diag.Notice,
		Summary:  "A policy of a server must not have settings of Microsoft Teams: a server ignores them.",
		Remedy:   "Nothing needs to be done if the policy belongs to Teams.",
		Source:   source.TeamsPolicy,
	},
	{
		Rule:     RuleSiteScope,
		Severity: diag.Error,
		Summary:  "A site must be given by its name, with or without the prefix Site:.",
		Remedy:   "Write Site:NAME or NAME.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleSiteUnknown,
		Severity: diag.Error,
		Summary:  "The site of a user without a grant must be known if any site has a policy, because that policy may apply.",
		Remedy:   "Give the user's site, or the pools with their sites.",
		Source:   source.GrantExternalAccessPolicy,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

// LookupRule returns the row of a rule of this package, and whether there is one.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) { return catalog.Lookup(r) }

package plan

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules on what can be planned.
const (
	RuleFixContradicts diag.Rule = "plan.fix.contradicts"
	RuleHaveStale      diag.Rule = "plan.have.stale"
	RuleKindUnknown    diag.Rule = "plan.kind.unknown"
	RuleMemberUnknown  diag.Rule = "plan.member.unknown"
	RuleRecordFixed    diag.Rule = "plan.record.fixed"
	RuleResultDiffers  diag.Rule = "plan.result.differs"
)

// The rules on steps that a person should agree to first.
const (
	RuleDiscoveryOpened  diag.Rule = "plan.discovery.opened"
	RuleFederationClosed diag.Rule = "plan.federation.closed"
	RuleGrantsUnknown    diag.Rule = "plan.grants.unknown"
	RuleProviderLast     diag.Rule = "plan.provider.last"
	RuleRemovalMany      diag.Rule = "plan.removal.many"
)

// catalog is sorted by rule. A row that is added needs a constant above and an
// example in testdata/rules; run go test ./... -update for docs/rules.md.
var catalog = diag.Catalog{
	{
		Rule:     RuleDiscoveryOpened,
		Severity: diag.Warning,
		Summary:  "A plan must not turn discovery or the default route on unless that is meant: every domain that is not blocked is a partner then.",
		Remedy:   "Allow the partners by name, or say that the unsafe steps are meant.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleFederationClosed,
		Severity: diag.Warning,
		Summary:  "A plan must not turn federation off unless that is meant: nobody outside is reached then.",
		Remedy:   "Leave AllowFederatedUsers on, or say that the unsafe steps are meant.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleFixContradicts,
		Severity: diag.Error,
		Summary:  "Two fixes must not set one member to two values.",
		Remedy:   "Decide which of the two findings is to be mended, and audit again after it.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleGrantsUnknown,
		Severity: diag.Warning,
		Summary:  "The users must be given where a plan removes a policy: the shell asks before it removes one that somebody has.",
		Remedy:   "Export the users with ExternalAccessPolicy, or say that the unsafe steps are meant.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleHaveStale,
		Severity: diag.Error,
		Summary:  "The configuration that a plan changes must be the one that it was made from.",
		Remedy:   "Make the plan again from a new export.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleKindUnknown,
		Severity: diag.Error,
		Summary:  "All records of a kind that a plan changes must be known.",
		Remedy:   "Export all records of the kind, or leave it out of what is wanted.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleMemberUnknown,
		Severity: diag.Error,
		Summary:  "A member that a plan changes, or that a record would lose when it is made again, must be known.",
		Remedy:   "Export the records with all their members, as JSON or with Format-List *.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleProviderLast,
		Severity: diag.Warning,
		Summary:  "A plan must leave a public provider enabled unless that is meant: no contact at a public service is reached without one.",
		Remedy:   "Leave one enabled, or say that the unsafe steps are meant.",
		Source:   source.NewPublicProvider,
	},
	{
		Rule:     RuleRecordFixed,
		Severity: diag.Warning,
		Summary:  "A plan must only change what the cmdlets of federation change.",
		Remedy:   "Change it by other means first, or leave it out of what is wanted.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleRemovalMany,
		Severity: diag.Warning,
		Summary:  "A plan must not remove five or more records of a kind, and more than 30 of 100, unless that is meant.",
		Remedy:   "Check that what is wanted is complete, or say that the unsafe steps are meant.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleResultDiffers,
		Severity: diag.Error,
		Summary:  "The steps of a plan must bring about what is wanted.",
		Remedy:   "Report the two configurations as a fault of this library.",
		Source:   source.Lyncfed,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

// LookupRule returns the row of a rule of this package, and whether there is one.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) { return catalog.Lookup(r) }

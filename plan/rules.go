package plan

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules on plans.
const (
	RuleFixContradicts diag.Rule = "plan.fix.contradicts"
	RuleHaveStale      diag.Rule = "plan.have.stale"
	RuleHybridDNS      diag.Rule = "plan.hybrid.dns"
	RuleHybridUsers    diag.Rule = "plan.hybrid.users"
	RuleKindUnknown    diag.Rule = "plan.kind.unknown"
	RuleMemberUnknown  diag.Rule = "plan.member.unknown"
	RuleRecordFixed    diag.Rule = "plan.record.fixed"
	RuleResultDiffers  diag.Rule = "plan.result.differs"

	RuleTenantInexpressible diag.Rule = "plan.tenant.inexpressible"
)

// The rules on steps that a person must agree to first.
const (
	RuleDiscoveryOpened  diag.Rule = "plan.discovery.opened"
	RuleFederationClosed diag.Rule = "plan.federation.closed"
	RuleGrantsUnknown    diag.Rule = "plan.grants.unknown"
	RuleProviderLast     diag.Rule = "plan.provider.last"
	RuleRemovalMany      diag.Rule = "plan.removal.many"
)

// catalog is sorted by rule. A new row needs a constant above and an example in
// testdata/rules. Then run go test ./... -update.
var catalog = diag.Catalog{
	{
		Rule:     RuleDiscoveryOpened,
		Severity: diag.Warning,
		Summary:  "A plan must not turn on discovery or the default route, or open a tenant to all known domains, by accident: every domain that is not blocked is a partner then.",
		Remedy:   "Allow the partners by name, or confirm the unsafe steps.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleFederationClosed,
		Severity: diag.Warning,
		Summary:  "A plan must not turn federation off by accident: nobody outside can be reached then.",
		Remedy:   "Leave federation on, or confirm the unsafe steps.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleFixContradicts,
		Severity: diag.Error,
		Summary:  "Two fixes must not set one member to two values.",
		Remedy:   "Decide which of the two findings to mend, and audit again afterwards.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleGrantsUnknown,
		Severity: diag.Warning,
		Summary:  "The users must be given if a plan removes a policy: the shell asks before it removes a granted policy.",
		Remedy:   "Export the users with ExternalAccessPolicy, or confirm the unsafe steps.",
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
		Rule:     RuleHybridDNS,
		Severity: diag.Warning,
		Summary:  "The federation records in DNS must point to Microsoft 365 before a hybrid is left.",
		Remedy:   "Change the records, and wait until the old ones have expired.",
		Source:   source.HybridOff,
	},
	{
		Rule:     RuleHybridUsers,
		Severity: diag.Error,
		Summary:  "All users must be homed in Microsoft 365 before a hybrid is left.",
		Remedy:   "Move the users that are left, or export all users with HostingProvider.",
		Source:   source.HybridOff,
	},
	{
		Rule:     RuleKindUnknown,
		Severity: diag.Error,
		Summary:  "All records of a kind that a plan changes must be known.",
		Remedy:   "Export all records of the kind.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleMemberUnknown,
		Severity: diag.Error,
		Summary:  "A member must be known if a plan changes it, or if a record would lose it when it is created again.",
		Remedy:   "Export the records with all their members, as JSON or with Format-List *.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleProviderLast,
		Severity: diag.Warning,
		Summary:  "A plan must not disable the last public provider by accident: no contact at a public service can be reached then.",
		Remedy:   "Leave one enabled, or confirm the unsafe steps.",
		Source:   source.NewPublicProvider,
	},
	{
		Rule:     RuleRecordFixed,
		Severity: diag.Warning,
		Summary:  "A plan must have only changes that the cmdlets of federation can make.",
		Remedy:   "Make the change by other means first, or remove it from the wanted configuration.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleRemovalMany,
		Severity: diag.Warning,
		Summary:  "A plan must not remove five or more records of a kind, or domains of a tenant's list, and more than 30 of 100, by accident.",
		Remedy:   "Check that the wanted configuration is complete, or confirm the unsafe steps.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleResultDiffers,
		Severity: diag.Error,
		Summary:  "The steps of a plan must lead to the wanted configuration.",
		Remedy:   "Report the two configurations as a fault of this library.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleTenantInexpressible,
		Severity: diag.Warning,
		Summary:  "A setting that a tenant takes over from servers must exist in a tenant.",
		Remedy:   "Decide on a replacement: a tenant has no sites and no hosts of partners, and only one of its domain lists counts.",
		Source:   source.TenantFederation,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

// LookupRule returns the row of a rule of this package, and whether it exists.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) { return catalog.Lookup(r) }

package tenant

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules of this package. A record may break the rules on members of package diag
// too.
const (
	RuleCommunicationUnknown diag.Rule = "tenant.communication.unknown"
	RuleDomainName           diag.Rule = "tenant.domain.name"
	RuleListLong             diag.Rule = "tenant.list.long"
	RuleListUnknown          diag.Rule = "tenant.list.unknown"
	RulePolicyGlobal         diag.Rule = "tenant.policy.global"
	RulePolicyIdentity       diag.Rule = "tenant.policy.identity"
	RulePolicyListIdle       diag.Rule = "tenant.policy.list-idle"
	RulePolicyRepeated       diag.Rule = "tenant.policy.repeated"
	RuleSIPDomainName        diag.Rule = "tenant.sip-domain.name"
	RuleSIPDomainRepeated    diag.Rule = "tenant.sip-domain.repeated"
	RuleUserAddress          diag.Rule = "tenant.user.address"
	RuleUserRepeated         diag.Rule = "tenant.user.repeated"
)

// catalog is sorted by rule. A row that is added needs a constant above and an
// example in testdata/rules; run go test ./... -update for docs/rules.md.
var catalog = diag.Catalog{
	{
		Rule:     RuleCommunicationUnknown,
		Severity: diag.Error,
		Summary:  "CommunicationWithExternalOrgs must be one of the five values that the cmdlet takes.",
		Remedy:   "Write OrganizationDefault, AllowAllExternalDomains, AllowSpecificExternalDomains, BlockSpecificExternalDomains or BlockAllExternalDomains.",
		Source:   source.TeamsPolicy,
	},
	{
		Rule:     RuleDomainName,
		Severity: diag.Warning,
		Summary:  "A domain list of a tenant must have domain names without wildcards.",
		Remedy:   "Give the full name of each domain. BlockAllSubdomains blocks the subdomains of blocked domains.",
		Source:   source.EdgeDomainPattern,
	},
	{
		Rule:     RuleListLong,
		Severity: diag.Error,
		Summary:  "A domain list of a tenant must have at most 4,000 domains.",
		Remedy:   "Shorten the list, or allow all known domains and block those that are not wanted.",
		Source:   source.TenantFederation,
	},
	{
		Rule:     RuleListUnknown,
		Severity: diag.Error,
		Summary:  "A domain list of a tenant must be complete and in a known form.",
		Remedy:   "Export the records again as JSON, with a depth of 5.",
		Source:   source.ConvertToJSON,
	},
	{
		Rule:     RulePolicyGlobal,
		Severity: diag.Error,
		Summary:  "CommunicationWithExternalOrgs of Global must be OrganizationDefault.",
		Remedy:   "Set it in a per-user policy, and grant that policy. To change it for everybody, change the domain lists of the tenant.",
		Source:   source.TeamsPolicy,
	},
	{
		Rule:     RulePolicyIdentity,
		Severity: diag.Error,
		Summary:  "A policy of a tenant must have an Identity.",
		Remedy:   "Give it as Global or Tag:NAME.",
		Source:   source.TeamsPolicy,
	},
	{
		Rule:     RulePolicyListIdle,
		Severity: diag.Notice,
		Summary:  "A domain list in a tenant's policy must have the value of CommunicationWithExternalOrgs that uses it.",
		Remedy:   "Set CommunicationWithExternalOrgs to AllowSpecificExternalDomains or BlockSpecificExternalDomains, or empty the list.",
		Source:   source.TeamsPolicy,
	},
	{
		Rule:     RulePolicyRepeated,
		Severity: diag.Error,
		Summary:  "Policies of a tenant must have different identities, in any letter case.",
		Remedy:   "Remove one of the two.",
		Source:   source.TeamsPolicy,
	},
	{
		Rule:     RuleSIPDomainName,
		Severity: diag.Error,
		Summary:  "A SIP domain of a tenant must have a name.",
		Remedy:   "Give the name as Get-CsOnlineSipDomain prints it.",
		Source:   source.OnlineSIPDomain,
	},
	{
		Rule:     RuleSIPDomainRepeated,
		Severity: diag.Error,
		Summary:  "SIP domains of a tenant must have different names.",
		Remedy:   "Remove one of the two.",
		Source:   source.OnlineSIPDomain,
	},
	{
		Rule:     RuleUserAddress,
		Severity: diag.Error,
		Summary:  "A user of a tenant must have a SIP address.",
		Remedy:   "Leave out the users without one: they are not enabled for Teams.",
		Source:   source.OnlineUser,
	},
	{
		Rule:     RuleUserRepeated,
		Severity: diag.Error,
		Summary:  "Users of a tenant must have different SIP addresses.",
		Remedy:   "Remove one of the two, or export the users again.",
		Source:   source.OnlineUser,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

// LookupRule returns the row of a rule of this package, and whether there is one.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) { return catalog.Lookup(r) }

package federation

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/tenant"
)

// The rules of this package. They are broken by records, and by records that
// cannot be together. Packages audit and reach find some of them broken too.
const (
	RuleCommentLong            diag.Rule = "federation.comment.long"
	RuleDecoratorProvider      diag.Rule = "federation.decorator.provider"
	RuleDecoratorRoutingDomain diag.Rule = "federation.decorator.routing-domain"
	RuleDefaultRouteDiscovery  diag.Rule = "federation.default-route.discovery"
	RuleDefaultRouteMissing    diag.Rule = "federation.default-route.missing"
	RuleDefaultRouteProviders  diag.Rule = "federation.default-route.providers"
	RuleDomainHost             diag.Rule = "federation.domain.host"
	RuleDomainMissing          diag.Rule = "federation.domain.missing"
	RuleDomainOnBothLists      diag.Rule = "federation.domain.on-both-lists"
	RuleDomainParent           diag.Rule = "federation.domain.parent"
	RuleDomainRepeated         diag.Rule = "federation.domain.repeated"
	RuleEdgeIdentity           diag.Rule = "federation.edge.identity"
	RuleEdgeRange              diag.Rule = "federation.edge.range"
	RuleEdgeURL                diag.Rule = "federation.edge.url"
	RuleIdentityRepeated       diag.Rule = "federation.identity.repeated"
	RuleKindIncomplete         diag.Rule = "federation.kind.incomplete"
	RuleKindMissing            diag.Rule = "federation.kind.missing"
	RuleKindUnknown            diag.Rule = "federation.kind.unknown"
	RuleLatentDefaultRoute     diag.Rule = "federation.latent.default-route"
	RulePlatformMissing        diag.Rule = "federation.platform.missing"
	RulePoolIdentity           diag.Rule = "federation.pool.identity"
	RulePoolRepeated           diag.Rule = "federation.pool.repeated"
	RulePoolSite               diag.Rule = "federation.pool.site"
	RuleProxyFQDNRepeated      diag.Rule = "federation.proxy-fqdn.repeated"
	RuleRoutingMethodUnknown   diag.Rule = "federation.routing-method.unknown"
	RuleSIPDomainDefault       diag.Rule = "federation.sip-domain.default"
	RuleTextUnrecognized       diag.Rule = "federation.text.unrecognized"
	RuleUserAddress            diag.Rule = "federation.user.address"
	RuleUserRepeated           diag.Rule = "federation.user.repeated"
)

// catalog is sorted by rule. A row that is added needs a constant above and an
// example in testdata/rules; run go test ./... -update for docs/rules.md.
var catalog = diag.Catalog{
	{
		Rule:     RuleCommentLong,
		Severity: diag.Warning,
		Summary:  "The comment of a domain must have at most 1,040 characters.",
		Remedy:   "Shorten it.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleDecoratorProvider,
		Severity: diag.Error,
		Summary:  "The provider whose contacts are decorated must be one of the public providers.",
		Remedy:   "Give the Identity of one of them.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleDecoratorRoutingDomain,
		Severity: diag.Error,
		Summary:  "The provider whose contacts are decorated must have a NameDecorationRoutingDomain.",
		Remedy:   "Create the provider again with the name decoration that its documents have.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleDefaultRouteDiscovery,
		Severity: diag.Error,
		Summary:  "Partner discovery must be off with default routing.",
		Remedy:   "Set the Edge with -UseDnsSrvRouting, or turn EnablePartnerDiscovery off.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleDefaultRouteMissing,
		Severity: diag.Error,
		Summary:  "Default routing must have a host to send everything to.",
		Remedy:   "Give -DefaultRouteFqdn, or set the Edge with -UseDnsSrvRouting.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleDefaultRouteProviders,
		Severity: diag.Error,
		Summary:  "With default routing there must be no public and no hosting provider.",
		Remedy:   "Set the Edge with -UseDnsSrvRouting, or remove all providers first.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleDomainHost,
		Severity: diag.Warning,
		Summary:  "A domain on a list must be a SIP domain, and a proxy a host in DNS; the store takes other names too, and that they match nobody is inferred.",
		Remedy:   "Correct the name. A list takes no wildcards: each domain has its own entry.",
		Source:   source.NewAllowedDomain,
	},
	{
		Rule:     RuleDomainMissing,
		Severity: diag.Error,
		Summary:  "An entry must name its domain.",
		Remedy:   "Give the Identity.",
		Source:   source.NewAllowedDomain,
	},
	{
		Rule:     RuleDomainOnBothLists,
		Severity: diag.Error,
		Summary:  "A domain must be allowed or blocked, and not both.",
		Remedy:   "Remove it from one of the lists.",
		Source:   source.NewBlockedDomain,
	},
	{
		Rule:     RuleDomainParent,
		Severity: diag.Notice,
		Summary:  "A domain that matters must have its own entry: whether an entry covers the domains below it too is in doubt in the documents.",
		Remedy:   "Verify with a test message, and give each domain that matters its own entry.",
		Source:   source.Blocked13,
		Also:     "GG425908",
	},
	{
		Rule:     RuleDomainRepeated,
		Severity: diag.Error,
		Summary:  "A list must have each domain once, in any letter case.",
		Remedy:   "Remove one of the two.",
		Source:   source.NewAllowedDomain,
		Also:     "PS-SIPDOMAIN",
	},
	{
		Rule:     RuleEdgeIdentity,
		Severity: diag.Error,
		Summary:  "The configuration of the Access Edge must be the one named Global.",
		Remedy:   "Export it with Get-CsAccessEdgeConfiguration -Identity Global.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleEdgeRange,
		Severity: diag.Error,
		Summary:  "The numbers of the Access Edge must be in the ranges that the server takes.",
		Remedy:   "Set a number in the range.",
		Source:   source.TeamsModule,
		Also:     "PS-EDGE",
	},
	{
		Rule:     RuleEdgeURL,
		Severity: diag.Error,
		Summary:  "SkypeSearchUrl must begin with http:// or https://.",
		Remedy:   "Write it with https:// before it.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleIdentityRepeated,
		Severity: diag.Error,
		Summary:  "Two providers, public or hosting, must not have the same name in any letter case.",
		Remedy:   "Remove one of the two, or create it again under another name.",
		Source:   source.DuplicateKey,
	},
	{
		Rule:     RuleKindIncomplete,
		Severity: diag.Warning,
		Summary:  "All records of a kind must have been read: what rests on the others is not known.",
		Remedy:   "Mend the records that could not be read, and read the text again.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleKindMissing,
		Severity: diag.Notice,
		Summary:  "A configuration must have all kinds of records to be checked in full.",
		Remedy:   "Export that kind too.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleKindUnknown,
		Severity: diag.Error,
		Summary:  "A kind of records must be one that a configuration has.",
		Remedy:   "Write a member of the JSON form, such as PublicProviders.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleLatentDefaultRoute,
		Severity: diag.Notice,
		Summary:  "Settings of default routing must be left out without it: they have no effect.",
		Remedy:   "Nothing needs to be done now; with -UseDefaultRouting they would hold.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RulePlatformMissing,
		Severity: diag.Notice,
		Summary:  "A configuration must name its server product.",
		Remedy:   "Give the member Platform, such as SfBServer2015.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RulePoolIdentity,
		Severity: diag.Error,
		Summary:  "A pool must have an Identity.",
		Remedy:   "Export Identity and Site of Get-CsPool.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RulePoolRepeated,
		Severity: diag.Error,
		Summary:  "Each pool must be given once.",
		Remedy:   "Remove one of the two.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RulePoolSite,
		Severity: diag.Error,
		Summary:  "A pool must be in a site.",
		Remedy:   "Give it as Site:NAME.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleProxyFQDNRepeated,
		Severity: diag.Error,
		Summary:  "No two providers, public or hosting, must have the same ProxyFqdn.",
		Remedy:   "Remove one of the two.",
		Source:   source.NewPublicProvider,
	},
	{
		Rule:     RuleRoutingMethodUnknown,
		Severity: diag.Error,
		Summary:  "A routing method must be one of two.",
		Remedy:   "Write UseDnsSrvRouting or UseDefaultRouting.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleSIPDomainDefault,
		Severity: diag.Error,
		Summary:  "Exactly one SIP domain must be the default.",
		Remedy:   "Set-CsSipDomain -Identity DOMAIN -IsDefault $true for the one that is.",
		Source:   source.NewSIPDomain,
	},
	{
		Rule:     RuleTextUnrecognized,
		Severity: diag.Error,
		Summary:  "A configuration must be a JSON object with members such as SipDomains and PublicProviders.",
		Remedy:   "Put the records under the member of their kind.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleUserAddress,
		Severity: diag.Error,
		Summary:  "A user must have an address.",
		Remedy:   "Export SipAddress of Get-CsUser.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleUserRepeated,
		Severity: diag.Error,
		Summary:  "Each user must be given once.",
		Remedy:   "Remove one of the two.",
		Source:   source.Lyncfed,
	},
}

// Rules returns the rules of this package, sorted by name. Package report has
// those of the whole module.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

// LookupRule returns the row of a rule that [Configuration.Findings] may find
// broken of its own accord, this package's, package policy's or package tenant's, and whether
// there is one.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) {
	if info, found := catalog.Lookup(r); found {
		return info, true
	}
	if info, found := policy.LookupRule(r); found {
		return info, true
	}
	return tenant.LookupRule(r)
}

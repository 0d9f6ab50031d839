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

// catalog is sorted by rule. A new row needs a constant above and an example in
// testdata/rules. Then run go test ./... -update.
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
		Summary:  "A provider that decorates contacts must be one of the public providers.",
		Remedy:   "Give the Identity of a public provider.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleDecoratorRoutingDomain,
		Severity: diag.Error,
		Summary:  "A provider that decorates contacts must have a NameDecorationRoutingDomain.",
		Remedy:   "Create the provider again with the documented name decoration.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleDefaultRouteDiscovery,
		Severity: diag.Error,
		Summary:  "Partner discovery must be off with default routing.",
		Remedy:   "Set the Edge with -UseDnsSrvRouting, or leave EnablePartnerDiscovery out: default routing does not have it.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleDefaultRouteMissing,
		Severity: diag.Error,
		Summary:  "Default routing must have a host that receives everything.",
		Remedy:   "Give -DefaultRouteFqdn, or set the Edge with -UseDnsSrvRouting.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleDefaultRouteProviders,
		Severity: diag.Error,
		Summary:  "Default routing must not be set while a public or hosting provider exists.",
		Remedy:   "Set the Edge with -UseDnsSrvRouting, or remove all providers first.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleDomainHost,
		Severity: diag.Warning,
		Summary:  "A domain on a list must be a SIP domain, and a proxy must be a host in DNS. The store accepts other names. Inferred: they match nobody.",
		Remedy:   "Correct the name. A list does not accept wildcards: each domain needs an entry of its own.",
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
		Summary:  "A domain must not be both allowed and blocked.",
		Remedy:   "Remove it from one of the lists.",
		Source:   source.NewBlockedDomain,
	},
	{
		Rule:     RuleDomainParent,
		Severity: diag.Notice,
		Summary:  "A domain that matters must have its own entry. The documents do not agree on whether an entry also covers the domains below it.",
		Remedy:   "Send a test message to verify it, and give each domain that matters its own entry.",
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
		Summary:  "The configuration of the Access Edge must be named Global.",
		Remedy:   "Export it with Get-CsAccessEdgeConfiguration -Identity Global.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleEdgeRange,
		Severity: diag.Error,
		Summary:  "The numbers of the Access Edge must be in the ranges that the server accepts.",
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
		Summary:  "All records of a kind must be readable: answers that depend on an unreadable record are not known.",
		Remedy:   "Correct the unreadable records, and read the text again.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleKindMissing,
		Severity: diag.Notice,
		Summary:  "A configuration must have all kinds of records for a complete check.",
		Remedy:   "Export this kind of record too.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleKindUnknown,
		Severity: diag.Error,
		Summary:  "A kind must be one of the kinds of records in a configuration.",
		Remedy:   "Write a member of the JSON form, such as PublicProviders.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleLatentDefaultRoute,
		Severity: diag.Notice,
		Summary:  "Settings of default routing must not be set without default routing: they have no effect.",
		Remedy:   "Nothing needs to be done now. With -UseDefaultRouting the settings would take effect.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RulePlatformMissing,
		Severity: diag.Notice,
		Summary:  "A configuration must name its server product.",
		Remedy:   "Give the product, such as SfBServer2015, in the member Platform. The command takes it as --platform too.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RulePoolIdentity,
		Severity: diag.Error,
		Summary:  "A pool must have an Identity.",
		Remedy:   "Export the properties Identity and Site of Get-CsPool.",
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
		Summary:  "Two providers, public or hosting, must not have the same ProxyFqdn.",
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
		Remedy:   "Make one domain the default with Set-CsSipDomain.",
		Source:   source.NewSIPDomain,
	},
	{
		Rule:     RuleTextUnrecognized,
		Severity: diag.Error,
		Summary:  "A configuration must be a JSON object with members such as SipDomains and PublicProviders.",
		Remedy:   "Put the records into the member that is named like their kind.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleUserAddress,
		Severity: diag.Error,
		Summary:  "A user must have an address.",
		Remedy:   "Export the property SipAddress of Get-CsUser.",
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

// Rules returns the rules of this package, sorted by name. Package report returns
// the rules of the whole module.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

// LookupRule returns the row of a rule of this package, of package policy or of
// package tenant, and whether it exists.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) {
	if info, found := catalog.Lookup(r); found {
		return info, true
	}
	if info, found := policy.LookupRule(r); found {
		return info, true
	}
	return tenant.LookupRule(r)
}

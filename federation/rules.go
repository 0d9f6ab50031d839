package federation

import (
	"iter"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// The rules of this package. A configuration may break those of its records'
// packages too; [Rules] has all of them.
const (
	RuleCommentLong              diag.Rule = "federation.comment.long"
	RuleDayMissing               diag.Rule = "federation.day.missing"
	RuleDefaultRouteDiscovery    diag.Rule = "federation.default-route.discovery"
	RuleDefaultRouteMissing      diag.Rule = "federation.default-route.missing"
	RuleDefaultRouteProviders    diag.Rule = "federation.default-route.providers"
	RuleDelivery                 diag.Rule = "federation.delivery.unknown"
	RuleDomainBlocked            diag.Rule = "federation.domain.blocked"
	RuleDomainHost               diag.Rule = "federation.domain.host"
	RuleDomainMissing            diag.Rule = "federation.domain.missing"
	RuleDomainOnBothLists        diag.Rule = "federation.domain.on-both-lists"
	RuleDomainParent             diag.Rule = "federation.domain.parent"
	RuleDomainRepeated           diag.Rule = "federation.domain.repeated"
	RuleDomainTwin               diag.Rule = "federation.domain.twin"
	RuleEdgeFederation           diag.Rule = "federation.edge.closed"
	RuleEdgeIdentity             diag.Rule = "federation.edge.identity"
	RuleEdgeOff                  diag.Rule = "federation.edge.off"
	RuleEdgeRange                diag.Rule = "federation.edge.range"
	RuleEdgeUnused               diag.Rule = "federation.edge.unused"
	RuleEdgeURL                  diag.Rule = "federation.edge.url"
	RuleExcludedForeign          diag.Rule = "federation.excluded-list.foreign"
	RuleGrantMissing             diag.Rule = "federation.grant.missing"
	RuleHostMisspelled           diag.Rule = "federation.host.misspelled"
	RuleIdentityRepeated         diag.Rule = "federation.identity.repeated"
	RuleIndexEmpty               diag.Rule = "federation.index.empty"
	RuleKindIncomplete           diag.Rule = "federation.kind.incomplete"
	RuleKindMissing              diag.Rule = "federation.kind.missing"
	RuleLatentDefaultRoute       diag.Rule = "federation.latent.default-route"
	RuleLatentDiscovery          diag.Rule = "federation.latent.discovery"
	RuleLevelDeprecated          diag.Rule = "federation.level.deprecated"
	RuleMicrosoft365Autodiscover diag.Rule = "federation.microsoft365.autodiscover"
	RuleMicrosoft365Disabled     diag.Rule = "federation.microsoft365.disabled"
	RuleMicrosoft365Hosts        diag.Rule = "federation.microsoft365.hosts-users"
	RuleMicrosoft365Level        diag.Rule = "federation.microsoft365.level"
	RuleOutsideOff               diag.Rule = "federation.outside.off"
	RuleOwnDomainListed          diag.Rule = "federation.own-domain.listed"
	RulePartnerKnown             diag.Rule = "federation.partner.unknown"
	RuleNoPartners               diag.Rule = "federation.partners.none"
	RulePlatformMissing          diag.Rule = "federation.platform.missing"
	RulePolicyAudioVideo         diag.Rule = "federation.policy.audio-video"
	RulePolicyGlobal             diag.Rule = "federation.policy.global"
	RulePolicyPartners           diag.Rule = "federation.policy.partners"
	RulePolicyPublic             diag.Rule = "federation.policy.public"
	RulePolicyRepeated           diag.Rule = "federation.policy.repeated"
	RulePolicyUnheld             diag.Rule = "federation.policy.unheld"
	RulePoolIdentity             diag.Rule = "federation.pool.identity"
	RulePoolRepeated             diag.Rule = "federation.pool.repeated"
	RulePoolSite                 diag.Rule = "federation.pool.site"
	RuleProviderClaims           diag.Rule = "federation.provider.claim"
	RuleProviderEnabled          diag.Rule = "federation.provider.disabled"
	RuleRecreate                 diag.Rule = "federation.provider.recreate"
	RuleProviderRouting          diag.Rule = "federation.provider.routing"
	RuleProxyRepeated            diag.Rule = "federation.proxy-fqdn.repeated"
	RulePublicNoProvider         diag.Rule = "federation.public-access.no-provider"
	RulePublicNobody             diag.Rule = "federation.public-access.nobody"
	RuleQueryDay                 diag.Rule = "federation.query.day"
	RuleQueryProvider            diag.Rule = "federation.query.provider"
	RuleQuerySides               diag.Rule = "federation.query.sides"
	RuleRecordBroken             diag.Rule = "federation.record.broken"
	RuleRoute                    diag.Rule = "federation.route.unknown"
	RuleRoutingMethod            diag.Rule = "federation.routing-method.unknown"
	RuleSenderVerified           diag.Rule = "federation.sender.verification"
	RuleServiceCapability        diag.Rule = "federation.service.capability"
	RuleServiceClosing           diag.Rule = "federation.service.closing"
	RuleServiceDay               diag.Rule = "federation.service.day"
	RuleServiceEnded             diag.Rule = "federation.service.ended"
	RuleServiceKnown             diag.Rule = "federation.service.unknown"
	RuleUnlicensed               diag.Rule = "federation.service.unlicensed"
	RuleServiceUnrecorded        diag.Rule = "federation.service.unrecorded"
	RuleSettingUnknown           diag.Rule = "federation.setting.unknown"
	RuleSIPDomainDefault         diag.Rule = "federation.sip-domain.default"
	RuleSkypeTasks               diag.Rule = "federation.skype.tasks"
	RuleUnrecognized             diag.Rule = "federation.text.unrecognized"
	RuleUserAddress              diag.Rule = "federation.user.address"
	RuleUserEnabled              diag.Rule = "federation.user.disabled"
	RuleUserRepeated             diag.Rule = "federation.user.repeated"
	RuleUserKnown                diag.Rule = "federation.user.unknown"
)

// catalog is sorted by rule. A row added here needs a constant above and an
// example in testdata/rules; run go test ./... -update for docs/rules.md.
var catalog = diag.Catalog{
	{
		Rule:     RuleCommentLong,
		Severity: diag.Warning,
		Summary:  "The comment of a domain has at most 1,040 characters.",
		Remedy:   "Shorten it.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleDayMissing,
		Severity: diag.Error,
		Summary:  "An audit is for a day, and never for today unless today is given.",
		Remedy:   "Give the day.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleDefaultRouteDiscovery,
		Severity: diag.Error,
		Summary:  "Partner discovery needs DNS SRV routing.",
		Remedy:   "Set the Edge with -UseDnsSrvRouting, or turn EnablePartnerDiscovery off.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleDefaultRouteMissing,
		Severity: diag.Error,
		Summary:  "Default routing needs the host that all goes to.",
		Remedy:   "Give -DefaultRouteFqdn, or set the Edge with -UseDnsSrvRouting.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleDefaultRouteProviders,
		Severity: diag.Error,
		Summary:  "There are no public and no hosting providers while the Edge uses default routing.",
		Remedy:   "Set the Edge with -UseDnsSrvRouting, or remove all providers first.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleDelivery,
		Severity: diag.Error,
		Summary:  "A delivery is one of four.",
		Remedy:   "Write delivered, contacts-only, if-marked or unknown.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleDomainBlocked,
		Severity: diag.Error,
		Summary:  "Nobody at a blocked domain is reached, nor reaches anybody.",
		Remedy:   "Remove-CsBlockedDomain for the domain, if it should be reached.",
		Source:   source.Blocked13,
	},
	{
		Rule:     RuleDomainHost,
		Severity: diag.Warning,
		Summary:  "A domain on a list is a SIP domain, and a proxy is a host in DNS; the store takes other names too, and that they match nobody is inferred.",
		Remedy:   "Correct the name. A list takes no wildcards: each domain has its own entry.",
		Source:   source.NewAllowedDomain,
	},
	{
		Rule:     RuleDomainMissing,
		Severity: diag.Error,
		Summary:  "An entry names its domain.",
		Remedy:   "Give the Identity.",
		Source:   source.NewAllowedDomain,
	},
	{
		Rule:     RuleDomainOnBothLists,
		Severity: diag.Error,
		Summary:  "A domain is allowed or blocked, and not both.",
		Remedy:   "Remove it from one of the lists.",
		Source:   source.NewBlockedDomain,
	},
	{
		Rule:     RuleDomainParent,
		Severity: diag.Notice,
		Summary:  "An entry of a list holds for that domain alone; whether for those below it too is in doubt in the documents.",
		Remedy:   "Verify with a test message, and give each domain that matters its own entry.",
		Source:   source.Blocked13,
	},
	{
		Rule:     RuleDomainRepeated,
		Severity: diag.Error,
		Summary:  "A list has each domain once, letter case aside.",
		Remedy:   "Remove one of the two.",
		Source:   source.NewAllowedDomain,
		Also:     "PS-SIPDOMAIN",
	},
	{
		Rule:     RuleDomainTwin,
		Severity: diag.Error,
		Summary:  "Identity and Domain of an entry are the same name.",
		Remedy:   "Give one of them.",
		Source:   source.NewAllowedDomain,
	},
	{
		Rule:     RuleEdgeFederation,
		Severity: diag.Error,
		Summary:  "Whoever is outside is reached only while federation is on at the Access Edge.",
		Remedy:   "Set-CsAccessEdgeConfiguration -AllowFederatedUsers $true.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleEdgeIdentity,
		Severity: diag.Error,
		Summary:  "There is one configuration of the Access Edge, named Global.",
		Remedy:   "Export it with Get-CsAccessEdgeConfiguration -Identity Global.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleEdgeOff,
		Severity: diag.Warning,
		Summary:  "What policies grant and providers offer needs federation to be on for the organization.",
		Remedy:   "Set-CsAccessEdgeConfiguration -AllowFederatedUsers $true, or take the grants back.",
		Source:   source.GetExternalAccessPolicy,
	},
	{
		Rule:     RuleEdgeRange,
		Severity: diag.Error,
		Summary:  "The numbers of the Access Edge are in the ranges that the server takes.",
		Remedy:   "Set a number in the range.",
		Source:   source.TeamsModule,
		Also:     "PS-EDGE",
	},
	{
		Rule:     RuleEdgeUnused,
		Severity: diag.Warning,
		Summary:  "Federation that is on for the organization reaches those whom a policy grants it.",
		Remedy:   "Grant it with Set-CsExternalAccessPolicy -EnableFederationAccess $true, or turn it off at the Edge.",
		Source:   source.Policies13,
	},
	{
		Rule:     RuleEdgeURL,
		Severity: diag.Error,
		Summary:  "SkypeSearchUrl begins with http:// or https://.",
		Remedy:   "Write it with https:// before it.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleExcludedForeign,
		Severity: diag.Warning,
		Summary:  "A domain is excluded from decoration because the service owns it; a contact of any other is not reached undecorated.",
		Remedy:   "Create the provider again without the domain in NameDecorationExcludedDomainList, or verify that the service owns it.",
		Source:   source.SIPE,
	},
	{
		Rule:     RuleGrantMissing,
		Severity: diag.Error,
		Summary:  "A policy that is granted to a user exists.",
		Remedy:   "Grant another policy with Grant-CsExternalAccessPolicy, or $null for that of the site or the global one.",
		Source:   source.GrantExternalAccessPolicy,
	},
	{
		Rule:     RuleHostMisspelled,
		Severity: diag.Warning,
		Summary:  "The hosts and pages of the vendor's providers are written exactly as documented.",
		Remedy:   "Correct the name, or suppress this if it is meant.",
		Source:   source.Hybrid,
		Also:     "SITE-19 SFB-BROADCAST EXCHANGE-ONLINE",
	},
	{
		Rule:     RuleIdentityRepeated,
		Severity: diag.Error,
		Summary:  "No two providers, public or hosting, have the same name, letter case aside.",
		Remedy:   "Remove one of the two, or create it again under another name.",
		Source:   source.DuplicateKey,
	},
	{
		Rule:     RuleIndexEmpty,
		Severity: diag.Error,
		Summary:  "Decisions are made by records.",
		Remedy:   "Give the configuration: the script that lyncfed export-script prints writes it.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleKindIncomplete,
		Severity: diag.Warning,
		Summary:  "What is checked rests on all records of a kind.",
		Remedy:   "Mend the records that could not be read, and audit again.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleKindMissing,
		Severity: diag.Notice,
		Summary:  "A configuration has all kinds of records.",
		Remedy:   "Export it too, with the script that lyncfed export-script prints.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleLatentDefaultRoute,
		Severity: diag.Notice,
		Summary:  "Settings of default routing have an effect only with it.",
		Remedy:   "Nothing needs to be done now; with -UseDefaultRouting they would hold.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleLatentDiscovery,
		Severity: diag.Notice,
		Summary:  "Discovery opens the organization to every domain that is not blocked, as soon as federation is on.",
		Remedy:   "Turn EnablePartnerDiscovery off before federation is turned on, unless that is meant.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleLevelDeprecated,
		Severity: diag.Notice,
		Summary:  "From Lync Server 2013 on UseSourceVerification is deprecated for public providers.",
		Remedy:   "Set-CsPublicProvider -VerificationLevel AlwaysVerifiable, the cmdlet's default, or AlwaysUnverifiable.",
		Source:   source.NewPublicProvider,
	},
	{
		Rule:     RuleMicrosoft365Autodiscover,
		Severity: diag.Warning,
		Summary:  "The provider for Microsoft 365 has an AutodiscoverUrl at https://webdir.online.lync.com where it shares the address space.",
		Remedy:   "Set-CsHostingProvider -AutodiscoverUrl https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root.",
		Source:   source.Diagnostics,
	},
	{
		Rule:     RuleMicrosoft365Disabled,
		Severity: diag.Notice,
		Summary:  "The provider for Microsoft 365 is enabled where it is used.",
		Remedy:   "Enable-CsHostingProvider, or remove the provider.",
		Source:   source.Diagnostics,
	},
	{
		Rule:     RuleMicrosoft365Hosts,
		Severity: diag.Warning,
		Summary:  "The provider for Microsoft 365 hosts users where it shares the address space.",
		Remedy:   "Set-CsHostingProvider -HostsOCSUsers $true, or turn EnabledSharedAddressSpace off.",
		Source:   source.NewHostingProvider,
	},
	{
		Rule:     RuleMicrosoft365Level,
		Severity: diag.Warning,
		Summary:  "The provider for Microsoft 365 has the level UseSourceVerification.",
		Remedy:   "Set-CsHostingProvider -VerificationLevel UseSourceVerification.",
		Source:   source.Hybrid,
	},
	{
		Rule:     RuleOutsideOff,
		Severity: diag.Warning,
		Summary:  "Access from outside that policies grant needs to be on for the organization.",
		Remedy:   "Set-CsAccessEdgeConfiguration -AllowOutsideUsers $true, or take the grants back.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleOwnDomainListed,
		Severity: diag.Warning,
		Summary:  "Lists of partners do not have one's own SIP domains.",
		Remedy:   "Remove the entry.",
		Source:   source.Allowed13,
	},
	{
		Rule:     RulePartnerKnown,
		Severity: diag.Error,
		Summary:  "A federated partner is an allowed domain, or is found by discovery.",
		Remedy:   "New-CsAllowedDomain for the domain, or turn discovery on.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleNoPartners,
		Severity: diag.Warning,
		Summary:  "Federated partners are discovered or allowed by name.",
		Remedy:   "Allow partners with New-CsAllowedDomain, or turn EnablePartnerDiscovery on.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RulePlatformMissing,
		Severity: diag.Notice,
		Summary:  "A configuration names the server product it is of.",
		Remedy:   "Give the member Platform, such as SfBServer2015.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RulePolicyAudioVideo,
		Severity: diag.Error,
		Summary:  "Audio and video with public providers are for those whose policy grants them.",
		Remedy:   "Set-CsExternalAccessPolicy -EnablePublicCloudAudioVideoAccess $true, or grant another policy.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RulePolicyGlobal,
		Severity: diag.Error,
		Summary:  "There is always a Global policy, which holds for users who have no other.",
		Remedy:   "Export all policies: Get-CsExternalAccessPolicy without -Identity and -Filter.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RulePolicyPartners,
		Severity: diag.Error,
		Summary:  "Federated organizations are for those whose policy grants them.",
		Remedy:   "Set-CsExternalAccessPolicy -EnableFederationAccess $true, or grant another policy.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RulePolicyPublic,
		Severity: diag.Error,
		Summary:  "Public providers are for those whose policy grants them.",
		Remedy:   "Set-CsExternalAccessPolicy -EnablePublicCloudAccess $true, or grant another policy.",
		Source:   source.Policies13,
	},
	{
		Rule:     RulePolicyRepeated,
		Severity: diag.Error,
		Summary:  "No two policies have the same Identity, letter case aside, and a site has one policy.",
		Remedy:   "Remove one of the two.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RulePolicyUnheld,
		Severity: diag.Notice,
		Summary:  "A per-user policy is granted to somebody.",
		Remedy:   "Grant it, or remove it with Remove-CsExternalAccessPolicy.",
		Source:   source.GrantExternalAccessPolicy,
	},
	{
		Rule:     RulePoolIdentity,
		Severity: diag.Error,
		Summary:  "A pool has an Identity.",
		Remedy:   "Export Identity and Site of Get-CsPool.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RulePoolRepeated,
		Severity: diag.Error,
		Summary:  "Each pool is there once.",
		Remedy:   "Remove one of the two.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RulePoolSite,
		Severity: diag.Error,
		Summary:  "A pool is in a site.",
		Remedy:   "Give it as Site:NAME.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleProviderClaims,
		Severity: diag.Error,
		Summary:  "A contact of a public provider is at a domain that the provider's settings, an allowed domain or documents give it.",
		Remedy:   "Create the provider with the name decoration that its documents have.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleProviderEnabled,
		Severity: diag.Error,
		Summary:  "A provider is used only while it is enabled.",
		Remedy:   "Enable-CsPublicProvider or Enable-CsHostingProvider.",
		Source:   source.NewPublicProvider,
		Also:     "PS-HOSTING",
	},
	{
		Rule:     RuleRecreate,
		Severity: diag.Notice,
		Summary:  "Icon, decoration and search of a provider can only be set by creating it.",
		Remedy:   "Remove-CsPublicProvider, then New-CsPublicProvider as documented.",
		Source:   source.SfBSkype,
	},
	{
		Rule:     RuleProviderRouting,
		Severity: diag.Error,
		Summary:  "Providers are used only while the Edge routes by DNS SRV.",
		Remedy:   "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting.",
		Source:   source.NewPublicProvider,
		Also:     "PS-HOSTING",
	},
	{
		Rule:     RuleProxyRepeated,
		Severity: diag.Error,
		Summary:  "No two providers, public or hosting, have the same ProxyFqdn.",
		Remedy:   "Remove one of the two.",
		Source:   source.NewPublicProvider,
	},
	{
		Rule:     RulePublicNoProvider,
		Severity: diag.Warning,
		Summary:  "Public access that a policy grants needs a public provider that is enabled.",
		Remedy:   "Create or enable the provider, or take the grant back.",
		Source:   source.Site19,
	},
	{
		Rule:     RulePublicNobody,
		Severity: diag.Warning,
		Summary:  "A public provider reaches those whom a policy grants public access.",
		Remedy:   "Set-CsExternalAccessPolicy -EnablePublicCloudAccess $true for those who may, or disable the provider.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleQueryDay,
		Severity: diag.Error,
		Summary:  "A query is for a day, and never for today unless today is given.",
		Remedy:   "Give the day.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleQueryProvider,
		Severity: diag.Error,
		Summary:  "A contact is of a public provider that there is.",
		Remedy:   "Give the Identity of one of the public providers.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleQuerySides,
		Severity: diag.Error,
		Summary:  "One of the two is in a SIP domain of the organization's own.",
		Remedy:   "Check the addresses, and whether SipDomains has all domains.",
		Source:   source.NewSIPDomain,
	},
	{
		Rule:     RuleRecordBroken,
		Severity: diag.Error,
		Summary:  "A record that decides is one that a server can have.",
		Remedy:   "Mend the record; lyncfed audit says what is wrong with it.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleRoute,
		Severity: diag.Error,
		Summary:  "A route is one of four.",
		Remedy:   "Write internal, partner, public or hosting.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleRoutingMethod,
		Severity: diag.Error,
		Summary:  "A routing method is one of two.",
		Remedy:   "Write UseDnsSrvRouting or UseDefaultRouting.",
		Source:   source.AccessEdge,
	},
	{
		Rule:     RuleSenderVerified,
		Severity: diag.Notice,
		Summary:  "What comes from outside is delivered by the verification level of where it comes from.",
		Remedy:   "Choose the level for what should reach whom.",
		Source:   source.NewPublicProvider,
		Also:     "PS-ALLOWED PS-EDGE PS-HOSTING",
	},
	{
		Rule:     RuleServiceCapability,
		Severity: diag.Error,
		Summary:  "A public service is used for what it could do on the day.",
		Remedy:   "Ask for less, or see lyncfed services for what it could do when.",
		Source:   source.Support13,
	},
	{
		Rule:     RuleServiceClosing,
		Severity: diag.Notice,
		Summary:  "A public service that closes takes no new domains.",
		Remedy:   "Plan for its last day.",
		Source:   source.Support13,
		Also:     "FAQ-19",
	},
	{
		Rule:     RuleServiceDay,
		Severity: diag.Error,
		Summary:  "A public service is used while it exists.",
		Remedy:   "Find another way: lyncfed services has what took its place.",
		Source:   source.Support13,
		Also:     "EASI FAQ-19 OCSPEDIA SKYPE-END WLM-CN",
	},
	{
		Rule:     RuleServiceEnded,
		Severity: diag.Error,
		Summary:  "A provider is enabled only while its service exists.",
		Remedy:   "Remove the provider, and tell users that its contacts stay offline.",
		Source:   source.SkypeEnd,
		Also:     "FAQ-19 WLM-CN",
	},
	{
		Rule:     RuleServiceKnown,
		Severity: diag.Error,
		Summary:  "Of a public provider it is known which service it is.",
		Remedy:   "Give the provider the Identity or the host that documents have.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleUnlicensed,
		Severity: diag.Error,
		Summary:  "An enabled provider is for a service that the holdings give a right to on the day.",
		Remedy:   "Ask lyncfed eligible what is lacking, or disable the provider.",
		Source:   source.Support13,
		Also:     "FAQ-19 LYNCFED OCSPEDIA SFBO-END SITE-19 SKYPE-END WLM-CN",
	},
	{
		Rule:     RuleServiceUnrecorded,
		Severity: diag.Notice,
		Summary:  "A provider is enabled only once its service exists.",
		Remedy:   "Check the day.",
		Source:   source.Support13,
	},
	{
		Rule:     RuleSettingUnknown,
		Severity: diag.Warning,
		Summary:  "A record has the settings that its server product knows.",
		Remedy:   "Check the product, or remove the setting.",
		Source:   source.NewPublicProvider,
		Also:     "PS-ALLOWED PS-EDGE PS-HOSTING PS-POLICY",
	},
	{
		Rule:     RuleSIPDomainDefault,
		Severity: diag.Error,
		Summary:  "One SIP domain is the default.",
		Remedy:   "Set-CsSipDomain -IsDefault $true for the one that is.",
		Source:   source.NewSIPDomain,
	},
	{
		Rule:     RuleSkypeTasks,
		Severity: diag.Notice,
		Summary:  "For Skype, the server needs federation at the Edge, a policy that grants public access, and the provider.",
		Remedy:   "Do the tasks that are left, in this order.",
		Source:   source.SfBSkype,
	},
	{
		Rule:     RuleUnrecognized,
		Severity: diag.Error,
		Summary:  "A configuration is a JSON object with members such as SipDomains and PublicProviders.",
		Remedy:   "Use the script that lyncfed export-script prints, or put the records under the member of their kind.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleUserAddress,
		Severity: diag.Error,
		Summary:  "A user has an address.",
		Remedy:   "Export SipAddress of Get-CsUser.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleUserEnabled,
		Severity: diag.Error,
		Summary:  "A user takes part while enabled.",
		Remedy:   "Enable-CsUser, or ask for another user.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleUserRepeated,
		Severity: diag.Error,
		Summary:  "Each user is there once.",
		Remedy:   "Remove one of the two.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleUserKnown,
		Severity: diag.Error,
		Summary:  "A user in one's own SIP domain is one of the users.",
		Remedy:   "Check the address, and whether all users were exported.",
		Source:   source.Lyncfed,
	},
}

// OwnRules returns the rules of this package alone, sorted by name.
func OwnRules() iter.Seq[diag.RuleInfo] { return catalog.All() }

// Rules returns the rules of this package and of all below it, sorted by name.
// Those of package powershell, which is above it, are its own Rules.
func Rules() iter.Seq[diag.RuleInfo] {
	return func(yield func(diag.RuleInfo) bool) {
		for _, rules := range []iter.Seq[diag.RuleInfo]{
			address.Rules(), date.Rules(), diag.Rules(), domain.Rules(), OwnRules(), licensing.Rules(), policy.Rules(), product.Rules(), provider.Rules(),
		} {
			for r := range rules {
				if !yield(r) {
					return
				}
			}
		}
	}
}

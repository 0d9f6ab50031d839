package provider

import (
	"fmt"
	"iter"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules of this package. A record may also break the rules of package domain
// and the rules on members of package diag.
const (
	RuleCapabilityUnknown            diag.Rule = "provider.capability.unknown"
	RuleDecorationDomainAlone        diag.Rule = "provider.decoration-domain.alone"
	RuleDecorationDomainUndocumented diag.Rule = "provider.decoration-domain.undocumented"
	RuleExcludedListAlone            diag.Rule = "provider.excluded-list.alone"
	RuleExcludedListEmpty            diag.Rule = "provider.excluded-list.empty"
	RuleExcludedListRoutingDomain    diag.Rule = "provider.excluded-list.routing-domain"
	RuleHostsUsersUnshared           diag.Rule = "provider.hosts-users.unshared"
	RuleIdentityLong                 diag.Rule = "provider.identity.long"
	RuleIdentityMissing              diag.Rule = "provider.identity.missing"
	RuleIdentityText                 diag.Rule = "provider.identity.text"
	RulePhaseUnknown                 diag.Rule = "provider.phase.unknown"
	RuleProxyFQDNHost                diag.Rule = "provider.proxy-fqdn.host"
	RuleProxyFQDNMissing             diag.Rule = "provider.proxy-fqdn.missing"
	RuleServiceUnknown               diag.Rule = "provider.service.unknown"
	RuleSideUnknown                  diag.Rule = "provider.side.unknown"
	RuleSIPClientPortRange           diag.Rule = "provider.sip-client-port.range"
	RuleSkypeSearchPartial           diag.Rule = "provider.skype-search.partial"
	RuleURLBackslash                 diag.Rule = "provider.url.backslash"
	RuleURLScheme                    diag.Rule = "provider.url.scheme"
	RuleVerificationLevelUnknown     diag.Rule = "provider.verification-level.unknown"
)

// catalog is sorted by rule. A new row needs a constant above and an example in
// testdata/rules. Then run go test ./... -update.
var catalog = diag.Catalog{
	{
		Rule:     RuleCapabilityUnknown,
		Severity: diag.Error,
		Summary:  "A capability must be IM, Presence, Audio or Video.",
		Remedy:   "Write the names separated by commas: IM,Presence.",
		Source:   source.Support13,
	},
	{
		Rule:     RuleDecorationDomainAlone,
		Severity: diag.Warning,
		Summary:  "NameDecorationRoutingDomain must be set, or contacts are not decorated. The effect of NameDecorationDomain is not documented.",
		Remedy:   "From cumulative update 5 of Lync Server 2013 on, create the provider again with NameDecorationRoutingDomain and NameDecorationExcludedDomainList.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleDecorationDomainUndocumented,
		Severity: diag.Notice,
		Summary:  "NameDecorationDomain must not be relied on: its effect is not documented.",
		Remedy:   "Leave it as it is.",
		Source:   source.NewPublicProvider,
	},
	{
		Rule:     RuleExcludedListAlone,
		Severity: diag.Warning,
		Summary:  "A list of excluded domains must be set together with a routing domain. Alone it has no effect.",
		Remedy:   "Create the provider again with NameDecorationRoutingDomain, msn.com for Skype.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleExcludedListEmpty,
		Severity: diag.Warning,
		Summary:  "A provider that decorates must exclude the domains of its service.",
		Remedy:   "Create the provider again with NameDecorationExcludedDomainList, for Skype msn.com,outlook.com,live.com,hotmail.com.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleExcludedListRoutingDomain,
		Severity: diag.Warning,
		Summary:  "The routing domain must be among the excluded domains, or clients decorate its own contacts.",
		Remedy:   "Create the provider again with the routing domain in NameDecorationExcludedDomainList.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleHostsUsersUnshared,
		Severity: diag.Warning,
		Summary:  "HostsOCSUsers must be on together with EnabledSharedAddressSpace. Inferred: alone it has no effect.",
		Remedy:   "Turn both on for a split domain, or both off for direct federation.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleIdentityLong,
		Severity: diag.Warning,
		Summary:  "The name of a provider must have at most 258 characters.",
		Remedy:   "Give it a shorter name.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleIdentityMissing,
		Severity: diag.Error,
		Summary:  "A provider must have an Identity.",
		Remedy:   "Give it a name that no other public or hosting provider has.",
		Source:   source.NewPublicProvider,
	},
	{
		Rule:     RuleIdentityText,
		Severity: diag.Error,
		Summary:  "The name of a provider must be printable.",
		Remedy:   "Remove the character, or export the record again in UTF-8.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RulePhaseUnknown,
		Severity: diag.Error,
		Summary:  "A phase must be one of four.",
		Remedy:   "Write unrecorded, available, closing or ended.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleProxyFQDNHost,
		Severity: diag.Warning,
		Summary:  "ProxyFqdn must be a fully qualified host name in DNS. The store accepts other names, but they reach nothing.",
		Remedy:   "Correct the name of the provider's Access Edge.",
		Source:   source.NewPublicProvider,
	},
	{
		Rule:     RuleProxyFQDNMissing,
		Severity: diag.Error,
		Summary:  "A provider must have a ProxyFqdn.",
		Remedy:   "Give the name of the provider's Access Edge. For Skype it is " + MessengerHost + ".",
		Source:   source.NewPublicProvider,
	},
	{
		Rule:     RuleServiceUnknown,
		Severity: diag.Error,
		Summary:  "A public service must be Skype, Windows Live Messenger, AOL or Yahoo!.",
		Remedy:   "Write skype, wlm, aol or yahoo.",
		Source:   source.Support13,
	},
	{
		Rule:     RuleSideUnknown,
		Severity: diag.Error,
		Summary:  "A side must be one of two.",
		Remedy:   "Write organization or service.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleSIPClientPortRange,
		Severity: diag.Error,
		Summary:  "SipClientPort must be a port number, from 1 to 65535.",
		Remedy:   "Correct the port. The default is 443.",
		Source:   source.NewHostingProvider,
	},
	{
		Rule:     RuleSkypeSearchPartial,
		Severity: diag.Warning,
		Summary:  "EnableSkypeIdRouting and EnableSkypeDirectorySearch must both be on for users to search for Skype contacts.",
		Remedy:   "Create the provider again with both on or both off.",
		Source:   source.SfBSkype,
	},
	{
		Rule:     RuleURLBackslash,
		Severity: diag.Warning,
		Summary:  "A URL must not have a backslash. Some copies of the documented command have one before the underscore.",
		Remedy:   "Remove the backslash: the file is named Messenger_16x16.png.",
		Source:   source.SiteEarlier,
	},
	{
		Rule:     RuleURLScheme,
		Severity: diag.Error,
		Summary:  "A URL must begin with http:// or https://.",
		Remedy:   "Write it with https:// before it.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleVerificationLevelUnknown,
		Severity: diag.Error,
		Summary:  "VerificationLevel must be one of the shell's three levels.",
		Remedy:   "Write AlwaysVerifiable (0), AlwaysUnverifiable (1) or UseSourceVerification (2).",
		Source:   source.TeamsModule,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

// maxIdentity is the limit for names of providers that the store declares but does
// not enforce (TEAMS-MODULE).
const maxIdentity = 258

// checkCommon checks the members that public and hosting providers share.
func checkCommon(l *diag.Findings, identity string, proxy domain.Name, level VerificationLevel) {
	if i := char.Unprintable(identity); i >= 0 {
		l.Add(catalog.Finding(RuleIdentityText, "/Identity", char.Describe(identity, i)+" in the name"))
	}
	if strings.TrimSpace(identity) == "" {
		l.Add(catalog.Finding(RuleIdentityMissing, "/Identity", "no Identity is given"))
	}
	if n := len([]rune(identity)); n > maxIdentity {
		l.Add(catalog.Finding(RuleIdentityLong, "/Identity", fmt.Sprintf("the name has %d characters", n)))
	}
	if proxy.IsZero() {
		l.Add(catalog.Finding(RuleProxyFQDNMissing, "/ProxyFqdn", "no ProxyFqdn is given"))
	} else if err := proxy.CheckHost(); err != nil {
		f := catalog.Finding(RuleProxyFQDNHost, "/ProxyFqdn", fmt.Sprintf("%s: %s", proxy, err.(*diag.ValueError).Detail))
		f.Err = err
		l.Add(f)
	}
	if _, err := level.MarshalText(); err != nil {
		l.Attach("/VerificationLevel", err)
	}
}

// checkURL checks what the store checks: a scheme with text after it.
func checkURL(l *diag.Findings, kind, identity, member, url string) {
	at := diag.Path("").Member(member)
	https, isHTTPS := char.CutPrefix(url, "https://")
	http, isHTTP := char.CutPrefix(url, "http://")
	if url != "" && (!isHTTPS && !isHTTP || isHTTPS && https == "" || isHTTP && http == "") {
		l.Add(catalog.Finding(RuleURLScheme, at, fmt.Sprintf("%q has no scheme, or nothing after it", url)))
	}
	if strings.Contains(url, `\`) {
		f := catalog.Finding(RuleURLBackslash, at, fmt.Sprintf("%s has a backslash, a leftover of Markdown", url))
		// Markdown escapes punctuation with a backslash, such as the underscore in
		// the documented URL. Only such a backslash is known to be an error.
		if mended := strings.ReplaceAll(url, `\_`, "_"); !strings.Contains(mended, `\`) {
			f.Fix = []diag.Edit{{
				Op:      diag.OpSet,
				Subject: diag.Subject{Kind: kind, Identity: identity},
				Members: []diag.MemberEdit{{Name: member, Old: diag.Text(url), New: diag.Text(mended)}},
			}}
		}
		l.Add(f)
	}
}

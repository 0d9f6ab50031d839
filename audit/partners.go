package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// The rules on allowed domains, and on Microsoft services that need allowed
// domains.
const (
	RuleAllowedDomainEnded  diag.Rule = "audit.allowed-domain.ended"
	RuleAllowedDomainHosted diag.Rule = "audit.allowed-domain.hosted"
	RuleAllowedDomainProxy  diag.Rule = "audit.allowed-domain.proxy"
	RuleBroadcastNotAllowed diag.Rule = "audit.broadcast.not-allowed"
	RuleExchangeOutside     diag.Rule = "audit.exchange.outside"
	RulePushNotAllowed      diag.Rule = "audit.push.not-allowed"
)

// broadcastHost is the host of Skype Meeting Broadcast (SFB-BROADCAST).
const broadcastHost = "sipfed.resources.lync.com"

var (
	pushDomain       = domain.MustParseName("push.lync.com")
	broadcastDomains = [...]domain.Name{
		domain.MustParseName("noammeetings.lync.com"),
		domain.MustParseName("emeameetings.lync.com"),
		domain.MustParseName("apacmeetings.lync.com"),
		domain.MustParseName("resources.lync.com"),
	}
)

// exchangeHosts are the hosts of Exchange Online: worldwide, in China and for the
// US government (EXCHANGE-ONLINE).
var exchangeHosts = [...]string{"exap.um.outlook.com", "exap.um.partner.outlook.cn", "exap.um.office365.us"}

// bars returns why the Edge lets nothing through to a domain, in words, and "" if
// the domain can be reached. It also returns the edits that mend it, and whether
// somebody blocked the domain on purpose.
func (a *auditor) bars(d domain.Name) (why string, edits []diag.Edit, blocked bool) {
	allow := create(federation.AllowedDomains, d.String())
	if i := slices.IndexFunc(a.c.BlockedDomains, func(b federation.BlockedDomain) bool { return b.Domain == d }); i >= 0 {
		return "is blocked", []diag.Edit{a.edit(diag.OpRemove, federation.BlockedDomains, i), allow}, true
	}
	allowed := slices.ContainsFunc(a.c.AllowedDomains, func(e federation.AllowedDomain) bool { return e.Domain == d })
	if allowed || !a.usesDNS() || a.discovers() {
		return "", nil, false
	}
	return "is not allowed, while discovery is off", []diag.Edit{allow}, false
}

// provider returns the index of the enabled hosting provider with a host, and
// whether there is one.
func (a *auditor) provider(host string) (int, bool) {
	i := slices.IndexFunc(a.c.HostingProviders, func(p provider.HostingProvider) bool { return p.Enabled && p.ProxyFQDN.String() == host })
	return i, i >= 0
}

var push = check{
	rules: []diag.RuleInfo{{
		Rule:     RulePushNotAllowed,
		Severity: diag.Notice,
		Summary:  "push.lync.com must be allowed or discovered for mobile push notifications.",
		Remedy:   "Allow push.lync.com, if mobile clients are used.",
		Source:   source.Push13,
	}},
	needs: []federation.Kind{federation.AccessEdge, federation.HostingProviders, federation.AllowedDomains},
	reads: []members{waysOut, hostingHosts},
	when: func(a *auditor) bool {
		_, found := a.provider(provider.Microsoft365Host)
		return found && a.isOpen()
	},
	wants: []federation.Kind{federation.BlockedDomains},
	whole: func(a *auditor) {
		i, _ := a.provider(provider.Microsoft365Host)
		why, edits, _ := a.bars(pushDomain)
		if why == "" {
			return
		}
		f := a.add(RulePushNotAllowed, federation.AllowedDomains, -1, "", "%s %s, and %s, the provider of push notifications, is enabled: mobile clients get no push notifications (504)", pushDomain, why, a.c.HostingProviders[i].Identity)
		f.Cause = a.c.Subject(federation.HostingProviders, i)
		a.advise(f, "Allow it, if mobile clients are used: ", edits)
	},
}

var broadcast = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleBroadcastNotAllowed,
		Severity: diag.Warning,
		Summary:  "If the provider of Skype Meeting Broadcast is enabled, its domains must be allowed or discovered.",
		Remedy:   "Allow the domains.",
		Source:   source.Broadcast,
		Also:     "SA-BROADCAST",
	}},
	needs: []federation.Kind{federation.AccessEdge, federation.HostingProviders, federation.AllowedDomains},
	reads: []members{waysOut, hostingHosts},
	when: func(a *auditor) bool {
		_, found := a.provider(broadcastHost)
		return found && a.isOpen()
	},
	wants: []federation.Kind{federation.BlockedDomains},
	whole: func(a *auditor) {
		i, _ := a.provider(broadcastHost)
		var barred []string
		var all []diag.Edit
		chosen := false
		for _, d := range broadcastDomains {
			if why, edits, blocked := a.bars(d); why != "" {
				barred = append(barred, fmt.Sprintf("%s %s", d, why))
				all = append(all, edits...)
				chosen = chosen || blocked
			}
		}
		if barred == nil {
			return
		}
		f := a.add(RuleBroadcastNotAllowed, federation.AllowedDomains, -1, "", "%s, the provider of Skype Meeting Broadcast, is enabled, but %s: members of an event team cannot join their meeting (403, ms-diagnostics 1002)", a.c.HostingProviders[i].Identity, strings.Join(barred, ", "))
		f.Source, f.Cause = source.BroadcastJoin, a.c.Subject(federation.HostingProviders, i)
		if chosen {
			a.advise(f, "Allow them: ", all, ". Or disable the provider: ", a.edit(diag.OpDisable, federation.HostingProviders, i))
			return
		}
		a.mend(f, "Allow them: ", all, "")
	},
}

// exchange checks the policies for Outlook on the web: its messages come from
// Exchange Online, whose users count as remote (EXCHANGE-ONLINE).
var exchange = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleExchangeOutside,
		Severity: diag.Warning,
		Summary:  "If the provider for Exchange Online is enabled, a policy must grant EnableOutsideAccess.",
		Remedy:   "Grant EnableOutsideAccess in the policies of users of Outlook on the web.",
		Source:   source.ExchangeOnline,
	}},
	needs: []federation.Kind{federation.HostingProviders, federation.ExternalAccessPolicies},
	reads: []members{hostingHosts, outsideGrants},
	of:    federation.HostingProviders,
	record: func(a *auditor, i int) {
		p := a.c.HostingProviders[i]
		if !p.Enabled || !slices.Contains(exchangeHosts[:], p.ProxyFQDN.String()) || len(a.mayGrant(outsideAccess)) > 0 {
			return
		}
		f := a.add(RuleExchangeOutside, federation.HostingProviders, i, "Enabled", "%s, the provider for Exchange Online (%s), is enabled, but no policy in use grants EnableOutsideAccess (of %s): its users count as remote, so messages and presence in Outlook on the web fail for everybody", p.Identity, p.ProxyFQDN, plural(len(a.c.ExternalAccessPolicies), "policy"))
		a.advise(f, "Grant it to users of Outlook on the web: ", a.grantTo(outsideAccess, "EnableOutsideAccess"))
	},
}

// allowedEnded finds domains of a service that was reached by direct federation after its
// end, and no longer is: AOL's, since AIM closed.
var allowedEnded = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleAllowedDomainEnded,
		Severity: diag.Warning,
		Summary:  "An allowed domain of a public service must be removed when its direct federation has ended.",
		Remedy:   "Remove the entry.",
		Source:   source.AIMEnd,
	}},
	needs: []federation.Kind{federation.AllowedDomains},
	dated: true,
	of:    federation.AllowedDomains,
	record: func(a *auditor, i int) {
		d := a.c.AllowedDomains[i].Domain
		s, last, over := a.overFor(d)
		if !over {
			return
		}
		f := a.add(RuleAllowedDomainEnded, federation.AllowedDomains, i, "Identity", "%s is a domain of %s, whose direct federation lasted until %v: nobody there can be reached, unless it federates otherwise today", d, s.Name, last)
		f.Inferred = true
		a.advise(f, "Remove the entry: ", a.edit(diag.OpRemove, federation.AllowedDomains, i))
	},
}

// overFor returns the service that owned a domain, and the last day on which it could be
// reached as a partner, if that day has passed.
func (a *auditor) overFor(d domain.Name) (s provider.Service, last date.Date, over bool) {
	name, err := domain.ParseSIPDomain(d.String())
	if err != nil {
		return s, last, false
	}
	for s := range provider.Services() {
		last, dated := s.SubstitutesUntil()
		if !dated || !a.on.After(last) || s.History.On(a.on) != provider.Ended {
			continue
		}
		if _, owned := s.Owns(name); owned {
			return s, last, true
		}
	}
	return s, last, false
}

// allowedHosted reports entries whose ProxyFqdn is the host of a hosting provider. Only
// Lync Server 2013 with the update of October 2013 is documented to refuse them
// (CONFUSEDAMUSED-13); later servers are inferred.
var allowedHosted = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleAllowedDomainHosted,
		Severity: diag.Warning,
		Summary:  "An allowed domain must not have the ProxyFqdn of a hosting provider.",
		Remedy:   "Create the entry again without ProxyFqdn.",
		Source:   source.SharedHost13,
	}},
	needs: []federation.Kind{federation.HostingProviders, federation.AllowedDomains},
	reads: []members{hostingNames},
	of:    federation.AllowedDomains,
	seeks: []members{allowedProxyFQDNs},
	when:  func(a *auditor) bool { return a.c.Platform == 0 || a.c.Platform >= product.LyncServer2013 },
	record: func(a *auditor, i int) {
		d := a.c.AllowedDomains[i]
		at := slices.IndexFunc(a.c.HostingProviders, func(p provider.HostingProvider) bool { return p.ProxyFQDN == d.ProxyFQDN })
		if d.ProxyFQDN.IsZero() || at < 0 {
			return
		}
		f := a.add(RuleAllowedDomainHosted, federation.AllowedDomains, i, "ProxyFqdn", "%s is also the host of the hosting provider %s. With the update of October 2013 of Lync Server 2013, the Access Edge service does not start (event 14517), and then nobody outside can be reached", d.ProxyFQDN, a.c.HostingProviders[at].Identity)
		f.Cause = a.c.Subject(federation.HostingProviders, at)
		if a.c.Platform != product.LyncServer2013 {
			f.Inferred, f.Severity = true, diag.Notice
		}
		a.advise(f, "Create it again without ProxyFqdn: ", a.again(federation.AllowedDomains, i, to("ProxyFqdn", diag.Null())))
	},
}

// allowedProxies reports all entries that name a partner's server in one notice.
// Such an entry is not looked up in DNS, so it is wrong from the day on which the
// partner moves (SFB-HYBRID-OFF).
var allowedProxies = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleAllowedDomainProxy,
		Severity: diag.Notice,
		Summary:  "The ProxyFqdn of an allowed domain must be the partner's current server. Such a partner is not looked up in DNS.",
		Remedy:   "Create the entry again without ProxyFqdn when the partner moves.",
		Source:   source.HybridOff,
		Also:     "PLAN13",
	}},
	needs: []federation.Kind{federation.PublicProviders, federation.HostingProviders, federation.AllowedDomains},
	reads: []members{of(federation.PublicProviders, "ProxyFqdn"), hostingNames},
	seeks: []members{allowedProxyFQDNs},
	whole: func(a *auditor) {
		providers := map[domain.Name]bool{}
		for _, p := range a.c.PublicProviders {
			providers[p.ProxyFQDN] = true
		}
		for _, p := range a.c.HostingProviders {
			providers[p.ProxyFQDN] = true
		}
		var own []int
		var names []string
		for i, d := range a.c.AllowedDomains {
			if d.ProxyFQDN.IsZero() || providers[d.ProxyFQDN] {
				continue
			}
			if _, _, over := a.overFor(d.Domain); !over {
				own = append(own, i)
				names = append(names, fmt.Sprintf("%s (%s)", d.Domain, d.ProxyFQDN))
			}
		}
		if own == nil {
			return
		}
		at, member := -1, ""
		if len(own) == 1 {
			at, member = own[0], "ProxyFqdn"
		}
		f := a.add(RuleAllowedDomainProxy, federation.AllowedDomains, at, member, "%s a ProxyFqdn: %s. The Edge does not look such partners up in DNS. When one moves, for example to Microsoft 365, messages to and from it fail until the ProxyFqdn is removed", hasOrHave(len(own)), listOf(names, 10))
		others := ""
		if len(own) > 1 {
			others = ". Do the same for the others"
		}
		a.advise(f, "When the partner moves, create the entry again without ProxyFqdn: ", a.again(federation.AllowedDomains, own[0], to("ProxyFqdn", diag.Null())), others)
	},
}

func hasOrHave(n int) string {
	if n == 1 {
		return "1 allowed domain has"
	}
	return char.Number(n) + " allowed domains have"
}

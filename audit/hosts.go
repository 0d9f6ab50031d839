package audit

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/provider"
)

// RuleHostMisspelled is broken by a host or URL that differs from a documented one
// in one character.
const RuleHostMisspelled diag.Rule = "audit.host.misspelled"

// A documentedHost is a host that a document gives for providers.
type documentedHost struct {
	name   string
	source diag.Source
}

// documentedHosts returns the hosts that documents give for providers.
func documentedHosts() []documentedHost {
	all := []documentedHost{{provider.MessengerHost, source.Site19}, {broadcastHost, source.Broadcast}}
	for host, src := range provider.Microsoft365Hosts() {
		all = append(all, documentedHost{host.String(), src})
	}
	for _, host := range exchangeHosts {
		all = append(all, documentedHost{host, source.ExchangeOnline})
	}
	return all
}

var hosts = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleHostMisspelled,
		Severity: diag.Warning,
		Summary:  "The hosts and URLs of Microsoft's providers must be written exactly as documented.",
		Remedy:   "Correct the name, or suppress this if the name is intended.",
		Source:   source.Hybrid,
		Also:     "SITE-19 SFB-BROADCAST EXCHANGE-ONLINE M365-DNS M365-DNS-DOD M365-DNS-GCC-HIGH",
	}},
	wants: []federation.Kind{federation.PublicProviders, federation.HostingProviders},
	seeks: []members{of(federation.PublicProviders, "ProxyFqdn"), hostingNames},
	whole: func(a *auditor) {
		for i, p := range a.c.PublicProviders {
			a.documentedHost(federation.PublicProviders, i, p.ProxyFQDN)
		}
		for i, p := range a.c.HostingProviders {
			a.documentedHost(federation.HostingProviders, i, p.ProxyFQDN)
			// microsoft365Page checks the URL of a provider for Microsoft 365.
			url := p.AutodiscoverURL
			if !isMicrosoft365(p.ProxyFQDN) && !p.ProxyFQDN.IsZero() && near.Distance(char.Fold(url), char.Fold(autodiscoverPage), 1) == 1 && !isAutodiscoverPage(url) {
				f := a.add(RuleHostMisspelled, federation.HostingProviders, i, "AutodiscoverUrl", "%s of %s is one character away from %s", url, p.Identity, autodiscoverPage)
				a.advise(f, "Correct it, unless it is intended: ", a.edit(diag.OpSet, federation.HostingProviders, i, to("AutodiscoverUrl", diag.Text(autodiscoverPage))))
			}
		}
	},
}

// documentedHost reports a host that differs from a documented one in one
// character. The record must be created again with the right host, or removed if
// another record already has that host.
func (a *auditor) documentedHost(k federation.Kind, i int, host domain.Name) {
	for _, known := range documentedHosts() {
		if near.Distance(host.String(), known.name, 1) != 1 {
			continue
		}
		identity := a.c.Subject(k, i).Identity
		f := a.add(RuleHostMisspelled, k, i, "ProxyFqdn", "%s of %s is one character away from %s: nobody can be reached through it", host, identity, known.name)
		f.Source = known.source
		if other := a.withHost(known.name); other != "" {
			a.advise(f, other+" already has the right host. Remove this one, unless it is intended: ", a.edit(diag.OpRemove, k, i))
		} else {
			a.advise(f, "Create it again with the right host, unless it is intended: ", a.again(k, i, to("ProxyFqdn", diag.Text(known.name))))
		}
	}
}

// withHost returns the provider that has a host, or "".
func (a *auditor) withHost(host string) string {
	for _, p := range a.c.PublicProviders {
		if p.ProxyFQDN.String() == host {
			return p.Identity
		}
	}
	for _, p := range a.c.HostingProviders {
		if p.ProxyFQDN.String() == host {
			return p.Identity
		}
	}
	return ""
}

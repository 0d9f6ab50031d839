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

// RuleHostMisspelled is broken by a host or page that is one slip away from a
// documented one.
const RuleHostMisspelled diag.Rule = "audit.host.misspelled"

// documentedHosts are the hosts that documents give for providers.
var documentedHosts = [...]struct {
	name   string
	source diag.Source
}{
	{provider.MessengerHost, source.Site19},
	{microsoft365Host, source.Hybrid},
	{"sipfed.resources.lync.com", source.Broadcast},
	{"exap.um.outlook.com", source.ExchangeOnline},
}

var hosts = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleHostMisspelled,
		Severity: diag.Warning,
		Summary:  "The hosts and pages of the vendor's providers must be written exactly as documented.",
		Remedy:   "Correct the name, or suppress this if it is meant.",
		Source:   source.Hybrid,
		Also:     "SITE-19 SFB-BROADCAST EXCHANGE-ONLINE",
	}},
	whole: func(a *auditor) {
		for i, p := range a.c.PublicProviders {
			a.documentedHost(federation.PublicProviders, i, p.ProxyFQDN)
		}
		for i, p := range a.c.HostingProviders {
			a.documentedHost(federation.HostingProviders, i, p.ProxyFQDN)
			url := p.AutodiscoverURL
			if near.Distance(char.Fold(url), char.Fold(autodiscoverPage), 1) == 1 && !isAutodiscoverPage(url) {
				a.add(RuleHostMisspelled, federation.HostingProviders, i, "AutodiscoverUrl", "%s is one character away from %s", url, autodiscoverPage)
			}
		}
	},
}

// documentedHost finds a host that is one slip away from a documented one.
func (a *auditor) documentedHost(k federation.Kind, i int, host domain.Name) {
	for _, known := range documentedHosts {
		if near.Distance(host.String(), known.name, 1) == 1 {
			a.add(RuleHostMisspelled, k, i, "ProxyFqdn", "%s is one character away from %s", host, known.name).Source = known.source
		}
	}
}

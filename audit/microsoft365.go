package audit

import (
	"cmp"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/provider"
)

// The host and the page that the hybrid documents give for the provider of
// Microsoft 365 (SFB-HYBRID).
const (
	microsoft365Host = "sipfed.online.lync.com"
	autodiscoverPage = "https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root"
)

// The rules on the hosting provider for Microsoft 365.
const (
	RuleMicrosoft365Autodiscover diag.Rule = "audit.microsoft365.autodiscover"
	RuleMicrosoft365Disabled     diag.Rule = "audit.microsoft365.disabled"
	RuleMicrosoft365HostsUsers   diag.Rule = "audit.microsoft365.hosts-users"
	RuleMicrosoft365Level        diag.Rule = "audit.microsoft365.level"
)

// microsoft365 checks what the hybrid documents and the vendor's own
// diagnostics expect of the provider (SFB-HYBRID, DIAG). They hold for this host
// only: another one of the vendor's has other values.
var microsoft365 = check{
	rules: []diag.RuleInfo{
		{
			Rule:     RuleMicrosoft365Autodiscover,
			Severity: diag.Warning,
			Summary:  "The provider for Microsoft 365 must have an AutodiscoverUrl at https://webdir.online.lync.com where it shares the address space.",
			Remedy:   "Set-CsHostingProvider -AutodiscoverUrl https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root.",
			Source:   source.Hybrid,
			Also:     "DIAG",
		},
		{
			Rule:     RuleMicrosoft365Disabled,
			Severity: diag.Notice,
			Summary:  "The provider for Microsoft 365 must be enabled where it is used.",
			Remedy:   "Enable-CsHostingProvider, or remove the provider.",
			Source:   source.Diagnostics,
		},
		{
			Rule:     RuleMicrosoft365HostsUsers,
			Severity: diag.Warning,
			Summary:  "The provider for Microsoft 365 must host users where it shares the address space.",
			Remedy:   "Set-CsHostingProvider -HostsOCSUsers $true, or turn EnabledSharedAddressSpace off.",
			Source:   source.NewHostingProvider,
		},
		{
			Rule:     RuleMicrosoft365Level,
			Severity: diag.Warning,
			Summary:  "The provider for Microsoft 365 must have the level UseSourceVerification.",
			Remedy:   "Set-CsHostingProvider -VerificationLevel UseSourceVerification.",
			Source:   source.Hybrid,
		},
	},
	of: federation.HostingProviders,
	record: func(a *auditor, i int) {
		p := a.c.HostingProviders[i]
		if p.ProxyFQDN.String() != microsoft365Host {
			return
		}
		add := func(r diag.Rule, member, format string, args ...any) {
			a.add(r, federation.HostingProviders, i, member, format, args...)
		}
		if p.VerificationLevel != provider.UseSourceVerification {
			add(RuleMicrosoft365Level, "VerificationLevel", "%s has the level %s", p.Identity, cmp.Or(p.VerificationLevel.String(), "that the cmdlet takes, AlwaysVerifiable"))
		}
		shares := p.EnabledSharedAddressSpace.IsOn()
		if (shares || p.AutodiscoverURL != "") && !isAutodiscoverHost(p.AutodiscoverURL) {
			add(RuleMicrosoft365Autodiscover, "AutodiscoverUrl", "%s has %s", p.Identity, cmp.Or(p.AutodiscoverURL, "none"))
		}
		if shares && !p.HostsOCSUsers.IsOn() {
			add(RuleMicrosoft365HostsUsers, "HostsOCSUsers", "%s shares the address space and does not host users", p.Identity)
		}
		if !p.Enabled {
			add(RuleMicrosoft365Disabled, "Enabled", "%s is not enabled", p.Identity)
		}
	},
}

// isAutodiscoverPage reports whether a URL is the documented page, at any of the
// vendor's hosts for it: webdir, webdir0e and their like.
func isAutodiscoverPage(url string) bool {
	rest, found := afterWebdir(url)
	return found && char.EqualFold(rest, strings.TrimPrefix(autodiscoverPage, "https://webdir"))
}

// isAutodiscoverHost reports whether a URL is at a host whose name begins as
// those for the documented page do.
func isAutodiscoverHost(url string) bool {
	rest, found := afterWebdir(url)
	return found && strings.HasPrefix(rest, ".")
}

// afterWebdir returns what follows https://webdir and word characters.
func afterWebdir(url string) (rest string, found bool) {
	rest, found = char.CutPrefix(url, "https://webdir")
	if !found {
		return "", false
	}
	isWord := func(r rune) bool {
		return r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	return strings.TrimLeftFunc(rest, isWord), true
}

package audit

import (
	"cmp"
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

// The URL that the hybrid documents give for the provider for Microsoft 365
// (SFB-HYBRID).
const (
	autodiscoverPath = "/Autodiscover/AutodiscoverService.svc/root"
	autodiscoverPage = "https://webdir.online.lync.com" + autodiscoverPath
)

// isMicrosoft365 reports whether a host is the Access Edge of a Microsoft 365
// cloud.
func isMicrosoft365(host domain.Name) bool {
	return provider.HostingProvider{ProxyFQDN: host}.IsMicrosoft365()
}

// The rules on the hosting provider for Microsoft 365.
const (
	RuleMicrosoft365Autodiscover diag.Rule = "audit.microsoft365.autodiscover"
	RuleMicrosoft365Disabled     diag.Rule = "audit.microsoft365.disabled"
	RuleMicrosoft365Homed        diag.Rule = "audit.microsoft365.homed"
	RuleMicrosoft365HostsUsers   diag.Rule = "audit.microsoft365.hosts-users"
	RuleMicrosoft365Level        diag.Rule = "audit.microsoft365.level"
	RuleMicrosoft365Missing      diag.Rule = "audit.microsoft365.missing"
	RuleMicrosoft365Outside      diag.Rule = "audit.microsoft365.outside"
	RuleMicrosoft365Topology     diag.Rule = "audit.microsoft365.topology"
	RuleMicrosoft365Unshared     diag.Rule = "audit.microsoft365.unshared"
)

// The checks of the provider follow the hybrid documents and Microsoft's own
// diagnostics (SFB-HYBRID, DIAG). They apply only to the hosts of Microsoft 365:
// other Microsoft providers have other values.

// mayBeMicrosoft365 reports whether a hosting provider is or may be the one for
// Microsoft 365.
func mayBeMicrosoft365(a *auditor, i int) bool {
	return isMicrosoft365(a.c.HostingProviders[i].ProxyFQDN) || a.c.IsUnknown(federation.HostingProviders, i, "ProxyFqdn")
}

// setHosting returns the edit of members of a hosting provider.
func (a *auditor) setHosting(i int, members ...diag.MemberEdit) []diag.Edit {
	return []diag.Edit{a.edit(diag.OpSet, federation.HostingProviders, i, members...)}
}

var microsoft365Level = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleMicrosoft365Level,
		Severity: diag.Warning,
		Summary:  "The provider for Microsoft 365 must have the level UseSourceVerification.",
		Remedy:   "Set VerificationLevel to UseSourceVerification.",
		Source:   source.Hybrid,
	}},
	needs: []federation.Kind{federation.HostingProviders},
	reads: []members{of(federation.HostingProviders, "ProxyFqdn", "VerificationLevel")},
	of:    federation.HostingProviders,
	about: mayBeMicrosoft365,
	record: func(a *auditor, i int) {
		p := a.c.HostingProviders[i]
		if p.VerificationLevel == provider.UseSourceVerification {
			return
		}
		f := a.add(RuleMicrosoft365Level, federation.HostingProviders, i, "VerificationLevel", "%s has %s, so the server does not use Microsoft 365's verification of senders. Documents disagree on the default: AlwaysVerifiable in the cmdlet, AlwaysUnverifiable in the Control Panel", p.Identity, cmp.Or(p.VerificationLevel.String(), "no level"))
		a.mend(f, "Set the level: ", a.setHosting(i, to("VerificationLevel", diag.Text(provider.UseSourceVerification.String()))), "")
	},
}

var microsoft365HostsUsers = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleMicrosoft365HostsUsers,
		Severity: diag.Warning,
		Summary:  "A provider for Microsoft 365 that shares the address space must also host users.",
		Remedy:   "Turn on HostsOCSUsers as well as EnabledSharedAddressSpace.",
		Source:   source.NewHostingProvider,
	}},
	needs: []federation.Kind{federation.HostingProviders},
	reads: []members{of(federation.HostingProviders, "ProxyFqdn", "EnabledSharedAddressSpace", "HostsOCSUsers")},
	of:    federation.HostingProviders,
	about: mayBeMicrosoft365,
	record: func(a *auditor, i int) {
		p := a.c.HostingProviders[i]
		if p.EnabledSharedAddressSpace.IsOn() && !p.HostsOCSUsers.IsOn() {
			f := a.add(RuleMicrosoft365HostsUsers, federation.HostingProviders, i, "HostsOCSUsers", "%s shares the address space, but HostsOCSUsers is not on: users who are homed in Microsoft 365 cannot be reached", p.Identity)
			a.mend(f, "Set both: ", a.setHosting(i, turn("EnabledSharedAddressSpace", true), turn("HostsOCSUsers", true)), "")
		}
	},
}

var microsoft365Page = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleMicrosoft365Autodiscover,
		Severity: diag.Warning,
		Summary:  "A provider for Microsoft 365 that shares the address space must have the documented AutodiscoverUrl, at a host such as https://webdir.online.lync.com.",
		Remedy:   "Set AutodiscoverUrl to https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root, or to the same path at your cloud's host.",
		Source:   source.Hybrid,
		Also:     "DIAG",
	}},
	needs:  []federation.Kind{federation.HostingProviders},
	reads:  []members{of(federation.HostingProviders, "ProxyFqdn", "EnabledSharedAddressSpace", "AutodiscoverUrl")},
	of:     federation.HostingProviders,
	about:  mayBeMicrosoft365,
	record: (*auditor).autodiscover,
}

// autodiscover checks the URL to which clients of users in Microsoft 365 are
// redirected. A server without the setting cannot have it.
func (a *auditor) autodiscover(i int) {
	p := a.c.HostingProviders[i]
	shares := p.EnabledSharedAddressSpace.IsOn()
	knows := a.c.Platform.IsZero() || a.c.Platform.Knows(product.LyncServer2013)
	switch {
	case isAutodiscoverPage(p.AutodiscoverURL):
		return
	case p.AutodiscoverURL == "" && (!shares || !knows || a.c.IsPresumed(federation.HostingProviders, i, "AutodiscoverUrl")):
		return
	}
	has, lost := "has no AutodiscoverUrl", "mobile clients of users who are homed in Microsoft 365 cannot sign in"
	if p.AutodiscoverURL != "" {
		has = fmt.Sprintf("has the AutodiscoverUrl %s, which is not the documented one", p.AutodiscoverURL)
	}
	if !shares {
		lost = "this does no harm until users are homed in Microsoft 365, whose mobile clients then cannot sign in"
	}
	f := a.add(RuleMicrosoft365Autodiscover, federation.HostingProviders, i, "AutodiscoverUrl", "%s %s: %s", p.Identity, has, lost)
	a.mend(f, "Set the URL: ", a.setHosting(i, to("AutodiscoverUrl", diag.Text(autodiscoverOf(p.ProxyFQDN)))), "")
}

// autodiscoverOf returns the documented URL at the webdir host of the cloud whose
// Access Edge is host.
func autodiscoverOf(host domain.Name) string {
	_, rest, _ := strings.Cut(host.String(), ".")
	return "https://webdir." + rest + autodiscoverPath
}

// isAutodiscoverPage reports whether a URL has the documented path, at a host whose
// name begins with webdir, webdir0e or similar, in any domain. Microsoft's own
// check does the same (DIAG).
func isAutodiscoverPage(url string) bool {
	rest, found := char.CutPrefix(url, "https://webdir")
	if !found {
		return false
	}
	isWord := func(r rune) bool {
		return r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	host, path, _ := strings.Cut(strings.TrimLeftFunc(rest, isWord), "/")
	return strings.HasPrefix(host, ".") && len(host) > 1 && char.EqualFold("/"+path, autodiscoverPath)
}

var firstNeeded = date.MustParse(provider.Microsoft365From)

// noMicrosoft365 finds a missing or disabled provider for Microsoft 365. The
// organization needs one to reach its own users there, and partners who are there
// (FED-LO-10, SFB-HYBRID-OFF).
var noMicrosoft365 = check{
	rules: []diag.RuleInfo{
		{
			Rule:     RuleMicrosoft365Disabled,
			Severity: diag.Warning,
			Summary:  "The provider for Microsoft 365 must be enabled if users or partners need it.",
			Remedy:   "Enable the provider.",
			Source:   source.Diagnostics,
			Also:     "FED-LO-10",
		},
		{
			Rule:     RuleMicrosoft365Missing,
			Severity: diag.Warning,
			Summary:  "A hosting provider for Microsoft 365 must exist and be enabled if users who are homed there, or partners, need it.",
			Remedy:   "Create the provider, with the host of the cloud that is used.",
			Source:   source.FederateLyncOnline,
			Also:     "SFB-HYBRID",
		},
	},
	dated:   true,
	applies: func(on date.Date) bool { return !on.Before(firstNeeded) },
	needs:   []federation.Kind{federation.AccessEdge, federation.HostingProviders},
	reads:   []members{waysOut, hostingHosts},
	when:    func(a *auditor) bool { return a.usesDNS() && !a.reachesMicrosoft365() },
	seeks:   []members{of(federation.HostingProviders, "EnabledSharedAddressSpace")},
	whole: func(a *auditor) {
		need, partners := a.needsMicrosoft365(), a.partners()
		if need == "" && partners == "" {
			return
		}
		lost := "users and partners who are homed there cannot be reached"
		severity := diag.Warning
		if need == "" {
			severity, need = diag.Notice, partners
			lost = "partners who are in Microsoft 365, or move to it, cannot be reached"
		}
		if i := slices.IndexFunc(a.c.HostingProviders, func(p provider.HostingProvider) bool { return isMicrosoft365(p.ProxyFQDN) }); i >= 0 {
			p := a.c.HostingProviders[i]
			f := a.add(RuleMicrosoft365Disabled, federation.HostingProviders, i, "Enabled", "%s, the hosting provider for Microsoft 365 (%s), is disabled, and %s: %s", p.Identity, p.ProxyFQDN, need, lost)
			enable := a.edit(diag.OpEnable, federation.HostingProviders, i)
			if f.Severity = severity; severity == diag.Warning {
				a.mend(f, "Enable it: ", []diag.Edit{enable}, "")
			} else {
				a.advise(f, "Enable it: ", enable)
			}
			return
		}
		f := a.add(RuleMicrosoft365Missing, federation.HostingProviders, -1, "", "no hosting provider for Microsoft 365 (%s) is enabled, and %s: %s", provider.Microsoft365Host, need, lost)
		edits, hostKnown := a.createMicrosoft365(severity == diag.Warning)
		if f.Severity = severity; hostKnown && severity == diag.Warning {
			a.mend(f, "Create it: ", edits, "")
			return
		}
		a.advise(f, "Create it: ", edits, ". The clouds for China and for the US government have hosts of their own")
	},
}

// reachesMicrosoft365 reports whether an enabled provider leads there.
func (a *auditor) reachesMicrosoft365() bool {
	return slices.ContainsFunc(a.c.HostingProviders, func(p provider.HostingProvider) bool { return p.Enabled && isMicrosoft365(p.ProxyFQDN) })
}

// needsMicrosoft365 returns why the organization's own users need the provider, in
// words, or "". Once all users have moved, the servers no longer need it
// (SFB-HYBRID-OFF).
func (a *auditor) needsMicrosoft365() string {
	cloud, servers := 0, 0
	for i := range a.c.Users {
		switch a.home(i) {
		case inCloud:
			cloud++
		case onServers, homeUnknown:
			servers++
		}
	}
	switch allMoved := a.c.Knows(federation.Users) && servers == 0; {
	case allMoved:
		return ""
	case cloud > 0:
		return fmt.Sprintf("users are homed there (%s)", char.Number(cloud))
	}
	for _, p := range a.c.HostingProviders {
		// A provider of another company may share the address space, too.
		if p.EnabledSharedAddressSpace.IsOn() && (p.ProxyFQDN.String() == broadcastHost || isMicrosoft365(p.ProxyFQDN)) {
			return "the address space is shared"
		}
	}
	return ""
}

// partners returns which partners can be reached, in words, and "" if none can.
func (a *auditor) partners() string {
	switch n := len(a.c.AllowedDomains); {
	case !a.isOpen():
		return ""
	case a.discovers():
		return "partners are discovered"
	case n > 0:
		return fmt.Sprintf("%s can be reached", plural(n, "allowed domain"))
	}
	return ""
}

// createMicrosoft365 returns the edits that create the documented provider, for
// partners (FED-LO-10) or for a shared address space (SFB-HYBRID). They first
// remove a public provider with the same host. hostKnown reports whether a user's
// home identifies the cloud.
func (a *auditor) createMicrosoft365(shared bool) (edits []diag.Edit, hostKnown bool) {
	host := domain.MustParseName(provider.Microsoft365Host)
	for i, u := range a.c.Users {
		if a.home(i) == inCloud {
			if host, hostKnown = u.RegistrarPool, true; u.HostingProvider != "" {
				host, _ = domain.ParseName(u.HostingProvider)
			}
			break
		}
	}
	taken := map[string]bool{}
	for i, p := range a.c.PublicProviders {
		if p.ProxyFQDN == host {
			edits = append(edits, a.edit(diag.OpRemove, federation.PublicProviders, i))
		} else {
			taken[char.Fold(p.Identity)] = true
		}
	}
	for _, p := range a.c.HostingProviders {
		taken[char.Fold(p.Identity)] = true
	}
	name := "Office365"
	for n := 2; taken[char.Fold(name)]; n++ {
		name = fmt.Sprintf("Office365-%d", n)
	}
	fresh := create(federation.HostingProviders, name,
		to("ProxyFqdn", diag.Text(host.String())),
		to("VerificationLevel", diag.Text(provider.UseSourceVerification.String())),
		turn("Enabled", true),
		turn("EnabledSharedAddressSpace", shared),
		turn("HostsOCSUsers", shared),
		turn("IsLocal", false),
	)
	if knows := a.c.Platform.IsZero() || a.c.Platform.Knows(product.LyncServer2013); shared && knows {
		fresh.Members = append(fresh.Members, to("AutodiscoverUrl", diag.Text(autodiscoverOf(host))))
	}
	return append(edits, fresh), hostKnown
}

// A home is where a user is homed.
type home uint8

const (
	homeUnknown home = iota
	onServers
	inCloud
)

// home returns the home of a user. HostingProvider has it: the host of Microsoft
// 365, or SRV: for the servers. Inferred: without HostingProvider, a user with a
// pool is on the servers.
func (a *auditor) home(i int) home {
	u := a.c.Users[i]
	at := u.HostingProvider
	_, isSRV := char.CutPrefix(at, "SRV")
	switch {
	case isSRV || char.EqualFold(at, "DNS-SRV"): // MIGR-13 prints DNS-SRV
		return onServers
	case at != "":
		if homedOnline(at) {
			return inCloud
		}
		return homeUnknown
	case isMicrosoft365(u.RegistrarPool):
		return inCloud
	case u.RegistrarPool.IsZero():
		return homeUnknown
	}
	return onServers
}

// sharedMicrosoft365 returns the index of the enabled provider for Microsoft 365
// that shares the address space, and whether there is one.
func (a *auditor) sharedMicrosoft365() (int, bool) {
	i := slices.IndexFunc(a.c.HostingProviders, func(p provider.HostingProvider) bool {
		return p.Enabled && p.EnabledSharedAddressSpace.IsOn() && isMicrosoft365(p.ProxyFQDN)
	})
	return i, i >= 0
}

var outsideForMicrosoft365 = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleMicrosoft365Outside,
		Severity: diag.Notice,
		Summary:  "With a provider for Microsoft 365, AllowOutsideUsers must be on for Microsoft's own check to pass.",
		Remedy:   "Turn AllowOutsideUsers on at the Access Edge, if users may sign in from outside.",
		Source:   source.Diagnostics,
	}},
	needs: []federation.Kind{federation.AccessEdge, federation.HostingProviders},
	reads: []members{of(federation.AccessEdge, "AllowOutsideUsers"), hostingHosts},
	when:  func(a *auditor) bool { return a.edge.AllowOutsideUsers.IsOff() && a.reachesMicrosoft365() },
	whole: func(a *auditor) {
		if len(a.granting(outsideAccess)) > 0 {
			return // outsideOff reports it
		}
		f := a.add(RuleMicrosoft365Outside, federation.AccessEdge, 0, "AllowOutsideUsers", "AllowOutsideUsers is off: users cannot sign in from outside, and Microsoft's own check of federation with Microsoft 365 fails. No document says that federation itself needs the setting")
		a.advise(f, "Turn it on, if users may sign in from outside: ", a.setEdge(turn("AllowOutsideUsers", true)))
	},
}

// homedUnshared finds users in Microsoft 365 whom the servers cannot reach, because the
// provider does not share the address space.
var homedUnshared = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleMicrosoft365Unshared,
		Severity: diag.Error,
		Summary:  "If users are homed in Microsoft 365, its provider must share the address space.",
		Remedy:   "Share the address space, or move the users to the servers.",
		Source:   source.Hybrid,
		Also:     "DIAG",
	}},
	needs: []federation.Kind{federation.HostingProviders, federation.Users},
	reads: []members{of(federation.HostingProviders, "ProxyFqdn", "EnabledSharedAddressSpace")},
	when: func(a *auditor) bool {
		cloud, servers, _ := a.homes()
		return cloud > 0 && servers > 0 && !a.isTenantGiven() // the checks of the tenant compare both sides
	},
	whole: func(a *auditor) {
		i := -1
		for j, p := range a.c.HostingProviders {
			switch {
			case !isMicrosoft365(p.ProxyFQDN):
			case p.EnabledSharedAddressSpace.IsOn():
				return
			case i < 0:
				i = j
			}
		}
		if i < 0 {
			return
		}
		cloud, _, _ := a.homes()
		f := a.add(RuleMicrosoft365Unshared, federation.HostingProviders, i, "EnabledSharedAddressSpace", "%s homed in Microsoft 365, but %s does not share the address space: they and users on the servers cannot reach each other", isOrAre(cloud, "user"), a.c.HostingProviders[i].Identity)
		f.Inferred = true
		a.advise(f, "Share the address space, if the tenant does: ", a.setHosting(i, turn("EnabledSharedAddressSpace", true), turn("HostsOCSUsers", true)))
	},
}

var nobodyHomed = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleMicrosoft365Homed,
		Severity: diag.Notice,
		Summary:  "The address space must be shared with Microsoft 365 only if users are homed there.",
		Remedy:   "Stop sharing, if the tenant has no users in these domains.",
		Source:   source.Diagnostics,
	}},
	needs: []federation.Kind{federation.HostingProviders, federation.Users},
	reads: []members{hostingSharing},
	when: func(a *auditor) bool {
		_, shares := a.sharedMicrosoft365()
		for i := range a.c.Users {
			shares = shares && a.home(i) != inCloud
		}
		return shares && len(a.c.Users) > 0
	},
	seeks: []members{homesOfUsers},
	whole: func(a *auditor) {
		inferred := false
		for i := range a.c.Users {
			if a.home(i) == homeUnknown {
				return
			}
			inferred = inferred || a.c.IsUnknown(federation.Users, i, "HostingProvider")
		}
		i, _ := a.sharedMicrosoft365()
		p := a.c.HostingProviders[i]
		f := a.add(RuleMicrosoft365Homed, federation.HostingProviders, i, "EnabledSharedAddressSpace", "%s shares the address space, but 0 of %s users are homed in Microsoft 365: a message to an address that is not on the servers goes there", p.Identity, char.Number(len(a.c.Users)))
		f.Inferred = inferred
		a.advise(f, "If the tenant has no users in these domains either, stop sharing: ",
			a.edit(diag.OpSet, federation.HostingProviders, i, turn("EnabledSharedAddressSpace", false), turn("HostsOCSUsers", false)))
	},
}

// topology reminds of the tenant's domains: a domain that the servers do not have
// cannot be routed between the two sides (SA-SPLIT-DOMAIN).
var topology = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleMicrosoft365Topology,
		Severity: diag.Notice,
		Summary:  "All SIP domains of a tenant that shares the address space must also be SIP domains of the servers.",
		Remedy:   "Add each missing domain of the tenant to the topology as a SIP domain.",
		Source:   source.SplitDomain,
	}},
	needs: []federation.Kind{federation.HostingProviders, federation.SIPDomains},
	reads: []members{hostingSharing},
	whole: func(a *auditor) {
		i, shares := a.sharedMicrosoft365()
		if !shares || a.c.Knows(federation.TenantSIPDomains) { // tenantSIPDomains compares them
			return
		}
		var names []string
		for _, d := range a.c.SIPDomains {
			names = append(names, d.Identity.String())
		}
		f := a.add(RuleMicrosoft365Topology, federation.HostingProviders, i, "EnabledSharedAddressSpace", "%s shares the address space with a tenant, and the topology has %s (%s). It is not known whether the tenant has others. Users in a domain that is missing here and users on the servers cannot reach each other (ms-diagnostics 1017)", a.c.HostingProviders[i].Identity, plural(len(names), "SIP domain"), list(names))
		f.Remedy = "Compare the domains of the tenant with the output of Get-CsSipDomain. Add each missing domain to the topology with New-CsSipDomain"
	},
}

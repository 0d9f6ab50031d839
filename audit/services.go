package audit

import (
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/provider"
)

// The rules on public providers and their services.
const (
	RuleExcludedListForeign  diag.Rule = "audit.excluded-list.foreign"
	RuleProviderRecreate     diag.Rule = "audit.provider.recreate"
	RuleRoutingDomainBlocked diag.Rule = "audit.routing-domain.blocked"
	RuleServiceClosing       diag.Rule = "audit.service.closing"
	RuleServiceEnded         diag.Rule = "audit.service.ended"
	RuleServiceUnlicensed    diag.Rule = "audit.service.unlicensed"
	RuleServiceUnrecorded    diag.Rule = "audit.service.unrecorded"
	RuleSkypeTasks           diag.Rule = "audit.skype.tasks"
)

// service returns the service of a public provider on the day, its stage, and
// whether the service is known.
func (a *auditor) service(p provider.PublicProvider) (provider.Service, provider.Stage, bool) {
	id, known := p.Service(a.on)
	s, _ := provider.LookupService(id)
	stage, _ := s.History.Stage(a.on)
	return s, stage, known
}

// ended reports whether a provider's service has ended on the day.
func (a *auditor) ended(p provider.PublicProvider) bool {
	_, stage, known := a.service(p)
	return known && stage.Phase == provider.Ended
}

// noServiceLeft reports whether all public services have ended on the day.
func (a *auditor) noServiceLeft() bool {
	for s := range provider.Services() {
		if s.History.On(a.on) != provider.Ended {
			return false
		}
	}
	return true
}

// mayBeService reports whether a public provider is or may be for a known service
// that has not ended.
func (a *auditor) mayBeService(i int) bool {
	_, stage, known := a.service(a.c.PublicProviders[i])
	return known && stage.Phase != provider.Ended || a.c.IsUnknown(federation.PublicProviders, i, "ProxyFqdn")
}

var services = check{
	rules: []diag.RuleInfo{
		{
			Rule:     RuleServiceClosing,
			Severity: diag.Notice,
			Summary:  "A public service must not be about to close. A closing service may accept no new domains, or its license may no longer be sold.",
			Remedy:   "Plan for its last day.",
			Source:   source.Support13,
			Also:     "FAQ-19",
		},
		{
			Rule:     RuleServiceEnded,
			Severity: diag.Error,
			Summary:  "A provider must be enabled only while its service exists.",
			Remedy:   "Remove the provider, and tell users that its contacts stay offline.",
			Source:   source.SkypeEnd,
			Also:     "FAQ-19 WLM-CN",
		},
		{
			Rule:     RuleServiceUnrecorded,
			Severity: diag.Notice,
			Summary:  "A provider must be enabled only once its service exists.",
			Remedy:   "Check the day.",
			Source:   source.Support13,
		},
	},
	needs: []federation.Kind{federation.PublicProviders},
	dated: true,
	reads: []members{publicServices},
	of:    federation.PublicProviders,
	record: func(a *auditor, i int) {
		p := a.c.PublicProviders[i]
		s, stage, known := a.service(p)
		if !known || !p.Enabled {
			return
		}
		last, _ := s.History.LastDay()
		switch stage.Phase {
		case provider.Ended:
			f := a.add(RuleServiceEnded, federation.PublicProviders, i, "Enabled", "%s could be used until %v. %s", s.Name, last, stage.Text)
			f.Source, f.Inferred = stage.Source, stage.Inferred
			a.mend(f, "Remove it, and tell users that its contacts stay offline: ", []diag.Edit{{Op: diag.OpRemove, Subject: a.c.Subject(federation.PublicProviders, i)}}, "")
		case provider.Closing:
			f := a.add(RuleServiceClosing, federation.PublicProviders, i, "Enabled", "%s can be used until %v. %s", s.Name, last, stage.Text)
			f.Source, f.Inferred = stage.Source, stage.Inferred
		case provider.Unrecorded:
			a.add(RuleServiceUnrecorded, federation.PublicProviders, i, "Enabled", "no document says that federation with %s was possible on that day", s.Name)
		case provider.Available:
		}
	},
}

var excludedDomains = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleExcludedListForeign,
		Severity: diag.Warning,
		Summary:  "A domain that is excluded from decoration must belong to the service. Contacts in other domains cannot be reached without decoration.",
		Remedy:   "Create the provider again without the domain in NameDecorationExcludedDomainList, or verify that the service owns it.",
		Source:   source.SIPE,
	}},
	needs: []federation.Kind{federation.PublicProviders},
	dated: true,
	reads: []members{of(federation.PublicProviders, "Identity", "ProxyFqdn", "NameDecorationRoutingDomain", "NameDecorationExcludedDomainList")},
	of:    federation.PublicProviders,
	about: func(a *auditor, i int) bool { return a.mayBeService(i) },
	record: func(a *auditor, i int) {
		p := a.c.PublicProviders[i]
		s, _, _ := a.service(p)
		var foreign []string
		var kept []domain.SIPDomain
		for d := range p.NameDecorationExcludedDomainList.Set().All() {
			if _, owned := s.Owns(d); owned || d == p.NameDecorationRoutingDomain {
				kept = append(kept, d)
			} else {
				foreign = append(foreign, d.String())
			}
		}
		if foreign == nil {
			return
		}
		readable := true
		for _, err := range p.NameDecorationExcludedDomainList.All() {
			readable = readable && err == nil
		}
		f := a.add(RuleExcludedListForeign, federation.PublicProviders, i, "NameDecorationExcludedDomainList",
			"%s excludes %s from decoration, but %s is not known to own such a domain (its list of domains is second-hand and may be incomplete): a contact there stays offline", p.Identity, list(foreign), s.Name)
		if readable { // else the command would lose the unreadable entries
			a.advise(f, "Create the provider again without it, unless the service owns it: ",
				a.again(federation.PublicProviders, i, to("NameDecorationExcludedDomainList", diag.Text(domain.ListOf(kept...).String()))))
		}
	},
}

// blockedRouting finds a provider whose decorated contacts are all blocked, because its
// routing domain is.
var blockedRouting = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleRoutingDomainBlocked,
		Severity: diag.Warning,
		Summary:  "The routing domain of an enabled public provider must not be blocked. Every decorated contact is in it.",
		Remedy:   "Remove the entry, or disable the provider.",
		Source:   source.NewBlockedDomain,
	}},
	needs: []federation.Kind{federation.PublicProviders, federation.BlockedDomains},
	dated: true,
	reads: []members{of(federation.PublicProviders, "Identity", "ProxyFqdn", "Enabled", "NameDecorationRoutingDomain")},
	of:    federation.PublicProviders,
	record: func(a *auditor, i int) {
		p := a.c.PublicProviders[i]
		at := slices.IndexFunc(a.c.BlockedDomains, func(d federation.BlockedDomain) bool { return d.Domain == p.NameDecorationRoutingDomain.Name() })
		if !p.Enabled || p.NameDecorationRoutingDomain.IsZero() || at < 0 || a.ended(p) {
			return
		}
		f := a.add(RuleRoutingDomainBlocked, federation.BlockedDomains, at, "Identity", "%s is blocked, and is the routing domain of %s: decorated contacts, such as ted(contoso.com)@%[1]s, cannot be reached", p.NameDecorationRoutingDomain, p.Identity)
		f.Cause = a.c.Subject(federation.PublicProviders, i)
		a.advise(f, "Remove the entry: ", a.edit(diag.OpRemove, federation.BlockedDomains, at), ". Or disable the provider: ", a.edit(diag.OpDisable, federation.PublicProviders, i))
	},
}

// recreate finds a working provider without settings that the server's documents
// recommend. Only a new record can have them (SFB-SKYPE).
var recreate = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleProviderRecreate,
		Severity: diag.Notice,
		Summary:  "A provider must be created with icon, decoration and search. They cannot be set later.",
		Remedy:   "Remove the provider, and create it again as documented.",
		Source:   source.SfBSkype,
	}},
	needs: []federation.Kind{federation.PublicProviders},
	dated: true,
	reads: []members{of(federation.PublicProviders, "Identity", "ProxyFqdn", "IconUrl", "NameDecorationRoutingDomain", "EnableSkypeIdRouting", "EnableSkypeDirectorySearch")},
	of:    federation.PublicProviders,
	about: func(a *auditor, i int) bool {
		_, documented := a.documented(i)
		return documented || a.c.IsUnknown(federation.PublicProviders, i, "ProxyFqdn")
	},
	record: func(a *auditor, i int) {
		p := a.c.PublicProviders[i]
		recommended, _ := a.documented(i)
		var lacks []string
		if p.NameDecorationRoutingDomain.IsZero() {
			lacks = append(lacks, "name decoration")
		}
		if p.IconURL == "" {
			lacks = append(lacks, "an icon")
		}
		if recommended.EnableSkypeDirectorySearch.IsOn() && !p.EnableSkypeDirectorySearch.IsOn() && !p.EnableSkypeIDRouting.IsOn() {
			lacks = append(lacks, "the search for Skype contacts")
		}
		if len(lacks) > 0 {
			f := a.add(RuleProviderRecreate, federation.PublicProviders, i, "", "%s works, but lacks %s, as documented for %s. These settings can only be made when the provider is created",
				p.Identity, strings.Join(lacks, " and "), a.c.Platform.Title())
			a.advise(f, "Create it again as documented. Its contacts cannot be reached between the two commands: ", a.recreated(i, recommended))
		}
	},
}

// documented returns the provider record that the server's documents recommend for
// the same service, and whether there is one.
func (a *auditor) documented(i int) (provider.PublicProvider, bool) {
	p := a.c.PublicProviders[i]
	s, stage, known := a.service(p)
	d, found := s.Recommended(a.c.Platform)
	return d, known && stage.Phase != provider.Ended && found && p.ProxyFQDN == d.ProxyFQDN
}

// recreated returns the edits that replace a provider by the documented one.
// Enabled does not change.
func (a *auditor) recreated(i int, documented provider.PublicProvider) []diag.Edit {
	p := a.c.PublicProviders[i]
	documented.Enabled = p.Enabled
	return []diag.Edit{a.edit(diag.OpRemove, federation.PublicProviders, i), newProvider(documented)}
}

var unlicensed = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleServiceUnlicensed,
		Severity: diag.Error,
		Summary:  "An enabled provider must be for a service that the organization is licensed for on the day.",
		Remedy:   "Get the missing license, or disable the provider.",
		Source:   source.Support13,
		Also:     "FAQ-19 LYNCFED OCSPEDIA SFBO-END SITE-19 SKYPE-END WLM-CN",
	}},
	needs: []federation.Kind{federation.PublicProviders, federation.Holdings},
	dated: true,
	reads: []members{publicServices},
	of:    federation.PublicProviders,
	record: func(a *auditor, i int) {
		p := a.c.PublicProviders[i]
		s, stage, known := a.service(p)
		if !known || !p.Enabled || stage.Phase == provider.Ended {
			return
		}
		h, _ := a.c.License()
		for _, r := range h.Decide(licensing.Question{Service: s.ID, On: a.on}).Reasons {
			if r.Outcome != diag.Refused {
				continue
			}
			f := a.add(RuleServiceUnlicensed, federation.PublicProviders, i, "Enabled", "%s: %s [%s]", s.Name, r.Detail, r.Rule)
			f.Source, f.Inferred = r.Source, r.Inferred
			a.advise(f, r.Remedy+" Or disable the provider: ", a.edit(diag.OpDisable, federation.PublicProviders, i))
		}
	},
}

// skypeTasks finds that only some of the three tasks on the server for Skype are
// done (SITE-19, SFB-SKYPE).
var skypeTasks = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleSkypeTasks,
		Severity: diag.Notice,
		Summary:  "For Skype, the server must have federation at the Edge, a policy that grants public access, and the provider.",
		Remedy:   "Do the remaining tasks, in this order.",
		Source:   source.SfBSkype,
	}},
	needs: []federation.Kind{federation.AccessEdge, federation.ExternalAccessPolicies, federation.PublicProviders},
	reads: []members{federationSwitch, publicGrants, publicServices},
	dated: true,
	applies: func(on date.Date) bool {
		skype, _ := provider.LookupService(provider.Skype)
		return skype.History.On(on) == provider.Available
	},
	whole: func(a *auditor) {
		hasProvider := slices.ContainsFunc(a.c.PublicProviders, func(p provider.PublicProvider) bool {
			s, _, _ := a.service(p)
			return s.ID == provider.Skype && p.Enabled
		})
		tasks := []struct {
			what string
			done bool
		}{
			{"federation at the Access Edge", a.edge.AllowFederatedUsers.IsOn()},
			{"a policy that grants public access", len(a.mayGrant(publicAccess)) > 0},
			{"an enabled provider for Skype", hasProvider},
		}
		var done, lacking []string
		for _, t := range tasks {
			if t.done {
				done = append(done, t.what)
			} else {
				lacking = append(lacking, t.what)
			}
		}
		// Federation alone does not mean that Skype is wanted.
		isWanted := tasks[1].done || tasks[2].done
		if len(lacking) > 0 && isWanted && a.edge.RoutingMethod != federation.UseDefaultRouting { // which excludes providers
			f := a.add(RuleSkypeTasks, 0, -1, "", "the server has %s; still missing: %s", strings.Join(done, " and "), strings.Join(lacking, ", "))
			var edits []diag.Edit
			if !tasks[0].done {
				edits = append(edits, a.setEdge(turn("AllowFederatedUsers", true)))
			}
			if !tasks[1].done {
				edits = append(edits, a.grantTo(publicAccess, "EnablePublicCloudAccess")...)
			}
			if !tasks[2].done {
				edits = append(edits, a.skypeProvider()...)
			}
			if len(edits) >= len(lacking) {
				a.advise(f, "Do the remaining tasks in this order: ", edits)
			}
		}
	},
}

// skypeProvider returns the edit that enables the provider for Skype, or creates
// the documented one. It returns nil for a server without such a document.
func (a *auditor) skypeProvider() []diag.Edit {
	for i, p := range a.c.PublicProviders {
		if s, _, _ := a.service(p); s.ID == provider.Skype {
			return []diag.Edit{a.edit(diag.OpEnable, federation.PublicProviders, i)}
		}
	}
	skype, _ := provider.LookupService(provider.Skype)
	documented, found := skype.Recommended(a.c.Platform)
	if !found {
		return nil
	}
	return []diag.Edit{newProvider(documented)}
}

// newProvider returns the edit that creates a provider.
func newProvider(p provider.PublicProvider) diag.Edit {
	one := &auditor{c: federation.Configuration{PublicProviders: []provider.PublicProvider{p}}}
	return one.again(federation.PublicProviders, 0)[1]
}

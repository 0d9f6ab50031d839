package reach

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// The rules on the public or hosting provider on the route.
const (
	RuleConsumerDomainProvider diag.Rule = "reach.consumer-domain.provider"
	RuleProviderClaim          diag.Rule = "reach.provider.claim"
	RuleProviderDisabled       diag.Rule = "reach.provider.disabled"
	RuleProviderRouting        diag.Rule = "reach.provider.routing"
	RuleServiceCapability      diag.Rule = "reach.service.capability"
	RuleServiceDay             diag.Rule = "reach.service.day"
	RuleServiceUnknown         diag.Rule = "reach.service.unknown"
)

var providerClaims = rule{
	info: diag.RuleInfo{
		Rule:     RuleProviderClaim,
		Severity: diag.Error,
		Summary:  "A contact of a public provider must be in a domain that its settings, an allowed domain or a document assigns to it.",
		Remedy:   "Type the contact in the form that the reason gives. From cumulative update 5 of Lync Server 2013 on, you can create the provider with the documented name decoration instead.",
		Source:   source.ExternalContacts,
		Also:     "MESSHELPER PS-ALLOWED SIPE SITE-19",
	},
	test: func(x *Index, c *contact, _ step) diag.Outcome {
		for _, claim := range x.claims[c.address.Domain()] {
			if claim.provider == c.provider && claim.holds(x, c.on) {
				return diag.Passed
			}
		}
		return diag.OutcomeOf(c.named && x.isSecondHand(c.provider, c.on))
	},
	condition: func(v *Verdict, s step) bool {
		return s.at == v.contact.provider && (v.restsOnQuery() || v.isForeign(s))
	},
	remedy: func(v *Verdict, s step) string {
		if v.isForeign(s) {
			return "Create the provider again without the domain in NameDecorationExcludedDomainList, or verify that the service owns it."
		}
		return ""
	},
	explain: func(v *Verdict, s step) string {
		d, p := v.contact.address.Domain(), v.index.public(v.contact.provider)
		switch {
		case s.outcome != diag.Passed:
			detail := fmt.Sprintf("no setting and no document assigns %s to %s", d, p.Identity)
			if service, known := p.Service(v.contact.on); known {
				s, _ := provider.LookupService(service)
				if typed, found := byHand(s, v.contact.address); found {
					detail += fmt.Sprintf(": no provider decorates addresses, so users type the contact as %s", typed)
				}
			}
			return detail
		case v.restsOnQuery():
			return fmt.Sprintf("%s counts as a domain of %s because the query names it (the list of its domains is second-hand and may be incomplete)", d, p.Identity)
		case s.at.kind == federation.AllowedDomains:
			return fmt.Sprintf("%s is allowed with the host of %s", d, p.Identity)
		case s.member == "NameDecorationRoutingDomain":
			return fmt.Sprintf("%s is the routing domain of %s", d, p.Identity)
		case v.isForeign(s):
			service, _ := provider.LookupService(v.contact.service)
			return fmt.Sprintf("%s belongs to %s, which is not known to own it: %s excludes it from decoration, and a contact who is not the service's own stays offline without decoration", d, service.Name, p.Identity)
		case s.member == "NameDecorationExcludedDomainList":
			return fmt.Sprintf("%s is excluded from decoration by %s: contacts there are the provider's own", d, p.Identity)
		}
		return fmt.Sprintf("%s is a known domain of the service of %s", d, p.Identity)
	},
	document: func(v *Verdict, s step) diag.Source {
		switch {
		case s.outcome != diag.Passed:
			return s.rule.info.Source
		case s.at.kind == federation.AllowedDomains:
			return source.NewAllowedDomain
		case s.member != "":
			return source.Site19
		}
		service, _ := provider.LookupService(v.contact.service)
		for d := range service.Domains() {
			if d.Domain == v.contact.address.Domain() {
				return d.Source
			}
		}
		return s.rule.info.Source
	},
}

// isSecondHand reports whether the domain list of a provider's service is second-hand,
// so that it may be incomplete.
func (x *Index) isSecondHand(r ref, on date.Date) bool {
	service, known := x.public(r).Service(on)
	if s, found := provider.LookupService(service); known && found && x.decorators[r.index()].RoutingDomain().IsZero() {
		if _, recommended := s.Recommended(product.SfBServer2015); recommended {
			return false
		}
		for d := range s.Domains() {
			if d.SecondHand {
				return s.Successor == ""
			}
		}
	}
	return false
}

// restsOnQuery reports whether the contact is one of the named provider only because
// the query names it.
func (v *Verdict) restsOnQuery() bool {
	c := v.contact
	if !c.named {
		return false
	}
	for _, claim := range v.index.claims[c.address.Domain()] {
		if claim.provider == c.provider && claim.holds(v.index, c.on) {
			return false
		}
	}
	return true
}

// isForeign reports whether a provider excludes the contact's domain from decoration
// although the service is not known to own it. Decoration would have been needed then.
func (v *Verdict) isForeign(s step) bool {
	service, known := provider.LookupService(v.contact.service)
	_, owned := service.Owns(v.contact.address.Domain())
	return s.outcome == diag.Passed && s.member == "NameDecorationExcludedDomainList" && known && !owned
}

// consumerProvider is for the domains of Microsoft's consumer service, which discovery
// does not find as partners (KB-2566829). For AOL and Yahoo! this is inferred.
var consumerProvider = rule{
	info: diag.RuleInfo{
		Rule:     RuleConsumerDomainProvider,
		Severity: diag.Error,
		Summary:  "A domain of a public service must be reached through an enabled provider of that service.",
		Remedy:   "Create or enable the provider of the service.",
		Source:   source.KB2566829,
		Also:     "SIPE",
	},
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		switch {
		case x.c.PublicProviders == nil || len(x.unclear) > 0:
			return diag.NotKnown
		}
		return diag.Refused
	},
	explain: func(v *Verdict, s step) string {
		d := v.contact.address.Domain()
		service, _ := provider.LookupService(v.contact.service)
		belongs := fmt.Sprintf("%s is a domain of the public service %s", d, service.Name)
		switch {
		case s.at.isRecord():
			return fmt.Sprintf("%s, but its provider %s is not enabled", belongs, v.index.public(s.at).Identity)
		case s.outcome == diag.NotKnown:
			return fmt.Sprintf("%s, and it is not known whether an enabled provider connects to it", belongs)
		}
		return fmt.Sprintf("%s, but no public provider connects to it", belongs)
	},
	fix: func(v *Verdict, s step) []diag.Edit {
		if s.at.isRecord() {
			return []diag.Edit{{Op: diag.OpEnable, Subject: v.index.subject(s.at)}}
		}
		return nil
	},
	remedy: func(v *Verdict, s step) string {
		service, _ := provider.LookupService(v.contact.service)
		recommended, found := service.Recommended(v.index.c.Platform)
		switch {
		case s.outcome == diag.NotKnown:
			return exportOf(federation.PublicProviders)
		case s.at.isRecord() || !found:
			return ""
		}
		recommended.Enabled = true
		return command(v, newRecord(&federation.Configuration{PublicProviders: []provider.PublicProvider{recommended}}, federation.PublicProviders))
	},
}

// newRecord returns the edit that creates the first record of a kind.
func newRecord(c *federation.Configuration, k federation.Kind) diag.Edit {
	r := k.Row().Record(c, 0)
	e := diag.Edit{Op: diag.OpNew, Subject: c.Subject(k, 0)}
	for member := range r.Set() {
		if !member.Key {
			e.Members = append(e.Members, diag.MemberEdit{Name: member.Name, New: r.Value(member.Name)})
		}
	}
	return e
}

var providerEnabled = rule{
	info: diag.RuleInfo{
		Rule:     RuleProviderDisabled,
		Severity: diag.Error,
		Summary:  "A provider must be enabled to be used.",
		Remedy:   "Enable the provider.",
		Source:   source.NewPublicProvider,
		Also:     "PS-HOSTING",
	},
	fix: func(v *Verdict, s step) []diag.Edit {
		return []diag.Edit{{Op: diag.OpEnable, Subject: v.index.subject(s.at)}}
	},
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		if s.at.kind == federation.HostingProviders {
			return diag.OutcomeOf(x.host(s.at).Enabled)
		}
		return diag.OutcomeOf(x.public(s.at).Enabled)
	},
	explain: func(v *Verdict, s step) string {
		identity := v.index.subject(s.at).Identity
		if s.outcome == diag.Passed {
			return identity + " is enabled"
		}
		return identity + " is not enabled"
	},
	document: ofItsKind,
}

// providerPassedOver never refuses: a disabled provider is ignored, and other routes are
// tried.
var providerPassedOver = rule{
	info: providerEnabled.info,
	test: passes,
	explain: func(v *Verdict, s step) string {
		return fmt.Sprintf("%s would be the route to %s, but it is not enabled and is ignored", v.index.public(s.at).Identity, v.contact.address.Domain())
	},
}

var providerRouting = rule{
	info: diag.RuleInfo{
		Rule:     RuleProviderRouting,
		Severity: diag.Error,
		Summary:  "The Edge must route by DNS SRV for a provider to be used.",
		Remedy:   "Set the Edge with -UseDnsSrvRouting.",
		Source:   source.NewPublicProvider,
		Also:     "PS-HOSTING",
	},
	fix: edgeFix(diag.MemberEdit{Name: "RoutingMethod", New: diag.Text("UseDnsSrvRouting")}, diag.MemberEdit{Name: "EnablePartnerDiscovery", New: diag.Bool(false)}),
	test: func(x *Index, _ *contact, _ step) diag.Outcome {
		return diag.OutcomeOf(x.edge.RoutingMethod == federation.UseDNSSRVRouting)
	},
	explain: func(v *Verdict, s step) string {
		if s.outcome == diag.Passed {
			return "the Edge routes by DNS SRV and providers"
		}
		return fmt.Sprintf("the Edge sends everything to %s, and uses no provider", cmp.Or(v.index.edge.DefaultRouteFQDN.String(), "one host"))
	},
}

var serviceKnown = rule{
	info: diag.RuleInfo{
		Rule:     RuleServiceUnknown,
		Severity: diag.Error,
		Summary:  "It must be known to which service a public provider connects.",
		Remedy:   "Give the provider the documented Identity or host.",
		Source:   source.Lyncfed,
	},
	test: func(x *Index, c *contact, s step) diag.Outcome {
		_, known := x.public(s.at).Service(c.on)
		return diag.OutcomeOf(known)
	},
	explain: func(v *Verdict, s step) string {
		identity := v.index.public(s.at).Identity
		if s.outcome == diag.Passed {
			service, _ := provider.LookupService(v.contact.service)
			return fmt.Sprintf("the public provider %s connects to %s on %v", identity, service.Name, v.contact.on)
		}
		return fmt.Sprintf("it is not known which service %s connects to: neither its name nor its host is documented", identity)
	},
}

var serviceDay = rule{
	info: diag.RuleInfo{
		Rule:     RuleServiceDay,
		Severity: diag.Error,
		Summary:  "A public service must exist on the day.",
		Remedy:   "Use an alternative to the service.",
		Source:   source.Support13,
		Also:     "COLLABAGE-06 EASI FAQ-19 SKYPE-END WLM-CN",
	},
	infers: func(v *Verdict, _ step) bool {
		s, _ := provider.LookupService(v.contact.service)
		stage, _ := s.History.Stage(v.contact.on)
		return stage.Inferred && stage.Phase == provider.Ended
	},
	test: func(_ *Index, c *contact, _ step) diag.Outcome {
		s, _ := provider.LookupService(c.service)
		phase := s.History.On(c.on)
		return diag.OutcomeOf(phase == provider.Available || phase == provider.Closing)
	},
	explain: func(v *Verdict, _ step) string {
		on := v.contact.on
		s, _ := provider.LookupService(v.contact.service)
		stage, found := s.History.Stage(on)
		last, ends := s.History.LastDay()
		switch {
		case !found:
			return fmt.Sprintf("no document says that federation with %s was possible on %v", s.Name, on)
		case stage.Phase == provider.Ended:
			return endText(s, on)
		case ends:
			return fmt.Sprintf("%s can be used on %v, and until %v", s.Name, on, last)
		}
		return fmt.Sprintf("%s can be used on %v", s.Name, on)
	},
	document: func(v *Verdict, _ step) diag.Source {
		s, _ := provider.LookupService(v.contact.service)
		stage, _ := s.History.Stage(v.contact.on)
		return stage.Source
	},
}

// endText describes the end of a service before a day, and its alternative.
func endText(s provider.Service, on date.Date) string {
	last, _ := s.History.LastDay()
	stage, _ := s.History.Stage(on)
	texts := []string{fmt.Sprintf("%s could be used until %v: %s", s.Name, last, strings.TrimSuffix(stage.Text, "."))}
	for sub := range s.Substitutes() {
		when := "the alternative is: "
		if !sub.Until.IsZero() && on.After(sub.Until) {
			when = fmt.Sprintf("the alternative ended on %v: ", sub.Until)
		}
		texts = append(texts, when+strings.TrimSuffix(sub.Text, "."))
	}
	return strings.Join(texts, "; ")
}

// capableFrom returns the first documented day on which the service has all wanted
// capabilities with the organization's server, and whether that day is later.
func (v *Verdict) capableFrom() (date.Date, bool) {
	c := v.contact
	service, _ := provider.LookupService(c.service)
	for f := range service.Features() {
		if f.From.After(c.on) && !f.AtLatest && service.CapabilitiesFor(v.index.c.Platform, f.From).Has(c.what) {
			return f.From, true
		}
	}
	return date.Date{}, false
}

var serviceCapability = rule{
	info: diag.RuleInfo{
		Rule:     RuleServiceCapability,
		Severity: diag.Error,
		Summary:  "A public service must support the wanted capabilities on the day.",
		Remedy:   "Ask for fewer capabilities, or for another day.",
		Source:   source.Support13,
		Also:     "GG398157 KB-897567 RCPMAG",
	},
	condition: func(v *Verdict, _ step) bool { return v.featureCondition(v.contact.what) != "" },
	test: func(_ *Index, c *contact, _ step) diag.Outcome {
		switch {
		case c.can.Has(c.what):
			return diag.Passed
		case (c.can | c.undated()).Has(c.what):
			return diag.NotKnown
		}
		return diag.Refused
	},
	explain: func(v *Verdict, s step) string {
		c := v.contact
		service, _ := provider.LookupService(c.service)
		var detail string
		switch s.outcome {
		case diag.Passed:
			detail = fmt.Sprintf("%s has %s on %v", service.Name, capabilities(c.can), c.on)
		case diag.NotKnown:
			detail = fmt.Sprintf("no document gives the day on which %s became available with %s before %v: it was available by %v", capabilities(c.what&^c.can), service.Name, c.on, c.undatedDay())
		default:
			detail = fmt.Sprintf("%s has %s on %v, but not %s", service.Name, capabilities(c.can), c.on, capabilities(c.what&^c.can))
			if from, found := v.capableFrom(); found {
				detail += fmt.Sprintf(", which it has from %v on", from)
			}
		}
		if needs := v.featureCondition(c.what); needs != "" {
			detail += "; it needs " + needs
		}
		return detail
	},
	remedy: func(_ *Verdict, s step) string {
		if s.outcome == diag.NotKnown {
			return "Try it, or ask about a day for which it is documented."
		}
		return ""
	},
	document: func(v *Verdict, _ step) (document diag.Source) { // of the latest capability
		service, _ := provider.LookupService(v.contact.service)
		for f := range service.Features() {
			if f.Capabilities&v.contact.what != 0 {
				document = f.Source
			}
		}
		return document
	},
}

// undated returns the wanted capabilities whose first day is not documented.
func (c *contact) undated() provider.Capability {
	var all provider.Capability
	s, _ := provider.LookupService(c.service)
	for f := range s.UndatedFeatures(c.x.c.Platform, c.on) {
		all |= f.Capabilities
	}
	return all
}

// undatedDay returns the first day by which all wanted capabilities existed.
func (c *contact) undatedDay() date.Date {
	var last date.Date
	s, _ := provider.LookupService(c.service)
	for f := range s.UndatedFeatures(c.x.c.Platform, c.on) {
		if f.Capabilities&c.what&^c.can != 0 && f.From.After(last) {
			last = f.From
		}
	}
	return last
}

// featureCondition returns the condition of the wanted capabilities besides the policy,
// or "".
func (v *Verdict) featureCondition(what provider.Capability) string {
	c := v.contact
	s, _ := provider.LookupService(c.service)
	needs := ""
	add := func(f provider.Feature) {
		if f.Capabilities&what != 0 && f.Condition.Text != "" && !strings.Contains(needs, f.Condition.Text) {
			needs += strings.TrimSuffix(f.Condition.Text, ".")
		}
	}
	for f := range s.FeaturesFor(c.x.c.Platform, c.on) {
		add(f)
	}
	for f := range s.UndatedFeatures(c.x.c.Platform, c.on) {
		add(f)
	}
	return needs
}

// capabilities writes capabilities for a sentence.
func capabilities(c provider.Capability) string { return cmp.Or(c.String(), "nothing") }

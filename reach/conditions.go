package reach

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// The rules on the conditions of a permission. The configuration cannot prove them.
const (
	RuleConsumerDomainAllowed diag.Rule = "reach.consumer-domain.allowed"
	RuleConsumerDomainPartner diag.Rule = "reach.consumer-domain.partner"
	RuleDefaultRouteUsed      diag.Rule = "reach.default-route.used"
	RuleMicrosoft365Missing   diag.Rule = "reach.microsoft365.missing"
	RuleOtherSideUnknown      diag.Rule = "reach.other-side.unknown"
	RulePartnerDirect         diag.Rule = "reach.partner.direct"
	RuleSRVUnchecked          diag.Rule = "reach.srv.unchecked"
	RuleUserFederationOff     diag.Rule = "reach.user.federation-off"
)

var fromMicrosoft365 = date.MustParse(provider.Microsoft365From)

// always is the condition of a rule that the configuration cannot prove.
func always(*Verdict, step) bool { return true }

// passes is the test of a rule that never refuses.
func passes(*Index, *contact, step) diag.Outcome { return diag.Passed }

var otherSide = rule{
	info: diag.RuleInfo{
		Rule:     RuleOtherSideUnknown,
		Severity: diag.Notice,
		Summary:  "The other side must also allow it.",
		Remedy:   "Ask the other side for its lists and policies.",
		Source:   source.Lyncfed,
	},
	condition: always,
	assumes:   true,
	test:      passes,
	explain: func(v *Verdict, _ step) string {
		switch v.contact.route {
		case Public:
			return "the contact exists and accepts (the service is not queried)"
		case Hosting:
			return "the hosting provider permits it (this answer covers only your side)"
		}
		if v.contact.incoming {
			return fmt.Sprintf("%s permits it (this answer covers only your side)", v.contact.address.Domain())
		}
		return fmt.Sprintf("%s permits it and supports the wanted capabilities (this answer covers only your side)", v.contact.address.Domain())
	},
}

var partnerSRV = rule{
	info: diag.RuleInfo{
		Rule:     RuleSRVUnchecked,
		Severity: diag.Notice,
		Summary:  "A partner without a ProxyFqdn must publish the federation SRV record, with a target that the Edge accepts.",
		Remedy:   "Look up the record _sipfederationtls._tcp of the domain.",
		Source:   source.SfBEnvironment,
		Also:     "CISCO",
	},
	remedy: func(v *Verdict, _ step) string {
		return "Look the record up: Resolve-DnsName -Type SRV " + v.contact.address.Domain().FederationSRV()
	},
	condition: always,
	assumes:   true,
	test:      passes,
	explain: func(v *Verdict, _ step) string {
		d := v.contact.address.Domain()
		return fmt.Sprintf("%s exists in DNS, and its target has one label in front of %s (DNS was not queried)", d.FederationSRV(), d)
	},
}

var partnerMicrosoft365 = rule{
	info: diag.RuleInfo{
		Rule:     RuleMicrosoft365Missing,
		Severity: diag.Notice,
		Summary:  "For a partner in Microsoft 365, a hosting provider for Microsoft 365 must be enabled.",
		Remedy:   "Enable the provider for Microsoft 365, or create it.",
		Source:   source.FederateLyncOnline,
	},
	remedy: func(v *Verdict, _ step) string {
		for i, p := range v.index.c.HostingProviders {
			if p.IsMicrosoft365() {
				return command(v, diag.Edit{Op: diag.OpEnable, Subject: v.index.subject(recordAt(federation.HostingProviders, i))})
			}
		}
		// The provider that FED-LO-10 documents for an organization without users
		// in the cloud.
		var c federation.Configuration
		c.HostingProviders = []provider.HostingProvider{{
			Identity: "Office365", ProxyFQDN: domain.MustParseName(provider.Microsoft365Host), VerificationLevel: provider.UseSourceVerification,
			Enabled: true, EnabledSharedAddressSpace: product.Off, HostsOCSUsers: product.Off, IsLocal: product.Off,
		}}
		return command(v, newRecord(&c, federation.HostingProviders))
	},
	condition: always,
	assumes:   true,
	test:      passes,
	explain: func(v *Verdict, _ step) string {
		return fmt.Sprintf("%s is not homed in Microsoft 365 (Teams, Skype for Business Online): no hosting provider for %s is enabled", v.contact.address.Domain(), provider.Microsoft365Host)
	},
}

// directPartner is for an allowed domain with a ProxyFqdn that is not a provider's: the
// Edge connects to it without DNS.
var directPartner = rule{
	info: diag.RuleInfo{
		Rule:     RulePartnerDirect,
		Severity: diag.Notice,
		Summary:  "The ProxyFqdn of an allowed domain must be the host of the partner's Edge.",
		Remedy:   "Ask the partner for its host, or remove the ProxyFqdn so that the Edge uses DNS.",
		Source:   source.NewAllowedDomain,
	},
	condition: always,
	assumes:   true,
	test:      passes,
	explain: func(v *Verdict, s step) string {
		record := v.index.c.AllowedDomains[s.at.index()]
		return fmt.Sprintf("%s is still the host of %s: the Edge does not use DNS, and does not find a partner that has moved to Microsoft 365", record.ProxyFQDN, record.Domain)
	},
}

// defaultRouted is for default routing. The documents describe it for Office
// Communications Server. For Lync Server it is inferred.
var defaultRouted = rule{
	info: diag.RuleInfo{
		Rule:     RuleDefaultRouteUsed,
		Severity: diag.Notice,
		Summary:  "With default routing, the host of the default route must accept everything that is not blocked.",
		Remedy:   "Ask the operator of the default route where it sends the domain.",
		Source:   source.AccessEdge,
	},
	inferred:  true,
	condition: always,
	assumes:   true,
	test:      passes,
	explain: func(v *Verdict, _ step) string {
		return fmt.Sprintf("everything goes to the default route %s, which sends %s on", v.index.edge.DefaultRouteFQDN, v.contact.address.Domain())
	},
}

// consumerAllowed is for a domain of a public service that is allowed by name.
// AOL's direct federation was configured this way.
var consumerAllowed = rule{
	info: diag.RuleInfo{
		Rule:     RuleConsumerDomainAllowed,
		Severity: diag.Notice,
		Summary:  "A domain of a public service that is allowed by name must federate directly.",
		Remedy:   "While the service exists, enable its provider and remove the allowed domain. After that, remove the allowed domain unless it federates directly.",
		Source:   source.KB2566829,
		Also:     "AIM-END SIPE",
	},
	condition: always,
	assumes:   true,
	test:      passes,
	remedy: func(v *Verdict, s step) string {
		if !v.serviceEnded() {
			return ""
		}
		remove := command(v, diag.Edit{Op: diag.OpRemove, Subject: v.index.subject(s.at)})
		return fmt.Sprintf("Unless the domain federates directly, remove it: %s", remove)
	},
	explain: func(v *Verdict, _ step) string {
		d := v.contact.address.Domain()
		s, _ := provider.LookupService(v.contact.service)
		known := fmt.Sprintf("%s federates directly: it is a known domain of %s, and is allowed by name", d, s.Name)
		if v.serviceEnded() {
			return known + "; " + endText(s, v.contact.on)
		}
		for sub := range s.Substitutes() {
			when := ""
			if !sub.Until.IsZero() {
				when = fmt.Sprintf(", until %v", sub.Until)
			}
			known += fmt.Sprintf("; as an alternative there was%s: %s", when, strings.TrimSuffix(sub.Text, "."))
		}
		return known
	},
}

// serviceEnded reports whether the service that owns the contact's domain has ended by
// the day.
func (v *Verdict) serviceEnded() bool {
	return isEnded(v.contact.service, v.contact.on)
}

// isEnded reports whether a service has ended by a day.
func isEnded(id provider.ServiceID, on date.Date) bool {
	s, _ := provider.LookupService(id)
	return s.History.On(on) == provider.Ended
}

// consumerPartner is for a domain of a public service that a tenant or a default route
// treats like any other domain. The public providers of a tenant are not read.
var consumerPartner = rule{
	info: diag.RuleInfo{
		Rule:     RuleConsumerDomainPartner,
		Severity: diag.Notice,
		Summary:  "A domain of a public service that is reached as a partner must federate directly.",
		Remedy:   "Ask the owner of the domain whether it federates.",
		Source:   source.SIPE,
		Also:     "KB-2566829",
	},
	condition: always,
	assumes:   true,
	test:      passes,
	explain: func(v *Verdict, _ step) string {
		d := v.contact.address.Domain()
		s, _ := provider.LookupService(v.contact.service)
		known := fmt.Sprintf("%s federates directly: it is a known domain of %s", d, s.Name)
		if v.serviceEnded() {
			return known + ", a public service that has ended; " + endText(s, v.contact.on)
		}
		return known + ", a public service on that day, which is not reached as a partner"
	},
	document: func(v *Verdict, s step) diag.Source {
		service, _ := provider.LookupService(v.contact.service)
		for d := range service.Domains() {
			if d.Domain == v.contact.address.Domain() {
				return d.Source
			}
		}
		return s.rule.info.Source
	},
}

// userFederation is for EnabledForFederation of Get-CsUser. Its effect beside a policy is
// not documented.
var userFederation = rule{
	info: diag.RuleInfo{
		Rule:     RuleUserFederationOff,
		Severity: diag.Notice,
		Summary:  "A user's EnabledForFederation must not override the policy.",
		Remedy:   "Send a test message, or turn the setting on. No document describes its effect together with a policy.",
		Source:   source.Lyncfed,
	},
	inferred:  true,
	condition: always,
	assumes:   true,
	test:      passes,
	explain: func(v *Verdict, _ step) string {
		return fmt.Sprintf("EnabledForFederation is False for %s. No document describes its effect: the policy decides", v.user.address)
	},
}

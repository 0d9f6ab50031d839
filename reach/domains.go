package reach

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// The rules on the domain of the person outside.
const (
	RuleContactPlain       diag.Rule = "reach.contact.plain"
	RuleDomainBlocked      diag.Rule = "reach.domain.blocked"
	RulePartnerUnknown     diag.Rule = "reach.partner.unknown"
	RuleSenderVerification diag.Rule = "reach.sender.verification"
)

var domainBlocked = rule{
	info: diag.RuleInfo{
		Rule:     RuleDomainBlocked,
		Severity: diag.Error,
		Summary:  "A domain must not be blocked. Nobody can reach it or be reached from it.",
		Remedy:   "Remove the domain from the blocked domains, if it should be reachable.",
		Source:   source.Blocked13,
	},
	fix: func(v *Verdict, s step) []diag.Edit {
		return []diag.Edit{{Op: diag.OpRemove, Subject: v.index.subject(s.at)}}
	},
	test: func(_ *Index, _ *contact, s step) diag.Outcome { return diag.OutcomeOf(!s.at.isRecord()) },
	explain: func(v *Verdict, s step) string {
		if s.outcome == diag.Passed {
			return fmt.Sprintf("%s is not blocked", v.contact.address.Domain())
		}
		return fmt.Sprintf("%s is blocked, in both directions", v.contact.address.Domain())
	},
}

// domainParent never refuses. It is inferred that an entry does not cover the domains
// below it: the store has plain names, and Microsoft's own diagnostics compare for
// equality (TEAMS-MODULE, DIAG).
var domainParent = rule{
	info:      shared(federation.RuleDomainParent),
	inferred:  true,
	condition: func(_ *Verdict, s step) bool { return s.at.kind == federation.BlockedDomains },
	test:      passes,
	explain: func(v *Verdict, s step) string {
		list := "blocked"
		if s.at.kind == federation.AllowedDomains {
			list = "allowed"
		}
		return fmt.Sprintf("the entry %s, which is %s, does not cover %s (verify this)", v.index.subject(s.at).Identity, list, v.contact.address.Domain())
	},
}

var partnerKnown = rule{
	info: diag.RuleInfo{
		Rule:     RulePartnerUnknown,
		Severity: diag.Error,
		Summary:  "A federated partner must be an allowed domain, or discovery must be on.",
		Remedy:   "Allow the domain, or turn discovery on.",
		Source:   source.AccessEdge,
		Also:     "PS-XMPP",
	},
	id: 1002, // in a client's trace for a domain that is not on the list
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		switch {
		case s.at.kind == federation.AllowedDomains, x.edge.EnablePartnerDiscovery.IsOn():
			return diag.Passed
		case x.c.AccessEdge == nil || x.c.AllowedDomains == nil || x.c.PublicProviders == nil:
			return diag.NotKnown
		}
		return diag.Refused
	},
	explain: func(v *Verdict, s step) string {
		x, d := v.index, v.contact.address.Domain()
		if s.outcome == diag.Passed && s.at.kind == federation.AllowedDomains {
			return fmt.Sprintf("%s is an allowed domain", d)
		}
		var detail strings.Builder
		switch {
		case s.outcome == diag.Passed:
			fmt.Fprintf(&detail, "discovery finds %s as a federated partner", d)
		case s.outcome == diag.NotKnown:
			var lacks []string
			for _, k := range x.lackedForPartner() {
				lacks = append(lacks, k.String())
			}
			fmt.Fprintf(&detail, "no given record allows %s, and these kinds are not given: %s", d, strings.Join(lacks, ", "))
		default:
			fmt.Fprintf(&detail, "%s is not an allowed domain, and discovery is off", d)
		}
		if near := x.nearAllowed(d.Name()); near != "" {
			fmt.Fprintf(&detail, "; %s, one letter from it, is allowed", near)
		}
		if s.outcome == diag.Refused {
			if below := x.allowedBelow(d.Name()); below != "" {
				fmt.Fprintf(&detail, "; the entry for %s does not cover %s", below, d)
			}
		}
		if s.outcome != diag.Passed {
			if contact := v.asContact(); contact != "" {
				detail.WriteString("; " + contact)
			}
		}
		detail.WriteString(v.xmpp(d.Name(), s.outcome))
		return detail.String()
	},
	remedy: func(v *Verdict, s step) string {
		if s.outcome == diag.NotKnown {
			var all []string
			for _, k := range v.index.lackedForPartner() {
				all = append(all, exportOf(k))
			}
			return strings.Join(all, ". ")
		}
		d := v.contact.address.Domain().String()
		allow := command(v, diag.Edit{Op: diag.OpNew, Subject: diag.Subject{Kind: federation.AllowedDomains.String(), Identity: d}})
		discover := command(v, diag.Edit{Op: diag.OpSet, Subject: v.index.subject(v.index.edgeRef()), Members: []diag.MemberEdit{
			{Name: "RoutingMethod", New: diag.Text("UseDnsSrvRouting")}, {Name: "EnablePartnerDiscovery", New: diag.Bool(true)},
		}})
		return fmt.Sprintf("%s; or, for every domain that is not blocked, %s", allow, discover)
	},
}

// lackedForPartner returns the kinds that are not given and could allow a partner.
func (x *Index) lackedForPartner() (kinds []federation.Kind) {
	for _, k := range [...]federation.Kind{federation.AccessEdge, federation.PublicProviders, federation.AllowedDomains} {
		if !x.isGiven(k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// nearAllowed returns an allowed domain that differs from d in one letter, or "".
func (x *Index) nearAllowed(d domain.Name) string {
	nearest := ""
	for _, a := range x.c.AllowedDomains {
		name := a.Domain.String()
		if near.Distance(d.String(), name, 1) == 1 && (nearest == "" || name < nearest) {
			nearest = name
		}
	}
	return nearest
}

// allowedBelow returns the first allowed domain that is a subdomain of a name, or "".
func (x *Index) allowedBelow(d domain.Name) string {
	for _, a := range x.c.AllowedDomains {
		if a.Domain != d && a.Domain.IsWithin(d) {
			return a.Domain.String()
		}
	}
	return ""
}

// plainContact is for an account of a public service with a plain address. The Edge
// looks up the domain of that address, and does not find the account.
var plainContact = rule{
	info: diag.RuleInfo{
		Rule:     RuleContactPlain,
		Severity: diag.Notice,
		Summary:  "A contact at a public service must be added in its decorated form.",
		Remedy:   "If the contact is an account of the service, add it in the form that the reason gives.",
		Source:   source.KB2566829,
	},
	condition: func(v *Verdict, _ step) bool { return v.asContact() != "" },
	assumes:   true,
	test:      passes,
	explain: func(v *Verdict, _ step) string {
		if contact := v.asContact(); contact != "" {
			return "this is a partner's address: " + contact
		}
		return "no enabled public provider has another form of the address"
	},
}

// asContact returns a text on how to add the person if they have an account at a
// public service, and "" if the address has no other form.
func (v *Verdict) asContact() string {
	x, c := v.index, v.contact
	if c.incoming || c.named {
		return ""
	}
	for i, p := range x.c.PublicProviders {
		service, known := p.Service(c.on)
		s, _ := provider.LookupService(service)
		if phase := s.History.On(c.on); !known || !p.Enabled || phase != provider.Available && phase != provider.Closing {
			continue
		}
		if decorated := x.decorators[i].Decorate(c.address); decorated != c.address {
			return fmt.Sprintf("an account of %s must be added as %s, because it is not found by its domain", s.Name, decorated)
		}
		if typed, found := byHand(s, c.address); found {
			return fmt.Sprintf("an account of %s must be typed as %s, because no provider decorates it and it is not found by its domain", s.Name, typed)
		}
		if x.isSecondHand(recordAt(federation.PublicProviders, i), c.on) {
			return fmt.Sprintf("the domain list of %s is second-hand and may lack %s: for an account there, ask again with the provider %s", s.Name, c.address.Domain(), p.Identity)
		}
	}
	return ""
}

// byHand returns an address in the form that users type if no provider decorates it.
// Microsoft's services accept it at msn.com (FAQ-19, EASI, KB-2566829).
func byHand(s provider.Service, a address.Address) (address.Address, bool) {
	recommended, found := s.Recommended(product.SfBServer2015)
	if !found {
		if next, isKnown := provider.LookupService(s.Successor); isKnown {
			recommended, found = next.Recommended(product.SfBServer2015)
		}
	}
	typed := recommended.Decorator().Decorate(a)
	return typed, found && typed != a
}

// senderVerified never refuses. It reports the delivery of incoming messages.
var senderVerified = rule{
	info: diag.RuleInfo{
		Rule:     RuleSenderVerification,
		Severity: diag.Notice,
		Summary:  "The verification level must fit the messages that should be delivered from outside.",
		Remedy:   "Choose the level for the messages that users should get.",
		Source:   source.NewPublicProvider,
		Also:     "PS-ALLOWED PS-EDGE PS-HOSTING",
	},
	test: passes,
	explain: func(v *Verdict, s step) string {
		if s.absent {
			return "the level was not exported, so it is not known whether messages are delivered"
		}
		switch v.contact.delivery {
		case Delivered:
			return "messages count as from a verified sender, and are delivered"
		case ContactsOnly:
			return "messages count as from an unverified sender, and reach only users who have the sender on their contact list"
		case IfMarked:
			return "messages are delivered if they are marked as from a verified sender, and refused otherwise"
		}
		return "the level is not set, and no document gives its default"
	},
	document: ofItsKind,
}

// ofItsKind returns the document about the kind of records of a step.
func ofItsKind(_ *Verdict, s step) diag.Source { return s.at.kind.Row().Table().About().Source }

// googleTalk has the domains of Google Talk, which servers reach through the XMPP gateway
// and not as a federated partner (PS-XMPP).
var googleTalk = []domain.Name{domain.MustParseName("gmail.com"), domain.MustParseName("googlemail.com")}

// xmpp returns what an outcome for a partner leaves open, because a configuration does not
// have the partners of the XMPP gateway, or "". Lync Server 2013 and Skype for Business
// Server 2015 have the gateway.
func (v *Verdict) xmpp(d domain.Name, outcome diag.Outcome) string {
	p := v.index.c.Platform
	hasGateway := p.IsZero() || p.Knows(product.LyncServer2013) && !p.Knows(product.SfBServer2019)
	var granted string // the policy that grants access to these partners
	if !v.user.policy.isNone() && v.user.problem == nil && v.index.policy(v.user.policy).EnableXMPPAccess.IsOn() {
		granted = v.index.policy(v.user.policy).Identity.String()
	}
	switch isTalk := slices.Contains(googleTalk, d); {
	case hasGateway && granted != "" && outcome != diag.Passed:
		return fmt.Sprintf("; a partner of the XMPP gateway can be reached all the same (%s grants XMPP access, and these partners are not read)", granted)
	case isTalk && !hasGateway:
		return fmt.Sprintf("; Google Talk had no SIP federation but XMPP, for which %s has no gateway of its own (PS-XMPP)", p.Title())
	case isTalk && granted != "":
		return fmt.Sprintf("; Google Talk had no SIP federation but XMPP: it must be a partner of the XMPP gateway, and these partners are not read (%s grants XMPP access, PS-XMPP)", granted)
	case isTalk:
		return "; Google Talk had no SIP federation but XMPP: it must be a partner of the XMPP gateway, and the policy must grant EnableXmppAccess (PS-XMPP)"
	}
	return ""
}

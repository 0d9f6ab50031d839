package reach

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules on the domain of the one outside.
const (
	RuleDomainBlocked      diag.Rule = "reach.domain.blocked"
	RulePartnerUnknown     diag.Rule = "reach.partner.unknown"
	RuleSenderVerification diag.Rule = "reach.sender.verification"
)

var domainBlocked = rule{
	info: diag.RuleInfo{
		Rule:     RuleDomainBlocked,
		Severity: diag.Error,
		Summary:  "A domain must not be blocked: nobody there is reached, or reaches anybody.",
		Remedy:   "Remove-CsBlockedDomain for the domain, if it should be reached.",
		Source:   source.Blocked13,
	},
	test: func(_ *Index, _ *contact, s step) diag.Outcome { return diag.OutcomeOf(!s.at.isRecord()) },
	explain: func(v *Verdict, s step) string {
		if s.outcome == diag.Passed {
			return fmt.Sprintf("%s is not blocked", v.contact.address.Domain())
		}
		return fmt.Sprintf("%s is blocked, in both directions", v.contact.address.Domain())
	},
}

// domainParent refuses nothing. That an entry does not cover the domains below it
// is inferred: the store has plain names, and the vendor's own diagnostics compare
// for equality (TEAMS-MODULE, DIAG).
var domainParent = rule{
	info:     shared(federation.RuleDomainParent),
	inferred: true,
	test:     func(*Index, *contact, step) diag.Outcome { return diag.Passed },
	explain: func(v *Verdict, s step) string {
		list := "blocked"
		if s.at.kind == federation.AllowedDomains {
			list = "allowed"
		}
		return fmt.Sprintf("%s is %s, and does not cover %s: this should be verified", v.index.subject(s.at).Identity, list, v.contact.address.Domain())
	},
}

var partnerKnown = rule{
	info: diag.RuleInfo{
		Rule:     RulePartnerUnknown,
		Severity: diag.Error,
		Summary:  "A federated partner must be an allowed domain, or be found by discovery.",
		Remedy:   "New-CsAllowedDomain for the domain, or turn discovery on.",
		Source:   source.AccessEdge,
	},
	id: 1002, // which the vendor's support articles have for a domain that is not allowed
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		allowed := s.at.kind == federation.AllowedDomains
		discovers := x.edge.EnablePartnerDiscovery.IsOn() && x.edge.RoutingMethod == federation.UseDNSSRVRouting
		return diag.OutcomeOf(allowed || discovers)
	},
	explain: func(v *Verdict, s step) string {
		x, d := v.index, v.contact.address.Domain()
		switch {
		case s.outcome == diag.Passed && s.at.kind == federation.AllowedDomains:
			return fmt.Sprintf("%s is an allowed domain", d)
		case s.outcome == diag.Passed:
			return fmt.Sprintf("%s is found by discovery; whether its SRV record exists was not checked", d)
		case x.edge.RoutingMethod != federation.UseDNSSRVRouting:
			return fmt.Sprintf("%s is not allowed by name, and where servers send it by default routing is not documented", d)
		}
		var detail strings.Builder
		detail.WriteString(v.byDefault(fmt.Sprintf("%s is not an allowed domain, and discovery is off", d)))
		for i, p := range x.c.PublicProviders {
			if decorated := x.decorators[i].Decorate(v.contact.address); p.Enabled && decorated != v.contact.address && !v.contact.incoming {
				fmt.Fprintf(&detail, "; as a contact of %s it would be %s", p.Identity, decorated)
				break
			}
		}
		return detail.String()
	},
}

// senderVerified refuses nothing: it says what becomes of messages that come in.
var senderVerified = rule{
	info: diag.RuleInfo{
		Rule:     RuleSenderVerification,
		Severity: diag.Notice,
		Summary:  "The verification level must fit what should be delivered: it decides what becomes of messages from outside.",
		Remedy:   "Choose the level for what should reach whom.",
		Source:   source.NewPublicProvider,
		Also:     "PS-ALLOWED PS-EDGE PS-HOSTING",
	},
	test: func(*Index, *contact, step) diag.Outcome { return diag.Passed },
	explain: func(v *Verdict, _ step) string {
		switch v.contact.delivery {
		case Delivered:
			return "messages are delivered as from a verified sender"
		case ContactsOnly:
			return "messages count as from an unverified sender: they reach only those who have the sender on their contact list"
		case IfMarked:
			return "messages are delivered if they carry the mark of a verified sender, and refused without it"
		}
		return "the level is not set, and no document says what it then is"
	},
	document: ofItsKind,
}

// ofItsKind is the document on the records of the kind that a step is about.
func ofItsKind(_ *Verdict, s step) diag.Source { return s.at.kind.Row().Table().About().Source }

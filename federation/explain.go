package federation

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/provider"
)

// sameName reports whether two names of providers are the same to a server.
func sameName(a, b string) bool { return char.Fold(a) == char.Fold(b) }

// detail says what a step found, in lower case and without a full stop.
func (v Verdict) detail(s step) string {
	x, q, p := v.index, v.query, v.other
	var public provider.PublicProvider
	if p.public >= 0 {
		public = x.c.PublicProviders[p.public]
	}
	edge := "it is so by the server's default, since nothing else is given"
	if x.c.AccessEdge != nil {
		edge = ""
	}
	because := func(text string) string {
		if edge != "" {
			return text + ": " + edge
		}
		return text
	}
	contact := p.address
	switch s.rule {
	case RuleQueryDay:
		return "no day is given; an answer is never for today unless today is asked for"
	case RuleQuerySides:
		switch {
		case q.To.IsZero():
			return "there is no address to reach"
		case s.passed && s.kind == SIPDomains && p.route == Hosting:
			return fmt.Sprintf("%s is in a SIP domain of one's own, and has a home at a hosting provider", q.To)
		case s.passed && s.kind == SIPDomains:
			return fmt.Sprintf("%s is in a SIP domain of one's own: the way is internal, without federation", q.To)
		case s.passed:
			return "a user of the organization asks"
		}
		return fmt.Sprintf("neither %s nor %s is in a SIP domain of one's own, of %d", q.From, q.To, len(x.c.SIPDomains))
	case RuleQueryProvider:
		var names []string
		for _, p := range x.c.PublicProviders {
			names = append(names, p.Identity)
		}
		return fmt.Sprintf("there is no public provider %q; the public providers are %s", q.Provider, cmp.Or(strings.Join(names, ", "), "none"))
	case RuleUserKnown:
		return v.userDetail(s)
	case RuleUserEnabled:
		return fmt.Sprintf("%s is not enabled", x.c.Users[s.i].SIPAddress)
	case RuleRecordBroken:
		return fmt.Sprintf("it cannot be relied on: %s [%s] (%s)", s.problem.Detail, s.problem.Rule, s.problem.Source)
	case RuleKindIncomplete:
		return "a record that could not be read, or lacks its name or host, may decide"
	case RuleKindMissing:
		return fmt.Sprintf("%s is not given, and counts as none", s.kind.member())
	case RuleEdgeFederation:
		if s.passed {
			return "federation is on"
		}
		return because("federation is off")
	case RuleDomainBlocked:
		if s.passed {
			return fmt.Sprintf("%s is not blocked", contact.Domain())
		}
		return fmt.Sprintf("%s is blocked, in both directions", contact.Domain())
	case RuleDomainParent:
		list, parent := "blocked", ""
		if s.kind == AllowedDomains {
			list, parent = "allowed", x.c.AllowedDomains[s.i].Domain.String()
		} else {
			parent = x.c.BlockedDomains[s.i].Domain.String()
		}
		return fmt.Sprintf("%s is %s, and does not cover %s: this should be verified", parent, list, contact.Domain())
	case RuleProviderClaims:
		return v.claimDetail(s, public)
	case RuleProviderEnabled:
		return v.enabledDetail(s)
	case RuleProviderRouting:
		if s.passed {
			return because("the Edge routes by DNS SRV and providers")
		}
		return fmt.Sprintf("the Edge routes all by %s, and no provider is used", cmp.Or(x.edge.DefaultRouteFQDN.String(), "one host"))
	case RuleServiceKnown:
		if s.passed {
			service, _ := provider.LookupService(p.service)
			return fmt.Sprintf("%s is %s on %v", public.Identity, service.Name, q.On)
		}
		return fmt.Sprintf("which service %s is, is not known: neither its name nor its host is one that documents have", public.Identity)
	case RuleServiceDay:
		return v.serviceDetail()
	case RuleServiceCapability:
		service, _ := provider.LookupService(p.service)
		if s.passed {
			return fmt.Sprintf("%s has %s on %v", service.Name, list(p.can), q.On)
		}
		return fmt.Sprintf("%s has %s on %v, and not %s", service.Name, list(p.can), q.On, list(q.What&^p.can))
	case RulePartnerKnown:
		return v.partnerDetail(s, because)
	case RuleSenderVerified:
		switch p.delivery {
		case Delivered:
			return "messages are delivered as from a verified sender"
		case ContactsOnly:
			return "messages count as from an unverified sender: they reach only those who have the sender on their contact list"
		case IfMarked:
			return "messages are delivered if they carry the mark of a verified sender, and refused without it"
		}
		return "the level is not set, and no document says what it then is"
	case RulePolicyPartners, RulePolicyPublic, RulePolicyAudioVideo:
		grants := map[bool]string{true: "grants", false: "does not grant"}[s.passed]
		what := map[string]string{
			"EnableFederationAccess":            "access to federated organizations",
			"EnablePublicCloudAccess":           "access to public providers",
			"EnablePublicCloudAudioVideoAccess": "audio and video with public providers",
		}[s.member]
		return fmt.Sprintf("%s, which holds for %s, %s %s", x.c.ExternalAccessPolicies[v.user.policy].Identity, v.userName(), grants, what)
	}
	return ""
}

func (v Verdict) userName() string {
	if v.user.address.IsZero() {
		return "this assignment"
	}
	return v.user.address.String()
}

func (v Verdict) userDetail(s step) string {
	x := v.index
	a := v.user.address
	switch {
	case s.i >= 0: // the other user within
		a = x.c.Users[s.i].SIPAddress
	case s.i == ofOther:
		a = v.other.address
	}
	switch {
	case s.passed && s.i != ofUser && s.i < 0:
		return fmt.Sprintf("users are not given: %s is taken for one without a granted policy, whose site is not known", a)
	case s.passed:
		return fmt.Sprintf("%s is a user", a)
	}
	detail := fmt.Sprintf("there is no user %s, of %d", a, len(x.c.Users))
	if nearest := x.nearestUser(a); nearest != "" {
		detail += "; the nearest is " + nearest
	}
	return detail
}

func (v Verdict) claimDetail(s step, p provider.PublicProvider) string {
	d := v.other.address.Domain()
	switch {
	case !s.passed:
		return fmt.Sprintf("nothing says that contacts at %s are reached through %s", d, p.Identity)
	case s.kind == AllowedDomains:
		return fmt.Sprintf("%s is allowed with the host of %s", d, p.Identity)
	case s.member == "NameDecorationRoutingDomain":
		return fmt.Sprintf("%s is the routing domain of %s", d, p.Identity)
	case s.member == "NameDecorationExcludedDomainList":
		return fmt.Sprintf("%s is excluded from the decoration of %s: contacts there are its own", d, p.Identity)
	}
	return fmt.Sprintf("%s is known to be a domain of the service that %s is", d, p.Identity)
}

func (v Verdict) enabledDetail(s step) string {
	x := v.index
	identity, enabled := "", false
	if s.kind == PublicProviders {
		p := x.c.PublicProviders[s.i]
		identity, enabled = p.Identity, p.Enabled
	} else {
		p := x.c.HostingProviders[s.i]
		identity, enabled = p.Identity, p.Enabled
	}
	switch {
	case enabled:
		return identity + " is enabled"
	case s.passed:
		return fmt.Sprintf("%s would be the way to %s, but is not enabled and takes no part", identity, v.other.address.Domain())
	}
	return identity + " is not enabled"
}

func (v Verdict) serviceDetail() string {
	s, _ := provider.LookupService(v.other.service)
	stage, found := s.Life.Stage(v.query.On)
	last, ends := s.Life.LastDay()
	switch {
	case !found:
		return fmt.Sprintf("no document says that %s could be federated with on %v", s.Name, v.query.On)
	case stage.Phase == provider.Ended:
		parts := []string{fmt.Sprintf("%s could be used until %v: %s", s.Name, last, strings.TrimSuffix(stage.Text, "."))}
		for sub := range s.Substitutes() {
			when := "instead there is: "
			if !sub.Until.IsZero() && v.query.On.After(sub.Until) {
				when = fmt.Sprintf("what there was instead ended with %v: ", sub.Until)
			}
			parts = append(parts, when+strings.TrimSuffix(sub.Text, "."))
		}
		return strings.Join(parts, "; ")
	case ends:
		return fmt.Sprintf("%s can be used on %v, and until %v", s.Name, v.query.On, last)
	}
	return fmt.Sprintf("%s can be used on %v", s.Name, v.query.On)
}

func (v Verdict) partnerDetail(s step, because func(string) string) string {
	x, a := v.index, v.other.address
	d := a.Domain()
	switch {
	case s.passed && s.kind == AllowedDomains:
		return fmt.Sprintf("%s is an allowed domain", d)
	case s.passed:
		return fmt.Sprintf("%s is found by discovery; whether its SRV record is there was not checked", d)
	case x.edge.RoutingMethod != UseDNSSRVRouting:
		return fmt.Sprintf("%s is not allowed by name, and where servers send it by default routing is not documented", d)
	}
	var detail strings.Builder
	detail.WriteString(because(fmt.Sprintf("%s is not an allowed domain, and discovery is off", d)))
	for i, p := range x.c.PublicProviders {
		if made := x.via[i].Decorate(a); p.Enabled && made != a && !v.other.incoming {
			detail.WriteString(fmt.Sprintf("; as a contact of %s it would be %s", p.Identity, made))
			break
		}
	}
	return detail.String()
}

// list writes capabilities for a sentence.
func list(c provider.Capability) string { return cmp.Or(c.String(), "nothing") }

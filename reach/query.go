package reach

import (
	"fmt"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/provider"
)

// A Query asks whether one person may reach another. At least one of them must be
// in one of your own SIP domains, and is then your user. If both are, the route is
// internal.
type Query struct {
	From address.Address // the person who begins; zero: any user with the Assignment, so refuse empty input before
	To   address.Address

	// Provider is the Identity of a public provider, in any letter case. The person
	// outside is then a contact of the provider, with the address that a user types
	// in the dialog of a client. Without a provider, addresses are those in a
	// contact list.
	Provider string

	// Assignment decides which policy holds for a user without an address. It is
	// used only if From is zero.
	Assignment policy.Assignment

	What provider.Capability // the wanted capabilities; zero: any contact at all
	On   date.Date
}

// resolved is a valid query. The address of a contact of a named provider is the one on
// the wire.
type resolved struct {
	Query
	provider   ref // the named provider
	unreadable ref // the kind that must be read in full before the query can be answered
}

// resolve returns an error for an invalid query.
func (x *Index) resolve(q Query) (resolved, error) {
	r := resolved{Query: q}
	fromOwn, toOwn := q.From.IsZero() || x.IsOwn(q.From), x.IsOwn(q.To)
	switch {
	case q.On.IsZero():
		return r, catalog.Finding(RuleQueryDay, "", "no day is given (today is never assumed)")
	case q.What&^everything != 0:
		return r, unknownWhat(q.What)
	case q.To.IsZero():
		return r, catalog.Finding(RuleQueryAddress, "/To", "no address to reach is given")
	case !fromOwn && !toOwn && x.c.Incomplete.Has(federation.SIPDomains):
		r.unreadable = wholeKind(federation.SIPDomains)
		return r, nil
	case !fromOwn && !toOwn && !x.homeDomains().Row().Given(&x.c):
		f := catalog.Finding(RuleQueryDomains, x.homeDomains().Row().Path(-1), fmt.Sprintf("your own SIP domains are not given, so it is not known which of %s and %s is your user", q.From, q.To))
		f.Remedy = "Export them: " + cmdlet.Export(x.homeDomains())
		return r, f
	case !fromOwn && !toOwn:
		return r, catalog.Finding(RuleQuerySides, "/SipDomains", fmt.Sprintf("neither %s nor %s is in one of your own SIP domains%s", q.From, q.To, x.ownDomains(q.From, q.To)))
	case q.Provider == "":
		return r, nil
	case fromOwn && toOwn:
		return r, catalog.Finding(RuleQueryProvider, "", fmt.Sprintf("%s is in one of your own SIP domains, so it is not a contact of %s", q.To, q.Provider))
	}
	i, found := x.providerNamed(q.Provider)
	switch {
	case found:
		r.provider = recordAt(federation.PublicProviders, i)
		switch {
		case x.broken[r.provider] != nil, x.unknownClaim(r.provider) != "": // its name decoration is not known
		case fromOwn:
			r.To = x.decorators[i].Decorate(q.To)
		default:
			r.From = x.decorators[i].Decorate(q.From)
		}
	case x.c.Incomplete.Has(federation.PublicProviders):
		r.unreadable = wholeKind(federation.PublicProviders)
	default:
		return r, catalog.Finding(RuleQueryProvider, "/PublicProviders", x.noProvider(q.Provider))
	}
	return r, nil
}

// unknownWhat returns the finding for capabilities with an unknown bit.
func unknownWhat(what provider.Capability) error {
	_, err := what.MarshalText()
	var found diag.Findings
	found.Attach("/What", err)
	return found[0]
}

// homeDomains returns the kind that has your own SIP domains: that of the servers,
// unless there is only a tenant.
func (x *Index) homeDomains() federation.Kind {
	if x.tenantAlone {
		return federation.TenantSIPDomains
	}
	return federation.SIPDomains
}

// ownDomains returns the own SIP domains for a message, and the one nearest to the
// domain of either address.
func (x *Index) ownDomains(from, to address.Address) string {
	var names []string
	for _, d := range x.c.SIPDomains {
		names = append(names, d.Identity.String())
	}
	nearest := near.Suffix(from.Domain().String(), names)
	if nearest == "" {
		nearest = near.Suffix(to.Domain().String(), names)
	}
	return fmt.Sprintf(" (%s)%s", near.List(names), nearest)
}

// noProvider returns the message for the name of a public provider that does not
// exist.
func (x *Index) noProvider(identity string) string {
	for _, p := range x.c.HostingProviders {
		if char.Same(p.Identity, identity) {
			return fmt.Sprintf("%s is a hosting provider: only public providers have contacts", p.Identity)
		}
	}
	var names []string
	for _, p := range x.c.PublicProviders {
		names = append(names, p.Identity)
	}
	return fmt.Sprintf("the public provider %q does not exist; the public providers are %s%s", identity, near.List(names), near.Suffix(identity, names))
}

// providerNamed returns the public provider with a name. Of several, it returns the one
// whose spelling sorts first.
func (x *Index) providerNamed(identity string) (named int, found bool) {
	for i, p := range x.c.PublicProviders {
		if char.Same(p.Identity, identity) && (!found || p.Identity < x.c.PublicProviders[named].Identity) {
			named, found = i, true
		}
	}
	return named, found
}

// IsOwn reports whether an address is in one of the organization's own SIP
// domains.
func (x *Index) IsOwn(a address.Address) bool {
	_, own := x.own[a.Domain()]
	return own
}

package reach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/provider"
)

// An Index answers queries on a configuration. It is immutable and safe for
// concurrent use. Do not change the configuration while the Index is in use. The
// zero Index has no SIP domains, so every query is invalid.
type Index struct {
	c    federation.Configuration
	edge federation.AccessEdgeConfiguration // with defaults

	own     map[domain.SIPDomain]ref
	blocked map[domain.Name]ref
	allowed map[domain.Name]ref

	claims     map[domain.SIPDomain][]claim
	decorators []address.Decorator  // in the order of PublicProviders
	hosting    map[domain.Name]ref  // HostingProviders, by ProxyFqdn
	otherHosts map[domain.Name]bool // hosts without a hosting provider

	services          map[domain.SIPDomain][]provider.ServiceID // the owners of a known domain of a public service
	unclear           []ref                                     // enabled public providers with unknown name decoration
	lacksMicrosoft365 bool                                      // HostingProviders is known and has no enabled provider for Microsoft 365
	presumes          bool                                      // no platform is given, so an enabled public provider counts as decorating nothing
	shares            bool                                      // a hosting provider shares or may share the address space

	policies    policy.Table
	policyNames record.Names
	users       record.Names
	userOf      []int32 // the index in userInfos of each of Users
	userInfos   []user  // distinct users without their addresses
	anybody     user    // a user with nothing known but the address

	hasTenant      bool // a part of a tenant is given
	tenantAlone    bool // nothing of the servers is given
	tenantUsers    map[userKey]ref
	tenantPolicies map[policy.Identity]ref // by folded Identity

	broken map[ref]*diag.Finding // why a record is not reliable
}

// NewIndex returns the index of a configuration. A faulty record is not an error:
// answers that depend on the record are not known, and name the fault. The error is
// a [*diag.Finding] for a configuration without any kind of record.
func NewIndex(c federation.Configuration) (*Index, error) {
	if isEmpty(c) {
		return nil, catalog.Finding(RuleIndexEmpty, "", "no kind of record is given")
	}
	x := &Index{
		c:          c,
		edge:       cmp.Or(c.AccessEdge, &federation.AccessEdgeConfiguration{}).WithDefaults(),
		own:        make(map[domain.SIPDomain]ref, len(c.SIPDomains)),
		blocked:    make(map[domain.Name]ref, len(c.BlockedDomains)),
		allowed:    make(map[domain.Name]ref, len(c.AllowedDomains)),
		claims:     map[domain.SIPDomain][]claim{},
		hosting:    make(map[domain.Name]ref, len(c.HostingProviders)),
		otherHosts: make(map[domain.Name]bool, len(c.PublicProviders)+len(c.Pools)),
		services:   map[domain.SIPDomain][]provider.ServiceID{},
		broken:     map[ref]*diag.Finding{},
	}
	if c.AccessEdge != nil && x.edge.RoutingMethod == federation.UseDNSSRVRouting {
		x.edge.RoutingMethod = cmp.Or(c.AccessEdge.Routing(), x.edge.RoutingMethod)
	}
	x.indexBroken()
	x.indexDomains()
	names := namer{x, map[string]ref{}} // which public and hosting providers share
	x.indexHostingProviders(names)
	x.indexPublicProviders(names)
	x.indexTenant()
	x.indexUsers()
	return x, nil
}

// isEmpty reports whether no kind of record is given.
func isEmpty(c federation.Configuration) bool {
	for k := range federation.AllKinds() {
		if k != federation.Platform && k != federation.Holdings && (k.Row().Given(&c) || c.Incomplete.Has(k)) {
			return false
		}
	}
	return true
}

// deciding has the members on which decisions depend. Faults in others are ignored.
var deciding = [...]string{
	"Identity", "Domain", "ProxyFqdn", "Enabled", "VerificationLevel",
	"NameDecorationRoutingDomain", "EnabledSharedAddressSpace", "HostsOCSUsers",
	"AllowFederatedUsers", "EnablePartnerDiscovery", "DiscoveredPartnerVerificationLevel",
	"RoutingMethod", "DefaultRouteFqdn", "IsPublicProvider",
	"SipAddress", "ExternalAccessPolicy", "RegistrarPool", "Site",
}

// indexBroken records the faults of single records. A record without its name or host
// may affect any answer, so its kind counts as incomplete.
func (x *Index) indexBroken() {
	for k := range federation.AllKinds() {
		if k == federation.Holdings {
			continue // package licensing reports these
		}
		row := k.Row()
		for i := range row.Len(&x.c) {
			r := row.Record(&x.c, i)
			if x.isNameless(k, i, r) {
				x.c.Incomplete = x.c.Incomplete.With(k)
			}
			for _, f := range r.Findings() {
				if member, single := strings.CutPrefix(string(f.Path), "/"); f.Severity == diag.Error && single && slices.Contains(deciding[:], member) {
					x.broken[recordAt(k, i)] = f
				}
			}
		}
	}
}

// isUnknown reports whether a member of a record is unknown because the text lacks it.
func (x *Index) isUnknown(at ref, member string) bool {
	i := at.index()
	return i >= 0 && member != "" && i < at.kind.Row().Len(&x.c) && x.c.IsUnknown(at.kind, i, member)
}

// isGiven reports whether a kind is given.
func (x *Index) isGiven(k federation.Kind) bool { return k.Row().Given(&x.c) }

func (x *Index) isNameless(k federation.Kind, i int, r record.Record) bool {
	if k == federation.HostingProviders {
		return x.c.HostingProviders[i].ProxyFQDN.IsZero()
	}
	return r.IsNameless()
}

// ambiguous marks two records that cannot both exist on a server as not reliable.
func (x *Index) ambiguous(a, b ref, r diag.Rule, name string) {
	for _, pair := range [...][2]ref{{a, b}, {b, a}} {
		here, other := pair[0], pair[1]
		if x.broken[here] == nil {
			info := shared(r)
			x.broken[here] = &diag.Finding{RuleInfo: info, Path: here.path(""), Subject: x.subject(here), Cause: x.subject(other), Detail: fmt.Sprintf("%s is also at %s", name, other.path(""))}
		}
	}
}

func (x *Index) indexDomains() {
	for i, d := range x.c.SIPDomains {
		if !d.Identity.IsZero() {
			x.own[d.Identity] = recordAt(federation.SIPDomains, i)
		}
	}
	for i, d := range x.c.BlockedDomains {
		x.blocked[d.Domain] = recordAt(federation.BlockedDomains, i)
	}
	for i, d := range x.c.AllowedDomains {
		here := recordAt(federation.AllowedDomains, i)
		first, again := x.allowed[d.Domain]
		switch {
		case !again:
			x.allowed[d.Domain] = here
		case !d.Equal(x.c.AllowedDomains[first.index()]):
			x.ambiguous(here, first, federation.RuleDomainRepeated, d.Domain.String())
		}
	}
}

// A namer finds providers that share a name or host.
type namer struct {
	x     *Index
	first map[string]ref
}

func (n namer) check(here ref, r diag.Rule, name string) {
	key := string(r) + char.Fold(name)
	if first, again := n.first[key]; again {
		n.x.ambiguous(here, first, r, name)
	} else if name != "" {
		n.first[key] = here
	}
}

func (x *Index) indexHostingProviders(names namer) {
	x.lacksMicrosoft365 = x.c.Knows(federation.HostingProviders)
	x.shares = x.c.Incomplete.Has(federation.HostingProviders)
	for i, p := range x.c.HostingProviders {
		here := recordAt(federation.HostingProviders, i)
		names.check(here, federation.RuleIdentityRepeated, p.Identity)
		names.check(here, federation.RuleProxyFQDNRepeated, p.ProxyFQDN.String())
		first, again := x.hosting[p.ProxyFQDN]
		// The order of records plays no part.
		if !p.ProxyFQDN.IsZero() && (!again || char.Fold(p.Identity) < char.Fold(x.c.HostingProviders[first.index()].Identity)) {
			x.hosting[p.ProxyFQDN] = here
		}
		x.shares = x.shares || x.mayShare(here)
		x.lacksMicrosoft365 = x.lacksMicrosoft365 && !(p.IsMicrosoft365() && (p.Enabled || x.isUnknown(here, "Enabled")))
	}
}

// A claim is a reason why a domain belongs to a public provider.
type claim struct {
	by       claimBy
	provider ref
	allowed  ref                // the allowed domain that names the provider's host
	service  provider.ServiceID // the known owner of the domain
}

// holds reports whether a claim is valid on a day. A provider may connect to one service
// first and to another later.
func (c *claim) holds(x *Index, on date.Date) bool {
	if c.by != byService {
		return true
	}
	service, _ := x.public(c.provider).Service(on)
	return service == c.service
}

type claimBy uint8

// In order of preference.
const (
	byRoutingDomain claimBy = iota
	byAllowedDomain
	byExcludedList
	byService
)

func (x *Index) indexPublicProviders(names namer) {
	byHost := make(map[domain.Name]ref, len(x.c.PublicProviders))
	for i, p := range x.c.PublicProviders {
		here := recordAt(federation.PublicProviders, i)
		names.check(here, federation.RuleIdentityRepeated, p.Identity)
		names.check(here, federation.RuleProxyFQDNRepeated, p.ProxyFQDN.String())
		x.decorators = append(x.decorators, p.Decorator())
		if !p.ProxyFQDN.IsZero() {
			byHost[p.ProxyFQDN] = here
			x.otherHosts[p.ProxyFQDN] = true
		}
		x.indexClaims(here, p)
		if (p.Enabled || x.isUnknown(here, "Enabled")) && x.unknownClaim(here) != "" {
			x.unclear = append(x.unclear, here)
		}
		x.presumes = x.presumes || p.Enabled && x.c.IsPresumed(federation.PublicProviders, i, "NameDecorationRoutingDomain")
	}
	for s := range provider.Services() {
		for d := range s.Domains() {
			x.services[d.Domain] = append(x.services[d.Domain], s.ID)
		}
	}
	for i, d := range x.c.AllowedDomains {
		of, isSIP := d.Domain.SIPDomain()
		if provider, listed := byHost[d.ProxyFQDN]; isSIP && listed {
			x.claims[of] = append(x.claims[of], claim{by: byAllowedDomain, provider: provider, allowed: recordAt(federation.AllowedDomains, i)})
		}
	}
	// The order of records plays no part.
	slices.SortFunc(x.unclear, func(a, b ref) int {
		return cmp.Compare(char.Fold(x.public(a).Identity), char.Fold(x.public(b).Identity))
	})
	for _, claims := range x.claims {
		slices.SortStableFunc(claims, func(a, b claim) int {
			p, q := x.public(a.provider), x.public(b.provider)
			return cmp.Or(cmp.Compare(a.by, b.by), cmp.Compare(char.Fold(p.Identity), char.Fold(q.Identity)), p.ProxyFQDN.Compare(q.ProxyFQDN), cmp.Compare(a.service, b.service))
		})
	}
}

func (x *Index) indexClaims(here ref, p provider.PublicProvider) {
	add := func(d domain.SIPDomain, c claim) {
		c.provider = here
		x.claims[d] = append(x.claims[d], c)
	}
	if !p.NameDecorationRoutingDomain.IsZero() {
		add(p.NameDecorationRoutingDomain, claim{by: byRoutingDomain})
		for d := range p.NameDecorationExcludedDomainList.Set().All() {
			add(d, claim{by: byExcludedList})
		}
	}
	for id := range p.Services() {
		s, _ := provider.LookupService(id)
		for d := range s.Domains() {
			add(d.Domain, claim{by: byService, service: id})
		}
	}
}

// unknownClaim returns an unknown member of a public provider on which its domains
// depend, or "".
func (x *Index) unknownClaim(r ref) string {
	for _, member := range [...]string{"NameDecorationRoutingDomain", "NameDecorationExcludedDomainList"} {
		if x.isUnknown(r, member) {
			return member
		}
	}
	return ""
}

// public returns the public provider at a ref.
func (x *Index) public(r ref) *provider.PublicProvider { return &x.c.PublicProviders[r.index()] }

// host returns the hosting provider at a ref.
func (x *Index) host(r ref) *provider.HostingProvider { return &x.c.HostingProviders[r.index()] }

// edgeRef returns the ref of the Access Edge, or of its kind if it is not given.
func (x *Index) edgeRef() ref {
	if x.c.AccessEdge == nil {
		return wholeKind(federation.AccessEdge)
	}
	return recordAt(federation.AccessEdge, 0)
}

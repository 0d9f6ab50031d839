package reach

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A Message is a refused message as a trace shows it. A field that the trace lacks is
// zero.
type Message struct {
	From, To address.Address
	Domain   domain.SIPDomain // the other side's domain, if the diagnostic names it
	Host     domain.Name      // the other side's host, if the diagnostic names it
	Peer     domain.Name      // the server that answered, if the diagnostic names it beside the host
	On       date.Date
}

// A Cause is a record of a configuration that can cause a diagnostic.
type Cause struct {
	Outcome  diag.Outcome // Refused: the record can cause the diagnostic; NotKnown: a record of the kind may cause it
	Path     diag.Path
	Subject  diag.Subject // zero: the cause is outside the configuration
	Detail   string       // in lower case and without a full stop
	Inferred bool
	Fix      []diag.Edit // the edits that mend it, if they certainly do
}

// Causes returns the records of a configuration that can cause the diagnostic for a
// message. It returns none for a diagnostic that no record causes.
func (d Diagnostic) Causes(c federation.Configuration, m Message) []Cause {
	if d.causes == nil {
		return nil
	}
	k := causer{c: c, m: m, own: map[domain.SIPDomain]bool{}}
	for _, s := range c.SIPDomains {
		k.own[s.Identity] = true
	}
	d.causes(&k)
	return k.found
}

// A causer finds causes.
type causer struct {
	c     federation.Configuration
	m     Message
	own   map[domain.SIPDomain]bool
	found []Cause
}

// remote returns the domain of the other side, or zero if it is not known.
func (k *causer) remote() domain.SIPDomain {
	for _, d := range []domain.SIPDomain{k.m.Domain, k.m.To.Domain(), k.m.From.Domain()} {
		if !d.IsZero() && !k.own[d] {
			return d
		}
	}
	return domain.SIPDomain{}
}

// isOwn reports whether an address is in one of the organization's SIP domains.
func (k *causer) isOwn(a address.Address) bool { return !a.IsZero() && k.own[a.Domain()] }

// add adds record i of a kind, or the kind as a whole if i is negative.
func (k *causer) add(o diag.Outcome, kind federation.Kind, i int, member, format string, args ...any) *Cause {
	c := Cause{Outcome: o, Path: kind.Row().Path(i), Subject: diag.Subject{Kind: kind.String()}, Detail: fmt.Sprintf(format, args...)}
	if i >= 0 {
		c.Subject = k.c.Subject(kind, i)
		if member != "" {
			c.Path = c.Path.Member(member)
		}
	}
	k.found = append(k.found, c)
	return &k.found[len(k.found)-1]
}

// lacks adds a cause if a kind is missing or incomplete, and reports whether it is.
func (k *causer) lacks(kind federation.Kind) bool {
	if k.c.Knows(kind) {
		return false
	}
	k.add(diag.NotKnown, kind, -1, "", "%s are missing or incomplete", kind)
	return true
}

func set(kind federation.Kind, identity, member string, on bool) []diag.Edit {
	return []diag.Edit{{Op: diag.OpSet, Subject: diag.Subject{Kind: kind.String(), Identity: identity}, Members: []diag.MemberEdit{{Name: member, New: diag.Bool(on)}}}}
}

// policies adds the policies that apply or may apply, and do not grant a member.
func (k *causer) policies(member string) {
	if !k.m.From.IsZero() && !k.isOwn(k.m.From) && k.c.Knows(federation.SIPDomains) {
		k.found = append(k.found, Cause{Outcome: diag.NotKnown, Detail: fmt.Sprintf("the sender %s is not in one of your SIP domains: the other side's policy decides", k.m.From)})
		return
	}
	if k.lacks(federation.ExternalAccessPolicies) {
		return
	}
	holding := k.holding()
	if user := k.sender(); len(holding) == 0 && user >= 0 {
		k.add(diag.NotKnown, federation.Users, user, "ExternalAccessPolicy", "%s is granted %s, but that policy is not given", k.m.From, cmp.Or(k.c.Users[user].ExternalAccessPolicy.String(), "none"))
	}
	for _, i := range holding {
		p := k.c.ExternalAccessPolicies[i]
		on := map[string]product.Switch{
			"EnableFederationAccess":  p.EnableFederationAccess,
			"EnablePublicCloudAccess": p.EnablePublicCloudAccess,
			"EnableOutsideAccess":     p.EnableOutsideAccess,
		}[member]
		switch {
		case on.IsOn():
		case k.c.IsUnknown(federation.ExternalAccessPolicies, i, member):
			k.add(diag.NotKnown, federation.ExternalAccessPolicies, i, member, "it is not known whether %s has %s", p.Identity, member)
		default:
			k.add(diag.Refused, federation.ExternalAccessPolicies, i, member, "%s does not have %s, and applies to %s", p.Identity, member, k.holder(p.Identity)).Fix = set(federation.ExternalAccessPolicies, p.Identity.String(), member, true)
		}
	}
}

// holder describes the users to whom a policy applies.
func (k *causer) holder(id policy.Identity) string {
	switch {
	case k.isOwn(k.m.From):
		return k.m.From.String()
	case id.Scope() == policy.Global:
		return "all users without another policy"
	case id.Scope() == policy.Site:
		return "users of the site without a policy of their own"
	}
	return "users to whom it is granted"
}

// sender returns the record of the user who sent the message, or -1.
func (k *causer) sender() int {
	return slices.IndexFunc(k.c.Users, func(u federation.User) bool { return k.isOwn(k.m.From) && u.SIPAddress.Same(k.m.From) })
}

// holding returns the policies that apply or may apply to the sender.
func (k *causer) holding() []int {
	user := k.sender()
	if user < 0 || k.c.IsUnknown(federation.Users, user, "ExternalAccessPolicy") {
		return k.policiesOf(func(id policy.Identity) bool { return id.Scope() != policy.Tag || k.isHeld(id) })
	}
	u := k.c.Users[user]
	if !u.ExternalAccessPolicy.IsZero() {
		return k.policiesOf(u.ExternalAccessPolicy.Same)
	}
	pool := slices.IndexFunc(k.c.Pools, func(p federation.Pool) bool { return p.Identity == u.RegistrarPool })
	if pool < 0 {
		return k.policiesOf(func(id policy.Identity) bool { return id.Scope() != policy.Tag })
	}
	if of := k.policiesOf(k.c.Pools[pool].Site.Identity().Same); len(of) > 0 {
		return of
	}
	return k.policiesOf(func(id policy.Identity) bool { return id.Scope() == policy.Global })
}

func (k *causer) policiesOf(is func(policy.Identity) bool) []int {
	var all []int
	for i, p := range k.c.ExternalAccessPolicies {
		if is(p.Identity) {
			all = append(all, i)
		}
	}
	return all
}

// isHeld reports whether a policy is or may be granted to a user.
func (k *causer) isHeld(id policy.Identity) bool {
	return !k.c.Knows(federation.Users) || slices.ContainsFunc(k.c.Users, func(u federation.User) bool { return u.ExternalAccessPolicy.Same(id) })
}

// edgeSwitch adds a switch of the Edge that is off.
func (k *causer) edgeSwitch(member string) *Cause {
	if k.c.AccessEdge == nil {
		k.lacks(federation.AccessEdge)
		return nil
	}
	on := map[string]product.Switch{
		"AllowFederatedUsers": k.c.AccessEdge.AllowFederatedUsers,
		"AllowOutsideUsers":   k.c.AccessEdge.AllowOutsideUsers,
	}[member]
	switch {
	case on.IsOn():
		return nil
	case k.c.IsUnknown(federation.AccessEdge, 0, member):
		return k.add(diag.NotKnown, federation.AccessEdge, 0, member, "it is not known whether %s is on at the Edge", member)
	}
	c := k.add(diag.Refused, federation.AccessEdge, 0, member, "%s is off at the Edge", member)
	c.Fix = set(federation.AccessEdge, "Global", member, true)
	return c
}

// edgeClosed adds that federation is off. It is inferred that this causes the
// diagnostic.
func (k *causer) edgeClosed() {
	if c := k.edgeSwitch("AllowFederatedUsers"); c != nil {
		c.Inferred = true
	}
}

// discovery reports whether discovery is on, and whether that is known.
func (k *causer) discovery() (on, known bool) {
	e := k.c.AccessEdge
	if e == nil || e.EnablePartnerDiscovery.IsZero() && k.c.IsUnknown(federation.AccessEdge, 0, "EnablePartnerDiscovery") {
		return false, false
	}
	return e.EnablePartnerDiscovery.IsOn() && e.Routing() != federation.UseDefaultRouting, true
}

// allowed returns the entry of the allowed list for the other side, or -1.
func (k *causer) allowed() int {
	remote := k.remote()
	return slices.IndexFunc(k.c.AllowedDomains, func(d federation.AllowedDomain) bool { return !remote.IsZero() && d.Domain == remote.Name() })
}

// list adds that the other side's domain is not on the allowed list.
func (k *causer) list() {
	on, known := k.discovery()
	remote := k.remote()
	switch {
	case on || k.c.AccessEdge != nil && k.c.AccessEdge.Routing() == federation.UseDefaultRouting:
		return
	case k.allowed() >= 0:
		return
	case !known:
		k.add(diag.NotKnown, federation.AccessEdge, min(0, k.edges()-1), "EnablePartnerDiscovery", "it is not known whether discovery is on")
		return
	case k.lacks(federation.AllowedDomains):
		return
	case remote.IsZero():
		k.add(diag.Refused, federation.AccessEdge, 0, "EnablePartnerDiscovery", "discovery is off: only domains on the allowed list (%s) are partners", char.Number(len(k.c.AllowedDomains)))
		return
	}
	k.add(diag.Refused, federation.AllowedDomains, -1, "", "%s is not on the allowed list (of %s), and discovery is off", remote, char.Number(len(k.c.AllowedDomains))).
		Fix = []diag.Edit{{Op: diag.OpNew, Subject: diag.Subject{Kind: federation.AllowedDomains.String(), Identity: remote.String()}}}
}

// edges returns how many Edge configurations there are.
func (k *causer) edges() int {
	if k.c.AccessEdge == nil {
		return 0
	}
	return 1
}

// recipient adds that the recipient is not an enabled user.
func (k *causer) recipient() {
	switch {
	case k.m.To.IsZero():
		if !k.lacks(federation.Users) {
			k.add(diag.NotKnown, federation.Users, -1, "", "the trace does not show the recipient")
		}
	case !k.isOwn(k.m.To):
		if !k.lacks(federation.SIPDomains) {
			k.found = append(k.found, Cause{Outcome: diag.NotKnown, Detail: fmt.Sprintf("%s is not in one of your SIP domains: the other side refused the message", k.m.To)})
		}
	case k.lacks(federation.Users):
	default:
		i := slices.IndexFunc(k.c.Users, func(u federation.User) bool { return u.SIPAddress.Same(k.m.To) })
		if i < 0 {
			k.add(diag.Refused, federation.Users, -1, "", "%s is not one of the %s given users", k.m.To, char.Number(len(k.c.Users)))
		} else if k.c.Users[i].Enabled.IsOff() {
			k.add(diag.Refused, federation.Users, i, "Enabled", "%s is not enabled", k.m.To)
		}
	}
}

// lookups adds the records because of which the Edge looks up the other side in DNS.
func (k *causer) lookups() {
	remote := k.remote()
	if i := k.allowed(); i >= 0 {
		d := k.c.AllowedDomains[i]
		switch {
		case !d.ProxyFQDN.IsZero():
		case k.c.IsUnknown(federation.AllowedDomains, i, "ProxyFqdn"):
			k.add(diag.NotKnown, federation.AllowedDomains, i, "ProxyFqdn", "it is not known whether %s has a ProxyFqdn", d.Domain)
		default:
			k.add(diag.Refused, federation.AllowedDomains, i, "ProxyFqdn", "%s is allowed without ProxyFqdn: the Edge finds it by %s", d.Domain, remote.FederationSRV())
		}
		return
	}
	switch on, known := k.discovery(); {
	case on && remote.IsZero():
		k.add(diag.Refused, federation.AccessEdge, 0, "EnablePartnerDiscovery", "discovery is on: the Edge finds every domain that is not allowed with a ProxyFqdn by its SRV record")
	case on && !k.isPublic(remote):
		k.add(diag.Refused, federation.AccessEdge, 0, "EnablePartnerDiscovery", "discovery is on: the Edge finds %s by %s", remote, remote.FederationSRV())
	case !known && !k.isPublic(remote):
		k.add(diag.NotKnown, federation.AccessEdge, min(0, k.edges()-1), "EnablePartnerDiscovery", "it is not known whether discovery is on")
	}
	if !remote.IsZero() {
		return
	}
	for i, d := range k.c.AllowedDomains {
		if d.ProxyFQDN.IsZero() && !k.c.IsUnknown(federation.AllowedDomains, i, "ProxyFqdn") {
			k.add(diag.Refused, federation.AllowedDomains, i, "ProxyFqdn", "%s is allowed without ProxyFqdn: the Edge finds it by its SRV record", d.Domain)
		}
	}
}

// isPublic reports whether a domain belongs to an enabled public provider.
func (k *causer) isPublic(d domain.SIPDomain) bool {
	return slices.ContainsFunc(k.c.PublicProviders, func(p provider.PublicProvider) bool { return p.Enabled && k.claims(p, d) })
}

// claims reports whether a domain belongs to a public provider.
func (k *causer) claims(p provider.PublicProvider, d domain.SIPDomain) bool {
	if d.IsZero() {
		return false
	}
	if p.NameDecorationRoutingDomain == d {
		return true
	}
	for id := range p.Services() {
		service, _ := provider.LookupService(id)
		for known := range service.Domains() {
			if known.Domain == d {
				return true
			}
		}
	}
	return false
}

// isAsked reports whether the message may have gone to a host.
func (k *causer) isAsked(host domain.Name) bool { return k.m.Host.IsZero() || k.m.Host == host }

// hosts adds the records that name the other side's host.
func (k *causer) hosts() {
	remote := k.remote()
	for i, d := range k.c.AllowedDomains {
		if !d.ProxyFQDN.IsZero() && (d.Domain == remote.Name() && !remote.IsZero() || remote.IsZero() && k.isAsked(d.ProxyFQDN)) {
			if (provider.HostingProvider{ProxyFQDN: k.m.Peer}).IsMicrosoft365() && k.m.Peer != d.ProxyFQDN {
				k.add(diag.Refused, federation.AllowedDomains, i, "ProxyFqdn", "%s is reached at %s, but %s of Microsoft 365 answered: the partner has moved there. Create the entry again without ProxyFqdn, and enable a hosting provider for that host", d.Domain, d.ProxyFQDN, k.m.Peer)
				continue
			}
			k.add(diag.Refused, federation.AllowedDomains, i, "ProxyFqdn", "%s is reached at %s: the entry is out of date if the partner has moved or renamed its Edge", d.Domain, d.ProxyFQDN)
		}
	}
	for i, p := range k.c.PublicProviders {
		if p.Enabled && (k.m.Host == p.ProxyFQDN && !p.ProxyFQDN.IsZero() || k.claims(p, remote) || remote.IsZero() && k.m.Host.IsZero()) {
			k.add(diag.Refused, federation.PublicProviders, i, "ProxyFqdn", "%s is reached at %s", p.Identity, p.ProxyFQDN)
		}
	}
	for i, p := range k.c.HostingProviders {
		if p.Enabled && (k.m.Host == p.ProxyFQDN && !p.ProxyFQDN.IsZero() || remote.IsZero() && k.m.Host.IsZero()) {
			k.add(diag.Refused, federation.HostingProviders, i, "ProxyFqdn", "%s is reached at %s", p.Identity, p.ProxyFQDN)
		}
	}
}

// cipher adds that AOL requires a cipher that newer versions of Windows do not put first
// (SA-AOL-CIPHER).
func (k *causer) cipher() {
	for i, p := range k.c.PublicProviders {
		id, known := p.Service(k.m.On)
		if p.Enabled && known && id == provider.AOL && (k.claims(p, k.remote()) || k.m.Host == p.ProxyFQDN && !k.m.Host.IsZero()) {
			k.add(diag.NotKnown, federation.PublicProviders, i, "", "AOL requires the cipher TLS_RSA_WITH_RC4_128_MD5: on Windows Server 2008 it must be first in the Edge's order of SSL cipher suites")
		}
	}
}

// cloudPartner adds that a partner in Microsoft 365 needs an enabled provider, because
// its SRV target is outside its domain (FED-LO-10). It is inferred that the trace then
// has 1009.
func (k *causer) cloudPartner() {
	inCloud := k.m.Host.IsZero() || provider.HostingProvider{ProxyFQDN: k.m.Host}.IsMicrosoft365()
	if !inCloud || k.allowedWithProxy() || k.isPublic(k.remote()) || !k.mayLookUp() {
		return
	}
	if k.lacks(federation.HostingProviders) {
		return
	}
	disabled := -1
	for i, p := range k.c.HostingProviders {
		if p.IsMicrosoft365() {
			if p.Enabled {
				return
			}
			disabled = i
		}
	}
	if disabled >= 0 {
		p := k.c.HostingProviders[disabled]
		c := k.add(diag.Refused, federation.HostingProviders, disabled, "Enabled", "%s is not enabled. The SRV record of a partner in Microsoft 365 points to its host", p.Identity)
		c.Inferred, c.Fix = true, []diag.Edit{{Op: diag.OpEnable, Subject: c.Subject}}
		return
	}
	k.add(diag.Refused, federation.HostingProviders, -1, "", "no hosting provider has the host %s. The SRV record of a partner in Microsoft 365 points to it", cmp.Or(k.m.Host.String(), provider.Microsoft365Host)).Inferred = true
}

// allowedWithProxy reports whether the other side is found by a ProxyFqdn.
func (k *causer) allowedWithProxy() bool {
	i := k.allowed()
	return i >= 0 && !k.c.AllowedDomains[i].ProxyFQDN.IsZero()
}

// mayLookUp reports whether the other side may be found by DNS.
func (k *causer) mayLookUp() bool {
	on, known := k.discovery()
	return on || !known || k.allowed() >= 0
}

// farSide adds records that may no longer lead to the other side: an entry that is out
// of date, or a service that has ended.
func (k *causer) farSide() {
	if i := k.allowed(); i >= 0 && !k.c.AllowedDomains[i].ProxyFQDN.IsZero() {
		d := k.c.AllowedDomains[i]
		k.add(diag.Refused, federation.AllowedDomains, i, "ProxyFqdn", "%s is reached at %s: this host may no longer serve it", d.Domain, d.ProxyFQDN).Inferred = true
	}
	for i, p := range k.c.PublicProviders {
		remote := k.remote()
		if !p.Enabled || !remote.IsZero() && !k.claims(p, remote) && k.m.Host != p.ProxyFQDN {
			continue
		}
		if id, known := p.Service(k.m.On); known && !k.m.On.IsZero() {
			if service, _ := provider.LookupService(id); service.History.On(k.m.On) == provider.Ended {
				c := k.add(diag.Refused, federation.PublicProviders, i, "Enabled", "%s is enabled, although its service had ended by %v", p.Identity, k.m.On)
				c.Inferred, c.Fix = true, []diag.Edit{{Op: diag.OpRemove, Subject: c.Subject}}
				continue
			}
		}
		k.add(diag.Refused, federation.PublicProviders, i, "Enabled", "%s is enabled: your organization may not be provisioned for it, or the contact may not exist", p.Identity).Inferred = true
	}
}

// splitDomain adds the records that differ between the two sides of a split domain.
func (k *causer) splitDomain() {
	if k.lacks(federation.HostingProviders) {
		return
	}
	for i, p := range k.c.HostingProviders {
		switch {
		case !p.Enabled:
			continue
		case p.EnabledSharedAddressSpace.IsOn():
		case k.c.IsUnknown(federation.HostingProviders, i, "EnabledSharedAddressSpace"):
			k.add(diag.NotKnown, federation.HostingProviders, i, "EnabledSharedAddressSpace", "it is not known whether %s shares the address space", p.Identity)
			continue
		default:
			continue
		}
		if k.lacks(federation.SIPDomains) {
			return
		}
		remote := k.remote()
		if remote.IsZero() {
			k.add(diag.Refused, federation.HostingProviders, i, "EnabledSharedAddressSpace", "%s shares the address space: every domain of the tenant must be one of the %d SIP domains", p.Identity, len(k.c.SIPDomains))
			continue
		}
		k.add(diag.Refused, federation.SIPDomains, -1, "", "%s is not a SIP domain of the topology: if it is a domain of the tenant, add it (%s shares the address space)", remote, p.Identity).
			Fix = []diag.Edit{{Op: diag.OpNew, Subject: diag.Subject{Kind: federation.SIPDomains.String(), Identity: remote.String()}}}
	}
}

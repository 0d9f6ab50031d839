package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/tenant"
)

// A Replacement is a name of an organization and the example that replaces it.
type Replacement struct {
	Kind NameKind
	From string
	To   string
}

// tenants is the parent of the domains that Microsoft 365 gives to organizations.
const tenants = "onmicrosoft.com"

// A NameKind is the kind of a name. Names of different kinds are replaced separately.
type NameKind string

const (
	DomainName      NameKind = "domain"   // a SIP domain, a partner's domain or a host
	PersonName      NameKind = "person"   // the user part of an address
	ProviderName    NameKind = "provider" // the Identity of a provider
	PolicyName      NameKind = "policy"   // the name of a policy without its scope
	SiteName        NameKind = "site"
	RemarkText      NameKind = "remark"    // a comment, a description, or a text where a URL belongs
	AgreementNumber NameKind = "agreement" // the number of an agreement with Microsoft
)

// Names replaces the names of an organization by examples: its domains, people, sites,
// policies, providers, partners, agreements and remarks. A name always gets the same
// example, so that findings and decisions about a configuration stay the same. Documented
// names are kept: public services, their domains and hosts, those of Microsoft 365, and
// hosts that differ from such a host in one or two letters.
//
// The zero Names is not valid. See [NewNames].
type Names struct {
	to    map[NameKind]map[string]string
	taken map[string]bool
	count map[NameKind]int
	hosts []string        // kept hosts of three or more labels
	known map[string]bool // kept domains and hosts
	seen  map[string]bool // domains of the configuration
}

// NewNames returns a Names with initial replacements, such as those of another
// configuration.
func NewNames(known ...Replacement) *Names {
	n := &Names{to: map[NameKind]map[string]string{}, taken: map[string]bool{}, count: map[NameKind]int{}, known: map[string]bool{}, seen: map[string]bool{}}
	n.keep(provider.SkypeIDDomain, provider.MessengerHost, tenants, "microsoft.com", "lync.com")
	for host := range provider.Microsoft365Hosts() {
		n.keep(host.String())
	}
	for s := range provider.Services() {
		for d := range s.Domains() {
			n.keep(d.Domain.String())
		}
		for r := range s.Recommendations() {
			n.keep(r.Provider.ProxyFQDN.String(), r.Provider.NameDecorationRoutingDomain.String(), r.Provider.NameDecorationDomain)
		}
	}
	for _, r := range known {
		n.set(r.Kind, r.From, r.To)
	}
	return n
}

func (n *Names) keep(names ...string) {
	for _, name := range names {
		if name != "" && !n.known[name] {
			n.known[name] = true
			if strings.Count(name, ".") > 1 {
				n.hosts = append(n.hosts, name)
			}
		}
	}
}

func (n *Names) set(k NameKind, from, to string) {
	if n.to[k] == nil {
		n.to[k] = map[string]string{}
	}
	n.to[k][char.Fold(from)] = to
	n.taken[string(k)+" "+char.Fold(to)] = true
}

// All returns the replacements, by kind and name.
func (n *Names) All() []Replacement {
	var all []Replacement
	for kind, names := range n.to {
		for from, to := range names {
			all = append(all, Replacement{kind, from, to})
		}
	}
	slices.SortFunc(all, func(a, b Replacement) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.From, b.From))
	})
	return all
}

// replace returns the example of a name. If the name has none, replace makes it from the
// next number.
func (n *Names) replace(k NameKind, name string, made func(number int) string) string {
	if name == "" {
		return ""
	}
	if to, found := n.to[k][char.Fold(name)]; found {
		return to
	}
	for {
		n.count[k]++
		if to := made(n.count[k]); !n.taken[string(k)+" "+char.Fold(to)] {
			n.set(k, name, to)
			return to
		}
	}
}

// numbered returns a function that joins a word and a number.
func numbered(word string) func(int) string {
	return func(number int) string { return fmt.Sprint(word, number) }
}

// Replace returns a copy of a configuration with examples in place of its names.
func (n *Names) Replace(c federation.Configuration) federation.Configuration {
	n.see(c)
	c.SIPDomains = mapped(c.SIPDomains, func(r *federation.SIPDomain) { r.Identity = n.sip(r.Identity) })
	if c.AccessEdge != nil {
		edge := *c.AccessEdge
		if !char.EqualFold(edge.Identity, "Global") {
			edge.Identity = n.remark(edge.Identity)
		}
		edge.DefaultRouteFQDN = n.name(edge.DefaultRouteFQDN)
		edge.SkypeSearchURL = n.url(edge.SkypeSearchURL)
		c.AccessEdge = &edge
	}
	c.PublicProviders = mapped(c.PublicProviders, func(r *provider.PublicProvider) {
		services := slices.Collect(r.Services())
		identity := r.Identity
		r.Identity, r.ProxyFQDN, r.IconURL = n.provider(identity), n.name(r.ProxyFQDN), n.url(r.IconURL)
		if !slices.Equal(services, slices.Collect(r.Services())) {
			r.Identity = identity // it identifies the service
		}
		r.NameDecorationDomain, r.NameDecorationRoutingDomain = n.text(r.NameDecorationDomain), n.sip(r.NameDecorationRoutingDomain)
		_ = r.NameDecorationExcludedDomainList.UnmarshalText([]byte(n.words(r.NameDecorationExcludedDomainList.String(), true))) // accepts any text
	})
	c.HostingProviders = mapped(c.HostingProviders, func(r *provider.HostingProvider) {
		r.Identity, r.ProxyFQDN, r.AutodiscoverURL = n.provider(r.Identity), n.name(r.ProxyFQDN), n.url(r.AutodiscoverURL)
	})
	c.AllowedDomains = mapped(c.AllowedDomains, func(r *federation.AllowedDomain) {
		r.Domain, r.ProxyFQDN, r.Comment = n.name(r.Domain), n.name(r.ProxyFQDN), n.remark(r.Comment)
	})
	c.BlockedDomains = mapped(c.BlockedDomains, func(r *federation.BlockedDomain) {
		r.Domain, r.Comment = n.name(r.Domain), n.remark(r.Comment)
	})
	c.ExternalAccessPolicies = mapped(c.ExternalAccessPolicies, func(r *policy.ExternalAccessPolicy) {
		r.Identity, r.Description = n.policy(r.Identity), n.remark(r.Description)
	})
	c.Users = mapped(c.Users, func(r *federation.User) {
		r.SIPAddress, r.ExternalAccessPolicy, r.RegistrarPool = n.address(r.SIPAddress), n.policy(r.ExternalAccessPolicy), n.name(r.RegistrarPool)
		prefix, rest, isOwn := strings.Cut(r.HostingProvider, ":") // SRV: for the servers
		if isOwn {
			r.HostingProvider = prefix + ":" + n.words(rest, true)
		} else {
			r.HostingProvider = n.text(r.HostingProvider)
		}
	})
	if c.Holdings != nil {
		holdings := *c.Holdings
		holdings.Agreements = mapped(holdings.Agreements, func(r *licensing.Agreement) { r.Number = n.agreement(r.Number) })
		holdings.Provisioned = mapped(holdings.Provisioned, func(r *licensing.Provisioned) { r.Domain = n.sip(r.Domain) })
		c.Holdings = &holdings
	}
	c.Pools = mapped(c.Pools, func(r *federation.Pool) { r.Identity, r.Site = n.name(r.Identity), n.site(r.Site) })
	c.Tenant = n.tenant(c.Tenant)
	return c
}

// tenant returns a copy of a tenant with examples in place of its names. It drops unknown
// members, which may contain names.
func (n *Names) tenant(t tenant.Tenant) tenant.Tenant {
	if t.FederationConfiguration != nil {
		f := *t.FederationConfiguration
		if allowed, isList := f.AllowedDomains.List(); isList {
			f.AllowedDomains = tenant.Allow(n.list(allowed))
		}
		f.BlockedDomains, f.AllowedTrialTenantDomains, f.Others = n.list(f.BlockedDomains), n.list(f.AllowedTrialTenantDomains), ""
		t.FederationConfiguration = &f
	}
	t.SIPDomains = mapped(t.SIPDomains, func(r *tenant.SIPDomain) { r.Name = n.sip(r.Name) })
	t.ExternalAccessPolicies = mapped(t.ExternalAccessPolicies, func(r *tenant.ExternalAccessPolicy) {
		r.Identity, r.Description, r.Others = n.policy(r.Identity), n.remark(r.Description), ""
		r.AllowedExternalDomains, r.BlockedExternalDomains = n.list(r.AllowedExternalDomains), n.list(r.BlockedExternalDomains)
	})
	t.Users = mapped(t.Users, func(r *tenant.User) {
		r.SIPAddress, r.ExternalAccessPolicy = n.address(r.SIPAddress), n.policy(r.ExternalAccessPolicy)
		if a, err := address.Parse(r.UserPrincipalName); err == nil {
			r.UserPrincipalName = n.address(a).String()
		} else {
			r.UserPrincipalName = n.remark(r.UserPrincipalName)
		}
		r.HostingProvider = n.text(r.HostingProvider)
	})
	return t
}

// list returns a list with examples in place of its domains. An unknown list stays
// unknown.
func (n *Names) list(l tenant.List) tenant.List {
	if to, err := tenant.ParseList(n.text(l.String())); err == nil && l.IsKnown() {
		return to
	}
	return tenant.List{}
}

// mapped returns a changed copy of records.
func mapped[R any](records []R, change func(*R)) []R {
	records = slices.Clone(records)
	for i := range records {
		change(&records[i])
	}
	return records
}

// see collects the domains of a configuration, so that a subdomain of one stays its
// subdomain.
func (n *Names) see(c federation.Configuration) {
	note := func(names ...domain.Name) {
		for _, name := range names {
			n.seen[name.String()] = true
		}
	}
	for _, d := range c.SIPDomains {
		note(d.Identity.Name())
	}
	for _, d := range c.AllowedDomains {
		note(d.Domain, d.ProxyFQDN)
	}
	for _, d := range c.BlockedDomains {
		note(d.Domain)
	}
	for _, p := range c.Pools {
		note(p.Identity)
	}
	for _, u := range c.Users {
		note(u.SIPAddress.Domain().Name())
	}
	for _, p := range c.PublicProviders {
		note(p.ProxyFQDN, p.NameDecorationRoutingDomain.Name())
		for d := range p.NameDecorationExcludedDomainList.Set().All() {
			note(d.Name())
		}
	}
	for _, p := range c.HostingProviders {
		note(p.ProxyFQDN)
	}
	if f := c.Tenant.FederationConfiguration; f != nil {
		allowed, _ := f.AllowedDomains.List()
		note(slices.Collect(allowed.All())...)
		note(slices.Collect(f.BlockedDomains.All())...)
	}
	for _, d := range c.Tenant.SIPDomains {
		note(d.Name.Name())
	}
	for _, u := range c.Tenant.Users {
		note(u.SIPAddress.Domain().Name())
	}
	for _, name := range slices.Sorted(maps.Keys(n.seen)) { // independent of the order of records
		n.domain(name)
	}
}

// domain returns the example of a domain. It has as many labels as the domain, and the
// example of a subdomain is below that of its parent.
func (n *Names) domain(name string) string {
	if to, found := n.to[DomainName][char.Fold(name)]; found || name == "" || n.known[char.Fold(name)] {
		return cmp.Or(to, name)
	}
	for above := name; above != tenants && strings.Contains(above, "."); _, above, _ = strings.Cut(above, ".") {
		if n.known[above] {
			return name // a host of Microsoft
		}
	}
	for _, host := range n.hosts {
		if near.Distance(name, host, 2) <= 2 { // misspelt
			return name
		}
	}
	mark := ""
	label, rest, _ := strings.Cut(name, ".")
	if strings.Contains(label, "_") {
		mark = "_" // not valid in a host name
	}
	if n.isBelow(rest) {
		above := n.domain(rest)
		return n.replace(DomainName, name, func(number int) string { return fmt.Sprintf("sub%s%d.%s", mark, number, above) })
	}
	return n.replace(DomainName, name, func(number int) string {
		to := fmt.Sprintf("domain%s%d", mark, number)
		if labels := strings.Count(name, ".") + 1; labels > 1 {
			to += strings.Repeat(".region", labels-2) + ".example"
		}
		return to
	})
}

// isBelow reports whether a domain or one of its parents is kept or is a domain of the
// configuration.
func (n *Names) isBelow(name string) bool {
	for strings.Contains(name, ".") {
		if n.seen[name] || n.known[name] {
			return true
		}
		_, name, _ = strings.Cut(name, ".")
	}
	return false
}

func (n *Names) name(d domain.Name) domain.Name {
	if to, err := domain.ParseName(n.domain(d.String())); err == nil {
		return to
	}
	return d
}

func (n *Names) sip(d domain.SIPDomain) domain.SIPDomain {
	if to, isSIP := n.name(d.Name()).SIPDomain(); isSIP {
		return to
	}
	return d
}

// text replaces the domains in a text, and keeps everything between them.
func (n *Names) text(s string) string { return n.words(s, false) }

// words is text. With single it also replaces words without a dot, as in a list
// of domains.
func (n *Names) words(s string, single bool) string {
	var b strings.Builder
	isName := func(c byte) bool {
		return c == '.' || c == '-' || c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || c >= utf8.RuneSelf
	}
	for len(s) > 0 {
		end := 0
		for end < len(s) && isName(s[end]) {
			end++
		}
		word := s[:end]
		switch d, err := domain.ParseName(word); {
		case !single && !strings.Contains(word, "."):
		case err == nil && strings.Contains(word, ".") && !strings.Contains("."+word+".", ".-") && !strings.Contains(word+".", "-."):
			word = n.name(d).String()
		default:
			word = n.labels(word)
		}
		b.WriteString(word)
		if end < len(s) {
			b.WriteByte(s[end])
			end++
		}
		s = s[end:]
	}
	return b.String()
}

// labels replaces the labels of a text that is not a valid domain. It keeps a last label in
// ASCII letters, and in each label the first character that is not allowed there. So the
// text has the same fault.
func (n *Names) labels(s string) string {
	labels := strings.Split(s, ".")
	for i, label := range labels {
		isPlain := strings.Trim(char.Fold(label), "abcdefghijklmnopqrstuvwxyz") == ""
		name := strings.Trim(label, "-")
		if name == "" || isPlain && i > 0 && i == len(labels)-1 {
			continue
		}
		to := n.replace(DomainName, name, numbered("name"))
		if bad := strings.IndexFunc(name, func(r rune) bool { return r == '_' || r >= utf8.RuneSelf }); bad >= 0 {
			r, _ := utf8.DecodeRuneInString(name[bad:])
			to += string(r)
		}
		labels[i] = strings.Replace(label, name, to, 1)
	}
	return strings.Join(labels, ".")
}

// agreement replaces the number of an agreement by another of seven digits.
func (n *Names) agreement(number string) string {
	return n.replace(AgreementNumber, number, func(count int) string { return fmt.Sprintf("%07d", count) })
}

// url keeps a URL if its host is kept. Otherwise it returns the scheme and the example of
// the host.
func (n *Names) url(s string) string {
	scheme, rest, isURL := strings.Cut(s, "://")
	if !isURL {
		return n.remark(s)
	}
	host, _, _ := strings.Cut(rest, "/")
	if to := n.text(host); to != host {
		return scheme + "://" + to + "/"
	}
	return s
}

func (n *Names) address(a address.Address) address.Address {
	if a.IsZero() {
		return a
	}
	user, domain, isDecorated := strings.Cut(strings.TrimSuffix(a.User(), ")"), "(")
	person := n.replace(PersonName, user, numbered("user"))
	if isDecorated {
		person += "(" + n.text(domain) + ")"
	}
	if to, err := address.From(person, n.sip(a.Domain())); err == nil {
		return to
	}
	return a
}

// provider replaces the name of a provider, unless it is the name of a service.
func (n *Names) provider(identity string) string {
	if _, err := provider.ParseServiceID(identity); err == nil {
		return identity
	}
	return n.replace(ProviderName, identity, numbered("Provider"))
}

func (n *Names) policy(id policy.Identity) policy.Identity {
	if id.Name() == "" || id.Scope() == policy.Global {
		return id
	}
	to := n.replace(PolicyName, id.Name(), numbered("Policy"))
	if id.Scope() == policy.Site {
		to = n.replace(SiteName, id.Name(), numbered("Site"))
	}
	if replaced, err := policy.ParseIdentity(id.Scope().String() + ":" + to); err == nil {
		return replaced
	}
	return id
}

func (n *Names) site(s policy.SiteName) policy.SiteName {
	id := s.Identity()
	if to, err := policy.ParseSiteName(n.replace(SiteName, id.Name(), numbered("Site"))); err == nil {
		return to
	}
	return s
}

func (n *Names) remark(s string) string { return n.replace(RemarkText, s, numbered("remark ")) }

package federation

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/policy"
)

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them. A server cannot be in a state with such a finding.
func (c Configuration) Validate() error { return c.Findings().Err() }

// Findings returns the findings of each record, and those about records that cannot
// exist together. After 10,000 findings with one rule, kind and severity, it only
// counts the others. Package audit returns these findings and all others.
func (c Configuration) Findings() diag.Findings {
	if h, given := c.License(); given {
		c.Holdings = &h
	}
	v := validation{c: &c, found: record.Tally{Most: record.MaxFound}}
	for k := range AllKinds() {
		v.records(k)
	}
	names := map[string]place{} // by namespace and name
	for k := range AllKinds() {
		v.unique(k, names)
	}
	v.proxies()
	v.defaultDomain()
	v.bothLists()
	v.globalPolicy()
	return v.found.Findings()
}

// License returns the holdings, and whether they are given. Holdings without a
// platform get that of the configuration.
func (c Configuration) License() (h licensing.Holdings, given bool) {
	if c.Holdings == nil {
		return licensing.Holdings{}, false
	}
	h = *c.Holdings
	if h.Platform.IsZero() {
		h.Platform = c.Platform
	}
	return h, true
}

// A validation collects the findings of a configuration.
type validation struct {
	c     *Configuration
	found record.Tally
}

// A place is a record of a configuration.
type place struct {
	kind Kind
	i    int
}

func (p place) path(member string) diag.Path { return p.kind.Row().Path(p.i).Member(member) }

// add adds a finding about a member of a record. cause is the other record
// involved, or nil.
func (v *validation) add(info diag.RuleInfo, at place, member string, cause *place, format string, args ...any) {
	if v.found.Counts(at.kind.String(), info.Rule, info.Severity) {
		return
	}
	f := &diag.Finding{RuleInfo: info, Path: at.path(member), Subject: v.c.Subject(at.kind, at.i), Detail: fmt.Sprintf(format, args...)}
	if cause != nil {
		f.Cause = v.c.Subject(cause.kind, cause.i)
	}
	v.finds(f)
}

func (v *validation) finds(f *diag.Finding) { v.found.Add(f.Subject.Kind, f) }

// records adds the findings of each record of a kind.
func (v *validation) records(k Kind) {
	row := k.Row()
	for i := range row.Len(v.c) {
		findings := row.Record(v.c, i).Findings()
		for _, f := range findings {
			moved := *f
			moved.Path, moved.Subject = row.Path(i).Join(f.Path), v.c.Subject(k, i)
			v.finds(&moved)
		}
	}
}

// unique adds a finding for each record with the name of an earlier record, in its
// own kind or in a kind that shares its names.
func (v *validation) unique(k Kind, names map[string]place) {
	row := k.Row()
	about := row.Table().About()
	if about.Unique == "" {
		return
	}
	info, _ := LookupRule(about.Unique)
	if info.Cites(about.Source) {
		info.Source = about.Source
	}
	member := row.Table().KeyNames()[0]
	if about.Namespace == "" {
		for first, i := range row.Repeats(v.c) {
			cause := place{k, first}
			v.add(info, place{k, i}, member, &cause, "%s is also at %s", row.Record(v.c, i).Identity(), cause.path(member))
		}
		return
	}
	for i := range row.Len(v.c) {
		name := row.Record(v.c, i).Identity()
		if name == "" {
			continue // the record itself reports this
		}
		key, here := about.Namespace+"\x00"+char.Fold(name), place{k, i}
		if first, again := names[key]; again {
			v.add(info, here, member, &first, "%s is also at %s", name, first.path(member))
		} else {
			names[key] = here
		}
	}
}

// proxies checks that no two providers, public or hosting, have the same host
// (PS-PUBLIC, PS-HOSTING). With default routing no provider may exist (PS-EDGE).
func (v *validation) proxies() {
	hosts := map[domain.Name]place{}
	check := func(here place, host domain.Name) {
		if host.IsZero() {
			return
		}
		if first, again := hosts[host]; again {
			v.add(catalog.Info(RuleProxyFQDNRepeated), here, "ProxyFqdn", &first, "%s is also the host of the provider at %s", host, first.path("ProxyFqdn"))
		} else {
			hosts[host] = here
		}
	}
	for i, p := range v.c.PublicProviders {
		check(place{PublicProviders, i}, p.ProxyFQDN)
	}
	for i, p := range v.c.HostingProviders {
		check(place{HostingProviders, i}, p.ProxyFQDN)
	}
	n := len(v.c.PublicProviders) + len(v.c.HostingProviders)
	if n > 0 && v.c.AccessEdge != nil && v.c.AccessEdge.RoutingMethod == UseDefaultRouting {
		v.add(catalog.Info(RuleDefaultRouteProviders), place{AccessEdge, 0}, "RoutingMethod", nil, "%s providers are configured", char.Number(n))
	}
}

// defaultDomain checks that exactly one SIP domain is the default (PS-SIPDOMAIN).
func (v *validation) defaultDomain() {
	var defaults []string
	for _, d := range v.c.SIPDomains {
		if d.IsDefault {
			defaults = append(defaults, d.Identity.String())
		}
	}
	detail := ""
	switch {
	case len(defaults) > 1:
		detail = strings.Join(defaults, ", ") + " are all the default"
	case len(defaults) == 0 && v.c.Knows(SIPDomains):
		detail = fmt.Sprintf("none of %s domains is the default", char.Number(len(v.c.SIPDomains)))
		if len(v.c.SIPDomains) == 1 {
			detail = "the only domain is not the default"
		}
	default:
		return
	}
	f := catalog.Finding(RuleSIPDomainDefault, SIPDomains.Row().Path(-1), detail)
	f.Subject = diag.Subject{Kind: SIPDomains.String()}
	v.finds(f)
}

// bothLists checks that no domain is both allowed and blocked (PS-BLOCKED,
// JJ619176).
func (v *validation) bothLists() {
	if len(v.c.BlockedDomains) == 0 {
		return
	}
	allowed := make(map[domain.Name]int, len(v.c.AllowedDomains))
	for i, d := range v.c.AllowedDomains {
		if _, again := allowed[d.Domain]; !again {
			allowed[d.Domain] = i
		}
	}
	for i, d := range v.c.BlockedDomains {
		if j, both := allowed[d.Domain]; both && !d.Domain.IsZero() {
			cause := place{AllowedDomains, j}
			v.add(catalog.Info(RuleDomainOnBothLists), place{BlockedDomains, i}, "Identity", &cause, "%s is allowed at %s", d.Domain, cause.path("Identity"))
		}
	}
}

// globalPolicy checks that the Global policy exists, as on every server
// (PS-POLICY).
func (v *validation) globalPolicy() {
	if !v.c.Knows(ExternalAccessPolicies) {
		return
	}
	for _, p := range v.c.ExternalAccessPolicies {
		if p.Identity.Scope() == policy.Global {
			return
		}
	}
	info, _ := LookupRule(policy.RuleGlobalMissing)
	v.finds(&diag.Finding{
		RuleInfo: info,
		Path:     ExternalAccessPolicies.Row().Path(-1),
		Subject:  diag.Subject{Kind: ExternalAccessPolicies.String()},
		Detail:   fmt.Sprintf("none of %s policies is Global", char.Number(len(v.c.ExternalAccessPolicies))),
	})
}

package federation

import (
	"maps"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/provider"
)

// A Conflict is two records of one name that are not the same to a server.
type Conflict struct {
	Kind          Kinds // of both
	Name          string
	First, Second diag.Path
}

// Distinct returns c with each record once, for a configuration that was put
// together from several texts: of records that are the same to a server the
// first is kept. Of those that have one name and differ the first is kept too,
// with a conflict for each of the others, and their kind is in Incomplete, since
// it is not known which of them holds. Records without a name are kept.
func (c Configuration) Distinct() (Configuration, []Conflict) {
	var all []Conflict
	if c.origins = maps.Clone(c.origins); c.origins == nil {
		c.origins = map[Kinds][]diag.Path{}
	}
	distinct(&c, &all, SIPDomains, &c.SIPDomains, func(d SIPDomain) string { return d.Identity.String() })
	distinct(&c, &all, PublicProviders, &c.PublicProviders, func(p provider.PublicProvider) string { return p.Identity })
	distinct(&c, &all, HostingProviders, &c.HostingProviders, func(p provider.HostingProvider) string { return p.Identity })
	distinct(&c, &all, AllowedDomains, &c.AllowedDomains, func(d AllowedDomain) string { return d.Domain.String() })
	distinct(&c, &all, BlockedDomains, &c.BlockedDomains, func(d BlockedDomain) string { return d.Domain.String() })
	distinct(&c, &all, ExternalAccessPolicies, &c.ExternalAccessPolicies, func(p policy.ExternalAccessPolicy) string { return p.Identity.String() })
	distinct(&c, &all, Users, &c.Users, func(u User) string { return u.SIPAddress.String() })
	distinct(&c, &all, Pools, &c.Pools, func(p Pool) string { return p.Identity.String() })
	return c, all
}

func distinct[R interface{ Equal(R) bool }](c *Configuration, all *[]Conflict, k Kinds, records *[]R, name func(R) string) {
	first := make(map[string]int, len(*records))
	again := make([]bool, len(*records))
	for i, r := range *records {
		key := char.Fold(name(r))
		j, known := first[key]
		switch {
		case key == "":
		case !known:
			first[key] = i
		default:
			again[i] = true
			if !r.Equal((*records)[j]) {
				c.Incomplete |= k
				*all = append(*all, Conflict{k, name(r), c.origin(k, k.member(), j), c.origin(k, k.member(), i)})
			}
		}
	}
	if !slices.Contains(again, true) {
		return
	}
	var kept []R
	var paths []diag.Path
	for i, r := range *records {
		if !again[i] {
			kept = append(kept, r)
			paths = append(paths, diag.Path(c.origin(k, k.member(), i))[len(k.member())+1:])
		}
	}
	*records, c.origins[k] = kept, paths
}

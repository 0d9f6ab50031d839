package reach

import (
	"maps"
	"slices"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/provider"
)

// Outsiders returns addresses that stand for everybody outside the organization.
// There is one address for each domain on a list, of a public provider or of a
// known public service, sorted by domain. The last address stands for every other
// domain. If a tenant blocks all subdomains of a domain, one address at any-other
// below it stands for these. If an answer is the same for all of these addresses,
// it is the same for everybody outside.
func (x *Index) Outsiders() []address.Address {
	named := map[domain.SIPDomain]bool{}
	for _, list := range [...]map[domain.Name]ref{x.allowed, x.blocked} {
		for name := range list {
			if d, isSIP := name.SIPDomain(); isSIP {
				named[d] = true
			}
		}
	}
	for d := range x.claims {
		named[d] = true
	}
	for d := range x.tenantNames() {
		named[d] = true
	}
	for d := range x.services {
		named[d] = true
	}
	for d := range x.own {
		delete(named, d)
	}
	all := make([]address.Address, 0, len(named)+1)
	for _, d := range slices.SortedFunc(maps.Keys(named), domain.SIPDomain.Compare) {
		all = append(all, someoneAt(d))
	}
	unnamed := domain.MustParseSIPDomain("any-other-domain.example")
	for _, own := x.own[unnamed]; own || named[unnamed]; _, own = x.own[unnamed] {
		unnamed = domain.MustParseSIPDomain("any-" + unnamed.String())
	}
	return append(all, someoneAt(unnamed))
}

func someoneAt(d domain.SIPDomain) address.Address {
	a, err := address.From("anyone", d)
	if err != nil {
		panic(err) // cannot happen: the user part is valid
	}
	return a
}

// Days returns from, and each later day through to on which the outcome of a query may
// change: a public service, a feature or a license begins or ends, or the rules on
// licenses change. It is empty if to is before from.
func (x *Index) Days(from, to date.Date) []date.Date {
	all := map[date.Date]bool{from: true}
	for s := range provider.Services() {
		for stage := range s.History.All() {
			all[stage.From] = true
		}
		for f := range s.Features() {
			all[f.From] = true
		}
		if last, dated := s.SubstitutesUntil(); dated {
			all[last.AddDays(1)] = true
		}
	}
	all[fromMicrosoft365] = true
	if x.hasTenant {
		all[skypeEnded] = true
	}
	if h, given := x.c.License(); given {
		for day := range h.Days() {
			all[day] = true
		}
	}
	return slices.DeleteFunc(slices.SortedFunc(maps.Keys(all), date.Date.Compare), func(d date.Date) bool { return d.Before(from) || d.After(to) })
}

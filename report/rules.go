// Package report tells people what the other packages found. It has the rules of
// the whole module.
//
// The package does not find anything itself.
package report

import (
	"iter"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
)

// Rules returns the rules of all packages of this module, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] {
	return func(yield func(diag.RuleInfo) bool) {
		for _, rules := range [...]iter.Seq[diag.RuleInfo]{
			address.Rules(), audit.Rules(), cmdlet.Rules(), date.Rules(), diag.Rules(), domain.Rules(), federation.Rules(),
			licensing.Rules(), plan.Rules(), policy.Rules(), powershell.Rules(), product.Rules(), provider.Rules(), reach.Rules(),
		} {
			for info := range rules {
				if !yield(info) {
					return
				}
			}
		}
	}
}

// LookupRule returns the row of a rule, and whether there is one.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) {
	for info := range Rules() {
		if info.Rule == r {
			return info, true
		}
	}
	return diag.RuleInfo{}, false
}

// Package product names the server products whose federation lyncfed is about,
// with the days of their lives, and has the Boolean setting that may be
// absent.
//
//	p, err := product.ParsePlatform("Lync Server 2013")
//	p == product.LyncServer2013 // true
//
// Which product knows which setting is said by the package that has the
// setting; who may connect to what with which product, by package licensing.
// The package does not know editions, cumulative updates or client programs.
package product

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules of this package.
const (
	RulePlatformUnknown diag.Rule = "product.platform.unknown"
	RuleSwitchUnknown   diag.Rule = "product.switch.unknown"
)

var catalog = diag.Catalog{
	{
		Rule:     RulePlatformUnknown,
		Severity: diag.Error,
		Summary:  "A platform must be one of the products that this package names.",
		Remedy:   "Write a name such as LyncServer2013, SfBServer2015 or LyncOnline.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleSwitchUnknown,
		Severity: diag.Error,
		Summary:  "A Boolean setting must be true, false or absent.",
		Remedy:   "Write true or false.",
		Source:   source.Lyncfed,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

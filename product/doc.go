// Package product defines the server products with the dates of their release and
// support. It also defines [Switch], a Boolean setting that may be absent.
//
//	p, err := product.ParsePlatform("Lync Server 2013")
//	p == product.LyncServer2013 // true
//
// The package that defines a setting records which products support it. Package
// licensing decides which product may connect to which service. The package does
// not cover editions, cumulative updates or clients.
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
		Summary:  "A platform must be a known server product or Lync Online.",
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

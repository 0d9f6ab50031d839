// Package report tells people and programs what the other packages found. It has
// the rules of the whole module.
//
// [NewAudit] audits an export. [Audit.Suppress] leaves out what is known and
// accepted. The other methods of [Audit] write the report, each in one format: text
// for a terminal, JSON, Markdown, CSV, SARIF and JUnit. No text from an export can
// steer a terminal or forge a part of a report: characters that cannot be seen are
// escaped visibly in every format.
package report

import (
	"iter"
	"strings"

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
	"github.com/lyncfed/lyncfed/tenant"
)

// The rule on the age of the facts.
const RuleFactsOld diag.Rule = "report.facts.old"

// The rules on suppressions.
const (
	RuleSuppressionExpired   diag.Rule = "report.suppression.expired"
	RuleSuppressionMalformed diag.Rule = "report.suppression.malformed"
	RuleSuppressionUnmatched diag.Rule = "report.suppression.unmatched"
)

// catalog is sorted by rule. A row added here needs a constant above and an
// example in testdata/rules; run go test ./... -update for docs/rules.md.
var catalog = diag.Catalog{
	{
		Rule:     RuleFactsOld,
		Severity: diag.Notice,
		Summary:  "The facts must have been gathered no more than a year before the day that is audited for: services, support and documents may have changed since.",
		Remedy:   "Use a newer version.",
		Source:   diag.OwnSource(),
	},
	{
		Rule:     RuleSuppressionExpired,
		Severity: diag.Warning,
		Summary:  "A suppression must not have expired.",
		Remedy:   "Correct the finding, or set another day with a reason.",
		Source:   diag.OwnSource(),
	},
	{
		Rule:     RuleSuppressionMalformed,
		Severity: diag.Error,
		Summary:  "A suppression must have a rule that exists, a path by names, a reason and a last day.",
		Remedy:   "Correct the file: an array of objects with Rule, Path, Reason and Expires.",
		Source:   diag.OwnSource(),
	},
	{
		Rule:     RuleSuppressionUnmatched,
		Severity: diag.Warning,
		Summary:  "A suppression must name a finding that exists and may be suppressed.",
		Remedy:   "Remove it, or correct its rule or path.",
		Source:   diag.OwnSource(),
	},
}

// Rules returns the rules of all packages of this module, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] {
	return func(yield func(diag.RuleInfo) bool) {
		for _, rules := range [...]iter.Seq[diag.RuleInfo]{
			address.Rules(), audit.Rules(), cmdlet.Rules(), date.Rules(), diag.Rules(), domain.Rules(), federation.Rules(),
			licensing.Rules(), plan.Rules(), policy.Rules(), powershell.Rules(), product.Rules(), provider.Rules(), reach.Rules(), catalog.All(), tenant.Rules(),
		} {
			for info := range rules {
				if !yield(info) {
					return
				}
			}
		}
	}
}

// isOnSuppression reports whether a rule is one on suppressions.
func isOnSuppression(r diag.Rule) bool { return strings.HasPrefix(string(r), "report.suppression.") }

// LookupRule returns the row of a rule, and whether there is one.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) {
	for info := range Rules() {
		if info.Rule == r {
			return info, true
		}
	}
	return diag.RuleInfo{}, false
}

// Package report writes the findings of an audit for people and programs. It also lists
// the rules of the whole module.
//
// [NewAudit] audits an export. [Audit.Suppress] moves accepted findings out of the way.
// The other methods of [Audit] write the report, each in one format: text for a
// terminal, JSON, Markdown, HTML, CSV, SARIF and JUnit. Text from an export cannot
// control a terminal or forge a part of a report: every format escapes invisible
// characters visibly.
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

// The rule about the age of the facts.
const RuleFactsOld diag.Rule = "report.facts.old"

// The rules about suppressions.
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
		Summary:  "The facts must have been gathered at most a year before the day of the audit. Services, support and documents may have changed since.",
		Remedy:   "Install a newer version.",
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
		Summary:  "A suppression must have an existing rule, a path with names instead of indices, a reason and a last day.",
		Remedy:   "Correct the file. It is an array of objects with Rule, Path, Reason and Expires.",
		Source:   diag.OwnSource(),
	},
	{
		Rule:     RuleSuppressionUnmatched,
		Severity: diag.Warning,
		Summary:  "A suppression must match a finding that may be suppressed.",
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

// isOnSuppression reports whether a rule is about suppressions.
func isOnSuppression(r diag.Rule) bool { return strings.HasPrefix(string(r), "report.suppression.") }

// LookupRule returns the row of a rule, and whether the rule exists.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) {
	for info := range Rules() {
		if info.Rule == r {
			return info, true
		}
	}
	return diag.RuleInfo{}, false
}

package audit

import (
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
)

// completeness reports the kinds that are missing or incomplete. The checks that
// need them do not run.
var completeness = check{
	shared: []diag.Rule{federation.RuleKindIncomplete, federation.RuleKindMissing},
	whole: func(a *auditor) {
		missed := a.c.Missed()
		for k := range federation.AllKinds() {
			tells := k.Row().Table().About().Tells
			switch {
			case a.c.Incomplete.Has(k) && tells == "":
				a.add(federation.RuleKindIncomplete, k, -1, "", "it could not be read, so the checks that depend on it are not made")
			case a.c.Incomplete.Has(k):
				a.add(federation.RuleKindIncomplete, k, -1, "", "not all records could be read: %s is not checked in full", tells)
			case tells != "" && missed.Has(k):
				f := a.add(federation.RuleKindMissing, k, -1, "", "not given: %s is not checked", tells)
				if export := cmdlet.Export(k); export != "" {
					f.Remedy = "Export it too: " + export
				}
			}
		}
	},
}

var platformGiven = check{
	shared: []diag.Rule{federation.RulePlatformMissing},
	whole: func(a *auditor) {
		if a.c.Platform.IsZero() && a.c.Missed().Has(federation.Platform) {
			a.add(federation.RulePlatformMissing, federation.Platform, -1, "", "the server product is not given: the settings it knows are not checked")
		}
	},
}

// RuleDayMissing is broken by an audit without a day.
const RuleDayMissing diag.Rule = "audit.day.missing"

var dayGiven = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleDayMissing,
		Severity: diag.Error,
		Summary:  "An audit must be for a given day. The library never assumes today.",
		Remedy:   "Give the day.",
		Source:   source.Lyncfed,
	}},
	whole: func(a *auditor) {
		if a.on.IsZero() {
			a.add(RuleDayMissing, 0, -1, "", "no day given: the public services are not checked")
		}
	},
}

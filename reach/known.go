package reach

import (
	"fmt"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules on what a verdict can rely on.

// RuleRecordBroken refuses what needs a record that a server cannot have.
const RuleRecordBroken diag.Rule = "reach.record.broken"

var recordBroken = rule{
	info: diag.RuleInfo{
		Rule:     RuleRecordBroken,
		Severity: diag.Error,
		Summary:  "A record that decides must be one that a server can have.",
		Remedy:   "Mend the record: an audit says what is wrong with it.",
		Source:   source.Lyncfed,
	},
	test: func(x *Index, _ *contact, s step) diag.Outcome { return diag.OutcomeOf(x.broken[s.at] == nil) },
	explain: func(_ *Verdict, s step) string {
		return fmt.Sprintf("it cannot be relied on: %s [%s] (%s)", s.problem.Detail, s.problem.Rule, s.problem.Source)
	},
}

var kindIncomplete = rule{
	info: shared(federation.RuleKindIncomplete),
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		return diag.OutcomeOf(!x.c.Incomplete.Has(s.at.kind))
	},
	explain: func(*Verdict, step) string {
		return "a record that could not be read, or lacks its name or host, may decide"
	},
}

// kindGiven refuses nothing: it says what a verdict does not rest on.
var kindGiven = rule{
	info:    shared(federation.RuleKindMissing),
	test:    func(*Index, *contact, step) diag.Outcome { return diag.Passed },
	explain: func(_ *Verdict, s step) string { return fmt.Sprintf("%s is not given, and counts as none", s.at.kind) },
}

// RuleEdgeClosed refuses everybody outside.
const RuleEdgeClosed diag.Rule = "reach.edge.closed"

var edgeOpen = rule{
	info: diag.RuleInfo{
		Rule:     RuleEdgeClosed,
		Severity: diag.Error,
		Summary:  "Federation must be on at the Access Edge for anybody outside to be reached.",
		Remedy:   "Set-CsAccessEdgeConfiguration -AllowFederatedUsers $true.",
		Source:   source.AccessEdge,
	},
	test: func(x *Index, _ *contact, _ step) diag.Outcome {
		return diag.OutcomeOf(x.edge.AllowFederatedUsers.IsOn())
	},
	explain: func(v *Verdict, s step) string {
		if s.outcome == diag.Passed {
			return "federation is on"
		}
		return v.byDefault("federation is off")
	},
}

// byDefault adds to a text on the Edge where it follows from the defaults.
func (v *Verdict) byDefault(text string) string {
	if v.index.c.AccessEdge == nil {
		return text + ": the Edge is not given, and this is the server's default"
	}
	return text
}

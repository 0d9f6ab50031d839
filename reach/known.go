package reach

import (
	"fmt"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules on records that a verdict cannot rely on.

// RuleRecordBroken is for a record that cannot exist on a server. Answers that need the
// record are not known. If the query names the record as its provider, the answer is a
// refusal.
const RuleRecordBroken diag.Rule = "reach.record.broken"

var recordBroken = rule{
	info: diag.RuleInfo{
		Rule:     RuleRecordBroken,
		Severity: diag.Error,
		Summary:  "A record on which the answer depends must be one that a server can have.",
		Remedy:   "Correct the record. An audit lists its faults.",
		Source:   source.Lyncfed,
	},
	test: func(x *Index, _ *contact, s step) diag.Outcome { return knownIf(x.broken[s.at] == nil) },
	explain: func(_ *Verdict, s step) string {
		return fmt.Sprintf("the record is not reliable: %s [%s] (%s)", s.problem.Detail, s.problem.Rule, s.problem.Source)
	},
}

var kindIncomplete = rule{
	info: shared(federation.RuleKindIncomplete),
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		return knownIf(!x.c.Incomplete.Has(s.at.kind))
	},
	explain: func(_ *Verdict, s step) string {
		return fmt.Sprintf("the answer may depend on a record of %v that could not be read, or that lacks its name or host", s.at.kind)
	},
}

// knownIf returns Passed if known is true, and else NotKnown.
func knownIf(known bool) diag.Outcome {
	if known {
		return diag.Passed
	}
	return diag.NotKnown
}

// kindGiven never refuses. It reports a kind that is not given.
var kindGiven = rule{
	info:      shared(federation.RuleKindMissing),
	condition: always,
	remedy:    func(_ *Verdict, s step) string { return exportOf(s.at.kind) },
	test:      func(*Index, *contact, step) diag.Outcome { return diag.Passed },
	explain: func(v *Verdict, s step) string {
		switch {
		case v.Outcome != diag.Passed:
			return s.at.kind.String() + " is not given"
		case s.at.kind == federation.Holdings:
			return "the organization is licensed for the service (licenses are not given)"
		case s.at.kind == federation.Platform:
			return "the server product makes no difference here (it is not given)"
		}
		return fmt.Sprintf("no record of %s makes a difference here (the kind is not given)", s.at.kind)
	},
}

// exportOf returns a sentence on how to export a kind, or "".
func exportOf(k federation.Kind) string {
	switch export := cmdlet.Export(k); {
	case export != "":
		return "Export it too: " + export
	case k == federation.Holdings:
		return "Give the licenses too, as Holdings."
	case k == federation.Platform:
		return "Give the server product too, as Platform."
	}
	return ""
}

// RuleEdgeClosed refuses everyone outside.
const RuleEdgeClosed diag.Rule = "reach.edge.closed"

var edgeOpen = rule{
	info: diag.RuleInfo{
		Rule:     RuleEdgeClosed,
		Severity: diag.Error,
		Summary:  "Federation must be on at the Access Edge for users to reach anyone outside.",
		Remedy:   "Turn AllowFederatedUsers on.",
		Source:   source.AccessEdge,
	},
	fix:    edgeFix(diag.MemberEdit{Name: "AllowFederatedUsers", New: diag.Bool(true)}),
	remedy: func(*Verdict, step) string { return exportOf(federation.AccessEdge) }, // used if the Edge is not given
	test: func(x *Index, _ *contact, _ step) diag.Outcome {
		if x.c.AccessEdge == nil {
			return diag.NotKnown
		}
		return diag.OutcomeOf(x.edge.AllowFederatedUsers.IsOn())
	},
	explain: func(v *Verdict, s step) string {
		switch {
		case s.outcome == diag.Passed:
			return "federation is on"
		case v.index.c.AccessEdge == nil:
			return "the Access Edge is not given, so it is not known whether federation is on"
		}
		return "federation is off"
	},
}

// edgeFix is the fix that sets members of the Access Edge.
func edgeFix(members ...diag.MemberEdit) func(*Verdict, step) []diag.Edit {
	return func(v *Verdict, _ step) []diag.Edit {
		if v.index.c.AccessEdge == nil {
			return nil
		}
		return []diag.Edit{{Op: diag.OpSet, Subject: diag.Subject{Kind: federation.AccessEdge.String()}, Members: members}}
	}
}

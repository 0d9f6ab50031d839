package reach

import (
	"iter"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
)

// DecisionRules returns the rules that may take part in a verdict.
func DecisionRules() iter.Seq[diag.Rule] {
	return func(yield func(diag.Rule) bool) {
		for _, r := range decisionRules {
			if !yield(r.info.Rule) {
				return
			}
		}
	}
}

// Incomplete returns the rules of a decision that lack a row, a test or an
// explanation.
func Incomplete() []diag.Rule {
	var lacks []diag.Rule
	for _, r := range decisionRules {
		if r.info.Rule == "" || r.info.Source.IsZero() || r.test == nil || r.explain == nil {
			lacks = append(lacks, r.info.Rule)
		}
	}
	return lacks
}

// SummaryDecisions returns how many decisions a summary takes.
func SummaryDecisions(x *Index, on date.Date) int { return x.summarize(on).decided }

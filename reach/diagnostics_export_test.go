package reach

import "github.com/lyncfed/lyncfed/diag"

// DiagnosticIDs returns the ids that the rules of a decision have.
func DiagnosticIDs() map[diag.Rule]int {
	ids := map[diag.Rule]int{}
	for _, r := range decisionRules {
		if r.id != 0 {
			ids[r.info.Rule] = r.id
		}
	}
	return ids
}

package main

import (
	"encoding/json"
	"fmt"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
)

type planFile struct {
	Configurations map[string]json.RawMessage
	Plans          []struct {
		Name, Have, Want string
		Steps            []diag.Edit
	}
}

// plans asks each plan. The answer is run on the simulated server.
func plans(root, dir string) (all []question, notAsked int, err error) {
	var file planFile
	if err := read(&file, root, "plan", "testdata", "plans.json"); err != nil {
		return nil, 0, err
	}
	files, err := write(dir, "plan", file.Configurations)
	if err != nil {
		return nil, 0, err
	}
	for _, p := range file.Plans {
		have, _, err := federation.Decode(file.Configurations[p.Have])
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", p.Have, err)
		}
		want, _, err := federation.Decode(file.Configurations[p.Want])
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", p.Want, err)
		}
		all = append(all, question{
			name:  p.Name,
			args:  []string{"plan", files[p.Have], files[p.Want], "--format", "json"},
			cases: 1,
			check: func(a answer) []string {
				if wrong := checkPlan(have.Configuration, want.Configuration, p.Steps, a); wrong != "" {
					return []string{wrong}
				}
				return nil
			},
		})
	}
	return all, 0, nil
}

// checkPlan returns what is wrong with a plan, or "".
func checkPlan(have, want federation.Configuration, known []diag.Edit, a answer) string {
	var printed struct {
		Plan struct{ Steps []diag.Edit }
	}
	if err := json.Unmarshal(a.stdout, &printed); err != nil {
		return fmt.Sprintf("exit status %d, and the output is not JSON: %v", a.status, err)
	}
	edits := printed.Plan.Steps
	if status := map[bool]int{false: 0, true: 2}[len(known) > 0]; a.status != status {
		return fmt.Sprintf("exit status %d, want %d", a.status, status)
	}
	if len(edits) > len(known) {
		return fmt.Sprintf("%d steps, and %d are enough", len(edits), len(known))
	}
	now := have
	for i, e := range edits {
		if e.Op == diag.OpRemove && has(known, diag.OpSet, e.Subject) {
			return fmt.Sprintf("step %d removes %s, which can be changed in place", i+1, federation.Describe(e.Subject))
		}
		var err error
		if now, err = plan.Apply(now, plan.Step{Edit: e}); err != nil {
			return fmt.Sprintf("a server refuses step %d: %v", i+1, err)
		}
	}
	left, err := plan.New(now, want)
	switch {
	case err != nil:
		return err.Error()
	case len(left.Steps) > 0:
		return fmt.Sprintf("the steps do not lead to what is wanted: %v of %s is left", left.Steps[0].Edit.Op, federation.Describe(left.Steps[0].Edit.Subject))
	}
	return ""
}

func has(edits []diag.Edit, op diag.Op, s diag.Subject) bool {
	for _, e := range edits {
		if e.Op == op && e.Subject == s {
			return true
		}
	}
	return false
}

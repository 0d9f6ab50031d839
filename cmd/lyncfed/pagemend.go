package main

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
)

// A pageStep has the steps of a plan that are shown together.
type pageStep struct {
	Numbers  string
	Heads    []pageHead
	Mends    []string
	Reasons  []string
	Outages  []string
	Commands []string
}

// A pageHead is the change of one record.
type pageHead struct {
	Mark          planMark
	Text, Changes string
}

// A pageScript is a script with its file name.
type pageScript struct{ Name, Text string }

// pagePlans are the plans that the page offers. Those for a hybrid need servers.
func pagePlans(c federation.Configuration) []pageName {
	plans := []pageName{{"", "mend what the audit finds"}}
	for k := range federation.AllKinds() {
		if !k.IsTenant() && k != federation.Platform && k != federation.Holdings && k.Row().Given(&c) {
			return append(plans, pageName{takeOverName, takeOverText}, pageName{leaveName, leaveText})
		}
	}
	return plans
}

// planned returns the report on the plan that the page asks for.
func (w *pageWorker) planned(q pageQuestion) (*planReport, error) {
	have := *w.configuration()
	if both := (hybridPlan{takeOver: q.Plan == takeOverName, leave: q.Plan == leaveName}); both.isAsked() {
		return both.report(have, q.On)
	}
	found := audit.Run(have, q.On).Findings
	w.export.Document.Place(found)
	p, left := plan.Mend(have, found)
	r, err := planReportOf(p, q.On)
	if err != nil {
		return nil, err
	}
	r.mended(found, left)
	return r, nil
}

// A pageRefusedPlan is the answer if the plan was refused.
type pageRefusedPlan struct {
	Verdict string
	Refused []pageLine
}

// alikeLines returns findings in lines, with equal findings on many records in one line.
func alikeLines(findings diag.Findings) []pageLine {
	all := []pageLine{}
	for f, who := range alike(findings) {
		line := lineOf(f)
		line.Text = fmt.Sprintf("%s: %s", who, detail(f))
		all = append(all, line)
	}
	return all
}

func (w *pageWorker) mend(q pageQuestion, _ [][]byte) (any, error) {
	if err := w.ready(); err != nil {
		return nil, err
	}
	r, err := w.planned(q)
	if found := diag.Findings(slices.Collect(diag.All(err))); len(found) > 0 {
		w.export.Document.Place(found)
		return pageRefusedPlan{noPlan, alikeLines(found)}, nil
	}
	if err != nil {
		return nil, err
	}
	for _, f := range w.origin.Files {
		r.Have = append(r.Have, f.Name)
	}
	r.Origin = w.origin
	p := r.plan
	type effect struct {
		Who   string
		Lines []string
	}
	answer := struct {
		Plan                           *planReport
		Verdict, Product               string
		Steps                          []pageStep
		Between                        []string
		Effects                        []effect
		NoEffect                       string
		Left, Settled, New, NotPlanned []pageLine
		Unsafe                         []pageLine
		Scripts                        []pageScript
		NoScripts                      string
	}{Plan: r, Verdict: r.verdict(), Product: r.product(), Steps: []pageStep{}, Between: []string{}, Effects: []effect{}, Scripts: []pageScript{}}
	for _, e := range r.entries {
		step := pageStep{Numbers: e.numbers(), Mends: []string{}, Reasons: e.reasons(p.Steps), Outages: []string{}}
		for _, h := range e.Heads {
			step.Heads = append(step.Heads, pageHead{h.Mark, subjectText(h.Subject), changeText(h)})
		}
		for _, f := range e.findings(p.Steps) {
			step.Mends = append(step.Mends, fmt.Sprintf("%s: %s [%s]", f.Severity, detail(f), f.Rule))
		}
		for _, x := range e.Outages {
			step.Outages = append(step.Outages, outageText(x))
		}
		for i := e.From; i <= e.To; i++ {
			step.Commands = append(step.Commands, r.Plan.Steps[i-1].Command)
		}
		answer.Steps = append(answer.Steps, step)
	}
	for _, x := range r.between() {
		answer.Between = append(answer.Between, exceptionText(x))
	}
	for _, e := range r.Effects {
		answer.Effects = append(answer.Effects, effect{whoText(e), r.effectLines(e)})
	}
	switch {
	case r.NotAsked != "":
		answer.NoEffect = "not known: " + r.NotAsked
	case len(r.Effects) == 0 && len(p.Steps) > 0:
		answer.NoEffect = nobody
	}
	lines := func(findings diag.Findings) []pageLine {
		all := []pageLine{}
		for _, f := range findings {
			line := lineOf(f)
			line.Text = findingText(f)
			all = append(all, line)
		}
		return all
	}
	answer.Settled, answer.New, answer.NotPlanned, answer.Unsafe, answer.Left = lines(r.Settled), lines(r.Findings.New), alikeLines(p.NotPlanned), lines(p.Unsafe), []pageLine{}
	for _, l := range r.Left {
		line := lines(diag.Findings{l.Finding})[0]
		line.Why = l.Why
		answer.Left = append(answer.Left, line)
	}
	undo := q.UndoName
	if r.NoRollback != "" {
		undo = ""
	}
	if len(p.Steps) == 0 {
		return answer, nil
	}
	if len(p.Unsafe) > 0 && !q.Unsafe {
		answer.NoScripts = "The plan is unsafe. Read why, and agree to it, to get its script."
		return answer, nil
	}
	for _, script := range []struct {
		name  string
		write func(*bytes.Buffer) error
	}{
		{q.ScriptName, func(b *bytes.Buffer) error { return r.script(b, undo) }},
		{undo, func(b *bytes.Buffer) error { return r.undo(b) }},
	} {
		if script.name == "" {
			continue
		}
		var b bytes.Buffer
		if err := script.write(&b); err != nil {
			return nil, err
		}
		answer.Scripts = append(answer.Scripts, pageScript{script.name, b.String()})
	}
	return answer, nil
}

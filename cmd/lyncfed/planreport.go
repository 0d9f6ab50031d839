package main

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/report"
)

// alike groups findings of the same rule and detail on records of one kind. It yields one
// finding of each group with the names of the records.
func alike(findings diag.Findings) iter.Seq2[*diag.Finding, string] {
	type saying struct {
		rule       diag.Rule
		kind, what string
	}
	of := func(f *diag.Finding) saying { return saying{f.Rule, f.Subject.Kind, detail(f)} }
	same := map[saying][]string{}
	for _, f := range findings {
		who := "the configuration"
		if !f.Subject.IsZero() {
			who = subjectText(f.Subject)
		}
		same[of(f)] = append(same[of(f)], who)
	}
	return func(yield func(*diag.Finding, string) bool) {
		said := map[saying]bool{}
		for _, f := range findings {
			if !said[of(f)] && !yield(f, someOf(same[of(f)], maxUsers)) {
				return
			}
			said[of(f)] = true
		}
	}
}

// A planOutcome is the result of a plan as a whole.
type planOutcome string

const (
	planEmpty planOutcome = "nothing" // nothing to do
	planSteps planOutcome = "changes"
	planLeft  planOutcome = "left" // no steps, and findings are left for a person
)

func (o planOutcome) err() error {
	if o == planEmpty {
		return nil
	}
	return errRefused
}

// A planReport is a plan with its consequences.
type planReport struct {
	Format int // of this form: docs/formats.md
	report.Origin
	Have       []string // the names of the files
	Want       string   `json:",omitzero"` // the name of the wanted file; "": the plan mends the findings of an audit
	On         date.Date
	Outcome    planOutcome
	Plan       planForm
	Rollback   *planForm         `json:",omitempty"`
	NoRollback string            `json:",omitzero"` // why the plan has no rollback
	Summary    []planCount       `json:",omitempty"`
	Effects    []plan.Effect     `json:",omitempty"` // who gains and who loses
	NotAsked   string            `json:",omitzero"`  // why Effects are not known; "": they are
	Untouched  []federation.Kind `json:",omitempty"` // not changed, because the wanted configuration lacks them
	Findings   findingChanges    // between the audits before and after the plan
	Left       []planLeftover    `json:",omitempty"`
	Settled    diag.Findings     `json:",omitempty"` // findings that end because others are mended
	Others     int               `json:",omitzero"`  // the number of findings that the plan was not to mend

	plan    plan.Plan
	back    plan.Plan
	entries []planEntry
}

// A planForm is a [plan.Plan] with the commands of its steps.
type planForm struct {
	Format      int
	Platform    product.Platform `json:",omitzero"`
	Fingerprint string
	Steps       []planStep
	Exceptions  []plan.Exception
	Unsafe      diag.Findings
	NotPlanned  diag.Findings
}

// A planStep is a step with its command.
type planStep struct {
	Command string
	plan.Step
}

// A planLeftover is a finding that a plan does not mend.
type planLeftover struct {
	Finding *diag.Finding
	Why     string `json:",omitzero"` // why its fix was not planned; "": it has no fix
}

// planReportOf returns the report on a plan, for a day.
func planReportOf(p plan.Plan, on date.Date) (*planReport, error) {
	form, err := formOf(p)
	if err != nil {
		return nil, err
	}
	r := &planReport{Format: 1, On: on, Outcome: planEmpty, Plan: form, plan: p}
	switch {
	case len(p.Steps) > 0:
		r.Outcome = planSteps
	case len(p.NotPlanned) > 0:
		r.Outcome = planLeft
	}
	if r.back, err = p.Rollback(); err != nil {
		r.NoRollback = problemsText(err)
	} else if form, err := formOf(r.back); err != nil {
		r.NoRollback = problemsText(err)
	} else {
		r.Rollback = &form
	}
	if r.Effects, err = p.Effects(on); err != nil {
		r.NotAsked = err.Error()
	}
	r.entries = entriesOf(p)
	r.Summary = summaryOf(r.entries)
	have, result := p.Have(), p.Result()
	r.Findings = compareFindings(audit.Run(have, on), audit.Run(result, on), federation.Compare(have, result).Gaps)
	return r, nil
}

func formOf(p plan.Plan) (planForm, error) {
	f := planForm{
		Format: plan.Format, Platform: p.Platform, Fingerprint: p.Fingerprint,
		Steps: []planStep{}, Exceptions: append([]plan.Exception{}, p.Exceptions...), Unsafe: append(diag.Findings{}, p.Unsafe...),
		NotPlanned: append(diag.Findings{}, p.NotPlanned...),
	}
	for i, s := range p.Steps {
		line, err := cmdlet.Command(s.Edit, p.Platform)
		if err != nil {
			return planForm{}, fmt.Errorf("step %d: %w", i+1, err)
		}
		f.Steps = append(f.Steps, planStep{line, s})
	}
	return f, nil
}

// script writes the script of the plan. rollback is the name of the script that undoes
// it, or "".
func (r *planReport) script(w io.Writer, rollback string) error {
	title := "From " + strings.Join(r.Have, ", ") + " to " + r.Want
	if r.Want == "" {
		title = "Mends what an audit finds in " + strings.Join(r.Have, ", ") + " on " + r.On.String()
	}
	var notes []string
	for _, f := range r.Plan.Unsafe {
		notes = append(notes, fmt.Sprintf("Unsafe: %s: %s [%s]", subjectText(f.Subject), detail(f), f.Rule))
	}
	notes = append(notes, notPlannedNotes(r.plan)...)
	for _, l := range r.Left {
		if l.Finding.Severity != diag.Notice {
			notes = append(notes, fmt.Sprintf("Left for a person: %s [%s]", findingText(l.Finding), l.Finding.Rule))
		}
	}
	if rollback != "" {
		notes = append(notes, "The script that undoes it: "+rollback)
	}
	return writeScript(w, r.plan, plan.ScriptOptions{Title: title, Notes: notes})
}

// undo writes the script that undoes the plan.
func (r *planReport) undo(w io.Writer) error {
	title := "Undoes the plan from " + strings.Join(r.Have, ", ")
	if r.Want != "" {
		title += " to " + r.Want
	}
	return writeScript(w, r.back, plan.ScriptOptions{Title: title, Notes: notPlannedNotes(r.back)})
}

// notPlannedNotes lists the wanted changes that a plan does not make.
func notPlannedNotes(p plan.Plan) []string {
	var notes []string
	for f, who := range alike(p.NotPlanned) {
		notes = append(notes, fmt.Sprintf("Not planned: %s: %s [%s]", who, detail(f), f.Rule))
	}
	return notes
}

// writeScript writes the script of a plan, with the mark of lyncfed.
func writeScript(w io.Writer, p plan.Plan, o plan.ScriptOptions) error {
	o.Notes = append(o.Notes, madeBy())
	text, err := p.AppendScript(nil, o)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// mended sets Left and Settled for a plan that mends findings.
func (r *planReport) mended(findings diag.Findings, left []plan.Left) {
	is := map[*diag.Finding]bool{}
	for _, l := range left {
		is[l.Finding] = true
		leftover := planLeftover{Finding: l.Finding}
		if l.Err != nil {
			leftover.Why = problemsText(l.Err)
		}
		r.Left = append(r.Left, leftover)
		if r.Outcome == planEmpty && l.Finding.Severity == diag.Error {
			r.Outcome = planLeft
		}
	}
	for _, s := range r.plan.Steps {
		for _, f := range s.Findings {
			is[f] = true
		}
	}
	for _, f := range findings {
		if !is[f] {
			r.Settled = append(r.Settled, f)
		}
	}
}

// problemsText returns the reasons for which a plan was refused, in one line.
func problemsText(err error) string {
	var all []string
	for f := range diag.All(err) {
		all = append(all, fmt.Sprintf("%s: %s [%s]", subjectText(f.Subject), detail(f), f.Rule))
	}
	if all == nil {
		return err.Error()
	}
	return strings.Join(all, "; ")
}

package plan

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
)

// A Left is a finding that a plan does not mend. The zero Left is not valid.
type Left struct {
	Finding *diag.Finding
	Err     error // why its fix cannot be planned; nil: it has no fix, and a person must decide
}

// Mend returns the plan that makes the fixes of findings, and the findings that are
// left, in their order. Each step has the findings that it mends. If one fix
// removes a record, other fixes of it are dropped, and their findings are neither
// mended nor left. Of two contradicting fixes the first is made.
//
// Mend plans nothing for a configuration that no server can have.
func Mend(have federation.Configuration, findings diag.Findings) (Plan, []Left) {
	m := mender{have: have, fixed: slices.DeleteFunc(slices.Clone(findings), func(f *diag.Finding) bool { return f.Fix == nil }), refused: map[*diag.Finding]error{}}
	p, of, err := m.plan()
	for ; err != nil; p, of, err = m.plan() {
		m.refuse(of, err)
	}
	var left []Left
	for _, f := range findings {
		err, refused := m.refused[f]
		if f.Fix == nil || refused {
			left = append(left, Left{f, err})
		}
	}
	fixes := map[recordKey]diag.Findings{}
	for _, f := range m.fixed {
		for key := range fixed(f) {
			fixes[key] = append(fixes[key], f)
		}
	}
	for i, step := range p.Steps {
		key, _ := keyOf(step.Subject)
		for _, f := range fixes[key] {
			if slices.ContainsFunc(f.Fix, func(e diag.Edit) bool { return makes(step, e) }) {
				p.Steps[i].Findings.Add(f)
			}
		}
	}
	return p, left
}

// A mender makes the configuration after all fixes.
type mender struct {
	have    federation.Configuration
	goal    federation.Configuration
	fixed   diag.Findings // findings whose fixes are made
	refused map[*diag.Finding]error
	made    map[memberKey]diag.Value
	removed map[recordKey]bool
	numbers map[recordKey]int // the indexes of the records of goal
	gone    []place           // the records of goal to be removed after all edits
}

// A place is the kind and the index of a record.
type place struct {
	kind federation.Kind
	at   int
}

// A memberKey identifies a member of a record. The name "" stands for the whole record.
type memberKey struct {
	recordKey
	member string
}

// fixed returns the records of the fix of a finding.
func fixed(f *diag.Finding) map[recordKey]bool {
	all := map[recordKey]bool{}
	for _, e := range f.Fix {
		if key, valid := keyOf(e.Subject); valid {
			all[key] = true
		}
	}
	return all
}

// refuse drops the fix of a finding. Without a finding, it drops the fixes of the
// records in the error, or all fixes if the error has no record.
func (m *mender) refuse(of *diag.Finding, err error) {
	about := map[recordKey]bool{}
	for f := range diag.All(err) {
		if key, valid := keyOf(f.Subject); valid {
			about[key] = true
		}
	}
	isAbout := func(f *diag.Finding) bool {
		for key := range fixed(f) {
			if about[key] || about[recordKey{kind: key.kind}] {
				return true
			}
		}
		return false
	}
	if of != nil {
		isAbout = func(f *diag.Finding) bool { return f == of }
	} else if !slices.ContainsFunc(m.fixed, isAbout) {
		isAbout = func(*diag.Finding) bool { return true }
	}
	m.fixed = slices.DeleteFunc(m.fixed, func(f *diag.Finding) bool {
		if !isAbout(f) {
			return false
		}
		m.refused[f] = err
		return true
	})
}

// plan returns the plan for the fixes. If that fails, it returns the error, and the
// finding whose fix causes it if that is known.
func (m *mender) plan() (Plan, *diag.Finding, error) {
	if len(m.fixed) == 0 {
		return Plan{Platform: m.have.Platform, Fingerprint: Fingerprint(m.have), have: m.have, result: m.have}, nil, nil
	}
	if err := impossible(m.have); err != nil {
		return Plan{}, nil, err
	}
	m.goal, m.made, m.removed = m.have, map[memberKey]diag.Value{}, map[recordKey]bool{}
	for k := range federation.AllKinds() {
		if k.Row().Given(&m.goal) {
			k.Row().Own(&m.goal)
		}
	}
	var touched federation.Kinds
	for _, f := range m.fixed {
		for _, e := range f.Fix {
			key, valid := keyOf(e.Subject)
			if valid && e.Op == diag.OpRemove {
				m.removed[key] = true
			}
			if valid {
				touched = touched.With(key.kind)
			}
		}
	}
	m.numbers, m.gone = numbersOf(&m.goal), nil
	for _, f := range m.fixed {
		for _, e := range f.Fix {
			if err := m.edit(e); err != nil {
				return Plan{}, f, err
			}
		}
	}
	slices.SortFunc(m.gone, func(a, b place) int { return cmp.Compare(b.at, a.at) })
	for _, gone := range m.gone {
		gone.kind.Row().Remove(&m.goal, gone.at)
	}
	p, err := newPlan(m.have, m.goal, touched, nil)
	// These fixes remove providers only because their services have ended.
	p.Unsafe = slices.DeleteFunc(p.Unsafe, func(f *diag.Finding) bool { return f.Rule == RuleProviderLast })
	return p, nil, err
}

// edit makes an edit in the goal. An edit that is already in effect counts as made.
func (m *mender) edit(e diag.Edit) error {
	key, valid := keyOf(e.Subject)
	if !valid {
		return unknownRecord(e)
	}
	row := key.kind.Row()
	at, found := m.numbers[key]
	members := slices.Clone(e.Members)
	switch e.Op {
	case diag.OpRemove:
		if found {
			m.gone = append(m.gone, place{key.kind, at})
			delete(m.numbers, key)
		}
		return nil
	case diag.OpEnable, diag.OpDisable:
		members = []diag.MemberEdit{{Name: "Enabled", New: diag.Bool(e.Op == diag.OpEnable)}}
	case diag.OpNew:
		if !found {
			at, found = row.Len(&m.goal), true
			m.numbers[key] = at
			members = append(members, diag.MemberEdit{Name: row.Table().KeyNames()[0], New: diag.Text(e.Subject.Identity)})
		}
		delete(m.removed, key)
	}
	if m.removed[key] {
		return nil // the removal settles the finding
	}
	if !found {
		return unknownRecord(e)
	}
	for _, change := range members {
		at := memberKey{key, change.Name}
		if before, again := m.made[at]; again && !before.Equal(change.New) {
			f := catalog.Finding(RuleFixContradicts, diag.Path("").Member(change.Name), fmt.Sprintf("another fix sets it to %s, and this one sets it to %s", before, change.New))
			f.Subject = e.Subject
			return f
		}
		m.made[at] = change.New
	}
	return row.Edit(&m.goal, at, func(r record.Record) error {
		for _, change := range members {
			if err := r.Put(change.Name, change.New); err != nil {
				return err
			}
		}
		if e.Op == diag.OpNew {
			r.Default(m.goal.Platform)
			r.Know()
		}
		return nil
	})
}

func unknownRecord(e diag.Edit) error {
	f := catalog.Finding(RuleKindUnknown, "", "the fix is for a record that is not given")
	f.Subject = e.Subject
	return f
}

// makes reports whether a step makes an edit, or a part of an edit.
func makes(step Step, e diag.Edit) bool {
	of, _ := keyOf(step.Subject)
	if key, valid := keyOf(e.Subject); !valid || key != of {
		return false
	}
	if step.Op != diag.OpSet || e.Op != diag.OpSet {
		return true
	}
	return slices.ContainsFunc(e.Members, func(m diag.MemberEdit) bool {
		return slices.ContainsFunc(step.Members, func(n diag.MemberEdit) bool { return m.Name == n.Name })
	})
}

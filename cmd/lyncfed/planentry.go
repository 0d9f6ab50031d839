package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
)

// A planEntry has the steps that are shown together: one step, or the steps that remove
// records and make them again.
type planEntry struct {
	From, To int // the numbers of the steps, from 1
	Heads    []planHead
	Outages  []plan.Exception // outages that end within the entry
}

// A planHead is the change of one record in an entry.
type planHead struct {
	Mark    planMark
	Subject diag.Subject
	Members []federation.MemberDifference // that change
	Other   int                           // the step in another entry that removes the record or makes it again; 0: none
}

// A planMark is the mark before a record.
type planMark string

const (
	markNew      planMark = "+"
	markChanged  planMark = "~"
	markRemoved  planMark = "-"
	markReplaced planMark = "-/+"
)

var markColors = map[planMark]string{markNew: opColors[diag.OpNew], markChanged: opColors[diag.OpSet], markRemoved: opColors[diag.OpRemove], markReplaced: "\x1b[35m"}

// numbers returns the numbers of the steps.
func (e planEntry) numbers() string {
	switch e.To - e.From {
	case 0:
		return fmt.Sprint(e.From)
	case 1:
		return fmt.Sprintf("%d, %d", e.From, e.To)
	}
	return fmt.Sprintf("%d-%d", e.From, e.To)
}

// entriesOf returns the steps of a plan as they are shown, in their order.
func entriesOf(p plan.Plan) []planEntry {
	partners := partnersOf(p.Steps)
	have, result := p.Have(), p.Result()
	differences := map[diag.Subject][]federation.MemberDifference{}
	for _, d := range federation.Compare(have, result).Records {
		differences[subjectKey(d.Subject)] = d.Members
	}
	var all []planEntry
	for from := 0; from < len(p.Steps); {
		to := lastTogether(p.Steps, partners, from)
		if to == from && makesRoom(p, from) {
			to++
		}
		e := planEntry{From: from + 1, To: to + 1}
		for i := from; i <= to; i++ {
			s := p.Steps[i]
			if other, again := partners[i]; again && from <= other && other < i {
				continue // the record has a head already
			}
			e.Heads = append(e.Heads, headOf(s, differences[subjectKey(s.Subject)]))
			if other, again := partners[i]; again && (other < from || to < other) {
				e.Heads[len(e.Heads)-1].Other = other + 1
			}
		}
		for _, x := range p.Exceptions {
			isAlike := func(y plan.Exception) bool { return x.From == y.From && x.To == y.To }
			if e.contains(x) && !slices.ContainsFunc(e.Outages, isAlike) { // the first exception is about the record itself
				e.Outages = append(e.Outages, x)
			}
		}
		all = append(all, e)
		from = to + 1
	}
	return all
}

// contains reports whether an exception lies within the entry.
func (e planEntry) contains(x plan.Exception) bool {
	return e.From < e.To && e.From <= x.From && x.To <= e.To
}

// partnersOf pairs the step that removes a replaced record with the step that makes it
// again. The map has both directions.
func partnersOf(steps []plan.Step) map[int]int {
	all := map[int]int{}
	removed := map[diag.Subject]int{}
	for i, s := range steps {
		if !s.Replaced {
			continue
		}
		key := subjectKey(s.Subject)
		if s.Op == diag.OpRemove {
			removed[key] = i
		} else if j, found := removed[key]; found {
			all[i], all[j] = j, i
		}
	}
	return all
}

// lastTogether returns the last step of the entry that begins at a step.
func lastTogether(steps []plan.Step, partners map[int]int, from int) int {
	to := from
	for i := from; i <= to; i++ {
		if !steps[i].Replaced && from < to {
			return from // an unrelated step is in between, so that the steps are shown alone
		}
		if other, again := partners[i]; again {
			to = max(to, other)
		}
	}
	return to
}

// makesRoom reports whether a step removes a record and the next makes another, and
// the plan has an exception in between.
func makesRoom(p plan.Plan, i int) bool {
	if i+1 == len(p.Steps) || p.Steps[i].Op != diag.OpRemove || p.Steps[i+1].Op != diag.OpNew || p.Steps[i].Replaced || p.Steps[i+1].Replaced {
		return false
	}
	return slices.ContainsFunc(p.Exceptions, func(x plan.Exception) bool { return x.From == i+1 && x.To == i+2 })
}

// subjectKey returns a subject with its identity in the form that a server compares.
func subjectKey(s diag.Subject) diag.Subject {
	if k, err := federation.ParseKind(s.Kind); err == nil {
		s.Identity = k.Key(s.Identity)
		if k == federation.AccessEdge {
			s.Identity = ""
		}
	}
	return s
}

func headOf(s plan.Step, differences []federation.MemberDifference) planHead {
	h := planHead{Subject: s.Subject, Mark: markChanged}
	switch {
	case s.Replaced:
		h.Mark, h.Members = markReplaced, differences
		return h
	case s.Op == diag.OpNew:
		h.Mark = markNew
		return h // the command shows the members
	case s.Op == diag.OpRemove:
		h.Mark = markRemoved
		return h
	}
	for _, d := range differences {
		if slices.ContainsFunc(s.Members, func(m diag.MemberEdit) bool { return strings.EqualFold(m.Name, d.Name) }) {
			h.Members = append(h.Members, d)
		}
	}
	return h
}

// A planCount counts the records of a kind that a plan changes. A replaced record counts
// only in Replaced.
type planCount struct {
	Kind                            federation.Kind
	New, Replaced, Changed, Removed int
	Outages                         int `json:",omitzero"` // the records of Replaced whose short absence is an outage
}

// summaryOf counts the records that a plan changes, by kind.
func summaryOf(entries []planEntry) []planCount {
	counts := map[federation.Kind]*planCount{}
	seen := map[diag.Subject]bool{}
	for _, e := range entries {
		for _, h := range e.Heads {
			key := subjectKey(h.Subject)
			kind, err := federation.ParseKind(key.Kind)
			if err != nil || seen[key] {
				continue
			}
			seen[key] = true
			c := counts[kind]
			if c == nil {
				c = &planCount{Kind: kind}
				counts[kind] = c
			}
			switch h.Mark {
			case markNew:
				c.New++
			case markReplaced:
				c.Replaced++
				if len(e.Outages) > 0 || h.Other > 0 {
					c.Outages++
				}
			case markRemoved:
				c.Removed++
			default:
				c.Changed++
			}
		}
	}
	var all []planCount
	for k := range federation.AllKinds() {
		if c := counts[k]; c != nil {
			all = append(all, *c)
		}
	}
	return all
}

// String returns the numbers that are not 0: "3 new, 1 replaced (outage)".
func (c planCount) String() string {
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{{c.New, "new"}, {c.Replaced, "replaced"}, {c.Changed, "changed"}, {c.Removed, "removed"}} {
		if part.n == 0 {
			continue
		}
		text := number(part.n) + " " + part.what
		if part.what == "replaced" && c.Outages > 0 {
			text += " (outage)"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// total returns the sum of all kinds.
func total(counts []planCount) planCount {
	var t planCount
	for _, c := range counts {
		t.New, t.Replaced, t.Changed, t.Removed, t.Outages = t.New+c.New, t.Replaced+c.Replaced, t.Changed+c.Changed, t.Removed+c.Removed, t.Outages+c.Outages
	}
	return t
}

// commandLines splits a command between its parameters into lines of at most width
// characters. Every line but the last ends in a backtick, so that the lines can be pasted
// into PowerShell.
func commandLines(command string, width int) []string {
	var lines []string
	line := ""
	parts := parametersOf(command)
	for i, part := range parts {
		room := width
		if i < len(parts)-1 {
			room -= len(" `")
		}
		switch {
		case line == "":
			line = part
		case len([]rune(line))+1+len([]rune(part)) > room:
			lines = append(lines, line+" `")
			line = "    " + part
		default:
			line += " " + part
		}
	}
	return append(lines, line)
}

// parametersOf returns a command in parts: the cmdlet, and each parameter with its
// value.
func parametersOf(command string) []string {
	var parts []string
	start, quoted := 0, false
	for i := range len(command) {
		switch {
		case command[i] == '\'':
			quoted = !quoted // a doubled quote in a text toggles twice
		case !quoted && strings.HasPrefix(command[i:], " -"):
			parts = append(parts, command[start:i])
			start = i + 1
		}
	}
	return append(parts, command[start:])
}

package record

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/lyncfed/lyncfed/diag"
)

// MaxListed is how many findings of one rule, kind and severity a text has: the
// others are counted. A text of another kind has one at every other byte.
const MaxListed = 1000

// MaxFound is how many findings of one rule, kind and severity a configuration has.
// It is more than [MaxListed]: a person may want to see every user.
const MaxFound = 10_000

// A Tally is findings. The zero Tally has none.
type Tally struct {
	Most   int // how many of one rule, kind and severity are listed; 0: [MaxListed]
	listed diag.Findings
	groups map[group]*members
	more   []*members // those that have more than are listed, in order
}

// A group is the findings that are counted together.
type group struct {
	rule     diag.Rule
	kind     string
	severity diag.Severity
}

type members struct {
	n    int
	more *diag.Finding // stands for those that are not listed; nil: none
}

func (t *Tally) most() int { return cmp.Or(t.Most, MaxListed) }

// of returns the members of a group.
func (t *Tally) of(g group) *members {
	m := t.groups[g]
	if m == nil {
		if t.groups == nil {
			t.groups = map[group]*members{}
		}
		m = &members{}
		t.groups[g] = m
	}
	return m
}

// Add adds a finding on records of a kind, or counts it. It reports whether the
// finding is listed.
func (t *Tally) Add(kind string, f *diag.Finding) (isListed bool) {
	m := t.of(group{f.Rule, kind, f.Severity})
	switch m.n++; {
	case m.n <= t.most():
		t.listed.Add(f)
		return true
	case m.more == nil:
		more := *f
		more.Subject, more.Cause, more.Fix, more.Err = diag.Subject{Kind: f.Subject.Kind}, diag.Subject{}, nil, nil
		more.Path = ""
		if kind != "" {
			more.Path = diag.Path("").Member(kind)
		}
		m.more = &more
		t.more = append(t.more, m)
	}
	return false
}

// Counts reports whether a finding is only counted, and then counts it, so that
// it need not be made.
func (t *Tally) Counts(kind string, rule diag.Rule, severity diag.Severity) bool {
	m := t.of(group{rule, kind, severity})
	if m.more == nil {
		return false
	}
	m.n++
	return true
}

// Findings returns the findings that are listed, and then one for each group of
// which others are not: it has their rule and severity, and the position of the
// first of them.
func (t *Tally) Findings() diag.Findings {
	all := t.listed
	for _, m := range t.more {
		more := *m.more
		more.Detail = fmt.Sprintf("and %s more, which are not listed", thousands(m.n-t.most()))
		all.Add(&more)
	}
	return all
}

// thousands returns a number with a comma before every three digits.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

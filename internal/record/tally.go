package record

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/lyncfed/lyncfed/diag"
)

// MaxListed is the maximum number of listed findings of one rule, kind and severity in
// a text. Others are only counted: a text that is not an export has one at every other
// byte.
const MaxListed = 1000

// MaxFound is the maximum number of listed findings of one rule, kind and severity in a
// configuration. It exceeds [MaxListed]: a person may want to see every user.
const MaxFound = 10_000

// A Tally collects findings and bounds their number. The zero Tally is empty.
type Tally struct {
	Most   int // maximum of listed findings of one rule, kind and severity; 0: [MaxListed]
	listed diag.Findings
	groups map[group]*members
	more   []*members // groups with findings that are not listed, in order
}

// A group identifies the findings that are counted together.
type group struct {
	rule     diag.Rule
	kind     string
	severity diag.Severity
}

type members struct {
	n    int
	more *diag.Finding // the finding that counts those not listed; nil: none
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

// Counts reports whether another finding of a group would only be counted, and counts
// it. The caller then need not make the finding.
func (t *Tally) Counts(kind string, rule diag.Rule, severity diag.Severity) bool {
	m := t.of(group{rule, kind, severity})
	if m.more == nil {
		return false
	}
	m.n++
	return true
}

// Findings returns the listed findings, and then one for each group with others. That
// one has the rule and severity of the group, and the position of the first unlisted
// finding.
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

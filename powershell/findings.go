package powershell

import (
	"fmt"

	"github.com/lyncfed/lyncfed/diag"
)

// maxFindings bounds what a text that is something else altogether costs.
const maxFindings = 10_000

// full reports whether no more findings are listed.
func (a *assembler) full() bool { return len(a.findings)+len(a.unknown) >= maxFindings }

// finds adds a finding, or counts it.
func (a *assembler) finds(f *diag.Finding) {
	switch {
	case !a.full():
		a.findings = append(a.findings, f)
	case a.more == nil:
		a.more = diag.MemberFinding(diag.RuleMemberMore, "", "")
		a.more.Pos, a.more.Severity = f.Pos, f.Severity
		fallthrough
	default:
		a.unlisted++
		a.more.Severity = min(a.more.Severity, f.Severity) // the worst is the least
	}
}

// report adds a finding about what stands at a byte of a text.
func (a *assembler) report(in *input, r diag.Rule, path diag.Path, at int, format string, args ...any) {
	if info, _ := catalog.Lookup(r); a.more != nil && a.more.Severity <= info.Severity { // and then not even made
		a.unlisted++
		return
	}
	a.finds(in.finding(r, path, at, format, args...))
}

// An absence is a member that every export has, and some records have not.
type absence struct {
	finding *diag.Finding // of the first of them
	kind    *kind
	name    string
	n       int
}

// miss counts that a record of a kind has no member of a name. A record without
// any name says nothing, so what it was is missing.
func (a *assembler) miss(d *document, at int, k *kind, name string, nameless bool) {
	if nameless {
		a.incomplete = a.incomplete.With(k.kind)
	}
	for j := range a.absences {
		if m := &a.absences[j]; m.kind == k && m.name == name {
			m.n++
			if nameless {
				m.finding.Severity = diag.Error
			}
			return
		}
	}
	path := diag.Path("").Member(k.name)
	f := d.finding(RuleMemberAbsent, path, d.offset(at), "%s is missing, and reads as not set", name)
	if nameless {
		f.Severity = diag.Error
	}
	a.absences = append(a.absences, absence{f, k, name, 1})
}

// reports returns all findings, those that were counted as well.
func (a *assembler) reports() diag.Findings {
	for _, m := range a.absences {
		if m.n > 1 {
			m.finding.Detail += fmt.Sprintf("; %d records of the kind lack it", m.n)
		}
		a.finds(m.finding)
	}
	if a.more != nil {
		a.more.Detail = fmt.Sprintf("%d more findings are not listed", a.unlisted)
		return append(a.findings, a.more)
	}
	return a.findings
}

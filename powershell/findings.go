package powershell

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/product"
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

// An absence is that records of a kind have no name.
type absence struct {
	finding *diag.Finding // of the first of them
	kind    *kind
	n       int
}

// miss counts that a record of a kind has no name: it says nothing, so what it was
// is missing.
func (a *assembler) miss(d *document, at int, k *kind) {
	a.incomplete = a.incomplete.With(k.kind)
	for j := range a.absences {
		if m := &a.absences[j]; m.kind == k {
			m.n++
			return
		}
	}
	f := d.finding(RuleMemberAbsent, diag.Path("").Member(k.name), d.offset(at), "%s is missing, so it is not known which record this is", k.key[0])
	f.Severity = diag.Error
	a.absences = append(a.absences, absence{f, k, 1})
}

// idle are the properties that decide nothing, or that not every display format
// has (TEAMS-MODULE, PS-EDGE).
var idle = []string{"Comment", "Description", "EnableDiscoveredPartnerResponseMonitor", "EnabledForFederation", "Identity", "SipClientPort"}

// absent reports, once for each kind, the members that some of its records lack
// and an export of the platform has.
func (e *Export) absent() {
	c := &e.Document.Configuration
	for k := range federation.AllKinds() {
		row := k.Row()
		table := row.Table()
		if table.About().Noun == "" {
			continue
		}
		seen := map[product.Absent]bool{} // whether a member is missing that should be there
		unknown := map[string]bool{}
		n, first := 0, 0
		for i := range row.Len(c) {
			absent := row.Record(c, i).Absent()
			if absent.IsZero() {
				continue
			}
			lacks, known := seen[absent]
			if !known {
				for p := range table.Properties() {
					if !p.Key && !has(idle, p.Name) && c.IsUnknown(k, i, p.Name) {
						lacks, unknown[p.Name] = true, true
					}
				}
				seen[absent] = lacks
			}
			if lacks {
				if n++; n == 1 {
					first = i
				}
			}
		}
		if n == 0 {
			continue
		}
		var names []string
		for p := range table.Properties() {
			if unknown[p.Name] {
				names = append(names, p.Name)
			}
		}
		of := "the record lacks"
		if row.Len(c) > 1 {
			of = fmt.Sprintf("%d of %d records lack", n, row.Len(c))
		}
		at := row.Path(first)
		f := catalog.Finding(RuleMemberAbsent, at, fmt.Sprintf("%s %s: run Get-%s | Export-Clixml FILE", of, strings.Join(names, ", "), table.About().Noun))
		f.Subject = diag.Subject{Kind: k.String()}
		e.Document.Place(diag.Findings{f})
		f.Path = row.Path(-1)
		e.Findings.Add(f)
	}
}

// reports returns all findings, those that were counted as well.
func (a *assembler) reports() diag.Findings {
	for _, m := range a.absences {
		if m.n > 1 {
			m.finding.Detail += fmt.Sprintf("; %d records of the kind have none", m.n)
		}
		a.finds(m.finding)
	}
	if a.more != nil {
		a.more.Detail = fmt.Sprintf("%d more findings are not listed", a.unlisted)
		return append(a.findings, a.more)
	}
	return a.findings
}

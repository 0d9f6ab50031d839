package powershell

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/product"
)

// finds adds a finding, or counts it.
func (a *assembler) finds(f *diag.Finding) { a.found.Add(kindAt(f.Path), f) }

// kindAt returns the kind that a path begins with, or "".
func kindAt(at diag.Path) string {
	for token := range at.Tokens() {
		return token
	}
	return ""
}

// report adds a finding about what stands at a byte of a text.
func (a *assembler) report(in *input, r diag.Rule, path diag.Path, at int, format string, args ...any) {
	if info, _ := catalog.Lookup(r); a.found.Counts(kindAt(path), r, info.Severity) {
		return // and then it is not even made
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
func (a *assembler) miss(d *document, v record.Value, k *kind) {
	a.incomplete = a.incomplete.With(k.kind)
	for j := range a.absences {
		if m := &a.absences[j]; m.kind == k {
			m.n++
			return
		}
	}
	f := d.finding(RuleMemberAbsent, diag.Path("").Member(k.name), d.offset(v), "%s is missing, so it is not known which record this is", k.key[0])
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
	unread := map[diag.Path]bool{} // the members that are there, and that an error tells of
	for _, f := range e.Findings {
		unread[f.Path] = true
	}
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
				whole := true
				for p := range table.Properties() {
					switch {
					case p.Key || p.Idle || has(idle, p.Name):
					case unread[row.Path(i).Member(p.Name)]:
						whole = false
					case c.IsUnknown(k, i, p.Name):
						lacks, unknown[p.Name] = true, true
					}
				}
				if whole { // another record may lack what this one has unread
					seen[absent] = lacks
				}
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
			of = fmt.Sprintf("%s of %s records lack", char.Number(n), char.Number(row.Len(c)))
		}
		at := row.Path(first)
		f := catalog.Finding(RuleMemberAbsent, at, fmt.Sprintf("%s %s: run %s", of, strings.Join(names, ", "), cmdlet.Export(k)))
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
	return a.found.Findings()
}

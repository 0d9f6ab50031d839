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

// finds adds a finding, or only counts it if there are many of its rule.
func (a *assembler) finds(f *diag.Finding) { a.found.Add(kindAt(f.Path), f) }

// kindAt returns the kind that a path begins with, or "".
func kindAt(at diag.Path) string {
	for token := range at.Tokens() {
		return token
	}
	return ""
}

// report adds a finding at an offset of a text.
func (a *assembler) report(in *input, r diag.Rule, path diag.Path, at int, format string, args ...any) {
	if info, _ := catalog.Lookup(r); a.found.Counts(kindAt(path), r, info.Severity) {
		return // the finding is only counted
	}
	a.finds(in.finding(r, path, at, format, args...))
}

// An absence counts the records of a kind without a name.
type absence struct {
	finding *diag.Finding // on the first of them
	kind    *kind
	n       int
}

// miss counts a record without a name. The record is left out, and its kind is incomplete.
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

// idle has the properties that decide nothing, or that some display formats lack
// (TEAMS-MODULE, PS-EDGE).
var idle = []string{"Comment", "Description", "EnableDiscoveredPartnerResponseMonitor", "EnabledForFederation", "Identity", "SipClientPort"}

// absent reports the members that an export of the platform has and some records lack,
// once for each kind.
func (e *Export) absent() {
	c := &e.Document.Configuration
	unread := map[diag.Path]bool{} // the members that could not be read, and have an error
	for _, f := range e.Findings {
		unread[f.Path] = true
	}
	for k := range federation.AllKinds() {
		row := k.Row()
		table := row.Table()
		if table.About().Noun == "" {
			continue
		}
		seen := map[product.Absent]bool{} // for each set of absent members: whether an export has one of them
		unknown := map[string]bool{}
		n, first := 0, 0
		var last product.Absent // that of the record before, and what it lacks
		var lacks, known bool
		for i := range row.Len(c) {
			absent := row.Record(c, i).Absent()
			if absent.IsZero() {
				continue
			}
			if absent != last || !known { // as few records
				lacks, known = seen[absent]
				last = absent
			}
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
				if whole { // another record may lack a member that is unreadable in this one
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

// reports returns all findings. Findings that were only counted are in a finding with
// their number.
func (a *assembler) reports() diag.Findings {
	for _, m := range a.absences {
		if m.n > 1 {
			m.finding.Detail += fmt.Sprintf("; %d records of the kind have none", m.n)
		}
		a.finds(m.finding)
	}
	return a.found.Findings()
}

package report

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
)

// An Earlier is an earlier report, read from its JSON form. See [ReadEarlier].
type Earlier struct {
	On       date.Date
	Findings []EarlierFinding
}

// An EarlierFinding is what tells a finding from others, in whatever export.
type EarlierFinding struct {
	Rule    diag.Rule
	Subject diag.Subject
	Detail  string
}

// ReadEarlier reads the JSON form of a report. The error says that a text is none.
func ReadEarlier(text []byte) (*Earlier, error) {
	var e struct {
		Format int
		Earlier
	}
	if err := json.Unmarshal(text, &e); err != nil || e.Format == 0 {
		return nil, errors.New("it is not the JSON form of an earlier report, which lyncfed audit --format json writes")
	}
	if e.Format != audit.Format {
		return nil, fmt.Errorf("it is of format %d, and this version reads format %d", e.Format, audit.Format)
	}
	return &e.Earlier, nil
}

// Since returns the findings that an earlier report does not have, those of it that
// are gone, and the number of those in both. A finding on the same record by the same
// rule is the same, whatever it says of it now.
func (a *Audit) Since(e *Earlier) (fresh diag.Findings, gone []EarlierFinding, same int) {
	type key struct {
		rule    diag.Rule
		subject diag.Subject
	}
	left := map[key]int{}
	for _, f := range e.Findings {
		left[key{f.Rule, f.Subject}]++
	}
	for _, f := range a.Findings {
		k := key{f.Rule, f.Subject}
		if left[k] == 0 {
			fresh.Add(f)
			continue
		}
		left[k]--
		same++
	}
	for _, f := range e.Findings {
		if k := (key{f.Rule, f.Subject}); left[k] > 0 {
			left[k]--
			gone = append(gone, f)
		}
	}
	return fresh, gone, same
}

// since writes what is new, gone and the same.
func (w *htmlWriter) since(a *Audit, e *Earlier) {
	fresh, gone, same := a.Since(e)
	w.printf("<p>Since the report of %s: %s new, %s gone, %s the same.</p>", e.On, number(len(fresh)), number(len(gone)), number(same))
	var lines []string
	for _, f := range fresh {
		lines = append(lines, fmt.Sprintf("%s: %s: %s [%s]", f.Severity, record(f), statement(f), f.Rule))
	}
	w.list("New", lines)
	lines = nil
	for _, f := range gone {
		lines = append(lines, fmt.Sprintf("%s: %s [%s]", record(&diag.Finding{Subject: f.Subject}), f.Detail, f.Rule))
	}
	w.list("Gone", lines)
}

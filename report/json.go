package report

import (
	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
)

// JSON returns the audit as indented JSON, as docs/formats.md describes it.
func (a *Audit) JSON() ([]byte, error) { return JSON(a.form()) }

// MarshalJSON implements [encoding/json.Marshaler], as docs/formats.md describes.
func (a *Audit) MarshalJSON() ([]byte, error) { return JSONLine(a.form()) }

// An auditJSON is the JSON form of an [Audit].
type auditJSON struct {
	Format int
	What   string `json:",omitempty"`
	Origin
	On         date.Date
	SipDomains []string
	Headline   string
	Counts     Counts
	Severity   diag.Severity `json:",omitempty"`
	Parts      []Part        `json:",omitempty"`
	Findings   diag.Findings
	Suppressed []suppressedJSON
	Unread     []federation.Kind
	Missing    []federation.Kind
	Checks     []audit.CheckOutcome
	Since      *comparisonJSON `json:",omitempty"`
}

// A comparisonJSON is the JSON form of a [Comparison].
type comparisonJSON struct {
	On                date.Date
	New, Gone, Unsure []EarlierFinding
	Same              int
	Unseen            int `json:",omitempty"`
}

func (a *Audit) form() auditJSON {
	origin := a.Origin
	origin.Files = orEmpty(origin.Files)
	form := auditJSON{
		Format: audit.Format, What: a.What, Parts: a.Parts, Origin: origin, On: a.On,
		SipDomains: orEmpty(a.Domains), Headline: a.headline(), Counts: a.Counts(), Severity: a.Severity,
		Findings: orEmpty(a.Findings), Suppressed: []suppressedJSON{}, Unread: orEmpty(a.Unread), Missing: orEmpty(a.Missing), Checks: orEmpty(a.Checks),
	}
	for _, s := range a.Suppressed {
		form.Suppressed = append(form.Suppressed, suppressedJSON{s.Reason, s.Expires, s.Finding})
	}
	if c := a.Since; c != nil {
		form.Since = &comparisonJSON{On: c.On, New: []EarlierFinding{}, Gone: orEmpty(c.Gone), Unsure: orEmpty(c.Unsure), Same: c.Same, Unseen: len(c.Unseen)}
		for _, f := range c.New {
			form.Since.New = append(form.Since.New, EarlierFinding{f.Rule, f.Severity, f.Subject, f.Detail})
		}
	}
	return form
}

// orEmpty returns a list that is never nil, so that JSON has an array.
func orEmpty[S ~[]E, E any](list S) S {
	if list == nil {
		return S{}
	}
	return list
}

type suppressedJSON struct {
	Reason  string
	Expires date.Date
	Finding *diag.Finding
}

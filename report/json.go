package report

import (
	"encoding/json"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/product"
)

// JSON returns the audit as indented JSON, as docs/formats.md describes it.
func (a *Audit) JSON() ([]byte, error) { return jsonText(a) }

// MarshalJSON implements [encoding/json.Marshaler], as docs/formats.md describes.
func (a *Audit) MarshalJSON() ([]byte, error) {
	suppressed := make([]suppressedJSON, 0, len(a.Suppressed))
	for _, s := range a.Suppressed {
		suppressed = append(suppressed, suppressedJSON{s.Reason, s.Expires, s.Finding})
	}
	text, err := json.Marshal(struct {
		Format        int
		Tool, Version string
		Gathered      date.Date
		On            date.Date
		Product       product.Platform
		SipDomains    []string
		Files         []File
		Headline      string
		Counts        Counts
		Findings      diag.Findings
		Suppressed    []suppressedJSON
		Unread        []federation.Kind
		Missing       []federation.Kind
		Checks        []audit.CheckOutcome
	}{
		audit.Format, a.Tool, a.Version, a.Gathered, a.On, a.Product, append([]string{}, a.Domains...), append([]File{}, a.Files...), a.headline(), a.Counts(),
		append(diag.Findings{}, a.Findings...), suppressed, append([]federation.Kind{}, a.Unread...), append([]federation.Kind{}, a.Missing...), append([]audit.CheckOutcome{}, a.Checks...),
	})
	if err != nil {
		return nil, err
	}
	return escapeJSON(text), nil
}

type suppressedJSON struct {
	Reason  string
	Expires date.Date
	Finding *diag.Finding
}

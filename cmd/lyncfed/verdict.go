package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

// isInside reports whether both addresses are in the organization. Then neither is a
// contact of a provider.
func isInside(x *reach.Index, p reach.Pair) bool { return x.IsOwn(p.From) && x.IsOwn(p.To) }

// pair prints the answer for a pair, or the reason for which it has none.
func (p *printer) pair(q reach.Query, pair reach.Pair, why bool) error {
	if pair.Err == nil {
		q.From, q.To = pair.From, pair.To
		p.verdict(q, pair.Verdict, why)
		return p.err
	}
	for f := range diag.All(pair.Err) {
		said := fmt.Sprintf("%s [%s]", diag.Printable(f.Detail), f.Rule)
		if q.Provider == "" {
			p.paragraph("", fmt.Sprintf("Not asked: whether %v may reach %v: %s", pair.From, pair.To, said))
			continue
		}
		// The contact is inside the organization.
		p.paragraph("", fmt.Sprintf("%v may not reach %v on %v as a contact of %s: %s", pair.From, pair.To, q.On, diag.Printable(q.Provider), said))
		p.paragraph("       do: ", diag.Printable(f.Remedy))
	}
	return p.err
}

// answerText returns the answer in a sentence.
func answerText(q reach.Query, v reach.Verdict) string {
	switch v.Outcome {
	case diag.Passed:
		side := ""
		if v.Route != reach.Internal {
			side = ", as far as this side goes"
		}
		return fmt.Sprintf("%v may reach %v on %v%s%s%s", q.From, q.To, q.On, way(v), side, able(v))
	case diag.Refused:
		return fmt.Sprintf("%v may not reach %v on %v%s", q.From, q.To, q.On, way(v))
	}
	return fmt.Sprintf("It is not known whether %v may reach %v on %v%s", q.From, q.To, q.On, way(v))
}

// traceText returns a sentence on the trace of a refusal, or "".
func traceText(v reach.Verdict) string {
	if d, found := reach.LookupDiagnostic(v.Diagnostic); found {
		return fmt.Sprintf("A trace of the user's client has ms-diagnostics %d. (%s)", d.ID, d.Source)
	}
	return ""
}

// markdownPair prints the answer for a pair for a ticket, with every rule that was
// checked.
func (p *printer) markdownPair(q reach.Query, pair reach.Pair) {
	if pair.Err != nil {
		p.printf("# Not asked: whether %s may reach %s\n\n", report.MarkdownText(pair.From.String()), report.MarkdownText(pair.To.String()))
		for f := range diag.All(pair.Err) {
			p.printf("- %s (%s)\n  - Do: %s\n", report.MarkdownText(f.Detail), report.MarkdownCode(string(f.Rule)), report.MarkdownRemedy(f.Remedy))
		}
		return
	}
	p.printf("# %s\n\n", report.MarkdownText(answerText(q, pair.Verdict)))
	for r := range pair.Verdict.Reasons() {
		p.printf("- **%s**: %s%s (%s). Source: [%s](%s)\n", strings.TrimSpace(mark(r)), inferred(r.Inferred), report.MarkdownText(r.Detail), report.MarkdownCode(string(r.Rule)), report.MarkdownText(r.Source.Title), r.Source.URL)
		if r.Path != "" {
			p.printf("  - At: %s\n", report.MarkdownCode(string(r.Path)))
		}
		if r.Outcome != diag.Passed {
			p.printf("  - Do: %s\n", report.MarkdownRemedy(r.Remedy))
		}
	}
	if text := traceText(pair.Verdict); text != "" {
		p.printf("\n%s\n", report.MarkdownText(text))
	}
}

// verdict prints the answer in a sentence, its conditions, and its reasons if why is set.
func (p *printer) verdict(q reach.Query, v reach.Verdict, why bool) {
	p.paragraph("", answerText(q, v))
	reasons := slices.Collect(v.Reasons())
	if !why {
		reasons = slices.DeleteFunc(reasons, func(r diag.Reason) bool { return r.Outcome == diag.Passed && !r.Condition })
		slices.SortStableFunc(reasons, refusedFirst)
	}
	for _, r := range reasons {
		text := fmt.Sprintf("%s%s [%s] (%s)", inferred(r.Inferred), diag.Printable(r.Detail), r.Rule, r.Source)
		if why && r.Path != "" {
			text += " " + diag.Printable(string(r.Path))
		}
		p.paragraph("  "+mark(r)+"  ", text)
		if r.Outcome != diag.Passed {
			p.paragraph("       do: ", diag.Printable(r.Remedy))
		}
	}
	if text := traceText(v); text != "" {
		p.paragraph("  ", text)
	}
}

// refusedFirst orders the reasons that refuse before the others.
func refusedFirst(a, b diag.Reason) int {
	switch isRefused := b.Outcome == diag.Refused; {
	case (a.Outcome == diag.Refused) == isRefused:
		return 0
	case isRefused:
		return 1
	}
	return -1
}

// mark returns the outcome of a rule in a word.
func mark(r diag.Reason) string {
	switch {
	case r.Condition:
		return "if "
	case r.Outcome == diag.Passed:
		return "yes"
	case r.Outcome == diag.Refused:
		return "no "
	}
	return "?  "
}

func way(v reach.Verdict) string {
	switch v.Route {
	case reach.Internal:
		return ", within the organization"
	case reach.Partner:
		return ", as a federated partner"
	case reach.Public, reach.Hosting:
		if v.Provider == "" {
			return ", at a public service"
		}
		return fmt.Sprintf(", through %s as %v", diag.Printable(v.Provider), v.Address)
	}
	return ""
}

func able(v reach.Verdict) string {
	text := ""
	if !v.Capabilities.IsZero() {
		text = ": " + strings.ReplaceAll(v.Capabilities.String(), ",", ", ")
	}
	switch v.Delivery {
	case reach.ContactsOnly:
		text += "; delivered only to those who have the sender on their contact list"
	case reach.IfMarked:
		text += "; delivered only if it carries the mark of a verified sender"
	case reach.DeliveryUnknown:
		text += "; whether it is delivered is not known, since no level is set"
	}
	return text
}

// pairJSON returns the JSON form of a pair: its verdict, or the reason for which it
// cannot be decided.
func pairJSON(p reach.Pair, on date.Date, origin report.Origin) any {
	if p.Err == nil {
		return verdictForm{origin, p.Verdict}
	}
	return unaskedPair{1, origin, p.From, p.To, on, false, slices.Collect(diag.All(p.Err))}
}

// A verdictForm is a verdict with its origin, in JSON.
type verdictForm struct {
	origin report.Origin
	reach.Verdict
}

// MarshalJSON implements [encoding/json.Marshaler], as docs/formats.md describes.
func (f verdictForm) MarshalJSON() ([]byte, error) { return f.origin.JSONOf(f.Verdict) }

// An unaskedPair is the JSON form of a pair that cannot be decided.
type unaskedPair struct {
	Format int
	report.Origin
	From, To address.Address
	On       date.Date
	Allowed  bool
	Findings diag.Findings
}

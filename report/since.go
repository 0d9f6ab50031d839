package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
)

// An Earlier is an earlier report, read from its JSON form. See [ReadEarlier].
type Earlier struct {
	On         date.Date
	SIPDomains []string      // your own SIP domains on that day
	Severity   diag.Severity // less severe findings were left out; zero: none were
	Findings   []EarlierFinding
	Suppressed []struct{ Finding EarlierFinding }
}

// An EarlierFinding identifies a finding of an earlier report in any export.
type EarlierFinding struct {
	Rule     diag.Rule
	Severity diag.Severity
	Subject  diag.Subject
	Detail   string
}

// ReadEarlier reads the JSON form of the report on an audit of a configuration. It
// returns an error for other JSON, and for a report that left out findings but does not
// have the least severity that it shows.
func ReadEarlier(text []byte) (*Earlier, error) {
	var e struct {
		Format int
		What   string
		Counts *Counts
		Checks []json.RawMessage
		Earlier
	}
	if err := json.Unmarshal(text, &e); err != nil || e.Format == 0 || e.What != "" || e.Counts == nil || e.Checks == nil || e.Findings == nil {
		return nil, errors.New("it is not a report in JSON, as lyncfed audit --format json writes")
	}
	if e.Format != audit.Format {
		return nil, fmt.Errorf("it has format %d, and this version reads format %d", e.Format, audit.Format)
	}
	if n := e.Counts.Unseen; n > 0 && e.Severity.IsZero() {
		return nil, fmt.Errorf("it left out %d findings by --severity, and does not have that severity: write it again without --severity", n)
	}
	return &e.Earlier, nil
}

// A Comparison has the findings that are new and gone since an earlier report.
type Comparison struct {
	On     date.Date        // the day of the earlier report
	New    diag.Findings    // findings that the earlier report lacks
	Gone   []EarlierFinding // findings of the earlier report only
	Unsure []EarlierFinding // findings of the earlier report that could not be checked now
	Same   int              // findings in both, including suppressed ones
	Unseen diag.Findings    // findings of severities that the earlier report left out

	fresh, unseen map[*diag.Finding]bool // the findings in New and in Unseen
}

// A findingKey is equal for findings about the same record by the same rule, whatever
// their details.
type findingKey struct {
	rule    diag.Rule
	subject diag.Subject
}

// Compare compares the audit with an earlier report. All formats then show what is new
// and what is gone. Two findings are the same if they are about the same record by the
// same rule, whatever their details. Suppressed findings count as found on both sides.
// Findings about suppressions do not count. A finding that the earlier report would have
// left out is not new. Call Compare after [Audit.Suppress] and
// before [Audit.Least].
func (a *Audit) Compare(e *Earlier) {
	earlier := slices.Clone(e.Findings)
	for _, s := range e.Suppressed {
		earlier = append(earlier, s.Finding)
	}
	left := map[findingKey]int{}
	for _, f := range earlier {
		left[findingKey{f.Rule, f.Subject}]++
	}
	c := &Comparison{On: e.On, fresh: map[*diag.Finding]bool{}, unseen: map[*diag.Finding]bool{}}
	isNew := func(f *diag.Finding) bool {
		k := findingKey{f.Rule, f.Subject}
		if left[k] == 0 {
			return true
		}
		left[k]--
		c.Same++
		return false
	}
	for _, f := range a.Findings {
		switch {
		case isOnSuppression(f.Rule) || !isNew(f):
		case !e.Severity.IsZero() && f.Severity.Compare(e.Severity) > 0:
			c.Unseen.Add(f)
			c.unseen[f] = true
		default:
			c.New.Add(f)
			c.fresh[f] = true
		}
	}
	for _, s := range a.Suppressed {
		isNew(s.Finding) // otherwise it would count as gone
	}
	unsure := a.unsure()
	for _, f := range earlier {
		k := findingKey{f.Rule, f.Subject}
		switch {
		case left[k] == 0 || isOnSuppression(f.Rule):
			continue
		case unsure(f):
			c.Unsure = append(c.Unsure, f)
		default:
			c.Gone = append(c.Gone, f)
		}
		left[k]--
	}
	a.Since = c
}

// unsure returns a function that reports whether a finding of an earlier report could
// not be checked now.
func (a *Audit) unsure() func(EarlierFinding) bool {
	rules, kinds := map[diag.Rule]bool{}, map[string]bool{}
	for _, c := range a.Checks {
		if c.Status == audit.NotChecked || len(c.Lacks) > 0 || len(c.Absent) > 0 {
			for _, r := range c.Rules {
				rules[r] = true
			}
		}
	}
	for _, k := range slices.Concat(a.Unread, a.Missing) {
		kinds[k.String()] = true
	}
	return func(f EarlierFinding) bool { return rules[f.Rule] || kinds[f.Subject.Kind] }
}

// least removes findings that are less severe than least.
func (c *Comparison) least(least diag.Severity) {
	for _, of := range []*diag.Findings{&c.New, &c.Unseen} {
		*of = slices.DeleteFunc(slices.Clone(*of), func(f *diag.Finding) bool { return f.Severity.Compare(least) > 0 })
	}
	for _, of := range []*[]EarlierFinding{&c.Gone, &c.Unsure} {
		*of = slices.DeleteFunc(slices.Clone(*of), func(f EarlierFinding) bool { return f.Severity.Compare(least) > 0 })
	}
}

// isNew reports whether a finding is new. It is false without a comparison.
func (c *Comparison) isNew(f *diag.Finding) bool { return c != nil && c.fresh[f] }

// tally returns the counts in a sentence.
func (c *Comparison) tally() string {
	since := "Since the report of " + c.On.String()
	if c.On.IsZero() {
		since = "Since the earlier report"
	}
	s := fmt.Sprintf("%s: %s new, %s gone, %s the same", since, number(len(c.New)), number(len(c.Gone)), number(c.Same))
	if n := len(c.Unsure); n > 0 {
		s += fmt.Sprintf("; %s may be gone (not everything was checked)", number(n))
	}
	if n := len(c.Unseen); n > 0 {
		s += fmt.Sprintf("; %s of severities that the earlier report left out", number(n))
	}
	return s
}

// parts returns the findings that are new, gone and perhaps gone, a line for each.
func (c *Comparison) parts() []Part {
	parts := []Part{{Heading: "New"}, {Heading: "Gone"}, {Heading: "Perhaps gone"}}
	for _, f := range c.New {
		parts[0].Lines = append(parts[0].Lines, fmt.Sprintf("%s: %s: %s [%s]", f.Severity, record(f), statement(f), f.Rule))
	}
	for i, of := range [][]EarlierFinding{c.Gone, c.Unsure} {
		for _, f := range of {
			parts[i+1].Lines = append(parts[i+1].Lines, f.String())
		}
	}
	return slices.DeleteFunc(parts, func(p Part) bool { return p.Lines == nil })
}

// String returns the finding in one line.
func (f EarlierFinding) String() string {
	s := fmt.Sprintf("%s: %s [%s]", record(&diag.Finding{Subject: f.Subject}), f.Detail, f.Rule)
	if f.Severity.IsZero() {
		return s
	}
	return f.Severity.String() + ": " + s
}

package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
)

// An Audit has the contents of a report on an audit. All formats are written from it.
// [NewAudit] makes one.
type Audit struct {
	What   string // the checked items in the plural: "SRV records"; "" for a configuration
	Origin        // NewAudit leaves Version empty

	On      date.Date // the day of the audit
	Domains []string  // your own SIP domains, the default first

	Parts      []Part               // sections before the findings
	Findings   diag.Findings        // the worst severity first; of the errors, first those that stop federation
	Unseen     int                  // how many findings [Audit.Least] left out
	Severity   diag.Severity        // the least severity that [Audit.Least] kept; zero: it left out nothing
	Checks     []audit.CheckOutcome // every check, in the order of the checks
	Suppressed []Suppressed         // accepted findings
	Unread     []federation.Kind    // the kinds with records that could not be read
	Missing    []federation.Kind    // the kinds that were not given
	Since      *Comparison          // the comparison with an earlier report, see [Audit.Compare]; nil: none

	reading  map[*diag.Finding]bool // the findings about reading the files
	ofTenant bool                   // nothing of servers was given
	exports  int                    // how many of Files have the configuration, which are the first; 0: all
}

// A Part is a section of a report: a heading and its lines.
type Part struct {
	Heading string
	Lines   []string
}

// A Suppressed finding is accepted through a day.
type Suppressed struct {
	*diag.Finding
	Reason  string
	Expires date.Date
}

// NewAudit audits the configuration of an export for a day. Its findings include those
// about reading the files. The files are those from which the export was read, as
// [FilesOf] returns them.
func NewAudit(e *powershell.Export, files []File, on date.Date) *Audit {
	c := e.Document.Configuration
	result := audit.Run(c, on)
	e.Document.Place(result.Findings)
	reading := unrepeated(e.Findings, result.Findings)
	a := &Audit{
		Origin: NewOrigin("", c.Platform, files), On: on,
		Findings: slices.Concat(reading, result.Findings), Checks: result.Checks,
		Missing: slices.Collect(c.Missed().All()), Unread: slices.Collect(c.Incomplete.All()),
		reading: map[*diag.Finding]bool{}, exports: len(files),
	}
	if days := on.DaysSince(Gathered()); !on.IsZero() && days > 365 {
		a.Findings.Add(catalog.Finding(RuleFactsOld, "", fmt.Sprintf("the facts were gathered on %s, and %s is %d days later", Gathered(), on, days)))
	}
	for _, f := range reading {
		a.reading[f] = true
	}
	if a.ofTenant = c.IsTenantAlone(); a.ofTenant {
		for _, d := range c.Tenant.SIPDomains {
			if d.IsEnabled() && !strings.HasSuffix(d.Name.String(), ".onmicrosoft.com") { // which each tenant has
				a.Domains = append(a.Domains, d.Name.String())
			}
		}
	}
	for _, d := range c.SIPDomains {
		if d.IsDefault {
			a.Domains = slices.Insert(a.Domains, 0, d.Identity.String())
		} else {
			a.Domains = append(a.Domains, d.Identity.String())
		}
	}
	a.sort()
	return a
}

// NewFindings returns a report on findings about items other than a configuration, such
// as SRV records. It has no checks. The item of a finding is its Subject, or follows from
// its Path.
func NewFindings(what string, findings diag.Findings, origin Origin, on date.Date) *Audit {
	a := &Audit{What: what, Origin: origin, On: on, Findings: slices.Clone(findings)}
	a.sort()
	return a
}

// unrepeated returns the findings about reading the files, without those on absent
// members that the audit also reports for the kind.
func unrepeated(reading, audited diag.Findings) diag.Findings {
	return slices.DeleteFunc(slices.Clone(reading), func(f *diag.Finding) bool {
		return f.Rule == powershell.RuleMemberAbsent && slices.ContainsFunc(audited, func(g *diag.Finding) bool {
			return g.Rule == audit.RuleMemberAbsent && g.Subject.Kind == f.Subject.Kind
		})
	})
}

func (a *Audit) sort() {
	slices.SortStableFunc(a.Findings, func(f, g *diag.Finding) int { return f.Severity.Compare(g.Severity) })
}

// Least removes the findings that are less severe than least, except those about
// suppressions. Call it after [Audit.Suppress] and [Audit.Fails], which need all
// findings.
func (a *Audit) Least(least diag.Severity) {
	before := len(a.Findings)
	a.Findings = slices.DeleteFunc(slices.Clone(a.Findings), func(f *diag.Finding) bool {
		return f.Severity.Compare(least) > 0 && !isOnSuppression(f.Rule)
	})
	if n := before - len(a.Findings); n > 0 {
		a.Unseen += n
		a.Severity = least
	}
	if a.Since != nil {
		a.Since.least(least)
	}
}

// Counts are the numbers in every format of a report.
type Counts struct {
	Errors, Warnings, Notices int // reported findings
	Unseen                    int // findings that [Audit.Least] removed
	Suppressed                int
	Inferred                  int // findings that no document states explicitly
	Passed, NotChecked        int // checks
	Checks                    int // checks that apply
}

// Counts counts the findings and the checks.
func (a *Audit) Counts() Counts {
	n := Counts{Unseen: a.Unseen, Suppressed: len(a.Suppressed), Checks: len(a.Checks)}
	for _, f := range a.Findings {
		switch f.Severity {
		case diag.Error:
			n.Errors++
		case diag.Warning:
			n.Warnings++
		case diag.Notice:
			n.Notices++
		}
		if f.Inferred {
			n.Inferred++
		}
	}
	for _, c := range a.Checks {
		switch c.Status {
		case audit.Passed:
			n.Passed++
		case audit.NotChecked:
			n.NotChecked++
		case audit.NotApplicable:
			n.Checks--
		case audit.Found:
		}
	}
	return n
}

// A Threshold decides when an audit fails. An error always makes it fail. With the zero
// Threshold nothing else does.
type Threshold struct {
	Severity   diag.Severity // findings of this severity or a worse one fail; zero: errors only
	NotChecked bool          // checks that could not be made fail
}

// fails reports whether a finding makes an audit fail.
func (t Threshold) fails(f *diag.Finding) bool {
	return f.Severity.Compare(max(t.Severity, diag.Error)) <= 0
}

// Fails reports whether the audit fails by the threshold.
func (a *Audit) Fails(t Threshold) bool {
	return slices.ContainsFunc(a.Findings, t.fails) || t.NotChecked && a.Counts().NotChecked > 0
}

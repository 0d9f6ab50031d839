package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
)

// Gathered returns the day up to which the facts of the module were gathered.
func Gathered() date.Date { return date.MustParse("2026-11-22") }

// An Audit is everything that a report on an audit says. All formats are written
// from it. [NewAudit] makes one.
type Audit struct {
	What     string    // the checked items, in the plural, if it is not a configuration: "SRV records"
	Tool     string    // the program that reports: "lyncfed"
	Version  string    // of that program
	Gathered date.Date // the day up to which the facts were gathered

	On      date.Date        // the day audited for
	Product product.Platform // the server product, if it is known
	Domains []string         // your own SIP domains, the default first
	Files   []File           // what was read

	Parts      []Part               // what there is to tell before the findings
	Findings   diag.Findings        // the worst first; of the errors, those that stop federation
	Unseen     int                  // how many findings [Audit.Least] left out
	Checks     []audit.CheckOutcome // every check, in the order in which they are run
	Suppressed []Suppressed         // what was found and is accepted
	Unread     []federation.Kind    // the kinds of which not all records could be read
	Missing    []federation.Kind    // the kinds that were not given
	Since      *Comparison          // with an earlier report; nil: there was none. See [Audit.Compare]

	reading map[*diag.Finding]bool // the findings on the reading of the files
}

// A File is one file that an audit read.
type File struct {
	Name   string
	SHA256 string // in hexadecimal digits
}

// A Part is lines of a report under a heading of their own.
type Part struct {
	Heading string
	Lines   []string
}

// A Suppressed finding is one that was found and is accepted until a day.
type Suppressed struct {
	*diag.Finding
	Reason  string
	Expires date.Date
}

// NewAudit audits the configuration of an export for a day. The findings on the
// reading of the files are among its findings. The files are those that the
// export was read from.
func NewAudit(e *powershell.Export, files []powershell.File, on date.Date) *Audit {
	c := e.Document.Configuration
	result := audit.Run(c, on)
	e.Document.Place(result.Findings)
	reading := unrepeated(e.Findings, result.Findings)
	a := &Audit{
		Tool: "lyncfed", Gathered: Gathered(), On: on, Product: c.Platform,
		Findings: slices.Concat(reading, result.Findings), Checks: result.Checks,
		Missing: slices.Collect(c.Missed().All()), Unread: slices.Collect(c.Incomplete.All()),
		reading: map[*diag.Finding]bool{},
	}
	if days := on.DaysSince(Gathered()); !on.IsZero() && days > 365 {
		a.Findings.Add(catalog.Finding(RuleFactsOld, "", fmt.Sprintf("the facts are of %s, and %s is %d days later", Gathered(), on, days)))
	}
	for _, f := range reading {
		a.reading[f] = true
	}
	a.Files = FilesOf(files)
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

// NewFindings returns the report on the findings on something other than a
// configuration, such as SRV records, whose checks are not counted. What they are
// about is in their Subject, or follows from their Path.
func NewFindings(what string, findings diag.Findings, files []powershell.File, on date.Date) *Audit {
	a := &Audit{What: what, Tool: "lyncfed", Gathered: Gathered(), On: on, Findings: slices.Clone(findings), Files: FilesOf(files)}
	a.sort()
	return a
}

// FilesOf returns the names of files, with their SHA-256.
func FilesOf(files []powershell.File) []File {
	var all []File
	for _, file := range files {
		sum := sha256.Sum256(file.Data)
		all = append(all, File{file.Name, hex.EncodeToString(sum[:])})
	}
	return all
}

// unrepeated returns the findings on the reading of the files without those on
// absent members that the audit has too, for a kind.
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

// Least leaves out the findings that are less severe than least, but those on
// suppressions. It comes after [Audit.Suppress] and [Audit.Fails], which are about all
// findings.
func (a *Audit) Least(least diag.Severity) {
	before := len(a.Findings)
	a.Findings = slices.DeleteFunc(slices.Clone(a.Findings), func(f *diag.Finding) bool {
		return f.Severity.Compare(least) > 0 && !isOnSuppression(f.Rule)
	})
	a.Unseen += before - len(a.Findings)
	if a.Since != nil {
		a.Since.least(least)
	}
}

// Counts are the numbers that every format gives.
type Counts struct {
	Errors, Warnings, Notices int // of the findings that are reported
	Unseen                    int // findings that are less severe than what was asked for
	Suppressed                int
	Inferred                  int // findings that no document makes in so many words
	Passed, NotChecked        int // checks
	Checks                    int // those that apply
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

// A Threshold is what makes an audit fail. Errors always do. The zero Threshold
// is errors alone.
type Threshold struct {
	Severity   diag.Severity // findings as severe as this, if it is set
	NotChecked bool          // checks that could not be made
}

// fails reports whether a finding makes an audit fail.
func (t Threshold) fails(f *diag.Finding) bool {
	return f.Severity.Compare(max(t.Severity, diag.Error)) <= 0
}

// Fails reports whether the audit fails: a finding is severe enough, or a check
// that must be made was not.
func (a *Audit) Fails(t Threshold) bool {
	return slices.ContainsFunc(a.Findings, t.fails) || t.NotChecked && a.Counts().NotChecked > 0
}

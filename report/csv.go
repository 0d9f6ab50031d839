package report

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
)

var csvHeader = []string{"Status", "Severity", "Record", "Detail", "Remedy", "Rule", "Inferred", "Path", "File", "Line", "Column", "Source", "URL", "SuppressedUntil", "Reason", "Day", "SHA256"}

// CSV returns the audit as a table for a spreadsheet, in UTF-8 with a byte order mark. It
// has a row for each finding, each suppressed finding, each check that was not made in
// full, and each file that was read. Every row has the day, and the SHA-256 of its file.
// No cell is a formula.
func (a *Audit) CSV() []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	sums := map[string]string{"": ""}
	for _, f := range a.Files {
		sums[f.Name] = f.SHA256
	}
	file := slices.Index(csvHeader, "File")
	row := func(cells ...string) {
		cells = append(cells, a.On.String(), sums[cells[file]])
		for i, cell := range cells {
			cells[i] = Cell(cell)
		}
		_ = w.Write(cells) // writing to a buffer cannot fail
	}
	finding := func(status string, f *diag.Finding, until date.Date, reason string) {
		row(status, f.Severity.String(), record(f), f.Detail, f.Remedy, string(f.Rule), strconv.FormatBool(f.Inferred), NamedPath(f),
			f.Pos.File, lineNumber(f.Pos.Line), lineNumber(f.Pos.Column), f.Source.ID, f.Source.URL, until.String(), reason)
	}
	_ = w.Write(csvHeader)
	for _, f := range a.Findings {
		status := "found"
		if a.Since.isNew(f) {
			status = "new"
		}
		finding(status, f, date.Date{}, "")
	}
	if a.Since != nil {
		for i, of := range [][]EarlierFinding{a.Since.Gone, a.Since.Unsure} {
			for _, f := range of {
				info, _ := LookupRule(f.Rule)
				row([]string{"gone", "perhaps gone"}[i], f.Severity.String(), record(&diag.Finding{Subject: f.Subject}), f.Detail, "", string(f.Rule), "", "", "", "", "", info.Source.ID, info.Source.URL, "", "")
			}
		}
	}
	for _, s := range a.Suppressed {
		finding("suppressed", s.Finding, s.Expires, s.Reason)
	}
	for _, c := range a.Checks {
		if c.Status == audit.NotChecked {
			for _, r := range c.Rules {
				info, _ := LookupRule(r)
				row("not checked", "", "", lacking(c), "", string(r), "", "", "", "", "", info.Source.ID, info.Source.URL, "", "")
			}
		}
	}
	for _, f := range a.Files {
		row("read", "", "", "", "", "", "", "", f.Name, "", "", "", "", "", "")
	}
	w.Flush()
	return b.Bytes()
}

// lineNumber returns a line or column number, or "" if it is not known.
func lineNumber(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

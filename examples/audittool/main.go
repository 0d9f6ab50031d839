// Command audittool audits the exports in directories, one configuration each,
// and prints a line for each finding: what a scheduled task runs over night.
//
//	audittool -on 2026-01-01 exports/contoso exports/fabrikam
//
// The exit status is 2 if a finding is an error, and 1 if a directory cannot be
// read.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/powershell"
)

func main() {
	var on date.Date
	flag.TextVar(&on, "on", date.Date{}, "`day` to audit for, as 2026-01-01")
	flag.Parse()
	status := 0
	for _, dir := range flag.Args() {
		worst, err := auditDirectory(os.Stdout, dir, os.DirFS(dir), on)
		switch {
		case err != nil:
			fmt.Fprintf(os.Stderr, "audittool: %s: %v\n", dir, err)
			status = 1
		case worst == diag.Error:
			status = cmp.Or(status, 2)
		}
	}
	os.Exit(status)
}

// auditDirectory prints the findings and returns the worst severity.
func auditDirectory(w io.Writer, name string, dir fs.FS, on date.Date) (diag.Severity, error) {
	files, findings, err := powershell.Files(dir)
	if err != nil {
		return 0, err
	}
	export, err := powershell.Read(powershell.DefaultLimit, files...)
	if err != nil {
		return 0, err
	}
	result := audit.Run(export.Document.Configuration, on)
	export.Document.Place(result.Findings)
	findings = append(append(findings, export.Findings...), result.Findings...)
	for f := range findings.All() {
		subject := cmp.Or(f.Subject.Identity, f.Subject.Kind, "the configuration")
		if _, err := fmt.Fprintf(w, "%s: %v: %s: %s [%s] %s\n", name, f.Severity, diag.Printable(subject), diag.Printable(f.Detail), f.Rule, f.Pos); err != nil {
			return 0, err
		}
	}
	unchecked := 0
	for _, c := range result.Checks {
		if c.Status == audit.NotChecked {
			unchecked++
		}
	}
	_, err = fmt.Fprintf(w, "%s: %d findings; %d of %d checks lacked what they need\n", name, len(findings), unchecked, len(result.Checks))
	return findings.Worst(), err
}

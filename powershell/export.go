package powershell

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
)

// A File is what the shell printed, and the name that positions have.
type File struct {
	Name string
	Data []byte
}

// DefaultLimit is a limit for [Read] that the export of no organization comes near:
// one of 300,000 users has 200 MiB.
const DefaultLimit = 1 << 30

// An Export is a configuration as it was read from one or more files.
type Export struct {
	Document *federation.Document // the configuration, and where in the files its records stood
	Findings diag.Findings        // on the reading, each with its position
}

// Read reads files as one configuration. It finds their form by itself: JSON of
// ConvertTo-Json, CLIXML of Export-Clixml, CSV of Export-Csv, or the list of
// Format-List; in UTF-8, or in UTF-16 with a byte order mark. A file may have
// several of these one after another, with prompts and warnings between.
//
// The kind of an object comes from its type, from the member it is under, or
// from its properties. An object of an unknown kind is left out with a finding.
// So is a record that cannot be read, and its kind is then in Incomplete. A
// record that is given twice is read once. Of two records of one name that
// differ the first is kept, with a finding. Paths are those of the
// configuration.
//
// A script that changes records is a form too: its commands are applied in order to
// what the other files have, as by [ReadScript]. It has the name of a script, or
// begins with a command that does not print.
//
// A file of more than limit bytes is refused. A service that reads what others
// send gives a low limit, since reading takes memory in proportion to the file.
//
// The error is a [*diag.Finding] with the position, for a file that is too large or
// not readable at all, and for a Platform or Holdings that are given twice and
// differ.
func Read(limit int, files ...File) (*Export, error) {
	for _, f := range files {
		if len(f.Data) > limit {
			large := catalog.Finding(RuleFileLarge, "", fmt.Sprintf("it has %d bytes, and the limit is %d", len(f.Data), limit))
			large.Pos = diag.Pos{File: f.Name, Line: 1, Column: 1}
			return nil, large
		}
	}
	scripts, files := apart(files)
	e, err := readExports(files)
	if err == nil && scripts != nil {
		err = e.run(scripts)
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

// readExports reads what the shell printed.
func readExports(files []File) (*Export, error) {
	a := &assembler{shapes: shapes{vocabulary: newVocabulary()}}
	a.listings = make([]listing, len(a.kinds))
	for _, f := range files {
		if err := a.file(f); err != nil {
			return nil, err
		}
	}
	reports := a.reports()
	known := a.known()
	text := a.assemble()
	e := &Export{Document: &federation.Document{}}
	if known {
		var err error
		if e.Document, e.Findings, err = federation.DecodeAt(text.json, text.pos); err != nil {
			return nil, err
		}
		text.truncated(e.Findings)
	} else if i := slices.IndexFunc(reports, func(f *diag.Finding) bool { return f.Severity == diag.Error }); i >= 0 {
		return nil, reports[i]
	}
	c := &e.Document.Configuration
	c.Incomplete = c.Incomplete.Union(a.incomplete)
	e.Findings = append(reports, e.Findings...)
	if a.documents > 1 {
		e.distinct()
	}
	e.absent()
	return e, nil
}

// distinct keeps each record once.
func (e *Export) distinct() {
	var found record.Tally
	for _, c := range e.Document.Distinct() {
		f := catalog.Finding(RuleRecordConflict, c.Path, fmt.Sprintf("%s is at %v too, and not the same", c.Subject.Identity, c.First))
		f.Subject, f.Pos = c.Subject, c.Second
		found.Add(c.Subject.Kind, f)
	}
	e.Findings = append(e.Findings, found.Findings()...)
}

// truncated makes the findings of package federation on what stands for a
// truncated value findings on that value.
func (t *assembled) truncated(findings diag.Findings) {
	values := map[diag.Pos]string{}
	for _, p := range t.parts {
		if p.cut != "" {
			values[t.pos(p.at)] = p.cut
		}
	}
	for _, f := range findings {
		if value, found := values[f.Pos]; found && f.Rule == diag.RuleMemberType {
			f.RuleInfo = catalog.Info(RuleValueCut)
			member, _, inMember := strings.Cut(f.Detail, ": ")
			f.Detail = "this stands for a value that was cut: " + value
			if inMember {
				f.Detail = member + ": " + f.Detail
			}
		}
	}
}

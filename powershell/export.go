package powershell

import (
	"fmt"

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
// The error is a [*diag.Finding] with the position. It is for a file that is too
// large or unreadable, and for a Platform or Holdings given twice with different
// values.
func Read(limit int, files ...File) (*Export, error) {
	for _, f := range files {
		if len(f.Data) > limit {
			return nil, tooLarge(f.Name, int64(len(f.Data)), int64(limit))
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

// tooLarge returns the finding on a file of a size that is more than the limit.
func tooLarge(name string, size, limit int64) *diag.Finding {
	f := catalog.Finding(RuleFileLarge, "", fmt.Sprintf("it has %d bytes, and the limit is %d", size, limit))
	f.Pos = diag.Pos{File: name, Line: 1, Column: 1}
	return f
}

// readExports reads what the shell printed.
func readExports(files []File) (*Export, error) {
	a := &assembler{shapes: shapes{vocabulary: newVocabulary()}}
	positions := new(sources) // which is all that the positions of records hold
	a.sources, a.builder = positions, federation.NewBuilder(positions.pos)
	for _, f := range files {
		if err := a.file(f); err != nil {
			return nil, err
		}
	}
	reports := a.reports()
	document, findings, known := a.builder.Document()
	if f := reason(reports); f != nil && !known {
		return nil, f
	}
	e := &Export{Document: document, Findings: append(reports, findings...)}
	c := &e.Document.Configuration
	c.Incomplete = c.Incomplete.Union(a.incomplete)
	if a.documents > 1 {
		e.distinct()
	}
	e.absent()
	return e, nil
}

// reason returns the first error that explains why nothing was read, or nil. A
// finding on a possible gap comes before that on an unknown object.
func reason(reports diag.Findings) (first *diag.Finding) {
	for _, f := range reports {
		switch {
		case f.Severity != diag.Error:
		case f.Rule != RuleObjectAmbiguous && f.Rule != RuleObjectUnknown:
			return f
		case first == nil:
			first = f
		}
	}
	return first
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

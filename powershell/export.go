package powershell

import (
	"fmt"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
)

// A File is the output of PowerShell, or a script. Positions have its name, which should
// be that of one file only.
type File struct {
	Name string
	Data []byte
}

// DefaultLimit is a limit for [Read], in bytes: 1 GiB. It is large enough for every
// organization. The export of 300,000 users has 200 MiB.
const DefaultLimit = 1 << 30

// An Export is a configuration that was read from one or more files. The zero Export is
// not valid.
type Export struct {
	Document *federation.Document // the configuration, with the positions of its records
	Findings diag.Findings        // on the text of the files, each with its position
}

// Read reads files as one configuration. It recognizes the form of each file: JSON of
// ConvertTo-Json, CLIXML of Export-Clixml, CSV of Export-Csv, or a list of Format-List.
// The encoding is UTF-8, or UTF-16 with a byte order mark. A file may have several
// outputs one after another, with prompts and warnings in between.
//
// The kind of an object follows from its type, from the member that has it, or from its
// properties. An object of an unknown kind is left out with a finding. A record that
// cannot be read is left out with a finding too, and its kind is then in Incomplete. A
// repeated record is read once. If two records with the same name differ, Read keeps the
// first, with a finding. Paths are relative to the configuration.
//
// A file may also be a script that changes records: see [File.IsScript]. Read applies its
// commands, in order, to the configuration of the other files, as [Script.Apply] does.
//
// Read refuses a file of more than limit bytes. A service that reads files of others
// should set a low limit, because reading takes memory in proportion to the file.
//
// The error is a [*diag.Finding] with the position. It reports that no file is given, a
// file that is too large or unreadable, or a Platform or Holdings given twice with different values.
func Read(limit int, files ...File) (*Export, error) {
	if len(files) == 0 {
		return nil, catalog.Finding(RuleTextEmpty, "", "no file is given")
	}
	for _, f := range files {
		if len(f.Data) > limit {
			return nil, tooLarge(f.Name, int64(len(f.Data)), int64(limit))
		}
	}
	scripts, files := splitScripts(files)
	e, err := readExports(files)
	if err == nil && scripts != nil {
		err = e.run(scripts)
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

// tooLarge returns the finding on a file whose size exceeds the limit.
func tooLarge(name string, size, limit int64) *diag.Finding {
	f := catalog.Finding(RuleFileLarge, "", fmt.Sprintf("it has %d bytes, and the limit is %d", size, limit))
	f.Pos = diag.Pos{File: name, Line: 1, Column: 1}
	return f
}

// readExports reads the output of PowerShell.
func readExports(files []File) (*Export, error) {
	a := &assembler{shapes: shapes{vocabulary: newVocabulary()}}
	positions := new(sources) // the positions of records refer to nothing else, which saves memory
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

// reason returns the first error that explains why nothing was read, or nil. It prefers a
// finding on a possible gap to one on an unknown object.
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

// distinct removes repeated records.
func (e *Export) distinct() {
	var found record.Tally
	for _, c := range e.Document.Distinct() {
		f := catalog.Finding(RuleRecordConflict, c.Path, fmt.Sprintf("%s is also at %v, with different values", c.Subject.Identity, c.First))
		f.Subject, f.Pos = c.Subject, c.Second
		found.Add(c.Subject.Kind, f)
	}
	e.Findings = append(e.Findings, found.Findings()...)
}

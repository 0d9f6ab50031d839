package powershell

import (
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
)

// A File is what the shell printed, and the name that places are given with.
type File struct {
	Name string
	Data []byte
}

// An Export is a configuration as it was read from one or more files. It
// remembers what it has located, and is not for several goroutines at once.
type Export struct {
	Configuration federation.Configuration
	Findings      diag.Findings // on the reading, each with its place

	text   assembled
	places *record.Places
}

// Decode reads a configuration from what Get-Cs… cmdlets printed: [Read] with
// one file, whose name findings give.
func Decode(file string, data []byte) (federation.Configuration, diag.Findings, error) {
	e, err := Read(File{file, data})
	if err != nil {
		return federation.Configuration{}, nil, err
	}
	return e.Configuration, e.Findings, nil
}

// Read reads files as one configuration. Their form is found out: JSON of
// ConvertTo-Json, CLIXML of Export-Clixml, CSV of Export-Csv, or the list of
// Format-List; in UTF-8, or in UTF-16 with a byte order mark. A file may have
// several of these one after another, with prompts and warnings between.
//
// What an object is comes from its type, from the member it is under, or from
// its properties; what cannot be told is left out with a finding. So is a record
// that cannot be read, and its kind is then in Incomplete. A record that is given
// twice is read once; two of one name that differ are a finding, and the first
// is kept. Paths are those of the JSON form of the configuration, whose kinds
// are arrays.
//
// The error is a [*diag.Finding] with the place, for a file that is not
// readable at all, and for a Platform or Holdings that are given twice and
// differ.
func Read(files ...File) (*Export, error) {
	a := &assembler{shapes: shapes{vocabulary: newVocabulary()}}
	for _, f := range files {
		if err := a.file(f); err != nil {
			return nil, err
		}
	}
	reports := a.reports()
	known := a.known()
	e := &Export{text: a.assemble()}
	if known {
		var err error
		if e.Configuration, e.Findings, err = federation.Decode(e.text.json); err != nil {
			return nil, err
		}
	} else if i := slices.IndexFunc(reports, func(f *diag.Finding) bool { return f.Severity == diag.Error }); i >= 0 {
		return nil, reports[i]
	}
	e.Configuration.Incomplete |= a.incomplete
	e.places = record.NewPlaces(e.text.json)
	for _, f := range e.Findings {
		e.place(f)
	}
	e.Findings = append(reports, e.Findings...)
	if a.documents > 1 {
		e.distinct()
	}
	return e, nil
}

// distinct keeps each record once.
func (e *Export) distinct() {
	var conflicts []federation.Conflict
	e.Configuration, conflicts = e.Configuration.Distinct()
	for _, c := range conflicts {
		f := catalog.Finding(RuleRecordConflict, c.Second, c.Name+" is at "+e.Locate(c.First).String()+" too, and not the same")
		f.Pos = e.Locate(c.Second)
		e.Findings = append(e.Findings, f)
	}
}

// Locate returns the place of the value at a path of the configuration, or of
// what should have it if it is missing there. It is zero for a path that no file
// has anything of.
func (e *Export) Locate(path diag.Path) diag.Pos {
	_, pos := e.locate(path)
	return pos
}

// locate also returns the offset of the value in the JSON form, or -1.
func (e *Export) locate(path diag.Path) (int, diag.Pos) {
	for path != "" {
		if offset, found := e.places.Offset(path); found {
			return offset, e.text.pos(offset)
		}
		path = path[:lastSlash(path)]
	}
	return -1, diag.Pos{}
}

func lastSlash(path diag.Path) int {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '/' {
			return i
		}
	}
	return 0
}

// place gives a finding of package federation its place, and says what a value
// was that was cut.
func (e *Export) place(f *diag.Finding) {
	offset, pos := e.locate(f.Path)
	f.Pos = pos
	if offset < 0 || f.Rule != diag.RuleMemberType {
		return
	}
	if p := e.text.part(offset); p.cut != "" && p.at == offset {
		info, _ := catalog.Lookup(RuleValueCut)
		f.RuleInfo = info
		f.Detail = "this stands for a value that was cut: " + p.cut
	}
}

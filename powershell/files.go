package powershell

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
)

// extensions has the extensions of exports. For those of scripts see [isNamedScript].
var extensions = []string{".clixml", ".csv", ".json", ".log", ".txt", ".xml"}

// Files returns the files in the root of fsys for [Read]: the files with the extension of
// an export (.clixml, .csv, .json, .log, .txt, .xml), and the scripts (.ps1, .psm1) that
// change records. They are sorted by name. Files skips all other files, with a notice for
// each. Many files that are skipped for the same reason have one notice.
//
// The error is a [*diag.Finding] if the result would be empty, or if a file has more than
// [DefaultLimit] bytes. If a file or the root cannot be read, it is the error of fsys.
func Files(fsys fs.FS) ([]File, diag.Findings, error) {
	return files(fsys, func(f File) string {
		if isNamedScript(f.Name) && !f.IsScript() {
			return "no command in it changes a record"
		}
		return ""
	})
}

// Scripts returns the scripts in the root of fsys for [ReadScript]: all files with the
// extension .ps1 or .psm1, and the files with the extension of an export that are scripts
// (see [File.IsScript]). They are sorted by name. Scripts skips all other files with
// notices, and returns the same errors as [Files].
func Scripts(fsys fs.FS) ([]File, diag.Findings, error) {
	return files(fsys, func(f File) string {
		if !isNamedScript(f.Name) && !f.IsScript() {
			return "it is no script that changes records"
		}
		return ""
	})
}

// files returns the files in the root of fsys with a name of an export or a script,
// except those with a reason to skip them.
func files(fsys fs.FS, skip func(File) (why string)) ([]File, diag.Findings, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, nil, err
	}
	endings := strings.Join(extensions, " ") + " .ps1 .psm1"
	var files []File
	var skips skipped
	for _, e := range entries {
		isNamed := isNamedScript(e.Name()) || slices.ContainsFunc(extensions, func(ext string) bool { return char.EqualFold(path.Ext(e.Name()), ext) })
		if !isNamed {
			skips.add(e.Name(), "its name does not end in one of "+endings)
			continue
		}
		if why := irregular(e.Type()); why != "" {
			skips.add(e.Name(), why)
			continue
		}
		if info, err := e.Info(); err == nil && info.Size() > DefaultLimit {
			return nil, nil, tooLarge(e.Name(), info.Size(), DefaultLimit)
		}
		data, err := fs.ReadFile(fsys, e.Name())
		if err != nil {
			return nil, nil, err
		}
		f := File{Name: e.Name(), Data: data}
		if why := skip(f); why != "" {
			skips.add(e.Name(), why)
			continue
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		return nil, skips.findings(), catalog.Finding(RuleFileNone, "", fmt.Sprintf("none of %d files is an export (%s) or a script that changes records", len(entries), endings))
	}
	return files, skips.findings(), nil
}

// irregular returns the type of a file that is not regular, in words, and "" for a regular
// file.
func irregular(m fs.FileMode) string {
	switch {
	case m.IsRegular():
		return ""
	case m.IsDir():
		return "it is a directory"
	case m&fs.ModeSymlink != 0:
		return "it is a symbolic link"
	case m&fs.ModeNamedPipe != 0:
		return "it is a named pipe"
	case m&fs.ModeSocket != 0:
		return "it is a socket"
	}
	return "it is a device"
}

// skipped has the skipped files, by reason.
type skipped struct {
	reasons []string // in the order of the first file for each
	names   map[string][]string
}

func (s *skipped) add(name, why string) {
	if s.names[why] == nil {
		if s.names == nil {
			s.names = map[string][]string{}
		}
		s.reasons = append(s.reasons, why)
	}
	s.names[why] = append(s.names[why], name)
}

// maxSkipped is the largest number of files that are skipped for one reason and have
// separate findings.
const maxSkipped = 3

// findings returns a notice for each file, or one notice for many files with the same
// reason.
func (s *skipped) findings() diag.Findings {
	var found diag.Findings
	for _, why := range s.reasons {
		names := s.names[why]
		if n := len(names); n > maxSkipped {
			found.Add(catalog.Finding(RuleFileSkipped, "", fmt.Sprintf("%s and %d more files are not read, for the same reason: %s", names[0], n-1, why)))
			continue
		}
		for _, name := range names {
			f := catalog.Finding(RuleFileSkipped, "", name+" is not read: "+why)
			f.Pos.File = name
			found.Add(f)
		}
	}
	return found
}

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

// extensions are how the names of exports end. Those of scripts: [isNamedScript].
var extensions = []string{".clixml", ".csv", ".json", ".log", ".txt", ".xml"}

// Files returns the files in the root of fsys whose names end as those of exports
// do, and the scripts (.ps1, .psm1) that change records, in the order of their
// names, for [Read]. What else is there is passed over, with a notice for each.
//
// The error is a [*diag.Finding] if there is no such file, and that of fsys if a
// file or the root cannot be read.
func Files(fsys fs.FS) ([]File, diag.Findings, error) {
	return files(fsys, func(f File) string {
		if isNamedScript(f.Name) && !f.IsScript() {
			return "no command in it changes a record"
		}
		return ""
	})
}

// Scripts returns the scripts in the root of fsys, in the order of their names, for
// [ReadScript]: the files whose names end in .ps1 or .psm1, and of those whose names
// end as those of exports do the ones that are scripts which change records. What
// else is there is passed over, with a notice for each.
//
// The error is as that of [Files].
func Scripts(fsys fs.FS) ([]File, diag.Findings, error) {
	return files(fsys, func(f File) string {
		if !isNamedScript(f.Name) && !f.IsScript() {
			return "it is no script that changes records"
		}
		return ""
	})
}

// files returns the files in the root of fsys whose names end as those of exports and
// of scripts do, but for those that there is a reason to skip.
func files(fsys fs.FS, skip func(File) (why string)) ([]File, diag.Findings, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, nil, err
	}
	endings := strings.Join(extensions, " ") + " .ps1 .psm1"
	var files []File
	var passedOver diag.Findings
	for _, e := range entries {
		isNamed := isNamedScript(e.Name()) || slices.ContainsFunc(extensions, func(ext string) bool { return char.EqualFold(path.Ext(e.Name()), ext) })
		why := "its name does not end in one of " + endings
		if e.Type()&fs.ModeType == 0 && isNamed {
			data, err := fs.ReadFile(fsys, e.Name())
			if err != nil {
				return nil, nil, err
			}
			f := File{Name: e.Name(), Data: data}
			if why = skip(f); why == "" {
				files = append(files, f)
				continue
			}
		}
		f := catalog.Finding(RuleFileSkipped, "", e.Name()+" is not read: "+why)
		f.Pos.File = e.Name()
		passedOver.Add(f)
	}
	if len(files) == 0 {
		return nil, passedOver, catalog.Finding(RuleFileNone, "", fmt.Sprintf("none of %d files is, by its name (%s) and by what is in it", len(entries), endings))
	}
	return files, passedOver, nil
}

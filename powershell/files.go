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

// extensions are how the names of exports end.
var extensions = []string{".clixml", ".csv", ".json", ".log", ".txt", ".xml"}

// Files returns the files in the root of fsys whose names end as those of exports
// do, and the scripts (.ps1, .psm1) that change records, in the order of their
// names, for [Read]. What else is there is passed over, with a notice for each.
//
// The error is a [*diag.Finding] if there is no such file, and that of fsys if a
// file or the root cannot be read.
func Files(fsys fs.FS) ([]File, diag.Findings, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, nil, err
	}
	var files []File
	var passedOver diag.Findings
	for _, e := range entries {
		isExport := slices.ContainsFunc(extensions, func(ext string) bool { return char.EqualFold(path.Ext(e.Name()), ext) })
		if e.Type()&fs.ModeType == 0 && isNamedScript(e.Name()) {
			data, err := fs.ReadFile(fsys, e.Name())
			if err != nil {
				return nil, nil, err
			}
			script := File{Name: e.Name(), Data: data}
			if isScript(script) {
				files = append(files, script)
				continue
			}
			f := catalog.Finding(RuleFileSkipped, "", e.Name()+" is not read: no command in it changes a record")
			f.Pos.File = e.Name()
			passedOver.Add(f)
			continue
		}
		if e.Type()&fs.ModeType != 0 || !isExport {
			f := catalog.Finding(RuleFileSkipped, "", fmt.Sprintf("%s is not read: its name does not end in one of %s", e.Name(), strings.Join(extensions, " ")))
			f.Pos.File = e.Name()
			passedOver.Add(f)
			continue
		}
		data, err := fs.ReadFile(fsys, e.Name())
		if err != nil {
			return nil, nil, err
		}
		files = append(files, File{Name: e.Name(), Data: data})
	}
	if len(files) == 0 {
		return nil, passedOver, catalog.Finding(RuleFileNone, "", fmt.Sprintf("none of %d files has a name that ends in one of %s", len(entries), strings.Join(extensions, " ")))
	}
	return files, passedOver, nil
}

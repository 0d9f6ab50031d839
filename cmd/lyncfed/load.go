package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/report"
)

// An export is a configuration with the files that it was read from.
type export struct {
	*powershell.Export
	files []report.File
}

// load reads a configuration from one or several files of shell output.
func load(names []string, stdin io.Reader, talk io.Writer) (*export, error) {
	files, err := readFiles(names, stdin, talk)
	if err != nil {
		return nil, err
	}
	e, err := assemble(files, names, talk)
	if err != nil {
		return nil, err
	}
	return &export{e, report.FilesOf(files)}, nil
}

// originOf returns the origin of an answer.
func originOf(p product.Platform, files ...[]report.File) report.Origin {
	return report.NewOrigin(release(), p, slices.Concat(files...))
}

// readFiles returns the files with the given names; - is the standard input. In a
// directory it reads the files that look like exports, and lists the skipped files on
// talk.
func readFiles(names []string, stdin io.Reader, talk io.Writer) ([]powershell.File, error) {
	var files []powershell.File
	for _, name := range names {
		info, err := os.Stat(name)
		if name != "-" && err == nil && info.IsDir() {
			found, err := directory(name, powershell.Files, whyLeftOut, talk)
			if err != nil {
				return nil, err
			}
			files = append(files, found...)
			continue
		}
		done := whileBusy(talk, "reading "+diag.Printable(inputName(name)))
		data, err := read(name, stdin)
		done()
		if err != nil {
			return nil, err
		}
		if err := isElsewhere(name, data, configInput); err != nil {
			return nil, err
		}
		files = append(files, powershell.File{Name: inputName(name), Data: data})
	}
	return files, nil
}

// assemble reads files as one configuration. names are their names on the command line.
func assemble(files []powershell.File, names []string, talk io.Writer) (*powershell.Export, error) {
	held := 0
	for _, f := range files {
		held += len(f.Data)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(growth(held))
	}
	done := whileBusy(talk, "reading the configuration")
	e, err := powershell.Read(powershell.DefaultLimit, files...)
	done()
	if err != nil {
		return nil, err
	}
	c := e.Document.Configuration
	notRecords := federation.KindsOf(federation.Platform, federation.Holdings)
	isNothing := c.Incomplete.Union(notRecords) == notRecords
	for k := range federation.AllKinds() {
		isNothing = isNothing && (notRecords.Has(k) || !k.Row().Given(&c))
	}
	if isNothing {
		for _, f := range e.Findings {
			fmt.Fprintln(talk, f)
		}
		return nil, nothingRead(c, names)
	}
	return e, nil
}

// growth returns by how many hundredths the memory may grow between two runs of the
// garbage collector, for files of so many bytes: from 300 for small files to 100 for large
// ones. For small files, memory is cheaper than time.
func growth(held int) int {
	const large = 128 << 20
	return min(300, max(large, held)/max(held/100, 1))
}

// nothingRead returns an error if the files have no record of a configuration. The error
// has the remedy.
func nothingRead(c federation.Configuration, names []string) error {
	var all []string
	for _, name := range names {
		all = append(all, inputName(name))
	}
	where, has := strings.Join(all, ", "), "no record of a server's configuration"
	switch {
	case c.Holdings != nil:
		return fmt.Errorf("%s has %s, not %s: %s reads it", where, holdingsInput.title, configInput.title, holdingsInput.command)
	case !c.Platform.IsZero():
		has = "a Platform and " + has
	}
	return fmt.Errorf("%s has %s: run the script that lyncfed export-script prints on the server, and give what it writes", where, has)
}

// loadScripts reads scripts, and the scripts in directories; - is the standard input. It
// lists the skipped files of a directory on talk.
func loadScripts(names []string, stdin io.Reader, talk io.Writer) ([]powershell.File, error) {
	var files []powershell.File
	for _, name := range names {
		if info, err := os.Stat(name); name != "-" && err == nil && info.IsDir() {
			found, err := directory(name, powershell.Scripts, whyNoScript, talk)
			if err != nil {
				return nil, err
			}
			files = append(files, found...)
			continue
		}
		if isExportName(name) {
			return nil, fmt.Errorf("%s: it is an export, and a script is needed here: lyncfed audit reads exports", name)
		}
		data, err := read(name, stdin)
		if err != nil {
			return nil, err
		}
		file := powershell.File{Name: inputName(name), Data: data}
		if whyNoScript(file) != "" {
			return nil, writtenError(name, "a script")
		}
		files = append(files, file)
	}
	return files, nil
}

// exportNames are the extensions of the files that are read in a directory of exports.
// Scripts are not among them.
var exportNames = []string{".json", ".xml", ".clixml", ".csv", ".txt", ".log"}

// isExportName reports whether the extension of a file is that of an export.
func isExportName(name string) bool {
	return slices.Contains(exportNames[:4], strings.ToLower(filepath.Ext(name)))
}

// assumptions replace or complete the configuration in the files.
type assumptions struct {
	defaults bool             // members that the files lack get the defaults of the platform
	platform product.Platform // zero: that of the files
}

// completed returns a configuration with the platform and the defaults that are assumed.
func (a assumptions) completed(c federation.Configuration) (federation.Configuration, error) {
	if !a.platform.IsZero() {
		c.Platform = a.platform
	}
	if !a.defaults {
		return c, nil
	}
	c, err := c.WithDefaults()
	if err != nil {
		return c, fmt.Errorf("--defaults: %w", err)
	}
	return c, nil
}

// directory reads the files of a directory that of selects, without those that why has a
// reason for. It lists the skipped files on talk.
func directory(name string, of func(fs.FS) ([]powershell.File, diag.Findings, error), why func(powershell.File) string, talk io.Writer) ([]powershell.File, error) {
	files, skipped, err := of(os.DirFS(name))
	for _, f := range skipped {
		f.Pos.File = filepath.Join(name, f.Pos.File)
		fmt.Fprintln(talk, f)
	}
	if large, ok := errors.AsType[*diag.Finding](err); ok && large.Pos.File != "" {
		large.Pos.File = filepath.Join(name, large.Pos.File)
		return nil, large
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for i := range files {
		files[i].Name = filepath.Join(name, files[i].Name)
	}
	return slices.DeleteFunc(files, func(f powershell.File) bool {
		reason := why(f)
		if reason != "" {
			fmt.Fprintf(talk, "%s: notice: it is not read: %s\n", diag.Printable(f.Name), reason)
		}
		return reason != ""
	}), nil
}

// errNoName is the error for an empty argument, for example from an unset shell variable.
var errNoName = errors.New("a file has an empty name: give the name of a file, or - for the standard input")

// read returns the bytes of a file, or an error if they exceed the limit.
func read(name string, stdin io.Reader) ([]byte, error) {
	if name == "" {
		return nil, errNoName
	}
	in, size := stdin, int64(0)
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
		if info, err := file.Stat(); err == nil {
			if info.IsDir() {
				return nil, fmt.Errorf("%s is a directory, and one file is needed", name)
			}
			size = info.Size()
		}
	}
	data, err := readAtMost(in, size, powershell.DefaultLimit)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", inputName(name), err)
	}
	return data, nil
}

// readAtMost returns the bytes of an input, or an error if they exceed the limit. size is
// the expected size, which may be wrong.
func readAtMost(in io.Reader, size, limit int64) ([]byte, error) {
	if size > limit {
		return nil, tooLarge(limit)
	}
	if size > 0 {
		var data bytes.Buffer
		data.Grow(int(size) + bytes.MinRead) // with room for the last read, which finds the end
		n, err := data.ReadFrom(io.LimitReader(in, limit+1))
		if n > limit {
			err = tooLarge(limit)
		}
		return data.Bytes(), err
	}
	var parts [][]byte // parts keep the memory for an endless input within the limit
	for n := int64(0); ; {
		part, err := io.ReadAll(io.LimitReader(in, 1<<20))
		parts, n = append(parts, part), n+int64(len(part))
		switch {
		case n > limit:
			return nil, tooLarge(limit)
		case err != nil:
			return nil, err
		case len(part) < 1<<20:
			return slices.Concat(parts...), nil
		}
	}
}

func tooLarge(limit int64) error {
	return fmt.Errorf("it has more than %d MiB, the most that is read", limit>>20)
}

// readTextFile returns a file, and its text in UTF-8. The file may be in any Unicode
// encoding.
func readTextFile(name string, stdin io.Reader) (file powershell.File, text []byte, err error) {
	file.Name = inputName(name)
	if file.Data, err = read(name, stdin); err != nil {
		return powershell.File{}, nil, err
	}
	if text, err = io.ReadAll(decoded(bytes.NewReader(file.Data))); err != nil {
		return powershell.File{}, nil, fmt.Errorf("reading %s: %w", file.Name, err)
	}
	return file, text, nil
}

// printErrors prints the errors among the findings on an export. The export is used all
// the same: answers that need an unreadable record are not known.
func printErrors(w io.Writer, findings diag.Findings) {
	for _, f := range findings {
		if f.Severity == diag.Error {
			fmt.Fprintln(w, f)
		}
	}
}

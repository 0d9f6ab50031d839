package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/powershell"
)

// load reads a configuration from what the shell printed, in one file or
// several; - is the standard input. Of a directory it reads the files that look
// like exports, and says on talk which ones it passes over.
func load(names []string, stdin io.Reader, talk io.Writer) (*powershell.Export, error) {
	var files []powershell.File
	for _, name := range names {
		found, err := expand(name, talk)
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			data, err := read(name, stdin)
			if err != nil {
				return nil, err
			}
			files = append(files, powershell.File{Name: name, Data: data})
		}
	}
	e, err := powershell.Read(files...)
	if err != nil {
		return nil, err
	}
	if len(e.Configuration.Given()) == 0 && e.Configuration.Incomplete == 0 {
		for _, f := range e.Findings {
			fmt.Fprintln(talk, f)
		}
		return nil, fmt.Errorf("nothing of a server's configuration was read from %s: run the script that lyncfed export-script prints on the server", strings.Join(names, ", "))
	}
	return e, nil
}

// exports are how the names of exports end.
var exports = []string{".clixml", ".csv", ".json", ".log", ".txt", ".xml"}

// expand returns the files in a directory that look like exports, in the order
// of their names, or the name itself.
func expand(name string, talk io.Writer) ([]string, error) {
	if name == "-" {
		return []string{name}, nil
	}
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return []string{name}, nil
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		path := filepath.Join(name, e.Name())
		if e.Type()&fs.ModeType != 0 || !slices.Contains(exports, strings.ToLower(filepath.Ext(path))) {
			fmt.Fprintf(talk, "lyncfed: %s is not read: of a directory only the files are whose names end in %s\n", path, strings.Join(exports, " "))
			continue
		}
		files = append(files, path)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s has no files whose names end in %s", name, strings.Join(exports, " "))
	}
	return files, nil
}

// read returns what is in a file, as it is.
func read(name string, stdin io.Reader) ([]byte, error) {
	if name != "-" {
		return os.ReadFile(name)
	}
	data, err := io.ReadAll(stdin)
	if err != nil {
		return nil, fmt.Errorf("reading the standard input: %w", err)
	}
	return data, nil
}

// readText returns a file's text in UTF-8, whichever of the Unicode encodings it
// has.
func readText(name string, stdin io.Reader) ([]byte, error) {
	data, err := read(name, stdin)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(decoded(bytes.NewReader(data)))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return text, nil
}

// placed returns a finding with the place of its path in the files.
func placed(e *powershell.Export, finding *diag.Finding) *diag.Finding {
	moved := *finding
	moved.Pos = e.Locate(finding.Path)
	return &moved
}

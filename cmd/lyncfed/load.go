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

	"github.com/spf13/pflag"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
)

// load reads a configuration from what the shell printed, in one file or
// several.
func load(names []string, stdin io.Reader, talk io.Writer) (*powershell.Export, error) {
	files, err := readFiles(names, stdin, talk)
	if err != nil {
		return nil, err
	}
	return assemble(files, names, talk)
}

// readFiles returns the files of the names that were given; - is the standard
// input. Of a directory it reads the files that look like exports, and says on talk
// which ones it passes over.
func readFiles(names []string, stdin io.Reader, talk io.Writer) ([]powershell.File, error) {
	var files []powershell.File
	for _, name := range names {
		info, err := os.Stat(name)
		if name != "-" && err == nil && info.IsDir() {
			found, err := directory(name, powershell.Files, talk)
			if err != nil {
				return nil, err
			}
			files = append(files, found...)
			continue
		}
		if name != "-" && err == nil && info.Size() > powershell.DefaultLimit {
			return nil, fmt.Errorf("%s has %d bytes, and at most %d are read", name, info.Size(), powershell.DefaultLimit)
		}
		data, err := read(name, io.LimitReader(stdin, powershell.DefaultLimit+1))
		if err != nil {
			return nil, err
		}
		files = append(files, powershell.File{Name: name, Data: data})
	}
	return files, nil
}

// assemble reads files as one configuration. names is what was given for them.
func assemble(files []powershell.File, names []string, talk io.Writer) (*powershell.Export, error) {
	e, err := powershell.Read(powershell.DefaultLimit, files...)
	if err != nil {
		return nil, err
	}
	c := e.Document.Configuration
	if nothing := c.Missing() == federation.KindsOf(slices.Collect(federation.AllKinds())...); nothing && c.Incomplete.IsZero() {
		for _, f := range e.Findings {
			fmt.Fprintln(talk, f)
		}
		return nil, fmt.Errorf("nothing of a server's configuration was read from %s: run the script that lyncfed export-script prints on the server", strings.Join(names, ", "))
	}
	return e, nil
}

// loadScripts reads scripts, and those of directories; - is the standard input. It
// says on talk which files of a directory it passes over.
func loadScripts(names []string, stdin io.Reader, talk io.Writer) ([]powershell.File, error) {
	var files []powershell.File
	for _, name := range names {
		if info, err := os.Stat(name); name != "-" && err == nil && info.IsDir() {
			found, err := directory(name, powershell.Scripts, talk)
			if err != nil {
				return nil, err
			}
			files = append(files, found...)
			continue
		}
		data, err := read(name, stdin)
		if err != nil {
			return nil, err
		}
		files = append(files, powershell.File{Name: name, Data: data})
	}
	return files, nil
}

// addDefaultsFlag adds the flag of commands that may take what an export lacks as
// the cmdlets make it.
func addDefaultsFlag(f *pflag.FlagSet, into *bool) {
	f.BoolVar(into, "defaults", false, "take what the files do not say of a record as the cmdlets have it by default, for files that were written by hand")
}

// withDefaults returns a configuration with the defaults of its platform, if they
// are asked for.
func withDefaults(c federation.Configuration, asked bool) (federation.Configuration, error) {
	if !asked {
		return c, nil
	}
	c, err := c.WithDefaults()
	if err != nil {
		return c, fmt.Errorf("--defaults: %w", err)
	}
	return c, nil
}

// directory reads the files of a directory that are of a kind, and says on talk
// which ones it passes over.
func directory(name string, of func(fs.FS) ([]powershell.File, diag.Findings, error), talk io.Writer) ([]powershell.File, error) {
	files, passedOver, err := of(os.DirFS(name))
	for _, f := range passedOver {
		f.Pos.File = filepath.Join(name, f.Pos.File)
		fmt.Fprintln(talk, f)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for i := range files {
		files[i].Name = filepath.Join(name, files[i].Name)
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

// printErrors prints the errors among the findings on an export that is used all the
// same: what needs a record that could not be read is not known.
func printErrors(w io.Writer, findings diag.Findings) {
	for _, f := range findings {
		if f.Severity == diag.Error {
			fmt.Fprintln(w, f)
		}
	}
}

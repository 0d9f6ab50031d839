package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/report"
)

// A nameMap is the file that maps each name to the example that replaces it.
type nameMap struct {
	Format int // of this form: docs/formats.md
	Names  []report.Replacement
}

// replaceNames returns a configuration with examples in place of its names. It uses the
// examples in the map file again, and adds the new ones to it. Only the owner can read a
// new map file.
func replaceNames(name string, c federation.Configuration) (_ federation.Configuration, err error) {
	out, err := openNames(name)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, out.close(err != nil)) }()
	known, err := readNames(out.name)
	if err != nil {
		return c, err
	}
	names := report.NewNames(known...)
	c = names.Replace(c)
	text, err := json.MarshalIndent(nameMap{Format: 1, Names: names.All()}, "", "  ")
	if err != nil {
		return c, err
	}
	if _, err = out.Write(append(text, '\n')); err != nil {
		err = out.failed(err)
	}
	return c, err
}

// openNames opens a map of names for one run, from before it is read until it is written.
// Its temporary file has the same name in all runs, so that two runs at once cannot lose
// a name.
func openNames(name string) (*output, error) {
	mode, isOld := fs.FileMode(0o600), false
	switch info, err := os.Stat(name); {
	case name == "-":
		return nil, errors.New("--replace-names: give a file, in which the examples are kept")
	case err == nil && info.Mode().IsRegular():
		if mode, isOld = info.Mode().Perm(), true; mode&0o200 == 0 {
			return nil, fmt.Errorf("%s is write-protected, and was not changed", name)
		}
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return nil, err
		}
	case err == nil:
		return nil, fmt.Errorf("%s is not a regular file: give one for the map of names", name)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if link, err := os.Readlink(name); err == nil {
		return nil, fmt.Errorf("%s is a link to %s, which does not exist", name, link)
	}
	part := name + ".part"
	out, err := newOutput(name, part, mode)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s is in use by another lyncfed: wait until it has ended, and run this again. If none is running, one was stopped before it had ended: remove %s", name, part)
	}
	if err == nil && isOld {
		err = out.file.Chmod(mode) // the umask does not apply
	}
	return out, err
}

// readNames returns the replacements of a map file, or nil if the file does not exist.
func readNames(name string) ([]report.Replacement, error) {
	text, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	}
	var m nameMap
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil || m.Format != 1 {
		return nil, fmt.Errorf("%s is not a map of names: give a file that --replace-names wrote, or one that there is not yet", name)
	}
	return m.Names, nil
}

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/report"
)

// A nameMap is the file that maps each name to the example that replaces it.
type nameMap struct {
	Format int // of this form: docs/formats.md
	Names  []report.Replacement
}

// replaceNames returns a configuration with examples in place of its names. It uses the
// examples in the map file again, and adds the new ones to it. Only the owner can read
// the map file.
func replaceNames(name string, c federation.Configuration) (federation.Configuration, error) {
	known, err := readNames(name)
	if err != nil {
		return c, err
	}
	names := report.NewNames(known...)
	c = names.Replace(c)
	text, err := json.MarshalIndent(nameMap{Format: 1, Names: names.All()}, "", "  ")
	if err != nil {
		return c, err
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		file, err = nil, nil
	}
	if err != nil {
		return c, err
	}
	if file != nil { // the map is new: the file only reserves the name, with the mode
		if err := file.Close(); err != nil {
			return c, err
		}
	}
	out, err := openOutput(name, nil, nil)
	if err != nil {
		return c, err
	}
	if _, err = out.Write(append(text, '\n')); err != nil {
		err = out.failed(err)
	}
	return c, errors.Join(err, out.close(err != nil))
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

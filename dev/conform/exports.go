package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/federation"
)

// An export is the file of answers beside an export.
type export struct {
	Configuration json.RawMessage // nil: the text has no record
	Incomplete    []string
	Findings      []string
	Error         string
}

// exports asks for the configuration in each text that the shell printed.
func exports(root, _ string) (all []question, notAsked int, err error) {
	for _, folder := range []string{"outputs", "shapes"} {
		names, err := filepath.Glob(filepath.Join(root, "powershell", "testdata", folder, "*"))
		if err != nil {
			return nil, 0, err
		}
		for _, name := range names {
			if strings.HasSuffix(name, ".want.json") || strings.HasSuffix(name, ".md") {
				continue
			}
			var want export
			if err := read(&want, strings.TrimSuffix(name, filepath.Ext(name))+".want.json"); err != nil {
				return nil, 0, err
			}
			all = append(all, question{
				name:  folder + "/" + filepath.Base(name),
				args:  []string{"convert", name},
				cases: 1,
				check: want.check,
			})
		}
	}
	return all, 0, nil
}

// check compares configurations as a server sees them: a record that repeats its name,
// or leaves out what is null, is the same record.
func (e export) check(a answer) []string {
	status := 0
	switch {
	case e.Error != "" || e.Configuration == nil:
		status = 1
	case len(e.Incomplete) > 0, slices.ContainsFunc(e.Findings, func(f string) bool { return strings.HasPrefix(f, "error ") }):
		status = 2
	}
	if a.status != status {
		return []string{fmt.Sprintf("exit status %d, want %d", a.status, status)}
	}
	if status != 0 {
		return nil
	}
	want, _, err := federation.Decode(e.Configuration)
	if err != nil {
		return []string{err.Error()}
	}
	got, _, err := federation.Decode(a.stdout)
	if err != nil {
		return []string{fmt.Sprintf("the output is not a configuration: %v", err)}
	}
	var wrong []string
	for _, d := range federation.Compare(want.Configuration, got.Configuration).Records {
		wrong = append(wrong, fmt.Sprintf("%s is not as in the text", federation.Describe(d.Subject)))
	}
	if is, must := got.Configuration.Missing(), want.Configuration.Missing(); is != must {
		wrong = append(wrong, fmt.Sprintf("the kinds %v are not given, want %v", is, must))
	}
	if len(wrong) == 0 {
		return nil
	}
	return []string{strings.Join(wrong, "; ")}
}

package main

import (
	"cmp"
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/module"
)

// A notice is what a module in the command demands to be shown.
type notice struct {
	module.Version
	license string   // its name
	texts   []string // its files
}

// licenses are the licenses that are known, by what their text has. A module with
// another one is not released before somebody has read it.
var licenses = []struct{ name, text string }{
	{"Apache-2.0", "Apache License"},
	{"MPL-2.0", "Mozilla Public License"},
	{"MIT", "Permission is hereby granted, free of charge"},
	{"BSD", "Redistribution and use in source and binary forms"},
}

// noticeFile matches the files of a module that must go with it.
var noticeFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)

// notices returns those of all modules in the programs, and of Go itself.
func notices(programs []string, modules, goRoot string) ([]notice, error) {
	found := map[module.Version]bool{}
	version := ""
	for _, program := range programs {
		info, err := buildinfo.ReadFile(program)
		if err != nil {
			return nil, err
		}
		version = info.GoVersion
		for _, d := range info.Deps {
			if d.Path != library {
				found[module.Version{Path: d.Path, Version: d.Version}] = true
			}
		}
	}
	all := []notice{}
	add := func(m module.Version, dir string) error {
		n, err := readNotice(m, dir)
		all = append(all, n)
		return err
	}
	if err := add(module.Version{Path: "Go", Version: version}, goRoot); err != nil {
		return nil, err
	}
	for m := range found {
		path, err := module.EscapePath(m.Path)
		if err != nil {
			return nil, err
		}
		if err := add(m, filepath.Join(modules, filepath.FromSlash(path)+"@"+m.Version)); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b notice) int { return cmp.Compare(a.Path, b.Path) })
	return all, nil
}

// readNotice reads the files of one module.
func readNotice(m module.Version, dir string) (notice, error) {
	n := notice{Version: m}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return n, err
	}
	for _, e := range entries {
		if e.IsDir() || !noticeFile.MatchString(e.Name()) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return n, err
		}
		text := strings.TrimSpace(strings.ReplaceAll(string(data), "\r\n", "\n"))
		n.texts = append(n.texts, text)
		for _, l := range licenses {
			if n.license == "" && strings.Contains(text, l.text) {
				n.license = l.name
			}
		}
	}
	if n.license == "" {
		return n, fmt.Errorf("%s has no license that is known", m)
	}
	return n, nil
}

// noticesText returns the file that goes with the command.
func noticesText(all []notice) string {
	var b strings.Builder
	b.WriteString("lyncfed has the MIT license. The program contains these modules by others:\n\n")
	for _, n := range all {
		fmt.Fprintf(&b, "  %-12s %s %s\n", n.license, n.Path, n.Version.Version)
	}
	b.WriteString("\nThe source of each module, unchanged, is at https://pkg.go.dev/MODULE@VERSION, and\nthat of Go at https://go.dev/dl/.\n")
	for _, n := range all {
		fmt.Fprintf(&b, "\n%s\n%s %s\n\n%s\n", strings.Repeat("=", 78), n.Path, n.Version.Version, strings.Join(n.texts, "\n\n"))
	}
	return b.String()
}

// Command release makes a release of the library and of its command: the checksums of
// the library in the modules beside it, and the files that people download.
//
//	release [-root DIR] [-modules DIR] [-o DIR] VERSION
//
// With -modules it writes both modules as a module proxy has them. With -o it
// writes archives for Linux, macOS and Windows, packages for Debian and Red Hat,
// and the page. Beside them are the notices on the modules in the command, and
// checksums. The same tree gives the same bytes. It prints the tags to make. It
// makes none, and publishes nothing.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

const (
	library = "github.com/lyncfed/lyncfed"
	command = library + "/cmd/lyncfed"
)

// beside are the directories of the modules that require the library.
var beside = []string{"cmd", "dev", "examples"}

func main() {
	root := flag.String("root", ".", "`directory` of the library")
	modules := flag.String("modules", "", "`directory` to write the modules to")
	out := flag.String("o", "", "`directory` to write the files of the release to")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "release: give a version, such as v0.1.0")
		os.Exit(1)
	}
	if err := release(os.Stdout, *root, *modules, *out, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func release(w io.Writer, root, modules, out, version string) error {
	day, err := check(root, version)
	if err != nil {
		return err
	}
	if modules == "" {
		if modules, err = os.MkdirTemp("", "release"); err != nil {
			return err
		}
		defer os.RemoveAll(modules)
	}
	sums, err := writeModule(modules, root, module.Version{Path: library, Version: version})
	if err != nil {
		return err
	}
	for _, dir := range beside {
		if err := addSums(filepath.Join(root, dir, "go.sum"), sums); err != nil {
			return err
		}
	}
	if _, err := writeModule(modules, filepath.Join(root, "cmd"), module.Version{Path: library + "/cmd", Version: version}); err != nil {
		return err
	}
	if out != "" {
		if err := writeFiles(out, root, modules, version, day); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(w, "git tag %s\ngit tag cmd/%s\n", version, version)
	return err
}

// check returns the day of the version by the changelog, or what keeps the tree from
// being the version.
func check(root, version string) (day time.Time, err error) {
	if semver.Canonical(version) != version || semver.Build(version) != "" {
		return day, fmt.Errorf("%q is not a version such as v0.1.0", version)
	}
	var problems []error
	for _, dir := range beside {
		name := filepath.Join(root, dir, "go.mod")
		data, err := os.ReadFile(name)
		if err != nil {
			return day, err
		}
		file, err := modfile.Parse(name, data, nil)
		if err != nil {
			return day, err
		}
		requires := slices.ContainsFunc(file.Require, func(r *modfile.Require) bool { return r.Mod == module.Version{Path: library, Version: version} })
		if !requires {
			problems = append(problems, fmt.Errorf("%s does not require %s %s", name, library, version))
		}
		if len(file.Replace) > 0 {
			problems = append(problems, fmt.Errorf("%s replaces a module, and could not be installed", name))
		}
	}
	changes, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		return day, err
	}
	section := regexp.MustCompile(`(?m)^## ` + regexp.QuoteMeta(version) + ` \((\d{4}-\d\d-\d\d)\)$`).FindSubmatch(changes)
	if section == nil {
		return day, errors.Join(append(problems, fmt.Errorf("CHANGELOG.md has no section: ## %s (YYYY-MM-DD)", version))...)
	}
	if day, err = time.Parse(time.DateOnly, string(section[1])); err != nil {
		problems = append(problems, fmt.Errorf("CHANGELOG.md: %w", err))
	}
	return day, errors.Join(problems...)
}

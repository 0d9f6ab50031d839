// Command release writes what a version of the library and of its command is
// tagged with: the checksums of the library in the modules beside it, and with
// -o the two modules as a module proxy has them, to try the release before it is
// one.
//
//	release [-root DIR] [-o PROXY] VERSION
//
// It prints the tags to make. It makes none, and publishes nothing.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/zip"
)

const library = "github.com/lyncfed/lyncfed"

// beside are the directories of the modules that require the library.
var beside = []string{"cmd", "dev", "examples"}

func main() {
	root := flag.String("root", ".", "`directory` of the library")
	proxy := flag.String("o", "", "`directory` to write the modules to")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "release: give a version, such as v0.1.0")
		os.Exit(1)
	}
	if err := release(os.Stdout, *root, *proxy, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func release(w io.Writer, root, proxy, version string) error {
	if err := check(root, version); err != nil {
		return err
	}
	if proxy == "" {
		var err error
		if proxy, err = os.MkdirTemp("", "release"); err != nil {
			return err
		}
		defer os.RemoveAll(proxy)
	}
	sums, err := write(proxy, root, module.Version{Path: library, Version: version})
	if err != nil {
		return err
	}
	for _, dir := range beside {
		if err := addSums(filepath.Join(root, dir, "go.sum"), sums); err != nil {
			return err
		}
	}
	if _, err := write(proxy, filepath.Join(root, "cmd"), module.Version{Path: library + "/cmd", Version: version}); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "git tag %s\ngit tag cmd/%s\n", version, version)
	return err
}

// check returns what keeps the tree from being the version.
func check(root, version string) error {
	if semver.Canonical(version) != version || semver.Build(version) != "" {
		return fmt.Errorf("%q is not a version such as v0.1.0", version)
	}
	var problems []error
	for _, dir := range beside {
		name := filepath.Join(root, dir, "go.mod")
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		file, err := modfile.Parse(name, data, nil)
		if err != nil {
			return err
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
		return err
	}
	if !strings.Contains(string(changes), "## "+version+"\n") {
		problems = append(problems, fmt.Errorf("CHANGELOG.md has no section %s", version))
	}
	return errors.Join(problems...)
}

// write writes the module in a directory as a proxy has it, and returns its lines
// of go.sum.
func write(proxy, dir string, m module.Version) (sums []string, err error) {
	at := filepath.Join(proxy, filepath.FromSlash(m.Path), "@v")
	if err := os.MkdirAll(at, 0o777); err != nil {
		return nil, err
	}
	file := func(ext string) string { return filepath.Join(at, m.Version+ext) }
	out, err := os.Create(file(".zip"))
	if err != nil {
		return nil, err
	}
	if err := errors.Join(zip.CreateFromDir(out, m, dir), out.Close()); err != nil {
		return nil, err
	}
	goMod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return nil, err
	}
	for name, data := range map[string][]byte{
		file(".mod"):              goMod,
		file(".info"):             fmt.Appendf(nil, "{\"Version\":%q}\n", m.Version),
		filepath.Join(at, "list"): []byte(m.Version + "\n"),
	} {
		if err := os.WriteFile(name, data, 0o666); err != nil {
			return nil, err
		}
	}
	whole, err := dirhash.HashZip(file(".zip"), dirhash.Hash1)
	if err != nil {
		return nil, err
	}
	alone, err := dirhash.Hash1([]string{"go.mod"}, func(string) (io.ReadCloser, error) { return os.Open(file(".mod")) })
	if err != nil {
		return nil, err
	}
	return []string{
		fmt.Sprintf("%s %s %s", m.Path, m.Version, whole),
		fmt.Sprintf("%s %s/go.mod %s", m.Path, m.Version, alone),
	}, nil
}

// addSums puts the library's lines into a go.sum, in place of those that it has.
func addSums(name string, sums []string) error {
	data, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	lines := slices.Clone(sums)
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, library+" ") {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	slices.SortFunc(lines, compareSums)
	return os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o666)
}

// compareSums orders lines as the go command does: by path, then by version, that
// of go.mod behind that of the whole.
func compareSums(a, b string) int {
	x, y := strings.Fields(a), strings.Fields(b)
	v, _, _ := strings.Cut(x[1], "/")
	w, _, _ := strings.Cut(y[1], "/")
	return cmp.Or(strings.Compare(x[0], y[0]), semver.Compare(v, w), strings.Compare(x[1], y[1]))
}

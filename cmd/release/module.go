package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/zip"
)

// writeModule writes the module in a directory as a proxy has it, and returns its lines
// of go.sum.
func writeModule(proxy, dir string, m module.Version) (sums []string, err error) {
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

// addSums replaces the library's lines in a go.sum.
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

// compareSums orders lines as the go command does: by path, then by version, the line
// of go.mod after that of the module.
func compareSums(a, b string) int {
	x, y := strings.Fields(a), strings.Fields(b)
	v, _, _ := strings.Cut(x[1], "/")
	w, _, _ := strings.Cut(y[1], "/")
	return cmp.Or(strings.Compare(x[0], y[0]), semver.Compare(v, w), strings.Compare(x[1], y[1]))
}

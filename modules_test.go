package lyncfed_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// modules are the modules beside the library.
var modules = []string{"cmd", "dev", "examples"}

// TestModules: the modules beside the library require one version of it, which
// go.work replaces, and import nothing of its internal packages: the compiler
// does not refuse that within the workspace. They replace nothing, so that the
// command can be installed.
func TestModules(t *testing.T) {
	version := regexp.MustCompile(`(?m)^(?:require )?\s*` + module + ` (v\S+)$`)
	work, err := fs.ReadFile(root, "go.work")
	require.NoError(t, err)
	for _, dir := range modules {
		data, err := fs.ReadFile(root, dir+"/go.mod")
		require.NoError(t, err)
		found := version.FindSubmatch(data)
		require.NotNil(t, found, "%s requires no version of the library", dir)
		if replaced := "replace " + module + " " + string(found[1]) + " => ./"; !strings.Contains(string(work), replaced) {
			t.Errorf("%s requires %s, and go.work does not have: %s", dir, found[1], replaced)
		}
		if strings.Contains(string(data), "replace") {
			t.Errorf("%s/go.mod replaces a module", dir)
		}
		if !strings.Contains(string(work), "\t./"+dir+"\n") {
			t.Errorf("go.work does not use %s", dir)
		}
		for name, imports := range importsUnder(t, dir) {
			if slices.ContainsFunc(imports, func(p string) bool { return strings.HasPrefix(p, module+"/internal") }) {
				t.Errorf("%s imports an internal package of the library", name)
			}
		}
	}
}

// importsUnder returns what each Go file in a directory and below imports.
func importsUnder(t *testing.T, dir string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	require.NoError(t, fs.WalkDir(root, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
			return err
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, data, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			all[name] = append(all[name], strings.Trim(spec.Path.Value, `"`))
		}
		return nil
	}))
	return all
}

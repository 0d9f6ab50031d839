package lyncfed_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/lyncfed/lyncfed"

// imports is what each package may import of this module and from outside it.
// Imports go only downwards. A test that fails here asks a question of design:
// do not answer it by adding to this table.
var imports = map[string]string{
	".":       "",
	"diag":    "internal/char internal/enum github.com/hashicorp/go-multierror",
	"date":    "diag internal/source",
	"product": "date diag internal/char internal/enum internal/source",
	"domain":  "diag internal/char internal/near internal/source internal/syntax",
	"address": "diag domain internal/char internal/source internal/syntax",

	"federation": "address date diag domain internal/char internal/enum internal/record internal/source licensing policy product provider tenant",

	"plan":   "address cmdlet date diag domain federation internal/char internal/record internal/source policy product provider reach tenant",
	"cmdlet": "diag federation internal/char internal/record internal/source policy product provider tenant",
	"audit":  "cmdlet date diag domain federation internal/char internal/enum internal/near internal/record internal/source licensing policy product provider tenant",
	"reach":  "address cmdlet date diag domain federation internal/char internal/enum internal/near internal/record internal/source licensing policy provider product tenant",
	"report": "address audit cmdlet date diag domain federation internal/char internal/near internal/source licensing plan policy powershell product provider reach tenant",

	"licensing": "date diag domain internal/char internal/enum internal/record internal/source product provider",

	"powershell": "address cmdlet diag federation internal/char internal/clixml internal/near internal/pwsh internal/record internal/source licensing policy product provider tenant",

	"tenant": "address diag domain internal/char internal/enum internal/record internal/source policy product",

	"policy":   "diag internal/char internal/enum internal/record internal/source product",
	"provider": "address date diag domain internal/char internal/enum internal/record internal/source product",

	"internal/char":    "",
	"internal/clixml":  "internal/char",
	"internal/enum":    "internal/char",
	"internal/near":    "internal/char",
	"internal/pwsh":    "",
	"internal/record":  "diag internal/char internal/near product",
	"internal/source":  "diag",
	"internal/syntax":  "",
	"internal/testkit": "address cmdlet date diag domain federation internal/char internal/record internal/source policy product github.com/google/go-cmp/cmp github.com/google/go-cmp/cmp/cmpopts github.com/stretchr/testify/require",
}

// forbidden is what no library package may import: it takes data, and leaves
// files, clocks, network and logs to the program.
var forbidden = []string{"log", "log/slog", "math/rand", "math/rand/v2", "net", "net/http", "os", "os/exec", "regexp", "syscall", "unsafe"}

// forTests is what tests may import from outside the module.
var forTests = []string{
	"github.com/google/go-cmp/cmp",
	"github.com/google/go-cmp/cmp/cmpopts",
	"github.com/hashicorp/go-multierror",
	"github.com/stretchr/testify/require",
}

// A goFile is a file of the library module, and what it imports.
type goFile struct {
	dir, name   string
	packageName string
	documented  bool // has a package comment
	imports     []string
}

// isModule reports whether a directory is a module of its own.
func isModule(dir string) bool {
	_, err := fs.Stat(root, path.Join(dir, "go.mod"))
	return err == nil
}

// goFiles reads the files rather than asking go list, whose answer the test
// cache would keep.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	require.NoError(t, fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if d.IsDir() && name != "." && (base == "testdata" || strings.HasPrefix(base, ".") || isModule(name)) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, data, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		f := goFile{dir: path.Dir(name), name: base, packageName: parsed.Name.Name, documented: parsed.Doc != nil}
		for _, spec := range parsed.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, p)
		}
		files = append(files, f)
		return nil
	}))
	return files
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range goFiles(t) {
		seen[f.dir] = true
		allowed, known := imports[f.dir]
		if !known {
			t.Errorf("package %s is not in the table of imports", f.dir)
			continue
		}
		isTest := strings.HasSuffix(f.name, "_test.go")
		for _, p := range f.imports {
			own, ours := strings.CutPrefix(p, module+"/")
			outside := strings.Contains(strings.SplitN(p, "/", 2)[0], ".")
			switch {
			case ours && isTest:
			case ours && !slices.Contains(strings.Fields(allowed), own),
				!ours && outside && isTest && !slices.Contains(forTests, p),
				!ours && outside && !isTest && !slices.Contains(strings.Fields(allowed), p):
				t.Errorf("%s/%s imports %s: it is not in the table for %s", f.dir, f.name, p, f.dir)
			case !isTest && f.dir != "internal/testkit" && slices.Contains(forbidden, p):
				t.Errorf("%s/%s imports %s, which no library package may", f.dir, f.name, p)
			case !isTest && p == "time" && f.dir != "date" && f.dir != "licensing":
				t.Errorf("%s/%s imports time: a day is a date.Date", f.dir, f.name)
			}
		}
	}
	for dir := range imports {
		if !seen[dir] {
			t.Errorf("the table of imports has %s, and there is no such package", dir)
		}
	}
}

// TestNoClock: nothing in the library reads a clock, waits or starts anything.
func TestNoClock(t *testing.T) {
	for _, f := range goFiles(t) {
		if strings.HasSuffix(f.name, "_test.go") {
			continue
		}
		data, err := fs.ReadFile(root, path.Join(f.dir, f.name))
		require.NoError(t, err)
		parsed, err := parser.ParseFile(token.NewFileSet(), f.name, data, 0)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s/%s starts a goroutine", f.dir, f.name)
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "NewTimer", "NewTicker", "Tick"}, n.Sel.Name) {
					t.Errorf("%s/%s uses time.%s", f.dir, f.name, n.Sel.Name)
				}
			}
			return true
		})
	}
}

// TestLetterCase: letter case is left aside by internal/char alone, which has one
// function for names that a server compares and one for words of ASCII.
func TestLetterCase(t *testing.T) {
	others := []string{"strings.EqualFold", "strings.ToLower", "strings.ToUpper", "bytes.EqualFold", "bytes.ToLower", "bytes.ToUpper", "unicode.ToLower", "unicode.ToUpper"}
	for _, f := range goFiles(t) {
		if strings.HasSuffix(f.name, "_test.go") || f.dir == "internal/char" || f.dir == "internal/testkit" {
			continue
		}
		forSelectors(t, f, func(used string) {
			if slices.Contains(others, used) {
				t.Errorf("%s/%s uses %s", f.dir, f.name, used)
			}
		})
	}
}

// forSelectors calls a function with each selector of a file, such as time.Now.
func forSelectors(t *testing.T, f goFile, visit func(used string)) {
	t.Helper()
	data, err := fs.ReadFile(root, path.Join(f.dir, f.name))
	require.NoError(t, err)
	parsed, err := parser.ParseFile(token.NewFileSet(), f.name, data, 0)
	require.NoError(t, err)
	ast.Inspect(parsed, func(n ast.Node) bool {
		if s, isSelector := n.(*ast.SelectorExpr); isSelector {
			if x, isName := s.X.(*ast.Ident); isName {
				visit(x.Name + "." + s.Sel.Name)
			}
		}
		return true
	})
}

// TestOnlyFindingsImportsMultierror: one file collects findings in a multierror.
func TestOnlyFindingsImportsMultierror(t *testing.T) {
	for _, f := range goFiles(t) {
		if slices.Contains(f.imports, "github.com/hashicorp/go-multierror") && !strings.HasSuffix(f.name, "_test.go") && f.dir+"/"+f.name != "diag/findings.go" {
			t.Errorf("%s/%s imports go-multierror", f.dir, f.name)
		}
	}
}

// TestPackageDocs: each package has one package comment.
func TestPackageDocs(t *testing.T) {
	docs := map[string]int{}
	for _, f := range goFiles(t) {
		if f.documented {
			docs[f.dir]++
		}
		if slices.Contains([]string{"util", "utils", "helper", "helpers", "common", "misc"}, f.packageName) {
			t.Errorf("%s is named %s, which says nothing", f.dir, f.packageName)
		}
	}
	for dir := range imports {
		if docs[dir] != 1 {
			t.Errorf("%s has %d package comments, want 1", dir, docs[dir])
		}
	}
}

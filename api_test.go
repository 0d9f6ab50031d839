package lyncfed_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/internal/testkit"
)

// root is the directory of the module, in which the tests of this package run.
var root = os.DirFS(".")

// TestAPI compares what each package exports with testdata/api. A change there is a
// change of the public API: give the reason in the commit.
func TestAPI(t *testing.T) {
	for dir := range imports {
		if dir == "." || strings.HasPrefix(dir, "internal/") {
			continue
		}
		t.Run(dir, func(t *testing.T) {
			testkit.Golden(t, "testdata/api/"+strings.ReplaceAll(dir, "/", "_")+".txt", api(t, dir))
		})
	}
}

// api returns the exported declarations of a package, one a line, sorted.
func api(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	fset := token.NewFileSet()
	var lines []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, dir+"/"+e.Name(), nil, 0)
		require.NoError(t, err)
		ast.FileExports(file)
		for _, decl := range file.Decls {
			if method, ok := decl.(*ast.FuncDecl); ok && !hasExportedReceiver(method) {
				continue
			}
			lines = append(lines, declarations(t, fset, decl)...)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

// hasExportedReceiver reports whether a function is not a method of a hidden type.
func hasExportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	typ := f.Recv.List[0].Type
	if pointer, ok := typ.(*ast.StarExpr); ok {
		typ = pointer.X
	}
	name, ok := typ.(*ast.Ident)
	return !ok || name.IsExported()
}

func declarations(t *testing.T, fset *token.FileSet, decl ast.Decl) []string {
	t.Helper()
	line := func(node any) string {
		var b strings.Builder
		require.NoError(t, printer.Fprint(&b, fset, node))
		return strings.Join(strings.Fields(b.String()), " ")
	}
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		decl.Body = nil
		return []string{line(decl)}
	case *ast.GenDecl:
		var lines []string
		kind := ""
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				lines = append(lines, typeLines(spec, line)...)
			case *ast.ValueSpec:
				if spec.Type != nil {
					kind = " " + line(spec.Type)
				}
				for i, name := range spec.Names {
					value := ""
					if i < len(spec.Values) && decl.Tok == token.CONST {
						value = " = " + line(spec.Values[i])
					}
					lines = append(lines, fmt.Sprintf("%s %s%s%s", decl.Tok, name.Name, kind, value))
				}
			}
		}
		return lines
	}
	return nil
}

// typeLines gives a struct a line for each field, so that a new one shows as
// one line.
func typeLines(spec *ast.TypeSpec, line func(any) string) []string {
	st, ok := spec.Type.(*ast.StructType)
	if !ok {
		return []string{"type " + line(spec)}
	}
	lines := []string{"type " + spec.Name.Name + " struct"}
	for _, field := range st.Fields.List {
		for _, name := range field.Names {
			lines = append(lines, fmt.Sprintf("type %s struct, %s %s", spec.Name.Name, name.Name, line(field.Type)))
		}
		if len(field.Names) == 0 {
			lines = append(lines, fmt.Sprintf("type %s struct, embedded %s", spec.Name.Name, line(field.Type)))
		}
	}
	return lines
}

package lyncfed_test

import (
	"cmp"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/internal/source"
)

// bracketed is what would be a link if it named something.
var bracketed = regexp.MustCompile(`\[\*?([A-Z]\w*|\w+\.)[\w./]*\]`)

// TestDocLinks: whatever stands in brackets in a doc comment is a link, and names
// something that exists.
func TestDocLinks(t *testing.T) {
	exported := map[string]map[string]bool{} // by package of this module
	packages := map[string]*doc.Package{}
	for dir := range imports {
		fset := token.NewFileSet()
		var files []*ast.File
		for _, f := range goFiles(t) {
			if f.dir != dir || strings.HasSuffix(f.name, "_test.go") {
				continue
			}
			data, err := fs.ReadFile(root, path.Join(f.dir, f.name))
			require.NoError(t, err)
			file, err := parser.ParseFile(fset, f.name, data, parser.ParseComments)
			require.NoError(t, err)
			files = append(files, file)
		}
		p, err := doc.NewFromFiles(fset, files, path.Join(module, dir), doc.AllDecls)
		require.NoError(t, err)
		packages[dir], exported[path.Join(module, dir)] = p, names(p)
	}
	for dir, p := range packages {
		for _, text := range comments(p) {
			parsed := p.Parser().Parse(text)
			for _, link := range docLinks(parsed) {
				own, ours := exported[link.ImportPath]
				name := strings.TrimPrefix(link.Recv+"."+link.Name, ".")
				if ours && link.Name != "" && !own[name] {
					t.Errorf("%s: [%s.%s] names nothing", dir, link.ImportPath, name)
				}
			}
			for _, raw := range bracketed.FindAllString(plain(parsed), -1) {
				t.Errorf("%s: %s is printed with its brackets", dir, raw)
			}
		}
	}
}

// names returns what a package declares: Type, Type.Method, Type.Field, Func.
func names(p *doc.Package) map[string]bool {
	all := map[string]bool{}
	for _, v := range slices.Concat(p.Consts, p.Vars) {
		for _, n := range v.Names {
			all[n] = true
		}
	}
	for _, f := range p.Funcs {
		all[f.Name] = true
	}
	for _, typ := range p.Types {
		all[typ.Name] = true
		for _, m := range slices.Concat(typ.Methods, typ.Funcs) {
			all[m.Name], all[typ.Name+"."+m.Name] = true, true
		}
		for _, v := range slices.Concat(typ.Consts, typ.Vars) {
			for _, n := range v.Names {
				all[n] = true
			}
		}
	}
	return all
}

// comments returns the doc comments of a package that go doc prints.
func comments(p *doc.Package) []string {
	all := []string{p.Doc}
	values := func(vs []*doc.Value) {
		for _, v := range vs {
			all = append(all, v.Doc)
		}
	}
	funcs := func(fs []*doc.Func) {
		for _, f := range fs {
			all = append(all, f.Doc)
		}
	}
	values(slices.Concat(p.Consts, p.Vars))
	funcs(p.Funcs)
	for _, typ := range p.Types {
		all = append(all, typ.Doc)
		values(slices.Concat(typ.Consts, typ.Vars))
		funcs(slices.Concat(typ.Funcs, typ.Methods))
	}
	return all
}

func docLinks(d *comment.Doc) []*comment.DocLink {
	var links []*comment.DocLink
	forTexts(d, func(text comment.Text) {
		if link, isLink := text.(*comment.DocLink); isLink {
			links = append(links, link)
		}
	})
	return links
}

// plain returns the text that is printed as it stands, without code.
func plain(d *comment.Doc) string {
	var b strings.Builder
	forTexts(d, func(text comment.Text) {
		if s, isPlain := text.(comment.Plain); isPlain {
			b.WriteString(string(s) + "\n")
		}
	})
	return b.String()
}

func forTexts(d *comment.Doc, visit func(comment.Text)) {
	var blocks func([]comment.Block)
	blocks = func(all []comment.Block) {
		for _, block := range all {
			switch block := block.(type) {
			case *comment.Paragraph:
				for _, text := range block.Text {
					visit(text)
				}
			case *comment.Heading:
				for _, text := range block.Text {
					visit(text)
				}
			case *comment.List:
				for _, item := range block.Items {
					blocks(item.Content)
				}
			}
		}
	}
	blocks(d.Content)
}

// TestSourcesCited: every document is cited by a rule or a fact.
func TestSourcesCited(t *testing.T) {
	var code strings.Builder
	for _, f := range goFiles(t) {
		if f.dir == "internal/source" || strings.HasSuffix(f.name, "_test.go") {
			continue
		}
		data, err := fs.ReadFile(root, path.Join(f.dir, f.name))
		require.NoError(t, err)
		code.Write(data)
	}
	data, err := fs.ReadFile(root, "internal/source/source.go")
	require.NoError(t, err)
	variables := map[string]string{}
	for _, found := range regexp.MustCompile(`(?m)^\t(\w+)\s+= diag\.Source\{\n\t\tID:\s+"([^"]+)"`).FindAllStringSubmatch(string(data), -1) {
		variables[found[2]] = found[1]
	}
	cited := map[string]bool{}
	for _, word := range regexp.MustCompile(`\bsource\.\w+|\b[A-Z0-9][A-Z0-9-]*\b`).FindAllString(code.String(), -1) {
		cited[word] = true
	}
	for d := range source.All() {
		name := cmp.Or(variables[d.ID], "none")
		if !cited["source."+name] && !cited[d.ID] {
			t.Errorf("nothing cites %s (%s)", d.ID, name)
		}
	}
}

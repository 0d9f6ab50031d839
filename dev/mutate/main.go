// Command mutate breaks the conditions of packages, one at a time, and lists the
// breaks that no test notices.
//
//	mutate [-tests PACKAGE,…] [-limit N] DIRECTORY…
//
// It negates each condition of an if and of a case in a switch without a value. It
// exchanges && and ||, == and !=, and moves each bound by one. The files stay as
// they are. The exit status is 2 if a break is not noticed.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	tests := flag.String("tests", "", "`packages` whose tests are run, separated by commas; the package itself if empty")
	limit := flag.Int("limit", 0, "`number` of breaks to try in each package, spread over it; 0: all")
	flag.Parse()
	survived, err := run(flag.Args(), *tests, *limit)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
	if survived > 0 {
		os.Exit(2)
	}
}

func run(dirs []string, tests string, limit int) (survived int, err error) {
	work, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(work)
	for _, dir := range dirs {
		packages := []string{"./" + filepath.Clean(dir)}
		if tests != "" {
			packages = strings.Split(tests, ",")
		}
		if out, err := test(packages, ""); err != nil {
			return survived, fmt.Errorf("the tests of %s fail as they are:\n%s", dir, out)
		}
		breaks, err := breaksOf(dir)
		if err != nil {
			return survived, err
		}
		breaks = spread(breaks, limit)
		killed := 0
		for _, b := range breaks {
			noticed, err := b.try(work, packages)
			switch {
			case err != nil:
				return survived, err
			case noticed:
				killed++
			default:
				survived++
				fmt.Printf("%s: %s\n", b.at, b.what)
			}
		}
		fmt.Printf("%s: %d of %d breaks noticed\n", dir, killed, len(breaks))
	}
	return survived, nil
}

// spread returns at most limit of the breaks, evenly.
func spread(all []change, limit int) []change {
	if limit <= 0 || len(all) <= limit {
		return all
	}
	var some []change
	for i := range limit {
		some = append(some, all[i*len(all)/limit])
	}
	return some
}

// A change is one break: a part of a file and what stands there instead.
type change struct {
	file     string
	from, to int
	text     string
	at       token.Position
	what     string
}

// breaksOf returns the breaks of the files of a package, without its tests.
func breaksOf(dir string) ([]change, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var all []change
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, text, 0)
		if err != nil {
			return nil, err
		}
		all = append(all, breaksIn(fset, file, name, text)...)
	}
	return all, nil
}

func breaksIn(fset *token.FileSet, file *ast.File, name string, text []byte) []change {
	var all []change
	add := func(from, to token.Pos, instead, what string) {
		at := fset.Position(from)
		all = append(all, change{name, at.Offset, fset.Position(to).Offset, instead, at, what})
	}
	source := func(n ast.Node) string {
		return string(text[fset.Position(n.Pos()).Offset:fset.Position(n.End()).Offset])
	}
	negate := func(cond ast.Expr) {
		if cond != nil {
			add(cond.Pos(), cond.End(), "!("+source(cond)+")", "negated: "+source(cond))
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			negate(n.Cond)
		case *ast.ForStmt:
			return n.Cond == nil || !isEndless(n)
		case *ast.SwitchStmt:
			if n.Tag == nil {
				for _, clause := range n.Body.List {
					for _, cond := range clause.(*ast.CaseClause).List {
						negate(cond)
					}
				}
			}
		case *ast.BinaryExpr:
			if instead, found := exchanged[n.Op]; found {
				end := n.OpPos + token.Pos(len(n.Op.String()))
				add(n.OpPos, end, instead, fmt.Sprintf("%s in place of %s: %s", instead, n.Op, source(n)))
			}
		}
		return true
	})
	return all
}

// isEndless reports whether a loop counts, so that a break of it would not end.
func isEndless(n *ast.ForStmt) bool { return n.Post != nil }

var exchanged = map[token.Token]string{
	token.LAND: "||", token.LOR: "&&",
	token.EQL: "!=", token.NEQ: "==",
	token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">",
}

// try reports whether the tests notice the break, or it does not compile.
func (c change) try(work string, packages []string) (noticed bool, err error) {
	text, err := os.ReadFile(c.file)
	if err != nil {
		return false, err
	}
	broken := filepath.Join(work, "broken.go")
	if err := os.WriteFile(broken, slices.Concat(text[:c.from], []byte(c.text), text[c.to:]), 0o600); err != nil {
		return false, err
	}
	path, err := filepath.Abs(c.file)
	if err != nil {
		return false, err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {path: broken}})
	if err != nil {
		return false, err
	}
	name := filepath.Join(work, "overlay.json")
	if err := os.WriteFile(name, overlay, 0o600); err != nil {
		return false, err
	}
	_, err = test(packages, name)
	return err != nil, nil
}

// test runs the tests of packages, with files replaced.
func test(packages []string, overlay string) (string, error) {
	args := []string{"test", "-count=1", "-failfast", "-timeout", (2 * time.Minute).String()}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	out, err := exec.Command("go", append(args, packages...)...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return "", err
	}
	return string(out), err
}

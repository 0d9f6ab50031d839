package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A breakablePackage holds the files of a package with all of its breaks. Number 0
// breaks nothing.
type breakablePackage struct {
	files  map[string][]byte
	breaks []change
}

// A change is one break.
type change struct {
	id      int
	at      token.Position
	what    string
	noticed bool
	slow    bool // noticed by the time that the tests took
}

// chosen is the file that a breakable package has in addition. The number stands at
// the end of PATH, the one variable that testscript passes on.
const chosen = `package %s

import (
	"cmp"
	"os"
	"path"
	"strconv"
)

var breakChosen, _ = strconv.Atoi(path.Base(os.Getenv("PATH")))

// breakNot negates the condition if the break is chosen.
func breakNot[B ~bool](id int, cond B) B { return cond != (id == breakChosen) }

func breakCompare[T cmp.Ordered](a, b T) int { return cmp.Compare(a, b) }

// breakBound returns 0, or by if the break is chosen.
func breakBound(id, by int) int {
	if id == breakChosen {
		return by
	}
	return 0
}
`

// breakable returns the package of a directory, without its tests.
func breakable(dir string) (breakablePackage, error) {
	p := breakablePackage{files: map[string][]byte{}}
	files, err := exec.Command("go", "list", "-f", `{{join .GoFiles "\n"}}`, "./"+filepath.Clean(dir)).Output()
	if err != nil {
		return p, fmt.Errorf("go list %s: %w", dir, err)
	}
	for file := range strings.Lines(string(files)) {
		name := filepath.Join(dir, strings.TrimSpace(file))
		text, err := os.ReadFile(name)
		if err != nil {
			return p, err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return p, err
		}
		b := breaker{fset: fset, text: text, breaks: p.breaks}
		ast.Inspect(file, b.visit)
		p.breaks = b.breaks
		p.files[name] = b.broken()
		p.files[filepath.Join(dir, "zz_breaks.go")] = fmt.Appendf(nil, chosen, file.Name.Name)
	}
	return p, nil
}

// A breaker collects the breaks of one file.
type breaker struct {
	fset   *token.FileSet
	text   []byte
	breaks []change

	opens, operators, closes []edit
}

// An edit puts text in place of some bytes.
type edit struct {
	at, length int
	text       string
}

func (b *breaker) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GenDecl:
		return n.Tok != token.CONST
	case *ast.ArrayType:
		return false
	case *ast.IfStmt:
		b.negate(n.Cond)
	case *ast.SwitchStmt:
		if n.Tag == nil {
			for _, clause := range n.Body.List {
				for _, cond := range clause.(*ast.CaseClause).List {
					b.negate(cond)
				}
			}
		}
	case *ast.BinaryExpr:
		b.exchange(n)
	}
	return true
}

// negate adds the opposite of a condition. That of == and != is their exchange.
func (b *breaker) negate(cond ast.Expr) {
	if n, is := cond.(*ast.BinaryExpr); is && (n.Op == token.EQL || n.Op == token.NEQ) {
		return
	}
	b.not(cond, b.add(cond.Pos(), "negated: "+b.source(cond)))
}

// exchange adds the break of an operator.
func (b *breaker) exchange(n *ast.BinaryExpr) {
	instead, found := exchanged[n.Op]
	if !found {
		return
	}
	id := b.add(n.OpPos, fmt.Sprintf("%s in place of %s: %s", instead, n.Op, b.source(n)))
	switch n.Op {
	case token.EQL, token.NEQ:
		b.not(n, id)
	case token.LAND, token.LOR: // x || y is !(!x && !y)
		b.not(n, id)
		b.not(n.X, id)
		b.not(n.Y, id)
	default:
		by := 1 // x <= y is compare(x, y) < 1
		if n.Op == token.LEQ || n.Op == token.GTR {
			by = -1
		}
		b.surround(n, "breakCompare(", fmt.Sprintf(") %s breakBound(%d, %d)", n.Op, id, by))
		b.operators = append(b.operators, edit{b.offset(n.OpPos), len(n.Op.String()), ","})
	}
}

var exchanged = map[token.Token]token.Token{
	token.LAND: token.LOR, token.LOR: token.LAND,
	token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
}

func (b *breaker) add(at token.Pos, what string) (id int) {
	id = len(b.breaks) + 1
	b.breaks = append(b.breaks, change{id: id, at: b.fset.Position(at), what: what})
	return id
}

func (b *breaker) not(cond ast.Expr, id int) {
	b.surround(cond, fmt.Sprintf("breakNot(%d, ", id), ")")
}

func (b *breaker) surround(n ast.Node, before, after string) {
	b.opens = append(b.opens, edit{at: b.offset(n.Pos()), text: before})
	b.closes = append(b.closes, edit{at: b.offset(n.End()), text: after})
}

func (b *breaker) offset(pos token.Pos) int { return b.fset.Position(pos).Offset }

func (b *breaker) source(n ast.Node) string {
	return string(b.text[b.offset(n.Pos()):b.offset(n.End())])
}

// broken returns the text with all edits. What surrounds more opens earlier and closes
// later.
func (b *breaker) broken() []byte {
	slices.Reverse(b.closes)
	edits := slices.Concat(b.closes, b.operators, b.opens)
	slices.SortStableFunc(edits, func(x, y edit) int { return x.at - y.at })
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(out, b.text[at:e.at]...)
		out = append(out, e.text...)
		at = e.at + e.length
	}
	return append(out, b.text[at:]...)
}

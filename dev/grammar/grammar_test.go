package grammar

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	sitter "github.com/tree-sitter/go-tree-sitter"
)

// shapes is what the lexer finds: a golden file of package powershell.
const shapes = "../../powershell/testdata/shape.txt"

// A shape is a script with the names of its commands.
type shape struct {
	from, text string
	names      []string
}

func read(t *testing.T) []shape {
	t.Helper()
	data, err := os.ReadFile(shapes)
	if err != nil {
		t.Fatal(err)
	}
	var all []shape
	for block := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n\n") {
		lines := strings.Split(block, "\n")
		s := shape{from: lines[0]}
		var text []string
		for _, line := range lines[1:] {
			if rest, isText := strings.CutPrefix(line, "> "); isText {
				text = append(text, rest)
			} else {
				s.names = append(s.names, line)
			}
		}
		s.text = strings.Join(text, "\n")
		all = append(all, s)
	}
	return all
}

// commands returns the names of the commands of a tree, in the order of the text.
func commands(node *sitter.Node, text []byte) []string {
	var all []string
	if node.Kind() == "command_name" {
		if name := node.Utf8Text(text); strings.Contains(name, "-") || name == "?" {
			all = append(all, name)
		}
	}
	for i := range node.ChildCount() {
		all = append(all, commands(node.Child(i), text)...)
	}
	return all
}

// TestShape: what lyncfed prints has no error, and the commands of every script
// are the same by the lexer and by the grammar.
func TestShape(t *testing.T) {
	parser := sitter.NewParser()
	defer parser.Close()
	if err := parser.SetLanguage(language()); err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, s := range read(t) {
		text := []byte(s.text)
		tree := parser.Parse(text, nil)
		root := tree.RootNode()
		count[s.from]++
		if root.HasError() && s.from == "printed" {
			t.Errorf("%s\nis printed, and the grammar finds an error in it:\n%s", s.text, root.ToSexp())
		}
		if got := commands(root, text); !slices.Equal(got, s.names) {
			t.Errorf("%s\nhas the commands %q by the lexer and %q by the grammar", s.text, s.names, got)
		}
		tree.Close()
	}
	if count["printed"] < 10 || count["wild"] != 74 {
		t.Errorf("%s has %v", shapes, count)
	}
}

// TestPlans: the grammar finds no error in the scripts that plans are written as.
func TestPlans(t *testing.T) {
	parser := sitter.NewParser()
	defer parser.Close()
	if err := parser.SetLanguage(language()); err != nil {
		t.Fatal(err)
	}
	files, err := glob("../../*/testdata/*.ps1", "../../cmd/*/testdata/*.ps1", "../../docs/*.ps1")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tree := parser.Parse(text, nil)
		if root := tree.RootNode(); root.HasError() {
			t.Errorf("%s: the grammar finds an error in line %d", name, errorLine(root))
		}
		tree.Close()
	}
}

// errorLine returns the line of the first error below a node.
func errorLine(node *sitter.Node) uint {
	for i := range node.ChildCount() {
		if child := node.Child(i); child.HasError() {
			return errorLine(child)
		}
	}
	return node.StartPosition().Row + 1
}

func glob(patterns ...string) (all []string, err error) {
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			return nil, err
		}
		all = append(all, files...)
	}
	return all, nil
}

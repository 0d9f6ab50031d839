// Package vale has the project's own style of English, for vale, and a test for what
// vale does not do: it does not divide the comments of Go into sentences.
package vale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const longest = 28 // words in a sentence, as in styles/Lyncfed/Long.yml

var (
	sentenceEnd = regexp.MustCompile(`[.!?:][)"]?\s+`)
	word        = regexp.MustCompile(`[\pL\d][\pL\d'’./-]*`)
)

// TestSentences: no sentence of a comment is longer than 28 words.
func TestSentences(t *testing.T) {
	files := 0
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git"):
			if err == nil {
				err = fs.SkipDir
			}
			return err
		case d.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		files++
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, group := range file.Comments {
			for _, s := range sentences(group) {
				if n := len(word.FindAllString(s, -1)); n > longest {
					t.Errorf("%v: a sentence of %d words: %s", set.Position(group.Pos()), n, s)
				}
			}
		}
		return nil
	})
	if err != nil || files < 200 {
		t.Errorf("%d files, %v", files, err)
	}
}

// sentences returns the sentences of a comment without its code and its list items'
// marks. Comments at the ends of lines are each by themselves.
func sentences(group *ast.CommentGroup) []string {
	var all []string
	var text strings.Builder
	flush := func() {
		all = append(all, sentenceEnd.Split(text.String(), -1)...)
		text.Reset()
	}
	for _, c := range group.List {
		line, isLine := strings.CutPrefix(c.Text, "//")
		if !isLine {
			continue
		}
		if strings.HasPrefix(line, " Output:") {
			break // of an example
		}
		if line == "" || strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "   - ") || strings.HasPrefix(line, "go:") {
			flush()
			if !strings.HasPrefix(line, "   - ") {
				continue
			}
		}
		text.WriteString(strings.TrimPrefix(strings.TrimSpace(line), "- ") + " ")
	}
	flush()
	return all
}

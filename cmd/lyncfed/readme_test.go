package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents show commands with what they print.
var documents = []struct {
	path    string
	program string            // the command line up to the arguments
	samples map[string]string // files that the document begins with, from examples/testdata; nil: it runs in the root
	least   int               // how many commands it shows at least
}{
	{"README.md", "go run ./cmd/lyncfed ", nil, 15},
	{"docs/administrators.md", "lyncfed ", map[string]string{"federation.json": "contoso.json"}, 10},
}

// TestDocuments runs each command that a document shows, in turn, and compares what
// it prints. A line of … stands for any number of lines.
func TestDocuments(t *testing.T) {
	for _, d := range documents {
		t.Run(d.path, func(t *testing.T) {
			root := filepath.Join("..", "..")
			text, err := os.ReadFile(filepath.Join(root, d.path))
			if err != nil {
				t.Fatal(err)
			}
			dir := root
			if d.samples != nil {
				dir = t.TempDir()
			}
			for name, sample := range d.samples {
				data, err := os.ReadFile(filepath.Join(root, "examples", "testdata", sample))
				if err == nil {
					err = os.WriteFile(filepath.Join(dir, name), data, 0o666)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			t.Chdir(dir)
			ran := 0
			for _, shown := range commands(string(text)) {
				if runShown(t, d.program, shown) {
					ran++
				}
			}
			if ran < d.least {
				t.Errorf("%s shows %d commands", d.path, ran)
			}
		})
	}
}

// echo is how a document writes a file of one line.
var echo = regexp.MustCompile(`^echo '([^']*)' > (\S+)$`)

// runShown runs a command of a document, and reports whether it is one of lyncfed.
func runShown(t *testing.T, program string, shown shownCommand) bool {
	args, isOurs := strings.CutPrefix(shown.line, program)
	written := echo.FindStringSubmatch(shown.line)
	switch {
	case written != nil:
		if err := os.WriteFile(written[2], []byte(written[1]+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		return false
	case slices.ContainsFunc([]string{"go test ", "go install ", "go get ", "go build ", "go run ./cmd/page "}, func(tool string) bool {
		return strings.HasPrefix(shown.line, tool)
	}):
		return false
	case !isOurs:
		t.Errorf("%s: what is it?", shown.line)
		return false
	}
	words := strings.Fields(args)
	for i, word := range words {
		words[i] = strings.Trim(word, "'")
	}
	out, _, _ := lyncfed(nil, words...)
	out = strings.TrimSuffix(out, "\n"+madeBy()+"\n") // which a terminal does not show
	if !matchesOutput(shown.output, strings.Split(strings.TrimRight(out, "\n"), "\n")) && len(shown.output) > 0 {
		t.Errorf("%s prints\n%s\nand the document has\n%s", shown.line, out, strings.Join(shown.output, "\n"))
	}
	return true
}

// A shownCommand is a command line, and what is shown of its output.
type shownCommand struct {
	line   string
	output []string
}

// commands returns the commands in the indented parts of a text: lines that begin
// with $, each with the lines below it.
func commands(text string) []shownCommand {
	var all []shownCommand
	var last *shownCommand
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		code, indented := strings.CutPrefix(line, "    ")
		command, isCommand := strings.CutPrefix(code, "$ ")
		switch {
		case indented && strings.HasPrefix(code, `PS C:\>`):
			last = nil // it needs a server
		case indented && isCommand:
			all = append(all, shownCommand{line: command})
			last = &all[len(all)-1]
		case last == nil:
		case indented || line == "":
			last.output = append(last.output, code)
		default:
			last = nil
		}
	}
	for i := range all {
		for n := len(all[i].output); n > 0 && all[i].output[n-1] == ""; n = len(all[i].output) {
			all[i].output = all[i].output[:n-1]
		}
	}
	return all
}

func matchesOutput(shown, printed []string) bool {
	for i, line := range shown {
		if strings.TrimSpace(line) == "…" {
			for n := range len(printed) - i + 1 {
				if matchesOutput(shown[i+1:], printed[i+n:]) {
					return true
				}
			}
			return false
		}
		if i >= len(printed) || printed[i] != line {
			return false
		}
	}
	return len(shown) == len(printed)
}

package main

import (
	"os"
	"strings"
	"testing"
)

// TestREADME runs each command that the README shows, and compares what it
// prints. A line of … stands for any number of lines.
func TestREADME(t *testing.T) {
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, shown := range commands(string(readme)) {
		args, isOurs := strings.CutPrefix(shown.line, "go run ./cmd/lyncfed ")
		switch {
		case strings.HasPrefix(shown.line, "go test "), strings.HasPrefix(shown.line, "go install "), strings.HasPrefix(shown.line, "go get "):
			continue
		case !isOurs:
			t.Errorf("%s: what is it?", shown.line)
			continue
		}
		words := strings.Fields(args)
		for i, word := range words {
			words[i] = strings.Trim(word, "'")
		}
		out, _, _ := lyncfed(nil, words...)
		if !matchesOutput(shown.output, strings.Split(strings.TrimRight(out, "\n"), "\n")) {
			t.Errorf("%s prints\n%s\nand the README has\n%s", shown.line, out, strings.Join(shown.output, "\n"))
		}
		ran++
	}
	if ran < 8 {
		t.Errorf("the README shows %d commands", ran)
	}
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

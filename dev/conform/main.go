// Command conform asks a command the questions of the conformance files and counts the
// right answers. docs/conformance.md describes the files and what it expects of the
// command.
//
//	go run ./dev/conform [-root DIR] [-only addresses,decisions,plans,exports] COMMAND [ARG…]
//
// It prints each answer that is wrong. The exit status is 2 if there is one.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

func main() {
	root := flag.String("root", ".", "`directory` of the project")
	only := flag.String("only", "", "`parts` to judge, separated by commas; all if empty")
	flag.Parse()
	wrong, err := judge(os.Stdout, *root, *only, flag.Args())
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "conform:", err)
		os.Exit(1)
	case wrong > 0:
		os.Exit(2)
	}
}

// A part is one of the conformance files. cases makes its questions, with files in dir,
// and counts the cases that no command can be asked.
type part struct {
	name  string
	cases func(root, dir string) (questions []question, notAsked int, err error)
}

// parts are the parts of the conformance files, in their order.
var parts = []part{
	{"addresses", addresses},
	{"decisions", decisions},
	{"plans", plans},
	{"exports", exports},
}

// A question is one run of the command, and the check of its answer.
type question struct {
	name  string
	args  []string
	stdin string
	cases int // how many cases of a file it asks
	check func(answer) []string
}

// An answer is what the command made of a question.
type answer struct {
	status int
	stdout []byte
}

// judge asks all questions and returns the number of wrong answers.
func judge(w io.Writer, root, only string, command []string) (wrong int, err error) {
	if len(command) == 0 {
		return 0, errors.New("give a command")
	}
	for name := range strings.SplitSeq(only, ",") {
		if only != "" && !slices.ContainsFunc(parts, func(p part) bool { return p.name == name }) {
			return 0, fmt.Errorf("%q is not a part", name)
		}
	}
	dir, err := os.MkdirTemp("", "conform")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	for _, p := range parts {
		if only != "" && !slices.Contains(strings.Split(only, ","), p.name) {
			continue
		}
		questions, notAsked, err := p.cases(root, dir)
		if err != nil {
			return wrong, err
		}
		complaints, err := ask(command, questions)
		if err != nil {
			return wrong, err
		}
		asked, bad := 0, 0
		for i, q := range questions {
			asked += q.cases
			bad += len(complaints[i])
			for _, c := range complaints[i] {
				if _, err := fmt.Fprintf(w, "%s: %s: %s\n", p.name, q.name, c); err != nil {
					return wrong, err
				}
			}
		}
		wrong += bad
		if _, err := fmt.Fprintf(w, "%s: %d of %d right, %d cannot be asked\n", p.name, asked-bad, asked, notAsked); err != nil {
			return wrong, err
		}
	}
	return wrong, nil
}

// ask runs the command for each question, as many at a time as there are cores, and
// returns what is wrong with each answer.
func ask(command []string, questions []question) ([][]string, error) {
	complaints, failures := make([][]string, len(questions)), make([]error, len(questions))
	var all sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := range next {
				var a answer
				if a, failures[i] = run(command, questions[i]); failures[i] == nil {
					complaints[i] = questions[i].check(a)
				}
			}
		})
	}
	for i := range questions {
		next <- i
	}
	close(next)
	all.Wait()
	return complaints, errors.Join(failures...)
}

func run(command []string, q question) (answer, error) {
	cmd := exec.Command(command[0], slices.Concat(command[1:], q.args)...)
	cmd.Stdin = strings.NewReader(q.stdin)
	out, err := cmd.Output()
	if exit, failed := errors.AsType[*exec.ExitError](err); failed {
		return answer{exit.ExitCode(), out}, nil
	}
	return answer{0, out}, err
}

// read reads a JSON file strictly: an unknown member is an error.
func read(into any, elements ...string) error {
	name := filepath.Join(elements...)
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// write writes the configurations of a file to files, and returns their names.
func write(dir, part string, configurations map[string]json.RawMessage) (map[string]string, error) {
	names := map[string]string{}
	for name, text := range configurations {
		file, err := os.CreateTemp(dir, part+"-*.json")
		if err != nil {
			return nil, err
		}
		_, err = file.Write(text)
		if err := errors.Join(err, file.Close()); err != nil {
			return nil, err
		}
		names[name] = file.Name()
	}
	return names, nil
}

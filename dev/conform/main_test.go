package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestLyncfed: the command of this project gives the right answers.
func TestLyncfed(t *testing.T) {
	command := filepath.Join(t.TempDir(), "lyncfed")
	if runtime.GOOS == "windows" {
		command += ".exe"
	}
	build := exec.Command("go", "build", "-o", command, "./lyncfed")
	build.Dir = filepath.Join("..", "..", "cmd")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var out strings.Builder
	wrong, err := judge(&out, filepath.Join("..", ".."), "", []string{command})
	if err != nil || wrong > 0 {
		t.Errorf("%d wrong answers, %v\n%s", wrong, err, out.String())
	}
	for _, p := range parts {
		if !strings.Contains(out.String(), p.name+": ") {
			t.Errorf("%s are not judged:\n%s", p.name, out.String())
		}
	}
}

// TestWrong: a command that answers everything in one way is wrong in every part.
func TestWrong(t *testing.T) {
	for _, answer := range []string{"nothing", "json", "refuse"} {
		t.Setenv("CONFORM_ANSWER", answer)
		for _, p := range parts {
			var out strings.Builder
			wrong, err := judge(&out, filepath.Join("..", ".."), p.name, []string{os.Args[0]})
			if err != nil || wrong < 10 {
				t.Errorf("%s, always %s: %d wrong answers, %v", p.name, answer, wrong, err)
			}
		}
	}
	if _, err := judge(new(strings.Builder), filepath.Join("..", ".."), "adresses", []string{os.Args[0]}); err == nil {
		t.Error("a part that does not exist is judged")
	}
}

// TestMain makes the test itself a command that gives one answer, if it is asked to.
func TestMain(m *testing.M) {
	switch os.Getenv("CONFORM_ANSWER") {
	case "nothing":
		os.Exit(0)
	case "json":
		os.Stdout.WriteString("{}\n")
		os.Exit(0)
	case "refuse":
		os.Exit(2)
	}
	os.Exit(m.Run())
}

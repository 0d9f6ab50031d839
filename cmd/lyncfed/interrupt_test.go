//go:build unix

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestInterrupt: an interrupted command ends with 130, and leaves nothing half
// written.
func TestInterrupt(t *testing.T) {
	for range 5 {
		dir := t.TempDir()
		name := filepath.Join(dir, "out.txt")
		if err := os.WriteFile(name, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("lyncfed", "decorate", "-", "-o", name)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		var report strings.Builder
		cmd.Stderr = &report
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for { // until it writes
			if _, err := in.Write([]byte("ted@contoso.com\n")); err != nil {
				t.Fatalf("%v: %s", err, report.String())
			}
			if parts, _ := filepath.Glob(name + ".*.part"); len(parts) > 0 {
				break
			}
			runtime.Gosched()
		}
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		go func() { // until it ends
			for {
				if _, err := in.Write([]byte("ted@contoso.com\n")); err != nil {
					return
				}
			}
		}()
		err = cmd.Wait()
		exit, ok := errors.AsType[*exec.ExitError](err)
		if want := "\nlyncfed: interrupted: nothing was written to " + name + "\n"; !ok || exit.ExitCode() != statusInterrupted || report.String() != want {
			t.Errorf("%v: %q, want %q", err, report.String(), want)
		}
		if text, _ := os.ReadFile(name); string(text) != "old" {
			t.Errorf("the file that was there has %q", text)
		}
		if files, _ := os.ReadDir(dir); len(files) != 1 {
			t.Errorf("%d files are left", len(files))
		}
	}
}

// Package command builds the command for tests and runs it.
package command

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Root returns the directory of the project.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Examples returns the directory of the example files.
func Examples() string { return filepath.Join(Root(), "examples", "testdata") }

var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "lyncfed")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "lyncfed.exe")
	build := exec.Command("go", "build", "-o", path, "./cmd/lyncfed")
	build.Dir = Root()
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

// Path returns the program, which is built once.
func Path(t testing.TB) string {
	t.Helper()
	path, err := built()
	require.NoError(t, err)
	return path
}

// Run runs the command in the directory of the examples, and returns what it prints. Any
// exit status may be the answer. Nothing printed fails the test.
func Run(t testing.TB, args ...string) []byte {
	t.Helper()
	return RunIn(t, Examples(), args...)
}

// RunIn is [Run] in another directory.
func RunIn(t testing.TB, dir string, args ...string) []byte {
	t.Helper()
	var out, problems bytes.Buffer
	cmd := exec.Command(Path(t), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &problems
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	_ = cmd.Run()
	require.True(t, out.Len() > 0 || slices.Contains(args, "-o") || slices.Contains(args, "--write-suppressions"), "%v: %s", args, &problems)
	return out.Bytes()
}

// Status runs the command in the directory of the examples, and returns its exit status.
func Status(t testing.TB, args ...string) int {
	t.Helper()
	cmd := exec.Command(Path(t), args...)
	cmd.Dir = Examples()
	if _, exited := errors.AsType[*exec.ExitError](cmd.Run()); !exited && cmd.ProcessState == nil {
		require.Fail(t, "the command did not run", "%v", args)
	}
	return cmd.ProcessState.ExitCode()
}

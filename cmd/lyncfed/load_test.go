package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/lyncfed/lyncfed/powershell"
)

// zeros is a reader without end, as /dev/zero is.
type zeros struct{ read int64 }

func (z *zeros) Read(b []byte) (int, error) {
	z.read += int64(len(b))
	return len(b), nil
}

// TestReadAtMost: an input that is larger than the limit, or has no end, is an
// error, whatever its size is said to be.
func TestReadAtMost(t *testing.T) {
	const limit = 3 << 20
	for _, size := range []int64{0, 1, limit} {
		in := &zeros{}
		if data, err := readAtMost(in, size, limit); err == nil {
			t.Errorf("size %d: %d bytes without an error", size, len(data))
		}
		if in.read > 4*limit {
			t.Errorf("size %d: %d bytes are read, of a limit of %d", size, in.read, limit)
		}
	}
	if _, err := readAtMost(strings.NewReader(""), limit+1, limit); err == nil {
		t.Error("a file that is too large is read")
	}
	for _, n := range []int{0, 1, 1<<20 - 1, 1 << 20, 1<<20 + 1, limit} {
		text := strings.Repeat("x", n)
		for _, size := range []int64{0, 1, int64(n)} {
			data, err := readAtMost(iotest.HalfReader(strings.NewReader(text)), size, limit)
			if err != nil || string(data) != text {
				t.Errorf("%d bytes, size %d: %d bytes, %v", n, size, len(data), err)
			}
		}
	}
	if _, err := readAtMost(strings.NewReader(strings.Repeat("x", limit+1)), 0, limit); err == nil {
		t.Error("one byte too many is read")
	}
	if _, err := readAtMost(iotest.ErrReader(errOutput), 0, limit); err == nil {
		t.Error("a read error is lost")
	}
}

// TestLargeFiles: a file that is too large is not read, by itself or in a directory.
func TestLargeFiles(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.json")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, powershell.DefaultLimit+1); err != nil { // without blocks on the disk
		t.Fatal(err)
	}
	for _, name := range []string{dir, large} {
		out, report, status := lyncfed(nil, "audit", name)
		if status != statusFailed || out != "" || !strings.Contains(report, large) {
			t.Errorf("%s: status %d, %s%s", name, status, out, report)
		}
	}
}

// TestGrowth: the garbage collector lets the memory grow by more for small files. GOGC of
// the environment wins.
func TestGrowth(t *testing.T) {
	for held, want := range map[int]int{0: 300, 99: 300, 17 << 20: 300, 64 << 20: 200, 128 << 20: 100, 1 << 30: 100} {
		if got := growth(held); got != want {
			t.Errorf("growth(%d) = %d, want %d", held, got, want)
		}
	}
	before := debug.SetGCPercent(100)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	for gogc, want := range map[string]int{"": 300, "100": 100} {
		debug.SetGCPercent(100)
		t.Setenv("GOGC", gogc)
		if _, err := load([]string{"../../powershell/testdata/contoso.json"}, nil, io.Discard); err != nil {
			t.Fatal(err)
		}
		if got := debug.SetGCPercent(100); got != want {
			t.Errorf("GOGC=%q: the memory grows by %d %%, want %d", gogc, got, want)
		}
	}
}

// TestBusy: what takes more than a second is shown on one line, which is taken away.
func TestBusy(t *testing.T) {
	ticks, stop, ended := make(chan time.Time), make(chan struct{}), make(chan struct{})
	var out strings.Builder
	go func() {
		showBusy(&out, "reading x", ticks, stop)
		close(ended)
	}()
	ticks <- time.Time{}
	ticks <- time.Time{}
	close(stop)
	<-ended
	if want := "\rreading x, 1 s\rreading x, 2 s\r" + strings.Repeat(" ", len("reading x, 2 s")) + "\r"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	var nothing strings.Builder
	whileBusy(&nothing, "x")()
	if nothing.String() != "" {
		t.Errorf("%q is written where there is no terminal", nothing.String())
	}
}

// countingWriter counts the writes.
type countingWriter struct{ n int }

func (w *countingWriter) Write(b []byte) (int, error) {
	w.n++
	return len(b), nil
}

// TestBuffered: a long output is not written in thousands of pieces.
func TestBuffered(t *testing.T) {
	var w countingWriter
	if status := run([]string{"rules"}, strings.NewReader(""), &w, io.Discard); status != statusOK || w.n > 5 {
		t.Errorf("status %d, %d writes", status, w.n)
	}
}

// failingWriter is a full disk.
type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("no space") }

// TestFullDisk: what cannot be written is an error, of every command and of help.
func TestFullDisk(t *testing.T) {
	for _, args := range []string{"--help", "audit --help", "help first-steps", "--version", "rules", "services --format json", "completion bash", "decorate ted@contoso.com"} {
		var report strings.Builder
		if status := run(strings.Fields(args), strings.NewReader(""), failingWriter{}, &report); status != statusFailed || report.String() != "lyncfed: writing the standard output: no space\n" {
			t.Errorf("%s: status %d, %q", args, status, report.String())
		}
	}
}

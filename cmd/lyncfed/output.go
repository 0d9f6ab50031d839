package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
)

const standardOutputName = "the standard output"

// A standardOutput is a standard output that is not a terminal: buffered, with the
// first error in writing.
type standardOutput struct {
	*bufio.Writer
	to      io.Writer
	written bool
}

func (o *standardOutput) Write(p []byte) (int, error) {
	o.written = true
	return o.Writer.Write(p)
}

func (o *standardOutput) WriteString(s string) (int, error) {
	o.written = true
	return o.Writer.WriteString(s)
}

// buffered returns a standard output, buffered if it is not a terminal, and a function
// that flushes it.
func buffered(stdout io.Writer) (w io.Writer, flush func() error) {
	if isTerminal(stdout) {
		return stdout, func() error { return nil }
	}
	out := &standardOutput{Writer: bufio.NewWriterSize(stdout, blockSize), to: stdout}
	return out, out.Flush
}

// unbuffered returns the writer below a buffered standard output, for a list whose lines
// are written as soon as they are ready.
func unbuffered(w io.Writer) io.Writer {
	if out, ok := w.(*standardOutput); ok {
		return out.to
	}
	return w
}

// An output is the stream or the file that a command writes to. The file appears under
// its name only when it is complete.
type output struct {
	io.Writer
	name string
	file *os.File // nil for a stream of a test
	part string   // the name of the file until it is complete; "": it is written directly
}

// openOutput opens a file for writing. An empty name and - are the standard output. A
// file that is not regular, such as a pipe, is written directly, and so is the file that
// is already the standard output or error.
func openOutput(name string, stdout, stderr io.Writer) (*output, error) {
	if name == "" || name == "-" {
		out := unbuffered(stdout)
		file, _ := out.(*os.File)
		return &output{Writer: out, name: standardOutputName, file: file}, nil
	}
	mode := fs.FileMode(0o666)
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("%s is a directory", name)
	case err == nil && !info.Mode().IsRegular():
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		return &output{Writer: file, name: name, file: file}, nil
	case err == nil:
		for _, stream := range []io.Writer{stdout, stderr} {
			if file, ok := unbuffered(stream).(*os.File); ok && isFile(file, info) {
				return &output{Writer: file, name: name, file: file}, nil
			}
		}
		mode = info.Mode().Perm()
		if mode&0o200 == 0 {
			return nil, fmt.Errorf("%s is write-protected, and was not changed", name)
		}
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return nil, err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if link, err := os.Readlink(name); info == nil && err == nil {
		return nil, fmt.Errorf("%s is a link to %s, which does not exist", name, link)
	}
	o, err := newOutput(name, fmt.Sprintf("%s.%08x.part", name, rand.Uint32()), mode)
	if err == nil && info != nil {
		err = o.file.Chmod(mode) // the umask does not apply
	}
	return o, err
}

// newOutput creates the file that has the temporary name part until it is complete.
func newOutput(name, part string, mode fs.FileMode) (*output, error) {
	handleBrokenPipe() // a broken pipe must not end the program with the file half written
	unfinished.Lock()
	defer unfinished.Unlock()
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if path, ok := errors.AsType[*fs.PathError](err); ok { // the user does not know the temporary name
		return nil, fmt.Errorf("%s cannot be written: no file can be made in %s: %w", name, filepath.Dir(name), path.Err)
	}
	if err != nil {
		return nil, err
	}
	o := &output{Writer: file, name: name, file: file, part: part}
	unfinished.outputs[o] = true
	return o, nil
}

func isFile(file *os.File, info fs.FileInfo) bool {
	other, err := file.Stat()
	return err == nil && os.SameFile(other, info)
}

// isFile reports whether the output is a certain regular file. It is false for pipes and
// terminals, which may be both read and written.
func (o *output) isFile(info fs.FileInfo) bool {
	if o.file == nil || !info.Mode().IsRegular() {
		return false
	}
	old, err := os.Stat(o.name)
	return err == nil && os.SameFile(old, info) || isFile(o.file, info)
}

// errOutput is matched by every error in writing. The command ends after it.
var errOutput = errors.New("writing")

// failed returns an error in writing as an errOutput.
func (o *output) failed(err error) error { return writingFailed(o.name, err) }

// errBrokenPipe is matched by an error in writing to a standard output without a reader,
// as after | head. It is not reported.
var errBrokenPipe = errors.New("nothing reads it any more")

func writingFailed(name string, err error) error {
	if name == standardOutputName && isBrokenPipe(err) {
		err = errBrokenPipe
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok { // it may have the temporary name
		err = path.Err
	}
	return fmt.Errorf("%w %s: %w", errOutput, name, err)
}

// writeWhole writes a text to a file, completely or not at all. An empty name is the
// standard output.
func writeWhole(name string, text []byte, stdout, stderr io.Writer) error {
	out, err := openOutput(name, stdout, stderr)
	if err != nil {
		return err
	}
	if _, err = out.Write(text); err != nil {
		err = out.failed(err)
	}
	return errors.Join(err, out.close(err != nil))
}

// close renames a new file to its final name, or removes it if the work failed.
func (o *output) close(failed bool) error {
	if o.part == "" {
		return nil
	}
	unfinished.Lock() // after an interrupt the lock is never released, and the program ends
	defer unfinished.Unlock()
	delete(unfinished.outputs, o)
	var err error
	if !failed {
		err = o.file.Sync() // without it, the file may be empty after a crash
	}
	err = cmp.Or(err, o.file.Close())
	if err == nil && !failed {
		err = os.Rename(o.part, o.name)
	}
	if err != nil || failed {
		os.Remove(o.part)
	}
	return err
}

// unfinished has the new files that are not complete yet. The holder of the lock
// completes them, or removes them and ends the program.
var unfinished = struct {
	sync.Mutex
	outputs map[*output]bool
}{outputs: map[*output]bool{}}

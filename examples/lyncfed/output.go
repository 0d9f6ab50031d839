package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// An output is where a command writes: a file that is there whole or not at
// all, or a stream.
type output struct {
	io.Writer
	name string
	file *os.File // nil for a stream of a test
	part string   // the name that the file has until it is whole, if it is new
}

// openOutput opens the file of a name for writing, or the standard output if
// there is none. What is no regular file, such as a pipe, is written to as it
// is.
func openOutput(name string, stdout io.Writer) (*output, error) {
	if name == "" {
		file, _ := stdout.(*os.File)
		return &output{Writer: stdout, name: "the standard output", file: file}, nil
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
		mode = info.Mode().Perm()
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return nil, err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	part := fmt.Sprintf("%s.%d.part", name, os.Getpid())
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	return &output{Writer: file, name: name, file: file, part: part}, nil
}

// is reports whether the output is the same file as another. Pipes, terminals
// and the like may be both.
func (o *output) is(file *os.File) bool {
	if o.file == nil {
		return false
	}
	a, err := file.Stat()
	if err != nil || !a.Mode().IsRegular() {
		return false
	}
	for _, name := range []string{o.name, o.file.Name()} {
		if b, err := os.Stat(name); err == nil && os.SameFile(a, b) {
			return true
		}
	}
	b, err := o.file.Stat()
	return err == nil && os.SameFile(a, b)
}

// errOutput stands for an error in writing, after which there is nothing more to
// do.
var errOutput = errors.New("writing")

// failed returns the errOutput for an error in writing.
func (o *output) failed(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok { // it may have the part's name
		err = path.Err
	}
	return fmt.Errorf("%w %s: %w", errOutput, o.name, err)
}

// close puts a new file in the place of the old one, or removes it if the work
// failed.
func (o *output) close(failed bool) error {
	if o.part == "" {
		return nil
	}
	err := o.file.Close()
	if err == nil && !failed {
		err = os.Rename(o.part, o.name)
	}
	if err != nil || failed {
		os.Remove(o.part)
	}
	return err
}

// abandonOnInterrupt removes the new files of outputs if the program is
// interrupted, and ends it, until the function that it returns is called. Nor
// does a pipe that is closed by its reader end the program before it can do so.
func abandonOnInterrupt(outputs ...*output) (stop func()) {
	handleBrokenPipe()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		if _, interrupted := <-signals; !interrupted {
			return
		}
		for _, o := range outputs {
			if o.part != "" {
				os.Remove(o.part)
				fmt.Fprintf(os.Stderr, "\nlyncfed: interrupted: nothing was written to %s\n", o.name)
			}
		}
		os.Exit(statusFailed)
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
	}
}

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
)

// An output is where a command writes: a file that is there whole or not at
// all, or a stream.
type output struct {
	io.Writer
	name string
	file *os.File // nil for a stream of a test
	part string   // the name that the file has until it is whole, if it is new
}

// openOutput opens the file of a name for writing. No name, and -, is the
// standard output. What is no regular file, such as a pipe, is written to as it
// is, and so is the file that the standard output or error goes to.
func openOutput(name string, stdout, stderr io.Writer) (*output, error) {
	if name == "" || name == "-" {
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
		for _, stream := range []io.Writer{stdout, stderr} {
			if file, ok := stream.(*os.File); ok && isFile(file, info) {
				return &output{Writer: file, name: name, file: file}, nil
			}
		}
		mode = info.Mode().Perm()
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return nil, err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	part := fmt.Sprintf("%s.%08x.part", name, rand.Uint32())
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	if info != nil {
		err = file.Chmod(mode) // whatever the umask
	}
	return &output{Writer: file, name: name, file: file, part: part}, err
}

func isFile(file *os.File, info fs.FileInfo) bool {
	other, err := file.Stat()
	return err == nil && os.SameFile(other, info)
}

// is reports whether the output is the same regular file as another. Pipes,
// terminals and the like may be both read and written.
func (o *output) is(info fs.FileInfo) bool {
	if o.file == nil || !info.Mode().IsRegular() {
		return false
	}
	old, err := os.Stat(o.name)
	return err == nil && os.SameFile(old, info) || isFile(o.file, info)
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

// writeWhole writes a text to the file of a name, whole or not at all, or to the
// standard output if there is no name.
func writeWhole(name string, text []byte, stdout, stderr io.Writer) error {
	out, err := openOutput(name, stdout, stderr)
	if err != nil {
		return err
	}
	defer abandonOnInterrupt(out)()
	if _, err = out.Write(text); err != nil {
		err = out.failed(err)
	}
	return errors.Join(err, out.close(err != nil))
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

// statusInterrupted is the exit status of a program that was interrupted.
const statusInterrupted = 130

// abandonOnInterrupt removes the new files of outputs if the program is
// interrupted, and ends it, until the function that it returns is called. Nor
// does a pipe that is closed by its reader end the program before it can do so.
func abandonOnInterrupt(outputs ...*output) (stop func()) {
	handleBrokenPipe()
	signals := make(chan os.Signal, 1)
	for _, s := range interrupts {
		if !signal.Ignored(s) { // as nohup does
			signal.Notify(signals, s)
		}
	}
	go func() {
		if _, interrupted := <-signals; !interrupted {
			return
		}
		for _, o := range outputs {
			if o.part != "" {
				o.file.Close() // or some systems do not remove it
				os.Remove(o.part)
				fmt.Fprintf(os.Stderr, "\nlyncfed: interrupted: nothing was written to %s\n", o.name)
			}
		}
		os.Exit(statusInterrupted)
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
	}
}

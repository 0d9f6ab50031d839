package powershell_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/powershell"
)

// readAll reads texts as files of one configuration, and returns all findings.
func readAll(texts ...string) (*powershell.Export, error) {
	var files []powershell.File
	for i, text := range texts {
		files = append(files, powershell.File{Name: "file" + strconv.Itoa(i), Data: []byte(text)})
	}
	e, err := powershell.Read(powershell.DefaultLimit, files...)
	if err != nil {
		return nil, err
	}
	return e, testkit.Join(e.Findings)
}

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, powershell.Rules(), map[string]testkit.Check{
		// The names of files in a directory.
		"Files": func(in json.RawMessage) error {
			var names []string
			if err := json.Unmarshal(in, &names); err != nil {
				return err
			}
			dir := fstest.MapFS{}
			for _, name := range names {
				dir[name] = &fstest.MapFile{Data: []byte("{}")}
			}
			_, passedOver, err := powershell.Files(dir)
			if err != nil {
				return err
			}
			return testkit.Join(passedOver)
		},
		// A text with a limit of 12 bytes.
		"ReadLimit": testkit.Text(func(text string) (*powershell.Export, error) {
			e, err := powershell.Read(12, powershell.File{Name: "file", Data: []byte(text)})
			return e, testkit.Unplaced(err)
		}),
		"ReadScript": testkit.Text(func(text string) (*powershell.Script, error) {
			s, err := powershell.ReadScript(0, powershell.File{Name: "script", Data: []byte(text)})
			if err == nil {
				err = testkit.Unplaced(testkit.Join(s.Findings))
			}
			return s, err
		}),
		// A text, or an array of them that are read together.
		"Read": func(in json.RawMessage) error {
			var texts []string
			if err := json.Unmarshal(in, &texts); err != nil {
				texts = make([]string, 1)
				if err := json.Unmarshal(in, &texts[0]); err != nil {
					return err
				}
			}
			_, err := readAll(texts...)
			var said []error
			for f := range diag.All(err) {
				if f.Pos.File == "" || f.Pos.Line == 0 || f.Pos.Column == 0 {
					t.Errorf("%v has no place", f)
				}
				moved := *f
				moved.Path = "" // the path is relative to the configuration, not to the input
				said = append(said, &moved)
			}
			return errors.Join(said...)
		},
	})
}

// TestFiles: the files of a directory are read in the order of their names.
// Subdirectories are skipped.
func TestFiles(t *testing.T) {
	dir := fstest.MapFS{"b.json": {Data: []byte("b")}, "a.TXT": {Data: []byte("a")}, "sub.json/c.json": {Data: []byte("c")}, "x.ps1": {}}
	files, passedOver, err := powershell.Files(dir)
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name+" "+string(f.Data))
	}
	for _, f := range passedOver {
		names = append(names, f.Pos.File)
	}
	if diff := cmp.Diff([]string{"a.TXT a", "b.json b", "sub.json", "x.ps1"}, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, _, err = powershell.Files(os.DirFS("testdata/nothing"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

// TestFilesPassedOver: a skipped file has a notice with the reason. Many files with the
// same reason have one notice.
func TestFilesPassedOver(t *testing.T) {
	dir := fstest.MapFS{
		"a.json":     {Data: []byte("{}")},
		"link.json":  {Mode: fs.ModeSymlink},
		"pipe.json":  {Mode: fs.ModeNamedPipe},
		"sock.json":  {Mode: fs.ModeSocket},
		"tty.json":   {Mode: fs.ModeDevice},
		"sub.json/x": {},
	}
	for i := range 1000 {
		dir[fmt.Sprintf("%03d.dat", i)] = &fstest.MapFile{}
	}
	files, passedOver, err := powershell.Files(dir)
	require.NoError(t, err)
	require.Len(t, files, 1)
	var got []string
	for _, f := range passedOver {
		got = append(got, f.Pos.File+"|"+f.Detail)
	}
	want := []string{
		"|000.dat and 999 more files are not read, for the same reason: its name does not end in one of .clixml .csv .json .log .txt .xml .ps1 .psm1",
		"link.json|link.json is not read: it is a symbolic link",
		"pipe.json|pipe.json is not read: it is a named pipe",
		"sock.json|sock.json is not read: it is a socket",
		"sub.json|sub.json is not read: it is a directory",
		"tty.json|tty.json is not read: it is a device",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

package powershell_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
)

// byteOrderMark is that of UTF-8.
const byteOrderMark = "\ufeff"

// An answer is the result of reading a text. The .want.json file of a text has the expected
// answer, written by hand.
type answer struct {
	Configuration *federation.Configuration // nil: no record was read
	Incomplete    []string                  // kinds, in their order
	Findings      []string                  // "error /AllowedDomains/0/Comment powershell.value.cut 3:17", sorted
	Error         string                    // "powershell.table.cut 1:1"
}

// read reads a text, and checks the position of each finding.
func read(t *testing.T, text string, data []byte) answer {
	t.Helper()
	c, findings, err := decode("file", data)
	if err != nil {
		f, ok := errors.AsType[*diag.Finding](err)
		require.True(t, ok, "%v", err)
		checkPlace(t, text, f)
		return answer{Error: fmt.Sprintf("%s %d:%d", f.Rule, f.Pos.Line, f.Pos.Column)}
	}
	var a answer
	for k := range c.Incomplete.All() {
		a.Incomplete = append(a.Incomplete, k.String())
	}
	for _, f := range findings {
		checkPlace(t, text, f)
		a.Findings = append(a.Findings, fmt.Sprintf("%s %d:%d", testkit.Line(f), f.Pos.Line, f.Pos.Column))
	}
	slices.Sort(a.Findings)
	if c.Incomplete = 0; !isNothing(c) {
		a.Configuration = &c
	}
	return a
}

// checkPlace checks that a finding is in the text, or just after it.
func checkPlace(t *testing.T, text string, f *diag.Finding) {
	t.Helper()
	lines := strings.Split(text, "\n")
	if f.Pos.File != "file" || f.Pos.Line < 1 || f.Pos.Line > len(lines) ||
		f.Pos.Column < 1 || f.Pos.Column > utf8.RuneCountInString(lines[f.Pos.Line-1])+1 {
		t.Errorf("%v: the place %v is not in the text", f, f.Pos)
	}
}

// encodings has the forms in which files with one text are found.
var encodings = []struct {
	name   string
	encode func(text string) []byte
}{
	{"as it is", func(text string) []byte { return []byte(text) }},
	{"CRLF", func(text string) []byte { return []byte(crlf(text)) }},
	{"byte order mark", func(text string) []byte { return []byte(byteOrderMark + text) }},
	{"CRLF with byte order mark", func(text string) []byte { return []byte(byteOrderMark + crlf(text)) }},
	{"UTF-16LE", func(text string) []byte { return inUTF16(text, 0, 8) }},
	{"UTF-16BE", func(text string) []byte { return inUTF16(crlf(text), 8, 0) }},
}

func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

// inUTF16 returns the text with a byte order mark, the two bytes of each unit
// shifted right by so many bits.
func inUTF16(text string, first, second int) []byte {
	var data []byte
	for _, unit := range utf16.Encode([]rune(byteOrderMark + text)) {
		data = append(data, byte(unit>>first), byte(unit>>second))
	}
	return data
}

// TestOutputs reads published outputs and known forms of exports, each in all encodings.
func TestOutputs(t *testing.T) {
	for _, file := range fixtures(t, "outputs", "shapes") {
		t.Run(file.name, func(t *testing.T) {
			dec := json.NewDecoder(bytes.NewReader(file.want))
			dec.DisallowUnknownFields()
			var want answer
			require.NoError(t, dec.Decode(&want))
			slices.Sort(want.Findings)
			for _, e := range encodings {
				if diff := cmp.Diff(want, read(t, file.text, e.encode(file.text)), testkit.Options); diff != "" {
					t.Fatalf("%s (-want +got):\n%s", e.name, diff)
				}
			}
		})
	}
}

// TestNoRecords: a text that is not a record never becomes one, alone or after a record,
// and is not skipped silently.
func TestNoRecords(t *testing.T) {
	const record = "Identity  : contoso.com\nName      : contoso.com\nIsDefault : True\n\n"
	want := read(t, record, []byte(record))
	require.Empty(t, want.Findings)
	for _, file := range fixtures(t, "norecords") {
		t.Run(file.name, func(t *testing.T) {
			for _, e := range encodings {
				if got := read(t, file.text, e.encode(file.text)); got.Configuration != nil || got.Error == "" && got.Findings == nil {
					t.Errorf("%s, alone: %+v", e.name, got)
				}
				text := record + file.text
				got := read(t, text, e.encode(text))
				if got.Findings == nil {
					t.Errorf("%s: passed over in silence", e.name)
				}
				got.Findings = nil
				if diff := cmp.Diff(want, got, testkit.Options); diff != "" {
					t.Errorf("%s, behind a record (-want +got):\n%s", e.name, diff)
				}
			}
		})
	}
}

// A fixture is a file of testdata with its expected result.
type fixture struct {
	name string
	text string // without a byte order mark
	want []byte // nil: the file has no expected result
}

// fixtures returns the fixtures in some folders of testdata.
func fixtures(t *testing.T, folders ...string) []fixture {
	t.Helper()
	var all []fixture
	for _, folder := range folders {
		names, err := filepath.Glob(filepath.Join("testdata", folder, "*"))
		require.NoError(t, err)
		require.NotEmpty(t, names)
		for _, name := range names {
			if strings.HasSuffix(name, ".want.json") || strings.HasSuffix(name, ".md") {
				continue
			}
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			f := fixture{name: filepath.Base(name), text: strings.TrimPrefix(string(data), byteOrderMark)}
			if folder != "norecords" {
				f.want, err = os.ReadFile(strings.TrimSuffix(name, filepath.Ext(name)) + ".want.json")
				require.NoError(t, err)
			}
			all = append(all, f)
		}
	}
	return all
}

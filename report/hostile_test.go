package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/report"
)

// hostile has what steers a terminal, hides text, forges a line, is markup, or is run
// by a spreadsheet.
const hostile = "=1+1\x1b[2J\x1b]0;x\x07\n# FORGED\r\nFORGED,1\x85\u009b31m\u202e\u2066\u00ad\u200b\u2060\ufeff\u3164\U000e0041|`*_<script>alert(1)</script>]]>[x](http://evil.example)\"'&\t\x7fz"

// variants yields a JSON text once for each of its strings, with hostile text after
// the string, and in its place.
func variants(t *testing.T, text []byte) func(func(string) bool) {
	t.Helper()
	escaped, err := json.Marshal(hostile)
	require.NoError(t, err)
	inner := strings.Trim(string(escaped), `"`)
	return func(yield func(string) bool) {
		dec := json.NewDecoder(bytes.NewReader(text))
		for {
			token, err := dec.Token()
			if err != nil {
				return
			}
			if _, isText := token.(string); !isText {
				continue
			}
			end := int(dec.InputOffset()) - 1
			start := bytes.LastIndexByte(text[:end], '"') + 1
			if !yield(string(text[:end])+inner+string(text[end:])) || !yield(string(text[:start])+inner+string(text[end:])) {
				return
			}
		}
	}
}

// TestHostile puts a hostile text into every text and member name of a
// configuration, the name of its file and the reason of a suppression. It writes
// every format.
func TestHostile(t *testing.T) {
	data, err := os.ReadFile("testdata/contoso.json")
	require.NoError(t, err)
	runs, n, least := 0, 0, 2000
	if testing.Short() {
		least = 200
	}
	for text := range variants(t, data) {
		if n++; testing.Short() && n%8 != 0 {
			continue
		}
		files := []powershell.File{{Name: hostile + ".json", Data: []byte(text)}}
		e, err := powershell.Read(powershell.DefaultLimit, files...)
		if err != nil { // such as a Platform that is not one
			continue
		}
		a := report.NewAudit(e, report.FilesOf(files), day)
		all := a.Baseline(hostile, day)
		require.NoError(t, a.Suppress(all[:min(3, len(all))]))
		for name, format := range formats {
			checkSafe(t, name, format(t, a))
			runs++
		}
	}
	if runs < least {
		t.Errorf("only %d runs", runs)
	}
}

// checkSafe checks that an output has nothing that cannot be seen, and that it can be
// read back as what it is.
func checkSafe(t *testing.T, format string, out []byte) {
	t.Helper()
	text := string(out)
	if format == "csv" {
		text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	}
	if !utf8.ValidString(text) {
		t.Errorf("%s: not UTF-8", format)
	}
	for i, r := range text {
		if r != '\n' && char.IsHidden(r) {
			t.Fatalf("%s: U+%04X is not escaped: %q", format, r, text[max(0, i-40):i])
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "FORGED") || strings.HasPrefix(line, "    FORGED") || strings.HasPrefix(line, "# FORGED") {
			t.Fatalf("%s: a line is forged: %s", format, line)
		}
	}
	var err error
	switch format {
	case "json", "sarif":
		var v any
		err = json.Unmarshal(out, &v)
	case "junit.xml":
		var v testSuites
		err = xml.Unmarshal(out, &v)
	case "md":
		for line := range strings.Lines(text) {
			if bare := withoutCode(line); strings.Contains(bare, "<script>") || strings.Contains(bare, "](http://evil") || strings.Contains(bare, " http://evil") {
				err = fmt.Errorf("markup: %s", line)
			}
		}
	case "csv":
		var rows [][]string
		rows, err = csv.NewReader(strings.NewReader(text)).ReadAll()
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("a cell is a formula: %s", cell)
				}
			}
		}
	}
	if err != nil {
		t.Errorf("%s: %v", format, err)
	}
}

// withoutCode returns a line of Markdown without what is code.
func withoutCode(line string) string {
	var b strings.Builder
	for line != "" {
		if strings.HasPrefix(line, `\`) && len(line) > 1 {
			b.WriteString(line[:2])
			line = line[2:]
			continue
		}
		run := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		if run == "" {
			b.WriteByte(line[0])
			line = line[1:]
			continue
		}
		line = line[len(run):]
		for code := line; ; { // to a run of the same length
			_, after, found := strings.Cut(code, run)
			if !found {
				break
			}
			if longer := strings.TrimLeft(after, "`"); len(longer) < len(after) {
				code = longer
				continue
			}
			line = after
			break
		}
	}
	return b.String()
}

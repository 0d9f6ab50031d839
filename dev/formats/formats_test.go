package formats_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"go/constant"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/joshdk/go-junit"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"

	"github.com/lyncfed/lyncfed/dev/browser"
	"github.com/lyncfed/lyncfed/dev/command"
	"github.com/lyncfed/lyncfed/dev/npm"
)

// evil is a configuration whose texts would be formulas, markup and steps out of a
// string.
const evil = `{"Platform":"SfBServer2019","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],
"PublicProviders":[{"Identity":"=HYPERLINK(\"http://a.b\")","ProxyFqdn":"a.b","Enabled":true,"IconUrl":"+1+1"},{"Identity":"]]>\"'<x>","ProxyFqdn":"c.d","Enabled":true}],
"AllowedDomains":[{"Identity":"contoso.com","Comment":"@SUM(1)"}],"BlockedDomains":[],"HostingProviders":[{"Identity":"-2+3|cmd","ProxyFqdn":"e.f","Enabled":true}],
"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"Identity":"Tag:=1+1","EnableFederationAccess":true}],
"Users":[{"SipAddress":"sip:=1+1@contoso.com","ExternalAccessPolicy":"Tag:=1+1","Enabled":true}]}`

// reports returns the arguments of commands that report in a format.
func reports(t *testing.T) [][]string {
	t.Helper()
	hostile, earlier := filepath.Join(t.TempDir(), "=evil.json"), filepath.Join(t.TempDir(), "earlier.json")
	require.NoError(t, os.WriteFile(hostile, []byte(evil), 0o666))
	require.NoError(t, os.WriteFile(earlier, command.Run(t, "audit", "contoso-2020.json", "--on", "2020-01-01", "--format", "json"), 0o666))
	return [][]string{
		{"audit", "contoso.json", "--on", "2026-11-22"},
		{"audit", "contoso.json", "--on", "2026-11-22", "--since", earlier},
		{"audit", hostile, "--on", "2026-11-22"},
		{"srv", "check", "srv.txt", "--on", "2019-08-15"},
		{"provision", "check", "request.json", "--holdings", "holdings.json"},
	}
}

// sarifSchema returns the schema of OASIS, which go-sarif has among its constants.
func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	loaded, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedImports | packages.NeedExportFile}, "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif")
	require.NoError(t, err)
	require.Empty(t, loaded[0].Errors)
	text := constant.StringVal(loaded[0].Types.Scope().Lookup("schema").(*types.Const).Val())
	require.Contains(t, text, "docs.oasis-open.org")
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("sarif.json", doc))
	s, err := c.Compile("sarif.json")
	require.NoError(t, err)
	return s
}

// TestSARIF: SARIF is valid by the schema of OASIS, and read back by another library.
func TestSARIF(t *testing.T) {
	schema := sarifSchema(t)
	for _, args := range reports(t) {
		text := command.Run(t, append(args, "--format", "sarif")...)
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		require.NoError(t, schema.Validate(v), "%v", args)
		read, err := sarif.FromBytes(text, sarif.WithStrictValidation())
		require.NoError(t, err)
		require.Len(t, read.Runs, 1)
		run := read.Runs[0]
		require.NotEmpty(t, run.Results)
		for _, r := range run.Results {
			require.Equal(t, *r.RuleID, *run.Tool.Driver.Rules[r.RuleIndex].ID)
			require.NotEmpty(t, r.Locations)
		}
	}
	broken := strings.Replace(string(command.Run(t, append(reports(t)[0], "--format", "sarif")...)), `"level": "error"`, `"level": "fatal"`, 1)
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(broken))
	require.NoError(t, err)
	require.Error(t, schema.Validate(v))
}

// TestJUnit: another library reads back as many failures as there are rules with an
// error.
func TestJUnit(t *testing.T) {
	for _, args := range append(reports(t), []string{"expect", "promises.txt", "--config", "contoso-2020.json", "--on", "2020-01-01"}) {
		text := command.Run(t, append(args, "--format", "junit")...)
		suites, err := junit.Ingest(text)
		require.NoError(t, err, "%v", args)
		require.Len(t, suites, 1)
		suite := suites[0]
		require.Equal(t, suite.Totals.Tests, len(suite.Tests))
		require.Positive(t, suite.Totals.Tests)
		if args[0] == "expect" {
			continue
		}
		failed := map[string]bool{}
		for _, f := range findings(t, args) {
			if f.Severity == "error" {
				failed[f.Rule] = true
			}
		}
		require.Equal(t, len(failed), suite.Totals.Failed, "%v", args)
	}
}

type finding struct{ Rule, Severity, Detail string }

// findings returns the findings of the same report in JSON.
func findings(t *testing.T, args []string) []finding {
	t.Helper()
	var form struct{ Findings []finding }
	require.NoError(t, json.Unmarshal(command.Run(t, append(args, "--format", "json")...), &form))
	return form.Findings
}

// tables returns the tables that the command writes, by what wrote them.
func tables(t *testing.T) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	hostile, list := filepath.Join(dir, "=evil.json"), filepath.Join(dir, "list.txt")
	require.NoError(t, os.WriteFile(hostile, []byte(evil), 0o666))
	require.NoError(t, os.WriteFile(list, []byte("=1+1@contoso.com\n-1@fabrikam.com\n"), 0o666))
	all := map[string][]byte{}
	for _, args := range append(reports(t),
		[]string{"who", hostile, "--on", "2026-11-22"}, []string{"who", "contoso.json", "--on", "2016-01-01"},
		[]string{"can", "--from", list, "--to", list, "--config", hostile, "--on", "2026-11-22"},
		[]string{"fix", "contoso.json", "--on", "2026-11-22"}, []string{"plan", "contoso.json", "contoso-2020.json", "--on", "2020-01-01"},
	) {
		all[strings.Join(args, " ")] = command.Run(t, append(args, "--format", "csv")...)
	}
	return all
}

// TestCSV: each table is one of package encoding/csv with a byte order mark, and no cell
// begins as a formula does.
func TestCSV(t *testing.T) {
	for from, text := range tables(t) {
		text, marked := bytes.CutPrefix(text, []byte("\ufeff"))
		require.True(t, marked, from)
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		require.NoError(t, err, from)
		require.Greater(t, len(rows), 1, from)
		for _, row := range rows {
			for _, cell := range row {
				require.False(t, strings.IndexAny(strings.TrimLeft(cell, " "), "=+-@\t\r") == 0 && cell != "-", "%s: %q", from, cell)
			}
		}
	}
}

// TestSpreadsheet: a library of spreadsheets finds the cells that package encoding/csv
// finds, and no formula among them.
func TestSpreadsheet(t *testing.T) {
	library := filepath.Join(t.TempDir(), "xlsx.js")
	require.NoError(t, os.WriteFile(library, npm.File(t, "xlsx", "0.18.5", "dist/xlsx.full.min.js", "c9506197caf809a075b6dee1da0d36fb19da7158ffe8a88e7b0c96c5d8623c99"), 0o666))
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("!!! SKIPPED: the library of spreadsheets needs node, which is not here !!!")
	}
	const script = `const X = require(process.argv[1]), fs = require("fs");
const text = fs.readFileSync(0);
const sheet = (options) => Object.values(X.read(text, { type: "buffer", ...options }).Sheets)[0];
const formulas = Object.values(sheet({})).filter((c) => c.f).length;
console.log(JSON.stringify({ formulas, rows: X.utils.sheet_to_json(sheet({ raw: true }), { header: 1, raw: true, defval: "" }) }));`
	read := func(text []byte) (formulas int, rows [][]string) {
		cmd := exec.Command(node, "-e", script, library)
		cmd.Stdin = bytes.NewReader(text)
		var problems bytes.Buffer
		cmd.Stderr = &problems
		out, err := cmd.Output()
		require.NoError(t, err, problems.String())
		var sheet struct {
			Formulas int
			Rows     [][]string
		}
		require.NoError(t, json.Unmarshal(out, &sheet))
		return sheet.Formulas, sheet.Rows
	}
	formulas, _ := read([]byte("a\n=1+1\n"))
	require.Equal(t, 1, formulas, "the library does not find formulas")
	for from, text := range tables(t) {
		formulas, rows := read(text)
		require.Zero(t, formulas, from)
		want, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
		require.NoError(t, err)
		require.Equal(t, want, rows, from)
	}
}

// shots is where the pictures of the pages go, which a person should look at after a
// change of the page.
var shots = flag.String("shots", "", "`directory` for pictures of the reports, light and dark, narrow and wide, and printed")

// TestPage: axe-core finds nothing wrong with the page, light and dark, with all of it
// shown. It is not wider than the screen.
func TestPage(t *testing.T) {
	for i, args := range reports(t)[1:4] {
		page := filepath.Join(t.TempDir(), "page.html")
		require.NoError(t, os.WriteFile(page, command.Run(t, append(args, "--format", "html")...), 0o666))
		tab := browser.Open(t, page)
		for _, scheme := range []string{"light", "dark"} {
			browser.Scheme(t, tab, scheme)
			_, err := chromedp.Run(tab, chromedp.Evaluate[bool](`(document.querySelectorAll("details").forEach((d) => d.open = true), true)`))
			require.NoError(t, err)
			require.Empty(t, browser.Violations(t, tab), "%v, %s", args, scheme)
			for _, width := range []int64{390, 1280} {
				require.NoError(t, chromedp.Do(tab, chromedp.EmulateViewport(width, 900)))
				over, err := chromedp.Run(tab, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
				require.NoError(t, err)
				require.LessOrEqual(t, over, 0, "%v at %d", args, width)
				if *shots != "" {
					require.NoError(t, os.MkdirAll(*shots, 0o777))
					browser.Shot(t, tab, filepath.Join(*shots, strconv.Itoa(i)+"-"+scheme+"-"+strconv.FormatInt(width, 10)+".png"))
				}
			}
		}
		if *shots != "" {
			printed, err := chromedp.Run(tab, chromedp.PrintToPDF())
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(*shots, strconv.Itoa(i)+".pdf"), printed, 0o666))
		}
	}
}

// TestPageFilter: the choice of a severity works by the keyboard, without a script.
func TestPageFilter(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.html")
	require.NoError(t, os.WriteFile(page, command.Run(t, "audit", "contoso.json", "--on", "2026-11-22", "--format", "html"), 0o666))
	tab := browser.Open(t, page)
	shown := func() int {
		n, err := chromedp.Run(tab, chromedp.Evaluate[int](`[...document.querySelectorAll("ol.items > li")].filter((e) => e.offsetParent !== null).length`))
		require.NoError(t, err)
		return n
	}
	all := shown()
	require.NoError(t, chromedp.Do(tab, chromedp.Focus("#only-all")))
	seen := map[int]bool{all: true}
	for range 3 {
		require.NoError(t, chromedp.Do(tab, chromedp.KeyEvent("\u0303"))) // the arrow to the right
		require.Less(t, shown(), all)
		seen[shown()] = true
	}
	require.Greater(t, len(seen), 2)
}

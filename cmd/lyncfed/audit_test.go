package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/report"
)

// contoso is the configuration that the README audits.
const contoso = "../../examples/testdata/contoso.json"

// findingsIn returns the findings of an audit in JSON.
func findingsIn(t *testing.T, out string) diag.Findings {
	t.Helper()
	var result struct{ Findings diag.Findings }
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		t.Fatal(err)
	}
	return result.Findings
}

func TestAuditGolden(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	t.Setenv("CLICOLOR_FORCE", "")
	for name, args := range map[string][]string{
		"audit.txt":            nil,
		"audit.md":             {"--format", "markdown"},
		"audit.csv":            {"--format", "csv"},
		"audit-details.txt":    {"--details"},
		"audit-warnings.txt":   {"--severity", "warning"},
		"audit-suppressed.txt": {"--severity", "error", "--suppress", "testdata/suppress.json"},
		"audit-2016.txt":       {"--on", "2016-01-01"},
	} {
		if !slices.Contains(args, "--on") {
			args = append(args, "--on", "2026-11-22")
		}
		out, report, status := lyncfed(nil, append([]string{"audit", contoso}, args...)...)
		if status != statusRefused || report != "" {
			t.Errorf("%v: status %d, %s", args, status, report)
		}
		golden(t, "testdata/golden/"+name, strings.ReplaceAll(out, release(), "VERSION"))
	}
}

// TestAuditShows: at least ten findings of at least three packages, each with
// path, remedy, source and place.
func TestAuditShows(t *testing.T) {
	out, _, _ := lyncfed(nil, "audit", contoso, "--on", "2026-11-22", "--format", "json")
	findings := findingsIn(t, out)
	packages := map[string]int{}
	for _, f := range findings {
		name, _, _ := strings.Cut(string(f.Rule), ".")
		packages[name]++
		if f.Path == "" || f.Remedy == "" || f.Source.URL == "" || f.Summary == "" || f.Pos.Line == 0 || f.Pos.Column == 0 || f.Pos.File != contoso {
			t.Errorf("%+v does not explain itself", f)
		}
	}
	if len(findings) < 10 || len(packages) < 3 {
		t.Errorf("%d findings of %v", len(findings), slices.Sorted(maps.Keys(packages)))
	}
}

// write puts a file into a directory of the test's own.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAuditFiles has wrong files: each gets a sentence with the remedy.
func TestAuditFiles(t *testing.T) {
	right, err := os.ReadFile("../../federation/testdata/right.json")
	if err != nil {
		t.Fatal(err)
	}
	const one = `{"Platform":"SfBServer2015","PublicProviders":[{"Identity":"Skype","ProxyFqdn":"a.b"}]}`
	for name, tt := range map[string]struct {
		files  []string
		status int
		report string
	}{
		"right":              {[]string{string(right)}, statusOK, ""},
		"UTF-8 with BOM":     {[]string{"\ufeff" + string(right)}, statusOK, ""},
		"UTF-16 LE":          {[]string{encode(string(right), false)}, statusOK, ""},
		"UTF-16 BE":          {[]string{encode(string(right), true)}, statusOK, ""},
		"UTF-16, no mark":    {[]string{encode(one, false)[2:]}, statusFailed, "UTF-16 without a byte order mark"},
		"empty":              {[]string{""}, statusFailed, "there is nothing in it. Run the export again"},
		"blank":              {[]string{" \n"}, statusFailed, "there is nothing in it"},
		"cut off":            {[]string{one[:40]}, statusFailed, ":1:41: error: it ends in the middle"},
		"too little to tell": {[]string{"Identity : Skype\n"}, statusFailed, "powershell.object.ambiguous"},
		"no configuration":   {[]string{`{"a":1}`}, statusFailed, "lyncfed export-script"},
		"one kind alone":     {[]string{`[{"Identity":"Skype","IconUrl":null}]`}, statusRefused, ""}, // it has no ProxyFqdn
		"agree":              {[]string{one, `{"Platform":"sfbserver2015","Users":[]}`, one}, statusOK, ""},
		"platforms disagree": {[]string{one, `{"Platform":"LyncServer2013"}`}, statusFailed, "with different values"},
		"providers agree":    {[]string{one, strings.Replace(one, "Skype", "SKYPE", 1), `{"PublicProviders":[]}`}, statusOK, ""},
		"providers disagree": {[]string{one, strings.Replace(one, "a.b", "c.d", 1)}, statusRefused, ""},
		"edges disagree":     {[]string{`{"AccessEdgeConfiguration":{"AllowFederatedUsers":true}}`, `{"AccessEdgeConfiguration":{"AllowFederatedUsers":false}}`}, statusRefused, ""},
		"bad record":         {[]string{`{"PublicProviders":[{"Identity":7}]}`}, statusRefused, ""},
		"screenshot":         {[]string{"\x89PNG\r\n\x1a\n\x00\x00"}, statusFailed, "a PNG picture"},
		"deep":               {[]string{strings.Repeat(`{"a":`, 100_000)}, statusFailed, "diag.json.syntax"},
	} {
		args := []string{"audit", "--on", "2016-01-01"}
		for _, text := range tt.files {
			args = append(args, write(t, "config.json", text))
		}
		out, report, status := lyncfed(nil, args...)
		if status != tt.status || !strings.Contains(report, tt.report) || (status == statusFailed) == (out != "") {
			t.Errorf("%s: status %d, want %d; report %q, want %q; %.200s", name, status, tt.status, report, tt.report, out)
		}
	}
}

// TestAuditPlaces: each finding has the file that its record came from.
func TestAuditPlaces(t *testing.T) {
	a := write(t, "a.json", "{\"PublicProviders\":[\n {\"Identity\":\"x\"}]}")
	b := write(t, "b.json", "{\"Users\":[],\n\"Pools\":[{\"Identity\":\"p\",\n\"Site\":\"\"}]}")
	out, _, _ := lyncfed(nil, "audit", "--on", "2016-01-01", "--severity", "error", "--format", "json", a, b)
	findings := findingsIn(t, out)
	if len(findings) != 2 || findings[0].Pos.File != a || findings[0].Pos.Line != 2 || findings[1].Pos.File != b || findings[1].Pos.Line != 3 || findings[1].Pos.Column != 8 {
		t.Errorf("findings: %+v", findings)
	}
	out, report, status := lyncfed(strings.NewReader("{\"PublicProviders\":[{}]}"), "audit", "-", "--on", "2016-01-01", "--platform", "lync server 2013")
	if status != statusRefused || report != "" || !strings.Contains(out, "(standard input:1:21)") || strings.Contains(out, "federation.platform.missing") {
		t.Errorf("status %d, %s, %s", status, report, out)
	}
}

// TestHostileText: what is in a file, and its name, does not steer the terminal, nor look
// like part of the report, in any format.
func TestHostileText(t *testing.T) {
	const text = "{\"Users\":[],\"Evil\\u001b[2J\\nDO FIRST\":1,\"PublicProviders\":[{\"Identity\":\"\\u001b]0;x\\u0007\\u200b\",\"IconUrl\":\"`\\u202e\"}]}"
	names := []string{"evil.json"}
	if runtime.GOOS != "windows" {
		names = append(names, "\x1b[2J\nDO FIRST\u202e\u00ad=1.json")
	}
	for _, name := range names {
		file := write(t, name, text)
		for _, format := range []string{"text", "json", "markdown", "csv", "sarif", "junit"} {
			out, report, _ := lyncfed(nil, "audit", file, "--on", "2016-01-01", "--format", format)
			if strings.ContainsAny(out+report, "\x1b\x07\u202e\u200b\u00ad") || strings.Contains(out, "J\nDO FIRST") || out == "" {
				t.Errorf("%s: %q%q", format, out, report)
			}
		}
	}
}

// TestManyFindings: places are found once for each record, not anew for each
// finding. 10,000 findings of a rule are listed, and one counts the others.
func TestManyFindings(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"AllowedDomains":[{"Identity":"a_0.b"}`)
	for i := range 20_000 {
		fmt.Fprintf(&b, `,{"Identity":"a_%d.b"}`, i+1)
	}
	b.WriteString("]}")
	out, _, status := lyncfed(strings.NewReader(b.String()), "audit", "-", "--on", "2016-01-01", "--format", "json")
	if status != statusOK || strings.Count(out, "federation.domain.host") != 10_001 || !strings.Contains(out, "and 10,001 more") {
		t.Errorf("status %d, %d bytes", status, len(out))
	}
}

// oneLine returns a text without its line ends.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestSuppressions(t *testing.T) {
	for name, tt := range map[string]struct{ text, report string }{
		"not JSON":     {`[{`, "the text is not valid JSON from here on"},
		"null":         {`null`, "the text is not a JSON array"},
		"unknown":      {`[{"Rule":"a.b.c","Pth":"/x"}]`, `"Pth" is not a member`},
		"unknown rule": {`[{"Rule":"audit.service.endet","Reason":"x","Expires":"2030-01-01"}]`, "did you mean audit.service.ended?"},
		"index":        {`[{"Rule":"audit.service.ended","Path":"/PublicProviders/0/Enabled","Reason":"x","Expires":"2030-01-01"}]`, "0 is the index of a record, which can change: write the name"},
		"no reason":    {`[{"Rule":"audit.edge.off","Reason":" ","Expires":"2030-01-01"}]`, "Reason is missing (audit.edge.off)"},
		"no day":       {`[{"Rule":"audit.edge.off","Reason":"x"}]`, "Expires is missing"},
	} {
		_, report, status := lyncfed(nil, "audit", contoso, "--suppress", write(t, "s.json", tt.text))
		if status != statusFailed || !strings.Contains(report, tt.report) || !strings.Contains(report, "s.json:1:") {
			t.Errorf("%s: status %d, %q, want %q", name, status, report, tt.report)
		}
	}
	if _, report, status := lyncfed(nil, "audit", contoso, "--suppress", "missing.json"); status != statusFailed || !strings.Contains(report, "missing.json") {
		t.Errorf("a missing file: status %d, %s", status, report)
	}

	// All errors suppressed: nothing is left to exit with.
	all := `[{"Rule":"domain.list.separator","Path":"/PublicProviders/Skype/NameDecorationExcludedDomainList","Reason":"x","Expires":"2026-11-22"},
		{"Rule":"policy.grant.missing","Path":"/Users/*/*","Reason":"x","Expires":"2026-11-22"},
		{"Rule":"audit.service.ended","Path":"/PublicProviders/*/Enabled","Reason":"x","Expires":"2026-11-22"}]`
	file := write(t, "all.json", all)
	if out, _, status := lyncfed(nil, "audit", contoso, "--on", "2026-11-22", "--suppress", file); status != statusOK || !strings.Contains(oneLine(out), "0 errors, 7 warnings, 6 notices; 4 suppressed") || !strings.Contains(oneLine(out), "All errors are suppressed: 4 errors.") {
		t.Errorf("status %d, %s", status, out)
	}
	out, _, status := lyncfed(nil, "audit", contoso, "--on", "2026-11-23", "--suppress", file, "--severity", "error")
	if status != statusRefused || strings.Count(out, "report.suppression.expired") != 3 {
		t.Errorf("a day later: status %d, %s", status, out)
	}
}

// TestBaseline: what --write-suppressions writes suppresses all that was found.
func TestBaseline(t *testing.T) {
	file := filepath.Join(t.TempDir(), "accepted.json")
	args := []string{"audit", contoso, "--on", "2026-11-22"}
	out, report, status := lyncfed(nil, append(args, "--write-suppressions", file, "--reason", "before the move", "--expires", "2026-12-31")...)
	if status != statusOK || out != "" || report != "17 suppressions through 2026-12-31\n" {
		t.Fatalf("status %d, %s%s", status, out, report)
	}
	out, report, status = lyncfed(nil, append(args, "--suppress", file, "--fail-on", "notice")...)
	if status != statusOK || report != "" || !strings.Contains(oneLine(out), "0 errors, 0 warnings, 0 notices; 17 suppressed") || !strings.Contains(out, "before the move") {
		t.Errorf("status %d, %s%s", status, out, report)
	}
	for _, bad := range [][]string{{"--reason", "x"}, {"--expires", "2026-11-21", "--reason", "x"}, {"--expires", "", "--reason", "x"}} {
		if _, report, status := lyncfed(nil, append(args, append(bad, "--write-suppressions", file)...)...); status != statusFailed {
			t.Errorf("%v: status %d, %s", bad, status, report)
		}
	}
}

// TestBaselineAgain: a file of suppressions that is written again keeps what still applies.
func TestBaselineAgain(t *testing.T) {
	config := write(t, "c.json", `{"Platform":"SfBServer2019","AllowedDomains":[],"BlockedDomains":[{"Identity":"contoso.com"}],"SipDomains":[{"Identity":"contoso.com","IsDefault":true}],
"PublicProviders":[{"Identity":"AOL","ProxyFqdn":"sip.oscar.aol.com","Enabled":true},{"Identity":"Yahoo!","ProxyFqdn":"lcsap.msg.yahoo.com","Enabled":true}]}`)
	const earlier = `[
 {"Rule":"audit.service.ended","Path":"/PublicProviders/*/Enabled","Reason":"kept","Expires":"2026-12-01"},
 {"Rule":"audit.own-domain.listed","Path":"/BlockedDomains/gone.example/Identity","Reason":"not needed","Expires":"2026-12-01"},
 {"Rule":"audit.own-domain.listed","Path":"/BlockedDomains/contoso.com/Identity","Reason":"expired","Expires":"2026-11-01"},
 {"Rule":"policy.grant.missing","Path":"/Users/ken@contoso.com/ExternalAccessPolicy","Reason":"not checked","Expires":"2026-12-01"}
]`
	file := write(t, "s.json", earlier)
	args := []string{"audit", config, "--on", "2026-11-22", "--write-suppressions", file, "--reason", "added", "--expires", "2026-12-31"}
	out, told, status := lyncfed(nil, args...)
	require.Equal(t, statusOK, status, told)
	require.Empty(t, out)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	all, err := report.ReadSuppressions(file, text)
	require.NoError(t, err)
	reasons, added := map[string]report.Suppression{}, 0
	for _, s := range all {
		if s.Reason == "added" {
			added++
			require.Equal(t, "2026-12-31", s.Expires.String())
			require.NotEqual(t, "audit.service.ended", string(s.Rule))
			continue
		}
		reasons[s.Reason] = s
	}
	require.Len(t, reasons, 2)
	require.Equal(t, "/PublicProviders/*/Enabled", reasons["kept"].Path)
	require.Equal(t, "2026-12-01", reasons["kept"].Expires.String())
	require.Contains(t, reasons, "not checked")
	require.Positive(t, added)
	require.True(t, strings.HasSuffix(told, fmt.Sprintf("s.json: %d suppressions added, 2 kept, 1 removed as no longer needed, 1 as expired\n", added)), told)

	// Again, nothing changes, whatever --severity.
	_, told, status = lyncfed(nil, append(args, "--severity", "error")...)
	require.Equal(t, statusOK, status, told)
	require.True(t, strings.HasSuffix(told, fmt.Sprintf("s.json: 0 suppressions added, %d kept, 0 removed as no longer needed, 0 as expired\n", added+2)), told)
	again, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(text), string(again))

	// Another file is not written over.
	other := write(t, "other.json", `{"Users":[]}`)
	args[5] = other
	_, told, status = lyncfed(nil, args...)
	require.Equal(t, statusFailed, status)
	require.Contains(t, told, "other.json is not a file of suppressions, and was not changed:")
	text, err = os.ReadFile(other)
	require.NoError(t, err)
	require.Equal(t, `{"Users":[]}`, string(text))
}

// TestAuditStatus: what makes the exit status 2, and what is written then.
func TestAuditStatus(t *testing.T) {
	notices := write(t, "notices.json", `{"Platform":"SfBServerSE","PublicProviders":[]}`)
	complete := write(t, "complete.json", `{"Platform":"SfBServer2015","PublicProviders":[]}`)
	for _, tt := range []struct {
		file, args string
		want       int
	}{
		{contoso, "", statusRefused},
		{contoso, "--severity notice -q", statusRefused},
		{contoso, "--exit-zero", statusOK},
		{contoso, "--fail-on error --exit-zero -q", statusOK},
		{notices, "", statusOK},
		{notices, "--fail-on warning", statusOK},
		{notices, "--fail-on notice", statusRefused},
		{notices, "--fail-on not-checked", statusRefused},
		{complete, "--fail-on warning --severity error", statusRefused}, // its support has ended
		{complete, "--fail-on error,Warning", statusRefused},
		{notices, "--fail-on everything", statusFailed},
		{notices, "--fail-on=", statusFailed},
		{notices, "--severity=", statusFailed},
		{notices, "--format=", statusFailed},
		{notices, "--format yaml", statusFailed},
		{notices, "--output=", statusFailed},
	} {
		out, report, status := lyncfed(nil, append([]string{"audit", tt.file, "--on", "2026-11-22"}, strings.Fields(tt.args)...)...)
		if quiet := strings.Contains(tt.args, "-q") || status == statusFailed; status != tt.want || quiet != (out == "") || (report != "") != (status == statusFailed) {
			t.Errorf("%s: status %d, want %d; %d bytes, %s", tt.args, status, tt.want, len(out), report)
		}
	}
}

// TestAuditOutput: every format goes to a file whole, and the same as to a pipe.
func TestAuditOutput(t *testing.T) {
	for _, format := range []string{"text", "json", "markdown", "csv", "sarif", "junit"} {
		file := filepath.Join(t.TempDir(), "out")
		args := []string{"audit", contoso, "--on", "2026-11-22", "--format", format}
		want, _, _ := lyncfed(nil, args...)
		out, report, status := lyncfed(nil, append(args, "-q", "-o", file)...)
		got, err := os.ReadFile(file)
		if status != statusRefused || out != "" || report != "" || err != nil || string(got) != want || want == "" {
			t.Errorf("%s: status %d, %s%s, %v, %d bytes, want %d", format, status, out, report, err, len(got), len(want))
		}
	}
}

// TestSARIFNames: the name of a file below the working directory is relative to it.
func TestSARIFNames(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	file := filepath.Join(dir, "exports", "x.json")
	if err := errors.Join(os.Mkdir("exports", 0o777), os.WriteFile(file, []byte(`{"Platform":"SfBServer2015","Users":[]}`), 0o666)); err != nil {
		t.Fatal(err)
	}
	out, _, _ := lyncfed(nil, "audit", file, "--on", "2026-11-22", "--format", "sarif")
	if strings.Count(out, `"uri": "exports/x.json"`) < 2 || strings.Contains(out, dir) {
		t.Error(out)
	}
}

func TestColor(t *testing.T) {
	t.Setenv("CLICOLOR_FORCE", "1")
	t.Setenv("NO_COLOR", "")
	if out, _, _ := lyncfed(nil, "audit", contoso); !strings.Contains(out, "\x1b[31;1mDO FIRST") {
		t.Error("CLICOLOR_FORCE gives no color")
	}
	t.Setenv("NO_COLOR", "1")
	if out, _, _ := lyncfed(nil, "audit", contoso); strings.Contains(out, "\x1b") {
		t.Error("NO_COLOR is not honored")
	}
}

// TestAuditSince: an earlier report with --severity is compared by what it shows, and
// one of a later day or of other SIP domains is named.
func TestAuditSince(t *testing.T) {
	earlier := filepath.Join(t.TempDir(), "earlier.json")
	audit := func(args ...string) (string, string, int) {
		return lyncfed(nil, append([]string{"audit", contoso}, args...)...)
	}
	_, _, _ = audit("--on", "2014-07-01", "--severity", "error", "--format", "json", "-o", earlier)
	out, notes, _ := audit("--on", "2014-07-01", "--since", earlier)
	if want := "0 new, 0 gone, 3 the same; 16 of severities"; !strings.Contains(strings.Join(strings.Fields(out), " "), want) || notes != "" {
		t.Errorf("no %q in\n%s%s", want, out, notes)
	}

	_, notes, _ = audit("--on", "2014-06-30", "--since", earlier)
	if want := "lyncfed: " + earlier + ": the earlier report is of 2014-07-01, which is after the day of this audit, 2014-06-30\n"; notes != want {
		t.Errorf("stderr %q, want %q", notes, want)
	}
	other := write(t, "other.json", `{"SipDomains":[{"Identity":"fabrikam.com","IsDefault":true}]}`)
	_, notes, _ = lyncfed(nil, "audit", other, "--on", "2014-07-01", "--since", earlier)
	if want := "lyncfed: " + earlier + ": the earlier report has other SIP domains: contoso.com"; !strings.HasPrefix(notes, want) {
		t.Errorf("stderr %q, want %q", notes, want)
	}
}

// TestAuditSinceRefuses: JSON of other commands is not an earlier report.
func TestAuditSinceRefuses(t *testing.T) {
	examples := "../../examples/testdata/"
	script := write(t, "a.ps1", "Remove-CsPublicProvider -Identity Skype\n")
	for _, args := range [][]string{
		{"lint", script},
		{"srv", "check", examples + "srv.txt", "--on", "2019-08-15"},
		{"whatif", contoso, script, "--on", "2016-01-01"},
		{"provision", "check", examples + "request.json", "--holdings", examples + "holdings.json"},
		{"diff", contoso, examples + "contoso-2020.json", "--on", "2020-01-01"},
	} {
		out, notes, _ := lyncfed(nil, append(args, "--format", "json")...)
		if !json.Valid([]byte(out)) {
			t.Fatalf("%v: %s%s", args, out, notes)
		}
		_, notes, status := lyncfed(nil, "audit", contoso, "--since", write(t, "earlier.json", out))
		if want := "it is not a report in JSON, as lyncfed audit --format json writes"; status != statusFailed || !strings.Contains(notes, want) {
			t.Errorf("%v: status %d, %q, want %q", args, status, notes, want)
		}
	}
}

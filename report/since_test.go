package report_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/report"
)

// earlierOf returns a report as it is read back from its JSON form.
func earlierOf(t *testing.T, a *report.Audit) *report.Earlier {
	t.Helper()
	text, err := a.JSON()
	require.NoError(t, err)
	earlier, err := report.ReadEarlier(text)
	require.NoError(t, err)
	return earlier
}

// TestSince: every format has what is new since an earlier report and what is gone.
func TestSince(t *testing.T) {
	a := contoso(t)
	earlier := earlierOf(t, a)
	require.Equal(t, day, earlier.On)
	a.Compare(earlier)
	require.Empty(t, a.Since.New)
	require.Empty(t, a.Since.Gone)
	require.Empty(t, a.Since.Unsure)
	require.Equal(t, len(a.Findings), a.Since.Same)

	earlier.On = date.MustParse("2026-01-01")
	changed := &earlier.Findings[0]
	changed.Subject.Identity = "somebody@contoso.com"
	a.Compare(earlier)
	require.Len(t, a.Since.New, 1)
	require.Len(t, a.Since.Gone, 1)
	require.Equal(t, len(a.Findings)-1, a.Since.Same)
	said := fmt.Sprintf("Since the report of 2026-01-01: 1 new, 1 gone, %d the same", a.Since.Same)
	for name, text := range formatsOf(t, a) {
		switch name {
		case "CSV":
			require.Equal(t, 2, strings.Count(text, "\r\nnew,")+strings.Count(text, "\r\ngone,"))
		case "JSON", "SARIF":
			require.Contains(t, text, fmt.Sprintf(`"Same": %d`, a.Since.Same))
		default:
			require.Contains(t, strings.Join(strings.Fields(text), " "), said, name)
		}
		require.Contains(t, text, changed.Subject.Identity, name)
	}
	sarif, err := a.SARIF()
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(sarif), `"baselineState": "new"`))
	require.Equal(t, len(a.Findings)-1, strings.Count(string(sarif), `"baselineState": "unchanged"`))

}

// TestReadEarlier: only the report on an audit of a configuration is read.
func TestReadEarlier(t *testing.T) {
	const no, whole = "it is not a report in JSON, as lyncfed audit --format json writes", `"Counts":{"Unseen":0},"Checks":[],"Findings":[]}`
	srv, err := report.NewFindings("SRV records", nil, report.Origin{}, day).JSON()
	require.NoError(t, err)
	for text, want := range map[string]string{
		`{"Format":1,` + whole: "",
		"":                     no, "{}": no, "[]": no, "{" + whole: no, string(srv): no,
		`{"Format":1,"Findings":7}`:                                                        no,
		`{"Format":1,"Tool":"other","Findings":[]}`:                                        no,
		`{"Format":1,"Counts":{},"Findings":[]}`:                                           no,
		`{"Format":1,"Checks":[],"Findings":[]}`:                                           no,
		`{"Format":1,"Counts":{},"Checks":[]}`:                                             no,
		`{"Format":99,` + whole:                                                            "it has format 99, and this version reads format 1",
		`{"Format":1,"Counts":{"Unseen":16},"Checks":[],"Findings":[]}`:                    "it left out 16 findings by --severity, and does not have that severity: write it again without --severity",
		`{"Format":1,"Severity":"error","Counts":{"Unseen":16},"Checks":[],"Findings":[]}`: "",
	} {
		_, err := report.ReadEarlier([]byte(text))
		if want == "" {
			require.NoError(t, err, text)
		} else {
			require.EqualError(t, err, want, text)
		}
	}
}

// TestSinceSeverity: a finding that the earlier report left out is not new.
func TestSinceSeverity(t *testing.T) {
	shown := contoso(t)
	n := shown.Counts()
	shown.Least(diag.Warning)
	earlier := earlierOf(t, shown)
	require.Equal(t, diag.Warning, earlier.Severity)

	a := contoso(t)
	require.Positive(t, n.Notices)
	require.Greater(t, n.Warnings, 1)
	i := slices.IndexFunc(earlier.Findings, func(f report.EarlierFinding) bool { return f.Severity == diag.Warning })
	earlier.Findings = slices.Delete(earlier.Findings, i, i+1)
	a.Compare(earlier)
	require.Len(t, a.Since.New, 1) // a warning: the earlier report shows warnings
	require.Empty(t, a.Since.Gone)
	require.Len(t, a.Since.Unseen, n.Notices)
	for name, text := range formatsOf(t, a) {
		switch name {
		case "CSV":
			require.Equal(t, 1, strings.Count(text, "\r\nnew,"))
		case "JSON":
			require.Contains(t, text, fmt.Sprintf(`"Unseen": %d`, n.Notices))
		case "SARIF":
			require.Contains(t, text, fmt.Sprintf(`"Unseen": %d`, n.Notices))
			require.Equal(t, len(a.Findings)-n.Notices, strings.Count(text, `"baselineState"`))
		default:
			require.Contains(t, strings.Join(strings.Fields(text), " "), fmt.Sprintf("the same; %d of severities that the earlier report left out", n.Notices), name)
		}
	}
	a.Least(diag.Warning)
	require.Len(t, a.Since.New, 1)
	require.Empty(t, a.Since.Unseen)

	whole := contoso(t)
	whole.Least(diag.Notice)
	require.Zero(t, earlierOf(t, whole).Severity)
}

// formatsOf returns a report in all formats.
func formatsOf(t *testing.T, a *report.Audit) map[string]string {
	t.Helper()
	all := map[string]string{
		"text": string(a.Text(report.TextOptions{})), "Markdown": string(a.Markdown()), "CSV": string(a.CSV()),
		"HTML": string(a.HTML(report.HTMLOptions{})),
	}
	for name, write := range map[string]func() ([]byte, error){
		"JSON": a.JSON, "SARIF": a.SARIF, "JUnit": func() ([]byte, error) { return a.JUnit(report.Threshold{}) },
	} {
		text, err := write()
		require.NoError(t, err)
		all[name] = string(text)
	}
	return all
}

// TestSinceAccepted: what is suppressed is neither new nor gone, and what is less severe
// than was asked for is not told.
func TestSinceAccepted(t *testing.T) {
	a := contoso(t)
	earlier := earlierOf(t, a)
	all := a.Baseline("known", day)
	require.NoError(t, a.Suppress(all))
	a.Compare(earlier)
	require.Empty(t, a.Since.New)
	require.Empty(t, a.Since.Gone)

	accepted := earlierOf(t, a)
	b := contoso(t)
	b.Compare(accepted)
	require.Empty(t, b.Since.New)

	c := contoso(t)
	c.Compare(&report.Earlier{Findings: []report.EarlierFinding{{Rule: "a.b.c", Severity: diag.Notice}, {Rule: "a.b.d", Severity: diag.Error}}})
	c.Least(diag.Error)
	require.Len(t, c.Since.Gone, 1)
	require.Len(t, c.Since.New, c.Counts().Errors)
}

// TestSinceUnsure: what could not be checked now is not gone.
func TestSinceUnsure(t *testing.T) {
	const users = `"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:Gone"}]`
	const rest = `"SipDomains":[{"Identity":"contoso.com","IsDefault":true}],"ExternalAccessPolicies":[{"Identity":"Global"}]`
	earlier := earlierOf(t, auditOf(t, "a.json", "{"+rest+","+users+"}"))
	a := auditOf(t, "b.json", "{"+rest+"}")
	a.Compare(earlier)
	require.NotEmpty(t, a.Since.Unsure)
	for _, f := range a.Since.Gone {
		require.NotEqual(t, "Users", f.Subject.Kind)
	}
	text, err := a.JSON()
	require.NoError(t, err)
	var form struct {
		Since struct{ Unsure []struct{ Rule diag.Rule } }
	}
	require.NoError(t, json.Unmarshal(text, &form))
	require.Len(t, form.Since.Unsure, len(a.Since.Unsure))
	require.Equal(t, 1, audit.Format)
}

package report_test

import (
	"encoding/json"
	"fmt"
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

	for _, bad := range []string{"", "{}", "[]", `{"Format":99,"Findings":[]}`, `{"Format":1,"Findings":7}`} {
		_, err := report.ReadEarlier([]byte(bad))
		require.Error(t, err, bad)
	}
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

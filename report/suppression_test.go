package report_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/report"
)

func TestCatalog(t *testing.T) {
	example, err := os.ReadFile("testdata/contoso.json")
	require.NoError(t, err)
	rules := slices.DeleteFunc(slices.Collect(report.Rules()), func(r diag.RuleInfo) bool { return !strings.HasPrefix(string(r.Rule), "report.") })
	testkit.CheckCatalog(t, slices.Values(rules), map[string]testkit.Check{
		"Day": func(in json.RawMessage) error {
			var on date.Date
			require.NoError(t, json.Unmarshal(in, &on))
			a := report.NewAudit(&powershell.Export{Document: &federation.Document{}}, nil, on)
			return testkit.Join(slices.DeleteFunc(a.Findings, func(f *diag.Finding) bool { return f.Rule != report.RuleFactsOld }))
		},
		"Suppressions": func(in json.RawMessage) error { _, err := report.ReadSuppressions("", in); return err },
		"Suppressed": func(in json.RawMessage) error {
			all, err := report.ReadSuppressions("", in)
			if err != nil {
				return err
			}
			a := auditOf(t, "contoso.json", string(example))
			if err := a.Suppress(all); err != nil {
				return err
			}
			return testkit.Join(slices.DeleteFunc(a.Findings, func(f *diag.Finding) bool { return !strings.HasPrefix(string(f.Rule), "report.") }))
		},
	})
}

func TestReadSuppressions(t *testing.T) {
	const end = `,"Reason":"x","Expires":"2030-01-01"}]`
	for text, want := range map[string]string{
		``:                               "the text is not a JSON array",
		`null`:                           "the text is not a JSON array",
		`{}`:                             "the text is not a JSON array",
		`[{`:                             "s.json:1:2: error /0: the text is not valid JSON from here on",
		"[\n{\"Rule\":\"a.b.c\"},":       "a.b.c is not a rule",
		`[1]`:                            "suppression 1: it is not an object",
		`[null]`:                         "suppression 1: it is not an object",
		`[] x`:                           "there is text after the array",
		`[] []`:                          "there is text after the array",
		`[`:                              "the text is not valid JSON from here on",
		`[{"Pth":"/x"}]`:                 `"Pth" is not a member: the members are Rule, Path, Reason and Expires`,
		`[{"Rule":7}]`:                   "Rule: 7 is not a text",
		`[{"Path":"/Users"` + end:        "Rule is missing",
		`[{"Rule":"audit.edge.of"` + end: "audit.edge.of is not a rule, did you mean audit.edge.off?",
		`[{"Rule":"audit.edge.off","Expires":"2030-01-01"}]`:                  "Reason is missing (audit.edge.off)",
		`[{"Rule":"audit.edge.off","Reason":"x"}]`:                            "Expires is missing (audit.edge.off)",
		`[{"Rule":"audit.edge.off","Reason":"x","Expires":"2030-02-30"}]`:     `Expires: "2030-02-30" is not a day such as 2027-12-31`,
		`[{"Rule":"audit.edge.off","Reason":"x","Expires":null}]`:             "Expires: null is not a day such as 2027-12-31",
		`[{"Rule":"audit.edge.off","Path":"Users"` + end:                      "a path must begin with a slash",
		`[{"Rule":"audit.edge.off","Path":"/PublicProvider/Skype"` + end:      "did you mean PublicProviders?",
		`[{"Rule":"audit.edge.off","Path":"/Nothing"` + end:                   "is not a kind of records (Platform, SipDomains",
		`[{"Rule":"audit.edge.off","Path":"/PublicProviders/0/Enabled"` + end: "0 is the index of a record, which can change: write the name, as /PublicProviders/NAME or /PublicProviders/[Identity=0]",
		`[{"Rule":"audit.edge.off","Path":"/Users/[Name=x]"` + end:            "[Name=x] does not name a user: write [SipAddress=NAME]",
	} {
		_, err := report.ReadSuppressions("s.json", []byte(text))
		if err == nil || !strings.Contains(err.Error(), strings.Trim(want, "[]")) || !strings.Contains(err.Error(), "[report.suppression.malformed]") {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	all, err := report.ReadSuppressions("s.json", []byte("\ufeff"[:0]+"[\n  {\"Rule\": \"audit.edge.off\",\n\"Reason\":\"x\",\"Expires\":\"2030-01-01\"}\n]\n"))
	require.NoError(t, err)
	require.Equal(t, diag.Pos{File: "s.json", Line: 2, Column: 3}, all[0].Pos)
}

// names has providers and domains with names that are hard to write in a path.
const names = `{"Platform":"SfBServerSE","Users":[],"BlockedDomains":[],"SipDomains":[],
"PublicProviders":[{"Identity":"a/b","ProxyFqdn":"x.example","VerificationLevel":2},{"Identity":"2020","ProxyFqdn":"y.example","VerificationLevel":2},{"Identity":"~]/[","ProxyFqdn":"z.example","VerificationLevel":2}]}`

// TestPaths: a path names the record, however it is written and wherever it stands.
func TestPaths(t *testing.T) {
	for _, tt := range []struct {
		path string
		want int
	}{
		{"/PublicProviders/a~1b/VerificationLevel", 1},
		{"/PublicProviders/[Identity=a/b]/VerificationLevel", 1},
		{"/publicproviders/[identity=A/B]/verificationlevel", 1},
		{"/PublicProviders/[Identity=2020]/VerificationLevel", 1},
		{"/PublicProviders/2020/x", -1},
		{"/PublicProviders/*/VerificationLevel", 3},
		{"/PublicProviders/*/*", 3},
		{"/PublicProviders/*", 0},
		{"/PublicProviders", 0},
		{"", 0},
	} {
		a := auditOf(t, "names.json", names)
		err := a.Suppress([]report.Suppression{{Rule: "audit.level.deprecated", Path: tt.path, Reason: "x", Expires: day}})
		if (err != nil) != (tt.want < 0) || err == nil && len(a.Suppressed) != tt.want {
			t.Errorf("%q suppresses %d, %v, want %d", tt.path, len(a.Suppressed), err, tt.want)
		}
	}
}

// TestBaseline: what is written suppresses everything that may be, and only that.
func TestBaseline(t *testing.T) {
	for name, text := range map[string]string{"names": names, "unread": `{"PublicProviders":[{"Identity":7},{"Identity":"Skype","ProxyFqdn":"a b","Enabled":true}]}`} {
		a := auditOf(t, "a.json", text)
		require.NotEmpty(t, a.Findings)
		written, err := report.MarshalSuppressions(a.Baseline("known", day))
		require.NoError(t, err)
		all, err := report.ReadSuppressions("s.json", written)
		require.NoError(t, err, string(written))
		require.NoError(t, a.Suppress(all))
		var left []string
		for _, f := range a.Findings {
			left = append(left, string(f.Rule))
		}
		want := map[string][]string{"unread": {"diag.member.type", "domain.label.character", "federation.kind.incomplete"}}[name]
		slices.Sort(left)
		if diff := cmp.Diff(want, slices.Compact(left)); diff != "" {
			t.Errorf("%s is left (-want +got)\n%s", name, diff)
		}
		if again := a.Baseline("another", day.AddDays(1)); len(again) != len(all) || again[0].Reason != "known" {
			t.Errorf("%s: what is suppressed does not keep its reason: %+v", name, again)
		}
	}
}

// TestUnread: what could not be read cannot be suppressed.
func TestUnread(t *testing.T) {
	a := auditOf(t, "a.json", `{"PublicProviders":[{"Identity":7}]}`)
	require.NoError(t, a.Suppress([]report.Suppression{{Rule: "federation.kind.incomplete", Path: "/PublicProviders", Reason: "x", Expires: day}}))
	require.Empty(t, a.Suppressed)
	require.Contains(t, string(a.Text(report.TextOptions{Width: 1000})), "is about text that could not be read, and cannot be suppressed")
}

// TestUnmatched: a suppression that names nothing is reported whatever the severity,
// and says where its rule is broken.
func TestUnmatched(t *testing.T) {
	a := contoso(t)
	require.NoError(t, a.Suppress([]report.Suppression{{Rule: "audit.service.ended", Path: "/PublicProviders/Messenger/Enabled", Reason: "x", Expires: day}}))
	a.Least(diag.Error)
	require.Contains(t, string(a.Text(report.TextOptions{Width: 1000})), "is not found at /PublicProviders/Messenger/Enabled, but at /PublicProviders/Skype/Enabled and /PublicProviders/AIM/Enabled")
}

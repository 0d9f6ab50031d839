package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/report"
)

var day = date.MustParse("2026-11-27")

// contoso returns the audit of the example.
func contoso(t testing.TB) *report.Audit {
	t.Helper()
	data, err := os.ReadFile("testdata/contoso.json")
	require.NoError(t, err)
	return auditOf(t, "contoso.json", string(data))
}

func auditOf(t testing.TB, name, text string) *report.Audit {
	t.Helper()
	files := []powershell.File{{Name: name, Data: []byte(text)}}
	e, err := powershell.Read(powershell.DefaultLimit, files...)
	require.NoError(t, err)
	a := report.NewAudit(e, report.FilesOf(files), day)
	a.Version = "v0.0.0"
	return a
}

// formats are all formats of an audit.
var formats = map[string]func(*testing.T, *report.Audit) []byte{
	"txt":         func(_ *testing.T, a *report.Audit) []byte { return a.Text(report.TextOptions{}) },
	"140.txt":     func(_ *testing.T, a *report.Audit) []byte { return a.Text(report.TextOptions{Width: 140}) },
	"details.txt": func(_ *testing.T, a *report.Audit) []byte { return a.Text(report.TextOptions{Details: true}) },
	"md":          func(_ *testing.T, a *report.Audit) []byte { return a.Markdown() },
	"html":        func(_ *testing.T, a *report.Audit) []byte { return a.HTML(report.HTMLOptions{}) },
	"csv":         func(_ *testing.T, a *report.Audit) []byte { return a.CSV() },
	"json":        func(t *testing.T, a *report.Audit) []byte { return must(t)(a.JSON()) },
	"sarif":       func(t *testing.T, a *report.Audit) []byte { return must(t)(a.SARIF()) },
	"junit.xml":   func(t *testing.T, a *report.Audit) []byte { return must(t)(a.JUnit(report.Threshold{})) },
}

func must(t *testing.T) func([]byte, error) []byte {
	return func(text []byte, err error) []byte {
		t.Helper()
		require.NoError(t, err)
		return text
	}
}

// accepted are suppressions of one finding of the example.
func accepted(t *testing.T) []report.Suppression {
	t.Helper()
	all, err := report.ReadSuppressions("accepted.json", []byte(`[
  {"Rule": "audit.support.ended", "Path": "/Platform", "Reason": "the move is under way", "Expires": "2027-03-31"},
  {"Rule": "audit.service.ended", "Path": "/PublicProviders/aim/Enabled", "Reason": "gone soon", "Expires": "2026-11-01"}
]`))
	require.NoError(t, err)
	return all
}

func TestGolden(t *testing.T) {
	for name, format := range formats {
		a := contoso(t)
		require.NoError(t, a.Suppress(accepted(t)))
		testkit.Golden(t, "testdata/golden/contoso."+name, string(format(t, a)))
	}
}

// TestWidth: no line is longer than the terminal is wide, but for commands, names of
// files and addresses, which are whole.
func TestWidth(t *testing.T) {
	for _, width := range []int{40, 80, 140} {
		for line := range strings.Lines(string(contoso(t).Text(report.TextOptions{Width: width, Details: true}))) {
			line = strings.TrimSuffix(line, "\n")
			oneWord := !strings.Contains(strings.TrimSpace(line), " ")
			if len([]rune(line)) > width && !oneWord && !strings.Contains(line, "-Cs") && !strings.Contains(line, "SHA-256") && width > 40 {
				t.Errorf("width %d: %d characters: %s", width, len([]rune(line)), line)
			}
			if strings.Contains(line, "-Identity") && strings.Count(line, "'")%2 != 0 {
				t.Errorf("width %d: a command is not whole: %s", width, line)
			}
		}
	}
}

func TestColor(t *testing.T) {
	a := contoso(t)
	text := string(a.Text(report.TextOptions{Color: true}))
	if !strings.Contains(text, "\x1b[31;1mDO FIRST\x1b[0m") {
		t.Error("errors have no color")
	}
	for _, sequence := range []string{"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31;1m", "\x1b[33;1m", "\x1b[36;1m"} {
		text = strings.ReplaceAll(text, sequence, "")
	}
	if diff := cmp.Diff(string(a.Text(report.TextOptions{})), text); diff != "" {
		t.Errorf("color changes the text (-without +with):\n%s", diff)
	}
}

// TestMany: findings of one rule and cause are one entry.
func TestMany(t *testing.T) {
	var users strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&users, `,{"SipAddress":"sip:user%d@contoso.com","ExternalAccessPolicy":"Tag:FedPic"}`, i)
	}
	a := auditOf(t, "users.json", `{"Platform":"SfBServer2015","ExternalAccessPolicies":[],"AllowedDomains":[{"Identity":"a_0.b"},{"Identity":"a_1.b"},{"Identity":"a_2.b"},{"Identity":"a_3.b"}],"Users":[`+users.String()[1:]+`]}`)
	text := strings.Join(strings.Fields(string(a.Text(report.TextOptions{}))), " ")
	for _, want := range []string{
		"2,000 users are granted a policy that does not exist, and cannot reach anyone outside.",
		" 2 2,000 users error 2,000 users are granted Tag:FedPic, which does not exist: user0@contoso.com, user1@contoso.com and 1,998 more [policy.grant.missing]",
		"(users.json:1:230) and 1,999 more",
		"4 allowed domains",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the text does not have %q: %.1500s", want, text)
		}
	}
	if all := string(a.Text(report.TextOptions{Details: true})); !strings.Contains(all, "user1999@contoso.com is granted") || strings.Contains(text, "user1999") {
		t.Error("the details do not have every user, or the text without them has")
	}
}

// TestUncounted: a record that is repeated is named once, and more users than are
// listed are said to be more.
func TestUncounted(t *testing.T) {
	for n, want := range map[int][]string{
		5:      {"sip:ann0@contoso.com is also at /Users/0/SipAddress; and 3 more like it [federation.user.repeated]"},
		12_001: {"More than 10,000 users are granted a policy that does not exist", "and 2,001 more, which are not listed [policy.grant.missing]"},
	} {
		var users strings.Builder
		for i := range n {
			fmt.Fprintf(&users, `,{"SipAddress":"sip:ann%d@contoso.com","ExternalAccessPolicy":"Tag:FedPic"}`, i*min(n/10, 1))
		}
		a := auditOf(t, "users.json", `{"ExternalAccessPolicies":[],"Users":[`+users.String()[1:]+`]}`)
		text := strings.Join(strings.Fields(string(a.Text(report.TextOptions{}))), " ")
		for _, want := range want {
			if !strings.Contains(text, want) {
				t.Errorf("%d users: the text does not have %q: %.1500s", n, want, text)
			}
		}
	}
}

// TestSettled: what the mending of another finding settles is said there.
func TestSettled(t *testing.T) {
	text := string(contoso(t).Text(report.TextOptions{}))
	before, after, found := strings.Cut(text, "Also settles: ")
	if !found || !strings.Contains(before, "Remove-CsPublicProvider -Identity 'Skype'") || strings.Count(text, "[domain.list.separator]") != 1 || !strings.HasPrefix(after, `"outlook.com;`) {
		t.Errorf("%s", text)
	}
}

// TestUncheckedNamed: without details the checks that could not be made have their
// names, and what they lack if they are few.
func TestUncheckedNamed(t *testing.T) {
	few := strings.Join(strings.Fields(string(contoso(t).Text(report.TextOptions{}))), " ")
	if want := "1 check could not be made in full: audit.service.unlicensed (it lacks Holdings)"; !strings.Contains(few, want) {
		t.Errorf("%s does not have %q", few, want)
	}
	text := auditOf(t, "a.json", `{"Platform":"SfBServer2019","PublicProviders":[]}`).Text(report.TextOptions{})
	many := strings.Join(strings.Fields(string(text)), " ")
	if want := regexp.MustCompile(`\d\d checks could not be made in full: [a-z.-]+, [a-z.-]+, [a-z.-]+ and \d\d more`); !want.MatchString(many) {
		t.Errorf("%s does not have %v", many, want)
	}
	sample, err := os.ReadFile("../examples/testdata/contoso.json")
	require.NoError(t, err)
	text = auditOf(t, "a.json", strings.Replace(string(sample), `"Platform": "SfBServer2015",`, "", 1)).Text(report.TextOptions{})
	some := strings.Join(strings.Fields(string(text)), " ")
	if want := "audit.level.deprecated, audit.support.ended with audit.support.ending and audit.service.unlicensed"; !strings.Contains(some, want) {
		t.Errorf("%s does not have %q", some, want)
	}
}

// TestHeadline: the first sentence has the main problem and the affected users.
func TestHeadline(t *testing.T) {
	for text, want := range map[string]string{
		`{"PublicProviders":[]}`: "No error was found in what could be checked.",
		`{"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":false,"RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":false},"AllowedDomains":[{"Identity":"a.example"}]}`: "Nobody can reach anyone outside, because federation is off at the Access Edge.",
		`{"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":true},"HostingProviders":[{"Identity":"Office365","ProxyFqdn":"sipfed.online.lync.com","Enabled":true,"EnabledSharedAddressSpace":true,"HostsOCSUsers":true,"IsLocal":false,"VerificationLevel":"UseSourceVerification","AutodiscoverUrl":""}],"Users":[{"SipAddress":"sip:a@a.example","HostingProvider":"SRV:"}],"TenantFederationConfiguration":{"Identity":"Global","AllowFederatedUsers":false,"SharedSipAddressSpace":true,"AllowedDomains":{}}}`:  "Users in Microsoft 365 cannot reach anyone outside, because federation is off in the tenant.",
		`{"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":true},"HostingProviders":[{"Identity":"Office365","ProxyFqdn":"sipfed.online.lync.com","Enabled":true,"EnabledSharedAddressSpace":true,"HostsOCSUsers":true,"IsLocal":false,"VerificationLevel":"UseSourceVerification","AutodiscoverUrl":""}],"Users":[{"SipAddress":"sip:a@a.example","HostingProvider":"SRV:"}],"TenantFederationConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"SharedSipAddressSpace":true,"AllowedDomains":null}}`: "Users in Microsoft 365 cannot reach anyone outside, because the tenant allows no domain.",
		`{"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":true},"HostingProviders":[{"Identity":"Office365","ProxyFqdn":"sipfed.online.lync.com","Enabled":true,"EnabledSharedAddressSpace":true,"HostsOCSUsers":true,"IsLocal":false,"VerificationLevel":"UseSourceVerification","AutodiscoverUrl":""}],"Users":[{"SipAddress":"sip:a@a.example","HostingProvider":"SRV:"}],"TenantFederationConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"SharedSipAddressSpace":false,"AllowedDomains":{}}}`:  "Users in Microsoft 365 and users on the servers cannot reach each other, because the tenant does not share the address space.",
		`{"PublicProviders":[{"Identity":7}]}`: "Not everything could be read: public providers.",
		`{"Platform":"SfBServer2019","PublicProviders":[{"Identity":"x","ProxyFqdn":"a b"},{"Identity":"y","ProxyFqdn":"a b"}]}`:                                                                                       "Not everything could be read: 2 public providers.",
		`{"Platform":"SfBServerSE","PublicProviders":[{"Identity":"x","ProxyFqdn":"a.example"},{"Identity":"y","ProxyFqdn":"a.example"}]}`:                                                                             "There is an error in y (public provider).",
		`{"Platform":"SfBServer2019","PublicProviders":[]}`:                                                                                                                                                            "No error was found in what could be checked, and 1 warning: the server product.",
		`{"PublicProviders":[{"Identity":"y","ProxyFqdn":"a.example"}],"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDefaultRouting","DefaultRouteFqdn":"a.example"}}`: "There is an error in the Access Edge configuration.",
		`{"PublicProviders":[],"TenantFederationConfiguration":{"Identity":"Global","AllowFederatedUsers":"perhaps"}}`:                                                                                                 "Not everything could be read: the federation configuration of the tenant.",
	} {
		var got struct{ Headline string }
		require.NoError(t, json.Unmarshal(must(t)(auditOf(t, "a.json", text).JSON()), &got))
		if got.Headline != want {
			t.Errorf("%s: %q, want %q", text, got.Headline, want)
		}
	}
}

// TestSARIF: what the schema requires and what GitHub requires.
func TestSARIF(t *testing.T) {
	a := contoso(t)
	require.NoError(t, a.Suppress(accepted(t)))
	a.Findings.Add(&diag.Finding{RuleInfo: diag.RuleInfo{Rule: "x.y.z", Severity: diag.Error}}) // without a position
	var log struct {
		Schema  string `json:"$schema"`
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct {
						ID                   string
						ShortDescription     struct{ Text string }
						DefaultConfiguration struct{ Level string }
					}
				}
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
				PartialFingerprints map[string]string
			}
			Properties struct{ Suppressed []report.Suppression }
		}
	}
	require.NoError(t, json.Unmarshal(must(t)(a.SARIF()), &log))
	require.Equal(t, "2.1.0", log.Version)
	require.Len(t, log.Runs, 1)
	run := log.Runs[0]
	require.Equal(t, "lyncfed", run.Tool.Driver.Name)
	require.Len(t, run.Results, len(a.Findings))
	require.Len(t, run.Properties.Suppressed, 1)
	levels := []string{"error", "warning", "note"}
	for _, r := range run.Tool.Driver.Rules {
		if r.ID == "" || !slices.Contains(levels, r.DefaultConfiguration.Level) || r.ShortDescription.Text == "" && r.ID != "x.y.z" {
			t.Errorf("rule %+v", r)
		}
	}
	fingerprints := map[string]bool{}
	for i, r := range run.Results {
		if r.RuleID != run.Tool.Driver.Rules[r.RuleIndex].ID || r.RuleID != string(a.Findings[i].Rule) || !slices.Contains(levels, r.Level) || r.Message.Text == "" || len(r.Locations) != 1 {
			t.Errorf("result %+v", r)
			continue
		}
		at := r.Locations[0].PhysicalLocation
		if uri, err := url.Parse(at.ArtifactLocation.URI); err != nil || uri.IsAbs() || uri.Path == "" || strings.HasPrefix(uri.Path, "/") || at.Region.StartLine < 1 {
			t.Errorf("location %+v", at)
		}
		for _, print := range r.PartialFingerprints {
			if fingerprints[print] {
				t.Errorf("%s: the fingerprint is not its own", r.Message.Text)
			}
			fingerprints[print] = true
		}
	}
}

// TestSARIFMany: GitHub refuses a run with more than 25,000 results.
func TestSARIFMany(t *testing.T) {
	a := contoso(t)
	for range 25_000 {
		a.Findings.Add(&diag.Finding{RuleInfo: diag.RuleInfo{Rule: "x.y.z", Severity: diag.Notice}})
	}
	text := string(must(t)(a.SARIF()))
	if n := strings.Count(text, `"ruleIndex"`); n != 25_000 || !strings.Contains(text, "17 findings more, the least severe, are left out") {
		t.Errorf("%d results", n)
	}
}

// TestSARIFNames: the URI of a file is relative.
func TestSARIFNames(t *testing.T) {
	for name, want := range map[string]string{
		"a b.json": "a%20b.json", "/srv/x.json": "srv/x.json", `C:\exports\x.json`: "exports/x.json", "-": "standard-input", "a:b": "./a:b", "d/50%.json": "d/50%25.json",
	} {
		var log struct {
			Runs []struct {
				Artifacts []struct{ Location struct{ URI string } }
			}
		}
		require.NoError(t, json.Unmarshal(must(t)(auditOf(t, name, `{"Users":[]}`).SARIF()), &log))
		if got := log.Runs[0].Artifacts[0].Location.URI; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// A testSuites is JUnit as a CI server reads it.
type testSuites struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Skipped  int `xml:"skipped,attr"`
	Cases    []struct {
		Class   string `xml:"classname,attr"`
		Name    string `xml:"name,attr"`
		Failure *struct {
			Message string `xml:"message,attr"`
			Text    string `xml:",chardata"`
		} `xml:"failure"`
		Skipped *struct {
			Message string `xml:"message,attr"`
		} `xml:"skipped"`
	} `xml:"testsuite>testcase"`
}

func TestJUnit(t *testing.T) {
	for name, tt := range map[string]struct {
		threshold         report.Threshold
		failures, skipped int
	}{
		"errors":      {report.Threshold{}, 3, 1},
		"warnings":    {report.Threshold{Severity: diag.Warning}, 10, 1},
		"notices":     {report.Threshold{Severity: diag.Notice}, 16, 1},
		"not checked": {report.Threshold{NotChecked: true}, 4, 0},
	} {
		a := contoso(t)
		var read testSuites
		require.NoError(t, xml.Unmarshal(must(t)(a.JUnit(tt.threshold)), &read))
		failures, skipped := 0, 0
		for _, c := range read.Cases {
			if c.Class == "" || c.Name == "" || c.Failure != nil && c.Failure.Message == "" {
				t.Errorf("%s: %+v", name, c)
			}
			if c.Failure != nil {
				failures++
			}
			if c.Skipped != nil {
				skipped++
			}
		}
		if read.Tests != len(read.Cases) || read.Failures != failures || read.Skipped != skipped || failures != tt.failures || skipped != tt.skipped {
			t.Errorf("%s: %d tests, %d failures (%d), %d skipped (%d)", name, read.Tests, read.Failures, failures, read.Skipped, skipped)
		}
		if got := a.Fails(tt.threshold); got != (tt.failures > 0) {
			t.Errorf("%s: Fails is %v", name, got)
		}
	}
}

func TestFails(t *testing.T) {
	a := auditOf(t, "a.json", `{"Platform":"SfBServerSE","PublicProviders":[]}`) // notices alone
	for threshold, want := range map[report.Threshold]bool{{}: false, {Severity: diag.Warning}: false, {Severity: diag.Notice}: true, {NotChecked: true}: true} {
		if a.Fails(threshold) != want {
			t.Errorf("%+v: Fails is %v", threshold, !want)
		}
	}
}

func TestCSV(t *testing.T) {
	a := contoso(t)
	require.NoError(t, a.Suppress(accepted(t)))
	text, found := bytes.CutPrefix(a.CSV(), []byte("\ufeff"))
	require.True(t, found)
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err)
	status := map[string]int{}
	for _, row := range rows[1:] {
		status[row[0]]++
		cell := func(name string) string { return row[slices.Index(rows[0], name)] }
		require.Equal(t, a.On.String(), cell("Day"))
		sum := ""
		if cell("File") == a.Files[0].Name {
			sum = a.Files[0].SHA256
		}
		require.Equal(t, sum, cell("SHA256"))
	}
	if diff := cmp.Diff(map[string]int{"found": len(a.Findings), "suppressed": 1, "not checked": 1, "read": 1}, status); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestJSON: the form has everything that a report says.
func TestJSON(t *testing.T) {
	a := contoso(t)
	require.NoError(t, a.Suppress(accepted(t)))
	a.Least(diag.Warning)
	var got struct {
		Format                      int
		Tool, Version, Gathered, On string
		Product, Headline           string
		SipDomains                  []string
		Files                       []report.File
		Counts                      report.Counts
		Findings                    diag.Findings
		Suppressed                  []struct {
			Reason, Expires string
			Finding         diag.Finding
		}
		Unread, Missing []string
		Checks          []struct{ Status string }
	}
	require.NoError(t, json.Unmarshal(must(t)(a.JSON()), &got))
	require.Equal(t, report.Counts{Errors: 4, Warnings: 7, Unseen: 6, Suppressed: 1, Inferred: 3, Passed: 29, NotChecked: 1, Checks: 42}, got.Counts)
	require.Len(t, got.Findings, 11)
	require.Len(t, got.Checks, 57)
	require.Equal(t, []string{"contoso.com", "contoso.co.uk"}, got.SipDomains)
	require.Equal(t, []string{"Holdings"}, got.Missing)
	require.Equal(t, "the move is under way", got.Suppressed[0].Reason)
	require.Equal(t, "audit.support.ended", string(got.Suppressed[0].Finding.Rule))
	require.Len(t, got.Files[0].SHA256, 64)
	require.Equal(t, "SfBServer2015", got.Product)
	require.NotContains(t, []string{got.Tool, got.Version, got.Gathered, got.On, got.Headline}, "")
}

// TestCell: a spreadsheet takes no cell for a formula.
func TestCell(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "a": "a", "7": "7", "a=1": "a=1", "=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", " =1": "' =1", "＝1": "'＝1", "\t=1": `\t=1`, // which is the text of an escape, and no formula
	} {
		if got := report.Cell(cell); got != want {
			t.Errorf("Cell(%q) = %q, want %q", cell, got, want)
		}
	}
}

// TestMarkdownCode: no text ends its code early, and none loses a blank.
func TestMarkdownCode(t *testing.T) {
	for text, want := range map[string]string{
		"a":        "`a`",
		"a`b":      "`` a`b ``",
		"a``b`|c":  "``` a``b`\\|c ```",
		"`a":       "`` `a ``",
		" a ":      "`  a  `",
		"a\u202eb": "`a\\u202eb`",
	} {
		if got := report.MarkdownCodeCell(text); got != want {
			t.Errorf("MarkdownCodeCell(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestNoFiles: a report may have neither files nor checks.
func TestNoFiles(t *testing.T) {
	a := report.NewFindings("x", contoso(t).Findings, report.Origin{}, day)
	_, err := a.SARIF()
	require.NoError(t, err)
	a.Findings = nil
	require.False(t, a.Fails(report.Threshold{NotChecked: true}))
}

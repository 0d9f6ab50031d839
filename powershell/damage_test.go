package powershell_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/powershell"
)

// TestLarge: the memory for a text with many properties or a long value is in proportion
// to the text.
func TestLarge(t *testing.T) {
	var labels strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&labels, "a%d : x\n", i)
	}
	for _, text := range []string{
		labels.String(),
		"Comment : x\n" + strings.Repeat("             yyyyyyyyyyy\n", 50_000),
	} {
		checkDecode(t, []byte(text))
	}
}

// A damaged text lacks a part, or has it in another place than PowerShell writes it. Its
// kinds must not look complete.
type damaged struct {
	name, text string
	want       []string         // the names of the records that are read
	rules      []diag.Rule      // the rules of the errors
	incomplete federation.Kinds // the incomplete kinds
}

func checkDamaged(t *testing.T, tests []damaged) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, findings, err := decode("file", []byte(test.text))
			require.NoError(t, err)
			var names []string
			for _, d := range c.AllowedDomains {
				names = append(names, "+"+d.Domain.String())
			}
			for _, d := range c.BlockedDomains {
				names = append(names, "-"+d.Domain.String())
			}
			for _, p := range c.PublicProviders {
				names = append(names, p.Identity)
			}
			var rules []diag.Rule
			for _, f := range findings {
				if f.Severity == diag.Error {
					rules = append(rules, f.Rule)
				}
			}
			if diff := cmp.Diff(test.want, names); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.rules, rules); diff != "" {
				t.Errorf("rules (-want +got):\n%s\n%v", diff, findings)
			}
			if c.Incomplete != test.incomplete {
				t.Errorf("incomplete %v, want %b", c.Incomplete, test.incomplete)
			}
		})
	}
}

var domains = federation.KindsOf(federation.AllowedDomains, federation.BlockedDomains)

func TestDamagedCSV(t *testing.T) {
	const whole = "\"Identity\",\"Domain\",\"Comment\"\n\"a.com\",\"a.com\",\"\"\n"
	checkDamaged(t, []damaged{
		{"row cut in its first field", whole + "\"b.com\"\n", []string{"-a.com"}, []diag.Rule{powershell.RuleCSVSyntax}, domains},
		{"without quotation marks", whole + "b.c", []string{"-a.com"}, []diag.Rule{powershell.RuleCSVSyntax}, domains},
		{"behind a blank line", whole + "\n\"b.com\"\n", []string{"-a.com"}, []diag.Rule{powershell.RuleCSVSyntax}, domains},
		{"line of returns", whole + "\r\r\n", []string{"-a.com"}, nil, 0},
		{"prompt with as many commas", whole + "PS C:\\> Get-CsBlockedDomain | select Identity,Domain,Comment\n", []string{"-a.com"}, nil, 0},
		{"warning with quotation marks", whole + "WARNING: \"Get-CsUser\", it is slow.\n", []string{"-a.com"}, nil, 0},
		{"cmdlet that failed", whole + "Get-CsAllowedDomain : Cannot, not, connect.\n", []string{"-a.com"}, []diag.Rule{powershell.RuleCmdletFailed}, federation.KindsOf(federation.AllowedDomains)},
		{"JSON directly below", whole + "{\"AllowedDomains\":[]}\n", []string{"-a.com"}, nil, 0},
		{"list directly below", whole + "Identity : b.com\nDomain : b.com\nComment :\n", []string{"-a.com", "-b.com"}, nil, 0},
		{"text behind", whole + "\nDone.\n", []string{"-a.com"}, nil, 0},
		{"tabs without quotation marks", "Identity\tDomain\tComment\na.com\ta.com\tx y\n", []string{"-a.com"}, nil, 0},
		{"byte order mark within", whole + "\ufeff#TYPE X.AllowedDomain\n\"Identity\",\"MarkForMonitoring\"\n\"b.com\",\"True\"\n", []string{"+b.com", "-a.com"}, nil, 0},
		{"byte order mark before CLIXML", whole + "\ufeff<Objs><Obj><TN RefId=\"0\"><T>X.BlockedDomain</T></TN><Props><S N=\"Identity\">b.com</S></Props></Obj></Objs>", []string{"-a.com", "-b.com"}, nil, 0},
	})
}

func TestDamagedRecords(t *testing.T) {
	checkDamaged(t, []damaged{
		{"selected, with a comment", `{"PublicProviders":[]}[{"Identity":"a.com","Comment":"partner"}]`, nil, []diag.Rule{powershell.RuleObjectAmbiguous}, domains},
		{"selected, without one", "{\"PublicProviders\":[]}\n\"Identity\",\"Domain\"\n\"a.com\",\"a.com\"\n", nil, []diag.Rule{powershell.RuleObjectAmbiguous}, domains},
		{"under a member that is misspelled", `{"AllowDomains":[{"Identity":"a.com","Domain":"a.com"}],"PublicProviders":[]}`, nil, []diag.Rule{powershell.RuleObjectAmbiguous}, domains},
		{"first lines of a list gone", "Comment : x\n\nIdentity : b.com\nDomain   : b.com\nComment  :\n", []string{"-b.com"}, []diag.Rule{powershell.RuleObjectAmbiguous}, domains},
		{"without a name", `{"BlockedDomains":[{"Domain":"a.com"},{"Comment":"x"},{"Identity":null}]}`, []string{"-a.com"}, []diag.Rule{powershell.RuleMemberAbsent}, federation.KindsOf(federation.BlockedDomains)},
		{"bundle named after the cmdlets", `{"AllowedDomain":[{"Identity":"a.com","Domain":"a.com","Comment":null,"MarkForMonitoring":true}],"BlockedDomain":[{"Identity":"b.com"}]}`, []string{"+a.com", "-b.com"}, nil, 0},
	})
}

// identified has the kinds whose records have an Identity.
var identified = federation.KindsOf(federation.SIPDomains, federation.AccessEdge, federation.PublicProviders, federation.HostingProviders,
	federation.AllowedDomains, federation.BlockedDomains, federation.ExternalAccessPolicies, federation.Pools)

func TestDamagedText(t *testing.T) {
	const allowed, blocked = `{"AllowedDomains":[{"Identity":"a.com"}]}`, `{"BlockedDomains":[{"Identity":"b.com"}]}`
	const stars = "\n**********************\n"
	checkDamaged(t, []damaged{
		{"stars between outputs", stars + allowed + stars + blocked + stars, []string{"+a.com", "-b.com"}, nil, 0},
		{"stars around a list", stars + "Identity : b.com\nDomain : b.com\nComment :" + stars, []string{"-b.com"}, nil, 0},
		{"end of the head of a transcript", "Machine   : EDGE01" + stars + "\nIdentity : b.com\nDomain : b.com\nComment :\n" + stars + "End time: 20140101", []string{"-b.com"}, nil, 0},
		{"JSON without its beginning", "    \"Identity\": \"a.com\"\n  },\n  {\"Identity\":\"b.com\",\"Domain\":\"b.com\",\"Comment\":null}\n", []string{"-b.com"}, []diag.Rule{powershell.RuleLinesSkipped}, identified},
		{"CLIXML without its beginning", "<S N=\"Identity\">a.com</S></Props></Obj></Objs>\n" + blocked, []string{"-b.com"}, []diag.Rule{powershell.RuleLinesSkipped}, 0},
		{"an export at a prompt", "PS C:\\> Get-CsAllowedDomain | Export-Clixml a.xml\nDone it.\nPS C:\\> Get-CsBlockedDomain\n\nIdentity : b.com\nDomain   : b.com\nComment  :\n", []string{"-b.com"}, nil, 0},
		{"names alone below a prompt", "PS C:\\> Get-CsAllowedDomain | select -ExpandProperty Domain\na.com\nPS C:\\> Get-CsBlockedDomain\n\nIdentity : b.com\nDomain   : b.com\nComment  :\n", []string{"-b.com"}, []diag.Rule{powershell.RuleLinesSkipped}, federation.KindsOf(federation.AllowedDomains)},
		{"commas between objects", allowed + ",\n" + blocked + "\n", []string{"+a.com", "-b.com"}, nil, 0},
		{"commas between objects on a line", allowed + "," + blocked, []string{"+a.com", "-b.com"}, nil, 0},
		{"JSON directly below a failure", "Get-CsUser : Not found.\nAt line:1 char:1\n" + blocked, []string{"-b.com"}, []diag.Rule{powershell.RuleCmdletFailed}, federation.KindsOf(federation.Users)},
	})
}

func TestCLIXMLErrors(t *testing.T) {
	const blocked = `<Objs><Obj><TN RefId="0"><T>X.BlockedDomain</T></TN><Props><S N="Identity">b.com</S></Props></Obj>`
	const record = `<TN RefId="1"><T>Deserialized.System.Management.Automation.ErrorRecord</T></TN><ToString>Access is denied.</ToString>`
	failed, want := []diag.Rule{powershell.RuleCmdletFailed}, []string{"-b.com"}
	checkDamaged(t, []damaged{
		{"line of the console", blocked + `<S S="Error">Get-CsBlockedDomain : Access is denied._x000D__x000A_</S><S S="Error">At line:1</S></Objs>`, want, failed, federation.KindsOf(federation.BlockedDomains)},
		{"record", blocked + `<Obj S="Error">` + record + `<MS><S N="ErrorCategory_Activity">Get-CsBlockedDomain</S></MS></Obj></Objs>`, want, failed, federation.KindsOf(federation.BlockedDomains)},
		{"record in the output", blocked + `<Obj>` + record + `<MS><S N="ErrorCategory_Activity">Get-CsBlockedDomain</S></MS></Obj></Objs>`, want, failed, federation.KindsOf(federation.BlockedDomains)},
	})
	for _, unnamed := range []string{`<Obj>` + record + `</Obj>`, `<S S="Error">Access is denied.</S><S S="Error">At line:1</S>`} {
		_, findings, err := decode("file", []byte(blocked+unnamed+"</Objs>"))
		require.NoError(t, err)
		require.Len(t, findings, 1)
		require.Equal(t, powershell.RuleCmdletFailed, findings[0].Rule)
	}
}

func TestDamagedLists(t *testing.T) {
	const rule = powershell.RuleLinesSkipped
	checkDamaged(t, []damaged{
		{"blank line in a comment", "Identity          : a.com\nDomain            : a.com\nComment           : one\n\n                    three\nMarkForMonitoring : True\n", []string{"+a.com"}, nil, 0},
		{"comment broken without indentation", "Identity          : a.com\nDomain            : a.com\nVerificationLevel : 1\nProxyFqdn         :\nMarkForMonitoring : True\nComment           : one\ntwo\nComment           : x\n",
			[]string{"+a.com"}, []diag.Rule{rule, powershell.RuleObjectAmbiguous}, domains},
		{"JSON below a list", "Identity : a.com\nDomain   : a.com\nComment  :\n\n           {\"AllowedDomains\":[]}\n", []string{"-a.com"}, nil, 0},
		{"many empty arrays on a line", `[][]{"AllowedDomains":[{"Identity":"a.com"}]}`, []string{"+a.com"}, nil, 0},
		{"provider in two", "Identity             : MSN\nName                 : MSN\nIconUrl              : https://a/\nb.png\nNameDecorationDomain :\nProxyFqdn            : a.com\n",
			[]string{"MSN"}, []diag.Rule{rule, powershell.RuleMemberAbsent}, federation.KindsOf(federation.PublicProviders)},
	})
}

// TestCutRecords: the summary of a truncated record is not read as a record.
func TestCutRecords(t *testing.T) {
	c, findings, err := decode("file", []byte(`{
"BlockedDomains": ["@{Identity=b.com; Domain=b.com}", {"Identity":"c.com"}],
"AllowedDomains": "Domain=a.com",
"PublicProviders": ["Microsoft.Rtc.Management.WritableConfig.Settings.Edge.DisplayPublicProvider"],
"AccessEdgeConfiguration": "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.DisplayAccessEdgeSettings"}`))
	require.NoError(t, err)
	require.Len(t, c.BlockedDomains, 1)
	require.Empty(t, c.AllowedDomains)
	require.Empty(t, c.PublicProviders)
	require.Nil(t, c.AccessEdge)
	require.Equal(t, domains.With(federation.PublicProviders).With(federation.AccessEdge), c.Incomplete)
	require.Len(t, findings, 4)
	for _, f := range findings {
		require.Equal(t, powershell.RuleValueCut, f.Rule, "%v", f)
	}
}

// TestHidden: records in an unexpected place, and texts in place of records, make their
// kinds incomplete.
func TestHidden(t *testing.T) {
	const record = `{"Identity":"a.com","Domain":"a.com","ProxyFqdn":null,"MarkForMonitoring":true}`
	allowed := federation.KindsOf(federation.AllowedDomains)
	for text, want := range map[string]federation.Kinds{
		`{"BlockedDomains":[],"data":{"AllowedDomains":[]}}`:                                            allowed,
		`{"BlockedDomains":[],"result":{"items":{"list":[` + record + `]}}}`:                            allowed,
		`{"BlockedDomains":[],"Entries":[{"Key":"AllowedDomains","Value":[` + record + `]}]}`:           allowed,
		`{"BlockedDomains":[],"note":{"text":["a.com"],"Identity":"x"}}`:                                0,
		`{"BlockedDomains":[],"note":"a list of domains"}`:                                              0,
		`{"BlockedDomains":[],"note":"Identity : a.com\nDomain : a.com\nMarkForMonitoring : True"}`:     allowed,
		`{"PublicProviders":[]}["X.AllowedDomain"]`:                                                     0, // a name that is not a type of PowerShell
		`{"PublicProviders":[]}["Microsoft.Rtc.Management.WritableConfig.Settings.Edge.AllowedDomain"]`: allowed,
		`[` + record + `,"b.com"]`: allowed,
		`[` + record + `,null]`:    0,
		"Comment,Identity,Domain\n\"x\na,b.com,b.com\ny\",a.com,a.com\n":                                                            domains,
		"Comment,Identity,Domain\n\"x\na, b.com\ny\",a.com,a.com\n":                                                                 0,
		"Identity,Domain,Comment\na.com,a.com,x\nIdentity,Domain,Why it is\n\"Identity\",\"Domain\",\"Why it is\"\nb.com,b.com,x\n": domains,
		"Identity : b.com\nDomain : b.com\nComment : x\rIdentity : a.com\rDomain : a.com\n":                                         domains,
		"Identity : b.com\nDomain : b.com\nComment : 'x',\n":                                                                        0,
	} {
		c, findings, err := decode("file", []byte(text))
		if err != nil {
			require.NotZero(t, want, "%s: %v", text, err)
			continue
		}
		require.Equal(t, want, c.Incomplete&domains, "%s: %v", text, findings)
	}
	_, findings, err := decode("file", []byte("SipAddress : sip:a@b.c\nExternalAccessPolicy : Pic,\n\n"+record))
	require.NoError(t, err)
	require.Equal(t, 1, errorsIn(findings), "%v", findings)
	_, findings, err = decode("file", []byte("SipAddress : sip:a@b.c\nExternalAccessPolicy : 'Pic'\n\n"+record))
	require.NoError(t, err)
	require.Equal(t, 1, errorsIn(findings), "%v", findings)
}

// TestCounted: the Count of an array is compared with its length.
func TestCounted(t *testing.T) {
	for text, whole := range map[string]bool{
		`{"value":[{"SipAddress":"a@b.c"}],"Count":1}`:                           true,
		`{"value":[{"SipAddress":"a@b.c"}],"Count":2}`:                           false,
		`{"Users":{"value":[{"SipAddress":"a@b.c"}],"Count":1}}`:                 true,
		`{"Users":{"Count":3,"value":[{"SipAddress":"a@b.c"}]},"SipDomains":[]}`: false,
	} {
		c, findings, err := decode("file", []byte(text))
		require.NoError(t, err)
		require.Len(t, c.Users, 1)
		if c.Incomplete.Has(federation.Users) == whole || (findings.Worst() == diag.Error) == whole {
			t.Errorf("%s: incomplete %v, %v", text, c.Incomplete, findings)
		}
	}
}

// TestTables: a table of other objects is only a notice.
func TestTables(t *testing.T) {
	const record = "Identity  : contoso.com\nIsDefault : True\n\n"
	for text, want := range map[string]string{
		"Mode   LastWriteTime\n----   -------------\n-a---  12.06.2019\n":    "notice powershell.table.cut",
		"Identity    Domain\n--------    ------\nb.com       b.com\n":        "error powershell.table.cut",
		"Identity    Dom\n            ain\n--------    ---\nb.com       b\n": "error powershell.table.cut",
	} {
		_, findings, err := decode("file", []byte(record+text))
		require.NoError(t, err)
		if got := testkit.Findings(testkit.Join(findings)); len(got) == 0 || got[len(got)-1] != want {
			t.Errorf("%q: %q, want %s", text, got, want)
		}
	}
}

// TestURLBelow: a URL alone on the line below its property is its value. Other texts are
// not.
func TestURLBelow(t *testing.T) {
	const above = "Identity          : LyncOnline\nProxyFqdn         : sipfed.online.lync.com\nHostsOCSUsers     : True\nAutodiscoverUrl   :"
	for text, want := range map[string]string{
		above + "\nhttps://webdir.online.lync.com/root\n":                  "https://webdir.online.lync.com/root",
		above + "\nhttps://webdir.online.lync.com/root\nIsLocal : False\n": "https://webdir.online.lync.com/root",
		above + "\n\nhttps://webdir.online.lync.com/root\n":                "",
		above + "\nhttps://webdir.online.lync.com/ro\not\n":                "incomplete",
		above + "\nhttps://webdir.online.lync.com/root and more\n":         "incomplete",
		above + " https://a.com/\nhttps://webdir.online.lync.com/root\n":   "incomplete",
		above + "\nhttps://webdir.online.lync.com/root\nhttps://a.com/x\n": "incomplete",
	} {
		c, _, err := decode("file", []byte(text))
		require.NoError(t, err)
		got := "incomplete"
		if c.Incomplete.IsZero() {
			got = string(c.HostingProviders[0].AutodiscoverURL)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestUnrecognized: the finding on a text without readable records names a command to run.
func TestUnrecognized(t *testing.T) {
	var said strings.Builder
	for _, text := range []string{
		"PS C:\\> Get-CsAllowedDomain | fw\n\n\na.com                b.com\n\nPS C:\\>\n",
		"Identité               : a.com\nFQDN du proxy          :\nNiveau de vérification : AlwaysUnverifiable\n",
		"class AllowedDomain#Decorated\n{\n  Domain = a.com\n}\n",
		"| Property | Value |\n|---|---|\n| Domain | a.com |\n| MarkForMonitoring | False |\n",
		"@{Identity=a.com; Domain=a.com; ProxyFqdn=; Comment=}",
		"Name,Value\nAllowFederatedUsers,True\n",
		"Réunion : lundi\nÀ : Ann\nHeure prévue : 10:00\n",
	} {
		_, _, err := decode("file", []byte(text))
		require.ErrorIs(t, err, powershell.RuleTextUnrecognized)
		fmt.Fprintf(&said, "%s\n%v\n\n", text, err)
	}
	testkit.Golden(t, "testdata/unrecognized.txt", said.String())
}

// TestTorn: a property between a value that fills its line and the rest of the value makes
// both doubtful.
func TestTorn(t *testing.T) {
	const (
		first = "Identity        : O365\nProxyFqdn       : a.com\nHostsOCSUsers   : True\nAutodiscoverUrl : https://webdir.online.contoso.com/Autodiscover/Autodiscover/A"
		rest  = "                  utodiscoverService.svc/root\n"
	)
	for text, whole := range map[string]bool{
		first + "\n" + rest:                        true,
		first + "\nComment         : x\n" + rest:   false,
		first + "\nKey             : x\n" + rest:   false,
		first + "bc\nComment         : x\n" + rest: true, // the value does not fill its line, so that the comment continues
	} {
		c, _, err := decode("file", []byte(text))
		if got := err == nil && c.Incomplete.IsZero(); got != whole {
			t.Errorf("%q: whole %v, want %v: %v", text, got, whole, err)
		}
	}
}

// TestProse: a line of prose above a list is skipped. A line that may be the rest of a
// record is reported.
func TestProse(t *testing.T) {
	const padded = "Identity          : a.com\nDomain            : a.com\nMarkForMonitoring : False\n"
	for text, whole := range map[string]bool{
		"Comment: exported by Ann\n\n" + padded:                                  true,
		"Site: Redmond\n\n" + padded:                                             true,
		"Comment           : exported by Ann\n\n" + padded:                       false,
		"Domain: b.com\n\n" + padded:                                             false,
		"Comment: x\n\nIdentity: a.com\nDomain: a.com\nMarkForMonitoring: False": false,
	} {
		c, _, err := decode("file", []byte(text))
		require.NoError(t, err)
		if c.Incomplete.IsZero() != whole || len(c.AllowedDomains) != 1 {
			t.Errorf("%q: incomplete %v, %v", text, c.Incomplete, c.AllowedDomains)
		}
	}
}

// TestUnreadIsNotAbsent: an unreadable member has only its error. A missing member has the
// notice.
func TestUnreadIsNotAbsent(t *testing.T) {
	const config = `{"Identity":"Global","AllowFederatedUsers":true,"AllowedDomains":"a.com=b.com","BlockedDomains":[],"SharedSipAddressSpace":true`
	for text, want := range map[string][]string{
		config + `,"AllowTeamsConsumer":true,"AllowTeamsConsumerInbound":true,"BlockAllSubdomains":false}`: {"error /TenantFederationConfiguration/AllowedDomains tenant.list.unknown"},
		config + `,"AllowTeamsConsumer":true,"BlockAllSubdomains":false}`:                                  {"error /TenantFederationConfiguration/AllowedDomains tenant.list.unknown", "notice /TenantFederationConfiguration powershell.member.absent"},
	} {
		_, findings, err := decode("file", []byte(text))
		require.NoError(t, err)
		require.ElementsMatch(t, want, testkit.Findings(testkit.Join(findings)), text)
		for _, f := range findings {
			if f.Rule == powershell.RuleMemberAbsent {
				require.Contains(t, f.Detail, "lacks AllowTeamsConsumerInbound:")
			}
		}
	}
}

// TestUnreadBesideAbsent: a member that one record lacks is reported, even if it is
// unreadable in another record.
func TestUnreadBesideAbsent(t *testing.T) {
	const policies = `[{"Identity":"Tag:A","EnableTeamsConsumerAccess":true,"BlockedExternalDomains":[],"AllowedExternalDomains":"a=b"},
		{"Identity":"Tag:B","EnableTeamsConsumerAccess":true,"BlockedExternalDomains":[]}]`
	_, findings, err := decode("file", []byte(`{"TenantExternalAccessPolicies":`+policies+`}`))
	require.NoError(t, err)
	isSaid := slices.ContainsFunc(findings, func(f *diag.Finding) bool {
		return f.Rule == powershell.RuleMemberAbsent && strings.Contains(f.Detail, "AllowedExternalDomains")
	})
	require.True(t, isSaid)
}

// TestRowsApart: a row above the head of its table, or after other text, is not lost in
// silence. Talk and commands are not rows.
func TestRowsApart(t *testing.T) {
	const head, row = "\"Identity\",\"Domain\",\"Comment\"\n", "\"b.com\",\"b.com\",\"\"\n"
	for text, want := range map[string]bool{
		"a.com,a.com,\nIdentity,Domain,Comment\nb.com,b.com,x\n":                  true,
		"a.com;a.com;\nIdentity;Domain;Comment\nb.com;b.com;x\n":                  true,
		head + row + ">>>>>>> branch \"c.com\",\"c.com\",\"phish, bad\"\n":        true,
		head + row + "\n[…] \"c.com\",\"c.com\",\"phish, bad\"\n":                 true,
		"Dear Ken, hello, you\nIdentity,Domain,Comment\nb.com,b.com,x\n":          false,
		"These two:\nIdentity,Domain,Comment\nb.com,b.com,x\n":                    false,
		head + row + "PS C:\\> Get-CsPool |\n>> select a,b,c\n":                   false,
		"#TYPE Microsoft.Rtc.Management.X.BlockedDomain#Decorated\n" + head + row: false,
	} {
		c, findings, err := decode("file", []byte(text))
		require.NoError(t, err)
		if got := c.Incomplete.Has(federation.BlockedDomains) && findings.Worst() == diag.Error; got != want {
			t.Errorf("%q: incomplete %v, %v", text, c.Incomplete, findings)
		}
	}
}

// TestLinesOfOthers: a character that ends a line in a word processor does not hide the
// property after it, and neither does the lost end of a line.
func TestLinesOfOthers(t *testing.T) {
	for _, end := range []string{"\v", "\f", "\u0085", "\u2028", "\u2029"} {
		checkDamaged(t, []damaged{{
			name:       fmt.Sprintf("%q", end),
			text:       "Identity : a.com\nDomain : a.com\nComment : x" + end + "MarkForMonitoring : False\n\nIdentity : b.com\nDomain : b.com\nComment :\n",
			want:       []string{"-b.com"},
			rules:      []diag.Rule{powershell.RuleLinesSkipped},
			incomplete: domains,
		}})
	}
	// Such a character alone belongs to a text.
	c, findings, err := decode("file", []byte("Identity : a.com\nDomain : a.com\nComment : x\vy z\n"))
	require.NoError(t, err)
	if len(c.BlockedDomains) != 1 || c.BlockedDomains[0].Comment != "x\vy z" || findings.Worst() == diag.Error {
		t.Errorf("%+v, %v", c.BlockedDomains, findings)
	}
	policy := "EnableFederationAccess : True\nEnablePublicCloudAccess : True\nEnableOutsideAccess : True\n"
	c, findings, err = decode("file", []byte("Identity : Tag:PartnersDescription   :\n"+policy+"\nIdentity : Global\n"+policy))
	require.NoError(t, err)
	if len(c.ExternalAccessPolicies) != 1 || !c.Incomplete.Has(federation.ExternalAccessPolicies) {
		t.Errorf("%+v, %v", c.ExternalAccessPolicies, findings)
	}
}

// TestOtherName: a provider whose Name is not its Identity is damaged, or is two.
func TestOtherName(t *testing.T) {
	const rest = "ProxyFqdn : a.com\nVerificationLevel : 1\nEnabled : True\nEnabledSharedAddressSpace : True\nHostsOCSUsers : True\nIsLocal : False\nAutodiscoverUrl :\n"
	for text, want := range map[string][]diag.Rule{
		"Identity : LyncOnline\nName : LyncOnline\n" + rest:                                   nil,
		"Identity : LyncOnline\nName : lynconline\n" + rest:                                   nil,
		"Identity : LyncOnline\nName :\n" + rest:                                              nil,
		"Identity : LyncOnline -- More  --\nName : LyncOnline\n" + rest:                       {diag.RuleMemberMismatch},
		"Identity : LyncOnline\nName : Other\n" + rest:                                        {diag.RuleMemberMismatch},
		`[{"Name":"Other","Identity":"LyncOnline","ProxyFqdn":"a.com","HostsOCSUsers":true}]`: {diag.RuleMemberMismatch},
	} {
		c, findings, err := decode("file", []byte(text))
		require.NoError(t, err)
		var rules []diag.Rule
		for _, f := range findings {
			if f.Severity == diag.Error {
				rules = append(rules, f.Rule)
			}
		}
		if !slices.Equal(rules, want) || (len(c.HostingProviders) == 1) != (want == nil) || c.Incomplete.Has(federation.HostingProviders) != (want != nil) {
			t.Errorf("%q: %+v, incomplete %v, %v", text, c.HostingProviders, c.Incomplete, findings)
		}
	}
}

// TestStopped: a text that ends within a record is not whole, and one is whole that ends
// with it, or has the end of its last line.
func TestStopped(t *testing.T) {
	const record = "SipAddress : sip:%s@b.c\nEnabled : True\nExternalAccessPolicy :\nRegistrarPool : pool.b.c\nHostingProvider : SRV:\n"
	first, second := fmt.Sprintf(record, "a")+"\n", fmt.Sprintf(record, "d")
	for text, want := range map[string]bool{
		first + strings.TrimSuffix(second, "\n"):                                                    false,
		first + second[:strings.Index(second, "l.b.c")]:                                             true,
		first + second[:strings.Index(second, "\nRegistrarPool")]:                                   true,
		first + second[:strings.Index(second, "RegistrarPool")]:                                     false,
		strings.TrimSuffix(first, "\n") + "\n" + "SipAddress : sip:d@b.c\nRegistrarPool : pool.b.c": false,
	} {
		c, findings, err := decode("file", []byte(text))
		require.NoError(t, err)
		isCut := slices.ContainsFunc(findings, func(f *diag.Finding) bool { return f.Rule == powershell.RuleValueCut && f.Severity == diag.Error })
		if isCut != want || c.Incomplete.Has(federation.Users) != want || len(c.Users) != 2 {
			t.Errorf("%q: incomplete %v, %v", text, c.Incomplete, findings)
		}
	}
}

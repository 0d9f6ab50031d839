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

const policyLines = "Identity : Global\nEnableFederationAccess : True\nEnableXmppAccess : False\nEnablePublicCloudAccess : True\nEnablePublicCloudAudioVideoAccess : True\nEnableOutsideAccess : True\n"

// TestNotWhole: a truncated record or value is an error, and makes its kind incomplete.
func TestNotWhole(t *testing.T) {
	const blocked = "Identity : b.com\nDomain   : b.com\nComment  :\n"
	provider := func(last string) string {
		return "Identity : X\nProxyFqdn : a.com\nVerificationLevel : 1\nEnabled : True\nHostsOCSUsers : True\nEnabledSharedAddressSpace : True\nIsLocal : False\n" + last
	}
	hosting := federation.KindsOf(federation.HostingProviders)
	for name, tt := range map[string]struct {
		text       string
		rule       diag.Rule
		incomplete federation.Kinds
	}{
		"below a prompt":          {"PS C:\\> Get-CsAllowedDomain | select -ExpandProperty Domain\na.com\nPS C:\\> Get-CsBlockedDomain\n" + blocked, powershell.RuleLinesSkipped, federation.KindsOf(federation.AllowedDomains)},
		"at the end":              {blocked + "\nPS C:\\> Get-CsUser | ft SipAddress -HideTableHeaders\nsip:a@b.c\n", powershell.RuleLinesSkipped, federation.KindsOf(federation.Users)},
		"another colon":           {"SipAddress： sip:a@b.c\n\n" + blocked, powershell.RuleLinesSkipped, federation.KindsOf(federation.Users)},
		"removed line":            {"- SipAddress : sip:a@b.c\n\n" + blocked, powershell.RuleLinesSkipped, federation.KindsOf(federation.Users)},
		"two on a line":           {blocked + "\n" + strings.Replace(provider(""), "\nProxy", " Proxy", 1), powershell.RuleLinesSkipped, hosting},
		"dots":                    {provider("AutodiscoverUrl : https://a.com/...\n"), powershell.RuleValueCut, hosting},
		"ellipsis":                {provider("AutodiscoverUrl : https://a.com/…\n"), powershell.RuleValueCut, hosting},
		"blank within a URL":      {blocked + "\n" + provider("AutodiscoverUrl : https://a.com/b c\n"), powershell.RuleLinesSkipped, hosting},
		"lines that end together": {provider("AutodiscoverUrl : https://webdir.online.lync.com/Autodiscover/Autodi\n") + "\nIdentity : sip-gateway-for-the-whole-of-the-organization-in-Redmonds\nDomain : b.com\nComment :\n", powershell.RuleValueCut, hosting.With(federation.BlockedDomains)},
		"row behind talk":         {"Identity,Domain,Comment\nb.com,b.com,\nGet-CsUser : x\n\nc.com,c.com,\n", powershell.RuleLinesSkipped, domains.With(federation.Users)},
		"paragraphs":              {blocked + "\n" + strings.ReplaceAll(policyLines, "\n", "\n\n"), powershell.RuleLinesSkipped, federation.KindsOf(federation.ExternalAccessPolicies)},
	} {
		c, findings, err := decode("file", []byte(tt.text))
		require.NoError(t, err, name)
		if !slices.ContainsFunc(findings, func(f *diag.Finding) bool { return f.Rule == tt.rule && f.Severity == diag.Error }) {
			t.Errorf("%s: %v", name, findings)
		}
		if c.Incomplete&tt.incomplete != tt.incomplete {
			t.Errorf("%s: incomplete %v, want %v", name, c.Incomplete, tt.incomplete)
		}
	}
}

// TestListsEndTogether: two lists whose braces end at one column are whole.
func TestListsEndTogether(t *testing.T) {
	_, findings, err := decode("file", []byte("Identity                                    : Global\n"+
		"AllowedDomains                              : {Domain=fabrikam1234.com}\n"+
		"BlockedDomains                              : {Domain=tailspintoys.com}\n"+
		"AllowFederatedUsers                         : True\n"))
	require.NoError(t, err)
	for _, f := range findings {
		require.NotEqual(t, powershell.RuleValueCut, f.Rule, "%v", f)
	}
}

// TestNotServers: an object that is not a record of a server never becomes one.
func TestNotServers(t *testing.T) {
	for name, text := range map[string]string{
		"allowed domains":      `{"AllowedDomain":[{"Domain":"a.com"}]}`,
		"application endpoint": "Identity : CN=x\nRegistrarPool : p.contoso.com\nOwnerUrn : urn:application:helpdesk\nSipAddress : sip:a@b.c\nEnabled : True\n",
		"meeting room":         "#TYPE Microsoft.Rtc.Management.ADConnect.Schema.OCSADMeetingRoom\n\"Identity\",\"SipAddress\",\"Enabled\"\n\"x\",\"sip:room@b.c\",\"True\"\n",
	} {
		c, findings, err := decode("file", []byte(text))
		require.NoError(t, err, name)
		if !isNothing(c) || len(findings) != 1 || findings[0].Severity != diag.Warning {
			t.Errorf("%s: %+v, %v", name, c, findings)
		}
	}
}

// TestPlaceholders: a placeholder is not read as a value, in any member. A word for no
// value is one where a host or a URL is.
func TestPlaceholders(t *testing.T) {
	for _, text := range []string{
		`{"HostingProviders":[{"ProxyFqdn":"xxxxx","Identity":"a","AutodiscoverUrl":"***"}]}`,
		`{"HostingProviders":[{"Identity":"a","ProxyFqdn":"<redacted>" , "AutodiscoverUrl":"[removed]"}]}`,
		`{"HostingProviders":[{ "ProxyFqdn" : "XXXX" , "AutodiscoverUrl" : "***" , "Identity" : "a" }]}`,
		"ProxyFqdn,AutodiscoverUrl,Identity\nnone,n/a,a\n",
		"ProxyFqdn,AutodiscoverUrl,Identity\nNone,-,a\n",
		"<Objs><Obj><MS><S N=\"Identity\">a</S><S N=\"ProxyFqdn\">none</S><S N=\"AutodiscoverUrl\">n.a.</S></MS></Obj></Objs>",
		"Identity : a\nProxyFqdn : none\nAutodiscoverUrl : <none>\n",
		"Identity : a\nProxyFqdn : -\nAutodiscoverUrl : $null\n",
		"Identity : a\nProxyFqdn : \"\"\nAutodiscoverUrl : ''\n",
	} {
		e, err := readAll(text, `{"Platform":"SfBServer2019"}`)
		require.NotNil(t, e, err)
		c, findings := e.Document.Configuration, e.Findings
		require.Len(t, c.HostingProviders, 1)
		for _, name := range []string{"ProxyFqdn", "AutodiscoverUrl"} {
			if !c.IsUnknown(federation.HostingProviders, 0, name) {
				t.Errorf("%s: %s is known", text, name)
			}
		}
		if p := c.HostingProviders[0]; p.Identity != "a" || !p.ProxyFQDN.IsZero() || p.AutodiscoverURL != "" || findings.Worst() != diag.Notice {
			t.Errorf("%s: %+v, %v", text, p, findings)
		}
	}
	// A policy may be called so, and a host may begin so.
	c, findings, err := decode("file", []byte("SipAddress,ExternalAccessPolicy,RegistrarPool\nann@b.c,none,none.b.c\nken@b.c,x,tbd\n"))
	require.NoError(t, err)
	if u := c.Users[0]; u.ExternalAccessPolicy.String() != "Tag:none" || u.RegistrarPool.String() != "none.b.c" {
		t.Errorf("%+v, %v", u, findings)
	}
	if !c.IsUnknown(federation.Users, 1, "RegistrarPool") || c.IsUnknown(federation.Users, 1, "ExternalAccessPolicy") {
		t.Errorf("%+v, %v", c.Users[1], findings)
	}
}

// TestNoHostMembers: a word for no value is a placeholder in each member with hosts.
func TestNoHostMembers(t *testing.T) {
	for text, members := range map[string][]string{
		`{"AllowedDomains":[{"Identity":"a.com","ProxyFqdn":"none"}]}`: {"ProxyFqdn"},
		`{"PublicProviders":[{"Identity":"a","ProxyFqdn":"none","IconUrl":"none","NameDecorationDomain":"none","NameDecorationRoutingDomain":"none","NameDecorationExcludedDomainList":"none"}]}`: {"ProxyFqdn", "IconUrl", "NameDecorationDomain", "NameDecorationRoutingDomain", "NameDecorationExcludedDomainList"},
		`{"AccessEdgeConfiguration":{"DefaultRouteFqdn":"none","SkypeSearchUrl":"none"}}`:                                                                                                         {"DefaultRouteFqdn", "SkypeSearchUrl"},
		`{"Users":[{"SipAddress":"a@b.c","RegistrarPool":"none"}]}`:                                                                                                                               {"RegistrarPool"},
		`{"TenantFederationConfiguration":{"AllowFederatedUsers":true,"AllowedDomains":"none","BlockedDomains":"-"}}`:                                                                             {"AllowedDomains", "BlockedDomains"},
	} {
		e, err := readAll(text, `{"Platform":"SfBServer2019"}`)
		require.NotNil(t, e, err)
		c, findings := e.Document.Configuration, e.Findings
		for k := range federation.AllKinds() {
			for _, name := range members {
				if k.Row().Len(&c) == 1 && !c.IsUnknown(k, 0, name) {
					t.Errorf("%s: %s is known", text, name)
				}
			}
		}
		n := 0
		for _, f := range findings {
			if f.Rule == powershell.RuleValuePlaceholder {
				n++
			}
		}
		require.Equal(t, len(members), n, "%s: %v", text, findings)
	}
	// A * stands for any host, and is not left out in silence.
	c, findings, err := decode("file", []byte(`{"PublicProviders":[{"Identity":"a","ProxyFqdn":"*"}]}`))
	require.NoError(t, err)
	if !c.Incomplete.Has(federation.PublicProviders) || findings.Worst() != diag.Error {
		t.Errorf("%+v, %v", c, findings)
	}
	c, findings, err = decode("file", []byte("Identity,Domain,Comment\nb.com,b.com,\nnone,none,\n"))
	require.NoError(t, err)
	if len(c.BlockedDomains) != 1 || !c.Incomplete.Has(federation.BlockedDomains) {
		t.Errorf("%+v, %v", c.BlockedDomains, findings)
	}
}

// TestEscaped: the escapes of a page or a URL are not read silently. Where the lines have
// tags of a page, the text is what the page shows.
func TestEscaped(t *testing.T) {
	for name, want := range map[string]struct {
		escaped bool
		shown   string
	}{
		"R&amp;D":         {true, "R&D"},
		"O&#39;Brien":     {true, "O'Brien"},
		"O&#x27;Brien":    {true, "O'Brien"},
		"&lt;x&gt;":       {true, "<x>"},
		"A&nbsp;B":        {true, "A B"},
		"S&uuml;d":        {true, "S\u00fcd"},
		"R%26D":           {true, "R%26D"},
		"&ampx;":          {false, "&ampx;"},
		"S%C3%BCd":        {true, "S%C3%BCd"},
		"R&D":             {false, "R&D"},
		"R& D; S":         {false, "R& D; S"},
		"&D;":             {false, "&D;"},
		"&#xfffffffff;":   {false, "&#xfffffffff;"},
		"&#1114112;":      {false, "&#1114112;"},
		"100%":            {false, "100%"},
		"50% of 20":       {false, "50% of 20"},
		"A%0 and %zz, %C": {false, "A%0 and %zz, %C"},
	} {
		text := "Identity : Tag:" + name + "\n" + strings.TrimPrefix(policyLines, "Identity : Global\n")
		c, findings, err := decode("file", []byte(text))
		require.NoError(t, err)
		isSaid := slices.ContainsFunc(findings, func(f *diag.Finding) bool { return f.Rule == powershell.RuleValueEscaped })
		if got := c.ExternalAccessPolicies[0].Identity.String(); got != "Tag:"+name || isSaid != want.escaped {
			t.Errorf("%s: %s, %v", name, got, findings)
		}
		for _, page := range []string{"<pre>\n" + text + "</pre>\n", strings.ReplaceAll(text, "\n", "<br>\n")} {
			c, findings, err = decode("file", []byte(page))
			require.NoError(t, err)
			if got := c.ExternalAccessPolicies[0].Identity.String(); got != "Tag:"+want.shown || errorsIn(findings) > 0 {
				t.Errorf("%s in a page: %s, %v", name, got, findings)
			}
		}
	}
	_, findings, err := decode("file", []byte("SipAddress,Enabled\nsip:o%27brien@b.c,True\n"))
	require.NoError(t, err)
	for _, f := range findings {
		require.NotEqual(t, powershell.RuleValueEscaped, f.Rule) // a URI has them
	}
}

// TestRowsLikeTalk: a row of CSV is read as a row, whatever its first characters.
func TestRowsLikeTalk(t *testing.T) {
	for _, row := range []string{"PHISHING: do not answer,b.com,b.com", ">>x,b.com,b.com", "[x] y,b.com,b.com", "<x>,b.com,b.com", `"WARNING: x",b.com,b.com`} {
		c, findings, err := decode("file", []byte("Comment,Identity,Domain\na,a.com,a.com\n"+row+"\nc,c.com,c.com\n"))
		require.NoError(t, err)
		if len(c.BlockedDomains) != 3 || errorsIn(findings) > 0 {
			t.Errorf("%s: %+v, %v", row, c.BlockedDomains, findings)
		}
	}
	c, _, err := decode("file", []byte("SipAddress,Enabled\nSIP:ANN@CONTOSO.COM,True\nSIP:KEN@CONTOSO.COM,True\n"))
	require.NoError(t, err)
	require.Len(t, c.Users, 2)
}

// TestEnumerations: Windows PowerShell may write an enumeration as an object with its
// number and name. Half of a surrogate pair is not a character.
func TestEnumerations(t *testing.T) {
	c, findings, err := decode("file", []byte(`{"AllowedDomains":[{"Identity":"a.com","ProxyFqdn":null,"VerificationLevel":{"value":2,"Value":"UseSourceVerification"},"Comment":null,"MarkForMonitoring":true}]}`))
	require.NoError(t, err)
	require.Empty(t, findings)
	if got := c.AllowedDomains[0].VerificationLevel.String(); got != "UseSourceVerification" {
		t.Errorf("the level is %s", got)
	}
	for _, text := range []string{`\ud83d`, `\ude00`, `\ude00\ud83d`, `\ud83dx`} {
		c, findings, err := decode("file", []byte(`{"BlockedDomains":[{"Identity":"a.com","Comment":"`+text+`"}]}`))
		require.NoError(t, err)
		if len(findings) != 1 || findings[0].Rule != powershell.RuleTextEncoding || !c.Incomplete.Has(federation.BlockedDomains) {
			t.Errorf("%s: %v", text, findings)
		}
	}
	c, findings, err = decode("file", []byte(`{"BlockedDomains":[{"Identity":"a.com","Comment":"\ud83d\ude00"}]}`))
	require.NoError(t, err)
	if len(findings) != 0 || c.BlockedDomains[0].Comment != "😀" {
		t.Errorf("%q, %v", c.BlockedDomains[0].Comment, findings)
	}
}

// TestAbsentOnce: missing members are reported once for each kind, at the first record.
func TestAbsentOnce(t *testing.T) {
	_, findings, err := decode("file", []byte("SipAddress,Enabled\na@b.c,True\nb@b.c,True\n#TYPE X.SipDomain\nIdentity,Name\nb.c,b.c\n"))
	require.NoError(t, err)
	var got []string
	for _, f := range findings {
		got = append(got, string(f.Rule)+" "+string(f.Path)+" "+strings.TrimPrefix(f.Pos.String(), "file:"))
	}
	want := []string{"powershell.member.absent /SipDomains 6:1", "powershell.member.absent /Users 2:1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestJoinedExports: two exports of a record with different columns give one record.
func TestJoinedExports(t *testing.T) {
	e, err := readAll("SipAddress,Enabled,RegistrarPool\nken@b.c,True,p.b.c\n", "SipAddress,ExternalAccessPolicy,HostingProvider,Enabled\nKEN@b.c,,SRV:,True\n")
	require.NoError(t, err)
	users := e.Document.Configuration.Users
	require.Len(t, users, 1)
	if u := users[0]; u.HostingProvider != "SRV:" || u.RegistrarPool.String() != "p.b.c" || !u.Enabled.IsOn() {
		t.Errorf("%+v", u)
	}
	e, err = readAll("SipAddress,Enabled,RegistrarPool\nken@b.c,True,p.b.c\n", "SipAddress,ExternalAccessPolicy,Enabled\nken@b.c,,False\n")
	require.ErrorIs(t, err, powershell.RuleRecordConflict)
	require.True(t, e.Document.Configuration.Incomplete.Has(federation.Users))
}

// TestCarriageReturns: a text whose lines end as on an old Mac reads as any other, in
// each form.
func TestCarriageReturns(t *testing.T) {
	for _, text := range []string{
		"Identity : b.com\nDomain : b.com\nComment :\n\nIdentity : c.com\nDomain : c.com\nComment : a text\n",
		"Identity,Domain,Comment\nb.com,b.com,\nc.com,c.com,\"two\nlines\"\n",
		"[\n{\"Identity\":\"b.com\",\"Domain\":\"b.com\",\n\"Comment\":null}]\n",
		"Identity : b.com\nDomain : b.com\nComment : x\nMarkForMonitoring : Perhaps\n", // a finding, with its line
	} {
		want, wantFindings, err := decode("file", []byte(text))
		require.NoError(t, err)
		got, findings, err := decode("file", []byte(strings.ReplaceAll(text, "\n", "\r")))
		require.NoError(t, err)
		if diff := cmp.Diff(want, got, testkit.Options); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
		if diff := cmp.Diff(wantFindings, findings, testkit.Options); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// TestSent: a mail as it is sent is refused, and no text that only has equals signs.
func TestSent(t *testing.T) {
	const record, row = "Identity : b.com\nDomain : b.com\nComment : ", "Identity,Domain,Comment\nb.com,b.com,"
	long := "Comment : " + strings.Repeat("x", 76-len("Comment : ="))
	for text, want := range map[string]bool{
		record + "a =3D b\n":         true,
		row + "a =3D b\n":            true,
		record + "a=20\n":            true,
		record + "a=20\r\nx : y\r\n": true,
		record + "caf=C3=A9\n":       true,
		"Identity : b.com\nDomain : b.com\n" + long + "=\ny\n":                                 true,
		"Subject: x\nContent-Transfer-Encoding: quoted-printable\nX: a=b\n\n" + record + "a\n": true,
		"content-transfer-encoding:BASE64\n\nSWRlbnRpdHkgOiBiLmNvbQ==\n":                       true,
		record + "a=20b\n":                      false,
		record + "a = b, =3D\n":                 false, // the first is not an escape
		record + "dGhlIGVuZA==\n":               false,
		record + "a=\n":                         false,
		row + "a=C3\n":                          false,
		row + "Content-Transfer-Encoding: 8bit": false,
	} {
		_, _, err := decode("file", []byte(text))
		var is bool
		for f := range diag.All(err) {
			is = f.Rule == powershell.RuleTextEncoding
		}
		if is != want {
			t.Errorf("%q: %v, want refused: %v", text, err, want)
		}
	}
}

// TestLostBeginning: the rest of a record whose first lines are lost is not taken for
// that of the record above.
func TestLostBeginning(t *testing.T) {
	const record = "Identity : %s\nDomain : %[1]s\nProxyFqdn :\nVerificationLevel : 1\nMarkForMonitoring : False\nComment :\n"
	lines := strings.SplitAfter(fmt.Sprintf(record, "c.com"), "\n")
	for lost := 1; lost < 5; lost++ {
		text := fmt.Sprintf(record, "b.com") + strings.Join(lines[lost:], "") + "\n" + fmt.Sprintf(record, "d.com")
		c, findings, err := decode("file", []byte(text))
		require.NoError(t, err)
		if findings.Worst() != diag.Error || !c.Incomplete.Has(federation.AllowedDomains) {
			t.Errorf("%d lines are lost: incomplete %v, %v", lost, c.Incomplete, findings)
		}
	}
	// A page of the vendor's prints Comment twice.
	c, findings, err := decode("file", []byte("Identity : b.com\nDomain : b.com\nComment :\nMarkForMonitoring : False\nComment :\n"))
	require.NoError(t, err)
	if len(c.AllowedDomains) != 1 || findings.Worst() == diag.Error {
		t.Errorf("%+v, %v", c.AllowedDomains, findings)
	}
}

// TestCommentLeft: a line with a Comment that is left of a lost record is not read as part
// of the record beside it.
func TestCommentLeft(t *testing.T) {
	const (
		prompt  = "PS C:\\> Get-CsBlockedDomain\n\n"
		blocked = "Identity : %s\nDomain   : %[1]s\n"
		comment = "Comment  : %s\n"
	)
	a, c := fmt.Sprintf(blocked, "a.com"), fmt.Sprintf(blocked, "c.com")
	none, same, other := fmt.Sprintf(comment, ""), fmt.Sprintf(comment, "x"), fmt.Sprintf(comment, "y")
	const allowed = "Identity          : a.com\nDomain            : a.com\nProxyFqdn         :\nVerificationLevel : 1\nComment           :\nMarkForMonitoring : False\n"
	for name, text := range map[string]string{
		"the same below":                prompt + a + same + same + "\n" + c + none,
		"both without a value":          prompt + a + none + none + "\n" + c + none,
		"another below":                 prompt + a + same + other + "\n" + c + none,
		"below one of those without":    prompt + a + other + "\n" + c,
		"above one of those without":    prompt + a + "\n" + other + c + "\n" + fmt.Sprintf(blocked, "d.com"),
		"apart":                         prompt + a + none + "\n" + other + "\n" + c + none,
		"above one that has":            prompt + a + none + "\n" + other + c + none,
		"below MarkForMonitoring":       allowed + "Comment           :\n",
		"below MarkForMonitoring, with": strings.Replace(allowed, "VerificationLevel : 1\n", "", 1) + "Comment           : x\n",
	} {
		got, findings, err := decode("file", []byte(text))
		if err == nil && (findings.Worst() != diag.Error || !got.Incomplete.Has(federation.BlockedDomains) && !got.Incomplete.Has(federation.AllowedDomains)) {
			t.Errorf("%s: incomplete %v, %v", name, got.Incomplete, findings)
		}
	}
	for _, text := range []string{
		prompt + a + "\n" + c,
		prompt + a + same + "\n" + c + none,
		prompt + a + "\nPS C:\\> Get-CsBlockedDomain\n" + c + none,
		"Identity = a.com\nDomain = a.com\nComment = x\n\nIdentity = c.com\nDomain = c.com\n",
	} {
		_, findings, _ := decode("file", []byte(text))
		for _, f := range findings {
			if f.Rule == powershell.RuleLinesSkipped {
				t.Errorf("%q: %v", text, f)
			}
		}
	}
}

// TestCertain: a copy is read like the original if its reading is certain.
func TestCertain(t *testing.T) {
	all := listings(t, []byte(besideConfig))
	plain, csv, object := list(all, 500), csvText(all, ';', false), cmdlets(all)
	bare := strings.ReplaceAll(csv, `"`, "")
	want, ok := wholly(plain)
	require.True(t, ok)
	lines := strings.Split(plain, "\n")
	var padded, rows []string
	for _, line := range lines {
		padded = append(padded, fmt.Sprintf("%-90s", line))
	}
	for line := range strings.Lines(bare) {
		line = strings.TrimSuffix(line, "\n")
		rows = append(rows, line+strings.Repeat(";", 3), strings.Repeat(";", 3+strings.Count(line, ";")))
	}
	domain := func(of string) string { return strings.ReplaceAll(plain, ": fabrikam.com", ": "+of) }
	for name, text := range map[string]string{
		"Out-Host -Paging":           strings.Replace(plain, "Domain", "<SPACE> next page; <CR> next line; Q quit\nDomain", 1),
		"more.com":                   strings.ReplaceAll(plain, "ProxyFqdn", "-- More  -- \nProxyFqdn"),
		"more":                       strings.ReplaceAll(plain, "\n\n", "\n--More--(40%)\n\n"),
		"a screen":                   strings.Join(padded, "\n"),
		"a screen with a prompt":     strings.Join(append(padded, "PS C:\\>"), "\r\n"),
		"PowerShell 7":               colored(plain, "\x1b"),
		"PowerShell 7 in a pager":    colored(plain, "^["),
		"PowerShell 7 without codes": colored(plain, ""),
		"pages of paper":             strings.ReplaceAll(plain, "\nIdentity", "\n\fIdentity"),
		"a fence of Jira":            "{code:java}\n" + plain + "{code}\n",
		"another fence of Jira":      "{noformat}\n" + plain + "{noformat}\n",
		"a panel of Jira":            "{panel:title=Export}\n" + plain + "{panel}\n",
		"a fence of a forum":         "[code]\n" + plain + "[/code]\n",
		"a page":                     "<div class=\"x\"><pre><code>" + strings.TrimLeft(plain, "\n") + "</code></pre>\n</div>\n<p>\n",
		"a page, closed at the end":  "<pre>\n" + strings.TrimRight(plain, "\n") + "</code></pre>\n",
		"a link of a mail":           domain("fabrikam.com<http://fabrikam.com>"),
		"a link with a slash":        domain("fabrikam.com <https://fabrikam.com/>"),
		"a link of Markdown":         domain("[fabrikam.com](http://fabrikam.com)"),
		"a link of a chat":           domain("<http://fabrikam.com|fabrikam.com>"),
		"a link of an address":       strings.Replace(plain, "sip:ann@contoso.com", "ann@contoso.com<mailto:ann@contoso.com>", 1),
		"a script":                   strings.ReplaceAll(script(all), "\n\n", "\n}\n\n"),
		"a spreadsheet":              strings.Join(rows, "\r\n"),
		"blanks beside semicolons":   strings.ReplaceAll(bare, ";", " ; "),
		"arrays in an array":         "[[" + strings.ReplaceAll(strings.TrimSpace(object), "\n}\n", "\n}],\n[") + "]]",
	} {
		got, ok := wholly(text)
		if !ok {
			_, findings, err := decode("file", []byte(text))
			t.Errorf("%s: %v, %v\n%s", name, err, findings, text)
		} else if diff := difference(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%s", name, diff, text)
		}
	}
}

// TestUncertain: a copy whose reading is not certain is refused.
func TestUncertain(t *testing.T) {
	const blocked = "Identity : %s\nDomain   : b.com\nComment  :\n"
	const hosting = `{"HostingProviders":[{"Identity":"a","ProxyFqdn":"b.com","AutodiscoverUrl":"%s"}]}`
	for name, text := range map[string]string{
		"a link to another domain": fmt.Sprintf(blocked, "b.com<http://c.com>"),
		"a link of a checker":      fmt.Sprintf(hosting, "https://x.com/?url=https%3A%2F%2Fb.com"),
		"an escape in a URL":       fmt.Sprintf(hosting, "https://b.com/?a=1&amp;b=2"),
		"a bracket":                fmt.Sprintf(blocked, "["),
		"a field without a name":   "Identity;Domain;Comment;;\nb.com;b.com;;;lost\n",
		"UTF-16, then UTF-8":       string(inUTF16(fmt.Sprintf(blocked, "b.com")+"\n", 0, 8)) + "\nIdentity : c.com\nDomain : c.com\n",
		"UTF-16, then UTF-8, odd":  string(inUTF16(fmt.Sprintf(blocked, "b.com")+"\n", 8, 0)) + "\n\nIdentity : c.com\nDomain : c.com\n",
	} {
		_, findings, err := decode("file", []byte(text))
		if err == nil && errorsIn(findings) == 0 {
			t.Errorf("%s: %v", name, findings)
		}
	}
}

// TestLostBeside: records in a form that is not read are an error, before and after a
// record that is read. So is other output of the cmdlet at a prompt.
func TestLostBeside(t *testing.T) {
	const (
		record = "Identity  : contoso.com\nName      : contoso.com\nIsDefault : True\n\n"
		blank  = "\n\n"
	)
	blocked := federation.KindsOf(federation.BlockedDomains)
	for name, tt := range map[string]struct {
		text       string
		incomplete federation.Kinds // at least
	}{
		"a renamed property":         {"PS C:\\> Get-CsBlockedDomain | select @{n='Blocked';e={$_.Domain}} | fl\n\nBlocked : b.com\n\n", blocked},
		"a renamed property of some": {"PS C:\\> Get-CsBlockedDomain | ? Comment | select @{n='Blocked';e={$_.Domain}} | fl\n\nBlocked : b.com\n\n", blocked},
		"lines of another command":   {"PS C:\\> Get-CsBlockedDomain | % { Write-Host $_.Domain is bad }\n\nb.com is bad\n\nPS C:\\> Get-CsSipDomain\n\n", blocked},
		"a table without a head":     {"PS C:\\> Get-CsBlockedDomain | ft -HideTableHeaders\n\nb.com b.com x\n\n", blocked},
		"a table of other names":     {"PS C:\\> Get-CsUser | ft DisplayName\n\nDisplayName\n-----------\nAnn\n\n", federation.KindsOf(federation.Users)},
		"SIP domains of a tenant":    {"PS C:\\> Get-CsOnlineSipDomain\n\nName   Status\n----   ------\nb.com  Enabled\n\n", federation.KindsOf(federation.TenantSIPDomains)},
		"Name and Status":            {"Name   : b.com\nStatus : Enabled\n\n", federation.KindsOf(federation.TenantSIPDomains)},
		"hashtables":                 {"@(\n  @{ Identity = 'b.com'; Domain = 'b.com' }\n)\n", blocked},
		"custom objects":             {"[PSCustomObject]@{ Identity = \"b.com\"; Domain = \"b.com\"; Comment = \"x\" }\n", blocked},
		"a table of Markdown":        {"| Identity | Domain | Comment |\n|---|---|---|\n| b.com | b.com | x |\n", blocked},
		"a table with frames":        {"+-------+-------+\n| Identity | Domain |\n+-------+-------+\n| b.com | b.com |\n+-------+-------+\n", blocked},
		"semicolons":                 {"Identity; b.com\nDomain; b.com\nComment; x\n", blocked},
		"Compare-Object":             {"InputObject SideIndicator\n----------- -------------\n@{Identity=b.com; Domain=b.com; Comment=} <=\n\n", blocked},
		"domains":                    {"b.com\nc.com\n", blocked},
		"domains in columns":         {"b.com      c.com\n", blocked},
		"domains with marks":         {"- \"b.com\",\n- \"c.com\"\n", blocked},
		"names below a kind":         {"BlockedDomains:\n  - b.com\n  - c.com\n", blocked},
		"a kind on a line":           {"BlockedDomains: [{Identity: b.com, Domain: b.com}]\n", blocked},
		"users":                      {"sip:ann@contoso.com\nsip:ken@contoso.com\n", federation.KindsOf(federation.Users)},
		"domains as JSON":            {"[\"b.com\",\"c.com\"]\n", blocked},
		"a domain as CLIXML":         {"<Objs><Obj><TN><T>BlockedDomain</T></TN><ToString>b.com</ToString></Obj></Objs>\n", blocked},
		"Format-List as JSON":        {`[{"ClassId2e4f51ef21dd47e99d3c952918aff9cd":"033ecb2bc07a4d43b5ef94ed5a35d280","pageHeaderEntry":null}]` + "\n", blocked},
		"Format-List as CSV":         {"\"ClassId2e4f51ef21dd47e99d3c952918aff9cd\",\"pageHeaderEntry\"\n\"033ecb2bc07a4d43b5ef94ed5a35d280\",\n", blocked},
		"texts as CSV":               {"\"Length\"\n\"12\"\n\"9\"\n", blocked},
		"a misspelled name":          {"Identity : b.com\nDomian   : b.com\nComment  :\n\n", blocked},
	} {
		for _, text := range []string{record + tt.text, tt.text + blank + record} {
			c, findings, err := decode("file", []byte(text))
			if err != nil {
				continue // the whole file is refused
			}
			require.Len(t, c.SIPDomains, 1, name)
			if errorsIn(findings) == 0 || c.Incomplete&tt.incomplete != tt.incomplete {
				t.Errorf("%s: incomplete %v, %v\n%s", name, c.Incomplete, findings, text)
			}
		}
	}
	for name, text := range map[string]string{
		"one domain as a heading":     "edge01.contoso.com\n==================\n" + record,
		"another cmdlet's output":     "PS C:\\> Get-Service\n\nStatus Name\n------ ----\nRunning x\n\nPS C:\\> Get-CsSipDomain\n\n" + record,
		"what another command prints": "PS C:\\> Get-CsAllowedDomain | % { Test-CsFederatedPartner -Domain $_.Domain }\n\nTargetFqdn : edge.b.com\nResult     : Failure\n\nPS C:\\> Get-CsSipDomain\n\n" + record,
		"names of a service":          `[{"Name":"WinRM","Status":4}]` + "\n" + record,
		"a cmdlet without records":    "PS C:\\> Get-CsBlockedDomain\n\nPS C:\\> Get-CsSipDomain\n\n" + record,
		"an empty row above a head":   "Domains as of today,,\n,,\nIdentity,Name,IsDefault\ncontoso.com,contoso.com,True\n",
		"a heading with a comma":      "[source,powershell]\n" + record,
		"the end of less":             record + "~\n~\n(END)\n",
		"a summary of Markdown":       "<details><summary>out</summary>\n\n" + record + "</details>\n",
		"SIP domains below a prompt":  "PS C:\\> Get-CsOnlineSipDomain | fl\n\nName   : contoso.com\nStatus : Enabled\n\nPS C:\\> Get-CsSipDomain\n\n" + record,
	} {
		c, findings, err := decode("file", []byte(text))
		require.NoError(t, err, name)
		if errorsIn(findings) > 0 || len(c.SIPDomains) != 1 || c.Incomplete != 0 || strings.Contains(text, "Online") != (len(c.Tenant.SIPDomains) == 1) {
			t.Errorf("%s: %+v, %v", name, c, findings)
		}
	}
}

// TestWrappedWords: a Comment that a console wraps at its width keeps all its blanks.
func TestWrappedWords(t *testing.T) {
	const prefix = "Comment           : "
	comment := strings.Repeat("word ", 60) + "end"
	for width := 79; width < 89; width++ {
		var wrapped strings.Builder
		line := prefix + comment
		for len(line) > width {
			wrapped.WriteString(line[:width] + "\n")
			line = strings.Repeat(" ", len(prefix)) + line[width:]
		}
		text := "Identity          : a.com\nDomain            : a.com\n" + wrapped.String() + line + "\nMarkForMonitoring : True\n"
		const longer = "\n\nIdentity : x\nFqdn : pool01.contoso.com\nSite : Site:x\nServices : {"
		for _, other := range []string{"", longer + strings.Repeat("service, ", 20) + "}\n"} {
			c, findings, err := decode("file", []byte(text+other))
			require.NoError(t, err)
			if len(c.AllowedDomains) != 1 || c.AllowedDomains[0].Comment != comment {
				t.Errorf("a width of %d: %+v, %v", width, c.AllowedDomains, findings)
			}
		}
	}
	// A single line may have been broken anywhere, but at the width of a console.
	for width, want := range map[int]string{79: "and that", 80: "and that", 74: "an d that"} {
		line := "Comment  : " + strings.Repeat("x", width-len("Comment  : ")-3) + " an\n           d that\n"
		c, _, err := decode("file", []byte("Identity : b.com\nDomain   : b.com\n"+line+"\nIdentity : c.com\nDomain   : c.com\nComment  : "+strings.Repeat("y", 100)+"\n"))
		require.NoError(t, err)
		if got := c.BlockedDomains[0].Comment; !strings.HasSuffix(got, want) {
			t.Errorf("a width of %d: %q, want %q", width, got, want)
		}
	}
}

// TestLeavesOut: a line that stands for records that a person left out makes the kind of
// the records above it incomplete. Before the first record it is not known to.
func TestLeavesOut(t *testing.T) {
	const record = "Identity  : contoso.com\nName      : contoso.com\nIsDefault : True\n\n"
	for line, want := range map[string]bool{
		"...": true, "…": true, "(...)": true, "... 12 more ...": true, "(12 more)": true, "and 12 more": true, "# 30 more entries like this": true,
		"-- snip --": true, "*** output omitted ***": true, "Output truncated": true, "... (more)": true, "etc.": true, "...and so on": true,
		"----------": false, "**********************": false, "Thanks for all...": false, "What more is needed?": false, "We have 12 more servers.": false,
		"The output of the other server is not truncated in this mail.": false,
	} {
		c, findings, err := decode("file", []byte(record+line+"\n"))
		require.NoError(t, err, line)
		require.Equal(t, want, c.Incomplete == federation.KindsOf(federation.SIPDomains), "%s: %v", line, findings)
		require.Equal(t, want, errorsIn(findings) == 1, "%s: %v", line, findings)
		c, findings, err = decode("file", []byte(line+"\n\n"+record))
		require.NoError(t, err, line)
		require.Zero(t, c.Incomplete, "%s: %v", line, findings)
	}
	csv, _, err := decode("file", []byte("\"Identity\",\"Domain\",\"Comment\"\n\"b.com\",\"b.com\",\"x\"\n\n... 12 more ...\n"))
	require.NoError(t, err)
	require.Equal(t, federation.KindsOf(federation.AllowedDomains, federation.BlockedDomains), csv.Incomplete) // both have these names
	whole, _, err := decode("file", []byte("{\"BlockedDomains\":[{\"Identity\":\"b.com\"}]}\n... 12 more ...\n"))
	require.NoError(t, err)
	require.True(t, whole.Incomplete.Has(federation.BlockedDomains))
}

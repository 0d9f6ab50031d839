package powershell_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/powershell"
)

// onConsole returns the output of a console for an allowed domain with a comment.
func onConsole(comment string) string {
	return `Identity          : fabrikam.com
Domain            : fabrikam.com
ProxyFqdn         : 
VerificationLevel : UseSourceVerification
Comment           : ` + comment + `
MarkForMonitoring : True

`
}

// TestConsole reads records with the lines and line breaks that a console adds.
func TestConsole(t *testing.T) {
	const pad = "\n                    "
	stars := strings.Repeat("*", 22) + "\n"
	for name, tt := range map[string]struct {
		text    string
		comment string
		rules   []diag.Rule
	}{
		"nothing":              {onConsole("x"), "x", nil},
		"padded empty line":    {onConsole("One." + pad + pad + "Two."), "One.\n\nTwo.", nil},
		"braces":               {onConsole("{Ticket 4711} Ken"), "{Ticket 4711} Ken", nil},
		"a dollar":             {onConsole("$5 a month"), "$5 a month", nil},
		"a colon":              {onConsole("Contact : Ken"), "Contact : Ken", nil},
		"broken between words": {onConsole("a comment that is so long that it does not fit, and"+pad+"that is broken where a blank is") + strings.Repeat("-", 90), "a comment that is so long that it does not fit, and that is broken where a blank is", nil},
		"broken within a word": {onConsole("a comment that is so long that it does not fit, and is brok" + pad + "en anywhere"), "a comment that is so long that it does not fit, and is broken anywhere", nil},
		"colors":               {"\x1b[32;1mPS C:\\> \x1b[0mGet-CsAllowedDomain\n\n" + strings.ReplaceAll(onConsole("x"), " : ", " : \x1b[0m"), "x", nil},
		"foot of a transcript": {onConsole("x") + stars + "Windows PowerShell transcript end\nEnd time: 20190612101659\n" + stars, "x", nil},
		"half of a frame":      {stars + "PS C:\\> Get-CsAllowedDomain\n\n" + onConsole("x") + "PS C:\\> Stop-Transcript\n" + stars + "Windows PowerShell transcript end\n" + stars, "x", nil},
		"failure of PowerShell 7": {"\x1b[31;1mGet-CsBlockedDomain: \x1b[0m\n\x1b[36;1mLine |\x1b[0m\n\x1b[36;1m   1 | \x1b[0mGet-CsBlockedDomain\n     | \x1b[31;1m~~~~\x1b[0m\n     | \x1b[31;1mAccess denied.\x1b[0m\n\n" + onConsole("x"), "x",
			[]diag.Rule{powershell.RuleCmdletFailed}},
		"table with a head of two lines": {`
Identity      Name          ProxyFqdn     NameDecoratio VerificationL
                                          nDomain       evel
--------      ----          ---------     ------------- -------------
Skype         Skype         federation...               UseSourceV...

` + onConsole("x"), "x", []diag.Rule{powershell.RuleTableCut}},
	} {
		t.Run(name, func(t *testing.T) {
			c, findings, err := decode("file", []byte(tt.text))
			require.NoError(t, err)
			var rules []diag.Rule
			for _, f := range findings {
				if f.Rule != powershell.RuleLinesSkipped {
					rules = append(rules, f.Rule)
				}
			}
			if !slices.Equal(rules, tt.rules) {
				t.Errorf("findings %v", findings)
			}
			require.Len(t, c.AllowedDomains, 1)
			if d := c.AllowedDomains[0]; d.Comment != tt.comment || !d.MarkForMonitoring {
				t.Errorf("the comment is %q, want %q; %+v", d.Comment, tt.comment, d)
			}
		})
	}
}

// TestNotRead: the finding on a file of another type names the type.
func TestNotRead(t *testing.T) {
	for text, want := range map[string]string{
		"\x89PNG\r\n\x1a\n\x00":           "powershell.text.binary 1:1",
		"\xff\xd8\xff\xe0\x00\x10JFIF":    "powershell.text.binary 1:1",
		"%PDF-1.7\n\xe2\xe3":              "powershell.text.binary 1:1",
		"PK\x03\x04\x14\x00":              "powershell.text.binary 1:1",
		"\x00\x00\x00\x18ftypheic\x00":    "powershell.text.binary 1:1",
		`{\rtf1\ansi}`:                    "powershell.text.binary 1:1",
		"a\nb\xff":                        "powershell.text.encoding 2:2",
		"a\nb\x00":                        "powershell.text.encoding 2:2",
		"a\x00b\x00":                      "powershell.text.encoding 1:2",
		"\xff\xfea\x00\n\x00b":            "powershell.text.encoding 2:1",
		"\xff\xfea\x00\x00\xd8b\x00":      "powershell.text.encoding 1:2",
		"\xfe\xff\x00a\xd8\x00":           "powershell.text.encoding 1:2",
		"\xff\xfea\x00\x00\x00":           "powershell.text.encoding 1:2",
		"":                                "powershell.text.empty 1:1",
		" null\n":                         "powershell.text.empty 1:1",
		"<!doctype html>\n<p>":            "powershell.text.unrecognized 1:1",
		"\n <Objects><Object/></Objects>": "powershell.text.unrecognized 2:2",
		"{\"Users\":[\n{\"SipAddress\":\"a\nb\"}]}": "diag.json.syntax 2:17",
		"{\"Users\":[\n{":           "diag.json.syntax 2:2",
		strings.Repeat("[", 10_000): "diag.json.syntax 1:10001",
		strings.Repeat("[", 10_001): "diag.json.syntax 1:10001",
		"[\n" + strings.Repeat("[", 200) + strings.Repeat("]", 201):                                            "powershell.value.deep 2:1",
		`{"a":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + "}":                                    "powershell.value.deep 1:6",
		"<Objs>\n" + strings.Repeat("<Obj><LST>", 5000):                                                        "powershell.clixml.syntax 2:1276",
		"<Objs>\n<Obj RefId='1'><LST><Ref RefId='2'/></LST></Obj></Objs>":                                      "powershell.clixml.syntax 2:21",
		"<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><Objs><S>&b;</S></Objs>": "powershell.clixml.syntax 2:1",
		"<Objs><S>&b;</S></Objs>": "powershell.clixml.syntax 1:13",
		"Identity,IsDefault\n\"a": "powershell.csv.syntax 2:3",
	} {
		_, _, err := decode("file", []byte(text))
		got := "nothing"
		for f := range diag.All(err) {
			got = string(f.Rule) + " " + strings.TrimPrefix(f.Pos.String(), "file:")
		}
		if strings.HasPrefix(want, "diag.json.syntax") { // encoding/json on v2 reports a column less
			got, want = strings.Split(got, ":")[0], strings.Split(want, ":")[0]
		}
		if got != want {
			t.Errorf("%.60q: %s, want %s (%v)", text, got, want, err)
		}
	}
}

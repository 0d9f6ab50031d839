package powershell_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/powershell"
)

// allocated returns the number of bytes that were allocated so far. It does not use package
// runtime/metrics, which counts small objects by spans, so that a short text can seem to
// take a megabyte.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// checkDecode checks the properties that hold for every text. Findings have positions in
// the text, the memory is in proportion to the text, and the text is not changed. The
// configuration can be read back from its JSON.
func checkDecode(t *testing.T, data []byte) {
	text := string(data)
	before := allocated()
	c, findings, err := decode("file", data)
	// A short text with a finding at every other byte takes the most. For a long text, not
	// all findings are listed.
	if used := allocated() - before; used > 1<<20+4096*uint64(min(len(data), 20_000))+512*uint64(len(data)) {
		t.Errorf("%d bytes took %d of memory", len(data), used)
	}
	if string(data) != text {
		t.Errorf("reading made %q of %q", data, text)
	}
	lines := 1 + strings.Count(text, "\n")
	if lines == 1 {
		lines += strings.Count(text, "\r") // the line ends of an old Mac
	}
	for f := range diag.All(err) {
		findings = append(findings, f)
	}
	for _, f := range findings {
		if f.Pos.File != "file" || f.Pos.Line < 1 || f.Pos.Line > lines || f.Pos.Column < 1 || f.Pos.Column > len(data)+1 {
			t.Errorf("%v: a text of %d lines has no such place", f, lines)
		}
		if f.Rule == "" || f.Source.ID == "" || f.Severity.IsZero() {
			t.Errorf("%#v is not whole", f)
		}
	}
	nameless := slices.ContainsFunc(findings, func(f *diag.Finding) bool {
		return f.Rule == powershell.RuleMemberAbsent && f.Severity == diag.Error
	})
	if err != nil || isNothing(c) || nameless { // such a configuration is not converted
		return
	}
	converted, err := json.Marshal(c)
	require.NoError(t, err)
	back, again, err := decode("converted", converted)
	require.NoError(t, err, "%s", converted)
	if err := again.Err(); err != nil {
		t.Errorf("%s: %v", converted, err)
	}
	c.Incomplete = 0 // the JSON does not have it
	if diff := cmp.Diff(c, back, equal); diff != "" {
		t.Errorf("%s (-want +got):\n%s", converted, diff)
	}
}

// addForms adds the seeds of a form: the texts whose name begins with the name of the form.
func addForms(f *testing.F, form string) {
	config, err := os.ReadFile("testdata/contoso.json")
	require.NoError(f, err)
	for name, text := range forms(f, config) {
		if strings.HasPrefix(name, form) {
			f.Add([]byte(text))
		}
	}
	files, err := filepath.Glob("testdata/*/*")
	require.NoError(f, err)
	for _, name := range files {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && !strings.HasSuffix(name, ".want.json") {
			data, err := os.ReadFile(name)
			require.NoError(f, err)
			f.Add(data)
		}
	}
}

func FuzzJSON(f *testing.F) {
	addForms(f, "JSON")
	for _, s := range []string{
		`{"Users":{},"AllowedDomains":{"value":[{"Identity":"a.b"}],"Count":1},"x":{"Identity":"y","IconUrl":""}}`,
		`[{"Site":"x","Identity":"y"},[],{},null,1]{"Platform":"SfBServer2015"}`,
		`{"BlockedDomains":[{"Domain":"@{a=b}"}],"Get-CsUser":[null,""]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(checkDecode)
}

func FuzzCLIXML(f *testing.F) {
	addForms(f, "CLIXML")
	f.Fuzz(checkDecode)
}

func FuzzList(f *testing.F) {
	addForms(f, "list")
	for _, s := range []string{"Identity = \"a.b\"\nDomain = 'c'\nComment = $x\n", "Identity : a\n         b\nIsDefault : True\nIdentity : c", "A : b\nC : d\n\nIdentity Site\n-------- ----\n", "Identity : a\nProxyFqdn : b.c\nIconUrl :\nhttps://x.y\n           /z\nEnabled : True\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(checkDecode)
}

func FuzzCSV(f *testing.F) {
	addForms(f, "CSV")
	for _, s := range []string{"#TYPE x\nIdentity,IsDefault\na.b,True\n\"c", "\"Identity\"\n\"a\"\n", "Identity;Site\r\na;b;c\r\na\r\n#TYPE y"} {
		f.Add([]byte(s))
	}
	f.Fuzz(checkDecode)
}

// hostile returns texts of about n bytes that try to cause much more work than their size.
func hostile(n int) map[string]string {
	repeat := func(s string) string { return strings.Repeat(s, n/len(s)) }
	number := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	return map[string]string{
		"one word":            repeat("a"),
		"words":               repeat("a "),
		"brackets":            repeat("["),
		"nested objects":      repeat(`{"a":`),
		"nested elements":     "<Objs>" + repeat("<Obj><LST>"),
		"one text":            `{"Users":"` + repeat("x") + `"}`,
		"one element":         "<Objs><S>" + repeat("a") + "</S></Objs>",
		"one property":        "Comment : x\n" + repeat("             y\n"),
		"one header":          repeat("Identity,"),
		"lines":               repeat("\n"),
		"returns":             repeat("\r"),
		"commas":              repeat(",\n"),
		"stars":               repeat("**********\n"),
		"tables":              repeat("a b\n- -\n"),
		"headers":             repeat("Identity,IsDefault\n"),
		"types":               repeat("#TYPE x\nIdentity,IsDefault\n"),
		"rows":                "Identity,IsDefault\n" + repeat("a,b\n"),
		"long rows":           "Identity,IsDefault\n" + repeat("a,b,c\n"),
		"failures":            repeat("Get-CsUser : x\n\n"),
		"labels":              repeat("a : b\n"),
		"other labels":        number("a%d : b\n"),
		"empty objects":       repeat("{}\n"),
		"empty documents":     repeat("<Objs/>\n"),
		"shapes":              number(`{"a%d":1}`),
		"records":             repeat(`{"SipAddress":"a@b.c"}` + "\n"),
		"numbers":             "[" + repeat("1,") + "1]",
		"unknown members":     `{"Users":[],` + number(`"x%d":1,`) + `"y":1}`,
		"members of a record": `{"Users":{` + repeat(`"SipAddress":1,`) + `"y":1}}`,
		"bad records":         "[" + repeat(`{"SipAddress":1},`) + "1]",
		"cut values":          "[" + repeat(`{"IconUrl":"@{","Identity":"a"},`) + "{}]",
		"references":          `<Objs><Obj RefId="0"><ToString>` + repeat("a") + `</ToString></Obj>` + repeat(`<Ref RefId="0"/>`) + `</Objs>`,
		"colons":              "Identity : " + repeat("a: "),
		"paragraphs":          number("a%d : b\n\n"),
		"quotations":          repeat("> a\n"),
		"quoted properties":   repeat("> Identity : a\n"),
		"numbers of lines":    number("%d: a\n"),
		"rests of values":     "Identity : a\n\n" + repeat("{}\n            a\n"),
		"unread properties":   "Identity : a\n\n" + repeat("* SipAddress : a\n"),
		"commands":            repeat("PS C:\\> Get-CsUser\na\n"),
		"tree of references":  `<Objs><Obj RefId="0"><LST/></Obj>` + number(`<Obj RefId="1%[1]d"><LST><Ref RefId="0"/><Ref RefId="0"/></LST></Obj>`) + `</Objs>`,
	}
}

// TestHostile: a hostile text gets an answer, and takes memory in proportion to its size.
func TestHostile(t *testing.T) {
	size := 1 << 18
	if testing.Short() {
		size = 1 << 15
	}
	for name, text := range hostile(size) {
		t.Run(name, func(t *testing.T) { checkDecode(t, []byte(text)) })
	}
}

func FuzzText(f *testing.F) {
	addForms(f, "everything")
	for _, text := range hostile(200) {
		f.Add([]byte(text))
	}
	for _, e := range encodings {
		f.Add(e.encode("{\"Users\":[]}\n"))
	}
	for _, s := range []string{"\xff\xfe\x00", "\xff\xfe\x00\xd8", "\xfe\xff\xd8\x00\xdc\x00", "\x89PNG", "PS C:\\> x\n", "[x] y", "***********\n\n***********\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(checkDecode)
}

// FuzzForms: any configuration reads the same from every form that can represent it.
func FuzzForms(f *testing.F) {
	config, err := os.ReadFile("testdata/contoso.json")
	require.NoError(f, err)
	f.Add("Skype", "federation.messenger.msn.com", "msn.com,live.com", "Ken's \"comment\", of <a> & b", true, uint8(2))
	f.Add("a", "b", "", "", false, uint8(1))
	f.Add("@{x}", "c.d", "System.Object[]", "{a, b}", false, uint8(0))
	f.Fuzz(func(t *testing.T, identity, host, excluded, comment string, on bool, level uint8) {
		for _, s := range []string{identity, host, excluded, comment} {
			// A list has no control characters and no blanks at the ends, and
			// XML not all characters.
			if strings.ToValidUTF8(s, "") != s || strings.TrimSpace(s) != s || strings.ContainsFunc(s, unlisted) {
				return
			}
			// On a console these texts stand for a truncated value.
			if strings.HasPrefix(s, "{") {
				return
			}
		}
		// Such values of a list of domains are an error.
		isPlain := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
		if excluded != "" && (!strings.ContainsFunc(excluded, isPlain) || strings.ContainsAny(excluded[:1], `"':`) || strings.ContainsAny(excluded[len(excluded)-1:], `;\>|`)) {
			return
		}
		// A list with such a host looks like one with a truncated line.
		if strings.Trim(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") != "" || host != "" && strings.Trim(host, ".-_") == "" {
			return
		}
		quoted := func(s string) string {
			text, err := json.Marshal(s)
			require.NoError(t, err)
			return string(text)
		}
		onOff := map[bool]string{false: "false", true: "true"}
		replace := strings.NewReplacer(
			`"Skype"`, quoted(identity), `"federation.messenger.msn.com"`, quoted(host), `"msn.com,outlook.com,live.com,hotmail.com,hotmail.co.uk,live.co.uk,gmail.com"`, quoted(excluded),
			`"Blocked per Ken Myer."`, quoted(comment), `"VerificationLevel": 1`, `"VerificationLevel": `+[]string{"0", "1", "2", "null", `"x"`}[level%5], `"IsLocal": false`, `"IsLocal": `+onOff[on])
		checkForms(t, []byte(replace.Replace(string(config))))
	})
}

func unlisted(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xfffd || r == 0xfffe || r == 0xffff || r == 0x2028 || r == 0x2029
}

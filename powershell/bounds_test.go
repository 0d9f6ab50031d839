package powershell_test

import (
	"fmt"
	"maps"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/powershell"
)

// held returns the bytes of memory that an export holds for each byte of its text,
// including the text.
func held(t *testing.T, text string) float64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	export, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "file", Data: []byte(text)})
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(export)
	runtime.KeepAlive(err)
	return float64(int64(after.HeapAlloc)-int64(before.HeapAlloc)) / float64(len(text))
}

// short returns texts of about n bytes with records of at least 16 bytes, all with
// different names.
func short(n int) map[string]string {
	all := map[string]string{}
	for _, form := range []struct{ name, before, record, between, after string }{
		{"CSV users", "SipAddress,Enabled\n", "a%09d@b.c,\n", "", ""},
		{"CSV domains", "Identity,Domain,MarkForMonitoring\n", "d%06d.c,d%[1]06d.c,\n", "", ""},
		{"CSV providers", "Identity,ProxyFqdn,IconUrl\n", "%06d,%[1]06d.c,\n", "", ""},
		{"JSON users", "[", `{"SipAddress":"a%06d@b.c"}`, ",", "]"},
		{"list users", "", "SipAddress : a%06d@b.c\n\n", "", ""},
		{"CLIXML users", "<Objs>", `<Obj><MS><S N="SipAddress">a%06d@b.c</S></MS></Obj>`, "", "</Objs>"},
	} {
		var b strings.Builder
		b.WriteString(form.before)
		for i := 0; b.Len() < n; i++ {
			if i > 0 {
				b.WriteString(form.between)
			}
			fmt.Fprintf(&b, form.record, i)
		}
		b.WriteString(form.after)
		all[form.name] = b.String()
	}
	return all
}

// TestHeld: an export holds at most 10 bytes for each byte of a text, and 20 for CLIXML,
// with any contents. Only distinct records of fewer than 16 bytes take more:
// [TestHeldShort].
func TestHeld(t *testing.T) {
	texts := hostile(1 << 20)
	maps.Copy(texts, short(1<<20))
	for name, row := range map[string]string{"one": "a@bb.cc,\n", "two that differ": "a@b.c,1\na@b.c,0\n"} {
		texts["CSV users, "+name] = "SipAddress,Enabled\n" + strings.Repeat(row, 1<<20/len(row))
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			most := 10.0
			if strings.HasPrefix(name, "CLIXML") {
				most = 20
			}
			if n := held(t, text); n > most {
				t.Errorf("%.1f bytes are held for each of the text", n)
			}
		})
	}
}

// TestHeldShort: a record takes at most 160 bytes, however short its text is.
// The shortest distinct records leave at most 15 bytes for each of their text.
func TestHeldShort(t *testing.T) {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	for _, test := range []struct{ name, head, row string }{
		{"users", "\"SipAddress\"\n", "%s@b.c\n"},
		{"users with an empty field", "SipAddress,Enabled\n", "%s@b.c,\n"},
		{"users of a tenant", "SipAddress,HostingProvider\n", "%s@b.c,\n"},
		{"allowed domains", "Domain,MarkForMonitoring\n", "%s,\n"},
		{"blocked domains", "Identity,Domain,Comment\n", "%s,%[1]s,\n"},
		{"public providers", "Identity,ProxyFqdn,IconUrl\n", "%s,%[1]s,\n"},
		{"hosting providers", "Identity,ProxyFqdn,HostsOCSUsers\n", "%s,%[1]s,\n"},
		{"policies", "Identity,EnableOutsideAccess\n", "%s,\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var b strings.Builder
			b.WriteString(test.head)
			n := 0
			for ; b.Len() < 1<<20; n++ {
				name := []byte{digits[n/36/36/36%36], digits[n/36/36%36], digits[n/36%36], digits[n%36]}
				fmt.Fprintf(&b, test.row, name)
			}
			perByte := held(t, b.String())
			if perRecord := perByte * float64(b.Len()) / float64(n); perByte > 15 || perRecord > 160 || perRecord < 25 { // on 32 bits, half of it
				t.Errorf("%.1f bytes are held for each of the text, and %.0f for each record", perByte, perRecord)
			}
		})
	}
}

// TestBounds checks each documented bound, and a text just within it.
func TestBounds(t *testing.T) {
	head := func(n int) string {
		var names []string
		for i := range n {
			names = append(names, fmt.Sprintf("x%d", i))
		}
		return "Identity,Domain," + strings.Join(names[2:], ",") + "\n"
	}
	objs := func(n, pad int) string {
		return "<Objs>" + strings.Repeat("<S>"+strings.Repeat("x", pad)+"</S>", n) + "</Objs>"
	}
	// Each object takes size bytes, with padding after the tags.
	objects := func(n, size int) string {
		const tags = `<Obj RefId="000000"></Obj>`
		var b strings.Builder
		b.WriteString("<Objs>")
		for i := range n {
			fmt.Fprintf(&b, `<Obj RefId="%06d">%s</Obj>`, i, strings.Repeat(" ", size-len(tags)))
		}
		return b.String() + "</Objs>"
	}
	list := func(n int) string {
		var b strings.Builder
		for i := range n - 2 {
			fmt.Fprintf(&b, "x%-9d : a\n", i)
		}
		return "SipAddress : a@b.c\nEnabled    : True\n" + b.String()
	}
	nested := func(n int) string {
		return `{"Users":[],"Key":` + strings.Repeat("[", n) + strings.Repeat("]", n) + "}"
	}
	for _, test := range []struct {
		name, within, beyond string
		rule                 diag.Rule
	}{
		{"depth", nested(100), nested(101), powershell.RuleValueDeep},
		{"names of a header", head(4096), head(4097), powershell.RuleTextUnrecognized},
		{"values of CLIXML", objs(20_000, 6), objs(20_000, 1), powershell.RuleCLIXMLSyntax},
		{"objects of CLIXML", objects(20_000, 48), objects(21_000, 45), powershell.RuleCLIXMLSyntax},
		{"properties of a list", list(512), list(513), powershell.RuleLinesSkipped},
	} {
		for text, want := range map[string]bool{test.within: false, test.beyond: true} {
			_, findings, err := decode("file", []byte(text))
			got := false
			for f := range diag.All(err) {
				got = got || f.Rule == test.rule
			}
			for _, f := range findings {
				got = got || f.Rule == test.rule
			}
			if got != want {
				t.Errorf("%s, %d bytes: %v is %v, want %v: %v", test.name, len(text), test.rule, got, want, err)
			}
		}
	}
}

// TestLimit: a file may be as large as the limit, and no larger.
func TestLimit(t *testing.T) {
	f := powershell.File{Name: "file", Data: []byte(`{"Users":[]}`)}
	_, err := powershell.Read(len(f.Data), f, f)
	require.NoError(t, err)
	_, err = powershell.Read(len(f.Data)-1, f)
	require.ErrorIs(t, err, powershell.RuleFileLarge)
	_, err = powershell.Read(1)
	require.ErrorIs(t, err, powershell.RuleTextEmpty)
}

// TestNotListed: the finding that counts unlisted findings has their severity. Unlisted
// findings do not hide others.
func TestNotListed(t *testing.T) {
	text := "Identity,Domain,MarkForMonitoring\ng.com,g.com,True\n" + strings.Repeat("a.com,a.com\n", 49_311)
	_, findings, err := decode("file", []byte(text))
	require.NoError(t, err)
	var more []string
	for _, f := range findings {
		if strings.Contains(f.Detail, "more") {
			more = append(more, fmt.Sprint(f.Severity, " ", f.Rule, ": ", f.Detail))
		}
	}
	require.Equal(t, []string{"error powershell.csv.syntax: and 48,311 more, which are not listed"}, more)
	require.Equal(t, diag.Error, findings.Worst())
}

// TestParts: a long text, which is read in parts, gives the same result as a short one.
func TestParts(t *testing.T) {
	const n = 30_000
	var rows, records strings.Builder
	rows.WriteString("SipAddress,Enabled,RegistrarPool\n")
	for i := range n {
		fmt.Fprintf(&rows, "u%d@contoso.com,True,p.contoso.com\n", i)
		fmt.Fprintf(&records, "SipAddress : u%d@contoso.com\nEnabled : True\nRegistrarPool : p.contoso.com\n\n", i)
	}
	for text, line := range map[string]int{
		rows.String() + "u@contoso.com,Perhaps,p.contoso.com\n":                                           n + 2,
		records.String() + "SipAddress : u@contoso.com\nEnabled : Perhaps\nRegistrarPool : p.contoso.com": 4*n + 2,
	} {
		c, findings, err := decode("file", []byte(text))
		require.NoError(t, err)
		require.Len(t, c.Users, n)
		require.Equal(t, "u29999@contoso.com", c.Users[n-1].SIPAddress.String())
		require.Equal(t, line, findings[0].Pos.Line, "%v", findings)
	}
}

package powershell_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
)

// TestReadWithScript: a script is applied to the exports, whatever the order of the files.
// Findings have the position of the export or of the command.
func TestReadWithScript(t *testing.T) {
	export := powershell.File{Name: "export.json", Data: []byte(`{"BlockedDomains": [
{"Identity": "a.example", "Comment": null},
{"Identity": "b.example", "Comment": null},
{"Identity": "c.example", "Comment": null}]}`)}
	script := powershell.File{Name: "change.txt", Data: []byte("# by Ken\nRemove-CsBlockedDomain a.example\nNew-CsBlockedDomain d.example\n\nSet-CsBlockedDomain B.example -Comment x\nNew-CsBlockedDomain C.example")}
	for _, files := range [][]powershell.File{{export, script}, {script, export}} {
		e, err := powershell.Read(powershell.DefaultLimit, files...)
		require.NoError(t, err)
		var got []string
		for i, d := range e.Document.Configuration.BlockedDomains {
			f := &diag.Finding{Path: diag.Path(fmt.Sprintf("/BlockedDomains/%d/Identity", i))}
			e.Document.Place(diag.Findings{f})
			got = append(got, fmt.Sprintf("%s %s %s", d.Domain, d.Comment, f.Pos))
		}
		want := "b.example x change.txt:5:1\nc.example  export.json:4:14\nd.example  change.txt:3:1"
		if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		require.ErrorIs(t, e.Findings.Err(), federation.RuleDomainRepeated)
		require.True(t, e.Document.Configuration.Incomplete.IsZero())
	}
}

// TestReadScriptAlone: a script without an export makes its kinds incomplete.
func TestReadScriptAlone(t *testing.T) {
	e, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "x.ps1", Data: []byte("Import-Module Lync\n$when = Get-Date\nNew-CsAllowedDomain a.example")})
	require.NoError(t, err)
	require.Len(t, e.Document.Configuration.AllowedDomains, 1)
	require.Equal(t, federation.KindsOf(federation.AllowedDomains), e.Document.Configuration.Incomplete)
	long := "New-CsAllowedDomain a.example\n" + strings.Repeat("# comment\n\n", 1<<14)
	for _, data := range [][]byte{[]byte(long), []byte(strings.ReplaceAll(long, "\n#", "\n\u00e9#")), utf16LE(long)} {
		e, err = powershell.Read(powershell.DefaultLimit, powershell.File{Name: "x.txt", Data: data})
		require.NoError(t, err)
		require.Len(t, e.Document.Configuration.AllowedDomains, 1)
	}
	for _, text := range []string{"Get-CsAllowedDomain", "PS C:\\> New-CsAllowedDomain a.example\r\n\r\nIdentity : a.example\r\nDomain : a.example\r\nMarkForMonitoring : False\r\n"} {
		e, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "x.txt", Data: []byte(text)})
		if err == nil {
			require.Empty(t, e.Document.Configuration.Incomplete, text)
		}
	}
}

// utf16LE returns a text in UTF-16 with a byte order mark, as Windows PowerShell writes it.
func utf16LE(text string) []byte {
	data := []byte{0xff, 0xfe}
	for _, b := range []byte(text) {
		data = append(data, b, 0)
	}
	return data
}

package powershell_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/powershell"
)

// outputsInScripts has scripts with output of PowerShell among the commands.
var outputsInScripts = []struct{ says, text, want string }{
	{"a list", "New-CsAllowedDomain a.example\n\nIdentity : b.example\nDomain: b.example\nProxyFqdn :\n\nNew-CsAllowedDomain c.example", "error powershell.script.output 3:1; New AllowedDomains a.example; New AllowedDomains c.example"},
	{"two records", "Identity : b.example\n\nIdentity : c.example", "error powershell.script.output 1:1; error powershell.script.output 3:1"},
	{"a table", "Identity Comment\n-------- -------\nb.example x", "error powershell.script.output 2:1"},
	{"CSV", "\"Identity\",\"Domain\"\n\"b.example\",\"b.example\"", "error powershell.script.output 1:1"},
	{"JSON", "[\n {\n \"Identity\": \"b.example\"\n }\n]", "error powershell.script.output 2:2"},
	{"one object of JSON", "{\"Identity\" : 1}", "error powershell.script.output 1:1"},
	{"CLIXML", "#< CLIXML\n<Objs Version=\"1.1.0.1\"></Objs>", "error powershell.script.output 2:1"},
	{"a prompt", "PS C:\\> New-CsAllowedDomain a.example -Comment x", "error powershell.script.output 1:1; !New AllowedDomains a.example Comment=x"},
	{"a prompt before another command", "PS C:\\Users\\ken> Get-Date", "error powershell.script.output 1:1"},
	{"a list after a parameter without a value", "Set-CsPublicProvider X -Enabled\nIdentity : X", "error powershell.script.value 1:24; error powershell.script.output 2:1; !Set PublicProviders X"},
	{"what only looks like it", "Identity\nIdentity x\nNot : x\n'Identity'\n{ 'a' }\n{ \"a\"; b }\nPS\nPS x\n$a = 'Identity', 'Domain'", "warning powershell.script.empty 1:1"},
}

func TestOutputInScript(t *testing.T) {
	for _, tt := range outputsInScripts {
		s := readScript(t, 0, tt.text)
		if diff := cmp.Diff(tt.want, strings.Join(reading(s), "; ")); diff != "" {
			t.Errorf("%s: %q (-want +got):\n%s", tt.says, tt.text, diff)
		}
		checkCorrections(t, s)
	}
	s := readScript(t, 0, "PS C:\\> New-CsAllowedDomain a.example -Comment x")
	require.Len(t, s.Corrections, 1)
	require.Equal(t, "New-CsAllowedDomain a.example -Comment x", s.Corrections[0].Command)
}

// TestFilesScripts: the scripts of a directory that change records are applied after the
// exports.
func TestFilesScripts(t *testing.T) {
	dir := fstest.MapFS{
		"a.ps1":       {Data: []byte("if (1) {\n New-CsBlockedDomain b.example\n}")},
		"b.PS1":       {Data: []byte("Remove-CsBlockedDomain a.example")},
		"export.ps1":  {Data: []byte("Get-CsBlockedDomain | Export-Clixml x.xml")},
		"export.json": {Data: []byte(`{"BlockedDomains": [{"Identity": "a.example", "Comment": null}]}`)},
	}
	files, passedOver, err := powershell.Files(dir)
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	require.Equal(t, []string{"a.ps1", "b.PS1", "export.json"}, names)
	require.Len(t, passedOver, 1)
	require.Equal(t, "export.ps1", passedOver[0].Pos.File)
	e, err := powershell.Read(powershell.DefaultLimit, files...)
	require.NoError(t, err)
	require.Empty(t, e.Document.Configuration.BlockedDomains)
}

// TestScripts: Scripts returns all scripts of a directory, and leaves out exports.
func TestScripts(t *testing.T) {
	files, passedOver, err := powershell.Scripts(fstest.MapFS{
		"a.psm1":      {Data: []byte("Get-CsBlockedDomian")},
		"b.txt":       {Data: []byte("New-CsAllowedDomain a.example")},
		"c.sh":        {Data: []byte("New-CsAllowedDomain a.example")},
		"d.ps1/x":     {Data: []byte("New-CsAllowedDomain a.example")},
		"export.json": {Data: []byte(`{"BlockedDomains": []}`)},
	})
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	require.Equal(t, []string{"a.psm1", "b.txt"}, names)
	require.Len(t, passedOver, 3)
	require.Contains(t, passedOver[2].Detail, "no script")
	_, _, err = powershell.Scripts(fstest.MapFS{"export.json": {Data: []byte(`{"BlockedDomains": []}`)}})
	require.ErrorIs(t, err, powershell.RuleFileNone)
}

// TestIsScript: a script is recognized by its commands, whatever the name of the file.
func TestIsScript(t *testing.T) {
	for _, text := range []string{
		"New-CsAllowedDomain a.example",
		"# by Ken\rNew-CsAllowedDomain a.example\r",
		"<#\nby Ken\n#>\nImport-Module SkypeForBusiness\nNew-CsAllowedDomain a.example",
		"Import-Module Lync; New-CsAllowedDomain a.example",
	} {
		e, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "x.txt", Data: []byte(text)})
		require.NoError(t, err, text)
		require.Len(t, e.Document.Configuration.AllowedDomains, 1, text)
	}
	e, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "x.txt", Data: []byte("New-CsAllowedDomain a.example\r\rSet-CsAllowedDomain a.example -Coment x\r")})
	require.NoError(t, err)
	require.Equal(t, "x.txt:3:31", e.Findings[0].Pos.String())
}

package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// exportForms has, for each form of the script, its arguments and the files that
// are written as the form writes them.
var exportForms = map[string]struct {
	args  []string
	wrote []string
}{
	"export-script.ps1":      {nil, []string{"../../powershell/testdata/shapes/one-file.json", "../../powershell/testdata/shapes/tenant-export.json"}},
	"export-script-2010.ps1": {[]string{"--platform", "LyncServer2010"}, []string{"../../powershell/testdata/shapes/clixml-one-file.xml"}},
}

var (
	exportedKind   = regexp.MustCompile(`(?m)^ *\$export\['(\w+)'\] = `)
	exportedMember = regexp.MustCompile(`\$export\['(\w+)'\] = .* -Property ('\w+'(?:, '\w+')*)\)`)
	cmdletName     = regexp.MustCompile(`\b[A-Z][A-Za-z]+-[A-Z][A-Za-z]+\b`)
)

// shell2 are the cmdlets that the script may run in Windows PowerShell 2.0.
var shell2 = []string{"Export-Clixml", "Get-Command", "Import-Module", "New-Object", "Select-Object", "Write-Host"}

// TestExportScript: what each form writes is read back completely. The members of
// a configuration that the script writes, and the properties that it selects, are
// exactly those that a configuration read from such a file has.
func TestExportScript(t *testing.T) {
	for name, form := range exportForms {
		t.Run(name, func(t *testing.T) {
			script, _, status := lyncfed(nil, append([]string{"export-script"}, form.args...)...)
			if status != statusOK {
				t.Fatalf("status %d", status)
			}
			golden(t, filepath.Join("testdata/golden", name), script)
			if i := strings.IndexFunc(script, func(r rune) bool { return r > unicode.MaxASCII || r == '\r' }); i >= 0 {
				t.Errorf("byte %d is not ASCII, or a carriage return", i)
			}

			text, talk, status := lyncfed(nil, append([]string{"convert"}, form.wrote...)...)
			if status != statusOK || talk != "" {
				t.Fatalf("convert %s: status %d, %s", form.wrote, status, talk)
			}
			var read map[string]json.RawMessage
			if err := json.Unmarshal([]byte(text), &read); err != nil {
				t.Fatal(err)
			}
			var kinds []string
			for _, m := range exportedKind.FindAllStringSubmatch(script, -1) {
				kinds = append(kinds, m[1])
			}
			slices.Sort(kinds)
			if diff := cmp.Diff(slices.Sorted(maps.Keys(read)), kinds); diff != "" {
				t.Errorf("kinds that the script writes (-want +got):\n%s", diff)
			}
			selected := exportedMember.FindAllStringSubmatch(script, -1)
			if len(selected) != 2 {
				t.Errorf("the script selects properties of %d kinds", len(selected))
			}
			for _, m := range selected {
				var records []map[string]any
				if err := json.Unmarshal(read[m[1]], &records); err != nil {
					t.Fatal(err)
				}
				got := strings.Split(strings.ReplaceAll(m[2], "'", ""), ", ")
				slices.Sort(got)
				if diff := cmp.Diff(slices.Sorted(maps.Keys(records[0])), got); diff != "" {
					t.Errorf("properties of %s that the script writes (-want +got):\n%s", m[1], diff)
				}
			}
		})
	}
}

// TestExportScriptShell2: the form for Lync Server 2010 runs no cmdlet, and has no
// syntax, that came with PowerShell 3.
func TestExportScriptShell2(t *testing.T) {
	script, _, _ := lyncfed(nil, "export-script", "--platform", "LyncServer2010")
	_, code, found := strings.Cut(script, "#>")
	if !found {
		t.Fatal("no head")
	}
	for _, name := range cmdletName.FindAllString(code, -1) {
		if !slices.Contains(shell2, name) && !strings.HasPrefix(name, "Get-Cs") && name != "ConvertTo-Record" {
			t.Errorf("%s: is it in Windows PowerShell 2.0?", name)
		}
	}
	for _, syntax := range []string{`(?i)\[ordered\]`, `(?i)\[pscustomobject\]`, `(?i) -(?:not)?in `, `(?i)\$using:`, `(?i)::new\(`, `\$PSItem\b`, `\$PSScriptRoot\b`} {
		if at := regexp.MustCompile(syntax).FindString(code); at != "" {
			t.Errorf("%s came with a later PowerShell", at)
		}
	}
}

// TestExportScriptFile: -o writes a file with the line ends of Windows, whole or
// not at all.
func TestExportScriptFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "export.ps1")
	out, _, status := lyncfed(nil, "export-script", "--platform", "SfBServer2019", "-o", file)
	if status != statusOK || out != "" {
		t.Fatalf("status %d, %q", status, out)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	printed, _, _ := lyncfed(nil, "export-script", "--platform", "SfBServer2019")
	if diff := cmp.Diff(strings.ReplaceAll(printed, "\n", "\r\n"), string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !regexp.MustCompile(`\$Platform = 'SfBServer2019',`).MatchString(printed) {
		t.Error("the platform is not the default of -Platform")
	}

	for _, platform := range []string{"OCS2007R2", "LyncOnline", "", "Exchange"} {
		if _, _, status := lyncfed(nil, "export-script", "--platform", platform, "-o", file); status != statusFailed {
			t.Errorf("--platform %q: status %d", platform, status)
		}
	}
	after, err := os.ReadFile(file)
	if err != nil || !slices.Equal(after, got) {
		t.Errorf("a refused platform changed the file: %v", err)
	}
	if left, _ := filepath.Glob(file + ".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

package report_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyncfed/lyncfed/report"
)

func TestWrap(t *testing.T) {
	for text, want := range map[string][]string{
		"":                        {""},
		"one two three":           {"one two", "three"},
		"a  b value":              {"a  b value"},
		"averyveryverylongword x": {"averyveryverylongword", "x"},
		"Set it: Set-CsX -Identity 'a b, it''s','c d' -On $true -Level 2. Or not.":             {"Set it:", "Set-CsX -Identity 'a b, it''s','c d' -On $true -Level 2", "Or not."},
		"Remove-CsX -Identity 'a';\nno":                                                        {"Remove-CsX -Identity 'a';\nno"},
		"Remove-CsX -Identity 'a'; New-CsX -Identity 'a'":                                      {"Remove-CsX -Identity 'a'", "New-CsX -Identity 'a'"},
		"Open it: Set-CsX -Identity 'Global' -AllowedDomains (New-CsEdge). Or not":             {"Open it:", "Set-CsX -Identity 'Global' -AllowedDomains (New-CsEdge)", "Or not"},
		"Export it: Get-CsX | ConvertTo-Json -Depth 5 | Out-File -FilePath 'a b.json'. Or not": {"Export it:", "Get-CsX | ConvertTo-Json -Depth 5 | Out-File -FilePath 'a b.json'", "Or not"},
		"Get-CsX | or not": {"Get-CsX |", "or not"},
		"Add: $listA = New-Object Collections.Generic.List[String]; $listA.Add('a'); $listA.Add('b'); Set-CsX -Identity 'G' -A $listA. Or": {"Add:", "$listA = New-Object Collections.Generic.List[String]; $listA.Add('a'); $listA.Add('b'); Set-CsX -Identity 'G' -A $listA", "Or"},
		"$listA = New-Object Collections.Generic.List[String]; x":                                                                          {"$listA =", "New-Object", "Collections.Generic.List[String];", "x"},
		"Set-CsX -Level 09 -On $aAzZ_09 now":                                                                                               {"Set-CsX -Level 09 -On $aAzZ_09", "now"},
		"Use Get-X alone":                                                                                                                  {"Use Get-X", "alone"},
		"xGet-CsX -A 'b'":                                                                                                                  {"xGet-CsX", "-A 'b'"},
		"Get-CsX -A 'not closed":                                                                                                           {"Get-CsX -A", "'not", "closed"},
		"Run New-CsX -Identity and a name":                                                                                                 {"Run", "New-CsX", "-Identity", "and a name"},
		"Get-CsX -A 'b',":                                                                                                                  {"Get-CsX -A 'b'"},
		"It is wrong. Write: Get-CsY | Set-CsX -A b":                                                                                       {"It is", "wrong.", "Write:", "Get-CsY | Set-CsX -A b"},
	} {
		if got := slices.Collect(report.Wrap(text, 10)); cmp.Diff(want, got) != "" {
			t.Errorf("%q: (-want +got)\n%s", text, cmp.Diff(want, got))
		}
	}
	long := strings.Repeat("New Set Get ", 10_000)
	if n := len(slices.Collect(report.Wrap(long, 80))); n < 1000 {
		t.Errorf("%d lines", n)
	}
}

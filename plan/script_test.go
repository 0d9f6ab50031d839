package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/powershell"
)

// TestScriptReadsBack: the script, applied to the export, gives the wanted configuration.
func TestScriptReadsBack(t *testing.T) {
	for seed := range uint64(100) {
		have, want := pairOf(seed)
		p, err := plan.New(have, want)
		require.NoError(t, err)
		script, err := p.AppendScript(nil, plan.ScriptOptions{})
		require.NoError(t, err)
		export, err := have.MarshalJSON()
		require.NoError(t, err)
		read, err := powershell.Read(powershell.DefaultLimit, powershell.File{Name: "have.json", Data: export}, powershell.File{Name: "plan.ps1", Data: script})
		require.NoError(t, err)
		require.NoError(t, read.Findings.Err())
		if d := federation.Compare(read.Document.Configuration, want); len(d.Records) > 0 || len(d.Gaps) > 0 {
			t.Fatalf("%d: %+v\n%s", seed, d, script)
		}
	}
}

func TestScriptGolden(t *testing.T) {
	have, want := pairOf(38)
	p, err := plan.New(have, want)
	require.NoError(t, err)
	script, err := p.AppendScript(nil, plan.ScriptOptions{Title: "Change 4711.", Notes: []string{"From have.json to want.json."}})
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(script), "\ufeff#Requires"))
	require.Equal(t, strings.Count(string(script), "\n"), strings.Count(string(script), "\r\n"))
	testkit.Golden(t, "testdata/plan.ps1", strings.ReplaceAll(strings.TrimPrefix(string(script), "\ufeff"), "\r\n", "\n"))
}

// TestScriptHostile: no text of a record or title becomes a command.
func TestScriptHostile(t *testing.T) {
	have, _ := pairOf(1)
	for _, evil := range []string{"x' ; Remove-CsAllowedDomain 'a", "\u2019; Remove-CsAllowedDomain a.example #", "$(Remove-CsAllowedDomain a)", "`n", "#> Remove-CsAllowedDomain a", "\u201a\u201b\u2018", "\u201cx\u201d", "%s {0}", "\u00e9\u4e2d\U0001f600"} {
		want := have
		want.BlockedDomains = append(slices.Clone(have.BlockedDomains), federation.BlockedDomain{Domain: domain.MustParseName("evil.example"), Comment: evil})
		want.ExternalAccessPolicies = slices.Clone(have.ExternalAccessPolicies)
		want.ExternalAccessPolicies[0].Description = evil
		p, err := plan.New(have, want)
		require.NoError(t, err)
		script, err := p.AppendScript(nil, plan.ScriptOptions{Title: evil + "\r\nRemove-CsAllowedDomain b", Notes: []string{"#>" + evil}})
		require.NoError(t, err, evil)
		read, err := powershell.ReadScript(0, powershell.File{Name: "plan.ps1", Data: script})
		require.NoError(t, err)
		require.NoError(t, read.Findings.Err())
		var edits []diag.Edit
		for _, c := range read.Changes {
			edits = append(edits, c.Edit)
		}
		require.Len(t, edits, len(p.Steps), "%q: %s", evil, script)
		for i, step := range p.Steps {
			for _, m := range step.Members {
				at := slices.IndexFunc(edits[i].Members, func(n diag.MemberEdit) bool { return n.Name == m.Name })
				require.GreaterOrEqual(t, at, 0)
				require.True(t, m.New.Equal(edits[i].Members[at].New), "%q: %v and %v", evil, m, edits[i].Members[at])
			}
		}
	}
	want := have
	want.BlockedDomains = append(slices.Clone(have.BlockedDomains), federation.BlockedDomain{Domain: domain.MustParseName("evil.example"), Comment: "a\u202eb"})
	p, err := plan.New(have, want)
	require.NoError(t, err)
	_, err = p.AppendScript(nil, plan.ScriptOptions{})
	require.ErrorIs(t, err, cmdlet.RuleTextUnprintable)
}

// TestScriptUnquotable: a record with a comment of two lines can be removed. The
// script does not check the comment.
func TestScriptUnquotable(t *testing.T) {
	have := read(t, `{"BlockedDomains":[{"Identity":"a.example","Comment":"one\ntwo"}]}`)
	p, err := plan.New(have, read(t, `{"BlockedDomains":[]}`))
	require.NoError(t, err)
	script, err := p.AppendScript(nil, plan.ScriptOptions{})
	require.NoError(t, err)
	require.Contains(t, string(script), "Assert-Record 'Get-CsBlockedDomain' 'a.example'")
}

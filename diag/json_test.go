package diag_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/testkit"
)

func TestEnums(t *testing.T) {
	for o := diag.Outcome(0); o <= diag.NotKnown; o++ {
		testkit.CheckText(t, o)
	}
	for o := diag.Op(0); o <= diag.OpGrant; o++ {
		testkit.CheckText(t, o)
	}
	testkit.CheckOrder(t, 0, diag.Passed, diag.Refused, diag.NotKnown)
	testkit.CheckOrder(t, 0, diag.OpNew, diag.OpSet, diag.OpEnable, diag.OpDisable, diag.OpRemove, diag.OpGrant)
	for _, text := range []string{"", "perhaps"} {
		_, err := diag.ParseOutcome(text)
		require.ErrorIs(t, err, diag.RuleOutcomeUnknown)
		_, err = diag.ParseOp(text)
		require.ErrorIs(t, err, diag.RuleOpUnknown)
		_, err = diag.ParseSeverity(text)
		require.ErrorIs(t, err, diag.RuleSeverityUnknown)
	}
	if diag.OutcomeOf(true) != diag.Passed || diag.OutcomeOf(false) != diag.Refused {
		t.Error("OutcomeOf returns another outcome")
	}
}

// values has a value of each kind, its JSON form and its text.
var values = []struct {
	value      diag.Value
	json, text string
}{
	{diag.Null(), "null", "null"},
	{diag.Text(""), `""`, ""},
	{diag.Text("null"), `"null"`, "null"},
	{diag.Text("true"), `"true"`, "true"},
	{diag.Bool(true), "true", "True"},
	{diag.Bool(false), "false", "False"},
	{diag.Number(0), "0", "0"},
	{diag.Number(1<<64 - 1), "18446744073709551615", "18446744073709551615"},
	{diag.Texts(), "[]", ""},
	{diag.Texts("a", ""), `["a",""]`, "a,"},
}

func TestValue(t *testing.T) {
	for i, v := range values {
		data, err := json.Marshal(v.value)
		require.NoError(t, err)
		if string(data) != v.json || v.value.String() != v.text || v.value.IsZero() {
			t.Errorf("%#v is %s in JSON and prints as %q", v.value, data, v.value)
		}
		var back diag.Value
		require.NoError(t, json.Unmarshal(data, &back))
		for j, w := range values {
			if back.Equal(w.value) != (i == j) {
				t.Errorf("%s reads as %#v, which equals %#v: %v", data, back, w.value, back.Equal(w.value))
			}
		}
		_, isText := v.value.Text()
		isTrue, isBool := v.value.Bool()
		if isBool && isTrue != (v.json == "true") {
			t.Errorf("%#v is %v", v.value, isTrue)
		}
		_, isNumber := v.value.Number()
		_, isList := v.value.Texts()
		kinds := 0
		for _, is := range []bool{v.value.IsNull(), isText, isBool, isNumber, isList} {
			if is {
				kinds++
			}
		}
		if kinds != 1 {
			t.Errorf("%#v is of %d kinds", v.value, kinds)
		}
	}
	for _, bad := range []string{"-1", "1.5", "1e400", "{}", "[1]", "[null]", `["a",["b"]]`} {
		v := diag.Text("before")
		if err := v.UnmarshalJSON([]byte(bad)); err == nil || !v.Equal(diag.Text("before")) {
			t.Errorf("%s reads as %#v, %v", bad, v, err)
		}
	}
	var absent diag.Value
	if !absent.IsZero() || absent.Equal(diag.Null()) || absent.String() != "" {
		t.Errorf("the zero Value is %#v", absent)
	}
}

// full has all members of a finding set, but for Err, which JSON does not have.
var full = diag.Finding{
	RuleInfo: testCatalog[0],
	Path:     "/PublicProviders/0/Enabled",
	Subject:  diag.Subject{Kind: "PublicProviders", Identity: "Skype"},
	Cause:    diag.Subject{Kind: "ExternalAccessPolicies", Identity: "Global"},
	Detail:   "half of it is missing",
	Inferred: true,
	Fix: []diag.Edit{{
		Op:      diag.OpSet,
		Subject: diag.Subject{Kind: "PublicProviders", Identity: "Skype"},
		Members: []diag.MemberEdit{{Name: "Enabled", Old: diag.Bool(true), New: diag.Bool(false)}, {Name: "Comment", New: diag.Null()}},
	}},
	Pos: diag.Pos{File: "contoso.json", Line: 3, Column: 7},
}

// TestJSON shows the JSON forms, and that each can be read back.
func TestJSON(t *testing.T) {
	reason := diag.Reason{RuleInfo: full.RuleInfo, Outcome: diag.NotKnown, Path: full.Path, Subject: full.Subject, Detail: full.Detail, Inferred: true, Fix: full.Fix}
	forms := map[string]any{
		"Finding":          full,
		"Finding, least":   *testCatalog.Finding(ruleC, "", ""),
		"Reason":           reason,
		"Reason, least":    diag.Reason{RuleInfo: testCatalog[2], Outcome: diag.Passed},
		"Edit without all": diag.Edit{Op: diag.OpRemove, Subject: diag.Subject{Kind: "SipDomains"}},
	}
	text, err := json.MarshalIndent(forms, "", "  ")
	require.NoError(t, err)
	testkit.Golden(t, "testdata/forms.json", string(text)+"\n")

	for _, fs := range []diag.Findings{nil, {}, {&full}} {
		data, err := json.Marshal(fs)
		require.NoError(t, err)
		var back []diag.Finding
		if err := json.Unmarshal(data, &back); err != nil || back == nil || len(back) != len(fs) {
			t.Errorf("%d findings are %s in JSON, %v", len(fs), data, err)
		}
	}
	var finding diag.Finding
	checkBack(t, full, &finding)
	var back diag.Reason
	checkBack(t, reason, &back)
	var edit diag.Edit
	checkBack(t, full.Fix[0], &edit)
}

func checkBack[V any](t *testing.T, v V, back *V) {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, back))
	if diff := cmp.Diff(v, *back); diff != "" {
		t.Errorf("%s (-want +got):\n%s", data, diff)
	}
}

func TestWorst(t *testing.T) {
	notice, warning, problem := testCatalog.Finding(ruleC, "", ""), testCatalog.Finding(ruleB, "", ""), testCatalog.Finding(ruleA, "", "")
	for _, tt := range []struct {
		findings diag.Findings
		want     diag.Severity
	}{
		{nil, 0},
		{diag.Findings{notice}, diag.Notice},
		{diag.Findings{notice, warning, notice}, diag.Warning},
		{diag.Findings{notice, problem, warning}, diag.Error},
	} {
		if got := tt.findings.Worst(); got != tt.want {
			t.Errorf("the worst of %v is %v, want %v", tt.findings, got, tt.want)
		}
	}
}

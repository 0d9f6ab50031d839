package diag_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/go-multierror"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/policy"
)

const (
	ruleA diag.Rule = "test.a.broken"
	ruleB diag.Rule = "test.b.broken"
	ruleC diag.Rule = "test.c.noted"
)

var testCatalog = diag.Catalog{
	{Rule: ruleA, Severity: diag.Error, Summary: "A is whole.", Remedy: "Mend A.", Source: diag.Source{ID: "DOC-1", Title: "One", URL: "https://example.com/1"}},
	{Rule: ruleB, Severity: diag.Warning, Summary: "B is whole.", Remedy: "Mend B.", Source: diag.Source{ID: "DOC-2"}},
	{Rule: ruleC, Severity: diag.Notice, Summary: "C is worth a look.", Remedy: "Look."},
}

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, diag.Rules(), map[string]testkit.Check{
		"Domain": func(in json.RawMessage) error { var d federation.AllowedDomain; return json.Unmarshal(in, &d) },
		"Configuration": func(in json.RawMessage) error {
			_, findings, err := federation.Decode(in)
			return errors.Join(err, findings.Err())
		},
		"Op":       func(in json.RawMessage) error { var o diag.Op; return json.Unmarshal(in, &o) },
		"Outcome":  func(in json.RawMessage) error { var o diag.Outcome; return json.Unmarshal(in, &o) },
		"Severity": func(in json.RawMessage) error { var s diag.Severity; return json.Unmarshal(in, &s) },
		"Record": func(in json.RawMessage) error {
			_, findings, err := testkit.ReadRecords[policy.ExternalAccessPolicy](in)
			return errors.Join(err, testkit.Join(findings))
		},
		"Text": func(in json.RawMessage) error {
			var text string
			if err := json.Unmarshal(in, &text); err != nil {
				return err
			}
			_, _, err := testkit.ReadRecords[policy.ExternalAccessPolicy]([]byte(text))
			return err
		},
		"Numbers": func(in json.RawMessage) error {
			var n int
			if err := json.Unmarshal(in, &n); err != nil {
				return err
			}
			_, findings, err := testkit.ReadRecords[policy.ExternalAccessPolicy]([]byte("[" + strings.TrimSuffix(strings.Repeat("1,", n), ",") + "]"))
			findings = slices.DeleteFunc(findings, func(f *diag.Finding) bool { return f.Rule == diag.RuleMemberType })
			return errors.Join(err, testkit.Join(findings))
		},
		"Attach": func(in json.RawMessage) error {
			var l diag.Findings
			var text string
			if err := json.Unmarshal(in, &text); err != nil {
				return err
			}
			if text != "" {
				l.Attach("", errors.New(text))
			}
			return l.Err()
		},
	})
	if row, ok := testCatalog.Lookup(ruleB); !ok || row.Rule != ruleB {
		t.Errorf("Lookup(%s) = %v, %v", ruleB, row, ok)
	}
	if row, ok := testCatalog.Lookup("test.b.other"); ok || row != (diag.RuleInfo{}) {
		t.Errorf("Lookup of a rule that is not there = %v, %v", row, ok)
	}
	if f := testCatalog.Finding("test.d.unknown", "", "x"); f.Rule != "test.d.unknown" || f.Severity != diag.Error {
		t.Errorf("Finding of a rule that is not there = %v", f)
	}
}

func TestSeverity(t *testing.T) {
	for _, s := range []diag.Severity{0, diag.Error, diag.Warning, diag.Notice} {
		testkit.CheckText(t, s)
	}
	testkit.CheckOrder(t, 0, diag.Error, diag.Warning, diag.Notice)
	var s diag.Severity
	require.NoError(t, s.UnmarshalText([]byte("WARNING")))
	if s != diag.Warning {
		t.Errorf("WARNING reads as %v", s)
	}
	require.ErrorIs(t, s.UnmarshalText([]byte("fatal")), diag.RuleSeverityUnknown)
	if s != diag.Warning {
		t.Errorf("an error changed the target to %v", s)
	}
	_, err := diag.Severity(9).MarshalText()
	require.ErrorIs(t, err, diag.RuleSeverityUnknown)
	if got := diag.Severity(9).String(); got != "Severity(9)" {
		t.Errorf("Severity(9) prints as %q", got)
	}
}

func TestPath(t *testing.T) {
	p := diag.Path("").Member("PublicProviders").Index(2).Join(diag.Path("").Member("a/b~c"))
	if want := diag.Path("/PublicProviders/2/a~1b~0c"); p != want {
		t.Errorf("path = %q, want %q", p, want)
	}
	for path, want := range map[diag.Path][]string{
		"":      nil,
		"/":     {""},
		"/a//b": {"a", "", "b"},
		p:       {"PublicProviders", "2", "a/b~c"},
		"/~01":  {"~1"},
	} {
		if diff := cmp.Diff(want, slices.Collect(path.Tokens())); diff != "" {
			t.Errorf("Tokens of %q (-want +got):\n%s", path, diff)
		}
	}
	for range p.Tokens() {
		break // a loop may end early
	}
}

func TestPos(t *testing.T) {
	for pos, want := range map[diag.Pos]string{
		{}:               "",
		{"a.json", 0, 0}: "a.json",
		{"a.json", 3, 0}: "a.json:3",
		{"a.json", 3, 7}: "a.json:3:7",
		{"", 3, 7}:       "3:7",
	} {
		if got := pos.String(); got != want {
			t.Errorf("%#v prints as %q, want %q", pos, got, want)
		}
	}
}

// TestMessages shows the wording of every kind of message in one place. The wording
// may change: read each change.
func TestMessages(t *testing.T) {
	long := strings.Repeat("x", 100) + "é!" + strings.Repeat("y", 100)
	finding := testCatalog.Finding(ruleA, "/Edge/A", "half of it is missing")
	finding.Pos = diag.Pos{File: "contoso.json", Line: 3, Column: 7}
	var two diag.Findings
	two.Add(testCatalog.Finding(ruleA, "/A", ""))
	two.Add(testCatalog.Finding(ruleB, "/B", "not an error"))
	two.Add(testCatalog.Finding(ruleA, "/B", "line one\nline two\u202e\u2028"))
	messages := []error{
		testCatalog.ValueError(ruleA, "widget", "a b", 1, "a space"),
		testCatalog.ValueError(ruleA, "widget", "", 0, ""),
		testCatalog.ValueError(ruleA, "widget", long, 102, "an exclamation mark"),
		testCatalog.ValueError(ruleA, "widget", long, len(long), "cut short"),
		testCatalog.ValueError(ruleA, "widget", long, -1, "offset out of range"),
		testCatalog.ValueError(ruleA, "widget", strings.Repeat("\x80", 1000), 500, "no character anywhere"),
		testCatalog.ValueError("test.d.unknown", "widget", "\xff\n", 0, "a rule of no catalog"),
		finding,
		testCatalog.Finding(ruleC, "", ""),
		&diag.Finding{Detail: "a finding of no rule"},
		two.Err(),
		two[:1].Err(),
	}
	var b strings.Builder
	for _, err := range messages {
		fmt.Fprintln(&b, err)
	}
	testkit.Golden(t, "testdata/messages.txt", b.String())
}

// TestWalk has every way in which errors are put together.
func TestWalk(t *testing.T) {
	a := testCatalog.Finding(ruleA, "/A", "")
	b := testCatalog.Finding(ruleB, "/B", "")
	v := testCatalog.ValueError(ruleA, "widget", "x", 0, "wrong")
	var list diag.Findings
	list.Add(a)
	list.Attach("/V", v)
	missing := &fs.PathError{Op: "open", Path: "a.json", Err: fs.ErrNotExist}
	var none *multierror.Error
	var noValue *diag.ValueError
	var noFinding *diag.Finding
	for name, tt := range map[string]struct {
		err  error
		want []string
	}{
		"nil":             {nil, nil},
		"finding":         {a, []string{"error /A test.a.broken"}},
		"value error":     {v, []string{"error test.a.broken"}},
		"rule":            {ruleB, []string{"error test.b.broken"}},
		"list":            {list.Err(), []string{"error /A test.a.broken", "error /V test.a.broken"}},
		"wrapped":         {fmt.Errorf("a.json: %w", list.Err()), []string{"error /A test.a.broken", "error /V test.a.broken"}},
		"joined":          {errors.Join(b, fmt.Errorf("2: %w", a), nil, v), []string{"warning /B test.b.broken", "error /A test.a.broken", "error test.a.broken"}},
		"two wrapped":     {fmt.Errorf("%w and %w", a, b), []string{"error /A test.a.broken", "warning /B test.b.broken"}},
		"multierror":      {multierror.Append(nil, a, fmt.Errorf("x: %w", v)), []string{"error /A test.a.broken", "error test.a.broken"}},
		"nested":          {fmt.Errorf("x: %w", errors.Join(multierror.Append(nil, list.Err(), b))), []string{"error /A test.a.broken", "error /V test.a.broken", "warning /B test.b.broken"}},
		"foreign":         {missing, []string{"error diag.error.foreign"}},
		"foreign, joined": {errors.Join(missing, a), []string{"error diag.error.foreign", "error /A test.a.broken"}},
		"nil multierror":  {none, nil},
		"nil value error": {noValue, nil},
		"nil finding":     {noFinding, nil},
		"two foreign":     {fmt.Errorf("reading: %w and %w", missing, missing), []string{"error diag.error.foreign"}},
		"wraps nothing":   {errors.Join(emptyError{}, a), []string{"error diag.error.foreign", "error /A test.a.broken"}},
	} {
		if diff := cmp.Diff(tt.want, testkit.Findings(tt.err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		for range diag.All(tt.err) {
			break // a loop may end early
		}
	}
	for f := range diag.All(fmt.Errorf("reading: %w", missing)) {
		if f.Detail != "reading: open a.json: file does not exist" || !errors.Is(f, fs.ErrNotExist) {
			t.Errorf("a foreign error was cut to %q", f.Detail)
		}
	}
}

// emptyError has an Unwrap for several errors, and returns none.
type emptyError struct{}

func (emptyError) Error() string   { return "empty" }
func (emptyError) Unwrap() []error { return nil }

func TestFindings(t *testing.T) {
	var l diag.Findings
	require.NoError(t, l.Err())
	l.Attach("/X", nil)
	l.Add(testCatalog.Finding(ruleB, "/B", ""))
	require.NoError(t, l.Err(), "a warning is no error")

	inner := testCatalog.Finding(ruleA, "/A", "")
	inner.Pos = diag.Pos{File: "a.json", Line: 2}
	l.Attach("/Providers/0", fmt.Errorf("wrapped: %w", inner))
	err := l.Err()
	require.ErrorIs(t, err, ruleA)
	require.NotErrorIs(t, err, ruleB)
	f, ok := errors.AsType[*diag.Finding](err)
	require.True(t, ok)
	if f.Path != "/Providers/0/A" || inner.Path != "/A" || f.Pos != inner.Pos {
		t.Errorf("attached at %q, %v, and the original is at %q, %v", f.Path, f.Pos, inner.Path, inner.Pos)
	}
	want := []string{"warning /B test.b.broken", "error /Providers/0/A test.a.broken"}
	var got []string
	for f := range l.All() {
		got = append(got, testkit.Line(f))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}

	if errs := testkit.Findings(l.Err()); len(errs) != 1 || errs[0] != want[1] {
		t.Errorf("Errors = %q, want only the error", errs)
	}

	// A value's own error stays reachable through the finding.
	var values diag.Findings
	values.Attach("/V", testCatalog.ValueError(ruleA, "widget", "x y", 1, "a space"))
	v, ok := errors.AsType[*diag.ValueError](values.Err())
	require.True(t, ok)
	if v.Offset != 1 {
		t.Errorf("offset = %d, want 1", v.Offset)
	}
}

// TestExcerpt: a message has the whole input, or leaves out more than half as much as
// the excerpt has on that side.
func TestExcerpt(t *testing.T) {
	for n := range 120 {
		for offset := range n + 1 {
			text := (&diag.ValueError{Type: "name", Input: strings.Repeat("x", n), Offset: offset}).Error()
			cuts := 0
			for _, side := range []int{offset, n - offset} {
				if side > 32+16 {
					cuts++
				}
			}
			if got := strings.Count(text, "…"); got != cuts {
				t.Errorf("offset %d of %d: %s", offset, n, text)
			}
		}
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "été": "été", "\n": `\n`, "a\x7f": `a\x7f`, "\xff": `\xff`, "\ufffd": `\ufffd`, "\u0080": `\u0080`,
		"\u200b": `\u200b`, "\U000e0041": `\U000e0041`,
	} {
		if got := diag.Printable(in); got != want {
			t.Errorf("Printable(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestSource(t *testing.T) {
	row := diag.RuleInfo{Source: diag.Source{ID: "A"}, Also: "B C"}
	for id, want := range map[string]bool{"A": true, "B": true, "C": true, "D": false, "": false} {
		if got := row.Cites(diag.Source{ID: id}); got != want {
			t.Errorf("Cites(%q) = %v", id, got)
		}
	}
	if (diag.Source{}).String() != "" || !(diag.Source{}).IsZero() {
		t.Error("the zero Source is not empty")
	}
	if got := testCatalog[0].Source.String(); got != "DOC-1" {
		t.Errorf("source prints as %q", got)
	}
}

// TestOffsets: an offset that is outside the input panics nowhere.
func TestOffsets(t *testing.T) {
	for _, input := range []string{"", "abc", strings.Repeat("é", 200)} {
		for _, offset := range []int{math.MinInt, -1, 0, len(input), len(input) + 1, math.MaxInt} {
			err := &diag.ValueError{Type: "name", Input: input, Offset: offset, Detail: "wrong"}
			if text := err.Error(); !strings.HasPrefix(text, "name ") || !strings.Contains(text, "wrong") {
				t.Errorf("offset %d of %q: %q", offset, input, text)
			}
		}
	}
}

// TestAddNil: a nil finding is none.
func TestAddNil(t *testing.T) {
	var fs diag.Findings
	fs.Add(nil)
	fs.Attach("/X", nil)
	if len(fs) != 0 || fs.Err() != nil || !fs.Worst().IsZero() {
		t.Errorf("%d findings: %v", len(fs), fs.Err())
	}
}

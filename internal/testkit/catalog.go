package testkit

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// A Check returns the findings of any severity about an input.
type Check func(input json.RawMessage) error

// Text makes a Check from a parser.
func Text[T any](parse func(string) (T, error)) Check {
	return func(input json.RawMessage) error {
		var s string
		if err := json.Unmarshal(input, &s); err != nil {
			return err
		}
		_, err := parse(s)
		return err
	}
}

// An example is a file in testdata/rules: an input that breaks a rule, and one
// that just passes.
type example struct {
	Check          string // the name of the Check
	Breaks, Passes json.RawMessage
	Also           []diag.Rule // other rules that Breaks breaks
	Fix            string      // how the rule is mended: see [CheckFixes]
}

var ruleName = regexp.MustCompile(`^[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*){2}$`)

// CheckCatalog checks the rule catalog of the package in the current directory: it
// is sorted and complete, its sources are known, and each row has its constant. The
// first input of the example in testdata/rules breaks only this rule, and the
// second breaks none. It compares what the findings report with
// testdata/details.txt.
func CheckCatalog(t *testing.T, rules iter.Seq[diag.RuleInfo], checks map[string]Check) {
	t.Helper()
	rows := slices.Collect(rules)
	constants := ruleConstants(t)
	sources := map[string]diag.Source{}
	for doc := range source.All() {
		sources[doc.ID] = doc.Source
	}
	names := map[string]bool{}
	var details strings.Builder
	ran := 0
	for i, row := range rows {
		name := string(row.Rule)
		names[name+".json"] = true
		if i > 0 && rows[i-1].Rule >= row.Rule {
			t.Errorf("%s does not come after %s", name, rows[i-1].Rule)
		}
		if !ruleName.MatchString(name) {
			t.Errorf("%s does not have the form package.subject.problem", name)
		}
		if row.Severity < diag.Error || row.Severity > diag.Notice {
			t.Errorf("%s has no severity", name)
		}
		if !strings.HasSuffix(row.Summary, ".") || !strings.HasSuffix(row.Remedy, ".") {
			t.Errorf("%s: summary and remedy are not both sentences", name)
		}
		if !strings.Contains(row.Summary, "must") {
			t.Errorf("%s: the summary has no \"must\"", name)
		}
		CheckRemedy(t, row.Rule, row.Remedy)
		if strings.Contains(row.Remedy, "lyncfed") || strings.Contains(row.Summary, "lyncfed") {
			t.Errorf("%s: it names the command to a user of the library", name)
		}
		if row.Source.IsZero() || row.Source != sources[row.Source.ID] {
			t.Errorf("%s: source %q is not in internal/source", name, row.Source.ID)
		}
		for id := range strings.FieldsSeq(row.Also) {
			if sources[id].IsZero() || id == row.Source.ID {
				t.Errorf("%s: source %q is not another one of internal/source", name, id)
			}
		}
		if !slices.Contains(slices.Collect(maps.Values(constants)), row.Rule) {
			t.Errorf("%s has no constant", name)
		}
		t.Run(name, func(t *testing.T) {
			ran++
			for _, f := range checkExample(t, row, checks) {
				CheckRemedy(t, f.Rule, f.Remedy)
				if f.Rule == row.Rule {
					if strings.HasSuffix(f.Detail, ".") && !strings.HasSuffix(f.Detail, "...") {
						t.Errorf("a full stop ends %q", f.Detail)
					}
					details.WriteString(name + ": " + cmp.Or(f.Detail, errorText(f.Err)) + ".\n\n")
				}
			}
		})
	}
	if ran == len(rows) { // not with -run
		Golden(t, "testdata/details.txt", details.String())
	}
	for constant, rule := range constants {
		if !names[string(rule)+".json"] {
			t.Errorf("%s has a constant and no row in the catalog", rule)
		}
		if want := constantOf(rule); constant != want {
			t.Errorf("the constant of %s is %s, want %s", rule, constant, want)
		}
	}
	files, err := os.ReadDir("testdata/rules")
	require.NoError(t, err)
	for _, f := range files {
		if !names[f.Name()] {
			t.Errorf("testdata/rules/%s does not belong to a rule of this package", f.Name())
		}
	}
}

func readExample(t *testing.T, r diag.Rule) example {
	t.Helper()
	data, err := os.ReadFile("testdata/rules/" + string(r) + ".json")
	require.NoError(t, err)
	var ex example
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	require.NoError(t, dec.Decode(&ex))
	return ex
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// checkExample returns the findings about the example that breaks a rule.
func checkExample(t *testing.T, row diag.RuleInfo, checks map[string]Check) []*diag.Finding {
	ex := readExample(t, row.Rule)
	check := checks[ex.Check]
	require.NotNil(t, check, "unknown check %q", ex.Check)

	got := slices.Collect(diag.All(check(ex.Breaks)))
	if others := slices.DeleteFunc(slices.Clone(got), func(f *diag.Finding) bool { return slices.Contains(ex.Also, f.Rule) }); len(others) != 1 || others[0].Rule != row.Rule || others[0].Severity != row.Severity {
		t.Errorf("%s: the input that breaks it gives %q", row.Rule, Findings(check(ex.Breaks)))
	}
	for _, also := range ex.Also {
		if !slices.ContainsFunc(got, func(f *diag.Finding) bool { return f.Rule == also }) {
			t.Errorf("%s: the input that breaks it does not break %s", row.Rule, also)
		}
	}
	for _, f := range got {
		if !Resolves(ex.Breaks, f.Path) {
			t.Errorf("%s: path %q is not in the input", row.Rule, f.Path)
		}
		if f.Rule == row.Rule && !row.Cites(f.Source) {
			t.Errorf("%s: the row does not name %s, which the finding cites", row.Rule, f.Source)
		}
		CheckInferred(t, f.Rule, f.Inferred)
		if f.Detail == "" && f.Err == nil {
			t.Errorf("%s: the finding has no detail of the case", row.Rule)
		}
	}
	if got := Findings(check(ex.Passes)); got != nil {
		t.Errorf("%s: the input that passes gives %q", row.Rule, got)
	}
	return got
}

// CheckInferred checks that a trial in internal/source names a rule with an inferred
// finding or reason, so that docs/unproven.md lists it.
func CheckInferred(t *testing.T, r diag.Rule, inferred bool) {
	t.Helper()
	if inferred && !source.IsTried(r) {
		t.Errorf("%s has an inferred outcome and no row in internal/source/trial.go", r)
	}
}

// initialisms are the words of rule names that are in capitals in a Go name.
var initialisms = strings.Fields("ASCII CAL CLIXML CSV DNS FQDN ID JSON PIC SIP SRV TLS URI URL USL")

// constantOf returns the name of a rule's constant: Rule and the words of the rule's
// name without the package.
func constantOf(r diag.Rule) string {
	_, name, _ := strings.Cut(string(r), ".")
	var b strings.Builder
	b.WriteString("Rule")
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == '-' }) {
		if upper := strings.ToUpper(word); slices.Contains(initialisms, upper) {
			b.WriteString(upper)
		} else {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// ruleConstants returns the rules of the package in the current directory by the names
// of their constants.
func ruleConstants(t *testing.T) map[string]diag.Rule {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	rules := map[string]diag.Rule{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || !strings.HasPrefix(spec.Names[0].Name, "Rule") || len(spec.Values) != 1 {
				return true
			}
			if lit, ok := spec.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				rule, err := strconv.Unquote(lit.Value)
				require.NoError(t, err)
				rules[spec.Names[0].Name] = diag.Rule(rule)
			}
			return true
		})
	}
	return rules
}

// Resolves reports whether the JSON text has the member at path, or the object that
// should have it.
func Resolves(text []byte, path diag.Path) bool {
	var v any
	if json.Unmarshal(text, &v) != nil {
		return path == ""
	}
	tokens := slices.Collect(path.Tokens())
	for i, token := range tokens {
		switch at := v.(type) {
		case map[string]any:
			inner, ok := at[token]
			for name := range at {
				if !ok && strings.EqualFold(name, token) {
					inner, ok = at[name], true
				}
			}
			if !ok {
				return i == len(tokens)-1
			}
			v = inner
		case []any:
			n, err := strconv.Atoi(token)
			if err != nil || n < 0 || n >= len(at) {
				return false
			}
			v = at[n]
		default:
			return false
		}
	}
	return true
}

// FindingsOf makes a Check of a record. It returns the error of reading the input, or
// else the findings of the record.
func FindingsOf[R Record[R], P interface {
	*R
	json.Unmarshaler
}](input json.RawMessage) error {
	var r R
	if err := json.Unmarshal(input, P(&r)); err != nil {
		return err
	}
	return Join(r.Findings())
}

// Join returns findings of any severity as one error.
func Join(findings diag.Findings) error {
	errs := make([]error, len(findings))
	for i, f := range findings {
		errs[i] = f
	}
	return errors.Join(errs...)
}

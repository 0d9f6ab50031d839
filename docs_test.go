package lyncfed_test

import (
	"fmt"
	"io/fs"
	"iter"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
	"github.com/lyncfed/lyncfed/tenant"
)

type packageRules struct {
	name  string
	rules iter.Seq[diag.RuleInfo]
}

// catalogs has the rules of every package that has any, in the order of
// docs/rules.md.
var catalogs = []packageRules{
	{"address", address.Rules()},
	{"audit", audit.Rules()},
	{"cmdlet", cmdlet.Rules()},
	{"date", date.Rules()},
	{"diag", diag.Rules()},
	{"domain", domain.Rules()},
	{"federation", federation.Rules()},
	{"licensing", licensing.Rules()},
	{"plan", plan.Rules()},
	{"policy", policy.Rules()},
	{"powershell", powershell.Rules()},
	{"product", product.Rules()},
	{"provider", provider.Rules()},
	{"reach", reach.Rules()},
	{"report", ofReport()},
	{"tenant", tenant.Rules()},
}

// ofReport returns the rules of package report alone, whose Rules returns all.
func ofReport() iter.Seq[diag.RuleInfo] {
	return func(yield func(diag.RuleInfo) bool) {
		for r := range report.Rules() {
			if strings.HasPrefix(string(r.Rule), "report.") && !yield(r) {
				return
			}
		}
	}
}

// TestRules writes docs/rules.md, or checks it.
func TestRules(t *testing.T) {
	own, all := countRules()
	var b strings.Builder
	b.WriteString("# Rules\n\nThis page is generated from the rule catalogs of the packages by\n`go test . -update`. The name of a rule never changes. In `testdata/rules` of its\npackage, each rule has an example that breaks it and one that just passes.\n[sources.md](sources.md) lists the documents.\n")
	fmt.Fprintf(&b, "\nA rule marked **own** has no document: it is a limit or a format of this project.\n%d of %d rules are marked.\n", own, all)
	for _, c := range catalogs {
		fmt.Fprintf(&b, "\n## %s\n\n| rule | severity | summary | remedy | source |\n|---|---|---|---|---|\n", c.name)
		for r := range c.rules {
			if !strings.HasPrefix(string(r.Rule), c.name+".") {
				t.Errorf("rule %s is in the catalog of package %s", r.Rule, c.name)
			}
			cited := r.Source.ID
			if r.Source == source.Lyncfed {
				cited = "**own** " + cited
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.Rule, r.Severity, cell(r.Summary), cell(r.Remedy), strings.TrimSpace(cited+" "+r.Also))
		}
	}
	testkit.Golden(t, "docs/rules.md", b.String())
}

// countRules returns how many rules rest on no document, and how many there are.
func countRules() (own, all int) {
	for r := range report.Rules() {
		all++
		if r.Source == source.Lyncfed {
			own++
		}
	}
	return own, all
}

// TestREADMECount writes into README.md how many rules rest on no document, or
// checks it.
func TestREADMECount(t *testing.T) {
	readme, err := fs.ReadFile(root, "README.md")
	require.NoError(t, err)
	count := regexp.MustCompile(`\d+ of \d+ rules\b`)
	require.Len(t, count.FindAll(readme, -1), 1)
	own, all := countRules()
	testkit.Golden(t, "README.md", count.ReplaceAllString(string(readme), fmt.Sprintf("%d of %d rules", own, all)))
}

// TestSources writes docs/sources.md, or checks it.
func TestSources(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Sources\n\nThis page lists the documents of all rules and facts by ID. It is generated from `internal/source` by `go test . -update`.\n\n| ID | document | edition | what lyncfed takes from it |\n|---|---|---|---|\n")
	last := ""
	for doc := range source.All() {
		if doc.ID <= last {
			t.Errorf("source %s does not come after %s", doc.ID, last)
		}
		last = doc.ID
		if doc.Title == "" || doc.Use == "" || !strings.HasPrefix(doc.URL, "http") {
			t.Errorf("source %s lacks title, address or use", doc.ID)
		}
		fmt.Fprintf(&b, "| %s | [%s](%s) | %s | %s |\n", doc.ID, cell(doc.Title), doc.URL, doc.Edition, cell(doc.Use))
	}
	testkit.Golden(t, "docs/sources.md", b.String())
}

// TestCatalogsComplete: no package with rules is missing from the list above.
func TestCatalogsComplete(t *testing.T) {
	for dir := range imports {
		if dir == "." || strings.HasPrefix(dir, "internal/") {
			continue
		}
		has := strings.Contains(api(t, dir), "func Rules() ")
		listed := slices.ContainsFunc(catalogs, func(c packageRules) bool { return c.name == dir })
		if has != listed {
			t.Errorf("package %s has rules: %v; it is in the list of catalogs: %v", dir, has, listed)
		}
	}
}

// TestAllRules: report.Rules has the rules of every package.
func TestAllRules(t *testing.T) {
	var want []diag.RuleInfo
	for _, c := range catalogs {
		want = slices.AppendSeq(want, c.rules)
	}
	if got := slices.Collect(report.Rules()); !slices.Equal(got, want) {
		t.Errorf("report.Rules has %d rules, and the packages have %d", len(got), len(want))
	}
	for range report.Rules() {
		break // a loop may end early
	}
}

// cell escapes text for a cell of a Markdown table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`).Replace(s)
}

// TestDocumentsCode: all Go code in README.md and below docs is a part of an example
// that the tests run.
func TestDocumentsCode(t *testing.T) {
	var examples strings.Builder
	for _, f := range goFiles(t) {
		if strings.HasPrefix(f.name, "example_") {
			data, err := fs.ReadFile(root, path.Join(f.dir, f.name))
			require.NoError(t, err)
			examples.WriteString(unindented(string(data)))
		}
	}
	documents, err := fs.Glob(root, "docs/*.md")
	require.NoError(t, err)
	blocks := 0
	for _, name := range append(documents, "README.md") {
		text, err := fs.ReadFile(root, name)
		require.NoError(t, err)
		for _, block := range regexp.MustCompile("(?ms)^```go\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
			blocks++
			if !strings.Contains(examples.String(), unindented(block[1])) {
				t.Errorf("%s: no example has this code:\n%s", name, block[1])
			}
		}
	}
	require.GreaterOrEqual(t, blocks, 7)
}

// unindented removes the indentation of each line.
func unindented(code string) string {
	return regexp.MustCompile(`(?m)^\t+`).ReplaceAllString(code, "")
}

// TestDocumentsLinks: every relative link in a document leads to a file.
func TestDocumentsLinks(t *testing.T) {
	links := 0
	require.NoError(t, fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".md" {
			return err
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		for _, found := range regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`).FindAllStringSubmatch(string(text), -1) {
			links++
			if _, err := fs.Stat(root, path.Join(path.Dir(name), found[1])); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		return nil
	}))
	require.GreaterOrEqual(t, links, 20)
}

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
)

// TestPlanGolden has plans as their readers get them.
func TestPlanGolden(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	t.Setenv("CLICOLOR_FORCE", "")
	for name, args := range map[string]string{
		"plan-skype.txt":       "plan nothing.json skype.json",
		"plan-skype.ps1":       "plan nothing.json skype.json --format powershell",
		"plan-messenger.txt":   "plan messenger.json skype-for-messenger.json",
		"plan-decoration.txt":  "plan skype-2013.json federated.json",
		"plan-decoration.md":   "plan skype-2013.json federated.json --format markdown",
		"plan-decoration.json": "plan skype-2013.json federated.json --format json",
		"plan-closed.txt":      "plan federated.json closed.json",
		"plan-closed.md":       "plan federated.json closed.json --format markdown",
		"plan-hybrid.txt":      "plan hybrid.json out-of-hybrid.json",
		"plan-script.txt":      "plan federated.json partners.ps1",
		"plan-nothing.txt":     "plan federated.json federated.json",
		"plan-nothing.md":      "plan federated.json federated.json --format markdown",
		"fix.txt":              "fix contoso.json --on 2026-11-27",
		"fix-details.txt":      "fix contoso.json --on 2026-11-27 --details",
		"fix.md":               "fix contoso.json --on 2026-11-27 --format markdown",
		"fix.json":             "fix contoso.json --on 2026-11-27 --format json",
		"fix.ps1":              "fix contoso.json --on 2026-11-27 --format powershell --allow-unsafe",
		"fix-rule.txt":         "fix contoso.json --on 2026-11-27 --rule audit.own-domain.listed --only AllowedDomains",
	} {
		t.Run(name, func(t *testing.T) {
			out, problems, status := inPlans(t, strings.Fields(args)...)
			want := statusRefused
			if strings.HasPrefix(name, "plan-nothing") || strings.HasSuffix(args, "skype-2013.json skype-2013.json") {
				want = statusOK
			}
			if status != want || problems != "" {
				t.Errorf("%s: status %d, %s", args, status, problems)
			}
			golden(t, "testdata/golden/"+name, strings.ReplaceAll(strings.TrimPrefix(out, "\ufeff"), "\r\n", "\n"))
			if !strings.HasSuffix(name, ".txt") {
				return
			}
			for line := range strings.Lines(out) {
				isWhole := strings.Contains(line, "-Cs") || strings.Contains(line, "https://") || strings.Contains(line, "-NameDecorationExcludedDomainList ")
				if len([]rune(line)) > terminalWidth+1 && !isWhole {
					t.Errorf("%s: too long: %s", name, line)
				}
			}
		})
	}
}

// inPlans runs the command on the configurations of testdata/plans and contoso.json,
// on a day of 2016 if args name none.
func inPlans(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	words := []string{args[0]}
	on := []string{"--on", "2016-01-01"}
	for _, word := range args[1:] {
		switch {
		case word == "contoso.json":
			word = contoso
		case word == "--on":
			on = nil
		case strings.HasSuffix(word, ".json") || strings.HasSuffix(word, ".ps1"):
			word = "testdata/plans/" + word
		}
		words = append(words, word)
	}
	return lyncfed(nil, append(words, on...)...)
}

// A planText is what a program reads of the JSON form.
type planText struct {
	Outcome        string
	Plan, Rollback struct {
		Fingerprint string
		Steps       []struct{ Command string }
		Unsafe      []any
	}
	Summary []struct{ New, Replaced, Changed, Removed int }
	Left    []struct{ Finding struct{ Severity string } }
}

// TestPlanAgrees: the text, the JSON form, the Markdown form and the exit status
// say the same, whatever is planned.
func TestPlanAgrees(t *testing.T) {
	files, err := filepath.Glob("testdata/plans/*.json")
	if err != nil || len(files) < 8 {
		t.Fatal(files, err)
	}
	seen := map[int]int{}
	check := func(args ...string) {
		args = append(args, "--on", "2016-01-01")
		text, problems, status := lyncfed(nil, args...)
		out, _, statusJSON := lyncfed(nil, append(args, "--format", "json")...)
		page, _, statusMarkdown := lyncfed(nil, append(args, "--format", "markdown")...)
		seen[status]++
		if statusJSON != status || statusMarkdown != status {
			t.Errorf("%v: status %d, %d, %d", args, status, statusJSON, statusMarkdown)
		}
		if status == statusFailed {
			if text != "" || out != "" || page != "" || !strings.Contains(problems, "NO PLAN") || !strings.Contains(problems, "Do: ") {
				t.Errorf("%v: %s%s%s%s", args, text, out, page, problems)
			}
			return
		}
		var r planText
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
		isLeft := false
		for _, l := range r.Left {
			isLeft = isLeft || l.Finding.Severity == "error"
		}
		outcome := "nothing"
		switch {
		case len(r.Plan.Steps) > 0:
			outcome = "changes"
		case isLeft:
			outcome = "left"
		}
		if r.Outcome != outcome || (status == statusOK) != (outcome == "nothing") {
			t.Errorf("%v: %q with status %d and %d steps", args, r.Outcome, status, len(r.Plan.Steps))
		}
		if want := fmt.Sprintf("STEPS (%d)\n", len(r.Plan.Steps)); strings.Contains(text, want) != (len(r.Plan.Steps) > 0) {
			t.Errorf("%v: %d steps, and\n%s", args, len(r.Plan.Steps), text)
		}
		if strings.Contains(text, "UNSAFE (") != (len(r.Plan.Unsafe) > 0) || strings.Contains(page, "## Unsafe") != (len(r.Plan.Unsafe) > 0) {
			t.Errorf("%v: %d unsafe marks, and\n%s", args, len(r.Plan.Unsafe), text)
		}
		unwrapped := strings.Join(strings.Fields(strings.ReplaceAll(text, " `\n", " ")), " ")
		for i, s := range r.Plan.Steps {
			if !strings.Contains(unwrapped, s.Command) || !strings.Contains(page, fmt.Sprintf("\n| %d | `", i+1)) || !strings.Contains(page, "`"+s.Command+"`") {
				t.Errorf("%v: step %d is missing: %s", args, i+1, s.Command)
			}
		}
		if !strings.HasSuffix(strings.Join(strings.Fields(unsigned(t, text)), " "), "Nothing was run.") || !strings.Contains(page, "Nothing was run.") {
			t.Errorf("%v: %s", args, text)
		}
	}
	for _, have := range files {
		for _, want := range files {
			check("plan", have, want)
		}
		check("plan", have, "testdata/plans/partners.ps1")
		check("fix", have)
	}
	check("fix", contoso)
	if seen[statusOK] < len(files) || seen[statusRefused] < len(files) || seen[statusFailed] == 0 {
		t.Errorf("how often each status was seen: %v", seen)
	}
}

// TestPlanJSON: the plan in the envelope is that of package plan, with commands.
func TestPlanJSON(t *testing.T) {
	read := func(name string) federation.Configuration {
		text, err := os.ReadFile("testdata/plans/" + name)
		if err != nil {
			t.Fatal(err)
		}
		d, _, err := federation.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		return d.Configuration
	}
	p, err := plan.New(read("federated.json"), read("closed.json"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	out, _, _ := inPlans(t, "plan", "federated.json", "closed.json", "--format", "json")
	var got struct{ Plan map[string]any }
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	for _, step := range got.Plan["Steps"].([]any) {
		if line, _ := step.(map[string]any)["Command"].(string); !strings.Contains(line, "-Cs") {
			t.Errorf("%v has no command", step)
		}
		delete(step.(map[string]any), "Command")
	}
	if diff := cmp.Diff(want, got.Plan); diff != "" {
		t.Errorf("(-plan +command)\n%s", diff)
	}
}

// TestPlanReadsBack: the script of a plan, as what is wanted, is the same plan; and
// the script that undoes it, after it, leaves nothing to do.
func TestPlanReadsBack(t *testing.T) {
	for _, names := range [][2]string{{"nothing.json", "skype.json"}, {"messenger.json", "skype-for-messenger.json"}, {"skype-2013.json", "federated.json"}, {"federated.json", "closed.json"}, {"hybrid.json", "out-of-hybrid.json"}} {
		have := "testdata/plans/" + names[0]
		dir := t.TempDir()
		there, back := filepath.Join(dir, "plan.ps1"), filepath.Join(dir, "undo.ps1")
		out, problems, status := lyncfed(nil, "plan", have, "testdata/plans/"+names[1], "--format", "json", "--script", there, "--rollback", back, "--force")
		if status != statusRefused || strings.Count(problems, "wrote ") != 2 {
			t.Fatalf("%v: status %d, %s", names, status, problems)
		}
		var want, got planText
		if err := json.Unmarshal([]byte(out), &want); err != nil {
			t.Fatal(err)
		}
		out, problems, _ = lyncfed(nil, "plan", have, there, "--format", "json")
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatal(err, problems)
		}
		if diff := cmp.Diff(want.Plan, got.Plan); diff != "" {
			t.Errorf("%v: (-want +read back)\n%s", names, diff)
		}
		if out, problems, status = lyncfed(nil, "plan", have, there, have); status != statusRefused {
			t.Errorf("%v: from the result back: status %d, %s%s", names, status, out, problems)
		}
		if out, problems, status = lyncfed(nil, "plan", have, there, back, have); status != statusOK {
			t.Errorf("%v: after the way back: status %d, %s%s", names, status, out, problems)
		}
	}
}

// TestPart: each kind can be planned alone.
func TestPart(t *testing.T) {
	text, err := os.ReadFile(contoso)
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := federation.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	for k := range federation.AllKinds() {
		missing := part(d.Configuration, federation.KindsOf(k)).Missing()
		for other := range federation.AllKinds() {
			given := !missing.Has(other)
			if want := (other == k || other == federation.Platform) && !d.Configuration.Missing().Has(other); given != want {
				t.Errorf("of %v alone, %v is given: %t", k, other, given)
			}
		}
	}
}

func TestCommandLines(t *testing.T) {
	const command = "Set-CsX -Identity 'a -b ''c'' -d' -Comment 'one two three four' -On $true"
	want := []string{"Set-CsX -Identity 'a -b ''c'' -d' `", "    -Comment 'one two three four' `", "    -On $true"}
	if diff := cmp.Diff(want, commandLines(command, 36)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{command}, commandLines(command, len(command))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	joined := strings.Join(commandLines(command, 10), "\n")
	if got := strings.Join(strings.Fields(strings.ReplaceAll(joined, " `\n", " ")), " "); got != command {
		t.Errorf("%s", got)
	}
}

// TestPlanDocumented: docs/formats.md has every member of the JSON form.
func TestPlanDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(doc), "\n## Plans\n")
	section, _, _ = strings.Cut(section, "\n## ")
	for _, of := range []any{planReport{}, planLeftover{}, planCount{}, plan.Effect{}} {
		for f := range reflect.TypeOf(of).Fields() {
			if f.IsExported() && !f.Anonymous && !strings.Contains(section, "`"+f.Name+"`") {
				t.Errorf("%T.%s is not described", of, f.Name)
			}
		}
	}
}

// TestPlanColors: colors are all that they add.
func TestPlanColors(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	t.Setenv("CLICOLOR_FORCE", "1")
	colored, _, _ := inPlans(t, "plan", "skype-2013.json", "closed.json")
	t.Setenv("NO_COLOR", "1")
	plain, _, _ := inPlans(t, "plan", "skype-2013.json", "closed.json")
	if got := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(colored, ""); got != plain || colored == plain || strings.Contains(plain, "\x1b") {
		t.Errorf("%s\n%s", colored, plain)
	}
	for _, mark := range []planMark{markNew, markChanged, markRemoved, markReplaced} {
		if markColors[mark] == "" {
			t.Errorf("%s has no color", mark)
		}
	}
}

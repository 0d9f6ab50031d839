// Command compare runs two builds of the lyncfed command over the test data of
// the project and prints every answer that differs: audits, decisions,
// conversions, eligibility, services, and rewritten addresses.
//
//	go -C dev run ./compare -old /tmp/old -new /tmp/new [-words] [FILE|DIRECTORY...]
//
// Files and directories named as arguments are read besides the test data.
// A rule that was renamed counts as the same rule; renamed.txt has the names.
// Wording is compared only with -words. The exit status is 2 if answers differ.
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// renamedRules has a line for each rule whose name changed: old, then new.
//
//go:embed renamed.txt
var renamedRules string

func main() {
	old := flag.String("old", "", "`command` built before the change")
	now := flag.String("new", "", "`command` built after the change")
	root := flag.String("root", "..", "`directory` of the project")
	words := flag.Bool("words", false, "compare details too")
	flag.Parse()
	if *old == "" || *now == "" {
		fmt.Fprintln(os.Stderr, "compare: give -old and -new")
		os.Exit(1)
	}
	work, err := os.MkdirTemp("", "compare")
	if err == nil {
		defer os.RemoveAll(work)
		err = run(comparison{old: *old, now: *now, words: *words, renamed: renames(renamedRules)}, *root, work, flag.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.RemoveAll(work)
		if errors.Is(err, errDiffers) {
			os.Exit(2)
		}
		os.Exit(1)
	}
}

var errDiffers = errors.New("answers differ")

// renames returns the new name of each old rule.
func renames(table string) map[string]string {
	renamed := map[string]string{}
	for line := range strings.Lines(table) {
		if fields := strings.Fields(line); len(fields) == 2 && fields[0] != "#" {
			renamed[fields[0]] = fields[1]
		}
	}
	return renamed
}

// A job is a command line, run by both builds with the same input.
type job struct {
	args  []string
	stdin string
}

func run(c comparison, root, work string, more []string) error {
	jobs, err := jobsOf(root, work, more)
	if err != nil {
		return err
	}
	differences := make([]string, len(jobs))
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.NumCPU())
	for i, j := range jobs {
		group.Go(func() {
			slots <- struct{}{}
			differences[i] = c.compare(j)
			<-slots
		})
	}
	group.Wait()
	n := 0
	for i, d := range differences {
		if d != "" {
			n++
			fmt.Printf("lyncfed %s\n%s", strings.Join(jobs[i].args, " "), d)
		}
	}
	fmt.Printf("%d command lines, %d differ\n", len(jobs), n)
	if n > 0 {
		return errDiffers
	}
	return nil
}

// days are the days that audits and decisions are compared on: both sides of
// each day on which a fact changes.
var days = strings.Fields("2005-10-10 2009-01-01 2012-08-31 2012-09-01 2012-10-01 2013-05-22 2013-05-23 2013-10-07 2014-06-30 2014-07-01 2014-10-31 2014-11-01 2014-12-05 2016-01-01 2017-07-02 2019-08-15 2021-08-01 2025-05-04 2025-05-05 2026-01-01")

// jobsOf returns the command lines for all test data below root, and for the
// files and directories in more.
func jobsOf(root, work string, more []string) ([]job, error) {
	var jobs []job
	files, err := inputs(root, true)
	if err != nil {
		return nil, err
	}
	for _, name := range more {
		found, err := inputs(name, false)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	for _, f := range files {
		jobs = append(jobs, readJobs(f)...)
	}
	decisions, err := decisionJobs(filepath.Join(root, "reach/testdata/decisions.json"), work)
	if errors.Is(err, fs.ErrNotExist) {
		decisions, err = decisionJobs(filepath.Join(root, "reach/testdata/decisions.json"), work)
	}
	if err != nil {
		return nil, err
	}
	jobs = append(jobs, decisions...)
	vectors, err := vectorJobs(filepath.Join(root, "address/testdata/vectors.json"))
	if err != nil {
		return nil, err
	}
	jobs = append(jobs, vectors...)
	for _, day := range days {
		jobs = append(jobs, job{args: []string{"services", "--on", day, "--format", "json"}})
	}
	return jobs, nil
}

// inputs returns the files below a directory that may be read as something; of
// a project, only its test data.
func inputs(root string, project bool) ([]string, error) {
	var files []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if base := d.Name(); name != root && (strings.HasPrefix(base, ".") || base == "golden" || base == "api" || base == "fuzz") {
				return fs.SkipDir
			}
			return nil
		}
		if (!project || strings.Contains(filepath.ToSlash(name), "testdata/")) && slices.Contains([]string{".json", ".xml", ".csv", ".txt", ".clixml"}, filepath.Ext(name)) && !strings.HasSuffix(name, ".expect.json") {
			files = append(files, name)
		}
		return nil
	})
	return files, err
}

// readJobs returns the command lines for one file, whatever it is: both builds
// must agree on what cannot be read too.
func readJobs(file string) []job {
	jobs := []job{{args: []string{"convert", file}}}
	for _, day := range days {
		jobs = append(jobs, job{args: []string{"audit", file, "--on", day, "--format", "json"}})
	}
	for _, platform := range []string{"LyncServer2010", "LyncServer2013", "SfBServer2019"} {
		jobs = append(jobs, job{args: []string{"audit", file, "--on", "2016-01-01", "--platform", platform, "--format", "json"}})
	}
	for _, to := range []string{"ted@fabrikam.com", "ted@msn.com", "ted(contoso.org)@msn.com", "joe@yahoo.com", "ann@contoso.com"} {
		for _, on := range []string{"2013-05-22", "2016-01-01", "2026-01-01"} {
			jobs = append(jobs,
				job{args: []string{"can", "ken@contoso.com", "reach", to, "--config", file, "--on", on, "--format", "json"}},
				job{args: []string{"can", to, "reach", "ken@contoso.com", "--config", file, "--on", on, "--format", "json"}})
		}
	}
	if strings.HasSuffix(file, ".json") {
		for _, day := range days {
			jobs = append(jobs, job{args: []string{"eligible", "--holdings", file, "--service", "all", "--on", day, "--format", "json"}})
		}
		jobs = append(jobs, job{args: []string{"provision", "check", file, "--format", "json"}},
			job{args: []string{"decorate", "--config", file, "--provider", "Skype", "ted@contoso.org", "ann@contoso.com", "joe@live.com"}})
	}
	return jobs
}

// decisionJobs returns a command line for each case of the decisions file.
func decisionJobs(name, work string) ([]job, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var file struct {
		Configurations map[string]json.RawMessage
		Decisions      []struct {
			Configuration string
			Query         struct{ From, To, Provider, What, On string }
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var jobs []job
	for config, text := range file.Configurations {
		path := filepath.Join(work, config+".json")
		if err := os.WriteFile(path, text, 0o666); err != nil {
			return nil, err
		}
		jobs = append(jobs, readJobs(path)...)
	}
	for _, d := range file.Decisions {
		q := d.Query
		if q.From == "" || q.On == "" {
			continue // which the command cannot ask
		}
		args := []string{"can", q.From, "reach", q.To, "--config", filepath.Join(work, d.Configuration+".json"), "--on", q.On, "--format", "json"}
		if q.Provider != "" {
			args = append(args, "--via", q.Provider)
		}
		for what := range strings.SplitSeq(q.What, ",") {
			if what != "" {
				args = append(args, "--"+strings.ToLower(what))
			}
		}
		jobs = append(jobs, job{args: args})
	}
	slices.SortFunc(jobs, func(a, b job) int { return slices.Compare(a.args, b.args) })
	return jobs, nil
}

// vectorJobs returns a list for each decorator of the test vectors.
func vectorJobs(name string) ([]job, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var file struct {
		Decorators []struct {
			RoutingDomain string
			Excluded      []string
		}
		Vectors []struct{ Input string }
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var list strings.Builder
	for _, v := range file.Vectors {
		if !strings.ContainsAny(v.Input, "\r\n") {
			list.WriteString(v.Input + "\n")
		}
	}
	var jobs []job
	for _, d := range file.Decorators {
		for _, command := range []string{"decorate", "undecorate"} {
			jobs = append(jobs, job{
				args:  []string{command, "--routing-domain", d.RoutingDomain, "--exclude", strings.Join(d.Excluded, ","), "-"},
				stdin: list.String(),
			})
		}
	}
	return jobs, nil
}

// A comparison is two builds and how to compare what they print.
type comparison struct {
	old, now string
	words    bool
	renamed  map[string]string
}

// compare returns the lines that only one of the builds prints, or "".
func (c comparison) compare(j job) string {
	before, after := c.answer(c.old, j), c.answer(c.now, j)
	var b strings.Builder
	for _, line := range before {
		if !slices.Contains(after, line) {
			fmt.Fprintf(&b, "  - %s\n", line)
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			fmt.Fprintf(&b, "  + %s\n", line)
		}
	}
	return b.String()
}

// answer runs a job and returns the lines of what it answers.
func (c comparison) answer(command string, j job) []string {
	cmd := exec.Command(command, j.args...)
	cmd.Stdin = strings.NewReader(j.stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // the status tells
	lines := []string{fmt.Sprintf("exit status %d", cmd.ProcessState.ExitCode())}
	switch j.args[0] {
	case "decorate", "undecorate":
		for line := range strings.Lines(stdout.String()) {
			lines = append(lines, strings.TrimSpace(line))
		}
	case "convert":
		lines = append(lines, flatten("", c.parse(stdout.Bytes()))...)
	default:
		lines = append(lines, c.facts(c.parse(stdout.Bytes()))...)
	}
	if c.words {
		for line := range strings.Lines(stderr.String()) {
			line, _, _ = strings.Cut(line, ", in ") // how long it took
			lines = append(lines, "stderr: "+strings.TrimSpace(line))
		}
	}
	return lines
}

func (c comparison) parse(text []byte) any {
	var v any
	if json.Unmarshal(text, &v) != nil {
		return string(text)
	}
	return v
}

// flatten returns a line for each value that is set, with its path.
func flatten(at string, v any) []string {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		if v == "" {
			return nil
		}
	case map[string]any:
		var lines []string
		for name, value := range v {
			lines = append(lines, flatten(at+"/"+name, value)...)
		}
		slices.Sort(lines)
		return lines
	case []any:
		lines := []string{at + " is an array"}
		for i, value := range v {
			lines = append(lines, flatten(fmt.Sprintf("%s/%d", at, i), value)...)
		}
		return lines
	}
	return []string{fmt.Sprintf("%s = %v", at, v)}
}

// facts returns a line for each finding, reason and verdict in an output, in
// the forms of both builds.
func (c comparison) facts(v any) []string {
	switch v := v.(type) {
	case []any:
		var lines []string
		for _, element := range v {
			lines = append(lines, c.facts(element)...)
		}
		return lines
	case map[string]any:
		if rule, isRule := v["Rule"].(string); isRule {
			return []string{c.fact(rule, v)}
		}
		var lines []string
		for name, value := range v {
			switch name {
			case "Findings", "Reasons":
				lines = append(lines, c.facts(value)...)
			case "Outcome", "Format", "Checks", "Conditions":
			default:
				lines = append(lines, flatten("/"+name, value)...)
			}
		}
		slices.Sort(lines)
		return lines
	}
	return nil
}

// fact returns the line of a finding or reason: rule, severity or outcome, path
// and place, and with -words the detail.
func (c comparison) fact(rule string, v map[string]any) string {
	if now, renamed := c.renamed[rule]; renamed {
		rule = now
	}
	var line strings.Builder
	line.WriteString(rule)
	for _, name := range []string{"Severity", "Outcome", "Path"} {
		if v[name] != nil && v[name] != "" {
			if _, reason := v["Outcome"]; name == "Severity" && reason {
				continue // which reasons did not have
			}
			fmt.Fprintf(&line, " %v", v[name])
		}
	}
	source := v["Source"]
	if s, ok := source.(map[string]any); ok {
		source = s["ID"]
	}
	fmt.Fprintf(&line, " (%v)", source)
	pos := v
	if p, ok := v["Pos"].(map[string]any); ok {
		pos = p
	}
	if pos["Line"] != nil && pos["Line"] != 0.0 {
		fmt.Fprintf(&line, " %v:%v", pos["Line"], pos["Column"])
	}
	if c.words {
		fmt.Fprintf(&line, " %v", v["Detail"])
	}
	return line.String()
}

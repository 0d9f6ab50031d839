package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/near"
)

// A Suppression accepts findings through a day.
type Suppression struct {
	Rule    diag.Rule
	Path    string // with the name of the record, see [ReadSuppressions]: "/PublicProviders/Skype/Enabled"
	Reason  string
	Expires date.Date
	Pos     diag.Pos `json:"-"` // position in its file
}

// ReadSuppressions reads a JSON array of objects with the members Rule, Path,
// Reason and Expires. The name is that of the file, for positions.
//
// A Path has the name of a record, not its index:
// "/Users/ken@contoso.com/ExternalAccessPolicy". A name that has a slash or is a number is
// written in brackets, with its property: "/BlockedDomains/[Identity=2020]/Identity". An
// asterisk matches any record or member. An empty Path is the whole configuration.
//
// The error has a finding of [RuleSuppressionMalformed] for each problem.
func ReadSuppressions(name string, data []byte) ([]Suppression, error) {
	var all []Suppression
	var findings diag.Findings
	dec := json.NewDecoder(bytes.NewReader(data))
	lines := lineCounter{data: data}
	rules := map[diag.Rule]bool{}
	for info := range Rules() {
		rules[info.Rule] = true
	}
	fail := func(at diag.Path, offset int64, format string, args ...any) {
		f := catalog.Finding(RuleSuppressionMalformed, at, fmt.Sprintf(format, args...))
		f.Pos = lines.position(name, offset)
		findings.Add(f)
	}
	if start, err := dec.Token(); err != nil || start != json.Delim('[') {
		fail("", 0, "the text is not a JSON array")
		return nil, findings.Err()
	}
	for i := 0; dec.More(); i++ {
		at, offset := diag.Path("").Index(i), dec.InputOffset()
		offset += int64(len(data[offset:]) - len(bytes.TrimLeft(data[offset:], " \t\r\n,")))
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			fail(at, dec.InputOffset(), "the text is not valid JSON from here on")
			return nil, findings.Err()
		}
		s, problem := readSuppression(raw, rules)
		if problem != "" {
			fail(at, offset, "suppression %d: %s", i+1, problem)
		}
		s.Pos = lines.position(name, offset)
		all = append(all, s)
	}
	_, err := dec.Token()
	if err != nil {
		fail("", int64(len(data)), "the text is not valid JSON from here on: the array does not end")
	} else if _, err = dec.Token(); err != io.EOF {
		fail("", dec.InputOffset(), "there is text after the array")
	}
	if err := findings.Err(); err != nil {
		return nil, err
	}
	return all, nil
}

// MarshalSuppressions returns suppressions as [ReadSuppressions] reads them.
func MarshalSuppressions(all []Suppression) ([]byte, error) {
	return JSON(append([]Suppression{}, all...))
}

// readSuppression reads one suppression, or returns the problem with it.
func readSuppression(raw json.RawMessage, rules map[diag.Rule]bool) (s Suppression, problem string) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return s, "it is not an object"
	}
	into := map[string]any{"Rule": &s.Rule, "Path": &s.Path, "Reason": &s.Reason, "Expires": &s.Expires}
	for name, value := range members {
		target, known := into[name]
		if !known {
			return s, fmt.Sprintf("%q is not a member: the members are Rule, Path, Reason and Expires", name)
		}
		if err := json.Unmarshal(value, target); err != nil || string(value) == "null" {
			return s, fmt.Sprintf("%s: %s is not %s", name, value, map[bool]string{true: "a day such as 2027-12-31", false: "a text"}[name == "Expires"])
		}
	}
	if s.Rule == "" {
		return s, "Rule is missing"
	}
	if !rules[s.Rule] {
		return s, fmt.Sprintf("%s is not a rule%s", s.Rule, nearestRule(s.Rule))
	}
	switch {
	case strings.TrimSpace(s.Reason) == "":
		return s, fmt.Sprintf("Reason is missing (%s)", s.Rule)
	case s.Expires.IsZero():
		return s, fmt.Sprintf("Expires is missing (%s)", s.Rule)
	}
	if _, err := parseNamedPath(s.Path); err != nil {
		return s, fmt.Sprintf("Path: %q: %v", s.Path, err)
	}
	return s, ""
}

// nearestRule returns ", did you mean RULE?" with the nearest rule, or "".
func nearestRule(r diag.Rule) string {
	var all []string
	for info := range Rules() {
		all = append(all, string(info.Rule))
	}
	if name, found := near.Name(string(r), all); found {
		return ", did you mean " + name + "?"
	}
	return ""
}

// A lineCounter finds the positions of bytes of a text in ascending order.
type lineCounter struct {
	data        []byte
	line, start int // lines before the last position, and the start of its line
}

func (c *lineCounter) position(name string, offset int64) diag.Pos {
	end := min(int(offset), len(c.data))
	for {
		i := bytes.IndexByte(c.data[c.start:max(c.start, end)], '\n')
		if i < 0 {
			break
		}
		c.line++
		c.start += i + 1
	}
	return diag.Pos{File: name, Line: 1 + c.line, Column: 1 + utf8.RuneCount(c.data[c.start:max(c.start, end)])}
}

// A suppressor finds the suppressions of findings.
type suppressor struct {
	all   []Suppression
	paths []namedPath
	by    map[suppressorKey][]int // index in all
}

type suppressorKey struct {
	rule         diag.Rule
	kind, record string
}

func newSuppressor(all []Suppression) (*suppressor, error) {
	s := &suppressor{all: all, by: map[suppressorKey][]int{}}
	for i, one := range all {
		path, err := parseNamedPath(one.Path)
		if err != nil {
			return nil, catalog.Finding(RuleSuppressionMalformed, diag.Path("").Index(i), fmt.Sprintf("Path: %q: %v", one.Path, err))
		}
		s.paths = append(s.paths, path)
		key := suppressorKey{one.Rule, path.kind, path.record}
		s.by[key] = append(s.by[key], i)
	}
	return s, nil
}

// find returns the suppressions of a finding.
func (s *suppressor) find(f *diag.Finding) []int {
	path := pathOf(f)
	var found []int
	records := []string{path.record}
	if path.record != "" && path.record != anything {
		records = append(records, anything)
	}
	for _, record := range records {
		for _, i := range s.by[suppressorKey{f.Rule, path.kind, record}] {
			if s.paths[i].matches(path) {
				found = append(found, i)
			}
		}
	}
	return found
}

// Suppress moves the findings that suppressions match to Suppressed. It adds a finding
// for a suppression that expired before the day of the audit, and for one that matches
// nothing. Findings about unreadable text cannot be suppressed. The error is a
// [*diag.Finding] for an invalid path.
func (a *Audit) Suppress(all []Suppression) error {
	s, err := newSuppressor(all)
	if err != nil {
		return err
	}
	const unused, refused, used = 0, 1, 2
	state := make([]int, len(all))
	var kept, about diag.Findings
	for _, f := range a.Findings {
		by := -1
		for _, i := range s.find(f) {
			if a.isUnread(f) {
				state[i] = max(state[i], refused)
				continue
			}
			state[i] = used
			if !a.On.After(all[i].Expires) && by < 0 {
				by = i
			}
		}
		if by < 0 {
			kept.Add(f)
		} else {
			a.Suppressed = append(a.Suppressed, Suppressed{f, all[by].Reason, all[by].Expires})
		}
	}
	for i, one := range all {
		rule, detail := RuleSuppressionUnmatched, ""
		switch {
		case state[i] == refused:
			detail = fmt.Sprintf("%s is about text that could not be read, and cannot be suppressed", one.Rule)
		case state[i] == unused:
			detail = fmt.Sprintf("%s is not found at %s%s", one.Rule, cmp.Or(one.Path, "the whole configuration"), foundAt(a.Findings, one.Rule))
		case a.On.After(one.Expires):
			rule, detail = RuleSuppressionExpired, fmt.Sprintf("the suppression of %s at %s expired on %v", one.Rule, cmp.Or(one.Path, "the whole configuration"), one.Expires)
		default:
			continue
		}
		f := catalog.Finding(rule, "", detail+" ("+one.Reason+")")
		f.Pos = one.Pos
		about.Add(f)
	}
	a.Findings = slices.Concat(kept, about)
	a.sort()
	return nil
}

// isUnread reports whether a finding is about text that could not be read.
func (a *Audit) isUnread(f *diag.Finding) bool {
	return a.reading[f] && f.Severity == diag.Error || f.Rule == federation.RuleKindIncomplete
}

// foundAt lists the paths at which a rule is broken, for a suppression with another path.
func foundAt(findings diag.Findings, r diag.Rule) string {
	var at []string
	for _, f := range findings {
		if f.Rule == r {
			at = append(at, NamedPath(f))
		}
	}
	if len(at) == 0 {
		return ""
	}
	return ", but at " + firstOf(at, 2)
}

// Baseline returns suppressions of all findings with a reason and a last day. Findings
// that are suppressed already keep theirs.
func (a *Audit) Baseline(reason string, expires date.Date) []Suppression {
	all := []Suppression{}
	seen := map[Suppression]bool{}
	add := func(f *diag.Finding, reason string, expires date.Date) {
		s := Suppression{Rule: f.Rule, Path: NamedPath(f)}
		if isOnSuppression(f.Rule) || a.isUnread(f) || seen[s] {
			return
		}
		seen[s] = true
		s.Reason, s.Expires = reason, expires
		all = append(all, s)
	}
	for _, s := range a.Suppressed {
		add(s.Finding, s.Reason, s.Expires)
	}
	for _, f := range a.Findings {
		add(f, reason, expires)
	}
	return all
}

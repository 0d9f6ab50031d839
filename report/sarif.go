package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
)

// The objects of SARIF 2.1.0 that a report has.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Artifacts   []sarifArtifact   `json:"artifacts"`
		Results     []sarifResult     `json:"results"`
		ColumnKind  string            `json:"columnKind"`
		Properties  any               `json:"properties"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string      `json:"id"`
		ShortDescription sarifText   `json:"shortDescription"`
		FullDescription  sarifText   `json:"fullDescription"`
		Help             sarifText   `json:"help"`
		HelpURI          string      `json:"helpUri,omitempty"`
		Default          sarifConfig `json:"defaultConfiguration"`
		Properties       any         `json:"properties"`
	}
	sarifConfig struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifArtifact struct {
		Location sarifURI          `json:"location"`
		Hashes   map[string]string `json:"hashes,omitempty"`
	}
	sarifURI struct {
		URI string `json:"uri"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Baseline     string            `json:"baselineState,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifURI    `json:"artifactLocation"`
		Region   sarifRegion `json:"region"`
	}
	sarifRegion struct {
		Line   int `json:"startLine"`
		Column int `json:"startColumn,omitempty"`
	}
	sarifLogical struct {
		Name      string `json:"name"`
		Qualified string `json:"fullyQualifiedName"`
	}
)

var sarifLevels = map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Notice: "note"}

// maxSARIF is the maximum number of results in a run. GitHub rejects a run with more.
const maxSARIF = 25_000

// SARIF returns the audit as SARIF 2.1.0 in the form that GitHub accepts. Every result
// has a location. If the position is not known, that is the first line of the first
// file. Suppressed findings are properties of the run and not results, because GitHub
// shows suppressed results as open.
func (a *Audit) SARIF() ([]byte, error) {
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: a.Tool, Version: a.Version, InformationURI: diag.OwnSource().URL, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{Successful: true, Notifications: []sarifNotification{}}},
		Artifacts:   []sarifArtifact{},
		Results:     []sarifResult{},
		ColumnKind:  "unicodeCodePoints",
	}
	properties := map[string]any{
		"on": a.On, "gathered": a.Gathered, "headline": plainText(a.headline()), "counts": a.Counts(), "suppressed": a.sarifSuppressed(),
	}
	if a.What == "" {
		properties["product"], properties["checks"] = a.Product, a.Checks
	}
	if a.Since != nil {
		properties["since"] = a.form().Since
	}
	run.Properties = properties
	for _, f := range a.Files {
		run.Artifacts = append(run.Artifacts, sarifArtifact{sarifURI{fileURI(f.Name)}, map[string]string{"sha-256": f.SHA256}})
	}
	rules, seen := map[diag.Rule]int{}, map[string]int{}
	for _, f := range a.Findings[:min(len(a.Findings), maxSARIF)] {
		i, known := rules[f.Rule]
		if !known {
			i = len(rules)
			rules[f.Rule] = i
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, newSARIFRule(f))
		}
		print := fingerprint(f)
		seen[print]++
		run.Results = append(run.Results, a.sarifResult(f, i, fmt.Sprintf("%s:%d", print, seen[print])))
	}
	notify := func(text string) {
		all := &run.Invocations[0].Notifications
		*all = append(*all, sarifNotification{"note", sarifText{Text: plainText(text)}})
	}
	if more := len(a.Findings) - maxSARIF; more > 0 {
		notify(counted(more, "finding") + " more, the least severe, are left out: a run has at most " + number(maxSARIF))
	}
	for _, c := range a.Checks {
		if c.Status == audit.NotChecked {
			notify(checkText(c))
		}
	}
	return JSON(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func newSARIFRule(f *diag.Finding) sarifRule {
	info, known := LookupRule(f.Rule)
	if !known {
		info = f.RuleInfo
	}
	level := cmp.Or(sarifLevels[info.Severity], "error")
	return sarifRule{
		ID:               string(info.Rule),
		ShortDescription: sarifText{Text: plainText(info.Summary)},
		FullDescription:  sarifText{Text: plainText(info.Summary + " " + info.Remedy)},
		Help:             sarifText{Text: plainText(info.Remedy + " See: " + info.Source.Title), Markdown: MarkdownText(info.Remedy) + " See: [" + MarkdownText(info.Source.Title) + "](" + info.Source.URL + ")"},
		HelpURI:          info.Source.URL,
		Default:          sarifConfig{level},
		Properties:       map[string]any{"tags": []string{"federation"}, "problem.severity": strings.Replace(level, "note", "recommendation", 1)},
	}
}

// fingerprint identifies a finding across reports by its rule and the names of its
// record and member.
func fingerprint(f *diag.Finding) string {
	sum := sha256.Sum256([]byte(string(f.Rule) + "\x00" + NamedPath(f)))
	return hex.EncodeToString(sum[:8])
}

func (a *Audit) sarifResult(f *diag.Finding, rule int, print string) sarifResult {
	named := NamedPath(f)
	location := sarifLocation{Physical: sarifPhysical{sarifURI{a.uriOf(f.Pos)}, sarifRegion{max(1, f.Pos.Line), f.Pos.Column}}}
	if named != "" {
		location.Logical = []sarifLogical{{plainText(record(f)), plainText(named)}}
	}
	baseline := ""
	switch {
	case a.Since == nil || a.Since.unseen[f]: // not known
	case a.Since.isNew(f):
		baseline = "new"
	default:
		baseline = "unchanged"
	}
	return sarifResult{
		Baseline: baseline,
		RuleID:   string(f.Rule), RuleIndex: rule, Level: cmp.Or(sarifLevels[f.Severity], "error"),
		Message:      sarifText{Text: plainText(record(f) + ": " + statement(f) + ". " + f.Remedy)},
		Locations:    []sarifLocation{location},
		Fingerprints: map[string]string{"primaryLocationLineHash": print}, // the name that GitHub reads
	}
}

// uriOf returns the file of a position, or the first file.
func (a *Audit) uriOf(pos diag.Pos) string {
	name := pos.File
	if name == "" && len(a.Files) > 0 {
		name = a.Files[0].Name
	}
	return fileURI(name)
}

// fileURI returns the name of a file as a relative URI, which GitHub requires. It drops
// the root of an absolute name.
func fileURI(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if len(name) > 2 && name[1:3] == ":/" { // a drive letter
		name = name[2:]
	}
	name = strings.TrimLeft(name, "/")
	if name == "-" || name == "" {
		name = "standard-input"
	}
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	if strings.Contains(parts[0], ":") { // the part would read as a scheme
		parts = slices.Insert(parts, 0, ".")
	}
	return strings.Join(parts, "/")
}

type sarifSuppression struct {
	Rule    diag.Rule `json:"rule"`
	Path    string    `json:"path"`
	Reason  string    `json:"reason"`
	Expires string    `json:"expires"`
}

// sarifSuppressed returns the suppressed findings.
func (a *Audit) sarifSuppressed() []sarifSuppression {
	all := []sarifSuppression{}
	for _, s := range a.Suppressed {
		all = append(all, sarifSuppression{s.Rule, plainText(NamedPath(s.Finding)), plainText(s.Reason), s.Expires.String()})
	}
	return all
}

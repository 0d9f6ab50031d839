package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/report"
)

// ruleExamples has, by rule, the inputs in the packages' testdata/rules.
//
//go:embed rule_examples.json
var ruleExamples []byte

// A ruleExample is an input that breaks a rule and one that just passes.
type ruleExample struct {
	Breaks, Passes json.RawMessage
	Mended         json.RawMessage `json:",omitempty"` // the first input after the fix of the rule's findings; nil: they have no fix
}

// allRules returns the rules of the library and those of the command, sorted.
func allRules() []diag.RuleInfo {
	rules := slices.Concat(slices.Collect(report.Rules()), slices.Collect(recordRules.All()))
	slices.SortFunc(rules, func(a, b diag.RuleInfo) int { return strings.Compare(string(a.Rule), string(b.Rule)) })
	return rules
}

// packageOf returns the package of a rule: the rule's name up to the first point.
func packageOf(r diag.Rule) string {
	name, _, _ := strings.Cut(string(r), ".")
	return name
}

func packageNames() []string {
	var names []string
	for _, r := range allRules() {
		names = append(names, packageOf(r.Rule))
	}
	return slices.Compact(names)
}

func newRulesCommand() *cobra.Command {
	var (
		format, from string
		least        = diag.Notice
	)
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List all rules, or explain some",
		Long: `rules lists every rule that a finding may name. rules explain RULE prints a rule with
its severity, remedy, documents and an example.`,
		Example: `  lyncfed rules --package audit --severity error
  lyncfed rules explain audit.service.ended`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			rules := slices.DeleteFunc(allRules(), func(r diag.RuleInfo) bool {
				return r.Severity.Compare(least) > 0 || from != "" && packageOf(r.Rule) != from
			})
			return formatted(format, map[string]func() error{
				"text": func() error {
					p := newPrinter(cmd.OutOrStdout())
					for _, r := range rules {
						p.printf("%-42s %s\n", r.Rule, r.Severity)
						p.paragraph("    ", r.Summary)
					}
					return p.err
				},
				"json": func() error { return writeJSON(cmd.OutOrStdout(), rulesForm{1, originOf(product.Platform(0)), rules}) },
			})
		},
	}
	cmd.Flags().TextVar(&least, "severity", diag.Notice, "the least `severity` to list: error, warning or notice")
	cmd.Flags().StringVar(&from, "package", "", "list the rules of this `package` only, such as audit")
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	cmd.AddCommand(newRulesExplainCommand())
	return cmd
}

// A rulesForm is the JSON form of rules: docs/formats.md.
type rulesForm struct {
	Format int
	report.Origin
	Rules []diag.RuleInfo
}

func newRulesExplainCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "explain RULE...",
		Short:   "Explain rules",
		Example: `  lyncfed rules explain audit.service.ended audit.support.ended`,
		Args:    someArguments("a rule, such as audit.service.ended", true),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			var named []diag.RuleInfo
			for _, name := range args {
				r, err := ruleNamed(name)
				if err != nil {
					return err
				}
				named = append(named, r)
			}
			var examples map[diag.Rule]ruleExample
			if err := json.Unmarshal(ruleExamples, &examples); err != nil {
				return err
			}
			return formatted(format, map[string]func() error{
				"text": func() error {
					p := newPrinter(cmd.OutOrStdout())
					for i, r := range named {
						if i > 0 {
							p.printf("\n")
						}
						p.explain(r, examples)
					}
					return p.err
				},
				"json": func() error { return writeJSON(cmd.OutOrStdout(), explainedForm(named, examples)) },
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

// An explainedRule is a rule with its examples, in JSON.
type explainedRule struct {
	diag.RuleInfo
	Breaks json.RawMessage `json:",omitempty"` // an input that breaks it
	Mended json.RawMessage `json:",omitempty"` // the input of Breaks after the fix, if one change certainly mends it
	Passes json.RawMessage `json:",omitempty"` // an input that just passes
}

// An explainedRules is the JSON form of rules with their examples: docs/formats.md.
type explainedRules struct {
	Format int
	report.Origin
	Rules []explainedRule
}

func explainedForm(rules []diag.RuleInfo, examples map[diag.Rule]ruleExample) explainedRules {
	var all []explainedRule
	for _, r := range rules {
		all = append(all, explainedRule{r, examples[r.Rule].Breaks, examples[r.Rule].Mended, examples[r.Rule].Passes})
	}
	return explainedRules{1, originOf(product.Platform(0)), all}
}

// use returns a text on the use of a document in the project.
func use(src diag.Source) string {
	for doc := range report.Documents() {
		if doc.Source == src {
			return doc.Use
		}
	}
	return "this"
}

// cited returns the sentence on what lyncfed takes from a document, without its end.
func cited(src diag.Source) string {
	if text := use(src); strings.HasPrefix(text, "that ") {
		return "It states " + text
	}
	return "It is cited for " + use(src)
}

// severities has the meanings of the severities.
var severities = map[diag.Severity]string{
	diag.Error:   "error: it cannot be, or it does not work",
	diag.Warning: "warning: it is likely not what was meant",
	diag.Notice:  "notice: worth knowing, or worth a check",
}

// ruleNamed returns the rule with a name, in any letter case.
func ruleNamed(name string) (diag.RuleInfo, error) {
	rules := allRules()
	i := slices.IndexFunc(rules, func(r diag.RuleInfo) bool { return strings.EqualFold(string(r.Rule), name) })
	if i < 0 {
		return diag.RuleInfo{}, noSuchRule(rules, name)
	}
	return rules[i], nil
}

// explain prints a rule with its examples.
func (p *printer) explain(r diag.RuleInfo, examples map[diag.Rule]ruleExample) {
	p.printf("%s\n\n", r.Rule)
	p.paragraph("  Rule:     ", r.Summary)
	p.paragraph("  Severity: ", severities[r.Severity])
	p.paragraph("  Do:       ", r.Remedy)
	if r.Source == diag.OwnSource() {
		p.paragraph("  Why:      ", "lyncfed defines this rule: no document of the vendor has it")
	} else {
		p.paragraph("  Why:      ", fmt.Sprintf("%s, %s. %s.", r.Source.ID, r.Source.Title, cited(r.Source)))
	}
	p.printf("            %s\n", r.Source.URL)

	if ex, found := examples[r.Rule]; found {
		into := ""
		if isOfConfigurations(r.Rule) {
			into = ", put into a configuration that is right"
		}
		p.example("This breaks it"+into, ex.Breaks)
		if ex.Mended != nil {
			p.example("This is how it is mended", ex.Mended)
		} else {
			p.example("This just passes", ex.Passes)
		}
	}
}

// isOfConfigurations reports whether the examples of a rule are configurations.
func isOfConfigurations(r diag.Rule) bool {
	name := packageOf(r)
	if strings.HasPrefix(string(r), "audit.srv.") || strings.HasPrefix(string(r), "audit.certificate.") {
		return false // these examples are records in DNS
	}
	return name == "federation" || name == "audit" || name == "reach"
}

// example prints an input. It truncates a long one.
func (p *printer) example(heading string, input json.RawMessage) {
	const most = 1200
	var text bytes.Buffer
	if err := json.Indent(&text, input, "    ", "  "); err != nil {
		p.err = err
		return
	}
	shown := text.String()
	if len(shown) > most {
		shown = strings.ToValidUTF8(shown[:most], "") + "…"
	}
	p.printf("\n  %s:\n\n    %s\n", heading, shown)
}

// noSuchRule returns the error for an unknown rule. It lists the rules whose names share
// a part with the name.
func noSuchRule(rules []diag.RuleInfo, name string) error {
	if strings.TrimSpace(name) == "" {
		return errors.New("the name of a rule is empty; lyncfed rules lists them")
	}
	if _, err := strconv.Atoi(name); err == nil {
		return fmt.Errorf("%s is not the name of a rule: lyncfed explain %s explains an id of ms-diagnostics", name, name)
	}
	var like []string
	for _, r := range rules {
		if strings.Contains(string(r.Rule), strings.ToLower(name)) {
			like = append(like, string(r.Rule))
		}
	}
	if w := likeliest(name, ruleNames()); w != "" {
		like = []string{w}
	}
	name = diag.Printable(name)
	switch {
	case len(like) == 0:
		return fmt.Errorf("there is no rule %s; lyncfed rules lists them", name)
	case len(like) > 10:
		return fmt.Errorf("there is no rule %s; %d have it in their names: lyncfed rules lists them", name, len(like))
	}
	return fmt.Errorf("there is no rule %s; did you mean %s?", name, strings.Join(like, ", "))
}

package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/report"
)

// ruleExamples has, by rule, the inputs in the packages' testdata/rules.
//
//go:embed rule_examples.json
var ruleExamples []byte

// A ruleExample is an input that breaks a rule and one that just passes.
type ruleExample struct {
	Breaks, Passes json.RawMessage
}

// allRules returns the rules of the library, sorted by name.
func allRules() []diag.RuleInfo {
	rules := slices.Collect(report.Rules())
	slices.SortFunc(rules, func(a, b diag.RuleInfo) int { return strings.Compare(string(a.Rule), string(b.Rule)) })
	return rules
}

func newRulesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List all rules, or explain one",
		Long: `rules lists every rule that a finding may name. rules explain RULE says what must
hold, how bad it is if it does not, what to do, which document says so, and shows
an example.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p := &printer{w: cmd.OutOrStdout()}
			for _, r := range allRules() {
				p.paragraph(fmt.Sprintf("%-42s %-8s ", r.Rule, r.Severity), r.Summary)
			}
			return p.err
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use:     "explain RULE",
		Short:   "Explain a rule",
		Example: `  lyncfed rules explain audit.service.ended`,
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, r := range allRules() {
				names = append(names, string(r.Rule))
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error { return explain(cmd.OutOrStdout(), args[0]) },
	})
	return cmd
}

// use says what a document is cited for.
func use(src diag.Source) string {
	for doc := range report.Documents() {
		if doc.Source == src {
			return doc.Use
		}
	}
	return "this"
}

// severities says what the severities mean.
var severities = map[diag.Severity]string{
	diag.Error:   "error: it cannot be, or it does not work",
	diag.Warning: "warning: it is likely not what was meant",
	diag.Notice:  "notice: worth knowing, or worth a check",
}

func explain(w io.Writer, name string) error {
	rules := allRules()
	i := slices.IndexFunc(rules, func(r diag.RuleInfo) bool { return strings.EqualFold(string(r.Rule), name) })
	if i < 0 {
		return noSuchRule(rules, name)
	}
	r := rules[i]
	p := &printer{w: w}
	p.printf("%s\n\n", r.Rule)
	p.paragraph("  Rule:     ", r.Summary)
	p.paragraph("  Severity: ", severities[r.Severity])
	p.paragraph("  Do:       ", r.Remedy)
	if r.Source == diag.OwnSource() {
		p.paragraph("  Why:      ", "a rule of lyncfed's own: no document of the vendor's is behind it")
	} else {
		p.paragraph("  Why:      ", fmt.Sprintf("%s, %s. It is cited for %s.", r.Source.ID, r.Source.Title, use(r.Source)))
	}
	p.printf("            %s\n", r.Source.URL)

	var examples map[diag.Rule]ruleExample
	if err := json.Unmarshal(ruleExamples, &examples); err != nil {
		return err
	}
	if ex, found := examples[r.Rule]; found {
		into := ""
		if isOfConfigurations(r.Rule) {
			into = ", put into a configuration that is right"
		}
		p.example("This breaks it"+into, ex.Breaks)
		p.example("This just passes", ex.Passes)
	}
	return p.err
}

// isOfConfigurations reports whether the examples of a rule are configurations.
func isOfConfigurations(r diag.Rule) bool {
	name, _, _ := strings.Cut(string(r), ".")
	if strings.HasPrefix(string(r), "audit.srv.") || strings.HasPrefix(string(r), "audit.certificate.") {
		return false // of records in DNS
	}
	return name == "federation" || name == "audit" || name == "reach"
}

// example prints an input, cut if it is long.
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

// noSuchRule names the rules that have something of what was asked for.
func noSuchRule(rules []diag.RuleInfo, name string) error {
	var like []string
	for _, r := range rules {
		if strings.Contains(string(r.Rule), strings.ToLower(name)) {
			like = append(like, string(r.Rule))
		}
	}
	switch {
	case len(like) == 0:
		return fmt.Errorf("there is no rule %s; lyncfed rules lists them", name)
	case len(like) > 10:
		return fmt.Errorf("there is no rule %s; %d have it in their names: lyncfed rules lists them", name, len(like))
	}
	return fmt.Errorf("there is no rule %s; did you mean %s?", name, strings.Join(like, ", "))
}

package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
)

func newFixCommand() *cobra.Command {
	var (
		options planOptions
		rules   []string
	)
	cmd := &cobra.Command{
		Use:   "fix FILE|DIRECTORY|-...",
		Short: "Plan the commands that mend the findings of an audit",
		Long: `fix audits a configuration and plans the commands that mend it, in an order that
the server accepts, with a rollback. Each step has the findings that it mends. A
finding without one certain change is left for a person, with the choices. The
command runs nothing.
` + configurationHelp + `
` + planStatusHelp + `
The exit status is 0 if there is nothing to do, 1 if the command could not run or
did not write a script, and 2 if there are steps, or errors that a person must
mend.`,
		Example: `  lyncfed fix federation.json
  lyncfed fix federation.json --only PublicProviders --format markdown > change.md
  lyncfed fix federation.json --rule audit.service.ended --script fix.ps1 --rollback undo.ps1`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("nothing to mend: give files that the shell wrote, a directory of them, or - for the standard input")
			}
			return onlyOneStdin(args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := options.check(cmd); err != nil {
				return err
			}
			if err := checkRules(rules); err != nil {
				return err
			}
			export, err := load(args, cmd.InOrStdin(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			printErrors(cmd.ErrOrStderr(), export.Findings)
			have, err := options.complete(export, args)
			if err != nil {
				return err
			}
			done := whileBusy(cmd.ErrOrStderr(), "planning")
			found := audit.Run(have, options.on).Findings
			export.Document.Place(found)
			asked := slices.DeleteFunc(slices.Clone(found), func(f *diag.Finding) bool {
				return len(rules) > 0 && !slices.ContainsFunc(rules, func(r string) bool { return strings.EqualFold(r, string(f.Rule)) }) ||
					!options.kinds.IsZero() && !isOnly(f, options.kinds)
			})
			p, left := plan.Mend(have, asked)
			r, err := planReportOf(p, options.on)
			done()
			if err != nil {
				return refusedPlan(cmd.ErrOrStderr(), err)
			}
			r.Have, r.Origin = args, originOf(have.Platform, export.files)
			r.mended(asked, left)
			r.Others = len(found) - len(asked)
			return options.write(cmd, r)
		},
	}
	options.add(cmd)
	cmd.Flags().StringSliceVar(&rules, "rule", nil, "`rules` whose findings are mended, such as audit.service.ended (default all)")
	cmd.Flags().StringVar(&options.only, "only", "", "`kinds` that are changed, such as PublicProviders (default all)")
	cmd.Flags().BoolVar(&options.details, "details", false, "show the notices that are left for a person, too")
	return cmd
}

// checkRules returns an error for an unknown rule.
func checkRules(names []string) error {
	rules := allRules()
	for _, name := range names {
		if !slices.ContainsFunc(rules, func(r diag.RuleInfo) bool { return strings.EqualFold(string(r.Rule), name) }) {
			return fmt.Errorf("--rule: %w", noSuchRule(rules, name))
		}
	}
	return nil
}

// isOnly reports whether a finding is about one of the kinds, and its fix changes only
// these kinds.
func isOnly(f *diag.Finding, kinds federation.Kinds) bool {
	isOf := func(s diag.Subject) bool {
		k, err := federation.ParseKind(s.Kind)
		return err == nil && kinds.Has(k)
	}
	if f.Fix == nil {
		return isOf(f.Subject)
	}
	return !slices.ContainsFunc(f.Fix, func(e diag.Edit) bool { return !isOf(e.Subject) })
}

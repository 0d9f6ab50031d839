package main

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/plan"
)

// A hybridPlan is a plan over both sides of a hybrid. It needs no WANT: HAVE decides it.
type hybridPlan struct{ takeOver, leave bool }

func (h hybridPlan) isAsked() bool { return h.takeOver || h.leave }

func (h hybridPlan) check(cmd *cobra.Command, args []string) error {
	switch only := cmd.Flags().Lookup("only"); {
	case h.takeOver && h.leave:
		return errors.New("--take-over and --leave-hybrid: give one of them")
	case only.Changed:
		return errors.New("--only is for a plan with a WANT: leave it out beside --take-over and --leave-hybrid")
	case len(args) == 0:
		return errors.New("HAVE is missing: give the exports of the servers and of the tenant")
	}
	return onlyOneStdin(args)
}

// run plans, and writes the report.
func (h hybridPlan) run(cmd *cobra.Command, args []string, options *planOptions, fingerprint string) error {
	talk := cmd.ErrOrStderr()
	export, err := load(args, cmd.InOrStdin(), talk)
	if err != nil {
		return err
	}
	printErrors(talk, export.Findings)
	have, err := options.complete(export, args)
	if err != nil {
		return err
	}
	if fingerprint != "" {
		if err := checkFingerprint(fingerprint, have); err != nil {
			return err
		}
	}
	done := whileBusy(talk, "planning")
	planned, want := plan.LeaveHybrid, "the end of the hybrid"
	if h.takeOver {
		planned, want = plan.TakeOver, "what the servers have, in the tenant"
	}
	p, err := planned(have)
	var r *planReport
	if err == nil {
		r, err = planReportOf(p, options.on)
	}
	done()
	if found := slices.Collect(diag.All(err)); len(found) > 0 {
		export.Document.Place(found)
		printRefusals(talk, "NO PLAN: nothing was planned, and nothing was run.", found)
		return errReported
	}
	if err != nil {
		return err
	}
	r.Have, r.Want = args, want
	return options.write(cmd, r)
}

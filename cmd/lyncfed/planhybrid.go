package main

import (
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
)

// A hybridPlan is a plan over both sides of a hybrid. It needs no WANT: HAVE decides it.
type hybridPlan struct{ takeOver, leave bool }

// The names of the two hybrid plans, for the flags of the command and the page.
const (
	takeOverName, takeOverText = "take-over", "give the tenant the settings of the servers"
	leaveName, leaveText       = "leave-hybrid", "end the hybrid"
)

// noPlan is the heading of the reasons for which a plan was refused.
const noPlan = "NO PLAN: nothing was planned, and nothing was run."

func (h hybridPlan) isAsked() bool { return h.takeOver || h.leave }

// report makes the plan, and returns the report on it for a day. It returns the error of
// the plan.
func (h hybridPlan) report(have federation.Configuration, on date.Date) (*planReport, error) {
	planned, want := plan.LeaveHybrid, "the end of the hybrid"
	if h.takeOver {
		planned, want = plan.TakeOver, "what the servers have, in the tenant"
	}
	p, err := planned(have)
	if err != nil {
		return nil, err
	}
	r, err := planReportOf(p, on)
	if err != nil {
		return nil, err
	}
	r.Want = want
	return r, nil
}

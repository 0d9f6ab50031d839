package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

type decisionFile struct {
	Configurations map[string]json.RawMessage
	Decisions      []decision
}

type decision struct {
	Name, Configuration string
	Defaults            bool
	Query               struct {
		From, To, Provider, What, On string
		Assignment                   json.RawMessage
	}
	Allowed, NotKnown                                 bool
	Error, Route, Provider, Address, Policy, Delivery string
	Diagnostic                                        int
	Until                                             string
	Capabilities                                      *string
	Refused, Conditions, Among                        []string
}

// A verdict is what the command prints of a decision.
type verdict struct {
	Outcome, Route, Provider, Address, Policy, Delivery, Until, Capabilities string
	Diagnostic                                                               int
	Reasons                                                                  []struct {
		Rule, Outcome string
		Condition     bool
	}
}

// decisions asks each decision that has two addresses and a day.
func decisions(root, dir string) (all []question, notAsked int, err error) {
	var file decisionFile
	if err := read(&file, root, "reach", "testdata", "decisions.json"); err != nil {
		return nil, 0, err
	}
	files, err := write(dir, "decision", file.Configurations)
	if err != nil {
		return nil, 0, err
	}
	for _, d := range file.Decisions {
		q := d.Query
		if q.From == "" || q.On == "" {
			notAsked++
			continue
		}
		args := []string{"can", q.From, "reach", q.To, "--config", files[d.Configuration], "--on", q.On, "--format", "json"}
		if d.Defaults {
			args = append(args, "--defaults")
		}
		if q.Provider != "" {
			args = append(args, "--via", q.Provider)
		}
		for what := range strings.SplitSeq(q.What, ",") {
			if what != "" {
				args = append(args, "--"+strings.ToLower(what))
			}
		}
		all = append(all, question{name: d.Name, args: args, cases: 1, check: d.check})
	}
	return all, notAsked, nil
}

// check returns what is wrong with an answer, as one text, or nothing.
func (d decision) check(a answer) []string {
	if d.Error != "" {
		if a.status != 1 && a.status != 2 {
			return []string{fmt.Sprintf("exit status %d, want 1 or 2: the question cannot be asked", a.status)}
		}
		return nil
	}
	outcome, status := "refused", 2
	switch {
	case d.Allowed:
		outcome, status = "passed", 0
	case d.NotKnown:
		outcome, status = "not-known", 3
	}
	var v verdict
	if err := json.Unmarshal(a.stdout, &v); err != nil {
		return []string{fmt.Sprintf("exit status %d, and the output is not JSON: %v", a.status, err)}
	}
	var passed, refused, conditions []string
	for _, r := range v.Reasons {
		switch {
		case r.Outcome != "passed":
			refused = append(refused, r.Rule)
		case r.Condition:
			conditions = append(conditions, r.Rule)
		default:
			passed = append(passed, r.Rule)
		}
	}
	var wrong []string
	differ := func(what string, got, want any) {
		if fmt.Sprint(got) != fmt.Sprint(want) {
			wrong = append(wrong, fmt.Sprintf("%s is %v, want %v", what, got, want))
		}
	}
	differ("the exit status", a.status, status)
	differ("Outcome", v.Outcome, outcome)
	differ("Route", v.Route, d.Route)
	differ("Provider", v.Provider, d.Provider)
	differ("Address", v.Address, d.Address)
	differ("Policy", v.Policy, d.Policy)
	differ("Delivery", v.Delivery, d.Delivery)
	differ("Diagnostic", v.Diagnostic, d.Diagnostic)
	differ("the rules that did not pass", refused, d.Refused)
	if d.Until != "" {
		differ("Until", v.Until, d.Until)
	}
	if d.Capabilities != nil {
		differ("Capabilities", v.Capabilities, *d.Capabilities)
	}
	if d.Conditions != nil {
		differ("the conditions", conditions, d.Conditions)
	}
	for _, rule := range d.Among {
		if !slices.Contains(passed, rule) && !slices.Contains(conditions, rule) {
			wrong = append(wrong, rule+" is not among the rules that passed")
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return []string{strings.Join(wrong, "; ")}
}

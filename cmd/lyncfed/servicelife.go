package main

import (
	"iter"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// An event is a line in the life of a service: a stage or a new capability.
type event struct {
	from      date.Date
	day, what string
	provider.Fact
	condition, conflict provider.Fact
}

// steps returns the steps that set up a service on a day. It returns none for a service
// that cannot be used on that day.
func steps(s provider.Service, on date.Date) iter.Seq[provider.Step] {
	if p := s.History.On(on); p != provider.Available && p != provider.Closing {
		return func(func(provider.Step) bool) {}
	}
	return s.StepsOn(on)
}

// can returns the capabilities of users on a day, and those without a documented day.
func can(s provider.Service, on date.Date) string {
	text := words(s.Capabilities(on))
	if perhaps := undated(s, 0, on); !perhaps.IsZero() {
		text += "; perhaps " + words(perhaps)
	}
	return text
}

// undated returns the capabilities that users of a server may have had on a day: the
// documents do not give their first day.
func undated(s provider.Service, p product.Platform, on date.Date) provider.Capability {
	var c provider.Capability
	for f := range s.UndatedFeatures(p, on) {
		c |= f.Capabilities
	}
	return c
}

// events returns the stages, gains and events of a service by day. Capabilities from the
// first stage on are listed below the line of that stage.
func events(s provider.Service) []event {
	var all []event
	var begun date.Date
	for stage := range s.History.All() {
		what := stage.Phase.String()
		if stage.Phase == provider.Available {
			begun = stage.From
		}
		all = append(all, event{from: stage.From, day: since(stage), what: what, Fact: stage.Fact, conflict: stage.Conflict})
	}
	for g := range s.Features() {
		day, what := by(g.From, g.AtLatest), "+ "+strings.ReplaceAll(words(g.Capabilities), ", ", ",")
		if g.From == begun {
			day, what = "", ""
		}
		all = append(all, event{g.From, day, what, g.Fact, g.Condition, g.Conflict})
	}
	for e := range s.Events() {
		all = append(all, event{from: e.On, day: e.On.String(), Fact: e.Fact})
	}
	slices.SortStableFunc(all, func(a, b event) int { return a.from.Compare(b.from) })
	return all
}

func phase(s provider.Stage) string { return orDash(s.Phase.String()) }

func since(s provider.Stage) string {
	if s.From.IsZero() {
		return "-"
	}
	if s.AtLatest {
		return by(s.From, true)
	}
	return starred(s.From, s.Inferred)
}

func starred(d date.Date, inferred bool) string {
	if inferred {
		return d.String() + "*"
	}
	return d.String()
}

func by(d date.Date, begunBy bool) string {
	if begunBy {
		return "by " + d.String()
	}
	return d.String()
}

func lastDay(s provider.Service) string {
	last, ends := s.History.LastDay()
	if !ends {
		return "-"
	}
	stage, _ := s.History.Stage(last.AddDays(1))
	return starred(last, stage.Inferred)
}

// instead returns a text on the replacement for a service that accepts no new users.
func instead(s provider.Service, on date.Date) string {
	if p := s.History.On(on); p != provider.Closing && p != provider.Ended {
		return ""
	}
	next, _ := provider.LookupService(s.Successor)
	if p := next.History.On(on); p == provider.Available || p == provider.Closing {
		return next.Name
	}
	for sub := range s.Substitutes() {
		if !on.After(sub.Until) {
			text, _, _ := strings.Cut(sub.Text, ",")
			return text
		}
	}
	return "nothing"
}

// words returns a set of capabilities in prose: "IM, presence, audio".
func words(c provider.Capability) string {
	var names []string
	for one := range c.All() {
		name := one.String()
		if one != provider.IM {
			name = strings.ToLower(name)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

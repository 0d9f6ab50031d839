package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/report"
)

func newServicesCommand() *cobra.Command {
	var on date.Date
	var service, format string
	cmd := &cobra.Command{
		Use:   "services",
		Short: "Show the state of Skype, Messenger, AOL and Yahoo!",
		Long: `services shows the public instant-messaging services: the phase that each is in
on a day, what users could do with it, what to use instead, the stages of its life
with their documents, and what both sides do on that day to reach each
other. docs/services.md describes the JSON.

"by" before a day means that the stage had begun by that day, because no document has
the first day. An asterisk marks an inferred statement.`,
		Example: `  lyncfed services
  lyncfed services --on 2014-01-15 --service aol
  lyncfed services --format json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if on.IsZero() {
				on = date.Of(time.Now())
			}
			ids, err := servicesNamed(service)
			if err != nil {
				return err
			}
			var chosen []provider.Service
			for _, id := range ids {
				s, _ := provider.LookupService(id) // it was found by its name
				chosen = append(chosen, s)
			}
			return formatted(format, map[string]func() error{
				"text": func() error { return servicesText(cmd.OutOrStdout(), chosen, on) },
				"json": func() error { return servicesJSON(cmd.OutOrStdout(), chosen, on) },
			})
		},
	}
	cmd.Flags().TextVar(&on, "on", date.Date{}, "`day` to show, as 2014-06-30 (default today)")
	cmd.Flags().StringVar(&service, "service", everyService, "`service` to show: skype, wlm, aol, yahoo or all")
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

// servicesText writes the services for a person: first the services of the day, then the
// life of each service, then the documents.
func servicesText(w io.Writer, services []provider.Service, on date.Date) error {
	p := newPrinter(w)
	p.printf("On %v\n\n", on)
	p.printf("%s", servicesTable(services, on, p.width))
	p.printf("\n")
	p.paragraph("", "by: it had begun by that day, and no document says when   *: inferred")

	var sources []diag.Source
	cite := func(f provider.Fact) string {
		sources = append(sources, f.Source)
		return fmt.Sprintf("%s [%s]", f.Text, f.Source)
	}
	for _, s := range services {
		p.printf("\n%s\n", s.Name)
		for _, e := range events(s) {
			p.item(fmt.Sprintf("%-14s%-12s", e.day, e.what), cite(e.Fact))
			if e.condition != (provider.Fact{}) {
				p.item("", "With: "+cite(e.condition))
			}
			if e.conflict != (provider.Fact{}) {
				p.item("", "But: "+cite(e.conflict))
			}
		}
		p.item("Not", cite(s.Limits))
		p.item("License", cite(s.License))
		if next, found := provider.LookupService(s.Successor); found {
			p.item("Instead", next.Name+", where its users went")
		}
		for sub := range s.Substitutes() {
			p.item("Instead, until "+starred(sub.Until, sub.Inferred), cite(sub.Fact))
		}
		for step := range steps(s, on) {
			who := "Your side"
			if step.Side == provider.ServiceSide {
				who = "Their side"
			}
			p.item(who, cite(step.Fact))
		}
	}

	slices.SortFunc(sources, func(a, b diag.Source) int { return cmp.Compare(a.ID, b.ID) })
	p.printf("\nSources\n")
	for _, src := range slices.Compact(sources) {
		p.item(src.ID, src.Title)
		p.item("", src.URL)
	}
	return p.err
}

// servicesTable returns a table of the services on the day. It leaves out columns that do
// not fit the width, because the lives below have the same facts.
func servicesTable(services []provider.Service, on date.Date, width int) string {
	columns := []struct {
		head string
		cell func(s provider.Service, stage provider.Stage) string
	}{
		{"SERVICE", func(s provider.Service, _ provider.Stage) string { return s.Name }},
		{"PHASE", func(_ provider.Service, stage provider.Stage) string { return phase(stage) }},
		{"LAST DAY", func(s provider.Service, _ provider.Stage) string { return lastDay(s) }},
		{"CAN", func(s provider.Service, _ provider.Stage) string { return orDash(can(s, on)) }},
		{"SINCE", func(_ provider.Service, stage provider.Stage) string { return since(stage) }},
		{"INSTEAD", func(s provider.Service, _ provider.Stage) string { return orDash(instead(s, on)) }},
	}
	const least = 2
	for n := len(columns); ; n-- {
		var b strings.Builder
		table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		var head []string
		for _, c := range columns[:n] {
			head = append(head, c.head)
		}
		fmt.Fprintln(table, strings.Join(head, "\t"))
		for _, s := range services {
			stage, _ := s.History.Stage(on)
			var cells []string
			for _, c := range columns[:n] {
				cells = append(cells, c.cell(s, stage))
			}
			fmt.Fprintln(table, strings.Join(cells, "\t"))
		}
		table.Flush()
		if n == least || fits(b.String(), width) {
			return b.String()
		}
	}
}

// The JSON form of the services, which docs/services.md describes.
type (
	jsonServices struct {
		Format int
		report.Origin
		On       date.Date
		Services []jsonService
	}
	jsonService struct {
		Service      provider.ServiceID
		Name         string
		Phase        provider.Phase
		Capabilities []string
		LastDay      date.Date
		License      provider.Fact
		Limits       provider.Fact
		Successor    provider.ServiceID
		Stages       []jsonStage
		Gains        []jsonGain
		Events       []provider.Event
		Substitutes  []provider.Substitute
		Steps        []provider.Step
		Domains      []provider.ServiceDomain
		Recommended  []provider.Recommendation
	}
	jsonStage struct {
		Phase             provider.Phase
		From              date.Date
		BegunBy, Inferred bool
		NoNewDomains      bool
		provider.Fact
		Conflict *provider.Fact
	}
	jsonGain struct {
		Capabilities []string
		From         date.Date
		BegunBy      bool
		Platform     string
		Inferred     bool
		provider.Fact
		Condition *provider.Fact
		Conflict  *provider.Fact
	}
)

func servicesJSON(w io.Writer, services []provider.Service, on date.Date) error {
	out := jsonServices{Format: 1, Origin: originOf(product.Platform(0)), On: on}
	for _, s := range services {
		last, _ := s.History.LastDay()
		j := jsonService{
			Service:      s.ID,
			Name:         s.Name,
			Phase:        s.History.On(on),
			Capabilities: names(s.Capabilities(on)),
			LastDay:      last,
			License:      s.License,
			Limits:       s.Limits,
			Successor:    s.Successor,
			Stages:       []jsonStage{},
			Gains:        []jsonGain{},
			Substitutes:  append([]provider.Substitute{}, slices.Collect(s.Substitutes())...),
			Steps:        append([]provider.Step{}, slices.Collect(s.Steps())...),
			Events:       append([]provider.Event{}, slices.Collect(s.Events())...),
			Domains:      slices.Collect(s.Domains()),
			Recommended:  append([]provider.Recommendation{}, slices.Collect(s.Recommendations())...),
		}
		for stage := range s.History.All() {
			j.Stages = append(j.Stages, jsonStage{stage.Phase, stage.From, stage.AtLatest, stage.Inferred, stage.NoNewDomains, stage.Fact, given(stage.Conflict)})
		}
		for g := range s.Features() {
			j.Gains = append(j.Gains, jsonGain{names(g.Capabilities), g.From, g.AtLatest, g.Platform.String(), g.PlatformInferred, g.Fact, given(g.Condition), given(g.Conflict)})
		}
		out.Services = append(out.Services, j)
	}
	return writeJSON(w, out)
}

// given returns a pointer to a fact, or nil for the zero Fact.
func given(f provider.Fact) *provider.Fact {
	if f == (provider.Fact{}) {
		return nil
	}
	return &f
}

func names(c provider.Capability) []string {
	all := []string{}
	for one := range c.All() {
		all = append(all, one.String())
	}
	return all
}

package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/report"
	"github.com/lyncfed/lyncfed/tenant"
)

// text writes the plan for a person.
func (r *planReport) text(w io.Writer, details, color bool) error {
	p := newPrinter(w)
	for _, name := range r.Have {
		p.printf("HAVE         %s\n", diag.Printable(name))
	}
	if r.Want != "" {
		p.printf("WANT         %s\n", diag.Printable(r.Want))
	}
	p.printf("DAY          %s\nPRODUCT      %s\nFINGERPRINT  %s\n\n", r.On, r.product(), r.Plan.Fingerprint)
	r.before(p)
	if len(r.entries) > 0 {
		p.printf("STEPS (%s)\n", number(len(r.Plan.Steps)))
		r.steps(p, color)
	}
	p.exceptions(r.between())
	p.effects(r)
	r.leftovers(p, details)
	if len(r.Findings.New) > 0 {
		p.printf("NEW FINDINGS AFTER THE STEPS (%s)\n", number(len(r.Findings.New)))
		for _, f := range r.Findings.New {
			p.paragraph("  ", fmt.Sprintf("%s [%s]", findingText(f), f.Rule))
		}
		p.printf("\n")
	}
	r.notPlanned(p)
	r.unsafe(p, color)
	width := 25
	for _, c := range r.Summary {
		width = max(width, len(c.Kind.Title()))
	}
	for _, c := range r.Summary {
		p.printf("%-*s %s\n", width, c.Kind.Title(), c)
	}
	p.paragraph("", r.verdict())
	return p.err
}

// product returns the product of the commands.
func (r *planReport) product() string {
	if r.Plan.Platform.IsZero() {
		return "not given: the commands are for the newest"
	}
	return r.Plan.Platform.Title()
}

// steps prints the steps, each with its command.
func (r *planReport) steps(p *printer, color bool) {
	width := 0
	for _, e := range r.entries {
		width = max(width, len(e.numbers()))
	}
	indent := strings.Repeat(" ", width+len("    "))
	shown := map[*diag.Finding]bool{}
	for _, e := range r.entries {
		number := e.numbers()
		for _, h := range e.Heads {
			line := string(h.Mark) + " " + subjectText(h.Subject)
			if color {
				line = markColors[h.Mark] + line + plainColor
			}
			p.printf("  %-*s  %s\n", width, number, line)
			number = ""
			r.head(p, e, h, indent+"    ")
		}
		for _, f := range e.findings(r.plan.Steps) {
			text := fmt.Sprintf("%s: %s [%s]", f.Severity, detail(f), f.Rule)
			if shown[f] {
				text = fmt.Sprintf("%s [%s], with the step above", f.Severity, f.Rule)
			}
			shown[f] = true
			p.paragraph(indent+"  mends ", text)
		}
		for _, why := range e.reasons(r.plan.Steps) {
			p.paragraph(indent+"  ", why)
		}
		for _, x := range e.Outages {
			p.paragraph(indent+"  ", outageText(x))
		}
		for i := e.From; i <= e.To; i++ {
			for _, line := range commandLines(r.Plan.Steps[i-1].Command, p.width-len(indent)) {
				p.printf("%s%s\n", indent, line)
			}
		}
		p.printf("\n")
	}
}

// tenantWindow is printed with the commands of a tenant, because commands of a server
// have the same names.
const tenantWindow = "run it in a window that is connected with Connect-MicrosoftTeams"

// isTenant reports whether a record belongs to a tenant.
func isTenant(of diag.Subject) bool {
	k, err := federation.ParseKind(of.Kind)
	return err == nil && k.IsTenant()
}

// head prints the change of a record.
func (r *planReport) head(p *printer, e planEntry, h planHead, indent string) {
	if h.Other > e.To {
		p.paragraph(indent, fmt.Sprintf("it is made again in step %d: it is not there in between", h.Other))
	}
	if h.Other > 0 && h.Other < e.From {
		p.paragraph(indent, fmt.Sprintf("it was removed in step %d", h.Other))
		return
	}
	for _, m := range h.Members {
		p.memberAt(indent, diag.OpSet, m)
	}
}

// findings returns the findings that the steps of an entry mend, without duplicates.
func (e planEntry) findings(steps []plan.Step) diag.Findings {
	var all diag.Findings
	for _, s := range steps[e.From-1 : e.To] {
		for _, f := range s.Findings {
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return all
}

// reasons returns the reasons of the steps of an entry, without duplicates.
func (e planEntry) reasons(steps []plan.Step) []string {
	var all []string
	for _, s := range steps[e.From-1 : e.To] {
		why := diag.Printable(s.Why)
		if s.Rule != "" {
			why += fmt.Sprintf(" [%s]", s.Rule)
		}
		if !slices.Contains(all, why) {
			all = append(all, why)
		}
	}
	if isTenant(e.Heads[0].Subject) {
		all = append(all, tenantWindow)
	}
	return all
}

func outageText(x plan.Exception) string {
	return fmt.Sprintf("OUTAGE between steps %d and %d: %s", x.From, x.To, diag.Printable(x.Detail))
}

// between returns the exceptions that no entry shows.
func (r *planReport) between() []plan.Exception {
	return slices.DeleteFunc(slices.Clone(r.plan.Exceptions), func(x plan.Exception) bool {
		return slices.ContainsFunc(r.entries, func(e planEntry) bool { return e.contains(x) })
	})
}

// exceptionText returns an exception in a sentence.
func exceptionText(x plan.Exception) string {
	text := fmt.Sprintf("between steps %d and %d: %s: %s", x.From, x.To, subjectText(x.Subject), diag.Printable(x.Detail))
	if x.From >= x.To {
		text = fmt.Sprintf("with step %d: %s: %s", x.From, subjectText(x.Subject), diag.Printable(x.Detail))
	}
	if x.Opens {
		return text + " (somebody may reach more than before and after)"
	}
	return text
}

// maxAlike is the largest number of lines with the same text that are printed.
const maxAlike = 5

// nobody is printed if nobody gains and nobody loses. The comparison covers neither the
// capabilities between two people nor access from outside.
const nobody = "according to the files, nobody gains or loses access"

// exceptions prints the exceptions of the plan: the times at which more or less is
// permitted than before and after.
func (p *printer) exceptions(all []plan.Exception) {
	if len(all) == 0 {
		return
	}
	p.printf("IN BETWEEN (%d)\n", len(all))
	alike := map[plan.Exception]int{}
	for _, x := range all {
		key := x
		key.Subject = diag.Subject{}
		if alike[key]++; alike[key] <= maxAlike {
			p.paragraph("  ", exceptionText(x))
		}
	}
	for _, x := range all {
		key := x
		key.Subject = diag.Subject{}
		if more := alike[key] - maxAlike; more > 0 {
			p.paragraph("  ", fmt.Sprintf("between steps %d and %d: the same of %d more: --format json has them", x.From, x.To, more))
			delete(alike, key)
		}
	}
	p.printf("\n")
}

// effects prints who gains and who loses.
func (p *printer) effects(r *planReport) {
	if len(r.Plan.Steps) == 0 {
		return
	}
	p.printf("WHO GAINS AND WHO LOSES\n")
	if len(r.Effects) == 0 && r.NotAsked == "" {
		p.printf("  %s\n", nobody)
	}
	for _, e := range r.Effects {
		p.paragraph("  ", whoText(e))
		for _, line := range r.effectLines(e) {
			p.paragraph("      ", line)
		}
	}
	if r.NotAsked != "" {
		p.paragraph("  ", "not known: "+diag.Printable(r.NotAsked))
	}
	p.printf("\n")
}

// maxUsers and maxDomains are the largest numbers of names that are printed.
const (
	maxUsers   = 3
	maxDomains = 10
)

// whoText returns the users of an effect in words.
func whoText(e plan.Effect) string {
	switch {
	case e.Users == nil && e.Policy.IsZero():
		return "users to whom no policy is granted"
	case e.Users == nil:
		return "users with " + policyText(e.Policy)
	}
	var names []string
	for _, u := range e.Users {
		names = append(names, diag.Printable(u.String()))
	}
	return someOf(names, maxUsers)
}

// someOf lists the first names, and the number of the others.
func someOf(names []string, most int) string {
	if len(names) > most+1 { // "1 more" would be as long as the name
		return fmt.Sprintf("%s and %s more", strings.Join(names[:most], ", "), number(len(names)-most))
	}
	return strings.Join(names, ", ")
}

// effectLines returns a sentence for each gain and each loss of users.
func (r *planReport) effectLines(e plan.Effect) []string {
	verbs := [...]string{"may then reach ", "may no longer reach ", "it is not known whether they reach, before or after, "}
	if e.Incoming {
		verbs = [...]string{"may then be reached from ", "may no longer be reached from ", "it is not known whether they are reached, before or after, from "}
	}
	var lines []string
	for i, names := range [...][]string{e.Gains, e.Loses, e.NotKnown} {
		if len(names) > 0 {
			lines = append(lines, verbs[i]+r.domains(names))
		}
	}
	return lines
}

// domains returns a list of domains. It has the domains that the configurations name, and
// then the number of the others, which are known domains of a service.
func (r *planReport) domains(names []string) string {
	isListed := map[string]bool{}
	for _, c := range []federation.Configuration{r.plan.Have(), r.plan.Result()} {
		for _, d := range c.AllowedDomains {
			isListed[d.Domain.String()] = true
		}
		for _, d := range c.BlockedDomains {
			isListed[d.Domain.String()] = true
		}
		for _, l := range tenantLists(c.Tenant) {
			for name := range l.All() {
				isListed[name.String()] = true
			}
		}
	}
	var listed, others, parts []string
	of := map[string]int{}
	for _, name := range names {
		switch service := serviceOf(name); {
		case name == plan.Elsewhere:
		case isListed[name] && service.History.On(r.On) == provider.Ended:
			last, _ := service.History.LastDay()
			listed = append(listed, fmt.Sprintf("%s (a domain of %s, which could be used until %v)", diag.Printable(name), service.Name, last))
		case isListed[name]:
			listed = append(listed, diag.Printable(name))
		case service.Name != "":
			of[service.Name]++
		default:
			others = append(others, diag.Printable(name))
		}
	}
	if all := slices.Concat(listed, others); len(all) > 0 {
		parts = append(parts, someOf(all, maxDomains))
	}
	for _, service := range slices.Sorted(maps.Keys(of)) {
		parts = append(parts, fmt.Sprintf("%s of %s", count(of[service], "known domain"), service))
	}
	if slices.Contains(names, plan.Elsewhere) {
		parts = append(parts, "every domain that nothing names")
	}
	if last := len(parts) - 1; last > 0 {
		return strings.Join(parts[:last], ", ") + ", and " + parts[last]
	}
	return strings.Join(parts, "")
}

// tenantLists returns the lists of domains of a tenant and of its policies.
func tenantLists(t tenant.Tenant) []tenant.List {
	var all []tenant.List
	if s := t.FederationConfiguration; s != nil {
		allowed, _ := s.AllowedDomains.List()
		all = append(all, allowed, s.BlockedDomains)
	}
	for _, p := range t.ExternalAccessPolicies {
		all = append(all, p.AllowedExternalDomains, p.BlockedExternalDomains)
	}
	return all
}

// serviceOf returns the first public service with a domain, or the zero Service.
func serviceOf(name string) provider.Service {
	for s := range provider.Services() {
		for d := range s.Domains() {
			if d.Domain.String() == name {
				return s
			}
		}
	}
	return provider.Service{}
}

// leftovers prints the findings that are left for a person.
func (r *planReport) leftovers(p *printer, details bool) {
	if len(r.Settled) > 0 {
		p.printf("SETTLED BY THE SAME STEPS (%s)\n", number(len(r.Settled)))
		for _, f := range r.Settled {
			p.paragraph("  ", fmt.Sprintf("%s [%s]", findingText(f), f.Rule))
		}
		p.printf("\n")
	}
	if len(r.Left) == 0 {
		return
	}
	p.printf("LEFT FOR A PERSON (%s)\n", r.leftCount())
	said, hidden := map[string]bool{}, 0
	for _, l := range r.Left {
		if l.Finding.Severity == diag.Notice && !details {
			hidden++
			continue
		}
		p.paragraph("  ", fmt.Sprintf("%s [%s]", findingText(l.Finding), l.Finding.Rule))
		p.paragraph("    Do: ", l.Finding.Remedy)
		switch {
		case said[l.Why]:
			p.printf("    Not planned, as above.\n")
		case l.Why != "":
			p.paragraph("    Not planned: ", diag.Printable(l.Why))
			said[l.Why] = true
		}
	}
	if hidden > 0 {
		p.printf("  and %s, which --details shows\n", count(hidden, "notice"))
	}
	p.printf("\n")
}

// leftCount counts the findings that are left, by severity.
func (r *planReport) leftCount() string {
	var parts []string
	for _, s := range []diag.Severity{diag.Error, diag.Warning, diag.Notice} {
		n := 0
		for _, l := range r.Left {
			if l.Finding.Severity == s {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, count(n, s.String()))
		}
	}
	return strings.Join(parts, ", ")
}

// unsafe prints the changes that a person should agree to first.
func (r *planReport) unsafe(p *printer, color bool) {
	if len(r.Plan.Unsafe) == 0 {
		return
	}
	heading := fmt.Sprintf("UNSAFE (%d)", len(r.Plan.Unsafe))
	if color {
		heading = severityColors[diag.Error] + heading + plainColor
	}
	p.printf("%s\n", heading)
	for _, f := range r.Plan.Unsafe {
		p.paragraph("  ", fmt.Sprintf("%s: %s [%s]", subjectText(f.Subject), detail(f), f.Rule))
		p.paragraph("    Do: ", f.Remedy)
	}
	p.printf("  A script of this plan is written with --allow-unsafe only.\n\n")
}

// before prints the work that a person does before the first step.
func (r *planReport) before(p *printer) {
	for _, f := range r.Plan.NotPlanned {
		if f.Rule == plan.RuleHybridDNS {
			p.printf("BEFORE STEP 1, BY HAND\n")
			p.paragraph("  ", fmt.Sprintf("%s [%s]", detail(f), f.Rule))
			p.paragraph("    Do: ", f.Remedy)
			p.printf("\n")
		}
	}
}

// notPlanned prints the wanted changes that are not planned.
func (r *planReport) notPlanned(p *printer) {
	left := slices.DeleteFunc(slices.Clone(r.Plan.NotPlanned), func(f *diag.Finding) bool { return f.Rule == plan.RuleHybridDNS })
	if len(left) == 0 {
		return
	}
	p.printf("NOT PLANNED (%d)\n", len(left))
	for f, who := range alike(left) {
		p.paragraph("  ", fmt.Sprintf("%s: %s [%s]", who, detail(f), f.Rule))
	}
	p.printf("\n")
}

// verdict returns the result of the plan in sentences.
func (r *planReport) verdict() string {
	var parts []string
	switch {
	case len(r.Plan.Steps) > 0:
		n := 0
		for _, c := range r.Summary {
			n += c.New + c.Replaced + c.Changed + c.Removed
		}
		parts = append(parts, fmt.Sprintf("%s on %s: %s.", count(len(r.Plan.Steps), "step"), count(n, "record"), total(r.Summary)))
		parts = append(parts, r.outages()...)
		parts = append(parts, r.rollbackText())
	case len(r.Plan.NotPlanned) > 0:
		parts = append(parts, "No step: no cmdlet of federation makes what differs.")
	case r.Want != "":
		parts = append(parts, "Nothing to do: to a server the two are the same.")
	case len(r.Left) > 0:
		parts = append(parts, "No step: what is left is for a person to decide.")
	default:
		parts = append(parts, "Nothing to mend.")
	}
	if len(r.Untouched) > 0 {
		var names []string
		for _, k := range r.Untouched {
			names = append(names, k.String())
		}
		parts = append(parts, fmt.Sprintf("WANT lacks %s: these kinds do not change.", strings.Join(names, ", ")))
	}
	if r.Others > 0 {
		parts = append(parts, fmt.Sprintf("--rule and --only left out %s.", count(r.Others, "finding")))
	}
	return strings.Join(append(parts, "Nothing was run."), " ")
}

// outages lists the steps between which there is an outage.
func (r *planReport) outages() []string {
	var between []string
	for _, e := range r.entries {
		for _, x := range e.Outages {
			between = append(between, fmt.Sprintf("%d and %d", x.From, x.To))
		}
		for _, h := range e.Heads {
			if h.Other > e.To {
				between = append(between, fmt.Sprintf("%d and %d", e.From, h.Other))
			}
		}
	}
	if between == nil {
		return nil
	}
	return []string{fmt.Sprintf("Outage between steps %s.", someOf(between, maxAlike))}
}

// rollbackText returns a sentence about the rollback of the plan.
func (r *planReport) rollbackText() string {
	if r.NoRollback != "" {
		return "The plan has no rollback: " + diag.Printable(r.NoRollback) + "."
	}
	back := fmt.Sprintf("The rollback has %s", count(len(r.Rollback.Steps), "step"))
	if n := len(r.Rollback.NotPlanned); n > 0 {
		back += fmt.Sprintf(", but cannot restore %s: the server would refuse the change", count(n, "record"))
	}
	return back + "."
}

// csv writes a row for each step.
func (r *planReport) csv(w io.Writer) error {
	s := newSheet(w, stepsHead)
	for _, e := range r.entries {
		for i := e.From; i <= e.To; i++ {
			step := r.Plan.Steps[i-1]
			var mends, outages []string
			for _, f := range step.Findings {
				mends = append(mends, string(f.Rule))
			}
			for _, x := range e.Outages {
				if x.From == i {
					outages = append(outages, outageText(x))
				}
			}
			s.row(strconv.Itoa(i), step.Op.String(), step.Subject.Identity, step.Subject.Kind, e.change(step.Edit), step.Command, step.Why, string(step.Rule), strings.Join(mends, ", "), strings.Join(outages, "; "))
		}
	}
	return s.close()
}

// markdown writes the plan for a change request.
func (r *planReport) markdown(w io.Writer) error {
	p := &printer{w: w}
	var have []string
	for _, name := range r.Have {
		have = append(have, report.MarkdownCodeCell(name))
	}
	to := "what its audit asks for"
	if r.Want != "" {
		to = report.MarkdownCodeCell(r.Want)
	}
	p.printf("# Change of the federation configuration\n\n")
	p.printf("| | |\n|---|---|\n| From | %s |\n| To | %s |\n| Day | %s |\n| Product | %s |\n| Fingerprint | %s |\n",
		strings.Join(have, ", "), to, r.On, report.MarkdownText(r.product()), report.MarkdownCodeCell(r.Plan.Fingerprint))
	p.printf("\n%s\n", report.MarkdownText(r.verdict()))
	if len(r.Plan.Unsafe) > 0 {
		p.printf("\n## Unsafe\n\n")
		for _, f := range r.Plan.Unsafe {
			p.printf("- **%s**: %s (`%s`)\n", report.MarkdownText(subjectText(f.Subject)), report.MarkdownText(detail(f)), f.Rule)
		}
	}
	if len(r.Plan.NotPlanned) > 0 {
		p.printf("\n## Not planned\n\n")
		for f, who := range alike(r.Plan.NotPlanned) {
			p.printf("- **%s**: %s (`%s`)\n", report.MarkdownText(who), report.MarkdownText(detail(f)), f.Rule)
		}
	}
	if len(r.entries) > 0 {
		p.printf("\n## Steps\n\n| step | | record | change | command | reason |\n|---|---|---|---|---|---|\n")
	}
	for _, e := range r.entries {
		for i := e.From; i <= e.To; i++ {
			s := r.Plan.Steps[i-1]
			mark, change := opMarks[s.Op], report.MarkdownText(e.change(s.Edit))
			if mark == "" {
				mark = string(markChanged)
			}
			var why []string
			for _, f := range s.Findings {
				why = append(why, fmt.Sprintf("mends %s: %s (`%s`)", f.Severity, report.MarkdownText(detail(f)), f.Rule))
			}
			if i > e.From && s.Why == r.Plan.Steps[i-2].Why {
				why = append(why, "as above")
			} else {
				why = append(why, report.MarkdownText(s.Why))
			}
			if isTenant(s.Subject) {
				why = append(why, tenantWindow)
			}
			for _, x := range e.Outages {
				if x.From == i {
					why = append(why, "**"+report.MarkdownText(outageText(x))+"**")
				}
			}
			p.printf("| %d | `%s` | %s | %s | %s | %s |\n", i, mark, report.MarkdownText(subjectText(s.Subject)), change, report.MarkdownCodeCell(s.Command), strings.Join(why, "; "))
		}
	}
	if between := r.between(); len(between) > 0 {
		p.printf("\n## In between\n\n")
		for _, x := range between {
			p.printf("- %s\n", report.MarkdownText(exceptionText(x)))
		}
	}
	if len(r.Plan.Steps) > 0 {
		p.printf("\n## Who gains and who loses\n\n")
		if len(r.Effects) == 0 && r.NotAsked == "" {
			p.printf("- %s\n", nobody)
		}
		for _, e := range r.Effects {
			p.printf("- %s: %s\n", report.MarkdownText(whoText(e)), report.MarkdownText(strings.Join(r.effectLines(e), "; ")))
		}
		if r.NotAsked != "" {
			p.printf("- not known: %s\n", report.MarkdownText(r.NotAsked))
		}
	}
	r.markdownFindings(p)
	if r.Rollback != nil && len(r.Rollback.Steps) > 0 {
		p.printf("\n## Way back\n\n```powershell\n")
		for _, s := range r.Rollback.Steps {
			if isTenant(s.Subject) {
				p.printf("# Of the tenant: %s.\n", tenantWindow)
			}
			p.printf("%s\n", diag.Printable(s.Command))
		}
		p.printf("```\n")
	}
	p.printf("%s", r.Origin.Markdown())
	return p.err
}

// markdownFindings writes the findings that are left, and those that are new after the
// steps.
func (r *planReport) markdownFindings(p *printer) {
	if len(r.Left) > 0 {
		p.printf("\n## Left for a person\n\n")
	}
	for _, l := range r.Left {
		p.printf("- %s (`%s`)  \n  **Do:** %s\n", report.MarkdownText(findingText(l.Finding)), l.Finding.Rule, report.MarkdownRemedy(l.Finding.Remedy))
		if l.Why != "" {
			p.printf("  **Not planned:** %s\n", report.MarkdownText(l.Why))
		}
	}
	for _, part := range []struct {
		title    string
		findings diag.Findings
	}{{"Settled by the same steps", r.Settled}, {"New findings after the steps", r.Findings.New}} {
		if len(part.findings) == 0 {
			continue
		}
		p.printf("\n## %s\n\n", part.title)
		for _, f := range part.findings {
			p.printf("- %s (`%s`)\n", report.MarkdownText(findingText(f)), f.Rule)
		}
	}
}

// change returns the change of a step in one line.
func (e planEntry) change(step diag.Edit) string {
	text := ""
	for _, h := range e.Heads {
		if subjectKey(h.Subject) == subjectKey(step.Subject) && step.Op != diag.OpRemove {
			text = changeText(h)
		}
	}
	return text
}

// changeText returns the change of a record in one line.
func changeText(h planHead) string {
	var all []string
	for _, m := range h.Members {
		if m.Added != nil || m.Removed != nil {
			all = append(all, strings.TrimSpace(fmt.Sprintf("%s: %s %s", m.Name, prefixed("+ ", m.Added), prefixed("- ", m.Removed))))
			continue
		}
		all = append(all, fmt.Sprintf("%s: %s -> %s", m.Name, valueText(m.Old), valueText(m.New)))
	}
	return strings.Join(all, "; ")
}

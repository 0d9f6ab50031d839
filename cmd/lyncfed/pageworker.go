package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

// A pageWorker answers the questions of the page, with the same functions and words as
// the commands. In the page it runs in a web worker, built for js/wasm.
type pageWorker struct {
	export *powershell.Export
	origin report.Origin // of the answers
	index  *reach.Index
}

// A pageQuestion is a question of the page. Do is the name of an entry of [pageAnswers].
// The other members are the input of that entry.
type pageQuestion struct {
	Do       string
	On       date.Date
	Names    []string         // of the files
	Platform product.Platform // replaces the platform of the files; zero: theirs is used
	Defaults bool             // members that the files lack have the defaults of the cmdlets

	From, To, Via string // two addresses and a provider
	What          provider.Capability

	Undo       bool   // the addresses are decorated
	Provider   string // the provider of the contacts; "": the documented settings of Skype
	Exclude    string // without a provider, the domains that are not decorated
	Plan       string // one of pagePlans
	Unsafe     bool   // an unsafe plan gets its script too
	Format     string // of the file to save
	HideNames  bool   // the saved file has examples in place of names
	ScriptName string // the name of the script
	UndoName   string
}

// pageAnswers has the functions that answer the page, by the name of the question.
var pageAnswers = map[string]func(*pageWorker, pageQuestion, [][]byte) (any, error){
	"about":    (*pageWorker).about,
	"read":     (*pageWorker).read,
	"audit":    (*pageWorker).audit,
	"days":     (*pageWorker).days,
	"can":      (*pageWorker).can,
	"who":      (*pageWorker).who,
	"mend":     (*pageWorker).mend,
	"contacts": (*pageWorker).contacts,
	"services": (*pageWorker).services,
	"save":     (*pageWorker).save,
}

// answer returns the JSON form of the answer to a question in JSON. files are the files
// of the question. If the answer is an error, its only member is Error.
func (w *pageWorker) answer(question string, files [][]byte) []byte {
	text, err := w.reply(question, files)
	if err == nil {
		return text
	}
	text, _ = report.JSONLine(struct{ Error string }{errorText(err)}) // a text is always JSON
	return text
}

func (w *pageWorker) reply(question string, files [][]byte) ([]byte, error) {
	var q pageQuestion
	if err := json.Unmarshal([]byte(question), &q); err != nil {
		return nil, err
	}
	do, found := pageAnswers[q.Do]
	if !found {
		return nil, fmt.Errorf("the page asks for %q", q.Do)
	}
	answer, err := do(w, q, files)
	if err != nil {
		return nil, err
	}
	return report.JSONLine(answer)
}

// errorText returns the text of an error, with the remedies of its findings.
func errorText(err error) string {
	text := err.Error()
	for f := range diag.All(err) {
		if !strings.Contains(text, strings.TrimSuffix(f.Remedy, ".")) {
			text += " " + f.Remedy
		}
	}
	return text
}

var errNothingRead = errors.New("no file was read yet")

// ready returns an error if no configuration was read yet.
func (w *pageWorker) ready() error {
	if w.export == nil {
		return errNothingRead
	}
	return nil
}

func (w *pageWorker) configuration() *federation.Configuration {
	return &w.export.Document.Configuration
}

// A pageName is a value with its title for people.
type pageName struct{ Name, Title string }

func (w *pageWorker) about(pageQuestion, [][]byte) (any, error) {
	var products []pageName
	for _, p := range product.Platforms() {
		if p.IsServer() {
			products = append(products, pageName{p.String(), p.Title()})
		}
	}
	skype := documentedSkype()
	return struct {
		Version, RoutingDomain, Excluded string
		Products                         []pageName
	}{version(), skype.NameDecorationRoutingDomain.String(), skype.NameDecorationExcludedDomainList.String(), products}, nil
}

// A pageLine is a finding in a line.
type pageLine struct {
	Severity          diag.Severity
	Text, Place, Rule string
	Remedy            []pagePiece
	Why               string `json:",omitempty"`
}

// A pagePiece is a paragraph of a remedy, or a command.
type pagePiece struct {
	Text    string
	Command bool
}

func piecesOf(remedy string) []pagePiece {
	all := []pagePiece{}
	for text, isCommand := range report.Pieces(remedy) {
		all = append(all, pagePiece{text, isCommand})
	}
	return all
}

func lineOf(f *diag.Finding) pageLine {
	return pageLine{Severity: f.Severity, Text: report.Statement(f), Place: report.Place(f), Rule: string(f.Rule), Remedy: piecesOf(f.Remedy)}
}

// A pageItem has the findings on one record, or on many.
type pageItem struct {
	Heading  string
	Severity diag.Severity
	Entries  []pageEntry
}

// A pageEntry is one finding or many, by their numbers in the audit.
type pageEntry struct {
	Finding int
	Text    string
	Remedy  []pagePiece
	All     []int
	Settles []int
}

// auditFor audits what was read.
func (w *pageWorker) auditFor(on date.Date) *report.Audit {
	a := report.NewAudit(w.export, w.origin.Files, on)
	a.Version = release()
	return a
}

func (w *pageWorker) audit(q pageQuestion, _ [][]byte) (any, error) {
	if err := w.ready(); err != nil {
		return nil, err
	}
	a := w.auditFor(q.On)
	type section struct {
		Heading  string
		Severity diag.Severity
		Items    []pageItem
	}
	type words struct{ Text, Place string }
	answer := struct {
		Audit           *report.Audit
		Title, Headline string
		Sections        []section
		Words           []words // of each finding
		Unchecked       []string
	}{Audit: a, Title: a.Title(), Headline: a.Headline(), Sections: []section{}, Words: []words{}, Unchecked: append([]string{}, a.Unchecked()...)}
	number := map[*diag.Finding]int{}
	for i, f := range a.Findings {
		number[f] = i
		answer.Words = append(answer.Words, words{report.Statement(f), report.Place(f)})
	}
	numbers := func(findings diag.Findings) []int {
		all := []int{}
		for _, f := range findings {
			all = append(all, number[f])
		}
		return all
	}
	for _, s := range a.Sections() {
		of := section{Heading: s.Heading, Severity: s.Severity}
		for _, it := range s.Items {
			item := pageItem{Heading: it.Heading, Severity: it.Severity}
			for _, e := range it.Entries {
				item.Entries = append(item.Entries, pageEntry{number[e.Finding], e.Text, piecesOf(e.Remedy), numbers(e.All), numbers(e.Settles)})
			}
			of.Items = append(of.Items, item)
		}
		answer.Sections = append(answer.Sections, of)
	}
	return answer, nil
}

// A pageDay is a day on which something changes.
type pageDay struct {
	Day  date.Date
	What []string
}

// maxRecords is the largest number of records for which every day is audited.
const maxRecords = 5000

// days returns the days on which the findings of an audit change, or the answers to who
// may reach whom. For a large configuration it returns all days on which they may change.
func (w *pageWorker) days(pageQuestion, [][]byte) (any, error) {
	if err := w.ready(); err != nil {
		return nil, err
	}
	c := *w.configuration()
	what := map[date.Date][]string{}
	for s := range provider.Services() {
		for stage := range s.History.All() {
			if !stage.From.IsZero() {
				what[stage.From] = append(what[stage.From], s.Name+": "+stage.Phase.String())
			}
		}
	}
	dates := c.Platform.Dates()
	for _, end := range []struct {
		last date.Date
		of   string
	}{{dates.LastMainstream, "mainstream support"}, {dates.LastSupport, "support"}} {
		if !end.last.IsZero() {
			what[end.last.AddDays(1)] = append(what[end.last.AddDays(1)], "end of "+end.of+" of "+c.Platform.Title())
		}
	}
	if w.index != nil {
		for _, d := range w.index.Days(date.MustParse("2004-01-01"), report.Gathered()) {
			what[d] = append(what[d], "")
		}
	}
	records := 0
	for k := range federation.AllKinds() {
		records += k.Row().Len(&c)
	}
	state := func(on date.Date) string {
		var b strings.Builder
		for _, f := range audit.Run(c, on).Findings {
			fmt.Fprintf(&b, "%s %s\n", f.Rule, f.Path)
		}
		if w.index != nil {
			s := w.index.Summary(on)
			s.On = date.Date{}
			text, _ := json.Marshal(s)
			b.Write(text)
		}
		return b.String()
	}
	answer := struct{ Days []pageDay }{[]pageDay{}}
	for _, d := range slices.SortedFunc(maps.Keys(what), date.Date.Compare) {
		if records <= maxRecords && state(d.AddDays(-1)) == state(d) {
			continue
		}
		day := pageDay{Day: d, What: []string{}}
		for _, text := range what[d] {
			if text != "" && !slices.Contains(day.What, text) {
				day.What = append(day.What, text)
			}
		}
		answer.Days = append(answer.Days, day)
	}
	return answer, nil
}

// A pageReason is a step of a decision in words.
type pageReason struct {
	Mark, Text, Rule, Place string
	Outcome                 diag.Outcome
	Condition               bool
	Source                  diag.Source
	Remedy                  []pagePiece
}

func (w *pageWorker) can(q pageQuestion, _ [][]byte) (any, error) {
	if err := w.ready(); err != nil {
		return nil, err
	}
	asked := reach.Query{Provider: q.Via, What: q.What, On: q.On}
	for _, person := range []struct {
		text string
		into *address.Address
	}{{q.From, &asked.From}, {q.To, &asked.To}} {
		_, a, err := parse(strings.TrimSpace(person.text))
		if err != nil {
			return nil, err
		}
		*person.into = a
	}
	x, err := reach.NewIndex(*w.configuration())
	if err != nil {
		return nil, err
	}
	v, err := x.Decide(asked)
	p := reach.Pair{From: asked.From, To: asked.To, Verdict: v, Err: err}
	if err != nil && !isInside(x, p) {
		return nil, err
	}
	answer := struct {
		Verdict  any
		Sentence string
		Trace    string
		Reasons  []pageReason
	}{Verdict: pairJSON(p, q.On, w.origin), Reasons: []pageReason{}}
	if err != nil {
		var text bytes.Buffer
		if err := (&printer{w: &text, width: math.MaxInt}).pair(asked, p, true); err != nil {
			return nil, err
		}
		answer.Sentence = strings.Join(strings.Fields(text.String()), " ")
		return answer, nil
	}
	answer.Sentence, answer.Trace = answerText(asked, v), traceText(v)
	for r := range v.Reasons() {
		reason := pageReason{strings.TrimSpace(mark(r)), inferred(r.Inferred) + r.Detail, string(r.Rule), string(r.Path), r.Outcome, r.Condition, r.Source, []pagePiece{}}
		if r.Outcome != diag.Passed {
			reason.Remedy = piecesOf(r.Remedy)
		}
		answer.Reasons = append(answer.Reasons, reason)
	}
	return answer, nil
}

// A pageCell is an answer of the table of groups.
type pageCell struct {
	Outcome diag.Outcome
	Text    string
}

func (w *pageWorker) who(q pageQuestion, _ [][]byte) (any, error) {
	if err := w.ready(); err != nil {
		return nil, err
	}
	c := *w.configuration()
	x, err := reach.NewIndex(c)
	if err != nil {
		return nil, err
	}
	t := newWhoTable(x.Summary(q.On))
	t.missing, t.incomplete = c.Missing(), c.Incomplete
	type row struct {
		Title, Users       string
		Reaches, ReachedBy []pageCell
	}
	answer := struct {
		Summary  summaryForm
		Headline string
		Gaps     []string
		Heads    []pageName
		Rows     []row
		SameBack bool
		Notes    []pageName
		Problems []string
		Rests    []string
	}{
		Summary: summaryForm{w.origin, t.Summary}, Headline: t.headline(), Gaps: append([]string{}, t.gaps()...), Heads: []pageName{}, Rows: []row{}, SameBack: t.isSameBack(),
		Notes: []pageName{}, Problems: append([]string{}, t.problems()...), Rests: append([]string{}, t.rests()...),
	}
	for i := range t.Contacts {
		answer.Heads = append(answer.Heads, pageName{t.heads[i], t.contactText(i)})
	}
	cells := func(answers []reach.Answer) []pageCell {
		all := []pageCell{}
		for _, a := range answers {
			all = append(all, pageCell{a.Outcome, t.cell(a)})
		}
		return all
	}
	for i, u := range t.Users {
		answer.Rows = append(answer.Rows, row{t.titles[i], t.number(u), cells(u.Reaches), cells(u.ReachedBy)})
	}
	for i, n := range t.notes {
		answer.Notes = append(answer.Notes, pageName{letter(i), noteText(n)})
	}
	return answer, nil
}

// A pageService is a public service on a day, and its life.
type pageService struct {
	Name, Phase, Since, LastDay, Can, Instead string
	From, To                                  date.Date // first and last day of the service; zero: open
	Events                                    []pageEvent
}

// A pageEvent is a line of a life.
type pageEvent struct {
	Day, What, Text, Condition, Conflict string
	Source                               diag.Source
}

func (w *pageWorker) services(q pageQuestion, _ [][]byte) (any, error) {
	answer := struct {
		On       date.Date
		Services []pageService
		Support  []pageService // of the server product
	}{On: q.On, Services: []pageService{}, Support: []pageService{}}
	for s := range provider.Services() {
		stage, _ := s.History.Stage(q.On)
		of := pageService{Name: s.Name, Phase: phase(stage), Since: since(stage), LastDay: lastDay(s), Can: orDash(can(s, q.On)), Instead: orDash(instead(s, q.On))}
		of.To, _ = s.History.LastDay()
		for stage := range s.History.All() {
			if of.From.IsZero() && stage.Phase == provider.Available {
				of.From = stage.From
			}
		}
		for _, e := range events(s) {
			line := pageEvent{Day: e.day, What: e.what, Text: e.Text, Source: e.Source, Condition: e.condition.Text, Conflict: e.conflict.Text}
			of.Events = append(of.Events, line)
		}
		answer.Services = append(answer.Services, of)
	}
	if w.export != nil && w.configuration().Platform.IsServer() {
		p := w.configuration().Platform
		answer.Support = append(answer.Support, pageService{Name: "Support of " + p.Title(), From: p.Dates().Released, To: p.Dates().LastSupport, Events: []pageEvent{}})
	}
	return answer, nil
}

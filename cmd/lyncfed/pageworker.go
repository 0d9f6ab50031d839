package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/powershell"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

// A pageWorker answers the questions of the page, with the functions and the words of
// the commands. In the page it runs in a worker, built for js/wasm.
type pageWorker struct {
	files  []powershell.File
	export *powershell.Export
	index  *reach.Index
}

// A pageQuestion is what the page asks. Do names an entry of [pageAnswers], and has
// what else that needs.
type pageQuestion struct {
	Do       string
	On       date.Date
	Names    []string         // of the files
	Platform product.Platform // whatever the files say, if it is given
	Defaults bool             // what the files do not say is as the cmdlets have it

	From, To, Via string // of a question who may reach whom
	What          provider.Capability

	Undo       bool   // the addresses are decorated
	Provider   string // whose contacts they are; "": the documented settings of Skype
	Exclude    string // without a provider, the domains that are not decorated
	Unsafe     bool   // the script of an unsafe plan is wanted, too
	Format     string // of what is saved
	HideNames  bool   // examples stand for the names in what is saved
	ScriptName string // the names that the scripts get
	UndoName   string
}

// pageAnswers are what the page can ask, by name.
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

// answer returns the JSON form of the answer to a question in JSON, with the files that
// go with it. An answer that is an error has the member Error alone.
func (w *pageWorker) answer(question string, files [][]byte) []byte {
	text, err := w.reply(question, files)
	if err == nil {
		return text
	}
	text, _ = report.JSON(struct{ Error string }{errorText(err)}) // a text is always JSON
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
	return report.JSON(answer)
}

// errorText returns an error with what to do, if it is a finding.
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

// ready returns an error before a configuration was read.
func (w *pageWorker) ready() error {
	if w.export == nil {
		return errNothingRead
	}
	return nil
}

func (w *pageWorker) configuration() *federation.Configuration {
	return &w.export.Document.Configuration
}

// A pageName is a value with what people call it.
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

// A pageFile is a file that was read, and what was found in it.
type pageFile struct {
	Name, Form string
	Size       int
	Records    []string // how many of each kind
	Findings   []pageLine
}

// A pageKind is a kind of records, and whether they were found.
type pageKind struct {
	Kind, Title, Cmdlet string
	Number              string // of the records, or the value of a kind that is one
	Status              string // found, not whole or not found
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

// maxNames is how many names the page offers to complete one.
const maxNames = 1000

func (w *pageWorker) read(q pageQuestion, data [][]byte) (any, error) {
	*w = pageWorker{}
	files := make([]powershell.File, len(data))
	for i := range data {
		files[i] = powershell.File{Name: q.Names[i], Data: data[i]}
	}
	e, err := assemble(files, q.Names, new(bytes.Buffer))
	if err != nil {
		return nil, err
	}
	c := &e.Document.Configuration
	if !q.Platform.IsZero() {
		c.Platform = q.Platform
	}
	if *c, err = withDefaults(*c, q.Defaults); err != nil {
		return nil, err
	}
	*w = pageWorker{files: files, export: e}
	w.index, _ = reach.NewIndex(*c) // nil: there is no record to ask about
	answer := struct {
		Files     []*pageFile
		Kinds     []pageKind
		Product   string
		Domains   []string
		Users     []string
		Contacts  []string // domains that the configuration names
		Providers []string // public ones
	}{Files: []*pageFile{}, Kinds: []pageKind{}, Product: c.Platform.Title(), Domains: []string{}, Users: []string{}, Contacts: []string{}, Providers: []string{}}
	in := recordsByFile(e)
	for _, f := range files {
		of := &pageFile{Name: f.Name, Form: formOfFile(f), Size: len(f.Data), Records: in[f.Name], Findings: []pageLine{}}
		for _, found := range e.Findings {
			if found.Pos.File == f.Name {
				of.Findings = append(of.Findings, lineOf(found))
			}
		}
		answer.Files = append(answer.Files, of)
	}
	missing := c.Missing()
	for k := range federation.AllKinds() {
		kind := pageKind{Kind: k.String(), Title: k.Title(), Number: strconv.Itoa(k.Row().Len(c)), Status: "found"}
		if k == federation.Platform {
			kind.Number = c.Platform.Title()
		}
		if noun := k.Row().Table().About().Noun; noun != "" {
			kind.Cmdlet = "Get-" + noun
		}
		switch {
		case c.Incomplete.Has(k):
			kind.Status = "not whole"
		case missing.Has(k):
			kind.Status = "not found"
		}
		answer.Kinds = append(answer.Kinds, kind)
	}
	for _, d := range c.SIPDomains {
		answer.Domains = append(answer.Domains, d.Identity.String())
	}
	for _, u := range c.Users[:min(len(c.Users), maxNames)] {
		answer.Users = append(answer.Users, strings.TrimPrefix(u.SIPAddress.String(), scheme))
	}
	for _, d := range c.AllowedDomains[:min(len(c.AllowedDomains), maxNames)] {
		answer.Contacts = append(answer.Contacts, d.Domain.String())
	}
	for _, d := range c.BlockedDomains[:min(len(c.BlockedDomains), maxNames)] {
		answer.Contacts = append(answer.Contacts, d.Domain.String())
	}
	for _, p := range c.PublicProviders {
		answer.Providers = append(answer.Providers, p.Identity)
	}
	return answer, nil
}

// recordsByFile returns what was found in each file: how many records of each kind.
func recordsByFile(e *powershell.Export) map[string][]string {
	c := &e.Document.Configuration
	in := map[string][]string{}
	for k := range federation.AllKinds() {
		row := k.Row()
		var where diag.Findings
		for i := range row.Len(c) {
			where.Add(&diag.Finding{Path: row.Path(i)})
		}
		if row.Len(c) == 0 && row.Given(c) {
			where.Add(&diag.Finding{Path: row.Path(-1)})
		}
		e.Document.Place(where)
		n := map[string]int{}
		for _, f := range where {
			n[f.Pos.File]++
		}
		for name, records := range n {
			text := recordsText(records, k)
			switch {
			case k == federation.Platform:
				text = c.Platform.Title()
			case row.Len(c) == 0:
				text = recordsText(0, k)
			}
			in[name] = append(in[name], text)
		}
	}
	return in
}

// recordsText returns a number of records of a kind.
func recordsText(n int, k federation.Kind) string {
	if noun := k.Title(); n != 1 && strings.HasSuffix(noun, "cy") {
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	}
	return count(n, k.Title())
}

// formOfFile returns what form a file has, as far as its beginning shows.
func formOfFile(f powershell.File) string {
	text, encoding := f.Data[:min(len(f.Data), 4096)], ""
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		text, _ = io.ReadAll(decoded(bytes.NewReader(text))) // the last character may be cut
		encoding = ", UTF-16"
	}
	text = bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\ufeff")), " \t\r\n")
	first, _, _ := bytes.Cut(text, []byte("\n"))
	switch {
	case len(text) == 0:
		return "empty"
	case f.IsScript():
		return "script" + encoding
	case text[0] == '{' || text[0] == '[':
		return "JSON" + encoding
	case text[0] == '<':
		return "CLIXML" + encoding
	case bytes.HasPrefix(text, []byte("#TYPE")), bytes.HasPrefix(text, []byte(`"`)) && bytes.ContainsAny(first, ",;\t"):
		return "CSV" + encoding
	}
	return "text of the console" + encoding
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
	a := report.NewAudit(w.export, w.files, on)
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

// maxRecords is up to how many records every day is audited.
const maxRecords = 5000

// days returns the days on which the findings of an audit change, or who may reach
// whom. Of a large configuration it returns all days on which they may.
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
	}{Verdict: pairJSON(p), Reasons: []pageReason{}}
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
		Summary  reach.Summary
		Headline string
		Gaps     []string
		Heads    []pageName
		Rows     []row
		SameBack bool
		Notes    []pageName
		Problems []string
		Rests    []string
	}{
		Summary: t.Summary, Headline: t.headline(), Gaps: append([]string{}, t.gaps()...), Heads: []pageName{}, Rows: []row{}, SameBack: t.isSameBack(),
		Notes: []pageName{}, Problems: append([]string{}, t.problems()...), Rests: append([]string{}, t.rests()...),
	}
	for i, of := range t.Contacts {
		answer.Heads = append(answer.Heads, pageName{t.heads[i], contactText(of)})
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

// A pageStep is steps of a plan that are shown together.
type pageStep struct {
	Numbers  string
	Heads    []pageHead
	Mends    []string
	Reasons  []string
	Outages  []string
	Commands []string
}

// A pageHead is what becomes of a record.
type pageHead struct {
	Mark          planMark
	Text, Changes string
}

// A pageScript is a script and the name that it gets.
type pageScript struct{ Name, Text string }

func (w *pageWorker) mend(q pageQuestion, _ [][]byte) (any, error) {
	if err := w.ready(); err != nil {
		return nil, err
	}
	have := *w.configuration()
	found := audit.Run(have, q.On).Findings
	w.export.Document.Place(found)
	p, left := plan.Mend(have, found)
	r, err := planReportOf(p, q.On)
	if err != nil {
		return nil, err
	}
	for _, f := range w.files {
		r.Have = append(r.Have, f.Name)
	}
	r.mended(found, left)
	type effect struct {
		Who   string
		Lines []string
	}
	answer := struct {
		Plan                           *planReport
		Verdict, Product               string
		Steps                          []pageStep
		Between                        []string
		Effects                        []effect
		NoEffect                       string
		Left, Settled, New, NotPlanned []pageLine
		Unsafe                         []pageLine
		Scripts                        []pageScript
		NoScripts                      string
	}{Plan: r, Verdict: r.verdict(), Product: r.product(), Steps: []pageStep{}, Between: []string{}, Effects: []effect{}, Scripts: []pageScript{}}
	for _, e := range r.entries {
		step := pageStep{Numbers: e.numbers(), Mends: []string{}, Reasons: e.reasons(p.Steps), Outages: []string{}}
		for _, h := range e.Heads {
			step.Heads = append(step.Heads, pageHead{h.Mark, subjectText(h.Subject), changeText(h)})
		}
		for _, f := range e.findings(p.Steps) {
			step.Mends = append(step.Mends, fmt.Sprintf("%s: %s [%s]", f.Severity, what(f), f.Rule))
		}
		for _, x := range e.Outages {
			step.Outages = append(step.Outages, outageText(x))
		}
		for i := e.From; i <= e.To; i++ {
			step.Commands = append(step.Commands, r.Plan.Steps[i-1].Command)
		}
		answer.Steps = append(answer.Steps, step)
	}
	for _, x := range r.between() {
		answer.Between = append(answer.Between, exceptionText(x))
	}
	for _, e := range r.Effects {
		answer.Effects = append(answer.Effects, effect{whoText(e), r.effectLines(e)})
	}
	switch {
	case r.NotAsked != "":
		answer.NoEffect = "not known: " + r.NotAsked
	case len(r.Effects) == 0 && len(p.Steps) > 0:
		answer.NoEffect = nobody
	}
	lines := func(findings diag.Findings) []pageLine {
		all := []pageLine{}
		for _, f := range findings {
			line := lineOf(f)
			line.Text = findingText(f)
			all = append(all, line)
		}
		return all
	}
	answer.Settled, answer.New, answer.NotPlanned, answer.Unsafe, answer.Left = lines(r.Settled), lines(r.Findings.New), lines(p.NotPlanned), lines(p.Unsafe), []pageLine{}
	for _, l := range r.Left {
		line := lines(diag.Findings{l.Finding})[0]
		line.Why = l.Why
		answer.Left = append(answer.Left, line)
	}
	undo := q.UndoName
	if r.NoRollback != "" {
		undo = ""
	}
	if len(p.Steps) == 0 {
		return answer, nil
	}
	if len(p.Unsafe) > 0 && !q.Unsafe {
		answer.NoScripts = "The plan is unsafe. Read why, and agree to it, to get its script."
		return answer, nil
	}
	for _, script := range []struct {
		name  string
		write func(*bytes.Buffer) error
	}{
		{q.ScriptName, func(b *bytes.Buffer) error { return r.script(b, undo) }},
		{undo, func(b *bytes.Buffer) error { return r.undo(b) }},
	} {
		if script.name == "" {
			continue
		}
		var b bytes.Buffer
		if err := script.write(&b); err != nil {
			return nil, err
		}
		answer.Scripts = append(answer.Scripts, pageScript{script.name, b.String()})
	}
	return answer, nil
}

// A pageRefusal is a line that is not an address, or a doubtful one.
type pageRefusal struct {
	Line, Column int
	Text         string
	Detail, Rule string
	Refused      bool
}

// maxRefusals is how many refused lines are explained.
const maxRefusals = 1000

func (w *pageWorker) contacts(q pageQuestion, data [][]byte) (any, error) {
	r, err := w.rewriterFor(q)
	if err != nil {
		return nil, err
	}
	answer := struct {
		Text                                            string
		Lines, Rewritten, Unchanged, LeftAlone, Refused int
		Notes                                           []pageRefusal
	}{Notes: []pageRefusal{}}
	var out bytes.Buffer
	var counts [outcomes]int
	line := 1
	for _, in := range data {
		err := r.rewriteList(bytes.NewReader(in), blockSize, func(b *block) error {
			for what, n := range b.counts {
				counts[what] += n
			}
			for _, n := range b.notes {
				text := string(b.in[n.start:n.end])
				_, what, about := r.rewrite(text)
				for f := range diag.All(about) {
					if len(answer.Notes) == maxRefusals {
						break
					}
					column := 1
					if v, ok := errors.AsType[*diag.ValueError](f); ok {
						column += utf8.RuneCountInString(text[:v.Offset])
					}
					answer.Notes = append(answer.Notes, pageRefusal{line + n.line, column, diag.Printable(text[:min(len(text), maxShown)]), f.Detail, string(f.Rule), what == refused})
				}
			}
			line += b.lines
			_, err := out.Write(b.out)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	answer.Text = out.String()
	for _, n := range counts {
		answer.Lines += n
	}
	answer.Rewritten, answer.Unchanged, answer.LeftAlone, answer.Refused = counts[rewritten], counts[unchanged], counts[leftAlone], counts[refused]
	return answer, nil
}

// rewriterFor returns the rewriter for the contacts of a provider of the configuration,
// or for the documented settings of Skype.
func (w *pageWorker) rewriterFor(q pageQuestion) (*rewriter, error) {
	alone := []domain.SIPDomain{skypeIDs}
	if q.Provider == "" {
		skype := documentedSkype()
		excluded, err := parseList(q.Exclude)
		if err != nil {
			return nil, err
		}
		return newRewriter(address.NewDecorator(skype.NameDecorationRoutingDomain, excluded.Set()), domain.SetOf(alone...), q.Undo), nil
	}
	if err := w.ready(); err != nil {
		return nil, err
	}
	decorator, known, err := decoratorOf(*w.configuration(), q.Provider)
	if err != nil {
		return nil, err
	}
	return newRewriter(decorator, domain.SetOf(append(alone, known...)...), q.Undo), nil
}

// A pageService is a public service on a day, and its life.
type pageService struct {
	Name, Phase, Since, LastDay, Can, Instead string
	From, To                                  date.Date // of its life; zero: open
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

// pageFormats are what the page saves: the ending of the file, and how it is made.
var pageFormats = map[string]struct {
	ending string
	write  func(*pageWorker, date.Date) ([]byte, error)
}{
	"html": {".html", func(w *pageWorker, on date.Date) ([]byte, error) {
		var o report.HTMLOptions
		if w.index != nil {
			o.Reach = newWhoTable(w.index.Summary(on)).page()
		}
		return w.auditFor(on).HTML(o), nil
	}},
	"json":     {".json", func(w *pageWorker, on date.Date) ([]byte, error) { return w.auditFor(on).JSON() }},
	"csv":      {".csv", func(w *pageWorker, on date.Date) ([]byte, error) { return w.auditFor(on).CSV(), nil }},
	"sarif":    {".sarif", func(w *pageWorker, on date.Date) ([]byte, error) { return w.auditFor(on).SARIF() }},
	"markdown": {".md", func(w *pageWorker, on date.Date) ([]byte, error) { return w.auditFor(on).Markdown(), nil }},
	"configuration": {".json", func(w *pageWorker, _ date.Date) ([]byte, error) {
		if not := w.configuration().Incomplete; !not.IsZero() {
			return nil, fmt.Errorf("not all records could be read, and a configuration without them would be another: %s", not)
		}
		return report.JSON(w.configuration())
	}},
}

func (w *pageWorker) save(q pageQuestion, _ [][]byte) (any, error) {
	if err := w.ready(); err != nil {
		return nil, err
	}
	format, found := pageFormats[q.Format]
	if !found {
		return nil, fmt.Errorf("the page saves %q", q.Format)
	}
	saved := w
	answer := struct {
		Name, Text string
		Names      string `json:",omitempty"` // the map of the names
	}{Name: "lyncfed-audit" + format.ending}
	if q.Format == "configuration" {
		answer.Name = "lyncfed-configuration.json"
	}
	if q.HideNames {
		names := report.NewNames()
		var err error
		if saved, err = w.withoutNames(names); err != nil {
			return nil, err
		}
		text, err := report.JSON(nameMap{Format: 1, Names: names.All()})
		if err != nil {
			return nil, err
		}
		answer.Names = string(text)
	}
	text, err := format.write(saved, q.On)
	answer.Text = string(text)
	return answer, err
}

// withoutNames returns a worker that has read the same configuration with examples
// in place of its names. It has no findings on the reading, because they quote
// of the files.
func (w *pageWorker) withoutNames(names *report.Names) (*pageWorker, error) {
	c := names.Replace(*w.configuration())
	text, err := report.JSON(c)
	if err != nil {
		return nil, err
	}
	hidden := &pageWorker{files: []powershell.File{{Name: "configuration.json", Data: text}}}
	if hidden.export, err = powershell.Read(powershell.DefaultLimit, hidden.files...); err != nil {
		return nil, err
	}
	hidden.configuration().Incomplete = c.Incomplete
	hidden.index, _ = reach.NewIndex(*hidden.configuration()) // nil: there is no record to ask about
	return hidden, nil
}

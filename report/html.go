package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/provider"
)

//go:embed html.css
var style string

// HTMLOptions are additions to a page. The zero HTMLOptions add nothing.
type HTMLOptions struct {
	Reach *Table // who may reach whom
}

// A Table shows for groups of users and groups of contacts who may reach whom.
type Table struct {
	Headline string
	Contacts []string // the heads of the columns
	Rows     []TableRow
	Notes    []string
}

// A TableRow is a group of users.
type TableRow struct {
	Title string
	Users string // their number; "" if the users are assumed
	Cells []TableCell
}

// A TableCell shows whether a group of users may reach a group of contacts.
type TableCell struct {
	Outcome diag.Outcome
	Text    string
}

// htmlText escapes a text for an element or attribute of HTML.
func htmlText(s string) string { return html.EscapeString(diag.Printable(s)) }

// An htmlWriter writes HTML. Every text goes through [htmlText].
type htmlWriter struct {
	bytes.Buffer
	sources []diag.Source // in the order of their citation
}

// printf writes a line. Its arguments must be escaped.
func (w *htmlWriter) printf(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// HTML returns the audit as one page. The page needs no other file, runs no script and
// sends nothing. It works with a keyboard alone, and can be printed.
func (a *Audit) HTML(o HTMLOptions) []byte {
	w, n := &htmlWriter{}, a.Counts()
	hash := sha256.Sum256([]byte(style))
	w.printf(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'">
<title>%s</title>
<style>%s</style>
</head>
<body>
<header>
<p class="soft">%s</p>
<h1>%s</h1>`, base64.StdEncoding.EncodeToString(hash[:]), htmlText(a.title()), style, htmlText(a.caption()), htmlText(a.headline()))
	w.counts(n)
	if a.Since != nil {
		w.printf("<p>%s.</p>", htmlText(a.Since.tally()))
		for _, part := range a.Since.parts() {
			w.list(part.Heading, part.Lines)
		}
	}
	w.printf("</header>")
	w.printf("<main>")
	w.filter(n)
	for _, part := range a.Parts {
		w.part(part)
	}
	for _, s := range a.sections() {
		w.section(s)
	}
	w.unchecked(a)
	w.suppressed(a)
	if o.Reach != nil {
		w.reach(o.Reach)
	}
	if a.What == "" {
		w.timeline(a)
		w.checks(a)
	}
	w.files(a)
	w.cited()
	w.printf("</main>\n<footer class=\"soft\"><p>%s. %s. Nothing in this page loads or sends anything.</p></footer>\n</body>\n</html>",
		htmlText(a.Made()), htmlText(inferredFindings(n.Inferred)))
	return w.Bytes()
}

func inferredFindings(n int) string {
	if n == 1 {
		return "1 finding is inferred: no document states it explicitly"
	}
	return number(n) + " findings are inferred: no document states them explicitly"
}

// counts writes the counts.
func (w *htmlWriter) counts(n Counts) {
	w.printf(`<p>`)
	for _, c := range []struct {
		n     int
		class string
		noun  string
	}{{n.Errors, "error", "error"}, {n.Warnings, "warning", "warning"}, {n.Notices, "notice", "notice"}} {
		w.printf(`<span class="chip %s">%s</span>`, c.class, counted(c.n, c.noun))
	}
	if n.Checks > 0 {
		w.printf(`<span class="chip good">%s</span>`, htmlText(n.checked()))
	}
	if n.Unseen > 0 {
		w.printf(`<span class="soft">%s not shown</span>`, number(n.Unseen))
	}
	w.printf("</p>")
}

// filter writes the choice of findings to show.
func (w *htmlWriter) filter(n Counts) {
	w.printf(`<fieldset><legend>Show</legend>`)
	for _, c := range []struct {
		id, label string
		n         int
	}{{"all", "all", n.Errors + n.Warnings + n.Notices}, {"error", "errors", n.Errors}, {"warning", "warnings", n.Warnings}, {"notice", "notices", n.Notices}} {
		checked := ""
		if c.id == "all" {
			checked = " checked"
		}
		w.printf(`<label><input type="radio" name="only" id="only-%s"%s> %s (%s)</label>`, c.id, checked, c.label, number(c.n))
	}
	w.printf("</fieldset>")
}

// part writes a heading and its lines.
func (w *htmlWriter) part(p Part) {
	w.printf("<h2>%s</h2>\n<ul>", htmlText(p.Heading))
	for _, line := range p.Lines {
		w.printf("<li>%s</li>", htmlText(line))
	}
	w.printf("</ul>")
}

// section writes the items of a severity.
func (w *htmlWriter) section(s section) {
	w.printf("<section class=\"of-%s\">\n<h2>%s</h2>\n<ol class=\"items\">", s.severity, s.heading)
	for _, it := range s.items {
		w.printf(`<li class="is-%s"><h3>%s</h3>`, s.severity, htmlText(it.heading()))
		for _, e := range it.entries {
			w.entry(it, e)
		}
		w.printf("</li>")
	}
	w.printf("</ol>\n</section>")
}

func (w *htmlWriter) entry(it *item, e *entry) {
	text := htmlText(e.text)
	if e.Severity != it.severity() {
		text = fmt.Sprintf(`<span class="chip %s">%s</span>%s`, e.Severity, e.Severity, text)
	}
	w.printf("<div class=\"entry\"><p>%s</p>", text)
	w.remedy(e.Remedy)
	for _, f := range e.settles {
		w.printf(`<p class="soft">Also settles: %s%s</p>`, htmlText(statement(f)), w.mark(f))
	}
	at := place(e.Finding)
	if len(e.all) > 1 {
		at += " and " + number(len(e.all)-1) + " more"
	}
	w.printf(`<p class="soft">%s%s</p>`, htmlText(at), w.mark(e.Finding))
	if len(e.all) > 1 {
		w.printf("<details><summary>All %s</summary><ul>", number(len(e.all)))
		for _, f := range e.all {
			w.printf("<li>%s <span class=\"soft\">%s</span></li>", htmlText(statement(f)), htmlText(place(f)))
		}
		w.printf("</ul></details>")
	}
	w.printf("</div>")
}

// remedy writes a remedy, with its commands ready to paste.
func (w *htmlWriter) remedy(text string) {
	var words []string
	say := func() {
		if words != nil {
			w.printf("<p>%s</p>", htmlText(strings.Join(words, " ")))
		}
		words = nil
	}
	for p := range pieces(text) {
		if !p.command {
			words = append(words, p.text)
			continue
		}
		say()
		w.printf(`<pre tabindex="0">%s</pre>`, htmlText(p.text))
	}
	say()
}

// mark returns the rule of a finding and the number of its document.
func (w *htmlWriter) mark(f *diag.Finding) string {
	s := fmt.Sprintf(" <code>%s</code>", htmlText(string(f.Rule)))
	if f.Source.IsZero() || f.Source == diag.OwnSource() {
		return s
	}
	i := slices.Index(w.sources, f.Source)
	if i < 0 {
		i = len(w.sources)
		w.sources = append(w.sources, f.Source)
	}
	return fmt.Sprintf(`%s <a href="#source-%d">[%[2]d]</a>`, s, i+1)
}

// unchecked writes the missing kinds and the checks that were not made.
func (w *htmlWriter) unchecked(a *Audit) { w.list("Not checked", a.Unchecked()) }

// suppressed writes the accepted findings.
func (w *htmlWriter) suppressed(a *Audit) {
	var lines []string
	for _, s := range a.Suppressed {
		lines = append(lines, fmt.Sprintf("%s: %s [%s]. Until %v: %s", record(s.Finding), statement(s.Finding), s.Rule, s.Expires, s.Reason))
	}
	w.list("Suppressed", lines)
}

// checks writes the outcome of every check.
func (w *htmlWriter) checks(a *Audit) {
	w.printf("<details><summary>All checks (%s)</summary><ul>", number(len(a.Checks)))
	for _, c := range a.Checks {
		w.printf("<li>%s</li>", htmlText(checkText(c)))
	}
	w.printf("</ul></details>")
}

func (w *htmlWriter) list(heading string, lines []string) {
	if len(lines) == 0 {
		return
	}
	w.printf("<details><summary>%s (%s)</summary><ul>", heading, number(len(lines)))
	for _, line := range lines {
		w.printf("<li>%s</li>", htmlText(line))
	}
	w.printf("</ul></details>")
}

// cellClasses are the CSS classes of the cells.
var cellClasses = map[diag.Outcome]string{diag.Passed: "good", diag.Refused: "bad", diag.NotKnown: "warning"}

// reach writes who may reach whom.
func (w *htmlWriter) reach(t *Table) {
	w.printf("<h2>Who may reach whom</h2>\n<p>%s</p>", htmlText(t.Headline))
	w.printf("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Who may reach whom\"><table><thead><tr><th scope=\"col\">users with</th><th scope=\"col\">number</th>")
	for _, c := range t.Contacts {
		w.printf(`<th scope="col">%s</th>`, htmlText(c))
	}
	w.printf("</tr></thead><tbody>")
	for _, r := range t.Rows {
		w.printf(`<tr><th scope="row">%s</th><td>%s</td>`, htmlText(r.Title), htmlText(r.Users))
		for _, c := range r.Cells {
			w.printf(`<td class="%s">%s</td>`, cellClasses[c.Outcome], htmlText(c.Text))
		}
		w.printf("</tr>")
	}
	w.printf("</tbody></table></div>")
	w.list("What the groups and letters mean", t.Notes)
}

// files writes the names and SHA-256 of the files.
func (w *htmlWriter) files(a *Audit) {
	w.printf("<h2>Files</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Files\"><table><thead><tr><th scope=\"col\">file</th><th scope=\"col\">SHA-256</th></tr></thead><tbody>")
	for _, f := range a.Files {
		w.printf("<tr><td>%s</td><td><code>%s</code></td></tr>", htmlText(f.Name), htmlText(f.SHA256))
	}
	w.printf("</tbody></table></div>")
}

// cited writes the cited documents.
func (w *htmlWriter) cited() {
	if len(w.sources) == 0 {
		return
	}
	w.printf("<h2>Sources</h2>\n<ol>")
	for i, s := range w.sources {
		w.printf(`<li id="source-%d"><a href="%s" rel="noreferrer">%s</a> <span class="soft">%s</span></li>`, i+1, htmlText(s.URL), htmlText(s.Title), htmlText(s.ID))
	}
	w.printf("</ol>")
}

// A life is a bar of the timeline.
type life struct {
	name     string
	from, to date.Date // zero: open
	support  bool      // whether it is the support of a server product
}

// lives returns the bars of the public services and of the product's support.
func (a *Audit) lives() []life {
	var all []life
	for s := range provider.Services() {
		l := life{name: s.Name}
		for stage := range s.History.All() {
			if l.from.IsZero() && stage.Phase == provider.Available {
				l.from = stage.From
			}
		}
		l.to, _ = s.History.LastDay()
		all = append(all, l)
	}
	if a.Product.IsServer() {
		dates := a.Product.Dates()
		all = append(all, life{name: "Support of " + a.Product.Title(), from: dates.Released, to: dates.LastSupport, support: true})
	}
	return all
}

// The dimensions of the timeline in units of the SVG.
const (
	lifeLeft   = 270
	lifeWidth  = 620
	lifeHeight = 30
)

// timeline draws the public services, the product's support and the day of the audit.
func (w *htmlWriter) timeline(a *Audit) {
	lives := a.lives()
	first, last := date.MustParse("2004-01-01"), date.MustParse("2030-01-01")
	if a.On.After(last) {
		last = a.On
	}
	x := func(d date.Date) int {
		days := min(max(d.DaysSince(first), 0), last.DaysSince(first))
		return lifeLeft + lifeWidth*days/last.DaysSince(first)
	}
	height := 40 + lifeHeight*len(lives)
	var sentences []string
	for _, l := range lives {
		sentences = append(sentences, l.String())
	}
	w.printf("<h2>Services and support</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Timeline\"><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"lives lives-text\"><title id=\"lives\">Until when the public services and the product's support last</title><desc id=\"lives-text\">%s.</desc>",
		lifeLeft+lifeWidth+110, height, htmlText(strings.Join(sentences, "; ")))
	for year := 2004; year <= 2028; year += 4 {
		at := x(date.MustParse(fmt.Sprintf("%d-01-01", year)))
		w.printf(`<path class="grid" d="M%d 26V%d"/><text class="soft" x="%d" y="18">%d</text>`, at, height, at-14, year)
	}
	if !a.On.IsZero() {
		w.printf(`<path class="day" d="M%d 24V%d"/>`, x(a.On), height)
	}
	for i, l := range lives {
		top, class := 34+lifeHeight*i, "bar"
		if l.support {
			class = "support"
		}
		from, to, until := x(l.from), x(last), ""
		if l.from.IsZero() {
			from = x(first)
		}
		if !l.to.IsZero() {
			to, until = x(l.to), l.to.String()
		}
		w.printf(`<text x="8" y="%d">%s</text><rect class="%s" x="%d" y="%d" width="%d" height="14" rx="3"/><text class="soft" x="%d" y="%d">%s</text>`,
			top+12, htmlText(l.name), class, from, top, max(to-from, 2), to+6, top+12, until)
	}
	w.printf("</svg></div>")
	if !a.On.IsZero() {
		w.printf(`<p class="soft">The upright line is %s.</p>`, a.On)
	}
}

// String describes a bar.
func (l life) String() string {
	s := l.name
	if !l.from.IsZero() {
		s += " from " + l.from.String()
	}
	if l.to.IsZero() {
		return s + ", and goes on"
	}
	return s + " until " + l.to.String()
}

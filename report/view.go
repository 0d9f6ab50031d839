package report

import (
	"iter"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
)

// A Section has the findings of one severity. See [Audit.Sections].
type Section struct {
	Severity diag.Severity
	Heading  string
	Items    []Item
}

// An Item is about one record, or about many records that break one rule for one cause.
type Item struct {
	Heading  string
	Severity diag.Severity // the severity of the worst entry
	Entries  []Entry       // the worst severity first
}

// An Entry is one finding, or many findings with one rule and cause.
type Entry struct {
	*diag.Finding               // the first finding
	Text          string        // the problem
	All           diag.Findings // all findings of the rule and cause
	Settles       diag.Findings // findings that disappear when this one is mended
}

// Title returns the SIP domains, the day and the product of the audit in a phrase.
func (a *Audit) Title() string { return a.title() }

// Headline summarizes what is broken and for whom, in a sentence or two.
func (a *Audit) Headline() string { return a.headline() }

// Sections returns the findings by severity, in the order to act on, for a program that
// shows them itself. It omits those about missing exports: see [Audit.Unchecked].
func (a *Audit) Sections() []Section {
	var all []Section
	for _, s := range a.sections() {
		section := Section{Severity: s.severity, Heading: s.heading}
		for _, it := range s.items {
			item := Item{Heading: it.heading(), Severity: it.severity()}
			for _, e := range it.entries {
				item.Entries = append(item.Entries, Entry{e.Finding, e.text, e.all, e.settles})
			}
			section.Items = append(section.Items, item)
		}
		all = append(all, section)
	}
	return all
}

// Unchecked returns the missing kinds and the checks that were not made, a line for each.
func (a *Audit) Unchecked() []string {
	var lines []string
	for _, f := range a.Findings {
		if isNotExported(f) {
			lines = append(lines, record(f)+": "+statement(f))
		}
	}
	for _, c := range a.Checks {
		if c.Status == audit.NotChecked {
			lines = append(lines, checkText(c))
		}
	}
	return lines
}

// Statement returns the detail of a finding, or the summary of its rule if it has none.
func Statement(f *diag.Finding) string { return statement(f) }

// Place returns the path of a finding and its position in a file.
func Place(f *diag.Finding) string { return place(f) }

// Pieces yields the paragraphs of a remedy, and whether each is a command to paste into
// the shell.
func Pieces(remedy string) iter.Seq2[string, bool] {
	return func(yield func(string, bool) bool) {
		words := ""
		for p := range pieces(remedy) {
			if !p.command {
				if words != "" {
					words += " "
				}
				words += p.text
				continue
			}
			if words != "" && !yield(words, false) || !yield(p.text, true) {
				return
			}
			words = ""
		}
		if words != "" {
			yield(words, false)
		}
	}
}

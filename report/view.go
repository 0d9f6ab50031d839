package report

import (
	"iter"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
)

// A Section is the findings of one severity as all reports for people have them. See
// [Audit.Sections].
type Section struct {
	Severity diag.Severity
	Heading  string
	Items    []Item
}

// An Item is about one record, or about the many by which one rule is broken for one
// cause.
type Item struct {
	Heading  string
	Severity diag.Severity // of the worst entry
	Entries  []Entry       // the worst first
}

// An Entry is one finding, or the many of one rule and cause.
type Entry struct {
	*diag.Finding               // the first
	Text          string        // what is wrong
	All           diag.Findings // of the same rule and cause, the first among them
	Settles       diag.Findings // what mending this mends too
}

// Title returns whose configuration it is, on which day and as which product.
func (a *Audit) Title() string { return a.title() }

// Headline returns in a sentence or two what is broken and for whom.
func (a *Audit) Headline() string { return a.headline() }

// Sections returns the findings by severity, in the order to act on, for a program that
// shows them itself. What was not exported is left out.
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

// Unchecked returns what was not given, and the checks that were not made, each in a
// line.
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

// Statement returns what is wrong in the case of a finding, or else what must hold.
func Statement(f *diag.Finding) string { return statement(f) }

// Place returns the path of a finding and its position in the files.
func Place(f *diag.Finding) string { return place(f) }

// Pieces yields the paragraphs of a remedy, and whether each is a command of the shell,
// which stands alone so that it can be pasted.
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

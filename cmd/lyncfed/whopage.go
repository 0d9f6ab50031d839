package main

import (
	"fmt"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

// page returns the table for a page.
func (t *whoTable) page() *report.Table {
	p := &report.Table{Headline: t.headline(), Contacts: t.heads}
	for i, u := range t.Users {
		row := report.TableRow{Title: t.titles[i], Users: t.number(u)}
		for _, a := range u.Reaches {
			row.Cells = append(row.Cells, report.TableCell{Outcome: a.Outcome, Text: t.cell(a)})
		}
		p.Rows = append(p.Rows, row)
	}
	for i := range t.Contacts {
		p.Notes = append(p.Notes, t.heads[i]+": "+t.contactText(i))
	}
	for i, n := range t.notes {
		p.Notes = append(p.Notes, letter(i)+": "+noteText(n))
	}
	p.Notes = append(p.Notes, t.problems()...)
	for _, rest := range t.rests() {
		p.Notes = append(p.Notes, fmt.Sprintf("\"may\" rests on, and no file shows: %s", rest))
	}
	return p
}

// page returns the parts of a page other than the audit.
func page(c federation.Configuration, on date.Date) report.HTMLOptions {
	x, err := reach.NewIndex(c)
	if err != nil { // a partial configuration, which decides nothing
		return report.HTMLOptions{}
	}
	return report.HTMLOptions{Reach: newWhoTable(x.Summary(on)).page()}
}

package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

// text writes the table for a person.
func (t *whoTable) text(w io.Writer) error {
	p := newPrinter(w)
	for _, line := range t.about() {
		p.paragraph(fmt.Sprintf("%-9s", line[0]), line[1])
	}
	p.printf("\n")
	p.paragraph("", t.headline())
	for _, gap := range t.gaps() {
		p.paragraph("", gap)
	}
	if len(t.Users) > 0 {
		p.printf("\n")
		t.table(p, "WHO MAY REACH", reach.UserSummary.Reach, func(u reach.UserSummary) []reach.Answer { return u.Reaches })
		if t.isSameBack() {
			p.paragraph("", "The other direction is the same: a contact may reach the users who may reach it.")
		} else {
			t.table(p, "WHO MAY BE REACHED BY", reach.UserSummary.Reached, func(u reach.UserSummary) []reach.Answer { return u.ReachedBy })
		}
	}
	p.printf("\nCONTACTS\n")
	label := 0
	for _, head := range t.heads {
		label = max(label, utf8.RuneCountInString(head))
	}
	for i := range t.Contacts {
		p.paragraph(fmt.Sprintf("  %-*s  ", label, t.heads[i]), t.contactText(i))
	}
	if problems := t.problems(); problems != nil {
		p.printf("\nUSERS WHOSE POLICY IS NOT KNOWN\n")
		for _, text := range problems {
			p.paragraph("  ", text)
		}
	}
	if t.notes != nil {
		p.printf("\nWHY NOT, OR WHY IT IS NOT KNOWN\n")
		for i, n := range t.notes {
			p.paragraph(fmt.Sprintf("  %-2s ", letter(i)), noteText(n))
		}
	}
	if rests := t.rests(); rests != nil {
		p.printf("\nWHAT \"MAY\" RESTS ON, AND NO FILE SHOWS\n")
		for _, text := range rests {
			p.paragraph("  ", text)
		}
	}
	return p.err
}

const maxTitle = 26 // the width of the users' column, unless a word is wider

// table prints a line for each group of users and a column for each group of
// contacts. Columns that do not fit the width are printed below, with the users again.
func (t *whoTable) table(p *printer, title string, any func(reach.UserSummary) diag.Outcome, answers func(reach.UserSummary) []reach.Answer) {
	wide := utf8.RuneCountInString(title)
	for _, title := range t.titles {
		for line := range wrap(title, maxTitle) {
			wide = max(wide, utf8.RuneCountInString(line))
		}
	}
	columns := [][]string{{"USERS"}, {"ANY"}}
	for _, u := range t.Users {
		columns[0] = append(columns[0], t.number(u))
		columns[1] = append(columns[1], word(any(u)))
	}
	totals := func(c reach.Counts, column []string) []string {
		if t.Assumed {
			return column
		}
		return append(column, strconv.Itoa(c.Passed), strconv.Itoa(c.NotKnown))
	}
	columns[0] = append(columns[0], "", "")
	columns[1] = totals(t.Count(any), columns[1])
	for i, head := range t.heads {
		column := []string{head}
		for _, u := range t.Users {
			column = append(column, t.cell(answers(u)[i]))
		}
		columns = append(columns, totals(t.Count(func(u reach.UserSummary) diag.Outcome { return answers(u)[i].Outcome }), column))
	}
	if t.Assumed {
		columns = columns[1:]
	}
	for len(columns) > 0 {
		n, room := 0, p.width-wide
		for n < len(columns) && (n == 0 || room >= 2+widest(columns[n])) {
			room -= 2 + widest(columns[n])
			n++
		}
		t.block(p, title, wide, columns[:n])
		columns = columns[n:]
	}
}

// widest returns the width of the widest cell of a column.
func widest(column []string) int {
	wide := 0
	for _, cell := range column {
		wide = max(wide, utf8.RuneCountInString(cell))
	}
	return wide
}

// block prints the titles of the users and some of the columns.
func (t *whoTable) block(p *printer, title string, wide int, columns [][]string) {
	line := func(label string, row int) {
		cells := []string{fmt.Sprintf("%-*s", wide, label)}
		for _, column := range columns {
			cell := fmt.Sprintf("%-*s", widest(column), column[row])
			if _, err := strconv.Atoi(column[row]); err == nil {
				cell = fmt.Sprintf("%*s", widest(column), column[row])
			}
			cells = append(cells, cell)
		}
		p.printf("%s\n", strings.TrimRight(strings.Join(cells, "  "), " "))
	}
	line(title, 0)
	for i, title := range t.titles {
		first := true
		for part := range wrap(title, wide) {
			if first {
				line(part, i+1)
			} else {
				p.printf("%s\n", part)
			}
			first = false
		}
	}
	if n := len(t.titles) + 1; len(columns[0]) > n {
		line("users who may", n)
		if t.hasUnknown() {
			line("not known of", n+1)
		}
	}
	p.printf("\n")
}

// hasUnknown reports whether any answer is not known.
func (t *whoTable) hasUnknown() bool {
	for _, u := range t.Users {
		for i := range t.Contacts {
			if u.Reaches[i].Outcome == diag.NotKnown || u.ReachedBy[i].Outcome == diag.NotKnown {
				return true
			}
		}
	}
	return false
}

// markdown writes the table for a ticket or a wiki.
func (t *whoTable) markdown(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Who may reach whom outside\n\n%s\n\n| | |\n|---|---|\n", report.MarkdownText(t.headline()))
	for _, line := range t.about() {
		p.printf("| %s | %s |\n", line[0], report.MarkdownText(line[1]))
	}
	for _, gap := range t.gaps() {
		p.printf("\n%s\n", gap)
	}
	table := func(any func(reach.UserSummary) diag.Outcome, answers func(reach.UserSummary) []reach.Answer) {
		p.printf("\n| users | number | any |")
		for _, head := range t.heads {
			p.printf(" %s |", report.MarkdownText(head))
		}
		p.printf("\n|---|--:|---|%s\n", strings.Repeat("---|", len(t.heads)))
		for i, u := range t.Users {
			p.printf("| %s | %s | %s |", report.MarkdownText(t.titles[i]), t.number(u), word(any(u)))
			for _, a := range answers(u) {
				p.printf(" %s |", t.cell(a))
			}
			p.printf("\n")
		}
	}
	if len(t.Users) > 0 {
		p.printf("\n## Who may reach\n")
		table(reach.UserSummary.Reach, func(u reach.UserSummary) []reach.Answer { return u.Reaches })
		p.printf("\n## Who may be reached by\n")
		table(reach.UserSummary.Reached, func(u reach.UserSummary) []reach.Answer { return u.ReachedBy })
	}
	p.printf("\n## Contacts\n\n")
	for i := range t.Contacts {
		p.printf("- **%s**: %s\n", report.MarkdownText(t.heads[i]), report.MarkdownText(t.contactText(i)))
	}
	for i, text := range t.problems() {
		if i == 0 {
			p.printf("\n## Users whose policy is not known\n\n")
		}
		p.printf("- %s\n", report.MarkdownText(text))
	}
	for i, n := range t.notes {
		if i == 0 {
			p.printf("\n## Why not, or why it is not known\n\n")
		}
		p.printf("- **%s**: %s\n", letter(i), report.MarkdownText(noteText(n)))
	}
	for i, text := range t.rests() {
		if i == 0 {
			p.printf("\n## What \"may\" rests on, and no file shows\n\n")
		}
		p.printf("- %s\n", report.MarkdownText(text))
	}
	return p.err
}

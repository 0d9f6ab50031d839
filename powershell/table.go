package powershell

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
)

// maxHead is the largest size of the head of a table, in bytes. It bounds the work for very
// long lines.
const maxHead = 1 << 16

// isTable reports whether a line is the head of a table of Format-Table. The line has
// dashes below it, or has only names of properties, at least two. A head of several lines
// is recognized by the dashes.
func (r *reader) isTable(text []byte, next int) bool {
	if len(text) > maxHead || bytes.IndexByte(text, '\t') >= 0 { // tabs are between the names of CSV
		return false
	}
	names := bytes.Fields(text)
	if below, _ := r.line(next); len(below) <= maxHead && columns(below) == len(names) && (isWord(text[0]) || text[0] >= utf8.RuneSelf) {
		return true
	}
	for _, name := range names {
		if !r.isProperty(string(name)) {
			return columns(text) > 1
		}
	}
	return len(names) > 1
}

// table refuses a table. The kinds that its columns may belong to become incomplete.
func (r *reader) table(head []byte, at int) {
	names := strings.Fields(string(head))
	f := r.finding(RuleTableCut, "", at, "a table with the columns %s", shorten(names))
	if n := columns(head); n > 0 { // head is the line of dashes: the names are above it
		f.Detail = fmt.Sprintf("a table with %d columns", n)
		names = nil
		if r.unread.n > 0 {
			above := r.text[r.unread.at:at]
			names = strings.Fields(string(above[max(0, len(above)-maxHead):]))
		}
	}
	known := slices.DeleteFunc(names, func(name string) bool { return !r.isProperty(name) })
	r.incomplete = r.incomplete.Union(r.mayBe(known))
	r.begin()
	from := r.at
	r.paragraph()
	rows := r.rowsNamed(r.text[from:r.at])
	r.incomplete = r.incomplete.Union(rows.kinds)
	switch {
	case rows.isRecord(): // each with a name and a value, as a hashtable is printed
		f.Detail = fmt.Sprintf("a table with a row for each of %s", shorten(rows.names))
	case len(known) == 0:
		f.Severity, r.hasOther = diag.Notice, r.hasOther || !r.above.makes // a table of other objects
	}
	r.finds(f)
}

// rowsNamed returns the known properties with which rows of a table begin, or that are
// within an object in a row.
func (r *reader) rowsNamed(table []byte) lost {
	var rows lost
	for line := range bytes.Lines(table[:min(len(table), maxHead)]) {
		if names := bytes.Fields(line); len(names) > 0 && r.isProperty(string(names[0])) {
			rows.add(&r.vocabulary, string(names[0]))
		}
		if _, object, found := bytes.Cut(line, []byte("@{")); found {
			for name := range r.mentions(object) {
				rows.add(&r.vocabulary, name)
			}
		}
	}
	rows.end(&r.vocabulary)
	return rows
}

// columns returns the number of columns of a line of dashes, or 0 for another line.
func columns(line []byte) int {
	groups := bytes.Fields(line)
	for _, g := range groups {
		if len(bytes.Trim(g, "-")) > 0 {
			return 0
		}
	}
	return len(groups)
}

package powershell

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
)

// maxHead is how long a line may be that is looked at as the head of a table, so
// that one of a gigabyte is not taken apart.
const maxHead = 1 << 16

// isTable reports whether a line is the head of a table: with dashes below, or
// of nothing but two or more names of properties. The head may also take several
// lines, and is then known by the dashes.
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

// table refuses a table, and what its columns may be of is not known whole.
func (r *reader) table(head []byte, at int) {
	names := strings.Fields(string(head))
	f := r.finding(RuleTableCut, "", at, "a table with the columns %s", shorten(names))
	if n := columns(head); n > 0 { // the names are in the lines above
		f.Detail = fmt.Sprintf("a table with %d columns", n)
		names = nil
		if r.unread.n > 0 {
			above := r.text[r.unread.at:at]
			names = strings.Fields(string(above[max(0, len(above)-maxHead):]))
		}
	}
	known := slices.DeleteFunc(names, func(name string) bool { return !r.isProperty(name) })
	r.incomplete = r.incomplete.Union(r.mayBe(known))
	if len(known) == 0 {
		f.Severity = diag.Notice // of something else
	}
	r.begin()
	r.finds(f)
	r.paragraph()
}

// columns counts the columns of a line of dashes; 0 is another line.
func columns(line []byte) int {
	groups := bytes.Fields(line)
	for _, g := range groups {
		if len(bytes.Trim(g, "-")) > 0 {
			return 0
		}
	}
	return len(groups)
}

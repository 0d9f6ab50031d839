package powershell

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
)

// What follows reads the list that Format-List prints: a property on a line,
// the label padded so that the colons stand below one another, and a blank line
// between objects. A value that is too long for the console goes on below
// itself. How the vendor's own tests write objects, Name = value, is read too.

// An entry is a property in a list.
type entry struct {
	label   string
	labelAt int // the byte of the text at which it begins
	column  int // of the colon in its line
	indent  int // where its label begins in its line
	value   []byte
	valueAt int
	script  bool   // Name = value
	glued   bool   // no blank before the colon
	part    []byte // what its last line has of the value
	first   int    // how long its first line is
	last    int    // and the last
	wrapped bool   // whether it has more than one
	joined  string // the property that its line has besides; "": none
	torn    bool   // whether that stands in a line within the value
}

// label returns the property that a line gives. A property that is known needs no
// blank before its colon.
func (v *vocabulary) label(line []byte) (e entry, ok bool) {
	ok = v.labelInto(&e, line)
	return e, ok && (!e.glued || v.isProperty(e.label))
}

// labelOf is label for whatever name.
func (v *vocabulary) labelOf(line []byte) (e entry, ok bool) {
	ok = v.labelInto(&e, line)
	return e, ok
}

// labelInto is labelOf in the room of an entry, which is zero if there is none: one
// is large, and a list has one in each line.
func (v *vocabulary) labelInto(e *entry, line []byte) bool {
	*e = entry{}
	start := indentation(line)
	end := start
	for end < len(line) && isWord(line[end]) {
		end++
	}
	column := end
	for column < len(line) && line[column] == ' ' {
		column++
	}
	if end == start || line[start] <= '9' || column == len(line) || line[column] != ':' && (line[column] != '=' || column == end) {
		return false
	}
	e.label, e.labelAt, e.indent, e.column = v.word(line[start:end]), start, start, column
	e.script, e.glued = line[column] == '=', column == end
	return e.setValue(line)
}

// setValue sets the value of an entry, whose label the line has. If no blank is before
// the value, it returns false, and the entry is zero.
func (e *entry) setValue(line []byte) bool {
	value := line[e.column+1:]
	if len(value) > 0 && value[0] != ' ' {
		*e = entry{}
		return false
	}
	for len(value) > 0 && value[0] == ' ' {
		value = value[1:]
	}
	e.value, e.valueAt, e.part = value[:len(value):len(value)], len(line)-len(value), value
	e.last = columnsOf(line)
	e.first = e.last
	if e.script {
		e.value = []byte(scriptValue(string(bytes.TrimSpace(e.part))))
	}
	return true
}

// columnsOf returns how many characters a line has.
func columnsOf(line []byte) int {
	if isASCII(line) {
		return len(line)
	}
	return utf8.RuneCount(line)
}

// indentation returns how many blanks and tabs a line begins with.
func indentation(line []byte) int {
	n := 0
	for n < len(line) && (line[n] == ' ' || line[n] == '\t') {
		n++
	}
	return n
}

// scriptValue returns the text of a constant in a script. A variable stays as
// it is, since nothing is run.
func scriptValue(s string) string {
	// Brackets and semicolons may end an object after its last value.
	if rest := strings.TrimRight(s, " ;,)}"); isConstant(rest) {
		s = rest
	}
	switch char.Fold(s) {
	case "$true":
		return "True"
	case "$false":
		return "False"
	case "$null", "[string]::empty":
		return ""
	}
	if !isConstant(s) {
		return s
	}
	first, n := utf8.DecodeRuneInString(s)
	_, m := utf8.DecodeLastRuneInString(s)
	quote := string(asQuote(first))
	return strings.ReplaceAll(s[n:len(s)-m], quote+quote, quote)
}

// isConstant reports whether a text is a single constant of a script.
func isConstant(s string) bool {
	switch char.Fold(s) {
	case "$true", "$false", "$null":
		return true
	}
	s = strings.Map(asQuote, s)
	n := len(s)
	if n < 2 || s[0] != '"' && s[0] != '\'' || s[n-1] != s[0] {
		return false
	}
	quote := s[:1]
	return !strings.Contains(strings.ReplaceAll(s[1:n-1], quote+quote, ""), quote)
}

// asQuote returns the quotation mark that a character is to the shell, or the
// character.
func asQuote(c rune) rune {
	switch c {
	case '“', '”', '„':
		return '"'
	case '‘', '’', '‚', '‛':
		return '\''
	}
	return c
}

// maxLabels is how many properties an object in a list has at the most.
const maxLabels = 512

// list reads objects until a line that is of none.
func (r *reader) list() error {
	d := &document{input: r.input, summary: '{'}
	if r.paragraphs() {
		return nil
	}
	n := 0
	var last []entry
	var ends ends
	var fields []record.Field
	for {
		if n > 0 && r.paragraphs() {
			break
		}
		from := r.at
		entries := r.entries()
		if len(entries) == 0 {
			break
		}
		if entries = r.talkless(entries); len(entries) == 0 || n == 0 && r.isProse(entries) {
			r.skip(from)
			continue
		}
		if script := entries[0].script; n == 0 && script {
			d.summary = '$'
		} else if script != (d.summary == '$') {
			r.at = from // a document of its own
			break
		}
		n++
		r.odd(entries, last)
		r.stopped(entries, last)
		last = entries
		r.room, r.spare = r.spare, r.room
		for i := range entries {
			e := &entries[i]
			if r.page {
				e.value = unescaped(e.value)
			}
			if e.value = unlinked(e.value); e.joined == "" && isDoubtful(e) && !(isHost(e.label) && isNoHost(bytes.TrimRight(e.value, " "))) {
				e.joined = more
			}
			if i > 0 && r.isTorn(&entries[i-1], &entries[i]) {
				entries[i-1].joined, entries[i-1].torn = entries[i].label, true
			}
		}
		if len(entries) > maxLabels {
			f := r.finding(RuleLinesSkipped, "", entries[0].labelAt, "an object with more than %d properties was not read", maxLabels)
			f.Severity = diag.Error
			r.finds(f)
			r.lose(entries)
			continue
		}
		if e := firstJoined(entries); e != nil {
			f := r.finding(RuleLinesSkipped, "", e.valueAt, "%s and %s are on one line, so the record was not read", e.label, e.joined)
			if e.joined == more {
				f.Detail = fmt.Sprintf("%s has more than a value on one line, %.40q, so the record was not read", e.label, e.value)
			}
			if e.torn {
				f.Detail = fmt.Sprintf("%s stands within the value of %s, so the record was not read", e.joined, e.label)
			}
			f.Severity = diag.Error
			r.finds(f)
			r.lose(entries)
			continue
		}
		ends.add(entries)
		fields = fields[:0]
		for i := range entries {
			e := &entries[i]
			fields = append(fields, record.Field{Name: r.text[e.labelAt : e.labelAt+len(e.label)], Value: record.Plain(bytes.Trim(e.value, " "), r.place(e.valueAt))})
		}
		if err := r.object(d, record.Object{Value: record.Of(record.Nested, r.place(entries[0].labelAt), nil), Fields: fields}); err != nil {
			return err
		}
	}
	if n == 0 {
		return nil
	}
	r.begin()
	r.column, r.labels = last[0].column, labels(last)
	if line, next := r.line(r.at); d.summary == '$' && len(line) > 0 && len(bytes.Trim(line, " \t})];,")) == 0 {
		r.at = next // it closes what the script has around the properties
	}
	r.broken(last)
	if len(ends.labels) > 1 && !ends.wrapped {
		f := r.finding(RuleValueCut, "", ends.at, "the longest lines, of %s, all end after %d characters, so they are truncated there", shorten(ends.labels), ends.column)
		r.finds(f)
		r.incomplete = r.incomplete.Union(r.mayBe(ends.labels))
	}
	if fields != nil { // and an object could be read
		r.documents++
	}
	return nil
}

// odd reports an object with a Comment or a Description if the object above has the same
// properties without it, or the other way round. The shell prints the same properties of
// all records. So the line is lost, or is all that is left of a record.
func (r *reader) odd(entries, above []entry) {
	if len(above) == 0 || len(entries) == len(above) || entries[0].script || entries[0].glued {
		return
	}
	isProse := func(name string) bool { return has(prose, name) }
	names, others := labels(entries), labels(above)
	i := slices.IndexFunc(prose, func(name string) bool { return has(names, name) != has(others, name) })
	if i < 0 || !slices.Equal(slices.DeleteFunc(names, isProse), slices.DeleteFunc(others, isProse)) {
		return
	}
	f := r.finding(RuleLinesSkipped, "", entries[0].labelAt, "of this record and the one above, one has %s and the other has not, so a line or a record is lost", prose[i])
	f.Severity = diag.Error
	r.finds(f)
	r.lose(entries)
}

// stopped reports an object with which the text ends, if it has only the first
// properties of the object above and its last line has no end.
func (r *reader) stopped(entries, above []entry) {
	n := len(entries)
	if r.at < len(r.text) || n >= len(above) || r.text[len(r.text)-1] == '\n' {
		return
	}
	for i := range entries {
		if entries[i].label != above[i].label {
			return
		}
	}
	f := r.finding(RuleValueCut, "", entries[n-1].valueAt, "the text ends within a record: %s comes after %s in the one above", above[n].label, above[n-1].label)
	r.finds(f)
	r.lose(entries)
}

// firstJoined returns the first property whose line has another, or nil.
func firstJoined(entries []entry) *entry {
	for i := range entries {
		if entries[i].joined != "" {
			return &entries[i]
		}
	}
	return nil
}

// broken reports a line between those of one object that is none of them, as when
// a value was broken without being indented: below it are properties, or the rest
// of a value. Where the shell's own talk is between properties, what is below it
// is an object without a name.
func (r *reader) broken(object []entry) {
	line, next := r.line(r.at)
	below, _ := r.line(next)
	e, _ := r.label(below)
	indent := len(below) - len(bytes.TrimLeft(below, " "))
	rest := indent < len(below) && indent >= object[len(object)-1].column+2
	// Directly below a record it may be the rest of its last value, or a property
	// with a mark: a mail program breaks lines.
	if len(bytes.TrimSpace(line)) > 0 && (!isTalk(line) || isStamped(line)) && !isRest(line) && !r.isCSV(line) && !r.isTable(line, next) {
		r.brokenAt(r.at, object)
		r.at = next
		return
	}
	if len(bytes.TrimSpace(line)) == 0 || beginsData(line) || !rest && (!r.isProperty(e.label) || isTalk(line) || r.isCSV(line)) {
		return
	}
	r.brokenAt(r.at, object)
	r.at = next
}

// brokenAt reports the line at a byte, which is within an object. Within an object without
// known properties it is a line like any other.
func (r *reader) brokenAt(at int, object []entry) {
	if !slices.ContainsFunc(object, func(e entry) bool { return r.isProperty(e.label) }) {
		r.skip(at)
		return
	}
	line, _ := r.line(at)
	f := r.finding(RuleLinesSkipped, "", at, "a line within a record was not read: %.60q", line)
	if name, from := r.namedIn(line); from > 0 && name != "" {
		f.Detail += ": " + r.difference(at)
	}
	f.Severity = diag.Error
	r.finds(f)
	r.lose(object)
}

// lose marks what an object was of that could not be read whole.
func (r *reader) lose(object []entry) {
	r.missing("", labels(object))
}

// labels returns the names of properties.
func labels(entries []entry) []string {
	var names []string
	for _, e := range entries {
		names = append(names, e.label)
	}
	return names
}

// paragraphs refuses a list with a blank line between all its properties, as a
// page or a word processor makes of one: where its objects end is not known.
func (r *reader) paragraphs() bool {
	var all []entry
	var known map[string]bool
	at := r.at + blankLines(r.text[r.at:])
	for at < len(r.text) {
		r.clean(at)
		line, next := r.line(at)
		below, after := r.line(next)
		if len(bytes.TrimSpace(below)) > 0 || len(all) == maxLabels {
			break // as in most lists
		}
		e, ok := r.label(line)
		if !ok && len(all) > 0 {
			e, ok = r.labelOf(line)
		}
		if !ok {
			break
		}
		if known == nil {
			known = map[string]bool{}
		}
		e.labelAt += at
		all = append(all, e)
		at = after
		if r.isProperty(e.label) {
			known[char.Fold(e.label)] = true
		}
		again := len(all) > 1 && char.EqualFold(e.label, all[0].label) // records of few properties
		if (len(all) > 16 || again) && len(known) < 4 {
			return false
		}
	}
	if len(known) < 4 || 2*len(known) < len(all) {
		return false
	}
	r.begin()
	f := r.finding(RuleLinesSkipped, "", all[0].labelAt, "a blank line is after every property, so it is not known where a record ends: print the list again, and copy it as plain text")
	f.Severity = diag.Error
	r.finds(f)
	r.incomplete = r.incomplete.Union(r.mayBe(labels(all)))
	r.at = at
	return true
}

// ends are the longest lines of a list, each with another property and value.
type ends struct {
	column  int
	labels  []string
	values  []string
	at      int
	wrapped bool // whether a value goes on below
}

// minEnd is the column from which lines that all end there are truncated: shorter
// ones end at one column by chance.
const minEnd = 60

func (s *ends) add(entries []entry) {
	for i := range entries {
		e := &entries[i]
		s.wrapped = s.wrapped || e.wrapped
		if e.script || e.last < max(minEnd, s.column) {
			continue
		}
		if e.last > s.column {
			s.column, s.labels, s.values, s.at = e.last, nil, nil, e.valueAt
		}
		value := string(e.value)
		if strings.HasPrefix(value, "{") && strings.HasSuffix(value, "}") { // the braces close a whole list
			continue
		}
		if has(s.labels, e.label) || slices.ContainsFunc(s.values, func(v string) bool { return strings.HasPrefix(v, value) || strings.HasPrefix(value, v) }) {
			continue
		}
		s.labels, s.values = append(s.labels, e.label), append(s.values, value)
	}
}

// isProse reports whether a single line such as Comment: is what a person wrote
// above a list: the shell pads the names of the list below, and not this one.
func (r *reader) isProse(entries []entry) bool {
	if e := entries[0]; len(entries) > 1 || !e.glued || e.wrapped || !has(weak, e.label) {
		return false
	}
	line, _ := r.line(r.at + blankLines(r.text[r.at:]))
	below, ok := r.label(line)
	return ok && !below.glued && !below.script && r.isProperty(below.label)
}

// isDoubtful reports whether a value has what no such value has: a blank within a
// URL, or the bar of a table.
func isDoubtful(e *entry) bool {
	value := e.value
	for len(value) > 0 && value[len(value)-1] == ' ' {
		value = value[:len(value)-1]
	}
	if len(value) == 0 {
		return false
	}
	if bytes.IndexByte(value, '\r') >= 0 { // which may have been the end of a line
		return true
	}
	isURL := strings.HasSuffix(e.label, "Url")
	if isAlphanumeric(value[0]) && isAlphanumeric(value[len(value)-1]) && !isURL {
		return false // as most values
	}
	open := e.script && (value[0] == '"' || value[0] == '\'') // a constant has lost its quotation marks
	if has(texts, e.label) {
		return open
	}
	blank := isURL && bytes.IndexByte(value, ' ') >= 0 && value[0] != '{'
	bar := (string(value) == "|" || bytes.HasSuffix(value, []byte(" |")))
	mark := value[0] != '{' && !hasWord(value)
	end := bytes.IndexByte([]byte(`;\>`), value[len(value)-1]) >= 0 && value[0] != '{' || value[len(value)-1] == ',' && !strings.HasSuffix(e.label, "List")
	quoted := bytes.IndexByte([]byte(`"'`), value[0]) >= 0 && value[0] == value[len(value)-1]
	colon := value[0] == ':'
	return blank || bar || mark || end || quoted || open || colon
}

func isAlphanumeric(b byte) bool { return isWord(b) && b != '_' }

// isTorn reports whether a property stands between a value that fills its line and
// what goes on below: the rest may be of either.
func (r *reader) isTorn(above, e *entry) bool {
	if above.wrapped || !e.wrapped {
		return false
	}
	width, _ := r.width() // of all lines, of which those of other forms may be longer
	// Consoles are 80, 100 or 120 columns wide, and print one less.
	full := above.last == width || above.last%10 == 9 || above.last%10 == 0
	return above.last >= minEnd && full && e.first < above.last
}

// endsInProperty reports whether a word is another with the name of a property at
// its end.
func (v *vocabulary) endsInProperty(word string) bool {
	folded := char.Fold(word)
	for i := 1; i < len(word)-5; i++ {
		if name := folded[i:]; 'A' <= word[i] && word[i] <= 'Z' && v.all[name] && !has(weak, name) {
			return true
		}
	}
	return false
}

// more is in place of a property if a value has more than a value, and no property.
const more = "more"

// maxJoined is how much of a value is looked at for another property.
const maxJoined = 4096

// joined returns the known property that a value has before a colon, as when the
// end of a line was lost. In a text that people wrote, its colon stands as the
// property's own does.
func (v *vocabulary) joined(e *entry) string {
	value := e.value[:min(len(e.value), maxJoined)]
	if bytes.IndexByte(value, ':') < 0 {
		return "" // as most
	}
	for i := range value {
		if value[i] != ':' || i+1 < len(value) && value[i+1] != ' ' {
			continue
		}
		name := bytes.TrimRightFunc(value[:i], isBlank)
		if has(names, e.label) && (i+1 < len(value) || len(name) < i) {
			return more // which has no colon
		}
		from := len(name)
		for from > 0 && isWord(name[from-1]) {
			from--
		}
		if word := string(name[from:]); i+1 < len(value) && from < len(name) && v.endsInProperty(word) {
			return word
		}
		begins := from == 0 || name[from-1] == ' ' || endsLine(name[:from])
		if from == len(name) || !begins && has(texts, e.label) || !v.isProperty(string(name[from:])) && !record.IsShell(string(name[from:])) {
			continue
		}
		if !has(texts, e.label) || has(names, e.label) || endsLine(name[:from]) || e.glued && !has(weak, string(name[from:])) || i-from == e.column-e.indent && i-from > len(name)-from {
			return string(name[from:])
		}
	}
	return ""
}

// endsLine reports whether a text ends in a character that ends a line elsewhere, as in a
// copy from a word processor.
func endsLine(text []byte) bool {
	c, _ := utf8.DecodeLastRune(text)
	return strings.ContainsRune("\v\f\u0085\u2028\u2029", c)
}

// entries returns the properties to the next blank line, or until one is given
// again with which the object began. There are none if the line is not of a
// list.
func (r *reader) entries() []entry {
	all := r.room[:0]
	defer func() { r.room = all }()
	for at := r.at; at < len(r.text); {
		r.clean(at)
		line, next := r.line(at)
		all = slices.Grow(all, 1)
		e := &all[:len(all)+1][len(all)] // which all has once it is one
		ok := r.labelAgain(e, line, len(all)) || r.labelInto(e, line)
		if ok && e.glued && !r.isProperty(e.label) {
			// One that is not read may be below another.
			ok = len(all) > 0 && all[len(all)-1].glued && !isWarning(line)
		}
		indent := indentation(line)
		blank := indent == len(line)
		switch {
		case blank && len(all) > 0 && r.goesOn(next, all[len(all)-1].column):
			last := &all[len(all)-1] // the value has a blank line
			if has(texts, last.label) && string(last.part) != "\n" {
				last.value, last.part = append(last.value, "\n\n"...), []byte("\n")
			}
		case isPager(line):
		case blank && len(all) > 0, isPrompt(line):
			if len(all) > 0 {
				r.at = at
			}
			return all
		case blank:
			at = next
			continue
		case len(all) > 0 && indent >= all[len(all)-1].column+2:
			r.wrapped(&all[len(all)-1], line, indent)
		case !ok && len(all) > 0 && isURLOf(&all[len(all)-1], line):
			last := &all[len(all)-1]
			last.value, last.valueAt = slices.Clip(bytes.TrimRight(line, " ")), at
			last.part, last.last, last.wrapped = last.value, utf8.RuneCount(line), true
		case !ok:
			if len(all) > 0 {
				r.at = at
			}
			return all
		default:
			if !e.script {
				e.joined = r.joined(e)
			}
			if r.raw != nil && bytes.Contains(r.raw[at:at+e.valueAt], []byte(noBreak)) {
				// A mail program writes all blanks so.
				e.value = bytes.ReplaceAll(e.value, []byte(noBreak), []byte(" "))
			}
			e.labelAt += at
			e.valueAt += at
			if len(all) == 0 {
				r.recordAt = at
			}
			i := 0
			for i < len(all) && !char.EqualFold(all[i].label, e.label) {
				i++
			}
			switch {
			case isAsOnPage(all, e):
				r.finds(r.finding(RuleLinesSkipped, "", e.labelAt, "%s is on a second line of the record, as on a page of the vendor: check whether a record is lost above it", e.label))
			case i == 0 && len(all) > 0:
				r.at = at
				return all
			case len(all) <= maxLabels: // one too many is enough to know of
				all = all[:len(all)+1]
			}
		}
		at = next
		r.at = at
	}
	return all
}

// isAsOnPage reports whether a property is the second Comment of an allowed domain, as a
// page of the vendor prints it (PS-ALLOWED): empty, and after MarkForMonitoring. Any other
// repeated property may be of a record whose first lines are lost.
func isAsOnPage(above []entry, e *entry) bool {
	n := len(above) - 2
	return n >= 2 && e.label == "Comment" && len(e.value) == 0 && above[n+1].label == "MarkForMonitoring" &&
		above[n].label == "Comment" && len(above[n].value) == 0 && !has(labels(above), "VerificationLevel")
}

// labelAgain is labelInto for a line that begins as the line of property i of the
// object before, as most do.
func (r *reader) labelAgain(e *entry, line []byte, i int) bool {
	if i >= len(r.spare) {
		return false
	}
	above := &r.spare[i]
	from, n := above.labelAt-above.indent, above.column+1
	if above.label == "" || above.glued || above.script || len(line) < n || !bytes.Equal(line[:n], r.text[from:from+n]) {
		return false
	}
	*e = entry{label: above.label, labelAt: above.indent, indent: above.indent, column: above.column}
	return e.setValue(line)
}

// isURLOf reports whether a line is the URL of the property above it, which has no
// value: a mail program breaks a line there, and the shell puts a blank line after
// a record.
func isURLOf(e *entry, line []byte) bool {
	line = bytes.TrimRight(line, " ")
	return strings.HasSuffix(e.label, "Url") && !e.script && len(e.value) == 0 &&
		hasAnyPrefix(line, "https://", "http://") && bytes.IndexFunc(line, isBlank) < 0
}

// goesOn reports whether the first line that is not blank is of a value whose
// label has its colon in a column: it begins below the value, and is nothing else.
func (r *reader) goesOn(at, column int) bool {
	rest := bytes.TrimLeft(r.text[at:], " \t\r\n")
	start := len(r.text) - len(rest)
	indent := start - max(at, bytes.LastIndexByte(r.text[:start], '\n')+1)
	return len(rest) > 0 && indent == column+2 && !hasAnyPrefix(rest, "{", "[", "<")
}

// names are those of them that have no colon.
var names = []string{"Identity", "Name"}

// texts are the properties that may have blanks.
var texts = []string{"Comment", "Description", "Identity", "Name"}

// wrapped adds the rest of a value from the line below. Where a text was broken
// between words the blank is not there any more; what cannot have blanks, and a
// word that filled its line, was broken within.
func (r *reader) wrapped(e *entry, line []byte, indent int) {
	part := bytes.TrimRightFunc(line[indent:], func(c rune) bool { return c != ' ' && isUnseen(c) })
	part = untagged(part)
	if !has(texts, e.label) && isEllipsis(e.part) && !bytes.HasSuffix(e.part, []byte(" ")) {
		e.joined = "the rest of it"
	}
	width, between := r.width()
	within := e.last >= width && (!between || bytes.IndexByte(e.part, ' ') < 0) || e.last < width && e.last == r.brokenWidth(e)
	isBetween := indent == e.column+len(" : ") // a blank is the first character of the line
	if !has(texts, e.label) {
		e.value = bytes.TrimRight(e.value, " ")
	}
	if !e.wrapped { // the value is a part of the text still
		e.value = slices.Clip(e.value)
	}
	if has(texts, e.label) && (!within || isBetween) && !bytes.HasSuffix(e.part, []byte(" ")) && string(e.part) != "\n" {
		e.value = append(e.value, ' ')
	}
	e.value = append(e.value, part...)
	e.part, e.last, e.wrapped = part, columnsOf(line), true
}

// consoleWidths are the lengths of lines that a console of the usual sizes breaks.
var consoleWidths = []int{79, 80, 119, 120}

// brokenWidth returns the length of the lines of a record that go on below, if a console
// broke them within words, or 0: there are several, of one length, or it is the width of a
// console. Other records may have longer lines, as in a copy from several consoles.
func (r *reader) brokenWidth(of *entry) int {
	if r.brokenIn == r.recordAt {
		return r.brokenTo
	}
	r.brokenIn, r.brokenTo = r.recordAt, 0
	n, longest, above := 0, 0, 0
	for at := r.recordAt; at < len(r.text); {
		line, next := r.line(at)
		indent := indentation(line)
		if indent == len(line) {
			break
		}
		if indent >= of.column+2 && above != r.brokenTo {
			if n > 0 {
				r.brokenTo = 0
				return 0
			}
			n, r.brokenTo = 1, above
		} else if indent >= of.column+2 {
			n++
		}
		above, at = columnsOf(line), next
		longest = max(longest, above)
	}
	if longest > r.brokenTo || n < 2 && !slices.Contains(consoleWidths, r.brokenTo) {
		r.brokenTo = 0
	}
	return r.brokenTo
}

// width returns the length of the longest line of the text: a wrapped line is not
// shorter on the console. It also returns whether lines are broken between words,
// as the console does in some languages. Then a line that continues below and has
// blanks is shorter.
func (r *reader) width() (width int, between bool) {
	if r.longest > 0 {
		return r.longest, r.between
	}
	var above []byte // the line before
	shortest := math.MaxInt
	full := 0
	for at := 0; at < len(r.text); {
		line, next := r.line(at)
		at = next
		if isPrompt(line) {
			continue
		}
		if len(line) >= r.longest { // as few lines
			if n := columnsOf(line); n > r.longest {
				r.longest, full = n, 1
			} else if n == r.longest {
				full++
			}
		}
		if bytes.HasPrefix(line, []byte("   ")) && bytes.IndexByte(valueIn(above), ' ') >= 0 && len(bytes.TrimLeft(line, " ")) > 0 {
			if _, labeled := r.label(line); !labeled {
				shortest = min(shortest, columnsOf(above))
			}
		}
		above = line
	}
	r.between = shortest < r.longest
	if full == 1 && r.longest%10 != 9 && r.longest%10 != 0 {
		r.longest++ // no width of a console, and no other line is that long
	}
	return r.longest, r.between
}

// valueIn returns what a line has of a value: what is after its label, if it has one.
func valueIn(line []byte) []byte {
	if _, value, found := bytes.Cut(line, []byte(" : ")); found {
		return value
	}
	return bytes.TrimLeft(line, " ")
}

// talkless leaves out what the shell says between objects and what looks like a
// property, as a warning in a language that puts a blank before the colon: the
// name is not known, and the colon is not below the others. Where the colons of known
// properties are not below each other either, only what cannot be a name is left out.
func (r *reader) talkless(entries []entry) []entry {
	known := slices.IndexFunc(entries, func(e entry) bool { return r.isProperty(e.label) })
	if known < 0 {
		if len(entries) == 1 {
			return nil
		}
		return entries
	}
	column := entries[known].column
	below, ragged := true, false // the one above
	for i := range entries {
		is := entries[i].column == column
		below, ragged = below && is, ragged || !is && r.isProperty(entries[i].label)
	}
	if below { // as in most lists
		return entries
	}
	return slices.DeleteFunc(entries, func(e entry) bool {
		if e.column == column || r.isProperty(e.label) || record.IsShell(e.label) || r.isProperty(e.joined) {
			return false
		}
		if ragged && isIdentifier([]byte(e.label)) && !isWarning([]byte(e.label+":")) {
			return false
		}
		if e.wrapped { // what goes on below it may be the rest of a value above
			r.brokenAt(e.labelAt, entries)
		}
		return true
	})
}

package powershell

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
)

// typeLine is how the line begins that has the type of the objects.
const typeLine = "#TYPE "

// maxName is how long the name of a property may be.
const maxName = 100

// isCSV reports whether a line begins what Export-Csv wrote: with the type of the
// objects, or with the names of their properties.
func (r *reader) isCSV(line []byte) bool {
	if bytes.HasPrefix(line, []byte(typeLine)) {
		return true
	}
	delimiter, names := head(line)
	if isSpaced(line, delimiter) { // with commas it may be a sentence
		return delimiter != ',' && len(names) > 2 && !slices.ContainsFunc(names, func(name string) bool { return !r.isProperty(name) })
	}
	return r.areNames(names) || len(names) == 1 && line[0] == '"' && r.isProperty(names[0]) || exported(names) != ""
}

// isSpaced reports whether a line has blanks beside its delimiters, as persons write them.
func isSpaced(line []byte, delimiter byte) bool {
	return bytes.Contains(line, []byte{delimiter, ' '}) || bytes.Contains(line, []byte{' ', delimiter})
}

// areNames reports whether at least two of the fields are names of known properties.
func (v *vocabulary) areNames(fields []string) bool {
	known := 0
	for _, f := range fields {
		if v.isProperty(f) {
			known++
		}
	}
	return known > 1
}

// head returns the names in a line of names, and the delimiter between them.
// There are none if one of them can be no name. A spreadsheet may write delimiters after
// the last name.
func head(line []byte) (delimiter byte, names []string) {
	delimiter = ','
	if i := bytes.IndexAny(line[:min(len(line), maxName)], ",;\t|"); i >= 0 {
		delimiter = line[i]
	}
	named := bytes.TrimRight(line, string(delimiter))
	for field := range bytes.SplitSeq(named, []byte{delimiter}) {
		field = bytes.Trim(field, " ")
		isQuoted := len(field) > 2 && field[0] == '"' && field[len(field)-1] == '"'
		if isQuoted {
			field = field[1 : len(field)-1]
		}
		// A quoted name may be what a person gave a column.
		isName := isIdentifier(field) || isQuoted && bytes.IndexByte(field, '"') < 0
		if len(field) > maxName || !isName {
			return 0, nil
		}
		if names = append(names, string(field)); len(names) > maxMembers {
			return 0, nil
		}
	}
	return delimiter, names
}

// csv reads lines of fields, to one that is none.
func (r *reader) csv(at int) error {
	r.rowsAbove(at)
	r.begin()
	typ := ""
	if line, next := r.line(at); bytes.HasPrefix(line, []byte(typeLine)) {
		typ = strings.TrimSpace(string(line[len(typeLine):]))
		at = next
		if n := bytes.Index(r.text[at:], []byte("\n"+typeLine)); n >= 0 { // the table below it
			r.builder.Text(r.place(at + n))
			defer r.builder.Text(r.place(len(r.text)))
		}
	}
	line, _ := r.line(at)
	delimiter, header := head(line)
	if len(header) == 0 {
		return r.finding(RuleCSVSyntax, "", at, "a line of names is missing")
	}
	var names [][]byte
	for _, name := range header {
		names = append(names, []byte(name))
	}
	columns := len(names) + len(line) - len(bytes.TrimRight(line, string(delimiter))) // with those without a name
	r.spaced = isSpaced(line, delimiter)
	indented := "" // the blanks before its lines
	if at > 0 && r.text[at-1] != '\n' {
		indented = strings.ReplaceAll(" \t", string(delimiter), "")
	}
	r.documents++
	d := &document{input: r.input, typ: typ}
	cut := false // whether a row has more or fewer fields
	from, none := at, true
	var row []record.Field
	var s *shape
	for rows := 0; ; rows++ {
		r.at = at
		at += blankLines(r.text[at:])
		at += len(r.text[at:]) - len(bytes.TrimLeft(r.text[at:], indented))
		if rows > 0 && r.isOther(at, columns, delimiter) {
			break
		}
		if at == len(r.text) {
			r.at = at
			break
		}
		start := at
		fields, n, next, bad := r.row(at, delimiter, names, row[:0])
		if bad != nil {
			return bad
		}
		at, row = next, fields
		if rows == 0 {
			continue
		}
		if isHeader(fields) || r.areNames(identifiers(fields, n != columns)) || n == 1 && columns > 1 && r.isApart() {
			break
		}
		if n != columns {
			r.report(r.input, RuleCSVSyntax, "", r.offset(fields[0].Value), "the header has %d names, and this row has %d fields", len(names), n)
			cut = true
			continue
		}
		if i := slices.IndexFunc(fields, func(f record.Field) bool { return len(f.Value.Text()) > 0 }); i < 0 && n > 1 {
			continue // a row of a spreadsheet with nothing in it
		}
		if i := slices.IndexFunc(fields[len(names):], func(f record.Field) bool { return len(f.Value.Text()) > 0 }); i >= 0 {
			f := &fields[len(names)+i]
			r.report(r.input, RuleCSVSyntax, "", r.offset(f.Value), "the header has no name for the field %.60q", f.Value.Text())
			cut = true
			continue
		}
		fields = fields[:len(names)]
		if bytes.IndexByte(r.text[start:at-1], '\n') >= 0 { // as few rows
			if f := swallowing(fields, delimiter, n); f != nil {
				r.report(r.input, RuleCSVSyntax, "", r.offset(f.Value), "%s has lines of %d fields, as rows have: a quotation mark is not closed", f.Name, n)
				cut = true
			}
		}
		if none {
			none, s = false, r.of(fields)
		}
		if err := r.shaped(d, record.Object{Value: record.Of(record.Nested, fields[0].Value.At, nil), Fields: fields}, s); err != nil {
			return err
		}
	}
	if none {
		r.nothing(d, from)
	}
	if cut {
		r.missing(typ, header)
	}
	r.header, r.delimiter = header, delimiter
	return nil
}

// rowsAbove marks lines that were not read as lost if one is a row of the table that begins
// below: who sorts a table may move its head. A title, which is in the first field alone, is not one.
func (r *reader) rowsAbove(at int) {
	line, _ := r.line(at)
	if r.unread.n == 0 || bytes.HasPrefix(line, []byte(typeLine)) {
		return
	}
	delimiter, header := head(line)
	for line := range bytes.Lines(r.text[r.unread.at:at]) {
		line = bytes.TrimRight(line, "\r\n")
		first := bytes.TrimRight(line, string(delimiter))
		isTitle := bytes.IndexByte(first, delimiter) < 0 && hostsIn(first) == 0
		if !isTitle && isRowOf(line, delimiter, len(header)) {
			r.unread.lose(&r.vocabulary, header)
			return
		}
	}
}

// isRowOf reports whether a line is as a row of a table with that many names: talk has
// fewer marks, or blanks after them.
func isRowOf(line []byte, delimiter byte, names int) bool {
	return isQuotedRowOf(line, delimiter, names) || names > 2 && fieldsIn(line, delimiter) == names && !bytes.Contains(line, []byte{delimiter, ' '})
}

// headless returns properties that a row of a table without a head must have, or nil if a
// line is not one. Such a row has three fields or more. Its first two are one host, as
// Identity and Domain are, or one of its fields has a value that the shell prints.
func headless(line []byte) []string {
	line = line[:min(len(line), maxHead)]
	for _, delimiter := range []string{"\t", ",", ";", "|"} {
		fields := strings.Split(string(line), delimiter)
		if len(fields) < 3 {
			continue
		}
		for i, f := range fields {
			fields[i] = strings.Trim(f, ` "`)
		}
		isAny := func(is func(string) bool) bool { return slices.ContainsFunc(fields, is) }
		switch {
		case isAny(func(f string) bool { return char.HasPrefix(f, "sip:") }):
			return []string{"SipAddress"}
		case fields[0] == fields[1] && strings.Contains(fields[0], ".") && !strings.Contains(fields[0], " "):
			return []string{"Identity", "Domain"}
		case isAny(func(f string) bool { return has(printedWords, f) }):
			return []string{"Identity"}
		}
	}
	return nil
}

// printedWords are values that the shell prints in records.
var printedWords = []string{"True", "False", "AlwaysVerifiable", "AlwaysUnverifiable", "UseSourceVerification"}

// isQuotedRowOf is isRowOf for a row with quoted fields, perhaps after some other text.
func isQuotedRowOf(line []byte, delimiter byte, names int) bool {
	return names > 2 && bytes.Count(line, []byte{delimiter}) >= names-1 && bytes.Contains(line, []byte{'"', delimiter, '"'})
}

// swallowing returns the first field that has a row within it, or nil.
func swallowing(fields []record.Field, delimiter byte, names int) *record.Field {
	if names < 3 {
		return nil // a line of a text may have as many
	}
	for i := range fields {
		text := fields[i].Value.Text()
		if bytes.IndexByte(text, '\n') < 0 {
			continue
		}
		for line := range bytes.Lines(text) {
			if line = bytes.TrimRight(line, "\r\n"); bytes.IndexByte(line, delimiter) >= 0 && fieldsIn(line, delimiter) == names {
				return &fields[i]
			}
		}
	}
	return nil
}

// isHeader reports whether a row is the line of names again.
func isHeader(fields []record.Field) bool {
	return slices.ContainsFunc(fields, func(f record.Field) bool { return len(f.Name) > 0 && bytes.Equal(f.Name, f.Value.Text()) })
}

// identifiers returns the values, or nothing if one of them can be no name, unless
// there are too many or too few.
func identifiers(fields []record.Field, isOther bool) []string {
	for _, f := range fields {
		if isOther {
			break
		}
		if text := f.Value.Text(); len(text) > maxName || !isIdentifier(text) {
			return nil
		}
	}
	var all []string
	for _, f := range fields {
		all = append(all, string(f.Value.Text()))
	}
	return all
}

// row reads the row that begins at a byte (RFC 4180), in the room of into, as fields
// with the given names. It returns no more fields than a row may have, and how many
// there are.
func (r *reader) row(at int, delimiter byte, names [][]byte, into []record.Field) (fields []record.Field, n, next int, bad error) {
	for {
		var value []byte
		start := at
		if quoted := at < len(r.text) && r.text[at] == '"'; quoted {
			end := at + 1 + bytes.IndexByte(r.text[at+1:], '"')
			if end > at && r.isInLine(at, end) && (end+1 == len(r.text) || r.text[end+1] != '"') { // as most
				value, at = r.text[at+1:end:end], end+1
			} else if value, at = r.quoted(at); at < 0 {
				return nil, 0, 0, r.finding(RuleCSVSyntax, "", -at-1, "%v", csv.ErrQuote)
			}
		} else {
			line, _ := r.line(at)
			if value = line; delimiter != 0 {
				value, _, _ = bytes.Cut(line, []byte{delimiter})
			}
			length := len(value)
			if r.spaced {
				value = bytes.Trim(value, " ")
			}
			if i := bytes.IndexByte(value, '"'); i >= 0 {
				return nil, 0, 0, r.finding(RuleCSVSyntax, "", at+i, "%v", csv.ErrBareQuote)
			}
			at += length
		}
		var name []byte
		if n < len(names) {
			name = names[n]
		}
		if n++; n <= maxMembers {
			into = append(into, record.Field{Name: name, Value: record.Plain(value, r.place(start))})
		}
		if at < len(r.text) && r.text[at] == delimiter {
			at++
			continue
		}
		rest, next := r.line(at)
		if len(rest) > 0 { // after the closing quotation mark
			return nil, 0, 0, r.finding(RuleCSVSyntax, "", at-1, "%v", csv.ErrQuote)
		}
		return into, n, next, nil
	}
}

// quoted returns the value of the quoted field that begins at a byte, and its end.
// For a field without an end it returns -1 less the end of the text.
func (r *reader) quoted(at int) (value []byte, end int) {
	from := at + 1
	for {
		i := bytes.IndexByte(r.text[from:], '"')
		if i < 0 {
			return nil, -len(r.text) - 1
		}
		part := r.text[from : from+i : from+i]
		from += i + 1
		if bytes.IndexByte(part, '\r') >= 0 {
			part = bytes.ReplaceAll(part, []byte("\r\n"), []byte("\n"))
		}
		if value == nil {
			value = part
		} else {
			value = append(value, part...)
		}
		if from == len(r.text) || r.text[from] != '"' {
			return value, from
		}
		value = append(value, '"')
		from++
	}
}

// isOther reports whether the line at a byte cannot be a row: it is a message of the
// shell, or the beginning of another text.
//
// A line with as many fields as there are names is a row, though its first value
// looks like talk: SIP:ANN@CONTOSO.COM, >>x, PHISHING: do not answer.
func (r *reader) isOther(at, names int, delimiter byte) bool {
	line, _ := r.line(at)
	if hasAnyPrefix(line, `"`) && !hasAnyPrefix(line, `"@`) || !isTalk(line) && !isClosing(line) {
		return false // as most rows
	}
	_, _, failed := failure(line)
	word, _, _ := bytes.Cut(line, []byte(":"))
	said := failed || beginsData(line) || hasAnyPrefix(line, byteOrderMark) || isPrompt(line) && !hasAnyPrefix(line, ">>") ||
		has(warnings, string(bytes.TrimRight(word, " \u00a0")))
	return said || names < 2 || fieldsIn(line, delimiter) != names
}

// isClosing reports whether a line ends a block of Markdown, of a page or of a script.
func isClosing(line []byte) bool {
	return isFence(line) || hasAnyPrefix(line, "</pre>", "</code>", "'@", `"@`)
}

// warnings are the words before the shell's own messages.
var warnings = []string{"ADVERTENCIA", "AVISO", "AVERTISSEMENT", "AVVISO", "DEBUG", "OSTRZEŻENIE", "VERBOSE", "WARNING", "WARNUNG", "ПРЕДУПРЕЖДЕНИЕ"}

// fieldsIn counts the fields of a line, or the delimiters if it is not CSV.
func fieldsIn(line []byte, delimiter byte) int {
	in := csv.NewReader(bytes.NewReader(line[:min(len(line), maxHead)]))
	in.Comma = rune(delimiter)
	fields, err := in.Read()
	if err != nil {
		return bytes.Count(line, []byte{delimiter}) + 1
	}
	return len(fields)
}

// isApart reports whether the next line, which has a single field, is a line of its
// own and not a truncated row. It follows a blank line, or is a property of a list
// or the name of one.
func (r *reader) isApart() bool {
	blank := blankLines(r.text[r.at:])
	line, _ := r.line(r.at + blank)
	_, names := head(line)
	e, _ := r.label(line)
	return r.isProperty(e.label) || len(names) == 1 && r.isProperty(names[0]) || blank > 0 && !hasAnyPrefix(line, `"`)
}

// blankLines returns how many bytes of line ends a text begins with.
func blankLines(text []byte) int {
	n := 0
	for n < len(text) && (text[n] == '\n' || text[n] == '\r') {
		n++
	}
	return n
}

// missing marks what a record was of that could not be read.
func (r *reader) missing(typ string, names []string) {
	if k := r.kindOfType(typ); k != nil {
		r.incomplete = r.incomplete.With(k.kind)
		return
	}
	r.incomplete = r.incomplete.Union(r.mayBe(names))
}

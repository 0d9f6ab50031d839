package powershell

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

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
	_, names := head(line)
	return r.areNames(names) || len(names) == 1 && line[0] == '"' && r.isProperty(names[0])
}

// areNames reports whether fields are the names of properties: two of them are
// known, and the others may be.
func (v *vocabulary) areNames(fields []string) bool {
	for _, f := range fields {
		if len(f) > maxName || !isIdentifier([]byte(f)) {
			return false
		}
	}
	known := 0
	for _, f := range fields {
		if v.isProperty(f) {
			known++
		}
	}
	return known > 1
}

// head returns the names in a line of names, and the delimiter between them.
// There are none if one of them can be no name.
func head(line []byte) (delimiter byte, names []string) {
	delimiter = ','
	if i := bytes.IndexAny(line[:min(len(line), maxName)], ",;\t"); i >= 0 {
		delimiter = line[i]
	}
	for field := range bytes.SplitSeq(line, []byte{delimiter}) {
		if n := len(field); n > 1 && field[0] == '"' && field[n-1] == '"' {
			field = field[1 : n-1]
		}
		if len(field) > maxName || !isIdentifier(field) {
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
	r.begin()
	typ := ""
	if line, next := r.line(at); bytes.HasPrefix(line, []byte(typeLine)) {
		typ = strings.TrimSpace(string(line[len(typeLine):]))
		at = next
	}
	line, _ := r.line(at)
	delimiter, names := head(line)
	if len(names) == 0 {
		return r.finding(RuleCSVSyntax, "", at, "a line of names is missing")
	}
	if r.input.lines == nil {
		r.input.lines = record.NewLines(r.original())
	}
	firstLine, _ := r.input.lines.Position(at)
	in := csv.NewReader(bytes.NewReader(r.text[at:]))
	in.Comma, in.FieldsPerRecord, in.ReuseRecord = rune(delimiter), -1, true
	d := &document{input: r.input, types: map[int]string{}}
	cut := false // whether a row has more or fewer fields
	d.open('[', at)
	for row := 0; ; row++ {
		r.at = at + int(in.InputOffset())
		if row > 0 && r.isOther(len(names), delimiter) {
			break
		}
		fields, err := in.Read()
		if err == io.EOF {
			break
		}
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			return r.finding(RuleCSVSyntax, "", r.input.lines.Offset(firstLine+parse.Line-1)+max(parse.Column-1, 0), "%v", parse.Err)
		}
		offset := func(i int) int {
			line, column := in.FieldPos(i)
			return r.input.lines.Offset(firstLine+line-1) + column - 1
		}
		if row == 0 {
			continue
		}
		if r.areNames(fields) || len(fields) == 1 && len(names) > 1 && r.isApart() {
			break
		}
		if len(fields) != len(names) {
			r.report(r.input, RuleCSVSyntax, "", offset(0), "the names are %d, and the fields in this row %d", len(names), len(fields))
			cut = true
			continue
		}
		if typ != "" {
			d.types[len(d.json)] = typ
		}
		d.open('{', offset(0))
		for i, name := range names {
			d.name(name)
			d.value(fields[i], offset(i))
		}
		d.close('}')
	}
	d.close(']')
	d.json = trimComma(d.json)
	if cut {
		r.missing(typ, names)
	}
	r.header, r.delimiter = names, delimiter
	return r.document(d)
}

// isOther reports whether the line to come is none of fields, whatever is in it:
// the shell's own talk, or the beginning of something else.
//
// A line with as many fields as there are names is a row, though its first value
// looks like talk: SIP:ANN@CONTOSO.COM, >>x, PHISHING: do not answer.
func (r *reader) isOther(names int, delimiter byte) bool {
	line, _ := r.line(r.at + blankLines(r.text[r.at:]))
	if !isTalk(line) {
		return false
	}
	_, _, failed := failure(line)
	word, _, _ := bytes.Cut(line, []byte(":"))
	said := failed || beginsData(line) || hasAnyPrefix(line, byteOrderMark) || isPrompt(line) && !hasAnyPrefix(line, ">>") ||
		has(warnings, string(bytes.TrimRight(word, " \u00a0")))
	return said || names < 2 || fieldsIn(line, delimiter) != names
}

// warnings are the words before the shell's own messages.
var warnings = []string{"ADVERTENCIA", "AVISO", "AVERTISSEMENT", "AVVISO", "DEBUG", "OSTRZEŻENIE", "VERBOSE", "WARNING", "WARNUNG", "ПРЕДУПРЕЖДЕНИЕ"}

// fieldsIn counts the fields of a line, or the delimiters of one that is no CSV.
func fieldsIn(line []byte, delimiter byte) int {
	in := csv.NewReader(bytes.NewReader(line[:min(len(line), maxHead)]))
	in.Comma = rune(delimiter)
	fields, err := in.Read()
	if err != nil {
		return bytes.Count(line, []byte{delimiter}) + 1
	}
	return len(fields)
}

// isApart reports whether the line to come, which has a single field, is not one
// of which the rest was cut: it is behind a blank line, a property of a list, or
// the name of one.
func (r *reader) isApart() bool {
	blank := blankLines(r.text[r.at:])
	line, _ := r.line(r.at + blank)
	_, names := head(line)
	e, _ := r.label(line)
	return r.isProperty(e.label) || len(names) == 1 && r.isProperty(names[0]) || blank > 0 && !hasAnyPrefix(line, `"`)
}

// blankLines returns how many bytes of line ends a text begins with.
func blankLines(text []byte) int { return len(text) - len(bytes.TrimLeft(text, "\r\n")) }

// missing marks what a record was of that could not be read.
func (r *reader) missing(typ string, names []string) {
	fits := r.fitting(names)
	if k := r.kindOfType(typ); k != nil {
		fits = []*kind{k}
	}
	for _, k := range fits {
		r.incomplete = r.incomplete.With(k.kind)
	}
}

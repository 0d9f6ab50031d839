package powershell

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/lyncfed/lyncfed/diag"
)

// A reader goes through the text of a file, one thing after another.
type reader struct {
	*input
	*assembler
	at int // the byte it stands at
	// Lines that are none of what is read: of those before the first document
	// nothing is said, since they are the banner.
	began   bool
	skipped int  // the byte at which those begin that were not reported yet, or -1
	n       int  // how many they are
	rest    bool // whether they are the rest of something, whose beginning is not there
	longest int  // the length of the longest line; 0: not known yet
	between bool // whether lines are broken between words
}

// file adds what a file has.
func (a *assembler) file(f File) error {
	s, err := read(f.Name, f.Data)
	if err != nil {
		return err
	}
	s.text = withoutColors(s.text)
	switch text := bytes.TrimSpace(s.text); {
	case len(text) == 0:
		return s.finding(RuleEmpty, "", 0, "there is nothing in it")
	case string(text) == "null":
		return s.finding(RuleEmpty, "", 0, "there is nothing in it but null, which is JSON of a cmdlet that printed nothing")
	case len(text) > 14 && (bytes.EqualFold(text[:14], []byte("<!DOCTYPE html")) || bytes.EqualFold(text[:5], []byte("<html"))):
		return s.finding(RuleNoForm, "", 0, "this is a web page")
	}
	r := &reader{input: s, assembler: a, skipped: -1}
	for r.at < len(s.text) {
		if err := r.next(); err != nil {
			return err
		}
	}
	if !r.began {
		detail := "nothing of what the shell writes was found in it"
		if text := bytes.TrimSpace(s.text); text[0] == '<' {
			detail = "it is XML, and not of Export-Clixml"
		}
		return s.finding(RuleNoForm, "", len(s.text)-len(bytes.TrimLeft(s.text, " \t\r\n")), "%s", detail)
	}
	r.reportSkipped()
	return nil
}

// line returns the line that begins at a byte, without its end, and where the
// next one begins.
func (s *input) line(at int) (line []byte, next int) {
	if at < s.from || at > s.end {
		s.from, s.end = at, len(s.text)
		if n := bytes.IndexByte(s.text[at:], '\n'); n >= 0 {
			s.end = at + n
		}
	}
	return bytes.TrimRight(s.text[at:s.end], "\r"), min(s.end+1, len(s.text))
}

// isPrompt reports whether a line is one in which a command was typed: it
// begins with PS and a path, or the path alone, perhaps after the name of a
// server in brackets.
func isPrompt(line []byte) bool {
	if _, rest, found := bracketed(line); found {
		line = bytes.TrimLeft(bytes.TrimPrefix(rest, []byte(":")), " ")
	}
	if hasAnyPrefix(line, ">>", "PS>") {
		return true
	}
	path, found := bytes.CutPrefix(line, []byte("PS "))
	drive := len(path) > 2 && path[1] == ':' && path[2] == '\\'
	return (found || drive) && bytes.IndexByte(path, '>') >= 0
}

// isWarning reports whether a line is one of the shell's own messages, such as
// WARNING: in whatever language: one word in capitals and a colon.
func isWarning(line []byte) bool {
	word, _, found := bytes.Cut(line[:min(len(line), 100)], []byte(":"))
	word = bytes.TrimRight(word, " \u00a0")
	return found && len(word) > 1 && len(word) < 80 && bytes.IndexFunc(word, func(r rune) bool {
		return !unicode.IsLetter(r) || unicode.IsLower(r)
	}) < 0
}

// isTalk reports whether a line is the shell's own, or the beginning of what is
// no list and no lines of fields.
func isTalk(line []byte) bool {
	_, _, failed := failure(line)
	return failed || isPrompt(line) || isWarning(line) || isStars(line) || hasAnyPrefix(line, typeLine, "{", "[", "<", byteOrderMark)
}

// isStars reports whether a line is one of those that a transcript has round its
// head and its foot.
func isStars(line []byte) bool { return len(line) > 9 && len(bytes.Trim(line, "*")) == 0 }

// frame returns where the text goes on behind a head or foot that begins before
// a byte: there are no blank lines in it, and nothing that is read. Scripts put
// such lines between what they print.
func (r *reader) frame(at int) int {
	const most = 40 // lines
	end := at
	for range most {
		line, next := r.line(end)
		if end = next; isStars(bytes.TrimSpace(line)) {
			return end
		}
		e, _ := label(line)
		text := bytes.TrimLeft(line, " \t")
		if len(text) == 0 || isPrompt(text) || r.isProperty(e.label) || beginsData(text) || isRest(text) || r.isCSV(text) {
			return at
		}
	}
	return at
}

// beginsData reports whether a line begins JSON or CLIXML, or CSV with its type,
// and is no part of a message.
func beginsData(line []byte) bool {
	if hasAnyPrefix(line, "#< CLIXML", "<Objs", "<?xml", typeLine) {
		return true
	}
	return hasAnyPrefix(line, "{", "[") && (len(bytes.TrimSpace(line)) == 1 || bytes.ContainsAny(line[1:], `{}"`))
}

// isRest reports whether a line can only be of JSON or XML whose beginning is not
// there.
func isRest(line []byte) bool { return hasAnyPrefix(line, "}", "]", ",", "<") }

// bracketed returns what is between the brackets that a line begins with, and
// behind them.
func bracketed(line []byte) (inner, rest []byte, found bool) {
	if len(line) == 0 || line[0] != '[' {
		return nil, nil, false
	}
	return bytes.Cut(line[1:], []byte("]"))
}

// isStamped reports whether a line begins with brackets that are a time or a
// name before a text, and no JSON.
func isStamped(line []byte) bool {
	inner, rest, found := bracketed(line)
	rest = bytes.TrimLeft(rest, " \t")
	return found && len(inner) > 0 && !bytes.ContainsAny(inner, `[{"`) && len(rest) > 0 && bytes.IndexByte([]byte(",]}"), rest[0]) < 0
}

// failure returns the cmdlet and the text of the message that one has failed.
func failure(line []byte) (cmdlet, message string, found bool) {
	name, text, found := bytes.Cut(line, []byte(":"))
	name = bytes.TrimRight(name, " ")
	verb, noun, dashed := bytes.Cut(name, []byte("-"))
	if !found || !dashed || !bytes.HasPrefix(noun, []byte("Cs")) || !isIdentifier(verb) || !isIdentifier(noun) {
		return "", "", false
	}
	return string(name), string(bytes.TrimSpace(text)), true
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

// next reads what is at the place, at least one line.
func (r *reader) next() error {
	if bytes.HasPrefix(r.text[r.at:], []byte(byteOrderMark)) {
		r.at += len(byteOrderMark)
	}
	line, next := r.line(r.at)
	text := bytes.TrimLeft(line, " \t\ufeff") // a mark stands where files were put together
	start := r.at + len(line) - len(text)
	switch {
	case len(bytes.TrimSpace(text)) == 0 || isPrompt(text) || isWarning(text):
		r.at = next
		return nil
	case isStars(text):
		r.at = r.frame(next)
		return nil
	case text[0] == '{' || text[0] == '[' && !isStamped(text):
		return r.json(start)
	case hasAnyPrefix(text, "#< CLIXML", "<Objs", "<?xml", "<!"):
		return r.clixml(start)
	case r.isTable(text, next):
		r.table(text, start)
		return nil
	case r.isCSV(text):
		return r.csv(start)
	}
	if cmdlet, message, failed := failure(text); failed {
		r.failed(cmdlet, message, start)
		return nil
	}
	if _, ok := label(line); ok {
		return r.list()
	}
	if isRest(text) && !r.rest {
		r.reportSkipped()
		r.rest = true
	}
	r.skip(start)
	r.at = next
	return nil
}

// skip takes down that a line is not read.
func (r *reader) skip(start int) {
	if r.skipped < 0 {
		r.skipped = start
	}
	r.n++
}

// begin says that something was found.
func (r *reader) begin() {
	r.reportSkipped()
	r.began = true
}

// reportSkipped reports lines that were passed over behind something that was
// read, and those that are the rest of something wherever they are.
func (r *reader) reportSkipped() {
	if (r.began || r.rest) && r.skipped >= 0 {
		first, _ := r.line(r.skipped)
		what := "a line was not read"
		if r.n > 1 {
			what = fmt.Sprintf("%d lines were not read, the first", r.n)
		}
		f := r.finding(RuleLinesSkipped, "", r.skipped, "%s: %.60q", what, first)
		if r.rest {
			f.Severity = diag.Error
			f.Detail += ", JSON or XML whose beginning is missing"
		}
		r.finds(f)
	}
	r.skipped, r.n, r.rest = -1, 0, false
}

// paragraph passes over this line and those below it to the next blank one.
func (r *reader) paragraph() {
	_, r.at = r.line(r.at)
	for r.at < len(r.text) {
		line, next := r.line(r.at)
		if len(bytes.TrimSpace(line)) == 0 || isPrompt(line) || beginsData(line) {
			return
		}
		r.at = next
	}
}

// failed reports a cmdlet that failed: what it would have printed is missing.
func (r *reader) failed(cmdlet, message string, at int) {
	r.begin()
	from := r.at
	r.paragraph()
	if message == "" { // PowerShell 7 has it below, behind bars
		for line := range bytes.Lines(r.text[from:r.at]) {
			_, text, barred := bytes.Cut(line, []byte("|"))
			if text = bytes.Trim(text, " ~\r\n"); barred && len(text) > 0 {
				message = string(text)
			}
		}
	}
	r.failure(cmdlet, message, at)
}

func (r *reader) failure(cmdlet, message string, at int) {
	message = strings.TrimRight(message, ".")
	if k := kindOfCmdlet(cmdlet); k != nil {
		r.incomplete |= k.kind
		r.report(r.input, RuleCmdletFailed, diag.Path("").Member(k.name), at, "%s: %s", cmdlet, message)
		return
	}
	f := r.finding(RuleCmdletFailed, "", at, "%s: %s", cmdlet, message)
	f.Severity = diag.Warning
	r.finds(f)
}

func hasAnyPrefix(text []byte, prefixes ...string) bool {
	for _, p := range prefixes {
		if bytes.HasPrefix(text, []byte(p)) {
			return true
		}
	}
	return false
}

// isTable reports whether a line is the head of a table: with dashes below, or
// of nothing but two or more names of properties. The head may also take several
// lines, and is then known by the dashes.
func (r *reader) isTable(text []byte, next int) bool {
	if len(text) > maxHead || bytes.IndexByte(text, '\t') >= 0 { // tabs are between the names of CSV
		return false
	}
	names := bytes.Fields(text)
	if below, _ := r.line(next); len(below) <= maxHead && columns(below) == len(names) {
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
	f := r.finding(RuleTable, "", at, "a table with the columns %s", shorten(names))
	if n := columns(head); n > 0 { // the names are in the lines above
		f.Detail = fmt.Sprintf("a table with %d columns", n)
		names = nil
		if r.skipped >= 0 {
			above := r.text[r.skipped:at]
			names = strings.Fields(string(above[max(0, len(above)-maxHead):]))
		}
	}
	known := slices.DeleteFunc(names, func(name string) bool { return !r.isProperty(name) })
	for _, k := range r.fitting(known) {
		r.incomplete |= k.kind
	}
	if len(known) == 0 {
		f.Severity = diag.Notice // of something else
	}
	r.begin()
	r.finds(f)
	r.paragraph()
}

// json reads a JSON text.
func (r *reader) json(at int) error {
	rest := r.text[at:]
	r.begin()
	if json.Valid(rest) {
		r.at = len(r.text)
		return r.document(&document{input: r.input, json: bytes.TrimRight(rest, " \t\r\n"), base: at})
	}
	dec := json.NewDecoder(bytes.NewReader(rest))
	for { // each of those that stand one after another
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return r.badJSON(at, err)
		}
		end := int(dec.InputOffset())
		from := end - len(value)
		if err := r.document(&document{input: r.input, json: rest[from:end], base: at + from}); err != nil {
			return err
		}
		r.at = at + end
		next := bytes.TrimLeft(rest[end:], " \t\r\n")
		if more, found := bytes.CutPrefix(next, []byte(",")); found {
			// Objects may have commas between them that were taken out of an array.
			if more = bytes.TrimLeft(more, " \t\r\n"); hasAnyPrefix(more, "{", "[") {
				r.at = len(r.text) - len(more)
			}
			return nil
		}
		if !hasAnyPrefix(next, "{") {
			return nil // a text, or what may be one
		}
	}
}

func (r *reader) badJSON(at int, err error) error {
	offset, detail := len(r.text), "it ends in the middle"
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok && !strings.HasPrefix(err.Error(), "unexpected end") {
		offset, detail = at+max(int(syntax.Offset)-1, 0), err.Error()
		if around := r.text[offset:min(offset+2, len(r.text))]; strings.Contains(detail, "in string") && bytes.ContainsAny(around, "\r\n") {
			detail = "a text goes on in the next line, as a console breaks long ones: write to a file"
		}
	}
	f := diag.MemberFinding(diag.RuleJSONSyntax, "", detail)
	f.Pos, f.Err = r.pos(offset), err
	return f
}

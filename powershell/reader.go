package powershell

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
)

// A reader goes through the text of a file, one thing after another.
type reader struct {
	*input
	*assembler
	at int // the byte it stands at
	// Lines that are none of what is read: of those before the first document
	// nothing is said, since they are the banner.
	began     bool
	unread    unread   // those that were not reported yet
	longest   int      // the length of the longest line; 0: not known yet
	between   bool     // whether lines are broken between words
	recordAt  int      // the byte of the line at which the record of a list begins
	brokenIn  int      // the record of which brokenTo is known,
	brokenTo  int      // the length of its lines that a console broke within words; 0: none
	column    int      // of the colons of the list that was read last
	labels    []string // the properties of its last object
	header    []string // the names of the CSV that was read last
	delimiter byte     // between its fields
	spaced    bool     // whether it has blanks beside them
	cleaned   int      // the byte to which lines were looked at for marks
	wide      string   // the last cmdlet whose output went through Format-Wide; "": none
	room      []entry  // for the properties to come
	spare     []entry  // of the object before
	typed     string   // the command at the last prompt
	typedAt   int      // the byte of that prompt
}

// file adds what a file has.
func (a *assembler) file(f File) error {
	s, err := read(f.Name, f.Data)
	if err != nil {
		return err
	}
	s.text = withLineFeeds(withoutColors(withEscapes(s.text)))
	s.wide = isScreen(s.text)
	s.plain = bytes.IndexByte(s.text, '\t') < 0 && isASCII(s.text)
	a.sources.add(s)
	a.builder.Text(s.place(len(s.text)))
	switch text := bytes.TrimSpace(s.text); {
	case len(text) == 0:
		return s.finding(RuleTextEmpty, "", 0, "there is nothing in it")
	case string(text) == "null":
		return s.finding(RuleTextEmpty, "", 0, "it contains only null, the JSON of a cmdlet that printed nothing")
	case isWebPage(string(text[:min(len(text), 20)])):
		return s.finding(RuleTextUnrecognized, "", 0, "this is a web page")
	}
	if at := sentAt(s.text); at >= 0 {
		return s.finding(RuleTextEncoding, "", at, "this is a mail as it is sent, in quoted-printable or base64: save the text that the mail program shows")
	}
	r := &reader{input: s, assembler: a, brokenIn: -1}
	for r.at < len(s.text) {
		if err := r.next(); err != nil {
			return err
		}
	}
	if !r.began {
		detail := "no output of the shell was found in it"
		if form := r.otherForm(); form != "" {
			return s.finding(RuleTextUnrecognized, "", len(s.text)-len(bytes.TrimLeft(s.text, " \t\r\n")), "%s", form)
		}
		if at := r.firstNamed(0); at >= 0 {
			return s.finding(RuleTextUnrecognized, "", at, "%s", r.difference(at))
		}
		switch {
		case bytes.HasPrefix(bytes.TrimSpace(s.text), []byte("<")): // of fences alone, nothing is left
			detail = "it is XML, and not of Export-Clixml"
		case r.wide != "":
			detail = "Format-Wide prints one property of each record: run " + r.wide + " | Format-List"
		case isTranslated(s.text):
			detail = "its lines are those of a list, and their names are not the shell's: copy the list untranslated, as the shell printed it"
		default:
			if name, at := r.mentioned(); name != "" {
				return s.finding(RuleTextUnrecognized, "", at, "%s is in it, and is not in a list, JSON, CLIXML or CSV as the shell writes them", name)
			}
		}
		return s.finding(RuleTextUnrecognized, "", len(s.text)-len(bytes.TrimLeft(s.text, " \t\r\n")), "%s", detail)
	}
	r.prompt(nil)
	r.reportUnread()
	return nil
}

// mentioned returns the first property that a text of which nothing was read has
// anywhere, and its byte. The name is "" if there is none: most short names are words.
func (r *reader) mentioned() (name string, at int) {
	const least = 9
	for end, head := 0, r.text[:min(len(r.text), maxHead)]; end <= len(head); end++ {
		if end < len(head) && isWord(head[end]) {
			continue
		}
		if word := head[at:end]; len(word) >= least && r.isProperty(string(word)) {
			return string(word), at
		}
		at = end + 1
	}
	return "", 0
}

// isTranslated reports whether a text of which nothing is known has the lines of a
// list, with values that the shell prints: a browser translates a page's names.
func isTranslated(text []byte) bool {
	lines, values := 0, 0
	for line := range bytes.Lines(text[:min(len(text), maxHead)]) {
		name, value, found := bytes.Cut(line, []byte(" :"))
		first, _ := utf8.DecodeRune(name)
		if !found || !unicode.IsLetter(first) || len(name) > maxName {
			continue
		}
		lines++
		if slices.Contains(printedWords, string(bytes.TrimSpace(value))) {
			values++
		}
	}
	return lines > 2 && values > 0
}

// isQuotation reports whether >> is before a property or the rest of a value, and
// so no prompt.
func (r *reader) isQuotation(text []byte) bool {
	rest, found := bytes.CutPrefix(text, []byte(">>"))
	if !found {
		return false
	}
	if data := bytes.TrimLeft(rest, " \t>"); beginsData(data) || r.isCSV(data) || isQuotedRowOf(data, r.delimiter, len(r.header)) {
		return true
	}
	padded := string(bytes.TrimLeftFunc(rest, func(c rune) bool { return !unicode.IsLetter(c) }))
	e, ok := r.label([]byte(strings.Join(strings.FieldsFunc(padded, isBlank), " ")))
	if name, _ := r.namedIn(rest); name != "" {
		return true
	}
	if ok && r.isProperty(e.label) {
		r.unread.named.add(&r.vocabulary, e.label)
		return true
	}
	return r.column > 0 && bytes.HasPrefix(rest, []byte("          ")) && len(bytes.TrimSpace(rest)) > 0
}

// next reads what is at the place, at least one line.
func (r *reader) next() error {
	if bytes.HasPrefix(r.text[r.at:], []byte(byteOrderMark)) {
		r.at += len(byteOrderMark)
	}
	r.clean(r.at)
	line, next := r.line(r.at)
	text := bytes.TrimLeft(line, " \t\ufeff") // a mark stands where files were put together
	start := r.at + len(line) - len(text)
	switch {
	case isPrompt(text) && !r.isQuotation(text), isTyped(text):
		r.prompt(text)
		r.at = next
		return nil
	case isPager(text):
		r.at = next
		return nil
	case len(bytes.TrimSpace(text)) == 0, len(text) > 1 && len(bytes.Trim(text, ",;")) == 0: // a row of a spreadsheet with nothing in it
		r.endRecord()
		r.at = next
		return nil
	case isWarning(text):
		if name := r.inWarning(text); name != "" {
			r.skip(start)
			r.unread.named.add(&r.vocabulary, name)
		}
		r.at = next
		return nil
	case isStars(text):
		r.at = r.frame(next)
		return nil
	case text[0] == '{' || text[0] == '[' && !isStamped(text):
		return r.json(start)
	case hasAnyPrefix(text, "#< CLIXML", "<Objs", "<?xml", "<!"):
		return r.clixml(start)
	case r.isCSV(text):
		return r.csv(start)
	case bytes.HasPrefix(text, []byte("class ")) && bytes.HasPrefix(bytes.TrimLeft(r.text[next:], " \t\r\n"), []byte("{")):
		return r.finding(RuleTextUnrecognized, "", start, "this is what Format-Custom prints: print a list instead, with Get-Cs… | Format-List")
	case r.isTable(text, next):
		r.table(text, start)
		return nil
	}
	if cmdlet, message, failed := failure(text); failed {
		r.failed(cmdlet, message, start)
		return nil
	}
	if _, ok := r.label(line); ok {
		return r.list()
	}
	if isRest(text) && !r.unread.isRest {
		r.reportUnread()
		r.unread.isRest = true
	}
	r.skip(start)
	r.at = next
	return nil
}

// inWarning returns the known property after a word in capitals and a colon, as in
// a message of the shell.
func (r *reader) inWarning(line []byte) string {
	if name, _ := r.namedIn(line); name != "" {
		return name
	}
	_, rest, _ := bytes.Cut(line, []byte(":"))
	if e, ok := r.label(bytes.TrimLeft(rest, " ")); ok && !e.glued && r.isProperty(e.label) {
		return e.label
	}
	return ""
}

// begin records that something was found.
func (r *reader) begin() {
	r.hasOther = r.hasOther || r.unread.n > 0 && !r.above.makes
	r.reportUnread()
	r.began = true
}

// paragraph passes over this line and those below it, to a blank one or one that
// begins something.
func (r *reader) paragraph() {
	_, r.at = r.line(r.at)
	for r.at < len(r.text) {
		r.clean(r.at)
		line, next := r.line(r.at)
		e, _ := r.label(line)
		if len(bytes.TrimSpace(line)) == 0 || isPrompt(line) || beginsData(line) || isRest(line) || r.isProperty(e.label) || r.isCSV(line) {
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
	if message == "" { // PowerShell 7 has it below, after bars
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
	r.awaited = nil
	if k := r.kindOfCmdlet(cmdlet); k != nil {
		r.incomplete = r.incomplete.With(k.kind)
		r.report(r.input, RuleCmdletFailed, diag.Path("").Member(k.name), at, "%s: %s", cmdlet, message)
		return
	}
	f := r.finding(RuleCmdletFailed, "", at, "%s: %s", cmdlet, message)
	f.Severity = diag.Warning
	r.finds(f)
}

// frame returns the offset after a head or foot that begins before a byte. It has
// no blank lines, and nothing that is read. Scripts put such lines between outputs.
func (r *reader) frame(at int) int {
	const most = 40 // lines
	end := at
	for range most {
		line, next := r.line(end)
		if end = next; isStars(bytes.TrimSpace(line)) {
			return end
		}
		e, _ := r.label(line)
		text := bytes.TrimLeft(line, " \t")
		if len(text) == 0 || isPrompt(text) || r.isProperty(e.label) || beginsData(text) || isRest(text) || r.isCSV(text) {
			return at
		}
	}
	return at
}

// isWebPage reports whether a text begins as HTML does.
func isWebPage(start string) bool {
	_, declared := char.CutPrefix(start, "<!DOCTYPE html")
	_, opened := char.CutPrefix(start, "<html")
	return declared || opened
}

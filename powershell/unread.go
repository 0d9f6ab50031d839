package powershell

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
)

// An unread has adjacent lines that no reader took. If a record may be in them, they are
// an Error.
type unread struct {
	at        int   // the byte at which the first line begins
	n         int   // the number of lines; 0: none
	isRest    bool  // whether they are the end of JSON, XML or CSV without its beginning
	isDeep    bool  // whether one of them may continue a value of a list
	leavesOut bool  // whether one of them stands for records that a person left out
	hosts     int   // how many of the lines or columns have a domain or an address, and nothing else
	printed   *kind // the kind that a cmdlet printed there; nil: not known
	named     lost  // the properties that stand as in a list
	mentioned lost  // the properties that stand as in another form
}

// A lost has the properties in lines that were not read, and the kinds that their
// records may be of.
type lost struct {
	names []string        // the first properties, each once
	group []string        // the properties of one record: it ends before a repeated one, or one of another kind
	fits  []*kind         // the kinds that have all properties of the group
	met   map[string]bool // the groups so far
	kinds federation.Kinds
}

// maxNames is how many properties are kept for a finding.
const maxNames = 8

// add adds a property.
func (l *lost) add(v *vocabulary, name string) {
	isOther := func(k *kind) bool { return !k.isMember(name) }
	if has(l.group, name) || !slices.ContainsFunc(l.fits, func(k *kind) bool { return !isOther(k) }) {
		l.end(v)
		l.fits = append(l.fits[:0], v.kinds...)
	}
	l.group, l.fits = append(l.group, name), slices.DeleteFunc(l.fits, isOther)
	if len(l.names) < maxNames && !has(l.names, name) {
		l.names = append(l.names, name)
	}
}

// end ends the properties of a record.
func (l *lost) end(v *vocabulary) {
	if len(l.group) == 0 {
		return
	}
	key := strings.Join(l.group, " ")
	if !l.met[key] {
		if l.met == nil || len(l.met) == maxShapes {
			l.met = map[string]bool{}
		}
		l.met[key] = true
		l.kinds = l.kinds.Union(v.mayBe(l.group))
	}
	l.group, l.fits = l.group[:0], l.fits[:0]
}

// join adds the properties and kinds of others.
func (l *lost) join(others *lost) {
	for _, name := range others.names {
		if !has(l.names, name) {
			l.names = append(l.names, name)
		}
	}
	l.kinds = l.kinds.Union(others.kinds)
}

// isRecord reports whether the properties are those of a record: at least two, and not
// only names that other texts have too.
func (l *lost) isRecord() bool {
	return len(l.names) > 1 && slices.ContainsFunc(l.names, func(name string) bool { return !has(weak, name) })
}

// skip adds a line to those that were not read.
func (r *reader) skip(start int) {
	s := &r.unread
	if s.n == 0 {
		s.at = start
	}
	s.n++
	r.above.apart = true // what comes after may be of another cmdlet
	line, _ := r.line(start)
	mentions := 0
	for name := range r.mentions(line) {
		s.mentioned.add(&r.vocabulary, name)
		mentions++
	}
	if mentions > 1 { // a record, or the names of several
		s.mentioned.end(&r.vocabulary)
	}
	if name, _ := r.namedIn(line); name != "" {
		s.named.add(&r.vocabulary, name)
	}
	if names := headless(line); names != nil {
		s.isRest = true
		s.named.kinds = s.named.kinds.Union(r.mayBe(names))
	}
	s.leavesOut = s.leavesOut || leavesOut(line)
	s.hosts += hostsIn(line)
	if i := bytes.IndexAny(line[:min(len(line), maxName)], ",;|="); i > 0 && s.hosts == 0 {
		s.hosts = min(1, hostsIn(line[:i])) // a row of a table with other names, maybe
	}
	if len(s.named.names) > 0 {
		return
	}
	if n := len(r.header); n > 1 && (isQuotedRowOf(line, r.delimiter, n) || bytes.Count(line, []byte{r.delimiter}) >= n-1 && fieldsIn(line, r.delimiter) == n) {
		s.lose(&r.vocabulary, r.header) // a row of the table above
	}
	whole, _ := r.line(bytes.LastIndexByte(r.text[:start], '\n') + 1)
	if deep := bytes.Index(whole, []byte("          ")); r.column > 0 && deep >= 0 && len(bytes.TrimSpace(whole[deep:])) > 0 {
		s.isDeep = true
	}
}

// lose adds the properties of a record that is lost.
func (s *unread) lose(v *vocabulary, names []string) {
	for _, name := range names {
		s.named.add(v, name)
	}
}

// endRecord ends a record in the lines that were not read. A blank line ends one.
func (r *reader) endRecord() {
	r.unread.named.end(&r.vocabulary)
	r.unread.mentioned.end(&r.vocabulary)
}

// reportUnread reports the lines that were not read. Before the first record it reports
// them only if a record may be in them.
func (r *reader) reportUnread() {
	r.endRecord()
	s := r.unread
	r.unread = unread{}
	lost := &s.named
	if s.mentioned.isRecord() {
		lost.join(&s.mentioned)
	}
	isLost := s.isRest || s.isDeep || s.leavesOut && r.began || s.printed != nil || len(lost.names) > 0 || s.hosts > 1
	if s.n == 0 || !r.began && !isLost && s.hosts == 0 {
		return
	}
	first, _ := r.line(s.at)
	what := "a line was not read"
	if s.n > 1 {
		what = fmt.Sprintf("%d lines were not read, the first", s.n)
	}
	f := r.finding(RuleLinesSkipped, "", s.at, "%s: %.60q", what, first)
	if isLost {
		f.Severity = diag.Error
	}
	if s.isRest {
		f.Detail += ", JSON, XML or CSV whose beginning is missing"
	}
	switch {
	case s.printed != nil:
		f.Detail += ", and what Get-" + s.printed.noun + " printed"
		if r.wide == "Get-"+s.printed.noun {
			f.Detail += "; Format-Wide prints one property of each record: run " + r.wide + " | Format-List"
		}
		lost.kinds = lost.kinds.With(s.printed.kind)
	case len(lost.names) > 0:
		f.Detail += ", and has " + shorten(lost.names)
		if at := r.firstNamed(s.at); at >= 0 {
			f.Pos, f.Detail = r.pos(at), f.Detail+": "+r.difference(at)
		}
	case s.hosts > 1:
		f.Detail += ", and may be a list of domains or users, of which it is not known what they are: export the records themselves"
		lost.kinds = lost.kinds.Union(listed)
	case s.leavesOut && r.began:
		f.Detail += ", and stands for what was left out: export all records"
		lost.kinds = lost.kinds.Union(r.mayFollow())
	case s.isDeep:
		f.Detail += ", and has the rest of a value"
		lost.kinds = lost.kinds.Union(r.mayBe(r.labels))
	case isRow(first):
		lost.kinds = lost.kinds.Union(r.anyKind())
	}
	r.incomplete = r.incomplete.Union(lost.kinds)
	r.finds(f)
}

// mayFollow returns the kinds that a record after the last one read may be of.
func (r *reader) mayFollow() (kinds federation.Kinds) {
	for _, names := range [][]string{r.labels, r.header} {
		if names != nil {
			kinds = kinds.Union(r.mayBe(names))
		}
	}
	if kinds.IsZero() {
		return r.anyKind()
	}
	return kinds
}

// leavesOut reports whether a line stands for lines that a person left out: dots alone, or
// a few words such as "12 more" or "output omitted".
func leavesOut(line []byte) bool {
	const most = 6 // words
	text := string(line[:min(len(line), maxSequence)])
	words := strings.Fields(char.Fold(strings.Trim(text, " .…-*#=_[](){}<>")))
	switch {
	case len(words) == 0:
		return strings.Contains(text, "...") || strings.Contains(text, "…")
	case len(words) > most:
		return false
	case words[0] == "and":
		words = words[1:]
	}
	isNumber := len(words) > 1 && strings.Trim(words[0], "0123456789") == ""
	return isNumber && words[1] == "more" || has([]string{"more", "so on", "etc"}, strings.Join(words, " ")) ||
		slices.ContainsFunc(words, func(w string) bool { return has([]string{"snip", "snipped", "truncated", "omitted", "shortened"}, w) })
}

// listed are the kinds whose records people list by a domain or an address alone.
var listed = federation.KindsOf(federation.SIPDomains, federation.AllowedDomains, federation.BlockedDomains, federation.Users)

// hostsIn returns how many domains or addresses a line has, or 0 if it has anything else.
func hostsIn(line []byte) int {
	const most = 8 // columns
	if len(line) > maxSequence || bytes.IndexByte(line, '.') < 0 {
		return 0 // as most lines
	}
	names := strings.Fields(string(line))
	if len(names) > 1 && has([]string{"-", "*", "•"}, names[0]) {
		names = names[1:]
	}
	for _, name := range names {
		name = strings.Trim(name, `"',;`)
		if last := name[strings.LastIndexByte(name, '.')+1:]; last != char.Fold(last) && strings.ContainsFunc(last, unicode.IsLower) {
			return 0 // as of the name of a type
		}
		if !strings.Contains(name, "@") {
			name = "user@" + name
		}
		name, _ = char.CutPrefix(name, "sip:")
		if _, err := address.Parse(name); err != nil || len(names) > most || char.HasPrefix(name, "user@www.") {
			return 0 // as of a web site in a signature
		}
	}
	return len(names)
}

// mentions returns the known properties that a line has as JSON, CSV, a hashtable or
// the table of a page has them: at its beginning, or with a mark directly after them. It
// ignores commands, where such names are parameters.
func (v *vocabulary) mentions(line []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		line = line[:min(len(line), maxHead)]
		for _, part := range commandParts {
			line, _, _ = bytes.Cut(line, []byte(part))
		}
		for end := 0; end < len(line); {
			start := end
			for start < len(line) && !isWord(line[start]) {
				start++
			}
			end = start
			for end < len(line) && isWord(line[end]) {
				end++
			}
			if word := line[start:end]; v.exact[string(word)] && v.isMention(line[:start], string(word), line[end:]) && !yield(v.word(word)) {
				return
			}
		}
	}
}

// commandParts are the texts by which a command within a line is recognized.
var commandParts = []string{"-Cs", "Select-Object", "| select", "Format-"}

// isMention reports whether a property's name between two texts is more than a word.
func (v *vocabulary) isMention(before []byte, name string, after []byte) bool {
	if len(before) > 0 && bytes.IndexByte([]byte("$.-"), before[len(before)-1]) >= 0 {
		return false // of a variable, or a parameter
	}
	rest := bytes.TrimLeft(after, " ")
	c, _ := utf8.DecodeRune(rest)
	isFirst := len(bytes.TrimLeft(before, " \t")) == 0
	if isMarked(after) || strings.ContainsRune("=|│║", c) && len(rest) > 0 || isFirst && hasAnyPrefix(after, "; ") {
		return true
	}
	isSentence := len(after)-len(rest) < 2 && (unicode.IsLetter(c) || unicode.IsDigit(c)) || len(after) > 0 && bytes.IndexByte([]byte(",;.!?)"), after[0]) >= 0
	return !isSentence && !has(weak, name) && bytes.IndexFunc(before, unicode.IsLetter) < 0
}

// isMarked reports whether the text after a name begins with a mark that is between
// names and values, perhaps after a quotation mark.
func isMarked(after []byte) bool {
	text := string(bytes.TrimPrefix(after[:min(len(after), 16)], []byte(`\`)))
	unquoted := strings.TrimLeft(text, `"'`+"`”’»")
	isQuoted := unquoted != text
	c, n := utf8.DecodeRuneInString(unquoted)
	next := unquoted[n:]
	isEnd := next == "" || next[0] == ' '
	switch c {
	case ',', ';', ':':
		return isQuoted || !isEnd
	case '.':
		return strings.HasPrefix(next, ".")
	case '-':
		return strings.HasPrefix(next, ">")
	case '\t', '\u00a0':
		return true
	}
	if n == 0 {
		return isQuoted
	}
	return !isBlank(c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("!?()[]{}/", c)
}

// colons are the characters that may replace a colon in a text that was typed or translated.
const colons = ":：﹕︓∶ː="

// namedIn returns the known property that a line has before a colon of any kind,
// and the offset of the name. Marks, tags, numbers, a time stamp or words in
// capitals such as VERBOSE may come before the name. Anything may if a blank is before
// the colon, as the shell writes it.
func (v *vocabulary) namedIn(line []byte) (name string, at int) {
	text := line[:min(len(line), 300)]
	if name, at = v.namedAfterMarks(text); name != "" {
		return name, at
	}
	for i := 1; i < len(text); i++ {
		if text[i] != ':' || !isPadded(text, i) {
			continue
		}
		end := len(bytes.TrimRight(text[:i], " \t"))
		start := end
		for start > 0 && isWord(text[start-1]) {
			start--
		}
		word := string(text[start:end])
		code := start > 0 && bytes.IndexByte([]byte("$."), text[start-1]) >= 0
		if end < i && !code && v.isProperty(word) && !has(weak, word) {
			return word, start
		}
	}
	return "", 0
}

// isPadded reports whether a blank or the end of the text follows a byte.
func isPadded(text []byte, i int) bool {
	return i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\t'
}

// namedAfterMarks is namedIn for a name with only marks before it.
func (v *vocabulary) namedAfterMarks(line []byte) (name string, at int) {
	text := line
	if _, rest, stamped := bracketed(bytes.TrimLeft(text, " ")); stamped {
		text = rest
	}
	for len(text) > 0 {
		i := bytes.IndexFunc(text, func(c rune) bool { return c < utf8.RuneSelf && isWord(byte(c)) && !unicode.IsDigit(c) })
		if i < 0 || bytes.ContainsAny(text[:i], `$%&@(\=`) || bytes.HasSuffix(text[:i], []byte(".")) {
			return "", 0
		}
		if end := bytes.IndexByte(text[i:], '>'); i > 0 && text[i-1] == '<' && end > 0 { // a tag
			text = text[i+end+1:]
			continue
		}
		before := text[:i]
		text = text[i:]
		n := 0
		for n < len(text) && isWord(text[n]) {
			n++
		}
		word := text[:n]
		rest := afterName(text[n:])
		c, _ := utf8.DecodeRune(rest)
		// A hyphen before a name is a parameter's, but for a colon with a blank.
		parameter := bytes.HasSuffix(before, []byte("-")) && len(rest) == len(text)-n
		if strings.ContainsRune(colons, c) && len(rest) > 0 && !parameter && v.isProperty(string(word)) && !has(weak, string(word)) {
			return string(word), len(line) - len(text)
		}
		stamp := len(before) > 0 && n <= 12 && bytes.IndexFunc(before, unicode.IsDigit) >= 0
		capitals := n > 1 && bytes.IndexFunc(word, unicode.IsLower) < 0
		if !stamp && !capitals {
			return "", 0 // words of a text
		}
		text = text[n:]
	}
	return "", 0
}

// afterName returns the text that follows a name after blanks, marks and the end of
// a tag.
func afterName(text []byte) []byte {
	marks := func(c rune) bool {
		return isBlank(c) || c == '\u200b' || c == '\ufeff' || strings.ContainsRune("*_`|\"'\u201d\u2019", c)
	}
	text = bytes.TrimLeftFunc(text, marks)
	if bytes.HasPrefix(text, []byte("</")) {
		if _, rest, closed := bytes.Cut(text, []byte(">")); closed {
			text = bytes.TrimLeftFunc(rest, marks)
		}
	}
	return text
}

// weak are the properties whose names also begin lines of mails and reports.
var weak = []string{"Comment", "Description", "Enabled", "Name", "Site"}

// mayBe returns the kinds that a record with such properties may be of. If a kind of the
// servers fits, those of a tenant are left out. Names of kinds alone have records of these
// kinds below them.
func (v *vocabulary) mayBe(names []string) federation.Kinds {
	var named federation.Kinds
	for _, name := range names {
		if k := v.kindOfMember(name); k != nil {
			named = named.With(k.kind)
		}
	}
	if named.Len() == len(names) && len(names) > 0 {
		return named.Union(v.mayBeRecord(names))
	}
	return v.mayBeRecord(names)
}

// mayBeRecord is mayBe for names that are properties.
func (v *vocabulary) mayBeRecord(names []string) federation.Kinds {
	fits := v.fitting(names)
	if len(fits) == 0 {
		for _, k := range v.kinds {
			if k.kind != 0 && slices.ContainsFunc(names, func(name string) bool { return k.isMember(name) && !record.IsShell(name) && !has(common, name) }) {
				fits = append(fits, k)
			}
		}
	}
	var servers, tenants federation.Kinds
	for _, k := range fits {
		if k.kind.IsTenant() {
			tenants = tenants.With(k.kind)
		} else {
			servers = servers.With(k.kind)
		}
	}
	if servers.IsZero() {
		return tenants
	}
	return servers
}

// firstNamed returns the offset of the first line with a known property, from a byte on
// and before the reader's position. It returns -1 if there is none.
func (r *reader) firstNamed(at int) int {
	for at < r.at {
		line, next := r.line(at)
		if name, _ := r.namedIn(line); name != "" {
			return at
		}
		at = next
	}
	return -1
}

// difference returns how the line at a byte differs from a property of a list.
func (r *reader) difference(at int) string {
	line, _ := r.line(at)
	name, from := r.namedIn(line)
	if before := bytes.TrimSpace(line[:from]); string(before) == "-" && bytes.HasPrefix(line[from+len(name):], []byte(": ")) {
		return fmt.Sprintf("a hyphen stands before %s, as in YAML, which is not read: write JSON", name)
	} else if len(before) > 0 {
		return fmt.Sprintf("%.40q stands before %s, where a line of a list begins", before, name)
	}
	rest := bytes.TrimLeft(line[from+len(name):], " ")
	c, _ := utf8.DecodeRune(rest)
	column := utf8.RuneCount(line[:len(line)-len(rest)]) + 1
	if c == ':' {
		return fmt.Sprintf("no blank is after the colon of %s, at character %d", name, column)
	}
	return fmt.Sprintf("%U %q is after %s, at character %d, where a list has a colon", c, c, name, column)
}

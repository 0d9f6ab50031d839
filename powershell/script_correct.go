package powershell

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/pwsh"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
)

// A Correction is a command of a script as it was most likely meant, on one line:
// one command, or two where a record must be removed and created again.
// It has none of the findings that it corrects, and no new ones. A placeholder or
// a value that is missing stays as it is: only its author knows it.
type Correction struct {
	Pos     diag.Pos // of the command
	Command string
}

// A line is the text of a command, and what is wrong in it.
type line struct {
	name     pwsh.Token
	start    int             // the byte at which it begins: that of the name, or of a prompt before it
	end      int             // the byte after the command
	findings []*diag.Finding // on the command, in the order in which they were found
	edits    []textEdit
	again    string // the commands that create the record again, if that is what is to be done
}

// A textEdit replaces a part of a script.
type textEdit struct {
	from, to int // bytes of the script
	text     string
}

// has adds a finding on the command, if it is listed.
func (l *line) has(f *diag.Finding) {
	if f.Detail != "" {
		l.findings = append(l.findings, f)
	}
}

// replace corrects the text of a token, whatever corrected it just before.
func (l *line) replace(t pwsh.Token, text string) {
	e := textEdit{t.Offset, t.Offset + len(t.Text), text}
	if n := len(l.edits); n > 0 && l.edits[n-1].from == e.from && l.edits[n-1].to == e.to {
		l.edits = l.edits[:n-1]
	}
	l.edits = append(l.edits, e)
}

// insert adds a text before a byte of the script.
func (l *line) insert(at int, text string) { l.edits = append(l.edits, textEdit{at, at, text}) }

// remove removes the tokens from one to another, with the blanks before the first.
func (l *line) remove(text []byte, from, to pwsh.Token) {
	start := from.Offset
	for start > l.start && (text[start-1] == ' ' || text[start-1] == '\t') {
		start--
	}
	l.edits = append(l.edits, textEdit{start, to.Offset + len(to.Text), ""})
}

// maxCorrection is how long a command and its correction may be, in bytes: each
// finding on the command has it.
const maxCorrection = 1 << 12

// corrected returns a command with the edits made, on one line, or "" if that
// cannot be.
func (l *line) corrected(script []byte) string {
	if l.again != "" {
		return l.again
	}
	if len(l.edits) == 0 || l.end-l.start > maxCorrection {
		return ""
	}
	edited, done := edit(script, l.start, l.end, l.edits)
	if !done || len(edited) > maxCorrection {
		return ""
	}
	var command strings.Builder
	apart := false
	for _, t := range pwsh.Lex(edited) {
		if t.Is(pwsh.Space, pwsh.Newline, pwsh.Comment) {
			apart = true
			continue
		}
		if apart && command.Len() > 0 {
			command.WriteByte(' ')
		}
		command.WriteString(t.Text)
		apart = false
	}
	text := command.String()
	if char.Unprintable(text) >= 0 {
		return "" // what is pasted must be what is seen
	}
	return text
}

// edit returns a part of a script with edits made, and whether they are apart from
// each other and in it.
func edit(script []byte, from, to int, edits []textEdit) (string, bool) {
	slices.SortStableFunc(edits, func(a, b textEdit) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	for _, e := range edits {
		if e.from < from || e.to > to {
			return "", false
		}
		b.Write(script[from:e.from])
		b.WriteString(e.text)
		from = e.to
	}
	b.Write(script[from:to])
	return b.String(), true
}

// mayStay reports whether a corrected command may break a rule: only its author can
// mend that.
func mayStay(r diag.Rule) bool {
	return r == RuleScriptUnknown || r == RuleScriptDisputed || r == RuleScriptPlaceholder || r == policy.RuleMemberTeams
}

// correct adds the corrections of the commands, and puts each at the end of the
// remedies of the findings that it mends. Each is read again first, and corrected
// itself as often as rounds says. One that breaks another rule, or still breaks one
// that it should mend, is left out.
func (s *scriptReader) correct(rounds int) {
	for _, l := range s.lines {
		command := l.corrected(s.text)
		if command == "" {
			continue
		}
		mended, whole, next := s.mended(l, command, rounds)
		if !whole && next != "" {
			command = next
			mended, whole, _ = s.mended(l, command, 0)
		}
		if !whole || len(mended) == 0 {
			continue
		}
		for _, f := range mended {
			f.Remedy += " Write: " + command
		}
		s.script.Corrections = append(s.script.Corrections, Correction{s.place(l.name), command})
	}
}

// mended returns the findings on a line that a command in its place does not have,
// whether it has no others, and the correction of the command itself.
func (s *scriptReader) mended(l *line, command string, rounds int) (mended []*diag.Finding, whole bool, next string) {
	again, err := readScript(federation.Configuration{Platform: s.script.platform}, rounds, File{Name: s.name, Data: []byte(command)})
	if err != nil {
		return nil, false, ""
	}
	remain := map[diag.Rule]int{}
	for _, f := range again.Findings {
		remain[f.Rule]++
	}
	for _, f := range l.findings {
		if remain[f.Rule] > 0 && mayStay(f.Rule) {
			remain[f.Rule]--
		} else {
			mended = append(mended, f)
		}
	}
	whole = true
	for rule, n := range remain {
		whole = whole && (n == 0 || mayStay(rule) && rule != RuleScriptPlaceholder)
	}
	if len(again.Corrections) == 1 {
		next = again.Corrections[0].Command
	}
	return mended, whole, next
}

// An inPlace is a command that changes in place what cannot be changed so.
type inPlace struct {
	line    *line
	finding *diag.Finding
}

// createAgain corrects such a command to those that create the record again.
func createAgain(change Change, before federation.Configuration, p product.Platform) {
	commands, _ := cmdlet.InPlace(before, change.Edit)
	var lines []string
	for _, e := range commands {
		line, err := cmdlet.Command(e, p)
		if err != nil {
			return
		}
		lines = append(lines, line)
	}
	if again := strings.Join(lines, "; "); len(again) <= maxCorrection {
		change.inPlace.line.again = again
	}
	if len(lines) > 0 {
		change.inPlace.finding.Remedy = "Remove the record and create it again with the value, with an outage between the two commands."
	}
}

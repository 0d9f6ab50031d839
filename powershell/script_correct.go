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

// A Correction is a wrong command of a script as it was most likely meant. It is one
// line. The line has one command, or two if a record must be removed and created again.
// Read again, the line has none of the findings that it mends, and no new ones.
// Placeholders and missing values are not corrected, because only the author knows them.
type Correction struct {
	Pos     diag.Pos // the position of the wrong command
	Command string
}

// A line is the text of a command, with the findings on it and its corrections.
type line struct {
	name     pwsh.Token
	start    int             // the first byte: of the name, or of a prompt before it
	end      int             // the byte after the command
	findings []*diag.Finding // on the command, in the order of the checks
	edits    []textEdit
	again    string // the commands that create the record again, if the command must be replaced by them
}

// A textEdit replaces a part of a script.
type textEdit struct {
	from, to int // offsets in the script
	text     string
}

// addFinding adds a finding on the command. It leaves out findings that are only counted.
func (l *line) addFinding(f *diag.Finding) {
	if f.Detail != "" {
		l.findings = append(l.findings, f)
	}
}

// replace corrects the text of a token. It replaces an earlier correction of the same
// token.
func (l *line) replace(t pwsh.Token, text string) {
	e := textEdit{t.Offset, t.Offset + len(t.Text), text}
	if n := len(l.edits); n > 0 && l.edits[n-1].from == e.from && l.edits[n-1].to == e.to {
		l.edits = l.edits[:n-1]
	}
	l.edits = append(l.edits, e)
}

// insert adds a text before a byte of the script.
func (l *line) insert(at int, text string) { l.edits = append(l.edits, textEdit{at, at, text}) }

// remove removes the tokens from first to last, and the blanks before them.
func (l *line) remove(text []byte, from, to pwsh.Token) {
	start := from.Offset
	for start > l.start && (text[start-1] == ' ' || text[start-1] == '\t') {
		start--
	}
	l.edits = append(l.edits, textEdit{start, to.Offset + len(to.Text), ""})
}

// maxCorrection is the largest size of a command and of its correction, in bytes. It
// bounds the memory, because each finding on the command has the correction.
const maxCorrection = 1 << 12

// corrected returns the command after its edits, on one line. It returns "" if the
// command cannot be corrected.
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
		return "" // the pasted command would differ from the visible one
	}
	return text
}

// edit returns a part of a script after edits. It returns false if two edits overlap or
// one is outside the part.
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

// mayStay reports whether a corrected command may still break a rule, because only the
// author can mend it.
func mayStay(r diag.Rule) bool {
	return r == RuleScriptUnknown || r == RuleScriptDisputed || r == RuleScriptPlaceholder || r == policy.RuleMemberTeams
}

// correct adds the corrections of the commands. It also adds each to the remedies of the
// findings that it mends. A correction is first read again, and corrected up to rounds
// times. It is left out if it has a new finding, or still has one that it should mend.
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

// mended compares a line with a command in its place. It returns the findings on the line
// that the command does not have, whether the command has no other findings, and the
// correction of the command.
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

// An inPlace is a command that changes a member that cannot be changed in place, with the
// finding on it.
type inPlace struct {
	line    *line
	finding *diag.Finding
}

// createAgain corrects a command that changes a member that cannot be changed in place.
// The correction removes the record and creates it again.
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

package powershell

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/pwsh"
	"github.com/lyncfed/lyncfed/policy"
)

// A Correction is a command of a script as it was most likely meant, on one line.
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
}

// A textEdit replaces a part of a script.
type textEdit struct {
	from, to int // bytes of the script
	text     string
}

// replace corrects the text of a token.
func (l *line) replace(t pwsh.Token, text string) {
	l.edits = append(l.edits, textEdit{t.Offset, t.Offset + len(t.Text), text})
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
// remedies of the findings that it mends. Each is read again first. One that breaks
// another rule, or still breaks one that it should mend, is left out.
func (s *scriptReader) correct() {
	for _, l := range s.lines {
		command := l.corrected(s.text)
		if command == "" {
			continue
		}
		again, err := readScript(s.script.platform, false, File{Name: s.name, Data: []byte(command)})
		if err != nil {
			continue
		}
		remain := map[diag.Rule]int{}
		for _, f := range again.Findings {
			remain[f.Rule]++
		}
		var mended []*diag.Finding
		for _, f := range l.findings {
			if remain[f.Rule] > 0 && mayStay(f.Rule) {
				remain[f.Rule]--
			} else {
				mended = append(mended, f)
			}
		}
		left := false
		for rule, n := range remain {
			left = left || n > 0 && (!mayStay(rule) || rule == RuleScriptPlaceholder)
		}
		if left || len(mended) == 0 {
			continue
		}
		for _, f := range mended {
			f.Remedy += " Write: " + command
		}
		s.script.Corrections = append(s.script.Corrections, Correction{s.place(l.name), command})
	}
}

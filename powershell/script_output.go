package powershell

import (
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/pwsh"
)

// output reports whether a command is output of PowerShell, and adds a finding on it. So
// records among the commands of a script are not lost silently.
func (s *scriptReader) output(tokens []pwsh.Token) bool {
	what := printedForm(tokens)
	if what == "" {
		return false
	}
	if tokens[0].Line != s.printed+1 || s.printed == 0 { // one finding for consecutive lines
		s.report(RuleScriptOutput, tokens[0], diag.Subject{}, "%s is not read", what)
	}
	s.printed = lastOf(tokens).Line
	return true
}

// printedForm returns the form of PowerShell output that a command looks like, or "".
func printedForm(tokens []pwsh.Token) string {
	rest := pwsh.SkipBlanks(tokens[1:])
	first := tokens[0]
	switch {
	case first.Is(pwsh.Word) && isLabel(first, rest):
		return "a list that the shell printed"
	case first.Is(pwsh.Word) && len(first.Text) >= 4 && strings.Trim(first.Text, "-") == "":
		return "a table that the shell printed"
	case first.Is(pwsh.String) && isProperty(first.Value) && len(rest) > 1 && rest[0].Is(pwsh.Comma) && isProperty(skipTo(rest[1:]).Value):
		return "CSV that the shell printed"
	case first.Text == "<" && len(rest) > 0 && (rest[0].Text == "Objs" || rest[0].Text == "Obj"):
		return "CLIXML"
	}
	if slices.ContainsFunc(tokens, isJSON) {
		return "JSON"
	}
	return ""
}

// isLabel reports whether a command is a line of Format-List: a property, a colon and a
// value.
func isLabel(first pwsh.Token, rest []pwsh.Token) bool {
	name, joined := strings.CutSuffix(first.Text, ":")
	return (joined || len(rest) > 0 && rest[0].Text == ":") && isProperty(name)
}

// isJSON reports whether a token is a JSON object. A script block never has a colon after
// a quoted text.
func isJSON(t pwsh.Token) bool {
	if !t.Is(pwsh.Group) || t.Text[0] != '{' || !strings.HasPrefix(strings.TrimLeft(t.Text[1:], " \t\r\n"), `"`) {
		return false
	}
	inside := t.Inside()
	for len(inside) > 0 && inside[0].Is(pwsh.Space, pwsh.Newline) {
		inside = inside[1:]
	}
	return len(inside) > 0 && inside[0].Is(pwsh.String) && strings.HasPrefix(skipTo(inside[1:]).Text, ":")
}

// skipTo returns the first token after blanks, or the zero Token.
func skipTo(tokens []pwsh.Token) pwsh.Token {
	if rest := pwsh.SkipBlanks(tokens); len(rest) > 0 {
		return rest[0]
	}
	return pwsh.Token{}
}

// isProperty reports whether the records of any kind have a member with a name.
func isProperty(name string) bool {
	if len(name) > 64 {
		return false
	}
	for k := range federation.AllKinds() {
		if !k.Row().Table().About().Told && slices.ContainsFunc(k.Row().Table().Names(), func(n string) bool { return char.EqualFold(n, name) }) {
			return true
		}
	}
	return false
}

// afterPrompt returns the command after a prompt, as in PS C:\> New-X, or nil.
func afterPrompt(tokens []pwsh.Token) []pwsh.Token {
	if tokens[0].Text != "PS" {
		return nil
	}
	for i, t := range tokens {
		if t.Is(pwsh.Redirection) && t.Text == ">" {
			if rest := pwsh.SkipBlanks(tokens[i+1:]); len(rest) > 0 {
				return rest
			}
			return nil
		}
	}
	return nil
}

// prompt reads a command after a prompt, and reports it, because PowerShell does not run
// it.
func (s *scriptReader) prompt(tokens, command []pwsh.Token, depth int, piped bool) *call {
	name := command[0]
	c, found := cmdlet.Lookup(plainDashes(name.Value))
	if !found || !name.Is(pwsh.Word) {
		s.report(RuleScriptOutput, tokens[0], diag.Subject{}, "the command has a prompt before it")
		return nil
	}
	call := s.newCall(c, command, depth, piped)
	call.start = tokens[0].Offset
	call.refuse(RuleScriptOutput, tokens[0], "the command has a prompt before it")
	call.edits = append(call.edits, textEdit{tokens[0].Offset, name.Offset, ""})
	call.read(command)
	return call
}

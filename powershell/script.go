package powershell

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/internal/pwsh"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
)

// A Change is a command of a script that changes a record.
type Change struct {
	Edit diag.Edit
	Pos  diag.Pos // the position of the command
	Kind federation.Kind
	// Known is set if the command certainly runs, and Edit and Lists are all that it
	// does. No value comes from a variable or from another command, and the command is
	// not in a condition, loop or other block.
	Known bool
	// Refused is set if PowerShell or the server refuses the command for itself,
	// whatever records the server has.
	Refused bool
	// Lists has the entries that the command adds to lists and removes from them. Edit
	// does not have them, because the result depends on the lists of the tenant.
	Lists   []ListChange
	inPlace *inPlace // set if the command is refused only because it changes a member that cannot be changed in place
}

// A Script has the changes, the findings and the corrections of one or more scripts. The
// zero Script has no commands.
type Script struct {
	Changes     []Change
	Findings    diag.Findings // on the text of the scripts, each with its position
	Corrections []Correction  // of wrong commands; a finding that one mends has it at the end of its Remedy
	platform    product.Platform
	found       record.Tally
}

// ReadScript reads scripts for the shell of a server product. A zero p means the newest
// product. ReadScript runs nothing. A value from a variable or from another command is
// not known, with two exceptions: a splatted hashtable of plain values that is assigned
// once, and the lists of domains of a tenant in their documented forms.
//
// The commands of a tenant are read too. Some cmdlets of policies have the same name on a
// server and in a tenant. Such a command is for the tenant if it names the module
// MicrosoftTeams or has a parameter that only a tenant has. It is also for the tenant if
// the script has other commands of a tenant and none of servers. In a script with
// commands of both sides the command is not known.
//
// ReadScript skips other commands than the cmdlets of a configuration's records. The
// error is a [*diag.Finding] for a file that is not a text.
func ReadScript(p product.Platform, files ...File) (*Script, error) {
	return ReadScriptFor(federation.Configuration{Platform: p}, files...)
}

// ReadScriptFor is [ReadScript] for a known configuration and its product. It also
// corrects a command that changes a member that cannot be changed in place: the
// correction removes the record and creates it again. For that, all members of the record
// must be known from the configuration or from earlier commands.
func ReadScriptFor(c federation.Configuration, files ...File) (*Script, error) {
	return readScript(c, maxRounds, files...)
}

// maxRounds is the number of times that a command is corrected. A correction may show
// another fault.
const maxRounds = 3

func readScript(c federation.Configuration, rounds int, files ...File) (*Script, error) {
	if c.Platform.IsZero() {
		c.Platform = product.SfBServerSE
	}
	script := &Script{platform: c.Platform}
	var readers []*scriptReader
	for _, f := range files {
		in, err := read(f.Name, f.Data)
		if err != nil {
			return nil, err
		}
		s := &scriptReader{input: in, script: script, tables: map[string]pwsh.Token{}, assigned: map[string]int{}, domains: map[string]domains{}}
		tokens := pwsh.Lex(string(in.text))
		s.side = s.side.with(tokens, 0)
		s.assignments(tokens, 0)
		s.statements(tokens, 0)
		if !s.relevant {
			s.irrelevant(tokens)
		}
		readers = append(readers, s)
	}
	if rounds > 0 {
		if slices.ContainsFunc(script.Changes, func(change Change) bool { return change.inPlace != nil }) {
			script.apply(c, createAgain)
		}
		for _, s := range readers {
			s.correct(rounds - 1)
		}
	}
	script.Findings = script.found.Findings()
	return script, nil
}

// Apply returns a configuration after the changes of the script, and the refusals of the
// server, in the order of the script. It does not change c. A refused change is left out,
// and so is a change that is not known. The kind of a change that is not known is in
// Incomplete of the result.
func (s *Script) Apply(c federation.Configuration) (federation.Configuration, diag.Findings) {
	return s.apply(c, func(Change, federation.Configuration, product.Platform) {})
}

// apply is [Script.Apply]. It calls again for each change that cannot be made in place,
// with the configuration before that change.
func (s *Script) apply(c federation.Configuration, again func(Change, federation.Configuration, product.Platform)) (federation.Configuration, diag.Findings) {
	server := cmdlet.NewServer(c, s.platform)
	var refusals diag.Findings
	var unknown federation.Kinds
	for _, change := range s.Changes {
		if change.Refused {
			if change.inPlace != nil {
				before := server.Configuration()
				before.Incomplete = before.Incomplete.Union(unknown)
				again(change, before, s.platform)
			}
			continue
		}
		if !change.Known {
			unknown = unknown.With(change.Kind)
			continue
		}
		edit, isKnown := change.Edit, true
		if change.Lists != nil {
			edit, isKnown = change.resolve(server.Configuration())
		}
		if !isKnown {
			unknown = unknown.With(change.Kind)
			continue
		}
		for f := range diag.All(server.Apply(edit)) {
			if f.Rule == cmdlet.RuleRecordUnknown || unknown.Has(change.Kind) {
				unknown = unknown.With(change.Kind)
				continue
			}
			placed := *f
			placed.Pos = change.Pos
			refusals.Add(&placed)
		}
	}
	after := server.Configuration()
	after.Incomplete = after.Incomplete.Union(unknown)
	return after, refusals
}

// maxBlocks is the largest depth of nested blocks that are read.
const maxBlocks = 20

// A scriptReader reads one script.
type scriptReader struct {
	*input
	script   *Script
	tables   map[string]pwsh.Token // the hashtables in variables, by variable
	assigned map[string]int        // the number of assignments and changes, by variable
	unclosed *diag.Finding         // on the unclosed text or block at the end of the script; nil: none
	lines    []*line               // the known commands, and those with a misspelled name
	printed  int                   // the number of the last line that is output of PowerShell
	splatted int                   // the total size of the splatted tables, in bytes
	relevant bool                  // the script has a known command, or a text that may have one
	domains  map[string]domains    // the variables that hold domains at this point of the script
	copied   int                   // the number of domains that commands have taken from variables
	side     side                  // the sides that the script has commands of
	inTenant bool                  // the command is for the shell of the tenant
}

// place returns the position of a token.
func (s *scriptReader) place(t pwsh.Token) diag.Pos {
	return diag.Pos{File: s.name, Line: t.Line, Column: t.Column}
}

// line adds the line of a command. last is the last token of the command.
func (s *scriptReader) line(name, last pwsh.Token) *line {
	l := &line{name: name, start: name.Offset, end: last.Offset + len(last.Text)}
	s.lines = append(s.lines, l)
	return l
}

// irrelevant reports a script without a known command.
func (s *scriptReader) irrelevant(tokens []pwsh.Token) {
	for _, t := range tokens {
		if !t.Is(pwsh.Space, pwsh.Newline, pwsh.Comment) {
			s.report(RuleScriptEmpty, t, diag.Subject{}, "it has no command that reads or writes records: it begins with %.40q", t.Text)
			return
		}
	}
	s.report(RuleScriptEmpty, pwsh.Token{Line: 1, Column: 1}, diag.Subject{}, "it has no command")
}

// report adds a finding at a token.
func (s *scriptReader) report(r diag.Rule, at pwsh.Token, subject diag.Subject, format string, args ...any) *diag.Finding {
	info := scriptCatalog.Info(r)
	if row, found := cmdlet.LookupRule(r); found {
		info = row
	} else if row, found := policy.LookupRule(r); found {
		info = row
	}
	s.relevant = true
	f := &diag.Finding{RuleInfo: info, Subject: subject, Pos: s.place(at)}
	if s.script.found.Add(subject.Kind, f) {
		f.Detail = fmt.Sprintf(format, args...)
	}
	return f
}

// assignments counts the assignments of variables, and finds the hashtables among them.
func (s *scriptReader) assignments(tokens []pwsh.Token, depth int) {
	for i, t := range tokens {
		if t.Is(pwsh.Group) && depth < maxBlocks {
			s.assignments(t.Inside(), depth+1)
		}
		if !t.Is(pwsh.Variable) {
			continue
		}
		rest := pwsh.SkipBlanks(tokens[i+1:])
		if len(rest) == 0 || !rest[0].Is(pwsh.Word) || !strings.HasSuffix(rest[0].Value, "=") {
			continue
		}
		name := char.Fold(t.Value)
		s.assigned[name]++
		if rest = pwsh.SkipBlanks(rest[1:]); t.Literal && depth == 0 && len(rest) > 0 && strings.HasPrefix(rest[0].Text, "@{") {
			s.tables[name] = rest[0]
		} else {
			s.assigned[name]++ // the variable is changed, or its value is not known
		}
	}
}

// statements reads the commands of a script or of a block.
func (s *scriptReader) statements(tokens []pwsh.Token, depth int) {
	var last *call // the command on the line above
	line := 0      // the number of its last line
	for c := range pwsh.Commands(tokens) {
		for _, t := range c.Tokens {
			if t.Unclosed && s.unclosed == nil { // the blocks within it are unclosed too
				s.unclosed = s.report(RuleScriptUnclosed, t, diag.Subject{}, "%.40q is not closed", t.Text)
			}
			if t.Is(pwsh.Group) && depth < maxBlocks && !strings.HasPrefix(t.Text, "@{") {
				s.statements(t.Inside(), depth+1)
			}
		}
		if c.Tokens[0].Line != line+1 {
			last = nil
		}
		if s.output(c.Tokens) {
			last = nil
			continue
		}
		s.trackDomains(c.Tokens, depth)
		last = s.command(c.Call(), c.Piped, depth, last)
		if line = c.End.Line; !c.End.Is(pwsh.Newline) {
			last = nil
		}
	}
	stray := false // whether the last token that is not a blank was stray
	for _, t := range tokens {
		switch {
		case t.Is(pwsh.Space, pwsh.Newline):
			continue
		case t.Is(pwsh.Stray) && !stray: // one finding for a series
			s.report(RuleScriptStray, t, diag.Subject{}, "%s has no opening bracket", char.Describe(t.Text, 0))
		}
		stray = t.Is(pwsh.Stray)
	}
}

// command reads one command of a pipeline. It returns the call of a cmdlet of
// records, or nil.
func (s *scriptReader) command(tokens []pwsh.Token, piped bool, depth int, last *call) *call {
	name, end := tokens[0], lastOf(tokens)
	if command := afterPrompt(tokens); command != nil {
		return s.prompt(tokens, command, depth, piped)
	}
	if last != nil && last.continues(tokens) {
		last.addFinding(s.report(RuleScriptArgument, name, last.subject(), "the command above ends with its line, because the line does not end in a backtick"))
		// The line ends between the two become blanks.
		last.insert(last.end, " ")
		last.end = end.Offset + len(end.Text)
		last.lacks = nil
		if end.Is(pwsh.Parameter) {
			last.lacks = &end
		}
		return last
	}
	if !name.Is(pwsh.Word) || !name.Literal {
		return nil
	}
	plain := plainDashes(name.Value)
	if char.EqualFold(plain, tenantCommand) {
		s.readAsked(tokens, depth)
		return nil
	}
	if isGroupGrant(plain, tokens) {
		s.groupGrant(name, plain)
		return nil
	}
	c, found, isBoth := s.lookup(plain, tokens)
	switch {
	case !found:
		s.unknownCmdlet(name, end, plain)
		return nil
	case isBoth && c.Op != 0:
		s.reportBoth(name, c, plain)
		return nil
	}
	return s.call(c, tokens, depth, piped)
}

// call reads a command of a cmdlet of records.
func (s *scriptReader) call(c cmdlet.Cmdlet, tokens []pwsh.Token, depth int, piped bool) *call {
	call := s.newCall(c, tokens, depth, piped)
	call.read(tokens)
	return call
}

// newCall returns the call without its arguments.
func (s *scriptReader) newCall(c cmdlet.Cmdlet, tokens []pwsh.Token, depth int, piped bool) *call {
	s.relevant = true
	return &call{scriptReader: s, line: s.line(tokens[0], lastOf(tokens)), cmdlet: c, known: depth == 0 && !piped, piped: piped, given: map[string]*argument{}}
}

// read binds the arguments of the command to parameters, and adds the change.
func (c *call) read(tokens []pwsh.Token) {
	name, end := tokens[0], lastOf(tokens)
	if plainDashes(name.Value) != name.Value {
		c.report(RuleScriptTypography, name, c.subject(), "the name of the cmdlet has a dash in place of a hyphen: write %s", c.cmdlet.Name)
		c.replace(name, c.cmdlet.Name)
	}
	if end.Unclosed {
		c.close(end)
	}
	c.bind(tokens[1:])
	c.finish()
}

// lastOf returns the last token that is not a blank or a comment.
func lastOf(tokens []pwsh.Token) pwsh.Token {
	for len(tokens) > 1 && tokens[len(tokens)-1].Is(pwsh.Space, pwsh.Comment, pwsh.Newline) {
		tokens = tokens[:len(tokens)-1]
	}
	return tokens[len(tokens)-1]
}

func hasParameter(tokens []pwsh.Token) bool {
	for _, t := range tokens {
		if t.Is(pwsh.Parameter) {
			return true
		}
	}
	return false
}

// plainDashes replaces all dashes in a name by hyphens.
func plainDashes(s string) string {
	return strings.Map(func(r rune) rune {
		if pwsh.IsDash(r) || isDashLike(r) {
			return '-'
		}
		return r
	}, s)
}

// isDashLike reports whether a character looks like a hyphen, but PowerShell does not
// accept it as one.
func isDashLike(r rune) bool {
	return 0x2010 <= r && r <= 0x2012 || r == 0x2212 || r == 0xFE63 || r == 0xFF0D
}

// isQuoteLike reports whether a character looks like a quote, but PowerShell does not
// accept it as one.
func isQuoteLike(r rune) bool {
	return strings.ContainsRune("«»‹›´\u201f\u2032\u2033\uff02\uff07", r)
}

// unknownCmdlet reports a misspelled name of a cmdlet.
func (s *scriptReader) unknownCmdlet(at, end pwsh.Token, name string) {
	if _, isCs := cutVerb(name); !isCs || printsTenant(name) {
		return
	}
	var names []string
	for c := range cmdlet.Cmdlets() {
		names = append(names, c.Name)
	}
	for c := range cmdlet.TenantCmdlets() {
		names = append(names, c.Name)
	}
	if nearest, found := near.Name(name, names); found {
		l := s.line(at, end)
		l.addFinding(s.report(RuleScriptCmdlet, at, diag.Subject{}, "%s does not exist: the nearest name is %s", name, nearest))
		l.replace(at, nearest)
	}
}

// cutVerb returns the noun of a cmdlet, and whether the noun begins with Cs, as those of
// servers do.
func cutVerb(name string) (noun string, isCs bool) {
	_, noun, _ = strings.Cut(name, "-")
	_, isCs = char.CutPrefix(noun, "Cs")
	return noun, isCs
}

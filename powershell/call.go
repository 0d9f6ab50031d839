package powershell

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/internal/pwsh"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/policy"
)

// A call is a command: a cmdlet with its arguments.
type call struct {
	*scriptReader
	*line
	cmdlet  cmdlet.Cmdlet
	known   bool // the text has all that the command does
	refused bool // PowerShell refuses the command
	piped   bool
	open    bool                 // the command may have parameters that are not in the text
	checked int                  // the offset up to which characters are checked
	given   map[string]*argument // the arguments by the name of the parameter
	order   []*argument
	lacks   *pwsh.Token   // a parameter without a value at the end of the line; nil: none
	inPlace *diag.Finding // on the first member that cannot be changed in place; nil: none
}

// An argument is the value of a parameter.
type argument struct {
	parameter cmdlet.Parameter
	name      pwsh.Token // the parameter, or the value if it has no parameter
	at        pwsh.Token // the value, or the parameter if it has no value
	last      pwsh.Token // the last token of the value
	value     diag.Value
	quoted    bool        // the value is a text in quotes
	list      *ListChange // in place of a value: the entries that a table adds and removes
	known     bool
}

// subject returns the record that the call is about, as far as it is known.
func (c *call) subject() diag.Subject {
	var s diag.Subject
	if !c.cmdlet.Kind.IsZero() {
		s.Kind = c.cmdlet.Kind.String()
	}
	if id := c.identity(); id != nil {
		s.Identity, _ = id.value.Text()
	}
	return s
}

// identity returns the argument that names the record, or nil.
func (c *call) identity() *argument {
	if id := c.given["Identity"]; id != nil {
		return id
	}
	return c.given["Domain"]
}

// report adds a finding on the command.
func (c *call) report(r diag.Rule, at pwsh.Token, subject diag.Subject, format string, args ...any) {
	c.addFinding(c.scriptReader.report(r, at, subject, format, args...))
}

// continues reports whether a line continues the command above it.
func (c *call) continues(tokens []pwsh.Token) bool {
	t := tokens[0]
	switch {
	case c.cmdlet.Op.IsZero():
		return false
	case t.Is(pwsh.Parameter), t.Is(pwsh.Variable) && hasParameter(tokens):
		return true
	case c.lacks == nil || lastOf(tokens).Offset != t.Offset && !hasParameter(tokens):
		return false
	}
	// A value for the parameter without a value at the end of the line above.
	return t.Is(pwsh.String, pwsh.Variable) || t.Is(pwsh.Word) && !strings.Contains(plainDashes(t.Text), "-")
}

// close corrects an unclosed quoted text if the rest of the line is one word. Only then is
// the place of the missing quote clear.
func (c *call) close(t pwsh.Token) {
	if !t.Is(pwsh.String) || t.Text[0] == '@' {
		return
	}
	c.addFinding(c.unclosed)
	text := strings.TrimRightFunc(firstLine(t.Text), unicode.IsSpace)
	if strings.ContainsFunc(text, unicode.IsSpace) || utf8.RuneCountInString(text) < 2 {
		return
	}
	quote := `"`
	if pwsh.IsSingle([]rune(text)[0]) {
		quote = "'"
	}
	c.end = t.Offset + len(text)
	c.insert(c.end, quote)
}

func firstLine(s string) string {
	if i := strings.IndexAny(s, "\r\n"); i >= 0 {
		return s[:i]
	}
	return s
}

// refuse reports a fault for which PowerShell refuses the command.
func (c *call) refuse(r diag.Rule, at pwsh.Token, format string, args ...any) {
	c.refused = true
	c.report(r, at, c.subject(), format, args...)
}

// bind binds the arguments to parameters.
func (c *call) bind(tokens []pwsh.Token) {
	for len(tokens) > 0 {
		t := tokens[0]
		c.characters(t)
		switch {
		case t.Is(pwsh.Space, pwsh.Comment, pwsh.Newline):
			tokens = tokens[1:]
		case t.Is(pwsh.Parameter):
			tokens = c.parameter(tokens)
		case t.Is(pwsh.Splat):
			c.splat(t)
			tokens = tokens[1:]
		case t.Is(pwsh.Redirection) && t.Text == "<":
			tokens = c.skipPlaceholder(tokens)
		case t.Is(pwsh.Redirection):
			tokens = pwsh.SkipBlanks(tokens[1:])
			if len(tokens) > 0 && !strings.Contains(t.Text, "&") {
				tokens = tokens[1:]
			}
		default:
			tokens = c.positional(tokens)
		}
	}
}

// characters reports characters that are not what they look like.
func (c *call) characters(t pwsh.Token) {
	if !t.Is(pwsh.Word, pwsh.String, pwsh.Parameter) || t.Offset < c.checked {
		return
	}
	c.checked = t.Offset + 1
	for i, r := range t.Text {
		if unicode.Is(unicode.Cf, r) {
			c.refuse(RuleScriptInvisible, t, "%s is in %q", char.Describe(t.Text, i), t.Text)
			c.replace(t, visible(t.Text))
			return
		}
	}
	if isBlankWord(t) {
		c.refuse(RuleScriptArgument, t, "a blank follows the backtick: the command continues only if the backtick is the last character of the line")
		c.remove(c.text, t, t)
	}
	first := []rune(t.Text)[0]
	if t.Is(pwsh.Word) && (isDashLike(first) || isQuoteLike(first)) {
		c.refuse(RuleScriptTypography, t, "%s looks like another character, and the shell does not accept it", char.Describe(t.Text, 0))
		if isDashLike(first) {
			c.replace(t, "-"+strings.TrimLeftFunc(t.Text, isDashLike))
		} else if inner := strings.TrimFunc(t.Text, isQuoteLike); inner != "" && strings.IndexFunc(inner, func(r rune) bool { return pwsh.IsDouble(r) || r == '$' || r == '`' }) < 0 {
			c.replace(t, `"`+inner+`"`)
		}
	}
}

// visible returns a text without its invisible characters.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}

// isBlankWord reports whether a token is a backtick and a blank.
func isBlankWord(t pwsh.Token) bool { return t.Is(pwsh.Word) && strings.TrimSpace(t.Value) == "" }

// skipPlaceholder skips a placeholder such as <name>, which PowerShell reads as a redirection.
func (c *call) skipPlaceholder(tokens []pwsh.Token) []pwsh.Token {
	c.refuse(RuleScriptPlaceholder, tokens[0], "< begins a placeholder")
	for i, t := range tokens {
		if t.Is(pwsh.Redirection) && t.Text == ">" {
			return tokens[i+1:]
		}
	}
	return nil
}

// parameter binds a parameter and its value, and returns the remaining tokens.
func (c *call) parameter(tokens []pwsh.Token) []pwsh.Token {
	t := tokens[0]
	colon := strings.HasSuffix(t.Text, ":")
	rest := tokens[1:]
	p, found := c.find(t, t.Value)
	next := rest
	for len(next) > 0 && next[0].Is(pwsh.Space, pwsh.Comment, pwsh.Newline) {
		next = next[1:]
	}
	hasValue := len(next) > 0 && !next[0].Is(pwsh.Parameter, pwsh.Splat)
	if !found {
		if hasValue && !next[0].Is(pwsh.Redirection) { // the value most likely belongs to the unknown parameter
			_, rest = c.value(next)
		}
		return rest
	}
	a := &argument{parameter: p, at: t, known: true}
	switch {
	case p.Type == cmdlet.SwitchType && !colon:
		a.value = diag.Bool(true)
	case !hasValue:
		c.refuse(RuleScriptValue, t, "-%s has no value", p.Name)
		a.known = false
		if len(next) == 0 {
			c.lacks = &t
		}
	case next[0].Is(pwsh.Redirection):
		if next[0].Text == "<" {
			rest = c.skipPlaceholder(next)
		} else {
			c.refuse(RuleScriptValue, t, "-%s has no value", p.Name)
		}
		a.known = false
	case p.Type == cmdlet.ListType:
		*a, rest = c.domainList(p, next)
	default:
		var v argument
		v, rest = c.value(next)
		v.parameter = p
		*a = v
		rest = c.fullStop(a, rest)
	}
	c.setArgument(a, t)
	return rest
}

// fullStop reports and skips a full stop that was copied from the end of a sentence.
func (c *call) fullStop(a *argument, rest []pwsh.Token) []pwsh.Token {
	if next := pwsh.SkipBlanks(rest); a.at.Is(pwsh.Variable, pwsh.String, pwsh.Group) && len(next) > 0 && next[0].Is(pwsh.Word) && next[0].Text == "." {
		c.refuse(RuleScriptFullStop, next[0], "a full stop follows %s", a.at.Text)
		c.remove(c.text, next[0], next[0])
		return next[1:]
	}
	if text, isText := a.value.Text(); isText && !a.quoted && strings.HasSuffix(text, ".") && (a.parameter.Type == cmdlet.BoolType || a.parameter.Type == cmdlet.NameType || a.parameter.Type == cmdlet.NumberType) {
		c.refuse(RuleScriptFullStop, a.at, "a full stop follows %s", text)
		c.replace(a.at, strings.TrimRight(a.at.Text, "."))
		a.value = diag.Text(strings.TrimRight(text, "."))
	}
	return rest
}

// find returns the parameter with a name.
func (c *call) find(at pwsh.Token, name string) (cmdlet.Parameter, bool) {
	name = visible(name) // invisible characters are reported elsewhere
	found := c.cmdlet.Bind(name)
	switch len(found) {
	case 1:
		p := found[0]
		if !char.EqualFold(p.Name, name) && !slices.ContainsFunc(slices.Collect(p.Aliases()), func(a string) bool { return char.EqualFold(a, name) }) {
			c.report(RuleScriptAbbreviated, at, c.subject(), "-%s is an abbreviation of -%s", name, p.Name)
			c.rename(at, p.Name)
		}
		return p, true
	case 0:
		if c.cmdlet.Kind.IsTenant() { // the module has more parameters than the documents describe
			detail := "the effect of -%s of %s is not known"
			if c.cmdlet.Withdrawn(name) {
				detail = "-%s of %s was withdrawn with the end of Skype on 2025-05-05: newer versions of the module do not have it"
			}
			c.unknown(at, detail, name, c.cmdlet.Name)
			return cmdlet.Parameter{}, false
		}
		if c.isForeign(name) {
			c.refuse(RuleScriptParameter, at, "%s has no -%s, which belongs to Microsoft Teams", c.cmdlet.Name, name)
			return cmdlet.Parameter{}, false
		}
		if p, found := c.again(name); found {
			f := c.scriptReader.report(RuleScriptParameter, at, c.subject(), "%s has no -%s: it cannot be changed in place", c.cmdlet.Name, name)
			f.Remedy = "Remove the record and create it again with the value. The commands are not written here: not all of its members are known."
			c.addFinding(f)
			c.inPlace = cmp.Or(c.inPlace, f)
			return p, true
		}
		var names []string
		for p := range c.cmdlet.Parameters() {
			names = append(names, p.Name)
		}
		detail := fmt.Sprintf("%s has no -%s", c.cmdlet.Name, name)
		if nearest, isNear := near.Name(name, names); isNear {
			detail += ": -" + nearest + " is meant"
			c.rename(at, nearest)
		}
		c.refuse(RuleScriptParameter, at, "%s", detail)
	default:
		var names []string
		var asked []string // the parameters that PowerShell asks for
		for _, p := range found {
			names = append(names, "-"+p.Name)
			if p.Required && !p.Disputed {
				asked = append(asked, p.Name)
			}
		}
		if len(asked) == 1 {
			c.rename(at, asked[0])
		}
		c.refuse(RuleScriptAmbiguous, at, "-%s may be any of %s", name, strings.Join(names, ", "))
	}
	return cmdlet.Parameter{}, false
}

// rename corrects the name of a parameter.
func (c *call) rename(at pwsh.Token, name string) {
	if !at.Is(pwsh.Parameter) { // the key of a table
		c.replace(at, name)
		return
	}
	if strings.HasSuffix(at.Text, ":") {
		name += ":"
	}
	c.replace(at, "-"+name)
}

// isForeign reports whether a parameter belongs to the cmdlet of another product.
func (c *call) isForeign(name string) bool {
	if c.cmdlet.Kind.IsZero() {
		return false
	}
	about := c.cmdlet.Kind.Row().Table().About()
	return about.Foreign != nil && about.Foreign(name) != nil
}

// again returns the parameter of the New- cmdlet for a member without a parameter of the
// Set- cmdlet.
func (c *call) again(name string) (cmdlet.Parameter, bool) {
	set := diag.Edit{Op: c.cmdlet.Op, Subject: c.subject(), Members: []diag.MemberEdit{{Name: name}}}
	if !cmdlet.Replaces(set) {
		return cmdlet.Parameter{}, false
	}
	_, noun, _ := strings.Cut(c.cmdlet.Name, "-")
	fresh, found := cmdlet.Lookup("New-" + noun)
	if !found {
		return cmdlet.Parameter{}, false
	}
	for p := range fresh.Parameters() {
		if char.EqualFold(p.Name, name) {
			return p, true
		}
	}
	return cmdlet.Parameter{}, false
}

// positional binds an argument without a parameter. The first is the Identity.
func (c *call) positional(tokens []pwsh.Token) []pwsh.Token {
	t := tokens[0]
	if isBlankWord(t) {
		return tokens[1:] // reported elsewhere
	}
	if t.Is(pwsh.Word) && t.Literal && strings.Trim(t.Value, "-") != "" {
		for p := range c.cmdlet.Parameters() {
			if char.EqualFold(p.Name, strings.TrimLeft(plainDashes(t.Value), "-")) && c.isNoIdentity(tokens[1:]) {
				if !isDashLike([]rune(t.Text)[0]) { // otherwise reported elsewhere
					c.refuse(RuleScriptArgument, t, "a hyphen is missing: write -%s", p.Name)
					c.replace(t, "-"+p.Name)
				}
				rest := pwsh.SkipBlanks(tokens[1:])
				if len(rest) > 0 && p.Type != cmdlet.SwitchType && !rest[0].Is(pwsh.Parameter, pwsh.Redirection) {
					_, rest = c.value(rest)
				}
				return rest
			}
		}
	}
	a, rest := c.value(tokens)
	if c.given["Identity"] != nil || c.given["Domain"] != nil || c.cmdlet.Kind == federation.AccessEdge {
		c.refuse(RuleScriptArgument, t, "%.60q does not belong to a parameter", t.Text)
		return rest
	}
	for p := range c.cmdlet.Parameters() {
		if p.Name == "Identity" {
			a.parameter = p
		}
	}
	c.setArgument(&a, t)
	return rest
}

// isNoIdentity reports whether a word with the name of a parameter cannot be the Identity:
// the command already has one, or a value follows the word.
func (c *call) isNoIdentity(rest []pwsh.Token) bool {
	rest = pwsh.SkipBlanks(rest)
	return c.identity() != nil || len(rest) > 0 && !rest[0].Is(pwsh.Parameter, pwsh.Redirection)
}

// value reads a value, with the further values after commas.
func (c *call) value(tokens []pwsh.Token) (argument, []pwsh.Token) {
	a := c.single(tokens[0])
	a.last = tokens[0]
	rest := tokens[1:]
	var items []string
	isList := false
	if s, isText := a.value.Text(); isText {
		items = append(items, s)
	}
	for {
		next := pwsh.SkipBlanks(rest)
		if len(next) == 0 || !next[0].Is(pwsh.Comma) {
			break
		}
		isList = true
		next = next[1:]
		for len(next) > 0 && next[0].Is(pwsh.Space, pwsh.Comment, pwsh.Newline) {
			next = next[1:]
		}
		if len(next) == 0 {
			rest = nil
			break
		}
		item := c.single(next[0])
		s, isText := item.value.Text()
		items = append(items, s)
		a.known = a.known && item.known && isText
		a.last = next[0]
		rest = next[1:]
	}
	if isList {
		a.value = diag.Texts(items...)
	}
	return a, rest
}

// single returns the value of a token.
func (c *call) single(t pwsh.Token) argument {
	c.characters(t)
	a := argument{at: t, known: true}
	switch {
	case t.Is(pwsh.String) && t.Literal && !t.Unclosed:
		a.value, a.quoted = diag.Text(t.Value), true
	case t.Is(pwsh.String):
		a.quoted, a.known = true, false
	case t.Is(pwsh.Word) && t.Literal:
		a.value = diag.Text(t.Value)
		if n, err := strconv.ParseUint(t.Value, 10, 64); err == nil {
			a.value = diag.Number(n)
		}
	case t.Is(pwsh.Variable) && t.Literal && char.EqualFold(t.Value, "true"):
		a.value = diag.Bool(true)
	case t.Is(pwsh.Variable) && t.Literal && (char.EqualFold(t.Value, "false") || char.EqualFold(t.Value, "WhatIfPreference")): // $WhatIfPreference is off unless the script is only tried
		a.value = diag.Bool(false)
	case t.Is(pwsh.Variable) && t.Literal && char.EqualFold(t.Value, "null"):
		a.value = diag.Null()
	case t.Is(pwsh.Group) && (t.Text[0] == '(' || strings.HasPrefix(t.Text, "@(")):
		return c.group(t)
	default:
		a.known = false
	}
	return a
}

// group returns the values in brackets, if all of them are plain.
func (c *call) group(t pwsh.Token) argument {
	a := argument{at: t, known: true}
	var items []string
	count := 0
	for _, inner := range t.Inside() {
		if inner.Is(pwsh.Space, pwsh.Comment, pwsh.Newline, pwsh.Comma) {
			continue
		}
		if inner.Is(pwsh.Group) || inner.Is(pwsh.Word) && count == 0 && !isNumber(inner.Value) { // a command in brackets
			a.known = false
			return a
		}
		item := c.single(inner)
		s, isText := item.value.Text()
		items = append(items, s)
		count++
		a.known = a.known && item.known
		a.value, a.quoted = item.value, item.quoted
		if !isText && count > 1 {
			a.known = false
		}
	}
	if count != 1 || t.Text[0] == '@' {
		a.value = diag.Texts(items...)
	}
	return a
}

func isNumber(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

// maxSplatted is the largest total size of splatted hashtables, in bytes. It bounds the
// work, because each command reads its table again.
const maxSplatted = 1 << 22

// splat binds the members of a splatted hashtable.
func (c *call) splat(t pwsh.Token) {
	name := char.Fold(t.Value)
	table, found := c.tables[name]
	if !found || c.assigned[name] != 1 || c.splatted+len(table.Text) > maxSplatted {
		c.open = true
		c.unknown(t, "the values of @%s are not all in the script", t.Value)
		return
	}
	c.splatted += len(table.Text)
	outside := c.edits
	c.edits = nil
	c.members(members(table.Inside()))
	if len(c.edits) > 0 { // the table has faults: its corrected values replace @name
		text, done := edit(c.text, table.Offset, table.Offset+len(table.Text), c.edits)
		if c.edits = outside; done {
			c.replace(t, parameters(pwsh.Lex(text)[0].Inside()))
		}
		return
	}
	c.edits = outside
}

// parameters returns the members of a hashtable as the text of parameters.
func parameters(tokens []pwsh.Token) string {
	var b strings.Builder
	key := true
	for _, t := range members(tokens) {
		switch {
		case t.Is(pwsh.Comment):
		case t.Is(pwsh.Newline, pwsh.Semicolon):
			key = true
		case t.Is(pwsh.Space):
		case t.Text == "=":
			b.WriteByte(' ')
		case key:
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString("-" + t.Value)
			key = false
		default:
			b.WriteString(t.Text)
		}
	}
	return b.String()
}

// members binds the members of a hashtable.
func (c *call) members(tokens []pwsh.Token) {
	for len(tokens) > 0 {
		key := tokens[0]
		tokens = tokens[1:]
		if !key.Is(pwsh.Word, pwsh.String) {
			continue
		}
		if tokens = pwsh.SkipBlanks(tokens); len(tokens) > 0 && tokens[0].Text == "=" {
			tokens = pwsh.SkipBlanks(tokens[1:])
		}
		if len(tokens) == 0 {
			return
		}
		p, isParameter := c.find(key, key.Value)
		var a argument
		if a, tokens = c.value(tokens); isParameter {
			a.parameter = p
			c.setArgument(&a, key)
		}
	}
}

// members returns the tokens of a hashtable with each equals sign as a separate token. In
// a hashtable a name ends before the sign.
func members(tokens []pwsh.Token) []pwsh.Token {
	var all []pwsh.Token
	for _, t := range tokens {
		before, after, joined := strings.Cut(t.Text, "=")
		if !t.Is(pwsh.Word) || !joined || t.Text == "=" {
			all = append(all, t)
			continue
		}
		if before != "" {
			all = append(all, pwsh.LexAt(before, t)...)
		}
		sign := t
		sign.Text, sign.Value, sign.Literal = "=", "=", true
		sign.Offset, sign.Column = t.Offset+len(before), t.Column+utf8.RuneCountInString(before)
		rest := sign
		rest.Offset, rest.Column = sign.Offset+1, sign.Column+1
		all = append(append(all, sign), pwsh.LexAt(after, rest)...)
	}
	return all
}

// unknown reports that a part of the command is not known.
func (c *call) unknown(at pwsh.Token, format string, args ...any) {
	c.known = false
	c.report(RuleScriptUnknown, at, c.subject(), format, args...)
}

// setArgument records the argument of a parameter, and checks it.
func (c *call) setArgument(a *argument, at pwsh.Token) {
	p := a.parameter
	a.name = at
	if first := c.given[p.Name]; first != nil {
		c.refuse(RuleScriptRepeated, at, "-%s is given twice", p.Name)
		if at.Is(pwsh.Parameter) && a.known && first.known && a.value.Equal(first.value) {
			c.remove(c.text, at, a.last)
		}
		return
	}
	c.given[p.Name] = a
	c.order = append(c.order, a)
	switch {
	case p.Teams && c.cmdlet.Op != diag.OpGrant:
		c.report(policy.RuleMemberTeams, at, c.subject(), "-%s belongs to Microsoft Teams, and has no effect on a server", p.Name)
	case !p.Since.IsZero() && !c.script.platform.Knows(p.Since):
		c.refuse(cmdlet.RuleParameterUnknown, at, "-%s came with %s, but the server is %s", p.Name, p.Since.Title(), c.script.platform.Title())
	}
	if a.known && a.list == nil {
		c.check(a)
	} else if a.known {
		return
	} else if a.at.Unclosed {
		c.refused = true // reported elsewhere
	} else if matters(p) && !c.refused {
		c.unknown(a.at, "the value of -%s is not in the script", p.Name)
	}
}

// check reports a value that the parameter does not accept.
func (c *call) check(a *argument) {
	p := a.parameter
	text, isText := a.value.Text()
	if isText && (isTemplate(text, p.Name) || isPlaceholder([]byte(text))) {
		c.refuse(RuleScriptPlaceholder, a.at, "%q is a placeholder for a value", text)
		a.known = false
		return
	}
	if items, isList := a.value.Texts(); isList && !p.Teams && p.Type != cmdlet.ObjectType && p.Type != cmdlet.ListType {
		list := strings.Join(items, ",")
		c.refuse(RuleScriptValue, a.at, "-%s takes one value, not the list %s", p.Name, strings.Join(items, ", "))
		if quoted, err := cmdlet.Quote(list); p.Member == "NameDecorationExcludedDomainList" && err == nil { // this list is one text
			c.edits = append(c.edits, textEdit{a.at.Offset, a.last.Offset + len(a.last.Text), quoted})
		}
		a.known = false
		return
	}
	switch p.Type {
	case cmdlet.BoolType:
		if n, isNumber := a.value.Number(); isNumber {
			a.value = diag.Bool(n != 0)
		} else if isText {
			c.refuse(RuleScriptBoolean, a.at, "%s is a text: write -%s %s", a.at.Text, p.Name, booleanOf(text))
			if value := booleanOf(text); !strings.Contains(value, " ") {
				c.replace(a.at, value)
			}
			a.known = false
			return
		} else if a.value.IsNull() {
			c.refuse(RuleScriptBoolean, a.at, "-%s does not accept $null", p.Name)
			a.known = false
			return
		}
	case cmdlet.TextType:
		if n, isNumber := a.value.Number(); isNumber {
			a.value = diag.Text(strconv.FormatUint(n, 10))
		} else if on, isBool := a.value.Bool(); isBool {
			a.value = diag.Text(diag.Bool(on).String())
		}
	case cmdlet.NumberType:
		if _, isNumber := a.value.Number(); !isNumber && p.Member == "" {
			c.refuse(RuleScriptValue, a.at, "-%s takes a number, not %s", p.Name, a.at.Text)
			a.known = false
		}
	case cmdlet.NameType, cmdlet.SwitchType, cmdlet.ObjectType, cmdlet.ListType:
	}
	if p.Member != "" && p.Type != cmdlet.SwitchType && !a.value.IsNull() && c.cmdlet.Op != diag.OpGrant {
		c.checkRecord(a)
	}
}

func booleanOf(text string) string {
	if char.EqualFold(text, "true") || text == "1" {
		return "$true"
	}
	if char.EqualFold(text, "false") || text == "0" {
		return "$false"
	}
	return "$true or $false"
}

// checkRecord reports a value that no record can have.
func (c *call) checkRecord(a *argument) {
	text, _ := a.value.Text()
	var blank federation.Configuration
	err := c.cmdlet.Kind.Row().Edit(&blank, 0, func(r record.Record) error { return r.Put(a.parameter.Member, a.value) })
	for f := range diag.All(err) {
		placed := *f
		placed.Path, placed.Subject = diag.Path("").Member(a.parameter.Member), c.subject()
		placed.Pos = c.place(a.at)
		if c.script.found.Add(placed.Subject.Kind, &placed) {
			c.findings = append(c.findings, &placed)
		}
		c.refused, a.known = true, false
		if name, isNear := near.Only(text, c.constants(a.parameter)); isNear {
			c.replace(a.at, name)
		}
		return
	}
}

// constants returns the names that a parameter accepts. It returns nil for a parameter
// that does not take the name or number of a constant.
func (c *call) constants(p cmdlet.Parameter) []string {
	if p.Type != cmdlet.NameType {
		return nil
	}
	return c.cmdlet.Kind.Row().Table().Constants(p.Member)
}

// isTemplate reports whether a text is a placeholder for a value, such as [identity]
// or HOSTING-PROVIDER-NAME.
func isTemplate(text, parameter string) bool {
	if len(text) < 3 {
		return false
	}
	first, last := text[0], text[len(text)-1]
	if first == '<' && last == '>' || first == '[' && last == ']' || first == '{' && last == '}' {
		return true
	}
	named := parameter == "Identity" || parameter == "Domain" || parameter == "PolicyName" || parameter == "ProxyFqdn"
	return named && strings.ContainsAny(text, "-_") && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == ""
}

// finish reports the faults of the command as a whole, and adds its change.
func (c *call) finish() {
	if c.cmdlet.Op.IsZero() {
		return
	}
	if c.piped {
		c.unknown(c.line.name, "the input from the pipe is not in the script")
	}
	if c.given["Instance"] != nil {
		c.known = false
	}
	for _, name := range [...]string{"Global", "Group"} {
		if of := c.given[name]; of != nil && !c.refused {
			c.unknown(of.name, "the records of users do not show the users that a grant with -%s changes", name)
		}
	}
	if !c.refused && !c.open {
		c.complete()
	}
	if c.cmdlet.Kind.IsZero() {
		c.unknown(c.line.name, "a configuration does not have XMPP partners: the command is checked, but not applied")
		return
	}
	for _, a := range c.order {
		c.known = c.known && (a.known || !matters(a.parameter))
	}
	if whatIf := c.given["WhatIf"]; whatIf != nil && !isOff(whatIf) || c.given["InMemory"] != nil && !isOff(c.given["InMemory"]) {
		return // the command changes no record
	}
	change := Change{Edit: c.edit(), Kind: c.cmdlet.Kind, Refused: c.refused || c.inPlace != nil, Pos: c.place(c.line.name)}
	for _, a := range c.order {
		if a.list != nil {
			change.Lists = append(change.Lists, *a.list)
		}
	}
	change.Known = c.known // edit may have cleared it
	if c.inPlace != nil && c.inPlace.Detail != "" && c.known && !c.refused {
		change.inPlace = &inPlace{c.line, c.inPlace}
	}
	c.script.Changes = append(c.script.Changes, change)
}

// matters reports whether a parameter decides on the effect of a command.
func matters(p cmdlet.Parameter) bool {
	return p.Member != "" || p.Name == "Identity" || p.Name == "Domain" || p.Name == "Instance" || p.Name == "WhatIf" || p.Name == "InMemory"
}

func isOff(a *argument) bool {
	on, isBool := a.value.Bool()
	return isBool && !on
}

// complete reports missing parameters that PowerShell asks for, and parameters of two
// parameter sets.
func (c *call) complete() {
	fromPipe := c.piped || c.given["Instance"] != nil
	if c.given["Identity"] != nil && c.given["Domain"] != nil {
		id, domain := c.given["Identity"], c.given["Domain"]
		c.refuse(cmdlet.RuleParameterMixed, domain.at, "the command has both -Identity and -Domain")
		if id.known && domain.known && id.value.Equal(domain.value) {
			c.remove(c.text, domain.name, domain.at)
		}
	}
	set := ""
	for _, a := range c.order {
		switch of := a.parameter.Set; {
		case of == "" || a.parameter.Type == cmdlet.SwitchType && isOff(a):
		case set != "" && of != set:
			c.refuse(cmdlet.RuleParameterMixed, a.at, "-%s belongs to -%s, and the command has a parameter of -%s", a.parameter.Name, of, set)
			return
		default:
			set = of
		}
	}
	if id := c.given["Identity"]; id != nil && set != "" {
		c.refuse(cmdlet.RuleParameterMixed, id.at, "-Identity is not permitted with the parameters of -%s", set)
		if text, _ := id.value.Text(); char.EqualFold(text, "Global") { // the name of the only record
			c.remove(c.text, id.name, id.at)
		}
		return
	}
	for p := range c.cmdlet.Parameters() {
		alone := set == federation.UseDefaultRouting.String() && c.given[set] == nil && c.given["DefaultRouteFqdn"] == nil // an example on the page omits both
		switch {
		case !p.Required || c.given[p.Name] != nil || p.Set != set && p.Set != "" || fromPipe && p.Name == "Identity" || alone:
		case p.Name == "Identity" && (c.given["Domain"] != nil || c.given["Global"] != nil || c.given["Group"] != nil):
		case p.Disputed:
			c.report(RuleScriptDisputed, c.line.name, c.subject(), "-%s is not given", p.Name)
		default:
			c.refuse(cmdlet.RuleParameterMissing, c.line.name, "the shell prompts for -%s", p.Name)
			if p.Type == cmdlet.SwitchType {
				c.insert(c.line.name.Offset+len(c.line.name.Text), " -"+p.Name)
			}
			return
		}
	}
	if c.identity() != nil || fromPipe || c.isSingle() || c.cmdlet.Op == diag.OpGrant {
		return
	}
	if c.cmdlet.Kind.IsPolicies() {
		c.report(RuleScriptGlobal, c.line.name, diag.Subject{Kind: c.cmdlet.Kind.String(), Identity: "Global"}, "no -Identity is given")
		c.insert(c.line.name.Offset+len(c.line.name.Text), " -Identity Global")
		return
	}
	c.refuse(cmdlet.RuleIdentityMissing, c.line.name, "no -Identity is given")
}

// isSingle reports whether the command is for a kind with a single record, Global.
func (c *call) isSingle() bool {
	return c.cmdlet.Kind == federation.AccessEdge || c.cmdlet.Kind == federation.TenantFederationConfiguration
}

// edit returns the command as a change of its record.
func (c *call) edit() diag.Edit {
	e := diag.Edit{Op: c.cmdlet.Op, Subject: c.subject()}
	switch {
	case c.isSingle(), c.cmdlet.Kind.IsPolicies() && c.identity() == nil && !c.piped && !c.open:
		e.Subject.Identity = "Global"
	case c.cmdlet.Kind.IsUsers():
		text, isURI := char.CutPrefix(e.Subject.Identity, "sip:")
		if _, err := address.Parse(text); err != nil || !isURI && strings.Contains(text, "*") {
			c.known = false // a display name or another name that only the directory can resolve
		}
		e.Subject.Identity = text
	}
	for _, a := range c.order {
		switch {
		case a.parameter.Member == "" || !a.known || a.list != nil:
		case a.parameter.Type == cmdlet.SwitchType:
			if !isOff(a) {
				e.Members = append(e.Members, diag.MemberEdit{Name: a.parameter.Member, New: diag.Text(a.parameter.Name)})
			}
		default:
			e.Members = append(e.Members, diag.MemberEdit{Name: a.parameter.Member, New: a.value})
		}
	}
	return e
}

package powershell

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/pwsh"
)

// A command is the part of a command at a prompt that decides what is printed below.
type command struct {
	cmdlet  string // the Get-Cs… whose records it prints; "": none
	prints  bool   // whether the records are printed, and not counted or sent to a file
	wide    bool   // whether Format-Wide prints them
	selects bool   // whether it prints selected properties
	part    string // what leaves some of the records out; "": nothing
}

// An output is what a command prints. The zero output is of no known command.
type output struct {
	command
	at    int  // the byte of the prompt
	apart bool // whether lines that were not read stand between it and what is read
}

// isOf reports whether an output is of the records of a kind.
func (o output) isOf(k *kind) bool {
	_, noun, found := strings.Cut(o.cmdlet, "-")
	return found && char.EqualFold(k.noun, noun)
}

// prompt begins the output of the command in a line. Of what the command before
// it printed, something must have been read.
func (r *reader) prompt(line []byte) {
	if r.awaited != nil && r.unread.n > 0 {
		r.unread.printed = r.awaited
		r.reportUnread()
	}
	r.awaited, r.above = nil, output{}
	at := bytes.Index(line, []byte("Get-Cs"))
	if at < 0 {
		return
	}
	c := parseCommand(string(line[at:]))
	if c.wide {
		r.wide = c.cmdlet
	}
	isKept := bytes.HasSuffix(bytes.TrimRight(line[:at], " ("), []byte("=")) // in a variable
	if !c.prints || isKept {
		return
	}
	r.awaited = r.kindOfCmdlet(c.cmdlet)
	if bytes.Count(line, []byte("Get-Cs")) == 1 { // or it is not known whose output it is
		r.above = output{command: c, at: r.at}
	}
}

// reportLeftOut reports, at the first record of an output, that its command leaves some out.
func (a *assembler) reportLeftOut(in *input, k *kind) {
	if a.above.part == "" || len(k.key) == 0 || !a.above.isOf(k) {
		return
	}
	a.incomplete = a.incomplete.With(k.kind)
	a.report(in, RuleOutputPart, diag.Path("").Member(k.name), a.above.at, "%s with %.60s prints some of the records, and the others are not known", a.above.cmdlet, a.above.part)
	a.above.part = ""
}

// parseCommand reads a text that begins with the name of a cmdlet.
func parseCommand(text string) command {
	c := command{prints: true}
	for part := range pwsh.Commands(pwsh.Lex(text)) {
		name, arguments := part.Name(), part.Tokens[1:]
		var left string // what leaves records out
		switch {
		case c.cmdlet == "":
			c.cmdlet, left = name, leftOut(arguments)
		case !part.Piped:
			return c
		case has(whereNames, name):
			left = name
		case has(selectNames, name):
			left, c.selects = leftOutBySelect(arguments), c.selects || isSelecting(arguments)
		case has(listNames, name):
			c.selects = c.selects || isSelecting(arguments)
		case has(wideNames, name):
			c.wide = true
		case has(awayNames, name), char.HasPrefix(name, "Export-"):
			c.prints = false
		}
		c.prints = c.prints && !slices.ContainsFunc(arguments, func(t pwsh.Token) bool { return t.Kind == pwsh.Redirection })
		c.part = cmp.Or(c.part, left)
	}
	return c
}

// The commands in a pipeline that matter, with their aliases.
var (
	whereNames  = []string{"Where-Object", "where", "?"}
	selectNames = []string{"Select-Object", "select"}
	listNames   = []string{"Format-List", "fl", "Format-Table", "ft"}
	wideNames   = []string{"Format-Wide", "fw"}
	awayNames   = []string{"Out-File", "Out-Null", "Set-Content", "Add-Content", "Measure-Object", "measure"}
)

// The parameters of Get-Cs… cmdlets that leave no record out: with a value, and
// without one. Select-Object leaves some out by the last.
var (
	valueParameters  = []string{"Include", "Tenant", "DomainController", "Credential", "ErrorAction", "ErrorVariable", "WarningAction", "WarningVariable", "OutVariable", "OutBuffer"}
	switchParameters = []string{"LocalStore", "Verbose", "Debug"}
	selectParameters = []string{"First", "Last", "Skip", "SkipLast", "Index", "Unique"}
)

// leftOut returns the first argument of a Get-Cs… cmdlet by which it prints some of
// the records only, or "".
func leftOut(arguments []pwsh.Token) string {
	arguments = slices.DeleteFunc(slices.Clone(arguments), func(t pwsh.Token) bool { return t.Is(pwsh.Space, pwsh.Newline, pwsh.Comment) })
	for i := 0; i < len(arguments); i++ {
		name, value := "", arguments[i]
		if value.Kind == pwsh.Parameter {
			isGiven := strings.HasSuffix(value.Text, ":")
			name, value = value.Value, pwsh.Token{}
			if begins(name, switchParameters) && !isGiven {
				continue
			}
			if i++; i < len(arguments) {
				value = arguments[i]
			}
		}
		switch {
		case begins(name, valueParameters), begins(name, switchParameters), value.Value == "*", char.EqualFold(value.Value, "Unlimited"), value.Kind == pwsh.Redirection:
		case name != "":
			return "-" + name
		default:
			return value.Text
		}
	}
	return ""
}

// leftOutBySelect returns the parameter by which Select-Object lets some of the
// records through only, or "".
func leftOutBySelect(arguments []pwsh.Token) string {
	for _, t := range arguments {
		if t.Kind == pwsh.Parameter && begins(t.Value, selectParameters) {
			return "-" + t.Value
		}
	}
	return ""
}

// isSelecting reports whether arguments name properties, and not all of them by *.
func isSelecting(arguments []pwsh.Token) bool {
	return slices.ContainsFunc(arguments, func(t pwsh.Token) bool {
		return t.Is(pwsh.Word, pwsh.String, pwsh.Variable, pwsh.Group, pwsh.Splat) && t.Value != "*"
	})
}

// begins reports whether a parameter is one of some, or the beginning of one.
func begins(parameter string, of []string) bool {
	return parameter != "" && slices.ContainsFunc(of, func(name string) bool { return char.HasPrefix(name, parameter) })
}

package powershell

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

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
	makes   bool   // whether another command may print other objects in place of the records
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

// getCs is the beginning of the name of each cmdlet that prints records.
const getCs = "Get-Cs"

// cmdletAt returns the offset of the first name in a line that begins with getCs, or -1.
func cmdletAt(line []byte) int {
	for at := 0; ; at++ {
		i := bytes.IndexByte(line[at:], getCs[3])
		if i < 0 {
			return -1
		}
		if at += i; at >= 3 && at+3 <= len(line) && char.EqualFold(string(line[at-3:at+3]), getCs) && (at == 3 || !isWord(line[at-4])) {
			return at - 3
		}
	}
}

// promptMarks are the characters at the end of prompts, of the shell and of persons' own.
const promptMarks = ">$#%❯➜→»›λ"

// isTyped reports whether a line is a prompt of any kind with a cmdlet that prints
// records.
func isTyped(line []byte) bool {
	at := cmdletAt(line[:min(len(line), maxName)])
	if at < 1 {
		return false
	}
	last, _ := utf8.DecodeLastRune(bytes.TrimRight(line[:at], " (&"))
	return strings.ContainsRune(promptMarks, last)
}

// prompt begins the output of the command in a line. Of what the command before
// it printed, something must have been read.
func (r *reader) prompt(line []byte) {
	r.endOutput()
	more, goesOn := bytes.CutPrefix(line, []byte(">>"))
	if goesOn && r.typed != "" {
		r.typed += "\n" + string(more)
	} else {
		r.typed, r.typedAt = string(line), r.at
	}
	if at := strings.Index(r.typed, "TerminatingError("); at >= 0 {
		cmdlet, message, _ := strings.Cut(r.typed[at+len("TerminatingError("):], ")")
		r.failure(cmdlet, strings.Trim(message, `: "`), r.at)
		r.typed = ""
	}
	r.awaited, r.hasOther, r.above = nil, false, output{}
	typed := []byte(r.typed)
	at := cmdletAt(typed)
	before := bytes.TrimRight(typed[:max(at, 0)], " (")
	switch { // records in a variable may be printed by what comes after
	case at < 0:
		_, rest, _ := strings.Cut(r.typed, ">")
		r.above = output{command: parseCommand(rest), at: r.typedAt}
		return
	case bytes.HasSuffix(before, []byte("=")):
		_, rest, _ := strings.Cut(r.typed[at:], ";")
		r.above = output{command: parseCommand(rest), at: r.typedAt}
		return
	}
	words := strings.Fields(string(before))
	if len(words) > 0 && has(aboutNames, words[len(words)-1]) {
		return // it prints nothing of the cmdlet
	}
	c := parseCommand(r.typed[at:])
	if c.wide {
		r.wide = c.cmdlet
	}
	isCount := at > 0 && typed[at-1] == '(' && strings.HasSuffix(char.Fold(r.typed), ").count")
	if !c.prints || isCount {
		return
	}
	if bytes.HasSuffix(before, []byte("|")) {
		c.part = cmp.Or(c.part, "what is before it")
	}
	if _, index, found := strings.Cut(r.typed[at:], ")["); found {
		c.part = cmp.Or(c.part, "["+index)
	}
	r.awaited = r.kindOfCmdlet(c.cmdlet)
	if cmdletAt(typed[at+len(getCs):]) < 0 { // or it is not known whose output it is
		r.above = output{command: c, at: r.typedAt}
	}
}

// endOutput reports the output of a cmdlet of which no record was read, if it has anything.
func (r *reader) endOutput() {
	switch {
	case r.awaited == nil:
	case r.unread.n > 0:
		r.unread.printed = r.awaited
		r.reportUnread()
	case r.hasOther:
		f := r.finding(RuleLinesSkipped, diag.Path("").Member(r.awaited.name), r.typedAt, "nothing that Get-%s printed was read", r.awaited.noun)
		f.Severity = diag.Error
		r.finds(f)
		r.incomplete = r.incomplete.With(r.awaited.kind)
	}
}

// reportLeftOut reports, at the first record of an output, that its command leaves some out.
func (a *assembler) reportLeftOut(in *input, k *kind) {
	if a.above.part == "" || len(k.key) == 0 || a.above.cmdlet != "" && !a.above.isOf(k) {
		return
	}
	a.incomplete = a.incomplete.With(k.kind)
	a.report(in, RuleOutputPart, diag.Path("").Member(k.name), a.above.at, "%s with %.60s prints some of the records, and the others are not known", cmp.Or(a.above.cmdlet, "the command"), a.above.part)
	a.above.part = ""
}

// parseCommand reads the command in a text that begins with a cmdlet, or with a variable
// that has records.
func parseCommand(text string) command {
	c := command{prints: true}
	isFirst := true
	for part := range pwsh.Commands(pwsh.Lex(text)) {
		name := part.Name()
		arguments := part.Tokens[min(1, len(part.Tokens)):]
		var left string // what leaves records out
		switch {
		case isFirst && char.HasPrefix(name, getCs):
			c.cmdlet, left = name, leftOut(arguments)
		case isFirst:
		case !part.Piped:
			return c
		case has(selectNames, name):
			left, c.selects = leftOutBy(selectParameters, arguments), c.selects || isSelecting(arguments)
		case has(sortNames, name):
			left = leftOutBy(sortParameters, arguments)
		case has(listNames, name):
			c.selects = c.selects || isSelecting(arguments)
		case has(wideNames, name):
			c.wide = true
		case has(awayNames, name), char.HasPrefix(name, "Export-"):
			c.prints = false
		case !has(wholeNames, name):
			left = cmp.Or(name, "what is after it")
			c.makes = c.makes || !has(whereNames, name)
		}
		isFirst = false
		c.prints = c.prints && !slices.ContainsFunc(arguments, func(t pwsh.Token) bool { return t.Kind == pwsh.Redirection })
		c.part = cmp.Or(c.part, left)
	}
	return c
}

// The commands in a pipeline that matter, with their aliases. Any other may leave
// records out.
var (
	selectNames = []string{"Select-Object", "select"}
	sortNames   = []string{"Sort-Object", "sort"}
	whereNames  = []string{"Where-Object", "where", "?"}
	listNames   = []string{"Format-List", "fl", "Format-Table", "ft"}
	wideNames   = []string{"Format-Wide", "fw"}
	awayNames   = []string{"Out-File", "Out-Null", "Set-Content", "Add-Content", "Measure-Object", "measure"}
	aboutNames  = []string{"Get-Help", "help", "man", "Get-Command", "gcm"} // with the name of a cmdlet
	wholeNames  = []string{"Format-Custom", "fc", "Out-String", "Out-Host", "oh", "Out-Default", "more", "more.com", "Tee-Object", "tee",
		"ConvertTo-Json", "ConvertTo-Csv", "ConvertTo-Xml", "ConvertTo-Html", "ConvertTo-CliXml"}
)

// The parameters of Get-Cs… cmdlets that leave no record out: with a value, and
// without one. Select-Object and Sort-Object leave some out by the last two.
var (
	valueParameters  = []string{"Include", "Tenant", "DomainController", "Credential", "ErrorAction", "ErrorVariable", "WarningAction", "WarningVariable", "OutVariable", "OutBuffer"}
	switchParameters = []string{"LocalStore", "Verbose", "Debug"}
	selectParameters = []string{"First", "Last", "Skip", "SkipLast", "Index", "Unique"}
	sortParameters   = []string{"Top", "Bottom", "Unique"}
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

// leftOutBy returns the first argument that is one of the parameters, by which a command
// leaves records out, or "".
func leftOutBy(parameters []string, arguments []pwsh.Token) string {
	for _, t := range arguments {
		if t.Kind == pwsh.Parameter && begins(t.Value, parameters) {
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

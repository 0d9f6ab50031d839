// Package pwsh splits PowerShell scripts into tokens, as the shell does for a command
// and its arguments. It evaluates nothing.
//
// The tokens of a text are contiguous: blanks, comments and line ends are tokens too.
// A bracketed group is one token. [Token.Inside] returns the tokens in it.
//
// The rules are those of the public source of PowerShell 7
// (src/System.Management.Automation/engine/parser/tokenizer.cs). Three other dashes
// count as a hyphen, four other quotes as a single quote, and three as a double quote.
package pwsh

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Kind is the kind of a token. Zero is not valid.
type Kind uint8

const (
	Space       Kind = iota + 1 // blanks, and a line end after a backtick
	Newline                     // a line end, which ends a command
	Comment                     // # to the end of the line, or <# … #>
	Word                        // a command, or an argument without quotes
	String                      // an argument in quotes, or a here-string
	Variable                    // $name with its members and indices
	Splat                       // @name
	Parameter                   // -Name with its colon, if it has one
	Group                       // ( … ), { … }, @( … ), @{ … } or $( … ), whole
	Comma                       // ,
	Semicolon                   // ;
	Pipe                        // |
	Operator                    // &, &&, ||
	Redirection                 // >, >>, 2>, *>, 2>&1, <
	Stray                       // a closing bracket without its opening one, or a control character
)

var kindNames = [...]string{
	Space: "space", Newline: "newline", Comment: "comment", Word: "word", String: "string", Variable: "variable", Splat: "splat",
	Parameter: "parameter", Group: "group", Comma: "comma", Semicolon: "semicolon", Pipe: "pipe", Operator: "operator", Redirection: "redirection", Stray: "stray",
}

// String returns the name of the kind.
func (k Kind) String() string { return kindNames[k] }

// A Token is a part of a script.
type Token struct {
	Kind         Kind
	Text         string // the source text
	Offset       int    // of the first byte
	Line, Column int    // from 1; the column counts characters
	// Value is the value of a Word or a String, without quotes and escapes, or the
	// name of a Parameter, Splat or Variable. It is valid for a String only if Literal.
	Value    string
	Literal  bool // it does not depend on a variable
	Unclosed bool // its closing quote, bracket or comment end is missing
}

// Is reports whether a token is of one of the kinds.
func (t Token) Is(kinds ...Kind) bool {
	return slices.Contains(kinds, t.Kind)
}

// Lex returns the tokens of a script.
func Lex(text string) []Token { return LexAt(text, Token{Line: 1, Column: 1}) }

// LexAt is [Lex] for a part of a script that begins at the position of a token.
func LexAt(text string, at Token) []Token {
	l := lexer{text: text, line: at.Line, column: at.Column, base: at.Offset}
	l.run()
	return l.tokens
}

func (l *lexer) run() {
	for l.i < len(l.text) {
		l.next()
	}
}

// Inside returns the tokens between the brackets of a Group.
func (t Token) Inside() []Token {
	open := 1
	if t.Text[0] == '@' || t.Text[0] == '$' {
		open = 2
	}
	end := len(t.Text)
	if !t.Unclosed {
		end--
	}
	at := t
	at.Offset += open
	at.Column += open
	return LexAt(t.Text[open:end], at)
}

// A Command is a command of a pipeline, or an expression in place of one.
type Command struct {
	Tokens []Token // without leading blanks and comments; never empty
	End    Token   // the token that ended it; zero at the end of the text
	Piped  bool    // it follows a |
}

// Call returns the tokens of the command without a leading assignment such as $x = in
// $x = New-Y.
func (c Command) Call() []Token {
	if c.Tokens[0].Is(Variable) {
		rest := SkipBlanks(c.Tokens[1:])
		if len(rest) > 0 && rest[0].Is(Word) && assignment(rest[0].Text, 0) == len(rest[0].Text) {
			if rest = SkipBlanks(rest[1:]); len(rest) > 0 {
				return rest
			}
		}
	}
	return c.Tokens
}

// SkipBlanks returns tokens without leading blanks and comments.
func SkipBlanks(tokens []Token) []Token {
	for len(tokens) > 0 && tokens[0].Is(Space, Comment) {
		tokens = tokens[1:]
	}
	return tokens
}

// assignment returns the offset after the assignment operator at i, or -1.
func assignment(s string, i int) int {
	if c := at(s, i); c != 0 && strings.IndexByte("+-*/%", c) >= 0 {
		i++
	}
	if at(s, i) != '=' || at(s, i+1) == '=' {
		return -1
	}
	return i + 1
}

// Name returns the name of a command, or "" if it does not begin with a name.
func (c Command) Name() string {
	if t := c.Call()[0]; t.Is(Word) && t.Literal {
		return t.Value
	}
	return ""
}

// Commands returns the commands of a script or of the inside of a group. A command
// continues on the next line after a pipe or a comma. A Stray ends a command. Commands
// in groups are not included: see [Token.Inside].
func Commands(tokens []Token) iter.Seq[Command] {
	return func(yield func(Command) bool) {
		var c Command
		piped := false
		comma := false // the last token was a comma
		for _, t := range tokens {
			switch {
			case t.Is(Space, Comment):
				if len(c.Tokens) == 0 {
					continue
				}
			case t.Is(Newline) && (len(c.Tokens) == 0 && piped || comma):
				if len(c.Tokens) == 0 {
					continue
				}
			case t.Is(Newline, Semicolon, Pipe, Operator, Stray):
				if c.End = t; len(c.Tokens) > 0 && !yield(c) {
					return
				}
				piped = t.Is(Pipe)
				c = Command{Piped: piped}
				comma = false
				continue
			default:
				comma = t.Is(Comma)
			}
			c.Tokens = append(c.Tokens, t)
		}
		if len(c.Tokens) > 0 {
			yield(c)
		}
	}
}

type lexer struct {
	text         string
	i            int // the current offset
	tokens       []Token
	line, column int
	base         int
	looks        int // how many characters were read, for a test of the cost
}

// add adds the token from the end of the last one to offset end.
func (l *lexer) add(t Token, end int) {
	t.Text, t.Offset, t.Line, t.Column = l.text[l.i:end], l.base+l.i, l.line, l.column
	l.tokens = append(l.tokens, t)
	rest := t.Text
	for {
		i := strings.IndexAny(rest, "\r\n")
		if i < 0 {
			break
		}
		rest = rest[lineEnd(rest, i):]
		l.line, l.column = l.line+1, 1
	}
	l.column += characters(rest)
	l.i = end
}

// characters counts the bytes that begin a character.
func characters(s string) int {
	n := 0
	for i := range len(s) {
		if utf8.RuneStart(s[i]) {
			n++
		}
	}
	return n
}

func at(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return 0
}

// runeAt returns the character at offset i. The functions below read a text through it,
// except where they search for a byte and take everything before it.
func (l *lexer) runeAt(i int) (rune, int) {
	l.looks++
	if i >= len(l.text) {
		return 0, 0
	}
	return utf8.DecodeRuneInString(l.text[i:])
}

func isBlank(r rune) bool {
	return r == ' ' || r == '\t' || r == '\v' || r == '\f' || r == 0x85 || r == 0xFEFF || unicode.Is(unicode.Zs, r)
}

// IsDash reports whether a character counts as a hyphen in the shell.
func IsDash(r rune) bool { return r == '-' || r == 0x2013 || r == 0x2014 || r == 0x2015 }

// IsSingle reports whether a character counts as a single quote in the shell.
func IsSingle(r rune) bool { return r == '\'' || 0x2018 <= r && r <= 0x201B }

// IsDouble reports whether a character counts as a double quote in the shell.
func IsDouble(r rune) bool { return r == '"' || 0x201C <= r && r <= 0x201E }

// ends reports whether a character ends a word.
func ends(r rune) bool {
	return isBlank(r) || r < 0x80 && strings.ContainsRune("\r\n(){};,|&<>\x00", r)
}

func isName(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func (l *lexer) next() {
	s, i := l.text, l.i
	r, size := l.runeAt(i)
	switch {
	case isBlank(r) || r == '`' && lineEnd(s, i+1) > i+1:
		l.space()
	case r == '\r' || r == '\n':
		l.add(Token{Kind: Newline}, lineEnd(s, i))
	case r == '#':
		end := i
		for end < len(s) && s[end] != '\n' && s[end] != '\r' {
			end++
		}
		l.add(Token{Kind: Comment}, end)
	case strings.HasPrefix(s[i:], "<#"):
		end, closed := comment(s, i)
		l.add(Token{Kind: Comment, Unclosed: !closed}, end)
	case r == ',':
		l.add(Token{Kind: Comma}, i+1)
	case r == ';':
		l.add(Token{Kind: Semicolon}, i+1)
	case r == '|' && at(s, i+1) != '|':
		l.add(Token{Kind: Pipe}, i+1)
	case r == '|' || r == '&':
		end := i + 1
		if at(s, end) == byte(r) {
			end++
		}
		l.add(Token{Kind: Operator}, end)
	case r == ')' || r == '}' || r == 0:
		l.add(Token{Kind: Stray}, i+1)
	case r == '(' || r == '{' || (r == '@' || r == '$') && at(s, i+1) == '(' || r == '@' && at(s, i+1) == '{':
		end, closed := l.group(i, 0)
		l.add(Token{Kind: Group, Unclosed: !closed}, end)
	case redirection(s, i) > i:
		l.add(Token{Kind: Redirection}, redirection(s, i))
	case IsSingle(r) || IsDouble(r):
		value, end, literal, closed := l.quoted(i, 0)
		l.add(Token{Kind: String, Value: value, Literal: literal, Unclosed: !closed}, end)
	case r == '@' && l.isHere(i):
		value, end, literal, closed := l.here(i, 0)
		l.add(Token{Kind: String, Value: value, Literal: literal, Unclosed: !closed}, end)
	case r == '@' && l.nameEnd(i+1) > i+1:
		end := l.nameEnd(i + 1)
		l.add(Token{Kind: Splat, Value: s[i+1 : end]}, end)
	case r == '$' && l.variableEnd(i) > i+1:
		l.variable()
	case IsDash(r) && l.parameter(i+size) > i+size:
		end := l.parameter(i + size)
		t := Token{Kind: Parameter, Value: s[i+size : end]}
		if at(s, end) == ':' {
			end++
		}
		l.add(t, end)
	case l.isAfterVariable() && assignment(s, i) > i:
		end := assignment(s, i)
		l.add(Token{Kind: Word, Value: s[i:end], Literal: true}, end)
	default:
		l.word()
	}
}

// isAfterVariable reports whether the command so far is a single variable.
func (l *lexer) isAfterVariable() bool {
	n := len(l.tokens)
	if n > 0 && l.tokens[n-1].Is(Space) {
		n--
	}
	if n == 0 || !l.tokens[n-1].Is(Variable) {
		return false
	}
	if n--; n > 0 && l.tokens[n-1].Is(Space) {
		n--
	}
	return n == 0 || l.tokens[n-1].Is(Newline, Semicolon)
}

// lineEnd returns the offset after a line end at i, or i.
func lineEnd(s string, i int) int {
	if strings.HasPrefix(s[min(i, len(s)):], "\r\n") {
		return i + 2
	}
	if c := at(s, i); c == '\r' || c == '\n' {
		return i + 1
	}
	return i
}

func (l *lexer) space() {
	s, i := l.text, l.i
	for i < len(s) {
		r, size := l.runeAt(i)
		if end := lineEnd(s, i+1); r == '`' && end > i+1 {
			i = end
		} else if isBlank(r) {
			i += size
		} else {
			break
		}
	}
	l.add(Token{Kind: Space}, i)
}

// comment returns the offset after the comment <# … #> at i.
func comment(s string, i int) (end int, closed bool) {
	if n := strings.Index(s[i+2:], "#>"); n >= 0 {
		return i + 2 + n + 2, true
	}
	return len(s), false
}

// redirection returns the offset after the redirection at i, or i.
func redirection(s string, i int) int {
	start := i
	if c := at(s, i); c == '*' || '1' <= c && c <= '6' {
		i++
	}
	switch {
	case at(s, i) == '<' && i == start && at(s, i+1) != '#':
		return i + 1
	case at(s, i) != '>':
		return start
	case at(s, i+1) == '>':
		return i + 2
	case at(s, i+1) == '&' && (at(s, i+2) == '1' || at(s, i+2) == '2'):
		return i + 3
	}
	return i + 1
}

// nameEnd returns the offset after the name of a variable at i. The name may have a
// colon, as in env:PATH.
func (l *lexer) nameEnd(i int) int {
	s := l.text
	for i < len(s) {
		r, size := l.runeAt(i)
		if next, _ := l.runeAt(i + size); !isName(r) && r != '?' && !(r == ':' && isName(next)) {
			break
		}
		i += size
	}
	return i
}

// parameter returns the offset after the name of a parameter at i, or i if none begins
// there.
func (l *lexer) parameter(i int) int {
	s := l.text
	if r, _ := l.runeAt(i); !unicode.IsLetter(r) && r != '_' && r != '?' {
		return i
	}
	for i < len(s) {
		r, size := l.runeAt(i)
		if ends(r) || r == ':' || r == '.' || r == '[' {
			break
		}
		i += size
	}
	return i
}

// variableEnd returns the offset after the name of the variable at i.
func (l *lexer) variableEnd(i int) int {
	s := l.text
	if at(s, i+1) == '{' {
		if n := strings.IndexByte(s[i:], '}'); n >= 0 {
			return i + n + 1
		}
		return len(s)
	}
	if c := at(s, i+1); c == '$' || c == '^' || c == '?' {
		return i + 2
	}
	return l.nameEnd(i + 1)
}

// variable adds a variable with its members and indices.
func (l *lexer) variable() {
	s := l.text
	end := l.variableEnd(l.i)
	t := Token{Kind: Variable, Value: strings.Trim(s[l.i+1:end], "{}"), Literal: true}
	for end < len(s) {
		next := end
		switch r, _ := l.runeAt(end + 1); {
		case s[end] == '.' && (unicode.IsLetter(r) || r == '_'):
			next = l.nameEnd(end + 1)
		case s[end] == '[' || s[end] == '(' && !t.Literal:
			var closed bool
			next, closed = l.group(end, 0)
			t.Unclosed = t.Unclosed || !closed
		}
		if next == end {
			break
		}
		end, t.Literal = next, false
	}
	l.add(t, end)
}

// word adds a word. It may have quoted parts.
func (l *lexer) word() {
	s, i := l.text, l.i
	t := Token{Kind: Word, Literal: true}
	var value strings.Builder
	for i < len(s) {
		r, size := l.runeAt(i)
		if r == '`' && i+1 < len(s) && lineEnd(s, i+1) == i+1 {
			text, end := l.escape(i)
			value.WriteString(text)
			i = end
			continue
		}
		if ends(r) || r == '`' && lineEnd(s, i+1) > i+1 {
			break
		}
		if (IsSingle(r) || IsDouble(r)) && i > l.i {
			text, end, literal, closed := l.quoted(i, 0)
			value.WriteString(text)
			i, t.Literal, t.Unclosed = end, t.Literal && literal, t.Unclosed || !closed
			continue
		}
		if r == '$' && i > l.i && (l.variableEnd(i) > i+1 || at(s, i+1) == '(') {
			t.Literal = false
			if at(s, i+1) == '(' {
				end, closed := l.group(i, 0)
				i, t.Unclosed = end, t.Unclosed || !closed
			} else {
				i = l.variableEnd(i)
			}
			continue
		}
		value.WriteString(s[i : i+size])
		i += size
	}
	t.Value = value.String()
	l.add(t, i)
}

// escape returns the text that a backtick escape stands for.
func (l *lexer) escape(i int) (text string, end int) {
	s := l.text
	r, size := l.runeAt(i + 1)
	end = i + 1 + size
	switch r {
	case '0':
		return "\x00", end
	case 'a':
		return "\a", end
	case 'b':
		return "\b", end
	case 'f':
		return "\f", end
	case 'n':
		return "\n", end
	case 'r':
		return "\r", end
	case 't':
		return "\t", end
	case 'v':
		return "\v", end
	}
	return s[i+1 : end], end
}

// quoted reads the quoted text at i. A doubled quote stands for one.
func (l *lexer) quoted(i, depth int) (value string, end int, literal, closed bool) {
	s := l.text
	first, size := l.runeAt(i)
	is := IsDouble
	if IsSingle(first) {
		is = IsSingle
	}
	var b strings.Builder
	literal = true
	for i += size; i < len(s); {
		r, size := l.runeAt(i)
		switch next, _ := l.runeAt(i + size); {
		case is(r) && is(next):
			b.WriteRune(r)
			i += size + utf8.RuneLen(next)
		case is(r):
			return b.String(), i + size, literal, true
		case IsSingle(first):
			b.WriteString(s[i : i+size])
			i += size
		default:
			text, end, isText := l.expandable(i, depth)
			b.WriteString(text)
			i, literal = end, literal && isText
		}
	}
	return b.String(), i, literal, false
}

// expandable reads one character, escape, variable or expression of a text in double
// quotes.
func (l *lexer) expandable(i, depth int) (text string, end int, literal bool) {
	s := l.text
	r, size := l.runeAt(i)
	switch {
	case r == '`' && i+1 < len(s):
		text, end = l.escape(i)
		return text, end, true
	case r == '$' && at(s, i+1) == '(':
		end, _ = l.group(i, depth+1)
		return "", end, false
	case r == '$' && l.variableEnd(i) > i+1:
		return "", l.variableEnd(i), false
	}
	return s[i : i+size], i + size, true
}

// isHere reports whether a here-string begins at i. Its first line has nothing else.
func (l *lexer) isHere(i int) bool {
	s := l.text
	r, size := l.runeAt(i + 1)
	if !IsSingle(r) && !IsDouble(r) {
		return false
	}
	for i += 1 + size; i < len(s); i += size {
		if r, size = l.runeAt(i); !isBlank(r) {
			return lineEnd(s, i) > i
		}
	}
	return false
}

// here reads the here-string at i. It ends with a quote and @ at the beginning of a
// line.
func (l *lexer) here(i, depth int) (value string, end int, literal, closed bool) {
	s := l.text
	quote, size := l.runeAt(i + 1)
	is := IsDouble
	if IsSingle(quote) {
		is = IsSingle
	}
	for i += 1 + size; lineEnd(s, i) == i; i++ {
	}
	var b strings.Builder
	literal = true
	first := true
	for i < len(s) {
		if next := lineEnd(s, i); next > i {
			if r, size := l.runeAt(next); is(r) && at(s, next+size) == '@' {
				return b.String(), next + size + 1, literal, true
			}
			if !first {
				b.WriteString(s[i:next])
			}
			i, first = next, false
			continue
		}
		r, size := l.runeAt(i)
		if IsSingle(quote) || r != '$' && r != '`' {
			b.WriteString(s[i : i+size])
			i += size
			continue
		}
		text, end, isText := l.expandable(i, depth)
		b.WriteString(text)
		i, literal = end, literal && isText
	}
	return b.String(), i, literal, false
}

// maxDepth is the maximum depth of commands nested in texts.
const maxDepth = 100

// group returns the offset after the bracketed group at i. It follows brackets, quotes
// and comments, and does not recurse.
func (l *lexer) group(i, depth int) (end int, closed bool) {
	s := l.text
	if depth > maxDepth {
		return len(s), false
	}
	var open []byte // the closing brackets that are still missing
	if c := s[i]; c == '@' || c == '$' {
		i++
	}
	word := false // inside a word, where # does not begin a comment
	for i < len(s) {
		r, size := l.runeAt(i)
		inWord := word
		word = !ends(r)
		switch {
		case r == '(' || r == '{' || r == '[':
			open = append(open, map[rune]byte{'(': ')', '{': '}', '[': ']'}[r])
			word = false
		case r == ')' || r == '}' || r == ']':
			// A bracket that does not match the last open one also closes the brackets
			// inside its own.
			if n := strings.LastIndexByte(string(open[max(0, len(open)-8):]), byte(r)); n >= 0 {
				open = open[:max(0, len(open)-8)+n]
			}
			if len(open) == 0 {
				return i + 1, true
			}
		case r == '`':
			if i+1 < len(s) {
				_, next := l.runeAt(i + 1)
				size += next
			}
		case r == '#' && !inWord:
			for i < len(s) && lineEnd(s, i) == i {
				i++
			}
			continue
		case strings.HasPrefix(s[i:], "<#"):
			if i, closed = comment(s, i); !closed {
				return i, false
			}
			continue
		case r == '@' && l.isHere(i):
			if _, i, _, closed = l.here(i, depth); !closed {
				return i, false
			}
			continue
		case IsSingle(r), IsDouble(r):
			if _, i, _, closed = l.quoted(i, depth); !closed {
				return i, false
			}
			continue
		}
		i += size
	}
	return len(s), false
}

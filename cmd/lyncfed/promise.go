package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/provider"
)

// promiseHelp describes the lines of a file of promises.
const promiseHelp = `A promise is a line: who, what, whom, and optional conditions.

  ken@contoso.com may reach ann@fabrikam.com
  ann@fabrikam.com may not reach ken@contoso.com
  nobody may reach anybody at example.com, example.net
  everybody may reach fabrikam.com with audio
  all who hold Tag:Sales reach only fabrikam.com, contoso.de
  anybody at adatum.com may reach ken@contoso.com on 2016-01-01
  nobody may reach anybody outside through Skype
  ken@contoso.com may reach joe@live.com between 2014-01-01 and 2025-05-04

who     an address, or one of nobody, everybody, anybody and all. These words
        mean the users of your organization. "who hold POLICY" selects the users
        with a policy, "at DOMAIN, DOMAIN" people in domains of yours or others,
        and "outside" everybody outside
what    may reach; may not reach; reach only
whom    the same words, or domains. Here everybody means everybody on the other
        side. "reach only" needs domains. It promises that nobody in other
        domains is reached, and not that these domains are
through the Identity of a public provider: the other person is a contact of it,
        added in the client with the person's own address. Without it, an
        address is in the form of a contact list
with    messages, presence, audio or video: the capabilities that they need
on      a day. "between DAY and DAY" means every day from the first to the last

Words are case-insensitive. Put a name with a blank in quotation marks. A comment
begins with #. Disabled users do not count.
`

// A manner is the kind of a promise: may reach, may not reach, or reach only.
type manner uint8

const (
	may manner = iota + 1
	mayNot
	only
)

// people is one side of a promise: one person, or a group.
type people struct {
	address address.Address // zero: a group
	domains []domain.SIPDomain
	policy  policy.Identity
	outside bool
}

// isOne reports whether p is one person.
func (p people) isOne() bool { return !p.address.IsZero() }

// isBare reports whether p is everybody, without a word for the side.
func (p people) isBare() bool {
	return !p.isOne() && p.domains == nil && p.policy.IsZero() && !p.outside
}

// A promise is a line of a file of promises.
type promise struct {
	Line      int
	Text      string
	who, whom people
	manner    manner
	via       string
	what      provider.Capability
	from, to  date.Date // zero: the day of the check
}

// A promiseError is the error in a line of promises.
type promiseError struct {
	column int
	text   string
}

func (e *promiseError) Error() string { return e.text }

// parsePromises reads a file of promises. The error has every wrong line.
func parsePromises(name, text string) ([]promise, error) {
	var all []promise
	var problems []error
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		n++
		p, err := parsePromise(n, strings.TrimRight(line, "\r\n"))
		if wrong, is := errors.AsType[*promiseError](err); is {
			problems = append(problems, fmt.Errorf("%s:%d:%d: %s", diag.Printable(name), n, wrong.column, diag.Printable(wrong.text)))
		} else if p != nil {
			all = append(all, *p)
		}
	}
	if problems != nil {
		return nil, errors.Join(problems...)
	}
	if all == nil {
		return nil, fmt.Errorf("%s: nothing is promised: write a promise on each line, such as: ken@contoso.com may reach ann@fabrikam.com", diag.Printable(name))
	}
	return all, nil
}

// A token is a word, a comma or a quoted name.
type token struct {
	text   string
	column int // in characters, from 1
	quoted bool
}

// quotationMarks maps each opening quotation mark of a name to the closing one.
var quotationMarks = map[rune]rune{'"': '"', '\'': '\'', '\u201c': '\u201d', '\u2018': '\u2019'}

// tokensOf splits a line into tokens.
func tokensOf(line string) ([]token, error) {
	var all []token
	text := []rune(line)
	for i := 0; i < len(text); {
		r := text[i]
		start := i
		end, isQuote := quotationMarks[r]
		switch {
		case unicode.IsSpace(r):
			i++
		case r == '#':
			return all, nil
		case r == ',':
			all = append(all, token{",", i + 1, false})
			i++
		case isQuote:
			for i++; i < len(text) && text[i] != end; i++ {
			}
			if i == len(text) {
				return nil, &promiseError{column: start + 1, text: "the quotation mark has no end on this line"}
			}
			all = append(all, token{string(text[start+1 : i]), start + 1, true})
			i++
		default:
			for i < len(text) && !unicode.IsSpace(text[i]) && text[i] != ',' {
				i++
			}
			all = append(all, token{string(text[start:i]), start + 1, false})
		}
	}
	return all, nil
}

// A promiseParser reads a line.
type promiseParser struct {
	tokens []token
	i      int
	end    int // the column after the last token
}

// parsePromise returns the promise in a line, or nil for a line without a promise.
func parsePromise(n int, line string) (*promise, error) {
	tokens, err := tokensOf(line)
	if err != nil || len(tokens) == 0 {
		return nil, err
	}
	last := tokens[len(tokens)-1]
	end := last.column + len([]rune(last.text))
	if last.quoted {
		end += 2
	}
	p := &promiseParser{tokens: tokens, end: end}
	result := &promise{Line: n, Text: strings.TrimSpace(string([]rune(line)[:end-1]))}
	if err := p.promise(result); err != nil {
		return nil, err
	}
	return result, nil
}

func (p *promiseParser) promise(into *promise) error {
	nobody := p.is("nobody")
	var err error
	if into.who, err = p.people(false); err != nil {
		return err
	}
	if into.manner, err = p.manner(nobody); err != nil {
		return err
	}
	at := p.column()
	if p.is("nobody") {
		return p.wrong("write nobody first: nobody may reach …")
	}
	if into.whom, err = p.people(true); err != nil {
		return err
	}
	if into.manner == only && into.whom.domains == nil {
		return &promiseError{column: at, text: "expected domains, such as: reach only fabrikam.com, contoso.de"}
	}
	return p.conditions(into)
}

// peek returns the next token, and whether there is one.
func (p *promiseParser) peek() (token, bool) {
	if p.i < len(p.tokens) {
		return p.tokens[p.i], true
	}
	return token{column: p.end}, false
}

func (p *promiseParser) column() int {
	t, _ := p.peek()
	return t.column
}

// is reports whether the next token is one of the words.
func (p *promiseParser) is(words ...string) bool {
	t, found := p.peek()
	return found && !t.quoted && slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, t.text) })
}

// takes consumes the next token if it is one of the words, and reports whether it did.
func (p *promiseParser) takes(words ...string) bool {
	if p.is(words...) {
		p.i++
		return true
	}
	return false
}

func (p *promiseParser) wrong(format string, args ...any) error {
	return &promiseError{column: p.column(), text: fmt.Sprintf(format, args...)}
}

// expected returns the error for an unexpected token. what describes the expected tokens.
// words are those of them that the error may suggest.
func (p *promiseParser) expected(what string, words ...string) error {
	t, found := p.peek()
	if !found {
		return p.wrong("the line ends where %s is expected", what)
	}
	text := fmt.Sprintf("%q, where %s is expected", t.text, what)
	if w := nearest(t.text, words); w != "" && !t.quoted {
		text += fmt.Sprintf("; is %s meant?", w)
	}
	return p.wrong("%s", text)
}

var everybody = []string{"everybody", "everyone", "anybody", "anyone", "all"}

// people reads one side of a promise: who, or whom if whom is set.
func (p *promiseParser) people(whom bool) (people, error) {
	t, found := p.peek()
	switch {
	case found && !t.quoted && strings.Contains(t.text, "@"):
		a, err := address.Parse(strings.TrimPrefix(t.text, "sip:"))
		if err != nil {
			return people{}, p.wrong("%s is not an address: %s", t.text, detailOf(err))
		}
		p.i++
		return people{address: a}, nil
	case p.takes(append([]string{"nobody"}, everybody...)...):
		return p.kind()
	case whom && found && !t.quoted && strings.Contains(t.text, "."):
		domains, err := p.domains()
		return people{domains: domains}, err
	case whom:
		return people{}, p.expected("an address, a domain or everybody", everybody...)
	}
	return people{}, p.expected("an address, nobody, everybody or all", append([]string{"nobody"}, everybody...)...)
}

// kind reads the words that select a group.
func (p *promiseParser) kind() (people, error) {
	switch {
	case p.takes("at"):
		domains, err := p.domains()
		return people{domains: domains}, err
	case p.takes("outside"):
		return people{outside: true}, nil
	case p.takes("who"):
		if !p.takes("hold", "holds") {
			return people{}, p.expected("hold and a policy", "hold", "holds")
		}
		t, found := p.peek()
		if !found || t.text == "," || p.is("may", "can", "reach", "reaches") {
			return people{}, p.expected("a policy, such as Tag:Sales")
		}
		id, err := policy.ParseIdentity(t.text)
		if err != nil {
			return people{}, p.wrong("%s is not a policy: %s", t.text, detailOf(err))
		}
		p.i++
		return people{policy: id}, nil
	}
	return people{}, nil
}

// domains reads a list of domains.
func (p *promiseParser) domains() ([]domain.SIPDomain, error) {
	var all []domain.SIPDomain
	for {
		t, found := p.peek()
		if !found || t.quoted || t.text == "," {
			return nil, p.expected("a domain")
		}
		d, err := domain.ParseSIPDomain(t.text)
		if err != nil {
			return nil, p.wrong("%s is not a domain: %s", t.text, detailOf(err))
		}
		p.i++
		all = append(all, d)
		comma := p.takes(",")
		if !p.takes("and", "or") && !comma {
			return all, nil
		}
	}
}

// manner reads the verb of a promise.
func (p *promiseParser) manner(nobody bool) (manner, error) {
	const what = "may reach, may not reach or reach only"
	m := may
	switch {
	case p.takes("may", "can"):
		if p.is("not") {
			if nobody {
				return 0, p.wrong("nobody says it already: nobody may reach …")
			}
			p.i++
			m = mayNot
		} else if p.takes("only") {
			m = only
		}
		if !p.takes("reach") {
			return 0, p.expected("reach", "reach", "not", "only")
		}
		if m == may && p.takes("only") {
			m = only
		}
	case p.takes("reach", "reaches"):
		if !p.takes("only") {
			return 0, p.expected("only (or else may before reach)", "only")
		}
		m = only
	default:
		return 0, p.expected(what, "may", "reach", "reaches")
	}
	if nobody {
		if m == only {
			p.i--
			return 0, p.wrong("nobody and only are not said together: write who reaches only these")
		}
		m = mayNot
	}
	return m, nil
}

// conditions reads the conditions at the end of a promise.
func (p *promiseParser) conditions(into *promise) error {
	for p.i < len(p.tokens) {
		at := p.column()
		again := func(is bool, word string) error {
			if is {
				return &promiseError{column: at, text: word + " is given twice"}
			}
			return nil
		}
		var err error
		switch {
		case p.takes("through", "via"):
			if err = again(into.via != "", "the provider"); err != nil {
				return err
			}
			t, found := p.peek()
			if !found || t.text == "," || t.text == "" {
				return p.expected("the Identity of a public provider, such as Skype")
			}
			into.via = t.text
			p.i++
		case p.takes("with"):
			if err = again(!into.what.IsZero(), "what they can do"); err != nil {
				return err
			}
			err = p.capabilities(into)
		case p.takes("on"):
			if err = again(!into.from.IsZero(), "the day"); err != nil {
				return err
			}
			into.from, err = p.day()
			into.to = into.from
		case p.takes("between"):
			if err = again(!into.from.IsZero(), "the day"); err != nil {
				return err
			}
			err = p.days(into)
		default:
			return p.expected("through, with, on, between or the end of the line", "through", "with", "between", "via", "on")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// capabilityWords has the words for capabilities.
var capabilityWords = map[string]provider.Capability{
	"messages": provider.IM, "im": provider.IM, "presence": provider.Presence, "audio": provider.Audio, "video": provider.Video,
}

func (p *promiseParser) capabilities(into *promise) error {
	for {
		t, found := p.peek()
		c, known := capabilityWords[strings.ToLower(t.text)]
		if !found || !known {
			return p.expected("messages, presence, audio or video", "messages", "presence", "audio", "video")
		}
		into.what |= c
		p.i++
		comma := p.takes(",")
		if !p.takes("and") && !comma {
			return nil
		}
	}
}

func (p *promiseParser) day() (date.Date, error) {
	t, found := p.peek()
	if !found {
		return date.Date{}, p.expected("a day, such as 2025-05-04")
	}
	d, err := date.Parse(t.text)
	if err != nil {
		return date.Date{}, p.wrong("%q is not a day: write it as 2025-05-04", t.text)
	}
	p.i++
	return d, nil
}

func (p *promiseParser) days(into *promise) (err error) {
	if into.from, err = p.day(); err != nil {
		return err
	}
	if !p.takes("and") {
		return p.expected("and", "and")
	}
	at := p.column()
	if into.to, err = p.day(); err != nil {
		return err
	}
	if into.to.Before(into.from) {
		return &promiseError{column: at, text: fmt.Sprintf("%v is before %v", into.to, into.from)}
	}
	return nil
}

// detailOf returns the detail of an error on a value, without the value.
func detailOf(err error) string {
	if wrong, is := errors.AsType[*diag.ValueError](err); is {
		return wrong.Detail
	}
	return err.Error()
}

package address

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/syntax"
)

// A Decorator rewrites the addresses of contacts who are reached through a
// public provider: ted@contoso.com to ted(contoso.com)@msn.com, unless the
// domain is the routing domain or is excluded. The rule is that of the
// provider settings NameDecorationRoutingDomain and
// NameDecorationExcludedDomainList (SITE-19; the form also in FAQ-19).
//
// Domains are compared whole and without regard to case: hotmail.co.uk is
// decorated when only hotmail.com is excluded. The zero Decorator leaves every
// address as it is. Decorators do not compare with ==.
type Decorator struct {
	_ [0]func()
	*settings
}

// settings are not nil for a Decorator that decorates. They lie behind a pointer
// so that using a Decorator copies a word.
type settings struct {
	routing  domain.SIPDomain
	excluded domain.Set
	suffix   string // what decorating adds at the end: ")@msn.com"

	// The ends of a suffix of 8 to 16 bytes: two words write it faster than a
	// copy of so many bytes as it has.
	short       bool
	first, last [8]byte
}

// NewDecorator returns the decorator for a routing domain and the domains that
// are not decorated. With the zero routing domain it decorates nothing.
func NewDecorator(routing domain.SIPDomain, excluded domain.Set) Decorator {
	s := &settings{routing: routing, excluded: excluded, suffix: ")@" + routing.String()}
	if n := len(s.suffix); 8 <= n && n <= 16 {
		s.short = true
		copy(s.first[:], s.suffix)
		copy(s.last[:], s.suffix[n-8:])
	}
	return Decorator{settings: s}
}

// RoutingDomain returns the domain that decorated addresses are in.
func (d Decorator) RoutingDomain() domain.SIPDomain {
	if d.settings == nil {
		return domain.SIPDomain{}
	}
	return d.routing
}

// Excluded returns the domains that are not decorated.
func (d Decorator) Excluded() domain.Set {
	if d.settings == nil {
		return domain.Set{}
	}
	return d.excluded
}

// Needs reports whether Decorate changes a: there is a routing domain, and a's
// domain is neither that nor excluded.
func (d Decorator) Needs(a Address) bool { return !a.IsZero() && d.needs(a.domain) }

func (d Decorator) needs(of domain.SIPDomain) bool {
	return d.decorates() && of != d.routing && !d.excluded.Contains(of)
}

// needsText is needs for the canonical text of a domain.
func (d Decorator) needsText(of []byte) bool {
	return d.decorates() && string(of) != d.routing.String() && !d.excluded.ContainsText(of)
}

func (d Decorator) decorates() bool { return d.settings != nil && !d.routing.IsZero() }

// Decorate returns a, decorated if it needs to be. It gives different results
// for different addresses that need it, and decorating the result again
// changes nothing. The result is an address that [Parse] takes, unless its
// user part has grown past the 1,024 bytes that Parse allows.
func (d Decorator) Decorate(a Address) Address {
	if !d.Needs(a) {
		return a
	}
	return Address{user: a.user + "(" + a.domain.String() + ")", domain: d.routing}
}

// Undecorate returns the address that a was made from and true, or a itself
// and false if Decorate could not have made it from any. The brackets may hold
// their domain in any letter case.
func (d Decorator) Undecorate(a Address) (Address, bool) {
	user, inner, bracketed := cutBracket(a.user)
	if !bracketed || a.domain != d.RoutingDomain() || !isUndecorated(user, inner) {
		return a, false
	}
	of, err := domain.ParseSIPDomain(inner)
	if err != nil || !d.needs(of) {
		return a, false
	}
	return Address{user: user, domain: of}, true
}

// cutBracket returns what stands before and in the brackets that end a user
// part, and whether there are any.
func cutBracket[T text](s T) (user, inner T, found bool) {
	if len(s) == 0 || s[len(s)-1] != ')' {
		return s, inner, false
	}
	for i := len(s) - 2; i >= 0; i-- {
		if s[i] == '(' {
			return s[:i], s[i+1 : len(s)-1], true
		}
	}
	return s, inner, false
}

// isUndecorated reports whether Decorate could have seen the user part and the
// domain that it put in brackets: it never prints a final dot.
func isUndecorated[T text](user, inner T) bool {
	_, f := checkUserText(user)
	return f == ok && len(inner) > 0 && inner[len(inner)-1] != '.'
}

// AppendDecorated appends to dst the address in text, decorated if it needs to
// be: what String prints of Decorate of Parse. It allocates nothing but the
// room that dst lacks. If text is no address, it returns dst as it was, and
// the [diag.Rule] that the error of [Parse] carries. Text and dst must not
// overlap.
func (d Decorator) AppendDecorated(dst, text []byte) ([]byte, error) {
	at, marks := syntax.Address(text)
	if at < 0 {
		return d.appendDecorated(dst, text)
	}
	out := append(dst, text...)
	of := out[len(dst)+at+1:]
	if marks.Others != 0 {
		fits, capitals := syntax.Fit(text, at, marks)
		if !fits {
			return d.appendDecorated(dst, text)
		}
		if capitals {
			toLower(of)
		}
	}
	// This is needsText, whose call would be a tenth of the time.
	if !d.decorates() || string(of) == d.routing.String() || d.excluded.ContainsText(of) {
		return out, nil
	}
	out[len(dst)+at] = '('
	if n, m := len(out), len(d.suffix); d.short && cap(out)-n >= m {
		out = out[:n+m]
		*(*[8]byte)(out[n:]) = d.first
		*(*[8]byte)(out[n+m-8:]) = d.last
		return out, nil
	}
	return append(out, d.suffix...), nil
}

// toLower makes a domain lower case.
func toLower(of []byte) {
	for i, b := range of {
		if 'A' <= b && b <= 'Z' {
			of[i] = b + 'a' - 'A'
		}
	}
}

// withoutDot returns an address without the dot at its end, and whether it has one
// and is recognized without it.
func withoutDot(text []byte) ([]byte, bool) {
	n := len(text) - 1
	if n < 0 || text[n] != '.' {
		return nil, false
	}
	at, marks := syntax.Address(text[:n])
	if at < 0 {
		return nil, false
	}
	fits, _ := syntax.Fit(text[:n], at, marks)
	return text[:n], fits
}

// appendDecorated is AppendDecorated for any text.
func (d Decorator) appendDecorated(dst, text []byte) ([]byte, error) {
	if rest, ok := withoutDot(text); ok {
		return d.AppendDecorated(dst, rest)
	}
	at, f := split(text)
	if f != ok {
		return dst, faultRules[f]
	}
	out := append(dst, text[:at]...)
	// A bracket or an @, as the domain behind it will tell.
	out = append(out, '(')
	start := len(out)
	out, err := domain.AppendSIPDomain(out, text[at+1:])
	if err != nil {
		return dst, err
	}
	if !d.needsText(out[start:]) {
		out[start-1] = '@'
		return out, nil
	}
	return append(out, d.suffix...), nil
}

// AppendUndecorated appends to dst the address that the one in text was made
// from, or that one as it is: what String prints of Undecorate of Parse. It is
// like [Decorator.AppendDecorated] in all else.
func (d Decorator) AppendUndecorated(dst, text []byte) ([]byte, error) {
	at, marks := syntax.Address(text)
	if at < 0 {
		return d.appendUndecorated(dst, text)
	}
	if marks.Others != 0 {
		fits, capitals := syntax.Fit(text, at, marks)
		if !fits || capitals && text[at-1] == ')' {
			return d.appendUndecorated(dst, text)
		}
		if capitals {
			out := append(dst, text...)
			toLower(out[len(dst)+at+1:])
			return out, nil
		}
	}
	if text[at-1] != ')' || !d.decorates() || string(text[at+1:]) != d.routing.String() {
		return append(dst, text...), nil
	}
	open := syntax.Bracket(text, at, marks)
	if open < 0 || !d.needsText(text[open+1:at-1]) {
		return d.appendUndecorated(dst, text)
	}
	out := append(dst, text[:at-1]...)
	out[len(dst)+open] = '@'
	return out, nil
}

// appendUndecorated is AppendUndecorated for any text.
func (d Decorator) appendUndecorated(dst, text []byte) ([]byte, error) {
	if rest, ok := withoutDot(text); ok {
		return d.AppendUndecorated(dst, rest)
	}
	at, f := split(text)
	if f != ok {
		return dst, faultRules[f]
	}
	user, inner, bracketed := cutBracket(text[:at])
	start := len(dst)
	out := append(dst, text[:at]...)
	out = append(out, '@')
	out, err := domain.AppendSIPDomain(out, text[at+1:])
	if err != nil {
		return dst, err
	}
	if !bracketed || !d.decorates() || string(out[start+at+1:]) != d.routing.String() || !isUndecorated(user, inner) {
		return out, nil
	}
	undone, err := domain.AppendSIPDomain(append(out[:start+len(user)], '@'), inner)
	if err == nil && d.needsText(undone[start+len(user)+1:]) {
		return undone, nil
	}
	out = append(undone[:start+len(user)], text[len(user):at]...)
	out = append(out, '@')
	return append(out, d.routing.String()...), nil
}

// Check returns nil, or a [*diag.Finding] of severity Warning if a looks
// decorated, being at the routing domain and ending in brackets, but cannot be
// undecorated. Such a contact is most likely damaged: "user(contoso)@msn.com"
// has lost the end of its domain.
func (d Decorator) Check(a Address) error {
	user, inner, bracketed := cutBracket(a.user)
	if !bracketed || a.domain != d.RoutingDomain() {
		return nil
	}
	if _, undone := d.Undecorate(a); undone {
		return nil
	}
	why := ""
	of, err := domain.ParseSIPDomain(inner)
	switch {
	case err != nil || strings.HasSuffix(inner, "."):
		why = fmt.Sprintf("%q in the brackets is no SIP domain", inner)
	case !d.needs(of):
		why = fmt.Sprintf("contacts of %s are not decorated", of)
	default:
		why = fmt.Sprintf("%q before the brackets is no user part", user)
	}
	return catalog.Finding(RuleDecorationDamaged, "", fmt.Sprintf("%s looks decorated, but %s", a, why))
}

package address

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/syntax"
)

// A Decorator rewrites the addresses of contacts at a public provider:
// ted@contoso.com becomes ted(contoso.com)@msn.com. An address at the routing
// domain or at an excluded domain stays as it is. These are the provider settings
// NameDecorationRoutingDomain and NameDecorationExcludedDomainList (SITE-19; the
// form also in FAQ-19).
//
// A domain is excluded only by an entry for the same domain, in any letter case:
// hotmail.co.uk is decorated if only hotmail.com is excluded. The zero Decorator
// decorates nothing. Decorators do not compare with ==.
type Decorator struct {
	_ [0]func()
	*settings
}

// settings is nil for a Decorator that decorates nothing. It is a pointer so that a
// call copies one word.
type settings struct {
	routing  domain.SIPDomain
	excluded domain.Set
	suffix   string // what decorating adds at the end: ")@msn.com"

	// The ends of a suffix of 8 to 16 bytes. Writing two words is faster than
	// copying the suffix.
	short       bool
	first, last [8]byte
}

// NewDecorator returns the decorator with a routing domain and a set of excluded
// domains. With the zero routing domain it decorates nothing.
func NewDecorator(routing domain.SIPDomain, excluded domain.Set) Decorator {
	s := &settings{routing: routing, excluded: excluded, suffix: ")@" + routing.String()}
	if n := len(s.suffix); 8 <= n && n <= 16 {
		s.short = true
		copy(s.first[:], s.suffix)
		copy(s.last[:], s.suffix[n-8:])
	}
	return Decorator{settings: s}
}

// RoutingDomain returns the domain of decorated addresses.
func (d Decorator) RoutingDomain() domain.SIPDomain {
	if d.settings == nil {
		return domain.SIPDomain{}
	}
	return d.routing
}

// Excluded returns the excluded domains.
func (d Decorator) Excluded() domain.Set {
	if d.settings == nil {
		return domain.Set{}
	}
	return d.excluded
}

// Needs reports whether Decorate changes a: d has a routing domain, and the domain
// of a is neither the routing domain nor excluded.
func (d Decorator) Needs(a Address) bool { return !a.IsZero() && d.needs(a.domain) }

func (d Decorator) needs(of domain.SIPDomain) bool {
	return d.decorates() && of != d.routing && !d.excluded.Contains(of)
}

// needsText is needs for the canonical text of a domain.
func (d Decorator) needsText(of []byte) bool {
	return d.decorates() && string(of) != d.routing.String() && !d.excluded.ContainsText(of)
}

func (d Decorator) decorates() bool { return d.settings != nil && !d.routing.IsZero() }

// Decorate returns the decorated form of a, or a itself if a does not need
// decoration. Two different addresses never get the same decorated form. Decorating
// twice equals decorating once. [Parse] accepts the result unless its user part is
// longer than 1,024 bytes.
func (d Decorator) Decorate(a Address) Address {
	if !d.Needs(a) {
		return a
	}
	return Address{user: a.user + "(" + a.domain.String() + ")", domain: d.routing}
}

// Undecorate returns the original address of a decorated one and true. If Decorate
// could not have made a, it returns a and false. The domain in the brackets may be
// in any letter case.
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

// cutBracket returns the text before the final brackets of a user part and the text
// in them, and whether the user part ends in brackets.
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

// isUndecorated reports whether user and inner can be the parts of an address that was
// decorated. Decorate never writes a final dot in the brackets.
func isUndecorated[T text](user, inner T) bool {
	_, f := checkUserText(user)
	return f == ok && len(inner) > 0 && inner[len(inner)-1] != '.'
}

// AppendDecorated appends the decorated form of the address in text to dst. It is
// equivalent to appending Decorate(Parse(text)).String(), and allocates only to
// grow dst. If text is not an address, it returns dst unchanged and the [diag.Rule]
// of the error of [Parse]. Text and dst must not overlap.
func (d Decorator) AppendDecorated(dst, text []byte) ([]byte, error) {
	s := withoutDot(text)
	at, marks := syntax.Address(s)
	if at < 0 {
		return d.appendDecorated(dst, text)
	}
	out := append(dst, s...)
	of := s[at+1:]
	if marks.Capitals {
		of = out[len(dst)+at+1:]
		syntax.Lower(of)
	}
	// needsText, inlined by hand: its call would take a tenth of the time.
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

// withoutDot returns an address without the dot at its end.
func withoutDot[T text](s T) T {
	if n := len(s) - 1; n >= 0 && s[n] == '.' {
		return s[:n]
	}
	return s
}

// appendDecorated is AppendDecorated for any text, byte by byte.
func (d Decorator) appendDecorated(dst, text []byte) ([]byte, error) {
	at, f := splitSlowly(text)
	if f != ok {
		return dst, faultRules[f]
	}
	out := append(dst, text[:at]...)
	// The bracket becomes an @ if the domain needs no decoration.
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

// AppendUndecorated appends the original of the address in text to dst. It is
// equivalent to appending Undecorate(Parse(text)).String(), and otherwise like
// [Decorator.AppendDecorated].
func (d Decorator) AppendUndecorated(dst, text []byte) ([]byte, error) {
	s := withoutDot(text)
	at, marks := syntax.Address(s)
	if at < 0 {
		return d.appendUndecorated(dst, text)
	}
	out := append(dst, s...)
	of := s[at+1:]
	if marks.Capitals {
		of = out[len(dst)+at+1:]
		syntax.Lower(of)
	}
	if s[at-1] != ')' || !d.decorates() || string(of) != d.routing.String() {
		return out, nil
	}
	open := syntax.Bracket(s, at, marks)
	if open < 0 {
		return d.appendUndecorated(dst, text)
	}
	if open == 0 {
		return out, nil
	}
	inner := s[open+1 : at-1]
	if marks.Capitals {
		inner = out[len(dst)+open+1 : len(dst)+at-1]
		syntax.Lower(inner)
	}
	if string(inner) == d.routing.String() || d.excluded.ContainsText(inner) {
		copy(out[len(dst):], s[:at])
		return out, nil
	}
	out[len(dst)+open] = '@'
	return out[:len(dst)+at-1], nil
}

// appendUndecorated is AppendUndecorated for any text, byte by byte.
func (d Decorator) appendUndecorated(dst, text []byte) ([]byte, error) {
	at, f := splitSlowly(text)
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

// Check returns a [*diag.Finding] of severity Warning if a looks decorated and
// cannot be undecorated, or nil. An address looks decorated if it is at the routing
// domain and its user part ends in brackets. Such a contact is most likely damaged:
// "user(contoso)@msn.com" lacks the end of its domain.
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
		why = fmt.Sprintf("%q in the brackets is not a SIP domain", inner)
	case !d.needs(of):
		why = fmt.Sprintf("contacts of %s are not decorated", of)
	default:
		why = fmt.Sprintf("%q before the brackets is not a user part", user)
	}
	return catalog.Finding(RuleDecorationDamaged, "", fmt.Sprintf("%s looks decorated, but %s", a, why))
}

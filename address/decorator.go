package address

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/domain"
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
	routing  domain.SIPDomain
	excluded domain.Set
}

// NewDecorator returns the decorator for a routing domain and the domains that
// are not decorated. With the zero routing domain it decorates nothing.
func NewDecorator(routing domain.SIPDomain, excluded domain.Set) Decorator {
	return Decorator{routing, excluded}
}

// RoutingDomain returns the domain that decorated addresses are in.
func (d Decorator) RoutingDomain() domain.SIPDomain { return d.routing }

// Excluded returns the domains that are not decorated.
func (d Decorator) Excluded() domain.Set { return d.excluded }

// Needs reports whether Decorate changes a: there is a routing domain, and a's
// domain is neither that nor excluded.
func (d Decorator) Needs(a Address) bool { return !a.IsZero() && d.needs(a.domain) }

func (d Decorator) needs(of domain.SIPDomain) bool {
	return !d.routing.IsZero() && of != d.routing && !d.excluded.Contains(of)
}

// needsText is needs for the canonical text of a domain.
func (d Decorator) needsText(of []byte) bool {
	return !d.routing.IsZero() && string(of) != d.routing.String() && !d.excluded.ContainsText(of)
}

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
	if !bracketed || a.domain != d.routing || !isUndecorated(user, inner) {
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
	out = append(out, ")@"...)
	return append(out, d.routing.String()...), nil
}

// AppendUndecorated appends to dst the address that the one in text was made
// from, or that one as it is: what String prints of Undecorate of Parse. It is
// like [Decorator.AppendDecorated] in all else.
func (d Decorator) AppendUndecorated(dst, text []byte) ([]byte, error) {
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
	if !bracketed || string(out[start+at+1:]) != d.routing.String() || !isUndecorated(user, inner) {
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
	if !bracketed || a.domain != d.routing {
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

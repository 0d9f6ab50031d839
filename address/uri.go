package address

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
)

const scheme = "sip:"

// mustEscape has the characters that a user part may have and that RFC 3261, 25.1,
// does not allow in a URI.
const mustEscape = "#%^`{|}"

// URI returns the address as a sip: URI: "sip:ted(contoso.com)@msn.com". Characters
// that a URI does not allow in the user part are percent-escaped. The zero Address
// gives "".
func (a Address) URI() string {
	return string(a.appendURI(nil))
}

func (a Address) appendURI(b []byte) []byte {
	if a.IsZero() {
		return b
	}
	b = slices.Grow(b, len(scheme)+len(a.user)+len("@")+len(a.domain.String()))
	b = append(b, scheme...)
	for i := range len(a.user) {
		if c := a.user[i]; strings.IndexByte(mustEscape, c) >= 0 {
			const digits = "0123456789ABCDEF"
			b = append(b, '%', digits[c>>4], digits[c&15])
		} else {
			b = append(b, c)
		}
	}
	b = append(b, '@')
	return append(b, a.domain.String()...)
}

// ParseURI returns the address in a sip: URI. It decodes percent-escapes in the
// user part, and drops port, parameters and headers. The scheme may be in any
// letter case. Characters that a URI should escape are accepted unescaped, because
// exports have them. The error is a [*diag.ValueError].
func ParseURI(s string) (Address, error) {
	const typ = "SIP URI"
	if len(s) < len(scheme) || !char.EqualFold(s[:len(scheme)], scheme) {
		return Address{}, catalog.ValueError(RuleURIScheme, typ, s, 0, "the text does not begin with sip:")
	}
	if len(s) == len(scheme) {
		return Address{}, valueError(emptyText, typ, s, len(scheme))
	}
	rest := s[len(scheme):]
	// A user part cannot have an @. So a second @, as in sip:ted@contoso.com@msn.com, is a
	// fault of the domain.
	escaped, host, found := strings.Cut(rest, "@")
	if !found {
		return Address{}, valueError(noAt, typ, s, len(s))
	}
	user, offset, why := unescape(escaped)
	if why != "" {
		return Address{}, catalog.ValueError(RuleURIEscape, typ, s, len(scheme)+offset, why)
	}
	if offset, f := checkUser(user); f != ok {
		err := valueError(f, typ, user, offset)
		err.Input, err.Offset = s, len(scheme)+escapedOffset(escaped, offset)
		return Address{}, err
	}
	start := len(scheme) + len(escaped) + len("@")
	if end := strings.IndexAny(host, ";?"); end >= 0 {
		host = host[:end]
	}
	host, port, hasPort := strings.Cut(host, ":")
	d, err := domain.ParseSIPDomain(host)
	if err != nil {
		return Address{}, within(err, typ, s, start)
	}
	if hasPort {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return Address{}, catalog.ValueError(RuleURIPort, typ, s, start+len(host)+len(":"), "the port is not a number from 0 to 65535")
		}
	}
	return Address{user: user, domain: d}, nil
}

// unescape returns s with its percent-escapes decoded, or a reason and the offset
// of the invalid escape.
func unescape(s string) (user string, offset int, why string) {
	if strings.IndexByte(s, '%') < 0 {
		return s, 0, ""
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b = append(b, s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", i, "the escape is truncated: it needs two hexadecimal digits"
		}
		c, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
		if err != nil {
			wrong := i + 1
			if strings.IndexByte("0123456789abcdefABCDEF", s[wrong]) >= 0 {
				wrong++
			}
			return "", i, char.Describe(s, wrong) + " where the escape needs a hexadecimal digit"
		}
		b = append(b, byte(c))
		i += 2
	}
	return string(b), 0, ""
}

// escapedOffset converts an offset in the unescaped text to one in the escaped
// text.
func escapedOffset(escaped string, offset int) int {
	i := 0
	for ; offset > 0; offset-- {
		if escaped[i] == '%' {
			i += 2
		}
		i++
	}
	return i
}

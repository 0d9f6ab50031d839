package address

import (
	"cmp"

	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
)

// An Address is the SIP address of a user or contact: user@domain. The user part is
// kept byte for byte, and the domain is in lower case. The zero Address means "not
// set" and prints as "". Addresses compare with ==, which is case-sensitive in the
// user part. [Address.Same] is not.
type Address struct {
	user   string
	domain domain.SIPDomain
}

// Parse returns the address in s. It does not accept a sip: prefix: see [ParseURI].
// The error is a [*diag.ValueError]. Its rule is one of this package or of package
// domain.
func Parse(s string) (Address, error) { return parse("address", s) }

// MustParse is like Parse, and panics if s is not an address. It is for constants
// and tests.
func MustParse(s string) Address {
	a, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return a
}

// From returns the address of a user at domain d. The error is a [*diag.ValueError]
// if user is not a valid user part or d is zero.
func From(user string, d domain.SIPDomain) (Address, error) {
	if offset, f := checkUser(user); f != ok {
		return Address{}, valueError(f, "user part", user, offset)
	}
	if d.IsZero() {
		_, err := domain.ParseSIPDomain("")
		return Address{}, within(err, "address", user+"@", len(user)+1)
	}
	return Address{user: user, domain: d}, nil
}

// User returns the part before the @, byte for byte.
func (a Address) User() string { return a.user }

// Domain returns the part after the @.
func (a Address) Domain() domain.SIPDomain { return a.domain }

// Same reports whether a and b are the same contact to a server. A server compares
// the user part without regard to case too.
func (a Address) Same(b Address) bool {
	return a.domain == b.domain && char.Same(a.user, b.user)
}

// IsZero reports whether a is not set.
func (a Address) IsZero() bool { return a == Address{} }

// Compare returns -1, 0 or +1: by domain, then by user part.
func (a Address) Compare(b Address) int {
	return cmp.Or(a.domain.Compare(b.domain), cmp.Compare(a.user, b.user))
}

// String returns user@domain, and "" for the zero Address.
func (a Address) String() string {
	if a.IsZero() {
		return ""
	}
	return a.user + "@" + a.domain.String()
}

// AppendText implements [encoding.TextAppender]. It never fails.
func (a Address) AppendText(b []byte) ([]byte, error) {
	if a.IsZero() {
		return b, nil
	}
	b = append(b, a.user...)
	b = append(b, '@')
	return a.domain.AppendText(b)
}

// MarshalText implements [encoding.TextMarshaler]. It never fails.
func (a Address) MarshalText() ([]byte, error) { return a.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]: [Parse], and empty text
// for the zero Address.
func (a *Address) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*a = Address{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

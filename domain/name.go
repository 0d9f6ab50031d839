package domain

import (
	"cmp"
	"strings"
)

// A Name is a host name as the server's settings store accepts it: labels of ASCII
// letters, digits, hyphens and underscores, joined by single dots, in lower case.
// DNS accepts less: see [Name.CheckHost]. The zero Name means "not set" and prints
// as "". Names compare with ==.
type Name struct{ s string }

// ParseName returns the name in s, in any letter case. It rejects a final dot, as
// the store does. The error is a [*diag.ValueError].
func ParseName(s string) (Name, error) {
	if n, f := checkName(s); f != ok {
		return Name{}, valueError(f, "host name", s, n)
	}
	return Name{lower(s)}, nil
}

// MustParseName is like ParseName, and panics if s is not a name. It is for
// constants and tests.
func MustParseName(s string) Name {
	n, err := ParseName(s)
	if err != nil {
		panic(err)
	}
	return n
}

// CheckHost returns nil if n can be a fully qualified host name in DNS, by the
// rules for a [SIPDomain]. Otherwise it returns a [*diag.ValueError]: for a single
// label, an IP address, an underscore, a hyphen at the edge of a label, or a name
// that is too long. The store accepts such names, so records report them as
// warnings.
func (n Name) CheckHost() error {
	if i, f := checkSIPDomain(n.s); f != ok {
		return valueError(f, "host name", n.s, i)
	}
	return nil
}

// SIPDomain returns n as a SIP domain, and whether n is one.
func (n Name) SIPDomain() (SIPDomain, bool) {
	if _, f := checkSIPDomain(n.s); f != ok {
		return SIPDomain{}, false
	}
	return SIPDomain(n), true
}

// IsWithin reports whether n is m or below m: sip.contoso.com is within
// contoso.com, and notcontoso.com is not. Only the zero Name is within the zero
// Name.
func (n Name) IsWithin(m Name) bool {
	if n == m {
		return true
	}
	head, _ := strings.CutSuffix(n.s, m.s)
	return strings.HasSuffix(head, ".") // if m is not a suffix, head is n, which never ends in a dot
}

// Parent returns n without its first label: contoso.com for it.contoso.com. It
// returns false if n has one label.
func (n Name) Parent() (Name, bool) {
	_, parent, found := strings.Cut(n.s, ".")
	return Name{parent}, found
}

// IsZero reports whether n is not set.
func (n Name) IsZero() bool { return n.s == "" }

// Compare returns -1, 0 or +1, in the order of the text.
func (n Name) Compare(m Name) int { return cmp.Compare(n.s, m.s) }

// String returns the name in lower case, and "" for the zero Name.
func (n Name) String() string { return n.s }

// AppendText implements [encoding.TextAppender]. It never fails.
func (n Name) AppendText(b []byte) ([]byte, error) { return append(b, n.s...), nil }

// MarshalText implements [encoding.TextMarshaler]. It never fails.
func (n Name) MarshalText() ([]byte, error) { return []byte(n.s), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: [ParseName], and empty
// text for the zero Name.
func (n *Name) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*n = Name{}
		return nil
	}
	parsed, err := ParseName(string(text))
	if err != nil {
		return err
	}
	*n = parsed
	return nil
}

package domain

import (
	"cmp"
	"strings"
)

// A Name is a host name as the server's settings store can hold it: labels of
// ASCII letters, digits, hyphens and underscores, joined by single dots, in
// lower case. That is more than DNS takes for a host; see [Name.CheckHost].
// The zero Name is not set and prints as "". Names compare with ==.
type Name struct{ s string }

// ParseName returns the name that s gives, in any letter case. It does not
// take a final dot, because the store does not. The error is a
// [*diag.ValueError].
func ParseName(s string) (Name, error) {
	if n, f := checkName(s); f != ok {
		return Name{}, valueError(f, "host name", s, n)
	}
	return Name{lower(s)}, nil
}

// MustParseName is ParseName for text that is known to be right. It panics if
// it is not.
func MustParseName(s string) Name {
	n, err := ParseName(s)
	if err != nil {
		panic(err)
	}
	return n
}

// CheckHost returns nil if n can be the full name of a host in DNS, which
// takes what a [SIPDomain] takes, or a [*diag.ValueError] that says why not: a
// single label, an underscore, an IP address, a hyphen at the edge of a label,
// too long. The store holds such names all the same,
// so a record reports this under a rule of its own, as a warning.
func (n Name) CheckHost() error {
	if i, f := checkSIPDomain(n.s); f != ok {
		return valueError(f, "host name", n.s, i)
	}
	return nil
}

// SIPDomain returns n as a SIP domain, and whether it is one.
func (n Name) SIPDomain() (SIPDomain, bool) {
	if _, f := checkSIPDomain(n.s); f != ok {
		return SIPDomain{}, false
	}
	return SIPDomain(n), true
}

// IsWithin reports whether n is m or a name below it: sip.contoso.com is
// within contoso.com, and notcontoso.com is not. Only the zero Name is within
// the zero Name.
func (n Name) IsWithin(m Name) bool {
	if n == m {
		return true
	}
	head, below := strings.CutSuffix(n.s, m.s)
	return below && m.s != "" && strings.HasSuffix(head, ".")
}

// Parent returns n without its first label, and whether it has another:
// contoso.com for it.contoso.com.
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

package domain

import (
	"cmp"

	"github.com/lyncfed/lyncfed/internal/syntax"
)

// A SIPDomain is the part of a SIP address after the @: a DNS name of two labels or
// more, in lower case and without a final dot. The zero SIPDomain means "not set"
// and prints as "". SIPDomains compare with ==.
type SIPDomain struct{ s string }

// ParseSIPDomain returns the domain in s, in any letter case and with or without a
// final dot. The error is a [*diag.ValueError].
func ParseSIPDomain(s string) (SIPDomain, error) {
	n, f := checkSIPDomain(s)
	if f != ok {
		return SIPDomain{}, valueError(f, "SIP domain", s, n)
	}
	return SIPDomain{lower(s[:n])}, nil
}

// MustParseSIPDomain is like ParseSIPDomain, and panics if s is not a SIP domain.
// It is for constants and tests.
func MustParseSIPDomain(s string) SIPDomain {
	d, err := ParseSIPDomain(s)
	if err != nil {
		panic(err)
	}
	return d
}

// AppendSIPDomain appends the domain in text to dst, as [SIPDomain.String] prints
// it. It allocates only to grow dst. If text is not a SIP domain, it returns dst
// unchanged and the [diag.Rule] of the error of [ParseSIPDomain].
func AppendSIPDomain(dst, text []byte) ([]byte, error) {
	n, f := checkSIPDomain(text)
	if f != ok {
		return dst, faultRules[f]
	}
	out := append(dst, text[:n]...)
	syntax.Lower(out[len(dst):])
	return out, nil
}

// Name returns d as a host name.
func (d SIPDomain) Name() Name { return Name(d) }

// IsZero reports whether d is not set.
func (d SIPDomain) IsZero() bool { return d.s == "" }

// Compare returns -1, 0 or +1, in the order of the text.
func (d SIPDomain) Compare(e SIPDomain) int { return cmp.Compare(d.s, e.s) }

// String returns the domain in lower case, and "" for the zero SIPDomain.
func (d SIPDomain) String() string { return d.s }

// AppendText implements [encoding.TextAppender]. It never fails.
func (d SIPDomain) AppendText(b []byte) ([]byte, error) { return append(b, d.s...), nil }

// MarshalText implements [encoding.TextMarshaler]. It never fails.
func (d SIPDomain) MarshalText() ([]byte, error) { return []byte(d.s), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: [ParseSIPDomain], and
// empty text for the zero SIPDomain.
func (d *SIPDomain) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = SIPDomain{}
		return nil
	}
	parsed, err := ParseSIPDomain(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

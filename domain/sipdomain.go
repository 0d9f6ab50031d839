package domain

import "cmp"

// A SIPDomain is the part of a SIP address behind the @: a DNS name of two
// labels or more, in lower case and without a final dot. The zero SIPDomain is
// not set and prints as "". SIPDomains compare with ==.
type SIPDomain struct{ s string }

// ParseSIPDomain returns the domain that s gives, in any letter case and with
// or without a final dot. The error is a [*diag.ValueError].
func ParseSIPDomain(s string) (SIPDomain, error) {
	n, f := checkSIPDomain(s)
	if f != ok {
		return SIPDomain{}, valueError(f, "SIP domain", s, n)
	}
	return SIPDomain{lower(s[:n])}, nil
}

// MustParseSIPDomain is ParseSIPDomain for text that is known to be right. It
// panics if it is not.
func MustParseSIPDomain(s string) SIPDomain {
	d, err := ParseSIPDomain(s)
	if err != nil {
		panic(err)
	}
	return d
}

// AppendSIPDomain appends to dst the domain that text gives, as
// [SIPDomain.String] prints it. It allocates nothing but the room that dst
// lacks. If text is no SIP domain, it returns dst as it was, and the
// [diag.Rule] that the error of [ParseSIPDomain] carries.
func AppendSIPDomain(dst, text []byte) ([]byte, error) {
	n, f := checkSIPDomain(text)
	if f != ok {
		return dst, faultRules[f]
	}
	return appendLower(dst, text[:n]), nil
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

package address

import "github.com/lyncfed/lyncfed/internal/char"

// A URI is an address whose text form is a SIP URI: sip:ted@contoso.com. PowerShell
// prints the addresses of users in this form. A URI is read with or without the sip:
// prefix. The zero URI means "not set" and prints as "". URIs compare with ==.
type URI Address

// IsZero reports whether u is not set.
func (u URI) IsZero() bool { return Address(u).IsZero() }

// String returns the URI, and "" for the zero URI.
func (u URI) String() string { return Address(u).URI() }

// AppendText implements [encoding.TextAppender]. It never fails.
func (u URI) AppendText(b []byte) ([]byte, error) { return Address(u).appendURI(b), nil }

// MarshalText implements [encoding.TextMarshaler]. It never fails.
func (u URI) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: [ParseURI] for text that
// begins with sip:, and otherwise [Parse]. Empty text is the zero URI.
func (u *URI) UnmarshalText(text []byte) error {
	if len(text) >= len(scheme) && char.EqualFold(string(text[:len(scheme)]), scheme) {
		read, err := ParseURI(string(text))
		*u = URI(read)
		return err
	}
	return (*Address)(u).UnmarshalText(text)
}

package policy

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/internal/char"
)

// A SiteName names a site of the organization. The zero SiteName means "not known"
// and prints as "". Names compare with ==, which is case-sensitive. [SiteName.Same]
// compares as a server does.
type SiteName struct{ name string }

// ParseSiteName returns the site in s: Site:NAME as Get-CsPool prints it, with the
// scope in any letter case, or NAME. No document lists the characters of a name.
// ParseSiteName rejects empty names and unprintable characters. The error is a
// [*diag.ValueError].
func ParseSiteName(s string) (SiteName, error) {
	name := s
	if scope, rest, scoped := strings.Cut(s, ":"); scoped {
		if !char.EqualFold(scope, scopeNames[Site]) {
			return SiteName{}, catalog.ValueError(RuleSiteScope, "site", s, 0, fmt.Sprintf("%q is not the scope Site", scope))
		}
		name = rest
	}
	id, err := identity(Site, name, s)
	return SiteName{id.name}, err
}

// MustParseSiteName is like ParseSiteName, and panics if s is not valid. It is for
// constants and tests.
func MustParseSiteName(s string) SiteName {
	n, err := ParseSiteName(s)
	if err != nil {
		panic(err)
	}
	return n
}

// Identity returns the identity of the site's policy, and the zero Identity for
// the zero SiteName.
func (n SiteName) Identity() Identity {
	if n.IsZero() {
		return Identity{}
	}
	return Identity{Site, n.name}
}

// Same reports whether n and other name the same site: a server ignores letter
// case.
func (n SiteName) Same(other SiteName) bool { return char.Same(n.name, other.name) }

// IsZero reports whether n is not known.
func (n SiteName) IsZero() bool { return n == SiteName{} }

// Compare returns -1, 0 or +1, by name.
func (n SiteName) Compare(other SiteName) int { return cmp.Compare(n.name, other.name) }

// String returns "Site:NAME", as the shell prints it, and "" for the zero
// SiteName.
func (n SiteName) String() string { return n.Identity().String() }

// AppendText implements [encoding.TextAppender]. It never fails.
func (n SiteName) AppendText(b []byte) ([]byte, error) { return append(b, n.String()...), nil }

// MarshalText implements [encoding.TextMarshaler]. It never fails.
func (n SiteName) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: [ParseSiteName], and empty
// text for the zero SiteName.
func (n *SiteName) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*n = SiteName{}
		return nil
	}
	parsed, err := ParseSiteName(string(text))
	if err != nil {
		return err
	}
	*n = parsed
	return nil
}

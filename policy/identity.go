package policy

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/enum"
)

// A Scope is the range of a policy: everybody, a site, or single users. The zero
// Scope is not set. Scopes compare with ==. External access policies have no
// service scope (PS-POLICY).
type Scope uint8

// The scopes, the widest first.
const (
	Global Scope = iota + 1 // everybody
	Site                    // the users of a site
	Tag                     // users with a grant
)

var scopeNames = [...]string{Global: "Global", Site: "Site", Tag: "Tag"}

func badScope(text string) error {
	return catalog.ValueError(RuleIdentityScope, "scope", text, 0, "not a scope")
}

// ParseScope returns the scope with the given name, in any letter case. The error
// is a [*diag.ValueError].
func ParseScope(s string) (Scope, error) {
	return enum.Parse[Scope](s, scopeNames[:], badScope)
}

// IsZero reports whether s is not set.
func (s Scope) IsZero() bool { return s == 0 }

// Compare returns -1, 0 or +1: the wider scope comes first, the zero Scope
// before all.
func (s Scope) Compare(t Scope) int { return cmp.Compare(s, t) }

// String returns "Global", "Site" or "Tag", and "" for the zero Scope.
func (s Scope) String() string { return enum.String(s, scopeNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (s Scope) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, s, scopeNames[:], badScope)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (s Scope) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the names in any
// letter case, and empty text for the zero Scope. Its error is a
// [*diag.ValueError].
func (s *Scope) UnmarshalText(text []byte) error {
	return enum.Unmarshal(s, text, scopeNames[:], badScope)
}

// An Identity names a policy, or a site: "Global", "Site:Redmond", "Tag:Sales". The
// zero Identity is not set and prints as "". Identities compare with ==, which is
// case-sensitive. [Identity.Same] compares as a server does.
type Identity struct {
	scope Scope
	name  string
}

// ParseIdentity returns the identity in s: Global, site:NAME, tag:NAME, or NAME for
// a per-user policy. The scope may be in any letter case. No document lists the
// characters of a name. ParseIdentity rejects empty names and unprintable
// characters. The error is a [*diag.ValueError].
func ParseIdentity(s string) (Identity, error) {
	scopeText, name, scoped := strings.Cut(s, ":")
	switch {
	case s == "":
		return Identity{}, catalog.ValueError(RuleIdentityMissing, "policy identity", s, 0, "the text is empty")
	case char.EqualFold(s, scopeNames[Global]):
		return Identity{scope: Global}, nil
	case !scoped:
		return identity(Tag, s, s)
	case char.EqualFold(scopeText, scopeNames[Site]):
		return identity(Site, name, s)
	case char.EqualFold(scopeText, scopeNames[Tag]):
		return identity(Tag, name, s)
	}
	return Identity{}, catalog.ValueError(RuleIdentityScope, "policy identity", s, 0, fmt.Sprintf("%q is not a scope of these policies", scopeText))
}

// identity returns the identity for a name, which is the end of the text s.
func identity(scope Scope, name, s string) (Identity, error) {
	start := len(s) - len(name)
	if strings.TrimSpace(name) == "" {
		return Identity{}, catalog.ValueError(RuleIdentityName, "policy identity", s, start, "the name is empty")
	}
	if i := char.Unprintable(name); i >= 0 {
		return Identity{}, catalog.ValueError(RuleIdentityName, "policy identity", s, start+i, char.Describe(name, i)+" in the name")
	}
	return Identity{scope, name}, nil
}

// MustParseIdentity is like ParseIdentity, and panics if s is not valid. It is for
// constants and tests.
func MustParseIdentity(s string) Identity {
	id, err := ParseIdentity(s)
	if err != nil {
		panic(err)
	}
	return id
}

// Scope returns the scope of the policy.
func (id Identity) Scope() Scope { return id.scope }

// Name returns the name without its scope, and "" for Global. It is the value of
// Grant-CsExternalAccessPolicy -PolicyName (PS-GRANT).
func (id Identity) Name() string { return id.name }

// Same reports whether id and other name the same policy: a server ignores letter
// case.
func (id Identity) Same(other Identity) bool {
	return id.key() == other.key()
}

// key returns the same value for all identities that a server does not distinguish.
func (id Identity) key() Identity { return Identity{id.scope, char.Fold(id.name)} }

// IsZero reports whether id is not set.
func (id Identity) IsZero() bool { return id == Identity{} }

// Compare returns -1, 0 or +1: by scope, then by name.
func (id Identity) Compare(other Identity) int {
	return cmp.Or(id.scope.Compare(other.scope), cmp.Compare(id.name, other.name))
}

// String returns "Global", "Site:NAME" or "Tag:NAME", as the shell prints it,
// and "" for the zero Identity.
func (id Identity) String() string {
	if id.name == "" {
		return id.scope.String()
	}
	return id.scope.String() + ":" + id.name
}

// AppendText implements [encoding.TextAppender]. It never fails.
func (id Identity) AppendText(b []byte) ([]byte, error) {
	b = append(b, id.scope.String()...)
	if id.name != "" {
		b = append(append(b, ':'), id.name...)
	}
	return b, nil
}

// MarshalText implements [encoding.TextMarshaler]. It never fails.
func (id Identity) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: [ParseIdentity], and
// empty text for the zero Identity.
func (id *Identity) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = Identity{}
		return nil
	}
	parsed, err := ParseIdentity(string(text))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

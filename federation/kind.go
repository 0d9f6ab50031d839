package federation

import (
	"cmp"
	"iter"
	"math/bits"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/policy"
)

// A Kind is a kind of records in a [Configuration]. It prints as the name of the
// member in the JSON form. The zero Kind is not valid. Kinds compare with ==.
type Kind uint8

// The kinds, in the order of the JSON form.
const (
	Platform   Kind = iota + 1
	SIPDomains      // SipDomains
	AccessEdge      // AccessEdgeConfiguration
	PublicProviders
	HostingProviders
	AllowedDomains
	BlockedDomains
	ExternalAccessPolicies
	Users
	Pools
	Holdings
	TenantFederationConfiguration
	TenantSIPDomains // TenantSipDomains
	TenantExternalAccessPolicies
	TenantUsers
)

func badKind(text string) error {
	return catalog.ValueError(RuleKindUnknown, "kind", text, 0, "not a kind of records")
}

// IsTenant reports whether the records belong to a tenant and not to the servers.
func (k Kind) IsTenant() bool { return k >= TenantFederationConfiguration && k.isValid() }

// IsPolicies reports whether k is the external access policies of the servers or of a
// tenant.
func (k Kind) IsPolicies() bool {
	return k == ExternalAccessPolicies || k == TenantExternalAccessPolicies
}

// IsUsers reports whether k is the users of the servers or of a tenant.
func (k Kind) IsUsers() bool { return k == Users || k == TenantUsers }

// AllKinds returns all kinds, in the order of the JSON form.
func AllKinds() iter.Seq[Kind] {
	return func(yield func(Kind) bool) {
		for k := Platform; int(k) <= len(rows) && yield(k); k++ {
		}
	}
}

// ParseKind returns the kind with the given name, in any letter case. The error is
// a [*diag.ValueError].
func ParseKind(s string) (Kind, error) {
	for k := range AllKinds() {
		if char.EqualFold(k.String(), s) {
			return k, nil
		}
	}
	return 0, badKind(s)
}

// Row returns the description of the kind, for the other packages of this module.
// It panics for a value that is not one of the constants.
func (k Kind) Row() record.Row[Configuration] { return rows[k-1] }

// Title returns the name of a single record of the kind in prose, such as "public
// provider". It returns "" for a value that is not one of the constants.
func (k Kind) Title() string {
	if !k.isValid() {
		return ""
	}
	return k.Row().Table().About().Title
}

// Describe returns the name of a record for display, such as "Skype (public
// provider)". It returns the title of the kind alone for a record without a name
// and for the Access Edge, and "" for a subject without a kind.
func Describe(s diag.Subject) string {
	k, err := ParseKind(s.Kind)
	switch {
	case err != nil:
		return ""
	case s.Identity == "" || len(k.Row().Table().KeyNames()) == 0:
		return k.Title()
	}
	name, isURI := char.CutPrefix(s.Identity, "sip:")
	if !isURI {
		name = s.Identity
	}
	return diag.Printable(name) + " (" + k.Title() + ")"
}

// Key returns a key that is equal for names that a server does not distinguish. For
// a policy, NAME and Tag:NAME have one key (PS-GRANT). For a user, sip:USER and
// USER have one key. The key is not for display.
func (k Kind) Key(identity string) string {
	switch k {
	case ExternalAccessPolicies, TenantExternalAccessPolicies:
		if id, err := policy.ParseIdentity(identity); err == nil {
			identity = id.String()
		}
	case Users, TenantUsers:
		identity, _ = char.CutPrefix(identity, "sip:")
	default:
	}
	return char.Fold(identity)
}

func (k Kind) isValid() bool { return k > 0 && int(k) <= len(rows) }

// IsZero reports whether k is not set.
func (k Kind) IsZero() bool { return k == 0 }

// Compare returns -1, 0 or +1, in the order of the JSON form.
func (k Kind) Compare(l Kind) int { return cmp.Compare(k, l) }

// String returns the name, such as "PublicProviders", and "" for a value that is
// not one of the constants.
func (k Kind) String() string {
	if !k.isValid() {
		return ""
	}
	return k.Row().Table().About().Kind
}

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// neither zero nor one of the constants.
func (k Kind) AppendText(b []byte) ([]byte, error) {
	if !k.isValid() && !k.IsZero() {
		return b, badKind("")
	}
	return append(b, k.String()...), nil
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (k Kind) MarshalText() ([]byte, error) { return k.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]: [ParseKind], and empty
// text for the zero Kind.
func (k *Kind) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*k = 0
		return nil
	}
	parsed, err := ParseKind(string(text))
	if err != nil {
		return err
	}
	*k = parsed
	return nil
}

// Kinds is a set of kinds. The zero Kinds is empty. Sets compare with ==.
type Kinds uint32

// KindsOf returns the set of the given kinds.
func KindsOf(kinds ...Kind) Kinds {
	var all Kinds
	for _, k := range kinds {
		all = all.With(k)
	}
	return all
}

// ParseKinds returns the set of the kinds with the given names, separated by
// commas, in any order and letter case. Empty text is the empty set. The error
// is a [*diag.ValueError].
func ParseKinds(s string) (Kinds, error) {
	var all Kinds
	offset := 0
	for name := range strings.SplitSeq(s, ",") {
		k, err := ParseKind(strings.TrimSpace(name))
		if err != nil && s != "" {
			return 0, catalog.ValueError(RuleKindUnknown, "kinds", s, offset, "not a kind of records")
		}
		if err == nil {
			all = all.With(k)
		}
		offset += len(name) + len(",")
	}
	return all, nil
}

// Has reports whether k is in the set.
func (s Kinds) Has(k Kind) bool { return s&s.bit(k) != 0 }

// With returns the set with k added. The zero Kind changes nothing.
func (s Kinds) With(k Kind) Kinds { return s | s.bit(k) }

func (Kinds) bit(k Kind) Kinds { return 1 << (k - 1) }

// Union returns the kinds that are in either set.
func (s Kinds) Union(t Kinds) Kinds { return s | t }

// Len returns the number of kinds in the set.
func (s Kinds) Len() int { return bits.OnesCount32(uint32(s)) }

// All returns the kinds in the set, in order.
func (s Kinds) All() iter.Seq[Kind] {
	return func(yield func(Kind) bool) {
		for k := range AllKinds() {
			if s.Has(k) && !yield(k) {
				return
			}
		}
	}
}

// IsZero reports whether the set is empty.
func (s Kinds) IsZero() bool { return s == 0 }

// String returns the names, separated by commas, and "" for the empty set.
func (s Kinds) String() string {
	var names []string
	for k := range s.All() {
		names = append(names, k.String())
	}
	return strings.Join(names, ",")
}

// AppendText implements [encoding.TextAppender]. It never fails.
func (s Kinds) AppendText(b []byte) ([]byte, error) { return append(b, s.String()...), nil }

// MarshalText implements [encoding.TextMarshaler]. It never fails.
func (s Kinds) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler], as [ParseKinds].
func (s *Kinds) UnmarshalText(text []byte) error {
	parsed, err := ParseKinds(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}

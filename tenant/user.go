package tenant

import (
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
)

// A User is a user in the tenant, with the federation properties of Get-CsOnlineUser.
// The user may be homed on the servers. The zero User is not valid: it lacks the address.
type User struct {
	SIPAddress            address.Address
	UserPrincipalName     string
	HostingProvider       string          // the host of the user's home, or "SRV:" for the servers; "": none is set
	ExternalAccessPolicy  policy.Identity // the policy granted; zero: none
	InterpretedUserType   string          // such as "PureOnlineTeamsOnlyUser"
	TeamsUpgradeEffective string          // TeamsUpgradeEffectiveMode: "TeamsOnly" for a user who is homed in the cloud
	AccountType           string          // such as "User" or "SfBOnPremUser"
	Absent                product.Absent  // the members that the text did not have
}

// A grant is the policy that is granted to a user. Newer modules print an object with
// its name.
type grant policy.Identity

func (g grant) IsZero() bool  { return policy.Identity(g).IsZero() }
func (g grant) IsKnown() bool { return true }
func (g grant) IsList() bool  { return false }
func (g grant) Entries() iter.Seq[string] {
	return slices.Values([]string{policy.Identity(g).String()})
}
func (g grant) Value() diag.Value {
	if g.IsZero() {
		return diag.Null()
	}
	return diag.Text(policy.Identity(g).String())
}

func (g grant) AppendJSON(dst []byte) []byte {
	return record.AppendText(dst, policy.Identity(g).String())
}

func (g *grant) ReadValue(v record.Value) error {
	*g = grant{}
	if v.Kind == record.Nested {
		name, found := member(v.Object(nil, 0), "Name")
		switch printed := v.Parts().Printed; {
		case found:
			v = name
		case printed != "":
			v = record.Plain([]byte(printed), v.At)
		}
	}
	switch v.Kind {
	case record.Null:
		return nil
	case record.Text:
		return (*policy.Identity)(g).UnmarshalText(v.Text())
	}
	return diag.MemberFinding(diag.RuleMemberType, "", v.Kind.String()+" instead of the name of a policy")
}

// users describes users of a tenant. Get-CsOnlineUser prints many more members.
var users = record.Schema[User]{
	Info: record.Info{
		Kind:    "TenantUsers",
		Title:   "user of the tenant",
		Noun:    "CsOnlineUser",
		Ops:     []diag.Op{diag.OpGrant},
		Source:  source.OnlineUser,
		Partial: true,
		Unique:  RuleUserRepeated,
		Over:    "Users",
	},
	Absent: func(u *User) *product.Absent { return &u.Absent },
	Shapes: true,
	Members: []record.Member[User]{
		{Name: "SipAddress", Field: func(u *User) any { return (*address.URI)(&u.SIPAddress) }, Key: true},
		{Name: "UserPrincipalName", Field: func(u *User) any { return &u.UserPrincipalName }, Idle: true},
		{Name: "HostingProvider", Field: func(u *User) any { return &u.HostingProvider }, Default: record.None},
		{Name: "ExternalAccessPolicy", Field: func(u *User) any { return (*grant)(&u.ExternalAccessPolicy) }, Default: record.None},
		{Name: "InterpretedUserType", Field: func(u *User) any { return &u.InterpretedUserType }, Default: record.None, Mark: true, Idle: true},
		{Name: "TeamsUpgradeEffectiveMode", Field: func(u *User) any { return &u.TeamsUpgradeEffective }, Default: record.None, Mark: true, Idle: true},
		{Name: "AccountType", Field: func(u *User) any { return &u.AccountType }, Default: record.None, Mark: true, Idle: true},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (User) Schema() *record.Schema[User] { return &users }

// UnmarshalJSON implements [encoding/json.Unmarshaler], as
// [FederationConfiguration.UnmarshalJSON] does.
func (u *User) UnmarshalJSON(data []byte) error { return users.Unmarshal(data, u) }

// MarshalJSON implements [encoding/json.Marshaler]. A member that is not set is null. A
// member in Absent is left out.
func (u User) MarshalJSON() ([]byte, error) { return users.Append(nil, &u) }

// Equal reports whether a tenant treats u and v as the same. It ignores Absent.
func (u User) Equal(v User) bool {
	same := u.SIPAddress.Same(v.SIPAddress) && char.Same(u.UserPrincipalName, v.UserPrincipalName) &&
		char.Same(u.HostingProvider, v.HostingProvider) && u.ExternalAccessPolicy.Same(v.ExternalAccessPolicy)
	return same && u.InterpretedUserType == v.InterpretedUserType && u.TeamsUpgradeEffective == v.TeamsUpgradeEffective && u.AccountType == v.AccountType
}

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (u User) Validate() error { return u.Findings().Err() }

// Findings returns the findings that need no other record.
func (u User) Findings() diag.Findings {
	var found diag.Findings
	if u.SIPAddress.IsZero() {
		found.Add(catalog.Finding(RuleUserAddress, "/SipAddress", "no address is given"))
	}
	return found
}

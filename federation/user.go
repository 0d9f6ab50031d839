package federation

import (
	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
)

// A User is a user of your own organization, with the members of Get-CsUser that
// matter for federation. The zero User is not valid: it lacks the address.
type User struct {
	SIPAddress           address.Address
	ExternalAccessPolicy policy.Identity // the granted policy; zero: none
	RegistrarPool        domain.Name     // the user's home; zero: not known
	HostingProvider      string          // the host of the user's home, or "SRV:" for your own servers; "": not set
	Enabled              product.Switch
	EnabledForFederation product.Switch // its effect beside a policy is not documented, so it decides nothing
	Absent               product.Absent // the members missing from the text
}

// users describes users. Get-CsUser prints many more members. The defaults are
// those of a user whom Enable-CsUser has just enabled.
var users = record.Schema[User]{
	Info: record.Info{
		Kind: "Users", Title: "user", Noun: "CsUser",
		Ops:     []diag.Op{diag.OpGrant},
		Partial: true,
		Tells:   "who holds which policy",
		Unique:  RuleUserRepeated,
	},
	Absent: func(r *User) *product.Absent { return &r.Absent },
	Members: []record.Member[User]{
		{Name: "SipAddress", Field: func(r *User) any { return (*address.URI)(&r.SIPAddress) }, Since: product.LyncServer2010, Key: true, Mark: true},
		{Name: "ExternalAccessPolicy", Field: func(r *User) any { return &r.ExternalAccessPolicy }, Since: product.LyncServer2010, Default: record.None},
		{Name: "RegistrarPool", Field: func(r *User) any { return &r.RegistrarPool }, Since: product.LyncServer2010},
		{Name: "HostingProvider", Field: func(r *User) any { return &r.HostingProvider }, Since: product.LyncServer2010, Default: record.None},
		{Name: "Enabled", Field: func(r *User) any { return &r.Enabled }, Since: product.LyncServer2010, Default: "True"},
		{Name: "EnabledForFederation", Field: func(r *User) any { return &r.EnabledForFederation }, Since: product.LyncServer2010},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (User) Schema() *record.Schema[User] { return &users }

// UnmarshalJSON implements [encoding/json.Unmarshaler], as
// [provider.PublicProvider.UnmarshalJSON] does.
func (u *User) UnmarshalJSON(data []byte) error { return users.Unmarshal(data, u) }

// MarshalJSON implements [encoding/json.Marshaler]. A member that is not set is null. A
// member in Absent is left out.
func (u User) MarshalJSON() ([]byte, error) { return users.Append(nil, &u) }

// Equal reports whether u and v are the same to a server. It ignores Absent.
func (u User) Equal(v User) bool {
	return u.SIPAddress.Same(v.SIPAddress) && u.ExternalAccessPolicy.Same(v.ExternalAccessPolicy) &&
		u.RegistrarPool == v.RegistrarPool && char.Same(u.HostingProvider, v.HostingProvider) &&
		u.Enabled == v.Enabled && u.EnabledForFederation == v.EnabledForFederation
}

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (u User) Validate() error { return u.Findings().Err() }

// Findings returns the findings that need no day, no platform and no other record.
func (u User) Findings() diag.Findings {
	var l diag.Findings
	if u.SIPAddress.IsZero() {
		l.Add(catalog.Finding(RuleUserAddress, "/SipAddress", "no address is given"))
	}
	return l
}

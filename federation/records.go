package federation

import (
	"fmt"
	"iter"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A SIPDomain is a SIP domain of the organization's own, as Get-CsSipDomain
// prints it.
type SIPDomain struct {
	Identity  domain.SIPDomain
	IsDefault bool // one of them is
}

func (d *SIPDomain) members() []record.Member {
	return []record.Member{
		{Name: "Identity", Field: &d.Identity, Since: product.LyncServer2010},
		{Name: "IsDefault", Field: &d.IsDefault, Since: product.LyncServer2010},
	}
}

// SIPDomainMembers returns the members of a SIPDomain (PS-SIPDOMAIN).
func SIPDomainMembers() iter.Seq[product.Member] {
	return record.Settings(new(SIPDomain).members())
}

// UnmarshalJSON implements [json.Unmarshaler], as
// [provider.PublicProvider.UnmarshalJSON] does.
func (d *SIPDomain) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, d, (*SIPDomain).members)
}

// MarshalJSON implements [json.Marshaler].
func (d SIPDomain) MarshalJSON() ([]byte, error) { return record.Append(nil, d.members()) }

// Equal reports whether d and e are the same to a server.
func (d SIPDomain) Equal(e SIPDomain) bool { return d == e }

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (d SIPDomain) Validate() error { return d.Findings().Err() }

// Findings returns what there is to say of the record by itself.
func (d SIPDomain) Findings() diag.Findings {
	var l diag.Findings
	if d.Identity.IsZero() {
		l.Add(catalog.Finding(RuleDomainMissing, "/Identity", "no domain is given"))
	}
	return l
}

// twin reads one of two members that hold the same name, Identity and Domain.
type twin struct{ into *domain.Name }

func (t twin) IsZero() bool { return t.into.IsZero() }

func (t twin) MarshalText() ([]byte, error) { return t.into.MarshalText() }

func (t twin) UnmarshalText(text []byte) error {
	if string(text) == t.into.String() {
		return nil // as it mostly is in the second of them
	}
	var read domain.Name
	if err := read.UnmarshalText(text); err != nil {
		return err
	}
	if !t.into.IsZero() && !read.IsZero() && *t.into != read {
		return catalog.Finding(RuleDomainTwin, "", fmt.Sprintf("it is %s in one and %s in the other", t.into, read))
	}
	if !read.IsZero() {
		*t.into = read
	}
	return nil
}

// An AllowedDomain is a federated partner that is allowed by name, as
// Get-CsAllowedDomain prints it. It matches that domain, and not those below.
type AllowedDomain struct {
	Domain            domain.Name // Identity and Domain of the cmdlets
	ProxyFQDN         domain.Name // the partner's Access Edge; not set: DNS has it
	VerificationLevel provider.VerificationLevel
	Comment           string
	MarkForMonitoring bool
}

func (d *AllowedDomain) members() []record.Member {
	return []record.Member{
		{Name: "Identity", Field: twin{&d.Domain}, Since: product.LyncServer2010},
		{Name: "Domain", Field: twin{&d.Domain}, Since: product.LyncServer2010},
		{Name: "ProxyFqdn", Field: &d.ProxyFQDN, Since: product.LyncServer2010},
		{Name: "VerificationLevel", Field: &d.VerificationLevel, Since: product.SfBServer2015},
		{Name: "Comment", Field: &d.Comment, Since: product.LyncServer2010},
		{Name: "MarkForMonitoring", Field: &d.MarkForMonitoring, Since: product.LyncServer2010},
	}
}

// AllowedDomainMembers returns the members of an AllowedDomain in the order in
// which they are printed, each with the first server that knows it (PS-ALLOWED,
// UCL).
func AllowedDomainMembers() iter.Seq[product.Member] {
	return record.Settings(new(AllowedDomain).members())
}

// UnmarshalJSON implements [json.Unmarshaler], as
// [provider.PublicProvider.UnmarshalJSON] does. The domain may be given as
// Identity, as Domain, or as both.
func (d *AllowedDomain) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, d, (*AllowedDomain).members)
}

// MarshalJSON implements [json.Marshaler]. Members that are not set are left
// out.
func (d AllowedDomain) MarshalJSON() ([]byte, error) { return record.Append(nil, d.members()) }

// Equal reports whether d and e are the same to a server.
func (d AllowedDomain) Equal(e AllowedDomain) bool { return d == e }

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (d AllowedDomain) Validate() error { return d.Findings().Err() }

// Findings returns what there is to say of the record by itself.
func (d AllowedDomain) Findings() diag.Findings {
	var l diag.Findings
	checkDomain(&l, d.Domain, d.Comment)
	if err := d.ProxyFQDN.CheckHost(); !d.ProxyFQDN.IsZero() && err != nil {
		l.Add(notAHost("/ProxyFqdn", d.ProxyFQDN, err))
	}
	if _, err := d.VerificationLevel.MarshalText(); err != nil {
		l.Attach("/VerificationLevel", err)
	}
	return l
}

// A BlockedDomain is a domain that is not federated with, as
// Get-CsBlockedDomain prints it. It matches that domain, and not those below.
type BlockedDomain struct {
	Domain  domain.Name // Identity and Domain of the cmdlets
	Comment string
}

func (d *BlockedDomain) members() []record.Member {
	return []record.Member{
		{Name: "Identity", Field: twin{&d.Domain}, Since: product.LyncServer2010},
		{Name: "Domain", Field: twin{&d.Domain}, Since: product.LyncServer2010},
		{Name: "Comment", Field: &d.Comment, Since: product.LyncServer2010},
	}
}

// BlockedDomainMembers returns the members of a BlockedDomain in the order in
// which they are printed (PS-BLOCKED).
func BlockedDomainMembers() iter.Seq[product.Member] {
	return record.Settings(new(BlockedDomain).members())
}

// UnmarshalJSON implements [json.Unmarshaler], as
// [AllowedDomain.UnmarshalJSON] does.
func (d *BlockedDomain) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, d, (*BlockedDomain).members)
}

// MarshalJSON implements [json.Marshaler]. Members that are not set are left
// out.
func (d BlockedDomain) MarshalJSON() ([]byte, error) { return record.Append(nil, d.members()) }

// Equal reports whether d and e are the same to a server.
func (d BlockedDomain) Equal(e BlockedDomain) bool { return d == e }

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (d BlockedDomain) Validate() error { return d.Findings().Err() }

// Findings returns what there is to say of the record by itself.
func (d BlockedDomain) Findings() diag.Findings {
	var l diag.Findings
	checkDomain(&l, d.Domain, d.Comment)
	return l
}

// maxComment is the store's bound (TEAMS-MODULE), which it declares and does
// not enforce.
const maxComment = 1040

// checkDomain checks what allowed and blocked domains have in common.
func checkDomain(l *diag.Findings, d domain.Name, comment string) {
	if d.IsZero() {
		l.Add(catalog.Finding(RuleDomainMissing, "/Identity", "no domain is given"))
	} else if err := d.CheckHost(); err != nil {
		l.Add(notAHost("/Identity", d, err))
	}
	if n := len([]rune(comment)); n > maxComment {
		l.Add(catalog.Finding(RuleCommentLong, "/Comment", fmt.Sprintf("the comment has %d characters", n)))
	}
}

// A User is a user of the organization, with what Get-CsUser says of
// federation.
type User struct {
	SIPAddress           address.Address
	ExternalAccessPolicy policy.Identity // the policy granted; zero: none
	RegistrarPool        domain.Name     // the user's home; zero: not known
	Enabled              product.Switch
}

// sipAddress reads an address with or without sip: before it, and writes it
// with it, as the shell does.
type sipAddress struct{ into *address.Address }

func (s sipAddress) IsZero() bool { return s.into.IsZero() }

func (s sipAddress) MarshalText() ([]byte, error) { return []byte(s.into.URI()), nil }

func (s sipAddress) UnmarshalText(text []byte) error {
	if len(text) >= len("sip:") && strings.EqualFold(string(text[:len("sip:")]), "sip:") {
		read, err := address.ParseURI(string(text))
		*s.into = read
		return err
	}
	return s.into.UnmarshalText(text)
}

func (u *User) members() []record.Member {
	return []record.Member{
		{Name: "SipAddress", Field: sipAddress{&u.SIPAddress}, Since: product.LyncServer2010},
		{Name: "ExternalAccessPolicy", Field: &u.ExternalAccessPolicy, Since: product.LyncServer2010},
		{Name: "RegistrarPool", Field: &u.RegistrarPool, Since: product.LyncServer2010},
		{Name: "Enabled", Field: &u.Enabled, Since: product.LyncServer2010},
	}
}

// UserMembers returns the members of a User. Get-CsUser has many more.
func UserMembers() iter.Seq[product.Member] {
	return record.Settings(new(User).members())
}

// UnmarshalJSON implements [json.Unmarshaler], as
// [provider.PublicProvider.UnmarshalJSON] does.
func (u *User) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, u, (*User).members)
}

// MarshalJSON implements [json.Marshaler]. Members that are not set are left
// out.
func (u User) MarshalJSON() ([]byte, error) { return record.Append(nil, u.members()) }

// Equal reports whether u and v are the same to a server.
func (u User) Equal(v User) bool {
	return u.SIPAddress.Same(v.SIPAddress) && u.ExternalAccessPolicy.Same(v.ExternalAccessPolicy) &&
		u.RegistrarPool == v.RegistrarPool && u.Enabled == v.Enabled
}

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (u User) Validate() error { return u.Findings().Err() }

// Findings returns what there is to say of the record by itself.
func (u User) Findings() diag.Findings {
	var l diag.Findings
	if u.SIPAddress.IsZero() {
		l.Add(catalog.Finding(RuleUserAddress, "/SipAddress", "no address is given"))
	}
	return l
}

// A Pool is a pool of servers and the site that it is in, as Get-CsPool prints
// it: how the site of a user is known.
type Pool struct {
	Identity domain.Name
	Site     policy.Identity
}

func (p *Pool) members() []record.Member {
	return []record.Member{
		{Name: "Identity", Field: &p.Identity, Since: product.LyncServer2010},
		{Name: "Site", Field: &p.Site, Since: product.LyncServer2010},
	}
}

// PoolMembers returns the members of a Pool. Get-CsPool has more.
func PoolMembers() iter.Seq[product.Member] {
	return record.Settings(new(Pool).members())
}

// UnmarshalJSON implements [json.Unmarshaler], as
// [provider.PublicProvider.UnmarshalJSON] does.
func (p *Pool) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, p, (*Pool).members)
}

// MarshalJSON implements [json.Marshaler]. Members that are not set are left
// out.
func (p Pool) MarshalJSON() ([]byte, error) { return record.Append(nil, p.members()) }

// Equal reports whether p and q are the same to a server.
func (p Pool) Equal(q Pool) bool { return p.Identity == q.Identity && p.Site.Same(q.Site) }

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (p Pool) Validate() error { return p.Findings().Err() }

// Findings returns what there is to say of the record by itself.
func (p Pool) Findings() diag.Findings {
	var l diag.Findings
	if p.Identity.IsZero() {
		l.Add(catalog.Finding(RulePoolIdentity, "/Identity", "no Identity is given"))
	}
	if p.Site.Scope() != policy.Site {
		l.Add(catalog.Finding(RulePoolSite, "/Site", fmt.Sprintf("%q is no site", p.Site)))
	}
	return l
}

// notAHost returns the finding for a name that is not a host in DNS, by the
// error of CheckHost.
func notAHost(at diag.Path, d domain.Name, err error) *diag.Finding {
	f := catalog.Finding(RuleDomainHost, at, fmt.Sprintf("%s: %s", d, err.(*diag.ValueError).Detail))
	f.Inferred = true
	return f
}

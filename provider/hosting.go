package provider

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/product"
)

// A HostingProvider is a provider that hosts users of one's own domains or of
// others, such as Skype for Business Online, as New-CsHostingProvider makes it
// and Get-CsHostingProvider prints it. The zero HostingProvider is not valid:
// it lacks Identity and ProxyFQDN. Records are compared with
// [HostingProvider.Equal].
type HostingProvider struct {
	Identity                  string            // unique among public and hosting providers, letter case aside
	ProxyFQDN                 domain.Name       // the provider's Access Edge; likewise unique
	VerificationLevel         VerificationLevel // not set: the cmdlet takes AlwaysVerifiable
	Enabled                   bool              // whether messages go through it
	EnabledSharedAddressSpace product.Switch    // whether it shares one's own SIP domains
	HostsOCSUsers             product.Switch    // whether it hosts accounts of this server family
	IsLocal                   product.Switch    // whether its proxy is inside one's own topology
	AutodiscoverURL           string            // http: or https:
	SIPClientPort             uint64            // 0: not set, the cmdlet takes 443
}

// members are the members in the order in which Get-CsHostingProvider prints
// them (TEAMS-MODULE), and last the one that it does not print.
func (p *HostingProvider) members() []record.Member {
	return []record.Member{
		{Name: "Identity", Field: &p.Identity, Since: product.LyncServer2010},
		{Name: "ProxyFqdn", Field: &p.ProxyFQDN, Since: product.LyncServer2010},
		{Name: "VerificationLevel", Field: &p.VerificationLevel, Since: product.LyncServer2010},
		{Name: "Enabled", Field: &p.Enabled, Since: product.LyncServer2010},
		{Name: "EnabledSharedAddressSpace", Field: &p.EnabledSharedAddressSpace, Since: product.LyncServer2010},
		{Name: "HostsOCSUsers", Field: &p.HostsOCSUsers, Since: product.LyncServer2010},
		{Name: "IsLocal", Field: &p.IsLocal, Since: product.LyncServer2010},
		{Name: "AutodiscoverUrl", Field: &p.AutodiscoverURL, Since: product.LyncServer2013},
		{Name: "SipClientPort", Field: &p.SIPClientPort, Since: product.LyncServer2013},
	}
}

// HostingProviderMembers returns the members of a HostingProvider in the order
// in which they are printed, each with the first server that knows it
// (PS-HOSTING).
func HostingProviderMembers() iter.Seq[product.Member] {
	return record.Settings(new(HostingProvider).members())
}

// UnmarshalJSON implements [json.Unmarshaler], as
// [PublicProvider.UnmarshalJSON] does.
func (p *HostingProvider) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, p, (*HostingProvider).members)
}

// MarshalJSON implements [json.Marshaler]. Members that are not set are left
// out.
func (p HostingProvider) MarshalJSON() ([]byte, error) { return record.Append(nil, p.members()) }

// DecodeAllHosting reads what Get-CsHostingProvider | ConvertTo-Json printed,
// as [DecodeAll] does for public providers.
func DecodeAllHosting(data []byte) ([]HostingProvider, diag.Findings, error) {
	return record.DecodeAll(data, (*HostingProvider).members, record.NoOther)
}

// Equal reports whether p and q are the same to a server: the Identity in any
// letter case.
func (p HostingProvider) Equal(q HostingProvider) bool {
	same := char.Fold(p.Identity) == char.Fold(q.Identity)
	p.Identity, q.Identity = "", ""
	return same && p == q
}

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (p HostingProvider) Validate() error { return p.Findings().Err() }

// Findings returns what there is to say of the record by itself: what needs no
// day, no platform and no other record.
func (p HostingProvider) Findings() diag.Findings {
	var l diag.Findings
	checkCommon(&l, p.Identity, p.ProxyFQDN, p.VerificationLevel)
	checkURL(&l, "/AutodiscoverUrl", p.AutodiscoverURL)
	if p.HostsOCSUsers.IsOn() && !p.EnabledSharedAddressSpace.IsOn() {
		// The store keeps the one inside the other (TEAMS-MODULE), so that a
		// server cannot hold this; a mock of the vendor's own prints it.
		f := catalog.Finding(RuleHostsUsersUnshared, "/HostsOCSUsers", "HostsOCSUsers is on and EnabledSharedAddressSpace is not")
		f.Inferred = true
		l.Add(f)
	}
	if p.SIPClientPort > 65535 {
		l.Add(catalog.Finding(RuleSIPClientPort, "/SipClientPort", "the port is greater than 65535"))
	}
	return l
}

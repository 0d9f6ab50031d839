package provider

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
)

// A HostingProvider is a provider that hosts users of your own domains or of
// others, such as Skype for Business Online. New-CsHostingProvider makes it, and
// Get-CsHostingProvider prints it. The zero HostingProvider is not valid: it lacks
// Identity and ProxyFQDN. Records are compared with [HostingProvider.Equal].
type HostingProvider struct {
	Identity                  string            // unique among all public and hosting providers, in any letter case
	ProxyFQDN                 domain.Name       // the provider's Access Edge; likewise unique
	VerificationLevel         VerificationLevel // not set: the cmdlet uses AlwaysVerifiable
	Enabled                   bool              // whether messages may go through it
	EnabledSharedAddressSpace product.Switch    // whether it hosts users in your own SIP domains
	HostsOCSUsers             product.Switch    // whether it hosts accounts of Lync or Skype for Business
	IsLocal                   product.Switch    // whether its proxy is part of your own topology
	AutodiscoverURL           string            // http: or https:
	SIPClientPort             uint64            // 0: not set, the cmdlet uses 443
	Absent                    product.Absent    // the members missing from the text
}

// hostingProviders describes hosting providers. The members are in the order in
// which Get-CsHostingProvider prints them (TEAMS-MODULE). The member that it does
// not print is last. The defaults are from PS-HOSTING.
var hostingProviders = record.Schema[HostingProvider]{
	Info: record.Info{
		Kind:      "HostingProviders",
		Title:     "hosting provider",
		Noun:      "CsHostingProvider",
		Ops:       []diag.Op{diag.OpNew, diag.OpSet, diag.OpEnable, diag.OpDisable, diag.OpRemove},
		Types:     []string{"HostingProvider", "HostingProviderExtended"},
		Source:    source.NewHostingProvider,
		Tells:     "which hosting providers are federated with",
		Unique:    "federation.identity.repeated",
		Namespace: "providers",
	},
	Absent: func(p *HostingProvider) *product.Absent { return &p.Absent },
	Members: []record.Member[HostingProvider]{
		{Name: "Identity", Field: func(p *HostingProvider) any { return &p.Identity }, Since: product.LyncServer2010, Key: true},
		{Name: "ProxyFqdn", Field: func(p *HostingProvider) any { return &p.ProxyFQDN }, Since: product.LyncServer2010, Required: true, Always: true},
		{Name: "VerificationLevel", Field: func(p *HostingProvider) any { return &p.VerificationLevel }, Since: product.LyncServer2010, Set: true, Default: "AlwaysVerifiable", Always: true},
		{Name: "Enabled", Field: func(p *HostingProvider) any { return &p.Enabled }, Since: product.LyncServer2010, Required: true, Set: true, Always: true},
		{Name: "EnabledSharedAddressSpace", Field: func(p *HostingProvider) any { return &p.EnabledSharedAddressSpace }, Since: product.LyncServer2010, Required: true, Set: true, Default: "False", Mark: true},
		{Name: "HostsOCSUsers", Field: func(p *HostingProvider) any { return &p.HostsOCSUsers }, Since: product.LyncServer2010, Required: true, Set: true, Default: "False", Mark: true},
		{Name: "IsLocal", Field: func(p *HostingProvider) any { return &p.IsLocal }, Since: product.LyncServer2010, Set: true, Default: "False", Mark: true},
		{Name: "AutodiscoverUrl", Field: func(p *HostingProvider) any { return &p.AutodiscoverURL }, Since: product.LyncServer2013, Set: true, Default: record.None, Mark: true},
		{Name: "SipClientPort", Field: func(p *HostingProvider) any { return &p.SIPClientPort }, Since: product.LyncServer2013, Set: true, Default: "443", Mark: true},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (HostingProvider) Schema() *record.Schema[HostingProvider] { return &hostingProviders }

// UnmarshalJSON implements [encoding/json.Unmarshaler], as
// [PublicProvider.UnmarshalJSON] does.
func (p *HostingProvider) UnmarshalJSON(data []byte) error {
	return hostingProviders.Unmarshal(data, p)
}

// MarshalJSON implements [encoding/json.Marshaler]. A member that is not set is null. A
// member in Absent is left out.
func (p HostingProvider) MarshalJSON() ([]byte, error) { return hostingProviders.Append(nil, &p) }

// Equal reports whether p and q are the same to a server, which ignores the letter
// case of the Identity. Equal ignores Absent.
func (p HostingProvider) Equal(q HostingProvider) bool {
	same := char.Same(p.Identity, q.Identity)
	p.Identity, q.Identity, p.Absent, q.Absent = "", "", 0, 0
	return same && p == q
}

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (p HostingProvider) Validate() error { return p.Findings().Err() }

// Findings returns the findings that need no day, no platform and no other record.
func (p HostingProvider) Findings() diag.Findings {
	var l diag.Findings
	checkCommon(&l, p.Identity, p.ProxyFQDN, p.VerificationLevel)
	checkURL(&l, hostingProviders.Kind, p.Identity, "AutodiscoverUrl", p.AutodiscoverURL)
	if p.HostsOCSUsers.IsOn() && !p.EnabledSharedAddressSpace.IsOn() {
		// The store nests one setting in the other (TEAMS-MODULE), so a server
		// cannot be in this state. A mock of Microsoft's prints it all the same.
		f := catalog.Finding(RuleHostsUsersUnshared, "/HostsOCSUsers", "HostsOCSUsers is on, but EnabledSharedAddressSpace is not")
		f.Inferred = true
		l.Add(f)
	}
	if p.SIPClientPort > 65535 {
		l.Add(catalog.Finding(RuleSIPClientPortRange, "/SipClientPort", "the port is greater than 65535"))
	}
	return l
}

package federation

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// An AllowedDomain is a federated partner that is allowed by name, as
// Get-CsAllowedDomain prints it. It matches that domain and no domain below it. The
// zero AllowedDomain is not valid: it lacks the domain.
type AllowedDomain struct {
	Domain            domain.Name                // Identity and Domain of the cmdlets
	ProxyFQDN         domain.Name                // the partner's Access Edge; not set: DNS has it
	VerificationLevel provider.VerificationLevel // not set: the server uses UseSourceVerification
	Comment           string
	MarkForMonitoring bool
	Absent            product.Absent // the members missing from the text
}

// allowedDomains describes allowed domains, with the members in the order in which
// Get-CsAllowedDomain prints them (PS-ALLOWED; UCL for VerificationLevel).
var allowedDomains = record.Schema[AllowedDomain]{
	Info: record.Info{
		Kind: "AllowedDomains", Title: "allowed domain", Noun: "CsAllowedDomain",
		Ops:    []diag.Op{diag.OpNew, diag.OpSet, diag.OpRemove},
		Types:  []string{"AllowedDomain"},
		Source: source.NewAllowedDomain,
		Tells:  "which partners are allowed by name",
		Unique: RuleDomainRepeated,
	},
	Absent: func(r *AllowedDomain) *product.Absent { return &r.Absent },
	Members: []record.Member[AllowedDomain]{
		{Name: "Identity", Field: func(r *AllowedDomain) any { return &r.Domain }, Since: product.LyncServer2010, Key: true, Aliases: []record.Alias[AllowedDomain]{{Name: "Domain", Printed: true}}},
		{Name: "ProxyFqdn", Field: func(r *AllowedDomain) any { return &r.ProxyFQDN }, Since: product.LyncServer2010, Set: true, Default: record.None},
		{Name: "VerificationLevel", Field: func(r *AllowedDomain) any { return &r.VerificationLevel }, Since: product.SfBServer2015, Set: true, Default: record.None},
		{Name: "Comment", Field: func(r *AllowedDomain) any { return &r.Comment }, Since: product.LyncServer2010, Set: true, Default: record.None},
		{Name: "MarkForMonitoring", Field: func(r *AllowedDomain) any { return &r.MarkForMonitoring }, Since: product.LyncServer2010, Set: true, Default: "False", Always: true, Mark: true},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (AllowedDomain) Schema() *record.Schema[AllowedDomain] { return &allowedDomains }

// UnmarshalJSON implements [encoding/json.Unmarshaler], as
// [provider.PublicProvider.UnmarshalJSON] does. The domain may be given as
// Identity, as Domain, or as both.
func (d *AllowedDomain) UnmarshalJSON(data []byte) error { return allowedDomains.Unmarshal(data, d) }

// MarshalJSON implements [encoding/json.Marshaler]. A member that is not set is null. A
// member in Absent is left out.
func (d AllowedDomain) MarshalJSON() ([]byte, error) { return allowedDomains.Append(nil, &d) }

// Equal reports whether d and e are the same to a server. It ignores Absent.
func (d AllowedDomain) Equal(e AllowedDomain) bool {
	d.Absent, e.Absent = 0, 0
	return d == e
}

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (d AllowedDomain) Validate() error { return d.Findings().Err() }

// Findings returns the findings that need no day, no platform and no other record.
func (d AllowedDomain) Findings() diag.Findings {
	var l diag.Findings
	checkDomain(&l, d.Domain, d.Comment)
	if !d.ProxyFQDN.IsZero() {
		if err := d.ProxyFQDN.CheckHost(); err != nil {
			l.Add(notAHost("/ProxyFqdn", d.ProxyFQDN, err))
		}
	}
	if _, err := d.VerificationLevel.MarshalText(); err != nil {
		l.Attach("/VerificationLevel", err)
	}
	return l
}

package federation

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
)

// A SIPDomain is a SIP domain of your own organization, as Get-CsSipDomain prints
// it. The zero SIPDomain is not valid: it lacks the Identity.
type SIPDomain struct {
	Identity  domain.SIPDomain
	IsDefault bool           // true for exactly one SIP domain
	Absent    product.Absent // the members missing from the text
}

// sipDomains describes SIP domains (PS-SIPDOMAIN).
var sipDomains = record.Schema[SIPDomain]{
	Info: record.Info{
		Kind: "SipDomains", Title: "SIP domain", Noun: "CsSipDomain",
		Ops:    []diag.Op{diag.OpNew, diag.OpSet, diag.OpRemove},
		Types:  []string{"SipDomain"},
		Source: source.NewSIPDomain,
		Tells:  "which domains are your own",
		Unique: RuleDomainRepeated,
	},
	Absent: func(r *SIPDomain) *product.Absent { return &r.Absent },
	Members: []record.Member[SIPDomain]{
		{Name: "Identity", Field: func(r *SIPDomain) any { return &r.Identity }, Since: product.LyncServer2010, Key: true},
		{Name: "IsDefault", Field: func(r *SIPDomain) any { return &r.IsDefault }, Since: product.LyncServer2010, Set: true, Default: "False", Always: true, Mark: true},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (SIPDomain) Schema() *record.Schema[SIPDomain] { return &sipDomains }

// UnmarshalJSON implements [encoding/json.Unmarshaler], as
// [provider.PublicProvider.UnmarshalJSON] does.
func (d *SIPDomain) UnmarshalJSON(data []byte) error { return sipDomains.Unmarshal(data, d) }

// MarshalJSON implements [encoding/json.Marshaler]. A member that is not set is null. A
// member in Absent is left out.
func (d SIPDomain) MarshalJSON() ([]byte, error) { return sipDomains.Append(nil, &d) }

// Equal reports whether d and e are the same to a server. It ignores Absent.
func (d SIPDomain) Equal(e SIPDomain) bool {
	return d.Identity == e.Identity && d.IsDefault == e.IsDefault
}

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (d SIPDomain) Validate() error { return d.Findings().Err() }

// Findings returns the findings that need no day, no platform and no other record.
func (d SIPDomain) Findings() diag.Findings {
	var l diag.Findings
	if d.Identity.IsZero() {
		l.Add(catalog.Finding(RuleDomainMissing, "/Identity", "no domain is given"))
	}
	return l
}

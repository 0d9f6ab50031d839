package tenant

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
)

// A SIPDomain is a SIP domain of a tenant, as Get-CsOnlineSipDomain prints it. The zero
// SIPDomain is not valid: it lacks the Name. Records are compared with
// [SIPDomain.Equal].
type SIPDomain struct {
	Name   domain.SIPDomain
	Status string         // "Enabled" or "Disabled"; "": not given
	Absent product.Absent // the members missing from the text
}

// sipDomains describes SIP domains of a tenant.
var sipDomains = record.Schema[SIPDomain]{
	Info: record.Info{
		Kind:    "TenantSipDomains",
		Title:   "SIP domain of the tenant",
		Noun:    "CsOnlineSipDomain",
		Source:  source.OnlineSIPDomain,
		Partial: true,
		Told:    true,
		Unique:  RuleSIPDomainRepeated,
	},
	Absent: func(d *SIPDomain) *product.Absent { return &d.Absent },
	Members: []record.Member[SIPDomain]{
		{Name: "Name", Field: func(d *SIPDomain) any { return &d.Name }, Key: true},
		{Name: "Status", Field: func(d *SIPDomain) any { return &d.Status }, Default: "Enabled"},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (SIPDomain) Schema() *record.Schema[SIPDomain] { return &sipDomains }

// UnmarshalJSON implements [encoding/json.Unmarshaler], as
// [FederationConfiguration.UnmarshalJSON] does.
func (d *SIPDomain) UnmarshalJSON(data []byte) error { return sipDomains.Unmarshal(data, d) }

// MarshalJSON implements [encoding/json.Marshaler]. A member that is not set is null. A
// member in Absent is left out.
func (d SIPDomain) MarshalJSON() ([]byte, error) { return sipDomains.Append(nil, &d) }

// IsEnabled reports whether the domain is used for SIP addresses. It is unless its
// status is disabled.
func (d SIPDomain) IsEnabled() bool { return !char.EqualFold(d.Status, "Disabled") }

// Equal reports whether a tenant treats d and e as the same. It ignores Absent.
func (d SIPDomain) Equal(e SIPDomain) bool {
	return d.Name == e.Name && d.Status == e.Status
}

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (d SIPDomain) Validate() error { return d.Findings().Err() }

// Findings returns the findings that need no other record.
func (d SIPDomain) Findings() diag.Findings {
	var found diag.Findings
	if d.Name.IsZero() {
		found.Add(catalog.Finding(RuleSIPDomainName, "/Name", "no name is given"))
	}
	return found
}

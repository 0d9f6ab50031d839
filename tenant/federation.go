package tenant

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
)

// A FederationConfiguration is the federation settings of a tenant, as
// Get-CsTenantFederationConfiguration prints them. A tenant has one, Global. A switch
// that is not set reads as off, whatever its default. Records are compared with
// [FederationConfiguration.Equal].
type FederationConfiguration struct {
	Identity                                            string         // "Global"
	AllowedDomains                                      AllowedDomains // zero: not known
	BlockedDomains                                      List           // counts only beside all known domains; zero: not known
	AllowFederatedUsers                                 product.Switch // off: nobody outside can be reached, whatever the lists and policies are
	AllowPublicUsers                                    product.Switch // withdrawn: no effect since the end of Skype, 2025-05-05
	AllowTeamsConsumer                                  product.Switch // personal Teams accounts
	AllowTeamsConsumerInbound                           product.Switch // whether personal accounts may begin a conversation
	TreatDiscoveredPartnersAsUnverified                 product.Switch
	SharedSIPAddressSpace                               product.Switch // whether servers have users in the same SIP domains
	RestrictTeamsConsumerToExternalUserProfiles         product.Switch
	BlockAllSubdomains                                  product.Switch // also block the subdomains of blocked domains
	ExternalAccessWithTrialTenants                      string         // "Allowed" or "Blocked"
	AllowedTrialTenantDomains                           List           // the trial tenants that are allowed if others are blocked; zero: not known
	SecurityTeamAllowBlockListDelegation                string
	DomainBlockingForMDOAdminsInTeams                   string
	EnableExternalAccessRestrictionsForChatParticipants product.Switch
	EnableMutualFederationForChatParticipants           product.Switch
	Others                                              string         // unknown members as a JSON object; "": none
	Absent                                              product.Absent // the members missing from the text
}

// configurations describes the federation settings of a tenant. The members are in
// the order in which the cmdlet prints them (TEAMS-MODULE), with those of later
// modules after them (PS-TENANT). The defaults are PS-TENANT's.
var configurations = record.Schema[FederationConfiguration]{
	Info: record.Info{
		Kind:   "TenantFederationConfiguration",
		Title:  "federation configuration of the tenant",
		Noun:   "CsTenantFederationConfiguration",
		Ops:    []diag.Op{diag.OpSet},
		Types:  []string{"TenantFederationSettings"},
		Source: source.TenantFederation,
	},
	Absent: func(c *FederationConfiguration) *product.Absent { return &c.Absent },
	Others: func(c *FederationConfiguration) *string { return &c.Others },
	Shapes: true,
	Members: []record.Member[FederationConfiguration]{
		{Name: "Identity", Field: func(c *FederationConfiguration) any { return &c.Identity }, Default: "Global"},
		{Name: "AllowedDomains", Field: func(c *FederationConfiguration) any { return &c.AllowedDomains }, Set: true, Default: AllKnown},
		{Name: "BlockedDomains", Field: func(c *FederationConfiguration) any { return &c.BlockedDomains }, Set: true, Default: record.None},
		{Name: "AllowFederatedUsers", Field: func(c *FederationConfiguration) any { return &c.AllowFederatedUsers }, Set: true, Default: "True"},
		{Name: "AllowPublicUsers", Field: func(c *FederationConfiguration) any { return &c.AllowPublicUsers }, Mark: true, Idle: true},
		{Name: "AllowTeamsConsumer", Field: func(c *FederationConfiguration) any { return &c.AllowTeamsConsumer }, Set: true, Default: "True", Mark: true},
		{Name: "AllowTeamsConsumerInbound", Field: func(c *FederationConfiguration) any { return &c.AllowTeamsConsumerInbound }, Set: true, Default: "True", Mark: true},
		{Name: "TreatDiscoveredPartnersAsUnverified", Field: func(c *FederationConfiguration) any { return &c.TreatDiscoveredPartnersAsUnverified }, Set: true, Default: "False", Mark: true, Idle: true},
		{Name: "SharedSipAddressSpace", Field: func(c *FederationConfiguration) any { return &c.SharedSIPAddressSpace }, Set: true, Default: "False", Mark: true},
		{Name: "RestrictTeamsConsumerToExternalUserProfiles", Field: func(c *FederationConfiguration) any { return &c.RestrictTeamsConsumerToExternalUserProfiles }, Set: true, Mark: true, Idle: true},
		{Name: "BlockAllSubdomains", Field: func(c *FederationConfiguration) any { return &c.BlockAllSubdomains }, Set: true, Mark: true},
		{Name: "ExternalAccessWithTrialTenants", Field: func(c *FederationConfiguration) any { return &c.ExternalAccessWithTrialTenants }, Set: true, Default: "Blocked", Mark: true, Idle: true},
		{Name: "AllowedTrialTenantDomains", Field: func(c *FederationConfiguration) any { return &c.AllowedTrialTenantDomains }, Set: true, Mark: true, Idle: true},
		{Name: "SecurityTeamAllowBlockListDelegation", Field: func(c *FederationConfiguration) any { return &c.SecurityTeamAllowBlockListDelegation }, Mark: true, Idle: true},
		{Name: "DomainBlockingForMDOAdminsInTeams", Field: func(c *FederationConfiguration) any { return &c.DomainBlockingForMDOAdminsInTeams }, Set: true, Mark: true, Idle: true},
		{Name: "EnableExternalAccessRestrictionsForChatParticipants", Field: func(c *FederationConfiguration) any { return &c.EnableExternalAccessRestrictionsForChatParticipants }, Set: true, Default: "False", Mark: true, Idle: true},
		{Name: "EnableMutualFederationForChatParticipants", Field: func(c *FederationConfiguration) any { return &c.EnableMutualFederationForChatParticipants }, Set: true, Default: "False", Mark: true, Idle: true},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (FederationConfiguration) Schema() *record.Schema[FederationConfiguration] {
	return &configurations
}

// UnmarshalJSON implements [encoding/json.Unmarshaler]. It reads the output of
// Get-CsTenantFederationConfiguration | ConvertTo-Json, with member names in any
// letter case. Members that the text does not have are in Absent, and those that are
// not known are in Others. On error c is as it was. The error has a [*diag.Finding]
// with the path of each bad member.
func (c *FederationConfiguration) UnmarshalJSON(data []byte) error {
	return configurations.Unmarshal(data, c)
}

// MarshalJSON implements [encoding/json.Marshaler]. A member that is not set is null,
// and so is AllowedDomains for nobody. A member in Absent, and a list that is not
// known, is left out.
func (c FederationConfiguration) MarshalJSON() ([]byte, error) { return configurations.Append(nil, &c) }

// Equal reports whether a tenant treats c and d as the same. It ignores Absent and the
// order of lists.
func (c FederationConfiguration) Equal(d FederationConfiguration) bool {
	same := c.AllowedDomains.Equal(d.AllowedDomains) && c.BlockedDomains.Equal(d.BlockedDomains) &&
		c.AllowedTrialTenantDomains.Equal(d.AllowedTrialTenantDomains)
	for _, x := range [...]*FederationConfiguration{&c, &d} {
		x.AllowedDomains, x.BlockedDomains, x.AllowedTrialTenantDomains, x.Absent = AllowedDomains{}, List{}, List{}, 0
	}
	return same && c == d
}

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (c FederationConfiguration) Validate() error { return c.Findings().Err() }

// Findings returns the findings about the settings alone, which need no day and no
// other record.
func (c FederationConfiguration) Findings() diag.Findings {
	var found diag.Findings
	if allowed, isList := c.AllowedDomains.List(); isList {
		found = append(found, allowed.findings("AllowedDomains")...)
	}
	found = append(found, c.BlockedDomains.findings("BlockedDomains")...)
	return append(found, c.AllowedTrialTenantDomains.findings("AllowedTrialTenantDomains")...)
}

// WithDefaults returns c with the defaults of an untouched tenant for members that are
// not set (PS-TENANT). Unknown lists, and members without a documented default, do not
// change.
func (c FederationConfiguration) WithDefaults() FederationConfiguration {
	configurations.SetUnset(&c)
	return c
}

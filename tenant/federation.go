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
	AllowFederatedUsers                                 product.Switch // off: nobody outside is reached, whatever the lists and policies have
	AllowPublicUsers                                    product.Switch // withdrawn: it does nothing since the end of Skype, 2025-05-05
	AllowTeamsConsumer                                  product.Switch // accounts of Teams that no organization manages
	AllowTeamsConsumerInbound                           product.Switch // whether these may begin
	TreatDiscoveredPartnersAsUnverified                 product.Switch
	SharedSIPAddressSpace                               product.Switch // with servers that have users in the same SIP domains
	RestrictTeamsConsumerToExternalUserProfiles         product.Switch
	BlockAllSubdomains                                  product.Switch // block what is below a blocked domain too
	ExternalAccessWithTrialTenants                      string         // "Allowed" or "Blocked"
	AllowedTrialTenantDomains                           List           // those that are let in where trial tenants are blocked; zero: not known
	SecurityTeamAllowBlockListDelegation                string
	DomainBlockingForMDOAdminsInTeams                   string
	EnableExternalAccessRestrictionsForChatParticipants product.Switch
	EnableMutualFederationForChatParticipants           product.Switch
	Others                                              string         // the members that are not known here, as a JSON object; "": none
	Absent                                              product.Absent // the members that the text did not have
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

// Equal reports whether c and d are the same to a tenant: lists in any order. It
// ignores Absent.
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

// WithDefaults returns c with what is not set as a tenant has it that nobody changed
// (PS-TENANT). Lists that are not known stay so, and so does what the documents do
// not say.
func (c FederationConfiguration) WithDefaults() FederationConfiguration {
	configurations.SetUnset(&c)
	return c
}

package tenant

import (
	"cmp"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/enum"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
)

// A Communication decides which organizations the holders of a policy may reach, by the
// lists of the policy or of the tenant. The zero Communication is not set. Communications
// compare with ==.
type Communication uint8

const (
	OrganizationDefault Communication = iota + 1 // the lists of the tenant decide
	AllowAllExternalDomains
	AllowSpecificExternalDomains // only the domains on the policy's list
	BlockSpecificExternalDomains // all domains except those on the policy's list
	BlockAllExternalDomains
)

var communicationNames = [...]string{
	OrganizationDefault: "OrganizationDefault", AllowAllExternalDomains: "AllowAllExternalDomains",
	AllowSpecificExternalDomains: "AllowSpecificExternalDomains", BlockSpecificExternalDomains: "BlockSpecificExternalDomains",
	BlockAllExternalDomains: "BlockAllExternalDomains",
}

func badCommunication(text string) error {
	return catalog.ValueError(RuleCommunicationUnknown, "CommunicationWithExternalOrgs", text, 0, "not one of its five values")
}

// ParseCommunication returns the value of a name, in any letter case. The error is a
// [*diag.ValueError].
func ParseCommunication(s string) (Communication, error) {
	return enum.Parse[Communication](s, communicationNames[:], badCommunication)
}

// IsZero reports whether c is not set.
func (c Communication) IsZero() bool { return c == 0 }

// Compare returns -1, 0 or +1, in the order of the constants.
func (c Communication) Compare(d Communication) int { return cmp.Compare(c, d) }

// String returns the name, "AllowAllExternalDomains", and "" for the zero
// Communication.
func (c Communication) String() string { return enum.String(c, communicationNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is not one
// of the constants.
func (c Communication) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, c, communicationNames[:], badCommunication)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (c Communication) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes the names in any
// letter case, and empty text for the zero Communication. Its error is a
// [*diag.ValueError].
func (c *Communication) UnmarshalText(text []byte) error {
	return enum.Unmarshal(c, text, communicationNames[:], badCommunication)
}

// An ExternalAccessPolicy is an external access policy of a tenant, as
// Get-CsExternalAccessPolicy of the Teams module prints it. It is not a policy of a
// server, although the cmdlets have the same names. A switch that is not set means
// off, for any default. The zero ExternalAccessPolicy is not valid: it lacks the
// Identity. Records are compared with [ExternalAccessPolicy.Equal].
type ExternalAccessPolicy struct {
	Identity                                          policy.Identity
	Description                                       string
	EnableFederationAccess                            product.Switch
	EnableXMPPAccess                                  product.Switch
	EnablePublicCloudAccess                           product.Switch // withdrawn: no effect since the end of Skype, 2025-05-05
	EnablePublicCloudAudioVideoAccess                 product.Switch
	EnableOutsideAccess                               product.Switch
	EnableACSFederationAccess                         product.Switch
	EnableTeamsConsumerAccess                         product.Switch
	EnableTeamsConsumerInbound                        product.Switch
	EnableTeamsSMSAccess                              product.Switch
	RestrictTeamsConsumerAccessToExternalUserProfiles product.Switch
	FederatedBilateralChats                           product.Switch
	CommunicationWithExternalOrgs                     Communication // zero: not set, as OrganizationDefault
	AllowedExternalDomains                            List          // counts only with AllowSpecificExternalDomains; zero: not known
	BlockedExternalDomains                            List          // counts only with BlockSpecificExternalDomains; zero: not known
	Others                                            string        // unknown members as a JSON object; "": none
	Absent                                            product.Absent
}

// policies describes external access policies of a tenant. The members are in the
// order in which the cmdlet prints them (TEAMS-MODULE), with those of later modules
// after them (PS-TEAMS-POLICY). The page of a server's cmdlets has three of Teams's
// members too, so that these tell nothing (PS-POLICY). The defaults are
// PS-TEAMS-POLICY's, for a policy that is made.
var policies = record.Schema[ExternalAccessPolicy]{
	Info: record.Info{
		Kind:   "TenantExternalAccessPolicies",
		Title:  "external access policy of the tenant",
		Noun:   "CsExternalAccessPolicy",
		Ops:    []diag.Op{diag.OpNew, diag.OpSet, diag.OpRemove},
		Types:  []string{"ExternalAccessPolicy"},
		Source: source.TeamsPolicy,
		Unique: RulePolicyRepeated,
		Over:   "ExternalAccessPolicies",
	},
	Absent: func(p *ExternalAccessPolicy) *product.Absent { return &p.Absent },
	Others: func(p *ExternalAccessPolicy) *string { return &p.Others },
	Shapes: true,
	Members: []record.Member[ExternalAccessPolicy]{
		{Name: "Identity", Field: func(p *ExternalAccessPolicy) any { return &p.Identity }, Key: true},
		{Name: "Description", Field: func(p *ExternalAccessPolicy) any { return &p.Description }, Set: true, Default: record.None, Idle: true},
		{Name: "EnableFederationAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnableFederationAccess }, Set: true, Default: "True"},
		{Name: "EnableXmppAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnableXMPPAccess }, Set: true, Default: "False", Idle: true},
		{Name: "EnablePublicCloudAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnablePublicCloudAccess }, Idle: true},
		{Name: "EnablePublicCloudAudioVideoAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnablePublicCloudAudioVideoAccess }, Set: true, Idle: true},
		{Name: "EnableOutsideAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnableOutsideAccess }, Set: true, Default: "False", Idle: true},
		{Name: "EnableAcsFederationAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnableACSFederationAccess }, Set: true, Default: "True", Idle: true},
		{Name: "EnableTeamsConsumerAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnableTeamsConsumerAccess }, Set: true, Default: "True"},
		{Name: "EnableTeamsConsumerInbound", Field: func(p *ExternalAccessPolicy) any { return &p.EnableTeamsConsumerInbound }, Set: true, Default: "True"},
		{Name: "EnableTeamsSmsAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnableTeamsSMSAccess }, Set: true, Mark: true, Idle: true},
		// Not a mark: with nothing else of Teams a policy is read as a server's, and a notice names what was not.
		{Name: "RestrictTeamsConsumerAccessToExternalUserProfiles", Field: func(p *ExternalAccessPolicy) any { return &p.RestrictTeamsConsumerAccessToExternalUserProfiles }, Set: true, Idle: true},
		{Name: "FederatedBilateralChats", Field: func(p *ExternalAccessPolicy) any { return &p.FederatedBilateralChats }, Set: true, Default: "False", Mark: true, Idle: true},
		{Name: "CommunicationWithExternalOrgs", Field: func(p *ExternalAccessPolicy) any { return &p.CommunicationWithExternalOrgs }, Set: true, Default: "OrganizationDefault", Mark: true},
		{Name: "AllowedExternalDomains", Field: func(p *ExternalAccessPolicy) any { return &p.AllowedExternalDomains }, Set: true, Default: record.None, Mark: true},
		{Name: "BlockedExternalDomains", Field: func(p *ExternalAccessPolicy) any { return &p.BlockedExternalDomains }, Set: true, Default: record.None, Mark: true},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (ExternalAccessPolicy) Schema() *record.Schema[ExternalAccessPolicy] { return &policies }

// UnmarshalJSON implements [encoding/json.Unmarshaler], as
// [FederationConfiguration.UnmarshalJSON] does.
func (p *ExternalAccessPolicy) UnmarshalJSON(data []byte) error { return policies.Unmarshal(data, p) }

// MarshalJSON implements [encoding/json.Marshaler], as
// [FederationConfiguration.MarshalJSON] does.
func (p ExternalAccessPolicy) MarshalJSON() ([]byte, error) { return policies.Append(nil, &p) }

// Equal reports whether a tenant treats p and q as the same. It ignores Absent, the
// letter case of the Identity and the order of lists.
func (p ExternalAccessPolicy) Equal(q ExternalAccessPolicy) bool {
	same := p.Identity.Same(q.Identity) && p.AllowedExternalDomains.Equal(q.AllowedExternalDomains) && p.BlockedExternalDomains.Equal(q.BlockedExternalDomains)
	for _, x := range [...]*ExternalAccessPolicy{&p, &q} {
		x.Identity, x.AllowedExternalDomains, x.BlockedExternalDomains, x.Absent = policy.Identity{}, List{}, List{}, 0
	}
	return same && p == q
}

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (p ExternalAccessPolicy) Validate() error { return p.Findings().Err() }

// Findings returns the findings about the policy alone.
func (p ExternalAccessPolicy) Findings() diag.Findings {
	var found diag.Findings
	if p.Identity.IsZero() {
		found.Add(catalog.Finding(RulePolicyIdentity, "/Identity", "no Identity is given"))
	}
	if with := p.CommunicationWithExternalOrgs; p.Identity.Scope() == policy.Global && !with.IsZero() && with != OrganizationDefault {
		found.Add(catalog.Finding(RulePolicyGlobal, "/CommunicationWithExternalOrgs", "Global has "+with.String()+", which only a per-user policy can have"))
	}
	for _, list := range [...]struct {
		member string
		of     List
		with   Communication
	}{
		{"AllowedExternalDomains", p.AllowedExternalDomains, AllowSpecificExternalDomains},
		{"BlockedExternalDomains", p.BlockedExternalDomains, BlockSpecificExternalDomains},
	} {
		found = append(found, list.of.findings(list.member)...)
		if !list.of.IsZero() && !p.CommunicationWithExternalOrgs.IsZero() && p.CommunicationWithExternalOrgs != list.with {
			found.Add(catalog.Finding(RulePolicyListIdle, diag.Path("").Member(list.member), list.member+" counts only with "+list.with.String()+", and the policy has "+p.CommunicationWithExternalOrgs.String()))
		}
	}
	return found
}

// Allows returns whether the holders of the policy may reach a domain, by the lists of
// the policy and of the tenant. It ignores the switches. The outcome is not known if the
// list that decides is not known.
func (p ExternalAccessPolicy) Allows(c FederationConfiguration, name domain.Name) diag.Outcome {
	switch p.CommunicationWithExternalOrgs {
	case AllowAllExternalDomains:
		return diag.Passed
	case BlockAllExternalDomains:
		return diag.Refused
	case AllowSpecificExternalDomains:
		return p.AllowedExternalDomains.outcome(name, diag.Passed)
	case BlockSpecificExternalDomains:
		return p.BlockedExternalDomains.outcome(name, diag.Refused)
	case OrganizationDefault:
	}
	return c.Allows(name)
}

// outcome returns on for a name on the list, the opposite for any other name, and
// [diag.NotKnown] for an unknown list.
func (l List) outcome(name domain.Name, on diag.Outcome) diag.Outcome {
	if !l.known {
		return diag.NotKnown
	}
	return diag.OutcomeOf(l.Has(name) == (on == diag.Passed))
}

// Allows returns whether the lists of the tenant allow a domain. The blocked domains
// count only beside all known domains. They block their subdomains only with
// BlockAllSubdomains (PS-TENANT). The outcome is not known if the list that decides is
// not known.
func (c FederationConfiguration) Allows(name domain.Name) diag.Outcome {
	switch {
	case !c.AllowedDomains.IsKnown():
		return diag.NotKnown
	case !c.AllowedDomains.IsAllKnown():
		return diag.OutcomeOf(c.AllowedDomains.Allows(name))
	case !c.BlockedDomains.IsKnown():
		return diag.NotKnown
	}
	_, blocked := c.Blocks(name)
	return diag.OutcomeOf(!blocked)
}

// Blocks returns the entry of the blocked domains that matches a name, and whether one
// exists. With BlockAllSubdomains an entry also matches its subdomains. Blocks does not
// check whether the blocked domains count: see [FederationConfiguration.Allows].
func (c FederationConfiguration) Blocks(name domain.Name) (entry domain.Name, blocked bool) {
	for entry := range c.BlockedDomains.All() {
		if entry == name || c.BlockAllSubdomains.IsOn() && name.IsWithin(entry) {
			return entry, true
		}
	}
	return domain.Name{}, false
}

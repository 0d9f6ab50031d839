package policy

import (
	"fmt"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
)

// An ExternalAccessPolicy is an external access policy, as
// New-CsExternalAccessPolicy makes it and Get-CsExternalAccessPolicy prints it. A
// switch that is not set has the server's default, which is off. Later editions of
// the cmdlet's page describe Teams, where EnableFederationAccess is on by default.
// An untouched server prints it as off (PS-POLICY). The zero ExternalAccessPolicy
// is not valid: it lacks the Identity. Records are compared with
// [ExternalAccessPolicy.Equal].
type ExternalAccessPolicy struct {
	Identity                          Identity
	Description                       string
	EnableFederationAccess            product.Switch // users of federated organizations
	EnableXMPPAccess                  product.Switch // users of XMPP partners
	EnablePublicCloudAccess           product.Switch // users of public providers
	EnablePublicCloudAudioVideoAccess product.Switch // audio and video with users of public providers
	EnableOutsideAccess               product.Switch // your own users from outside
	Absent                            product.Absent // the members missing from the text
}

// policies describes external access policies, with the members in the order in
// which Get-CsExternalAccessPolicy prints them (TEAMS-MODULE). The defaults are
// those of an untouched server (PS-POLICY).
var policies = record.Schema[ExternalAccessPolicy]{
	Info: record.Info{
		Kind:    "ExternalAccessPolicies",
		Title:   "external access policy",
		Noun:    "CsExternalAccessPolicy",
		Ops:     []diag.Op{diag.OpNew, diag.OpSet, diag.OpRemove},
		Types:   []string{"ExternalAccessPolicy"},
		Source:  source.NewExternalAccessPolicy,
		Foreign: teamsOnly,
		Tells:   "who is granted access",
		Unique:  RuleIdentityRepeated,
	},
	Absent: func(p *ExternalAccessPolicy) *product.Absent { return &p.Absent },
	Members: []record.Member[ExternalAccessPolicy]{
		{Name: "Identity", Field: func(p *ExternalAccessPolicy) any { return &p.Identity }, Since: product.LyncServer2010, Key: true},
		{Name: "Description", Field: func(p *ExternalAccessPolicy) any { return &p.Description }, Since: product.LyncServer2010, Set: true, Default: record.None},
		{Name: "EnableFederationAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnableFederationAccess }, Since: product.LyncServer2010, Set: true, Default: "False", Mark: true},
		{Name: "EnableXmppAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnableXMPPAccess }, Since: product.LyncServer2013, Set: true, Default: "False", Mark: true},
		{Name: "EnablePublicCloudAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnablePublicCloudAccess }, Since: product.LyncServer2010, Dropped: product.SfBServerSE, Set: true, Default: "False", Mark: true},
		{Name: "EnablePublicCloudAudioVideoAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnablePublicCloudAudioVideoAccess }, Since: product.LyncServer2010, Set: true, Default: "False", Mark: true},
		{Name: "EnableOutsideAccess", Field: func(p *ExternalAccessPolicy) any { return &p.EnableOutsideAccess }, Since: product.LyncServer2010, Set: true, Default: "False", Mark: true},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (ExternalAccessPolicy) Schema() *record.Schema[ExternalAccessPolicy] { return &policies }

// teamsMembers are the members that only Microsoft Teams has (PS-TEAMS-POLICY).
var teamsMembers = []string{
	"AllowedExternalDomains", "BlockedExternalDomains", "CommunicationWithExternalOrgs", "EnableAcsFederationAccess",
	"EnableTeamsConsumerAccess", "EnableTeamsConsumerInbound", "EnableTeamsSmsAccess", "FederatedBilateralChats",
	"RestrictTeamsConsumerAccessToExternalUserProfiles",
}

// teamsOnly returns a finding for a member that only Teams has, and nil for any
// other.
func teamsOnly(name string) *diag.Finding {
	if !slices.ContainsFunc(teamsMembers, func(m string) bool { return char.EqualFold(m, name) }) {
		return nil
	}
	return catalog.Finding(RuleMemberTeams, "", fmt.Sprintf("%s belongs to Microsoft Teams, and was not read", name))
}

// UnmarshalJSON implements [encoding/json.Unmarshaler]. It reads the output of
// Get-CsExternalAccessPolicy | ConvertTo-Json. Member names may be in any letter
// case, and unknown members are skipped. Members missing from the text are listed
// in Absent and are not set, even if p had them before. On error p is unchanged.
// The error has a [*diag.Finding] for each bad member, with its path.
func (p *ExternalAccessPolicy) UnmarshalJSON(data []byte) error {
	return policies.Unmarshal(data, p)
}

// MarshalJSON implements [encoding/json.Marshaler]. A member that is not set is null. A
// member in Absent is left out.
func (p ExternalAccessPolicy) MarshalJSON() ([]byte, error) { return policies.Append(nil, &p) }

// Equal reports whether p and q are the same to a server, which ignores the letter
// case of the Identity. Equal ignores Absent.
func (p ExternalAccessPolicy) Equal(q ExternalAccessPolicy) bool {
	same := p.Identity.Same(q.Identity)
	p.Identity, q.Identity, p.Absent, q.Absent = Identity{}, Identity{}, 0, 0
	return same && p == q
}

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (p ExternalAccessPolicy) Validate() error { return p.Findings().Err() }

// maxDescription is the limit that the store declares but does not enforce
// (TEAMS-MODULE).
const maxDescription = 1040

// Findings returns the findings that need no day, no platform and no other record.
func (p ExternalAccessPolicy) Findings() diag.Findings {
	var l diag.Findings
	if p.Identity.IsZero() {
		l.Add(catalog.Finding(RuleIdentityMissing, "/Identity", "no Identity is given"))
	}
	if n := len([]rune(p.Description)); n > maxDescription {
		l.Add(catalog.Finding(RuleDescriptionLong, "/Description", fmt.Sprintf("the description has %d characters", n)))
	}
	if p.EnablePublicCloudAudioVideoAccess.IsOn() && !p.EnablePublicCloudAccess.IsOn() {
		f := catalog.Finding(RuleAudioVideoAlone, "/EnablePublicCloudAudioVideoAccess", "audio and video are granted, but public access is not")
		f.Inferred = true
		l.Add(f)
	}
	return l
}

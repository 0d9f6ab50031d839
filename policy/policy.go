package policy

import (
	"fmt"
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/product"
)

// An ExternalAccessPolicy is an external access policy, as
// New-CsExternalAccessPolicy makes it and Get-CsExternalAccessPolicy prints it.
// A switch that is not set reads as the server's default, which is off: later
// editions of the cmdlet's page, which are about Teams, have EnableFederationAccess
// on by default, and an untouched server prints it off (PS-POLICY). The zero ExternalAccessPolicy is not valid: it lacks the Identity. Records are
// compared with [ExternalAccessPolicy.Equal].
type ExternalAccessPolicy struct {
	Identity                          Identity
	Description                       string
	EnableFederationAccess            product.Switch // users of federated organizations
	EnableXMPPAccess                  product.Switch // users of XMPP partners
	EnablePublicCloudAccess           product.Switch // users of public providers
	EnablePublicCloudAudioVideoAccess product.Switch // the same with audio and video
	EnableOutsideAccess               product.Switch // one's own users from outside
}

// members are the members in the order in which Get-CsExternalAccessPolicy
// prints them (TEAMS-MODULE).
func (p *ExternalAccessPolicy) members() []record.Member {
	return []record.Member{
		{Name: "Identity", Field: &p.Identity, Since: product.LyncServer2010},
		{Name: "Description", Field: &p.Description, Since: product.LyncServer2010},
		{Name: "EnableFederationAccess", Field: &p.EnableFederationAccess, Since: product.LyncServer2010},
		{Name: "EnableXmppAccess", Field: &p.EnableXMPPAccess, Since: product.LyncServer2013},
		{Name: "EnablePublicCloudAccess", Field: &p.EnablePublicCloudAccess, Since: product.LyncServer2010},
		{Name: "EnablePublicCloudAudioVideoAccess", Field: &p.EnablePublicCloudAudioVideoAccess, Since: product.LyncServer2010},
		{Name: "EnableOutsideAccess", Field: &p.EnableOutsideAccess, Since: product.LyncServer2010},
	}
}

// Members returns the members in the order in which they are printed, each
// with the first server that knows it (PS-POLICY).
func Members() iter.Seq[product.Member] {
	return record.Settings(new(ExternalAccessPolicy).members())
}

// teamsMembers are the members that only Microsoft Teams has (PS-TEAMS-POLICY).
var teamsMembers = []string{
	"AllowedExternalDomains", "BlockedExternalDomains", "CommunicationWithExternalOrgs", "EnableAcsFederationAccess",
	"EnableTeamsConsumerAccess", "EnableTeamsConsumerInbound", "EnableTeamsSmsAccess", "FederatedBilateralChats",
	"RestrictTeamsConsumerAccessToExternalUserProfiles",
}

// teamsOnly returns the finding for a member that only Teams has, or nil.
func teamsOnly(name string) *diag.Finding {
	if !slices.ContainsFunc(teamsMembers, func(m string) bool { return char.EqualFold(m, name) }) {
		return nil
	}
	return catalog.Finding(RuleMemberTeams, "", fmt.Sprintf("%s is of Microsoft Teams, and was not read", name))
}

// UnmarshalJSON implements [json.Unmarshaler]. It reads the output of
// Get-CsExternalAccessPolicy | ConvertTo-Json: member names in any letter case,
// and skips what it does not know. Members that are absent are not set,
// whatever p had before. On error p is as it was; the error has a
// [*diag.Finding] with the path of each bad member.
func (p *ExternalAccessPolicy) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, p, (*ExternalAccessPolicy).members)
}

// MarshalJSON implements [json.Marshaler]. Members that are not set are left
// out.
func (p ExternalAccessPolicy) MarshalJSON() ([]byte, error) { return record.Append(nil, p.members()) }

// DecodeAll reads what Get-CsExternalAccessPolicy | ConvertTo-Json printed: an
// array of policies, or a single one. A policy that cannot be read is left
// out, with its findings; a member that is unknown, or only of Microsoft Teams,
// is a finding of severity Notice. Paths begin with the index in an array. The
// error is for text that is no JSON, or neither array nor object.
func DecodeAll(data []byte) ([]ExternalAccessPolicy, diag.Findings, error) {
	return record.DecodeAll(data, (*ExternalAccessPolicy).members, teamsOnly)
}

// Equal reports whether p and q are the same to a server: the Identity in any
// letter case.
func (p ExternalAccessPolicy) Equal(q ExternalAccessPolicy) bool {
	same := p.Identity.Same(q.Identity)
	p.Identity, q.Identity = Identity{}, Identity{}
	return same && p == q
}

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (p ExternalAccessPolicy) Validate() error { return p.Findings().Err() }

// maxDescription is the store's bound (TEAMS-MODULE), which it declares and
// does not enforce.
const maxDescription = 1040

// Findings returns what there is to say of the policy by itself: what needs no
// day, no platform and no other record.
func (p ExternalAccessPolicy) Findings() diag.Findings {
	var l diag.Findings
	if p.Identity.IsZero() {
		l.Add(catalog.Finding(RuleIdentityMissing, "/Identity", "no Identity is given"))
	}
	if n := len([]rune(p.Description)); n > maxDescription {
		l.Add(catalog.Finding(RuleDescriptionLong, "/Description", fmt.Sprintf("the description has %d characters", n)))
	}
	if p.EnablePublicCloudAudioVideoAccess.IsOn() && !p.EnablePublicCloudAccess.IsOn() {
		f := catalog.Finding(RuleAudioVideoAlone, "/EnablePublicCloudAudioVideoAccess", "audio and video are granted, and public access is not")
		f.Inferred = true
		l.Add(f)
	}
	return l
}

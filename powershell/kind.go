package powershell

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A kind is what an object that the shell printed may be: a record of a
// configuration, or something else that is known and not read.
type kind struct {
	kind   federation.Kinds // zero: not of a configuration
	name   string           // the member of a configuration that has such records
	noun   string           // of its cmdlet: CsAllowedDomain
	types  []string         // the names of its types, without what varies
	marks  []string         // the properties by which it is known: no other kind has them
	key    []string         // the members that have the name of a record, any of them; none: there is one record
	always []string         // those that the store requires besides, and every export has
	all    func() iter.Seq[product.Member]

	// Of what is not of a configuration: what it is, and the rule that says
	// that it is not read.
	foreign string
	rule    diag.Rule
}

// kinds is in the order of the JSON form. What has which properties: the
// vendor's display formats (TEAMS-MODULE).
var kinds = [...]kind{
	{kind: federation.SIPDomains, name: "SipDomains", noun: "CsSipDomain", types: []string{"SipDomain"}, marks: []string{"IsDefault"}, key: []string{"Identity"}, always: []string{"IsDefault"}, all: federation.SIPDomainMembers},
	{kind: federation.AccessEdge, name: "AccessEdgeConfiguration", noun: "CsAccessEdgeConfiguration",
		types: []string{"AccessEdgeSettings", "AccessEdgeSettingsDnsSrvRouting", "AccessEdgeSettingsDefaultRoute"},
		marks: []string{"AllowAnonymousUsers", "AllowOutsideUsers", "BeClearingHouse", "DefaultRouteFqdn", "DiscoveredPartnerVerificationLevel", "EnablePartnerDiscovery", "KeepCrlsUpToDateForPeers", "MarkSourceVerifiableOnOutgoingMessages", "OutgoingTlsCountForFederatedPartners", "RoutingMethod"},
		all:   federation.AccessEdgeMembers},
	{kind: federation.PublicProviders, name: "PublicProviders", noun: "CsPublicProvider", types: []string{"PublicProvider"},
		key: []string{"Identity"}, always: []string{"ProxyFqdn", "VerificationLevel", "Enabled"},
		marks: []string{"EnableSkypeDirectorySearch", "EnableSkypeIdRouting", "IconUrl", "NameDecorationDomain", "NameDecorationExcludedDomainList", "NameDecorationRoutingDomain"},
		all:   provider.PublicProviderMembers},
	{kind: federation.HostingProviders, name: "HostingProviders", noun: "CsHostingProvider", types: []string{"HostingProvider", "HostingProviderExtended"},
		key: []string{"Identity"}, always: []string{"ProxyFqdn", "VerificationLevel", "Enabled"},
		marks: []string{"AutodiscoverUrl", "EnabledSharedAddressSpace", "HostsOCSUsers", "IsLocal", "SipClientPort"},
		all:   provider.HostingProviderMembers},
	{kind: federation.AllowedDomains, name: "AllowedDomains", noun: "CsAllowedDomain", types: []string{"AllowedDomain"}, marks: []string{"MarkForMonitoring"}, key: []string{"Identity", "Domain"}, always: []string{"MarkForMonitoring"}, all: federation.AllowedDomainMembers},
	{kind: federation.BlockedDomains, name: "BlockedDomains", noun: "CsBlockedDomain", types: []string{"BlockedDomain"}, key: []string{"Identity", "Domain"}, all: federation.BlockedDomainMembers},
	{kind: federation.ExternalAccessPolicies, name: "ExternalAccessPolicies", noun: "CsExternalAccessPolicy", types: []string{"ExternalAccessPolicy"},
		key:   []string{"Identity"},
		marks: []string{"EnableFederationAccess", "EnableOutsideAccess", "EnablePublicCloudAccess", "EnablePublicCloudAudioVideoAccess", "EnableXmppAccess"},
		all:   policy.Members},
	{kind: federation.Users, name: "Users", noun: "CsUser", marks: []string{"SipAddress"}, key: []string{"SipAddress"}, all: federation.UserMembers},
	{kind: federation.Pools, name: "Pools", noun: "CsPool", marks: []string{"Site"}, key: []string{"Identity"}, all: federation.PoolMembers},
	{foreign: "tenant configuration", rule: RuleObjectTenant, types: []string{"TenantFederationSettings", "DomainPICStatus"},
		marks: []string{"AllowedDomain", "AllowPublicUsers", "AllowTeamsConsumer", "AllowTeamsConsumerInbound", "DomainPicStatus", "PublicProviderSet", "SharedSipAddressSpace", "TreatDiscoveredPartnersAsUnverified"}},
	{foreign: "partner of the XMPP gateway", rule: RuleObjectForeign, types: []string{"XmppAllowedPartner"},
		marks: []string{"AdditionalDomains", "EnableKeepAlive", "SaslNegotiation", "SupportDialbackNegotiation", "TlsNegotiation"}},
}

// has reports whether a list of names has one, letter case aside.
func has(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return char.EqualFold(n, name) })
}

// A vocabulary has the names of the properties of kinds, in lower case.
type vocabulary struct {
	members map[*kind]map[string]bool
	all     map[string]bool // with the marks of what is not read
}

func newVocabulary() vocabulary {
	v := vocabulary{map[*kind]map[string]bool{}, map[string]bool{}}
	for i := range kinds {
		k := &kinds[i]
		for _, mark := range k.marks {
			v.all[char.Fold(mark)] = true
		}
		v.members[k] = map[string]bool{}
		if k.all == nil {
			continue
		}
		for m := range k.all() {
			v.members[k][char.Fold(m.Name)] = true
			v.all[char.Fold(m.Name)] = true
		}
	}
	return v
}

// isProperty reports whether a kind has a property of that name.
func (v *vocabulary) isProperty(name string) bool { return v.all[char.Fold(name)] }

// isMember reports whether the records of a kind have a member.
func (v *vocabulary) isMember(k *kind, name string) bool { return v.members[k][char.Fold(name)] }

// kindOfMember returns the kind of the records under a member of a
// configuration, or nil.
func kindOfMember(name string) *kind {
	return kindWhere(func(k *kind) bool { return k.name != "" && char.EqualFold(k.name, name) })
}

// kindUnder returns the kind of the records under a member of an object that
// holds others: of a configuration, or called as the cmdlet is. It may be nil.
func kindUnder(name string) *kind {
	if k := kindOfMember(name); k != nil {
		return k
	}
	return kindOfCmdlet("Get-Cs" + strings.TrimPrefix(strings.TrimPrefix(name, "Get-"), "Cs"))
}

// kindOfCmdlet returns the kind of the records that a cmdlet prints, or nil.
func kindOfCmdlet(name string) *kind {
	_, noun, _ := strings.Cut(name, "-")
	return kindWhere(func(k *kind) bool { return k.noun != "" && char.EqualFold(k.noun, noun) })
}

// kindOfType returns the kind of the objects of a type, or nil. What is before
// the last point varies by version, and what the shell puts round the name by
// how the object came: Deserialized.…, Selected.…, Display…, …#Decorated.
func kindOfType(name string) *kind {
	name, _, _ = strings.Cut(name, "#")
	name = name[strings.LastIndexByte(name, '.')+1:]
	name = strings.TrimPrefix(name, "Display")
	return kindWhere(func(k *kind) bool { return has(k.types, name) })
}

// describe says what the objects are.
func (k *kind) describe() string { return cmp.Or(k.name, k.foreign) }

func kindWhere(is func(*kind) bool) *kind {
	if i := slices.IndexFunc(kinds[:], func(k kind) bool { return is(&k) }); i >= 0 {
		return &kinds[i]
	}
	return nil
}

// isIdentifier reports whether a text may be the name of a property or a cmdlet.
func isIdentifier(name []byte) bool {
	return len(name) > 0 && bytes.IndexFunc(name, func(r rune) bool { return r > utf8.RuneSelf || !isWord(byte(r)) }) < 0
}

// isWord reports whether a byte may be in such a name.
func isWord(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '_'
}

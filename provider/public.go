package provider

import (
	"fmt"
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
)

// A PublicProvider is a public instant-messaging provider. New-CsPublicProvider
// makes it, and Get-CsPublicProvider prints it. The zero PublicProvider is not
// valid: it lacks Identity and ProxyFQDN. Records are compared with
// [PublicProvider.Equal].
type PublicProvider struct {
	Identity                         string            // unique among all public and hosting providers, in any letter case
	ProxyFQDN                        domain.Name       // the provider's Access Edge; likewise unique
	Enabled                          bool              // whether messages may go through it
	VerificationLevel                VerificationLevel // not set: the cmdlet uses AlwaysVerifiable
	IconURL                          string            // http: or https:
	NameDecorationDomain             string            // undocumented: kept but never used
	NameDecorationRoutingDomain      domain.SIPDomain  // the domain of decorated contacts; not set: nothing is decorated
	NameDecorationExcludedDomainList domain.List       // the domains whose contacts are not decorated
	EnableSkypeIDRouting             product.Switch
	EnableSkypeDirectorySearch       product.Switch
	Absent                           product.Absent // the members missing from the text
}

// publicProviders describes public providers, with the members in the order in
// which Get-CsPublicProvider prints them (TEAMS-MODULE). PS-PUBLIC gives no default
// for the Skype switches.
var publicProviders = record.Schema[PublicProvider]{
	Info: record.Info{
		Kind:      "PublicProviders",
		Title:     "public provider",
		Noun:      "CsPublicProvider",
		Ops:       []diag.Op{diag.OpNew, diag.OpSet, diag.OpEnable, diag.OpDisable, diag.OpRemove},
		Types:     []string{"PublicProvider"},
		Source:    source.NewPublicProvider,
		Tells:     "which public services are federated with",
		Unique:    "federation.identity.repeated",
		Namespace: "providers",
	},
	Absent: func(p *PublicProvider) *product.Absent { return &p.Absent },
	Members: []record.Member[PublicProvider]{
		{Name: "Identity", Field: func(p *PublicProvider) any { return &p.Identity }, Since: product.LyncServer2010, Key: true},
		{Name: "ProxyFqdn", Field: func(p *PublicProvider) any { return &p.ProxyFQDN }, Since: product.LyncServer2010, Required: true, Always: true},
		{Name: "IconUrl", Field: func(p *PublicProvider) any { return &p.IconURL }, Since: product.LyncServer2013, Default: record.None, Mark: true},
		{Name: "NameDecorationDomain", Field: func(p *PublicProvider) any { return &p.NameDecorationDomain }, Since: product.LyncServer2013, Default: record.None, Mark: true},
		{Name: "NameDecorationRoutingDomain", Field: func(p *PublicProvider) any { return &p.NameDecorationRoutingDomain }, Since: product.LyncServer2013, Default: record.None, Mark: true, Update: true, Note: fromCU5},
		{Name: "NameDecorationExcludedDomainList", Field: func(p *PublicProvider) any { return &p.NameDecorationExcludedDomainList }, Since: product.LyncServer2013, Default: record.None, Mark: true, Update: true, Note: fromCU5},
		{Name: "VerificationLevel", Field: func(p *PublicProvider) any { return &p.VerificationLevel }, Since: product.LyncServer2010, Set: true, Default: "AlwaysVerifiable", Always: true},
		{Name: "Enabled", Field: func(p *PublicProvider) any { return &p.Enabled }, Since: product.LyncServer2010, Required: true, Set: true, Always: true},
		{Name: "EnableSkypeIdRouting", Field: func(p *PublicProvider) any { return &p.EnableSkypeIDRouting }, Since: product.SfBServer2015, Mark: true},
		{Name: "EnableSkypeDirectorySearch", Field: func(p *PublicProvider) any { return &p.EnableSkypeDirectorySearch }, Since: product.SfBServer2015, Mark: true},
	},
}

const fromCU5 = "The cmdlet's page lists it from Skype for Business Server 2015 on. Pages on Lync Server 2013 list it from cumulative update 5 on (SITE-19, EN-14)."

// Schema returns the schema of the record, for the packages of this module.
func (PublicProvider) Schema() *record.Schema[PublicProvider] { return &publicProviders }

// UnmarshalJSON implements [encoding/json.Unmarshaler]. It reads the output of
// Get-CsPublicProvider | ConvertTo-Json. Member names may be in any letter case,
// enumerations are names or numbers, and unknown members are skipped. Members
// missing from the text are listed in Absent and are not set, even if p had them
// before. On error p is unchanged. The error has a [*diag.Finding] for each bad
// member, with its path.
func (p *PublicProvider) UnmarshalJSON(data []byte) error {
	return publicProviders.Unmarshal(data, p)
}

// MarshalJSON implements [encoding/json.Marshaler]. A member that is not set is null. A
// member in Absent is left out.
func (p PublicProvider) MarshalJSON() ([]byte, error) { return publicProviders.Append(nil, &p) }

// Equal reports whether p and q are the same to a server, which ignores the letter
// case of the Identity and the order of the excluded domains. Equal ignores Absent.
func (p PublicProvider) Equal(q PublicProvider) bool {
	return char.Same(p.Identity, q.Identity) &&
		p.ProxyFQDN == q.ProxyFQDN &&
		p.Enabled == q.Enabled &&
		p.VerificationLevel == q.VerificationLevel &&
		p.IconURL == q.IconURL &&
		char.EqualFold(p.NameDecorationDomain, q.NameDecorationDomain) &&
		p.NameDecorationRoutingDomain == q.NameDecorationRoutingDomain &&
		p.NameDecorationExcludedDomainList.Equal(q.NameDecorationExcludedDomainList) &&
		p.EnableSkypeIDRouting == q.EnableSkypeIDRouting &&
		p.EnableSkypeDirectorySearch == q.EnableSkypeDirectorySearch
}

// Decorator returns the decorator for the provider's contacts. An entry of the
// excluded list that is not a SIP domain excludes nothing. Without a routing
// domain, the decorator changes nothing.
func (p PublicProvider) Decorator() address.Decorator {
	return address.NewDecorator(p.NameDecorationRoutingDomain, p.NameDecorationExcludedDomainList.Set())
}

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (p PublicProvider) Validate() error { return p.Findings().Err() }

// Findings returns the findings that need no day, no platform and no other record.
func (p PublicProvider) Findings() diag.Findings {
	var l diag.Findings
	checkCommon(&l, p.Identity, p.ProxyFQDN, p.VerificationLevel)
	checkURL(&l, publicProviders.Kind, p.Identity, "IconUrl", p.IconURL)
	p.checkDecoration(&l)
	if p.EnableSkypeIDRouting.IsOn() != p.EnableSkypeDirectorySearch.IsOn() {
		on, off := "EnableSkypeIdRouting", "EnableSkypeDirectorySearch"
		if p.EnableSkypeDirectorySearch.IsOn() {
			on, off = off, on
		}
		l.Add(catalog.Finding(RuleSkypeSearchPartial, diag.Path("").Member(off), fmt.Sprintf("%s is on, but %s is off or not set", on, off)))
	}
	return l
}

// checkDecoration checks the decoration settings. Their effect follows SITE-19 and
// SFB-SKYPE, and the store's syntax TEAMS-MODULE.
func (p PublicProvider) checkDecoration(l *diag.Findings) {
	const (
		atDomain = diag.Path("/NameDecorationDomain")
		atRoute  = diag.Path("/NameDecorationRoutingDomain")
		atList   = diag.Path("/NameDecorationExcludedDomainList")
	)
	routing, list := p.NameDecorationRoutingDomain, p.NameDecorationExcludedDomainList
	mended := p.mendDecoration()
	add := func(f *diag.Finding) {
		f.Fix = mended
		l.Add(f)
	}
	if p.NameDecorationDomain != "" {
		if _, err := domain.ParseName(p.NameDecorationDomain); err != nil {
			l.Attach(atDomain, err)
		}
		if routing.IsZero() {
			l.Add(catalog.Finding(RuleDecorationDomainAlone, atDomain, fmt.Sprintf("%s is set, but NameDecorationRoutingDomain is not", p.NameDecorationDomain)))
		} else {
			l.Add(catalog.Finding(RuleDecorationDomainUndocumented, atDomain, fmt.Sprintf("%s is kept but not used", p.NameDecorationDomain)))
		}
	}
	before := len(*l)
	for _, err := range list.All() {
		l.Attach(atList, err)
	}
	for _, f := range (*l)[before:] {
		f.Fix = mended
	}
	switch {
	case routing.IsZero() && !list.IsZero():
		add(catalog.Finding(RuleExcludedListAlone, atRoute, fmt.Sprintf("the list %q excludes nothing", list)))
	case !routing.IsZero() && list.IsZero():
		add(catalog.Finding(RuleExcludedListEmpty, atList, fmt.Sprintf("contacts in every domain except %s are decorated", routing)))
	case !routing.IsZero() && !list.Set().Contains(routing):
		add(catalog.Finding(RuleExcludedListRoutingDomain, atList, fmt.Sprintf("%s is not in %q", routing, list)))
	}
}

// mendDecoration returns the edit that mends the routing domain and the excluded
// list together, which the findings about both share. It returns nil if a member is
// not known, if an entry could mean several domains, or if the decoration of the
// service is not documented.
func (p PublicProvider) mendDecoration() []diag.Edit {
	const routingName, listName = "NameDecorationRoutingDomain", "NameDecorationExcludedDomainList"
	if !publicProviders.Known(&p, routingName) || !publicProviders.Known(&p, listName) {
		return nil
	}
	routing, list := p.NameDecorationRoutingDomain, p.NameDecorationExcludedDomainList
	mended, ok := list.Mend()
	if !ok {
		return nil
	}
	if isSkype := p.ProxyFQDN == messengerProxy; routing.IsZero() && isSkype {
		routing = skypeRouting
	} else if routing == skypeRouting && mended.IsZero() && isSkype {
		mended = skypeExcluded
	}
	if mended.IsZero() {
		return nil // the domains of other services are not known
	}
	if !routing.IsZero() && !mended.Set().Contains(routing) {
		var all []domain.SIPDomain
		for d := range mended.All() {
			all = append(all, d)
		}
		mended = domain.ListOf(append(all, routing)...)
	}
	var members []diag.MemberEdit
	if routing != p.NameDecorationRoutingDomain {
		members = append(members, diag.MemberEdit{Name: routingName, Old: diag.Null(), New: diag.Text(routing.String())})
	}
	if mended != list {
		members = append(members, diag.MemberEdit{Name: listName, Old: text(list.String()), New: diag.Text(mended.String())})
	}
	if members == nil {
		return nil
	}
	return []diag.Edit{{Op: diag.OpSet, Subject: diag.Subject{Kind: publicProviders.Kind, Identity: p.Identity}, Members: members}}
}

// text returns s as the value of an edit, and null for "".
func text(s string) diag.Value {
	if s == "" {
		return diag.Null()
	}
	return diag.Text(s)
}

// MessengerHost is the Access Edge of Windows Live Messenger, and later of Skype.
// It is the only documented host of a public service (SITE-19, SFB-SKYPE).
const MessengerHost = "federation.messenger.msn.com"

var messengerProxy = domain.MustParseName(MessengerHost)

// Service returns the public service that the provider connects to on a day, and
// whether it is known. The host identifies the service, or else the Identity does.
// From the launch of Skype on, [MessengerHost] is Skype under any Identity, because
// a Messenger entry continued to work for Skype (SFB-SKYPE, BLOG-13). Service
// returns false for the zero Date.
func (p PublicProvider) Service(on date.Date) (ServiceID, bool) {
	all := p.services()
	switch {
	case on.IsZero() || len(all) == 0:
		return "", false
	case on.Before(skypeLaunch):
		return all[0], true
	}
	return all[len(all)-1], true
}

// Services returns the public services that the provider connects to over time, in
// order. It returns none for an unknown provider.
func (p PublicProvider) Services() iter.Seq[ServiceID] { return slices.Values(p.services()) }

// services returns the public services in order. Callers must not change the
// result.
func (p PublicProvider) services() []ServiceID {
	if p.ProxyFQDN == messengerProxy {
		return messengerThenSkype
	}
	switch char.Fold(p.Identity) {
	case "aol", "aim":
		return onlyAOL
	case "yahoo!", "yahoo":
		return onlyYahoo
	case "skype":
		return messengerThenSkype[1:]
	case "messenger", "msn":
		return messengerThenSkype
	}
	return nil
}

var (
	messengerThenSkype = []ServiceID{WLM, Skype}
	onlyAOL            = []ServiceID{AOL}
	onlyYahoo          = []ServiceID{Yahoo}
)

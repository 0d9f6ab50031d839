package provider

import (
	"fmt"
	"iter"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/product"
)

// A PublicProvider is a public instant-messaging provider, as
// New-CsPublicProvider makes it and Get-CsPublicProvider prints it. The zero
// PublicProvider is not valid: it lacks Identity and ProxyFQDN. Records are
// compared with [PublicProvider.Equal].
type PublicProvider struct {
	Identity                         string            // unique among public and hosting providers, letter case aside
	ProxyFQDN                        domain.Name       // the provider's Access Edge; likewise unique
	Enabled                          bool              // whether messages go through it
	VerificationLevel                VerificationLevel // not set: the cmdlet takes AlwaysVerifiable
	IconURL                          string            // http: or https:
	NameDecorationDomain             string            // undocumented: carried, and never acted on
	NameDecorationRoutingDomain      domain.SIPDomain  // where decorated contacts are; not set: nothing is decorated
	NameDecorationExcludedDomainList domain.List       // whose contacts are not decorated
	EnableSkypeIDRouting             product.Switch
	EnableSkypeDirectorySearch       product.Switch
}

// members are the members in the order in which Get-CsPublicProvider prints
// them (TEAMS-MODULE).
func (p *PublicProvider) members() []record.Member {
	return []record.Member{
		{Name: "Identity", Field: &p.Identity, Since: product.LyncServer2010},
		{Name: "ProxyFqdn", Field: &p.ProxyFQDN, Since: product.LyncServer2010},
		{Name: "IconUrl", Field: &p.IconURL, Since: product.LyncServer2013},
		{Name: "NameDecorationDomain", Field: &p.NameDecorationDomain, Since: product.LyncServer2013},
		{Name: "NameDecorationRoutingDomain", Field: &p.NameDecorationRoutingDomain, Since: product.LyncServer2013, Note: fromCU5},
		{Name: "NameDecorationExcludedDomainList", Field: &p.NameDecorationExcludedDomainList, Since: product.LyncServer2013, Note: fromCU5},
		{Name: "VerificationLevel", Field: &p.VerificationLevel, Since: product.LyncServer2010},
		{Name: "Enabled", Field: &p.Enabled, Since: product.LyncServer2010},
		{Name: "EnableSkypeIdRouting", Field: &p.EnableSkypeIDRouting, Since: product.SfBServer2015},
		{Name: "EnableSkypeDirectorySearch", Field: &p.EnableSkypeDirectorySearch, Since: product.SfBServer2015},
	}
}

const fromCU5 = "The cmdlet's page has it from Skype for Business Server 2015 on; that Lync Server 2013 knows it from cumulative update 5 is what its own pages say (SITE-19, EN-14)."

// PublicProviderMembers returns the members of a PublicProvider in the order in
// which they are printed, each with the first server that knows it (PS-PUBLIC).
func PublicProviderMembers() iter.Seq[product.Member] {
	return record.Settings(new(PublicProvider).members())
}

// UnmarshalJSON implements [json.Unmarshaler]. It reads the output of
// Get-CsPublicProvider | ConvertTo-Json: member names in any letter case,
// enumerations as names or numbers, and skips what it does not know. Members
// that are absent are not set, whatever p had before. On error p is as it was;
// the error has a [*diag.Finding] with the path of each bad member.
func (p *PublicProvider) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, p, (*PublicProvider).members)
}

// MarshalJSON implements [json.Marshaler]. Members that are not set are left
// out.
func (p PublicProvider) MarshalJSON() ([]byte, error) { return record.Append(nil, p.members()) }

// DecodeAll reads what Get-CsPublicProvider | ConvertTo-Json printed: an array
// of providers, or a single one. A provider that cannot be read is left out,
// with its findings; an unknown member is a finding of severity Notice. Paths
// begin with the index in an array. The error is for text that is no JSON, or
// neither array nor object.
func DecodeAll(data []byte) ([]PublicProvider, diag.Findings, error) {
	return record.DecodeAll(data, (*PublicProvider).members, record.NoOther)
}

// Equal reports whether p and q are the same to a server: the Identity in any
// letter case, the excluded domains in any order.
func (p PublicProvider) Equal(q PublicProvider) bool {
	return char.Fold(p.Identity) == char.Fold(q.Identity) &&
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

// Decorator returns the decorator of the provider's contacts. Entries of the
// excluded list that are no SIP domains exclude nothing; without a routing
// domain nothing is decorated.
func (p PublicProvider) Decorator() address.Decorator {
	return address.NewDecorator(p.NameDecorationRoutingDomain, p.NameDecorationExcludedDomainList.Set())
}

// Validate returns nil, or an error whose findings [diag.All] yields: those of
// severity Error.
func (p PublicProvider) Validate() error { return p.Findings().Err() }

// Findings returns what there is to say of the record by itself: what needs no
// day, no platform and no other record.
func (p PublicProvider) Findings() diag.Findings {
	var l diag.Findings
	checkCommon(&l, p.Identity, p.ProxyFQDN, p.VerificationLevel)
	checkURL(&l, "/IconUrl", p.IconURL)
	p.checkDecoration(&l)
	if p.EnableSkypeIDRouting.IsOn() != p.EnableSkypeDirectorySearch.IsOn() {
		on, off := "EnableSkypeIdRouting", "EnableSkypeDirectorySearch"
		if p.EnableSkypeDirectorySearch.IsOn() {
			on, off = off, on
		}
		l.Add(catalog.Finding(RuleSkypeSearchPartial, diag.Path("").Member(off), fmt.Sprintf("%s is on, and %s is off or not set", on, off)))
	}
	return l
}

// checkDecoration: SITE-19 and SFB-SKYPE for what the settings do, TEAMS-MODULE
// for what the store takes.
func (p PublicProvider) checkDecoration(l *diag.Findings) {
	const (
		atDomain = diag.Path("/NameDecorationDomain")
		atRoute  = diag.Path("/NameDecorationRoutingDomain")
		atList   = diag.Path("/NameDecorationExcludedDomainList")
	)
	routing, list := p.NameDecorationRoutingDomain, p.NameDecorationExcludedDomainList
	if p.NameDecorationDomain != "" {
		if _, err := domain.ParseName(p.NameDecorationDomain); err != nil {
			l.Attach(atDomain, err)
		}
		if routing.IsZero() {
			l.Add(catalog.Finding(RuleDecorationDomainAlone, atDomain, fmt.Sprintf("%s is set, and NameDecorationRoutingDomain is not", p.NameDecorationDomain)))
		} else {
			l.Add(catalog.Finding(RuleDecorationDomainUndocumented, atDomain, fmt.Sprintf("%s is carried and not acted on", p.NameDecorationDomain)))
		}
	}
	for _, err := range list.All() {
		l.Attach(atList, err)
	}
	switch {
	case routing.IsZero() && !list.IsZero():
		l.Add(catalog.Finding(RuleExcludedListAlone, atRoute, fmt.Sprintf("the list %q excludes nothing", list)))
	case !routing.IsZero() && list.IsZero():
		l.Add(catalog.Finding(RuleExcludedListEmpty, atList, fmt.Sprintf("contacts of every domain but %s are decorated", routing)))
	case !routing.IsZero() && !list.Set().Contains(routing):
		l.Add(catalog.Finding(RuleExcludedListRoutingDomain, atList, fmt.Sprintf("%s is not in %q", routing, list)))
	}
}

// messengerProxy is the Access Edge of Windows Live Messenger and then of
// Skype: the only host name of a public service that documents give (SITE-19,
// SFB-SKYPE).
var messengerProxy = domain.MustParseName("federation.messenger.msn.com")

// Service returns which public service the provider is on a day, and whether
// it is one that is known. The host tells, or else the Identity: the host that
// was Windows Live Messenger's is Skype from its launch on, whatever the
// provider is called, because a working Messenger entry carried on to Skype
// (SFB-SKYPE, BLOG-13). There is none for the zero Date.
func (p PublicProvider) Service(on date.Date) (ServiceID, bool) {
	if on.IsZero() {
		return "", false
	}
	messenger := WLM
	if !on.Before(skypeLaunch) {
		messenger = Skype
	}
	if p.ProxyFQDN == messengerProxy {
		return messenger, true
	}
	switch char.Fold(p.Identity) {
	case "aol", "aim":
		return AOL, true
	case "yahoo!", "yahoo":
		return Yahoo, true
	case "skype":
		return Skype, true
	case "messenger", "msn":
		return messenger, true
	}
	return "", false
}

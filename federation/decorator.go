package federation

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/provider"
)

// Decorator returns the decorator for the contacts of the public provider with the
// given Identity, in any letter case. The decorator does not change contacts that
// the organization reaches without the provider: those in its own SIP domains, in
// allowed domains, and at [provider.SkypeIDDomain].
//
// The error is a [*diag.Finding] if the provider does not exist, does not decorate,
// or has an invalid list of excluded domains. It is also a finding if SipDomains or
// AllowedDomains are missing or incomplete, because contacts in them would then be
// decorated.
func (c Configuration) Decorator(identity string) (address.Decorator, error) {
	for _, k := range [...]Kind{SIPDomains, AllowedDomains} {
		if !c.Knows(k) {
			return address.Decorator{}, c.unknown(k, "contacts in them would be decorated")
		}
	}
	i, err := c.publicProvider(identity)
	if err != nil {
		return address.Decorator{}, err
	}
	p, path := c.PublicProviders[i], PublicProviders.Row().Path(i)
	about := c.Subject(PublicProviders, i)
	if p.NameDecorationRoutingDomain.IsZero() {
		f := catalog.Finding(RuleDecoratorRoutingDomain, path.Member("NameDecorationRoutingDomain"), fmt.Sprintf("%s has no NameDecorationRoutingDomain, and decorates nothing", p.Identity))
		f.Subject = about
		return address.Decorator{}, f
	}
	for _, err := range p.NameDecorationExcludedDomainList.All() {
		var broken diag.Findings
		broken.Attach(path.Member("NameDecorationExcludedDomainList"), err)
		for f := range broken.All() {
			f.Subject = about
			return address.Decorator{}, f
		}
	}
	excluded := []domain.SIPDomain{domain.MustParseSIPDomain(provider.SkypeIDDomain)}
	for d := range p.NameDecorationExcludedDomainList.Set().All() {
		excluded = append(excluded, d)
	}
	for _, d := range c.SIPDomains {
		excluded = append(excluded, d.Identity)
	}
	for _, d := range c.AllowedDomains {
		if of, isSIP := d.Domain.SIPDomain(); isSIP {
			excluded = append(excluded, of)
		}
	}
	return address.NewDecorator(p.NameDecorationRoutingDomain, domain.SetOf(excluded...)), nil
}

// publicProvider returns the index of the public provider with the given name.
func (c *Configuration) publicProvider(identity string) (int, error) {
	var names []string
	for i, p := range c.PublicProviders {
		if char.Same(p.Identity, identity) {
			return i, nil
		}
		names = append(names, p.Identity)
	}
	if c.Incomplete.Has(PublicProviders) {
		return 0, c.unknown(PublicProviders, fmt.Sprintf("%s may be among those that could not be read", identity))
	}
	detail := fmt.Sprintf("the public provider %q does not exist; the public providers are %s", identity, cmp.Or(strings.Join(names, ", "), "none"))
	f := catalog.Finding(RuleDecoratorProvider, PublicProviders.Row().Path(-1), detail)
	f.Subject = diag.Subject{Kind: PublicProviders.String()}
	return 0, f
}

// unknown returns the finding for a kind that is not given or incomplete.
func (c *Configuration) unknown(k Kind, why string) *diag.Finding {
	rule, detail := RuleKindMissing, "not given: "
	if c.Incomplete.Has(k) {
		rule, detail = RuleKindIncomplete, "not all records could be read: "
	}
	f := catalog.Finding(rule, k.Row().Path(-1), detail+why)
	f.Severity, f.Subject = diag.Error, diag.Subject{Kind: k.String()}
	return f
}

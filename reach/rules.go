package reach

import (
	"cmp"
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
)

// A rule is one check of a verdict: its row in the catalog, its test, and the text of
// the outcome. A new rule needs a constant, its position in decisionRules, and an
// example in testdata/rules. If it refuses, it also needs a decision in
// testdata/decisions.json. Then run go test ./... -update.
type rule struct {
	info     diag.RuleInfo
	inferred bool                          // every outcome is inferred
	infers   func(v *Verdict, s step) bool // whether this outcome is inferred; nil: no
	id       int                           // the ms-diagnostics id of a refusal in a trace; 0: not documented

	// condition reports whether a passed step is only assumed, because no given record
	// proves it. Nil: never.
	condition func(v *Verdict, s step) bool
	assumes   bool // it is only a condition, so a verdict that does not allow omits it

	// fix returns the edits that certainly turn a refusal into a permission. remedy
	// returns a remedy that depends on the records. If either is nil or returns nothing,
	// the row's remedy is used.
	fix    func(v *Verdict, s step) []diag.Edit
	remedy func(v *Verdict, s step) string

	test     func(x *Index, c *contact, s step) diag.Outcome // c is nil for a rule about the user
	explain  func(v *Verdict, s step) string                 // the detail, in lower case and without a full stop
	document func(v *Verdict, s step) diag.Source            // the document, if it differs from the row's; nil: never
}

// decisionRules has the rules of verdicts in the order of the checks. Rules that share
// a row differ in their texts.
var decisionRules = [...]*rule{
	&userKnown, &contactKnown, &userEnabled, &sides, &homeKnown, &homeUnshared,
	&recordBroken, &kindIncomplete, &kindGiven,
	&edgeOpen, &domainBlocked, &domainParent,
	&providerClaims, &providerPassedOver, &providerEnabled, &providerRouting,
	&serviceKnown, &serviceDay, &serviceCapability, &consumerProvider,
	&partnerKnown, &plainContact, &consumerAllowed, &consumerPartner, &directPartner, &partnerSRV, &partnerMicrosoft365, &defaultRouted,
	&tenantTopology, &tenantShares, &tenantOpen, &tenantPublic, &tenantConsumers, &tenantConsumersInbound, &tenantPolicy, &tenantDomain, &tenantTrial, &tenantGroups,
	&senderVerified, &otherSide,
	&homeHosted, &grantKnown, &policyPartners, &policyPublic, &policyAudioVideo, &userFederation,
}

// The rules that are not steps of a verdict.
const (
	RuleDeliveryUnknown diag.Rule = "reach.delivery.unknown"
	RuleIndexEmpty      diag.Rule = "reach.index.empty"
	RuleQueryAddress    diag.Rule = "reach.query.address"
	RuleQueryDay        diag.Rule = "reach.query.day"
	RuleQueryDomains    diag.Rule = "reach.query.domains"
	RuleQueryProvider   diag.Rule = "reach.query.provider"
	RuleRouteUnknown    diag.Rule = "reach.route.unknown"
)

// catalog has the rows of the rules that are not steps of a verdict, and that of
// [RuleQuerySides], which is both. A new row needs a constant and an example in
// testdata/rules.
var catalog = diag.Catalog{
	{
		Rule:     RuleDeliveryUnknown,
		Severity: diag.Error,
		Summary:  "A delivery must be one of four.",
		Remedy:   "Write delivered, contacts-only, if-marked or unknown.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleIndexEmpty,
		Severity: diag.Error,
		Summary:  "A configuration must have at least one kind of record.",
		Remedy:   "Give the configuration.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleQueryAddress,
		Severity: diag.Error,
		Summary:  "A query must have an address to reach.",
		Remedy:   "Give the address.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleQueryDay,
		Severity: diag.Error,
		Summary:  "A query must have a day. The library never assumes today.",
		Remedy:   "Give the day.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleQueryDomains,
		Severity: diag.Error,
		Summary:  "Your own SIP domains must be given, so that it is known which address of a query is your user.",
		Remedy:   "Export your own SIP domains.",
		Source:   source.NewSIPDomain,
	},
	{
		Rule:     RuleQueryProvider,
		Severity: diag.Error,
		Summary:  "The provider of a query must be a configured public provider, and its contact must be outside your own SIP domains.",
		Remedy:   "Give the Identity of one of the public providers.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleQuerySides,
		Severity: diag.Error,
		Summary:  "One of the two addresses must be in one of your own SIP domains.",
		Remedy:   "Check the addresses, and check that SipDomains has all your domains.",
		Source:   source.NewSIPDomain,
	},
	{
		Rule:     RuleRouteUnknown,
		Severity: diag.Error,
		Summary:  "A route must be one of four.",
		Remedy:   "Write internal, partner, public or hosting.",
		Source:   source.Lyncfed,
	},
}

// Rules returns the rules of this package, sorted by name. A verdict has rules of
// packages federation, policy and licensing too.
func Rules() iter.Seq[diag.RuleInfo] {
	all := slices.Collect(catalog.All())
	for _, r := range decisionRules {
		all = append(all, r.info)
	}
	all = slices.DeleteFunc(all, func(info diag.RuleInfo) bool {
		_, shared := federation.LookupRule(info.Rule)
		return shared
	})
	slices.SortFunc(all, func(a, b diag.RuleInfo) int { return cmp.Compare(a.Rule, b.Rule) })
	return slices.Values(slices.CompactFunc(all, func(a, b diag.RuleInfo) bool { return a.Rule == b.Rule }))
}

// shared returns the row of a rule that belongs to another package too.
func shared(r diag.Rule) diag.RuleInfo {
	info, _ := federation.LookupRule(r)
	return info
}

package reach

import (
	"cmp"
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
)

// A rule is a rule that may take part in a verdict: its row, its test, and the text
// for the outcome. A new rule needs a constant, its position in decisionRules, and
// an example in testdata/rules. If it refuses, it also needs a decision in
// testdata/decisions.json. Then run go test ./... -update.
type rule struct {
	info     diag.RuleInfo
	inferred bool                          // whether what it says is inferred
	infers   func(v *Verdict, s step) bool // the same, where it depends on the day or the records; nil: never
	id       int                           // the ms-diagnostics id that a trace has for a refusal by it; 0 if none is documented

	// condition reports whether the answer rests on a step that passed, because
	// nothing given proves it. Nil: never.
	condition func(v *Verdict, s step) bool
	assumes   bool // it says nothing but a condition, so that an answer that does not allow is without it

	// fix returns the edits that turn a refusal, if they certainly do. remedy returns
	// what to do where that depends on the records. Either may be nil or return
	// nothing: the row's remedy then stands.
	fix    func(v *Verdict, s step) []diag.Edit
	remedy func(v *Verdict, s step) string

	test     func(x *Index, c *contact, s step) diag.Outcome // c is nil for a rule on the user
	explain  func(v *Verdict, s step) string                 // what was found, in lower case and without a full stop
	document func(v *Verdict, s step) diag.Source            // the document, if it is another than the row's; nil: never
}

// decisionRules are the rules that may take part in a verdict, in the order in
// which they do. Those that share a row say different things by it.
var decisionRules = [...]*rule{
	&userKnown, &contactKnown, &userEnabled, &sides, &homeKnown,
	&recordBroken, &kindIncomplete, &kindGiven,
	&edgeOpen, &domainBlocked, &domainParent,
	&providerClaims, &providerPassedOver, &providerEnabled, &providerRouting,
	&serviceKnown, &serviceDay, &serviceCapability, &consumerProvider,
	&partnerKnown, &plainContact, &consumerAllowed, &consumerPartner, &directPartner, &partnerSRV, &partnerMicrosoft365, &defaultRouted,
	&tenantTopology, &tenantShares, &tenantOpen, &tenantPublic, &tenantConsumers, &tenantConsumersInbound, &tenantPolicy, &tenantDomain, &tenantTrial, &tenantGroups,
	&senderVerified, &otherSide,
	&homeHosted, &grantKnown, &policyPartners, &policyPublic, &policyAudioVideo, &userFederation,
}

// The rules that no step of a verdict has.
const (
	RuleDeliveryUnknown diag.Rule = "reach.delivery.unknown"
	RuleIndexEmpty      diag.Rule = "reach.index.empty"
	RuleQueryDay        diag.Rule = "reach.query.day"
	RuleQueryProvider   diag.Rule = "reach.query.provider"
	RuleRouteUnknown    diag.Rule = "reach.route.unknown"
)

// catalog has the rows of the rules that no step of a verdict has, and that of
// [RuleQuerySides], which a step has too. A row that is added needs a constant
// and an example in testdata/rules.
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
		Summary:  "A configuration must have records to decide by.",
		Remedy:   "Give the configuration.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleQueryDay,
		Severity: diag.Error,
		Summary:  "A query must be for a day: today is never assumed.",
		Remedy:   "Give the day.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleQueryProvider,
		Severity: diag.Error,
		Summary:  "A contact must be of a public provider that is configured, and outside your own organization.",
		Remedy:   "Give the Identity of one of the public providers.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleQuerySides,
		Severity: diag.Error,
		Summary:  "One of the two must be in one of your own SIP domains.",
		Remedy:   "Check the addresses, and whether SipDomains has all domains.",
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

// shared returns the row of a rule that is another package's too.
func shared(r diag.Rule) diag.RuleInfo {
	info, _ := federation.LookupRule(r)
	return info
}

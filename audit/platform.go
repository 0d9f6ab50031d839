package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/provider"
)

// The rules on the server product.
const (
	RuleLevelDeprecated diag.Rule = "audit.level.deprecated"
	RuleSettingUnknown  diag.Rule = "audit.setting.unknown"
	RuleSupportEnded    diag.Rule = "audit.support.ended"
	RuleSupportEnding   diag.Rule = "audit.support.ending"
)

// undatedSettings are the settings for which no document names the first server.
var undatedSettings = [...]string{"EnablePartnerMonitoringCosmosOutput", "EnablePartnerMonitoringIfxLog"}

var settings = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleSettingUnknown,
		Severity: diag.Warning,
		Summary:  "A record must have only settings that its server product supports.",
		Remedy:   "Check the product, or remove the setting.",
		Source:   source.NewPublicProvider,
		Also:     "PS-ALLOWED PS-EDGE PS-HOSTING PS-POLICY",
	}},
	needs: []federation.Kind{federation.Platform},
	whole: func(a *auditor) {
		if !a.c.Platform.IsServer() {
			return
		}
		for k := range federation.AllKinds() {
			row := k.Row()
			about := row.Table().About()
			isUnknown := func(m record.Property) bool {
				return !m.Since.IsZero() && !a.c.Platform.Knows(m.Since) && !slices.Contains(undatedSettings[:], m.Name)
			}
			if !slices.ContainsFunc(slices.Collect(row.Table().Properties()), isUnknown) {
				continue
			}
			for i := range row.Len(&a.c) {
				for m := range row.Record(&a.c, i).Set() {
					if isUnknown(m) {
						a.add(RuleSettingUnknown, k, i, m.Name, "%s came with %s, and this is %s", m.Name, m.Since.Title(), a.c.Platform.Title()).Source = about.Source
					}
				}
			}
		}
	},
}

// levels checks for a level on which documents disagree. The finding cites both
// sides. The level that the documented command for the server sets is accepted.
var levels = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleLevelDeprecated,
		Severity: diag.Notice,
		Summary:  "From Lync Server 2013 on, a public provider must not have the deprecated level UseSourceVerification, unless its documented command sets it.",
		Remedy:   "Set VerificationLevel to AlwaysVerifiable, the cmdlet's default, or to AlwaysUnverifiable, that of the Control Panel.",
		Source:   source.NewPublicProvider,
		Also:     "SITE-19",
	}},
	needs: []federation.Kind{federation.Platform, federation.PublicProviders},
	reads: []members{of(federation.PublicProviders, "ProxyFqdn", "VerificationLevel")},
	of:    federation.PublicProviders,
	record: func(a *auditor, i int) {
		p := a.c.PublicProviders[i]
		if !p.VerificationLevel.DeprecatedFor(a.c.Platform) || a.documentedLevel(p) {
			return
		}
		f := a.add(RuleLevelDeprecated, federation.PublicProviders, i, "VerificationLevel",
			"%s has UseSourceVerification, which the cmdlet's page calls deprecated for public providers (PS-PUBLIC), although the documented command for Lync Server 2013 sets it (SITE-19: -VerificationLevel 2). Documents also disagree on the default: AlwaysVerifiable in the cmdlet, AlwaysUnverifiable in the Control Panel", p.Identity)
		set := func(level provider.VerificationLevel) diag.Edit {
			return a.edit(diag.OpSet, federation.PublicProviders, i, to("VerificationLevel", diag.Text(level.String())))
		}
		a.advise(f, "Let everybody reach your users: ", set(provider.AlwaysVerifiable), ". Or only those on their contact lists: ", set(provider.AlwaysUnverifiable))
	},
}

// documentedLevel reports whether the documented command for the server sets the
// level of a provider.
func (a *auditor) documentedLevel(p provider.PublicProvider) bool {
	for id := range p.Services() {
		s, _ := provider.LookupService(id)
		r, found := s.Recommended(a.c.Platform)
		if found && r.ProxyFQDN == p.ProxyFQDN && r.VerificationLevel == p.VerificationLevel {
			return true
		}
	}
	return false
}

var support = check{
	rules: []diag.RuleInfo{
		{
			Rule:     RuleSupportEnded,
			Severity: diag.Warning,
			Summary:  "The server product must be in support.",
			Remedy:   "Move to a product that is in support.",
			Source:   source.SfBSupportEnd,
			Also:     "SFBO-END",
		},
		{
			Rule:     RuleSupportEnding,
			Severity: diag.Notice,
			Summary:  "The server product must stay in support for another year.",
			Remedy:   "Plan the move to a product that stays in support.",
			Source:   source.SfBSupportEnd,
			Also:     "SFBO-END",
		},
	},
	needs: []federation.Kind{federation.Platform},
	dated: true,
	whole: func(a *auditor) {
		const year = 365 // days
		dates := a.c.Platform.Dates()
		last := cmp.Or(dates.LastSupport, dates.LastService)
		title := a.c.Platform.Title()
		switch {
		case last.IsZero():
		case a.on.After(last):
			f := a.add(RuleSupportEnded, federation.Platform, -1, "", "support of %s ended on %v: faults that stop federation are no longer fixed", title, last)
			f.Source = dates.Source
			for u := range a.c.Platform.ExtendedUpdates() {
				if !a.on.Before(u.From) && !a.on.After(u.Last) {
					f.Detail += fmt.Sprintf(". Until %v security updates can be bought: %s", u.Last, strings.TrimSuffix(u.Text, "."))
				}
			}
		case last.DaysSince(a.on) <= year:
			f := a.add(RuleSupportEnding, federation.Platform, -1, "", "support of %s ends on %v, in %s", title, last, plural(last.DaysSince(a.on), "day"))
			f.Source = dates.Source
		}
	},
}

package audit

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules on what a server product knows.
const (
	RuleLevelDeprecated diag.Rule = "audit.level.deprecated"
	RuleSettingUnknown  diag.Rule = "audit.setting.unknown"
)

var settings = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleSettingUnknown,
		Severity: diag.Warning,
		Summary:  "A record must have only settings that its server product knows.",
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
			for i := range row.Len(&a.c) {
				for m := range row.Record(&a.c, i).Set() {
					if !m.Since.IsZero() && !a.c.Platform.Knows(m.Since) {
						a.add(RuleSettingUnknown, k, i, m.Name, "%s came with %s, and this is %s", m.Name, m.Since.Title(), a.c.Platform.Title()).Source = about.Source
					}
				}
			}
		}
	},
}

var levels = check{
	rules: []diag.RuleInfo{{
		Rule:     RuleLevelDeprecated,
		Severity: diag.Notice,
		Summary:  "From Lync Server 2013 on, a public provider must not have the deprecated level UseSourceVerification.",
		Remedy:   "Set-CsPublicProvider -VerificationLevel AlwaysVerifiable, the cmdlet's default, or AlwaysUnverifiable.",
		Source:   source.NewPublicProvider,
	}},
	needs: []federation.Kind{federation.Platform},
	of:    federation.PublicProviders,
	record: func(a *auditor, i int) {
		if p := a.c.PublicProviders[i]; p.VerificationLevel.DeprecatedFor(a.c.Platform) {
			a.add(RuleLevelDeprecated, federation.PublicProviders, i, "VerificationLevel",
				"%s has UseSourceVerification, which the cmdlet's page calls deprecated for public providers (PS-PUBLIC), though the command documented for Lync Server 2013 sets it (SITE-19: -VerificationLevel 2)", p.Identity)
		}
	},
}

package cmdlet

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules of this package. An edit of an unknown kind breaks
// [federation.RuleKindUnknown].
const (
	RuleEffectUndocumented   diag.Rule = "cmdlet.effect.undocumented"
	RuleIdentityMissing      diag.Rule = "cmdlet.identity.missing"
	RuleIdentityWildcard     diag.Rule = "cmdlet.identity.wildcard"
	RuleOperationUnsupported diag.Rule = "cmdlet.operation.unsupported"
	RuleParameterMissing     diag.Rule = "cmdlet.parameter.missing"
	RuleParameterMixed       diag.Rule = "cmdlet.parameter.mixed"
	RuleParameterUnknown     diag.Rule = "cmdlet.parameter.unknown"
	RuleRecordMissing        diag.Rule = "cmdlet.record.missing"
	RuleRecordUnknown        diag.Rule = "cmdlet.record.unknown"
	RuleSIPDomainUsed        diag.Rule = "cmdlet.sip-domain.used"
	RuleStateAlready         diag.Rule = "cmdlet.state.already"
	RuleTextUnprintable      diag.Rule = "cmdlet.text.unprintable"
)

// catalog is sorted by rule. A new row needs a constant above and an example in
// testdata/rules. Then run go test ./... -update.
var catalog = diag.Catalog{
	{
		Rule:     RuleEffectUndocumented,
		Severity: diag.Error,
		Summary:  "The effect of a command must be documented.",
		Remedy:   "Try the command in a lab, or remove the record and create it again with the value.",
		Source:   source.NewAllowedDomain,
		Also:     "PS-BLOCKED PS-EDGE PS-HOSTING PS-POLICY PS-PUBLIC PS-SIPDOMAIN PS-TEAMS-POLICY",
	},
	{
		Rule:     RuleIdentityMissing,
		Severity: diag.Error,
		Summary:  "An edit must name its record, because some cmdlets change Global if no name is given.",
		Remedy:   "Give the Identity.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleIdentityWildcard,
		Severity: diag.Error,
		Summary:  "A command that changes a record must give its full name. Identity does not accept wildcards.",
		Remedy:   "Write one command for each record.",
		Source:   source.NewBlockedDomain,
	},
	{
		Rule:     RuleOperationUnsupported,
		Severity: diag.Error,
		Summary:  "An edit must have an operation for which its kind of record has a cmdlet.",
		Remedy:   "Use another operation. Global and the Access Edge can be set, but not created or removed.",
		Source:   source.AccessEdge,
		Also:     "PS-ALLOWED PS-BLOCKED PS-HOSTING PS-POLICY PS-GRANT PS-PUBLIC PS-SIPDOMAIN",
	},
	{
		Rule:     RuleParameterMissing,
		Severity: diag.Error,
		Summary:  "A command must have every parameter that the shell would prompt for. An unattended script would wait forever.",
		Remedy:   "Give the member a value in the edit.",
		Source:   source.AccessEdge,
		Also:     "PS-HOSTING PS-GRANT PS-PUBLIC",
	},
	{
		Rule:     RuleParameterMixed,
		Severity: diag.Error,
		Summary:  "A command must not have parameters of two parameter sets, such as those of both routing methods of the Access Edge.",
		Remedy:   "Remove the parameters of one of the two sets.",
		Source:   source.AccessEdge,
		Also:     "PS-ALLOWED PS-BLOCKED",
	},
	{
		Rule:     RuleParameterUnknown,
		Severity: diag.Error,
		Summary:  "A command must have only parameters that its cmdlet has on the server product.",
		Remedy:   "Remove the record and create it again with the value, or leave the member as it is.",
		Source:   source.NewPublicProvider,
		Also:     "PS-ALLOWED PS-BLOCKED PS-EDGE PS-HOSTING PS-POLICY PS-GRANT PS-SIPDOMAIN",
	},
	{
		Rule:     RuleRecordMissing,
		Severity: diag.Error,
		Summary:  "The record that a command changes must exist.",
		Remedy:   "Correct the Identity, or create the record first.",
		Source:   source.NewPublicProvider,
		Also:     "PS-ALLOWED PS-BLOCKED PS-GRANT PS-HOSTING PS-POLICY PS-SIPDOMAIN",
	},
	{
		Rule:     RuleRecordUnknown,
		Severity: diag.Error,
		Summary:  "The record that a command changes must be known, because the effect depends on it.",
		Remedy:   "Export all records of the kind.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleSIPDomainUsed,
		Severity: diag.Error,
		Summary:  "A SIP domain must not have users when it is removed.",
		Remedy:   "Move its users to addresses in another domain first.",
		Source:   source.NewSIPDomain,
	},
	{
		Rule:     RuleStateAlready,
		Severity: diag.Error,
		Summary:  "A provider must be disabled when it is enabled, and enabled when it is disabled.",
		Remedy:   "Remove the command, or use Set- with -Enabled, which succeeds in both cases.",
		Source:   source.NewPublicProvider,
		Also:     "PS-HOSTING",
	},
	{
		Rule:     RuleTextUnprintable,
		Severity: diag.Error,
		Summary:  "A text that is pasted into a shell must not have control characters or direction marks.",
		Remedy:   "Remove the character, or correct the record by hand.",
		Source:   source.Lyncfed,
	},
}

// LookupRule returns the row of a rule of this package, and whether it exists.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) { return catalog.Lookup(r) }

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

package cmdlet

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules of this package. An edit of a kind that there is none of breaks
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

// catalog is sorted by rule. A row that is added needs a constant above and an
// example in testdata/rules; run go test ./... -update for docs/rules.md.
var catalog = diag.Catalog{
	{
		Rule:     RuleEffectUndocumented,
		Severity: diag.Error,
		Summary:  "A document must say what the server does with a command.",
		Remedy:   "Try it in a lab, or remove the record and make it again with the value.",
		Source:   source.NewAllowedDomain,
		Also:     "PS-BLOCKED PS-EDGE PS-HOSTING PS-POLICY PS-PUBLIC PS-SIPDOMAIN",
	},
	{
		Rule:     RuleIdentityMissing,
		Severity: diag.Error,
		Summary:  "An edit must name its record: some cmdlets take Global where no name is given.",
		Remedy:   "Give the Identity.",
		Source:   source.NewExternalAccessPolicy,
	},
	{
		Rule:     RuleIdentityWildcard,
		Severity: diag.Error,
		Summary:  "A command that changes a record must name it in full: its Identity takes no wildcards.",
		Remedy:   "Write one command for each record.",
		Source:   source.NewBlockedDomain,
	},
	{
		Rule:     RuleOperationUnsupported,
		Severity: diag.Error,
		Summary:  "A cmdlet must exist for what an edit does to a record of its kind.",
		Remedy:   "Use an operation that the kind has. Global and the Access Edge are set, and neither made nor removed.",
		Source:   source.AccessEdge,
		Also:     "PS-ALLOWED PS-BLOCKED PS-HOSTING PS-POLICY PS-GRANT PS-PUBLIC PS-SIPDOMAIN",
	},
	{
		Rule:     RuleParameterMissing,
		Severity: diag.Error,
		Summary:  "A command must have every parameter that the shell asks for: an unattended one waits for ever.",
		Remedy:   "Give the member a value in the edit.",
		Source:   source.AccessEdge,
		Also:     "PS-HOSTING PS-GRANT PS-PUBLIC",
	},
	{
		Rule:     RuleParameterMixed,
		Severity: diag.Error,
		Summary:  "A command must not have parameters of two parameter sets, such as those of both routing methods of the Access Edge.",
		Remedy:   "Leave the parameters of one of the two out.",
		Source:   source.AccessEdge,
		Also:     "PS-ALLOWED PS-BLOCKED",
	},
	{
		Rule:     RuleParameterUnknown,
		Severity: diag.Error,
		Summary:  "A command must have only parameters that its cmdlet knows on the server product.",
		Remedy:   "Remove the record and make a new one with the value, or leave the member as it is.",
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
		Summary:  "The record that a command changes must be known: what a command does rests on what was there.",
		Remedy:   "Export all records of the kind too.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleSIPDomainUsed,
		Severity: diag.Error,
		Summary:  "A SIP domain that is removed must have no users in it.",
		Remedy:   "Give its users addresses in another domain first.",
		Source:   source.NewSIPDomain,
	},
	{
		Rule:     RuleStateAlready,
		Severity: diag.Error,
		Summary:  "A provider that is enabled must be disabled before, and one that is disabled must be enabled.",
		Remedy:   "Leave the command out, or use Set- with -Enabled, which succeeds in both cases.",
		Source:   source.NewPublicProvider,
		Also:     "PS-HOSTING",
	},
	{
		Rule:     RuleTextUnprintable,
		Severity: diag.Error,
		Summary:  "A text that is pasted into a shell must be seen in full: no control characters, and none that turn its direction.",
		Remedy:   "Remove the character, or mend the record by hand.",
		Source:   source.Lyncfed,
	},
}

// LookupRule returns the row of a rule of this package, and whether there is one.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) { return catalog.Lookup(r) }

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

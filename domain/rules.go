package domain

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules of this package.
const (
	RuleLabelCharacter diag.Rule = "domain.label.character"
	RuleLabelEmpty     diag.Rule = "domain.label.empty"
	RuleLabelHyphen    diag.Rule = "domain.label.hyphen"
	RuleLabelLong      diag.Rule = "domain.label.long"
	RuleLabelNonASCII  diag.Rule = "domain.label.non-ascii"
	RuleLabelNumeric   diag.Rule = "domain.label.numeric"
	RuleLabelSingle    diag.Rule = "domain.label.single"
	RuleListEmptyEntry diag.Rule = "domain.list.empty-entry"
	RuleListSeparator  diag.Rule = "domain.list.separator"
	RuleNameEmpty      diag.Rule = "domain.name.empty"
	RuleNameFinalDot   diag.Rule = "domain.name.final-dot"
	RuleNameLong       diag.Rule = "domain.name.long"
	RuleSRVCertificate diag.Rule = "domain.srv.certificate"
	RuleSRVName        diag.Rule = "domain.srv.name"
	RuleSRVPort        diag.Rule = "domain.srv.port"
	RuleSRVTarget      diag.Rule = "domain.srv.target"
)

// catalog is sorted by rule. A new row needs a constant above and an example in
// testdata/rules. Then run go test ./... -update.
var catalog = diag.Catalog{
	{
		Rule:     RuleLabelCharacter,
		Severity: diag.Error,
		Summary:  "A label of a domain must consist of ASCII letters, digits and hyphens. A host name in the server's store may also have underscores.",
		Remedy:   "Remove the character. A name has no wildcard, port, brackets or spaces.",
		Source:   source.RFC1123,
	},
	{
		Rule:     RuleLabelEmpty,
		Severity: diag.Error,
		Summary:  "A domain must not have empty labels: no dot at its beginning, and no two dots together.",
		Remedy:   "Remove the dot, or add the missing label.",
		Source:   source.RFC1035,
	},
	{
		Rule:     RuleLabelHyphen,
		Severity: diag.Error,
		Summary:  "A label of a domain must not begin or end with a hyphen.",
		Remedy:   "Remove the hyphen.",
		Source:   source.RFC1123,
	},
	{
		Rule:     RuleLabelLong,
		Severity: diag.Error,
		Summary:  "A label of a domain must have at most 63 bytes.",
		Remedy:   "Check for a missing dot.",
		Source:   source.RFC1035,
	},
	{
		Rule:     RuleLabelNonASCII,
		Severity: diag.Error,
		Summary:  "A domain must be in ASCII. An internationalized domain is written in its xn-- form.",
		Remedy:   "Give the xn-- form of the label, as DNS has it.",
		Source:   source.RFC5890,
	},
	{
		Rule:     RuleLabelNumeric,
		Severity: diag.Error,
		Summary:  "The last label of a domain must not be all digits: an IP address is not a domain.",
		Remedy:   "Give the name, not the IP address.",
		Source:   source.RFC1123,
	},
	{
		Rule:     RuleLabelSingle,
		Severity: diag.Error,
		Summary:  "A SIP domain must have two labels or more.",
		Remedy:   "Write the whole domain with its top-level domain, such as contoso.com.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleListEmptyEntry,
		Severity: diag.Error,
		Summary:  "A list of domains must not have empty entries.",
		Remedy:   "Remove the comma that has nothing before or after it.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleListSeparator,
		Severity: diag.Error,
		Summary:  "The entries of a list of domains must be separated by commas, as in every documented example.",
		Remedy:   "Separate the entries by one comma and nothing else: msn.com,outlook.com.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleNameEmpty,
		Severity: diag.Error,
		Summary:  "A domain must not be empty.",
		Remedy:   "Give the domain.",
		Source:   source.RFC1035,
	},
	{
		Rule:     RuleNameFinalDot,
		Severity: diag.Error,
		Summary:  "A host name must not have a final dot: the server's store rejects it.",
		Remedy:   "Remove the final dot.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleNameLong,
		Severity: diag.Error,
		Summary:  "A domain must have at most 253 bytes, and a host name at most 1,024 bytes.",
		Remedy:   "Check whether the text contains several names.",
		Source:   source.RFC1035,
	},
	{
		Rule:     RuleSRVCertificate,
		Severity: diag.Error,
		Summary:  "The Edge's external certificate must have the target of the federation SRV record as its subject or an alternative name. A wildcard does not cover it.",
		Remedy:   "Renew the certificate with the target's full name.",
		Source:   source.SfBSkype,
	},
	{
		Rule:     RuleSRVName,
		Severity: diag.Error,
		Summary:  "The federation SRV record of a SIP domain must be named _sipfederationtls._tcp and the domain.",
		Remedy:   "Publish one record for each SIP domain, under that name.",
		Source:   source.SfBEnvironment,
	},
	{
		Rule:     RuleSRVPort,
		Severity: diag.Error,
		Summary:  "The federation SRV record must have port 5061.",
		Remedy:   "Publish the record with port 5061.",
		Source:   source.SfBEnvironment,
	},
	{
		Rule:     RuleSRVTarget,
		Severity: diag.Error,
		Summary:  "The target of the federation SRV record must have one label more than the SIP domain: sip.contoso.com for contoso.com.",
		Remedy:   "Use a target with exactly one label in front of the SIP domain.",
		Source:   source.SfBSkype,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

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

// catalog is sorted by rule. A row added here needs a constant above and an
// example in testdata/rules; run go test ./... -update for docs/rules.md.
var catalog = diag.Catalog{
	{
		Rule:     RuleLabelCharacter,
		Severity: diag.Error,
		Summary:  "A label of a domain must be of ASCII letters, digits and hyphens; a host name in the server's store may have underscores too.",
		Remedy:   "Remove the character, or write the name without wildcard, port, brackets or blanks.",
		Source:   source.RFC1123,
	},
	{
		Rule:     RuleLabelEmpty,
		Severity: diag.Error,
		Summary:  "A domain must not have empty labels: no dot at its beginning, and no two dots together.",
		Remedy:   "Remove the dot, or put in the label that is missing.",
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
		Summary:  "A domain must be written in ASCII, an internationalized one in its xn-- form.",
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
		Remedy:   "Write the domain whole, with its top-level domain, such as contoso.com.",
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
		Remedy:   "Write one comma between two entries and nothing else, as in msn.com,outlook.com.",
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
		Summary:  "A host name must not have a final dot: the server's store does not take it.",
		Remedy:   "Remove the final dot.",
		Source:   source.TeamsModule,
	},
	{
		Rule:     RuleNameLong,
		Severity: diag.Error,
		Summary:  "A domain must have at most 253 bytes; a host name is read up to 1,024 bytes, a bound of our own.",
		Remedy:   "Check whether several names or other text stand together.",
		Source:   source.RFC1035,
	},
	{
		Rule:     RuleSRVCertificate,
		Severity: diag.Error,
		Summary:  "The Edge's external certificate must name the target of the federation SRV record in its subject or alternative names; a wildcard does not cover it.",
		Remedy:   "Renew the certificate with the target's full name in it.",
		Source:   source.SfBSkype,
	},
	{
		Rule:     RuleSRVName,
		Severity: diag.Error,
		Summary:  "The federation SRV record of a SIP domain must be named _sipfederationtls._tcp and the domain.",
		Remedy:   "Publish the record under that name, one for each SIP domain.",
		Source:   source.SfBEnvironment,
	},
	{
		Rule:     RuleSRVPort,
		Severity: diag.Error,
		Summary:  "The federation SRV record must give port 5061.",
		Remedy:   "Publish the record with port 5061.",
		Source:   source.SfBEnvironment,
	},
	{
		Rule:     RuleSRVTarget,
		Severity: diag.Error,
		Summary:  "The target of the federation SRV record must have one label more than the SIP domain: sip.contoso.com for contoso.com.",
		Remedy:   "Publish a host name that is the SIP domain with one label in front.",
		Source:   source.SfBSkype,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

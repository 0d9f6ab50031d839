package address

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules of this package. A fault in the domain of an address breaks a rule of
// package domain instead.
const (
	RuleAtMissing         diag.Rule = "address.at.missing"
	RuleDecorationDamaged diag.Rule = "address.decoration.damaged"
	RuleTextEmpty         diag.Rule = "address.text.empty"
	RuleTextLong          diag.Rule = "address.text.long"
	RuleURIEscape         diag.Rule = "address.uri.escape"
	RuleURIPort           diag.Rule = "address.uri.port"
	RuleURIScheme         diag.Rule = "address.uri.scheme"
	RuleUserCharacter     diag.Rule = "address.user.character"
	RuleUserDot           diag.Rule = "address.user.dot"
	RuleUserEmpty         diag.Rule = "address.user.empty"
	RuleUserLong          diag.Rule = "address.user.long"
)

// catalog is sorted by rule. A new row needs a constant above and an example in
// testdata/rules. Then run go test ./... -update.
var catalog = diag.Catalog{
	{
		Rule:     RuleAtMissing,
		Severity: diag.Error,
		Summary:  "An address must have an @ between user and domain.",
		Remedy:   "Write the whole address: user@domain.",
		Source:   source.RFC3261,
	},
	{
		Rule:     RuleDecorationDamaged,
		Severity: diag.Warning,
		Summary:  "An address at the routing domain that ends in brackets must be a decorated one: user(domain)@routing-domain.",
		Remedy:   "Find out the contact's original address, and decorate it.",
		Source:   source.FAQ19,
	},
	{
		Rule:     RuleTextEmpty,
		Severity: diag.Error,
		Summary:  "An address must not be empty.",
		Remedy:   "Give the address.",
		Source:   source.RFC3261,
	},
	{
		Rule:     RuleTextLong,
		Severity: diag.Error,
		Summary:  "An address must have at most 1,279 bytes, the length of the longest user part and domain together.",
		Remedy:   "Check whether a line break is missing.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleURIEscape,
		Severity: diag.Error,
		Summary:  "A percent sign in a SIP URI must be followed by two hexadecimal digits.",
		Remedy:   "Write %25 for a percent sign.",
		Source:   source.RFC3261,
	},
	{
		Rule:     RuleURIPort,
		Severity: diag.Error,
		Summary:  "A port in a SIP URI must be a number from 0 to 65535.",
		Remedy:   "Correct the port or leave it out with its colon.",
		Source:   source.RFC3261,
		Also:     "RFC-9293",
	},
	{
		Rule:     RuleURIScheme,
		Severity: diag.Error,
		Summary:  "The URI of an address must begin with sip:.",
		Remedy:   "Give a sip: URI, or the address without a scheme.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleUserCharacter,
		Severity: diag.Error,
		Summary:  "The user part of an address must consist of ASCII letters and digits, dots, round brackets and the characters !#$%&'*+-/=?^_`{|}~.",
		Remedy:   "Remove the character, or type the address again by hand if it was copied from a document.",
		Source:   source.RFC5322,
	},
	{
		Rule:     RuleUserDot,
		Severity: diag.Error,
		Summary:  "The user part of an address must not begin or end with a dot, or have two dots together.",
		Remedy:   "Remove the dot.",
		Source:   source.RFC5322,
	},
	{
		Rule:     RuleUserEmpty,
		Severity: diag.Error,
		Summary:  "An address must have a user part before the @.",
		Remedy:   "Put the user's name before the @.",
		Source:   source.RFC3261,
	},
	{
		Rule:     RuleUserLong,
		Severity: diag.Error,
		Summary:  "The user part of an address must have at most 1,024 bytes.",
		Remedy:   "Check whether several addresses stand together.",
		Source:   source.Lyncfed,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

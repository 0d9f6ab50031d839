package diag

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// A Rule is the name of a rule, in the form package.subject.problem:
// "domain.label.long". A name never changes, and is never used for another rule.
//
// A Rule is an error: errors.Is(err, rule) reports whether err, wrapped or not, is
// about that rule. The zero Rule is not a rule. Rules compare with ==.
type Rule string

// Error returns the name of the rule.
func (r Rule) Error() string { return string(r) }

// A Source is a document that a rule or a fact rests on. docs/sources.md lists all
// of them. The zero Source means "no document". Sources compare with ==.
type Source struct {
	ID    string // short and unique, as in docs/sources.md: "SITE-19"
	Title string
	URL   string
}

// IsZero reports whether s is the zero Source.
func (s Source) IsZero() bool { return s == Source{} }

// String returns the ID.
func (s Source) String() string { return s.ID }

// OwnSource returns the source of rules that are a decision of this project and
// rest on no document.
func OwnSource() Source {
	return Source{ID: "LYNCFED", Title: "lyncfed: package documentation", URL: "https://pkg.go.dev/github.com/lyncfed/lyncfed"}
}

// A RuleInfo is a row of a rule catalog.
type RuleInfo struct {
	Rule     Rule
	Severity Severity
	Summary  string // one sentence: "X must Y"
	Remedy   string // one sentence: what to do if the rule is broken
	Source   Source // the document that the rule rests on
	Also     string `json:"-"` // the IDs of other documents that a finding of the rule may cite, separated by spaces
}

// Cites reports whether a finding of the rule may cite a document: its Source, or
// one in Also.
func (r RuleInfo) Cites(s Source) bool {
	if s == r.Source {
		return true
	}
	for id := range strings.FieldsSeq(r.Also) {
		if id == s.ID {
			return true
		}
	}
	return false
}

// A Catalog is the rules of one package, sorted by name. A package exports its
// rules as a function Rules.
type Catalog []RuleInfo

// All returns the rows in order.
func (c Catalog) All() iter.Seq[RuleInfo] { return slices.Values(c) }

// Lookup returns the row of a rule, and whether the catalog has it.
func (c Catalog) Lookup(r Rule) (RuleInfo, bool) {
	i, ok := slices.BinarySearchFunc(c, r, func(row RuleInfo, r Rule) int {
		return cmp.Compare(row.Rule, r)
	})
	if !ok {
		return RuleInfo{}, false
	}
	return c[i], true
}

// Info returns the row of a rule. For a rule that is not in the catalog, the row
// has only the name and severity Error, so that the problem is still reported.
func (c Catalog) Info(r Rule) RuleInfo {
	if info, ok := c.Lookup(r); ok {
		return info
	}
	return RuleInfo{Rule: r, Severity: Error}
}

// InfoFrom is like Info with another source, which the row's Also must list.
func (c Catalog) InfoFrom(src Source, r Rule) RuleInfo {
	info := c.Info(r)
	info.Source = src
	return info
}

// Finding returns a finding of rule r for the member at path at. The detail
// describes the case, in lower case and without a full stop. It may be empty.
func (c Catalog) Finding(r Rule, at Path, detail string) *Finding {
	return &Finding{RuleInfo: c.Info(r), Path: at, Detail: detail}
}

// FindingFrom is like Finding with another source, as in [Catalog.InfoFrom].
func (c Catalog) FindingFrom(src Source, r Rule, at Path, detail string) *Finding {
	return &Finding{RuleInfo: c.InfoFrom(src, r), Path: at, Detail: detail}
}

// ValueError returns the error for a text that is not a value of the named type.
// The text breaks rule r at the byte offset.
func (c Catalog) ValueError(r Rule, typ, input string, offset int, detail string) *ValueError {
	return &ValueError{RuleInfo: c.Info(r), Type: typ, Input: input, Offset: offset, Detail: detail}
}

// The rules of this package. The rules on members apply to all records.
const (
	RuleErrorForeign    Rule = "diag.error.foreign"
	RuleJSONSyntax      Rule = "diag.json.syntax"
	RuleMemberMismatch  Rule = "diag.member.mismatch"
	RuleMemberMore      Rule = "diag.member.more"
	RuleMemberRepeated  Rule = "diag.member.repeated"
	RuleMemberType      Rule = "diag.member.type"
	RuleMemberUnknown   Rule = "diag.member.unknown"
	RuleOpUnknown       Rule = "diag.op.unknown"
	RuleOutcomeUnknown  Rule = "diag.outcome.unknown"
	RuleRecordDiffers   Rule = "diag.record.differs"
	RuleSeverityUnknown Rule = "diag.severity.unknown"
)

// RFC8259 returns the source of the rules on JSON. It is not in
// internal/source, which imports this package.
func RFC8259() Source {
	return Source{ID: "RFC-8259", Title: "The JavaScript Object Notation (JSON) data interchange format", URL: "https://www.rfc-editor.org/rfc/rfc8259"}
}

// catalog is sorted by rule. A new row needs a constant above and an example in
// testdata/rules. Then run go test ./... -update.
var catalog = Catalog{
	{
		Rule:     RuleErrorForeign,
		Severity: Error,
		Summary:  "An error from another library must be passed on whole.",
		Remedy:   "Read the text of the error, which comes from the other library.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleJSONSyntax,
		Severity: Error,
		Summary:  "A JSON text must be complete, valid and in UTF-8.",
		Remedy:   "Correct the text, or export it again. A truncated text, or one with other text around it, cannot be read.",
		Source:   RFC8259(),
	},
	{
		Rule:     RuleMemberMismatch,
		Severity: Error,
		Summary:  "Two names of one member, such as Identity and Domain, must have the same value.",
		Remedy:   "Give one of them.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleMemberMore,
		Severity: Error,
		Summary:  "A kind must have at most 10,000 unreadable or repeated records. Records after them are not read.",
		Remedy:   "Check that the text is an export of the records.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleMemberRepeated,
		Severity: Error,
		Summary:  "A record must have each member once, in any letter case.",
		Remedy:   "Remove all but one of them.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleMemberType,
		Severity: Error,
		Summary:  "A member must have the right kind of value: a text, a number, a Boolean, a list or an object.",
		Remedy:   "Export the record again, with a greater -Depth if values were truncated.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleMemberUnknown,
		Severity: Notice,
		Summary:  "A record must have only known members.",
		Remedy:   "Correct the name, or remove the member.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleOpUnknown,
		Severity: Error,
		Summary:  "An operation must be one of six.",
		Remedy:   "Write New, Set, Enable, Disable, Remove or Grant.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleOutcomeUnknown,
		Severity: Error,
		Summary:  "An outcome must be one of three.",
		Remedy:   "Write passed, refused or not-known.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleRecordDiffers,
		Severity: Error,
		Summary:  "A kind with a single record must be given once, or with the same values each time.",
		Remedy:   "Remove all but one of them.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleSeverityUnknown,
		Severity: Error,
		Summary:  "A severity must be one of three.",
		Remedy:   "Write error, warning or notice.",
		Source:   OwnSource(),
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[RuleInfo] { return catalog.All() }

// MemberFinding returns a finding of one of this package's rules on members,
// for the packages that read records.
func MemberFinding(r Rule, at Path, detail string) *Finding { return catalog.Finding(r, at, detail) }

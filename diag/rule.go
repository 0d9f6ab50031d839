package diag

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// A Rule is the name of something that must hold, in the form
// package.subject.problem: "domain.label.long". A name is never changed, and
// never used again for another rule.
//
// A Rule is an error, so errors.Is(err, rule) reports whether err, however
// wrapped, is about that rule. The zero Rule is not a rule. Rules compare with
// ==.
type Rule string

// Error returns the name of the rule.
func (r Rule) Error() string { return string(r) }

// A Source is a document that a rule or a fact rests on. docs/sources.md lists
// them all. The zero Source is none. Sources compare with ==.
type Source struct {
	ID    string // short and unique, as in docs/sources.md: "SITE-19"
	Title string
	URL   string
}

// IsZero reports whether s is none.
func (s Source) IsZero() bool { return s == Source{} }

// String returns the ID.
func (s Source) String() string { return s.ID }

// OwnSource returns the source of what rests on no document but on a decision
// of this project.
func OwnSource() Source {
	return Source{ID: "LYNCFED", Title: "lyncfed: package documentation", URL: "https://pkg.go.dev/github.com/lyncfed/lyncfed"}
}

// A RuleInfo is a row of a rule catalog.
type RuleInfo struct {
	Rule     Rule
	Severity Severity
	Summary  string // what must hold: one sentence, "X must Y"
	Remedy   string // what to do where it does not: one sentence
	Source   Source // the document that says so
	Also     string `json:"-"` // the IDs of other documents that a finding of the rule may cite, separated by blanks
}

// Cites reports whether a finding of the rule may cite a document: its Source,
// or one that Also names.
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

// A Catalog is the rules of one package, sorted by name. A package that has
// rules returns its catalog's All from a function Rules.
type Catalog []RuleInfo

// All returns the rows in order.
func (c Catalog) All() iter.Seq[RuleInfo] { return slices.Values(c) }

// Lookup returns the row of a rule, and whether there is one.
func (c Catalog) Lookup(r Rule) (RuleInfo, bool) {
	i, ok := slices.BinarySearchFunc(c, r, func(row RuleInfo, r Rule) int {
		return cmp.Compare(row.Rule, r)
	})
	if !ok {
		return RuleInfo{}, false
	}
	return c[i], true
}

// Info returns the row of a rule. For a rule that is not in the catalog it has
// the name and severity Error, so that the problem is reported all the same.
func (c Catalog) Info(r Rule) RuleInfo {
	if info, ok := c.Lookup(r); ok {
		return info
	}
	return RuleInfo{Rule: r, Severity: Error}
}

// InfoFrom is Info with another document than the rule's as the source. The
// row's Also must name it.
func (c Catalog) InfoFrom(src Source, r Rule) RuleInfo {
	info := c.Info(r)
	info.Source = src
	return info
}

// Finding returns a finding of rule r for the member at path at. The detail is
// what is wrong in this case, in lower case and without a full stop. It may be
// empty.
func (c Catalog) Finding(r Rule, at Path, detail string) *Finding {
	return &Finding{RuleInfo: c.Info(r), Path: at, Detail: detail}
}

// FindingFrom is Finding with the row of [Catalog.InfoFrom].
func (c Catalog) FindingFrom(src Source, r Rule, at Path, detail string) *Finding {
	return &Finding{RuleInfo: c.InfoFrom(src, r), Path: at, Detail: detail}
}

// ValueError returns the error for a text that is not a value of the named
// type because it breaks rule r at the given byte offset.
func (c Catalog) ValueError(r Rule, typ, input string, offset int, detail string) *ValueError {
	return &ValueError{RuleInfo: c.Info(r), Type: typ, Input: input, Offset: offset, Detail: detail}
}

// The rules of this package. Those on members apply to any record.
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

// catalog is sorted by rule. A row added here needs a constant above and an
// example in testdata/rules; run go test ./... -update for docs/rules.md.
var catalog = Catalog{
	{
		Rule:     RuleErrorForeign,
		Severity: Error,
		Summary:  "An error from outside this library must be passed on whole.",
		Remedy:   "Read the text of the error: it is the other library's own.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleJSONSyntax,
		Severity: Error,
		Summary:  "A text that is read as JSON must be valid JSON, whole and in UTF-8.",
		Remedy:   "Export it again: a text that was truncated, or pasted with other text around it, cannot be read.",
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
		Summary:  "A kind must have at most 10,000 records that cannot be read or that repeat others: the records after them are not read.",
		Remedy:   "Check that the text is an export of the records.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleMemberRepeated,
		Severity: Error,
		Summary:  "A record must have each member once, whatever its letter case.",
		Remedy:   "Remove all but one of them.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleMemberType,
		Severity: Error,
		Summary:  "A member must have the kind of value that the cmdlets print for it.",
		Remedy:   "Export the record again, with a greater -Depth if values were truncated.",
		Source:   OwnSource(),
	},
	{
		Rule:     RuleMemberUnknown,
		Severity: Notice,
		Summary:  "A record must have only members that its cmdlets know.",
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
		Summary:  "A kind of which there is one record must be given once, or the same each time.",
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

package diag

import (
	"cmp"
	"iter"
	"slices"
)

// A Rule is the name of something that must hold, in the form
// package.subject.problem: "domain.label.long". Names are never changed, and
// never used again for something else.
//
// A Rule is an error, so that errors.Is(err, rule) tells whether err, however
// wrapped, is about that rule. The zero Rule is no rule. Rules compare with ==.
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

// IsZero reports whether s names no document.
func (s Source) IsZero() bool { return s == Source{} }

// String returns the ID.
func (s Source) String() string { return s.ID }

// A RuleInfo is a row of a rule catalog.
type RuleInfo struct {
	Rule     Rule
	Severity Severity
	Summary  string // what must hold: one sentence
	Remedy   string // what to do where it does not: one sentence
	Source   Source // where it is written
}

// A Catalog is the rules of one package, sorted by name. A package that has
// rules shows them with a function Rules, which returns its catalog's All.
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

// info is Lookup for rules that their own package names: one that is missing
// from the catalog still gives an error that names it.
func (c Catalog) info(r Rule) RuleInfo {
	if info, ok := c.Lookup(r); ok {
		return info
	}
	return RuleInfo{Rule: r, Severity: Error}
}

// Finding returns a finding of rule r for the member at path at. The detail
// says what is wrong in this case, in lower case and without a full stop; it
// may be empty.
func (c Catalog) Finding(r Rule, at Path, detail string) *Finding {
	return &Finding{RuleInfo: c.info(r), Path: at, Detail: detail}
}

// ValueError returns the error for a text that is not a value of the named
// type because it breaks rule r at the given byte offset.
func (c Catalog) ValueError(r Rule, typ, input string, offset int, detail string) *ValueError {
	info := c.info(r)
	return &ValueError{
		Type:    typ,
		Input:   input,
		Offset:  offset,
		Rule:    r,
		Detail:  detail,
		Summary: info.Summary,
		Remedy:  info.Remedy,
		Source:  info.Source,
	}
}

// The rules of this package. Those of members are about any record.
const (
	RuleErrorForeign    Rule = "diag.error.foreign"
	RuleJSONSyntax      Rule = "diag.json.syntax"
	RuleMemberMore      Rule = "diag.member.more"
	RuleMemberRepeated  Rule = "diag.member.repeated"
	RuleMemberType      Rule = "diag.member.type"
	RuleMemberUnknown   Rule = "diag.member.unknown"
	RuleSeverityUnknown Rule = "diag.severity.unknown"
)

// The documents of this package's own rules, which cannot be taken from
// internal/source because that imports this package.
var (
	own     = Source{ID: "LYNCFED", Title: "lyncfed: package documentation", URL: "https://pkg.go.dev/github.com/lyncfed/lyncfed"}
	rfc8259 = Source{ID: "RFC-8259", Title: "The JavaScript Object Notation (JSON) data interchange format", URL: "https://www.rfc-editor.org/rfc/rfc8259"}
)

// catalog is sorted by rule. A row added here needs a constant above and an
// example in testdata/rules; run go test ./... -update for docs/rules.md.
var catalog = Catalog{
	{
		Rule:     RuleErrorForeign,
		Severity: Error,
		Summary:  "An error that comes from outside this library is passed on whole.",
		Remedy:   "Read the text of the error: it is the other library's own.",
		Source:   own,
	},
	{
		Rule:     RuleJSONSyntax,
		Severity: Error,
		Summary:  "A text that is read as JSON is JSON, whole and in UTF-8.",
		Remedy:   "Export it again; a text that was cut, or pasted with other text around it, cannot be read.",
		Source:   rfc8259,
	},
	{
		Rule:     RuleMemberMore,
		Severity: Error,
		Summary:  "No more than 10,000 findings are listed of one text.",
		Remedy:   "Check whether the text is what it is taken for.",
		Source:   own,
	},
	{
		Rule:     RuleMemberRepeated,
		Severity: Error,
		Summary:  "A record gives each of its members once, letter case aside.",
		Remedy:   "Remove all but the one that is meant.",
		Source:   rfc8259,
	},
	{
		Rule:     RuleMemberType,
		Severity: Error,
		Summary:  "A member holds the kind of value that the cmdlets print for it.",
		Remedy:   "Export the record again, with a greater -Depth if values were cut.",
		Source:   own,
	},
	{
		Rule:     RuleMemberUnknown,
		Severity: Notice,
		Summary:  "A record has the members that its cmdlets know.",
		Remedy:   "Correct the name, or remove the member.",
		Source:   own,
	},
	{
		Rule:     RuleSeverityUnknown,
		Severity: Error,
		Summary:  "A severity is one of three.",
		Remedy:   "Write error, warning or notice.",
		Source:   own,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[RuleInfo] { return catalog.All() }

// MemberFinding returns a finding of one of this package's rules on members,
// for the packages that read records.
func MemberFinding(r Rule, at Path, detail string) *Finding { return catalog.Finding(r, at, detail) }

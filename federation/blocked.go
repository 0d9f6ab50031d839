package federation

import (
	"fmt"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
)

// A BlockedDomain is a domain with which the Edge exchanges nothing, as
// Get-CsBlockedDomain prints it. It matches that domain and no domain below it. The
// zero BlockedDomain is not valid: it lacks the domain.
type BlockedDomain struct {
	Domain  domain.Name // Identity and Domain of the cmdlets
	Comment string
	Absent  product.Absent // the members missing from the text
}

// blockedDomains describes blocked domains, with the members in the order in which
// Get-CsBlockedDomain prints them (PS-BLOCKED).
var blockedDomains = record.Schema[BlockedDomain]{
	Info: record.Info{
		Kind: "BlockedDomains", Title: "blocked domain", Noun: "CsBlockedDomain",
		Ops:    []diag.Op{diag.OpNew, diag.OpSet, diag.OpRemove},
		Types:  []string{"BlockedDomain"},
		Source: source.NewBlockedDomain,
		Tells:  "which domains are blocked",
		Unique: RuleDomainRepeated,
	},
	Absent: func(r *BlockedDomain) *product.Absent { return &r.Absent },
	Members: []record.Member[BlockedDomain]{
		{Name: "Identity", Field: func(r *BlockedDomain) any { return &r.Domain }, Since: product.LyncServer2010, Key: true, Aliases: []record.Alias[BlockedDomain]{{Name: "Domain", Printed: true}}},
		{Name: "Comment", Field: func(r *BlockedDomain) any { return &r.Comment }, Since: product.LyncServer2010, Set: true, Default: record.None},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (BlockedDomain) Schema() *record.Schema[BlockedDomain] { return &blockedDomains }

// UnmarshalJSON implements [encoding/json.Unmarshaler], as
// [AllowedDomain.UnmarshalJSON] does.
func (d *BlockedDomain) UnmarshalJSON(data []byte) error { return blockedDomains.Unmarshal(data, d) }

// MarshalJSON implements [encoding/json.Marshaler]. A member that is not set is null. A
// member in Absent is left out.
func (d BlockedDomain) MarshalJSON() ([]byte, error) { return blockedDomains.Append(nil, &d) }

// Equal reports whether d and e are the same to a server. It ignores Absent.
func (d BlockedDomain) Equal(e BlockedDomain) bool {
	return d.Domain == e.Domain && d.Comment == e.Comment
}

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (d BlockedDomain) Validate() error { return d.Findings().Err() }

// Findings returns the findings that need no day, no platform and no other record.
func (d BlockedDomain) Findings() diag.Findings {
	var l diag.Findings
	checkDomain(&l, d.Domain, d.Comment)
	return l
}

// maxComment is the limit that the store declares but does not enforce
// (TEAMS-MODULE).
const maxComment = 1040

// checkDomain checks the members that allowed and blocked domains share.
func checkDomain(l *diag.Findings, d domain.Name, comment string) {
	if d.IsZero() {
		l.Add(catalog.Finding(RuleDomainMissing, "/Identity", "no domain is given"))
	} else if err := d.CheckHost(); err != nil {
		l.Add(notAHost("/Identity", d, err))
	}
	if n := len([]rune(comment)); n > maxComment {
		l.Add(catalog.Finding(RuleCommentLong, "/Comment", fmt.Sprintf("the comment has %d characters", n)))
	}
}

// notAHost returns the finding for a name that is not a host in DNS. err is the
// error of CheckHost.
func notAHost(at diag.Path, d domain.Name, err error) *diag.Finding {
	f := catalog.Finding(RuleDomainHost, at, fmt.Sprintf("%s: %s", d, err.(*diag.ValueError).Detail))
	f.Inferred = true
	return f
}

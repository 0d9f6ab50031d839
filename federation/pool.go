package federation

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
)

// A Pool is a pool of servers and its site, as Get-CsPool prints it. The pool of a
// user decides the user's site. The zero Pool is not valid.
type Pool struct {
	Identity domain.Name
	Site     policy.SiteName
	Absent   product.Absent // the members missing from the text
}

// pools describes pools. Get-CsPool prints many more members.
var pools = record.Schema[Pool]{
	Info: record.Info{
		Kind: "Pools", Title: "pool", Noun: "CsPool",
		Partial: true,
		Tells:   "which site a user is in",
		Unique:  RulePoolRepeated,
	},
	Absent: func(r *Pool) *product.Absent { return &r.Absent },
	Members: []record.Member[Pool]{
		{Name: "Identity", Field: func(r *Pool) any { return &r.Identity }, Since: product.LyncServer2010, Key: true},
		{Name: "Site", Field: func(r *Pool) any { return &r.Site }, Since: product.LyncServer2010, Mark: true},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (Pool) Schema() *record.Schema[Pool] { return &pools }

// UnmarshalJSON implements [encoding/json.Unmarshaler], as
// [provider.PublicProvider.UnmarshalJSON] does.
func (p *Pool) UnmarshalJSON(data []byte) error { return pools.Unmarshal(data, p) }

// MarshalJSON implements [encoding/json.Marshaler]. A member that is not set is null. A
// member in Absent is left out.
func (p Pool) MarshalJSON() ([]byte, error) { return pools.Append(nil, &p) }

// Equal reports whether p and q are the same to a server. It ignores Absent.
func (p Pool) Equal(q Pool) bool { return p.Identity == q.Identity && p.Site.Same(q.Site) }

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (p Pool) Validate() error { return p.Findings().Err() }

// Findings returns the findings that need no day, no platform and no other record.
func (p Pool) Findings() diag.Findings {
	var l diag.Findings
	if p.Identity.IsZero() {
		l.Add(catalog.Finding(RulePoolIdentity, "/Identity", "no Identity is given"))
	}
	if p.Site.IsZero() {
		l.Add(catalog.Finding(RulePoolSite, "/Site", "no site is given"))
	}
	return l
}

package federation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/near"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A Configuration is an organization's federation configuration, or a part of
// it. A nil slice or AccessEdge is a kind of record that is not given; an empty
// slice says that there are none.
//
// Paths of findings are those of the text that a configuration was read from,
// as long as no records are added or removed.
type Configuration struct {
	Platform               product.Platform // the server product; zero: not given
	SIPDomains             []SIPDomain
	AccessEdge             *AccessEdgeConfiguration
	PublicProviders        []provider.PublicProvider
	HostingProviders       []provider.HostingProvider
	AllowedDomains         []AllowedDomain
	BlockedDomains         []BlockedDomain
	ExternalAccessPolicies []policy.ExternalAccessPolicy
	Users                  []User
	Pools                  []Pool
	Holdings               *licensing.Holdings // nil: not given, and then licenses are not checked; without a Platform it is that above

	// Incomplete has the kinds of which a record could not be read.
	Incomplete Kinds

	// origins has where in the text each record stood that could be read: the
	// others leave gaps, and a single record has no index.
	origins map[Kinds][]diag.Path
}

// Kinds is a set of kinds of records. The zero Kinds is empty. Kinds compare
// with ==.
type Kinds uint16

const (
	SIPDomains Kinds = 1 << iota
	AccessEdge
	PublicProviders
	HostingProviders
	AllowedDomains
	BlockedDomains
	ExternalAccessPolicies
	Users
	Pools
)

// Has reports whether all of k2 is in k.
func (k Kinds) Has(k2 Kinds) bool { return k&k2 == k2 }

// memberNames has the members of a configuration in the order of their kinds.
var memberNames = [...]string{
	"SipDomains", "AccessEdgeConfiguration", "PublicProviders", "HostingProviders", "AllowedDomains",
	"BlockedDomains", "ExternalAccessPolicies", "Users", "Pools",
}

// member returns the name of the member that holds the records of a single kind.
func (k Kinds) member() string { return memberNames[bits.TrailingZeros16(uint16(k))] }

// kindNamed returns the kind whose records a member holds.
func kindNamed(member string) Kinds { return 1 << slices.Index(memberNames[:], member) }

// A kind is one kind of records of a configuration: a member of its JSON form.
type kind struct {
	kind   Kinds
	name   string
	given  func() bool
	decode func(value []byte) (diag.Findings, error)
	encode func() ([]byte, error)
	check  func(l *diag.Findings) // adds the findings of each record
	note   string                 // what cannot be checked without it
}

// kinds are the kinds of c in the order in which they are written.
func (c *Configuration) kinds() []kind {
	return []kind{
		many(c, SIPDomains, &c.SIPDomains, decoder((*SIPDomain).members, record.NoOther),
			"whether a domain is one's own"),
		c.edgeKind(),
		many(c, PublicProviders, &c.PublicProviders, provider.DecodeAll,
			"which public services are federated with"),
		many(c, HostingProviders, &c.HostingProviders, provider.DecodeAllHosting,
			"which hosting providers are federated with"),
		many(c, AllowedDomains, &c.AllowedDomains, decoder((*AllowedDomain).members, record.NoOther),
			"which partners are allowed by name"),
		many(c, BlockedDomains, &c.BlockedDomains, decoder((*BlockedDomain).members, record.NoOther),
			"which domains are blocked"),
		many(c, ExternalAccessPolicies, &c.ExternalAccessPolicies, policy.DecodeAll,
			"who is granted access"),
		many(c, Users, &c.Users, decoder((*User).members, anyOther),
			"who holds which policy"),
		many(c, Pools, &c.Pools, decoder((*Pool).members, anyOther),
			"which site a user is in"),
	}
}

// anyOther is for records of which only a few members are of interest.
func anyOther(string) *diag.Finding { return record.Skip }

// decoder returns the function that reads all records of a kind, from a part of
// valid JSON.
func decoder[R any](members func(*R) []record.Member, other func(string) *diag.Finding) func([]byte) ([]R, diag.Findings, error) {
	return func(data []byte) ([]R, diag.Findings, error) { return record.DecodeValid(data, members, other) }
}

// many is the kind of which there may be several records.
func many[R interface {
	Findings() diag.Findings
}](c *Configuration, k Kinds, into *[]R, read func([]byte) ([]R, diag.Findings, error), note string) kind {
	name := k.member()
	return kind{
		kind:  k,
		name:  name,
		given: func() bool { return *into != nil },
		decode: func(value []byte) (diag.Findings, error) {
			records, findings, err := read(value)
			if records == nil {
				records = []R{}
			}
			*into = records
			c.setOrigins(k, value, len(records), findings)
			return findings, err
		},
		encode: func() ([]byte, error) { return json.Marshal(*into) },
		check: func(l *diag.Findings) {
			for i, r := range *into {
				l.AttachAll(c.origin(k, name, i), r.Findings())
			}
		},
		note: note,
	}
}

func (c *Configuration) setOrigins(k Kinds, value []byte, n int, findings diag.Findings) {
	if c.origins == nil {
		c.origins = map[Kinds][]diag.Path{}
	}
	c.origins[k] = record.Origins(value, n, findings)
}

// edgeKind is the Access Edge, of which there is one.
func (c *Configuration) edgeKind() kind {
	name := AccessEdge.member()
	return kind{
		kind:  AccessEdge,
		name:  name,
		given: func() bool { return c.AccessEdge != nil },
		decode: func(value []byte) (diag.Findings, error) {
			edges, findings, err := record.DecodeValid(value, (*AccessEdgeConfiguration).members, otherEdgeMember)
			if err == nil {
				c.setOrigins(AccessEdge, value, len(edges), findings)
			}
			if i := slices.IndexFunc(edges, func(e AccessEdgeConfiguration) bool { return !e.Equal(edges[0]) }); i >= 0 {
				findings = append(findings, catalog.Finding(RuleEdgeIdentity, c.origins[AccessEdge][i], "it differs from the configuration given before it"))
			}
			if len(edges) > 0 {
				c.AccessEdge = &edges[0]
			}
			return findings, err
		},
		encode: func() ([]byte, error) { return json.Marshal(c.AccessEdge) },
		check: func(l *diag.Findings) {
			l.AttachAll(c.origin(AccessEdge, name, 0), c.AccessEdge.Findings())
		},
		note: "whether federation is on at all",
	}
}

// Missing returns the kinds that are not given.
func (c Configuration) Missing() Kinds {
	var missing Kinds
	for _, k := range c.kinds() {
		if !k.given() {
			missing |= k.kind
		}
	}
	return missing
}

// Given returns the names of the members that are given, as the JSON form has
// them and in its order.
func (c Configuration) Given() []string {
	var names []string
	if !c.Platform.IsZero() {
		names = append(names, "Platform")
	}
	for _, k := range c.kinds() {
		if k.given() {
			names = append(names, k.name)
		}
	}
	if c.Holdings != nil {
		names = append(names, "Holdings")
	}
	return names
}

// knows reports whether all records of the given kinds are there.
func (c Configuration) knows(k Kinds) bool { return (c.Missing()|c.Incomplete)&k == 0 }

// Decode reads a configuration: a JSON object with the members Platform,
// SipDomains, AccessEdgeConfiguration, PublicProviders, HostingProviders,
// AllowedDomains, BlockedDomains, ExternalAccessPolicies, Users and Pools, each
// an array of what the cmdlet's output converts to, or a single such record, and
// Holdings. Names match in any letter case.
//
// A record that cannot be read is left out, with its findings, and its kind is
// marked in Incomplete; an unknown member is a finding of severity Notice. The
// error is for text that is not readable at all: no JSON, or no configuration.
func Decode(data []byte) (Configuration, diag.Findings, error) {
	if !json.Valid(data) {
		return Configuration{}, nil, record.SyntaxError(data)
	}
	if data = trimBlanks(data); data[0] != '{' {
		return Configuration{}, nil, unrecognized(data)
	}
	var c Configuration
	var l diag.Findings
	kinds := c.kinds()
	known := 0
	seen := map[string]bool{}
	for name, value := range record.Members(data) {
		at := diag.Path("").Member(name)
		i := slices.IndexFunc(kinds, func(k kind) bool { return char.EqualFold(k.name, name) })
		isPlatform := char.EqualFold(name, "Platform")
		switch {
		case char.EqualFold(name, "Holdings") && !seen["holdings"]:
			var read licensing.Holdings
			if err := read.UnmarshalJSON(value); err != nil {
				l.Attach(at, err)
			} else if string(value) != "null" {
				c.Holdings = &read
			}
		case i < 0 && !isPlatform && !char.EqualFold(name, "Holdings"):
			if !record.IsShell(name) {
				l.Add(unknownMember(name, at, kinds))
			}
			continue
		case seen[strings.ToLower(name)]:
			l.Add(diag.MemberFinding(diag.RuleMemberRepeated, at, fmt.Sprintf("%s is given more than once", name)))
			if i >= 0 {
				c.Incomplete |= kinds[i].kind
			}
			continue
		}
		seen[strings.ToLower(name)] = true
		known++
		if char.EqualFold(name, "Holdings") {
			continue
		}
		if isPlatform {
			l.Attach(at, record.Set(&c.Platform, value))
			continue
		}
		if string(value) == "null" {
			continue // as if it were not given
		}
		findings, err := kinds[i].decode(value)
		l.Attach(at, err)
		bad := err != nil
		for _, f := range findings {
			l.Attach(at, f)
			bad = bad || f.Severity == diag.Error
		}
		if bad {
			c.Incomplete |= kinds[i].kind
		}
	}
	if known == 0 {
		return Configuration{}, nil, unrecognized(data)
	}
	return c, l, nil
}

func trimBlanks(data []byte) []byte {
	return bytes.Trim(data, " \t\r\n")
}

func unknownMember(name string, at diag.Path, kinds []kind) *diag.Finding {
	names := []string{"Platform", "Holdings"}
	for _, k := range kinds {
		names = append(names, k.name)
	}
	detail := fmt.Sprintf("%s is not a member of a configuration, and was not read", name)
	if nearest, found := near.Name(name, names); found {
		detail += "; the nearest name is " + nearest
	}
	return diag.MemberFinding(diag.RuleMemberUnknown, at, detail)
}

// marks tells what a single record is, by a member that no other kind has.
var marks = []struct{ member, kind string }{
	{"IconUrl", "PublicProviders"},
	{"NameDecorationDomain", "PublicProviders"},
	{"EnabledSharedAddressSpace", "HostingProviders"},
	{"AllowFederatedUsers", "AccessEdgeConfiguration"},
	{"EnableFederationAccess", "ExternalAccessPolicies"},
	{"IsDefault", "SipDomains"},
	{"SipAddress", "Users"},
	{"MarkForMonitoring", "AllowedDomains"},
	{"Domain", "AllowedDomains or BlockedDomains"},
	{"Site", "Pools"},
}

// unrecognized returns the error for JSON that is no configuration, with what
// it seems to be instead.
func unrecognized(data []byte) error {
	first := data
	if data[0] == '[' {
		for _, value := range record.Elements(data) {
			first = value
			break
		}
	}
	detail := fmt.Sprintf("this is %s, and none of its members is one of a configuration", record.Kind(data))
	if first[0] == '{' {
		has := map[string]bool{}
		for name := range record.Members(first) {
			has[strings.ToLower(name)] = true
		}
		for _, m := range marks {
			if has[strings.ToLower(m.member)] {
				detail = fmt.Sprintf("this looks like one kind of record alone: it belongs under the member %s of an object", m.kind)
				break
			}
		}
	}
	return catalog.Finding(RuleUnrecognized, "", detail)
}

// UnmarshalJSON implements [json.Unmarshaler]: [Decode] without its notices. On
// error c is as it was; the error has a [*diag.Finding] with the path of each
// member that cannot be read.
func (c *Configuration) UnmarshalJSON(data []byte) error {
	if string(trimBlanks(data)) == "null" {
		return nil
	}
	read, findings, err := Decode(data)
	if err != nil {
		return err
	}
	if err := findings.Err(); err != nil {
		return err
	}
	*c = read
	return nil
}

// MarshalJSON implements [json.Marshaler]: the form that [Decode] reads. Kinds
// that are not given are left out. What is incomplete is not written.
func (c Configuration) MarshalJSON() ([]byte, error) {
	dst := []byte{'{'}
	member := func(name string, value []byte, err error) error {
		if err != nil {
			return err
		}
		if len(dst) > 1 {
			dst = append(dst, ',')
		}
		dst = fmt.Appendf(dst, "%q:", name)
		dst = append(dst, value...)
		return nil
	}
	if !c.Platform.IsZero() {
		text, err := json.Marshal(c.Platform)
		if err := member("Platform", text, err); err != nil {
			return nil, err
		}
	}
	for _, k := range c.kinds() {
		if !k.given() {
			continue
		}
		value, err := k.encode()
		if err := member(k.name, value, err); err != nil {
			return nil, err
		}
	}
	if c.Holdings != nil {
		value, err := json.Marshal(c.Holdings)
		if err := member("Holdings", value, err); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// Places tells where in the text of a configuration the value at a path begins.
type Places struct{ places *record.Places }

// NewPlaces returns the places of a JSON text that [Decode] has read.
func NewPlaces(data []byte) Places { return Places{record.NewPlaces(data)} }

// Locate returns the line and the column, counted from 1 and the column in
// characters, at which the value at a path begins, and whether it is there. If
// it is not, as something missing, they are those of what should have it.
func (p Places) Locate(path diag.Path) (line, column int, found bool) {
	for {
		if line, column, found = p.places.Locate(path); found || path == "" {
			return line, column, found
		}
		path = path[:strings.LastIndexByte(string(path), '/')]
	}
}

// origin returns the path of record i of a kind, in the text that it was read
// from, or by its index if it was not read from one.
func (c *Configuration) origin(k Kinds, name string, i int) diag.Path {
	at := diag.Path("").Member(name)
	if paths := c.origins[k]; i < len(paths) {
		return at.Join(paths[i])
	}
	if k == AccessEdge {
		return at
	}
	return at.Index(i)
}

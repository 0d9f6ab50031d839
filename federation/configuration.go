package federation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/tenant"
)

// A Configuration is an organization's federation configuration, or a part of it. A
// nil slice or pointer means that the kind is not given. An empty slice means that
// there are no such records.
//
// It is plain data. Paths in findings refer to its JSON form: a kind is an array,
// and a record is found at its index in the slice.
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
	Holdings               *licensing.Holdings // nil: licenses are not checked. A zero Holdings.Platform means Configuration.Platform
	Tenant                 tenant.Tenant       // the Microsoft 365 side of a hybrid

	// Incomplete is the kinds of which a record could not be read.
	Incomplete Kinds
}

// platforms describes the server product, which is not a record.
var platforms = record.Schema[struct{}]{Info: record.Info{Kind: "Platform", Title: "server product"}}

// rows describes each kind for the rest of the module, in the order of the JSON
// form. A new kind needs a row here, a constant of [Kind] and a field of
// [Configuration]. Everything else follows from the schema of its record.
var rows = [...]record.Row[Configuration]{
	Platform - 1:               record.Scalar[Configuration]{Schema: &platforms, Field: func(c *Configuration) record.Textual { return &c.Platform }},
	SIPDomains - 1:             record.Slice[Configuration, SIPDomain](func(c *Configuration) *[]SIPDomain { return &c.SIPDomains }),
	AccessEdge - 1:             record.Single[Configuration, AccessEdgeConfiguration](func(c *Configuration) **AccessEdgeConfiguration { return &c.AccessEdge }),
	PublicProviders - 1:        record.Slice[Configuration, provider.PublicProvider](func(c *Configuration) *[]provider.PublicProvider { return &c.PublicProviders }),
	HostingProviders - 1:       record.Slice[Configuration, provider.HostingProvider](func(c *Configuration) *[]provider.HostingProvider { return &c.HostingProviders }),
	AllowedDomains - 1:         record.Slice[Configuration, AllowedDomain](func(c *Configuration) *[]AllowedDomain { return &c.AllowedDomains }),
	BlockedDomains - 1:         record.Slice[Configuration, BlockedDomain](func(c *Configuration) *[]BlockedDomain { return &c.BlockedDomains }),
	ExternalAccessPolicies - 1: record.Slice[Configuration, policy.ExternalAccessPolicy](func(c *Configuration) *[]policy.ExternalAccessPolicy { return &c.ExternalAccessPolicies }),
	Users - 1:                  record.Slice[Configuration, User](func(c *Configuration) *[]User { return &c.Users }),
	Pools - 1:                  record.Slice[Configuration, Pool](func(c *Configuration) *[]Pool { return &c.Pools }),
	Holdings - 1:               record.Single[Configuration, licensing.Holdings](func(c *Configuration) **licensing.Holdings { return &c.Holdings }),

	TenantFederationConfiguration - 1: record.Single[Configuration, tenant.FederationConfiguration](func(c *Configuration) **tenant.FederationConfiguration { return &c.Tenant.FederationConfiguration }),
	TenantSIPDomains - 1:              record.Slice[Configuration, tenant.SIPDomain](func(c *Configuration) *[]tenant.SIPDomain { return &c.Tenant.SIPDomains }),
	TenantExternalAccessPolicies - 1:  record.Slice[Configuration, tenant.ExternalAccessPolicy](func(c *Configuration) *[]tenant.ExternalAccessPolicy { return &c.Tenant.ExternalAccessPolicies }),
	TenantUsers - 1:                   record.Slice[Configuration, tenant.User](func(c *Configuration) *[]tenant.User { return &c.Tenant.Users }),
}

// Missing returns the kinds that are not given.
func (c Configuration) Missing() Kinds {
	var missing Kinds
	for k := range AllKinds() {
		if !k.Row().Given(&c) {
			missing = missing.With(k)
		}
	}
	return missing
}

// Missed returns the kinds that are missing from a side that is partly given. The
// kinds of a tenant are missed only if something of the tenant is given. The kinds
// of the servers are missed unless the configuration has a tenant and nothing else.
func (c Configuration) Missed() Kinds {
	var missed, given Kinds
	for k := range AllKinds() {
		if k.Row().Given(&c) {
			given = given.With(k)
		}
	}
	for k := range AllKinds() {
		isSide := given == 0
		for other := range given.All() {
			isSide = isSide || other.IsTenant() == k.IsTenant()
		}
		if isSide && !given.Has(k) && !(k.IsTenant() && c.Tenant.IsZero()) {
			missed = missed.With(k)
		}
	}
	return missed
}

// IsTenantAlone reports whether the configuration is about a tenant, and nothing of the
// servers is given. Platform and Holdings do not count. A kind that could not be read
// counts as given.
func (c Configuration) IsTenantAlone() bool {
	isTenant := false
	for k := range AllKinds() {
		if k == Platform || k == Holdings || !k.Row().Given(&c) && !c.Incomplete.Has(k) {
			continue
		}
		if !k.IsTenant() {
			return false
		}
		isTenant = true
	}
	return isTenant
}

// Knows reports whether all records of the given kinds are known: each kind is
// given and none is incomplete.
func (c Configuration) Knows(kinds ...Kind) bool {
	for _, k := range kinds {
		if !k.Row().Given(&c) || c.Incomplete.Has(k) {
			return false
		}
	}
	return true
}

// Subject returns the subject of record i of a kind.
func (c *Configuration) Subject(k Kind, i int) diag.Subject {
	return diag.Subject{Kind: k.String(), Identity: k.Row().Record(c, i).Identity()}
}

// WithDefaults returns c with the documented default of the platform for each
// absent member. Use it for a configuration that was written by hand. A member that
// the platform does not support becomes null. A member without a documented default
// stays absent, and a kind that is not given stays missing. The error is a
// [*diag.Finding] for a configuration without a platform.
func (c Configuration) WithDefaults() (Configuration, error) {
	if c.Platform.IsZero() {
		return Configuration{}, catalog.Finding(RulePlatformMissing, "/Platform", "the server product is not given, and the defaults depend on it")
	}
	for k := range AllKinds() {
		k.Row().Own(&c) // the caller's records stay as they are
		for i := range k.Row().Len(&c) {
			k.Row().Record(&c, i).Default(c.Platform)
		}
	}
	return c, nil
}

// A Document is a configuration with the position of its records in a text.
type Document struct {
	Configuration Configuration
	places        record.Places
	origins       map[Kind][]origin // nil: the records are as they were read
}

// Decode reads a configuration from a JSON object with a member for each kind:
// Platform, SipDomains, AccessEdgeConfiguration, PublicProviders, HostingProviders,
// AllowedDomains, BlockedDomains, ExternalAccessPolicies, Users, Pools, Holdings,
// and for a tenant TenantFederationConfiguration, TenantSipDomains,
// TenantExternalAccessPolicies and TenantUsers. Each member is an array of records
// as ConvertTo-Json prints them, or a single record. Names match in any letter
// case.
//
// A record that cannot be read is left out, and its kind is in Incomplete. Its
// findings have the path of the kind, the record as Subject, and the position of
// the member. An unknown member is a finding of severity Notice. The error is a
// [*diag.Finding] for text that is not JSON, or not a configuration.
func Decode(data []byte) (*Document, diag.Findings, error) {
	if !json.Valid(data) {
		return nil, nil, record.SyntaxError(data)
	}
	v := record.JSON(data, 0)
	if v.Kind != record.Nested {
		return nil, nil, unrecognized(v)
	}
	var lines *record.Lines
	var d Document
	read := record.ReadContainer(rows[:], data, func(at int) diag.Pos {
		if lines == nil {
			lines = record.NewLines(data)
		}
		line, column := lines.Position(at)
		return diag.Pos{Line: line, Column: column}
	}, &d.Configuration)
	if !read.Known {
		return nil, nil, unrecognized(v)
	}
	return &d, d.take(read), nil
}

// take stores the result of a reading in d, and returns its findings.
func (d *Document) take(read record.Reading) diag.Findings {
	d.places = read.Places
	for _, i := range read.Incomplete {
		d.Configuration.Incomplete = d.Configuration.Incomplete.With(Kind(i + 1))
	}
	return read.Findings
}

// A Builder builds a [Document] from objects. It is for the packages of this module
// that read other forms than [Decode].
type Builder struct {
	document *Document
	records  *record.Builder[Configuration]
}

// NewBuilder returns an empty Builder. pos returns the position in the text for an
// offset.
func NewBuilder(pos func(at int) diag.Pos) *Builder {
	d := new(Document)
	return &Builder{d, record.NewBuilder(rows[:], pos, &d.Configuration)}
}

// Text sets the offset at which the text of the next objects ends.
func (b *Builder) Text(end int) { b.records.Text(end) }

// Give marks a kind as given at an offset, even if it has no records.
func (b *Builder) Give(k Kind, at int) { b.records.Give(int(k-1), at) }

// Add adds an object to the records of a kind.
func (b *Builder) Add(k Kind, o record.Object) { b.records.Add(int(k-1), o) }

// Set adds the records in a value, or the single value of [Platform].
func (b *Builder) Set(k Kind, v record.Value) { b.records.Set(int(k-1), v) }

// Document returns the document, the findings about it, and whether any kind was
// given.
func (b *Builder) Document() (d *Document, findings diag.Findings, known bool) {
	read := b.records.Reading()
	return b.document, b.document.take(read), read.Known
}

// Place sets the position of each finding that has none: that of its path, by
// [Document.Pos]. A nil document sets no positions.
func (d *Document) Place(findings diag.Findings) {
	if d == nil {
		return
	}
	for _, f := range findings {
		if f.Pos.IsZero() {
			f.Pos = d.Pos(f.Path)
		}
	}
}

// Distinct removes repeated records from d.Configuration, for a text that was put
// together from several. It keeps the first of several records with one name, and
// all records without a name. It returns a conflict for each removed record that is
// not the same to a server. The kind is then Incomplete, because it is not known
// which record is right.
func (d *Document) Distinct() []Conflict {
	var all []Conflict
	for _, c := range record.Distinct(rows[:], &d.Configuration, &d.places) {
		k := Kind(c.Row + 1)
		d.Configuration.Incomplete = d.Configuration.Incomplete.With(k)
		all = append(all, Conflict{
			Path:    k.Row().Path(c.First),
			Subject: diag.Subject{Kind: k.String(), Identity: c.Name},
			First:   c.FirstPlace,
			Second:  c.SecondPlace,
		})
	}
	return all
}

// A Conflict is two records with one name that are not the same to a server.
type Conflict struct {
	Path          diag.Path    // of the kept record
	Subject       diag.Subject // of both records
	First, Second diag.Pos     // of the kept record, and of the other one
}

// unrecognized returns the error for JSON that is not a configuration. It names the
// kind of record that the JSON seems to be.
func unrecognized(v record.Value) error {
	detail := fmt.Sprintf("this is %s, and none of its members is one of a configuration", v.Kind)
	if kinds := record.Lone(rows[:], v); len(kinds) > 0 && len(kinds) <= 3 {
		detail = fmt.Sprintf("this looks like one kind of record alone: it belongs under the member %s of an object", strings.Join(kinds, " or "))
	}
	return catalog.Finding(RuleTextUnrecognized, "", detail)
}

// UnmarshalJSON implements [encoding/json.Unmarshaler]: [Decode] without its
// notices. On error c is unchanged. The error has a [*diag.Finding] for each member
// that cannot be read.
func (c *Configuration) UnmarshalJSON(data []byte) error {
	if string(bytes.Trim(data, " \t\r\n")) == "null" {
		return nil
	}
	read, findings, err := Decode(data)
	if err != nil {
		return err
	}
	if err := findings.Err(); err != nil {
		return err
	}
	*c = read.Configuration
	return nil
}

// MarshalJSON implements [encoding/json.Marshaler]: the form that [Decode] reads.
// Kinds that are not given are left out. Incomplete is not written.
func (c Configuration) MarshalJSON() ([]byte, error) { return record.AppendContainer(nil, rows[:], &c) }

// Encode writes the JSON form of c to w, as [Configuration.MarshalJSON] returns it,
// without building the whole text in memory.
func (c Configuration) Encode(w io.Writer) error { return record.WriteContainer(w, rows[:], &c) }

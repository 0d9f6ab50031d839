package cmdlet

import (
	"fmt"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/tenant"
)

// Command returns an edit as one line for the shell of a server product, or of the
// newest server if p is zero. The line names every parameter and always has
// -Identity, with one exception: the cmdlet of the Access Edge rejects -Identity
// together with the parameters of a routing method. Members keep their order. For a
// new record, members that are absent or null are left out.
//
// The error is a [*diag.Finding] with the edit's Subject. It reports an edit that
// no cmdlet can make, a missing parameter, or a text that cannot be quoted.
func Command(e diag.Edit, p product.Platform) (string, error) {
	c, err := newCommand(e, p)
	if err == nil && e.Op == diag.OpGrant {
		err = c.grant()
	} else if err == nil {
		err = c.write()
	}
	if err != nil {
		return "", refusal(e, err)
	}
	return string(c.line), nil
}

// newCommand returns the command for an edit. It returns an error if no cmdlet can
// make the edit, or if the edit names no record.
func newCommand(e diag.Edit, p product.Platform) (*command, error) {
	kind, err := federation.ParseKind(e.Subject.Kind)
	if err != nil {
		return nil, err
	}
	c := command{edit: e, kind: kind, table: kind.Row().Table(), identity: e.Subject.Identity, platform: p}
	about := c.table.About()
	if len(c.table.KeyNames()) == 0 {
		c.identity = "Global"
	}
	switch {
	case !slices.Contains(about.Ops, e.Op):
		return nil, catalog.Finding(RuleOperationUnsupported, "", fmt.Sprintf("%s: no cmdlet has the operation %q", about.Title, e.Op))
	case c.identity == "":
		return nil, catalog.Finding(RuleIdentityMissing, "", fmt.Sprintf("the edit does not name its %s", about.Title))
	}
	if p.IsZero() || kind.IsTenant() { // the shell of a tenant does not depend on the server
		c.platform = product.SfBServerSE
	}
	return &c, nil
}

// refusal returns an error as a finding with the edit's subject.
func refusal(e diag.Edit, err error) error {
	for f := range diag.All(err) {
		about := *f
		about.Subject = e.Subject
		return &about
	}
	return nil
}

// A command is a line under construction.
type command struct {
	edit     diag.Edit
	kind     federation.Kind
	table    record.Table
	identity string // the record's; "Global" for the Access Edge
	platform product.Platform
	line     []byte
}

// grant writes the grant of a policy. Its cmdlet has the noun of the policy.
func (c *command) grant() error {
	policy, err := c.granted()
	if err != nil {
		return err
	}
	c.line = append(append(c.line, "Grant-"...), federation.ExternalAccessPolicies.Row().Table().About().Noun...)
	address := c.identity
	if rest, isURI := char.CutPrefix(address, "sip:"); isURI {
		address = rest
	}
	if err := c.parameter("Identity", diag.Text("sip:"+address)); err != nil {
		return err
	}
	if name, isText := policy.Text(); isText { // the cmdlet's page gives the name without the prefix Tag:
		if rest, found := char.CutPrefix(name, "Tag:"); found {
			policy = diag.Text(rest)
		}
	}
	return c.parameter("PolicyName", policy)
}

// granted returns the policy of a grant.
func (c *command) granted() (diag.Value, error) {
	if len(c.edit.Members) != 1 {
		return diag.Value{}, catalog.Finding(RuleParameterMissing, "", fmt.Sprintf("a grant needs exactly one policy, and the edit has %d", len(c.edit.Members)))
	}
	m := c.edit.Members[0]
	if !char.EqualFold(m.Name, "ExternalAccessPolicy") {
		return diag.Value{}, c.unknown(m.Name, "only ExternalAccessPolicy can be granted")
	}
	return m.New, nil
}

// write writes the line for all operations except a grant.
func (c *command) write() error {
	c.line = append(append(append(c.line, c.edit.Op.String()...), '-'), c.table.About().Noun...)
	method, err := c.method()
	switch {
	case err != nil:
		return err
	case method != "":
		c.line = append(append(c.line, " -"...), method...)
	default:
		if err := c.parameter("Identity", diag.Text(c.identity)); err != nil {
			return err
		}
	}
	changes, err := c.changes()
	if err != nil {
		return err
	}
	for _, change := range changes {
		if err := c.parameter(change.Name, change.New); err != nil {
			return err
		}
	}
	return c.complete(func(p record.Property) bool { return p.Required && (c.edit.Op == diag.OpNew || c.goesWith(p, method)) })
}

// goesWith reports whether a member belongs to the routing method that the command sets.
func (c *command) goesWith(p record.Property, method string) bool {
	return c.edit.Op == diag.OpSet && p.With == method && method != ""
}

// method returns the switch of the routing method that the parameters belong to, or "".
func (c *command) method() (string, error) {
	method := ""
	for _, m := range c.edit.Members {
		with := ""
		if p, found := c.property(m.Name); found {
			with = p.With
		}
		if c.isMethod(m) {
			name, _ := m.New.Text()
			routing, err := federation.ParseRoutingMethod(name)
			if err != nil {
				return "", catalog.Finding(RuleParameterMissing, diag.Path("").Member(m.Name), fmt.Sprintf("%q is not a routing method", name))
			}
			with = routing.String()
		}
		switch {
		case with == "" || with == method:
		case method == "":
			method = with
		default:
			return "", catalog.Finding(RuleParameterMixed, diag.Path("").Member(m.Name), fmt.Sprintf("%s requires -%s, but the command has -%s", m.Name, with, method))
		}
	}
	return method, nil
}

// isMethod reports whether a switch sets the member.
func (c *command) isMethod(m diag.MemberEdit) bool {
	return c.edit.Op == diag.OpSet && char.EqualFold(m.Name, "RoutingMethod")
}

func (c *command) property(name string) (record.Property, bool) {
	for p := range c.table.Properties() {
		if char.EqualFold(p.Name, name) {
			return p, true
		}
	}
	return record.Property{}, false
}

// changes returns the members for which the command has a parameter.
func (c *command) changes() ([]diag.MemberEdit, error) {
	var changes []diag.MemberEdit
	for _, m := range c.edit.Members {
		p, found := c.property(m.Name)
		switch {
		case c.edit.Op != diag.OpNew && c.edit.Op != diag.OpSet:
			continue // the verb of the command makes this change
		case c.isMethod(m):
			continue // a switch sets it
		case !found:
			return nil, c.unknown(m.Name, "the record has no such member")
		case p.Key:
			continue
		case !c.platform.Knows(p.Since):
			return nil, c.unknown(m.Name, fmt.Sprintf("%s came with %s, but the server is %s", p.Name, p.Since.Title(), c.platform.Title()))
		case c.edit.Op == diag.OpSet && !p.Set:
			return nil, c.unknown(m.Name, fmt.Sprintf("%s cannot be changed in place", m.Name))
		case c.edit.Op == diag.OpNew && (m.New.IsZero() || m.New.IsNull()):
			continue
		}
		changes = append(changes, diag.MemberEdit{Name: p.Name, Old: m.Old, New: m.New})
	}
	return changes, nil
}

func (c *command) unknown(name, why string) error {
	about := c.table.About()
	src := catalog.Info(RuleParameterUnknown)
	if src.Cites(about.Source) {
		src.Source = about.Source
	}
	return &diag.Finding{RuleInfo: src, Path: diag.Path("").Member(name), Detail: why}
}

// complete returns an error if a parameter is missing that PowerShell would prompt for.
func (c *command) complete(needed func(record.Property) bool) error {
	for p := range c.table.Properties() {
		given := slices.ContainsFunc(c.edit.Members, func(m diag.MemberEdit) bool {
			return char.EqualFold(m.Name, p.Name) && !m.New.IsZero() && !m.New.IsNull()
		})
		if needed(p) && !given {
			return catalog.Finding(RuleParameterMissing, diag.Path("").Member(p.Name), fmt.Sprintf("the shell would prompt for -%s", p.Name))
		}
	}
	return nil
}

// domains writes the parameter for a tenant's list of domains, as the documents do
// (PS-TENANT). The value is an object, which other commands create first.
func (c *command) domains(name string, v diag.Value) error {
	text, isText := v.Text()
	items, isList := v.Texts()
	switch {
	case name == "AllowedDomains" && isText && char.EqualFold(text, tenant.AllKnown):
		c.line = append(c.line, " -AllowedDomains (New-CsEdgeAllowAllKnownDomains)"...)
		return nil
	case v.IsNull() || isList && len(items) == 0:
		c.line = fmt.Appendf(c.line, " -%s $null", name)
		return nil
	case isText:
		items = []string{text}
	case !isList:
		return catalog.Finding(RuleParameterMissing, diag.Path("").Member(name), "the edit has no domains for this parameter")
	}
	variable := "$list" + name
	before := fmt.Appendf(nil, "%s = New-Object Collections.Generic.List[String]; ", variable)
	for _, item := range items {
		before = fmt.Appendf(before, "%s.Add(", variable)
		var err error
		if before, err = appendQuoted(before, item); err != nil {
			return attach(name, err)
		}
		before = append(before, "); "...)
	}
	c.line = append(before, c.line...)
	if name == "AllowedDomains" {
		name = "AllowedDomainsAsAList"
	}
	c.line = fmt.Appendf(c.line, " -%s %s", name, variable)
	return nil
}

// parameter writes a parameter with its value.
func (c *command) parameter(name string, v diag.Value) error {
	if c.kind == federation.TenantFederationConfiguration && c.table.TypeOf(name) == record.ListType {
		return c.domains(name, v)
	}
	c.line = append(append(append(c.line, " -"...), name...), ' ')
	var err error
	if items, _ := v.Texts(); len(items) > 0 {
		for i, item := range items {
			if i > 0 {
				c.line = append(c.line, ',')
			}
			if c.line, err = appendQuoted(c.line, item); err != nil {
				return attach(name, err)
			}
		}
		return nil
	}
	if s, isText := v.Text(); isText {
		c.line, err = appendQuoted(c.line, s)
		return attach(name, err)
	}
	if on, isBool := v.Bool(); isBool {
		c.line = fmt.Appendf(c.line, "$%t", on)
		return nil
	}
	if n, isNumber := v.Number(); isNumber {
		c.line = fmt.Append(c.line, n)
		return nil
	}
	if v.IsZero() {
		return catalog.Finding(RuleParameterMissing, diag.Path("").Member(name), "the edit has no value for this parameter")
	}
	c.line = append(c.line, "$null"...)
	return nil
}

// attach returns err with the path of a parameter.
func attach(name string, err error) error {
	for f := range diag.All(err) {
		at := *f
		at.Path = diag.Path("").Member(name)
		return &at
	}
	return nil
}

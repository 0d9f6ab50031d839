package cmdlet

import (
	"iter"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/product"
)

// A Type is the type of a parameter's value. The zero Type is not valid. Types
// compare with ==.
type Type uint8

// The types of a parameter.
const (
	TextType   Type = iota + 1
	BoolType        // $true, $false, 1 or 0; not a text
	NumberType      // a whole number
	NameType        // the name or the number of a constant
	SwitchType      // no value, or $true or $false after a colon
	ObjectType      // an object from another command
	ListType        // texts, or a hashtable that adds and removes some
)

// A Parameter is a parameter of a cmdlet. The zero Parameter is not valid.
type Parameter struct {
	Name     string
	Type     Type
	Member   string           // the member that it sets; "": none
	Required bool             // the shell prompts for it
	Disputed bool             // with Required: examples on the cmdlet's page omit it
	Since    product.Platform // the first server whose cmdlet has it; zero: all servers, or only Microsoft Teams
	Note     string           // on Since, in sentences; "": none
	Teams    bool             // only the cmdlet of Microsoft Teams has it
	Set      string           // the switch that selects its parameter set; "": in all sets
	Common   bool             // all cmdlets have it
	aliases  string
}

// Aliases returns the other names of the parameter.
func (p Parameter) Aliases() iter.Seq[string] { return strings.FieldsSeq(p.aliases) }

// A Cmdlet is a cmdlet that reads or writes the records of a kind. The zero
// Cmdlet is not valid.
type Cmdlet struct {
	Name string          // "Set-CsPublicProvider"
	Op   diag.Op         // zero for Get-
	Kind federation.Kind // the kind of the records; Users for Grant-; zero for XMPP partners
}

// Cmdlets returns the cmdlets of all kinds that servers have, and those of XMPP
// partners. The cmdlets of a tenant belong to another PowerShell module and are not
// included.
func Cmdlets() iter.Seq[Cmdlet] {
	return func(yield func(Cmdlet) bool) {
		for k := range federation.AllKinds() {
			about := k.Row().Table().About()
			if about.Noun == "" || k.IsTenant() {
				continue
			}
			if !yield(Cmdlet{"Get-" + about.Noun, 0, k}) {
				return
			}
			for _, op := range about.Ops {
				noun := about.Noun
				if op == diag.OpGrant { // the cmdlet has the noun of the policy
					noun = federation.ExternalAccessPolicies.Row().Table().About().Noun
				}
				if !yield(Cmdlet{op.String() + "-" + noun, op, k}) {
					return
				}
			}
		}
		for _, c := range xmpp {
			if !yield(c) {
				return
			}
		}
	}
}

// TenantCmdlets returns the cmdlets that change the records of a tenant. They belong to
// the PowerShell module MicrosoftTeams. The cmdlets of policies have the same names as
// those of a server.
func TenantCmdlets() iter.Seq[Cmdlet] {
	return func(yield func(Cmdlet) bool) {
		for k := range federation.AllKinds() {
			if !k.IsTenant() {
				continue
			}
			about := k.Row().Table().About()
			for _, op := range about.Ops {
				noun := about.Noun
				if op == diag.OpGrant { // the cmdlet has the noun of the policy
					noun = federation.TenantExternalAccessPolicies.Row().Table().About().Noun
				}
				if !yield(Cmdlet{op.String() + "-" + noun, op, k}) {
					return
				}
			}
		}
	}
}

// LookupTenant returns the cmdlet of a tenant with a name, in any letter case, and
// whether it exists.
func LookupTenant(name string) (Cmdlet, bool) {
	for c := range TenantCmdlets() {
		if char.EqualFold(c.Name, name) {
			return c, true
		}
	}
	return Cmdlet{}, false
}

// Lookup returns the cmdlet with a name, in any letter case, and whether it exists.
func Lookup(name string) (Cmdlet, bool) {
	for c := range Cmdlets() {
		if char.EqualFold(c.Name, name) {
			return c, true
		}
	}
	return Cmdlet{}, false
}

// Withdrawn reports whether the cmdlet of a tenant had a parameter that newer versions of
// the module MicrosoftTeams lack, because its service has ended (PS-TENANT).
func (c Cmdlet) Withdrawn(name string) bool {
	if !c.Kind.IsTenant() {
		return false
	}
	for p := range c.Kind.Row().Table().Properties() {
		if p.Idle && char.EqualFold(p.Name, name) {
			return true
		}
	}
	return false
}

// common has the parameters of all cmdlets.
var common = []Parameter{
	{Name: "Confirm", Type: SwitchType, Common: true, aliases: "cf"},
	{Name: "Debug", Type: SwitchType, Common: true, aliases: "db"},
	{Name: "ErrorAction", Type: NameType, Common: true, aliases: "ea"},
	{Name: "ErrorVariable", Type: TextType, Common: true, aliases: "ev"},
	{Name: "InformationAction", Type: NameType, Common: true, aliases: "infa"},
	{Name: "InformationVariable", Type: TextType, Common: true, aliases: "iv"},
	{Name: "OutBuffer", Type: NumberType, Common: true, aliases: "ob"},
	{Name: "OutVariable", Type: TextType, Common: true, aliases: "ov"},
	{Name: "PipelineVariable", Type: TextType, Common: true, aliases: "pv"},
	{Name: "Verbose", Type: SwitchType, Common: true, aliases: "vb"},
	{Name: "WarningAction", Type: NameType, Common: true, aliases: "wa"},
	{Name: "WarningVariable", Type: TextType, Common: true, aliases: "wv"},
	{Name: "WhatIf", Type: SwitchType, Common: true, aliases: "wi"},
}

// grants has the parameters of Grant- (PS-GRANT). They do not follow from the schema of a
// user.
var grants = []Parameter{
	{Name: "Identity", Type: TextType, Required: true},
	{Name: "PolicyName", Type: TextType, Member: "ExternalAccessPolicy"},
	{Name: "DomainController", Type: TextType},
	{Name: "Global", Type: SwitchType, Teams: true},
	{Name: "Group", Type: TextType, Teams: true},
	{Name: "PassThru", Type: SwitchType},
	{Name: "Rank", Type: NumberType, Teams: true},
	{Name: "Force", Type: SwitchType},
}

// teams has the parameters of a policy's cmdlets that only Microsoft Teams uses
// (PS-POLICY). The cmdlets of Teams have further parameters.
var teams = []string{"EnableAcsFederationAccess", "EnableTeamsConsumerAccess", "EnableTeamsConsumerInbound"}

// Parameters returns the parameters of the cmdlet, with the common ones last.
func (c Cmdlet) Parameters() iter.Seq[Parameter] {
	return func(yield func(Parameter) bool) {
		for _, p := range c.declared() {
			if !yield(p) {
				return
			}
		}
		for _, p := range common {
			if !yield(p) {
				return
			}
		}
	}
}

func (c Cmdlet) declared() []Parameter {
	if c.Op == diag.OpGrant {
		return grants
	}
	if c.Kind.IsZero() {
		return xmppParameters(c.Op)
	}
	if c.Kind.IsTenant() {
		return c.ofTenant()
	}
	table := c.Kind.Row().Table()
	var all []Parameter
	names := table.KeyNames()
	if names == nil || c.Op != diag.OpNew || c.Kind == federation.Users {
		names = []string{"Identity"} // only New- also accepts the other names
	}
	for _, name := range names {
		all = append(all, Parameter{Name: name, Type: TextType, Required: name == "Identity" && (c.Op == diag.OpNew || c.Op == diag.OpRemove)})
	}
	for p := range table.Properties() {
		if p.Key || c.Op != diag.OpNew && !(c.Op == diag.OpSet && p.Set) {
			continue
		}
		required := p.Required && (c.Op == diag.OpNew || p.With != "")
		all = append(all, Parameter{
			Name: p.Name, Type: typeOf(table, p.Name), Member: p.Name, Since: p.Since, Note: p.Note, Set: p.With,
			Required: required, Disputed: required && c.Op == diag.OpNew && !p.Always,
		})
	}
	add := func(name string, t Type) { all = append(all, Parameter{Name: name, Type: t}) }
	if c.Op.IsZero() {
		add("Filter", TextType)
		add("LocalStore", SwitchType)
		return all
	}
	add("Force", SwitchType)
	domains := c.Kind == federation.SIPDomains
	switch {
	case c.Op == diag.OpNew && !domains:
		add("InMemory", SwitchType)
	case c.Op != diag.OpNew && c.Op != diag.OpRemove && !domains:
		add("Instance", ObjectType)
	}
	switch {
	case c.Kind == federation.AccessEdge && c.Op == diag.OpSet:
		for m := federation.UseDNSSRVRouting; m <= federation.UseDefaultRouting; m++ {
			all = append(all, Parameter{Name: m.String(), Type: SwitchType, Member: "RoutingMethod", Set: m.String(), Required: true})
		}
	case c.Kind == federation.ExternalAccessPolicies && c.Op != diag.OpRemove:
		for _, name := range teams {
			all = append(all, Parameter{Name: name, Type: BoolType, Teams: true})
		}
	}
	return all
}

// ofTenant returns the parameters of a cmdlet of a tenant, except Grant-.
func (c Cmdlet) ofTenant() []Parameter {
	table := c.Kind.Row().Table()
	all := []Parameter{{Name: "Identity", Type: TextType, Required: c.Op != diag.OpSet}}
	for p := range table.Properties() {
		if p.Key || !p.Set || c.Op == diag.OpRemove {
			continue
		}
		of := Parameter{Name: p.Name, Type: typeOf(table, p.Name), Member: p.Name}
		if table.TypeOf(p.Name) == record.ListType {
			of.Type = ListType
		}
		all = append(all, of)
		if p.Name == "AllowedDomains" { // this parameter takes a list where AllowedDomains takes an object (PS-TENANT)
			of.Name += "AsAList"
			all = append(all, of)
		}
	}
	return append(all, Parameter{Name: "Force", Type: SwitchType})
}

func typeOf(table record.Table, member string) Type {
	switch table.TypeOf(member) {
	case record.BoolType:
		return BoolType
	case record.NumberType:
		return NumberType
	case record.NameType:
		return NameType
	}
	return TextType
}

// Bind returns the parameters that a name may stand for, by the rules of the shell.
// A full name or alias stands for one parameter. A prefix stands for every
// parameter that begins with it. If the cmdlet itself declares exactly one of
// these, the prefix stands for that one. An empty result means that the name is
// unknown, and several parameters mean that it is ambiguous.
//
// These are the rules of PowerShell 5.1 and later. It is not known whether the
// shell of Lync Server 2010 also prefers a cmdlet's own parameters.
func (c Cmdlet) Bind(name string) []Parameter {
	var found, own []Parameter
	for p := range c.Parameters() {
		names := append(slices.Collect(p.Aliases()), p.Name)
		if slices.ContainsFunc(names, func(n string) bool { return char.EqualFold(n, name) }) {
			return []Parameter{p}
		}
		if !slices.ContainsFunc(names, func(n string) bool { _, begins := char.CutPrefix(n, name); return begins }) {
			continue
		}
		found = append(found, p)
		if !p.Common {
			own = append(own, p)
		}
	}
	if len(own) == 1 {
		return own
	}
	return found
}

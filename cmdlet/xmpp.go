package cmdlet

import (
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/product"
)

// xmpp has the cmdlets of XMPP partners, so that scripts that use them can be checked.
// Their Kind is zero, because a [federation.Configuration] has no XMPP partners.
var xmpp = []Cmdlet{
	{Name: "Get-CsXmppAllowedPartner"},
	{Name: "New-CsXmppAllowedPartner", Op: diag.OpNew},
	{Name: "Set-CsXmppAllowedPartner", Op: diag.OpSet},
	{Name: "Remove-CsXmppAllowedPartner", Op: diag.OpRemove},
}

// partner has the parameters that New- and Set- share. They are from the cmdlets' pages
// in office-docs-powershell of 2026-08, which apply to Lync Server 2013 and Skype for
// Business Server 2015.
var partner = []Parameter{
	{Name: "AdditionalDomains", Type: ObjectType}, // a text, a list, or @{Add=…}
	{Name: "ConnectionLimit", Type: NumberType},
	{Name: "Description", Type: TextType},
	{Name: "EnableKeepAlive", Type: BoolType},
	{Name: "PartnerType", Type: NameType},
	{Name: "ProxyFqdn", Type: TextType},
	{Name: "SaslNegotiation", Type: NameType},
	{Name: "SupportDialbackNegotiation", Type: BoolType},
	{Name: "TlsNegotiation", Type: NameType},
}

func xmppParameters(op diag.Op) []Parameter {
	identity := Parameter{Name: "Identity", Type: TextType, Required: op == diag.OpNew || op == diag.OpRemove}
	all := []Parameter{identity}
	switch op {
	case diag.OpNew:
		all = append(append(all, Parameter{Name: "Domain", Type: TextType}), partner...)
		all = append(all, Parameter{Name: "Force", Type: SwitchType}, Parameter{Name: "InMemory", Type: SwitchType})
	case diag.OpSet:
		all = append(append(all, partner...), Parameter{Name: "Force", Type: SwitchType}, Parameter{Name: "Instance", Type: ObjectType})
	case diag.OpRemove:
		all = append(all, Parameter{Name: "Force", Type: SwitchType})
	default:
		all = append(all, Parameter{Name: "Filter", Type: TextType}, Parameter{Name: "LocalStore", Type: SwitchType})
	}
	for i := range all {
		all[i].Since = product.LyncServer2013
	}
	return all
}

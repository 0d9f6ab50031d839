package cmdlet_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyncfed/lyncfed/cmdlet"
)

// bound has abbreviations of parameters with the parameters that they stand for, counted
// by hand from the cmdlets' pages: one name, several if the abbreviation is ambiguous, or
// "" if it is unknown.
var bound = []struct{ cmdlet, name, want string }{
	{"New-CsPublicProvider", "Identity", "Identity"},
	{"new-cspublicprovider", "id", "Identity"},
	{"New-CsPublicProvider", "I", "Identity IconUrl InMemory InformationAction InformationVariable"},
	{"New-CsPublicProvider", "Ic", "IconUrl"},
	{"New-CsPublicProvider", "In", "InMemory"},
	{"New-CsPublicProvider", "Ver", "VerificationLevel"},
	{"New-CsPublicProvider", "V", "VerificationLevel"},
	{"New-CsPublicProvider", "Verb", "Verbose"},
	{"New-CsPublicProvider", "vb", "Verbose"},
	{"New-CsPublicProvider", "En", "Enabled EnableSkypeIdRouting EnableSkypeDirectorySearch"},
	{"New-CsPublicProvider", "Enabled", "Enabled"},
	{"New-CsPublicProvider", "EnableSkypeI", "EnableSkypeIdRouting"},
	{"New-CsPublicProvider", "NameDecorationD", "NameDecorationDomain"},
	{"New-CsPublicProvider", "P", "ProxyFqdn"},
	{"New-CsPublicProvider", "F", "Force"},
	{"New-CsPublicProvider", "Fqdn", ""},
	{"New-CsPublicProvider", "Domain", ""},
	{"Set-CsPublicProvider", "E", "Enabled"},
	{"Set-CsPublicProvider", "ea", "ErrorAction"},
	{"Set-CsPublicProvider", "ProxyFqdn", ""},
	{"Set-CsPublicProvider", "In", "Instance"},
	{"Enable-CsPublicProvider", "In", "Instance"},
	{"Enable-CsPublicProvider", "Enabled", ""},
	{"New-CsHostingProvider", "Enable", "Enabled EnabledSharedAddressSpace"},
	{"New-CsHostingProvider", "Enabled", "Enabled"},
	{"New-CsHostingProvider", "EnabledS", "EnabledSharedAddressSpace"},
	{"New-CsHostingProvider", "S", "SipClientPort"},
	{"New-CsHostingProvider", "Is", "IsLocal"},
	{"New-CsAllowedDomain", "D", "Domain"},
	{"Set-CsAllowedDomain", "D", "Debug"},
	{"New-CsAllowedDomain", "C", "Comment"},
	{"New-CsAllowedDomain", "M", "MarkForMonitoring"},
	{"Remove-CsAllowedDomain", "I", "Identity"},
	{"New-CsExternalAccessPolicy", "EnableFederationAcces", "EnableFederationAccess"},
	{"New-CsExternalAccessPolicy", "EnablePublicCloudA", "EnablePublicCloudAccess EnablePublicCloudAudioVideoAccess"},
	{"New-CsExternalAccessPolicy", "EnablePublicCloudAc", "EnablePublicCloudAccess"},
	{"New-CsExternalAccessPolicy", "EnableX", "EnableXmppAccess"},
	{"New-CsExternalAccessPolicy", "D", "Description"},
	{"New-CsExternalAccessPolicy", "F", "Force"},
	{"New-CsExternalAccessPolicy", "EnableT", "EnableTeamsConsumerAccess EnableTeamsConsumerInbound"},
	{"New-CsSipDomain", "InMemory", ""},
	{"Set-CsSipDomain", "Instance", ""},
	{"New-CsSipDomain", "Is", "IsDefault"},
	{"Set-CsAccessEdgeConfiguration", "UseDe", "UseDefaultRouting"},
	{"Set-CsAccessEdgeConfiguration", "UseD", "UseDnsSrvRouting UseDefaultRouting"},
	{"Set-CsAccessEdgeConfiguration", "De", "DefaultRouteFqdn"},
	{"Set-CsAccessEdgeConfiguration", "Dn", "DnsSrvCacheRecordCount"},
	{"Set-CsAccessEdgeConfiguration", "AllowF", "AllowFederatedUsers"},
	{"Set-CsAccessEdgeConfiguration", "O", "OutgoingTlsCountForFederatedPartners"},
	{"Set-CsAccessEdgeConfiguration", "RoutingMethod", ""},
	{"Set-CsAccessEdgeConfiguration", "EnablePartnerMonitoringIfxLog", ""},
	{"Grant-CsExternalAccessPolicy", "P", "PolicyName PassThru PipelineVariable"},
	{"Grant-CsExternalAccessPolicy", "Po", "PolicyName"},
	{"Grant-CsExternalAccessPolicy", "I", "Identity"},
	{"Grant-CsExternalAccessPolicy", "ExternalAccessPolicy", ""},
	{"Get-CsUser", "Filter", "Filter"},
	{"New-CsXmppAllowedPartner", "D", "Domain Description Debug"},
	{"New-CsXmppAllowedPartner", "S", "SaslNegotiation SupportDialbackNegotiation"},
	{"Set-CsXmppAllowedPartner", "Domain", ""},
	{"Set-CsXmppAllowedPartner", "T", "TlsNegotiation"},
	{"Remove-CsXmppAllowedPartner", "ProxyFqdn", ""},
	{"Get-CsXmppAllowedPartner", "F", "Filter"},
}

// boundOfTenant is the same for the cmdlets of a tenant.
var boundOfTenant = []struct{ cmdlet, name, want string }{
	{"set-cstenantfederationconfiguration", "AllowedD", "AllowedDomains AllowedDomainsAsAList"},
	{"Set-CsTenantFederationConfiguration", "AllowedDomains", "AllowedDomains"},
	{"Set-CsTenantFederationConfiguration", "I", "Identity"},
	{"Set-CsTenantFederationConfiguration", "AllowPublicUsers", ""},
	{"Set-CsTenantFederationConfiguration", "S", "SharedSipAddressSpace"},
	{"New-CsExternalAccessPolicy", "Desc", "Description"},
	{"New-CsExternalAccessPolicy", "EnablePublicCloudAccess", ""},
	{"Remove-CsExternalAccessPolicy", "Description", ""},
	{"Grant-CsExternalAccessPolicy", "G", "Global Group"},
}

func TestBind(t *testing.T) {
	for i, tt := range slices.Concat(bound, boundOfTenant) {
		lookup := cmdlet.Lookup
		if i >= len(bound) {
			lookup = cmdlet.LookupTenant
		}
		c, found := lookup(tt.cmdlet)
		if !found {
			t.Errorf("there is no %s", tt.cmdlet)
			continue
		}
		var got []string
		for _, p := range c.Bind(tt.name) {
			got = append(got, p.Name)
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s -%s (-want +got):\n%s", tt.cmdlet, tt.name, diff)
		}
	}
}

// TestRequired: the required parameters of cmdlets. Examples omit those after the bar.
func TestRequired(t *testing.T) {
	for name, want := range map[string]string{
		"New-CsPublicProvider":              "Identity ProxyFqdn Enabled |",
		"Set-CsPublicProvider":              "|",
		"Remove-CsPublicProvider":           "Identity |",
		"Get-CsPublicProvider":              "|",
		"New-CsHostingProvider":             "Identity ProxyFqdn Enabled | EnabledSharedAddressSpace HostsOCSUsers",
		"Set-CsAccessEdgeConfiguration":     "EnablePartnerDiscovery DefaultRouteFqdn UseDnsSrvRouting UseDefaultRouting |",
		"New-CsXmppAllowedPartner":          "Identity |",
		"Set-CsXmppAllowedPartner":          "|",
		"Remove-CsXmppAllowedPartner":       "Identity |",
		"tenant New-CsExternalAccessPolicy": "Identity |",
		"tenant Set-CsExternalAccessPolicy": "|",
	} {
		c, _ := cmdlet.Lookup(name)
		if name, ofTenant := strings.CutPrefix(name, "tenant "); ofTenant {
			c, _ = cmdlet.LookupTenant(name)
		}
		var always, disputed []string
		for p := range c.Parameters() {
			switch {
			case p.Disputed:
				disputed = append(disputed, p.Name)
			case p.Required:
				always = append(always, p.Name)
			}
		}
		got := strings.TrimSpace(strings.Join(always, " ") + " | " + strings.Join(disputed, " "))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestTenantTypes: only a list of a tenant has its own type.
func TestTenantTypes(t *testing.T) {
	c, _ := cmdlet.LookupTenant("Set-CsTenantFederationConfiguration")
	for name, want := range map[string]cmdlet.Type{"AllowedDomains": cmdlet.ListType, "AllowedDomainsAsAList": cmdlet.ListType, "BlockedDomains": cmdlet.ListType, "SharedSipAddressSpace": cmdlet.BoolType} {
		if got := c.Bind(name); len(got) != 1 || got[0].Type != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestTenantCmdlets: a tenant has these cmdlets.
func TestTenantCmdlets(t *testing.T) {
	var names []string
	for c := range cmdlet.TenantCmdlets() {
		names = append(names, c.Name)
	}
	want := strings.Fields("Set-CsTenantFederationConfiguration New-CsExternalAccessPolicy Set-CsExternalAccessPolicy Remove-CsExternalAccessPolicy Grant-CsExternalAccessPolicy")
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestCmdlets: the table has every documented cmdlet that changes records. The full name
// of each parameter binds to that parameter.
func TestCmdlets(t *testing.T) {
	var names []string
	for c := range cmdlet.Cmdlets() {
		if !strings.HasPrefix(c.Name, "Get-") {
			names = append(names, c.Name)
		}
		var parameters []string
		for p := range c.Parameters() {
			if got := c.Bind(p.Name); len(got) != 1 || got[0].Name != p.Name {
				t.Errorf("%s -%s binds to %v", c.Name, p.Name, got)
			}
			if slices.Contains(parameters, p.Name) {
				t.Errorf("%s has -%s twice", c.Name, p.Name)
			}
			parameters = append(parameters, p.Name)
		}
	}
	slices.Sort(names)
	want := strings.Fields(`Disable-CsHostingProvider Disable-CsPublicProvider Enable-CsHostingProvider Enable-CsPublicProvider Grant-CsExternalAccessPolicy
		New-CsAllowedDomain New-CsBlockedDomain New-CsExternalAccessPolicy New-CsHostingProvider New-CsPublicProvider New-CsSipDomain New-CsXmppAllowedPartner
		Remove-CsAllowedDomain Remove-CsBlockedDomain Remove-CsExternalAccessPolicy Remove-CsHostingProvider Remove-CsPublicProvider Remove-CsSipDomain Remove-CsXmppAllowedPartner
		Set-CsAccessEdgeConfiguration Set-CsAllowedDomain Set-CsBlockedDomain Set-CsExternalAccessPolicy Set-CsHostingProvider Set-CsPublicProvider Set-CsSipDomain Set-CsXmppAllowedPartner`)
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

package audit_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/testkit"
)

// fieldCases returns the inputs of the table below, by name.
func fieldCases() map[string]json.RawMessage {
	all := map[string]json.RawMessage{}
	for _, c := range field {
		all[c.name] = c.changes()
	}
	return all
}

type fieldCase struct {
	name string
	on   string
	in   string
	want []string
}

func (c fieldCase) changes() json.RawMessage {
	on := c.on
	if on == "" {
		on = "2016-01-01"
	}
	if c.in == "{}" {
		return json.RawMessage(`{"On":"` + on + `"}`)
	}
	return json.RawMessage(`{"On":"` + on + `",` + c.in[1:])
}

// Parts of the inputs.
const (
	edgeOpen    = `"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"EnablePartnerDiscovery":true}`
	edgeListed  = `"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"EnablePartnerDiscovery":false}`
	edgeShut    = `"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":false,"EnablePartnerDiscovery":false}`
	edgeDefault = `"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDefaultRouting","DefaultRouteFqdn":"edge.example.net"}`
	noPublic    = `"PublicProviders":[]`
	noHosting   = `"HostingProviders":[]`
	grantsNone  = `"ExternalAccessPolicies":[{"Identity":"Global"},{"Identity":"Tag:FederationAndPIC"}]`
	grantsFed   = `"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"Identity":"Tag:FederationAndPIC"}]`
	grantsPIC   = `"ExternalAccessPolicies":[{"Identity":"Global","EnablePublicCloudAccess":true},{"Identity":"Tag:FederationAndPIC"}]`
	pushOnly    = `"AllowedDomains":[{"Identity":"push.lync.com"}]`
	partner     = `"AllowedDomains":[{"Identity":"push.lync.com"},{"Identity":"fabrikam.com"}]`
	cloudUsers  = `"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC","RegistrarPool":"pool01.contoso.com","HostingProvider":"SRV:"},{"SipAddress":"sip:ann@contoso.com","ExternalAccessPolicy":null,"RegistrarPool":null,"HostingProvider":"sipfed.online.lync.com"}]`
	serverUsers = `"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC","RegistrarPool":"pool01.contoso.com","HostingProvider":"SRV:"}]`
	movedUsers  = `"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC","RegistrarPool":null,"HostingProvider":"sipfed.online.lync.com"}]`
	page        = "https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root"
)

// m365 returns the hosting provider for Microsoft 365, with other members put in.
func m365(changes string) string { return hosting("Office365", "sipfed.online.lync.com", changes) }

func hosting(identity, host, changes string) string {
	members := map[string]any{"Identity": identity, "ProxyFqdn": host, "VerificationLevel": 2, "Enabled": true, "EnabledSharedAddressSpace": false, "HostsOCSUsers": false, "IsLocal": false, "AutodiscoverUrl": nil}
	if err := json.Unmarshal([]byte("{"+changes+"}"), &members); err != nil {
		panic(err)
	}
	text, err := json.Marshal(members)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func providers(all ...string) string {
	var text strings.Builder
	text.WriteString(`"HostingProviders":[`)
	for i, p := range all {
		if i > 0 {
			text.WriteString(",")
		}
		text.WriteString(p)
	}
	return text.String() + "]"
}

const sharing = `"EnabledSharedAddressSpace":true,"HostsOCSUsers":true,"AutodiscoverUrl":"` + page + `"`

func skype(changes string) string {
	members := map[string]any{"Identity": "Skype", "ProxyFqdn": "federation.messenger.msn.com", "IconUrl": "https://images.edge.messenger.live.com/Messenger_16x16.png", "NameDecorationRoutingDomain": "msn.com", "NameDecorationExcludedDomainList": "msn.com,outlook.com,live.com,hotmail.com", "VerificationLevel": 0, "Enabled": true, "EnableSkypeIdRouting": true, "EnableSkypeDirectorySearch": true}
	if err := json.Unmarshal([]byte("{"+changes+"}"), &members); err != nil {
		panic(err)
	}
	text, err := json.Marshal(members)
	if err != nil {
		panic(err)
	}
	return `"PublicProviders":[` + string(text) + `]`
}

const (
	topologyNotice = "notice /HostingProviders/0/EnabledSharedAddressSpace audit.microsoft365.topology"
	skypeTasks     = "notice audit.skype.tasks"
)

// field has cases for each check: configurations with a finding, and similar ones
// without.
var field = []fieldCase{
	// The Edge is closed, or the list is empty.
	{"closed, a policy asks", "", `{` + edgeShut + `,` + noPublic + `,` + noHosting + `,` + grantsFed + `}`, []string{"error /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.off"}},
	{"closed, public access asks", "", `{` + edgeShut + `,` + noPublic + `,` + noHosting + `,` + grantsPIC + `}`, []string{
		"error /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.off", "warning /PublicProviders audit.public-access.no-provider", skypeTasks}},
	{"closed, public access asks when no service is left", "2026-02-01", `{"Platform":"SfBServerSE",` + edgeShut + `,` + noPublic + `,` + noHosting + `,` + grantsPIC + `}`, []string{
		"notice /PublicProviders audit.public-access.no-provider", "notice /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.closed"}},
	{"closed, a hosting provider asks", "", `{` + edgeShut + `,` + noPublic + `,` + grantsNone + `}`, []string{"error /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.off"}},
	{"closed, an allowed domain asks", "", `{` + edgeShut + `,` + noPublic + `,` + noHosting + `,` + grantsNone + `,` + partner + `}`, []string{"error /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.off"}},
	{"closed, what asks has ended", "2026-02-01", `{"Platform":"SfBServerSE",` + edgeShut + `,` + noHosting + `,` + grantsNone + `}`, []string{
		"error /PublicProviders/0/Enabled audit.service.ended", "notice /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.closed"}},
	{"closed, the policy that asks is held by nobody", "", `{` + edgeShut + `,` + noPublic + `,` + noHosting + `,"ExternalAccessPolicies":[{"Identity":"Global"},{"Identity":"Tag:FederationAndPIC"},{"Identity":"Tag:x","EnableFederationAccess":true}]}`, []string{
		"notice /ExternalAccessPolicies/2/Identity audit.policy.unheld", "notice /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.closed"}},
	{"closed, nothing asks", "", `{` + edgeShut + `,` + noPublic + `,` + noHosting + `,` + grantsNone + `}`, []string{"notice /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.closed"}},
	{"closed, and policies are not given", "", `{` + edgeShut + `,` + noPublic + `,` + noHosting + `,"ExternalAccessPolicies":null}`, []string{"notice /ExternalAccessPolicies federation.kind.missing"}},
	{"nobody on the list", "", `{` + edgeListed + `,` + noPublic + `,` + noHosting + `,` + grantsFed + `}`, []string{"error /AllowedDomains audit.partners.none"}},
	{"nobody on the list, but public contacts", "", `{` + edgeListed + `,` + noHosting + `}`, []string{"notice /AllowedDomains audit.partners.none"}},
	{"nobody on the list, and a public provider that nobody may use", "", `{` + edgeListed + `,` + noHosting + `,` + grantsFed + `}`, []string{
		"error /AllowedDomains audit.partners.none", "warning /PublicProviders/0/Enabled audit.public-access.nobody", skypeTasks}},
	{"nobody on the list, but users in the cloud", "", `{` + edgeListed + `,` + noPublic + `,` + grantsFed + `,` + cloudUsers + `,` + providers(m365(sharing)) + `}`, []string{
		"notice /AllowedDomains audit.partners.none", topologyNotice, "notice /AllowedDomains audit.push.not-allowed"}},
	{"nobody on the list, and nobody may federate", "", `{` + edgeListed + `,` + noPublic + `,` + noHosting + `,` + grantsNone + `}`, []string{"warning /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.unused"}},
	{"somebody on the list", "", `{` + edgeListed + `,` + noPublic + `,` + grantsFed + `,` + partner + `}`, nil},
	{"default routing reaches all", "", `{` + edgeDefault + `,` + noPublic + `,` + noHosting + `,` + grantsFed + `}`, nil},
	{"open and unused", "", `{` + edgeOpen + `,` + noPublic + `,` + grantsNone + `}`, []string{"warning /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.unused"}},
	{"open and unused beside a shared address space", "", `{` + edgeOpen + `,` + noPublic + `,` + grantsNone + `,` + cloudUsers + `,` + providers(m365(sharing)) + `}`, []string{
		"warning /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.unused", topologyNotice}},
	{"open and unused, a public provider is enabled", "", `{` + edgeOpen + `,` + grantsNone + `}`, []string{"warning /PublicProviders/0/Enabled audit.public-access.nobody", skypeTasks}},

	{"public access is granted, and its provider has ended", "2026-02-01", `{"Platform":"SfBServerSE",` + edgeOpen + `}`, []string{"error /PublicProviders/0/Enabled audit.service.ended"}},
	{"public access is granted, and its provider has ended and is disabled", "2026-02-01", `{"Platform":"SfBServerSE",` + edgeOpen + `,` + skype(`"Enabled":false`) + `}`, []string{"notice /PublicProviders audit.public-access.no-provider"}},

	// Discovery and the list.
	{"discovery beside a list", "", `{` + edgeOpen + `,` + partner + `}`, []string{"notice /AccessEdgeConfiguration/EnablePartnerDiscovery audit.allowed-list.open"}},
	{"discovery beside a list, closed", "", `{"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":false,"EnablePartnerDiscovery":true},` + partner + `}`, []string{
		"error /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.off", "notice /AccessEdgeConfiguration/EnablePartnerDiscovery audit.latent.discovery", skypeTasks}},
	{"discovery without a list", "", `{` + edgeOpen + `}`, nil},
	{"the user replicator", "", `{"AccessEdgeConfiguration":{"AllowFederatedUsers":true,"EnablePartnerDiscovery":true,"EnableUserReplicator":true}}`, []string{"warning /AccessEdgeConfiguration/EnableUserReplicator audit.edge.user-replicator"}},

	// Microsoft 365.
	{"no provider, partners are discovered", "", `{` + edgeOpen + `,` + noHosting + `}`, []string{"notice /HostingProviders audit.microsoft365.missing"}},
	{"no provider, partners are allowed", "", `{` + edgeListed + `,` + noHosting + `,` + partner + `}`, []string{"notice /HostingProviders audit.microsoft365.missing"}},
	{"no provider, before the document", "2011-07-16", `{"Platform":"LyncServer2010",` + edgeOpen + `,` + noHosting + `,` + noPublic + `,` + grantsFed + `}`, nil},
	{"no provider, on the day of the document", "2011-07-17", `{"Platform":"LyncServer2010",` + edgeOpen + `,` + noHosting + `,` + noPublic + `,` + grantsFed + `}`, []string{"notice /HostingProviders audit.microsoft365.missing"}},
	{"no provider, users are in the cloud", "", `{` + edgeOpen + `,` + noHosting + `,` + cloudUsers + `}`, []string{"warning /HostingProviders audit.microsoft365.missing"}},
	{"no provider, all users have moved", "", `{` + edgeShut + `,` + noHosting + `,` + noPublic + `,` + grantsNone + `,` + movedUsers + `}`, []string{"notice /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.closed"}},
	{"no provider, default routing", "", `{` + edgeDefault + `,` + noHosting + `,` + noPublic + `,` + grantsFed + `,` + cloudUsers + `}`, nil},
	{"a public provider has the host", "", `{` + edgeOpen + `,` + noHosting + `,` + cloudUsers + `,"PublicProviders":[{"Identity":"Office365","ProxyFqdn":"sipfed.online.lync.com","Enabled":true}]}`, []string{"warning /HostingProviders audit.microsoft365.missing", skypeTasks}},
	{"another provider has the name", "", `{` + edgeOpen + `,` + cloudUsers + `,` + providers(hosting("office365", "sip.example.com", "")) + `}`, []string{"warning /HostingProviders audit.microsoft365.missing"}},
	{"no provider, and another hoster shares the address space", "", `{` + edgeOpen + `,` + providers(hosting("x", "sip.hoster.example", `"EnabledSharedAddressSpace":true,"HostsOCSUsers":true`)) + `}`, []string{"notice /HostingProviders audit.microsoft365.missing"}},
	{"no provider, and broadcast shares the address space", "", `{` + edgeOpen + `,` + providers(hosting("x", "sipfed.resources.lync.com", `"EnabledSharedAddressSpace":true,"HostsOCSUsers":true`)) + `}`, []string{"warning /HostingProviders audit.microsoft365.missing"}},
	{"no provider, and Exchange Online shares the address space", "", `{` + edgeOpen + `,` + providers(hosting("x", "exap.um.outlook.com", `"EnabledSharedAddressSpace":true`)) + `}`, []string{"notice /HostingProviders audit.microsoft365.missing"}},
	{"disabled and shared", "", `{` + edgeOpen + `,` + providers(m365(sharing+`,"Enabled":false`)) + `}`, []string{"warning /HostingProviders/0/Enabled audit.microsoft365.disabled"}},
	{"disabled and shared, all users have moved", "", `{` + edgeOpen + `,` + movedUsers + `,` + providers(m365(sharing+`,"Enabled":false`)) + `}`, []string{"notice /HostingProviders/0/Enabled audit.microsoft365.disabled"}},
	{"disabled, partners are discovered", "", `{` + edgeOpen + `,` + providers(m365(`"Enabled":false`)) + `}`, []string{"notice /HostingProviders/0/Enabled audit.microsoft365.disabled"}},
	{"disabled, and nobody is reached", "", `{` + edgeShut + `,` + providers(m365(`"Enabled":false`)) + `,` + noPublic + `,` + grantsNone + `}`, []string{"notice /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.closed"}},
	{"China", "", `{` + edgeOpen + `,` + cloudUsers + `,` + providers(hosting("Office365", "sipfed.online.partner.lync.cn", `"EnabledSharedAddressSpace":true,"HostsOCSUsers":true,"AutodiscoverUrl":"https://webdir.online.partner.lync.cn/Autodiscover/AutodiscoverService.svc/root"`)) + `}`, []string{topologyNotice}},
	{"the US Government", "", `{` + edgeOpen + `,` + providers(hosting("GCC", "sipfed.online.gov.skypeforbusiness.us", "")) + `}`, nil},
	{"the US Department of Defense", "", `{` + edgeOpen + `,` + providers(hosting("DoD", "sipfed.online.dod.skypeforbusiness.us", "")) + `}`, nil},
	{"the level in China", "", `{` + edgeOpen + `,` + providers(hosting("Office365", "sipfed.online.partner.lync.cn", `"VerificationLevel":0`)) + `}`, []string{"warning /HostingProviders/0/VerificationLevel audit.microsoft365.level"}},
	{"the page is missing", "", `{` + cloudUsers + `,` + providers(m365(sharing+`,"AutodiscoverUrl":null`)) + `}`, []string{"warning /HostingProviders/0/AutodiscoverUrl audit.microsoft365.autodiscover", topologyNotice}},
	{"the page is missing, unshared", "", `{` + providers(m365("")) + `}`, nil},
	{"the page has another path", "", `{` + cloudUsers + `,` + providers(m365(sharing+`,"AutodiscoverUrl":"https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc"`)) + `}`, []string{"warning /HostingProviders/0/AutodiscoverUrl audit.microsoft365.autodiscover", topologyNotice}},
	{"the page has another host in capitals", "", `{` + cloudUsers + `,` + providers(m365(sharing+`,"AutodiscoverUrl":"https://WEBDIR_A.online.lync.com/Autodiscover/AutodiscoverService.svc/root"`)) + `}`, []string{topologyNotice}},
	{"the page has only a dot", "", `{` + cloudUsers + `,` + providers(m365(sharing+`,"AutodiscoverUrl":"https://webdir./Autodiscover/AutodiscoverService.svc/root"`)) + `}`, []string{"warning /HostingProviders/0/AutodiscoverUrl audit.microsoft365.autodiscover", topologyNotice}},
	{"the page has another name", "", `{` + cloudUsers + `,` + providers(m365(sharing+`,"AutodiscoverUrl":"https://web.online.lync.com/Autodiscover/AutodiscoverService.svc/root"`)) + `}`, []string{"warning /HostingProviders/0/AutodiscoverUrl audit.microsoft365.autodiscover", topologyNotice}},
	{"the page is missing, and no product is given", "", `{"Platform":"",` + cloudUsers + `,` + providers(m365(sharing+`,"AutodiscoverUrl":null`)) + `}`, []string{
		"warning /HostingProviders/0/AutodiscoverUrl audit.microsoft365.autodiscover", "notice /Platform federation.platform.missing", topologyNotice}},
	{"no provider, users are in the cloud of China", "", `{` + edgeOpen + `,` + noHosting + `,"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC","RegistrarPool":"pool01.contoso.com","HostingProvider":"SRV:"},{"SipAddress":"sip:ann@contoso.com","RegistrarPool":null,"HostingProvider":"sipfed.online.partner.lync.cn"}]}`, []string{"warning /HostingProviders audit.microsoft365.missing"}},
	{"no provider, users have the cloud of China as their pool", "", `{` + edgeOpen + `,` + noHosting + `,"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC","RegistrarPool":"pool01.contoso.com","HostingProvider":"SRV:"},{"SipAddress":"sip:ann@contoso.com","RegistrarPool":"sipfed.online.partner.lync.cn","HostingProvider":null}]}`, []string{"warning /HostingProviders audit.microsoft365.missing"}},
	{"no provider, Lync Server 2010", "", `{"Platform":"LyncServer2010",` + edgeOpen + `,` + noHosting + `,` + noPublic + `,` + grantsFed + `,` + cloudUsers + `}`, []string{"warning /HostingProviders audit.microsoft365.missing"}},
	{"shared, and there are no users", "", `{"Users":[],` + noPublic + `,"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true}],` + providers(m365(sharing)) + `}`, []string{topologyNotice}},
	{"four policies that could grant", "", `{` + edgeOpen + `,"ExternalAccessPolicies":[{"Identity":"Global"},{"Identity":"Site:a"},{"Identity":"Site:b"},{"Identity":"Site:c"},{"Identity":"Tag:FederationAndPIC"}],` + noPublic + `}`, []string{"warning /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.unused"}},
	{"security updates can be bought", "2026-04-30", `{` + noPublic + `,` + grantsFed + `}`, []string{"warning /Platform audit.support.ended"}},
	{"security updates can be bought once more", "2026-05-01", `{` + noPublic + `,` + grantsFed + `}`, []string{"warning /Platform audit.support.ended"}},
	{"a granted policy does not exist", "", `{` + noPublic + `,` + grantsFed + `,"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC"},{"SipAddress":"sip:ann@contoso.com","ExternalAccessPolicy":"Tag:Gone"}]}`, []string{"error /Users/1/ExternalAccessPolicy policy.grant.missing"}},
	{"a granted policy is misspelled", "", `{` + noPublic + `,` + grantsFed + `,"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC"},{"SipAddress":"sip:ann@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPCI"}]}`, []string{"error /Users/1/ExternalAccessPolicy policy.grant.missing"}},
	{"the routing domain is blocked, on the last day of the service", "2025-05-04", `{"BlockedDomains":[{"Identity":"msn.com"}]}`, []string{"warning /BlockedDomains/0/Identity audit.routing-domain.blocked", "notice /Platform audit.support.ending"}},
	{"the routing domain is blocked, after the service", "2025-05-05", `{"BlockedDomains":[{"Identity":"msn.com"}]}`, []string{"error /PublicProviders/0/Enabled audit.service.ended", "notice /Platform audit.support.ending"}},
	{"the routing domain of a disabled provider is blocked", "", `{"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","NameDecorationRoutingDomain":"msn.com","Enabled":false}],"BlockedDomains":[{"Identity":"msn.com"}]}`, []string{"warning /PublicProviders/0/NameDecorationExcludedDomainList provider.excluded-list.empty", "warning /PublicProviders audit.public-access.no-provider", "notice audit.skype.tasks", "notice /PublicProviders audit.member.absent"}},
	{"unshared, and users are on both sides", "", `{` + cloudUsers + `,` + providers(m365(`"EnabledSharedAddressSpace":false,"HostsOCSUsers":false`)) + `}`, []string{"error /HostingProviders/0/EnabledSharedAddressSpace audit.microsoft365.unshared"}},
	{"unshared, and all users are in the cloud", "", `{"Users":[{"SipAddress":"sip:ann@contoso.com","RegistrarPool":null,"HostingProvider":"sipfed.online.lync.com"}],` + providers(m365(`"EnabledSharedAddressSpace":false,"HostsOCSUsers":false`)) + `}`, []string{"warning /PublicProviders/0/Enabled audit.public-access.nobody", "notice /ExternalAccessPolicies/1/Identity audit.policy.unheld", "notice audit.skype.tasks"}},
	{"a granted policy has the name of a site", "", `{` + noPublic + `,"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"Identity":"Site:Redmond"}],"Users":[{"SipAddress":"sip:ann@contoso.com","ExternalAccessPolicy":"Tag:Redmond"}]}`, []string{"error /Users/0/ExternalAccessPolicy policy.grant.missing"}},
	{"the page has another scheme", "", `{` + cloudUsers + `,` + providers(m365(sharing+`,"AutodiscoverUrl":"http://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root"`)) + `}`, []string{"warning /HostingProviders/0/AutodiscoverUrl audit.microsoft365.autodiscover", topologyNotice}},
	{"the page has another host", "", `{` + cloudUsers + `,` + providers(m365(sharing+`,"AutodiscoverUrl":"https://web-dir.online.lync.com/Autodiscover/AutodiscoverService.svc/root"`)) + `}`, []string{"warning /HostingProviders/0/AutodiscoverUrl audit.microsoft365.autodiscover", topologyNotice}},
	{"the page has only the word", "", `{` + cloudUsers + `,` + providers(m365(sharing+`,"AutodiscoverUrl":"https://webdir/Autodiscover/AutodiscoverService.svc/root"`)) + `}`, []string{"warning /HostingProviders/0/AutodiscoverUrl audit.microsoft365.autodiscover", topologyNotice}},
	{"the page is wrong, unshared", "", `{` + providers(m365(`"AutodiscoverUrl":"https://example.com/x"`)) + `}`, []string{"warning /HostingProviders/0/AutodiscoverUrl audit.microsoft365.autodiscover"}},
	{"the page at a numbered host, of any domain", "", `{` + cloudUsers + `,` + providers(m365(sharing+`,"AutodiscoverUrl":"HTTPS://webdir0e.online.example.net/autodiscover/autodiscoverservice.svc/ROOT"`)) + `}`, []string{topologyNotice}},
	{"a server that does not know the page", "", `{"Platform":"LyncServer2010",` + edgeOpen + `,` + noPublic + `,` + grantsFed + `,` + cloudUsers + `,` + providers(m365(`"EnabledSharedAddressSpace":true,"HostsOCSUsers":true`)) + `}`, []string{topologyNotice}},
	{"hosts users", "", `{` + cloudUsers + `,` + providers(m365(sharing+`,"HostsOCSUsers":false`)) + `}`, []string{"warning /HostingProviders/0/HostsOCSUsers audit.microsoft365.hosts-users", topologyNotice}},
	{"nobody homed there", "", `{` + serverUsers + `,` + providers(m365(sharing)) + `}`, []string{"notice /HostingProviders/0/EnabledSharedAddressSpace audit.microsoft365.homed", topologyNotice}},
	{"somebody homed there", "", `{` + cloudUsers + `,` + providers(m365(sharing)) + `}`, []string{topologyNotice}},
	{"homes as another document prints them", "", `{"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC","RegistrarPool":"pool01.contoso.com","HostingProvider":"DNS-SRV"}],` + providers(m365(sharing)) + `}`, []string{"notice /HostingProviders/0/EnabledSharedAddressSpace audit.microsoft365.homed", topologyNotice}},
	{"no home is set, and a pool is", "", `{"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC","RegistrarPool":"pool01.contoso.com","HostingProvider":null}],` + providers(m365(sharing)) + `}`, []string{"notice /HostingProviders/0/EnabledSharedAddressSpace audit.microsoft365.homed", topologyNotice}},
	{"neither a home nor a pool is set", "", `{"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC","RegistrarPool":null,"HostingProvider":null}],` + providers(m365(sharing)) + `}`, []string{topologyNotice}},
	{"a home at another host", "", `{"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC","RegistrarPool":"pool01.contoso.com","HostingProvider":"sip.example.com"}],` + providers(m365(sharing)) + `}`, []string{topologyNotice}},
	{"the host of the cloud as a pool", "", `{"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:FederationAndPIC","RegistrarPool":"sipfed.online.lync.com","HostingProvider":null}],` + providers(m365(sharing)) + `}`, []string{topologyNotice}},
	{"users, and no product", "", `{"Platform":"",` + serverUsers + `,"HostingProviders":[{"Identity":"Office365","ProxyFqdn":"sipfed.online.lync.com","VerificationLevel":2,"Enabled":true,"EnabledSharedAddressSpace":true,"HostsOCSUsers":true,"IsLocal":false}]}`, []string{
		"notice /Platform federation.platform.missing", "notice /HostingProviders/0/EnabledSharedAddressSpace audit.microsoft365.homed", topologyNotice}},
	{"nobody homed there, unshared", "", `{` + serverUsers + `}`, nil},
	{"access from outside is off", "", `{"AccessEdgeConfiguration":{"AllowFederatedUsers":true,"EnablePartnerDiscovery":true,"AllowOutsideUsers":false},"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"Identity":"Tag:FederationAndPIC","EnableFederationAccess":true,"EnablePublicCloudAccess":true}]}`, []string{"notice /AccessEdgeConfiguration/AllowOutsideUsers audit.microsoft365.outside"}},
	{"access from outside is off, without Microsoft 365", "", `{"AccessEdgeConfiguration":{"AllowFederatedUsers":true,"EnablePartnerDiscovery":true,"AllowOutsideUsers":false},` + noHosting + `,"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"Identity":"Tag:FederationAndPIC","EnableFederationAccess":true,"EnablePublicCloudAccess":true}]}`, []string{"notice /HostingProviders audit.microsoft365.missing"}},
	{"access from outside is off, and granted", "", `{"AccessEdgeConfiguration":{"AllowFederatedUsers":true,"EnablePartnerDiscovery":true,"AllowOutsideUsers":false}}`, []string{"warning /AccessEdgeConfiguration/AllowOutsideUsers audit.outside.off"}},

	// The needs of other services.
	{"Exchange Online in China", "", `{` + providers(m365(""), hosting("EXO", "exap.um.partner.outlook.cn", `"EnabledSharedAddressSpace":true`)) + `,` + noPublic + `,` + grantsFed + `}`, []string{"warning /HostingProviders/1/Enabled audit.exchange.outside"}},
	{"Exchange Online of the US Government", "", `{` + providers(m365(""), hosting("EXO", "exap.um.office365.us", `"EnabledSharedAddressSpace":true`)) + `,` + noPublic + `,` + grantsFed + `}`, []string{"warning /HostingProviders/1/Enabled audit.exchange.outside"}},
	{"Exchange Online, disabled", "", `{` + providers(m365(""), hosting("EXO", "exap.um.outlook.com", `"EnabledSharedAddressSpace":true,"Enabled":false`)) + `,` + noPublic + `,` + grantsFed + `}`, nil},
	{"Exchange Online, granted by a policy that nobody has", "", `{` + providers(m365(""), hosting("EXO", "exap.um.outlook.com", `"EnabledSharedAddressSpace":true`)) + `,` + noPublic + `,"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"Identity":"Tag:FederationAndPIC"},{"Identity":"Tag:x","EnableOutsideAccess":true}]}`, []string{
		"warning /HostingProviders/1/Enabled audit.exchange.outside", "notice /ExternalAccessPolicies/2/Identity audit.policy.unheld"}},
	{"push is not allowed", "", `{` + edgeListed + `,"AllowedDomains":[{"Identity":"fabrikam.com"}]}`, []string{"notice /AllowedDomains audit.push.not-allowed"}},
	{"push is blocked", "", `{` + edgeOpen + `,"BlockedDomains":[{"Identity":"push.lync.com"}]}`, []string{"notice /AllowedDomains audit.push.not-allowed"}},
	{"push with default routing", "", `{` + edgeDefault + `,` + noPublic + `,` + grantsFed + `}`, []string{"error /AccessEdgeConfiguration/RoutingMethod federation.default-route.providers"}},
	{"push is discovered", "", `{` + edgeOpen + `}`, nil},
	{"push, and its provider is disabled", "", `{` + edgeListed + `,"AllowedDomains":[{"Identity":"fabrikam.com"}],` + providers(m365(`"Enabled":false`)) + `}`, []string{"notice /HostingProviders/0/Enabled audit.microsoft365.disabled"}},
	{"broadcast is not allowed", "", `{` + edgeListed + `,` + partner + `,` + providers(m365(""), hosting("LyncOnlineResources", "sipfed.resources.lync.com", `"EnabledSharedAddressSpace":true,"HostsOCSUsers":true`)) + `}`, []string{"warning /AllowedDomains audit.broadcast.not-allowed"}},
	{"a domain of broadcast is blocked", "", `{` + edgeListed + `,` + partner + `,"BlockedDomains":[{"Identity":"resources.lync.com"}],` + providers(m365(""), hosting("LyncOnlineResources", "sipfed.resources.lync.com", `"EnabledSharedAddressSpace":true,"HostsOCSUsers":true`)) + `}`, []string{"warning /AllowedDomains audit.broadcast.not-allowed"}},
	{"broadcast is not allowed, closed", "", `{` + edgeShut + `,` + noPublic + `,` + grantsNone + `,` + providers(m365(""), hosting("LyncOnlineResources", "sipfed.resources.lync.com", `"EnabledSharedAddressSpace":true,"HostsOCSUsers":true`)) + `}`, []string{"error /AccessEdgeConfiguration/AllowFederatedUsers audit.edge.off"}},
	{"broadcast is discovered", "", `{` + edgeOpen + `,` + providers(m365(""), hosting("LyncOnlineResources", "sipfed.resources.lync.com", `"EnabledSharedAddressSpace":true,"HostsOCSUsers":true`)) + `}`, nil},
	{"a partner with the host of a hosting provider, on a later server", "", `{"Platform":"SfBServer2015",` + edgeListed + `,"AllowedDomains":[{"Identity":"push.lync.com"},{"Identity":"fabrikam.com","ProxyFqdn":"sipfed.online.lync.com"}],"HostingProviders":[{"Identity":"O","ProxyFqdn":"sipfed.online.lync.com","Enabled":true,"VerificationLevel":"UseSourceVerification"}]}`, []string{"notice /AllowedDomains/1/ProxyFqdn audit.allowed-domain.hosted"}},
	{"neither the partner nor the hosting provider has a host", "", `{"Platform":"SfBServer2015",` + edgeListed + `,"AllowedDomains":[{"Identity":"push.lync.com"},{"Identity":"fabrikam.com","ProxyFqdn":null}],"HostingProviders":[{"Identity":"O","ProxyFqdn":null,"Enabled":false}]}`, []string{"error /HostingProviders/0/ProxyFqdn provider.proxy-fqdn.missing", "notice /HostingProviders audit.microsoft365.missing"}},
	{"partners with servers of their own", "", `{` + edgeListed + `,"AllowedDomains":[{"Identity":"push.lync.com"},{"Identity":"fabrikam.com","ProxyFqdn":"access.fabrikam.com"},{"Identity":"litwareinc.com","ProxyFqdn":"sip.litwareinc.com"}]}`, []string{"notice /AllowedDomains audit.allowed-domain.proxy"}},
	{"a partner at a public provider", "", `{` + edgeListed + `,"AllowedDomains":[{"Identity":"push.lync.com"},{"Identity":"live.com","ProxyFqdn":"federation.messenger.msn.com"}]}`, nil},

	// The product.
	{"support ends today", "2025-10-14", `{` + noPublic + `,` + grantsFed + `}`, []string{"notice /Platform audit.support.ending"}},
	{"support ended yesterday", "2025-10-15", `{` + noPublic + `,` + grantsFed + `}`, []string{"warning /Platform audit.support.ended"}},
	{"support of Lync Server 2010 ends", "2021-04-13", `{"Platform":"LyncServer2010",` + edgeOpen + `,` + noPublic + `,` + grantsFed + `}`, []string{"notice /Platform audit.support.ending"}},
	{"support of Lync Server 2013 ended", "2023-04-12", `{"Platform":"LyncServer2013",` + edgeOpen + `,` + noPublic + `,` + grantsFed + `}`, []string{"warning /Platform audit.support.ended"}},
	{"the online service ended", "2021-08-01", `{"Platform":"LyncOnline",` + noPublic + `,` + grantsFed + `}`, []string{"warning /Platform audit.support.ended"}},
	{"Subscription Edition has no end", "2026-08-01", `{"Platform":"SfBServerSE",` + noPublic + `,` + grantsFed + `}`, nil},
	{"the level of the documented command", "2014-09-01", `{"Platform":"LyncServer2013",` + edgeOpen + `,` + skype(`"VerificationLevel":2,"EnableSkypeIdRouting":null,"EnableSkypeDirectorySearch":null`) + `,` + `"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"Identity":"Tag:FederationAndPIC","EnablePublicCloudAccess":true}]` + `}`, nil},
	{"the same level on a later server", "2016-09-01", `{` + skype(`"VerificationLevel":2`) + `}`, []string{"notice /PublicProviders/0/VerificationLevel audit.level.deprecated"}},

	// The excluded list.
	{"families of consumer domains", "", `{` + skype(`"NameDecorationExcludedDomainList":"msn.com,hotmail.gr,live.com.sg,live.ie,messenger.com,passport.com,sympatico.ca,webtv.net,outlook.com,hotmail.co.za"`) + `}`, nil},
	{"not of a family", "", `{` + skype(`"NameDecorationExcludedDomainList":"msn.com,olive.com,live.contoso.com,outlook.example"`) + `}`, []string{"warning /PublicProviders/0/NameDecorationExcludedDomainList audit.excluded-list.foreign"}},

	// The right host is already in another record.
	{"a slip, and the right host is there", "", `{` + providers(m365(""), hosting("x", "sipfed.onlin.lync.com", `"Enabled":false`)) + `}`, []string{"warning /HostingProviders/1/ProxyFqdn audit.host.misspelled"}},
}

// TestField compares the findings, and their wording in testdata/field.txt.
func TestField(t *testing.T) {
	var said strings.Builder
	for _, c := range field {
		t.Run(c.name, func(t *testing.T) {
			text, findings := audited(t, c.changes())
			if diff := cmp.Diff(c.want, testkit.Findings(testkit.Join(findings))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.in, diff)
			}
			for _, f := range findings {
				if !testkit.Resolves(text, f.Path) {
					t.Errorf("there is no %s", f.Path)
				}
			}
			fmt.Fprintf(&said, "# %s\n\n", c.name)
			for _, f := range findings {
				fmt.Fprintf(&said, "%s %s\n  %s\n  %s\n", f.Severity, f.Rule, f.Detail, f.Remedy)
				if f.Inferred {
					said.WriteString("  inferred\n")
				}
				for _, e := range f.Fix {
					fmt.Fprintf(&said, "  fix: %s %s %s\n", e.Op, e.Subject.Kind, e.Subject.Identity)
				}
			}
			said.WriteString("\n")
		})
	}
	testkit.Golden(t, "testdata/field.txt", said.String())
}

// TestHealthy: documented configurations and harmless variants of them have only notices.
func TestHealthy(t *testing.T) {
	const (
		outside   = `"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true,"EnableOutsideAccess":true},{"Identity":"Tag:FederationAndPIC","EnableFederationAccess":true,"EnablePublicCloudAccess":true,"EnableOutsideAccess":true}]`
		noOutside = `"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true},{"Identity":"Tag:FederationAndPIC","EnableFederationAccess":true,"EnablePublicCloudAccess":true}]`
		broadcast = `"AllowedDomains":[{"Identity":"push.lync.com"},{"Identity":"noammeetings.lync.com"},{"Identity":"emeameetings.lync.com"},{"Identity":"apacmeetings.lync.com"},{"Identity":"resources.lync.com"}]`
		shipped   = `"PublicProviders":[{"Identity":"Yahoo!","ProxyFqdn":"yahoo.example","VerificationLevel":1,"Enabled":false},{"Identity":"AOL","ProxyFqdn":"aol.example","VerificationLevel":1,"Enabled":false},{"Identity":"MSN","ProxyFqdn":"federation.messenger.msn.com","VerificationLevel":1,"Enabled":true}]`
	)
	exchange := hosting("Exchange Online", "exap.um.outlook.com", `"EnabledSharedAddressSpace":true`)
	resources := hosting("LyncOnlineResources", "sipfed.resources.lync.com", `"VerificationLevel":0,"EnabledSharedAddressSpace":true,"HostsOCSUsers":true`)
	documented := skype(`"VerificationLevel":2,"EnableSkypeIdRouting":null,"EnableSkypeDirectorySearch":null`)
	for _, c := range []fieldCase{
		{name: "Lync Server 2010 with Messenger", on: "2012-06-15", in: `{"Platform":"LyncServer2010",` + edgeListed + `,` + partner + `,` + shipped + `,` + outside + `}`},
		{name: "Lync Server 2013 with Skype", on: "2014-09-01", in: `{"Platform":"LyncServer2013",` + edgeListed + `,` + partner + `,` + documented + `,` + outside + `}`},
		{name: "the shipped hosting provider, disabled", on: "2014-09-01", in: `{"Platform":"LyncServer2013",` + edgeListed + `,` + partner + `,` + documented + `,` + outside + `,` + providers(hosting("LyncOnline", "sipfed.online.lync.com", `"Enabled":false`)) + `}`},
		{name: "only public contacts", on: "2014-09-01", in: `{"Platform":"LyncServer2013",` + edgeListed + `,` + documented + `,` + outside + `,` + noHosting + `}`},
		{name: "no access from outside", on: "2014-09-01", in: `{"Platform":"LyncServer2013","AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"AllowOutsideUsers":false,"EnablePartnerDiscovery":false},` + partner + `,` + documented + `,` + noOutside + `}`},
		{name: "open", on: "2017-03-01", in: `{` + edgeOpen + `,` + partner + `,` + outside + `}`},
		{name: "a partner's own server", on: "2017-03-01", in: `{` + edgeListed + `,"AllowedDomains":[{"Identity":"push.lync.com"},{"Identity":"fabrikam.com","ProxyFqdn":"access.fabrikam.com"}],` + outside + `}`},
		{name: "broadcast", on: "2017-03-01", in: `{` + edgeListed + `,` + broadcast + `,` + outside + `,` + cloudUsers + `,` + providers(m365(sharing), resources) + `}`},
		{name: "hybrid with Exchange Online", on: "2022-06-01", in: `{"Platform":"SfBServer2019",` + edgeOpen + `,` + outside + `,` + cloudUsers + `,` + providers(m365(sharing), exchange) + `}`},
		{name: "hybrid, Subscription Edition", on: "2026-02-01", in: `{"Platform":"SfBServerSE",` + edgeOpen + `,` + outside + `,` + noPublic + `,` + cloudUsers + `,` + providers(m365(sharing)) + `}`},
		{name: "everybody has moved", on: "2026-02-01", in: `{"Platform":"SfBServerSE",` + edgeOpen + `,` + outside + `,` + noPublic + `,` + movedUsers + `,` + providers(m365(sharing+`,"Enabled":false`)) + `}`},
		{name: "an organization that asks for nothing", on: "2016-01-01", in: `{` + edgeShut + `,` + noPublic + `,` + noHosting + `,` + grantsNone + `}`},
	} {
		_, findings := audited(t, c.changes())
		for _, f := range findings {
			if f.Severity != diag.Notice {
				t.Errorf("%s: %v", c.name, f)
			}
		}
	}
}

package cmdlet_test

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/tenant"
)

// right returns the documented configuration.
func right(t testing.TB) federation.Configuration {
	t.Helper()
	data, err := os.ReadFile(testkit.RightPath)
	require.NoError(t, err)
	var c federation.Configuration
	require.NoError(t, json.Unmarshal(data, &c))
	return c
}

// edit reads an edit from a line: "Set PublicProviders Skype Enabled=false". The word ""
// stands for no Identity, and _ within a word for a blank.
func edit(t testing.TB, line string) diag.Edit {
	t.Helper()
	words := strings.Fields(line)
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], "_", " ")
	}
	op, err := diag.ParseOp(words[0])
	require.NoError(t, err)
	e := diag.Edit{Op: op, Subject: diag.Subject{Kind: words[1], Identity: strings.Trim(words[2], `"`)}}
	for _, word := range words[3:] {
		name, text, _ := strings.Cut(word, "=")
		v := diag.Text(text)
		if n, err := strconv.ParseUint(text, 10, 64); err == nil {
			v = diag.Number(n)
		} else if on, err := strconv.ParseBool(text); err == nil {
			v = diag.Bool(on)
		} else if text == "null" {
			v = diag.Null()
		}
		e.Members = append(e.Members, diag.MemberEdit{Name: name, New: v})
	}
	return e
}

// members returns a line for each member of each record of a configuration:
// "PublicProviders Skype Enabled=True".
func members(c federation.Configuration) []string {
	var lines []string
	for k := range federation.AllKinds() {
		row := k.Row()
		for i := range row.Len(&c) {
			r := row.Record(&c, i)
			for p := range row.Table().Properties() {
				v := r.Value(p.Name)
				text := v.String()
				if v.IsZero() {
					text = "?"
				}
				lines = append(lines, k.String()+" "+strings.TrimPrefix(r.Identity(), "sip:")+" "+p.Name+"="+text)
			}
		}
	}
	if !c.Incomplete.IsZero() {
		lines = append(lines, "incomplete "+c.Incomplete.String())
	}
	return lines
}

// changed returns the lines of the members that differ, new lines first:
// "+PublicProviders Skype Enabled=False". It leaves out the null members of a new record.
// A removed record has only the line of its name.
func changed(before, after federation.Configuration) []string {
	b, a := members(before), members(after)
	var diff []string
	for _, line := range a {
		isNew := !slices.ContainsFunc(b, func(l string) bool { return strings.HasPrefix(l, line[:strings.Index(line, "=")+1]) })
		if !slices.Contains(b, line) && !(isNew && strings.HasSuffix(line, "=null")) {
			diff = append(diff, "+"+line)
		}
	}
	for _, line := range b {
		if _, name, _ := strings.Cut(line, " "); !slices.Contains(a, line) && !slices.ContainsFunc(a, func(l string) bool {
			return strings.HasPrefix(l, line[:strings.Index(line, "=")+1])
		}) && strings.Contains(name, " Identity=") {
			diff = append(diff, "-"+line)
		}
	}
	return diff
}

// tenantGiven adds a tenant to the documented configuration.
const tenantGiven = `{"TenantFederationConfiguration": {"Identity": "Global", "AllowedDomains": "AllowAllKnownDomains", "BlockedDomains": ["a.example"], "AllowFederatedUsers": true},
	"TenantExternalAccessPolicies": [{"Identity": "Global"}, {"Identity": "Tag:Sales"}, {"Identity": "Tag:Idle"}],
	"TenantUsers": [{"SipAddress": "ken@contoso.com", "ExternalAccessPolicy": "Sales"}]}`

// rows has a case for each documented effect of the cmdlets of a server, by kind and
// cmdlet. In changes, * is the documented configuration without changes.
var rows = []struct {
	row     string
	changes string // changes of the documented configuration, as JSON
	on      product.Platform
	edit    string
	want    string // the rule of the refusal, after ~ if it is inferred; or the lines of [changed], separated by "; "
}{
	// All writers.
	{row: "all: names without letter case", edit: "Set PublicProviders SKYPE Enabled=false", want: "+PublicProviders Skype Enabled=False"},
	{row: "all: Set with the values that are there succeeds", edit: "Set PublicProviders Skype Enabled=true", want: ""},
	{row: "all: Set of nothing", edit: "Set PublicProviders AOL Enabled=true", want: "~cmdlet.record.missing"},
	{row: "all: Enable of nothing", edit: "Enable PublicProviders AOL", want: "~cmdlet.record.missing"},
	{row: "all: Remove of nothing", edit: "Remove BlockedDomains a.example", want: "~cmdlet.record.missing"},
	{row: "all: no wildcards", edit: "Remove BlockedDomains *", want: "cmdlet.identity.wildcard"},
	{row: "all: applied whole or not at all", edit: "Set HostingProviders Office365 Enabled=false VerificationLevel=Never", want: "provider.verification-level.unknown"},
	{row: "all: no cmdlets before Lync Server 2010", on: product.OCS2007R2, edit: "Remove PublicProviders Skype", want: "cmdlet.operation.unsupported"},
	{row: "all: none of the online service", on: product.LyncOnline, edit: "Remove PublicProviders Skype", want: "cmdlet.operation.unsupported"},
	{row: "all: a kind that is not given may have it", changes: `{"PublicProviders": null}`, edit: "Set PublicProviders AOL Enabled=true", want: "cmdlet.record.unknown"},
	{row: "all: a new record of a kind that is not given", changes: `{"BlockedDomains": null}`, edit: "New BlockedDomains a.example", want: "+BlockedDomains a.example Identity=a.example; +incomplete BlockedDomains"},
	{row: "all: a rule that the record broke before is not in the way", changes: `{"AccessEdgeConfiguration": {"Identity": "Global", "OutgoingTlsCountForFederatedPartners": 9}}`, edit: "Set AccessEdgeConfiguration Global AllowOutsideUsers=true", want: "+AccessEdgeConfiguration  AllowOutsideUsers=True"},
	{row: "all: the same rule at another member is", changes: `{"AccessEdgeConfiguration": {"Identity": "Global", "OutgoingTlsCountForFederatedPartners": 9}}`, edit: "Set AccessEdgeConfiguration Global CertificatesDeletedPercentage=101", want: "federation.edge.range"},
	{row: "all: how to clear is not documented", edit: "Set BlockedDomains tailspintoys.com Comment=null", want: "cmdlet.effect.undocumented"},

	// Public provider.
	{row: "New-CsPublicProvider: what is not given", edit: "New PublicProviders Fabrikam ProxyFqdn=proxyserver.fabrikam.com Enabled=true",
		want: "+PublicProviders Fabrikam Identity=Fabrikam; +PublicProviders Fabrikam ProxyFqdn=proxyserver.fabrikam.com; +PublicProviders Fabrikam VerificationLevel=AlwaysVerifiable; +PublicProviders Fabrikam Enabled=True"},
	{row: "New-CsPublicProvider: required", edit: "New PublicProviders Fabrikam ProxyFqdn=a.b", want: "cmdlet.parameter.missing"},
	{row: "New-CsPublicProvider: Identity in use", edit: "New PublicProviders skype ProxyFqdn=a.b Enabled=true", want: "federation.identity.repeated"},
	{row: "New-CsPublicProvider: Identity of a hosting provider", edit: "New PublicProviders office365 ProxyFqdn=a.b Enabled=true", want: "federation.identity.repeated"},
	{row: "New-CsPublicProvider: ProxyFqdn in use", edit: "New PublicProviders X ProxyFqdn=Federation.Messenger.MSN.com Enabled=true", want: "federation.proxy-fqdn.repeated"},
	{row: "New-CsPublicProvider: ProxyFqdn of a hosting provider", edit: "New PublicProviders X ProxyFqdn=sipfed.online.lync.com Enabled=true", want: "federation.proxy-fqdn.repeated"},
	{row: "New-CsPublicProvider: the pattern of a host", edit: "New PublicProviders X ProxyFqdn=*.b Enabled=true", want: "domain.label.character"},
	{row: "New-CsPublicProvider: the pattern of the decoration domain", edit: "New PublicProviders X ProxyFqdn=a.b NameDecorationDomain=a..b Enabled=true", want: "domain.label.empty"},
	{row: "New-CsPublicProvider: IconUrl without a scheme", edit: "New PublicProviders X ProxyFqdn=a.b Enabled=true IconUrl=icon.png", want: "provider.url.scheme"},
	{row: "New-CsPublicProvider: default routing", changes: `{"AccessEdgeConfiguration": {"RoutingMethod": "UseDefaultRouting", "DefaultRouteFqdn": "a.b"}, "PublicProviders": [], "HostingProviders": []}`,
		edit: "New PublicProviders X ProxyFqdn=c.d Enabled=true", want: "federation.default-route.providers"},
	{row: "New-CsPublicProvider: any text as the excluded list", edit: "New PublicProviders X ProxyFqdn=a.b Enabled=false NameDecorationRoutingDomain=msn.com NameDecorationExcludedDomainList=*.msn.com;x",
		want: "+PublicProviders X Identity=X; +PublicProviders X ProxyFqdn=a.b; +PublicProviders X NameDecorationRoutingDomain=msn.com; +PublicProviders X NameDecorationExcludedDomainList=*.msn.com;x; +PublicProviders X VerificationLevel=AlwaysVerifiable; +PublicProviders X Enabled=False"},
	{row: "New-CsPublicProvider: a member of a newer server", on: product.LyncServer2010, edit: "New PublicProviders X ProxyFqdn=a.b Enabled=true IconUrl=https://a.b/", want: "cmdlet.parameter.unknown"},
	{row: "Set-CsPublicProvider: Enabled and VerificationLevel", edit: "Set PublicProviders Skype Enabled=false VerificationLevel=UseSourceVerification",
		want: "+PublicProviders Skype VerificationLevel=UseSourceVerification; +PublicProviders Skype Enabled=False"},
	{row: "Set-CsPublicProvider: a level by its number", edit: "Set PublicProviders Skype VerificationLevel=2", want: "+PublicProviders Skype VerificationLevel=UseSourceVerification"},
	{row: "Set-CsPublicProvider: nothing else", edit: "Set PublicProviders Skype ProxyFqdn=a.b", want: "cmdlet.parameter.unknown"},
	{row: "Set-CsPublicProvider: there is no Global", edit: `Set PublicProviders "" Enabled=true`, want: "cmdlet.identity.missing"},
	{row: "Enable-CsPublicProvider: enabled already", edit: "Enable PublicProviders Skype", want: "cmdlet.state.already"},
	{row: "Enable-CsPublicProvider", changes: `{"PublicProviders": [{"Identity": "Skype", "ProxyFqdn": "a.b", "Enabled": false}]}`, edit: "Enable PublicProviders Skype", want: "+PublicProviders Skype Enabled=True"},
	{row: "Disable-CsPublicProvider", edit: "Disable PublicProviders Skype", want: "+PublicProviders Skype Enabled=False"},
	{row: "Disable-CsPublicProvider: disabled already", changes: `{"PublicProviders": [{"Identity": "Skype", "ProxyFqdn": "a.b", "Enabled": false}]}`, edit: "Disable PublicProviders Skype", want: "cmdlet.state.already"},
	{row: "Enable-CsPublicProvider: the state is not known", changes: `{"PublicProviders": [{"Identity": "Skype", "ProxyFqdn": "a.b"}]}`, edit: "Enable PublicProviders Skype", want: "+PublicProviders Skype Enabled=True"},
	{row: "Remove-CsPublicProvider: enabled or not", edit: "Remove PublicProviders Skype", want: "-PublicProviders Skype Identity=Skype"},

	// Hosting provider.
	{row: "New-CsHostingProvider: example 1", edit: "New HostingProviders Fabrikam.com ProxyFqdn=proxyserver.fabrikam.com Enabled=true",
		want: "+HostingProviders Fabrikam.com Identity=Fabrikam.com; +HostingProviders Fabrikam.com ProxyFqdn=proxyserver.fabrikam.com; +HostingProviders Fabrikam.com VerificationLevel=AlwaysVerifiable; +HostingProviders Fabrikam.com Enabled=True; " +
			"+HostingProviders Fabrikam.com EnabledSharedAddressSpace=False; +HostingProviders Fabrikam.com HostsOCSUsers=False; +HostingProviders Fabrikam.com IsLocal=False; +HostingProviders Fabrikam.com SipClientPort=443"},
	{row: "New-CsHostingProvider: Identity in use", edit: "New HostingProviders Skype ProxyFqdn=a.b Enabled=true", want: "federation.identity.repeated"},
	{row: "New-CsHostingProvider: ProxyFqdn in use", edit: "New HostingProviders X ProxyFqdn=federation.messenger.msn.com Enabled=true", want: "federation.proxy-fqdn.repeated"},
	{row: "New-CsHostingProvider: default routing", changes: `{"AccessEdgeConfiguration": {"RoutingMethod": "UseDefaultRouting", "DefaultRouteFqdn": "a.b"}, "PublicProviders": [], "HostingProviders": []}`,
		edit: "New HostingProviders X ProxyFqdn=c.d Enabled=true", want: "federation.default-route.providers"},
	{row: "Set-CsHostingProvider: what it can change", edit: "Set HostingProviders Office365 Enabled=false VerificationLevel=AlwaysUnverifiable IsLocal=true AutodiscoverUrl=https://a.b/ SipClientPort=444",
		want: "+HostingProviders Office365 VerificationLevel=AlwaysUnverifiable; +HostingProviders Office365 Enabled=False; +HostingProviders Office365 IsLocal=True; +HostingProviders Office365 AutodiscoverUrl=https://a.b/; +HostingProviders Office365 SipClientPort=444"},
	{row: "Set-CsHostingProvider: the pair in one command", edit: "Set HostingProviders Office365 EnabledSharedAddressSpace=false HostsOCSUsers=false",
		want: "+HostingProviders Office365 EnabledSharedAddressSpace=False; +HostingProviders Office365 HostsOCSUsers=False"},
	{row: "Set-CsHostingProvider: HostsOCSUsers without shared space", edit: "Set HostingProviders Office365 EnabledSharedAddressSpace=false", want: "~provider.hosts-users.unshared"},
	{row: "Set-CsHostingProvider: ProxyFqdn", edit: "Set HostingProviders Office365 ProxyFqdn=a.b", want: "cmdlet.parameter.unknown"},
	{row: "Set-CsHostingProvider: SipClientPort from Lync Server 2013 on", on: product.LyncServer2010, edit: "Set HostingProviders Office365 SipClientPort=444", want: "cmdlet.parameter.unknown"},
	{row: "Enable-CsHostingProvider: enabled already", edit: "Enable HostingProviders Office365", want: "cmdlet.state.already"},
	{row: "Disable-CsHostingProvider", edit: "Disable HostingProviders Office365", want: "+HostingProviders Office365 Enabled=False"},
	{row: "Remove-CsHostingProvider", edit: "Remove HostingProviders Office365", want: "-HostingProviders Office365 Identity=Office365"},

	// Allowed domain.
	{row: "New-CsAllowedDomain", edit: "New AllowedDomains Push.lync.com", want: "+AllowedDomains push.lync.com Identity=push.lync.com; +AllowedDomains push.lync.com MarkForMonitoring=False"},
	{row: "New-CsAllowedDomain: allowed already", edit: "New AllowedDomains Fabrikam.com", want: "federation.domain.repeated"},
	{row: "New-CsAllowedDomain: blocked", edit: "New AllowedDomains TailspinToys.com", want: "federation.domain.on-both-lists"},
	{row: "New-CsAllowedDomain: a wildcard", edit: "New AllowedDomains *.fabrikam.com", want: "domain.label.character"},
	{row: "New-CsAllowedDomain: a list", edit: "New AllowedDomains a.example,b.example", want: "domain.label.character"},
	{row: "New-CsAllowedDomain: VerificationLevel from 2015 on", on: product.LyncServer2013, edit: "New AllowedDomains a.example VerificationLevel=AlwaysVerifiable", want: "cmdlet.parameter.unknown"},
	{row: "New-CsAllowedDomain: a proxy of its own", edit: "New AllowedDomains a.example ProxyFqdn=sipfed.online.lync.com",
		want: "+AllowedDomains a.example Identity=a.example; +AllowedDomains a.example ProxyFqdn=sipfed.online.lync.com; +AllowedDomains a.example MarkForMonitoring=False"},
	{row: "Set-CsAllowedDomain", edit: "Set AllowedDomains fabrikam.com Comment=x MarkForMonitoring=false ProxyFqdn=a.b VerificationLevel=AlwaysVerifiable",
		want: "+AllowedDomains fabrikam.com ProxyFqdn=a.b; +AllowedDomains fabrikam.com VerificationLevel=AlwaysVerifiable; +AllowedDomains fabrikam.com Comment=x; +AllowedDomains fabrikam.com MarkForMonitoring=False"},
	{row: "Set-CsAllowedDomain: to clear ProxyFqdn", edit: "Set AllowedDomains fabrikam.com ProxyFqdn=null", want: "cmdlet.effect.undocumented"},
	{row: "Remove-CsAllowedDomain", edit: "Remove AllowedDomains fabrikam.com", want: "-AllowedDomains fabrikam.com Identity=fabrikam.com"},

	// Blocked domain.
	{row: "New-CsBlockedDomain", edit: "New BlockedDomains msn.com Comment=no", want: "+BlockedDomains msn.com Identity=msn.com; +BlockedDomains msn.com Comment=no"},
	{row: "New-CsBlockedDomain: blocked already", edit: "New BlockedDomains tailspintoys.com", want: "federation.domain.repeated"},
	{row: "New-CsBlockedDomain: allowed", edit: "New BlockedDomains fabrikam.com", want: "federation.domain.on-both-lists"},
	{row: "Set-CsBlockedDomain: only Comment", edit: "Set BlockedDomains tailspintoys.com Comment=x", want: "+BlockedDomains tailspintoys.com Comment=x"},
	{row: "Remove-CsBlockedDomain", edit: "Remove BlockedDomains tailspintoys.com", want: "-BlockedDomains tailspintoys.com Identity=tailspintoys.com"},

	// External access policy.
	{row: "New-CsExternalAccessPolicy: Global", edit: "New ExternalAccessPolicies Global", want: "policy.identity.repeated"},
	{row: "New-CsExternalAccessPolicy: Global, not exported", changes: `{"ExternalAccessPolicies": null}`, edit: "New ExternalAccessPolicies global", want: "policy.identity.repeated"},
	{row: "New-CsExternalAccessPolicy: it exists", edit: "New ExternalAccessPolicies federationandpic", want: "policy.identity.repeated"},
	{row: "New-CsExternalAccessPolicy: a site", edit: "New ExternalAccessPolicies site:Redmond EnableFederationAccess=true",
		want: "+ExternalAccessPolicies Site:Redmond Identity=Site:Redmond; +ExternalAccessPolicies Site:Redmond EnableFederationAccess=True; +ExternalAccessPolicies Site:Redmond EnableXmppAccess=False; " +
			"+ExternalAccessPolicies Site:Redmond EnablePublicCloudAccess=False; +ExternalAccessPolicies Site:Redmond EnablePublicCloudAudioVideoAccess=False; +ExternalAccessPolicies Site:Redmond EnableOutsideAccess=False"},
	{row: "New-CsExternalAccessPolicy: a second one of a site", changes: `{"ExternalAccessPolicies": [{"Identity": "Global"}, {"Identity": "Site:Redmond"}]}`, edit: "New ExternalAccessPolicies SITE:redmond", want: "policy.identity.repeated"},
	{row: "New-CsExternalAccessPolicy: a site that there is not", edit: "New ExternalAccessPolicies site:Dublin", want: "cmdlet.effect.undocumented"},
	{row: "New-CsExternalAccessPolicy: the disputed default", edit: "New ExternalAccessPolicies X",
		want: "+ExternalAccessPolicies Tag:X Identity=Tag:X; +ExternalAccessPolicies Tag:X EnableFederationAccess=?; +ExternalAccessPolicies Tag:X EnableXmppAccess=False; " +
			"+ExternalAccessPolicies Tag:X EnablePublicCloudAccess=False; +ExternalAccessPolicies Tag:X EnablePublicCloudAudioVideoAccess=False; +ExternalAccessPolicies Tag:X EnableOutsideAccess=False"},
	{row: "Set-CsExternalAccessPolicy", edit: "Set ExternalAccessPolicies Global EnablePublicCloudAccess=true", want: "+ExternalAccessPolicies Global EnablePublicCloudAccess=True"},
	{row: "Set-CsExternalAccessPolicy: Global, not exported", changes: `{"ExternalAccessPolicies": null}`, edit: "Set ExternalAccessPolicies Global EnableOutsideAccess=true",
		want: "+ExternalAccessPolicies Global Identity=Global; +ExternalAccessPolicies Global Description=?; +ExternalAccessPolicies Global EnableFederationAccess=?; +ExternalAccessPolicies Global EnableXmppAccess=?; " +
			"+ExternalAccessPolicies Global EnablePublicCloudAccess=?; +ExternalAccessPolicies Global EnablePublicCloudAudioVideoAccess=?; +ExternalAccessPolicies Global EnableOutsideAccess=True; +incomplete ExternalAccessPolicies"},
	{row: "Set-CsExternalAccessPolicy: another one, not exported", changes: `{"ExternalAccessPolicies": null}`, edit: "Set ExternalAccessPolicies X EnableOutsideAccess=true", want: "cmdlet.record.unknown"},
	{row: "Set-CsExternalAccessPolicy: wildcards", edit: "Set ExternalAccessPolicies tag:* EnableOutsideAccess=true", want: "cmdlet.identity.wildcard"},
	{row: "Remove-CsExternalAccessPolicy: Global is reset", edit: "Remove ExternalAccessPolicies Global", want: "+ExternalAccessPolicies Global EnableFederationAccess=False; +ExternalAccessPolicies Global EnableOutsideAccess=False"},
	{row: "Remove-CsExternalAccessPolicy: it is granted", edit: "Remove ExternalAccessPolicies Tag:FederationAndPIC", want: "cmdlet.effect.undocumented"},
	{row: "Remove-CsExternalAccessPolicy: a site's", changes: `{"ExternalAccessPolicies": [{"Identity": "Global"}, {"Identity": "Site:Redmond"}]}`, edit: "Remove ExternalAccessPolicies Site:Redmond", want: "-ExternalAccessPolicies Site:Redmond Identity=Site:Redmond"},

	// Grants.
	{row: "Grant-CsExternalAccessPolicy: $null", edit: "Grant Users ken@contoso.com ExternalAccessPolicy=null", want: "+Users ken@contoso.com ExternalAccessPolicy=null"},
	{row: "Grant-CsExternalAccessPolicy: NAME", edit: "Grant Users sip:Ann@emea.contoso.com ExternalAccessPolicy=federationandpic", want: "+Users ann@emea.contoso.com ExternalAccessPolicy=Tag:federationandpic"},
	{row: "Grant-CsExternalAccessPolicy: Tag:NAME", edit: "Grant Users ann@emea.contoso.com ExternalAccessPolicy=tag:FederationAndPIC", want: "+Users ann@emea.contoso.com ExternalAccessPolicy=Tag:FederationAndPIC"},
	{row: "Grant-CsExternalAccessPolicy: Global", edit: "Grant Users ann@emea.contoso.com ExternalAccessPolicy=Global", want: "policy.assignment.scope"},
	{row: "Grant-CsExternalAccessPolicy: a site's", edit: "Grant Users ann@emea.contoso.com ExternalAccessPolicy=Site:Redmond", want: "policy.assignment.scope"},
	{row: "Grant-CsExternalAccessPolicy: a name that is not there", edit: "Grant Users ann@emea.contoso.com ExternalAccessPolicy=FedPic", want: "~policy.grant.missing"},
	{row: "Grant-CsExternalAccessPolicy: the first one", changes: `{"ExternalAccessPolicies": [{"Identity": "Tag:P"}, {"Identity": "Global"}]}`, edit: "Grant Users ken@contoso.com ExternalAccessPolicy=P", want: "+Users ken@contoso.com ExternalAccessPolicy=Tag:P"},
	{row: "Grant-CsExternalAccessPolicy: no such user", edit: "Grant Users bob@contoso.com ExternalAccessPolicy=null", want: "~cmdlet.record.missing"},
	{row: "Grant-CsExternalAccessPolicy: users are not given", changes: `{"Users": null}`, edit: "Grant Users bob@contoso.com ExternalAccessPolicy=FederationAndPIC",
		want: "+Users bob@contoso.com SipAddress=sip:bob@contoso.com; +Users bob@contoso.com ExternalAccessPolicy=Tag:FederationAndPIC; +Users bob@contoso.com RegistrarPool=?; +Users bob@contoso.com HostingProvider=?; +Users bob@contoso.com Enabled=?; +Users bob@contoso.com EnabledForFederation=?; +incomplete Users"},

	// Access Edge.
	{row: "Set-CsAccessEdgeConfiguration: set Identity", edit: `Set AccessEdgeConfiguration Global AllowFederatedUsers=false MaxContactsPerDiscoveredPartner=5`,
		want: "+AccessEdgeConfiguration  AllowFederatedUsers=False; +AccessEdgeConfiguration  MaxContactsPerDiscoveredPartner=5"},
	{row: "Set-CsAccessEdgeConfiguration: another Identity", edit: `Set AccessEdgeConfiguration Site:X AllowFederatedUsers=false`, want: "federation.edge.identity"},
	{row: "Set-CsAccessEdgeConfiguration: not exported", changes: `{"AccessEdgeConfiguration": {}}`, edit: `Set AccessEdgeConfiguration "" AllowFederatedUsers=true`,
		want: "+AccessEdgeConfiguration  Identity=Global; +AccessEdgeConfiguration  AllowFederatedUsers=True"},
	{row: "Set-CsAccessEdgeConfiguration: set DnsSrvRouting", edit: `Set AccessEdgeConfiguration "" RoutingMethod=UseDnsSrvRouting EnablePartnerDiscovery=false BeClearingHouse=true`,
		want: "+AccessEdgeConfiguration  BeClearingHouse=True; +AccessEdgeConfiguration  EnablePartnerDiscovery=False; " +
			"+AccessEdgeConfiguration  DefaultRouteFqdn=null; +AccessEdgeConfiguration  IsPublicProvider=null; +AccessEdgeConfiguration  VerificationLevel=null"},
	{row: "Set-CsAccessEdgeConfiguration: EnablePartnerDiscovery is required", edit: `Set AccessEdgeConfiguration "" RoutingMethod=UseDnsSrvRouting`, want: "cmdlet.parameter.missing"},
	{row: "Set-CsAccessEdgeConfiguration: sets mixed", edit: `Set AccessEdgeConfiguration "" EnablePartnerDiscovery=true DefaultRouteFqdn=a.b`, want: "cmdlet.parameter.mixed"},
	{row: "Set-CsAccessEdgeConfiguration: DiscoveredPartnerVerificationLevel from 2013 on", on: product.LyncServer2010, edit: `Set AccessEdgeConfiguration "" EnablePartnerDiscovery=true DiscoveredPartnerVerificationLevel=AlwaysVerifiable`, want: "cmdlet.parameter.unknown"},
	{row: "Set-CsAccessEdgeConfiguration: set DefaultRoute, with providers", edit: `Set AccessEdgeConfiguration "" RoutingMethod=UseDefaultRouting DefaultRouteFqdn=a.b`, want: "federation.default-route.providers"},
	{row: "Set-CsAccessEdgeConfiguration: DefaultRouteFqdn is required", edit: `Set AccessEdgeConfiguration "" RoutingMethod=UseDefaultRouting`, want: "cmdlet.parameter.missing"},
	{row: "Set-CsAccessEdgeConfiguration: set DefaultRoute drops the other's", changes: `{"PublicProviders": [], "HostingProviders": []}`, edit: `Set AccessEdgeConfiguration "" RoutingMethod=UseDefaultRouting DefaultRouteFqdn=a.b`,
		want: "+AccessEdgeConfiguration  BeClearingHouse=null; +AccessEdgeConfiguration  EnablePartnerDiscovery=null; +AccessEdgeConfiguration  DiscoveredPartnerVerificationLevel=null; " +
			"+AccessEdgeConfiguration  DefaultRouteFqdn=a.b; +AccessEdgeConfiguration  IsPublicProvider=null; +AccessEdgeConfiguration  RoutingMethod=UseDefaultRouting; +AccessEdgeConfiguration  VerificationLevel=null"},
	{row: "Set-CsAccessEdgeConfiguration: VerificationLevel alone", edit: `Set AccessEdgeConfiguration "" AllowAnonymousUsers=true VerificationLevel=UseSourceVerification`, want: "cmdlet.effect.undocumented"},
	{row: "Set-CsAccessEdgeConfiguration: VerificationLevel with its switch", edit: `Set AccessEdgeConfiguration "" RoutingMethod=UseDefaultRouting VerificationLevel=UseSourceVerification`, want: "cmdlet.parameter.missing"},
	{row: "Set-CsAccessEdgeConfiguration: VerificationLevel with the host", changes: `{"PublicProviders": [], "HostingProviders": [], "AccessEdgeConfiguration": {"RoutingMethod": "UseDefaultRouting", "DefaultRouteFqdn": "a.b"}}`,
		edit: `Set AccessEdgeConfiguration "" DefaultRouteFqdn=a.b VerificationLevel=UseSourceVerification`, want: "+AccessEdgeConfiguration  Identity=Global; +AccessEdgeConfiguration  BeClearingHouse=null; " +
			"+AccessEdgeConfiguration  EnablePartnerDiscovery=null; +AccessEdgeConfiguration  DiscoveredPartnerVerificationLevel=null; +AccessEdgeConfiguration  VerificationLevel=UseSourceVerification"},
	{row: "Set-CsAccessEdgeConfiguration: a range", edit: `Set AccessEdgeConfiguration "" OutgoingTlsCountForFederatedPartners=5`, want: "federation.edge.range"},
	{row: "Set-CsAccessEdgeConfiguration: no other cmdlet", edit: `Remove AccessEdgeConfiguration Global`, want: "cmdlet.operation.unsupported"},

	// SIP domain.
	{row: "New-CsSipDomain", edit: "New SipDomains corp.contoso.com", want: "+SipDomains corp.contoso.com Identity=corp.contoso.com; +SipDomains corp.contoso.com IsDefault=False"},
	{row: "New-CsSipDomain: IsDefault demotes the other", edit: "New SipDomains corp.contoso.com IsDefault=true", want: "+SipDomains contoso.com IsDefault=False; +SipDomains corp.contoso.com Identity=corp.contoso.com; +SipDomains corp.contoso.com IsDefault=True"},
	{row: "New-CsSipDomain: the only one is the default", changes: `{"SipDomains": []}`, edit: "New SipDomains corp.contoso.com", want: "+SipDomains corp.contoso.com Identity=corp.contoso.com; +SipDomains corp.contoso.com IsDefault=True"},
	{row: "New-CsSipDomain: an existing one", edit: "New SipDomains CONTOSO.com", want: "~federation.domain.repeated"},
	{row: "Set-CsSipDomain: IsDefault True", edit: "Set SipDomains emea.contoso.com IsDefault=true", want: "+SipDomains contoso.com IsDefault=False; +SipDomains emea.contoso.com IsDefault=True"},
	{row: "Set-CsSipDomain: nothing", edit: "Set SipDomains emea.contoso.com", want: ""},
	{row: "Set-CsSipDomain: IsDefault False", edit: "Set SipDomains contoso.com IsDefault=false", want: "federation.sip-domain.default"},
	{row: "Remove-CsSipDomain: the default", edit: "Remove SipDomains contoso.com", want: "federation.sip-domain.default"},
	{row: "Remove-CsSipDomain: the only one", changes: `{"SipDomains": [{"Identity": "contoso.com", "IsDefault": false}]}`, edit: "Remove SipDomains contoso.com", want: "federation.sip-domain.default"},
	{row: "Remove-CsSipDomain: an address is in it", edit: "Remove SipDomains emea.contoso.com", want: "cmdlet.sip-domain.used"},
	{row: "Remove-CsSipDomain: IsDefault is not known", changes: `{"SipDomains": [{"Identity": "contoso.com"}, {"Identity": "a.contoso.com"}]}`, edit: "Remove SipDomains a.contoso.com", want: "cmdlet.record.unknown"},
	{row: "Remove-CsSipDomain", changes: `{"Users": []}`, edit: "Remove SipDomains emea.contoso.com", want: "-SipDomains emea.contoso.com Identity=emea.contoso.com"},
	// Tenant.
	{row: "Set-CsTenantFederationConfiguration: lists", changes: tenantGiven, edit: "Set TenantFederationConfiguration Global BlockedDomains=null AllowedDomains=a.example", want: "+TenantFederationConfiguration  AllowedDomains=a.example; +TenantFederationConfiguration  BlockedDomains=null"},
	{row: "Set-CsTenantFederationConfiguration: how to clear a switch is not documented", changes: tenantGiven, edit: "Set TenantFederationConfiguration Global AllowFederatedUsers=null", want: "cmdlet.effect.undocumented"},
	{row: "New-CsExternalAccessPolicy: a tenant's", changes: tenantGiven, edit: "New TenantExternalAccessPolicies X",
		want: "+TenantExternalAccessPolicies Tag:X Identity=Tag:X; +TenantExternalAccessPolicies Tag:X EnableFederationAccess=True; +TenantExternalAccessPolicies Tag:X EnableXmppAccess=False; +TenantExternalAccessPolicies Tag:X EnablePublicCloudAccess=?; +TenantExternalAccessPolicies Tag:X EnablePublicCloudAudioVideoAccess=?; " +
			"+TenantExternalAccessPolicies Tag:X EnableOutsideAccess=False; +TenantExternalAccessPolicies Tag:X EnableAcsFederationAccess=True; +TenantExternalAccessPolicies Tag:X EnableTeamsConsumerAccess=True; +TenantExternalAccessPolicies Tag:X EnableTeamsConsumerInbound=True; +TenantExternalAccessPolicies Tag:X EnableTeamsSmsAccess=?; " +
			"+TenantExternalAccessPolicies Tag:X RestrictTeamsConsumerAccessToExternalUserProfiles=?; +TenantExternalAccessPolicies Tag:X FederatedBilateralChats=False; +TenantExternalAccessPolicies Tag:X CommunicationWithExternalOrgs=OrganizationDefault; " +
			"+TenantExternalAccessPolicies Tag:X AllowedExternalDomains=?; +TenantExternalAccessPolicies Tag:X BlockedExternalDomains=?"},
	{row: "New-CsExternalAccessPolicy: a tenant has no sites", changes: tenantGiven, edit: "New TenantExternalAccessPolicies Site:Redmond", want: "cmdlet.effect.undocumented"},
	{row: "Remove-CsExternalAccessPolicy: a tenant's is granted", changes: tenantGiven, edit: "Remove TenantExternalAccessPolicies Tag:Sales", want: "cmdlet.effect.undocumented"},
	{row: "Remove-CsExternalAccessPolicy: a tenant's", changes: tenantGiven, edit: "Remove TenantExternalAccessPolicies Tag:Idle", want: "-TenantExternalAccessPolicies Tag:Idle Identity=Tag:Idle"},

	{row: "Enable-CsUser, Set-CsUser: no check of the domain", changes: `{"Users": [{"SipAddress": "x@elsewhere.example"}]}`, edit: "Grant Users x@elsewhere.example ExternalAccessPolicy=null", want: "+Users x@elsewhere.example ExternalAccessPolicy=null"},
}

func TestApply(t *testing.T) {
	seen := map[string]bool{}
	for _, tt := range rows {
		if seen[tt.row] {
			t.Errorf("%s is there twice", tt.row)
		}
		seen[tt.row] = true
		t.Run(tt.row, func(t *testing.T) {
			changes := json.RawMessage(`{"own": null}`)
			if tt.changes != "" {
				changes = json.RawMessage(`{"own": null,` + tt.changes[1:])
			}
			_, d, _ := testkit.Changed(t, changes, "own", new(any))
			c := d.Configuration
			before := members(c)
			e := edit(t, tt.edit)
			after, err := cmdlet.Apply(c, e, tt.on)
			var got []string
			for f := range diag.All(err) {
				rule := string(f.Rule)
				if f.Inferred {
					testkit.CheckInferred(t, f.Rule, true)
					rule = "~" + rule
				}
				if resolves := testkit.Resolves([]byte(`{}`), f.Path); !resolves || f.Path == "/" {
					t.Errorf("%q is not the path of a member", f.Path)
				}
				if f.Subject != e.Subject || f.Severity != diag.Error || f.Remedy == "" || f.Source.IsZero() {
					t.Errorf("%+v does not say which record, or what to do, or why", f)
				}
				got = append(got, rule)
			}
			if err == nil {
				got = changed(c, after)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, members(c)); diff != "" {
				t.Errorf("the configuration that was given changed:\n%s", diff)
			}
		})
	}
}

// TestServer: further edits do not change a configuration that the server has returned.
func TestServer(t *testing.T) {
	c := right(t)
	s := cmdlet.NewServer(c, 0)
	var states []federation.Configuration
	for _, line := range []string{
		"New BlockedDomains a.example", "Set BlockedDomains a.example Comment=x", "Remove BlockedDomains tailspintoys.com",
		"Remove BlockedDomains a.example", "New BlockedDomains A.example", "New SipDomains b.example IsDefault=true",
	} {
		require.NoError(t, s.Apply(edit(t, line)), line)
		now := s.Configuration()
		alone, err := cmdlet.Apply(last(states, c), edit(t, line), 0)
		require.NoError(t, err)
		if diff := cmp.Diff(members(alone), members(now)); diff != "" {
			t.Errorf("%s: Server differs from Apply:\n%s", line, diff)
		}
		states = append(states, now)
	}
	again := cmdlet.NewServer(c, 0)
	for i, line := range []string{"New BlockedDomains a.example", "Set BlockedDomains a.example Comment=x"} {
		require.NoError(t, again.Apply(edit(t, line)))
		if diff := cmp.Diff(members(again.Configuration()), members(states[i])); diff != "" {
			t.Errorf("state %d changed:\n%s", i, diff)
		}
	}
	require.Error(t, s.Apply(edit(t, "Remove SipDomains b.example")))
	if diff := cmp.Diff(members(last(states, c)), members(s.Configuration())); diff != "" {
		t.Errorf("a refusal changed something:\n%s", diff)
	}
}

func last(states []federation.Configuration, none federation.Configuration) federation.Configuration {
	if len(states) == 0 {
		return none
	}
	return states[len(states)-1]
}

// FuzzApply: after any edits the configuration is one that a server can have. Creating a
// record and removing it again leaves the configuration unchanged.
func FuzzApply(f *testing.F) {
	for i := range 40 {
		f.Add([]byte{byte(i), byte(i * 7), byte(i * 13), 3, byte(i * 31), 5, byte(255 - i), 11, 1, byte(i * 3), 2, 9})
	}
	var valid federation.Configuration
	data, err := os.ReadFile(testkit.RightPath)
	require.NoError(f, err)
	require.NoError(f, json.Unmarshal(data, &valid))
	// The kinds of the tenant are given. Otherwise a new record makes its kind incomplete.
	valid.Tenant = tenant.Tenant{SIPDomains: []tenant.SIPDomain{}, ExternalAccessPolicies: []tenant.ExternalAccessPolicy{}, Users: []tenant.User{}}
	f.Fuzz(func(t *testing.T, script []byte) {
		s := cmdlet.NewServer(valid, 0)
		for len(script) >= 6 {
			e := randomEdit(t, script)
			script = script[6:]
			before := s.Configuration()
			err := s.Apply(e)
			after := s.Configuration()
			if err != nil {
				if diff := cmp.Diff(members(before), members(after)); diff != "" {
					t.Fatalf("%v: refused with %v, and changed:\n%s", e, err, diff)
				}
				continue
			}
			if err := after.Validate(); err != nil {
				t.Fatalf("%v leaves a state that no server can be in: %v", e, err)
			}
			if e.Op != diag.OpNew || e.Subject.Kind == "SipDomains" {
				continue
			}
			back, err := cmdlet.Apply(after, diag.Edit{Op: diag.OpRemove, Subject: e.Subject}, 0)
			require.NoError(t, err)
			if diff := cmp.Diff(members(before), members(back)); diff != "" {
				t.Fatalf("%v and its removal leave:\n%s", e, diff)
			}
		}
	})
}

// randomEdit makes an edit from six bytes.
func randomEdit(t *testing.T, b []byte) diag.Edit {
	t.Helper()
	kinds := slices.Collect(federation.AllKinds())
	k := kinds[int(b[0])%len(kinds)]
	names := []string{"Skype", "Office365", "fabrikam.com", "tailspintoys.com", "Global", "Tag:X", "site:Redmond", "contoso.com", "emea.contoso.com", "sip:ken@contoso.com", "a.example"}
	e := diag.Edit{Op: diag.Op(1 + b[1]%6), Subject: diag.Subject{Kind: k.String(), Identity: names[int(b[2])%len(names)]}}
	i := byte(0)
	for p := range k.Row().Table().Properties() {
		i++
		if p.Key || (b[3]>>(i%8))&1 == 0 && !p.Required {
			continue
		}
		v := diag.Bool((b[4]>>(i%8))&1 == 1)
		switch {
		case p.Name == "RoutingMethod":
			v = diag.Text([]string{"UseDnsSrvRouting", "UseDefaultRouting"}[b[5]%2])
		case p.Name == "ExternalAccessPolicy":
			v = diag.Text([]string{"FederationAndPIC", "Tag:X", "Global"}[b[5]%3])
		case strings.HasSuffix(p.Name, "Level"):
			v = diag.Number(uint64(b[5] % 4))
		case strings.HasSuffix(p.Name, "Url"):
			v = diag.Text([]string{"https://a.example/", "icon"}[b[5]%2])
		case strings.Contains(p.Name, "Fqdn") || strings.HasSuffix(p.Name, "Domain"):
			v = diag.Text([]string{"a.example", "b.example", "sipfed.online.lync.com", "no domain"}[b[5]%4])
		case strings.Contains(p.Name, "List") || p.Name == "Comment" || p.Name == "Description":
			v = diag.Text([]string{"a.example", "msn.com,b.example"}[b[5]%2])
		case p.Name == "SipClientPort" || strings.Contains(p.Name, "Count") || strings.HasPrefix(p.Name, "Max") || strings.HasSuffix(p.Name, "Rate") || strings.HasSuffix(p.Name, "Minutes") || strings.HasSuffix(p.Name, "Percentage"):
			v = diag.Number(uint64(b[5]) * 16)
		}
		e.Members = append(e.Members, diag.MemberEdit{Name: p.Name, New: v})
	}
	return e
}

// TestFirst: the remedy of a refusal has the commands that must run before the refused
// one, or that replace it.
func TestFirst(t *testing.T) {
	const own = `{"SipDomains":[{"Identity":"contoso.com","IsDefault":true},{"Identity":"contoso.co.uk","IsDefault":false}],
		"AccessEdgeConfiguration":{"RoutingMethod":"UseDnsSrvRouting"},
		"PublicProviders":[{"Identity":"MSN","ProxyFqdn":"federation.messenger.msn.com","Enabled":true}],
		"HostingProviders":[{"Identity":"LyncOnline","ProxyFqdn":"sipfed.online.lync.com","Enabled":true}],
		"AllowedDomains":[{"Identity":"litwareinc.com"}],"BlockedDomains":[{"Identity":"fabrikam.com"}],
		"ExternalAccessPolicies":[{"Identity":"Global"},{"Identity":"Tag:Sales"},{"Identity":"Site:Redmond"}],
		"Users":[{"SipAddress":"sip:ken@contoso.com","ExternalAccessPolicy":"Tag:Sales"}]}`
	var c federation.Configuration
	require.NoError(t, json.Unmarshal([]byte(own), &c))
	for _, tt := range []struct{ edit, detail, remedy string }{
		{"New ExternalAccessPolicies Global EnableFederationAccess=true", "Global", "Set-CsExternalAccessPolicy -Identity 'Global' -EnableFederationAccess $true"},
		{"New PublicProviders Skype ProxyFqdn=federation.messenger.msn.com Enabled=true", "public provider MSN", "Remove-CsPublicProvider -Identity 'MSN'"},
		{"New PublicProviders LyncOnline ProxyFqdn=sip.example.com Enabled=true", "hosting provider", "Remove-CsHostingProvider -Identity 'LyncOnline'"},
		{"New PublicProviders MSN ProxyFqdn=sip.example.com Enabled=true", "already exists", "Remove-CsPublicProvider -Identity 'MSN'"},
		{"New AllowedDomains fabrikam.com", "blocked", "Remove-CsBlockedDomain -Identity 'fabrikam.com'"},
		{"New BlockedDomains litwareinc.com", "allowed", "Remove-CsAllowedDomain -Identity 'litwareinc.com'"},
		{"Set AccessEdgeConfiguration - RoutingMethod=UseDefaultRouting DefaultRouteFqdn=a.example", "MSN, LyncOnline", "Remove-CsPublicProvider -Identity 'MSN'; Remove-CsHostingProvider -Identity 'LyncOnline'"},
		{"Remove ExternalAccessPolicies Tag:Sales", "ken@contoso.com", "Grant-CsExternalAccessPolicy -Identity 'sip:ken@contoso.com' -PolicyName $null"},
		{"Grant Users ken@contoso.com ExternalAccessPolicy=Global", "Global", "Grant-CsExternalAccessPolicy -Identity 'sip:ken@contoso.com' -PolicyName $null"},
		{"Remove SipDomains contoso.com", "default", "Set-CsSipDomain -Identity 'contoso.co.uk' -IsDefault $true"},
		{"Remove PublicProviders Messenger", "only MSN", ""},
	} {
		_, err := cmdlet.Apply(c, edit(t, tt.edit), 0)
		f, isFinding := err.(*diag.Finding)
		require.True(t, isFinding, tt.edit)
		if !strings.Contains(f.Detail, tt.detail) || !strings.HasSuffix(f.Remedy, tt.remedy) {
			t.Errorf("%s: the detail is %q, and the remedy %q", tt.edit, f.Detail, f.Remedy)
		}
	}
}

package source

import (
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
)

// A Trial is a test in a lab of a statement that is inferred or that documents dispute.
// docs/unproven.md is generated from the trials.
type Trial struct {
	// Of identifies the statement: the name of a rule, a fact of the catalog of services
	// such as "skype ended", or another name.
	Of      string
	Text    string      // the statement; "" for a fact of the catalog, which has the text
	Source  diag.Source // the closest document; zero for a rule or a fact, which has it
	Decides []diag.Rule // the rules whose outcome depends on it
	Try     string      // how to test it, or why that is not possible
}

const gone = "It cannot be tested: the service is gone. "

// trials is sorted by Of. A rule with an inferred finding or reason needs a row, and so
// does an inferred or contradicted fact of the catalog. Run go test . -update for
// docs/unproven.md.
var trials = []Trial{
	{
		Of:      "aol domains",
		Decides: []diag.Rule{"audit.excluded-list.foreign", "reach.provider.claim"},
		Try:     gone + "Contact lists of that time show at which domains the contacts were.",
	},
	{
		Of:      "aol ended",
		Decides: []diag.Rule{"audit.service.ended", "audit.service.unlicensed", "licensing.service.ended", "reach.service.day"},
		Try:     gone + "A client's trace from July 2014 or later, of a message to an AOL contact, shows whether its host still answered.",
	},
	{
		Of:      "aol substitute",
		Decides: []diag.Rule{"audit.allowed-domain.ended", "audit.service.ended", "licensing.service.ended", "reach.service.day"},
		Try:     gone + "An Edge's log from 2014 to 2017, with messages to aol.com as an allowed domain, shows how long direct federation lasted.",
	},
	{
		Of:      "audit.allowed-domain.hosted",
		Text:    "The Access Edge of a server after Lync Server 2013 does not start either if an allowed domain has the ProxyFqdn of a hosting provider.",
		Decides: []diag.Rule{"audit.allowed-domain.hosted"},
		Try:     "In a lab without partners, add such an allowed domain on a later server, restart the Access Edge service, and look for event 14517.",
	},
	{
		Of:      "audit.microsoft365.homed",
		Text:    "A user with a RegistrarPool and without HostingProvider in the export is homed on the servers.",
		Decides: []diag.Rule{"audit.microsoft365.homed"},
		Try:     "Run Get-CsUser -Identity with a user who was moved to Microsoft 365, and read RegistrarPool and HostingProvider.",
	},
	{
		Of:      "audit.tenant.subdomains",
		Text:    "The Access Edge cannot block the subdomains of a blocked domain: its lists have names only, and BlockAllSubdomains is a setting of a tenant.",
		Decides: []diag.Rule{"audit.tenant.subdomains"},
		Try:     "Block a lab partner's domain on the Edge, and send a message to an address in a domain below it, with discovery on.",
	},
	{
		Of:      "cmdlet.record.missing",
		Text:    "A cmdlet that changes a record fails if no record has the name. The pages of the cmdlets do not state this.",
		Decides: []diag.Rule{"cmdlet.record.missing"},
		Try:     "Run Set-CsBlockedDomain -Identity labtest.contoso.com -Comment x, while that domain is not blocked, and read the error.",
	},
	{
		Of:      "defaults of policies",
		Text:    "EnableFederationAccess of a new policy is off. In pages from December 2021 on, it is on in the parameter's table and off in the text.",
		Source:  NewExternalAccessPolicy,
		Decides: []diag.Rule{"audit.edge.unused", "reach.policy.partners"},
		Try:     "Run New-CsExternalAccessPolicy -Identity LabTest, read EnableFederationAccess in its output, and run Remove-CsExternalAccessPolicy -Identity LabTest.",
	},
	{
		Of:      "defaults of providers",
		Text:    "VerificationLevel of a new provider is AlwaysVerifiable, by the cmdlet's page. By the page of the Control Panel it is contacts only, which is AlwaysUnverifiable.",
		Source:  NewPublicProvider,
		Decides: []diag.Rule{"audit.level.deprecated", "reach.sender.verification"},
		Try:     "Run New-CsPublicProvider -Identity LabTest -ProxyFqdn lab.contoso.com -Enabled $false, read VerificationLevel in its output, and run Remove-CsPublicProvider -Identity LabTest. Create another one in the Control Panel and compare.",
	},
	{
		Of:      "domain.srv.target",
		Text:    "The target of the SRV record has exactly one label more than the SIP domain. It follows from the document's examples and from one field log. The vendor's own checker accepts any target that ends with the domain.",
		Decides: []diag.Rule{"domain.srv.target", "licensing.request.srv"},
		Try:     "Let the record of a lab domain point to a host two labels below it, with a certificate for that host. Send a message from a partner's Edge and read ms-diagnostics: 1009 means that the target was refused.",
	},
	{
		Of:      "federation.domain.host",
		Text:    "A name that is not a host name in DNS reaches nobody, although the server's store accepts it.",
		Decides: []diag.Rule{"federation.domain.host"},
		Try:     "Run New-CsAllowedDomain -Identity a_b.contoso.com, and send a message to an address there. The client's trace shows with which id it is refused.",
	},
	{
		Of:      "federation.domain.parent",
		Text:    "An entry for a domain does not cover its subdomains. By the pages of both lists, a search for the domain also shows its subdomains. That may be a property of the search only.",
		Decides: []diag.Rule{"audit.status.unknown", "federation.domain.parent", "reach.domain.blocked", "reach.partner.unknown"},
		Try:     "With discovery on, run New-CsBlockedDomain -Identity fabrikam.com, and send a message to an address at it.fabrikam.com. If it is delivered, the entry covers no domain below it.",
	},
	{
		Of:      "licensing.cal.counts",
		Text:    "A Standard CAL of Skype for Business Server 2015 or 2019 counts as one of Lync Server. The documents name CALs of Lync only.",
		Decides: []diag.Rule{"audit.service.unlicensed", "licensing.cal.counts", "licensing.license.missing"},
		Try:     "A lab does not show it: servers do not check licenses. Ask the reseller for it in writing.",
	},
	{
		Of:      "licensing.platform.unsupported",
		Text:    "Subscription Edition is supported like the 2019 server, because it has the same code. Office Communications Server 2007 R2 is supported by two documents (SITE-19, EN-14), but not by a later one (SFB-SKYPE).",
		Decides: []diag.Rule{"audit.service.unlicensed", "licensing.platform.unsupported"},
		Try:     "Support is a contract, which a lab does not show. While the service exists, a message to a contact shows whether the connection works.",
	},
	{
		Of:      "licensing.request.edges",
		Text:    "A request has at most ten Access Edges, and from 2019-03-22 on one for each group of domains. The earlier FAQ (FAQ-16) has only the first condition, the later one (FAQ-19) both.",
		Decides: []diag.Rule{"licensing.request.edges"},
		Try:     "It cannot be tested: the provisioning site was shut down on 2019-08-15.",
	},
	{
		Of:      "order of checks",
		Text:    "No document gives the order in which servers make their checks. One field report has the user's policy first, then the lists of the Edge, then the other side. The order decides which of several reasons a trace shows.",
		Source:  Lyncfed,
		Decides: []diag.Rule{"reach.domain.blocked", "reach.partner.unknown", "reach.policy.partners", "reach.policy.public", "reach.provider.disabled"},
		Try:     "Give one user two reasons to be refused, such as a blocked domain and a policy without federation. Send a message, and read ms-diagnostics in the client's trace: its id is that of the check that came first.",
	},
	{
		Of:      "policy.audio-video.alone",
		Text:    "EnablePublicCloudAudioVideoAccess has no effect without EnablePublicCloudAccess. Every documented example sets both.",
		Decides: []diag.Rule{"policy.audio-video.alone"},
		Try:     "While a public service exists, grant a policy with the first on and the second off to one user, and call a contact of the service.",
	},
	{
		Of:      "provider.hosts-users.unshared",
		Text:    "A server cannot have HostsOCSUsers on while EnabledSharedAddressSpace is off: its store nests the first in the second. A mock of the vendor prints the pair.",
		Decides: []diag.Rule{"provider.hosts-users.unshared"},
		Try:     "Run New-CsHostingProvider -Identity LabTest -ProxyFqdn lab.contoso.com -Enabled $false -EnabledSharedAddressSpace $false -HostsOCSUsers $true -IsLocal $false. Read HostsOCSUsers with Get-CsHostingProvider -Identity LabTest, and remove the provider.",
	},
	{
		Of:      "reach.default-route.used",
		Text:    "With default routing, everything that is not blocked goes to the host of the default route. This is documented for Office Communications Server only.",
		Decides: []diag.Rule{"reach.default-route.used"},
		Try:     "With -UseDefaultRouting set, send a message to a domain that is on no list, and read the Edge's trace: the next hop is the host of the default route.",
	},
	{
		Of:      "reach.home.hosted",
		Text:    "The policies and lists of the tenant decide for a user who is homed in Microsoft 365, whatever those of the servers are.",
		Decides: []diag.Rule{"reach.home.hosted"},
		Try:     "Move a lab user to the tenant, grant it on the servers a policy without federation, and send a message to a partner.",
	},
	{
		Of:      "reach.home.unshared",
		Text:    "Servers send nothing for their own SIP domains to a hosting provider that does not share the address space.",
		Decides: []diag.Rule{"audit.microsoft365.unshared", "reach.home.unshared"},
		Try:     "Turn EnabledSharedAddressSpace off in a lab's hybrid, and send a message from a user on the servers to one in the tenant.",
	},
	{
		Of:      "reach.user.federation-off",
		Text:    "EnabledForFederation does not override the external access policy from Lync Server 2010 on.",
		Decides: []diag.Rule{"reach.user.federation-off"},
		Try:     "Set msRTCSIP-FederationEnabled to FALSE for one lab user whose policy grants federation, wait for replication, and send a message to a partner.",
	},
	{
		Of:      "refusals of servers",
		Text:    "A server refuses a second SIP domain with the same name, and the grant of a policy that does not exist. Pages of other cmdlets document this for theirs.",
		Source:  Lyncfed,
		Decides: []diag.Rule{"federation.domain.repeated", "policy.grant.missing"},
		Try:     "Run New-CsSipDomain with the name of a SIP domain that exists, and Grant-CsExternalAccessPolicy with -PolicyName NoSuchPolicy for a lab user. Read the errors.",
	},
	{
		Of:      "settings of Subscription Edition",
		Text:    "Subscription Edition has the settings and defaults of the 2019 server, because it has the same code. The pages of the cmdlets do not name it.",
		Source:  SfBServerSE,
		Decides: []diag.Rule{"audit.setting.unknown"},
		Try:     "Run (Get-Command Set-CsAccessEdgeConfiguration).Parameters.Keys, and the same for the other cmdlets, in both Management Shells, and compare the lists.",
	},
	{
		Of:      "skype Audio",
		Decides: []diag.Rule{"reach.service.capability"},
		Try:     gone + "A client's trace of a call from Office Communicator 2007 R2 to a Skype contact would show whether the older server had audio.",
	},
	{
		Of:      "skype IM,Presence",
		Decides: []diag.Rule{"reach.service.capability"},
		Try:     gone + "A client's trace from Office Communicator 2007 R2 with a Skype contact would show whether the older server was connected at all.",
	},
	{
		Of:      "skype Video",
		Decides: []diag.Rule{"reach.service.capability"},
		Try:     gone + "The release notes of Skype for the Mac from December 2014 say whether it had video with Lync.",
	},
	{
		Of:      "skype available",
		Decides: []diag.Rule{"audit.service.unrecorded", "licensing.service.begun", "reach.service.day"},
		Try:     gone + "A client's trace from 2013-05-23 to 2013-05-28 with a Skype contact shows which day it was.",
	},
	{
		Of:      "skype domains",
		Decides: []diag.Rule{"audit.excluded-list.foreign", "reach.provider.claim"},
		Try:     "Run Resolve-DnsName -Type SRV _sipfederationtls._tcp.hotmail.co.uk, and the same for another domain of the list. A record with the target federation.messenger.msn.com shows that the service had the domain. A missing record shows nothing.",
	},
	{
		Of:      "skype ended",
		Decides: []diag.Rule{"audit.service.ended", "audit.service.unlicensed", "audit.srv.ended", "licensing.service.ended", "reach.service.day"},
		Try:     "Enable an entry with the host federation.messenger.msn.com, send a message to a contact that was on Skype, and read ms-diagnostics in the client's trace. Test-NetConnection federation.messenger.msn.com -Port 5061 shows from the Edge whether the host answers.",
	},
	{
		Of:      "skype recommendation SfBServerSE",
		Decides: []diag.Rule{"audit.provider.recreate"},
		Try:     "Run (Get-Command New-CsPublicProvider).Parameters.Keys in the Management Shell of Subscription Edition: it shows whether the parameters of the recommended command are there.",
	},
	{
		Of:      "wlm closing",
		Decides: []diag.Rule{"audit.service.closing", "audit.service.unlicensed", "licensing.new-domain.closed"},
		Try:     gone + "The mail that confirms the provisioning of a domain after 2012-10-01 would refute the day.",
	},
	{
		Of:      "wlm domains",
		Decides: []diag.Rule{"audit.excluded-list.foreign", "reach.provider.claim"},
		Try:     gone + "Contact lists of that time show at which domains the contacts were.",
	},
	{
		Of:      "wlm ended",
		Decides: []diag.Rule{"audit.service.ended", "licensing.service.ended", "reach.service.day"},
		Try:     gone + "A client's trace from after April 2013 with a contact in mainland China shows whether messages still went there.",
	},
	{
		Of:      "yahoo domains",
		Decides: []diag.Rule{"audit.excluded-list.foreign", "reach.provider.claim"},
		Try:     gone + "Contact lists of that time show at which domains the contacts were.",
	},
	{
		Of:      "yahoo ended",
		Decides: []diag.Rule{"audit.service.ended", "audit.service.unlicensed", "licensing.service.ended", "reach.service.day"},
		Try:     gone + "A client's trace from July 2014 or later, of a message to a Yahoo! contact, shows whether its host still answered.",
	},
}

// Trials returns the trials, sorted by the statement.
func Trials() iter.Seq[Trial] { return slices.Values(trials) }

// IsTried reports whether a trial names a rule.
func IsTried(r diag.Rule) bool {
	return slices.ContainsFunc(trials, func(t Trial) bool { return slices.Contains(t.Decides, r) })
}

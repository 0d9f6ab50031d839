// Package source lists the documents that rules and facts rest on. A rule
// catalog takes its [diag.Source] from here, and docs/sources.md is written
// from [All].
package source

import (
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
)

// A Document is a source with its edition and use.
type Document struct {
	diag.Source
	Edition string // the edition relied on, or "" if it has no date or number
	Use     string // what lyncfed takes from it
}

// The documents that catalogs cite, sorted by ID.
var (
	AIMEnd = diag.Source{
		ID:    "AIM-END",
		Title: "AIM shutting down",
		URL:   "https://www.ibtimes.com/aim-shutting-down-best-tweets-millennials-grieve-over-aol-instant-messenger-shutdown-2598560",
	}
	Blog13 = diag.Source{
		ID:    "BLOG-13",
		Title: "Lync-Skype connectivity",
		URL:   "https://ucservice.blogspot.com/2013/05/lync-skype-connectivity.html",
	}
	Cisco = diag.Source{
		ID:    "CISCO",
		Title: "Configure and Troubleshoot DNS and Certificate Requirements on Microsoft Federation via Expressway to Cisco Meeting Server",
		URL:   "https://www.cisco.com/c/en/us/support/docs/unified-communications/expressway/212383-configure-and-troubleshoot-dns-and-certi.html",
	}
	PICEnabled06 = diag.Source{
		ID:    "COLLABAGE-06",
		Title: "Knowing when PIC is enabled",
		URL:   "http://collabage.blogspot.com/2006/01/knowing-when-pic-is-enabled.html",
	}
	SharedHost13 = diag.Source{
		ID:    "CONFUSEDAMUSED-13",
		Title: "Lync 2013 CU3 and Hosting Providers",
		URL:   "http://www.confusedamused.com/notebook/tag/edge",
	}
	MistypedDomain = diag.Source{
		ID:    "CSPS-10",
		Title: "What happens if you are enabling a user for Lync Server, and you make a typo when entering the SIP domain?",
		URL:   "https://techcommunity.microsoft.com/t5/skype-for-business-blog/what-happens-if-you-are-enabling-a-user-for-lync-server-and-you/ba-p/618924",
	}
	Diagnostics = diag.Source{
		ID:    "DIAG",
		Title: "Skype for Business Server diagnostics: federation is not working",
		URL:   "https://github.com/onpremdiag/SfBServer/blob/fc18526966d64a39b038537d1de40c1cf3426e2c/src/mode/sfbserver/BuildArtifacts/SDOnPremFederation.md",
	}
	EASI = diag.Source{
		ID:    "EASI",
		Title: "How do you add a user that does not have a Passport domain?",
		URL:   "https://docs.microsoft.com/en-us/archive/blogs/toml/how-do-you-add-a-user-that-doesnt-have-a-passport-domain",
	}
	Enabling14 = diag.Source{
		ID:    "EN-14",
		Title: "Enabling Lync-Skype connectivity in Lync Server 2013",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/03f6e365b4d0d02d4a4dd5b6264ec47602e46f3f/Lync/LyncServer/lync-server-2013-enabling-lync-skype-connectivity.md",
	}
	ExtendedUpdates25 = diag.Source{
		ID:    "ESU-25",
		Title: "Microsoft announces Extended Security Update programs for Exchange and Skype for Business",
		URL:   "https://betanews.com/2025/07/18/microsoft-announces-extended-security-update-programs-for-exchange-and-skype-for-business/",
	}
	ExtendedUpdates26 = diag.Source{
		ID:    "ESU-26",
		Title: "Microsoft extends Skype for Business ESU program with Period 2 option",
		URL:   "https://news.lavx.hu/article/microsoft-extends-skype-for-business-esu-program-with-period-2-option",
	}
	Eweek14 = diag.Source{
		ID:    "EWEEK-14",
		Title: "Microsoft enables Lync-Skype video calls",
		URL:   "https://www.eweek.com/networking/microsoft-enables-lync-skype-video-calls",
	}
	ExchangeOnline = diag.Source{
		ID:    "EXCHANGE-ONLINE",
		Title: "Configuring on-premises Lync Server 2013 integration with Exchange Online",
		URL:   "https://learn.microsoft.com/en-us/previous-versions/office/lync-server-2013/lync-server-2013-configuring-on-premises-lync-server-integration-with-exchange-online",
	}
	FAQ16 = diag.Source{
		ID:    "FAQ-16",
		Title: "Frequently Asked Questions: Provisioning Lync Server 2013 for Skype connectivity, earlier edition",
		URL:   "https://technet.microsoft.com/library/Dn440172(v=OCS.15)",
	}
	FAQ19 = diag.Source{
		ID:    "FAQ-19",
		Title: "Frequently Asked Questions: Provisioning Lync Server 2013 for Skype connectivity",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/1edfe50206fa1aece00374fb2686c58897e4b3c4/Lync/LyncServer/lync-server-2013-frequently-asked-questions-provisioning-lync-server-for-skype-connectivity.md",
	}
	FederateLyncOnline = diag.Source{
		ID:    "FED-LO-10",
		Title: "Configure Federation Support for a Lync Online Domain",
		URL:   "https://learn.microsoft.com/en-us/previous-versions/office/skype-server-2010/hh202166(v=ocs.14)",
	}
	Certificates13 = diag.Source{
		ID:    "GG398066",
		Title: "Certificate infrastructure requirements for Lync Server 2013",
		URL:   "https://learn.microsoft.com/en-us/previous-versions/office/lync-server-2013/lync-server-2013-certificate-infrastructure-requirements",
	}
	PublicSupport10 = diag.Source{
		ID:    "GG398157",
		Title: "Lync Server 2010: supported public IM connectivity",
		URL:   "https://learn.microsoft.com/en-us/previous-versions/office/skype-server-2010/gg398157(v=ocs.14)",
	}
	AudioVideo10 = diag.Source{
		ID:    "GG398177",
		Title: "Lync Server 2010: audio and video with Windows Live users",
		URL:   "https://learn.microsoft.com/en-us/previous-versions/office/skype-server-2010/gg398177(v=ocs.14)",
	}
	Allowed13 = diag.Source{
		ID:    "GG425908",
		Title: "Configure support for allowed external domains in Lync Server 2013",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/042b692552b21ff78ff839b7c645ddd69f7e5aa2/Lync/LyncServer/lync-server-2013-configure-support-for-allowed-external-domains.md",
	}
	Policies13 = diag.Source{
		ID:    "GG520946",
		Title: "Configure policies to control public user access in Lync Server 2013",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/03f6e365b4d0d02d4a4dd5b6264ec47602e46f3f/Lync/LyncServer/lync-server-2013-configure-policies-to-control-public-user-access.md",
	}
	PublicProviders10 = diag.Source{
		ID:    "GG521001",
		Title: "Lync Server 2010: specify supported IM service providers",
		URL:   "https://technet.microsoft.com/en-us/library/gg521001(v=ocs.14).aspx",
	}
	GrantPolicies = diag.Source{
		ID:    "GRANT-13",
		Title: "Assigning per-user policies in Lync Server 2013",
		URL:   "https://unifiedpeople.ru/lyncserver2013_itpro.en/html/344a21b0-5301-4e77-853a-970bb1c11e1d.htm",
	}
	Wildcards13 = diag.Source{
		ID:    "HH202161",
		Title: "Wildcard certificate support in Lync Server 2013",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/500ff15d4573aca8c1341de9de7631846604cac7/Lync/LyncServer/lync-server-2013-wildcard-certificate-support.md",
	}
	MediaEncryption13 = diag.Source{
		ID:    "JJ205149",
		Title: "Configure media encryption for public providers in Lync Server 2013",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/e0f29febefe2caa27c423af67ac345e68f96f8b7/Lync/LyncServer/lync-server-2013-configure-media-encryption-for-public-providers.md",
	}
	Ports13 = diag.Source{
		ID:    "JJ618376",
		Title: "Port summary: public instant messaging connectivity in Lync Server 2013",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/500ff15d4573aca8c1341de9de7631846604cac7/Lync/LyncServer/lync-server-2013-port-summary-public-instant-messaging-connectivity.md",
	}
	Blocked13 = diag.Source{
		ID:    "JJ619176",
		Title: "Configure support for blocked external domains in Lync Server 2013",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/0450726c79652a8ffb6197169ca1c2c6c358acd1/Lync/LyncServer/lync-server-2013-configure-support-for-blocked-external-domains.md",
	}
	KB2566790 = diag.Source{
		ID:    "KB-2566790",
		Title: "Troubleshooting Skype for Business Online DNS configuration issues in Office 365",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/071e90cc757f2bf6b5bc7458e31e3939580a8bca/SkypeForBusiness/SkypeOnline/online-configuration/dns-configuration-issue.md",
	}
	KB2566829 = diag.Source{
		ID:    "KB-2566829",
		Title: "Lync users can't communicate with external contacts who have Microsoft accounts that have a custom (EASI) domain",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/3900b94901f4688666f6c2f7bb1c7ae0472d543f/SkypeForBusiness/SkypeOnline/online-contacts/cant-communicate-with-external-contact.md",
	}
	KB897567 = diag.Source{
		ID:    "KB-897567",
		Title: "Known issues that occur with public instant messaging after you install Live Communications Server Service Pack 1",
		URL:   "http://support.microsoft.com/kb/897567",
	}
	Lyncfed      = diag.OwnSource()
	CloudRecords = diag.Source{
		ID:    "M365-DNS",
		Title: "External Domain Name System records for Office 365",
		URL:   "https://github.com/MicrosoftDocs/microsoft-365-docs/blob/ba01cbe59ca4652a0c05a3d15bea4f9bcec94861/microsoft-365/enterprise/external-domain-name-system-records.md",
	}
	CloudRecordsDoD = diag.Source{
		ID:    "M365-DNS-DOD",
		Title: "DNS records for Office 365 DoD",
		URL:   "https://learn.microsoft.com/en-us/microsoft-365/enterprise/dns-records-for-office-365-dod",
	}
	CloudRecordsGCCHigh = diag.Source{
		ID:    "M365-DNS-GCC-HIGH",
		Title: "DNS records for Office 365 GCC High",
		URL:   "https://learn.microsoft.com/en-us/microsoft-365/enterprise/dns-records-for-office-365-gcc-high",
	}
	AllowedTwice = diag.Source{
		ID:    "M365DSC-6654",
		Title: "Microsoft365DSC issue 6654: TeamsFederationConfiguration: cannot specify AllowedDomains",
		URL:   "https://github.com/Microsoft365DSC/Microsoft365DSC/issues/6654",
	}
	Messhelper = diag.Source{
		ID:    "MESSHELPER",
		Title: "Lync/Skype for Business to Skype connectivity update",
		URL:   "http://messhelper.com/skype/lync-skype-for-business-to-skype-connectivity-update/",
	}
	MigrateLyncOnline = diag.Source{
		ID:    "MIGR-13",
		Title: "Migrating Lync Online users to Lync on-premises in Lync Server 2013",
		URL:   "https://learn.microsoft.com/en-us/previous-versions/office/lync-server-2013/lync-server-2013-migrating-lync-online-users-to-lync-on-premises",
	}
	ErrorReporting = diag.Source{
		ID:    "MS-OCER",
		Title: "[MS-OCER]: Client Error Reporting Protocol, error IDs 1000 to 1999",
		URL:   "https://learn.microsoft.com/en-us/openspecs/office_protocols/ms-ocer/88f739c4-83cf-480e-bd53-fe2d311aad3f",
	}
	UserServices = diag.Source{
		ID:    "MS-OCER-4000",
		Title: "[MS-OCER]: Client Error Reporting Protocol, error IDs 4000 to 4999",
		URL:   "https://learn.microsoft.com/en-us/openspecs/office_protocols/ms-ocer/d4ff868d-e42e-4b79-980b-c0ceb3b384c6",
	}
	PSRP = diag.Source{
		ID:    "MS-PSRP",
		Title: "[MS-PSRP]: PowerShell Remoting Protocol, 2.2.5 Serialization",
		URL:   "https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-psrp/602ee78e-9a19-45ad-90fa-bb132b7cecec",
	}
	MoveUser365 = diag.Source{
		ID:    "MSXFAQ-MOVE",
		Title: "Move-CSUser 365 (in German)",
		URL:   "https://www.msxfaq.de/cloud/sfbonline/movecsuser365.htm",
	}
	PolicyInUse = diag.Source{
		ID:    "NEXTHOP-11",
		Title: "Getting rid of policies you thought you already got rid of",
		URL:   "https://blogs.technet.microsoft.com/nexthop/2011/02/10/getting-rid-of-policies-you-thought-you-already-got-rid-of/",
	}
	DiagnosticsHeader = diag.Source{
		ID:    "OCS-DIAGNOSTICS",
		Title: "Office Communications Server 2007: Ms-Diagnostics header",
		URL:   "https://learn.microsoft.com/en-us/previous-versions/office/communications-server/bb964037(v=office.12)",
	}
	OCSEnd = diag.Source{
		ID:    "OCS-END",
		Title: "Office Communications Server 2007: configure federation on your Access Edge Server",
		URL:   "https://technet.microsoft.com/en-us/library/bb870345.aspx",
	}
	OutgoingTLS = diag.Source{
		ID:    "OCS-MP-14428",
		Title: "Office Communications Server 2007 R2 management pack: TLS outgoing connection failures",
		URL:   "https://systemcenter.wiki/?GetElement=OCS_Protocol_Stack_14428_AP&Type=Rule&ManagementPack=RTC2007R2MP_SCOM&Version=6.0.6907.21",
	}
	DiscoveredPeer = diag.Source{
		ID:    "OCS-MP-14508",
		Title: "Office Communications Server 2007 R2 management pack: a discovered peer has exceeded the number of internal users",
		URL:   "https://systemcenter.wiki/?GetElement=OCS_Protocol_Stack_14508_EE&Type=Rule&ManagementPack=RTC2007R2MP_SCOM&Version=6.0.6907.21",
	}
	Ocspedia = diag.Source{
		ID:    "OCSPEDIA",
		Title: "Public IM connectivity",
		URL:   "http://www.ocspedia.com/Misc/Public_IM_Connectivity.htm",
	}
	Planning13 = diag.Source{
		ID:    "PLAN13",
		Title: "Planning for SIP, XMPP federation, and public instant messaging in Lync Server 2013",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/006ea8949b917df4e1a8fa3f8b24e7b28041b264/Lync/LyncServer/lync-server-2013-planning-for-sip-xmpp-federation-and-public-instant-messaging.md",
	}
	XMPPGateway = diag.Source{
		ID:    "PS-XMPP",
		Title: "Get-CsXmppGatewayConfiguration",
		URL:   "https://learn.microsoft.com/en-ie/powershell/module/skypeforbusiness/get-csxmppgatewayconfiguration?view=skype-ps",
	}
	NewAllowedDomain = diag.Source{
		ID:    "PS-ALLOWED",
		Title: "New-CsAllowedDomain",
		URL:   "https://github.com/MicrosoftDocs/office-docs-powershell/blob/52b15d087acba0af449e69ab1fb33d96f3cb2431/skype/skype-ps/SkypeForBusiness/New-CsAllowedDomain.md",
	}
	NewBlockedDomain = diag.Source{
		ID:    "PS-BLOCKED",
		Title: "New-CsBlockedDomain",
		URL:   "https://learn.microsoft.com/en-us/powershell/module/skype/New-CsBlockedDomain",
	}
	ConvertToJSON = diag.Source{
		ID:    "PS-CONVERTTO-JSON",
		Title: "ConvertTo-Json",
		URL:   "https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.utility/convertto-json?view=powershell-5.1",
	}
	EdgeDomainPattern = diag.Source{
		ID:    "PS-DOMAIN-PATTERN",
		Title: "New-CsEdgeDomainPattern (Microsoft Teams)",
		URL:   "https://learn.microsoft.com/powershell/module/microsoftteams/new-csedgedomainpattern",
	}
	AccessEdge = diag.Source{
		ID:    "PS-EDGE",
		Title: "Set-CsAccessEdgeConfiguration",
		URL:   "https://github.com/MicrosoftDocs/office-docs-powershell/blob/8d311767b6fd2ff8eaf4fafe8345205938710878/skype/skype-ps/SkypeForBusiness/Set-CsAccessEdgeConfiguration.md",
	}
	EnableUser = diag.Source{
		ID:    "PS-ENABLE-USER",
		Title: "Enable-CsUser",
		URL:   "https://github.com/MicrosoftDocs/office-docs-powershell/blob/93336da2/skype/skype-ps/SkypeForBusiness/Enable-CsUser.md",
	}
	ExportCSV = diag.Source{
		ID:    "PS-EXPORT-CSV",
		Title: "Export-Csv",
		URL:   "https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.utility/export-csv?view=powershell-5.1",
	}
	FormatTable = diag.Source{
		ID:    "PS-FORMAT-TABLE",
		Title: "Format-Table",
		URL:   "https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.utility/format-table?view=powershell-5.1",
	}
	GrantExternalAccessPolicy = diag.Source{
		ID:    "PS-GRANT",
		Title: "Grant-CsExternalAccessPolicy",
		URL:   "https://github.com/MicrosoftDocs/office-docs-powershell/blob/5137565dfcb55b49c5ee307dafc3aa7d7f5d4b60/skype/skype-ps/SkypeForBusiness/Grant-CsExternalAccessPolicy.md",
	}
	GroupPolicyAssignment = diag.Source{
		ID:    "PS-GROUP-POLICY",
		Title: "New-CsGroupPolicyAssignment (Microsoft Teams)",
		URL:   "https://github.com/MicrosoftDocs/office-docs-powershell/blob/400df1743fe442f162e7a04908500bd710621b16/teams/teams-ps/MicrosoftTeams/New-CsGroupPolicyAssignment.md",
	}
	NewHostingProvider = diag.Source{
		ID:    "PS-HOSTING",
		Title: "New-CsHostingProvider",
		URL:   "https://github.com/MicrosoftDocs/office-docs-powershell/blob/d964c1333e6ef5822dbdc60a988c271b2ca7778e/skype/skype-ps/SkypeForBusiness/New-CsHostingProvider.md",
	}
	OnlineSIPDomain = diag.Source{
		ID:    "PS-ONLINE-SIPDOMAIN",
		Title: "Get-CsOnlineSipDomain (Microsoft Teams)",
		URL:   "https://learn.microsoft.com/powershell/module/microsoftteams/get-csonlinesipdomain",
	}
	OnlineUser = diag.Source{
		ID:    "PS-ONLINE-USER",
		Title: "Get-CsOnlineUser (Microsoft Teams)",
		URL:   "https://learn.microsoft.com/powershell/module/microsoftteams/get-csonlineuser",
	}
	NewExternalAccessPolicy = diag.Source{
		ID:    "PS-POLICY",
		Title: "New-CsExternalAccessPolicy",
		URL:   "https://github.com/MicrosoftDocs/office-docs-powershell/blob/4ce8116235/skype/vlatest/New-CsExternalAccessPolicy.md",
	}
	GetExternalAccessPolicy = diag.Source{
		ID:    "PS-POLICY-GET",
		Title: "Get-CsExternalAccessPolicy",
		URL:   "https://github.com/MicrosoftDocs/office-docs-powershell/blob/d964c1333e6ef5822dbdc60a988c271b2ca7778e/skype/skype-ps/SkypeForBusiness/Get-CsExternalAccessPolicy.md",
	}
	NewPublicProvider = diag.Source{
		ID:    "PS-PUBLIC",
		Title: "New-CsPublicProvider",
		URL:   "https://learn.microsoft.com/en-us/powershell/module/skypeforbusiness/new-cspublicprovider",
	}
	NewSIPDomain = diag.Source{
		ID:    "PS-SIPDOMAIN",
		Title: "New-CsSipDomain",
		URL:   "https://github.com/MicrosoftDocs/office-docs-powershell/blob/de2b976e6e7314431548c45da2015f4ca19f6921/skype/skype-ps/SkypeForBusiness/New-CsSipDomain.md",
	}
	TeamsPolicy = diag.Source{
		ID:    "PS-TEAMS-POLICY",
		Title: "New-CsExternalAccessPolicy (Microsoft Teams)",
		URL:   "https://learn.microsoft.com/powershell/module/microsoftteams/new-csexternalaccesspolicy",
	}
	TenantFederation = diag.Source{
		ID:    "PS-TENANT",
		Title: "Set-CsTenantFederationConfiguration (Microsoft Teams)",
		URL:   "https://learn.microsoft.com/powershell/module/microsoftteams/set-cstenantfederationconfiguration",
	}
	RemovedDomain = diag.Source{
		ID:    "PSDOCS-1696",
		Title: "office-docs-powershell issue 1696: two more clarifications which can save lots of time",
		URL:   "https://github.com/MicrosoftDocs/office-docs-powershell/issues/1696",
	}
	AllowedHash = diag.Source{
		ID:    "PSDOCS-5150",
		Title: "office-docs-powershell issue 5150: Example 4 not working",
		URL:   "https://github.com/MicrosoftDocs/office-docs-powershell/issues/5150",
	}
	Push13 = diag.Source{
		ID:    "PUSH-13",
		Title: "Configuring for push notifications in Lync Server 2013",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/55ecadb64b5a3848c2208187a0f13c8d5c68180e/Lync/LyncServer/lync-server-2013-configuring-for-push-notifications.md",
	}
	Binder = diag.Source{
		ID:    "PWSH-BINDER",
		Title: "PowerShell: MergedCommandParameterMetadata.cs, GetMatchingParameter",
		URL:   "https://github.com/PowerShell/PowerShell/blob/6ec46378d44dad97282cb475a95747766964c1ae/src/System.Management.Automation/engine/MergedCommandParameterMetadata.cs",
	}
	Tokenizer = diag.Source{
		ID:    "PWSH-TOKENIZER",
		Title: "PowerShell: tokenizer.cs and CharTraits.cs",
		URL:   "https://github.com/PowerShell/PowerShell/blob/16620338cebfd92f62c4dde4d07281569a40fe77/src/System.Management.Automation/engine/parser/tokenizer.cs",
	}
	Rcpmag = diag.Source{
		ID:    "RCPMAG",
		Title: "Microsoft adds video calling to Lync and Skype",
		URL:   "https://rcpmag.com/articles/2014/12/05/lync-and-skype-video-calling.aspx",
	}
	RFC1035 = diag.Source{
		ID:    "RFC-1035",
		Title: "Domain names: implementation and specification",
		URL:   "https://www.rfc-editor.org/rfc/rfc1035",
	}
	RFC1123 = diag.Source{
		ID:    "RFC-1123",
		Title: "Requirements for Internet hosts: application and support",
		URL:   "https://www.rfc-editor.org/rfc/rfc1123",
	}
	RFC2781 = diag.Source{
		ID:    "RFC-2781",
		Title: "UTF-16, an encoding of ISO 10646",
		URL:   "https://www.rfc-editor.org/rfc/rfc2781",
	}
	RFC3261 = diag.Source{
		ID:    "RFC-3261",
		Title: "SIP: Session Initiation Protocol",
		URL:   "https://www.rfc-editor.org/rfc/rfc3261",
	}
	RFC3339 = diag.Source{
		ID:    "RFC-3339",
		Title: "Date and time on the Internet: timestamps",
		URL:   "https://www.rfc-editor.org/rfc/rfc3339",
	}
	RFC5280 = diag.Source{
		ID:    "RFC-5280",
		Title: "Internet X.509 public key infrastructure certificate and CRL profile",
		URL:   "https://www.rfc-editor.org/rfc/rfc5280",
	}
	RFC5322 = diag.Source{
		ID:    "RFC-5322",
		Title: "Internet message format",
		URL:   "https://www.rfc-editor.org/rfc/rfc5322",
	}
	RFC5890 = diag.Source{
		ID:    "RFC-5890",
		Title: "Internationalized domain names for applications: definitions and document framework",
		URL:   "https://www.rfc-editor.org/rfc/rfc5890",
	}
	RFC6761 = diag.Source{
		ID:    "RFC-6761",
		Title: "Special-use domain names",
		URL:   "https://www.rfc-editor.org/rfc/rfc6761",
	}
	RFC6762 = diag.Source{
		ID:    "RFC-6762",
		Title: "Multicast DNS",
		URL:   "https://www.rfc-editor.org/rfc/rfc6762",
	}
	RFC9293 = diag.Source{
		ID:    "RFC-9293",
		Title: "Transmission Control Protocol (TCP)",
		URL:   "https://www.rfc-editor.org/rfc/rfc9293",
	}
	Cabral18 = diag.Source{
		ID:    "RRC-18",
		Title: "Communicate from Skype for Business",
		URL:   "https://blog.en.rramoscabral.com/2018/04/communicate-from-skype-for-business.html",
	}
	AOLCipher = diag.Source{
		ID:    "SA-AOL-CIPHER",
		Title: "Lync Server access edge services cannot negotiate a TLS connection with the AOL federated client",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/142bcbd8bee85433d64d7a2cf6aa07e5701cc88a/SkypeForBusiness/SkypeServer/server-configuration/access-edge-services-cannot-negotiate-tls.md",
	}
	BroadcastJoin = diag.Source{
		ID:    "SA-BROADCAST",
		Title: "\"An error occurred during the Skype Meeting\" when you try to join a Skype Meeting Broadcast as an event team member",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/f97497a83055a5353ef2a974a016b203c83e874b/SkypeForBusiness/SkypeServer/meetings/issue-join-meeting-broadcast.md",
	}
	CallQueue = diag.Source{
		ID:    "SA-CALL-QUEUE",
		Title: "You are operating in a split-domain (hybrid) topology when set call queue",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/69715f5f09346430509e70d374f3a6cb960d495d/SkypeForBusiness/SkypeHybrid/hybrid-phone-system/issue-configure-call-queue.md",
	}
	ExternalContacts = diag.Source{
		ID:    "SA-CONTACTS",
		Title: "Skype for Business Online users can't communicate with external contacts",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/0a82ae6f3d5e2934d44c1c3c19c35b4969922967/SkypeForBusiness/SkypeOnline/online-im-presence/cannot-communicate-with-external-contacts.md",
	}
	DuplicateKey = diag.Source{
		ID:    "SA-DUPLICATE",
		Title: "\"There is a duplicate key sequence\" in Lync or Skype for Business after you run the New-CSHostingProvider cmdlet",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/03195cb9b34f6466f370e76e5e052cb83e5093d7/SkypeForBusiness/SkypeHybrid/hybrid-conferencing/there-is-a-duplicate-key-sequence.md",
	}
	Migration506 = diag.Source{
		ID:    "SA-MOVE-506",
		Title: "HostedMigration fault when you move users from Online to on-premises",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/0a82ae6f3d5e2934d44c1c3c19c35b4969922967/SkypeForBusiness/SkypeHybrid/hybrid-move-sfb-online/hostedmigration-fault-error-506.md",
	}
	Migration507 = diag.Source{
		ID:    "SA-MOVE-507",
		Title: "Move-CsUser HostedMigration fault Error=(507) when move to Online",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/0a82ae6f3d5e2934d44c1c3c19c35b4969922967/SkypeForBusiness/SkypeHybrid/hybrid-move-sfb-online/move-csuser-hostedmigration-fault-507.md",
	}
	Migration510 = diag.Source{
		ID:    "SA-MOVE-510",
		Title: "Move-CsUser HostedMigration fault when you move users to Skype for Business Online",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/0391f6721493ab591e364fadae8897204082c0ec/SkypeForBusiness/SkypeHybrid/hybrid-move-sfb-online/move-csuser--hostedmigration-fault.md",
	}
	MoveDomain = diag.Source{
		ID:    "SA-MOVE-DOMAIN",
		Title: "Cannot move users from a different AD domain from Control Panel",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/1b4d762baaf5c0e75eebcf0142e48b8b0ee17bc4/SkypeForBusiness/SkypeHybrid/hybrid-move-sfb-online/cannot-move-users-from-different-ad-domain.md",
	}
	NotReplicated = diag.Source{
		ID:    "SA-MOVE-REPLICATION",
		Title: "Lync Server Move-CsUser and Move-CsLegacyUser commands fail",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/231aa3bcb65a82a60565eea366480740b66400ae/SkypeForBusiness/SkypeServer/server-configuration/move-csuser-move-cslegacyuser-fail.md",
	}
	MoveRights = diag.Source{
		ID:    "SA-MOVE-RIGHTS",
		Title: "Lync Server Control Panel returns that error Insufficient access rights to perform the operation",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/051c368bc34a352ef8041b35156c0ed7fc3c020a/SkypeForBusiness/SkypeServer/server-configuration/issue-attempt-move-or-enable-user-command.md",
	}
	FederatedPartnerTest = diag.Source{
		ID:    "SA-PARTNER-TEST",
		Title: "Lync Server PowerShell cmdlet Test-CsFederatedPartner fails",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/69715f5f09346430509e70d374f3a6cb960d495d/SkypeForBusiness/SkypeServer/server-configuration/test-csfederatedpart-fail.md",
	}
	SplitDomain = diag.Source{
		ID:    "SA-SPLIT-DOMAIN",
		Title: "Skype for Business Online users in an Office 365 domain can't IM or detect users in an on-premises domain",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/0391f6721493ab591e364fadae8897204082c0ec/SkypeForBusiness/SkypeHybrid/hybrid-im-presence/sfb-online-users-cant-im.md",
	}
	UserReplicator = diag.Source{
		ID:    "SA-USER-REPLICATOR",
		Title: "Lync Server 2013 Access Edge service fails to start or stops responding after it starts",
		URL:   "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/1127c4aa44c8d3b1541c6fccf283642c6cc4ea57/SkypeForBusiness/SkypeServer/server-configuration/lync-server-2013-access-edge-service-not-start.md",
	}
	ProvisioningSupport18 = diag.Source{
		ID:    "SFB-119",
		Title: "OfficeDocs-SkypeForBusiness issue 119: Outdated procedure?",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/issues/119",
	}
	OpenFederation = diag.Source{
		ID:    "SFB-1254",
		Title: "OfficeDocs-SkypeForBusiness issue 1254: Set-CsAccessEdgeConfiguration cmdlet syntax needs additional context",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/issues/1254",
	}
	SRVPriority = diag.Source{
		ID:    "SFB-2048",
		Title: "OfficeDocs-SkypeForBusiness issue 2048: Wrong documentation",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/issues/2048",
	}
	SharedSpace9881 = diag.Source{
		ID:    "SFB-9881",
		Title: "OfficeDocs-SkypeForBusiness issue 9881: the command to disable the shared SIP address space fails",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/issues/9881",
	}
	Broadcast = diag.Source{
		ID:    "SFB-BROADCAST",
		Title: "Configure your on-premises deployment for Skype Meeting Broadcast",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/042b692552b21ff78ff839b7c645ddd69f7e5aa2/Skype/SfbServer/deploy/configure-skype-meeting-broadcast.md",
	}
	SfBEnvironment = diag.Source{
		ID:    "SFB-ENV",
		Title: "Edge Server environmental requirements in Skype for Business Server",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/042b692552b21ff78ff839b7c645ddd69f7e5aa2/Skype/SfbServer/plan-your-deployment/edge-server-deployments/edge-environmental-requirements.md",
	}
	SfBSupportEnd = diag.Source{
		ID:    "SFB-EOS",
		Title: "Microsoft's life cycle data, a file for each product",
		URL:   "https://github.com/MicrosoftDocs/lifecycle-data-pr.ja-jp/tree/59d6b2057d2ebf16922b0d124924a4391622aa08/lifecycle-data/products",
	}
	Hybrid = diag.Source{
		ID:    "SFB-HYBRID",
		Title: "Configure federation with Skype for Business Online",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/45b0d94ae4b45845538cbe298514dd1609c86c94/Skype/SfbHybrid/hybrid/configure-federation-with-skype-for-business-online.md",
	}
	HybridOff = diag.Source{
		ID:    "SFB-HYBRID-OFF",
		Title: "Disable hybrid to complete migration to the cloud",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/500ff15d4573aca8c1341de9de7631846604cac7/Skype/SfbHybrid/hybrid/cloud-consolidation-disabling-hybrid.md",
	}
	HybridPlan = diag.Source{
		ID:    "SFB-HYBRID-PLAN",
		Title: "Plan hybrid connectivity between Skype for Business Server and Microsoft 365",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/042b692552b21ff78ff839b7c645ddd69f7e5aa2/Skype/SfbHybrid/hybrid/plan-hybrid-connectivity.md",
	}
	ServerPolicy25 = diag.Source{
		ID:    "SFB-POLICY-25",
		Title: "New-CsExternalAccessPolicy (module SkypeForBusiness), edition of May 2025",
		URL:   "https://github.com/MicrosoftDocs/office-docs-powershell/blob/4d42d9124c/skype/skype-ps/SkypeForBusiness/New-CsExternalAccessPolicy.md",
	}
	SfBServerSE = diag.Source{
		ID:    "SFB-SE",
		Title: "Skype for Business Server",
		URL:   "https://grokipedia.com/page/Skype_for_Business_Server",
	}
	SfBSkype = diag.Source{
		ID:    "SFB-SKYPE",
		Title: "Deploy Skype connectivity in Skype for Business Server",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/027c3be3d0651fdbe75ea6c7c923b138a2b70779/Skype/SfbServer/deploy/deploy-skype-connectivity.md",
	}
	SfBOnlineEnd = diag.Source{
		ID:    "SFBO-END",
		Title: "Skype for Business Online connector: retired on July 31, 2021",
		URL:   "https://learn.microsoft.com/connectors/skypeforbiz/",
	}
	SIPE = diag.Source{
		ID:    "SIPE",
		Title: "SIPE project: src/core/sipe-ocs2007.c",
		URL:   "https://github.com/tieto/sipe/blob/03d73d732a5ac741533fec6957f1b9c86bedce51/src/core/sipe-ocs2007.c",
	}
	Site19 = diag.Source{
		ID:    "SITE-19",
		Title: "Accessing the Lync Server public IM connectivity provisioning site from Lync Server 2013",
		URL:   "https://learn.microsoft.com/en-us/previous-versions/office/lync-server-2013/lync-server-2013-accessing-the-lync-server-public-im-connectivity-provisioning-site",
	}
	SiteEarlier = diag.Source{
		ID:    "SITE-OLD",
		Title: "Accessing the Lync Server public IM connectivity provisioning site from Lync Server 2013, Japanese edition",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness-pr.ja-JP/blob/b6789f031c74039ae59a372e235847694d192239/Lync/LyncServer/lync-server-2013-accessing-the-lync-server-public-im-connectivity-provisioning-site.md",
	}
	SkypeEnd = diag.Source{
		ID:    "SKYPE-END",
		Title: "Skype is retiring in May 2025: what you need to know",
		URL:   "https://support.microsoft.com/en-us/skype/skype-is-retiring-in-may-2025-what-you-need-to-know-2a7d2501-427f-485e-8be0-2068a9f90472",
	}
	Support13 = diag.Source{
		ID:    "SUP-13",
		Title: "Support for public instant messenger connectivity in Lync Server 2013",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/0640217eecd609b68e5a9639dc6eb1fd4b0756b8/Lync/LyncServer/lync-server-2013-support-for-public-instant-messenger-connectivity.md",
	}
	TeamsNotSetUp = diag.Source{
		ID:    "TC-2105973",
		Title: "We can't setup the conversation because your organizations are not setup to talk to each other",
		URL:   "https://techcommunity.microsoft.com/discussions/microsoftteams/we-cant-setup-the-conversation-because-your-organizations-are-not-setup-to-talk-/2105973",
	}
	TeamsModule = diag.Source{
		ID:    "TEAMS-MODULE",
		Title: "Microsoft Teams PowerShell module 6.4.0: settings classes and display formats",
		URL:   "https://www.powershellgallery.com/packages/MicrosoftTeams/6.4.0",
	}
	AgreementNumbers = diag.Source{
		ID:    "TS-WMI",
		Title: "Win32_TSLicenseKeyPack: ReinstallAgreementLicenseKeyPack",
		URL:   "https://learn.microsoft.com/en-us/windows/win32/termserv/win32-tslicensekeypack-reinstallagreementlicensekeypack",
	}
	VerificationAllowed = diag.Source{
		ID:    "UCL",
		Title: "SfB Server: verification level on allowed domains",
		URL:   "https://uclobby.com/2019/01/24/sfb-server-verification-level-on-allowed-domains/",
	}
	DiscoveredPartners15 = diag.Source{
		ID:    "VAILLANT-15",
		Title: "Keeping Lync federated domains up to date",
		URL:   "http://paul.vaillant.ca/2015/03/13/keeping-lync-federated-domains-up-to-date.html",
	}
	WLMChina = diag.Source{
		ID:    "WLM-CN",
		Title: "Chinese MSN Messenger service ends in October 2014",
		URL:   "https://www.computerweekly.com/news/2240227888/Chinese-MSN-Messenger-service-ends-in-October-2014",
	}
	WLMMove = diag.Source{
		ID:    "WLM-MOVE",
		Title: "End of Windows Live Messenger",
		URL:   "https://rupesh.me/tag/skype/",
	}
)

// documents is sorted by ID. A row goes with each variable above; run
// go test . -update for docs/sources.md.
var documents = []Document{
	{AIMEnd, "2017", "the end of AOL Instant Messenger"},
	{Blog13, "2013-05-29", "the other launch day of Skype; capabilities at launch"},
	{Cisco, "2017", "a field log of an Edge that refuses SRV targets and certificates"},
	{PICEnabled06, "2006-01-25", "that AOL and Yahoo! were connected by then; that approval and effect lie days apart"},
	{SharedHost13, "2013-11-06", "that the Access Edge service does not start if an allowed domain has the host of a hosting provider"},
	{MistypedDomain, "2010-09-12", "that Enable-CsUser and Set-CsUser do not check the SIP domain of an address"},
	{Diagnostics, "2021-08-18", "the vendor's own checks, one of them weaker than the Edge's"},
	{EASI, "2005", "that MSN was connected by 2005-10-11"},
	{Enabling14, "2014-12-16", "name decoration from cumulative update 5 of Lync Server 2013"},
	{ExtendedUpdates25, "2025-07-18", "security updates of Skype for Business Server 2015 and 2019 until April 2026"},
	{ExtendedUpdates26, "2026", "security updates of the same servers until October 2026"},
	{Eweek14, "2014-12", "that video with Skype was for Windows alone"},
	{ExchangeOnline, "2018-03-30", "the hosting provider of Exchange Online"},
	{FAQ16, "2016-12-27, no longer online", "what later editions changed"},
	{FAQ19, "2019-03-22", "the decorated form of a contact's address; what a SIP domain is"},
	{FederateLyncOnline, "2011-07-17", "that partners in the vendor's cloud need a hosting provider of their own"},
	{Certificates13, "2016-06-23", "that a server's certificate is for server authentication"},
	{PublicSupport10, "2012-01-24", "audio and video with Windows Live, and what no public contact has"},
	{AudioVideo10, "", "the examples that turn both public switches on"},
	{Allowed13, "2012-10-19", "what the list of allowed domains does"},
	{Policies13, "2013-10-07", "the order of user, site and global policies"},
	{PublicProviders10, "2012-10-14", "that customers without a volume license need a license of its own for public services"},
	{GrantPolicies, "2013-07-05", "that only per-user policies are granted, with or without the prefix Tag:"},
	{Wildcards13, "2013-03-21", "the servers that may have a wildcard certificate; the external Edge is not among them"},
	{MediaEncryption13, "2014-12-12", "the level of media encryption for audio and video with Windows Live"},
	{Ports13, "2013-02-16", "another last day of Windows Live Messenger"},
	{Blocked13, "2012-09-08", "blocked domains, and the doubt about subdomains"},
	{KB2566790, "", "the federation SRV record of a domain in Microsoft 365"},
	{KB2566829, "", "that an undecorated contact is looked for by its domain and not reached; that the domains of Microsoft's consumer service are the service's"},
	{KB897567, "", "that a wrong contact is accepted and stays offline"},
	{Lyncfed, "", "bounds and text forms of our own"},
	{CloudRecords, "", "the federation host of Microsoft 365 operated by 21Vianet, in China"},
	{CloudRecordsDoD, "", "the federation host of the cloud of the US Department of Defense"},
	{CloudRecordsGCCHigh, "", "the federation host of the cloud of the US Government"},
	{AllowedTwice, "2025-10-27", "that AllowedDomains and AllowedDomainsAsAList exclude each other"},
	{Messhelper, "", "addresses at skypeids.net, which need no decoration"},
	{MigrateLyncOnline, "2015-11-13", "that HostingProvider tells where a user is homed"},
	{ErrorReporting, "11.0, 2025-05-20", "the ids of ms-diagnostics, and what each means"},
	{UserServices, "", "the ids of ms-diagnostics of the user services"},
	{PSRP, "", "the elements of CLIXML, references, and escapes in text"},
	{MoveUser365, "", "that Connect-MicrosoftTeams replaces New-CsOnlineSession"},
	{PolicyInUse, "2011-02-10", "the question of Remove-CsExternalAccessPolicy about a policy in use"},
	{DiagnosticsHeader, "", "which part of the servers the numbers of ms-diagnostics are of"},
	{OCSEnd, "", "the day on which the support of Office Communications Server ended"},
	{OutgoingTLS, "6.0.6907.21", "an event about certificates of other servers"},
	{DiscoveredPeer, "6.0.6907.21", "an event about the limit of discovered partners"},
	{Ocspedia, "2008-12-14", "that AOL, MSN and Yahoo! were connected by then"},
	{Planning13, "2013-10-28", "kinds of federation and what binds them; an interim end of Yahoo!"},
	{NewAllowedDomain, "", "members of an allowed domain"},
	{NewBlockedDomain, "", "members of a blocked domain; that a domain is on one list only"},
	{ConvertToJSON, "5.1", "the depth at which values are cut, and enumerations as numbers"},
	{EdgeDomainPattern, "", "that a list of domains of a tenant takes no wildcards"},
	{AccessEdge, "", "members, defaults and ranges of the Access Edge; routing and discovery"},
	{EnableUser, "2026-08", "how a user who is homed in Microsoft 365 is enabled on the servers"},
	{ExportCSV, "5.1", "the line with the type, the line of names, the delimiters"},
	{FormatTable, "5.1", "that a table shows what its width has room for"},
	{GrantExternalAccessPolicy, "", "which policy applies to a user"},
	{GroupPolicyAssignment, "2023-05", "that a policy of a tenant may be granted to a group, and that Get-CsOnlineUser does not show it"},
	{NewHostingProvider, "", "members of a hosting provider"},
	{OnlineSIPDomain, "", "the SIP domains of a tenant, and their status"},
	{OnlineUser, "", "what a tenant prints of its users, those on the servers included"},
	{NewExternalAccessPolicy, "2017", "members, scopes and defaults of external access policies; later editions are for Teams, and differ"},
	{GetExternalAccessPolicy, "", "that a policy grants only what is on for the organization"},
	{NewPublicProvider, "", "members of a public provider, what they take and which product knows them"},
	{NewSIPDomain, "", "that one SIP domain is the default; that an address is in a SIP domain"},
	{TeamsPolicy, "", "members that only Teams has"},
	{TenantFederation, "2026-02", "members and defaults of a tenant's federation configuration, what its lists and its main switch do; the end of interoperation with Skype in Teams"},
	{XMPPGateway, "", "that Google Talk is reached as a partner of the XMPP gateway"},
	{RemovedDomain, "2018-09-05", "that a removed SIP domain must go from the certificate of the Edge as well"},
	{AllowedHash, "2020-03-25", "that AllowedDomains of a tenant takes no hash table"},
	{Push13, "", "that push notifications need push.lync.com among the allowed domains"},
	{Binder, "046af595", "how the beginning of a parameter's name finds the parameter"},
	{Tokenizer, "", "which characters are hyphens and quotation marks, and where a word ends"},
	{Rcpmag, "2014-12-05", "the day of video between Lync and Skype"},
	{RFC1035, "", "lengths of labels and names"},
	{RFC1123, "", "characters of a host name"},
	{RFC2781, "", "the byte order mark, and pairs"},
	{RFC3261, "", "SIP URIs and the characters of their user part"},
	{RFC3339, "", "the form of a date"},
	{RFC5280, "", "the days on which a certificate is valid"},
	{RFC5322, "", "the characters of an address's user part"},
	{RFC5890, "", "the xn-- form of a label"},
	{RFC6761, "", "names that no public DNS has"},
	{RFC6762, "", "local, and other names that networks use for themselves"},
	{diag.RFC8259(), "", "members of a JSON object"},
	{RFC9293, "", "the range of a port"},
	{Cabral18, "2018-04", "which form of address reaches which Skype user"},
	{AOLCipher, "2022-03-31", "the cipher that AOL required"},
	{BroadcastJoin, "", "what fails while the domains of Skype Meeting Broadcast are not allowed"},
	{CallQueue, "", "a result of an Edge for a split domain"},
	{ExternalContacts, "", "the standard domains of Microsoft's consumer service, and that other accounts need the decorated form"},
	{DuplicateKey, "2022-03-31", "how a server refuses a second provider of one name"},
	{Migration506, "", "the cause of fault 506 of a move"},
	{Migration507, "", "the cause of fault 507 of a move"},
	{Migration510, "", "the cause of fault 510 of a move"},
	{MoveDomain, "", "why a user of another domain of Active Directory is not found"},
	{NotReplicated, "", "why a user who is not replicated cannot be moved"},
	{MoveRights, "2022-03-31", "why a user of a protected group cannot be enabled or moved"},
	{FederatedPartnerTest, "2022-03-31", "a result code in the log of an Edge"},
	{SplitDomain, "", "ms-diagnostics 1017, and where the federation SRV records of a split domain point to"},
	{UserReplicator, "", "that the Access Edge service fails while EnableUserReplicator is on"},
	{ProvisioningSupport18, "2018-04-13", "whom to ask about provisioning from 2018 on"},
	{OpenFederation, "2018-12-17", "that discovery makes the list of allowed domains restrict nobody"},
	{SRVPriority, "2019-04-17", "that partners do not fail over between the priorities of SRV records"},
	{SharedSpace9881, "2023-03-30", "an error of the module for tenants"},
	{Broadcast, "", "the hosting provider of Skype Meeting Broadcast"},
	{SfBEnvironment, "", "name and port of the federation SRV record"},
	{SfBSupportEnd, "2022-03-18", "the days on which the support of the servers ends"},
	{Hybrid, "", "the hosting provider of Microsoft 365"},
	{HybridOff, "2019", "what partners notice when an organization moves to Microsoft 365"},
	{HybridPlan, "2019", "what servers and tenant must have in common"},
	{ServerPolicy25, "2025-05-15", "the note on the end of Skype in the pages of the server's own cmdlets"},
	{SfBServerSE, "", "the release day of Subscription Edition; the only source that gives it"},
	{SfBSkype, "2019", "the Skype provider of Skype for Business Server; the SRV record and the certificate"},
	{SfBOnlineEnd, "", "the last day of Skype for Business Online"},
	{SIPE, "", "the domains of the public services, second-hand: the article it cites is lost"},
	{Site19, "2019-03-22", "the Skype provider of Lync Server 2013, its name decoration and excluded domains"},
	{SiteEarlier, "2017-03-09, with the text from before name decoration", "the Skype provider of Lync Server 2013 before cumulative update 5; a backslash in its icon's address"},
	{SkypeEnd, "2025", "the end of Skype"},
	{Support13, "2013-10-07", "capabilities, licences and ends of the public services"},
	{TeamsNotSetUp, "2021-02-09", "the message of Teams to a user whose tenant does not allow the other organization, and the reverse"},
	{TeamsModule, "6.4.0", "what the settings store takes in each member"},
	{AgreementNumbers, "", "the shapes of agreement numbers, for another product"},
	{VerificationAllowed, "2019-01-24", "which servers have a level for each allowed domain"},
	{DiscoveredPartners15, "2015-03-13", "events about the rate of discovered partners"},
	{WLMChina, "2014", "the last day of Windows Live Messenger"},
	{WLMMove, "2013", "the move of Messenger users to Skype"},
}

// All returns the documents, sorted by ID.
func All() iter.Seq[Document] { return slices.Values(documents) }

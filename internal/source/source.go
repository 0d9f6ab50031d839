// Package source lists the documents that rules and facts rest on. A rule
// catalog takes its [diag.Source] from here, and docs/sources.md is written
// from [All].
package source

import (
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
)

// A Document is a source with what a reader wants to know before opening it.
type Document struct {
	diag.Source
	Edition string // the edition relied on, or "" if it has no date or number
	Use     string // what lyncfed takes from it
}

// The documents that catalogs cite, sorted by ID.
var (
	Cisco = diag.Source{
		ID:    "CISCO",
		Title: "Configure and Troubleshoot DNS and Certificate Requirements on Microsoft Federation via Expressway to Cisco Meeting Server",
		URL:   "https://www.cisco.com/c/en/us/support/docs/unified-communications/expressway/212383-configure-and-troubleshoot-dns-and-certi.html",
	}
	Diagnostics = diag.Source{
		ID:    "DIAG",
		Title: "Skype for Business Server diagnostics: federation is not working",
		URL:   "https://github.com/onpremdiag/SfBServer/blob/fc18526966d64a39b038537d1de40c1cf3426e2c/src/mode/sfbserver/BuildArtifacts/SDOnPremFederation.md",
	}
	FAQ19 = diag.Source{
		ID:    "FAQ-19",
		Title: "Frequently Asked Questions: Provisioning Lync Server 2013 for Skype connectivity",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/1edfe50206fa1aece00374fb2686c58897e4b3c4/Lync/LyncServer/lync-server-2013-frequently-asked-questions-provisioning-lync-server-for-skype-connectivity.md",
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
	Lyncfed = diag.Source{
		ID:    "LYNCFED",
		Title: "lyncfed: package documentation",
		URL:   "https://pkg.go.dev/github.com/lyncfed/lyncfed",
	}
	Messhelper = diag.Source{
		ID:    "MESSHELPER",
		Title: "Lync/Skype for Business to Skype connectivity update",
		URL:   "http://messhelper.com/skype/lync-skype-for-business-to-skype-connectivity-update/",
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
	SfBEnvironment = diag.Source{
		ID:    "SFB-ENV",
		Title: "Edge Server environmental requirements in Skype for Business Server",
		URL:   "https://github.com/MicrosoftDocs/OfficeDocs-SkypeForBusiness/blob/042b692552b21ff78ff839b7c645ddd69f7e5aa2/Skype/SfbServer/plan-your-deployment/edge-server-deployments/edge-environmental-requirements.md",
	}
	SfBSupportEnd = diag.Source{
		ID:    "SFB-EOS",
		Title: "Skype for Business Server SE now available",
		URL:   "https://www.neowin.net/forum/topic/1456374-skype-for-business-server-se-now-available-because-teams-can039t-solve-one-problem/",
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
	Site19 = diag.Source{
		ID:    "SITE-19",
		Title: "Accessing the Lync Server public IM connectivity provisioning site from Lync Server 2013",
		URL:   "https://learn.microsoft.com/en-us/previous-versions/office/lync-server-2013/lync-server-2013-accessing-the-lync-server-public-im-connectivity-provisioning-site",
	}
	TeamsModule = diag.Source{
		ID:    "TEAMS-MODULE",
		Title: "Microsoft Teams PowerShell module 6.4.0: settings classes and display formats",
		URL:   "https://www.powershellgallery.com/packages/MicrosoftTeams/6.4.0",
	}
)

// documents is sorted by ID. A row goes with each variable above; run
// go test . -update for docs/sources.md.
var documents = []Document{
	{Cisco, "2017", "a field log of an Edge that refuses SRV targets and certificates"},
	{Diagnostics, "2021-08-18", "the vendor's own checks, one of them weaker than the Edge's"},
	{FAQ19, "2019-03-22", "the decorated form of a contact's address; what a SIP domain is"},
	{KB2566829, "", "that an undecorated contact stays unreachable; samples of decorated addresses"},
	{KB897567, "", "that a wrong contact is accepted and stays offline"},
	{Lyncfed, "", "bounds and text forms of our own"},
	{Messhelper, "", "addresses at skypeids.net, which need no decoration"},
	{RFC1035, "", "lengths of labels and names"},
	{RFC1123, "", "characters of a host name"},
	{RFC3261, "", "SIP URIs and the characters of their user part"},
	{RFC3339, "", "the form of a date"},
	{RFC5322, "", "the characters of an address's user part"},
	{RFC5890, "", "the xn-- form of a label"},
	{SfBEnvironment, "", "name and port of the federation SRV record"},
	{SfBSupportEnd, "2025", "the end of support of Skype for Business Server 2015 and 2019"},
	{SfBServerSE, "", "the release day of Subscription Edition; the only source that gives it"},
	{SfBSkype, "2019", "the Skype provider of Skype for Business Server; the SRV record and the certificate"},
	{SfBOnlineEnd, "", "the last day of Skype for Business Online"},
	{Site19, "2019-03-22", "the Skype provider of Lync Server 2013, its name decoration and excluded domains"},
	{TeamsModule, "6.4.0", "what the settings store takes in each member"},
}

// All returns the documents, sorted by ID.
func All() iter.Seq[Document] { return slices.Values(documents) }

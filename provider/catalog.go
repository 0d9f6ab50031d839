package provider

import (
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
)

// SkypeIDDomain is the domain of addresses made from Skype names. They need no
// decoration (MESSHELPER).
const SkypeIDDomain = "skypeids.net"

// The days on which Skype's requirements for DNS changed.
const (
	SkypeSRVFrom    = "2017-07-02" // the first day on which Skype also required a federation SRV record (SITE-19)
	SkypeSiteClosed = "2019-08-15" // the first day without the provisioning site: only the record is required (SFB-SKYPE)
)

// LastPICUSLSale is the last day on which a PIC USL was sold (SUP-13).
const LastPICUSLSale = "2012-08-31"

// skypeLaunch is the day from which the Messenger host is the host of Skype.
var skypeLaunch = date.MustParse("2013-05-23")

// skypeClients is the first day of the list of clients in SFB-SKYPE. Its documents
// date from 2015 and later, and give no day.
var skypeClients = date.MustParse("2015-01-01")

// microsoftDomains are the domains of Microsoft accounts in the list that SIPE
// quotes. The list does not name the owners, so the ones of AOL and Yahoo! are left
// out by inference.
var microsoftDomains = named("br.live.com hotmail.co.il hotmail.co.jp hotmail.co.th hotmail.co.uk hotmail.com " +
	"hotmail.com.ar hotmail.com.tr hotmail.de hotmail.es hotmail.fr hotmail.it live.at live.be live.ca live.cl " +
	"live.cn live.co.in live.co.kr live.co.uk live.co.za live.com live.com.ar live.com.au live.com.co live.com.mx " +
	"live.com.my live.com.pe live.com.ph live.com.pk live.com.pt live.com.sg live.com.ve live.de live.dk live.fr " +
	"live.hk live.ie live.in live.it live.jp live.nl live.no live.ph live.ru live.se livemail.com.br livemail.tw " +
	"messengeruser.com msn.com passport.com sympatico.ca tw.live.com webtv.net windowslive.com windowslive.es")

// named returns the domains with the given names, which blanks separate.
func named(names string) (domains []domain.SIPDomain) {
	for name := range strings.FieldsSeq(names) {
		domains = append(domains, domain.MustParseSIPDomain(name))
	}
	return domains
}

// publicLimits lists the features that no contact of a public service has.
var publicLimits = Fact{
	"Conferences, messages with several people, file transfer and application sharing are not available with public contacts.",
	source.PublicSupport10,
}

// unencrypted is the condition of audio and video with Windows Live: Messenger
// cannot encrypt them.
var unencrypted = Fact{
	"Messenger 2011 or later, and media encryption that is supported and not required: Set-CsMediaConfiguration -Identity Global -EncryptionLevel SupportEncryption.",
	source.MediaEncryption13,
}

// allThree is the day by which AOL and Yahoo! were connected.
var allThree = date.MustParse("2006-01-25")

// services has the documented history of each service. Insert a new stage or feature
// by day. Then compare the change of testdata/days.txt with the document.
var services = []Service{
	{
		ID:   Skype,
		Name: "Skype",
		History: History{[]Stage{
			{
				Phase: Available,
				From:  skypeLaunch,
				Fact:  Fact{"Lync and Skype users can reach each other.", source.Support13},
				Conflict: Fact{
					"Press and blogs have the launch on 2013-05-29.", source.Blog13,
				},
			},
			{
				Phase:        Ended,
				From:         date.MustParse("2025-05-05"),
				Inferred:     true,
				NoNewDomains: true,
				Fact: Fact{
					"Skype is retired. For your own servers that is inferred: no document gives the day on which Skype stops answering a server. Since 2025-05-12 the pages of the server's own cmdlets have a note on the end (SFB-POLICY-25).",
					source.SkypeEnd,
				},
				Conflict: Fact{
					"In 2019 public federation was expected to continue until the end of the server products.", source.SfBSkype,
				},
			},
		}},
		License: Fact{
			"Lync Server 2010 or 2013 with its Standard CAL (2010 or 2013) for each user who connects, or Lync Online, alone or in a suite. A trial does not count.",
			source.FAQ19,
		},
		Limits: publicLimits,
		features: []Feature{
			{
				Capabilities:     IM | Presence,
				From:             skypeLaunch,
				Platform:         product.OCS2007R2,
				PlatformInferred: true,
				Fact:             Fact{"Messages and presence from the launch on. Inferred: Office Communications Server 2007 R2 has only these two. SITE-19 lists it among the servers for public services, and statements on audio and video are about Lync.", source.Support13},
			},
			{
				Capabilities:     Audio,
				From:             skypeLaunch,
				Platform:         product.LyncServer2010,
				PlatformInferred: true,
				Fact:             Fact{"Audio from the launch on, with Lync Server 2010 and later.", source.Support13},
			},
			{
				Capabilities:     Video,
				From:             date.MustParse("2014-12-05"),
				Platform:         product.LyncServer2010,
				PlatformInferred: true,
				Fact:             Fact{"Video between the Lync 2013 client and Skype for Windows and for the Mac is announced.", source.Rcpmag},
				Conflict:         Fact{"Other reports of that day name Skype for Windows only.", source.Eweek14},
			},
		},
		events: []Event{
			{date.MustParse(SkypeSRVFrom), Fact{"An organization needs a federation SRV record as well.", source.Site19}},
			{date.MustParse(SkypeSiteClosed), Fact{"The provisioning site is closed: Skype finds an organization by the federation SRV record of its SIP domain.", source.SfBSkype}},
			{date.MustParse("2025-05-05"), Fact{"In a tenant, AllowPublicUsers and EnablePublicCloudAccess can no longer be used.", source.TenantFederation}},
			{date.MustParse("2025-05-12"), Fact{"According to the pages of New- and Set-CsExternalAccessPolicy, including those for servers, Skype no longer interoperates from 2025-05-05 on. EnablePublicCloudAccess can no longer be used.", source.ServerPolicy25}},
		},
		domains:      microsoftDomains,
		domainSource: source.SIPE,
		families:     true,
		newer: []ServiceDomain{
			{Domain: domain.MustParseSIPDomain("outlook.com"), Source: source.Site19},
			{Domain: domain.MustParseSIPDomain(SkypeIDDomain), Source: source.Messhelper},
		},
		steps: []Step{
			{Side: ServiceSide, Fact: Fact{"Sign in to Skype with a Microsoft account. Link a Skype name to one in the Skype client first.", source.FAQ19}},
			{Side: ServiceSide, Until: skypeClients.AddDays(-1), Fact: Fact{"Use the newest Skype for Windows desktop or for the Mac.", source.Blog13}},
			{Side: OrganizationSide, Until: skypeClients.AddDays(-1), Fact: Fact{"Use Lync 2010, Lync 2013 or the mobile clients of Lync 2013.", source.Blog13}},
			{Side: ServiceSide, From: skypeClients, Fact: Fact{"Use Skype for Windows desktop 7.6 (7.26 on Windows XP and Vista), Mac 7.19, Android 6.19, iOS 6.11, or later.", source.SfBSkype}},
			{Side: OrganizationSide, Fact: Fact{"Add the contact by its Microsoft account, not by its Skype name.", source.FAQ19}},
			{Side: OrganizationSide, Fact: Fact{"Write an account at a domain that is not Microsoft's as user(domain)@msn.com, unless the client does so itself.", source.FAQ19}},
			{Side: OrganizationSide, From: skypeClients, Fact: Fact{"A Skype account at another domain than Microsoft's can be added as user@" + SkypeIDDomain + ".", source.Cabral18}},
			{Side: OrganizationSide, From: skypeClients, Fact: Fact{"Search and add contacts with a Skype for Business client or the Lync app of Windows 8.1. Lync 2010, Lync 2013, and Lync and Skype for Business on the Mac can only add.", source.SfBSkype}},
		},
		recommend: skypeRecommendations,
	},
	{
		ID:   WLM,
		Name: "Windows Live Messenger",
		History: History{[]Stage{
			{
				Phase:    Available,
				From:     date.MustParse("2005-10-11"),
				AtLatest: true,
				Fact:     Fact{"Contacts at domains that are not Microsoft's can be reached as well, so the service existed by that day.", source.EASI},
			},
			{
				Phase:        Closing,
				From:         date.MustParse("2012-10-01"),
				Inferred:     true,
				NoNewDomains: true,
				Fact: Fact{
					"Users are moved to Skype, and new domains are not activated. The day is inferred: the documents stop new domains in a passage on October 2012, without a day.",
					source.FAQ19,
				},
			},
			{
				Phase:        Ended,
				From:         date.MustParse("2014-11-01"),
				NoNewDomains: true,
				Fact:         Fact{"The last market, China, closed the day before.", source.WLMChina},
				Conflict: Fact{
					"Outside mainland China users were moved to Skype in April 2013. A page of 2013-02-16 gives 2013-03-15 as the end there (JJ618376).", source.WLMMove,
				},
			},
		}},
		License:   Fact{"A Lync CAL, while Windows Live Messenger is available.", source.Support13},
		Limits:    publicLimits,
		Successor: Skype,
		features: []Feature{
			{
				Capabilities: IM | Presence,
				From:         date.MustParse("2005-10-11"),
				AtLatest:     true,
				Fact:         Fact{"Messages and presence, with every server.", source.KB897567},
			},
			{
				Capabilities: Audio | Video,
				From:         date.MustParse("2012-01-24"),
				AtLatest:     true,
				Platform:     product.LyncServer2010,
				Fact:         Fact{"Audio and video between two people with Lync Server 2010 and later, by the policy's switches for public contacts and for their audio and video. Earlier servers have neither (KB-897567).", source.PublicSupport10},
				Condition:    unencrypted,
			},
		},
		events: []Event{
			{date.MustParse("2012-10-25"), Fact{"Skype 6.0 for Windows and for the Mac has Messenger contacts.", source.FAQ19}},
			{date.MustParse("2013-03-15"), Fact{"By a page of 2013-02-16 the service ends on this day, except in mainland China.", source.Ports13}},
		},
		domains:      microsoftDomains,
		domainSource: source.SIPE,
		families:     true,
	},
	{
		ID:   AOL,
		Name: "AOL",
		History: History{[]Stage{
			{
				Phase:    Available,
				From:     allThree,
				AtLatest: true,
				Fact:     Fact{"AOL is one of the three public services that Live Communications Server reaches.", source.PICEnabled06},
			},
			{
				Phase:        Closing,
				From:         date.MustParse("2013-10-07"),
				AtLatest:     true,
				NoNewDomains: true,
				Fact:         Fact{"Domains of new customers are no longer accepted. Existing domains keep working.", source.Support13},
			},
			{
				Phase:        Ended,
				From:         date.MustParse("2014-07-01"),
				NoNewDomains: true,
				Fact:         Fact{"The service is shut down.", source.FAQ19},
				Conflict: Fact{
					"An edition of the FAQ from 2016 still announces June 2014 as the end.", source.FAQ16,
				},
			},
		}},
		License: Fact{"A Lync CAL.", source.Support13},
		Limits:  publicLimits,
		features: []Feature{
			{
				Capabilities: IM | Presence,
				From:         allThree,
				AtLatest:     true,
				Fact:         Fact{"Messages and presence.", source.KB897567},
			},
		},
		domains:      named("aol.com icq.com love.com mac.com"),
		domainSource: source.SIPE,
		steps: []Step{
			{Side: OrganizationSide, Until: date.MustParse("2014-06-30"), Fact: Fact{"The external certificate of the Access Edge must also be for client authentication: AOL requires this extended key usage.", source.Planning13}},
			{Side: OrganizationSide, Until: date.MustParse("2014-06-30"), Fact: Fact{"On Windows Server 2008, the cipher TLS_RSA_WITH_RC4_128_MD5 must be first in the Edge's order of SSL cipher suites. AOL does not accept the newer ciphers.", source.AOLCipher}},
		},
		substitutes: []Substitute{
			{
				Until:    date.MustParse("2017-12-15"),
				Inferred: true,
				Fact:     Fact{"Direct federation, which AOL offered to enterprises itself (SUP-13). Inferred: it lasted until AIM closed.", source.AIMEnd},
			},
		},
	},
	{
		ID:   Yahoo,
		Name: "Yahoo!",
		History: History{[]Stage{
			{
				Phase:    Available,
				From:     allThree,
				AtLatest: true,
				Fact:     Fact{"Yahoo! is one of the three public services that Live Communications Server reaches.", source.PICEnabled06},
			},
			{
				Phase: Closing,
				From:  date.MustParse(LastPICUSLSale).AddDays(1),
				Fact:  Fact{"Its license, the PIC USL, is no longer sold, for new agreements or renewed ones. No document rejects new domains.", source.Support13},
			},
			{
				Phase:        Ended,
				From:         date.MustParse("2014-07-01"),
				NoNewDomains: true,
				Fact:         Fact{"The service is shut down.", source.FAQ19},
				Conflict: Fact{
					"The planning pages still announced an end no earlier than June 2013.", source.Planning13,
				},
			},
		}},
		License: Fact{
			"A Lync CAL and a PIC USL bought by " + LastPICUSLSale + ". The right lasts until the license or the service ends, whichever is first.",
			source.Support13,
		},
		Limits: publicLimits,
		features: []Feature{
			{
				Capabilities: IM | Presence,
				From:         allThree,
				AtLatest:     true,
				Fact:         Fact{"Messages and presence.", source.KB897567},
			},
		},
		domains:      named("yahoo.com"),
		domainSource: source.SIPE,
	},
}

// The name decoration that every documented command for Skype sets (SITE-19, SFB-SKYPE).
var (
	skypeRouting  = domain.MustParseSIPDomain("msn.com")
	skypeExcluded = domain.ListOf(skypeRouting, domain.MustParseSIPDomain("outlook.com"), domain.MustParseSIPDomain("live.com"), domain.MustParseSIPDomain("hotmail.com"))
)

// skypeRecommendations returns the documented New-CsPublicProvider commands for
// Skype as records.
func skypeRecommendations() []Recommendation {
	first := PublicProvider{
		Identity:          "Skype",
		ProxyFQDN:         messengerProxy,
		Enabled:           true,
		VerificationLevel: UseSourceVerification, // -VerificationLevel 2
		IconURL:           "https://images.edge.messenger.live.com/Messenger_16x16.png",
	}
	decorating := first
	decorating.NameDecorationRoutingDomain = skypeRouting
	decorating.NameDecorationExcludedDomainList = skypeExcluded
	searching := decorating
	searching.VerificationLevel = 0 // the cmdlet's own default
	searching.EnableSkypeIDRouting = product.On
	searching.EnableSkypeDirectorySearch = product.On
	return []Recommendation{
		{Platform: product.LyncServer2013, Era: "before cumulative update 5", Provider: first, Source: source.SiteEarlier},
		{Platform: product.LyncServer2013, Era: "from cumulative update 5 on", Provider: decorating, Source: source.Site19},
		{Platform: product.SfBServer2015, Provider: searching, Source: source.SfBSkype},
		{Platform: product.SfBServer2019, Provider: searching, Source: source.SfBSkype},
		{Platform: product.SfBServerSE, Inferred: true, Provider: searching, Source: source.SfBSkype},
	}
}

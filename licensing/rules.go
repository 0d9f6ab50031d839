package licensing

import (
	"iter"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/provider"
)

// The rules of this package. Records may also break the rules on members of package
// diag and those of the values in them.
const (
	RuleAgreementDates        diag.Rule = "licensing.agreement.dates"
	RuleCALCounts             diag.Rule = "licensing.cal.counts"
	RuleDatesReversed         diag.Rule = "licensing.dates.reversed"
	RuleLicenseMissing        diag.Rule = "licensing.license.missing"
	RuleLicenseRunning        diag.Rule = "licensing.license.running"
	RuleNewDomainClosed       diag.Rule = "licensing.new-domain.closed"
	RulePICUSLBought          diag.Rule = "licensing.pic-usl.bought"
	RulePICUSLDates           diag.Rule = "licensing.pic-usl.dates"
	RulePICUSLMissing         diag.Rule = "licensing.pic-usl.missing"
	RulePICUSLRunning         diag.Rule = "licensing.pic-usl.running"
	RulePlatformEnded         diag.Rule = "licensing.platform.ended"
	RulePlatformMissing       diag.Rule = "licensing.platform.missing"
	RulePlatformUnsupported   diag.Rule = "licensing.platform.unsupported"
	RuleProductMissing        diag.Rule = "licensing.product.missing"
	RuleProductUnknown        diag.Rule = "licensing.product.unknown"
	RuleProgramMissing        diag.Rule = "licensing.program.missing"
	RuleProgramUnknown        diag.Rule = "licensing.program.unknown"
	RuleProvisionedPart       diag.Rule = "licensing.provisioned.part"
	RuleQuestionDay           diag.Rule = "licensing.question.day"
	RuleQuestionService       diag.Rule = "licensing.question.service"
	RuleRequestClosed         diag.Rule = "licensing.request.closed"
	RuleRequestContact        diag.Rule = "licensing.request.contact"
	RuleRequestContactLate    diag.Rule = "licensing.request.contact-late"
	RuleRequestDay            diag.Rule = "licensing.request.day"
	RuleRequestDomainRepeated diag.Rule = "licensing.request.domain-repeated"
	RuleRequestEdges          diag.Rule = "licensing.request.edges"
	RuleRequestEdgesMissing   diag.Rule = "licensing.request.edges-missing"
	RuleRequestHost           diag.Rule = "licensing.request.host"
	RuleRequestLive           diag.Rule = "licensing.request.live"
	RuleRequestNumber         diag.Rule = "licensing.request.number"
	RuleRequestNumberShape    diag.Rule = "licensing.request.number-shape"
	RuleRequestOnline         diag.Rule = "licensing.request.online"
	RuleRequestReachable      diag.Rule = "licensing.request.reachable"
	RuleRequestServices       diag.Rule = "licensing.request.services"
	RuleRequestSIPDomain      diag.Rule = "licensing.request.sip-domain"
	RuleRequestSRV            diag.Rule = "licensing.request.srv"
	RuleRequestUseRights      diag.Rule = "licensing.request.use-rights"
	RuleServiceBegun          diag.Rule = "licensing.service.begun"
	RuleServiceEnded          diag.Rule = "licensing.service.ended"
	RuleSRVCondition          diag.Rule = "licensing.srv.condition"
	RuleTrialNone             diag.Rule = "licensing.trial.none"
)

// catalog is sorted by rule. A new row needs a constant above and an example in
// testdata/rules. Then run go test ./... -update.
var catalog = diag.Catalog{
	{
		Rule:     RuleAgreementDates,
		Severity: diag.Error,
		Summary:  "An agreement must have its first and last day for the credit for a PIC USL.",
		Remedy:   "Give Start and End.",
		Source:   source.Support13,
	},
	{
		Rule:     RuleCALCounts,
		Severity: diag.Notice,
		Summary:  "A CAL for Skype connectivity must be a Lync Server CAL. Inferred: a CAL of Skype for Business Server counts as one.",
		Remedy:   "Ask Microsoft or your reseller if this matters to you.",
		Source:   source.FAQ19,
	},
	{
		Rule:     RuleDatesReversed,
		Severity: diag.Error,
		Summary:  "A term must begin before it ends.",
		Remedy:   "Correct one of the days.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleLicenseMissing,
		Severity: diag.Error,
		Summary:  "The users must have a license that gives access to the service.",
		Remedy:   "Buy the license, or do not use the service.",
		Source:   source.Support13,
		Also:     "FAQ-19 OCSPEDIA",
	},
	{
		Rule:     RuleLicenseRunning,
		Severity: diag.Error,
		Summary:  "A license must be running on the day. It gives access from the day of purchase until its last day.",
		Remedy:   "Renew it, or ask for another day.",
		Source:   source.Support13,
	},
	{
		Rule:     RuleNewDomainClosed,
		Severity: diag.Error,
		Summary:  "A domain for AOL (SUP-13) or Windows Live Messenger (FAQ-19) must be provisioned before the service closes to new domains.",
		Remedy:   "Use an alternative to the service. If the domain was provisioned earlier, give the day.",
		Source:   source.FAQ19,
		Also:     "SUP-13",
	},
	{
		Rule:     RulePICUSLBought,
		Severity: diag.Error,
		Summary:  "A PIC USL must be bought by " + provider.LastPICUSLSale + ", the last day on which it was sold.",
		Remedy:   "Do not use the service: the license is no longer sold.",
		Source:   source.Support13,
		Also:     "OCSPEDIA",
	},
	{
		Rule:     RulePICUSLDates,
		Severity: diag.Error,
		Summary:  "A PIC USL must have its day of purchase and its last day. Without them the right is not known.",
		Remedy:   "Give Purchased and Expires from the agreement.",
		Source:   source.Support13,
		Also:     "OCSPEDIA",
	},
	{
		Rule:     RulePICUSLMissing,
		Severity: diag.Error,
		Summary:  "Users of Yahoo! must have a PIC USL in addition to the CAL. With the CAL of Office Communications Server, users of AOL and Windows Live Messenger must have one before 2009-10-01.",
		Remedy:   "Buy it while it is sold, or do not use the service.",
		Source:   source.Support13,
		Also:     "OCSPEDIA GG520946 GG521001",
	},
	{
		Rule:     RulePICUSLRunning,
		Severity: diag.Error,
		Summary:  "A PIC USL must be running on the day: the right lasts until the license or the service ends, whichever is first.",
		Remedy:   "Ask for a day on which it runs.",
		Source:   source.Support13,
		Also:     "OCSPEDIA",
	},
	{
		Rule:     RulePlatformEnded,
		Severity: diag.Error,
		Summary:  "A right that depends on the online service must end with the service.",
		Remedy:   "Move to your own server.",
		Source:   source.SfBOnlineEnd,
	},
	{
		Rule:     RulePlatformMissing,
		Severity: diag.Error,
		Summary:  "The server product must be given, because the right to a service depends on it.",
		Remedy:   "Give the Platform.",
		Source:   source.Site19,
	},
	{
		Rule:     RulePlatformUnsupported,
		Severity: diag.Error,
		Summary:  "The server product must be supported by public services. Live Communications Server 2005 and Office Communications Server 2007 are not.",
		Remedy:   "Move to Lync Server 2010 or later.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleProductMissing,
		Severity: diag.Error,
		Summary:  "A license must name its product.",
		Remedy:   "Give the Product.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleProductUnknown,
		Severity: diag.Error,
		Summary:  "A license must be of a known product.",
		Remedy:   "Write StandardCAL2010, StandardCAL2013, StandardCAL2015, StandardCAL2019, OCSCAL, LyncOnlinePlan1, LyncOnlinePlan2, LyncOnlinePlan3 or PICUSL.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleProgramMissing,
		Severity: diag.Error,
		Summary:  "An agreement must name its program.",
		Remedy:   "Give the Program.",
		Source:   source.FAQ19,
	},
	{
		Rule:     RuleProgramUnknown,
		Severity: diag.Error,
		Summary:  "An agreement must be of one of the four programs of the provisioning site.",
		Remedy:   "Write VolumeLicensing, PartnerNetwork, ServiceProvider or HighVolume.",
		Source:   source.FAQ19,
	},
	{
		Rule:     RuleProvisionedPart,
		Severity: diag.Error,
		Summary:  "An entry of Provisioned must have a service, a SIP domain and a day.",
		Remedy:   "Give Service, Domain and On.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleQuestionDay,
		Severity: diag.Error,
		Summary:  "A question must be about a day.",
		Remedy:   "Give the day.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleQuestionService,
		Severity: diag.Error,
		Summary:  "A question must be about one of the four public services.",
		Remedy:   "Ask for skype, wlm, aol or yahoo.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleRequestClosed,
		Severity: diag.Error,
		Summary:  "A request must be submitted by 2019-08-14, the last day of the provisioning site.",
		Remedy:   "Publish the federation SRV record of each SIP domain instead.",
		Source:   source.SfBSkype,
	},
	{
		Rule:     RuleRequestContact,
		Severity: diag.Error,
		Summary:  "A request must have the e-mail address of an administrator of each SIP domain.",
		Remedy:   "Give a contact for the domain.",
		Source:   source.FAQ16,
	},
	{
		Rule:     RuleRequestContactLate,
		Severity: diag.Notice,
		Summary:  "A request must not have contacts from 2019-04-01 on. The site no longer accepts them.",
		Remedy:   "Remove the contacts.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleRequestDay,
		Severity: diag.Error,
		Summary:  "A request must have its day of submission, because the rules changed over time.",
		Remedy:   "Give the day in Submitted.",
		Source:   source.Lyncfed,
	},
	{
		Rule:     RuleRequestDomainRepeated,
		Severity: diag.Error,
		Summary:  "A SIP domain must be in one group of a request only.",
		Remedy:   "Remove it from the other groups.",
		Source:   source.FAQ19,
	},
	{
		Rule:     RuleRequestEdges,
		Severity: diag.Error,
		Summary:  "A request must have at most ten Access Edges. From 2019-03-22 on, each group of domains must have exactly one.",
		Remedy:   "Make several requests, or name one Access Edge for each group.",
		Source:   source.FAQ19,
	},
	{
		Rule:     RuleRequestEdgesMissing,
		Severity: diag.Error,
		Summary:  "A request must have at least one Access Edge and one SIP domain.",
		Remedy:   "Give both.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleRequestHost,
		Severity: diag.Error,
		Summary:  "An Access Edge must have a fully qualified host name in DNS.",
		Remedy:   "Give the public name, such as sip.contoso.com.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleRequestLive,
		Severity: diag.Notice,
		Summary:  "The Access Edges and SIP domains of a request must be live and reachable.",
		Remedy:   "Test both from outside before you submit the request.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleRequestNumber,
		Severity: diag.Error,
		Summary:  "A request must have the number of the agreement.",
		Remedy:   "Give the number that the program needs.",
		Source:   source.FAQ19,
	},
	{
		Rule:     RuleRequestNumberShape,
		Severity: diag.Notice,
		Summary:  "The number must be that of the agreement. Its form is not documented for provisioning. Another Microsoft product accepts seven or eight digits, or fifteen letters and digits.",
		Remedy:   "Check the number.",
		Source:   source.AgreementNumbers,
	},
	{
		Rule:     RuleRequestOnline,
		Severity: diag.Error,
		Summary:  "A request must be for a server or a hybrid. Lync Online is provisioned in its own control panel.",
		Remedy:   "Turn external communications on in the Lync Online control panel.",
		Source:   source.FAQ19,
	},
	{
		Rule:     RuleRequestReachable,
		Severity: diag.Error,
		Summary:  "The names of Access Edges and SIP domains must be public. A name below .local or a similar suffix exists inside one network only.",
		Remedy:   "Give names in a domain that the organization has registered.",
		Source:   source.Site19,
		Also:     "RFC-6761 RFC-6762",
	},
	{
		Rule:     RuleRequestServices,
		Severity: diag.Error,
		Summary:  "A request must name services that can be connected on its day.",
		Remedy:   "Request services that can be connected on the day, and leave out the others.",
		Source:   source.Site19,
		Also:     "COLLABAGE-06 EASI FAQ-19 SKYPE-END SUP-13 WLM-CN",
	},
	{
		Rule:     RuleRequestSIPDomain,
		Severity: diag.Error,
		Summary:  "A SIP domain must be the domain with which users sign in, not the name of an Access Edge or another machine.",
		Remedy:   "Give the part of users' addresses after the @.",
		Source:   source.FAQ19,
	},
	{
		Rule:     RuleRequestSRV,
		Severity: diag.Notice,
		Summary:  "The federation SRV record of each SIP domain must point to a host with one label more than the domain. An Edge refuses other hosts. The record is needed from 2017-07-02 on (SITE-19).",
		Remedy:   "Publish the record, with the name of the host in the certificate.",
		Source:   source.Cisco,
	},
	{
		Rule:     RuleRequestUseRights,
		Severity: diag.Error,
		Summary:  "The Product Use Rights must be accepted before a request is made.",
		Remedy:   "Accept them, and set AcceptedProductUseRights.",
		Source:   source.Site19,
	},
	{
		Rule:     RuleServiceBegun,
		Severity: diag.Error,
		Summary:  "A service must have begun before it can be used.",
		Remedy:   "Check the day.",
		Source:   source.Support13,
		Also:     "COLLABAGE-06 EASI",
	},
	{
		Rule:     RuleServiceEnded,
		Severity: diag.Error,
		Summary:  "A service must not have ended.",
		Remedy:   "Use an alternative to the service.",
		Source:   source.FAQ19,
		Also:     "SKYPE-END WLM-CN",
	},
	{
		Rule:     RuleSRVCondition,
		Severity: diag.Notice,
		Summary:  "From 2017-07-02 on an organization must have a federation SRV record for each SIP domain. From 2019-08-15 on Skype finds the organization only by this record.",
		Remedy:   "Publish the record for each SIP domain.",
		Source:   source.Site19,
		Also:     "SFB-SKYPE",
	},
	{
		Rule:     RuleTrialNone,
		Severity: diag.Error,
		Summary:  "A license for public services must not be a trial.",
		Remedy:   "Buy the license.",
		Source:   source.FAQ19,
		Also:     "OCSPEDIA",
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

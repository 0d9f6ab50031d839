package licensing

import (
	"iter"
	"slices"
	"time"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/provider"
)

// The consequences of changes of a request.
var (
	factAnotherNumber = provider.Fact{Text: "A request is found by its agreement's number: with another it is another request.", Source: source.FAQ19}
	factEdgeChanged   = provider.Fact{Text: "It takes several days, and the service may be interrupted: keep the old name as long as that.", Source: source.FAQ19}
	factUpdate        = provider.Fact{Text: "Update the service at the provisioning site, after provisioning is complete, with the agreement's number.", Source: source.FAQ19}
)

// smallBusiness is the page on which customers of Small Business Premium turn
// external communications on (BLOG-13).
const smallBusiness = "Small Business Premium has the switch for external communications under Admin > Service settings > Instant messaging, meetings and conferencing"

// A Completion describes the completion of a submitted request.
type Completion struct {
	Earliest date.Date // the first day on which it may be complete; zero: not documented
	Latest   date.Date // the last day on which it should be complete: call support after it. Zero: provisioning has ended
	Notified bool      // whether an e-mail reports the completion
	provider.Fact
	Overdue provider.Fact // whom to ask after Latest; zero if provisioning has ended
}

// supportEra is the day from which the provisioning site referred customers to
// Microsoft's support (SFB-119).
var supportEra = date.MustParse("2018-02-06")

// CompletionOf returns the completion of a request that was submitted on a day. The
// zero Date gives the zero Completion.
func CompletionOf(submitted date.Date) Completion {
	skype, lastSkype := lastService()
	switch {
	case submitted.IsZero():
		return Completion{}
	case submitted.After(lastSkype):
		end, _ := skype.History.Stage(submitted)
		return Completion{Fact: provider.Fact{
			Text:   "There is nothing left to connect to: Skype, the last of the services, could be used until " + lastSkype.String() + ".",
			Source: end.Source,
		}}
	case !submitted.Before(siteClosed):
		return Completion{Fact: provider.Fact{
			Text:   "There is no provisioning any more: publish the federation SRV record of each SIP domain.",
			Source: source.SfBSkype,
		}}
	case !submitted.Before(quickEra):
		latest := submitted.AddDays(2)
		return Completion{
			Earliest: submitted.AddDays(1), Latest: latest,
			Fact: provider.Fact{
				Text:   "It takes 24 to 48 hours. No e-mail says that it is complete. The same page still has up to 30 days.",
				Source: source.Site19,
			},
			Overdue: provider.Fact{Text: "If contacts cannot be added by " + latest.String() + ", call Microsoft support.", Source: source.Site19},
		}
	}
	latest := submitted.AddDays(30)
	c := Completion{
		Latest: latest, Notified: true,
		Fact: provider.Fact{
			Text:   "It takes up to 30 days, and an e-mail says that it is complete.",
			Source: source.FAQ16,
		},
		Overdue: provider.Fact{
			Text:   "If contacts cannot be added by " + latest.String() + ", or some days after the e-mail, ask Microsoft support: the e-mail and the effect may lie days apart.",
			Source: source.PICEnabled06,
		},
	}
	if !submitted.Before(supportEra) {
		c.Overdue = provider.Fact{
			Text:   "If contacts cannot be added by " + latest.String() + ", ask Microsoft's support for business products: since " + supportEra.String() + " the team of the provisioning site does not help.",
			Source: source.ProvisioningSupport18,
		}
	}
	return c
}

// A Stage is a part of the way to a connection. Stages compare with ==.
type Stage string

const (
	Preparing   Stage = "before"  // before the site is opened
	AtTheSite   Stage = "site"    // in the wizard of the provisioning site
	Waiting     Stage = "waiting" // until provisioning is complete
	BothSides   Stage = "split"   // where users of one SIP domain are on servers and online
	AtTheServer Stage = "server"  // on your own servers
	WithUsers   Stage = "users"   // what users on either side do
)

// A ProcessStep is a step on the way to a connection, or a fact to know.
type ProcessStep struct {
	Stage Stage
	From  date.Date // the first day on which it was possible; zero: no bound
	Until date.Date // the last day on which it was possible
	provider.Fact
}

// IsOn reports whether the step was possible on a day.
func (s ProcessStep) IsOn(d date.Date) bool { return !d.Before(s.From) && !d.After(s.Until) }

// lastService is Skype, the last of the services to end, with its last day.
func lastService() (provider.Service, date.Date) {
	skype, _ := provider.LookupService(provider.Skype)
	last, _ := skype.History.LastDay()
	return skype, last
}

// Steps returns the steps to connect to Skype, in order, for all days.
func Steps() iter.Seq[ProcessStep] { return slices.Values(stepsFor(provider.Skype)) }

// Next returns the steps after the submission of a request, in order, for its
// services and on its day. It returns nothing without a day. A request without a
// service is one for Skype.
func (r ProvisioningRequest) Next() iter.Seq[ProcessStep] {
	return func(yield func(ProcessStep) bool) {
		ids := r.Services
		if len(ids) == 0 {
			ids = []provider.ServiceID{provider.Skype}
		}
		for _, s := range stepsFor(ids...) {
			after := s.Stage != Preparing && s.Stage != AtTheSite
			if after && !r.Submitted.IsZero() && s.IsOn(r.Submitted) && !yield(s) {
				return
			}
		}
	}
}

// stepsFor returns the steps to connect to some services.
func stepsFor(ids ...provider.ServiceID) []ProcessStep {
	_, lastSkype := lastService()
	lastRequest := siteClosed.AddDays(-1)
	var steps []ProcessStep
	add := func(stage Stage, from, until date.Date, src diag.Source, texts ...string) {
		for _, text := range texts {
			steps = append(steps, ProcessStep{stage, from, until, provider.Fact{Text: text, Source: src}})
		}
	}
	always := date.Date{}
	var services []provider.Service
	var first, last date.Date // of the services together
	for _, id := range ids {
		if s, known := provider.LookupService(id); known {
			services = append(services, s)
			if begin := firstStage(s).From; first.IsZero() || begin.Before(first) {
				first = begin
			}
			if end, _ := s.History.LastDay(); end.After(last) {
				last = end
			}
		}
	}
	skype := slices.Contains(ids, provider.Skype)

	add(Preparing, always, lastRequest, source.Site19, "Start provisioning first: it takes longest.")
	add(Preparing, always, lastContact, source.Site19, "Have ready: the agreement's number, the name of each Access Edge, the SIP domains, and a contact for each.")
	add(Preparing, quickEra, lastRequest, source.Site19, "Have ready: the agreement's number, the name of each Access Edge, and the SIP domains.")
	if skype {
		add(Preparing, firstStage(services[slices.Index(ids, provider.Skype)]).From, lastSkype, source.SfBSkype, "An organization that federates with Windows Live Messenger already reaches Skype with that.")
	}
	add(AtTheSite, always, lastRequest, source.Site19,
		"Sign in with a Microsoft account.",
		"Choose the kind of agreement, and give its number.",
		"Accept the Product Use Rights.",
		"Initiate a provisioning request.",
		"Give the name of the Access Edge and the SIP domains.",
		"Choose the services: each is activated by itself.")
	add(AtTheSite, always, lastContact, source.Site19, "Give the contacts, and submit.")
	add(AtTheSite, quickEra, lastRequest, source.Site19, "Submit: contacts are no longer taken.")
	add(Waiting, always, lastRequest, source.FAQ19, "Change a request only after provisioning is complete.")
	add(Waiting, quickEra.AddDays(-10), contactsPurged, source.Site19, "The contacts that were given to the site are purged by "+contactsPurged.String()+".")
	if skype {
		add(BothSides, always, lastRequest, source.FAQ19,
			"Where users of one SIP domain are on your servers and others online (Lync Online, hybrid), provision the servers first, and wait for the confirmation.",
			"Only then turn external communications on in the Lync admin center.",
			"If they were on online before, the data of the servers does not go through: turn them off online, wait 24 hours, and start again with the servers.")
		add(BothSides, always, lastRequest, source.Blog13, smallBusiness+".")
		add(BothSides, siteClosed, lastSkype, source.SfBSkype, "A hybrid with Skype for Business Online is not affected by the end of the provisioning site.")
		add(BothSides, hybridPlan, lastSkype, source.HybridPlan,
			"Create all users of the shared domain on the servers first: a user that exists online alone is not reached from there.",
			"Turn SharedSipAddressSpace on in the tenant as long as users are on the servers, and federation on both sides.",
			"Have discovery on at the Edge only if the tenant is open, and the same allowed and blocked domains on both sides.",
			"Point the federation SRV record of the shared domain to the Edge of your servers.")
	}
	add(AtTheServer, first, last, source.Site19,
		"Turn federation and public connectivity on at the Access Edge.",
		"Grant public access with at least one external access policy: until then nobody can take part.")
	for _, s := range services {
		begin := firstStage(s).From
		end, _ := s.History.LastDay()
		add(AtTheServer, begin, end, source.Site19, "Create or enable the provider for "+s.Name+".")
		if s.ID == provider.Skype {
			add(AtTheServer, srvCondition, siteClosed.AddDays(-1), source.Site19, "Publish the federation SRV record of each SIP domain too.")
			add(AtTheServer, siteClosed, end, source.SfBSkype, "Publish the federation SRV record of each SIP domain: Skype finds you by it.")
		}
	}
	for _, s := range services {
		end, _ := s.History.LastDay()
		for step := range s.Steps() {
			from, until := step.From, step.Until
			if from.IsZero() {
				from = firstStage(s).From
			}
			if until.IsZero() {
				until = end
			}
			steps = append(steps, ProcessStep{WithUsers, from, until, step.Fact})
		}
		if s.ID == provider.Skype {
			add(WithUsers, firstStage(s).From, end, source.FAQ19, "A list of the Microsoft accounts in an organization's domains is not given out.")
		}
	}
	return steps
}

// hybridPlan is the year of the document on what servers and tenant must have in
// common. It gives no day.
var hybridPlan = date.MustParse("2019-01-01")

// A SplitDomain is the progress of provisioning of an organization with users both
// on its servers and online. Each member is the time of a step. The zero Time means
// "not yet".
type SplitDomain struct {
	Submitted time.Time // the request for the servers
	Confirmed time.Time // the confirmation that it is complete
	OnlineOn  time.Time // external communications turned on online
	OnlineOff time.Time // external communications turned off again
}

// onlinePause is the time for which external communications must be off before
// provisioning starts again (FAQ-19).
const onlinePause = 24 * time.Hour

// A SplitStep is the next thing to do for a split domain.
type SplitStep struct {
	Done       bool      // nothing is left to do
	WrongOrder bool      // external communications were on online before the servers were confirmed
	NotBefore  time.Time // the earliest moment for it; zero: now
	provider.Fact
}

// Next returns the next step. The servers come first, then their confirmation, and
// then external communications online. In another order the data of the servers is
// lost. The cure is to turn external communications off, wait for 24 hours, and
// start again with the servers (FAQ-19).
func (s SplitDomain) Next() SplitStep {
	step := func(text string) SplitStep {
		return SplitStep{Fact: provider.Fact{Text: text, Source: source.FAQ19}}
	}
	tooEarly := !s.OnlineOn.IsZero() && (s.Confirmed.IsZero() || s.OnlineOn.Before(s.Confirmed))
	off := !s.OnlineOff.IsZero() && s.OnlineOff.After(s.OnlineOn)
	switch {
	case tooEarly && !off:
		next := step("Turn external communications off online: they were on before the servers were confirmed.")
		next.WrongOrder = true
		return next
	case tooEarly && s.Submitted.Before(s.OnlineOff.Add(onlinePause)):
		next := step("Wait, and then start again: submit the request for the servers.")
		next.WrongOrder, next.NotBefore = true, s.OnlineOff.Add(onlinePause)
		return next
	case s.Submitted.IsZero():
		return step("Submit the request for the servers.")
	case s.Confirmed.IsZero() || s.Confirmed.Before(s.Submitted):
		return step("Wait until the request for the servers is confirmed.")
	case s.OnlineOn.IsZero() || off:
		return step("Turn external communications on in the Lync admin center.")
	}
	done := step("Both sides are provisioned.")
	done.Done = true
	return done
}

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
	factAnotherNumber = provider.Fact{Text: "The agreement's number identifies a request: with another number it is a new request.", Source: source.FAQ19}
	factEdgeChanged   = provider.Fact{Text: "It takes several days, and the service may be interrupted: keep the old name until then.", Source: source.FAQ19}
	factUpdate        = provider.Fact{Text: "Update the service at the provisioning site, after provisioning is complete, with the agreement's number.", Source: source.FAQ19}
)

// smallBusiness has the place of the switch for customers of Small Business Premium
// (BLOG-13).
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
			Text:   "The provisioning site is closed: publish the federation SRV record of each SIP domain instead.",
			Source: source.SfBSkype,
		}}
	case !submitted.Before(quickEra):
		latest := submitted.AddDays(2)
		return Completion{
			Earliest: submitted.AddDays(1), Latest: latest,
			Fact: provider.Fact{
				Text:   "It takes 24 to 48 hours. No e-mail confirms the completion. The same page still mentions up to 30 days.",
				Source: source.Site19,
			},
			Overdue: provider.Fact{Text: "If contacts cannot be added by " + latest.String() + ", call Microsoft support.", Source: source.Site19},
		}
	}
	latest := submitted.AddDays(30)
	c := Completion{
		Latest: latest, Notified: true,
		Fact: provider.Fact{
			Text:   "It takes up to 30 days, and an e-mail confirms the completion.",
			Source: source.FAQ16,
		},
		Overdue: provider.Fact{
			Text:   "If contacts cannot be added by " + latest.String() + ", or some days after the e-mail, ask Microsoft support: the effect may come days after the e-mail.",
			Source: source.PICEnabled06,
		},
	}
	if !submitted.Before(supportEra) {
		c.Overdue = provider.Fact{
			Text:   "If contacts cannot be added by " + latest.String() + ", ask Microsoft's support for business products: since " + supportEra.String() + " the team of the provisioning site no longer helps.",
			Source: source.ProvisioningSupport18,
		}
	}
	return c
}

// A Stage is a part of connecting an organization to a service. Stages compare with
// ==.
type Stage string

// The stages, in order.
const (
	Preparing   Stage = "before"  // before anybody opens the provisioning site
	AtTheSite   Stage = "site"    // in the wizard of the provisioning site
	Waiting     Stage = "waiting" // until provisioning is complete
	BothSides   Stage = "split"   // for a SIP domain with users both on servers and online
	AtTheServer Stage = "server"  // on your own servers
	WithUsers   Stage = "users"   // tasks of the users on either side
)

// A ProcessStep is one step of connecting an organization to a service, or a fact
// to know.
type ProcessStep struct {
	Stage Stage
	From  date.Date // the first day of the step; zero: no bound
	Until date.Date // the last day of the step
	provider.Fact
}

// IsOn reports whether the step applies on a day.
func (s ProcessStep) IsOn(d date.Date) bool { return !d.Before(s.From) && !d.After(s.Until) }

// lastService returns Skype, which was the last service to end, and its last day.
func lastService() (provider.Service, date.Date) {
	skype, _ := provider.LookupService(provider.Skype)
	last, _ := skype.History.LastDay()
	return skype, last
}

// Steps returns the steps to connect to Skype, in order, for all days.
func Steps() iter.Seq[ProcessStep] { return slices.Values(stepsFor(provider.Skype)) }

// Next returns the steps that follow the submission of the request, in order, for
// its services and its day. It returns nothing without a day. A request without a
// service counts as one for Skype.
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
		add(Preparing, firstStage(services[slices.Index(ids, provider.Skype)]).From, lastSkype, source.SfBSkype, "An organization that already federates with Windows Live Messenger reaches Skype through that connection.")
	}
	add(AtTheSite, always, lastRequest, source.Site19,
		"Sign in with a Microsoft account.",
		"Choose the kind of agreement, and give its number.",
		"Accept the Product Use Rights.",
		"Initiate a provisioning request.",
		"Give the name of the Access Edge and the SIP domains.",
		"Choose the services: each one is activated separately.")
	add(AtTheSite, always, lastContact, source.Site19, "Give the contacts, and submit.")
	add(AtTheSite, quickEra, lastRequest, source.Site19, "Submit. The site no longer accepts contacts.")
	add(Waiting, always, lastRequest, source.FAQ19, "Change a request only after provisioning is complete.")
	add(Waiting, quickEra.AddDays(-10), contactsPurged, source.Site19, "The site deletes the contacts that were given to it by "+contactsPurged.String()+".")
	if skype {
		add(BothSides, always, lastRequest, source.FAQ19,
			"If one SIP domain has users on your servers and others online (Lync Online, hybrid), provision the servers first, and wait for the confirmation.",
			"Only then turn external communications on in the Lync admin center.",
			"If they were turned on online first, the data of the servers is lost: turn them off online, wait 24 hours, and start again with the servers.")
		add(BothSides, always, lastRequest, source.Blog13, smallBusiness+".")
		add(BothSides, siteClosed, lastSkype, source.SfBSkype, "A hybrid with Skype for Business Online is not affected by the end of the provisioning site.")
		add(BothSides, hybridPlan, lastSkype, source.HybridPlan,
			"Create all users of the shared domain on the servers first: users on the servers cannot reach a user who exists only online.",
			"Turn on federation on both sides. Keep SharedSipAddressSpace on in the tenant as long as users are on the servers.",
			"Turn discovery on at the Edge only if the tenant is open. Keep the same allowed and blocked domains on both sides.",
			"Point the federation SRV record of the shared domain to the Edge of your servers.")
	}
	add(AtTheServer, first, last, source.Site19,
		"Turn federation and public connectivity on at the Access Edge.",
		"Grant public access in at least one external access policy: until then nobody has access.")
	for _, s := range services {
		begin := firstStage(s).From
		end, _ := s.History.LastDay()
		add(AtTheServer, begin, end, source.Site19, "Create or enable the provider for "+s.Name+".")
		if s.ID == provider.Skype {
			add(AtTheServer, srvCondition, siteClosed.AddDays(-1), source.Site19, "Also publish the federation SRV record of each SIP domain.")
			add(AtTheServer, siteClosed, end, source.SfBSkype, "Publish the federation SRV record of each SIP domain: Skype finds you by this record.")
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
			add(WithUsers, firstStage(s).From, end, source.FAQ19, "Microsoft does not give out a list of the Microsoft accounts in an organization's domains.")
		}
	}
	return steps
}

// hybridPlan is the year of the document on the settings that servers and tenant
// must share. It gives no day.
var hybridPlan = date.MustParse("2019-01-01")

// A SplitDomain is the provisioning progress of an organization with users both on
// its servers and online. Each member is the time of a step. The zero Time means
// "not yet".
type SplitDomain struct {
	Submitted time.Time // the request for the servers
	Confirmed time.Time // the confirmation that it is complete
	OnlineOn  time.Time // external communications turned on online
	OnlineOff time.Time // external communications turned off again
}

// onlinePause is how long external communications must be off before provisioning
// starts again (FAQ-19).
const onlinePause = 24 * time.Hour

// A SplitStep is the next step for a split domain.
type SplitStep struct {
	Done       bool      // nothing is left to do
	WrongOrder bool      // external communications were on online before the servers were confirmed
	NotBefore  time.Time // the earliest time for the step; zero: now
	provider.Fact
}

// Next returns the next step. First the servers are provisioned and confirmed, and
// then external communications are turned on online. In any other order the data of
// the servers is lost. Then external communications must be turned off for 24 hours
// before the servers are provisioned again (FAQ-19).
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

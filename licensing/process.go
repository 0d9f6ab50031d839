package licensing

import (
	"iter"
	"slices"
	"time"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/provider"
)

// What follows from a change of a request.
var (
	factAnotherNumber = provider.Fact{Text: "A request is found by its agreement's number: with another it is another request.", Source: source.FAQ19}
	factEdgeChanged   = provider.Fact{Text: "It takes several days, and the service may be interrupted: keep the old name as long as that.", Source: source.FAQ19}
	factUpdate        = provider.Fact{Text: "Update the service at the provisioning site, after provisioning is complete, with the agreement's number.", Source: source.FAQ19}
)

// An Completion is what to expect after a request was submitted.
type Completion struct {
	Earliest date.Date // the first day on which it may be complete; zero: not documented
	Latest   date.Date // the last day on which it should be; call support after it. Zero: there is no provisioning
	Notified bool      // whether an e-mail says that it is complete
	provider.Fact
}

// CompletionOf returns when a request that was submitted on a day is complete. It
// is the zero Completion for the zero Date.
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
		return Completion{Earliest: submitted.AddDays(1), Latest: submitted.AddDays(2), Fact: provider.Fact{
			Text:   "It takes 24 to 48 hours; after 48 hours call support. No e-mail says that it is complete. The same page still has up to 30 days.",
			Source: source.Site19,
		}}
	}
	return Completion{Latest: submitted.AddDays(30), Notified: true, Fact: provider.Fact{
		Text:   "It takes up to 30 days, and an e-mail says that it is complete.",
		Source: source.FAQ16,
	}}
}

// A Stage is a part of getting connected. Stages compare with ==.
type Stage string

const (
	Preparing   Stage = "before"  // before the site is opened
	AtTheSite   Stage = "site"    // in the wizard of the provisioning site
	Waiting     Stage = "waiting" // until provisioning is complete
	AtTheServer Stage = "server"  // on the servers of one's own
	WithUsers   Stage = "users"   // what users on either side do
)

// A ProcessStep is something to do, or to know, to get connected.
type ProcessStep struct {
	Stage Stage
	Until date.Date // the last day on which it could be done
	provider.Fact
}

// lastService is Skype, the last of the services to end, with its last day.
func lastService() (provider.Service, date.Date) {
	skype, _ := provider.LookupService(provider.Skype)
	last, _ := skype.History.LastDay()
	return skype, last
}

// Steps returns what there is to do to get connected to Skype, in order.
func Steps() iter.Seq[ProcessStep] {
	skype, lastSkype := lastService()
	lastRequest := siteClosed.AddDays(-1)
	steps := []ProcessStep{
		{Preparing, lastRequest, provider.Fact{Text: "Start provisioning first: it takes longest.", Source: source.Site19}},
		{Preparing, lastRequest, provider.Fact{Text: "Have ready: the agreement's number, the name of each Access Edge, the SIP domains, and until 2019-03-31 a contact for each.", Source: source.Site19}},
		{Preparing, lastSkype, provider.Fact{Text: "An organization that federates with Windows Live Messenger already reaches Skype with that.", Source: source.SfBSkype}},
		{AtTheSite, lastRequest, provider.Fact{Text: "Sign in with a Microsoft account.", Source: source.Site19}},
		{AtTheSite, lastRequest, provider.Fact{Text: "Choose the kind of agreement, and give its number.", Source: source.Site19}},
		{AtTheSite, lastRequest, provider.Fact{Text: "Accept the Product Use Rights.", Source: source.Site19}},
		{AtTheSite, lastRequest, provider.Fact{Text: "Initiate a provisioning request.", Source: source.Site19}},
		{AtTheSite, lastRequest, provider.Fact{Text: "Give the name of the Access Edge and the SIP domains.", Source: source.Site19}},
		{AtTheSite, lastRequest, provider.Fact{Text: "Choose the services: each is activated by itself.", Source: source.Site19}},
		{AtTheSite, lastRequest, provider.Fact{Text: "Give the contacts, which were taken until 2019-03-31, and submit.", Source: source.Site19}},
		{Waiting, lastRequest, provider.Fact{Text: "Change a request only after provisioning is complete.", Source: source.FAQ19}},
		{AtTheServer, lastSkype, provider.Fact{Text: "Turn federation and public connectivity on at the Access Edge.", Source: source.Site19}},
		{AtTheServer, lastSkype, provider.Fact{Text: "Grant public access with at least one external access policy: until then nobody can take part.", Source: source.Site19}},
		{AtTheServer, lastSkype, provider.Fact{Text: "Create or enable the provider for Skype.", Source: source.Site19}},
	}
	for s := range skype.Steps() {
		steps = append(steps, ProcessStep{WithUsers, lastSkype, s.Fact})
	}
	steps = append(steps, ProcessStep{WithUsers, lastSkype, provider.Fact{Text: "A list of the Microsoft accounts in an organization's domains is not given out.", Source: source.FAQ19}})
	return slices.Values(steps)
}

// A SplitDomain is how far an organization with users both on its servers and
// online has come with its provisioning: when each thing was done; the zero Time
// is not yet.
type SplitDomain struct {
	Submitted time.Time // the request for the servers
	Confirmed time.Time // that it is complete
	OnlineOn  time.Time // external communications turned on online
	OnlineOff time.Time // and off again
}

// onlinePause is how long external communications are to be off before
// provisioning is started again (FAQ-19).
const onlinePause = 24 * time.Hour

// A SplitStep is the next thing to do for a split domain.
type SplitStep struct {
	Done       bool      // nothing is left to do
	WrongOrder bool      // external communications were on online before the servers were confirmed
	NotBefore  time.Time // the earliest moment for it; zero: now
	provider.Fact
}

// Next returns the next step. The servers come first, then their confirmation,
// and only then external communications online; the other way round the data
// of the servers does not go through, and the cure is to turn them off, wait
// for 24 hours, and start again with the servers (FAQ-19).
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

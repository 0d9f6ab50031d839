package licensing

import (
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A Question is whether a service may be used on a day.
type Question struct {
	Service   provider.ServiceID
	On        date.Date
	NewDomain domain.SIPDomain // the SIP domain to be connected; zero: those that are
}

// A Decision is the answer to a Question.
type Decision struct {
	Outcome      diag.Outcome
	Capabilities provider.Capability // what users can do; nothing if refused
	Until        date.Date           // the last day of the right, for what is connected by the day of the question; zero if refused, or if it has no known end
	Reasons      []diag.Reason       // every rule that took part, in order; refused wherever one did not pass
}

// Allowed reports whether the service may be used: the outcome is
// [diag.Passed].
func (d Decision) Allowed() bool { return d.Outcome == diag.Passed }

var (
	lastPICUSL   = date.MustParse(provider.LastPICUSLSale)
	lastOnline   = product.LyncOnline.Dates().LastService
	srvCondition = date.MustParse("2017-07-02") // the day from which the SRV record is demanded: SITE-19
)

// Decide says whether the holder may use a service on a day, with which
// capabilities and until when, and every rule that took part. What is not known
// is refused: no day, no server product, a PIC USL without its days. Whether
// the Access Edge can be reached is not known here; where a condition like that
// holds, its reason has passed and its detail says "condition".
func (h Holdings) Decide(q Question) Decision {
	d := decider{Holdings: h, Question: q, reasons: make([]diag.Reason, 0, 6)}
	if q.On.IsZero() {
		d.refuse(RuleQuestionDay, "", "no day is given; an answer is never for today unless today is asked for")
		return d.decision(provider.Service{})
	}
	s, known := provider.LookupService(q.Service)
	if !known {
		d.refuse(RuleQuestionService, "", "no such service: "+q.Service.String())
		return d.decision(provider.Service{})
	}
	d.service(s)
	d.platform()
	d.license(s)
	if d.picUSLNeeded() {
		d.picUSL()
	}
	if q.Service == provider.Skype && h.Platform.IsServer() && !q.On.Before(srvCondition) {
		d.pass(RuleSRVCondition, "", "condition: the SIP domain's federation SRV record points to the Access Edge")
	}
	return d.decision(s)
}

// A decider collects the reasons of one decision.
type decider struct {
	Holdings
	Question
	reasons []diag.Reason
	refused bool
	ocs     bool      // access rests on the CAL of Office Communications Server
	until   date.Date // of what has passed so far; zero: no end
}

func (d *decider) pass(r diag.Rule, at diag.Path, detail string) {
	d.add(diag.Reason{RuleInfo: catalog.Info(r), Outcome: diag.Passed, Path: at, Detail: detail})
}

func (d *decider) refuse(r diag.Rule, at diag.Path, detail string) {
	d.add(diag.Reason{RuleInfo: catalog.Info(r), Outcome: diag.Refused, Path: at, Detail: detail})
}

func (d *decider) add(r diag.Reason) {
	d.reasons = append(d.reasons, r)
	d.refused = d.refused || r.Outcome != diag.Passed
}

// bound is another last day; the earliest of them counts.
func (d *decider) bound(last date.Date) {
	if d.until.IsZero() || !last.IsZero() && last.Before(d.until) {
		d.until = last
	}
}

func (d *decider) decision(s provider.Service) Decision {
	if d.refused {
		return Decision{Outcome: diag.Refused, Reasons: d.reasons}
	}
	return Decision{Outcome: diag.Passed, Capabilities: s.CapabilitiesFor(d.Platform, d.On), Until: d.until, Reasons: d.reasons}
}

// service: nothing before a service is known to have begun, nothing after its
// end, and no new domain once it takes none.
func (d *decider) service(s provider.Service) {
	stage, _ := s.History.Stage(d.On)
	last, _ := s.History.LastDay()
	switch stage.Phase {
	case provider.Unrecorded:
		d.refuse(RuleServiceBegun, "", "no document says that "+s.Name+" could be federated with on that day")
	case provider.Ended:
		var detail strings.Builder
		detail.WriteString(s.Name + " could be used until " + last.String() + ". " + stage.Text)
		if stage.Conflict.Text != "" {
			detail.WriteString(" But: " + stage.Conflict.Text)
		}
		if next, found := provider.LookupService(s.Successor); found {
			detail.WriteString(" Its users went to " + next.Name + ".")
		}
		for sub := range s.Substitutes() {
			detail.WriteString(" Instead, until " + sub.Until.String() + ": " + sub.Text)
		}
		d.add(diag.Reason{RuleInfo: catalog.InfoFrom(stage.Source, RuleServiceEnded), Outcome: diag.Refused, Detail: detail.String(), Inferred: stage.Inferred})
	default:
		d.bound(last)
		end, _ := s.History.Stage(last.AddDays(1))
		d.add(diag.Reason{RuleInfo: catalog.InfoFrom(end.Source, RuleServiceEnded), Outcome: diag.Passed, Detail: s.Name + " can be used until " + last.String(), Inferred: end.Inferred})
		if stage.Phase == provider.Closing && d.Question.Service != provider.Yahoo {
			d.newDomain(s, stage)
		}
	}
}

// newDomain: SUP-13 for AOL, FAQ-19 for Windows Live Messenger. A service or a
// domain without an entry that says that it was provisioned before the service
// closed is new.
func (d *decider) newDomain(s provider.Service, stage provider.Stage) {
	late := false
	for i, p := range d.Provisioned {
		if p.Service != d.Question.Service || p.Domain.IsZero() || p.On.IsZero() || !d.NewDomain.IsZero() && p.Domain != d.NewDomain {
			continue
		}
		if p.On.Before(stage.From) {
			d.add(diag.Reason{RuleInfo: catalog.InfoFrom(stage.Source, RuleNewDomainClosed), Outcome: diag.Passed, Path: diag.Path("/Provisioned").Index(i), Detail: p.Domain.String() + " was provisioned on " + p.On.String() + ", and goes on", Inferred: stage.Inferred})
			return
		}
		late = true
	}
	what := "nothing is provisioned by then"
	if !d.NewDomain.IsZero() {
		what = d.NewDomain.String() + " is not provisioned by then"
	}
	if late {
		what += " (what is said to have been later does not count)"
	}
	detail := what + ", and " + s.Name + " takes no new domain. " + stage.Text
	if next, found := provider.LookupService(s.Successor); found {
		detail += " Its users went to " + next.Name + "."
	}
	d.add(diag.Reason{RuleInfo: catalog.InfoFrom(stage.Source, RuleNewDomainClosed), Outcome: diag.Refused, Path: "/Provisioned", Detail: detail, Inferred: stage.Inferred})
}

// platform: which server products the documents support (SITE-19, EN-14, and
// otherwise SFB-SKYPE).
func (d *decider) platform() {
	switch d.Platform {
	case 0:
		d.refuse(RulePlatformMissing, "/Platform", "the server product is not given")
	case product.LCS2005SP1, product.OCS2007:
		d.refuse(RulePlatformUnsupported, "/Platform", d.Platform.Title()+" is not supported; from which day on is not documented")
	case product.OCS2007R2:
		d.pass(RulePlatformUnsupported, "/Platform", "Office Communications Server 2007 R2 is supported by SITE-19 and EN-14, and not by the later SFB-SKYPE")
	case product.LyncOnline:
		if d.On.After(lastOnline) {
			d.refuse(RulePlatformEnded, "/Platform", "Skype for Business Online ended with "+lastOnline.String())
			return
		}
		d.bound(lastOnline)
		d.pass(RulePlatformEnded, "/Platform", "Skype for Business Online goes on until "+lastOnline.String())
	case product.SfBServerSE:
		d.add(diag.Reason{RuleInfo: catalog.Info(RulePlatformUnsupported), Outcome: diag.Passed, Path: "/Platform", Detail: "Subscription Edition is supported as the 2019 server is", Inferred: true})
	case product.LyncServer2010, product.LyncServer2013, product.SfBServer2015, product.SfBServer2019:
		d.pass(RulePlatformUnsupported, "/Platform", d.Platform.Title()+" is supported")
	default:
		d.refuse(RulePlatformMissing, "/Platform", "there is no such server product")
	}
}

// counts reports whether a license is of a kind that gives access to the
// service: for Skype a Standard CAL or a plan of Lync Online (FAQ-19, SUP-13),
// for the others a CAL (SUP-13). The CAL of Office Communications Server is for
// that server, and needs a PIC USL for each service (OCSPEDIA).
func (d *decider) counts(p Product) bool {
	switch {
	case p.IsStandardCAL():
		return d.Platform.IsServer()
	case p.IsOnlinePlan():
		return d.Question.Service == provider.Skype
	case p == OCSCAL:
		return d.Platform == product.OCS2007R2 && d.Question.Service != provider.Skype
	}
	return false
}

// license: one of those that count and run, and until when they last together.
func (d *decider) license(s provider.Service) {
	best, trial, notRunning := -1, -1, -1
	for i, l := range d.Licenses {
		switch start, end := d.term(l); {
		case !d.counts(l.Product):
		case l.Trial:
			trial = i
		case !runs(start, end, d.On):
			notRunning = i
		case best < 0 || d.better(i, best):
			best = i
		}
	}
	switch {
	case best >= 0:
		p := d.Licenses[best].Product
		end := d.together(d.end(best), func(l License) bool { return d.counts(l.Product) && !l.Trial && (l.Product == OCSCAL) == (p == OCSCAL) })
		detail := p.String() + " gives access"
		inferred := p == StandardCAL2015 || p == StandardCAL2019
		switch {
		case inferred:
			detail += ": it counts as a Lync Server Standard CAL, though the documents name Lync CALs only"
		case p.IsOnlinePlan():
			detail += ": it is provisioned in the Lync Online control panel, not at the provisioning site, and ends with the online service"
		}
		if !end.IsZero() {
			detail += ", until " + end.String()
		}
		d.bound(end)
		d.ocs = p == OCSCAL
		d.add(diag.Reason{RuleInfo: catalog.Info(RuleLicenseMissing), Outcome: diag.Passed, Path: diag.Path("/Licenses").Index(best), Detail: detail, Inferred: inferred})
	case trial >= 0:
		d.refuse(RuleTrialNone, diag.Path("/Licenses").Index(trial), d.Licenses[trial].Product.String()+" is a trial")
	case notRunning >= 0:
		p := d.Licenses[notRunning].Product
		if p.IsOnlinePlan() && d.On.After(lastOnline) {
			if d.Platform == product.LyncOnline {
				return // the platform has said so
			}
			d.refuse(RulePlatformEnded, diag.Path("/Licenses").Index(notRunning), p.String()+" ended with the online service, with "+lastOnline.String())
			return
		}
		d.refuse(RuleLicenseRunning, diag.Path("/Licenses").Index(notRunning), p.String()+" does not run on that day")
	default:
		d.refuse(RuleLicenseMissing, "/Licenses", "no license gives access to "+s.Name+". "+s.License.Text)
	}
}

// better reports whether a license is better to rest on than another: one that
// needs no PIC USL, then one that lasts longer.
func (d *decider) better(i, than int) bool {
	if ocs := d.Licenses[i].Product == OCSCAL; ocs != (d.Licenses[than].Product == OCSCAL) {
		return !ocs
	}
	return lasts(d.end(i), d.end(than))
}

// term returns the first and the last day of a license; zero is no bound.
func (d *decider) term(l License) (start, end date.Date) {
	if end = l.Expires; l.Product.IsOnlinePlan() && (end.IsZero() || end.After(lastOnline)) {
		end = lastOnline
	}
	return l.Purchased, end
}

func (d *decider) end(i int) date.Date {
	_, end := d.term(d.Licenses[i])
	return end
}

// runs reports whether a day is in a term.
func runs(start, end, on date.Date) bool {
	return !start.After(on) && (end.IsZero() || !end.Before(on))
}

// lasts reports whether a term ends later than another.
func lasts(end, than date.Date) bool {
	return !than.IsZero() && (end.IsZero() || end.After(than))
}

// together returns the last day of a term with those that adjoin or overlap it.
func (d *decider) together(end date.Date, counts func(License) bool) date.Date {
	for grown := true; grown && !end.IsZero(); {
		grown = false
		for _, l := range d.Licenses {
			if start, e := d.term(l); counts(l) && !start.After(end.AddDays(1)) && lasts(e, end) {
				end, grown = e, true
			}
		}
	}
	return end
}

// picUSLNeeded: for Yahoo! (SUP-13), and for whoever has the CAL of Office
// Communications Server (OCSPEDIA).
func (d *decider) picUSLNeeded() bool { return d.Question.Service == provider.Yahoo || d.ocs }

// picUSL: bought while it was sold, and running (SUP-13). Of several, the one
// that lasts longest.
func (d *decider) picUSL() {
	best, bad := -1, -1
	for i, l := range d.Licenses {
		switch {
		case l.Product != PICUSL:
		case d.picUSLFault(l) != "":
			if bad < 0 {
				bad = i
			}
		case best < 0 || l.Expires.After(d.Licenses[best].Expires):
			best = i
		}
	}
	add := func(r diag.Rule, o diag.Outcome, at diag.Path, detail string) {
		info := catalog.Info(r)
		if d.ocs {
			info = catalog.InfoFrom(source.Ocspedia, r)
		}
		d.add(diag.Reason{RuleInfo: info, Outcome: o, Path: at, Detail: detail})
	}
	switch {
	case best >= 0:
		l := d.Licenses[best]
		end := d.together(l.Expires, func(l License) bool {
			return l.Product == PICUSL && !l.Trial && !l.Purchased.IsZero() && !l.Expires.IsZero() && !l.Purchased.After(lastPICUSL)
		})
		d.bound(end)
		add(RulePICUSLMissing, diag.Passed, diag.Path("/Licenses").Index(best), "a PIC USL was bought on "+l.Purchased.String()+", and runs until "+end.String())
	case bad >= 0:
		l := d.Licenses[bad]
		at := diag.Path("/Licenses").Index(bad)
		switch rule := d.picUSLFault(l); rule {
		case RulePICUSLDates:
			switch {
			case !l.Purchased.IsZero():
				add(rule, diag.Refused, at.Member("Expires"), "the PIC USL has no Expires")
			case !l.Expires.IsZero():
				add(rule, diag.Refused, at.Member("Purchased"), "the PIC USL has no Purchased")
			default:
				add(rule, diag.Refused, at, "the PIC USL has neither Purchased nor Expires")
			}
		case RulePICUSLBought:
			add(rule, diag.Refused, at.Member("Purchased"), "the PIC USL was bought on "+l.Purchased.String()+", and was sold until "+lastPICUSL.String())
		case RuleTrialNone:
			add(rule, diag.Refused, at, "the PIC USL is a trial")
		default:
			add(rule, diag.Refused, at, "the PIC USL runs from "+l.Purchased.String()+" until "+l.Expires.String())
		}
	default:
		add(RulePICUSLMissing, diag.Refused, "/Licenses", "there is no PIC USL")
	}
}

// picUSLFault returns the rule by which a PIC USL gives no right on the day, or
// "".
func (d *decider) picUSLFault(l License) diag.Rule {
	switch {
	case l.Purchased.IsZero() || l.Expires.IsZero():
		return RulePICUSLDates
	case l.Trial:
		return RuleTrialNone
	case l.Purchased.After(lastPICUSL):
		return RulePICUSLBought
	case !runs(l.Purchased, l.Expires, d.On):
		return RulePICUSLRunning
	}
	return ""
}

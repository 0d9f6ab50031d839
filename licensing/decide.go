package licensing

import (
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
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
	Allowed      bool
	Capabilities provider.Capability // what users can do; nothing if refused
	Until        date.Date           // the last day of the right; zero if refused, or if it has no known end
	Reasons      []diag.Reason       // every rule that took part, in order; refused wherever one did not pass
}

var (
	lastPICUSL   = date.MustParse("2012-08-31") // the last day on which a PIC USL was sold: SUP-13
	lastOnline   = date.MustParse("2021-07-31") // the last day of Skype for Business Online: SFBO-END
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
		d.pass(RuleSRV, "", "condition: the SIP domain's federation SRV record points to the Access Edge")
	}
	return d.decision(s)
}

// A decider collects the reasons of one decision.
type decider struct {
	Holdings
	Question
	reasons []diag.Reason
	refused bool
	until   date.Date // of what has passed so far; zero: no end
}

func (d *decider) pass(r diag.Rule, at diag.Path, detail string) {
	info, _ := catalog.Lookup(r)
	d.reasons = append(d.reasons, diag.Reason{Rule: r, Passed: true, Path: at, Detail: detail, Source: info.Source})
}

func (d *decider) refuse(r diag.Rule, at diag.Path, detail string) {
	info, _ := catalog.Lookup(r)
	d.reasons = append(d.reasons, diag.Reason{Rule: r, Path: at, Detail: detail, Source: info.Source})
	d.refused = true
}

// bound is another last day; the earliest of them counts.
func (d *decider) bound(last date.Date) {
	if d.until.IsZero() || !last.IsZero() && last.Before(d.until) {
		d.until = last
	}
}

func (d *decider) decision(s provider.Service) Decision {
	if d.refused {
		return Decision{Reasons: d.reasons}
	}
	return Decision{Allowed: true, Capabilities: s.CapabilitiesFor(d.Platform, d.On), Until: d.until, Reasons: d.reasons}
}

// service: nothing before a service is known to have begun, nothing after its
// end, and no new domain once it takes none.
func (d *decider) service(s provider.Service) {
	stage, _ := s.Life.Stage(d.On)
	last, _ := s.Life.LastDay()
	switch stage.Phase {
	case provider.Unrecorded:
		d.refuse(RuleServiceBegun, "", "no document says that "+s.Name+" could be federated with on that day")
	case provider.Ended:
		var detail strings.Builder
		detail.WriteString(s.Name + " could be used until " + last.String())
		if next, found := provider.LookupService(s.Successor); found {
			detail.WriteString("; its users went to " + next.Name)
		}
		for sub := range s.Substitutes() {
			detail.WriteString("; instead, until " + sub.Until.String() + ": " + sub.Text)
		}
		d.refuse(RuleServiceEnded, "", detail.String())
		d.reasons[len(d.reasons)-1].Source = stage.Source
	default:
		d.bound(last)
		d.pass(RuleServiceEnded, "", s.Name+" can be used until "+last.String())
		if stage.Phase == provider.Closing && d.Question.Service != provider.Yahoo {
			d.newDomain(s)
		}
	}
}

// newDomain: SUP-13 for AOL, FAQ-19 for Windows Live Messenger. A service or a
// domain without an entry that says when it was provisioned is new.
func (d *decider) newDomain(s provider.Service) {
	for i, p := range d.Provisioned {
		if p.Service == d.Question.Service && (d.NewDomain.IsZero() || p.Domain == d.NewDomain) && !p.On.IsZero() && !p.On.After(d.On) {
			d.pass(RuleNewDomain, diag.Path("/Provisioned").Index(i), p.Domain.String()+" was provisioned on "+p.On.String()+", and goes on")
			return
		}
	}
	what := "nothing is provisioned by then"
	if !d.NewDomain.IsZero() {
		what = d.NewDomain.String() + " is not provisioned by then"
	}
	d.refuse(RuleNewDomain, "/Provisioned", what+", and "+s.Name+" takes no new domain")
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
		d.pass(RulePlatformUnsupported, "/Platform", "that Subscription Edition is supported as the 2019 server is, is inferred")
	default:
		d.pass(RulePlatformUnsupported, "/Platform", d.Platform.Title()+" is supported")
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
		return d.Question.Service == provider.Skype && !d.On.After(lastOnline)
	case p == OCSCAL:
		return d.Platform == product.OCS2007R2 && d.Question.Service != provider.Skype
	}
	return false
}

// license: of those that count and run, the one that lasts longest.
func (d *decider) license(s provider.Service) {
	best, trial, notRunning := -1, -1, -1
	var bestEnd date.Date
	for i, l := range d.Licenses {
		if !d.counts(l.Product) {
			continue
		}
		end := l.Expires
		if l.Product.IsOnlinePlan() && (end.IsZero() || end.After(lastOnline)) {
			end = lastOnline
		}
		switch {
		case l.Trial:
			trial = i
		case l.Purchased.After(d.On) || !end.IsZero() && end.Before(d.On):
			notRunning = i
		case best < 0 || end.IsZero() || !bestEnd.IsZero() && end.After(bestEnd):
			if best < 0 || !bestEnd.IsZero() {
				best, bestEnd = i, end
			}
		}
	}
	switch {
	case best >= 0:
		p := d.Licenses[best].Product
		detail := p.String()
		switch {
		case p == StandardCAL2015 || p == StandardCAL2019:
			detail += " counts as a Lync Server Standard CAL (inferred: the documents name Lync CALs only)"
		case p.IsOnlinePlan():
			detail += ": it is provisioned in the Lync Online control panel, not at the provisioning site, and ends with the online service"
		}
		if !bestEnd.IsZero() {
			detail += "; it runs until " + bestEnd.String()
		}
		d.bound(bestEnd)
		d.pass(RuleLicenseMissing, diag.Path("/Licenses").Index(best), detail)
	case trial >= 0:
		d.refuse(RuleTrial, diag.Path("/Licenses").Index(trial), d.Licenses[trial].Product.String()+" is a trial")
	case notRunning >= 0:
		d.refuse(RuleLicenseRunning, diag.Path("/Licenses").Index(notRunning), d.Licenses[notRunning].Product.String()+" does not run on that day")
	default:
		d.refuse(RuleLicenseMissing, "/Licenses", "no license gives access to "+s.Name+". "+s.License.Text)
	}
}

// picUSLNeeded: for Yahoo!, and with Office Communications Server for all.
func (d *decider) picUSLNeeded() bool {
	return d.Question.Service == provider.Yahoo || d.Platform == product.OCS2007R2 && d.Question.Service != provider.Skype
}

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
	switch {
	case best >= 0:
		l := d.Licenses[best]
		d.bound(l.Expires)
		d.pass(RulePICUSLMissing, diag.Path("/Licenses").Index(best), "a PIC USL bought on "+l.Purchased.String()+" runs until "+l.Expires.String())
	case bad >= 0:
		l := d.Licenses[bad]
		at := diag.Path("/Licenses").Index(bad)
		switch rule := d.picUSLFault(l); rule {
		case RulePICUSLDates:
			member := "Expires"
			if l.Purchased.IsZero() {
				member = "Purchased"
			}
			d.refuse(rule, at.Member(member), "the PIC USL has no "+member)
		case RulePICUSLBought:
			d.refuse(rule, at.Member("Purchased"), "the PIC USL was bought on "+l.Purchased.String()+", and was sold until "+lastPICUSL.String())
		case RuleTrial:
			d.refuse(rule, at, "the PIC USL is a trial")
		default:
			d.refuse(rule, at, "the PIC USL runs from "+l.Purchased.String()+" until "+l.Expires.String())
		}
	default:
		d.refuse(RulePICUSLMissing, "/Licenses", "there is no PIC USL")
	}
}

// picUSLFault returns the rule by which a PIC USL gives no right on the day, or
// "".
func (d *decider) picUSLFault(l License) diag.Rule {
	switch {
	case l.Purchased.IsZero() || l.Expires.IsZero():
		return RulePICUSLDates
	case l.Trial:
		return RuleTrial
	case l.Purchased.After(lastPICUSL):
		return RulePICUSLBought
	case l.Purchased.After(d.On) || l.Expires.Before(d.On):
		return RulePICUSLRunning
	}
	return ""
}

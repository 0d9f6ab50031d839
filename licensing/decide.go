package licensing

import (
	"iter"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A Question asks whether a service may be used on a day.
type Question struct {
	Service   provider.ServiceID
	On        date.Date
	NewDomain domain.SIPDomain // the SIP domain to connect; zero: the domains that are already connected
}

// A Decision is the answer to a Question.
type Decision struct {
	Outcome      diag.Outcome        // Refused if a rule refuses, else NotKnown if a needed value is not known
	Capabilities provider.Capability // what users can do; empty unless allowed
	Until        date.Date           // the last day of the right, for domains connected by the day of the question; zero unless allowed, or if no end is known
	Reasons      []diag.Reason       // every rule that took part, in order
}

// Allowed reports whether the service may be used: the outcome is
// [diag.Passed].
func (d Decision) Allowed() bool { return d.Outcome == diag.Passed }

// Conditions returns the reasons on which a permission depends and which the
// holdings do not prove.
func (d Decision) Conditions() iter.Seq[diag.Reason] {
	return func(yield func(diag.Reason) bool) {
		for _, r := range d.Reasons {
			if r.Condition && !yield(r) {
				return
			}
		}
	}
}

var (
	lastPICUSL   = date.MustParse(provider.LastPICUSLSale)
	lastOnline   = product.LyncOnline.Dates().LastService
	srvCondition = date.MustParse(provider.SkypeSRVFrom)

	// Documents disagree on whether the CAL of Office Communications Server needs a
	// PIC USL as well. First all three services need one (OCSPEDIA). From
	// 2009-10-01 on only Yahoo! does (GG520946). According to a later page, all
	// three need one again for some customers (GG521001).
	picUSLForYahoo = date.MustParse("2009-10-01")
	picUSLPage     = date.MustParse("2012-10-14")
)

// Decide decides whether the holder may use a service on a day. A missing or
// unreadable value neither allows nor refuses. The outcome is NotKnown if such a
// value is needed: the day, the server product, the product of a license, or the
// dates of a PIC USL. A list that is not given counts as empty, so an organization
// without a license is refused.
func (h Holdings) Decide(q Question) Decision {
	d := decider{Holdings: h, Question: q, reasons: make([]diag.Reason, 0, 6)}
	if q.On.IsZero() {
		d.add(RuleQuestionDay, diag.NotKnown, "", "no day is given (today is never assumed)")
		return d.decision(provider.Service{})
	}
	s, known := provider.LookupService(q.Service)
	if !known {
		d.add(RuleQuestionService, diag.NotKnown, "", "not a known service: "+q.Service.String())
		return d.decision(provider.Service{})
	}
	d.service(s)
	d.platform()
	d.license(s)
	if d.picUSLNeeded() {
		d.picUSL()
	}
	d.srv()
	return d.decision(s)
}

// A decider collects the reasons of one decision.
type decider struct {
	Holdings
	Question
	reasons    []diag.Reason
	ocs        bool      // access depends on the CAL of Office Communications Server
	perhapsCAL bool      // there may be a better license, which needs no PIC USL
	until      date.Date // the end of the rules that passed so far; zero: no end
}

func (d *decider) add(r diag.Rule, o diag.Outcome, at diag.Path, detail string) {
	d.addInfo(catalog.Info(r), o, at, detail, false)
}

func (d *decider) addInfo(info diag.RuleInfo, o diag.Outcome, at diag.Path, detail string, inferred bool) {
	d.reasons = append(d.reasons, diag.Reason{RuleInfo: info, Outcome: o, Path: at, Detail: strings.TrimSuffix(detail, "."), Inferred: inferred})
}

// condition adds a rule that passes under a condition that the holdings do not
// prove.
func (d *decider) condition(src diag.Source, r diag.Rule, detail string) {
	d.addInfo(catalog.InfoFrom(src, r), diag.Passed, "", "condition: "+detail, false)
	d.reasons[len(d.reasons)-1].Condition = true
}

// bound limits the right to a last day. The earliest one counts.
func (d *decider) bound(last date.Date) {
	if d.until.IsZero() || !last.IsZero() && last.Before(d.until) {
		d.until = last
	}
}

func (d *decider) decision(s provider.Service) Decision {
	outcome := diag.Passed
	for _, r := range d.reasons {
		if r.Outcome == diag.Refused || r.Outcome == diag.NotKnown && outcome == diag.Passed {
			outcome = r.Outcome
		}
	}
	if outcome != diag.Passed {
		for i := range d.reasons {
			d.reasons[i].Condition = false // no permission depends on it
		}
		return Decision{Outcome: outcome, Reasons: d.reasons}
	}
	return Decision{Outcome: diag.Passed, Capabilities: s.CapabilitiesFor(d.Platform, d.On), Until: d.until, Reasons: d.reasons}
}

// service decides by the history of the service. It refuses a day before the beginning
// or after the end, and new domains while the service is closing. If only
// a day is documented by which it had begun, the answer for an earlier day is not
// known.
func (d *decider) service(s provider.Service) {
	stage, _ := s.History.Stage(d.On)
	last, _ := s.History.LastDay()
	switch stage.Phase {
	case provider.Unrecorded:
		first := firstStage(s)
		if first.AtLatest {
			d.addInfo(catalog.InfoFrom(first.Source, RuleServiceBegun), diag.NotKnown, "", "no document says whether federation with "+s.Name+" was possible on that day: it was possible by "+first.From.String(), first.Inferred)
			return
		}
		d.addInfo(catalog.InfoFrom(first.Source, RuleServiceBegun), diag.Refused, "", "federation with "+s.Name+" was possible from "+first.From.String()+" on", first.Inferred)
	case provider.Ended:
		var detail strings.Builder
		detail.WriteString(s.Name + " could be used until " + last.String() + ". " + stage.Text)
		if stage.Conflict.Text != "" {
			detail.WriteString(" However: " + stage.Conflict.Text)
		}
		if next, found := provider.LookupService(s.Successor); found {
			detail.WriteString(" Its users moved to " + next.Name + ".")
		}
		for sub := range s.Substitutes() {
			detail.WriteString(" Instead, until " + sub.Until.String() + ": " + sub.Text)
		}
		d.addInfo(catalog.InfoFrom(stage.Source, RuleServiceEnded), diag.Refused, "", detail.String(), stage.Inferred)
	default:
		d.bound(last)
		end, _ := s.History.Stage(last.AddDays(1))
		d.addInfo(catalog.InfoFrom(end.Source, RuleServiceEnded), diag.Passed, "", s.Name+" can be used until "+last.String(), end.Inferred)
		if stage.NoNewDomains {
			d.newDomain(s, stage)
		} else if next := stageAfter(s, stage); next.NoNewDomains && next.AtLatest && !d.NewDomain.IsZero() {
			d.condition(next.Source, RuleNewDomainClosed, s.Name+" still accepts new domains on that day: it had stopped by "+next.From.String()+", and no document gives the day")
		}
	}
}

func firstStage(s provider.Service) provider.Stage {
	for stage := range s.History.All() {
		return stage
	}
	return provider.Stage{}
}

// stageAfter returns the stage that follows one, or the zero Stage.
func stageAfter(s provider.Service, stage provider.Stage) provider.Stage {
	for next := range s.History.All() {
		if next.From.After(stage.From) {
			return next
		}
	}
	return provider.Stage{}
}

// newDomain decides on a new domain for a closing service: AOL (SUP-13) or Windows
// Live Messenger (FAQ-19). A domain is new unless an entry shows that it was
// provisioned before the service closed. An entry without a service, domain or day
// may be such an entry.
func (d *decider) newDomain(s provider.Service, stage provider.Stage) {
	late := false
	unsure := diag.Path("")
	if !d.reads("Provisioned") {
		unsure = "/Provisioned"
	}
	for i, p := range d.Provisioned {
		at := diag.Path("/Provisioned").Index(i)
		switch {
		case !p.Service.IsZero() && p.Service != d.Question.Service:
		case !p.Domain.IsZero() && !d.NewDomain.IsZero() && p.Domain != d.NewDomain:
		case !p.On.IsZero() && !p.On.Before(stage.From):
			late = true
		case p.Service.IsZero() || p.Domain.IsZero() || p.On.IsZero():
			unsure = at
		default:
			d.addInfo(catalog.InfoFrom(stage.Source, RuleNewDomainClosed), diag.Passed, at, p.Domain.String()+" was provisioned on "+p.On.String()+", and stays connected", stage.Inferred)
			return
		}
	}
	if unsure != "" {
		d.addInfo(catalog.InfoFrom(stage.Source, RuleNewDomainClosed), diag.NotKnown, unsure, "it is not known whether this was provisioned before "+stage.From.String()+": a service, a domain or a day is missing or cannot be read", stage.Inferred)
		return
	}
	what := "nothing was provisioned by that day"
	if !d.NewDomain.IsZero() {
		what = d.NewDomain.String() + " was not provisioned by then"
	}
	if late {
		what += " (later entries do not count)"
	}
	detail := what + ", and " + s.Name + " accepts no new domains. " + stage.Text
	if next, found := provider.LookupService(s.Successor); found {
		detail += " Its users moved to " + next.Name + "."
	}
	d.addInfo(catalog.InfoFrom(stage.Source, RuleNewDomainClosed), diag.Refused, "/Provisioned", detail, stage.Inferred)
}

// reads reports whether a member of the holdings could be read.
func (d *decider) reads(member string) bool {
	return d.Holdings.Unread.IsZero() || holdings.Known(&d.Holdings, member)
}

// platformKnown reports whether the holdings have a known server product.
func (d *decider) platformKnown() bool {
	return 0 < d.Platform && d.Platform <= product.LyncOnline && d.reads("Platform")
}

// platform decides by the server product (SITE-19, EN-14, SFB-SKYPE).
func (d *decider) platform() {
	if !d.platformKnown() {
		what := "the server product is missing or unreadable"
		if !d.Platform.IsZero() {
			what = "the server product is not known"
		}
		d.add(RulePlatformMissing, diag.NotKnown, "/Platform", what)
		return
	}
	switch d.Platform {
	case product.LCS2005SP1, product.OCS2007:
		d.add(RulePlatformUnsupported, diag.Refused, "/Platform", d.Platform.Title()+" is not supported, and no document gives the day from which it is not")
	case product.OCS2007R2:
		d.add(RulePlatformUnsupported, diag.Passed, "/Platform", "Office Communications Server 2007 R2 is supported according to SITE-19 and EN-14, but not according to the later SFB-SKYPE")
	case product.LyncOnline:
		if d.On.After(lastOnline) {
			d.add(RulePlatformEnded, diag.Refused, "/Platform", "Skype for Business Online ended on "+lastOnline.String())
			return
		}
		d.bound(lastOnline)
		d.add(RulePlatformEnded, diag.Passed, "/Platform", "Skype for Business Online is available until "+lastOnline.String())
	case product.SfBServerSE:
		d.addInfo(catalog.Info(RulePlatformUnsupported), diag.Passed, "/Platform", "Subscription Edition is supported like the 2019 server", true)
	default:
		d.add(RulePlatformUnsupported, diag.Passed, "/Platform", d.Platform.Title()+" is supported")
	}
}

// counts reports whether a license is of a kind that gives access to the service.
// For Skype this is a Standard CAL or a plan of Lync Online (FAQ-19, SUP-13). For
// the other services it is a CAL (SUP-13). The CAL of Office Communications Server
// counts on that server. If the server product is not known, it may be any.
func (d *decider) counts(p Product) bool {
	switch {
	case p.IsStandardCAL():
		return d.Platform.IsServer() || !d.platformKnown()
	case p.IsOnlinePlan():
		return d.Question.Service == provider.Skype
	case p == OCSCAL:
		return (d.Platform == product.OCS2007R2 || !d.platformKnown()) && d.Question.Service != provider.Skype
	}
	return false
}

// reads reports whether a member of the license could be read.
func (l *License) reads(member string) bool {
	return l.Unread.IsZero() || licenses.Known(l, member)
}

// isKnown reports whether the product of a license is known.
func (l *License) isKnown() bool {
	return 0 < l.Product && l.Product <= PICUSL && l.reads("Product")
}

// reversed reports whether a license ends before it begins. One of its dates is
// then wrong.
func (l *License) reversed() bool { return !l.Expires.IsZero() && l.Expires.Before(l.Purchased) }

// A standing is how far a license counts for an answer.
type standing uint8

const (
	useless    standing = iota // it is for another service
	trial                      // it is the right one, but a trial
	late                       // it was bought after the last day of sale
	notRunning                 // it is the right one, but not on this day
	unsure                     // it may be the right one: a needed value is missing or unreadable
	running                    // it is the right one
)

// A weighing is the standing of a license. If it is unsure, member and rule name
// the doubt.
type weighing struct {
	standing
	member string
	rule   diag.Rule
}

// weigh returns the standing of a license for access to the service.
func (d *decider) weigh(l *License) weighing {
	if l.isKnown() && !d.counts(l.Product) {
		return weighing{}
	}
	start, end := d.term(l)
	return weighTerm(l, start, end, d.On, trial, RuleLicenseMissing)
}

// weighTerm weighs a license of the right product, or of an unknown one, by its
// known dates.
func weighTerm(l *License, start, end, on date.Date, asTrial standing, missing diag.Rule) weighing {
	settled := func(s standing) weighing { // whatever the unknown members are
		if !l.isKnown() {
			s = useless
		}
		return weighing{standing: s}
	}
	switch {
	case l.reversed():
		return weighing{unsure, "Expires", RuleDatesReversed}
	case l.Trial:
		return settled(asTrial)
	case !runs(start, end, on):
		return settled(notRunning)
	case !l.isKnown():
		return weighing{unsure, "Product", missing}
	}
	for _, member := range [...]string{"Purchased", "Expires", "Trial"} {
		if !l.reads(member) {
			return weighing{unsure, member, missing}
		}
	}
	return weighing{standing: running}
}

// licensesListed reports whether the list of licenses is complete.
func (d *decider) licensesListed() bool { return d.reads("Licenses") }

// license finds a license that counts and is running, and the last day that all
// such licenses cover together.
func (d *decider) license(s provider.Service) {
	best, perhaps := -1, -1
	var doubt weighing
	other := [running]int{}
	for i := range d.Licenses {
		l := &d.Licenses[i]
		switch w := d.weigh(l); {
		case w.standing == running && (best < 0 || d.better(i, best)):
			best = i
		case w.standing == unsure && (perhaps < 0 || l.Product != OCSCAL && d.Licenses[perhaps].Product == OCSCAL):
			perhaps, doubt = i, w
		case w.standing == trial || w.standing == notRunning:
			other[w.standing] = i + 1
		}
	}
	switch {
	case best >= 0:
		d.perhapsCAL = !d.licensesListed() || perhaps >= 0 && (!d.Licenses[perhaps].isKnown() || d.Licenses[perhaps].Product != OCSCAL)
		d.access(best)
	case perhaps >= 0:
		at := diag.Path("/Licenses").Index(perhaps).Member(doubt.member)
		detail := "it is not known whether this license gives access to " + s.Name + ": its " + doubt.member + " is missing or cannot be read"
		if doubt.rule == RuleDatesReversed {
			detail = "it is not known whether this license is running: it expires on " + d.Licenses[perhaps].Expires.String() + ", but was bought on " + d.Licenses[perhaps].Purchased.String()
		}
		d.add(doubt.rule, diag.NotKnown, at, detail)
	case !d.licensesListed():
		d.add(RuleLicenseMissing, diag.NotKnown, "/Licenses", "the licenses cannot be read")
	case other[trial] > 0:
		i := other[trial] - 1
		d.add(RuleTrialNone, diag.Refused, diag.Path("/Licenses").Index(i), d.Licenses[i].Product.String()+" is a trial")
	case other[notRunning] > 0:
		i := other[notRunning] - 1
		p := d.Licenses[i].Product
		if p.IsOnlinePlan() && d.On.After(lastOnline) {
			if d.Platform == product.LyncOnline {
				return // the platform has decided
			}
			d.add(RulePlatformEnded, diag.Refused, diag.Path("/Licenses").Index(i), p.String()+" ended with the online service on "+lastOnline.String())
			return
		}
		d.add(RuleLicenseRunning, diag.Refused, diag.Path("/Licenses").Index(i), p.String()+" is not running on that day")
	default:
		d.addInfo(catalog.InfoFrom(s.License.Source, RuleLicenseMissing), diag.Refused, "/Licenses", "no license gives access to "+s.Name+". "+s.License.Text, false)
	}
}

// access adds the license that gives access.
func (d *decider) access(best int) {
	p := d.Licenses[best].Product
	at := diag.Path("/Licenses").Index(best)
	d.ocs = p == OCSCAL
	if !d.platformKnown() && !p.IsOnlinePlan() {
		d.add(RuleLicenseMissing, diag.NotKnown, at, p.String()+" gives access with some server products only, and the server product is not known")
		return
	}
	end := d.together(d.end(best), func(l *License) bool {
		return d.counts(l.Product) && (l.Product == OCSCAL) == (p == OCSCAL)
	})
	info := catalog.Info(RuleLicenseMissing)
	if d.ocs {
		info = catalog.InfoFrom(source.Ocspedia, RuleLicenseMissing)
	}
	detail := p.String() + " gives access"
	if !end.IsZero() {
		detail += ", until " + end.String()
	}
	inferred := p == StandardCAL2015 || p == StandardCAL2019
	switch {
	case inferred:
		detail += ": it counts as a Lync Server Standard CAL, although the documents only name Lync CALs"
	case p.IsOnlinePlan():
		detail += ": it is provisioned in the Lync Online control panel, not at the provisioning site, and ends with the online service; " + smallBusiness + " (BLOG-13)"
	}
	d.bound(end)
	d.addInfo(info, diag.Passed, at, detail, inferred)
}

// better reports whether license i is better than another. A license that needs no
// PIC USL is better, and then one that lasts longer.
func (d *decider) better(i, than int) bool {
	if ocs := d.Licenses[i].Product == OCSCAL; ocs != (d.Licenses[than].Product == OCSCAL) {
		return !ocs
	}
	return lasts(d.end(i), d.end(than))
}

// term returns the first and the last day of a license. A zero day means that it
// has no bound.
func (d *decider) term(l *License) (start, end date.Date) {
	if end = l.Expires; l.Product.IsOnlinePlan() && (end.IsZero() || end.After(lastOnline)) {
		end = lastOnline
	}
	return l.Purchased, end
}

func (d *decider) end(i int) date.Date {
	_, end := d.term(&d.Licenses[i])
	return end
}

// runs reports whether a term covers a day.
func runs(start, end, on date.Date) bool {
	return !start.After(on) && (end.IsZero() || !end.Before(on))
}

// lasts reports whether a term ends later than another.
func lasts(end, than date.Date) bool {
	return !than.IsZero() && (end.IsZero() || end.After(than))
}

// together returns the last day of a term after extending it by all terms that
// adjoin or overlap it. It only uses licenses that count and are fully known.
func (d *decider) together(end date.Date, counts func(*License) bool) date.Date {
	for grown := true; grown && !end.IsZero(); {
		grown = false
		for i := range d.Licenses {
			l := &d.Licenses[i]
			if l.Trial || l.reversed() || !l.Unread.IsZero() || !counts(l) {
				continue
			}
			if start, e := d.term(l); !start.After(end.AddDays(1)) && lasts(e, end) {
				end, grown = e, true
			}
		}
	}
	return end
}

// picUSLNeeded reports whether a PIC USL is needed: for Yahoo! (SUP-13), and beside
// the CAL of Office Communications Server (OCSPEDIA).
func (d *decider) picUSLNeeded() bool { return d.Question.Service == provider.Yahoo || d.ocs }

// picUSL finds a running PIC USL that was bought while it was sold, and of several
// the one that lasts longest (SUP-13). With the CAL of Office Communications
// Server, AOL and Windows Live Messenger need one only while the documents agree.
func (d *decider) picUSL() {
	beside := d.Question.Service != provider.Yahoo
	if beside && !d.On.Before(picUSLForYahoo) {
		d.addInfo(catalog.InfoFrom(source.Policies13, RulePICUSLMissing), diag.Passed, "", "since "+picUSLForYahoo.String()+" only Yahoo! needs a PIC USL", false)
		volume := slices.ContainsFunc(d.Agreements, func(a Agreement) bool { return a.Program == VolumeLicensing })
		if !d.On.Before(picUSLPage) && !volume {
			d.condition(source.PublicProviders10, RulePICUSLMissing, "the customer has a volume license: a page of "+picUSLPage.String()+" requires a separate license for public services from customers without one, but other documents of that time do not")
		}
		return
	}
	info := catalog.Info
	if d.ocs {
		info = func(r diag.Rule) diag.RuleInfo { return catalog.InfoFrom(source.Ocspedia, r) }
	}
	refused := diag.Refused
	if beside && d.perhapsCAL {
		refused = diag.NotKnown
	}
	best, perhaps, bad := -1, -1, -1
	var doubt, fault weighing
	for i := range d.Licenses {
		l := &d.Licenses[i]
		switch w := d.weighPICUSL(l); {
		case w.standing == useless:
		case w.standing == unsure:
			if perhaps < 0 {
				perhaps, doubt = i, w
			}
		case w.standing != running:
			if bad < 0 {
				bad, fault = i, w
			}
		case best < 0 || l.Expires.After(d.Licenses[best].Expires):
			best = i
		}
	}
	switch {
	case best >= 0:
		l := d.Licenses[best]
		end := d.together(l.Expires, func(l *License) bool {
			return l.Product == PICUSL && !l.Purchased.IsZero() && !l.Expires.IsZero() && !l.Purchased.After(lastPICUSL)
		})
		if !beside || end.Before(picUSLForYahoo.AddDays(-1)) {
			d.bound(end)
		}
		d.addInfo(info(RulePICUSLMissing), diag.Passed, diag.Path("/Licenses").Index(best), "a PIC USL was bought on "+l.Purchased.String()+" and runs until "+end.String(), false)
	case perhaps >= 0:
		at := diag.Path("/Licenses").Index(perhaps)
		if doubt.member != "" {
			at = at.Member(doubt.member)
		}
		d.addInfo(info(doubt.rule), diag.NotKnown, at, doubtful(&d.Licenses[perhaps], doubt), false)
	case !d.licensesListed():
		d.addInfo(info(RulePICUSLMissing), diag.NotKnown, "/Licenses", "the licenses cannot be read", false)
	case bad >= 0:
		l := &d.Licenses[bad]
		at := diag.Path("/Licenses").Index(bad)
		switch fault.standing {
		case late:
			d.addInfo(info(RulePICUSLBought), refused, at.Member("Purchased"), "the PIC USL was bought on "+l.Purchased.String()+", after its last day of sale, "+lastPICUSL.String(), false)
		case trial:
			d.addInfo(info(RuleTrialNone), refused, at, "the PIC USL is a trial", false)
		default:
			d.addInfo(info(RulePICUSLRunning), refused, at, "the PIC USL is not running on that day"+span(l), false)
		}
	default:
		d.addInfo(info(RulePICUSLMissing), refused, "/Licenses", "the holdings have no PIC USL", false)
	}
}

// span returns the known dates of a license as text.
func span(l *License) string {
	text := ""
	if !l.Purchased.IsZero() {
		text = ": it runs from " + l.Purchased.String()
	}
	if !l.Expires.IsZero() {
		if text == "" {
			text = ": it runs"
		}
		text += " until " + l.Expires.String()
	}
	return text
}

// doubtful returns why it is not known whether a license is a running PIC USL.
func doubtful(l *License, w weighing) string {
	switch {
	case w.rule == RuleDatesReversed:
		return "it is not known whether the PIC USL is running: it expires on " + l.Expires.String() + ", but was bought on " + l.Purchased.String()
	case w.member == "Product":
		return "it is not known whether this license is a PIC USL: its Product is missing or cannot be read"
	case w.member == "":
		return "it is not known whether the PIC USL gives a right: it has neither Purchased nor Expires"
	}
	return "it is not known whether the PIC USL gives a right: its " + w.member + " is missing or cannot be read"
}

// weighPICUSL returns the standing of a license as a PIC USL, which needs both its
// dates (SUP-13).
func (d *decider) weighPICUSL(l *License) weighing {
	if l.isKnown() && l.Product != PICUSL {
		return weighing{}
	}
	bought := !l.reversed() && l.Purchased.After(lastPICUSL)
	if bought && !l.isKnown() {
		return weighing{}
	}
	if bought && !l.Trial {
		return weighing{standing: late}
	}
	w := weighTerm(l, l.Purchased, l.Expires, d.On, trial, RulePICUSLDates)
	missing := func(name string, day date.Date) bool { return day.IsZero() || !l.reads(name) }
	if first, last := missing("Purchased", l.Purchased), missing("Expires", l.Expires); l.isKnown() && (w.standing == running || w.standing == unsure && w.rule == RulePICUSLDates) {
		switch {
		case first && last:
			return weighing{unsure, "", RulePICUSLDates}
		case first:
			return weighing{unsure, "Purchased", RulePICUSLDates}
		case last:
			return weighing{unsure, "Expires", RulePICUSLDates}
		}
	}
	return w
}

// srv adds the condition on the SRV record. From 2017-07-02 on, Skype needs the
// record in addition to provisioning (SITE-19). After the end of the provisioning
// site, Skype needs only the record, with a matching host and certificate
// (SFB-SKYPE).
func (d *decider) srv() {
	if d.Question.Service != provider.Skype || !d.Platform.IsServer() || d.On.Before(srvCondition) {
		return
	}
	if d.On.Before(siteClosed) {
		d.condition(source.Site19, RuleSRVCondition, "each SIP domain has a federation SRV record in addition to being provisioned")
		return
	}
	d.condition(source.SfBSkype, RuleSRVCondition, "the federation SRV record of each SIP domain points to a host with one label more than the domain, and the external certificate of the Edge has that name")
}

// Days returns the days on which the answer of [Holdings.Decide] may change, in no
// particular order. It does not include the days of a service's own history.
func (h Holdings) Days() iter.Seq[date.Date] {
	return func(yield func(date.Date) bool) {
		all := []date.Date{
			lastPICUSL.AddDays(1), lastOnline.AddDays(1), srvCondition, siteClosed, picUSLForYahoo, picUSLPage,
		}
		for _, l := range h.Licenses {
			all = append(all, l.Purchased, l.Expires)
		}
		for _, a := range h.Agreements {
			all = append(all, a.Start, a.End)
		}
		for _, d := range all {
			if d.IsZero() {
				continue
			}
			if !yield(d) || !yield(d.AddDays(1)) {
				return
			}
		}
	}
}

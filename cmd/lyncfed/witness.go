package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/reach"
)

// A keeping is the outcome of a promise.
type keeping string

const (
	isKept      keeping = "kept"
	isBroken    keeping = "broken"
	isUnsettled keeping = "not-known"
)

// A kept is a promise with its outcome.
type kept struct {
	Line        int
	Text        string
	Outcome     keeping
	First, Last date.Date // the days of the promise
	Users       int       `json:",omitzero"` // the number of its users; 0: users were not given
	Kinds       int       `json:",omitzero"` // the number of kinds of users, each decided once
	Contacts    int       `json:",omitzero"` // the number of contacts outside that were decided
	Days        int       `json:",omitzero"` // the number of days that were decided
	Decided     int       // the number of decisions
	Assumed     bool      `json:",omitzero"` // users were not given: one user with each policy was decided
	Note        string    `json:",omitzero"` // why the outcome is not known, or a remark
	Against     []example `json:",omitempty"`
	// AgainstMore is the number of examples that Against leaves out.
	AgainstMore int         `json:",omitzero"`
	Rests       []condition `json:",omitempty"` // conditions of a kept promise that the configuration does not show
}

// An example is a pair of people who break a promise, or may break it.
type example struct {
	From, To string       // addresses, or the description of an assumed user
	Incoming bool         `json:",omitzero"` // To is the user
	More     int          `json:",omitzero"` // the number of other users like this one
	First    date.Date    // the first day of the example
	Last     date.Date    // the last day of the example
	Outcome  diag.Outcome // of the decision
	Rule     diag.Rule    `json:",omitzero"`
	Detail   string
	Inferred bool `json:",omitzero"`
}

// String returns the example in a sentence.
func (e example) String() string {
	days := "on " + e.First.String()
	if e.First != e.Last {
		days = fmt.Sprintf("from %s to %s", e.First, e.Last)
	}
	from, to := e.From, e.To
	if more := fmt.Sprintf(" (and %s more)", number(e.More)); e.More > 0 && e.Incoming {
		to += more
	} else if e.More > 0 {
		from += more
	}
	text := fmt.Sprintf("%s may reach %s %s", from, to, days)
	switch e.Outcome {
	case diag.Refused:
		text = fmt.Sprintf("%s may not reach %s %s", from, to, days)
	case diag.NotKnown:
		text = fmt.Sprintf("it is not known whether %s may reach %s %s", from, to, days)
	}
	if e.Detail != "" {
		text += ": " + inferred(e.Inferred) + e.Detail
	}
	if e.Rule != "" {
		text += fmt.Sprintf(" [%s]", e.Rule)
	}
	return text
}

const (
	maxExamples = 3     // the most examples against a promise that are printed
	maxAgainst  = 1_000 // the most examples that are kept
	maxRests    = 10    // the most conditions that are kept
)

// A userClass is a set of users who have the same decisions.
type userClass struct {
	address address.Address // of one user of the class
	name    string          // the description of that user; "": the address
	n       int
	holds   policy.Identity // the policy of the class; zero: not known
	why     string          // why the policy is not known
}

// String returns the name of one user of the class.
func (c userClass) String() string {
	if c.name != "" {
		return c.name
	}
	return c.address.String()
}

// A witness decides promises about a configuration.
type witness struct {
	c         federation.Configuration
	x         *reach.Index
	classes   []userClass
	ofClasses *reach.Index // the index with the groups of users
	assumed   bool         // users were not given, and each policy has a class
	outsiders []address.Address
	elsewhere address.Address // the outsider in a domain that no record names
}

func newWitness(c federation.Configuration) (*witness, error) {
	x, err := reach.NewIndex(c)
	if err != nil {
		return nil, err
	}
	w := &witness{c: c, x: x, outsiders: x.Outsiders()}
	last := len(w.outsiders) - 1
	w.elsewhere = w.outsiders[last]
	w.outsiders = slices.Concat(w.outsiders[last:], w.outsiders[:last]) // the outsider in an unlisted domain is shown first
	w.ofClasses, w.assumed = x.Assume()
	w.classify()
	return w, nil
}

// classify makes the classes: users of one group in one domain, because a promise may
// name a domain. It leaves out disabled users, who do not count in promises.
func (w *witness) classify() {
	for _, g := range w.ofClasses.Groups() {
		if g.Disabled {
			continue
		}
		class := userClass{holds: g.Policy, why: g.Problem}
		if !w.c.Knows(federation.ExternalAccessPolicies) {
			class.why = "not all policies were given"
		}
		if w.assumed {
			class.name = "a user whose policy is not known"
			if class.why == "" {
				class.name = "a user with " + class.holds.String()
			}
			if g.Home != "" {
				class.name += " homed at " + g.Home
			}
		}
		first := len(w.classes)
		for _, a := range g.Users {
			n := slices.IndexFunc(w.classes[first:], func(c userClass) bool { return c.address.Domain() == a.Domain() })
			if n < 0 {
				n = len(w.classes) - first
				class.address = a
				w.classes = append(w.classes, class)
			}
			w.classes[first+n].n++
		}
	}
}

// side reports whether people are in the organization. It is false for everybody on a
// side that is not named.
func (w *witness) side(p people) (inside bool, problem string) {
	switch {
	case p.isOne():
		return w.x.IsOwn(p.address), ""
	case !p.policy.IsZero():
		return true, ""
	}
	own := 0
	for _, d := range p.domains {
		if a, err := address.From("anyone", d); err == nil && w.x.IsOwn(a) {
			own++
		}
	}
	if own > 0 && own < len(p.domains) {
		return false, "some of the domains are your own SIP domains and some are not: promise them separately"
	}
	return own > 0, ""
}

// A question is a promise with the people to decide.
type question struct {
	promise
	x         *reach.Index
	inside    []userClass
	outside   []address.Address
	incoming  bool // the promise is from outside to inside
	named     bool // inside is one address of the promise, which may not be a user's
	assumed   bool
	elsewhere address.Address // stands for everybody in a domain that no record names
	colleague address.Address // the second person, if both are in the organization
}

// ask returns the question for a promise, or the reason for which it has none.
func (w *witness) ask(p promise) (question, string) {
	q := question{promise: p, x: w.x, elsewhere: w.elsewhere}
	if !w.c.Knows(federation.SIPDomains) && !(p.who.isOne() && p.whom.isOne()) {
		return q, "the SIP domains were not given, or not all of them could be read, so it is not known who is outside"
	}
	who, problem := w.side(p.who)
	if problem != "" {
		return q, problem
	}
	who = who || p.who.isBare()
	whom, problem := w.side(p.whom)
	if problem != "" {
		return q, problem
	}
	if p.whom.isBare() {
		whom = !who
	}
	switch {
	case who && whom && p.who.isOne() && p.whom.isOne():
		q.inside, q.named, q.colleague = []userClass{{address: p.who.address, n: 1}}, true, p.whom.address
		return q, ""
	case who && whom:
		return q, "both sides are your own organization: nobody, everybody and all are of your own users, unless at DOMAIN or outside follows"
	case !who && !whom && p.who.isOne() && p.whom.isOne() && !w.c.Knows(federation.SIPDomains):
		return q, "the SIP domains were not given, or not all of them could be read, so it is not known who is outside"
	case !who && !whom:
		return q, "neither side is your own organization"
	case p.manner == only && !who:
		return q, "reach only is promised of your own users"
	}
	q.incoming = !who
	own, other := p.who, p.whom
	if q.incoming {
		own, other = p.whom, p.who
	}
	if problem := w.own(&q, own); problem != "" {
		return q, problem
	}
	switch {
	case p.manner == only:
		for _, a := range w.outsiders {
			if !slices.Contains(other.domains, a.Domain()) {
				q.outside = append(q.outside, a)
			}
		}
	case other.isOne():
		q.outside = []address.Address{other.address}
	case other.domains != nil:
		for _, d := range other.domains {
			if a, err := address.From("anyone", d); err == nil { // it is always nil
				q.outside = append(q.outside, a)
			}
		}
	default:
		q.outside = w.outsiders
	}
	return q, ""
}

// own sets the users of a question.
func (w *witness) own(q *question, own people) (problem string) {
	if own.isOne() && !w.assumed {
		q.inside, q.named = []userClass{{address: own.address, n: 1}}, true
		return ""
	}
	q.x, q.assumed = w.ofClasses, w.assumed
	if own.isOne() { // this user may have any of the policies
		for _, class := range w.classes {
			class.name = own.address.String() + strings.TrimPrefix(class.name, "a user")
			q.inside = append(q.inside, class)
		}
		return ""
	}
	if !own.policy.IsZero() && w.c.Knows(federation.ExternalAccessPolicies) {
		var names []string
		for _, p := range w.c.ExternalAccessPolicies {
			if p.Identity.Same(own.policy) {
				names = nil
				break
			}
			names = append(names, p.Identity.String())
		}
		if names != nil || len(w.c.ExternalAccessPolicies) == 0 {
			problem = fmt.Sprintf("there is no policy %s", policyText(own.policy))
			if near := nearest(own.policy.String(), names); near != "" {
				problem += fmt.Sprintf("; is %s meant?", diag.Printable(near))
			}
			return problem
		}
	}
	for _, class := range w.classes {
		isHeld := own.policy.IsZero() || class.why != "" || class.holds.Same(own.policy)
		isThere := own.domains == nil || w.assumed || slices.Contains(own.domains, class.address.Domain())
		if isHeld && isThere {
			q.inside = append(q.inside, class)
		}
	}
	return ""
}

// decide returns the outcome of a promise. on is the day of a promise without one.
func (w *witness) decide(p promise, on date.Date) kept {
	if p.from.IsZero() {
		p.from, p.to = on, on
	}
	k := kept{Line: p.Line, Text: p.Text, Outcome: isUnsettled, First: p.from, Last: p.to}
	q, problem := w.ask(p)
	if problem != "" {
		k.Note = problem
		return k
	}
	t := newTrial(q)
	t.run()
	isGroup := !p.who.isOne() && !q.incoming || !p.whom.isOne() && q.incoming || q.assumed
	k.Users, k.Contacts, k.Days, k.Decided = 1, len(q.outside), t.days, t.decided
	if isGroup {
		k.Users, k.Kinds, k.Assumed = 0, len(q.inside), q.assumed
		for _, class := range q.inside {
			if !q.assumed {
				k.Users += class.n
			}
		}
	}
	switch {
	case t.broken.any() && q.assumed && slices.Contains(t.breaks, false):
		k.Note = "the users were not given, and it depends on which policy they hold: export them"
		k.Against, k.AgainstMore = t.broken.list, t.broken.more
	case t.broken.any():
		k.Outcome, k.Against, k.AgainstMore = isBroken, t.broken.list, t.broken.more
	case t.unknown.any():
		k.Against, k.AgainstMore = t.unknown.list, t.unknown.more
	case isGroup && w.c.Incomplete.Has(federation.Users):
		k.Note = "not all users could be read"
	case len(q.inside) == 0 && q.assumed:
		k.Note = "neither the users nor the SIP domains were given"
	default:
		k.Outcome, k.Rests = isKept, t.rests
		if len(q.inside) == 0 {
			k.Note = "nobody who is enabled is meant by it"
		}
	}
	return k
}

// A trial decides a question.
type trial struct {
	question
	days, decided   int
	broken, unknown examples
	breaks          []bool // for each class of inside: whether it breaks the promise
	rests           []condition
}

func newTrial(q question) *trial { return &trial{question: q, breaks: make([]bool, len(q.inside))} }

func (t *trial) run() {
	days := t.x.Days(t.from, t.to)
	t.days = len(days)
	users := make([]address.Address, len(t.inside))
	for i, class := range t.inside {
		users[i] = class.address
	}
	for n, day := range days {
		last := t.to
		if n+1 < len(days) {
			last = days[n+1].AddDays(-1)
		}
		q := reach.Query{Provider: t.via, What: t.what, On: day}
		if !t.colleague.IsZero() {
			q.From, q.To = users[0], t.colleague
			v, err := t.x.Decide(q)
			t.take(0, 0, reach.Pair{From: q.From, To: q.To, Verdict: v, Err: err}, day, last)
			continue
		}
		from, to := users, t.outside
		if t.incoming {
			from, to = to, from
		}
		i := 0
		for pair := range t.x.Matrix(q, from, to) {
			a, b := i/len(to), i%len(to)
			if t.incoming {
				a, b = b, a
			}
			t.take(a, b, pair, day, last)
			i++
		}
	}
}

// outsider returns the name of a contact outside.
func (t *trial) outsider(a address.Address) string {
	if a == t.elsewhere {
		return "anyone at a domain that nothing names"
	}
	return a.String()
}

// breaker returns the outcome that breaks a promise.
func (m manner) breaker() diag.Outcome {
	if m == may {
		return diag.Refused
	}
	return diag.Passed
}

// take counts a decision for or against the promise.
func (t *trial) take(inside, outside int, p reach.Pair, day, last date.Date) {
	t.decided++
	class := t.inside[inside]
	e := example{First: day, Last: last, Outcome: p.Verdict.Outcome, Incoming: t.incoming, More: class.n - 1}
	e.From, e.To = class.String(), t.outsider(p.To)
	if t.incoming {
		e.From, e.To = t.outsider(p.From), class.String()
	}
	if p.Err != nil {
		e.Outcome = diag.NotKnown
		for f := range diag.All(p.Err) {
			e.Rule, e.Detail = f.Rule, f.Detail
		}
	}
	if e.Outcome == diag.Refused && t.named && isNobody(p.Verdict, &e) {
		e.Outcome = diag.NotKnown
	}
	isHeld := !t.who.policy.IsZero() || !t.whom.policy.IsZero()
	if isHeld && class.why != "" && e.Outcome == t.manner.breaker() {
		e.Outcome, e.Rule, e.Detail = diag.NotKnown, "", "which policy decides for that user is not known: "+class.why
	}
	to := &t.broken
	switch e.Outcome {
	case diag.NotKnown:
		to = &t.unknown
	case t.manner.breaker():
		t.breaks[inside] = true
	default:
		t.rest(p.Verdict)
		return
	}
	if pair := [2]int{inside, outside}; to.wants(pair) {
		if e.Detail == "" {
			e.explain(p.Verdict)
		}
		if class.name != "" {
			e.Detail = strings.ReplaceAll(e.Detail, class.address.String(), "that user")
		}
		to.add(e, pair)
	}
}

// isNobody reports whether a verdict refuses because an address does not belong to a
// user. A refusal of a misspelled address does not keep a promise.
func isNobody(v reach.Verdict, e *example) bool {
	for r := range v.Refusals() {
		if r.Rule == reach.RuleUserUnknown && r.Outcome == diag.Refused {
			e.Rule, e.Detail, e.Inferred = r.Rule, r.Detail, r.Inferred
			return true
		}
	}
	return false
}

// explain sets the reason of an example from its verdict.
func (e *example) explain(v reach.Verdict) {
	if e.Outcome == diag.Passed {
		e.Detail = strings.TrimPrefix(way(v), ", ")
		return
	}
	for r := range v.Refusals() {
		if r.Outcome == e.Outcome {
			e.Rule, e.Detail, e.Inferred = r.Rule, r.Detail, r.Inferred
			return
		}
	}
}

// examples collects the examples against a promise. It joins consecutive days of one
// pair.
type examples struct {
	list []example
	more int            // the number of pairs that list leaves out
	last map[[2]int]int // the index in list of the last example of a pair; -1: list leaves it out
}

func (l *examples) any() bool { return len(l.list) > 0 }

// wants reports whether an example of a pair is kept. It counts an example that is not.
func (l *examples) wants(pair [2]int) bool {
	if l.last == nil {
		l.last = map[[2]int]int{}
	}
	n, known := l.last[pair]
	switch {
	case known:
		return n >= 0
	case len(l.list) < maxAgainst:
		return true
	}
	l.last[pair] = -1
	l.more++
	return false
}

func (l *examples) add(e example, pair [2]int) {
	if n, known := l.last[pair]; known {
		if last := &l.list[n]; last.Rule == e.Rule && last.Last.AddDays(1) == e.First {
			last.Last = e.Last
			return
		}
	}
	l.last[pair] = len(l.list)
	l.list = append(l.list, e)
}

// A condition is a condition of an answer that allows.
type condition struct {
	Rule     diag.Rule
	Detail   string
	Inferred bool `json:",omitzero"`
}

// rest adds the conditions of an answer that allows, if the promise was that it does.
func (t *trial) rest(v reach.Verdict) {
	if t.manner != may || len(t.rests) >= maxRests {
		return
	}
	for r := range v.Conditions() {
		c := condition{r.Rule, r.Detail, r.Inferred}
		if len(t.rests) < maxRests && !slices.Contains(t.rests, c) {
			t.rests = append(t.rests, c)
		}
	}
}

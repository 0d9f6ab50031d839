package reach

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/provider"
)

// A Summary has the outcome for every user with everyone outside on a day, by groups of
// users and contacts.
type Summary struct {
	On       date.Date
	Assumed  bool // no users are given: Users are those of [Index.Assume], and their numbers mean nothing
	Partial  bool // not all users could be read: Users may lack some
	Contacts []ContactGroup
	Users    []UserSummary // by the policy that decides; those without one last
}

// A ContactGroup is a group of people outside with the same outcomes for every group of
// users.
type ContactGroup struct {
	Domains  []domain.SIPDomain // the domains that a list, a provider or a known public service names, sorted
	Others   bool               // the group also has everyone in a domain that nothing names
	List     federation.Kind    // the list that decides: AllowedDomains for partners, BlockedDomains for blocked domains
	Route    Route              // zero for blocked domains and without a route
	Provider string             // the Identity of the public or hosting provider on the route, or of the disabled one that would be
	Service  provider.ServiceID // the public service that the domains belong to
}

// A UserSummary is a group of users, with an answer for each of the contact groups.
// Disabled users, and users for whom a hosting provider decides, have no policy.
type UserSummary struct {
	UserGroup
	Reaches   []Answer // whether they may reach each group
	ReachedBy []Answer // whether each group may reach them
}

// An Answer is the outcome for a group of users and a group of contacts.
type Answer struct {
	Outcome    diag.Outcome
	Rule       diag.Rule       `json:",omitzero"`  // the first rule that refuses, or else the first whose outcome is not known
	Kind       federation.Kind `json:",omitzero"`  // the kind of the records that Rule is about
	Absent     string          `json:",omitzero"`  // the member that Rule needs and that was not exported
	Inferred   bool            `json:",omitzero"`  // Rule or a condition is inferred
	Conditions []Condition     `json:",omitempty"` // what a permission assumes
}

// A Condition is a rule that a permission assumes and that no given record proves.
type Condition struct {
	Rule diag.Rule
	Kind federation.Kind `json:",omitzero"` // the kind of the records that it is about
}

// Counts are numbers of users, or of groups if the users are assumed.
type Counts struct{ Passed, Refused, NotKnown int }

// Count returns how many users have each outcome, such as that of [UserSummary.Reach].
// If the users are assumed, it counts each group once.
func (s Summary) Count(outcome func(UserSummary) diag.Outcome) Counts {
	var c Counts
	for _, u := range s.Users {
		n := len(u.Users)
		if s.Assumed {
			n = 1
		}
		switch outcome(u) {
		case diag.Passed:
			c.Passed += n
		case diag.Refused:
			c.Refused += n
		default:
			c.NotKnown += n
		}
	}
	return c
}

// Reach returns whether the users may reach anyone outside. The result is
// [diag.NotKnown] if no answer allows and one is not known.
func (u UserSummary) Reach() diag.Outcome { return best(u.Reaches) }

// Reached returns whether anyone outside may reach the users, as Reach does.
func (u UserSummary) Reached() diag.Outcome { return best(u.ReachedBy) }

func best(answers []Answer) diag.Outcome {
	best := diag.Refused
	for _, a := range answers {
		switch {
		case a.Outcome == diag.Passed:
			return diag.Passed
		case a.Outcome == diag.NotKnown:
			best = diag.NotKnown
		}
	}
	return best
}

// Summary returns the outcome for every user with everyone outside on a day, in both
// directions. It decides each pair of groups once, so users and domains cost only their
// grouping. A contact counts at its domain in a contact list: a decorated contact counts
// at the routing domain. The outcome of an invalid query is not known: that is so for a
// user outside your own SIP domains, and for everyone on the zero day.
func (x *Index) Summary(on date.Date) Summary { return x.summarize(on).summary() }

// A summarizer makes a summary.
type summarizer struct {
	x        *Index
	on       date.Date
	assumed  bool
	users    []exactGroup
	contacts []contactGroup
	// reaches and reachedBy have the answers for each of users and each of contacts.
	reaches, reachedBy [][]Answer
	decided            int // the number of decisions, for a test of the cost
}

// A contactHead is a [ContactGroup] without its domains.
type contactHead struct {
	list     federation.Kind
	route    Route
	provider ref
	service  provider.ServiceID
}

// A contactGroup is a group of people outside with the same steps.
type contactGroup struct {
	head   contactHead
	one    address.Address   // the address that stands for the group
	named  []address.Address // one address in each named domain
	others bool
}

func (x *Index) summarize(on date.Date) *summarizer {
	y, assumed := x.Assume()
	s := &summarizer{x: y, on: on, assumed: assumed, users: y.exactGroups(), contacts: y.contactGroups(on)}
	m := newMatrix(y, Query{On: on})
	for _, u := range s.users {
		user := y.c.Users[u.records[0]].SIPAddress
		reaches, reachedBy := make([]Answer, len(s.contacts)), make([]Answer, len(s.contacts))
		for i, c := range s.contacts {
			reaches[i] = m.pair(user, c.one).answer()
			reachedBy[i] = m.pair(c.one, user).answer()
			s.decided += 2
		}
		s.reaches, s.reachedBy = append(s.reaches, reaches), append(s.reachedBy, reachedBy)
	}
	return s
}

// contactGroups groups the outsiders.
func (x *Index) contactGroups(on date.Date) []contactGroup {
	number := make(map[*rule]byte, len(decisionRules))
	for i, r := range decisionRules {
		number[r] = byte(i)
	}
	known := map[string]int{}
	var groups []contactGroup
	var key []byte
	var c contact
	q := resolved{Query: Query{On: on}}
	outsiders := x.Outsiders()
	for i, a := range outsiders {
		key = key[:0]
		for _, incoming := range [...]bool{true, false} {
			c.reset(x, q, a)
			c.outside(q, incoming)
			key = c.appendKey(key, number)
		}
		key = x.appendCloudKey(key, &c, number)
		head := x.contactHead(&c)
		key = append(key, byte(head.list))
		n, found := known[string(key)]
		if !found {
			n = len(groups)
			known[string(key)] = n
			groups = append(groups, contactGroup{head: head, one: a})
		}
		if i == len(outsiders)-1 {
			groups[n].others = true
		} else {
			groups[n].named = append(groups[n].named, a)
		}
	}
	return groups
}

func (x *Index) contactHead(c *contact) contactHead {
	name := c.address.Domain().Name()
	if _, blocked := x.blocked[name]; blocked {
		return contactHead{list: federation.BlockedDomains}
	}
	h := contactHead{route: c.route, provider: c.provider, service: c.service}
	if _, allowed := x.allowed[name]; allowed && (c.route == Partner || c.route == Hosting) {
		h.list = federation.AllowedDomains
	}
	return h
}

// appendKey appends all data of a contact that a verdict depends on.
func (c *contact) appendKey(key []byte, number map[*rule]byte) []byte {
	key = append(key, byte(c.route), byte(c.provider.kind))
	for n := c.provider.number; n > 0; n >>= 8 {
		key = append(key, byte(n))
	}
	key = append(append(key, 0), c.service...)
	for _, s := range c.steps {
		of := byte(len(number)) // the number of no rule: the licenses
		if s.rule != nil {
			of = number[s.rule]
		}
		absent := byte(0)
		if s.absent {
			absent = 1
		}
		key = append(append(key, 0, of, byte(s.outcome), absent, byte(s.at.kind)), s.member...)
	}
	return append(key, 0)
}

// answer returns the outcome of a pair without the text of its reasons.
func (p Pair) answer() Answer {
	for f := range diag.All(p.Err) {
		return Answer{Outcome: diag.NotKnown, Rule: f.Rule}
	}
	v := &p.Verdict
	a := Answer{Outcome: v.Outcome}
	for s := range v.steps() {
		if s.outcome != v.Outcome {
			continue
		}
		if v.Outcome == diag.Passed {
			a.restOn(v, s)
			continue
		}
		a.refuse(v, s)
		return a
	}
	return a
}

// refuse sets the rule of a step that did not pass.
func (a *Answer) refuse(v *Verdict, s step) {
	switch {
	case s.license != nil:
		a.Kind = federation.Holdings
		for _, r := range s.license.Reasons {
			if r.Outcome == s.outcome {
				a.Rule, a.Inferred = r.Rule, r.Inferred
				return
			}
		}
	case s.rule == nil:
		at, _ := v.problemAt(s)
		a.Rule, a.Kind = s.problem.Rule, at.kind
	default:
		a.Rule, a.Kind, a.Inferred = s.rule.info.Rule, s.at.kind, s.rule.isInferred(v, s)
		if s.absent {
			a.Absent = s.member
		}
	}
}

func (r *rule) isInferred(v *Verdict, s step) bool {
	return r.inferred || r.infers != nil && r.infers(v, s)
}

// restOn adds the condition of a step that passed.
func (a *Answer) restOn(v *Verdict, s step) {
	add := func(c Condition, inferred bool) {
		a.Inferred = a.Inferred || inferred
		if !slices.Contains(a.Conditions, c) {
			a.Conditions = append(a.Conditions, c)
		}
	}
	switch {
	case s.license != nil:
		for _, r := range s.license.Reasons {
			if r.Condition {
				add(Condition{r.Rule, federation.Holdings}, r.Inferred)
			}
		}
	case s.rule != nil && s.rule.condition != nil && s.rule.condition(v, s):
		add(Condition{s.rule.info.Rule, s.at.kind}, s.rule.isInferred(v, s))
	}
}

// join merges an answer with the same outcome and rule.
func (a *Answer) join(b Answer) {
	a.Inferred = a.Inferred || b.Inferred
	for _, r := range b.Conditions {
		if !slices.Contains(a.Conditions, r) {
			a.Conditions = append(slices.Clip(a.Conditions), r)
		}
	}
}

// IsLike reports whether two answers have the same outcome for the same reason.
func (a Answer) IsLike(b Answer) bool {
	return a.Outcome == b.Outcome && a.Rule == b.Rule && a.Kind == b.Kind && a.Absent == b.Absent
}

// summary returns the answers. It joins groups that the result does not distinguish.
func (s *summarizer) summary() Summary {
	contacts, users := s.joinContacts(), s.joinUsers()
	all := Summary{On: s.on, Assumed: s.assumed, Partial: s.x.c.Incomplete.Has(federation.Users)}
	for _, i := range contacts {
		c := s.contacts[i]
		h := c.head
		g := ContactGroup{Others: c.others, List: h.list, Route: h.route, Provider: s.x.subject(h.provider).Identity, Service: h.service}
		for _, a := range c.named {
			g.Domains = append(g.Domains, a.Domain())
		}
		slices.SortFunc(g.Domains, domain.SIPDomain.Compare)
		all.Contacts = append(all.Contacts, g)
	}
	for _, i := range users {
		u := UserSummary{UserGroup: s.x.userGroup(s.users[i])}
		for _, j := range contacts {
			u.Reaches = append(u.Reaches, s.reaches[i][j])
			u.ReachedBy = append(u.ReachedBy, s.reachedBy[i][j])
		}
		all.Users = append(all.Users, u)
	}
	return all
}

// joinContacts joins groups of contacts with the same head and the same answers for all
// users. It returns the remaining groups in order.
func (s *summarizer) joinContacts() []int {
	var left []int
	for i, c := range s.contacts {
		n := slices.IndexFunc(left, func(j int) bool {
			if s.contacts[j].head != c.head {
				return false
			}
			for u := range s.users {
				if !s.reaches[u][i].IsLike(s.reaches[u][j]) || !s.reachedBy[u][i].IsLike(s.reachedBy[u][j]) {
					return false
				}
			}
			return true
		})
		if n < 0 {
			left = append(left, i)
			continue
		}
		into := &s.contacts[left[n]]
		into.named, into.others = append(into.named, c.named...), into.others || c.others
		for u := range s.users {
			s.reaches[u][left[n]].join(s.reaches[u][i])
			s.reachedBy[u][left[n]].join(s.reachedBy[u][i])
		}
	}
	slices.SortStableFunc(left, func(i, j int) int {
		a, b := s.contacts[i], s.contacts[j]
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(s.x.subject(a.head.provider).Identity, s.x.subject(b.head.provider).Identity), cmp.Compare(a.head.service, b.head.service))
	})
	return left
}

// rank returns the sort key of a group of contacts.
func (c contactGroup) rank() int {
	switch {
	case c.others:
		return 5
	case c.head.list == federation.BlockedDomains:
		return 4
	case c.head.route == Public && c.head.provider.isNone():
		return 3
	case c.head.route == Public:
		return 2
	case c.head.route == Hosting:
		return 1
	case c.head.list == federation.AllowedDomains:
		return 0
	}
	return 4
}

// joinUsers joins groups of users, as joinContacts does. It drops a policy that does not
// decide.
func (s *summarizer) joinUsers() []int {
	var left []int
	for i := range s.users {
		u := &s.users[i]
		if u.head.disabled || !u.head.home.isNone() {
			u.head.policy, u.head.granted, u.head.problem = policy.Identity{}, policy.Identity{}, ""
		}
		n := slices.IndexFunc(left, func(j int) bool {
			return s.users[j].head == u.head && slices.EqualFunc(s.reaches[i], s.reaches[j], Answer.IsLike) && slices.EqualFunc(s.reachedBy[i], s.reachedBy[j], Answer.IsLike)
		})
		if n < 0 {
			left = append(left, i)
			continue
		}
		j := left[n]
		s.users[j].records = append(s.users[j].records, u.records...)
		slices.Sort(s.users[j].records)
		for c := range s.contacts {
			s.reaches[j][c].join(s.reaches[i][c])
			s.reachedBy[j][c].join(s.reachedBy[i][c])
		}
	}
	slices.SortStableFunc(left, func(i, j int) int { return compareHeads(s.x, s.users[i].head, s.users[j].head) })
	return left
}

// MarshalJSON implements [encoding/json.Marshaler], as docs/formats.md describes. It
// writes the numbers of users and domains of a group, and the first of them.
func (s Summary) MarshalJSON() ([]byte, error) {
	type contact struct {
		List     federation.Kind    `json:",omitzero"`
		Route    Route              `json:",omitzero"`
		Provider string             `json:",omitzero"`
		Service  provider.ServiceID `json:",omitzero"`
		Others   bool               `json:",omitzero"`
		Domains  int
		Examples []domain.SIPDomain `json:",omitempty"`
	}
	type user struct {
		Policy      policy.Identity   `json:",omitzero"`
		Granted     policy.Identity   `json:",omitzero"`
		Problem     string            `json:",omitzero"`
		Home        string            `json:",omitzero"`
		HomeUnknown bool              `json:",omitzero"`
		Online      bool              `json:",omitzero"`
		Disabled    bool              `json:",omitzero"`
		Foreign     bool              `json:",omitzero"`
		Users       int               `json:",omitzero"`
		Examples    []address.Address `json:",omitempty"`
		Reaches     []Answer
		ReachedBy   []Answer
	}
	form := struct {
		Format    int
		On        date.Date
		Assumed   bool `json:",omitzero"`
		Partial   bool `json:",omitzero"`
		Contacts  []contact
		Users     []user
		Reach     Counts
		ReachedBy Counts
	}{SummaryFormat, s.On, s.Assumed, s.Partial, []contact{}, []user{}, s.Count(UserSummary.Reach), s.Count(UserSummary.Reached)}
	for _, c := range s.Contacts {
		form.Contacts = append(form.Contacts, contact{c.List, c.Route, c.Provider, c.Service, c.Others, len(c.Domains), examplesOf(c.Domains)})
	}
	for _, u := range s.Users {
		row := user{u.Policy, u.Granted, u.Problem, u.Home, u.HomeUnknown, u.Online, u.Disabled, u.Foreign, len(u.Users), examplesOf(u.Users), u.Reaches, u.ReachedBy}
		if s.Assumed {
			row.Users, row.Examples = 0, nil
		}
		form.Users = append(form.Users, row)
	}
	return json.Marshal(form)
}

// SummaryFormat is the number of the JSON form of a [Summary].
const SummaryFormat = 1

// maxExamples is the maximum number of users or domains in the JSON form of a group.
const maxExamples = 3

func examplesOf[T any](all []T) []T { return all[:min(len(all), maxExamples)] }

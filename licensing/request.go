package licensing

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A ProvisioningRequest is a request to connect SIP domains with public services,
// as the provisioning site took it. The rules changed over time: the rules of the
// day in Submitted apply.
type ProvisioningRequest struct {
	Agreement                Agreement
	AcceptedProductUseRights bool
	Edges                    []EdgeGroup
	Contacts                 []Contact
	Services                 []provider.ServiceID
	Submitted                date.Date
}

// An EdgeGroup is a group of SIP domains and the Access Edges that serve them.
type EdgeGroup struct {
	FQDNs      []domain.Name
	SIPDomains []domain.SIPDomain
}

// A Contact is the e-mail address of the administrator of a SIP domain.
type Contact struct {
	SIPDomain domain.SIPDomain
	Email     string
}

// edgeGroups describes the record, which people write by hand.
var edgeGroups = record.Schema[EdgeGroup]{
	Info: record.Info{Strict: true},
	Members: []record.Member[EdgeGroup]{
		{Name: "Fqdns", Field: func(r *EdgeGroup) any { return record.Texts(&r.FQDNs) }},
		{Name: "SipDomains", Field: func(r *EdgeGroup) any { return record.Texts(&r.SIPDomains) }},
	},
}

// UnmarshalJSON implements [encoding/json.Unmarshaler], as
// [ProvisioningRequest.UnmarshalJSON] does.
func (g *EdgeGroup) UnmarshalJSON(data []byte) error {
	return edgeGroups.Unmarshal(data, g)
}

// MarshalJSON implements [encoding/json.Marshaler].
func (g EdgeGroup) MarshalJSON() ([]byte, error) { return edgeGroups.Append(nil, &g) }

// Equal reports whether g and other are the same, in the same order.
func (g EdgeGroup) Equal(other EdgeGroup) bool {
	return slices.Equal(g.FQDNs, other.FQDNs) && slices.Equal(g.SIPDomains, other.SIPDomains)
}

// contacts describes the record, which people write by hand.
var contacts = record.Schema[Contact]{
	Info: record.Info{Strict: true},
	Members: []record.Member[Contact]{
		{Name: "SipDomain", Field: func(r *Contact) any { return &r.SIPDomain }},
		{Name: "Email", Field: func(r *Contact) any { return &r.Email }},
	},
}

// UnmarshalJSON implements [encoding/json.Unmarshaler], as
// [ProvisioningRequest.UnmarshalJSON] does.
func (c *Contact) UnmarshalJSON(data []byte) error {
	return contacts.Unmarshal(data, c)
}

// MarshalJSON implements [encoding/json.Marshaler].
func (c Contact) MarshalJSON() ([]byte, error) { return contacts.Append(nil, &c) }

// Equal reports whether c and other are the same.
func (c Contact) Equal(other Contact) bool { return c == other }

// requests describes the record, which people write by hand.
var requests = record.Schema[ProvisioningRequest]{
	Info: record.Info{Strict: true},
	Members: []record.Member[ProvisioningRequest]{
		{Name: "Agreement", Field: func(r *ProvisioningRequest) any { return record.One(&r.Agreement, &agreements) }},
		{Name: "AcceptedProductUseRights", Field: func(r *ProvisioningRequest) any { return &r.AcceptedProductUseRights }},
		{Name: "Edges", Field: func(r *ProvisioningRequest) any { return record.Records(&r.Edges, &edgeGroups) }},
		{Name: "Contacts", Field: func(r *ProvisioningRequest) any { return record.Records(&r.Contacts, &contacts) }},
		{Name: "Services", Field: func(r *ProvisioningRequest) any { return record.Texts(&r.Services) }},
		{Name: "Submitted", Field: func(r *ProvisioningRequest) any { return &r.Submitted }},
	},
}

// Schema returns the schema of the record, for the packages of this module.
func (ProvisioningRequest) Schema() *record.Schema[ProvisioningRequest] { return &requests }

// UnmarshalJSON implements [encoding/json.Unmarshaler]: an object with the members
// Agreement, AcceptedProductUseRights, Edges (of Fqdns and SipDomains), Contacts
// (of SipDomain and Email), Services and Submitted. It reports each unreadable or
// unknown member with its path. On error r is unchanged.
func (r *ProvisioningRequest) UnmarshalJSON(data []byte) error {
	return requests.Unmarshal(data, r)
}

// MarshalJSON implements [encoding/json.Marshaler]. Members that are not set are left
// out.
func (r ProvisioningRequest) MarshalJSON() ([]byte, error) { return requests.Append(nil, &r) }

// Equal reports whether r and other are the same, in the same order.
func (r ProvisioningRequest) Equal(other ProvisioningRequest) bool {
	return r.Agreement == other.Agreement && r.AcceptedProductUseRights == other.AcceptedProductUseRights &&
		slices.EqualFunc(r.Edges, other.Edges, EdgeGroup.Equal) && slices.Equal(r.Contacts, other.Contacts) &&
		slices.Equal(r.Services, other.Services) && r.Submitted == other.Submitted
}

// The days on which the rules for requests changed. SITE-19 and FAQ-19, both of
// 2019-03-22, differ from FAQ-16. SFB-SKYPE has the end of the site.
var (
	oneEdgeEach    = date.MustParse("2019-03-22") // from this day on a domain has one Access Edge
	lastContact    = date.MustParse("2019-03-31") // the last day on which contacts were accepted
	contactsPurged = date.MustParse("2019-04-30") // the day by which the site had deleted its contacts
	quickEra       = date.MustParse("2019-04-01") // from this day on it takes a day or two, without notice
	siteClosed     = date.MustParse(provider.SkypeSiteClosed)
)

// maxEdges is the maximum number of Access Edges in a request, and later of groups.
const maxEdges = 10

// Validate returns an error with the findings of severity Error, or nil. [diag.All]
// yields them.
func (r ProvisioningRequest) Validate() error { return r.Findings().Err() }

// Findings returns the findings about the request by the rules of the day in
// Submitted.
func (r ProvisioningRequest) Findings() diag.Findings {
	c := requestCheck{ProvisioningRequest: r}
	c.agreement()
	c.day()
	c.edges()
	c.contacts()
	c.services()
	return c.l
}

type requestCheck struct {
	ProvisioningRequest
	l diag.Findings
}

func (c *requestCheck) add(r diag.Rule, at diag.Path, detail string, args ...any) {
	c.l.Add(catalog.Finding(r, at, fmt.Sprintf(detail, args...)))
}

// agreement checks the program and the number (FAQ-19) and the use rights
// (SITE-19). The forms of numbers are those that another Microsoft product accepts.
func (c *requestCheck) agreement() {
	a := c.Agreement
	c.l.AttachAll("/Agreement", a.Findings())
	if strings.TrimSpace(a.Number) == "" {
		wanted := a.Program.NumberWanted()
		if wanted == "" {
			wanted = "the number of the agreement"
		}
		c.add(RuleRequestNumber, "/Agreement/Number", "the number is missing: the program needs %s", wanted)
	} else if strings.ContainsFunc(a.Number, func(r rune) bool { return !unicode.IsPrint(r) }) {
		c.add(RuleRequestNumber, "/Agreement/Number", "%.40q has characters that cannot be printed", a.Number)
	} else if wanted := shapeWanted(a.Program, a.Number); wanted != "" {
		c.add(RuleRequestNumberShape, "/Agreement/Number", "%.40q is not %s, the form that another Microsoft product accepts for %s", a.Number, wanted, a.Program)
	}
	if !c.AcceptedProductUseRights {
		c.add(RuleRequestUseRights, "/AcceptedProductUseRights", "the Product Use Rights are not accepted")
	}
}

// shapeWanted returns the usual form of numbers if number does not have it, and
// else "".
func shapeWanted(p Program, number string) string {
	const digit, letter = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	digits := strings.Trim(number, digit) == ""
	letters := strings.Trim(number, digit+letter) == ""
	switch n := len(number); {
	case p == VolumeLicensing && !(digits && (n == 7 || n == 8)) && !(letters && n == 15):
		return "seven or eight digits, or fifteen letters and digits"
	case p == ServiceProvider && !(digits && n == 7):
		return "seven digits"
	}
	return ""
}

func (c *requestCheck) day() {
	switch {
	case c.Submitted.IsZero():
		c.add(RuleRequestDay, "/Submitted", "no day is given, so it is not known which rules apply")
	case !c.Submitted.Before(siteClosed):
		c.add(RuleRequestClosed, "/Submitted", "on %v the site is closed: public services find an organization by the federation SRV record of each SIP domain", c.Submitted)
	}
}

// edges checks the groups: at least one Access Edge and one SIP domain (SITE-19). A
// request has up to ten Access Edges (FAQ-16). Later each domain has one, and a
// request has up to ten groups (FAQ-19).
func (c *requestCheck) edges() {
	fqdns := map[string]diag.Path{} // the last of each
	domains := map[domain.SIPDomain]diag.Path{}
	for i, g := range c.Edges {
		at := diag.Path("/Edges").Index(i)
		for j, f := range g.FQDNs {
			here := at.Member("Fqdns").Index(j)
			fqdns[f.String()] = here
			if err := f.CheckHost(); err != nil {
				c.add(RuleRequestHost, here, "%s: %s", f, err.(*diag.ValueError).Detail)
			} else {
				c.reachable(here, f.String())
			}
		}
		if c.oneEach() && len(g.FQDNs) > 1 {
			c.add(RuleRequestEdges, at.Member("Fqdns"), "the group has %d Access Edges; since 2019-03-22 a domain has one (FAQ-19), and before that a request could have up to %d (FAQ-16)", len(g.FQDNs), maxEdges)
		}
		if len(g.FQDNs) == 0 || len(g.SIPDomains) == 0 {
			c.add(RuleRequestEdgesMissing, at, "the group has %d Access Edges and %d SIP domains", len(g.FQDNs), len(g.SIPDomains))
		}
	}
	for i, g := range c.Edges {
		for j, d := range g.SIPDomains {
			here := diag.Path("/Edges").Index(i).Member("SipDomains").Index(j)
			if edge, both := fqdns[d.String()]; both {
				c.add(RuleRequestSIPDomain, here, "%s is the Access Edge at %s", d, edge)
			} else {
				c.reachable(here, d.String())
			}
			if first, again := domains[d]; again && c.oneEach() {
				c.add(RuleRequestDomainRepeated, here, "%s is also at %s", d, first)
			} else {
				domains[d] = here
			}
		}
	}
	if !c.Submitted.Before(srvCondition) {
		c.srv()
	}
	switch {
	case len(c.Edges) == 0:
		c.add(RuleRequestEdgesMissing, "/Edges", "the request has no Access Edge and no SIP domain")
	case !c.oneEach() && len(fqdns) > maxEdges:
		c.add(RuleRequestEdges, "/Edges", "the request has %d Access Edges, and may have up to %d (FAQ-16)", len(fqdns), maxEdges)
	case c.oneEach() && len(c.Edges) > maxEdges:
		c.add(RuleRequestEdges, "/Edges", "the request has %d groups, and may have up to %d (FAQ-19)", len(c.Edges), maxEdges)
	}
}

// privateSuffixes are suffixes that do not exist in public DNS. They are reserved
// (RFC 6761, RFC 6762) or in common private use (RFC 6762, appendix G). The suffix
// example is reserved for documents. It stands for a public name, and is not in the
// list.
var privateSuffixes = [...]string{
	"corp", "home", "home.arpa", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost", "private", "test",
}

// reachable checks that a name can exist in public DNS: it must be reachable from
// outside (SITE-19).
func (c *requestCheck) reachable(at diag.Path, name string) {
	for _, suffix := range privateSuffixes {
		if !strings.HasSuffix(name, "."+suffix) {
			continue
		}
		from := source.RFC6762
		if suffix == "invalid" || suffix == "localhost" || suffix == "test" {
			from = source.RFC6761
		}
		c.l.Add(catalog.FindingFrom(from, RuleRequestReachable, at, fmt.Sprintf("%s cannot be reached from outside: no public name ends in .%s", name, suffix)))
		return
	}
}

// srv checks the federation SRV record of each SIP domain as if it pointed to the
// group's Access Edge. It may point to another host of the same Edge, so this is a
// notice.
func (c *requestCheck) srv() {
	for i, g := range c.Edges {
		for j, d := range g.SIPDomains {
			for _, f := range g.FQDNs {
				if d.IsZero() || f.IsZero() {
					continue // it could not be read
				}
				err := d.CheckSRV(domain.SRV{Name: d.FederationSRV(), Target: f, Port: 5061})
				for finding := range diag.All(err) {
					c.add(RuleRequestSRV, diag.Path("/Edges").Index(i).Member("SipDomains").Index(j), "as the target of %s: %s", d.FederationSRV(), finding.Detail)
				}
			}
		}
	}
}

// oneEach reports whether the later rule on Access Edges holds.
func (c *requestCheck) oneEach() bool { return !c.Submitted.Before(oneEdgeEach) }

// contacts checks that each SIP domain has a contact, until the site no longer
// accepted them.
func (c *requestCheck) contacts() {
	if !c.Submitted.IsZero() && c.Submitted.After(lastContact) {
		if len(c.Contacts) > 0 {
			c.add(RuleRequestContactLate, "/Contacts", "contacts are not accepted after %v, and earlier ones are deleted by %v", lastContact, contactsPurged)
		}
		return
	}
	has := map[domain.SIPDomain]bool{}
	asked := c.domains()
	for i, contact := range c.Contacts {
		has[contact.SIPDomain] = true
		if !slices.Contains(asked, contact.SIPDomain) {
			c.add(RuleRequestContact, diag.Path("/Contacts").Index(i).Member("SipDomain"), "the contact is for %q, which is not a SIP domain of the request", contact.SIPDomain)
		}
		if !isEmail(contact.Email) {
			c.add(RuleRequestContact, diag.Path("/Contacts").Index(i).Member("Email"), "%q is not an e-mail address", contact.Email)
		}
	}
	for i, g := range c.Edges {
		for j, d := range g.SIPDomains {
			if !has[d] {
				c.add(RuleRequestContact, diag.Path("/Edges").Index(i).Member("SipDomains").Index(j), "%s has no contact", d)
			}
		}
	}
}

// isEmail reports whether a text may be an e-mail address: printable text before
// the last @, and a domain after it. Only the mail server knows which user parts
// exist.
func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || char.Unprintable(s) >= 0 {
		return false
	}
	_, err := domain.ParseSIPDomain(s[at+1:])
	blank := strings.ContainsFunc(s[:at], unicode.IsSpace) && s[0] != '"'
	return err == nil && !blank
}

// services checks that each service could be requested on the day.
func (c *requestCheck) services() {
	if len(c.Services) == 0 {
		c.add(RuleRequestServices, "/Services", "no service is requested")
	}
	for i, id := range c.Services {
		here := diag.Path("/Services").Index(i)
		s, known := provider.LookupService(id)
		if !known {
			c.add(RuleRequestServices, here, "%q is not a known service", id)
			continue
		}
		if c.Submitted.IsZero() {
			continue
		}
		stage, _ := s.History.Stage(c.Submitted)
		refuse := func(src diag.Source, inferred bool, detail string, args ...any) {
			f := catalog.FindingFrom(src, RuleRequestServices, here, fmt.Sprintf(detail, args...))
			f.Inferred = inferred
			c.l.Add(f)
		}
		switch {
		case stage.Phase == provider.Ended:
			last, _ := s.History.LastDay()
			refuse(stage.Source, stage.Inferred, "%s could be used until %v", s.Name, last)
		case stage.Phase == provider.Unrecorded:
			refuse(firstStage(s).Source, false, "no document says that federation with %s was possible on %v", s.Name, c.Submitted)
		case stage.NoNewDomains:
			refuse(stage.Source, stage.Inferred, "%s accepts no new domains on %v", s.Name, c.Submitted)
		}
	}
}

// DecodeRequest reads a request from a JSON object like
// [ProvisioningRequest.UnmarshalJSON], and keeps all readable members. An
// unreadable value of a list becomes the zero value. It returns a finding for each
// unreadable or unknown member. [ProvisioningRequest.Findings] may then report the
// zero value at the same path again. The error is a [*diag.Finding] for text that
// is not a JSON object.
func DecodeRequest(data []byte) (ProvisioningRequest, diag.Findings, error) {
	var r ProvisioningRequest
	findings, err := requests.UnmarshalPartly(data, &r)
	return r, findings, err
}

// Decisions yields the decision of the holdings for each service of the request and each
// of its SIP domains, on a day. Without a SIP domain there is one decision for each
// service.
func (r ProvisioningRequest) Decisions(h Holdings, on date.Date) iter.Seq2[Question, Decision] {
	domains := r.domains()
	if len(domains) == 0 {
		domains = append(domains, domain.SIPDomain{}) // for any domain
	}
	return func(yield func(Question, Decision) bool) {
		for _, id := range r.Services {
			for _, d := range domains {
				if q := (Question{Service: id, On: on, NewDomain: d}); !yield(q, h.Decide(q)) {
					return
				}
			}
		}
	}
}

// Check returns the findings of the request, and of its licenses on a day: for each
// service, the rules that refuse the service to a SIP domain, or whose outcome is not
// known. It ends with the Conditions. Paths are relative to the request. The findings of
// the holdings themselves are in [Holdings.Findings]. The outcomes of
// [ProvisioningRequest.Decisions] separate a refusal from what is not known.
func (r ProvisioningRequest) Check(h Holdings, on date.Date) diag.Findings {
	l := r.Findings()
	if h.Platform == product.LyncOnline {
		l.Add(catalog.Finding(RuleRequestOnline, "/Edges", "the server product is Lync Online, where the organization has no Access Edge"))
	}
	for i, id := range r.Services {
		type said struct {
			rule   diag.Rule
			detail string
		}
		refused := map[said]bool{}
		one := r
		one.Services = []provider.ServiceID{id}
		for _, d := range one.Decisions(h, on) {
			for _, reason := range d.Reasons {
				if reason.Outcome != diag.Passed && !refused[said{reason.Rule, reason.Detail}] {
					refused[said{reason.Rule, reason.Detail}] = true
					l.Add(&diag.Finding{RuleInfo: reason.RuleInfo, Path: diag.Path("/Services").Index(i), Detail: reason.Detail, Inferred: reason.Inferred})
				}
			}
		}
	}
	return append(l, r.Conditions()...)
}

// Conditions returns the condition that no request can prove: that each Access Edge
// and SIP domain is live and reachable. [ProvisioningRequest.Check] includes it.
func (r ProvisioningRequest) Conditions() diag.Findings {
	return diag.Findings{catalog.Finding(RuleRequestLive, "/Edges", "condition: each Access Edge and SIP domain is live and can be reached from outside")}
}

// domains returns the SIP domains of the request.
func (r ProvisioningRequest) domains() []domain.SIPDomain {
	var all []domain.SIPDomain
	for _, g := range r.Edges {
		all = append(all, g.SIPDomains...)
	}
	return all
}

// A Change is a difference between a request and an earlier one, with its
// consequence.
type Change struct {
	Field         diag.Path // the member of the request: "/Agreement/Number", "/Edges"
	Of            string    // the SIP domain, or "" for the whole request
	Before, After string    // a new value has no Before, and a removed one no After
	Consequence   provider.Fact
}

// Changes returns the differences between r and an earlier request of the same
// organization, with their consequences. A request is changed at the provisioning
// site after provisioning is complete, by the number of the agreement (FAQ-19). The
// day of submission is a change only together with another difference, because the
// earlier request may not be complete by then.
func (r ProvisioningRequest) Changes(earlier ProvisioningRequest) []Change {
	var changes []Change
	add := func(field diag.Path, of, before, after string, consequence provider.Fact) {
		changes = append(changes, Change{field, of, before, after, consequence})
	}
	update := factUpdate
	if !r.Submitted.Before(siteClosed) {
		update = CompletionOf(r.Submitted).Fact
	}
	if r.Agreement.Number != earlier.Agreement.Number {
		add("/Agreement/Number", "", earlier.Agreement.Number, r.Agreement.Number, factAnotherNumber)
	}
	if r.Agreement.Program != earlier.Agreement.Program {
		add("/Agreement/Program", "", earlier.Agreement.Program.String(), r.Agreement.Program.String(), update)
	}
	before, after := earlier.edgesOf(), r.edgesOf()
	for _, d := range r.domains() {
		if was, had := before[d]; had && !slices.Equal(was, after[d]) {
			add("/Edges", d.String(), strings.Join(was, ","), strings.Join(after[d], ","), factEdgeChanged)
		}
	}
	differ(earlier.domains(), r.domains(), func(before, after domain.SIPDomain) {
		add("/Edges", cmp.Or(before, after).String(), before.String(), after.String(), update)
	})
	differ(earlier.Services, r.Services, func(before, after provider.ServiceID) {
		add("/Services", "", before.String(), after.String(), update)
	})
	differ(earlier.Contacts, r.Contacts, func(before, after Contact) {
		add("/Contacts", cmp.Or(before.SIPDomain, after.SIPDomain).String(), before.Email, after.Email, update)
	})
	if last := CompletionOf(earlier.Submitted).Latest; len(changes) > 0 && !r.Submitted.IsZero() && !last.IsZero() && r.Submitted.Before(last) {
		early := provider.Fact{Text: "The earlier request may not be complete before " + last.String() + ". " + update.Text, Source: update.Source}
		add("/Submitted", "", earlier.Submitted.String(), r.Submitted.String(), early)
	}
	return changes
}

// edgesOf returns the Access Edges of each SIP domain, sorted by name.
func (r ProvisioningRequest) edgesOf() map[domain.SIPDomain][]string {
	edges := map[domain.SIPDomain][]string{}
	for _, g := range r.Edges {
		for _, d := range g.SIPDomains {
			for _, f := range g.FQDNs {
				edges[d] = append(edges[d], f.String())
			}
			slices.Sort(edges[d])
			edges[d] = slices.Compact(edges[d])
		}
	}
	return edges
}

// differ calls f for each removed value, with a zero after, and for each new value,
// with a zero before.
func differ[T comparable](before, after []T, f func(before, after T)) {
	var none T
	for _, v := range before {
		if !slices.Contains(after, v) {
			f(v, none)
		}
	}
	for _, v := range after {
		if !slices.Contains(before, v) {
			f(none, v)
		}
	}
}

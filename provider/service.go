package provider

import (
	"iter"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/enum"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/product"
)

// A ServiceID names a public instant-messaging service. The zero ServiceID means
// "no service". ServiceIDs compare with ==.
type ServiceID string

// The four public services.
const (
	Skype ServiceID = "skype"
	WLM   ServiceID = "wlm" // Windows Live Messenger, before that MSN Messenger
	AOL   ServiceID = "aol"
	Yahoo ServiceID = "yahoo"
)

// IsZero reports whether id is not set.
func (id ServiceID) IsZero() bool { return id == "" }

// String returns the name, and "" for the zero ServiceID.
func (id ServiceID) String() string { return string(id) }

// AppendText implements [encoding.TextAppender]. It never fails.
func (id ServiceID) AppendText(b []byte) ([]byte, error) { return append(b, id...), nil }

// MarshalText implements [encoding.TextMarshaler]. It never fails.
func (id ServiceID) MarshalText() ([]byte, error) { return []byte(id), nil }

// ParseServiceID returns the service with the given ID or name, such as "wlm" or "Windows
// Live Messenger", in any letter case. The error is a [*diag.ValueError].
func ParseServiceID(s string) (ServiceID, error) {
	for known := range Services() {
		if char.EqualFold(s, string(known.ID)) || char.EqualFold(s, known.Name) {
			return known.ID, nil
		}
	}
	return "", catalog.ValueError(RuleServiceUnknown, "service", s, 0, "not a service")
}

// UnmarshalText implements [encoding.TextUnmarshaler]: [ParseServiceID], and empty
// text for the zero ServiceID.
func (id *ServiceID) UnmarshalText(text []byte) error {
	return unmarshal(id, text, ParseServiceID)
}

// A Service is a public instant-messaging service with its documented history.
// [LookupService] and [Services] return it.
type Service struct {
	ID        ServiceID
	Name      string
	History   History
	License   Fact      // what an organization needs to use it
	Limits    Fact      // features that its users never had
	Successor ServiceID // the service to which its users moved; zero: none

	features     []Feature
	events       []Event
	domains      []domain.SIPDomain
	domainSource diag.Source
	newer        []ServiceDomain // added by later documents
	families     bool            // it owns the families of Microsoft's consumer domains
	substitutes  []Substitute
	steps        []Step
	recommend    func() []Recommendation // nil: none
}

// A Feature is the capabilities that a service gained on a day.
type Feature struct {
	Capabilities     Capability
	From             date.Date
	AtLatest         bool             // it had them by From, but the first day is not documented
	Platform         product.Platform // the first server that can use them; zero: every server
	PlatformInferred bool             // the limit to Platform and later servers is inferred
	Fact
	Condition Fact // a further condition besides the policy; zero: none
	Conflict  Fact // the statement of another document; zero: none
}

// A Substitute is an alternative to a service that has ended.
type Substitute struct {
	Until    date.Date // the last day of the alternative; zero: no known end
	Inferred bool      // no document states the last day; Text gives the reason
	Fact
}

// A Side is one side of a federation with a public service. The zero Side is not
// set. Sides compare with ==.
type Side uint8

// The sides of a federation.
const (
	OrganizationSide Side = iota + 1 // users of Lync or Skype for Business
	ServiceSide                      // users of the public service
)

var sideNames = [...]string{OrganizationSide: "organization", ServiceSide: "service"}

func badSide(text string) error {
	return catalog.ValueError(RuleSideUnknown, "side", text, 0, "not a side")
}

// ParseSide returns the side with the given name, in any letter case. The error is
// a [*diag.ValueError].
func ParseSide(s string) (Side, error) {
	return enum.Parse[Side](s, sideNames[:], badSide)
}

// IsZero reports whether s is not set.
func (s Side) IsZero() bool { return s == 0 }

// String returns "organization" or "service", and "" for the zero Side.
func (s Side) String() string { return enum.String(s, sideNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (s Side) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, s, sideNames[:], badSide)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (s Side) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the names in any
// letter case, and empty text for the zero Side. Its error is a [*diag.ValueError].
func (s *Side) UnmarshalText(text []byte) error {
	return enum.Unmarshal(s, text, sideNames[:], badSide)
}

// A Step is a task that users or administrators on one side must do to reach the
// other side.
type Step struct {
	Side        Side
	From, Until date.Date // the days on which it applies; zero: no bound
	Fact
}

// A Recommendation is a provider record that documents recommend for a service.
type Recommendation struct {
	Platform product.Platform // the server of the document
	Era      string           // a span in the life of that server, or ""
	Inferred bool             // the document does not name the platform
	Provider PublicProvider
	Source   diag.Source
}

// A ServiceDomain is a domain of a service's users.
type ServiceDomain struct {
	Domain     domain.SIPDomain
	SecondHand bool // Source quotes a list that is no longer available
	Inferred   bool // the list does not name the service
	Source     diag.Source
}

// Services returns all services: Skype, Windows Live Messenger, AOL, Yahoo!.
func Services() iter.Seq[Service] { return slices.Values(services) }

// LookupService returns the service with the given ID, and whether it exists.
func LookupService(id ServiceID) (Service, bool) {
	for _, s := range services {
		if s.ID == id {
			return s, true
		}
	}
	return Service{}, false
}

// Capabilities returns what users can do on a day, with a server that supports
// everything. It returns nothing before the service is known to have begun and
// after its end.
func (s Service) Capabilities(on date.Date) Capability {
	return s.capabilities(on, func(Feature) bool { return true })
}

// CapabilitiesFor is like Capabilities for users of a given server. The online
// service supports what the latest server does.
func (s Service) CapabilitiesFor(p product.Platform, on date.Date) Capability {
	return s.capabilities(on, func(f Feature) bool { return f.usable(p) })
}

// usable reports whether users of a server can use the feature.
func (f Feature) usable(p product.Platform) bool { return f.Platform.IsZero() || p >= f.Platform }

func (s Service) capabilities(on date.Date, usable func(Feature) bool) Capability {
	var c Capability
	if s.runs(on) {
		for _, f := range s.features {
			if !on.Before(f.From) && usable(f) {
				c |= f.Capabilities
			}
		}
	}
	return c
}

// runs reports whether the service can be used on a day.
func (s Service) runs(on date.Date) bool {
	phase := s.History.On(on)
	return phase == Available || phase == Closing
}

// FeaturesFor returns the features that make up [Service.CapabilitiesFor], with their
// conditions and conflicts. The zero Platform stands for a server that supports
// everything.
func (s Service) FeaturesFor(p product.Platform, on date.Date) iter.Seq[Feature] {
	return s.featuresFor(p, on, func(f Feature) bool { return !on.Before(f.From) })
}

// UndatedFeatures returns the features that users of a server may or may not have
// had on a day, because documents prove them only for a later day. The zero
// Platform stands for a server that supports everything.
func (s Service) UndatedFeatures(p product.Platform, on date.Date) iter.Seq[Feature] {
	return s.featuresFor(p, on, func(f Feature) bool { return f.AtLatest && on.Before(f.From) })
}

func (s Service) featuresFor(p product.Platform, on date.Date, wanted func(Feature) bool) iter.Seq[Feature] {
	return func(yield func(Feature) bool) {
		if !s.runs(on) {
			return
		}
		for _, f := range s.features {
			if wanted(f) && (p.IsZero() || f.usable(p)) && !yield(f) {
				return
			}
		}
	}
}

// Features returns the features of the service, with the days on which it gained
// them.
func (s Service) Features() iter.Seq[Feature] { return slices.Values(s.features) }

// Domains returns the documented domains of the service's users. The service may
// have more.
func (s Service) Domains() iter.Seq[ServiceDomain] {
	return func(yield func(ServiceDomain) bool) {
		for _, d := range s.domains {
			if !yield(ServiceDomain{d, true, true, s.domainSource}) {
				return
			}
		}
		for _, d := range s.newer {
			if !yield(d) {
				return
			}
		}
	}
}

// Owns reports whether a domain belongs to the service, and returns its entry.
// Besides the domains of [Service.Domains], Skype and Windows Live Messenger own
// the families of domains that Microsoft's own checker calls preconfigured
// (hotmail.gr, live.com.sg). The entry of such a domain has Inferred set.
func (s Service) Owns(d domain.SIPDomain) (ServiceDomain, bool) {
	for known := range s.Domains() {
		if known.Domain == d {
			return known, true
		}
	}
	if s.families && inFamily(d.String()) {
		return ServiceDomain{Domain: d, Inferred: true, Source: source.Diagnostics}, true
	}
	return ServiceDomain{}, false
}

// families are the names that Microsoft's checker looks for anywhere in a domain
// (DIAG, rule RDCompareAllowedDomains). Here the name must be the registered label,
// so live.contoso.com is in no family.
var families = [...]string{"hotmail", "live", "messenger", "msn", "outlook", "passport", "sympatico", "webtv"}

// inFamily reports whether a domain is a family name directly below a top-level
// domain, or below a country's co or com.
func inFamily(name string) bool {
	labels := strings.Split(name, ".")
	i := len(labels) - 2
	if i < 0 {
		return false
	}
	top := labels[i+1:]
	if second := labels[i]; i > 0 && len(top[0]) == 2 && (second == "co" || second == "com") {
		top, i = labels[i:], i-1
	}
	if labels[i] == "outlook" && top[0] != "com" {
		return false // the checker has outlook.com only
	}
	return slices.Contains(families[:], labels[i])
}

// Events returns the events that changed neither the phase nor the capabilities of
// the service, in order.
func (s Service) Events() iter.Seq[Event] { return slices.Values(s.events) }

// Substitutes returns the alternatives to the service, including past ones.
func (s Service) Substitutes() iter.Seq[Substitute] { return slices.Values(s.substitutes) }

// SubstitutesUntil returns the last day of the alternatives to the service. It returns
// false if there are none, or one has no known end.
func (s Service) SubstitutesUntil() (date.Date, bool) {
	var last date.Date
	for _, sub := range s.substitutes {
		if sub.Until.IsZero() {
			return date.Date{}, false
		}
		if sub.Until.After(last) {
			last = sub.Until
		}
	}
	return last, !last.IsZero()
}

// Steps returns the tasks of both sides, for all days.
func (s Service) Steps() iter.Seq[Step] { return slices.Values(s.steps) }

// StepsOn returns the tasks of both sides on a day.
func (s Service) StepsOn(on date.Date) iter.Seq[Step] {
	return func(yield func(Step) bool) {
		for _, step := range s.steps {
			begun, over := !on.Before(step.From), !step.Until.IsZero() && on.After(step.Until)
			if begun && !over && !yield(step) {
				return
			}
		}
	}
}

// Recommendations returns the providers that documents recommend, by server and
// era.
func (s Service) Recommendations() iter.Seq[Recommendation] {
	if s.recommend == nil {
		return slices.Values[[]Recommendation](nil)
	}
	return slices.Values(s.recommend())
}

// Recommended returns the latest provider record that the documents of a server
// recommend for the service, and whether there is one. Only Skype has
// recommendations. Servers were shipped with disabled records for the other
// services.
func (s Service) Recommended(p product.Platform) (PublicProvider, bool) {
	var latest PublicProvider
	found := false
	for r := range s.Recommendations() {
		if r.Platform == p {
			latest, found = r.Provider, true
		}
	}
	return latest, found
}

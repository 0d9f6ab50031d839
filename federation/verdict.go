package federation

import (
	"cmp"
	"iter"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/enum"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/provider"
)

// A Route is the way that messages between two people take. The zero Route is
// none. Routes compare with ==.
type Route uint8

const (
	Internal Route = iota + 1 // within the organization
	Partner                   // to a federated organization
	Public                    // through a public provider
	Hosting                   // through a hosting provider
)

var routeNames = [...]string{Internal: "internal", Partner: "partner", Public: "public", Hosting: "hosting"}

func badRoute(text string) error {
	return catalog.ValueError(RuleRoute, "route", text, 0, "no such route")
}

// IsZero reports whether r is none.
func (r Route) IsZero() bool { return r == 0 }

// Compare returns -1, 0 or +1, in the order of the constants.
func (r Route) Compare(s Route) int { return cmp.Compare(r, s) }

// String returns "internal", "partner", "public" or "hosting", and "" for the
// zero Route.
func (r Route) String() string { return enum.String(r, routeNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// none of the constants.
func (r Route) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, r, routeNames[:], badRoute)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (r Route) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes the names in any
// letter case, and empty text for the zero Route. Its error is a
// [*diag.ValueError].
func (r *Route) UnmarshalText(text []byte) error {
	return enum.Unmarshal(r, text, routeNames[:], badRoute)
}

// A Query is whether one person may reach another. The one in a SIP domain of
// the organization's own is its user, whichever of the two it is; if both are,
// the way is internal.
type Query struct {
	From address.Address // who begins; zero: a user with the Assignment
	To   address.Address

	// Provider is the Identity of a public provider, letter case aside: the one
	// outside is then a contact of it, as the dialog of a client adds one, with
	// the address as that person knows it. Without it addresses are as they
	// stand in a contact list.
	Provider string

	// Assignment tells which policy holds for a user without an address. It
	// counts only if From is zero.
	Assignment policy.Assignment

	What provider.Capability // what is wanted; zero: any contact at all
	On   date.Date
}

// A Verdict is the answer to a [Query]. It holds on to the [Index] that it came
// from. The zero Verdict is not valid.
type Verdict struct {
	Outcome      diag.Outcome
	Route        Route               // also of what is refused, if there is a way at all
	Provider     string              // the Identity of the public or hosting provider on the way
	Address      address.Address     // of the other person, as the route needs it
	Capabilities provider.Capability // what the two can do; nothing if refused
	Policy       policy.Identity     // the policy that decides; zero if none does
	Delivery     Delivery            // of what comes from outside
	Diagnostic   int                 // the ms-diagnostics id that a trace has for the refusal; 0 if none is documented

	index *Index
	query Query
	user  member
	other part
}

// Allowed reports whether the one may reach the other: the outcome is
// [diag.Passed].
func (v Verdict) Allowed() bool { return v.Outcome == diag.Passed }

// A Delivery is what becomes of messages from outside that are let in. The zero
// Delivery is for those that do not come from outside. Deliveries compare with
// ==.
type Delivery uint8

const (
	Delivered       Delivery = iota + 1 // to everybody
	ContactsOnly                        // to those who have the sender on their contact list
	IfMarked                            // if the message says that its sender was verified; without that it is refused
	DeliveryUnknown                     // no document says what the level is that is not set
)

var deliveryNames = [...]string{Delivered: "delivered", ContactsOnly: "contacts-only", IfMarked: "if-marked", DeliveryUnknown: "unknown"}

func badDelivery(text string) error {
	return catalog.ValueError(RuleDelivery, "delivery", text, 0, "no such delivery")
}

// IsZero reports whether d is not set.
func (d Delivery) IsZero() bool { return d == 0 }

// Compare returns -1, 0 or +1, in the order of the constants.
func (d Delivery) Compare(e Delivery) int { return cmp.Compare(d, e) }

// String returns "delivered", "contacts-only", "if-marked" or "unknown", and ""
// for the zero Delivery.
func (d Delivery) String() string { return enum.String(d, deliveryNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// none of the constants.
func (d Delivery) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, d, deliveryNames[:], badDelivery)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (d Delivery) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes the names in any
// letter case, and empty text for the zero Delivery. Its error is a
// [*diag.ValueError].
func (d *Delivery) UnmarshalText(text []byte) error {
	return enum.Unmarshal(d, text, deliveryNames[:], badDelivery)
}

// Reasons returns every rule that took part, in the order in which they are
// looked at, passed or not. The verdict refuses wherever one did not pass. What
// is written in them is made when they are asked for.
func (v Verdict) Reasons() iter.Seq[diag.Reason] {
	return func(yield func(diag.Reason) bool) {
		for _, s := range v.user.steps {
			if !yield(v.reason(s)) {
				return
			}
		}
		for _, s := range v.other.steps {
			if s.rule == licenseSteps {
				for _, r := range v.other.license {
					r.Path = diag.Path("/Holdings").Join(r.Path)
					if !yield(r) {
						return
					}
				}
			} else if !yield(v.reason(s)) {
				return
			}
		}
		for s := range v.policySteps() {
			if !yield(v.reason(s)) {
				return
			}
		}
	}
}

// Refusals returns the reasons that did not pass.
func (v Verdict) Refusals() iter.Seq[diag.Reason] {
	return func(yield func(diag.Reason) bool) {
		for r := range v.Reasons() {
			if r.Outcome != diag.Passed && !yield(r) {
				return
			}
		}
	}
}

// LookupRule returns the row of a rule in the catalogs that [Rules] has, and
// whether there is one: what to do about a reason that did not pass.
func LookupRule(r diag.Rule) (diag.RuleInfo, bool) {
	for info := range Rules() {
		if info.Rule == r {
			return info, true
		}
	}
	return diag.RuleInfo{}, false
}

package reach

import (
	"cmp"

	"github.com/lyncfed/lyncfed/internal/enum"
)

// A Route is the route of messages between two people. The zero Route means none. Routes
// compare with ==.
type Route uint8

const (
	Internal Route = iota + 1 // within the organization
	Partner                   // to a federated organization
	Public                    // through a public provider
	Hosting                   // through a hosting provider
)

var routeNames = [...]string{Internal: "internal", Partner: "partner", Public: "public", Hosting: "hosting"}

func badRoute(text string) error {
	return catalog.ValueError(RuleRouteUnknown, "route", text, 0, "not a route")
}

// ParseRoute returns the route with the given name, in any letter case. The error
// is a [*diag.ValueError].
func ParseRoute(s string) (Route, error) { return enum.Parse[Route](s, routeNames[:], badRoute) }

// IsZero reports whether r is not set.
func (r Route) IsZero() bool { return r == 0 }

// Compare returns -1, 0 or +1, in the order of the constants.
func (r Route) Compare(s Route) int { return cmp.Compare(r, s) }

// String returns "internal", "partner", "public" or "hosting", and "" for the
// zero Route.
func (r Route) String() string { return enum.String(r, routeNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (r Route) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, r, routeNames[:], badRoute)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (r Route) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the names in any
// letter case, and empty text for the zero Route. Its error is a
// [*diag.ValueError].
func (r *Route) UnmarshalText(text []byte) error {
	return enum.Unmarshal(r, text, routeNames[:], badRoute)
}

// A Delivery is how incoming messages from outside are delivered. The zero Delivery
// means that messages do not come from outside. Deliveries compare with ==.
type Delivery uint8

const (
	Delivered       Delivery = iota + 1 // to everybody
	ContactsOnly                        // to those who have the sender on their contact list
	IfMarked                            // if the message marks its sender as verified; otherwise it is refused
	DeliveryUnknown                     // the level is not set, and no document gives its default
)

var deliveryNames = [...]string{Delivered: "delivered", ContactsOnly: "contacts-only", IfMarked: "if-marked", DeliveryUnknown: "unknown"}

func badDelivery(text string) error {
	return catalog.ValueError(RuleDeliveryUnknown, "delivery", text, 0, "not a delivery")
}

// ParseDelivery returns the delivery with the given name, in any letter case. The
// error is a [*diag.ValueError].
func ParseDelivery(s string) (Delivery, error) {
	return enum.Parse[Delivery](s, deliveryNames[:], badDelivery)
}

// IsZero reports whether d is not set.
func (d Delivery) IsZero() bool { return d == 0 }

// Compare returns -1, 0 or +1, in the order of the constants.
func (d Delivery) Compare(e Delivery) int { return cmp.Compare(d, e) }

// String returns "delivered", "contacts-only", "if-marked" or "unknown", and ""
// for the zero Delivery.
func (d Delivery) String() string { return enum.String(d, deliveryNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (d Delivery) AppendText(b []byte) ([]byte, error) {
	return enum.Append(b, d, deliveryNames[:], badDelivery)
}

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (d Delivery) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the names in any
// letter case, and empty text for the zero Delivery. Its error is a
// [*diag.ValueError].
func (d *Delivery) UnmarshalText(text []byte) error {
	return enum.Unmarshal(d, text, deliveryNames[:], badDelivery)
}

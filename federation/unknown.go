package federation

import "github.com/lyncfed/lyncfed/internal/record"

// IsUnknown reports whether a member of record i of a kind is not known: the text
// did not have it, though an export of the platform has it. It is then neither
// off nor the default. What the platform does not know is known to be off,
// unless the platform could not be read.
func (c *Configuration) IsUnknown(k Kind, i int, member string) bool {
	p, lacks := k.Row().Record(c, i).Lacks(member)
	mayLack := p.MayLack(c.Platform) && !c.Incomplete.Has(Platform)
	return lacks && !mayLack && !(k == AccessEdge && c.AccessEdge.tells(p))
}

// IsPresumed reports whether a member of record i of a kind counts as off only
// because no platform is given: the text did not have it, and some platforms do
// not know it.
func (c *Configuration) IsPresumed(k Kind, i int, member string) bool {
	if !c.Platform.IsZero() || c.Incomplete.Has(Platform) {
		return false
	}
	p, lacks := k.Row().Record(c, i).Lacks(member)
	return lacks && p.MayLack(c.Platform) && !(k == AccessEdge && c.AccessEdge.tells(p))
}

// tells reports whether the other members tell an absent one: the two kinds of
// routing have members of their own, and an export has those of one of them
// (PS-EDGE).
func (e *AccessEdgeConfiguration) tells(absent record.Property) bool {
	method := e.Routing()
	if absent.Name == "RoutingMethod" {
		return !method.IsZero()
	}
	return absent.With != "" && !method.IsZero() && absent.With != method.String()
}

// Routing returns the routing method, or that of the members which only one of
// the two kinds of routing has. It is zero if neither is known, or if null was
// given.
func (e AccessEdgeConfiguration) Routing() RoutingMethod {
	if !e.RoutingMethod.IsZero() || edges.Known(&e, "RoutingMethod") {
		return e.RoutingMethod
	}
	var method RoutingMethod
	for p := range edges.SetMembers(&e) {
		if p.With == "" {
			continue
		}
		of, err := ParseRoutingMethod(p.With)
		if err != nil || !method.IsZero() && method != of {
			return 0
		}
		method = of
	}
	return method
}

package federation

import "github.com/lyncfed/lyncfed/internal/record"

// IsUnknown reports whether a member of record i of a kind is not known: the text
// lacks it, although an export of the platform has it. Such a member is neither off
// nor the default. A member that the platform does not support counts as known to
// be off, unless the platform could not be read.
func (c *Configuration) IsUnknown(k Kind, i int, member string) bool {
	p, lacks := k.Row().Record(c, i).Lacks(member)
	return lacks && !(p.MayLack(c.Platform) && !c.Incomplete.Has(Platform)) && !(k == AccessEdge && c.AccessEdge.implies(p))
}

// IsPresumed reports whether a member of record i of a kind counts as off only
// because no platform is given: the text lacks it, and some platforms do not
// support it.
func (c *Configuration) IsPresumed(k Kind, i int, member string) bool {
	if !c.Platform.IsZero() || c.Incomplete.Has(Platform) {
		return false
	}
	p, lacks := k.Row().Record(c, i).Lacks(member)
	return lacks && p.MayLack(c.Platform) && !(k == AccessEdge && c.AccessEdge.implies(p))
}

// implies reports whether an absent member follows from the others. Each routing
// method has members of its own, and an export has only the members of one method
// (PS-EDGE).
func (e *AccessEdgeConfiguration) implies(absent record.Property) bool {
	method := e.Routing()
	if absent.Name == "RoutingMethod" {
		return !method.IsZero()
	}
	return absent.With != "" && !method.IsZero() && absent.With != method.String()
}

// Routing returns the routing method. If RoutingMethod is absent, it returns the
// method to which the other members that are set belong. It returns zero if the
// method is not known, or if it was given as null.
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

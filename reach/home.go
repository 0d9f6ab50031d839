package reach

import (
	"fmt"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/source"
)

// A home is where a user is homed. The zero home is the organization's own servers.
type home struct {
	at    ref // the hosting provider
	state homeState
}

type homeState uint8

const (
	onServers   homeState = iota
	hosted                // at the hosting provider
	notExported           // not exported
	unknownHost           // at the host of no known provider
	inNoPool              // in an unknown pool, perhaps at a hosting provider
)

// homeOf returns the home of a user by HostingProvider (MIGR-13). If that is absent or
// null, a user with a RegistrarPool is on the servers (inferred). For a user without
// RegistrarPool, the home matters only if a provider shares the address space.
func (x *Index) homeOf(here ref, u federation.User) home {
	known := !x.isUnknown(here, "HostingProvider")
	switch at, found := x.hosting[u.RegistrarPool]; {
	case known && isOwnServers(u.HostingProvider):
		return home{}
	case known && u.HostingProvider != "":
		return x.homeAt(u.HostingProvider)
	case u.RegistrarPool.IsZero() && !known && x.shares:
		return home{state: notExported}
	case u.RegistrarPool.IsZero():
		return home{}
	case found:
		return home{at, hosted}
	case !x.otherHosts[u.RegistrarPool]:
		return home{state: inNoPool}
	}
	return home{}
}

// mayShare reports whether a hosting provider shares or may share the address
// space.
func (x *Index) mayShare(at ref) bool {
	return x.host(at).EnabledSharedAddressSpace.IsOn() || x.isUnknown(at, "EnabledSharedAddressSpace")
}

// homeAt returns the home at a host.
func (x *Index) homeAt(host string) home {
	if name, err := domain.ParseName(host); err == nil {
		if at, found := x.hosting[name]; found {
			return home{at, hosted}
		}
	}
	return home{state: unknownHost}
}

// isOwnServers reports whether a HostingProvider means the organization's own servers.
// The shell prints "SRV:", or "DNS-SRV" in one document (MIGR-13).
func isOwnServers(s string) bool {
	_, isSRV := char.CutPrefix(s, "SRV:")
	return isSRV || char.EqualFold(s, "SRV") || char.EqualFold(s, "DNS-SRV")
}

// The rules on where a user is homed.
const (
	RuleHomeHosted   diag.Rule = "reach.home.hosted"
	RuleHomeUnknown  diag.Rule = "reach.home.unknown"
	RuleHomeUnshared diag.Rule = "reach.home.unshared"
)

var homeKnown = rule{
	info: diag.RuleInfo{
		Rule:     RuleHomeUnknown,
		Severity: diag.Error,
		Summary:  "If a hosting provider shares the address space, it must be known whether a user is homed on the servers or at that provider.",
		Remedy:   "Export the users with HostingProvider, and the hosting providers with all their members.",
		Source:   source.MigrateLyncOnline,
	},
	test: func(*Index, *contact, step) diag.Outcome { return diag.NotKnown },
	explain: func(v *Verdict, s step) string {
		if s.at.kind != federation.Users {
			return "a user is homed at the provider, and it is not known whether it shares the address space"
		}
		u := v.index.c.Users[s.at.index()]
		if u.HostingProvider != "" {
			return fmt.Sprintf("%s is homed at %s, but no hosting provider has that host", u.SIPAddress, u.HostingProvider)
		}
		return fmt.Sprintf("it is not known where %s is homed", u.SIPAddress)
	},
}

// homeHosted is for a user in Microsoft 365, where the settings of the tenant decide.
var homeHosted = rule{
	info: diag.RuleInfo{
		Rule:     RuleHomeHosted,
		Severity: diag.Error,
		Summary:  "A user must be homed on the servers for the servers' policies and lists to apply.",
		Remedy:   "Check the policies and lists of the tenant, which apply to this user.",
		Source:   source.MigrateLyncOnline,
	},
	inferred: true,
	test:     func(*Index, *contact, step) diag.Outcome { return diag.NotKnown },
	explain: func(v *Verdict, s step) string {
		return fmt.Sprintf("%s is homed at %s, whose settings decide and are not given", v.user.address, v.index.subject(v.user.home.at).Identity)
	},
}

// homeUnshared is for a user at a hosting provider that does not share the address space.
// The servers send nothing to that provider for the organization's own SIP domains.
var homeUnshared = rule{
	info: diag.RuleInfo{
		Rule:     RuleHomeUnshared,
		Severity: diag.Error,
		Summary:  "The hosting provider at which a user is homed must share the address space for users on the servers to reach the user.",
		Remedy:   "Share the address space with the provider, or move the user to the servers.",
		Source:   source.Hybrid,
	},
	infers: func(_ *Verdict, s step) bool { return s.outcome != diag.Passed },
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		return diag.OutcomeOf(x.host(x.known(s.at).home.at).EnabledSharedAddressSpace.IsOn())
	},
	explain: func(v *Verdict, s step) string {
		x, shares := v.index, "shares"
		if s.outcome != diag.Passed {
			shares = "does not share"
		}
		return fmt.Sprintf("%s is homed at %s, which %s the address space", x.c.Users[s.at.index()].SIPAddress, x.subject(x.known(s.at).home.at).Identity, shares)
	},
	remedy: func(v *Verdict, s step) string {
		x := v.index
		share := command(v, diag.Edit{Op: diag.OpSet, Subject: x.subject(x.known(s.at).home.at), Members: []diag.MemberEdit{
			{Name: "EnabledSharedAddressSpace", New: diag.Bool(true)}, {Name: "HostsOCSUsers", New: diag.Bool(true)},
		}})
		return "Share the address space, if the tenant does: " + share
	},
}

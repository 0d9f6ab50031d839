package plan

import (
	"fmt"
	"slices"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/policy"
)

// sites returns the site of each pool.
func (p *planner) sites() map[domain.Name]policy.SiteName {
	all := map[domain.Name]policy.SiteName{}
	for _, pool := range p.have.Pools {
		all[pool.Identity] = pool.Site
	}
	return all
}

// move returns the stage at which users change from one policy to another. a and b
// are the rights of the two policies, before and after the plan.
func move(aHave, aGoal, bHave, bGoal uint64) (at stage, smooth bool) {
	both := aHave & bGoal
	switch {
	case bHave&^aHave == 0 && both&^bHave == 0:
		return tighterGrants, true
	case aGoal&^bGoal == 0 && both&^aGoal == 0:
		return looserGrants, true
	}
	return otherGrants, both&^aGoal == 0 && both&^bHave == 0
}

// moved returns the stage of a change from one policy to another. A new policy has
// its later state, and a removed one its earlier state.
func (p *planner) moved(c *change, a, b policy.Identity) stage {
	aHave, aWas := p.rights(&p.have, a)
	aGoal, aWill := p.rights(&p.goal, a)
	bHave, bWas := p.rights(&p.have, b)
	bGoal, bWill := p.rights(&p.goal, b)
	if !aWill {
		aGoal = aHave
	}
	if !bWas {
		bHave = bGoal
	}
	at, smooth := move(aHave, aGoal, bHave, bGoal)
	if !aWas || !bWill {
		at, smooth = otherGrants, false
	}
	if !smooth {
		p.narrow(tighterGrants, looserGrants, c, fmt.Sprintf("a user who changes from %s to %s has only the rights that both policies grant in between", a, b))
	}
	return at
}

func (p *planner) user(c *change, sites map[domain.Name]policy.SiteName) {
	u := p.have.Users[p.present[recordKey{c.kind, c.key()}]]
	is := p.goal.Users[p.present[recordKey{c.kind, c.key()}]]
	a := p.policyOf(&p.have, u.ExternalAccessPolicy, sites, u)
	b := p.policyOf(&p.goal, is.ExternalAccessPolicy, sites, u)
	at := p.moved(c, a, b)
	key := federation.ExternalAccessPolicies.Key(sites[u.RegistrarPool].Identity().String())
	ofSite := p.changes[recordKey{federation.ExternalAccessPolicies, key}]
	if ofSite != nil && ofSite.op == diag.OpSet {
		ofSite = nil
	}
	switch then := p.siteStages[key]; {
	case ofSite == nil:
		p.add(at, c, step(c, c.op))
	case is.ExternalAccessPolicy.IsZero():
		unit := p.add(looserGrants, c, step(c, c.op))
		unit.order = "~~" // after the change of the site policy
		p.windows = append(p.windows, window{from: tighterGrants, to: looserGrants, exception: Exception{Opens: true, Subject: c.subject, Detail: fmt.Sprintf("the user keeps the rights of %s until the policy of the site has changed", a)}})
	case u.ExternalAccessPolicy.IsZero() && then < at:
		p.add(at, c, step(c, c.op))
		p.windows = append(p.windows, window{from: then, to: at, exception: Exception{Opens: true, Subject: c.subject, Detail: "the policy of the site changes before the user is granted another"}})
	default:
		p.add(at, c, step(c, c.op))
	}
}

// site orders the creation or removal of a site policy, for users without a grant.
// It comes after the grants of other policies in the same stage.
func (p *planner) site(c *change, from, to policy.Identity) {
	at := p.moved(c, from, to)
	p.siteStages[c.key()] = at
	unit := p.add(at, c, step(c, c.op))
	unit.order = "~" + unit.order
}

// policy orders the change of a policy: first the rights that it removes, then
// those that it adds. A site policy takes effect at once for its users.
func (p *planner) policy(c *change) {
	id, err := policy.ParseIdentity(c.subject.Identity)
	isSite := err == nil && id.Scope() == policy.Site
	global := policy.MustParseIdentity("Global")
	switch {
	case c.op == diag.OpNew && isSite:
		p.site(c, global, id)
	case c.op == diag.OpNew:
		p.add(newPolicies, c, step(c, c.op))
	case c.op == diag.OpRemove && isSite:
		p.site(c, id, global)
	case c.op == diag.OpRemove:
		p.add(removePolicies, c, step(c, c.op))
	default:
		var tighter, looser []diag.MemberEdit
		for _, m := range c.members {
			if on, isBool := m.New.Bool(); isBool && on {
				looser = append(looser, m)
			} else {
				tighter = append(tighter, m)
			}
		}
		if tighter != nil {
			p.add(tighterPolicies, c, part(c, c.op, tighter))
		}
		if looser != nil {
			p.add(looserPolicies, c, part(c, c.op, looser))
		}
	}
}

// policyOf returns the policy that holds for a user in a configuration.
func (p *planner) policyOf(c *federation.Configuration, granted policy.Identity, sites map[domain.Name]policy.SiteName, u federation.User) policy.Identity {
	if !granted.IsZero() {
		return granted
	}
	if site, found := sites[u.RegistrarPool]; found {
		if _, found := p.rights(c, site.Identity()); found {
			return site.Identity()
		}
	}
	return policy.MustParseIdentity("Global")
}

// An inForce is a policy of a configuration.
type inForce struct {
	of *federation.Configuration
	id policy.Identity
}

// switches has the switches of a policy that are on, as bits, and whether the policy
// exists.
type switches struct {
	on    uint64
	found bool
}

// rights returns the switches of a policy, as the function rights does. It caches them,
// because many users have the same policy.
func (p *planner) rights(c *federation.Configuration, id policy.Identity) (on uint64, found bool) {
	key := inForce{c, id}
	known, again := p.rightsOf[key]
	if !again {
		known.on, known.found = rights(c, id)
		p.rightsOf[key] = known
	}
	return known.on, known.found
}

// rights returns the switches of a policy that are on, as bits, and whether the
// policy exists.
func rights(c *federation.Configuration, id policy.Identity) (on uint64, found bool) {
	i := slices.IndexFunc(c.ExternalAccessPolicies, func(p policy.ExternalAccessPolicy) bool { return p.Identity.Same(id) })
	if i < 0 {
		return 0, false
	}
	r := federation.ExternalAccessPolicies.Row().Record(c, i)
	bit := uint64(1)
	for p := range federation.ExternalAccessPolicies.Row().Table().Properties() {
		if is, isBool := r.Value(p.Name).Bool(); isBool && is {
			on |= bit
		}
		bit <<= 1
	}
	return on, true
}

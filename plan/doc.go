// Package plan has the steps from one configuration to another, in an order that
// a server accepts.
//
//	p, err := plan.New(have, want)
//	…
//	for _, step := range p.Steps {
//		line, err := cmdlet.Command(step.Edit, p.Platform)
//		…
//	}
//
// Steps that remove access come before steps that add it. After each step nobody
// reaches more people than one of the two configurations allows, and access that
// both allow is not interrupted. The plan lists the exceptions. Before a plan is
// returned, [cmdlet.Server] has accepted each step, and the steps together lead to
// the wanted configuration.
//
// The wanted configuration may be partial. Kinds that it lacks and members that its
// text lacked stay as they are. Global and the Access Edge are set, and never
// removed. Users are neither created nor removed: they are granted policies.
//
// The steps for the federation configuration, the policies and the grants of a tenant are
// in one order with the steps for the servers. A tenant has a separate PowerShell module.
// So the script of a plan for both sides asks the administrator to make the steps for the
// tenant at their position. The script of a plan for a tenant alone runs in the shell of
// the tenant. Grants to groups are not exported and not planned: they are made by hand.
//
// [LeaveHybrid] plans the end of a hybrid. [TakeOver] plans the changes that give a
// tenant what the servers have. [TenantOf] returns the tenant with the lists, policies
// and grants of servers.
//
// The package does not run anything and does not query a server. The given
// configuration may be out of date: see [Plan.Check].
package plan

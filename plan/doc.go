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
// What takes away comes before what gives. So after each step nobody reaches more
// people than one of the two configurations allows, and what both allow is never
// interrupted, but for the exceptions that the plan names. A plan was tried on
// [cmdlet.Server] before it is returned: each of its steps is taken, and all
// together bring about what is wanted.
//
// What is wanted may be a part of a configuration. A kind that it does not give,
// and a member that its text did not have, stay as they are. Global and the Access
// Edge are set, and never removed. Users are neither made nor removed: they are
// granted policies.
//
// The package does not run anything and does not ask a server. It knows the
// configuration that it is given, which may be an old one: see [Plan.Check].
package plan

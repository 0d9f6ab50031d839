// Package policy defines external access policies, which let users communicate with
// people outside, and resolves the policy that applies to a user.
//
//	table, err := policy.NewTable(policies...)
//	p, err := table.Resolve(policy.Assignment{Granted: sales, Site: redmond})
//	p.EnablePublicCloudAccess.IsOn()
//
// A policy is global, for a site, or per user. Only the policy nearest to the user
// applies. Settings of different policies are never combined.
//
// A policy can only grant access that is on at the organization's Access Edge.
// Package federation defines the Access Edge and the grants to users. The policies
// of Microsoft 365 are in package tenant: here, members that only Teams has are
// recognized but not read.
package policy

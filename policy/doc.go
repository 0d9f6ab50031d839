// Package policy has external access policies, which permit users to communicate
// with people outside, and finds the policy that holds for a user.
//
//	table, err := policy.NewTable(policies...)
//	p, err := table.Resolve(policy.Assignment{Granted: sales, Site: redmond})
//	p.EnablePublicCloudAccess.IsOn()
//
// A policy is global, for a site, or per user. Only the policy nearest to the user
// holds: a switch is never filled in from another policy.
//
// A policy grants only access that is on at the organization's Access Edge. Package
// federation has the Access Edge and the grants. Policies of Microsoft Teams are
// not supported: members that only Teams has are recognized and not read.
package policy

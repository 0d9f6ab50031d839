// Package policy has external access policies: which users may communicate
// with whom outside, and which policy holds for a user.
//
//	table, err := policy.NewTable(policies...)
//	p, err := table.Resolve(policy.Assignment{Granted: sales, Site: redmond})
//	p.EnablePublicCloudAccess.IsOn()
//
// A policy is global, of a site, or per user; the nearest to the user holds,
// alone: switches of one are not filled in from another.
//
// A policy grants only what the organization has switched on at its Access
// Edge. That is package federation's, and so is who is granted what. The package
// does not know the policies of Microsoft Teams: members that only Teams has
// are recognized and not read.
package policy

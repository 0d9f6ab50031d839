// Package reach decides who may reach whom, by which route, and why.
//
//	index, err := reach.NewIndex(configuration)
//	…
//	verdict, err := index.Decide(reach.Query{From: ken, To: ted, On: day})
//	for reason := range verdict.Refusals() {
//		fmt.Println(reason.Detail, reason.Remedy, reason.Source)
//	}
//
// A [Verdict] lists every rule that was checked with its detail and path, and not only
// the first one that refuses. A missing value neither allows nor refuses. If a member
// was not exported, or a record is not reliable, the outcome is [diag.NotKnown], and a
// reason names the member or record. No document gives the order of a server's checks:
// the order here is inferred.
//
// For a user who is homed in Microsoft 365, the tenant decides, if one is given:
// its main switch, its lists or those of the user's policy, and that policy. A user
// on the servers and a user in Microsoft 365 reach each other only if both sides
// share the address space.
//
// The package does not query a server or DNS, and does not have the settings of the
// other side. [Verdict.Conditions] lists what a permission assumes about them.
package reach

// Package reach decides who may reach whom, by which route, and why.
//
//	index, err := reach.NewIndex(configuration)
//	…
//	verdict, err := index.Decide(reach.Query{From: ken, To: ted, On: day})
//	for reason := range verdict.Refusals() {
//		fmt.Println(reason.Detail, reason.Remedy, reason.Source)
//	}
//
// A [Verdict] has every rule that took part, with its detail and path, and not only
// the first that refuses. A missing value neither allows nor refuses. If a member
// was not exported, or a record is not reliable, the outcome is [diag.NotKnown],
// and the reason names it. An answer that allows has its conditions. The order of a
// server's checks is not documented, and the order here is inferred.
//
// A user who is homed in Microsoft 365 is decided by the tenant, where one is given:
// its main switch, its lists or those of the user's policy, and that policy. Two users
// of whom one is on the servers need the shared address space on both sides.
//
// The package does not query a server or DNS, and the settings of the other side
// are not known: an answer has conditions for them.
package reach

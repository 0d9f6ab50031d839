// Package reach says who may reach whom, by which route, and why.
//
//	index, err := reach.NewIndex(configuration)
//	…
//	verdict, err := index.Decide(reach.Query{From: ken, To: ted, On: day})
//	for reason := range verdict.Refusals() {
//		fmt.Println(reason.Detail, reason.Remedy, reason.Source)
//	}
//
// A [Verdict] has every rule that took part, with what was found and where: not
// only the first that refuses. Nothing is allowed, and nothing is refused, because
// something is missing: a member that was not exported, or a record that cannot be
// relied on, makes the outcome [diag.NotKnown], and the reason says which. What an
// answer that allows rests on is among its conditions. In which order a server
// makes its checks is not documented, and the order here is inferred.
//
// The package does not ask a server or DNS, and does not know what the other
// side allows: conditions say so.
package reach

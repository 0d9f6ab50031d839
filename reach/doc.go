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
// only the first that refuses. It never allows because something is missing:
// what cannot be relied on refuses, and the reason says what it is. In which
// order a server makes its checks is not documented, and the order here is
// inferred.
//
// The package does not ask a server or DNS, and does not know what the other
// side allows. Whether a partner publishes its SRV record is not checked.
package reach

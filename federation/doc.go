// Package federation has the whole of an organization's federation
// configuration: SIP domains, the Access Edge, public and hosting providers,
// allowed and blocked domains, external access policies, users and pools. It
// reads the configuration, audits it for a day, and decides who may reach whom.
//
//	c, notices, err := federation.Decode(data)
//	for f := range c.Audit(date.MustParse("2026-01-01")) {
//		fmt.Println(f.Path, f.Severity, f.Detail, f.Remedy, f.Source)
//	}
//
// An [Index] answers whether one person may reach another on a day, by which
// route, and every rule that took part:
//
//	x, err := federation.NewIndex(c)
//	v := x.Decide(federation.Query{From: ken, To: ted, On: day})
//	for r := range v.Refusals() {
//		fmt.Println(r.Path, r.Detail, r.Source)
//	}
//
// A nil slice, or a nil AccessEdge, is a kind of record that is not given; an
// empty slice is none of that kind. What cannot be known because a kind is not
// given, or could not be read whole, is not guessed: the rules that need it are
// passed over, and a notice says so.
//
// The package does not talk to a server or to DNS, and does not read files;
// what the shell prints in forms other than JSON is package powershell's. What order the Edge makes its
// checks in is not documented; where that matters, the details say "inferred".
package federation

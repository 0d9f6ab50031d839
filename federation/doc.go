// Package federation has the whole of an organization's federation
// configuration: SIP domains, the Access Edge, public and hosting providers,
// allowed and blocked domains, external access policies, users, pools, and what
// the organization is licensed for.
//
//	d, notices, err := federation.Decode(data)
//	err = d.Configuration.Validate()
//
// A [Configuration] is plain data. A nil slice, or a nil AccessEdge, is a kind of
// record that is not given; an empty slice means that there are none. Incomplete
// has the kinds of which a record could not be read. In a record, Absent has the
// members that the text did not have: they are neither off nor the default, but
// not known. [Configuration.WithDefaults] fills them in for a configuration that
// was written by hand.
//
// A [Document] also has the position of each record in the text, which
// [Document.Place] gives to findings. A path in a finding is always that of the
// configuration.
//
// The package does not read files, and reads JSON only: what the shell prints in
// other forms is package powershell's. What is wrong on a day is package audit's,
// who may reach whom is package reach's.
package federation

// Package federation defines an organization's whole federation configuration: SIP
// domains, the Access Edge, public and hosting providers, allowed and blocked
// domains, external access policies, users, pools and licenses. It reads, writes,
// validates and compares configurations.
//
//	d, notices, err := federation.Decode(data)
//	err = d.Configuration.Validate()
//
// A [Configuration] is plain data. A nil slice, or a nil AccessEdge, means that
// this kind of record is not given. An empty slice means that there are no such
// records. Incomplete lists the kinds of which a record could not be read. In a
// record, Absent lists the members missing from the text. Such a member is not
// known: it is neither off nor the default. [Configuration.WithDefaults] fills in
// the defaults for a configuration that was written by hand.
//
// A [Document] also knows the position of each record in the text. [Document.Place]
// adds the positions to findings. A path in a finding always refers to the
// configuration.
//
// The package does not read files, and reads only JSON: package powershell reads
// the other forms that the shell prints. Package audit finds the problems on a day,
// and package reach decides who may reach whom.
package federation

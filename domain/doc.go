// Package domain defines host names, SIP domains, sets and lists of SIP domains,
// and the federation SRV record of a SIP domain.
//
//	d, err := domain.ParseSIPDomain("Contoso.com")
//	d.String()        // "contoso.com"
//	d.FederationSRV() // "_sipfederationtls._tcp.contoso.com"
//
// Two kinds of names follow two sets of rules. A [SIPDomain] is the part of an
// address after the @: a DNS name of two labels or more. A [Name] is a host name as
// the server's settings store accepts it. The store also accepts single labels and
// underscores. Records use Name where the server is that lenient, so that a
// questionable configuration can be read and reported. [Name.CheckHost] reports
// names that DNS does not accept.
//
// Both are in ASCII and lower case. Internationalized names are accepted only in
// their xn-- form. A program that has them in Unicode converts them first, for
// example with golang.org/x/net/idna. The package does not query DNS, does not
// match wildcards, and has no list of public suffixes.
package domain

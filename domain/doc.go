// Package domain has the names of hosts and SIP domains, sets and lists of
// them, and the DNS record by which a SIP domain is found for federation.
//
//	d, err := domain.ParseSIPDomain("Contoso.com")
//	d.String()        // "contoso.com"
//	d.FederationSRV() // "_sipfederationtls._tcp.contoso.com"
//
// There are two kinds of names, because there are two kinds of rules. A
// [SIPDomain] is what can stand behind the @ of an address: a DNS name of two
// labels or more. A [Name] is what the server's settings store can hold as a
// host, which is more: single labels and underscores, for example. Records use
// Name where the server does, so that a questionable configuration can be read
// and reported; [Name.CheckHost] says what is questionable about it.
//
// Both are ASCII and in lower case. Internationalized names are taken in their
// xn-- form only: a program that has them in Unicode converts them first, as
// the lyncfed command does with golang.org/x/net/idna. The package does not ask
// the DNS, match wildcards, or know which domains are public suffixes.
package domain

// Package address has the SIP address of a user or contact, and name decoration:
// the form in which a contact at any domain is reached through a public provider.
//
//	a, err := address.Parse("ted@contoso.com")
//	skype := address.NewDecorator(domain.MustParseSIPDomain("msn.com"), excluded)
//	skype.Decorate(a).String() // "ted(contoso.com)@msn.com"
//
// # Grammar
//
// An address is user@domain, split at the last @. The user part has the characters
// of RFC 5322 atext, dots, and round brackets, which RFC 3261 allows in a SIP user
// part. It has no dot at its beginning or end, and no two dots together. The domain
// is a [domain.SIPDomain]. Copies of documents damage addresses with blanks,
// full-width brackets and stray backslashes. Such an address is rejected, and the
// error names the damage.
//
// # Not an e-mail address
//
// Never pass a decorated address to an e-mail parser. Package net/mail rejects it.
// A more tolerant parser reads the brackets as a comment and returns ted@msn.com,
// which is another person.
//
// # What it does not do
//
// The package does not ask a service whether an address exists. A [Decorator]
// follows its list only: it has no list of the domains that a service owns. Quoted
// user parts, IP addresses as domains, non-ASCII addresses, and sips: and tel: URIs
// are rejected.
package address

// Package address has the SIP address of a user or contact, and the name
// decoration by which a contact on somebody else's domain is reached through a
// public provider.
//
//	a, err := address.Parse("ted@contoso.com")
//	skype := address.NewDecorator(domain.MustParseSIPDomain("msn.com"), excluded)
//	skype.Decorate(a).String() // "ted(contoso.com)@msn.com"
//
// # Grammar
//
// An address is user@domain, split at the last @. The user part has the
// characters of RFC 5322 atext, dots, and the round brackets that RFC 3261
// allows in a SIP user part; no dot stands at its edge or beside another. The
// domain is a [domain.SIPDomain]. What copies of documents do to addresses,
// such as blanks inside, full-width brackets and stray backslashes, is refused
// with a reason that names it.
//
// # Not an e-mail address
//
// A decorated address must not be given to an e-mail parser. Package net/mail
// refuses it, and one that is more tolerant takes the brackets for a comment
// and returns ted@msn.com, which is another person.
//
// # What it does not do
//
// The package does not ask any service whether an address exists, and a
// [Decorator] does what its list says, no more: it does not know which domains
// the service owns. It does not take quoted user parts, IP addresses as
// domains, non-ASCII addresses, or sips: and tel: URIs.
package address

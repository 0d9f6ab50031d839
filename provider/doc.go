// Package provider defines the records of public and hosting providers, which
// New-CsPublicProvider and New-CsHostingProvider create. It also has the dated
// history of the public services Skype, Windows Live Messenger, AOL and Yahoo!.
//
//	skype, _ := provider.LookupService(provider.Skype)
//	skype.History.On(date.MustParse("2025-05-05")) // provider.Ended
//	p, _ := skype.Recommended(product.SfBServer2015)
//	p.Decorator().Decorate(contact)
//
// Records are plain structs. Their JSON form is the output of the cmdlets.
// UnmarshalJSON reports each unreadable member. Validate reports the rules that a
// record breaks, and Findings also returns warnings and notices.
//
// The package looks at one record at a time: package federation reports two
// providers with one name. Package licensing decides who may use a service on a
// day. Only documented facts are included: the host names of AOL and Yahoo!, for
// example, are not.
package provider

// Package provider has the records of public and hosting providers, which
// New-CsPublicProvider and New-CsHostingProvider make. It also has the dated
// history of the public services Skype, Windows Live Messenger, AOL and Yahoo!.
//
//	skype, _ := provider.LookupService(provider.Skype)
//	skype.History.On(date.MustParse("2025-05-05")) // provider.Ended
//	p, _ := skype.Recommended(product.SfBServer2015)
//	p.Decorator().Decorate(contact)
//
// Records are plain structs. They are read from and written as the JSON of the
// cmdlets' output. UnmarshalJSON reports each unreadable member. Validate returns
// the rules that a record breaks, and Findings also returns warnings and notices.
//
// The package has no whole configurations: package federation reports two providers
// with one name. Package licensing decides who may use a service on a day. The
// package has documented facts only: it lacks the host names of AOL and Yahoo!, for
// example.
package provider

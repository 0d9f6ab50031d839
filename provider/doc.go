// Package provider has the providers that a server federates through: the
// records that New-CsPublicProvider and New-CsHostingProvider make, and the
// dated history of the public services behind them: Skype, Windows Live
// Messenger, AOL and Yahoo!.
//
//	skype, _ := provider.LookupService(provider.Skype)
//	skype.History.On(date.MustParse("2025-05-05")) // provider.Ended
//	p, _ := skype.Recommended(product.SfBServer2015)
//	p.Decorator().Decorate(contact)
//
// Records are plain structs. They are read from, and written as, the JSON that
// the cmdlets' output converts to; UnmarshalJSON reports each member that
// cannot be read. Validate says which rules a record breaks, and Findings what
// else there is to say of it.
//
// The package does not know whole configurations: two providers of one name
// are a matter for package federation, and who may use a service on a day is
// one for package licensing. Where no document gives a fact, such as the host
// names of AOL and Yahoo!, it has none.
package provider

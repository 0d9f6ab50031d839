// Package licensing decides who may use which public service, on which day,
// and until when: by the server product, the licenses, what has been
// provisioned, and the life of the service.
//
//	h := licensing.Holdings{
//		Platform: product.LyncServer2013,
//		Licenses: []licensing.License{{Product: licensing.StandardCAL2013}},
//	}
//	d := h.Decide(licensing.Question{Service: provider.Skype, On: date.MustParse("2016-01-01")})
//	d.Allowed(), d.Until // true, 2025-05-04
//
// A decision has every rule that took part. Nothing is allowed and nothing refused
// because something was missing or could not be read: if that is needed, the
// answer is not known, and says what it lacks. [DecodeHoldings] reads holdings
// that are damaged in part, and marks what it could not read.
//
// A [ProvisioningRequest] is checked as the provisioning site and its reviewers
// would, by the rules of the day on which it was submitted. [CompletionOf] and
// [ProvisioningRequest.Next] have what happens next.
//
// The package does not read agreements, does not know prices, and has no money
// type: the documents give proportions only.
package licensing

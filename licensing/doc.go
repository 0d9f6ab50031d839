// Package licensing decides who may use which public service, on which day, and
// until when. The decision depends on the server product, the licenses, the
// provisioned domains and the history of the service.
//
//	h := licensing.Holdings{
//		Platform: product.LyncServer2013,
//		Licenses: []licensing.License{{Product: licensing.StandardCAL2013}},
//	}
//	d := h.Decide(licensing.Question{Service: provider.Skype, On: date.MustParse("2016-01-01")})
//	d.Allowed(), d.Until // true, 2025-05-04
//
// A decision lists every rule that took part. A missing or unreadable value neither
// allows nor refuses. If it is needed, the answer is not known, and a reason names
// the value. [DecodeHoldings] reads partly damaged holdings and marks the
// unreadable members.
//
// A [ProvisioningRequest] is checked by the rules that the provisioning site had on
// the day of submission. [CompletionOf] returns when it should be complete, and
// [ProvisioningRequest.Next] the next steps.
//
// The package does not read the text of agreements, and has no prices: the
// documents only give proportions.
package licensing

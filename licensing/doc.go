// Package licensing decides who may use which public service, on which day, and
// until when. It uses the server product, the licenses, the provisioned domains,
// and the life of the service.
//
//	h := licensing.Holdings{
//		Platform: product.LyncServer2013,
//		Licenses: []licensing.License{{Product: licensing.StandardCAL2013}},
//	}
//	d := h.Decide(licensing.Question{Service: provider.Skype, On: date.MustParse("2016-01-01")})
//	d.Allowed(), d.Until // true, 2025-05-04
//
// A decision has every rule that took part. A missing or unreadable value neither
// allows nor refuses. If it is needed, the answer is not known, and a reason names
// the value. [DecodeHoldings] reads holdings that are damaged in part, and marks
// the unreadable members.
//
// A [ProvisioningRequest] is checked by the rules of the provisioning site on the
// day of submission. [CompletionOf] and [ProvisioningRequest.Next] return the next
// steps.
//
// The package does not read agreements and has no prices: the documents give
// proportions only.
package licensing

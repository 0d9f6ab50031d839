// Package tenant has the Microsoft 365 side of a hybrid: what a tenant's federation
// configuration, its external access policies, its SIP domains and its users are, as
// the cmdlets of the Teams module print them.
//
//	var c tenant.FederationConfiguration
//	err := json.Unmarshal(exported, &c)
//	c.AllowedDomains.Allows(domain.MustParseName("contoso.com"))
//
// A tenant is not a server: its list of allowed domains may be all known domains, a
// list, or nobody, and its blocked domains count only beside all known domains. A
// list that a text has in part, or in an unknown form, is not known: it is neither
// a list nor empty.
//
// The package does not know the servers. What both sides must have in common is
// checked by package audit, and decided by package reach.
package tenant

// Package tenant defines the Microsoft 365 side of a hybrid: a tenant's federation
// configuration, external access policies, SIP domains and users, as the cmdlets of the
// Teams module print them.
//
//	var c tenant.FederationConfiguration
//	err := json.Unmarshal(exported, &c)
//	c.AllowedDomains.Allows(domain.MustParseName("contoso.com"))
//
// A tenant differs from a server. It allows all known domains, a list, or nobody. Its
// blocked domains count only if it allows all known domains. A list that is incomplete,
// or in an unknown form, is not known: it is not empty.
//
// The package does not cover the servers. Package audit compares both sides, and package
// reach decides for users on both.
package tenant

package tenant

// A Tenant is what a tenant of Microsoft 365 has about federation, or a part of it. A
// nil slice or pointer is a kind that is not given. An empty slice means that there
// are no such records. The zero Tenant is one of which nothing is given.
type Tenant struct {
	FederationConfiguration *FederationConfiguration
	ExternalAccessPolicies  []ExternalAccessPolicy
	SIPDomains              []SIPDomain
	Users                   []User
}

// IsZero reports whether nothing of a tenant is given.
func (t Tenant) IsZero() bool {
	return t.FederationConfiguration == nil && t.ExternalAccessPolicies == nil && t.SIPDomains == nil && t.Users == nil
}

package tenant

// A Tenant has the federation records of a tenant of Microsoft 365, or some of them. A
// nil slice or pointer is a kind that is not given. An empty slice means that the tenant
// has no such record. In the zero Tenant nothing is given.
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

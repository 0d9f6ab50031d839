package reach

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/tenant"
)

// The tenant decides for a user who is homed in Microsoft 365: its federation switch,
// its lists or those of the user's policy, and the policy (PS-TENANT, PS-TEAMS-POLICY).
// The Access Edge and the policies of the servers are ignored.

// An online has the tenant's data on a user who is homed in Microsoft 365. The zero
// online is for a user on the servers.
type online struct {
	is     bool
	record ref // the record in TenantUsers; none if they lack the user
	policy ref // the policy in TenantExternalAccessPolicies; none if it is not known
	grant  policy.Identity
	state  grantState
}

type grantState uint8

const (
	granted          grantState = iota
	grantNotExported            // the grant was not exported
	userNotGiven                // TenantUsers lacks the user
	policyMissing               // TenantExternalAccessPolicies lacks the policy
)

// isMicrosoft365 reports whether a user's HostingProvider is a host of Microsoft 365.
func isMicrosoft365(host string) bool {
	name, err := domain.ParseName(host)
	return err == nil && provider.HostingProvider{ProxyFQDN: name}.IsMicrosoft365()
}

// indexTenant indexes the SIP domains, users and policies of the tenant.
func (x *Index) indexTenant() {
	t := x.c.Tenant
	x.hasTenant = !t.IsZero()
	x.tenantAlone = x.c.IsTenantAlone()
	for k := range federation.AllKinds() {
		x.hasTenant = x.hasTenant || k.IsTenant() && x.c.Incomplete.Has(k)
	}
	for i, d := range t.SIPDomains {
		if _, known := x.own[d.Name]; !known && !d.Name.IsZero() && d.IsEnabled() {
			x.own[d.Name] = recordAt(federation.TenantSIPDomains, i)
		}
	}
	x.tenantUsers = make(map[userKey]ref, len(t.Users))
	for i, u := range t.Users {
		if key := keyOf(u.SIPAddress); x.tenantUsers[key].isNone() {
			x.tenantUsers[key] = recordAt(federation.TenantUsers, i)
		}
	}
	x.tenantPolicies = make(map[policy.Identity]ref, len(t.ExternalAccessPolicies))
	for i, p := range t.ExternalAccessPolicies {
		if key := foldIdentity(p.Identity); x.tenantPolicies[key].isNone() {
			x.tenantPolicies[key] = recordAt(federation.TenantExternalAccessPolicies, i)
		}
	}
}

// online returns the tenant's data on a user. The home of a user on the servers is that
// in the server's record. The home of any other user is that in the tenant's record, or
// else Microsoft 365.
func (x *Index) online(a address.Address, record ref) online {
	if !x.hasTenant {
		return online{}
	}
	cloud := x.tenantUsers[keyOf(a)]
	switch {
	case record.isRecord():
		u := x.c.Users[record.index()]
		if known := !x.isUnknown(record, "HostingProvider"); !known || !isMicrosoft365(u.HostingProvider) {
			return online{}
		}
	case cloud.isRecord():
		if isOwnServers(x.c.Tenant.Users[cloud.index()].HostingProvider) {
			return online{}
		}
	case !x.tenantAlone:
		return online{}
	}
	o := online{is: true, record: cloud}
	switch {
	case cloud.isRecord() && x.isUnknown(cloud, "ExternalAccessPolicy"):
		o.state = grantNotExported
	case cloud.isRecord():
		x.grantOnline(&o, x.c.Tenant.Users[cloud.index()].ExternalAccessPolicy)
	case x.c.Tenant.Users == nil && x.tenantAlone && !x.c.Incomplete.Has(federation.TenantUsers):
		x.grantOnline(&o, policy.Identity{}) // a user without a grant
	default:
		o.state = userNotGiven
	}
	return o
}

// grantOnline sets the policy that applies to a user: the granted one, or Global.
func (x *Index) grantOnline(o *online, id policy.Identity) {
	o.grant = id
	if id.IsZero() {
		id = policy.MustParseIdentity("Global")
	}
	var found bool
	if o.policy, found = x.tenantPolicies[foldIdentity(id)]; !found {
		o.state = policyMissing
	}
}

// settingsRef returns the ref of the tenant's federation configuration, or of its kind
// if it is not given.
func (x *Index) settingsRef() ref {
	if x.c.Tenant.FederationConfiguration == nil {
		return wholeKind(federation.TenantFederationConfiguration)
	}
	return recordAt(federation.TenantFederationConfiguration, 0)
}

// settings returns the tenant's federation configuration, or zero if it is not given.
func (x *Index) settings() tenant.FederationConfiguration {
	if x.c.Tenant.FederationConfiguration == nil {
		return tenant.FederationConfiguration{}
	}
	return *x.c.Tenant.FederationConfiguration
}

// tenantPolicy returns the policy at a ref, or zero for none.
func (x *Index) tenantPolicy(r ref) tenant.ExternalAccessPolicy {
	if !r.isRecord() {
		return tenant.ExternalAccessPolicy{}
	}
	return x.c.Tenant.ExternalAccessPolicies[r.index()]
}

// cloudContact returns the contact of a user in Microsoft 365 with someone outside.
func (x *Index) cloudContact(u user, of *contact) *contact {
	c := x.newContact(resolved{Query: Query{On: of.on, What: of.what}}, of.address)
	c.incoming, c.named, c.online = of.incoming, of.named, u.online
	c.can = everything
	c.checkKind(federation.TenantFederationConfiguration)
	if x.isConsumer(c.address) || c.named {
		c.cloudConsumer()
	} else {
		c.cloudPartner()
	}
	if u.online.state == granted && u.online.grant.Scope() != policy.Tag {
		c.check(&tenantGroups, u.online.policy, "")
	}
	c.check(&otherSide, x.settingsRef(), "")
	return c
}

// isConsumer reports whether an address is in a domain of Microsoft's consumer service.
func (x *Index) isConsumer(a address.Address) bool {
	for _, id := range x.services[a.Domain()] {
		if id == provider.Skype || id == provider.WLM {
			return true
		}
	}
	return false
}

// skypeEnded is the day from which a tenant's users reach no Skype consumers (PS-TENANT).
var skypeEnded = date.MustParse("2025-05-05")

// cloudConsumer adds the steps for a consumer: of Skype until Skype ended, of Teams after
// that.
func (c *contact) cloudConsumer() {
	c.route = Public
	settings := c.x.settingsRef()
	if c.on.Before(skypeEnded) {
		c.check(&tenantPublic, settings, "AllowPublicUsers")
		c.checkPolicy("EnablePublicCloudAccess")
		return
	}
	c.check(&tenantConsumers, settings, "AllowTeamsConsumer")
	c.checkPolicy("EnableTeamsConsumerAccess")
	if c.incoming {
		c.check(&tenantConsumersInbound, settings, "AllowTeamsConsumerInbound")
		c.checkPolicy("EnableTeamsConsumerInbound")
	}
}

// cloudPartner adds the steps for another organization.
func (c *contact) cloudPartner() {
	c.route = Partner
	x, settings := c.x, c.x.settingsRef()
	c.check(&tenantOpen, settings, "AllowFederatedUsers")
	c.checkPolicy("EnableFederationAccess")
	switch x.tenantPolicy(c.online.policy).CommunicationWithExternalOrgs {
	case tenant.AllowAllExternalDomains, tenant.BlockAllExternalDomains:
		c.check(&tenantDomain, c.online.policy, "CommunicationWithExternalOrgs")
	case tenant.AllowSpecificExternalDomains:
		c.check(&tenantDomain, c.online.policy, "AllowedExternalDomains")
	case tenant.BlockSpecificExternalDomains:
		c.check(&tenantDomain, c.online.policy, "BlockedExternalDomains")
	default:
		if c.online.policy.isRecord() && x.isUnknown(c.online.policy, "CommunicationWithExternalOrgs") {
			c.check(&tenantDomain, c.online.policy, "CommunicationWithExternalOrgs")
		}
		c.cloudLists(settings)
	}
	c.checkConsumer(settings)
	c.check(&tenantTrial, settings, "")
	if c.incoming {
		c.delivery = Delivered
		if x.settings().TreatDiscoveredPartnersAsUnverified.IsOn() && x.settings().AllowedDomains.IsAllKnown() {
			c.delivery = ContactsOnly
		}
		unknown := x.isUnknown(settings, "TreatDiscoveredPartnersAsUnverified")
		if unknown {
			c.delivery = DeliveryUnknown
		}
		c.steps = append(c.steps, step{rule: &senderVerified, outcome: diag.Passed, at: settings, member: "TreatDiscoveredPartnersAsUnverified", absent: unknown})
	}
}

// cloudLists adds the steps for the lists of the tenant.
func (c *contact) cloudLists(settings ref) {
	c.check(&tenantDomain, settings, "AllowedDomains")
	s := c.x.settings()
	if !s.AllowedDomains.IsAllKnown() {
		return
	}
	c.check(&tenantDomain, settings, "BlockedDomains")
	name := c.address.Domain().Name()
	for parent, found := name.Parent(); found; parent, found = parent.Parent() {
		if s.BlockedDomains.Has(parent) && c.x.isUnknown(settings, "BlockAllSubdomains") {
			c.check(&tenantDomain, settings, "BlockAllSubdomains")
			return
		}
	}
}

// checkPolicy adds the step for a switch of the user's policy.
func (c *contact) checkPolicy(member string) {
	at := c.online.policy
	switch c.online.state {
	case grantNotExported:
		c.steps = append(c.steps, step{rule: &tenantPolicy, outcome: diag.NotKnown, at: c.online.record, member: "ExternalAccessPolicy", absent: true})
		return
	case userNotGiven:
		at = wholeKind(federation.TenantUsers)
	case policyMissing:
		at = wholeKind(federation.TenantExternalAccessPolicies)
	}
	c.check(&tenantPolicy, at, member)
}

// The rules on users who are homed in Microsoft 365.
const (
	RuleTenantAddressSpace     diag.Rule = "reach.tenant.address-space"
	RuleTenantClosed           diag.Rule = "reach.tenant.closed"
	RuleTenantConsumers        diag.Rule = "reach.tenant.consumers"
	RuleTenantConsumersInbound diag.Rule = "reach.tenant.consumers-inbound"
	RuleTenantDomain           diag.Rule = "reach.tenant.domain"
	RuleTenantGroups           diag.Rule = "reach.tenant.groups"
	RuleTenantPolicy           diag.Rule = "reach.tenant.policy"
	RuleTenantPublicUsers      diag.Rule = "reach.tenant.public-users"
	RuleTenantTopology         diag.Rule = "reach.tenant.topology"
	RuleTenantTrial            diag.Rule = "reach.tenant.trial"
)

// isOnOf returns the test of a switch of the tenant.
func isOnOf(of func(tenant.FederationConfiguration) product.Switch) func(*Index, *contact, step) diag.Outcome {
	return func(x *Index, _ *contact, s step) diag.Outcome {
		if !s.at.isRecord() {
			return diag.NotKnown
		}
		return diag.OutcomeOf(of(x.settings()).IsOn())
	}
}

// tenantSwitch returns the explanation of a switch of the tenant.
func tenantSwitch(what string) func(*Verdict, step) string {
	return func(_ *Verdict, s step) string {
		switch s.outcome {
		case diag.Passed:
			return what + " is on in the tenant"
		case diag.Refused:
			return what + " is off in the tenant"
		}
		return "the tenant's configuration is not given, so it is not known whether " + what + " is on"
	}
}

// setTenant returns the command that turns a switch of the tenant on.
func setTenant(member string) func(*Verdict, step) string {
	return func(v *Verdict, s step) string {
		if s.outcome != diag.Refused {
			return exportOf(federation.TenantFederationConfiguration)
		}
		return tenantCommand(v, diag.MemberEdit{Name: member, New: diag.Bool(true)})
	}
}

func tenantCommand(v *Verdict, m diag.MemberEdit) string {
	return command(v, diag.Edit{Op: diag.OpSet, Subject: diag.Subject{Kind: federation.TenantFederationConfiguration.String()}, Members: []diag.MemberEdit{m}})
}

// tenantList returns the end of a remedy: the command that sets a whole list of the
// tenant, or only the name of the cmdlet if the list is long.
func tenantList(v *Verdict, member string, names []domain.Name) string {
	if len(names) > 20 {
		return " with Set-CsTenantFederationConfiguration"
	}
	return ": " + tenantCommand(v, diag.MemberEdit{Name: member, New: tenant.ListOf(names...).Value()})
}

var tenantOpen = rule{
	info: diag.RuleInfo{
		Rule:     RuleTenantClosed,
		Severity: diag.Error,
		Summary:  "Federation must be on in the tenant for its users to reach anybody outside.",
		Remedy:   "Turn AllowFederatedUsers on in the tenant.",
		Source:   source.TenantFederation,
	},
	remedy:  setTenant("AllowFederatedUsers"),
	test:    isOnOf(func(c tenant.FederationConfiguration) product.Switch { return c.AllowFederatedUsers }),
	explain: tenantSwitch("federation"),
}

var tenantConsumers = rule{
	info: diag.RuleInfo{
		Rule:     RuleTenantConsumers,
		Severity: diag.Error,
		Summary:  "AllowTeamsConsumer must be on in the tenant for its users to reach personal Teams accounts.",
		Remedy:   "Turn AllowTeamsConsumer on in the tenant.",
		Source:   source.TenantFederation,
	},
	remedy:  setTenant("AllowTeamsConsumer"),
	test:    isOnOf(func(c tenant.FederationConfiguration) product.Switch { return c.AllowTeamsConsumer }),
	explain: tenantSwitch("AllowTeamsConsumer"),
}

var tenantConsumersInbound = rule{
	info: diag.RuleInfo{
		Rule:     RuleTenantConsumersInbound,
		Severity: diag.Error,
		Summary:  "AllowTeamsConsumerInbound must be on in the tenant for personal Teams accounts to begin a conversation.",
		Remedy:   "Turn AllowTeamsConsumerInbound on in the tenant.",
		Source:   source.TenantFederation,
	},
	remedy:  setTenant("AllowTeamsConsumerInbound"),
	test:    isOnOf(func(c tenant.FederationConfiguration) product.Switch { return c.AllowTeamsConsumerInbound }),
	explain: tenantSwitch("AllowTeamsConsumerInbound"),
}

var tenantPublic = rule{
	info: diag.RuleInfo{
		Rule:     RuleTenantPublicUsers,
		Severity: diag.Error,
		Summary:  "AllowPublicUsers must be on in the tenant for its users to reach Skype consumers, until 2025-05-04.",
		Remedy:   "From 2025-05-05 on it cannot be set. A personal Teams account needs AllowTeamsConsumer instead, which this answer leaves out.",
		Source:   source.TenantFederation,
	},
	test:    isOnOf(func(c tenant.FederationConfiguration) product.Switch { return c.AllowPublicUsers }),
	explain: tenantSwitch("AllowPublicUsers"),
}

// tenantDomain is for the lists of the tenant, or those of the user's policy in their
// place.
var tenantDomain = rule{
	info: diag.RuleInfo{
		Rule:     RuleTenantDomain,
		Severity: diag.Error,
		Summary:  "The tenant, or the policy of its user, must allow the domain.",
		Remedy:   "Allow the domain in the tenant, or grant a policy that allows it.",
		Source:   source.TenantFederation,
		Also:     "PS-TEAMS-POLICY",
	},
	id: 1002, // for a tenant's list too, by SupportArticles
	test: func(x *Index, c *contact, s step) diag.Outcome {
		name := c.address.Domain().Name()
		if s.at.kind == federation.TenantExternalAccessPolicies {
			return x.tenantPolicy(s.at).Allows(x.settings(), name)
		}
		if !s.at.isRecord() {
			return diag.NotKnown
		}
		settings := x.settings()
		if s.member == "AllowedDomains" {
			return diag.OutcomeOf(settings.AllowedDomains.Allows(name))
		}
		_, blocked := settings.Blocks(name)
		return diag.OutcomeOf(!blocked)
	},
	explain: func(v *Verdict, s step) string {
		x, d := v.index, v.contact.address.Domain()
		settings := x.settings()
		if s.at.kind == federation.TenantExternalAccessPolicies {
			p := x.tenantPolicy(s.at)
			verb := "allows"
			if s.outcome != diag.Passed {
				verb = "does not allow"
			}
			return fmt.Sprintf("the policy %s has %s, which %s %s", p.Identity, p.CommunicationWithExternalOrgs, verb, d)
		}
		entry, blocked := settings.Blocks(d.Name())
		switch {
		case s.outcome == diag.NotKnown:
			return "the tenant's configuration is not given, so its lists are not known"
		case s.member == "BlockedDomains" && blocked && entry != d.Name():
			return fmt.Sprintf("%s is below %s, which the tenant blocks with all subdomains", d, entry)
		case s.member == "BlockedDomains" && blocked:
			return fmt.Sprintf("the tenant blocks %s", d)
		case s.member == "BlockedDomains":
			for parent := range settings.BlockedDomains.All() {
				if d.Name().IsWithin(parent) {
					return fmt.Sprintf("the tenant does not block %s: it blocks %s, but BlockAllSubdomains is not on", d, parent)
				}
			}
			return fmt.Sprintf("the tenant does not block %s", d)
		case settings.AllowedDomains.IsAllKnown():
			return "the tenant is open to all known domains"
		case settings.AllowedDomains.IsNobody():
			return "the tenant allows no domain"
		case s.outcome == diag.Passed:
			return fmt.Sprintf("%s is an allowed domain of the tenant", d)
		}
		return fmt.Sprintf("%s is not an allowed domain of the tenant", d)
	},
	remedy: func(v *Verdict, s step) string {
		switch {
		case s.outcome == diag.NotKnown:
			return exportOf(federation.TenantFederationConfiguration)
		case s.at.kind == federation.TenantFederationConfiguration && s.member == "AllowedDomains":
			allowed, _ := v.index.settings().AllowedDomains.List()
			return "Add the domain to the tenant's list" + tenantList(v, s.member, append(slices.Collect(allowed.All()), v.contact.address.Domain().Name()))
		case s.at.kind == federation.TenantFederationConfiguration:
			entry, _ := v.index.settings().Blocks(v.contact.address.Domain().Name())
			others := slices.DeleteFunc(slices.Collect(v.index.settings().BlockedDomains.All()), func(name domain.Name) bool { return name == entry })
			return "Remove " + entry.String() + " from the tenant's list" + tenantList(v, s.member, others)
		}
		return ""
	},
}

var tenantPolicy = rule{
	info: diag.RuleInfo{
		Rule:     RuleTenantPolicy,
		Severity: diag.Error,
		Summary:  "The policy that applies to a tenant's user must be known, and must grant the access.",
		Remedy:   "Change the policy, or grant another one. If the policy is not known, export the users and policies of the tenant.",
		Source:   source.TeamsPolicy,
		Also:     "PS-TENANT",
	},
	test: func(x *Index, _ *contact, s step) diag.Outcome {
		if !s.at.isRecord() {
			return diag.NotKnown
		}
		p := x.tenantPolicy(s.at)
		switch s.member {
		case "EnableFederationAccess":
			return grants(p.EnableFederationAccess)
		case "EnablePublicCloudAccess":
			return grants(p.EnablePublicCloudAccess)
		case "EnableTeamsConsumerAccess":
			return grants(p.EnableTeamsConsumerAccess)
		}
		return grants(p.EnableTeamsConsumerInbound)
	},
	explain: func(v *Verdict, s step) string {
		switch {
		case s.at.kind == federation.TenantUsers:
			return fmt.Sprintf("%s is not one of the given users of the tenant, so the granted policy is not known", v.user.address)
		case !s.at.isRecord():
			return fmt.Sprintf("the policy %s of the tenant is not given", cmp.Or(v.user.online.grant.String(), "Global"))
		}
		verb := "has"
		if s.outcome != diag.Passed {
			verb = "does not have"
		}
		unless := ""
		if s.outcome != diag.Passed && v.user.online.grant.Scope() != policy.Tag {
			unless = " unless a group is granted another policy"
		}
		return fmt.Sprintf("%s, which applies to %s in the tenant%s, %s %s on", v.index.tenantPolicy(s.at).Identity, cmp.Or(v.user.address.String(), "this assignment"), unless, verb, s.member)
	},
	remedy: func(v *Verdict, s step) string {
		switch {
		case s.at.kind == federation.TenantUsers:
			return exportOf(federation.TenantUsers)
		case !s.at.isRecord() && v.index.c.Knows(federation.TenantExternalAccessPolicies):
			return "Create the policy, or grant another one with Grant-CsExternalAccessPolicy"
		case !s.at.isRecord():
			return exportOf(federation.TenantExternalAccessPolicies)
		}
		change := command(v, diag.Edit{Op: diag.OpSet, Subject: v.index.subject(s.at), Members: []diag.MemberEdit{{Name: s.member, New: diag.Bool(true)}}})
		if change == "" {
			return ""
		}
		return "Change the policy in the tenant: " + change + ". Or grant another one"
	},
}

// tenantGroups is for a user without a policy of their own: grants to groups come
// before Global, and Get-CsOnlineUser does not show them (PS-GROUP-POLICY).
var tenantGroups = rule{
	info: diag.RuleInfo{
		Rule:     RuleTenantGroups,
		Severity: diag.Notice,
		Summary:  "A policy that a tenant grants to a group must be known for users without a policy of their own. No export shows it.",
		Remedy:   "Look the policy of the user up in the tenant with Get-CsUserPolicyAssignment.",
		Source:   source.GroupPolicyAssignment,
	},
	remedy: func(v *Verdict, _ step) string {
		name, err := cmdlet.Quote(v.user.address.String())
		if err != nil || v.user.address.IsZero() {
			return ""
		}
		return "Look it up in the tenant: Get-CsUserPolicyAssignment -Identity " + name + " -PolicyType 'ExternalAccessPolicy'"
	},
	condition: always,
	assumes:   true,
	test:      passes,
	explain: func(v *Verdict, _ step) string {
		return fmt.Sprintf("no group of %s is granted a policy in the tenant (an export has no grants to groups)", cmp.Or(v.user.address.String(), "the user"))
	},
}

// tenantTrial never refuses: the configuration does not show whether the other side is a
// tenant with only trial licenses.
var tenantTrial = rule{
	info: diag.RuleInfo{
		Rule:     RuleTenantTrial,
		Severity: diag.Notice,
		Summary:  "A partner tenant that has only trial licenses must be allowed by ExternalAccessWithTrialTenants or AllowedTrialTenantDomains.",
		Remedy:   "Ask the other side which licenses it has.",
		Source:   source.TenantFederation,
	},
	condition: func(v *Verdict, _ step) bool {
		s := v.index.settings()
		return s.ExternalAccessWithTrialTenants != "Allowed" && !s.AllowedTrialTenantDomains.Has(v.contact.address.Domain().Name())
	},
	assumes: true,
	test:    passes,
	explain: func(v *Verdict, _ step) string {
		s := v.index.settings()
		switch {
		case s.ExternalAccessWithTrialTenants == "Allowed":
			return "the tenant allows partners that have only trial licenses"
		case s.AllowedTrialTenantDomains.Has(v.contact.address.Domain().Name()):
			return fmt.Sprintf("AllowedTrialTenantDomains of the tenant has %s", v.contact.address.Domain())
		}
		return fmt.Sprintf("%s is not a tenant with only trial licenses (your tenant blocks such a tenant unless it is allowed)", v.contact.address.Domain())
	},
}

// tenantShares is for a user in Microsoft 365 and a user on the servers.
var tenantShares = rule{
	info: diag.RuleInfo{
		Rule:     RuleTenantAddressSpace,
		Severity: diag.Error,
		Summary:  "The tenant must share the SIP address space for its users and those of the servers to reach each other.",
		Remedy:   "Turn SharedSipAddressSpace on in the tenant.",
		Source:   source.Hybrid,
	},
	remedy:  setTenant("SharedSipAddressSpace"),
	test:    isOnOf(func(c tenant.FederationConfiguration) product.Switch { return c.SharedSIPAddressSpace }),
	explain: tenantSwitch("SharedSipAddressSpace"),
}

// tenantTopology is for a domain of the tenant that the servers lack (SA-SPLIT-DOMAIN).
var tenantTopology = rule{
	info: diag.RuleInfo{
		Rule:     RuleTenantTopology,
		Severity: diag.Error,
		Summary:  "A SIP domain of the tenant must be in the topology for users on the servers to be reached there.",
		Remedy:   "Add the domain to the topology with New-CsSipDomain.",
		Source:   source.SplitDomain,
	},
	id: 1017,
	test: func(x *Index, c *contact, s step) diag.Outcome {
		return diag.OutcomeOf(s.at.kind != federation.TenantSIPDomains)
	},
	remedy: func(v *Verdict, s step) string {
		return "Add the domain to the topology: " + command(v, diag.Edit{
			Op: diag.OpNew, Subject: diag.Subject{Kind: federation.SIPDomains.String(), Identity: v.index.subject(s.at).Identity},
		})
	},
	explain: func(v *Verdict, s step) string {
		if s.outcome == diag.Passed {
			return "the domain is in the topology"
		}
		return fmt.Sprintf("%s is a SIP domain of the tenant, but not of the topology", v.index.subject(s.at).Identity)
	},
}

// tenantNames returns the domains on the lists of the tenant and its policies. For each
// domain that is blocked with its subdomains, it also returns one subdomain.
func (x *Index) tenantNames() iter.Seq[domain.SIPDomain] {
	allowed, _ := x.settings().AllowedDomains.List()
	lists := []tenant.List{allowed, x.settings().BlockedDomains}
	for _, p := range x.c.Tenant.ExternalAccessPolicies {
		lists = append(lists, p.AllowedExternalDomains, p.BlockedExternalDomains)
	}
	return func(yield func(domain.SIPDomain) bool) {
		for _, l := range lists {
			for name := range l.All() {
				if d, isSIP := name.SIPDomain(); isSIP && !yield(d) {
					return
				}
			}
		}
		if !x.settings().BlockAllSubdomains.IsOn() {
			return
		}
		for name := range x.settings().BlockedDomains.All() {
			if below, err := domain.ParseSIPDomain("any-other." + name.String()); err == nil && !yield(below) {
				return
			}
		}
	}
}

// appendCloudKey appends all data of a contact that a verdict about a user in Microsoft
// 365 depends on, for any policy of the user.
func (x *Index) appendCloudKey(key []byte, c *contact, number map[*rule]byte) []byte {
	if !x.hasTenant {
		return key
	}
	for i := -1; i < len(x.c.Tenant.ExternalAccessPolicies); i++ {
		u := user{online: online{is: true, state: policyMissing}}
		if i >= 0 {
			u.online.state, u.online.policy = granted, recordAt(federation.TenantExternalAccessPolicies, i)
		}
		for _, incoming := range [...]bool{true, false} {
			of := *c
			of.incoming = incoming
			key = x.cloudContact(u, &of).appendKey(key, number)
		}
	}
	return key
}

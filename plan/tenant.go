package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/tenant"
)

// The steps of a tenant and of the servers are in one order, so that all steps that remove
// access come before all steps that add it.

// tenant splits the change of a tenant's federation configuration, as edge splits that of
// the Edge. The members that close come long before those that open. A list that loses
// some domains and gains others first loses them.
func (p *planner) tenant(c *change) {
	var closes, opens []diag.MemberEdit
	for _, m := range c.members {
		between, isMixed := p.halfway(m)
		switch {
		case isMixed:
			closes = append(closes, diag.MemberEdit{Name: m.Name, Old: m.Old, New: between})
			opens = append(opens, diag.MemberEdit{Name: m.Name, Old: between, New: m.New})
		case tightens(m):
			closes = append(closes, m)
		default:
			opens = append(opens, m)
		}
		switch m.Name {
		case "AllowedDomains", "BlockedDomains":
			p.relisted = true
		case "BlockAllSubdomains":
			p.subdomains = true
		}
	}
	if closes != nil {
		p.add(closeEdge, c, part(c, c.op, closes))
	}
	if opens != nil {
		p.add(openEdge, c, part(c, c.op, opens))
	}
}

// tightens reports whether a change of a tenant allows nobody who was not allowed before.
// BlockAllSubdomains and TreatDiscoveredPartnersAsUnverified tighten when they are turned
// on.
func tightens(m diag.MemberEdit) bool {
	if on, isBool := m.New.Bool(); isBool {
		return on == (m.Name == "BlockAllSubdomains" || m.Name == "TreatDiscoveredPartnersAsUnverified")
	}
	was, is := namesIn(m.Old), namesIn(m.New)
	switch m.Name {
	case "AllowedDomains":
		isAll := slices.Contains(is, tenant.AllKnown)
		return !isAll && (slices.Contains(was, tenant.AllKnown) || !slices.ContainsFunc(is, notIn(was)))
	case "BlockedDomains":
		return !slices.ContainsFunc(was, notIn(is))
	}
	return false
}

// notIn returns a function that reports whether a name is on no list.
func notIn(all []string) func(string) bool {
	return func(name string) bool { return !slices.Contains(all, name) }
}

// halfway returns a list of a tenant that allows only domains that are allowed both
// before and after. It returns false if one of the two lists already does. Blocked
// domains count only if all known domains are allowed.
func (p *planner) halfway(m diag.MemberEdit) (diag.Value, bool) {
	was, is := namesIn(m.Old), namesIn(m.New)
	before, after := p.have.Tenant.FederationConfiguration, p.goal.Tenant.FederationConfiguration
	switch m.Name {
	case "AllowedDomains":
		both := slices.Clone(was)
		if before.AllowedDomains.IsAllKnown() {
			both = slices.Clone(is)
		}
		both = slices.DeleteFunc(both, func(entry string) bool {
			name, err := domain.ParseName(entry)
			return err == nil && (before.Allows(name) == diag.Refused || after.Allows(name) == diag.Refused)
		})
		if isEqual := func(all []string) bool { return !slices.ContainsFunc(all, notIn(both)) }; isEqual(was) || isEqual(is) {
			return diag.Value{}, false
		}
		if len(both) == 0 {
			return diag.Null(), true
		}
		return diag.Texts(both...), true
	case "BlockedDomains":
		if !slices.ContainsFunc(was, notIn(is)) || !slices.ContainsFunc(is, notIn(was)) {
			return diag.Value{}, false
		}
		either := slices.Concat(was, slices.DeleteFunc(slices.Clone(is), func(name string) bool { return slices.Contains(was, name) }))
		return diag.Texts(either...), len(either) <= tenant.MaxDomains
	}
	return diag.Value{}, false
}

// tenantPolicy orders the change of a tenant's policy: first the rights that it removes,
// then those that it adds. CommunicationWithExternalOrgs and its two lists change
// together, after the closing steps and before the opening steps.
func (p *planner) tenantPolicy(c *change) {
	switch c.op {
	case diag.OpNew:
		p.add(newPolicies, c, step(c, c.op))
		return
	case diag.OpRemove:
		p.add(removePolicies, c, step(c, c.op))
		return
	}
	var tighter, together, looser, neither []diag.MemberEdit
	for _, m := range c.members {
		on, isBool := m.New.Bool()
		switch {
		case isBool && on == (m.Name == "RestrictTeamsConsumerAccessToExternalUserProfiles"):
			tighter = append(tighter, m)
		case isBool:
			looser = append(looser, m)
		case m.Name == "Description":
			neither = append(neither, m)
		default:
			together = append(together, m)
		}
	}
	for _, part := range [...]struct {
		at      stage
		members []diag.MemberEdit
	}{{tighterPolicies, tighter}, {tenantPolicies, together}, {setRecords, neither}, {looserPolicies, looser}} {
		if part.members != nil {
			p.add(part.at, c, Step{Edit: c.edit(c.op, part.members)})
		}
	}
	if together != nil {
		p.rewritten = append(p.rewritten, c.subject)
	}
	if tighter != nil || together != nil || looser != nil {
		p.changedPolicies = true
	}
}

// tenantUser orders the grant of a user of a tenant: after the closing steps and before
// the opening steps.
func (p *planner) tenantUser(c *change) {
	p.add(tenantGrants, c, step(c, c.op))
	p.granted = append(p.granted, c)
}

// tenantWindows records the exceptions that the order of a tenant's steps cannot avoid.
func (p *planner) tenantWindows() {
	if p.subdomains && p.relisted {
		p.windows = append(p.windows, window{from: closeEdge, to: openEdge, exception: Exception{Subject: diag.Subject{Kind: federation.TenantFederationConfiguration.String()}, Detail: "what is below a blocked domain may not be reached in between"}})
	}
	if (len(p.rewritten) > 0 || p.granted != nil) && p.relisted {
		p.windows = append(p.windows, window{from: closeEdge, to: openEdge, exception: Exception{Subject: diag.Subject{Kind: federation.TenantFederationConfiguration.String()}, Detail: "a domain that the tenant allows before and a policy afterwards, or the other way round, may not be reached in between"}})
	}
	if p.granted == nil {
		return
	}
	for _, s := range p.rewritten {
		p.windows = append(p.windows, window{from: tenantPolicies, to: tenantGrants, exception: Exception{Opens: true, Subject: s, Detail: "its lists change before its users are granted another policy: until then they may reach the domains of the new lists"}})
	}
	if p.changedPolicies {
		p.windows = append(p.windows, window{from: tighterPolicies, to: looserPolicies, exception: Exception{Subject: p.granted[0].subject, Detail: "a user who is granted another policy has only the rights that both policies have in between"}})
	}
}

// namesIn returns the names in a list.
func namesIn(v diag.Value) []string {
	if names, isList := v.Texts(); isList {
		return names
	}
	if name, isText := v.Text(); isText {
		return []string{name}
	}
	return nil
}

// isOfTenant reports whether a step changes a tenant.
func (s Step) isOfTenant() bool {
	key, _ := keyOf(s.Subject)
	return key.kind.IsTenant()
}

// isOfTenant reports whether the plan has steps and all of them change a tenant.
func (p Plan) isOfTenant() bool {
	return len(p.Steps) > 0 && !slices.ContainsFunc(p.Steps, func(s Step) bool { return !s.isOfTenant() })
}

// runInTenant is how a script for a tenant is run. A new process would not be connected.
const runInTenant = `Run it in a window that is connected with Connect-MicrosoftTeams, as an administrator
of the tenant:

    .\THIS-FILE.ps1 -WhatIf
`

// runBesideTenant is the text about the steps for a tenant in a script for the servers.
const runBesideTenant = `
Some steps change the tenant. The script asks for each of them at its position:
run the command in a second window that is connected with Connect-MicrosoftTeams. The
script does not check the records of the tenant.
`

// connected is the part of a script for a tenant that refuses the shell of the servers,
// whose cmdlets have the same names.
const connected = `
Import-Module -Name 'MicrosoftTeams'
if (Get-Module -Name 'SkypeForBusiness', 'Lync') {
    throw 'This window has the cmdlets of the servers. Nothing was changed. Open another window, and connect it with Connect-MicrosoftTeams.'
}
`

// confirming returns the lines of a script that ask whether the work before the first
// step is done.
func (p Plan) confirming() ([]string, error) {
	var lines []string
	for _, f := range p.NotPlanned {
		if f.Rule != RuleHybridDNS {
			continue
		}
		quoted, err := cmdlet.Quote(comment("By hand, " + f.Detail + ". Press Enter here when that is done"))
		if err != nil {
			return nil, err
		}
		lines = append(lines, "if (-not $WhatIfPreference) { [void] (Read-Host -Prompt "+quoted+") }", "")
	}
	return lines, nil
}

// asking is the part of a script that asks for commands in the shell of the tenant.
const asking = `
# Asks the administrator to run a command in the window of the tenant.
function Request-TenantCommand([string] $Command) {
    $text = 'In a window that is connected with Connect-MicrosoftTeams, run: ' + $Command
    if ($WhatIfPreference) { Write-Host $text } else { [void] (Read-Host -Prompt ($text + ' Then press Enter here')) }
}
`

// byHand returns the line of a script for the servers that asks for a command in the
// shell of the tenant.
func byHand(command string) (string, error) {
	quoted, err := cmdlet.Quote(command)
	return "Request-TenantCommand " + quoted, err
}

// TenantOf returns a tenant with the lists, policies and grants of the servers. A kind
// that the servers lack, or that is incomplete, is missing in the tenant too. The users
// are those that are homed in Microsoft 365. The findings, of rule
// [RuleTenantInexpressible], report settings that a tenant cannot have.
func TenantOf(c federation.Configuration) (tenant.Tenant, diag.Findings) {
	t := translation{c: c}
	t.settings()
	t.policies()
	t.users()
	return t.made.Tenant, t.found
}

// A translation makes a tenant from the records of servers. Members that only a tenant
// has stay absent, so that a plan does not change them.
type translation struct {
	c     federation.Configuration
	made  federation.Configuration
	found diag.Findings
}

// add adds a record of the tenant with the known members.
func (t *translation) add(k federation.Kind, members ...diag.MemberEdit) {
	err := k.Row().Edit(&t.made, k.Row().Len(&t.made), func(r record.Record) error {
		for _, m := range members {
			if err := r.Put(m.Name, m.New); err != nil {
				return err
			}
		}
		return nil
	})
	for f := range diag.All(err) { // a value that no tenant can have
		t.cannot(k, -1, "%s", f.Detail)
	}
}

// member returns a member with its value.
func member(name string, v diag.Value) diag.MemberEdit { return diag.MemberEdit{Name: name, New: v} }

func (t *translation) cannot(k federation.Kind, i int, format string, args ...any) {
	f := catalog.Finding(RuleTenantInexpressible, k.Row().Path(i), fmt.Sprintf(format, args...))
	f.Subject = diag.Subject{Kind: k.String()}
	if i >= 0 {
		f.Subject = t.c.Subject(k, i)
	}
	t.found.Add(f)
}

// settings makes the federation configuration. With discovery the tenant is open and
// gets the blocked domains. Without discovery it gets the allowed domains, because the
// blocked ones would not count.
func (t *translation) settings() {
	e := t.c.AccessEdge
	if e == nil || t.c.Incomplete.Has(federation.AccessEdge) {
		return
	}
	known := func(member string) bool { return !t.c.IsUnknown(federation.AccessEdge, 0, member) }
	members := []diag.MemberEdit{member("Identity", diag.Text("Global"))}
	if known("AllowFederatedUsers") {
		members = append(members, member("AllowFederatedUsers", diag.Bool(e.AllowFederatedUsers.IsOn())))
	}
	var blocked []domain.Name
	for _, d := range t.c.BlockedDomains {
		blocked = append(blocked, d.Domain)
	}
	isOpen := e.EnablePartnerDiscovery.IsOn()
	switch {
	case e.Routing() == federation.UseDefaultRouting:
		t.cannot(federation.AccessEdge, 0, "everything goes to the default route %s, which a tenant cannot have", e.DefaultRouteFQDN)
	case !known("EnablePartnerDiscovery"):
	case isOpen:
		members = append(members, member("AllowedDomains", diag.Text(tenant.AllKnown)))
	case t.c.Knows(federation.AllowedDomains):
		var allowed []domain.Name
		for _, d := range t.c.AllowedDomains {
			allowed = append(allowed, d.Domain)
		}
		members = append(members, member("AllowedDomains", tenant.ListOf(allowed...).Value()))
		if n := len(allowed); n > tenant.MaxDomains {
			t.cannot(federation.AllowedDomains, -1, "there are %d allowed domains, and a tenant accepts at most %d", n, tenant.MaxDomains)
		}
		if len(blocked) > 0 {
			t.cannot(federation.BlockedDomains, -1, "%s in addition to a list of allowed domains: a tenant ignores them", count(len(blocked), "blocked domain"))
		}
	}
	if t.c.Knows(federation.BlockedDomains) {
		members = append(members, member("BlockedDomains", tenant.ListOf(blocked...).Value()))
		if n := len(blocked); n > tenant.MaxDomains {
			t.cannot(federation.BlockedDomains, -1, "there are %d blocked domains, and a tenant accepts at most %d", n, tenant.MaxDomains)
		}
	}
	if isOpen && len(t.c.AllowedDomains) > 0 {
		t.cannot(federation.AllowedDomains, -1, "%s with discovery on: an entry only lifts limits, and an open tenant has no such list", count(len(t.c.AllowedDomains), "allowed domain"))
	}
	for i, d := range t.c.AllowedDomains {
		if !d.ProxyFQDN.IsZero() {
			t.cannot(federation.AllowedDomains, i, "its ProxyFqdn %s: a tenant finds each partner by DNS", d.ProxyFQDN)
		}
	}
	t.add(federation.TenantFederationConfiguration, members...)
}

// policies makes the policies. A tenant has no site policies.
func (t *translation) policies() {
	if !t.c.Knows(federation.ExternalAccessPolicies) {
		return
	}
	t.made.Tenant.ExternalAccessPolicies = []tenant.ExternalAccessPolicy{}
	for i, p := range t.c.ExternalAccessPolicies {
		if p.Identity.Scope() == policy.Site {
			t.cannot(federation.ExternalAccessPolicies, i, "it is a site policy, and a tenant has no sites: grant a policy to the users")
			continue
		}
		members := []diag.MemberEdit{member("Identity", diag.Text(p.Identity.String())), member("CommunicationWithExternalOrgs", diag.Text(tenant.OrganizationDefault.String()))}
		if p.Description != "" {
			members = append(members, member("Description", diag.Text(p.Description)))
		}
		for name, of := range map[string]product.Switch{"EnableFederationAccess": p.EnableFederationAccess, "EnableOutsideAccess": p.EnableOutsideAccess} {
			if !t.c.IsUnknown(federation.ExternalAccessPolicies, i, name) {
				members = append(members, member(name, diag.Bool(of.IsOn())))
			}
		}
		if p.EnablePublicCloudAccess.IsOn() {
			t.cannot(federation.ExternalAccessPolicies, i, "EnablePublicCloudAccess: Skype has ended, and personal Teams accounts have other switches")
		}
		t.add(federation.TenantExternalAccessPolicies, members...)
	}
}

// users makes the users who are homed in Microsoft 365, with their grants.
func (t *translation) users() {
	if !t.c.Knows(federation.Users) {
		return
	}
	t.made.Tenant.Users = []tenant.User{}
	for i, u := range t.c.Users {
		host, err := domain.ParseName(u.HostingProvider)
		if isOnline := err == nil && (provider.HostingProvider{ProxyFQDN: host}).IsMicrosoft365(); !isOnline {
			continue
		}
		if t.c.IsUnknown(federation.Users, i, "ExternalAccessPolicy") {
			t.cannot(federation.Users, i, "the granted policy was not exported")
			continue
		}
		granted := diag.Null()
		if !u.ExternalAccessPolicy.IsZero() {
			granted = diag.Text(u.ExternalAccessPolicy.String())
		}
		t.add(federation.TenantUsers, member("SipAddress", diag.Text("sip:"+u.SIPAddress.String())), member("HostingProvider", diag.Text(u.HostingProvider)), member("ExternalAccessPolicy", granted))
	}
}

// TakeOver returns the plan that gives a tenant the records that [TenantOf] makes from
// the servers. Records and members that only the tenant has do not change. NotPlanned has
// the settings that a tenant cannot have.
//
// The error has findings, which [diag.All] yields. They have rule [RuleKindUnknown] if the
// servers are not given, or the tenant lacks a kind that the plan changes. Otherwise the
// error is that of [New].
func TakeOver(have federation.Configuration) (Plan, error) {
	made, found := TenantOf(have)
	if len(made.Users) == 0 {
		made.Users = nil // the plan grants no policy
	}
	if err := canTakeOver(&have, made); err != nil {
		return Plan{}, err
	}
	if made.ExternalAccessPolicies != nil {
		var others federation.Configuration
		others.Tenant.ExternalAccessPolicies = made.ExternalAccessPolicies
		isMade := numbersOf(&others)
		for _, p := range have.Tenant.ExternalAccessPolicies {
			if _, is := isMade[recordKey{federation.TenantExternalAccessPolicies, federation.TenantExternalAccessPolicies.Key(p.Identity.String())}]; !is {
				made.ExternalAccessPolicies = append(made.ExternalAccessPolicies, p)
			}
		}
	}
	p, err := New(have, federation.Configuration{Platform: have.Platform, Tenant: made})
	if err != nil {
		return Plan{}, err
	}
	p.NotPlanned = slices.Concat(found, kept(&have), p.NotPlanned)
	return p, nil
}

// kept returns findings on the kinds that the tenant keeps, because the records of the
// servers are not known.
func kept(have *federation.Configuration) diag.Findings {
	var all diag.Findings
	for _, k := range [...]federation.Kind{federation.AccessEdge, federation.AllowedDomains, federation.BlockedDomains, federation.ExternalAccessPolicies, federation.Users} {
		if have.Knows(k) || k == federation.AllowedDomains && open(have) {
			continue
		}
		f := needed(k, "it is incomplete, so the tenant keeps its own")
		f.Severity = diag.Warning
		all.Add(f)
	}
	return all
}

// LeaveHybrid returns the plan that ends a hybrid after all users have moved to
// Microsoft 365. The plan turns SharedSipAddressSpace off in the tenant, and then
// disables the hosting providers of Microsoft 365 on the servers (SFB-HYBRID-OFF). The
// change of DNS comes first: NotPlanned has it, with [RuleHybridDNS].
//
// The error has findings, which [diag.All] yields. They have rule [RuleHybridUsers] for
// users on the servers or with an unknown home, and [RuleKindUnknown] for a missing kind.
// Otherwise the error is that of [New].
func LeaveHybrid(have federation.Configuration) (Plan, error) {
	if err := canLeave(&have); err != nil {
		return Plan{}, err
	}
	want := federation.Configuration{Platform: have.Platform, HostingProviders: slices.Clone(have.HostingProviders)}
	settings := *have.Tenant.FederationConfiguration
	settings.SharedSIPAddressSpace = product.Off
	want.Tenant.FederationConfiguration = &settings
	for i := range want.HostingProviders {
		if p := &want.HostingProviders[i]; p.IsMicrosoft365() {
			p.Enabled = false
		}
	}
	p, err := New(have, want)
	if err != nil {
		return Plan{}, err
	}
	if len(p.Steps) == 0 { // the hybrid has ended already
		return p, nil
	}
	var domains []string
	for _, d := range have.SIPDomains {
		domains = append(domains, d.Identity.String())
	}
	dns := catalog.Finding(RuleHybridDNS, "", fmt.Sprintf("before the first step, point _sipfederationtls._tcp of each SIP domain (%s) to %s, port 5061, in DNS", strings.Join(domains, ", "), provider.Microsoft365Host))
	dns.Subject = diag.Subject{Kind: federation.SIPDomains.String()}
	p.NotPlanned = append(diag.Findings{dns}, p.NotPlanned...)
	return p, nil
}

// needed returns the finding on a kind that a plan over both sides needs.
func needed(k federation.Kind, why string) *diag.Finding {
	return &diag.Finding{RuleInfo: unknownKind(k, ""), Path: k.Row().Path(-1), Subject: diag.Subject{Kind: k.String()}, Detail: why}
}

// canTakeOver returns an error unless the servers are given, and the tenant has the kinds
// that the plan changes.
func canTakeOver(have *federation.Configuration, made tenant.Tenant) error {
	var found diag.Findings
	if made.IsZero() {
		found.Add(needed(federation.AccessEdge, "no record of the servers is given that a tenant could take over"))
	}
	for _, k := range [...]struct {
		kind federation.Kind
		made bool
	}{
		{federation.TenantFederationConfiguration, made.FederationConfiguration != nil},
		{federation.TenantExternalAccessPolicies, made.ExternalAccessPolicies != nil},
		{federation.TenantUsers, made.Users != nil},
	} {
		if k.made && !have.Knows(k.kind) {
			found.Add(needed(k.kind, "it must be given in full for the tenant to take over the settings of the servers"))
		}
	}
	return found.Err()
}

// canLeave returns an error unless the kinds that the plan needs are known, and all users
// have moved.
func canLeave(have *federation.Configuration) error {
	var found diag.Findings
	for _, k := range [...]federation.Kind{federation.SIPDomains, federation.HostingProviders, federation.Users, federation.TenantFederationConfiguration} {
		if !have.Knows(k) {
			found.Add(needed(k, "it must be given in full to leave a hybrid"))
		}
	}
	var left []string
	for _, u := range have.Users {
		host, err := domain.ParseName(u.HostingProvider)
		if _, isSRV := char.CutPrefix(u.HostingProvider, "SRV"); isSRV || err != nil || !(provider.HostingProvider{ProxyFQDN: host}).IsMicrosoft365() {
			left = append(left, u.SIPAddress.String())
		}
	}
	if left != nil {
		more := ""
		if len(left) > 3 {
			left, more = left[:3], fmt.Sprintf(" and %d more", len(left)-3)
		}
		f := catalog.Finding(RuleHybridUsers, "", fmt.Sprintf("not all users are known to be homed in Microsoft 365: %s%s", strings.Join(left, ", "), more))
		f.Subject = diag.Subject{Kind: federation.Users.String()}
		found.Add(f)
	}
	return found.Err()
}

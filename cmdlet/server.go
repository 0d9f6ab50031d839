package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/internal/source"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// Apply returns the configuration after a server has made an edit, with the side
// effects of the cmdlet. It does not change c. A zero p means the configuration's
// Platform, or else the newest server.
//
// The error is a [*diag.Finding] with the edit's Subject. It reports that the
// server refuses the edit, or that the effect is not known:
// [RuleEffectUndocumented] if no document describes it, and [RuleRecordUnknown] if
// the kind of the record is missing or incomplete. An undocumented refusal has
// Inferred set.
//
// A missing kind causes no refusal. If an edit adds a record to a missing kind, the
// kind becomes Incomplete, because it may have more records.
func Apply(c federation.Configuration, e diag.Edit, p product.Platform) (federation.Configuration, error) {
	s := NewServer(c, p)
	if err := s.Apply(e); err != nil {
		return federation.Configuration{}, err
	}
	return s.Configuration(), nil
}

// A Server applies a series of edits to a configuration. It does the same as
// [Apply], but does not copy the records for every edit.
type Server struct {
	c        federation.Configuration
	platform product.Platform
	own      federation.Kinds // kinds whose records are copied already and may be changed in place
	names    map[federation.Kind]*numbering
}

// NewServer returns a server with a configuration. It does not change c. A zero p
// means the configuration's Platform, or else the newest server.
func NewServer(c federation.Configuration, p product.Platform) *Server {
	if p.IsZero() {
		p = c.Platform
	}
	if p.IsZero() {
		p = product.SfBServerSE
	}
	return &Server{c: c, platform: p, names: map[federation.Kind]*numbering{}}
}

// Configuration returns the current configuration. Later edits do not change the
// result.
func (s *Server) Configuration() federation.Configuration {
	s.own = 0
	return s.c
}

// Apply makes an edit, or returns an error and changes nothing. See the function
// [Apply].
func (s *Server) Apply(e diag.Edit) error {
	c, err := newCommand(e, s.platform)
	if err != nil {
		return refusal(e, err)
	}
	if !c.platform.Knows(product.LyncServer2010) {
		return refusal(e, catalog.Finding(RuleOperationUnsupported, "", fmt.Sprintf("%s has no such cmdlets", s.platform.Title())))
	}
	switch e.Op {
	case diag.OpNew:
		err = s.create(c)
	case diag.OpSet:
		err = s.set(c)
	case diag.OpEnable, diag.OpDisable:
		err = s.enable(c, e.Op == diag.OpEnable)
	case diag.OpRemove:
		err = s.remove(c)
	case diag.OpGrant:
		err = s.grant(c)
	}
	return refusal(e, err)
}

// A numbering finds the records of a kind by name. Each record has a place, its
// number among all records that ever existed, which does not change.
type numbering struct {
	places   map[string]int
	gone     []int // the places of removed records, in order
	repeated bool  // some records have the same name: the first one counts
}

// number returns the index of the record with a key, or -1.
func (n *numbering) number(key string) int {
	place, found := n.places[key]
	if !found {
		return -1
	}
	before, _ := slices.BinarySearch(n.gone, place)
	return place - before
}

// add numbers a record after n others.
func (n *numbering) add(key string, others int) {
	if _, again := n.places[key]; again {
		n.repeated = true
		return
	}
	n.places[key] = others + len(n.gone)
}

// remove removes the record with a key.
func (n *numbering) remove(key string) {
	place := n.places[key]
	delete(n.places, key)
	at, _ := slices.BinarySearch(n.gone, place)
	n.gone = slices.Insert(n.gone, at, place)
}

// numbers returns the numbering of a kind.
func (s *Server) numbers(k federation.Kind) *numbering {
	n := s.names[k]
	if n == nil {
		n = &numbering{places: make(map[string]int, k.Row().Len(&s.c))}
		for i := range k.Row().Len(&s.c) {
			n.add(k.Key(k.Row().Record(&s.c, i).Identity()), i)
		}
		s.names[k] = n
	}
	return n
}

// find returns the index of the record with a name, or -1.
func (s *Server) find(k federation.Kind, name string) int { return s.numbers(k).number(k.Key(name)) }

// edit changes record i of a kind, or adds a record after the last one.
func (s *Server) edit(k federation.Kind, i int, change func(record.Record) error) error {
	row := k.Row()
	if !s.own.Has(k) {
		row.Own(&s.c)
		s.own = s.own.With(k)
	}
	before, whole := row.Len(&s.c), s.c.Knows(k)
	numbers := s.numbers(k)
	if err := row.Edit(&s.c, i, change); err != nil {
		return err
	}
	if before < row.Len(&s.c) {
		numbers.add(k.Key(row.Record(&s.c, i).Identity()), before)
		if !whole && k != federation.AccessEdge {
			s.c.Incomplete = s.c.Incomplete.With(k)
		}
	}
	return nil
}

// refused returns the refusal by a rule of package federation or policy.
func refused(r diag.Rule, src diag.Source, member, format string, args ...any) *diag.Finding {
	info, _ := federation.LookupRule(r)
	if info.Cites(src) {
		info.Source = src
	}
	return &diag.Finding{RuleInfo: info, Path: memberPath(member), Detail: fmt.Sprintf(format, args...)}
}

func memberPath(member string) diag.Path {
	if member == "" {
		return ""
	}
	return diag.Path("").Member(member)
}

// undocumented returns the error for an undocumented effect.
func undocumented(src diag.Source, member, format string, args ...any) *diag.Finding {
	return catalog.FindingFrom(src, RuleEffectUndocumented, memberPath(member), fmt.Sprintf(format, args...))
}

// first sets the remedy of a refusal: a text, and the edits to make before the refused
// one, as commands. If an edit has no command, the remedy of the rule stays.
func (s *Server) first(f *diag.Finding, text string, edits ...diag.Edit) *diag.Finding {
	lines := make([]string, len(edits))
	for i, e := range edits {
		line, err := Command(e, s.platform)
		if err != nil {
			return f
		}
		lines[i] = line
	}
	f.Remedy = text + strings.Join(lines, "; ")
	return f
}

// without returns the edit that removes a record of a kind.
func (s *Server) without(k federation.Kind, i int) diag.Edit {
	return diag.Edit{Op: diag.OpRemove, Subject: s.c.Subject(k, i)}
}

// because sets the record that causes a finding, and returns the finding.
func (s *Server) because(f *diag.Finding, k federation.Kind, i int) *diag.Finding {
	f.Cause = s.c.Subject(k, i)
	return f
}

// create simulates New-.
func (s *Server) create(c *command) error {
	changes, err := c.changes()
	if err != nil {
		return err
	}
	// The page of New-CsHostingProvider requires more parameters, but its own
	// example omits them.
	if err := c.complete(func(p record.Property) bool { return p.Required && p.Always }); err != nil {
		return err
	}
	if err := s.inUse(c); err != nil {
		return err
	}
	at := c.kind.Row().Len(&s.c)
	if c.kind == federation.SIPDomains && s.c.Knows(c.kind) && at == 0 { // the first domain becomes the default (PS-SIPDOMAIN)
		changes = append(changes, diag.MemberEdit{Name: "IsDefault", New: diag.Bool(true)})
	}
	err = s.edit(c.kind, at, func(r record.Record) error {
		if err := r.Put(c.table.KeyNames()[0], diag.Text(c.identity)); err != nil {
			return attach("Identity", err)
		}
		if err := put(r, changes); err != nil {
			return err
		}
		complete(c.kind, r, s.platform)
		if err := s.proxyInUse(c.kind, r); err != nil {
			return err
		}
		return firstBroken(r, nil)
	})
	if err != nil {
		return err
	}
	s.demote(c.kind, at)
	return nil
}

// complete sets the members that the command for a new record leaves out: to their
// defaults, or else to null. The pages disagree on the default of one member
// (PS-POLICY), which stays unknown. So do the switches of a tenant's policy whose
// default is not on its page (PS-TEAMS-POLICY).
func complete(k federation.Kind, r record.Record, p product.Platform) {
	var open []string
	for property := range k.Row().Table().Properties() {
		_, lacks := r.Lacks(property.Name)
		isDisputed := k == federation.ExternalAccessPolicies && property.Name == "EnableFederationAccess"
		isUntold := k == federation.TenantExternalAccessPolicies && property.Default == ""
		if lacks && (isDisputed || isUntold) {
			open = append(open, property.Name)
		}
	}
	r.Default(p)
	r.Know(open...)
}

// inUse returns the refusal of a new record that conflicts with present ones.
func (s *Server) inUse(c *command) error {
	about := c.table.About()
	if c.kind.IsPolicies() && c.kind.Key(c.identity) == "global" {
		// Global always exists, exported or not.
		f := refused(about.Unique, about.Source, "Identity", "Global always exists: it can be set, but not created")
		return s.first(f, "Set it: ", diag.Edit{Op: diag.OpSet, Subject: c.edit.Subject, Members: c.edit.Members})
	}
	for k := range federation.AllKinds() {
		other := k.Row().Table().About()
		if k != c.kind && (about.Namespace == "" || other.Namespace != about.Namespace) {
			continue
		}
		if i := s.find(k, c.identity); i >= 0 {
			f := refused(about.Unique, about.Source, "Identity", "%s already exists (%s)", c.identity, other.Title)
			f.Inferred = c.kind == federation.SIPDomains // the cmdlet's page does not mention it
			if k == c.kind {
				s.first(f, "Change the present record, or remove it first: ", s.without(k, i))
			} else {
				s.first(f, fmt.Sprintf("Choose another Identity, or remove the %s first: ", other.Title), s.without(k, i))
			}
			return s.because(f, k, i)
		}
	}
	switch c.kind {
	case federation.AllowedDomains:
		if i := s.find(federation.BlockedDomains, c.identity); i >= 0 {
			f := refused(federation.RuleDomainOnBothLists, about.Source, "Identity", "%s is blocked", c.identity)
			s.first(f, "Remove the other entry first: ", s.without(federation.BlockedDomains, i))
			return s.because(f, federation.BlockedDomains, i)
		}
	case federation.BlockedDomains:
		if i := s.find(federation.AllowedDomains, c.identity); i >= 0 {
			f := refused(federation.RuleDomainOnBothLists, about.Source, "Identity", "%s is allowed", c.identity)
			s.first(f, "Remove the other entry first: ", s.without(federation.AllowedDomains, i))
			return s.because(f, federation.AllowedDomains, i)
		}
	case federation.PublicProviders, federation.HostingProviders:
		if e := s.c.AccessEdge; e != nil && e.Routing() == federation.UseDefaultRouting {
			return s.because(refused(federation.RuleDefaultRouteProviders, about.Source, "", "the Access Edge has a default route"), federation.AccessEdge, 0)
		}
	case federation.ExternalAccessPolicies:
		return s.siteUnknown(c.identity)
	case federation.TenantExternalAccessPolicies:
		if id, err := policy.ParseIdentity(c.identity); err == nil && id.Scope() == policy.Site {
			return undocumented(source.TeamsPolicy, "Identity", "a tenant has no sites, and what becomes of a policy for %s is not documented", id)
		}
	default:
	}
	return nil
}

// siteUnknown returns an error if no pool is in the site of a policy. The effect of
// a policy for a site that does not exist is not documented. A site without pools
// may exist.
func (s *Server) siteUnknown(identity string) error {
	id, err := policy.ParseIdentity(identity)
	if err != nil {
		return attach("Identity", err)
	}
	if id.Scope() != policy.Site || !s.c.Knows(federation.Pools) {
		return nil
	}
	for _, p := range s.c.Pools {
		if char.Same(p.Site.String(), id.Name()) || char.Same(p.Site.String(), id.String()) {
			return nil
		}
	}
	return undocumented(source.NewExternalAccessPolicy, "Identity", "no pool is in the site %s, and no document describes a policy for a site that does not exist", id.Name())
}

// proxyInUse returns the refusal of a provider whose host belongs to another one
// (PS-PUBLIC, PS-HOSTING).
func (s *Server) proxyInUse(kind federation.Kind, r record.Record) error {
	if kind != federation.PublicProviders && kind != federation.HostingProviders {
		return nil // an allowed domain may have the host of a provider
	}
	proxy, _ := r.Value("ProxyFqdn").Text()
	for _, k := range []federation.Kind{federation.PublicProviders, federation.HostingProviders} {
		for i := range k.Row().Len(&s.c) {
			if other, _ := k.Row().Record(&s.c, i).Value("ProxyFqdn").Text(); char.EqualFold(other, proxy) {
				f := refused(federation.RuleProxyFQDNRepeated, source.NewPublicProvider, "ProxyFqdn", "%s is the host of the %s %s", proxy, k.Row().Table().About().Title, k.Row().Record(&s.c, i).Identity())
				s.first(f, "Remove that provider first: ", s.without(k, i))
				return s.because(f, k, i)
			}
		}
	}
	return nil
}

// put sets members of a record.
func put(r record.Record, changes []diag.MemberEdit) error {
	for _, m := range changes {
		if err := r.Put(m.Name, m.New); err != nil {
			return attach(m.Name, err)
		}
	}
	return nil
}

// broken returns the findings about a single record that a server enforces. A
// server accepts any text as a list of excluded domains (TEAMS-MODULE).
func broken(r record.Record) []*diag.Finding {
	var all []*diag.Finding
	for _, f := range r.Findings() {
		structure := f.Rule == provider.RuleHostsUsersUnshared // the store has no form for this state
		if (f.Severity == diag.Error || structure) && !strings.HasPrefix(string(f.Path), "/NameDecorationExcludedDomainList") {
			all = append(all, f)
		}
	}
	return all
}

// firstBroken returns the first enforced rule that a record breaks now and did not
// break before.
func firstBroken(r record.Record, before []*diag.Finding) error {
	for _, f := range broken(r) {
		if !slices.ContainsFunc(before, func(b *diag.Finding) bool { return b.Rule == f.Rule && b.Path == f.Path }) {
			refusal := *f
			refusal.Severity = diag.Error
			return &refusal
		}
	}
	return nil
}

// demote makes the new default SIP domain the only default (PS-SIPDOMAIN).
func (s *Server) demote(k federation.Kind, at int) {
	if k != federation.SIPDomains || !s.c.SIPDomains[at].IsDefault {
		return
	}
	for i := range s.c.SIPDomains {
		if i != at {
			s.c.SIPDomains[i].IsDefault = false
		}
	}
}

// existing returns the index of the record that an edit changes.
func (s *Server) existing(c *command) (int, error) {
	if c.kind == federation.AccessEdge {
		if id := c.edit.Subject.Identity; id != "" && !char.EqualFold(id, "Global") {
			return 0, refused(federation.RuleEdgeIdentity, c.table.About().Source, "Identity", "the Identity is %s", id)
		}
		return 0, nil
	}
	if c.kind == federation.TenantFederationConfiguration { // the only record is Global
		return 0, nil
	}
	i := s.find(c.kind, c.identity)
	if i >= 0 {
		return i, nil
	}
	about := c.table.About()
	switch {
	case strings.Contains(c.identity, "*"):
		return 0, catalog.Finding(RuleIdentityWildcard, "/Identity", fmt.Sprintf("%s has a wildcard", c.identity))
	case c.kind.IsPolicies() && c.kind.Key(c.identity) == "global" && !s.c.Knows(c.kind):
		// Every server and every tenant has Global, exported or not.
		return c.kind.Row().Len(&s.c), nil
	case s.c.Knows(c.kind):
		f := catalog.Finding(RuleRecordMissing, "/Identity", fmt.Sprintf("the %s %s does not exist", about.Title, c.identity)+s.present(c.kind))
		f.Source = about.Source
		f.Inferred = true
		return 0, f
	}
	return 0, catalog.Finding(RuleRecordUnknown, "/Identity", fmt.Sprintf("the %s %s is not in the given %s, which are incomplete", about.Title, c.identity, about.Kind))
}

// present returns the names of the records of a kind, for the detail of a finding. It
// returns "" if there are none, or too many to read.
func (s *Server) present(k federation.Kind) string {
	const most = 4
	n := k.Row().Len(&s.c)
	if n == 0 || n > most {
		return ""
	}
	var names []string
	for i := range n {
		names = append(names, k.Row().Record(&s.c, i).Identity())
	}
	return ", only " + strings.Join(names, ", ")
}

// set simulates Set-.
func (s *Server) set(c *command) error {
	changes, err := c.changes()
	if err != nil {
		return err
	}
	for _, m := range changes {
		if isTenantList := c.kind == federation.TenantFederationConfiguration && c.table.TypeOf(m.Name) == record.ListType; m.New.IsNull() && isTenantList {
			continue // $null is documented (PS-TENANT)
		}
		if m.New.IsNull() || m.New.IsZero() {
			return undocumented(c.table.About().Source, m.Name, "no document says how to clear %s", m.Name)
		}
	}
	if c.kind == federation.AccessEdge {
		if changes, err = s.routing(c, changes); err != nil {
			return err
		}
	}
	at, err := s.existing(c)
	if err != nil {
		return err
	}
	err = s.edit(c.kind, at, func(r record.Record) error {
		if _, lacks := r.Lacks("Identity"); lacks { // the record is Global
			if err := r.Put("Identity", diag.Text(c.identity)); err != nil {
				return err
			}
		}
		before := broken(r)
		if err := put(r, changes); err != nil {
			return err
		}
		if on, isBool := r.Value("IsDefault").Bool(); c.kind == federation.SIPDomains && len(changes) > 0 && isBool && !on {
			return refused(federation.RuleSIPDomainDefault, source.NewSIPDomain, "IsDefault", "a domain stops being the default only when another domain becomes the default")
		}
		return firstBroken(r, before)
	})
	if err != nil {
		return err
	}
	s.demote(c.kind, at)
	return nil
}

// routing adds the side effects of a change of the routing method to the changes of
// the Access Edge. The store keeps only the members of one method (TEAMS-MODULE).
func (s *Server) routing(c *command, changes []diag.MemberEdit) ([]diag.MemberEdit, error) {
	method, err := c.method()
	if err != nil || method == "" {
		return changes, err
	}
	has := func(name string) bool {
		return slices.ContainsFunc(c.edit.Members, func(m diag.MemberEdit) bool { return char.EqualFold(m.Name, name) })
	}
	if has("VerificationLevel") && !has("RoutingMethod") && !has("DefaultRouteFqdn") {
		// An example on the cmdlet's page sets it alone, but the page does not
		// document the effect on an Edge that finds partners by DNS.
		return nil, undocumented(source.AccessEdge, "VerificationLevel", "the effect of -VerificationLevel without a default route is not documented")
	}
	if err := c.complete(func(p record.Property) bool { return p.Required && c.goesWith(p, method) }); err != nil {
		return nil, err
	}
	if method == federation.UseDefaultRouting.String() {
		var names []string
		var removals []diag.Edit
		for _, k := range []federation.Kind{federation.PublicProviders, federation.HostingProviders} {
			for i := range k.Row().Len(&s.c) {
				names = append(names, k.Row().Record(&s.c, i).Identity())
				removals = append(removals, s.without(k, i))
			}
		}
		if len(names) > 0 {
			f := refused(federation.RuleDefaultRouteProviders, source.AccessEdge, "RoutingMethod", "the configuration has providers: %s", strings.Join(names, ", "))
			return nil, s.first(f, "Leave the Edge with -UseDnsSrvRouting, or remove all providers first: ", removals...)
		}
	}
	switched := s.c.AccessEdge != nil && s.c.AccessEdge.Routing().String() != method && !s.c.AccessEdge.Routing().IsZero()
	for p := range c.table.Properties() {
		given := slices.ContainsFunc(changes, func(m diag.MemberEdit) bool { return m.Name == p.Name })
		if p.With != "" && (p.With != method || switched && !given) {
			changes = append(changes, diag.MemberEdit{Name: p.Name, New: diag.Null()})
		}
	}
	return append(changes, diag.MemberEdit{Name: "RoutingMethod", New: diag.Text(method)}), nil
}

// enable simulates Enable- and Disable-.
func (s *Server) enable(c *command, on bool) error {
	at, err := s.existing(c)
	if err != nil {
		return err
	}
	return s.edit(c.kind, at, func(r record.Record) error {
		if is, known := r.Value("Enabled").Bool(); known && is == on {
			f := catalog.Finding(RuleStateAlready, "", fmt.Sprintf("Enabled is already %s", diag.Bool(on)))
			f.Source = c.table.About().Source
			return f
		}
		return r.Put("Enabled", diag.Bool(on))
	})
}

// remove simulates Remove-.
func (s *Server) remove(c *command) error {
	at, err := s.existing(c)
	if err != nil {
		return err
	}
	switch c.kind {
	case federation.ExternalAccessPolicies:
		if c.kind.Key(c.identity) == "global" {
			return s.reset(c, at)
		}
		id := s.c.ExternalAccessPolicies[at].Identity
		for i, u := range s.c.Users {
			if u.ExternalAccessPolicy.Same(id) {
				return s.granted(undocumented(source.NewExternalAccessPolicy, "Identity", "the policy is granted to %s, and no document says which policy its users get after its removal", u.SIPAddress), federation.Users, i)
			}
		}
	case federation.TenantExternalAccessPolicies:
		if c.kind.Key(c.identity) == "global" {
			return s.reset(c, at)
		}
		id := s.c.Tenant.ExternalAccessPolicies[at].Identity
		for i, u := range s.c.Tenant.Users {
			if u.ExternalAccessPolicy.Same(id) {
				return s.granted(undocumented(source.TeamsPolicy, "Identity", "the policy is granted to %s, and no document says which policy its users get after its removal", u.SIPAddress), federation.TenantUsers, i)
			}
		}
	case federation.SIPDomains:
		if err := s.keepsDomain(c, at); err != nil {
			return err
		}
	default:
	}
	if !s.own.Has(c.kind) {
		c.kind.Row().Own(&s.c)
		s.own = s.own.With(c.kind)
	}
	c.kind.Row().Remove(&s.c, at)
	if numbers := s.numbers(c.kind); numbers.repeated {
		s.names[c.kind] = nil // the next record with this name counts now
	} else {
		numbers.remove(c.kind.Key(c.identity))
	}
	return nil
}

// granted completes the refusal to remove a policy that user i has. The user's grant must
// be taken back or replaced first.
func (s *Server) granted(f *diag.Finding, users federation.Kind, i int) *diag.Finding {
	back := diag.Edit{Op: diag.OpGrant, Subject: s.c.Subject(users, i), Members: []diag.MemberEdit{{Name: "ExternalAccessPolicy", New: diag.Null()}}}
	return s.because(s.first(f, "Grant each of its users another policy first, or take the grants back: ", back), users, i)
}

// reset simulates Remove- of the Global policy, which resets the policy to its
// defaults and does not remove it (PS-POLICY).
func (s *Server) reset(c *command, at int) error {
	return s.edit(c.kind, at, func(r record.Record) error {
		if err := r.Put("Identity", diag.Text("Global")); err != nil {
			return err
		}
		var names []string
		for p := range c.table.Properties() {
			if p.Key {
				continue
			}
			names = append(names, p.Name)
			if err := r.Put(p.Name, diag.Null()); err != nil {
				return err
			}
		}
		r.Know(names...)
		if c.kind.IsTenant() {
			complete(c.kind, r, s.platform)
			return nil
		}
		r.Default(s.platform)
		r.Know()
		return nil
	})
}

// keepsDomain returns the refusal to remove a SIP domain that is needed
// (PS-SIPDOMAIN).
func (s *Server) keepsDomain(c *command, at int) error {
	d := s.c.SIPDomains[at]
	if _, lacks := c.kind.Row().Record(&s.c, at).Lacks("IsDefault"); lacks {
		return catalog.Finding(RuleRecordUnknown, "/IsDefault", "IsDefault was not exported, and the default domain cannot be removed")
	}
	if d.IsDefault || len(s.c.SIPDomains) == 1 && s.c.Knows(c.kind) {
		f := refused(federation.RuleSIPDomainDefault, source.NewSIPDomain, "IsDefault", "the domain is the default")
		for i := range s.c.SIPDomains {
			if i != at {
				return s.first(f, "Make another domain the default first: ", diag.Edit{Op: diag.OpSet, Subject: s.c.Subject(c.kind, i), Members: []diag.MemberEdit{{Name: "IsDefault", New: diag.Bool(true)}}})
			}
		}
		return f
	}
	for i, u := range s.c.Users {
		if u.SIPAddress.Domain() == d.Identity {
			return s.because(catalog.Finding(RuleSIPDomainUsed, "/Identity", fmt.Sprintf("%s is in this domain", u.SIPAddress)), federation.Users, i)
		}
	}
	return nil
}

// grant simulates Grant-.
func (s *Server) grant(c *command) error {
	granted, err := c.granted()
	if err != nil {
		return err
	}
	if granted.IsZero() {
		return catalog.Finding(RuleParameterMissing, "/ExternalAccessPolicy", "the edit names no policy")
	}
	if !granted.IsNull() {
		if granted, err = s.grantable(c, granted); err != nil {
			return err
		}
	}
	at := s.find(c.kind, c.identity)
	switch {
	case at >= 0:
	case s.c.Knows(c.kind):
		f := catalog.FindingFrom(source.GrantExternalAccessPolicy, RuleRecordMissing, "", fmt.Sprintf("the user %s does not exist", c.identity))
		f.Inferred = true
		return f
	default:
		at = c.kind.Row().Len(&s.c)
	}
	return s.edit(c.kind, at, func(r record.Record) error {
		if _, lacks := r.Lacks("SipAddress"); lacks {
			if err := r.Put("SipAddress", diag.Text(c.identity)); err != nil {
				return attach("Identity", err)
			}
		}
		return attach("ExternalAccessPolicy", r.Put("ExternalAccessPolicy", granted))
	})
}

// grantable returns the Identity of a policy that can be granted, or an error. To a
// server NAME and Tag:NAME are the same policy.
func (s *Server) grantable(c *command, named diag.Value) (diag.Value, error) {
	policies := federation.ExternalAccessPolicies
	if c.kind == federation.TenantUsers {
		policies = federation.TenantExternalAccessPolicies
	}
	name, _ := named.Text()
	id, err := policy.ParseIdentity(name)
	switch {
	case err != nil:
		return diag.Value{}, attach("ExternalAccessPolicy", err)
	case id.Scope() != policy.Tag:
		f := refused(policy.RuleAssignmentScope, source.GrantExternalAccessPolicy, "ExternalAccessPolicy", "%s is not a per-user policy", id)
		back := diag.Edit{Op: diag.OpGrant, Subject: c.edit.Subject, Members: []diag.MemberEdit{{Name: "ExternalAccessPolicy", New: diag.Null()}}}
		return diag.Value{}, s.first(f, fmt.Sprintf("%s applies without a grant to users who have no policy of their own. Take back the policy of this user: ", id), back)
	case s.find(policies, id.String()) < 0 && s.c.Knows(policies):
		f := refused(policy.RuleGrantMissing, source.GrantExternalAccessPolicy, "ExternalAccessPolicy", "the policy %s does not exist", id)
		f.Inferred = true
		return diag.Value{}, f
	}
	return diag.Text(id.String()), nil
}

package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/product"
)

// A change is the change of one record.
type change struct {
	kind    federation.Kind
	op      diag.Op // OpNew, OpSet, OpRemove or OpGrant
	subject diag.Subject
	members []diag.MemberEdit // the members that change
	fresh   []diag.MemberEdit // all members of a record that is created or recreated
	forced  []string          // the members that cannot be changed in place and force a recreation
}

func (c *change) key() string    { return c.kind.Key(c.subject.Identity) }
func (c *change) replaces() bool { return c.forced != nil }

func (c *change) edit(op diag.Op, members []diag.MemberEdit) diag.Edit {
	return diag.Edit{Op: op, Subject: c.subject, Members: members}
}

// A recordKey identifies a record, with its name in the form that a server compares.
type recordKey struct {
	kind federation.Kind
	key  string
}

// keyOf returns the key of a subject.
func keyOf(s diag.Subject) (recordKey, bool) {
	k, err := federation.ParseKind(s.Kind)
	if err != nil {
		return recordKey{}, false
	}
	if len(k.Row().Table().KeyNames()) == 0 { // the kind has a single record
		return recordKey{kind: k}, true
	}
	return recordKey{k, k.Key(s.Identity)}, true
}

// A planner makes a plan.
type planner struct {
	have, goal federation.Configuration // goal is have with the wanted changes
	want       *federation.Configuration
	kinds      federation.Kinds // the planned kinds
	platform   product.Platform
	present    map[recordKey]int // the numbers of the records of have
	wanted     map[recordKey]int
	changes    map[recordKey]*change
	refused    diag.Findings
	left       diag.Findings      // the differences that no cmdlet changes
	leftOut    map[memberKey]bool // the members that are not planned; the name "" stands for the whole record
	rightsOf   map[inForce]switches
	siteStages map[string]stage // the stages of created and removed site policies, by key
	units      []unit
	windows    []window

	// For a tenant: whether its lists change, whether BlockAllSubdomains changes, whether
	// a policy changes, the policies whose lists change, and the changed grants.
	relisted, subdomains, changedPolicies bool
	rewritten                             []diag.Subject
	granted                               []*change
}

// goals sets the changes from the differences, and the differences that are not
// planned.
func (p *planner) goals() {
	p.goal, p.changes = p.have, map[recordKey]*change{}
	if p.leftOut == nil {
		p.leftOut = map[memberKey]bool{}
	}
	d := federation.Compare(p.have, *p.want)
	for _, gap := range d.Gaps {
		p.gap(gap)
	}
	for k := range federation.AllKinds() {
		if k.Row().Given(&p.have) {
			k.Row().Own(&p.goal)
		}
		if k.Row().Given(p.want) && p.kinds.Has(k) && hasNameless(&p.have, k) {
			p.refuse(catalog.Info(RuleKindUnknown), diag.Subject{Kind: k.String()}, "one of the present %s has no name", k)
		}
	}
	if p.refused != nil {
		return
	}
	p.present, p.wanted = numbersOf(&p.have), numbersOf(p.want)
	for _, difference := range d.Records {
		if difference.Op == diag.OpSet { // first, while the records of goal have the same indexes as those of have
			p.difference(difference)
		}
	}
	var removed []recordKey
	for _, difference := range d.Records {
		if difference.Op == diag.OpRemove {
			removed = append(removed, p.difference(difference)...)
		}
	}
	slices.SortFunc(removed, func(a, b recordKey) int { return cmp.Compare(p.present[b], p.present[a]) })
	for _, r := range removed {
		r.kind.Row().Remove(&p.goal, p.present[r])
	}
	for _, difference := range d.Records {
		if difference.Op == diag.OpNew {
			p.difference(difference)
		}
	}
}

// hasNameless reports whether a record of a kind has no name.
func hasNameless(c *federation.Configuration, k federation.Kind) bool {
	if len(k.Row().Table().KeyNames()) == 0 {
		return false
	}
	for i := range k.Row().Len(c) {
		if k.Row().Record(c, i).Identity() == "" {
			return true
		}
	}
	return false
}

// numbersOf returns the index of each record in its kind.
func numbersOf(c *federation.Configuration) map[recordKey]int {
	n := 0
	for k := range federation.AllKinds() {
		n += k.Row().Len(c)
	}
	all := make(map[recordKey]int, n)
	for k := range federation.AllKinds() {
		for i := range k.Row().Len(c) {
			all[recordKey{k, k.Key(k.Row().Record(c, i).Identity())}] = i
		}
	}
	return all
}

func (p *planner) refuse(info diag.RuleInfo, subject diag.Subject, format string, args ...any) {
	p.refused.Add(&diag.Finding{RuleInfo: info, Subject: subject, Detail: fmt.Sprintf(format, args...)})
}

// leave records a difference that is not planned: some members of a record, or the whole
// record if members is nil.
func (p *planner) leave(s diag.Subject, members []string, format string, args ...any) {
	key, _ := keyOf(s)
	if members == nil {
		members = []string{""}
	}
	for _, m := range members {
		p.leftOut[memberKey{key, m}] = true
	}
	p.left.Add(&diag.Finding{RuleInfo: catalog.Info(RuleRecordFixed), Subject: s, Detail: fmt.Sprintf(format, args...)})
}

// gap refuses wanted records that cannot be compared with the present ones.
func (p *planner) gap(g federation.Gap) {
	row := g.Kind.Row()
	if len(row.Table().About().Ops) == 0 || !row.Given(p.want) || !p.kinds.Has(g.Kind) {
		return
	}
	if lacksGrants := slices.Contains(g.Members, "ExternalAccessPolicy"); g.Kind == federation.TenantUsers && len(g.Members) > 0 && !lacksGrants {
		return // only the policy of a user is planned
	}
	const instead = ". Or leave the kind out of the wanted configuration"
	subject := diag.Subject{Kind: g.Kind.String()}
	switch info := unknownKind(g.Kind, instead); {
	case g.Incomplete && p.want.Incomplete.Has(g.Kind):
		info.Remedy = "Correct the wanted configuration" + instead + "."
		p.refuse(info, subject, "not everything in the wanted configuration could be read")
	case g.Incomplete:
		p.refuse(info, subject, "not everything in the present configuration could be read")
	case len(g.Members) == 0 && g.Old:
		p.refuse(info, subject, "the wanted configuration has this kind, but the present configuration does not")
	case len(g.Members) > 0 && !g.New:
		info := catalog.Info(RuleMemberUnknown)
		if g.Kind.IsTenant() {
			info.Remedy = "Export all members: " + cmdlet.Export(g.Kind) + "."
		}
		p.refuse(info, subject, "not exported: %s", strings.Join(g.Members, ", "))
	}
}

// unknownKind returns the row of [RuleKindUnknown] with the command that exports a kind,
// and an alternative.
func unknownKind(k federation.Kind, instead string) diag.RuleInfo {
	info := catalog.Info(RuleKindUnknown)
	if export := cmdlet.Export(k); export != "" {
		info.Remedy = "Export it: " + export + instead + "."
	}
	return info
}

// difference adds a change, and makes it in the goal. It returns the record to be
// removed from the goal, if any.
func (p *planner) difference(d federation.Difference) (removed []recordKey) {
	k, err := federation.ParseKind(d.Subject.Kind)
	if err != nil || k == federation.Holdings { // no server has holdings
		return nil
	}
	c := &change{kind: k, op: d.Op, subject: d.Subject}
	switch {
	case p.leftOut[memberKey{recordKey{k, c.key()}, ""}]:
		return nil
	case k.IsUsers() && d.Op == diag.OpRemove:
		return nil // a user that the wanted configuration lacks is not changed
	case k.IsUsers() && d.Op == diag.OpSet:
		c.op = diag.OpGrant
	case !slices.Contains(k.Row().Table().About().Ops, d.Op):
		p.leave(d.Subject, nil, "%s", unwritable(d.Op))
		return nil
	}
	for _, m := range d.Members {
		c.members = append(c.members, m.MemberEdit)
	}
	var valid bool
	switch c.op {
	case diag.OpNew:
		valid = p.create(c)
	case diag.OpSet:
		valid = p.set(c)
	case diag.OpGrant:
		valid = p.grant(c)
	case diag.OpRemove:
		c.members, valid = nil, true
		removed = []recordKey{{k, c.key()}}
	}
	if valid {
		p.changes[recordKey{k, c.key()}] = c
	}
	return removed
}

func unwritable(op diag.Op) string {
	switch op {
	case diag.OpNew:
		return "it does not exist, and no cmdlet of federation creates it"
	case diag.OpRemove:
		return "the wanted configuration lacks it, and no cmdlet of federation removes it"
	}
	return "it differs from the wanted one, and no cmdlet of federation changes it"
}

// create completes a new record. A null switch is written as off if PowerShell would
// prompt for it. A null switch of a policy is always written, because the pages disagree
// about a default (PS-POLICY).
func (p *planner) create(c *change) bool {
	row := c.kind.Row()
	wanted := row.Record(p.want, p.wanted[recordKey{c.kind, c.key()}])
	c.fresh = p.members(c, wanted)
	if c.kind == federation.ExternalAccessPolicies {
		var lacks []string
		for property := range row.Table().Properties() {
			if _, lack := wanted.Lacks(property.Name); lack && p.platform.Knows(property.Since) && row.Table().TypeOf(property.Name) == record.BoolType {
				lacks = append(lacks, property.Name)
			}
		}
		if lacks != nil {
			p.refuse(catalog.Info(RuleMemberUnknown), c.subject, "%s of the new policy is not given", strings.Join(lacks, ", "))
			return false
		}
	}
	return p.put(c, row.Len(&p.goal), c.fresh)
}

// members returns the members of a record as a New- command needs them.
func (p *planner) members(c *change, r record.Record) []diag.MemberEdit {
	var all []diag.MemberEdit
	table := c.kind.Row().Table()
	for property := range table.Properties() {
		v := r.Value(property.Name)
		if entries, isList := r.Entries(property.Name); isList && len(entries) == 0 {
			continue
		}
		isSwitch := table.TypeOf(property.Name) == record.BoolType
		if v.IsNull() && isSwitch && p.platform.Knows(property.Since) && property.Default != "True" && (property.Required || c.kind == federation.ExternalAccessPolicies) {
			v = diag.Bool(false)
		}
		if usual := property.Default; v.IsNull() && !isSwitch && usual != "" && usual != record.None && p.platform.Knows(property.Since) {
			p.leave(c.subject, []string{property.Name}, "%s should be unset, but the server sets it to %s in a new record", property.Name, usual)
		}
		if !property.Key && !v.IsZero() && !v.IsNull() {
			all = append(all, diag.MemberEdit{Name: property.Name, New: v})
		}
	}
	return all
}

// put makes a change in the goal.
func (p *planner) put(c *change, i int, members []diag.MemberEdit) bool {
	row := c.kind.Row()
	err := row.Edit(&p.goal, i, func(r record.Record) error {
		if names := row.Table().KeyNames(); c.op == diag.OpNew && len(names) > 0 {
			if err := r.Put(names[0], diag.Text(c.subject.Identity)); err != nil {
				return err
			}
		}
		for _, m := range members {
			if err := r.Put(m.Name, m.New); err != nil {
				return err
			}
		}
		return nil
	})
	for f := range diag.All(err) {
		about := *f
		about.Subject = c.subject
		p.refused.Add(&about)
	}
	return err == nil
}

// set decides whether a record is set, or removed and created again. A record that
// cannot be created again keeps the members that cannot be changed in place.
func (p *planner) set(c *change) bool {
	i := p.present[recordKey{c.kind, c.key()}] // 0 for the Access Edge
	table := c.kind.Row().Table()
	stays := !slices.Contains(table.About().Ops, diag.OpRemove) || c.kind.IsPolicies() // a policy may be granted to users
	var made, members []diag.MemberEdit
	var left []string
	for _, m := range c.members {
		property := propertyOf(table, m.Name)
		isSwitch := table.TypeOf(m.Name) == record.BoolType
		isOff := m.New.IsNull() && isSwitch && property.Default != "True"
		falls := p.fallsAway(c.kind, property, m)
		if isOff {
			m.New = diag.Bool(false)
		}
		isTenantList := c.kind == federation.TenantFederationConfiguration && table.TypeOf(m.Name) == record.ListType
		if forced := !falls && !isTenantList && (m.New.IsNull() || cmdlet.Replaces(c.edit(diag.OpSet, []diag.MemberEdit{m}))); forced && stays {
			left = append(left, m.Name)
			continue
		} else if forced {
			c.forced = append(c.forced, m.Name)
		}
		made = append(made, m)
		if !falls {
			members = append(members, m)
		}
	}
	if left != nil {
		p.leave(c.subject, left, "no document describes how to change %s", strings.Join(left, ", "))
	}
	c.members = members
	switch {
	case made == nil || !p.put(c, i, made):
		return false
	case c.replaces():
		return p.replace(c, i)
	}
	return true
}

// fallsAway reports whether another change makes the change of a member unnecessary. A
// SIP domain ceases to be the default when another becomes the default. The members of
// a routing method go with the method.
func (p *planner) fallsAway(k federation.Kind, property record.Property, m diag.MemberEdit) bool {
	switch k {
	case federation.SIPDomains:
		return m.New.Equal(diag.Bool(false))
	case federation.AccessEdge:
		return property.With != "" && property.With != p.want.AccessEdge.Routing().String() && !p.want.AccessEdge.Routing().IsZero()
	}
	return false
}

func propertyOf(table record.Table, name string) record.Property {
	for p := range table.Properties() {
		if p.Name == name {
			return p
		}
	}
	return record.Property{}
}

// replace completes a record that is created again. An unknown member would be
// lost.
func (p *planner) replace(c *change, i int) bool {
	var lacks []string
	for property := range c.kind.Row().Table().Properties() {
		if p.goal.IsUnknown(c.kind, i, property.Name) || p.goal.IsPresumed(c.kind, i, property.Name) {
			lacks = append(lacks, property.Name)
		}
	}
	if lacks != nil {
		p.refuse(catalog.Info(RuleMemberUnknown), c.subject, "it must be removed and created again to change %s, and its %s was not exported", strings.Join(c.forced, ", "), strings.Join(lacks, ", "))
		return false
	}
	c.fresh = p.members(c, c.kind.Row().Record(&p.goal, i))
	return true
}

// grant plans the policy of a user, and records the other differences as not planned.
func (p *planner) grant(c *change) bool {
	const granted = "ExternalAccessPolicy"
	var others []string
	var grants []diag.MemberEdit
	for _, m := range c.members {
		if m.Name == granted {
			grants = append(grants, m)
		} else {
			others = append(others, m.Name)
		}
	}
	if others != nil {
		p.leave(c.subject, others, "%s differs from the wanted value, and no cmdlet of federation changes it", strings.Join(others, ", "))
	}
	c.members = grants
	return grants != nil && p.put(c, p.present[recordKey{c.kind, c.key()}], c.members)
}

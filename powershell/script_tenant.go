package powershell

import (
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/pwsh"
	"github.com/lyncfed/lyncfed/tenant"
)

// A ListChange is a change of a list of domains by a command that has only the added and
// removed entries, not the whole list.
type ListChange struct {
	Member         string
	Added, Removed []string
}

// tenantCommand is the function of a plan's script that asks the administrator to run a
// command in the shell of the tenant. The command is its argument.
const tenantCommand = "Request-TenantCommand"

// A side has the sides that a script has commands of.
type side struct{ tenant, servers bool }

// with adds the sides of the commands of a script. A command that only the module
// MicrosoftTeams has belongs to a tenant.
func (of side) with(tokens []pwsh.Token, depth int) side {
	for c := range pwsh.Commands(tokens) {
		call := c.Call()
		name := plainDashes(call[0].Value)
		noun, _ := cutVerb(name)
		server, isServer := cmdlet.Lookup(name)
		_, isTenant := cmdlet.LookupTenant(name)
		_, isOfTenant := char.CutPrefix(noun, "CsTenant")
		_, isOnline := char.CutPrefix(noun, "CsOnline")
		switch {
		case char.EqualFold(name, "Connect-MicrosoftTeams"), char.EqualFold(name, "Import-Module") && mentions(call, "MicrosoftTeams"), isOfTenant, isOnline, isTenant && !isServer:
			of.tenant = true
		case isServer && !isTenant && server.Op != 0, char.EqualFold(name, "Import-Module") && (mentions(call, "Lync") || mentions(call, "SkypeForBusiness")):
			of.servers = true
		}
		for _, t := range c.Tokens {
			if t.Is(pwsh.Group) && depth < maxBlocks && !strings.HasPrefix(t.Text, "@{") {
				of = of.with(t.Inside(), depth+1)
			}
		}
	}
	return of
}

func mentions(tokens []pwsh.Token, word string) bool {
	return slices.ContainsFunc(tokens, func(t pwsh.Token) bool { return char.EqualFold(t.Value, word) })
}

// lookup returns the cmdlet of a command. The module, a parameter or the rest of the
// script may show that it belongs to a tenant. isBoth is set if a server and a tenant
// have the cmdlet, and the script does not show which one is meant.
func (s *scriptReader) lookup(name string, tokens []pwsh.Token) (c cmdlet.Cmdlet, found, isBoth bool) {
	module, plain, isQualified := strings.Cut(name, `\`)
	if !isQualified {
		plain = name
	}
	server, isServer := cmdlet.Lookup(plain)
	online, isOnline := cmdlet.LookupTenant(plain)
	switch {
	case !isOnline, isQualified && !char.EqualFold(module, "MicrosoftTeams"):
		return server, isServer, false
	case !isServer, isQualified, s.inTenant, s.side.tenant && !s.side.servers, (s.side.tenant || !s.side.servers) && hasTenantParameter(online, server, tokens):
		return online, true, false
	}
	return server, true, s.side.tenant
}

// hasTenantParameter reports whether a command has a parameter that only the cmdlet of a
// tenant has.
func hasTenantParameter(online, server cmdlet.Cmdlet, tokens []pwsh.Token) bool {
	has := func(c cmdlet.Cmdlet, name string) bool {
		for p := range c.Parameters() {
			if char.EqualFold(p.Name, name) && (!p.Teams || c == online) {
				return true
			}
		}
		return false
	}
	if online.Op == diag.OpGrant {
		return false // both have the same parameters
	}
	return slices.ContainsFunc(tokens, func(t pwsh.Token) bool {
		return t.Is(pwsh.Parameter) && isTenantAlone(t.Value) && has(online, t.Value) && !has(server, t.Value)
	})
}

// isTenantAlone reports whether only policies of a tenant have the member with a name.
func isTenantAlone(name string) bool {
	table := federation.TenantExternalAccessPolicies.Row().Table()
	for p := range table.Properties() {
		if p.Mark && char.EqualFold(p.Name, name) {
			return true
		}
	}
	return false
}

// reportBoth reports a command that a server and a tenant have, in a script with commands of
// both sides.
func (s *scriptReader) reportBoth(at pwsh.Token, server cmdlet.Cmdlet, name string) {
	online, _ := cmdlet.LookupTenant(server.Name)
	s.report(RuleScriptUnknown, at, diag.Subject{}, "a server and a tenant both have %s, and the script has commands of both: write MicrosoftTeams\\%s for the tenant", name, server.Name)
	for _, k := range [...]federation.Kind{server.Kind, online.Kind} {
		s.script.Changes = append(s.script.Changes, Change{Edit: diag.Edit{Op: server.Op, Subject: diag.Subject{Kind: k.String()}}, Kind: k, Pos: s.place(at)})
	}
}

// groupNoun is the noun of the cmdlets that grant a policy of any type to a group
// (PS-GROUP-POLICY).
const groupNoun = "CsGroupPolicyAssignment"

// isGroupGrant reports whether a command grants an external access policy to a group,
// or may do so.
func isGroupGrant(name string, tokens []pwsh.Token) bool {
	verb, noun, _ := strings.Cut(name, "-")
	if !char.EqualFold(noun, groupNoun) || char.EqualFold(verb, "Get") {
		return false
	}
	for i, t := range tokens {
		if rest := pwsh.SkipBlanks(tokens[i+1:]); t.Is(pwsh.Parameter) && char.EqualFold(t.Value, "PolicyType") && len(rest) > 0 && rest[0].Is(pwsh.String, pwsh.Word) && rest[0].Literal {
			return char.EqualFold(rest[0].Value, "ExternalAccessPolicy")
		}
	}
	return true
}

// groupGrant reports a grant to a group as not known, because no record has the members of
// a group.
func (s *scriptReader) groupGrant(at pwsh.Token, name string) {
	s.relevant = true
	kind := federation.TenantUsers
	s.report(RuleScriptUnknown, at, diag.Subject{Kind: kind.String()}, "the records of users do not show the users that %s changes", name)
	s.script.Changes = append(s.script.Changes, Change{Edit: diag.Edit{Op: diag.OpGrant, Subject: diag.Subject{Kind: kind.String()}}, Kind: kind, Pos: s.place(at)})
}

// printsTenant reports whether a cmdlet prints the records of a tenant.
func printsTenant(name string) bool {
	for k := range federation.AllKinds() {
		if k.IsTenant() && char.EqualFold(name, "Get-"+k.Row().Table().About().Noun) {
			return true
		}
	}
	return false
}

// readAsked reads the command in the argument of [tenantCommand].
func (s *scriptReader) readAsked(tokens []pwsh.Token, depth int) {
	s.relevant = true
	rest := pwsh.SkipBlanks(tokens[1:])
	if len(rest) == 0 || !rest[0].Is(pwsh.String) || !rest[0].Literal {
		s.report(RuleScriptUnknown, tokens[0], diag.Subject{Kind: federation.TenantFederationConfiguration.String()}, "the command for the tenant is not in the script")
		for k := range federation.AllKinds() {
			if k.IsTenant() && len(k.Row().Table().About().Ops) > 0 {
				s.script.Changes = append(s.script.Changes, Change{Edit: diag.Edit{Subject: diag.Subject{Kind: k.String()}}, Kind: k, Pos: s.place(tokens[0])})
			}
		}
		return
	}
	before := len(s.lines)
	s.inTenant = true
	s.statements(pwsh.LexAt(rest[0].Value, rest[0]), depth)
	s.inTenant = false
	s.lines = s.lines[:before] // a command within a quoted text is not corrected
}

// domains is the value of an expression in a script: all known domains, or a list of
// names.
type domains struct {
	all   bool
	names []string
}

// value returns the domains as the value of an edit.
func (d domains) value() diag.Value {
	switch {
	case d.all:
		return diag.Text(tenant.AllKnown)
	case len(d.names) == 0:
		return diag.Null()
	}
	return diag.Texts(d.names...)
}

// trackDomains updates the variables that hold domains after a statement of the script. A
// statement in a block makes the variables unknown, because the block may run any number
// of times.
func (s *scriptReader) trackDomains(tokens []pwsh.Token, depth int) {
	first := tokens[0]
	rest := pwsh.SkipBlanks(tokens[1:])
	if first.Is(pwsh.Word) { // [void]$list.Add and [type]$list
		_, name, isVariable := strings.Cut(first.Text, "$")
		if !isVariable || first.Text[0] != '[' {
			return
		}
		name, call, isCall := strings.Cut(name, ".")
		switch {
		case isCall && char.EqualFold(call, "Add") && len(rest) > 0 && rest[0].Is(pwsh.Group):
			s.extend(name, rest[0].Inside(), depth)
		case len(rest) > 0 && rest[0].Text == "=":
			s.assign(name, rest[1:], depth)
		default:
			delete(s.domains, char.Fold(name))
		}
		return
	}
	if !first.Is(pwsh.Variable) {
		return
	}
	switch {
	case !first.Literal:
		call := strings.TrimPrefix(first.Text, "$"+first.Value)
		if inner, isAdd := char.CutPrefix(call, ".Add("); isAdd && strings.HasSuffix(inner, ")") && len(rest) == 0 {
			s.extend(first.Value, pwsh.LexAt(strings.TrimSuffix(inner, ")"), first), depth)
			return
		}
		delete(s.domains, char.Fold(first.Value))
	case len(rest) > 0 && rest[0].Text == "=" && char.EqualFold(first.Value, "null"):
		if rest = pwsh.SkipBlanks(rest[1:]); len(rest) > 0 {
			s.trackDomains(rest, depth)
		}
	case len(rest) > 0 && rest[0].Text == "=":
		s.assign(first.Value, rest[1:], depth)
	case len(rest) > 0 && rest[0].Text == "+=":
		s.extend(first.Value, rest[1:], depth)
	default:
		for _, t := range tokens { // $a, $b = 1, 2
			if t.Is(pwsh.Variable) && slices.ContainsFunc(tokens, func(t pwsh.Token) bool { return t.Text == "=" }) {
				delete(s.domains, char.Fold(t.Value))
			}
		}
	}
}

func (s *scriptReader) assign(name string, tokens []pwsh.Token, depth int) {
	d, known := s.evaluate(tokens, 0)
	if name = char.Fold(name); !known || depth > 0 {
		delete(s.domains, name)
		return
	}
	s.domains[name] = d
}

func (s *scriptReader) extend(name string, tokens []pwsh.Token, depth int) {
	name = char.Fold(name)
	was, isThere := s.domains[name]
	d, known := s.evaluate(tokens, 0)
	if !isThere || !known || depth > 0 || was.all || d.all {
		delete(s.domains, name)
		return
	}
	s.domains[name] = domains{names: append(was.names, d.names...)} // no other variable shares the slice: a value is a copy
}

// evaluate returns the value of an expression, and whether it is known. It knows the
// forms on the page of the cmdlet (PS-TENANT).
func (s *scriptReader) evaluate(tokens []pwsh.Token, depth int) (domains, bool) {
	tokens = slices.DeleteFunc(slices.Clone(tokens), func(t pwsh.Token) bool { return t.Is(pwsh.Space, pwsh.Comment, pwsh.Newline) })
	if len(tokens) == 0 || depth > maxBlocks {
		return domains{}, len(tokens) == 0
	}
	first := tokens[0]
	name := plainDashes(first.Value)
	arguments := func(parameter string) (domains, bool) {
		rest := tokens[1:]
		if len(rest) > 0 && rest[0].Is(pwsh.Parameter) {
			if !char.EqualFold(strings.TrimSuffix(rest[0].Value, ":"), parameter) {
				return domains{}, false
			}
			rest = rest[1:]
		}
		d, known := s.evaluate(rest, depth+1)
		return d, known && !d.all && len(d.names) > 0
	}
	switch {
	case first.Is(pwsh.Word) && char.EqualFold(name, "New-CsEdgeAllowAllKnownDomains"):
		return domains{all: true}, len(tokens) == 1
	case first.Is(pwsh.Word) && char.EqualFold(name, "New-CsEdgeAllowList"):
		return arguments("AllowedDomain")
	case first.Is(pwsh.Word) && char.EqualFold(name, "New-CsEdgeDomainPattern"):
		return arguments("Domain")
	case first.Is(pwsh.Word) && char.EqualFold(name, "New-Object"):
		return domains{}, isListType(strings.Join(textsOf(tokens[1:]), " "))
	case first.Is(pwsh.Word) && strings.HasSuffix(name, "::new"):
		return domains{}, isListType(strings.Trim(strings.TrimSuffix(name, "::new"), "[]")+"]") && len(tokens) == 2 && tokens[1].Text == "()"
	}
	var all domains
	for i, t := range tokens {
		if isComma := t.Is(pwsh.Comma); isComma != (i%2 == 1) {
			return domains{}, false
		} else if isComma {
			continue
		}
		d, known := s.evaluated(t, depth)
		if !known || d.all && len(tokens) > 1 {
			return domains{}, false
		}
		all.all = d.all
		all.names = append(all.names, d.names...)
	}
	return all, true
}

// maxCopied is the largest total number of domains that commands may take from variables.
const maxCopied = 1 << 20

// evaluated is evaluate for one token.
func (s *scriptReader) evaluated(t pwsh.Token, depth int) (domains, bool) {
	switch {
	case t.Is(pwsh.String) && t.Literal && !t.Unclosed, t.Is(pwsh.Word) && t.Literal && !strings.ContainsAny(t.Value, "-[$") || t.Is(pwsh.Word) && t.Literal && strings.Contains(t.Value, "."):
		return domains{names: []string{t.Value}}, true
	case t.Is(pwsh.Variable) && t.Literal && char.EqualFold(t.Value, "null"):
		return domains{}, true
	case t.Is(pwsh.Variable) && t.Literal:
		d, found := s.domains[char.Fold(t.Value)]
		s.copied += len(d.names)
		return d, found && s.copied <= maxCopied
	case t.Is(pwsh.Group) && (t.Text[0] == '(' || strings.HasPrefix(t.Text, "@(")):
		return s.evaluate(t.Inside(), depth+1)
	}
	return domains{}, false
}

func textsOf(tokens []pwsh.Token) []string {
	var all []string
	for _, t := range tokens {
		if !t.Is(pwsh.Parameter) {
			all = append(all, strings.Trim(t.Text, `'"`))
		}
	}
	return all
}

// isListType reports whether a type is a list of texts.
func isListType(name string) bool {
	name = char.Fold(strings.TrimSuffix(name, "()"))
	return slices.Contains([]string{"collections.generic.list[string]", "system.collections.generic.list[string]", "collections.generic.list[system.string]", "system.collections.generic.list[system.string]"}, name)
}

// domainList returns the value of a parameter that takes domains. The value is a whole
// list, or the added and removed entries.
func (c *call) domainList(p cmdlet.Parameter, tokens []pwsh.Token) (a argument, rest []pwsh.Token) {
	_, rest = c.value(tokens)
	expression := tokens[:len(tokens)-len(rest)]
	a = argument{parameter: p, at: tokens[0], last: expression[len(expression)-1]}
	if strings.HasPrefix(tokens[0].Text, "@{") && len(expression) == 1 {
		if p.Name == "AllowedDomains" { // reported in PSDOCS-5150
			c.refuse(RuleScriptValue, tokens[0], "-AllowedDomains takes no hash table: write -AllowedDomainsAsAList %s", tokens[0].Text)
			return a, rest
		}
		a.list, a.known = c.listChange(p, tokens[0])
		if a.list != nil && a.list.Added == nil && a.list.Removed == nil { // the table replaces the list
			a.list = nil
		}
	}
	if d, known := c.evaluate(expression, 0); known {
		a.value, a.known = d.value(), true
	} else if a.known && a.list == nil {
		replaced, _ := c.replacement(tokens[0])
		a.value = replaced.value()
	}
	return a, rest
}

// entriesOf returns the entries of a hashtable, by key in lower case.
func entriesOf(t pwsh.Token) map[string][]pwsh.Token {
	all := map[string][]pwsh.Token{}
	key, isValue := "", false
	for _, t := range members(t.Inside()) {
		switch {
		case t.Is(pwsh.Newline, pwsh.Semicolon):
			key, isValue = "", false
		case isValue:
			all[key] = append(all[key], t)
		case t.Text == "=":
			isValue = true
		case !t.Is(pwsh.Space, pwsh.Comment):
			key = char.Fold(t.Value)
		}
	}
	return all
}

// replacement returns the list that @{Replace=…} sets.
func (c *call) replacement(t pwsh.Token) (domains, bool) {
	entries := entriesOf(t)
	if with, isReplaced := entries["replace"]; isReplaced && len(entries) == 1 {
		d, known := c.evaluate(with, 0)
		return d, known && !d.all
	}
	return domains{}, false
}

// listChange returns the entries that a hashtable adds to a list and removes from it. It
// has neither for a hashtable that replaces the list.
func (c *call) listChange(p cmdlet.Parameter, t pwsh.Token) (*ListChange, bool) {
	if p.Name != "BlockedDomains" && p.Name != "AllowedDomainsAsAList" || c.cmdlet.Kind != federation.TenantFederationConfiguration {
		return nil, false // no document describes it
	}
	if _, known := c.replacement(t); known {
		return &ListChange{Member: p.Member}, true
	}
	l := &ListChange{Member: p.Member}
	for key, value := range entriesOf(t) {
		d, known := c.evaluate(value, 0)
		if !known || d.all || len(d.names) == 0 {
			return nil, false
		}
		switch key {
		case "add":
			l.Added = d.names
		case "remove":
			l.Removed = d.names
		default:
			return nil, false
		}
	}
	return l, l.Added != nil || l.Removed != nil
}

// resolve returns the edit with the whole lists after the added and removed entries. It
// returns false if the lists before the command are not known.
func (change Change) resolve(c federation.Configuration) (diag.Edit, bool) {
	e := change.Edit
	s := c.Tenant.FederationConfiguration
	if s == nil {
		return e, false
	}
	e.Members = slices.Clone(e.Members)
	for _, l := range change.Lists {
		of := s.BlockedDomains
		if l.Member == "AllowedDomains" {
			var isList bool
			if of, isList = s.AllowedDomains.List(); !isList && !s.AllowedDomains.IsNobody() {
				return e, false // the effect of adding to all known domains is not documented
			}
			if s.AllowedDomains.IsNobody() {
				of = tenant.ListOf()
			}
		}
		if !of.IsKnown() {
			return e, false
		}
		names := slices.DeleteFunc(slices.Collect(of.Entries()), func(name string) bool {
			return slices.ContainsFunc(l.Removed, func(gone string) bool { return char.EqualFold(gone, name) })
		})
		for _, added := range l.Added {
			if !slices.ContainsFunc(names, func(name string) bool { return char.EqualFold(name, added) }) {
				names = append(names, added)
			}
		}
		e.Members = append(e.Members, diag.MemberEdit{Name: l.Member, New: domains{names: names}.value()})
	}
	return e, true
}

package audit_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/tenant"
)

var (
	writer    = regexp.MustCompile(`\b(New|Set|Enable|Disable|Remove|Grant)-(Cs\w+)`)
	parameter = regexp.MustCompile(`^ -(\w+)(?: ('(?:[^']|'')*'(?:,'(?:[^']|'')*')*|\$true|\$false|\$null|\$list\w+|\(New-CsEdgeAllowAllKnownDomains\)|\d+))?`)
	quoted    = regexp.MustCompile(`'((?:[^']|'')*)'`)
)

// commandsIn returns the edits of the commands in a text. A cmdlet without parameters is
// only a name. Enable-CsUser makes no edit.
func commandsIn(t *testing.T, text string) []diag.Edit {
	t.Helper()
	var edits []diag.Edit
	for _, m := range writer.FindAllStringSubmatchIndex(text, -1) {
		if strings.HasPrefix(text[m[4]:m[5]], "CsEdge") {
			continue // this cmdlet makes the value of a parameter
		}
		if !strings.HasPrefix(text[m[1]:], " -") || text[m[0]:m[1]] == "Enable-CsUser" {
			continue
		}
		op, err := diag.ParseOp(text[m[2]:m[3]])
		require.NoError(t, err)
		e := diag.Edit{Op: op}
		for k := range federation.AllKinds() {
			if noun := k.Row().Table().About().Noun; noun == text[m[4]:m[5]] && noun != "" && e.Subject.Kind == "" { // a kind of the servers comes before a kind of the tenant
				e.Subject.Kind = k.String()
			}
		}
		if op == diag.OpGrant {
			e.Subject.Kind = federation.Users.String()
		}
		if e.Subject.Kind == "" {
			t.Errorf("%q: %s is no cmdlet that is known", text, text[m[0]:m[1]])
			continue
		}
		line, rest, identity := text[m[0]:m[1]], text[m[1]:], false
		for {
			p := parameter.FindStringSubmatch(rest)
			if p == nil {
				break
			}
			line, rest = line+p[0], rest[len(p[0]):]
			name, v := p[1], value(p[2])
			if strings.HasPrefix(p[2], "$list") { // a variable from the commands before
				name = strings.TrimSuffix(name, "AsAList")
				v = diag.Texts(added(text, p[2])...)
			}
			text, _ := v.Text()
			switch {
			case name == "Identity":
				e.Subject.Identity, identity = text, true
			case name == "PolicyName":
				e.Members = append(e.Members, diag.MemberEdit{Name: "ExternalAccessPolicy", New: v})
			case name == "UseDnsSrvRouting" || name == "UseDefaultRouting":
				identity = true // the parameter excludes -Identity
				e.Subject.Identity = "Global"
			default:
				e.Members = append(e.Members, diag.MemberEdit{Name: name, New: v})
			}
		}
		if !identity {
			t.Errorf("%q: %s has no -Identity", text, line)
			continue
		}
		if e.Subject.Kind == federation.AccessEdge.String() || e.Subject.Kind == federation.TenantFederationConfiguration.String() {
			e.Subject.Identity = ""
		}
		spelled, err := cmdlet.Command(e, 0)
		if err != nil || !strings.HasSuffix(spelled, line) || !strings.Contains(text, spelled) {
			t.Errorf("%q is spelled %q, %v", line, spelled, err)
		}
		edits = append(edits, e)
	}
	return edits
}

// added returns the names that a text adds to a list.
func added(text, list string) []string {
	var names []string
	for _, m := range regexp.MustCompile(regexp.QuoteMeta(list)+`\.Add\('([^']*)'\)`).FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// value reads a value as PowerShell does.
func value(text string) diag.Value {
	switch text {
	case "$true", "$false":
		return diag.Bool(text == "$true")
	case "$null":
		return diag.Null()
	case "":
		return diag.Value{}
	case "(New-CsEdgeAllowAllKnownDomains)":
		return diag.Text(tenant.AllKnown)
	}
	if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		return diag.Number(n)
	}
	var items []string
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		items = append(items, strings.ReplaceAll(m[1], "''", "'"))
	}
	if len(items) == 1 {
		return diag.Text(items[0])
	}
	return diag.Texts(items...)
}

// TestRemedies: each command in a remedy reads back as the edit that it was made from,
// and has an -Identity. The remedy has the commands of the fix.
func TestRemedies(t *testing.T) {
	inputs := examples(t)
	maps.Copy(inputs, fieldCases())
	made := map[diag.Rule]bool{}
	for name, in := range inputs {
		for _, run := range []func(*testing.T, json.RawMessage) ([]byte, diag.Findings){audited, given} {
			_, findings := run(t, in)
			for _, f := range findings {
				if !strings.HasPrefix(string(f.Rule), "audit.") {
					continue
				}
				edits := commandsIn(t, f.Remedy)
				made[f.Rule] = made[f.Rule] || len(edits) > 0
				for _, fix := range f.Fix {
					same := func(e diag.Edit) bool {
						return e.Op == fix.Op && e.Subject.Kind == fix.Subject.Kind && strings.EqualFold(e.Subject.Identity, fix.Subject.Identity)
					}
					if !slices.ContainsFunc(edits, same) {
						t.Errorf("%s: the remedy %q does not have the fix %v", name, f.Remedy, fix)
					}
				}
			}
		}
	}
	// These rules have no command: no setting of the server mends them, or a person must
	// find something out first.
	none := []diag.Rule{
		audit.RuleDayMissing, audit.RuleMemberAbsent, audit.RuleMicrosoft365Topology, audit.RuleServiceClosing, audit.RuleServiceUnrecorded,
		audit.RuleSettingUnknown, audit.RuleStatusUnknown, audit.RuleSupportEnded, audit.RuleSupportEnding,
		audit.RuleTenantBlockedIdle, audit.RuleTenantPublicUsers, audit.RuleTenantSubdomains, audit.RuleTenantUsers, audit.RuleUserDomain,
	}
	dns := func(r diag.Rule) bool { // rules on DNS and certificates, which no cmdlet changes
		return strings.HasPrefix(string(r), "audit.srv.") || strings.HasPrefix(string(r), "audit.certificate.")
	}
	for row := range audit.Rules() {
		if exempt := slices.Contains(none, row.Rule) || dns(row.Rule); exempt == made[row.Rule] {
			t.Errorf("%s: a remedy with a command: %t", row.Rule, made[row.Rule])
		}
		commandsIn(t, row.Remedy)
	}
}

package plan_test

import (
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/plan"
	"github.com/lyncfed/lyncfed/reach"
)

var today = date.MustParse("2026-11-27")

// TestMend: after the plan, the only errors and warnings of the audit are those that are
// left for a person.
func TestMend(t *testing.T) {
	text, err := os.ReadFile("../examples/testdata/contoso.json")
	require.NoError(t, err)
	have := read(t, string(text))
	findings := audit.Run(have, today).Findings
	p, left := plan.Mend(have, findings)
	require.NotEmpty(t, p.Steps)
	isLeft := map[diag.Rule]bool{}
	for _, l := range left {
		require.NoError(t, l.Err)
		require.Nil(t, l.Finding.Fix)
		isLeft[l.Finding.Rule] = true
	}
	for _, f := range audit.Run(p.Result(), today).Findings {
		if f.Severity != diag.Notice && !isLeft[f.Rule] {
			t.Errorf("%v is there after the plan", f)
		}
	}
	mended := 0
	for _, step := range p.Steps {
		mended += len(step.Findings)
	}
	require.Positive(t, mended)
	again, _ := plan.Mend(p.Result(), audit.Run(p.Result(), today).Findings)
	require.Empty(t, again.Steps)
}

// TestMendOf has fixes, each with the planned commands and the findings that are left.
func TestMendOf(t *testing.T) {
	edge := func(name string, on bool) []diag.Edit {
		return []diag.Edit{{Op: diag.OpSet, Subject: diag.Subject{Kind: "AccessEdgeConfiguration"}, Members: []diag.MemberEdit{{Name: name, New: diag.Bool(on)}}}}
	}
	domain := func(op diag.Op, name string, members ...diag.MemberEdit) []diag.Edit {
		return []diag.Edit{{Op: op, Subject: diag.Subject{Kind: "AllowedDomains", Identity: name}, Members: members}}
	}
	comment := diag.MemberEdit{Name: "Comment", New: diag.Text("x")}
	const whole = `{"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"AllowOutsideUsers":true,"RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":false},
		"AllowedDomains":[{"Identity":"a.example","ProxyFqdn":null,"VerificationLevel":null,"Comment":null,"MarkForMonitoring":false}],"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"one.example","Enabled":true}]`
	for _, tt := range []struct {
		name, have string
		fixes      [][]diag.Edit
		steps      int
		left       []diag.Rule // the rules of the errors; "" for a finding without a fix
	}{
		{"none", whole + `}`, [][]diag.Edit{nil}, 0, []diag.Rule{""}},
		{"one record", whole + `}`, [][]diag.Edit{edge("AllowOutsideUsers", false), nil, edge("AllowFederatedUsers", false)}, 1, []diag.Rule{""}},
		{"two say the same", whole + `}`, [][]diag.Edit{edge("AllowOutsideUsers", false), edge("AllowOutsideUsers", false)}, 1, nil},
		{"two contradict each other", whole + `}`, [][]diag.Edit{edge("AllowOutsideUsers", false), edge("AllowOutsideUsers", true)}, 1, []diag.Rule{plan.RuleFixContradicts}},
		{"a removal settles a change", whole + `}`, [][]diag.Edit{domain(diag.OpSet, "a.example", comment), domain(diag.OpRemove, "a.example")}, 1, nil},
		{"the name in other letters", whole + `}`, [][]diag.Edit{domain(diag.OpSet, "A.Example", comment)}, 1, nil},
		{"a new record", whole + `}`, [][]diag.Edit{domain(diag.OpNew, "b.example", comment), domain(diag.OpNew, "b.example", comment)}, 1, nil},
		{"a record that is not there", whole + `}`, [][]diag.Edit{domain(diag.OpSet, "b.example", comment), edge("AllowOutsideUsers", false)}, 1, []diag.Rule{plan.RuleKindUnknown}},
		{"a member that would be lost", whole + `}`, [][]diag.Edit{
			{{Op: diag.OpSet, Subject: diag.Subject{Kind: "PublicProviders", Identity: "Skype"}, Members: []diag.MemberEdit{{Name: "ProxyFqdn", New: diag.Text("two.example")}}}},
			edge("AllowOutsideUsers", false),
		}, 1, []diag.Rule{plan.RuleMemberUnknown}},
		{"a kind that could not be read", whole + `,"BlockedDomains":[7]}`, [][]diag.Edit{
			{{Op: diag.OpNew, Subject: diag.Subject{Kind: "BlockedDomains", Identity: "c.example"}}},
			edge("AllowOutsideUsers", false),
		}, 1, []diag.Rule{plan.RuleKindUnknown}},
		{"a kind that could not be read is left alone", whole + `,"BlockedDomains":[7]}`, [][]diag.Edit{edge("AllowOutsideUsers", false)}, 1, nil},
		{"a state that no server can be in", whole + `,"BlockedDomains":[{"Identity":"a.example"}]}`, [][]diag.Edit{edge("AllowOutsideUsers", false)}, 0, []diag.Rule{federation.RuleDomainOnBothLists}},
		{"a kind that there is none of", whole + `}`, [][]diag.Edit{{{Op: diag.OpSet, Subject: diag.Subject{Kind: "Colors"}}}}, 0, []diag.Rule{plan.RuleKindUnknown}},
	} {
		var findings diag.Findings
		for _, fix := range tt.fixes {
			findings.Add(&diag.Finding{Fix: fix})
		}
		p, left := plan.Mend(read(t, tt.have), findings)
		require.Len(t, p.Steps, tt.steps, tt.name)
		var rules []diag.Rule
		for _, l := range left {
			rule := diag.Rule("")
			for f := range diag.All(l.Err) {
				rule = f.Rule
			}
			rules = append(rules, rule)
		}
		require.Equal(t, tt.left, rules, tt.name)
		back, err := p.Rollback()
		require.NoError(t, err, tt.name)
		after, err := plan.Apply(p.Result(), back.Steps...)
		require.NoError(t, err, tt.name)
		require.Empty(t, federation.Compare(after, read(t, tt.have)).Records, tt.name)
	}
}

// TestEffects: the gains and losses agree with the decisions before and after the plan.
func TestEffects(t *testing.T) {
	on := date.MustParse("2016-06-01")
	for seed := range uint64(20) {
		have, want := pairOf(seed)
		p, err := plan.New(have, want)
		require.NoError(t, err)
		effects, err := p.Effects(on)
		require.NoError(t, err)
		before, err := reach.NewIndex(have)
		require.NoError(t, err)
		after, err := reach.NewIndex(want)
		require.NoError(t, err)
		gained := map[string]bool{}
		for _, e := range effects {
			for _, own := range []string{"contoso.com", "contoso.net"} {
				if before.IsOwn(address.MustParse("x@"+own)) || after.IsOwn(address.MustParse("x@"+own)) {
					require.NotContains(t, slices.Concat(e.Gains, e.Loses, e.NotKnown), own)
				}
			}
			for _, u := range e.Users {
				for _, name := range e.Gains {
					if !e.Incoming {
						gained[u.String()+" "+name] = true
					}
				}
			}
		}
		for _, u := range have.Users {
			for _, o := range outsidersOf(t, have, want) {
				was, errWas := before.Decide(reach.Query{From: u.SIPAddress, To: o, On: on})
				will, errWill := after.Decide(reach.Query{From: u.SIPAddress, To: o, On: on})
				if errWas != nil || errWill != nil || before.IsOwn(o) || after.IsOwn(o) {
					continue
				}
				name := o.Domain().String()
				if name == "any-other-domain.example" {
					name = plan.Elsewhere
				}
				if gains := was.Outcome == diag.Refused && will.Allowed(); gains != gained[u.SIPAddress.String()+" "+name] {
					t.Errorf("%d: %v to %v: %v and then %v, and the effects have %v", seed, u.SIPAddress, o, was.Outcome, will.Outcome, effects)
				}
			}
		}
	}
	have, want := pairOf(3)
	have.Users, want.Users = nil, nil
	p, err := plan.New(have, want)
	require.NoError(t, err)
	effects, err := p.Effects(on)
	require.NoError(t, err)
	require.NotEmpty(t, effects)
	seen := map[string]bool{}
	for _, e := range effects {
		require.Empty(t, e.Users)
		require.False(t, e.Incoming)
		require.Contains(t, []string{"", "Tag:Sales", "Tag:Research"}, e.Policy.String())
		require.False(t, seen[e.Policy.String()], e.Policy)
		seen[e.Policy.String()] = true
	}
}

// TestEffectsNotKnown: the effects include answers that are not known, and users whose
// domain becomes one of your own.
func TestEffectsNotKnown(t *testing.T) {
	const (
		edge   = `"Platform":"SfBServer2019","AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"RoutingMethod":"UseDnsSrvRouting","EnablePartnerDiscovery":false},"BlockedDomains":[],"HostingProviders":[],"PublicProviders":[],"Pools":[{"Identity":"pool.contoso.com","Site":"Redmond"}],"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true,"EnablePublicCloudAccess":false,"EnablePublicCloudAudioVideoAccess":false,"EnableOutsideAccess":true}]`
		listed = `,"AllowedDomains":[{"Identity":"fabrikam.com","ProxyFqdn":null,"VerificationLevel":null,"Comment":null,"MarkForMonitoring":false}]`
		none   = `,"AllowedDomains":[]`
		own    = `,"SipDomains":[{"Identity":"contoso.com","IsDefault":true}]`
		both   = `,"SipDomains":[{"Identity":"contoso.com","IsDefault":true},{"Identity":"contoso.org","IsDefault":false}]`
		user   = `,"Users":[{"SipAddress":"sip:ken@contoso.com","Enabled":true,"EnabledForFederation":true}]`
		other  = `,"Users":[{"SipAddress":"sip:ken@contoso.org","ExternalAccessPolicy":null,"HostingProvider":"SRV:","RegistrarPool":"pool.contoso.com","Enabled":true,"EnabledForFederation":true}]`
	)
	for _, tt := range []struct {
		name, have, want string
		effect           plan.Effect
	}{
		{"the grant was not exported", edge + listed + own + user, edge + none + own + user, plan.Effect{NotKnown: []string{"fabrikam.com"}}},
		{"the domain of a user", edge + listed + own + other, edge + listed + both + other, plan.Effect{Gains: []string{"fabrikam.com"}}},
	} {
		p, err := plan.New(read(t, "{"+tt.have+"}"), read(t, "{"+tt.want+"}"))
		require.NoError(t, err, tt.name)
		effects, err := p.Effects(date.MustParse("2016-06-01"))
		require.NoError(t, err, tt.name)
		for i := range effects {
			effects[i].Users = nil
		}
		require.Equal(t, []plan.Effect{tt.effect}, effects, tt.name)
	}
}

package reach_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
	"github.com/lyncfed/lyncfed/report"
)

// A decision is a line of testdata/decisions.json, which testdata/README.md
// describes.
type decision struct {
	Name          string
	Configuration string
	Defaults      bool // whether what the configuration lacks is as the cmdlets make it
	Query         reach.Query
	Allowed       bool
	NotKnown      bool      // nothing refuses, and not all that is needed is known
	Error         diag.Rule // why the query cannot be asked
	Route         reach.Route
	Provider      string
	Address       address.Address
	Policy        policy.Identity
	Delivery      reach.Delivery
	Diagnostic    int
	Until         date.Date // not checked if absent
	Capabilities  *provider.Capability
	Refused       []diag.Rule // the rules that did not pass, in their order: those that refuse, and those that are not known
	Conditions    []diag.Rule // the rules that a "may" rests on, in their order; not checked if absent
	Among         []diag.Rule // some of those that passed
}

type decisions struct {
	Configurations map[string]json.RawMessage
	Decisions      []decision
}

func readDecisions(t testing.TB) decisions {
	t.Helper()
	text, err := os.ReadFile("testdata/decisions.json")
	require.NoError(t, err)
	var all decisions
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&all))
	return all
}

// configuration returns the configuration of a decision.
func (d decisions) configuration(t testing.TB, of decision) federation.Configuration {
	t.Helper()
	text, found := d.Configurations[of.Configuration]
	require.True(t, found, "no configuration %q", of.Configuration)
	read, _, err := federation.Decode(text)
	require.NoError(t, err, of.Configuration)
	if !of.Defaults {
		return read.Configuration
	}
	c, err := read.Configuration.WithDefaults()
	require.NoError(t, err, of.Configuration)
	return c
}

// indexes returns the indexes of all decisions, by what tells them apart.
func (d decisions) indexes(t testing.TB) func(decision) *reach.Index {
	t.Helper()
	type key struct {
		name     string
		defaults bool
	}
	indexes := map[key]*reach.Index{}
	return func(of decision) *reach.Index {
		k := key{of.Configuration, of.Defaults}
		if indexes[k] == nil {
			x, err := reach.NewIndex(d.configuration(t, of))
			require.NoError(t, err, of.Configuration)
			indexes[k] = x
		}
		return indexes[k]
	}
}

// plain is the decision that others start from.
var plain = decision{Configuration: "plain", Defaults: true}

func TestDecisions(t *testing.T) {
	all := readDecisions(t)
	indexes := all.indexes(t)
	passed, refused, routes, names := map[diag.Rule]bool{}, map[diag.Rule]bool{}, map[reach.Route]bool{}, map[string]bool{}
	for _, want := range all.Decisions {
		t.Run(want.Name, func(t *testing.T) {
			if names[want.Name] {
				t.Error("the name is there twice")
			}
			names[want.Name] = true
			v, err := indexes(want).Decide(want.Query)
			if want.Error != "" {
				require.ErrorIs(t, err, want.Error)
				return
			}
			require.NoError(t, err)
			var rules []diag.Rule
			among := map[diag.Rule]bool{}
			for r := range v.Reasons() {
				checkReason(t, all.Configurations[want.Configuration], r)
				if r.Outcome == diag.Passed {
					passed[r.Rule], among[r.Rule] = true, true
				} else {
					refused[r.Rule] = true
					rules = append(rules, r.Rule)
				}
			}
			if v.Allowed() != want.Allowed || v.Allowed() != (len(rules) == 0) {
				t.Errorf("allowed %v, want %v", v.Allowed(), want.Allowed)
			}
			if known := v.Outcome != diag.NotKnown; known == want.NotKnown {
				t.Errorf("the outcome is %v, want not known %v", v.Outcome, want.NotKnown)
			}
			var conditions []diag.Rule
			for r := range v.Conditions() {
				conditions = append(conditions, r.Rule)
			}
			if want.Conditions != nil && !slices.Equal(want.Conditions, conditions) {
				t.Errorf("conditions %v, want %v", conditions, want.Conditions)
			}
			if diff := cmp.Diff(want.Refused, rules); diff != "" {
				t.Errorf("refused by (-want +got):\n%s", diff)
			}
			for _, r := range want.Among {
				if !among[r] {
					t.Errorf("%s is not among what passed: %v", r, among)
				}
			}
			got := []any{v.Route, v.Provider, v.Address, v.Policy, v.Delivery, v.Diagnostic}
			if diff := cmp.Diff([]any{want.Route, want.Provider, want.Address, want.Policy, want.Delivery, want.Diagnostic}, got, testkit.Options); diff != "" {
				t.Errorf("verdict (-want +got):\n%s", diff)
			}
			if !want.Until.IsZero() && v.Until != want.Until || !v.Allowed() && !v.Until.IsZero() {
				t.Errorf("until %v, want %v", v.Until, want.Until)
			}
			if want.Capabilities != nil && v.Capabilities != *want.Capabilities || !v.Allowed() && !v.Capabilities.IsZero() {
				t.Errorf("capabilities %v, want %v", v.Capabilities, want.Capabilities)
			}
			routes[v.Route] = true
		})
	}
	if len(routes) != 5 {
		t.Errorf("%v are all routes", routes)
	}
	// Every rule of a decision passes somewhere, and refuses where it can.
	for r := range reach.DecisionRules() {
		if !passed[r] && !slices.Contains(neverPass, r) {
			t.Errorf("%s passes nowhere", r)
		}
		if refused[r] == slices.Contains(neverRefuse, r) {
			t.Errorf("%s refuses: %v", r, refused[r])
		}
	}
}

// What is said only where it refuses, and only where it does not.
var (
	neverPass = []diag.Rule{
		federation.RuleKindIncomplete, reach.RuleConsumerDomainProvider, reach.RuleGrantUnknown, reach.RuleHomeHosted, reach.RuleHomeUnknown,
		reach.RuleRecordBroken, reach.RuleUserDisabled,
	}
	neverRefuse = []diag.Rule{
		reach.RuleTenantTrial, reach.RuleTenantGroups,
		federation.RuleDomainParent, federation.RuleKindMissing, reach.RuleConsumerDomainAllowed, reach.RuleConsumerDomainPartner, reach.RuleContactPlain, reach.RuleDefaultRouteUsed,
		reach.RuleMicrosoft365Missing, reach.RuleOtherSideUnknown, reach.RuleQuerySides, reach.RuleSRVUnchecked, reach.RuleSenderVerification, reach.RuleUserFederationOff,
	}
)

// checkReason checks what is true of every reason: it says something, has a
// document and a remedy, and its place is in the configuration.
func checkReason(t *testing.T, configuration []byte, r diag.Reason) {
	t.Helper()
	info, known := report.LookupRule(r.Rule)
	if !known || info.Remedy == "" || r.Detail == "" || !info.Cites(r.Source) || strings.HasSuffix(r.Detail, " ") {
		t.Errorf("%+v does not explain itself", r)
	}
	testkit.CheckInferred(t, r.Rule, r.Inferred)
	testkit.CheckRemedy(t, r.Rule, r.Remedy)
	if !testkit.Resolves(configuration, r.Path) {
		t.Errorf("%s: path %s is not in the configuration", r.Rule, r.Path)
	}
}

// TestDecisionText shows how the reasons read.
func TestDecisionText(t *testing.T) {
	all := readDecisions(t)
	indexes := all.indexes(t)
	var b strings.Builder
	for _, d := range all.Decisions {
		v, err := indexes(d).Decide(d.Query)
		fmt.Fprintf(&b, "%s\n", d.Name)
		for f := range diag.All(err) {
			fmt.Fprintf(&b, "  ? %s [%s] %s\n", f.Detail, f.Rule, f.Path)
		}
		for r := range v.Reasons() {
			mark := map[diag.Outcome]string{diag.Passed: "+", diag.Refused: "-", diag.NotKnown: "?"}[r.Outcome]
			if r.Condition {
				mark = "if"
			}
			inferred := ""
			if r.Inferred {
				inferred = "inferred: "
			}
			fmt.Fprintf(&b, "  %s %s%s [%s] (%s) %s\n", mark, inferred, r.Detail, r.Rule, r.Source, r.Path)
			if r.Outcome != diag.Passed || r.Condition {
				fmt.Fprintf(&b, "      do: %s\n", r.Remedy)
			}
		}
	}
	testkit.Golden(t, "testdata/decisions.txt", b.String())
}

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, reach.Rules(), map[string]testkit.Check{
		"Decide":     func(in json.RawMessage) error { return decided(t, in, "") },
		"Conditions": func(in json.RawMessage) error { return conditions(t, in) },
		"Index": func(in json.RawMessage) error {
			d, _, err := federation.Decode(in)
			require.NoError(t, err)
			_, err = reach.NewIndex(d.Configuration)
			return err
		},
		"Route":    func(in json.RawMessage) error { return json.Unmarshal(in, new(reach.Route)) },
		"Delivery": func(in json.RawMessage) error { return json.Unmarshal(in, new(reach.Delivery)) },
	})
}

// conditions returns the condition that the member About names, if the answer
// rests on it.
func conditions(t *testing.T, changes json.RawMessage) error {
	t.Helper()
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(changes, &members))
	var about diag.Rule
	require.NoError(t, json.Unmarshal(members["About"], &about))
	delete(members, "About")
	changes, err := json.Marshal(members)
	require.NoError(t, err)
	return decided(t, changes, about)
}

// decided returns what refuses the member Query of the right configuration with
// other members put in, or the condition by a rule.
func decided(t *testing.T, changes json.RawMessage, condition diag.Rule) error {
	t.Helper()
	var q reach.Query
	text, d, _ := testkit.Changed(t, changes, "Query", &q)
	v, err := decide(t, d.Configuration, q)
	if err != nil {
		return testkit.Unplaced(err)
	}
	var findings diag.Findings
	for r := range v.Reasons() {
		checkReason(t, text, r)
		level := r.Rule == reach.RuleSenderVerification && v.Delivery != reach.Delivered
		if condition == "" && (r.Outcome != diag.Passed || level) || r.Condition && r.Rule == condition {
			findings = append(findings, &diag.Finding{RuleInfo: r.RuleInfo, Detail: r.Detail})
		}
	}
	return testkit.Join(findings)
}

// decide answers a single query.
func decide(t *testing.T, c federation.Configuration, q reach.Query) (reach.Verdict, error) {
	t.Helper()
	return index(t, c).Decide(q)
}

func index(t *testing.T, c federation.Configuration) *reach.Index {
	t.Helper()
	x, err := reach.NewIndex(c)
	require.NoError(t, err)
	return x
}

// answer answers a single query that can be asked.
func answer(t *testing.T, c federation.Configuration, q reach.Query) reach.Verdict {
	t.Helper()
	return answerOf(t, index(t, c), q)
}

func answerOf(t *testing.T, x *reach.Index, q reach.Query) reach.Verdict {
	t.Helper()
	v, err := x.Decide(q)
	require.NoError(t, err)
	return v
}

func TestVerdictText(t *testing.T) {
	testkit.CheckText(t, reach.Route(0))
	testkit.CheckText(t, reach.Delivery(0))
	for r := reach.Internal; r <= reach.Hosting; r++ {
		testkit.CheckText(t, r)
	}
	for d := reach.Delivered; d <= reach.DeliveryUnknown; d++ {
		testkit.CheckText(t, d)
	}
	if _, err := new(reach.Index).Decide(reach.Query{To: address.MustParse("ken@contoso.com"), From: address.MustParse("ted@contoso.com"), On: date.MustParse("2016-01-01")}); !errors.Is(err, reach.RuleQueryDomains) {
		t.Errorf("the zero index answers, or says %v", err)
	}
	if v := (reach.Verdict{}); v.Allowed() || len(slices.Collect(v.Reasons())) > 0 {
		t.Error("the zero verdict allows")
	}
}

// TestMatrix: a matrix is the single decisions, and what changes is found.
func TestMatrix(t *testing.T) {
	all := readDecisions(t)
	x := all.indexes(t)(plain)
	var people []address.Address
	for _, text := range []string{"ken@contoso.com", "none@contoso.com", "off@contoso.com", "kim@contoso.com", "Kim@contoso.com", "joe@live.com", "joe@aol.com", "bob@fabrikam.com", "ted@adatum.com", "x@blocked.example"} {
		people = append(people, address.MustParse(text))
	}
	for _, via := range []string{"", "Skype"} {
		q := reach.Query{On: date.MustParse("2014-03-01"), Provider: via, What: provider.IM}
		n := 0
		for p := range x.Matrix(q, people, people) {
			q := q
			q.From, q.To = p.From, p.To
			want, err := x.Decide(q)
			if (err == nil) != (p.Err == nil) {
				t.Errorf("%v to %v: %v, alone %v", p.From, p.To, p.Err, err)
			}
			if diff := cmp.Diff(outline(want), outline(p.Verdict)); diff != "" {
				t.Errorf("%v to %v (-alone +in the matrix):\n%s", p.From, p.To, diff)
			}
			n++
		}
		if n != len(people)*len(people) {
			t.Errorf("%d pairs", n)
		}
	}
	q := reach.Query{On: date.MustParse("2014-03-01")}
	later := q
	later.On = date.MustParse("2016-01-01")
	var changes []string
	for c := range reach.Changes(x, x, q, later, people[:1], people) {
		changes = append(changes, fmt.Sprintf("%v %v %v %s", c.Before.From, c.Before.To, c.Gained(), c.Rule))
	}
	if diff := cmp.Diff([]string{"ken@contoso.com joe@aol.com false reach.service.day"}, changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

// outline is what a verdict says, as text.
func outline(v reach.Verdict) []string {
	lines := []string{fmt.Sprint(v.Allowed(), v.Route, v.Provider, v.Address, v.Capabilities, v.Policy, v.Delivery, v.Diagnostic)}
	for r := range v.Reasons() {
		lines = append(lines, fmt.Sprint(r.Rule, r.Outcome == diag.Passed, r.Path, r.Detail))
	}
	return lines
}

// TestOrder: the order of the records plays no part in a verdict.
func TestOrder(t *testing.T) {
	all := readDecisions(t)
	for _, decision := range all.Decisions {
		c := all.configuration(t, decision)
		want, err := decide(t, c, decision.Query)
		if err != nil {
			continue
		}
		slices.Reverse(c.SIPDomains)
		slices.Reverse(c.PublicProviders)
		slices.Reverse(c.HostingProviders)
		slices.Reverse(c.AllowedDomains)
		slices.Reverse(c.BlockedDomains)
		slices.Reverse(c.ExternalAccessPolicies)
		slices.Reverse(c.Users)
		slices.Reverse(c.Pools)
		if got := answer(t, c, decision.Query); outline(got)[0] != outline(want)[0] {
			t.Errorf("%s: %s, and in another order %s", decision.Name, outline(want)[0], outline(got)[0])
		}
	}
}

// big returns a configuration with n allowed domains.
func big(t testing.TB, n int) *reach.Index {
	all := readDecisions(t)
	c := all.configuration(t, plain)
	for i := range n {
		c.AllowedDomains = append(c.AllowedDomains, federation.AllowedDomain{Domain: domain.MustParseName(fmt.Sprintf("partner%d.example", i))})
	}
	x, err := reach.NewIndex(c)
	require.NoError(t, err)
	return x
}

func TestDecideAllocs(t *testing.T) {
	x := big(t, 10)
	for _, to := range []string{"joe@live.com", "x@partner7.example", "x@adatum.com"} {
		q := reach.Query{From: address.MustParse("ken@contoso.com"), To: address.MustParse(to), On: date.MustParse("2016-01-01")}
		if got := testing.AllocsPerRun(100, func() { _, _ = x.Decide(q) }); got > 1 {
			t.Errorf("to %s: %v allocations, allowed 1", to, got)
		}
	}
}

func BenchmarkIndexDecide(b *testing.B) {
	for _, n := range []int{10, 100_000} {
		x := big(b, n)
		for _, to := range []string{"joe@live.com", "x@partner7.example"} {
			q := reach.Query{From: address.MustParse("ken@contoso.com"), To: address.MustParse(to), On: date.MustParse("2016-01-01")}
			b.Run(fmt.Sprintf("%d/%s", n, to), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					_, _ = x.Decide(q)
				}
			})
		}
	}
}

// generated returns a configuration and a query that bits choose.
func generated(bits uint64) (federation.Configuration, reach.Query) {
	take := func(n int) int {
		i := int(bits % uint64(n))
		bits /= uint64(n)
		return i
	}
	domains := []string{"live.com", "msn.com", "aol.com", "fabrikam.com", "it.fabrikam.com", "adatum.com"}
	var c federation.Configuration
	c.SIPDomains = []federation.SIPDomain{{Identity: domain.MustParseSIPDomain("contoso.com"), IsDefault: true}}
	on := func() product.Switch { return product.Switch(take(3)) }
	c.AccessEdge = &federation.AccessEdgeConfiguration{AllowFederatedUsers: on(), EnablePartnerDiscovery: on(), RoutingMethod: federation.RoutingMethod(take(3))}
	skype, _ := provider.LookupService(provider.Skype)
	recommended, _ := skype.Recommended(product.SfBServer2015)
	recommended.Enabled = take(2) == 0
	aol := provider.PublicProvider{Identity: "AOL", ProxyFQDN: domain.MustParseName("sip.aol.example"), Enabled: take(2) == 0}
	c.PublicProviders = []provider.PublicProvider{recommended, aol}
	c.HostingProviders = []provider.HostingProvider{{Identity: "Hoster", ProxyFQDN: domain.MustParseName("edge.hoster.example"), Enabled: take(2) == 0, EnabledSharedAddressSpace: on()}}
	proxies := []string{"", "sip.aol.example", "edge.hoster.example", "edge.direct.example"}
	for _, d := range domains {
		switch name := domain.MustParseName(d); take(3) {
		case 1:
			a := federation.AllowedDomain{Domain: name}
			if proxy := proxies[take(4)]; proxy != "" {
				a.ProxyFQDN = domain.MustParseName(proxy)
			}
			c.AllowedDomains = append(c.AllowedDomains, a)
		case 2:
			c.BlockedDomains = append(c.BlockedDomains, federation.BlockedDomain{Domain: name})
		}
	}
	c.ExternalAccessPolicies = []policy.ExternalAccessPolicy{
		{Identity: policy.MustParseIdentity("Global"), EnableFederationAccess: on(), EnablePublicCloudAccess: on()},
		{Identity: policy.MustParseIdentity("Tag:A"), EnableFederationAccess: on(), EnablePublicCloudAccess: on(), EnablePublicCloudAudioVideoAccess: on()},
	}
	ken := address.MustParse("ken@contoso.com")
	c.Users = []federation.User{{SIPAddress: ken}, {SIPAddress: address.MustParse("ann@contoso.com")}}
	if pool := []string{"", "edge.hoster.example", "pool1.contoso.com", "pool9.contoso.com"}[take(4)]; pool != "" {
		c.Users[1].RegistrarPool = domain.MustParseName(pool)
	}
	c.Pools = []federation.Pool{{Identity: domain.MustParseName("pool1.contoso.com"), Site: policy.MustParseSiteName("Redmond")}}
	if take(4) == 0 {
		c.ExternalAccessPolicies = append(c.ExternalAccessPolicies, policy.ExternalAccessPolicy{Identity: policy.MustParseIdentity("Site:Redmond"), EnableFederationAccess: on()})
	}
	if take(2) == 0 {
		c.Users[0].ExternalAccessPolicy = policy.MustParseIdentity("A")
	}
	q := reach.Query{From: ken, To: address.MustParse("x@" + domains[take(len(domains))]), What: provider.Capability(take(16))}
	q.On = date.MustParse([]string{"2012-01-01", "2014-03-01", "2016-01-01", "2026-01-01"}[take(4)])
	if take(2) == 0 {
		q.From, q.To = q.To, q.From
	}
	return c, q
}

// unread returns configurations that each lack a record that could not be read.
func unread(c federation.Configuration, which uint8) []federation.Configuration {
	var all []federation.Configuration
	add := func(k federation.Kind, without federation.Configuration) {
		without.Incomplete = federation.Kinds(0).With(k)
		all = append(all, without)
	}
	less := c
	less.PublicProviders = lessOne(c.PublicProviders, which)
	add(federation.PublicProviders, less)
	less = c
	less.HostingProviders = lessOne(c.HostingProviders, which)
	add(federation.HostingProviders, less)
	less = c
	less.AllowedDomains = lessOne(c.AllowedDomains, which)
	add(federation.AllowedDomains, less)
	less = c
	less.BlockedDomains = lessOne(c.BlockedDomains, which)
	add(federation.BlockedDomains, less)
	less = c
	less.ExternalAccessPolicies = lessOne(c.ExternalAccessPolicies, which)
	add(federation.ExternalAccessPolicies, less)
	less = c
	less.Users = lessOne(c.Users, which)
	add(federation.Users, less)
	less = c
	less.Pools = lessOne(c.Pools, which)
	add(federation.Pools, less)
	return all
}

func lessOne[R any](records []R, which uint8) []R {
	if len(records) == 0 {
		return records
	}
	i := int(which) % len(records)
	return slices.Delete(slices.Clone(records), i, i+1)
}

// FuzzIndexDecide has what must be true of all configurations.
func FuzzIndexDecide(f *testing.F) {
	for i := range 40 {
		f.Add(uint64(i)*0x9E3779B97F4A7C15, uint8(i))
	}
	f.Fuzz(func(t *testing.T, bits uint64, which uint8) {
		c, q := generated(bits)
		x := index(t, c)
		before := answerOf(t, x, q)
		other := q.To
		if other.Domain().String() == "contoso.com" {
			other = q.From
		}
		refused := 0
		for range before.Refusals() {
			refused++
		}
		if before.Allowed() != (refused == 0) || before.Allowed() && before.Route.IsZero() || !before.Allowed() && !before.Capabilities.IsZero() {
			t.Errorf("%+v: allowed %v with %d refusals, route %v", q, before.Allowed(), refused, before.Route)
		}

		// A block never widens, and what is blocked is refused.
		blocked := c
		blocked.BlockedDomains = append(slices.Clone(c.BlockedDomains), federation.BlockedDomain{Domain: other.Domain().Name()})
		if answer(t, blocked, q).Allowed() {
			t.Errorf("%+v: allowed though blocked", q)
		}

		// An entry on the list of allowed domains never narrows.
		allowed := c
		names := []string{"live.com", "fabrikam.com", "adatum.com", "aol.com"}
		name := domain.MustParseName(names[int(which)%len(names)])
		listed := slices.ContainsFunc(c.AllowedDomains, func(d federation.AllowedDomain) bool { return d.Domain == name })
		if !listed {
			allowed.AllowedDomains = append(slices.Clone(c.AllowedDomains), federation.AllowedDomain{Domain: name})
			if before.Allowed() && !answer(t, allowed, q).Allowed() {
				t.Errorf("%+v: refused once %v is allowed", q, name)
			}
		}

		// Enabling a provider touches nothing that does not then go through it.
		enabled := c
		enabled.PublicProviders = slices.Clone(c.PublicProviders)
		enabled.PublicProviders[int(which)%2].Enabled = true
		if after := answer(t, enabled, q); after.Route != reach.Public && outline(after)[0] != outline(before)[0] {
			t.Errorf("%+v: %s, and once a provider is enabled %s", q, outline(before)[0], outline(after)[0])
		}

		// What could not be read is not taken for granted.
		needed := []federation.Kind{federation.SIPDomains, federation.AccessEdge, federation.PublicProviders, federation.BlockedDomains}
		if before.Route != reach.Public {
			needed = append(needed, federation.AllowedDomains)
		}
		for _, k := range needed {
			incomplete := c
			incomplete.Incomplete = federation.Kinds(0).With(k)
			if answer(t, incomplete, q).Allowed() {
				t.Errorf("%+v: allowed, and not all of kind %v could be read", q, k)
			}
		}

		// A record that could not be read refuses, or changes nothing. (Which public
		// provider an allowed domain names is not asked for one that has another.)
		inside := reach.Query{From: c.Users[0].SIPAddress, To: c.Users[1].SIPAddress, On: q.On}
		both := []reach.Query{q, inside}
		wants := []string{outline(before)[0], outline(answerOf(t, x, inside))[0]}
		for _, less := range unread(c, which) {
			x := index(t, less)
			for i, q := range both {
				got, want := answerOf(t, x, q), wants[i]
				if got.Allowed() && outline(got)[0] != want && (!less.Incomplete.Has(federation.AllowedDomains) || got.Route != reach.Public) {
					t.Errorf("%+v: %s, and with one unread of kind %v %s", q, want, less.Incomplete, outline(got)[0])
				}
			}
		}

		// A hosting provider that could not be read refuses only what may go there.
		hosting := c
		hosting.Incomplete = federation.Kinds(0).With(federation.HostingProviders)
		elsewhere := slices.ContainsFunc(c.AllowedDomains, func(d federation.AllowedDomain) bool {
			return d.Domain == other.Domain().Name() && d.ProxyFQDN.String() == "edge.direct.example"
		})
		if after := answer(t, hosting, q); elsewhere && before.Route == reach.Partner {
			if after.Allowed() {
				t.Errorf("%+v: allowed, and a hosting provider that could not be read may have the host", q)
			}
		} else if outline(after)[0] != outline(before)[0] {
			t.Errorf("%+v: %s, and with hosting providers unread %s", q, outline(before)[0], outline(after)[0])
		}

		// The order of the records plays no part, and a matrix is single decisions.
		reversed := c
		reversed.PublicProviders = slices.Clone(c.PublicProviders)
		slices.Reverse(reversed.PublicProviders)
		reversed.AllowedDomains = slices.Clone(c.AllowedDomains)
		slices.Reverse(reversed.AllowedDomains)
		reversed.ExternalAccessPolicies = slices.Clone(c.ExternalAccessPolicies)
		slices.Reverse(reversed.ExternalAccessPolicies)
		if after := answer(t, reversed, q); outline(after)[0] != outline(before)[0] {
			t.Errorf("%+v: %s, and in another order %s", q, outline(before)[0], outline(after)[0])
		}
		people := []address.Address{q.From, q.To}
		for p := range x.Matrix(q, people, people) {
			if p.From == q.From && p.To == q.To && !slices.Equal(outline(p.Verdict), outline(before)) {
				t.Errorf("%+v: %v, and in a matrix %v", q, outline(before), outline(p.Verdict))
			}
		}
	})
}

// BenchmarkMatrix is of 1,000 users and 1,000 contacts.
func BenchmarkMatrix(b *testing.B) {
	c, q := generated(0)
	var users, contacts []address.Address
	for i := range 1000 {
		a := address.MustParse(fmt.Sprintf("user%d@contoso.com", i))
		c.Users = append(c.Users, federation.User{SIPAddress: a})
		users = append(users, a)
		contacts = append(contacts, address.MustParse(fmt.Sprintf("contact%d@%s", i, []string{"live.com", "fabrikam.com", "adatum.com", "aol.com"}[i%4])))
	}
	x, err := reach.NewIndex(c)
	require.NoError(b, err)
	for b.Loop() {
		for range x.Matrix(q, users, contacts) {
		}
	}
}

// TestRulesComplete: every rule of a decision has its row, its test and its
// explanation.
func TestRulesComplete(t *testing.T) {
	if lacks := reach.Incomplete(); lacks != nil {
		t.Errorf("%v lack a row, a test or an explanation", lacks)
	}
}

// TestUnknownCapability: a query for capabilities with a bit that none has cannot be
// asked, whatever the route.
func TestUnknownCapability(t *testing.T) {
	c := federation.Configuration{SIPDomains: []federation.SIPDomain{{Identity: domain.MustParseSIPDomain("contoso.com"), IsDefault: true}}}
	x, err := reach.NewIndex(c)
	require.NoError(t, err)
	for _, to := range []string{"ann@contoso.com", "ted@fabrikam.com", "joe@live.com", "joe@aol.com"} {
		q := reach.Query{From: address.MustParse("ken@contoso.com"), To: address.MustParse(to), On: date.MustParse("2014-01-01"), What: provider.IM | 0x80}
		_, err := x.Decide(q)
		require.ErrorIs(t, err, provider.RuleCapabilityUnknown, to)
		for p := range x.Matrix(q, []address.Address{q.From}, []address.Address{q.To}) {
			require.ErrorIs(t, p.Err, provider.RuleCapabilityUnknown, to)
		}
		q.What = provider.IM
		_, err = x.Decide(q)
		require.NoError(t, err, to)
	}
}

// TestOwnDomainsMissing: without SIP domains nobody is refused as a stranger. The error
// names the missing export, of the side that is given.
func TestOwnDomainsMissing(t *testing.T) {
	for text, export := range map[string]string{
		`{"AllowedDomains": []}`: "Get-CsSipDomain",
		`{"TenantUsers": []}`:    "Get-CsOnlineSipDomain",
	} {
		d, _, err := federation.Decode([]byte(text))
		require.NoError(t, err)
		x, err := reach.NewIndex(d.Configuration)
		require.NoError(t, err)
		_, err = x.Decide(reach.Query{From: address.MustParse("ken@contoso.com"), To: address.MustParse("ann@fabrikam.com"), On: date.MustParse("2026-01-31")})
		require.ErrorIs(t, err, reach.RuleQueryDomains, text)
		for f := range diag.All(err) {
			require.Contains(t, f.Detail, "not given", text)
			require.Contains(t, f.Remedy, export, text)
		}
	}
}

// TestXMPP: partners of the XMPP gateway are not read, so a refusal mentions them if the
// policy grants access to them and the server has the gateway. Every answer for Google Talk
// mentions XMPP.
func TestXMPP(t *testing.T) {
	for _, tt := range []struct {
		platform, access, discovery, contact, want string
	}{
		{"LyncServer2013", "true", "false", "joe@fabrikam.com", "can be reached all the same"},
		{"SfBServer2015", "true", "false", "joe@fabrikam.com", "can be reached all the same"},
		{"SfBServer2015", "true", "true", "joe@fabrikam.com", ""},
		{"SfBServer2019", "true", "false", "joe@fabrikam.com", ""},
		{"LyncServer2010", "true", "false", "joe@fabrikam.com", ""},
		{"LyncServer2013", "false", "false", "joe@fabrikam.com", ""},
		{"LyncServer2013", "true", "false", "joe@gmail.com", "can be reached all the same"},
		{"LyncServer2013", "true", "true", "joe@gmail.com", "Global grants XMPP access"},
		{"LyncServer2013", "false", "true", "joe@gmail.com", "the policy must grant EnableXmppAccess"},
		{"SfBServer2015", "false", "false", "joe@googlemail.com", "the policy must grant EnableXmppAccess"},
		{"SfBServer2019", "true", "true", "joe@gmail.com", "Skype for Business Server 2019 has no gateway of its own"},
	} {
		d, _, err := federation.Decode([]byte(`{"Platform":"` + tt.platform + `","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],"AllowedDomains":[],"BlockedDomains":[],"PublicProviders":[],
			"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"EnablePartnerDiscovery":` + tt.discovery + `,"RoutingMethod":"UseDnsSrvRouting"},
			"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true,"EnableXmppAccess":` + tt.access + `}]}`))
		require.NoError(t, err)
		x, err := reach.NewIndex(d.Configuration)
		require.NoError(t, err)
		v, err := x.Decide(reach.Query{From: address.MustParse("ken@contoso.com"), To: address.MustParse(tt.contact), On: date.MustParse("2014-01-01")})
		require.NoError(t, err)
		var detail string
		for r := range v.Reasons() {
			if r.Rule == reach.RulePartnerUnknown {
				detail = r.Detail
			}
		}
		require.Contains(t, detail, tt.want, "%v", tt)
		require.Equal(t, tt.want != "", strings.Contains(detail, "XMPP"), "%v: %s", tt, detail)
	}
}

// TestHints: the reason of a step names a record or a day that is easily mistaken for what
// was asked about.
func TestHints(t *testing.T) {
	const servers = `{"Platform":"LyncServer2013","SipDomains":[{"Identity":"contoso.com","IsDefault":true}],"BlockedDomains":[],
		"PublicProviders":[{"Identity":"Skype","ProxyFqdn":"federation.messenger.msn.com","Enabled":true}],
		"AllowedDomains":[{"Identity":"www.fabrikam.com"}],
		"AccessEdgeConfiguration":{"Identity":"Global","AllowFederatedUsers":true,"EnablePartnerDiscovery":false,"RoutingMethod":"UseDnsSrvRouting"},
		"ExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true,"EnablePublicCloudAccess":true,"EnablePublicCloudAudioVideoAccess":true}]}`
	const cloud = `{"TenantSipDomains":[{"Name":"contoso.com"}],"TenantUsers":[{"SipAddress":"ann@contoso.com"}],
		"TenantExternalAccessPolicies":[{"Identity":"Global","EnableFederationAccess":true}],
		"TenantFederationConfiguration":{"AllowFederatedUsers":true,"AllowedDomains":["AllowAllKnownDomains"],"BlockedDomains":["fabrikam.com"],"BlockAllSubdomains":false}}`
	for _, tt := range []struct {
		config, from, to, on string
		what                 provider.Capability
		rule                 diag.Rule
		want                 string
	}{
		{servers, "ken@contoso.com", "joe@fabrikam.com", "2014-01-01", 0, reach.RulePartnerUnknown, "the entry for www.fabrikam.com does not cover fabrikam.com"},
		{servers, "ken@contoso.com", "joe@hotmail.com", "2013-09-01", provider.Video, reach.RuleServiceCapability, "but not Video, which it has from 2014-12-05 on"},
		{cloud, "ann@contoso.com", "joe@eu.fabrikam.com", "2024-05-01", 0, reach.RuleTenantDomain, "it blocks fabrikam.com, but BlockAllSubdomains is not on"},
	} {
		d, _, err := federation.Decode([]byte(tt.config))
		require.NoError(t, err)
		x, err := reach.NewIndex(d.Configuration)
		require.NoError(t, err)
		v, err := x.Decide(reach.Query{From: address.MustParse(tt.from), To: address.MustParse(tt.to), On: date.MustParse(tt.on), What: tt.what})
		require.NoError(t, err)
		var said []string
		for r := range v.Reasons() {
			if r.Rule == tt.rule {
				said = append(said, r.Detail)
			}
		}
		require.Contains(t, strings.Join(said, "; "), tt.want)
	}
}

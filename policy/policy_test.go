package policy_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
)

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, policy.Rules(), map[string]testkit.Check{
		"Policy":   testkit.FindingsOf[policy.ExternalAccessPolicy],
		"Identity": testkit.Text(policy.ParseIdentity),
		"Site":     testkit.Text(policy.ParseSiteName),
		"Notices": func(in json.RawMessage) error {
			_, findings, err := testkit.ReadRecords[policy.ExternalAccessPolicy](in)
			return errors.Join(err, testkit.Join(findings))
		},
		"Resolve": func(in json.RawMessage) error {
			var given struct {
				Policies []policy.ExternalAccessPolicy
				Granted  policy.Identity
				Site     policy.SiteName
			}
			if err := json.Unmarshal(in, &given); err != nil {
				return err
			}
			table, err := policy.NewTable(given.Policies...)
			if err != nil {
				return prefixed("/Policies", err)
			}
			_, err = table.Resolve(policy.Assignment{Granted: given.Granted, Site: given.Site})
			return err
		},
	})
}

func TestFixes(t *testing.T) {
	testkit.CheckFixes(t, policy.Rules(), map[string]func(*testing.T, json.RawMessage) testkit.Case{
		"Policy": testkit.RecordCase(federation.ExternalAccessPolicies),
	})
}

func prefixed(at diag.Path, err error) error {
	var l diag.Findings
	l.Attach(at, err)
	return l.Err()
}

var full = policy.ExternalAccessPolicy{
	Identity:                          policy.MustParseIdentity("Tag:Sales"),
	Description:                       "Sales & friends",
	EnableFederationAccess:            product.On,
	EnableXMPPAccess:                  product.Off,
	EnablePublicCloudAccess:           product.On,
	EnablePublicCloudAudioVideoAccess: product.On,
	EnableOutsideAccess:               product.Off,
}

func TestRecord(t *testing.T) {
	testkit.CheckRecord(t, full)
	other := full
	other.Identity = policy.MustParseIdentity("tag:SALES")
	if !full.Equal(other) {
		t.Error("letter case of the Identity matters to Equal")
	}
	for m := range full.Schema().Properties() {
		if m.Name == "EnableXmppAccess" && (product.LyncServer2010.Knows(m.Since) || !product.LyncServer2013.Knows(m.Since)) {
			t.Error("XMPP access is not of Lync Server 2013 on")
		}
		if !product.SfBServerSE.Knows(m.Since) || product.LyncOnline.Knows(m.Since) || product.OCS2007R2.Knows(m.Since) || product.Platform(0).Knows(m.Since) {
			t.Errorf("%s is known to the wrong platforms", m.Name)
		}
	}
}

func TestIdentity(t *testing.T) {
	for _, tt := range []struct {
		in     string
		want   string
		scope  policy.Scope
		name   string
		rule   diag.Rule
		offset int
	}{
		{"Global", "Global", policy.Global, "", "", 0},
		{"gLOBAL", "Global", policy.Global, "", "", 0},
		{"site:Redmond", "Site:Redmond", policy.Site, "Redmond", "", 0},
		{"SITE:Redmond", "Site:Redmond", policy.Site, "Redmond", "", 0},
		{"tag:Sales", "Tag:Sales", policy.Tag, "Sales", "", 0},
		{"Sales", "Tag:Sales", policy.Tag, "Sales", "", 0},
		{"Ventes été 2014", "Tag:Ventes été 2014", policy.Tag, "Ventes été 2014", "", 0},
		{"tag:Global", "Tag:Global", policy.Tag, "Global", "", 0},
		{"Site:a:b", "Site:a:b", policy.Site, "a:b", "", 0},
		{"", "", 0, "", policy.RuleIdentityMissing, 0},
		{"site:", "", 0, "", policy.RuleIdentityName, 5},
		{"tag: ", "", 0, "", policy.RuleIdentityName, 4},
		{" ", "", 0, "", policy.RuleIdentityName, 0},
		{"\x00Sales", "", 0, "", policy.RuleIdentityName, 0},
		{"Sa\x00les", "", 0, "", policy.RuleIdentityName, 2},
		{"site:Sa\nles", "", 0, "", policy.RuleIdentityName, 7},
		{"Sa\u202eles", "", 0, "", policy.RuleIdentityName, 2},
		{"Sa\xffles", "", 0, "", policy.RuleIdentityName, 2},
		{"service:Registrar:x", "", 0, "", policy.RuleIdentityScope, 0},
		{":Sales", "", 0, "", policy.RuleIdentityScope, 0},
	} {
		id, err := policy.ParseIdentity(tt.in)
		if tt.rule != "" {
			require.ErrorIs(t, err, tt.rule, "%q", tt.in)
			if v := err.(*diag.ValueError); v.Offset != tt.offset || !id.IsZero() {
				t.Errorf("ParseIdentity(%q) = %v, %v, want offset %d", tt.in, id, err, tt.offset)
			}
			kept := policy.MustParseIdentity("Kept")
			if tt.in != "" {
				require.Error(t, kept.UnmarshalText([]byte(tt.in)))
			}
			if kept.Name() != "Kept" {
				t.Errorf("%q changed the target to %v", tt.in, kept)
			}
			continue
		}
		require.NoError(t, err)
		if id.String() != tt.want || id.Scope() != tt.scope || id.Name() != tt.name {
			t.Errorf("ParseIdentity(%q) = %v: %v %q", tt.in, id, id.Scope(), id.Name())
		}
		testkit.CheckText(t, id)
		if upper := policy.MustParseIdentity(strings.ToUpper(tt.in)); !upper.Same(id) || !id.Same(upper) {
			t.Errorf("%v and %v are not the same", id, upper)
		}
	}
	testkit.CheckText(t, policy.Identity{})
	testkit.CheckOrder(t, policy.Identity{}, policy.MustParseIdentity("Global"), policy.MustParseIdentity("Site:A"), policy.MustParseIdentity("Site:B"), policy.MustParseIdentity("A"))
	if policy.MustParseIdentity("Site:A").Same(policy.MustParseIdentity("Tag:A")) {
		t.Error("a site is a user")
	}
	require.Panics(t, func() { policy.MustParseIdentity("") })
}

func TestSiteName(t *testing.T) {
	redmond := policy.MustParseSiteName("Redmond")
	testkit.CheckText(t, redmond)
	testkit.CheckText(t, policy.SiteName{})
	testkit.CheckOrder(t, policy.SiteName{}, policy.MustParseSiteName("Site:Paris"), redmond)
	for in, want := range map[string]string{"SITE:Redmond": "Site:Redmond", "redmond": "Site:redmond", "Global": "Site:Global"} {
		if n, err := policy.ParseSiteName(in); err != nil || n.String() != want || n.Identity().String() != want {
			t.Errorf("%q: %v, %v", in, n, err)
		}
	}
	if !redmond.Same(policy.MustParseSiteName("site:REDMOND")) || redmond.Same(policy.SiteName{}) {
		t.Error("letter case tells sites apart, or nothing does")
	}
	for in, rule := range map[string]diag.Rule{"": policy.RuleIdentityName, "Site:": policy.RuleIdentityName, "Tag:Redmond": policy.RuleSiteScope, "a\nb": policy.RuleIdentityName} {
		_, err := policy.ParseSiteName(in)
		require.ErrorIs(t, err, rule, in)
	}
	require.Panics(t, func() { policy.MustParseSiteName("Tag:x") })
}

func TestScope(t *testing.T) {
	for _, s := range []policy.Scope{0, policy.Global, policy.Site, policy.Tag} {
		testkit.CheckText(t, s)
	}
	testkit.CheckOrder(t, 0, policy.Global, policy.Site, policy.Tag)
	var s policy.Scope
	require.ErrorIs(t, s.UnmarshalText([]byte("service")), policy.RuleIdentityScope)
	_, err := policy.Scope(9).MarshalText()
	require.ErrorIs(t, err, policy.RuleIdentityScope)
	if policy.Scope(9).String() != "Scope(9)" {
		t.Error("an invalid scope prints as a valid one")
	}
}

// TestResolve writes what holds in every case: each presence of policies, each
// kind of grant and each knowledge of the site.
func TestResolve(t *testing.T) {
	grants := []string{"", "Sales", "tag:SALES", "Absent", "Global", "Site:Redmond"}
	sites := []string{"", "Site:Redmond", "site:REDMOND", "Site:Paris", "Redmond"}
	var b strings.Builder
	b.WriteString("# Policies there are | granted | site | what holds, or the rule that refuses.\n")
	for present := range 8 {
		var ps []policy.ExternalAccessPolicy
		var names []string
		for i, id := range []string{"Global", "Site:Redmond", "Tag:Sales"} {
			if present&(1<<i) != 0 {
				ps = append(ps, policy.ExternalAccessPolicy{Identity: policy.MustParseIdentity(id)})
				names = append(names, id)
			}
		}
		table, err := policy.NewTable(ps...)
		require.NoError(t, err)
		if hasGlobal := present&1 != 0; (len(table.Findings()) == 0) != hasGlobal {
			t.Errorf("%v: %v", names, table.Findings())
		}
		for _, granted := range grants {
			for _, site := range sites {
				var a policy.Assignment
				require.NoError(t, a.Granted.UnmarshalText([]byte(granted)))
				require.NoError(t, a.Site.UnmarshalText([]byte(site)))
				p, err := table.Resolve(a)
				result := p.Identity.String()
				if err != nil {
					f := err.(*diag.Finding)
					result = strings.TrimSpace(fmt.Sprintf("%s %s", f.Rule, f.Path))
					if !p.Identity.IsZero() {
						t.Errorf("an error comes with policy %v", p.Identity)
					}
				}
				fmt.Fprintf(&b, "%s | %s | %s | %s\n", strings.Join(names, " "), granted, site, result)
			}
		}
	}
	testkit.Golden(t, "testdata/resolve.txt", b.String())
}

func TestTable(t *testing.T) {
	ps := []policy.ExternalAccessPolicy{{Identity: policy.MustParseIdentity("Global")}, full}
	table, err := policy.NewTable(ps...)
	require.NoError(t, err)
	ps[0] = policy.ExternalAccessPolicy{}
	if p, found := table.Lookup(policy.MustParseIdentity("GLOBAL")); !found || p.Identity.Scope() != policy.Global {
		t.Error("a table changes with the slice it was made of")
	}
	if p, found := table.Lookup(policy.MustParseIdentity("sales")); !found || !p.Equal(full) {
		t.Errorf("Lookup = %v, %v", p, found)
	}
	if _, found := table.Lookup(policy.Identity{}); found {
		t.Error("the zero Identity is found")
	}
	if n := len(slices.Collect(table.All())); n != 2 {
		t.Errorf("%d policies, want 2", n)
	}
	_, err = policy.NewTable(full, policy.ExternalAccessPolicy{}, full, full)
	want := []string{"error /1/Identity policy.identity.missing", "error /2/Identity policy.identity.repeated", "error /3/Identity policy.identity.repeated"}
	if diff := cmp.Diff(want, testkit.Findings(err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err = policy.Table{}.Resolve(policy.Assignment{})
	require.ErrorIs(t, err, policy.RuleGlobalMissing)
}

// TestExport reads the console's own words for Teams, as JSON.
func TestExport(t *testing.T) {
	const export = `[{"Identity":"Global","Description":null,"EnableFederationAccess":false,"EnableXmppAccess":false,"EnablePublicCloudAccess":false,"EnablePublicCloudAudioVideoAccess":false,"EnableOutsideAccess":false,"Anchor":null,"Key":{"ScopeClass":"Global"}},
		{"Identity":"Tag:FederationAndPICDefault","EnableFederationAccess":true,"EnableXmppAccess":false,"EnablePublicCloudAccess":true,"EnablePublicCloudAudioVideoAccess":true,"EnableOutsideAccess":true,"EnableTeamsConsumerAccess":true,"EnableOutsideAcces":true}]`
	got, findings, err := testkit.ReadRecords[policy.ExternalAccessPolicy]([]byte(export))
	require.NoError(t, err)
	want := []policy.ExternalAccessPolicy{
		{Identity: policy.MustParseIdentity("Global"), EnableFederationAccess: product.Off, EnableXMPPAccess: product.Off, EnablePublicCloudAccess: product.Off, EnablePublicCloudAudioVideoAccess: product.Off, EnableOutsideAccess: product.Off},
		{Identity: policy.MustParseIdentity("FederationAndPICDefault"), Absent: 1 << 1, EnableFederationAccess: product.On, EnableXMPPAccess: product.Off, EnablePublicCloudAccess: product.On, EnablePublicCloudAudioVideoAccess: product.On, EnableOutsideAccess: product.On},
	}
	if diff := cmp.Diff(want, got, testkit.Options); diff != "" {
		t.Errorf("policies (-want +got):\n%s", diff)
	}
	lines := testkit.Findings(testkit.Join(findings))
	if diff := cmp.Diff([]string{"notice /1/EnableTeamsConsumerAccess policy.member.teams", "notice /1/EnableOutsideAcces diag.member.unknown"}, lines); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"Identity":"Tag:Sales","EnableFederationAccess":true}`))
	f.Add([]byte(`{"Identity":"site:","EnableXmppAccess":"x"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		testkit.CheckJSON(t, data, full)
	})
}

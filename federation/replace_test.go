package federation_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
)

// TestReplace: a record and its members have the position of the command that made or
// changed the record. An unchanged record keeps its own in the text, wherever it moved.
func TestReplace(t *testing.T) {
	const text = `{"Platform":"SfBServer2019",
		"AccessEdgeConfiguration":{"AllowFederatedUsers":true},
		"PublicProviders":[{"Identity":"Skype","Enabled":true},{"Identity":"AOL","Enabled":true},{"Identity":"Yahoo","Enabled":true}],
		"ExternalAccessPolicies":[{"Identity":"Global"},{"Identity":"Sales"}],
		"Holdings":{"Licenses":[{"Product":"StandardCAL2013"}]},
		"TenantFederationConfiguration":{"AllowFederatedUsers":true}}`
	decode := func() *federation.Document {
		d, _, err := federation.Decode([]byte(text))
		require.NoError(t, err)
		return d
	}
	find := func(d *federation.Document, path diag.Path) string {
		f := &diag.Finding{Path: path}
		d.Place(diag.Findings{f})
		return fmt.Sprint(f.Pos)
	}
	changed := map[string]string{} // the position of each command
	at := func(s diag.Subject) diag.Pos {
		if s.Identity != "AOL" && s.Kind != "TenantFederationConfiguration" && s.Kind != "AccessEdgeConfiguration" {
			return diag.Pos{}
		}
		pos := diag.Pos{File: "script.ps1", Line: len(s.Kind)}
		changed[s.Kind+s.Identity] = fmt.Sprint(pos)
		return pos
	}
	old, replaced := decode(), decode()
	c := shuffled(old.Configuration, 0)
	slices.Reverse(c.PublicProviders)
	c.AllowedDomains = []federation.AllowedDomain{{Domain: domain.MustParseName("fabrikam.com")}}
	replaced.Replace(c, at)
	if len(changed) != 3 {
		t.Fatalf("positions are looked up for %v", changed)
	}
	for k := range federation.AllKinds() {
		row := k.Row()
		for i := range row.Len(&c) {
			was := 0
			for was < row.Len(&old.Configuration) && row.Record(&old.Configuration, was).Identity() != row.Record(&c, i).Identity() {
				was++
			}
			for _, member := range []string{"", "Enabled", "AllowFederatedUsers", "Licenses"} {
				from, to := row.Path(was), row.Path(i)
				if member != "" {
					from, to = from.Member(member), to.Member(member)
				}
				want := find(old, from)
				if command, found := changed[k.String()+c.Subject(k, i).Identity]; found {
					want = command
				} else if was == row.Len(&old.Configuration) {
					want = ""
				}
				if got := find(replaced, to); got != want {
					t.Errorf("%s is at %q, want %q", to, got, want)
				}
			}
		}
	}
	for _, path := range []diag.Path{"", "/Platform", "/PublicProviders", "/PublicProviders/3", "/PublicProviders/x", "/Nothing/0", "/BlockedDomains/0"} {
		if got, want := find(replaced, path), find(old, path); got != want {
			t.Errorf("%q is at %q, want %q", path, got, want)
		}
	}
}

// TestKinds: what is true of each kind, of zero and of a value that is none.
func TestKinds(t *testing.T) {
	all := slices.Collect(federation.AllKinds())
	invalid := federation.Kind(len(all) + 1)
	for k := range invalid + 1 {
		valid := slices.Contains(all, k)
		_, err := k.MarshalText()
		if (err == nil) != (valid || k.IsZero()) || (k.String() != "") != valid || (k.Title() != "") != valid {
			t.Errorf("%d is %q, %q, %v", k, k, k.Title(), err)
		}
		if want := k == federation.ExternalAccessPolicies || k == federation.TenantExternalAccessPolicies; k.IsPolicies() != want {
			t.Errorf("%s: IsPolicies is %t", k, !want)
		}
		if want := k == federation.Users || k == federation.TenantUsers; k.IsUsers() != want {
			t.Errorf("%s: IsUsers is %t", k, !want)
		}
		if want := valid && k.String()[:3] == "Ten"; k.IsTenant() != want {
			t.Errorf("%s: IsTenant is %t", k, !want)
		}
	}
	for in, want := range map[string]string{"": "", "users": "Users", " Users ,platform": "Platform,Users", "Users,": "?", ",": "?", "User": "?"} {
		kinds, err := federation.ParseKinds(in)
		if (err == nil) != (want != "?") || err == nil && kinds.String() != want || err != nil && !kinds.IsZero() || err == nil && kinds.IsZero() != (want == "") {
			t.Errorf("ParseKinds(%q) = %q, %v, want %q", in, kinds, err, want)
		}
		kept := federation.KindsOf(federation.Pools)
		if err := kept.UnmarshalText([]byte(in)); (err == nil) != (want != "?") || err == nil && kept.String() != want || err != nil && kept.String() != "Pools" {
			t.Errorf("UnmarshalText(%q) = %q, %v, want %q", in, kept, err, want)
		}
	}
	for s, want := range map[diag.Subject]string{
		{Kind: "Users", Identity: "sip:ann@contoso.com"}: "ann@contoso.com (user)",
		{Kind: "PublicProviders", Identity: "Skype"}:     "Skype (public provider)",
		{Kind: "PublicProviders"}:                        "public provider",
		{Identity: "Skype"}:                              "",
	} {
		if got := federation.Describe(s); got != want {
			t.Errorf("Describe(%v) = %q, want %q", s, got, want)
		}
	}
}

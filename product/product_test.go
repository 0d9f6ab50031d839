package product_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/internal/testkit"
	"github.com/lyncfed/lyncfed/product"
)

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, product.Rules(), map[string]testkit.Check{
		"Platform": testkit.Text(product.ParsePlatform),
		"Switch":   func(in json.RawMessage) error { var s product.Switch; return json.Unmarshal(in, &s) },
	})
}

func TestPlatform(t *testing.T) {
	all := product.Platforms()
	if len(all) != 9 {
		t.Fatalf("%d platforms, want 9", len(all))
	}
	testkit.CheckOrder(t, 0, product.LCS2005SP1, product.OCS2007, product.OCS2007R2, product.LyncServer2010,
		product.LyncServer2013, product.SfBServer2015, product.SfBServer2019, product.SfBServerSE, product.LyncOnline)
	testkit.CheckText(t, product.Platform(0))
	for _, p := range all {
		testkit.CheckText(t, p)
		for _, name := range []string{p.String(), p.Title()} {
			if got, err := product.ParsePlatform(name); err != nil || got != p {
				t.Errorf("ParsePlatform(%q) = %v, %v, want %v", name, got, err, p)
			}
		}
		if want := p != product.LyncOnline; p.IsServer() != want {
			t.Errorf("%v.IsServer() = %v", p, !want)
		}
		for _, since := range all {
			if want := p.IsServer() && p.Compare(since) >= 0; p.Knows(since) != want {
				t.Errorf("%v.Knows(%v) = %v", p, since, !want)
			}
		}
		dates := p.Dates()
		if dated := dates != (product.Dates{}); dated == dates.Source.IsZero() {
			t.Errorf("%v has dates without a source, or the reverse: %v", p, dates)
		}
	}
	if got, err := product.ParsePlatform("SFBSERVERSE"); err != nil || got != product.SfBServerSE {
		t.Errorf("letter case matters: %v, %v", got, err)
	}
	if got, err := product.ParsePlatform("Lync Online"); err != nil || got != product.LyncOnline {
		t.Errorf("Lync Online is %v, %v", got, err)
	}
	for _, bad := range []string{"", "Lync", "SfBServer2016", "5"} {
		_, err := product.ParsePlatform(bad)
		require.ErrorIs(t, err, product.RulePlatformUnknown)
	}
	p := product.OCS2007
	require.Error(t, p.UnmarshalText([]byte("x")))
	invalid := product.LyncOnline + 1
	_, err := invalid.MarshalText()
	require.ErrorIs(t, err, product.RulePlatformUnknown)
	if p != product.OCS2007 || invalid.String() != "Platform(10)" || invalid.Title() != "Platform(10)" || invalid.Dates() != (product.Dates{}) || product.Platform(0).Title() != "" {
		t.Error("values that are no platform are taken for one")
	}
}

func TestPlatformDates(t *testing.T) {
	for p, want := range map[product.Platform]string{
		product.OCS2007:        "//2018-01-09// false",
		product.OCS2007R2:      "//2018-01-09// false",
		product.LyncServer2010: "2011-01-25/2016-04-12/2021-04-13// false",
		product.LyncServer2013: "/2018-04-10/2023-04-11// false",
		product.SfBServer2015:  "2015-07-30/2020-10-13/2025-10-14// false",
		product.SfBServer2019:  "2018-10-22/2024-01-09/2025-10-14// false",
		product.SfBServerSE:    "2025-07-01//// true",
		product.LyncOnline:     "///2021-07-31/ false",
	} {
		d := p.Dates()
		if got := fmt.Sprintf("%v/%v/%v/%v/ %v", d.Released, d.LastMainstream, d.LastSupport, d.LastService, d.Modern); got != want {
			t.Errorf("%v: %s, want %s", p, got, want)
		}
	}
}

// TestExtendedUpdates: the times follow the end of support and each other
// without a gap, and only the two servers have them.
func TestExtendedUpdates(t *testing.T) {
	for _, p := range product.Platforms() {
		last, n := p.Dates().LastSupport, 0
		for u := range p.ExtendedUpdates() {
			if u.From != last.AddDays(1) || !u.From.Before(u.Last) || u.Text == "" || u.Source.IsZero() {
				t.Errorf("%v: %+v after %v", p, u, last)
			}
			last = u.Last
			n++
		}
		want := 0
		if p == product.SfBServer2015 || p == product.SfBServer2019 {
			want = 2
		}
		if n != want || n > 0 && last.String() != "2026-10-31" {
			t.Errorf("%v: %d times, until %v", p, n, last)
		}
	}
}

func TestSwitch(t *testing.T) {
	for _, s := range []product.Switch{product.Unset, product.Off, product.On} {
		testkit.CheckText(t, s)
	}
	testkit.CheckOrder(t, product.Unset, product.Off, product.On)
	for in, want := range map[string]product.Switch{
		`true`: product.On, `false`: product.Off, `null`: product.Unset,
		`"True"`: product.On, `"false"`: product.Off, `""`: product.Unset, `1`: product.On, `0`: product.Off,
	} {
		got := product.Switch(99)
		if err := json.Unmarshal([]byte(in), &got); in != `null` && (err != nil || got != want) {
			t.Errorf("%s reads as %v, %v, want %v", in, got, err, want)
		}
		if err := got.UnmarshalJSON([]byte(in)); err != nil || got != want {
			t.Errorf("%s reads as %v, %v, want %v", in, got, err, want)
		}
	}
	for _, in := range []string{`2`, `"yes"`, `"fal\u017fe"`, `[]`, `{}`, `"\u0074rue"x`, `"`} {
		s := product.On
		require.Error(t, s.UnmarshalJSON([]byte(in)), in)
		if s != product.On {
			t.Errorf("%s changed the target to %v", in, s)
		}
	}
	out, err := json.Marshal(struct {
		A, B product.Switch
		C    product.Switch `json:",omitzero"`
	}{product.On, product.Off, product.Unset})
	require.NoError(t, err)
	if got, want := string(out), `{"A":true,"B":false}`; got != want {
		t.Errorf("JSON is %s, want %s", got, want)
	}
	_, err = json.Marshal(product.Switch(9))
	require.ErrorIs(t, err, product.RuleSwitchUnknown)
	if product.SwitchOf(true) != product.On || product.SwitchOf(false) != product.Off {
		t.Error("SwitchOf mixes on and off up")
	}
	for s, want := range map[product.Switch]string{product.Unset: "false false True", product.Off: "false true False", product.On: "true false True"} {
		if got := fmt.Sprint(s.IsOn(), s.IsOff(), s.Or(product.On)); got != want {
			t.Errorf("%v: %s, want %s", s, got, want)
		}
	}
	for in, want := range map[string]product.Switch{"true": product.On, "False": product.Off, "1": product.On, "0": product.Off, "": product.Unset, "x": product.Unset} {
		got, err := product.ParseSwitch(in)
		if got != want || (err == nil) != (want != product.Unset) {
			t.Errorf("ParseSwitch(%q) = %v, %v, want %v", in, got, err, want)
		}
	}
	if product.Switch(9).String() != "Switch(9)" {
		t.Error("an invalid switch prints as a valid one")
	}
}

// TestAbsent compares sets with bits that are walked one by one.
func TestAbsent(t *testing.T) {
	for a := range product.Absent(16) {
		n := 0
		for i := range 4 {
			has := a.Has(i)
			if has {
				n++
			}
			if !a.With(i).Has(i) || a.Without(product.Absent(0).With(i)).Has(i) || (a.With(i) == a) != has {
				t.Errorf("%b has or lacks member %d", a, i)
			}
		}
		if a.Len() != n || a.IsZero() != (n == 0) || a.Union(product.AllAbsent(4)) != product.AllAbsent(4) || a.Union(0) != a {
			t.Errorf("%b has %d members, or its union is wrong", a, n)
		}
	}
}

func ExampleParsePlatform() {
	p, err := product.ParsePlatform("Skype for Business Server 2019")
	fmt.Println(p, err, p.Dates().LastSupport)
	// Output: SfBServer2019 <nil> 2025-10-14
}

func ExampleSwitch() {
	var policy struct{ EnableFederationAccess, EnableOutsideAccess product.Switch }
	_ = json.Unmarshal([]byte(`{"EnableFederationAccess": true}`), &policy)
	fmt.Println(policy.EnableFederationAccess.IsOn(), policy.EnableOutsideAccess.IsOff())
	// Output: true false
}

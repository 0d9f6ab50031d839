package domain_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/testkit"
)

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, domain.Rules(), map[string]testkit.Check{
		"SIPDomain": testkit.Text(domain.ParseSIPDomain),
		"Name":      testkit.Text(domain.ParseName),
		"List":      testkit.Text(domain.ParseList),
		"SRV": func(in json.RawMessage) error {
			var r domain.SRV
			if err := json.Unmarshal(in, &r); err != nil {
				return err
			}
			return domain.MustParseSIPDomain("contoso.com").CheckSRV(r)
		},
	})
}

// TestFixes: the fix of a list changes the provider of the list.
func TestFixes(t *testing.T) {
	testkit.CheckFixes(t, domain.Rules(), map[string]func(*testing.T, json.RawMessage) testkit.Case{
		"List": func(t *testing.T, in json.RawMessage) testkit.Case {
			return testkit.RecordCase(federation.PublicProviders)(t, fmt.Appendf(nil, `{
				"Identity": "Messenger", "ProxyFqdn": "federation.messenger.msn.com", "Enabled": true,
				"NameDecorationRoutingDomain": "msn.com", "NameDecorationExcludedDomainList": %s
			}`, in))
		},
	})
}

// repeat returns n labels of m letters each.
func repeat(n, m int) string {
	return strings.TrimSuffix(strings.Repeat(strings.Repeat("a", m)+".", n), ".")
}

// names has texts, each with the rule that it breaks as a host name and as a SIP domain,
// and the offset. A text without a rule is valid, and prints in lower case.
var names = []struct {
	in        string
	name      diag.Rule
	nameAt    int
	sip       diag.Rule
	sipAt     int
	canonical string
}{
	{"contoso.com", "", 0, "", 0, "contoso.com"},
	{"Contoso.COM", "", 0, "", 0, "contoso.com"},
	{"contoso.com.", domain.RuleNameFinalDot, 11, "", 0, "contoso.com"},
	{"it.contoso.com", "", 0, "", 0, "it.contoso.com"},
	{"live-contoso.com", "", 0, "", 0, "live-contoso.com"},
	{"xn--bcher-kva.example", "", 0, "", 0, "xn--bcher-kva.example"},
	{"3com.com", "", 0, "", 0, "3com.com"},
	{"a.b", "", 0, "", 0, "a.b"},
	{"1.2.3.x4", "", 0, "", 0, "1.2.3.x4"},
	{repeat(1, 63) + ".com", "", 0, "", 0, repeat(1, 63) + ".com"},
	{repeat(5, 49) + ".aaa", "", 0, "", 0, repeat(5, 49) + ".aaa"},
	{repeat(5, 49) + ".aaa.", domain.RuleNameFinalDot, 253, "", 0, repeat(5, 49) + ".aaa"},

	{"contoso", "", 0, domain.RuleLabelSingle, 7, "contoso"},
	{"contoso.", domain.RuleNameFinalDot, 7, domain.RuleLabelSingle, 7, ""},
	{"sip_edge.contoso.com", "", 0, domain.RuleLabelCharacter, 3, "sip_edge.contoso.com"},
	{"-contoso.com", "", 0, domain.RuleLabelHyphen, 0, "-contoso.com"},
	{"contoso-.com", "", 0, domain.RuleLabelHyphen, 7, "contoso-.com"},
	{"contoso.com-", "", 0, domain.RuleLabelHyphen, 11, "contoso.com-"},
	{"10.0.0.1", "", 0, domain.RuleLabelNumeric, 7, "10.0.0.1"},
	{"2014", "", 0, domain.RuleLabelNumeric, 0, "2014"},
	{"1.2.3.9", "", 0, domain.RuleLabelNumeric, 6, "1.2.3.9"},
	{repeat(1, 64) + ".com", "", 0, domain.RuleLabelLong, 63, repeat(1, 64) + ".com"},
	{repeat(5, 49) + ".aaaa", "", 0, domain.RuleNameLong, 253, repeat(5, 49) + ".aaaa"},
	{repeat(1, 1024), "", 0, domain.RuleNameLong, 253, repeat(1, 1024)},
	{repeat(1, 1025), domain.RuleNameLong, 1024, domain.RuleNameLong, 253, ""},
	{strings.Repeat("a", 10<<20), domain.RuleNameLong, 1024, domain.RuleNameLong, 253, ""},

	{"", domain.RuleNameEmpty, 0, domain.RuleNameEmpty, 0, ""},
	{".", domain.RuleLabelEmpty, 0, domain.RuleLabelEmpty, 0, ""},
	{"..", domain.RuleLabelEmpty, 0, domain.RuleLabelEmpty, 0, ""},
	{".com", domain.RuleLabelEmpty, 0, domain.RuleLabelEmpty, 0, ""},
	{"contoso..com", domain.RuleLabelEmpty, 8, domain.RuleLabelEmpty, 8, ""},
	{"contoso.com..", domain.RuleLabelEmpty, 12, domain.RuleLabelEmpty, 12, ""},
	{"contoso .com", domain.RuleLabelCharacter, 7, domain.RuleLabelCharacter, 7, ""},
	{" contoso.com", domain.RuleLabelCharacter, 0, domain.RuleLabelCharacter, 0, ""},
	{"*.contoso.com", domain.RuleLabelCharacter, 0, domain.RuleLabelCharacter, 0, ""},
	{"contoso.com:5061", domain.RuleLabelCharacter, 11, domain.RuleLabelCharacter, 11, ""},
	{"contoso.com\x00", domain.RuleLabelCharacter, 11, domain.RuleLabelCharacter, 11, ""},
	{"ted@contoso.com", domain.RuleLabelCharacter, 3, domain.RuleLabelCharacter, 3, ""},
	{"bücher.example", domain.RuleLabelNonASCII, 1, domain.RuleLabelNonASCII, 1, ""},
	{"contoso．com", domain.RuleLabelNonASCII, 7, domain.RuleLabelNonASCII, 7, ""},
	{"\u212aontoso.com", domain.RuleLabelNonASCII, 0, domain.RuleLabelNonASCII, 0, ""}, // Kelvin sign
	{"contoso\x80.com", domain.RuleLabelNonASCII, 7, domain.RuleLabelNonASCII, 7, ""},
	{"contoso\xff.com", domain.RuleLabelNonASCII, 7, domain.RuleLabelNonASCII, 7, ""},
}

func TestNames(t *testing.T) {
	for _, tt := range names {
		t.Run(fmt.Sprintf("%.40q", tt.in), func(t *testing.T) {
			checkName(t, tt.in)
			n, err := domain.ParseName(tt.in)
			checkError(t, err, tt.name, tt.nameAt)
			if tt.name == "" && n.String() != tt.canonical {
				t.Errorf("ParseName(%q) = %q, want %q", tt.in, n, tt.canonical)
			}
			checkSIPDomain(t, tt.in)
			d, err := domain.ParseSIPDomain(tt.in)
			checkError(t, err, tt.sip, tt.sipAt)
			if tt.sip == "" && d.String() != tt.canonical {
				t.Errorf("ParseSIPDomain(%q) = %q, want %q", tt.in, d, tt.canonical)
			}
		})
	}
}

func checkError(t *testing.T, err error, rule diag.Rule, offset int) {
	t.Helper()
	if rule == "" {
		require.NoError(t, err)
		return
	}
	require.ErrorIs(t, err, rule)
	if v := err.(*diag.ValueError); v.Offset != offset || v.Detail == "" || v.Remedy == "" || v.Source.IsZero() || len(v.Error()) > 500 {
		t.Errorf("error = %#v, want one at %d that explains itself", v, offset)
	}
}

// checkName checks the properties that hold for every text as a host name.
func checkName(t *testing.T, s string) {
	t.Helper()
	n, err := domain.ParseName(s)
	canonical, ok := slowName(s)
	if (err == nil) != ok || n.String() != canonical {
		t.Fatalf("ParseName(%q) = %q, %v; the slow way: %q, %v", s, n, err, canonical, ok)
	}
	set := domain.MustParseName("a")
	if unmarshalErr := set.UnmarshalText([]byte(s)); s != "" && unmarshalErr != nil && set.String() != "a" {
		t.Errorf("UnmarshalText(%q) changed its target to %q", s, set)
	}
	if err != nil {
		checkPlace(t, err, s)
		return
	}
	testkit.CheckText(t, n)
	if m, err := domain.ParseName(strings.ToUpper(s)); err != nil || m != n {
		t.Errorf("capitals change %q to %q, %v", s, m, err)
	}
	d, isSIP := n.SIPDomain()
	if hostErr := n.CheckHost(); isSIP != (hostErr == nil) {
		t.Errorf("%q: SIPDomain says %v, CheckHost %v", n, isSIP, hostErr)
	}
	if isSIP && d.Name() != n {
		t.Errorf("%q as a SIP domain and back is %q", n, d.Name())
	}
}

// checkSIPDomain checks the properties that hold for every text as a SIP domain.
func checkSIPDomain(t *testing.T, s string) {
	t.Helper()
	d, err := domain.ParseSIPDomain(s)
	canonical, ok := slowSIPDomain(s)
	if (err == nil) != ok || d.String() != canonical {
		t.Fatalf("ParseSIPDomain(%q) = %q, %v; the slow way: %q, %v", s, d, err, canonical, ok)
	}
	set := domain.MustParseSIPDomain("a.b")
	if unmarshalErr := set.UnmarshalText([]byte(s)); s != "" && unmarshalErr != nil && set.String() != "a.b" {
		t.Errorf("UnmarshalText(%q) changed its target to %q", s, set)
	}
	out, appendErr := domain.AppendSIPDomain([]byte("x"), []byte(s))
	if err != nil {
		if string(out) != "x" || appendErr != err.(*diag.ValueError).Rule {
			t.Errorf("AppendSIPDomain(%q) = %q, %v; ParseSIPDomain says %v", s, out, appendErr, err)
		}
		checkPlace(t, err, s)
		return
	}
	if string(out) != "x"+canonical || appendErr != nil {
		t.Errorf("AppendSIPDomain(%q) = %q, %v, want %q", s, out, appendErr, "x"+canonical)
	}
	testkit.CheckText(t, d)
	if e, err := domain.ParseSIPDomain(strings.ToUpper(s)); err != nil || e != d {
		t.Errorf("capitals change %q to %q, %v", s, e, err)
	}
	if n, err := domain.ParseName(d.String()); err != nil || n != d.Name() || n.CheckHost() != nil {
		t.Errorf("SIP domain %q is not a host name: %v", d, err)
	}
}

// checkPlace checks that the offset of an error is within the input.
func checkPlace(t *testing.T, err error, input string) {
	t.Helper()
	v := err.(*diag.ValueError)
	if v.Input != input || v.Offset < 0 || v.Offset > len(input) || strings.ContainsAny(v.Error(), "\n\r\x00") {
		t.Errorf("error of %q points to byte %d of %q: %q", input, v.Offset, v.Input, v)
	}
}

// TestEveryByte puts every byte into every position of short domains. One of them is
// too short to be recognized by package syntax.
func TestEveryByte(t *testing.T) {
	for _, short := range []string{"ab-c.d.e1", "a-c.e1"} {
		for i := range len(short) + 1 {
			for b := range 256 {
				inserted := short[:i] + string([]byte{byte(b)}) + short[i:]
				checkName(t, inserted)
				checkSIPDomain(t, inserted)
			}
		}
	}
}

func TestOrder(t *testing.T) {
	testkit.CheckOrder(t, domain.Name{}, domain.MustParseName("a.com"), domain.MustParseName("b"), domain.MustParseName("b.com"))
	testkit.CheckOrder(t, domain.SIPDomain{}, domain.MustParseSIPDomain("a.com"), domain.MustParseSIPDomain("b.com"))
}

func TestZero(t *testing.T) {
	testkit.CheckText(t, domain.Name{})
	testkit.CheckText(t, domain.SIPDomain{})
	testkit.CheckText(t, domain.List{})
	if err := (domain.Name{}).CheckHost(); err == nil {
		t.Error("the zero Name is taken for a host")
	}
	require.Panics(t, func() { domain.MustParseName("") })
	require.Panics(t, func() { domain.MustParseSIPDomain("contoso") })
}

func TestParent(t *testing.T) {
	n := domain.MustParseName("sip.it.contoso.com")
	for _, want := range []string{"it.contoso.com", "contoso.com", "com"} {
		parent, found := n.Parent()
		if !found || parent.String() != want || !n.IsWithin(parent) {
			t.Errorf("the parent of %v is %v, %v, want %v", n, parent, found, want)
		}
		n = parent
	}
	if parent, found := n.Parent(); found || !parent.IsZero() {
		t.Errorf("the parent of %v is %v", n, parent)
	}
}

func TestIsWithin(t *testing.T) {
	for _, tt := range []struct {
		n, m string
		want bool
	}{
		{"contoso.com", "contoso.com", true},
		{"sip.contoso.com", "contoso.com", true},
		{"sip.it.contoso.com", "CONTOSO.com", true},
		{"contoso.com", "sip.contoso.com", false},
		{"notcontoso.com", "contoso.com", false},
		{"contoso.com", "com", true},
		{"contoso.com", "net", false},
	} {
		if got := domain.MustParseName(tt.n).IsWithin(domain.MustParseName(tt.m)); got != tt.want {
			t.Errorf("%s within %s = %v, want %v", tt.n, tt.m, got, tt.want)
		}
	}
	var zero domain.Name
	if n := domain.MustParseName("a"); n.IsWithin(zero) || zero.IsWithin(n) || !zero.IsWithin(zero) {
		t.Error("the zero Name is within others, or others within it")
	}
}

// parse returns the SIP domains of the given texts.
func parse(texts ...string) []domain.SIPDomain {
	var ds []domain.SIPDomain
	for _, s := range texts {
		ds = append(ds, domain.MustParseSIPDomain(s))
	}
	return ds
}

// numbered returns n different SIP domains.
func numbered(n int) []domain.SIPDomain {
	ds := make([]domain.SIPDomain, n)
	for i := range ds {
		ds[i] = domain.MustParseSIPDomain(fmt.Sprintf("d%d.example", i))
	}
	return ds
}

func TestSet(t *testing.T) {
	absent := domain.MustParseSIPDomain("absent.example")
	for _, n := range []int{0, 1, 4, 60, 64, 65, 66, 255, 256, 257, 300, 1000} {
		ds := numbered(n)
		shuffled := slices.Clone(ds)
		slices.Reverse(shuffled)
		s := domain.SetOf(append(shuffled, append(ds, domain.SIPDomain{})...)...)
		if s.Len() != n || s.Contains(absent) || s.ContainsText([]byte("absent.example")) || s.Contains(domain.SIPDomain{}) || s.ContainsText(nil) {
			t.Errorf("set of %d has %d, or what it should not have", n, s.Len())
		}
		for _, d := range ds {
			if !s.Contains(d) || !s.ContainsText([]byte(d.String())) || s.ContainsText([]byte(strings.ToUpper(d.String()))) {
				t.Errorf("set of %d: %v is not looked up by its text", n, d)
			}
		}
		slices.SortFunc(ds, domain.SIPDomain.Compare)
		if diff := cmp.Diff(ds, slices.Collect(s.All()), testkit.Options); n > 0 && diff != "" {
			t.Errorf("set of %d (-want +got):\n%s", n, diff)
		}
		if other := domain.SetOf(append(ds, absent)...); s.Equal(other) || other.Equal(s) || !s.Equal(domain.SetOf(ds...)) {
			t.Errorf("set of %d: Equal is wrong", n)
		}
	}
	// Domains of the same length and beginning have the same feature.
	var alike []domain.SIPDomain
	for i := range 64 {
		alike = append(alike, domain.MustParseSIPDomain(fmt.Sprintf("same%02d.example", i)))
	}
	for i, d := range alike {
		if s := domain.SetOf(alike[:i]...); s.Contains(d) || !domain.SetOf(alike[:i+1]...).Contains(d) {
			t.Errorf("%v is not told from %d that are like it", d, i)
		}
	}
	given := parse("a.com", "b.com")
	s := domain.SetOf(given...)
	given[0] = absent
	if s.Contains(absent) {
		t.Error("a set changes with the slice it was made of")
	}
}

func TestList(t *testing.T) {
	for _, tt := range []struct {
		in     string
		want   string
		rule   diag.Rule
		offset int
	}{
		{"msn.com,outlook.com,live.com,hotmail.com", "msn.com,outlook.com,live.com,hotmail.com", "", 0},
		{"MSN.com, Outlook.com\t,live.com.", "msn.com,outlook.com,live.com", "", 0},
		{"msn.com", "msn.com", "", 0},
		{" msn.com ", "msn.com", "", 0},
		{"", "", "", 0},
		{",", "", domain.RuleListEmptyEntry, 0},
		{" ", "", domain.RuleListEmptyEntry, 0},
		{"msn.com,", "", domain.RuleListEmptyEntry, 8},
		{"msn.com, ,live.com", "", domain.RuleListEmptyEntry, 8},
		{"msn.com;live.com", "", domain.RuleListSeparator, 7},
		{"msn.com live.com", "", domain.RuleListSeparator, 7},
		{"msn.com\nlive.com", "", domain.RuleListSeparator, 7},
		{"msn.com|live.com", "", domain.RuleListSeparator, 7},
		{"msn.com，live.com", "", domain.RuleListSeparator, 7},
		{"msn.com、live.com", "", domain.RuleListSeparator, 7},
		{"msn.com, *.live.com", "", domain.RuleLabelCharacter, 9},
		{"msn.com,  live", "", domain.RuleLabelSingle, 14},
		{"msn.com,live.com,live", "", domain.RuleLabelSingle, 21},
		{"msn.com,bücher.example", "", domain.RuleLabelNonASCII, 9},
	} {
		checkList(t, tt.in)
		l, err := domain.ParseList(tt.in)
		checkError(t, err, tt.rule, tt.offset)
		if err == nil && l.String() != tt.want {
			t.Errorf("ParseList(%q) = %q, want %q", tt.in, l, tt.want)
		}
		if err != nil {
			checkPlace(t, err, tt.in)
		}
	}
	if l := domain.ListOf(parse("b.com", "a.com")...); l.String() != "b.com,a.com" {
		t.Errorf("ListOf keeps no order: %q", l)
	}
}

// checkList checks the properties that hold for every text as a list from a
// configuration.
func checkList(t *testing.T, s string) {
	t.Helper()
	var l domain.List
	require.NoError(t, l.UnmarshalText([]byte(s)))
	if l.String() != s {
		t.Fatalf("list %q is kept as %q", s, l)
	}
	var got []string
	good := true
	set := map[domain.SIPDomain]bool{}
	for d, err := range l.All() {
		got = append(got, d.String())
		if (err == nil) == d.IsZero() {
			t.Errorf("list %q: entry %q with error %v", s, d, err)
		}
		if err != nil {
			good = false
			checkPlace(t, err, s)
		} else {
			set[d] = true
		}
	}
	if diff := cmp.Diff(slowList(s), got); diff != "" {
		t.Errorf("list %q (-slow +got):\n%s", s, diff)
	}
	if diff := cmp.Diff(slowEntries(s), slices.Collect(l.Entries())); diff != "" {
		t.Errorf("list %q: entries as text (-slow +got):\n%s", s, diff)
	}
	if l.Set().Len() != len(set) {
		t.Errorf("list %q: set of %d, want %d", s, l.Set().Len(), len(set))
	}
	for d := range set {
		if !l.Set().Contains(d) {
			t.Errorf("list %q: %v is not in its set", s, d)
		}
	}
	parsed, err := domain.ParseList(s)
	if (err == nil) != good {
		t.Errorf("ParseList(%q) = %v, and its entries are good: %v", s, err, good)
	}
	if err == nil {
		testkit.CheckText(t, parsed)
		again, err := domain.ParseList(parsed.String())
		if err != nil || again != parsed || !parsed.Equal(l) || !l.Equal(parsed) {
			t.Errorf("list %q prints as %q, which reads as %q, %v", s, parsed, again, err)
		}
	}
	for range l.All() {
		break // All must allow a loop to end early
	}
	for range l.Entries() {
		break
	}
	mended, certain := l.Mend()
	switch {
	case good && (!certain || mended != l):
		t.Errorf("list %q has nothing wrong, and is mended to %q, %t", s, mended, certain)
	case !certain && !mended.IsZero():
		t.Errorf("list %q is not certain, and mended to %q", s, mended)
	case certain:
		if _, err := domain.ParseList(mended.String()); err != nil {
			t.Errorf("list %q is mended to %q: %v", s, mended, err)
		}
		for d := range set {
			if !mended.Set().Contains(d) {
				t.Errorf("list %q is mended to %q, which lacks %v", s, mended, d)
			}
		}
		if again, certain := mended.Mend(); again != mended || !certain {
			t.Errorf("list %q is mended to %q, and that to %q", s, mended, again)
		}
	}
}

// TestMend: a list is mended if every text between two separators is a domain.
func TestMend(t *testing.T) {
	for _, tt := range []struct {
		in, want string
		certain  bool
	}{
		{"msn.com,outlook.com", "msn.com,outlook.com", true},
		{" MSN.com, msn.com", " MSN.com, msn.com", true}, // a correct list is not changed
		{"msn.com;live.com", "msn.com,live.com", true},
		{"msn.com; live.com;", "msn.com,live.com", true},
		{"msn.com live.com", "msn.com,live.com", true},
		{"msn.com\r\nlive.com\t|HOTMAIL.com", "msn.com,live.com,hotmail.com", true},
		{"msn.com，live.com；hotmail.com、outlook.com", "msn.com,live.com,hotmail.com,outlook.com", true},
		{"msn.com,,live.com,msn.com", "msn.com,live.com", true},
		{",msn.com", "msn.com", true},
		{";", "", true},
		{"", "", true},
		{"*.live.com", "", false},
		{"msn.com;*.live.com", "", false},
		{"msn.com live .com", "", false},
		{"msn.com;live", "", false},
		{"msn.com/live.com", "", false},
		{"msn.com;bücher.example", "", false},
		{`"msn.com","live.com"`, "", false},
	} {
		checkList(t, tt.in)
		var l domain.List
		require.NoError(t, l.UnmarshalText([]byte(tt.in)))
		if got, certain := l.Mend(); got.String() != tt.want || certain != tt.certain {
			t.Errorf("list %q is mended to %q, %t, want %q, %t", tt.in, got, certain, tt.want, tt.certain)
		}
	}
}

func TestListEqual(t *testing.T) {
	list := func(s string) (l domain.List) {
		_ = l.UnmarshalText([]byte(s))
		return l
	}
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"a.com,b.com", "B.com, a.com,a.com", true},
		{"a.com,b.com", "a.com", false},
		{"a.com;b.com", "A.com;b.com", true},
		{"a.com;b.com", "a.com,b.com", false},
		{"a.com,x", "x,a.com", true},
		{"a.com,x", "a.com,y", false},
		{"a.com,x", "a.com", false},
		{"", "", true},
		{"", ",", false},
		{"\xff", "\xfe", false},
	} {
		if got := list(tt.a).Equal(list(tt.b)); got != tt.want {
			t.Errorf("%q equal to %q: %v, want %v", tt.a, tt.b, got, tt.want)
		}
		if got := list(tt.b).Equal(list(tt.a)); got != tt.want {
			t.Errorf("%q equal to %q: %v, want %v", tt.b, tt.a, got, tt.want)
		}
	}
}

func TestCheckSRV(t *testing.T) {
	contoso := domain.MustParseSIPDomain("contoso.com")
	right := domain.SRV{Name: "_sipfederationtls._tcp.contoso.com", Target: domain.MustParseName("sip.contoso.com"), Port: 5061}
	with := func(change func(*domain.SRV)) domain.SRV {
		r := right
		change(&r)
		return r
	}
	target := func(s string) domain.SRV {
		return with(func(r *domain.SRV) { r.Target = domain.MustParseName(s) })
	}
	certificate := func(names ...string) domain.SRV {
		return with(func(r *domain.SRV) { r.Certificate = append([]string{}, names...) })
	}
	const (
		badName        = "error /Name domain.srv.name"
		badTarget      = "error /Target domain.srv.target"
		badPort        = "error /Port domain.srv.port"
		badCertificate = "error /Certificate domain.srv.certificate"
	)
	for _, tt := range []struct {
		r    domain.SRV
		want []string
	}{
		{right, nil},
		{target("sipfed.contoso.com"), nil}, // the examples of SFB-SKYPE
		{target("access.contoso.com"), nil},
		{target("sip.contoso-edge.com"), []string{badTarget}},
		{target("sip.it.contoso.com"), []string{badTarget}},
		{target("contoso.com"), []string{badTarget}},
		{target("xcontoso.com"), []string{badTarget}},
		{target("sip_1.contoso.com"), []string{badTarget}},
		{certificate("sip.contoso.com"), nil},
		{certificate("web.contoso.com", "SIP.Contoso.com"), nil},
		{certificate("*.contoso.com"), []string{badCertificate}},
		{certificate(), []string{badCertificate}},
		{domain.SRV{Certificate: []string{}}, []string{badName, badTarget, badPort}},
		{with(func(r *domain.SRV) { r.Name = "_\u017fipfederationtls._tcp.contoso.com" }), []string{badName}}, // long s
		{certificate("\u017fip.contoso.com"), []string{badCertificate}},
		{with(func(r *domain.SRV) { r.Name, r.Port = "_sip._tls.contoso.com.", 443 }), []string{badName}}, // right for clients
		{with(func(r *domain.SRV) { r.Name, r.Port = "_sipinternaltls._tcp.contoso.com", 5060 }), []string{badName}},
		{with(func(r *domain.SRV) { r.Name, r.Port = "_SIPfederation._tcp.contoso.com", 5060 }), []string{badName, badPort}},
		{with(func(r *domain.SRV) { r.Name, r.Port = "_sipfederationtls_tcp.contoso.com", 5060 }), []string{badName, badPort}}, // not another service
		{with(func(r *domain.SRV) { r.Name, r.Port = "sip.contoso.com", 5060 }), []string{badName, badPort}},
		{with(func(r *domain.SRV) { r.Name = "_SIPFederationTLS._TCP.Contoso.com." }), nil},
	} {
		if diff := cmp.Diff(tt.want, testkit.Findings(contoso.CheckSRV(tt.r))); diff != "" {
			t.Errorf("CheckSRV(%v) (-want +got):\n%s", tt.r, diff)
		}
	}
	var zero domain.SIPDomain
	require.ErrorIs(t, zero.CheckSRV(right), domain.RuleNameEmpty)
	if zero.FederationSRV() != "" {
		t.Errorf("the zero SIPDomain has a record %q", zero.FederationSRV())
	}
}

func TestNoAllocs(t *testing.T) {
	few, many := domain.SetOf(numbered(4)...), domain.SetOf(numbered(1000)...)
	d := domain.MustParseSIPDomain("d3.example")
	text, upper, bad := []byte("d3.example"), []byte("Sip.Contoso.COM"), []byte("sip contoso.com")
	n := domain.MustParseName("contoso.com")
	buf := make([]byte, 0, 64)
	for name, f := range map[string]func(){
		"ParseSIPDomain":          func() { _, _ = domain.ParseSIPDomain("sip.contoso.com") },
		"ParseName":               func() { _, _ = domain.ParseName("sip.contoso.com") },
		"AppendSIPDomain":         func() { _, _ = domain.AppendSIPDomain(buf, upper) },
		"AppendSIPDomain/refused": func() { _, _ = domain.AppendSIPDomain(buf, bad) },
		"Set.Contains/4":          func() { few.Contains(d) },
		"Set.Contains/1000":       func() { many.Contains(d) },
		"Set.ContainsText/4":      func() { few.ContainsText(text) },
		"Set.ContainsText/1000":   func() { many.ContainsText(text) },
		"Name.IsWithin":           func() { n.IsWithin(n) },
	} {
		if got := testing.AllocsPerRun(100, f); got != 0 {
			t.Errorf("%s allocates %v times", name, got)
		}
	}
}

func FuzzName(f *testing.F) {
	for _, tt := range names {
		if len(tt.in) < 2000 {
			f.Add(tt.in, "contoso.com", "com")
		}
	}
	f.Fuzz(func(t *testing.T, s, parent, grandparent string) {
		checkName(t, s)
		checkSIPDomain(t, s)
		n, err := domain.ParseName(s)
		m, err2 := domain.ParseName(parent)
		o, err3 := domain.ParseName(grandparent)
		if err != nil || err2 != nil || err3 != nil {
			return
		}
		if !n.IsWithin(n) {
			t.Errorf("%q is not within itself", n)
		}
		if n.IsWithin(m) && m.IsWithin(o) && !n.IsWithin(o) {
			t.Errorf("%q is within %q, that within %q, and the first not within the last", n, m, o)
		}
		if below, err := domain.ParseName(s + "." + parent); err == nil && !below.IsWithin(m) {
			t.Errorf("%q is not within %q", below, m)
		}
	})
}

func FuzzList(f *testing.F) {
	for _, s := range []string{"msn.com,outlook.com", " A.b ,, c", "a.b;c.d", ",", "a.com,x,*.y"} {
		f.Add(s)
	}
	f.Fuzz(checkList)
}

func BenchmarkParseSIPDomain(b *testing.B) {
	for name, s := range map[string]string{"canonical": "sip.contoso.com", "capitals": "Sip.Contoso.COM"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = domain.ParseSIPDomain(s)
			}
		})
	}
}

func BenchmarkSetContains(b *testing.B) {
	for _, n := range []int{4, 100_000} {
		ds := numbered(n)
		s := domain.SetOf(ds...)
		absent := domain.MustParseSIPDomain("absent.example")
		b.Run(fmt.Sprintf("%d/present", n), func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				s.Contains(ds[i])
				if i++; i == n {
					i = 0
				}
			}
		})
		b.Run(fmt.Sprintf("%d/absent", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.Contains(absent)
			}
		})
	}
}

func TestSRVOf(t *testing.T) {
	for _, tt := range []struct {
		r       domain.SRV
		want    string
		missing bool
	}{
		{domain.SRV{Name: "_sipfederationtls._tcp.Contoso.com."}, "contoso.com", false},
		{domain.SRV{Name: "_sip._tls.contoso.com"}, "contoso.com", false},
		{domain.SRV{Name: "contoso.com"}, "contoso.com", false},
		{domain.SRV{Name: "_sipfederationtls"}, "", false},
		{domain.SRV{Name: "_sipfederationtls._tcp.com"}, "", false},
		{domain.SRV{Domain: domain.MustParseSIPDomain("a.b"), Name: "_sipfederationtls._tcp.contoso.com"}, "a.b", false},
		{domain.SRV{Domain: domain.MustParseSIPDomain("a.b")}, "a.b", true},
		{domain.SRV{Domain: domain.MustParseSIPDomain("a.b"), Port: 5061}, "a.b", false},
		{domain.SRV{Domain: domain.MustParseSIPDomain("a.b"), Target: domain.MustParseName("sip.a.b")}, "a.b", false},
		{domain.SRV{}, "", true},
	} {
		d, ok := tt.r.Of()
		if d.String() != tt.want || ok != (tt.want != "") || tt.r.IsMissing() != tt.missing {
			t.Errorf("%+v: is of %q, %v, missing %v", tt.r, d, ok, tt.r.IsMissing())
		}
	}
}

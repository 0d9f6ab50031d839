package address_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/testkit"
)

// skype is the decorator of the documented Skype provider.
func skype() address.Decorator {
	list, err := domain.ParseList("msn.com,outlook.com,live.com,hotmail.com")
	if err != nil {
		panic(err)
	}
	return address.NewDecorator(domain.MustParseSIPDomain("msn.com"), list.Set())
}

var skypeExcluded = map[string]bool{"msn.com": true, "outlook.com": true, "live.com": true, "hotmail.com": true}

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, address.Rules(), map[string]testkit.Check{
		"Address": testkit.Text(address.Parse),
		"URI":     testkit.Text(address.ParseURI),
		"Decorated": func(in json.RawMessage) error {
			var a address.Address
			if err := json.Unmarshal(in, &a); err != nil {
				return err
			}
			return skype().Check(a)
		},
	})
}

// texts has texts, each with the rule that it breaks and the offset. A text without a
// rule is an address, and has its printed form.
var texts = []struct {
	in     string
	rule   diag.Rule
	offset int
	want   string
}{
	{"ted@contoso.com", "", 0, "ted@contoso.com"},
	{"Ted@Contoso.COM", "", 0, "Ted@contoso.com"},
	{"ted@contoso.com.", "", 0, "ted@contoso.com"},
	{"ted(contoso.com)@msn.com", "", 0, "ted(contoso.com)@msn.com"},
	{"a+b(gmail.com)@msn.com", "", 0, "a+b(gmail.com)@msn.com"},
	{"user(a.com)(b.com)@msn.com", "", 0, "user(a.com)(b.com)@msn.com"},
	{"o'brien.jr@contoso.com", "", 0, "o'brien.jr@contoso.com"},
	{"!#$%&'*+-/=?^_`{|}~()@a.b", "", 0, "!#$%&'*+-/=?^_`{|}~()@a.b"},
	{"(@a.b", "", 0, "(@a.b"},
	{strings.Repeat("a", 1024) + "@a.b", "", 0, strings.Repeat("a", 1024) + "@a.b"},

	{"", address.RuleTextEmpty, 0, ""},
	{"ted", address.RuleAtMissing, 3, ""},
	{"ted＠contoso.com", address.RuleAtMissing, 3, ""},
	{"@", address.RuleUserEmpty, 0, ""},
	{"@contoso.com", address.RuleUserEmpty, 0, ""},
	{"ted@", domain.RuleNameEmpty, 4, ""},
	{"ted@contoso", domain.RuleLabelSingle, 11, ""},
	{"ted@@contoso.com", address.RuleUserCharacter, 3, ""},
	{"ted@home@contoso.com", address.RuleUserCharacter, 3, ""},
	{"ted smith@contoso.com", address.RuleUserCharacter, 3, ""},
	{" ted@contoso.com", address.RuleUserCharacter, 0, ""},
	{"ted@contoso.com ", domain.RuleLabelCharacter, 15, ""},
	{"ted@ contoso.com", domain.RuleLabelCharacter, 4, ""},
	{"ted@contoso.com\r", domain.RuleLabelCharacter, 15, ""},
	{"\"ted smith\"@contoso.com", address.RuleUserCharacter, 0, ""},
	{"ted,ann@contoso.com", address.RuleUserCharacter, 3, ""},
	{"<ted@contoso.com>", address.RuleUserCharacter, 0, ""},
	{"sip:ted@contoso.com", address.RuleUserCharacter, 3, ""},
	{"mailto:ted@contoso.com", address.RuleUserCharacter, 6, ""},
	{"jürgen@contoso.com", address.RuleUserCharacter, 1, ""},
	{"ted@bücher.example", domain.RuleLabelNonASCII, 5, ""},
	{"ted\x00@contoso.com", address.RuleUserCharacter, 3, ""},
	{"ted\xff@contoso.com", address.RuleUserCharacter, 3, ""},
	{"ted\u200b@contoso.com", address.RuleUserCharacter, 3, ""},
	{"ted\u00a0@contoso.com", address.RuleUserCharacter, 3, ""},
	{"\ufeffted@contoso.com", address.RuleUserCharacter, 0, ""},
	{".ted@contoso.com", address.RuleUserDot, 0, ""},
	{"ted.@contoso.com", address.RuleUserDot, 3, ""},
	{"te..d@contoso.com", address.RuleUserDot, 3, ""},
	{".@contoso.com", address.RuleUserDot, 0, ""},
	{"ted@contoso..com", domain.RuleLabelEmpty, 12, ""},
	{"ted@10.0.0.1", domain.RuleLabelNumeric, 11, ""},
	{"ted@[10.0.0.1]", domain.RuleLabelCharacter, 4, ""},
	{"ted@contoso.com:5061", domain.RuleLabelCharacter, 15, ""},
	{"ted@contoso.com;transport=tls", domain.RuleLabelCharacter, 15, ""},
	{strings.Repeat("a", 1025) + "@a.b", address.RuleUserLong, 1024, ""},
	{strings.Repeat("a", 1279) + "@a.b", address.RuleTextLong, 1279, ""},
	{strings.Repeat("a", 10<<20), address.RuleTextLong, 1279, ""},
	{strings.Repeat("@", 10<<20), address.RuleTextLong, 1279, ""},
}

func TestParse(t *testing.T) {
	for _, tt := range texts {
		t.Run(fmt.Sprintf("%.40q", tt.in), func(t *testing.T) {
			checkText(t, tt.in)
			a, err := address.Parse(tt.in)
			if tt.rule == "" {
				require.NoError(t, err)
				if a.String() != tt.want {
					t.Errorf("Parse(%q) = %q, want %q", tt.in, a, tt.want)
				}
				return
			}
			require.ErrorIs(t, err, tt.rule)
			if v := err.(*diag.ValueError); v.Offset != tt.offset || v.Detail == "" || v.Remedy == "" || v.Source.IsZero() || len(v.Error()) > 500 {
				t.Errorf("error = %#v, want one at %d that explains itself", v, tt.offset)
			}
		})
	}
}

// TestDots: three faults of the same rule have different offsets.
func TestDots(t *testing.T) {
	for in, offset := range map[string]int{"te..d@contoso.com": 3, ".ted@contoso.com": 0, "ted.@contoso.com": 3} {
		_, err := address.Parse(in)
		require.ErrorIs(t, err, address.RuleUserDot)
		if v := err.(*diag.ValueError); v.Offset != offset {
			t.Errorf("Parse(%q) = %v, want it at %d", in, err, offset)
		}
	}
}

// checkText checks the properties that hold for every text as an address.
func checkText(t *testing.T, s string) {
	t.Helper()
	a, err := address.Parse(s)
	user, dom, ok := slowParse(s)
	if (err == nil) != ok || a.User() != user || a.Domain().String() != dom {
		t.Fatalf("Parse(%q) = %q, %v; the slow way: %q %q %v", s, a, err, user, dom, ok)
	}
	target := address.MustParse("a@b.c")
	if unmarshalErr := target.UnmarshalText([]byte(s)); s != "" && unmarshalErr != nil && target.String() != "a@b.c" {
		t.Errorf("UnmarshalText(%q) changed its target to %q", s, target)
	}
	if err != nil {
		v := err.(*diag.ValueError)
		if v.Input != s || v.Offset < 0 || v.Offset > len(s) || strings.ContainsAny(v.Error(), "\n\r\x00") {
			t.Errorf("error of %q points to byte %d of %q: %q", s, v.Offset, v.Input, v)
		}
		return
	}
	testkit.CheckText(t, a)
	if b, err := address.From(a.User(), a.Domain()); err != nil || b != a {
		t.Errorf("From(%q, %q) = %q, %v", a.User(), a.Domain(), b, err)
	}
	upper, err := address.Parse(strings.ToUpper(s))
	if err != nil || !upper.Same(a) || !a.Same(upper) || upper.Domain() != a.Domain() {
		t.Errorf("capitals change %q to %q, %v", s, upper, err)
	}
	if b, err := address.ParseURI(a.URI()); err != nil || b != a {
		t.Errorf("URI %q reads as %q, %v", a.URI(), b, err)
	}
	if m, err := mail.ParseAddress(s); !strings.ContainsAny(user, "()") && !strings.HasSuffix(s, ".") {
		if err != nil || m.Address != s || m.Name != "" {
			t.Errorf("net/mail reads %q as %v, %v", s, m, err)
		}
	}
}

// TestEveryByte puts every byte into every position of a short address.
func TestEveryByte(t *testing.T) {
	const short = "t.d(a.b)@m.co"
	for i := range len(short) + 1 {
		for b := range 256 {
			s := short[:i] + string([]byte{byte(b)}) + short[i:]
			checkText(t, s)
			checkDecoration(t, s, skype(), "msn.com", skypeExcluded)

		}
	}
}

func TestZero(t *testing.T) {
	var zero address.Address
	testkit.CheckText(t, zero)
	ted := address.MustParse("ted@contoso.com")
	if zero.URI() != "" || zero.Same(ted) || !zero.Same(zero) || !zero.Domain().IsZero() {
		t.Error("the zero Address is taken for one")
	}
	d := skype()
	if back, undone := d.Undecorate(zero); d.Decorate(zero) != zero || d.Needs(zero) || back != zero || undone || d.Check(zero) != nil {
		t.Error("the zero Address is decorated or undecorated")
	}
	require.Panics(t, func() { address.MustParse("ted") })
	testkit.CheckOrder(t, zero, address.MustParse("z@a.com"), address.MustParse("A@b.com"), address.MustParse("a@b.com"))
}

func TestFrom(t *testing.T) {
	contoso := domain.MustParseSIPDomain("contoso.com")
	for _, tt := range []struct {
		user   string
		dom    domain.SIPDomain
		want   diag.Rule
		offset int
	}{
		{"ted", contoso, "", 0},
		{"", contoso, address.RuleUserEmpty, 0},
		{"ted@home", contoso, address.RuleUserCharacter, 3},
		{"ted.", contoso, address.RuleUserDot, 3},
		{strings.Repeat("a", 1025), contoso, address.RuleUserLong, 1024},
		{"ted", domain.SIPDomain{}, domain.RuleNameEmpty, 4},
	} {
		a, err := address.From(tt.user, tt.dom)
		if tt.want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, tt.want)
		if v := err.(*diag.ValueError); !a.IsZero() || v.Offset != tt.offset {
			t.Errorf("From(%q, %v) = %v, %v, want offset %d", tt.user, tt.dom, a, err, tt.offset)
		}
	}
}

func TestDecorator(t *testing.T) {
	d := skype()
	for _, tt := range []struct {
		in, decorated, undecorated string
	}{
		{"ted@contoso.com", "ted(contoso.com)@msn.com", "ted@contoso.com"},
		{"joe@Hotmail.com", "joe@hotmail.com", "joe@hotmail.com"},
		{"x@hotmail.co.uk", "x(hotmail.co.uk)@msn.com", "x@hotmail.co.uk"},
		{"x@msn.com", "x@msn.com", "x@msn.com"},
		{"x@sub.msn.com", "x(sub.msn.com)@msn.com", "x@sub.msn.com"},
		{"Ted@Contoso.COM.", "Ted(contoso.com)@msn.com", "Ted@contoso.com"},
		{"ted(Contoso.COM)@MSN.com", "ted(Contoso.COM)@msn.com", "ted@contoso.com"},
		{"a(b.com)(c.com)@msn.com", "a(b.com)(c.com)@msn.com", "a(b.com)@c.com"},
		{"a(b.com)@c.com", "a(b.com)(c.com)@msn.com", "a(b.com)@c.com"},
		{"natan(algumacoisa)@hotmail.com", "natan(algumacoisa)@hotmail.com", "natan(algumacoisa)@hotmail.com"},
		{"x(hotmail.com)@msn.com", "x(hotmail.com)@msn.com", "x(hotmail.com)@msn.com"},
		{"x(msn.com)@msn.com", "x(msn.com)@msn.com", "x(msn.com)@msn.com"},
		{"x(y)@msn.com", "x(y)@msn.com", "x(y)@msn.com"},
		{"x(contoso.com.)@msn.com", "x(contoso.com.)@msn.com", "x(contoso.com.)@msn.com"},
		{"x.(contoso.com)@msn.com", "x.(contoso.com)@msn.com", "x.(contoso.com)@msn.com"},
		{"(contoso.com)@msn.com", "(contoso.com)@msn.com", "(contoso.com)@msn.com"},
		{"x(contoso.com)y@msn.com", "x(contoso.com)y@msn.com", "x(contoso.com)y@msn.com"},
		{"x()@msn.com", "x()@msn.com", "x()@msn.com"},
		{"x)@msn.com", "x)@msn.com", "x)@msn.com"},
		{"x(contoso.com)@live.com", "x(contoso.com)@live.com", "x(contoso.com)@live.com"},
	} {
		a := address.MustParse(tt.in)
		if got := d.Decorate(a).String(); got != tt.decorated {
			t.Errorf("Decorate(%s) = %s, want %s", tt.in, got, tt.decorated)
		}
		back, undone := d.Undecorate(a)
		if back.String() != tt.undecorated || undone != (tt.undecorated != a.String()) {
			t.Errorf("Undecorate(%s) = %s, %v, want %s", tt.in, back, undone, tt.undecorated)
		}
		checkDecoration(t, tt.in, d, "msn.com", skypeExcluded)
		checkDecoration(t, tt.in, address.Decorator{}, "", nil)
	}
	// A decorated address may exceed the limit of Parse, and is undecorated all the same.
	long := address.MustParse(strings.Repeat("a", 1020) + "@contoso.com")
	other := address.NewDecorator(domain.MustParseSIPDomain("im.example"), domain.Set{})
	twice := other.Decorate(d.Decorate(long))
	if back, undone := other.Undecorate(twice); !undone || back != d.Decorate(long) || other.Check(twice) != nil {
		t.Errorf("an address decorated twice undoes to %v, %v", back, undone)
	}
	if d.RoutingDomain().String() != "msn.com" || d.Excluded().Len() != 4 {
		t.Errorf("the decorator is of %v and %d domains", d.RoutingDomain(), d.Excluded().Len())
	}
	for _, tt := range texts {
		checkDecoration(t, tt.in, d, "msn.com", skypeExcluded)
		checkDecoration(t, tt.in, address.Decorator{}, "", nil)
	}
}

// checkDecoration checks the properties that hold for every text and decorator.
func checkDecoration(t *testing.T, s string, d address.Decorator, routing string, excluded map[string]bool) {
	t.Helper()
	a, err := address.Parse(s)
	decorated, derr := d.AppendDecorated([]byte("x"), []byte(s))
	undecorated, uerr := d.AppendUndecorated([]byte("x"), []byte(s))
	if err != nil {
		if rule := err.(*diag.ValueError).Rule; derr != rule || uerr != rule || string(decorated) != "x" || string(undecorated) != "x" {
			t.Fatalf("%q: Parse says %v, AppendDecorated %q, %v, AppendUndecorated %q, %v", s, rule, decorated, derr, undecorated, uerr)
		}
		return
	}
	user, dom, _ := slowParse(s)
	want := slowDecorate(user, dom, routing, excluded)
	wantBack := slowUndecorate(user, dom, routing, excluded)
	if derr != nil || uerr != nil || string(decorated) != "x"+want || string(undecorated) != "x"+wantBack {
		t.Fatalf("%q: AppendDecorated = %q, %v, want %q; AppendUndecorated = %q, %v, want %q", s, decorated, derr, want, undecorated, uerr, wantBack)
	}

	made := d.Decorate(a)
	if made.String() != want {
		t.Errorf("Decorate(%q) = %q, want %q", s, made, want)
	}
	if again := d.Decorate(made); again != made {
		t.Errorf("decorated twice %q is %q, once %q", s, again, made)
	}
	if needs := d.Needs(a); needs != (made != a) {
		t.Errorf("Needs(%q) = %v, and Decorate gives %q", s, needs, made)
	} else if needs {
		if back, undone := d.Undecorate(made); !undone || back != a {
			t.Errorf("%q decorates to %q, which undoes to %q, %v", s, made, back, undone)
		}
		if err := d.Check(made); err != nil {
			t.Errorf("what Decorate made of %q is suspect: %v", s, err)
		}
	}
	if parsed, err := address.Parse(made.String()); len(made.User()) <= 1024 && (err != nil || parsed != made) {
		t.Errorf("%q decorates to %q, which reads as %q, %v", s, made, parsed, err)
	}
	back, undone := d.Undecorate(a)
	if back.String() != wantBack || undone != (wantBack != a.String()) {
		t.Errorf("Undecorate(%q) = %q, %v, want %q", s, back, undone, wantBack)
	}
	if undone && !d.Decorate(back).Same(a) {
		t.Errorf("%q undoes to %q, which decorates to %q", s, back, d.Decorate(back))
	}
	suspect := a.Domain() == d.RoutingDomain() && strings.HasSuffix(a.User(), ")") && strings.Contains(a.User(), "(") && !undone
	if err := d.Check(a); (err != nil) != suspect {
		t.Errorf("Check(%q) = %v", s, err)
	}
}

// TestRoom: AppendDecorated appends the whole text for first labels of every length in
// the routing domain, and for every capacity of dst.
func TestRoom(t *testing.T) {
	for n := range 63 {
		routing := strings.Repeat("m", n+1) + ".co"
		d := address.NewDecorator(domain.MustParseSIPDomain(routing), domain.Set{})
		want := "ted(contoso.com)@" + routing
		for room := range len(want) + 2 {
			out, err := d.AppendDecorated(make([]byte, 0, room), []byte("ted@contoso.com"))
			if err != nil || string(out) != want {
				t.Errorf("AppendDecorated with room for %d = %q, %v, want %q", room, out, err, want)
			}
		}
	}
}

// TestInPlace: AppendUndecorated needs no more room than the input has.
func TestInPlace(t *testing.T) {
	for _, s := range []string{"ted(contoso.com)@msn.com", "x(hotmail.com)@msn.com", "a(b.com)(c.com)@msn.com"} {
		dst := make([]byte, 0, len(s))
		out, err := skype().AppendUndecorated(dst, []byte(s))
		require.NoError(t, err)
		if &out[:1][0] != &dst[:1][0] {
			t.Errorf("%s: a buffer of its own length was not enough", s)
		}
	}
}

func TestCheck(t *testing.T) {
	var b strings.Builder
	for _, in := range []string{"user(contoso)@msn.com", "x(hotmail.com)@msn.com", "x.(contoso.com)@msn.com", "(contoso.com)@msn.com", "x(a.b.)@msn.com"} {
		err := skype().Check(address.MustParse(in))
		require.ErrorIs(t, err, address.RuleDecorationDamaged)
		f := err.(*diag.Finding)
		if f.Severity != diag.Warning {
			t.Errorf("Check(%s) = %v", in, err)
		}
		fmt.Fprintf(&b, "%s: %s\n", in, f.Detail)
	}
	testkit.Golden(t, "testdata/damaged.txt", b.String())
}

// kinds has the outcomes of the kinds that are addresses. All other kinds are refused.
var kinds = map[string][]string{"ok": {"decorated"}, "plain": {"plain"}, "skypeid": {"plain"}, "near-miss": {"plain"}}

// TestWild has the addresses that were found in public.
func TestWild(t *testing.T) {
	file, err := os.Open("testdata/wild.txt")
	require.NoError(t, err)
	defer file.Close()
	d, seen := skype(), 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		seen++
		col := strings.Split(lines.Text(), "\t")
		require.Len(t, col, 4, lines.Text())
		kind, text, outcome, detail := col[0], col[1], col[2], col[3]
		if !slices.Contains(kinds[kind], outcome) && !(kinds[kind] == nil && strings.HasPrefix(outcome, "address.")) {
			t.Errorf("%s: the outcome %s is none for the kind %s", text, outcome, kind)
		}
		checkText(t, text)
		checkDecoration(t, text, d, "msn.com", skypeExcluded)
		a, err := address.Parse(text)
		switch outcome {
		case "decorated":
			require.NoError(t, err)
			back, undone := d.Undecorate(a)
			if !undone || back.String() != detail || d.Decorate(back) != a {
				t.Errorf("%s undecorates to %s, %v, want %s", text, back, undone, detail)
			}
		case "plain":
			require.NoError(t, err)
			if _, undone := d.Undecorate(a); undone || d.Check(a) != nil {
				t.Errorf("%s is taken for a decorated address", text)
			}
		default:
			require.ErrorIs(t, err, diag.Rule(outcome), text)
			offset, _, _ := strings.Cut(detail, " ")
			if v := err.(*diag.ValueError); strconv.Itoa(v.Offset) != offset {
				t.Errorf("%s: refused with %q at %d, want it at %s", text, v.Detail, v.Offset, offset)
			}
		}
	}
	if seen != 25 {
		t.Errorf("%d addresses, want 25", seen)
	}
}

// TestNotMail shows why the package has a parser of its own.
func TestNotMail(t *testing.T) {
	const contact = "ted(contoso.com)@msn.com"
	if m, err := mail.ParseAddress(contact); err == nil {
		t.Errorf("net/mail takes %s for %v; the documentation says it refuses", contact, m)
	}
	// A tolerant parser drops text in brackets as a comment (RFC 5322, 3.2.2). The rest is
	// the address of another person.
	tolerant := regexp.MustCompile(`\([^)]*\)`).ReplaceAllString(contact, "")
	m, err := mail.ParseAddress(tolerant)
	require.NoError(t, err)
	if m.Address != "ted@msn.com" || address.MustParse(contact).Same(address.MustParse(m.Address)) {
		t.Errorf("without comments %s is %s", contact, m.Address)
	}
}

// TestErrors: the value error and its rule are found in a wrapped error.
func TestErrors(t *testing.T) {
	_, err := address.Parse("ted smith@contoso.com")
	for _, wrapped := range []error{
		err,
		fmt.Errorf("contacts.txt: %w", err),
		errors.Join(errors.New("other"), fmt.Errorf("x: %w", err)),
	} {
		require.ErrorIs(t, wrapped, address.RuleUserCharacter)
		var v *diag.ValueError
		require.ErrorAs(t, wrapped, &v)
		if v.Offset != 3 {
			t.Errorf("offset = %d, want 3", v.Offset)
		}
		found := false
		for f := range diag.All(wrapped) {
			found = found || f.Rule == address.RuleUserCharacter
		}
		if !found {
			t.Errorf("diag.All does not find the rule in %v", wrapped)
		}
	}
	for in, isURI := range map[string]bool{"sip:ted@contoso.com": true, "SIP:ted@contoso.com": true, "ted:x@contoso.com": false} {
		_, err := address.Parse(in)
		require.ErrorIs(t, err, address.RuleUserCharacter)
		if got := strings.Contains(err.Error(), "URI"); got != isURI {
			t.Errorf("Parse(%q): %v", in, err)
		}
	}
	_, err = skype().AppendDecorated(nil, []byte("ted"))
	require.ErrorIs(t, err, address.RuleAtMissing)
}

func TestNoAllocs(t *testing.T) {
	d := skype()
	a, made := address.MustParse("ted@contoso.com"), address.MustParse("ted(contoso.com)@msn.com")
	buf := make([]byte, 0, 512)
	texts := map[string][]byte{
		"plain":     []byte("ted@contoso.com"),
		"capitals":  []byte("Ted@Hotmail.COM"),
		"decorated": []byte("ted(Contoso.com)@MSN.com"),
		"excluded":  []byte("ted(hotmail.com)@msn.com"),
		"dot":       []byte("ted@contoso.com."),
		"marks":     []byte("o'ted_smith+x(it-dept.contoso.com)@msn.com"),
		"long":      []byte(strings.Repeat("long.", 60) + "ted(contoso.com)@msn.com"),
		"long host": []byte("ted@" + strings.Repeat("long.", 49) + "com"),
		"no user":   []byte("@contoso.com"),
		"space":     []byte("ted smith@contoso.com"),
		"no domain": []byte("ted@contoso"),
		"no at":     []byte("ted"),
	}
	check := func(name string, allowed float64, f func()) {
		if got := testing.AllocsPerRun(100, f); got > allowed {
			t.Errorf("%s allocates %v times, allowed %v", name, got, allowed)
		}
	}
	for name, text := range texts {
		check("AppendDecorated/"+name, 0, func() { _, _ = d.AppendDecorated(buf, text) })
		check("AppendUndecorated/"+name, 0, func() { _, _ = d.AppendUndecorated(buf, text) })
	}
	check("Parse", 0, func() { _, _ = address.Parse("ted@contoso.com") })
	check("Decorate", 1, func() { d.Decorate(a) })
	check("Undecorate", 0, func() { d.Undecorate(made) })
	check("AppendText", 0, func() { _, _ = a.AppendText(buf) })
	check("Same", 0, func() { _ = a.Same(made) })
	check("Check", 0, func() { _ = d.Check(made) })
}

func FuzzParse(f *testing.F) {
	for _, tt := range texts {
		if len(tt.in) < 2000 {
			f.Add(tt.in)
		}
	}
	f.Fuzz(checkText)
}

func FuzzDecorate(f *testing.F) {
	for _, tt := range texts {
		if len(tt.in) < 2000 {
			f.Add(tt.in, "ann@contoso.com", "msn.com", "msn.com,live.com")
		}
	}
	f.Add("a(b.com)@c.com", "a@b.com", "c.com", "b.com")
	f.Fuzz(func(t *testing.T, s, other, routing, list string) {
		route, err := domain.ParseSIPDomain(routing)
		if err != nil {
			route = domain.SIPDomain{}
		}
		var l domain.List
		require.NoError(t, l.UnmarshalText([]byte(list)))
		excluded := map[string]bool{}
		for d := range l.All() {
			excluded[d.String()] = true
		}
		d := address.NewDecorator(route, l.Set())
		checkDecoration(t, s, d, route.String(), excluded)

		a, errA := address.Parse(s)
		b, errB := address.Parse(other)
		if errA == nil && errB == nil && d.Needs(a) && d.Needs(b) && (a == b) != (d.Decorate(a) == d.Decorate(b)) {
			t.Errorf("%q and %q decorate to %q and %q", a, b, d.Decorate(a), d.Decorate(b))
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for name, s := range map[string]string{"canonical": "ted.smith@contoso.com", "capitals": "Ted.Smith@Contoso.com", "refused": "ted smith@contoso.com"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = address.Parse(s)
			}
		})
	}
}

func BenchmarkDecorate(b *testing.B) {
	d := skype()
	a := address.MustParse("ted.smith@contoso.com")
	b.ReportAllocs()
	for b.Loop() {
		d.Decorate(a)
	}
}

func BenchmarkUndecorate(b *testing.B) {
	d := skype()
	a := d.Decorate(address.MustParse("ted.smith@contoso.com"))
	b.ReportAllocs()
	for b.Loop() {
		d.Undecorate(a)
	}
}

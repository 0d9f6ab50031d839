package syntax_test

import (
	"regexp"
	"strings"
	"testing"

	_ "github.com/lyncfed/lyncfed/internal/testkit" // for the flag -update of go test ./...

	"github.com/lyncfed/lyncfed/internal/syntax"
)

// The grammar of the recognized texts again, as slow regular expressions.
var (
	slowDomain = regexp.MustCompile(`^[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+$`)
	slowUser   = regexp.MustCompile("^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~()-]+(\\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~()-]+)*$")
	slowEdge   = regexp.MustCompile(`(^|\.)-|-(\.|$)`)
	slowNumber = regexp.MustCompile(`\.[0-9]+$`)
	slowInner  = regexp.MustCompile(`^(.+)\(([^()]*)\)$`)
)

func isDomain(s string) bool {
	return slowDomain.MatchString(s) && !slowEdge.MatchString(s) && !slowNumber.MatchString(s)
}

// check compares the results for s, as text and as bytes, with the regular expressions.
func check(t *testing.T, s string) {
	t.Helper()
	valid := len(s) <= 253 && isDomain(s)
	for label := range strings.SplitSeq(s, ".") {
		valid = valid && len(label) <= 63
	}
	recognized := syntax.Domain(s)
	if recognized && !valid || valid && !recognized && 4 <= len(s) && len(s) <= 63 || syntax.Domain([]byte(s)) != recognized {
		t.Errorf("Domain(%q) = %v, want %v", s, recognized, valid)
	}
	if got := syntax.LastAt(s); got != strings.LastIndexByte(s, '@') || syntax.LastAt([]byte(s)) != got {
		t.Errorf("LastAt(%q) = %d", s, got)
	}

	at := strings.Index(s, "@")
	isAddress := at > 0 && slowUser.MatchString(s[:at]) && isDomain(s[at+1:])
	mustSee := len(s) <= 63 || len(s) <= 1024 && len(s)-1-at <= 38
	got, marks := syntax.Address(s)
	if b, m := syntax.Address([]byte(s)); b != got || m != marks {
		t.Errorf("Address(%q) = %d, %v, and %d, %v of bytes", s, got, marks, b, m)
	}
	if got < 0 {
		if isAddress && mustSee {
			t.Errorf("Address(%q) = %d", s, got)
		}
		return
	}
	if !isAddress || got != at {
		t.Errorf("Address(%q) = %d, want %d if it is one: %v", s, got, at, isAddress)
	}
	domain := []byte(s[at+1:])
	if syntax.Lower(domain); string(domain) != strings.ToLower(s[at+1:]) {
		t.Errorf("Lower(%q) = %q", s[at+1:], domain)
	}
	seen := s[max(0, len(s)-38):] // the bitmaps cover at least this part
	if strings.ToLower(seen) != seen && !marks.Capitals || strings.ToLower(s) == s && marks.Capitals {
		t.Errorf("Address(%q): capitals %v", s, marks.Capitals)
	}
	if s[at-1] != ')' {
		return
	}
	open := 0
	if m := slowInner.FindStringSubmatch(s[:at]); m != nil && slowUser.MatchString(m[1]) && isDomain(m[2]) {
		open = len(m[1])
	}
	if got := syntax.Bracket(s, at, marks); got != open && (got >= 0 || len(s) <= 63 || open > 0 && len(s)-open <= 38) {
		t.Errorf("Bracket(%q) = %d, want %d", s, got, open)
	}
}

var texts = []string{
	"ted@contoso.com", "Ted.Smith@Contoso.com", "ted-smith+x@it-dept.contoso.com", "ted(contoso.com)@msn.com",
	"a(b.com)(c.com)@msn.com", "x()@msn.com", "x(y)@msn.com", "x(.y.z)@msn.com", "x(y.z.)@msn.com", "(y.zz)@msn.com",
	"x.(y.zz)@msn.com", "ted@-contoso.com", "ted@contoso-.com", "ted@con--toso.com", "ted@contoso.com-", "ted@contoso.c0m",
	"ted@contoso.co1", "ted@contoso..com", "ted@.contoso.com", "ted@contoso", "contoso.com", "-contoso.com", "contoso.com-",
	"tedcontoso.com@", "@contoso.com", "ted.@contoso.com", ".ted@contoso.com", "te..d@contoso.com", "a@b.c", "t@live.com",
	"ted@home@contoso.com", "ted@@contoso.com", "ted smith@contoso.com", "ted@con_toso.com", "ted@contoso.com.",
	"ted@contoso.9", "ted@contoso.109", "contoso.example.9", "x(y.9)@msn.com", "x(y.10)@msn.com",
	"jürgen@contoso.com", "ted@bücher.example", "ted\x00@contoso.com", "x)@msn.com", ")@contoso.com", "x(b-c.de)@msn.com",
}

func TestTexts(t *testing.T) {
	for _, s := range texts {
		check(t, s)
		// Every recognized length, and a few more.
		for n := range 70 {
			check(t, strings.Repeat("u", n)+s)
			check(t, s+strings.Repeat("m", n))
		}
		for n := 1023; n <= 1025; n++ {
			check(t, strings.Repeat("u", n-len(s))+s)
		}
		for _, before := range []string{"long.", "a-b.", "A.", "7", ".", "..", "u..u", "b c", "x@y", "(b.cd)", "é"} {
			for _, n := range []int{1, 8, 13, 64, 200, 204, 1024} {
				check(t, strings.Repeat("u", n)+before+s)
				check(t, before+strings.Repeat("u.", n)+s)
			}
		}
	}
}

// TestLong moves dots and a bracket over all edges of the parts in which a long address
// is read.
func TestLong(t *testing.T) {
	for n := range 140 {
		before, after := strings.Repeat("u", n), strings.Repeat("u", 140-n)
		for _, dots := range []string{".", "..", "...", ".(it.", "(it."} {
			check(t, before+dots+after+"@contoso.com")
			check(t, before+dots+strings.Repeat("i", n%60)+".contoso.com)@msn.com")
		}
	}
	for n := 1020; n < 1030; n++ {
		check(t, strings.Repeat("u", n-len("@contoso.com"))+"@contoso.com")
	}
	long := strings.Repeat("u", 1013) + "@contoso.com"
	if at, _ := syntax.Address(long); at >= 0 {
		t.Errorf("an address of %d bytes is recognized", len(long))
	}
}

// TestLongDomain puts each kind of a fault at every place of a domain, and so at all
// edges of its parts.
func TestLongDomain(t *testing.T) {
	for n := 64; n <= 255; n++ {
		for label := 1; label <= 15; label++ {
			s := strings.Repeat(strings.Repeat("d", label)+".", 255)[:n-2] + "xx"
			if got, want := syntax.Domain(s), n <= 253; got != want {
				t.Errorf("Domain(%q) = %v, want %v", s, got, want)
			}
		}
	}
	for _, label := range []int{4, 12, 31, 63, 64} {
		labels := strings.Repeat(strings.Repeat("d", label)+".", 60)
		for _, n := range []int{64, 65, 126, 127, 128, 200, 253} {
			s := labels[:n-1] + "x"
			for i := range s {
				if testing.Short() && i%3 != 0 {
					continue
				}
				for _, b := range []string{".", "-", "D", "7", "@", "_", "\x80"} {
					check(t, s[:i]+b+s[i+1:])
				}
			}
		}
	}
}

// TestEveryByte puts every byte into every position of an address, for each number of
// eight-byte words.
func TestEveryByte(t *testing.T) {
	for _, pad := range []int{0, 8, 16, 24, 32, 40, 48, 49, 50, 51, 60, 80} {
		s := strings.Repeat("p", pad) + "t.d(a.bc)@m.com"
		for i := range s {
			if testing.Short() && i%8 != 0 {
				continue
			}
			for b := range 256 {
				check(t, s[:i]+string([]byte{byte(b)})+s[i+1:])
			}
		}
	}
}

func FuzzRecognize(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
		f.Add(strings.Repeat("u", 40) + s)
		f.Add(strings.Repeat("u.u", 40) + s)
	}
	f.Fuzz(check)
}

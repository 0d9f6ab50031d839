package char_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/lyncfed/lyncfed/internal/char"
	_ "github.com/lyncfed/lyncfed/internal/testkit" // for the flag -update of go test ./...
)

func TestEqualFold(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"", "", true},
		{"Contoso.COM", "cONTOSO.com", true},
		{"a", "b", false},
		{"a", "ab", false},
		{"s", "\u017f", false}, // long s
		{"k", "\u212a", false}, // kelvin
		{"é", "É", false},
		{"@", "`", false},
		{"[", "{", false},
	} {
		if got := char.EqualFold(tt.a, tt.b); got != tt.want {
			t.Errorf("EqualFold(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
	// Within ASCII it agrees with package strings, and so does Same.
	for i := range unicode.MaxASCII {
		for j := range unicode.MaxASCII {
			a, b := string(rune(i)), string(rune(j))
			want := strings.EqualFold(a, b)
			if got := char.EqualFold(a, b); got != want {
				t.Errorf("EqualFold(%q, %q) = %v", a, b, got)
			}
			if got := char.Same(a, b); got != want {
				t.Errorf("Same(%q, %q) = %v", a, b, got)
			}
		}
	}
	if !char.Same("été", "ÉTÉ") {
		t.Error("Same is case-sensitive")
	}
}

func TestCutPrefix(t *testing.T) {
	for _, tt := range []struct {
		s, prefix, rest string
		found           bool
	}{
		{"SIP:ted", "sip:", "ted", true},
		{"sip:", "SIP:", "", true},
		{"sip", "", "sip", true},
		{"sip", "sip:", "sip", false},
		{"tel:1", "sip:", "tel:1", false},
	} {
		if rest, found := char.CutPrefix(tt.s, tt.prefix); rest != tt.rest || found != tt.found {
			t.Errorf("CutPrefix(%q, %q) = %q, %v", tt.s, tt.prefix, rest, found)
		}
		if got := char.HasPrefix(tt.s, tt.prefix); got != tt.found {
			t.Errorf("HasPrefix(%q, %q) = %v", tt.s, tt.prefix, got)
		}
	}
}

func TestUnprintable(t *testing.T) {
	for in, want := range map[string]int{"": -1, "Skype été": -1, "a\u200db": -1, "a\x00": 1, "a\nb": 1, "é\u202e": 2, "\xff": 0, "x\ufffd": 1, "a\u200b": 1, "a\u00ad": 1, "\ufeff": 0, "a\U000e0041": 1} {
		if got := char.Unprintable(in); got != want {
			t.Errorf("Unprintable(%q) = %d, want %d", in, got, want)
		}
	}
	for in, want := range map[string]int{"Skype été": -1, "a\u200db": 1, "a\ufe0f": 1, "a\u3164": 1, "a\u2060": 1, "a\x7f": 1} {
		if got := char.Hidden(in); got != want {
			t.Errorf("Hidden(%q) = %d, want %d", in, got, want)
		}
	}
	if char.Fold("ÉTÉ") != char.Fold("été") || char.Fold("a") == char.Fold("b") {
		t.Error("Fold does not fold letter case")
	}
}

func TestDescribe(t *testing.T) {
	for in, want := range map[string]string{
		" ":          "a space",
		"\t":         "a tab",
		"\x00":       "a NUL byte",
		"\\":         "a backslash",
		"*":          "a wildcard *",
		"\"":         `a quotation mark (")`,
		"\ufeff":     "a byte order mark (U+FEFF)",
		"\u00a0":     "a blank other than a space (U+00A0)",
		"\n":         "a blank other than a space (U+000A)",
		"（":          "a full-width ( (U+FF08)",
		"＠":          "a full-width @ (U+FF20)",
		"！":          "a full-width ! (U+FF01)",
		"～":          "a full-width ~ (U+FF5E)",
		"’":          "a typographic quotation mark ’ (U+2019)",
		"–":          "a dash – (U+2013)",
		"\u200b":     "an invisible character (U+200B)",
		"\x07":       "an invisible character (U+0007)",
		"é":          "the non-ASCII character é (U+00E9)",
		";":          "the character ;",
		"\xff":       "an invalid UTF-8 byte (0xFF)",
		"\xe6\x9d":   "an invalid UTF-8 byte (0xE6)",
		"\uFFFD":     "the non-ASCII character \uFFFD (U+FFFD)",
		"\U0001F600": "the non-ASCII character \U0001F600 (U+1F600)",
	} {
		if got := char.Describe("ab"+in+"c", len("ab")); got != want {
			t.Errorf("Describe(%q) = %q, want %q", in, got, want)
		}
	}
	// Whatever the byte, there is something to say.
	for b := range 256 {
		if got := char.Describe(string([]byte{byte(b)}), 0); strings.TrimSpace(got) == "" {
			t.Errorf("byte %#02x: %q", b, got)
		}
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 12345678: "12,345,678", -999: "-999", -1000: "-1,000"} {
		if got := char.Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestPlural(t *testing.T) {
	for noun, want := range map[string]string{
		"user": "users", "policy": "policies", "user of the tenant": "users of the tenant", "external access policy of the tenant": "external access policies of the tenant",
	} {
		for n := range 3 {
			if got := char.Plural(n, noun); got != want && n != 1 || n == 1 && got != noun {
				t.Errorf("%d %s: %q", n, noun, got)
			}
		}
	}
}

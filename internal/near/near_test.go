package near_test

import (
	"testing"

	"github.com/lyncfed/lyncfed/internal/near"
	_ "github.com/lyncfed/lyncfed/internal/testkit" // for the flag -update of go test ./...
)

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"abc", "abc", 0},
		{"abc", "abd", 1},
		{"abc", "ab", 1},
		{"abc", "xabc", 1},
		{"abcd", "abdc", 1},
		{"abcd", "badc", 2},
		{"federation.messenger.msn.com", "federation.mesenger.msn.com", 1},
		{"kitten", "sitting", 3},
		{"abc", "xyz", 3},
		{"abc", "uvwx", 4},
		{"", "abc", 3},
		{"", "abcd", 4},
		{"", "abcdefgh", 4}, // it stops beyond 3
	} {
		if got := near.Distance(tt.a, tt.b, 3); got != tt.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := near.Distance(tt.b, tt.a, 3); got != tt.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}

func TestName(t *testing.T) {
	known := []string{"ProxyFqdn", "Enabled", "EnabledSharedAddressSpace", "VerificationLevel"}
	for s, want := range map[string]string{
		"proxyfdqn":         "ProxyFqdn",
		"ProxyFQDN":         "ProxyFqdn",
		"Enable":            "Enabled",
		"VerficationLevel":  "VerificationLevel",
		"Verification":      "",
		"Color":             "",
		"":                  "",
		"xx":                "",
		"EnableSharedSpace": "",
		"Enabling":          "", // three of eight
		"Unable":            "", // two of six
		"ProxyFqdns":        "ProxyFqdn",
	} {
		if got, found := near.Name(s, known); got != want || found != (want != "") {
			t.Errorf("Name(%q) = %q, %v, want %q", s, got, found, want)
		}
	}
}

func TestOnly(t *testing.T) {
	known := []string{"AlwaysVerifiable", "AlwaysUnverifiable", "UseSourceVerification"}
	for s, want := range map[string]string{
		"alwaysverified":      "AlwaysVerifiable",
		"AlwaysUnverified":    "AlwaysUnverifiable",
		"AlwaysUverifiable":   "", // one of two
		"UseSourceVerifiable": "UseSourceVerification",
		"Verifiable":          "",
		"Never":               "",
		"":                    "",
	} {
		if got, found := near.Only(s, known); found != (want != "") || found && got != want {
			t.Errorf("Only(%q) = %q, %v, want %q", s, got, found, want)
		}
	}
}

func TestList(t *testing.T) {
	for _, tt := range []struct {
		known []string
		want  string
	}{
		{nil, "none"},
		{[]string{"a"}, "a"},
		{[]string{"a", "b", "c", "d", "e"}, "a, b, c, d, e"},
		{[]string{"a", "b", "c", "d", "e", "f", "g"}, "a, b, c, d, e and 2 more"},
	} {
		if got := near.List(tt.known); got != tt.want {
			t.Errorf("List(%q) = %q, want %q", tt.known, got, tt.want)
		}
	}
}

func TestSuffix(t *testing.T) {
	known := []string{"contoso.com", "contoso.co.uk"}
	for s, want := range map[string]string{
		"contso.com":   "; the nearest is contoso.com",
		"CONTOSO.CO.K": "; the nearest is contoso.co.uk",
		"fabrikam.com": "",
	} {
		if got := near.Suffix(s, known); got != want {
			t.Errorf("Suffix(%q) = %q, want %q", s, got, want)
		}
	}
	if got := near.Suffix("contso.com", known[:1]); got != "" {
		t.Errorf("the only name is told twice: %q", got)
	}
}

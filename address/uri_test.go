package address_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
)

// uris has texts, each with its address as a SIP URI, or with the rule that it breaks
// and the offset.
var uris = []struct {
	in     string
	want   string
	rule   diag.Rule
	offset int
}{
	{"sip:ted@contoso.com", "ted@contoso.com", "", 0},
	{"SIP:ted@Contoso.com:5061;transport=tls", "ted@contoso.com", "", 0},
	{"sip:ted(contoso.com)@msn.com", "ted(contoso.com)@msn.com", "", 0},
	{"sip:ted%28contoso.com%29@msn.com", "ted(contoso.com)@msn.com", "", 0},
	{"sip:te%64@contoso.com?subject=a@b", "ted@contoso.com", "", 0},
	{"sip:ted@contoso.com;opaque=user:x;gruu", "ted@contoso.com", "", 0},
	{"sip:a#b|c@contoso.com", "a#b|c@contoso.com", "", 0},
	{"sip:50%25@contoso.com", "50%@contoso.com", "", 0},
	{"sip:a?b/c@contoso.com", "a?b/c@contoso.com", "", 0},
	{"sip:%74ed%28Contoso.com%29@MSN.com.", "ted(Contoso.com)@msn.com", "", 0},
	{"sip:100%2525@contoso.com", "100%25@contoso.com", "", 0},
	{"sip://ted@contoso.com", "//ted@contoso.com", "", 0},
	{"sip:ted@contoso.com:000005061", "ted@contoso.com", "", 0},
	{"sip:ted@contoso.com;", "ted@contoso.com", "", 0},
	{"sip:ted@contoso.com?a@b:c;d", "ted@contoso.com", "", 0},

	{"", "", address.RuleURIScheme, 0},
	{"\u017fip:ted@contoso.com", "", address.RuleURIScheme, 0},
	{"ted@contoso.com", "", address.RuleURIScheme, 0},
	{"sips:ted@contoso.com", "", address.RuleURIScheme, 0},
	{"sip", "", address.RuleURIScheme, 0},
	{"sip:", "", address.RuleTextEmpty, 4},
	{"sip:contoso.com", "", address.RuleAtMissing, 15},
	{"sip:@contoso.com", "", address.RuleUserEmpty, 4},
	{"sip:ted:secret@contoso.com", "", address.RuleUserCharacter, 7},
	{"sip:te%20d@contoso.com", "", address.RuleUserCharacter, 6},
	{"sip:%41%42%40d@contoso.com", "", address.RuleUserCharacter, 10},
	{"sip:ted%@contoso.com", "", address.RuleURIEscape, 7},
	{"sip:ted%4@contoso.com", "", address.RuleURIEscape, 7},
	{"sip:ted%+4@contoso.com", "", address.RuleURIEscape, 7},
	{"sip:ted%zz@contoso.com", "", address.RuleURIEscape, 7},
	{"sip:ted@contoso.com@msn.com", "", domain.RuleLabelCharacter, 19},
	{"sip:ted@[::1]:5061", "", domain.RuleLabelCharacter, 8},
	{"sip:ted@;transport=tls", "", domain.RuleNameEmpty, 8},
	{"sip:ted@contoso", "", domain.RuleLabelSingle, 15},
	{"sip:ted@contoso.com:", "", address.RuleURIPort, 20},
	{"sip:ted@contoso.com:65536", "", address.RuleURIPort, 20},
	{"sip:ted@contoso.com:+1", "", address.RuleURIPort, 20},
	{"sip:" + strings.Repeat("%61", 1024) + "@a.b", strings.Repeat("a", 1024) + "@a.b", "", 0},
	{"sip:" + strings.Repeat("%61", 1025) + "@a.b", "", address.RuleUserLong, 4 + 3*1024},
}

func TestURI(t *testing.T) {
	for _, tt := range uris {
		checkURI(t, tt.in)
		a, err := address.ParseURI(tt.in)
		if tt.rule == "" {
			require.NoError(t, err)
			if a.String() != tt.want {
				t.Errorf("ParseURI(%q) = %q, want %q", tt.in, a, tt.want)
			}
			continue
		}
		require.ErrorIs(t, err, tt.rule, "ParseURI(%q)", tt.in)
		if v := err.(*diag.ValueError); v.Offset != tt.offset || v.Input != tt.in || !a.IsZero() {
			t.Errorf("ParseURI(%q) = %v, %v, want offset %d", tt.in, a, err, tt.offset)
		}
	}
	if got, want := address.MustParse("a#b%c@contoso.com").URI(), "sip:a%23b%25c@contoso.com"; got != want {
		t.Errorf("URI = %q, want %q", got, want)
	}
}

// printPattern is the form of a printed URI: the user of RFC 3261, 25.1. Only the
// characters that a user part may have and RFC 3261 does not allow are escaped.
var printPattern = regexp.MustCompile(`^sip:([a-zA-Z0-9_.!~*'()&=+$,;?/-]|%(23|25|5E|60|7B|7C|7D))+@[a-z0-9.-]+$`)

// checkURI checks the properties that hold for every text as a SIP URI.
func checkURI(t *testing.T, s string) {
	t.Helper()
	a, err := address.ParseURI(s)
	user, dom, ok := slowParseURI(s)
	if (err == nil) != ok || a.User() != user || a.Domain().String() != dom {
		t.Fatalf("ParseURI(%q) = %q, %v; the slow way: %q %q %v", s, a, err, user, dom, ok)
	}
	checkEscaped(t, s)
	if err != nil {
		v := err.(*diag.ValueError)
		if v.Input != s || v.Offset < 0 || v.Offset > len(s) || strings.ContainsAny(v.Error(), "\n\r\x00") {
			t.Errorf("error of %q points to byte %d of %q: %q", s, v.Offset, v.Input, v)
		}
		return
	}
	uri := a.URI()
	if !printPattern.MatchString(uri) {
		t.Errorf("the URI of %q is %q", a, uri)
	}
	escaped, at := escapeAll(a.User()), "@"+a.Domain().String()
	for _, same := range []string{
		uri,
		"SIP" + strings.TrimPrefix(uri, "sip"),
		"sip:" + escaped + at,
		"sip:" + strings.ToUpper(escaped) + at,
		"sip:" + strings.ReplaceAll(a.User(), "%", "%25") + strings.ToUpper(at) + ".",
		uri + ":5061",
		uri + ";transport=tls",
		uri + "?subject=x",
		uri + ":5061;transport=tls?subject=x",
		s + ";transport=tls",
		s + "?subject=x",
	} {
		if b, err := address.ParseURI(same); err != nil || b != a {
			t.Errorf("%q gives %q, and %q gives %q, %v", s, a, same, b, err)
		}
	}
}

// escapeAll returns s with every byte percent-escaped.
func escapeAll(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02x", s[i])
	}
	return b.String()
}

// checkEscaped escapes the whole user part of a URI. It checks that the result is the
// same address, or breaks the same rule at the same character.
func checkEscaped(t *testing.T, s string) {
	t.Helper()
	scheme, rest, _ := strings.Cut(s, ":")
	part, host, found := strings.Cut(rest, "@")
	user, err := url.PathUnescape(part)
	if !found || err != nil {
		return
	}
	start := len(scheme) + len(":")
	all := scheme + ":" + escapeAll(user) + "@" + host
	a, err := address.ParseURI(s)
	b, errAll := address.ParseURI(all)
	if a != b || (err == nil) != (errAll == nil) {
		t.Fatalf("%q gives %q, %v, and %q gives %q, %v", s, a, err, all, b, errAll)
	}
	if err == nil || err.(*diag.ValueError).Rule == address.RuleURIScheme {
		return
	}
	v, vAll := err.(*diag.ValueError), errAll.(*diag.ValueError)
	want := v.Offset + len(all) - len(s) // for a fault in the domain
	if v.Offset < start+len(part) {
		before, _ := url.PathUnescape(s[start:v.Offset])
		want = start + 3*len(before)
	}
	if v.Rule != vAll.Rule || vAll.Offset != want {
		t.Errorf("%q breaks %s at %d, and %q breaks %s at %d, want %d", s, v.Rule, v.Offset, all, vAll.Rule, vAll.Offset, want)
	}
}

// TestEveryByteURI puts every byte into every position of a short URI.
func TestEveryByteURI(t *testing.T) {
	const short = "sip:t%2E(@m.co:1;a"
	for i := range len(short) + 1 {
		for b := range 256 {
			checkURI(t, short[:i]+string([]byte{byte(b)})+short[i:])
		}
	}
}

func FuzzURI(f *testing.F) {
	for _, tt := range uris {
		f.Add(tt.in)
	}
	for _, tt := range texts {
		if len(tt.in) < 2000 {
			f.Add("sip:" + tt.in)
		}
	}
	f.Fuzz(checkURI)
}

// TestURIText: the text form of a URI, read with and without its scheme.
func TestURIText(t *testing.T) {
	for _, in := range []string{"ken@contoso.com", "sip:ken@contoso.com", "SIP:ken@CONTOSO.com"} {
		var u address.URI
		if err := u.UnmarshalText([]byte(in)); err != nil || u.IsZero() || u.String() != "sip:ken@contoso.com" {
			t.Errorf("%s reads as %s, %v", in, u, err)
		}
	}
	var u address.URI
	for _, in := range []string{"sip:", "ken", "sips:ken@contoso.com"} {
		if err := u.UnmarshalText([]byte(in)); err == nil || !u.IsZero() {
			t.Errorf("%s reads as %s, %v", in, u, err)
		}
	}
	for _, tt := range uris {
		parse := address.Parse
		if len(tt.in) >= 4 && strings.EqualFold(tt.in[:4], "sip:") {
			parse = address.ParseURI
		}
		var got address.URI
		err := got.UnmarshalText([]byte(tt.in))
		want, wantErr := parse(tt.in)
		if tt.in != "" && (address.Address(got) != want || fmt.Sprint(err) != fmt.Sprint(wantErr)) {
			t.Errorf("%q reads as %s, %v, want %v, %v", tt.in, got, err, want, wantErr)
		}
	}
	text, err := u.MarshalText()
	if err != nil || len(text) > 0 || u.UnmarshalText(nil) != nil {
		t.Errorf("the zero URI is %q, %v", text, err)
	}
}

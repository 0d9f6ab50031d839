package interop_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/lyncfed/lyncfed/address"
)

// addresses has what a SIP parser may take for something else.
var addresses = []string{
	"ted@contoso.com",
	"Ted@Contoso.COM.",
	"ted(contoso.com)@msn.com",
	"a(b.com)(c.com)@msn.com",
	"!#$%&'*+-/=?^_`{|}~()@a.b",
	"o'brien.jr@contoso.com",
	"+15550100@contoso.com",
	"a?b=c&d@contoso.com", // headers before the host
	"*@contoso.com",       // the wildcard of Contact
	"50%@contoso.com",
	"%41@contoso.com", // no escape, and not the letter A
	"%@contoso.com",
	"/ted@contoso.com",
	"//ted@contoso.com", // the slashes of a URL
	"///@contoso.com",
	"//@contoso.com",
	"(@a.b",
	strings.Repeat("#", 1024) + "@a.b",
}

func TestSipgo(t *testing.T) {
	for _, s := range addresses {
		checkSipgo(t, address.MustParse(s))
	}
}

// TestSipgoEveryByte puts every byte that a user part may have at its edges and
// inside.
func TestSipgoEveryByte(t *testing.T) {
	read := 0
	for b := range 256 {
		for _, format := range []string{"%s@m.co", "%sed@m.co", "t%sd@m.co", "te%s@m.co", "%[1]s%[1]s@m.co"} {
			if a, err := address.Parse(fmt.Sprintf(format, string([]byte{byte(b)}))); err == nil {
				checkSipgo(t, a)
				read++
			}
		}
	}
	if read < 5*80 {
		t.Errorf("only %d of the texts are addresses", read)
	}
}

// checkSipgo checks that sipgo reads in the URI of an address what lyncfed put
// there, and prints what lyncfed reads as the same address.
func checkSipgo(t *testing.T, a address.Address) {
	t.Helper()
	var uri sip.Uri
	if err := sip.ParseUri(a.URI(), &uri); err != nil {
		t.Fatalf("sipgo refuses %s: %v", a.URI(), err)
	}
	user, err := userPart(uri)
	if err != nil || user != a.User() || uri.Host != a.Domain().String() {
		t.Errorf("sipgo reads %s as %q at %q, %v", a.URI(), user, uri.Host, err)
	}
	if uri.Scheme != "sip" || uri.Password != "" || uri.Port != 0 || len(uri.UriParams) > 0 || len(uri.Headers) > 0 {
		t.Errorf("sipgo reads more than an address in %s: %#v", a.URI(), uri)
	}
	if a.User() == "//" {
		return // sipgo prints no user: see differences
	}
	if back, err := address.ParseURI(uri.String()); err != nil || back != a {
		t.Errorf("sipgo prints %s as %s, which reads as %q, %v", a.URI(), &uri, back, err)
	}
}

// userPart returns the user part of what sipgo has read, which keeps escapes as
// they are written, and two slashes at the beginning as a flag.
func userPart(uri sip.Uri) (string, error) {
	escaped := uri.User
	if uri.HierarhicalSlashes {
		escaped = "//" + escaped
	}
	return url.PathUnescape(escaped)
}

// differences has URIs that sipgo and lyncfed read or print differently, with the
// section of RFC 3261 that decides, if one does. Only the first three are prints of
// lyncfed.
var differences = []struct {
	uri               string
	user, host, print string // sipgo's
	lyncfed           string // the address, or "" if lyncfed refuses it
}{
	// 19.1.4: an escaped character is the same as the plain one, unless it is
	// reserved. To sipgo they are two users: its User is to be unescaped before
	// it is compared, and escaped before it is set.
	{"sip:a%23b@contoso.com", "a%23b", "contoso.com", "sip:a%23b@contoso.com", "a#b@contoso.com"},
	// 25.1, user-unreserved, has the slash: two at the beginning are of the user.
	// sipgo takes them for those of a URL, and prints them all the same.
	{"sip://ted@contoso.com", "ted", "contoso.com", "sip://ted@contoso.com", "//ted@contoso.com"},
	// But with nothing after them it prints no user, and what it prints is another
	// URI. Escaped slashes would not help, as the slash is reserved and %2F another
	// character (19.1.4).
	{"sip://@contoso.com", "", "contoso.com", "sip://contoso.com", "//@contoso.com"},

	// 25.1, user: characters beyond these are to be escaped, and a space must be
	// (19.1.2). sipgo takes any. lyncfed takes those that an address has.
	{"sip:a#b@contoso.com", "a#b", "contoso.com", "sip:a#b@contoso.com", "a#b@contoso.com"},
	{"sip:ted smith@contoso.com", "ted smith", "contoso.com", "sip:ted smith@contoso.com", ""},
	// 25.1, escaped: two hexadecimal digits follow.
	{"sip:50%@contoso.com", "50%", "contoso.com", "sip:50%@contoso.com", ""},
	// 25.1, user-unreserved, has semicolon and comma. Addresses do not.
	{"sip:ted;x=y@contoso.com", "ted;x=y", "contoso.com", "sip:ted;x=y@contoso.com", ""},
	// 25.1, user: at least one character. sipgo drops the @ after an empty user,
	// and so makes a URI without a user. 25.1 has such URIs, and they are not
	// addresses.
	{"sip:@contoso.com", "", "contoso.com", "sip:contoso.com", ""},
	{"sip:contoso.com", "", "contoso.com", "sip:contoso.com", ""},
	// 19.1.1: a password may follow, even an empty one (25.1), and should not.
	// sipgo drops the colon of an empty one, although a URI with a password is
	// never the same as one without (19.1.4). An address has none.
	{"sip:ted:secret@contoso.com", "ted", "contoso.com", "sip:ted:secret@contoso.com", ""},
	{"sip:ted:@contoso.com", "ted", "contoso.com", "sip:ted@contoso.com", ""},
	// 19.1.4: the case of a host does not matter. sipgo keeps it, and the final
	// dot (25.1, hostname).
	{"SIP:ted@Contoso.COM.", "ted", "Contoso.COM.", "sip:ted@Contoso.COM.", "ted@contoso.com"},
	// 25.1, hostname: letters, digits, hyphens. sipgo takes any.
	{"sip:ted@contoso.com@msn.com", "ted", "contoso.com@msn.com", "sip:ted@contoso.com@msn.com", ""},
	// 25.1, port: digits alone. There is no port above 65535.
	{"sip:ted@contoso.com:+1", "ted", "contoso.com", "sip:ted@contoso.com:1", ""},
	{"sip:ted@contoso.com:-1", "ted", "contoso.com", "sip:ted@contoso.com", ""},
	{"sip:ted@contoso.com:65536", "ted", "contoso.com", "sip:ted@contoso.com:65536", ""},
}

// TestSipgoDifferences fails when sipgo has changed: then the row is wrong, and
// checkSipgo may ask for more.
func TestSipgoDifferences(t *testing.T) {
	for _, tt := range differences {
		var uri sip.Uri
		if err := sip.ParseUri(tt.uri, &uri); err != nil || uri.User != tt.user || uri.Host != tt.host || uri.String() != tt.print {
			t.Errorf("sipgo reads %s as %q at %q, %v, and prints %s; want %q at %q and %s", tt.uri, uri.User, uri.Host, err, &uri, tt.user, tt.host, tt.print)
		}
		if a, err := address.ParseURI(tt.uri); a.String() != tt.lyncfed || (err == nil) != (tt.lyncfed != "") {
			t.Errorf("ParseURI(%q) = %q, %v, want %q", tt.uri, a, err, tt.lyncfed)
		}
	}
}

func FuzzSipgo(f *testing.F) {
	for _, s := range addresses {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := address.Parse(s); err == nil {
			checkSipgo(t, a)
		}
	})
}

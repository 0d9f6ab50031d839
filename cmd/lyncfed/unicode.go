package main

import (
	"errors"
	"strings"

	"golang.org/x/net/idna"

	"github.com/lyncfed/lyncfed/domain"
)

// strict converts Unicode domains to ASCII: by UTS 46 for look-up, with every check that
// the package offers.
var strict = idna.New(
	idna.MapForLookup(),
	idna.Transitional(false),
	idna.StrictDomainName(true),
	idna.ValidateLabels(true),
	idna.CheckHyphens(true),
	idna.CheckJoiners(true),
	idna.BidiRule(),
	idna.VerifyDNSLength(true),
)

// errOnlyLooks is for a domain that would be ASCII without look-alike or invisible
// characters. These characters are damage, which must not be repaired silently.
var errOnlyLooks = errors.New("it is an ASCII domain with characters that only look like what they stand for")

// toASCII returns the xn-- form of a Unicode domain.
func toASCII(s string) (string, error) {
	ascii, err := strict.ToASCII(strings.TrimSuffix(s, "."))
	if err == nil && !strings.Contains("."+ascii, ".xn--") {
		err = errOnlyLooks
	}
	return ascii, err
}

// isASCII reports whether s has only ASCII characters.
func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}

// parseDomain is [domain.ParseSIPDomain] for a domain that may be in Unicode.
func parseDomain(s string) (domain.SIPDomain, error) {
	if !isASCII(s) {
		if ascii, err := toASCII(s); err == nil {
			s = ascii
		}
	}
	return domain.ParseSIPDomain(s)
}

// parseList is [domain.ParseList] for domains that may be in Unicode.
func parseList(s string) (domain.List, error) {
	entries := strings.Split(s, ",")
	for i, entry := range entries {
		if d, err := parseDomain(strings.TrimSpace(entry)); err == nil {
			entries[i] = d.String()
		}
	}
	return domain.ParseList(strings.Join(entries, ","))
}

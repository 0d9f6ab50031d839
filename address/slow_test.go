package address_test

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// This file has a second, slow implementation of the grammar and of decoration. Tests
// compare the fast one with it. It uses no other code of this module.

var (
	slowUserPattern  = regexp.MustCompile("^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~()-]+(\\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~()-]+)*$")
	slowLabelPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	slowDigits       = regexp.MustCompile(`^[0-9]+$`)

	// (?i) would match the long s as an s.
	slowURIPattern = regexp.MustCompile(`^[sS][iI][pP]:([^@]*)@([^:;?]*)(:[0-9]+)?(?s:[;?].*)?$`)
)

// slowParse returns user part and domain, the domain in its canonical form,
// and whether s is an address.
func slowParse(s string) (user, dom string, ok bool) {
	i := strings.LastIndex(s, "@")
	if i < 0 || i > 1024 || !slowUserPattern.MatchString(s[:i]) {
		return "", "", false
	}
	dom, ok = slowSIPDomain(s[i+1:])
	if !ok {
		return "", "", false
	}
	return s[:i], dom, true
}

// slowSIPDomain returns the canonical text of a SIP domain, and whether s is
// one.
func slowSIPDomain(s string) (string, bool) {
	for i := range len(s) {
		if s[i] >= 0x80 { // ToLower would make the Kelvin sign a letter k
			return "", false
		}
	}
	s = strings.ToLower(strings.TrimSuffix(s, "."))
	labels := strings.Split(s, ".")
	if len(s) > 253 || len(labels) < 2 || slowDigits.MatchString(labels[len(labels)-1]) {
		return "", false
	}
	for _, label := range labels {
		if len(label) > 63 || !slowLabelPattern.MatchString(label) {
			return "", false
		}
	}
	return s, true
}

// slowParseURI is slowParse for a SIP URI.
func slowParseURI(s string) (user, dom string, ok bool) {
	m := slowURIPattern.FindStringSubmatch(s)
	if m == nil {
		return "", "", false
	}
	user, err := url.PathUnescape(m[1])
	if err != nil {
		return "", "", false
	}
	port, err := strconv.Atoi("0" + strings.TrimPrefix(m[3], ":"))
	if err != nil || port > 65535 {
		return "", "", false
	}
	return slowParse(user + "@" + m[2])
}

// slowDecorate returns the decorated text of an address.
func slowDecorate(user, dom, routing string, excluded map[string]bool) string {
	if routing == "" || dom == routing || excluded[dom] {
		return user + "@" + dom
	}
	return user + "(" + dom + ")@" + routing
}

// slowUndecorate returns the text of the address whose decorated form is the given
// address, or the given address if there is none. It tries every pair of user part and
// domain.
func slowUndecorate(user, dom, routing string, excluded map[string]bool) string {
	for i := range len(user) {
		if user[i] != '(' || !strings.HasSuffix(user, ")") {
			continue
		}
		u, d, ok := slowParse(user[:i] + "@" + user[i+1:len(user)-1])
		if ok && slowDecorate(u, d, routing, excluded) == u+strings.ToLower(user[i:])+"@"+dom {
			return u + "@" + d
		}
	}
	return user + "@" + dom
}

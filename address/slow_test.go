package address_test

import (
	"regexp"
	"strings"

	"github.com/lyncfed/lyncfed/domain"
)

// What follows is the grammar and the decoration again, slow and plain, for
// the fast ones to be compared with.

var slowUserPattern = regexp.MustCompile("^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~()-]+(\\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~()-]+)*$")

// slowParse returns user part and domain, the domain in its canonical form,
// and whether s is an address.
func slowParse(s string) (user, dom string, ok bool) {
	i := strings.LastIndex(s, "@")
	if i < 0 || i > 1024 || !slowUserPattern.MatchString(s[:i]) {
		return "", "", false
	}
	d, err := domain.ParseSIPDomain(s[i+1:])
	if err != nil {
		return "", "", false
	}
	return s[:i], d.String(), true
}

// slowDecorate returns the decorated text of an address.
func slowDecorate(user, dom, routing string, excluded map[string]bool) string {
	if routing == "" || dom == routing || excluded[dom] {
		return user + "@" + dom
	}
	return user + "(" + dom + ")@" + routing
}

// slowUndecorate returns the text of the address that decorates to the given
// one, or of the given one: it tries every pair of user part and domain.
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

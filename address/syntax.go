package address

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/syntax"
)

const (
	maxUser = 1024                  // ours: RFC 3261 sets none
	maxText = maxUser + 1 + 253 + 1 // the @ and a domain with its final dot
)

// A fault is a syntax fault before the domain of an address. It is a number and not
// an error, so that finding it allocates nothing.
type fault uint8

const (
	ok fault = iota
	noAt
	emptyText
	longText
	badCharacter
	badDot
	emptyUser
	longUser
)

// faultRules has errors and not rules, because only a constant converts to an error
// without an allocation.
var faultRules = [...]error{
	noAt:         RuleAtMissing,
	emptyText:    RuleTextEmpty,
	longText:     RuleTextLong,
	badCharacter: RuleUserCharacter,
	badDot:       RuleUserDot,
	emptyUser:    RuleUserEmpty,
	longUser:     RuleUserLong,
}

type text interface{ ~string | ~[]byte }

// split checks the user part of s and returns the offset of the @ after it, or the
// first fault and its offset. It does not check the domain.
func split[T text](s T) (int, fault) {
	if at, _ := syntax.Address(withoutDot(s)); at >= 0 {
		return at, ok
	}
	return splitSlowly(s)
}

// splitSlowly is split for any text, byte by byte.
func splitSlowly[T text](s T) (int, fault) {
	switch {
	case len(s) == 0:
		return 0, emptyText
	case len(s) > maxText:
		return maxText, longText
	}
	at := syntax.LastAt(s)
	if at < 0 {
		return len(s), noAt
	}
	offset, f := checkUser(s[:at])
	if f != ok {
		return offset, f
	}
	return at, ok
}

// checkUser returns the first fault of s as a user part and its offset.
func checkUser[T text](s T) (int, fault) {
	offset, f := checkUserText(s)
	if f == ok && len(s) > maxUser {
		return maxUser, longUser
	}
	return offset, f
}

// checkUserText is checkUser without the length limit, which a decorated address
// may exceed.
func checkUserText[T text](s T) (int, fault) {
	if len(s) == 0 {
		return 0, emptyUser
	}
	for i := range len(s) {
		if s[i] == '.' {
			if i == 0 || i == len(s)-1 || s[i-1] == '.' {
				return i, badDot
			}
		} else if !syntax.InUser(s[i]) {
			return i, badCharacter
		}
	}
	return 0, ok
}

// valueError returns the error for a fault at s[offset].
func valueError(f fault, typ, s string, offset int) *diag.ValueError {
	detail := ""
	switch f {
	case noAt:
		detail = "the @ is missing"
		if i := strings.Index(s, "＠"); i >= 0 {
			offset, detail = i, "a full-width @ (U+FF20) where the @ should be"
		}
	case emptyText:
		detail = "the text is empty"
	case longText:
		detail = fmt.Sprintf("longer than %d bytes", maxText)
	case badCharacter:
		detail = userCharacter(s, offset)
	case badDot:
		detail = "a dot at the beginning or end of the user part"
		if offset > 0 && s[offset-1] == '.' {
			detail = "two dots together"
		}
	case emptyUser:
		detail = "the user part is empty"
	case longUser:
		detail = fmt.Sprintf("the user part is longer than %d bytes", maxUser)
	}
	return catalog.ValueError(faultRules[f].(diag.Rule), typ, s, offset, detail)
}

// userCharacter describes the character at s[i], which is not allowed in a user
// part, and its likely origin.
func userCharacter(s string, i int) string {
	what := char.Describe(s, i)
	switch s[i] {
	case '@':
		return "a second @: one address is taken at a time"
	case '\\':
		return what + ", a leftover of Markdown"
	case '<', '>':
		return what + ", as round the placeholder of a template"
	case ':':
		if char.EqualFold(s[:i], "sip") {
			return what + ": this is a sip: URI, not an address"
		}
	}
	return what + " in the user part"
}

// parse is Parse with the name of the type for the error.
func parse(typ, s string) (Address, error) {
	at, f := split(s)
	if f != ok {
		return Address{}, valueError(f, typ, s, at)
	}
	d, err := domain.ParseSIPDomain(s[at+1:])
	if err != nil {
		return Address{}, within(err, typ, s, at+1)
	}
	return Address{user: s[:at], domain: d}, nil
}

// within converts the error of a part of s, which begins at offset, to an error of
// s.
func within(err error, typ, s string, offset int) error {
	e := *err.(*diag.ValueError)
	e.Type, e.Input, e.Offset = typ, s, offset+e.Offset
	return &e
}

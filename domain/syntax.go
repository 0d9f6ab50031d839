package domain

import (
	"fmt"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/char"
	"github.com/lyncfed/lyncfed/internal/syntax"
)

const (
	maxLabel     = 63   // RFC 1035, 2.3.4
	maxSIPDomain = 253  // RFC 1035, 2.3.4: 255 on the wire, which is 253 as text
	maxName      = 1024 // ours: the store's bound of 255 is declared, not enforced (TEAMS-MODULE)
)

// A fault is a syntax fault of a name. It is a number, because an error would
// allocate.
type fault uint8

const (
	ok fault = iota
	character
	emptyLabel
	hyphen
	longLabel
	nonASCII
	numeric
	singleLabel
	empty
	finalDot
	long
)

// faultRules has errors and not rules, because only a constant converts to an error
// without an allocation.
var faultRules = [...]error{
	character:   RuleLabelCharacter,
	emptyLabel:  RuleLabelEmpty,
	hyphen:      RuleLabelHyphen,
	longLabel:   RuleLabelLong,
	nonASCII:    RuleLabelNonASCII,
	numeric:     RuleLabelNumeric,
	singleLabel: RuleLabelSingle,
	empty:       RuleNameEmpty,
	finalDot:    RuleNameFinalDot,
	long:        RuleNameLong,
}

type text interface{ ~string | ~[]byte }

// checkSIPDomain returns the first fault of s as a SIP domain and its offset,
// or ok and the length of s without a final dot.
//
// RFC 1123, 2.1, and RFC 1035, 2.3.4. The minimum of two labels is a rule of
// lyncfed: every documented SIP domain has two, and a lost top-level domain is a
// known kind of damage.
func checkSIPDomain[T text](s T) (int, fault) {
	if syntax.Domain(s) {
		return len(s), ok
	}
	switch {
	case len(s) == 0:
		return 0, empty
	case len(s) > maxSIPDomain+1:
		return maxSIPDomain, long
	}
	end := len(s)
	if s[end-1] == '.' {
		end--
	}
	start, labels := 0, 0
	for i := 0; i < end; i++ {
		switch b := s[i]; {
		case syntax.IsAlphanumeric(b):
		case b == '-':
			if i == start {
				return i, hyphen
			}
		case b == '.':
			if offset, f := checkLabel(s, start, i); f != ok {
				return offset, f
			}
			start, labels = i+1, labels+1
		default:
			return i, badCharacter(b)
		}
	}
	offset, f := checkLabel(s, start, end)
	switch {
	case f != ok:
		return offset, f
	case end > maxSIPDomain:
		return maxSIPDomain, long
	case allDigits(s[start:end]):
		return start, numeric
	case labels == 0:
		return end, singleLabel
	}
	return end, ok
}

// checkLabel returns the first fault of s[start:end] as a label, whose bytes are valid
// and whose first one is not a hyphen, and its offset.
func checkLabel[T text](s T, start, end int) (int, fault) {
	switch {
	case start == end:
		return end, emptyLabel
	case s[end-1] == '-':
		return end - 1, hyphen
	case end-start > maxLabel:
		return start + maxLabel, longLabel
	}
	return 0, ok
}

// badCharacter returns the fault of a byte that no name can have.
func badCharacter(b byte) fault {
	if b >= 0x80 {
		return nonASCII
	}
	return character
}

func allDigits[T text](s T) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// checkName returns the first fault of s as a host name in the server's store, and its
// offset.
//
// The store's own pattern: letters, digits, hyphens and underscores in labels
// joined by single dots (TEAMS-MODULE).
func checkName[T text](s T) (int, fault) {
	if syntax.Domain(s) {
		return 0, ok
	}
	switch {
	case len(s) == 0:
		return 0, empty
	case len(s) > maxName:
		return maxName, long
	}
	for i := range len(s) {
		switch b := s[i]; {
		case syntax.IsAlphanumeric(b), b == '-', b == '_':
		case b == '.':
			if i == 0 || s[i-1] == '.' {
				return i, emptyLabel
			}
			if i == len(s)-1 {
				return i, finalDot
			}
		default:
			return i, badCharacter(b)
		}
	}
	return 0, ok
}

// valueError returns the error for a fault at s[offset].
func valueError(f fault, typ, s string, offset int) *diag.ValueError {
	rule := faultRules[f].(diag.Rule)
	detail := ""
	switch f {
	case empty:
		detail = "the text is empty"
	case emptyLabel:
		detail = "a label is missing"
	case hyphen:
		detail = "a hyphen at the beginning or end of a label"
	case longLabel:
		detail = fmt.Sprintf("the label is longer than %d bytes", maxLabel)
	case numeric:
		detail = "the last label is all digits, as in an IP address"
	case singleLabel:
		detail = fmt.Sprintf("%q is a single label: its top-level domain is missing", s[:offset])
	case finalDot:
		detail = "a final dot"
	case long:
		detail = fmt.Sprintf("longer than %d bytes", offset)
	default:
		detail = char.Describe(s, offset)
		if strings.TrimSpace(s[offset:]) == "" {
			detail += " at the end"
		}
	}
	return catalog.ValueError(rule, typ, s, offset, detail)
}

// appendLower appends s with the capitals of ASCII in lower case.
func appendLower[T text](dst []byte, s T) []byte {
	for i := range len(s) {
		b := s[i]
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		}
		dst = append(dst, b)
	}
	return dst
}

// lower returns s in lower case, without a copy if it already is.
func lower(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return string(appendLower(make([]byte, 0, len(s)), s))
		}
	}
	return s
}

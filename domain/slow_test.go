package domain_test

import (
	"regexp"
	"strings"
)

// This file has a second, slow implementation of the grammar. Tests compare the fast one
// with it.

var (
	slowNamePattern  = regexp.MustCompile(`^[a-zA-Z0-9\-_]+(\.[a-zA-Z0-9\-_]+)*$`) // the store's own
	slowLabelPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	slowDigits       = regexp.MustCompile(`^[0-9]+$`)
)

// slowName returns the canonical text of a host name, and whether s is one.
func slowName(s string) (string, bool) {
	if len(s) > 1024 || !slowNamePattern.MatchString(s) {
		return "", false
	}
	return strings.ToLower(s), true
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

// slowList returns the canonical text of each entry of a list, or "" where the
// entry is not a SIP domain.
func slowList(s string) []string {
	if s == "" {
		return nil
	}
	var entries []string
	for field := range strings.SplitSeq(s, ",") {
		canonical, _ := slowSIPDomain(strings.Trim(field, " \t"))
		entries = append(entries, canonical)
	}
	return entries
}

// slowEntries returns the text of each entry of a list in lower case, and the
// canonical text of a SIP domain.
func slowEntries(s string) []string {
	entries := slowList(s)
	for i, field := range strings.Split(s, ",") {
		if s == "" || entries[i] != "" {
			continue
		}
		lower := []byte(strings.Trim(field, " \t"))
		for i, b := range lower {
			if 'A' <= b && b <= 'Z' {
				lower[i] = b + 'a' - 'A'
			}
		}
		entries[i] = string(lower)
	}
	return entries
}

package char

import (
	"strconv"
	"strings"
)

// Number returns a number for people, with a comma after the thousands: "3,000".
func Number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Plural returns a noun in the singular if n is 1, and else in the plural: policies,
// users of the tenant.
func Plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	head, of, found := strings.Cut(noun, " of ")
	if found {
		of = " of " + of
	}
	if stem, isPolicy := strings.CutSuffix(head, "cy"); isPolicy {
		return stem + "cies" + of
	}
	return head + "s" + of
}

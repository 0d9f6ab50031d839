// Package near finds the known name that is nearest to a misspelled one.
package near

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyncfed/lyncfed/internal/char"
)

// Distance returns the edit distance of two texts: the least number of bytes to
// insert, remove or replace, or of adjacent bytes to swap. If it exceeds limit,
// Distance stops early and returns a number above limit.
func Distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	var before, last []int // the two previous rows
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replace := last[j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			row[j] = min(replace, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		if slices.Min(row) > limit {
			return limit + 1
		}
	}
	return row[len(b)]
}

// Only returns the known name near s, in any letter case, if exactly one is near. A
// near name has at most one difference for every three bytes of s. Use Only for short
// closed lists.
func Only(s string, known []string) (string, bool) {
	limit := len(s) / 3
	only, n := "", 0
	for _, name := range known {
		if Distance(char.Fold(s), char.Fold(name), limit) <= limit {
			only = name
			n++
		}
	}
	return only, n == 1
}

// Name returns the known name nearest to s, in any letter case, if it is near
// enough: one difference, two from seven bytes on, and three from eleven bytes on. To
// fewer than three bytes nothing is near. If several are equally near, it returns the
// first.
func Name(s string, known []string) (string, bool) {
	if len(s) < 3 {
		return "", false
	}
	limit := min(3, max(1, (len(s)+1)/4))
	nearest, found := "", false
	for _, name := range known {
		if d := Distance(char.Fold(s), char.Fold(name), limit); d <= limit {
			nearest, found, limit = name, true, d-1
		}
	}
	return nearest, found
}

// maxNamed is the maximum number of known names in a message.
const maxNamed = 5

// List returns the known names for a message. From a long list it returns the first
// few and the number of the others.
func List(known []string) string {
	if len(known) == 0 {
		return "none"
	}
	if more := len(known) - maxNamed; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(known[:maxNamed], ", "), more)
	}
	return strings.Join(known, ", ")
}

// Suffix returns "; the nearest is NAME" for the end of a message about s. It returns
// "" if no known name is near, or if only one name is known.
func Suffix(s string, known []string) string {
	if nearest, found := Name(s, known); found && len(known) > 1 {
		return "; the nearest is " + nearest
	}
	return ""
}

// Package sample has conditions of each kind.
package sample

// Mark is a named Boolean.
type Mark bool

// Grade has a bound, a negated condition, and a case in a switch without a value.
func Grade(points int, absent Mark) string {
	if absent {
		return "absent"
	}
	switch {
	case points >= 90:
		return "high"
	case points == 0 || points < 0 && !bool(absent):
		return "none"
	}
	return "middle"
}

// Steps has a loop that does not end if its condition is broken.
func Steps(n int) int {
	steps := 0
	for n != 1 {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
		steps++
	}
	return steps
}

// First has a bound within a comparison.
func First(i, n int) bool { return i < n == (n > 0) }

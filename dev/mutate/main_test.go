package main

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// TestSample has all breaks of a package. Its tests notice those with an x,
// and with an s because a loop does not end.
func TestSample(t *testing.T) {
	want := []string{
		"x 9 negated: absent",
		"x 13 negated: points >= 90",
		"x 15 negated: points == 0 || points < 0 && !bool(absent)",
		"  13 > in place of >=: points >= 90",
		"x 15 && in place of ||: points == 0 || points < 0 && !bool(absent)",
		"x 15 != in place of ==: points == 0",
		"x 15 || in place of &&: points < 0 && !bool(absent)",
		"  15 <= in place of <: points < 0",
		"x 24 == in place of !=: n != 1",
		"s 25 != in place of ==: n%2 == 0",
		"x 36 != in place of ==: i < n == (n > 0)",
		"x 36 <= in place of <: i < n",
		"  36 >= in place of >: n > 0",
	}
	breaks, err := options{parallel: 2}.run("testdata/sample")
	require.NoError(t, err)
	var got []string
	for _, b := range breaks {
		mark := " "
		if b.noticed {
			mark = "x"
		}
		if b.slow {
			mark = "s"
		}
		got = append(got, fmt.Sprintf("%s %d %s", mark, b.at.Line, b.what))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSpread(t *testing.T) {
	all := make([]change, 10)
	for i := range all {
		all[i].id = i
	}
	for limit, want := range map[int][]int{0: {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 1: {0}, 3: {0, 3, 6}, 10: {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}} {
		var got []int
		for _, b := range spread(all, limit) {
			got = append(got, b.id)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("limit %d (-want +got):\n%s", limit, diff)
		}
	}
}

package date_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/date"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/testkit"
)

func TestCatalog(t *testing.T) {
	testkit.CheckCatalog(t, date.Rules(), map[string]testkit.Check{"Date": testkit.Text(date.Parse)})
}

// TestEveryDay walks the whole calendar beside package time.
func TestEveryDay(t *testing.T) {
	day := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	d := date.MustParse("0001-01-01")
	for n := range 3652059 {
		// The first day is the zero Time, which Of does not count as a day.
		isSaid := !testing.Short() || n%8 == 0
		if isSaid && d.String() != day.Format(time.DateOnly) || n > 0 && date.Of(day) != d {
			t.Fatalf("day %d is %v, want %s", n, d, day.Format(time.DateOnly))
		}
		next := d.AddDays(1)
		if n < 3652058 && (next.DaysSince(d) != 1 || next.AddDays(-1) != d || !next.After(d) || !d.Before(next) || d.After(d) || d.Before(d)) {
			t.Fatalf("the day after %v is %v", d, next)
		}
		d, day = next, day.AddDate(0, 0, 1)
	}
	if !d.IsZero() {
		t.Errorf("after the last day comes %v", d)
	}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		in     string
		rule   diag.Rule
		offset int
	}{
		{"2014-06-30", "", 0},
		{"2012-02-29", "", 0},
		{"0001-01-01", "", 0},
		{"9999-12-31", "", 0},
		{"", date.RuleTextSyntax, 0},
		{"2014-06", date.RuleTextSyntax, 7},
		{"2014-6-30", date.RuleTextSyntax, 6},
		{"2014/06/30", date.RuleTextSyntax, 4},
		{"x014-06-30", date.RuleTextSyntax, 0},
		{"2014-06-30T00:00:00Z", date.RuleTextSyntax, 10},
		{" 2014-06-30", date.RuleTextSyntax, 0},
		{"2014-06-3\x00", date.RuleTextSyntax, 9},
		{"２014-06-30", date.RuleTextSyntax, 0},
		{"0000-01-01", date.RuleDayMissing, 0},
		{"2013-02-29", date.RuleDayMissing, 0},
		{"2014-13-01", date.RuleDayMissing, 0},
		{"2014-00-10", date.RuleDayMissing, 0},
		{"2014-04-31", date.RuleDayMissing, 0},
	} {
		d, err := date.Parse(tt.in)
		if tt.rule == "" {
			require.NoError(t, err)
			if d.String() != tt.in {
				t.Errorf("Parse(%q) = %v", tt.in, d)
			}
			testkit.CheckText(t, d)
			y, m, dd := d.Date()
			if again, err := date.New(y, m, dd); err != nil || again != d {
				t.Errorf("New(%d, %d, %d) = %v, %v, want %v", y, m, dd, again, err, d)
			}
			continue
		}
		require.ErrorIs(t, err, tt.rule, "Parse(%q)", tt.in)
		if v := err.(*diag.ValueError); v.Offset != tt.offset || !d.IsZero() {
			t.Errorf("Parse(%q) = %v, %v: want offset %d", tt.in, d, err, tt.offset)
		}
		set := date.MustParse("2000-01-01")
		if tt.in != "" {
			require.Error(t, set.UnmarshalText([]byte(tt.in)))
		}
		if set.String() != "2000-01-01" {
			t.Errorf("a refused text changed the target to %v", set)
		}
	}
	require.Panics(t, func() { date.MustParse("today") })
}

func TestBounds(t *testing.T) {
	last := date.MustParse("9999-12-31")
	for _, n := range []int{1, -3652059, math.MaxInt, math.MinInt, math.MaxInt32, math.MinInt32} {
		if got := last.AddDays(n); !got.IsZero() {
			t.Errorf("AddDays(%d) = %v, want none", n, got)
		}
	}
	if got := last.AddDays(-3652058); got.String() != "0001-01-01" {
		t.Errorf("the first day is %v", got)
	}
	var zero date.Date
	testkit.CheckText(t, zero)
	if y, m, d := zero.Date(); y != 0 || m != 0 || d != 0 || !zero.AddDays(1).IsZero() || zero.DaysSince(last) != 0 || last.DaysSince(zero) != 0 {
		t.Error("the zero Date has a place in the calendar")
	}
	for _, year := range []int{0, 10000, math.MaxInt, math.MinInt} {
		_, err := date.New(year, time.January, 1)
		require.ErrorIs(t, err, date.RuleDayMissing)
	}
	testkit.CheckOrder(t, zero, date.MustParse("0001-01-01"), date.MustParse("2014-06-30"), date.MustParse("2014-07-01"), last)
}

func TestOf(t *testing.T) {
	east, west := time.FixedZone("east", 14*3600), time.FixedZone("west", -12*3600)
	moment := time.Date(2014, 6, 30, 12, 0, 0, 0, time.UTC)
	for loc, want := range map[*time.Location]string{time.UTC: "2014-06-30", east: "2014-07-01", west: "2014-06-30"} {
		if got := date.Of(moment.In(loc)); got.String() != want {
			t.Errorf("Of(%v) = %v, want %s", moment.In(loc), got, want)
		}
	}
	for _, tm := range []time.Time{{}, time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if got := date.Of(tm); !got.IsZero() {
			t.Errorf("Of(%v) = %v, want none", tm, got)
		}
	}
}

func ExampleDate() {
	end := date.MustParse("2014-06-30")
	asked := date.Of(time.Date(2014, time.July, 1, 9, 0, 0, 0, time.UTC))
	fmt.Println(asked.After(end), asked.DaysSince(end), end.AddDays(-30))
	// Output: true 1 2014-05-31
}

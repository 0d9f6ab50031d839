// Package date represents calendar days, without a time of day or a time zone.
// Licenses, services and products begin and end on a day.
//
//	d := date.MustParse("2014-06-30")
//	d.AddDays(1).String() // "2014-07-01"
//
// In lyncfed, a period includes its last day. The package has no clock: for today,
// pass the result of [time.Now] to [Of].
//
// It does not support weeks, durations in months, or other calendars.
package date

import (
	"cmp"
	"fmt"
	"iter"
	"time"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/internal/source"
)

// The rules of this package.
const (
	RuleDayMissing diag.Rule = "date.day.missing"
	RuleTextSyntax diag.Rule = "date.text.syntax"
)

var catalog = diag.Catalog{
	{
		Rule:     RuleDayMissing,
		Severity: diag.Error,
		Summary:  "A date must be a day of the Gregorian calendar in the years 0001 to 9999.",
		Remedy:   "Give a day that exists in the calendar.",
		Source:   source.RFC3339,
	},
	{
		Rule:     RuleTextSyntax,
		Severity: diag.Error,
		Summary:  "A date must be written as year, month and day: 2014-06-30.",
		Remedy:   "Write four digits, a hyphen, two digits, a hyphen, two digits.",
		Source:   source.RFC3339,
	},
}

// Rules returns the rules of this package, sorted by name.
func Rules() iter.Seq[diag.RuleInfo] { return catalog.All() }

// A Date is a day from 0001-01-01 to 9999-12-31. The zero Date means "not set". It
// prints as "" and comes before all days. Dates compare with ==.
type Date struct {
	n int32 // days since the day before 0001-01-01, so that 0 is the zero Date
}

// New returns the given day. The error is a [*diag.ValueError] if the day does not
// exist or is out of range.
func New(year int, month time.Month, day int) (Date, error) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if year < 1 || year > 9999 || t.Month() != month || t.Day() != day {
		text := fmt.Sprintf("%04d-%02d-%02d", year, int(month), day)
		return Date{}, catalog.ValueError(RuleDayMissing, "date", text, 0, "the day does not exist")
	}
	return ofUTC(t), nil
}

// Of returns the day of t in the location of t. It returns the zero Date for the
// zero Time and for years outside 1 to 9999.
func Of(t time.Time) Date {
	year, month, day := t.Date()
	if t.IsZero() || year < 1 || year > 9999 {
		return Date{}
	}
	return ofUTC(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

const secondsPerDay = 24 * 60 * 60

// zeroDay is the zero Date in days since 1970-01-01.
const zeroDay = -719163

// maxDay is 9999-12-31.
const maxDay = 3652059

// ofUTC returns the day of a midnight in UTC.
func ofUTC(t time.Time) Date { return Date{int32(t.Unix()/secondsPerDay - zeroDay)} }

// time returns the midnight in UTC that begins d.
func (d Date) time() time.Time { return time.Unix((int64(d.n)+zeroDay)*secondsPerDay, 0).UTC() }

// Parse returns the day in s, which must have the form "2006-01-02" and nothing
// before or after it. The error is a [*diag.ValueError].
func Parse(s string) (Date, error) {
	const form = "dddd-dd-dd"
	for i := range len(form) {
		switch {
		case i == len(s):
			return Date{}, catalog.ValueError(RuleTextSyntax, "date", s, i, "the text ends here")
		case form[i] == 'd' && (s[i] < '0' || s[i] > '9'):
			return Date{}, catalog.ValueError(RuleTextSyntax, "date", s, i, "not a digit")
		case form[i] == '-' && s[i] != '-':
			return Date{}, catalog.ValueError(RuleTextSyntax, "date", s, i, "not a hyphen")
		}
	}
	if len(s) > len(form) {
		return Date{}, catalog.ValueError(RuleTextSyntax, "date", s, len(form), "text after the date")
	}
	number := func(digits string) (n int) {
		for i := range len(digits) {
			n = 10*n + int(digits[i]-'0')
		}
		return n
	}
	return New(number(s[:4]), time.Month(number(s[5:7])), number(s[8:]))
}

// MustParse is like Parse, and panics if s is not valid. It is for constants and
// tests.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero reports whether d is not set.
func (d Date) IsZero() bool { return d == Date{} }

// Date returns the year, the month and the day. All are 0 for the zero Date.
func (d Date) Date() (year int, month time.Month, day int) {
	if d.IsZero() {
		return 0, 0, 0
	}
	return d.time().Date()
}

// AddDays returns the day n days after d, or before d if n is negative. It returns
// the zero Date if d is zero or the day is out of range.
func (d Date) AddDays(n int) Date {
	if d.IsZero() || n > maxDay-int(d.n) || n < 1-int(d.n) {
		return Date{}
	}
	return Date{d.n + int32(n)}
}

// DaysSince returns the number of days from e to d: 1 if d is the day after e,
// negative if d is earlier. It is 0 if either is the zero Date.
func (d Date) DaysSince(e Date) int {
	if d.IsZero() || e.IsZero() {
		return 0
	}
	return int(d.n - e.n)
}

// Compare returns -1, 0 or +1. The zero Date comes first.
func (d Date) Compare(e Date) int { return cmp.Compare(d.n, e.n) }

// Before reports whether d is before e. The zero Date is before all days.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After reports whether d is after e. All days are after the zero Date.
func (d Date) After(e Date) bool { return d.n > e.n }

// String returns the day in the form "2006-01-02", and "" for the zero Date.
func (d Date) String() string {
	b, _ := d.AppendText(make([]byte, 0, len(time.DateOnly)))
	return string(b)
}

// AppendText implements [encoding.TextAppender]. It never fails.
func (d Date) AppendText(b []byte) ([]byte, error) {
	if d.IsZero() {
		return b, nil
	}
	return d.time().AppendFormat(b, time.DateOnly), nil
}

// MarshalText implements [encoding.TextMarshaler]. It never fails.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]: [Parse], and empty text
// for the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

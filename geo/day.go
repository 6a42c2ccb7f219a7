package geo

import (
	"fmt"
	"time"
)

// Day is a calendar day, counted from 1970-01-01 in the proleptic Gregorian
// calendar. It has no time zone: 2 April 2019 is the same Day everywhere.
type Day int32

// The first and last day that can be written as YYYY-MM-DD.
const (
	MinDay Day = -719162 // 0001-01-01
	MaxDay Day = 2932896 // 9999-12-31
)

// ParseDay reads YYYY-MM-DD with a year from 0001 to 9999.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, Invalidf("", "%q is not a day of the calendar; write it as 2019-04-02.", Clip(s, mostQuoted))
	}
	return DayOf(t), nil
}

// DayOf returns the day on which t falls in UTC.
func DayOf(t time.Time) Day {
	s := t.Unix()
	d := s / 86400
	if s%86400 < 0 {
		d--
	}
	return Day(d)
}

// Time returns the first instant of d in UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String prints YYYY-MM-DD, which ParseDay reads back.
func (d Day) String() string { return string(d.AppendTo(nil)) }

// AppendTo writes d after b as String prints it, without memory of its own.
func (d Day) AppendTo(b []byte) []byte {
	y, m, n := d.Time().Date()
	if y < 0 || y > 9999 {
		return d.Time().AppendFormat(b, time.DateOnly)
	}
	two := func(n int) (byte, byte) { return '0' + byte(n/10), '0' + byte(n%10) }
	y1, y2 := two(y / 100)
	y3, y4 := two(y % 100)
	m1, m2 := two(int(m))
	d1, d2 := two(n)
	return append(b, y1, y2, y3, y4, '-', m1, m2, '-', d1, d2)
}

// MarshalText prints YYYY-MM-DD.
func (d Day) MarshalText() ([]byte, error) { return d.AppendTo(nil), nil }

// UnmarshalText reads what ParseDay reads.
func (d *Day) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDay(string(text))
	return err
}

// Words are the day as people write it, "2 abr 2019" and "2 Apr 2019", with spaces that
// keep it on one line.
func (d Day) Words() Pair {
	t := d.Time()
	of := func(months [12]string) string {
		return fmt.Sprintf("%d\u00a0%s\u00a0%d", t.Day(), months[t.Month()-1], t.Year())
	}
	return Pair{of(MonthsES), of(MonthsEN)}
}

// Short names of the months, as they are written in Peru and in English.
var (
	MonthsES = [12]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"}
	MonthsEN = [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
)

// LastDay returns the last day of a term as the law counts it: the first day is
// one, so a decree of 30 days from 1 March ends on 30 March.
func LastDay(first Day, days int) Day { return first + Day(days) - 1 }

// CheckDays refuses a last day before the first; a nil last day is open.
func CheckDays(param string, first Day, last *Day) []*Problem {
	if last != nil && *last < first {
		return []*Problem{Invalidf(param, "The last day, %s, comes before the first, %s.", *last, first)}
	}
	return nil
}

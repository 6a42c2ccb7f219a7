package geo

import (
	"strconv"
	"time"
)

// ParseStated reads a date as exactly as a source gives it, 2019-04-02, 2019-04
// or 2019, and returns its first and last day; ok is false for anything else.
func ParseStated(s string) (first, last Day, ok bool) {
	switch len(s) {
	case len("2006-01-02"):
		d, err := ParseDay(s)
		return d, d, err == nil
	case len("2006-01"):
		t, err := time.Parse("2006-01", s)
		return DayOf(t), DayOf(t.AddDate(0, 1, -1)), err == nil && t.Year() > 0
	case len("2006"):
		year, err := strconv.ParseUint(s, 10, 16)
		t := time.Date(int(year), 1, 1, 0, 0, 0, 0, time.UTC)
		return DayOf(t), DayOf(t.AddDate(1, 0, -1)), err == nil && year > 0
	}
	return 0, 0, false
}

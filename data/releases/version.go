package releases

import (
	"fmt"
	"strconv"
	"strings"

	"corredor/geo"
)

// A Version names a release: its day, and which of that day's it is.
type Version struct {
	Day    geo.Day
	Number int // from 1
}

// ParseVersion reads 2026-11-30, or 2026-11-30.2 for the second release of that day.
func ParseVersion(text string) (v Version, ok bool) {
	day, number, more := strings.Cut(text, ".")
	d, err := geo.ParseDay(day)
	v = Version{d, 1}
	if more {
		if v.Number, err = strconv.Atoi(number); err != nil || v.Number < 2 {
			return v, false
		}
	}
	return v, err == nil && v.String() == text
}

// String is the version as addresses have it.
func (v Version) String() string {
	if v.Number < 2 {
		return v.Day.String()
	}
	return fmt.Sprintf("%s.%d", v.Day, v.Number)
}

// compare is negative where v is older than o.
func (v Version) compare(o Version) int {
	if v.Day != o.Day {
		return int(v.Day) - int(o.Day)
	}
	return v.Number - o.Number
}

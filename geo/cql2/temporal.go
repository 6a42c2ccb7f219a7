package cql2

import (
	"math"
	"time"

	"corredor/geo"
)

// A temporal value, an instant, a day or a period, is seen through three
// moments, in microseconds since 1970 UTC, as PostgreSQL counts them:
//
//   - Begin, its first instant;
//   - End, where it is over: of a day, the midnight after it; of an instant, the
//     instant itself; of an interval, the End of its later end;
//   - Stop, the first instant that no longer belongs to it: of days it is End;
//     of an instant, the microsecond after it.
//
// End tells whether two values meet, Stop whether they share an instant: the
// periods 1–10 April and 11–20 April meet and share nothing, two intervals of
// instants that meet share the instant where they do.
type Moment uint8

const (
	Begin Moment = iota
	End
	Stop
)

func (m Moment) String() string { return [...]string{"begin", "end", "stop"}[m] }

// Open ends of an interval, before and after everything. They are equal to
// themselves, as -infinity and infinity are in the database.
const (
	Always  = math.MinInt64
	Forever = math.MaxInt64
)

// Compared is one comparison of a moment of a temporal function's first argument
// with a moment of its second; Op is "=", "<", ">", "<=" or ">=".
type Compared struct {
	First  Moment
	Op     string
	Second Moment
}

// temporals has for each function the comparisons that must all hold. Those that
// follow OGC 21-065r2 and OWL-Time in asking for intervals are marked by
// needsIntervals.
var temporals = map[string][]Compared{
	"t_after":        {{Begin, ">=", Stop}},
	"t_before":       {{Stop, "<=", Begin}},
	"t_intersects":   {{Begin, "<", Stop}, {Stop, ">", Begin}},
	"t_disjoint":     {{Begin, "<", Stop}, {Stop, ">", Begin}}, // negated
	"t_equals":       {{Begin, "=", Begin}, {End, "=", End}},
	"t_contains":     {{Begin, "<", Begin}, {End, ">", End}},
	"t_during":       {{Begin, ">", Begin}, {End, "<", End}},
	"t_finishedBy":   {{Begin, "<", Begin}, {End, "=", End}},
	"t_finishes":     {{Begin, ">", Begin}, {End, "=", End}},
	"t_meets":        {{End, "=", Begin}},
	"t_metBy":        {{Begin, "=", End}},
	"t_overlappedBy": {{Begin, ">", Begin}, {Begin, "<", End}, {End, ">", End}},
	"t_overlaps":     {{Begin, "<", Begin}, {End, ">", Begin}, {End, "<", End}},
	"t_startedBy":    {{Begin, "=", Begin}, {End, ">", End}},
	"t_starts":       {{Begin, "=", Begin}, {End, "<", End}},
}

// Temporal says what a temporal function means, for both back ends: all of the
// comparisons hold or, negated, not all of them do. In both the logic is three
// valued: a comparison with an unknown moment is Unknown, a false one beside it
// makes the whole False all the same.
func Temporal(op string) (all []Compared, negated bool) {
	return temporals[op], op == "t_disjoint"
}

// needsIntervals reports whether the function is defined between intervals
// alone.
func needsIntervals(op string) bool {
	switch op {
	case "t_after", "t_before", "t_disjoint", "t_equals", "t_intersects":
		return false
	}
	return true
}

const microsADay = 24 * 60 * 60 * 1_000_000

func dayMoment(d geo.Day, m Moment) int64 {
	if m != Begin {
		d++
	}
	return int64(d) * microsADay
}

func instantMoment(micros int64, m Moment) int64 {
	if m == Stop {
		micros++
	}
	return micros
}

// momentOf returns a moment of a literal end of an interval, nil being open.
func momentOf(e Expr, m Moment) (int64, bool) {
	switch e := e.(type) {
	case nil:
		if m == Begin {
			return Always, true
		}
		return Forever, true
	case Date:
		return dayMoment(geo.Day(e), m), true
	case Timestamp:
		return instantMoment(time.Time(e).UnixMicro(), m), true
	}
	return 0, false
}

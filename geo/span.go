package geo

import (
	"strings"
	"time"
)

// Span is a stretch of time [From, To). A zero From or To is an open end.
type Span struct{ From, To time.Time }

// ParseDatetime reads the datetime parameter of OGC API – Features: an instant
// or an interval of two of them, written a/b. An instant is a day, 2019-04-02,
// or an RFC 3339 timestamp. In an interval either end may be left open, with
// ".." or with nothing. Both ends are included, so an end that is a day lasts
// until that day is over; the Span returned says the same half-open.
func ParseDatetime(s string) (Span, error) {
	from, to, interval := strings.Cut(s, "/")
	if !interval {
		if open(s) {
			return Span{}, Invalidf("datetime", "A date is missing; write a day, 2019-04-02, or an interval, 2019-01-01/2019-12-31.")
		}
		return parseInstant(s)
	}
	if strings.Contains(to, "/") {
		return Span{}, Invalidf("datetime", "An interval has two ends; %q has more. A day is written 2019-04-02.", Clip(s, mostQuoted))
	}
	var span Span
	if !open(from) {
		a, err := parseInstant(from)
		if err != nil {
			return Span{}, err
		}
		span.From = a.From
	}
	if !open(to) {
		b, err := parseInstant(to)
		if err != nil {
			return Span{}, err
		}
		span.To = b.To
	}
	if !span.From.IsZero() && !span.To.IsZero() && !span.From.Before(span.To) {
		return Span{}, Invalidf("datetime", "The interval is reversed: %s comes after %s.", from, to)
	}
	return span, nil
}

func open(s string) bool { return s == "" || s == ".." }

// parseInstant returns the span an instant covers: a whole day, or the
// nanosecond of a timestamp.
func parseInstant(s string) (Span, error) {
	if len(s) == len(time.DateOnly) {
		d, err := ParseDay(s)
		if err == nil {
			return SpanOf(d, d), nil
		}
	} else if t, ok := parseTimestamp(s); ok {
		return Span{t, t.Add(1)}, nil
	}
	if days := daysOf(s); days != "" {
		return Span{}, Invalidf("datetime", "%q is not one day; write its days as %s.", s, days)
	}
	return Span{}, Invalidf("datetime", "%q is neither a day, like 2019-04-02, nor a timestamp, like 2019-04-02T13:00:00Z.", Clip(s, mostQuoted))
}

// daysOf writes the days of a year, 2019, or a month, 2019-04, as an interval, and
// nothing of anything else.
func daysOf(s string) string {
	if first, err := time.Parse("2006", s); err == nil {
		return SpanOf(DayOf(first), DayOf(first.AddDate(1, 0, -1))).String()
	}
	if first, err := time.Parse("2006-01", s); err == nil {
		return SpanOf(DayOf(first), DayOf(first.AddDate(0, 1, -1))).String()
	}
	return ""
}

// parseTimestamp is stricter than time.Parse, which forgives missing digits and
// decimal commas.
func parseTimestamp(s string) (time.Time, bool) {
	const least = "2006-01-02T15:04:05Z"
	if len(s) < len(least) || s[10] != 'T' || s[13] != ':' || s[16] != ':' || strings.ContainsRune(s, ',') {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, false
	}
	t = t.UTC()
	return t, t.Year() >= 1 && t.Year() <= 9999
}

// SpanOf returns the days from first to last, both included.
func SpanOf(first, last Day) Span { return Span{first.Time(), (last + 1).Time()} }

// Days returns the first and the last day that the span touches, in UTC; nil is
// an open end.
func (s Span) Days() (first, last *Day) {
	if !s.From.IsZero() {
		d := DayOf(s.From)
		first = &d
	}
	if !s.To.IsZero() {
		d := DayOf(s.To.Add(-1))
		last = &d
	}
	return first, last
}

// Contains reports whether t lies in the span.
func (s Span) Contains(t time.Time) bool {
	return (s.From.IsZero() || !t.Before(s.From)) && (s.To.IsZero() || t.Before(s.To))
}

// Overlaps reports whether the two spans share an instant.
func (s Span) Overlaps(o Span) bool {
	return (s.From.IsZero() || o.To.IsZero() || s.From.Before(o.To)) &&
		(o.From.IsZero() || s.To.IsZero() || o.From.Before(s.To))
}

// String prints the interval as ParseDatetime reads it.
func (s Span) String() string {
	from, to := "..", ".."
	if !s.From.IsZero() {
		from = s.From.UTC().Format(time.RFC3339Nano)
		if midnight(s.From) {
			from = DayOf(s.From).String()
		}
	}
	if !s.To.IsZero() {
		last := s.To.Add(-1)
		to = last.UTC().Format(time.RFC3339Nano)
		if midnight(s.To) {
			to = DayOf(last).String()
		}
	}
	return from + "/" + to
}

func midnight(t time.Time) bool { return t.Equal(DayOf(t).Time()) }

package data

import (
	"fmt"
	"math"
	"strings"
	"time"

	"corredor/geo"
	"corredor/geo/cql2"
)

// temporal compares the moments of two temporal values, as cql2.Temporal tells.
func (f *filterSQL) temporal(c *cql2.Call) string {
	if sieve, exact := f.touches(c); exact {
		return sieve
	}
	all, negated := cql2.Temporal(c.Op)
	parts := make([]string, len(all))
	for i, x := range all {
		parts[i] = fmt.Sprintf("%s %s %s", f.moment(c.Args[0], x.First), x.Op, f.moment(c.Args[1], x.Second))
	}
	sql := "(" + strings.Join(parts, " and ") + ")"
	if negated {
		sql = "(not " + sql + ")"
	}
	return sql
}

// touches asks whether the items' period and a span that is written out share a
// day, in the form that the index of periods answers.
func (f *filterSQL) touches(c *cql2.Call) (string, bool) {
	if c.Op != "t_intersects" {
		return "", false
	}
	for i, a := range c.Args {
		p, ok := a.(cql2.Property)
		if !ok || p.Name != "period" {
			continue
		}
		begin, known := momentOf(c.Args[1-i], cql2.Begin)
		stop, too := momentOf(c.Args[1-i], cql2.Stop)
		if known && too && begin < stop {
			return fmt.Sprintf("(c.during && daterange(%s::date, %s::date, '[]'))", f.arg(dayAt(begin)), f.arg(dayAt(stop-1))), true
		}
	}
	return "", false
}

// momentOf is a moment of a temporal value that is written out, in microseconds
// since 1970, as cql2.Moment tells.
func momentOf(e cql2.Expr, m cql2.Moment) (int64, bool) {
	switch e := e.(type) {
	case nil:
		if m == cql2.Begin {
			return cql2.Always, true
		}
		return cql2.Forever, true
	case cql2.Date:
		d := geo.Day(e)
		if m != cql2.Begin {
			d++
		}
		return int64(d) * microsADay, true
	case cql2.Timestamp:
		micros := time.Time(e).UnixMicro()
		if m == cql2.Stop {
			micros++
		}
		return micros, true
	case cql2.Interval:
		if m == cql2.Begin {
			return momentOf(e.From, m)
		}
		return momentOf(e.To, m)
	}
	return 0, false
}

const microsADay = int64(24 * time.Hour / time.Microsecond)

// dayAt is the day of a moment as a parameter, nil for one beyond all days.
func dayAt(micros int64) any {
	if micros == cql2.Always || micros >= math.MaxInt64-1 {
		return nil
	}
	d := micros / microsADay
	if micros%microsADay < 0 {
		d--
	}
	return geo.Day(d).Time()
}

// moment is a moment of a temporal value: a timestamp in UTC, -infinity and
// infinity at open ends.
func (f *filterSQL) moment(e cql2.Expr, m cql2.Moment) string {
	if micros, ok := momentOf(e, m); ok {
		switch micros {
		case cql2.Always:
			return "'-infinity'::timestamp"
		case cql2.Forever:
			return "'infinity'::timestamp"
		}
		return f.arg(time.UnixMicro(micros).UTC()) + "::timestamp"
	}
	switch e := e.(type) {
	case cql2.Interval:
		if m == cql2.Begin {
			return f.moment(e.From, m)
		}
		return f.moment(e.To, m)
	case cql2.Property:
		column := f.property(e.Name)
		switch f.typeOf(e) {
		case cql2.DateType:
			if m != cql2.Begin {
				column = "(" + column + " + 1)"
			}
			return column + "::timestamp"
		case cql2.PeriodType:
			if m == cql2.Begin {
				return "(case when lower_inf(" + column + ") then '-infinity' else lower(" + column + ") end)::timestamp"
			}
			return "(case when upper_inf(" + column + ") then 'infinity' else upper(" + column + ") end)::timestamp"
		}
	}
	return f.refuse("%s cannot be compared as a time here.", cql2.ToText(e))
}

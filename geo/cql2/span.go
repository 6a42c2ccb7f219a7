package cql2

import "corredor/geo"

// span is a temporal operand: its three moments. Those of an interval between
// properties are known or not each for itself.
type span struct {
	moments [3]operand[int64]
	period  func(row int) (first, last geo.Day, known bool) // where it is a property of that type
}

func (c compiler) span(e Expr) span {
	var s span
	switch e := e.(type) {
	case Interval:
		s.moments[Begin] = c.moment(e.From, Begin)
		s.moments[End] = c.moment(e.To, End)
		s.moments[Stop] = c.moment(e.To, Stop)
		return s
	case Property:
		if c.typeOf(e) == PeriodType {
			s.period = c.column(e, PeriodType).Period
			for m := range s.moments {
				s.moments[m] = operand[int64]{at: periodMoment(s.period, Moment(m))}
			}
			return s
		}
	}
	for m := range s.moments {
		s.moments[m] = c.moment(e, Moment(m))
	}
	return s
}

// moment is one of a day or an instant, or of an end of an interval.
func (c compiler) moment(e Expr, m Moment) operand[int64] {
	if v, ok := momentOf(e, m); ok {
		return fixed(v, true)
	}
	p, ok := e.(Property)
	if !ok {
		panic(notForMemory{})
	}
	if c.typeOf(p) == InstantType {
		at := c.column(p, InstantType).Instant
		return operand[int64]{at: func(row int) (int64, bool) {
			v, ok := at(row)
			return instantMoment(v, m), ok
		}}
	}
	at := c.column(p, DateType).Day
	return operand[int64]{at: func(row int) (int64, bool) {
		d, ok := at(row)
		return dayMoment(d, m), ok
	}}
}

func periodMoment(period func(row int) (first, last geo.Day, known bool), m Moment) func(row int) (int64, bool) {
	if m == Begin {
		return func(row int) (int64, bool) {
			first, _, ok := period(row)
			return periodBegin(first), ok
		}
	}
	return func(row int) (int64, bool) {
		_, last, ok := period(row)
		return periodStop(last), ok
	}
}

func periodBegin(first geo.Day) int64 {
	if first == OpenStart {
		return Always
	}
	return int64(first) * microsADay
}

func periodStop(last geo.Day) int64 {
	if last == OpenEnd {
		return Forever
	}
	return (int64(last) + 1) * microsADay
}

func (c compiler) temporal(e *Call) condition {
	a, b := c.span(e.Args[0]), c.span(e.Args[1])
	if e.Op == "t_intersects" && a.period == nil {
		a, b = b, a // it is the same both ways
	}
	if begin, stop := b.moments[Begin], b.moments[Stop]; e.Op == "t_intersects" && a.period != nil && begin.constant && stop.constant {
		return intersecting(a.period, begin.value, stop.value)
	}
	relation, negated := Temporal(e.Op)
	if relation == nil {
		panic(notForMemory{})
	}
	parts := make([]condition, len(relation))
	for i, r := range relation {
		parts[i] = related(r.Op, a.moments[r.First], b.moments[r.Second])
	}
	if negated {
		return not(all(parts))
	}
	return all(parts)
}

// intersecting is what most filters ask: periods that touch a stretch of time.
// It reads the period once and compares days, of which the first must be before
// the stretch stops, and the last must not be over when it begins.
func intersecting(period func(row int) (first, last geo.Day, known bool), begin, stop int64) condition {
	before, from := -floorDays(-stop), floorDays(begin)
	return condition{at: func(row int) Truth {
		first, last, ok := period(row)
		if !ok {
			return Unknown
		}
		return truth(int64(first) < before && int64(last) >= from)
	}}
}

// floorDays is the day in which a moment falls; open ends stay where they are,
// beyond all days.
func floorDays(micros int64) int64 {
	d := micros / microsADay
	if micros%microsADay < 0 {
		d--
	}
	return d
}

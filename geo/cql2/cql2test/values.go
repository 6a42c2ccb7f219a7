package cql2test

import (
	"strings"
	"time"

	"pgregory.net/rapid"

	"corredor/geo"
	"corredor/geo/cql2"
)

// scalar draws a value of a type that operators compare.
func (m *maker) scalar(typ cql2.Type, depth int) cql2.Expr {
	switch typ {
	case cql2.TextType:
		return m.text(depth)
	case cql2.NumberType:
		return m.number(depth)
	case cql2.DateType:
		return m.day()
	case cql2.InstantType:
		return m.instant()
	}
	if m.has(typ) && m.chance(60) {
		return m.property(typ)
	}
	return cql2.Boolean(m.chance(50))
}

// text draws a text: a property or a literal, now and then folded.
func (m *maker) text(depth int) cql2.Expr {
	if depth > 0 && m.chance(25) {
		return call(pick(m, "casei", "accenti"), m.text(depth-1))
	}
	if m.has(cql2.TextType) && m.chance(20+40*min(depth, 1)) {
		return m.property(cql2.TextType)
	}
	return cql2.Text(m.word())
}

func (m *maker) word() string {
	s, _ := m.sample(cql2.TextType).(string)
	switch {
	case s == "" || m.chance(10):
		return pick(m, "", "'", `\`, `a\'b`, "%", "ñ", "ÑANDÚ", "zzz", "n\u0303")
	case m.chance(20):
		return pick(m, strings.ToUpper(s), strings.ToLower(s), cql2.AccentI(s), s+" ")
	}
	return s
}

func (m *maker) number(depth int) cql2.Expr {
	switch {
	case depth > 0 && m.chance(30):
		return call(pick(m, "+", "-", "*", "/", "%", "div"), m.number(depth-1), m.number(depth-1))
	case depth > 0 && m.chance(3):
		return call("^", m.number(depth-1), m.number(depth-1))
	case m.has(cql2.NumberType) && m.chance(20+40*min(depth, 1)):
		return m.property(cql2.NumberType)
	}
	if v, ok := m.sample(cql2.NumberType).(float64); ok && m.chance(60) {
		return cql2.Number(v)
	}
	return cql2.Number(pick(m, 0, 1, 2, 3, 5, 10, 130, -1, -2.5, 0.1, 1e-300, 1e300, -1e308))
}

func (m *maker) day() cql2.Expr {
	if m.has(cql2.DateType) && m.chance(50) {
		return m.property(cql2.DateType)
	}
	return cql2.Date(m.date())
}

func (m *maker) date() geo.Day {
	d, ok := m.sample(cql2.DateType).(geo.Day)
	if p, isPeriod := m.sample(cql2.PeriodType).([2]geo.Day); isPeriod && (!ok || m.chance(50)) {
		d, ok = p[rapid.IntRange(0, 1).Draw(m.t, "end")], true
	}
	if !ok || d < geo.MinDay || d > geo.MaxDay {
		d = geo.Day(rapid.IntRange(16000, 20000).Draw(m.t, "day"))
	}
	return min(max(d+pick(m, geo.Day(0), 0, 0, -1, 1, 30), geo.MinDay), geo.MaxDay)
}

func (m *maker) instant() cql2.Expr {
	if m.has(cql2.InstantType) && m.chance(50) {
		return m.property(cql2.InstantType)
	}
	return cql2.Timestamp(m.moment())
}

func (m *maker) moment() time.Time {
	at, ok := m.sample(cql2.InstantType).(time.Time)
	if !ok || m.chance(40) {
		at = m.date().Time()
	}
	return at.UTC().Truncate(time.Microsecond).Add(pick(m, 0, 0, -time.Microsecond, time.Microsecond, time.Hour))
}

// interval draws an interval of literals, properties and open ends.
func (m *maker) interval() cql2.Expr {
	if m.chance(50) {
		a, b := m.date(), m.date()
		return cql2.Interval{From: cql2.Date(min(a, b)), To: cql2.Date(max(a, b))}
	}
	v := cql2.Interval{From: m.end(), To: m.end()}
	if _, err := cql2.ParseText(cql2.ToText(v) + " IS NULL"); err != nil {
		v.From, v.To = v.To, v.From // it was reversed
	}
	return v
}

func (m *maker) end() cql2.Expr {
	switch pick(m, "open", "day", "day", "instant") {
	case "day":
		return m.day()
	case "instant":
		return m.instant()
	}
	return nil
}

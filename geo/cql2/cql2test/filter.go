// Package cql2test makes random filters and rows in memory for the tests of the
// two back ends of geo/cql2: a filter that it makes passes Check, uses every
// construct of the language sooner or later, and prefers values that occur, so
// that it chooses some items and not others. It knows neither back end.
package cql2test

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"corredor/geo/cql2"
)

// Filter draws a filter that passes Check with the queryables. Samples are values
// that occur, by property: string, float64, bool, geo.Day, time.Time, [2]geo.Day
// for a period, []string, []float64 and orb.Geometry in longitude and latitude.
//
// Our own functions are called only where samples has arguments for them under
// the function's name: float64 ids for within_zone, [2]string of route and scale
// for on_road, orb.Point for near, string for matches.
func Filter(t *rapid.T, q cql2.Queryables, samples map[string][]any) cql2.Expr {
	m := maker{t: t, samples: samples, names: map[cql2.Type][]string{}}
	for name, typ := range q {
		m.names[typ] = append(m.names[typ], name)
	}
	for _, names := range m.names {
		slices.Sort(names)
	}
	return m.condition(rapid.IntRange(0, 3).Draw(t, "depth"))
}

type maker struct {
	t       *rapid.T
	samples map[string][]any
	names   map[cql2.Type][]string
}

func (m *maker) chance(percent int) bool {
	return rapid.IntRange(1, 100).Draw(m.t, "chance") <= percent
}

func pick[T any](m *maker, from ...T) T { return rapid.SampledFrom(from).Draw(m.t, "pick") }

func call(op string, args ...cql2.Expr) *cql2.Call { return &cql2.Call{Op: op, Args: args, At: -1} }

func (m *maker) has(typ cql2.Type) bool { return len(m.names[typ]) > 0 }

func (m *maker) property(typ cql2.Type) cql2.Expr {
	return cql2.Property{Name: pick(m, m.names[typ]...), At: -1}
}

// sample draws a value that occurs in a property of the type, nil where none is
// known.
func (m *maker) sample(typ cql2.Type) any {
	if !m.has(typ) {
		return nil
	}
	if all := m.samples[pick(m, m.names[typ]...)]; len(all) > 0 {
		return pick(m, all...)
	}
	return nil
}

// condition draws something true or false of an item.
func (m *maker) condition(depth int) cql2.Expr {
	if depth > 0 && m.chance(70) {
		switch pick(m, "and", "or", "not") {
		case "and":
			return call("and", m.conditions(depth-1)...)
		case "or":
			return call("or", m.conditions(depth-1)...)
		}
		return call("not", m.condition(depth-1))
	}
	kinds := []func(int) cql2.Expr{m.compare, m.compare, m.compare, m.in, m.between, m.isNull, m.temporal, m.temporal}
	if m.has(cql2.TextType) {
		kinds = append(kinds, m.like, m.like)
	}
	if m.has(cql2.BooleanType) {
		kinds = append(kinds, m.flag)
	}
	if m.has(cql2.TextsType) || m.has(cql2.NumbersType) {
		kinds = append(kinds, m.arrays)
	}
	if m.has(cql2.GeomType) {
		kinds = append(kinds, m.spatial)
	}
	for _, f := range cql2.Functions() {
		if len(m.samples[f.Name]) > 0 {
			kinds = append(kinds, m.function)
			break
		}
	}
	return pick(m, kinds...)(depth)
}

func (m *maker) conditions(depth int) []cql2.Expr {
	var all []cql2.Expr
	for range rapid.IntRange(2, 3).Draw(m.t, "parts") {
		all = append(all, m.condition(depth))
	}
	return all
}

func (m *maker) flag(int) cql2.Expr { return m.property(cql2.BooleanType) }

// comparable draws a type of which there is a property.
func (m *maker) comparable(types ...cql2.Type) cql2.Type {
	var there []cql2.Type
	for _, t := range types {
		if m.has(t) {
			there = append(there, t)
		}
	}
	if len(there) == 0 {
		return types[0]
	}
	return pick(m, there...)
}

func (m *maker) compare(depth int) cql2.Expr {
	typ := m.comparable(cql2.TextType, cql2.NumberType, cql2.BooleanType, cql2.DateType, cql2.InstantType)
	return call(pick(m, "=", "<>", "<", ">", "<=", ">="), m.scalar(typ, depth+1), m.scalar(typ, depth))
}

func (m *maker) between(depth int) cql2.Expr {
	typ := m.comparable(cql2.NumberType, cql2.TextType, cql2.DateType, cql2.InstantType)
	return call("between", m.scalar(typ, depth+1), m.scalar(typ, depth), m.scalar(typ, depth))
}

func (m *maker) in(depth int) cql2.Expr {
	typ := m.comparable(cql2.TextType, cql2.NumberType, cql2.BooleanType, cql2.DateType, cql2.InstantType)
	var list cql2.List
	for range rapid.IntRange(1, 12).Draw(m.t, "members") {
		list = append(list, m.scalar(typ, 0))
	}
	return call("in", m.scalar(typ, depth+1), list)
}

func (m *maker) isNull(depth int) cql2.Expr {
	if depth > 0 && m.chance(20) {
		return call("isNull", m.condition(depth-1))
	}
	var names []string
	for typ, all := range m.names {
		if typ != cql2.Unknowable {
			names = append(names, all...)
		}
	}
	if len(names) == 0 {
		return call("isNull", m.number(depth))
	}
	slices.Sort(names)
	switch pick(m, "property", "property", "number", "text", "interval") {
	case "number":
		return call("isNull", m.number(1))
	case "text":
		return call("isNull", m.text(1))
	case "interval":
		return call("isNull", m.interval())
	}
	return call("isNull", cql2.Property{Name: pick(m, names...), At: -1})
}

// like draws a pattern from a text that occurs.
func (m *maker) like(depth int) cql2.Expr {
	var pattern strings.Builder
	runes := []rune(m.word())
	if len(runes) > 12 {
		runes = runes[rapid.IntRange(0, len(runes)-12).Draw(m.t, "from"):]
	}
	if m.chance(50) {
		pattern.WriteByte('%')
	}
	for _, r := range runes[:min(len(runes), 12)] {
		switch {
		case m.chance(8):
			pattern.WriteByte('_')
		case m.chance(8):
			pattern.WriteByte('%')
		case r == '%' || r == '_' || r == '\\' || r < 0x300 && m.chance(4): // ACCENTI drops marks, which no backslash may stand before
			pattern.WriteString(`\` + string(r))
		default:
			pattern.WriteRune(r)
		}
	}
	if m.chance(50) {
		pattern.WriteByte('%')
	}
	p, value := cql2.Expr(cql2.Text(pattern.String())), m.text(1)
	if m.chance(30) {
		op := pick(m, "casei", "accenti")
		p, value = call(op, p), call(op, value)
	}
	return call("like", value, p)
}

func (m *maker) temporal(int) cql2.Expr {
	instants := m.chance(50)
	op := pick(m, "t_contains", "t_during", "t_finishedBy", "t_finishes", "t_meets", "t_metBy", "t_overlappedBy", "t_overlaps", "t_startedBy", "t_starts")
	if instants {
		op = pick(m, "t_after", "t_before", "t_disjoint", "t_equals", "t_intersects")
	}
	operand := func() cql2.Expr {
		switch {
		case m.has(cql2.PeriodType) && m.chance(40):
			return m.property(cql2.PeriodType)
		case instants && m.chance(30):
			return m.day()
		case instants && m.chance(30):
			return m.instant()
		}
		return m.interval()
	}
	return call(op, operand(), operand())
}

func (m *maker) arrays(int) cql2.Expr {
	typ := m.comparable(cql2.TextsType, cql2.NumbersType)
	operand := func() cql2.Expr {
		if m.chance(50) {
			return m.property(typ)
		}
		list := cql2.List{}
		if typ == cql2.TextsType {
			all, _ := m.sample(typ).([]string)
			for _, s := range all {
				list = append(list, cql2.Text(s))
			}
		} else {
			all, _ := m.sample(typ).([]float64)
			for _, v := range all {
				list = append(list, cql2.Number(v))
			}
		}
		if len(list) > 0 && m.chance(50) {
			list = list[:rapid.IntRange(0, len(list)-1).Draw(m.t, "fewer")]
		}
		if m.chance(20) {
			list = append(list, m.scalar(map[cql2.Type]cql2.Type{cql2.TextsType: cql2.TextType, cql2.NumbersType: cql2.NumberType}[typ], 1))
		}
		return list
	}
	return call(pick(m, "a_equals", "a_contains", "a_containedBy", "a_overlaps"), operand(), operand())
}

func (m *maker) spatial(int) cql2.Expr {
	a, b := m.property(cql2.GeomType), m.geometry()
	if m.chance(30) {
		a, b = b, a
	}
	return call(pick(m, "s_intersects", "s_intersects", "s_intersects", "s_equals", "s_disjoint", "s_touches", "s_within", "s_overlaps", "s_crosses", "s_contains"), a, b)
}

func (m *maker) geometry() cql2.Expr {
	g, ok := m.sample(cql2.GeomType).(orb.Geometry)
	if !ok {
		g = orb.Point{-72, -14}
	}
	b := g.Bound().Pad(pick(m, 0.01, 0.1, 1))
	switch pick(m, "itself", "point", "line", "polygon", "collection", "box") {
	case "itself":
		if _, collection := g.(orb.Collection); !collection {
			return cql2.Geometry{Geometry: g}
		}
	case "point":
		return cql2.Geometry{Geometry: b.Center()}
	case "line":
		return cql2.Geometry{Geometry: orb.LineString{b.Min, b.Max}}
	case "polygon":
		return cql2.Geometry{Geometry: b.ToPolygon()}
	case "collection":
		return cql2.Geometry{Geometry: orb.Collection{b.Min, orb.LineString{b.Center(), b.Max}, b.ToPolygon()}}
	}
	return cql2.Box(b)
}

func (m *maker) function(int) cql2.Expr {
	var there []string
	for _, f := range cql2.Functions() {
		if len(m.samples[f.Name]) > 0 {
			there = append(there, f.Name)
		}
	}
	name := pick(m, there...)
	switch s := pick(m, m.samples[name]...).(type) {
	case float64:
		return call(name, cql2.Number(s))
	case string:
		return call(name, cql2.Text(s))
	case [2]string:
		a, b := m.km(), m.km()
		return call(name, cql2.Text(s[0]), cql2.Text(s[1]), min(a, b), max(a, b), pick[cql2.Expr](m, cql2.Number(0), cql2.Number(500), cql2.Number(5000)))
	case orb.Point:
		return call(name, cql2.Number(s[0]), cql2.Number(s[1]), pick[cql2.Expr](m, cql2.Number(0), cql2.Number(1000), cql2.Number(50000)))
	}
	return cql2.Boolean(true)
}

func (m *maker) km() cql2.Number {
	return cql2.Number(rapid.IntRange(0, 4000).Draw(m.t, "km")) / 10
}

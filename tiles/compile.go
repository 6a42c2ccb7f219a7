package tiles

import (
	"unsafe"

	"corredor/geo"
	"corredor/geo/cql2"
)

// compiler makes a node of an expression: what asks one coded field is tabled by
// the field's values, whatever it asks; a stretch of time is compared with the
// period's days, a box with their places; the rest is asked row by row.
type compiler struct{ p *points }

// node is not ok where memory cannot answer.
func (c compiler) node(e cql2.Expr) (_ node, ok bool) {
	switch e := e.(type) {
	case cql2.Boolean:
		if e {
			return fixed(cql2.True), true
		}
		return fixed(cql2.False), true
	case *cql2.Call:
		switch e.Op {
		case "and", "or", "not":
			parts := make([]node, len(e.Args))
			for i, a := range e.Args {
				if parts[i], ok = c.node(a); !ok {
					return nil, false
				}
			}
			switch e.Op {
			case "and":
				return both(parts), true
			case "or":
				return either(parts), true
			}
			return not{parts[0]}, true
		}
		if n, ok := c.temporal(e); ok {
			return n, true
		}
		if n, ok := c.spatial(e); ok {
			return n, true
		}
	}
	if n, ok := c.tabled(e); ok {
		return n, true
	}
	at, ok := cql2.Compile(e, c.p)
	return byRow{at}, ok
}

// temporal are those questions about the period that most filters ask.
func (c compiler) temporal(e *cql2.Call) (node, bool) {
	if !c.p.dated || len(e.Args) == 0 {
		return nil, false
	}
	period := func(e cql2.Expr) bool {
		name, ok := e.(cql2.Property)
		return ok && name.Name == c.p.fields[c.p.period].Name
	}
	switch {
	case e.Op == "isNull" && period(e.Args[0]):
		return undated{}, true
	case e.Op != "t_intersects":
		return nil, false
	}
	of, with := e.Args[0], e.Args[1]
	if !period(of) {
		of, with = with, of
	}
	if !period(of) {
		return nil, false
	}
	days := Days{cql2.OpenStart, cql2.OpenEnd}
	var from, to cql2.Expr
	switch with := with.(type) {
	case cql2.Date:
		from, to = with, with
	case cql2.Interval:
		from, to = with.From, with.To
	default:
		return nil, false
	}
	if from != nil {
		d, ok := from.(cql2.Date)
		if !ok {
			return nil, false
		}
		days.First = geo.Day(d)
	}
	if to != nil {
		d, ok := to.(cql2.Date)
		if !ok {
			return nil, false
		}
		days.Last = geo.Day(d)
	}
	return meeting{days}, true
}

// tabled answers what asks one coded field alone, for each of its values once.
func (c compiler) tabled(e cql2.Expr) (node, bool) {
	field := -1
	if !c.only(e, &field) || field < 0 {
		return nil, false
	}
	at := c.p.slot[field].i
	values := c.p.dicts[at].now.Load()
	one := oneColumn{c.p.fields[field].Name, values.column(c.p.fields[field].Type, func(row int) int { return row })}
	holds, ok := cql2.Compile(e, one)
	if !ok {
		return nil, false
	}
	t := tabled{field: at, valued: -1, table: make([]cql2.Truth, values.len()+1)}
	for n := range t.table {
		t.table[n] = holds(n)
	}
	t.yes, t.no = wantedOf(t.table, cql2.True), wantedOf(t.table, cql2.False)
	for i, s := range c.p.valued {
		if s == at {
			t.valued = i
		}
	}
	return t, true
}

// only reports whether e names one coded field and no other property.
func (c compiler) only(e cql2.Expr, field *int) bool {
	switch e := e.(type) {
	case cql2.Property:
		for i, f := range c.p.fields {
			if f.Name == e.Name {
				ok := c.p.slot[i].kept == asCode && (*field < 0 || *field == i)
				*field = i
				return ok
			}
		}
		return false
	case *cql2.Call:
		for _, a := range e.Args {
			if !c.only(a, field) {
				return false
			}
		}
	case cql2.List:
		for _, a := range e {
			if !c.only(a, field) {
				return false
			}
		}
	case cql2.Interval:
		return (e.From == nil || c.only(e.From, field)) && (e.To == nil || c.only(e.To, field))
	}
	return true
}

// oneColumn holds one property, whose rows are the numbers of its values.
type oneColumn struct {
	name   string
	column cql2.Column
}

func (o oneColumn) Column(name string) (cql2.Column, bool) { return o.column, name == o.name }

// Column reads a property of the layer, by row, for a filter.
func (p *points) Column(name string) (cql2.Column, bool) {
	if name == "geom" {
		return cql2.Column{Type: cql2.GeomType, Geometry: func(int) bool { return true }}, true
	}
	if name == "id" {
		return cql2.Column{Type: cql2.NumberType, Number: func(row int) (float64, bool) {
			return float64(p.chunks[row>>16].ids.at(row & 0xffff)), true
		}}, true
	}
	for i, f := range p.fields {
		if f.Name != name {
			continue
		}
		at := p.slot[i].i
		switch p.slot[i].kept {
		case asDays:
			return cql2.Column{Type: cql2.PeriodType, Period: func(row int) (first, last geo.Day, known bool) {
				d, ok := p.chunks[row>>16].days.at(row & 0xffff)
				return d.First, d.Last, ok
			}}, true
		case asText:
			return cql2.Column{Type: cql2.TextType, Text: func(row int) (string, bool) {
				text := p.chunks[row>>16].texts[at].at(row & 0xffff)
				return unsafe.String(unsafe.SliceData(text), len(text)), len(text) > 0 // bytes that never change
			}}, true
		}
		return p.dicts[at].now.Load().column(f.Type, func(row int) int {
			return int(p.chunks[row>>16].codes[at].at(row & 0xffff))
		}), true
	}
	return cql2.Column{}, false
}

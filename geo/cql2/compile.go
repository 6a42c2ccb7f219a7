package cql2

// Compile makes a predicate over rows of e, which Check has passed. It is not ok
// where memory cannot answer: a property that c does not hold, a spatial
// function but of a box, one of our own, or a power, which mathematical libraries do not
// round alike. The predicate is safe for concurrent use as far as c is, and does
// not allocate, but where CASEI or ACCENTI changes a text that has no Code.
func Compile(e Expr, c Columns) (p func(row int) Truth, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ours := r.(notForMemory); !ours {
				panic(r)
			}
			p, ok = nil, false
		}
	}()
	return compiler{c}.condition(e).at, true
}

// notForMemory is thrown through the compiler by whatever memory cannot answer.
type notForMemory struct{}

type compiler struct{ columns Columns }

func (c compiler) column(p Property, want Type) Column {
	col, ok := c.columns.Column(p.Name)
	if !ok || col.Type != want {
		panic(notForMemory{})
	}
	return col
}

// condition is something true, false or unknown of a row; constant where it is
// the same for all.
type condition struct {
	at       func(row int) Truth
	constant bool
	value    Truth
}

func always(t Truth) condition {
	return condition{func(int) Truth { return t }, true, t}
}

func (c compiler) condition(e Expr) condition {
	switch e := e.(type) {
	case Boolean:
		return always(truth(bool(e)))
	case Property:
		return condition{at: c.column(e, BooleanType).Boolean}
	case *Call:
		return c.call(e)
	}
	panic(notForMemory{})
}

func (c compiler) call(e *Call) condition {
	switch e.Op {
	case "and":
		return all(c.conditions(e.Args))
	case "or":
		return some(c.conditions(e.Args))
	case "not":
		return not(c.condition(e.Args[0]))
	case "=", "<>", "<", ">", "<=", ">=":
		return c.compare(e.Op, e.Args[0], e.Args[1])
	case "between":
		return all([]condition{c.compare(">=", e.Args[0], e.Args[1]), c.compare("<=", e.Args[0], e.Args[2])})
	case "in":
		return c.in(e.Args[0], e.Args[1].(List))
	case "like":
		return c.like(e.Args[0], e.Args[1])
	case "isNull":
		return c.isNull(e.Args[0])
	}
	switch {
	case e.IsTemporal():
		return c.temporal(e)
	case e.IsArray():
		return c.arrays(e)
	case e.IsSpatial():
		return c.spatial(e)
	}
	panic(notForMemory{})
}

func (c compiler) conditions(args []Expr) []condition {
	list := make([]condition, len(args))
	for i, a := range args {
		list[i] = c.condition(a)
	}
	return list
}

func not(a condition) condition {
	if a.constant {
		return always(a.value.Not())
	}
	return condition{at: func(row int) Truth { return a.at(row).Not() }}
}

// all is true where every part is.
func all(parts []condition) condition { return joined(parts, Truth.And, False) }

// some is true where any part is.
func some(parts []condition) condition { return joined(parts, Truth.Or, True) }

// joined joins parts by And or Or, which one part that is enough settles.
// Constant parts are settled here; the rest are asked in their order, until one
// is enough.
func joined(parts []condition, join func(a, b Truth) Truth, enough Truth) condition {
	settled := enough.Not()
	var rest []condition
	for _, p := range parts {
		if p.constant {
			settled = join(settled, p.value)
		} else {
			rest = append(rest, p)
		}
	}
	if settled == enough || len(rest) == 0 {
		return always(settled)
	}
	a := rest[0].at
	for _, p := range rest[1:] {
		first, second := a, p.at
		a = func(row int) Truth {
			switch t := first(row); t {
			case enough:
				return t
			case Unknown:
				return join(t, second(row))
			}
			return second(row)
		}
	}
	if settled == Unknown {
		first := a
		a = func(row int) Truth { return join(first(row), Unknown) }
	}
	return condition{at: a}
}

// isNull is true where e has no known value.
func (c compiler) isNull(e Expr) condition {
	switch e := e.(type) {
	case Property:
		return c.missing(e)
	case Interval:
		return some([]condition{c.isNullEnd(e.From), c.isNullEnd(e.To)})
	case Geometry, Box, Date, Timestamp:
		return always(False)
	}
	switch valueType(e) {
	case TextType:
		return unknown(c.text(e))
	case NumberType:
		return unknown(c.number(e))
	}
	a := c.condition(e)
	if a.constant {
		return always(truth(a.value == Unknown))
	}
	return condition{at: func(row int) Truth { return truth(a.at(row) == Unknown) }}
}

func (c compiler) isNullEnd(e Expr) condition {
	if e == nil {
		return always(False)
	}
	return c.isNull(e)
}

// missing is true where a property has no value.
func (c compiler) missing(p Property) condition {
	col, ok := c.columns.Column(p.Name)
	if !ok {
		panic(notForMemory{})
	}
	at := func(known func(row int) bool) condition {
		return condition{at: func(row int) Truth { return truth(!known(row)) }}
	}
	switch col.Type {
	case TextType:
		return unknown(texts(col))
	case NumberType:
		return at(func(row int) bool { _, ok := col.Number(row); return ok })
	case BooleanType:
		return at(func(row int) bool { return col.Boolean(row) != Unknown })
	case DateType:
		return at(func(row int) bool { _, ok := col.Day(row); return ok })
	case InstantType:
		return at(func(row int) bool { _, ok := col.Instant(row); return ok })
	case PeriodType:
		return at(func(row int) bool { _, _, ok := col.Period(row); return ok })
	case TextsType:
		return at(func(row int) bool { _, ok := col.Texts(row); return ok })
	case NumbersType:
		return at(func(row int) bool { _, ok := col.Numbers(row); return ok })
	case GeomType:
		return at(col.Geometry)
	}
	panic(notForMemory{})
}

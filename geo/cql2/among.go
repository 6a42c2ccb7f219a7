package cql2

import (
	"cmp"
	"slices"
)

// in is x = a OR x = b …: constants are looked up, the rest compared.
func (c compiler) in(e Expr, list List) condition {
	switch c.typeOf(e) {
	case TextType:
		return among(c.text(e), list, c.text)
	case NumberType:
		return among(c.number(e), list, c.number)
	case BooleanType:
		return among(c.boolean(e), list, c.boolean)
	case DateType:
		return among(c.day(e), list, c.day)
	case InstantType:
		return among(c.instant(e), list, c.instant)
	}
	panic(notForMemory{})
}

func among[T cmp.Ordered](a operand[T], list List, read func(Expr) operand[T]) condition {
	var parts []condition
	var constants []T
	for _, e := range list {
		b := read(e)
		if b.constant && b.known {
			constants = append(constants, b.value)
		} else {
			parts = append(parts, related("=", a, b))
		}
	}
	if len(constants) > 0 {
		parts = append([]condition{ask(a, member(constants))}, parts...)
	}
	return some(parts)
}

// member tests whether a value is one of a few, or of many.
func member[T cmp.Ordered](all []T) func(T) bool {
	if len(all) <= 8 {
		return func(v T) bool { return slices.Contains(all, v) }
	}
	set := make(map[T]bool, len(all))
	for _, v := range all {
		set[v] = true
	}
	return func(v T) bool { return set[v] }
}

func (c compiler) like(e, pattern Expr) condition {
	p, ok := constantText(pattern)
	if !ok {
		panic(notForMemory{})
	}
	return ask(c.text(e), matcher(p))
}

// arrays compares two arrays as sets.
func (c compiler) arrays(e *Call) condition {
	a, b := e.Args[0], e.Args[1]
	if c.holdsNumbers(a) || c.holdsNumbers(b) {
		return sets(e.Op, c.numbers(a), c.numbers(b))
	}
	return sets(e.Op, c.texts(a), c.texts(b))
}

func (c compiler) holdsNumbers(e Expr) bool {
	if l, ok := e.(List); ok {
		return len(l) > 0 && c.typeOf(l[0]) == NumberType
	}
	return c.typeOf(e) == NumbersType
}

// array is a column of arrays or a list of values.
type array[T cmp.Ordered] struct {
	column  func(row int) ([]T, bool)
	members []operand[T]
	fixed   []T // all members, where they are constant
	varies  bool
}

func (c compiler) texts(e Expr) array[string] {
	if p, ok := e.(Property); ok {
		return array[string]{column: c.column(p, TextsType).Texts}
	}
	return arrayOf(e, c.text)
}

func (c compiler) numbers(e Expr) array[float64] {
	if p, ok := e.(Property); ok {
		return array[float64]{column: c.column(p, NumbersType).Numbers}
	}
	return arrayOf(e, c.number)
}

func arrayOf[T cmp.Ordered](e Expr, read func(Expr) operand[T]) array[T] {
	list, ok := e.(List)
	if !ok {
		panic(notForMemory{})
	}
	var a array[T]
	for _, e := range list {
		m := read(e)
		a.members = append(a.members, m)
		a.fixed = append(a.fixed, m.value)
		a.varies = a.varies || !m.constant || !m.known
	}
	return a
}

// at returns the members in a row; it may use the room it is given.
func (a *array[T]) at(row int, room []T) ([]T, bool) {
	if a.column != nil {
		return a.column(row)
	}
	if !a.varies {
		return a.fixed, true
	}
	for i := range a.members {
		v, ok := a.members[i].at(row)
		if !ok {
			return nil, false
		}
		room = append(room, v)
	}
	return room, true
}

func sets[T cmp.Ordered](op string, a, b array[T]) condition {
	return condition{at: func(row int) Truth {
		var here, there [8]T
		x, ok := a.at(row, here[:0])
		if !ok {
			return Unknown
		}
		y, ok := b.at(row, there[:0])
		if !ok {
			return Unknown
		}
		switch op {
		case "a_contains":
			return truth(within(y, x))
		case "a_containedBy":
			return truth(within(x, y))
		case "a_equals":
			return truth(within(x, y) && within(y, x))
		}
		return truth(overlap(x, y))
	}}
}

func within[T cmp.Ordered](x, y []T) bool {
	for _, v := range x {
		if !slices.Contains(y, v) {
			return false
		}
	}
	return true
}

func overlap[T cmp.Ordered](x, y []T) bool {
	for _, v := range x {
		if slices.Contains(y, v) {
			return true
		}
	}
	return false
}

package cql2

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// checkShape holds a tree against what both forms can write: numbers of
// arguments, places where a list may stand, and the limits.
func checkShape(e Expr) error {
	s := shape{}
	if _, ok := e.(List); ok {
		return misplaced(-1)
	}
	return s.node(e, -1, 1)
}

type shape struct{ nodes int }

func misplaced(at int) error {
	return problem(at, "A list can only stand after IN, in a function or in an array")
}

func tooLong(n, at int) error {
	return problem(at, "A list has %d members; it may have %d", n, MostInList)
}

// node checks e, which stands in a call at a byte of the text.
func (s *shape) node(e Expr, at, depth int) error {
	if depth > MostDepth {
		return tooDeep(at)
	}
	if s.nodes++; s.nodes > MostNodes {
		return problem(at, "The filter has more than %d parts", MostNodes)
	}
	switch e := e.(type) {
	case *Call:
		return s.call(e, depth)
	case List:
		return s.list(e, at, depth, true)
	case Interval:
		for _, end := range []Expr{e.From, e.To} {
			switch end.(type) {
			case *Call, Property:
				if err := s.node(end, at, depth+1); err != nil {
					return err
				}
			}
		}
	case Geometry:
		if depth+nesting(e.Geometry) > MostDepth {
			return tooDeep(at)
		}
	}
	return nil
}

// nesting is how deep collections stand within a geometry.
func nesting(g orb.Geometry) int {
	c, ok := g.(orb.Collection)
	if !ok {
		return 0
	}
	deepest := 0
	for _, member := range c {
		deepest = max(deepest, 1+nesting(member))
	}
	return deepest
}

func (s *shape) call(c *Call, depth int) error {
	op, known := operators[strings.ToLower(c.Op)]
	switch n := len(c.Args); {
	case known && n < op.least, known && n > op.most:
		return problem(c.At, "%s takes %s; here it has %d", textName(c.Op), op.arguments(), n)
	case n > MostInList:
		return tooLong(n, c.At)
	}
	for i, a := range c.Args {
		if l, ok := a.(List); ok {
			if c.Op == "in" && i == 1 {
				if len(l) == 0 {
					return problem(c.At, "IN needs something to choose from")
				}
				if err := s.list(l, c.At, depth+1, false); err != nil {
					return err
				}
				continue
			}
			if known && !c.IsArray() {
				return misplaced(c.At)
			}
		} else if c.Op == "in" && i == 1 {
			return problem(c.At, "IN needs a list to choose from")
		}
		if err := s.node(a, c.At, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (s *shape) list(l List, at, depth int, nested bool) error {
	if len(l) > MostInList {
		return tooLong(len(l), at)
	}
	for _, e := range l {
		switch e.(type) {
		case Text, Number, Boolean, Date, Timestamp:
			continue
		case List:
			if !nested {
				return misplaced(at)
			}
		}
		if err := s.node(e, at, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// Properties returns the names of the properties that e uses, sorted, each once.
func Properties(e Expr) []string {
	var names []string
	walk(e, func(e Expr) {
		if p, ok := e.(Property); ok {
			names = append(names, p.Name)
		}
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// walk calls f with every node of e, outermost first.
func walk(e Expr, f func(Expr)) {
	if e == nil {
		return
	}
	f(e)
	switch e := e.(type) {
	case *Call:
		for _, a := range e.Args {
			walk(a, f)
		}
	case List:
		for _, a := range e {
			walk(a, f)
		}
	case Interval:
		walk(e.From, f)
		walk(e.To, f)
	}
}

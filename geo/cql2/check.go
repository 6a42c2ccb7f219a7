package cql2

import (
	"fmt"
	"slices"
	"strings"

	"corredor/geo"
)

// Check holds a tree against the queryables of a collection: the properties it
// names, the types of what it compares, the functions it calls. Its errors are
// geo.Problem about the parameter "filter" that say what is wrong and where. A
// tree that passes has a meaning in both back ends.
func Check(e Expr, q Queryables) error {
	if err := checkShape(e); err != nil {
		return err
	}
	t, err := checker(q).typeOf(e)
	if err != nil {
		return err
	}
	if t != BooleanType {
		return problem(-1, "The filter as a whole is %s; it must be true or false of an item", t)
	}
	return nil
}

type checker Queryables

// anything is the type of an empty list, which any array can be compared with.
const anything Type = -1

// typeOf checks e and everything in it.
func (q checker) typeOf(e Expr) (Type, error) {
	switch e := e.(type) {
	case Property:
		return q.property(e)
	case *Call:
		return q.call(e)
	case Text:
		return TextType, nil
	case Number:
		return NumberType, nil
	case Boolean:
		return BooleanType, nil
	case Date:
		return DateType, nil
	case Timestamp:
		return InstantType, nil
	case Interval:
		return PeriodType, q.interval(e)
	case Geometry, Box:
		return GeomType, nil
	case List:
		return q.list(e)
	}
	return Unknowable, problem(-1, "The filter has an empty place")
}

func (q checker) property(p Property) (Type, error) {
	t, ok := q[p.Name]
	if !ok {
		hint := "the queryables of the collection list what there is, and a text stands in 'single quotes'"
		if near := nearest(p.Name, q); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		return Unknowable, problem(-1, "There is no property %s; %s", describe(p), hint)
	}
	if t == Unknowable {
		return t, problem(-1, "%s holds objects; a filter cannot look into them", describe(p))
	}
	return t, nil
}

func (q checker) call(c *Call) (Type, error) {
	switch c.Op {
	case "and", "or", "not":
		return BooleanType, q.all(c, BooleanType)
	case "=", "<>", "<", ">", "<=", ">=":
		return BooleanType, q.alike(c, c.Args, TextType, NumberType, BooleanType, DateType, InstantType)
	case "between":
		return BooleanType, q.alike(c, c.Args, TextType, NumberType, DateType, InstantType)
	case "in":
		l, _ := c.Args[1].(List)
		return BooleanType, q.alike(c, append([]Expr{c.Args[0]}, l...), TextType, NumberType, BooleanType, DateType, InstantType)
	case "like":
		if err := q.all(c, TextType); err != nil {
			return BooleanType, err
		}
		return BooleanType, checkPattern(c)
	case "isNull":
		if _, ok := c.Args[0].(List); ok {
			return BooleanType, misplaced(c.At)
		}
		_, err := q.typeOf(c.Args[0])
		return BooleanType, err
	case "casei", "accenti":
		return TextType, q.all(c, TextType)
	case "+", "-", "*", "/", "%", "div", "^":
		return NumberType, q.all(c, NumberType)
	}
	switch {
	case c.IsSpatial():
		return BooleanType, q.all(c, GeomType)
	case c.IsTemporal():
		return BooleanType, q.temporal(c)
	case c.IsArray():
		return BooleanType, q.arrays(c)
	}
	return q.function(c)
}

// all checks that every argument is of one type.
func (q checker) all(c *Call, want Type) error {
	for _, a := range c.Args {
		t, err := q.typeOf(a)
		if err != nil {
			return err
		}
		if t != want {
			return problem(-1, "%s is %s; %s needs %s", describe(a), t, textName(c.Op), want)
		}
	}
	return nil
}

// alike checks that the operands are all of one type, which is one of those that
// the operator can compare.
func (q checker) alike(c *Call, operands []Expr, can ...Type) error {
	first := Unknowable
	for i, a := range operands {
		t, err := q.typeOf(a)
		switch {
		case err != nil:
			return err
		case !slices.Contains(can, t):
			return problem(-1, "%s is %s; %s cannot compare that%s", describe(a), t, textName(c.Op), instead(t))
		case i == 0:
			first = t
		case t != first:
			return problem(-1, "%s is %s and %s is %s; %s compares like with like%s", describe(operands[0]), first, describe(a), t, textName(c.Op), convert(first, t))
		}
	}
	return nil
}

// instead says what compares values of a type that operators cannot.
func instead(t Type) string {
	switch t {
	case PeriodType:
		return "; T_INTERSECTS, T_EQUALS and their kin do"
	case TextsType, NumbersType, anything:
		return "; A_CONTAINS, A_EQUALS and their kin do"
	case GeomType:
		return "; S_INTERSECTS, S_EQUALS and their kin do"
	}
	return ""
}

// convert says how to write what was probably meant.
func convert(a, b Type) string {
	has := func(t Type) bool { return a == t || b == t }
	switch {
	case has(DateType) && has(InstantType):
		return "; T_BEFORE, T_AFTER and T_INTERSECTS take both"
	case has(DateType) && has(TextType):
		return "; a day is written DATE('2019-04-02')"
	case has(InstantType) && has(TextType):
		return "; an instant is written TIMESTAMP('2019-04-02T13:00:00Z')"
	}
	return ""
}

// checkPattern: a pattern is written out, as OGC 21-065r2 has it, and says what
// its last backslash takes away the meaning of.
func checkPattern(like *Call) error {
	pattern, ok := constantText(like.Args[1])
	if !ok {
		return problem(like.At, "The pattern of LIKE is written out, in single quotes, and not taken from a property")
	}
	if run := len(pattern) - len(strings.TrimRight(pattern, `\`)); run%2 == 1 {
		return problem(like.At, "The pattern ends with a backslash that stands before nothing; write two for one that is meant")
	}
	return nil
}

// constantText returns the text that e is whatever the item.
func constantText(e Expr) (string, bool) {
	switch e := e.(type) {
	case Text:
		return string(e), true
	case *Call:
		if e.Op != "casei" && e.Op != "accenti" || len(e.Args) != 1 {
			return "", false
		}
		s, ok := constantText(e.Args[0])
		if e.Op == "casei" {
			return CaseI(s), ok
		}
		return AccentI(s), ok
	}
	return "", false
}

// describe names a node in a sentence, with its position where it has one.
func describe(e Expr) string {
	name, at := "", -1
	switch e := e.(type) {
	case Property:
		name, at = e.Name, e.At
	case *Call:
		name, at = textName(e.Op), e.At
		if isFunctionName(e.Op) {
			name += "()"
		}
	case Interval:
		name = "the interval"
	case Geometry:
		name = "the " + strings.ToUpper(e.GeoJSONType())
	case List:
		name = "the list"
	default:
		name = ToText(e)
	}
	name = geo.Clip(name, 60)
	if at >= 0 {
		name = fmt.Sprintf("%s (position %d)", name, at+1)
	}
	return name
}

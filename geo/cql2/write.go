package cql2

import (
	"math"
	"strconv"
	"strings"
	"time"

	"corredor/geo"
)

// ToText writes e in the text form, keywords in capitals and brackets only where
// they are needed. ParseText reads it back to the same tree, and equal trees
// have the same text: it can name a filter in a link, a cache or a log.
func ToText(e Expr) string {
	return string(appendText(nil, e, orLevel))
}

// The levels at which operators bind, loosest first.
const (
	orLevel = 1 + iota
	andLevel
	notLevel
	predicateLevel
	sumLevel
	productLevel
	powerLevel
	primaryLevel
)

func levelOf(e Expr) int {
	c, ok := e.(*Call)
	if !ok {
		return primaryLevel
	}
	switch c.Op {
	case "or":
		return orLevel
	case "and":
		return andLevel
	case "not":
		if _, infix := negatable(c); infix {
			return predicateLevel
		}
		return notLevel
	case "=", "<>", "<", ">", "<=", ">=", "like", "between", "in", "isNull":
		return predicateLevel
	case "+", "-":
		return sumLevel
	case "*", "/", "%", "div":
		return productLevel
	case "^":
		return powerLevel
	}
	return primaryLevel
}

// negatable returns what NOT can stand within: x NOT LIKE y.
func negatable(not *Call) (*Call, bool) {
	if c, ok := not.Args[0].(*Call); ok {
		switch c.Op {
		case "like", "between", "in", "isNull":
			return c, true
		}
	}
	return nil, false
}

// appendText writes e, in brackets if it binds looser than the place allows.
func appendText(b []byte, e Expr, level int) []byte {
	if levelOf(e) < level {
		b = append(b, '(')
		b = appendText(b, e, orLevel)
		return append(b, ')')
	}
	switch e := e.(type) {
	case *Call:
		return appendCall(b, e)
	case Property:
		return appendName(b, e.Name)
	case Text:
		return appendQuoted(b, string(e))
	case Number:
		return appendNumber(b, float64(e))
	case Boolean:
		return append(b, map[bool]string{true: "TRUE", false: "FALSE"}[bool(e)]...)
	case Date:
		return append(append(append(b, "DATE('"...), geo.Day(e).String()...), "')"...)
	case Timestamp:
		return append(append(append(b, "TIMESTAMP('"...), timestamp(e)...), "')"...)
	case Interval:
		b = append(b, "INTERVAL("...)
		b = appendEnd(b, e.From)
		b = append(b, ", "...)
		return append(appendEnd(b, e.To), ')')
	case Geometry:
		return appendWKT(b, e.Geometry)
	case Box:
		b = append(b, "BBOX("...)
		for i, v := range []float64{e.Min[0], e.Min[1], e.Max[0], e.Max[1]} {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = appendNumber(b, v)
		}
		return append(b, ')')
	case List:
		return appendArgs(b, e)
	}
	return b
}

func appendCall(b []byte, c *Call) []byte {
	infix := func(op string, left, right int) []byte {
		b = appendText(b, c.Args[0], left)
		b = append(append(append(b, ' '), op...), ' ')
		return appendText(b, c.Args[1], right)
	}
	switch c.Op {
	case "or", "and":
		for i, a := range c.Args {
			if i > 0 {
				b = append(append(append(b, ' '), textName(c.Op)...), ' ')
			}
			b = appendText(b, a, levelOf(c)+1)
		}
		return b
	case "not":
		if inner, ok := negatable(c); ok {
			return appendPredicate(b, inner, "NOT ")
		}
		return appendText(append(b, "NOT "...), c.Args[0], notLevel)
	case "=", "<>", "<", ">", "<=", ">=":
		return infix(c.Op, sumLevel, sumLevel)
	case "like", "between", "in", "isNull":
		return appendPredicate(b, c, "")
	case "+", "-":
		return infix(c.Op, sumLevel, productLevel)
	case "*", "/", "%", "div":
		return infix(textName(c.Op), productLevel, powerLevel)
	case "^":
		return infix(c.Op, primaryLevel, primaryLevel)
	}
	return appendArgs(append(b, textName(c.Op)...), c.Args)
}

func appendPredicate(b []byte, c *Call, not string) []byte {
	b = append(appendText(b, c.Args[0], sumLevel), ' ')
	switch c.Op {
	case "isNull":
		return append(append(append(b, "IS "...), not...), "NULL"...)
	case "like":
		return appendText(append(append(b, not...), "LIKE "...), c.Args[1], sumLevel)
	case "in":
		return appendText(append(append(b, not...), "IN "...), c.Args[1], orLevel)
	}
	b = appendText(append(append(b, not...), "BETWEEN "...), c.Args[1], sumLevel)
	return appendText(append(b, " AND "...), c.Args[2], sumLevel)
}

// textName is how the text writes an operator: what the language defines in
// capitals, functions as they are.
func textName(op string) string {
	if _, ok := operators[strings.ToLower(op)]; ok {
		return strings.ToUpper(op)
	}
	return op
}

func appendArgs(b []byte, args []Expr) []byte {
	b = append(b, '(')
	for i, a := range args {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = appendText(b, a, orLevel)
	}
	return append(b, ')')
}

func appendName(b []byte, name string) []byte {
	if isName(name) && !reserved[strings.ToLower(name)] {
		return append(b, name...)
	}
	return append(append(append(b, '"'), strings.ReplaceAll(name, `"`, `""`)...), '"')
}

// appendQuoted writes a text; see lexText for what its backslashes mean.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '\'')
	run := 0 // of backslashes just written
	double := func() {
		for range run {
			b = append(b, '\\')
		}
		run = 0
	}
	for i := range len(s) {
		switch s[i] {
		case '\'':
			double()
			b = append(b, '\'', '\'')
		case '\\':
			run++
			b = append(b, '\\')
		default:
			run = 0
			b = append(b, s[i])
		}
	}
	double()
	return append(b, '\'')
}

// appendNumber writes as few digits as tell the number, in both forms alike.
func appendNumber(b []byte, v float64) []byte {
	if v == 0 {
		return append(b, '0')
	}
	if a := math.Abs(v); a < 1e-6 || a >= 1e21 {
		return strconv.AppendFloat(b, v, 'e', -1, 64)
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

func timestamp(t Timestamp) string { return time.Time(t).UTC().Format(time.RFC3339Nano) }

// instantText is how both forms write an end of an interval that is no property
// and no function.
func instantText(e Expr) (string, bool) {
	switch e := e.(type) {
	case nil:
		return "..", true
	case Date:
		return geo.Day(e).String(), true
	case Timestamp:
		return timestamp(e), true
	}
	return "", false
}

func appendEnd(b []byte, e Expr) []byte {
	if s, ok := instantText(e); ok {
		return append(append(append(b, '\''), s...), '\'')
	}
	return appendText(b, e, primaryLevel)
}

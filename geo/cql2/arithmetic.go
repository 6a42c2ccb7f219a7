package cql2

import "math"

func (c compiler) number(e Expr) operand[float64] {
	switch e := e.(type) {
	case Number:
		return fixed(float64(e), true)
	case Property:
		return operand[float64]{at: c.column(e, NumberType).Number}
	case *Call:
		calculate := arithmetic(e.Op)
		if calculate == nil {
			break
		}
		return calculated(calculate, c.number(e.Args[0]), c.number(e.Args[1]))
	}
	panic(notForMemory{})
}

func calculated(calculate func(a, b float64) (float64, bool), a, b operand[float64]) operand[float64] {
	if a.constant && !a.known || b.constant && !b.known {
		return fixed(0.0, false)
	}
	first, second := a.at, b.at
	switch {
	case a.constant && b.constant:
		return fixed(calculate(a.value, b.value))
	case b.constant:
		k := b.value
		return operand[float64]{at: func(row int) (float64, bool) {
			v, ok := first(row)
			if !ok {
				return 0, false
			}
			return calculate(v, k)
		}}
	}
	return operand[float64]{at: func(row int) (float64, bool) {
		v, ok := first(row)
		if !ok {
			return 0, false
		}
		w, ok := second(row)
		if !ok {
			return 0, false
		}
		return calculate(v, w)
	}}
}

// arithmetic returns nil for what memory does not calculate. The conversions to
// float64 keep a compiler from rounding two steps as one.
func arithmetic(op string) func(a, b float64) (float64, bool) {
	switch op {
	case "+":
		return func(a, b float64) (float64, bool) { return finite(a + b) }
	case "-":
		return func(a, b float64) (float64, bool) { return finite(a - b) }
	case "*":
		return times
	case "/":
		return quotient
	case "div":
		return func(a, b float64) (float64, bool) {
			v, ok := quotient(a, b)
			return math.Trunc(v), ok
		}
	case "%":
		return func(a, b float64) (float64, bool) {
			v, ok := quotient(a, b)
			if !ok {
				return 0, false
			}
			if v, ok = times(b, math.Trunc(v)); !ok {
				return 0, false
			}
			return finite(a - v)
		}
	}
	return nil
}

func finite(v float64) (float64, bool) { return v, !math.IsInf(v, 0) && !math.IsNaN(v) }

func times(a, b float64) (float64, bool) {
	v := float64(a * b)
	if v == 0 && a != 0 && b != 0 {
		return 0, false
	}
	return finite(v)
}

func quotient(a, b float64) (float64, bool) {
	if b == 0 {
		return 0, false
	}
	v := float64(a / b)
	if v == 0 && a != 0 {
		return 0, false
	}
	return finite(v)
}

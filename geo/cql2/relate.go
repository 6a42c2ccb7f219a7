package cql2

import "cmp"

// related is the condition that two values compare in a way.
func related[T cmp.Ordered](op string, a, b operand[T]) condition {
	if a.constant && !b.constant {
		return related(flipped[op], b, a)
	}
	less, equal, more := outcomes(op)
	switch {
	case b.constant && !b.known:
		return always(Unknown)
	case b.constant && (a.constant || a.code != nil):
		k := b.value
		return ask(a, func(v T) bool {
			switch {
			case v == k:
				return equal == True
			case v < k:
				return less == True
			}
			return more == True
		})
	case b.constant:
		return against(a.at, b.value, less, equal, more)
	}
	first, second := a.at, b.at
	return condition{at: func(row int) Truth {
		v, ok := first(row)
		if !ok {
			return Unknown
		}
		w, ok := second(row)
		switch {
		case !ok:
			return Unknown
		case v == w:
			return equal
		case v < w:
			return less
		}
		return more
	}}
}

// against compares a value with one that is the same for all rows.
func against[T cmp.Ordered](at func(row int) (T, bool), k T, less, equal, more Truth) condition {
	if less == more {
		return condition{at: func(row int) Truth {
			v, ok := at(row)
			switch {
			case !ok:
				return Unknown
			case v == k:
				return equal
			}
			return less
		}}
	}
	return condition{at: func(row int) Truth {
		v, ok := at(row)
		switch {
		case !ok:
			return Unknown
		case v < k:
			return less
		case v > k:
			return more
		}
		return equal
	}}
}

var flipped = map[string]string{"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

// outcomes says what a comparison is where the first value is less than, equal
// to or more than the second.
func outcomes(op string) (less, equal, more Truth) {
	switch op {
	case "=":
		return False, True, False
	case "<>":
		return True, False, True
	case "<":
		return True, False, False
	case "<=":
		return True, True, False
	case ">":
		return False, False, True
	}
	return False, True, True
}

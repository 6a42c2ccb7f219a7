package cql2

import (
	"cmp"
	"time"

	"corredor/geo"
)

// operand is a value of a row; constant where it is the same for all.
type operand[T cmp.Ordered] struct {
	at       func(row int) (T, bool)
	constant bool
	value    T
	known    bool
	// Of a text whose column has words: the row's place in words, which are
	// what CASEI and ACCENTI made of them.
	code  func(row int) int
	words []string
}

func fixed[T cmp.Ordered](v T, known bool) operand[T] {
	return operand[T]{at: func(int) (T, bool) { return v, known }, constant: true, value: v, known: known}
}

func unknown[T cmp.Ordered](a operand[T]) condition {
	switch {
	case a.constant:
		return always(truth(!a.known))
	case a.code != nil:
		return condition{at: func(row int) Truth { return truth(a.code(row) < 0) }}
	}
	return condition{at: func(row int) Truth { _, ok := a.at(row); return truth(!ok) }}
}

// ask is the condition that a value, where it is known, passes a test. A text
// with words is tested once for each word.
func ask[T cmp.Ordered](a operand[T], test func(T) bool) condition {
	switch {
	case a.constant && !a.known:
		return always(Unknown)
	case a.constant:
		return always(truth(test(a.value)))
	case a.code != nil:
		table := make([]Truth, 1+len(a.words))
		table[0] = Unknown
		for i, w := range a.words {
			table[1+i] = truth(test(any(w).(T)))
		}
		code := a.code
		return condition{at: func(row int) Truth { return table[1+code(row)] }}
	}
	at := a.at
	return condition{at: func(row int) Truth {
		v, ok := at(row)
		if !ok {
			return Unknown
		}
		return truth(test(v))
	}}
}

// valueType is the type of what is no property, as Check saw it.
func valueType(e Expr) Type {
	switch e := e.(type) {
	case Text:
		return TextType
	case Number:
		return NumberType
	case Date:
		return DateType
	case Timestamp:
		return InstantType
	case *Call:
		switch e.Op {
		case "casei", "accenti":
			return TextType
		case "+", "-", "*", "/", "%", "div", "^":
			return NumberType
		}
	}
	return BooleanType
}

// typeOf is the type of a scalar.
func (c compiler) typeOf(e Expr) Type {
	if p, ok := e.(Property); ok {
		col, ok := c.columns.Column(p.Name)
		if !ok {
			panic(notForMemory{})
		}
		return col.Type
	}
	return valueType(e)
}

func (c compiler) compare(op string, a, b Expr) condition {
	switch c.typeOf(a) {
	case TextType:
		return related(op, c.text(a), c.text(b))
	case NumberType:
		return related(op, c.number(a), c.number(b))
	case BooleanType:
		return related(op, c.boolean(a), c.boolean(b))
	case DateType:
		return related(op, c.day(a), c.day(b))
	case InstantType:
		return related(op, c.instant(a), c.instant(b))
	}
	panic(notForMemory{})
}

func texts(col Column) operand[string] {
	if col.Code == nil {
		return operand[string]{at: col.Text}
	}
	code, words := col.Code, col.Words
	return operand[string]{code: code, words: words, at: func(row int) (string, bool) {
		if i := code(row); i >= 0 {
			return words[i], true
		}
		return "", false
	}}
}

func (c compiler) text(e Expr) operand[string] {
	switch e := e.(type) {
	case Text:
		return fixed(string(e), true)
	case Property:
		return texts(c.column(e, TextType))
	case *Call:
		fold := CaseI
		if e.Op == "accenti" {
			fold = AccentI
		} else if e.Op != "casei" {
			break
		}
		return folded(c.text(e.Args[0]), fold)
	}
	panic(notForMemory{})
}

func folded(a operand[string], fold func(string) string) operand[string] {
	if a.constant {
		return fixed(fold(a.value), a.known)
	}
	if a.code != nil {
		words := make([]string, len(a.words))
		for i, w := range a.words {
			words[i] = fold(w)
		}
		return texts(Column{Code: a.code, Words: words})
	}
	return operand[string]{at: func(row int) (string, bool) {
		s, ok := a.at(row)
		return fold(s), ok
	}}
}

func (c compiler) boolean(e Expr) operand[uint8] {
	a := c.condition(e)
	if a.constant {
		return fixed(uint8(a.value), a.value != Unknown)
	}
	return operand[uint8]{at: func(row int) (uint8, bool) {
		t := a.at(row)
		return uint8(t), t != Unknown
	}}
}

func (c compiler) day(e Expr) operand[geo.Day] {
	switch e := e.(type) {
	case Date:
		return fixed(geo.Day(e), true)
	case Property:
		return operand[geo.Day]{at: c.column(e, DateType).Day}
	}
	panic(notForMemory{})
}

func (c compiler) instant(e Expr) operand[int64] {
	switch e := e.(type) {
	case Timestamp:
		return fixed(time.Time(e).UnixMicro(), true)
	case Property:
		return operand[int64]{at: c.column(e, InstantType).Instant}
	}
	panic(notForMemory{})
}

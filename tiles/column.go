package tiles

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"corredor/geo"
	"corredor/geo/cql2"
)

// Days is a stretch of days, both ends included.
type Days struct{ First, Last geo.Day }

// column is one property of a layer's rows, kept for filters: the values that
// occur, each once, and for each row which of them it has. Only one of the lists
// of values is in use.
type column struct {
	words   []string
	numbers []float64
	flags   []cql2.Truth
	days    []geo.Day
	spans   []Days

	rows places

	// Where each value stands in its list, from 1, while building.
	ofWord   map[string]uint32
	ofNumber map[float64]uint32
	ofDay    map[geo.Day]uint32
	ofSpan   map[Days]uint32
}

// add takes in a value of a field for the next row; nil is none. Pointers are
// followed.
func (c *column) add(f Field, value any) error {
	v, err := plainValue(f, value)
	if err != nil {
		return err
	}
	if v == nil {
		c.rows.add(0)
		return nil
	}
	var place uint32
	switch v := v.(type) {
	case string:
		place = placed(v, &c.ofWord, &c.words)
	case float64:
		place = placed(v, &c.ofNumber, &c.numbers)
	case geo.Day:
		place = placed(v, &c.ofDay, &c.days)
	case Days:
		place = placed(v, &c.ofSpan, &c.spans)
	case bool:
		c.flags = []cql2.Truth{cql2.False, cql2.True}
		if place = 1; v {
			place = 2
		}
	}
	c.rows.add(place)
	return nil
}

// placed returns the place of a value in its list, where it is put when it is
// not there.
func placed[T comparable](v T, places *map[T]uint32, values *[]T) uint32 {
	place, ok := (*places)[v]
	if !ok {
		if *places == nil {
			*places = map[T]uint32{}
		}
		*values = append(*values, v)
		place = uint32(len(*values))
		(*places)[v] = place
	}
	return place
}

// plainValue is a value as a column keeps it: a string, a float64, a bool, a
// geo.Day or Days; nil where there is none.
func plainValue(f Field, value any) (any, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case time.Time:
		value = geo.DayOf(v)
	case *time.Time:
		if v == nil {
			return nil, nil
		}
		value = geo.DayOf(*v)
	}
	switch value.(type) { // those that need no looking into
	case string:
		if f.Type == String {
			return value, nil
		}
	case bool:
		if f.Type == Boolean {
			return value, nil
		}
	case geo.Day:
		if f.Type == Day {
			return value, nil
		}
	case Days:
		if f.Type == Period {
			return value, nil
		}
	}
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil, nil
		}
		v = v.Elem()
	}
	switch {
	case f.Type == Day && v.Type() == reflect.TypeFor[geo.Day]():
		return v.Interface(), nil
	case f.Type == Period && v.Type() == reflect.TypeFor[Days]():
		return v.Interface(), nil
	case f.Type == String && v.Kind() == reflect.String:
		return v.String(), nil
	case f.Type == Boolean && v.Kind() == reflect.Bool:
		return v.Bool(), nil
	case f.Type == Number && v.CanInt():
		return float64(v.Int()), nil
	case f.Type == Number && v.CanUint():
		return float64(v.Uint()), nil
	case f.Type == Number && v.CanFloat() && !math.IsNaN(v.Float()) && !math.IsInf(v.Float(), 0):
		return v.Float() + 0, nil // −0 becomes 0
	}
	return nil, fmt.Errorf("property %s is a %s; a %T does not fit", f.Name, f.Type, value)
}

// inOrder is the column with its rows in another order; it is done with taking
// values in.
func (c *column) inOrder(rows []row) column {
	out := *c
	out.ofWord, out.ofNumber, out.ofDay, out.ofSpan = nil, nil, nil, nil
	out.rows = places{most: c.rows.most}
	at := c.rows.reader()
	for _, r := range rows {
		out.rows.add(uint32(at(r.nth)))
	}
	return out
}

// cql2 is the column as a filter reads it.
func (c *column) cql2(t Type) cql2.Column {
	at := c.rows.reader()
	switch t {
	case String:
		return cql2.Column{Type: cql2.TextType, Words: c.words, Code: func(row int) int { return at(row) - 1 }}
	case Number:
		return cql2.Column{Type: cql2.NumberType, Number: valueAt(at, c.numbers)}
	case Boolean:
		flag := valueAt(at, c.flags)
		return cql2.Column{Type: cql2.BooleanType, Boolean: func(row int) cql2.Truth {
			if v, ok := flag(row); ok {
				return v
			}
			return cql2.Unknown
		}}
	case Day:
		return cql2.Column{Type: cql2.DateType, Day: valueAt(at, c.days)}
	}
	span := valueAt(at, c.spans)
	return cql2.Column{Type: cql2.PeriodType, Period: func(row int) (first, last geo.Day, known bool) {
		v, ok := span(row)
		return v.First, v.Last, ok
	}}
}

func valueAt[T any](at func(row int) int, values []T) func(row int) (T, bool) {
	return func(row int) (v T, ok bool) {
		if i := at(row); i > 0 {
			return values[i-1], true
		}
		return v, false
	}
}

// places is a list of small numbers in as few bytes each as the largest needs.
type places struct {
	most  uint32
	small []uint8
	wide  []uint16
	full  []uint32
}

func (p *places) add(n uint32) {
	p.most = max(p.most, n)
	switch {
	case p.most <= math.MaxUint8:
		p.small = append(p.small, uint8(n))
	case p.most <= math.MaxUint16:
		if p.small != nil {
			p.wide, p.small = widened[uint16](p.small), nil
		}
		p.wide = append(p.wide, uint16(n))
	default:
		if p.small != nil {
			p.full, p.small = widened[uint32](p.small), nil
		}
		if p.wide != nil {
			p.full, p.wide = widened[uint32](p.wide), nil
		}
		p.full = append(p.full, n)
	}
}

func widened[To, From uint8 | uint16 | uint32](from []From) []To {
	to := make([]To, len(from), 2*len(from))
	for i, n := range from {
		to[i] = To(n)
	}
	return to
}

func (p *places) reader() func(int) int {
	switch {
	case p.small != nil:
		small := p.small
		return func(i int) int { return int(small[i]) }
	case p.wide != nil:
		wide := p.wide
		return func(i int) int { return int(wide[i]) }
	}
	full := p.full
	return func(i int) int { return int(full[i]) }
}

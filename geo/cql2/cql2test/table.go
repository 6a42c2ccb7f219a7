package cql2test

import (
	"time"

	"corredor/geo"
	"corredor/geo/cql2"
)

// Table is rows in memory that a predicate can be asked of. A value is as Filter
// has it in its samples; one that is missing is not known.
type Table struct {
	Queryables cql2.Queryables
	Rows       []map[string]any
	Words      bool // whether texts are read by words
}

// Column reads a property of the table.
func (t Table) Column(name string) (cql2.Column, bool) {
	typ, ok := t.Queryables[name]
	if !ok || typ == cql2.Unknowable {
		return cql2.Column{}, false
	}
	c := cql2.Column{
		Type:    typ,
		Text:    reading[string](t, name),
		Number:  reading[float64](t, name),
		Day:     reading[geo.Day](t, name),
		Texts:   reading[[]string](t, name),
		Numbers: reading[[]float64](t, name),
	}
	if t.Words && typ == cql2.TextType {
		c.Code, c.Words = t.words(name)
		c.Text = nil
	}
	flag := reading[bool](t, name)
	c.Boolean = func(row int) cql2.Truth {
		v, ok := flag(row)
		switch {
		case !ok:
			return cql2.Unknown
		case v:
			return cql2.True
		}
		return cql2.False
	}
	instant := reading[time.Time](t, name)
	c.Instant = func(row int) (int64, bool) {
		v, ok := instant(row)
		return v.UnixMicro(), ok
	}
	period := reading[[2]geo.Day](t, name)
	c.Period = func(row int) (first, last geo.Day, known bool) {
		v, ok := period(row)
		return v[0], v[1], ok
	}
	c.Geometry = func(row int) bool { return t.Rows[row][name] != nil }
	return c, true
}

func reading[T any](t Table, name string) func(row int) (T, bool) {
	return func(row int) (T, bool) {
		v, ok := t.Rows[row][name].(T)
		return v, ok
	}
}

func (t Table) words(name string) (func(row int) int, []string) {
	var words []string
	codes, places := make([]int, len(t.Rows)), map[string]int{}
	for row := range t.Rows {
		codes[row] = -1
		s, ok := t.Rows[row][name].(string)
		if !ok {
			continue
		}
		if _, ok := places[s]; !ok {
			places[s] = len(words)
			words = append(words, s)
		}
		codes[row] = places[s]
	}
	return func(row int) int { return codes[row] }, words
}

// Samples are the values of the table, as Filter wants them.
func (t Table) Samples() map[string][]any {
	samples := map[string][]any{}
	for _, row := range t.Rows {
		for name, v := range row {
			if v != nil {
				samples[name] = append(samples[name], v)
			}
		}
	}
	return samples
}

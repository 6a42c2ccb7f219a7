package data

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"corredor/geo"
	"corredor/geo/cql2"
)

// tally is a group being counted.
type tally struct {
	Group
	days []stretch // of its items, where their union is asked for
	seen map[int]struct{}
}

// stretch is some days, both ends included.
type stretch struct{ first, last geo.Day }

// aggregate counts as Store.Aggregate does; what is asked for has been checked by
// writing it as SQL.
func (k *keptItems) aggregate(q Query, by []string, union bool, today geo.Day) ([]Group, error) {
	rows, err := k.choose(q)
	if err != nil {
		return nil, err
	}
	if _, err := k.unpacked(); err != nil {
		return nil, err
	}
	groups := map[string]*tally{}
	timed := 0
	for _, name := range by {
		if units[name].form != "" {
			timed++
		}
	}
	for _, row := range rows {
		days, some := k.days(row, q.Span, today)
		for _, at := range k.moments(by, timed, days, some) {
			for _, keys := range k.keys(row, by, at, timed > 0 && some) {
				g := groups[keyOf(keys)]
				if g == nil {
					if len(groups) > mostGroups {
						return nil, tooManyGroups()
					}
					g = &tally{Group: Group{Keys: keys}, seen: map[int]struct{}{}}
					groups[keyOf(keys)] = g
				}
				if _, counted := g.seen[row]; timed == 2 && counted {
					// a day of an item that counts already
				} else {
					g.Count++
				}
				if timed == 2 {
					g.seen[row] = struct{}{}
				}
				if union && some {
					g.days = append(g.days, at)
				}
			}
		}
	}
	if len(by) == 0 && len(groups) == 0 {
		return []Group{{Keys: []any{}}}, nil
	}
	out := make([]Group, 0, len(groups))
	for _, g := range groups {
		g.Days = daysOf(g.days)
		out = append(out, g.Group)
	}
	slices.SortFunc(out, func(a, b Group) int { return compareAll(a.Keys, b.Keys) })
	return out, nil
}

func compareAll(a, b []any) int {
	for i := range a {
		if c := compareKeys(a[i], b[i]); c != 0 {
			return c
		}
	}
	return 0
}

// days are an item's, cut to a span, with an open end at today; none where nothing is
// left or it has none.
func (k *keptItems) days(row int, span *geo.Span, today geo.Day) (stretch, bool) {
	c := k.columns
	if c.timed[row] != during {
		return stretch{}, false
	}
	d := stretch{c.first[row], c.last[row]}
	if d.first == cql2.OpenStart {
		d.first = d.last
	}
	if d.last == cql2.OpenEnd {
		d.last = max(today, c.first[row])
	}
	if span != nil {
		from, to := span.Days()
		if from != nil {
			d.first = max(d.first, *from)
		}
		if to != nil {
			d.last = min(d.last, *to)
		}
	}
	return d, d.first <= d.last
}

// moments are the pieces of an item's days that count apart: the units that it
// touches, or each day where two units go together.
func (k *keptItems) moments(by []string, timed int, days stretch, some bool) []stretch {
	if timed == 0 || !some {
		return []stretch{days}
	}
	unit := "day"
	if timed == 1 {
		unit = by[slices.IndexFunc(by, func(name string) bool { return units[name].form != "" })]
	}
	var pieces []stretch
	for at := unitOf(unit, days.first); at <= days.last; {
		next := nextUnit(unit, at)
		pieces = append(pieces, stretch{max(at, days.first), min(next-1, days.last)})
		at = next
	}
	return pieces
}

// keys are all combinations of what a row has for each thing that is counted by.
func (k *keptItems) keys(row int, by []string, at stretch, dated bool) [][]any {
	combined := [][]any{{}}
	for _, name := range by {
		var next [][]any
		for _, value := range k.values(row, name, at, dated) {
			for _, keys := range combined {
				next = append(next, append(slices.Clone(keys), value))
			}
		}
		combined = next
	}
	return combined
}

// values are what a row has of one thing that is counted by: one value or nil, of an
// array each member once.
func (k *keptItems) values(row int, name string, at stretch, dated bool) []any {
	c := k.columns
	if units[name].form != "" {
		if !dated {
			return []any{nil}
		}
		return []any{unitText(name, unitOf(name, at.first))}
	}
	switch name {
	case "id":
		return []any{k.ids[row]}
	case "period":
		if c.timed[row] != during {
			return []any{nil}
		}
		return []any{isoPeriod(c.first[row], c.last[row])}
	}
	v := c.values[name]
	if !v.known[row] {
		return []any{nil}
	}
	p, _ := k.collection.Property(name)
	number := func(n float64) any {
		if p.Whole {
			return int64(n)
		}
		return n
	}
	var members []any
	switch v.kind {
	case cql2.TextType:
		return []any{v.words[v.codes[row]]}
	case cql2.NumberType:
		return []any{number(v.numbers[row])}
	case cql2.BooleanType:
		return []any{v.flags[row]}
	case cql2.DateType:
		return []any{v.days[row].String()}
	case cql2.TextsType:
		for _, text := range v.texts[row] {
			if !slices.Contains(members, any(text)) {
				members = append(members, text)
			}
		}
	case cql2.NumbersType:
		for _, n := range v.lists[row] {
			if !slices.Contains(members, number(n)) {
				members = append(members, number(n))
			}
		}
	}
	if members == nil {
		return []any{nil}
	}
	return members
}

// isoPeriod writes a period as iso_period of the database does.
func isoPeriod(first, last geo.Day) string {
	from, to := "..", ".."
	if first != cql2.OpenStart {
		from = first.String()
	}
	if last != cql2.OpenEnd {
		to = last.String()
	}
	return from + "/" + to
}

// unitText is how the unit that begins at a day is written.
func unitText(unit string, begins geo.Day) string {
	return begins.Time().Format(map[string]string{"YYYY-MM-DD": time.DateOnly, "YYYY-MM": "2006-01", "YYYY": "2006"}[units[unit].form])
}

// unitOf is the first day of the unit of time in which a day lies.
func unitOf(unit string, d geo.Day) geo.Day {
	t := d.Time()
	switch unit {
	case "week":
		return d - geo.Day((int(t.Weekday())+6)%7)
	case "month":
		return geo.DayOf(time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC))
	case "quarter":
		return geo.DayOf(time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC))
	case "year":
		return geo.DayOf(time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC))
	}
	return d
}

// nextUnit is the first day of the unit after the one that begins at a day.
func nextUnit(unit string, d geo.Day) geo.Day {
	t := d.Time()
	switch unit {
	case "week":
		return d + 7
	case "month":
		return geo.DayOf(t.AddDate(0, 1, 0))
	case "quarter":
		return geo.DayOf(t.AddDate(0, 3, 0))
	case "year":
		return geo.DayOf(t.AddDate(1, 0, 0))
	}
	return d + 1
}

// daysOf counts the days of the union.
func daysOf(all []stretch) (n int64) {
	slices.SortFunc(all, func(a, b stretch) int { return cmp.Compare(a.first, b.first) })
	counted := cql2.OpenStart // all days until this one
	for _, s := range all {
		if from := max(s.first, counted+1); from <= s.last {
			n, counted = n+int64(s.last-from)+1, s.last
		}
	}
	return n
}

// keyOf is another text for other keys.
func keyOf(keys []any) string {
	var b strings.Builder
	for _, k := range keys {
		switch k := k.(type) {
		case nil:
			b.WriteString("-")
		case string:
			b.WriteString("s" + k)
		default:
			fmt.Fprint(&b, k)
		}
		b.WriteByte(0)
	}
	return b.String()
}

// compareKeys orders values of one kind, those that are none last.
func compareKeys(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	switch a := a.(type) {
	case string:
		return cmp.Compare(a, b.(string))
	case int64:
		return cmp.Compare(a, b.(int64))
	case float64:
		return cmp.Compare(a, b.(float64))
	case bool:
		switch {
		case a == b:
			return 0
		case a:
			return 1
		}
		return -1
	}
	return 0
}

package data

import (
	"slices"
	"sort"
	"strings"

	"github.com/paulmach/orb"

	"corredor/geo"
	"corredor/geo/cql2"
)

// choose returns the rows that a query chooses, whatever its cursors and limit, in
// order of id. What memory cannot answer is a Problem of kind Unavailable; what the
// database would refuse is refused here too.
func (k *keptItems) choose(q Query) ([]int, error) {
	w, err := k.collection.where(q)
	if err != nil {
		return nil, err
	}
	if len(w.areas)+len(w.needs) > 0 {
		return nil, gone(nil)
	}
	if len(w.text) == 0 {
		return all(len(k.ids)), nil
	}
	if only := (Query{IDs: q.IDs, After: q.After, Before: q.Before, Limit: q.Limit, SRID: q.SRID}); q.IDs != nil && q.isJust(only) {
		return k.rowsOf(q.IDs), nil
	}
	if _, err := k.unpacked(); err != nil {
		return nil, err
	}
	tests, err := k.tests(q)
	if err != nil {
		return nil, err
	}
	rows := all(len(k.ids))
	if q.IDs != nil {
		rows = k.rowsOf(q.IDs)
	}
	for _, holds := range tests {
		rows = slices.DeleteFunc(rows, func(row int) bool { return !holds(row) })
	}
	return rows, nil
}

// isJust reports whether a query asks for nothing but what another one asks for by
// ids.
func (q Query) isJust(o Query) bool {
	return q.BBox == nil && q.Span == nil && len(q.Equals) == 0 && q.Text == "" && q.Filter == nil && o.IDs != nil
}

func all(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// rowsOf are the rows of the ids that there are, in their order.
func (k *keptItems) rowsOf(ids []int64) []int {
	rows := make([]int, 0, len(ids))
	for _, id := range ids {
		if row, ok := slices.BinarySearch(k.ids, id); ok {
			rows = append(rows, row)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// tests are the conditions of a query, all of which must hold; the query is one that
// the database would take.
func (k *keptItems) tests(q Query) (tests []func(row int) bool, err error) {
	if q.BBox != nil {
		if q.BBoxSRID != 0 && q.BBoxSRID != 4326 {
			return nil, gone(nil)
		}
		tests = append(tests, k.inBox(*q.BBox))
	}
	if q.Span != nil && k.collection.Temporal {
		tests = append(tests, k.inSpan(*q.Span))
	}
	for name, value := range q.Equals {
		holds, ok := k.equals(name, value)
		if !ok {
			return nil, gone(nil)
		}
		tests = append(tests, holds)
	}
	if q.Text != "" {
		tests = append(tests, k.hasWords(q.Text))
	}
	if q.Filter != nil {
		var columns cql2.Columns = k
		if q.FilterSRID != 0 {
			columns = otherwise{k}
		}
		truth, ok := cql2.Compile(q.Filter, columns)
		if !ok {
			return nil, gone(nil)
		}
		tests = append(tests, func(row int) bool { return truth(row) == cql2.True })
	}
	return tests, nil
}

// inBox is true of what meets the box, and of what has no place.
func (k *keptItems) inBox(b geo.BBox) func(row int) bool {
	var parts []orb.Bound
	for _, part := range b.Split() {
		parts = append(parts, part.Bound())
	}
	c := k.columns
	return func(row int) bool {
		if !c.placed[row] {
			return true
		}
		for _, part := range parts {
			if c.meets(row, part) {
				return true
			}
		}
		return false
	}
}

// inSpan is true of what meets the time, and of what has none.
func (k *keptItems) inSpan(s geo.Span) func(row int) bool {
	from, to := cql2.OpenStart, cql2.OpenEnd
	if first, last := s.Days(); first != nil || last != nil {
		if first != nil {
			from = *first
		}
		if last != nil {
			to = *last
		}
	}
	c := k.columns
	return func(row int) bool {
		switch c.timed[row] {
		case untimed:
			return !k.collection.dated
		case never:
			return false
		}
		return c.first[row] <= to && from <= c.last[row] && from <= to
	}
}

// hasWords is true where each word of one of the terms begins one of the item's.
func (k *keptItems) hasWords(text string) func(row int) bool {
	terms := geo.Terms(text)
	return func(row int) bool {
		words := k.columns.words[row]
		lacks := func(w string) bool {
			at := sort.SearchStrings(words, w)
			return at == len(words) || !strings.HasPrefix(words[at], w)
		}
		return slices.ContainsFunc(terms, func(term []string) bool { return !slices.ContainsFunc(term, lacks) })
	}
}

// equals is property=value, which is known to fit.
func (k *keptItems) equals(name, value string) (holds func(row int) bool, ok bool) {
	p, _ := k.collection.compared(name)
	var e cql2.Expr
	property := cql2.Property{Name: name, At: -1}
	switch p.As {
	case cql2.TextsType:
		e = ask("a_contains", property, cql2.List{cql2.Text(value)})
	case cql2.NumbersType:
		n, whole := k.collection.equalFilter("id", value)
		if !whole {
			return nil, false
		}
		e = ask("a_contains", property, cql2.List{n.(*cql2.Call).Args[1]})
	case cql2.PeriodType:
		span, err := geo.ParseDatetime(value)
		if err != nil {
			return nil, false
		}
		first, last := cql2.OpenStart, cql2.OpenEnd
		from, to := span.Days()
		if from != nil {
			first = *from
		}
		if to != nil {
			last = *to
		}
		c := k.columns
		return func(row int) bool { return c.timed[row] == during && c.first[row] == first && c.last[row] == last }, true
	default:
		if e, ok = k.collection.equalFilter(name, value); !ok {
			return nil, false
		}
	}
	truth, ok := cql2.Compile(e, k)
	if !ok {
		return nil, false
	}
	return func(row int) bool { return truth(row) == cql2.True }, true
}

// page are the rows between the cursors of a query, at most so many as its limit.
func (k *keptItems) page(q Query) ([]int, error) {
	rows, err := k.choose(q)
	if err != nil {
		return nil, err
	}
	if q.After > 0 {
		rows = rows[sort.Search(len(rows), func(i int) bool { return k.ids[rows[i]] > q.After }):]
	}
	if q.Before > 0 {
		rows = rows[:sort.Search(len(rows), func(i int) bool { return k.ids[rows[i]] >= q.Before })]
	}
	if q.Limit > 0 && len(rows) > q.Limit {
		if q.Before > 0 {
			return rows[len(rows)-q.Limit:], nil
		}
		return rows[:q.Limit], nil
	}
	return rows, nil
}

// pageAfter calls yield for the items of a page whose ids are greater than one of
// which the reader has everything already.
func (k *keptItems) pageAfter(q Query, have int64, yield func(Feature) error) error {
	if q.SRID != 0 {
		return gone(nil)
	}
	rows, err := k.page(q)
	if err != nil {
		return err
	}
	rows = rows[sort.Search(len(rows), func(i int) bool { return k.ids[rows[i]] > have }):]
	return k.each(rows, yield)
}

func (k *keptItems) idsOf(rows []int) []int64 {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = k.ids[row]
	}
	return ids
}

// latest are the ids of those whose times begin last, those without any after all
// others.
func (k *keptItems) latest(n int) ([]int64, error) {
	c, err := k.unpacked()
	if err != nil {
		return nil, err
	}
	rows := all(len(k.ids))
	slices.SortFunc(rows, func(a, b int) int {
		if a, b := c.begins(a), c.begins(b); a != b {
			return int(b - a)
		}
		return b - a
	})
	ids := k.idsOf(rows[:min(n, len(rows))])
	slices.Sort(ids)
	return ids, nil
}

// begins is the first day of an item, for ordering: of lower(during) the database
// says null where it is open or there is none.
func (c *keptColumns) begins(row int) int64 {
	if c.timed[row] != during || c.first[row] == cql2.OpenStart {
		return int64(cql2.OpenStart)
	}
	return int64(c.first[row])
}

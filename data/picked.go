package data

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/tiles"
)

// Picked returns the filter by which a map shows, in the layer of a collection,
// what a query chooses; nil where it chooses everything. Memory answers what it
// can; for the rest the database is asked for ids once, and the map remembers
// them for as long as it is shown.
func (s *Store) Picked(ctx context.Context, v geo.Viewer, m *tiles.Snapshot, c Collection, q Query) (_ *tiles.Filter, err error) {
	defer wrap(&err, "pick %s on the map", c.ID)
	return s.lister(ctx, v).Picked(m, c, q)
}

// A Lister tells which items of a collection a query chooses, for what memory does not
// know. It is asked once for each map.
type Lister func(c Collection, q Query) ([]int64, error)

// lister asks the database. Others wait for its answer: that the first of them has left
// must not end it.
func (s *Store) lister(ctx context.Context, v geo.Viewer) Lister {
	return func(c Collection, q Query) ([]int64, error) { return s.IDs(context.WithoutCancel(ctx), v, c, q) }
}

// Picked returns what Store.Picked does.
func (list Lister) Picked(m *tiles.Snapshot, c Collection, q Query) (*tiles.Filter, error) {
	if c.Layer == "" {
		return nil, geo.Invalidf("collection", "The collection %s is not on the map.", c.ID)
	}
	// A page is of what is picked; it picks nothing itself.
	q.After, q.Before, q.Limit = 0, 0, 0
	w, err := c.where(q)
	if err != nil || len(w.text) == 0 {
		return nil, err
	}
	return m.Filter(c.ID+"\n"+w.fingerprint(), func() (*tiles.Filter, error) {
		if e, ok := c.asFilter(q); ok {
			if f, ok := m.FilterBy(c.Layer, e); ok {
				return f, nil
			}
		}
		ids, err := list(c, q)
		if err != nil {
			return nil, err
		}
		return m.FilterTo(c.Layer, ids)
	})
}

// fingerprint is the same for conditions that are the same.
func (w *clause) fingerprint() string {
	var b strings.Builder
	b.WriteString(w.String())
	for _, a := range w.args {
		fmt.Fprintf(&b, "\n%T %q", a, fmt.Sprint(a))
	}
	return b.String()
}

// asFilter is a query as one filter, where it can be said as one that memory may
// answer: words, ids and places in other systems are for the database.
func (c Collection) asFilter(q Query) (cql2.Expr, bool) {
	if q.Text != "" || q.IDs != nil || q.FilterSRID != 0 {
		return nil, false
	}
	var parts []cql2.Expr
	if q.BBox != nil {
		if q.BBoxSRID != 0 && q.BBoxSRID != 4326 || q.BBox.West > q.BBox.East {
			return nil, false
		}
		parts = append(parts, ask("s_intersects", cql2.Property{Name: "geom", At: -1}, cql2.Box(q.BBox.Bound())))
	}
	if q.Span != nil && c.Temporal {
		period := cql2.Property{Name: "period", At: -1}
		var during cql2.Interval
		from, to := q.Span.Days()
		if from != nil {
			during.From = cql2.Date(*from)
		}
		if to != nil {
			during.To = cql2.Date(*to)
		}
		parts = append(parts, ask("or", ask("isNull", period), ask("t_intersects", period, during)))
	}
	for _, name := range slices.Sorted(maps.Keys(q.Equals)) {
		e, ok := c.equalFilter(name, q.Equals[name])
		if !ok {
			return nil, false
		}
		parts = append(parts, e)
	}
	if q.Filter != nil {
		parts = append(parts, q.Filter)
	}
	if len(parts) == 1 {
		return parts[0], true
	}
	return ask("and", parts...), true
}

func ask(op string, args ...cql2.Expr) cql2.Expr { return &cql2.Call{Op: op, Args: args, At: -1} }

// equalFilter is property=value as a filter; the value is known to fit.
func (c Collection) equalFilter(name, value string) (cql2.Expr, bool) {
	p, _ := c.compared(name)
	property := cql2.Property{Name: name, At: -1}
	switch p.As {
	case cql2.TextType:
		return ask("=", property, cql2.Text(value)), true
	case cql2.NumberType:
		n, err := strconv.ParseFloat(value, 64)
		return ask("=", property, cql2.Number(n)), err == nil && n >= -1<<53 && n <= 1<<53
	case cql2.BooleanType:
		return ask("=", property, cql2.Boolean(value == "true")), true
	case cql2.DateType:
		d, err := geo.ParseDay(value)
		return ask("=", property, cql2.Date(d)), err == nil
	}
	return nil, false
}

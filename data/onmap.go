package data

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/tiles"
)

// manyPoints is from how many points on what a map holds is counted there: fewer are
// counted as quickly by the database.
const manyPoints = 20_000

// MatchedOn counts as Matched does. Where a map holds many of the collection's items
// they are counted in memory, and only what has no place by the database.
func (s *Store) MatchedOn(ctx context.Context, v geo.Viewer, m *tiles.Snapshot, c Collection, q Query) (int64, error) {
	if !s.countsOn(ctx, m, c, q) {
		return s.Matched(ctx, v, c, q)
	}
	return s.matchedOn(ctx, v, m, c, q)
}

func (s *Store) matchedOn(ctx context.Context, v geo.Viewer, m *tiles.Snapshot, c Collection, q Query) (int64, error) {
	f, err := s.Picked(ctx, v, m, c, q)
	if err != nil {
		return 0, err
	}
	n := m.Counts()[c.Layer]
	if f != nil {
		n = f.Count()
	}
	rest, err := s.Matched(ctx, v, c, q.placeless())
	return int64(n) + rest, err
}

// AggregateOn counts as Aggregate does, where memory can do it as MatchedOn does.
func (s *Store) AggregateOn(ctx context.Context, v geo.Viewer, m *tiles.Snapshot, c Collection, q Query, by []string, union bool) ([]Group, error) {
	if !union && len(by) > 0 && s.countsOn(ctx, m, c, q) {
		if groups, ok, err := s.aggregateOn(ctx, v, m, c, q, by); ok || err != nil {
			return groups, err
		}
	}
	return s.Aggregate(ctx, v, c, q, by, union)
}

// aggregateOn is not ok where memory does not keep what is counted by.
func (s *Store) aggregateOn(ctx context.Context, v geo.Viewer, m *tiles.Snapshot, c Collection, q Query, by []string) (_ []Group, ok bool, err error) {
	defer wrap(&err, "count %s on the map", c.ID)
	within := tiles.Days{First: cql2.OpenStart, Last: cql2.OpenEnd}
	if q.Span != nil {
		from, to := q.Span.Days()
		if from != nil {
			within.First = *from
		}
		if to != nil {
			within.Last = *to
		}
	}
	asked, ok := c.countedBy(by, m.DaysOf(c.Layer))
	if !ok {
		return nil, false, nil
	}
	f, err := s.Picked(ctx, v, m, c, q)
	if err != nil {
		return nil, false, err
	}
	counted, ok := m.Tally(c.Layer, f, within, asked...)
	if !ok {
		return nil, false, nil
	}
	rest, err := s.Aggregate(ctx, v, c, q.placeless(), by, false)
	if err != nil {
		return nil, false, err
	}
	groups := make(map[string]Group, len(counted)+len(rest))
	add := func(g Group) {
		key := keyOf(g.Keys)
		g.Count += groups[key].Count
		groups[key] = g
	}
	for _, g := range counted {
		for i, key := range g.Keys {
			if stretch, ok := key.(int); ok {
				g.Keys[i] = unitText(by[i], asked[i].From[stretch])
			}
		}
		add(Group{Keys: g.Keys, Count: int64(g.N)})
	}
	for _, g := range rest {
		add(g)
	}
	if len(groups) > mostGroups {
		return nil, false, tooManyGroups()
	}
	all := make([]Group, 0, len(groups))
	for _, g := range groups {
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b Group) int { return compareAll(a.Keys, b.Keys) })
	return all, true, nil
}

// countedBy says by what memory counts where items are counted by properties that
// are texts or units of time.
func (c Collection) countedBy(by []string, days tiles.Days) ([]tiles.By, bool) {
	asked := make([]tiles.By, len(by))
	for i, name := range by {
		p, known := c.Property(name)
		switch {
		case units[name].form != "":
			if asked[i].From = stretches(name, days); asked[i].From == nil {
				return nil, false
			}
		case known && p.Queryable && p.As == cql2.TextType:
			asked[i].Field = name
		default:
			return nil, false
		}
	}
	return asked, true
}

// stretches are the days on which units begin, to the one after the last; nil where
// there is nothing or no end of them.
func stretches(unit string, days tiles.Days) []geo.Day {
	const most = 500 * 366
	if days.First > days.Last || int64(days.Last)-int64(days.First) > most {
		return nil
	}
	all := []geo.Day{unitOf(unit, days.First)}
	for all[len(all)-1] <= days.Last {
		all = append(all, nextUnit(unit, all[len(all)-1]))
	}
	return all
}

// countsOn reports whether a query may be answered from a map: it holds many, nothing
// older than what the reader has seen, and what has no place is had at its revision.
func (s *Store) countsOn(ctx context.Context, m *tiles.Snapshot, c Collection, q Query) bool {
	return m != nil && c.Layer == "incidents" && q.IDs == nil && m.Revision() >= seen(ctx) && m.Counts()[c.Layer] >= manyPoints && !s.keptApart(c, m)
}

// keptApart reports whether a collection is answered from what is kept, at another
// revision than the map's: one number must not be of both.
func (s *Store) keptApart(c Collection, m *tiles.Snapshot) bool {
	k := s.kept.Load()
	return s.Down() && k != nil && k.of(c) != nil && !k.of(c).large && k.revision != m.Revision()
}

// placeless is the query of what has no place and so is on no map.
func (q Query) placeless() Query {
	none := ask("isNull", cql2.Property{Name: "geom", At: -1})
	if q.Filter != nil {
		none = ask("and", none, q.Filter)
	}
	q.Filter = none
	return q
}

// orders are those in which incidents can be asked for, as sortby names them.
var orders = map[string]struct {
	order tiles.Order
	key   string // the same in SQL
}{
	"-start": {tiles.NewestFirst, "date '1970-01-01' - c.start"},
	"start":  {tiles.OldestFirst, "c.start - date '1970-01-01'"},
	"-days":  {tiles.LongestFirst, "-(c.days - 1)"},
}

// Sorted returns the first so many incidents that a query chooses, in an order by name,
// with where they stand in it, behind the one whose id is After, where that is not 0.
// What is on the map is found there, what has no place is asked of the database.
func (s *Store) Sorted(ctx context.Context, v geo.Viewer, m *tiles.Snapshot, c Collection, q Query, by string) (_ []tiles.Place, err error) {
	defer wrap(&err, "sort %s by %s", c.ID, by)
	o, ok := orders[by]
	if !ok || c.Layer != "incidents" {
		return nil, geo.Invalidf("sortby", "There is no such order here. Incidents come by -start, start or -days.")
	}
	var after *tiles.Place
	switch {
	case q.After > 0 && q.AfterKey != nil:
		after = &tiles.Place{Key: *q.AfterKey, ID: uint64(q.After)}
	case q.After > 0:
		if after, err = s.placeOf(ctx, c, q.After, o.key, o.order); err != nil {
			return nil, err
		}
	}
	f, err := s.Picked(ctx, v, m, c, q)
	if err != nil {
		return nil, err
	}
	all := m.First(c.Layer, f, o.order, after, q.Limit)
	rest, err := s.sortedPlaceless(ctx, c, q, o.key, o.order, after)
	if err != nil {
		return nil, err
	}
	all = append(all, rest...)
	slices.SortFunc(all, tiles.Place.Compare)
	return all[:min(q.Limit, len(all))], nil
}

// placeOf is where an incident stands in an order.
func (s *Store) placeOf(ctx context.Context, c Collection, id int64, key string, o tiles.Order) (*tiles.Place, error) {
	sql := fmt.Sprintf("select c.id, (%s)::bigint from (%s) c where c.id = $1", key, c.query)
	places, err := s.places(ctx, c, sql, []any{id}, func(k *keptItems) ([]tiles.Place, error) { return k.places(Query{IDs: []int64{id}}, o, nil) })
	if err == nil && len(places) == 0 {
		return nil, geo.Invalidf("after", "The incident after which the page begins is no more. Begin with the first page.")
	}
	if err != nil {
		return nil, err
	}
	return &places[0], nil
}

func (s *Store) sortedPlaceless(ctx context.Context, c Collection, q Query, key string, o tiles.Order, after *tiles.Place) ([]tiles.Place, error) {
	w, err := s.where(ctx, c, q.placeless())
	if err != nil {
		return nil, err
	}
	if after != nil {
		w.and("((%s)::bigint, c.id) > (%s::bigint, %s::bigint)", key, w.arg(after.Key), w.arg(int64(after.ID)))
	}
	sql := fmt.Sprintf("select c.id, (%s)::bigint from (%s) c where %s order by 2, 1 limit %s", key, c.query, w, w.arg(q.Limit))
	return s.places(ctx, c, sql, w.args, func(k *keptItems) ([]tiles.Place, error) { return k.places(q.placeless(), o, after) })
}

func (s *Store) places(ctx context.Context, c Collection, sql string, args []any, recall func(*keptItems) ([]tiles.Place, error)) ([]tiles.Place, error) {
	return either(ctx, s, c, func(ctx context.Context) (_ []tiles.Place, err error) {
		ctx, done := inTime(ctx, &err)
		defer done()
		rows, err := s.reads.Query(ctx, sql, args...)
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, func(row pgx.CollectableRow) (p tiles.Place, err error) {
			var id int64
			err = row.Scan(&id, &p.Key)
			p.ID = uint64(id)
			return p, err
		})
	}, recall)
}

// places are the items that a query chooses, behind one of them, in an order.
func (k *keptItems) places(q Query, o tiles.Order, after *tiles.Place) (places []tiles.Place, err error) {
	q.After, q.Before, q.Limit = 0, 0, 0
	rows, err := k.page(q)
	if err != nil {
		return nil, err
	}
	if _, err := k.unpacked(); err != nil {
		return nil, err
	}
	period, _ := k.Column("period")
	for _, row := range rows {
		first, last, _ := period.Period(row)
		p := tiles.Place{Key: o.Key(tiles.Days{First: first, Last: last}), ID: uint64(k.ids[row])}
		if after == nil || p.Compare(*after) > 0 {
			places = append(places, p)
		}
	}
	return places, nil
}

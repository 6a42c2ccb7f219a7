package data

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"corredor/geo"
	"corredor/tiles"
)

// Extent is how far a collection reaches: the box round its geometries and the
// days of its features, both nil where it has none. A Span with an open end
// says that some feature has no end.
type Extent struct {
	BBox *geo.BBox
	Span *geo.Span
}

// Extent returns how far a collection reaches at present.
func (s *Store) Extent(ctx context.Context, _ geo.Viewer, c Collection) (e Extent, err error) {
	defer wrap(&err, "extent of %s", c.ID)
	return eitherReach(ctx, s, c, func(ctx context.Context) (e Extent, err error) {
		ctx, done := inTime(ctx, &err)
		defer done()
		return extentIn(ctx, s.reads, c, "true")
	}, func(k *keptItems) (Extent, error) { return k.extent, nil })
}

// ExtentOn tells as Extent does. Where a map holds many of the collection's items it
// is asked, and the database only about what has no place.
func (s *Store) ExtentOn(ctx context.Context, v geo.Viewer, m *tiles.Snapshot, c Collection) (e Extent, err error) {
	if !s.countsOn(ctx, m, c, Query{}) || s.Down() {
		return s.Extent(ctx, v, c)
	}
	return s.extentOn(ctx, m, c)
}

func (s *Store) extentOn(ctx context.Context, m *tiles.Snapshot, c Collection) (e Extent, err error) {
	defer wrap(&err, "extent of %s on the map", c.ID)
	ctx, done := inTime(ctx, &err)
	defer done()
	return reachOf(ctx, s.reads, m, c)
}

// reachOf asks a map how far what is on it reaches, and the database about what has no
// place.
func reachOf(ctx context.Context, in rower, m *tiles.Snapshot, c Collection) (e Extent, err error) {
	if e, err = extentIn(ctx, in, c, "c.geom is null"); err != nil {
		return e, err
	}
	if b, ok := m.BoundsOf(c.Layer); ok {
		e.BBox = &geo.BBox{West: b[0], South: b[1], East: b[2], North: b[3]}
	}
	if d := m.DaysOf(c.Layer); d.First <= d.Last {
		reach := geo.Span{From: d.First.Time(), To: (d.Last + 1).Time()}
		if e.Span != nil && e.Span.From.Before(reach.From) {
			reach.From = e.Span.From // an open beginning is before all
		}
		if e.Span != nil && (e.Span.To.IsZero() || e.Span.To.After(reach.To)) {
			reach.To = e.Span.To
		}
		e.Span = &reach
	}
	return e, nil
}

// extentIn asks how far what a condition chooses of a collection reaches.
func extentIn(ctx context.Context, in rower, c Collection, where string) (e Extent, err error) {
	var west, south, east, north *float64
	var from, to pgtype.Date
	err = in.QueryRow(ctx, fmt.Sprintf(`
		select ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box), first, after
		from (
			select ST_Extent(geom) as box,
				coalesce(min(lower(during)), '-infinity') as first,
				max(coalesce(upper(during), 'infinity')) filter (where during is not null) as after
			from (%s) c
			where %s
		) reach`, c.query, where)).Scan(&west, &south, &east, &north, &from, &to)
	if err != nil {
		return e, err
	}
	if west != nil {
		e.BBox = &geo.BBox{West: *west, South: *south, East: *east, North: *north}
	}
	if to.Valid {
		e.Span = &geo.Span{}
		if from.InfinityModifier == pgtype.Finite {
			e.Span.From = from.Time
		}
		if to.InfinityModifier == pgtype.Finite {
			e.Span.To = to.Time
		}
	}
	return e, nil
}

// rower asks questions that have one row for an answer.
type rower interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

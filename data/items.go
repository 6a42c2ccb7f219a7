package data

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// Feature is one item. Geometry is GeoJSON or nil, Properties a JSON object with
// the collection's properties in their order.
type Feature struct {
	ID         int64
	Geometry   []byte
	Properties []byte
}

// AppendGeoJSON writes the item after b, as a GeoJSON feature.
func (f Feature) AppendGeoJSON(b []byte) []byte {
	b = append(b, `{"type":"Feature","id":`...)
	b = strconv.AppendInt(b, f.ID, 10)
	b = append(b, `,"geometry":`...)
	if len(f.Geometry) == 0 {
		b = append(b, "null"...)
	} else {
		b = append(b, f.Geometry...)
	}
	b = append(b, `,"properties":`...)
	b = append(b, f.Properties...)
	return append(b, '}')
}

// chunk is how many items are fetched at a time, and queryTime how long one
// question to the database may take, waiting for a connection included.
const (
	chunk     = 500
	queryTime = 30 * time.Second
)

// Items calls yield for each item in order of id. They are fetched in chunks, so
// that memory does not grow with the answer and no connection is held while
// yield waits for a slow reader; one chunk is fetched ahead. An error of yield
// ends it.
func (s *Store) Items(ctx context.Context, v geo.Viewer, c Collection, q Query, yield func(Feature) error) (err error) {
	defer wrap(&err, "items of %s", c.ID)
	next, err := s.chunks(ctx, v, c, q)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	now := next(ctx)
	if now.err != nil {
		return now.err
	}
	for {
		var ahead chan fetched
		if now.more {
			ahead = make(chan fetched, 1)
			go func() { ahead <- next(ctx) }()
		}
		for _, f := range now.features {
			if err = yield(f); err != nil {
				break
			}
		}
		if err != nil {
			cancel()
		}
		if ahead == nil {
			return err
		}
		if now = <-ahead; err != nil {
			return err
		}
		if now.err != nil {
			return now.err
		}
	}
}

// fetched is a chunk, and whether there may be another.
type fetched struct {
	features []Feature
	more     bool
	err      error
}

// chunks returns what fetches the items of a query chunk by chunk. Where a
// condition may be dear and the answer long, the ids come first, so that the
// condition is weighed once.
func (s *Store) chunks(ctx context.Context, v geo.Viewer, c Collection, q Query) (func(context.Context) fetched, error) {
	crs, err := findCRS(q.SRID, "crs")
	if err != nil {
		return nil, err
	}
	w, err := s.where(ctx, c, q)
	if err != nil {
		return nil, err
	}
	if q.Before > 0 || len(w.text) > 0 && (q.Limit == 0 || q.Limit > chunk) {
		ids, err := s.IDs(ctx, v, c, q)
		return func(ctx context.Context) fetched {
			n := min(chunk, len(ids))
			features, err := s.features(ctx, c.features(crs)+` where c.id = any($1::bigint[]) order by c.id`, ids[:n])
			ids = ids[n:]
			return fetched{features, len(ids) > 0, err}
		}, err
	}
	sql := c.page(crs, w)
	after, left := q.After, q.Limit
	return func(ctx context.Context) fetched {
		n := chunk
		if q.Limit > 0 {
			n = min(n, left)
		}
		features, err := s.features(ctx, sql, append(slices.Clip(w.args), after, n)...)
		if len(features) > 0 {
			after = features[len(features)-1].ID
		}
		left -= len(features)
		return fetched{features, len(features) == n && (q.Limit == 0 || left > 0), err}
	}, nil
}

// page is the SQL of the first so many items after an id, which are the last two
// arguments.
func (c Collection) page(crs CRS, w *clause) string {
	return fmt.Sprintf(`%s where %s and c.id > $%d order by c.id limit $%d`, c.features(crs), w, len(w.args)+1, len(w.args)+2)
}

// features is the SQL that makes features of the collection's rows.
func (c Collection) features(crs CRS) string {
	columns := make([]string, len(c.Properties))
	for i, p := range c.Properties {
		columns[i] = p.json()
	}
	return fmt.Sprintf(`select c.id, %s, (select row_to_json(p) from (select %s) p) from (%s) c`,
		crs.geoJSON("c.geom"), strings.Join(columns, ", "), c.query)
}

// features asks one question and gathers its answer.
func (s *Store) features(ctx context.Context, sql string, args ...any) (_ []Feature, err error) {
	ctx, done := inTime(ctx, &err)
	defer done()
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (f Feature, err error) {
		var properties json.RawMessage
		err = row.Scan(&f.ID, &f.Geometry, &properties)
		f.Properties = properties
		return f, err
	})
}

// IDs returns the ids that a query chooses, in their order.
func (s *Store) IDs(ctx context.Context, _ geo.Viewer, c Collection, q Query) (ids []int64, err error) {
	defer wrap(&err, "ids of %s", c.ID)
	w, err := s.where(ctx, c, q)
	if err != nil {
		return nil, err
	}
	order := ""
	if q.After > 0 {
		w.and("c.id > %s", w.arg(q.After))
	}
	if q.Before > 0 {
		w.and("c.id < %s", w.arg(q.Before))
		order = " desc"
	}
	sql := fmt.Sprintf(`select c.id from (%s) c where %s order by c.id%s`, c.query, w, order)
	if q.Limit > 0 {
		sql += " limit " + w.arg(q.Limit)
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	rows, err := s.pool.Query(ctx, sql, w.args...)
	if err != nil {
		return nil, err
	}
	if ids, err = pgx.CollectRows(rows, pgx.RowTo[int64]); q.Before > 0 {
		slices.Reverse(ids)
	}
	return ids, err
}

// Matched counts the items that a query chooses, whatever its cursors and limit.
func (s *Store) Matched(ctx context.Context, _ geo.Viewer, c Collection, q Query) (n int64, err error) {
	defer wrap(&err, "count %s", c.ID)
	w, err := s.where(ctx, c, q)
	if err != nil {
		return 0, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	err = s.pool.QueryRow(ctx, fmt.Sprintf(`select count(*) from (%s) c where %s`, c.query, w), w.args...).Scan(&n)
	return n, err
}

// Item returns one item, or a Problem of kind NotFound. Its geometry is in
// degrees, longitude first; in another system Items finds it by IDs.
func (s *Store) Item(ctx context.Context, v geo.Viewer, c Collection, id int64) (found Feature, err error) {
	missing := true
	err = s.Items(ctx, v, c, Query{IDs: []int64{id}, Limit: 1}, func(f Feature) error {
		found, missing = f, false
		return nil
	})
	if err == nil && missing {
		err = geo.NotFoundf("The collection %s has no item %d.", c.ID, id)
	}
	return found, err
}

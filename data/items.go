package data

import (
	"context"
	"errors"
	"fmt"
	"math"
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

// queryTime is how long one question to the database may take, waiting for a
// connection included.
const queryTime = 30 * time.Second

// Items calls yield for each item in order of id. They are fetched in chunks, so
// that memory does not grow with the answer and no connection is held while
// yield waits for a slow reader; a few chunks are fetched ahead. An error of yield
// ends it.
func (s *Store) Items(ctx context.Context, v geo.Viewer, c Collection, q Query, yield func(Feature) error) (err error) {
	defer wrap(&err, "items of %s", c.ID)
	crs, err := findCRS(q.SRID, "crs")
	if err != nil {
		return err
	}
	have := int64(math.MinInt64)
	var stopped error // by yield, and no fault of the database
	noted := func(f Feature) error {
		have = f.ID
		stopped = yield(f)
		return stopped
	}
	_, err = either(ctx, s, c, func(ctx context.Context) (none struct{}, err error) {
		if have > math.MinInt64 {
			return none, noAnswer{errHalfway} // what was read since cannot be told apart
		}
		if err = s.askItems(ctx, c, crs, q, noted); stopped != nil {
			err = nil
		}
		return none, err
	}, func(k *keptItems) (none struct{}, err error) { return none, k.pageAfter(q, have, yield) })
	if stopped != nil {
		return stopped
	}
	return err
}

// errHalfway says that the database was lost while it answered.
var errHalfway = errors.New("the database was lost halfway")

func (s *Store) askItems(ctx context.Context, c Collection, crs CRS, q Query, yield func(Feature) error) error {
	w, err := s.where(ctx, c, q)
	if err != nil {
		return err
	}
	if q.Before > 0 || q.Limit == 0 || q.Limit > firstChunk {
		ids, err := s.ids(ctx, c, q, w)
		if err != nil {
			return err
		}
		return s.inChunks(ctx, c.features(crs), ids, yield)
	}
	features, _, err := s.features(ctx, s.reads, 0, c.page(crs, w), append(w.args, q.After, q.Limit)...)
	if err != nil {
		return err
	}
	for _, f := range features {
		if err := yield(f); err != nil {
			return err
		}
	}
	return nil
}

// page is the SQL of the first so many items after an id, which are the last two
// arguments.
func (c Collection) page(crs CRS, w *clause) string {
	return fmt.Sprintf(`%s where %s and c.id > $%d order by c.id limit $%d`, c.features(crs), w, len(w.args)+1, len(w.args)+2)
}

// features is the SQL of what features are made of: id, geometry and properties.
func (c Collection) features(crs CRS) string {
	columns := make([]string, len(c.Properties))
	for i, p := range c.Properties {
		columns[i] = p.json()
	}
	return fmt.Sprintf(`select c.id, %s, %s from (%s) c`, crs.geoJSON("c.geom"), strings.Join(columns, ", "), c.query)
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// features asks one question and gathers its answer of about so many bytes, and
// says how many they are.
func (s *Store) features(ctx context.Context, from querier, about int, sql string, args ...any) (_ []Feature, size int, err error) {
	ctx, done := inTime(ctx, &err)
	defer done()
	rows, err := from.Query(ctx, sql, append([]any{sentAs}, args...)...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	// All of them stand in one piece of memory, which moves while it grows: so
	// features are cut out of it at the end.
	var e *encoder
	all := make([]byte, 0, about)
	type end struct {
		id                   int64
		geometry, properties int
	}
	var ends []end
	for rows.Next() {
		if e == nil {
			if e, err = newEncoder(rows.FieldDescriptions()); err != nil {
				return nil, 0, err
			}
		}
		row := rows.RawValues()
		id, err := strconv.ParseInt(string(row[0]), 10, 64)
		if err != nil {
			return nil, 0, err
		}
		all = append(all, row[1]...)
		geometry := len(all)
		all = e.properties(all, row)
		ends = append(ends, end{id, geometry, len(all)})
	}
	features := make([]Feature, len(ends))
	begin := 0
	for i, e := range ends {
		f := Feature{ID: e.id, Properties: all[e.geometry:e.properties:e.properties]}
		if e.geometry > begin {
			f.Geometry = all[begin:e.geometry:e.geometry]
		}
		features[i], begin = f, e.properties
	}
	return features, len(all), rows.Err()
}

// IDs returns the ids that a query chooses, in their order.
func (s *Store) IDs(ctx context.Context, _ geo.Viewer, c Collection, q Query) (ids []int64, err error) {
	defer wrap(&err, "ids of %s", c.ID)
	return either(ctx, s, c, func(ctx context.Context) ([]int64, error) {
		w, err := s.where(ctx, c, q)
		if err != nil {
			return nil, err
		}
		return s.ids(ctx, c, q, w)
	}, func(k *keptItems) ([]int64, error) {
		rows, err := k.page(q)
		return k.idsOf(rows), err
	})
}

// ids are those that a condition chooses, between the cursors of its query.
func (s *Store) ids(ctx context.Context, c Collection, q Query, w *clause) (ids []int64, err error) {
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
	rows, err := s.reads.Query(ctx, sql, w.args...)
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
	return either(ctx, s, c, func(ctx context.Context) (int64, error) { return s.count(ctx, c, q) },
		func(k *keptItems) (int64, error) {
			rows, err := k.choose(q)
			return int64(len(rows)), err
		})
}

func (s *Store) count(ctx context.Context, c Collection, q Query) (n int64, err error) {
	w, err := s.where(ctx, c, q)
	if err != nil {
		return 0, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	err = s.reads.QueryRow(ctx, fmt.Sprintf(`select count(*) from (%s) c where %s`, c.query, w), w.args...).Scan(&n)
	return n, err
}

// Item returns one item, its geometry in the system of that SRID, or a Problem of
// kind NotFound.
func (s *Store) Item(ctx context.Context, v geo.Viewer, c Collection, id int64, srid int) (found Feature, err error) {
	missing := true
	err = s.Items(ctx, v, c, Query{IDs: []int64{id}, Limit: 1, SRID: srid}, func(f Feature) error {
		found, missing = f, false
		return nil
	})
	if k := s.kept.Load(); err == nil && missing && s.Down() && k != nil && k.revision < seen(ctx) {
		return found, gone(nil) // it may have come since
	}
	if err == nil && missing {
		err = geo.NotFoundf("The collection %s has no item %d.", c.ID, id)
	}
	return found, err
}

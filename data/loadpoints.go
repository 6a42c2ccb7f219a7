package data

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"golang.org/x/sync/errgroup"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/tiles"
)

// tileTypes are the types of the map in the words of filters.
var tileTypes = map[tiles.Type]cql2.Type{
	tiles.String: cql2.TextType, tiles.Number: cql2.NumberType, tiles.Boolean: cql2.BooleanType,
	tiles.Day: cql2.DateType, tiles.Period: cql2.PeriodType,
}

// following are the fields whose value that of another, a text, tells by a table: a small
// one, which is asked for once and not with every row.
var following = map[string]struct{ field, table string }{
	"category":      {"kind", `select code, category::text from incident_kind`},
	"uncertainty_m": {"place_precision", `select p::text, precision_radius_m(p) from unnest(enum_range(null::place_precision)) p`},
}

// pointsQuery is the SQL of a layer that keeps fields for filters: id, longitude,
// latitude and its fields but those that follow, out of the query of its collection.
func pointsQuery(layer tiles.LayerInfo) (string, error) {
	c, ok := FindCollection(strings.ReplaceAll(layer.Name, "_", "-"))
	if !ok {
		return "", fmt.Errorf("there is no collection %s", layer.Name)
	}
	columns := []string{"c.id", "ST_X(c.geom)", "ST_Y(c.geom)"}
	for _, f := range slices.Concat(layer.Fields, layer.Kept) {
		if _, follows := following[f.Name]; follows || f.Name == "id" {
			continue
		}
		p, ok := c.Property(f.Name)
		if !ok || tileTypes[f.Type] != p.As {
			return "", fmt.Errorf("the collection has no property %s of that type", f.Name)
		}
		columns = append(columns, fmt.Sprintf("%s as %q", p.filtered(), f.Name))
	}
	return fmt.Sprintf("select %s from (%s) c where c.geom is not null", strings.Join(columns, ", "), c.query), nil
}

// manyRows is from how many rows on a layer is loaded by several connections. Tests
// lower it.
var manyRows = 200_000.0

// loadPoints adds all rows of a layer that keeps fields. Many are read by two
// connections, half of the table's pages each, which see the data as tx does: pages
// are read one after the other, where ids would lead through an index.
func (s *Store) loadPoints(ctx context.Context, tx pgx.Tx, b *tiles.Builder, layer tiles.LayerInfo) error {
	sql, err := pointsQuery(layer)
	if err != nil {
		return err
	}
	var about float64
	if err := tx.QueryRow(ctx, `select greatest(reltuples, 0)::float8 from pg_class where oid = $1::regclass`, itemTables[layer.Name]).Scan(&about); err != nil {
		return err
	}
	if about < manyRows {
		l, err := s.newPointLoader(b, layer, int(about), nil)
		if err != nil {
			return err
		}
		return l.load(ctx, tx, sql)
	}
	var middle int64
	var moment string
	if err := tx.QueryRow(ctx, `
		select pg_relation_size($1::regclass) / current_setting('block_size')::bigint / 2, pg_export_snapshot()`, itemTables[layer.Name]).Scan(&middle, &moment); err != nil {
		return err
	}
	gauge := s.gauge("loading the map", layer.Name, int(about))
	defer gauge.stop()
	var halves errgroup.Group
	for i, half := range []string{"<", ">="} {
		l, err := s.newPointLoader(b, layer, int(about/2*1.02), gauge)
		if err != nil {
			return err
		}
		where := fmt.Sprintf("%s and c.stands %s '(%d,0)'", sql, half, middle)
		halves.Go(func() error {
			if i == 0 {
				return l.load(ctx, tx, where)
			}
			return pgx.BeginTxFunc(ctx, s.pool, consistent, func(tx pgx.Tx) error {
				// The name of a moment takes no argument; it is the database's own.
				if _, err := tx.Exec(ctx, "set transaction snapshot '"+moment+"'"); err != nil {
					return err
				}
				return l.load(ctx, tx, where)
			})
		})
	}
	return halves.Wait()
}

// pointLoader puts rows as the database sends them on the map, without memory of
// their own. It is for one goroutine.
type pointLoader struct {
	s      *Store
	layer  tiles.LayerInfo
	fields []tiles.Field
	sent   []int // the fields that the query selects, in its order
	follow []follower
	to     *tiles.Writer
	gauge  *gauge
}

func (s *Store) newPointLoader(b *tiles.Builder, layer tiles.LayerInfo, expect int, g *gauge) (*pointLoader, error) {
	to, err := b.Writer(layer.Name, expect)
	if err != nil {
		return nil, err
	}
	l := &pointLoader{s: s, layer: layer, fields: slices.Concat(layer.Fields, layer.Kept), to: to, gauge: g}
	for i, f := range l.fields {
		if by, follows := following[f.Name]; follows {
			of := slices.IndexFunc(l.fields, func(f tiles.Field) bool { return f.Name == by.field })
			if of < 0 {
				return nil, fmt.Errorf("%s follows %s, which is no field of %s", f.Name, by.field, layer.Name)
			}
			l.follow = append(l.follow, follower{field: i, of: of, table: by.table})
		} else if f.Name != "id" {
			l.sent = append(l.sent, i)
		}
	}
	return l, nil
}

// follower is a field whose value that of another tells.
type follower struct {
	field, of int
	table     string
	values    map[string]tiles.Value
}

// read asks for the table.
func (f *follower) read(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, f.table)
	if err != nil {
		return err
	}
	defer rows.Close()
	fields, err := columnsOf(rows)
	if err != nil {
		return err
	}
	decode, err := decoderOf(fields[1])
	if err != nil {
		return err
	}
	f.values = map[string]tiles.Value{}
	for rows.Next() {
		raw := rows.RawValues()
		var v tiles.Value
		if err := decode(raw[1], &v); err != nil {
			return err
		}
		v.Text = slices.Clone(v.Text)
		f.values[string(raw[0])] = v
	}
	return rows.Err()
}

func (l *pointLoader) load(ctx context.Context, tx pgx.Tx, sql string, args ...any) error {
	for i := range l.follow {
		if err := l.follow[i].read(ctx, tx); err != nil {
			return fmt.Errorf("%s: %w", l.fields[l.follow[i].field].Name, err)
		}
	}
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	fields, err := columnsOf(rows)
	if err != nil {
		return err
	}
	decode := make([]decoder, 0, len(l.fields))
	for i, d := range fields {
		how, err := decoderOf(d)
		if err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
		decode = append(decode, how)
	}
	values := make([]tiles.Value, len(l.fields))
	var id, x, y tiles.Value
	for n := 1; rows.Next(); n++ {
		raw := rows.RawValues()
		if err := errors.Join(decode[0](raw[0], &id), decode[1](raw[1], &x), decode[2](raw[2], &y)); err != nil {
			return err
		}
		for column, i := range l.sent {
			if err := decode[3+column](raw[3+column], &values[i]); err != nil {
				return fmt.Errorf("%s of %v: %w", l.fields[i].Name, id.Number, err)
			}
		}
		for i := range l.follow {
			f := &l.follow[i]
			values[f.field] = f.values[string(values[f.of].Text)] // none of what there is none of
		}
		err := l.to.Add(uint64(id.Number), 0, orb.Point{x.Number, y.Number}, values)
		if _, ours := errors.AsType[*geo.Problem](err); ours {
			l.s.notDrawn(l.layer, int64(id.Number), err)
		} else if err != nil {
			return err
		}
		if n%1000 == 0 && l.gauge != nil {
			l.gauge.add(1000)
		}
	}
	return rows.Err()
}

// gauge tells the log how far something long has got.
type gauge struct {
	done atomic.Int64
	once sync.Once
	end  chan struct{}
}

const gaugeEvery = 2 * time.Second

func (s *Store) gauge(what, of string, about int) *gauge {
	g := &gauge{end: make(chan struct{})}
	go func() {
		tick := time.NewTicker(gaugeEvery)
		defer tick.Stop()
		for {
			select {
			case <-g.end:
				return
			case <-tick.C:
				n := g.done.Load()
				s.log.Info(what, "layer", of, "rows", n, "of_about", about, "percent", min(100*n/int64(max(about, 1)), 100))
			}
		}
	}()
	return g
}

func (g *gauge) add(n int64) { g.done.Add(n) }
func (g *gauge) stop()       { g.once.Do(func() { close(g.end) }) }

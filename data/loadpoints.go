package data

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"corredor/geo"
	"corredor/tiles"
)

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
	s       *Store
	layer   tiles.LayerInfo
	fields  []tiles.Field
	columns []pointColumn
	follow  []follower
	reckon  []reckoner
	to      *tiles.Writer
	gauge   *gauge
}

// follower is a field whose value a column tells by a table.
type follower struct {
	field, column int // of the layer, of what comes after id and point
	table         string
	values        map[string]tiles.Value // by the column as it is sent
}

// reckoner is a field whose value two others tell.
type reckoner struct {
	field, from, to int
	tell            func(from, to, v *tiles.Value)
}

func (s *Store) newPointLoader(b *tiles.Builder, layer tiles.LayerInfo, expect int, g *gauge) (*pointLoader, error) {
	columns, err := pointColumns(layer)
	if err != nil {
		return nil, err
	}
	to, err := b.Writer(layer.Name, expect)
	if err != nil {
		return nil, err
	}
	l := &pointLoader{s: s, layer: layer, fields: slices.Concat(layer.Fields, layer.Kept), columns: columns, to: to, gauge: g}
	for i, f := range l.fields {
		if by, follows := following[layer.Name][f.Name]; follows {
			l.follow = append(l.follow, follower{field: i, column: placeOf(columns, by.column), table: by.table})
		}
		if by, told := reckoned[layer.Name][f.Name]; told {
			from, to := placeOf(columns, by.from), placeOf(columns, by.to)
			if from < 0 || to < 0 {
				return nil, fmt.Errorf("%s is reckoned from %s and %s, which are not all read", f.Name, by.from, by.to)
			}
			l.reckon = append(l.reckon, reckoner{i, columns[from].field, columns[to].field, by.tell})
		}
	}
	return l, nil
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
	decodeID, err := decoderOf(fields[0])
	if err != nil {
		return err
	}
	decode := make([]decoder, 0, len(l.columns))
	for _, d := range fields[beforeFields:] {
		how, err := decoderOf(d)
		if err != nil {
			return err
		}
		decode = append(decode, how)
	}
	values := make([]tiles.Value, len(l.fields))
	var id tiles.Value
	for n := 1; rows.Next(); n++ {
		raw := rows.RawValues()
		if err := decodeID(raw[0], &id); err != nil {
			return err
		}
		point, err := decodePoint(raw[1])
		if err != nil {
			return err
		}
		for i, c := range l.columns {
			if c.field < 0 {
				continue
			}
			if err := decode[i](raw[beforeFields+i], &values[c.field]); err != nil {
				return fmt.Errorf("%s of %v: %w", c.name, id.Number, err)
			}
		}
		for i := range l.follow {
			f := &l.follow[i]
			values[f.field] = f.values[string(raw[beforeFields+f.column])] // none of what there is none of
		}
		for i := range l.reckon {
			r := &l.reckon[i]
			r.tell(&values[r.from], &values[r.to], &values[r.field])
		}
		err = l.to.Add(uint64(id.Number), 0, point, values)
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

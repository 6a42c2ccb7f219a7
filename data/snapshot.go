package data

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/paulmach/orb/encoding/wkb"

	"corredor/tiles"
)

//go:embed queries/layers/*.sql
var layerQueries embed.FS

// Snapshot loads every layer of the map, and the revision of the data, in one
// consistent read. The query of a
// layer, queries/layers/<name>.sql, selects id, geom as WKB and the layer's
// fields by name; a column min_zoom holds back features at low zooms. A layer
// that keeps fields for filters has the rows of its collection, so that memory
// and database mean the same by a name. A shape
// that cannot be drawn is left out and logged: it never costs the others.
func (s *Store) Snapshot(ctx context.Context) (_ *tiles.Snapshot, err error) {
	defer wrap(&err, "load the map")
	var m *tiles.Snapshot
	err = pgx.BeginTxFunc(ctx, s.pool, consistent, func(tx pgx.Tx) (err error) {
		m, err = s.snapshotIn(ctx, tx)
		return err
	})
	return m, err
}

// snapshotIn loads the map as a transaction sees it.
func (s *Store) snapshotIn(ctx context.Context, tx pgx.Tx) (*tiles.Snapshot, error) {
	revision, err := revisionIn(ctx, tx)
	if err != nil {
		return nil, err
	}
	b := tiles.NewBuilder(revision)
	for _, layer := range tiles.Layers() {
		if err := s.loadLayer(ctx, tx, b, layer); err != nil {
			return nil, fmt.Errorf("layer %s: %w", layer.Name, err)
		}
	}
	return b.Snapshot(), nil
}

// consistent is a transaction that sees the data as they stood at one moment.
var consistent = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}

// loadLayer adds all of a layer.
func (s *Store) loadLayer(ctx context.Context, tx pgx.Tx, b *tiles.Builder, layer tiles.LayerInfo) error {
	if layer.Kept != nil {
		return s.loadPoints(ctx, tx, b, layer)
	}
	sql, err := layerQueries.ReadFile("queries/layers/" + layer.Name + ".sql")
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, string(sql))
	if err != nil {
		return err
	}
	defer rows.Close()
	fields, err := columnsOf(rows)
	if err != nil {
		return err
	}
	column := map[string]int{}
	for i, d := range fields {
		column[d.Name] = i
	}
	for _, f := range layer.Fields {
		if _, ok := column[f.Name]; !ok && f.Name != "id" {
			return fmt.Errorf("its query has no column %s", f.Name)
		}
	}
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return err
		}
		id, _ := values[column["id"]].(int64)
		shape, _ := values[column["geom"]].([]byte)
		f := tiles.Feature{ID: uint64(id), Props: make([]any, len(layer.Fields))}
		for i, field := range layer.Fields {
			f.Props[i] = values[column[field.Name]]
		}
		if at, ok := column["min_zoom"]; ok {
			zoom, _ := values[at].(int16)
			f.MinZoom = uint8(zoom)
		}
		if f.Geometry, err = wkb.Unmarshal(shape); err == nil {
			err = b.Add(layer.Name, f)
		}
		if err != nil {
			s.notDrawn(layer, id, err)
		}
	}
	return rows.Err()
}

// columnsOf describes the columns of rows. A connection that is cut, or a context that
// ends, while a known statement is on its way is told by the rows alone, which have no
// columns then.
func columnsOf(rows pgx.Rows) ([]pgconn.FieldDescription, error) {
	fields := rows.FieldDescriptions()
	if len(fields) > 0 {
		return fields, nil
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return nil, errors.New("the answer has no columns")
}

func (s *Store) notDrawn(layer tiles.LayerInfo, id int64, err error) {
	s.log.Warn("not on the map", "layer", layer.Name, "id", id, "err", err)
}

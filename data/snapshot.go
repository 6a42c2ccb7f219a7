package data

import (
	"context"
	"embed"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb/encoding/wkb"

	"corredor/tiles"
)

//go:embed queries/layers/*.sql
var layerQueries embed.FS

// Snapshot loads every layer of the map, and the revision of the data, in one
// consistent read. The query of a
// layer, queries/layers/<name>.sql, selects id, geom as WKB and the layer's
// fields by name; a column min_zoom holds back features at low zooms. A shape
// that cannot be drawn is left out and logged: it never costs the others.
func (s *Store) Snapshot(ctx context.Context) (_ *tiles.Snapshot, err error) {
	defer wrap(&err, "load the map")
	var b *tiles.Builder
	consistent := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, s.pool, consistent, func(tx pgx.Tx) error {
		var revision int64
		if err := tx.QueryRow(ctx, `select number from revision`).Scan(&revision); err != nil {
			return fmt.Errorf("revision: %w", err)
		}
		b = tiles.NewBuilder(revision)
		for _, layer := range tiles.Layers() {
			if err := s.loadLayer(ctx, tx, b, layer); err != nil {
				return fmt.Errorf("layer %s: %w", layer.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return b.Snapshot(), nil
}

func (s *Store) loadLayer(ctx context.Context, tx pgx.Tx, b *tiles.Builder, layer tiles.LayerInfo) error {
	sql, err := layerQueries.ReadFile("queries/layers/" + layer.Name + ".sql")
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, string(sql))
	if err != nil {
		return err
	}
	defer rows.Close()
	column := map[string]int{}
	for i, d := range rows.FieldDescriptions() {
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
			s.log.Warn("not on the map", "layer", layer.Name, "id", id, "err", err)
		}
	}
	return rows.Err()
}

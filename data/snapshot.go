package data

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/paulmach/orb/encoding/wkb"

	"corredor/geo"
	"corredor/geo/cql2"
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
	sql, err := layerQuery(layer)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, sql)
	if err != nil {
		return err
	}
	defer rows.Close()
	column := map[string]int{}
	for i, d := range rows.FieldDescriptions() {
		column[d.Name] = i
	}
	for _, f := range slices.Concat(layer.Fields, layer.Kept) {
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
		of := func(fields []tiles.Field) []any {
			props := make([]any, len(fields))
			for i, field := range fields {
				props[i] = drawable(values[column[field.Name]])
			}
			return props
		}
		f := tiles.Feature{ID: uint64(id), Props: of(layer.Fields)}
		if layer.Kept != nil {
			f.Kept = of(layer.Kept)
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

// layerQuery is the SQL that selects the rows of a layer.
func layerQuery(layer tiles.LayerInfo) (string, error) {
	if layer.Kept == nil {
		sql, err := layerQueries.ReadFile("queries/layers/" + layer.Name + ".sql")
		return string(sql), err
	}
	c, ok := FindCollection(strings.ReplaceAll(layer.Name, "_", "-"))
	if !ok {
		return "", fmt.Errorf("there is no collection %s", layer.Name)
	}
	columns := []string{"c.id", "ST_AsBinary(c.geom) as geom"}
	for _, f := range slices.Concat(layer.Fields, layer.Kept) {
		if f.Name == "id" {
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

// tileTypes are the types of the map in the words of filters.
var tileTypes = map[tiles.Type]cql2.Type{
	tiles.String: cql2.TextType, tiles.Number: cql2.NumberType, tiles.Boolean: cql2.BooleanType,
	tiles.Day: cql2.DateType, tiles.Period: cql2.PeriodType,
}

// drawable turns a range of days into what the map knows.
func drawable(v any) any {
	r, ok := v.(pgtype.Range[any])
	if !ok {
		return v
	}
	if !r.Valid || r.LowerType == pgtype.Empty {
		return nil
	}
	days := tiles.Days{First: cql2.OpenStart, Last: cql2.OpenEnd}
	if from, ok := r.Lower.(time.Time); ok {
		days.First = geo.DayOf(from)
	}
	if after, ok := r.Upper.(time.Time); ok {
		days.Last = geo.DayOf(after) - 1
	}
	return days
}

package data

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"

	"corredor/tiles"
)

// Advance returns the map after what is shown, as the data stand now; without
// changes it loads everything. Rows that the log names are read alone, whatever
// else the layer holds; a layer of which any may have changed is read anew. It may
// be further than the last of the changes, never short of it.
func (s *Store) Advance(ctx context.Context, shown *tiles.Snapshot, changes []Change) (_ *tiles.Snapshot, err error) {
	defer wrap(&err, "bring the map up to date")
	if len(changes) == 0 {
		return s.Snapshot(ctx)
	}
	var next *tiles.Snapshot
	err = pgx.BeginTxFunc(ctx, s.pool, consistent, func(tx pgx.Tx) error {
		revision, err := revisionIn(ctx, tx)
		if err != nil {
			return err
		}
		// What was committed since changes were read is seen here as well.
		all, err := changesIn(ctx, tx, shown.Revision(), math.MaxInt64)
		if err != nil {
			return err
		}
		plan, known := redrawn(all)
		if !known || len(all) == 0 || all[0].Number > changes[0].Number {
			return nil // the log tells less than was read before: everything is read
		}
		b := shown.Edit(revision)
		for _, layer := range tiles.Layers() {
			r, touched := plan[layer.Name]
			switch {
			case !touched:
				continue
			case r.ids != nil:
				err = s.changeRows(ctx, tx, b, layer, slices.Sorted(maps.Keys(r.ids)))
			default:
				if err = b.Begin(layer.Name); err == nil {
					err = s.loadLayer(ctx, tx, b, layer)
				}
			}
			if err != nil {
				return fmt.Errorf("layer %s: %w", layer.Name, err)
			}
		}
		next = b.Snapshot()
		return nil
	})
	if err == nil && next == nil {
		return s.Snapshot(ctx)
	}
	return next, err
}

// changeRows reads the rows of these ids anew.
func (s *Store) changeRows(ctx context.Context, tx pgx.Tx, b *tiles.Builder, layer tiles.LayerInfo, ids []int64) error {
	gone := make([]uint64, len(ids))
	for i, id := range ids {
		gone[i] = uint64(id)
	}
	if err := b.Remove(layer.Name, gone...); err != nil {
		return err
	}
	sql, err := pointsQuery(layer)
	if err != nil {
		return err
	}
	l, err := s.newPointLoader(b, layer, len(ids), nil)
	if err != nil {
		return err
	}
	return l.load(ctx, tx, sql+" and c.id = any($1)", ids)
}

// redraw is what of a layer is read again: rows by id, or all where ids is nil.
type redraw struct{ ids map[int64]bool }

// redrawn returns what changes make of each layer; it is not known where anything may
// have changed. Shapes share borders, which are simplified as one line: where
// one layer of them changes all are read again.
func redrawn(changes []Change) (plan map[string]redraw, known bool) {
	plan = map[string]redraw{}
	for _, c := range changes {
		if c.Relation == "" {
			return nil, false
		}
		for _, layer := range drawnFrom[c.Relation] {
			r, touched := plan[layer.Name]
			if itemTables[layer.Name] != c.Relation || layer.Kept == nil || c.IDs == nil {
				plan[layer.Name] = redraw{}
				continue
			}
			if !touched {
				r.ids = map[int64]bool{}
				plan[layer.Name] = r
			}
			if r.ids != nil {
				for _, id := range c.IDs {
					r.ids[id] = true
				}
			}
		}
	}
	layers := tiles.Layers()
	if slices.ContainsFunc(layers, func(l tiles.LayerInfo) bool { _, t := plan[l.Name]; return t && l.Kind == tiles.Shapes }) {
		for _, l := range layers {
			if l.Kind == tiles.Shapes {
				plan[l.Name] = redraw{}
			}
		}
	}
	return plan, true
}

// drawnOf are the tables from which the columns of a layer come that has the rows
// of its collection; the rest of the collection's query is not on the map.
var drawnOf = map[string][]string{"incidents": {"incident", "incident_kind", "route", "km_scale"}}

// drawnFrom are the layers that a table is drawn in.
var drawnFrom = func() map[string][]tiles.LayerInfo {
	from := map[string][]tiles.LayerInfo{}
	for _, l := range tiles.Layers() {
		for _, t := range tablesOf(l) {
			from[t] = append(from[t], l)
		}
	}
	return from
}()

func tablesOf(l tiles.LayerInfo) []string {
	if l.Kept != nil {
		return drawnOf[l.Name]
	}
	sql, err := layerQueries.ReadFile("queries/layers/" + l.Name + ".sql")
	if err != nil {
		panic(err) // a layer without its query does not leave the workshop
	}
	return tablesIn(string(sql))
}

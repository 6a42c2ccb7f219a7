package main

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"time"

	"corredor/data"
	"corredor/geo"
	"corredor/tiles"
)

// edits is how many are made; patience how long the first may take before that is all.
const (
	edits    = 20
	patience = 20 * time.Second
)

const fresh = `{"type": "Feature", "geometry": {"type": "Point", "coordinates": [-71.9, -14.2]}, "properties": {
	"kind": "blockade", "start": "2025-10-01", "end": "2025-10-05", "place": "Prueba", "place_precision": "community",
	"sources": [{"name": "Medición"}], "summary_es": "Medida; no ha sucedido."}}`

// edit changes an incident through the Store and waits until the map that is followed
// shows it.
func (b *bench) edit(ctx context.Context, store *data.Store, m *tiles.Snapshot) error {
	c, _ := data.FindCollection("incidents")
	following, stop := context.WithCancel(ctx)
	shown := make(chan *tiles.Snapshot, 64)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		store.Follow(following, m, func(next *tiles.Snapshot, _ []data.Change) { shown <- next })
	}()
	defer func() { stop(); <-gone }()
	made, err := store.Create(ctx, geo.Operator, c, data.Write{Body: []byte(fresh)})
	if err != nil {
		return err
	}
	defer func() {
		// The database is as it was for the next run.
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer stop()
		_ = store.Delete(ctx, geo.Operator, c, made.ID, data.Write{})
	}()
	if err := b.until(ctx, store, shown); err != nil {
		return err
	}
	var took, answered []time.Duration
	var garbage float64
	for i := range edits {
		before := alone()
		began := time.Now()
		_, err := store.Update(ctx, geo.Operator, c, made.ID, data.Write{
			Body: fmt.Appendf(nil, `{"geometry": {"type": "Point", "coordinates": [%g, -14.2]}}`, -71.9+float64(i+1)/1000)})
		if err != nil {
			return err
		}
		answered = append(answered, time.Since(began))
		if err := b.until(ctx, store, shown); err != nil {
			return err
		}
		took = append(took, time.Since(began))
		var after runtime.MemStats
		runtime.ReadMemStats(&after)
		garbage = math.Max(garbage, float64(after.TotalAlloc-before.TotalAlloc))
		if took[0] > patience {
			break
		}
	}
	longest := time.Duration(0)
	for _, t := range took {
		longest = max(longest, t)
	}
	median, _ := quantiles(took)
	write, _ := quantiles(answered)
	b.tell(fmt.Sprintf("an edit with %s incidents: the write itself, median of %d", short(b.Incidents), len(took)), "%.0f ms", write)
	b.under("from the edit's beginning until the map shows it: median", median, 300, "%.0f ms")
	b.under("the same: longest", float64(longest.Milliseconds()), 300, "%.0f ms")
	b.under("garbage of an edit, at most", garbage/1e6, 50, "%.0f MB")
	return nil
}

// until waits until the map is as far as the data are.
func (b *bench) until(ctx context.Context, store *data.Store, shown <-chan *tiles.Snapshot) error {
	now, err := store.Revision(ctx)
	if err != nil {
		return err
	}
	for {
		select {
		case m := <-shown:
			if m.Revision() >= now {
				return nil
			}
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Minute):
			return fmt.Errorf("the map did not follow within five minutes")
		}
	}
}

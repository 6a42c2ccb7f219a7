package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"time"

	"corredor/data"
	"corredor/geo"
	"corredor/tiles"
)

// inProcess measures the map without HTTP: any tile, fresh tiles, the map on disk, an
// edit.
func (b *bench) inProcess(ctx context.Context) error {
	if b.Profile != "" {
		f, err := os.Create(b.Profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	medians := map[int]float64{}
	for _, n := range b.sizes() {
		if n != b.Incidents && !b.wants("tiles") {
			continue
		}
		if err := b.withMap(ctx, n, medians); err != nil {
			return err
		}
		runtime.GC()
	}
	if b.wants("tiles") && medians[b.Few] > 0 && b.Incidents > b.Few {
		b.under(fmt.Sprintf("growth of that median from %s to %s incidents", short(b.Few), short(b.Incidents)),
			medians[b.Incidents]/medians[b.Few], 4, "%.1f-fold")
	}
	return nil
}

func (b *bench) withMap(ctx context.Context, incidents int, medians map[int]float64) error {
	store, m, err := b.opened(ctx, incidents)
	if err != nil {
		return err
	}
	defer store.Close()
	if b.wants("tiles") {
		if medians[incidents], err = b.anyTile(ctx, store, m, incidents); err != nil {
			return err
		}
	}
	if incidents != b.Incidents {
		return nil
	}
	if b.wants("load") {
		if err := b.disk(m); err != nil {
			return err
		}
	}
	if b.wants("fresh") {
		if err := b.fresh(ctx, store, m); err != nil {
			return err
		}
	}
	if b.wants("edit") {
		return b.edit(ctx, store, m)
	}
	return nil
}

// anyTile draws tiles at any zoom, each with kinds and days of its own, one after
// the other, from the words of the filter to the packed bytes.
func (b *bench) anyTile(ctx context.Context, store *data.Store, m *tiles.Snapshot, incidents int) (median float64, err error) {
	biggest := 0
	measure := func(layers []string, ask func() question) (p50, p99 float64, err error) {
		var took []time.Duration
		for i := range b.Samples + b.Samples/10 {
			q := ask()
			began := time.Now()
			t, err := drawn(ctx, store, m, q, layers)
			if err != nil {
				return 0, 0, err
			}
			t.Gzip()
			if i >= b.Samples/10 { // what comes before is to warm up
				took = append(took, time.Since(began))
			}
			biggest = max(biggest, len(t.Raw))
		}
		p50, p99 = quantiles(took)
		return p50, p99, nil
	}
	filtered := func() question { return b.ground.chosen(b.ground.anywhere()) }
	of := fmt.Sprintf(" (%s incidents)", short(incidents))
	p50, p99, err := measure(incidentsAlone, filtered)
	if err != nil {
		return 0, err
	}
	b.under("any tile of incidents at any zoom, by days and kinds: median"+of, p50, 5, "%.2f ms")
	b.under("the same: 99 of 100 within"+of, p99, 20, "%.2f ms")
	if incidents != b.Incidents {
		return p50, nil
	}
	a, z, err := measure(incidentsAlone, func() question { return b.ground.chosen(b.ground.crowded()) })
	if err != nil {
		return 0, err
	}
	b.tell("the same, oftener where more incidents lie: median, 99 of 100"+of, "%.2f ms, %.2f ms", a, z)
	a, z, err = measure(nil, filtered)
	if err != nil {
		return 0, err
	}
	b.under("the same with all layers of the map: median"+of, a, 5, "%.2f ms")
	b.under("the same: 99 of 100 within"+of, z, 20, "%.2f ms")
	// Unfiltered tiles are remembered: a map made of this one by no edit at all is not.
	if a, z, err = measure(incidentsAlone, func() question {
		m = m.Edit(m.Revision()).Snapshot()
		return b.ground.anywhere()
	}); err != nil {
		return 0, err
	}
	b.tell("any tile of incidents without a filter: median, 99 of 100"+of, "%.2f ms, %.2f ms", a, z)
	b.under("the largest of these tiles before compression", float64(biggest)/1000, 200, "%.0f kB")
	return p50, nil
}

var incidentsAlone = []string{"incidents"}

// drawn answers a question as the server does.
func drawn(ctx context.Context, store *data.Store, m *tiles.Snapshot, q question, layers []string) (tiles.Tile, error) {
	r := tiles.Request{Z: uint8(q.Z), X: q.X, Y: q.Y, Layers: layers}
	c := data.ConditionsOn(layers)
	query, err := q.query(c)
	if err == nil && q.kinds != nil {
		r.Filter, err = store.PickedIn(ctx, geo.Anyone, m, layers, c, query)
	}
	if err != nil {
		return tiles.Tile{}, err
	}
	return m.Tile(r)
}

// fresh counts tiles of zoom 12 a second, by all processors, none of which was drawn
// before.
func (b *bench) fresh(ctx context.Context, store *data.Store, m *tiles.Snapshot) error {
	all := b.ground.tiles(12)
	var asked []question
	for _, q := range all {
		asked = append(asked, b.ground.chosen(q))
	}
	for _, c := range []struct {
		what      string
		questions []question
		packed    bool
		goal      float64
	}{
		{"z12 tiles drawn fresh, in process", all, false, 20_000},
		{"the same, and packed", all, true, 0},
		{"the same, each by days and kinds of its own", asked, true, 0},
	} {
		var count, size, rounds int
		began := time.Now()
		var spent time.Duration
		for spent < b.long() {
			m = m.Edit(m.Revision()).Snapshot() // remembers nothing
			n, bytes, err := allDrawn(ctx, store, m, c.questions, c.packed, began.Add(b.long()))
			if err != nil {
				return err
			}
			count, size, rounds = count+n, size+bytes, rounds+1
			spent = time.Since(began)
		}
		perSecond := float64(count) / spent.Seconds()
		if c.goal > 0 {
			b.over(c.what, perSecond, c.goal, "%.0f/s")
			b.tell("a z12 tile before compression, on average, and of how many tiles", "%.1f kB, %s", float64(size)/float64(count)/1000, many(float64(len(all))))
		} else {
			b.tell(c.what, "%.0f/s", perSecond)
		}
	}
	return nil
}

func allDrawn(ctx context.Context, store *data.Store, m *tiles.Snapshot, questions []question, packed bool, until time.Time) (int, int, error) {
	var next, size atomic.Int64
	workers := runtime.GOMAXPROCS(0)
	errs := make([]error, workers)
	counts := make([]int, workers)
	var all sync.WaitGroup
	for worker := range workers {
		all.Go(func() {
			for {
				n := int(next.Add(1) - 1)
				if n >= len(questions) || n%64 == 0 && time.Now().After(until) {
					return
				}
				t, err := drawn(ctx, store, m, questions[n], incidentsAlone)
				if err != nil {
					errs[worker] = err
					return
				}
				if packed {
					t.Gzip()
				}
				size.Add(int64(len(t.Raw)))
				counts[worker]++
			}
		})
	}
	all.Wait()
	count := 0
	for i, err := range errs {
		if err != nil {
			return 0, 0, err
		}
		count += counts[i]
	}
	return count, int(size.Load()), nil
}

// disk saves the map and loads it again.
func (b *bench) disk(m *tiles.Snapshot) error {
	name := filepath.Join(b.scratch, "map")
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	began := time.Now()
	if err := m.Save(f); err != nil {
		return err
	}
	saved := time.Since(began)
	size, err := f.Seek(0, 1)
	if err == nil {
		_, err = f.Seek(0, 0)
	}
	if err != nil {
		return err
	}
	began = time.Now()
	again, err := tiles.Load(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		return err
	}
	loaded := time.Since(began)
	if again.Counts()["incidents"] != m.Counts()["incidents"] {
		return fmt.Errorf("the map saved has %d incidents, the one loaded %d", m.Counts()["incidents"], again.Counts()["incidents"])
	}
	b.tell("the map saved to disk", "%.1f s, %.0f MB", saved.Seconds(), float64(size)/1e6)
	b.under("the map loaded from disk", loaded.Seconds(), 3, "%.1f s")
	return nil
}

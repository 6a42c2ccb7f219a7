package tiles_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/paulmach/orb"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/tiles"
)

func expr(t testing.TB, text string) cql2.Expr {
	t.Helper()
	e, err := cql2.ParseText(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// filtered returns the ids of the features that a filter leaves in a layer.
func filtered(t testing.TB, s *tiles.Snapshot, layer string, f *tiles.Filter) []uint64 {
	t.Helper()
	tile, err := s.Tile(tiles.Request{Z: 0, Layers: []string{layer}, Filter: f})
	if err != nil {
		t.Fatal(err)
	}
	var ids []uint64
	if l := decode(t, tile)[layer]; l != nil {
		for _, f := range l.Features {
			ids = append(ids, uint64(f.ID.(float64)))
		}
	}
	slices.Sort(ids)
	return ids
}

// kept returns incidents of every sort of value, and those without.
func kept(t testing.TB) *tiles.Snapshot {
	b := tiles.NewBuilder(1)
	fields := tiles.Layers()[12].Kept
	for i := range 600 {
		f := incident(i, orb.Point{-72 + float64(i)/1000, -14})
		f.Kept = make([]any, len(fields))
		if i%3 > 0 {
			for k, field := range fields {
				switch field.Type {
				case tiles.String:
					f.Kept[k] = fmt.Sprint(field.Name, i%7)
				case tiles.Number:
					f.Kept[k] = float64(i) / 2
				case tiles.Boolean:
					f.Kept[k] = i%2 == 0
				case tiles.Period:
					f.Kept[k] = tiles.Days{First: geo.Day(17000 + i), Last: geo.Day(17000 + 2*i)}
				}
			}
		}
		must(t, b, "incidents", f)
	}
	return b.Snapshot()
}

func TestFiltersChooseByEveryKindOfField(t *testing.T) {
	s := kept(t)
	for _, c := range []struct {
		filter string
		holds  func(i int) bool // of the incident with the id i + 1
	}{
		{`id > 590`, func(i int) bool { return i >= 590 }},
		{`kind = 'blockade'`, func(i int) bool { return i%5 == 0 }},
		{`code LIKE 'INC00%'`, func(i int) bool { return i < 9 }},
		{`district = 'district3'`, func(i int) bool { return i%3 > 0 && i%7 == 3 }},
		{`district <> 'district3'`, func(i int) bool { return i%3 > 0 && i%7 != 3 }},
		{`district IS NULL`, func(i int) bool { return i%3 == 0 }},
		{`km > 100.25`, func(i int) bool { return i%3 > 0 && float64(i)/2 > 100.25 }},
		{`km_extrapolated`, func(i int) bool { return i%3 > 0 && i%2 == 0 }},
		{`NOT km_extrapolated`, func(i int) bool { return i%3 > 0 && i%2 == 1 }},
		{`start = DATE('2015-01-01')`, func(i int) bool { return 16436+(i+0)*7%3900 == 16436 }},
		{`T_INTERSECTS(period, DATE('2016-10-27'))`, func(i int) bool { return i%3 > 0 && 17000+i <= 17101 && 17000+2*i >= 17101 }},
		{`geom IS NULL`, func(int) bool { return false }},
	} {
		f, ok := s.FilterBy("incidents", expr(t, c.filter))
		if !ok {
			t.Errorf("%s is not for memory", c.filter)
			continue
		}
		var want []uint64
		for i := range 600 {
			if c.holds(i) {
				want = append(want, uint64(i+1))
			}
		}
		if got := filtered(t, s, "incidents", f); !slices.Equal(got, want) {
			t.Errorf("%s chooses %v, want %v", c.filter, got, want)
		}
	}
	for layer, filter := range map[string]string{"incidents": `summary_es = 'x'`, "zones": `id = 1`, "nothing": `id = 1`} {
		if _, ok := s.FilterBy(layer, expr(t, filter)); ok {
			t.Errorf("%s of %s is answered from memory", filter, layer)
		}
	}
	if _, ok := s.FilterBy("incidents", expr(t, `within_zone(3)`)); ok {
		t.Error("within_zone is answered from memory")
	}
}

func TestIDsChooseInEveryLayer(t *testing.T) {
	s := build(t, 1, small(), 1)
	for layer, all := range map[string][]uint64{"incidents": {7, 8, 26}, "km_posts": nil, "boundaries": {3}, "places": nil} {
		for _, ids := range [][]int64{nil, {26, 7, 7}, {3, 999}} {
			f, err := s.FilterTo(layer, ids)
			if err != nil {
				t.Fatal(err)
			}
			var want []uint64
			for _, id := range all {
				if slices.Contains(ids, int64(id)) {
					want = append(want, id)
				}
			}
			if got := filtered(t, s, layer, f); !slices.Equal(got, want) {
				t.Errorf("%v of %s: %v, want %v", ids, layer, got, want)
			}
		}
	}
	if _, err := s.FilterTo("nothing", nil); err == nil {
		t.Error("a layer that does not exist was filtered")
	}
}

func TestAFilterChangesItsLayerAloneAndItsTagWithIt(t *testing.T) {
	s := build(t, 1, small(), 1)
	r := tiles.Request{Z: 9, X: 153, Y: 276}
	draw := func(r tiles.Request) []byte {
		tile, err := s.Tile(r)
		if err != nil {
			t.Fatal(err)
		}
		return tile.Raw
	}
	whole := draw(r)
	tags := map[string]bool{s.ETag(r): true}
	for _, text := range []string{`kind = 'clash'`, `kind = 'blockade'`, `id > 0`} {
		r.Filter, _ = s.FilterBy("incidents", expr(t, text))
		if bytes.Equal(draw(r), whole) == (text != `id > 0`) || tags[s.ETag(r)] {
			t.Errorf("%s makes the tile %s", text, s.ETag(r))
		}
		tags[s.ETag(r)] = true
		again, _ := s.FilterBy("incidents", expr(t, text))
		if tag := s.ETag(r); tag != s.ETag(tiles.Request{Z: 9, X: 153, Y: 276, Filter: again}) {
			t.Errorf("the same filter has another tag than %s", tag)
		}
	}
	// Without the layer the filter is about, nothing is filtered.
	land := tiles.Request{Z: 9, X: 153, Y: 276, Layers: []string{"land"}}
	tag, raw := s.ETag(land), draw(land)
	land.Filter = r.Filter
	if s.ETag(land) != tag || !bytes.Equal(draw(land), raw) {
		t.Error("a filter of the incidents changes the land")
	}
	other := build(t, 2, small(), 1)
	if _, err := other.Tile(r); err == nil {
		t.Error("a filter of another snapshot was taken")
	}
}

func TestFiltersOfSeveralLayersWorkTogether(t *testing.T) {
	s := build(t, 1, small(), 1)
	clashes, _ := s.FilterBy("incidents", expr(t, `kind = 'clash'`))
	nothing, err := s.FilterTo("boundaries", nil)
	if err != nil {
		t.Fatal(err)
	}
	both := tiles.Together(nil, clashes, nothing)
	for _, layer := range []string{"incidents", "boundaries"} {
		one := map[string]*tiles.Filter{"incidents": clashes, "boundaries": nothing}[layer]
		if got, want := filtered(t, s, layer, both), filtered(t, s, layer, one); !slices.Equal(got, want) {
			t.Errorf("%s: %v, alone %v", layer, got, want)
		}
	}
	r := tiles.Request{Z: 9, X: 153, Y: 276, Filter: clashes}
	tag := s.ETag(r)
	if r.Filter = both; s.ETag(r) == tag {
		t.Error("two filters have the tag of one")
	}
	if tiles.Together() != nil || tiles.Together(nil, nil) != nil {
		t.Error("no filters make a filter")
	}
}

func TestAFilterIsMadeOnceAndAFailureIsForgotten(t *testing.T) {
	s := kept(t)
	var made atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			f, err := s.Filter("q", func() (*tiles.Filter, error) {
				made.Add(1)
				return s.FilterTo("incidents", []int64{1})
			})
			if f == nil || err != nil {
				t.Errorf("%v, %v", f, err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
	for range 2 {
		if _, err := s.Filter("bad", func() (*tiles.Filter, error) { made.Add(1); return nil, errors.New("no") }); err == nil {
			t.Error("a failure was answered with a filter")
		}
	}
	if made.Load() != 3 {
		t.Errorf("made %d times", made.Load())
	}
	func() {
		defer func() { _ = recover() }()
		s.Filter("worse", func() (*tiles.Filter, error) { panic("no") })
	}()
	if f, err := s.Filter("worse", func() (*tiles.Filter, error) { return s.FilterTo("incidents", nil) }); f == nil || err != nil {
		t.Errorf("after a panic: %v, %v", f, err)
	}
}

// BenchmarkFiltered draws tiles of a map of many incidents under a filter.
func BenchmarkFiltered(b *testing.B) {
	s := seed(b, 100_000)
	f, ok := s.FilterBy("incidents", expr(b, `kind IN ('blockade', 'strike') AND start >= DATE('2019-01-01')`))
	if !ok {
		b.Fatal("not for memory")
	}
	for _, z := range []uint8{4, 8, 12} {
		b.Run(fmt.Sprintf("z=%02d", z), func(b *testing.B) {
			requests := spreadTiles(z, 100)
			for b.Loop() {
				for _, r := range requests {
					r.Filter = f
					tiles.Draw(s, r)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(requests)), "µs/tile")
		})
	}
}

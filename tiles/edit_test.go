package tiles_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"corredor/tiles"
)

// same holds two snapshots of the same data against each other.
func same(t *testing.T, what string, a, b *tiles.Snapshot) {
	t.Helper()
	for z := uint8(0); z < 15; z += 3 {
		for _, r := range spreadTiles(z, 12) {
			if a.ETag(r) != b.ETag(r) {
				t.Fatalf("%s: the tags of %d/%d/%d differ: %s and %s", what, z, r.X, r.Y, a.ETag(r), b.ETag(r))
			}
			if x, y := tiles.Draw(a, r), tiles.Draw(b, r); !bytes.Equal(x.Raw, y.Raw) {
				t.Fatalf("%s: tile %d/%d/%d differs", what, z, r.X, r.Y)
			}
		}
	}
}

// TestEditsMakeTheMapThatIsMadeAnew changes a map again and again, and compares it
// with one that is made of all there is.
func TestEditsMakeTheMapThatIsMadeAnew(t *testing.T) {
	all, s := crowd(t, 20_000, 11)
	first := s
	rng := rand.New(rand.NewPCG(3, 3))
	now := map[uint64]tiles.Feature{}
	for _, f := range all {
		now[f.ID] = f
	}
	next, _ := crowd(t, 30_000, 12)
	for round := range 6 {
		b := s.Edit(int64(round + 2))
		changed := map[uint64]bool{}
		change := func(id uint64, f *tiles.Feature) {
			if changed[id] {
				return
			}
			changed[id] = true
			if err := b.Remove("incidents", id); err != nil {
				t.Fatal(err)
			}
			delete(now, id)
			if f != nil {
				f.ID = id
				must(t, b, "incidents", *f)
				now[id] = *f
			}
		}
		switch round {
		case 3: // a crowd at one place, more than a chunk holds
			for i := range 9000 {
				f := next[20_000+i]
				f.Geometry = orb.Point{-72.1, -14.2}
				change(uint64(100_000+i), &f)
			}
		case 4:
			for id := range now {
				if id%3 > 0 {
					change(id, nil)
				}
			}
		default:
			for range 300 {
				f := next[rng.IntN(20_000)]
				change(uint64(rng.IntN(25_000)+1), &f)
				change(uint64(rng.IntN(25_000)+1), nil)
			}
		}
		s = b.Snapshot()
		anew := tiles.NewBuilder(s.Revision())
		for _, f := range now {
			must(t, anew, "incidents", f)
		}
		fresh := anew.Snapshot()
		if got, want := s.Counts()["incidents"], len(now); got != want || fresh.Counts()["incidents"] != want {
			t.Fatalf("round %d: %d incidents, want %d", round, got, want)
		}
		same(t, "edited and made anew", s, fresh)
		for _, text := range someFilters[1:6] {
			if a, b := filterOf(t, s, text).IDs(), filterOf(t, fresh, text).IDs(); len(a) != len(b) {
				t.Errorf("%s chooses %d of the edited, %d of the new", text, len(a), len(b))
			}
		}
	}
	again, _ := crowd(t, 20_000, 11)
	b := tiles.NewBuilder(1)
	for _, f := range again {
		must(t, b, "incidents", f)
	}
	same(t, "what was edited, before", first, b.Snapshot())
}

func TestAnEditLeavesOtherLayersAsTheyAre(t *testing.T) {
	s := build(t, 1, small(), 1)
	b := s.Edit(2)
	if err := b.Begin("zones"); err != nil {
		t.Fatal(err)
	}
	must(t, b, "zones", tiles.Feature{ID: 4, Geometry: holed(-72, -14, 0.1), Props: make([]any, 8)})
	if err := b.Add("routes", tiles.Feature{ID: 4, Geometry: orb.LineString{{-72, -14}, {-71, -14}}, Props: make([]any, 2)}); err == nil {
		t.Error("a line was added to a layer of shapes that was not begun")
	}
	must(t, b, "places", tiles.Feature{ID: 10, Geometry: orb.Point{-72.3, -14.3}, Props: make([]any, 7)})
	after := b.Snapshot()
	for layer, want := range map[string]int{"zones": 1, "places": 2, "incidents": 3, "routes": 1, "land": 1} {
		if got := after.Counts()[layer]; got != want {
			t.Errorf("%d %s, want %d", got, layer, want)
		}
		r := tiles.Request{Z: 9, X: 153, Y: 276, Layers: []string{layer}}
		if changed := layer == "zones" || layer == "places"; (s.ETag(r) != after.ETag(r)) != changed {
			t.Errorf("%s: the tag was %s and is %s", layer, s.ETag(r), after.ETag(r))
		}
	}
	if after.Revision() != 2 || s.Revision() != 1 {
		t.Errorf("revisions %d and %d", s.Revision(), after.Revision())
	}
	emptied := after.Edit(3)
	if err := emptied.Remove("incidents", 7, 8, 26, 99); err != nil {
		t.Fatal(err)
	}
	if n := emptied.Snapshot().Counts()["incidents"]; n != 0 {
		t.Errorf("%d incidents are left", n)
	}
	if emptied := after.Edit(3); emptied.Remove("zones", 4) == nil {
		t.Error("a zone was removed alone")
	}
}

// TestRowsOfOnePlaceKeepTheirOrderInAllChunks edits a crowd at one place that is longer
// than any chunk: rows of it are drawn in the order of their ids all the same.
func TestRowsOfOnePlaceKeepTheirOrderInAllChunks(t *testing.T) {
	at := orb.Point{-72.1, -14.2}
	b, anew := tiles.NewBuilder(1), tiles.NewBuilder(2)
	for i := range 20_000 {
		f := incident(2*i+1, at) // ids 2, 4, …
		must(t, b, "incidents", f)
		must(t, anew, "incidents", f)
	}
	e := b.Snapshot().Edit(2)
	var some []int64
	for i := range 40 {
		f := incident(1000*i, at) // ids 1, 1001, …
		must(t, e, "incidents", f)
		must(t, anew, "incidents", f)
		some = append(some, int64(f.ID), int64(f.ID)+1)
	}
	edited, fresh := e.Snapshot(), anew.Snapshot()
	r := tiles.Request{Z: 0, Layers: []string{"incidents"}}
	draw := func(s *tiles.Snapshot) []byte {
		var err error
		if r.Filter, err = s.FilterTo("incidents", some); err != nil {
			t.Fatal(err)
		}
		return tiles.Draw(s, r).Raw
	}
	if !bytes.Equal(draw(edited), draw(fresh)) {
		t.Error("the rows are drawn in another order than on a map made anew")
	}
}

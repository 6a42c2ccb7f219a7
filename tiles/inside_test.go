package tiles_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"corredor/tiles"
)

// TestABoxChoosesWhatLiesInIt: boxes of every size against the places themselves, also
// turned round and beside another condition.
func TestABoxChoosesWhatLiesInIt(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	some := func(least, most float64) float64 { return least + (most-least)*random.Float64() }
	b := tiles.NewBuilder(1)
	var places []orb.Point
	for i := range 3000 {
		p := orb.Point{some(-76, -69), some(-18, -12)}
		if i%10 == 0 {
			p = orb.Point{some(-180, 180), some(-84, 84)}
		}
		places = append(places, p)
		must(t, b, "incidents", incident(i, p))
	}
	s := b.Snapshot()
	for range 200 {
		w, south := some(-77, -69), some(-19, -12)
		size := []float64{0.1, 1, 5, 200}[random.IntN(4)]
		box := orb.Bound{Min: orb.Point{w, south}, Max: orb.Point{w + some(0, size), min(90, south+some(0, size/2))}}
		text := fmt.Sprintf("BBOX(%.9f, %.9f, %.9f, %.9f)", box.Min[0], box.Min[1], box.Max[0], box.Max[1])
		for filter, holds := range map[string]func(i int) bool{
			"S_INTERSECTS(geom, " + text + ")":                   func(i int) bool { return box.Contains(places[i]) },
			"S_INTERSECTS(" + text + ", geom) AND id > 1500":     func(i int) bool { return i >= 1500 && box.Contains(places[i]) },
			"S_DISJOINT(geom, " + text + ")":                     func(i int) bool { return !box.Contains(places[i]) },
			"NOT S_INTERSECTS(geom, " + text + ") AND id <= 500": func(i int) bool { return i < 500 && !box.Contains(places[i]) },
		} {
			f, ok := s.FilterBy("incidents", expr(t, filter))
			if !ok {
				t.Fatalf("%s: memory does not answer", filter)
			}
			var want []uint64
			for i := range places {
				if holds(i) {
					want = append(want, uint64(i+1))
				}
			}
			if got := f.IDs(); !slices.Equal(got, want) {
				t.Fatalf("%s: %d, want %d", filter, len(got), len(want))
			}
		}
	}
}

// TestABoxWithAPlaceOnItsEdgeIsNotForMemory: the grid does not say on which side the
// place is, nor what another shape holds.
func TestABoxWithAPlaceOnItsEdgeIsNotForMemory(t *testing.T) {
	b := tiles.NewBuilder(1)
	must(t, b, "incidents", incident(0, orb.Point{-72, -14}))
	s := b.Snapshot()
	for filter, want := range map[string]bool{
		"S_INTERSECTS(geom, BBOX(-72, -15, -71, -13))":                               false,
		"S_INTERSECTS(geom, BBOX(-73, -15, -72, -13))":                               false,
		"S_INTERSECTS(geom, BBOX(-73, -14, -71, -13))":                               false,
		"S_DISJOINT(geom, BBOX(-73, -15, -71, -14))":                                 false,
		"S_INTERSECTS(geom, BBOX(-72, -14, -72, -14))":                               false,
		"S_INTERSECTS(geom, BBOX(-73, -15, -71, -13))":                               true,
		"S_INTERSECTS(geom, BBOX(-72, -20, -71, -15))":                               true, // on the edge's line, beyond its end
		"S_INTERSECTS(geom, BBOX(170, -15, -71, -13))":                               false,
		"S_INTERSECTS(geom, POLYGON((-73 -15, -71 -15, -71 -13, -73 -13, -73 -15)))": false,
		"S_WITHIN(geom, BBOX(-73, -15, -71, -13))":                                   false,
	} {
		if _, ok := s.FilterBy("incidents", expr(t, filter)); ok != want {
			t.Errorf("%s: answered is %t", filter, ok)
		}
	}
}

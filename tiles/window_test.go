package tiles_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"corredor/tiles"
)

// TestAWindowShowsWhatLiesInIt: the points of any rectangle are those whose places lie in
// it, crowds count the same, and shapes of the rectangle come where they are.
func TestAWindowShowsWhatLiesInIt(t *testing.T) {
	b := tiles.NewBuilder(1)
	r := rand.New(rand.NewPCG(5, 6))
	const world = 512 << 9
	at := map[uint64][2]float64{}
	for i := range 3000 {
		p := orb.Point{-73 + 2*r.Float64(), -15 + 2*r.Float64()}
		must(t, b, "incidents", incident(i, p))
		sin := math.Sin(p[1] * math.Pi / 180)
		at[uint64(i+1)] = [2]float64{(p[0]/360 + 0.5) * world, (0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)) * world}
	}
	must(t, b, "routes", tiles.Feature{ID: 1, Geometry: orb.LineString{{-74, -14}, {-70, -14}}, Props: []any{"road", "haul"}})
	snap := b.Snapshot()
	for range 20 {
		w := tiles.Window{X: at[1][0] - 300*r.Float64(), Y: at[1][1] - 300*r.Float64(), Width: 300, Height: 300, World: world, Zoom: 9, Detail: 9}
		want := map[uint64]bool{}
		for id, p := range at {
			// What lies within a hair of an edge is on either side of it.
			if p[0] > w.X && p[0] < w.X+w.Width && p[1] > w.Y && p[1] < w.Y+w.Height {
				want[id] = true
			}
		}
		n := snap.Points("incidents", w, nil, 5000, func(p *tiles.Point) {
			known := at[p.ID]
			if !want[p.ID] || math.Hypot(p.At[0]+w.X-known[0], p.At[1]+w.Y-known[1]) > 0.01 {
				t.Errorf("point %d is at %v", p.ID, p.At)
			}
			if p.Text("category") == "" || p.Text("nothing") != "" {
				t.Errorf("point %d has no category", p.ID)
			}
		})
		sum, groups := 0, 0
		for _, c := range snap.Crowds("incidents", w, nil) {
			sum += c.N
			for _, g := range c.Groups {
				groups += g
			}
		}
		if n != len(want) || sum != n || groups != n {
			t.Errorf("%d points lie in the window, %d were handed out, %d and %d counted", len(want), n, sum, groups)
		}
		if n > 10 && snap.Points("incidents", w, nil, n-1, func(*tiles.Point) { t.Error("one too many is handed out") }) < n {
			t.Error("that there are too many is not told")
		}
	}
	seen := 0
	snap.Shapes("routes", tiles.Window{X: 0, Y: 0, Width: world, Height: world, World: world, Zoom: 9, Detail: 22}, func(s *tiles.Shape) {
		seen++
		first, last := s.Parts[0][0], s.Parts[0][len(s.Parts[0])-1]
		if s.Rings || s.Text("kind") != "haul" || math.Abs(first[0]-(106.0/360)*world) > 0.01 || math.Abs(last[0]-(110.0/360)*world) > 0.01 {
			t.Errorf("the road runs from %v to %v", first, last)
		}
	})
	if seen != 1 {
		t.Errorf("%d roads are handed out", seen)
	}
}

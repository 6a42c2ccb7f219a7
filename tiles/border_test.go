package tiles_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"

	"corredor/tiles"
)

// patchwork cuts a square of some degrees into n by n patches with ragged borders
// that neighbours share vertex by vertex, and returns the patches and the outer
// ring. Rings begin anywhere and run either way.
func patchwork(n int, size float64, seed uint64) (patches []orb.Polygon, whole orb.Polygon) {
	rng := rand.New(rand.NewPCG(seed, 2))
	corners := map[[2]int]orb.Point{}
	for y := range n + 1 {
		for x := range n + 1 {
			corners[[2]int{x, y}] = orb.Point{
				-75 + size*(float64(x)+rng.Float64()/3)/float64(n), -18 + size*(float64(y)+rng.Float64()/3)/float64(n),
			}
		}
	}
	sides := map[[4]int]orb.LineString{}
	side := func(ax, ay, bx, by int) orb.LineString {
		if line, ok := sides[[4]int{ax, ay, bx, by}]; ok {
			return line
		}
		if line, ok := sides[[4]int{bx, by, ax, ay}]; ok {
			line = line.Clone()
			line.Reverse()
			return line
		}
		line := ragged(rng, corners[[2]int{ax, ay}], corners[[2]int{bx, by}], 8)
		sides[[4]int{ax, ay, bx, by}] = line
		return line
	}
	join := func(ring orb.Ring, line orb.LineString) orb.Ring { return append(ring, line[:len(line)-1]...) }
	finish := func(ring orb.Ring) orb.Polygon {
		k := rng.IntN(len(ring))
		ring = append(append(orb.Ring{}, ring[k:]...), ring[:k]...)
		ring = append(ring, ring[0])
		if rng.IntN(2) == 0 {
			ring.Reverse()
		}
		return orb.Polygon{ring}
	}
	for y := range n {
		for x := range n {
			ring := join(nil, side(x, y, x+1, y))
			ring = join(ring, side(x+1, y, x+1, y+1))
			ring = join(ring, side(x+1, y+1, x, y+1))
			patches = append(patches, finish(join(ring, side(x, y+1, x, y))))
		}
	}
	var ring orb.Ring
	for i := range n {
		ring = join(ring, side(i, 0, i+1, 0))
	}
	for i := range n {
		ring = join(ring, side(n, i, n, i+1))
	}
	for i := n; i > 0; i-- {
		ring = join(ring, side(i, n, i-1, n))
	}
	for i := n; i > 0; i-- {
		ring = join(ring, side(0, i, 0, i-1))
	}
	return patches, finish(ring)
}

// ragged returns a line from a to b, its middle put out of place again and again.
func ragged(rng *rand.Rand, a, b orb.Point, times int) orb.LineString {
	if times == 0 {
		return orb.LineString{a, b}
	}
	off := 0.08 * rng.NormFloat64()
	off = max(-0.12, min(off, 0.12)) // more, and lines would cross themselves
	m := orb.Point{(a[0]+b[0])/2 + off*(b[1]-a[1]), (a[1]+b[1])/2 - off*(b[0]-a[0])}
	first := ragged(rng, a, m, times-1)
	return append(first[:len(first)-1], ragged(rng, m, b, times-1)...)
}

// Patches drawn side by side cover exactly what their outer ring covers: a crack
// between two would be missing, an overlap would be too much.
func TestNeighboursMeetWithoutCracks(t *testing.T) {
	patches, whole := patchwork(5, 4, 13)
	b := tiles.NewBuilder(1)
	for i, p := range patches {
		must(t, b, "boundaries", tiles.Feature{ID: uint64(i), Geometry: p, Props: make([]any, 4)})
	}
	must(t, b, "land", tiles.Feature{ID: 1, Geometry: whole})
	s := b.Snapshot()
	for z := uint8(4); z <= 10; z++ {
		for _, at := range tilesOf(whole, z) {
			layers := draw(t, s, z, at.X, at.Y)
			if layers["land"] == nil {
				continue
			}
			sum := 0.0
			for _, f := range layers["boundaries"].Features {
				sum += drawnArea(f.Geometry)
			}
			if want := drawnArea(layers["land"].Features[0].Geometry); sum != want {
				t.Errorf("in tile %d/%d/%d the patches cover %v units², their outer ring %v", z, at.X, at.Y, sum, want)
			}
		}
	}
}

// An island drawn in the hole it fills leaves no crack either.
func TestAnIslandFillsItsHole(t *testing.T) {
	_, island := patchwork(3, 2, 5)
	hole := append(append(orb.Ring{}, island[0][100:]...), island[0][1:101]...)
	hole.Reverse()
	sea := orb.Polygon{{{-80, -25}, {-65, -25}, {-65, -10}, {-80, -10}, {-80, -25}}, hole}
	b := tiles.NewBuilder(1)
	must(t, b, "land", tiles.Feature{ID: 1, Geometry: sea})
	must(t, b, "lakes", tiles.Feature{ID: 1, Geometry: island, Props: make([]any, 1)})
	s := b.Snapshot()
	for z := uint8(6); z <= 10; z++ {
		for _, at := range tilesOf(island, z) {
			sum := 0.0
			for _, l := range draw(t, s, z, at.X, at.Y) {
				sum += drawnArea(l.Features[0].Geometry)
			}
			if all := 4224.0 * 4224; sum != all {
				t.Errorf("in tile %d/%d/%d sea and island cover %v units² of %v", z, at.X, at.Y, sum, all)
			}
		}
	}
}

// A line along part of a shore keeps to it, though it ends where the shore goes on.
func TestALineAlongAShoreKeepsToIt(t *testing.T) {
	_, island := patchwork(3, 2, 5)
	b := tiles.NewBuilder(1)
	must(t, b, "land", tiles.Feature{ID: 1, Geometry: island})
	must(t, b, "coastline", tiles.Feature{ID: 1, Geometry: orb.LineString(island[0][300:900])})
	s := b.Snapshot()
	for z := uint8(4); z <= 10; z++ {
		for _, at := range tilesOf(island, z) {
			layers, corners := draw(t, s, z, at.X, at.Y), map[orb.Point]bool{}
			if layers["coastline"] == nil {
				continue
			}
			eachPoint(layers["land"].Features[0].Geometry, func(p orb.Point) { corners[p] = true })
			eachPoint(layers["coastline"].Features[0].Geometry, func(p orb.Point) {
				if inCore(p) && !corners[p] {
					t.Errorf("tile %d/%d/%d: the line leaves the shore at %v", z, at.X, at.Y, p)
				}
			})
		}
	}
}

func drawnArea(g orb.Geometry) float64 { return math.Abs(planar.Area(g)) }

func TestShapesAreDrawnInTheOrderOfTheirIDs(t *testing.T) {
	patches, _ := patchwork(9, 4, 2)
	b := tiles.NewBuilder(1)
	for i, p := range patches {
		must(t, b, "urban", tiles.Feature{ID: uint64(i * 37 % 81), Geometry: p, Props: make([]any, 1)})
	}
	last := -1.0
	for _, f := range draw(t, b.Snapshot(), 6, 19, 34)["urban"].Features {
		if f.ID.(float64) <= last {
			t.Fatalf("%v after %v", f.ID, last)
		}
		last = f.ID.(float64)
	}
}

// Every vertex of a department's limit, as a line, is one of the departments' as
// areas, at every zoom: limits lie where the colours change. Only where the
// window cuts the lines off do they end elsewhere.
func TestLimitsLieWhereDepartmentsMeet(t *testing.T) {
	s := seed(t, 0)
	for z := uint8(4); z <= 10; z++ {
		for _, r := range spreadTiles(z, 30) {
			layers := draw(t, s, r.Z, r.X, r.Y, "boundaries", "department_lines")
			if layers["department_lines"] == nil {
				continue
			}
			corners := map[orb.Point]bool{}
			for _, f := range layers["boundaries"].Features {
				eachPoint(f.Geometry, func(p orb.Point) { corners[p] = true })
			}
			for _, f := range layers["department_lines"].Features {
				eachPoint(f.Geometry, func(p orb.Point) {
					if inCore(p) && !corners[p] && !onWindow(p, r) {
						t.Errorf("tile %d/%d/%d: %v is on limit %v but on no department", r.Z, r.X, r.Y, p, f.ID)
					}
				})
			}
		}
	}
}

// onWindow reports whether a place in a tile lies on the window's edge.
func onWindow(p orb.Point, r tiles.Request) bool {
	for _, corner := range []orb.Point{window.Min, window.Max} {
		f := maptile.Fraction(corner, maptile.Zoom(r.Z))
		if math.Abs((f[0]-float64(r.X))*tiles.Extent-p[0]) <= 1 || math.Abs((f[1]-float64(r.Y))*tiles.Extent-p[1]) <= 1 {
			return true
		}
	}
	return false
}

func eachPoint(g orb.Geometry, do func(orb.Point)) {
	switch g := g.(type) {
	case orb.LineString:
		for _, p := range g {
			do(p)
		}
	case orb.MultiLineString:
		for _, line := range g {
			eachPoint(line, do)
		}
	case orb.Polygon:
		for _, ring := range g {
			eachPoint(orb.LineString(ring), do)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			eachPoint(p, do)
		}
	}
}

func TestMoreOfALineIsDrawnAtEachZoom(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	line := ragged(rng, orb.Point{-74, -16}, orb.Point{-70, -13}, 11)
	b := tiles.NewBuilder(1)
	must(t, b, "routes", tiles.Feature{ID: 1, Geometry: line, Props: make([]any, 2)})
	s := b.Snapshot()
	before := 1
	for z := uint8(2); z <= 8; z++ {
		n := 0
		for _, at := range tilesOf(line, z) {
			if l := draw(t, s, z, at.X, at.Y)["routes"]; l != nil {
				eachPoint(l.Features[0].Geometry, func(orb.Point) { n++ })
			}
		}
		if n <= before || n >= len(line) {
			t.Errorf("zoom %d draws %d vertices of %d, the zoom before %d", z, n, len(line), before)
		}
		before = n
	}
}

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
				sum += signedArea(f.Geometry)
			}
			if want := signedArea(layers["land"].Features[0].Geometry); sum != want {
				t.Errorf("in tile %d/%d/%d the patches cover %v units², their outer ring %v", z, at.X, at.Y, sum, want)
			}
		}
	}
}

func signedArea(g orb.Geometry) float64 { return math.Abs(planar.Area(g)) }

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

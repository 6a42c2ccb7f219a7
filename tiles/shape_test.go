package tiles_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"corredor/tiles"
)

var core = orb.Bound{Max: orb.Point{tiles.Extent, tiles.Extent}}

// onTiles projects a geometry to units at a zoom, counted from the corner of the
// world, by orb's projection.
func onTiles(g orb.Geometry, z uint8) orb.Geometry {
	at := func(p orb.Point) orb.Point {
		f := maptile.Fraction(p, maptile.Zoom(z))
		return orb.Point{f[0] * tiles.Extent, f[1] * tiles.Extent}
	}
	switch g := g.(type) {
	case orb.LineString:
		out := make(orb.LineString, len(g))
		for i, p := range g {
			out[i] = at(p)
		}
		return out
	case orb.Polygon:
		out := make(orb.Polygon, len(g))
		for i, ring := range g {
			out[i] = orb.Ring(onTiles(orb.LineString(ring), z).(orb.LineString))
		}
		return out
	}
	panic("another geometry")
}

// tilesOf returns the tiles that a geometry's box touches.
func tilesOf(g orb.Geometry, z uint8) (out []maptile.Tile) {
	b := g.Bound()
	nw, se := maptile.At(b.LeftTop(), maptile.Zoom(z)), maptile.At(b.RightBottom(), maptile.Zoom(z))
	for y := nw.Y; y <= se.Y; y++ {
		for x := nw.X; x <= se.X; x++ {
			out = append(out, maptile.New(x, y, maptile.Zoom(z)))
		}
	}
	return out
}

// drawGeometry draws a layer's first feature, nil where there is none.
func drawGeometry(t *rapid.T, s *tiles.Snapshot, layer string, at maptile.Tile) orb.Geometry {
	tile, err := s.Tile(tiles.Request{Z: uint8(at.Z), X: at.X, Y: at.Y, Layers: []string{layer}})
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := mvt.Unmarshal(tile.Raw)
	if err != nil {
		t.Fatal(err)
	}
	if len(decoded) == 0 {
		return nil
	}
	return decoded[0].Features[0].Geometry
}

// drawStar draws a random polygon round a centre, with a hole of the same sort
// or without, wound either way.
func drawStar(t *rapid.T) orb.Polygon {
	centre := orb.Point{rapid.Float64Range(-150, 150).Draw(t, "lon"), rapid.Float64Range(-70, 70).Draw(t, "lat")}
	size := math.Exp(rapid.Float64Range(-5, 1.5).Draw(t, "log of size"))
	ring := func(size float64) orb.Ring {
		var out orb.Ring
		n := rapid.IntRange(3, 40).Draw(t, "corners")
		for i := range n {
			a := 2 * math.Pi * float64(i) / float64(n)
			r := size * rapid.Float64Range(0.5, 1).Draw(t, "r")
			out = append(out, orb.Point{centre[0] + r*math.Cos(a), centre[1] + r/2*math.Sin(a)})
		}
		out = append(out, out[0])
		if rapid.Bool().Draw(t, "turned") {
			out.Reverse()
		}
		return out
	}
	p := orb.Polygon{ring(size)}
	if rapid.Bool().Draw(t, "holed") {
		p = append(p, ring(size/4))
	}
	return p
}

// drawZoom draws a zoom at which a geometry spans from a few units to a few
// tiles, and a unit is no finer than the grid.
func drawZoom(t *rapid.T, g orb.Geometry) uint8 {
	b := g.Bound()
	fit := math.Log2(360 / math.Max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]))
	return uint8(min(max(fit+rapid.Float64Range(-9, 2.5).Draw(t, "closer"), 2), 20))
}

func area(g orb.Geometry) float64 {
	if g == nil {
		return 0
	}
	return planar.Area(g)
}

// The cores of a zoom's tiles together hold the area of a polygon. What is
// drawn may stray from it by the tolerance and the rounding, all along its rings.
func TestTheAreaOfAPolygonIsSharedOutAmongItsTiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawStar(t)
		zoom := drawZoom(t, p)
		b := tiles.NewBuilder(1)
		if err := b.Add("zones", tiles.Feature{ID: 1, Geometry: p, Props: make([]any, 8)}); err != nil {
			t.Fatal(err)
		}
		s := b.Snapshot()
		sum := 0.0
		for _, at := range tilesOf(p, zoom) {
			g := drawGeometry(t, s, "zones", at)
			if g == nil {
				continue
			}
			checkRings(t, g)
			sum += area(clip.Geometry(core, g))
		}
		whole := onTiles(p, zoom)
		length := planar.Length(whole)
		if diff := math.Abs(sum - area(whole)); diff > 2*length+8 {
			t.Fatalf("the tiles of zoom %d hold %.0f units² of %.0f (outline %.0f units)", zoom, sum, area(whole), length)
		}
	})
}

// checkRings holds a drawn polygon against the rules of MVT 2: rings have an
// area, outer ones run clockwise on screen and holes against it.
func checkRings(t *rapid.T, g orb.Geometry) {
	polygons, ok := g.(orb.MultiPolygon)
	if !ok {
		polygons = orb.MultiPolygon{g.(orb.Polygon)}
	}
	for _, p := range polygons {
		for i, ring := range p {
			for j := range ring[1:] {
				if ring[j] == ring[j+1] {
					t.Fatalf("a ring stays at %v", ring[j])
				}
			}
			want := orb.CCW // seen with y upwards
			if i > 0 {
				want = orb.CW
			}
			if len(ring) < 4 || planar.Area(ring) == 0 || ring.Orientation() != want {
				t.Fatalf("ring %d has %d vertices, area %v and runs %d", i, len(ring), planar.Area(ring), ring.Orientation())
			}
			if !inMargin(ring.Bound()) {
				t.Fatalf("a ring reaches beyond the margin: %v", ring)
			}
		}
	}
}

func inMargin(b orb.Bound) bool {
	return b.Min[0] >= -tiles.Buffer && b.Min[1] >= -tiles.Buffer && b.Max[0] <= tiles.Extent+tiles.Buffer && b.Max[1] <= tiles.Extent+tiles.Buffer
}

// No vertex of a line is farther than the tolerance and the rounding from what
// is drawn of it in the tile where it lies.
func TestALineIsDrawnWholeAcrossItsTiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := orb.Point{rapid.Float64Range(-150, 150).Draw(t, "lon"), rapid.Float64Range(-70, 70).Draw(t, "lat")}
		step := math.Exp(rapid.Float64Range(-8, 0).Draw(t, "log of step"))
		line := orb.LineString{at}
		for range rapid.IntRange(1, 150).Draw(t, "steps") {
			at = orb.Point{at[0] + step*rapid.Float64Range(-0.6, 1).Draw(t, "east"), at[1] + step*rapid.Float64Range(-0.5, 0.5).Draw(t, "north")}
			if at[0] > 175 || math.Abs(at[1]) > 80 {
				break
			}
			line = append(line, at)
		}
		if b := line.Bound(); max(b.Right()-b.Left(), b.Top()-b.Bottom()) < 1e-5 {
			return // about a metre: a step or two of the grid
		}
		zoom := drawZoom(t, line)
		b := tiles.NewBuilder(1)
		if err := b.Add("routes", tiles.Feature{ID: 1, Geometry: line, Props: make([]any, 2)}); err != nil {
			t.Fatal(err)
		}
		s := b.Snapshot()
		drawn := map[maptile.Tile]orb.Geometry{}
		for _, tile := range tilesOf(line, zoom) {
			drawn[tile] = drawGeometry(t, s, "routes", tile)
			if drawn[tile] != nil && !inMargin(drawn[tile].Bound()) {
				t.Fatalf("tile %v reaches beyond its margin: %v", tile, drawn[tile])
			}
		}
		whole := onTiles(line, zoom).(orb.LineString)
		if b := whole.Bound(); max(b.Right()-b.Left(), b.Top()-b.Bottom()) < 3 {
			return // too small to be drawn
		}
		for i, p := range whole {
			tile := maptile.At(line[i], maptile.Zoom(zoom))
			local := orb.Point{p[0] - float64(tile.X)*tiles.Extent, p[1] - float64(tile.Y)*tiles.Extent}
			if d := planar.DistanceFrom(drawn[tile], local); d > 0.75+math.Sqrt2+0.01 {
				t.Fatalf("vertex %d is %.2f units from what tile %v shows", i, d, tile)
			}
		}
	})
}

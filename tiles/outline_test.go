package tiles

import (
	"bytes"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func TestRingsThatCollapseOrTurnOverAreNotDrawn(t *testing.T) {
	for _, c := range []struct {
		what string
		path []xy
		hole bool
		want []unit // nil: not drawn
	}{
		{"a square", []xy{{0, 0}, {8, 0}, {8, 8}, {0, 8}}, false, []unit{{0, 0}, {8, 0}, {8, 8}, {0, 8}}},
		{"a square as a hole", []xy{{0, 0}, {8, 0}, {8, 8}, {0, 8}}, true, nil},
		{"turned over", []xy{{0, 8}, {8, 8}, {8, 0}, {0, 0}}, false, nil},
		{"a hole", []xy{{0, 8}, {8, 8}, {8, 0}, {0, 0}}, true, []unit{{0, 8}, {8, 8}, {8, 0}, {0, 0}}},
		{"nothing", nil, false, nil},
		{"in one unit", []xy{{3.1, 3.1}, {3.9, 3.1}, {3.9, 3.9}}, false, nil},
		{"along one line", []xy{{0, 0}, {8, 0.9}, {4, 0.5}}, false, nil},
		{"places that become one", []xy{{0, 0}, {8, 0}, {8.4, 0.3}, {8, 8}, {0, 8}, {0.2, 0.2}}, false, []unit{{0, 0}, {8, 0}, {8, 8}, {0, 8}}},
		{"a spike", []xy{{0, 0}, {8, 0}, {20, 0}, {8, 0}, {8, 8}, {0, 8}}, false, []unit{{0, 0}, {8, 0}, {8, 8}, {0, 8}}},
		{"a spike that stops short", []xy{{0, 0}, {20, 0}, {8, 0}, {8, 8}, {0, 8}}, false, []unit{{0, 0}, {8, 0}, {8, 8}, {0, 8}}},
		{"a spike at the end", []xy{{0, 0}, {8, 0}, {8, 8}, {0, 8}, {0, -9}}, false, []unit{{0, 0}, {8, 0}, {8, 8}, {0, 8}}},
		{"a spike at the beginning", []xy{{0, -9}, {0, 0}, {8, 0}, {8, 8}, {0, 8}}, false, []unit{{0, 0}, {8, 0}, {8, 8}, {0, 8}}},
	} {
		p := new(pen)
		want := new(pen)
		if c.want != nil {
			want.outline(c.want)
			want.command(closePath, 1)
		}
		if drew := p.ring(c.path, c.hole); drew != (c.want != nil) || !bytes.Equal(p.geometry, want.geometry) {
			t.Errorf("%s: drew %v, %v; want %v", c.what, drew, p.geometry, want.geometry)
		}
	}
}

// Passing over blocks of vertices off the tile leaves what is on it as it is.
func TestBlocksOffTheTileArePassedOverUnseen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		corners := rapid.SliceOfN(rapid.Float64Range(0.05, 1), 3, 100).Draw(t, "distances")
		steps := rapid.IntRange(1, 100).Draw(t, "vertices from corner to corner")
		corner := func(i int) orb.Point {
			a := 2 * math.Pi * float64(i) / float64(len(corners))
			r := corners[i%len(corners)]
			return orb.Point{-72 + r*math.Cos(a), -14 + r*math.Sin(a)}
		}
		var ring orb.Ring
		for i := range len(corners) * steps {
			a, b, share := corner(i/steps), corner(i/steps+1), float64(i%steps)/float64(steps)
			ring = append(ring, orb.Point{a[0] + share*(b[0]-a[0]), a[1] + share*(b[1]-a[1])})
		}
		b := NewBuilder(1)
		if err := b.Add("land", Feature{ID: 1, Geometry: orb.Polygon{ring}}); err != nil {
			t.Fatal(err)
		}
		s := b.Snapshot().layers[layerNamed("land")].(*shapes)
		zoom := rapid.Uint8Range(6, 11).Draw(t, "zoom")
		v := project(orb.Point{rapid.Float64Range(-73, -71).Draw(t, "lon"), rapid.Float64Range(-15, -13).Draw(t, "lat")})
		f := frameOf(zoom, v.x>>(gridBits-zoom), v.y>>(gridBits-zoom))
		p, pen := &s.parts[0], new(pen)
		s.trace(pen, f, p)
		quick := areaOf(cutRing(&pen.shape.path))
		pen.shape.path[0] = f.appendDrawn(pen.shape.path[0][:0], s.at, s.zooms)
		if slow := areaOf(cutRing(&pen.shape.path)); math.Abs(quick-slow) > 0.01 {
			t.Fatalf("zoom %d: %v units² instead of %v", zoom, quick, slow)
		}
	})
}

// Neighbours run along a border in opposite directions.
func TestABorderIsCutAlikeFromBothSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := xy{rapid.Float64Range(-5000, farEdge-1).Draw(t, "ax"), rapid.Float64Range(-9000, 9000).Draw(t, "ay")}
		b := xy{rapid.Float64Range(farEdge+1, 9000).Draw(t, "bx"), rapid.Float64Range(-9000, 9000).Draw(t, "by")}
		if there, back := crossing(a, b, 0, farEdge), crossing(b, a, 0, farEdge); there != back {
			t.Fatalf("%v there, %v back", there, back)
		}
	})
}

func areaOf(ring []xy) (sum float64) {
	for i, b := range ring {
		a := ring[(i+len(ring)-1)%len(ring)]
		sum += (a[0]*b[1] - b[0]*a[1]) / 2
	}
	return sum
}

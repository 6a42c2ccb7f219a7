package geo

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Bounds of how often edges of drawn shapes may meet elsewhere than at their ends: those
// of one part, which is then to be mended, and those of all parts together. A few
// thousand edges can meet a million times, and the database, which takes seconds for a
// thousand in one part and gigabytes for a million, cannot be stopped at it.
const (
	MostCrossings     = 5_000
	MostSelfCrossings = 300
)

// CheckTangle refuses shapes drawn by hand whose edges meet too often. prefix stands
// before the name of the field.
func (d Definition) CheckTangle(prefix string) error {
	var all []orb.MultiPolygon
	for i, p := range d.Parts {
		if tangled([]orb.MultiPolygon{p.Geometry}, MostSelfCrossings) {
			return Invalidf(fmt.Sprintf("%sparts[%d].geometry", prefix, i), "Part %d: %s", i+1, tangle).Coded(CodeTangled, map[string]any{"most": MostSelfCrossings})
		}
		all = append(all, p.Geometry)
	}
	if tangled(all, MostCrossings) {
		return Invalidf(prefix+"parts", "The edges of the parts cross or touch each other more than %d times. Draw them simpler.", MostCrossings).Coded(CodeTangled, map[string]any{"most": MostCrossings})
	}
	return nil
}

// CheckTangle refuses a shape whose edges meet too often.
func CheckTangle(field string, shape orb.MultiPolygon) error {
	if tangled([]orb.MultiPolygon{shape}, MostSelfCrossings) {
		return Invalidf(field, "%s", tangle).Coded(CodeTangled, map[string]any{"most": MostSelfCrossings})
	}
	return nil
}

var tangle = fmt.Sprintf("The edges of the shape cross or touch each other more than %d times. Draw it simpler.", MostSelfCrossings)

// edge is a piece of a ring, with what it spans along the way of the sweep and across it.
type edge struct {
	a, b                orb.Point
	from, to, low, high float64
}

// ways are the directions in which shapes can be swept. Many long edges that do not meet
// lie side by side, and are soon past if one goes across them.
var ways = []orb.Point{{1, 0}, {0, 1}, {1, 1}, {1, -1}}

// tangled reports whether the edges of shapes meet more than most times. It sweeps over
// them, and compares what lies beside each other.
func tangled(shapes []orb.MultiPolygon, most int) bool {
	edges := edgesOf(shapes)
	met := 0
	for i, e := range edges {
		for _, f := range edges[i+1:] {
			if f.from > e.to {
				break
			}
			if f.high < e.low || f.low > e.high || !e.meets(f) {
				continue
			}
			if met++; met > most {
				return true
			}
		}
	}
	return false
}

// edgesOf returns the edges in the order of a sweep along the way on which they are
// shortest.
func edgesOf(shapes []orb.MultiPolygon) (edges []edge) {
	for _, shape := range shapes {
		for _, polygon := range shape {
			for _, ring := range polygon {
				for i := 1; i < len(ring); i++ {
					edges = append(edges, edge{a: ring[i-1], b: ring[i]})
				}
			}
		}
	}
	along := func(w, p orb.Point) float64 { return w[0]*p[0] + w[1]*p[1] }
	best, shortest := ways[0], math.Inf(1)
	for _, w := range ways {
		length := 0.0
		for _, e := range edges {
			length += math.Abs(along(w, e.a) - along(w, e.b))
		}
		if length /= math.Hypot(w[0], w[1]); length < shortest {
			best, shortest = w, length
		}
	}
	across := orb.Point{-best[1], best[0]}
	for i := range edges {
		e := &edges[i]
		e.from, e.to = min(along(best, e.a), along(best, e.b)), max(along(best, e.a), along(best, e.b))
		e.low, e.high = min(along(across, e.a), along(across, e.b)), max(along(across, e.a), along(across, e.b))
	}
	slices.SortFunc(edges, func(e, f edge) int { return cmp.Compare(e.from, f.from) })
	return edges
}

// meets reports whether two edges cross, or one ends inside the other. Those that share
// an end do not meet, and neither do two that are the same.
func (e edge) meets(f edge) bool {
	ea, eb, fa, fb := side(f, e.a), side(f, e.b), side(e, f.a), side(e, f.b)
	if ea*eb < 0 && fa*fb < 0 {
		return true
	}
	return ea == 0 && f.inside(e.a) || eb == 0 && f.inside(e.b) || fa == 0 && e.inside(f.a) || fb == 0 && e.inside(f.b)
}

// side is positive left of an edge, negative right of it and 0 on its line.
func side(e edge, p orb.Point) int {
	return cmp.Compare((e.b[0]-e.a[0])*(p[1]-e.a[1]), (e.b[1]-e.a[1])*(p[0]-e.a[0]))
}

// inside reports whether a point of an edge's line lies between its ends.
func (e edge) inside(p orb.Point) bool {
	return p != e.a && p != e.b && p[0] >= min(e.a[0], e.b[0]) && p[0] <= max(e.a[0], e.b[0]) && p[1] >= min(e.a[1], e.b[1]) && p[1] <= max(e.a[1], e.b[1])
}

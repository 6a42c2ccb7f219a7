package geo

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Meets reports whether a geometry and a box, neither of which crosses the
// antimeridian, share a point; edges count.
func Meets(g orb.Geometry, b orb.Bound) bool {
	if g == nil || !b.Intersects(g.Bound()) {
		return false
	}
	switch g := g.(type) {
	case orb.Point:
		return b.Contains(g)
	case orb.MultiPoint:
		for _, p := range g {
			if b.Contains(p) {
				return true
			}
		}
	case orb.LineString:
		return lineMeets(g, b)
	case orb.MultiLineString:
		for _, l := range g {
			if lineMeets(l, b) {
				return true
			}
		}
	case orb.Polygon:
		for _, ring := range g {
			if lineMeets(orb.LineString(ring), b) {
				return true
			}
		}
		// No edge meets the box: it lies within the polygon, or apart from it.
		return planar.PolygonContains(g, b.Min)
	case orb.MultiPolygon:
		for _, p := range g {
			if Meets(p, b) {
				return true
			}
		}
	case orb.Collection:
		for _, part := range g {
			if Meets(part, b) {
				return true
			}
		}
	}
	return false
}

func lineMeets(l orb.LineString, b orb.Bound) bool {
	for i := 1; i < len(l); i++ {
		if segmentMeets(l[i-1], l[i], b) {
			return true
		}
	}
	return len(l) == 1 && b.Contains(l[0])
}

// segmentMeets cuts the segment to the box, side by side: what is left between t0
// and t1 lies within (Liang and Barsky).
func segmentMeets(a, c orb.Point, b orb.Bound) bool {
	t0, t1 := 0.0, 1.0
	for axis := range 2 {
		d := c[axis] - a[axis]
		for _, side := range [2][2]float64{{-d, a[axis] - b.Min[axis]}, {d, b.Max[axis] - a[axis]}} {
			p, q := side[0], side[1]
			switch {
			case p == 0 && q < 0:
				return false
			case p < 0:
				t0 = max(t0, q/p)
			case p > 0:
				t1 = min(t1, q/p)
			}
		}
	}
	return t0 <= t1
}

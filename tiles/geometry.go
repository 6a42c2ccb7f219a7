package tiles

import (
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// role says what a run of coordinates is in its geometry.
type role uint8

const (
	aPoint role = iota
	aLine
	anOuter // the outer ring of a polygon; its holes follow
	aHole
)

// part is a line or a ring of a shape. Rings are kept open (the first vertex is
// not repeated), outer ones clockwise on screen and holes the other way, as
// vector tiles want them.
type part struct {
	role     role
	from, to int     // its vertices
	blocks   int     // the first of its blocks
	area     float64 // of a ring, in steps of the grid, squared
	box      box
}

// runs walks a geometry's runs of coordinates. It yields nothing for types that
// tiles do not hold.
func runs(g orb.Geometry) iter.Seq2[role, []orb.Point] {
	return func(yield func(role, []orb.Point) bool) {
		switch g := g.(type) {
		case orb.Point:
			yield(aPoint, []orb.Point{g})
		case orb.LineString:
			yield(aLine, g)
		case orb.MultiLineString:
			for _, line := range g {
				if !yield(aLine, line) {
					return
				}
			}
		case orb.Polygon:
			polygonRuns(g, yield)
		case orb.MultiPolygon:
			for _, p := range g {
				if !polygonRuns(p, yield) {
					return
				}
			}
		}
	}
}

func polygonRuns(p orb.Polygon, yield func(role, []orb.Point) bool) bool {
	for i, ring := range p {
		if !yield(min(anOuter+role(i), aHole), ring) {
			return false
		}
	}
	return true
}

// checkGeometry refuses what cannot be drawn. The message wants a subject.
func checkGeometry(kind Kind, g orb.Geometry) *geo.Problem {
	switch g.(type) {
	case orb.Point:
		if kind != Points {
			return geo.Invalidf("geometry", "is a point; lines and areas belong here.")
		}
	case orb.LineString, orb.MultiLineString, orb.Polygon, orb.MultiPolygon:
		if kind != Shapes {
			return geo.Invalidf("geometry", "is a line or an area; points belong here.")
		}
	case nil:
		return geo.Invalidf("geometry", "has no place.")
	default:
		return geo.Invalidf("geometry", "is a %s, which tiles do not hold.", g.GeoJSONType())
	}
	for role, points := range runs(g) {
		for i, p := range points {
			if why := misplaced(role, p); why != "" {
				return geo.Invalidf("geometry", "%s", why)
			}
			if i > 0 && math.Abs(p[0]-points[i-1][0]) > 180 && !(onSeam(p) && onSeam(points[i-1])) {
				return geo.Invalidf("geometry", "has an edge from longitude %v to %v: split it at the antimeridian.", points[i-1][0], p[0])
			}
		}
	}
	return nil
}

// misplaced says what is wrong with a position, if anything is. The negations
// catch what is not a number.
func misplaced(r role, p orb.Point) string {
	switch lon, lat := p[0], p[1]; {
	case !(lon >= -180 && lon <= 180):
		return fmt.Sprintf("has the longitude %v, outside −180 to 180.", lon)
	case !(lat >= -90 && lat <= 90):
		return fmt.Sprintf("has the latitude %v, outside −90 to 90.", lat)
	case r == aPoint && math.Abs(lat) > maxLatitude:
		return fmt.Sprintf("has the latitude %v, beyond the map's edge at %.4f.", lat, maxLatitude)
	}
	return ""
}

// onSeam reports whether p lies on the antimeridian, where the edges of shapes
// that span the world run.
func onSeam(p orb.Point) bool { return math.Abs(p[0]) == 180 }

// appendParts puts a shape on the grid, and counts the parts left out because
// nothing of them remains there. A hole goes with its outer ring.
func appendParts(parts []part, at []vertex, g orb.Geometry) (_ []part, _ []vertex, skipped int) {
	lost := false // the outer ring at hand
	for role, points := range runs(g) {
		from := len(at)
		if role != aHole {
			lost = false
		}
		if !lost {
			at = appendVertices(at, points)
		}
		ring := role != aLine
		if ring && len(at)-from > 1 && at[from] == at[len(at)-1] {
			at = at[:len(at)-1]
		}
		p := part{role: role, from: from, to: len(at)}
		if ring {
			p.area = area(at[from:])
			if (p.area < 0) == (role == anOuter) {
				slices.Reverse(at[from:])
			}
			p.area = math.Abs(p.area)
		}
		if p.to-p.from < 2 || ring && p.area == 0 {
			lost = lost || role == anOuter
			skipped++
			at = at[:from]
			continue
		}
		p.box = boxOf(at[from:])
		parts = append(parts, p)
	}
	return parts, at, skipped
}

// appendVertices puts a run on the grid, without repeating a place.
func appendVertices(at []vertex, points []orb.Point) []vertex {
	from := len(at)
	for _, p := range points {
		if v := project(p); len(at) == from || at[len(at)-1] != v {
			at = append(at, v)
		}
	}
	return at
}

// area returns the area of an open ring, positive where it runs clockwise on
// screen.
func area(ring []vertex) float64 {
	if len(ring) < 3 {
		return 0
	}
	sum := 0.0
	o := ring[0] // from nearby, so that products stay exact
	prev := ring[len(ring)-1]
	for _, v := range ring {
		px, py := float64(int64(prev.x)-int64(o.x)), float64(int64(prev.y)-int64(o.y))
		x, y := float64(int64(v.x)-int64(o.x)), float64(int64(v.y)-int64(o.y))
		sum += px*y - x*py
		prev = v
	}
	return sum / 2
}

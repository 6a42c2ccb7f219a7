package geo

import (
	"math"
	"sort"

	"github.com/paulmach/orb"
)

// Vertex is a point of a line and its measure: metres along the line from where
// measuring began.
type Vertex struct {
	At      orb.Point
	Measure float64
}

// Line is a road or railway with a measure at every vertex. Between two vertices
// it is straight in longitude and latitude, and the measure grows evenly. It is
// immutable and safe for concurrent use.
type Line struct{ vertices []Vertex }

// NewLine measures a line from its first point, in metres on the ellipsoid.
func NewLine(points orb.LineString) (Line, error) {
	vertices := make([]Vertex, len(points))
	for i, p := range points {
		vertices[i].At = p
		if i > 0 {
			vertices[i].Measure = vertices[i-1].Measure + Distance(points[i-1], p)
		}
	}
	return LineOf(vertices)
}

// LineOf takes measures as they are, for lines that the database has measured.
// They must not fall along the line, and must rise somewhere.
func LineOf(vertices []Vertex) (Line, error) {
	if len(vertices) < 2 {
		return Line{}, Invalidf("line", "A line needs two points; this one has %d.", len(vertices))
	}
	for i, v := range vertices {
		lon, lat := v.At[0], v.At[1]
		if !(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90) || math.IsNaN(v.Measure) || math.IsInf(v.Measure, 0) {
			return Line{}, Invalidf("line", "Point %d of the line is not on Earth.", i+1)
		}
		if i > 0 && v.Measure < vertices[i-1].Measure {
			return Line{}, Invalidf("line", "The measure falls at point %d of the line.", i+1)
		}
	}
	l := Line{append([]Vertex(nil), vertices...)}
	if l.Length() == 0 {
		return Line{}, Invalidf("line", "The line has no length.")
	}
	return l, nil
}

// From returns the measure of the first vertex.
func (l Line) From() float64 { return l.vertices[0].Measure }

// To returns the measure of the last vertex.
func (l Line) To() float64 { return l.vertices[len(l.vertices)-1].Measure }

// Length returns the metres between the two.
func (l Line) Length() float64 { return l.To() - l.From() }

// At returns the point at a measure; one beyond an end gives that end.
func (l Line) At(measure float64) orb.Point {
	i := l.after(measure)
	switch {
	case i == 0:
		return l.vertices[0].At
	case i == len(l.vertices):
		return l.vertices[i-1].At
	}
	a, b := l.vertices[i-1], l.vertices[i]
	return along(a.At, b.At, (measure-a.Measure)/(b.Measure-a.Measure))
}

// after returns the index of the first vertex whose measure is beyond measure.
func (l Line) after(measure float64) int {
	return sort.Search(len(l.vertices), func(i int) bool { return l.vertices[i].Measure > measure })
}

// along returns the point at share t of the way from a to b.
func along(a, b orb.Point, t float64) orb.Point {
	return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
}

// Locate returns the measure of the point of the line nearest to p, and the
// metres from p to it. "Nearest" is judged in a plane of degrees with
// longitudes shortened by the cosine of p's latitude, as the database does it
// (ST_InterpolatePoint on the line scaled by that cosine): exact enough within
// some tens of km of the line. Of two points equally near, the first along the
// line is taken.
func (l Line) Locate(p orb.Point) (measure, offset float64) {
	shrink := math.Cos(radians(p[1]))
	best, nearest := math.Inf(1), p
	a := l.vertices[0]
	ax, ay := (a.At[0]-p[0])*shrink, a.At[1]-p[1]
	for _, b := range l.vertices[1:] {
		bx, by := (b.At[0]-p[0])*shrink, b.At[1]-p[1]
		dx, dy := bx-ax, by-ay
		t := 0.0
		if d2 := dx*dx + dy*dy; d2 > 0 {
			t = max(0, min(1, -(ax*dx+ay*dy)/d2))
		}
		x, y := ax+t*dx, ay+t*dy
		if d2 := x*x + y*y; d2 < best {
			best = d2
			measure = a.Measure + t*(b.Measure-a.Measure)
			nearest = along(a.At, b.At, t)
		}
		a, ax, ay = b, bx, by
	}
	return measure, Distance(p, nearest)
}

// Cut returns the stretch of the line between two measures, in the direction of
// the line; it is empty where they enclose no length of it.
func (l Line) Cut(from, to float64) orb.LineString {
	from, to = max(from, l.From()), min(to, l.To())
	if from >= to {
		return nil
	}
	out := orb.LineString{l.At(from)}
	for i := l.after(from); i < len(l.vertices) && l.vertices[i].Measure < to; i++ {
		out = append(out, l.vertices[i].At)
	}
	return append(out, l.At(to))
}

// Vertices returns a copy of the vertices.
func (l Line) Vertices() []Vertex { return append([]Vertex(nil), l.vertices...) }

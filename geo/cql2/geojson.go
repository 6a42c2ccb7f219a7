package cql2

import (
	"fmt"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// geometry reads a GeoJSON geometry. Heights are read and dropped; one without
// coordinates is the empty collection, like an EMPTY in the text.
func (r *reader) geometry(m map[string]any, path string) (Expr, error) {
	g, err := r.shape(m, path)
	if err != nil {
		return nil, err
	}
	if g == nil {
		g = orb.Collection{}
	}
	return Geometry{g}, nil
}

// shape returns nil for an empty one.
func (r *reader) shape(m map[string]any, path string) (orb.Geometry, error) {
	kind, _ := m["type"].(string)
	key := "coordinates"
	if kind == "GeometryCollection" {
		key = "geometries"
	}
	inside := join(path, key)
	parts, ok := m[key].([]any)
	if !ok {
		return nil, r.fail(inside, "an array is missing")
	}
	if len(parts) == 0 {
		return nil, nil
	}
	switch kind {
	case "Point":
		return one(r.point(parts, inside))
	case "LineString":
		return one(r.line(parts, inside))
	case "Polygon":
		return one(r.polygon(parts, inside))
	case "MultiPoint":
		return one(each(r, parts, inside, r.point))
	case "MultiLineString":
		return one(each(r, parts, inside, r.line))
	case "MultiPolygon":
		return one(each(r, parts, inside, r.polygon))
	case "GeometryCollection":
		return one(each(r, parts, inside, r.member))
	}
	return nil, r.fail(join(path, "type"), "%q is no kind of geometry", geo.Clip(kind, 40))
}

// each reads the members of an array.
func each[G any](r *reader, v any, path string, member func(any, string) (G, error)) ([]G, error) {
	l, ok := v.([]any)
	if !ok || len(l) == 0 {
		return nil, r.fail(path, "an array with something in it was expected")
	}
	all := make([]G, len(l))
	for i := range l {
		var err error
		if all[i], err = member(l[i], fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (r *reader) point(v any, path string) (orb.Point, error) {
	if r.vertices++; r.vertices > MostVertices {
		return orb.Point{}, problem(-1, "The filter has more than %d points in its geometries", MostVertices)
	}
	n, err := r.numbers(v, path)
	if err != nil {
		return orb.Point{}, err
	}
	if len(n) != 2 && len(n) != 3 {
		return orb.Point{}, r.fail(path, "a point has two numbers, or three with a height")
	}
	return orb.Point{n[0], n[1]}, nil
}

func (r *reader) line(v any, path string) (orb.LineString, error) {
	line, err := each(r, v, path, r.point)
	if err != nil {
		return nil, err
	}
	return line, checkLine(line, -1)
}

func (r *reader) polygon(v any, path string) (orb.Polygon, error) {
	return each(r, v, path, func(v any, path string) (orb.Ring, error) {
		ring, err := each(r, v, path, r.point)
		if err != nil {
			return nil, err
		}
		return ring, checkRing(ring, -1)
	})
}

func (r *reader) member(v any, path string) (orb.Geometry, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, r.fail(path, "a geometry was expected")
	}
	if r.depth++; r.depth > MostDepth {
		return nil, tooDeep(-1)
	}
	g, err := r.shape(m, path)
	r.depth--
	if err == nil && g == nil {
		return nil, r.fail(path, "a member of a collection cannot be empty")
	}
	return g, err
}

package exports

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// A shape type by its number in the standards: point 1 to collection 7.
type shapeType uint8

const (
	anyShape shapeType = iota
	pointShape
	lineShape
	polygonShape
	pointsShape
	linesShape
	polygonsShape
	collectionShape
)

var shapeNames = [...]string{"GEOMETRY", "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"}

func (t shapeType) String() string { return shapeNames[t] }

func typeOf(g orb.Geometry) shapeType {
	switch g.(type) {
	case orb.Point:
		return pointShape
	case orb.LineString:
		return lineShape
	case orb.Polygon:
		return polygonShape
	case orb.MultiPoint:
		return pointsShape
	case orb.MultiLineString:
		return linesShape
	case orb.MultiPolygon:
		return polygonsShape
	case orb.Collection:
		return collectionShape
	}
	return anyShape
}

// seen is what is known of a column of shapes when all were looked at.
type seen struct {
	kind  shapeType
	some  bool
	bound orb.Bound
	empty int // rows without a shape
}

func (s *seen) add(g orb.Geometry) {
	if g == nil {
		s.empty++
		return
	}
	if !s.some {
		s.some, s.kind, s.bound = true, typeOf(g), g.Bound()
		return
	}
	s.bound = s.bound.Union(g.Bound())
	if s.kind != typeOf(g) {
		s.kind = anyShape
	}
}

var pointBegins = []byte(`{"type":"Point","coordinates":[`)

// shapeOf reads a geometry; nil when there is none or it is empty.
func shapeOf(raw []byte) (orb.Geometry, error) {
	if len(raw) == 0 || raw[0] == 'n' {
		return nil, nil
	}
	if rest, ok := bytes.CutPrefix(raw, pointBegins); ok {
		if p, ok := pointOf(rest); ok {
			return p, nil
		}
	}
	g, err := geojson.UnmarshalGeometry(raw)
	if err != nil {
		return nil, fmt.Errorf("its geometry: %w", err)
	}
	shape := g.Geometry()
	if shape == nil || hollow(shape) {
		return nil, nil
	}
	return shape, nil
}

// pointOf reads "-72.1,-14.2]}".
func pointOf(b []byte) (p orb.Point, ok bool) {
	x, y, ok := bytes.Cut(bytes.TrimSuffix(b, []byte("]}")), []byte{','})
	if !ok {
		return p, false
	}
	var err error
	if p[0], err = strconv.ParseFloat(string(bytes.TrimSpace(x)), 64); err != nil {
		return p, false
	}
	p[1], err = strconv.ParseFloat(string(bytes.TrimSpace(y)), 64)
	return p, err == nil
}

// hollow is whether a shape has no positions.
func hollow(g orb.Geometry) bool {
	switch g := g.(type) {
	case orb.LineString:
		return len(g) == 0
	case orb.Polygon:
		return len(g) == 0
	case orb.MultiPoint:
		return len(g) == 0
	case orb.MultiLineString:
		return len(g) == 0
	case orb.MultiPolygon:
		return len(g) == 0
	case orb.Collection:
		return len(g) == 0
	}
	return false
}

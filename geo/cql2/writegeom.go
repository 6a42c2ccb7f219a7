package cql2

import (
	"strings"

	"github.com/paulmach/orb"
)

func appendWKT(b []byte, g orb.Geometry) []byte {
	name := strings.ToUpper(g.GeoJSONType())
	if c, ok := g.(orb.Collection); ok {
		name = "GEOMETRYCOLLECTION"
		if len(c) == 0 {
			return append(b, "GEOMETRYCOLLECTION EMPTY"...)
		}
	}
	b = append(b, name...)
	switch g := g.(type) {
	case orb.Point:
		return appendPoints(b, []orb.Point{g})
	case orb.LineString:
		return appendPoints(b, g)
	case orb.Polygon:
		return appendSeveral(b, g, appendRing)
	case orb.MultiPoint:
		return appendSeveral(b, g, func(b []byte, p orb.Point) []byte { return appendPoints(b, []orb.Point{p}) })
	case orb.MultiLineString:
		return appendSeveral(b, g, func(b []byte, l orb.LineString) []byte { return appendPoints(b, l) })
	case orb.MultiPolygon:
		return appendSeveral(b, g, func(b []byte, p orb.Polygon) []byte { return appendSeveral(b, p, appendRing) })
	case orb.Collection:
		return appendSeveral(b, g, appendWKT)
	}
	return b
}

func appendRing(b []byte, r orb.Ring) []byte { return appendPoints(b, r) }

func appendPoints(b []byte, points []orb.Point) []byte {
	return appendSeveral(b, points, func(b []byte, p orb.Point) []byte {
		return appendNumber(append(appendNumber(b, p[0]), ' '), p[1])
	})
}

func appendSeveral[G any](b []byte, all []G, write func([]byte, G) []byte) []byte {
	b = append(b, '(')
	for i, g := range all {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = write(b, g)
	}
	return append(b, ')')
}

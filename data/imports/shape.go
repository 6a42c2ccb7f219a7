package imports

import (
	"errors"
	"fmt"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"
	"github.com/paulmach/orb/geojson"
)

// Collections within collections are no place's shape, and could be nested deeper
// than the program can follow: they are not read.
var errNested = errors.New("a collection of shapes")

// readWKT reads a shape that stands in a table.
func readWKT(s string) (orb.Geometry, error) {
	if strings.Contains(strings.ToUpper(s), "COLLECTION") {
		return nil, errNested
	}
	return wkt.Unmarshal(s)
}

// depth is how deep lists and objects of JSON are nested.
func depth(raw []byte) (deepest int) {
	now, quoted := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			now++
			deepest = max(deepest, now)
		case c == ']' || c == '}':
			now--
		}
	}
	return deepest
}

// readGeoJSONShape reads the geometry of a feature.
func readGeoJSONShape(raw []byte) (orb.Geometry, error) {
	if depth(raw) > 8 { // of a collection of multipolygons it is 7
		return nil, errNested
	}
	shape, err := geojson.UnmarshalGeometry(raw)
	if err != nil {
		return nil, err
	}
	return shape.Geometry(), nil
}

// lonLat turns a shape into longitude and latitude.
func lonLat(g orb.Geometry, srid int) (orb.Geometry, error) {
	if srid == 0 || srid == 4326 {
		return g, nil
	}
	if p, ok := g.(orb.Point); ok {
		if p, ok = unproject(p, srid); ok {
			return p, nil
		}
		return nil, fmt.Errorf("the coordinate reference system %d is not known", srid)
	}
	g = orb.Clone(g)
	known := true
	points(g, func(p orb.Point) orb.Point {
		q, ok := unproject(p, srid)
		known = known && ok
		return q
	})
	if !known {
		return nil, fmt.Errorf("the coordinate reference system %d is not known", srid)
	}
	return g, nil
}

// points puts f of each point of a shape in its place, and counts them.
func points(g orb.Geometry, f func(orb.Point) orb.Point) (n int) {
	line := func(l []orb.Point) {
		n += len(l)
		for i := range l {
			l[i] = f(l[i])
		}
	}
	switch g := g.(type) {
	case orb.MultiPoint:
		line(g)
	case orb.LineString:
		line(g)
	case orb.Ring:
		line(g)
	case orb.MultiLineString:
		for _, l := range g {
			line(l)
		}
	case orb.Polygon:
		for _, r := range g {
			line(r)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			for _, r := range p {
				line(r)
			}
		}
	case orb.Collection:
		for i := range g {
			if p, ok := g[i].(orb.Point); ok {
				g[i] = f(p)
				n++
			} else {
				n += points(g[i], f)
			}
		}
	}
	return n
}

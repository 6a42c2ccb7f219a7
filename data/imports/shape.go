package imports

import (
	"fmt"

	"github.com/paulmach/orb"
)

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

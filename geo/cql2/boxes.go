package cql2

import "github.com/paulmach/orb"

// spatial is whether geometries meet a box or lie apart from it. Of other shapes, of
// boxes across the antimeridian and of those without an area memory cannot tell. The
// coordinates are taken for longitude before latitude, in degrees.
func (c compiler) spatial(e *Call) condition {
	if e.Op != "s_intersects" && e.Op != "s_disjoint" || len(e.Args) != 2 {
		panic(notForMemory{})
	}
	of, with := e.Args[0], e.Args[1]
	if _, ok := of.(Box); ok {
		of, with = with, of
	}
	p, named := of.(Property)
	box, ok := with.(Box)
	if !named || !ok || !box.Plain() {
		panic(notForMemory{})
	}
	col := c.column(p, GeomType)
	if col.Meets == nil {
		panic(notForMemory{})
	}
	meets := condition{at: func(row int) Truth {
		if !col.Geometry(row) {
			return Unknown
		}
		return truth(col.Meets(row, orb.Bound(box)))
	}}
	if e.Op == "s_disjoint" {
		return not(meets)
	}
	return meets
}

// Plain reports whether a box has an area and does not cross the antimeridian.
func (b Box) Plain() bool { return b.Min[0] < b.Max[0] && b.Min[1] < b.Max[1] }

package data

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/paulmach/orb/project"

	"corredor/geo"
	"corredor/geo/cql2"
)

// spatialSQL are the names that the database has for the spatial comparisons. It
// sieves by boxes first where an index has them.
var spatialSQL = map[string]string{
	"s_contains": "ST_Contains", "s_crosses": "ST_Crosses", "s_disjoint": "ST_Disjoint", "s_equals": "ST_Equals",
	"s_intersects": "ST_Intersects", "s_overlaps": "ST_Overlaps", "s_touches": "ST_Touches", "s_within": "ST_Within",
}

func (f *filterSQL) spatial(c *cql2.Call) string {
	a, b := f.expr(c.Args[0]), f.expr(c.Args[1])
	if mixed := mixedSQL[c.Op]; mixed != "" && (isCollection(c.Args[0]) || isCollection(c.Args[1])) {
		return fmt.Sprintf("(%s and %s)", meet(c.Args, a, b), relateMixed(mixed, a, b))
	}
	return fmt.Sprintf("%s(%s, %s)", spatialSQL[c.Op], a, b)
}

// shape is a geometry that is written out.
func (f *filterSQL) shape(e cql2.Expr) string {
	g := orb.Geometry(nil)
	switch e := e.(type) {
	case cql2.Geometry:
		g = e.Geometry
		if f.crs.LatLon {
			g = project.Geometry(orb.Clone(g), func(p orb.Point) orb.Point { return orb.Point{p[1], p[0]} })
		}
	case cql2.Box:
		g = f.box(orb.Bound(e))
	}
	if g == nil {
		return f.refuse("The filter holds a geometry without coordinates.")
	}
	raw, err := wkb.Marshal(g)
	if err != nil {
		return f.refuse("A geometry of the filter cannot be read.")
	}
	at := f.arg(raw)
	// A box of degrees does not cross itself.
	if b, ok := e.(cql2.Box); hasArea(g) && (!ok || f.crs.Metres || !b.Plain()) {
		f.areas = append(f.areas, raw)
	}
	return f.crs.toDegrees("ST_GeomFromWKB(" + at + "::bytea)")
}

// box is a box as an area; in degrees it may cross the antimeridian.
func (f *filterSQL) box(b orb.Bound) orb.Geometry {
	if f.crs.LatLon {
		b = orb.Bound{Min: orb.Point{b.Min[1], b.Min[0]}, Max: orb.Point{b.Max[1], b.Max[0]}}
	}
	if f.crs.Metres {
		in, ok := f.crs.within(b)
		if !ok {
			return orb.Polygon{}
		}
		return in.ToPolygon()
	}
	if b.Min[0] <= b.Max[0] {
		return b.ToPolygon()
	}
	var both orb.MultiPolygon
	for _, part := range (geo.BBox{West: b.Min[0], South: b.Min[1], East: b.Max[0], North: b.Max[1]}).Split() {
		both = append(both, part.Bound().ToPolygon())
	}
	return both
}

// hasArea reports whether a geometry may cross itself where that matters.
func hasArea(g orb.Geometry) bool {
	switch g := g.(type) {
	case orb.Polygon, orb.MultiPolygon:
		return true
	case orb.Collection:
		for _, part := range g {
			if hasArea(part) {
				return true
			}
		}
	}
	return false
}

// function calls one of our own functions, whose arguments are written out.
func (f *filterSQL) function(c *cql2.Call) string {
	number := func(i int) float64 {
		n, _ := c.Args[i].(cql2.Number)
		return float64(n)
	}
	text := func(i int) string {
		t, _ := c.Args[i].(cql2.Text)
		return f.text(string(t))
	}
	if !f.c.Spatial && c.Op != "matches" {
		return f.refuse("The items of %s have no place; %s asks for one.", f.c.ID, geo.Clip(c.Op, 60))
	}
	switch c.Op {
	case "matches":
		words, _ := c.Args[0].(cql2.Text)
		found, err := f.words("filter", string(words))
		if err != nil && f.err == nil {
			f.err = err
		}
		return found
	case "within_zone":
		zone := number(0)
		if zone != math.Trunc(zone) {
			return f.refuse("There is no zone %v.", zone)
		}
		f.must("select exists (select from zone where id = $1)", fmt.Sprintf("There is no zone %v.", zone), int64(zone))
		return fmt.Sprintf("ST_Covers((select z.geom from zone z where z.id = %s::bigint), c.geom)", f.arg(int64(zone)))
	case "on_road":
		route, scale := text(0), text(1)
		from, to := min(number(2), number(3)), max(number(2), number(3))
		f.must("select road_strip($1, $2, $3, $4, $5) is not null",
			fmt.Sprintf("No route %s has a scale %s on which km %v to %v are known; the items of routes name their codes and scales.", cql2.ToText(c.Args[0]), cql2.ToText(c.Args[1]), from, to),
			textOf(c.Args[0]), textOf(c.Args[1]), from, to, number(4))
		return fmt.Sprintf("ST_Intersects((select road_strip(%s, %s, %s::float8, %s::float8, %s::float8)), c.geom)",
			route, scale, f.arg(from), f.arg(to), f.arg(number(4)))
	case "near":
		return f.near(number(0), number(1), number(2))
	}
	return f.refuse("There is no function %s.", geo.Clip(c.Op, 60))
}

func textOf(e cql2.Expr) string {
	t, _ := e.(cql2.Text)
	return string(t)
}

// near measures along the ellipsoid; a box that surely holds the circle sieves
// first, where it does not reach a pole or the antimeridian.
func (f *filterSQL) near(lon, lat, metres float64) string {
	circle := fmt.Sprintf("ST_DWithin(c.geom::geography, ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography, %s)",
		f.arg(lon), f.arg(lat), f.arg(metres))
	// A degree of latitude is never shorter than 110.5 km.
	high := metres/110_500 + 1e-6
	if lat-high <= -89 || lat+high >= 89 {
		return circle
	}
	wide := high / math.Cos((math.Abs(lat)+high)*math.Pi/180)
	if lon-wide < -180 || lon+wide > 180 {
		return circle
	}
	return fmt.Sprintf("(c.geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326) and %s)",
		f.arg(lon-wide), f.arg(lat-high), f.arg(lon+wide), f.arg(lat+high), circle)
}

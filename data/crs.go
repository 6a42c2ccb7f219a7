package data

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// A CRS is a coordinate reference system in which boxes and filters may come and
// geometries be answered.
type CRS struct {
	// URI is its name in the register of OGC.
	URI string
	// SRID is how a Query names it: the EPSG code, 0 for CRS84.
	SRID int
	// LatLon says that latitude comes first, as EPSG has it for 4326; elsewhere x
	// comes before y, longitude before latitude, easting before northing.
	LatLon bool
	// Metres says that coordinates are in metres; else they are in degrees.
	Metres bool
}

var crss = []CRS{
	{URI: "http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
	{URI: "http://www.opengis.net/def/crs/EPSG/0/4326", SRID: 4326, LatLon: true},
	{URI: "http://www.opengis.net/def/crs/EPSG/0/3857", SRID: 3857, Metres: true},
	{URI: "http://www.opengis.net/def/crs/EPSG/0/32718", SRID: 32718, Metres: true},
	{URI: "http://www.opengis.net/def/crs/EPSG/0/32719", SRID: 32719, Metres: true},
}

// CRSs lists them, the one used unless told, longitude before latitude, first.
func CRSs() []CRS { return slices.Clone(crss) }

// findCRS returns the system with that SRID.
func findCRS(srid int, param string) (CRS, error) {
	i := slices.IndexFunc(crss, func(c CRS) bool { return c.SRID == srid })
	if i < 0 {
		return CRS{}, geo.Invalidf(param, "The coordinate reference system %d is not one of those that can be used.", srid)
	}
	return crss[i], nil
}

// geoJSON is SQL that writes a geometry of the database in the system, as finely
// as a hand's breadth on the ground.
func (c CRS) geoJSON(geom string) string {
	switch {
	case c.LatLon:
		return fmt.Sprintf("ST_AsGeoJSON(ST_FlipCoordinates(%s), 6, 0)", geom)
	case c.Metres:
		return fmt.Sprintf("ST_AsGeoJSON(ST_Transform(%s, %d), 2, 0)", geom, c.SRID)
	}
	return fmt.Sprintf("ST_AsGeoJSON(%s, 6, 0)", geom)
}

// widest is how far apart, in metres, the corners of what is straight in a plane
// may stand when it is bent to degrees.
const widest = 10_000

// within is the part of a box in metres for which the system has a place, if any:
// beyond its bounds the plane goes on round the world.
func (c CRS) within(b orb.Bound) (part orb.Bound, ok bool) {
	in := bounds[c.SRID]
	return orb.Bound{
		Min: orb.Point{max(b.Min[0], in.Min[0]), max(b.Min[1], in.Min[1])},
		Max: orb.Point{min(b.Max[0], in.Max[0]), min(b.Max[1], in.Max[1])},
	}, in.Intersects(b)
}

// toDegrees is SQL that brings a geometry whose x comes before y into the
// database's own system.
func (c CRS) toDegrees(geom string) string {
	if !c.Metres {
		return fmt.Sprintf("ST_SetSRID(%s, 4326)", geom)
	}
	return fmt.Sprintf("ST_Transform(ST_Segmentize(ST_SetSRID(%s, %d), %d), 4326)", geom, c.SRID, widest)
}

package data

import (
	"encoding/json"
	"fmt"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// geometryRule is what geometry the items of a collection may be given.
type geometryRule int

const (
	noGeometry      geometryRule = iota // has no place
	pointOrNone                         // a point, or null
	pointNeeded                         // a point
	derivedGeometry                     // follows from the rest
)

// readGeometry reads the geometry that was sent, in the reference system that was
// said, and has it written in longitude and latitude. One that is what it was is
// left alone, as exact as it stands there.
func (c *change) readGeometry() {
	sent := c.after.geometry
	was := c.before.geometry
	switch c.writing.geometry {
	case noGeometry:
		if sent != nil {
			c.fault("geometry", "Items of %s have no place: the geometry must be null.", c.collection.ID)
		}
		return
	case derivedGeometry:
		if given := any(sent); sent != nil && !sameJSON(given, any(was)) {
			c.fault("geometry", "The polygon of a zone is drawn from its definition (form, route, km, widths, units) and cannot be sent; leave it out, or send it as it was.")
		} else if sent == nil && c.operation == "update" && was != nil {
			c.fault("geometry", "The polygon of a zone is drawn from its definition and cannot be taken away.")
		}
		return
	}
	switch {
	case sent == nil && c.writing.geometry == pointNeeded:
		c.fault("geometry", "A point is needed: {\"type\": \"Point\", \"coordinates\": [longitude, latitude]}.")
	case sent == nil:
		if was != nil {
			c.changed = append(c.changed, "geometry")
			c.set("geom", nil)
		}
	case was == nil || !sameJSON(any(sent), any(was)):
		if p, ok := c.readPoint(sent); ok {
			c.place(p)
		}
	}
}

// readPoint reads a GeoJSON point; a height is left out.
func (c *change) readPoint(sent map[string]any) (p orb.Point, ok bool) {
	if kind, _ := sent["type"].(string); kind != "Point" {
		c.fault("geometry", "The geometry must be a Point; it is %q.", geo.Clip(kind, 40))
		return p, false
	}
	numbers, ok := sent["coordinates"].([]any)
	if !ok || len(numbers) < 2 || len(numbers) > 3 {
		c.fault("geometry", "The coordinates of a point are two numbers, and a height that is not kept.")
		return p, false
	}
	for i, v := range numbers {
		n, ok := v.(json.Number)
		f, err := n.Float64()
		if !ok || err != nil {
			c.fault("geometry", "The coordinates of a point must be numbers of ordinary size.")
			return p, false
		}
		if i < 2 {
			p[i] = f
		}
	}
	return p, true
}

// place has the point written, turned into longitude and latitude.
func (c *change) place(p orb.Point) {
	c.changed = append(c.changed, "geometry")
	at, ok := c.lonLat(p)
	if !ok {
		c.fault("geometry", "The coordinates %v, %v are none of the reference system that Content-Crs names.", p[0], p[1])
		return
	}
	if err := geo.CheckPoint("geometry", at); err != nil {
		c.faults = append(c.faults, err.(*geo.Problem))
		return
	}
	c.set("geom", fmt.Sprintf("SRID=4326;POINT(%v %v)", at[0], at[1]))
}

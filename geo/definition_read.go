package geo

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// ReadDefinition reads a definition out of decoded JSON, whose numbers are
// json.Number. It is strict: what it does not know, and what is out of bounds, is a
// fault that names the part; what is not said yet is none, see Missing. prefix
// stands before the names of fields.
func ReadDefinition(prefix string, v any) (Definition, []*Problem) {
	r := &definitionReader{prefix: prefix}
	var d Definition
	if v == nil {
		return d, nil
	}
	object, ok := v.(map[string]any)
	if !ok {
		r.fault("", "A definition is an object with parts.")
		return d, r.faults
	}
	for _, name := range slices.Sorted(keysOf(object)) {
		switch name {
		case "parts":
			d.Parts = r.parts(object[name])
		case "named":
			d.Named = r.units("named", object[name])
		default:
			r.fault(Clip(name, mostQuoted), "A definition has parts and named, and no %q.", Clip(name, mostQuoted))
		}
	}
	return d, r.faults
}

func keysOf(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for name := range m {
			if !yield(name) {
				return
			}
		}
	}
}

type definitionReader struct {
	prefix   string
	at       string // the part, as parts[2].
	part     string // the same for people
	vertices int
	faults   []*Problem
}

func (r *definitionReader) fault(field, format string, args ...any) {
	if len(r.faults) < 100 {
		r.faults = append(r.faults, Invalidf(r.prefix+r.at+field, r.part+format, args...))
	}
}

func (r *definitionReader) parts(v any) (parts []Part) {
	list, ok := v.([]any)
	if !ok && v != nil || len(list) > MostParts {
		r.fault("parts", "parts must be an array of at most %d parts.", MostParts)
		return nil
	}
	for i, one := range list {
		r.at, r.part = fmt.Sprintf("parts[%d].", i), fmt.Sprintf("Part %d: ", i+1)
		object, ok := one.(map[string]any)
		if !ok {
			r.fault("", "it must be an object.")
			continue
		}
		parts = append(parts, r.one(object))
	}
	r.at, r.part = "", ""
	return parts
}

// fieldsBy are the fields that each means has, beside op and by.
var fieldsBy = map[Means]string{
	ByKm:       "route scale from to left_m right_m width_stated",
	ByRoad:     "route left_m right_m width_stated course_stated level units",
	ByUnits:    "level units",
	ByHand:     "geometry",
	ByDistance: "route metres",
}

func (r *definitionReader) one(object map[string]any) (p Part) {
	p.Op = Op(r.text(object, "op"))
	if p.Op != "" && !slices.Contains(Ops(), p.Op) {
		r.fault("op", "op must be add, minus or within, not %q.", Clip(string(p.Op), mostQuoted))
	}
	p.By = Means(r.text(object, "by"))
	fields, known := fieldsBy[p.By]
	if p.By != "" && !known {
		r.fault("by", "by must be km, road, units, hand or distance, not %q.", Clip(string(p.By), mostQuoted))
		return p
	}
	for _, name := range slices.Sorted(keysOf(object)) {
		if name != "op" && name != "by" && !slices.Contains(strings.Fields(fields), name) {
			r.fault(Clip(name, mostQuoted), "what is made by %s has no %q.", p.By, Clip(name, mostQuoted))
		}
	}
	p.Route, p.Scale = r.text(object, "route"), r.text(object, "scale")
	p.From, p.To = r.km(object, "from"), r.km(object, "to")
	p.LeftM, p.RightM, p.Metres = r.metres(object, "left_m"), r.metres(object, "right_m"), r.metres(object, "metres")
	p.WidthAssumed, p.CourseAssumed = r.no(object, "width_stated"), r.no(object, "course_stated")
	p.Level = Level(r.text(object, "level"))
	if p.Level != "" && !slices.Contains(Levels(), p.Level) {
		r.fault("level", "level must be department, province or district, not %q.", Clip(string(p.Level), mostQuoted))
	}
	if object["units"] != nil {
		p.Units = r.units("units", object["units"])
		if p.By == ByRoad && p.Level == "" {
			p.Level = District
		}
	}
	if object["geometry"] != nil {
		p.Geometry = r.geometry(object["geometry"])
	}
	return p
}

func (r *definitionReader) text(object map[string]any, name string) string {
	s, ok := object[name].(string)
	if !ok && object[name] != nil || len(s) > 200 || strings.ContainsRune(s, 0) {
		r.fault(name, "%s must be a text of at most 200 letters.", name)
		return ""
	}
	return s
}

// no reports whether a flag that is true unless said otherwise is false.
func (r *definitionReader) no(object map[string]any, name string) bool {
	b, ok := object[name].(bool)
	if !ok && object[name] != nil {
		r.fault(name, "%s must be true or false.", name)
	}
	return ok && !b
}

func (r *definitionReader) number(name string, v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}

// km reads a number of kilometres, or a reading such as "130+250".
func (r *definitionReader) km(object map[string]any, name string) *Km {
	v := object[name]
	if v == nil {
		return nil
	}
	if s, ok := v.(string); ok {
		k, err := ParseKm(s)
		if err != nil {
			r.fault(name, "%s", err.(*Problem).Msg)
			return nil
		}
		return &k
	}
	f, ok := r.number(name, v)
	if !ok || f < 0 || f > mostKm {
		r.fault(name, "%s must be a km from 0 to %d, such as \"130+250\" or 130.25.", name, mostKm)
		return nil
	}
	k := KmOf(f)
	return &k
}

func (r *definitionReader) metres(object map[string]any, name string) *float64 {
	v := object[name]
	if v == nil {
		return nil
	}
	f, ok := r.number(name, v)
	if !ok || f < 1 || f > MostZoneMetres {
		r.fault(name, "%s must be from 1 to %.0f metres.", name, MostZoneMetres)
		return nil
	}
	return &f
}

// units reads names and ids of units, each once.
func (r *definitionReader) units(name string, v any) (units []Unit) {
	list, ok := v.([]any)
	if !ok && v != nil || len(list) > MostUnits {
		r.fault(name, "%s must be an array of at most %d names or ids.", name, MostUnits)
		return nil
	}
	for _, one := range list {
		var u Unit
		switch one := one.(type) {
		case string:
			u.Name = strings.TrimSpace(one)
		case json.Number:
			u.ID, _ = one.Int64()
		}
		if (u.Name == "" || len(u.Name) > 200 || strings.ContainsRune(u.Name, 0)) && u.ID <= 0 {
			r.fault(name, "%s must hold names, or ids of the collection boundaries.", name)
			return nil
		}
		if slices.Contains(units, u) {
			r.fault(name, "%s names %s twice.", name, Clip(u.String(), mostQuoted))
			return nil
		}
		units = append(units, u)
	}
	return units
}

// String returns the name, or the id where there is none.
func (u Unit) String() string {
	if u.Name != "" {
		return u.Name
	}
	return fmt.Sprint(u.ID)
}

// geometry reads a GeoJSON Polygon or MultiPolygon.
func (r *definitionReader) geometry(v any) orb.MultiPolygon {
	object, _ := v.(map[string]any)
	for name := range object {
		if name != "type" && name != "coordinates" && name != "bbox" {
			r.fault("geometry", "the shape has a member %q that no geometry has.", Clip(name, mostQuoted))
			return nil
		}
	}
	coordinates, _ := object["coordinates"].([]any)
	before := len(r.faults)
	var shape orb.MultiPolygon
	switch object["type"] {
	case "Polygon":
		shape = orb.MultiPolygon{r.polygon(coordinates)}
	case "MultiPolygon":
		for _, one := range coordinates {
			rings, _ := one.([]any)
			if shape = append(shape, r.polygon(rings)); len(r.faults) > before {
				break
			}
		}
	default:
		r.fault("geometry", "the shape must be a GeoJSON Polygon or MultiPolygon.")
	}
	if len(r.faults) > before {
		return nil
	}
	if err := CheckZoneShape(shape); err != nil {
		r.fault("geometry", "%s", err.(*Problem).Msg)
		return nil
	}
	return shape
}

func (r *definitionReader) polygon(rings []any) (polygon orb.Polygon) {
	for _, one := range rings {
		points, ok := one.([]any)
		if r.vertices += len(points); !ok || r.vertices > MostZoneVertices {
			r.fault("geometry", "the shapes of a definition may have %d vertices together.", MostZoneVertices)
			return nil
		}
		ring := make(orb.Ring, 0, len(points))
		for _, point := range points {
			numbers, _ := point.([]any)
			var p orb.Point
			ok := len(numbers) >= 2 && len(numbers) <= 4
			for i := 0; ok && i < 2; i++ {
				p[i], ok = r.number("geometry", numbers[i])
			}
			if !ok {
				r.fault("geometry", "each point of the shape has a longitude and a latitude.")
				return nil
			}
			ring = append(ring, p)
		}
		polygon = append(polygon, ring)
	}
	return polygon
}

// CheckZoneShape refuses a shape of too many vertices, with an open or too short
// ring, or beyond Peru's window: there no ring of ours crosses the antimeridian.
func CheckZoneShape(shape orb.MultiPolygon) error {
	vertices := 0
	if len(shape) == 0 {
		return Invalidf("geometry", "The shape is empty.")
	}
	for i, polygon := range shape {
		if len(polygon) == 0 {
			return Invalidf("geometry", "Polygon %d of the shape is empty.", i+1)
		}
		for k, ring := range polygon {
			if vertices += len(ring); vertices > MostZoneVertices {
				return Invalidf("geometry", "The shape has more than %d vertices.", MostZoneVertices)
			}
			if len(ring) < 4 {
				return Invalidf("geometry", "Ring %d of polygon %d has %d points; four are needed, the last the same as the first.", k+1, i+1, len(ring))
			}
			if ring[0] != ring[len(ring)-1] {
				return Invalidf("geometry", "Ring %d of polygon %d is open: its last point is not the same as its first.", k+1, i+1)
			}
			for _, p := range ring {
				if math.IsNaN(p[0]) || math.IsNaN(p[1]) {
					return Invalidf("geometry", "A coordinate of the shape is no number.")
				}
				if err := CheckPoint("geometry", p); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

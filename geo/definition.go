package geo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// A Definition is what makes a zone: parts that are put together in their order,
// beginning with nothing. The polygon is derived from it and never the other way
// round, so that a zone can be drawn again on a better road.
type Definition struct {
	Parts []Part
	// Named are districts that the words of the decree name beside a road. They do
	// not shape the zone, but a strip that cuts others is worth knowing.
	Named []Unit
}

// Op is what a part does with what the parts before it have made.
type Op string

const (
	Add    Op = "add"    // together with it
	Minus  Op = "minus"  // without it
	Within Op = "within" // only what of it lies in the part
)

// Ops lists them.
func Ops() []Op { return []Op{Add, Minus, Within} }

// Means is what a part is made by.
type Means string

const (
	ByKm       Means = "km"       // a stretch of a road between two km, so many metres each side
	ByRoad     Means = "road"     // a whole road, or what of it lies in units, so many metres each side
	ByUnits    Means = "units"    // departments, provinces or districts
	ByHand     Means = "hand"     // a shape
	ByDistance Means = "distance" // whatever lies within so many metres of a road
)

// AllMeans lists them.
func AllMeans() []Means { return []Means{ByKm, ByRoad, ByUnits, ByHand, ByDistance} }

// Level is a level of administrative units.
type Level string

const (
	Department Level = "department"
	Province   Level = "province"
	District   Level = "district"
)

// Levels lists them, the largest first.
func Levels() []Level { return []Level{Department, Province, District} }

// A Unit is named by its name, or by its id where the name is not enough.
type Unit struct {
	Name string
	ID   int64 // 0 for none; then the name counts
}

// A Part is one line of a definition. What its means do not need is empty; what a
// draft does not say yet is too.
type Part struct {
	Op    Op
	By    Means
	Route string // code; for km, road and distance
	Scale string // code; for km
	From  *Km    // on the scale; for km
	To    *Km
	// LeftM and RightM are metres to each side along rising km; for km and road.
	LeftM, RightM *float64
	// WidthAssumed and CourseAssumed say that no source states the width, or the
	// course: what is drawn then only indicates.
	WidthAssumed, CourseAssumed bool
	Level                       Level // for units, and for road in units
	Units                       []Unit
	Geometry                    orb.MultiPolygon // longitude, latitude, WGS 84; for hand
	Metres                      *float64         // for distance
}

// Bounds of a definition. A strip of a corridor is some 10,000 vertices at most.
const (
	MostParts        = 50
	MostUnits        = 300
	MostZoneVertices = 20_000
	MostZoneMetres   = 50_000.0
)

// Form returns the form that decrees have for such a definition, Drawn for one
// shape by hand and Composed for what no decree has written yet.
func (d Definition) Form() Form {
	if len(d.Parts) != 1 || d.Parts[0].Op != Add {
		return Composed
	}
	p := d.Parts[0]
	switch {
	case p.By == ByKm:
		return KmRange
	case p.By == ByRoad && p.CourseAssumed && len(p.Units) == 0:
		return NamedRoads
	case p.By == ByRoad && p.CourseAssumed:
		return Composed
	case p.By == ByRoad && len(p.Units) > 0 && p.Level == District:
		return RoadSections
	case p.By == ByRoad && len(p.Units) == 0:
		return Corridor
	case p.By == ByUnits && p.Level == Department:
		return Departments
	case p.By == ByUnits && p.Level == Province:
		return Provinces
	case p.By == ByUnits && p.Level == District:
		return Districts
	case p.By == ByHand:
		return Drawn
	}
	return Composed
}

// A Lack is something that a part does not say yet: a field, and what it would say,
// after "does not say".
type Lack struct{ Field, ES, EN string }

// Lacks tells what a part does not say yet and cannot do without.
func (p Part) Lacks() (lacks []Lack) {
	need := func(there bool, field, es, en string) {
		if !there {
			lacks = append(lacks, Lack{field, es, en})
		}
	}
	strip := p.By == ByKm || p.By == ByRoad
	need(p.Op != "", "op", "qué se hace con ella: sumar, restar o limitar", "what is done with it: add, minus or within")
	need(p.By != "", "by", "con qué se hace: por km, ruta, unidades, a mano o por distancia", "what it is made by: km, road, units, hand or distance")
	need(!strip && p.By != ByDistance || p.Route != "", "route", "a lo largo de qué ruta", "along which route")
	if p.By == ByKm {
		need(p.Scale != "", "scale", "en qué escala cuentan sus km", "on which scale its km count")
		need(p.From != nil, "from", "desde qué km", "from which km")
		need(p.To != nil, "to", "hasta qué km", "to which km")
	}
	need(!strip || p.LeftM != nil, "left_m", "cuántos metros a la izquierda", "how many metres to the left")
	need(!strip || p.RightM != nil, "right_m", "cuántos metros a la derecha", "how many metres to the right")
	need(p.By != ByUnits || len(p.Units) > 0, "units", "qué unidades", "which units")
	need(len(p.Units) == 0 || p.Level != "", "level", "de qué nivel son sus unidades", "of which level its units are")
	need(p.By != ByHand || len(p.Geometry) > 0, "geometry", "qué contorno tiene", "what shape it has")
	need(p.By != ByDistance || p.Metres != nil, "metres", "a cuántos metros de la ruta", "how many metres from the road")
	return lacks
}

// Missing tells what the definition does not say yet; prefix stands before the
// names of its fields.
func (d Definition) Missing(prefix string) (faults []*Problem) {
	if len(d.Parts) == 0 {
		return []*Problem{Invalidf(prefix+"parts", "The zone has no definition: it needs one part at least.")}
	}
	if op := d.Parts[0].Op; op != "" && op != Add {
		faults = append(faults, Invalidf(prefix+"parts[0].op", "The first part has nothing before it: its op must be add."))
	}
	for i, p := range d.Parts {
		for _, l := range p.Lacks() {
			faults = append(faults, Invalidf(fmt.Sprintf("%sparts[%d].%s", prefix, i, l.Field), "Part %d does not say %s.", i+1, l.EN))
		}
	}
	return faults
}

// partJSON is a part as it is written: only what it says.
type partJSON struct {
	Op       Op                `json:"op,omitempty"`
	By       Means             `json:"by,omitempty"`
	Route    string            `json:"route,omitempty"`
	Scale    string            `json:"scale,omitempty"`
	From     *float64          `json:"from,omitempty"`
	To       *float64          `json:"to,omitempty"`
	LeftM    *float64          `json:"left_m,omitempty"`
	RightM   *float64          `json:"right_m,omitempty"`
	Width    *bool             `json:"width_stated,omitempty"`
	Course   *bool             `json:"course_stated,omitempty"`
	Level    Level             `json:"level,omitempty"`
	Units    []Unit            `json:"units,omitempty"`
	Geometry *geojson.Geometry `json:"geometry,omitempty"`
	Metres   *float64          `json:"metres,omitempty"`
}

// MarshalJSON writes the definition as ReadDefinition reads it; km are numbers.
func (d Definition) MarshalJSON() ([]byte, error) {
	parts := make([]partJSON, len(d.Parts))
	kilometres := func(k *Km) *float64 {
		if k == nil {
			return nil
		}
		n := k.Kilometres()
		return &n
	}
	no := func(assumed bool) *bool {
		if !assumed {
			return nil
		}
		return new(bool)
	}
	for i, p := range d.Parts {
		parts[i] = partJSON{p.Op, p.By, p.Route, p.Scale, kilometres(p.From), kilometres(p.To), p.LeftM, p.RightM,
			no(p.WidthAssumed), no(p.CourseAssumed), p.Level, p.Units, nil, p.Metres}
		if len(p.Geometry) > 0 {
			parts[i].Geometry = geojson.NewGeometry(p.Geometry)
		}
	}
	return json.Marshal(struct {
		Parts []partJSON `json:"parts"`
		Named []Unit     `json:"named,omitempty"`
	}{parts, d.Named})
}

// MarshalJSON writes the id where there is one, else the name.
func (u Unit) MarshalJSON() ([]byte, error) {
	if u.ID != 0 {
		return json.Marshal(u.ID)
	}
	return json.Marshal(u.Name)
}

// ParseDefinition reads a definition from JSON; of what is wrong the first is told
// and all are listed.
func ParseDefinition(b []byte) (Definition, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return Definition{}, &Problem{Kind: Invalid, Msg: "The definition is not JSON.", Err: err}
	}
	d, faults := ReadDefinition("", v)
	return d, Together(faults)
}

// Equal reports whether two definitions say the same.
func (d Definition) Equal(o Definition) bool {
	a, err := json.Marshal(d)
	b, too := json.Marshal(o)
	return err == nil && too == nil && slices.Equal(a, b)
}
